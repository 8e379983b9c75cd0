//! Threat Composer: threats by the parts of their statements, mitigations and assumptions linked to them.
//!
//! It has no elements: what it says about the system are texts and pictures.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Item, Key, Value};
use super::json::{list, parse, string, strings, unread};
use super::{Reader, Refusal};
use crate::base::text::{capital, one_line};

pub(super) const READER: Reader = Reader {
    name: "threat-composer",
    title: "Threat Composer",
    endings: &["json"],
    recognises: |text| {
        text.contains("\"mitigationLinks\"")
            || text.contains("\"assumptionLinks\"")
            || (text.contains("\"threatAction\"") && text.contains("\"statement\""))
    },
    read,
};

/// The tag of what our own rules found, and the first line of our own drawings: those of `report::build`.
const DERIVED: &str = "threatline-rule";
const DRAWN: &str = "[//]: # (drawn by threatline)";

/// States of mitigations, with ours.
const PROGRESS: &[(&str, &str)] = &[
    ("mitigationIdentified", "planned"),
    ("mitigationInProgress", "in-progress"),
    ("mitigationResolved", "implemented"),
    ("mitigationResolvedWillNotAction", "rejected"),
];

/// States of threats that ask for an answer, with what to do.
const RESOLVED: &[(&str, &str)] = &[
    ("threatResolved", "it is resolved in the source: say by which mitigations"),
    ("threatResolvedNotUseful", "it is not useful in the source: answer it with `dismiss`, or take it out"),
];

const GOALS: &[&str] = &["confidentiality", "integrity", "availability"];

const READ_OF_THREATS: &[&str] = &[
    "id",
    "numericId",
    "displayOrder",
    "threatSource",
    "prerequisites",
    "threatAction",
    "threatImpact",
    "impactedGoal",
    "impactedAssets",
    "statement",
    "displayedStatement",
    "status",
    "metadata",
    "tags",
];
const READ_OF_TEXTS: &[&str] = &["id", "numericId", "displayOrder", "content", "status", "metadata", "tags"];
const READ_OF_MODELS: &[&str] = &[
    "schema",
    "applicationInfo",
    "architecture",
    "dataflow",
    "assumptions",
    "mitigations",
    "assumptionLinks",
    "mitigationLinks",
    "threats",
];

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    if !["threats", "mitigations", "applicationInfo"].iter().any(|name| json.get(name).is_some()) {
        return Err(Refusal::new("there are no `threats` and no `applicationInfo`, which Threat Composer writes"));
    }
    let texts =
        ["/applicationInfo", "/architecture", "/dataflow"].map(|place| string(&json, &format!("{place}/description")));
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty() && !text.starts_with(DRAWN));
    let texts: Vec<&str> = texts.collect();
    let mut draft =
        Draft { title: string(&json, "/applicationInfo/name"), about: texts.join("\n\n"), ..Draft::default() };
    let composer = Composer::of(&json);
    for assumption in list(&json, "/assumptions") {
        composer.assumption(assumption, &mut draft);
    }
    assets(&json, &mut draft);
    for (at, threat) in list(&json, "/threats").iter().enumerate().filter(|(_, threat)| !is_derived(threat)) {
        composer.threat(at, threat, &mut draft);
    }
    composer.loose(&json, &mut draft);
    for (place, what) in [("/architecture/image", "the architecture"), ("/dataflow/image", "the data flows")] {
        if !string(&json, place).is_empty() {
            let why = "a picture tells no elements and flows: draw them in the model";
            draft.dropped(format!("picture of {what}"), why, 0);
        }
    }
    unread(list(&json, "/threats"), READ_OF_THREATS, ("threat", "threats"), &mut draft);
    unread(list(&json, "/mitigations"), READ_OF_TEXTS, ("mitigation", "mitigations"), &mut draft);
    unread(list(&json, "/assumptions"), READ_OF_TEXTS, ("assumption", "assumptions"), &mut draft);
    unread([&json], READ_OF_MODELS, ("model", "models"), &mut draft);
    Ok(draft)
}

/// Whether one of our own rules found it: it is found again.
fn is_derived(json: &Json) -> bool {
    strings(json, "/tags").iter().any(|tag| tag == DERIVED)
}

fn asset_key(text: &str) -> Key {
    format!("asset/{}", one_line(text).to_lowercase())
}

/// What threats name as hurt, once each.
fn assets(json: &Json, draft: &mut Draft) {
    let mut seen = BTreeSet::new();
    let threats = list(json, "/threats").iter().filter(|threat| !is_derived(threat));
    for text in threats.flat_map(|threat| strings(threat, "/impactedAssets")) {
        if !text.trim().is_empty() && seen.insert(asset_key(&text)) {
            draft.items.push(Item::new("asset", asset_key(&text), text.trim()));
        }
    }
}

/// Links and what they lead to, by ids.
struct Composer<'j> {
    mitigations: BTreeMap<String, &'j Json>,
    /// Mitigations of each threat or assumption.
    measures: BTreeMap<String, Vec<String>>,
    /// Threats and mitigations of each assumption.
    assumed: BTreeMap<String, Vec<String>>,
    /// What people read of a threat or mitigation.
    texts: BTreeMap<String, String>,
}

