//! The table of data flows: the eight columns of the methodology's section 3.2, crossings marked.

use crate::graph::FlowGraph;
use crate::model::{Carried, Flow, FlowId, Model};
use crate::report::words::{carried, fact};
use crate::report::{Cell, Column, Table};

const COLUMNS: &[Column] = &[
    Column::new("flow_id", "Flow ID"),
    Column::new("description", "Description"),
    Column::new("source", "Source"),
    Column::new("target", "Target"),
    Column::new("data_type", "Data Type"),
    Column::new("protocol", "Protocol"),
    Column::new("authentication", "Authentication"),
    Column::new("encryption", "Encryption"),
    Column::machine("crossings"),
    Column::machine("exits"),
    Column::machine("enters"),
    Column::machine("classification"),
    Column::machine("mode"),
    Column::machine("key"),
];

/// One row per flow, in source order.
pub fn flows(model: &Model, graph: &FlowGraph) -> Table {
    let rows = model.flows.iter().map(|(id, flow)| row(model, graph, id, flow)).collect();
    Table::new("flows", "Data flows", COLUMNS, rows).or("No data flows.")
}

fn row(model: &Model, graph: &FlowGraph, id: FlowId, flow: &Flow) -> Vec<Cell> {
    let crossing = &graph.crossings[id];
    let crossings: Vec<String> = graph.border(id).map(|border| border.id.to_string()).into_iter().collect();
    let mark = if crossings.is_empty() { String::new() } else { format!("[{}]", crossings.join(", ")) };
    let zones = |zones: &[crate::model::ZoneId]| {
        Cell::List(zones.iter().map(|&zone| model.zones[zone].id.to_string()).collect())
    };
    let asynchronous = if flow.facts.text("mode") == Some("async") { " (async)" } else { "" };
    let arrow = if flow.both_ways { " (both ways)" } else { "" };
    let all: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
    vec![
        Cell::Marked(flow.number.to_string(), mark),
        format!("{}{arrow}{asynchronous}", flow.label).trim().into(),
        model.elements[flow.source].label.as_str().into(),
        model.elements[flow.target].label.as_str().into(),
        data_type(model, flow).into(),
        fact(&flow.facts, "protocol").into(),
        fact(&flow.facts, "auth").into(),
        fact(&flow.facts, "encryption").into(),
        Cell::List(crossings),
        zones(&crossing.exits),
        zones(&crossing.enters),
        model.highest_class(&all).map_or("unknown", |class| class.as_str()).into(),
        flow.facts.text("mode").unwrap_or("unknown").into(),
        flow.key.as_str().into(),
    ]
}

/// What moves along the arrow, and what comes back if that is something else.
fn data_type(model: &Model, flow: &Flow) -> String {
    let there = carried(model, &flow.data);
    match &flow.returns {
        Carried::Data(_) if flow.returns == flow.data => format!("{there} (both directions)"),
        Carried::Data(_) if flow.data == Carried::Unknown => format!("returns: {}", carried(model, &flow.returns)),
        Carried::Data(_) => format!("{there}; returns: {}", carried(model, &flow.returns)),
        Carried::Unknown | Carried::Nothing => there,
    }
}
