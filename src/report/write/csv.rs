//! CSV: one table, keys as header, lists joined by semicolons.

use crate::base;
use crate::report::Table;

/// A table as CSV.
pub fn csv(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| cell.plain()).collect());
    base::csv::csv(table.columns.iter().map(|column| column.key), rows)
}
