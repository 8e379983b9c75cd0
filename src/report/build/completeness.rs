//! The completeness matrix: flows by STRIDE category.

use crate::graph::FlowGraph;
use crate::model::{Model, Stride};
use crate::report::{Cell, Column, Table};
use crate::threats::{Analysis, Complete};

const COLUMNS: &[Column] = &[
    Column::new("flow", "Flow"),
    Column::new("spoofing", "S"),
    Column::new("tampering", "T"),
    Column::new("repudiation", "R"),
    Column::new("disclosure", "I"),
    Column::new("denial", "D"),
    Column::new("elevation", "E"),
];

/// What the words in the cells mean, for a line below the table.
pub const COMPLETENESS_LEGEND: &str = "A number in parentheses is settled: covered or answered. `?`: an open question decides. \
    `inside`: the flow crosses no trust boundary, and nothing that it carries calls for a threat. `local`: nobody else is on \
    the path. `out`: out of scope. `n/a`: no threat of the category applies to this kind of interaction.";

/// The matrix as a table.
pub fn completeness(model: &Model, graph: &FlowGraph, analysis: &Analysis) -> Table {
    debug_assert_eq!(COLUMNS.len(), Stride::ALL.len() + 1);
    let rows = analysis.completeness(model, graph).into_iter().map(|row| {
        let flow = Cell::from(model.flows[row.flow].number.to_string());
        std::iter::once(flow).chain(row.cells.iter().map(|cell| word(cell).into())).collect()
    });
    Table::new("completeness", "Completeness: flows by STRIDE category", COLUMNS, rows.collect()).or("No flows.")
}

fn word(cell: &Complete) -> String {
    match cell {
        Complete::Threats(numbers) => {
            let numbers =
                numbers.iter().map(|(number, open)| if *open { number.to_string() } else { format!("({number})") });
            numbers.collect::<Vec<_>>().join(", ")
        }
        Complete::Question => "?".into(),
        Complete::OutOfScope => "out".into(),
        Complete::Local => "local".into(),
        Complete::NoCrossing => "inside".into(),
        Complete::NotApplicable => "n/a".into(),
    }
}
