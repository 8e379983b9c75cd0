//! Groups Y and Z: the short template, and pipelines.

use std::collections::BTreeSet;

use threatline::document::Wanted;
use threatline::model::{AnswerKind, Class, ControlStatus, Severity};
use threatline::report::profile::Audience;
use threatline::report::{Block, Inline, Table};
use threatline::threats::{Entry, Status};

use super::case::{Case, header, holds, list, same, text_of};
use super::look::{ids, lists, said, texts};
use super::{Requirement, document, open, tests};

pub const REQUIREMENTS: &[Requirement] = &[
    document(275, "the short profile has the twelve headings of the template", short_headings),
    document(276, "document id, purpose and readers come first", metadata),
    document(277, "the overview says what is considered; no step of an attack is shown", short_overview),
    document(278, "what is in scope, out of scope and assumed of the deployment", short_scope),
    document(279, "assets with sensitivity in three levels", sensitivity),
    open(
        280,
        "kinds of assets that are easily forgotten",
        "no lint offers them; `threatline types` lists the kinds of data",
    ),
    document(281, "threat actors with a motivation: those of the author, and those whom threats suppose", actors),
    document(
        282,
        "the library has an outsider, a holder of privileged credentials and a misconfigured integration",
        default_actors,
    ),
    document(283, "actors have skill, access and intent", actor_columns),
    document(284, "each flow over a boundary is in one of five groups of attack surfaces", surfaces),
    document(285, "each threat in a row under an id of the profile, linked to its own", threat_table),
    document(286, "each boundary leads to a diagram", boundaries),
    document(287, "each control is preventive, detective or corrective", functions),
    document(288, "risks that stay have a rationale, or a mark that it is missing", residual),
    document(289, "owner, cadence and triggers", cadence),
    document(290, "assumptions, and open items: what is to be done, not analysed, and on its way", open_items),
    document(291, "a summary at the end", short_summary),
    tests(
        292,
        "placeholders of any template are filled in, unknown ones reported",
        &["reports::placeholders_are_filled_in_and_unknown_ones_reported"],
    ),
    document(293, "the public sees no attack steps, configuration, evidence or internal addresses", redaction),
    tests(
        294,
        "single files with all parts: Markdown, HTML, JSON, AsciiDoc; PDF behind a feature",
        &["reports::each_format_has_all_parts", "html::nothing_is_loaded_and_only_the_own_scripts_run"],
    ),
    tests(
        295,
        "parts of a document of one's own are made anew between marks",
        &[
            "markers::only_what_is_marked_changes_and_a_second_time_nothing",
            "reports::what_stands_between_marks_is_made_anew_and_nothing_else",
        ],
    ),
    tests(
        296,
        "a check whether the document is up to date",
        &["reports::a_document_that_is_not_up_to_date_is_shown_with_what_differs"],
    ),
    tests(
        297,
        "single parts are the same as in the whole document",
        &["reports::a_part_is_the_same_as_in_the_whole_document"],
    ),
    tests(
        298,
        "SARIF, JSON and exit codes for CI; parts as Markdown for a pull request",
        &[
            "forms::sarif_is_what_the_published_schema_says",
            "forms::the_shape_of_json_is_described",
            "gates::a_denied_warning_keeps_its_code_and_fails_the_run",
            "reports::a_part_is_the_same_as_in_the_whole_document",
        ],
    ),
    tests(
        299,
        "Threat Composer files are read and written, with statement parts, links, priority, STRIDE, states and numbers",
        &[
            "reports::threat_composer_files_have_threats_measures_and_links",
            "round_trips::threat_composer_files_come_back_with_statements_links_and_numbers",
        ],
    ),
    tests(
        300,
        "pages for mdBook, MkDocs and Docusaurus, with navigation",
        &["reports::a_document_in_pages_has_navigation_and_links_that_lead_somewhere"],
    ),
    tests(
        301,
        "everything in the document as JSON, with a published schema",
        &["reports::json_is_what_its_schema_says_and_has_the_numbers_of_the_document"],
    ),
    tests(
        302,
        "profiles choose, name and order sections, columns and ids",
        &["reports::profiles_choose_name_and_order_sections_columns_and_ids"],
    ),
    tests(
        303,
        "a guide for assistants that write models, with the words of this version",
        &["explain::the_guide_teaches_this_version"],
    ),
];
const HEADINGS: [&str; 12] = [
    "Overview",
    "Scope and assumptions",
    "Assets to protect",
    "Threat actors",
    "Attack surfaces",
    "Threat analysis",
    "Trust boundaries",
    "Mitigation summary",
    "Residual risk",
    "Review and update cadence",
    "Assumptions and open items",
    "Summary",
];

