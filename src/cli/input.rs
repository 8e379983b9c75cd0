//! From an argument to an analysed model.

use camino::Utf8Path;

use super::diagnostics;
use super::exit::Exit;
use super::ui::Ui;
use crate::base::files::{Files, ReadError};
use crate::pipeline::{self, Formatting, Options, Outcome};
use crate::project::{Disk, Memory, read_at_most};

/// The name under which standard input is shown.
pub(super) const STDIN: &str = "<stdin>";

/// Reads and analyses a model; `-` is standard input.
pub(super) fn analyze(path: &Utf8Path) -> Outcome {
    let options = Options::default();
    with_files(path, &options, |files, path| pipeline::analyze(files, path, &options))
}

/// Reads and formats a file; `-` is standard input.
pub(super) fn format(path: &Utf8Path) -> Formatting {
    let options = Options::default();
    with_files(path, &options, |files, path| pipeline::format(files, path, &options))
}

/// Uses the disk, or standard input as a file in front of it; the path is the name under which it is shown.
fn with_files<T>(path: &Utf8Path, options: &Options, run: impl FnOnce(&dyn Files, &Utf8Path) -> T) -> T {
    let disk = Disk;
    if path != "-" {
        return run(&disk, path);
    }
    let files = Memory::over(&disk);
    match read_at_most(std::io::stdin(), options.limits.bytes) {
        Ok(bytes) => run(&files.with(STDIN, bytes), STDIN.into()),
        Err(ReadError::TooLarge) => {
            let too_large = vec![b' '; options.limits.bytes.saturating_add(1)];
            run(&files.with(STDIN, too_large), STDIN.into())
        }
        Err(_) => run(&files, STDIN.into()),
    }
}

/// Reads a model that a verb wants to use; prints what is wrong, and gives up where it cannot be used.
pub(super) fn usable(path: &Utf8Path, ui: &mut Ui) -> Result<Outcome, Exit> {
    let outcome = analyze(path);
    let shown = diagnostics::text(&outcome, diagnostics::DEFAULT_LIMIT);
    ui.diagnostic(&shown);
    if outcome.is_usable() { Ok(outcome) } else { Err(Exit::Unable) }
}

/// The name of the files that are written for a model: that of the model without its extension.
pub(super) fn stem(path: &Utf8Path) -> &str {
    if path == "-" { "model" } else { path.file_stem().unwrap_or("model") }
}
