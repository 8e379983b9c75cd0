//! TicTaaC: assets, elements, boundaries and data flows as lists of names with properties.
//!
//! The files look like YAML and are none: an entry is a name, its properties stand below it without a colon behind the name.
//! They are read line by line, by how far each is indented.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Fact, Flow, Item};
use super::{Reader, Refusal, guess};

pub(super) const READER: Reader = Reader {
    name: "tictaac",
    title: "TicTaaC",
    endings: &["yml", "yaml"],
    recognises: |text| {
        let starts = |word: &str| text.lines().any(|line| line.starts_with(word));
        starts("data-flows:") && (starts("elements:") || starts("boundaries:"))
    },
    read,
};

/// Types of elements, with our kinds and types.
const TYPES: &[(&str, &str, &str)] = &[
    ("interactor", "actor", ""),
    ("proxy-server", "process", "reverse-proxy"),
    ("web-server", "process", "web-app"),
    ("database", "store", ""),
    ("external-service", "external", ""),
    ("internal-service", "process", "service"),
    ("process", "process", ""),
];

/// Words in names of elements without a type that tell a person.
const PEOPLE: &[(&str, &str)] =
    &[("user", "actor"), ("customer", "actor"), ("admin", "actor"), ("administrator", "actor")];

/// Categories and names of boundaries, with levels of trust.
const TRUST: &[(&str, &str)] = &[
    ("global-network", "untrusted"),
    ("demilitarized-zone", "dmz"),
    ("corporate-network", "internal"),
    ("closed-perimeter", "restricted"),
    ("internet", "untrusted"),
    ("dmz", "dmz"),
];

/// Authentication, with ours; what is missing here stays a text.
const AUTH: &[(&str, &str)] = &[
    ("anonymous", "none"),
    ("credentials", "password"),
    ("basic", "basic"),
    ("openid", "oidc"),
    ("certificate", "client-cert"),
];

/// Properties that are read, by section.
const READ: &[(&str, &[&str])] = &[
    ("assets", &["name", "description", "sensitivity"]),
    ("elements", &["name", "description", "type", "stored-assets"]),
    ("boundaries", &["name", "description", "category", "elements"]),
    (
        "data-flows",
        &["title", "description", "authentication-method", "authorization", "encryption", "transferred-assets"],
    ),
];

/// An entry of a list: its name, its properties, and those that are lists.
#[derive(Default)]
struct Entry {
    name: String,
    values: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    line: u32,
}

impl Entry {
    fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    fn label(&self) -> &str {
        if self.get("name").is_empty() { &self.name } else { self.get("name") }
    }
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let mut draft = Draft::default();
    let sections = sections(text, &mut draft);
    if !sections.contains_key("data-flows") && !sections.contains_key("elements") {
        return Err(Refusal::new("there are no lists `elements` and `data-flows`, which every TicTaaC model has"));
    }
    let entries = |name: &str| sections.get(name).map(Vec::as_slice).unwrap_or_default();
    for asset in entries("assets") {
        data(asset, &mut draft);
    }
    let zones = zones(entries("boundaries"), &mut draft);
    let mut known = BTreeSet::new();
    for element in entries("elements") {
        known.insert(element.name.as_str());
        draft.items.push(self::element(element, &zones));
    }
    for boundary in entries("boundaries") {
        for name in boundary.list("elements").iter().filter(|name| !known.contains(name.as_str())) {
            let what = format!("`{name}` in boundary `{}`", boundary.name);
            draft.dropped(what, "nothing in the source is called that", boundary.line);
        }
    }
    entries("data-flows").iter().for_each(|entry| flow(entry, &mut draft));
    for (section, entries) in &sections {
        let read = READ.iter().find(|(known, _)| known == section).map(|(_, read)| *read);
        for entry in entries {
            unread(section, entry, read, &mut draft);
        }
    }
    Ok(draft)
}

