//! From a model to a view: levels of detail, lifted flows, labels and legend.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{View, ViewFlow, ViewGroup, ViewNode};
use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{Class, Element, ElementId, ElementKind, Flow, FlowId, Model, ZoneId};
use crate::scene::{BoxRole, LegendRow, Sensitivity, Sign};

/// How much a diagram shows (reference, "Views, levels, layers").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The system as one process, with its actors and external entities.
    Context,
    /// Zones and elements; processes that contain others are closed, their flows lifted to them.
    Overview,
    /// Everything.
    Full,
}

/// The view of a whole model at a level.
pub fn build(model: &Model, graph: &FlowGraph, level: Level) -> View {
    let mut builder = Builder { model, graph, level, view: empty(model, level), groups: FxHashMap::default() };
    builder.groups();
    let shown = builder.nodes();
    builder.flows(&shown);
    builder.view.description = builder.description();
    builder.view.legend = legend(&builder.view);
    builder.view
}

fn empty(model: &Model, level: Level) -> View {
    let title = match level {
        Level::Context => format!("{}: context", model.document.title),
        Level::Overview | Level::Full => model.document.title.clone(),
    };
    View {
        title,
        description: String::new(),
        groups: Vec::new(),
        nodes: Vec::new(),
        flows: Vec::new(),
        legend: Vec::new(),
    }
}

/// What contains something in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Container {
    Zone(ZoneId),
    Element(ElementId),
}

struct Builder<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    level: Level,
    view: View,
    groups: FxHashMap<Container, usize>,
}

