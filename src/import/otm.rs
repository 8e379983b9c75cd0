//! Open Threat Model 0.1 and 0.2, as JSON or YAML: trust zones, components, data flows, assets, threats and mitigations.
//!
//! What OTM cannot say stands in attributes `threatline.…` of our own exports. Components that others lie in are zones: OTM
//! nests components in each other, such as machines in a network.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item};
use super::json::{flag, list, parse, string, strings};
use super::ours::{self, Ours};
use super::{Reader, Refusal, guess, yaml};

pub(super) const READER: Reader = Reader {
    name: "otm",
    title: "Open Threat Model",
    endings: &["otm", "json", "yaml", "yml"],
    recognises: |text| text.contains("otmVersion"),
    read,
};

const ELEMENTS: &[&str] = &["actor", "external", "process", "store"];

/// Words in types of components, with the kind that they tell.
const KINDS: &[(&str, &str)] =
    &[("actor", "actor"), ("user", "actor"), ("external", "external"), ("browser", "process")];

/// Highest trust rating (0 to 100) of each of our levels. OTM's scale is the author's: which level a rating is, is a guess.
const TRUST: &[(u64, &str)] = &[(25, "untrusted"), (50, "dmz"), (75, "internal"), (100, "restricted")];

/// What assets are worth, of 100, from which a class is told.
const CLASSES: &[(u64, &str)] = &[(25, "low"), (50, "medium"), (75, "high"), (100, "critical")];

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = if text.trim_start().starts_with('{') { parse(text)? } else { yaml::parse(text)? };
    if json.get("otmVersion").is_none() {
        return Err(Refusal::new("there is no `otmVersion`, which every Open Threat Model has"));
    }
    let mut draft = Draft {
        title: string(&json, "/project/name"),
        about: string(&json, "/project/description"),
        ..Draft::default()
    };
    let owner = string(&json, "/project/owner");
    if let Some(own) = json.get("project").and_then(Ours::in_json) {
        draft.facts = own.facts("model");
    } else if !owner.is_empty() {
        draft.facts.push(Fact::text("owner", owner));
    }
    let statements = json.pointer("/project/attributes/threatline.statements").and_then(Json::as_array);
    ours::statements(statements.into_iter().flatten().filter_map(Json::as_str), &mut draft);
    list(&json, "/assets").iter().for_each(|asset| data(asset, &mut draft));
    list(&json, "/trustZones").iter().for_each(|zone| self::zone(zone, &mut draft));
    let components = list(&json, "/components");
    let around: BTreeSet<String> = components.iter().map(|component| string(component, "/parent/component")).collect();
    let zones = list(&json, "/trustZones").iter();
    let implicit = zones.filter(|zone| Ours::in_json(zone).is_some_and(|own| own.keyword(&["implicit"]).is_some()));
    let implicit: BTreeSet<String> = implicit.map(key).collect();
    for component in components {
        self::component(component, &around, &implicit, &mut draft);
    }
    list(&json, "/dataflows").iter().for_each(|flow| self::flow(flow, &mut draft));
    threats(&json, &mut draft);
    Ok(draft)
}

fn key(json: &Json) -> String {
    string(json, "/id")
}

/// Assets may be called like components: their keys are told apart.
fn asset_key(id: &str) -> String {
    format!("asset/{id}")
}

/// The label of something of ours: the name, unless it has another one.
fn label(json: &Json, own: &Ours) -> String {
    let none = json.pointer("/attributes/threatline.label").is_some();
    if none { own.get("label").to_owned() } else { string(json, "/name") }
}