fn unread(section: &str, entry: &Entry, read: Option<&[&str]>, draft: &mut Draft) {
    let Some(read) = read else {
        draft.dropped(format!("`{}` of `{section}`", entry.name), "the language has no place for it", entry.line);
        return;
    };
    for name in entry.values.keys().chain(entry.lists.keys()).filter(|name| !read.contains(&name.as_str())) {
        let why = "the language has no place for it";
        draft.dropped(format!("`{name}` of `{}`", entry.name), why, entry.line);
    }
}

/// A line without its comment, with how far it is indented.
fn bare(line: &str) -> (usize, &str) {
    let end = if line.trim_start().starts_with('#') { 0 } else { line.find(" #").unwrap_or(line.len()) };
    let line = line.get(..end).unwrap_or_default().trim_end();
    (line.len() - line.trim_start().len(), line.trim_start())
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

/// The lists of a file by their names. What stands at the top goes to the draft.
fn sections(text: &str, draft: &mut Draft) -> BTreeMap<String, Vec<Entry>> {
    let mut sections: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let (mut section, mut entry_at, mut list) = (String::new(), usize::MAX, String::new());
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(0);
        let (indent, line) = bare(line.trim_start_matches('\u{feff}'));
        let pair = line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '));
        if let Some(name) = line.strip_prefix("- ").map(str::trim).filter(|_| !section.is_empty()) {
            let entries = sections.entry(section.clone()).or_default();
            if indent > entry_at && !list.is_empty() {
                let lists = entries.last_mut().map(|entry| entry.lists.entry(list.clone()).or_default());
                lists.into_iter().for_each(|names| names.push(unquoted(name)));
                continue;
            }
            entry_at = indent;
            list.clear();
            entries.push(Entry { name: unquoted(name.trim_end_matches(':')), line: number, ..Entry::default() });
        } else if let Some((name, value)) = pair.filter(|_| indent > 0 && !section.is_empty()) {
            match sections.get_mut(&section).and_then(|entries| entries.last_mut()) {
                Some(_) if value.trim().is_empty() => name.clone_into(&mut list),
                Some(entry) => {
                    list.clear();
                    entry.values.insert(name.trim().to_owned(), unquoted(value));
                }
                None => draft.dropped(format!("`{line}`"), "it belongs to nothing", number),
            }
        } else if let Some((name, value)) = pair.filter(|_| indent == 0) {
            entry_at = usize::MAX;
            list.clear();
            section.clear();
            match (name, value.trim()) {
                ("name", title) => draft.title = unquoted(title),
                ("version", version) => draft.facts.push(Fact::text("version", unquoted(version))),
                ("description", about) => draft.about = unquoted(about),
                (name, "") => {
                    name.clone_into(&mut section);
                    sections.entry(section.clone()).or_default();
                }
                (name, _) => draft.dropped(format!("`{name}`"), "the language has no place for it", number),
            }
        } else if !line.is_empty() && line != "---" {
            draft.dropped(format!("`{line}`"), "it is no entry and no property", number);
        }
    }
    sections
}

fn data_keys(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("data/{name}")).collect()
}

fn data(asset: &Entry, draft: &mut Draft) {
    let mut item = Item::new("data", format!("data/{}", asset.name), asset.label());
    item.about = asset.get("description").to_owned();
    item.line = asset.line;
    let class = match asset.get("sensitivity") {
        "sensitive" => "high",
        "non-sensitive" => "low",
        _ => "",
    };
    if class.is_empty() {
        let said = asset.get("sensitivity");
        if !said.is_empty() {
            draft.dropped(format!("sensitivity `{said}` of `{}`", asset.name), "it is unknown", asset.line);
        }
    } else {
        item.guessed.push(format!("class `{class}` from `{}`", asset.get("sensitivity")));
    }
    draft.items.push(item.word("class", class));
}

