//! Models of the OWASP threat model library, version 1.0.2. What its schema asks for and a model does not say gets a middle value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::language;
use super::names::Names;
use super::{Exported, Subject, Writer};
use crate::base::text::count;
use crate::model::{
    AdversaryId, Class, Element, ElementId, ElementKind, Facts, Model, Place, Threat, ThreatId, ThreatName, TypeId,
};

pub(super) const WRITER: Writer =
    Writer { name: "tm-library", title: "OWASP threat model library", ending: "json", write };

const SCHEMA: &str = "https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json";

/// Types of stores and of data, ours first: the first row that a type extends counts.
const STORES: &[(&str, &str)] = &[
    ("sql-db", "sql"),
    ("graph-db", "graph"),
    ("time-series-db", "time_series"),
    ("cache", "key_value"),
    ("nosql-db", "document"),
];
const SENSITIVE: &[(&str, &str)] = &[
    ("credential", "cred"),
    ("secret", "cred"),
    ("phi", "phi"),
    ("pci", "pci"),
    ("pii", "pii"),
    ("financial", "fin"),
    ("ip", "ip"),
    ("business", "biz"),
];
const LIKELIHOODS: &[(&str, &str, u32)] =
    &[("low", "unlikely", 2), ("medium", "possible", 3), ("high", "likely", 4), ("very-high", "certain", 5)];
const IMPACTS: &[(&str, &str, u32)] =
    &[("low", "minor", 2), ("medium", "moderate", 3), ("high", "major", 4), ("critical", "severe", 5)];
/// Lowest score of each level of risk.
const LEVELS: &[(u32, &str)] = &[(20, "critical"), (12, "high"), (6, "medium"), (0, "low")];
const SKILLS: &[(&str, &str)] = &[("low", "script_kid"), ("intermediate", "engineer"), ("advanced", "expert_engineer")];
const STATES: &[(&str, &str)] =
    &[("implemented", "active"), ("in-progress", "scheduled"), ("rejected", "wont_do"), ("planned", "suggested")];
/// The persona of threats that name none.
const NOBODY: &str = "not-stated";

fn row(word: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, theirs)| *theirs)
}

/// The row of the first type of a chain that has one.
fn of_type(model: &Model, ty: Option<TypeId>, table: &[(&str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(known, _)| model.extends(ty, known)).map(|(_, theirs)| *theirs)
}

fn write(subject: &Subject<'_>) -> Exported {
    let model = &subject.outcome.model;
    let file = File { model, names: Names::of(model, NOBODY) };
    let mut text = serde_json::to_string_pretty(&file.tree()).unwrap_or_default();
    text.push('\n');
    Exported { left_out: file.left_out(), ..Exported::text(text) }
}

struct File<'a> {
    model: &'a Model,
    names: Names,
}

/// The line of a remark that starts with a word, as our reader writes it.
fn noted(facts: &Facts, word: &str) -> Option<String> {
    let note = facts.text("note")?;
    note.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(": ")).map(str::to_owned)
}

fn noted_list(facts: &Facts, word: &str) -> Vec<String> {
    noted(facts, word).map(|text| text.split(", ").map(str::to_owned).collect()).unwrap_or_default()
}

fn is_encrypted(fact: Option<&str>) -> Option<bool> {
    match fact {
        None | Some("unknown") => None,
        Some("none" | "not-applicable") => Some(false),
        Some(_) => Some(true),
    }
}

