//! CycloneDX 2.0: its blueprints (assets, stores, zones, flows), threats, controls and risks.
//!
//! The schema is younger than most files, so that what is not known is counted and said, and shapes of earlier drafts are
//! read where they are alike.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item, Value};
use super::json::{flag, list, parse, string, strings, unread};
use super::{Reader, Refusal, guess};

pub(super) const READER: Reader = Reader {
    name: "cyclonedx",
    title: "CycloneDX",
    endings: &["json"],
    recognises: |text| text.trim_start().starts_with('{') && text.contains("\"CycloneDX\""),
    read,
};

/// How deep names of things that others refer to are looked for.
const DEEPEST: usize = 40;

/// Types of assets, with our keyword.
const ASSETS: &[(&str, &str)] = &[
    ("actor", "actor"),
    ("cache", "store"),
    ("data", "data"),
    ("data-store", "store"),
    ("queue", "store"),
    ("stream", "store"),
];

/// Types of stores, with ours.
const STORES: &[(&str, &str)] = &[
    ("cache", "cache"),
    ("column-family", "nosql-db"),
    ("data-lake", "data-lake"),
    ("data-warehouse", "data-warehouse"),
    ("document", "nosql-db"),
    ("event-log", "message-queue"),
    ("graph", "graph-db"),
    ("hierarchical", "directory"),
    ("in-memory", "cache"),
    ("key-value", "nosql-db"),
    ("message-queue", "message-queue"),
    ("object", "object-store"),
    ("relational", "sql-db"),
    ("search", "search-index"),
    ("time-series", "time-series-db"),
    ("vector", "vector-db"),
];

/// How far a control is, with ours.
const PROGRESS: &[(&str, &str)] = &[
    ("recommended", "planned"),
    ("proposed", "planned"),
    ("approved", "planned"),
    ("planned", "planned"),
    ("in-progress", "in-progress"),
    ("implemented", "implemented"),
    ("verified", "implemented"),
    ("rejected", "rejected"),
];

/// Levels of likelihood, with ours.
const LEVELS: &[(&str, &str)] = &[
    ("verylow", "low"),
    ("rare", "low"),
    ("low", "low"),
    ("unlikely", "low"),
    ("medium", "medium"),
    ("possible", "medium"),
    ("high", "high"),
    ("likely", "high"),
    ("veryhigh", "high"),
    ("almostcertain", "high"),
    ("certain", "high"),
];

/// Parts of a blueprint that are read.
const READ: &[&str] = &[
    "bom-ref",
    "name",
    "description",
    "modelTypes",
    "assets",
    "dataStores",
    "dataSets",
    "zones",
    "boundaries",
    "flows",
    "actors",
    "assumptions",
    "scope",
    "metadata",
];
/// Parts of a document that are read, or say nothing about a model of threats.
const KNOWN: &[&str] = &[
    "$schema",
    "specFormat",
    "bomFormat",
    "specVersion",
    "serialNumber",
    "version",
    "metadata",
    "blueprints",
    "threats",
    "risks",
    "controls",
    "components",
    "inventory",
    "definitions",
    "parties",
    "dependencies",
    "signature",
    "compositions",
];

/// A document, with the names of all that others refer to.
struct Document<'j> {
    json: &'j Json,
    names: BTreeMap<&'j str, String>,
    /// What lies in each store, and whether it is encrypted there.
    held: BTreeMap<String, BTreeSet<String>>,
    encrypted: BTreeMap<String, bool>,
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    let blueprints = list(&json, "/blueprints");
    if blueprints.is_empty() && json.get("threats").is_none() {
        let version = string(&json, "/specVersion");
        let message =
            "there are no `blueprints` and no `threats` in it: it lists components, and says nothing about flows";
        return Err(Refusal::new(format!("{message} (version {version})")));
    }
    let mut document =
        Document { json: &json, names: BTreeMap::new(), held: BTreeMap::new(), encrypted: BTreeMap::new() };
    document.collect(&json, 0);
    let mut draft = Draft { title: string(&json, "/metadata/component/name"), ..Draft::default() };
    for blueprint in blueprints {
        document.blueprint(blueprint, &mut draft);
    }
    document.threats(&mut draft);
    unread([&json], KNOWN, ("document", "documents"), &mut draft);
    Ok(draft)
}

fn key(json: &Json) -> String {
    string(json, "/bom-ref")
}

/// A word, or the name of one of the author's own.
fn word(json: &Json, place: &str) -> String {
    let own = string(json, &format!("{place}/name"));
    if own.is_empty() { string(json, place) } else { own }
}

fn row(word: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, ours)| *ours)
}

