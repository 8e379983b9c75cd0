//! Groups G and H: tables of data flows, processes, trust boundaries.

use std::collections::{BTreeMap, BTreeSet};

use threatline::model::{ControlStatus, CounterKind, ElementId, ElementKind, Flow, FlowId, Place, Severity};
use threatline::pipeline::Outcome;
use threatline::report::words::fact;
use threatline::report::{Block, Section};

use super::case::{Case, cells, column, first_words, header, holds, items, listed, passage, same, set, values, words};
use super::{Requirement, document, tests};
use crate::support::{clean, model};

pub const REQUIREMENTS: &[Requirement] = &[
    document(
        53,
        "the inventory has every element with id, kind, zone and description; a process without one is reported",
        inventory,
    ),
    document(54, "flows: the eight columns of the methodology", flow_columns),
    document(55, "flows: one row each, none missing", flow_rows),
    document(
        56,
        "protocol, authentication and encryption are stated or said not to be, and lints find what is not stated",
        flow_facts,
    ),
    document(57, "flows that nobody waits for are marked `(async)`", asynchronous_flows),
    document(58, "flows name their data, or say that nobody stated it", flow_data),
    document(59, "a flow has the mark of a trust boundary exactly if it crosses one", flow_marks),
    document(60, "boundaries: the five columns of the methodology, with `Source → Target`", boundary_columns),
    document(
        61,
        "controls of a boundary are its own, those of its flows, and those of their ends that counter what crosses or look at what comes in; threats are those of its flows",
        boundary_cells,
    ),
    tests(
        62,
        "boundaries have a kind that the document names; which one it is only the author knows, no lint guesses",
        &["g_to_h::kinds_of_boundaries_are_named"],
    ),
    document(63, "each scenario, and each process that none tells of, has a block P1, P2 and so on", processes),
    document(64, "steps over a boundary name it and the controls", steps_over_boundaries),
    document(65, "each process says what happens when a step fails, or has a TODO", error_handling),
    document(66, "asynchronous processes stand by themselves", asynchronous_processes),
    document(67, "data in flow: the five columns of the methodology", data_columns),
    document(68, "the flows of data are those that carry it", data_flows),
    document(69, "data at rest names its stores; data that is neither kept nor moved is reported", data_places),
    document(70, "each boundary has a block with the statements of the threats to its flows", boundary_threats),
    document(71, "each boundary has a threat or a reason for none in each category", boundary_categories),
    document(72, "statements name the flows and the assets that they are about", statement_references),
    document(73, "boundaries and risk: the five columns of the methodology", risk_columns),
    document(
        74,
        "the risk of a boundary is the highest of its threats; a lower one of the author's is reported",
        risk_levels,
    ),
    document(75, "each boundary has a heading with its id, ends and risk", boundary_headings),
    document(76, "each boundary is described", boundary_descriptions),
    document(77, "assets that cross are those of the flows", boundary_assets),
    document(
        78,
        "existing controls are those in place or in part, with the id that section 7 gives them",
        boundary_controls,
    ),
    document(79, "the threats of a boundary are those of section 3.6", boundary_threat_lists),
    document(
        80,
        "recommendations are measures that the threats ask for and that are not there",
        boundary_recommendations,
    ),
    document(81, "crossings follow from the zones around both ends, and ids of boundaries are stable", crossings),
];

// ---- G: flows and processes -----------------------------------------------------------------------------------------------

fn inventory(case: &Case) -> Result<(), String> {
    let table = case.table("elements");
    same(&header(table), &vec!["ID", "Name", "Kind", "Zone", "Description"])?;
    let model = &case.outcome.model;
    let of = |key| cells(&column(table, key));
    same(&of("id"), &model.elements.values().map(|it| it.id.to_string()).collect())?;
    same(&of("zone"), &model.elements.values().map(|it| model.zones[it.zone].label.to_string()).collect())?;
    let kinds = of("kind").into_iter().zip(model.elements.values());
    let wrong = kinds.filter(|(kind, it)| !kind.starts_with(it.kind.title())).map(|(kind, _)| kind);
    same(&wrong.collect(), &Vec::<String>::new())?;
    let undescribed = case.lint("W0406");
    for (element, text) in model.elements.values().zip(of("description")) {
        let is_process = element.kind == ElementKind::Process && element.facts.text("scope") != Some("out");
        holds(!text.is_empty(), format!("{} has an empty description", element.id))?;
        let found = element.description.is_some() || !is_process || undescribed.contains(&element.id.as_str());
        holds(found, format!("nobody misses the description of {}", element.id))?;
    }
    Ok(())
}

