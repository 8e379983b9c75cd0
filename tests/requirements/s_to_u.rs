//! Groups S to U: the checklist, do's and don'ts, red flags.

use std::collections::BTreeSet;

use threatline::base::text::first_of;
use threatline::document::Wanted;
use threatline::model::{ElementId, Place};
use threatline::report::profile::Audience;
use threatline::report::{Document, write};
use threatline::schema::codes;

use super::case::{Case, holds, list, same, text_of};
use super::look::{ids, items, labelled, lists, said, table_of, texts};
use super::{LINT, Requirement, document, q, tests};

/// What persons sign off.
const SIGNED: &[&str] = &[
    "gates::a_person_signs_off_what_no_program_can_judge",
    "checklist::what_needs_a_person_can_be_signed_off_and_nothing_else",
];

const CLAIMS: &[&str] =
    &["lints::claims_name_their_mechanism_or_are_none", "codes::wrong_examples_give_their_code_and_no_other"];

const PHRASES: &[&str] =
    &["documents::phrases_are_found_as_words_in_sentences_only", "codes::wrong_examples_give_their_code_and_no_other"];

const SEVERE: &[&str] = &["lints::severe_threats_ask_for_more", "codes::wrong_examples_give_their_code_and_no_other"];

const SHOWN: &[&str] =
    &["lints::controls_show_themselves_and_are_for_something", "codes::wrong_examples_give_their_code_and_no_other"];

const PLANS: &[&str] =
    &["lints::money_and_times_of_a_plan_are_none_of_a_measure", "codes::wrong_examples_give_their_code_and_no_other"];

const REVIEWS: &[&str] =
    &["lints::reviews_and_incidents_fit_the_day_of_the_model", "documents::a_review_is_due_after_its_interval"];

