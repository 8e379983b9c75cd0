//! Rules and adversaries.

use super::Knowledge;
use super::page::{Page, Role};
use crate::base::text::and_list;
use crate::model::{Adversary, ElementKind, Goal, Rule, RuleSubject, TypeId};
use crate::report::{Cell, Column, Table};
use crate::threats::{generic, generic_statement};

/// Attributes of a rule that refer to catalogues of others.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("cwe", "CWE", "CWE-"),
    ("capec", "CAPEC", "CAPEC-"),
    ("attack", "ATT&CK", ""),
    ("atlas", "ATLAS", ""),
    ("owasp", "OWASP Top 10", ""),
    ("refs", "References", ""),
];

/// The page of a rule, by its name or one of its aliases.
pub(super) fn rule(known: &Knowledge<'_>, name: &str) -> Option<Page> {
    let same = |own: &str| own.eq_ignore_ascii_case(name);
    let named = |rule: &Rule| same(&rule.name) || rule.aliases.iter().any(|alias| same(alias));
    let (id, rule) = known.model.rules.iter().find(|(_, rule)| rule.is_rule() && named(rule))?;
    let page = Page::new(Role::Rule, name, format!("Rule `{}`: {}", rule.name, generic(&rule.title)))
        .paragraph(generic(&rule.description.clone().unwrap_or_default().replace('\n', " ")))
        .terms(header(known, rule))
        .details();
    let page = match generic_statement(known.model, rule) {
        Some(statement) => page.heading("Statement").paragraph(statement),
        None => page,
    };
    let steps = rule.scenario.iter().enumerate().map(|(at, step)| format!("{}. {}", at + 1, generic(step))).collect();
    let page = section(page, "Scenario", steps);
    let effect = |business: bool| if business { "Business" } else { "Technical" };
    let effects = rule.effects.iter().map(|one| format!("{}: {}", effect(one.business), generic(&one.text))).collect();
    let page = section(page, "Effects", effects);
    let page = section(page, "Weaknesses that are looked for", weaknesses(known, rule));
    let page = section(page, "Counters", counters(known, rule));
    let page = page.terms(references(rule));
    let raised: Vec<String> =
        known.analysis.threats.iter().filter(|threat| threat.rule == id).map(|threat| threat.key.to_string()).collect();
    Some(section(page, "Raised in this model", raised))
}

fn section(page: Page, heading: &str, items: Vec<String>) -> Page {
    if items.is_empty() { page } else { page.heading(heading).list(items) }
}

fn header(known: &Knowledge<'_>, rule: &Rule) -> Vec<(String, String)> {
    let also: Vec<&str> = rule.also.iter().map(|stride| stride.title()).collect();
    let also = if also.is_empty() { String::new() } else { format!(", and {}", and_list(&also)) };
    let aliases: Vec<String> = rule.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let refines = rule.refines.iter().map(|(stride, end)| format!("{stride}@{end}")).collect::<Vec<_>>();
    let severity = rule.severity.map_or(String::new(), |severity| severity.to_string());
    let text = |label: &str, value: String| (label.to_owned(), value);
    vec![
        text("Category", rule.stride.map_or(String::new(), |stride| format!("{}{also}", stride.title()))),
        text("Asked of", asked_of(rule.subject).to_owned()),
        text(
            "Holds when",
            rule.when.as_ref().map_or("never".into(), |when| format!("`{}`", known.condition(when.span))),
        ),
        text("Severity", severity),
        text(
            "Likelihood",
            rule.likelihood.map_or(String::new(), |likelihood| format!("{likelihood}, before the facts of the place")),
        ),
        text("Impact", impact(rule)),
        text("Adversary", rule.adversary.as_ref().map_or(String::new(), |name| format!("`{name}`"))),
        text("Aliases", aliases.join(", ")),
        text("Replaces", refines.join(", ")),
        text("Pack", rule.domain.to_string()),
        text("Declared", known.place(rule.span)),
    ]
}

fn asked_of(subject: RuleSubject) -> &'static str {
    match subject {
        RuleSubject::Flow => "every flow",
        RuleSubject::Element(None) => "every element",
        RuleSubject::Element(Some(ElementKind::Actor)) => "every actor",
        RuleSubject::Element(Some(ElementKind::External)) => "every external entity",
        RuleSubject::Element(Some(ElementKind::Process)) => "every process",
        RuleSubject::Element(Some(ElementKind::Store)) => "every data store",
        RuleSubject::Zone => "every zone",
        RuleSubject::Model => "the model as a whole",
    }
}

fn impact(rule: &Rule) -> String {
    let goal = match rule.impact {
        None => return String::new(),
        Some(Goal::Highest) => "the highest need for protection",
        Some(goal) => goal_word(goal),
    };
    let shift = match rule.impact_shift {
        0 => String::new(),
        shift if shift < 0 => format!(", lowered by {}", shift.unsigned_abs()),
        shift => format!(", raised by {shift}"),
    };
    format!("by {goal} of the data{shift}")
}