fn flow_columns(case: &Case) -> Result<(), String> {
    let wanted =
        ["Flow ID", "Description", "Source", "Target", "Data Type", "Protocol", "Authentication", "Encryption"];
    same(&header(case.table("flows")), &wanted.to_vec())
}

fn flow_rows(case: &Case) -> Result<(), String> {
    let (table, model) = (case.table("flows"), &case.outcome.model);
    same(&first_words(&column(table, "flow_id")), &model.flows.values().map(|flow| flow.number.to_string()).collect())?;
    let ends = |end: fn(&Flow) -> ElementId| {
        model.flows.values().map(|flow| model.elements[end(flow)].label.to_string()).collect::<Vec<_>>()
    };
    same(&cells(&column(table, "source")), &ends(|flow| flow.source))?;
    same(&cells(&column(table, "target")), &ends(|flow| flow.target))
}

fn flow_facts(case: &Case) -> Result<(), String> {
    let columns =
        [("protocol", "protocol", "W0201"), ("authentication", "auth", "W0202"), ("encryption", "encryption", "W0203")];
    for (key, name, code) in columns {
        let shown = cells(&column(case.table("flows"), key));
        for (text, flow) in shown.iter().zip(case.outcome.model.flows.values()) {
            same(text, &fact(&flow.facts, name))?;
            holds(!text.is_empty(), format!("{}: {key} is blank", flow.number))?;
            same(&(text == "none"), &(flow.facts.text(name) == Some("none")))?;
            same(&(text == "not stated"), &!flow.facts.has(name))?;
        }
        let silent = Case::new("silent", model("actor a\nprocess b\na -> b \"Asks\""));
        same(&silent.lint(code), &vec!["a -> b"])?;
    }
    Ok(())
}

fn asynchronous_flows(case: &Case) -> Result<(), String> {
    let shown = cells(&column(case.table("flows"), "description"));
    let marked = shown.iter().map(|text| text.ends_with("(async)"));
    let flows = case.outcome.model.flows.values();
    same(&marked.collect(), &flows.map(|flow| flow.facts.text("mode") == Some("async")).collect::<Vec<_>>())
}

fn flow_data(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (text, flow) in cells(&column(case.table("flows"), "data_type")).iter().zip(model.flows.values()) {
        holds(!text.is_empty(), format!("{}: no data type", flow.number))?;
        let data = flow.data.data().iter().chain(flow.returns.data());
        let unnamed = data.map(|&id| &model.data[id].label).find(|label| !text.contains(label.as_str()));
        holds(unnamed.is_none(), format!("{}: {unnamed:?} is not in `{text}`", flow.number))?;
    }
    Ok(())
}

/// Whether a flow crosses, worked out from the zones around its ends.
fn crosses(case: &Case, flow: &Flow) -> bool {
    case.outcome.model.path(flow.source) != case.outcome.model.path(flow.target)
}

fn flow_marks(case: &Case) -> Result<(), String> {
    let flows = case.outcome.model.flows.iter();
    for (row, (id, flow)) in case.table("flows").rows.iter().zip(flows) {
        let border = case.outcome.graph.border(id).map(|border| format!(" [{}]", border.id));
        same(&crosses(case, flow), &border.is_some())?;
        same(&row[0].shown().trim_end(), &format!("{}{}", flow.number, border.unwrap_or_default()).as_str())?;
    }
    Ok(())
}

/// The boundaries with their flows.
fn boundaries(case: &Case) -> Vec<(String, Vec<FlowId>)> {
    let flows = case.outcome.graph.flows_by_border();
    case.outcome.graph.borders.iter().map(|(id, border)| (border.id.to_string(), flows[id].clone())).collect()
}

fn boundary_columns(case: &Case) -> Result<(), String> {
    let table = case.table("boundaries");
    same(&header(table), &vec!["Boundary ID", "Boundary", "Description", "Security Controls", "Threats"])?;
    same(&cells(&column(table, "boundary_id")), &boundaries(case).into_iter().map(|(id, _)| id).collect())?;
    holds(cells(&column(table, "boundary")).iter().all(|text| text.contains(" → ")), "no source and target")
}

