//! Files in memory: standard input, editors and tests.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::{Files, ReadError};

/// Files by path; what is not among them is looked for in `behind`.
#[derive(Default)]
pub struct Memory<'a> {
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    behind: Option<&'a dyn Files>,
}

impl<'a> Memory<'a> {
    /// No file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Files in front of others, which they hide.
    pub fn over(behind: &'a dyn Files) -> Self {
        Self { files: BTreeMap::new(), behind: Some(behind) }
    }

    /// Adds a file, or puts another text in its place.
    pub fn insert(&mut self, path: impl Into<Utf8PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<Utf8PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Files for Memory<'_> {
    fn read(&self, path: &Utf8Path, limit: usize) -> Result<Vec<u8>, ReadError> {
        match (self.files.get(path), self.behind) {
            (Some(bytes), _) if bytes.len() > limit => Err(ReadError::TooLarge),
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(behind)) => behind.read(path, limit),
            (None, None) => Err(ReadError::NotFound),
        }
    }

    fn list(&self, folder: &Utf8Path) -> Vec<String> {
        let own = self.files.keys().filter(|path| path.parent() == Some(folder));
        let mut names: Vec<String> = own.filter_map(|path| path.file_name()).map(str::to_owned).collect();
        names.extend(self.behind.map(|behind| behind.list(folder)).unwrap_or_default());
        names.sort();
        names.dedup();
        names
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        match self.behind {
            Some(behind) => behind.is_inside(path, folder),
            None => super::disk::is_below(path, folder),
        }
    }
}
