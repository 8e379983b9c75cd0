//! Columns that a profile names: those that the tables of its parts have.

use crate::base::text::meant;
use crate::report::build::{Content, Context, PARTS};
use crate::report::document::{Block, Document};
use crate::report::table::Table;

use super::{Profile, SectionSpec, part};

impl Profile {
    /// What is wrong with the columns that the profile names, in its order. A part without a table for this model is not
    /// looked at.
    pub fn unknown_columns(&self, context: &Context<'_>) -> Vec<String> {
        fn each(specs: &[SectionSpec], context: &Context<'_>, found: &mut Vec<String>) {
            for spec in specs {
                found.extend(spec.unknown_columns(context));
                each(&spec.sections, context, found);
            }
        }
        let mut found = Vec::new();
        each(&self.sections, context, &mut found);
        found
    }
}

impl SectionSpec {
    fn unknown_columns(&self, context: &Context<'_>) -> Vec<String> {
        let named = self.columns.iter().chain(self.titles.keys());
        let Some(part) = self.part.as_deref().and_then(part).filter(|_| named.clone().next().is_some()) else {
            return Vec::new();
        };
        let content = (part.build)(context);
        let known: Vec<&str> = own(&content).flat_map(|table| table.columns.iter().map(|column| column.key)).collect();
        if known.is_empty() {
            return Vec::new();
        }
        let unknown = named.filter(|name| !known.contains(&name.as_str()));
        let message = |name: &String| {
            let hint = meant(name, known.iter().copied());
            format!("the part `{}` has no column `{name}`{hint}; there are {}", part.name, known.join(", "))
        };
        unknown.map(message).collect()
    }
}

/// The tables that a profile may choose columns of.
fn own(content: &Content) -> impl Iterator<Item = &Table> {
    content.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
}

/// A part with the tables that it has for a model.
pub struct PartTables {
    /// The name of the part.
    pub part: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Columns that a profile may name.
    pub columns: Vec<&'static str>,
    /// The headings of each of its tables: what the header of a template has to be made of.
    pub headings: Vec<Vec<String>>,
}

/// All parts with their tables, as this model has them.
pub fn tables(context: &Context<'_>) -> Vec<PartTables> {
    let of = |part: &'static crate::report::build::Part| {
        let content = (part.build)(context);
        let columns = own(&content).flat_map(|table| table.columns.iter().map(|column| column.key)).collect();
        let document = Document { blocks: content.blocks, sections: content.sections, ..Document::default() };
        let headings = |table: &Table| table.shown_columns().map(|(_, column)| column.title.to_string()).collect();
        let mut headings: Vec<Vec<String>> = document.tables().into_iter().map(headings).collect();
        headings.dedup();
        PartTables { part: part.name, about: part.about, columns, headings }
    };
    PARTS.iter().map(of).collect()
}
