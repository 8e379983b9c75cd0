//! A model as another tool has it, on its way to `.threat` text.
//!
//! What a reader finds is kept by the keys of its source; names are given when the draft is written.

use crate::schema::{self, Naming};

use super::loss::{How, Loss};

/// Answers to threats; their type is the name of the rule.
pub(super) const ANSWERS: &[&str] = &["accept", "mitigate", "transfer", "avoid", "dismiss"];

/// What the source calls a thing: its id, or where it has none its path.
pub type Key = String;

/// A model before it is written.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The title; the name of the file where there is none.
    pub title: String,
    /// What the model says about itself.
    pub about: String,
    /// Attributes of the `model` statement.
    pub facts: Vec<Fact>,
    /// Statements in the order in which they are written: data first, then zones and elements, then the rest.
    pub items: Vec<Item>,
    /// Flows, in order.
    pub flows: Vec<Flow>,
    /// Whether keys are names that people gave, as in diagrams that are text; otherwise names are made from labels.
    pub keys_are_names: bool,
    /// Statements of the language, as our own exports keep them, in front of everything else.
    pub early: Vec<String>,
    /// The same behind everything else.
    pub late: Vec<String>,
    /// What was guessed, kept as text, or dropped.
    pub losses: Vec<Loss>,
    /// Other files that were read.
    pub files: Vec<String>,
    /// The model in the language, where the source has it so; everything else is empty then.
    pub written: Option<Written>,
}

/// A model that needs no translation: our own files.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The root file.
    pub root: String,
    /// The files that it includes or uses, by their paths as seen from its folder.
    pub beside: Vec<(String, String)>,
    /// The lock.
    pub lock: Option<String>,
}

/// A statement with a keyword.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The keyword: `process`, `zone`, `data`, `threat`.
    pub keyword: &'static str,
    /// Its key in the source; empty where nothing refers to it.
    pub key: Key,
    /// What people call it.
    pub label: String,
    /// The type behind `is`.
    pub ty: Option<&'static str>,
    /// The zone or process around it.
    pub inside: Option<Key>,
    /// What it is about, behind `on`; keys of items or flows.
    pub on: Vec<Key>,
    /// Attributes.
    pub facts: Vec<Fact>,
    /// What the source says about it.
    pub about: String,
    /// Statements in it, such as the mitigations of a threat.
    pub items: Vec<Item>,
    /// What was guessed, in a few words each.
    pub guessed: Vec<String>,
    /// What our own exports say of it.
    pub exact: Option<Exact>,
    /// Of an answer: the key of the threat.
    pub answers: Key,
    /// The line of the source, from 1; 0 where lines say nothing.
    pub line: u32,
}

/// What stands in a statement of a model, word for word.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    /// Its name; a flow without one has none.
    pub name: Option<String>,
    /// The type behind `is` or `via`.
    pub ty: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// What stands behind `on`.
    pub on: Option<String>,
}

/// A flow.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Its key in the source; may be empty.
    pub key: Key,
    /// Where it starts.
    pub source: Key,
    /// Where it ends.
    pub target: Key,
    /// What is said beside it.
    pub label: String,
    /// Whether it goes both ways.
    pub both_ways: bool,
    /// The type behind `via`.
    pub via: Option<&'static str>,
    /// Attributes.
    pub facts: Vec<Fact>,
    /// What the source says about it.
    pub about: String,
    /// What was guessed.
    pub guessed: Vec<String>,
    /// What our own exports say of it.
    pub exact: Option<Exact>,
    /// The line of the source, from 1; 0 where lines say nothing.
    pub line: u32,
}

/// An attribute with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The attribute, as the schema has it.
    pub name: &'static str,
    /// Its values.
    pub values: Vec<Value>,
}

/// What an attribute says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word, a number or a date; kept as text where the vocabulary does not have it.
    Word(String),
    /// A text.
    Text(String),
    /// Something else of the draft, by its key.
    Of(Key),
    /// One or more values as they are written in the language.
    Written(String),
}

impl Fact {
    /// One word.
    pub fn word(name: &'static str, word: impl Into<String>) -> Self {
        Self { name, values: vec![Value::Word(word.into())] }
    }

    /// One text.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, values: vec![Value::Text(text.into())] }
    }

    /// Things of the draft, by their keys.
    pub fn of(name: &'static str, keys: impl IntoIterator<Item = Key>) -> Self {
        Self { name, values: keys.into_iter().map(Value::Of).collect() }
    }
}

impl Item {
    /// A statement with a label.
    pub fn new(keyword: &'static str, key: impl Into<Key>, label: impl Into<String>) -> Self {
        Self { keyword, key: key.into(), label: label.into(), ..Self::default() }
    }

    /// The same with an attribute, unless the text is empty.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.facts.push(Fact::text(name, text));
        }
        self
    }

    /// Whether the language calls it by a name.
    pub(super) fn needs_name(&self) -> bool {
        // The name of an answer is that of the rule that it answers.
        let answer = ANSWERS.contains(&self.keyword);
        !answer && schema::statement(self.keyword).is_some_and(|row| row.name == Naming::Required)
    }

    /// The same with an attribute that is a word, unless it is empty.
    #[must_use]
    pub fn word(mut self, name: &'static str, word: impl Into<String>) -> Self {
        let word = word.into();
        if !word.trim().is_empty() {
            self.facts.push(Fact::word(name, word));
        }
        self
    }
}

impl Draft {
    /// Notes that something was not taken over.
    pub fn dropped(&mut self, what: impl Into<String>, why: impl Into<String>, line: u32) {
        self.losses.push(Loss { how: How::Dropped, what: what.into(), why: why.into(), line });
    }

    /// Notes that something stands in the model as text alone.
    pub fn kept_as_text(&mut self, what: impl Into<String>, why: impl Into<String>, line: u32) {
        self.losses.push(Loss { how: How::Text, what: what.into(), why: why.into(), line });
    }

    /// Gives what is noted meanwhile, and has no line of its own, this one.
    pub(super) fn at_line(&mut self, line: u32, read: impl FnOnce(&mut Self)) {
        let (items, losses) = (self.items.len(), self.losses.len());
        read(self);
        self.items.iter_mut().skip(items).filter(|item| item.line == 0).for_each(|item| item.line = line);
        self.losses.iter_mut().skip(losses).filter(|loss| loss.line == 0).for_each(|loss| loss.line = line);
    }

    /// How many statements with this keyword there are.
    pub fn count(&self, keywords: &[&str]) -> usize {
        self.items.iter().filter(|item| keywords.contains(&item.keyword)).count()
    }
}