impl Builder<'_> {
    fn groups(&mut self) {
        if self.level == Level::Context {
            return;
        }
        for zone in self.model.zones.ids() {
            self.zone(zone);
        }
        if self.level == Level::Full {
            let parents: FxHashSet<ElementId> =
                self.model.elements.values().filter_map(|element| element.parent).collect();
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
        let depth = u8::try_from(self.model.zone_path(id).len() - 1).unwrap_or(u8::MAX);
        let trust = zone.trust.as_ref().map(|trust| trust.value);
        let stated = trust.map_or_else(|| "trust not stated".to_owned(), |trust| format!("trust: {trust}"));
        let title = match trust {
            Some(trust) if !zone.implicit => format!("{} ({trust})", zone.label),
            _ => zone.label.to_string(),
        };
        self.groups.insert(Container::Zone(id), self.view.groups.len());
        self.view.groups.push(ViewGroup {
            id: zone.id.to_string(),
            role: BoxRole::Zone { depth, trust: trust.map(|trust| trust.rating()) },
            title,
            parent,
            tooltip: format!("Zone {} ({stated})", zone.label),
        });
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

    /// Adds the nodes and returns, for each element, the node that stands for it.
    fn nodes(&mut self) -> FxHashMap<ElementId, usize> {
        let mut shown = FxHashMap::default();
        let model = self.model;
        for (id, element) in model.elements.iter() {
            let outside = matches!(element.kind, ElementKind::Actor | ElementKind::External);
            if self.level == Level::Context && !outside {
                continue;
            }
            if self.level == Level::Overview && element.parent.is_some() {
                continue;
            }
            if self.groups.contains_key(&Container::Element(id)) && !self.has_flows(id) {
                continue;
            }
            shown.insert(id, self.view.nodes.len());
            let node = self.node(id, element);
            self.view.nodes.push(node);
        }
        if self.level == Level::Context {
            let system = self.view.nodes.len();
            self.view.nodes.push(self.system());
            shown.extend(
                model.elements.ids().filter(|id| !shown.contains_key(id)).map(|id| (id, system)).collect::<Vec<_>>(),
            );
        }
        if self.level == Level::Overview {
            let lifted: Vec<_> =
                model.elements.ids().filter_map(|id| Some((id, *shown.get(&self.outermost(id))?))).collect();
            shown.extend(lifted);
        }
        shown
    }

    fn has_flows(&self, id: ElementId) -> bool {
        !(self.graph.outgoing(id).is_empty() && self.graph.incoming(id).is_empty())
    }

    fn outermost(&self, id: ElementId) -> ElementId {
        std::iter::successors(Some(id), |&id| self.model.elements[id].parent).last().unwrap_or(id)
    }

    fn node(&self, id: ElementId, element: &Element) -> ViewNode {
        // An opened process that has flows of its own is also drawn inside its box.
        let (node_id, parent) = match self.groups.get(&Container::Element(id)) {
            Some(&group) => (format!("{}.itself", element.id), Some(group)),
            None => (element.id.to_string(), self.container(element)),
        };
        let role = match element.kind {
            ElementKind::Actor => BoxRole::Actor,
            ElementKind::External => BoxRole::External,
            ElementKind::Process => BoxRole::Process,
            ElementKind::Store => BoxRole::Store,
        };
        let tech = element.facts.texts("tech");
        let detail = (!tech.is_empty()).then(|| tech.join(", "));
        ViewNode { id: node_id, role, name: element.label.to_string(), detail, parent, tooltip: self.tooltip(element) }
    }

    fn system(&self) -> ViewNode {
        let title = &self.model.document.title;
        ViewNode {
            id: "system.itself".into(),
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

    fn flows(&mut self, shown: &FxHashMap<ElementId, usize>) {
        let model = self.model;
        for (id, flow) in model.flows.iter() {
            let ends = (shown.get(&flow.source), shown.get(&flow.target));
            if let (Some(&source), Some(&target)) = ends
                && source != target
            {
                let flow = self.flow(id, flow, source, target);
                self.view.flows.push(flow);
            }
        }
    }

    fn flow(&self, id: FlowId, flow: &Flow, source: usize, target: usize) -> ViewFlow {
        let crossings: Vec<String> = self.graph.border(id).map(|border| border.id.to_string()).into_iter().collect();
        let carried: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
        let sensitivity = match self.model.highest_class(&carried) {
            Some(Class::Critical) => Some(Sensitivity::Critical),
            Some(Class::High) => Some(Sensitivity::High),
            _ => None,
        };
        let mut label = flow.number.to_string();
        for crossing in &crossings {
            label.push_str(&format!(" [{crossing}]"));
        }
        if !flow.label.is_empty() {
            label.push_str(&format!(" {}", flow.label));
        }
        if let Some(sensitivity) = sensitivity {
            label.push_str(&format!(" ({})", sensitivity.label()));
        }
        let ends = (&self.model.elements[flow.source].label, &self.model.elements[flow.target].label);
        let arrow = if flow.both_ways { "↔" } else { "→" };
        let mut tooltip = format!("{} {arrow} {}: {}", ends.0, ends.1, flow.label);
        if !crossings.is_empty() {
            tooltip.push_str(&format!(" [crosses {}]", text::and_list(&crossings)));
        }
        ViewFlow {
            id: flow.key.to_string(),
            source,
            target,
            both_ways: flow.both_ways,
            label,
            crossings,
            sensitivity,
            tooltip,
        }
    }

    fn description(&self) -> String {
        let view = &self.view;
        let zones = view.groups.iter().filter(|group| matches!(group.role, BoxRole::Zone { .. })).count();
        let crossing = view.flows.iter().filter(|flow| !flow.crossings.is_empty()).count();
        format!(
            "Data flow diagram with {}, {} and {}; {crossing} of the flows cross a trust boundary.",
            text::count(view.nodes.len(), "element", "elements"),
            text::count(zones, "zone", "zones"),
            text::count(view.flows.len(), "flow", "flows"),
        )
    }
}

/// The legend of the methodology's section 3.1: the signs that occur, no others.
fn legend(view: &View) -> Vec<LegendRow> {
    let node = |role: BoxRole| view.nodes.iter().any(|node| node.role == role);
    let zones = view.groups.iter().any(|group| matches!(group.role, BoxRole::Zone { .. }));
    let flow = |wanted: fn(&ViewFlow) -> bool| view.flows.iter().any(wanted);
    let rows = [
        (Sign::TrustBoundary, "Trust Boundary", zones),
        (Sign::Flow, "Data Flow", !view.flows.is_empty()),
        (Sign::FlowBothWays, "Bidirectional Flow", flow(|flow| flow.both_ways)),
        (Sign::FlowNumber, "Data Flow Number", !view.flows.is_empty()),
        (Sign::BoundaryNumber, "Trust Boundary Number", flow(|flow| !flow.crossings.is_empty())),
        (Sign::CriticalFlow, "Flow of CRITICAL data", flow(|flow| flow.sensitivity == Some(Sensitivity::Critical))),
        (Sign::HighFlow, "Flow of HIGH data", flow(|flow| flow.sensitivity == Some(Sensitivity::High))),
        (Sign::ExternalEntity, "Actor or External Entity", node(BoxRole::Actor) || node(BoxRole::External)),
        (
            Sign::Process,
            "Process",
            node(BoxRole::Process) || view.groups.iter().any(|group| group.role == BoxRole::Composite),
        ),
        (Sign::Store, "Data Store", node(BoxRole::Store)),
    ];
    rows.into_iter().filter(|row| row.2).map(|(sign, text, _)| LegendRow { sign, text: text.into() }).collect()
}