/// The names of the controls that are in place, in full or in part: those of the boundary and the flows, those of the ends that
/// counter a threat to what crosses, and those of the targets that look at what comes in.
fn in_place(case: &Case, id: &str, flows: &[FlowId]) -> BTreeSet<String> {
    let Outcome { model, graph, analysis, .. } = &case.outcome;
    let reader = analysis.reader(model, graph);
    let boundary = model.boundaries.values().filter(|boundary| boundary.id == id).map(|boundary| &boundary.claims);
    let claims = boundary.chain(flows.iter().map(|&flow| &model.flows[flow].claims)).flatten();
    let mut all: Vec<_> = claims.map(|(&ty, claim)| (ty, claim.status)).collect();
    let receives = |ty| model.chain(ty).any(|ty| model.types[ty].facts.text("side") == Some("receiver"));
    let targets = flows.iter().flat_map(|&flow| &model.elements[model.flows[flow].target].claims);
    all.extend(targets.filter(|(ty, _)| receives(**ty)).map(|(&ty, claim)| (ty, claim.status)));
    let on = analysis.threats.iter().filter(|it| matches!(it.subject, Some(Place::Flow(id)) if flows.contains(&id)));
    all.extend(on.flat_map(|threat| reader.controls(threat)).map(|found| (found.control, found.status)));
    let there =
        all.into_iter().filter(|(_, status)| matches!(status, ControlStatus::Implemented | ControlStatus::Partial));
    there.map(|(ty, _)| case.control(ty)).collect()
}

/// The numbers of the threats that are on flows.
fn threats_on(case: &Case, flows: &[FlowId]) -> BTreeSet<String> {
    let analysis = &case.outcome.analysis;
    let on = analysis.threats.iter().filter(|it| matches!(it.subject, Some(Place::Flow(id)) if flows.contains(&id)));
    on.map(|threat| analysis.number(threat).to_string()).collect()
}

fn boundary_cells(case: &Case) -> Result<(), String> {
    let table = case.table("boundaries");
    let rows = column(table, "security_controls").into_iter().zip(column(table, "threats"));
    for ((id, flows), (controls, threats)) in boundaries(case).into_iter().zip(rows) {
        let stated = values(controls).into_iter().filter(|name| !name.ends_with("(planned)"));
        same(&set(stated.collect()), &in_place(case, &id, &flows))?;
        same(&set(values(threats)), &threats_on(case, &flows))?;
    }
    Ok(())
}

#[test]
fn kinds_of_boundaries_are_named() {
    for (kind, shown) in [
        ("network", "Network boundary"),
        ("authentication", "Authentication boundary"),
        ("authorization", "Authorization boundary"),
        ("data", "Data boundary, between classes of data"),
        ("service", "Service boundary"),
        ("cloud", "Cloud boundary"),
        ("process", "Process boundary"),
    ] {
        let text = format!(
            "zone a trust=untrusted {{ actor u }}\nzone b trust=internal {{ process p }}\nboundary TB1 on a -> b kind={kind}\nu -> p \"Asks\""
        );
        let case = Case::new("kinds", clean(&text));
        let described = cells(&column(case.table("boundaries"), "description"));
        assert!(described[0].starts_with(shown), "{kind}: {described:?}");
    }
}

/// Blocks of processes: id, name, steps.
fn blocks(case: &Case) -> Vec<(String, String, Vec<String>)> {
    let of = |block: &Block| match block {
        Block::List(list) => Some((list.defines.clone()?, list.label.clone(), items(block))),
        _ => None,
    };
    case.section("process-descriptions").blocks.iter().filter_map(of).collect()
}

fn processes(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    let steps = || model.scenarios.iter().flat_map(|scenario| &scenario.steps);
    let flows = steps().flat_map(|step| &step.flows).map(|&flow| &model.flows[flow]);
    let mut told: BTreeSet<_> = flows.flat_map(|flow| [flow.source, flow.target]).collect();
    told.extend(steps().filter_map(|step| if let Some(Place::Element(id)) = step.at { Some(id) } else { None }));
    let untold = model.elements.iter().filter(|(id, element)| {
        element.kind == ElementKind::Process && element.facts.text("scope") != Some("out") && !told.contains(id)
    });
    let scenarios = model.scenarios.iter().map(|scenario| scenario.label.to_string());
    let wanted: BTreeSet<String> = scenarios.chain(untold.map(|(_, element)| element.label.to_string())).collect();
    let found = blocks(case);
    same(&found.iter().map(|(_, name, _)| name.clone()).collect(), &wanted)?;
    let ids: BTreeSet<String> = found.iter().map(|(id, ..)| id.clone()).collect();
    same(&ids, &(1..=found.len()).map(|number| format!("P{number}")).collect())?;
    holds(found.iter().all(|(.., steps)| !steps.is_empty()), "a process without steps")
}

