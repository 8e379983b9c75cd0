//! Groups V to X: success factors, inputs and starters, maintenance.

use std::collections::BTreeSet;

use threatline::init;
use threatline::model::{ElementKind, Severity};

use super::case::{Case, header, holds, list, same};
use super::look::{labelled, said, texts};
use super::{Requirement, document, s_to_u, tests};
use crate::support::{clean, model};

const STARTERS: &[&str] = &["v_to_x::starters_have_the_parts_of_their_pattern", "init::starters_check_without_a_word"];

pub const REQUIREMENTS: &[Requirement] = &[
    document(251, "the summary says how far threats are covered, as section 10.9 does", coverage_digest),
    document(
        252,
        "the target stands beside the coverage, and coverage below it is reported (W0420); `diff` shows the trend",
        target,
    ),
    document(253, "a matrix of likelihood and impact with counts that add up", risk_matrix),
    document(254, "only technical controls of the seven categories count", technical_controls),
    document(255, "times and resources are left to the reader", s_to_u::timeline),
    document(256, "five exclusions, each with who deals with it", exclusions),
    document(257, "five kinds of inputs; those that are not named are open", inputs),
    tests(258, "a starter of a web application", STARTERS),
    tests(259, "a starter of a mobile application", STARTERS),
    tests(260, "a starter of microservices", STARTERS),
    tests(261, "a starter of an AI application", STARTERS),
    tests(262, "a starter of a data pipeline", STARTERS),
    tests(
        263,
        "a starter of an AI chatbot, with the flows and boundaries of the example",
        &[
            "v_to_x::the_chatbot_has_the_flows_and_boundaries_of_the_example",
            "crossings::the_chatbot_crosses_what_its_document_says",
        ],
    ),
    tests(264, "each starter declares the boundaries that it crosses", &["init::starters_check_without_a_word"]),
    tests(265, "starters ask, and claim nothing", &["init::starters_ask_and_do_not_claim"]),
    tests(
        266,
        "starters name what a document needs to know of the business, in comments",
        &["v_to_x::starters_ask_for_the_business"],
    ),
    tests(
        267,
        "`diff` tells components that are added, removed, replaced and moved, and flows, zones and types that are others",
        &[
            "diff::components_come_go_and_are_replaced",
            "diff::flows_zones_and_places_differ",
            "diff::a_rename_is_no_removal",
            "edits::edits_report_nothing_that_they_do_not_touch",
        ],
    ),
    tests(
        268,
        "new and removed crossings, threats and controls, coverage and severities before and after; Markdown for a pull request",
        &[
            "diff::a_flow_from_outside_crosses_exposes_and_threatens",
            "diff::the_reason_is_the_change_at_the_place_of_the_fact",
            "diff::controls_and_coverage_differ",
            "diff::markdown_folds_what_is_long_and_takes_no_markup_from_a_model",
            "diff::ten_lines_say_what_changed_and_why_it_matters",
        ],
    ),
    tests(
        269,
        "`diff --fail-on` counts threats that are open and were not; `--exit-code` says whether anything differs",
        &["diffs::the_gate_counts_only_what_is_open_and_was_not", "diffs::the_exit_code_says_whether_anything_differs"],
    ),
    tests(
        270,
        "both versions are analysed with the rules of this program; `diff` tells threats of new rules of the model, and rules of the \
         library that the lock of the old version does not know",
        &["diff::a_new_rule_raises_its_threats", "diff::rules_that_the_old_lock_does_not_know_are_told"],
    ),
    tests(
        271,
        "an incident after the last update calls for a review, in the document and as a finding (W0512)",
        &["v_to_x::incidents_call_for_a_review", "lints::reviews_and_incidents_fit_the_day_of_the_model"],
    ),
    tests(
        272,
        "reviews come once a quarter at least (W0509), and are not overdue on the day of `--today` (W0507)",
        &["lints::reviews_and_incidents_fit_the_day_of_the_model", "documents::a_review_is_due_after_its_interval"],
    ),
    tests(
        273,
        "an overdue review is a warning (W0507), which CI can deny",
        &["documents::a_review_is_due_after_its_interval", "gates::a_denied_warning_keeps_its_code_and_fails_the_run"],
    ),
    document(274, "the last revision is the version of the header, with the fingerprint of the model", revisions),
];

