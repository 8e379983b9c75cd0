//! What Structurizr's kinds of elements are in the language; the same for its text and for its JSON.

use super::super::draft::{Draft, Item};
use super::super::guess;
use super::super::ours::Ours;
use crate::base::text::unpacked;
use crate::schema;

/// What Structurizr says of an element.
#[derive(Debug, Default)]
pub(super) struct Described {
    /// `person`, `softwaresystem`, `container`, …: in small letters.
    pub kind: String,
    pub name: String,
    pub about: String,
    pub technology: String,
    pub tags: Vec<String>,
    pub properties: Vec<(String, String)>,
    pub line: u32,
}

/// Kinds that are zones.
pub(super) const ZONES: &[&str] = &["group", "enterprise", "deploymentenvironment", "deploymentnode"];

const ELEMENTS: &[&str] = &["actor", "external", "process", "store"];

/// What our own export says, as far as it does.
pub(super) fn ours(properties: &[(String, String)]) -> Option<Ours> {
    Ours::of(properties.iter().map(|(name, value)| (name.as_str(), unpacked(value))))
}

/// An element of ours: it lies where its properties say, by names of ours.
fn exact(described: &Described, key: &str) -> Option<Item> {
    let own = ours(&described.properties)?;
    let keyword = own.keyword(ELEMENTS)?;
    let or = |name: &str, otherwise: &str| if own.has(name) { own.get(name).to_owned() } else { otherwise.to_owned() };
    let inside = [own.get("part-of"), own.get("zone")].into_iter().find(|name| !name.is_empty());
    Some(Item {
        about: or("about", &described.about),
        inside: inside.map(super::key_of_ours),
        facts: own.facts(keyword),
        exact: Some(own.exact(own.get("name"))),
        ..Item::new(keyword, key, or("label", &described.name))
    })
}

/// The item for an element. A system with others in it is a zone.
pub(super) fn item(described: Described, key: &str, has_parts: bool, draft: &mut Draft) -> Item {
    if let Some(item) = exact(&described, key) {
        return item;
    }
    let Described { kind, name, about, technology, tags, properties, line } = described;
    let tagged = |word: &str| {
        tags.iter().any(|tag| tag.split(|c: char| !c.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word)))
    };
    let mut item = Item { about, line, ..Item::new("process", key, name) };
    if ZONES.contains(&kind.as_str()) || (kind == "softwaresystem" && has_parts) {
        item.keyword = "zone";
    } else if kind == "person" {
        item.keyword = "actor";
    } else if tagged("external") {
        item.keyword = "external";
        item.guessed.push("kind `external` from a tag".to_owned());
        guess::element_type(&mut item, &technology);
    } else if ["database", "datastore", "db"].iter().any(|word| tagged(word)) {
        item.keyword = "store";
        item.guessed.push("kind `store` from a tag".to_owned());
        guess::element_type(&mut item, &technology);
    } else {
        guess::element_kind(&mut item, &technology);
        if matches!(kind.as_str(), "container" | "component" | "infrastructurenode") && item.keyword == "process" {
            item.guessed.retain(|guess| !guess.starts_with("kind "));
        }
    }
    if item.keyword != "zone" {
        item = item.text("tech", technology);
    } else if !technology.is_empty() {
        draft.dropped(format!("technology `{technology}` of `{}`", item.label), "a zone has none", line);
    }
    facts(&mut item, properties, draft);
    item
}

/// Properties `threatline.…` as attributes; the others are dropped.
fn facts(item: &mut Item, properties: Vec<(String, String)>, draft: &mut Draft) {
    let subject = schema::statement(item.keyword).and_then(|statement| statement.subject);
    let mut others = Vec::new();
    for (name, value) in properties {
        let own = name.strip_prefix("threatline.");
        let attribute = own.and_then(|own| schema::attribute(subject?, own));
        match attribute.map(|attribute| (attribute.name, attribute.expects)) {
            Some((name, schema::Expects::Word(_))) => item.facts.push(super::super::Fact::word(name, value)),
            Some((name, schema::Expects::Text)) => item.facts.push(super::super::Fact::text(name, value)),
            _ => others.push(name),
        }
    }
    if !others.is_empty() {
        let why = format!("no attribute says them: {}", others.join(", "));
        draft.dropped(format!("properties of `{}`", item.label), why, item.line);
    }
}
