//! Design smells: what the model states plainly, and what is seldom meant or seldom safe.

mod answers;
mod data;

use rustc_hash::FxHashMap;

use super::subject::{UNTRUSTED, carries_nothing, class, controls, data_of, is_none, is_there};
use super::{Lint, Subject, add};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::graph::{Exposure, initiator, is_forwarder, trust};
use crate::model::{
    Claims, Class, ControlStatus, DataId, Element, ElementId, ElementKind, Facts, Flow, FlowId, Sourced, Trust, TypeId,
    Value,
};
use answers::{dismissed_categories, repeated_reasons, single_controls};
use data::{
    data_above_trust, data_out_of_scope, data_returned, data_that_is_not_there, logs_with_secrets, secrets_given_away,
    shared_stores,
};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0301", find: sensitive_data_in_the_open },
    Lint { code: "W0302", find: stores_that_act },
    Lint { code: "W0303", find: stores_without_process },
    Lint { code: "W0304", find: flows_outside },
    Lint { code: "W0305", find: anonymous_callers },
    Lint { code: "W0306", find: boundaries_crossed_in_the_open },
    Lint { code: "W0307", find: data_above_trust },
    Lint { code: "W0308", find: data_returned },
    Lint { code: "W0309", find: shared_stores },
    Lint { code: "W0310", find: exposed_administration },
    Lint { code: "W0311", find: single_controls },
    Lint { code: "W0312", find: data_out_of_scope },
    Lint { code: "W0313", find: data_that_is_not_there },
    Lint { code: "W0314", find: obsolete_protocols },
    Lint { code: "W0315", find: secrets_given_away },
    Lint { code: "W0316", find: logs_with_secrets },
    Lint { code: "W0317", find: dismissed_categories },
    Lint { code: "W0318", find: repeated_reasons },
    Lint { code: "W0319", find: contradicted_controls },
];

/// Stores that decide themselves who may use them over a network.
const STORES_WITH_A_DOOR: &[&str] = &[
    "object-store",
    "file-store",
    "artifact-registry",
    "code-repository",
    "model-registry",
    "message-queue",
    "directory",
];

/// Rights with which a process administers others.
const ADMINISTRATION: &[&str] = &["admin", "root", "kernel"];

/// What should no longer be in use, by attribute, with what took its place. Other spellings of the same come as quoted texts.
const OBSOLETE: &[(&str, &[&str], &str)] = &[
    ("protocol", &["ftp", "tftp", "telnet", "rlogin", "rsh"], "`sftp` or `ssh`"),
    ("protocol", &["snmpv1", "snmpv2", "snmpv2c"], "SNMPv3"),
    ("protocol", &["smbv1", "smb1", "cifs"], "SMB 3"),
    ("protocol", &["pptp"], "`encryption=wireguard` or `encryption=ipsec`"),
    ("encryption", &["tls1.0", "tls1.1", "ssl", "sslv2", "sslv3", "ssl2", "ssl3"], "`encryption=tls1.3`"),
    ("encryption", &["wep", "wpa"], "WPA3"),
    ("auth", &["ntlm"], "`auth=kerberos`"),
];

/// Controls that cannot be in place where an attribute is `none`.
const CONTRADICTIONS: &[(&str, ElementOrFlow, &[&str])] = &[
    ("auth", ElementOrFlow::Flow, &["user-authentication", "service-authentication", "mfa", "admin-mfa"]),
    ("encryption", ElementOrFlow::Flow, &["encryption-in-transit", "mutual-tls"]),
    ("encryption", ElementOrFlow::Element, &["encryption-at-rest"]),
];

/// On what an attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ElementOrFlow {
    Element,
    Flow,
}

// ---- flows in the open ----------------------------------------------------------------------------------------------------

/// Flows that are known not to be encrypted, and that nothing else is known to protect.
fn open_flows<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (FlowId, &'a Flow)> {
    let protecting = controls(subject.model, &["encryption-in-transit", "message-encryption", "mutual-tls"]);
    subject.flows_in_scope().filter(move |(_, flow)| {
        let protected = || protecting.iter().any(|control| is_claimed(&flow.claims, *control));
        is_none(flow, "encryption") && flow.facts.text("network") != Some("vpn") && !protected()
    })
}

fn is_claimed(claims: &Claims, control: TypeId) -> bool {
    claims.get(&control).is_some_and(|claim| is_there(claim.status))
}

/// Data on an open flow to or from an untrusted zone that must not be read by others: high, critical, or not classified.
fn data_in_the_open(subject: &Subject<'_>, flow: &Flow) -> Vec<DataId> {
    if !subject.is_exposed(flow) {
        return Vec::new();
    }
    let sensitive = |data: &DataId| class(subject.model, *data).is_none_or(|class| class >= Class::High);
    data_of(flow).into_iter().filter(sensitive).collect()
}