fn short_headings(case: &Case) -> Result<(), String> {
    let found: Vec<&str> = case.short_markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let wanted: Vec<String> = HEADINGS.iter().enumerate().map(|(at, title)| format!("{}. {title}", at + 1)).collect();
    same(&found, &wanted.iter().map(String::as_str).collect())
}

/// The table of this name in the short document.
fn short_table<'c>(case: &'c Case, name: &str) -> &'c Table {
    case.short.tables().into_iter().find(|table| table.id == name).unwrap_or_else(|| panic!("no table {name}"))
}

/// A section of the short document, by its anchor.
fn short<'c>(case: &'c Case, anchor: &str) -> &'c threatline::report::Section {
    let all = case.short.all_sections();
    let found = all.into_iter().find(|section| section.anchor.as_deref() == Some(anchor));
    found.unwrap_or_else(|| panic!("no section {anchor}"))
}

fn metadata(case: &Case) -> Result<(), String> {
    let Some(Block::Labelled(values)) = case.short.blocks.first() else { return Err("no labels".to_owned()) };
    let labels: Vec<&str> = values.iter().map(|(label, _)| label.as_str()).collect();
    same(&labels, &vec!["Document ID", "Document purpose", "Audience"])?;
    let id = case.outcome.model.document.facts.text("document").unwrap_or("5B");
    same(&values[0].1.plain().as_str(), &id)?;
    holds(values.iter().all(|(_, text)| !text.plain().is_empty()), "a value is empty")
}

fn short_overview(case: &Case) -> Result<(), String> {
    let overview = text_of(short(case, "overview"));
    for part in [
        "system architecture and data flows",
        "trust boundaries",
        "threat actors and motivations",
        "existing and planned controls",
        "This document avoids disclosing sensitive exploit details.",
    ] {
        holds(overview.contains(part), format!("{part}: {overview}"))?;
    }
    for (entry, number) in case.entries() {
        let step = case.reader().scenario(entry).into_iter().find(|step| case.short_markdown.contains(step.as_str()));
        holds(step.is_none(), format!("{number}: {step:?} is shown"))?;
    }
    Ok(())
}

fn short_scope(case: &Case) -> Result<(), String> {
    let section = short(case, "scope-list");
    let model = &case.outcome.model;
    let is_out = |element: &&threatline::model::Element| element.facts.text("scope") == Some("out");
    let inside = model.elements.values().filter(|element| !is_out(element)).map(|element| element.label.to_string());
    same(&said(list(section, "In-scope components")), &inside.collect())?;
    let out = model
        .elements
        .values()
        .filter(is_out)
        .map(|element| format!("{}: {}", element.label, element.facts.text("reason").unwrap_or("TODO")));
    let stated = model.document.facts.texts("out-of-scope").into_iter().map(str::to_owned);
    same(&said(list(section, "Out-of-scope components")), &out.chain(stated).collect())?;
    holds(!said(list(section, "Deployment assumptions")).is_empty(), "nothing of the deployment, and no mark")
}

fn sensitivity(case: &Case) -> Result<(), String> {
    let table = short_table(case, "sensitivity");
    same(&header(table), &vec!["Asset", "Description", "Sensitivity"])?;
    let wanted = case.outcome.model.data.values().map(|data| match data.class.as_ref().map(|class| class.value) {
        Some(Class::Critical | Class::High) => "High",
        Some(Class::Medium) => "Medium",
        Some(Class::Low) => "Low",
        None => "not stated",
    });
    same(&texts(table, "sensitivity"), &wanted.map(str::to_owned).collect())?;
    holds(texts(table, "description").iter().all(|text| !text.is_empty()), "a description is empty")
}

fn actors(case: &Case) -> Result<(), String> {
    let table = short_table(case, "adversaries");
    let reader = case.reader();
    let used: BTreeSet<_> = case.entries().filter_map(|(entry, _)| reader.adversary(entry)).collect();
    let wanted: Vec<_> =
        case.outcome.model.adversaries.iter().filter(|(id, one)| !one.embedded || used.contains(id)).collect();
    same(&table.rows.len(), &wanted.len())?;
    for (name, (_, adversary)) in texts(table, "actor").iter().zip(wanted) {
        holds(!name.contains('{') && (adversary.embedded || *name == adversary.label.as_str()), name)?;
    }
    holds(texts(table, "motivation").iter().all(|text| !text.is_empty()), "a motivation is empty, without a mark")
}

