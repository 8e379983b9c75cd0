//! Models of the OWASP threat model library: zones, boundaries between pairs of zones, actors, components, stores, data sets,
//! flows, threats with personas, controls and risks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item, Value};
use super::json::{date, list, parse, string, strings, unread};
use super::{Reader, Refusal, guess};
use crate::base::text::count;

pub(super) const READER: Reader = Reader {
    name: "tm-library",
    title: "OWASP threat model library",
    endings: &["json"],
    recognises: |text| {
        text.contains("www-project-threat-model-library")
            || (text.contains("\"trust_zones\"") && text.contains("\"data_flows\""))
    },
    read,
};

/// Types of data stores, with ours. `object` has none: it is said of file systems and of databases alike.
const STORES: &[(&str, &str)] = &[
    ("sql", "sql-db"),
    ("document", "nosql-db"),
    ("key_value", "nosql-db"),
    ("graph", "graph-db"),
    ("time_series", "time-series-db"),
];

/// Kinds of sensitive data, with types of data; the first that is said is the type.
const SENSITIVE: &[(&str, &str)] = &[
    ("cred", "credential"),
    ("phi", "phi"),
    ("pci", "pci"),
    ("pii", "pii"),
    ("fin", "financial"),
    ("ip", "ip"),
    ("biz", "business"),
];

/// States of controls, with those of mitigations.
const PROGRESS: &[(&str, &str)] = &[
    ("active", "implemented"),
    ("in_progress", "in-progress"),
    ("suggested", "planned"),
    ("under_review", "planned"),
    ("approved", "planned"),
    ("scheduled", "in-progress"),
    ("rejected", "rejected"),
    ("wont_do", "rejected"),
];

const LIKELIHOODS: &[(&str, &str)] = &[
    ("rare", "low"),
    ("unlikely", "low"),
    ("possible", "medium"),
    ("likely", "high"),
    ("almost_certain", "very-high"),
    ("certain", "very-high"),
];

const IMPACTS: &[(&str, &str)] = &[
    ("insignificant", "low"),
    ("negligible", "low"),
    ("minor", "low"),
    ("moderate", "medium"),
    ("major", "high"),
    ("severe", "critical"),
    ("catastrophic", "critical"),
];

const SKILLS: &[(&str, &str)] = &[("script_kid", "low"), ("engineer", "intermediate"), ("expert_engineer", "advanced")];

/// Lists of the source, with the fields that are read of them, and how one and several of them are called.
const LISTS: &[(&str, &[&str], (&str, &str))] = &[
    ("/trust_zones", &["symbolic_name", "title", "description"], ("trust zone", "trust zones")),
    (
        "/trust_boundaries",
        &["trust_zone_a", "trust_zone_b", "access_control_methods", "authentication_methods"],
        ("trust boundary", "trust boundaries"),
    ),
    ("/actors", &["symbolic_name", "title", "description", "trust_zone", "permissions", "type"], ("actor", "actors")),
    (
        "/components",
        &["symbolic_name", "title", "description", "trust_zone", "parent_component"],
        ("component", "components"),
    ),
    (
        "/data_stores",
        &["symbolic_name", "title", "description", "trust_zone", "type", "vendor", "product"],
        ("data store", "data stores"),
    ),
    (
        "/data_sets",
        &["symbolic_name", "title", "description", "placements", "data_sensitivity", "record_count"],
        ("data set", "data sets"),
    ),
    (
        "/data_flows",
        &["symbolic_name", "title", "description", "source", "destination", "encrypted"],
        ("data flow", "data flows"),
    ),
    ("/assumptions", &["description", "validity"], ("assumption", "assumptions")),
    (
        "/threat_personas",
        &["symbolic_name", "title", "description", "skill_level", "access_level"],
        ("threat persona", "threat personas"),
    ),
    (
        "/threats",
        &[
            "symbolic_name",
            "title",
            "description",
            "components_affected",
            "threat_persona",
            "event",
            "attack_mechanisms",
            "weaknesses",
        ],
        ("threat", "threats"),
    ),
    ("/controls", &["symbolic_name", "title", "description", "threats", "status"], ("control", "controls")),
    (
        "/risks",
        &["symbolic_name", "title", "description", "threats", "likelihood", "impact", "impact_description"],
        ("risk", "risks"),
    ),
];

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    if json.get("bomFormat").is_some() || json.get("specFormat").is_some() {
        return Err(Refusal::new("this is a CycloneDX document; models of the OWASP threat model library are read"));
    }
    if !["components", "trust_zones", "data_flows"].iter().any(|name| json.get(name).is_some_and(Json::is_array)) {
        let why = "there are no lists `components`, `trust_zones` or `data_flows`, which models of the library have";
        return Err(Refusal::new(why));
    }
    let mut draft = header(&json);
    data_sets(&json, &mut draft);
    assumptions(&json, &mut draft);
    personas(&json, &mut draft);
    zones(&json, &mut draft);
    elements(&json, &mut draft);
    list(&json, "/data_flows").iter().for_each(|flow| self::flow(flow, &mut draft));
    boundaries(&json, &mut draft);
    threats(&json, &mut draft);
    for diagram in list(&json, "/diagrams") {
        let why = "pictures are drawn from the model";
        draft.dropped(format!("diagram `{}`", string(diagram, "/title")), why, 0);
    }
    for (place, read, names) in LISTS {
        unread(list(&json, place), read, *names, &mut draft);
    }
    scope(&json, &mut draft);
    Ok(draft)
}

