//! OWASP Threat Dragon, version 2: one drawing of the whole model with all threats, and one for each view that it declares.
//!
//! Everything lies where our own layout puts it. Names stand in `threatline` of each cell; the drawings of views say there that
//! they show once more what the first one has.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::{Exported, Subject, Writer};
use crate::base::geometry::{Point, Rect};
use crate::base::text::{capital, count, uuid};
use crate::layout;
use crate::model::{ControlStatus, Element, ElementId, Facts, Flow, Kind, Model, Place, Severity, Stride, TypeId};
use crate::pipeline::Outcome;
use crate::scene::{Scene, SceneBox, SceneLine, Unit};
use crate::threats::{self, Reader, Status};
use crate::view::{self, Level, View, ViewSpec};

pub(super) const WRITER: Writer = Writer { name: "threat-dragon", title: "Threat Dragon", ending: "json", write };

/// The version of the format.
const VERSION: &str = "2.3.0";
/// What Threat Dragon calls the categories of STRIDE.
const STRIDE: &[(Stride, &str)] = &[
    (Stride::Spoofing, "Spoofing"),
    (Stride::Tampering, "Tampering"),
    (Stride::Repudiation, "Repudiation"),
    (Stride::Disclosure, "Information disclosure"),
    (Stride::Denial, "Denial of service"),
    (Stride::Elevation, "Elevation of privilege"),
];
/// Words for what is not encrypted, or not known to be.
const UNENCRYPTED: &[&str] = &["none", "unknown", "not-applicable"];
/// Distance of drawings from the edge.
const MARGIN: i32 = 40;

fn write(subject: &Subject<'_>) -> Exported {
    let outcome = subject.outcome;
    let mut threats = Threats::of(outcome);
    let mut diagrams =
        vec![diagram(outcome, &view::build(&outcome.model, &outcome.graph, Level::Full), 0, &mut threats)];
    let top = threats.next;
    for declared in &outcome.model.views {
        let spec = ViewSpec::of_statement(&outcome.model, &outcome.graph, declared);
        let view = view::build(&outcome.model, &outcome.graph, spec);
        if !view.nodes.is_empty() {
            diagrams.push(diagram(outcome, &view, diagrams.len(), &mut threats));
        }
    }
    let document = &outcome.model.document;
    let people = |name: &str| document.facts.texts(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let contributors: Vec<Json> = people("team").into_iter().map(|name| json!({ "name": name })).collect();
    let tree = json!({
        "version": VERSION,
        "summary": {
            "title": document.title,
            "owner": document.facts.text("owner").unwrap_or_default(),
            "description": document.description.as_deref().unwrap_or_default(),
            "id": 0,
        },
        "detail": {
            "contributors": contributors,
            "diagramTop": diagrams.len(),
            "diagrams": diagrams,
            "reviewer": people("reviewers").join(", "),
            "threatTop": top,
        },
    });
    let mut text = serde_json::to_string_pretty(&tree).unwrap_or_default();
    text.push('\n');
    Exported { left_out: left_out(outcome), ..Exported::text(text) }
}

/// What has no place in the format.
fn left_out(outcome: &Outcome) -> Vec<String> {
    let model = &outcome.model;
    let without_place = |threat: &&crate::model::Threat| !threat.on.places.iter().any(is_cell);
    let own = |keyword: &str| model.entries.iter().filter(|entry| entry.keyword == keyword).count();
    let counts = [
        (
            model.zones.values().filter(|zone| zone.trust.is_some() && !zone.implicit).count(),
            "level of trust",
            "levels of trust",
        ),
        (
            model.elements.values().filter(|element| element.parent.is_some()).count(),
            "part of a process",
            "parts of processes",
        ),
        (model.data.len(), "data asset", "data assets"),
        (model.boundaries.len(), "declared boundary", "declared boundaries"),
        (
            model.flows.values().filter(|flow| flow.facts.has("auth")).count(),
            "way of authentication",
            "ways of authentication",
        ),
        (model.controls.len() + model.claims().count(), "control", "controls"),
        (
            model.threats.values().filter(without_place).count(),
            "threat at no element or flow",
            "threats at no element or flow",
        ),
        (model.scenarios.len(), "scenario", "scenarios"),
        (own("assumption"), "assumption", "assumptions"),
    ];
    let found = counts.into_iter().filter(|(found, ..)| *found > 0);
    found.map(|(found, one, several)| count(found, one, several)).collect()
}

fn is_cell(place: &Place) -> bool {
    matches!(place, Place::Element(_) | Place::Flow(_))
}

/// A drawing. The first one has the threats.
fn diagram(outcome: &Outcome, view: &View, at: usize, threats: &mut Threats<'_>) -> Json {
    let scene = layout::lay_out(view, Unit::Pixel);
    let drawing = Drawing { outcome, view, scene: &scene, at };
    let mut diagram = json!({
        "id": at,
        "title": view.title,
        "description": view.description,
        "diagramType": "STRIDE",
        "placeholder": "New STRIDE diagram description",
        "thumbnail": "./public/content/images/thumbnail.stride.jpg",
        "version": VERSION,
        "cells": drawing.cells(threats),
    });
    if let Some(diagram) = diagram.as_object_mut().filter(|_| at > 0) {
        diagram.insert("threatline".to_owned(), "view".into());
    }
    diagram
}

/// A view with its layout.
struct Drawing<'a> {
    outcome: &'a Outcome,
    view: &'a View,
    scene: &'a Scene,
    /// The position of the diagram.
    at: usize,
}

