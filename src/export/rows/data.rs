//! A row for each data asset.

use super::cell::{Cell, Kind};
use super::place::{Places, fact};
use super::{Of, Table, col};
use crate::model::{Data, DataId};

fn of<'a>(at: &Places<'a>, id: DataId) -> &'a Data {
    &at.model.data[id]
}

const COLUMNS: &[Of<DataId>] = &[
    col("id", Kind::Text, "its name", |at, id| of(at, id).id.as_str().into()),
    col("number", Kind::Text, "its number in documents", |at, id| of(at, id).number.as_str().into()),
    col("label", Kind::Text, "what people call it", |at, id| of(at, id).label.as_str().into()),
    col("asset", Kind::Flag, "whether it is another asset, not data", |at, id| of(at, id).asset.into()),
    col("type", Kind::Text, "its type", |at, id| at.ty(of(at, id).ty)),
    col("class", Kind::Text, "its classification", |at, id| {
        of(at, id).class.as_ref().map(|class| class.value.as_str()).into()
    }),
    col("owner", Kind::Text, "who is responsible", |at, id| fact(&of(at, id).facts, "owner")),
    col("tags", Kind::List, "its tags", |at, id| Cell::list(&of(at, id).tags)),
    col("description", Kind::Text, "what is said about it", |at, id| of(at, id).description.clone().into()),
    col("place", Kind::Text, "where it is declared: `file:line`", |at, id| at.at(of(at, id).span)),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    Table::of("data", "data, or another asset worth protecting", COLUMNS, at, at.model.data.ids())
}
