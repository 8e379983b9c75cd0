//! A document as JSON: its tree, with every table by rows and keys. `docs/report.schema.json` describes it.

use serde_json::{Map, Value, json};

use crate::report::{Block, Cell, Content, Document, Inline, List, Section, Table, Text};

/// The version of the form, which changes when a reader has to.
const FORM: &str = "threatline-report-1";

/// A document as JSON, with what `about` says of how it was made.
pub fn document_json(document: &Document, about: &[(&str, String)]) -> String {
    let mut members = Map::new();
    members.insert("form".to_owned(), FORM.into());
    members.insert("title".to_owned(), document.title.clone().into());
    let about = about.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.clone())));
    members.insert("about".to_owned(), Value::Object(about.collect()));
    members.insert("blocks".to_owned(), document.blocks.iter().map(block).collect());
    members.insert("sections".to_owned(), document.sections.iter().map(section).collect());
    let mut text = serde_json::to_string_pretty(&Value::Object(members)).unwrap_or_default();
    text.push('\n');
    text
}

fn section(section: &Section) -> Value {
    json!({
        "anchor": section.anchor,
        "number": section.number,
        "id": section.defines,
        "title": section.title,
        "blocks": section.blocks.iter().map(block).collect::<Vec<_>>(),
        "sections": section.sections.iter().map(self::section).collect::<Vec<_>>(),
    })
}

fn block(block: &Block) -> Value {
    match block {
        Block::Paragraph(text) => json!({ "kind": "paragraph", "text": self::text(text) }),
        Block::Labelled(values) => {
            let member = |(label, text): &(String, Text)| json!({ "label": label, "text": self::text(text) });
            json!({ "kind": "labelled", "values": values.iter().map(member).collect::<Vec<_>>() })
        }
        Block::Passage(label, text) => json!({ "kind": "passage", "label": label, "text": self::text(text) }),
        Block::List(list) => self::list(list),
        Block::Table(table) => self::table(table),
        Block::Code(language, code) => json!({ "kind": "code", "language": language, "code": code }),
        Block::Figure(figure) => json!({
            "kind": "figure", "anchor": figure.anchor(), "title": figure.title, "text": figure.text, "file": figure.file,
        }),
        Block::Contents(contents) => {
            let entry = |entry: &Content| json!({ "level": entry.level, "anchor": entry.anchor, "title": entry.title });
            json!({ "kind": "contents", "entries": contents.iter().map(entry).collect::<Vec<_>>() })
        }
        Block::Rule => json!({ "kind": "rule" }),
    }
}

fn list(list: &List) -> Value {
    let item = |item: &crate::report::Item| {
        let details = item.details.iter().map(|(label, value)| ((*label).to_owned(), text(value)));
        match item.details.is_empty() {
            true => json!({ "text": text(&item.text) }),
            false => json!({ "text": text(&item.text), "details": Value::Object(details.collect()) }),
        }
    };
    json!({
        "kind": "list",
        "label": list.label,
        "id": list.defines,
        "anchor": list.anchor,
        "numbered": list.numbered,
        "items": list.items.iter().map(item).collect::<Vec<_>>(),
    })
}

fn table(table: &Table) -> Value {
    let columns = table
        .columns
        .iter()
        .map(|column| json!({ "key": column.key, "title": column.title, "shown": !column.machine }));
    let row = |(at, cells): (usize, &Vec<Cell>)| {
        let members = table.columns.iter().zip(cells).map(|(column, value)| (column.key.to_owned(), cell(value)));
        let anchor = table.anchors.get(at).cloned().flatten();
        json!({ "anchor": anchor, "cells": Value::Object(members.collect()) })
    };
    json!({
        "kind": "table",
        "name": table.id,
        "title": table.title,
        "columns": columns.collect::<Vec<_>>(),
        "rows": table.rows.iter().enumerate().map(row).collect::<Vec<_>>(),
        "empty": table.empty,
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(words) => Value::from(words.clone()),
        Cell::Marked(..) => Value::from(cell.shown()),
        Cell::Number(number) => Value::from(*number),
        Cell::List(items) => items.iter().cloned().map(Value::from).collect(),
        Cell::Rich(texts) => match texts.as_slice() {
            [only] => text(only),
            several => several.iter().map(text).collect(),
        },
    }
}

/// The words alone where there is nothing else, so that most texts are plain strings.
fn text(text: &Text) -> Value {
    let mut references = Vec::new();
    let mut links = Vec::new();
    let mut missing = Vec::new();
    for inline in &text.0 {
        match inline {
            Inline::Reference { anchor, text, name } => {
                references.push(json!({ "anchor": anchor, "id": text, "name": name }));
            }
            Inline::Link { url, text } => links.push(json!({ "url": url, "text": text })),
            Inline::Missing(what) => missing.push(Value::from(what.field.clone())),
            Inline::Plain(_) | Inline::Strong(_) | Inline::Code(_) => {}
        }
    }
    let mut members = Map::from_iter([("text".to_owned(), Value::from(text.plain()))]);
    for (name, values) in [("references", references), ("links", links), ("missing", missing)] {
        if !values.is_empty() {
            members.insert(name.to_owned(), values.into());
        }
    }
    match members.len() {
        1 => Value::from(text.plain()),
        _ => Value::Object(members),
    }
}
