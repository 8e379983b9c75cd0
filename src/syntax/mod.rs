//! Syntax of the `.threat` language: text becomes a tree that keeps spans, comments and doc comments.
//!
//! Parsing never fails: [`parse`] returns a tree of what could be read and a diagnostic for each mistake, with recovery at
//! the end of the statement. What a statement means is not known here; the grammar is generic on purpose (reference,
//! section "Grammar"), so a misspelt keyword still parses and its block is still read.

mod lexer;
mod lexis;
mod parser;
mod strings;
pub mod tree;

pub use lexis::is_word;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, SourceMap, Span};
use tree::Tree;

/// A parsed file: the tree, and every mistake found on the way, in order of position.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What was read.
    pub tree: Tree,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Deepest nesting of blocks, lists and parentheses that is read; deeper ones are reported and skipped.
pub const MAX_DEPTH: usize = 64;

/// Parses one file of `sources`.
pub fn parse(sources: &SourceMap, file: FileId) -> Parsed {
    parser::parse(&sources.file(file).text, file)
}

/// A parsed query: a condition, and what it is asked of.
#[derive(Debug, Clone)]
pub struct Query {
    /// The word in front of the colon.
    pub subject: Option<tree::Word>,
    /// The condition; `None` where it could not be read.
    pub condition: Option<tree::Condition>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file of `sources` that is nothing but a query, such as `store: encryption == unknown`.
pub fn parse_query(sources: &SourceMap, file: FileId) -> Query {
    parser::parse_query(&sources.file(file).text, file)
}

/// The places of everything in a file that is not blank, in order: words, signs, texts, comments, ends of lines and `;`, but
/// not a `#!` line. For tools that keep the layout of the source.
pub fn pieces(sources: &SourceMap, file: FileId) -> Vec<Span> {
    let mut lexer = lexer::Lexer::new(&sources.file(file).text, file);
    let mut tokens = Vec::new();
    lexer.read(&mut tokens, usize::MAX);
    let tokens = tokens.iter().map(|token| token.span(file));
    let all = tokens.chain(lexer.comments.iter().map(|comment| comment.span));
    let mut pieces: Vec<Span> = all.filter(|span| span.start < span.end).collect();
    pieces.sort_unstable();
    pieces
}

#[cfg(test)]
mod tests;
