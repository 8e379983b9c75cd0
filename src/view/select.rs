//! Which elements and flows a view shows.

use crate::base::arena::IdSet;
use crate::graph::FlowGraph;
use crate::model::{Carried, DataId, ElementId, Flow, FlowId, Model, Place, ZoneId};
use crate::view::spec::{Focus, ViewSpec, border, tags};
use crate::view::steps::Steps;

/// Elements and flows of a view, before zones and composites are closed.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// All elements that are shown.
    pub elements: IdSet<ElementId>,
    /// Those among them that the view is about; the others are neighbours.
    pub core: IdSet<ElementId>,
    /// The flows that are shown; both ends of each are.
    pub flows: IdSet<FlowId>,
    /// Zones that are left out, with all that is in them.
    pub excluded: IdSet<ZoneId>,
    /// The steps of scenarios.
    pub steps: Steps,
    /// Whether the view is about the whole model.
    pub whole: bool,
}

/// Selects what a view shows.
pub(super) fn select(model: &Model, graph: &FlowGraph, spec: &ViewSpec) -> Selection {
    let excluded = Excluded::of(model, graph, &spec.exclude);
    let mut selector = Selector { model, graph, excluded, found: Selection::default() };
    selector.found.whole = spec.focus.is_empty();
    selector.found.steps = Steps::of(model, &spec.focus);
    if spec.focus.is_empty() {
        selector.elements(model.elements.ids());
        selector.flows(|_, _| true);
    }
    for focus in &spec.focus {
        selector.focus(focus);
    }
    selector.include(&spec.include);
    selector.found.excluded = selector.excluded.zones;
    selector.found
}

struct Selector<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    excluded: Excluded,
    found: Selection,
}

impl Selector<'_> {
    fn focus(&mut self, focus: &Focus) {
        match focus {
            Focus::Zone(zone) => self.around(&inside(self.model, *zone)),
            Focus::Element(element) => self.around(&with_parts(self.model, *element)),
            Focus::Border(wanted) => {
                let graph = self.graph;
                self.flows(|_, id| graph.crossings[id].border == Some(*wanted));
            }
            Focus::Flow(wanted) => self.flows(|_, id| id == *wanted),
            Focus::Data(data) => self.data(*data),
            Focus::Tag(tag) => self.tag(tag),
            Focus::Scenario(_) => {
                let steps = std::mem::take(&mut self.found.steps);
                self.elements(steps.elements());
                self.flows(|_, id| steps.at_flow(id).is_some());
                self.found.steps = steps;
            }
        }
    }

    /// Elements that the view is about.
    fn elements(&mut self, elements: impl IntoIterator<Item = ElementId>) {
        for element in elements {
            if self.excluded.elements.contains(element) {
                continue;
            }
            self.found.elements.insert(element);
            self.found.core.insert(element);
        }
    }

    /// Flows that the view is about, with their ends.
    fn flows(&mut self, wanted: impl Fn(&Flow, FlowId) -> bool) {
        let model = self.model;
        for (id, flow) in model.flows.iter() {
            if !self.excluded.flows.contains(id) && wanted(flow, id) {
                self.found.flows.insert(id);
                self.elements([flow.source, flow.target]);
            }
        }
    }

    /// Elements with their neighbours, and the flows between.
    fn around(&mut self, elements: &[ElementId]) {
        let mut set: IdSet<ElementId> = IdSet::default();
        set.extend(elements.iter().copied());
        self.elements(elements.iter().copied());
        for (id, flow) in self.model.flows.iter() {
            let joins = set.contains(flow.source) || set.contains(flow.target);
            if joins && !self.excluded.flows.contains(id) {
                self.found.flows.insert(id);
                self.found.elements.extend([flow.source, flow.target]);
            }
        }
    }

    /// What holds the data, and the flows that carry it.
    fn data(&mut self, data: DataId) {
        let carries = |carried: &Carried| carried.data().contains(&data);
        self.flows(|flow, _| carries(&flow.data) || carries(&flow.returns));
        let holders = self.model.elements.iter().filter(|(_, element)| element.holds.contains(&data));
        self.elements(holders.map(|(id, _)| id));
    }

    /// What has the tag, what lies in a zone that has it, and the flows between.
    fn tag(&mut self, tag: &smol_str::SmolStr) {
        let (model, graph) = (self.model, self.graph);
        let has = |place: Place| tags(model, place).contains(tag);
        let zones = model.zones.ids().filter(|zone| has(Place::Zone(*zone)));
        let elements = model.elements.ids().filter(|element| has(Place::Element(*element)));
        let tagged: Vec<ElementId> = elements.chain(zones.flat_map(|zone| inside(model, zone))).collect();
        self.elements(tagged.iter().copied());
        let mut set: IdSet<ElementId> = IdSet::default();
        set.extend(tagged);
        let boundaries = model.boundaries.ids().filter(|id| has(Place::Boundary(*id)));
        let borders: Vec<_> = boundaries.filter_map(|id| border(graph, id)).collect();
        self.flows(|flow, id| {
            let crosses = || graph.crossings[id].border.is_some_and(|border| borders.contains(&border));
            has(Place::Flow(id)) || (set.contains(flow.source) && set.contains(flow.target)) || crosses()
        });
    }

    /// Adds places, with the flows between them and what is there already.
    fn include(&mut self, places: &[Place]) {
        let mut added: IdSet<ElementId> = IdSet::default();
        for &place in places {
            match place {
                Place::Element(id) => added.extend(with_parts(self.model, id)),
                Place::Zone(id) => added.extend(inside(self.model, id)),
                Place::Flow(id) => self.focus(&Focus::Flow(id)),
                Place::Boundary(id) => {
                    if let Some(border) = border(self.graph, id) {
                        self.focus(&Focus::Border(border));
                    }
                }
            }
        }
        self.elements(self.model.elements.ids().filter(|id| added.contains(*id)));
        for (id, flow) in self.model.flows.iter() {
            let shown = |element: ElementId| self.found.elements.contains(element);
            let joins = added.contains(flow.source) || added.contains(flow.target);
            if joins && shown(flow.source) && shown(flow.target) && !self.excluded.flows.contains(id) {
                self.found.flows.insert(id);
            }
        }
    }
}

