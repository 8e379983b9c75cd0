//! The model: what the author states about the system, as plain data.
//!
//! Names are resolved to ids, every item keeps the place where it stands, and every value keeps where it comes from. Nothing
//! here is derived from the graph; crossings, exposure and threats come later.

mod document;
mod fact;
mod layer;
mod place;
mod rule;
mod vocabulary;

pub use document::{
    Answer, AnswerKind, Document, Entry, Expectation, Mitigation, Module, Scenario, Step, Subjects, Template, Threat,
    ThreatName, Unused, View, Wanted,
};
pub use fact::{Carried, Claim, Claims, ControlStatus, Fact, Facts, Filler, Origin, Sourced, Value, ValueKind};
pub use layer::{Layer, layer_of};
pub use place::{Boundary, Control, Data, Defaults, Element, Flow, Place, Type, Zone};
pub use rule::{Adversary, Counter, CounterKind, Effect, Goal, Rule, RuleSubject, Weakness, Written};
pub use vocabulary::{Class, ElementKind, Impact, Kind, Likelihood, Severity, Stride, Trust};

use std::sync::Arc;

use smol_str::SmolStr;

use crate::base::arena::Arena;
use crate::base::source::Span;
use crate::typed_id;

typed_id! {
    /// An element of a [`Model`].
    ElementId
}
typed_id! {
    /// A zone of a [`Model`].
    ZoneId
}
typed_id! {
    /// A declared boundary of a [`Model`].
    BoundaryId
}
typed_id! {
    /// A flow of a [`Model`]: one arrow between two elements.
    FlowId
}
typed_id! {
    /// A data asset of a [`Model`].
    DataId
}
typed_id! {
    /// A type, built in or the author's. Controls of the catalogue are types of kind control.
    TypeId
}
typed_id! {
    /// The `default` statements of one scope and kind.
    DefaultId
}
typed_id! {
    /// A `control` statement of a [`Model`].
    ControlId
}
typed_id! {
    /// A rule, built in or the author's.
    RuleId
}
typed_id! {
    /// An adversary, built in or the author's.
    AdversaryId
}
typed_id! {
    /// A threat of a [`Model`] that is written by hand.
    ThreatId
}

/// A whole model.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What the `model` statement says.
    pub document: Document,
    /// Actors, external entities, processes and stores, in source order.
    pub elements: Arena<ElementId, Element>,
    /// Zones, parents before children; implicit ones only where something lies in them.
    pub zones: Arena<ZoneId, Zone>,
    /// Declared boundaries.
    pub boundaries: Arena<BoundaryId, Boundary>,
    /// Flows in source order; fans and chains are one flow each arrow.
    pub flows: Arena<FlowId, Flow>,
    /// Data and other assets.
    pub data: Arena<DataId, Data>,
    /// Built-in types first, then the author's; a base before what extends it.
    pub types: Arena<TypeId, Type>,
    /// `default` statements.
    pub defaults: Arena<DefaultId, Defaults>,
    /// `extend` statements: what is stated in one of them is stated for what it extends.
    pub extensions: Vec<Span>,
    /// `control` statements.
    pub controls: Arena<ControlId, Control>,
    /// Rules: the library's, then the author's.
    pub rules: Arena<RuleId, Arc<Rule>>,
    /// Adversaries: the library's, then the author's.
    pub adversaries: Arena<AdversaryId, Adversary>,
    /// Threats written by hand.
    pub threats: Arena<ThreatId, Threat>,
    /// Answers to threats, in source order.
    pub answers: Vec<Answer>,
    /// What rules are expected to answer, in source order.
    pub expectations: Vec<Expectation>,
    /// Process descriptions.
    pub scenarios: Vec<Scenario>,
    /// Diagrams that the author asks for.
    pub views: Vec<View>,
    /// The other statements of the document, in source order.
    pub entries: Vec<Entry>,
    /// Modules that are used, and instances of templates.
    pub modules: Vec<Module>,
    /// Templates.
    pub templates: Vec<Template>,
    /// What the root module declares and nothing uses, in source order.
    pub unused: Vec<Unused>,
}

impl Model {
    /// The type of this kind and name, aliases of controls included.
    pub fn find_type(&self, kind: Kind, name: &str) -> Option<TypeId> {
        let same = |ty: &Type| ty.kind == kind && (ty.name == name || ty.aliases.iter().any(|alias| alias == name));
        self.types.iter().find(|(_, ty)| same(ty)).map(|(id, _)| id)
    }

    /// The chain of a type, itself first, its oldest base last.
    pub fn chain(&self, id: TypeId) -> impl Iterator<Item = TypeId> + '_ {
        std::iter::successors(Some(id), |&id| self.types[id].base)
    }

    /// What is claimed of controls at places, without a `control` statement.
    pub fn claims(&self) -> impl Iterator<Item = (Place, TypeId, &Claim)> {
        let elements = self.elements.iter().map(|(id, element)| (Place::Element(id), &element.claims));
        let zones = self.zones.iter().map(|(id, zone)| (Place::Zone(id), &zone.claims));
        let boundaries = self.boundaries.iter().map(|(id, boundary)| (Place::Boundary(id), &boundary.claims));
        let flows = self.flows.iter().map(|(id, flow)| (Place::Flow(id), &flow.claims));
        let all = elements.chain(zones).chain(boundaries).chain(flows);
        let each = all.flat_map(|(place, claims)| claims.iter().map(move |(&control, claim)| (place, control, claim)));
        each.filter(|(.., claim)| claim.control.is_none() && claim.status != ControlStatus::NotApplicable)
    }

    /// Whether `id` is `name` or extends it.
    pub fn extends(&self, id: Option<TypeId>, name: &str) -> bool {
        id.is_some_and(|id| self.chain(id).any(|id| self.types[id].name == name))
    }

    /// The zones around an element, outermost first: its path (reference, "Boundaries").
    pub fn path(&self, element: ElementId) -> Vec<ZoneId> {
        self.zone_path(self.elements[element].zone)
    }

    /// A zone and the zones around it, outermost first.
    pub fn zone_path(&self, zone: ZoneId) -> Vec<ZoneId> {
        let mut path: Vec<ZoneId> = std::iter::successors(Some(zone), |&zone| self.zones[zone].parent).collect();
        path.reverse();
        path
    }

    /// The highest class among data assets; `None` where none of them is classified.
    pub fn highest_class(&self, data: &[DataId]) -> Option<Class> {
        data.iter().filter_map(|&id| self.data[id].class.as_ref().map(|class| class.value)).max()
    }

    /// The display id of a place: an element's or zone's id, a boundary's id, a flow's number.
    pub fn place_id(&self, place: Place) -> SmolStr {
        match place {
            Place::Element(id) => self.elements[id].id.clone(),
            Place::Zone(id) => self.zones[id].id.clone(),
            Place::Boundary(id) => self.boundaries[id].id.clone(),
            Place::Flow(id) => self.flows[id].number.clone(),
        }
    }
}