fn default_actors(case: &Case) -> Result<(), String> {
    let names: Vec<&str> =
        case.outcome.model.adversaries.values().filter(|one| one.embedded).map(|one| one.id.as_str()).collect();
    ["external-attacker", "privileged-credential-holder", "integration-peer"]
        .into_iter()
        .try_for_each(|name| holds(names.contains(&name), format!("no {name}")))
}

fn actor_columns(case: &Case) -> Result<(), String> {
    let table = short_table(case, "adversaries");
    same(&header(table), &vec!["Actor", "Description", "Motivation", "Skill", "Access", "Intent"])?;
    let intents = texts(table, "intent");
    holds(
        intents.iter().all(|word| ["malicious", "accidental", "none"].contains(&word.as_str())),
        format!("{intents:?}"),
    )
}

fn surfaces(case: &Case) -> Result<(), String> {
    let section = short(case, "attack-surfaces");
    let groups: Vec<&str> = lists(section).iter().map(|list| list.label.as_str()).collect();
    same(
        &groups,
        &vec!["Public APIs", "User interfaces", "Integrations", "Automation workflows", "Infrastructure interfaces"],
    )?;
    let mut found: Vec<String> = lists(section)
        .into_iter()
        .flat_map(|list| said(Some(list)))
        .map(|item| item.split(": ").next().unwrap().to_owned())
        .collect();
    let model = &case.outcome.model;
    let crossing = model.flows.iter().filter(|(id, _)| case.outcome.graph.border(*id).is_some());
    let mut wanted: Vec<String> = crossing.map(|(_, flow)| flow.number.to_string()).collect();
    found.sort();
    wanted.sort();
    same(&found, &wanted)
}

fn threat_table(case: &Case) -> Result<(), String> {
    let table = short_table(case, "threats");
    same(&header(table), &vec!["Threat ID", "Category", "Description", "Impact", "Likelihood", "Mitigation"])?;
    let shown = texts(table, "threat_id");
    let each: BTreeSet<&String> = shown.iter().collect();
    let form =
        |id: &String| id.strip_prefix("T-").is_some_and(|n| n.len() >= 3 && n.bytes().all(|b| b.is_ascii_digit()));
    holds(shown.iter().all(form) && each.len() == shown.len(), format!("{shown:?}"))?;
    // The anchors are those of the enterprise document, so that both ids lead to each other.
    let anchors: Vec<String> = table.anchors.iter().map(|anchor| anchor.clone().unwrap_or_default()).collect();
    same(&anchors, &case.entries().map(|(_, number)| format!("threat-{number}")).collect())
}

fn boundaries(case: &Case) -> Result<(), String> {
    let listed = list(short(case, "boundary-list"), "").ok_or("no list")?;
    let borders = &case.outcome.graph.borders;
    same(&said(Some(listed)).len(), &borders.len())?;
    for (item, border) in listed.items.iter().zip(borders.values()) {
        let text = item.text.plain();
        holds(text.starts_with(border.id.as_str()), &text)?;
        let drawn = item
            .text
            .0
            .iter()
            .any(|inline| matches!(inline, Inline::Reference { anchor, .. } if anchor.starts_with("figure-")));
        holds(drawn, format!("{text} leads to no diagram"))?;
    }
    Ok(())
}

fn functions(case: &Case) -> Result<(), String> {
    let all = lists(short(case, "mitigation-summary"));
    let groups: Vec<&str> = all.iter().map(|list| list.label.as_str()).collect();
    same(&groups, &vec!["Preventive controls", "Detective controls", "Corrective controls"])?;
    let listed: Vec<String> =
        all.into_iter().flat_map(|list| said(Some(list))).flat_map(|item| ids(&item, &["BSC", "SSC"])).collect();
    let each: BTreeSet<String> = listed.iter().cloned().collect();
    same(&each.len(), &listed.len())?;
    let mut wanted = BTreeSet::new();
    for (table, status) in [("baseline-controls", "implementation_status"), ("specific-controls", "status")] {
        let table = case.table(table);
        let all = texts(table, "control_id").into_iter().zip(texts(table, status));
        wanted.extend(all.filter(|(_, status)| status != "Not applicable").map(|(number, _)| number));
    }
    same(&each, &wanted)
}

