//! JSON lines: an object for each row, a file for each table.

use super::super::{Exported, Subject, Writer};
use super::Table;

pub(in crate::export) const WRITER: Writer = Writer { name: "jsonl", title: "JSON lines", ending: "jsonl", write };

fn write(subject: &Subject<'_>) -> Exported {
    super::one("jsonl", subject)
}

pub(super) fn rows(table: &Table) -> Vec<u8> {
    let lines = table.rows.iter().map(|row| format!("{}\n", super::object(&table.columns, row)));
    lines.collect::<String>().into_bytes()
}
