//! Open Threat Model 0.2.0. What it has no field for stands in attributes `threatline.…`, so that our own reader loses nothing.
//!
//! Threats that rules found are written for other tools, and marked: whoever reads the file with threatline finds them again.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::language::{self, Said};
use super::{Exported, Subject, Writer};
use crate::base::text::count;
use crate::model::{
    Class, ControlStatus, DataId, Element, ElementId, FlowId, Impact, Likelihood, Model, Place, Severity, ZoneId,
};
use crate::pipeline::Outcome;
use crate::threats::{CounterView, Rating, Reader, Status, Threat};

pub(super) const JSON: Writer = Writer { name: "otm", title: "Open Threat Model", ending: "otm", write: as_json };
pub(super) const YAML: Writer =
    Writer { name: "otm-yaml", title: "Open Threat Model as YAML", ending: "otm.yaml", write: as_yaml };

/// The version of the format.
const VERSION: &str = "0.2.0";

fn as_json(subject: &Subject<'_>) -> Exported {
    let mut text = serde_json::to_string_pretty(&tree(subject.outcome)).unwrap_or_default();
    text.push('\n');
    write(subject.outcome, text)
}

fn as_yaml(subject: &Subject<'_>) -> Exported {
    write(subject.outcome, serde_saphyr::to_string(&tree(subject.outcome)).unwrap_or_default())
}

fn write(outcome: &Outcome, text: String) -> Exported {
    let mut left_out = Vec::new();
    let zones = outcome.model.zones.values().filter(|zone| zone.trust.is_none()).count();
    if zones > 0 {
        left_out.push(format!("not knowing the trust of {}, which it rates with 0", count(zones, "zone", "zones")));
    }
    Exported { left_out, ..Exported::text(text) }
}

/// The whole file.
fn tree(outcome: &Outcome) -> Json {
    let model = &outcome.model;
    let threats = Threats::of(outcome);
    let zones: Vec<Json> = language::zones(model).into_iter().map(|id| zone(model, id)).collect();
    let components: Vec<Json> =
        language::elements(model).into_iter().map(|id| component(model, id, &threats)).collect();
    let flows: Vec<Json> = model.flows.ids().map(|id| flow(model, id, &threats)).collect();
    json!({
        "otmVersion": VERSION,
        "project": project(outcome),
        "representations": [],
        "assets": model.data.ids().map(|id| asset(model, id)).collect::<Vec<_>>(),
        "trustZones": zones,
        "components": components,
        "dataflows": flows,
        "threats": threats.threats,
        "mitigations": threats.mitigations,
    })
}

/// Attributes of ours: the keyword, and what the statement says.
fn attributes(keyword: &str, ty: Option<&str>, said: Said) -> Map<String, Json> {
    let mut own = Map::new();
    own.insert("threatline.keyword".to_owned(), keyword.into());
    own.extend(ty.map(|ty| ("threatline.is".to_owned(), ty.into())));
    own.extend(said.into_iter().map(|(name, values)| (format!("threatline.{name}"), values.into())));
    own
}

fn tags_in(own: &mut Map<String, Json>, tags: &[smol_str::SmolStr]) {
    if !tags.is_empty() {
        own.insert("threatline.tags".to_owned(), tags.join(" ").into());
    }
}

fn project(outcome: &Outcome) -> Json {
    let document = &outcome.model.document;
    let mut own = attributes("model", None, language::said(&document.facts));
    own.insert("threatline.statements".to_owned(), language::statements(outcome).into());
    json!({
        "name": document.title,
        "id": crate::base::text::slug(&document.title),
        "description": document.description,
        "owner": document.facts.text("owner"),
        "attributes": own,
    })
}

/// A class of a scale of four as a share of 100.
fn worth(class: Option<Class>) -> u32 {
    class.and_then(|class| Class::ALL.iter().position(|one| *one == class)).map_or(0, |at| 25 * (at as u32 + 1))
}

fn asset(model: &Model, id: DataId) -> Json {
    let data = &model.data[id];
    let class = data.class.as_ref().map(|class| class.value);
    let goal = |name: &str| worth(data.facts.text(name).and_then(Class::parse).or(class));
    let ty = data.ty.map(|ty| model.types[ty].name.as_str());
    let mut own = attributes(if data.asset { "asset" } else { "data" }, ty, language::said(&data.facts));
    tags_in(&mut own, &data.tags);
    json!({
        "name": data.label,
        "id": data.id,
        "description": data.description,
        "risk": { "confidentiality": goal("c"), "integrity": goal("i"), "availability": goal("a"), "comment": null },
        "attributes": own,
    })
}

fn zone(model: &Model, id: ZoneId) -> Json {
    let zone = &model.zones[id];
    let keyword = if zone.implicit { "implicit" } else { "zone" };
    let ty = zone.ty.map(|ty| model.types[ty].name.as_str());
    let mut own = attributes(keyword, ty, language::of_zone(model, id));
    tags_in(&mut own, &zone.tags);
    let mut out = json!({
        "id": zone.id,
        "name": zone.label,
        "type": zone.facts.text("kind").unwrap_or("zone"),
        "description": zone.description,
        "risk": { "trustRating": zone.trust.as_ref().map_or(0, |trust| trust.value.rating()) },
        "attributes": own,
    });
    if let (Some(parent), Some(out)) = (zone.parent, out.as_object_mut()) {
        out.insert("parent".to_owned(), json!({ "trustZone": model.zones[parent].id }));
    }
    out
}

