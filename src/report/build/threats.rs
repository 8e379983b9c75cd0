//! Threats: the table, one table per STRIDE category, the full text of each, and the same as data.

use serde::Serialize;

use crate::graph::FlowGraph;
use crate::model::{ControlStatus, Model, Place, Severity, Stride};
use crate::report::words::data;
use crate::report::{Block, Cell, Column, Table};
use crate::threats::{Analysis, Coverage, OpenQuestion, Reader, Status, Threat};

const COLUMNS: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("severity", "Severity"),
    Column::new("title", "Threat"),
    Column::new("on", "On"),
    Column::new("status", "Status"),
    Column::new("coverage", "Coverage"),
    Column::machine("component"),
    Column::machine("stride"),
    Column::machine("crossings"),
    Column::machine("key"),
    Column::machine("statement"),
];

/// Everything that is needed to write about threats.
#[derive(Clone, Copy)]
pub struct Threats<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    analysis: &'a Analysis,
    reader: Reader<'a>,
}

impl<'a> Threats<'a> {
    /// The threats of an analysed model.
    pub fn new(model: &'a Model, graph: &'a FlowGraph, analysis: &'a Analysis) -> Self {
        Self { model, graph, analysis, reader: analysis.reader(model, graph) }
    }

    /// One table of these threats.
    pub fn table(&self, threats: &[&Threat], title: &str) -> Table {
        let rows = threats.iter().map(|threat| self.row(threat)).collect();
        Table { id: "threats", title: title.into(), columns: COLUMNS.to_vec(), rows, empty: "None identified." }
    }

    /// One table per STRIDE category, in the order of the name; author's threats without a category come last.
    pub fn by_category(&self, threats: &[&Threat]) -> Vec<Table> {
        let categories = Stride::ALL.iter().copied().map(Some).chain([None]);
        let table = |stride: Option<Stride>| {
            let own: Vec<&Threat> = threats.iter().copied().filter(|threat| threat.stride == stride).collect();
            let title = stride.map_or("Other threats".to_owned(), |stride| format!("{} threats", stride.title()));
            (stride.is_some() || !own.is_empty()).then(|| self.table(&own, &title))
        };
        categories.filter_map(table).collect()
    }

    fn row(&self, threat: &Threat) -> Vec<Cell> {
        let on = threat.subject.map_or("model".into(), |subject| self.model.place_id(subject));
        let crossings = self.crossings(threat);
        let mark = if crossings.is_empty() { String::new() } else { format!("[{}]", crossings.join(", ")) };
        vec![
            threat.number.to_string().into(),
            threat.current.severity.label().into(),
            self.reader.title(threat).into(),
            Cell::Marked(on.to_string(), mark),
            threat.status.as_str().into(),
            coverage_range(&threat.coverage).into(),
            self.reader.component(threat).into(),
            threat.stride.map_or("", Stride::as_str).into(),
            Cell::List(crossings),
            threat.key.as_str().into(),
            self.reader.statement(threat).into(),
        ]
    }

