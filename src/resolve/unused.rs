//! What is declared to be used by name, and that nothing names.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::Resolver;
use crate::base::arena::IdSet;
use crate::base::source::Span;
use crate::model::{DataId, TypeId, Unused};
use crate::syntax::tree::{Expr, ExprKind};

/// What statements name, gathered while names are looked up.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) types: IdSet<TypeId>,
    pub(super) data: IdSet<DataId>,
    /// Templates with an instance, by the place of their name.
    pub(super) templates: FxHashSet<Span>,
}

impl Resolver<'_> {
    /// Only what the root module declares: other modules are written for several models. A root without elements is such a
    /// module itself.
    pub(super) fn resolve_unused(&mut self) {
        if self.model.elements.is_empty() {
            return;
        }
        let words = self.words_of_rules();
        let root = self.scopes.table(self.root);
        let mut unused: Vec<Unused> = Vec::new();
        let named = |id: &SmolStr| words.contains(id);
        for id in root.types.all().filter(|id| !self.used.types.contains(*id)) {
            let ty = &self.model.types[id];
            if !named(&ty.name) && !ty.aliases.iter().any(named) {
                unused.push(Unused { keyword: "type", id: ty.name.clone(), span: ty.span });
            }
        }
        for (id, template) in &root.templates {
            if !self.used.templates.contains(&template.span) {
                unused.push(Unused { keyword: "template", id: id.clone(), span: template.span });
            }
        }
        for (id, data) in root.data.iter().filter(|(id, data)| !self.used.data.contains(data.is) && !named(id)) {
            let keyword = if self.model.data[data.is].asset { "asset" } else { "data" };
            unused.push(Unused { keyword, id: id.clone(), span: data.span });
        }
        unused.sort_by_key(|unused| unused.span);
        // A control is known under each of its names.
        unused.dedup();
        self.model.unused = unused;
    }

    /// The words in the conditions of the author's rules, which name types, controls and data.
    fn words_of_rules(&self) -> FxHashSet<SmolStr> {
        let mut words = FxHashSet::default();
        for rule in self.model.rules.values().filter(|rule| !rule.embedded) {
            let shown = rule.weaknesses.iter().filter_map(|weakness| weakness.when.as_ref());
            for condition in rule.when.iter().chain(shown) {
                add_words(&condition.expr, &mut words);
            }
        }
        words
    }
}

/// The parser limits how deep conditions are nested.
fn add_words(expr: &Expr, words: &mut FxHashSet<SmolStr>) {
    match &expr.kind {
        ExprKind::Word(word) => {
            words.insert(word.clone());
        }
        ExprKind::Or(all) | ExprKind::And(all) | ExprKind::List(all) | ExprKind::Call(_, all) => {
            all.iter().for_each(|one| add_words(one, words));
        }
        ExprKind::Not(one) => add_words(one, words),
        ExprKind::Compare(a, _, b) | ExprKind::In(a, b) | ExprKind::Is(a, b) | ExprKind::Has(a, b) => {
            add_words(a, words);
            add_words(b, words);
        }
        ExprKind::Tag(_) | ExprKind::Text(_) | ExprKind::Number(_) => {}
    }
}
