//! Facts that follow from where a flow runs and between what: direction of trust, medium, operation, class.

use crate::base::arena::Arena;
use crate::graph::{Taint, trust};
use crate::model::{Class, ElementId, FlowId, Model, Trust};

use super::condition::Truth;
use super::condition::eval::World;
use super::condition::fields::{OPS, trust_level};
use super::condition::value::Found;
use super::leg::Leg;

/// Protocols with nobody else on the path: inside a program, on one host, at a screen.
const LOCAL_PROTOCOLS: &[&str] = &["in-process", "ipc", "ui"];
/// Protocols that a browser speaks.
const BROWSER_PROTOCOLS: &[&str] = &["http", "https", "http3", "ws", "wss"];
/// Which kinds of boundaries are a case of which: `crosses(cloud)` holds at an account as well.
const KIND_FAMILIES: &[(&str, &[&str])] =
    &[("cloud", &["account"]), ("service", &["namespace"]), ("physical", &["device"])];

/// Whether a leg brings what somebody less trusted decides: it crosses into higher trust itself, or its source passes on
/// requests that come from lower trust than its target's. Crossing between zones of equal trust is neither entering nor
/// leaving. Where the trust of an end is not stated, the answer is unknown.
pub(super) fn enters(world: &World<'_>, leg: Leg) -> Truth {
    let own = rises(world, leg, |from, to| from < to);
    match passed_on(world, leg) {
        Some(origin) if own != Truth::True => own.max(lower(world, origin, leg.target)),
        _ => own,
    }
}

/// Who really sends what the source of a leg merely passes on.
pub(super) fn passed_on(world: &World<'_>, leg: Leg) -> Option<ElementId> {
    world.index.origin[leg.source].filter(|&origin| !leg.response && origin != leg.target)
}

/// Where what enters on a leg comes from: its source, or who really sends what that passes on, if only that makes it enter.
pub(super) fn entering_from(world: &World<'_>, leg: Leg) -> ElementId {
    match passed_on(world, leg) {
        Some(origin) if lower(world, leg.source, leg.target) != Truth::True => origin,
        _ => leg.source,
    }
}

/// Steps of trust from where a leg's input comes from up to its target.
pub(super) fn trust_gap(world: &World<'_>, leg: Leg) -> Option<i64> {
    let from = trust(world.model, entering_from(world, leg))?;
    let to = trust(world.model, leg.target)?;
    Some((i64::from(to) - i64::from(from)) / 20)
}

fn lower(world: &World<'_>, one: ElementId, other: ElementId) -> Truth {
    let [one, other] = [one, other].map(|id| trust(world.model, id));
    Truth::of(one.zip(other).map(|(one, other)| one < other))
}

/// Whether a leg crosses into lower trust.
pub(super) fn exits(world: &World<'_>, leg: Leg) -> Truth {
    rises(world, leg, |from, to| from > to)
}

fn rises(world: &World<'_>, leg: Leg, test: impl Fn(u8, u8) -> bool) -> Truth {
    if !world.graph.crossings[leg.flow].crosses() {
        return Truth::False;
    }
    match (trust(world.model, leg.source), trust(world.model, leg.target)) {
        (Some(from), Some(to)) => test(from, to).into(),
        _ => Truth::Unknown,
    }
}

/// Whether a flow stays inside one program, host or screen.
pub(super) fn is_local(model: &Model, flow: FlowId) -> bool {
    let facts = &model.flows[flow].facts;
    facts.text("protocol").is_some_and(|protocol| LOCAL_PROTOCOLS.contains(&protocol))
        || facts.text("network") == Some("local")
}

/// Whether a browser starts a request: a person or a program in a browser, directly or through forwarders, over a protocol
/// of the web.
pub(super) fn from_browser(world: &World<'_>, leg: Leg) -> bool {
    let protocol = world.model.flows[leg.flow].facts.text("protocol");
    world.index.browser[leg.source] && protocol.is_some_and(|protocol| BROWSER_PROTOCOLS.contains(&protocol))
}

/// Whether a flow passes a border of a kind, or the named boundary. A border has the kind of its declaration and those of
/// the zones that the flow leaves or enters; leaving or entering an untrusted zone is a network border as well.
pub(super) fn crosses(world: &World<'_>, flow: FlowId, kind: &str) -> bool {
    let World { model, graph, .. } = world;
    let crossing = &graph.crossings[flow];
    let Some(border) = graph.border(flow) else { return false };
    if border.id == kind {
        return true;
    }
    let family = KIND_FAMILIES.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, members)| members);
    let fits = |word: &str| word == kind || family.contains(&word);
    let declared = border.declared.is_some_and(|id| model.boundaries[id].facts.texts("kind").into_iter().any(fits));
    let mut zones = crossing.exits.iter().chain(&crossing.enters);
    declared
        || zones.any(|&id| {
            let zone = &model.zones[id];
            let untrusted = zone.trust.as_ref().is_some_and(|trust| trust.value == Trust::Untrusted);
            zone.facts.texts("kind").into_iter().any(fits)
                || zone.ty.is_some_and(|ty| model.chain(ty).any(|ty| fits(&model.types[ty].name)))
                || (kind == "network" && untrusted && !is_local(model, flow))
        })
}

/// Whether an element lies in a zone of a kind, of a type or with this name.
pub(super) fn inside(model: &Model, element: ElementId, kind: &str) -> bool {
    std::iter::successors(Some(model.elements[element].zone), |&zone| model.zones[zone].parent).any(|id| {
        let zone = &model.zones[id];
        zone.id == kind || zone.facts.texts("kind").contains(&kind) || model.extends(zone.ty, kind)
    })
}