impl Drawing<'_> {
    fn cells(&self, threats: &mut Threats<'_>) -> Vec<Json> {
        let model = &self.outcome.model;
        let boxes: BTreeMap<&str, &SceneBox> =
            self.scene.boxes.iter().map(|shape| (shape.id.as_str(), shape)).collect();
        let elements: BTreeMap<String, ElementId> =
            model.elements.iter().flat_map(|(id, it)| [(it.id.to_string(), id), (view::itself(&it.id), id)]).collect();
        let mut cells = Vec::new();
        for zone in super::language::zones(model).into_iter().map(|id| &model.zones[id]).filter(|zone| !zone.implicit) {
            let group = self.view.groups.iter().find(|group| group.id == zone.id.as_str());
            if let Some(shape) = group.and_then(|group| boxes.get(group.id.as_str())) {
                cells.push(self.boundary(zone, shape));
            }
        }
        let mut nodes: Vec<_> = self.view.nodes.iter().map(|node| (elements.get(&node.id).copied(), node)).collect();
        let order: BTreeMap<ElementId, usize> =
            super::language::elements(model).into_iter().enumerate().map(|(at, id)| (id, at)).collect();
        nodes.sort_by_key(|(id, _)| id.and_then(|id| order.get(&id).copied()).unwrap_or(usize::MAX));
        for (id, node) in nodes {
            let Some(shape) = boxes.get(node.id.as_str()) else { continue };
            let data = match id {
                Some(id) => element_data(model, id),
                None => data("tm.Process", &node.name, None, None),
            };
            let kind = id.map_or("process", |id| shape_of(model.elements[id].kind));
            cells.push(self.node(&node.id, kind, shape, data, threats.at(self.at, id.map(Place::Element))));
        }
        let flows: BTreeMap<&str, crate::model::FlowId> =
            model.flows.iter().map(|(id, flow)| (flow.key.as_str(), id)).collect();
        for line in &self.scene.lines {
            let id = flows.get(line.id.as_str()).copied();
            let data = match id {
                Some(id) => flow_data(model, &model.flows[id]),
                None => data("tm.Flow", "", None, None),
            };
            cells.push(self.line(line, data, threats.at(self.at, id.map(Place::Flow))));
        }
        cells.into_iter().enumerate().map(|(at, cell)| placed(cell, at)).collect()
    }

    fn id(&self, name: &str) -> String {
        uuid("cell", &format!("{}/{name}", self.at))
    }

    fn boundary(&self, zone: &crate::model::Zone, shape: &SceneBox) -> Json {
        let about = zone.description.as_deref().unwrap_or_default();
        json!({
            "position": position(shape.rect), "size": size(shape.rect),
            "attrs": { "label": { "text": zone.label } },
            "visible": true, "shape": "trust-boundary-box", "id": self.id(&shape.id), "zIndex": -1,
            "data": {
                "type": "tm.BoundaryBox", "name": zone.label, "description": about, "isTrustBoundary": true,
                "hasOpenThreats": false, "threatline": { "name": zone.id },
            },
        })
    }

    fn node(&self, id: &str, kind: &str, shape: &SceneBox, data: Map<String, Json>, threats: Vec<Json>) -> Json {
        json!({
            "position": position(shape.rect), "size": size(shape.rect),
            "attrs": { "text": { "text": data.get("name") } },
            "visible": true, "shape": kind, "id": self.id(id), "zIndex": 0,
            "data": with_threats(data, threats),
        })
    }

    fn line(&self, line: &SceneLine, data: Map<String, Json>, threats: Vec<Json>) -> Json {
        let inner = line.points.get(1..line.points.len().saturating_sub(1)).unwrap_or_default();
        let vertices: Vec<Json> = inner.iter().map(|point| json!(moved(*point))).collect();
        let marker = |there: bool| json!({ "name": if there { "block" } else { "" } });
        json!({
            "shape": "flow",
            "attrs": { "line": {
                "stroke": "#333333", "targetMarker": marker(line.arrow_at_end),
                "sourceMarker": marker(line.arrow_at_start),
            } },
            "width": 200, "height": 100, "zIndex": 10, "connector": "normal",
            "labels": [{ "position": 0.5, "attrs": { "label": { "text": data.get("name") } } }],
            "id": self.id(&format!("flow {}", line.id)),
            "source": { "cell": self.id(&line.source) },
            "target": { "cell": self.id(&line.target) },
            "vertices": vertices,
            "data": with_threats(data, threats),
        })
    }
}