fn component(model: &Model, id: ElementId, threats: &Threats<'_>) -> Json {
    let element = &model.elements[id];
    let ty = element.ty.map(|ty| model.types[ty].name.as_str());
    let parent = match element.parent {
        Some(parent) => json!({ "component": model.elements[parent].id }),
        None => json!({ "trustZone": model.zones[element.zone].id }),
    };
    let names = |data: &[DataId]| data.iter().map(|&id| model.data[id].id.clone()).collect::<Vec<_>>();
    json!({
        "id": element.id,
        "name": element.label,
        "type": ty.unwrap_or(element.kind.as_str()),
        "description": element.description,
        "parent": parent,
        "assets": { "processed": names(&processed(model, id, element)), "stored": names(&element.holds) },
        "threats": threats.at(Place::Element(id)),
        "tags": element.tags,
        "attributes": attributes(element.kind.as_str(), ty, language::of_element(model, id)),
    })
}

/// Data on flows of an element, in the order of the model.
fn processed(model: &Model, id: ElementId, element: &Element) -> Vec<DataId> {
    let flows = model.flows.values().filter(|flow| flow.source == id || flow.target == id);
    let data = flows.flat_map(|flow| flow.data.data().iter().chain(flow.returns.data()));
    let all: BTreeSet<DataId> = data.copied().filter(|id| !element.holds.contains(id)).collect();
    all.into_iter().collect()
}

fn flow(model: &Model, id: FlowId, threats: &Threats<'_>) -> Json {
    let flow = &model.flows[id];
    let mut own = attributes("flow", None, Said::new());
    let via = flow.ty.map(|ty| model.types[ty].name.to_string());
    let words = [("name", flow.id.as_ref().map(ToString::to_string)), ("via", via)];
    own.extend(words.into_iter().filter_map(|(name, word)| Some((format!("threatline.{name}"), word?.into()))));
    if flow.label.is_empty() {
        own.insert("threatline.label".to_owned(), "".into());
    }
    let said = language::of_flow(model, id);
    own.extend(said.into_iter().map(|(name, values)| (format!("threatline.{name}"), values.into())));
    let mut assets: Vec<&str> = Vec::new();
    for &data in flow.data.data().iter().chain(flow.returns.data()) {
        let name = model.data[data].id.as_str();
        if !assets.contains(&name) {
            assets.push(name);
        }
    }
    json!({
        "id": flow.key,
        "name": if flow.label.is_empty() { &flow.key } else { &flow.label },
        "description": flow.description,
        "bidirectional": flow.both_ways,
        "source": model.elements[flow.source].id,
        "destination": model.elements[flow.target].id,
        "assets": assets,
        "threats": threats.at(Place::Flow(id)),
        "tags": flow.tags,
        "attributes": own,
    })
}

/// Threats and mitigations of the file, and where each threat is.
struct Threats<'a> {
    outcome: &'a Outcome,
    reader: Reader<'a>,
    threats: Vec<Json>,
    mitigations: Vec<Json>,
    known: BTreeSet<String>,
    places: std::collections::BTreeMap<Place, Vec<Json>>,
}

