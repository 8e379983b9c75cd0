//! Groups J and K: threats, and the catalogue of topics.

use std::collections::{BTreeMap, BTreeSet};

use threatline::model::{ControlStatus, CounterKind, Severity, Stride};
use threatline::pipeline::Outcome;
use threatline::report::profile::{Audience, Profile};
use threatline::report::{Block, Section};
use threatline::threats::{Entry, Reader, Status, matrix};

use super::case::{Case, cells, column, holds, items, labelled, list, listed, passage, same, values};
use super::{Requirement, document, open, tests};
use crate::support::{knowledge, model};

const TOPICS: &[&str] = &["j_k::each_topic_has_a_rule", "topics::a_rule_of_a_category_has_its_effect"];

pub const REQUIREMENTS: &[Requirement] = &[
    document(94, "six sections, one for each category, always there and in order", categories),
    tests(
        95,
        "ids have the letter of the category and a counter, stay through edits, and are not given again",
        &[
            "numbers::inserting_moving_and_renaming_change_nothing_else",
            "numbers::numbers_of_what_is_gone_are_not_given_again",
            "lock::a_number_is_given_once",
        ],
    ),
    document(96, "headings are `ID: NAME`", headings),
    document(97, "the severity is that of the matrix, or the author's with a reason", severity),
    document(98, "the category is that of the id", category),
    document(99, "components are names of the model", component),
    document(100, "every threat has a statement", statement),
    document(
        101,
        "statements are made of parts and read as one sentence; whole sentences of authors stay as they are",
        grammar,
    ),
    open(
        102,
        "whole sentences are recognised in Threat Composer's eight forms",
        "statements are attributes; a sentence in `statement` is taken as it is and not parsed",
    ),
    document(103, "assets and actors of statements are those of the model", statement_names),
    document(104, "every threat has a description other than its statement, or a TODO", description),
    document(
        105,
        "attacks have numbered steps, at least three from medium severity, or a TODO; the public version has none",
        scenario,
    ),
    document(106, "impacts are listed, those of rules as technical and business ones", impact),
    document(107, "affected assets are listed with their ids", assets),
    document(108, "existing controls are in place or in part", controls),
    document(109, "vulnerabilities are listed, or it is said that there are none", vulnerabilities),
    document(110, "every open threat has numbered measures with names; what has none is answered", mitigations),
    document(111, "the residual risk is a severity, and not above that of now", residual),
    document(112, "a line separates threats", separators),
    document(113, "every threat shows its key, which is the rule and the place, and why it is there", provenance),
    document(114, "the status of a threat is shown, and answers have their reasons", statuses),
    document(115, "threats go away only by an answer with a reason, and all answers are listed", answers),
    tests(116, "rules cover the six topics of spoofing", TOPICS),
    tests(117, "rules cover the six topics of tampering", TOPICS),
    tests(118, "rules cover the five topics of repudiation", TOPICS),
    tests(119, "rules cover the seven topics of information disclosure", TOPICS),
    tests(120, "rules cover the six topics of denial of service", TOPICS),
    tests(121, "rules cover the five topics of elevation of privilege", TOPICS),
    tests(122, "rules cover the four topics of the security of models, and hold only where there is one", AI_TOPICS),
    tests(123, "rules cover the four topics of training data", AI_TOPICS),
    tests(124, "rules cover the four topics of prompts", AI_TOPICS),
    tests(125, "rules cover the four topics of outputs", AI_TOPICS),
    document(126, "every threat is explained by its rule and the facts because of which it is there", explained),
];

const AI_TOPICS: &[&str] = &["j_k::each_topic_has_a_rule", "j_k::rules_about_models_need_one"];

/// An entry with its section, and a reader for its texts.
type Told<'c> = (&'c Entry, &'c Section, Reader<'c>);

