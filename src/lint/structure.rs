//! Structure: parts of the model that hang in the air, and parts that are too many.

mod names;
mod views;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Lint, Subject, add};
use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::model::{Carried, Element, ElementId, ElementKind, Flow, FlowId, ZoneId};
use names::{names_alike, unused_data, unused_types};
use views::large_views;

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0101", find: small_zones },
    Lint { code: "W0102", find: elements_without_flows },
    Lint { code: "W0103", find: stores_without_flows },
    Lint { code: "W0104", find: one_way_stores },
    Lint { code: "W0105", find: actors_without_flows },
    Lint { code: "W0106", find: one_way_processes },
    Lint { code: "W0107", find: composites_of_one },
    Lint { code: "W0108", find: no_zones },
    Lint { code: "W0110", find: boundaries_not_crossed },
    Lint { code: "W0111", find: boundaries_not_declared },
    Lint { code: "W0113", find: names_alike },
    Lint { code: "W0114", find: unused_types },
    Lint { code: "W0115", find: unused_data },
    Lint { code: "W0116", find: wide_fans },
    Lint { code: "W0117", find: out_of_scope_without_reason },
    Lint { code: "W0118", find: composites_with_flows },
    Lint { code: "W0119", find: large_views },
];

/// Most elements to which one should send.
const MAX_FAN: usize = 20;

/// W0101
fn small_zones(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut contents: Arena<ZoneId, (usize, Option<ElementId>)> = Arena::filled(model.zones.len(), (0, None));
    for (id, element) in model.elements.iter() {
        for zone in subject.outwards(element.zone) {
            contents[zone] = (contents[zone].0 + 1, Some(id));
        }
    }
    add(
        found,
        model.zones.iter().filter_map(|(id, zone)| {
            let (what, help) = match contents[id] {
                (0, _) => ("nothing".to_owned(), "put in what lies there, or delete it"),
                (1, Some(only)) => (
                    format!("nothing but `{}`", model.elements[only].id),
                    "a zone groups what is trusted alike: put in what else lies there, or leave it out",
                ),
                _ => return None,
            };
            let message = format!("zone `{}` contains {what}", zone.id);
            zone.span.map(|span| Diagnostic::warning("W0101", span, message).help(help))
        }),
    );
}

/// Elements in scope that no flow touches. A composite is touched through its parts.
fn untouched<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Element> {
    let model = subject.model;
    let mut touched: FxHashSet<ElementId> = model.elements.values().filter_map(|element| element.parent).collect();
    touched.extend(model.flows.values().flat_map(|flow| [flow.source, flow.target]));
    let untouched = model.elements.iter().filter(move |(id, _)| !touched.contains(id) && !subject.is_out_of_scope(*id));
    untouched.map(|(_, element)| element)
}

/// W0102
fn elements_without_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let elements =
        untouched(subject).filter(|element| matches!(element.kind, ElementKind::Process | ElementKind::External));
    add(
        found,
        elements.map(|element| {
            let message = format!("{} `{}` has no flows", element.kind.title(), element.id);
            Diagnostic::warning("W0102", element.span, message).help("draw what it sends and receives, or delete it")
        }),
    );
}

/// W0103
fn stores_without_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let stores = untouched(subject).filter(|element| element.kind == ElementKind::Store);
    add(
        found,
        stores.map(|store| {
            let message = format!("nothing writes to data store `{}` or reads it", store.id);
            Diagnostic::warning("W0103", store.span, message).help("draw the process that does, or delete it")
        }),
    );
}

/// W0105
fn actors_without_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let actors = untouched(subject).filter(|element| element.kind == ElementKind::Actor);
    add(
        found,
        actors.map(|actor| {
            let message = format!("actor `{}` touches nothing", actor.id);
            Diagnostic::warning("W0105", actor.span, message).help("draw what the actor uses, or delete it")
        }),
    );
}

