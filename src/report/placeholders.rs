//! Templates of other people: Markdown in which `{{…}}` stands where a text is to be filled in.
//!
//! A row of a table or an item of a list that holds a placeholder stands for as many rows or items as there are. Which table is
//! meant follows from its header: the table of the document with the same titles. Everything else follows from the name.

use std::cell::OnceCell;

use crate::base::text::meant;

use super::build::{Context, PARTS, Part};
use super::document::{Block, Document};
use super::inline::Text;
use super::markers::Problem;
use super::table::{Cell, Table};
use super::write::{markdown_cell, markdown_text};

/// Where the texts of a placeholder come from.
enum Source {
    /// A fact of the `model` statement.
    Fact(&'static str),
    /// The title of the model.
    Title,
    /// The day of the document.
    Date,
    /// The items of the list with this label in a part.
    List(&'static str, &'static str),
    /// All items of the lists of a part, or of the lists with this label.
    Items(&'static str),
    /// The items below this heading of a part.
    Below(&'static str, &'static str),
}

/// Placeholders by name, in small letters.
const PLACEHOLDERS: &[(&str, Source)] = &[
    ("title", Source::Title),
    ("name", Source::Title),
    ("application name", Source::Title),
    ("system name", Source::Title),
    ("solution", Source::Title),
    ("date", Source::Date),
    ("current date", Source::Date),
    ("version", Source::Fact("version")),
    ("version number", Source::Fact("version")),
    ("classification", Source::Fact("classification")),
    ("status", Source::Fact("status")),
    ("industry", Source::Fact("industry")),
    ("team", Source::Fact("team")),
    ("team name", Source::Fact("team")),
    ("owner", Source::Fact("owner")),
    ("role or team", Source::Fact("owner")),
    ("reviewers", Source::Fact("reviewers")),
    ("frequency", Source::Fact("review")),
    ("review cadence", Source::Fact("review")),
    ("architecture change / incident / unknown", Source::Fact("triggers")),
    ("update triggers", Source::Fact("triggers")),
    ("use case", Source::Fact("use-cases")),
    ("in-scope components", Source::List("scope-list", "In-scope components")),
    ("out-of-scope components", Source::List("scope-list", "Out-of-scope components")),
    ("deployment assumptions", Source::List("scope-list", "Deployment assumptions")),
    ("public apis", Source::List("attack-surfaces", "Public APIs")),
    ("user interfaces", Source::List("attack-surfaces", "User interfaces")),
    ("integrations", Source::List("attack-surfaces", "Integrations")),
    ("automation workflows", Source::List("attack-surfaces", "Automation workflows")),
    ("infrastructure interfaces", Source::List("attack-surfaces", "Infrastructure interfaces")),
    ("boundary description", Source::Items("boundary-list")),
    ("preventive controls", Source::List("mitigation-summary", "Preventive controls")),
    ("detective controls", Source::List("mitigation-summary", "Detective controls")),
    ("corrective controls", Source::List("mitigation-summary", "Corrective controls")),
    ("assumption", Source::Items("assumption-list")),
    ("threat not analyzed", Source::Below("open-items", "To be done by the author")),
    ("mitigation pending", Source::Below("open-items", "Measures on their way")),
    ("key concern", Source::Items("key-concerns")),
];

/// Where somebody finds what there is.
const LISTED: &str = "`threatline report --list` names what a template may have";

/// The names that stand for something, in small letters.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLACEHOLDERS.iter().map(|(name, _)| *name)
}

/// The template with what is known filled in, and what is not known.
pub fn fill(template: &str, context: &Context<'_>) -> (String, Vec<Problem>) {
    let parts = PARTS.iter().map(|part| (part, OnceCell::new())).collect();
    let mut filler = Filler { context, parts, problems: Vec::new(), header: Vec::new(), filled: String::new() };
    let mut out = String::with_capacity(template.len() * 2);
    for (at, line) in template.split_inclusive('\n').enumerate() {
        let newline = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        match filler.line(line.trim_end_matches(['\r', '\n']), at + 1) {
            Some(lines) => lines.iter().for_each(|line| {
                out.push_str(line);
                out.push_str(newline);
            }),
            None => out.push_str(line),
        }
    }
    (out, filler.problems)
}

struct Filler<'c, 'm> {
    context: &'c Context<'m>,
    /// What the parts say, each made when it is first asked for.
    parts: Vec<(&'static Part, OnceCell<Document>)>,
    problems: Vec<Problem>,
    /// The cells of the header of the table in which the line lies.
    header: Vec<String>,
    /// What the line before was filled from: further rows and items of the same kind say the same.
    filled: String,
}

impl Filler<'_, '_> {
    /// What stands in place of a line; `None` where nothing is to be filled in.
    fn line(&mut self, line: &str, number: usize) -> Option<Vec<String>> {
        let trimmed = line.trim();
        let is_row = trimmed.starts_with('|');
        if is_row && !trimmed.contains("{{") {
            let ruler = trimmed.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
            if !ruler {
                self.header = cells(trimmed);
            }
            return None;
        }
        if !is_row {
            self.header.clear();
        }
        if !line.contains("{{") {
            self.filled.clear();
            return None;
        }
        if is_row && !self.header.is_empty() {
            if let Some(rows) = self.rows() {
                let same = self.same(&format!("table {}", self.header.join("|")));
                return Some(if same { Vec::new() } else { rows });
            }
            let titles = self.header.iter().map(|title| format!("`{title}`")).collect::<Vec<_>>().join(", ");
            let message = format!("no table of the document has the columns {titles}: {LISTED}");
            self.problems.push(Problem { line: number, message });
        }
        let names = names_in(line);
        match (trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")), names.as_slice()) {
            (Some(item), [name]) if item == format!("{{{{{name}}}}}") => {
                let Some(texts) = self.texts(name, number) else { return Some(vec![line.to_owned()]) };
                let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or("");
                let same = self.same(name);
                Some(if same { Vec::new() } else { texts.iter().map(|text| format!("{indent}- {text}")).collect() })
            }
            _ => {
                self.filled.clear();
                let mut filled = line.to_owned();
                for name in names {
                    if let Some(texts) = self.texts(name, number) {
                        filled = filled.replace(&format!("{{{{{name}}}}}"), &texts.join(", "));
                    }
                }
                Some(vec![filled])
            }
        }
    }