impl<'j> Composer<'j> {
    fn of(json: &'j Json) -> Self {
        let mitigations: BTreeMap<String, &Json> =
            list(json, "/mitigations").iter().map(|one| (string(one, "/id"), one)).collect();
        let mut texts: BTreeMap<String, String> =
            mitigations.iter().map(|(id, one)| (id.clone(), string(one, "/content"))).collect();
        for threat in list(json, "/threats") {
            texts.entry(string(threat, "/id")).or_insert_with(|| label(threat));
        }
        let mut measures: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for link in list(json, "/mitigationLinks") {
            measures.entry(string(link, "/linkedId")).or_default().push(string(link, "/mitigationId"));
        }
        let mut assumed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for link in list(json, "/assumptionLinks") {
            assumed.entry(string(link, "/assumptionId")).or_default().push(string(link, "/linkedId"));
        }
        Self { mitigations, measures, assumed, texts }
    }

    fn assumption(&self, assumption: &Json, draft: &mut Draft) {
        let (id, content) = (string(assumption, "/id"), string(assumption, "/content"));
        let linked = self.assumed.get(&id).map(Vec::as_slice).unwrap_or_default();
        let linked: Vec<&str> = linked.iter().filter_map(|id| self.texts.get(id)).map(String::as_str).collect();
        let mut notes = notes(assumption, draft);
        if !linked.is_empty() {
            draft.kept_as_text(
                format!("links of assumption `{}`", short(&content)),
                "an assumption refers to nothing",
                0,
            );
            notes.push(format!("Concerns: {}", linked.join("; ")));
        }
        let item = Item::new("assumption", format!("assumption/{id}"), content);
        draft.items.push(item.word("id", number(assumption)).text("note", notes.join("\n")));
    }

    fn threat(&self, at: usize, threat: &Json, draft: &mut Draft) {
        let id = string(threat, "/id");
        let label =
            Some(label(threat)).filter(|label| !label.is_empty()).unwrap_or_else(|| format!("Threat {}", at + 1));
        let mut item = Item::new("threat", format!("threat/{id}"), label.as_str());
        item = item.word("id", number(threat));
        metadata(threat, &mut item);
        statement(threat, &label, &mut item, draft);
        let assets = strings(threat, "/impactedAssets").into_iter().filter(|text| !text.trim().is_empty());
        let mut seen = BTreeSet::new();
        let assets: Vec<Key> = assets.map(|text| asset_key(&text)).filter(|key| seen.insert(key.clone())).collect();
        if !assets.is_empty() {
            item.facts.push(Fact::of("affects", assets));
        }
        let status = string(threat, "/status");
        if let Some((_, why)) = RESOLVED.iter().find(|(known, _)| *known == status) {
            draft.kept_as_text(format!("state of threat `{}`", short(&label)), *why, 0);
            item = item.text("note", format!("{status} in Threat Composer"));
        }
        item = item.text("note", notes(threat, draft).join("\n"));
        one_note(&mut item);
        for id in self.measures.get(&id).map(Vec::as_slice).unwrap_or_default() {
            match self.mitigations.get(id) {
                Some(mitigation) => item.items.push(measure(mitigation, draft)),
                None => draft.dropped(
                    format!("mitigation of threat `{}`", short(&label)),
                    format!("there is no mitigation `{}`", one_line(id)),
                    0,
                ),
            }
        }
        draft.items.push(item);
    }

    /// Mitigations of no threat, as recommendations; links that lead nowhere.
    fn loose(&self, json: &Json, draft: &mut Draft) {
        let threats: BTreeSet<String> = list(json, "/threats").iter().map(|threat| string(threat, "/id")).collect();
        let used: BTreeSet<&String> =
            self.measures.iter().filter(|(linked, _)| threats.contains(*linked)).flat_map(|(_, ids)| ids).collect();
        let loose = list(json, "/mitigations").iter().filter(|one| !used.contains(&string(one, "/id")));
        for mitigation in loose.filter(|one| !is_derived(one)) {
            let content = string(mitigation, "/content");
            draft.kept_as_text(
                format!("mitigation `{}`", short(&content)),
                "it is linked to no threat: a recommendation",
                0,
            );
            let status = string(mitigation, "/status");
            let stated = PROGRESS.iter().skip(1).any(|(known, _)| *known == status);
            let state = stated.then(|| format!("{status} in Threat Composer"));
            let notes: Vec<String> = state.into_iter().chain(notes(mitigation, draft)).collect();
            let notes = notes.join("\n");
            draft.items.push(Item::new("recommend", "", content).word("id", number(mitigation)).text("note", notes));
        }
        let known = |id: &String| threats.contains(id) || self.texts.contains_key(id);
        let assumptions: BTreeSet<String> = list(json, "/assumptions").iter().map(|one| string(one, "/id")).collect();
        for linked in self.measures.keys().filter(|id| !known(id) && !assumptions.contains(*id)) {
            draft.dropped(
                format!("mitigations linked to `{}`", one_line(linked)),
                "there is no threat with this id",
                0,
            );
        }
        let wrong = self.assumed.iter().filter(|(id, linked)| !assumptions.contains(*id) || !linked.iter().all(known));
        for (id, _) in wrong {
            draft.dropped(format!("links of assumption `{}`", one_line(id)), "one of their ends is not there", 0);
        }
    }
}

