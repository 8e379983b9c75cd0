//! The executive summary.

use crate::base::text::{count, one_line};
use crate::model::{Impact, Likelihood, Severity, ThreatName};
use crate::report::{Block, Cell, Inline, Table, Text};
use crate::threats::{Coverage, Entry};

use super::parts::Content;
use super::{Context, Summary};

/// Fewest and most concerns of a summary (methodology, "Executive Summary").
const FEWEST: usize = 3;
const MOST: usize = 5;

/// `This threat model provides a comprehensive security analysis of the … system, …`
pub(super) fn opening(context: &Context<'_>) -> Content {
    let title = &context.model.document.title;
    let start = format!("This threat model provides a comprehensive security analysis of the {title} system");
    let text = match first_sentence(context.model.document.description.as_deref()) {
        None => Text::from(format!("{start}, ")).then(super::overview::missing_description(context)).then("."),
        Some(sentence) => match continued(&sentence) {
            Some(rest) => format!("{start}, {rest}").into(),
            None => format!("{start}. {sentence}").into(),
        },
    };
    Content::block(Block::Paragraph(text))
}

fn first_sentence(text: Option<&str>) -> Option<String> {
    let text = one_line(text?);
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    let sentence = text.get(..end)?.to_owned();
    (!sentence.is_empty()).then(|| if sentence.ends_with('.') { sentence } else { format!("{sentence}.") })
}

/// A sentence that is no sentence, such as `A web shop that …`, can go on behind a comma.
fn continued(sentence: &str) -> Option<String> {
    ["A ", "An ", "The "]
        .iter()
        .find(|article| sentence.starts_with(**article))
        .map(|article| format!("{}{}", article.to_lowercase(), sentence.get(article.len()..).unwrap_or("")))
}

/// The author's concerns, filled up with the worst threats.
pub(super) fn concerns(context: &Context<'_>) -> Content {
    let mut items: Vec<Text> = Vec::new();
    let mut named: Vec<usize> = Vec::new();
    for concern in context.statements("concern").take(MOST) {
        let at = |entry: &&Entry| concern.threats.iter().any(|threat| is(context, threat, entry));
        let entries: Vec<&Entry> = context.analysis.entries.iter().filter(at).collect();
        named.extend(entries.iter().filter_map(|entry| entry.threats.first()));
        let described = concern.description.as_ref().map(|text| one_line(text));
        let seen: Vec<String> = entries.iter().map(|entry| brief(entry)).collect();
        let rest = described.into_iter().chain((!seen.is_empty()).then(|| seen.join(", "))).collect::<Vec<_>>();
        let text = Text::strong(concern.label.trim_end_matches('.'));
        items.push(match rest.is_empty() {
            true => text.then(": stated by the author; no threat of the model is named for it"),
            false => text.then(": ").then(rest.join(" ")),
        });
    }
    for entry in worst(context, &named).into_iter().take(FEWEST.saturating_sub(items.len())) {
        let title = Inline::Strong(context.threats.reader.title(entry));
        let effects = context.threats.reader.effects(entry);
        let effect = effects.iter().find(|effect| effect.business).or(effects.first());
        let effect = effect.map(|effect| format!("; {}", effect.text)).unwrap_or_default();
        items.push(Text(vec![title]).then(format!(": {}{effect}", brief(entry))));
    }
    Content::block(Block::list("", items))
}

/// Open threats of medium severity or above that are not named yet. Of the same severity, what the author wrote comes first, then
/// what is gravest and likeliest; and one of each category before a second one.
fn worst<'a>(context: &Context<'a>, named: &[usize]) -> Vec<&'a Entry> {
    let wanted = |entry: &&Entry| {
        let known = entry.threats.first().is_some_and(|at| named.contains(at));
        entry.current.severity >= Severity::Medium && entry.open > 0 && !known
    };
    let mut worst: Vec<&Entry> = context.analysis.entries.iter().filter(wanted).collect();
    worst.sort_by_key(|entry| {
        let written = context.threats.reader.rule(*entry).written.is_some();
        let rating = (entry.current.severity, written, entry.current.impact, entry.inherent.severity);
        std::cmp::Reverse((rating, entry.current.likelihood))
    });
    let mut categories = Vec::new();
    let (mut first, rest): (Vec<&Entry>, Vec<&Entry>) = worst.into_iter().partition(|entry| {
        let new = !categories.contains(&(entry.current.severity, entry.stride));
        categories.push((entry.current.severity, entry.stride));
        new
    });
    first.extend(rest);
    first.sort_by_key(|entry| std::cmp::Reverse(entry.current.severity));
    first
}

fn is(context: &Context<'_>, name: &ThreatName, entry: &Entry) -> bool {
    let rule = &context.model.rules[entry.rule];
    match name {
        ThreatName::Rule(id) => *id == entry.rule,
        ThreatName::Written(id) => rule.written.as_ref().is_some_and(|written| written.threat == *id),
    }
}

