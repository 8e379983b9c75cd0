//! Threats: the table of entries, one table per STRIDE category, and the table of all places.

use crate::graph::FlowGraph;
use crate::model::{Model, Place, Stride};
use crate::report::{Cell, Column, Table};
use crate::threats::{About, Analysis, Coverage, Entry, OpenQuestion, Reader, Threat};

const ENTRIES: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("severity", "Severity"),
    Column::new("title", "Threat"),
    Column::new("on", "On"),
    Column::new("status", "Status"),
    Column::new("coverage", "Coverage"),
];

const PLACES: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("severity", "Severity"),
    Column::new("title", "Threat"),
    Column::new("key", "Key"),
    Column::new("status", "Status"),
    Column::new("coverage", "Coverage"),
    Column::machine("on"),
    Column::machine("component"),
    Column::machine("stride"),
    Column::machine("crossings"),
    Column::machine("rule"),
    Column::machine("statement"),
];

/// Most places that the table of entries names in a row; more are counted.
const MOST_PLACES: usize = 6;

/// Everything that is needed to write about threats.
#[derive(Clone, Copy)]
pub struct Threats<'a> {
    pub(super) model: &'a Model,
    pub(super) graph: &'a FlowGraph,
    pub(super) analysis: &'a Analysis,
    pub(super) reader: Reader<'a>,
}

impl<'a> Threats<'a> {
    /// The threats of an analysed model.
    pub fn new(model: &'a Model, graph: &'a FlowGraph, analysis: &'a Analysis) -> Self {
        Self { model, graph, analysis, reader: analysis.reader(model, graph) }
    }

    /// One table of these entries.
    pub fn table(&self, entries: &[Entry], title: &str) -> Table {
        let rows = entries.iter().map(|entry| self.row(entry)).collect();
        Table::new("threats", title, ENTRIES, rows)
    }

    /// One table per STRIDE category, in the order of the name; author's threats without a category come last.
    pub fn by_category(&self, entries: &[Entry]) -> Vec<Table> {
        let categories = Stride::ALL.iter().copied().map(Some).chain([None]);
        let table = |stride: Option<Stride>| {
            let own: Vec<Entry> = entries.iter().filter(|entry| entry.stride == stride).cloned().collect();
            let title = stride.map_or("Other threats".to_owned(), |stride| format!("{} threats", stride.title()));
            (stride.is_some() || !own.is_empty()).then(|| self.table(&own, &title))
        };
        categories.filter_map(table).collect()
    }

    fn row(&self, entry: &Entry) -> Vec<Cell> {
        let places: Vec<String> = self.analysis.places(entry).into_iter().map(|threat| self.on(threat)).collect();
        let same = self.analysis.places(entry).iter().filter(|threat| threat.status == entry.status).count();
        let status = match entry.threats.len() {
            all if same == all => entry.status.as_str().to_owned(),
            all => format!("{}, {same} of {all} places", entry.status.as_str()),
        };
        vec![
            entry.number.to_string().into(),
            entry.current.severity.label().into(),
            self.reader.title(entry).into(),
            crate::base::text::first_of(&places, MOST_PLACES).into(),
            status.into(),
            coverage_range(&entry.coverage).into(),
        ]
    }

    /// The place of a threat, with the boundary that it crosses: `DF1 [TB1]`.
    pub(super) fn on(&self, threat: &Threat) -> String {
        let (on, mark) = self.marked(threat);
        if mark.is_empty() { on } else { format!("{on} {mark}") }
    }

    fn marked(&self, threat: &Threat) -> (String, String) {
        let on = threat.subject.map_or("model".into(), |subject| self.model.place_id(subject));
        let crossings = self.crossings(threat);
        let mark = if crossings.is_empty() { String::new() } else { format!("[{}]", crossings.join(", ")) };
        (on.to_string(), mark)
    }

    /// One table of these threats, a row for each place.
    pub fn places(&self, entries: &[Entry], title: &str) -> Table {
        let threats = entries.iter().flat_map(|entry| self.analysis.places(entry));
        let rows = threats.map(|threat| self.place(threat)).collect();
        Table::new("places", title, PLACES, rows)
    }

    fn place(&self, threat: &Threat) -> Vec<Cell> {
        let (on, mark) = self.marked(threat);
        vec![
            self.analysis.number(threat).to_string().into(),
            threat.current.severity.label().into(),
            self.reader.title(threat).into(),
            Cell::Marked(threat.key.to_string(), mark),
            threat.status.as_str().into(),
            coverage_range(&threat.coverage).into(),
            on.into(),
            self.reader.component(threat).into(),
            threat.stride.map_or("", Stride::as_str).into(),
            Cell::List(self.crossings(threat)),
            self.reader.rule(threat).name.as_str().into(),
            self.reader.statement(threat).into(),
        ]
    }

    pub(super) fn crossings(&self, threat: &Threat) -> Vec<String> {
        match threat.subject {
            Some(Place::Flow(flow)) => {
                self.graph.border(flow).map(|border| border.id.to_string()).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The trust boundaries that the flows of a threat cross, each once.
    pub(super) fn borders(&self, about: &impl About) -> Vec<String> {
        let mut borders: Vec<String> = Vec::new();
        for threat in about.threats(self.analysis) {
            if let Some(border) = self.reader.border(threat) {
                let text = format!("{} ({})", border.id, border.label);
                if !borders.contains(&text) {
                    borders.push(text);
                }
            }
        }
        borders
    }

    /// Questions that decide whether a threat applies, with the fact that is missing.
    pub fn questions(&self) -> Vec<String> {
        self.analysis.questions.iter().map(|question| self.question(question)).collect()
    }

    fn question(&self, question: &OpenQuestion) -> String {
        let missing: Vec<String> = self.reader.missing(question).into_iter().map(|fact| fact.text).collect();
        format!("{}: {}", self.reader.question_title(question), missing.join("; "))
    }
}

/// All threats as one table.
pub fn threats(model: &Model, graph: &FlowGraph, analysis: &Analysis) -> Table {
    Threats::new(model, graph, analysis).table(&analysis.entries, "Threats")
}

/// `45 %`, or `45 %, up to 70 % if 2 counters exist …` where nobody said anything about some; `n/a` where nothing counts.
pub fn coverage(coverage: &Coverage) -> String {
    match (coverage.percent, coverage.possible) {
        _ if !coverage.counted => "n/a".to_owned(),
        (now, possible) if possible > now => {
            let counters = crate::base::text::count(usize::from(coverage.open), "counter", "counters");
            format!("{now} %, up to {possible} % with {counters} of which nothing is known")
        }
        (now, _) => format!("{now} %"),
    }
}

/// `45 %` or `45-70 %`: the same for a table.
pub(super) fn coverage_range(coverage: &Coverage) -> String {
    match (coverage.percent, coverage.possible) {
        _ if !coverage.counted => "n/a".to_owned(),
        (now, possible) if possible > now => format!("{now}–{possible} %"),
        (now, _) => format!("{now} %"),
    }
}
