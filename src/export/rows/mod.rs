//! A model as tables of plain values, a row for each thing: for query engines, spreadsheets and scripts.
//!
//! What a column is stands in one place; CSV, JSON lines, Parquet and our own JSON read it there.

mod cell;
mod collection;
mod controls;
mod crossings;
mod csv;
mod data;
mod elements;
mod flows;
mod jsonl;
mod parquet;
mod place;
mod threats;
mod zones;

pub use cell::{Cell, Column, Kind};
pub use collection::Collection;

use serde_json::{Map, Value};

use super::{Exported, Subject};
use place::Places;

pub(super) use csv::WRITER as CSV;
pub(super) use jsonl::WRITER as JSONL;
pub(super) use parquet::WRITER as PARQUET;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name: `flows`.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column with the way from a thing to its cell.
struct Of<T> {
    name: &'static str,
    kind: Kind,
    doc: &'static str,
    cell: fn(&Places<'_>, T) -> Cell,
}

const fn col<T>(name: &'static str, kind: Kind, doc: &'static str, cell: fn(&Places<'_>, T) -> Cell) -> Of<T> {
    Of { name, kind, doc, cell }
}

impl Table {
    fn of<T: Copy>(
        name: &'static str,
        doc: &'static str,
        columns: &[Of<T>],
        places: &Places<'_>,
        things: impl IntoIterator<Item = T>,
    ) -> Self {
        let row = |thing| columns.iter().map(|column| (column.cell)(places, thing)).collect();
        let rows = things.into_iter().map(row).collect();
        let columns = columns.iter().map(|of| Column { name: of.name, kind: of.kind, doc: of.doc }).collect();
        Self { name, doc, columns, rows }
    }

    /// The same with the model and its revision in front, so that rows of many models can stand together.
    #[must_use]
    fn of_model(mut self, subject: &Subject<'_>) -> Self {
        self.columns.splice(0..0, MODEL.iter().copied());
        let model = Cell::from(subject.name);
        let version = subject.outcome.model.document.facts.text("version");
        let revision = subject.revision.or(version).map_or(Cell::Null, Cell::from);
        self.rows.iter_mut().for_each(|row| drop(row.splice(0..0, [model.clone(), revision.clone()])));
        self
    }
}

const MODEL: &[Column] = &[
    Column { name: "model", kind: Kind::Text, doc: "the file of the model, as it was named" },
    Column { name: "revision", kind: Kind::Text, doc: "what `--revision` says, else the version of the model" },
];

/// All tables of a model, in the order of the documentation.
pub fn tables(subject: &Subject<'_>) -> Vec<Table> {
    let places = Places::new(subject.outcome);
    vec![
        zones::table(&places),
        elements::table(&places),
        flows::table(&places),
        crossings::table(&places),
        data::table(&places),
        controls::table(&places),
        threats::table(&places),
    ]
}

/// All tables with the model and its revision in front of each row.
pub fn tables_of_model(subject: &Subject<'_>) -> Vec<Table> {
    tables(subject).into_iter().map(|table| table.of_model(subject)).collect()
}

/// A row as an object.
pub(super) fn object(columns: &[Column], row: &[Cell]) -> Value {
    let each = columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), cell.json()));
    Value::Object(each.collect::<Map<_, _>>())
}

/// The files of one model.
fn one(format: &str, subject: &Subject<'_>) -> Exported {
    let Some(mut collection) = Collection::new(format) else { return Exported::default() };
    collection.add(tables_of_model(subject));
    collection.finish()
}
