//! Threagile: technical assets with their communication links, data assets, trust boundaries, risks and their tracking.
//!
//! Assets and boundaries stand under their titles; everything refers to them by their ids.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item};
use super::json::{self, date, entries, flag, list, scalar, string, strings, unread, without_tags};
use super::threagile_words::{
    ANSWERED, AUTHENTICATION, AVAILABILITY, BORDERS, CONFIDENTIALITY, PROTOCOLS, READ_OF_ASSETS, READ_OF_DATA,
    READ_OF_LINKS, READ_OF_MODELS, READ_OF_RISKS, RULES, SEVERITIES, TECHNOLOGIES,
};
use super::{Reader, Refusal, guess, yaml};
use crate::base::text::{one_line, slug};

pub(super) const READER: Reader = Reader {
    name: "threagile",
    title: "Threagile",
    endings: &["yaml", "yml"],
    recognises: |text| text.contains("threagile_version") || text.contains("\ntechnical_assets:"),
    read,
};

fn read(text: &str) -> Result<Draft, Refusal> {
    let tree = if text.trim_start().starts_with('{') { json::parse(text)? } else { yaml::parse(text)? };
    if tree.get("$schema").is_some() && tree.get("properties").is_some() {
        return Err(Refusal::new("this is the schema of Threagile, which says what models look like, and no model"));
    }
    if !tree.get("technical_assets").is_some_and(|assets| assets.is_object() || assets.is_null()) {
        return Err(Refusal::new("there is no mapping `technical_assets`, which every Threagile model has"));
    }
    let mut draft = Draft { title: string(&tree, "/title"), about: about(&tree), ..Draft::default() };
    draft.facts.extend(date(&string(&tree, "/date")).map(|date| Fact::word("updated", date)));
    entries(&tree, "/data_assets").for_each(|(title, asset)| data(title, asset, &mut draft));
    let zones = zones(&tree, &mut draft);
    for (title, asset) in entries(&tree, "/technical_assets") {
        element(title, asset, &zones, &mut draft);
    }
    for (_, asset) in entries(&tree, "/technical_assets") {
        links(asset, &mut draft);
    }
    documents(&tree, &mut draft);
    risks(&tree, &mut draft);
    tracking(&tree, &mut draft);
    left_out(&tree, &mut draft);
    Ok(draft)
}

/// What the model says about itself.
fn about(tree: &Json) -> String {
    let places = ["/business_overview/description", "/technical_overview/description", "/management_summary_comment"];
    let mut parts: Vec<String> = places.iter().map(|place| one_line(&without_tags(&string(tree, place)))).collect();
    for (title, place) in [("Author", "/author/name"), ("Business criticality", "/business_criticality")] {
        let said = string(tree, place);
        if !said.is_empty() {
            parts.push(format!("{title}: {said}."));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join("\n\n")
}

fn asset_key(id: &str) -> String {
    format!("asset/{id}")
}

fn data_key(id: &str) -> String {
    format!("data/{id}")
}

fn zone_key(id: &str) -> String {
    format!("zone/{id}")
}

fn row(word: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, ours)| *ours)
}

/// Tags as a remark: tags of Threagile have no meaning to our rules.
fn tags(json: &Json, facts: &mut Vec<Fact>) {
    let tags = strings(json, "/tags");
    if !tags.is_empty() {
        facts.push(Fact::text("note", format!("Tags: {}", tags.join(", "))));
    }
}

fn data(title: &str, asset: &Json, draft: &mut Draft) {
    let mut item = Item {
        about: without_tags(&string(asset, "/description")),
        ..Item::new("data", data_key(&string(asset, "/id")), title)
    };
    let scales = [
        ("c", "confidentiality", CONFIDENTIALITY),
        ("i", "integrity", AVAILABILITY),
        ("a", "availability", AVAILABILITY),
    ];
    let mut highest = None;
    for (name, goal, scale) in scales {
        let said = string(asset, &format!("/{goal}"));
        if let Some(class) = row(&said, scale) {
            highest = highest.max(LEVELS.iter().position(|level| *level == class));
            item.facts.push(Fact::word(name, class));
            item.guessed.push(format!("{name} `{class}` from {goal} `{said}`"));
        }
    }
    if let Some(class) = highest.and_then(|level| LEVELS.get(level)) {
        item.facts.insert(0, Fact::word("class", *class));
        item.guessed.insert(0, format!("class `{class}`, the highest of the three"));
    }
    item = item.text("owner", string(asset, "/owner")).text("volume", string(asset, "/quantity"));
    tags(asset, &mut item.facts);
    draft.items.push(item);
}