/// Boundaries as zones; the zone of each element.
fn zones(boundaries: &[Entry], draft: &mut Draft) -> BTreeMap<String, String> {
    let mut around = BTreeMap::new();
    for boundary in boundaries {
        let key = format!("zone/{}", boundary.name);
        for name in boundary.list("elements") {
            if let Some(first) = around.get(name).filter(|first: &&String| **first != key) {
                let why = format!("it lies in `{}` already, and nothing lies in two zones", first.replace("zone/", ""));
                draft.dropped(format!("`{name}` in boundary `{}`", boundary.name), why, boundary.line);
                continue;
            }
            around.insert(name.clone(), key.clone());
        }
        let mut item = Item { line: boundary.line, ..Item::new("zone", key, boundary.label()) };
        item.about = boundary.get("description").to_owned();
        let said = if boundary.get("category").is_empty() { &boundary.name } else { boundary.get("category") };
        if let Some((_, trust)) = TRUST.iter().find(|(known, _)| *known == said) {
            item = item.word("trust", *trust);
            item.guessed.push(format!("trust `{trust}` from `{said}`"));
        }
        draft.items.push(item);
    }
    around
}

fn element(element: &Entry, zones: &BTreeMap<String, String>) -> Item {
    let mut item = Item {
        inside: zones.get(&element.name).cloned(),
        about: element.get("description").to_owned(),
        line: element.line,
        ..Item::new("process", format!("element/{}", element.name), element.label())
    };
    match TYPES.iter().find(|(known, ..)| *known == element.get("type")) {
        Some((_, keyword, ty)) => {
            item.keyword = keyword;
            item.ty = (!ty.is_empty()).then_some(*ty);
            if *keyword != "actor" {
                guess::element_type(&mut item, "");
            }
        }
        None => {
            let words = element.name.replace('-', " ");
            guess::element_kind(&mut item, &words);
            if item.ty.is_none() && guess::tell(&words, PEOPLE).is_some() {
                item.keyword = "actor";
                item.guessed = vec!["kind `actor` from the name".to_owned()];
            } else if item.keyword != "process" {
                item.guessed.push(format!("kind `{}` from the name", item.keyword));
            }
        }
    }
    let stored = data_keys(element.list("stored-assets"));
    if !stored.is_empty() {
        item.facts.push(Fact::of("holds", stored));
    }
    item
}

fn flow(entry: &Entry, draft: &mut Draft) {
    let (source, target, both_ways) = match (entry.name.split_once("<->"), entry.name.split_once("->")) {
        (Some((source, target)), _) => (source, target, true),
        (None, Some((source, target))) => (source, target, false),
        (None, None) => {
            draft.dropped(format!("data flow `{}`", entry.name), "it has no arrow `->`", entry.line);
            return;
        }
    };
    let mut flow = Flow {
        key: format!("flow/{}", draft.flows.len()),
        source: format!("element/{}", source.trim()),
        target: format!("element/{}", target.trim()),
        label: entry.get("title").to_owned(),
        both_ways,
        about: entry.get("description").to_owned(),
        line: entry.line,
        ..Flow::default()
    };
    let said = entry.get("authentication-method");
    if !said.is_empty() {
        let auth = AUTH.iter().find(|(known, _)| *known == said).map_or(said, |(_, ours)| ours);
        flow.facts.push(Fact::word("auth", auth));
    }
    let op = match entry.get("authorization") {
        "read" => "read",
        "read-write" => "write",
        "admin" => "admin",
        _ => "",
    };
    if !op.is_empty() {
        flow.facts.push(Fact::word("op", op));
        flow.guessed.push(format!("op `{op}` from the authorization `{}`", entry.get("authorization")));
    }
    match entry.get("encryption") {
        "yes" | "true" => flow.facts.push(Fact::text("encryption", "encrypted, without a word on how")),
        "no" | "false" => flow.facts.push(Fact::word("encryption", "none")),
        _ => {}
    }
    let data = data_keys(entry.list("transferred-assets"));
    if !data.is_empty() {
        flow.facts.push(Fact::of("data", data));
    }
    draft.flows.push(flow);
}
