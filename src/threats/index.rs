//! What follows from a model for each of its elements, computed once and looked up by every condition.
//!
//! Every search visits an element once, so the cost is linear in elements and flows.

use std::collections::VecDeque;

use crate::base::arena::Arena;
use crate::graph::{Exposure, FlowGraph, initiator, is_forwarder, trust};
use crate::model::{Class, DataId, ElementId, ElementKind, Model, ZoneId};

/// Zones of these kinds are one machine or program: what lies inside shares a runtime.
const RUNTIME_KINDS: &[&str] = &["host", "process", "device"];
/// Programs that are a browser or run in one.
const BROWSER_TYPES: &[&str] = &["browser", "spa"];
/// Protocols that stay inside one program or host.
const SHARED_PROTOCOLS: &[&str] = &["in-process", "ipc"];

/// Derived facts about the elements of a model.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Data that an element holds, sends or receives; each once, the highest class first.
    pub handled: Arena<ElementId, Vec<DataId>>,
    /// The highest class among them.
    pub class: Arena<ElementId, Option<Class>>,
    /// How much an element's availability matters.
    pub criticality: Arena<ElementId, Option<Class>>,
    /// Elements with which an element starts exchanges.
    pub calls: Arena<ElementId, Vec<ElementId>>,
    /// Elements that start exchanges with an element.
    pub callers: Arena<ElementId, Vec<ElementId>>,
    /// Steps from the outside: 0 in an untrusted zone, 1 for what is called from there, forwarders looked through.
    pub hops: Arena<ElementId, Option<u32>>,
    /// The first element inside on a shortest way from the outside.
    pub entry: Arena<ElementId, Option<ElementId>>,
    /// Of what passes requests on: the least trusted element behind them, an element of unknown trust before all others.
    pub origin: Arena<ElementId, Option<ElementId>>,
    /// Whether an element is a browser or a person, or passes on requests of one.
    pub browser: Arena<ElementId, bool>,
    /// Whether requests of an actor arrive.
    pub serves_users: Arena<ElementId, bool>,
    /// An element of lower trust that shares the runtime.
    pub runtime_mate: Arena<ElementId, Option<ElementId>>,
    /// Whether an element, or a zone around it, is out of scope.
    pub out_of_scope: Arena<ElementId, bool>,
    /// Up to two elements in a zone that the internet can call.
    pub exposed: Arena<ZoneId, Vec<ElementId>>,
}

impl Index {
    /// Computes all of it.
    pub fn build(model: &Model, graph: &FlowGraph) -> Self {
        let mut index = Index { handled: handled(model), ..Index::default() };
        index.class = index.handled.values().map(|data| model.highest_class(data)).collect();
        index.criticality = model.elements.ids().map(|id| criticality(model, id, &index.handled[id])).collect();
        (index.calls, index.callers) = calls(model);
        (index.hops, index.entry) = hops(model, graph);
        index.origin = model.elements.ids().map(|id| origin(model, graph, id)).collect();
        index.browser = model.elements.ids().map(|id| browser(model, graph, id)).collect();
        index.serves_users = serves_users(model, &index.calls);
        index.runtime_mate = runtime_mates(model);
        index.out_of_scope = model.elements.ids().map(|id| out_of_scope(model, id)).collect();
        index.exposed = exposed(model, graph);
        index
    }

    /// An element other than `element` in its zone that the internet can call.
    pub fn exposed_neighbour(&self, model: &Model, element: ElementId) -> Option<ElementId> {
        self.exposed[model.elements[element].zone].iter().copied().find(|&other| other != element)
    }
}

fn handled(model: &Model) -> Arena<ElementId, Vec<DataId>> {
    let mut handled: Arena<ElementId, Vec<DataId>> = model.elements.values().map(|e| e.holds.clone()).collect();
    for flow in model.flows.values() {
        for end in [flow.source, flow.target] {
            let both = flow.data.data().iter().chain(flow.returns.data());
            handled[end].extend(both.copied());
        }
    }
    for data in handled.values_mut() {
        by_class(model, data);
    }
    handled
}

