//! A row for each flow that crosses a trust boundary.

use super::cell::{Cell, Kind};
use super::place::Places;
use super::{Of, Table, col};
use crate::graph;
use crate::model::FlowId;

const COLUMNS: &[Of<FlowId>] = &[
    col("boundary", Kind::Text, "the trust boundary", |at, id| {
        at.outcome.graph.border(id).map(|border| border.id.as_str()).into()
    }),
    col("boundary_label", Kind::Text, "what people call it", |at, id| {
        at.outcome.graph.border(id).map(|border| border.label.as_str()).into()
    }),
    col("declared", Kind::Flag, "whether the author declared the boundary", |at, id| {
        at.outcome.graph.border(id).map(|border| border.declared.is_some()).into()
    }),
    col("flow", Kind::Text, "the flow", |at, id| at.model.flows[id].number.as_str().into()),
    col("flow_key", Kind::Text, "its key", |at, id| at.model.flows[id].key.as_str().into()),
    col("from_zone", Kind::Text, "the zone in which it starts", |at, id| {
        at.zone(at.model.elements[at.model.flows[id].source].zone).into()
    }),
    col("to_zone", Kind::Text, "the zone in which it ends", |at, id| {
        at.zone(at.model.elements[at.model.flows[id].target].zone).into()
    }),
    col("exits", Kind::List, "the zones that it leaves, innermost first", |at, id| {
        Cell::list(at.outcome.graph.crossings[id].exits.iter().map(|&zone| at.zone(zone)))
    }),
    col("enters", Kind::List, "the zones that it enters, outermost first", |at, id| {
        Cell::list(at.outcome.graph.crossings[id].enters.iter().map(|&zone| at.zone(zone)))
    }),
    col("trust_change", Kind::Number, "trust where it ends less trust where it starts", |at, id| {
        let flow = &at.model.flows[id];
        let ends = (graph::trust(at.model, flow.source), graph::trust(at.model, flow.target));
        let (Some(from), Some(to)) = ends else { return Cell::Null };
        Cell::Number(i64::from(to) - i64::from(from))
    }),
    col("class", Kind::Text, "the highest class of what it carries", |at, id| {
        let flow = &at.model.flows[id];
        at.class(flow.data.data().iter().chain(flow.returns.data()).copied())
    }),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    let crossing = at.model.flows.ids().filter(|&id| at.outcome.graph.crossings[id].crosses());
    Table::of("crossings", "a flow across a trust boundary", COLUMNS, at, crossing)
}
