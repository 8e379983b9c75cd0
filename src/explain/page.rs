//! A small document about one thing. Its texts are written like Markdown: names and code stand in backticks.

use crate::report::{Cell, Column, Table};

/// What is said about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What kind of thing it is.
    pub role: Role,
    /// The name under which it is asked for.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// The contents.
    pub blocks: Vec<Block>,
    /// How many of the blocks will do where other things have the same name.
    pub essential: usize,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Names with what is said about each.
    Terms(Vec<(String, String)>),
    /// Lines.
    List(Vec<String>),
    /// A piece of a model.
    Code(String),
    /// A table.
    Table(Table),
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A part of the model at hand: an element, zone, flow, boundary, data asset or threat.
    Model,
    /// A fact of a part of the model.
    Fact,
    /// A statement.
    Statement,
    /// An attribute.
    Attribute,
    /// A word of a vocabulary.
    Word,
    /// A type.
    Type,
    /// A control of the catalogue.
    Control,
    /// A rule.
    Rule,
    /// An adversary.
    Adversary,
    /// A field or function of conditions.
    Condition,
}

impl Role {
    /// All roles, in the order in which meanings are shown.
    pub const ALL: &'static [Role] = &[
        Role::Model,
        Role::Fact,
        Role::Statement,
        Role::Attribute,
        Role::Word,
        Role::Type,
        Role::Control,
        Role::Rule,
        Role::Adversary,
        Role::Condition,
    ];

    /// The word for the role; in front of a name and a colon it picks one of several meanings.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Model => "model",
            Role::Fact => "fact",
            Role::Statement => "statement",
            Role::Attribute => "attribute",
            Role::Word => "word",
            Role::Type => "type",
            Role::Control => "control",
            Role::Rule => "rule",
            Role::Adversary => "adversary",
            Role::Condition => "condition",
        }
    }

    /// The role of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == word)
    }
}

impl Page {
    /// A page with nothing on it yet.
    pub(super) fn new(role: Role, name: impl Into<String>, title: impl Into<String>) -> Self {
        Self { role, name: name.into(), title: title.into(), blocks: Vec::new(), essential: usize::MAX }
    }

    pub(super) fn heading(mut self, text: &str) -> Self {
        self.blocks.push(Block::Heading(text.to_owned()));
        self
    }

    pub(super) fn paragraph(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
        self
    }

    /// Terms; those without a text are left out.
    pub(super) fn terms(mut self, terms: impl IntoIterator<Item = (String, String)>) -> Self {
        let terms: Vec<_> = terms.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        if !terms.is_empty() {
            self.blocks.push(Block::Terms(terms));
        }
        self
    }

    pub(super) fn list(mut self, items: Vec<String>) -> Self {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
        self
    }

    pub(super) fn code(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Code(text.into()));
        self
    }

    pub(super) fn table(mut self, columns: &[Column], rows: Vec<Vec<Cell>>) -> Self {
        let (columns, title) = (columns.to_vec(), String::new());
        self.blocks.push(Block::Table(Table::new("table", title, &columns, rows).or("")));
        self
    }

    /// What follows is left out where other things have the same name.
    pub(super) fn details(mut self) -> Self {
        self.essential = self.blocks.len();
        self
    }

    /// The page without its details.
    pub fn short(&self) -> Page {
        let blocks: Vec<Block> = self.blocks.iter().take(self.essential).cloned().collect();
        Page { blocks, ..self.clone() }
    }

    /// Whether [`Page::short`] leaves something out.
    pub fn has_details(&self) -> bool {
        self.essential < self.blocks.len()
    }
}
