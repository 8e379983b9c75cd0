//! How stages see files: through a trait, so that none of them touches the file system.

use camino::Utf8Path;

/// Where files come from: a disk, or memory in an editor and in tests.
pub trait Files {
    /// The bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// Why the file cannot be read.
    fn read(&self, path: &Utf8Path, limit: usize) -> Result<Vec<u8>, ReadError>;

    /// Names of the files in a folder, sorted; empty where there is none.
    fn list(&self, folder: &Utf8Path) -> Vec<String>;

    /// Whether a path, links followed, lies inside a folder. A path that does not exist is judged by its name.
    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool;
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is none.
    NotFound,
    /// It is a directory.
    Directory,
    /// It is larger than allowed.
    TooLarge,
    /// The operating system's reason.
    Other(String),
}
