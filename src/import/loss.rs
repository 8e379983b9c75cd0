//! What an import could not take over as it was.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::base::text::count;

use super::draft::Draft;

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The source does not say it; it was told from a name, a shape or a label.
    Guessed,
    /// It stands in the model as a text that no rule reads.
    Text,
    /// It is not in the model.
    Dropped,
}

/// One thing that is not in the model as it was in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// What became of it.
    pub how: How,
    /// What it is, with its name.
    pub what: String,
    /// Why, in a clause.
    pub why: String,
    /// The line of the source, from 1; 0 where lines say nothing.
    pub line: u32,
}

/// The groups of the report, in its order.
const GROUPS: &[(How, &str)] =
    &[(How::Guessed, "guessed; look at these"), (How::Text, "kept as text"), (How::Dropped, "left out")];

/// The words of [`How`] for programs.
const WORDS: &[(How, &str)] = &[(How::Guessed, "guessed"), (How::Text, "text"), (How::Dropped, "dropped")];

/// What is counted as taken over: keywords, and how one and several of them are called.
const TAKEN: &[(&[&str], &str, &str)] = &[
    (&["zone"], "zone", "zones"),
    (&["actor", "external", "process", "store"], "element", "elements"),
    (&["data", "asset"], "data asset", "data assets"),
    (&["boundary"], "boundary", "boundaries"),
    (&["control"], "control", "controls"),
    (&["threat"], "threat", "threats"),
    (&["assumption"], "assumption", "assumptions"),
    (&["scenario"], "scenario", "scenarios"),
];

/// The report for people: what was taken over, then what was not.
pub fn report(source: &str, draft: &Draft) -> String {
    let mut taken: Vec<String> = Vec::new();
    for (keywords, one, several) in TAKEN {
        let found = draft.count(keywords);
        if found > 0 || *one == "element" {
            taken.push(count(found, one, several));
        }
        if *one == "element" {
            taken.push(count(draft.flows.len(), "flow", "flows"));
        }
    }
    let mut out = format!("{source}: {}\n", taken.join(", "));
    if !draft.files.is_empty() {
        let _ = writeln!(out, "read with it: {}", draft.files.join(", "));
    }
    for (how, title) in GROUPS {
        let own: Vec<&Loss> = draft.losses.iter().filter(|loss| loss.how == *how).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{title}:");
        for loss in own {
            let place = if loss.line > 0 { format!(" (line {})", loss.line) } else { String::new() };
            let _ = writeln!(out, "  {}{place}: {}", loss.what, loss.why);
        }
    }
    out
}

/// The report of files that are of the language already.
pub fn report_of_files(source: &str, files: usize, lock: bool) -> String {
    let lock = if lock { " with the lock" } else { "" };
    format!("{source}: {}{lock}, as they were\n", count(files, "file", "files"))
}

/// The report for programs.
pub fn data(source: &str, format: &str, draft: &Draft) -> Value {
    let mut taken = Map::new();
    for (keywords, _, several) in TAKEN {
        taken.insert(several.replace(' ', "_"), draft.count(keywords).into());
    }
    taken.insert("flows".to_owned(), draft.flows.len().into());
    let losses = draft.losses.iter().map(|loss| {
        let how = WORDS.iter().find(|(how, _)| *how == loss.how).map_or("", |(_, word)| word);
        let line = (loss.line > 0).then_some(loss.line);
        json!({ "how": how, "what": loss.what, "why": loss.why, "line": line })
    });
    let losses: Vec<Value> = losses.collect();
    json!({ "source": source, "format": format, "files": draft.files, "taken": taken, "losses": losses })
}

/// Whether anything is not in the model at all.
pub fn anything_dropped(losses: &[Loss]) -> bool {
    losses.iter().any(|loss| loss.how == How::Dropped)
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    crate::base::text::one_line(&printable(text))
}

/// Without characters that may stand nowhere in a model.
pub(super) fn printable(text: &str) -> String {
    let forbidden = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\t' || c == '\r' { ' ' } else { c })
        .filter(|c| !forbidden(*c))
        .collect()
}
