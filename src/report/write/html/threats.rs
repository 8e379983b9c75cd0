//! What a reader can choose threats by. A threat is a section or a row of a table; its severity, category and status stand in
//! attributes, which the script reads.

use super::{badge, escape};
use crate::report::{Block, Document, Section, Table};

/// The beginning of the anchors of threats.
const ANCHOR: &str = "threat-";

/// What one threat can be chosen by; empty where the document does not say.
#[derive(Default)]
pub(super) struct Facets {
    severity: String,
    category: String,
    status: String,
}

/// The labels under which a section says it, in the order of [`Facets::new`].
const LABELS: [&str; 3] = ["Severity", "STRIDE Category", "Status"];

/// The columns in which a row says it.
const COLUMNS: [&str; 3] = ["severity", "category", "status"];

impl Facets {
    fn new([severity, category, status]: [String; 3]) -> Self {
        Self { severity, category, status }
    }

    /// Those of a section that describes a threat.
    pub(super) fn of_section(section: &Section) -> Option<Self> {
        section.anchor.as_ref().filter(|anchor| section.defines.is_some() && anchor.starts_with(ANCHOR))?;
        let labelled = || {
            section.blocks.iter().filter_map(|block| if let Block::Labelled(all) = block { Some(all) } else { None })
        };
        let value = |label: &str| {
            let mut values = labelled().flatten().filter(|(known, _)| known == label);
            values.next().map(|(_, text)| first_words(&text.plain())).unwrap_or_default()
        };
        Some(Self::new(LABELS.map(value)))
    }

    /// Those of a row that describes a threat.
    pub(super) fn of_row(table: &Table, row: usize) -> Option<Self> {
        table.anchors.get(row)?.as_ref().filter(|anchor| anchor.starts_with(ANCHOR))?;
        let cells = table.rows.get(row)?;
        let value = |key: &str| {
            let column = table.columns.iter().position(|column| column.key == key);
            column.and_then(|at| cells.get(at)).map(|cell| first_words(&cell.plain())).unwrap_or_default()
        };
        Some(Self::new(COLUMNS.map(value)))
    }

    /// The attributes of the threat.
    pub(super) fn attributes(&self) -> String {
        let Facets { severity, category, status } = self;
        [("data-severity", severity), ("data-category", category), ("data-status", status)]
            .map(|(name, value)| escape::attribute(name, value))
            .join("")
    }
}

/// `HIGH` of `HIGH (likelihood medium)`, `covered` of `covered, 2 of 3 places`.
fn first_words(text: &str) -> String {
    let end = [" (", ", "].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).to_owned()
}

/// Where the filter stands, and what it offers.
#[derive(Default)]
pub(super) struct Filter {
    /// The place of the section of the first level that has the threats.
    pub section: usize,
    threats: Vec<Facets>,
}

/// The filter of a document: for the section that describes most threats. A single one needs none.
pub(super) fn filter(document: &Document) -> Option<Filter> {
    let mut best = Filter::default();
    for (at, section) in document.sections.iter().enumerate() {
        let mut threats = Vec::new();
        collect(section, &mut threats);
        if threats.len() > best.threats.len() {
            best = Filter { section: at, threats };
        }
    }
    (best.threats.len() > 1).then_some(best)
}

fn collect(section: &Section, found: &mut Vec<Facets>) {
    found.extend(Facets::of_section(section));
    for block in &section.blocks {
        if let Block::Table(table) = block {
            found.extend((0..table.rows.len()).filter_map(|row| Facets::of_row(table, row)));
        }
    }
    section.sections.iter().for_each(|section| collect(section, found));
}

impl Filter {
    /// The bar, which the script shows: without it nothing could be chosen.
    pub(super) fn bar(&self) -> String {
        let all = self.threats.len();
        let mut severities = self.values(|threat| &threat.severity);
        severities.sort_by_key(|severity| badge::gravity(severity));
        let selects = [
            select("severity", "Severity", &severities),
            select("category", "Category", &self.values(|threat| &threat.category)),
            select("status", "Status", &self.values(|threat| &threat.status)),
        ];
        format!(
            "<form class=\"filter\" hidden aria-label=\"Filter threats\">\n\
             <label class=\"words\"><span>Text</span><input type=\"search\" name=\"words\" autocomplete=\"off\" placeholder=\"all words, in any order\"></label>\n\
             {}<button type=\"reset\">Show all</button>\n\
             <output>{all} of {all} threats</output>\n</form>\n",
            selects.join("")
        )
    }

    /// The values of a facet in the order of the document, each once.
    fn values<'a>(&'a self, of: impl Fn(&'a Facets) -> &'a String) -> Vec<&'a str> {
        let mut values: Vec<&str> = Vec::new();
        for value in self.threats.iter().map(|threat| of(threat).as_str()) {
            if !value.is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }
}

/// A choice of one value; none where all threats have the same.
fn select(name: &str, label: &str, values: &[&str]) -> String {
    if values.len() < 2 {
        return String::new();
    }
    let options: String = values.iter().map(|value| format!("<option>{}</option>", escape::line(value))).collect();
    format!(
        "<label><span>{label}</span><select name=\"{name}\"><option value=\"\">All</option>{options}</select></label>\n"
    )
}
