//! What readers of JSON and YAML share: the text as a tree, and ways into it.

use serde_json::Value as Json;

use super::Refusal;

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
