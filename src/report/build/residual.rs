//! Answers to threats, and the risk that stays.

use crate::model::{Answer, AnswerKind, Severity};
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::{Entry, Status};

use super::Context;
use super::parts::Content;

const ANSWERS: &[Column] = &[
    Column::new("threat", "Threat"),
    Column::new("answer", "Answer"),
    Column::new("on", "On"),
    Column::new("reason", "Reason"),
    Column::new("owner", "Owner"),
    Column::new("until", "Until"),
];

const RESIDUAL: &[Column] = &[
    Column::new("risk", "Risk"),
    Column::new("description", "Description"),
    Column::new("acceptance_rationale", "Acceptance rationale"),
];

/// Words for answers, in the past.
fn word(kind: AnswerKind) -> &'static str {
    match kind {
        AnswerKind::Accept => "accepted",
        AnswerKind::Mitigate => "being mitigated",
        AnswerKind::Transfer => "transferred",
        AnswerKind::Avoid => "avoided by design",
        AnswerKind::Dismiss => "dismissed",
        AnswerKind::Rate => "rated anew",
    }
}

/// Every answer of the author's with its reason; threats that a more specific one stands for are counted.
pub(super) fn answers(context: &Context<'_>) -> Content {
    let row = |(at, answer): (usize, &Answer)| {
        let is = |threat: &&crate::threats::Threat| {
            [threat.answer, threat.rated].into_iter().flatten().any(|answered| answered.answer == at)
        };
        let threats: Vec<&crate::threats::Threat> = context.analysis.threats.iter().filter(is).collect();
        let mut numbers: Vec<String> = Vec::new();
        let mut on: Vec<String> = Vec::new();
        for threat in threats {
            let number = context.analysis.number(threat).to_string();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
            on.push(
                threat
                    .subject
                    .map_or_else(|| "the whole model".to_owned(), |place| context.model.place_id(place).to_string()),
            );
        }
        let missing = |name: &'static str, help| {
            answer.facts.text(name).map_or_else(
                || Text::missing(format!("{} {}: {name}", answer.kind.as_str(), answer.name), help, Some(answer.span)),
                Text::from,
            )
        };
        let reason = answer.reason.as_deref().or(answer.facts.text("because"));
        let until = answer.facts.text("until").or(answer.facts.text("review"));
        let until = match answer.kind {
            AnswerKind::Accept => {
                until.map_or_else(|| missing("until", "add `until=` with a date, or `review=`"), Text::from)
            }
            _ => until.unwrap_or("no end").into(),
        };
        vec![
            if numbers.is_empty() {
                format!("{} (holds nowhere now)", answer.name).into()
            } else {
                Cell::List(numbers)
            },
            word(answer.kind).into(),
            crate::base::text::first_of(&on, 6).into(),
            reason
                .map_or_else(
                    || {
                        Text::missing(
                            format!("{} {}: reason", answer.kind.as_str(), answer.name),
                            "write the reason as a text",
                            Some(answer.span),
                        )
                    },
                    Text::from,
                )
                .into(),
            missing("owner", "add `owner=\"…\"` to the answer").into(),
            until.into(),
        ]
    };
    let rows = context.model.answers.iter().enumerate().map(row).collect();
    let table = Table::new("answers", "Answers to threats", ANSWERS, rows).or("None: the author answers no threat.");
    let mut blocks = vec![Block::Table(table)];
    let replaced = context.analysis.replaced.len();
    if replaced > 0 {
        let threats = crate::base::text::count(replaced, "general threat is", "general threats are");
        blocks.push(Block::paragraph(format!(
            "{threats} not listed, because a more specific threat at the same place says the same better."
        )));
    }
    Content::blocks(blocks)
}

/// Threats that stay at or above the appetite with everything in place, and those that are accepted or transferred.
pub(super) fn part(context: &Context<'_>) -> Content {
    let appetite = context.header("appetite").and_then(Severity::parse).unwrap_or(Severity::Medium);
    let stays = |entry: &&Entry| {
        let answered = matches!(entry.status, Status::Accepted | Status::Transferred);
        let places = context.analysis.places(entry);
        answered
            || places.iter().any(|threat| matches!(threat.status, Status::Accepted | Status::Transferred))
            || entry.residual.severity >= appetite
    };
    let row = |entry: &Entry| {
        let places = context.analysis.places(entry);
        let answers: Vec<String> = context.threats.answers(&places);
        let rationale = match answers.is_empty() {
            false => answers.join("; ").into(),
            true if entry.residual.severity > appetite => Text::missing(
                format!("{}: acceptance rationale", entry.number),
                "accept the threat with a reason, or state measures that bring it down",
                None,
            ),
            true => format!(
                "Not accepted: {} with all recommended measures in place, which is within the appetite ({})",
                entry.residual.severity.label(),
                appetite.label()
            )
            .into(),
        };
        vec![
            format!("{} {}", entry.number, context.threats.reader.title(entry)).into(),
            format!(
                "{} now, {} with all recommended measures",
                entry.current.severity.label(),
                entry.residual.severity.label()
            )
            .into(),
            rationale.into(),
        ]
    };
    let rows = context.analysis.entries.iter().filter(stays).map(row).collect();
    let table = Table::new("residual", "Residual risk", RESIDUAL, rows).or(
        "None: with all recommended measures no threat stays at or above the appetite for risk, and none is accepted.",
    );
    Content::blocks(vec![
        Block::paragraph(format!("Risks of {} severity or above need an acceptance with a reason.", appetite.label())),
        Block::Table(table),
    ])
}
