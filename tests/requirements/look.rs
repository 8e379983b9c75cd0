//! More ways to look at documents: threats, lists and tables by what they say.

use std::collections::BTreeSet;

use threatline::base::date::Date;
use threatline::document::{self, Wanted};
use threatline::report::profile::{Audience, Profile};
use threatline::report::{Block, Cell, List, NONE_IDENTIFIED, Section, Table, Text, write};
use threatline::threats::{Entry, Reader};

use super::case::{Case, TODAY, column};

impl Case {
    /// The texts about the threats.
    pub fn reader(&self) -> Reader<'_> {
        self.outcome.analysis.reader(&self.outcome.model, &self.outcome.graph)
    }

    /// The threats, and the numbers under which they are shown.
    pub fn entries(&self) -> impl Iterator<Item = (&Entry, String)> + Clone {
        self.outcome.analysis.entries.iter().map(|entry| (entry, entry.number.to_string()))
    }

    /// The section about a threat.
    pub fn threat(&self, number: &str) -> &Section {
        let all = self.document.all_sections();
        let found = all.into_iter().find(|section| section.defines.as_deref() == Some(number));
        found.unwrap_or_else(|| panic!("no section about {number}"))
    }

    /// The tables of this name, of the enterprise document.
    pub fn tables(&self, name: &str) -> Vec<&Table> {
        self.document.tables().into_iter().filter(|table| table.id == name).collect()
    }

    /// The document made anew, as Markdown, in which pictures are of characters.
    pub fn again(&self, profile: &str, audience: Audience, wanted: &Wanted) -> String {
        let wanted = Wanted { date: Date::parse(TODAY), svg: false, ..*wanted };
        let material = document::material(&self.outcome, &wanted);
        let context = document::context(&self.outcome, &material, audience);
        write::markdown(&Profile::named(profile).unwrap().document(&context))
    }
}

/// The table of this name in a section or below; `None` where it says that there is nothing.
pub fn table_of<'s>(section: &'s Section, name: &str) -> Option<&'s Table> {
    let own = section.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.id == name => Some(table),
        _ => None,
    });
    own.or_else(|| section.sections.iter().find_map(|section| table_of(section, name)))
}

/// Several texts of a cell.
pub fn items(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::List(items) => items.clone(),
        Cell::Rich(texts) => texts.iter().map(Text::plain).collect(),
        other => vec![other.plain()],
    }
}

/// The column of a table as text, by its key.
pub fn texts(table: &Table, key: &str) -> Vec<String> {
    column(table, key).into_iter().map(Cell::shown).collect()
}

/// Every list in a section or below, with its label.
pub fn lists(section: &Section) -> Vec<&List> {
    let own = section.blocks.iter().filter_map(|block| if let Block::List(list) = block { Some(list) } else { None });
    own.chain(section.sections.iter().flat_map(lists)).collect()
}

/// The items of a list as text; none where it says that there is nothing.
pub fn said(list: Option<&List>) -> Vec<String> {
    let all = list.map(|list| list.items.iter().map(|item| item.text.plain()).collect::<Vec<_>>());
    all.unwrap_or_default().into_iter().filter(|text| text != NONE_IDENTIFIED).collect()
}

/// The value behind a label in a section itself.
pub fn labelled(section: &Section, label: &str) -> Option<String> {
    section.blocks.iter().find_map(|block| match block {
        Block::Labelled(values) => values.iter().find(|(known, _)| known == label).map(|(_, text)| text.plain()),
        Block::Passage(known, text) if known == label => Some(text.plain()),
        _ => None,
    })
}

/// The labels of a section itself, in order.
pub fn labels(section: &Section) -> Vec<&str> {
    let own = section.blocks.iter().filter_map(|block| match block {
        Block::Labelled(values) => Some(values.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>()),
        _ => None,
    });
    own.flatten().collect()
}

/// The ids of this form, such as `S-01`, in a text, each once.
pub fn ids(text: &str, prefixes: &[&str]) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| {
        let number = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)?.strip_prefix('-'));
        number.is_some_and(|number| number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    words.map(str::to_owned).collect()
}

/// What threats are numbered with.
pub const THREATS: &[&str] = &["S", "T", "R", "I", "D", "E", "G"];

/// Half-up, in percent; nothing of nothing is no percentage.
pub fn percent(part: usize, of: usize) -> String {
    (part * 100 + of / 2).checked_div(of).map_or_else(|| "n/a".to_owned(), |percent| format!("{percent} %"))
}

/// The words of a vocabulary.
pub fn words(vocabulary: &str) -> Vec<&'static str> {
    threatline::schema::vocabulary(vocabulary).unwrap_or_else(|| panic!("no {vocabulary}")).all().collect()
}