pub const REQUIREMENTS: &[Requirement] = &[
    document(191, "the checklist with its 28 items in four groups, and its red flags, with what was found", checklist),
    document(192, "each component has a threat at it or at its flows, or the checklist says so", components),
    document(193, "each flow is described in full, unknown facts in words", flows_documented),
    tests(
        194,
        "a flow between zones always has a boundary; one that is not declared is reported (W0111)",
        &[
            "crossings::what_lies_in_no_zone_lies_in_an_implicit_one",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    document(195, "no cell of the matrices of flows, boundaries and categories is empty", matrices),
    tests(196, "data without a class fails the item (W0206)", LINT),
    tests(
        197,
        "a threat without a measure or an answer fails the item (W0409)",
        &[
            "documents::a_threat_is_mitigated_by_a_measure_an_answer_or_a_control_that_names_it",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        198,
        "measures have owners (W0410) and a priority; times are left to the reader",
        &["codes::wrong_examples_give_their_code_and_no_other", "l_to_p::owners_are_shown_and_dates_on_request_only"],
    ),
    document(199, "the mapping of existing controls names each control that is in place", mapping_is_complete),
    document(200, "coverage is a percentage, or n/a of nothing", percentages),
    document(201, "each threat stands in an analysis of gaps", q::every_threat_has_a_gap_analysis),
    document(202, "both roadmaps are there", roadmaps),
    document(203, "the diagram has every element and every flow of the model", diagram),
    tests(204, "the technology is looked at by a person, until the next review (W0514)", SIGNED),
    tests(205, "scenarios are looked at by a person, until the next review (W0514)", SIGNED),
    tests(206, "measures are looked at by a person, until the next review (W0514)", SIGNED),
    document(207, "each threat has its rating with every step, or says who set it", rating),
    document(208, "each threat has its residual risk", residual),
    tests(209, "the business context is looked at by a person, until the next review (W0514)", SIGNED),
    document(210, "the regulations of 1.2 are those of 8.1", regulations),
    tests(211, "an acceptance above the appetite is reported (W0504)", LINT),
    document(212, "recommendations stand by priority", priorities),
    document(213, "times are left to the organisation, and both roadmaps say so", timeline),
    tests(214, "praise, vague words (W0421) and claims without a mechanism (W0436) are reported", CLAIMS),
    document(215, "the same model gives the same document", same_again),
    tests(216, "spelling is looked at by a person; the optional list of words is not there", SIGNED),
    document(217, "no cell of any table is empty", complete_tables),
    tests(
        218,
        "diagrams keep to their width, and nothing in them overlaps",
        &["pictures::samples_keep_the_hard_rules_at_every_level", "parts::parts_of_samples_fit_and_show_everything"],
    ),
    document(219, "each link leads to an anchor of the document", links),
    tests(220, "measures against severe threats have a number, a limit or a test (W0438)", SEVERE),
    document(221, "each threat has numbered steps; one without is reported (W0412)", scenarios),
    tests(222, "money belongs into impacts only (W0432)", PLANS),
    tests(
        223,
        "standards are named with the item (W0437)",
        &["lints::a_standard_is_named_with_its_item", "codes::wrong_examples_give_their_code_and_no_other"],
    ),
    document(224, "threats of the library have technical and business impact", both_impacts),
    tests(225, "assumptions that nobody confirmed are reported (W0426); a missing rationale is marked", LINT),
    tests(226, "reviews come once a quarter at least (W0509), and are not overdue (W0507)", REVIEWS),
    tests(227, "vague words are reported (W0421)", PHRASES),
    tests(
        228,
        "an answer has a reason (E0602) that says more than the answer (W0513)",
        &[
            "lints::a_reason_says_more_than_the_answer",
            "codes::wrong_examples_give_their_code_and_no_other",
            "codes::right_examples_give_nothing",
        ],
    ),
    document(229, "what can be reached downstream of a threat is named", downstream),
    tests(230, "critical threats that rest on one control are reported (W0311)", LINT),
    document(231, "the mapping of existing controls is always there", always),
    tests(232, "in place without evidence is reported (W0440)", SHOWN),
    document(233, "each threat has a rating in words and its coverage in numbers", quantified),
    document(234, "existing controls are mapped to threats, and threats to them", super::l_to_p::inverse),
    tests(235, "no costs in measures (W0432)", PLANS),
    tests(236, "no times of a plan in measures (W0433), apart from times that are part of them", PLANS),
    tests(237, "no controls against insiders (W0428)", &["s_to_u::work_of_others_is_reported"]),
    tests(
        238,
        "no controls against social engineering (W0428), apart from technical ones",
        &["s_to_u::work_of_others_is_reported"],
    ),
    tests(
        239,
        "no controls of vendor risk (W0428), apart from technical ones",
        &["s_to_u::work_of_others_is_reported"],
    ),
    tests(240, "praise is reported (W0421)", PHRASES),
    tests(241, "words that make the system small are reported (W0434)", CLAIMS),
    tests(242, "words that make a risk small without a reason are reported (W0435)", CLAIMS),
    tests(243, "a control without a threat is reported (W0443)", SHOWN),
    tests(
        244,
        "ratings fit their measures (W0445), and boundaries what crosses them (W0444)",
        &[
            "lints::severe_threats_ask_for_more",
            "lints::a_boundary_is_as_risky_as_what_crosses_it_unless_that_is_dismissed",
        ],
    ),
    tests(245, "work left to nobody in particular is reported (W0429), apart from transfers", CLAIMS),
    tests(246, "a category that nobody considered (W0416), or that is dismissed as a whole (W0317), is reported", LINT),
    tests(247, "one reason for three answers is reported (W0318)", LINT),
    tests(248, "a protection without its mechanism is reported (W0436)", CLAIMS),
    tests(
        249,
        "an analysis without limits is reported (W0448); open items say what is open",
        &[
            "lints::reviews_and_incidents_fit_the_day_of_the_model",
            "codes::wrong_examples_give_their_code_and_no_other",
        ],
    ),
    tests(
        250,
        "each code has a level, a page and places, and can be allowed on a statement, without a reason; answers need one",
        &[
            "codes::pages_are_complete_and_in_order",
            "codes::every_lint_has_a_page_and_every_page_of_the_lints_a_lint",
            "lints::lints_are_allowed_on_a_statement_or_on_the_model",
        ],
    ),
];

/// The codes that rows name exist, with examples of what is wrong.
#[test]
fn codes_of_requirements_have_examples() {
    let mut count = 0;
    for requirement in super::requirements() {
        for word in requirement.text.split(|c: char| !c.is_alphanumeric()) {
            if word.len() == 5 && word[1..].bytes().all(|byte| byte.is_ascii_digit()) {
                let page = codes::code(word).unwrap_or_else(|| panic!("REQ-{}: no {word}", requirement.number));
                assert!(!page.wrong.is_empty() && !page.right.is_empty(), "{word}");
                count += 1;
            }
        }
    }
    assert!(count > 40);
}

fn checklist(case: &Case) -> Result<(), String> {
    let tables = case.tables("checklist");
    same(&tables.iter().map(|table| table.rows.len()).collect(), &vec![11, 6, 5, 6, 5])?;
    let words = ["pass", "in part", "fail", "needs a person"];
    let results: Vec<String> = tables.iter().flat_map(|table| texts(table, "result")).collect();
    holds(results.iter().all(|result| words.iter().any(|word| result.ends_with(word))), format!("{results:?}"))?;
    let known: Vec<&str> = case.material.checklist.iter().map(|result| result.verdict.as_str()).collect();
    let shown = results.iter().map(|result| match result.rsplit(' ').next().unwrap() {
        "part" => "warn",
        "person" => "person",
        "pass" => "pass",
        _ => "fail",
    });
    same(&shown.collect::<Vec<_>>(), &known)
}

/// What the checklist says of an item.
fn result(case: &Case, id: &str) -> &'static str {
    let found = case.material.checklist.iter().find(|result| result.item.id == id);
    found.unwrap_or_else(|| panic!("no item {id}")).verdict.as_str()
}

fn components(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let mut seen: BTreeSet<ElementId> = BTreeSet::new();
    for threat in &case.outcome.analysis.threats {
        match threat.subject {
            Some(Place::Element(id)) => seen.extend([id]),
            Some(Place::Flow(id)) => seen.extend([model.flows[id].source, model.flows[id].target]),
            _ => {}
        }
    }
    let out = |id: &ElementId| model.elements[*id].facts.text("scope") == Some("out");
    let orphans: Vec<&str> = model
        .elements
        .ids()
        .filter(|id| !seen.contains(id) && !out(id))
        .map(|id| model.elements[id].label.as_str())
        .collect();
    holds(orphans.is_empty() || result(case, "components-analysed") == "fail", format!("{orphans:?} have no threat"))
}

fn flows_documented(case: &Case) -> Result<(), String> {
    let table = case.table("flows");
    same(&table.rows.len(), &case.outcome.model.flows.len())?;
    for row in &table.rows {
        let blank = table.shown_columns().find(|(at, _)| row[*at].shown().trim().is_empty());
        holds(blank.is_none(), format!("{row:?}"))?;
    }
    Ok(())
}

fn matrices(case: &Case) -> Result<(), String> {
    let (flows, boundaries) = (case.table("completeness"), case.table("boundary-coverage"));
    same(&flows.rows.len(), &case.outcome.model.flows.len())?;
    let all = flows.rows.iter().chain(&boundaries.rows).flatten();
    holds(all.into_iter().all(|cell| !cell.shown().trim().is_empty()), "a cell is empty")
}

fn mapping_is_complete(case: &Case) -> Result<(), String> {
    let mapping = case.section("existing-controls-mapping");
    same(&mapping.sections.len(), &10)?;
    let implemented = mapping.sections[1..8].iter().flat_map(|category| &category.sections);
    let implemented: String =
        implemented.filter(|section| section.title == "Existing Implementation").map(text_of).collect();
    for (table, status) in [("baseline-controls", "implementation_status"), ("specific-controls", "status")] {
        let table = case.table(table);
        for (number, status) in texts(table, "control_id").iter().zip(texts(table, status)) {
            let there = matches!(status.as_str(), "Implemented" | "Partial");
            same(&ids(&implemented, &["BSC", "SSC"]).contains(number), &there)?;
        }
    }
    Ok(())
}

fn percentages(case: &Case) -> Result<(), String> {
    for name in ["category-coverage", "layer-coverage"] {
        for row in &case.table(name).rows {
            let (all, coverage) = (row[1].shown(), row[5].shown());
            let figures = coverage.trim_end_matches('%').split('–').all(|figure| figure.trim().parse::<u8>().is_ok());
            holds(figures || (coverage == "n/a" && all == "0"), format!("{}: {coverage} of {all}", row[0].shown()))?;
        }
    }
    Ok(())
}

fn roadmaps(case: &Case) -> Result<(), String> {
    let text = case.text("implementation-roadmap");
    let groups = ["Critical Priority (", "High Priority (", "Medium Priority (", "Continuous Activities"];
    holds(groups.iter().all(|group| text.contains(&format!("**{group}"))), "the roadmap of section 9 is not whole")?;
    holds(case.text("gap-roadmap").contains("Recommended Prioritization:"), "the roadmap of section 10 is not whole")
}

fn diagram(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let figure = &case.material.figures[0];
    let words: BTreeSet<&str> = figure.text.split(|c: char| !c.is_alphanumeric() && c != '.').collect();
    let missing: Vec<&str> =
        model.flows.values().map(|flow| flow.number.as_str()).filter(|number| !words.contains(number)).collect();
    holds(missing.is_empty(), format!("{missing:?} are not drawn"))?;
    for element in model.elements.values() {
        let name = write_safe(&element.label);
        holds(figure.svg.contains(&name), format!("{name} is not drawn"))?;
    }
    Ok(())
}

/// A text as it stands in XML.
fn write_safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rating(case: &Case) -> Result<(), String> {
    for (entry, number) in case.entries() {
        let section = case.threat(&number);
        let label = lists(section).into_iter().find(|list| list.label.starts_with("Rating"));
        holds(!said(label).is_empty(), format!("{number} has no rating"))?;
        let severity = labelled(section, "Severity").unwrap_or_default();
        let rated = severity.contains("likelihood ") && severity.contains("impact ");
        holds(rated || said(label).join(" ").contains("severity is set to"), format!("{number}: {severity}"))?;
        holds(severity.starts_with(entry.current.severity.label()), format!("{number}: {severity}"))?;
    }
    Ok(())
}

fn residual(case: &Case) -> Result<(), String> {
    case.entries().try_for_each(|(entry, number)| {
        let wanted = format!("{} (with mitigations)", entry.residual.severity.label());
        same(&labelled(case.threat(&number), "Residual Risk"), &Some(wanted))
    })
}

fn regulations(case: &Case) -> Result<(), String> {
    let named = said(list(case.section("business-context"), "Regulatory Environment"));
    let named: Vec<String> = named.into_iter().filter(|text| text != "None stated.").collect();
    same(&named, &texts(case.table("regulations"), "regulation"))
}

fn priorities(case: &Case) -> Result<(), String> {
    let titles: Vec<&str> =
        case.section("recommendations").sections.iter().map(|section| section.title.as_str()).collect();
    same(&titles, &vec!["Critical Priority", "High Priority", "Medium Priority", "Implementation Roadmap"])
}

pub fn timeline(case: &Case) -> Result<(), String> {
    let words = |anchor: &str| case.text(anchor).split_whitespace().collect::<Vec<_>>().join(" ");
    ["implementation-roadmap", "gap-roadmap"]
        .into_iter()
        .try_for_each(|anchor| holds(words(anchor).contains(super::l_to_p::NOTE), format!("{anchor} has no note")))
}

fn same_again(case: &Case) -> Result<(), String> {
    same(&(case.again("enterprise", Audience::Internal, &Wanted::default()) == case.markdown), &true)?;
    same(&(case.again("5b", Audience::Internal, &Wanted::default()) == case.short_markdown), &true)
}

fn complete_tables(case: &Case) -> Result<(), String> {
    for table in [&case.document, &case.short].into_iter().flat_map(Document::tables) {
        for row in &table.rows {
            let blank = table.shown_columns().find(|(at, _)| row[*at].shown().trim().is_empty());
            let title = blank.map(|(_, column)| column.title.as_ref());
            holds(blank.is_none(), format!("{}: {:?} is empty in {row:?}", table.title, title))?;
        }
    }
    Ok(())
}

fn links(case: &Case) -> Result<(), String> {
    for text in [&case.markdown, &case.short_markdown] {
        let anchors: BTreeSet<&str> =
            text.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let wanted = text.split("](#").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        let broken: BTreeSet<&str> = wanted.filter(|anchor| !anchors.contains(anchor)).collect();
        holds(broken.is_empty(), format!("{broken:?} lead nowhere"))?;
    }
    Ok(())
}

fn scenarios(case: &Case) -> Result<(), String> {
    for (entry, number) in case.entries() {
        let steps = list(case.threat(&number), "Attack Scenario").ok_or(format!("{number} has no scenario"))?;
        let embedded = case.reader().rule(entry).embedded;
        holds(steps.numbered && !steps.items.is_empty(), format!("{number}: no numbered steps"))?;
        holds(!embedded || steps.items.len() >= 4, format!("{number}: {} steps", steps.items.len()))?;
    }
    Ok(())
}

fn both_impacts(case: &Case) -> Result<(), String> {
    for (entry, number) in case.entries().filter(|(entry, _)| case.reader().rule(*entry).embedded) {
        let effects = said(list(case.threat(&number), "Impact"));
        let has = |kind: &str| effects.iter().any(|effect| effect.starts_with(kind));
        holds(has("Technical: ") && has("Business: "), format!("{number} {:?}: {effects:?}", entry.number))?;
    }
    Ok(())
}

/// What data reaches from here, over any number of flows.
fn reached(case: &Case, start: &[ElementId]) -> Vec<String> {
    let model = &case.outcome.model;
    let mut seen: Vec<ElementId> = start.to_vec();
    let mut at = 0;
    while let Some(&id) = seen.get(at) {
        for flow in model.flows.values().filter(|flow| flow.source == id) {
            if !seen.contains(&flow.target) {
                seen.push(flow.target);
            }
        }
        at += 1;
    }
    let mut names: Vec<String> =
        seen.iter().filter(|id| !start.contains(id)).map(|id| model.elements[*id].label.to_string()).collect();
    names.sort();
    names
}

fn downstream(case: &Case) -> Result<(), String> {
    for (entry, number) in case.entries() {
        let places = case.outcome.analysis.places(entry);
        let start = places.iter().filter_map(|threat| match threat.subject? {
            Place::Element(id) => Some(id),
            Place::Flow(id) => Some(case.outcome.model.flows[id].target),
            _ => None,
        });
        let start: Vec<ElementId> = start.collect();
        let wanted = reached(case, &start);
        let shown = labelled(case.threat(&number), "Downstream").unwrap_or_default();
        // A long list is shortened: what is shown is reached, and all that is reached is counted.
        let named: Vec<&String> = wanted.iter().filter(|name| shown.contains(name.as_str())).collect();
        let fits = match wanted.len() {
            0 => shown.is_empty(),
            count if count <= 8 => named.len() == count,
            count => {
                first_of(&wanted, 8).rsplit_once(" and ").unwrap().1 == shown.rsplit_once(" and ").unwrap().1
                    && count > 8
            }
        };
        holds(fits, format!("{number}: {shown}, wanted {wanted:?}"))?;
    }
    Ok(())
}

fn always(case: &Case) -> Result<(), String> {
    let section = case.section("existing-controls-mapping");
    holds(
        section.number == "10" && write::markdown(&case.document).contains("## 10. Existing Controls Mapping"),
        "not there",
    )
}

fn quantified(case: &Case) -> Result<(), String> {
    rating(case)?;
    for (entry, number) in case.entries() {
        let status = labelled(case.threat(&number), "Status").unwrap_or_default();
        let coverage = status.split_once("coverage ").map(|(_, rest)| rest.split(' ').next().unwrap().to_owned());
        let wanted = if entry.coverage.counted { entry.coverage.percent.to_string() } else { "n/a".to_owned() };
        same(&coverage, &Some(wanted))?;
    }
    Ok(())
}

#[test]
fn work_of_others_is_reported() {
    for (measure, found) in [
        ("Background checks for all administrators", true),
        ("User behaviour monitoring of staff", true),
        ("Yearly awareness training", true),
        ("Phishing simulation each quarter", true),
        ("Vendor questionnaire before the contract", true),
        ("Vendor audit and SLA review every year", true),
        ("Phishing-resistant sign-in with WebAuthn", false),
        ("Verify signatures of webhooks from the payment provider", false),
        ("Least privilege for administrators, with an audit log", false),
    ] {
        let text = format!("process web is web-app\nthreat t \"T\" on web {{ mitigation \"{measure}\" }}");
        let outcome = crate::support::clean(&text);
        let lints = outcome.lints(&crate::support::request(), |code| code == "W0428");
        assert_eq!(!lints.is_empty(), found, "{measure}");
    }
}

/// An open item for each kind of limit.
#[test]
fn limits_stand_among_the_open_items() {
    let text = "model \"M\" out-of-scope=\"Scanners\"\nprocess web\ntodo \"Look at exports\" owner=\"A\"\nassumption a \"B holds\" owner=\"C\"";
    let case = Case::new("limits", crate::support::clean(text));
    let open = text_of(case.section("open-items"));
    assert!(open.contains("Look at exports (A)") && open.contains("B holds (C)"), "{open}");
    assert!(text_of(case.section("scope")).contains("Scanners"));
    assert!(
        table_of(case.section("assumptions"), "assumptions").is_some_and(|table| !items(&table.rows[0][3]).is_empty())
    );
}