/// Whether a flow brings data into the store at one of its ends, and whether it takes data out. Where nobody said what moves,
/// a flow to a store may do both.
fn writes_and_reads(flow: &Flow, is_target: bool) -> (bool, bool) {
    match flow.facts.text("op") {
        Some("read" | "subscribe") => return (false, true),
        Some("write" | "publish" | "update" | "deploy") => return (true, false),
        _ => {}
    }
    let moves = |carried: &Carried| matches!(carried, Carried::Data(_));
    let (along, back) = (moves(&flow.data), moves(&flow.returns));
    let (along, back) = match (along, back) {
        (false, false) if is_target => (true, true),
        (false, false) => (true, false),
        (true, false) => (true, flow.both_ways),
        both => both,
    };
    if is_target { (along, back) } else { (back, along) }
}

/// W0104
fn one_way_stores(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut seen: Arena<ElementId, (bool, bool)> = Arena::filled(model.elements.len(), (false, false));
    for flow in model.flows.values() {
        for (end, is_target) in [(flow.source, false), (flow.target, true)] {
            let (written, read) = writes_and_reads(flow, is_target);
            seen[end] = (seen[end].0 || written, seen[end].1 || read);
        }
    }
    let stores = model.elements.iter().filter(|(_, element)| element.kind == ElementKind::Store);
    add(
        found,
        stores.filter(|(id, _)| !subject.is_out_of_scope(*id)).filter_map(|(id, store)| {
            let (what, help) = match seen[id] {
                (true, false) => ("only written", "draw who reads it, or say what comes back: `returns=…`"),
                (false, true) => ("only read", "draw who writes what is in it"),
                _ => return None,
            };
            let message = format!("data store `{}` is {what}", store.id);
            Some(Diagnostic::warning("W0104", store.span, message).help(help))
        }),
    );
}

/// W0106
fn one_way_processes(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let composites: FxHashSet<ElementId> = model.elements.values().filter_map(|element| element.parent).collect();
    let processes = model.elements.iter().filter(|(_, element)| element.kind == ElementKind::Process);
    let single = processes.filter(|(id, _)| !composites.contains(id) && !subject.is_out_of_scope(*id));
    add(
        found,
        single.filter_map(|(id, process)| {
            let (sends, receives) = (graph.receivers(model, id), graph.senders(model, id));
            let (what, help) = match (sends.is_empty(), receives.is_empty()) {
                (true, false) => ("only receives", "draw what it does with that, or say what it answers: `returns=…`"),
                (false, true) => ("only sends", "draw where it has that from"),
                _ => return None,
            };
            let message = format!("process `{}` {what}", process.id);
            Some(Diagnostic::warning("W0106", process.span, message).help(help))
        }),
    );
}

/// W0107
fn composites_of_one(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut parts: FxHashMap<ElementId, (usize, ElementId)> = FxHashMap::default();
    for (id, element) in model.elements.iter() {
        if let Some(parent) = element.parent {
            parts.entry(parent).or_insert((0, id)).0 += 1;
        }
    }
    let alone = model.elements.iter().filter_map(|(id, element)| match parts.get(&id) {
        Some((1, part)) => Some((element, &model.elements[*part])),
        _ => None,
    });
    add(
        found,
        alone.map(|(process, part)| {
            let message = format!("process `{}` contains nothing but `{}`", process.id, part.id);
            Diagnostic::warning("W0107", process.span, message)
                .help("add its other parts, or make one element of the two")
        }),
    );
}

/// W0108
fn no_zones(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut inside =
        model.elements.values().filter(|element| matches!(element.kind, ElementKind::Process | ElementKind::Store));
    if let (true, Some(first), Some(_)) = (model.zones.values().all(|zone| zone.implicit), inside.next(), inside.next())
    {
        let message = "no zones are declared, so everything inside is trusted alike";
        let help = "group what is trusted alike: `zone edge trust=dmz { … }`";
        found.push(Diagnostic::warning("W0108", first.span, message).help(help));
    }
}

