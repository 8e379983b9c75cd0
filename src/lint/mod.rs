//! Lints: what is probably not meant, or still missing. A model with lints can be used.
//!
//! Each lint is a row of a table with the function that looks for it; its text, group and default level stand on its page
//! (`schema::codes`). Which are reported is the caller's choice.

pub mod checklist;
mod design;
mod document;
mod facts;
mod governance;
mod structure;
mod style;
mod subject;
mod wording;
mod written;

use camino::Utf8Path;
use rustc_hash::FxHashSet;

use crate::base::date::Date;
use crate::base::diagnostic::{self, Diagnostic, Level};
use crate::base::source::{SourceMap, Span};
use crate::graph::FlowGraph;
use crate::lock::Lock;
use crate::model::Model;
use crate::syntax::tree::Tree;
use crate::threats::Analysis;

/// The width of a line where nobody says otherwise.
pub const DEFAULT_WIDTH: usize = 100;

/// When a file or folder was last changed; `None` where that is not known. The path is written as paths of sources are.
pub type Modified<'a> = &'a dyn Fn(&Utf8Path) -> Option<Date>;

/// What lints need to know that no model says.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The day for which the model is judged; without it, lints that depend on it are silent.
    pub today: Option<Date>,
    /// The longest line, in terminal cells.
    pub width: usize,
    /// When code that a model describes was changed; without it, lints that depend on it are silent.
    pub modified: Option<Modified<'a>>,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Self { today: None, width: DEFAULT_WIDTH, modified: None }
    }
}

/// Everything that a lint may look at.
pub struct Subject<'a> {
    /// All files of the model.
    pub sources: &'a SourceMap,
    /// The model.
    pub model: &'a Model,
    /// Its graph.
    pub graph: &'a FlowGraph,
    /// Its threats.
    pub analysis: &'a Analysis,
    /// The numbers that were given before.
    pub lock: &'a Lock,
    /// The author's files as they are written, the root first.
    pub trees: &'a [Tree],
    /// What is known besides.
    pub request: Request<'a>,
}

impl<'a> Subject<'a> {
    /// A warning about the model as a whole, at its `model` statement where there is one.
    fn at_model(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        match self.model.document.span {
            Some(span) => {
                let keyword = span.start.saturating_add(u32::try_from("model".len()).unwrap_or(0)).min(span.end);
                Diagnostic::warning(code, Span { end: keyword, ..span }, message)
            }
            None => Diagnostic::general(Level::Warning, code, message),
        }
    }
}

/// A lint.
pub struct Lint {
    /// Its code.
    pub code: &'static str,
    /// Finds all places that it has something to say about.
    find: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

/// All lints, by group, in the order of their codes.
const GROUPS: &[&[Lint]] = &[
    structure::LINTS,
    facts::LINTS,
    design::LINTS,
    document::LINTS,
    document::threats::LINTS,
    document::rest::LINTS,
    wording::LINTS,
    document::measures::LINTS,
    document::ratings::LINTS,
    document::basis::LINTS,
    governance::LINTS,
    style::LINTS,
];

/// All lints in the order of their codes.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    GROUPS.iter().copied().flatten()
}

/// What the lints find that `wanted` picks by their code, in order of position.
pub fn run(subject: &Subject<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for lint in lints().filter(|lint| wanted(lint.code)) {
        (lint.find)(subject, &mut found);
    }
    diagnostic::sort(&mut found);
    found
}

/// Adds what a lint found, once for each place: what a template, a type or a fan says holds for many things, and is one cause.
fn add(found: &mut Vec<Diagnostic>, news: impl IntoIterator<Item = Diagnostic>) {
    let mut places = FxHashSet::default();
    found.extend(news.into_iter().filter(|diagnostic| diagnostic.span().is_none_or(|span| places.insert(span))));
}
