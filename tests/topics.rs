//! What the methodology asks to consider: each topic has its rules, and the document says which.

use std::collections::BTreeSet;
use std::fmt::Write;

use threatline::model::{Rule, Stride};
use threatline::pipeline::Outcome;

use crate::support::{model, project};

const TABLE: &str = include_str!("rules/topics.psv");

const INTRODUCTION: &str = "\
# Topics of the methodology

The threats that the methodology (version 2.0) asks to consider, in our own words: those of its phase 3 by STRIDE category, those
of AI systems, and what its trust boundaries, examples and kinds of applications name. Each has the rules that answer it;
`threatline rules show sniff` prints a rule. This file is generated from
[`tests/rules/topics.psv`](../tests/rules/topics.psv), and a test sees to it that every rule of the library is in it.
";

/// A topic with its rules, or with the reason why there are none.
struct Topic {
    section: &'static str,
    name: &'static str,
    rules: Vec<&'static str>,
    reason: &'static str,
}

impl Topic {
    fn read(line: &'static str) -> Self {
        let mut cells = line.split('|');
        let mut next = || cells.next().unwrap_or_default();
        let (section, name, rules, reason) = (next(), next(), next(), next());
        assert!(cells.next().is_none(), "{line}");
        let rules = rules.split(',').filter(|rule| !rule.is_empty()).collect();
        Self { section, name, rules, reason }
    }

    /// Whether its rules are there although no topic of the methodology asks for them.
    fn is_beyond(&self) -> bool {
        self.section.starts_with("Beyond")
    }

    /// The category that its section is about, if it is one.
    fn stride(&self) -> Option<Stride> {
        Stride::parse(&self.section.to_lowercase().replace(' ', "-"))
    }
}

fn topics() -> Vec<Topic> {
    TABLE.lines().filter(|line| !line.starts_with('#')).map(Topic::read).collect()
}

/// The rules of the library.
fn library(outcome: &Outcome) -> Vec<&Rule> {
    outcome.model.rules.iter().map(|(_, rule)| rule.as_ref()).filter(|rule| rule.embedded).collect()
}

fn named<'a>(topics: impl Iterator<Item = &'a Topic>) -> BTreeSet<&'a str> {
    topics.flat_map(|topic| topic.rules.iter().copied()).collect()
}

fn document(topics: &[Topic]) -> String {
    let mut text = INTRODUCTION.to_owned();
    let answered = topics.iter().filter(|topic| !topic.is_beyond() && !topic.rules.is_empty());
    let rules = named(answered.clone()).len();
    let beyond = named(topics.iter().filter(|topic| topic.is_beyond())).len();
    let left = topics.iter().filter(|topic| topic.rules.is_empty()).count();
    let answered = answered.count();
    writeln!(
        text,
        "\n{answered} topics are answered by {rules} rules, {left} by none; {beyond} rules are beyond the methodology."
    )
    .unwrap();
    for section in topics.chunk_by(|a, b| a.section == b.section) {
        writeln!(text, "\n## {}\n\n| Topic | Rules |\n|---|---|", section[0].section).unwrap();
        for topic in section {
            let rules: Vec<String> = topic.rules.iter().map(|rule| format!("`{rule}`")).collect();
            let rules = if rules.is_empty() { format!("none: {}", topic.reason) } else { rules.join(", ") };
            writeln!(text, "| {} | {rules} |", topic.name).unwrap();
        }
    }
    text
}

#[test]
fn each_topic_has_rules_or_a_reason_for_none() {
    let mut names = BTreeSet::new();
    for topic in topics() {
        assert!(!topic.name.is_empty() && names.insert((topic.section, topic.name)), "{}", topic.name);
        assert_ne!(topic.rules.is_empty(), topic.reason.is_empty(), "{}: rules, or a reason for none", topic.name);
        let unique: BTreeSet<&str> = topic.rules.iter().copied().collect();
        assert_eq!(unique.len(), topic.rules.len(), "{} names a rule twice", topic.name);
    }
    assert_eq!(topics().iter().filter(|topic| topic.stride().is_some()).count(), 35);
    assert_eq!(topics().iter().filter(|topic| topic.section.starts_with("AI:")).count(), 16);
}

#[test]
fn a_rule_of_a_category_has_its_effect() {
    let outcome = model("");
    let rules = library(&outcome);
    for topic in topics() {
        for name in &topic.rules {
            let rule = rules.iter().find(|rule| rule.name == *name);
            let rule = rule.unwrap_or_else(|| panic!("{}: there is no rule `{name}`", topic.name));
            let has = |stride| rule.stride == Some(stride) || rule.also.contains(&stride);
            assert!(topic.stride().is_none_or(has), "{}: `{name}` is of another category", topic.name);
        }
    }
}

#[test]
fn each_rule_of_the_library_has_its_topic() {
    let (outcome, topics) = (model(""), topics());
    let asked = named(topics.iter().filter(|topic| !topic.is_beyond()));
    let beyond = named(topics.iter().filter(|topic| topic.is_beyond()));
    let both: Vec<_> = asked.intersection(&beyond).collect();
    assert!(both.is_empty(), "not beyond the methodology: {both:?}");
    let names = library(&outcome).into_iter().map(|rule| rule.name.as_str());
    let missing: Vec<&str> = names.filter(|name| !asked.contains(name) && !beyond.contains(name)).collect();
    assert!(missing.is_empty(), "no topic names {missing:?}");
}

#[test]
fn the_document_is_up_to_date() {
    let path = project("docs/methodology-topics.md");
    let text = document(&topics());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "write docs/methodology-topics.md anew: UPDATE_DOCS=1 cargo test topics");
}