const LEVELS: &[&str] = &["low", "medium", "high", "critical"];

/// Trust boundaries as zones; which zone each asset lies in.
fn zones(tree: &Json, draft: &mut Draft) -> BTreeMap<String, String> {
    let mut around: BTreeMap<String, String> = BTreeMap::new();
    for (title, boundary) in entries(tree, "/trust_boundaries") {
        let own = zone_key(&string(boundary, "/id"));
        let assets = strings(boundary, "/technical_assets_inside").into_iter().map(|id| asset_key(&id));
        for key in assets.chain(strings(boundary, "/trust_boundaries_nested").into_iter().map(|id| zone_key(&id))) {
            if let Some(first) = around.get(&key).filter(|first| **first != own) {
                let why = format!("it lies in `{}` already, and nothing lies in two zones", id_of(first));
                draft.dropped(format!("`{}` in trust boundary `{title}`", id_of(&key)), why, 0);
                continue;
            }
            around.insert(key, own.clone());
        }
    }
    let ids = |place: &str| entries(tree, place).map(|(_, thing)| string(thing, "/id")).collect::<BTreeSet<_>>();
    let (assets, boundaries) = (ids("/technical_assets"), ids("/trust_boundaries"));
    for (title, boundary) in entries(tree, "/trust_boundaries") {
        let inside = strings(boundary, "/technical_assets_inside").into_iter().filter(|id| !assets.contains(id));
        let nested = strings(boundary, "/trust_boundaries_nested").into_iter().filter(|id| !boundaries.contains(id));
        for id in inside.chain(nested) {
            draft.dropped(format!("`{id}` in trust boundary `{title}`"), "nothing in the source is called that", 0);
        }
        let key = zone_key(&string(boundary, "/id"));
        let mut item = Item {
            inside: around.get(&key).cloned(),
            about: without_tags(&string(boundary, "/description")),
            ..Item::new("zone", key, title)
        };
        let kind = string(boundary, "/type");
        if !kind.is_empty() {
            item = item.word("kind", row(&kind, BORDERS).unwrap_or(&kind));
        }
        tags(boundary, &mut item.facts);
        draft.items.push(item);
    }
    around
}

fn id_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(_, id)| id)
}

fn element(title: &str, asset: &Json, zones: &BTreeMap<String, String>, draft: &mut Draft) {
    let key = asset_key(&string(asset, "/id"));
    let ty = string(asset, "/type");
    let keyword = row(&ty, &[("external-entity", "external"), ("process", "process"), ("datastore", "store")]);
    let mut item = Item {
        inside: zones.get(&key).cloned(),
        about: without_tags(&string(asset, "/description")),
        ..Item::new(keyword.unwrap_or("process"), key, title)
    };
    if keyword.is_none() {
        item.guessed.push(format!("kind `process`, as the type `{}` is none of Threagile's", one_line(&ty)));
    }
    let mut technologies = strings(asset, "/technologies");
    technologies.extend(Some(string(asset, "/technology")).filter(|one| !one.is_empty()));
    technology(&mut item, &technologies);
    running(asset, &mut item);
    if flag(asset, "/out_of_scope") {
        let reason = string(asset, "/justification_out_of_scope");
        let reason = if reason.trim().is_empty() { "Out of scope in the source".to_owned() } else { reason };
        item = item.word("scope", "out").text("reason", reason);
    }
    item = item.text("owner", string(asset, "/owner"));
    let said = string(asset, "/availability");
    if let Some(class) = row(&said, AVAILABILITY) {
        item.facts.push(Fact::word("criticality", class));
        item.guessed.push(format!("criticality `{class}` from availability `{said}`"));
    }
    let stored = strings(asset, "/data_assets_stored");
    if !stored.is_empty() {
        item.facts.push(Fact::of("holds", stored.iter().map(|id| data_key(id))));
    }
    tags(asset, &mut item.facts);
    draft.items.push(item);
}

/// The type that technologies say, if it fits; else they stay what they are: names of technologies.
fn technology(item: &mut Item, technologies: &[String]) {
    let fits = |known: &str| {
        TECHNOLOGIES.iter().find(|(name, keyword, _)| *name == known && *keyword == item.keyword).map(|(.., ty)| *ty)
    };
    item.ty = technologies.iter().find_map(|known| fits(known));
    let said: Vec<&str> = technologies
        .iter()
        .map(String::as_str)
        .filter(|known| fits(known).is_none() && *known != "unknown-technology")
        .collect();
    if !said.is_empty() {
        item.facts.push(Fact::text("tech", said.join(", ")));
    }
    if item.ty.is_none() && item.keyword != "external" {
        guess::element_type(item, "");
    }
}

