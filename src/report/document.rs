//! A document as a list of blocks, independent of the format in which it is written.

use super::table::Table;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The title.
    pub title: String,
    /// The contents, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 2 for a section, 3 for a subsection and so on; 1 is the title.
        level: u8,
        /// The text.
        text: String,
        /// A stable anchor, where something links to the heading.
        anchor: Option<String>,
    },
    /// A paragraph.
    Paragraph(String),
    /// Labelled values, one a line: `**Version**: 1.0`.
    Labelled(Vec<(String, String)>),
    /// Labelled text that stands on its own: a label on a line, the text below.
    Section(String, String),
    /// A labelled list.
    List {
        /// The label above; empty for none.
        label: String,
        /// The items.
        items: Vec<String>,
        /// Whether they are numbered.
        numbered: bool,
    },
    /// A table.
    Table(Table),
    /// A picture in characters.
    Preformatted(String),
    /// A picture in a file beside the document.
    Image {
        /// Path of the file, relative to the document.
        path: String,
        /// What the picture shows.
        alt: String,
    },
    /// A line between entries.
    Rule,
}
