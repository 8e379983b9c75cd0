//! Governance: reasons that give none.

use crate::base::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::model::AnswerKind;

/// Words that a reason has at least.
const WORDS: usize = 4;
/// Words that say that there is no threat, and not why.
const EMPTY: &[&str] = &[
    "a",
    "accept",
    "accepted",
    "an",
    "applicable",
    "apply",
    "case",
    "context",
    "does",
    "false",
    "fine",
    "fix",
    "for",
    "here",
    "in",
    "is",
    "it",
    "low",
    "n",
    "na",
    "no",
    "none",
    "not",
    "ok",
    "okay",
    "our",
    "positive",
    "risk",
    "system",
    "tbd",
    "the",
    "this",
    "threat",
    "to",
    "us",
    "we",
    "will",
    "wont",
];
/// Answers after which nothing is done, so that all depends on the reason.
const FINAL: &[AnswerKind] = &[AnswerKind::Accept, AnswerKind::Dismiss];

/// W0513
pub(super) fn empty(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let help = "say what limits the damage or keeps the threat away, so that somebody else can check it";
    for answer in subject.model.answers.iter().filter(|answer| FINAL.contains(&answer.kind)) {
        if let Some(reason) = answer.reason.as_deref().filter(|reason| is_empty(reason)) {
            let message = format!("`{reason}` does not say why `{}` is {}", answer.name, word(answer.kind));
            found.push(Diagnostic::warning("W0513", answer.span, message).help(help));
        }
    }
    for mitigation in subject.model.threats.values().flat_map(|threat| &threat.mitigations) {
        let reason = mitigation.facts.text("reason");
        if mitigation.facts.text("status") == Some("rejected") && reason.is_none_or(is_empty) {
            let message = "nothing says why this mitigation is rejected";
            found.push(Diagnostic::warning("W0513", mitigation.span, message).help("add `reason=\"…\"`"));
        }
    }
}

/// Whether a reason is too short to be one, or says no more than the answer: `this is a false positive`.
fn is_empty(reason: &str) -> bool {
    let lower = reason.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.len() < WORDS || words.iter().all(|word| EMPTY.contains(word))
}

fn word(kind: AnswerKind) -> &'static str {
    if kind == AnswerKind::Accept { "accepted" } else { "dismissed" }
}