/// Numbers cells from the bottom to the top.
fn placed(mut cell: Json, at: usize) -> Json {
    let layer = cell.get("zIndex").and_then(Json::as_i64).unwrap_or_default();
    if let Some(cell) = cell.as_object_mut().filter(|_| layer == 0) {
        cell.insert("zIndex".to_owned(), (at + 1).into());
    }
    cell
}

fn moved(point: Point) -> BTreeMap<&'static str, i32> {
    BTreeMap::from([("x", point.x + MARGIN), ("y", point.y + MARGIN)])
}

fn position(rect: Rect) -> Json {
    json!(moved(Point { x: rect.x, y: rect.y }))
}

fn size(rect: Rect) -> Json {
    json!({ "width": rect.w.max(10), "height": rect.h.max(10) })
}

fn shape_of(kind: crate::model::ElementKind) -> &'static str {
    use crate::model::ElementKind;
    match kind {
        ElementKind::Actor | ElementKind::External => "actor",
        ElementKind::Process => "process",
        ElementKind::Store => "store",
    }
}

/// What all cells have. A flow has no scope: a reason is said of one that does not count, or of what is not applicable.
fn data(ty: &str, name: &str, about: Option<&str>, facts: Option<&Facts>) -> Map<String, Json> {
    let fact = |name: &str| facts.and_then(|facts| facts.text(name));
    let inapplicable =
        |facts: &Facts| facts.iter().any(|(_, fact)| fact.iter().any(|it| it.value.text == "not-applicable"));
    let flow = ty == "tm.Flow" && fact("reason").is_some() && !facts.is_some_and(inapplicable);
    let out = flow || fact("scope") == Some("out");
    let fields = [
        ("type", ty.into()),
        ("name", name.into()),
        ("description", about.unwrap_or_default().into()),
        ("isTrustBoundary", false.into()),
        ("outOfScope", out.into()),
        ("reasonOutOfScope", if out { fact("reason").unwrap_or_default() } else { "" }.into()),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn with_threats(mut data: Map<String, Json>, threats: Vec<Json>) -> Map<String, Json> {
    let open = threats.iter().any(|threat| threat.get("status") == Some(&"Open".into()));
    data.insert("hasOpenThreats".to_owned(), open.into());
    data.insert("threats".to_owned(), threats.into());
    data
}

fn element_data(model: &Model, id: ElementId) -> Map<String, Json> {
    let element: &Element = &model.elements[id];
    let shape = capital(shape_of(element.kind));
    let ty = format!("tm.{shape}");
    let mut data = data(&ty, &element.label, element.description.as_deref(), Some(&element.facts));
    let is = |name: &str| model.extends(element.ty, name);
    let secret = |id: &crate::model::DataId| model.extends(model.data[*id].ty, "secret");
    let flags: Vec<(&str, Json)> = match shape.as_str() {
        "Process" => vec![
            ("isWebApplication", is("web-app").into()),
            ("handlesCardPayment", false.into()),
            ("handlesGoodsOrServices", false.into()),
            ("privilegeLevel", element.facts.text("privilege").unwrap_or_default().into()),
        ],
        "Store" => vec![
            ("isALog", is("log-store").into()),
            ("storesCredentials", element.holds.iter().any(secret).into()),
            ("isEncrypted", is_encrypted(element.facts.text("encryption")).into()),
            ("isSigned", false.into()),
            ("storesInventory", false.into()),
        ],
        _ => vec![("providesAuthentication", false.into())],
    };
    data.extend(flags.into_iter().map(|(name, flag)| (name.to_owned(), flag)));
    data.insert("threatline".to_owned(), json!({ "name": element.id }));
    data
}

fn is_encrypted(fact: Option<&str>) -> bool {
    fact.is_some_and(|word| !UNENCRYPTED.contains(&word))
}

fn flow_data(model: &Model, flow: &Flow) -> Map<String, Json> {
    let mut data = data("tm.Flow", &flow.label, flow.description.as_deref(), Some(&flow.facts));
    let known = |id: &TypeId| model.types[*id].embedded && model.types[*id].kind == Kind::Flow;
    let protocol = flow.ty.and_then(|ty| model.chain(ty).find(known)).map(|ty| model.types[ty].name.to_string());
    let fields: [(&str, Json); 5] = [
        ("isBidirectional", flow.both_ways.into()),
        ("isEncrypted", is_encrypted(flow.facts.text("encryption")).into()),
        ("isPublicNetwork", (flow.facts.text("network") == Some("internet")).into()),
        ("protocol", protocol.unwrap_or_default().into()),
        ("threatline", json!({ "name": flow.id.as_deref().unwrap_or_default() })),
    ];
    data.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    data
}

/// Threats by cell.
struct Threats<'a> {
    at: BTreeMap<Place, Vec<Json>>,
    reader: Reader<'a>,
    outcome: &'a Outcome,
    /// The last number.
    next: usize,
}

impl<'a> Threats<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        let mut all = Self { at: BTreeMap::new(), reader, outcome, next: 0 };
        outcome.model.threats.iter().for_each(|(id, threat)| all.written(id, threat));
        for found in outcome.analysis.threats.iter().filter(|threat| outcome.model.rules[threat.rule].is_rule()) {
            all.found(found);
        }
        all
    }

    /// The threats of a cell: in the first diagram alone, so that none is counted twice.
    fn at(&mut self, diagram: usize, place: Option<Place>) -> Vec<Json> {
        if diagram > 0 { Vec::new() } else { place.and_then(|place| self.at.remove(&place)).unwrap_or_default() }
    }

    fn written(&mut self, id: crate::model::ThreatId, threat: &crate::model::Threat) {
        use crate::model::{AnswerKind, ThreatName};
        let named = |answer: &&crate::model::Answer| answer.threat == Some(ThreatName::Written(id));
        let answers = || self.outcome.model.answers.iter().filter(named);
        let dismissed = answers().find(|answer| answer.kind == AnswerKind::Dismiss);
        let found = self.outcome.analysis.threats.iter().find(|found| {
            self.outcome.model.rules[found.rule].written.as_ref().is_some_and(|written| written.threat == id)
        });
        let done = |measure: &crate::model::Mitigation| measure.facts.text("status") == Some("implemented");
        let measures: Vec<&str> = threat.mitigations.iter().map(|measure| measure.text.as_str()).collect();
        let settled = !measures.is_empty() && threat.mitigations.iter().all(done);
        let (status, mitigation) = match dismissed {
            Some(answer) => ("NotApplicable", answer.reason.clone().unwrap_or_default()),
            None => (if settled { "Mitigated" } else { "Open" }, measures.join("\n\n")),
        };
        let parts = ["source", "prerequisites", "action", "leads-to"].iter().any(|part| threat.facts.has(part));
        let described = match threat.facts.text("statement") {
            Some(statement) => statement.to_owned(),
            None => found.filter(|_| parts).map_or_else(String::new, |found| self.reader.statement(found)),
        };
        let rated = ["severity", "likelihood", "impact"].iter().any(|name| threat.facts.has(name));
        let severity = found.filter(|_| rated).map(|found| found.inherent.severity);
        self.next += 1;
        let json = json!({
            "id": uuid("threat", &threat.id), "number": self.next, "score": "", "modelType": "STRIDE",
            "title": threat.label, "status": status,
            "severity": severity.map_or("TBD".to_owned(), |severity| capital(severity.as_str())),
            "type": category(threat.facts.text("stride").and_then(Stride::parse)),
            "description": described, "mitigation": mitigation, "threatline": { "name": threat.id },
        });
        for place in threat.on.places.iter().filter(|place| is_cell(place)) {
            self.at.entry(*place).or_default().push(json.clone());
        }
    }

    fn found(&mut self, threat: &threats::Threat) {
        let place = threat.subject.filter(is_cell).or(threat.component.filter(is_cell));
        let Some(place) = place else { return };
        let status = match threat.status {
            Status::Open | Status::Unverified | Status::PartlyCovered | Status::Accepted => "Open",
            Status::Covered | Status::Mitigated | Status::Transferred => "Mitigated",
            Status::Avoided | Status::Dismissed => "NotApplicable",
        };
        let mut texts: Vec<String> = self.reader.answer(threat).into_iter().collect();
        texts.extend(self.reader.counters(threat).into_iter().map(|counter| {
            let status = counter.found.first().and_then(threats::FoundAt::status);
            format!("{} ({})", counter.text, status.map_or("not stated", ControlStatus::as_str))
        }));
        let severity: Severity = threat.current.severity;
        self.next += 1;
        self.at.entry(place).or_default().push(json!({
            "id": uuid("threat", &threat.key), "number": self.next, "score": "", "modelType": "STRIDE",
            "title": self.reader.title(threat), "status": status, "severity": capital(severity.as_str()),
            "type": category(threat.stride), "description": self.reader.statement(threat),
            "mitigation": texts.join("\n\n"),
            "threatline": { "rule": self.reader.rule(threat).name, "key": threat.key },
        }));
    }
}

fn category(stride: Option<Stride>) -> &'static str {
    STRIDE.iter().find(|(known, _)| Some(*known) == stride).map_or("", |(_, name)| name)
}