/// Checks every threat of the model.
fn each(case: &Case, check: impl Fn(Told<'_>) -> Result<(), String>) -> Result<(), String> {
    let Outcome { model, graph, analysis, .. } = &case.outcome;
    let sections = case.section("threat-analysis").sections.iter().flat_map(|section| &section.sections);
    let sections: BTreeMap<&str, &Section> = sections.filter_map(|it| Some((it.defines.as_deref()?, it))).collect();
    for entry in &analysis.entries {
        let number = entry.number.to_string();
        let section = sections.get(number.as_str()).ok_or(format!("{number} has no section"))?;
        check((entry, section, analysis.reader(model, graph))).map_err(|why| format!("{number}: {why}"))?;
    }
    same(&sections.len(), &analysis.entries.len())
}

/// A labelled value of the head of a threat.
fn head(section: &Section, label: &str) -> Result<String, String> {
    let found = labelled(section).into_iter().find(|(known, _)| known == label);
    found.map(|(_, value)| value).ok_or(format!("no {label}"))
}

// ---- J: threats -----------------------------------------------------------------------------------------------------------

fn categories(case: &Case) -> Result<(), String> {
    let titles: Vec<&str> =
        case.section("threat-analysis").sections.iter().map(|section| section.title.as_str()).take(6).collect();
    let wanted: Vec<String> = Stride::ALL.iter().map(|stride| format!("{} Threats", stride.title())).collect();
    same(&titles, &wanted.iter().map(String::as_str).collect())?;
    let wanted = [
        "Spoofing",
        "Tampering",
        "Repudiation",
        "Information Disclosure",
        "Denial of Service",
        "Elevation of Privilege",
    ];
    same(&titles, &wanted.map(|name| format!("{name} Threats")).iter().map(String::as_str).collect())
}

fn headings(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        same(&section.heading(false), &format!("{}: {}", entry.number, reader.title(entry)))?;
        holds(case.markdown.contains(&format!("\n#### {}: ", entry.number)), "no heading")
    })
}

fn severity(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, _)| {
        let shown = head(section, "Severity")?;
        let now = entry.current;
        match (now.likelihood, now.impact) {
            (Some(likelihood), Some(impact)) => {
                let words = format!("{} (likelihood {likelihood}, impact {impact})", now.severity.label());
                holds(shown.starts_with(&words), format!("`{shown}` is not `{words}`"))?;
                let rating = section.blocks.iter().find_map(|block| match block {
                    Block::List(list) if list.label.starts_with("Rating") => Some(items(block).join("\n")),
                    _ => None,
                });
                let reasoned = rating.is_some_and(|steps| steps.contains("the author sets"));
                holds(now.severity == matrix(likelihood, impact) || reasoned, "neither the matrix nor a reason")
            }
            _ => same(&shown.split([' ', ';']).next(), &Some(now.severity.label())),
        }
    })
}

fn category(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, _)| {
        let shown = head(section, "STRIDE Category")?;
        let stride = Stride::ALL.iter().find(|stride| stride.title() == shown);
        same(&stride.map_or('G', |stride| stride.letter()), &entry.number.letter)
    })
}

fn component(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let elements =
        model.elements.values().map(|it| it.label.as_str()).chain(model.zones.values().map(|it| it.label.as_str()));
    let flows = model.flows.values().map(|flow| flow.number.as_str());
    let borders = model.boundaries.values().map(|boundary| boundary.label.as_str());
    let known: Vec<&str> = elements.chain(flows).chain(borders).chain([model.document.title.as_str()]).collect();
    each(case, |(_, section, _)| {
        let shown = head(section, "Component")?;
        holds(known.iter().any(|name| shown.starts_with(name)), format!("`{shown}` is no place of the model"))
    })
}

fn statement(case: &Case) -> Result<(), String> {
    each(case, |(_, section, _)| {
        let text = passage(section, "Threat Statement").ok_or("no statement")?;
        holds(text.len() > 40 && !text.contains(['{', '}']), text)
    })
}

