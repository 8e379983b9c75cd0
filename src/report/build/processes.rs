//! Processes step by step: section 3.4 of the methodology.

use rustc_hash::FxHashSet;

use crate::base::text::{and_list, one_line};
use crate::model::{ElementId, ElementKind, FlowId, Model, Place, Scenario, Step};
use crate::report::{Block, List, Text};

use super::Context;
use super::parts::Content;

/// Most controls that a step names; more are counted.
const MOST: usize = 3;

/// A process that is described: a scenario, or a process that no scenario tells of.
enum Process<'a> {
    Scenario(&'a Scenario),
    Element(ElementId),
}

/// The processes with the ids that they are shown under. A scenario keeps an id of the form `P1`.
fn processes(model: &Model) -> Vec<(String, Process<'_>)> {
    let is_number = |id: &str| id.strip_prefix('P').is_some_and(|rest| rest.parse::<u32>().is_ok());
    let taken: FxHashSet<&str> = model.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
    let mut next = 1;
    let mut free = || loop {
        let id = format!("P{next}");
        next += 1;
        if !taken.contains(id.as_str()) {
            return id;
        }
    };
    let mut told: FxHashSet<ElementId> = FxHashSet::default();
    let mut all = Vec::new();
    for scenario in &model.scenarios {
        for step in &scenario.steps {
            told.extend(step.at.and_then(|place| if let Place::Element(id) = place { Some(id) } else { None }));
            told.extend(step.flows.iter().flat_map(|&flow| [model.flows[flow].source, model.flows[flow].target]));
        }
        let id = if is_number(&scenario.id) { scenario.id.to_string() } else { free() };
        all.push((id, Process::Scenario(scenario)));
    }
    for (id, element) in model.elements.iter() {
        let in_scope = element.facts.text("scope") != Some("out");
        if element.kind == ElementKind::Process && in_scope && !told.contains(&id) {
            all.push((free(), Process::Element(id)));
        }
    }
    all
}

/// The ids and names of the processes.
pub(super) fn ids(model: &Model) -> Vec<(String, String)> {
    let label = |process: &Process<'_>| match process {
        Process::Scenario(scenario) => scenario.label.to_string(),
        Process::Element(id) => model.elements[*id].label.to_string(),
    };
    processes(model).iter().map(|(id, process)| (id.clone(), label(process))).collect()
}

/// 3.4: a block for each scenario, and for each process that none tells of.
pub(super) fn part(context: &Context<'_>) -> Content {
    let (waiting, asynchronous): (Vec<_>, Vec<_>) =
        processes(context.model).into_iter().partition(|(_, process)| !is_asynchronous(process));
    let mut blocks: Vec<Block> = waiting.iter().flat_map(|(id, process)| block(context, id, process)).collect();
    if !asynchronous.is_empty() {
        blocks.push(Block::Paragraph(Text::strong("Asynchronous processes")));
        blocks.extend(asynchronous.iter().flat_map(|(id, process)| block(context, id, process)));
    }
    if blocks.is_empty() {
        blocks.push(Block::paragraph("None identified: the model has no process and no scenario."));
    }
    Content::blocks(blocks)
}

fn is_asynchronous(process: &Process<'_>) -> bool {
    matches!(process, Process::Scenario(scenario) if matches!(scenario.facts.text("mode"), Some("async" | "stream" | "batch")))
}

fn block(context: &Context<'_>, id: &str, process: &Process<'_>) -> Vec<Block> {
    let (label, description, items) = match process {
        Process::Scenario(scenario) => (&scenario.label, &scenario.description, scenario_steps(context, id, scenario)),
        Process::Element(element) => {
            let known = &context.model.elements[*element];
            (&known.label, &known.description, element_steps(context, id, *element))
        }
    };
    let mut items = items;
    if let Some(text) = description {
        items.insert(0, one_line(text).into());
    }
    vec![Block::List(List { defines: Some(id.to_owned()), ..List::new(label, items) })]
}

fn scenario_steps(context: &Context<'_>, id: &str, scenario: &Scenario) -> Vec<Text> {
    let mut steps: Vec<Text> = scenario.steps.iter().map(|step| self::step(context, step)).collect();
    let errors = scenario.facts.texts("errors");
    match errors.is_empty() {
        true => steps.push(Text::from("Error handling and edge cases: ").then(Text::missing(
            format!("{id}: error handling"),
            "add `errors=\"what happens when a step fails\"` to the scenario",
            Some(scenario.span),
        ))),
        false => steps.extend(errors.iter().map(|text| format!("Error handling: {text}").into())),
    }
    steps
}

fn step(context: &Context<'_>, step: &Step) -> Text {
    let model = context.model;
    let mut text = String::new();
    let at = match step.at {
        Some(Place::Element(id)) => Some(model.elements[id].label.to_string()),
        _ => None,
    };
    let flows: Vec<&str> = step.flows.iter().map(|&flow| model.flows[flow].number.as_str()).collect();
    let where_ = at.or_else(|| (!flows.is_empty()).then(|| and_list(&flows)));
    if let Some(place) = where_ {
        text.push_str(&format!("{place}: "));
    }
    text.push_str(if step.text.is_empty() { "no further description" } else { &step.text });
    text.push_str(&annotation(context, &step.flows));
    text.into()
}

/// Where data crosses a boundary, and what protects it there: ` [TB1; controls: …]`.
fn annotation(context: &Context<'_>, flows: &[FlowId]) -> String {
    let mut borders: Vec<String> = Vec::new();
    for border in flows.iter().filter_map(|&flow| context.graph.border(flow)) {
        let id = format!("crosses {}", border.id);
        if !borders.contains(&id) {
            borders.push(id);
        }
    }
    if borders.is_empty() {
        return String::new();
    }
    let controls = context.controls_of_flows(flows);
    let names: Vec<&str> = controls.iter().map(String::as_str).take(MOST).collect();
    let more = controls.len().saturating_sub(MOST);
    let controls = match (names.is_empty(), more) {
        (true, _) => "no control stated".to_owned(),
        (false, 0) => format!("controls: {}", names.join(", ")),
        (false, more) => format!("controls: {} and {more} more", names.join(", ")),
    };
    format!(" [{}; {controls}]", borders.join(", "))
}

/// What a process does, from its flows.
fn element_steps(context: &Context<'_>, id: &str, element: ElementId) -> Vec<Text> {
    let model = context.model;
    let line = |flow: FlowId, there: bool| {
        let known = &model.flows[flow];
        let (verb, other) = if there { ("sends to", known.target) } else { ("receives from", known.source) };
        let label = if known.label.is_empty() { String::new() } else { format!(" ({})", known.label) };
        let mode = if known.facts.text("mode") == Some("async") { ", without waiting" } else { "" };
        let number = &known.number;
        let text = format!("{number}: {verb} {}{label}{mode}", model.elements[other].label);
        Text::from(format!("{text}{}", annotation(context, &[flow])))
    };
    let mut steps: Vec<Text> = context.graph.incoming(element).into_iter().map(|flow| line(flow, false)).collect();
    steps.extend(context.graph.outgoing(element).into_iter().map(|flow| line(flow, true)));
    if steps.is_empty() {
        steps.push("Nothing flows to or from it.".into());
    }
    steps.push(Text::from("Error handling and edge cases: ").then(Text::missing(
        format!("{id}: error handling"),
        "tell of it in a `scenario`, with `errors=\"what happens when a step fails\"`",
        Some(model.elements[element].span),
    )));
    steps
}
