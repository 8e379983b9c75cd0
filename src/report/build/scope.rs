//! What the document is about and what it leaves out: assumptions, scope, open items.

use crate::base::text::count;
use crate::model::{Answer, ControlStatus, Element, Entry as Statement, Facts};
use crate::report::words::NOT_STATED;
use crate::report::{Block, Column, Section, Table, Text};
use crate::threats::{Complete, Entry};

use super::Context;
use super::parts::Content;

const ASSUMPTIONS: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("assumption", "Assumption"),
    Column::new("validity", "Validity"),
    Column::new("rationale", "Rationale"),
    Column::new("owner", "Owner"),
];

/// What a threat model of this methodology leaves to others, with who deals with it ("Scope Exclusions").
const EXCLUSIONS: &[(&str, &str)] = &[
    ("Cost estimates and budgets", "the organisation, by its resources"),
    ("Specific implementation timelines", "the organisation, by its priorities"),
    ("Insider threat controls", "personnel and security policies of the organisation"),
    ("Social engineering and phishing controls", "the security awareness programme"),
    ("Third-party vendor risks", "vendor management"),
];

/// Assumptions with why they are made, and whether anybody confirmed them.
pub(super) fn assumptions(context: &Context<'_>) -> Content {
    let row = |(at, assumption): (usize, &Statement)| {
        let id = if assumption.id.is_empty() { format!("{}", at + 1) } else { assumption.id.to_string() };
        let reason = assumption.facts.text("reason").map(str::to_owned).or_else(|| assumption.description.clone());
        let reason = reason.map_or_else(
            || {
                Text::missing(
                    format!("assumption {id}: rationale"),
                    "add `reason=\"…\"` to the assumption",
                    Some(assumption.span),
                )
            },
            Text::from,
        );
        vec![
            id.into(),
            assumption.label.as_str().into(),
            assumption.facts.text("validity").unwrap_or("unconfirmed").into(),
            reason.into(),
            assumption.facts.text("owner").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = context.statements("assumption").enumerate().map(row).collect();
    let table = Table::new("assumptions", "Assumptions", ASSUMPTIONS, rows).or("None stated by the author.");
    Content::block(Block::Table(table))
}

/// The assumptions in a list.
pub(super) fn assumption_list(context: &Context<'_>) -> Content {
    Content::block(Block::list("", context.statements("assumption").map(|entry| entry.label.as_str())))
}

fn is_out(element: &Element) -> bool {
    element.facts.text("scope") == Some("out")
}

fn in_scope(context: &Context<'_>) -> Vec<Text> {
    let elements = context.model.elements.values().filter(|element| !is_out(element));
    elements.map(|element| element.label.as_str().into()).collect()
}

fn out_of_scope(context: &Context<'_>) -> Vec<Text> {
    let reason = |label: &str, reason: Option<&str>, span| match reason {
        Some(reason) => format!("{label}: {reason}").into(),
        None => Text::from(format!("{label}: ")).then(Text::missing(
            format!("{label}: why out of scope"),
            "add `reason=\"…\"` beside `scope=out`",
            span,
        )),
    };
    let elements = context.model.elements.values().filter(|element| is_out(element));
    let mut items: Vec<Text> =
        elements.map(|element| reason(&element.label, element.facts.text("reason"), Some(element.span))).collect();
    items.extend(context.model.document.facts.texts("out-of-scope").into_iter().map(Text::from));
    items
}

fn deployment(context: &Context<'_>) -> Vec<Text> {
    match context.model.document.facts.texts("deployment").as_slice() {
        [] => vec![Text::missing(
            "deployment assumptions",
            "add `deployment=\"…\"` to `model`",
            context.model.document.span,
        )],
        stated => stated.iter().map(|&text| text.into()).collect(),
    }
}

/// What is in scope, what is not, and what the methodology leaves to others.
pub(super) fn scope(context: &Context<'_>) -> Content {
    let exclusions = EXCLUSIONS.iter().map(|(what, who)| Text::strong(*what).then(format!(": left to {who}")));
    let note = "The scope above is the author's. The exclusions below are those of the method, the same in every document made \
                with it: measures of the organisation that it does not look at. Threats by insiders, by deceived users and by \
                suppliers are in scope, and so are technical controls against them.";
    Content::blocks(vec![
        Block::list("In scope", in_scope(context)),
        Block::list("Out of scope", out_of_scope(context)),
        Block::paragraph(note),
        Block::list("Scope exclusions", exclusions),
    ])
}

/// Template 5B, section 2.
pub(super) fn list(context: &Context<'_>) -> Content {
    Content::blocks(vec![
        Block::list("In-scope components", in_scope(context)),
        Block::list("Out-of-scope components", out_of_scope(context)),
        Block::list("Deployment assumptions", deployment(context)),
    ])
}

/// What is not analysed, not confirmed, not decided and not done.
pub(super) fn open_items(context: &Context<'_>) -> Content {
    if context.is_public() {
        return Content::block(Block::paragraph("Open items are part of the internal version of this document."));
    }
    let mut sections = Vec::new();
    let mut add = |title: &str, items: Vec<Text>| {
        if !items.is_empty() {
            sections.push(Section::plain(title).with([Block::list("", items)]));
        }
    };
    let owned = |entry: &Statement| Text::from(format!("{}{}", entry.label, work(&entry.facts, true)));
    add("To be done by the author", context.statements("todo").map(owned).collect());
    let unconfirmed =
        |entry: &&Statement| entry.facts.text("validity").is_none_or(|validity| validity == "unconfirmed");
    add("Assumptions that nobody confirmed", context.statements("assumption").filter(unconfirmed).map(owned).collect());
    let planned = |entry: &&Entry| entry.open > 0 && super::gaps::Cover::of(entry) == super::gaps::Cover::None;
    let title = |entry: &Entry| format!("{} {}", entry.number, context.threats.reader.title(entry)).into();
    add(
        "Threats against which nothing that counts is known to be in place",
        context.analysis.entries.iter().filter(planned).map(title).collect(),
    );
    let mitigating = |answer: &&crate::model::Answer| answer.kind == crate::model::AnswerKind::Mitigate;
    let answers = context
        .model
        .answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| mitigating(answer))
        .map(|(at, answer)| promised(context, at, answer));
    let pending = answers.chain(planned_controls(context)).chain(planned_measures(context));
    add("Measures on their way", pending.collect());
    let rows = context.analysis.completeness(context.model, context.graph);
    let undecided = rows.iter().flat_map(|row| &row.cells).filter(|cell| **cell == Complete::Question).count();
    if undecided > 0 {
        let cells = count(undecided, "combination of flow and category is", "combinations of flow and category are");
        add("Not analysed", vec![format!("{cells} open, because a fact is not stated; see the open questions").into()]);
    }
    add("Inputs that are not named", super::administration::missing_inputs(context));
    if sections.is_empty() {
        return Content::block(Block::paragraph(
            "None: nothing is open, no assumption is unconfirmed, and every threat has a measure.",
        ));
    }
    Content::sections(sections)
}

/// ` (Web team, due 2026-12-01)`: who does something, and until when, where dates are wanted.
fn work(facts: &Facts, dates: bool) -> String {
    let due = facts.text("due").filter(|_| dates).map(|due| format!("due {due}"));
    let said: Vec<String> = facts.text("owner").map(str::to_owned).into_iter().chain(due).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

/// What an answer promises, with the threats that it is about.
fn promised(context: &Context<'_>, at: usize, answer: &Answer) -> Text {
    let mut titles: Vec<String> = Vec::new();
    for entry in &context.analysis.entries {
        let places = context.analysis.places(entry);
        if places.iter().any(|threat| threat.answer.is_some_and(|answered| answered.answer == at)) {
            titles.push(format!("{} {}", entry.number, context.threats.reader.title(entry)));
        }
    }
    let titles = if titles.is_empty() { format!("{} (holds nowhere now)", answer.name) } else { titles.join(", ") };
    format!("{titles}: {}{}", answer.reason.as_deref().unwrap_or("no description"), work(&answer.facts, true)).into()
}

/// Controls that are decided and not there yet.
fn planned_controls<'c>(context: &'c Context<'_>) -> impl Iterator<Item = Text> + 'c {
    let planned = context.controls().iter().filter(|row| row.status == ControlStatus::Planned);
    planned.map(|row| {
        let work = row.facts(context.model).map(|facts| work(facts, context.material.dates)).unwrap_or_default();
        format!("{} {}{work}", row.number, row.label).into()
    })
}

/// Measures of the author's that are planned or begun.
fn planned_measures<'c>(context: &'c Context<'_>) -> impl Iterator<Item = Text> + 'c {
    let measures = context
        .model
        .threats
        .values()
        .flat_map(|threat| threat.mitigations.iter().map(move |measure| (threat, measure)));
    let planned =
        measures.filter(|(_, measure)| matches!(measure.facts.text("status"), Some("planned" | "in-progress")));
    planned.map(|(threat, measure)| {
        let work = work(&measure.facts, context.material.dates);
        format!("{}: {}{work}", threat.label, measure.text.trim_end_matches('.')).into()
    })
}
