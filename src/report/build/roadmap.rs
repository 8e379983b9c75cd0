//! The order of work: the roadmaps of sections 9 and 10 of the methodology, and what they have in common.

use crate::base::text::count;
use crate::model::Severity;
use crate::report::{Block, Cell, Column, NONE_IDENTIFIED, Table, Text};

use super::Context;
use super::parts::Content;
use super::recommendations::{Measure, own};

/// What the methodology says of timelines, word for word.
pub(super) const ROADMAP_NOTE: &str = "Implementation timeline and resource allocation should be determined by the \
    organization based on their specific constraints, priorities, and available resources.";

/// The priorities of a roadmap.
pub(super) const PRIORITIES: &[(Severity, &str, &str)] = &[
    (Severity::Critical, "Critical Priority", "Immediate Focus"),
    (Severity::High, "High Priority", "Next Phase"),
    (Severity::Medium, "Medium Priority", "Subsequent Phase"),
];

const ROADMAP: &[Column] = &[
    Column::new("mitigation_id", "ID"),
    Column::new("mitigation", "Measure"),
    Column::new("threats", "Threats"),
    Column::new("status", "Status"),
    Column::machine("priority"),
];

/// 9.4: a table for each priority. What a measure is and where it is missing stands in the lists before it.
pub(super) fn part(context: &Context<'_>) -> Content {
    let mut blocks = vec![
        Block::Paragraph(Text::strong("Note").then(format!(": {ROADMAP_NOTE}"))),
        Block::Paragraph(Text::strong("Recommended Prioritization").then(":")),
    ];
    for (severity, priority, phase) in PRIORITIES {
        let title = format!("{priority} ({phase})");
        blocks.push(Block::Paragraph(Text::strong(title.as_str()).then(":")));
        let rows = rows(context, *severity);
        blocks.push(Block::Table(Table::new("roadmap", title, ROADMAP, rows).or(NONE_IDENTIFIED)));
    }
    blocks.push(Block::list("Continuous Activities", activities(context)));
    let low = context.measures().iter().filter(|measure| measure.severity == Severity::Low).count();
    if low > 0 {
        let measures = count(low, "measure serves", "measures serve");
        blocks
            .push(Block::paragraph(format!("{measures} threats of low severity only, and stand with those threats.")));
    }
    Content::blocks(blocks)
}

/// The author's recommendations, then the measures; the number of threats is that of the list with their ids.
fn rows(context: &Context<'_>, severity: Severity) -> Vec<Vec<Cell>> {
    let author = own(context, severity).into_iter().map(|(id, entry)| {
        let threats = context.numbers_of(&entry.threats).len();
        row(severity, [id.as_str(), entry.label.trim_end_matches('.'), "recommended by the author"], threats)
    });
    let wanted = context.measures().iter().filter(|measure| measure.severity == severity);
    let measures = wanted.map(|measure: &Measure| {
        row(severity, [measure.id.as_str(), measure.title(), measure.status()], measure.threats.len())
    });
    author.chain(measures).collect()
}

fn row(severity: Severity, [id, name, status]: [&str; 3], threats: usize) -> Vec<Cell> {
    vec![id.into(), name.into(), Cell::Number(threats), status.into(), severity.label().into()]
}

/// What is done again and again.
pub(super) fn activities(context: &Context<'_>) -> Vec<Text> {
    let often = |frequency: &str| format!(" ({frequency})");
    let own = context
        .statements("activity")
        .map(|entry| format!("{}{}", entry.label, entry.facts.text("frequency").map(often).unwrap_or_default()).into());
    let recurring = context.model.threats.values().flat_map(|threat| {
        threat.mitigations.iter().filter(|mitigation| mitigation.facts.text("recurring") == Some("yes"))
    });
    let mut all: Vec<Text> = own.chain(recurring.map(|mitigation| mitigation.text.as_str().into())).collect();
    if let Some(review) = context.header("review") {
        all.push(format!("Review this threat model ({review})").into());
    }
    all
}
