//! Queries: a condition that is asked of every flow, element, zone or data asset of a model.

use crate::base::diagnostic::Diagnostic;
use crate::base::text::{did_you_mean, or_list};
use crate::graph::FlowGraph;
use crate::model::{DataId, ElementKind, Model, Place};
use crate::syntax::Query;
use crate::syntax::tree::Word;

use super::condition::eval::{Scope, World};
use super::condition::explain::place;
use super::condition::fields::Of;
use super::condition::{Thing, Truth, compile};
use super::leg::{Leg, Legs};
use super::{Analysis, FactUsed};

/// What a query is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    of: Of,
    kind: Option<ElementKind>,
}

/// The words in front of the colon. A query without one is asked of flows.
const SUBJECTS: &[(&str, Of, Option<ElementKind>)] = &[
    ("flow", Of::Flow, None),
    ("element", Of::Element, None),
    ("actor", Of::Element, Some(ElementKind::Actor)),
    ("external", Of::Element, Some(ElementKind::External)),
    ("process", Of::Element, Some(ElementKind::Process)),
    ("store", Of::Element, Some(ElementKind::Store)),
    ("zone", Of::Zone, None),
    ("data", Of::Data, None),
    ("model", Of::Model, None),
];

impl Asked {
    /// What a word stands for, or E0604.
    fn parse(word: Option<&Word>) -> Result<Self, Vec<Diagnostic>> {
        let Some(word) = word else { return Ok(Self { of: Of::Flow, kind: None }) };
        let names = || SUBJECTS.iter().map(|(name, ..)| *name);
        if let Some(&(_, of, kind)) = SUBJECTS.iter().find(|(name, ..)| word.text == *name) {
            return Ok(Self { of, kind });
        }
        let help = match did_you_mean(&word.text, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one of {}", or_list(&names().map(|name| format!("`{name}`")).collect::<Vec<_>>())),
        };
        let message = format!("a query cannot be asked of `{}`", word.text);
        Err(vec![Diagnostic::error("E0604", word.span, message).help(help)])
    }
}

/// Something for which a query was answered with yes, or with unknown.
#[derive(Debug, Clone)]
pub struct Found {
    /// The place; `None` for data and for the model as a whole.
    pub place: Option<Place>,
    /// The data asset.
    pub data: Option<DataId>,
    /// The facts that decide, or that would.
    pub facts: Vec<FactUsed>,
}

/// The answers to a query, in the order of the model.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// For which the condition holds.
    pub yes: Vec<Found>,
    /// For which it depends on a fact that is not stated.
    pub unknown: Vec<Found>,
}

impl Analysis {
    /// Asks a query; `model` and `graph` are those that were analysed. What is wrong with it is reported, and then there
    /// are no answers.
    pub fn query(&self, model: &Model, graph: &FlowGraph, query: &Query) -> Result<Matches, Vec<Diagnostic>> {
        let mut report = query.diagnostics.clone();
        let asked = Asked::parse(query.subject.as_ref())?;
        let world = World { model, graph, index: &self.engine.index };
        let test = query.condition.as_ref().filter(|_| report.is_empty());
        let test = test.and_then(|condition| compile::compile(&world, asked.of, condition, &mut report));
        let Some(test) = test.filter(|_| report.is_empty()) else { return Err(report) };
        let mut matches = Matches::default();
        for thing in things(model, asked) {
            let standing = self.engine.catalogue.standing(&world, thing);
            let scope =
                Scope { world, subject: thing, standing: &standing, catalogue: Some(&self.engine.catalogue), it: None };
            let truth = scope.test(&test);
            let list = match truth {
                Truth::True => &mut matches.yes,
                Truth::Unknown => &mut matches.unknown,
                Truth::False => continue,
            };
            let data = if let Thing::Data(id) = thing { Some(id) } else { None };
            let found = Found { place: place(thing), data, facts: scope.because(&test, truth) };
            // A flow in both directions is found once.
            if found.place.is_none() || list.last().is_none_or(|last: &Found| last.place != found.place) {
                list.push(found);
            }
        }
        let certain: Vec<Option<Place>> = matches.yes.iter().map(|found| found.place).collect();
        matches.unknown.retain(|found| found.place.is_none() || certain.binary_search(&found.place).is_err());
        Ok(matches)
    }
}

fn things(model: &Model, asked: Asked) -> Vec<Thing> {
    let fits = |id: &crate::model::ElementId| asked.kind.is_none_or(|kind| model.elements[*id].kind == kind);
    match asked.of {
        Of::Flow => model.flows.ids().flat_map(|id| Leg::of(model, id, Legs::Request)).map(Thing::Flow).collect(),
        Of::Element => model.elements.ids().filter(fits).map(Thing::Element).collect(),
        Of::Zone => model.zones.ids().map(Thing::Zone).collect(),
        Of::Data => model.data.ids().map(Thing::Data).collect(),
        Of::Model => vec![Thing::Model],
    }
}
