//! A threat of the model, by its key or number.

use super::Knowledge;
use super::page::{Page, Role};
use crate::base::text::capital;
use crate::threats::Threat;

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
    let counters = reader.counters(threat).into_iter().map(|counter| {
        let found = counter.found.first().and_then(|at| at.found.as_ref());
        let standing = found.map_or("nothing is known".to_owned(), |found| {
            format!("{}, {}", found.status.as_str(), reader.evidence(found))
        });
        format!("{} ({}): {standing}", counter.name, counter.kind.as_str())
    });
    let page = Page::new(Role::Model, name, title)
        .paragraph(format!("{}.", reader.statement(threat)))
        .terms([
            ("Severity".to_owned(), threat.current.severity.to_string()),
            ("Status".to_owned(), threat.status.as_str().to_owned()),
            ("Number".to_owned(), number_of(known, threat)),
            ("Also at".to_owned(), others(known, threat)),
            ("Rule".to_owned(), format!("`{}` ({})", rule.name, known.place(rule.span))),
        ])
        .heading("Because")
        .list(because.collect())
        .heading("Rating")
        .list(reader.rating_steps(threat))
        .heading("Counters")
        .list(counters.collect());
    Some(page)
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
