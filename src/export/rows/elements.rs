//! A row for each element.

use super::cell::{Cell, Kind};
use super::place::{Places, fact, facts, severity};
use super::{Of, Table, col};
use crate::model::{Element, ElementId, Place};

fn of<'a>(at: &Places<'a>, id: ElementId) -> &'a Element {
    &at.model.elements[id]
}

const COLUMNS: &[Of<ElementId>] = &[
    col("id", Kind::Text, "its name", |at, id| of(at, id).id.as_str().into()),
    col("label", Kind::Text, "what people call it", |at, id| of(at, id).label.as_str().into()),
    col("kind", Kind::Text, "actor, external, process or store", |at, id| of(at, id).kind.as_str().into()),
    col("type", Kind::Text, "its type", |at, id| at.ty(of(at, id).ty)),
    col("zone", Kind::Text, "the innermost zone around it", |at, id| at.zone(of(at, id).zone).into()),
    col("zone_path", Kind::List, "the zones around it, outermost first", |at, id| {
        Cell::list(at.model.path(id).into_iter().map(|zone| at.zone(zone)))
    }),
    col("trust_rating", Kind::Number, "trust of its zone from 0 to 100", |at, id| {
        crate::graph::trust(at.model, id).map_or(Cell::Null, |trust| Cell::Number(trust.into()))
    }),
    col("parent", Kind::Text, "the process that contains it", |at, id| {
        of(at, id).parent.map(|parent| of(at, parent).id.as_str()).into()
    }),
    col("tech", Kind::List, "products", |at, id| facts(&of(at, id).facts, "tech")),
    col("owner", Kind::Text, "who is responsible", |at, id| fact(&of(at, id).facts, "owner")),
    col("holds", Kind::List, "the data that it keeps", |at, id| at.data(&of(at, id).holds)),
    col("class", Kind::Text, "the highest class of what it keeps", |at, id| at.class(of(at, id).holds.iter().copied())),
    col("exposure", Kind::Text, "from how far outside it is called", |at, id| {
        at.outcome.graph.exposure[id].as_str().into()
    }),
    col("input_of_lower_trust", Kind::Flag, "whether input from lower trust reaches it", |at, id| {
        at.outcome.graph.taint[id].as_bool().into()
    }),
    col("flows_in", Kind::Number, "flows that end here", |at, id| Cell::count(at.outcome.graph.incoming(id).len())),
    col("flows_out", Kind::Number, "flows that start here", |at, id| Cell::count(at.outcome.graph.outgoing(id).len())),
    col("tags", Kind::List, "its tags", |at, id| Cell::list(&of(at, id).tags)),
    col("description", Kind::Text, "what is said about it", |at, id| of(at, id).description.clone().into()),
    col("threats", Kind::Number, "threats at it alone, not at its flows", |at, id| {
        Cell::count(at.tally(Place::Element(id)).threats)
    }),
    col("open", Kind::Number, "those that need work", |at, id| Cell::count(at.tally(Place::Element(id)).open)),
    col("highest_open", Kind::Text, "the highest rating among these", |at, id| {
        severity(at.tally(Place::Element(id)).highest)
    }),
    col("place", Kind::Text, "where it is declared: `file:line`", |at, id| at.at(of(at, id).span)),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    Table::of("elements", "an actor, external entity, process or store", COLUMNS, at, at.model.elements.ids())
}
