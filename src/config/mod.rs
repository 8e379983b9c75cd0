//! The project file `threatline.toml`: where a project starts, how codes are reported, where reports go.
//!
//! Nothing in it changes what a model means. Its keys are rows of a table, from which reading, messages and documentation
//! follow.

mod keys;
mod levels;
mod read;

pub use keys::{KEYS, Key, Kind, markdown};
pub use levels::{Choice, Levels, Pick, Problem, Reported, Side};
pub use read::read;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::model::{Class, Severity};

/// The name of the project file.
pub const FILE: &str = "threatline.toml";

/// What a project file says. Paths are relative to its folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The model that is meant where none is named.
    pub root: Option<Utf8PathBuf>,
    /// The table of numbers and keys.
    pub lock: Option<Utf8PathBuf>,
    /// The file that answers are added to.
    pub answers: Option<Utf8PathBuf>,
    /// How codes are reported.
    pub levels: Choice,
    /// The severity from which threats that are not covered fail a run.
    pub fail_on: Option<Severity>,
    /// What becomes of threats that rest on what nobody stated.
    pub unknown: Option<Unknown>,
    /// The formats of a report.
    pub formats: Vec<&'static str>,
    /// The folder that reports are written to.
    pub out: Option<Utf8PathBuf>,
    /// The widest line that is no style mistake.
    pub width: Option<u32>,
    /// What the classes mean in this organisation.
    pub classes: BTreeMap<Class, String>,
}

/// What becomes of threats that rest on what nobody stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unknown {
    /// They count like all others.
    #[default]
    Raise,
    /// They are listed, but fail no run.
    List,
}
