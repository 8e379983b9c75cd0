//! Design smells about data: where it lies, and where it goes.

use rustc_hash::FxHashSet;

use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::graph::{initiator, trust};
use crate::lint::subject::{UNTRUSTED, class};
use crate::lint::{Subject, add};
use crate::model::{Class, DataId, ElementId, ElementKind, Flow, FlowId, Model, Trust};

/// The least trust that a zone needs to keep data of a class.
const NEEDED: &[(Class, Trust)] =
    &[(Class::Critical, Trust::Restricted), (Class::High, Trust::Internal), (Class::Medium, Trust::Partner)];

/// Encryption with which a store protects its data from the zone around it.
const SELF_PROTECTING: &[&str] = &["hardware", "client-side"];

/// Types of data with which somebody can act as somebody else.
const SECRETS: &[&str] = &["credential", "secret", "key"];

/// Steps of trust, of 20 each, between those who use one store.
const FAR_APART: u8 = 40;

/// One direction of a flow: who receives what, and the attribute that says so.
struct Move<'m> {
    from: ElementId,
    to: ElementId,
    data: &'m [DataId],
    attribute: &'static str,
}

/// Both directions of a flow. On `<->`, data goes both ways unless `returns` says what comes back.
fn moves(flow: &Flow) -> [Move<'_>; 2] {
    let (source, target) = (flow.source, flow.target);
    let along = Move { from: source, to: target, data: flow.data.data(), attribute: "data" };
    let back = match flow.returns.data() {
        [] if flow.both_ways => Move { data: along.data, attribute: "data", from: target, to: source },
        data => Move { data, attribute: "returns", from: target, to: source },
    };
    [along, back]
}

/// Where a flow names a data asset.
fn place_of_data(subject: &Subject<'_>, flow: &Flow, attribute: &str, data: DataId) -> Span {
    let id = &subject.model.data[data].id;
    let value = flow.facts.all(attribute).iter().find(|value| value.value.text == *id);
    value.map_or(flow.span, |value| subject.place_of(value, flow.span))
}

fn is_secret(model: &Model, data: DataId) -> bool {
    SECRETS.iter().any(|name| model.extends(model.data[data].ty, name))
}

fn is_store(model: &Model, element: ElementId) -> bool {
    model.elements[element].kind == ElementKind::Store
}

/// What each store keeps: what it `holds`, else what is written into it.
fn kept(model: &Model) -> Arena<ElementId, Vec<DataId>> {
    let mut kept: Arena<ElementId, Vec<DataId>> =
        model.elements.values().map(|element| element.holds.clone()).collect();
    for flow in model.flows.values() {
        for one in moves(flow) {
            if is_store(model, one.to) && model.elements[one.to].holds.is_empty() {
                kept[one.to].extend(one.data);
            }
        }
    }
    for data in kept.values_mut() {
        data.sort_unstable();
        data.dedup();
    }
    kept
}

/// W0307
pub(in crate::lint) fn data_above_trust(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let kept = kept(model);
    let stores = model.elements.iter().filter(|(id, store)| {
        let protects_itself = store.facts.text("encryption").is_some_and(|word| SELF_PROTECTING.contains(&word));
        store.kind == ElementKind::Store && !protects_itself && !subject.is_out_of_scope(*id)
    });
    add(
        found,
        stores.filter_map(|(id, store)| {
            let zone = &model.zones[store.zone];
            let trust = zone.trust.as_ref()?.value;
            let too_high = |data: &&DataId| {
                let class = class(model, **data);
                NEEDED.iter().any(|(known, needed)| class == Some(*known) && trust < *needed)
            };
            let data: Vec<DataId> = kept[id].iter().filter(too_high).copied().collect();
            let highest = model.highest_class(&data)?;
            let names = subject.data_names(&data);
            let message =
                format!("`{}` keeps {names} ({highest}) in zone `{}`, which is trusted as {trust}", store.id, zone.id);
            let help =
                "move it to a zone that is trusted more, or encrypt it before it gets there: `encryption=client-side`";
            Some(Diagnostic::warning("W0307", store.span, message).help(help))
        }),
    );
}

/// W0308
pub(in crate::lint) fn data_returned(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let answers = subject.flows_in_scope().filter(|(_, flow)| flow.facts.text("op") != Some("login"));
    add(
        found,
        answers.filter_map(|(id, flow)| {
            let caller = initiator(model, id);
            let back = moves(flow).into_iter().find(|one| one.to == caller)?;
            let data = *back.data.iter().find(|data| class(model, **data) == Some(Class::Critical))?;
            if trust(model, caller) != Some(UNTRUSTED) || trust(model, back.from) == Some(UNTRUSTED) {
                return None;
            }
            let message = format!(
                "`{}` is critical and goes back to `{}` in an untrusted zone",
                model.data[data].id, model.elements[caller].id
            );
            let help = "return a reference or a masked part of it, where that will do";
            Some(Diagnostic::warning("W0308", place_of_data(subject, flow, back.attribute, data), message).help(help))
        }),
    );
}

/// Who uses a store, over which flow, and how far their zone is trusted.
type User = (u8, ElementId, FlowId);

