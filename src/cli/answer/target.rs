//! The file that an answer is added to.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::Files;
use crate::base::source::FileId;
use crate::cli::exit::Failure;
use crate::cli::input::{self, Usable};
use crate::cli::output;
use crate::cli::project::{self, Project};
use crate::cli::ui::Ui;
use crate::pipeline::Options;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file with its text.
pub(super) struct Target {
    /// Its path as the model reads it.
    pub(super) path: Utf8PathBuf,
    /// Its text.
    pub(super) text: String,
}

impl Target {
    /// The file that the project names for answers, where it is part of the model; else the root file.
    pub(super) fn of(usable: &Usable) -> Result<Self, Failure> {
        let sources = &usable.outcome.sources;
        let files = usable.outcome.trees.iter().map(|tree| tree.file);
        let root = files.clone().next().map_or(usable.path.as_path(), |file| &sources.file(file).path);
        let project = usable.project.as_ref().filter(|_| root != input::STDIN);
        let Some((project, answers)) = project.and_then(|project| Some((project, project.answers()?))) else {
            return Self::read(root, usable);
        };
        let named = |file: &FileId| is_same(&sources.file(*file).path, &answers);
        let is_root = project.root().is_some_and(|known| is_same(&known, root));
        match files.clone().find(named) {
            Some(file) => Self::read(&sources.file(file).path, usable),
            None if is_root => Err(Failure::Arguments(not_a_part(project, &answers, root))),
            None => Self::read(root, usable),
        }
    }

    fn read(path: &Utf8Path, usable: &Usable) -> Result<Self, Failure> {
        let sources = &usable.outcome.sources;
        let text = match path == input::STDIN {
            // It has been read, and cannot be read again.
            true => sources.find(path).map_or(String::new(), |file| sources.file(file).text.to_string()),
            false => {
                let failure = |reason: String| Failure::Read { path: path.to_owned(), reason };
                let files = input::files(std::iter::empty());
                let bytes =
                    files.read(path, Options::default().limits.bytes).map_err(project::reason).map_err(failure)?;
                String::from_utf8(bytes).map_err(|_| failure("it is not UTF-8".into()))?
            }
        };
        Ok(Self { path: path.to_owned(), text })
    }

    /// The name under which it is shown.
    pub(super) fn name(&self) -> &str {
        self.path.as_str()
    }

    /// Its length as the model counts it.
    pub(super) fn length(&self) -> usize {
        self.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.text).len()
    }

    /// Its text with statements behind everything else, after a blank line.
    pub(super) fn with(&self, statements: &str) -> String {
        let text = &self.text;
        let end = match (text.contains("\r\n"), text.contains('\n'), text.contains('\r')) {
            (true, ..) => "\r\n",
            (false, false, true) => "\r",
            _ => "\n",
        };
        let mut out = text.clone();
        if !text.trim_start_matches(BYTE_ORDER_MARK).trim().is_empty() {
            if !text.ends_with(['\n', '\r']) {
                out.push_str(end);
            }
            let lines: Vec<&str> = text.trim_end_matches(' ').split(end).collect();
            if !matches!(lines.as_slice(), [.., blank, ""] if blank.trim().is_empty()) {
                out.push_str(end);
            }
        }
        out.push_str(&statements.replace('\n', end));
        out
    }

    /// Writes the new text, and says what was added and where; what came from standard input goes to standard output.
    pub(super) fn write(&self, after: &str, place: &str, added: &str, ui: &mut Ui) -> Result<(), Failure> {
        if self.path == input::STDIN {
            return ui.result(after);
        }
        output::replace(&self.path, after.as_bytes())?;
        ui.result(added)?;
        ui.note(&format!("added at {place}"));
        Ok(())
    }
}

fn not_a_part(project: &Project, answers: &Utf8Path, root: &Utf8Path) -> String {
    let written = project.config.answers.as_deref().unwrap_or(answers);
    let name = if answers.is_file() { String::new() } else { ", with an empty file of that name beside it".to_owned() };
    format!(
        "`{answers}`, which `{}` names for answers, is not part of `{root}`: write `include \"{written}\"` there{name}",
        project.path
    )
}

/// Whether two paths lead to the same file.
fn is_same(a: &Utf8Path, b: &Utf8Path) -> bool {
    a == b || a.canonicalize_utf8().ok().is_some_and(|a| b.canonicalize_utf8().is_ok_and(|b| a == b))
}