impl<'a> Threats<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        let (threats, mitigations) = (Vec::new(), Vec::new());
        let mut all =
            Self { outcome, reader, threats, mitigations, known: BTreeSet::new(), places: Default::default() };
        outcome.model.threats.values().for_each(|threat| all.written(threat));
        let mut found: Vec<&Threat> = outcome.analysis.threats.iter().collect();
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found
            .into_iter()
            .filter(|threat| outcome.model.rules[threat.rule].is_rule())
            .for_each(|threat| all.found(threat));
        all
    }

    fn at(&self, place: Place) -> &[Json] {
        self.places.get(&place).map(Vec::as_slice).unwrap_or_default()
    }

    /// A threat written by hand, with its measures.
    fn written(&mut self, threat: &crate::model::Threat) {
        let model = &self.outcome.model;
        let mut own = attributes("threat", None, language::of_threat(model, threat));
        tags_in(&mut own, &threat.tags);
        let on = language::subjects(model, &threat.on);
        own.extend(Some(on).filter(|on| !on.is_empty()).map(|on| ("threatline.on".to_owned(), on.into())));
        let found = self.outcome.analysis.threats.iter().find(|found| found.key.split('@').next() == Some(&threat.id));
        self.threats.push(json!({
            "id": threat.id,
            "name": threat.label,
            "description": threat.description,
            "categories": threat.facts.texts("stride"),
            "cwes": cwes(threat.facts.texts("cwe")),
            "risk": risk(found.map(|found| found.inherent)),
            "tags": threat.tags,
            "attributes": own,
        }));
        let mut states = Vec::new();
        for (at, measure) in threat.mitigations.iter().enumerate() {
            let id = format!("{}/{}", threat.id, at + 1);
            let mut own = attributes("mitigation", None, language::said(&measure.facts));
            own.insert("threatline.of".to_owned(), threat.id.as_str().into());
            states.push(json!({ "mitigation": id, "state": state(measure.facts.text("status")) }));
            let share = 100 / threat.mitigations.len().max(1);
            self.mitigations.push(json!({
                "id": id, "name": measure.text, "description": measure.facts.text("description"),
                "riskReduction": share, "attributes": own,
            }));
        }
        let status = found.map_or("exposed", |found| exposure(found.status));
        for place in threat.on.places.iter().filter(|place| matches!(place, Place::Element(_) | Place::Flow(_))) {
            let entry = json!({ "threat": threat.id, "state": status, "mitigations": states });
            self.places.entry(*place).or_default().push(entry);
        }
    }

    /// A threat that a rule found, with what counters it.
    fn found(&mut self, threat: &Threat) {
        let rule = &self.outcome.model.rules[threat.rule];
        let mut own = attributes("rule", None, Said::new());
        own.insert("threatline.rule".to_owned(), rule.name.as_str().into());
        own.insert("threatline.severity".to_owned(), threat.current.severity.as_str().into());
        own.extend(self.reader.answer(threat).map(|answer| ("threatline.answer".to_owned(), answer.into())));
        self.threats.push(json!({
            "id": threat.key,
            "name": self.reader.title(threat),
            "description": self.reader.statement(threat),
            "categories": threat.stride.map(|stride| stride.as_str()).into_iter().collect::<Vec<_>>(),
            "cwes": cwes(rule.facts.texts("cwe")),
            "risk": risk(Some(threat.inherent)),
            "tags": [],
            "attributes": own,
        }));
        let counters = self.reader.counters(threat);
        let whole: u32 = counters.iter().map(|counter| counter.weight).sum();
        let states: Vec<Json> = counters.iter().map(|counter| self.counter(&rule.name, counter, whole)).collect();
        let place = threat.subject.filter(|place| matches!(place, Place::Element(_) | Place::Flow(_)));
        if let Some(place) = place.or(threat.component) {
            let entry = json!({ "threat": threat.key, "state": exposure(threat.status), "mitigations": states });
            self.places.entry(place).or_default().push(entry);
        }
    }

    /// A counter of a rule: the same for all places of the rule.
    fn counter(&mut self, rule: &str, counter: &CounterView, whole: u32) -> Json {
        let name = if counter.name.is_empty() { &counter.text } else { &counter.name };
        let id = format!("{rule}/{}", crate::base::text::slug(name));
        if self.known.insert(id.clone()) {
            let reduction = (100 * counter.weight).checked_div(whole).unwrap_or_default();
            self.mitigations.push(json!({
                "id": id, "name": name, "description": counter.text, "riskReduction": reduction,
                "attributes": attributes("counter", None, Said::new()),
            }));
        }
        let status = counter.found.first().and_then(crate::threats::FoundAt::status);
        json!({ "mitigation": id, "state": status.map_or("recommended", known_state) })
    }
}

fn cwes(numbers: Vec<&str>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("CWE-{}", number.trim_start_matches("CWE-"))).collect()
}

/// States of mitigations, by the status of a control.
fn known_state(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Implemented => "implemented",
        ControlStatus::Partial => "partly-implemented",
        ControlStatus::Planned => "required",
        ControlStatus::Missing | ControlStatus::Unverified => "recommended",
        ControlStatus::NotApplicable => "rejected",
    }
}

/// The same by the status of a measure.
fn state(status: Option<&str>) -> &'static str {
    match status {
        Some("implemented") => "implemented",
        Some("in-progress") => "requested",
        Some("planned") => "required",
        Some("rejected") => "rejected",
        _ => "recommended",
    }
}

/// States of threats at a component.
fn exposure(status: Status) -> &'static str {
    match status {
        Status::Open | Status::Unverified => "exposed",
        Status::PartlyCovered => "partly-mitigated",
        Status::Covered | Status::Mitigated | Status::Avoided | Status::Transferred => "mitigated",
        Status::Accepted => "accepted",
        Status::Dismissed => "not-applicable",
    }
}

/// Likelihood and impact as shares of 100; where only a severity is stated, both are that.
fn risk(rating: Option<Rating>) -> Json {
    let Some(rating) = rating else { return json!({ "likelihood": null, "impact": 0 }) };
    let share = |at: Option<usize>, of: usize| at.map(|at| 100 * (at + 1) / of.max(1));
    let severity = share(Severity::ALL.iter().position(|one| *one == rating.severity), Severity::ALL.len());
    let likelihood = rating.likelihood.and_then(|it| Likelihood::ALL.iter().position(|one| *one == it));
    let impact = rating.impact.and_then(|it| Impact::ALL.iter().position(|one| *one == it));
    json!({
        "likelihood": share(likelihood, Likelihood::ALL.len()).or(severity),
        "impact": share(impact, Impact::ALL.len()).or(severity),
    })
}
