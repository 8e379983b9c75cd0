//! Names for what a draft holds: from the source's own words where people gave them, else from labels.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::base::text::slug;

use super::draft::{Draft, Item, Key};

/// Words that cannot be a name where a name is expected, or that mean something else there.
const TAKEN: &[&str] = &["is", "via", "on", "none", "unknown", "not-applicable", "internet", "system", "when"];
/// The zone around those who are in no other.
const PUBLIC: &str = "internet";
/// Most characters of a name that is made from a label.
const LONGEST: usize = 40;

/// The names of a draft, by key. What has no key has none.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_key: BTreeMap<Key, String>,
    taken: BTreeSet<String>,
    /// Whether no zone may be called as the language calls the internet: one is already, or somebody stands outside of all
    /// zones, whom the language takes for a part of it and the source does not.
    public: bool,
    /// The last number behind each name, so that many things of one name are numbered in one go.
    numbers: BTreeMap<String, usize>,
}

impl Names {
    /// Names for all items and flows. Which name something gets depends on what stands in front of it alone, so that what is
    /// added at the end of a source changes no name.
    pub(super) fn of(draft: &Draft) -> Self {
        let outside =
            |item: &Item| matches!(item.keyword, "actor" | "external") && item.inside.is_none() && item.exact.is_none();
        let mut names = Self {
            taken: TAKEN.iter().map(|word| (*word).to_owned()).collect(),
            public: draft.items.iter().any(outside),
            ..Self::default()
        };
        for item in &draft.items {
            names.add(draft, item);
        }
        for (at, flow) in draft.flows.iter().enumerate().filter(|(_, flow)| !flow.key.is_empty()) {
            let name = flow.exact.as_ref().map_or_else(|| Some(flow_name(at)), |exact| exact.name.clone());
            if let Some(name) = name {
                names.by_key.entry(flow.key.clone()).or_insert(name);
            }
        }
        names
    }

    fn add(&mut self, draft: &Draft, item: &Item) {
        if item.key.is_empty() || self.by_key.contains_key(&item.key) {
            return;
        }
        if let Some(name) = item.exact.as_ref().and_then(|exact| exact.name.clone()) {
            self.taken.insert(name.clone());
            self.by_key.insert(item.key.clone(), name);
            return;
        }
        let own = if draft.keys_are_names { word(&item.key) } else { None };
        let wanted = own.or_else(|| word(&item.label)).or_else(|| word(&item.key));
        let wanted = wanted.unwrap_or_else(|| item.keyword.to_owned());
        // The zone that the language calls so, unless the source has it in another one.
        let public = item.keyword == "zone" && item.inside.is_none() && wanted == PUBLIC && !self.public;
        self.public |= public;
        let name = if public { wanted } else { self.free(&wanted, item.keyword) };
        self.by_key.insert(item.key.clone(), name);
    }

    /// The name, with a number behind it where something else has it.
    fn free(&mut self, wanted: &str, keyword: &str) -> String {
        let apart = format!("{wanted}-{keyword}");
        let wanted = if TAKEN.contains(&wanted) { apart.as_str() } else { wanted };
        let mut name = wanted.to_owned();
        let number = self.numbers.entry(wanted.to_owned()).or_insert(1);
        while self.taken.contains(&name) {
            *number += 1;
            name = format!("{wanted}-{number}");
        }
        self.taken.insert(name.clone());
        name
    }

    /// The name of what has this key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).map(String::as_str)
    }
}

/// The name of the flow at this place, from 0.
pub(super) fn flow_name(at: usize) -> String {
    format!("DF{}", at + 1)
}

/// A word of the language made from a text; `None` where no letter is in it.
fn word(text: &str) -> Option<String> {
    let slug: String = slug(text).nfc().collect();
    let mut word = String::new();
    for part in slug.split('-').filter(|part| !part.is_empty()) {
        if !word.is_empty() && word.len() + part.len() >= LONGEST {
            break;
        }
        if !word.is_empty() {
            word.push('-');
        }
        word.push_str(part);
    }
    let legal = word.chars().all(|c| c == '-' || unicode_ident::is_xid_continue(c));
    match word.chars().next() {
        Some(first) if legal && unicode_ident::is_xid_start(first) => Some(word),
        Some(_) if legal && word.chars().any(char::is_alphabetic) => Some(format!("n-{word}")),
        _ => None,
    }
}
