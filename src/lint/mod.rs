//! Lints: what is probably not meant, or still missing. A model with lints can be used.
//!
//! Each lint is a row of a table with the function that looks for it; its text, group and default level stand on its page
//! (`schema::codes`). Which are reported is the caller's choice.

mod design;
mod design_answers;
mod design_data;
mod facts;
mod facts_words;
mod structure;
mod structure_names;
mod structure_views;
mod subject;

use rustc_hash::FxHashSet;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::SourceMap;
use crate::graph::FlowGraph;
use crate::model::Model;
use crate::threats::Analysis;

/// Everything that a lint may look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// All files of the model.
    pub sources: &'a SourceMap,
    /// The model.
    pub model: &'a Model,
    /// Its graph.
    pub graph: &'a FlowGraph,
    /// Its threats.
    pub analysis: &'a Analysis,
}

/// A lint.
pub struct Lint {
    /// Its code.
    pub code: &'static str,
    /// Finds all places that it has something to say about.
    find: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

/// All lints, by group, in the order of their codes.
const GROUPS: &[&[Lint]] = &[structure::LINTS, facts::LINTS, design::LINTS];

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
