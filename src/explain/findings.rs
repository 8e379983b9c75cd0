//! A threat of the model, by its key or number.

use super::Knowledge;
use super::page::{Page, Role};
use crate::base::text::capital;
use crate::threats::Threat;

/// The page of a threat: `sniff@DF1`, `S-01`.
pub(super) fn page(known: &Knowledge<'_>, name: &str) -> Option<Page> {
    let same =
        |threat: &&Threat| threat.key == name || known.analysis.number(threat).to_string().eq_ignore_ascii_case(name);
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
            ("Number".to_owned(), number(known, threat)),
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
fn number(known: &Knowledge<'_>, threat: &Threat) -> String {
    let provisional = known.analysis.entry(threat).is_none_or(|entry| entry.provisional);
    let note = if provisional { ", provisional: `threatline number` keeps it" } else { "" };
    format!("{}{note}", known.analysis.number(threat))
}
