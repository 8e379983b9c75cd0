//! Document: wording. What texts must not say, and what they must say with it.

mod claims;
mod lookup;
mod measures;
mod phrases;

use super::written::WrittenText;
use super::{Lint, Subject};
use crate::base::diagnostic::Diagnostic;
use lookup::{Phrases, each};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0432", find: measures::money },
    Lint { code: "W0433", find: measures::times },
    Lint { code: "W0434", find: small_scope },
    Lint { code: "W0435", find: dismissals },
    Lint { code: "W0436", find: claims::without_mechanism },
    Lint { code: "W0437", find: claims::standards_without_item },
];

/// Attributes whose texts are sentences.
const PROSE: &[&str] = &[
    "description",
    "note",
    "reason",
    "because",
    "purpose",
    "surface",
    "security",
    "protection",
    "gap",
    "gaps",
    "out-of-scope",
    "deployment",
    "statement",
    "prerequisites",
    "action",
    "leads-to",
    "capability",
    "business",
    "effects",
    "weakness",
    "scenario",
    "text",
    "definition",
    "criterion",
    "errors",
    "instead-of",
];
/// Attributes that tell what an attacker does or what is weak, and do not judge it.
const TOLD: &[&str] =
    &["statement", "prerequisites", "action", "leads-to", "capability", "scenario", "weakness", "gap", "gaps"];
/// Attributes that say what is left out.
const LEFT_OUT: &[&str] = &["out-of-scope", "reason"];
/// Statements whose label is a path.
const PATHS: &[&str] = &["include", "use"];
/// Statements that say what is done against threats.
const MEASURES: &[&str] = &["control", "mitigation", "counter", "mitigate", "recommend", "activity"];
/// Statements whose label says something, and is no name.
const SAYING: &[&str] = &[
    "mitigation",
    "accept",
    "mitigate",
    "transfer",
    "avoid",
    "dismiss",
    "rate",
    "assumption",
    "concern",
    "recommend",
    "activity",
    "effect",
    "impact",
];
/// Words of a text from which on it gives a reason by its length.
const LONG: usize = 15;
/// Words that start a reason.
const REASONS: Phrases =
    &[(&["because", "since", "as the", "as it", "as they", "due to", "given that", "so that"], "")];

/// Whether a text is a sentence, in a wide sense: no path, no product, no name of a person.
fn is_prose(text: &WrittenText<'_>) -> bool {
    match text.attribute {
        Some(name) => PROSE.contains(&name),
        None => text.keyword.is_none_or(|keyword| !PATHS.contains(&keyword)),
    }
}

/// Whether somebody judges the system in a text: neither a name, nor what an attacker does.
fn is_judgement(text: &WrittenText<'_>) -> bool {
    match text.attribute {
        Some(name) => PROSE.contains(&name) && !TOLD.contains(&name),
        None => text.is_doc || text.keyword.is_some_and(|keyword| SAYING.contains(&keyword)),
    }
}

/// Whether a text says what is done against threats.
fn is_measure(text: &WrittenText<'_>) -> bool {
    text.keyword.is_some_and(|keyword| MEASURES.contains(&keyword))
        && text.attribute.is_none_or(|name| PROSE.contains(&name))
}

/// W0421
pub(super) fn vague(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    each(subject, phrases::VAGUE, is_prose, |phrase| {
        let message = format!("`{}` says nothing that can be checked", phrase.words);
        found.push(Diagnostic::warning("W0421", phrase.span, message).help(phrase.help));
    });
}

/// W0429
pub(super) fn shifted(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    // Who transfers a risk says to whom, and what is out of scope may be somebody else's.
    let kept = |text: &WrittenText<'_>| {
        is_prose(text)
            && text.keyword != Some("transfer")
            && !text.attribute.is_some_and(|name| LEFT_OUT.contains(&name))
    };
    each(subject, phrases::SHIFTED, kept, |phrase| {
        let message = format!("`{}` leaves the work to somebody without a name", phrase.words);
        found.push(Diagnostic::warning("W0429", phrase.span, message).help(phrase.help));
    });
}

/// W0428
pub(super) fn outside_of_the_methodology(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    each(subject, phrases::EXCLUDED, is_measure, |phrase| {
        let message = format!("`{}` is no technical measure, and is not part of a threat model", phrase.words);
        let help = "delete it, or move it to a `todo`";
        found.push(Diagnostic::warning("W0428", phrase.span, message).help(phrase.help).help(help));
    });
}

/// W0434
fn small_scope(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let wanted =
        |text: &WrittenText<'_>| is_judgement(text) && !text.attribute.is_some_and(|name| LEFT_OUT.contains(&name));
    each(subject, phrases::SMALL, wanted, |phrase| {
        let message = format!("`{}` makes the system smaller than it may be", phrase.words);
        found.push(Diagnostic::warning("W0434", phrase.span, message).help(phrase.help));
    });
}

/// W0435
fn dismissals(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    each(subject, phrases::DISMISSIVE, is_judgement, |phrase| {
        let reasoned = lookup::words(phrase.source).len() > LONG || lookup::contains(phrase.source, REASONS);
        if !reasoned && !phrase.help.is_empty() {
            let message = format!("`{}` makes the risk small without saying why", phrase.words);
            found.push(Diagnostic::warning("W0435", phrase.span, message).help(phrase.help));
        }
    });
}
