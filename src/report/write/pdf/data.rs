//! The tree of a document in the form that `pages.typ` reads: a list of blocks, in which headings are blocks as well.

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use super::Imprint;
use super::columns::{columns, softened};
use super::place::{self, PORTRAIT, Page};
use crate::base::date::Date;
use crate::base::text::{clean, width};
use crate::report::{Block, Cell, Column, Document, Figure, Inline, Item, List, Section, Table, Text};

/// Points per pixel of a drawing, unless it is too large for its page.
const NATURAL: f64 = 0.75;
/// The least of them at which the letters of a drawing can be read.
const LEGIBLE: f64 = 0.45;
/// The usual and the least size of type for text in which every blank counts.
const CODE: (f64, f64) = (7.5, 5.0);
/// Width and height of a character of that type, in units of its size.
const CHARACTER: (f64, f64) = (0.603, 1.2);
/// Typst takes no longer addresses.
const LONGEST_ADDRESS: usize = 8000;

/// A document for `pages.typ`.
pub(super) fn data(document: &Document, imprint: &Imprint) -> Value {
    let mut data = Data { anchors: anchors(document), defined: FxHashSet::default(), done: Vec::new() };
    data.blocks(&document.blocks);
    document.sections.iter().for_each(|section| data.section(section, 1));
    let date = Date::parse(&imprint.date).map(|_| imprint.date.split('-').collect::<Vec<_>>());
    json!({
        "title": words(&document.title),
        "author": imprint.author,
        "classification": imprint.classification,
        "date": date,
        "blocks": data.done,
    })
}

/// Every anchor of a document.
fn anchors(document: &Document) -> FxHashSet<String> {
    let mut anchors: FxHashSet<String> =
        document.all_sections().iter().filter_map(|section| section.anchor.clone()).collect();
    for block in document.all_blocks() {
        match block {
            Block::List(list) => anchors.extend(list.anchor.clone()),
            Block::Table(table) if !table.rows.is_empty() => anchors.extend(table.anchors.iter().flatten().cloned()),
            Block::Figure(figure) => anchors.extend([figure.anchor()]),
            _ => {}
        }
    }
    anchors
}

struct Data {
    /// What links can lead to.
    anchors: FxHashSet<String>,
    /// Anchors that stand somewhere already: Typst allows each once.
    defined: FxHashSet<String>,
    /// What is done, in order.
    done: Vec<Value>,
}

impl Data {
    fn section(&mut self, section: &Section, level: usize) {
        let listed = section.anchor.is_some() && level <= 2;
        let heading = json!({
            "kind": "heading",
            "level": level,
            "text": words(&section.heading(level == 1)),
            "anchor": self.define(section.anchor.as_ref()),
            "listed": listed,
            "marked": section.numbered || section.anchor.is_some() || section.defines.is_some(),
        });
        self.done.push(heading);
        self.blocks(&section.blocks);
        section.sections.iter().for_each(|section| self.section(section, level + 1));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        let next = blocks.iter().skip(1).map(Some).chain([None]);
        for (block, next) in blocks.iter().zip(next) {
            let (page, value) = match block {
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => self.figure(figure),
                block => (PORTRAIT, self.plain(block)),
            };
            // A line that says what comes next is not left at the foot of a page.
            let leads = matches!(next, Some(Block::Table(_) | Block::List(_) | Block::Code(..)));
            self.place(page, with(value, "leads", leads));
        }
    }

    /// What fits on any page.
    fn plain(&mut self, block: &Block) -> Value {
        match block {
            Block::Paragraph(text) => json!({ "kind": "paragraph", "text": self.text(text) }),
            Block::Labelled(values) => {
                let values =
                    values.iter().map(|(label, value)| json!({ "label": words(label), "text": self.text(value) }));
                json!({ "kind": "labelled", "values": values.collect::<Vec<_>>() })
            }
            Block::Passage(label, text) => json!({ "kind": "passage", "label": words(label), "text": self.text(text) }),
            Block::List(list) => self.list(list),
            Block::Code(_, code) => {
                let (_, size) = characters(code);
                json!({ "kind": "code", "code": code.trim_end_matches('\n'), "size": size })
            }
            Block::Contents(_) => json!({ "kind": "contents" }),
            Block::Rule | Block::Table(_) | Block::Figure(_) => json!({ "kind": "rule" }),
        }
    }

    /// Puts a block on a page of its kind, with the headings that stand before it.
    fn place(&mut self, page: Page, block: Value) {
        if page == PORTRAIT {
            self.done.push(block);
            return;
        }
        let is_heading = |block: &Value| block.get("kind").is_some_and(|kind| kind == "heading");
        let headings = self.done.iter().rev().take_while(|block| is_heading(block)).count();
        let mut body = self.done.split_off(self.done.len() - headings);
        body.push(block);
        if let Some(last) = self.done.last_mut()
            && last.get("page").is_some_and(|name| name == page.name)
            && let Some(known) = last.get_mut("body").and_then(Value::as_array_mut)
        {
            known.append(&mut body);
            return;
        }
        self.done.push(json!({ "kind": "page", "page": page.name, "body": body }));
    }

    fn list(&mut self, list: &List) -> Value {
        let label = list.defines.as_ref().map(|id| format!("{id}: {}", list.label));
        let item = |item: &Item| {
            let details =
                item.details.iter().map(|(label, text)| json!({ "label": words(label), "text": self.text(text) }));
            json!({ "text": self.text(&item.text), "details": details.collect::<Vec<_>>() })
        };
        let items: Vec<Value> = list.items.iter().map(item).collect();
        json!({
            "kind": "list",
            "label": words(&label.unwrap_or_else(|| list.label.clone())),
            "anchor": self.define(list.anchor.as_ref()),
            "numbered": list.numbered,
            "items": items,
        })
    }