fn coverage_digest(case: &Case) -> Result<(), String> {
    let digest = said(list(case.section("coverage-digest"), "")).join("\n");
    let total = |table: &str| case.table(table).rows.last().unwrap().last().unwrap().shown();
    let threats = total("category-coverage");
    holds(digest.contains(&format!("Threat coverage: {threats}")), format!("{threats} is not in {digest}"))?;
    holds(digest.contains(&format!("Control implementation: {}", total("layer-coverage"))), digest.clone())?;
    let gaps =
        |severity| case.entries().filter(|(entry, _)| entry.open > 0 && entry.current.severity == severity).count();
    let [critical, high, medium] = [Severity::Critical, Severity::High, Severity::Medium].map(gaps);
    holds(digest.contains(&format!("Open gaps: {critical} critical, {high} high, {medium} medium")), digest)
}

fn target(case: &Case) -> Result<(), String> {
    let Some(target) = case.outcome.model.document.facts.text("target") else { return Ok(()) };
    let digest = case.text("coverage-digest");
    holds(digest.contains(&format!("the target is {} %", target.trim_end_matches('%'))), digest)?;
    let found = case.outcome.lints(&crate::support::request(), |code| code == "W0420");
    let total = case.table("category-coverage").rows.last().unwrap().last().unwrap().shown();
    let now: u32 = total.split(['–', '%']).next().unwrap().trim().parse().unwrap();
    let wanted: u32 = target.trim_end_matches('%').parse().unwrap();
    same(&found.is_empty(), &(now >= wanted))
}

fn risk_matrix(case: &Case) -> Result<(), String> {
    let table = case.table("risk-matrix");
    same(&(table.rows.len(), header(table).len()), &(4, 5))?;
    let cells = table.rows.iter().flat_map(|row| &row[1..]);
    let counts = cells.map(|cell| cell.shown().split(' ').next().unwrap().parse::<usize>().unwrap());
    let rated =
        case.entries().filter(|(entry, _)| entry.current.likelihood.is_some() && entry.current.impact.is_some());
    let rated = rated.count();
    same(&counts.sum(), &rated)?;
    let fixed = case.outcome.analysis.entries.len() - rated;
    let text = case.text("risk-matrix");
    holds(fixed == 0 || text.contains(&format!("{fixed} threat")), text)
}

fn technical_controls(case: &Case) -> Result<(), String> {
    let categories = ["identity", "network", "ai", "data", "monitoring", "resilience", "development"];
    let types = &case.outcome.model.types;
    for obligation in case.reader().obligations() {
        let mut chain = case.outcome.model.chain(obligation.control);
        let category = chain.find_map(|ty| types[ty].facts.text("category"));
        let name = &types[obligation.control].name;
        holds(category.is_some_and(|word| categories.contains(&word)), format!("{name} is of no category"))?;
    }
    let overview = case.text("controls-overview");
    holds(overview.contains("a control counts where the model states it"), overview)
}

fn exclusions(case: &Case) -> Result<(), String> {
    let all = said(list(case.section("scope"), "Scope exclusions"));
    let words = ["Cost", "timelines", "Insider", "Social engineering", "vendor"];
    same(&all.len(), &5)?;
    for (exclusion, word) in all.iter().zip(words) {
        let (what, who) = exclusion.split_once(": left to ").ok_or(format!("{exclusion}: who deals with it?"))?;
        holds(what.contains(word) && who.len() > 5, exclusion)?;
    }
    Ok(())
}

const INPUTS: [(&str, &str); 5] = [
    ("project-docs", "Project documentation"),
    ("architecture-docs", "Architecture documentation"),
    ("api-docs", "API and interface specifications"),
    ("data-docs", "Data architecture"),
    ("security-docs", "Security requirements"),
];

fn inputs(case: &Case) -> Result<(), String> {
    let facts = &case.outcome.model.document.facts;
    let wanted = INPUTS.map(|(name, title)| match facts.texts(name).as_slice() {
        [] => format!("{title}: not named"),
        named => format!("{title}: {}", named.join(", ")),
    });
    same(&said(list(case.section("inputs"), "")), &wanted.to_vec())?;
    let open = case.section("open-items").sections.iter().find(|section| section.title == "Inputs that are not named");
    let missing = INPUTS.iter().filter(|(name, _)| !facts.has(name)).map(|(_, title)| (*title).to_owned());
    same(&open.map(|section| said(list(section, ""))).unwrap_or_default(), &missing.collect())
}

