//! Answers to threats, and the risk that stays.

use crate::base::text::and_list;
use crate::model::{Answer, AnswerKind, Model, Severity};
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::{Entry, Status, Threat};

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

/// Most places that a row names; more are counted.
const MOST: usize = 6;

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
    let answers = context.model.answers.iter().enumerate();
    let rows = answers.map(|(at, answer)| answer_row(context, at, answer)).collect();
    let table = Table::new("answers", "Answers to threats", ANSWERS, rows).or("None: the author answers no threat.");
    let mut blocks = vec![Block::Table(table)];
    let replaced = context.analysis.replaced.len();
    if replaced > 0 {
        let threats = crate::base::text::count(replaced, "general threat is", "general threats are");
        blocks.push(Block::paragraph(format!(
            "{threats} merged into more specific ones at the same place, and not listed; “threatline coverage --table \
             completeness” shows where."
        )));
    }
    Content::blocks(blocks)
}

/// An answer with the threats that it is about. The public sees neither reason nor owner.
fn answer_row(context: &Context<'_>, at: usize, answer: &Answer) -> Vec<Cell> {
    let is =
        |threat: &&Threat| [threat.answer, threat.rated].into_iter().flatten().any(|answered| answered.answer == at);
    let mut numbers: Vec<String> = Vec::new();
    let mut on: Vec<String> = Vec::new();
    for threat in context.analysis.threats.iter().filter(is) {
        let number = context.analysis.number(threat).to_string();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        let place = threat.subject.map(|place| context.model.place_id(place).to_string());
        on.push(place.unwrap_or_else(|| "the whole model".to_owned()));
    }
    let or_missing = |text: Option<&str>, name: &str, help: &'static str| match text {
        Some(_) if context.is_public() => "internal".into(),
        Some(text) => text.into(),
        None => Text::missing(format!("{} {}: {name}", answer.kind.as_str(), answer.name), help, Some(answer.span)),
    };
    let reason = answer.reason.as_deref().or(answer.facts.text("because"));
    let until = answer.facts.text("until").or(answer.facts.text("review")).map(str::to_owned);
    let until = until.or_else(|| answer.facts.text("due").map(|due| format!("due {due}")));
    let until = match (answer.kind, until) {
        (AnswerKind::Accept, until) => or_missing(until.as_deref(), "until", "add `until=` with a date, or `review=`"),
        (_, until) => until.unwrap_or_else(|| "no end stated".to_owned()).into(),
    };
    vec![
        if numbers.is_empty() { format!("{} (holds nowhere now)", answer.name).into() } else { Cell::List(numbers) },
        format!("{}{}", word(answer.kind), resting(context.model, answer)).into(),
        crate::base::text::first_of(&on, MOST).into(),
        or_missing(reason, "reason", "write the reason as a text").into(),
        or_missing(answer.facts.text("owner"), "owner", "add `owner=\"…\"` to the answer").into(),
        until.into(),
    ]
}

/// `; rests on assumption a-admin, not confirmed`, where the reason of an answer names such assumptions by their ids.
pub(super) fn resting(model: &Model, answer: &Answer) -> String {
    let reason = answer.reason.as_deref().or(answer.facts.text("because")).unwrap_or_default();
    let named = |id: &str| {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        !id.is_empty() && reason.split(|c: char| !inside(c)).any(|word| word == id)
    };
    let held = |validity: Option<&str>| validity == Some("confirmed");
    let assumptions = model.entries.iter().filter(|entry| entry.keyword == "assumption");
    let shaky = assumptions.filter(|it| named(&it.id) && !held(it.facts.text("validity")));
    let ids: Vec<&str> = shaky.map(|assumption| assumption.id.as_str()).collect();
    match ids.as_slice() {
        [] => String::new(),
        [id] => format!("; rests on assumption {id}, not confirmed"),
        ids => format!("; rests on assumptions {}, not confirmed", and_list(ids)),
    }
}

/// Threats that stay above the appetite with everything in place, and those that are accepted or transferred.
pub(super) fn part(context: &Context<'_>) -> Content {
    let appetite = context.header("appetite").and_then(Severity::parse).unwrap_or(Severity::Medium);
    let answered = |entry: &&Entry| {
        let places = context.analysis.places(entry);
        places.iter().any(|threat| matches!(threat.status, Status::Accepted | Status::Transferred))
    };
    let row = |entry: &Entry| {
        vec![
            format!("{} {}", entry.number, context.threats.reader.title(entry)).into(),
            format!(
                "{} now, {} with all recommended measures",
                entry.current.severity.label(),
                entry.residual.severity.label()
            )
            .into(),
            rationale(context, entry).into(),
        ]
    };
    let stays = |entry: &&Entry| answered(entry) || entry.residual.severity > appetite;
    let rows: Vec<_> = context.analysis.entries.iter().filter(stays).map(row).collect();
    let others = context.analysis.entries.len() - rows.len();
    let table = Table::new("residual", "Residual risk", RESIDUAL, rows)
        .or("None: with all recommended measures no threat stays above the appetite for risk, and none is accepted.");
    let mut blocks = vec![
        Block::paragraph(format!(
            "Risks above the appetite ({}) need an acceptance with a reason. Listed are those that stay above it with all \
             recommended measures in place, and those that are accepted or transferred at some place.",
            appetite.label()
        )),
        Block::Table(table),
    ];
    if others > 0 {
        let threats = crate::base::text::count(others, "other threat stays", "other threats stay");
        blocks
            .push(Block::paragraph(format!("With all recommended measures in place, {threats} within the appetite.")));
    }
    Content::blocks(blocks)
}

/// Why a risk is accepted. The public sees that it is, not by whom.
fn rationale(context: &Context<'_>, entry: &Entry) -> Text {
    let places = context.analysis.places(entry);
    let answered: Vec<&Threat> = places
        .iter()
        .copied()
        .filter(|threat| matches!(threat.status, Status::Accepted | Status::Transferred))
        .collect();
    if answered.is_empty() {
        let field = format!("{}: acceptance rationale", entry.number);
        return Text::missing(field, "accept the threat with a reason, or state measures that bring it down", None);
    }
    let rest = places.iter().filter(|threat| !threat.status.is_settled()).count();
    let rest = match rest {
        0 => String::new(),
        rest => format!(" ({} not answered)", crate::base::text::count(rest, "other place is", "other places are")),
    };
    match context.is_public() {
        true => format!("Accepted or transferred by the owner of the risk{rest}").into(),
        false => format!("{}{rest}", context.threats.answers(&answered).join("; ")).into(),
    }
}
