//! The methodology's checklist, with what was found for each item.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Part;
use crate::config::{Levels, Reported};
use crate::lint::checklist::{ItemResult, Signoff, Standing, Verdict};

/// The checklist of a model as text; empty where it was not asked for.
pub fn checklist(part: &Part<'_>, levels: &Levels) -> String {
    let mut out = String::new();
    let mut group = "";
    for result in &part.checklist {
        if result.item.group != group {
            group = result.item.group;
            let _ = writeln!(out, "{}{group}", if out.is_empty() { "" } else { "\n" });
        }
        let said: Vec<String> =
            result.signoff.iter().map(signed).chain(result.unsettled.clone()).chain([codes(result, levels)]).collect();
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let gap = if said.is_empty() { "" } else { "  " };
        let _ = writeln!(out, "  {} {}{gap}{said}", mark(result.verdict), result.item.title);
    }
    out
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✅",
        Verdict::Warn => "⚠️",
        Verdict::Fail => "❌",
        Verdict::Person => "👤",
    }
}

/// `signed off by J. Dahl on 2026-11-01`, and why that does not count.
fn signed(signoff: &Signoff) -> String {
    let by = if signoff.owner.is_empty() { String::new() } else { format!(" by {}", signoff.owner) };
    let on = signoff.date.map(|date| format!(" on {date}")).unwrap_or_default();
    let but = match signoff.standing {
        Standing::Counts => String::new(),
        Standing::Incomplete => ", without saying who and when".to_owned(),
        Standing::Ahead => ", which is yet to come".to_owned(),
        Standing::Over(due) => format!(", due again since {due}"),
    };
    format!("signed off{by}{on}{but}")
}

/// `W0409 (2), W0411; off: W0412`
fn codes(result: &ItemResult, levels: &Levels) -> String {
    let counted =
        |(code, times): &(&str, usize)| if *times > 1 { format!("{code} ({times})") } else { (*code).to_owned() };
    let found: Vec<String> = result.counts.iter().map(counted).collect();
    let off = off(result, levels);
    let off = if off.is_empty() { String::new() } else { format!("off: {}", off.join(", ")) };
    [found.join(", "), off].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The codes of an item that nobody looked for.
fn off(result: &ItemResult, levels: &Levels) -> Vec<&'static str> {
    result.item.codes().filter(|code| levels.of(code) == Reported::Off).collect()
}

/// The checklist of a model for other programs.
pub(super) fn values(part: &Part<'_>) -> Vec<Value> {
    let value = |result: &ItemResult| {
        let codes = result.counts.iter().map(|(code, times)| json!({ "code": code, "count": times }));
        json!({
            "group": result.item.group,
            "id": result.item.id,
            "title": result.item.title,
            "verdict": result.verdict.as_str(),
            "signoff": result.signoff.as_ref().map(signoff_value),
            "unsettled": result.unsettled,
            "codes": codes.collect::<Vec<_>>(),
        })
    };
    part.checklist.iter().map(value).collect()
}

fn signoff_value(signoff: &Signoff) -> Value {
    json!({
        "owner": signoff.owner,
        "date": signoff.date.map(|date| date.to_string()),
        "remark": signoff.remark,
        "counts": signoff.standing == Standing::Counts,
    })
}
