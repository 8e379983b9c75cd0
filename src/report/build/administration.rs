//! Who answers for the document, when it is reviewed, and how it was made.

use crate::base::date::Date;
use crate::base::text::capital;
use crate::lint::checklist::{Signoff, Standing, Verdict, meaning};
use crate::model::{Adversary, Entry as Statement};
use crate::report::{Block, Cell, Column, Table, Text};

use super::Context;
use super::header::stated;
use super::parts::Content;

/// The inputs of the methodology's first phase, with the attributes that name them.
const INPUTS: &[(&str, &str)] = &[
    ("project-docs", "Project documentation"),
    ("architecture-docs", "Architecture documentation"),
    ("api-docs", "API and interface specifications"),
    ("data-docs", "Data architecture"),
    ("security-docs", "Security requirements"),
];

/// How often a model is reviewed where it does not say.
const CADENCE: &str = "quarterly";

/// What calls for an update, where the model does not say (methodology, "Maintenance and Updates").
const TRIGGERS: &[&str] =
    &["architecture change", "new threats or vulnerabilities", "security incident", "regular review"];

const REVISIONS: &[Column] = &[
    Column::new("version", "Version"),
    Column::new("date", "Date"),
    Column::new("author", "Author"),
    Column::new("summary", "Summary"),
    Column::new("fingerprint", "Model"),
];

const CHECKLIST: &[Column] =
    &[Column::new("item", "Item"), Column::new("result", "Result"), Column::new("found", "Found")];

/// When the model was last changed: what it says, else what version control knows.
fn updated(context: &Context<'_>) -> Option<Date> {
    context.header("updated").and_then(Date::parse).or(context.material.changed)
}

/// An address for those who may see it.
fn internal(context: &Context<'_>, name: &'static str, field: &str, help: &'static str) -> Text {
    match context.header(name) {
        Some(_) if context.is_public() => "internal".into(),
        Some(address) if address.contains("://") => Text::link(address, address),
        _ => stated(context, name, field, help),
    }
}

/// Eight labels, in the order of the methodology.
pub(super) fn information(context: &Context<'_>) -> Content {
    let span = context.model.document.span;
    let updated = updated(context);
    let next = updated.and_then(|date| date.after(context.header("review").unwrap_or(CADENCE)));
    let date = |date: Option<Date>, field, help| match date {
        Some(date) => Text::from(date.to_string()),
        None => Text::missing(field, help, span),
    };
    let next_help =
        "add `updated=2026-11-01` to `model`, and `review=monthly` where the next review is not after a quarter";
    let version = context.header("version").map(str::to_owned).or_else(|| context.material.revision.clone());
    // The model has no place for a signature: that a version is approved is a statement of its author's.
    let approval = context.header("approval").map(|word| format!("{} (not signed)", capital(word).replace('-', " ")));
    let rows = [
        (
            "AppSec Review Link",
            internal(context, "appsec", "AppSec review link", "add `appsec=\"https://…\"` to `model`"),
        ),
        ("Team", stated(context, "team", "team", "add `team=\"…\"` to `model`")),
        (
            "Design Documentation",
            internal(context, "design-doc", "design documentation", "add `design-doc=\"https://…\"` to `model`"),
        ),
        (
            "Threat Model Version",
            version.map_or_else(|| Text::missing("version", "add `version=\"…\"` to `model`", span), Text::from),
        ),
        ("Last Updated", date(updated, "last updated", "add `updated=2026-11-01` to `model`")),
        ("Next Review Date", date(next, "next review date", next_help)),
        ("Reviewers", stated(context, "reviewers", "reviewers", "add `reviewers=\"…\"` to `model`")),
        (
            "Approval Status",
            approval.map_or_else(
                || {
                    Text::missing(
                        "approval status",
                        "add `approval=draft` to `model`, or in-review, approved or rejected",
                        span,
                    )
                },
                Text::from,
            ),
        ),
    ];
    let mut blocks = vec![Block::Labelled(rows.map(|(label, value)| (label.to_owned(), value)).to_vec())];
    if let (Some(next), Some(today)) = (next, context.material.date)
        && next < today
    {
        blocks.push(Block::paragraph(format!("The review of {next} is overdue.")));
    }
    let since: Vec<&Statement> = context
        .statements("incident")
        .filter(|incident| {
            let date = incident.facts.text("date").and_then(Date::parse);
            date.is_none() || updated.is_none() || date > updated
        })
        .collect();
    if !since.is_empty() {
        let items = since.iter().map(|incident| {
            format!("{}: {}", incident.facts.text("date").unwrap_or("date not stated"), incident.label)
        });
        blocks.push(Block::list("Review needed: incidents since the last update", items));
    }
    Content::blocks(blocks)
}