/// W0110
fn boundaries_not_crossed(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    if model.flows.is_empty() {
        return;
    }
    let flows = graph.flows_by_border();
    let unused = graph.borders.iter().filter(|(id, _)| flows[*id].is_empty());
    add(
        found,
        unused.filter_map(|(_, border)| border.declared).map(|id| {
            let boundary = &model.boundaries[id];
            let message = format!("no flow crosses boundary `{}`", boundary.id);
            Diagnostic::warning("W0110", boundary.span, message).help("draw the flow, or delete it").help(
                "a flow belongs to the boundary between the innermost zones: another one may have taken its flows",
            )
        }),
    );
}

/// W0111: the flows of one statement may cross several.
fn boundaries_not_declared(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    if model.boundaries.is_empty() {
        return;
    }
    let flows = graph.flows_by_border();
    let automatic = graph.borders.iter().filter(|(_, border)| border.declared.is_none());
    found.extend(automatic.filter_map(|(id, border)| {
        let first: FlowId = *flows[id].first()?;
        let (from, to) = (&model.zones[border.from], &model.zones[border.to]);
        let message = format!("the boundary between `{}` and `{}` is crossed here and not declared", from.id, to.id);
        let help = format!(
            "declare it: `boundary {} \"{}\" on {} -> {}`",
            border.id,
            border.label.replace('"', "\\\""),
            from.id,
            to.id
        );
        Some(Diagnostic::warning("W0111", model.flows[first].span, message).help(help))
    }));
}

/// W0116
fn wide_fans(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    add(
        found,
        model.elements.iter().filter_map(|(id, element)| {
            let targets: FxHashSet<ElementId> =
                graph.outgoing(id).into_iter().map(|flow| model.flows[flow].target).collect();
            let message = format!("`{}` sends to {} elements", element.id, targets.len());
            let help = "take it apart, or join its targets: nobody can look through so many";
            (targets.len() > MAX_FAN).then(|| Diagnostic::warning("W0116", element.span, message).help(help))
        }),
    );
}

/// W0117
fn out_of_scope_without_reason(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let elements = model.elements.values().map(|element| (&element.id, &element.facts, Some(element.span)));
    let zones = model.zones.values().map(|zone| (&zone.id, &zone.facts, zone.span));
    let unexplained = elements.chain(zones).filter(|(_, facts, _)| !facts.has("reason"));
    add(
        found,
        unexplained.filter_map(|(id, facts, span)| {
            let scope = facts.get("scope").filter(|scope| scope.value.text == "out")?;
            let message = format!("`{id}` is out of scope without a reason");
            let help = "no threats are raised on it, so say why: `reason=\"…\"`";
            Some(Diagnostic::warning("W0117", subject.place_of(scope, span?), message).help(help))
        }),
    );
}

/// W0118
fn composites_with_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    // For each composite, its first flow to the outside, and the first of a part.
    let mut own: FxHashMap<ElementId, FlowId> = FxHashMap::default();
    let mut of_parts: FxHashMap<ElementId, FlowId> = FxHashMap::default();
    for (id, flow) in model.flows.iter() {
        for (end, other) in [(flow.source, flow.target), (flow.target, flow.source)] {
            let around: Vec<ElementId> = subject.owners(other).collect();
            for owner in subject.owners(end).take_while(|owner| !around.contains(owner)) {
                if owner == end { &mut own } else { &mut of_parts }.entry(owner).or_insert(id);
            }
        }
    }
    add(
        found,
        model.elements.iter().filter_map(|(id, process)| {
            let (flow, part) = (own.get(&id)?, of_parts.get(&id)?);
            let message = format!("`{}` has flows of its own, and so have its parts", process.id);
            let diagnostic = Diagnostic::warning("W0118", model.flows[*flow].span, message)
                .label(model.flows[*part].span, "a flow of a part")
                .help("name the part that sends or receives");
            Some(diagnostic)
        }),
    );
}
