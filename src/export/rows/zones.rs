//! A row for each zone.

use super::cell::{Cell, Kind};
use super::place::Places;
use super::{Of, Table, col};
use crate::model::{Place, ZoneId};

const COLUMNS: &[Of<ZoneId>] = &[
    col("id", Kind::Text, "its name", |at, id| at.zone(id).into()),
    col("label", Kind::Text, "what people call it", |at, id| at.model.zones[id].label.as_str().into()),
    col("type", Kind::Text, "its type", |at, id| at.ty(at.model.zones[id].ty)),
    col("parent", Kind::Text, "the zone around it", |at, id| {
        at.model.zones[id].parent.map(|zone| at.zone(zone)).into()
    }),
    col("trust", Kind::Text, "its trust", |at, id| {
        at.model.zones[id].trust.as_ref().map(|trust| trust.value.to_string()).into()
    }),
    col("trust_rating", Kind::Number, "its trust from 0 to 100", |at, id| {
        let trust = at.model.zones[id].trust.as_ref();
        trust.map_or(Cell::Null, |trust| Cell::Number(trust.value.rating().into()))
    }),
    col("implicit", Kind::Flag, "whether nobody declared it", |at, id| at.model.zones[id].implicit.into()),
    col("tags", Kind::List, "its tags", |at, id| Cell::list(&at.model.zones[id].tags)),
    col("description", Kind::Text, "what is said about it", |at, id| at.model.zones[id].description.clone().into()),
    col("threats", Kind::Number, "its threats", |at, id| Cell::count(at.tally(Place::Zone(id)).threats)),
    col("place", Kind::Text, "where it is declared: `file:line`", |at, id| {
        at.model.zones[id].span.map_or(Cell::Null, |span| at.at(span))
    }),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    Table::of("zones", "a zone of trust", COLUMNS, at, at.model.zones.ids())
}
