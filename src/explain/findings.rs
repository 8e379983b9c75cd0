//! A threat of the model, by its key or number.

use super::Knowledge;
use super::page::{Page, Role};
use crate::base::text::capital;
use crate::model::{ControlStatus, Impact, Likelihood};
use crate::threats::{CounterView, Coverage, FoundAt, Reader, Threat, matrix};

/// The page of a threat: `sniff@DF1`, `S-01`.
pub(super) fn page(known: &Knowledge<'_>, name: &str) -> Option<Page> {
    let shown = |threat: &Threat| {
        let rule = &known.model.rules[threat.rule].name;
        threat.subject.is_some_and(|place| name == format!("{rule}@{}", known.model.place_id(place)))
    };
    let number = |threat: &Threat| known.analysis.number(threat).to_string();
    let same = |threat: &&Threat| threat.key == name || number(threat).eq_ignore_ascii_case(name) || shown(threat);
    let threat = known.analysis.threats.iter().find(same)?;
    let reader = known.reader();
    let rule = reader.rule(threat);
    let title = format!("`{}`: {}", threat.key, reader.title(threat));
    let because = reader.because(threat).into_iter().map(|fact| {
        let place = fact.span.map_or(String::new(), |span| format!(" ({})", known.place(span)));
        format!("{}{place}", capital(&fact.text))
    });
    let counters: Vec<CounterView> = reader.counters(threat);
    let mut slots: Vec<String> = counters.iter().map(|counter| slot(&reader, counter)).collect();
    slots.push(sum(&counters, threat));
    let mut rating = reader.rating_steps(threat);
    rating.extend(threat.inherent.likelihood.map(|likelihood| row(likelihood, threat.inherent.impact)));
    let when =
        rule.when.as_ref().map_or("the author says so".into(), |when| format!("`{}`", known.condition(when.span)));
    let page = Page::new(Role::Model, name, title)
        .paragraph(format!("{}.", reader.statement(threat)))
        .terms([
            ("Severity".to_owned(), threat.current.severity.to_string()),
            ("Status".to_owned(), reader.answer(threat).unwrap_or_else(|| threat.status.as_str().to_owned())),
            ("Number".to_owned(), number_of(known, threat)),
            ("Also at".to_owned(), others(known, threat)),
            ("Rule".to_owned(), format!("`{}` ({})", rule.name, known.place(rule.span))),
        ])
        .terms([("Holds when".to_owned(), when)])
        .heading("Because")
        .list(because.collect())
        .heading("Rating")
        .list(rating)
        .heading("Counters")
        .list(slots);
    Some(page)
}

/// A counter with its weight and what it is worth here.
fn slot(reader: &Reader<'_>, counter: &CounterView) -> String {
    let standing = match counter.found.first() {
        Some(FoundAt { found: Some(found), .. }) => {
            format!("{}, {}, worth {}", found.status.as_str(), reader.evidence(found), found.credit())
        }
        Some(at) if at.stated.is_some() => {
            format!("{}, worth {}", at.status().map_or("", ControlStatus::as_str), at.credit())
        }
        _ => "nothing is known, worth 0".to_owned(),
    };
    let weight = match (counter.weight, counter.required) {
        (0, _) => "not counted".to_owned(),
        (weight, true) => format!("weight {weight}, required"),
        (weight, false) => format!("weight {weight}"),
    };
    format!("{} ({}, {weight}): {standing}", counter.name, counter.kind.as_str())
}

/// `(3 × 70 + 1 × 0) / (4 × 90) = 58 %`, with what it would be if everything unknown were there.
fn sum(counters: &[CounterView], threat: &Threat) -> String {
    let counted = counters.iter().filter(|counter| {
        let status = counter.found.first().and_then(FoundAt::status);
        counter.weight > 0 && status != Some(ControlStatus::NotApplicable)
    });
    let worth = |counter: &CounterView| counter.found.first().map_or(0, FoundAt::credit);
    let terms: Vec<String> =
        counted.clone().map(|counter| format!("{} × {}", counter.weight, worth(counter))).collect();
    let weight: u32 = counted.map(|counter| counter.weight).sum();
    let Coverage { percent, possible, .. } = threat.coverage;
    let terms = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
    format!("Coverage: ({terms}) / ({weight} × 90) = {percent} %; {possible} % if everything unknown were there")
}

/// The row of the severity matrix that was read, with the cell.
fn row(likelihood: Likelihood, impact: Option<Impact>) -> String {
    let cell = |column: &Impact| {
        let here = if Some(*column) == impact { " (here)" } else { "" };
        format!("{column}: {}{here}", matrix(likelihood, *column))
    };
    let cells: Vec<String> = Impact::ALL.iter().map(cell).collect();
    format!("the row of the matrix for likelihood {likelihood}, by impact: {}", cells.join(", "))
}

/// The number, and whether it may still change.
fn number_of(known: &Knowledge<'_>, threat: &Threat) -> String {
    let provisional = known.analysis.entry(threat).is_none_or(|entry| entry.provisional);
    let note = if provisional { ", provisional: `threatline number` keeps it" } else { "" };
    format!("{}{note}", known.analysis.number(threat))
}

/// The other places of the same threat.
fn others(known: &Knowledge<'_>, threat: &Threat) -> String {
    let places = known.analysis.entry(threat).map(|entry| known.analysis.places(entry)).unwrap_or_default();
    let others: Vec<&str> =
        places.iter().filter(|other| other.key != threat.key).map(|other| other.key.as_str()).collect();
    if others.is_empty() { "no other place".to_owned() } else { crate::base::text::first_of(&others, 6) }
}
