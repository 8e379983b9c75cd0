//! `threatline coverage`: how far existing controls counter the threats, what is said about each flow, and what to ask first.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use super::args::TableFormat;
use super::exit::{Exit, Failure};
use super::tables::written;
use super::ui::Ui;
use super::{input, output};
use crate::pipeline::Outcome;
use crate::report::Table;
use crate::report::build::{self, COMPLETENESS_LEGEND, COVERAGE_FORMULAS, Threats};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  threatline coverage shop.threat
  threatline coverage shop.threat --table questions --questions 20
  threatline coverage shop.threat --table completeness --format md
  threatline coverage shop.threat --format json | jq '.coverage'")]
pub(super) struct CoverageArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Which tables; all if none is named.
    #[arg(long = "table", value_enum, value_name = "TABLE", value_delimiter = ',')]
    tables: Vec<CoverageTable>,

    /// How many questions to list.
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    questions: usize,

    /// Form of the tables; CSV takes one table.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CoverageTable {
    /// Threats by STRIDE category, with the mean of their coverage.
    Stride,
    /// Controls asked for and in place, by category of control.
    Control,
    /// Controls asked for and in place, by layer.
    Layer,
    /// Flows by STRIDE category: what is said about each.
    Completeness,
    /// The controls about which most depends and nothing is known.
    Questions,
}

pub(super) fn run(args: &CoverageArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let names = if args.tables.is_empty() { CoverageTable::value_variants() } else { &args.tables };
    if args.format == TableFormat::Csv && names.len() != 1 {
        return Err(Failure::Arguments("CSV takes one table: name it, for example `--table stride`".into()));
    }
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let tables: Vec<Table> = names.iter().map(|&name| table(&outcome, name, args.questions)).collect();
    let mut text = written(&tables, args.format, ui.width(args.output.as_deref()));
    if matches!(args.format, TableFormat::Text | TableFormat::Markdown) {
        for note in notes(names) {
            text.push_str(&format!("\n{}\n", crate::base::text::wrap(note, 100).join("\n")));
        }
    }
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    Ok(Exit::Done)
}

fn table(outcome: &Outcome, name: CoverageTable, questions: usize) -> Table {
    let threats = Threats::new(&outcome.model, &outcome.graph, &outcome.analysis);
    match name {
        CoverageTable::Stride => threats.coverage_by_stride(),
        CoverageTable::Control => threats.coverage_by_control(),
        CoverageTable::Layer => threats.coverage_by_layer(),
        CoverageTable::Completeness => build::completeness(&outcome.model, &outcome.graph, &outcome.analysis),
        CoverageTable::Questions => threats.top_questions(questions),
    }
}

/// What has to be said below the tables.
fn notes(names: &[CoverageTable]) -> Vec<&'static str> {
    let with = |any: &[CoverageTable]| any.iter().any(|name| names.contains(name));
    let [threats, controls] = COVERAGE_FORMULAS else { return Vec::new() };
    let mut notes = Vec::new();
    if with(&[CoverageTable::Stride]) {
        notes.push(*threats);
    }
    if with(&[CoverageTable::Control, CoverageTable::Layer]) {
        notes.push(*controls);
    }
    if with(&[CoverageTable::Completeness]) {
        notes.push(COMPLETENESS_LEGEND);
    }
    notes
}