/// `S-01, HIGH, partly covered`
fn brief(entry: &Entry) -> String {
    format!("{} ({}, {})", entry.number, entry.current.severity.label(), entry.status.as_str())
}

/// Counts by severity.
pub(super) fn risks(context: &Context<'_>) -> Content {
    let summary = Summary::of(&context.analysis.entries);
    let counts =
        [("Critical", summary.critical), ("High", summary.high), ("Medium", summary.medium), ("Low", summary.low)];
    let mut items: Vec<Text> = counts
        .iter()
        .map(|(label, count)| Text::strong(format!("{label} Risks")).then(format!(": {count} identified")))
        .collect();
    let total = format!(": {} across all STRIDE categories", summary.total);
    items.push(Text::strong("Total Threats").then(total));
    let places = count(summary.places, "place", "places");
    let open = summary.total - summary.settled;
    items.push(
        format!(
            "They are at {places} of the system. Something is left to do about {open} of them; {} are covered or answered \
             wherever they are",
            summary.settled
        )
        .into(),
    );
    Content::block(Block::list("", items))
}

/// The threats by likelihood and impact, with what the matrix makes of both.
pub(super) fn matrix(context: &Context<'_>) -> Content {
    let entries = &context.analysis.entries;
    let row = |&likelihood: &Likelihood| {
        let cell = |&impact: &Impact| {
            let here =
                |entry: &&Entry| entry.current.likelihood == Some(likelihood) && entry.current.impact == Some(impact);
            let severity = crate::threats::matrix(likelihood, impact).label();
            Cell::from(format!("{} ({severity})", entries.iter().filter(here).count()))
        };
        std::iter::once(Cell::from(likelihood.title())).chain(Impact::ALL.iter().map(cell)).collect()
    };
    let rows = Likelihood::ALL.iter().rev().map(row).collect();
    let table = Table::new("risk-matrix", "Threats by likelihood and impact", super::matrix::COLUMNS, rows);
    let mut blocks = vec![
        Block::paragraph(
            "How many threats have which likelihood and impact now, with the severity that follows from both.",
        ),
        Block::Table(table),
    ];
    let fixed =
        entries.iter().filter(|entry| entry.current.likelihood.is_none() || entry.current.impact.is_none()).count();
    if fixed > 0 {
        let threats = count(fixed, "threat has", "threats have");
        blocks.push(Block::paragraph(
            format!("{threats} a fixed severity and is not in the table.")
                .replace("have a fixed severity and is", "have a fixed severity and are"),
        ));
    }
    Content::blocks(blocks)
}

/// How far the threats are covered, and what is missing.
pub(super) fn coverage(context: &Context<'_>) -> Content {
    let entries = &context.analysis.entries;
    let mean = Coverage::mean(entries.iter().map(|entry| entry.coverage));
    let target = context
        .header("target")
        .map(|target| format!("; the target is {} %", target.trim_end_matches('%').trim_end()))
        .unwrap_or_default();
    let gaps = |severity| entries.iter().filter(|entry| entry.open > 0 && entry.current.severity == severity).count();
    let controls = super::gaps::implementation(context);
    let appetite = context.header("appetite").and_then(Severity::parse);
    let mut items: Vec<Text> = vec![
        Text::strong("Threat coverage").then(format!(": {}{target}", super::entries::coverage_range(&mean))),
        Text::strong("Control implementation").then(format!(": {controls}")),
        Text::strong("Open gaps").then(format!(
            ": {} critical, {} high, {} medium",
            gaps(Severity::Critical),
            gaps(Severity::High),
            gaps(Severity::Medium)
        )),
    ];
    if let Some(appetite) = appetite {
        let above = entries.iter().filter(|entry| entry.open > 0 && entry.current.severity > appetite).count();
        items.push(Text::strong("Risk appetite").then(format!(
            ": {}; {} above it",
            appetite.label(),
            count(above, "open threat is", "open threats are")
        )));
    }
    if mean.possible > mean.percent {
        items.push(
            "The second figure of a range holds if every control about which the model says nothing is there.".into(),
        );
    }
    Content::block(Block::list("", items))
}

/// Industry, regulations, and the gravest impact.
pub(super) fn business(context: &Context<'_>) -> Content {
    let regulations: Vec<String> = context.statements("regulation").map(|entry| entry.label.to_string()).collect();
    let industry = super::header::stated(context, "industry", "industry", "add `industry=\"…\"` to `model`");
    let mut rows = vec![("Industry".to_owned(), industry)];
    let none = || "none stated".to_owned();
    rows.push((
        "Regulatory environment".to_owned(),
        if regulations.is_empty() { none() } else { regulations.join(", ") }.into(),
    ));
    if let Some(impact) = context.statements("impact").next() {
        rows.push(("Impact of a breach".to_owned(), format!("{}: {}", impact.id, impact.label).into()));
    }
    Content::block(Block::Labelled(rows))
}
