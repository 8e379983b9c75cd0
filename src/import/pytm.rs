//! pytm, as `--json` writes it: elements with classes, flows, boundaries, data.
//!
//! pytm's controls are true or false; false is its default and says nothing, so that only what is true is taken over.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item, Value};
use super::json::{flag, list, parse, string, strings};
use super::{Reader, Refusal, guess};

pub(super) const READER: Reader = Reader {
    name: "pytm",
    title: "pytm",
    endings: &["json"],
    recognises: |text| {
        text.contains("\"onDuplicates\"") || (text.contains("\"inBoundary\"") && text.contains("\"flows\""))
    },
    read,
};

/// Classes of pytm, with our keyword and type.
const CLASSES: &[(&str, &str, &str)] = &[
    ("Actor", "actor", ""),
    ("ExternalEntity", "external", ""),
    ("Server", "process", "service"),
    ("Process", "process", ""),
    ("SetOfProcesses", "process", ""),
    ("Lambda", "process", "function"),
    ("Datastore", "store", ""),
    ("LLM", "process", "llm"),
    ("Agent", "process", "llm-agent"),
];

/// Controls of pytm, with ours.
const CONTROLS: &[(&str, &str)] = &[
    ("hasAccessControl", "function-authorization"),
    ("implementsAuthenticationScheme", "user-authentication"),
    ("implementsCSRFToken", "csrf-protection"),
    ("implementsPOLP", "least-privilege"),
    ("implementsStrictHTTPValidation", "strict-http"),
    ("isHardened", "hardening"),
    ("isEncryptedAtRest", "encryption-at-rest"),
    ("isResilient", "redundancy"),
    ("encodesOutput", "output-encoding"),
    ("sanitizesInput", "input-validation"),
    ("validatesInput", "input-validation"),
    ("usesCodeSigning", "artifact-signing"),
    ("usesMFA", "mfa"),
    ("usesParameterizedInput", "parameterized-queries"),
    ("usesStrongSessionIdentifiers", "session-hardening"),
];

/// Classes of data, with ours.
const CLASSIFICATIONS: &[(&str, &str)] = &[
    ("PUBLIC", "low"),
    ("RESTRICTED", "medium"),
    ("SENSITIVE", "high"),
    ("SECRET", "critical"),
    ("TOP_SECRET", "critical"),
];

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    if json.get("elements").is_none() && json.get("flows").is_none() {
        return Err(Refusal::new("there are no `elements` and no `flows`, which the JSON of pytm has"));
    }
    let mut draft = Draft { title: string(&json, "/name"), about: string(&json, "/description"), ..Draft::default() };
    for data in list(&json, "/data") {
        let name = string(data, "/name");
        let mut item = Item { about: string(data, "/description"), ..Item::new("data", format!("data/{name}"), name) };
        let class = string(data, "/classification").replace("Classification.", "");
        if let Some((_, class)) = CLASSIFICATIONS.iter().find(|(known, _)| *known == class) {
            item = item.word("class", *class);
        }
        draft.items.push(item);
    }
    for boundary in list(&json, "/boundaries") {
        let name = string(boundary, "/name");
        draft.items.push(Item {
            inside: inside(boundary),
            about: string(boundary, "/description"),
            ..Item::new("zone", zone_key(&name), name)
        });
    }
    let mut seen = BTreeSet::new();
    for element in ["/actors", "/elements", "/assets"].iter().flat_map(|place| list(&json, place)) {
        // Actors and assets stand in the list of all elements again.
        if seen.insert(string(element, "/name")) {
            self::element(element, &mut draft);
        }
    }
    list(&json, "/flows").iter().for_each(|flow| self::flow(flow, &mut draft));
    for text in strings(&json, "/assumptions") {
        draft.items.push(Item::new("assumption", format!("assumption/{text}"), text.as_str()));
    }
    let findings = list(&json, "/findings").len();
    if findings > 0 {
        draft.dropped(
            format!("{findings} findings"),
            "they follow from pytm's own rules; threatline derives its own",
            0,
        );
    }
    Ok(draft)
}

fn zone_key(name: &str) -> String {
    format!("zone/{name}")
}

fn inside(json: &Json) -> Option<String> {
    Some(string(json, "/inBoundary")).filter(|name| !name.is_empty()).map(|name| zone_key(&name))
}

fn element(json: &Json, draft: &mut Draft) {
    let (name, class) = (string(json, "/name"), string(json, "/__class__"));
    let row = CLASSES.iter().find(|(known, ..)| *known == class);
    let mut item = Item {
        inside: inside(json),
        about: string(json, "/description"),
        ..Item::new("process", name.as_str(), name.as_str())
    };
    match row {
        Some((_, keyword, ty)) => {
            item.keyword = keyword;
            item.ty = (!ty.is_empty()).then_some(*ty);
            if *keyword != "actor" {
                guess::element_type(&mut item, "");
            }
        }
        None => guess::element_kind(&mut item, &class),
    }
    if json.get("inScope").and_then(Json::as_bool) == Some(false) {
        item.facts.extend([Fact::word("scope", "out"), Fact::text("reason", "Out of scope in the source")]);
    }
    let stated = |name: &str| flag(json, &format!("/controls/{name}")) || flag(json, &format!("/{name}"));
    let has = CONTROLS.iter().filter(|(name, _)| stated(name)).map(|(_, control)| Value::Word((*control).to_owned()));
    let mut has: Vec<Value> = has.collect();
    has.dedup();
    if item.keyword != "actor" && !has.is_empty() {
        item.facts.push(Fact { name: "has", values: has });
    }
    if item.keyword == "store" {
        let data = strings(json, "/data").into_iter().map(|name| format!("data/{name}")).collect::<Vec<_>>();
        if !data.is_empty() {
            item.facts.push(Fact::of("holds", data));
        }
    }
    draft.items.push(item);
}

fn flow(json: &Json, draft: &mut Draft) {
    let name = string(json, "/name");
    let mut flow = Flow {
        key: format!("flow/{}/{name}", draft.flows.len()),
        source: string(json, "/source"),
        target: string(json, "/sink"),
        label: name,
        about: [string(json, "/description"), string(json, "/note")].join("\n").trim().to_owned(),
        ..Flow::default()
    };
    guess::flow(&mut flow, &string(json, "/protocol"));
    let tls = string(json, "/tlsVersion").to_lowercase().replace("tlsversion.", "");
    if let Some(version) = tls.strip_prefix("tlsv") {
        // `TLSv13`, and `TLSv1_3`.
        let digits: Vec<String> = version.chars().filter(char::is_ascii_digit).map(String::from).collect();
        flow.facts.push(Fact::word("encryption", format!("tls{}", digits.join("."))));
    }
    let data: Vec<String> = strings(json, "/data").into_iter().map(|name| format!("data/{name}")).collect();
    if !data.is_empty() {
        flow.facts.push(Fact::of("data", data));
    }
    draft.flows.push(flow);
}