/// Phase 1: what the model was made from.
pub(super) fn inputs(context: &Context<'_>) -> Content {
    let item = |(name, title): &(&str, &str)| {
        let named = context.model.document.facts.texts(name);
        let text: Text = match (named.is_empty(), context.is_public()) {
            (true, _) => "not named".into(),
            (false, true) => "internal".into(),
            (false, false) => Text::join(
                named.into_iter().map(|text| match text.contains("://") {
                    true => Text::link(text, text),
                    false => text.into(),
                }),
                ", ",
            ),
        };
        Text::strong(*title).then(": ").then(text)
    };
    Content::block(Block::list("", INPUTS.iter().map(item)))
}

/// The inputs that the model does not name.
pub(super) fn missing_inputs(context: &Context<'_>) -> Vec<Text> {
    let missing = INPUTS.iter().filter(|(name, _)| !context.model.document.facts.has(name));
    missing.map(|(_, title)| (*title).into()).collect()
}

/// Versions of the document; the last row is this one.
pub(super) fn revisions(context: &Context<'_>) -> Content {
    let fact = |entry: &Statement, name: &str| Cell::from(entry.facts.text(name).unwrap_or("not stated"));
    let version = context.header("version").map(str::to_owned).or_else(|| context.material.revision.clone());
    let is_this = |entry: &Statement| version.is_some() && entry.facts.text("version") == version.as_deref();
    let mut rows: Vec<Vec<Cell>> = context
        .statements("revision")
        .filter(|entry| !is_this(entry))
        .map(|entry| {
            vec![
                fact(entry, "version"),
                fact(entry, "date"),
                fact(entry, "author"),
                entry.label.as_str().into(),
                "not recorded".into(),
            ]
        })
        .collect();
    let this = context.statements("revision").find(|entry| is_this(entry));
    let author = this.and_then(|entry| entry.facts.text("author")).or(context.header("owner")).unwrap_or("not stated");
    let summary = this.map_or("This document", |entry| entry.label.as_str());
    let date = updated(context).or(context.material.date);
    rows.push(vec![
        version.map_or_else(|| Cell::from("not stated"), Cell::from),
        date.map_or_else(|| Cell::from("not stated"), |date| date.to_string().into()),
        author.into(),
        summary.into(),
        context.material.fingerprint.as_str().into(),
    ]);
    let table = Table::new("revisions", "Revision history", REVISIONS, rows);
    let mut blocks = vec![Block::Table(table)];
    if let Some(revision) = &context.material.revision {
        blocks.push(Block::paragraph(format!("Revision of the model files: {revision}.")));
    }
    Content::blocks(blocks)
}