fn header(json: &Json) -> Draft {
    let title = string(json, "/scope/title");
    let title = if title.is_empty() { string(json, "/title") } else { title };
    let about = [string(json, "/description"), string(json, "/scope/description")].join("\n\n").trim().to_owned();
    let mut draft = Draft { title, about, ..Draft::default() };
    draft.facts.extend(date(&string(json, "/reviewed_at")).map(|date| Fact::word("updated", date)));
    let links = ["/release_docs_link", "/repo_link"].map(|place| string(json, place));
    let links: Vec<Value> = links.into_iter().filter(|link| !link.is_empty()).map(Value::Text).collect();
    if !links.is_empty() {
        draft.facts.push(Fact { name: "links", values: links });
    }
    draft
}

/// What is said of the whole and has no place.
fn scope(json: &Json, draft: &mut Draft) {
    let read = ["title", "description"];
    unread(json.get("scope"), &read, ("scope", "scopes"), draft);
    let mut read: Vec<&str> = LISTS.iter().filter_map(|(place, ..)| place.strip_prefix('/')).collect();
    read.extend(["$schema", "version", "scope", "title", "description", "reviewed_at", "release_docs_link"]);
    read.extend(["repo_link", "diagrams"]);
    unread([json], &read, ("model", "models"), draft);
}

fn key(role: &str, json: &Json) -> String {
    format!("{role}/{}", string(json, "/symbolic_name"))
}

fn row(word: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, ours)| *ours)
}

fn item(keyword: &'static str, role: &str, json: &Json) -> Item {
    Item { about: string(json, "/description"), ..Item::new(keyword, key(role, json), string(json, "/title")) }
}

fn data_sets(json: &Json, draft: &mut Draft) {
    for set in list(json, "/data_sets") {
        let mut item = item("data", "data", set);
        let said = strings(set, "/data_sensitivity");
        item.ty = SENSITIVE.iter().find(|(known, _)| said.iter().any(|word| word == known)).map(|(_, ty)| *ty);
        if said.len() > 1 || (item.ty.is_none() && !said.is_empty()) {
            draft.kept_as_text(format!("sensitivity of data set `{}`", item.label), "data has one type", 0);
            item = item.text("note", format!("Sensitivity: {}", said.join(", ")));
        }
        let records = string(set, "/record_count");
        if !records.is_empty() {
            item = item.text("volume", format!("{records} records"));
        }
        draft.items.push(item);
    }
}

fn assumptions(json: &Json, draft: &mut Draft) {
    for (at, assumption) in list(json, "/assumptions").iter().enumerate() {
        let item = Item::new("assumption", format!("assumption/{at}"), string(assumption, "/description"));
        draft.items.push(item.word("validity", string(assumption, "/validity")));
    }
}

fn personas(json: &Json, draft: &mut Draft) {
    for persona in list(json, "/threat_personas") {
        let mut item = item("adversary", "persona", persona).text("access", string(persona, "/access_level"));
        let said = string(persona, "/skill_level");
        match row(&said, SKILLS) {
            Some(skill) => {
                item = item.word("skill", skill);
                item.guessed.push(format!("skill `{skill}` from `{said}`"));
            }
            None if said.is_empty() => {}
            None => {
                draft.kept_as_text(format!("skill `{said}` of `{}`", item.label), "it says no level of skill", 0);
                item = item.text("note", format!("Skill: {said}"));
            }
        }
        draft.items.push(item);
    }
}

fn zones(json: &Json, draft: &mut Draft) {
    draft.items.extend(list(json, "/trust_zones").iter().map(|zone| item("zone", "zone", zone)));
}

