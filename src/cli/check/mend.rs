//! `threatline check --fix`: applies the fixes that cannot change the meaning of what is right.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Check, Checked};
use crate::base::files::Files;
use crate::base::source::SourceFile;
use crate::base::text;
use crate::cli::exit::Failure;
use crate::cli::ui::Ui;
use crate::cli::{fmt, input, output};
use crate::findings::{self, Applied, Report};
use crate::pipeline::Options;
use crate::project::Memory;

/// A mended text may show the next mistake. More rounds than this are needed by nobody.
const ROUNDS: usize = 20;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What was mended.
#[derive(Default)]
pub(super) struct Mended {
    /// Changed files: their paths, what they were and what they are.
    files: BTreeMap<Utf8PathBuf, (String, String)>,
    applied: Vec<Applied>,
}

/// Mends models in memory, again and again until nothing is left that can be mended.
pub(super) fn mend(files: &mut Memory<'_>, models: &[Utf8PathBuf], check: &Check) -> Mended {
    let mut mended = Mended::default();
    for model in models {
        let is_stdin = model == "-";
        if is_stdin {
            // Its text is printed, changed or not.
            mended.remember(files, input::STDIN.into());
        }
        let may = |file: &SourceFile| !file.embedded && (file.path == input::STDIN) == is_stdin;
        for _ in 0..ROUNDS {
            let Checked { outcome, findings, .. } = check.model(files, model);
            let (texts, applied) = findings::apply(&outcome.sources, &findings, may);
            if applied.is_empty() {
                break;
            }
            mended.applied.extend(applied);
            for (path, text) in texts {
                mended.remember(files, &path);
                files.insert(path.clone(), text.as_bytes());
                mended.change(&path, text);
            }
        }
    }
    mended
}

impl Mended {
    /// Keeps the text of a file as it is before it is changed.
    fn remember(&mut self, files: &dyn Files, path: &Utf8Path) {
        if !self.files.contains_key(path) {
            let bytes = files.read(path, Options::default().limits.bytes).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.files.insert(path.to_owned(), (text.clone(), text));
        }
    }

    fn change(&mut self, path: &Utf8Path, text: String) {
        if let Some((before, after)) = self.files.get_mut(path) {
            let mark = if before.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { "" };
            *after = format!("{mark}{text}");
        }
    }

    fn changed(&self) -> impl Iterator<Item = (&Utf8PathBuf, &(String, String))> {
        self.files.iter().filter(|(_, (before, after))| before != after)
    }

    /// Whether any file is not what it was.
    pub(super) fn changes_something(&self) -> bool {
        self.changed().next().is_some()
    }

    /// Whether standard output has the text of standard input.
    pub(super) fn is_printed(&self) -> bool {
        self.files.contains_key(Utf8Path::new(input::STDIN))
    }

    /// Writes what has changed, or prints it as a diff. Standard input goes to standard output.
    pub(super) fn write(&self, diff: bool, ui: &mut Ui) -> Result<(), Failure> {
        for (path, (before, after)) in &self.files {
            match path.as_str() {
                shown if diff => ui.result(&fmt::diff(shown, before, after))?,
                input::STDIN => ui.result(after)?,
                _ if before != after => output::replace(path, after.as_bytes())?,
                _ => {}
            }
        }
        if !diff {
            for Applied { place, code, title } in &self.applied {
                ui.note(&format!("{place}: {title} ({code})"));
            }
        }
        Ok(())
    }

    /// `mended 3 mistakes in 2 files`
    pub(super) fn tell(&self, report: &Report<'_>, diff: bool, ui: &mut Ui) {
        if self.applied.is_empty() && !diff {
            return;
        }
        let mistakes = text::count(self.applied.len(), "mistake", "mistakes");
        let files = text::count(self.changed().count(), "file", "files");
        let left = findings::counts(report.parts.iter().flat_map(|part| &part.findings)).words();
        let left = if left.is_empty() { "nothing".to_owned() } else { left };
        let verb = if diff { "--fix would mend" } else { "mended" };
        ui.note(&format!("{verb} {mistakes} in {files}; left: {left}"));
    }
}