/// A thing that our own export wrote, as one of these statements.
fn exact(json: &Json, key: String, own: &Ours, keywords: &[&'static str]) -> Option<Item> {
    let keyword = own.keyword(keywords)?;
    let item = Item::new(keyword, key, label(json, own));
    let mut exact = own.exact(&self::key(json));
    exact.tags.extend(strings(json, "/tags"));
    Some(Item { about: string(json, "/description"), facts: own.facts(keyword), exact: Some(exact), ..item })
}

/// The row of a table whose limit a number does not exceed.
fn level(number: u64, table: &[(u64, &'static str)]) -> &'static str {
    table.iter().find(|(limit, _)| number <= *limit).or(table.last()).map_or("", |(_, word)| word)
}

fn data(asset: &Json, draft: &mut Draft) {
    let key = asset_key(&key(asset));
    if let Some(item) = Ours::in_json(asset).and_then(|own| exact(asset, key.clone(), &own, &["data", "asset"])) {
        return draft.items.push(item);
    }
    let mut item = Item { about: string(asset, "/description"), ..Item::new("data", key, string(asset, "/name")) };
    let worth = ["confidentiality", "integrity", "availability"];
    let worth = worth.iter().filter_map(|goal| asset.pointer(&format!("/risk/{goal}"))?.as_u64()).max();
    if let Some(worth) = worth {
        let class = level(worth, CLASSES);
        item.facts.push(Fact::word("class", class));
        item.guessed.push(format!("class `{class}` from {worth} of 100"));
    }
    draft.items.push(item);
}

fn zone(zone: &Json, draft: &mut Draft) {
    let parent = [string(zone, "/parent/trustZone"), string(zone, "/parent/component")];
    let inside = parent.into_iter().find(|key| !key.is_empty());
    if let Some(own) = Ours::in_json(zone) {
        // What lies in no zone of the author's lies in one that nobody declares.
        if own.keyword(&["implicit"]).is_some() {
            return;
        }
        if let Some(item) = exact(zone, key(zone), &own, &["zone"]) {
            return draft.items.push(Item { inside, ..item });
        }
    }
    let mut item =
        Item { inside, about: string(zone, "/description"), ..Item::new("zone", key(zone), string(zone, "/name")) };
    if let Some(rating) = zone.pointer("/risk/trustRating").and_then(Json::as_u64) {
        let trust = level(rating, TRUST);
        item.facts.push(Fact::word("trust", trust));
        item.guessed.push(format!("trust `{trust}` from a rating of {rating}"));
    }
    draft.items.push(item);
}

fn component(component: &Json, around: &BTreeSet<String>, implicit: &BTreeSet<String>, draft: &mut Draft) {
    let ty = string(component, "/type");
    let inside = [string(component, "/parent/component"), string(component, "/parent/trustZone")];
    let inside = inside.into_iter().find(|key| !key.is_empty() && !implicit.contains(key));
    let key = key(component);
    if let Some(item) = Ours::in_json(component).and_then(|own| exact(component, key.clone(), &own, ELEMENTS)) {
        return draft.items.push(Item { inside, ..item });
    }
    let mut item = Item {
        inside,
        about: string(component, "/description"),
        ..Item::new("process", key.as_str(), string(component, "/name"))
    };
    if around.contains(&key) {
        item.keyword = "zone";
        item.guessed.push("a zone, because other components lie in it".to_owned());
        if !matches!(ty.as_str(), "" | "empty-component") {
            draft.dropped(format!("type `{ty}`"), "a zone has no such type", 0);
        }
    } else if let Some(kind) = guess::tell(&ty, KINDS) {
        item.keyword = kind;
    } else {
        guess::element_kind(&mut item, &ty);
    }
    let holds = list(component, "/assets/stored").iter().chain(list(component, "/assets/processed"));
    let holds: Vec<String> = holds.filter_map(Json::as_str).map(asset_key).collect();
    if item.keyword == "store" && !holds.is_empty() {
        item.facts.push(Fact::of("holds", holds));
    }
    draft.items.push(item);
}

fn flow(json: &Json, draft: &mut Draft) {
    let mut flow = Flow {
        key: key(json),
        source: string(json, "/source"),
        target: string(json, "/destination"),
        label: string(json, "/name"),
        both_ways: flag(json, "/bidirectional"),
        about: string(json, "/description"),
        ..Flow::default()
    };
    if let Some(own) = Ours::in_json(json).filter(|own| own.keyword(&["flow"]).is_some()) {
        flow.label = label(json, &own);
        flow.facts = own.facts("flow");
        let mut exact = own.exact(own.get("name"));
        exact.tags.extend(strings(json, "/tags"));
        flow.exact = Some(exact);
        return draft.flows.push(flow);
    }
    let technology = strings(json, "/tags").join(", ");
    guess::flow(&mut flow, &technology);
    let assets = strings(json, "/assets");
    if !assets.is_empty() {
        flow.facts.push(Fact::of("data", assets.iter().map(|id| asset_key(id))));
    }
    draft.flows.push(flow);
}

/// Threats with the places that name them, and the mitigations that stand there.
fn threats(json: &Json, draft: &mut Draft) {
    let places = list(json, "/components").iter().chain(list(json, "/dataflows")).chain(list(json, "/trustZones"));
    let places: Vec<&Json> = places.collect();
    let mitigations = list(json, "/mitigations");
    let named = |id: &str| mitigations.iter().find(|known| key(known) == id);
    for threat in list(json, "/threats") {
        let id = key(threat);
        if let Some(own) = Ours::in_json(threat) {
            // What our own rules found is found again.
            if own.keyword(&["rule"]).is_some() {
                continue;
            }
            if let Some(item) = exact(threat, format!("threat/{id}"), &own, &["threat"]) {
                let own = mitigations.iter().filter(|known| string(known, "/attributes/threatline.of") == id);
                let items = own.filter_map(|known| {
                    Some(Item {
                        exact: None,
                        key: String::new(),
                        ..exact(known, String::new(), &Ours::in_json(known)?, &["mitigation"])?
                    })
                });
                draft.items.push(Item { items: items.collect(), ..item });
                continue;
            }
        }
        let mut item =
            Item { about: String::new(), ..Item::new("threat", format!("threat/{id}"), string(threat, "/name")) };
        let category = strings(threat, "/categories").join(" ").to_lowercase();
        item = match guess::stride(&category) {
            Some(stride) => item.word("stride", stride),
            None => item,
        };
        item = item.text("statement", string(threat, "/description"));
        for place in &places {
            for found in list(place, "/threats").iter().filter(|found| string(found, "/threat") == id) {
                item.on.push(key(place));
                for measure in list(found, "/mitigations") {
                    let known = named(&string(measure, "/mitigation"));
                    let text = known.map_or_else(String::new, |known| string(known, "/name"));
                    let status = match string(measure, "/state").as_str() {
                        "implemented" => "implemented",
                        "rejected" => "rejected",
                        "requested" | "in-progress" => "in-progress",
                        _ => "planned",
                    };
                    if !text.is_empty() && !item.items.iter().any(|known| known.label == text) {
                        item.items.push(Item::new("mitigation", "", text).word("status", status));
                    }
                }
            }
        }
        draft.items.push(item);
    }
    let used: BTreeSet<&str> =
        draft.items.iter().flat_map(|item| &item.items).map(|measure| measure.label.as_str()).collect();
    let others = mitigations.iter().filter(|known| Ours::in_json(known).is_none());
    let unused: Vec<String> =
        others.map(|known| string(known, "/name")).filter(|name| !used.contains(name.as_str())).collect();
    for name in unused {
        draft.dropped(format!("mitigation `{name}`"), "no threat at a component names it", 0);
    }
}
