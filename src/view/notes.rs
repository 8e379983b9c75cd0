//! What a view cannot show, and why.

use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{Model, Place};
use crate::view::select::{Selection, select};
use crate::view::spec::{Focus, ViewSpec};
use crate::view::steps::scenarios;

/// Why nothing of the model is in the view; `None` where something is.
pub fn empty_reason(model: &Model, graph: &FlowGraph, spec: &ViewSpec) -> Option<String> {
    let is_empty = |selection: &Selection| !model.elements.ids().any(|element| selection.elements.contains(element));
    if !is_empty(&select(model, graph, spec)) {
        return None;
    }
    if model.elements.is_empty() {
        return Some("the model has no elements".to_owned());
    }
    let all = ViewSpec { exclude: Vec::new(), ..spec.clone() };
    if !is_empty(&select(model, graph, &all)) {
        return Some("everything that it selects is excluded".to_owned());
    }
    let reasons: Vec<String> = spec.focus.iter().map(|focus| nothing_in(model, graph, focus)).collect();
    Some(text::and_list(&reasons))
}

fn nothing_in(model: &Model, graph: &FlowGraph, focus: &Focus) -> String {
    match focus {
        Focus::Zone(id) => format!("there is no element in zone `{}`", model.zones[*id].id),
        Focus::Border(id) => format!("no flow crosses `{}`", graph.borders[*id].id),
        Focus::Element(id) => format!("element `{}` is not drawn", model.elements[*id].id),
        Focus::Flow(id) => format!("flow `{}` is not drawn", model.flows[*id].number),
        Focus::Tag(tag) => format!("no element or flow has the tag `#{tag}`"),
        Focus::Data(id) => format!("no flow carries `{0}`, and no store holds `{0}`", model.data[*id].id),
        Focus::Scenario(at) => {
            let id = model.scenarios.get(*at).map_or("", |scenario| scenario.id.as_str());
            format!("no step of `{id}` names a flow or an element")
        }
    }
}

/// What of a view is not in its picture: steps of scenarios that happen nowhere.
pub fn notes(model: &Model, spec: &ViewSpec) -> Vec<String> {
    let mut notes = Vec::new();
    for scenario in scenarios(model, &spec.focus) {
        let drawn = |at: Option<Place>| matches!(at, Some(Place::Element(_) | Place::Flow(_)));
        let numbered = scenario.steps.iter().enumerate().filter(|(_, step)| !drawn(step.at) && step.flows.is_empty());
        let missing: Vec<String> = numbered.map(|(at, _)| (at + 1).to_string()).collect();
        if missing.is_empty() {
            continue;
        }
        let one = missing.len() == 1;
        let (steps, name, is) = if one { ("step", "names", "is") } else { ("steps", "name", "are") };
        let list = text::and_list(&missing);
        notes.push(format!("{steps} {list} of `{}` {name} no flow or element and {is} not drawn", scenario.id));
    }
    notes
}
