//! From a model to a view: lifted elements, zones open and closed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::close::closed;
use super::flows::{Lifted, Writer, bundles, names_or_number};
use super::gates::lead_through;
use super::legend::legend;
use super::select::{Selection, select};
use super::spec::{Boundaries, Level, Merge, ViewSpec};
use super::steps::joined;
use super::{SYSTEM, View, ViewGroup, ViewNode, itself, role_of};
use crate::base::arena::Arena;
use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{Element, ElementId, ElementKind, Model, ZoneId};
use crate::scene::BoxRole;

/// Elements of a closed zone that its node names; of more, it tells the number.
const MOST_NAMED: usize = 3;
/// Elements of a closed zone that hovering lists.
const MOST_LISTED: usize = 20;

/// The view of a model that `spec` asks for; a [`Level`] alone is the whole model at that level.
pub fn build(model: &Model, graph: &FlowGraph, spec: impl Into<ViewSpec>) -> View {
    let spec: ViewSpec = spec.into();
    let selection = select(model, graph, &spec);
    let closed = closed(model, &selection, &spec);
    let view = empty(model, &spec);
    let mut builder =
        Builder { model, graph, spec: &spec, selection: &selection, closed, view, groups: FxHashMap::default() };
    builder.groups();
    let shown = builder.nodes();
    let (flows, crossing) = builder.flows(&shown);
    builder.view.description = builder.description(flows, crossing);
    if spec.boundaries == Boundaries::Gates {
        lead_through(&mut builder.view, graph);
    }
    builder.view.legend = legend(&builder.view, !selection.steps.is_empty());
    builder.view
}

fn empty(model: &Model, spec: &ViewSpec) -> View {
    let title = &model.document.title;
    View {
        title: if spec.name.is_empty() { title.clone() } else { format!("{title}: {}", spec.name) },
        description: String::new(),
        groups: Vec::new(),
        nodes: Vec::new(),
        flows: Vec::new(),
        legend: Vec::new(),
        direction: spec.direction,
    }
}

/// What contains something in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Container {
    Zone(ZoneId),
    Element(ElementId),
}

/// What stands for an element in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stand {
    Zone(ZoneId),
    Element(ElementId),
    System,
}

struct Builder<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    spec: &'a ViewSpec,
    selection: &'a Selection,
    /// For each zone the outermost closed one around it, itself included.
    closed: Arena<ZoneId, Option<ZoneId>>,
    view: View,
    groups: FxHashMap<Container, usize>,
}

impl<'a> Builder<'a> {
    /// The elements that are shown, in source order.
    fn elements(&self) -> impl Iterator<Item = (ElementId, &'a Element)> {
        self.model.elements.iter().filter(|(id, _)| self.selection.elements.contains(*id))
    }

    fn groups(&mut self) {
        if self.spec.level == Level::Context {
            return;
        }
        let mut drawn = Arena::filled(self.model.zones.len(), self.selection.whole);
        for (_, element) in self.elements() {
            self.model.zone_path(element.zone).into_iter().for_each(|zone| drawn[zone] = true);
        }
        for zone in self.model.zones.ids() {
            let boxed = self.spec.boundaries == Boundaries::Boxes && drawn[zone];
            if boxed && self.closed[zone].is_none() && !self.selection.excluded.contains(zone) {
                self.zone(zone);
            }
        }
        if self.spec.level == Level::Full {
            let open = self.elements().filter(|(_, element)| self.closed[element.zone].is_none());
            let owners =
                |element: &Element| std::iter::successors(element.parent, |&id| self.model.elements[id].parent);
            let parents: FxHashSet<ElementId> = open.flat_map(|(_, element)| owners(element)).collect();
            for element in self.model.elements.ids().filter(|element| parents.contains(element)) {
                self.composite(element);
            }
        }
    }

    /// A zone's box. The implicit `internet` is the outside and has none; the implicit `system` has one where it is crossed.
    fn zone(&mut self, id: ZoneId) {
        let zone = &self.model.zones[id];
        let crossed = || {
            self.graph.crossings.values().any(|crossing| crossing.exits.contains(&id) || crossing.enters.contains(&id))
        };
        if zone.implicit && (zone.id == "internet" || !crossed()) {
            return;
        }
        let parent = zone.parent.and_then(|parent| self.groups.get(&Container::Zone(parent)).copied());
        let trust = zone.trust.as_ref().map(|trust| trust.value);
        self.groups.insert(Container::Zone(id), self.view.groups.len());
        self.view.groups.push(ViewGroup {
            id: zone.id.to_string(),
            role: BoxRole::Zone { depth: self.depth(id), trust: trust.map(|trust| trust.rating()) },
            title: self.zone_title(id),
            parent,
            tooltip: self.zone_tooltip(id),
        });
    }

