//! Many models at a glance: a row for each, for people and as one more table.

use crate::base::date::Date;
use crate::export::rows;
use crate::export::rows::Kind;
use crate::lint::Request;
use crate::model::Severity;
use crate::pipeline::Outcome;
use crate::report;
use crate::threats::Coverage;

/// What is known about one model.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its file, as it was named or found.
    pub model: String,
    /// Its title; empty where it could not be read.
    pub title: String,
    /// Its version, as it says.
    pub version: Option<String>,
    /// What is in it; `None` where it has errors.
    pub counts: Option<Counts>,
    /// How many errors it has.
    pub errors: usize,
    /// The first of them.
    pub error: Option<String>,
}

/// What is in a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Actors, external entities, processes and stores.
    pub elements: usize,
    /// Flows.
    pub flows: usize,
    /// Flows that cross a trust boundary.
    pub crossings: usize,
    /// Data and other assets.
    pub data: usize,
    /// Threats, those of a rule counted once.
    pub threats: usize,
    /// Those that need work.
    pub open: usize,
    /// The highest rating among these.
    pub highest: Option<Severity>,
    /// Mean coverage in percent; `None` where there is nothing to count.
    pub coverage: Option<u8>,
    /// The same if everything that nobody stated were there.
    pub possible: Option<u8>,
    /// Reviews that are overdue, of the model and of answers.
    pub overdue: usize,
}

/// Lints that say that somebody has to look again: answers that have expired, reviews that are due, answers whose facts have
/// changed.
const OVERDUE: &[&str] = &["W0501", "W0507", "W0511"];

/// The row of a model.
pub fn row(model: &str, outcome: &Outcome, today: Option<Date>) -> Row {
    let document = &outcome.model.document;
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    let error = errors.first().map(|error| {
        let place = error.span().map(|span| format!("{}: ", outcome.sources.place(span))).unwrap_or_default();
        format!("{place}{} [{}]", error.message, error.code)
    });
    Row {
        model: model.to_owned(),
        title: document.title.clone(),
        version: document.facts.text("version").map(str::to_owned),
        counts: errors.is_empty().then(|| counts(outcome, today)),
        errors: errors.len(),
        error,
    }
}

/// The row of a model that cannot be read at all.
pub fn unreadable(model: &str, reason: String) -> Row {
    Row { model: model.to_owned(), title: String::new(), version: None, counts: None, errors: 1, error: Some(reason) }
}

fn counts(outcome: &Outcome, today: Option<Date>) -> Counts {
    let Outcome { model, graph, analysis, .. } = outcome;
    let request = Request { today, ..Request::default() };
    let open = || analysis.entries.iter().filter(|entry| !entry.status.is_settled());
    let coverage = Coverage::mean(analysis.entries.iter().map(|entry| entry.coverage));
    Counts {
        elements: model.elements.len(),
        flows: model.flows.len(),
        crossings: graph.crossings.values().filter(|crossing| crossing.crosses()).count(),
        data: model.data.len(),
        threats: analysis.entries.len(),
        open: open().count(),
        highest: open().map(|entry| entry.current.severity).max(),
        coverage: coverage.counted.then_some(coverage.percent),
        possible: coverage.counted.then_some(coverage.possible),
        overdue: outcome.lints(&request, |code| OVERDUE.contains(&code)).len(),
    }
}

/// A column: its key and what it says, how people see it (not at all where that is empty), and its cell.
struct Of {
    name: &'static str,
    title: &'static str,
    kind: Kind,
    doc: &'static str,
    cell: fn(&Row) -> rows::Cell,
}

const fn of(
    name: &'static str,
    title: &'static str,
    kind: Kind,
    doc: &'static str,
    cell: fn(&Row) -> rows::Cell,
) -> Of {
    Of { name, title, kind, doc, cell }
}

fn count(row: &Row, count: impl Fn(&Counts) -> usize) -> rows::Cell {
    row.counts.as_ref().map_or(rows::Cell::Null, |counts| rows::Cell::count(count(counts)))
}

