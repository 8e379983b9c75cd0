//! What readers of JSON and YAML share: the text as a tree, and ways into it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Draft, Refusal};

/// The tree of a text, or where it is no JSON.
pub(super) fn parse(text: &str) -> Result<Json, Refusal> {
    serde_json::from_str(text)
        .map_err(|error| Refusal { message: format!("this is no JSON: {error}"), line: error.line() })
}

/// The text at a place such as `/summary/title`; numbers as they are written, empty where there is none.
pub(super) fn string(json: &Json, place: &str) -> String {
    match json.pointer(place) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The list at a place; empty where there is none.
pub(super) fn list<'j>(json: &'j Json, place: &str) -> &'j [Json] {
    json.pointer(place).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The texts of the list at a place.
pub(super) fn strings(json: &Json, place: &str) -> Vec<String> {
    list(json, place).iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Whether `true` stands at a place.
pub(super) fn flag(json: &Json, place: &str) -> bool {
    json.pointer(place).and_then(Json::as_bool).unwrap_or(false)
}

/// The names and values of the object at a place; none where there is no object.
pub(super) fn entries<'j>(json: &'j Json, place: &str) -> impl Iterator<Item = (&'j str, &'j Json)> + use<'j> {
    json.pointer(place).and_then(Json::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// A text, number, or yes or no, as it is written; empty for the rest.
pub(super) fn scalar(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// The text, if it is a date such as `2026-12-01`.
pub(super) fn date(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let written = day.chars().enumerate().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() });
    let part = |from: usize, to: usize| day.get(from..to)?.parse::<u32>().ok();
    let (year, month, number) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (written && (1..=12).contains(&month) && (1..=last).contains(&number)).then(|| day.to_owned())
}

/// A text without tags of HTML.
pub(super) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match after.split_once('>').filter(|_| tag) {
            Some((_, behind)) => rest = behind,
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Notes fields that no reader reads, one line for each name with how many things have it. What is empty, `false` or `null`
/// says nothing.
pub(super) fn unread<'j>(
    objects: impl IntoIterator<Item = &'j Json>,
    read: &[&str],
    (one, several): (&str, &str),
    draft: &mut Draft,
) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, value) in objects.into_iter().filter_map(Json::as_object).flatten() {
        let says = match value {
            Json::Null | Json::Bool(false) => false,
            Json::String(text) => !text.trim().is_empty(),
            Json::Array(list) => !list.is_empty(),
            Json::Object(object) => !object.is_empty(),
            _ => true,
        };
        if says && !read.contains(&name.as_str()) {
            *counts.entry(name).or_default() += 1;
        }
    }
    for (name, found) in counts {
        let what = format!("`{name}` of {}", crate::base::text::count(found, one, several));
        draft.dropped(what, "the language has no place for it", 0);
    }
}
