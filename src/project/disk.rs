//! Files of the operating system.

use std::io::Read;

use camino::Utf8Path;

use crate::base::files::{Files, ReadError};

/// The file system, seen from the current folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Utf8Path, limit: usize) -> Result<Vec<u8>, ReadError> {
        let metadata = std::fs::metadata(path).map_err(reason)?;
        if metadata.is_dir() {
            return Err(ReadError::Directory);
        }
        read_at_most(std::fs::File::open(path).map_err(reason)?, limit)
    }

    fn list(&self, folder: &Utf8Path) -> Vec<String> {
        let entries = or_here(Some(folder)).read_dir_utf8().into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        names
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        // A file that does not exist lies where its folder does.
        let real = path.canonicalize_utf8().or_else(|_| or_here(path.parent()).canonicalize_utf8());
        match (real, or_here(Some(folder)).canonicalize_utf8()) {
            (Ok(path), Ok(folder)) => path.starts_with(folder),
            _ => is_below(path, folder),
        }
    }
}

/// The folder, or the current one where there is none.
fn or_here(folder: Option<&Utf8Path>) -> &Utf8Path {
    folder.filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."))
}

/// Whether a path lies in a folder, judged by their names alone.
pub(super) fn is_below(path: &Utf8Path, folder: &Utf8Path) -> bool {
    let rest = if folder == "." { Ok(path) } else { path.strip_prefix(folder) };
    rest.is_ok_and(|rest| !rest.is_absolute() && rest.components().next().is_none_or(|part| part.as_str() != ".."))
}

/// Reads a stream, but no more than `limit` bytes of it.
///
/// # Errors
/// [`ReadError::TooLarge`] if there is more, or the operating system's reason.
pub fn read_at_most(stream: impl Read, limit: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(most).read_to_end(&mut bytes).map_err(reason)?;
    if bytes.len() > limit { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

fn reason(error: std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        std::io::ErrorKind::IsADirectory => ReadError::Directory,
        std::io::ErrorKind::PermissionDenied => ReadError::Other("permission denied".into()),
        _ => ReadError::Other(error.to_string()),
    }
}
