//! A document as a tree of sections, independent of the format in which it is written.

use super::inline::Text;
use super::table::Table;

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The title.
    pub title: String,
    /// What stands before the first heading.
    pub blocks: Vec<Block>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A section with its heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// What links lead to. It follows from what the section is about, never from its number.
    pub anchor: Option<String>,
    /// What is described here: its id, as `S-01`, stands before the title.
    pub defines: Option<String>,
    /// The part that makes it.
    pub part: Option<String>,
    /// The heading without id and number.
    pub title: String,
    /// Whether it is counted; its number stands before the title.
    pub numbered: bool,
    /// The number, once it is counted: `4.2`.
    pub number: String,
    /// What stands in the section itself.
    pub blocks: Vec<Block>,
    /// The sections in it.
    pub sections: Vec<Section>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph; line breaks of the author's stay.
    Paragraph(Text),
    /// Labelled values, one a line: `**Version**: 1.0`.
    Labelled(Vec<(String, Text)>),
    /// Labelled text that stands on its own: a label on a line, the text below.
    Passage(String, Text),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// Text in which every blank counts: a configuration, a roadmap. With its language, else empty.
    Code(String, String),
    /// A picture.
    Figure(Figure),
    /// The table of contents, filled in when everything else is there.
    Contents(Vec<Content>),
    /// A line between entries.
    Rule,
}

/// A list with a label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The label above; empty for none.
    pub label: String,
    /// The id of what is described here, which stands before the label: `P1`.
    pub defines: Option<String>,
    /// What links to it lead to.
    pub anchor: Option<String>,
    /// The items.
    pub items: Vec<Item>,
    /// Whether they are numbered.
    pub numbered: bool,
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The text.
    pub text: Text,
    /// Labelled values below it, one a line.
    pub details: Vec<(&'static str, Text)>,
}

impl<T: Into<Text>> From<T> for Item {
    fn from(text: T) -> Self {
        Self { text: text.into(), details: Vec::new() }
    }
}

/// A picture: in characters for every reader, as a vector drawing where that can be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// A short name that no other picture of the document has: `system`, `boundary-TB1`. Its anchor is `figure-NAME`; empty
    /// where another text has that already.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// The picture in characters.
    pub text: String,
    /// The picture as SVG; empty where there is none.
    pub svg: String,
    /// The path of the file with the picture, relative to the document; `None` where none is written.
    pub file: Option<String>,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// How deep it lies: 2 for a section, 3 for a section in it.
    pub level: usize,
    /// The anchor.
    pub anchor: String,
    /// The heading with its number.
    pub title: String,
}

impl Section {
    /// A section that is counted.
    pub fn new(anchor: impl Into<String>, title: impl Into<String>) -> Self {
        Self { anchor: Some(anchor.into()), title: title.into(), numbered: true, ..Self::default() }
    }

    /// A section about something that has an id, which stands in place of a number.
    pub fn about(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { defines: Some(id.into()), title: title.into(), ..Self::default() }
    }

    /// A heading without number or anchor.
    pub fn plain(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The heading as it is read: `4.2 Trust Boundary Analysis`, `S-01: Session theft`. `dot` stands behind the number of a
    /// section of the first level.
    pub fn heading(&self, dot: bool) -> String {
        match (&self.defines, self.number.as_str()) {
            (Some(id), _) => format!("{id}: {}", self.title),
            (None, "") => self.title.clone(),
            (None, number) if dot => format!("{number}. {}", self.title),
            (None, number) => format!("{number} {}", self.title),
        }
    }

    /// The same with these blocks.
    #[must_use]
    pub fn with(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }
}

impl Figure {
    /// What links to the picture lead to.
    pub fn anchor(&self) -> String {
        format!("figure-{}", self.name)
    }
}

impl Block {
    /// A paragraph.
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Block::Paragraph(text.into())
    }

    /// A list with a label above; says so where there is nothing in it.
    pub fn list<T: Into<Item>>(label: &str, items: impl IntoIterator<Item = T>) -> Self {
        Block::List(List::new(label, items))
    }

    /// The same with numbers.
    pub fn numbered<T: Into<Item>>(label: &str, items: impl IntoIterator<Item = T>) -> Self {
        let mut items = items.into_iter().peekable();
        // That there is nothing is no first of several.
        let numbered = items.peek().is_some();
        Block::List(List { numbered, ..List::new(label, items) })
    }
}

/// What stands where a list or a table has nothing to say.
pub const NONE_IDENTIFIED: &str = "None identified.";

impl List {
    /// A list that says so where there is nothing in it.
    pub fn new<T: Into<Item>>(label: &str, items: impl IntoIterator<Item = T>) -> Self {
        let mut items: Vec<Item> = items.into_iter().map(Into::into).collect();
        if items.is_empty() {
            items.push(NONE_IDENTIFIED.into());
        }
        Self { label: label.to_owned(), items, ..Self::default() }
    }
}