fn steps_over_boundaries(case: &Case) -> Result<(), String> {
    let borders: BTreeMap<&str, &str> = case.crossing().map(|(_, flow, id)| (flow.number.as_str(), id)).collect();
    for step in blocks(case).iter().flat_map(|(.., steps)| steps) {
        let place = step.split(": ").next().unwrap_or_default();
        for border in words(place).into_iter().filter_map(|word| borders.get(word)) {
            let annotated = step.contains(&format!("crosses {border}"));
            let controls = step.contains("; controls: ") || step.contains("; no control stated]");
            holds(annotated && controls, format!("`{step}` does not say how it crosses {border}"))?;
        }
    }
    Ok(())
}

fn error_handling(case: &Case) -> Result<(), String> {
    for (id, _, steps) in blocks(case) {
        let todo = format!("Error handling and edge cases: TODO({id}: error handling)");
        let said = steps.iter().any(|step| step.starts_with("Error handling: ") || *step == todo);
        holds(said, format!("{id} does not say what happens when a step fails"))?;
    }
    Ok(())
}

fn asynchronous_processes(case: &Case) -> Result<(), String> {
    let blocks = &case.section("process-descriptions").blocks;
    let label = |block: &Block| matches!(block, Block::Paragraph(text) if text.plain() == "Asynchronous processes");
    let behind = blocks.iter().skip_while(|block| !label(block)).filter_map(|block| match block {
        Block::List(list) => Some(list.label.clone()),
        _ => None,
    });
    let is_asynchronous = |word: Option<&str>| matches!(word, Some("async" | "stream" | "batch"));
    let scenarios = case.outcome.model.scenarios.iter();
    let wanted = scenarios.filter(|scenario| is_asynchronous(scenario.facts.text("mode")));
    same(&behind.collect(), &wanted.map(|scenario| scenario.label.to_string()).collect::<Vec<_>>())
}

fn data_columns(case: &Case) -> Result<(), String> {
    let table = case.table("data-in-flow");
    same(&header(table), &vec!["Asset ID", "Asset Name", "Flows", "Classification", "Protection Requirements"])?;
    let data = case.outcome.model.data.values();
    same(&cells(&column(table, "asset_id")), &data.map(|data| data.number.to_string()).collect())
}

fn data_flows(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (cell, id) in column(case.table("data-in-flow"), "flows").into_iter().zip(model.data.ids()) {
        let carries = |flow: &&Flow| flow.data.data().contains(&id) || flow.returns.data().contains(&id);
        let wanted: Vec<String> = model.flows.values().filter(carries).map(|flow| flow.number.to_string()).collect();
        same(&values(cell), &if wanted.is_empty() { vec!["none".to_owned()] } else { wanted })?;
    }
    Ok(())
}

fn data_places(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (cell, id) in column(case.table("data-in-flow"), "stores").into_iter().zip(model.data.ids()) {
        let stores = model.elements.values().filter(|element| element.holds.contains(&id));
        let found: Vec<String> = values(cell).into_iter().filter(|value| !value.is_empty()).collect();
        same(&found, &stores.map(|element| element.label.to_string()).collect())?;
    }
    let lonely = "data lonely class=low\ndata kept class=low\nprocess web\nstore db holds=kept\nweb -> db \"Asks\"";
    let lonely = Case::new("lonely", crate::support::model(lonely));
    same(&(lonely.lint("W0115"), lonely.lint("W0408")), &(vec!["lonely"], vec!["kept"]))
}

/// The blocks of section 3.6: label and statements.
fn statements(case: &Case) -> Vec<(String, Vec<String>)> {
    let of = |block: &Block| match block {
        Block::List(list) => Some((list.label.clone(), items(block))),
        _ => None,
    };
    case.section("boundary-threats").blocks.iter().filter_map(of).collect()
}

fn boundary_threats(case: &Case) -> Result<(), String> {
    let (found, wanted) = (statements(case), boundaries(case));
    same(&found.len(), &wanted.len())?;
    for ((label, statements), (id, flows)) in found.iter().zip(&wanted) {
        holds(label.starts_with(&format!("[{id}] ")) && label.ends_with(" Threats"), label)?;
        let number =
            |text: &String| text.rsplit(" (").next().and_then(|ids| Some(ids.split([',', ')']).next()?.to_owned()));
        let numbers = statements.iter().filter(|text| !text.starts_with("None")).filter_map(number);
        same(&numbers.collect(), &threats_on(case, flows))?;
    }
    Ok(())
}

