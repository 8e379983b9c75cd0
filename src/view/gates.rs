//! Trust boundaries as gates: boxes of their own through which the flows run that cross them, instead of boxes around zones
//! (methodology, section 3.1).

use std::collections::BTreeMap;

use crate::graph::FlowGraph;
use crate::scene::BoxRole;
use crate::view::{View, ViewFlow, ViewNode};

/// Leads every flow that crosses a boundary through the boundary's gate: one line to it, with the label, and one from it, with
/// the flow's number. Gates stand behind the other nodes, in the order in which flows first cross them.
pub(super) fn lead_through(view: &mut View, graph: &FlowGraph) {
    let mut gates: BTreeMap<String, usize> = BTreeMap::new();
    let mut flows = Vec::new();
    for flow in std::mem::take(&mut view.flows) {
        if flow.crossings.is_empty() {
            flows.push(flow);
            continue;
        }
        let id = super::gate(&flow.crossings.join("+"));
        let gate = *gates.entry(id.clone()).or_insert_with(|| {
            view.nodes.push(node(id, &flow.crossings, graph));
            view.nodes.len() - 1
        });
        let behind = ViewFlow {
            id: format!("{} behind", flow.id),
            source: gate,
            label: flow.number.clone(),
            crossings: Vec::new(),
            ..flow.clone()
        };
        flows.extend([ViewFlow { target: gate, ..flow }, behind]);
    }
    view.flows = flows;
}

/// The box of a boundary: `[TB1]` and `(Internet → Edge)`; of several that merged flows cross, all of them.
fn node(id: String, crossings: &[String], graph: &FlowGraph) -> ViewNode {
    let border = |id: &String| graph.borders.values().find(|border| border.id == *id);
    let labels: Vec<&str> = crossings.iter().filter_map(border).map(|border| border.label.as_str()).collect();
    let name = format!("[{}]", crossings.join(", "));
    let detail = format!("({})", labels.join("; "));
    ViewNode {
        id,
        role: BoxRole::Gate,
        tooltip: format!("Trust boundary {name} {detail}"),
        name,
        detail: Some(detail),
        parent: None,
    }
}
