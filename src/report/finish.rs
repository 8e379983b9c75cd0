//! The last step before a document is written: sections get numbers, what is described gets anchors, every mention of it
//! becomes a link with its name, and the table of contents is filled in.
//!
//! Builders write ids as words. That a word is an id, and where it leads to, is decided here and nowhere else, so that a link
//! cannot lead to what the document does not hold.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::anchor::anchor;
use super::document::{Block, Content, Document, List, Section};
use super::inline::{Inline, Text, pieces};
use super::table::{Cell, Table};

/// What has an id in a model, with its name.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeMap<String, Named>);

#[derive(Debug, Clone)]
struct Named {
    table: &'static str,
    name: String,
    shown: String,
}

impl Names {
    /// Adds what has an id. `table` says what it is, as tables of such things are called; `shown` is the id that the document
    /// shows in place of `id`. An id that is known already stays what it was.
    pub fn add(&mut self, table: &'static str, id: &str, name: &str, shown: String) {
        self.0.entry(id.to_owned()).or_insert_with(|| Named { table, name: name.to_owned(), shown });
    }

    /// The id that the document shows for this one.
    pub fn shown<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, |named| named.shown.as_str())
    }
}

/// Numbers, anchors, links and contents.
pub fn finish(document: &mut Document, names: &Names) {
    number(&mut document.sections, "", 0);
    let mut linker =
        Linker { names, anchors: FxHashMap::default(), taken: FxHashSet::default(), parts: BTreeMap::new() };
    sections(&mut document.sections, &mut |section| linker.define_section(section));
    document.each_block(&mut |block| linker.define_block(block));
    keep_used(document);
    document.each_block(&mut |block| linker.link(block));
    sections(&mut document.sections, &mut |section| {
        if let Some(id) = &mut section.defines {
            *id = names.shown(id).to_owned();
        }
    });
    let contents = contents(&document.sections);
    document.each_block(&mut |block| {
        if let Block::Contents(known) = block {
            known.clone_from(&contents);
        }
    });
}

/// Takes rows out of tables that list what the document uses: those whose column `used` names a word that it does not use.
fn keep_used(document: &mut Document) {
    let is_list = |table: &Table| table.columns.iter().position(|column| column.key == "used");
    let mut used: FxHashSet<String> = FxHashSet::default();
    let mut see = |text: &str| {
        used.extend(words(text).into_iter().flat_map(|(start, end)| parts(text.get(start..end).unwrap_or(""))))
    };
    document.each_block(&mut |block| match block {
        Block::Table(table) if is_list(table).is_some() => {}
        block => each_text(block, &mut see),
    });
    let phrases = phrases(document);
    let mut found: FxHashSet<String> = FxHashSet::default();
    document.each_block(&mut |block| match block {
        Block::Table(table) if is_list(table).is_some() => {}
        block => each_text(block, &mut |text| {
            found.extend(phrases.iter().filter(|phrase| text.contains(phrase.as_str())).cloned());
        }),
    });
    document.each_block(&mut |block| {
        let Block::Table(table) = block else { return };
        let Some(column) = is_list(table) else { return };
        let is_used = |row: &Vec<Cell>| {
            let word = row.get(column).map_or_else(String::new, Cell::plain);
            word.is_empty() || used.contains(&word) || found.contains(&word)
        };
        table.rows.retain(is_used);
    });
}

/// What lists of used terms look for and is more than a word: `mutual TLS`.
fn phrases(document: &mut Document) -> Vec<String> {
    let mut phrases = Vec::new();
    document.each_block(&mut |block| {
        let Block::Table(table) = block else { return };
        let Some(column) = table.columns.iter().position(|column| column.key == "used") else { return };
        let words = table.rows.iter().filter_map(|row| row.get(column)).map(Cell::plain);
        phrases.extend(words.filter(|word| word.contains(' ')));
    });
    phrases
}