/// Sorts data by class, the highest first, and keeps each once.
pub(super) fn by_class(model: &Model, data: &mut Vec<DataId>) {
    data.sort_unstable_by_key(|&id| (std::cmp::Reverse(model.data[id].class.as_ref().map(|class| class.value)), id));
    data.dedup();
}

/// The need of a data asset for one protection goal (`c`, `i` or `a`): stated, else its class.
pub(super) fn goal(model: &Model, data: DataId, name: &str) -> Option<Class> {
    let data = &model.data[data];
    data.facts.text(name).and_then(Class::parse).or(data.class.as_ref().map(|class| class.value))
}

fn criticality(model: &Model, element: ElementId, handled: &[DataId]) -> Option<Class> {
    let stated = model.elements[element].facts.text("criticality").and_then(Class::parse);
    stated.or_else(|| handled.iter().filter_map(|&data| goal(model, data, "a")).max())
}

type Neighbours = Arena<ElementId, Vec<ElementId>>;

fn calls(model: &Model) -> (Neighbours, Neighbours) {
    let mut calls: Neighbours = Arena::filled(model.elements.len(), Vec::new());
    let mut callers = calls.clone();
    for (id, flow) in model.flows.iter() {
        let caller = initiator(model, id);
        let called = if caller == flow.source { flow.target } else { flow.source };
        calls[caller].push(called);
        callers[called].push(caller);
        if flow.both_ways {
            calls[called].push(caller);
            callers[caller].push(called);
        }
    }
    for list in calls.values_mut().chain(callers.values_mut()) {
        list.sort_unstable();
        list.dedup();
    }
    (calls, callers)
}

type Distance = (Arena<ElementId, Option<u32>>, Arena<ElementId, Option<ElementId>>);

fn hops(model: &Model, graph: &FlowGraph) -> Distance {
    let count = model.elements.len();
    let mut hops: Arena<ElementId, Option<u32>> = Arena::filled(count, None);
    let mut entry = Arena::filled(count, None);
    let mut queue = VecDeque::new();
    for id in model.elements.ids().filter(|&id| trust(model, id) == Some(0)) {
        hops[id] = Some(0);
        queue.push_back(id);
    }
    for id in model.elements.ids().filter(|&id| graph.exposure[id] == Exposure::Internet) {
        if hops[id].is_none() {
            hops[id] = Some(1);
            entry[id] = Some(id);
            queue.push_back(id);
        }
    }
    while let Some(at) = queue.pop_front() {
        for (next, _) in graph.receivers(model, at) {
            if hops[next].is_none() {
                hops[next] = hops[at].map(|hops| hops.saturating_add(1));
                entry[next] = entry[at].or(Some(next));
                queue.push_back(next);
            }
        }
    }
    (hops, entry)
}

/// Who really calls through an element that only forwards.
fn origin(model: &Model, graph: &FlowGraph, element: ElementId) -> Option<ElementId> {
    if !is_forwarder(model, element) {
        return None;
    }
    let callers = graph.callers(model, element).into_iter().filter(|&caller| !is_forwarder(model, caller));
    callers.min_by_key(|&caller| trust(model, caller))
}

fn browser(model: &Model, graph: &FlowGraph, element: ElementId) -> bool {
    let browses = |id: ElementId| {
        let element = &model.elements[id];
        element.kind == ElementKind::Actor || BROWSER_TYPES.iter().any(|name| model.extends(element.ty, name))
    };
    browses(element) || (is_forwarder(model, element) && graph.callers(model, element).into_iter().any(browses))
}

