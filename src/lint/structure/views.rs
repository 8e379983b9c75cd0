//! Views: how much each of them shows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::graph::BorderId;
use crate::lint::{Subject, add};
use crate::model::{BoundaryId, DataId, ElementId, ElementKind, FlowId, Place, View, ZoneId};

/// Most elements that a diagram should show.
const MAX_SHOWN: usize = 25;

/// W0119
pub(in crate::lint) fn large_views(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let views = &subject.model.views;
    if subject.model.elements.len() <= MAX_SHOWN || views.is_empty() {
        return;
    }
    let contents = Contents::of(subject);
    add(
        found,
        views.iter().filter(|view| shows_too_much(subject, &contents, view)).map(|view| {
            let message = format!("view `{}` shows more than {MAX_SHOWN} elements", view.id);
            let help = "make several of it: one for each zone, boundary or data asset, or leave out with `exclude`";
            Diagnostic::warning("W0119", view.span, message).help(help)
        }),
    );
}

/// What belongs to the places that a view may name.
struct Contents {
    zones: Arena<ZoneId, Vec<ElementId>>,
    boundaries: FxHashMap<BoundaryId, Vec<FlowId>>,
    data: FxHashMap<DataId, Vec<ElementId>>,
}

impl Contents {
    fn of(subject: &Subject<'_>) -> Self {
        let (model, graph) = (subject.model, subject.graph);
        let mut zones: Arena<ZoneId, Vec<ElementId>> = Arena::filled(model.zones.len(), Vec::new());
        let mut data: FxHashMap<DataId, Vec<ElementId>> = FxHashMap::default();
        for (id, element) in model.elements.iter() {
            subject.outwards(element.zone).for_each(|zone| zones[zone].push(id));
            element.holds.iter().for_each(|&held| data.entry(held).or_default().push(id));
        }
        for flow in model.flows.values() {
            for carried in crate::lint::subject::data_of(flow) {
                data.entry(carried).or_default().extend([flow.source, flow.target]);
            }
        }
        let flows: Arena<BorderId, Vec<FlowId>> = graph.flows_by_border();
        let borders = graph.borders.iter().filter_map(|(id, border)| Some((border.declared?, flows[id].clone())));
        Self { zones, boundaries: borders.collect(), data }
    }
}

/// Elements that a view shows, counted up to the limit.
struct Shown<'s, 'a> {
    subject: &'s Subject<'a>,
    /// Whether parts are drawn as the process around them.
    closed: bool,
    excluded: FxHashSet<ElementId>,
    elements: FxHashSet<ElementId>,
}

impl Shown<'_, '_> {
    fn is_full(&self) -> bool {
        self.elements.len() > MAX_SHOWN
    }

    fn add(&mut self, elements: impl IntoIterator<Item = ElementId>) {
        for element in elements {
            if self.is_full() {
                return;
            }
            let shown = if self.closed { self.subject.owners(element).last().unwrap_or(element) } else { element };
            if !self.excluded.contains(&shown) && !self.excluded.contains(&element) {
                self.elements.insert(shown);
            }
        }
    }

    fn add_flows(&mut self, flows: &[FlowId]) {
        let model = self.subject.model;
        self.add(flows.iter().flat_map(|&flow| [model.flows[flow].source, model.flows[flow].target]));
    }

    /// An element with those that it exchanges data with.
    fn add_around(&mut self, element: ElementId) {
        let graph = self.subject.graph;
        self.add([element]);
        self.add_flows(&graph.outgoing(element));
        self.add_flows(&graph.incoming(element));
    }

    fn add_place(&mut self, contents: &Contents, place: Place, neighbours: bool) {
        match place {
            Place::Element(element) if neighbours => self.add_around(element),
            Place::Element(element) => self.add([element]),
            Place::Flow(flow) => self.add_flows(&[flow]),
            Place::Boundary(boundary) => {
                self.add_flows(contents.boundaries.get(&boundary).map_or(&[], Vec::as_slice));
            }
            Place::Zone(zone) => {
                for &element in &contents.zones[zone] {
                    if self.is_full() {
                        return;
                    }
                    if neighbours { self.add_around(element) } else { self.add([element]) }
                }
            }
        }
    }
}

fn shows_too_much(subject: &Subject<'_>, contents: &Contents, view: &View) -> bool {
    let model = subject.model;
    let level = view.facts.text("level");
    let inside = |place: &Place| match *place {
        Place::Element(element) => vec![element],
        Place::Zone(zone) => contents.zones[zone].clone(),
        Place::Flow(_) | Place::Boundary(_) => Vec::new(),
    };
    let excluded = view.exclude.iter().flat_map(inside).collect();
    let mut shown = Shown { subject, closed: level != Some("2"), excluded, elements: FxHashSet::default() };
    let selects = !view.on.places.is_empty() || !view.data.is_empty() || !view.scenarios.is_empty();
    if level == Some("0") {
        let outside = |kind: ElementKind| matches!(kind, ElementKind::Actor | ElementKind::External);
        shown.add(model.elements.iter().filter(|(_, element)| outside(element.kind)).map(|(id, _)| id));
    } else if !selects {
        shown.add(model.elements.ids());
    }
    view.on.places.iter().for_each(|&place| shown.add_place(contents, place, true));
    view.include.iter().for_each(|&place| shown.add_place(contents, place, false));
    for data in &view.data {
        shown.add(contents.data.get(data).into_iter().flatten().copied());
    }
    for scenario in view.scenarios.iter().filter_map(|&at| model.scenarios.get(at)) {
        for step in &scenario.steps {
            if let Some(Place::Element(element)) = step.at {
                shown.add([element]);
            }
            shown.add_flows(&step.flows);
        }
    }
    shown.is_full()
}
