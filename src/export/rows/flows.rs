//! A row for each flow.

use super::cell::{Cell, Kind};
use super::place::{Places, fact, severity};
use super::{Of, Table, col};
use crate::model::{Flow, FlowId, Place};

fn of<'a>(at: &Places<'a>, id: FlowId) -> &'a Flow {
    &at.model.flows[id]
}

const COLUMNS: &[Of<FlowId>] = &[
    col("id", Kind::Text, "its id, or a number that may change", |at, id| of(at, id).number.as_str().into()),
    col("key", Kind::Text, "what findings are kept by; never made from order", |at, id| of(at, id).key.as_str().into()),
    col("label", Kind::Text, "what is said beside it", |at, id| of(at, id).label.as_str().into()),
    col("source", Kind::Text, "the element where it starts", |at, id| {
        at.model.elements[of(at, id).source].id.as_str().into()
    }),
    col("target", Kind::Text, "the element where it ends", |at, id| {
        at.model.elements[of(at, id).target].id.as_str().into()
    }),
    col("both_ways", Kind::Flag, "whether either side may start", |at, id| of(at, id).both_ways.into()),
    col("type", Kind::Text, "its type", |at, id| at.ty(of(at, id).ty)),
    col("data", Kind::List, "what moves along it; null where nobody said", |at, id| at.carried(&of(at, id).data)),
    col("returns", Kind::List, "what comes back; null where nobody said", |at, id| at.carried(&of(at, id).returns)),
    col("class", Kind::Text, "the highest class of both", |at, id| {
        let flow = of(at, id);
        at.class(flow.data.data().iter().chain(flow.returns.data()).copied())
    }),
    col("protocol", Kind::Text, "the protocol", |at, id| fact(&of(at, id).facts, "protocol")),
    col("auth", Kind::Text, "how the caller proves who it is", |at, id| fact(&of(at, id).facts, "auth")),
    col("encryption", Kind::Text, "encryption in transit", |at, id| fact(&of(at, id).facts, "encryption")),
    col("mode", Kind::Text, "request, stream, batch or message", |at, id| fact(&of(at, id).facts, "mode")),
    col("boundary", Kind::Text, "the trust boundary that it crosses", |at, id| {
        at.outcome.graph.border(id).map(|border| border.id.as_str()).into()
    }),
    col("tags", Kind::List, "its tags", |at, id| Cell::list(&of(at, id).tags)),
    col("description", Kind::Text, "what is said about it", |at, id| of(at, id).description.clone().into()),
    col("threats", Kind::Number, "its threats", |at, id| Cell::count(at.tally(Place::Flow(id)).threats)),
    col("open", Kind::Number, "those that need work", |at, id| Cell::count(at.tally(Place::Flow(id)).open)),
    col("highest_open", Kind::Text, "the highest rating among these", |at, id| {
        severity(at.tally(Place::Flow(id)).highest)
    }),
    col("place", Kind::Text, "where it stands: `file:line`", |at, id| at.at(of(at, id).span)),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    Table::of("flows", "one arrow between two elements", COLUMNS, at, at.model.flows.ids())
}
