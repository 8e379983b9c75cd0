//! `threatline query`: the condition language of rules as a filter.

use camino::Utf8PathBuf;
use clap::Args as ClapArgs;

use super::args::TableFormat;
use super::exit::{Exit, Failure};
use super::tables::written;
use super::ui::Ui;
use super::{input, output};
use crate::findings::Finding;
use crate::model::{Model, Place};
use crate::pipeline::Outcome;
use crate::report::{Cell, Column, Table};
use crate::threats::{Found, Matches};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline query 'crosses and encryption == unknown' shop.threat
  threatline query 'store: class >= high and encryption in [none, unknown]' shop.threat
  threatline query 'process: exposure == internet and not (this has waf)' shop.threat
  threatline query 'zone: trust == unknown' shop.threat --format json
  threatline query 'flow: carries(pii) and exits' shop.threat --fail

A query is what stands behind `when` in a rule. In front of it, `flow:`, `element:`, `actor:`,
`external:`, `process:`, `store:`, `zone:`, `data:` or `model:` says what it is asked of; without
that it is asked of flows. docs/language.md lists facts and functions of conditions.
What protects and is not stated is unknown: what depends on that is listed by itself, with the
facts that are missing.

Exit codes: 0 done, 1 something matches (--fail), 2 the query or the model has errors.")]
pub(super) struct QueryArgs {
    /// The condition, with or without what it is asked of in front.
    #[arg(value_name = "QUERY")]
    query: String,

    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Form of the list.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,

    /// Exit with 1 if the condition holds for anything.
    #[arg(long)]
    fail: bool,
}

pub(super) fn run(args: &QueryArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let matches = match outcome.query(&args.query) {
        Ok(matches) => matches,
        Err(problems) => {
            ui.diagnostic(&input::shown(&outcome.sources, problems.into_iter().map(Finding::from).collect()));
            return Ok(Exit::Unable);
        }
    };
    let tables = tables(&outcome, &matches, args.format);
    let text = written(&tables, args.format, ui.width(args.output.as_deref()));
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    Ok(if args.fail && !matches.yes.is_empty() { Exit::Gate } else { Exit::Done })
}

/// What matches, and, if there is any, what depends on a fact that is not stated; as CSV all in one table.
fn tables(outcome: &Outcome, matches: &Matches, format: TableFormat) -> Vec<Table> {
    let rows = |found: &[Found], answer: &str| -> Vec<Vec<Cell>> {
        found.iter().map(|found| row(&outcome.model, found, answer)).collect()
    };
    let (yes, unknown) = (rows(&matches.yes, "yes"), rows(&matches.unknown, "unknown"));
    let table = |id, title: &str, facts, rows| {
        let columns = [
            Column::new("id", "Id"),
            Column::new("label", "Label"),
            facts,
            Column::machine("answer"),
            Column::machine("key"),
        ];
        Table::new(id, title.to_owned(), &columns, rows).or("Nothing matches.")
    };
    let because = Column::new("because", "Because");
    if format == TableFormat::Csv {
        return vec![table("matches", "Matches", because, [yes, unknown].concat())];
    }
    let mut tables = vec![table("matches", "Matches", because, yes)];
    if !unknown.is_empty() || format == TableFormat::Json {
        let missing = Column::new("missing", "Missing");
        tables.push(table("unknown", "Depends on what is not stated", missing, unknown));
    }
    tables
}

fn row(model: &Model, found: &Found, answer: &str) -> Vec<Cell> {
    let end = |id| model.elements[id].label.as_str();
    let (id, label) = match (found.place, found.data) {
        (Some(Place::Flow(id)), _) => {
            let flow = &model.flows[id];
            let arrow = if flow.both_ways { "↔" } else { "→" };
            let label = if flow.label.is_empty() { String::new() } else { format!(": {}", flow.label) };
            (flow.number.to_string(), format!("{} {arrow} {}{label}", end(flow.source), end(flow.target)))
        }
        (Some(Place::Element(id)), _) => (model.elements[id].id.to_string(), end(id).to_owned()),
        (Some(Place::Zone(id)), _) => (model.zones[id].id.to_string(), model.zones[id].label.to_string()),
        (Some(place), _) => (model.place_id(place).to_string(), String::new()),
        (None, Some(id)) => (model.data[id].id.to_string(), model.data[id].label.to_string()),
        (None, None) => ("model".to_owned(), model.document.title.clone()),
    };
    let key = match found.place {
        Some(Place::Flow(flow)) => model.flows[flow].key.to_string(),
        _ => id.clone(),
    };
    let facts = found.facts.iter().map(|fact| fact.text.clone()).collect();
    vec![id.into(), label.into(), Cell::List(facts), answer.into(), key.into()]
}
