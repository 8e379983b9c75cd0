//! Models in Markdown: which diagrams a document asks for, and the document with them in it.
//!
//! A fence whose first word is `threat` is a model, and its diagram stands below it. A marker that names a model asks for that
//! one's. Diagrams stand between `<!-- threatline:begin … -->` and `<!-- threatline:end -->`; what is written between the two
//! is replaced every time, everything else stays as it is.

mod marker;
mod parts;
mod read;
mod write;

pub use marker::{Form, Wish};
pub use read::read;
pub use write::{Picture, mask, write};

use std::ops::Range;

use crate::base::source::Span;

/// A diagram that a document asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where its model is.
    pub model: Source,
    /// How it is to look.
    pub wish: Wish,
    /// Where it is asked for.
    pub span: Span,
    /// Where it stands.
    place: Place,
}

/// Where the model of a diagram is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In a fence: the bytes of its lines in the document.
    Fence(Vec<Range<usize>>),
    /// In a file, as the document names it.
    File(String),
}

/// Where a diagram stands in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// The bytes to replace: what lies between two markers, or nothing behind a fence.
    range: Range<usize>,
    /// Whether the markers are there already.
    marked: bool,
    /// What stands in front of each line: the indentation of a list item, the signs of a quotation.
    prefix: String,
}
