//! From an argument to an analysed model.

use camino::Utf8Path;

use super::diagnostics;
use super::exit::Exit;
use super::ui::Ui;
use crate::base::files::ReadError;
use crate::explain::Knowledge;
use crate::pipeline::{self, Options, Outcome};
use crate::project::{Disk, Memory, read_at_most};

/// The name under which standard input is shown.
const STDIN: &str = "<stdin>";

/// Reads and analyses a model; `-` is standard input.
pub(super) fn analyze(path: &Utf8Path) -> Outcome {
    let options = Options::default();
    if path != "-" {
        return pipeline::analyze(&Disk, path, &options);
    }
    let disk = Disk;
    let files = Memory::over(&disk);
    match read_at_most(std::io::stdin(), options.limits.bytes) {
        Ok(bytes) => pipeline::analyze(&files.with(STDIN, bytes), STDIN.into(), &options),
        Err(ReadError::TooLarge) => {
            let too_large = vec![b' '; options.limits.bytes.saturating_add(1)];
            pipeline::analyze(&files.with(STDIN, too_large), STDIN.into(), &options)
        }
        Err(_) => pipeline::analyze(&files, STDIN.into(), &options),
    }
}

/// Reads a model that a verb wants to use; prints what is wrong, and gives up where it cannot be used.
pub(super) fn usable(path: &Utf8Path, ui: &mut Ui) -> Result<Outcome, Exit> {
    let outcome = analyze(path);
    let shown = diagnostics::text(&outcome, diagnostics::DEFAULT_LIMIT);
    ui.diagnostic(&shown);
    if outcome.is_usable() { Ok(outcome) } else { Err(Exit::Unable) }
}

/// A model of nothing: what is built in.
pub(super) fn empty() -> Outcome {
    pipeline::analyze(&Memory::new().with("empty.threat", ""), "empty.threat".into(), &Options::default())
}

/// What explanations are taken from.
pub(super) fn knowledge(outcome: &Outcome) -> Knowledge<'_> {
    let Outcome { sources, model, graph, analysis, .. } = outcome;
    Knowledge { sources, model, graph, analysis }
}

/// The name of the files that are written for a model: that of the model without its extension.
pub(super) fn stem(path: &Utf8Path) -> &str {
    if path == "-" { "model" } else { path.file_stem().unwrap_or("model") }
}
