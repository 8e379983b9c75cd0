//! Document: what a complete report needs beyond the architecture. The header, the business, layers, processes, flows.

pub(super) mod basis;
pub(super) mod measures;
pub(super) mod ratings;
pub(super) mod rest;
pub(super) mod threats;

use rustc_hash::FxHashSet;

use super::{Lint, Subject, add};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{and_list, count};
use crate::model::{ElementKind, Entry, FlowId, Model};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0401", find: header },
    Lint { code: "W0402", find: description },
    Lint { code: "W0403", find: concerns },
    Lint { code: "W0404", find: business_impact },
    Lint { code: "W0405", find: layers },
    Lint { code: "W0406", find: undescribed_processes },
    Lint { code: "W0407", find: flows_in_no_scenario },
    Lint { code: "W0408", find: data_at_rest_only },
];

/// What the header of a report shows.
const HEADER: &[&str] = &["version", "updated", "status", "classification", "owner"];
/// Concerns that the summary of a report lists at least.
const CONCERNS: usize = 3;

/// The statements of the document with a keyword.
pub(super) fn entries<'m>(model: &'m Model, keyword: &'static str) -> impl Iterator<Item = &'m Entry> {
    model.entries.iter().filter(move |entry| entry.keyword == keyword)
}

/// W0401
fn header(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let document = &subject.model.document;
    if document.span.is_none() {
        let message = "the model has no header";
        let help = "write `model \"Title\"` with version, updated, status, classification and owner";
        found.push(subject.at_model("W0401", message).help(help));
        return;
    }
    let missing: Vec<&str> = HEADER.iter().copied().filter(|name| !document.facts.has(name)).collect();
    if !missing.is_empty() {
        let example: Vec<String> = missing.iter().map(|name| format!("`{name}=`")).collect();
        let message = format!("the header does not state {}", and_list(&missing));
        found.push(subject.at_model("W0401", message).help(format!("add {}", and_list(&example))));
    }
}

/// W0402
fn description(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let document = &subject.model.document;
    let description = document.description.as_ref().is_none_or(|text| text.trim().is_empty());
    let cases = !document.facts.has("use-cases");
    let (message, help) = match (description, cases) {
        (true, true) => (
            "the model has neither a description nor use cases",
            "write a `///` comment above `model`, and `use-cases = \"…\", \"…\"`",
        ),
        (true, false) => ("the model has no description", "write a `///` comment above `model`"),
        (false, true) => ("the model has no use cases", "write `use-cases = \"…\", \"…\"`"),
        (false, false) => return,
    };
    found.push(subject.at_model("W0402", message).help(help));
}

/// W0403
fn concerns(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let stated = entries(subject.model, "concern").count();
    if stated < CONCERNS {
        let message = match stated {
            0 => "the model has no key concerns".to_owned(),
            n => format!("the model has only {}", count(n, "key concern", "key concerns")),
        };
        let help = format!("write at least {CONCERNS}: `concern \"What worries us\" threats=…`");
        found.push(subject.at_model("W0403", message).help(help));
    }
}

/// W0404
fn business_impact(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if entries(subject.model, "impact").next().is_none() {
        let message = "the model does not say what a breach would mean for the business";
        let help = "write `impact financial \"…\"`; other areas are reputation, operational, legal and competitive";
        found.push(subject.at_model("W0404", message).help(help));
    }
}

/// W0405
fn layers(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for layer in entries(subject.model, "layer").filter(|layer| !layer.facts.has("security")) {
        let message = format!("layer `{}` has no security characteristics", layer.id);
        found.push(Diagnostic::warning("W0405", layer.span, message).help("add `security = \"…\", \"…\"`"));
    }
}

/// W0406
fn undescribed_processes(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let processes = subject.model.elements.iter().filter(|(id, element)| {
        element.kind == ElementKind::Process && element.description.is_none() && !subject.is_out_of_scope(*id)
    });
    let undescribed = processes.map(|(_, process)| {
        let message = format!("process `{}` has no description", process.id);
        let help = "write a `///` comment above it: what it does, for whom, with which data";
        Diagnostic::warning("W0406", process.span, message).help(help)
    });
    add(found, undescribed);
}

/// W0407
fn flows_in_no_scenario(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let crossing: Vec<FlowId> = model.flows.ids().filter(|&flow| graph.crossings[flow].crosses()).collect();
    if crossing.is_empty() {
        return;
    }
    if model.scenarios.is_empty() {
        let flows = count(crossing.len(), "flow crosses a trust boundary", "flows cross trust boundaries");
        let message = format!("{flows}, and no scenario says in which order");
        let help = "write `scenario P1 \"…\" { DF1 \"…\" }` for each process that matters";
        found.push(subject.at_model("W0407", message).help(help));
        return;
    }
    let steps = model.scenarios.iter().flat_map(|scenario| &scenario.steps);
    let told: FxHashSet<FlowId> = steps.flat_map(|step| step.flows.iter().copied()).collect();
    let untold = crossing.into_iter().filter(|flow| !told.contains(flow)).map(|id| {
        let flow = &model.flows[id];
        let message = format!("flow `{}` crosses a trust boundary and is a step of no scenario", flow.key);
        let help = format!("write `{} \"…\"` in the scenario that it belongs to", step_of(model, flow));
        Diagnostic::warning("W0407", flow.span, message).help(help)
    });
    add(found, untold);
}

/// How a scenario names a flow.
fn step_of(model: &Model, flow: &crate::model::Flow) -> String {
    match &flow.id {
        Some(id) => id.to_string(),
        None => format!("{} -> {}", model.elements[flow.source].id, model.elements[flow.target].id),
    }
}

/// W0408
fn data_at_rest_only(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut moved = FxHashSet::default();
    for flow in model.flows.values() {
        moved.extend(flow.data.data().iter().chain(flow.returns.data()).copied());
    }
    let held = model.elements.values().flat_map(|element| element.holds.iter().map(move |&id| (element, id)));
    let unmoved = held.filter(|(_, id)| !moved.contains(id)).map(|(element, id)| {
        let data = &model.data[id];
        let message = format!("`{}` holds `{}`, but no flow carries it", element.id, data.id);
        let help = format!("add `data={0}` or `returns={0}` to the flows that bring or fetch it", data.id);
        Diagnostic::warning("W0408", data.span, message).help(help)
    });
    add(found, unmoved);
}