/// What is refered to: a text, or an object with `ref`.
fn references(json: &Json, place: &str) -> Vec<String> {
    let of = |value: &Json| value.as_str().map_or_else(|| string(value, "/ref"), str::to_owned);
    list(json, place).iter().map(of).filter(|key| !key.is_empty()).collect()
}

impl<'j> Document<'j> {
    /// The names of all that has a `bom-ref`.
    fn collect(&mut self, json: &'j Json, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let (Some(key), Some(name)) = (json.get("bom-ref").and_then(Json::as_str), first_name(json, 0)) {
            self.names.entry(key).or_insert(name);
        }
        match json {
            Json::Object(object) => object.values().for_each(|value| self.collect(value, depth + 1)),
            Json::Array(values) => values.iter().for_each(|value| self.collect(value, depth + 1)),
            _ => {}
        }
    }

    /// What something is called: by its own name, else by that of what it stands for.
    fn name(&self, json: &Json) -> String {
        let own = string(json, "/name");
        let of = ["/componentRef", "/partyRef", "/party", "/party/ref"].map(|place| string(json, place));
        let named = of.iter().find_map(|key| self.names.get(key.as_str()).cloned());
        let inner = || json.get("party").and_then(|party| first_name(party, 0));
        [own].into_iter().find(|name| !name.is_empty()).or(named).or_else(inner).unwrap_or_else(|| key(json))
    }

    fn item(&self, keyword: &'static str, json: &Json, draft: &mut Draft) -> Item {
        let mut item = Item { about: string(json, "/description"), ..Item::new(keyword, key(json), self.name(json)) };
        item.inside = Some(string(json, "/zone")).filter(|zone| !zone.is_empty());
        if json.get("inScope").and_then(Json::as_bool) == Some(false) {
            if matches!(keyword, "zone" | "data" | "boundary") {
                draft.dropped(
                    format!("scope of {keyword} `{}`", item.label),
                    "only elements and flows are out of scope",
                    0,
                );
            } else {
                item.facts.extend([Fact::word("scope", "out"), Fact::text("reason", "Out of scope in the source")]);
            }
        }
        item
    }

    fn blueprint(&mut self, blueprint: &Json, draft: &mut Draft) {
        if draft.title.is_empty() {
            draft.title = string(blueprint, "/name");
        }
        let about =
            [draft.about.as_str(), &string(blueprint, "/description"), &string(blueprint, "/scope/description")]
                .join("\n");
        draft.about = about.trim().to_owned();
        self.data(blueprint, draft);
        for (at, assumption) in list(blueprint, "/assumptions").iter().enumerate() {
            let text = [string(assumption, "/description"), string(assumption, "/name")];
            let text = text.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            draft.items.push(Item::new("assumption", format!("assumption/{at}/{}", draft.items.len()), text));
        }
        for zone in list(blueprint, "/zones") {
            let mut item = self.item("zone", zone, draft);
            item.inside = Some(string(zone, "/parent")).filter(|parent| !parent.is_empty());
            let said: Vec<String> =
                strings(zone, "/characteristics").into_iter().chain(strings(zone, "/constraints")).collect();
            item.about = [item.about, said.join("; ")].join("\n").trim().to_owned();
            draft.items.push(item);
        }
        self.elements(blueprint, draft);
        list(blueprint, "/flows").iter().for_each(|flow| self.flow(flow, draft));
        list(blueprint, "/boundaries").iter().for_each(|boundary| self.boundary(boundary, draft));
        unread([blueprint], READ, ("blueprint", "blueprints"), draft);
    }

    fn data(&mut self, blueprint: &Json, draft: &mut Draft) {
        for set in list(blueprint, "/dataSets") {
            let records = string(set, "/recordCount");
            let volume = if records.is_empty() { records } else { format!("{records} records") };
            let item = self.item("data", set, draft).text("volume", volume);
            for placement in list(set, "/placements") {
                let store = string(placement, "/dataStore");
                if let Some(encrypted) = placement.get("encrypted").and_then(Json::as_bool) {
                    let all = self.encrypted.entry(store.clone()).or_insert(true);
                    *all &= encrypted;
                }
                self.held.entry(store).or_default().insert(item.key.clone());
            }
            draft.items.push(Item { inside: None, ..item });
        }
        for store in list(blueprint, "/dataStores") {
            self.held.entry(key(store)).or_default().extend(references(store, "/dataSets"));
        }
    }

    fn elements(&self, blueprint: &Json, draft: &mut Draft) {
        for actor in list(blueprint, "/actors") {
            let item = self.item("actor", actor, draft);
            draft.items.push(item);
        }
        for asset in list(blueprint, "/assets") {
            let said = word(asset, "/type");
            let keyword = row(&said, ASSETS);
            let mut item = self.item(keyword.unwrap_or("process"), asset, draft);
            if item.keyword == "data" {
                item.inside = None;
            } else if keyword.is_none() {
                guess::element_kind(&mut item, &said.replace('-', " "));
                item.guessed.retain(|guess| said.is_empty() || !guess.starts_with("kind "));
            } else if item.keyword == "store" {
                guess::element_type(&mut item, &said);
            }
            self.held_in(&mut item);
            draft.items.push(item);
        }
        for store in list(blueprint, "/dataStores") {
            let said = word(store, "/type");
            let tech = [string(store, "/vendor"), string(store, "/product"), string(store, "/version")].join(" ");
            let mut item = self.item("store", store, draft);
            item.ty = row(&said, STORES);
            guess::element_type(&mut item, &tech);
            item = item.text("tech", tech.split_whitespace().collect::<Vec<_>>().join(" "));
            self.held_in(&mut item);
            draft.items.push(item);
        }
    }

    fn held_in(&self, item: &mut Item) {
        if item.keyword != "store" {
            return;
        }
        if let Some(held) = self.held.get(&item.key).filter(|held| !held.is_empty()) {
            item.facts.push(Fact::of("holds", held.iter().cloned()));
        }
        match self.encrypted.get(&item.key) {
            Some(true) => item.facts.push(Fact::text("encryption", "encrypted, without a word on how")),
            Some(false) => item.facts.push(Fact::word("encryption", "none")),
            None => {}
        }
    }

    fn flow(&self, json: &Json, draft: &mut Draft) {
        let mut flow = Flow {
            key: key(json),
            source: string(json, "/source"),
            target: string(json, "/destination"),
            label: string(json, "/name"),
            both_ways: flag(json, "/bidirectional"),
            about: string(json, "/description"),
            ..Flow::default()
        };
        guess::flow(&mut flow, &strings(json, "/protocols").join(", "));
        match json.get("synchronous").and_then(Json::as_bool) {
            Some(true) => flow.facts.push(Fact::word("mode", "sync")),
            Some(false) => flow.facts.push(Fact::word("mode", "async")),
            None => {}
        }
        let secret = matches!(flow.via, Some("https" | "wss" | "ssh" | "sftp" | "ldaps" | "amqps" | "mqtts"));
        match json.get("encrypted").and_then(Json::as_bool) {
            Some(true) if !secret => flow.facts.push(Fact::text("encryption", "encrypted, without a word on how")),
            Some(false) => flow.facts.push(Fact::word("encryption", "none")),
            _ => {}
        }
        if json.get("inScope").and_then(Json::as_bool) == Some(false) {
            draft.dropped(
                format!("scope of flow `{}`", flow.label),
                "it is out of scope in the source: `dismiss` its threats",
                0,
            );
        }
        let read = [
            "bom-ref",
            "name",
            "source",
            "destination",
            "bidirectional",
            "description",
            "protocols",
            "synchronous",
            "encrypted",
            "inScope",
            "type",
        ];
        unread([json], &read, ("flow", "flows"), draft);
        draft.flows.push(flow);
    }

    fn boundary(&self, json: &Json, draft: &mut Draft) {
        let zones = references(json, "/zones");
        let known = |zone: &String| draft.items.iter().any(|item| item.keyword == "zone" && item.key == *zone);
        let [a, b] = zones.as_slice() else {
            draft.dropped(format!("boundary `{}`", self.name(json)), "a boundary lies between two zones", 0);
            return;
        };
        let pair = |item: &Item| item.keyword == "boundary" && item.on.contains(a) && item.on.contains(b);
        if a == b || !known(a) || !known(b) || draft.items.iter().any(pair) {
            draft.dropped(
                format!("boundary `{}`", self.name(json)),
                "a boundary lies between two zones, and each pair has one",
                0,
            );
            return;
        }
        let mut item = self.item("boundary", json, draft);
        item.inside = None;
        item.on = zones.clone();
        unread([json], &["bom-ref", "name", "zones", "type", "inScope"], ("boundary", "boundaries"), draft);
        draft.items.push(item);
    }

    fn threats(&self, draft: &mut Draft) {
        let listed = |place: &str, inner: &str| {
            let plain = list(self.json, place);
            if plain.is_empty() { list(self.json, inner) } else { plain }
        };
        let controls: BTreeMap<String, &Json> =
            listed("/controls", "/controls/controls").iter().map(|control| (key(control), control)).collect();
        let scenarios = list(self.json, "/threats/scenarios");
        let known: BTreeSet<String> = draft
            .items
            .iter()
            .map(|item| item.key.clone())
            .chain(draft.flows.iter().map(|flow| flow.key.clone()))
            .collect();
        let mut used: BTreeSet<String> = BTreeSet::new();
        for threat in listed("/threats", "/threats/threats") {
            let mut item = Item::new("threat", key(threat), string(threat, "/name"))
                .text("statement", string(threat, "/description"));
            categories(threat, &mut item, draft);
            let cwe = list(threat, "/weaknesses")
                .iter()
                .filter_map(|weakness| weakness.pointer("/cweId").or(weakness.pointer("/cwe"))?.as_u64());
            let cwe: Vec<Value> = cwe.map(|id| Value::Word(id.to_string())).collect();
            if !cwe.is_empty() {
                item.facts.push(Fact { name: "cwe", values: cwe });
            }
            let of = |scenario: &&Json| references(scenario, "/threats").contains(&item.key);
            let own: Vec<&Json> = scenarios.iter().filter(of).collect();
            let on = references(threat, "/affectedAssets").into_iter();
            let on = on.chain(own.iter().flat_map(|scenario| references(scenario, "/affectedAssets")));
            let mut seen = BTreeSet::new();
            item.on = on.filter(|key| known.contains(key) && seen.insert(key.clone())).collect();
            if let Some(scenario) = own.first() {
                rated(scenario, &mut item);
            }
            for key in references(threat, "/mitigations") {
                if let Some(control) = controls.get(&key) {
                    item.items.push(measure(control));
                    used.insert(key);
                }
            }
            draft.items.push(item);
        }
        for (_, control) in controls.iter().filter(|(key, _)| !used.contains(*key)) {
            draft.kept_as_text(
                format!("control `{}`", string(control, "/name")),
                "no threat names it: a recommendation",
                0,
            );
            draft.items.push(Item::new("recommend", "", measure(control).label));
        }
        for risk in listed("/risks", "/risks/risks") {
            let about = [string(risk, "/statement"), string(risk, "/description")].join("\n");
            draft.items.push(Item { about, ..Item::new("concern", "", string(risk, "/name")) });
        }
        if !scenarios.is_empty() {
            let what = crate::base::text::count(scenarios.len(), "threat scenario", "threat scenarios");
            draft.kept_as_text(
                what,
                "likelihood and assets of the first of each threat are taken over, their stories are not",
                0,
            );
        }
    }
}

