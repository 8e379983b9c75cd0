//! What several lints ask of a model.

use rustc_hash::FxHashMap;

use super::Subject;
use crate::base::source::Span;
use crate::graph::trust;
use crate::model::{
    Carried, Class, ControlStatus, DataId, ElementId, Flow, FlowId, Kind, Model, Origin, Sourced, TypeId, Value, ZoneId,
};

/// Trust of a zone into which anybody may send.
pub(super) const UNTRUSTED: u8 = 0;

impl<'a> Subject<'a> {
    /// Whether a place lies in a file of the author's.
    pub(super) fn is_authors(&self, span: Span) -> bool {
        !self.sources.file(span.file).embedded
    }

    /// Where a fact stands, if somebody wrote it on the thing itself; else `other`.
    pub(super) fn place_of(&self, fact: &Sourced<Value>, other: Span) -> Span {
        fact.span.filter(|_| fact.origin == Origin::Stated).unwrap_or(other)
    }

    /// A zone and the zones around it, innermost first.
    pub(super) fn outwards(&self, zone: ZoneId) -> impl Iterator<Item = ZoneId> + use<'a> {
        let model = self.model;
        std::iter::successors(Some(zone), |&zone| model.zones[zone].parent)
    }

    /// An element and the processes around it, innermost first.
    pub(super) fn owners(&self, element: ElementId) -> impl Iterator<Item = ElementId> + use<'a> {
        let model = self.model;
        std::iter::successors(Some(element), |&element| model.elements[element].parent)
    }

    /// Whether an element, or a zone around it, is out of scope.
    pub(super) fn is_out_of_scope(&self, element: ElementId) -> bool {
        let element = &self.model.elements[element];
        let out = |scope: Option<&str>| scope == Some("out");
        out(element.facts.text("scope"))
            || self.outwards(element.zone).any(|zone| out(self.model.zones[zone].facts.text("scope")))
    }

    /// Flows of which at least one end is in scope.
    pub(super) fn flows_in_scope(&self) -> impl Iterator<Item = (FlowId, &'a Flow)> {
        self.model
            .flows
            .iter()
            .filter(|(_, flow)| !(self.is_out_of_scope(flow.source) && self.is_out_of_scope(flow.target)))
    }

    /// Whether one end of a flow lies in an untrusted zone.
    pub(super) fn is_exposed(&self, flow: &Flow) -> bool {
        [flow.source, flow.target].into_iter().any(|end| trust(self.model, end) == Some(UNTRUSTED))
    }

    /// One flow of each statement that stands for some of `flows`, with the number of the others.
    pub(super) fn by_statement(&self, flows: impl Iterator<Item = FlowId>) -> Vec<(FlowId, usize)> {
        let mut places: FxHashMap<Span, usize> = FxHashMap::default();
        let mut statements: Vec<(FlowId, usize)> = Vec::new();
        for id in flows {
            let at = *places.entry(self.model.flows[id].span).or_insert(statements.len());
            match statements.get_mut(at) {
                Some((_, others)) => *others += 1,
                None => statements.push((id, 0)),
            }
        }
        statements
    }

    /// A flow in a sentence, with the number of others that the same statement stands for.
    pub(super) fn flow_name(&self, id: FlowId, others: usize) -> String {
        let key = &self.model.flows[id].key;
        match others {
            0 => format!("flow `{key}`"),
            1 => format!("flow `{key}` (and another of its statement)"),
            _ => format!("flow `{key}` (and {others} others of its statement)"),
        }
    }

    /// The ids of some data, as they are written in messages: three at most.
    pub(super) fn data_names(&self, data: &[DataId]) -> String {
        let mut names: Vec<String> = data.iter().take(3).map(|&id| format!("`{}`", self.model.data[id].id)).collect();
        if data.len() > names.len() {
            names.push(format!("{} more", data.len() - names.len()));
        }
        crate::base::text::and_list(&names)
    }
}

/// All data that moves on a flow, either way; what moves both ways comes once.
pub(super) fn data_of(flow: &Flow) -> Vec<DataId> {
    let mut all = flow.data.data().to_vec();
    all.extend(flow.returns.data().iter().filter(|id| !flow.data.data().contains(id)));
    all
}

/// Whether somebody said that a flow carries nothing worth protecting.
pub(super) fn carries_nothing(flow: &Flow) -> bool {
    flow.data == Carried::Nothing && flow.returns.data().is_empty()
}

/// The class of a data asset.
pub(super) fn class(model: &Model, data: DataId) -> Option<Class> {
    model.data[data].class.as_ref().map(|class| class.value)
}

/// Whether an attribute is known to be `none`.
pub(super) fn is_none(flow: &Flow, attribute: &str) -> bool {
    flow.facts.text(attribute) == Some("none")
}

/// The controls of the catalogue with these names and what extends them.
pub(super) fn controls(model: &Model, names: &[&str]) -> Vec<TypeId> {
    let types = model.types.iter().filter(|(_, ty)| ty.kind == Kind::Control);
    types.map(|(id, _)| id).filter(|&id| names.iter().any(|name| model.extends(Some(id), name))).collect()
}

/// Whether a status says that a control is there, at least in part.
pub(super) fn is_there(status: ControlStatus) -> bool {
    matches!(status, ControlStatus::Implemented | ControlStatus::Partial)
}
