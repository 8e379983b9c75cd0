//! Threagile: YAML by its schema. What the schema asks for and a model does not say gets the middle of the scale, and counts as
//! left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::language;
use super::names::Names;
use super::{Exported, Subject, Writer};
use crate::base::text::count;
use crate::import::threagile_words::{
    ANSWERED, AUTHENTICATION, AVAILABILITY, BORDERS, CONFIDENTIALITY, PROTOCOLS, RULES, TECHNOLOGIES,
};
use crate::model::{
    Class, DataId, Element, ElementId, ElementKind, FlowId, Model, Place, Stride, ThreatName, Trust, TypeId, ZoneId,
};

pub(super) const WRITER: Writer = Writer { name: "threagile", title: "Threagile", ending: "yaml", write };

/// Encryption at rest: what is none of these is transparent, if it is encryption at all.
const REST: &[(&str, &str)] =
    &[("field", "data-with-symmetric-shared-key"), ("client-side", "data-with-end-user-individual-key")];
/// Authentication beyond what the reader takes over.
const AUTH: &[(&str, &str)] = &[
    ("basic", "credentials"),
    ("pin", "credentials"),
    ("cookie", "session-id"),
    ("mtls", "client-certificate"),
    ("spiffe", "client-certificate"),
    ("webauthn", "two-factor"),
    ("biometric", "two-factor"),
    ("oidc", "externalized"),
    ("saml", "externalized"),
    ("kerberos", "externalized"),
    ("unknown", "none"),
];
/// Protocols beyond what the reader takes over, by types that flows extend.
const MORE_PROTOCOLS: &[(&str, &str)] = &[
    ("postgres", "sql-access-protocol"),
    ("mysql", "sql-access-protocol"),
    ("mongodb", "nosql-access-protocol"),
    ("redis", "nosql-access-protocol"),
    ("graphql", "https"),
    ("rest", "https"),
    ("grpc", "binary"),
    ("amqp", "binary"),
    ("kafka", "binary"),
    ("tcp", "binary"),
];
const CATEGORIES: &[(Stride, &str)] = &[
    (Stride::Disclosure, "information-disclosure"),
    (Stride::Denial, "denial-of-service"),
    (Stride::Elevation, "elevation-of-privilege"),
];
/// Formats of data that Threagile knows.
const FORMATS: &[(&str, &str)] = &[
    ("json", "json"),
    ("xml", "xml"),
    ("serialized", "serialization"),
    ("file", "file"),
    ("csv", "csv"),
    ("yaml", "yaml"),
];

fn write(subject: &Subject<'_>) -> Exported {
    let model = &subject.outcome.model;
    let file = File { model, names: Names::of(model, "unknown") };
    let text = serde_saphyr::to_string(&file.tree()).unwrap_or_default();
    Exported { left_out: file.left_out(), ..Exported::text(text) }
}

/// Their word for ours: the tables of the reader, read backwards, then what they do not have.
fn theirs(word: &str, table: &'static [(&str, &str)], more: &'static [(&str, &str)]) -> Option<&'static str> {
    let known = table.iter().find(|(_, ours)| *ours == word).map(|(theirs, _)| *theirs);
    known.or_else(|| more.iter().find(|(ours, _)| *ours == word).map(|(_, theirs)| *theirs))
}

struct File<'a> {
    model: &'a Model,
    names: Names,
}

/// Things under their labels; one whose label is taken has its id behind it.
#[derive(Default)]
struct Titled(Map<String, Json>);

impl Titled {
    fn put(&mut self, label: &str, id: &str, thing: Json) {
        let title = match label {
            "" => id.to_owned(),
            label if self.0.contains_key(label) => format!("{label} ({id})"),
            label => label.to_owned(),
        };
        self.0.insert(title, thing);
    }
}