/// The first name in an object, as parties have theirs further in.
fn first_name(json: &Json, depth: usize) -> Option<String> {
    let object = json.as_object().filter(|_| depth < 4)?;
    let own = object.get("name").and_then(Json::as_str).filter(|name| !name.trim().is_empty());
    let inner = || {
        let parts = ["party", "person", "persona", "organization", "system", "entity"];
        parts.iter().find_map(|part| first_name(object.get(*part)?, depth + 1))
    };
    own.map(str::to_owned).or_else(inner)
}

fn categories(threat: &Json, item: &mut Item, draft: &mut Draft) {
    let mut told: Vec<Value> = Vec::new();
    for category in list(threat, "/categories") {
        let said = string(category, "/category");
        let taxonomy = string(category, "/taxonomy");
        match guess::stride(&said.replace('-', " ")).filter(|_| matches!(taxonomy.as_str(), "" | "STRIDE")) {
            Some(stride) => told.push(Value::Word(stride.to_owned())),
            None => draft.dropped(
                format!("category `{said}` of threat `{}`", item.label),
                format!("it is one of {taxonomy}"),
                0,
            ),
        }
    }
    told.dedup();
    if !told.is_empty() {
        item.facts.push(Fact { name: "stride", values: told });
    }
}

/// Likelihood of a threat, as its first scenario has it.
fn rated(scenario: &Json, item: &mut Item) {
    let said = string(scenario, "/likelihood/level");
    if let Some(word) = row(&said.to_lowercase(), LEVELS) {
        item.facts.push(Fact::word("likelihood", word));
        item.guessed.push(format!("likelihood `{word}` from `{said}` of the scenario `{}`", string(scenario, "/name")));
    }
}

fn measure(control: &Json) -> Item {
    let said = word(control, "/status");
    let text = [string(control, "/name"), string(control, "/description")].join(": ");
    let status = row(&said, PROGRESS).unwrap_or("planned");
    let item = Item::new("mitigation", "", text.trim_end_matches(": ")).word("status", status);
    if status == "rejected" { item.text("reason", "Rejected in the source") } else { item }
}