/// W0301
fn sensitive_data_in_the_open(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let open = open_flows(subject).filter(|(_, flow)| !data_in_the_open(subject, flow).is_empty());
    let statements = subject.by_statement(open.map(|(id, _)| id));
    found.extend(statements.into_iter().map(|(id, others)| {
        let flow = &subject.model.flows[id];
        let data = subject.data_names(&data_in_the_open(subject, flow));
        let message =
            format!("{} carries {data} unencrypted to or from an untrusted zone", subject.flow_name(id, others));
        let help = "use an encrypted protocol, such as `via https`, or say what encrypts it";
        at_fact(subject, flow, "encryption", "W0301", message).help(help)
    }));
}

/// W0306: what W0301 reports is left out, and what carries nothing worth protecting.
fn boundaries_crossed_in_the_open(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let open = open_flows(subject).filter(|(id, flow)| {
        subject.graph.crossings[*id].crosses() && !carries_nothing(flow) && data_in_the_open(subject, flow).is_empty()
    });
    let statements = subject.by_statement(open.map(|(id, _)| id));
    found.extend(statements.into_iter().map(|(id, others)| {
        let border = subject.graph.border(id).map_or("a boundary", |border| border.id.as_str());
        let message = format!("{} crosses {border} unencrypted", subject.flow_name(id, others));
        let help =
            "use an encrypted protocol, such as `via https`, or say what encrypts it; `data=none` where it may be open";
        at_fact(subject, &subject.model.flows[id], "encryption", "W0306", message).help(help)
    }));
}

/// A warning at an attribute of a flow, or at the flow with a remark at what sets the attribute.
fn at_fact(subject: &Subject<'_>, flow: &Flow, attribute: &str, code: &'static str, message: String) -> Diagnostic {
    let Some(fact) = flow.facts.get(attribute) else { return Diagnostic::warning(code, flow.span, message) };
    let place = subject.place_of(fact, flow.span);
    let diagnostic = Diagnostic::warning(code, place, message);
    match fact.span.filter(|span| *span != place && subject.is_authors(*span)) {
        Some(span) => diagnostic.label(span, format!("`{attribute}={}` comes from here", fact.value.text)),
        None => diagnostic,
    }
}

/// W0305
fn anonymous_callers(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let authenticating = controls(model, &["user-authentication", "service-authentication", "mfa", "admin-mfa"]);
    let anonymous = subject.flows_in_scope().filter(|(id, flow)| {
        let caller = initiator(model, *id);
        let called = if caller == flow.source { flow.target } else { flow.source };
        let inside = |element: ElementId| trust(model, element).filter(|trust| *trust >= Trust::Internal.rating());
        let rises = |from: ElementId, to: ElementId| {
            inside(to).is_some_and(|to| trust(model, from).is_some_and(|from| from < to))
        };
        is_none(flow, "auth")
            && !carries_nothing(flow)
            && (rises(caller, called) || (flow.both_ways && rises(called, caller)))
            && !authenticating.iter().any(|control| is_claimed(&flow.claims, *control))
    });
    let statements = subject.by_statement(anonymous.map(|(id, _)| id));
    found.extend(statements.into_iter().map(|(id, others)| {
        let flow = &model.flows[id];
        // On `<->` either side may call, and the lint is about the one that is trusted less.
        let called = [flow.source, flow.target].into_iter().max_by_key(|&end| trust(model, end)).unwrap_or(flow.target);
        let zone = &model.zones[model.elements[called].zone].id;
        let message = format!("{} enters the more trusted zone `{zone}` without authentication", subject.flow_name(id, others));
        let help = "let the caller prove who it is, such as `auth=oidc` or `auth=mtls`, or put an entry in a zone with `trust=dmz`";
        at_fact(subject, flow, "auth", "W0305", message).help(help)
    }));
}

// ---- who talks to whom ----------------------------------------------------------------------------------------------------

fn ends<'a>(subject: &Subject<'a>, flow: &Flow) -> (&'a Element, &'a Element) {
    (&subject.model.elements[flow.source], &subject.model.elements[flow.target])
}

/// W0302
fn stores_that_act(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    add(
        found,
        subject.flows_in_scope().filter_map(|(_, flow)| {
            let (source, target) = ends(subject, flow);
            let both = source.kind == ElementKind::Store && target.kind == ElementKind::Store;
            let message =
                format!("`{}` and `{}` are data stores: neither sends anything by itself", source.id, target.id);
            let help = format!("draw the process that copies it: `{} -> copier -> {}`", source.id, target.id);
            both.then(|| Diagnostic::warning("W0302", flow.span, message).help(help))
        }),
    );
}