/// A class on one of the scales of five steps.
fn step(class: Option<Class>, scale: &'static [(&str, &str)]) -> &'static str {
    let middle = scale.get(2).map_or("", |(theirs, _)| *theirs);
    // Of steps that mean one class the last one, so that the reader's way back is the same.
    class
        .and_then(|class| scale.iter().rev().find(|(_, ours)| *ours == class.as_str()))
        .map_or(middle, |(theirs, _)| *theirs)
}

impl File<'_> {
    fn tree(&self) -> Json {
        let document = &self.model.document;
        let mut tree = json!({
            "threagile_version": "1.0.0",
            "title": document.title,
            "author": { "name": document.facts.text("owner").or(document.facts.text("team")).unwrap_or_default() },
            "business_criticality": "important",
            "business_overview": { "description": document.description.as_deref().unwrap_or_default() },
            "questions": self.entries("todo"),
            "abuse_cases": self.entries("concern"),
            "security_requirements": self.entries("recommend"),
            "tags_available": self.tags(),
            "data_assets": self.data(),
            "technical_assets": self.assets(),
            "trust_boundaries": self.boundaries(),
            "shared_runtimes": {},
            "individual_risk_categories": self.risks(),
            "risk_tracking": self.tracking(),
        });
        if let (Some(date), Some(tree)) = (document.facts.text("updated"), tree.as_object_mut()) {
            tree.insert("date".to_owned(), date.into());
        }
        tree
    }

    fn left_out(&self) -> Vec<String> {
        let model = self.model;
        let unnamed = |flow: &&crate::model::Flow| {
            flow.facts.text("auth").is_some_and(|auth| theirs(auth, AUTHENTICATION, AUTH).is_none())
        };
        let counts = [
            (
                model.zones.values().filter(|zone| zone.trust.is_some() && !zone.implicit).count(),
                "level of trust",
                "levels of trust",
            ),
            (model.boundaries.len(), "declared boundary", "declared boundaries"),
            (model.flows.values().filter(unnamed).count(), "way of authentication", "ways of authentication"),
            (
                model.data.values().filter(|data| data.class.is_none()).count(),
                "unknown class of data, written as the middle",
                "unknown classes of data, written as the middle",
            ),
            (model.controls.len() + model.claims().count(), "control", "controls"),
            (model.answers.len().saturating_sub(self.tracking().len()), "answer", "answers"),
            (model.scenarios.len(), "scenario", "scenarios"),
            (model.views.len(), "view", "views"),
        ];
        let found = counts.into_iter().filter(|(found, ..)| *found > 0);
        found.map(|(found, one, several)| count(found, one, several)).collect()
    }

    /// Statements of the document under their labels.
    fn entries(&self, keyword: &str) -> Map<String, Json> {
        let entries = self.model.entries.iter().filter(|entry| entry.keyword == keyword);
        let text = |entry: &crate::model::Entry| {
            let said = entry.description.as_deref().or(entry.facts.text("note"));
            said.unwrap_or_default().trim_start_matches("Answered: ").to_owned()
        };
        entries.map(|entry| (entry.label.to_string(), text(entry).into())).collect()
    }

    fn tags(&self) -> Vec<String> {
        let elements = self.model.elements.values().flat_map(|it| &it.tags);
        let flows = self.model.flows.values().flat_map(|flow| &flow.tags);
        let zones = self.model.zones.values().flat_map(|zone| &zone.tags);
        let data = self.model.data.values().flat_map(|data| &data.tags);
        let all: BTreeSet<String> =
            elements.chain(flows).chain(zones).chain(data).map(|tag| tag.to_lowercase()).collect();
        all.into_iter().collect()
    }

    fn data_names(&self, data: &[DataId]) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = data.iter().filter(|id| seen.insert(**id));
        all.map(|&id| self.names.get("data", &self.model.data[id].id)).collect()
    }

    fn data(&self) -> Map<String, Json> {
        let mut all = Titled::default();
        for data in self.model.data.values() {
            let class = data.class.as_ref().map(|class| class.value);
            let goal = |name: &str| data.facts.text(name).and_then(Class::parse).or(class);
            let volume =
                data.facts.text("volume").filter(|it| matches!(*it, "very-few" | "few" | "many" | "very-many"));
            let id = self.names.get("data", &data.id);
            all.put(
                &data.label,
                id,
                json!({
                    "id": id, "description": data.description.as_deref().unwrap_or_default(), "usage": "business",
                    "tags": lower(&data.tags), "owner": data.facts.text("owner").unwrap_or_default(),
                    "quantity": volume.unwrap_or("many"),
                    "confidentiality": step(goal("c"), CONFIDENTIALITY),
                    "integrity": step(goal("i"), AVAILABILITY),
                    "availability": step(goal("a"), AVAILABILITY),
                }),
            );
        }
        all.0
    }

    fn assets(&self) -> Map<String, Json> {
        let mut links: BTreeMap<ElementId, Titled> = BTreeMap::new();
        for (id, flow) in self.model.flows.iter() {
            let own = links.entry(flow.source).or_default();
            own.put(&flow.label, self.names.get("flow", &flow.key), self.link(id, flow.target));
        }
        let mut all = Titled::default();
        for id in language::elements(self.model) {
            let element = &self.model.elements[id];
            let own = links.remove(&id).unwrap_or_default();
            all.put(&element.label, self.names.get("place", &element.id), self.asset(id, element, own.0));
        }
        all.0
    }

    fn technology(&self, element: &Element) -> &'static str {
        let keyword = if element.kind == ElementKind::Store { "store" } else { "process" };
        let known = TECHNOLOGIES.iter().find(|(_, of, ours)| *of == keyword && self.model.extends(element.ty, ours));
        let otherwise = if element.kind == ElementKind::Store { "database" } else { "unknown-technology" };
        known.map_or(otherwise, |(theirs, ..)| *theirs)
    }

    fn asset(&self, id: ElementId, element: &Element, links: Map<String, Json>) -> Json {
        let facts = &element.facts;
        let flows = self.model.flows.values().filter(|flow| flow.source == id || flow.target == id);
        let data: Vec<DataId> =
            flows.flat_map(|flow| flow.data.data().iter().chain(flow.returns.data())).copied().collect();
        let class = self.model.highest_class(&[data.as_slice(), &element.holds].concat());
        let availability = facts.text("criticality").and_then(Class::parse).or(class);
        let out = facts.text("scope") == Some("out");
        let machine =
            facts.text("machine").filter(|it| matches!(*it, "physical" | "virtual" | "container" | "serverless"));
        let encryption = match facts.text("encryption") {
            None | Some("none" | "unknown" | "not-applicable") => "none",
            Some(word) => theirs(word, &[], REST).unwrap_or("transparent"),
        };
        let formats: BTreeSet<&str> = self.formats(id);
        json!({
            "id": self.names.get("place", &element.id),
            "description": element.description.as_deref().unwrap_or_default(),
            "type": match element.kind {
                ElementKind::Actor | ElementKind::External => "external-entity",
                ElementKind::Process => "process",
                ElementKind::Store => "datastore",
            },
            "usage": "business",
            "used_as_client_by_human": element.kind == ElementKind::Actor,
            "out_of_scope": out,
            "justification_out_of_scope": if out { facts.text("reason").unwrap_or_default() } else { "" },
            "size": if element.parent.is_some() { "component" } else { "service" },
            "technology": self.technology(element),
            "tags": lower(&element.tags),
            "internet": self.model.zones[element.zone].trust.as_ref().is_some_and(|trust| trust.value == Trust::Untrusted),
            "machine": machine.unwrap_or("virtual"),
            "encryption": encryption,
            "owner": facts.text("owner").unwrap_or_default(),
            "confidentiality": step(class, CONFIDENTIALITY),
            "integrity": step(class, AVAILABILITY),
            "availability": step(availability, AVAILABILITY),
            "justification_cia_rating": "The highest class of the data on it",
            "multi_tenant": facts.text("tenancy") == Some("multi"),
            "redundant": false,
            "custom_developed_parts": element.kind == ElementKind::Process,
            "data_assets_processed": self.data_names(&data),
            "data_assets_stored": self.data_names(&element.holds),
            "data_formats_accepted": formats,
            "communication_links": links,
        })
    }

    fn formats(&self, id: ElementId) -> BTreeSet<&'static str> {
        let flows = self.model.flows.values().filter(|flow| flow.target == id);
        let words = flows.flat_map(|flow| flow.facts.texts("format"));
        words.filter_map(|word| theirs(word, &[], FORMATS)).collect()
    }

    fn link(&self, id: FlowId, target: ElementId) -> Json {
        let flow = &self.model.flows[id];
        let facts = &flow.facts;
        let auth = facts.text("auth").unwrap_or("none");
        let returns = flow.returns.data().iter().chain(if flow.both_ways { flow.data.data() } else { &[] });
        json!({
            "target": self.names.get("place", &self.model.elements[target].id),
            "description": flow.description.as_deref().unwrap_or_default(),
            "protocol": self.protocol(flow.ty, facts.text("encryption")),
            "authentication": theirs(auth, AUTHENTICATION, AUTH).unwrap_or("token"),
            "authorization": match facts.text("authz") {
                None | Some("none" | "unknown" | "not-applicable") => "none",
                Some("end-user") => "end-user-identity-propagation",
                Some(_) => "technical-user",
            },
            "tags": lower(&flow.tags),
            "vpn": facts.text("network") == Some("vpn"),
            "ip_filtered": auth == "ip-allowlist",
            "readonly": facts.text("op") == Some("read"),
            "usage": "business",
            "data_assets_sent": self.data_names(flow.data.data()),
            "data_assets_received": self.data_names(&returns.copied().collect::<Vec<_>>()),
        })
    }

    /// Their protocol for the nearest type that has one; with encryption, the encrypted one.
    fn protocol(&self, ty: Option<TypeId>, encryption: Option<&str>) -> String {
        let Some(ty) = ty else { return "unknown-protocol".to_owned() };
        let name = self.model.chain(ty).find_map(|ty| theirs(&self.model.types[ty].name, PROTOCOLS, MORE_PROTOCOLS));
        let name = name.unwrap_or("unknown-protocol");
        let plain = ["binary", "sql-access-protocol", "nosql-access-protocol", "jdbc", "odbc", "smtp", "smb"];
        let encrypted = !matches!(encryption, None | Some("none" | "unknown" | "not-applicable"));
        if encrypted && plain.contains(&name) { format!("{name}-encrypted") } else { name.to_owned() }
    }

    fn boundaries(&self) -> Map<String, Json> {
        let mut all = Titled::default();
        for id in language::zones(self.model) {
            let zone = &self.model.zones[id];
            let name = self.names.get("place", &zone.id);
            let kind = zone.facts.text("kind").and_then(|kind| theirs(kind, BORDERS, &[]));
            let place = |id: &str| self.names.get("place", id).to_owned();
            let inside = self.model.elements.values().filter(|element| element.zone == id).map(|it| place(&it.id));
            let nested = |(_, inner): &(ZoneId, &crate::model::Zone)| inner.parent == Some(id);
            let nested = self.model.zones.iter().filter(nested).map(|(_, inner)| place(&inner.id));
            all.put(
                &zone.label,
                name,
                json!({
                    "id": name, "description": zone.description.as_deref().unwrap_or_default(),
                    "type": kind.unwrap_or("network-on-prem"), "tags": lower(&zone.tags),
                    "technical_assets_inside": inside.collect::<Vec<_>>(),
                    "trust_boundaries_nested": nested.collect::<Vec<_>>(),
                }),
            );
        }
        all.0
    }

    /// Threats that the author wrote, a category each: rules of Threagile find the others.
    fn risks(&self) -> Map<String, Json> {
        let mut all = Titled::default();
        for threat in self.model.threats.values() {
            let facts = &threat.facts;
            let stride = facts.text("stride").and_then(Stride::parse);
            let category = stride.map_or("information-disclosure", |stride| {
                CATEGORIES.iter().find(|(known, _)| *known == stride).map_or(stride.as_str(), |(_, theirs)| *theirs)
            });
            let mut risk = json!({ "severity": facts.text("severity").unwrap_or("medium") });
            if let Some(risk) = risk.as_object_mut() {
                risk.extend(threat.on.places.iter().find_map(|place| self.relevant(*place)));
            }
            let measures: Vec<&str> = threat.mitigations.iter().map(|measure| measure.text.as_str()).collect();
            let text = |name: &str| facts.text(name).unwrap_or_default();
            let cwe = text("cwe").parse::<u64>().unwrap_or_default();
            let name = self.names.get("threat", &threat.id);
            all.put(
                &threat.label,
                name,
                json!({
                    "id": name,
                    "description": facts.text("statement").or(threat.description.as_deref()).unwrap_or(&threat.label),
                    "impact": text("leads-to"), "asvs": "", "cheat_sheet": "",
                    "action": "", "mitigation": measures.join("; "), "check": "",
                    "function": "architecture", "stride": category, "detection_logic": "Written by hand",
                    "risk_assessment": text("because"), "false_positives": "", "model_failure_possible_reason": false,
                    "cwe": cwe, "risks_identified": { threat.label.as_str(): risk },
                }),
            );
        }
        all.0
    }

    fn relevant(&self, place: Place) -> Option<(String, Json)> {
        let named = |id: &str| self.names.get("place", id).to_owned();
        Some(match place {
            Place::Element(id) => {
                ("most_relevant_technical_asset".to_owned(), named(&self.model.elements[id].id).into())
            }
            Place::Zone(id) => ("most_relevant_trust_boundary".to_owned(), named(&self.model.zones[id].id).into()),
            Place::Flow(id) => ("most_relevant_communication_link".to_owned(), self.link_name(id).into()),
            Place::Boundary(_) => return None,
        })
    }

    /// How Threagile calls a link: `source>title`.
    fn link_name(&self, id: FlowId) -> String {
        let flow = &self.model.flows[id];
        let source = self.names.get("place", &self.model.elements[flow.source].id);
        let title = if flow.label.is_empty() { &flow.key } else { &flow.label };
        format!("{source}>{}", crate::base::text::slug(title))
    }

    /// Answers to threats that Threagile finds as well.
    fn tracking(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for answer in &self.model.answers {
            let Some(ThreatName::Rule(rule)) = answer.threat else { continue };
            let ours = &self.model.rules[rule].name;
            let Some((theirs, _, on_link)) = RULES.iter().find(|(_, known, _)| known == ours) else { continue };
            let word = answer.kind.as_str();
            let progress = answer.facts.text("status").is_some_and(|status| status != "implemented");
            let status = if word == "mitigate" && progress { Some("in-progress") } else { answered(word) };
            let Some(status) = status else { continue };
            for place in &answer.on.places {
                let key = match (*place, on_link) {
                    (Place::Element(id), false) => self.names.get("place", &self.model.elements[id].id).to_owned(),
                    (Place::Flow(id), true) => {
                        let target = self.model.flows[id].target;
                        let target = self.names.get("place", &self.model.elements[target].id);
                        let source = self.names.get("place", &self.model.elements[self.model.flows[id].source].id);
                        format!("{source}@{target}@{}", self.link_name(id))
                    }
                    _ => continue,
                };
                let text = |name: &str| answer.facts.text(name).unwrap_or_default();
                all.insert(
                    format!("{theirs}@{key}"),
                    json!({
                        "status": status, "justification": answer.reason.as_deref().unwrap_or_default(),
                        "ticket": text("ticket"), "date": null, "checked_by": text("owner"),
                    }),
                );
            }
        }
        all
    }
}

fn answered(word: &str) -> Option<&'static str> {
    ANSWERED.iter().find(|(_, ours)| *ours == word).map(|(theirs, _)| *theirs)
}

fn lower(tags: &[smol_str::SmolStr]) -> Vec<String> {
    tags.iter().map(|tag| tag.to_lowercase()).collect()
}
