//! Threats: which rules hold where, how bad that is, what counters it, and how it reads.
//!
//! ```text
//! Model (rules, controls, facts) ─compile─▶ conditions ─evaluate per flow and element─▶ Analysis ─Reader─▶ texts on demand
//! ```
//!
//! Invariants: a condition is compiled once and evaluated without looking at text. Built-in rules decide from descriptive
//! facts alone whether a threat applies, so protection never hides a threat; it covers it. Adding a control or stating a
//! protective fact never raises a rating. What nobody stated is reported as not stated, never as absent.

mod agreement;
mod answers;
mod completeness;
mod condition;
mod controls;
mod coverage;
mod defaults;
mod derive;
mod derived;
mod engine;
mod entries;
mod evidence;
mod examples;
mod expect;
mod generic;
mod index;
mod leg;
pub mod library;
mod matches;
mod obligations;
mod query;
mod rating;
mod reader;
mod refine;
mod text;

pub use completeness::{Cell as Complete, Row as CompletenessRow};
pub use condition::explain::FactUsed;
pub use condition::fields::{FIELDS, FUNCTIONS, Field, FunctionDoc, Of, Shape, World};
pub use controls::{ControlFound, Evidence};
pub use coverage::{Coverage, Verdict};
pub use derived::Derived;
pub use engine::analyze;
pub use evidence::Read;
pub use examples::{Gap, Tally};
pub use expect::Answer;
pub use generic::{generic, generic_statement};
pub use leg::{Leg, Legs};
pub use matches::{AnswerMatches, place_in_clause};
pub use obligations::{Obligation, Unknown};
pub use query::{Found, Matches};
pub use rating::{Rating, matrix};
pub use reader::{About, CounterView, EffectText, FoundAt, Reader, StatementParts};
pub use refine::BASELINE;
pub use text::{PLACEHOLDERS, placeholders};

use serde::Serialize;
use smol_str::SmolStr;

use crate::model::{Place, RuleId, Stride};

/// What the rules say about a model.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Threats, each at one place: in the order of their entries.
    pub threats: Vec<Threat>,
    /// What a reader sees: the threats of each rule together, what needs work first, then the most severe.
    pub entries: Vec<Entry>,
    /// Threats of the baseline that a more specific threat says better, by subject and rule.
    pub replaced: Vec<Replaced>,
    /// Conditions whose answer depends on something that nobody stated, by rule and subject.
    pub questions: Vec<OpenQuestion>,
    engine: engine::Engine,
}

/// A threat: one rule that holds for one subject.
#[derive(Debug, Clone)]
pub struct Threat {
    /// What answers refer to: `sniff@DF1`. Never made from order.
    pub key: SmolStr,
    /// The position of its entry.
    pub entry: usize,
    /// The rule.
    pub rule: RuleId,
    /// What it holds for; `None` for the model as a whole.
    pub subject: Option<Place>,
    /// The part that has to be protected; `None` for the model as a whole.
    pub component: Option<Place>,
    /// The category that decides the number; `None` for an author's rule without one.
    pub stride: Option<Stride>,
    /// Whether the facts behind it are stated, or it is raised because they are not.
    pub basis: Basis,
    /// The rating before controls.
    pub inherent: Rating,
    /// The rating with the controls that stand: the one that counts.
    pub current: Rating,
    /// The rating once every recommended control is in place.
    pub residual: Rating,
    /// How far the controls that stand counter it.
    pub coverage: Coverage,
    /// What that and the author's answer make of it.
    pub status: Status,
    /// The author's answer.
    pub answer: Option<Answered>,
    /// The answer by which the author rates it anew.
    pub rated: Option<Answered>,
    /// Current and residual rating as they were worked out, whatever the author's rating.
    computed: (Rating, Rating),
    /// The facts that are others than when it was answered, in words.
    pub changed: Vec<SmolStr>,
    thing: condition::Thing,
}

/// The threats of one rule: what a reader sees as one threat with its places.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The display number: `S-01`.
    pub number: Number,
    /// Whether the number is not in the lock, so that it may be another one in the next run.
    pub provisional: bool,
    /// The rule.
    pub rule: RuleId,
    /// The category that decides the number.
    pub stride: Option<Stride>,
    /// The highest rating before controls, among the same places as `current`.
    pub inherent: Rating,
    /// The highest rating with the controls that stand: among the places that still need work, else among all.
    pub current: Rating,
    /// The highest rating once every recommended control is in place, among the same places as `current`.
    pub residual: Rating,
    /// The mean over its places.
    pub coverage: Coverage,
    /// The status of the place that needs most work.
    pub status: Status,
    /// How many places still need work.
    pub open: usize,
    /// Its threats, the worst first, by their position in the analysis.
    pub threats: Vec<usize>,
}

/// A threat of the baseline in the place of which a more specific one is listed.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// The rule of the baseline.
    pub rule: RuleId,
    /// What it holds for.
    pub subject: Option<Place>,
    /// Its category.
    pub stride: Option<Stride>,
    /// The rule of the threat that is listed in its place.
    pub by: RuleId,
}

/// A condition that cannot be answered.
#[derive(Debug, Clone)]
pub struct OpenQuestion {
    /// The rule.
    pub rule: RuleId,
    /// What it is asked of; `None` for the model as a whole.
    pub subject: Option<Place>,
    thing: condition::Thing,
}

/// A display number: the letter of the category and a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The letter of the category, `G` (general) where there is none.
    pub letter: char,
    /// Counted from 1.
    pub count: u32,
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.letter, self.count)
    }
}

/// Why a threat is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Its condition holds.
    Stated,
    /// An author's condition depends on a protective fact that nobody stated.
    NotStated,
}

/// An answer to a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Its position among the answers of the model.
    pub answer: usize,
    /// Whether it counts.
    pub standing: Validity,
}

/// Whether an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// It counts.
    Counts,
    /// Its last day is over.
    Expired,
    /// What it promises is not in place yet.
    InProgress,
    /// Facts that it rests on have changed: somebody has to look at it again.
    Changed,
}

/// What the controls that stand, and the author's answer, make of a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing counters it.
    Open,
    /// Nothing is known about what would counter it.
    Unverified,
    /// Some of what is needed is there.
    PartlyCovered,
    /// What is needed is there.
    Covered,
    /// The author says that what is needed is there.
    Mitigated,
    /// Somebody else carries the risk.
    Transferred,
    /// The risk is accepted.
    Accepted,
    /// The design excludes the threat.
    Avoided,
    /// The threat does not apply.
    Dismissed,
}

impl Status {
    /// All of them, what needs most work first.
    pub const ALL: &'static [Status] = &[
        Status::Open,
        Status::Unverified,
        Status::PartlyCovered,
        Status::Covered,
        Status::Mitigated,
        Status::Transferred,
        Status::Accepted,
        Status::Avoided,
        Status::Dismissed,
    ];

    /// Whether nothing is left to do about it.
    pub fn is_settled(self) -> bool {
        self >= Status::Covered
    }

    /// The word in prose.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Unverified => "unverified",
            Status::PartlyCovered => "partly covered",
            Status::Covered => "covered",
            Status::Mitigated => "mitigated",
            Status::Transferred => "transferred",
            Status::Accepted => "accepted",
            Status::Avoided => "avoided",
            Status::Dismissed => "dismissed",
        }
    }
}

#[cfg(test)]
mod tests;
