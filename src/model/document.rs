//! The document header and what is kept for later.

use smol_str::SmolStr;

use super::fact::Facts;
use crate::base::source::Span;
use crate::syntax::tree::Item;

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

/// A statement that is read and kept, but has no meaning yet.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its keyword.
    pub keyword: SmolStr,
    /// The statement as it stands.
    pub item: Item,
}