fn inside(json: &Json) -> Option<String> {
    let zone = string(json, "/trust_zone");
    Some(format!("zone/{zone}")).filter(|_| !zone.is_empty())
}

/// Actors, components and stores.
fn elements(json: &Json, draft: &mut Draft) {
    for actor in list(json, "/actors") {
        let said =
            [("Kind", "/type"), ("Permissions", "/permissions")].map(|(what, place)| (what, string(actor, place)));
        let said: Vec<String> =
            said.iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| format!("{what}: {text}")).collect();
        draft
            .items
            .push(Item { inside: inside(actor), ..item("actor", "element", actor).text("note", said.join("\n")) });
    }
    for component in list(json, "/components") {
        let part = Some(string(component, "/parent_component")).filter(|parent| !parent.is_empty());
        let part = part.map(|parent| format!("element/{parent}"));
        let mut item = Item { inside: part.or_else(|| inside(component)), ..item("process", "element", component) };
        guess::element_type(&mut item, "");
        draft.items.push(item);
    }
    let sets = placements(json);
    for store in list(json, "/data_stores") {
        let mut item = Item { inside: inside(store), ..item("store", "element", store) };
        let tech = [string(store, "/vendor"), string(store, "/product")].join(" ");
        let said = string(store, "/type");
        item.ty = row(&said, STORES);
        item.guessed.extend(item.ty.map(|ty| format!("type `{ty}` from `{said}`")));
        guess::element_type(&mut item, &tech);
        item = item.text("tech", tech.trim());
        if let Some((holds, encrypted)) = sets.get(&string(store, "/symbolic_name")) {
            item.facts.push(Fact::of("holds", holds.iter().cloned()));
            match encrypted.as_slice() {
                [Some(false)] => item.facts.push(Fact::word("encryption", "none")),
                [Some(true)] => item.facts.push(Fact::text("encryption", "encrypted, without a word on how")),
                [None] | [] => {}
                _ => item.facts.push(Fact::text("encryption", "some of its data is encrypted")),
            }
        }
        draft.items.push(item);
    }
}

/// Keys of the data sets in a store, and what is said of their encryption, once each.
type Held = (Vec<String>, Vec<Option<bool>>);

/// What lies in each store.
fn placements(json: &Json) -> BTreeMap<String, Held> {
    let mut stores: BTreeMap<String, Held> = BTreeMap::new();
    for set in list(json, "/data_sets") {
        for placement in list(set, "/placements") {
            let (sets, encrypted) = stores.entry(string(placement, "/data_store")).or_default();
            if !sets.contains(&key("data", set)) {
                sets.push(key("data", set));
            }
            let said = placement.get("encrypted").and_then(Json::as_bool);
            if !encrypted.contains(&said) {
                encrypted.push(said);
            }
        }
    }
    stores
}

fn flow(json: &Json, draft: &mut Draft) {
    let end = |side: &str| format!("element/{}", string(json, &format!("/{side}/object")));
    let mut flow = Flow {
        key: key("flow", json),
        source: end("source"),
        target: end("destination"),
        label: string(json, "/title"),
        about: string(json, "/description"),
        ..Flow::default()
    };
    guess::flow_by(&mut flow, &string(json, "/description"));
    let encrypted = json.get("encrypted").and_then(Json::as_bool);
    match encrypted {
        Some(true) if !matches!(flow.via, Some("https" | "wss" | "ssh" | "sftp" | "ldaps" | "amqps" | "mqtts")) => {
            flow.facts.push(Fact::text("encryption", "encrypted, without a word on how"));
        }
        Some(false) => flow.facts.push(Fact::word("encryption", "none")),
        _ => {}
    }
    draft.flows.push(flow);
}

fn boundaries(json: &Json, draft: &mut Draft) {
    let zones: BTreeMap<String, String> = list(json, "/trust_zones")
        .iter()
        .map(|zone| (string(zone, "/symbolic_name"), string(zone, "/title")))
        .collect();
    let mut seen = BTreeSet::new();
    for boundary in list(json, "/trust_boundaries") {
        let (a, b) = (string(boundary, "/trust_zone_a"), string(boundary, "/trust_zone_b"));
        let what = format!("trust boundary between `{a}` and `{b}`");
        let (Some(from), Some(to)) = (zones.get(&a), zones.get(&b)) else {
            draft.dropped(what, "one of them is no trust zone of the source", 0);
            continue;
        };
        let pair = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
        if a == b || !seen.insert(pair) {
            draft.dropped(what, "a boundary lies between two zones, and each pair has one", 0);
            continue;
        }
        let said = [("Authentication", "/authentication_methods"), ("Access control", "/access_control_methods")]
            .map(|(what, place)| (what, strings(boundary, place).join(", ")));
        let said: Vec<String> =
            said.iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| format!("{what}: {text}")).collect();
        if !said.is_empty() {
            draft.kept_as_text(format!("methods of the {what}"), "which flows they protect is not said", 0);
        }
        let item = Item::new("boundary", format!("boundary/{a}/{b}"), format!("{from} to {to}"));
        let on = vec![format!("zone/{a}"), format!("zone/{b}")];
        draft.items.push(Item { on, ..item.text("note", said.join("\n")) });
    }
}

