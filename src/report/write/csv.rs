//! CSV (RFC 4180): one table, keys as header, lists joined by semicolons.

use crate::report::Table;

/// A table as CSV. A cell that a spreadsheet would take for a formula gets a quote in front.
pub fn csv(table: &Table) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let header = table.columns.iter().map(|column| column.key.to_owned()).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| guarded(cell.plain())).collect());
    for row in std::iter::once(header).chain(rows) {
        let row: Vec<String> = row;
        // Writing to memory cannot fail; a row of another length is written as it is.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
