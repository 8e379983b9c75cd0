//! The methodology's checklist, with what was found for each item.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Part;
use crate::config::{Levels, Reported};
use crate::lint::checklist::{ItemResult, Verdict};

/// The checklist of a model as text; empty where it was not asked for.
pub fn checklist(part: &Part<'_>, levels: &Levels) -> String {
    let mut out = String::new();
    let mut group = "";
    for result in &part.checklist {
        if result.item.group != group {
            group = result.item.group;
            let _ = writeln!(out, "{}{group}", if out.is_empty() { "" } else { "\n" });
        }
        let codes = codes(result, levels);
        let gap = if codes.is_empty() { "" } else { "  " };
        let _ = writeln!(out, "  {} {}{gap}{codes}", mark(result.verdict), result.item.title);
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

/// `W0409 (2), W0411; off: W0412`
fn codes(result: &ItemResult, levels: &Levels) -> String {
    let counted = |(code, times): &(&str, usize)| if *times > 1 { format!("{code} ({times})") } else { (*code).to_owned() };
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
            "title": result.item.title,
            "verdict": result.verdict.as_str(),
            "codes": codes.collect::<Vec<_>>(),
        })
    };
    part.checklist.iter().map(value).collect()
}
