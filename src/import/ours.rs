//! What our own exports keep in attributes of other formats: `threatline.auth` says `jwt`, as it is written behind `auth=`.
//!
//! Files pass through other hands: what is not one attribute or one statement of the language is left out, and said to be.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::draft::{Draft, Exact, Fact, Value};
use super::json;
use crate::base::source::SourceMap;
use crate::schema::{self, Subject};
use crate::syntax::{self, tree::Statement, tree::Tree};

/// What stands in front of the names of our attributes.
const PREFIX: &str = "threatline.";
/// Statements that may be kept as they are. Others would read files, or change what stands elsewhere.
const KEPT: &[&str] = &[
    "type",
    "rule",
    "adversary",
    "boundary",
    "control",
    "accept",
    "mitigate",
    "transfer",
    "avoid",
    "dismiss",
    "rate",
    "expect",
    "scenario",
    "view",
    "assumption",
    "todo",
    "concern",
    "impact",
    "layer",
    "regulation",
    "recommend",
    "activity",
    "term",
    "reference",
    "revision",
    "incident",
    "signoff",
    "threat",
    "data",
    "asset",
];
/// Statements that stand in front of everything else.
const EARLY: &[&str] =
    &["type", "adversary", "layer", "regulation", "assumption", "impact", "concern", "data", "asset"];

/// Attributes of ours, by name.
#[derive(Debug, Default)]
pub(super) struct Ours(BTreeMap<String, String>);

impl Ours {
    /// Those among the attributes of something; `None` where there are none.
    pub(super) fn of<'t>(attributes: impl IntoIterator<Item = (&'t str, String)>) -> Option<Self> {
        let own = attributes.into_iter().filter_map(|(name, text)| Some((name.strip_prefix(PREFIX)?.to_owned(), text)));
        let own: BTreeMap<String, String> = own.collect();
        (!own.is_empty()).then_some(Self(own))
    }

    /// Those of an object with `attributes`.
    pub(super) fn in_json(object: &Json) -> Option<Self> {
        Self::of(json::entries(object, "/attributes").map(|(name, value)| (name, json::scalar(value))))
    }

    /// The groups of attributes such as `zone.3.trust`, each under its own names, by their numbers.
    pub(super) fn numbered(&self, group: &str) -> Vec<Self> {
        let mut groups: BTreeMap<usize, BTreeMap<String, String>> = BTreeMap::new();
        for (name, text) in &self.0 {
            let rest = name.strip_prefix(group).and_then(|rest| rest.strip_prefix('.'));
            let Some((number, rest)) = rest.map(|rest| rest.split_once('.').unwrap_or((rest, ""))) else { continue };
            if let Ok(number) = number.parse() {
                groups.entry(number).or_default().insert(rest.to_owned(), text.clone());
            }
        }
        groups.into_values().map(Self).collect()
    }

    /// Whether it says something of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What an attribute says; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The keyword of the statement, if it is one of these.
    pub(super) fn keyword(&self, known: &[&'static str]) -> Option<&'static str> {
        known.iter().copied().find(|keyword| *keyword == self.get("keyword"))
    }

    /// The name, type, tags and places that stand in the statement; what is no word of the language is left out.
    pub(super) fn exact(&self, name: &str) -> Exact {
        let word = |text: &str| syntax::is_word(text).then(|| text.to_owned());
        let ty = [self.get("is"), self.get("via")].into_iter().find_map(word);
        let tags = self.get("tags").split(' ').filter_map(word).collect();
        let on = Some(self.get("on")).filter(|on| !on.is_empty() && one(&format!("todo \"x\" on {on}")).is_some());
        Exact { name: word(name), ty, tags, on: on.map(str::to_owned) }
    }

    /// The attributes that a statement with this keyword has.
    pub(super) fn facts(&self, keyword: &str) -> Vec<Fact> {
        let subject = match keyword {
            "flow" => Some(Subject::Flow),
            keyword => schema::statement(keyword).and_then(|row| row.subject),
        };
        let fact = |(name, text): (&String, &String)| {
            if matches!(name.as_str(), "is" | "via") {
                return None;
            }
            let row = schema::attribute(subject?, name)?;
            let parsed = one(&format!("{name}={text}"))?;
            let Statement::Attribute(_) = parsed.items.first()?.statement else { return None };
            Some(Fact { name: row.name, values: vec![Value::Written(text.clone())] })
        };
        self.0.iter().filter_map(fact).collect()
    }
}

/// Takes statements as they are.
pub(super) fn statements<'j>(texts: impl IntoIterator<Item = &'j str>, draft: &mut Draft) {
    for text in texts {
        let keyword = one(text).and_then(|tree| match &tree.items.first()?.statement {
            Statement::Declaration(declaration) => Some(declaration.keyword.text.to_string()),
            _ => None,
        });
        match keyword.filter(|keyword| KEPT.contains(&keyword.as_str())) {
            Some(keyword) if EARLY.contains(&keyword.as_str()) => draft.early.push(text.to_owned()),
            Some(_) => draft.late.push(text.to_owned()),
            None => {
                let first = text.lines().find(|line| !line.starts_with("///")).unwrap_or_default();
                draft.dropped(format!("`{first}`"), "it is no statement that may stand here", 0);
            }
        }
    }
}

/// The tree of a text that is one statement without a mistake.
fn one(text: &str) -> Option<Tree> {
    let mut sources = SourceMap::default();
    let file = sources.add("attribute", text);
    let parsed = syntax::parse(&sources, file);
    (parsed.diagnostics.is_empty() && parsed.tree.items.len() == 1).then_some(parsed.tree)
}
