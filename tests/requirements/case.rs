//! The documents that requirements are checked on, and ways to look at them.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use threatline::base::date::Date;
use threatline::document::{self, Wanted};
use threatline::model::{Entry as Statement, Flow, FlowId, Severity};
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::{Disk, Memory};
use threatline::report::build::Material;
use threatline::report::profile::{Audience, Profile};
use threatline::report::{Block, Cell, Document, List, Section, Table, Text, write};
use threatline::threats::Entry;

/// A model with its documents.
pub struct Case {
    pub name: &'static str,
    pub outcome: Outcome,
    pub material: Material,
    /// The document of the profile `enterprise`.
    pub document: Document,
    /// The same as Markdown.
    pub markdown: String,
    /// The document of the profile `5b`.
    pub short: Document,
    /// The same as Markdown.
    pub short_markdown: String,
}

/// The day of all documents.
pub const TODAY: &str = "2026-11-23";

/// Two samples, and a model that says almost nothing.
pub fn cases() -> Vec<Case> {
    let disk =
        |path: &str| analyze(&Disk, Utf8Path::new(path), &Options { today: Date::parse(TODAY), ..Options::default() });
    let empty = Memory::new().with("empty.threat", "process web");
    vec![
        Case::new("chatbot-report", disk("samples/chatbot-report.threat")),
        Case::new("webshop", disk("samples/webshop.threat")),
        Case::new("empty", analyze(&empty, Utf8Path::new("empty.threat"), &Options::default())),
    ]
}

impl Case {
    pub fn new(name: &'static str, outcome: Outcome) -> Self {
        let material = document::material(&outcome, &Wanted { date: Date::parse(TODAY), ..Wanted::default() });
        let made = |profile: &str, audience| {
            Profile::named(profile).unwrap().document(&document::context(&outcome, &material, audience))
        };
        let (document, short) = (made("enterprise", Audience::Internal), made("5b", Audience::Internal));
        let (markdown, short_markdown) = (write::markdown(&document), write::markdown(&short));
        Self { name, document, markdown, short, short_markdown, outcome, material }
    }

    /// The section with this anchor, of the enterprise document.
    pub fn section(&self, anchor: &str) -> &Section {
        let all = self.document.all_sections();
        let found = all.into_iter().find(|section| section.anchor.as_deref() == Some(anchor));
        found.unwrap_or_else(|| panic!("no section {anchor}"))
    }

    /// The table of this name, of the enterprise document.
    pub fn table(&self, name: &str) -> &Table {
        self.document.tables().into_iter().find(|table| table.id == name).unwrap_or_else(|| panic!("no table {name}"))
    }

    /// The section and everything in it as Markdown.
    pub fn text(&self, anchor: &str) -> String {
        text_of(self.section(anchor))
    }
}

/// A section and everything in it as Markdown.
pub fn text_of(section: &Section) -> String {
    write::markdown(&Document { sections: vec![section.clone()], ..Document::default() })
}

/// The titles of the columns that people see.
pub fn header(table: &Table) -> Vec<&str> {
    table.shown_columns().map(|(_, column)| column.title.as_ref()).collect()
}

/// The cells of a column, by its key.
pub fn column<'t>(table: &'t Table, key: &str) -> Vec<&'t Cell> {
    let at = table.columns.iter().position(|column| column.key == key).unwrap_or_else(|| panic!("no column {key}"));
    table.rows.iter().map(|row| &row[at]).collect()
}

/// The lists of a section itself, by label.
pub fn list<'s>(section: &'s Section, label: &str) -> Option<&'s List> {
    section.blocks.iter().find_map(|block| match block {
        Block::List(list) if list.label == label => Some(list),
        _ => None,
    })
}

/// Ok if two things are equal.
pub fn same<T: PartialEq + std::fmt::Debug>(found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{found:?}, wanted {wanted:?}")) }
}

/// Ok if something holds.
pub fn holds(condition: bool, otherwise: impl Into<String>) -> Result<(), String> {
    if condition { Ok(()) } else { Err(otherwise.into()) }
}

impl Case {
    /// The statements of the document with this keyword.
    pub fn statements(&self, keyword: &'static str) -> impl Iterator<Item = &Statement> {
        self.outcome.model.entries.iter().filter(move |entry| entry.keyword == keyword)
    }

    /// Open threats that are at least of medium severity.
    pub fn worrying(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.outcome.analysis.entries.iter();
        entries.filter(|entry| entry.open > 0 && entry.current.severity >= Severity::Medium)
    }

    /// Every anchor of the enterprise document.
    pub fn anchors(&self) -> BTreeSet<String> {
        let sections = self.document.all_sections().into_iter().filter_map(|section| section.anchor.clone());
        let blocks = self.document.all_blocks().into_iter().flat_map(|block| match block {
            Block::Table(table) => table.anchors.iter().flatten().cloned().collect(),
            Block::List(list) => list.anchor.clone().into_iter().collect(),
            Block::Figure(figure) => vec![figure.anchor()],
            _ => Vec::new(),
        });
        sections.chain(blocks).collect()
    }

