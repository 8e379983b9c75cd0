//! The head of a document.

use crate::report::{Block, Text};

use super::Context;
use super::parts::Content;

/// How the words of the model are written in a document.
const STATUS: &[(&str, &str)] = &[
    ("draft", "Active Development (draft)"),
    ("development", "Active Development"),
    ("production", "Production"),
    ("archived", "Archived"),
];

const CLASSIFICATION: &[(&str, &str)] = &[
    ("public", "Public"),
    ("internal", "Internal"),
    ("confidential", "Confidential"),
    ("restricted", "Confidential (restricted)"),
];

/// A fact of the `model` statement, or a mark that it is missing.
pub(super) fn stated(context: &Context<'_>, name: &'static str, field: &str, help: &'static str) -> Text {
    match context.model.document.facts.texts(name).as_slice() {
        [] => Text::missing(field, help, context.model.document.span),
        values => values.join(", ").into(),
    }
}

fn worded(words: &[(&str, &str)], word: Option<&str>) -> Option<String> {
    let word = word?;
    let known = words.iter().find(|(known, _)| *known == word);
    Some(known.map_or_else(|| crate::base::text::capital(word), |(_, text)| (*text).to_owned()))
}

/// The class of the document. A version for the public says of which class the whole document is.
fn classification(context: &Context<'_>) -> Option<String> {
    let stated = worded(CLASSIFICATION, context.header("classification"));
    match (context.is_public(), stated) {
        (false, stated) => stated,
        (true, Some(stated)) if stated != "Public" => Some(format!("Public version of a document classified {stated}")),
        (true, _) => Some("Public".to_owned()),
    }
}

/// Five labels, in the order of the methodology.
pub(super) fn information(context: &Context<'_>) -> Content {
    let span = context.model.document.span;
    let version = context.header("version").map(str::to_owned).or_else(|| context.material.revision.clone());
    let date = context.material.date.map(|date| date.to_string());
    let or =
        |value: Option<String>, field: &str, help| value.map_or_else(|| Text::missing(field, help, span), Text::from);
    let rows = vec![
        ("Application Name".to_owned(), context.model.document.title.as_str().into()),
        ("Version".to_owned(), or(version, "version", "add `version=\"…\"` to `model`")),
        ("Date".to_owned(), or(date, "date", "give the date with `--date`")),
        (
            "Classification".to_owned(),
            or(
                classification(context),
                "classification",
                "add `classification=internal` to `model`, or public or confidential",
            ),
        ),
        (
            "Status".to_owned(),
            or(
                worded(STATUS, context.header("status")),
                "status",
                "add `status=development` to `model`, or production or archived",
            ),
        ),
    ];
    Content::block(Block::Labelled(rows))
}

/// The block that template 5B starts with.
pub(super) fn metadata(context: &Context<'_>) -> Content {
    let id = context.header("document").unwrap_or("5B");
    let purpose = context.header("purpose").unwrap_or(
        "This document identifies and analyses potential threats to the solution, with attack surfaces, threat actors and \
         mitigations.",
    );
    let readers = match context.is_public() {
        true => "It is intended for customers and partners.",
        false => "It is intended for internal engineering, security and architecture stakeholders.",
    };
    Content::blocks(vec![
        Block::Labelled(vec![
            ("Document ID".to_owned(), id.into()),
            ("Document purpose".to_owned(), purpose.into()),
            ("Audience".to_owned(), readers.into()),
        ]),
        Block::paragraph("This document supports proactive risk identification and informed security design."),
    ])
}