fn weaknesses(known: &Knowledge<'_>, rule: &Rule) -> Vec<String> {
    let line = |weakness: &crate::model::Weakness| match &weakness.when {
        Some(when) => format!("{} (`{}`)", generic(&weakness.text), known.condition(when.span)),
        None => generic(&weakness.text),
    };
    rule.weaknesses.iter().map(line).collect()
}

fn counters(known: &Knowledge<'_>, rule: &Rule) -> Vec<String> {
    let name = |id: &TypeId| format!("`{}`", known.model.types[*id].name);
    let line = |counter: &crate::model::Counter| {
        let controls: Vec<String> = counter.any.iter().map(name).collect();
        let required = if counter.required { ", required" } else { "" };
        let how = format!("{}, weight {}{required}", counter.kind.as_str(), counter.weight);
        format!("{} ({how}): {}", controls.join(" or "), generic(&counter.text))
    };
    rule.counters.iter().map(line).collect()
}

fn references(rule: &Rule) -> Vec<(String, String)> {
    let term = |(key, name, prefix): &(&str, &str, &str)| {
        let values: Vec<String> = rule.facts.texts(key).iter().map(|value| format!("{prefix}{value}")).collect();
        ((*name).to_owned(), values.join(", "))
    };
    REFERENCES.iter().map(term).collect()
}

const RULES: &[Column] = &[
    Column::new("rule", "Rule"),
    Column::new("domain", "Domain"),
    Column::new("category", "Category"),
    Column::new("asked_of", "Asked of"),
    Column::new("likelihood", "Likelihood"),
    Column::new("impact", "Impact"),
    Column::new("title", "Title"),
    Column::machine("severity"),
    Column::machine("also"),
    Column::machine("aliases"),
    Column::machine("adversary"),
    Column::machine("condition"),
    Column::machine("description"),
    Column::machine("declared"),
];

/// The rules that are chosen, those of the author included; titles with general names in the place of a model's.
pub fn rules(known: &Knowledge<'_>, chosen: impl Fn(&Rule) -> bool) -> Table {
    let rows = known.model.rules.values().filter(|rule| chosen(rule)).map(|rule| row(known, rule)).collect();
    Table::new("rules", "Rules", RULES, rows).or("No such rules.")
}

fn row(known: &Knowledge<'_>, rule: &Rule) -> Vec<Cell> {
    let shift = match rule.impact_shift {
        0 => String::new(),
        shift => format!(" {shift:+}"),
    };
    let condition = rule.when.as_ref().map_or(String::new(), |when| known.condition(when.span));
    let asked_of = asked_of(rule.subject);
    vec![
        rule.name.as_str().into(),
        rule.domain.as_str().into(),
        rule.stride.map_or("", |stride| stride.as_str()).into(),
        asked_of.strip_prefix("every ").unwrap_or("model").into(),
        rule.likelihood.map_or("", |likelihood| likelihood.as_str()).into(),
        rule.impact.map_or(String::new(), |goal| format!("{}{shift}", goal_word(goal))).into(),
        generic(&rule.title).into(),
        rule.severity.map_or("", |severity| severity.as_str()).into(),
        Cell::List(rule.also.iter().map(ToString::to_string).collect()),
        Cell::List(rule.aliases.iter().map(ToString::to_string).collect()),
        rule.adversary.as_deref().unwrap_or("").into(),
        condition.into(),
        generic(&rule.description.clone().unwrap_or_default().replace('\n', " ")).into(),
        known.place(rule.span).into(),
    ]
}

fn goal_word(goal: Goal) -> &'static str {
    match goal {
        Goal::Confidentiality => "confidentiality",
        Goal::Integrity => "integrity",
        Goal::Availability => "availability",
        Goal::Highest => "highest",
    }
}

/// The page of an adversary.
pub(super) fn adversary(known: &Knowledge<'_>, name: &str) -> Option<Page> {
    let named = |adversary: &Adversary| adversary.id.eq_ignore_ascii_case(name);
    let adversary = known.model.adversaries.values().find(|adversary| named(adversary))?;
    let text = |label: &str, key: &str| (label.to_owned(), adversary.facts.texts(key).join(", "));
    let rules =
        known.model.rules.values().filter(|rule| rule.is_rule() && rule.adversary.as_ref() == Some(&adversary.id));
    let rules: Vec<String> = rules.map(|rule| format!("`{}`", rule.name)).collect();
    let title = format!("Adversary `{}`: {}", adversary.id, adversary.label);
    let page = Page::new(Role::Adversary, adversary.id.as_str(), title)
        .paragraph(adversary.description.clone().unwrap_or_default().replace('\n', " "))
        .terms([
            text("Skill", "skill"),
            text("Motivation", "motivation"),
            text("Starts from", "access"),
            ("Declared".to_owned(), known.place(adversary.span)),
        ]);
    Some(page.details().terms([("Named by the rules".to_owned(), rules.join(", "))]))
}
