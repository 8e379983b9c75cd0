//! Group Q: the mapping of existing controls.

use std::collections::{BTreeMap, BTreeSet};

use threatline::document::Wanted;
use threatline::model::{ControlStatus, Severity, layer_of};
use threatline::report::profile::Audience;
use threatline::report::{Block, Section, Table};
use threatline::threats::Verdict;

use super::case::{Case, header, holds, same, text_of};
use super::l_to_p::NOTE;
use super::look::{THREATS, ids, items, labelled, lists, percent, said, table_of, texts};
use super::{Requirement, document, tests};
use crate::support::clean;

pub const REQUIREMENTS: &[Requirement] = &[
    document(163, "10.1 says what the section is about", overview),
    document(164, "seven categories in order; AI/ML is not applicable without AI", seven_categories),
    document(165, "each control is of exactly one category", partition),
    document(166, "configurations stand in fences under the names of their components", configurations),
    tests(
        167,
        "a control that is in place without configuration or evidence is reported (W0418, W0440)",
        &[
            "lints::controls_show_themselves_and_are_for_something",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    document(168, "the coverage analysis has its four columns", analysis_columns),
    document(169, "coverage of a threat is FULL, PARTIAL with its percentage, or NONE, by the formula in 10.1", cover),
    document(
        170,
        "each measure of the gap analysis has one sign that fits its words; one more sign for what nobody stated",
        gap_signs,
    ),
    document(171, "documented controls have the sign of their status, in a fixed order", documented),
    document(172, "X of Y controls implemented, and the rounded share", category_share),
    document(173, "coverage by category: six rows and a total that add up", by_category),
    document(174, "controls by layer: a row for each and a total that add up", by_layer),
    document(
        175,
        "each open threat of medium severity or above stands once among the gaps of its priority",
        critical_gaps,
    ),
    document(176, "the current state is that of the totals", current_state),
    document(177, "the target is the author's, else everything, and never below the current state", target_state),
    document(178, "the roadmap has the note and four priorities", prioritisation),
    document(179, "formulas are stated once, and percentages follow from the tables", formulas),
    tests(
        180,
        "what is planned counts for nothing; in place without evidence is reported (W0440)",
        &["q::planned_controls_count_for_nothing", "lints::controls_show_themselves_and_are_for_something"],
    ),
    document(181, "each threat stands in an analysis of gaps", every_threat_has_a_gap_analysis),
    document(182, "nothing of nothing is n/a", nothing_of_nothing),
    document(183, "a sign never stands without its word, and is left out on request", signs),
];

/// The sections 10.2 to 10.8 with their titles and the words of their categories.
const CATEGORIES: [(&str, &str, &str); 7] = [
    ("identity-controls", "Authentication & Identity", "identity"),
    ("network-controls", "API Gateway & Network Security", "network"),
    ("ai-controls", "AI/ML Security", "ai"),
    ("data-controls", "Data Protection", "data"),
    ("monitoring-controls", "Monitoring & Logging", "monitoring"),
    ("resilience-controls", "Disaster Recovery & Business Continuity", "resilience"),
    ("development-controls", "Development & Deployment Security", "development"),
];

fn overview(case: &Case) -> Result<(), String> {
    let section = case.section("controls-overview");
    let first = section.blocks.first().map(|block| format!("{block:?}")).unwrap_or_default();
    holds(section.number == "10.1" && first.contains("This section maps security controls"), first)
}

fn seven_categories(case: &Case) -> Result<(), String> {
    for (at, (anchor, title, _)) in CATEGORIES.iter().enumerate() {
        let section = case.section(anchor);
        same(&section.heading(false), &format!("10.{} {title} Controls", at + 2))?;
    }
    let elements = case.outcome.model.elements.values();
    same(&(case.name == "chatbot-report"), &has_ai(case))?;
    holds(has_ai(case) || elements.into_iter().all(|element| layer_of(element) != "ai"), "an AI/ML element is left out")
}

/// Whether the section about AI/ML is more than the sentence that it does not apply.
fn has_ai(case: &Case) -> bool {
    !case.text("ai-controls").contains("Not applicable: the model has no AI/ML element")
}

/// Items of a list by its label, in this section or below.
fn said_in(section: &Section, label: &str) -> Vec<String> {
    said(lists(section).into_iter().find(|list| list.label == label))
}

fn partition(case: &Case) -> Result<(), String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (anchor, ..) in CATEGORIES {
        for item in said_in(case.section(anchor), "Documented Controls") {
            let name = item.split(" (").next().unwrap().to_owned();
            let name = ids(&name, &["BSC", "SSC"]).pop_first().unwrap_or(name);
            holds(seen.insert(name.clone()), format!("{name} is of two categories"))?;
        }
    }
    let tables = [("baseline-controls", "implementation_status"), ("specific-controls", "status")];
    for (table, status) in tables {
        let table = case.table(table);
        for (number, status) in texts(table, "control_id").iter().zip(texts(table, status)) {
            holds(seen.contains(number) || status == "Not applicable", format!("{number} is of no category"))?;
        }
    }
    Ok(())
}

fn configurations(case: &Case) -> Result<(), String> {
    let all: Vec<&Block> = CATEGORIES.iter().flat_map(|(anchor, ..)| blocks(case.section(anchor))).collect();
    for control in case.outcome.model.controls.values() {
        let there = matches!(control.status, ControlStatus::Implemented | ControlStatus::Partial);
        let Some(config) = control.facts.text("config").filter(|_| there) else { continue };
        let at = all.iter().position(|block| matches!(block, Block::Code(_, code) if code == config.trim_end()));
        let at = at.ok_or(format!("the configuration of {} is missing", control.number))?;
        let above = all[..at].last().map(|block| block.texts()).unwrap_or_default();
        let above: String = above.into_iter().map(|text| text.plain()).collect();
        let fits = above.contains(" Configuration (") && above.contains(control.number.as_str());
        holds(fits, format!("above the configuration stands {above}"))?;
    }
    CATEGORIES.iter().filter(|(anchor, ..)| *anchor != "ai-controls" || has_ai(case)).try_for_each(|(anchor, ..)| {
        let titles: Vec<&str> = case.section(anchor).sections.iter().map(|section| section.title.as_str()).collect();
        same(&titles, &vec!["Existing Implementation", "Coverage"])
    })
}

/// The blocks of a section and of those below.
fn blocks(section: &Section) -> Vec<&Block> {
    section.blocks.iter().chain(section.sections.iter().flat_map(blocks)).collect()
}

/// The coverage analyses of all categories.
fn analyses(case: &Case) -> Vec<&Table> {
    CATEGORIES.iter().filter_map(|(anchor, ..)| table_of(case.section(anchor), "coverage-analysis")).collect()
}

fn analysis_columns(case: &Case) -> Result<(), String> {
    let tables = analyses(case);
    holds(tables.len() >= 6, "a category has no analysis")?;
    let wanted = vec!["Threat ID", "Threat Name", "Control Coverage", "Gap Analysis"];
    tables.iter().try_for_each(|table| same(&header(table), &wanted))
}

fn cover(case: &Case) -> Result<(), String> {
    let wanted: BTreeMap<String, String> = case
        .entries()
        .map(|(entry, number)| {
            // The mean over the places of a threat; the verdict is that of the worst of them.
            let places: Vec<_> = case.outcome.analysis.places(entry).iter().map(|place| place.coverage).collect();
            let counted: Vec<u32> = places.iter().filter(|one| one.counted).map(|one| u32::from(one.percent)).collect();
            let count = u32::try_from(counted.len()).unwrap();
            let mean = (counted.iter().sum::<u32>() + count / 2).checked_div(count).unwrap_or(0);
            let word = match places.iter().map(|one| one.verdict).min().unwrap() {
                _ if count == 0 => "NONE".to_owned(),
                Verdict::Full => "FULL".to_owned(),
                _ if mean > 0 => format!("PARTIAL ({mean} %)"),
                _ => "NONE".to_owned(),
            };
            (number, word)
        })
        .collect();
    for table in analyses(case) {
        for (number, cover) in texts(table, "threat_id").iter().zip(texts(table, "control_coverage")) {
            let word = cover.split(", up to").next().unwrap();
            same(&word, &wanted[number].as_str())?;
        }
    }
    Ok(())
}

/// Signs of a status with their words.
const SIGNS: [(&str, &str); 4] =
    [("✅", "(implemented)"), ("⚠️", "(partial)"), ("❌", "(NOT implemented"), ("❔", "(not stated")];

/// Ok if the text starts with one sign, and ends with its words.
fn signed(text: &str) -> Result<(), String> {
    let fits = |(sign, word): &&(&str, &str)| text.starts_with(*sign) && text.contains(word) && text.ends_with(')');
    let signs: usize = SIGNS.iter().map(|(sign, _)| text.matches(sign).count()).sum();
    holds(SIGNS.iter().find(fits).is_some() && signs == 1, text)
}

fn gap_signs(case: &Case) -> Result<(), String> {
    for table in analyses(case) {
        for cell in super::case::column(table, "gap_analysis") {
            let gaps = items(cell);
            let each: BTreeSet<&String> = gaps.iter().collect();
            same(&each.len(), &gaps.len())?;
            gaps.iter().filter(|gap| *gap != "no measure is known").try_for_each(|gap| signed(gap))?;
        }
    }
    Ok(())
}

fn documented(case: &Case) -> Result<(), String> {
    let rank = |item: &String| SIGNS.iter().position(|(sign, _)| item.starts_with(sign));
    let tables = [("baseline-controls", "implementation_status"), ("specific-controls", "status")];
    let status: BTreeMap<String, String> = tables
        .iter()
        .flat_map(|(table, key)| {
            let table = case.table(table);
            texts(table, "control_id").into_iter().zip(texts(table, key)).collect::<Vec<_>>()
        })
        .collect();
    let words = [
        ("✅", "Implemented"),
        ("⚠️", "Partial"),
        ("❌", "Planned"),
        ("❌", "Not implemented"),
        ("❔", "Not verified"),
    ];
    for (anchor, ..) in CATEGORIES {
        let all = said_in(case.section(anchor), "Documented Controls");
        all.iter().try_for_each(|item| signed(item))?;
        holds(all.is_sorted_by_key(rank), format!("{anchor} is not in order"))?;
        for item in &all {
            let Some(number) = ids(item, &["BSC", "SSC"]).pop_first() else { continue };
            let fits = words.iter().any(|(sign, word)| item.starts_with(sign) && status[&number] == *word);
            holds(fits, format!("{item}, but {}", status[&number]))?;
        }
    }
    Ok(())
}

/// Controls asked for: all, those in place, those in place in part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts(usize, usize, usize);

impl Counts {
    fn coverage(self) -> String {
        percent(self.1, self.0)
    }
}

/// Every control that a threat asks for at a component, counted from the analysis alone.
fn counted(case: &Case, wanted: impl Fn(&str) -> bool) -> Counts {
    let model = &case.outcome.model;
    let mut counts = Counts::default();
    for obligation in case.reader().obligations() {
        let category = model.chain(obligation.control).find_map(|ty| model.types[ty].facts.text("category"));
        if obligation.status == Some(ControlStatus::NotApplicable) || !wanted(category.unwrap_or("")) {
            continue;
        }
        counts.0 += 1;
        counts.1 += usize::from(obligation.status == Some(ControlStatus::Implemented));
        counts.2 += usize::from(obligation.status == Some(ControlStatus::Partial));
    }
    counts
}

fn category_share(case: &Case) -> Result<(), String> {
    for (anchor, title, word) in CATEGORIES {
        if anchor == "ai-controls" && !has_ai(case) {
            continue;
        }
        let Counts(all, there, _) = counted(case, |category| category == word);
        let line = format!("**{title} Coverage**: {} ({there} of {all} controls implemented)", percent(there, all));
        let shown = case.text(anchor);
        holds(shown.contains(&line), format!("{line} is not in {anchor}"))?;
    }
    Ok(())
}

/// The number that a cell such as `3 (25%)` starts with, and the share.
fn shared(cell: &str) -> (usize, String) {
    let (number, share) = cell.split_once(' ').unwrap_or((cell, ""));
    (number.parse().unwrap(), share.trim_matches(['(', ')']).to_owned())
}

/// The rows of a table as text.
fn rows(table: &Table) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.iter().map(|cell| cell.shown()).collect()).collect()
}

