//! Trees to model: names, types, defaults, and what the checker has to say about them.
//!
//! Everything is declared first, so that order never matters; then types, elements, flows and the rest are filled in. A
//! mistake costs what depends on it and nothing else: the rest of the file is still checked and still becomes a model.

mod controls;
mod declare;
mod flows;
mod gather;
mod load;
mod names;
mod places;
mod rules;
mod types;
mod values;

pub use load::{Limits, Load, load, read};

use crate::base::arena::Arena;
use crate::base::diagnostic::{self, Diagnostic};
use crate::model::Model;
use crate::syntax::tree::Tree;
use declare::Work;
use names::Names;

/// A tree with its origin.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// The tree.
    pub tree: &'t Tree,
    /// Whether it belongs to the tool.
    pub embedded: bool,
}

/// Resolves the trees of one model: those of the tool (prelude, catalogue, rules) and those of the author.
///
/// Returns whatever could be understood, and one diagnostic for each mistake in order of position.
pub fn resolve(sources: &[Source<'_>], title: &str) -> (Model, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        model: Model::default(),
        names: Names::default(),
        work: Work::default(),
        gathered_defaults: rustc_hash::FxHashMap::default(),
        statements: Arena::new(),
        zones_are_resolved: false,
        suggestions: 0,
        diagnostics: Vec::new(),
    };
    resolver.declare(sources);
    resolver.resolve_types();
    resolver.resolve_document(title);
    resolver.resolve_defaults();
    resolver.resolve_data();
    resolver.resolve_zones();
    resolver.resolve_elements();
    resolver.resolve_flows();
    resolver.resolve_boundaries();
    resolver.resolve_controls();
    resolver.resolve_rules();
    let mut diagnostics = resolver.diagnostics;
    diagnostic::sort(&mut diagnostics);
    (resolver.model, diagnostics)
}

/// The state of resolving one model.
struct Resolver<'t> {
    model: Model,
    names: Names,
    work: Work<'t>,
    /// What `default` statements say, read once for each scope and kind.
    gathered_defaults:
        rustc_hash::FxHashMap<(Option<crate::model::ZoneId>, crate::schema::Subject), std::rc::Rc<gather::Gathered>>,
    /// Flow statements with an id or several arrows: the flows that each stands for.
    statements: Arena<names::StatementId, Vec<crate::model::FlowId>>,
    /// Whether zones have their ids, so that implicit ones may be added.
    zones_are_resolved: bool,
    /// Names for which a near one has been looked for.
    suggestions: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests;