    fn depth(&self, zone: ZoneId) -> u8 {
        u8::try_from(self.model.zone_path(zone).len() - 1).unwrap_or(u8::MAX)
    }

    fn zone_title(&self, id: ZoneId) -> String {
        let zone = &self.model.zones[id];
        match zone.trust.as_ref().map(|trust| trust.value) {
            Some(trust) if !zone.implicit => format!("{} ({trust})", zone.label),
            _ => zone.label.to_string(),
        }
    }

    fn zone_tooltip(&self, id: ZoneId) -> String {
        let zone = &self.model.zones[id];
        let trust = zone.trust.as_ref().map(|trust| format!("trust: {}", trust.value));
        format!("Zone {} ({})", zone.label, trust.unwrap_or_else(|| "trust not stated".to_owned()))
    }

    fn composite(&mut self, id: ElementId) {
        let element = &self.model.elements[id];
        let parent = self.container(element);
        self.groups.insert(Container::Element(id), self.view.groups.len());
        self.view.groups.push(ViewGroup {
            id: element.id.to_string(),
            role: BoxRole::Composite,
            title: element.label.to_string(),
            parent,
            tooltip: self.tooltip(element),
        });
    }

    /// The box around an element.
    fn container(&self, element: &Element) -> Option<usize> {
        let parent = element.parent.and_then(|parent| self.groups.get(&Container::Element(parent)));
        parent.or_else(|| self.groups.get(&Container::Zone(element.zone))).copied()
    }

    /// What stands for an element.
    fn stand(&self, id: ElementId) -> Stand {
        let element = &self.model.elements[id];
        if let Some(zone) = self.closed[element.zone] {
            return Stand::Zone(zone);
        }
        match self.spec.level {
            Level::Context if matches!(element.kind, ElementKind::Actor | ElementKind::External) => Stand::Element(id),
            Level::Context => Stand::System,
            Level::Overview => Stand::Element(self.outermost(id)),
            Level::Full => Stand::Element(id),
        }
    }

    fn outermost(&self, id: ElementId) -> ElementId {
        std::iter::successors(Some(id), |&id| self.model.elements[id].parent).last().unwrap_or(id)
    }

    /// Adds the nodes and returns, for each element, the node that stands for it.
    fn nodes(&mut self) -> FxHashMap<ElementId, usize> {
        let mut shown = FxHashMap::default();
        for (stand, members) in self.stands() {
            shown.extend(members.iter().map(|&element| (element, self.view.nodes.len())));
            let node = match stand {
                Stand::Element(id) => self.node(id),
                Stand::Zone(id) => self.closed_zone(id, &members),
                Stand::System => self.system(),
            };
            self.view.nodes.push(node);
        }
        shown
    }

    /// What stands for the elements, each with its elements; in the order of their first ones.
    fn stands(&self) -> Vec<(Stand, Vec<ElementId>)> {
        let flows = self.model.flows.iter().filter(|(id, _)| self.selection.flows.contains(*id));
        let in_flows: FxHashSet<ElementId> = flows.flat_map(|(_, flow)| [flow.source, flow.target]).collect();
        let mut stands: Vec<(Stand, Vec<ElementId>)> = Vec::new();
        let mut known: FxHashMap<Stand, usize> = FxHashMap::default();
        let mut inside = Vec::new();
        for (id, _) in self.elements() {
            // An opened process without flows of its own is its box alone.
            if self.groups.contains_key(&Container::Element(id)) && !in_flows.contains(&id) {
                continue;
            }
            let stand = self.stand(id);
            if stand == Stand::System {
                inside.push(id);
                continue;
            }
            let at = *known.entry(stand).or_insert(stands.len());
            match stands.get_mut(at) {
                Some((_, members)) => members.push(id),
                None => stands.push((stand, vec![id])),
            }
        }
        // The system comes last, so that those who use it stand above it; of a whole model, it is there in any case.
        if self.spec.level == Level::Context && (self.selection.whole || !inside.is_empty()) {
            stands.push((Stand::System, inside));
        }
        stands
    }