/// W0303
fn stores_without_process(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let has_door = |store: &Element| STORES_WITH_A_DOOR.iter().any(|name| model.extends(store.ty, name));
    add(
        found,
        subject.flows_in_scope().filter_map(|(_, flow)| {
            let (source, target) = ends(subject, flow);
            let (store, other) = if source.kind == ElementKind::Store { (source, target) } else { (target, source) };
            let outside = matches!(other.kind, ElementKind::Actor | ElementKind::External);
            if store.kind != ElementKind::Store || !outside || has_door(store) {
                return None;
            }
            let what = crate::base::text::with_article(other.kind.title());
            let message =
                format!("`{}` is {what} and uses data store `{}` without a process between them", other.id, store.id);
            let help = "draw the process that reads and writes for it: that is where rights are checked";
            Some(Diagnostic::warning("W0303", flow.span, message).help(help))
        }),
    );
}

/// W0304
fn flows_outside(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    add(
        found,
        subject.flows_in_scope().filter_map(|(_, flow)| {
            let (source, target) = ends(subject, flow);
            let both = source.kind == ElementKind::External && target.kind == ElementKind::External;
            let message = format!("`{}` and `{}` both lie outside the system", source.id, target.id);
            let help = "leave it out, or draw your part in it as a process";
            both.then(|| Diagnostic::warning("W0304", flow.span, message).help(help))
        }),
    );
}

/// W0310
fn exposed_administration(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let administers = |id: ElementId| {
        let element = &model.elements[id];
        let privilege = element.facts.text("privilege");
        element.kind == ElementKind::Process && privilege.is_some_and(|privilege| ADMINISTRATION.contains(&privilege))
    };
    let from_outside = |caller: ElementId| {
        trust(model, caller) == Some(UNTRUSTED)
            || (graph.exposure[caller] == Exposure::Internet && is_forwarder(model, caller))
    };
    let mut reached: FxHashMap<ElementId, FlowId> = FxHashMap::default();
    for (id, flow) in model.flows.iter() {
        let caller = initiator(model, id);
        let called = if caller == flow.source { flow.target } else { flow.source };
        let back = flow.both_ways.then_some((called, caller));
        for (caller, called) in std::iter::once((caller, called)).chain(back) {
            if from_outside(caller) && administers(called) && !subject.is_out_of_scope(called) {
                reached.entry(called).or_insert(id);
            }
        }
    }
    let processes = model.elements.iter().filter_map(|(id, process)| Some((process, reached.get(&id)?)));
    add(
        found,
        processes.map(|(process, flow)| {
            let message =
                format!("`{}` runs with administrative rights and is called from an untrusted zone", process.id);
            let help = "put a process without these rights in front of it, or call it from a zone that is trusted more";
            Diagnostic::warning("W0310", process.span, message).label(model.flows[*flow].span, "called here").help(help)
        }),
    );
}

// ---- what is stated -------------------------------------------------------------------------------------------------------

/// W0314
fn obsolete_protocols(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut obsolete: Vec<(Span, &Sourced<Value>, &str)> = Vec::new();
    for (_, flow) in subject.flows_in_scope() {
        for (attribute, words, instead) in OBSOLETE {
            let fact = flow.facts.get(attribute).filter(|fact| words.contains(&plain(&fact.value.text).as_str()));
            // Where the author's own type or default says so, that is the place to mend.
            let place = |fact: &Sourced<Value>| fact.span.filter(|span| subject.is_authors(*span)).unwrap_or(flow.span);
            obsolete.extend(fact.map(|fact| (place(fact), fact, *instead)));
        }
    }
    add(
        found,
        obsolete.into_iter().map(|(place, fact, instead)| {
            let message = format!("`{}` is obsolete", fact.value.text);
            Diagnostic::warning("W0314", place, message).help(format!("use {instead}"))
        }),
    );
}

/// The word without what people write differently.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// W0319
fn contradicted_controls(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    for (attribute, on, names) in CONTRADICTIONS {
        let controls = controls(model, names);
        let contradiction = |facts: &Facts, claims: &Claims, place: Span| {
            let fact = facts.get(attribute).filter(|fact| fact.value.text == "none")?;
            let (control, claim) = controls.iter().find_map(|control| {
                let claim = claims.get(control).filter(|claim| claim.status == ControlStatus::Implemented)?;
                Some((control, claim))
            })?;
            let name = &model.types[*control].name;
            let message = format!("`{name}` is said to be in place, but `{attribute}=none`");
            // A `control` statement may stand elsewhere.
            let span = claim.span.filter(|_| claim.control.is_none()).unwrap_or(place);
            let diagnostic = Diagnostic::warning("W0319", span, message).help("keep the one that is true");
            let other = fact.span.filter(|other| *other != span && subject.is_authors(*other));
            Some(match other {
                Some(other) => diagnostic.label(other, "stated here"),
                None => diagnostic,
            })
        };
        match on {
            ElementOrFlow::Flow => {
                let flows = model.flows.values();
                add(found, flows.filter_map(|flow| contradiction(&flow.facts, &flow.claims, flow.span)));
            }
            ElementOrFlow::Element => {
                let elements = model.elements.values();
                add(found, elements.filter_map(|one| contradiction(&one.facts, &one.claims, one.span)));
            }
        }
    }
}
