//! What can be reached from where: input from lower trust, and exposure through forwarders.

use std::collections::VecDeque;

use serde::Serialize;

use super::{FlowGraph, initiator, trust};
use crate::base::arena::Arena;
use crate::model::{ElementId, Model};

/// Types that pass requests on without being their origin: whoever calls them calls what stands behind them.
const FORWARDERS: &[&str] = &["load-balancer", "reverse-proxy", "cdn", "api-gateway", "firewall", "sidecar"];

/// Whether data of lower trust reaches an element, over any number of flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taint {
    /// No path from anything less trusted.
    Clean,
    /// Some path, from an element whose trust nobody stated, or into one.
    Unknown,
    /// A path from something less trusted: the element at which it starts, the nearest of the least trusted.
    From(ElementId),
}

impl Taint {
    /// Yes, no, or not known.
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Taint::Clean => Some(false),
            Taint::Unknown => None,
            Taint::From(_) => Some(true),
        }
    }
}

/// From how far outside an element is called, forwarders looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Exposure {
    /// Nobody calls it.
    None,
    /// Callers of its own trust or of zones inside.
    Internal,
    /// Callers in a partner zone.
    Partner,
    /// Callers in an untrusted zone.
    Internet,
}

impl Exposure {
    /// The word used in conditions.
    pub fn as_str(self) -> &'static str {
        match self {
            Exposure::None => "none",
            Exposure::Internal => "internal",
            Exposure::Partner => "partner",
            Exposure::Internet => "internet",
        }
    }
}

/// Whether an element only forwards requests.
pub fn is_forwarder(model: &Model, element: ElementId) -> bool {
    FORWARDERS.iter().any(|name| model.extends(model.elements[element].ty, name))
}

/// Breadth-first searches along the data, the least trusted origins first: each element is visited once for each question,
/// so the cost is linear in elements and flows.
pub(super) fn taint(model: &Model, graph: &FlowGraph) -> Arena<ElementId, Taint> {
    let count = model.elements.len();
    let mut origin: Arena<ElementId, Option<ElementId>> = Arena::filled(count, None);
    let mut levels: Vec<u8> = model.elements.ids().filter_map(|element| trust(model, element)).collect();
    levels.sort_unstable();
    levels.dedup();
    for level in levels {
        let starts = model.elements.ids().filter(|&element| trust(model, element) == Some(level));
        spread(model, graph, starts, &mut origin);
    }
    let mut from_unknown: Arena<ElementId, Option<ElementId>> = Arena::filled(count, None);
    let unknown = model.elements.ids().filter(|&element| trust(model, element).is_none());
    spread(model, graph, unknown, &mut from_unknown);

    let verdict = |element: ElementId| {
        let lowest = origin[element].filter(|&origin| origin != element);
        match (trust(model, element), lowest.and_then(|origin| trust(model, origin))) {
            (Some(own), Some(reached)) if reached < own => lowest.map_or(Taint::Clean, Taint::From),
            (None, Some(_)) => Taint::Unknown,
            (Some(1..), _) if from_unknown[element].is_some() => Taint::Unknown,
            _ => Taint::Clean,
        }
    };
    model.elements.ids().map(verdict).collect()
}

fn spread(
    model: &Model,
    graph: &FlowGraph,
    starts: impl Iterator<Item = ElementId>,
    origin: &mut Arena<ElementId, Option<ElementId>>,
) {
    let mut queue: VecDeque<ElementId> = VecDeque::new();
    for start in starts {
        if origin[start].is_none() {
            origin[start] = Some(start);
            queue.push_back(start);
        }
    }
    while let Some(element) = queue.pop_front() {
        for (next, _) in graph.receivers(model, element) {
            if origin[next].is_none() {
                origin[next] = origin[element];
                queue.push_back(next);
            }
        }
    }
}

/// The widest exposure among the callers of each element. What calls a forwarder calls what stands behind it, so exposure
/// spreads along the calls of forwarders; each of them is visited at most once a level.
pub(super) fn exposure(model: &Model, graph: &FlowGraph) -> Arena<ElementId, Exposure> {
    let mut exposure = Arena::filled(model.elements.len(), Exposure::None);
    let mut called: Arena<ElementId, Vec<ElementId>> = Arena::filled(model.elements.len(), Vec::new());
    for (id, flow) in model.flows.iter() {
        let caller = initiator(model, id);
        let callee = if caller == flow.source { flow.target } else { flow.source };
        let both = flow.both_ways.then_some((callee, caller));
        for (caller, callee) in std::iter::once((caller, callee)).chain(both) {
            exposure[callee] = exposure[callee].max(of_caller(model, caller));
            called[caller].push(callee);
        }
    }
    let forwarders = graph.petgraph().node_weights().copied().filter(|&element| is_forwarder(model, element));
    let mut queue: VecDeque<ElementId> = forwarders.collect();
    while let Some(forwarder) = queue.pop_front() {
        let widest = exposure[forwarder];
        for &callee in &called[forwarder] {
            if exposure[callee] < widest {
                exposure[callee] = widest;
                if is_forwarder(model, callee) {
                    queue.push_back(callee);
                }
            }
        }
    }
    exposure
}

fn of_caller(model: &Model, caller: ElementId) -> Exposure {
    match trust(model, caller) {
        Some(0) => Exposure::Internet,
        Some(20) => Exposure::Partner,
        _ => Exposure::Internal,
    }
}

impl FlowGraph {
    /// The elements that start exchanges with `element`: directly, or through forwarders, which are named as well.
    /// In the order in which a search against the flows meets them.
    pub fn callers(&self, model: &Model, element: ElementId) -> Vec<ElementId> {
        let mut seen = rustc_hash::FxHashSet::default();
        seen.insert(element);
        let mut callers = Vec::new();
        let mut queue = VecDeque::from([element]);
        while let Some(at) = queue.pop_front() {
            let flows = self.incoming(at).into_iter().chain(self.outgoing(at));
            for flow in flows {
                let caller = initiator(model, flow);
                if caller != at && seen.insert(caller) {
                    callers.push(caller);
                    if is_forwarder(model, caller) {
                        queue.push_back(caller);
                    }
                }
            }
        }
        callers
    }

    /// Whether `element` is called from lower trust through an element of type `name` only: at least one caller has that
    /// type, and every direct caller of lower trust has it.
    pub fn behind(&self, model: &Model, element: ElementId, name: &str) -> bool {
        let own = trust(model, element).unwrap_or(u8::MAX);
        let mut found = false;
        for flow in self.incoming(element).into_iter().chain(self.outgoing(element)) {
            let caller = initiator(model, flow);
            if caller == element {
                continue;
            }
            if model.extends(model.elements[caller].ty, name) {
                found = true;
            } else if trust(model, caller).is_none_or(|trust| trust < own) {
                return false;
            }
        }
        found
    }
}
