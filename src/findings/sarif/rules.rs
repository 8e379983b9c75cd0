//! The rules of a log: pages of codes, and threat rules.

use std::fmt::Write;

use serde_json::{Value, json};

use super::OfPart;
use crate::base::diagnostic::Level;
use crate::base::text::capital;
use crate::findings::{Located, level_word};
use crate::model::{Counter, Model, Rule, RuleId, Severity};
use crate::pipeline::Outcome;
use crate::schema::codes::{self, DefaultLevel, Page};
use crate::threats::{generic, generic_statement};

/// The rules that have results, in order: codes, then threat rules.
pub(super) struct Rules<'r> {
    codes: Vec<&'static str>,
    threats: Vec<ThreatRule<'r>>,
}

/// A threat rule with the highest severity among its results.
struct ThreatRule<'r> {
    model: &'r Model,
    rule: &'r Rule,
    severity: Severity,
}

impl<'r> Rules<'r> {
    pub(super) fn of(diagnostics: &[Located<'_>], results: &[OfPart<'r>]) -> Self {
        let mut codes: Vec<&str> = diagnostics.iter().map(|located| located.finding.diagnostic.code.0).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut threats: Vec<ThreatRule<'r>> = Vec::new();
        for OfPart { outcome, threat, .. } in results {
            let (model, severity) = (&outcome.model, threat.current.severity);
            let rule = &model.rules[threat.rule];
            match threats.iter_mut().find(|known| known.rule.name == rule.name) {
                Some(known) => known.severity = known.severity.max(severity),
                None => threats.push(ThreatRule { model, rule, severity }),
            }
        }
        threats.sort_by(|a, b| a.rule.name.cmp(&b.rule.name));
        Self { codes, threats }
    }

    pub(super) fn of_code(&self, code: &str) -> usize {
        self.codes.iter().position(|known| *known == code).unwrap_or(0)
    }

    pub(super) fn of_threat(&self, outcome: &Outcome, rule: RuleId) -> usize {
        let name = &outcome.model.rules[rule].name;
        self.codes.len() + self.threats.iter().position(|known| known.rule.name == *name).unwrap_or(0)
    }

    pub(super) fn values(&self) -> Vec<Value> {
        let pages = self.codes.iter().filter_map(|code| codes::code(code));
        let codes = pages.map(page);
        let threats = self.threats.iter().map(threat_rule);
        codes.chain(threats).collect()
    }
}

/// The level of a severity.
pub(super) fn level_of(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low => Level::Note,
    }
}

fn page(page: &'static Page) -> Value {
    let (level, enabled) = match page.default {
        DefaultLevel::Error => (Level::Error, true),
        DefaultLevel::Warn => (Level::Warning, true),
        DefaultLevel::Note => (Level::Note, true),
        DefaultLevel::Qa | DefaultLevel::Off => (Level::Warning, false),
    };
    json!({
        "id": page.code,
        "name": pascal(page.title),
        "shortDescription": { "text": capital(page.title) },
        "fullDescription": { "text": page.text.replace('`', ""), "markdown": page.text },
        "help": { "text": help(page, ""), "markdown": help(page, "```") },
        "defaultConfiguration": { "enabled": enabled, "level": level_word(level) },
        "properties": { "tags": [page.group.to_lowercase()] },
    })
}

/// The examples of a page, in fences or without.
fn help(page: &Page, fence: &str) -> String {
    let mut out = format!("`threatline explain {}` says the same.\n", page.code);
    for (heading, examples) in [("Wrong", &page.wrong), ("Right", &page.right)] {
        let _ = write!(out, "\n{heading}:\n");
        for example in examples {
            if !example.text.is_empty() {
                let _ = write!(out, "\n{}\n", example.text);
            }
            for file in &example.files {
                let name = if example.files.len() > 1 { format!("{}\n\n", file.path) } else { String::new() };
                let _ = write!(out, "\n{name}{fence}\n{}{fence}\n", file.text);
            }
        }
    }
    out
}

fn threat_rule(threat: &ThreatRule<'_>) -> Value {
    let ThreatRule { model, rule, severity } = threat;
    let title = capital(&generic(&rule.title));
    let statement = generic_statement(model, rule);
    let own = rule.description.as_deref().map(|text| generic(&text.replace('\n', " ")));
    let description = own.or_else(|| statement.clone()).unwrap_or_else(|| title.clone());
    let statement = statement.filter(|text| *text != description).map(|text| format!("{text}\n"));
    let parts = [statement, steps(rule), counters(rule)];
    let help = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let help = if help.is_empty() { description.clone() } else { help };
    let stride = rule.stride.map(|stride| format!("stride/{stride}"));
    let tags: Vec<String> = std::iter::once("security".to_owned()).chain(stride).collect();
    json!({
        "id": rule.name,
        "name": pascal(&rule.name),
        "shortDescription": { "text": title },
        "fullDescription": { "text": description },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": level_word(level_of(*severity)) },
        "properties": { "tags": tags, "security-severity": score(*severity) },
    })
}

/// How it is done, step by step.
fn steps(rule: &Rule) -> Option<String> {
    let steps = rule.scenario.iter().enumerate().map(|(at, step)| format!("{}. {}\n", at + 1, generic(step)));
    let steps: String = steps.collect();
    (!steps.is_empty()).then(|| format!("How it is done:\n\n{steps}"))
}

fn counters(rule: &Rule) -> Option<String> {
    let line = |counter: &Counter| format!("* {}: {}\n", capital(counter.kind.as_str()), generic(&counter.text));
    let counters: String = rule.counters.iter().map(line).collect();
    (!counters.is_empty()).then(|| format!("What counters it:\n\n{counters}"))
}

/// The number by which code scanning sorts security results.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

/// `missing-mfa` and `a name of a module` as `MissingMfa` and `ANameOfAModule`: a name that programs can show.
fn pascal(words: &str) -> String {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(capital).collect()
}