    /// Whether the line before was filled from the same.
    fn same(&mut self, what: &str) -> bool {
        let same = self.filled == what;
        self.filled = what.to_owned();
        same
    }

    /// The rows of the table of the document that has this header.
    fn rows(&self) -> Option<Vec<String>> {
        let titles = |table: &Table| -> Vec<String> {
            table.shown_columns().map(|(_, column)| column.title.to_lowercase()).collect()
        };
        let wanted: Vec<String> = self.header.iter().map(|title| title.to_lowercase()).collect();
        let fits = |table: &Table| {
            let titles = titles(table);
            wanted.iter().all(|title| titles.contains(title)).then(|| {
                let at = |title: &String| {
                    table.shown_columns().find(|(_, column)| column.title.to_lowercase() == *title).map(|(at, _)| at)
                };
                wanted.iter().filter_map(at).collect::<Vec<_>>()
            })
        };
        if wanted.is_empty() {
            return None;
        }
        self.parts.iter().find_map(|part| {
            let tables = self.said(part).tables();
            let (table, columns) = tables.into_iter().find_map(|table| Some((table, fits(table)?)))?;
            let row = |row: &Vec<Cell>| {
                let cells = columns.iter().filter_map(|&at| row.get(at)).map(markdown_cell);
                format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
            };
            let rows: Vec<String> = table.rows.iter().map(row).collect();
            let none = || vec![format!("| {} |{}", table.empty, " |".repeat(columns.len().saturating_sub(1)))];
            Some(if rows.is_empty() { none() } else { rows })
        })
    }

    /// What a part says, as a document of its own.
    fn said<'p>(&self, (part, made): &'p (&'static Part, OnceCell<Document>)) -> &'p Document {
        made.get_or_init(|| {
            let content = (part.build)(self.context);
            Document { blocks: content.blocks, sections: content.sections, ..Document::default() }
        })
    }

    fn part(&self, name: &str) -> Option<&Document> {
        self.parts.iter().find(|(part, _)| part.name == name).map(|part| self.said(part))
    }

    /// The texts of a placeholder, as Markdown; a problem where there is none of that name.
    fn texts(&mut self, name: &str, line: usize) -> Option<Vec<String>> {
        let key = name.trim().to_lowercase();
        let Some((_, source)) = PLACEHOLDERS.iter().find(|(known, _)| *known == key) else {
            let hint = meant(&key, PLACEHOLDERS.iter().map(|(name, _)| *name));
            let message = format!("nothing is known for `{{{{{name}}}}}`{hint}; {LISTED}");
            self.problems.push(Problem { line, message });
            return None;
        };
        let texts = self.of(source);
        let missing = texts.is_empty();
        if missing {
            let message = format!("the model states nothing for `{{{{{name}}}}}`");
            self.problems.push(Problem { line, message });
            return Some(vec![format!("**TODO({})**", key)]);
        }
        Some(texts.iter().map(markdown_text).collect())
    }

    fn of(&self, source: &Source) -> Vec<Text> {
        let items = |part: &str, label: Option<&str>| -> Vec<Text> {
            let blocks = self.part(part).map(|part| part.blocks.as_slice()).unwrap_or_default();
            texts_of_lists(blocks, |list| label.is_none_or(|label| label == list))
        };
        match source {
            Source::Title => vec![self.context.model.document.title.as_str().into()],
            Source::Date => self.context.material.date.map(|date| date.to_string().into()).into_iter().collect(),
            Source::Fact(name) => {
                let texts = self.context.model.document.facts.texts(name).join(", ");
                if texts.is_empty() { Vec::new() } else { vec![texts.into()] }
            }
            Source::List(part, label) => items(part, Some(label)),
            Source::Items(part) => items(part, None),
            Source::Below(part, heading) => {
                let sections = self.part(part).map(|part| part.sections.as_slice()).unwrap_or_default();
                let section = sections.iter().find(|section| section.title == *heading);
                let blocks = section.map(|section| section.blocks.as_slice()).unwrap_or_default();
                let mut items = texts_of_lists(blocks, |_| true);
                if items.is_empty() {
                    items.push("None.".into());
                }
                items
            }
        }
    }
}

/// The items of the lists that `wanted` takes by their labels.
fn texts_of_lists(blocks: &[Block], wanted: impl Fn(&str) -> bool) -> Vec<Text> {
    let lists = blocks.iter().filter_map(|block| match block {
        Block::List(list) if wanted(&list.label) => Some(list),
        _ => None,
    });
    lists.flat_map(|list| &list.items).map(|item| item.text.clone()).collect()
}

/// The cells of a row of Markdown.
fn cells(row: &str) -> Vec<String> {
    let inner = row.trim().trim_matches('|');
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The names of the placeholders of a line, each once.
fn names_in(line: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = behind;
    }
    names
}