    fn table(&mut self, table: &Table) -> (Page, Value) {
        if table.rows.is_empty() {
            return (PORTRAIT, json!({ "kind": "paragraph", "text": [words(table.empty)] }));
        }
        let shown: Vec<_> = table.shown_columns().collect();
        let titles: Vec<String> = shown.iter().map(|(_, column)| column.title.to_string()).collect();
        let shown_words = |row: &Vec<Cell>| -> Vec<String> {
            shown.iter().map(|&(at, _)| row.get(at).map(Cell::shown).unwrap_or_default()).collect()
        };
        let rows: Vec<Vec<String>> = table.rows.iter().map(shown_words).collect();
        let columns = columns(&titles, &rows);
        let row = |(at, row): (usize, &Vec<Cell>)| {
            let anchor = self.define(table.anchors.get(at).and_then(Option::as_ref));
            let cells = shown.iter().zip(&columns.widths).map(|(&(at, _), &width)| {
                let text = row.get(at).map(text_of).unwrap_or_default();
                self.inlines(&text, &|words| softened(words, width, columns.size))
            });
            let cells: Vec<Value> = cells.collect();
            let whole = rows.get(at).is_some_and(|row| columns.is_small(row));
            json!({ "anchor": anchor, "whole": whole, "cells": cells })
        };
        let rows: Vec<Value> = table.rows.iter().enumerate().map(row).collect();
        let value = json!({
            "kind": "table", "size": columns.size, "widths": columns.widths, "titles": titles, "rows": rows,
            "severities": shown.iter().map(|(_, column)| is_severity(column)).collect::<Vec<_>>(),
        });
        (columns.page, value)
    }

    fn figure(&mut self, figure: &Figure) -> (Page, Value) {
        let anchor = self.define(Some(&figure.anchor()));
        let value = json!({ "kind": "figure", "anchor": anchor, "title": words(&figure.title) });
        let (page, name, content, size) = match drawn(&figure.svg) {
            Some((width, height)) => {
                let (page, factor) = place::picture(width, height, NATURAL, LEGIBLE);
                (page, "svg", figure.svg.as_str(), width * factor)
            }
            None => {
                let (page, size) = characters(&figure.text);
                (page, "text", figure.text.trim_end_matches('\n'), size)
            }
        };
        (page, with(with(value, name, content), "size", size))
    }

    /// An anchor, where it stands for the first time.
    fn define(&mut self, anchor: Option<&String>) -> Option<String> {
        anchor.filter(|anchor| !anchor.is_empty() && self.defined.insert((*anchor).clone())).cloned()
    }

    fn text(&self, text: &Text) -> Value {
        self.inlines(text, &str::to_owned)
    }

    fn inlines(&self, text: &Text, soften: &dyn Fn(&str) -> String) -> Value {
        let words = |text: &str| soften(&words(text));
        let inline = |inline: &Inline| match inline {
            Inline::Plain(text) => json!(words(text)),
            Inline::Strong(text) => json!({ "kind": "strong", "text": words(text) }),
            Inline::Code(text) => json!({ "kind": "code", "text": words(text) }),
            Inline::Reference { anchor, text, .. } if self.anchors.contains(anchor) => {
                json!({ "kind": "reference", "text": words(text), "anchor": anchor })
            }
            Inline::Reference { text, .. } => json!(words(text)),
            Inline::Link { url, text } if (1..=LONGEST_ADDRESS).contains(&url.len()) => {
                json!({ "kind": "link", "text": words(text), "url": url })
            }
            Inline::Link { text, .. } => json!(words(text)),
            Inline::Missing(missing) => json!({ "kind": "missing", "text": words(&missing.mark()) }),
        };
        text.0.iter().map(inline).collect()
    }
}

/// An object with a member more.
fn with(mut object: Value, name: &str, member: impl Into<Value>) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), member.into());
    }
    object
}

/// Whether a column says nothing but how severe something is.
fn is_severity(column: &Column) -> bool {
    column.key.contains("severity") || column.key.contains("risk")
}

fn text_of(cell: &Cell) -> Text {
    match cell {
        Cell::Rich(texts) => Text::join(texts.iter().cloned(), ", "),
        other => other.shown().into(),
    }
}

/// Words with their line breaks, without what is not seen but steers: among it the marks that ask for a coloured picture in
/// place of a sign, of which the embedded fonts have none.
fn words(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n").replace('\u{FE0F}', "")
}

/// Width and height of a drawing, in pixels.
fn drawn(svg: &str) -> Option<(f64, f64)> {
    let head = svg.get(svg.find("<svg")?..)?;
    let head = head.get(..head.find('>')?)?;
    let number = |name: &str| {
        let (_, rest) = head.split_once(&format!(" {name}=\""))?;
        rest.split_once('"')?.0.parse::<f64>().ok()
    };
    Some((number("width")?, number("height")?))
}

/// Where text in which every blank counts stands, and the size of its type.
fn characters(text: &str) -> (Page, f64) {
    #[expect(clippy::cast_precision_loss, reason = "no text has that many lines")]
    let size = |count: usize, of: f64| count as f64 * of;
    let widest = text.lines().map(width).max().unwrap_or(0);
    let (wide, high) = (size(widest, CHARACTER.0), size(text.lines().count(), CHARACTER.1));
    place::picture(wide, high, CODE.0, CODE.1)
}