fn by_category(case: &Case) -> Result<(), String> {
    let table = case.table("category-coverage");
    let wanted = ["Category", "Total Threats", "Fully Covered", "Partially Covered", "Not Covered", "Coverage %"];
    same(&header(table), &wanted.to_vec())?;
    let rows = rows(table);
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).filter(|name| *name != "Other").collect();
    let six = [
        "Spoofing",
        "Tampering",
        "Repudiation",
        "Information Disclosure",
        "Denial of Service",
        "Elevation of Privilege",
    ];
    same(&names, &six.into_iter().chain(["TOTAL"]).collect())?;
    holds(text_of(case.section("coverage-summary")).contains("| **TOTAL** | **"), "the total is not bold")?;
    let mut sums = [0; 4];
    for row in &rows {
        let all: usize = row[1].parse().unwrap();
        let parts: Vec<(usize, String)> = row[2..5].iter().map(|cell| shared(cell)).collect();
        same(&parts.iter().map(|(count, _)| count).sum(), &all)?;
        parts.iter().try_for_each(|(count, share)| same(share, &percent(*count, all)))?;
        let counts = [all, parts[0].0, parts[1].0, parts[2].0];
        if row[0] == "TOTAL" {
            same(&counts, &sums)?;
            same(&all, &case.outcome.analysis.entries.len())?;
        } else {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            let own =
                case.entries().filter(|(entry, _)| entry.stride.map_or("Other", |stride| stride.title()) == row[0]);
            let full = own.clone().filter(|(entry, _)| entry.coverage.verdict == Verdict::Full).count();
            same(&(own.count(), full), &(all, parts[0].0))?;
        }
    }
    Ok(())
}