fn boundary_categories(case: &Case) -> Result<(), String> {
    let (table, names) = (case.table("boundary-coverage"), case.names());
    same(&table.rows.len(), &boundaries(case).len())?;
    for row in &table.rows {
        same(&row.len(), &7)?;
        for cell in &row[1..] {
            let text = cell.shown();
            let considered = words(&text).iter().any(|word| names.contains_key(*word));
            // The reason that is the same everywhere stands below the table.
            let below = text == "n/a" && case.text("boundary-coverage").contains("n/a: no threat of the category");
            let reason = below || text.strip_prefix("n/a: ").is_some_and(|reason| reason.len() > 10);
            holds(considered || reason || text.contains("question"), format!("{}: `{text}`", row[0].shown()))?;
        }
    }
    Ok(())
}

fn statement_references(case: &Case) -> Result<(), String> {
    let Outcome { model, graph, analysis, .. } = &case.outcome;
    let reader = analysis.reader(model, graph);
    for ((_, statements), (_, flows)) in statements(case).iter().zip(boundaries(case)) {
        let here = analysis.chosen(|it| matches!(it.subject, Some(Place::Flow(id)) if flows.contains(&id)));
        for (text, entry) in statements.iter().zip(&here) {
            let ids = words(text.rsplit(" (").next().unwrap_or_default());
            same(&ids[0], &entry.number.to_string().as_str())?;
            let places = analysis.places(entry).into_iter().filter_map(|threat| threat.subject);
            let places = places.map(|place| model.place_id(place).to_string());
            let assets = reader.assets(entry).into_iter().map(|id| model.data[id].number.to_string());
            let wanted: BTreeSet<String> = places.chain(assets).collect();
            same(&ids[1..].iter().map(|id| (*id).to_owned()).collect(), &wanted)?;
        }
    }
    Ok(())
}

// ---- H: trust boundaries --------------------------------------------------------------------------------------------------

fn risk_columns(case: &Case) -> Result<(), String> {
    let wanted = vec!["ID", "Boundary", "Description", "Security Controls", "Risk Level"];
    same(&header(case.table("identification")), &wanted)?;
    same(&case.table("identification").rows.len(), &boundaries(case).len())
}

fn risk_levels(case: &Case) -> Result<(), String> {
    let Case { outcome, .. } = case;
    for ((id, flows), level) in boundaries(case).iter().zip(cells(&column(case.table("identification"), "risk_level")))
    {
        let declared = outcome.model.boundaries.values().find(|boundary| boundary.id == *id);
        let stated = declared.and_then(|boundary| boundary.facts.text("risk")).and_then(Severity::parse);
        let numbers = threats_on(case, flows);
        // Of the places of a threat those that need work decide, and only those at this boundary.
        let here = outcome.analysis.chosen(|it| matches!(it.subject, Some(Place::Flow(id)) if flows.contains(&id)));
        same(&here.iter().map(|entry| entry.number.to_string()).collect(), &numbers)?;
        let worst = here.iter().map(|entry| entry.current.severity).max().unwrap_or(Severity::Low);
        same(&level.as_str(), &stated.unwrap_or(worst).label())?;
    }
    let low = "zone a trust=untrusted { actor u }\nzone b trust=internal { process p is web-app }\n\
               data d is pii class=critical\nboundary TB1 on a -> b risk=low\nDF1: u -> p \"Asks\" via http data=d";
    same(&Case::new("low", model(low)).lint("W0444").len(), &1)?;
    let reason = low.replace("risk=low", "risk=low reason=\"Only our own staff is there\"");
    same(&Case::new("reason", model(&reason)).lint("W0444").len(), &0)
}

/// The sections of the boundaries, with their ids and flows.
fn sections(case: &Case) -> Vec<(&Section, String, Vec<FlowId>)> {
    let sections = case.section("boundary-analysis").sections.iter();
    sections.zip(boundaries(case)).map(|(section, (id, flows))| (section, id, flows)).collect()
}

