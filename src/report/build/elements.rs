//! The inventory of elements.

use crate::graph::FlowGraph;
use crate::model::{Element, ElementId, Model};
use crate::report::words::{NOT_STATED, data, fact};
use crate::report::{Cell, Column, Table};

const COLUMNS: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("name", "Name"),
    Column::new("kind", "Kind"),
    Column::new("type", "Type"),
    Column::new("zone", "Zone"),
    Column::new("technology", "Technology"),
    Column::new("holds", "Holds"),
    Column::new("controls", "Controls"),
    Column::machine("exposure"),
    Column::machine("trust"),
    Column::machine("scope"),
];

/// One row per element, in source order.
pub fn elements(model: &Model, graph: &FlowGraph) -> Table {
    let rows = model.elements.iter().map(|(id, element)| row(model, graph, id, element)).collect();
    Table::new("elements", "Elements", COLUMNS, rows).or("No elements.")
}

fn row(model: &Model, graph: &FlowGraph, id: ElementId, element: &Element) -> Vec<Cell> {
    let zone = &model.zones[element.zone];
    let scope = element.facts.text("scope").unwrap_or("in");
    let mark = if scope == "out" { "(out of scope)" } else { "" };
    vec![
        element.id.as_str().into(),
        Cell::Marked(element.label.to_string(), mark.into()),
        element.kind.title().into(),
        element.ty.map_or(NOT_STATED.to_owned(), |ty| model.types[ty].label.to_string()).into(),
        zone.label.as_str().into(),
        fact(&element.facts, "tech").into(),
        Cell::List(data(model, &element.holds)),
        Cell::List(super::controls(model, &element.claims)),
        graph.exposure[id].as_str().into(),
        zone.trust.as_ref().map_or("unknown", |trust| trust.value.as_str()).into(),
        scope.into(),
    ]
}
