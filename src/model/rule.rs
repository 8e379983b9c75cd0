//! Rules and adversaries: the threat library and the author's own, written in the language.

use smol_str::SmolStr;

use super::TypeId;
use super::fact::Facts;
use super::vocabulary::{Likelihood, Severity, Stride};
use crate::base::source::Span;
use crate::syntax::tree::Condition;

/// A derived threat: holds wherever its condition does.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The name, by the bad pattern: `unencrypted-flow`.
    pub name: SmolStr,
    /// Other names under which answers may refer to it.
    pub aliases: Vec<SmolStr>,
    /// The title, a template such as `Interception of data on {flow}`.
    pub title: String,
    /// What the condition is asked of.
    pub subject: RuleSubject,
    /// The pack it belongs to: `core`, `web`; `model` for the author's.
    pub domain: SmolStr,
    /// The category that decides its number.
    pub stride: Option<Stride>,
    /// Secondary effects.
    pub also: Vec<Stride>,
    /// Cells of the baseline that it replaces, as category and end: `tampering@target`.
    pub refines: Vec<(Stride, SmolStr)>,
    /// Ends on which instances are merged.
    pub group: Vec<SmolStr>,
    /// Base likelihood.
    pub likelihood: Option<Likelihood>,
    /// Whether it is known to be exploited routinely.
    pub exploited: bool,
    /// Which protection goals of the data decide the impact.
    pub impact: Option<Goal>,
    /// Steps by which the impact is lowered (negative) or raised.
    pub impact_shift: i8,
    /// A fixed severity, where the author gives no likelihood and impact.
    pub severity: Option<Severity>,
    /// The adversary's name.
    pub adversary: Option<SmolStr>,
    /// The `///` text, a template.
    pub description: Option<String>,
    /// Statement part: `who can …`, a template.
    pub capability: Option<String>,
    /// Statement part: what they can do.
    pub action: Option<String>,
    /// Statement part: what it leads to.
    pub leads_to: Option<String>,
    /// Statement part: `loss of {goals}`.
    pub business: Option<String>,
    /// Attack steps.
    pub scenario: Vec<String>,
    /// Effects.
    pub effects: Vec<Effect>,
    /// Vulnerabilities, shown where their condition holds.
    pub weaknesses: Vec<Weakness>,
    /// What counters the threat.
    pub counters: Vec<Counter>,
    /// All other attributes: references by catalogue.
    pub facts: Facts,
    /// The condition; a rule without one never holds.
    pub when: Option<Condition>,
    /// What only a threat written by hand says; `None` for rules.
    pub written: Option<Box<Written>>,
    /// Whether it belongs to the tool.
    pub embedded: bool,
    /// The name where it is declared.
    pub span: Span,
}

impl Rule {
    /// Whether it is a rule that somebody may name, and not a threat written by hand in the form of one.
    pub fn is_rule(&self) -> bool {
        self.written.is_none()
    }
}

/// What a threat written by hand says beyond what rules say. It holds where its author says so.
#[derive(Debug, Clone)]
pub struct Written {
    /// The statement that it was made from.
    pub threat: super::ThreatId,
    /// The whole threat statement, where the author wrote it as one.
    pub statement: Option<String>,
    /// Who attacks, in the author's words.
    pub source: Option<String>,
    /// The protection goals that are hurt, in the author's words; empty where they follow from the data.
    pub goals: Vec<String>,
    /// The data and assets that are hurt; empty where they follow from the place.
    pub affects: Vec<super::DataId>,
    /// The impact, where it is stated.
    pub impact: Option<super::Impact>,
    /// The severity that is left with the measures in place, where it is stated.
    pub residual: Option<Severity>,
}

/// What a rule's condition is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSubject {
    /// Every flow.
    Flow,
    /// Every element, or those of one kind.
    Element(Option<super::ElementKind>),
    /// Every zone.
    Zone,
    /// The model as a whole.
    Model,
}

/// Which goals decide the impact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Confidentiality of the data.
    Confidentiality,
    /// Integrity of the data.
    Integrity,
    /// Availability of the target.
    Availability,
    /// The highest of the three.
    Highest,
}

/// An effect of a threat.
#[derive(Debug, Clone)]
pub struct Effect {
    /// Business effect, else technical.
    pub business: bool,
    /// A template.
    pub text: String,
}

/// A vulnerability.
#[derive(Debug, Clone)]
pub struct Weakness {
    /// A template.
    pub text: String,
    /// When it is there; always, if there is no condition.
    pub when: Option<Condition>,
}

/// The four kinds of mitigation (methodology, phase 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CounterKind {
    /// Stops the threat.
    Preventive,
    /// Notices it.
    Detective,
    /// Recovers from it.
    Corrective,
    /// Stands in where the primary control is not feasible.
    Compensating,
}

impl CounterKind {
    /// All kinds.
    pub const ALL: &'static [CounterKind] =
        &[CounterKind::Preventive, CounterKind::Detective, CounterKind::Corrective, CounterKind::Compensating];

    /// The word for the kind.
    pub fn as_str(self) -> &'static str {
        match self {
            CounterKind::Preventive => "preventive",
            CounterKind::Detective => "detective",
            CounterKind::Corrective => "corrective",
            CounterKind::Compensating => "compensating",
        }
    }
}

/// Controls that counter a threat, alternatives to one another.
#[derive(Debug, Clone)]
pub struct Counter {
    /// Preventive, detective, corrective or compensating.
    pub kind: CounterKind,
    /// Controls of the catalogue; any of them will do.
    pub any: Vec<TypeId>,
    /// Weight in the coverage.
    pub weight: u32,
    /// Whether the threat cannot be fully covered without it.
    pub required: bool,
    /// How far a measure without a control of the catalogue is in place; `None` where nobody said.
    pub status: Option<super::ControlStatus>,
    /// What to do, a template.
    pub text: String,
    /// Where the counter stands.
    pub span: Span,
}

/// Who attacks.
#[derive(Debug, Clone)]
pub struct Adversary {
    /// The name.
    pub id: SmolStr,
    /// The sentence form: `external threat actor`.
    pub label: SmolStr,
    /// The `///` text.
    pub description: Option<String>,
    /// Skill, motivation, access.
    pub facts: Facts,
    /// Whether it belongs to the tool.
    pub embedded: bool,
    /// The name where it is declared.
    pub span: Span,
}