/// A threat has a name for people only in its parts: what is done, else what comes of it, else the whole statement.
fn label(threat: &Json) -> String {
    let places = ["/threatAction", "/threatImpact", "/statement"];
    let found = places.iter().map(|place| one_line(&string(threat, place))).find(|text| !text.is_empty());
    capital(&found.unwrap_or_default())
}

fn short(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// The parts of a statement; the statement itself where what is done is not said.
fn statement(threat: &Json, label: &str, item: &mut Item, draft: &mut Draft) {
    let parts = [
        ("source", "/threatSource"),
        ("prerequisites", "/prerequisites"),
        ("action", "/threatAction"),
        ("leads-to", "/threatImpact"),
    ];
    if string(threat, "/threatAction").trim().is_empty() && !string(threat, "/statement").trim().is_empty() {
        item.facts.push(Fact::text("statement", string(threat, "/statement")));
    }
    for (name, place) in parts {
        let text = string(threat, place);
        if !text.trim().is_empty() {
            item.facts.push(Fact::text(name, text));
        }
    }
    let goals = strings(threat, "/impactedGoal").into_iter().map(|goal| goal.trim().to_lowercase());
    let (known, other): (Vec<String>, Vec<String>) = goals.partition(|goal| GOALS.contains(&goal.as_str()));
    if !known.is_empty() {
        item.facts.push(Fact { name: "goals", values: known.into_iter().map(Value::Word).collect() });
    }
    for goal in other.iter().filter(|goal| !goal.is_empty()) {
        draft.dropped(format!("goal `{}` of threat `{}`", one_line(goal), short(label)), "it is none of the three", 0);
    }
}

/// The number under which it is shown; empty where there is none.
fn number(json: &Json) -> String {
    let number = json.get("numericId").and_then(Json::as_u64).filter(|number| *number > 0);
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// STRIDE and priority of a threat.
fn metadata(threat: &Json, item: &mut Item) {
    let mut entries: Vec<&Json> = list(threat, "/metadata").iter().collect();
    entries.sort_by_key(|entry| string(entry, "/key"));
    for entry in entries {
        match string(entry, "/key").as_str() {
            "STRIDE" => {
                let letters = strings(entry, "/value").into_iter().map(Value::Word).collect::<Vec<_>>();
                if !letters.is_empty() {
                    item.facts.push(Fact { name: "stride", values: letters });
                }
            }
            "Priority" => {
                let priority = string(entry, "/value").to_lowercase();
                if matches!(priority.as_str(), "low" | "medium" | "high") {
                    item.guessed.push(format!("severity `{priority}` from the priority"));
                    let because = Fact::text("because", "The priority in Threat Composer");
                    item.facts.extend([Fact::word("severity", priority), because]);
                }
            }
            _ => {}
        }
    }
}

/// Comments and tags, as they stand in a remark; other metadata is left out.
fn notes(json: &Json, draft: &mut Draft) -> Vec<String> {
    let mut notes = Vec::new();
    for entry in list(json, "/metadata") {
        let (key, value) = (string(entry, "/key"), string(entry, "/value"));
        match key.as_str() {
            "Comments" if !value.trim().is_empty() => notes.push(value),
            "STRIDE" | "Priority" | "Comments" => {}
            other => draft.dropped(format!("metadata `{}`", one_line(other)), "the language has no place for it", 0),
        }
    }
    let tags = strings(json, "/tags");
    if !tags.is_empty() {
        notes.push(format!("Tags: {}", tags.join(", ")));
    }
    notes
}

/// One remark of several: an attribute stands once.
fn one_note(item: &mut Item) {
    let (notes, mut facts): (Vec<Fact>, Vec<Fact>) =
        std::mem::take(&mut item.facts).into_iter().partition(|fact| fact.name == "note");
    let texts = notes.into_iter().flat_map(|fact| fact.values).filter_map(|value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        facts.push(Fact::text("note", text));
    }
    item.facts = facts;
}

fn measure(mitigation: &Json, draft: &mut Draft) -> Item {
    let status = string(mitigation, "/status");
    let known = PROGRESS.iter().find(|(known, _)| *known == status).map(|(_, ours)| *ours);
    let content = string(mitigation, "/content");
    if known.is_none() && !status.is_empty() && status != "mitigationNotSet" {
        draft.dropped(format!("state `{}` of mitigation `{}`", one_line(&status), short(&content)), "it is unknown", 0);
    }
    let item = Item::new("mitigation", "", content).word("id", number(mitigation));
    let item = item.word("status", known.unwrap_or("planned"));
    let item =
        if known == Some("rejected") { item.text("reason", "Resolved without action in the source") } else { item };
    let notes = notes(mitigation, draft).join("\n");
    item.text("note", notes)
}
