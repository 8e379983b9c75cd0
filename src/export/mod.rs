//! Models for other tools: `threatline export`.
//!
//! Each format has a writer; what a format has no place for is said, never dropped without a word.

mod language;
mod names;
mod otm;
pub mod own;
pub mod rows;
mod structurizr;
mod threagile;
mod threat_composer;
mod threat_dragon;
mod tm_library;

use camino::Utf8PathBuf;

use crate::pipeline::Outcome;

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Everything that is known about the model.
    pub outcome: &'a Outcome,
    /// How people call the model: its path.
    pub name: &'a str,
    /// The revision that it is of, where somebody says so.
    pub revision: Option<&'a str>,
}

/// A format that can be written.
#[derive(Debug)]
pub struct Writer {
    /// The word for `--to`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The ending of its files, without the first dot: `tc.json`.
    pub ending: &'static str,
    /// Writes it.
    pub write: fn(&Subject<'_>) -> Exported,
}

/// What is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// One file, or several for formats of several tables; names are relative, empty where there is one.
    pub files: Vec<(Utf8PathBuf, Vec<u8>)>,
    /// What the format has no place for, in a few words each: `3 assumptions`.
    pub left_out: Vec<String>,
}

impl Exported {
    /// One file with nothing left out.
    pub fn text(text: impl Into<String>) -> Self {
        Self { files: vec![(Utf8PathBuf::new(), text.into().into_bytes())], left_out: Vec::new() }
    }
}

/// All formats, in the order of the documentation.
pub const WRITERS: &[Writer] = &[
    own::WRITER,
    otm::JSON,
    otm::YAML,
    threat_dragon::WRITER,
    threat_composer::WRITER,
    tm_library::WRITER,
    threagile::WRITER,
    structurizr::WRITER,
    rows::CSV,
    rows::JSONL,
    rows::PARQUET,
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Writer> {
    WRITERS.iter().find(|writer| writer.name == name)
}
