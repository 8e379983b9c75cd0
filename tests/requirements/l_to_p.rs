//! Groups L to P: severity, mitigations, security controls, compliance, recommendations.

use std::collections::{BTreeMap, BTreeSet};

use threatline::document::Wanted;
use threatline::model::{ControlStatus, CounterKind, Impact, Likelihood, Severity};
use threatline::report::profile::Audience;
use threatline::report::{Block, Item, Section, Table};

use super::case::{Case, header, holds, list, same, text_of};
use super::look::{THREATS, ids, items, lists, said, table_of, texts, words};
use super::{LINT, Requirement, document, tests};
use crate::support::{clean, model};

pub const REQUIREMENTS: &[Requirement] = &[
    document(127, "likelihood is low to very high, impact low to critical", scales),
    tests(128, "the 16 cells of the severity matrix", &["tests::the_matrix_is_the_methodologys"]),
    tests(129, "the six factors of an impact can be recorded", &["l_to_p::factors_are_words_and_are_shown"]),
    tests(130, "the five factors of a likelihood can be recorded", &["l_to_p::factors_are_words_and_are_shown"]),
    tests(
        131,
        "ratings are proposed from the graph and explained; the author's own wins",
        &["l_to_p::ratings_follow_from_the_graph_and_the_author_wins", "tests::protection_never_raises_a_rating"],
    ),
    document(132, "the matrix stands in the document", matrix_is_printed),
    tests(133, "a severity that is set by hand has a reason (W0415)", LINT),
    document(134, "each measure is preventive, detective, corrective or compensating", kinds),
    tests(
        135,
        "threats are countered in all four ways; severe ones written by hand need two (W0442)",
        &[
            "library::every_threat_is_countered_in_four_ways",
            "lints::severe_threats_ask_for_more",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        136,
        "a compensating measure names what it stands in for (W0441)",
        &[
            "lints::controls_show_themselves_and_are_for_something",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        137,
        "measures are specific: no vague words (W0421), not too short (W0439)",
        &[
            "documents::phrases_are_found_as_words_in_sentences_only",
            "lints::severe_threats_ask_for_more",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        138,
        "measures against severe threats can be measured (W0438)",
        &["lints::severe_threats_ask_for_more", "codes::wrong_examples_give_their_code_and_no_other"],
    ),
    tests(
        139,
        "references to standards, with ids that exist; a bare name is reported (W0437)",
        &[
            "library::every_rule_and_control_is_referenced_and_used",
            "library::every_reference_exists_in_its_catalogue",
            "lints::a_standard_is_named_with_its_item",
        ],
    ),
    tests(
        140,
        "measures have owners (W0410); dates are shown on request only",
        &["l_to_p::owners_are_shown_and_dates_on_request_only", "codes::wrong_examples_give_their_code_and_no_other"],
    ),
    tests(
        141,
        "measures have a status and a ticket; rejected ones a reason (W0513)",
        &["l_to_p::measures_have_a_status_and_a_ticket", "lints::severe_threats_ask_for_more"],
    ),
    document(142, "the table of baseline controls has its five columns", baseline),
    document(143, "controls are numbered BSC and SSC, each once", control_numbers),
    document(144, "the status of a control is one of one list", statuses),
    document(145, "effectiveness is high, medium or low", effectiveness),
    document(146, "the table of own controls has its five columns, and its threats exist", specific),
    document(147, "threats mitigated are the inverse of existing controls", inverse),
    document(148, "each control that is there, in full or in part, is assessed", assessment),
    tests(
        149,
        "a control that counters nothing is reported (W0443)",
        &[
            "lints::controls_show_themselves_and_are_for_something",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        150,
        "controls stand on elements, flows, boundaries, zones or everything, and are inherited",
        &[
            "tests::controls_come_from_statements_and_from_facts",
            "explain::controls_say_where_they_stand_and_what_implies_them",
        ],
    ),
    document(151, "the table of regulations has its four columns, and a row for each", regulations),
    document(152, "the status of a regulation is one of four", compliance_status),
    document(153, "a regulation that is not met has gaps, controls that are not in place among them", gaps),
    document(154, "the mapping has its four columns, a row for each requirement, and ids that exist", mapping),
    document(
        155,
        "the status of a requirement is the worse of what the author and its controls say",
        requirement_status,
    ),
    tests(
        156,
        "met, although a control is not in place, is reported (W0447); CI can deny it",
        &["lints::what_is_met_has_its_controls_in_place", "gates::a_denied_warning_keeps_its_code_and_fails_the_run"],
    ),
    document(157, "each open measure stands once, under the severity of its worst threat", recommendations),
    document(158, "a measure against several threats stands once, with all of them", no_duplicates),
    document(159, "the roadmap has the note on timelines word for word", roadmap_note),
    document(
        160,
        "the roadmap has a table for each priority, with what the lists before it recommend, and continuous activities",
        roadmap_groups,
    ),
    document(161, "continuous activities are those of the model, or none", activities),
    document(162, "recommendations stand in a fixed order", order),
];

const LIKELIHOODS: [&str; 4] = ["Low", "Medium", "High", "Very High"];
const IMPACTS: [&str; 4] = ["Low", "Medium", "High", "Critical"];

fn scales(case: &Case) -> Result<(), String> {
    let titles: Vec<String> = Likelihood::ALL.iter().map(|one| one.title().to_lowercase()).collect();
    same(&titles, &LIKELIHOODS.map(str::to_lowercase).to_vec())?;
    same(&Impact::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>(), &vec!["low", "medium", "high", "critical"])?;
    let ends = |number: String| {
        let rated = labelled_severity(case.threat(&number));
        let of = |name: &str, known: &[&str]| {
            let word = rated.split_once(name).map(|(_, rest)| rest.split([',', ')']).next().unwrap().to_owned());
            word.is_none_or(|word| known.iter().any(|known| known.eq_ignore_ascii_case(&word.replace('-', " "))))
        };
        holds(of("likelihood ", &LIKELIHOODS) && of("impact ", &IMPACTS), format!("{number}: {rated}"))
    };
    case.entries().try_for_each(|(_, number)| ends(number))
}

fn labelled_severity(section: &Section) -> String {
    super::look::labelled(section, "Severity").unwrap()
}

fn matrix_is_printed(case: &Case) -> Result<(), String> {
    let table = table_of(case.section("severity-matrix"), "matrix").ok_or("no matrix")?;
    let titles: Vec<String> = IMPACTS.iter().map(|impact| format!("{impact} impact")).collect();
    same(&header(table)[1..].to_vec(), &titles.iter().map(String::as_str).collect())?;
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(|cell| cell.shown()).collect()).collect();
    let wanted = [
        ["Very high", "MEDIUM", "HIGH", "CRITICAL", "CRITICAL"],
        ["High", "MEDIUM", "HIGH", "HIGH", "CRITICAL"],
        ["Medium", "LOW", "MEDIUM", "HIGH", "HIGH"],
        ["Low", "LOW", "LOW", "MEDIUM", "HIGH"],
    ];
    same(&rows, &wanted.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

#[test]
fn factors_are_words_and_are_shown() {
    let impact = ["financial-loss", "data-breach", "regulatory", "reputation", "disruption", "safety"];
    let likelihood = ["complexity", "privileges", "exposure", "controls", "known-exploits"];
    assert_eq!((words("impact-factor"), words("likelihood-factor")), (impact.to_vec(), likelihood.to_vec()));
    let (impact, likelihood) = (impact.join(","), likelihood.join(","));
    let text = format!(
        "process web\nthreat t \"T\" on web {{ stride=tampering; likelihood=high; impact=high\n\
         impact-factors={impact}; likelihood-factors={likelihood} }}"
    );
    let case = Case::new("factors", clean(&text));
    let shown = text_of(case.threat("T-01"));
    for factors in [("Impact", impact), ("Likelihood", likelihood)] {
        assert!(shown.contains(&format!("{} factors: {}", factors.0, factors.1.replace(',', ", "))), "{shown}");
    }
}

#[test]
fn ratings_follow_from_the_graph_and_the_author_wins() {
    let rated = |class: &str, answer: &str| {
        let text = format!(
            "data d class={class}\nactor a\nzone z trust=internal {{ process w is web-app }}\nDF1: a -> w data=d\n{answer}"
        );
        let case = Case::new("rated", clean(&text));
        let (entry, number) = case.entries().find(|(entry, _)| case.reader().rule(*entry).name == "sniff").unwrap();
        let steps = said(list(case.threat(&number), "Rating"));
        assert!(!steps.is_empty(), "no step of the rating");
        (entry.current, steps.join("\n"))
    };
    let (low, high) = (rated("medium", ""), rated("critical", ""));
    assert!(low.0.severity < high.0.severity, "the class of the data decides: {} {}", low.1, high.1);
    assert!(high.1.contains("impact") && high.1.contains("critical"), "{}", high.1);
    let own = rated("critical", "rate sniff on DF1 \"A test system with made-up data\" severity=low owner=\"Me\"");
    assert_eq!(own.0.severity, Severity::Low);
    assert!(own.1.contains("low"), "{}", own.1);
}

fn kinds(case: &Case) -> Result<(), String> {
    same(&words("function"), &vec!["preventive", "detective", "corrective", "compensating"])?;
    for (_, number) in case.entries() {
        for measure in said(list(case.threat(&number), "Mitigations")) {
            let typed = words("function").iter().any(|kind| measure.contains(&format!("({kind}, ")));
            holds(typed, format!("{number}: {measure}"))?;
        }
    }
    Ok(())
}

const OWNED: &str = "process web\nthreat t \"T\" on web { stride=tampering; likelihood=high; impact=high\n\
    mitigation \"Check labels at the desk\" type=preventive status=planned owner=\"SRE\" ticket=\"OPS-7\" due=2027-01-31\n}\n\
    control labels is input-validation \"Labels\" on web status=planned owner=\"Web\" due=2027-02-28 ticket=\"OPS-8\"";

#[test]
fn owners_are_shown_and_dates_on_request_only() {
    let case = Case::new("owned", clean(OWNED));
    let shown = text_of(case.threat("T-01"));
    assert!(shown.contains("owner: SRE") && shown.contains("HIGH"), "{shown}");
    let dates = ["2027-01-31", "2027-02-28"];
    assert!(!dates.iter().any(|date| case.markdown.contains(date)));
    let with = case.again("enterprise", Audience::Internal, &Wanted { dates: true, ..Wanted::default() });
    assert!(dates.iter().all(|date| with.contains(date)));
}

#[test]
fn measures_have_a_status_and_a_ticket() {
    assert_eq!(words("progress"), ["planned", "in-progress", "implemented", "rejected"]);
    let case = Case::new("owned", clean(OWNED));
    let shown = text_of(case.threat("T-01"));
    assert!(shown.contains("(preventive, planned; owner: SRE; ticket: OPS-7)"), "{shown}");
    assert!(texts(case.table("specific-controls"), "ticket").contains(&"OPS-8".to_owned()));
    let public = case.again("enterprise", Audience::Public, &Wanted::default());
    assert!(!public.contains("OPS-7") && !public.contains("OPS-8"), "tickets are internal");
}

fn baseline(case: &Case) -> Result<(), String> {
    let wanted = ["Control ID", "Control Name", "Description", "Implementation Status", "Effectiveness"];
    same(&header(case.table("baseline-controls")), &wanted.to_vec())
}

/// Both tables of controls.
fn controls(case: &Case) -> [(&Table, &'static str, &'static str); 2] {
    [
        (case.table("baseline-controls"), "BSC", "implementation_status"),
        (case.table("specific-controls"), "SSC", "status"),
    ]
}

fn control_numbers(case: &Case) -> Result<(), String> {
    let mut all = BTreeSet::new();
    for (table, prefix, _) in controls(case) {
        for number in texts(table, "control_id") {
            holds(ids(&number, &[prefix]).contains(&number), format!("{number} is no {prefix}-01"))?;
            holds(all.insert(number.clone()), format!("{number} stands twice"))?;
        }
    }
    let stated: BTreeSet<String> =
        case.outcome.model.controls.values().map(|control| control.number.to_string()).collect();
    holds(stated.is_subset(&all), "a control of the model has no row")
}

/// The status of each control, by number.
fn standing(case: &Case) -> BTreeMap<String, String> {
    let rows = controls(case).into_iter().flat_map(|(table, _, status)| {
        texts(table, "control_id").into_iter().zip(texts(table, status)).collect::<Vec<_>>()
    });
    rows.collect()
}

fn statuses(case: &Case) -> Result<(), String> {
    let known = ["Implemented", "Partial", "Planned", "Not implemented", "Not verified", "Not applicable"];
    standing(case)
        .into_iter()
        .try_for_each(|(number, status)| holds(known.contains(&status.as_str()), format!("{number} is {status}")))
}

fn effectiveness(case: &Case) -> Result<(), String> {
    let own = texts(case.table("baseline-controls"), "effectiveness");
    let assessed = table_of(case.section("control-effectiveness"), "control-effectiveness");
    let all = own.into_iter().chain(assessed.into_iter().flat_map(|table| texts(table, "effectiveness")));
    all.into_iter().try_for_each(|word| holds(["High", "Medium", "Low"].contains(&word.as_str()), word))
}

fn specific(case: &Case) -> Result<(), String> {
    let table = case.table("specific-controls");
    same(&header(table), &vec!["Control ID", "Control Name", "Threats Mitigated", "Status", "Ticket"])?;
    let known: BTreeSet<String> = case.entries().map(|(_, number)| number).collect();
    let named: BTreeSet<String> =
        texts(table, "threats_mitigated").iter().flat_map(|cell| ids(cell, THREATS)).collect();
    holds(named.is_subset(&known), format!("{:?} are no threats", named.difference(&known)))
}

pub fn inverse(case: &Case) -> Result<(), String> {
    let mut by_control: BTreeSet<(String, String)> = BTreeSet::new();
    for (table, ..) in controls(case) {
        for (number, threats) in texts(table, "control_id").iter().zip(texts(table, "threats_mitigated")) {
            by_control.extend(ids(&threats, THREATS).into_iter().map(|threat| (number.clone(), threat)));
        }
    }
    let mut by_threat = BTreeSet::new();
    for (_, number) in case.entries() {
        let named = said(list(case.threat(&number), "Existing Controls")).join("\n");
        by_threat.extend(ids(&named, &["BSC", "SSC"]).into_iter().map(|control| (control, number.clone())));
    }
    let one_way: Vec<_> = by_threat.difference(&by_control).collect();
    holds(one_way.is_empty(), format!("threats name controls that do not name them: {one_way:?}"))?;
    // What is in place at some places only may be missing where a threat is; what is in place everywhere may not.
    let standing = standing(case);
    let in_place = |pair: &&(String, String)| standing[&pair.0] == "Implemented" && !by_threat.contains(*pair);
    let other_way: Vec<_> = by_control.iter().filter(in_place).collect();
    holds(other_way.is_empty(), format!("controls name threats that do not name them: {other_way:?}"))
}

fn assessment(case: &Case) -> Result<(), String> {
    let there: BTreeSet<String> = standing(case)
        .into_iter()
        .filter(|(_, status)| matches!(status.as_str(), "Implemented" | "Partial"))
        .map(|(number, _)| number)
        .collect();
    let table = case.table("control-effectiveness");
    same(&header(table), &vec!["Control", "Effectiveness", "Threats Covered", "Evidence", "Gaps"])?;
    same(&table.rows.len(), &there.len())?;
    same(&texts(table, "control").iter().flat_map(|name| ids(name, &["BSC", "SSC"])).collect(), &there)
}

fn regulations(case: &Case) -> Result<(), String> {
    let table = case.table("regulations");
    same(&header(table), &vec!["Regulation", "Requirements", "Compliance Status", "Gaps"])?;
    let stated: Vec<String> = case.statements("regulation").map(|entry| entry.label.to_string()).collect();
    same(&texts(table, "regulation"), &stated)
}

const STATUS: [&str; 4] = ["Non-Compliant", "Partial", "Compliant", "Not assessed"];

fn compliance_status(case: &Case) -> Result<(), String> {
    let all = texts(case.table("regulations"), "compliance_status").into_iter();
    let rows = all.zip(case.statements("regulation")).map(|(shown, entry)| {
        let stated = entry.facts.text("status").unwrap_or("not-assessed").replace('-', " ");
        holds(STATUS.contains(&shown.as_str()) && shown.replace('-', " ").eq_ignore_ascii_case(&stated), shown)
    });
    rows.collect()
}

/// What is known of the controls that a row of the mapping names: the best of each.
fn mapped(case: &Case, cell: &threatline::report::Cell) -> Vec<&'static str> {
    let standing = standing(case);
    let best = |item: String| {
        let known: Vec<String> = ids(&item, &["BSC", "SSC"]).iter().map(|number| standing[number].clone()).collect();
        ["Implemented", "Partial", "Planned"]
            .into_iter()
            .find(|one| known.iter().any(|known| known == one))
            .unwrap_or("-")
    };
    items(cell).into_iter().filter(|item| item != "None named").map(best).collect()
}

fn gaps(case: &Case) -> Result<(), String> {
    let table = case.table("regulations");
    let rows = texts(table, "compliance_status").into_iter().zip(texts(table, "gaps"));
    for ((status, gaps), regulation) in rows.zip(case.statements("regulation")) {
        holds(status == "Compliant" || !["", "None stated"].contains(&gaps.as_str()), format!("{status}: {gaps}"))?;
        for requirement in &regulation.children {
            for gap in requirement.facts.texts("gaps") {
                holds(gaps.contains(gap), format!("{gap} is not among {gaps}"))?;
            }
        }
    }
    let table = case.table("compliance");
    for (row, wanted) in table.rows.iter().zip(case.statements("regulation").flat_map(|one| &one.children)) {
        let missing = mapped(case, &row[2]).iter().zip(&wanted.controls).any(|(status, control)| {
            let label = &case.outcome.model.types[*control].label;
            *status != "Implemented"
                && !texts(case.table("regulations"), "gaps").iter().any(|gap| gap.contains(label.as_str()))
        });
        holds(!missing, format!("a gap of {} is not named", wanted.label))?;
    }
    Ok(())
}

fn mapping(case: &Case) -> Result<(), String> {
    let table = case.table("compliance");
    same(&header(table), &vec!["Requirement", "Related Threats", "Controls", "Status"])?;
    let stated = case.statements("regulation").flat_map(|regulation| {
        regulation.children.iter().map(|child| format!("{}: {}", regulation.label, child.label))
    });
    same(&texts(table, "requirement"), &stated.collect())?;
    let known: BTreeSet<String> = case.entries().map(|(_, number)| number).chain(standing(case).into_keys()).collect();
    let named = texts(table, "related_threats").into_iter().chain(texts(table, "controls"));
    let named: BTreeSet<String> = named.flat_map(|cell| ids(&cell, &[THREATS, &["BSC", "SSC"]].concat())).collect();
    holds(named.is_subset(&known), format!("{:?} do not exist", named.difference(&known)))
}

fn requirement_status(case: &Case) -> Result<(), String> {
    let rank =
        |status: &str| STATUS.iter().position(|known| status == *known || status.starts_with(&format!("{known} ")));
    let stated = case.statements("regulation").flat_map(|regulation| &regulation.children);
    for (row, requirement) in case.table("compliance").rows.iter().zip(stated) {
        let controls = mapped(case, &row[2]);
        let by_controls = match controls.as_slice() {
            [] => None,
            all if all.iter().all(|status| *status == "Implemented") => Some("Compliant"),
            all if all.iter().any(|status| matches!(*status, "Implemented" | "Partial")) => Some("Partial"),
            _ => Some("Non-Compliant"),
        };
        let own = requirement
            .facts
            .text("status")
            .map(|word| STATUS.into_iter().find(|known| known.eq_ignore_ascii_case(word)).unwrap());
        let worst = [own, by_controls].into_iter().flatten().min_by_key(|status| rank(status));
        same(&rank(&row[3].shown()), &rank(worst.unwrap_or("Not assessed")))?;
    }
    Ok(())
}

/// The priorities with their sections.
const PRIORITIES: [(Severity, &str, &str); 3] = [
    (Severity::Critical, "critical-recommendations", "Critical Priority (Immediate Focus)"),
    (Severity::High, "high-recommendations", "High Priority (Next Phase)"),
    (Severity::Medium, "medium-recommendations", "Medium Priority (Subsequent Phase)"),
];

fn recommended<'c>(case: &'c Case, anchor: &str) -> Vec<&'c Item> {
    lists(case.section(anchor)).into_iter().filter(|list| list.numbered).flat_map(|list| &list.items).collect()
}

/// A detail of an item.
fn detail(item: &Item, label: &str) -> String {
    item.details.iter().find(|(known, _)| *known == label).map(|(_, text)| text.plain()).unwrap_or_default()
}

/// What open threats ask for and what is not in place everywhere, from the analysis alone: the severity of the worst of
/// them, and all of them.
fn wanted(case: &Case) -> BTreeMap<String, (Severity, BTreeSet<String>)> {
    let reader = case.reader();
    let mut all: BTreeMap<String, (Severity, BTreeSet<String>)> = BTreeMap::new();
    for (entry, number) in case.entries().filter(|(entry, _)| entry.open > 0) {
        let own = reader.rule(entry).counters.len();
        let asked = reader.counters(entry).into_iter().take(own);
        for counter in asked.filter(|counter| counter.kind != CounterKind::Compensating) {
            let arises = |status: &Option<ControlStatus>| *status != Some(ControlStatus::NotApplicable);
            let mut found = counter.found.iter().map(|found| found.status()).filter(arises).peekable();
            if found.peek().is_none() || found.all(|status| status == Some(ControlStatus::Implemented)) {
                continue;
            }
            let name = if counter.name.is_empty() { &counter.text } else { &counter.name };
            let known = all.entry(name.trim_end_matches('.').to_owned()).or_insert((Severity::Low, BTreeSet::new()));
            known.0 = known.0.max(entry.current.severity);
            known.1.insert(number.clone());
        }
    }
    all
}

fn recommendations(case: &Case) -> Result<(), String> {
    let wanted = wanted(case);
    let mut count = 0;
    for (severity, anchor, _) in PRIORITIES {
        for item in recommended(case, anchor) {
            let title = item.text.plain();
            holds(
                case.markdown.contains(&format!(". **{}**\n", title.split(" DF").next().unwrap()))
                    || title.contains("DF"),
                &title,
            )?;
            holds(!detail(item, "Impact").is_empty(), format!("{title}: no impact"))?;
            let found = wanted.get(&title).ok_or(format!("{title}: nothing asks for it"))?;
            same(&found.0, &severity)?;
            same(&ids(&detail(item, "Threat"), THREATS), &found.1)?;
            count += 1;
        }
    }
    same(&count, &wanted.values().filter(|(severity, _)| *severity > Severity::Low).count())
}

fn no_duplicates(case: &Case) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let all = PRIORITIES.iter().flat_map(|(_, anchor, _)| recommended(case, anchor));
    all.into_iter()
        .try_for_each(|item| holds(seen.insert(item.text.plain()), format!("{} stands twice", item.text.plain())))
}

pub const NOTE: &str = "Implementation timeline and resource allocation should be determined by the organization based on \
    their specific constraints, priorities, and available resources.";

fn roadmap_note(case: &Case) -> Result<(), String> {
    holds(case.text("implementation-roadmap").contains(&format!("**Note**: {NOTE}")), "no note")
}

fn roadmap_groups(case: &Case) -> Result<(), String> {
    let roadmap = case.section("implementation-roadmap");
    let tables = tables_of(roadmap);
    let titles: Vec<&str> = tables.iter().map(|table| table.title.as_str()).collect();
    same(&titles, &PRIORITIES.iter().map(|(.., title)| *title).collect())?;
    holds(list(roadmap, "Continuous Activities").is_some(), "no continuous activities")?;
    for ((_, anchor, title), table) in PRIORITIES.iter().zip(tables) {
        holds(case.text("implementation-roadmap").contains(&format!("**{title}**:")), *title)?;
        let listed = recommended(case, anchor).into_iter().map(|item| {
            let threats = ids(&detail(item, "Threat"), THREATS).len().to_string();
            [detail(item, "Number"), item.text.plain(), threats]
        });
        let rows = table.rows.iter().map(|row| [row[0].shown(), row[1].shown(), row[2].shown()]);
        same(&rows.collect::<Vec<_>>(), &listed.collect())?;
    }
    Ok(())
}

fn tables_of(section: &Section) -> Vec<&Table> {
    let tables = section.blocks.iter();
    tables.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
}

fn activities(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let own = case.statements("activity").map(|entry| entry.label.to_string());
    let measures = model.threats.values().flat_map(|threat| &threat.mitigations);
    let recurring = measures.filter(|one| one.facts.text("recurring") == Some("yes")).map(|one| one.text.clone());
    let review = model.document.facts.text("review").map(|often| format!("Review this threat model ({often})"));
    same(
        &said(list(case.section("implementation-roadmap"), "Continuous Activities")),
        &own.chain(recurring).chain(review).collect(),
    )
}

fn order(case: &Case) -> Result<(), String> {
    for (_, anchor, _) in PRIORITIES {
        let all = recommended(case, anchor).into_iter().map(|item| {
            let threats: Vec<String> = detail(item, "Threat").split(", ").map(str::to_owned).collect();
            (std::cmp::Reverse(threats.len()), threats, item.text.plain())
        });
        let all: Vec<_> = all.collect();
        holds(all.is_sorted(), format!("{anchor} is not in order"))?;
    }
    Ok(())
}

/// The statements that no sample has.
#[test]
fn activities_and_recurring_measures_are_continuous() {
    let case = Case::new(
        "continuous",
        model(
            "model \"M\" review=quarterly { activity \"Restore a backup\" frequency=\"monthly\" }\nprocess web\n\
             threat t \"T\" on web { stride=tampering; likelihood=high; impact=high\n  mitigation \"Review labels\" recurring=yes\n}",
        ),
    );
    let found = said(list(case.section("implementation-roadmap"), "Continuous Activities"));
    assert_eq!(found, ["Restore a backup (monthly)", "Review labels", "Review this threat model (quarterly)"]);
    let block = case.section("gap-roadmap").blocks.iter().find(|block| matches!(block, Block::Code(..)));
    assert!(format!("{block:?}").contains("Continuous Activities: Restore a backup (monthly); Review labels"));
}