fn by_layer(case: &Case) -> Result<(), String> {
    let table = case.table("layer-coverage");
    let wanted = ["Layer", "Total Controls", "Implemented", "Partial", "Not Implemented", "Coverage %"];
    same(&header(table), &wanted.to_vec())?;
    let rows = rows(table);
    let layers: Vec<String> = case.outcome.model.layers().into_iter().map(|layer| layer.name).collect();
    let names: Vec<String> = rows.iter().map(|row| row[0].clone()).collect();
    holds(names.starts_with(&layers) && names.last().is_some_and(|name| name == "TOTAL"), format!("{names:?}"))?;
    let mut sums = [0; 4];
    for row in &rows {
        let counts: Vec<usize> = row[1..5].iter().map(|cell| shared(cell).0).collect();
        same(&counts[0], &counts[1..].iter().sum())?;
        same(&row[5], &Counts(counts[0], counts[1], counts[2]).coverage())?;
        if row[0] == "TOTAL" {
            same(&counts, &sums.to_vec())?;
            let Counts(all, there, partial) = counted(case, |_| true);
            same(&counts[..3].to_vec(), &vec![all, there, partial])?;
        } else {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    Ok(())
}

const BANDS: [(Severity, &str, &str); 3] = [
    (Severity::Critical, "🔴 Critical Priority", "Critical Priority"),
    (Severity::High, "🟡 High Priority", "High Priority"),
    (Severity::Medium, "🔵 Medium Priority", "Medium Priority"),
];

/// Open threats of this severity.
fn open(case: &Case, severity: Severity) -> BTreeSet<String> {
    let all = case.entries().filter(|(entry, _)| entry.open > 0 && entry.current.severity == severity);
    all.map(|(_, number)| number).collect()
}

fn critical_gaps(case: &Case) -> Result<(), String> {
    for (severity, label, _) in BANDS {
        let gaps = said_in(case.section("coverage-summary"), label);
        let named: Vec<String> = gaps.iter().map(|gap| gap.split(' ').next().unwrap().to_owned()).collect();
        let each: BTreeSet<String> = named.iter().cloned().collect();
        same(&(each.len(), each), &(named.len(), open(case, severity)))?;
    }
    // What is not covered and not among the gaps is answered, or of low severity.
    let left = case.entries().find(|(entry, _)| {
        let listed = entry.open > 0 || entry.current.severity == Severity::Low;
        !listed && entry.coverage.verdict != Verdict::Full && !entry.status.is_settled()
    });
    holds(left.is_none(), format!("{:?} stands nowhere", left.map(|(_, number)| number)))
}

/// The block of 10.10.
fn roadmap(case: &Case) -> String {
    let block = case.section("gap-roadmap").blocks.iter().find_map(|block| match block {
        Block::Code(_, text) => Some(text.clone()),
        _ => None,
    });
    block.expect("a block in 10.10")
}

/// The first line of the roadmap that starts so, without that.
fn state(case: &Case, name: &str) -> String {
    let roadmap = roadmap(case);
    let line = roadmap.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// The last row of a table of totals.
fn total(case: &Case, table: &str) -> Vec<String> {
    rows(case.table(table)).pop().unwrap()
}

fn current_state(case: &Case) -> Result<(), String> {
    let threats = total(case, "category-coverage")[5].split('–').next().unwrap().trim_end_matches(" %").to_owned();
    let threats = if threats == "n/a" { threats } else { format!("{threats} %") };
    let controls = total(case, "layer-coverage")[5].clone();
    same(&state(case, "Current State: "), &format!("{threats} Threat Coverage, {controls} Control Implementation"))
}

fn target_state(case: &Case) -> Result<(), String> {
    let number = |text: String| text.split('%').next().and_then(|number| number.trim().parse::<u32>().ok());
    let (now, target) =
        (number(state(case, "Current State: ")), number(state(case, "Target State: ")).ok_or("no target")?);
    let stated = case.outcome.model.document.facts.text("target").and_then(|text| number(text.to_owned()));
    same(&target, &stated.unwrap_or(100).max(now.unwrap_or(0)))
}

fn prioritisation(case: &Case) -> Result<(), String> {
    let text = roadmap(case);
    holds(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&format!("Note: {NOTE}")), "no note")?;
    let behind = text.split_once("Recommended Prioritization:\n").ok_or("no prioritisation")?.1;
    let names: Vec<&str> = behind.lines().filter_map(|line| line.strip_prefix("- ")?.split(':').next()).collect();
    same(&names, &vec!["Critical Priority", "High Priority", "Medium Priority", "Continuous Activities"])?;
    for (severity, _, name) in BANDS {
        let joined = behind.replace("\n  ", " ");
        let line = joined.lines().find_map(|line| line.strip_prefix(&format!("- {name}: "))).unwrap_or_default();
        same(&ids(line, THREATS), &open(case, severity))?;
    }
    Ok(())
}

fn formulas(case: &Case) -> Result<(), String> {
    for formula in ["Coverage of a threat is the weighted mean", "Control implementation is the number of controls"] {
        same(&case.markdown.matches(formula).count(), &1)?;
    }
    // From the coverage that stands with each threat in section 6.
    let of = |number: &str| -> Option<u32> {
        let status = labelled(case.threat(number), "Status").unwrap();
        status.split_once("coverage ")?.1.split(' ').next()?.parse().ok()
    };
    for row in rows(case.table("category-coverage")) {
        let own = case
            .entries()
            .filter(|(entry, _)| row[0] == "TOTAL" || entry.stride.map_or("Other", |stride| stride.title()) == row[0]);
        let all: Vec<u32> = own.filter_map(|(_, number)| of(&number)).collect();
        let count = u32::try_from(all.len()).unwrap();
        let mean = (all.iter().sum::<u32>() + count / 2).checked_div(count);
        let shown = row[5].split(['–', '%']).next().unwrap().trim();
        same(&shown, &mean.map_or("n/a".to_owned(), |mean| mean.to_string()).as_str())?;
    }
    Ok(())
}

#[test]
fn planned_controls_count_for_nothing() {
    let state = |claim: &str| {
        let text = format!("actor a\nzone z trust=internal {{ process w is web-app {claim} }}\nDF1: a -> w \"Asks\"");
        let case = Case::new("planned", clean(&text));
        (total(&case, "category-coverage")[5].split('–').next().unwrap().to_owned(), state(&case, "Current State: "))
    };
    let nothing = state("");
    assert_eq!(state("planned=input-validation,rate-limit").0, nothing.0);
    assert_eq!(state("planned=input-validation,rate-limit").1, nothing.1);
    assert_ne!(state("has=input-validation,rate-limit").1, nothing.1);
}

pub fn every_threat_has_a_gap_analysis(case: &Case) -> Result<(), String> {
    let found: BTreeSet<String> = analyses(case).iter().flat_map(|table| texts(table, "threat_id")).collect();
    same(&found, &case.entries().map(|(_, number)| number).collect())
}

fn nothing_of_nothing(case: &Case) -> Result<(), String> {
    holds(!case.markdown.contains("NaN"), "NaN")?;
    for (table, shares) in [("category-coverage", 2..6), ("layer-coverage", 5..6)] {
        for row in rows(case.table(table)).iter().filter(|row| row[1] == "0") {
            holds(row[shares.clone()].iter().all(|cell| cell.contains("n/a")), format!("{row:?}"))?;
        }
    }
    if case.name == "empty" {
        same(&state(case, "Current State: ").as_str(), &"n/a Threat Coverage, n/a Control Implementation")?;
        holds(case.text("coverage-digest").contains("**Threat coverage**: n/a"), "the digest has no n/a")?;
    }
    Ok(())
}

/// Every sign of a document, with the word that stands behind it on the same line, cell or item.
const WORDS: [(&str, &[&str]); 8] = [
    ("✅", &["(implemented)", "pass"]),
    ("⚠️", &["(partial", "in part"]),
    ("❌", &["(NOT implemented", "fail"]),
    ("❔", &["(not stated"]),
    ("👤", &["needs a person"]),
    ("🔴", &["Critical Priority"]),
    ("🟡", &["High Priority"]),
    ("🔵", &["Medium Priority"]),
];

fn signs(case: &Case) -> Result<(), String> {
    let without = Wanted { signs: false, ..Wanted::default() };
    for profile in ["enterprise", "5b"] {
        let with = case.again(profile, Audience::Internal, &Wanted::default());
        for (sign, words) in WORDS {
            for behind in with.split(sign).skip(1) {
                let line = behind.lines().next().unwrap();
                holds(words.iter().any(|word| line.contains(word)), format!("{sign}{line}"))?;
            }
        }
        let without = case.again(profile, Audience::Internal, &without);
        holds(!WORDS.iter().any(|(sign, _)| without.contains(sign)), "a sign is left")?;
        let plain = WORDS.iter().fold(with, |text, (sign, _)| text.replace(&format!("{sign} "), ""));
        same(&(without == plain), &true)?;
    }
    Ok(())
}
