//! What the public version of a document leaves out, wherever it stands.
//!
//! Builders leave out what only they know; this removes whole parts, columns, and marks for texts that are missing.

use super::document::{Block, Document};
use super::inline::Inline;
use super::table::{Cell, Table};

/// Parts that are about products, people and what is not known.
const PARTS: &[&str] = &[
    "technology-stack",
    "admin-information",
    "revision-history",
    "open-questions",
    "boundary-coverage",
    "flow-coverage",
    "review-cadence",
];

/// Columns with names of people and products, and with how each flow is protected.
const COLUMNS: &[&str] = &[
    "owner",
    "technology",
    "auth",
    "authentication",
    "encryption",
    "authn",
    "authz",
    "evidence",
    "gaps",
    "verified_by",
];

/// What stands in place of a text that is left out.
const INTERNAL: &str = "internal";

/// Whether the public version has nothing of a part.
pub(super) fn is_internal(part: &str) -> bool {
    PARTS.contains(&part)
}

/// Takes out what the public does not see.
pub(super) fn withhold(document: &mut Document) {
    document.each_block(&mut |block| {
        if let Block::Table(table) = block {
            columns(table);
        }
        for text in block.texts_mut() {
            for inline in text.0.iter_mut().filter(|inline| matches!(inline, Inline::Missing(_))) {
                *inline = Inline::Plain(INTERNAL.to_owned());
            }
        }
    });
}

fn columns(table: &mut Table) {
    let kept: Vec<usize> = (0..table.columns.len())
        .filter(|&at| table.columns.get(at).is_some_and(|column| !COLUMNS.contains(&column.key)))
        .collect();
    if kept.len() == table.columns.len() {
        return;
    }
    table.described = table.described.and_then(|described| kept.iter().position(|&at| at == described));
    table.columns = kept.iter().filter_map(|&at| table.columns.get(at).cloned()).collect();
    for row in &mut table.rows {
        *row = kept.iter().filter_map(|&at| row.get(at).cloned()).collect::<Vec<Cell>>();
    }
}