fn grammar(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let text = passage(section, "Threat Statement").unwrap();
        if reader.rule(entry).written.as_ref().is_some_and(|written| written.statement.is_some()) {
            return Ok(());
        }
        let parts = reader.statement_parts(entry);
        let vowel = parts.actor.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
        let start =
            format!("{} {} {} can {}", if vowel { "An" } else { "A" }, parts.actor, parts.capability, parts.action);
        let rest = format!(", which leads to {}, resulting in {} of {}", parts.leads_to, parts.business, parts.assets);
        same(&text, &(start + &rest))?;
        holds(!["can may", "can can", "  ", ",,"].iter().any(|slip| text.contains(slip)), text)
    })
}

fn statement_names(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    each(case, |(entry, _, reader)| {
        let parts = reader.statement_parts(entry);
        let rule = reader.rule(entry);
        let stated = rule.written.as_ref().and_then(|written| written.source.as_deref());
        let adversary = reader.adversary(entry).map(|id| model.adversaries[id].label.as_str());
        let actor = stated.or(adversary);
        holds(
            // `threat actor controlling {source}` has the place in it.
            actor.and_then(|actor| actor.split('{').next()).is_some_and(|actor| parts.actor.starts_with(actor)),
            format!("`{}` is nobody of the model", parts.actor),
        )?;
        let assets = reader.assets(entry);
        let known = model.data.values().map(|it| &it.label).chain(model.elements.values().map(|it| &it.label));
        let named = known.filter(|label| parts.assets.contains(label.as_str())).count();
        holds(named > 0 || assets.is_empty(), format!("`{}` names nothing of the model", parts.assets))
    })
}

/// What stands where an author has written nothing.
fn todo(entry: &Entry, field: &str) -> String {
    format!("TODO({}: {field})", entry.number)
}

fn description(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let text = passage(section, "Description").unwrap_or_default();
        holds(!text.is_empty() && text != reader.statement(entry), "no description of its own")?;
        holds(!text.contains("TODO") || text == todo(entry, "description"), text)
    })
}

fn scenario(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let steps = list(section, "Attack Scenario").ok_or("no steps")?;
        holds(steps.numbered, "steps have no numbers")?;
        let found = listed(section, "Attack Scenario");
        let missing = found == [todo(entry, "attack scenario")];
        same(&missing, &reader.scenario(entry).is_empty())?;
        holds(missing || entry.current.severity < Severity::Medium || found.len() >= 3, format!("{found:?}"))
    })?;
    let context = threatline::document::context(&case.outcome, &case.material, Audience::Public);
    let public = Profile::named("enterprise").unwrap().document(&context);
    let threats = public.all_sections().into_iter().filter(|section| list(section, "Attack Scenario").is_some());
    let told = threats.map(|section| listed(section, "Attack Scenario").concat());
    holds(
        told.into_iter().all(|text| text == "Not part of the public version of this document."),
        "the public reads steps",
    )
}

fn impact(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let found = listed(section, "Impact");
        let of = |word: &str| found.iter().filter(|line| line.starts_with(word)).count();
        let both = of("Technical: ") > 0 && of("Business: ") > 0;
        let rule = reader.rule(entry);
        holds(
            both || !rule.embedded && (of("Technical: ") + of("Business: ") > 0 || found == [todo(entry, "impact")]),
            format!("{found:?}"),
        )
    })
}

fn assets(case: &Case) -> Result<(), String> {
    let data = &case.outcome.model.data;
    each(case, |(entry, section, reader)| {
        let mut wanted: Vec<String> =
            reader.assets(entry).into_iter().map(|id| format!("{} {}", data[id].number, data[id].label)).collect();
        if wanted.is_empty() {
            wanted.push("None identified.".to_owned());
        }
        same(&listed(section, "Affected Assets"), &wanted)?;
        let parts = reader.statement_parts(entry);
        let named = data.values().filter(|it| it.label.len() > 4 && parts.assets.contains(it.label.as_str()));
        let unlisted =
            named.map(|it| it.number.as_str()).find(|number| !wanted.iter().any(|line| line.starts_with(number)));
        holds(unlisted.is_none(), format!("the statement names {unlisted:?}"))
    })
}

