//! The severity matrix of the methodology, as it is used.

use crate::model::{Impact, Likelihood};
use crate::report::{Cell, Column, Table};
use crate::threats::matrix;

const COLUMNS: &[Column] = &[
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
        std::iter::once(Cell::from(likelihood.as_str())).chain(cells).collect()
    };
    Table {
        id: "matrix",
        title: "Severity matrix".into(),
        columns: COLUMNS.to_vec(),
        rows: Likelihood::ALL.iter().map(row).collect(),
        empty: "",
    }
}
