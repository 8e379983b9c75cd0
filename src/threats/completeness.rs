//! Completeness: for every flow and every category of STRIDE, what is said about it, so that no cell is empty by oversight.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::graph::FlowGraph;
use crate::model::{FlowId, Model, Place, Stride};

use super::{Analysis, Number, derive};

/// What is said about one category of one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The threats on the flow, each with whether something is left to do.
    Threats(Vec<(Number, bool)>),
    /// Whether a threat applies depends on what is not stated.
    Question,
    /// Neither end is in scope.
    OutOfScope,
    /// The flow stays inside one program, host or screen.
    Local,
    /// The flow crosses no trust boundary, and nothing that it carries or reaches calls for a threat.
    NoCrossing,
    /// No threat of the category applies to this kind of interaction.
    NotApplicable,
}

/// The categories of one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The flow.
    pub flow: FlowId,
    /// A cell for each category, in the order of the name.
    pub cells: Vec<Cell>,
}

impl Analysis {
    /// A row for each flow. A threat of the baseline that a more specific one replaces is shown as that one.
    pub fn completeness(&self, model: &Model, graph: &FlowGraph) -> Vec<Row> {
        let mut threats: BTreeMap<(FlowId, Stride), BTreeMap<Number, bool>> = BTreeMap::new();
        for threat in &self.threats {
            if let (Some(Place::Flow(flow)), Some(stride)) = (threat.subject, threat.stride) {
                let open = threats.entry((flow, stride)).or_default().entry(self.number(threat)).or_default();
                *open |= !threat.status.is_settled();
            }
        }
        let by_rule: BTreeMap<_, _> = self.entries.iter().map(|entry| (entry.rule, entry)).collect();
        for replaced in &self.replaced {
            let (Some(Place::Flow(flow)), Some(stride)) = (replaced.subject, replaced.stride) else { continue };
            if let Some(entry) = by_rule.get(&replaced.by) {
                threats.entry((flow, stride)).or_default().entry(entry.number).or_insert(entry.open > 0);
            }
        }
        let asked = |question: &super::OpenQuestion| match question.subject {
            Some(Place::Flow(flow)) => model.rules[question.rule].stride.map(|stride| (flow, stride)),
            _ => None,
        };
        let asked: FxHashSet<(FlowId, Stride)> = self.questions.iter().filter_map(asked).collect();
        let cell = |flow: FlowId, stride: Stride| match threats.get(&(flow, stride)) {
            Some(found) => Cell::Threats(found.iter().map(|(number, open)| (*number, *open)).collect()),
            None if asked.contains(&(flow, stride)) => Cell::Question,
            None => self.reason(model, graph, flow),
        };
        let row = |flow| Row { flow, cells: Stride::ALL.iter().map(|&stride| cell(flow, stride)).collect() };
        model.flows.ids().map(row).collect()
    }

    /// Why no threat of a category is on a flow.
    fn reason(&self, model: &Model, graph: &FlowGraph, id: FlowId) -> Cell {
        let flow = &model.flows[id];
        let out_of_scope = &self.engine.index.out_of_scope;
        if out_of_scope[flow.source] && out_of_scope[flow.target] {
            Cell::OutOfScope
        } else if derive::is_local(model, id) {
            Cell::Local
        } else if !graph.crossings[id].crosses() {
            Cell::NoCrossing
        } else {
            Cell::NotApplicable
        }
    }
}
