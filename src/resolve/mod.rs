//! Trees to model: names, types, defaults, and what the checker has to say about them.
//!
//! Everything is declared first, so that order never matters; then types, elements, flows and the rest are filled in. A
//! mistake costs what depends on it and nothing else: the rest of the file is still checked and still becomes a model.

mod allowances;
mod allowed;
mod alone;
mod causes;
mod controls;
mod declare;
mod document;
mod expectations;
mod flows;
mod gather;
mod keywords;
mod load;
mod modules;
mod names;
mod places;
mod rules;
mod scope;
mod shape;
mod subjects;
mod types;
mod unused;
mod values;
mod written;

use std::sync::Arc;

pub use allowed::Allowances;
pub use causes::explain_syntax;
pub use load::{Limits, Load, ModuleId, Uses, load, normal, read, whole};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::base::arena::{Arena, IdSet};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::Span;
use crate::base::text;
use crate::model::{BoundaryId, DefaultId, FlowId, Model, Rule};
use crate::schema::Subject;
use crate::schema::codes::{self, DefaultLevel};
use crate::syntax::tree::{Tree, Value};
use declare::{Reach, Work};
use gather::{Gathered, Layer, LayerKey};
use scope::{ScopeId, Scopes, StatementId};
use unused::Used;

/// A tree with its origin.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// The tree.
    pub tree: &'t Tree,
    /// The module that it belongs to; `None` if it belongs to the tool.
    pub module: Option<ModuleId>,
}

/// What resolving gives.
#[derive(Debug)]
pub struct Resolved {
    /// The model, as far as it could be understood.
    pub model: Model,
    /// One diagnostic for each mistake, in order of position.
    pub diagnostics: Vec<Diagnostic>,
    /// What `allow=` says: codes that are not reported inside of a statement.
    pub allowed: Vec<Allowed>,
}

/// A code that is not reported inside of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The code.
    pub code: SmolStr,
    /// The statement; `None` for the whole model.
    pub within: Option<Span>,
    /// Where the code stands.
    pub span: Span,
}

/// Resolves the trees of one model: those of the tool (prelude, catalogue, rules) and those of the author's modules, the
/// root's first. The tool's own rules are the same in every model: those that are `known` from an earlier one, in their
/// order, are not read again.
pub fn resolve(sources: &[Source<'_>], uses: &Uses, title: &str, known: &[Arc<Rule>]) -> Resolved {
    let mut resolver = Resolver::new(known.to_vec());
    resolver.declare(sources, uses);
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
    resolver.resolve_statements();
    resolver.check_names_of_threats();
    resolver.resolve_unused();
    written::add_rules(&mut resolver.model);
    let allowed = resolver.allowed();
    let mut diagnostics = resolver.diagnostics;
    diagnostic::sort(&mut diagnostics);
    Resolved { model: resolver.model, diagnostics, allowed }
}

/// The state of resolving one model.
struct Resolver<'t> {
    model: Model,
    scopes: Scopes<'t>,
    /// The scope of the tool's own files.
    tool: ScopeId,
    /// The scope of the root module.
    root: ScopeId,
    /// The scopes of modules.
    modules: FxHashMap<ModuleId, ScopeId>,
    /// The paths by which modules are used.
    paths: FxHashMap<ScopeId, String>,
    uses: Uses,
    work: Work<'t>,
    /// What `default` statements say, read once for each scope and kind.
    gathered_defaults: FxHashMap<(Reach, Subject), Arc<Gathered<'t>>>,
    /// The same, as the model keeps them.
    default_ids: FxHashMap<(Reach, Subject), DefaultId>,
    has_zone_defaults: bool,
    /// What types and defaults fill in, worked out once for all things alike.
    layers: FxHashMap<LayerKey, Arc<Layer>>,
    /// Flow statements with an id or several arrows: the flows that each stands for.
    statements: Arena<StatementId, SmallVec<[FlowId; 1]>>,
    /// Boundaries by their place among the declared ones: those without two sides are left out of the model.
    boundaries: FxHashMap<BoundaryId, BoundaryId>,
    /// `control` statements that lists such as `has=` name.
    listed_controls: IdSet<crate::model::ControlId>,
    /// For keys that several flows would have, the next number that tells them apart.
    repeated_keys: FxHashMap<SmolStr, u32>,
    /// Whether zones have their ids, so that implicit ones may be added.
    zones_are_resolved: bool,
    too_many_instances: bool,
    /// Names for which a near one has been looked for.
    suggestions: usize,
    /// Rules of the tool that need not be read again.
    known_rules: std::vec::IntoIter<Arc<Rule>>,
    /// Types, templates and data that some statement names.
    used: Used,
    /// Names that two modules give, and these modules: each such name is reported once.
    ambiguous: rustc_hash::FxHashSet<(SmolStr, ScopeId, ScopeId)>,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn new(known: Vec<Arc<Rule>>) -> Self {
        let mut scopes = Scopes::default();
        let tool = scopes.add(None, SmolStr::default());
        let root = scopes.add(Some(tool), SmolStr::default());
        Self {
            model: Model::default(),
            scopes,
            tool,
            root,
            modules: FxHashMap::default(),
            paths: FxHashMap::default(),
            uses: Uses::default(),
            work: Work::default(),
            gathered_defaults: FxHashMap::default(),
            default_ids: FxHashMap::default(),
            has_zone_defaults: false,
            layers: FxHashMap::default(),
            statements: Arena::new(),
            boundaries: FxHashMap::default(),
            listed_controls: IdSet::default(),
            repeated_keys: FxHashMap::default(),
            zones_are_resolved: false,
            too_many_instances: false,
            suggestions: 0,
            known_rules: known.into_iter(),
            used: Used::default(),
            ambiguous: rustc_hash::FxHashSet::default(),
            diagnostics: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What `allow=` says. On the `model` statement it holds for the whole model.
    fn allowed(&mut self) -> Vec<Allowed> {
        let whole = self.model.document.span;
        let written: Vec<(Span, &Value)> = self
            .work
            .allowed
            .iter()
            .flat_map(|(statement, attribute)| Value::flat(&attribute.values).map(|value| (*statement, value)))
            .collect();
        let is_model = |span: &Span| whole.is_some_and(|whole| (whole.file, whole.end) == (span.file, span.end));
        let mut allowed = Vec::new();
        for (statement, value) in written {
            let code = SmolStr::from(values::plain(value).0.to_uppercase());
            let within = Some(statement).filter(|span| !is_model(span));
            match not_allowed(&code, value.span()) {
                Some(diagnostic) => self.report(diagnostic),
                None => allowed.push(Allowed { code, within, span: value.span() }),
            }
        }
        allowed.extend(self.allowances());
        allowed
    }
}

/// W0003 for a code that `allow=` cannot take.
fn not_allowed(code: &str, span: Span) -> Option<Diagnostic> {
    let Some(page) = codes::code(code) else {
        let near = text::did_you_mean(code, codes::codes().iter().map(|page| page.code));
        let help = near.map_or_else(
            || "`threatline explain --list` shows all codes".to_owned(),
            |near| format!("did you mean `{near}`? `threatline explain --list` shows all codes"),
        );
        return Some(Diagnostic::warning("W0003", span, format!("there is no code `{code}`")).help(help));
    };
    (page.default == DefaultLevel::Error).then(|| {
        Diagnostic::warning("W0003", span, format!("`{code}` is an error and cannot be allowed"))
            .help("delete it here, and mend what it reports")
    })
}

#[cfg(test)]
mod tests;