/// What is left out.
#[derive(Debug, Default)]
struct Excluded {
    elements: IdSet<ElementId>,
    flows: IdSet<FlowId>,
    zones: IdSet<ZoneId>,
}

impl Excluded {
    fn of(model: &Model, graph: &FlowGraph, places: &[Place]) -> Self {
        let mut out = Self::default();
        for &place in places {
            match place {
                Place::Element(id) => out.elements.extend(with_parts(model, id)),
                Place::Flow(id) => out.flows.insert(id),
                Place::Boundary(id) => {
                    let border = border(graph, id);
                    out.flows.extend(model.flows.ids().filter(|flow| graph.crossings[*flow].border == border));
                }
                Place::Zone(id) => {
                    out.elements.extend(inside(model, id));
                    out.zones.extend(model.zones.ids().filter(|zone| model.zone_path(*zone).contains(&id)));
                }
            }
        }
        let ends_there = |flow: &Flow| out.elements.contains(flow.source) || out.elements.contains(flow.target);
        let flows: Vec<FlowId> = model.flows.iter().filter(|(_, flow)| ends_there(flow)).map(|(id, _)| id).collect();
        out.flows.extend(flows);
        out
    }
}

/// The elements in a zone, at any depth.
pub(super) fn inside(model: &Model, zone: ZoneId) -> Vec<ElementId> {
    let mut within: IdSet<ZoneId> = IdSet::default();
    // Zones stand behind the zones around them.
    for (id, it) in model.zones.iter() {
        if id == zone || it.parent.is_some_and(|parent| within.contains(parent)) {
            within.insert(id);
        }
    }
    model.elements.iter().filter(|(_, element)| within.contains(element.zone)).map(|(id, _)| id).collect()
}

/// An element and all its parts.
fn with_parts(model: &Model, element: ElementId) -> Vec<ElementId> {
    let owners = |id: ElementId| std::iter::successors(Some(id), |&id| model.elements[id].parent);
    model.elements.ids().filter(|id| owners(*id).any(|owner| owner == element)).collect()
}