/// A word, and what it is made of: `DF1` and `DF`, `A-B` and `A` and `B`.
fn parts(word: &str) -> Vec<String> {
    let pieces = word.split(['-', '.', '_']);
    let stems = pieces.flat_map(|piece| [piece, piece.trim_end_matches(|c: char| c.is_ascii_digit())]);
    std::iter::once(word).chain(stems).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Calls `see` with everything that is read in a block.
fn each_text(block: &Block, see: &mut impl FnMut(&str)) {
    block.texts().into_iter().for_each(|text| see(&text.plain()));
    match block {
        Block::Passage(label, _) => see(label),
        Block::Labelled(values) => values.iter().for_each(|(label, _)| see(label)),
        Block::List(list) => see(&list.label),
        Block::Table(table) => {
            let shown: Vec<usize> = table.shown_columns().map(|(at, _)| at).collect();
            let cells = table.rows.iter().flat_map(|row| shown.iter().filter_map(|&at| row.get(at)));
            cells.for_each(|cell| see(&cell.shown()));
        }
        Block::Code(_, code) => see(code),
        Block::Figure(figure) => see(&figure.text),
        Block::Paragraph(_) | Block::Contents(_) | Block::Rule => {}
    }
}

/// Counts sections within those above; what is not counted does not count in what it holds.
fn number(sections: &mut [Section], above: &str, depth: usize) {
    let mut count = 0;
    for section in sections {
        if section.numbered && (depth == 0 || !above.is_empty()) {
            count += 1;
            section.number = if above.is_empty() { count.to_string() } else { format!("{above}.{count}") };
        }
        let number = section.number.clone();
        self::number(&mut section.sections, &number, depth + 1);
    }
}

/// Calls `see` with every section, from the outside in.
fn sections(all: &mut [Section], see: &mut impl FnMut(&mut Section)) {
    for section in all {
        see(section);
        sections(&mut section.sections, see);
    }
}

/// Headings of the first two levels. What is described by id is found through its tables.
fn contents(all: &[Section]) -> Vec<Content> {
    let mut contents = Vec::new();
    for (level, section) in all
        .iter()
        .flat_map(|section| std::iter::once((2, section)).chain(section.sections.iter().map(|section| (3, section))))
    {
        if let (Some(anchor), None) = (&section.anchor, &section.defines) {
            contents.push(Content { level, anchor: anchor.clone(), title: section.heading(level == 2) });
        }
    }
    contents
}

struct Linker<'a> {
    names: &'a Names,
    /// The anchor of each id that the document describes.
    anchors: FxHashMap<String, String>,
    taken: FxHashSet<String>,
    /// Anchor and number, else title, of the section that each part makes.
    parts: BTreeMap<String, (String, String)>,
}

