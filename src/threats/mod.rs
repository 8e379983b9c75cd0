//! Threats: which rules hold where, how bad that is, what counters it, and how it reads.
//!
//! ```text
//! Model (rules, controls, facts) ─compile─▶ conditions ─evaluate per flow and element─▶ Analysis ─Reader─▶ texts on demand
//! ```
//!
//! Invariants: a condition is compiled once and evaluated without looking at text. Built-in rules decide from descriptive
//! facts alone whether a threat applies, so protection never hides a threat; it covers it. Adding a control or stating a
//! protective fact never raises a rating. What nobody stated is reported as not stated, never as absent.

mod condition;
mod controls;
mod coverage;
mod derive;
mod derived;
mod engine;
mod examples;
mod expect;
mod generic;
mod index;
mod leg;
pub mod library;
mod query;
mod rating;
mod reader;
mod text;

pub use condition::explain::FactUsed;
pub use condition::fields::{FIELDS, FUNCTIONS, Field, FunctionDoc, Of, Shape, World};
pub use controls::{ControlFound, Evidence};
pub use coverage::{Coverage, Verdict};
pub use derived::Derived;
pub use engine::analyze;
pub use examples::{Gap, Tally};
pub use expect::Answer;
pub use generic::{generic, generic_statement};
pub use leg::{Leg, Legs};
pub use query::{Found, Matches};
pub use rating::{Rating, matrix};
pub use reader::{CounterView, EffectText, Reader};
pub use text::{PLACEHOLDERS, placeholders};

use serde::Serialize;
use smol_str::SmolStr;

use crate::model::{Place, RuleId, Stride};

/// What the rules say about a model.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Threats: the most severe first, then by category, rule and subject.
    pub threats: Vec<Threat>,
    /// Conditions whose answer depends on something that nobody stated, by rule and subject.
    pub questions: Vec<OpenQuestion>,
    engine: engine::Engine,
}

/// A threat: one rule that holds for one subject.
#[derive(Debug, Clone)]
pub struct Threat {
    /// What answers refer to: `sniff@DF1`. Never made from order.
    pub key: SmolStr,
    /// The provisional display number: `S-01`.
    pub number: Number,
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
    /// What that makes of it.
    pub status: Status,
    thing: condition::Thing,
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

/// What the controls that stand make of a threat.
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
}

impl Status {
    /// The word in prose.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Unverified => "unverified",
            Status::PartlyCovered => "partly covered",
            Status::Covered => "covered",
        }
    }
}

#[cfg(test)]
mod tests;