fn threats(json: &Json, draft: &mut Draft) {
    let mut measures = measures(json, draft);
    let risks = risks(json);
    for threat in list(json, "/threats") {
        let name = string(threat, "/symbolic_name");
        let mut item = Item::new("threat", key("threat", threat), string(threat, "/title"))
            .text("statement", string(threat, "/description"))
            .text("scenario", string(threat, "/event"));
        item.on = strings(threat, "/components_affected").into_iter().map(|name| format!("element/{name}")).collect();
        let persona = string(threat, "/threat_persona");
        if !persona.is_empty() {
            item.facts.push(Fact::of("adversary", [format!("persona/{persona}")]));
        }
        for (attribute, place, id) in [("cwe", "/weaknesses", "/cwe_id"), ("capec", "/attack_mechanisms", "/capec_id")]
        {
            let ids = list(threat, place).iter().filter_map(|row| row.pointer(id)?.as_u64());
            let values: Vec<Value> = ids.map(|id| Value::Word(id.to_string())).collect();
            if !values.is_empty() {
                item.facts.push(Fact { name: attribute, values });
            }
        }
        if let Some(risk) = risks.get(&name) {
            rate(risk, &mut item);
        }
        item.items = measures.remove(&name).unwrap_or_default();
        draft.items.push(item);
    }
    for (name, items) in measures {
        let what = count(items.len(), "control", "controls");
        draft.dropped(format!("{what} against `{name}`"), "there is no such threat, or it has one of its own", 0);
    }
    for risk in list(json, "/risks") {
        let about = [string(risk, "/description"), string(risk, "/impact_description")].join("\n");
        let mut item = Item { about, ..Item::new("concern", "", string(risk, "/title")) };
        let threats = strings(risk, "/threats");
        if !threats.is_empty() {
            item.facts.push(Fact::of("threats", threats.iter().map(|name| format!("threat/{name}"))));
        }
        draft.items.push(item);
    }
}

/// The first risk of each threat.
fn risks(json: &Json) -> BTreeMap<String, &Json> {
    let mut first = BTreeMap::new();
    for risk in list(json, "/risks") {
        for threat in strings(risk, "/threats") {
            first.entry(threat).or_insert(risk);
        }
    }
    first
}

/// Likelihood and impact of a threat are those of the risk that it is part of.
fn rate(risk: &Json, item: &mut Item) {
    for (name, table) in [("likelihood", LIKELIHOODS), ("impact", IMPACTS)] {
        let said = string(risk, &format!("/{name}"));
        if let Some(word) = row(&said, table) {
            item.facts.push(Fact::word(name, word));
            item.guessed.push(format!("{name} `{word}` from `{said}` of the risk `{}`", string(risk, "/title")));
        }
    }
}

/// Controls as mitigations of the threats that they name; those of no threat as recommendations.
fn measures(json: &Json, draft: &mut Draft) -> BTreeMap<String, Vec<Item>> {
    let mut of: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for control in list(json, "/controls") {
        let (title, said) = (string(control, "/title"), string(control, "/status"));
        let status = row(&said, PROGRESS);
        if status.is_none() {
            draft.dropped(format!("state `{said}` of control `{title}`"), "it is unknown: taken as planned", 0);
        }
        let text = [title.as_str(), &string(control, "/description")].join(": ");
        let mut item = Item::new("mitigation", "", text.trim_end_matches(": "));
        item = item.word("status", status.unwrap_or("planned"));
        if status == Some("rejected") {
            item = item.text("reason", "Rejected in the source");
        }
        let threats = strings(control, "/threats");
        if threats.is_empty() {
            draft.kept_as_text(format!("control `{title}`"), "it names no threat: a recommendation", 0);
            draft.items.push(Item::new("recommend", "", item.label.as_str()));
        }
        for threat in threats {
            of.entry(threat).or_default().push(item.clone());
        }
    }
    of
}
