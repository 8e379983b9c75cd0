//! Attributes and controls with where they come from.

use serde_json::{Map, Value as Json, json};

use crate::base::source::{SourceMap, Span};
use crate::model::{Claims, Facts, Model, Origin, Value, ValueKind};
use crate::pipeline::Outcome;

/// The attributes of the `model` statement.
pub(super) fn of_document(outcome: &Outcome) -> Json {
    facts(&outcome.sources, &outcome.model.document.facts)
}

/// For each row of the table with this name: `facts`, and `claims` where controls can be claimed. `None` for tables of what
/// has no attributes.
pub(super) fn by_place(outcome: &Outcome, table: &str) -> Option<Vec<Json>> {
    let model = &outcome.model;
    let both = |facts: &Facts, claims: &Claims| {
        let claims = self::claims(&outcome.sources, model, claims);
        json!({ "facts": self::facts(&outcome.sources, facts), "claims": claims })
    };
    let all = match table {
        "zones" => model.zones.values().map(|zone| both(&zone.facts, &zone.claims)).collect(),
        "elements" => model.elements.values().map(|element| both(&element.facts, &element.claims)).collect(),
        "flows" => model.flows.values().map(|flow| both(&flow.facts, &flow.claims)).collect(),
        "data" => model.data.values().map(|data| json!({ "facts": facts(&outcome.sources, &data.facts) })).collect(),
        _ => return None,
    };
    Some(all)
}

fn facts(sources: &SourceMap, facts: &Facts) -> Json {
    let each = facts.iter().map(|(name, fact)| {
        let values = fact.iter().map(|sourced| {
            let mut out = value(&sourced.value);
            origin(&mut out, sources, &sourced.origin, sourced.span);
            Json::Object(out)
        });
        (name.to_owned(), Json::Array(values.collect()))
    });
    Json::Object(each.collect())
}

fn claims(sources: &SourceMap, model: &Model, claims: &Claims) -> Json {
    let each = claims.iter().map(|(control, claim)| {
        let mut out = Map::from_iter([("status".to_owned(), json!(claim.status.as_str()))]);
        origin(&mut out, sources, &claim.origin, claim.span);
        if let Some(control) = claim.control {
            out.insert("control".to_owned(), json!(model.controls[control].id));
        }
        (model.types[*control].name.to_string(), Json::Object(out))
    });
    Json::Object(each.collect())
}

fn value(value: &Value) -> Map<String, Json> {
    let kind = match value.kind {
        ValueKind::Word => "word",
        ValueKind::Text => "text",
        ValueKind::Number => "number",
    };
    Map::from_iter([("value".to_owned(), json!(value.text)), ("kind".to_owned(), json!(kind))])
}

fn origin(out: &mut Map<String, Json>, sources: &SourceMap, origin: &Origin, span: Option<Span>) {
    let (basis, by) = match origin {
        Origin::Stated => ("stated", None),
        Origin::Type(name) => ("type", Some(name)),
        Origin::Default => ("default", None),
        Origin::Implied(by) => ("implied", Some(by)),
    };
    out.insert("basis".to_owned(), json!(basis));
    out.extend(by.map(|by| ("by".to_owned(), json!(by))));
    out.extend(span.map(|span| ("at".to_owned(), json!(sources.place(span)))));
}