fn controls(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let there = |status| matches!(status, ControlStatus::Implemented | ControlStatus::Partial);
        let count = reader.controls(entry).iter().filter(|found| there(found.status)).count();
        let found = listed(section, "Existing Controls");
        let in_place =
            found.iter().filter(|line| line.contains(" (implemented; ") || line.contains(" (partial; ")).count();
        same(&in_place, &count)?;
        holds(found.len() == count || count == 0 && found == ["None identified."], format!("{found:?}"))
    })
}

fn vulnerabilities(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let wanted = reader.weaknesses(entry);
        let wanted = if wanted.is_empty() { vec!["None identified.".to_owned()] } else { wanted };
        same(&listed(section, "Vulnerabilities"), &wanted)
    })
}

fn mitigations(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let measures = list(section, "Mitigations").ok_or("no measures")?;
        holds(measures.numbered, "measures have no numbers")?;
        let found = listed(section, "Mitigations");
        let kinds: Vec<&str> = CounterKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let is_measure = |line: &String| kinds.iter().any(|kind| line.contains(&format!(" ({kind}, ")));
        let count = reader.counters(entry).len();
        same(&found.iter().filter(|line| is_measure(line)).count(), &count)?;
        holds(count > 0 || entry.status.is_settled(), format!("{}, and nothing to do", entry.status.as_str()))
    })
}

fn residual(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, _)| {
        let shown = head(section, "Residual Risk")?;
        same(&shown, &format!("{} (with mitigations)", entry.residual.severity.label()))?;
        let worst = entry.threats.iter().map(|&at| case.outcome.analysis.threats[at].current.severity).max();
        holds(Some(entry.residual.severity) <= worst.max(Some(entry.inherent.severity)), shown)
    })
}

fn separators(case: &Case) -> Result<(), String> {
    each(case, |(_, section, _)| holds(section.blocks.last() == Some(&Block::Rule), "no line behind it"))
}

fn provenance(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, reader)| {
        let keys = head(section, "Key").or_else(|_| head(section, "Keys"))?;
        let rule = reader.rule(entry);
        let name =
            rule.written.as_ref().map_or(rule.name.as_str(), |it| case.outcome.model.threats[it.threat].id.as_str());
        holds(keys.starts_with(name), format!("`{keys}` does not name {name}"))?;
        let first = &case.outcome.analysis.threats[entry.threats[0]];
        holds(keys.contains(first.key.as_str()), format!("`{keys}` does not name the place"))?;
        let reasons = list(section, "Because").map(|list| list.items.len());
        let rows = section.blocks.iter().find_map(|block| match block {
            Block::Table(table) => Some(cells(&column(table, "because"))),
            _ => None,
        });
        holds(
            reasons.is_some_and(|count| count > 0) || rows.is_some_and(|rows| rows.iter().all(|row| !row.is_empty())),
            "no reason",
        )
    })
}

fn statuses(case: &Case) -> Result<(), String> {
    each(case, |(entry, section, _)| {
        let shown = head(section, "Status")?;
        same(&shown.split(',').next(), &Some(entry.status.as_str()))?;
        let answered =
            matches!(entry.status, Status::Accepted | Status::Transferred | Status::Avoided | Status::Dismissed);
        let reasons = list(section, "Answers").map_or(0, |list| list.items.len());
        holds(!answered || reasons > 0, "answered without a reason")
    })
}

