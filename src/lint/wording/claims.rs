//! Claims that name too little: a protection without its mechanism, a standard without the item.

use super::lookup::{Found, each, words};
use super::{MEASURES, is_judgement, phrases};
use crate::base::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::written::WrittenText;
use crate::model::{Kind, Type};
use crate::schema;

/// Vocabularies whose words name a mechanism.
const NAMING: &[&str] = &["protocol", "transit", "rest", "auth", "authz"];
/// Words of them that are words of everyday language.
const EVERYDAY: &[&str] =
    &["none", "can", "thread", "file", "manual", "media", "field", "serial", "hart", "scope", "e2e"];
/// Other words that name a mechanism.
const MECHANISMS: &[&str] = &[
    "token",
    "tokens",
    "certificate",
    "certificates",
    "key",
    "keys",
    "signature",
    "signatures",
    "signed",
    "hash",
    "hashed",
    "hashes",
    "password",
    "passwords",
    "passphrase",
    "role",
    "roles",
    "session",
    "sessions",
    "cookies",
    "firewall",
    "firewalls",
    "proxy",
    "vault",
    "enclave",
    "checksum",
    "checksums",
    "nonce",
    "sandbox",
    "sandboxed",
    "seccomp",
    "allowlist",
    "permission",
    "permissions",
    "tunnel",
    "hardware",
    "tamper",
    "factor",
    "passkey",
    "passkeys",
    "envelope",
];
/// Words in front of a claim that deny it.
const DENIALS: &[&str] = &["not", "never", "no", "without", "nothing", "neither", "nor", "insufficiently", "badly"];

/// Statements that tell of attacks and losses, and claim no protection.
const ATTACKS: &[&str] = &["threat", "rule", "adversary", "concern", "effect", "impact", "incident"];
/// Attributes that do.
const LOSSES: &[&str] = &["effects", "business"];

/// W0436
pub(super) fn without_mechanism(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let controls = subject.model.types.values().filter(|ty| ty.kind == Kind::Control);
    // A name of one word may be part of another word.
    let names = |ty: &Type| {
        [ty.label.to_lowercase(), ty.name.replace('-', " ")].map(|name| Some(name).filter(|name| name.contains(' ')))
    };
    let controls: Vec<String> = controls.flat_map(names).flatten().collect();
    let wanted = |text: &WrittenText<'_>| {
        let is_attack = text.keyword.is_some_and(|keyword| ATTACKS.contains(&keyword));
        is_judgement(text) && !is_attack && !text.attribute.is_some_and(|name| LOSSES.contains(&name))
    };
    each(subject, phrases::CLAIMS, wanted, |phrase| {
        let named = || names_mechanism(&phrase) || names_control(&phrase, &controls);
        if !phrase.help.is_empty() && !is_denied(&phrase) && !named() {
            let message = format!("`{}` does not say how", phrase.words);
            found.push(Diagnostic::warning("W0436", phrase.span, message).help(phrase.help));
        }
    });
}

/// Whether one of the two words in front takes the claim back: `not encrypted`, `not always encrypted`.
fn is_denied(phrase: &Found<'_>) -> bool {
    let before = phrase.source.get(..phrase.range.start).unwrap_or("");
    let last = words(before).into_iter().rev().take(2).filter_map(|range| before.get(range));
    last.into_iter().any(|word| DENIALS.contains(&word.to_lowercase().as_str()))
}

/// Whether the text names a control of the catalogue.
fn names_control(phrase: &Found<'_>, controls: &[String]) -> bool {
    let text = phrase.source.to_lowercase();
    controls.iter().any(|label| text.contains(label.as_str()))
}

/// Whether the text has a number, an abbreviation, a product or a word for a mechanism, besides the claim.
fn names_mechanism(phrase: &Found<'_>) -> bool {
    let text = phrase.source;
    let others =
        words(text).into_iter().filter(|range| range.end <= phrase.range.start || range.start >= phrase.range.end);
    others.into_iter().any(|range| {
        let word = text.get(range.clone()).unwrap_or("");
        let lower = word.to_lowercase();
        let vocabulary = |name: &&str| schema::vocabulary(name).is_some_and(|words| words.find(&lower).is_some());
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        word.contains(|c: char| c.is_ascii_digit())
            || capitals > 1
            || (capitals == 1 && !starts_sentence(text, range.start))
            || MECHANISMS.contains(&lower.as_str())
            || (!EVERYDAY.contains(&lower.as_str()) && NAMING.iter().any(vocabulary))
    })
}

/// Whether a word starts a sentence or a line.
fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['"', '.', '!', '?', ':', ';', '/', '\n', '(', '*'])
}

/// Statements in whose texts a standard is no mere name.
const APPLYING: &[&str] = &["threat", "assumption", "requirement"];

/// W0437
pub(super) fn standards_without_item(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let wanted = |text: &WrittenText<'_>| {
        let here = text.keyword.is_some_and(|keyword| MEASURES.contains(&keyword) || APPLYING.contains(&keyword));
        here && text.attribute.is_none_or(|name| super::PROSE.contains(&name) || name == "refs")
    };
    each(subject, phrases::STANDARDS, wanted, |phrase| {
        // Written in small letters it may be another word.
        let is_name = phrase.words.starts_with(|c: char| c.is_uppercase());
        if is_name && !names_item(&phrase) {
            let message = format!("`{}` is a list; this does not say which of its items is meant", phrase.words);
            found.push(Diagnostic::warning("W0437", phrase.span, message).help(phrase.help));
        }
    });
}

/// Whether the text has a number besides the name of the standard; a year alone is an edition.
fn names_item(phrase: &Found<'_>) -> bool {
    let text = phrase.source;
    let others =
        words(text).into_iter().filter(|range| range.end <= phrase.range.start || range.start >= phrase.range.end);
    others.into_iter().filter_map(|range| text.get(range)).any(|word| {
        let is_year = word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
        word.contains(|c: char| c.is_ascii_digit()) && !is_year
    })
}
