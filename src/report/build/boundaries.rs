//! The table of trust boundaries (methodology section 3.3, with source and target for programs).

use std::collections::BTreeSet;

use crate::graph::{Border, FlowGraph};
use crate::model::{FlowId, Model, ZoneId};
use crate::report::words::data;
use crate::report::{Cell, Column, Table};

const COLUMNS: &[Column] = &[
    Column::new("boundary_id", "Boundary ID"),
    Column::new("boundary", "Boundary"),
    Column::new("description", "Description"),
    Column::new("security_controls", "Security Controls"),
    Column::new("flows", "Flows"),
    Column::new("data", "Data Crossing"),
    Column::machine("source"),
    Column::machine("target"),
    Column::machine("declared"),
];

/// One row per boundary: declared ones first, then those that were found.
pub fn boundaries(model: &Model, graph: &FlowGraph) -> Table {
    let flows = graph.flows_by_border();
    let rows = graph.borders.iter().map(|(id, border)| row(model, border, &flows[id])).collect();
    let empty = "No trust boundaries: no flow leaves its zone.";
    Table::new("boundaries", "Trust boundaries", COLUMNS, rows).or(empty)
}

fn row(model: &Model, border: &Border, flows: &[FlowId]) -> Vec<Cell> {
    let boundary = border.declared.map(|id| &model.boundaries[id]);
    let carried: BTreeSet<_> = flows
        .iter()
        .flat_map(|&flow| model.flows[flow].data.data().iter().chain(model.flows[flow].returns.data()))
        .copied()
        .collect();
    let carried: Vec<_> = carried.into_iter().collect();
    let zone = |zone: ZoneId| Cell::from(model.zones[zone].id.as_str());
    let described = boundary
        .and_then(|boundary| boundary.description.clone().or_else(|| boundary.facts.text("note").map(str::to_owned)));
    let description = described.unwrap_or_else(|| match boundary {
        Some(_) => format!("Between {} and {}", model.zones[border.from].label, model.zones[border.to].label),
        None => "Found because flows cross it; not declared in the model".into(),
    });
    vec![
        border.id.as_str().into(),
        border.label.as_str().into(),
        description.into(),
        Cell::List(boundary.map(|boundary| super::controls(model, &boundary.claims)).unwrap_or_default()),
        Cell::List(flows.iter().map(|&flow| model.flows[flow].number.to_string()).collect()),
        Cell::List(data(model, &carried)),
        zone(border.from),
        zone(border.to),
        (if boundary.is_some() { "yes" } else { "no" }).into(),
    ]
}
