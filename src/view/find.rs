//! Names to what they mean as the subject of a view.

use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{DataId, Model, Place};
use crate::view::spec::{Focus, ViewSpec, tags};

/// The view of this name: one of the model, else the view on whatever has the name.
pub fn named(model: &Model, graph: &FlowGraph, name: &str) -> Result<ViewSpec, String> {
    if let Some(view) = model.views.iter().find(|view| view.id == name) {
        return Ok(ViewSpec::of_statement(model, graph, view));
    }
    let fan = fan(model, name);
    if !fan.is_empty() {
        return Ok(ViewSpec::on(name.to_owned(), fan));
    }
    let focus = place(model, graph, name).or_else(|| data_named(model, name).map(Focus::Data));
    focus.map(|focus| on(model, graph, focus)).ok_or_else(|| {
        let views = model.views.iter().map(|view| view.id.as_str());
        let data = model.data.values().map(|data| data.id.as_str());
        let known: Vec<&str> = views.chain(places(model, graph)).chain(data).collect();
        unknown("view, zone, element, boundary, flow, scenario, tag or data asset", name, &known)
    })
}

/// What `name` means as a place: a zone, element, boundary, flow, scenario or tag.
pub fn focus(model: &Model, graph: &FlowGraph, name: &str) -> Result<Focus, String> {
    place(model, graph, name).ok_or_else(|| {
        let known: Vec<&str> = places(model, graph).collect();
        match data_named(model, name) {
            Some(_) => format!("`{name}` is a data asset: write `--data {name}`"),
            None => unknown("zone, element, boundary, flow, scenario or tag", name, &known),
        }
    })
}

/// The data asset of this name.
pub fn data(model: &Model, name: &str) -> Result<DataId, String> {
    data_named(model, name).ok_or_else(|| {
        let known: Vec<&str> = model.data.values().map(|data| data.id.as_str()).collect();
        unknown("data asset", name, &known)
    })
}

/// The places of this name: a scenario is none, and a tag stands for all that have it.
pub fn places_of(model: &Model, graph: &FlowGraph, name: &str) -> Result<Vec<Place>, String> {
    match focus(model, graph, name)? {
        Focus::Zone(id) => Ok(vec![Place::Zone(id)]),
        Focus::Element(id) => Ok(vec![Place::Element(id)]),
        Focus::Flow(id) => Ok(vec![Place::Flow(id)]),
        Focus::Border(id) => {
            // A boundary that nobody declared is the flows that cross it.
            let flows = || model.flows.ids().filter(|flow| graph.crossings[*flow].border == Some(id)).map(Place::Flow);
            Ok(graph.borders[id].declared.map_or_else(|| flows().collect(), |id| vec![Place::Boundary(id)]))
        }
        Focus::Tag(tag) => Ok(all_places(model).filter(|place| tags(model, *place).contains(&tag)).collect()),
        Focus::Scenario(_) | Focus::Data(_) => Err(format!("`{name}` is no place: it can be shown with --view only")),
    }
}

/// The view on one thing, under its label.
pub fn on(model: &Model, graph: &FlowGraph, focus: Focus) -> ViewSpec {
    let label = match &focus {
        Focus::Zone(id) => model.zones[*id].label.to_string(),
        Focus::Element(id) => model.elements[*id].label.to_string(),
        Focus::Border(id) => format!("{} {}", graph.borders[*id].id, graph.borders[*id].label),
        Focus::Flow(id) => format!("{} {}", model.flows[*id].number, model.flows[*id].label).trim_end().to_owned(),
        Focus::Scenario(at) => model.scenarios.get(*at).map_or(String::new(), |scenario| scenario.label.to_string()),
        Focus::Tag(tag) => format!("#{tag}"),
        Focus::Data(id) => model.data[*id].label.to_string(),
    };
    ViewSpec::on(label, vec![focus])
}

fn place(model: &Model, graph: &FlowGraph, name: &str) -> Option<Focus> {
    let tag = || {
        let wanted = name.strip_prefix('#').unwrap_or(name);
        let mut all = all_places(model).flat_map(|place| tags(model, place));
        all.find(|tag| tag.as_str() == wanted).cloned().map(Focus::Tag)
    };
    if name.starts_with('#') {
        return tag();
    }
    let zone = || model.zones.iter().find(|(_, zone)| zone.id == name).map(|(id, _)| Focus::Zone(id));
    let element = || model.elements.iter().find(|(_, element)| element.id == name).map(|(id, _)| Focus::Element(id));
    let border = || graph.borders.iter().find(|(_, border)| border.id == name).map(|(id, _)| Focus::Border(id));
    let flow = || {
        let same = |flow: &crate::model::Flow| flow.number == name || flow.key == name;
        model.flows.iter().find(|(_, flow)| same(flow)).map(|(id, _)| Focus::Flow(id))
    };
    let scenario = || model.scenarios.iter().position(|scenario| scenario.id == name).map(Focus::Scenario);
    zone().or_else(element).or_else(border).or_else(flow).or_else(scenario).or_else(tag)
}

/// The flows of a fan or chain of this id: `X.1`, `X.2`.
fn fan(model: &Model, name: &str) -> Vec<Focus> {
    let number = |flow: &crate::model::Flow| flow.number.strip_prefix(name)?.strip_prefix('.')?.parse::<u32>().ok();
    model.flows.iter().filter(|(_, flow)| number(flow).is_some()).map(|(id, _)| Focus::Flow(id)).collect()
}

fn all_places(model: &Model) -> impl Iterator<Item = Place> {
    let elements = model.elements.ids().map(Place::Element);
    let zones = model.zones.ids().map(Place::Zone);
    let boundaries = model.boundaries.ids().map(Place::Boundary);
    elements.chain(zones).chain(boundaries).chain(model.flows.ids().map(Place::Flow))
}

/// Names of all that a view can be about, data aside.
fn places<'a>(model: &'a Model, graph: &'a FlowGraph) -> impl Iterator<Item = &'a str> {
    let zones = model.zones.values().map(|zone| zone.id.as_str());
    let elements = model.elements.values().map(|element| element.id.as_str());
    let borders = graph.borders.values().map(|border| border.id.as_str());
    let flows = model.flows.values().map(|flow| flow.number.as_str());
    let scenarios = model.scenarios.iter().map(|scenario| scenario.id.as_str());
    let tags = all_places(model).flat_map(|place| tags(model, place)).map(|tag| tag.as_str());
    zones.chain(elements).chain(borders).chain(flows).chain(scenarios).chain(tags)
}

fn data_named(model: &Model, name: &str) -> Option<DataId> {
    model.data.iter().find(|(_, data)| data.id == name).map(|(id, _)| id)
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match text::did_you_mean(name, known.iter().copied()) {
        Some(meant) => format!("no {what} is called `{name}`; did you mean `{meant}`?"),
        None => format!(
            "no {what} is called `{name}`; `threatline explain MODEL` and `diagram MODEL --list` show what there is"
        ),
    }
}