fn serves_users(model: &Model, calls: &Neighbours) -> Arena<ElementId, bool> {
    let mut reached = Arena::filled(model.elements.len(), false);
    let actors = model.elements.iter().filter(|(_, element)| element.kind == ElementKind::Actor);
    let mut queue: VecDeque<ElementId> = actors.map(|(id, _)| id).collect();
    while let Some(at) = queue.pop_front() {
        for &next in &calls[at] {
            if !reached[next] {
                reached[next] = true;
                queue.push_back(next);
            }
        }
    }
    reached
}

/// The least trusted process or store on each runtime, for those that are trusted more: a zone that is one machine or
/// program, a process with parts, or a pair that talks inside one program or host.
fn runtime_mates(model: &Model) -> Arena<ElementId, Option<ElementId>> {
    let mut mates = Arena::filled(model.elements.len(), None);
    let mut by_zone: Arena<ZoneId, Option<ElementId>> = Arena::filled(model.zones.len(), None);
    let mut by_process: Arena<ElementId, Option<ElementId>> = Arena::filled(model.elements.len(), None);
    let runs = |id: ElementId| matches!(model.elements[id].kind, ElementKind::Process | ElementKind::Store);
    let runtime = |zone: ZoneId| model.zones[zone].facts.texts("kind").iter().any(|kind| RUNTIME_KINDS.contains(kind));
    let zones = |id: ElementId| {
        std::iter::successors(Some(model.elements[id].zone), |&zone| model.zones[zone].parent)
            .filter(|&zone| runtime(zone))
    };
    let composite =
        |id: ElementId| std::iter::successors(Some(id), |&id| model.elements[id].parent).last().unwrap_or(id);
    for id in model.elements.ids().filter(|&id| runs(id)) {
        for zone in zones(id) {
            lower(model, &mut by_zone[zone], id);
        }
        lower(model, &mut by_process[composite(id)], id);
    }
    for id in model.elements.ids().filter(|&id| runs(id)) {
        for other in zones(id).filter_map(|zone| by_zone[zone]).chain(by_process[composite(id)]) {
            below(model, &mut mates[id], id, other);
        }
    }
    for flow in model.flows.values() {
        let shared = flow.facts.text("protocol").is_some_and(|protocol| SHARED_PROTOCOLS.contains(&protocol));
        if shared && runs(flow.source) && runs(flow.target) {
            below(model, &mut mates[flow.source], flow.source, flow.target);
            below(model, &mut mates[flow.target], flow.target, flow.source);
        }
    }
    mates
}

/// Keeps the less trusted of the two; the first among equals.
fn lower(model: &Model, least: &mut Option<ElementId>, id: ElementId) {
    let Some(own) = trust(model, id) else { return };
    if least.and_then(|other| trust(model, other)).is_none_or(|other| own < other) {
        *least = Some(id);
    }
}

fn below(model: &Model, mate: &mut Option<ElementId>, id: ElementId, other: ElementId) {
    if let (Some(own), Some(others)) = (trust(model, id), trust(model, other))
        && others < own
    {
        lower(model, mate, other);
    }
}

fn out_of_scope(model: &Model, element: ElementId) -> bool {
    let out = |facts: &crate::model::Facts| facts.text("scope") == Some("out");
    let element = &model.elements[element];
    let mut zones = std::iter::successors(Some(element.zone), |&zone| model.zones[zone].parent);
    out(&element.facts) || zones.any(|zone| out(&model.zones[zone].facts))
}

fn exposed(model: &Model, graph: &FlowGraph) -> Arena<ZoneId, Vec<ElementId>> {
    let mut exposed: Arena<ZoneId, Vec<ElementId>> = Arena::filled(model.zones.len(), Vec::new());
    for (id, element) in model.elements.iter() {
        let inside = element.kind == ElementKind::Process && trust(model, id) != Some(0);
        let zone = &mut exposed[element.zone];
        if inside && graph.exposure[id] == Exposure::Internet && zone.len() < 2 {
            zone.push(id);
        }
    }
    exposed
}