fn boundary_headings(case: &Case) -> Result<(), String> {
    same(&case.section("boundary-analysis").sections.len(), &boundaries(case).len())?;
    let table = case.table("identification");
    let rows = cells(&column(table, "boundary")).into_iter().zip(cells(&column(table, "risk_level")));
    for ((section, id, _), (ends, risk)) in sections(case).into_iter().zip(rows) {
        same(&section.heading(false), &format!("{id}: {ends} ({risk})"))?;
        holds(ends.contains(" → "), ends)?;
    }
    Ok(())
}

fn boundary_descriptions(case: &Case) -> Result<(), String> {
    let described = |section: &Section| passage(section, "Description").is_some_and(|text| text.len() > 10);
    holds(sections(case).iter().all(|(section, ..)| described(section)), "a boundary is not described")
}

fn boundary_assets(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (section, _, flows) in sections(case) {
        let flows = flows.iter().map(|&flow| &model.flows[flow]);
        let data = flows.flat_map(|flow| flow.data.data().iter().chain(flow.returns.data()));
        let wanted: BTreeSet<String> = data.map(|&id| model.data[id].number.to_string()).collect();
        let found = set(listed(section, "Assets Crossing Boundary")).into_iter();
        same(&found.map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect(), &wanted)?;
    }
    Ok(())
}

fn boundary_controls(case: &Case) -> Result<(), String> {
    for (section, id, flows) in sections(case) {
        same(&set(listed(section, "Existing Controls")), &in_place(case, &id, &flows))?;
    }
    Ok(())
}

fn boundary_threat_lists(case: &Case) -> Result<(), String> {
    for (section, _, flows) in sections(case) {
        let found = set(listed(section, "Threats")).into_iter();
        let numbers = found.map(|line| line.split(' ').next().unwrap_or_default().to_owned());
        same(&numbers.collect(), &threats_on(case, &flows))?;
    }
    Ok(())
}

fn boundary_recommendations(case: &Case) -> Result<(), String> {
    let Outcome { model, graph, analysis, .. } = &case.outcome;
    let reader = analysis.reader(model, graph);
    let own: Vec<&str> = case.statements("recommend").map(|entry| entry.label.as_str()).collect();
    for (section, id, flows) in sections(case) {
        let here = analysis.chosen(|it| matches!(it.subject, Some(Place::Flow(id)) if flows.contains(&id)));
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for entry in here.iter().filter(|entry| entry.open > 0 && entry.current.severity >= Severity::Medium) {
            // Stand-ins, and what counters the category as a whole, are named with the threat.
            let counters = reader.counters(entry).into_iter().take(reader.rule(entry).counters.len());
            for counter in counters.filter(|counter| counter.kind != CounterKind::Compensating) {
                let mut statuses = counter.found.iter().map(|found| found.status());
                if statuses.any(|it| !matches!(it, Some(ControlStatus::Implemented | ControlStatus::NotApplicable))) {
                    asked.insert(if counter.name.is_empty() { counter.text } else { counter.name });
                }
            }
        }
        let (why, lines): (Vec<String>, Vec<String>) =
            listed(section, "Recommendations").into_iter().partition(|line| line.starts_with("None"));
        let lines = set(lines);
        holds(why.is_empty() != lines.is_empty(), format!("{id}: {why:?} beside {lines:?}"))?;
        holds(why.iter().all(|line| line.len() > "None identified.".len()), format!("{id}: no reason"))?;
        let names = |line: &str, name: &str| line.starts_with(&format!("{}: ", name.trim_end_matches('.')));
        let forgotten = asked.iter().find(|name| !lines.iter().any(|line| names(line, name)));
        holds(forgotten.is_none(), format!("{id} does not name {forgotten:?}"))?;
        let known =
            |line: &&String| asked.iter().any(|name| names(line, name)) || own.iter().any(|text| line.contains(text));
        let more = lines.iter().find(|line| !known(line));
        holds(more.is_none(), format!("{id}: nothing asks for {more:?}"))?;
    }
    Ok(())
}

fn crossings(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (id, flow) in model.flows.iter() {
        let path = |element| model.path(element).into_iter().collect::<BTreeSet<_>>();
        let crossing = &case.outcome.graph.crossings[id];
        let crossed: BTreeSet<_> = crossing.exits.iter().chain(&crossing.enters).copied().collect();
        same(&crossed, &path(flow.source).symmetric_difference(&path(flow.target)).copied().collect())?;
        same(&crossing.border.is_some(), &!crossed.is_empty())?;
    }
    let ids: BTreeSet<&str> = case.outcome.graph.borders.values().map(|border| border.id.as_str()).collect();
    same(&ids.len(), &case.outcome.graph.borders.len())
}
