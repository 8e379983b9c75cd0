//! How to read the document: what its words for a status mean. Listed are those that the document uses.

use crate::report::{Block, Cell, Column, Table};
use crate::threats::Status;

use super::Context;
use super::parts::Content;
use super::signs::Standing;

const GUIDE: &[Column] = &[
    Column::new("word", "Word"),
    Column::new("said_of", "Said of"),
    Column::new("meaning", "Meaning"),
    Column::machine("used"),
];

/// What the states of a threat mean.
const THREATS: &[(Status, &str)] = &[
    (Status::Open, "Nothing that counters it is in place"),
    (
        Status::Unverified,
        "The model says nothing about the controls that would counter it; until somebody looks, they count as not in place",
    ),
    (Status::PartlyCovered, "Some of what counters it is in place, and something is left to do"),
    (Status::Covered, "What counters it is in place: coverage of 80 % or more, with everything that it requires"),
    (Status::Mitigated, "The author answers that what is needed is in place"),
    (Status::Transferred, "The author answers that somebody else carries the risk"),
    (Status::Accepted, "The author answers that the risk is carried as it is, with a reason, an owner and an end"),
    (Status::Avoided, "The author answers that the design excludes it"),
    (Status::Dismissed, "The author answers that it does not apply, with a reason"),
];

/// What the states of a control mean.
const CONTROLS: &[(Standing, &str)] = &[
    (Standing::Implemented, "It is in place wherever it is asked for"),
    (Standing::Partial, "It is in place in part, or at some of the places that ask for it"),
    (Standing::Missing(true), "It is decided and not there yet; it counts as not in place"),
    (Standing::Missing(false), "The model states that it is not there"),
    (Standing::Unknown, "The model does not say whether it is there; it counts as not in place"),
];

/// What the states of an assumption mean.
const ASSUMPTIONS: &[(&str, &str)] = &[
    ("confirmed", "Somebody has checked it, as the rationale says"),
    ("unconfirmed", "Nobody has checked it; what rests on it may not hold"),
    ("rejected", "It turned out not to hold"),
];

/// Other words: what they are said of, what they mean, and the word from which one knows that the document uses them.
const OTHERS: &[(&str, &str, &str, &str)] = &[
    (
        "CRITICAL, HIGH, MEDIUM, LOW",
        "threats",
        "The severity with the controls that are in place now; it follows from likelihood and impact by the severity matrix",
        "",
    ),
    (
        "0–85 %",
        "coverage",
        "The second figure holds if every control about which the model says nothing were there",
        "up",
    ),
    ("FULL", "coverage", "80 % or more, with everything that the threat requires", "FULL"),
    ("PARTIAL", "coverage", "More than 0 %, and not FULL", "PARTIAL"),
    ("NONE", "coverage", "Nothing that counts is known to be in place", "NONE"),
    ("not stated", "facts", "The model does not say; that is a finding, not a statement that there is none", "stated"),
    ("none", "facts", "The model states that there is none", ""),
    ("None identified", "lists and tables", "The model holds nothing that belongs there", "identified"),
    ("n/a", "cells", "Not applicable: what the row or column asks for cannot arise there", "n"),
    ("TODO", "texts", "A text that only the author can write, and has not", "TODO"),
];

/// A table of the words.
pub(super) fn part(context: &Context<'_>) -> Content {
    let row = |word: &str, of: &str, meaning: &str, used: &str| -> Vec<Cell> {
        vec![word.into(), of.into(), meaning.into(), used.into()]
    };
    let threats = THREATS.iter().filter(|(status, _)| context.analysis.threats.iter().any(|it| it.status == *status));
    let mut rows: Vec<_> = threats.map(|(status, meaning)| row(status.as_str(), "threats", meaning, "")).collect();
    let used = standings(context);
    let controls = CONTROLS.iter().filter(|(standing, _)| used.contains(standing));
    rows.extend(controls.map(|(standing, meaning)| row(standing.word(), "controls and measures", meaning, "")));
    let validity = |word: &str| {
        context.statements("assumption").any(|it| it.facts.text("validity").unwrap_or("unconfirmed") == word)
    };
    let assumptions = ASSUMPTIONS.iter().filter(|(word, _)| validity(word));
    rows.extend(assumptions.map(|(word, meaning)| row(word, "assumptions", meaning, "")));
    rows.extend(OTHERS.iter().map(|(word, of, meaning, used)| row(word, of, meaning, used)));
    Content::blocks(vec![
        Block::paragraph("Words for a status that this document uses, and what they mean here."),
        Block::Table(Table::new("reading-guide", "How to read this document", GUIDE, rows)),
    ])
}

/// How far the controls are in place that the model states or a threat asks for.
fn standings(context: &Context<'_>) -> Vec<Standing> {
    let stated = context.controls().iter().filter_map(|row| Standing::of(Some(row.status)));
    let asked = context.obligations().iter().map(|(_, standing)| *standing);
    stated.chain(asked).collect()
}
