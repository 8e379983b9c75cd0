//! A row for each control at each place: those of `control` statements, and those that places claim.

use super::cell::{Cell, Kind};
use super::place::{Places, fact, facts};
use super::{Of, Table, col};
use crate::base::source::Span;
use crate::model::{ControlId, ControlStatus, Facts, Model, Place, TypeId};

/// A control at a place.
#[derive(Clone, Copy)]
struct Row {
    control: Option<ControlId>,
    ty: Option<TypeId>,
    /// `None` for a control that holds everywhere, or nowhere yet.
    on: Option<Place>,
    everywhere: bool,
    status: ControlStatus,
    span: Option<Span>,
}

fn stated<'a>(at: &Places<'a>, row: Row) -> Option<&'a Facts> {
    row.control.map(|id| &at.model.controls[id].facts)
}

const COLUMNS: &[Of<Row>] = &[
    col("control", Kind::Text, "the control of the catalogue, or the author's", |at, row| at.ty(row.ty)),
    col("id", Kind::Text, "the name of its statement; null where a place only claims it", |at, row| {
        row.control.map(|id| at.model.controls[id].id.as_str()).into()
    }),
    col("number", Kind::Text, "the number of its statement", |at, row| {
        row.control.map(|id| at.model.controls[id].number.as_str()).into()
    }),
    col("label", Kind::Text, "what people call it", |at, row| match (row.control, row.ty) {
        (Some(id), _) => at.model.controls[id].label.as_str().into(),
        (None, Some(ty)) => at.model.types[ty].label.as_str().into(),
        (None, None) => Cell::Null,
    }),
    col("on", Kind::Text, "where it is; null where it holds everywhere, or nowhere yet", |at, row| {
        row.on.map(|place| at.model.place_id(place).to_string()).into()
    }),
    col("everywhere", Kind::Flag, "whether it holds for the whole model", |_, row| row.everywhere.into()),
    col("status", Kind::Text, "how far it is in place", |_, row| row.status.as_str().into()),
    col("owner", Kind::Text, "who is responsible", |at, row| stated(at, row).map(|of| fact(of, "owner")).into()),
    col("due", Kind::Text, "when it is to be done", |at, row| stated(at, row).map(|of| fact(of, "due")).into()),
    col("evidence", Kind::List, "what shows that it is in place", |at, row| {
        stated(at, row).map(|of| facts(of, "evidence")).into()
    }),
    col("place", Kind::Text, "where that is stated: `file:line`", |at, row| {
        row.span.map_or(Cell::Null, |span| at.at(span))
    }),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    let rows: Vec<Row> = statements(at.model).into_iter().chain(claims(at.model)).collect();
    Table::of("controls", "a control at one place", COLUMNS, at, rows)
}

fn statements(model: &Model) -> Vec<Row> {
    let mut rows = Vec::new();
    for (id, control) in model.controls.iter() {
        let row = Row {
            control: Some(id),
            ty: control.ty,
            on: None,
            everywhere: control.everywhere,
            status: control.status,
            span: Some(control.span),
        };
        match control.on.as_slice() {
            [] => rows.push(row),
            places => rows.extend(places.iter().map(|&on| Row { on: Some(on), ..row })),
        }
    }
    rows
}

fn claims(model: &Model) -> impl Iterator<Item = Row> {
    model.claims().map(|(on, ty, claim)| Row {
        control: None,
        ty: Some(ty),
        on: Some(on),
        everywhere: false,
        status: claim.status,
        span: claim.span,
    })
}
