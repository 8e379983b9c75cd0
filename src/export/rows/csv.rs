//! Comma-separated values, a file for each table.

use super::Table;
use crate::base;
use crate::export::{Exported, Subject, Writer};

pub(in crate::export) const WRITER: Writer = Writer { name: "csv", title: "CSV", ending: "csv", write };

fn write(subject: &Subject<'_>) -> Exported {
    super::files(subject, "csv", table)
}

fn table(table: &Table) -> Vec<u8> {
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| cell.text()).collect());
    base::csv::csv(table.columns.iter().map(|column| column.name), rows).into_bytes()
}