fn residual(case: &Case) -> Result<(), String> {
    let table = short_table(case, "residual");
    same(&header(table), &vec!["Risk", "Description", "Acceptance rationale"])?;
    let appetite =
        case.outcome.model.document.facts.text("appetite").and_then(Severity::parse).unwrap_or(Severity::Medium);
    let taken = |status: Status| matches!(status, Status::Accepted | Status::Transferred);
    let stays = case.entries().filter(|(entry, _)| {
        let places = case.outcome.analysis.places(entry);
        entry.residual.severity > appetite || places.iter().any(|threat| taken(threat.status))
    });
    same(&table.rows.len(), &stays.clone().count())?;
    for ((entry, number), rationale) in stays.zip(texts(table, "acceptance_rationale")) {
        let places = case.outcome.analysis.places(entry);
        let answered = places.iter().any(|threat| threat.answer.is_some() || threat.rated.is_some());
        let above = entry.residual.severity > appetite;
        holds(
            !rationale.is_empty() && (answered || !above || rationale.starts_with("TODO(")),
            format!("{number}: {rationale}"),
        )?;
    }
    Ok(())
}

fn cadence(case: &Case) -> Result<(), String> {
    let items = said(list(short(case, "review-cadence"), ""));
    let labels: Vec<&str> = items.iter().map(|item| item.split(": ").next().unwrap()).collect();
    same(&labels, &vec!["Owner", "Review cadence", "Update triggers"])?;
    let stated = case.outcome.model.document.facts.texts("triggers").join(", ");
    holds(!items[2].is_empty() && items[2].contains(&stated), items[2].clone())
}

fn open_items(case: &Case) -> Result<(), String> {
    let section = short(case, "open-items");
    let below = |title: &str| {
        let found = section.sections.iter().find(|section| section.title == title);
        found.map(|section| said(list(section, ""))).unwrap_or_default()
    };
    let todos = below("To be done by the author");
    same(&todos.len(), &case.statements("todo").count())?;
    let model = &case.outcome.model;
    let answers = model.answers.iter().filter(|answer| answer.kind == AnswerKind::Mitigate).count();
    let measures = model.threats.values().flat_map(|threat| &threat.mitigations);
    let measures = measures.filter(|one| matches!(one.facts.text("status"), Some("planned" | "in-progress"))).count();
    let planned = texts(case.table("baseline-controls"), "implementation_status")
        .into_iter()
        .chain(texts(case.table("specific-controls"), "status"));
    let planned = planned.filter(|status| status == "Planned").count();
    same(&below("Measures on their way").len(), &(answers + measures + planned))?;
    let nothing = |entry: &Entry| !entry.coverage.counted || entry.coverage.percent == 0;
    let unanswered = case.entries().filter(|(entry, _)| entry.open > 0 && nothing(entry));
    same(&below("Threats against which nothing that counts is known to be in place").len(), &unanswered.count())?;
    let undecided = case.table("completeness").rows.iter().flatten().filter(|cell| cell.shown() == "?").count();
    same(&below("Not analysed").is_empty(), &(undecided == 0))?;
    holds(
        case.outcome.model.controls.values().all(|control| {
            control.status != ControlStatus::Planned || text_of(section).contains(control.label.as_str())
        }),
        "a planned control is not open",
    )
}

fn short_summary(case: &Case) -> Result<(), String> {
    let last = case.short.sections.last().ok_or("no section")?;
    let text = text_of(last);
    holds(text.contains("describes mitigations to reduce security risk") && text.contains("should be revisited"), text)
}

fn redaction(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let mut secrets: Vec<String> = Vec::new();
    for control in model.controls.values() {
        let values = ["config", "ticket", "evidence", "gap"].into_iter().flat_map(|name| control.facts.texts(name));
        secrets.extend(values.map(|text| text.trim().to_owned()));
    }
    let addresses = ["appsec", "design-doc"].into_iter().filter_map(|name| model.document.facts.text(name));
    secrets.extend(addresses.map(str::to_owned));
    for threat in model.threats.values() {
        secrets.extend(
            threat.facts.texts("scenario").into_iter().chain(threat.facts.texts("weakness")).map(str::to_owned),
        );
    }
    holds(case.name == "empty" || secrets.len() > 5, "nothing to hide")?;
    for profile in ["enterprise", "5b"] {
        let public = case.again(profile, Audience::Public, &Wanted::default());
        let seen = secrets.iter().find(|secret| public.contains(secret.as_str()));
        holds(seen.is_none(), format!("{profile} shows {seen:?}"))?;
    }
    Ok(())
}
