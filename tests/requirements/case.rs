//! The documents that requirements are checked on, and ways to look at them.

use camino::Utf8Path;
use threatline::base::date::Date;
use threatline::document::{self, Wanted};
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::{Disk, Memory};
use threatline::report::build::Material;
use threatline::report::profile::{Audience, Profile};
use threatline::report::{Block, Cell, Document, List, Section, Table, write};

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
        let (document, short) = (made("enterprise", Audience::Internal), made("5b", Audience::Public));
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