    /// The names of threats, flows, boundaries, data and controls, by the id that the document shows.
    pub fn names(&self) -> BTreeMap<String, String> {
        let Outcome { model, graph, analysis, .. } = &self.outcome;
        let reader = analysis.reader(model, graph);
        let threats = analysis.entries.iter().map(|entry| (entry.number.to_string(), reader.title(entry)));
        let flows = model.flows.values().map(|flow| (flow.number.to_string(), flow.label.to_string()));
        let borders = graph.borders.values().map(|border| (border.id.to_string(), border.label.clone()));
        let data = model.data.values().map(|data| (data.number.to_string(), data.label.to_string()));
        let controls = model.controls.values().map(|control| (control.number.to_string(), control.label.to_string()));
        let types = &self.material.control_numbers;
        let types = types.iter().map(|(&ty, number)| (number.to_string(), model.types[ty].label.to_string()));
        threats.chain(flows).chain(borders).chain(data).chain(controls).chain(types).collect()
    }

    /// A control of the catalogue as lists name it: with its number, where section 7 gives it one.
    pub fn control(&self, ty: threatline::model::TypeId) -> String {
        let model = &self.outcome.model;
        let statement = model.controls.values().find(|control| control.ty == Some(ty));
        match (self.material.control_numbers.get(&ty), statement) {
            (Some(number), _) => format!("{number} {}", model.types[ty].label),
            (None, Some(control)) => format!("{} {}", control.number, control.label),
            (None, None) => model.types[ty].label.to_string(),
        }
    }

    /// What a lint finds in the model, as the source text at its place.
    pub fn lint(&self, code: &str) -> Vec<&str> {
        let request = threatline::lint::Request { today: Date::parse(TODAY), ..Default::default() };
        let found = self.outcome.lints(&request, |known| known == code);
        found.iter().filter_map(|finding| finding.span()).map(|span| self.outcome.sources.text(span)).collect()
    }

    /// The flows with the id of the trust boundary that they cross.
    pub fn crossing(&self) -> impl Iterator<Item = (FlowId, &Flow, &str)> {
        let flows = self.outcome.model.flows.iter();
        flows.filter_map(|(id, flow)| Some((id, flow, self.outcome.graph.border(id)?.id.as_str())))
    }
}

/// Lines of Markdown outside of fences.
pub fn prose(markdown: &str) -> Vec<&str> {
    let mut inside = false;
    let outside = |line: &&str| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    };
    markdown.lines().filter(outside).collect()
}

/// Words of a text that may be ids.
pub fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || "-._".contains(c)));
    words.map(|word| word.trim_matches(['-', '.', '_'])).filter(|word| !word.is_empty()).collect()
}

/// The items of a list, as they are read.
pub fn items(block: &Block) -> Vec<String> {
    let Block::List(list) = block else { panic!("{block:?} is no list") };
    list.items.iter().map(|item| item.text.plain()).collect()
}

/// The items of the list of this label in a section.
pub fn listed(section: &Section, label: &str) -> Vec<String> {
    let list = list(section, label).unwrap_or_else(|| panic!("no list {label} in {}", section.title));
    items(&Block::List(list.clone()))
}

/// Labelled values of a section.
pub fn labelled(section: &Section) -> Vec<(String, String)> {
    let labelled = section.blocks.iter().filter_map(|block| match block {
        Block::Labelled(values) => Some(values.iter().map(|(label, text)| (label.clone(), text.plain()))),
        _ => None,
    });
    labelled.flatten().collect()
}

/// The text below a label in a section.
pub fn passage(section: &Section, label: &str) -> Option<String> {
    section.blocks.iter().find_map(|block| match block {
        Block::Passage(known, text) if known == label => Some(text.plain()),
        _ => None,
    })
}

/// Cells as they are read.
pub fn cells(cells: &[&Cell]) -> Vec<String> {
    cells.iter().map(|cell| cell.shown()).collect()
}

/// The values of a cell with several, as they are read.
pub fn values(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::List(items) => items.clone(),
        Cell::Rich(texts) => texts.iter().map(Text::plain).collect(),
        other => vec![other.shown()],
    }
}

/// Everything that is read in a block.
pub fn texts_of(block: &Block) -> Vec<Text> {
    let Block::Table(table) = block else { return block.texts().into_iter().cloned().collect() };
    let mut texts = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        // The id of a row that describes it is no link to itself.
        let described = usize::from(table.anchors.get(at).is_some_and(Option::is_some));
        for (column, _) in table.shown_columns().filter(|(column, _)| *column >= described) {
            match &row[column] {
                Cell::Rich(rich) => texts.extend(rich.iter().cloned()),
                cell => texts.push(cell.shown().into()),
            }
        }
    }
    texts
}

/// The first word of each cell: the id that stands before a mark.
pub fn first_words(cells: &[&Cell]) -> Vec<String> {
    self::cells(cells).iter().map(|cell| cell.split(' ').next().unwrap_or_default().to_owned()).collect()
}

/// The values of a cell or list as a set; none where it says so.
pub fn set(values: Vec<String>) -> BTreeSet<String> {
    let none = |value: &String| !value.starts_with("None");
    values.into_iter().filter(none).map(|value| value.trim_end_matches(" (partial)").to_owned()).collect()
}
