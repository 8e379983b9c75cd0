//! The JSON schema of our own JSON, from the same columns.

use serde_json::{Map, Value as Json, json};

use super::FORM;
use crate::export::rows::{Column, Kind, Table};

/// The schema (draft 2020-12); `tables` are those of any model.
pub fn schema(tables: &[Table]) -> Json {
    let mut properties = json!({
        "form": { "const": FORM },
        "tool": { "type": "string", "description": "The version of the program that wrote it." },
        "title": { "type": "string" },
        "revision": { "type": ["string", "null"], "description": "What `--revision` says." },
        "files": {
            "type": "array",
            "minItems": 1,
            "items": { "$ref": "#/$defs/file" },
            "description": "The files of the model, the root first: everything that is written in them but their layout. `import` reads this part."
        },
        "lock": { "type": "array", "items": { "type": "string" }, "description": "The lines of the lock, which keeps the numbers." },
        "facts": { "$ref": "#/$defs/facts", "description": "The attributes of the `model` statement." }
    });
    let mut required = vec!["form", "tool", "title", "revision", "files", "lock", "facts"];
    if let Some(properties) = properties.as_object_mut() {
        for table in tables {
            let row = row(
                &table.columns,
                WITH_FACTS.iter().find(|(name, _)| *name == table.name).map_or(&[], |(_, more)| more),
            );
            let description = format!("A row is {}.", table.doc);
            properties
                .insert(table.name.to_owned(), json!({ "type": "array", "items": row, "description": description }));
            required.push(table.name);
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A model of threatline",
        "description": "What `threatline export --to json` writes.",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
        "$defs": definitions()
    })
}

/// Tables whose rows have attributes, with what these are called.
const WITH_FACTS: &[(&str, &[&str])] = &[
    ("zones", &["facts", "claims"]),
    ("elements", &["facts", "claims"]),
    ("flows", &["facts", "claims"]),
    ("data", &["facts"]),
];

fn row(columns: &[Column], more: &[&str]) -> Json {
    let column = |column: &Column| {
        let ty = match column.kind {
            Kind::Text => "string",
            Kind::Number => "integer",
            Kind::Flag => "boolean",
            Kind::List => "array",
        };
        let mut out = json!({ "type": [ty, "null"], "description": column.doc });
        if let Some(out) = out.as_object_mut().filter(|_| column.kind == Kind::List) {
            out.insert("items".to_owned(), json!({ "type": "string" }));
        }
        (column.name.to_owned(), out)
    };
    let own = columns.iter().map(column);
    let more_of = more.iter().map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/$defs/{name}") })));
    let properties: Map<String, Json> = own.chain(more_of).collect();
    let required: Vec<&str> = columns.iter().map(|column| column.name).chain(more.iter().copied()).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn definitions() -> Json {
    let strings = json!({ "type": "array", "items": { "type": "string" } });
    let origin = json!({
        "basis": { "enum": ["stated", "type", "default", "implied"], "description": "Who says so." },
        "by": { "type": "string", "description": "The type, or the fact that implies it." },
        "at": { "type": "string", "description": "Where it is said: file:line:column." }
    });
    let with_origin = |mut properties: Json, required: &[&str]| {
        if let (Some(properties), Some(origin)) = (properties.as_object_mut(), origin.as_object()) {
            properties.extend(origin.clone());
        }
        json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
    };
    let fact = with_origin(
        json!({ "value": { "type": "string" }, "kind": { "enum": ["word", "text", "number"] } }),
        &["value", "kind", "basis"],
    );
    let claim = with_origin(
        json!({ "status": { "type": "string" }, "control": { "type": "string", "description": "Its `control` statement." } }),
        &["status", "basis"],
    );
    json!({
        "file": {
            "type": "object",
            "additionalProperties": false,
            "required": ["path", "statements"],
            "properties": {
                "path": { "type": "string", "description": "As seen from the folder of the root file." },
                "shebang": { "type": "string" },
                "statements": { "$ref": "#/$defs/statements" }
            }
        },
        "statements": { "type": "array", "items": { "$ref": "#/$defs/statement" } },
        "statement": {
            "type": "object",
            "additionalProperties": false,
            "oneOf": [
                { "required": ["keyword"] }, { "required": ["flow"] }, { "required": ["attribute", "values"] },
                { "required": ["text"] }, { "required": ["when"] }, { "required": ["comment"] }
            ],
            "properties": {
                "keyword": { "type": "string", "description": "Such as `process`; the statements are those of docs/language.md." },
                "name": { "type": "string" },
                "flow": {
                    "type": "array",
                    "description": "The ends of a flow, which are lists of names, with an arrow between each two of them.",
                    "items": { "oneOf": [{ "enum": ["->", "<-", "<->"] }, strings] }
                },
                "id": { "type": "string", "description": "The id of a flow." },
                "attribute": { "type": "string", "description": "The name of an attribute that is a statement of a block." },
                "values": { "$ref": "#/$defs/values" },
                "text": { "type": "string", "description": "A text that is a statement, such as a step of a scenario." },
                "when": { "type": "string", "description": "A condition." },
                "comment": { "type": "string", "description": "With its marks." },
                "beside": { "type": "boolean", "description": "Whether a comment stands on the line of the statement before it." },
                "doc": { "type": "string", "description": "The lines behind `///`." },
                "label": { "type": "string" },
                "is": { "type": "string" },
                "via": { "type": "string" },
                "on": strings,
                "tags": strings,
                "attributes": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["name", "values"],
                        "properties": { "name": { "type": "string" }, "values": { "$ref": "#/$defs/values" } }
                    }
                },
                "statements": { "$ref": "#/$defs/statements" }
            }
        },
        "values": { "type": "array", "items": { "$ref": "#/$defs/value" } },
        "value": {
            "description": "A word, name or number is a string; a text in quotes is an object.",
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["text"],
                    "properties": { "text": { "type": "string" } }
                },
                { "$ref": "#/$defs/values" }
            ]
        },
        "facts": {
            "type": "object",
            "description": "Attributes by name, with what types and defaults fill in; each with where it comes from.",
            "additionalProperties": { "type": "array", "items": fact }
        },
        "claims": {
            "type": "object",
            "description": "Controls by name, with what types and defaults fill in.",
            "additionalProperties": claim
        }
    })
}