/// The highest class of the data on a leg. Where nobody said what moves, what the store at its end holds counts.
pub(super) fn class(model: &Model, leg: Leg) -> Option<Class> {
    let highest = |data: &mut dyn Iterator<Item = crate::model::DataId>| {
        data.filter_map(|id| model.data[id].class.as_ref().map(|class| class.value)).max()
    };
    if leg.is_stated(model) {
        return highest(&mut leg.data(model));
    }
    let store = leg.store(model)?;
    highest(&mut model.elements[store].holds.iter().copied())
}

/// The highest trust among what an element calls; unknown where it is not stated for any of them.
pub(super) fn downstream_trust<'a>(world: &World<'_>, element: ElementId) -> Found<'a> {
    let called = &world.index.calls[element];
    let zone = |id: &ElementId| &world.model.zones[world.model.elements[*id].zone];
    let highest = called.iter().filter_map(|id| zone(id).trust.as_ref()).map(|trust| trust_level(trust.value)).max();
    match highest {
        Some(level) => Found::Level(level),
        None if called.is_empty() => Found::Absent,
        None => Found::Unknown,
    }
}

/// Whether input of lower trust reaches an element. What a store holds came from somewhere: where no flow writes to it, the
/// answer is unknown.
pub(super) fn tainted(world: &World<'_>, element: ElementId) -> Truth {
    let World { model, graph, .. } = world;
    let truth = Truth::of(graph.taint[element].as_bool());
    let store = model.elements[element].kind == crate::model::ElementKind::Store;
    if truth == Truth::False && store && graph.senders(model, element).is_empty() { Truth::Unknown } else { truth }
}

/// Whether an element calls a store that input of lower trust than its own reaches.
pub(super) fn tainted_store(world: &World<'_>, element: ElementId) -> Truth {
    let World { model, graph, index } = *world;
    let own = trust(model, element);
    let stores = index.calls[element].iter().filter(|&&id| model.elements[id].kind == crate::model::ElementKind::Store);
    let answers = stores.map(|&store| match (graph.taint[store], own) {
        (Taint::Clean, _) => tainted(world, store),
        (Taint::Unknown, _) | (Taint::From(_), None) => Truth::Unknown,
        (Taint::From(origin), Some(own)) => trust(model, origin).is_some_and(|trust| trust < own).into(),
    });
    answers.max().unwrap_or(Truth::False)
}

/// The elements from which data reaches one of the targets, over any number of flows; the targets themselves are among them.
pub(super) fn reaching(world: &World<'_>, targets: &[ElementId]) -> Arena<ElementId, bool> {
    let mut reaching = Arena::filled(world.model.elements.len(), false);
    let mut open = targets.to_vec();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reaching[at], true) {
            open.extend(world.graph.senders(world.model, at).into_iter().map(|(sender, _)| sender));
        }
    }
    reaching
}

// ---- operations ---------------------------------------------------------------------------------------------------------

/// What a flow does, by the types of its ends where they say so: types that start it, types that answer, the operation.
/// An empty list stands for any. The first row that fits decides.
const OPERATIONS: &[(&[&str], &[&str], &str)] = &[
    (&["update-server"], &["process"], "update"),
    (&["deployer", "build-server"], &["orchestrator", "function", "service", "web-app"], "deploy"),
    (&["deployer", "build-server", "scm"], &["artifact-registry", "model-registry"], "publish"),
    (&[], &["message-broker", "message-queue"], "publish"),
    (&["actor"], &["bastion", "admin-console", "orchestrator"], "admin"),
];

/// What a flow does at the end that answers, as bits over [`OPS`]: stated, else of its ends, else of the data that moves.
pub(super) fn ops(world: &World<'_>, flow: FlowId) -> u16 {
    let stated = world.model.flows[flow].facts.texts("op");
    if !stated.is_empty() {
        return stated.into_iter().map(bit).fold(0, |all, one| all | one);
    }
    derived_ops(world.model, flow)
}

fn derived_ops(model: &Model, id: FlowId) -> u16 {
    use crate::model::ElementKind::Store;
    let request = Leg::request(model, id);
    let sends = !request.carried(model).data().is_empty();
    let gets = !request.returned(model).data().is_empty();
    let fits = |end: ElementId, names: &[&str]| {
        let element = &model.elements[end];
        names.is_empty() || names.iter().any(|name| element.kind.as_str() == *name || model.extends(element.ty, name))
    };
    let queue = fits(request.target, &["message-queue", "message-broker"]);
    if queue && (request.swapped || (gets && !sends)) {
        return bit("subscribe");
    }
    let row = OPERATIONS.iter().find(|(from, to, _)| fits(request.source, from) && fits(request.target, to));
    if let Some((_, _, op)) = row {
        return bit(op);
    }
    if model.elements[request.target].kind == Store {
        // Where nobody said what moves, both directions are assumed.
        let open = !sends && !gets;
        let writes = if sends || (open && !request.swapped) { bit("write") } else { 0 };
        let reads = if gets || open || request.swapped { bit("read") } else { 0 };
        return writes | reads;
    }
    let signs_in = fits(request.target, &["identity-provider"])
        && request.data(model).any(|data| model.extends(model.data[data].ty, "credential"));
    bit(if signs_in { "login" } else { "call" })
}

fn bit(op: &str) -> u16 {
    OPS.iter().position(|known| *known == op).map_or(0, |at| 1 << at)
}

/// Words of a set of operations.
pub(super) fn op_words(bits: u16) -> Vec<&'static str> {
    OPS.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, word)| *word).collect()
}
