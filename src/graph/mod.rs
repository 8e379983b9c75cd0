//! The model as a graph: who sends to whom, across which borders, and who can be reached from where.
//!
//! Crossings are inferred from the zones of both ends (reference, "Boundaries: how crossings are found"); nothing here reads
//! what is protected, so a well protected flow crosses the same borders as an open one.

mod crossing;
mod reach;

pub use crossing::{Border, BorderId, Crossing};
pub use reach::{Exposure, Taint, is_forwarder};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::base::arena::{Arena, Id};
use crate::base::diagnostic::Diagnostic;
use crate::model::{Carried, ElementId, ElementKind, FlowId, Model};

/// The flows of a model as a directed graph, with what follows from their direction and their zones.
#[derive(Debug, Clone)]
pub struct FlowGraph {
    /// Nodes are elements, in their order; edges are flows, in theirs.
    graph: DiGraph<ElementId, FlowId, u32>,
    /// For each flow, the borders that it passes.
    pub crossings: Arena<FlowId, Crossing>,
    /// Trust boundaries that flows cross or the author declared: declared ones first, then automatic ones in order of use.
    pub borders: Arena<BorderId, Border>,
    /// For each element, whether input from lower trust reaches it.
    pub taint: Arena<ElementId, Taint>,
    /// For each element, from how far outside it is called.
    pub exposure: Arena<ElementId, Exposure>,
}

impl FlowGraph {
    /// Builds the graph of a model and reports boundaries that fit a flow equally well (E0306).
    pub fn build(model: &Model) -> (Self, Vec<Diagnostic>) {
        let mut graph = DiGraph::with_capacity(model.elements.len(), model.flows.len());
        for element in model.elements.ids() {
            graph.add_node(element);
        }
        for (id, flow) in model.flows.iter() {
            graph.add_edge(node(flow.source), node(flow.target), id);
        }
        let (crossings, borders, diagnostics) = crossing::find(model);
        let empty = (Arena::new(), Arena::new());
        let mut this = Self { graph, crossings, borders, taint: empty.0, exposure: empty.1 };
        this.taint = reach::taint(model, &this);
        this.exposure = reach::exposure(model, &this);
        (this, diagnostics)
    }

    /// The graph itself: nodes are elements, edges are flows, both with the index of their id.
    pub fn petgraph(&self) -> &DiGraph<ElementId, FlowId, u32> {
        &self.graph
    }

    /// Flows that start at an element, in source order.
    pub fn outgoing(&self, element: ElementId) -> Vec<FlowId> {
        self.flows(element, Direction::Outgoing)
    }

    /// Flows that end at an element, in source order.
    pub fn incoming(&self, element: ElementId) -> Vec<FlowId> {
        self.flows(element, Direction::Incoming)
    }

    fn flows(&self, element: ElementId, direction: Direction) -> Vec<FlowId> {
        let mut flows: Vec<FlowId> =
            self.graph.edges_directed(node(element), direction).map(|edge| *edge.weight()).collect();
        flows.sort_unstable();
        flows
    }

    /// Elements that `element` sends data to, replies included, each once, with the flow that carries it.
    pub fn receivers(&self, model: &Model, element: ElementId) -> Vec<(ElementId, FlowId)> {
        let forward =
            self.outgoing(element).into_iter().filter(|&id| sends(model, id)).map(|id| (model.flows[id].target, id));
        let replies = self.incoming(element).into_iter().filter(|&id| answers(model, id));
        once(forward.chain(replies.map(|id| (model.flows[id].source, id))))
    }

    /// Elements that send data to `element`, replies included, each once, with the flow that carries it.
    pub fn senders(&self, model: &Model, element: ElementId) -> Vec<(ElementId, FlowId)> {
        let forward =
            self.incoming(element).into_iter().filter(|&id| sends(model, id)).map(|id| (model.flows[id].source, id));
        let replies = self.outgoing(element).into_iter().filter(|&id| answers(model, id));
        once(forward.chain(replies.map(|id| (model.flows[id].target, id))))
    }

    /// The border that a flow crosses, if it crosses one.
    pub fn border(&self, flow: FlowId) -> Option<&Border> {
        self.crossings[flow].border.map(|id| &self.borders[id])
    }

    /// For each border, the flows that cross it, in source order: one pass over the flows for all of them.
    pub fn flows_by_border(&self) -> Arena<BorderId, Vec<FlowId>> {
        let mut flows = Arena::filled(self.borders.len(), Vec::new());
        for (id, crossing) in self.crossings.iter() {
            if let Some(border) = crossing.border {
                flows[border].push(id);
            }
        }
        flows
    }
}

/// Whether data moves along the arrow: not where it is said that none does, nor where a store is asked for what is returned.
fn sends(model: &Model, flow: FlowId) -> bool {
    let flow = &model.flows[flow];
    match flow.data {
        Carried::Data(_) => true,
        Carried::Nothing => false,
        Carried::Unknown => {
            !(matches!(flow.returns, Carried::Data(_)) && model.elements[flow.target].kind == ElementKind::Store)
        }
    }
}

/// Whether data also moves against the arrow.
fn answers(model: &Model, flow: FlowId) -> bool {
    let flow = &model.flows[flow];
    flow.both_ways || matches!(flow.returns, Carried::Data(_))
}

/// The end that starts the exchange: the source, but stores never start anything (reference, "Flows").
pub fn initiator(model: &Model, flow: FlowId) -> ElementId {
    let flow = &model.flows[flow];
    let store = |element: ElementId| model.elements[element].kind == ElementKind::Store;
    if store(flow.source) && !store(flow.target) { flow.target } else { flow.source }
}

/// Trust of the zone in which an element lies, from 0 to 100; `None` where nobody stated it.
pub fn trust(model: &Model, element: ElementId) -> Option<u8> {
    model.zones[model.elements[element].zone].trust.as_ref().map(|trust| trust.value.rating())
}

fn node(element: ElementId) -> NodeIndex<u32> {
    NodeIndex::new(element.index())
}

fn once(pairs: impl Iterator<Item = (ElementId, FlowId)>) -> Vec<(ElementId, FlowId)> {
    let mut seen = rustc_hash::FxHashSet::default();
    pairs.filter(|(element, _)| seen.insert(*element)).collect()
}
