//! Threat actors: section 4 of template 5B.

use crate::base::text::{capital, one_line};
use crate::model::{Adversary, AdversaryId};
use crate::report::words::NOT_STATED;
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::generic;

use super::Context;
use super::administration::intent;
use super::parts::Content;

const COLUMNS: &[Column] = &[
    Column::new("actor", "Actor"),
    Column::new("description", "Description"),
    Column::new("motivation", "Motivation"),
    Column::new("skill", "Skill"),
    Column::new("access", "Access"),
    Column::new("intent", "Intent"),
    Column::machine("threats"),
];

/// Everybody whom the author names, and whom a threat of the model supposes.
pub(super) fn part(context: &Context<'_>) -> Content {
    let row = |(id, adversary): (AdversaryId, &Adversary)| {
        let threats = threats(context, id);
        if adversary.embedded && threats.is_empty() {
            return None;
        }
        let described = adversary.description.as_ref().map(|text| one_line(text));
        let motivation = adversary.facts.text("motivation").map_or_else(
            || {
                Text::missing(
                    format!("adversary {}: motivation", adversary.id),
                    "add `motivation=\"…\"` to the adversary",
                    Some(adversary.span),
                )
            },
            Text::from,
        );
        let fact = |name| Cell::from(adversary.facts.text(name).unwrap_or(NOT_STATED));
        let behind = match threats.len() {
            0 => "Named by the author; no threat of the model is laid to this actor".to_owned(),
            several => format!("Behind {} of the model", crate::base::text::count(several, "threat", "threats")),
        };
        Some(vec![
            capital(&generic(&adversary.label)).into(),
            described.unwrap_or(behind).into(),
            motivation.into(),
            fact("skill"),
            fact("access"),
            intent(adversary).into(),
            Cell::List(threats),
        ])
    };
    let rows = context.model.adversaries.iter().filter_map(row).collect();
    Content::block(Block::Table(Table::new("adversaries", "Threat actors", COLUMNS, rows)))
}

fn threats(context: &Context<'_>, id: AdversaryId) -> Vec<String> {
    let of = context.analysis.entries.iter().filter(|entry| context.threats.reader.adversary(*entry) == Some(id));
    of.map(|entry| entry.number.to_string()).collect()
}
