//! `threatline tables`: the tables, alone.

use clap::ValueEnum;

use super::args::{TableFormat, TableName, TablesArgs};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, output};
use crate::pipeline::Outcome;
use crate::report::{Table, build, write};

pub(super) fn run(args: &TablesArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let (model, tables) = args.split();
    let names = if tables.is_empty() { TableName::value_variants() } else { &tables };
    if args.format == TableFormat::Csv && names.len() != 1 {
        return Err(Failure::Arguments("CSV takes one table: name it, for example `flows`".into()));
    }
    let outcome = match input::usable(model, ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let tables: Vec<Table> = names.iter().map(|&name| table(&outcome, name)).collect();
    let text = written(&tables, args.format, ui.width(args.output.as_deref()));
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    Ok(Exit::Done)
}

fn table(outcome: &Outcome, name: TableName) -> Table {
    let (model, graph) = (&outcome.model, &outcome.graph);
    match name {
        TableName::Flows => build::flows(model, graph),
        TableName::Boundaries => build::boundaries(model, graph),
        TableName::Elements => build::elements(model, graph),
        TableName::Data => build::data(model),
        TableName::Threats => build::threats(model, graph, &outcome.analysis),
    }
}

/// Tables in a format.
pub(super) fn written(tables: &[Table], format: TableFormat, width: usize) -> String {
    let join = |each: &dyn Fn(&Table) -> String| tables.iter().map(each).collect::<Vec<_>>().join("\n");
    match format {
        TableFormat::Text => join(&|table| write::terminal_table(table, width)),
        TableFormat::Markdown => join(&|table| format!("## {}\n\n{}", table.title, write::markdown_table(table))),
        TableFormat::Csv => join(&write::csv),
        TableFormat::Json => write::json(tables),
    }
}