impl File<'_> {
    fn tree(&self) -> Json {
        let elements: Vec<ElementId> = language::elements(self.model);
        let of = |kinds: &[ElementKind]| {
            let those = elements.iter().filter(|id| kinds.contains(&self.model.elements[**id].kind));
            those.map(|&id| self.element(&self.model.elements[id])).collect::<Vec<Json>>()
        };
        let mut tree = Map::new();
        let mut put = |name: &str, value: Json| {
            tree.insert(name.to_owned(), value);
        };
        put("$schema", SCHEMA.into());
        put("version", self.version().into());
        put("scope", self.scope());
        for (name, value) in self.header() {
            put(name, value.into());
        }
        put("frozen", false.into());
        put("trust_zones", self.zones().into());
        put("trust_boundaries", self.boundaries().into());
        put("actors", of(&[ElementKind::Actor, ElementKind::External]).into());
        put("components", of(&[ElementKind::Process]).into());
        put("data_stores", of(&[ElementKind::Store]).into());
        put("data_sets", self.data_sets().into());
        put("data_flows", self.flows().into());
        put("assumptions", self.assumptions().into());
        put("threat_personas", self.personas().into());
        put("threats", self.threats().into());
        put("controls", self.controls().into());
        put("risks", self.risks().into());
        Json::Object(tree)
    }

    fn left_out(&self) -> Vec<String> {
        let model = self.model;
        let unstated = model.flows.values().filter(|flow| is_encrypted(flow.facts.text("encryption")).is_none());
        let others = ["assumption", "concern", "recommend"];
        let parts = ["counter", "effect", "weakness"];
        let counts = [
            (
                model.zones.values().filter(|zone| zone.parent.is_some()).count(),
                "nesting of a zone",
                "nestings of zones",
            ),
            (unstated.count(), "unknown encryption, written as none", "unknown encryptions, written as none"),
            (model.controls.len() + model.claims().count(), "control at a place", "controls at places"),
            (model.answers.len(), "answer", "answers"),
            (model.scenarios.len(), "scenario", "scenarios"),
            (model.views.len(), "view", "views"),
            (
                model.entries.iter().filter(|it| !others.contains(&it.keyword) && !parts.contains(&it.keyword)).count(),
                "other statement",
                "other statements",
            ),
        ];
        let found = counts.into_iter().filter(|(found, ..)| *found > 0);
        found.map(|(found, one, several)| count(found, one, several)).collect()
    }

    /// A version is numbers with dots.
    fn version(&self) -> String {
        let stated = self.model.document.facts.text("version").unwrap_or_default();
        let fits = stated.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
        if fits { stated.to_owned() } else { "1.0".to_owned() }
    }

    fn scope(&self) -> Json {
        let document = &self.model.document;
        let said = self.model.data.values().flat_map(|data| self.sensitivity(data));
        let said: BTreeSet<String> = said.collect();
        let outside = |element: &Element| matches!(element.kind, ElementKind::Actor | ElementKind::External);
        let outside = self.model.elements.values().any(outside);
        json!({
            "title": document.title,
            "description": document.description.as_deref().unwrap_or_default(),
            "business_criticality": "moderate",
            "data_sensitivity": said,
            "exposure": if outside { "external" } else { "internal" },
            "tier": "important",
        })
    }

    fn header(&self) -> Vec<(&'static str, String)> {
        let facts = &self.model.document.facts;
        let mut fields: Vec<(&'static str, String)> = Vec::new();
        fields.extend(facts.text("updated").map(|date| ("reviewed_at", date.to_owned())));
        let links = facts.texts("links").into_iter().filter(|link| link.contains("://"));
        fields.extend(["release_docs_link", "repo_link"].into_iter().zip(links.map(str::to_owned)));
        fields
    }

    fn zones(&self) -> Vec<Json> {
        let zones = language::zones(self.model).into_iter().map(|id| &self.model.zones[id]);
        let one = |zone: &crate::model::Zone| {
            json!({
                "symbolic_name": self.names.get("place", &zone.id), "title": zone.label,
                "description": zone.description.as_deref().unwrap_or_default(),
            })
        };
        zones.map(one).collect()
    }

    fn zone_name(&self, id: crate::model::ZoneId) -> &str {
        self.names.get("place", &self.model.zones[id].id)
    }

    fn boundaries(&self) -> Vec<Json> {
        let one = |boundary: &crate::model::Boundary| {
            let mut out = json!({
                "trust_zone_a": self.zone_name(boundary.from), "trust_zone_b": self.zone_name(boundary.to),
            });
            let lists = [("authentication_methods", "Authentication"), ("access_control_methods", "Access control")];
            for (name, word) in lists {
                let methods = noted_list(&boundary.facts, word);
                if let (Some(out), false) = (out.as_object_mut(), methods.is_empty()) {
                    out.insert(name.to_owned(), methods.into());
                }
            }
            out
        };
        self.model.boundaries.values().map(one).collect()
    }

    fn element(&self, element: &Element) -> Json {
        let mut out = Map::new();
        let mut put = |name: &str, value: &str| {
            out.insert(name.to_owned(), value.into());
        };
        put("symbolic_name", self.names.get("place", &element.id));
        put("title", &element.label);
        put("description", element.description.as_deref().unwrap_or_default());
        put("trust_zone", self.zone_name(element.zone));
        match element.kind {
            ElementKind::Actor | ElementKind::External => {
                let usual = if element.kind == ElementKind::External { "third_party" } else { "user" };
                put("type", &noted(&element.facts, "Kind").unwrap_or_else(|| usual.to_owned()));
                noted(&element.facts, "Permissions").into_iter().for_each(|text| put("permissions", &text));
            }
            ElementKind::Process => {
                let parent = element.parent.map(|id| self.names.get("place", &self.model.elements[id].id));
                parent.into_iter().for_each(|parent| put("parent_component", parent));
            }
            ElementKind::Store => {
                put("type", of_type(self.model, element.ty, STORES).unwrap_or("object"));
                let tech = element.facts.texts("tech").join(", ");
                Some(tech).filter(|tech| !tech.is_empty()).into_iter().for_each(|tech| put("product", &tech));
            }
        }
        Json::Object(out)
    }

    fn sensitivity(&self, data: &crate::model::Data) -> Vec<String> {
        let noted = noted_list(&data.facts, "Sensitivity");
        let typed = of_type(self.model, data.ty, SENSITIVE).map(str::to_owned);
        if noted.is_empty() { typed.into_iter().collect() } else { noted }
    }

    fn data_sets(&self) -> Vec<Json> {
        let mut placed: BTreeSet<&str> = BTreeSet::new();
        let mut all = Vec::new();
        for (id, data) in self.model.data.iter() {
            let mut placements = Vec::new();
            for store in self.model.elements.values().filter(|store| store.holds.contains(&id)) {
                let mut placement = json!({ "data_store": self.names.get("place", &store.id) });
                let some = store.facts.text("encryption") == Some("some of its data is encrypted");
                let said =
                    if some { Some(placed.insert(&store.id)) } else { is_encrypted(store.facts.text("encryption")) };
                if let (Some(said), Some(placement)) = (said, placement.as_object_mut()) {
                    placement.insert("encrypted".to_owned(), said.into());
                }
                placements.push(placement);
            }
            let mut set = json!({
                "symbolic_name": self.names.get("data", &data.id), "title": data.label,
                "description": data.description.as_deref().unwrap_or_default(),
                "placements": placements, "data_sensitivity": self.sensitivity(data),
            });
            let records =
                data.facts.text("volume").and_then(|volume| volume.strip_suffix(" records")?.parse::<u64>().ok());
            if let (Some(records), Some(set)) = (records, set.as_object_mut()) {
                set.insert("record_count".to_owned(), records.into());
            }
            all.push(set);
        }
        all
    }

    fn end(&self, id: ElementId) -> Json {
        let element = &self.model.elements[id];
        let ty = match element.kind {
            ElementKind::Actor | ElementKind::External => "actor",
            ElementKind::Process => "component",
            ElementKind::Store => "data_store",
        };
        json!({ "type": ty, "object": self.names.get("place", &element.id) })
    }

    fn flows(&self) -> Vec<Json> {
        let one = |flow: &crate::model::Flow| {
            let data: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
            json!({
                "symbolic_name": self.names.get("flow", &flow.key),
                "title": flow.label,
                "description": flow.description.as_deref().unwrap_or_default(),
                "source": self.end(flow.source),
                "destination": self.end(flow.target),
                "has_sensitive_data": self.model.highest_class(&data) >= Some(Class::High),
                "encrypted": is_encrypted(flow.facts.text("encryption")).unwrap_or(false),
            })
        };
        self.model.flows.values().map(one).collect()
    }

    fn entries(&self, keyword: &str) -> impl Iterator<Item = &crate::model::Entry> {
        self.model.entries.iter().filter(move |entry| entry.keyword == keyword)
    }

    fn assumptions(&self) -> Vec<Json> {
        let validity = |entry: &crate::model::Entry| entry.facts.text("validity").unwrap_or("unconfirmed").to_owned();
        self.entries("assumption")
            .map(|entry| json!({ "description": entry.label, "validity": validity(entry) }))
            .collect()
    }

    /// The adversary of a threat, by the name that its author wrote.
    fn adversary(&self, threat: &Threat) -> Option<AdversaryId> {
        let name = threat.facts.text("adversary")?;
        let mut named = self.model.adversaries.iter().filter(|(_, adversary)| adversary.id == name);
        // The author's stand behind the tool's.
        named.next_back().map(|(id, _)| id)
    }

    /// The author's adversaries, and those of the tool that a threat names.
    fn personas(&self) -> Vec<Json> {
        let named: BTreeSet<AdversaryId> = self.model.threats.values().filter_map(|it| self.adversary(it)).collect();
        let all = self.model.adversaries.iter().filter(|(id, adversary)| !adversary.embedded || named.contains(id));
        let mut personas: Vec<Json> = all
            .map(|(_, adversary)| {
                let facts = &adversary.facts;
                let skill = facts.text("skill").and_then(|word| row(word, SKILLS)).map(str::to_owned);
                let skill = skill.or_else(|| noted(facts, "Skill")).unwrap_or_else(|| "engineer".to_owned());
                let about = adversary.description.as_deref().unwrap_or_default();
                let access = facts.text("access").filter(|access| matches!(*access, "user" | "admin"));
                let name = self.names.get("persona", &adversary.id);
                persona(name, &adversary.label, about, &skill, access.unwrap_or("anonymous"))
            })
            .collect();
        if self.model.threats.values().any(|threat| self.adversary(threat).is_none()) {
            personas.push(persona(NOBODY, "Not stated", "", "engineer", "anonymous"));
        }
        personas
    }

    fn threats(&self) -> Vec<Json> {
        let one = |threat: &Threat| {
            let facts = &threat.facts;
            let element = |place: &Place| match place {
                Place::Element(id) => Some(self.names.get("place", &self.model.elements[*id].id)),
                _ => None,
            };
            let persona = self.adversary(threat).map(|id| self.model.adversaries[id].id.as_str());
            let ids = |name: &str, id: &str| {
                let numbers = facts.texts(name).into_iter().filter_map(|number| number.parse::<u64>().ok());
                numbers.map(|number| json!({ id: number })).collect::<Vec<Json>>()
            };
            let words = facts.text("statement").or(facts.text("action")).unwrap_or_default();
            let mut out = json!({
                "symbolic_name": self.names.get("threat", &threat.id),
                "title": threat.label,
                "description": words,
                "components_affected": threat.on.places.iter().filter_map(element).collect::<Vec<_>>(),
                "threat_persona": persona.map_or(NOBODY, |id| self.names.get("persona", id)),
                "event": facts.texts("scenario").join("\n"),
                "sources": ["adversary"],
            });
            for (name, list) in [("attack_mechanisms", ids("capec", "capec_id")), ("weaknesses", ids("cwe", "cwe_id"))]
            {
                if let (Some(out), false) = (out.as_object_mut(), list.is_empty()) {
                    out.insert(name.to_owned(), list.into());
                }
            }
            out
        };
        self.model.threats.values().map(one).collect()
    }

    /// Measures against threats, each once, in an order that is that of every threat; then recommendations.
    fn controls(&self) -> Vec<Json> {
        type Key<'m> = (&'m str, &'static str);
        let mut lists: Vec<Vec<Key<'_>>> = Vec::new();
        let mut threats: BTreeMap<Key<'_>, Vec<&str>> = BTreeMap::new();
        for threat in self.model.threats.values() {
            let state = |facts: &Facts| facts.text("status").and_then(|word| row(word, STATES)).unwrap_or("suggested");
            let list: Vec<Key<'_>> =
                threat.mitigations.iter().map(|measure| (measure.text.as_str(), state(&measure.facts))).collect();
            for key in &list {
                threats.entry(*key).or_default().push(self.names.get("threat", &threat.id));
            }
            lists.push(list);
        }
        let mut names = Names::default();
        let mut all: Vec<Json> = Vec::new();
        for key in merged(lists) {
            let of = threats.get(&key).cloned().unwrap_or_default();
            all.push(control(&mut names, key.0, &of, key.1));
        }
        all.extend(self.entries("recommend").map(|entry| control(&mut names, &entry.label, &[], "suggested")));
        all
    }

    /// Concerns, and ratings of threats that no concern names.
    fn risks(&self) -> Vec<Json> {
        let mut names = Names::default();
        let mut rated: BTreeSet<ThreatId> = BTreeSet::new();
        let mut all = Vec::new();
        for concern in self.entries("concern") {
            let of: Vec<ThreatId> = concern.threats.iter().filter_map(written).collect();
            let own = of.iter().copied().find(|id| !rated.contains(id));
            rated.extend(&of);
            let about = concern.description.as_deref().unwrap_or_default();
            let (about, impact) = about.rsplit_once('\n').unwrap_or((about, ""));
            let name = names.free(&concern.label);
            all.push(self.risk(&name, &concern.label, (about, impact), &of, own));
        }
        for (id, threat) in self.model.threats.iter().filter(|(id, _)| !rated.contains(id)) {
            if threat.facts.has("likelihood") || threat.facts.has("impact") {
                let name = names.free(&threat.id);
                all.push(self.risk(&name, &threat.label, ("", ""), &[id], Some(id)));
            }
        }
        all
    }

    fn risk(&self, name: &str, title: &str, texts: (&str, &str), of: &[ThreatId], own: Option<ThreatId>) -> Json {
        let facts = own.map(|id| &self.model.threats[id].facts);
        let stated = |attribute: &str, table: &[(&str, &'static str, u32)]| {
            let word = facts.and_then(|facts| facts.text(attribute));
            let found = table.iter().find(|(known, ..)| Some(*known) == word);
            found.map_or(("", 0), |(_, theirs, number)| (*theirs, *number))
        };
        let (likelihood, impact) = (stated("likelihood", LIKELIHOODS), stated("impact", IMPACTS));
        let score = likelihood.1.max(1) * impact.1.max(1);
        let level = LEVELS.iter().find(|(least, _)| score >= *least).map_or("low", |(_, level)| *level);
        let threats: Vec<&str> = of.iter().map(|id| self.names.get("threat", &self.model.threats[*id].id)).collect();
        json!({
            "symbolic_name": name, "title": title, "description": texts.0, "threats": threats,
            "likelihood": if likelihood.1 == 0 { "possible" } else { likelihood.0 },
            "impact": if impact.1 == 0 { "moderate" } else { impact.0 },
            "impact_description": texts.1, "score": score, "level": level,
        })
    }
}

fn written(name: &ThreatName) -> Option<ThreatId> {
    match name {
        ThreatName::Written(id) => Some(*id),
        ThreatName::Rule(_) => None,
    }
}

fn persona(name: &str, title: &str, about: &str, skill: &str, access: &str) -> Json {
    json!({
        "symbolic_name": name, "title": title, "description": about, "is_person": true, "skill_level": skill,
        "access_level": access, "malicious_intent": true, "applicability_to_org": "moderate",
    })
}

fn control(names: &mut Names, text: &str, threats: &[&str], status: &str) -> Json {
    let (title, about) = text.split_once(": ").unwrap_or((text, ""));
    json!({
        "symbolic_name": names.free(title), "title": title, "description": about, "threats": threats,
        "status": status, "priority": "none",
    })
}

/// One list in which everything stands in the order of each of the lists, as far as they agree.
fn merged<K: Ord + Copy>(lists: Vec<Vec<K>>) -> Vec<K> {
    let mut rest: Vec<std::collections::VecDeque<K>> = lists.into_iter().map(Into::into).collect();
    let mut all = Vec::new();
    loop {
        rest.retain(|list| !list.is_empty());
        let heads = || rest.iter().filter_map(|list| list.front().copied());
        let waits = |key: &K| rest.iter().any(|list| list.iter().skip(1).any(|later| later == key));
        let Some(next) = heads().find(|key| !waits(key)).or_else(|| heads().next()) else { return all };
        all.push(next);
        rest.iter_mut().for_each(|list| list.retain(|key| *key != next));
    }
}