/// W0309
pub(in crate::lint) fn shared_stores(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    // For each store, who uses it from the least and who from the most trusted zone.
    let mut users: Arena<ElementId, Option<[User; 2]>> = Arena::filled(model.elements.len(), None);
    for (id, flow) in subject.flows_in_scope() {
        for (store, user) in [(flow.source, flow.target), (flow.target, flow.source)] {
            let Some(trust) = trust(model, user).filter(|_| is_store(model, store)) else { continue };
            let this = (trust, user, id);
            let [low, high] = users[store].unwrap_or([this, this]);
            users[store] = Some([if trust < low.0 { this } else { low }, if trust > high.0 { this } else { high }]);
        }
    }
    let far = model.elements.iter().filter_map(|(id, store)| match users[id] {
        Some([low, high]) if high.0 - low.0 >= FAR_APART => Some((store, low, high)),
        _ => None,
    });
    add(
        found,
        far.map(|(store, low, high)| {
            let name = |user: ElementId| &model.elements[user].id;
            let message = format!(
                "`{}` is used by `{}` and by `{}`, whose zones are trusted very differently",
                store.id,
                name(low.1),
                name(high.1)
            );
            Diagnostic::warning("W0309", store.span, message)
                .label(model.flows[low.2].span, "from the least trusted zone")
                .label(model.flows[high.2].span, "from the most trusted zone")
                .help("give the less trusted side a store or a service of its own")
        }),
    );
}

/// W0312
pub(in crate::lint) fn data_out_of_scope(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let leaving = subject.flows_in_scope().flat_map(|(_, flow)| moves(flow).into_iter().map(move |one| (flow, one)));
    add(
        found,
        leaving.filter(|(_, one)| subject.is_out_of_scope(one.to)).filter_map(|(flow, one)| {
            let data = *one.data.iter().find(|data| class(model, **data) >= Some(Class::High))?;
            let message =
                format!("`{}` goes to `{}`, which is out of scope", model.data[data].id, model.elements[one.to].id);
            let help =
                "no threats are raised there: look at it as well, or write `allow=W0312` where somebody else answers for the data";
            Some(Diagnostic::warning("W0312", place_of_data(subject, flow, one.attribute, data), message).help(help))
        }),
    );
}

/// W0313
pub(in crate::lint) fn data_that_is_not_there(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut written: FxHashSet<(ElementId, DataId)> = FxHashSet::default();
    for flow in model.flows.values() {
        for one in moves(flow).into_iter().filter(|one| is_store(model, one.to)) {
            written.extend(one.data.iter().map(|&data| (one.to, data)));
        }
    }
    let reads = subject.flows_in_scope().flat_map(|(_, flow)| moves(flow).into_iter().map(move |one| (flow, one)));
    let reads = reads.filter(|(_, one)| is_store(model, one.from) && !model.elements[one.from].holds.is_empty());
    add(
        found,
        reads.flat_map(|(flow, one)| {
            let store = &model.elements[one.from];
            let missing =
                one.data.iter().filter(|data| !store.holds.contains(data) && !written.contains(&(one.from, **data)));
            let diagnostics = missing.map(|&data| {
                let message = format!("`{}` does not hold `{}`", store.id, model.data[data].id);
                let place = place_of_data(subject, flow, one.attribute, data);
                Diagnostic::warning("W0313", place, message)
                    .label(store.span, "declared here")
                    .help("add it to `holds`, draw who writes it, or return what the store has")
            });
            diagnostics.collect::<Vec<_>>()
        }),
    );
}

/// W0315
pub(in crate::lint) fn secrets_given_away(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let checks_logins = |element: ElementId| {
        let element = &model.elements[element];
        model.extends(element.ty, "social-login") || element.facts.texts("does").contains(&"authenticates-users")
    };
    let leaving = subject.flows_in_scope().filter(|(_, flow)| flow.facts.text("op") != Some("login"));
    let leaving = leaving.flat_map(|(_, flow)| moves(flow).into_iter().map(move |one| (flow, one)));
    add(
        found,
        leaving.filter_map(|(flow, one)| {
            let third_party = model.elements[one.to].kind == ElementKind::External && !checks_logins(one.to);
            let data = *one.data.iter().find(|data| third_party && is_secret(model, **data))?;
            let message = format!("`{}` goes to a third party, `{}`", model.data[data].id, model.elements[one.to].id);
            let help = "who has it can act in its owner's name: give a token of narrow scope, or use a sign-in such as `via oidc`";
            Some(Diagnostic::warning("W0315", place_of_data(subject, flow, one.attribute, data), message).help(help))
        }),
    );
}

/// W0316
pub(in crate::lint) fn logs_with_secrets(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let kept = kept(model);
    let logs = model.elements.iter().filter(|(id, store)| {
        store.kind == ElementKind::Store && model.extends(store.ty, "log-store") && !subject.is_out_of_scope(*id)
    });
    add(
        found,
        logs.filter_map(|(id, store)| {
            let critical = |data: &&DataId| class(model, **data) == Some(Class::Critical) || is_secret(model, **data);
            let data = *kept[id].iter().find(critical)?;
            let name = &model.data[data].id;
            let held = store.facts.all("holds").iter().find(|value| value.value.text == *name);
            let place = held.map_or(store.span, |value| subject.place_of(value, store.span));
            let message = format!("log store `{}` keeps `{name}`, which is critical", store.id);
            let help = "logs are read by many and kept for long: mask it, or leave it out of what is logged";
            Some(Diagnostic::warning("W0316", place, message).help(help))
        }),
    );
}