    fn crossings(&self, threat: &Threat) -> Vec<String> {
        match threat.subject {
            Some(Place::Flow(flow)) => {
                self.graph.border(flow).map(|border| border.id.to_string()).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The full text of a threat, in the form of the methodology's section 6, with the facts that it rests on.
    pub fn details(&self, threat: &Threat, level: u8) -> Vec<Block> {
        let reader = &self.reader;
        let heading = format!("{}: {}", threat.number, reader.title(threat));
        let anchor = Some(threat.number.to_string().to_lowercase());
        let list = |label: &str, items: Vec<String>, numbered: bool| {
            let items = if items.is_empty() { vec!["None identified.".to_owned()] } else { items };
            Block::List { label: label.into(), items, numbered }
        };
        let because = reader.because(threat).into_iter().map(|fact| fact.text).collect();
        let effects = reader.effects(threat).into_iter();
        let effects = effects
            .map(|effect| format!("{}: {}", if effect.business { "Business" } else { "Technical" }, effect.text));
        vec![
            Block::Heading { level, text: heading, anchor },
            Block::Labelled(self.header(threat)),
            Block::Section("Threat Statement".into(), reader.statement(threat)),
            list("Because", because, false),
            list("Rating", reader.rating_steps(threat), false),
            Block::Section("Description".into(), reader.description(threat)),
            list("Attack Scenario", reader.scenario(threat), true),
            list("Impact", effects.collect(), false),
            list("Affected Assets", data(self.model, &reader.assets(threat)), false),
            list("Existing Controls", self.existing_controls(threat), false),
            list("Vulnerabilities", reader.weaknesses(threat), false),
            list("Mitigations", self.mitigations(threat), true),
            Block::Labelled(vec![(
                "Residual Risk".into(),
                format!("{} (with mitigations)", threat.residual.severity.label()),
            )]),
            Block::Rule,
        ]
    }

    fn header(&self, threat: &Threat) -> Vec<(String, String)> {
        let mut rating = threat.current.severity.label().to_owned();
        if let (Some(likelihood), Some(impact)) = (threat.current.likelihood, threat.current.impact) {
            rating.push_str(&format!(" (likelihood {likelihood}, impact {impact})"));
        }
        if threat.inherent.severity != threat.current.severity {
            rating.push_str(&format!("; {} without the existing controls", threat.inherent.severity.label()));
        }
        let category = threat.stride.map_or("none", Stride::title);
        let status = format!("{}, coverage {}", threat.status.as_str(), coverage(&threat.coverage));
        let mut rows = vec![
            ("Severity".into(), rating),
            ("STRIDE Category".into(), category.into()),
            ("Component".into(), self.reader.component(threat)),
            ("Status".into(), status),
            ("Key".into(), threat.key.to_string()),
        ];
        if let Some(border) = self.reader.border(threat) {
            rows.insert(3, ("Trust Boundary".into(), format!("{} ({})", border.id, border.label)));
        }
        rows
    }

    /// Controls that stand in full or in part, each with where that is stated or what implies it.
    fn existing_controls(&self, threat: &Threat) -> Vec<String> {
        let found = self.reader.controls(threat);
        let stands = found.iter().filter(|found| {
            matches!(found.status, ControlStatus::Implemented | ControlStatus::Partial | ControlStatus::Unverified)
        });
        let text = |found: &crate::threats::ControlFound| {
            let label = &self.model.types[found.control].label;
            format!("{label} ({}; {})", found.status.as_str(), self.reader.evidence(found))
        };
        stands.map(text).collect()
    }

    fn mitigations(&self, threat: &Threat) -> Vec<String> {
        let counters = self.reader.counters(threat).into_iter();
        counters
            .map(|counter| {
                let state = counter.found.map_or("not stated", |found| found.status.as_str());
                format!("{} ({}, {state}): {}", counter.name, counter.kind.as_str(), counter.text)
            })
            .collect()
    }

    /// Questions that decide whether a threat applies, with the fact that is missing.
    pub fn questions(&self) -> Vec<String> {
        self.analysis.questions.iter().map(|question| self.question(question)).collect()
    }

    fn question(&self, question: &OpenQuestion) -> String {
        let missing: Vec<String> = self.reader.missing(question).into_iter().map(|fact| fact.text).collect();
        format!("{}: {}", self.reader.question_title(question), missing.join("; "))
    }

    /// Everything about these threats as data.
    pub fn export(&self, threats: &[&Threat]) -> Export {
        let flow = |(id, flow): (crate::model::FlowId, &crate::model::Flow)| FlowExport {
            id: flow.number.to_string(),
            key: flow.key.to_string(),
            crossings: self.graph.border(id).map(|border| border.id.to_string()).into_iter().collect(),
        };
        Export {
            model: self.model.document.title.clone(),
            summary: Summary::of(threats),
            flows: self.model.flows.iter().map(flow).collect(),
            threats: threats.iter().map(|threat| self.export_one(threat)).collect(),
            open_questions: self.questions(),
        }
    }

    fn export_one(&self, threat: &Threat) -> ThreatExport {
        let reader = &self.reader;
        let rating = |rating: crate::threats::Rating| RatingExport {
            likelihood: rating.likelihood.map(|likelihood| likelihood.as_str()),
            impact: rating.impact.map(|impact| impact.as_str()),
            severity: rating.severity.as_str(),
        };
        ThreatExport {
            id: threat.number.to_string(),
            key: threat.key.to_string(),
            rule: reader.rule(threat).name.to_string(),
            title: reader.title(threat),
            stride: threat.stride.map(Stride::as_str),
            component: reader.component(threat),
            on: threat.subject.map_or("model".into(), |subject| self.model.place_id(subject).to_string()),
            crossings: self.crossings(threat),
            statement: reader.statement(threat),
            because: reader.because(threat).into_iter().map(|fact| fact.text).collect(),
            severity: threat.current.severity.as_str(),
            current: rating(threat.current),
            inherent: rating(threat.inherent),
            residual: rating(threat.residual),
            rating_steps: reader.rating_steps(threat),
            status: threat.status,
            coverage: threat.coverage.percent,
            coverage_possible: threat.coverage.possible,
            description: reader.description(threat),
            scenario: reader.scenario(threat),
            effects: reader.effects(threat).into_iter().map(|effect| effect.text).collect(),
            assets: data(self.model, &reader.assets(threat)),
            existing_controls: self.existing_controls(threat),
            vulnerabilities: reader.weaknesses(threat),
            mitigations: self.mitigations(threat),
        }
    }
}

/// All threats as one table.
pub fn threats(model: &Model, graph: &FlowGraph, analysis: &Analysis) -> Table {
    let all: Vec<&Threat> = analysis.threats.iter().collect();
    Threats::new(model, graph, analysis).table(&all, "Threats")
}

/// `45 %`, or `45 %, up to 70 %` where controls may exist of which nobody said anything.
pub fn coverage(coverage: &Coverage) -> String {
    match (coverage.percent, coverage.possible) {
        (now, possible) if possible > now => format!("{now} %, up to {possible} %"),
        (now, _) => format!("{now} %"),
    }
}

/// `45 %` or `45-70 %`: the same for a table.
fn coverage_range(coverage: &Coverage) -> String {
    match (coverage.percent, coverage.possible) {
        (now, possible) if possible > now => format!("{now}–{possible} %"),
        (now, _) => format!("{now} %"),
    }
}

/// Threats by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Number of critical threats.
    pub critical: usize,
    /// Number of high threats.
    pub high: usize,
    /// Number of medium threats.
    pub medium: usize,
    /// Number of low threats.
    pub low: usize,
    /// Number of all threats.
    pub total: usize,
    /// Threats that existing controls cover in full.
    pub covered: usize,
}

impl Summary {
    /// Counts threats.
    pub fn of(threats: &[&Threat]) -> Self {
        let count = |severity| threats.iter().filter(|threat| threat.current.severity == severity).count();
        Self {
            critical: count(Severity::Critical),
            high: count(Severity::High),
            medium: count(Severity::Medium),
            low: count(Severity::Low),
            total: threats.len(),
            covered: threats.iter().filter(|threat| threat.status == Status::Covered).count(),
        }
    }

    /// `37 threats: 0 critical, 12 high, 20 medium, 5 low; 3 fully covered`
    pub fn line(&self) -> String {
        let threats = crate::base::text::count(self.total, "threat", "threats");
        let Self { critical, high, medium, low, covered, .. } = self;
        format!("{threats}: {critical} critical, {high} high, {medium} medium, {low} low; {covered} fully covered")
    }
}

/// The threats of a model as data; the JSON that `threatline threats --format json` prints.
#[derive(Debug, Serialize)]
pub struct Export {
    model: String,
    summary: Summary,
    flows: Vec<FlowExport>,
    threats: Vec<ThreatExport>,
    open_questions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FlowExport {
    id: String,
    key: String,
    crossings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RatingExport {
    likelihood: Option<&'static str>,
    impact: Option<&'static str>,
    severity: &'static str,
}

#[derive(Debug, Serialize)]
struct ThreatExport {
    id: String,
    key: String,
    rule: String,
    title: String,
    stride: Option<&'static str>,
    component: String,
    on: String,
    crossings: Vec<String>,
    statement: String,
    because: Vec<String>,
    severity: &'static str,
    current: RatingExport,
    inherent: RatingExport,
    residual: RatingExport,
    rating_steps: Vec<String>,
    status: Status,
    coverage: u8,
    coverage_possible: u8,
    description: String,
    scenario: Vec<String>,
    effects: Vec<String>,
    assets: Vec<String>,
    existing_controls: Vec<String>,
    vulnerabilities: Vec<String>,
    mitigations: Vec<String>,
}
