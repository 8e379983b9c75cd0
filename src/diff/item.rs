//! What is compared: things with a name that is the same in both versions, and attributes.

use smol_str::SmolStr;

use crate::base::source::Span;
use crate::base::text;
use crate::model::{Facts, Origin, Place};

/// What part of a model a change is about, in the order in which changes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The `model` statement.
    Model,
    /// Zones of trust.
    Zone,
    /// Actors, external entities, processes, stores.
    Element,
    /// Flows.
    Flow,
    /// Trust boundaries, declared or found because a flow crosses them.
    Boundary,
    /// Flows that cross a trust boundary.
    Crossing,
    /// Data and other assets.
    Data,
    /// Controls, stated at a place or with a statement of their own.
    Control,
    /// Threats that the author states.
    Threat,
    /// Answers to threats.
    Answer,
    /// Rules of the author's.
    Rule,
    /// Everything else.
    Statement,
}

impl Area {
    /// All of them, in order.
    pub const ALL: &'static [Area] = &[
        Area::Model,
        Area::Zone,
        Area::Element,
        Area::Flow,
        Area::Boundary,
        Area::Crossing,
        Area::Data,
        Area::Control,
        Area::Threat,
        Area::Answer,
        Area::Rule,
        Area::Statement,
    ];

    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Area::Model => "model",
            Area::Zone => "zone",
            Area::Element => "element",
            Area::Flow => "flow",
            Area::Boundary => "boundary",
            Area::Crossing => "crossing",
            Area::Data => "data",
            Area::Control => "control",
            Area::Threat => "threat",
            Area::Answer => "answer",
            Area::Rule => "rule",
            Area::Statement => "statement",
        }
    }

    /// One and several of them.
    pub fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Area::Model => ("model statement", "model statements"),
            Area::Zone => ("zone", "zones"),
            Area::Element => ("element", "elements"),
            Area::Flow => ("flow", "flows"),
            Area::Boundary => ("boundary", "boundaries"),
            Area::Crossing => ("crossing", "crossings"),
            Area::Data => ("data asset", "data assets"),
            Area::Control => ("control", "controls"),
            Area::Threat => ("stated threat", "stated threats"),
            Area::Answer => ("answer", "answers"),
            Area::Rule => ("rule", "rules"),
            Area::Statement => ("other statement", "other statements"),
        }
    }
}

/// A thing of one version.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub area: Area,
    /// Its kind in a word: `process`, `crossing`, `assumption`.
    pub what: SmolStr,
    /// Its name in both versions.
    pub key: SmolStr,
    /// Its name in its own version.
    pub id: String,
    /// How a reader calls it.
    pub name: String,
    pub attributes: Vec<Attribute>,
    pub place: Option<Place>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// An attribute of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub name: SmolStr,
    /// What is compared: names that are the same in both versions.
    pub value: String,
    /// What is shown.
    pub shown: String,
    /// What gives the value where the thing itself does not: a type, a default, another fact.
    pub by: Option<String>,
}

/// Attributes that are no facts about a thing, or that are compared as what they stand for.
const SKIPPED: &[&str] = &["formerly", "data", "returns", "holds", "in", "is", "via", "description", "affects"];
/// Attributes of which the order of values counts.
const ORDERED: &[&str] = &["scenario"];

/// Collects the attributes of a thing.
#[derive(Default)]
pub(super) struct Attributes(pub Vec<Attribute>);

impl Attributes {
    /// Adds a value that is shown as it is; nothing where it is empty.
    pub fn plain(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        if !value.is_empty() {
            let shown = text::one_line(value);
            self.0.push(Attribute { name: name.into(), value: value.to_owned(), shown, by: None });
        }
        self
    }

    /// Adds a value of names.
    pub fn names(mut self, name: &str, (value, shown): (impl Into<String>, String)) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.push(Attribute { name: name.into(), value, shown, by: None });
        }
        self
    }

    /// Says who gave the last value.
    pub fn given_by(mut self, origin: Option<&Origin>) -> Self {
        if let (Some(last), Some(origin)) = (self.0.last_mut(), origin) {
            last.by = giver(origin);
        }
        self
    }

    /// Adds a description.
    pub fn described(self, description: Option<&String>) -> Self {
        self.plain("description", description.map_or("", String::as_str))
    }

    /// Adds tags, whatever their order.
    pub fn tags(self, tags: &[SmolStr]) -> Self {
        let mut tags: Vec<String> = tags.iter().map(|tag| format!("#{tag}")).collect();
        tags.sort();
        self.plain("tags", tags.join(" "))
    }

    /// Adds everything that is stated, by the thing itself or by what fills in what it leaves open.
    pub fn facts(mut self, facts: &Facts) -> Self {
        for (name, fact) in facts.iter().filter(|(name, _)| !SKIPPED.contains(name)) {
            let mut values: Vec<&str> = fact.iter().map(|sourced| sourced.value.text.as_str()).collect();
            if !ORDERED.contains(&name) {
                values.sort_unstable();
            }
            let by = fact.first().and_then(|first| giver(&first.origin));
            let value = values.join(", ");
            self.0.push(Attribute { name: name.into(), shown: text::one_line(&value), value, by });
        }
        self
    }
}

fn giver(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Stated => None,
        Origin::Type(name) => Some(format!("type `{name}`")),
        Origin::Default => Some("a default".to_owned()),
        Origin::Implied(fact) => Some(format!("`{fact}`")),
    }
}
