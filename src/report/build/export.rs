//! Threats as data: what `threatline threats --format json` prints.

use serde::{Serialize, Serializer};

use super::Summary;
use super::entries::Threats;
use crate::model::Stride;
use crate::report::words::data;
use crate::threats::{Entry, Rating, Status, Threat};

/// The threats of a model. Each is made when it is written, so that a large model need not fit into memory twice.
#[derive(Serialize)]
pub struct Export<'a> {
    model: String,
    summary: Summary,
    flows: Vec<FlowExport>,
    threats: Entries<'a>,
    open_questions: Vec<String>,
}

struct Entries<'a>(&'a Threats<'a>, &'a [Entry]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|entry| self.0.export_entry(entry)))
    }
}

struct Places<'a>(&'a Threats<'a>, Vec<&'a Threat>);

impl Serialize for Places<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|threat| self.0.export_place(threat)))
    }
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

#[derive(Serialize)]
struct EntryExport<'a> {
    id: String,
    rule: String,
    title: String,
    stride: Option<&'static str>,
    statement: String,
    severity: &'static str,
    current: RatingExport,
    inherent: RatingExport,
    residual: RatingExport,
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
    places: Places<'a>,
}

#[derive(Debug, Serialize)]
struct PlaceExport {
    key: String,
    on: String,
    component: String,
    crossings: Vec<String>,
    because: Vec<String>,
    severity: &'static str,
    current: RatingExport,
    inherent: RatingExport,
    residual: RatingExport,
    rating_steps: Vec<String>,
    status: Status,
    answer: Option<String>,
    coverage: u8,
    coverage_possible: u8,
}

impl From<Rating> for RatingExport {
    fn from(rating: Rating) -> Self {
        Self {
            likelihood: rating.likelihood.map(|likelihood| likelihood.as_str()),
            impact: rating.impact.map(|impact| impact.as_str()),
            severity: rating.severity.as_str(),
        }
    }
}

impl Threats<'_> {
    /// Everything about these entries as data.
    pub fn export<'a>(&'a self, entries: &'a [Entry]) -> Export<'a> {
        let flow = |(id, flow): (crate::model::FlowId, &crate::model::Flow)| FlowExport {
            id: flow.number.to_string(),
            key: flow.key.to_string(),
            crossings: self.graph.border(id).map(|border| border.id.to_string()).into_iter().collect(),
        };
        Export {
            model: self.model.document.title.clone(),
            summary: Summary::of(entries),
            flows: self.model.flows.iter().map(flow).collect(),
            threats: Entries(self, entries),
            open_questions: self.questions(),
        }
    }

    fn export_entry(&self, entry: &Entry) -> EntryExport<'_> {
        let reader = &self.reader;
        EntryExport {
            id: entry.number.to_string(),
            rule: reader.rule(entry).name.to_string(),
            title: reader.title(entry),
            stride: entry.stride.map(Stride::as_str),
            statement: reader.statement(entry),
            severity: entry.current.severity.as_str(),
            current: entry.current.into(),
            inherent: entry.inherent.into(),
            residual: entry.residual.into(),
            status: entry.status,
            coverage: entry.coverage.percent,
            coverage_possible: entry.coverage.possible,
            description: reader.description(entry),
            scenario: reader.scenario(entry),
            effects: reader.effects(entry).into_iter().map(|effect| effect.text).collect(),
            assets: data(self.model, &reader.assets(entry)),
            existing_controls: self.existing_controls(entry),
            vulnerabilities: reader.weaknesses(entry),
            mitigations: self.mitigations(entry),
            places: Places(self, self.analysis.places(entry)),
        }
    }

    fn export_place(&self, threat: &Threat) -> PlaceExport {
        PlaceExport {
            key: threat.key.to_string(),
            on: threat.subject.map_or("model".into(), |subject| self.model.place_id(subject).to_string()),
            component: self.reader.component(threat),
            crossings: self.crossings(threat),
            because: self.because(threat),
            severity: threat.current.severity.as_str(),
            current: threat.current.into(),
            inherent: threat.inherent.into(),
            residual: threat.residual.into(),
            rating_steps: self.reader.rating_steps(threat),
            status: threat.status,
            answer: self.reader.answer(threat),
            coverage: threat.coverage.percent,
            coverage_possible: threat.coverage.possible,
        }
    }
}
