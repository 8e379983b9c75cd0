//! Other files of a source: those that it names, or that belong to it, within its folder.

use std::cell::{Cell, RefCell};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::base::files::{Files, ReadError};

/// How many bytes all other files of a source may have.
const MOST_BYTES: usize = 16 << 20;
/// How many other files are read.
const MOST_FILES: usize = 500;

/// The folder of a source.
pub struct Folder<'f> {
    files: &'f dyn Files,
    /// The source itself.
    path: Utf8PathBuf,
    left: Cell<usize>,
    read: RefCell<Vec<String>>,
}

impl<'f> Folder<'f> {
    /// That of the file with this path.
    pub fn of(files: &'f dyn Files, path: &Utf8Path) -> Self {
        Self { files, path: path.to_owned(), left: Cell::new(MOST_BYTES), read: RefCell::default() }
    }

    fn folder(&self) -> &Utf8Path {
        match self.path.parent() {
            Some(folder) if !folder.as_str().is_empty() => folder,
            _ => Utf8Path::new("."),
        }
    }

    /// The text of another file, by its path from the folder; else why there is none, in a clause.
    pub(super) fn text(&self, name: &str) -> Result<String, String> {
        if name.contains("://") {
            return Err("nothing is read from the net".to_owned());
        }
        let plain = |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir);
        let path = Utf8Path::new(name);
        let whole = self.folder().join(path);
        if !path.components().all(plain) || !self.files.is_inside(&whole, self.folder()) {
            return Err("it lies outside of the folder of the source, where nothing is read".to_owned());
        }
        if self.read.borrow().len() >= MOST_FILES {
            return Err(format!("more than {MOST_FILES} other files are not read"));
        }
        let bytes = self.files.read(&whole, self.left.get()).map_err(|error| match error {
            ReadError::NotFound => "there is no such file".to_owned(),
            ReadError::Directory => "it is a folder".to_owned(),
            ReadError::TooLarge => format!("all other files together are larger than {} MB", MOST_BYTES >> 20),
            ReadError::Other(reason) => reason,
        })?;
        self.left.set(self.left.get().saturating_sub(bytes.len()));
        let text = super::decode(bytes)?;
        self.read.borrow_mut().push(name.to_owned());
        Ok(text)
    }

    /// Paths of the files in a folder within this one, sorted; none where there is no such folder.
    pub(super) fn files_in(&self, name: &str) -> Vec<String> {
        let inner = if name.is_empty() { self.folder().to_owned() } else { self.folder().join(name) };
        let join = |file: String| if name.is_empty() { file } else { format!("{}/{file}", name.trim_end_matches('/')) };
        self.files.list(&inner).into_iter().map(join).collect()
    }

    /// Paths of the files beside the source with one of these endings.
    pub(super) fn beside(&self, endings: &[&str]) -> Vec<String> {
        let mut files = self.files_in("");
        let own = self.path.file_name().unwrap_or_default();
        files.retain(|file| {
            file != own && Utf8Path::new(file).extension().is_some_and(|ending| endings.contains(&ending))
        });
        files
    }

    /// What was read besides the source.
    pub(super) fn were_read(&self) -> Vec<String> {
        self.read.borrow().clone()
    }
}
