//! Flows and elements that no threat is about, each with the reason.

use crate::model::{Class, ElementId, ElementKind, FlowId, Place};
use crate::report::Text;

use super::Context;

/// Flows, then elements.
pub(super) fn items(context: &Context<'_>) -> Vec<Text> {
    let about = |place: Place| context.analysis.threats.iter().any(|threat| threat.subject == Some(place));
    let flows = context.model.flows.ids().filter(|&id| !about(Place::Flow(id)));
    let mut items: Vec<Text> = flows.map(|id| flow(context, id)).collect();
    let with_flows = |id: ElementId| {
        let flows = context.graph.incoming(id).into_iter().chain(context.graph.outgoing(id));
        flows.into_iter().any(|flow| about(Place::Flow(flow)))
    };
    let elements = context.model.elements.ids().filter(|&id| !about(Place::Element(id)) && !with_flows(id));
    items.extend(elements.map(|id| element(context, id)));
    items
}

fn flow(context: &Context<'_>, id: FlowId) -> Text {
    let model = context.model;
    let flow = &model.flows[id];
    let (source, target) = (&model.elements[flow.source], &model.elements[flow.target]);
    let out = |element: &crate::model::Element| element.facts.text("scope") == Some("out");
    let people = |element: &crate::model::Element| matches!(element.kind, ElementKind::Actor | ElementKind::External);
    let inside = context.graph.border(id).is_none();
    let reason = match () {
        () if out(source) && out(target) => "neither end is in scope".to_owned(),
        () if people(source) && people(target) => {
            "both ends are actors or external systems, and no rule asks what these exchange with one another".to_owned()
        }
        () if inside => {
            let zone = &model.zones[source.zone].label;
            format!("it stays inside the zone {zone}, and no rule asks about such an interaction there")
        }
        () => "no rule applies to such an interaction".to_owned(),
    };
    let all: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
    let class = model.highest_class(&all).filter(|class| *class >= Class::High);
    let carried = class.map(|class| format!("; it carries {} data", class.as_str().to_uppercase())).unwrap_or_default();
    let (source, target) = (&source.label, &target.label);
    format!("{} ({source} → {target}): {reason}{carried}", flow.number).into()
}

fn element(context: &Context<'_>, id: ElementId) -> Text {
    let element = &context.model.elements[id];
    let alone = context.graph.incoming(id).into_iter().chain(context.graph.outgoing(id)).next().is_none();
    let reason = match element.facts.text("scope") {
        Some("out") => "out of scope",
        _ if alone => "nothing flows to or from it",
        _ => "no rule applies to it or to its flows",
    };
    format!("{}: {reason}", element.label).into()
}
