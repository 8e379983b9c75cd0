//! Where results go: a file, or standard output.

use camino::Utf8Path;

use super::exit::Failure;
use super::ui::Ui;

/// Writes a result to a file, or to standard output for `-` and where no file is named.
pub(super) fn write(path: Option<&Utf8Path>, bytes: &[u8], ui: &mut Ui) -> Result<(), Failure> {
    match path {
        None => ui.bytes(bytes),
        Some(path) if path == "-" => ui.bytes(bytes),
        Some(path) => {
            file(path, bytes)?;
            ui.note(&format!("wrote {path}"));
            Ok(())
        }
    }
}

/// Writes a file, and the folders around it.
pub(super) fn file(path: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |reason| Failure::Write { path: path.to_owned(), reason };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failure)?;
    }
    std::fs::write(path, bytes).map_err(failure)
}

/// Replaces what a file contains: at once, so that nobody ever finds half of it.
pub(super) fn replace(path: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    crate::project::replace(path, bytes).map_err(|reason| Failure::Write { path: path.to_owned(), reason })
}

/// Writes a text without its colours, which are for terminals.
pub(super) fn plain(path: &Utf8Path, text: &str, ui: &mut Ui) -> Result<(), Failure> {
    write(Some(path), anstream::adapter::strip_str(text).to_string().as_bytes(), ui)
}