    fn node(&self, id: ElementId) -> ViewNode {
        let element = &self.model.elements[id];
        // An opened process that has flows of its own is also drawn inside its box.
        let (node_id, parent) = match self.groups.get(&Container::Element(id)) {
            Some(&group) => (itself(&element.id), Some(group)),
            None => (element.id.to_string(), self.container(element)),
        };
        let role = role_of(element.kind);
        let tech = element.facts.texts("tech");
        let steps = self.selection.steps.at_element(id).map(joined);
        let detail = steps.or_else(|| (!tech.is_empty()).then(|| tech.join(", ")));
        ViewNode { id: node_id, role, name: element.label.to_string(), detail, parent, tooltip: self.tooltip(element) }
    }

    /// The node of a closed zone.
    fn closed_zone(&self, id: ZoneId, members: &[ElementId]) -> ViewNode {
        let zone = &self.model.zones[id];
        let names: Vec<&str> = members.iter().map(|&id| self.model.elements[id].label.as_str()).collect();
        let parent = zone.parent.and_then(|parent| self.groups.get(&Container::Zone(parent))).copied();
        ViewNode {
            id: zone.id.to_string(),
            role: BoxRole::ClosedZone { depth: self.depth(id) },
            name: self.zone_title(id),
            detail: Some(names_or_number(&names, MOST_NAMED)),
            parent,
            tooltip: format!("{}, drawn closed: {}", self.zone_tooltip(id), text::first_of(&names, MOST_LISTED)),
        }
    }

    fn system(&self) -> ViewNode {
        let title = &self.model.document.title;
        ViewNode {
            id: SYSTEM.into(),
            role: BoxRole::Process,
            name: title.clone(),
            detail: None,
            parent: None,
            tooltip: title.clone(),
        }
    }

    fn tooltip(&self, element: &Element) -> String {
        let kind =
            element.ty.map_or_else(|| element.kind.title().to_owned(), |ty| self.model.types[ty].label.to_string());
        let scope = if element.facts.text("scope") == Some("out") { ", out of scope" } else { "" };
        format!("{} ({kind}{scope})", element.label)
    }

    /// Adds the flows; returns how many of the model are drawn, and how many of those cross a boundary.
    fn flows(&mut self, shown: &FxHashMap<ElementId, usize>) -> (usize, usize) {
        let model = self.model;
        let mut lifted = Vec::new();
        for (id, flow) in model.flows.iter().filter(|(id, _)| self.selection.flows.contains(*id)) {
            if let (Some(&source), Some(&target)) = (shown.get(&flow.source), shown.get(&flow.target))
                && source != target
            {
                lifted.push(Lifted { id, source, target });
            }
        }
        let is_closed =
            |node: usize| self.view.nodes.get(node).is_some_and(|it| matches!(it.role, BoxRole::ClosedZone { .. }));
        // The steps of a scenario are told one by one.
        let merges = |a: usize, b: usize| match self.spec.merge {
            _ if !self.selection.steps.is_empty() => false,
            Merge::Never => false,
            Merge::Closed => is_closed(a) || is_closed(b),
            Merge::All | Merge::BothWays => true,
        };
        let writer = Writer { model, graph: self.graph };
        let bundles = bundles(model, &lifted, self.spec.merge == Merge::BothWays, merges);
        let steps = |bundle: &[Lifted]| bundle.first().and_then(|flow| self.selection.steps.at_flow(flow.id));
        self.view.flows = bundles.iter().filter_map(|bundle| writer.write(bundle, steps(bundle))).collect();
        let crossing = lifted.iter().filter(|flow| self.graph.border(flow.id).is_some()).count();
        (lifted.len(), crossing)
    }

    fn description(&self, flows: usize, crossing: usize) -> String {
        let view = &self.view;
        let zones = view.groups.iter().filter(|group| matches!(group.role, BoxRole::Zone { .. })).count();
        let closed = view.nodes.iter().filter(|node| matches!(node.role, BoxRole::ClosedZone { .. })).count();
        let mut parts = vec![
            text::count(view.nodes.len() - closed, "element", "elements"),
            text::count(zones, "zone", "zones"),
            text::count(flows, "flow", "flows"),
        ];
        if closed > 0 {
            parts.insert(2, text::count(closed, "closed zone", "closed zones"));
        }
        format!("Data flow diagram with {}; {crossing} of the flows cross a trust boundary.", text::and_list(&parts))
    }
}
