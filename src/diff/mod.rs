//! What differs between two versions of a model, and why its threats do.
//!
//! ```text
//! Outcome, Outcome ─pairs▶ what is the same thing ─items▶ changes ─near, reasons▶ threats with their reasons ─┬─text, markdown, json
//!                                                                                                             └─picture▶ one model with marks
//! ```
//!
//! Two things are the same by stable names: ids, former ids of `formerly`, ends and label of a flow. Order, layout, comments and
//! display numbers have no say. Both versions are analysed with the rules of this program, so a difference of threats is a
//! difference of models.

mod changes;
mod clause;
mod coverage;
mod item;
mod json;
mod markdown;
mod near;
mod pairs;
mod picture;
mod places;
mod reasons;
mod side;
mod statements;
mod summary;
mod text;
mod threats;

pub use changes::{Change, Differs, How};
pub use coverage::{Counts, Exposed};
pub use item::Area;
pub use json::json;
pub use markdown::markdown;
pub use picture::{Picture, picture};
pub use reasons::{Cause, Reason};
pub use side::Version;
pub use text::{details, summary};
pub use threats::{State, ThreatChange};

use smol_str::SmolStr;

use crate::model::Severity;
use crate::pipeline::Outcome;
use pairs::Pairs;
use side::Side;

/// What differs between two versions.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The title of the old and of the new version.
    pub titles: [String; 2],
    /// What was added, removed and changed, by area.
    pub changes: Vec<Change>,
    /// The threats that are new, gone or rated otherwise: new ones first, then gone ones; the most severe first.
    pub threats: Vec<ThreatChange>,
    /// The threats of both versions in numbers: all of them, then by category.
    pub counts: Vec<Counts>,
    /// Elements that are called from further outside than before, or from less far.
    pub exposed: Vec<Exposed>,
    /// The coverage that the new version aims at, as its header says it.
    pub target: Option<String>,
    /// Rules that hold in both versions and that the lock of the old one does not know: the library has become newer, or the
    /// lock was not kept.
    pub unrecorded: Vec<SmolStr>,
    pairs: Pairs,
}

/// Compares two versions of a model.
pub fn compare(before: &Outcome, after: &Outcome) -> Diff {
    let pairs = Pairs::of(&before.model, &after.model);
    let new = Side { version: Version::After, outcome: after, other: before, pairs: &pairs };
    let old = new.turned();
    let mut changes = changes::changes(&old, &new);
    changes::link(&mut changes, &old, &new);
    let threats = threats::threats(&old, &new, &changes);
    Diff {
        titles: titles([before, after]),
        threats,
        counts: coverage::counts(before, after),
        exposed: coverage::exposed(&old, &new, &changes),
        target: after.model.document.facts.text("target").map(str::to_owned),
        unrecorded: coverage::unrecorded(&old, &new),
        changes,
        pairs,
    }
}

/// The titles; where nobody wrote one, that of the new version, because names of files say nothing about a model.
fn titles(versions: [&Outcome; 2]) -> [String; 2] {
    let written = versions.iter().all(|one| one.model.document.span.is_some());
    let [before, after] = versions.map(|one| one.model.document.title.clone());
    [if written { before } else { after.clone() }, after]
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.threats.is_empty()
    }

    /// The threats of a severity or more that are open and were not: new ones, and those that were settled before.
    pub fn newly_open(&self, least: Severity) -> impl Iterator<Item = &ThreatChange> {
        let severe = move |one: &&ThreatChange| one.is_newly_open() && one.severity() >= least;
        self.threats.iter().filter(severe)
    }
}