/// What only things that run have.
fn running(asset: &Json, item: &mut Item) {
    if matches!(item.keyword, "process" | "store") {
        let machine = string(asset, "/machine");
        if !machine.is_empty() {
            item.facts.push(Fact::word("machine", machine));
        }
        if flag(asset, "/multi_tenant") {
            item.facts.push(Fact::word("tenancy", "multi"));
        }
    }
    let encryption = string(asset, "/encryption");
    match encryption.as_str() {
        "" => {}
        "none" if item.keyword != "store" => {}
        "none" => item.facts.push(Fact::word("encryption", "none")),
        how => item.facts.push(Fact::text("encryption", how)),
    }
}

fn link_key(source: &str, title: &str) -> String {
    format!("link/{source}>{}", slug(title))
}

fn links(asset: &Json, draft: &mut Draft) {
    let source = string(asset, "/id");
    for (title, link) in entries(asset, "/communication_links") {
        let mut flow = Flow {
            key: link_key(&source, title),
            source: asset_key(&source),
            target: asset_key(&string(link, "/target")),
            label: title.to_owned(),
            about: without_tags(&string(link, "/description")),
            ..Flow::default()
        };
        protocol(&string(link, "/protocol"), &mut flow);
        let said = string(link, "/authentication");
        if !said.is_empty() {
            flow.facts.push(Fact::word("auth", row(&said, AUTHENTICATION).unwrap_or(&said)));
        }
        match string(link, "/authorization").as_str() {
            "" => {}
            "end-user-identity-propagation" | "enduser-identity-propagation" => {
                flow.facts.push(Fact::word("authz", "end-user"));
            }
            other => flow.facts.push(Fact::word("authz", other)),
        }
        for (place, name) in [("/data_assets_sent", "data"), ("/data_assets_received", "returns")] {
            let assets = strings(link, place);
            if !assets.is_empty() {
                flow.facts.push(Fact::of(name, assets.iter().map(|id| data_key(id))));
            }
        }
        if flag(link, "/vpn") {
            flow.facts.push(Fact::word("network", "vpn"));
        }
        if flag(link, "/readonly") {
            flow.facts.push(Fact::word("op", "read"));
        }
        tags(link, &mut flow.facts);
        draft.flows.push(flow);
    }
}

/// The type of a flow by its protocol. Ours has no place for protocols such as `binary`: they stay texts.
fn protocol(said: &str, flow: &mut Flow) {
    if matches!(said, "" | "unknown-protocol") {
        return;
    }
    let plain = said.strip_suffix("-encrypted");
    flow.via = row(said, PROTOCOLS);
    if flow.via.is_some() {
        return;
    }
    flow.via = plain.and_then(|plain| row(plain, PROTOCOLS));
    if flow.via.is_none() {
        flow.facts.push(Fact::text("protocol", said));
    }
    if plain.is_some() {
        flow.facts.push(Fact::text("encryption", "encrypted, without a word on how"));
    }
}

/// Questions, abuse cases and requirements.
fn documents(tree: &Json, draft: &mut Draft) {
    for (question, answer) in entries(tree, "/questions") {
        let answer = scalar(answer);
        let item = Item::new("todo", "", question);
        draft.items.push(if answer.trim().is_empty() {
            item
        } else {
            item.text("note", format!("Answered: {}", one_line(&answer)))
        });
    }
    for (place, keyword) in [("/abuse_cases", "concern"), ("/security_requirements", "recommend")] {
        for (title, text) in entries(tree, place) {
            let text = one_line(&without_tags(&scalar(text)));
            draft.items.push(Item::new(keyword, "", [title, text.as_str()].join(": ").trim_end_matches(": ")));
        }
    }
}