/// The checklist with what is found.
pub(super) fn checklist(context: &Context<'_>) -> Content {
    if context.is_public() {
        return Content::block(Block::paragraph("The checklist is part of the internal version of this document."));
    }
    if context.material.checklist.is_empty() {
        return Content::block(Block::paragraph(
            "Not evaluated: the checklist is part of documents that the command line writes.",
        ));
    }
    let mut blocks = Vec::new();
    let groups = context.material.checklist.chunk_by(|a, b| a.item.group == b.item.group);
    for group in groups {
        let rows = group.iter().map(|result| {
            let (sign, word) = match result.verdict {
                Verdict::Pass => ("✅ ", "pass"),
                Verdict::Warn => ("⚠️ ", "in part"),
                Verdict::Fail => ("❌ ", "fail"),
                Verdict::Person => ("👤 ", "needs a person"),
            };
            let mut found: Vec<String> = result.counts.iter().map(|counted| finding(*counted)).collect();
            found.extend(result.unsettled.iter().map(|text| text.replace('`', "")));
            found.extend(result.signoff.as_ref().map(signed_off));
            let found = if found.is_empty() { "nothing".into() } else { Cell::List(found) };
            vec![result.item.title.into(), format!("{}{word}", context.sign(sign)).into(), found]
        });
        let title = group.first().map_or("", |result| result.item.group);
        blocks.push(Block::Paragraph(Text::strong(title)));
        blocks.push(Block::Table(Table::new("checklist", title, CHECKLIST, rows.collect())));
    }
    blocks.push(Block::paragraph(
        "A number in parentheses says how often something was found; `threatline check --qa` says where, and `threatline \
         explain CODE` what to do."
            .replace('`', ""),
    ));
    Content::blocks(blocks)
}

/// `W0407: a crossing flow that no scenario tells of (5)`
fn finding((code, times): (&str, usize)) -> String {
    match meaning(code) {
        "" => format!("{code} ({times})"),
        text => format!("{code}: {text} ({times})"),
    }
}

/// `signed off by A. Ruiz on 2026-11-01: …`
fn signed_off(signoff: &Signoff) -> String {
    let mut text = "signed off".to_owned();
    if !signoff.owner.is_empty() {
        text.push_str(&format!(" by {}", signoff.owner));
    }
    if let Some(date) = signoff.date {
        text.push_str(&format!(" on {date}"));
    }
    if signoff.standing != Standing::Counts {
        text.push_str(", which does not count any more");
    }
    if !signoff.remark.is_empty() {
        text.push_str(&format!(": {}", signoff.remark));
    }
    text
}

/// How the document was made.
pub(super) fn method(context: &Context<'_>) -> Content {
    let material = context.material;
    let own = context.model.rules.values().filter(|rule| rule.is_rule() && !rule.embedded).count();
    let own = if own > 0 { format!(" and {own} of the model's own") } else { String::new() };
    Content::blocks(vec![
        Block::paragraph(
            "Trust boundaries are inferred: a flow crosses a boundary wherever its two ends lie in different zones. Threats are \
             derived from rules whose conditions hold for what the model states of flows and elements; each names the facts \
             because of which it is there. What a control protects never hides a threat: it covers it. What nobody stated \
             counts as not in place, and is said to be not stated.",
        ),
        Block::list(
            "Made with",
            [
                format!("threatline {}", material.tool),
                match material.rules.split_once(' ') {
                    Some((number, fingerprint)) => format!("{number} rules of the library {fingerprint}{own}"),
                    None => format!("{} rules of the library{own}", material.rules),
                },
                format!("Model {}", material.fingerprint),
            ],
        ),
    ])
}

/// Template 5B, section 10.
pub(super) fn cadence(context: &Context<'_>) -> Content {
    let triggers = match context.model.document.facts.texts("triggers").as_slice() {
        [] => TRIGGERS.join(", "),
        stated => stated.join(", "),
    };
    let review = context.header("review").unwrap_or(CADENCE);
    Content::block(Block::list(
        "",
        [
            Text::strong("Owner").then(": ").then(stated(context, "owner", "owner", "add `owner=\"…\"` to `model`")),
            Text::strong("Review cadence").then(format!(": {review}")),
            Text::strong("Update triggers").then(format!(": {triggers}")),
        ],
    ))
}

/// Whether an adversary means harm.
pub(super) fn intent(adversary: &Adversary) -> &'static str {
    let nobody = adversary.description.as_deref().is_some_and(|text| text.trim_start().starts_with("Nobody attacks"));
    let text = format!("{} {}", adversary.id, adversary.label).to_lowercase();
    let accidental = ["misconfigur", "accident", "mistake", "careless", "error"];
    match accidental.iter().any(|word| text.contains(word)) {
        true => "accidental",
        false if nobody => "none",
        false => "malicious",
    }
}
