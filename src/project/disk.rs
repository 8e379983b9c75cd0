//! Files of the operating system.

use std::io::{Error, ErrorKind, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::date::Date;
use crate::base::files::{Files, ReadError};

/// A folder with more files and folders below it is looked at in part.
const MOST_ENTRIES: usize = 20_000;

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

/// The `.threat` files in a folder and below, sorted by path, and the folders that could not be read. Hidden folders are
/// left out, and links to folders are not followed.
pub fn models_below(folder: &Utf8Path) -> (Vec<Utf8PathBuf>, Vec<(Utf8PathBuf, Error)>) {
    let (mut models, mut unreadable) = (Vec::new(), Vec::new());
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match folder.read_dir_utf8() {
            Ok(entries) => entries,
            Err(error) => {
                unreadable.push((folder, error));
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?.is_dir(), entry.into_path()))) {
                Ok((true, path)) if !path.file_name().is_some_and(|name| name.starts_with('.')) => open.push(path),
                Ok((false, path)) if path.extension() == Some("threat") => {
                    models.push(path.strip_prefix(".").map(Utf8Path::to_owned).unwrap_or(path));
                }
                Ok(_) => {}
                Err(error) => unreadable.push((folder.clone(), error)),
            }
        }
    }
    models.sort();
    unreadable.sort_by(|a, b| a.0.cmp(&b.0));
    (models, unreadable)
}

/// The day on which a file, or the newest file of a folder, was last changed.
pub fn changed(path: &Utf8Path) -> Option<Date> {
    let mut newest: Option<SystemTime> = None;
    let mut open = vec![path.to_owned()];
    let mut left = MOST_ENTRIES;
    while let Some(path) = open.pop() {
        let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
        if metadata.is_dir() {
            let entries = path.read_dir_utf8().into_iter().flatten().flatten().map(|entry| entry.into_path());
            open.extend(entries.filter(|path| !is_hidden(path)));
        } else if metadata.is_file() {
            newest = newest.max(metadata.modified().ok());
        }
        left -= 1;
        if left == 0 {
            break;
        }
    }
    let since = newest?.duration_since(UNIX_EPOCH).ok()?;
    Date::of_unix(i64::try_from(since.as_secs()).ok()?)
}

fn is_hidden(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| name.starts_with('.'))
}

/// The nearest file of this name in a folder or in those above it, seen from the current folder.
pub fn find_up(folder: &Utf8Path, name: &str) -> Option<Utf8PathBuf> {
    folders_up(folder).into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A folder and those above it, the nearest first; relative ones go on with `..` where the current folder ends.
fn folders_up(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    if folder.is_absolute() {
        return folder.ancestors().map(Utf8Path::to_owned).collect();
    }
    let (mut up, mut parts) = (0, Vec::new());
    for part in folder.components() {
        match part.as_str() {
            "." => {}
            ".." if parts.pop().is_none() => up += 1,
            ".." => {}
            name => parts.push(name),
        }
    }
    let depth = std::env::current_dir().map_or(0, |here| here.components().count().saturating_sub(1));
    let above = |up: usize| std::iter::repeat_n("..", up).collect::<Utf8PathBuf>();
    let inside = (0..=parts.len()).rev().map(|n| above(up).join(parts.iter().take(n).collect::<Utf8PathBuf>()));
    inside.chain((up + 1..=depth).map(above)).collect()
}

/// Replaces what a file contains by way of a second file beside it, so that nobody ever finds half of it. The file keeps its
/// permissions; a link stays a link to it.
///
/// # Errors
/// The operating system's reason, or that the file may not be written.
pub fn replace(path: &Utf8Path, bytes: &[u8]) -> Result<(), Error> {
    let path = path.canonicalize_utf8()?;
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let folder = path.parent().ok_or_else(|| Error::from(ErrorKind::IsADirectory))?;
    let mut beside = tempfile::Builder::new().prefix(".threatline-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().set_permissions(permissions)?;
    beside.as_file().sync_all()?;
    beside.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn reason(error: Error) -> ReadError {
    match error.kind() {
        ErrorKind::NotFound => ReadError::NotFound,
        ErrorKind::IsADirectory => ReadError::Directory,
        ErrorKind::PermissionDenied => ReadError::Other("permission denied".into()),
        _ => ReadError::Other(error.to_string()),
    }
}