impl Linker<'_> {
    fn define_section(&mut self, section: &mut Section) {
        if let Some(id) = &section.defines {
            section.anchor = self.define(id);
        }
        // Two sections of a profile may be made by the same builder.
        if let Some(anchor) = &mut section.anchor
            && section.defines.is_none()
            && !self.taken.insert(anchor.clone())
        {
            let mut count = 2;
            while !self.taken.insert(format!("{anchor}-{count}")) {
                count += 1;
            }
            anchor.push_str(&format!("-{count}"));
        }
        if let (Some(part), Some(anchor)) = (&section.part, &section.anchor) {
            let shown = if section.number.is_empty() { &section.title } else { &section.number };
            self.parts.entry(part.clone()).or_insert_with(|| (anchor.clone(), format!("section {shown}")));
        }
    }

    fn define_block(&mut self, block: &mut Block) {
        match block {
            Block::Table(table) if anchor(table.id, "").is_some() => {
                let Some(column) = table.described else { return };
                let ids: Vec<String> =
                    table.rows.iter().map(|row| row.get(column).map_or_else(String::new, Cell::plain)).collect();
                table.anchors = ids.iter().map(|id| self.define_as(table.id, id)).collect();
            }
            Block::List(List { defines: Some(id), anchor, .. }) => *anchor = self.define(id),
            _ => {}
        }
    }

    /// The anchor of an id that is described for the first time.
    fn define(&mut self, id: &str) -> Option<String> {
        let table = self.names.0.get(id).map(|named| named.table)?;
        self.define_as(table, id)
    }

    fn define_as(&mut self, table: &str, id: &str) -> Option<String> {
        let anchor = anchor(table, id)?;
        if !self.taken.insert(anchor.clone()) {
            return None;
        }
        if self.names.0.get(id).is_some_and(|named| super::anchor(named.table, id).as_ref() == Some(&anchor)) {
            self.anchors.insert(id.to_owned(), anchor.clone());
        }
        Some(anchor)
    }

    fn link(&self, block: &mut Block) {
        match block {
            // The ids of rows that describe something are no links to themselves.
            Block::Table(table) => return self.link_table(table),
            Block::List(List { defines: Some(id), .. }) => *id = self.names.shown(id).to_owned(),
            _ => {}
        }
        block.texts_mut().into_iter().for_each(|text| self.link_text(text));
    }

    fn link_table(&self, table: &mut Table) {
        let anchors = &table.anchors;
        for (at, row) in table.rows.iter_mut().enumerate() {
            let described = anchors.get(at).is_some_and(Option::is_some);
            for (column, cell) in row.iter_mut().enumerate() {
                if table.described == Some(column) && described {
                    self.show(cell);
                } else {
                    self.link_cell(cell);
                }
            }
        }
    }

    /// The id of a row that describes it, as the document shows it.
    fn show(&self, cell: &mut Cell) {
        match cell {
            Cell::Text(text) => *text = self.names.shown(text).to_owned(),
            Cell::Marked(text, mark) => {
                let text = Text::from(self.names.shown(text));
                *cell = if mark.is_empty() { text } else { text.then(" ").then(self.linked(mark)) }.into();
            }
            _ => {}
        }
    }

    fn link_cell(&self, cell: &mut Cell) {
        let rich = match cell {
            Cell::Number(_) => return,
            Cell::Text(text) => vec![self.linked(text)],
            Cell::List(items) => items.iter().map(|item| self.linked(item)).collect(),
            Cell::Marked(text, mark) => {
                let (text, mark) = (self.linked(text), self.linked(mark));
                vec![if mark.is_empty() { text } else { text.then(" ").then(mark) }]
            }
            Cell::Rich(texts) => {
                texts.iter_mut().for_each(|text| self.link_text(text));
                return;
            }
        };
        let marked = |text: &str| pieces(text).iter().any(Result::is_err);
        let mentions = match cell {
            Cell::Text(text) => marked(text),
            Cell::List(items) => items.iter().any(|item| marked(item)),
            _ => false,
        };
        let links = rich.iter().any(|text| text.0.iter().any(|inline| !matches!(inline, Inline::Plain(_))));
        let changed = links || mentions;
        if changed {
            *cell = Cell::Rich(rich);
        }
    }

    fn link_text(&self, text: &mut Text) {
        if text.0.iter().any(|inline| matches!(inline, Inline::Plain(_))) {
            let pieces = std::mem::take(&mut text.0).into_iter().flat_map(|inline| match inline {
                Inline::Plain(words) => self.linked(&words).0,
                other => vec![other],
            });
            text.0 = pieces.collect();
        }
    }

    /// A text whose ids are links. The whole text may be any id; inside of a text, ids are words with a capital and a digit.
    fn linked(&self, text: &str) -> Text {
        if let Some(reference) = self.reference(text) {
            return reference.into();
        }
        let linked = pieces(text).into_iter().flat_map(|piece| match piece {
            Ok(words) => self.linked_ids(words).0,
            Err([part, before, after]) => self.mention(part, before, after),
        });
        Text(linked.collect())
    }

    /// A mention of a section; nothing where the document has none.
    fn mention(&self, part: &str, before: &str, after: &str) -> Vec<Inline> {
        let Some((anchor, text)) = self.parts.get(part) else { return Vec::new() };
        let link = Inline::Reference { anchor: anchor.clone(), text: text.clone(), name: String::new() };
        vec![Inline::Plain(before.to_owned()), link, Inline::Plain(after.to_owned())]
    }

    fn linked_ids(&self, text: &str) -> Text {
        let mut pieces = Vec::new();
        let mut rest = 0;
        for (start, end) in words(text) {
            let word = text.get(start..end).unwrap_or("");
            // `A01:2021` is an entry of a catalogue.
            let is_id = looks_like_an_id(word)
                && !text.get(end..).is_some_and(|after| {
                    after.starts_with(':')
                        && after.get(1..2).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit()))
                });
            if let Some(reference) = is_id.then(|| self.reference(word)).flatten() {
                pieces.extend(
                    text.get(rest..start)
                        .filter(|before| !before.is_empty())
                        .map(|before| Inline::Plain(before.to_owned())),
                );
                pieces.push(reference);
                rest = end;
            }
        }
        pieces.extend(text.get(rest..).filter(|after| !after.is_empty()).map(|after| Inline::Plain(after.to_owned())));
        Text(pieces)
    }

    fn reference(&self, id: &str) -> Option<Inline> {
        let named = self.names.0.get(id)?;
        Some(match self.anchors.get(id) {
            Some(anchor) => {
                Inline::Reference { anchor: anchor.clone(), text: named.shown.clone(), name: named.name.clone() }
            }
            None => Inline::Plain(named.shown.clone()),
        })
    }
}

fn looks_like_an_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase()) && word.contains(|c: char| c.is_ascii_digit())
}

/// The words of a text that may be ids, each by its bytes: letters, digits, and `-`, `.` and `_` between them.
fn words(text: &str) -> Vec<(usize, usize)> {
    const INSIDE: [char; 3] = ['-', '.', '_'];
    let between = |c: char| !(c.is_alphanumeric() || INSIDE.contains(&c));
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(between) {
        let start = at + piece.len() - piece.trim_start_matches(INSIDE).len();
        let word = piece.trim_end_matches(between).trim_matches(INSIDE);
        if !word.is_empty() {
            words.push((start, start + word.len()));
        }
        at += piece.len();
    }
    words
}
