//! The severity matrix of the methodology, as it is used.

use crate::model::{Impact, Likelihood};
use crate::report::{Cell, Column, Table};
use crate::threats::matrix;

/// Likelihood, and a column for each impact.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("likelihood", "Likelihood"),
    Column::new("low", "Low impact"),
    Column::new("medium", "Medium impact"),
    Column::new("high", "High impact"),
    Column::new("critical", "Critical impact"),
];

/// Rows by likelihood, columns by impact. Critical impact is never below high.
pub fn severity_matrix() -> Table {
    let row = |likelihood: &Likelihood| {
        let cells = Impact::ALL.iter().map(|impact| Cell::from(matrix(*likelihood, *impact).label()));
        std::iter::once(Cell::from(likelihood.title())).chain(cells).collect()
    };
    Table::new("matrix", "Severity matrix", COLUMNS, Likelihood::ALL.iter().rev().map(row).collect()).or("")
}