fn answers(case: &Case) -> Result<(), String> {
    let table = case.table("answers");
    same(&table.rows.len(), &case.outcome.model.answers.len())?;
    for (row, answer) in column(table, "reason").into_iter().zip(&case.outcome.model.answers) {
        let reason = answer.reason.as_deref().or(answer.facts.text("because"));
        let shown = row.shown();
        holds(reason.is_some_and(|reason| shown == reason) || shown.starts_with("TODO("), shown)?;
    }
    let away =
        case.outcome.analysis.entries.iter().filter(|it| {
            matches!(it.status, Status::Dismissed | Status::Avoided | Status::Accepted | Status::Transferred)
        });
    let listed: BTreeSet<String> = column(table, "threat").into_iter().flat_map(values).collect();
    let unlisted = away.map(|entry| entry.number.to_string()).find(|number| !listed.contains(number));
    holds(unlisted.is_none(), format!("{unlisted:?} is answered and not listed"))
}

// ---- K: catalogue ---------------------------------------------------------------------------------------------------------

/// The sections of the catalogue with the number of their topics.
const SECTIONS: &[(&str, usize)] = &[
    ("Spoofing", 6),
    ("Tampering", 6),
    ("Repudiation", 5),
    ("Information disclosure", 7),
    ("Denial of service", 6),
    ("Elevation of privilege", 5),
    ("AI: security of the model", 4),
    ("AI: security of training data", 4),
    ("AI: security of prompts", 4),
    ("AI: security of outputs", 4),
];

/// Topics of a section, each with its rules.
fn topics(section: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = include_str!("../rules/topics.psv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| line.split('|').collect::<Vec<_>>()).filter(|row| row[0] == section);
    rows.map(|row| (row[1], row[2].split(',').filter(|rule| !rule.is_empty()).collect())).collect()
}

#[test]
fn each_topic_has_a_rule() {
    let outcome = model("");
    let known = |name: &str| outcome.model.rules.values().any(|rule| rule.embedded && rule.name == name);
    for (section, count) in SECTIONS {
        let topics = topics(section);
        assert_eq!(topics.len(), *count, "{section}");
        for (topic, rules) in topics {
            assert!(!rules.is_empty() && rules.iter().all(|rule| known(rule)), "{section}, {topic}: {rules:?}");
        }
    }
}

/// What is only about models holds nowhere in a shop without one, and somewhere in a chatbot.
#[test]
fn rules_about_models_need_one() {
    let rules: BTreeSet<&str> = SECTIONS
        .iter()
        .filter(|(section, _)| section.starts_with("AI: "))
        .flat_map(|(section, _)| topics(section))
        .flat_map(|(_, rules)| rules)
        .collect();
    let held = |sample: &str| -> BTreeSet<String> {
        let text = std::fs::read_to_string(crate::support::project(&format!("samples/{sample}.threat"))).unwrap();
        let outcome = model(&text);
        let names = outcome.analysis.threats.iter().map(|threat| outcome.model.rules[threat.rule].name.to_string());
        names.filter(|name| rules.contains(name.as_str())).collect()
    };
    assert_eq!(held("webshop"), BTreeSet::new());
    assert!(held("chatbot").len() >= 4, "{:?}", held("chatbot"));
}

fn explained(case: &Case) -> Result<(), String> {
    let known = knowledge(&case.outcome);
    each(case, |(entry, _, reader)| {
        let threat = &case.outcome.analysis.threats[entry.threats[0]];
        let pages = known.pages(&threat.key);
        let page = format!("{pages:?}");
        let rule = reader.rule(entry);
        holds(rule.written.is_some() || page.contains(rule.name.as_str()), format!("{} names no rule", threat.key))?;
        let said = |text: &str| page.to_lowercase().contains(format!("{:?}", text.to_lowercase()).trim_matches('"'));
        let unsaid = reader.because(threat).into_iter().map(|fact| fact.text).find(|text| !said(text));
        holds(unsaid.is_none() || rule.written.is_some(), format!("{} does not say {unsaid:?}", threat.key))
    })
}
