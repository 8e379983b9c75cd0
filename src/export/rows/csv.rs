//! Comma-separated values, a file for each table.

use super::Table;
use crate::base;
use crate::export::{Exported, Subject, Writer};

pub(in crate::export) const WRITER: Writer = Writer { name: "csv", title: "CSV", ending: "csv", write };

fn write(subject: &Subject<'_>) -> Exported {
    super::one("csv", subject)
}

/// The rows, below a header where they are the first.
pub(super) fn rows(table: &Table, first: bool) -> Vec<u8> {
    let header = table.columns.iter().map(|column| column.name);
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| cell.text()).collect());
    base::csv::csv(first.then_some(header).into_iter().flatten(), rows).into_bytes()
}
