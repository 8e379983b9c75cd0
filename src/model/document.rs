//! The document around the architecture: its header, and the statements that only reports and checks read.

use smol_str::SmolStr;

use super::fact::Facts;
use super::place::Place;
use super::{DataId, FlowId, RuleId, ThreatId};
use crate::base::source::Span;

/// What the `model` statement says.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The title; the file name where there is no `model` statement.
    pub title: String,
    /// The `///` text or the `description`.
    pub description: Option<String>,
    /// All attributes.
    pub facts: Facts,
    /// Where the statement stands.
    pub span: Option<Span>,
}

/// A module that is used, or an instance of a template.
#[derive(Debug, Clone)]
pub struct Module {
    /// The prefix of its places, without the dot; empty for a module that is used without a name.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// The template that it is an instance of.
    pub template: Option<SmolStr>,
    /// The `use` or `new` statement.
    pub span: Span,
}

/// A template that is declared.
#[derive(Debug, Clone)]
pub struct Template {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; may be empty.
    pub label: SmolStr,
    /// The `///` text.
    pub description: Option<String>,
    /// The name where it is declared.
    pub span: Span,
}

/// A type, template or data asset that is declared, and that no statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Its keyword.
    pub keyword: &'static str,
    /// The name in the model.
    pub id: SmolStr,
    /// The name where it is declared.
    pub span: Span,
}

/// What a statement is about: the places that its `on` clause names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// The places, in the order in which they are named; a tag stands for all that have it.
    pub places: Vec<Place>,
    /// Data and other assets.
    pub data: Vec<DataId>,
    /// Whether `*` is among them.
    pub everywhere: bool,
    /// The tags among the subjects; what has them is among the places.
    pub tags: Vec<SmolStr>,
    /// Where a zone, a tag or `*` stands, which name many things at once.
    pub wide: Option<Span>,
    /// The `on` clause; `None` where there is none.
    pub span: Option<Span>,
}

/// What somebody answers to a threat (reference, "Controls, threats, answers, rules").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerKind {
    /// The risk is accepted.
    Accept,
    /// The risk is being reduced.
    Mitigate,
    /// Somebody else carries the risk.
    Transfer,
    /// The design excludes the threat.
    Avoid,
    /// The threat does not apply.
    Dismiss,
    /// The rating is changed.
    Rate,
}

impl AnswerKind {
    /// All kinds.
    pub const ALL: &'static [AnswerKind] = &[
        AnswerKind::Accept,
        AnswerKind::Mitigate,
        AnswerKind::Transfer,
        AnswerKind::Avoid,
        AnswerKind::Dismiss,
        AnswerKind::Rate,
    ];

    /// The keyword.
    pub fn as_str(self) -> &'static str {
        match self {
            AnswerKind::Accept => "accept",
            AnswerKind::Mitigate => "mitigate",
            AnswerKind::Transfer => "transfer",
            AnswerKind::Avoid => "avoid",
            AnswerKind::Dismiss => "dismiss",
            AnswerKind::Rate => "rate",
        }
    }
}

/// A threat by name: a rule, or one written by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreatName {
    /// Whatever this rule raises.
    Rule(RuleId),
    /// A threat written by hand.
    Written(ThreatId),
}

/// An answer to a threat.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is answered.
    pub kind: AnswerKind,
    /// The name of the threat as it is written.
    pub name: SmolStr,
    /// What it stands for; `None` where nothing has that name.
    pub threat: Option<ThreatName>,
    /// Where.
    pub on: Subjects,
    /// The label.
    pub reason: Option<String>,
    /// Attributes.
    pub facts: Facts,
    /// The `///` text.
    pub description: Option<String>,
    /// The name of the threat where it stands.
    pub span: Span,
}

/// A threat written by hand.
#[derive(Debug, Clone)]
pub struct Threat {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// What it threatens.
    pub on: Subjects,
    /// The data and assets of `affects`.
    pub affects: Vec<DataId>,
    /// The measures against it.
    pub mitigations: Vec<Mitigation>,
    /// Attributes: category, rating, statement parts.
    pub facts: Facts,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// The name where it is declared.
    pub span: Span,
}

/// What a rule is expected to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// Its condition is met.
    Holds,
    /// It depends on a fact that is not stated.
    Question,
    /// Its condition is not met.
    Never,
}

impl Wanted {
    /// All words, in the order of the reference.
    pub const ALL: &'static [Wanted] = &[Wanted::Holds, Wanted::Question, Wanted::Never];

    /// The word as it is written in a model.
    pub fn as_str(self) -> &'static str {
        match self {
            Wanted::Holds => "holds",
            Wanted::Question => "question",
            Wanted::Never => "never",
        }
    }
}

/// A test: what a rule is expected to answer at some places.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The rule, or a threat written by hand; `None` where nothing has that name.
    pub threat: Option<ThreatName>,
    /// Where; no places for the model as a whole.
    pub on: Subjects,
    /// The answer.
    pub wanted: Wanted,
    /// The name of the rule.
    pub span: Span,
}

/// A measure against a threat.
#[derive(Debug, Clone)]
pub struct Mitigation {
    /// What is done.
    pub text: String,
    /// Kind, status, owner, date.
    pub facts: Facts,
    /// The statement.
    pub span: Span,
}

/// A process description, step by step.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Attributes.
    pub facts: Facts,
    /// The `///` text.
    pub description: Option<String>,
    /// The name where it is declared.
    pub span: Span,
}

/// A step of a scenario.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it happens: an element, or the flows that it names; `None` for a text alone.
    pub at: Option<Place>,
    /// The flows that it names.
    pub flows: Vec<FlowId>,
    /// What happens; may be empty.
    pub text: String,
    /// The statement.
    pub span: Span,
}

/// A diagram that the author asks for.
#[derive(Debug, Clone)]
pub struct View {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// What it shows.
    pub on: Subjects,
    /// The data whose flows it shows.
    pub data: Vec<DataId>,
    /// The scenarios whose steps it shows, by their position in the model.
    pub scenarios: Vec<usize>,
    /// Places to show as well.
    pub include: Vec<Place>,
    /// Places to leave out.
    pub exclude: Vec<Place>,
    /// Level, direction.
    pub facts: Facts,
    /// The name where it is declared.
    pub span: Span,
}

/// Any other statement of the document: `assumption`, `todo`, `concern`, `impact`, `layer`, `regulation`, `requirement`,
/// `recommend`, `activity`, `term`, `reference`, `revision`, `incident`, `signoff`.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its keyword.
    pub keyword: &'static str,
    /// The name; empty where there is none.
    pub id: SmolStr,
    /// The label; may be empty.
    pub label: SmolStr,
    /// The subjects of its `on` clause.
    pub on: Subjects,
    /// The threats that it names.
    pub threats: Vec<ThreatName>,
    /// The controls that it names.
    pub controls: Vec<super::TypeId>,
    /// Attributes.
    pub facts: Facts,
    /// The requirements of a regulation.
    pub children: Vec<Entry>,
    /// The `///` text.
    pub description: Option<String>,
    /// The name where it is declared, else the keyword.
    pub span: Span,
}