fn percent(percent: Option<u8>) -> rows::Cell {
    percent.map_or(rows::Cell::Null, |percent| rows::Cell::Number(percent.into()))
}

const COLUMNS: &[Of] = &[
    of("model", "Model", Kind::Text, "the file of the model", |row| row.model.as_str().into()),
    of("title", "", Kind::Text, "its title", |row| row.title.as_str().into()),
    of("revision", "", Kind::Text, "the version of the model", |row| row.version.clone().into()),
    of("elements", "Elements", Kind::Number, "actors, external entities, processes and stores", |row| {
        count(row, |counts| counts.elements)
    }),
    of("flows", "Flows", Kind::Number, "its flows", |row| count(row, |counts| counts.flows)),
    of("crossings", "Crossings", Kind::Number, "flows across a trust boundary", |row| {
        count(row, |counts| counts.crossings)
    }),
    of("data", "", Kind::Number, "data and other assets", |row| count(row, |counts| counts.data)),
    of("threats", "", Kind::Number, "its threats, those of a rule counted once", |row| {
        count(row, |counts| counts.threats)
    }),
    of("open", "Open", Kind::Number, "those that need work", |row| count(row, |counts| counts.open)),
    of("highest_open", "Highest", Kind::Text, "the highest rating among these", |row| {
        row.counts.and_then(|counts| counts.highest).map(Severity::as_str).into()
    }),
    of("coverage", "Cover %", Kind::Number, "mean coverage of its threats in percent", |row| {
        percent(row.counts.and_then(|counts| counts.coverage))
    }),
    of("coverage_possible", "", Kind::Number, "the same if everything that nobody stated were there", |row| {
        percent(row.counts.and_then(|counts| counts.possible))
    }),
    of("overdue", "Overdue", Kind::Number, "reviews that are overdue, of the model and of answers", |row| {
        count(row, |counts| counts.overdue)
    }),
    of("errors", "", Kind::Number, "errors, because of which nothing else is said", |row| {
        rows::Cell::count(row.errors)
    }),
    of("error", "", Kind::Text, "the first of them", |row| row.error.clone().into()),
];

/// The table, for programs or for people, who see threats beside those that are open, and errors where a rating would stand.
pub fn table(rows: &[Row], people: bool) -> report::Table {
    let column = |of: &Of| match of.title {
        "" => report::Column::machine(of.name),
        title => report::Column::new(of.name, title),
    };
    let cell = |row: &Row, of: &Of| match (of.cell)(row) {
        rows::Cell::Number(open) if people && of.name == "open" => {
            let threats = row.counts.map(|counts| counts.threats).unwrap_or_default();
            report::Cell::Marked(open.to_string(), format!("of {threats}"))
        }
        rows::Cell::Number(number) => report::Cell::Number(usize::try_from(number).unwrap_or_default()),
        rows::Cell::Null if people && of.name == "highest_open" && row.errors > 0 => {
            report::Cell::Marked(String::new(), "errors".to_owned())
        }
        rows::Cell::Text(word) if people && of.name == "highest_open" => {
            Severity::parse(&word).map_or("", Severity::label).into()
        }
        other => other.text().into(),
    };
    let all = rows.iter().map(|row| COLUMNS.iter().map(|of| cell(row, of)).collect()).collect();
    let columns: Vec<report::Column> = COLUMNS.iter().map(column).collect();
    report::Table::new("models", "Models", &columns, all).or("None.")
}

/// The same beside the other tables of a query engine.
pub fn models(rows: &[Row]) -> rows::Table {
    rows::Table {
        name: "models",
        doc: "a model",
        columns: COLUMNS.iter().map(|of| rows::Column { name: of.name, kind: of.kind, doc: of.doc }).collect(),
        rows: rows.iter().map(|row| COLUMNS.iter().map(|of| (of.cell)(row)).collect()).collect(),
    }
}
