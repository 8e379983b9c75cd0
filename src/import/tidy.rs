//! What no reader has to look after: things without ids, doubles, flows that have no element at an end.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Fact, Item, Key};
use super::guess;
use super::loss::one_line;

/// How many levels outwards are looked at for what can hold something.
const DEEPEST: usize = 100;
/// What flows end at.
const ENDS: &[&str] = &["actor", "external", "process", "store"];

/// Leaves out what the language cannot have, and names what has no id.
pub(super) fn tidy(draft: &mut Draft) {
    name_all(draft);
    leave_out_doubles(draft);
    draft.items.iter_mut().for_each(guess::public_zone);
    move_out(draft);
    say_once(draft);
    leave_out_flows(draft);
}

/// Gives a key to what has none, as statements are called by names; nothing refers to it.
fn name_all(draft: &mut Draft) {
    for (at, item) in draft.items.iter_mut().enumerate().filter(|(_, item)| item.key.trim().is_empty()) {
        if item.needs_name() {
            item.key = format!("\u{0}{at}");
        }
    }
}

/// Leaves out what has the key of something before it: nothing could tell them apart.
fn leave_out_doubles(draft: &mut Draft) {
    let mut seen = BTreeSet::new();
    let mut doubles: Vec<(String, u32)> = Vec::new();
    draft.items.retain(|item| {
        let first = item.key.is_empty() || seen.insert(item.key.clone());
        if !first {
            doubles.push((format!("{} `{}`", item.keyword, one_line(&item.label)), item.line));
        }
        first
    });
    for (what, line) in doubles {
        draft.dropped(what, "something before it has the same id", line);
    }
}

/// Leaves out attributes that something has already: each is said once.
fn say_once(draft: &mut Draft) {
    let mut doubles = Vec::new();
    let mut once = |facts: &mut Vec<Fact>, what: &str, line: u32| {
        let mut seen = BTreeSet::new();
        facts.retain(|fact| {
            let first = seen.insert(fact.name);
            if !first {
                doubles.push((format!("another {} of {what}", fact.name), line));
            }
            first
        });
    };
    once(&mut draft.facts, "the model", 0);
    for item in &mut draft.items {
        let what = format!("{} `{}`", item.keyword, one_line(&item.label));
        once(&mut item.facts, &what, item.line);
        for inner in &mut item.items {
            once(&mut inner.facts, &format!("a {} of {what}", inner.keyword), item.line);
        }
    }
    for flow in &mut draft.flows {
        once(&mut flow.facts, &format!("flow `{}`", one_line(&flow.label)), flow.line);
    }
    for (what, line) in doubles {
        draft.dropped(what, "it is said already", line);
    }
}

/// Takes things out of what cannot hold them: zones hold everything, processes hold processes and stores.
fn move_out(draft: &mut Draft) {
    let items: BTreeMap<&str, &Item> = draft.items.iter().rev().map(|item| (item.key.as_str(), item)).collect();
    let holds = |around: &str, inner: &Item| {
        items.get(around).is_none_or(|around| match around.keyword {
            "zone" => true,
            "process" => matches!(inner.keyword, "process" | "store"),
            _ => false,
        })
    };
    let outwards = |key: &str| items.get(key).and_then(|item| item.inside.as_deref());
    let place = |item: &Item| {
        let around = std::iter::successors(item.inside.as_deref(), |key| outwards(key)).take(DEEPEST);
        around.into_iter().find(|key| holds(key, item)).map(str::to_owned)
    };
    let places: Vec<Option<Key>> = draft.items.iter().map(place).collect();
    let mut moved = Vec::new();
    for (item, place) in draft.items.iter_mut().zip(places).filter(|(item, place)| item.inside != *place) {
        let around = item.inside.take().unwrap_or_default();
        let what = format!("the place of {} `{}`", item.keyword, one_line(&item.label));
        moved.push((what, format!("`{}` is no zone, and cannot hold it", one_line(&around)), item.line));
        item.inside = place;
    }
    for (what, why, line) in moved {
        draft.dropped(what, why, line);
    }
}

/// Leaves out flows that do not go from one element to another.
fn leave_out_flows(draft: &mut Draft) {
    let items: BTreeMap<&str, &Item> = draft.items.iter().rev().map(|item| (item.key.as_str(), item)).collect();
    let wrong = |source: &str, target: &str| {
        if source == target {
            return Some("it ends where it starts, and a flow lies between two things".to_owned());
        }
        [source, target].into_iter().find_map(|end| match items.get(end).filter(|_| !end.is_empty()) {
            None => Some(format!("its end `{}` is no element of the source", one_line(end))),
            Some(item) if ENDS.contains(&item.keyword) => None,
            Some(item) => {
                let keyword = item.keyword;
                let what = if item.label.trim().is_empty() { end } else { &item.label };
                Some(format!("its end `{}` is a {keyword}: say which element sends or receives", one_line(what)))
            }
        })
    };
    let whys: Vec<Option<String>> = draft.flows.iter().map(|flow| wrong(&flow.source, &flow.target)).collect();
    for (flow, why) in std::mem::take(&mut draft.flows).into_iter().zip(whys) {
        match why {
            Some(why) => {
                let label = if flow.label.trim().is_empty() { &flow.key } else { &flow.label };
                draft.dropped(format!("flow \"{}\"", one_line(label)), why, flow.line);
            }
            None => draft.flows.push(flow),
        }
    }
}