/// Risks that people added, as threats.
fn risks(tree: &Json, draft: &mut Draft) {
    let places = ["/individual_risk_categories", "/custom_risk_categories"];
    for (title, category) in places.iter().flat_map(|place| entries(tree, place)) {
        for (at, (risk, rating)) in entries(category, "/risks_identified").enumerate() {
            let mut item =
                Item::new("threat", format!("risk/{}/{at}", string(category, "/id")), one_line(&without_tags(risk)));
            let asset = string(rating, "/most_relevant_technical_asset");
            let link = string(rating, "/most_relevant_communication_link");
            if !link.is_empty() {
                item.on.push(format!("link/{link}"));
            } else if !asset.is_empty() {
                item.on.push(asset_key(&asset));
            }
            if let Some(stride) = guess::stride(&string(category, "/stride")) {
                item = item.word("stride", stride);
            }
            let said = string(rating, "/severity");
            if let Some(severity) = row(&said, SEVERITIES) {
                item = item.word("severity", severity).text("because", format!("`{said}` in Threagile"));
                if severity != said {
                    item.guessed.push(format!("severity `{severity}` from `{said}`"));
                }
            }
            let cwe = string(category, "/cwe").parse::<u32>().ok().filter(|cwe| *cwe > 0);
            item.facts.extend(cwe.map(|cwe| Fact::word("cwe", cwe.to_string())));
            let text = [title.to_owned(), string(category, "/description"), string(category, "/impact")];
            item.about = text.join("\n");
            let mitigation = [string(category, "/action"), string(category, "/mitigation")].join(": ");
            let mitigation = one_line(mitigation.trim_matches([':', ' ']));
            if !mitigation.is_empty() {
                item.items.push(Item::new("mitigation", "", mitigation).word("status", "planned"));
            }
            draft.items.push(item);
        }
        unread([category], READ_OF_RISKS, ("category of risks", "categories of risks"), draft);
    }
}

/// Answers to risks, by keys such as `rule@asset` and `rule@source>link@target`.
fn tracking(tree: &Json, draft: &mut Draft) {
    let flows = draft.flows.iter().map(|flow| flow.key.clone());
    let keys: BTreeSet<String> = draft.items.iter().map(|item| item.key.clone()).chain(flows).collect();
    for (id, tracked) in entries(tree, "/risk_tracking") {
        let (status, reason) = (string(tracked, "/status"), string(tracked, "/justification"));
        let answer = answer(id, &status, &keys).filter(|_| !reason.trim().is_empty());
        let mut item = match answer {
            Some((keyword, rule, place)) => {
                let item = Item { ty: Some(rule), on: vec![place], ..Item::new(keyword, "", reason.trim()) };
                let stage = if status == "in-progress" { "in-progress" } else { "implemented" };
                if keyword == "mitigate" { item.word("status", stage) } else { item }
            }
            None => {
                let why = "which of our threats it is, nobody can tell for sure";
                draft.kept_as_text(format!("tracked risk `{id}`"), why, 0);
                let said = [format!("Risk {id} is {status} in Threagile"), one_line(&reason)];
                Item::new("todo", "", said.join(": ").trim_end_matches(": "))
            }
        };
        item = item.text("ticket", string(tracked, "/ticket")).text("owner", string(tracked, "/checked_by"));
        draft.items.push(item);
    }
}

/// The keyword, the rule and the place of an answer, where they are certain.
fn answer(id: &str, status: &str, keys: &BTreeSet<String>) -> Option<(&'static str, &'static str, String)> {
    let mut parts = id.split('@');
    let name = parts.next()?;
    let (_, rule, on_link) = RULES.iter().find(|(known, ..)| *known == name)?;
    let place =
        if *on_link { format!("link/{}", parts.find(|part| part.contains('>'))?) } else { asset_key(parts.next()?) };
    Some((row(status, ANSWERED)?, *rule, keys.get(&place)?.clone()))
}

/// Everything that has no place in the language.
fn left_out(tree: &Json, draft: &mut Draft) {
    for (title, _) in entries(tree, "/shared_runtimes") {
        draft.dropped(format!("shared runtime `{title}`"), "a thing lies in one zone alone; runtimes are none", 0);
    }
    for place in ["/business_overview/images", "/technical_overview/images"] {
        let pictures = list(tree, place).len();
        if pictures > 0 {
            draft.dropped(format!("{pictures} pictures of `{place}`"), "a model has no pictures but its own", 0);
        }
    }
    let objects = |place: &str| entries(tree, place).map(|(_, object)| object).collect::<Vec<_>>();
    let assets = objects("/technical_assets");
    let links: Vec<&Json> =
        assets.iter().flat_map(|asset| entries(asset, "/communication_links")).map(|(_, link)| link).collect();
    unread(objects("/data_assets"), READ_OF_DATA, ("data asset", "data assets"), draft);
    unread(assets, READ_OF_ASSETS, ("technical asset", "technical assets"), draft);
    unread(links, READ_OF_LINKS, ("communication link", "communication links"), draft);
    unread([tree], READ_OF_MODELS, ("model", "models"), draft);
}
