//! Words that say how grave or how far something is, set off with a quiet colour. The word itself always stands there.

use super::escape;
use crate::report::{Inline, Text};

/// The words, each with the class of its colour.
const WORDS: &[(&str, &str)] = &[
    ("CRITICAL", "critical"),
    ("HIGH", "high"),
    ("MEDIUM", "medium"),
    ("LOW", "low"),
    ("FULL", "good"),
    ("PARTIAL", "part"),
    ("NONE", "bad"),
    ("open", "bad"),
    ("unverified", "unknown"),
    ("partly covered", "part"),
    ("covered", "good"),
    ("mitigated", "good"),
    ("transferred", "settled"),
    ("accepted", "settled"),
    ("avoided", "settled"),
    ("dismissed", "settled"),
    ("implemented", "good"),
    ("Implemented", "good"),
    ("partial", "part"),
    ("Partial", "part"),
    ("planned", "unknown"),
    ("Planned", "unknown"),
    ("missing", "bad"),
    ("Missing", "bad"),
    ("NOT implemented", "bad"),
    ("NOT verified", "unknown"),
];

/// Severities, from the gravest down.
const SEVERITIES: &[&str] = &["CRITICAL", "HIGH", "MEDIUM", "LOW"];

/// How grave a word is, for sorting; what is no severity comes last.
pub(super) fn gravity(word: &str) -> usize {
    SEVERITIES.iter().position(|known| *known == word).unwrap_or(SEVERITIES.len())
}

fn class(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, class)| *class)
}

fn badge(word: &str, class: &str) -> String {
    format!("<span class=\"badge {class}\">{}</span>", escape::line(word))
}

/// A short text that is one of the words, or starts with one and goes on in brackets, behind a comma or a colon.
pub(super) fn leading(text: &str) -> Option<String> {
    let end = [" (", ", ", ": "].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    Some(format!("{}{}", badge(word, class(word)?), escape::line_behind(rest)))
}

/// A text that ends with a severity in brackets: `Internet → edge (HIGH)`.
pub(super) fn trailing(text: &str) -> Option<String> {
    let (before, word) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let class = SEVERITIES.contains(&word).then(|| class(word))??;
    // Where there are none of them, nothing is to be seen from afar.
    let class = if before == "0" { "zero" } else { class };
    Some(format!("{} {}", escape::line(before), badge(word, class)))
}

/// The same for the first words of a text with links.
pub(super) fn leading_text(text: &Text) -> Option<String> {
    match text.0.as_slice() {
        [Inline::Plain(words)] => leading(words),
        _ => None,
    }
}