/// The parts of each pattern of the methodology, as types of elements; any of several words will do.
const PATTERNS: &[(&str, &[&str])] = &[
    ("webapp", &["actor", "cdn", "web-app", "api-gateway", "service", "identity-provider", "sql-db", "cache"]),
    (
        "mobile",
        &["mobile-app", "api-gateway", "service", "sql-db", "push-service", "identity-provider", "object-store"],
    ),
    (
        "microservices",
        &[
            "api-gateway",
            "mesh-control-plane",
            "sidecar",
            "service",
            "sql-db",
            "service-registry",
            "message-queue",
            "message-broker",
        ],
    ),
    (
        "ai",
        &[
            "actor",
            "web-app",
            "api-gateway",
            "llm-agent",
            "llm-orchestrator",
            "model-server",
            "sql-db",
            "feature-store",
            "training-pipeline",
            "model-registry",
        ],
    ),
    (
        "pipeline",
        &[
            "partner-system",
            "api",
            "etl",
            "stream-processor",
            "object-store",
            "data-lake",
            "data-warehouse",
            "web-app",
            "message-queue",
        ],
    ),
    (
        "chatbot",
        &[
            "actor",
            "web-app",
            "identity-provider",
            "api-gateway",
            "llm-orchestrator",
            "llm-agent",
            "guardrail",
            "vector-db",
            "llm",
        ],
    ),
];

#[test]
fn starters_have_the_parts_of_their_pattern() {
    assert_eq!(PATTERNS.len(), init::PATTERNS.len());
    for (name, parts) in PATTERNS {
        let outcome = clean(init::pattern(name).unwrap().text);
        let model = &outcome.model;
        let types: BTreeSet<&str> = model
            .elements
            .values()
            .flat_map(|element| {
                let kind = if element.kind == ElementKind::Actor { "actor" } else { "" };
                element.ty.map(|ty| model.types[ty].name.as_str()).into_iter().chain([kind])
            })
            .collect();
        parts.iter().for_each(|part| assert!(types.contains(part), "{name} has no {part}: {types:?}"));
        let declared = outcome.graph.borders.values().filter(|border| border.declared.is_some()).count();
        assert!(declared >= 4, "{name}: {declared} boundaries");
    }
}

#[test]
fn the_chatbot_has_the_flows_and_boundaries_of_the_example() {
    let outcome = clean(init::pattern("chatbot").unwrap().text);
    let flows: BTreeSet<String> =
        outcome.model.flows.values().map(|flow| flow.number.split('.').next().unwrap().to_owned()).collect();
    (1..=8).for_each(|n| assert!(flows.contains(&format!("DF{n}")), "{flows:?}"));
    let borders: Vec<&str> = outcome.graph.borders.values().map(|border| border.id.as_str()).collect();
    let mut sorted = borders.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["TB1", "TB2", "TB3", "TB4", "TB5", "TB6"]);
}

#[test]
fn starters_ask_for_the_business() {
    let attributes = [
        "owner=",
        "version=",
        "status=",
        "classification=",
        "industry=",
        "use-cases=",
        "team=",
        "reviewers=",
        "approval=",
        "updated=",
        "review=",
        "appetite=",
        "target=",
    ];
    let words = ["impact financial", "reputation", "operational", "legal", "competitive", "regulation", "concern"];
    for pattern in init::PATTERNS {
        let comments: String = pattern.text.lines().filter(|line| line.starts_with("//")).collect();
        let missing = attributes.iter().chain(&words).find(|word| !comments.contains(**word));
        assert!(missing.is_none(), "{}: {missing:?}", pattern.name);
    }
}

#[test]
fn incidents_call_for_a_review() {
    let text = |day: &str| {
        format!("model \"M\" updated=2026-10-12 {{ incident \"Guessed passwords\" date={day} }}\nprocess web")
    };
    let admin = |day: &str| Case::new("incident", clean(&text(day))).text("admin-information");
    let after = admin("2026-10-13");
    assert!(after.contains("Review needed") && after.contains("2026-10-13: Guessed passwords"), "{after}");
    assert!(!admin("2026-10-12").contains("Review needed"));
}

fn revisions(case: &Case) -> Result<(), String> {
    let table = case.table("revisions");
    same(&header(table), &vec!["Version", "Date", "Author", "Summary", "Model"])?;
    let version = labelled(case.section("document-information"), "Version").unwrap();
    let version = if version.starts_with("TODO") { "not stated".to_owned() } else { version };
    same(&texts(table, "version").last(), &Some(&version))?;
    same(&texts(table, "fingerprint").last(), &Some(&case.material.fingerprint))?;
    let earlier = model(
        "model \"M\" version=\"2\" { revision \"First\" version=\"1\" date=2026-01-02 author=\"A\"; revision \"More\" version=\"2\" author=\"B\" }\nprocess web",
    );
    let table = Case::new("revisions", earlier);
    let table = table.table("revisions");
    same(
        &(texts(table, "version"), texts(table, "summary")),
        &(vec!["1".into(), "2".into()], vec!["First".into(), "More".into()]),
    )
}
