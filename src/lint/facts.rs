//! Facts missing: what the model leaves open although rules or readers need it.
//!
//! Only what nobody said is missing. Who writes `unknown` has asked and says that nobody knows; the threats are the same, but
//! there is nothing to remind of.

mod words;

use super::subject::controls;
use super::{Lint, Subject, add};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::and_list;
use crate::model::{Carried, Claims, Element, ElementKind, Facts, Flow, FlowId, TypeId};
use words::{not_applicable_without_reason, quoted_values};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0201", find: flows_without_protocol },
    Lint { code: "W0202", find: flows_without_authentication },
    Lint { code: "W0203", find: flows_without_encryption },
    Lint { code: "W0204", find: flows_without_data },
    Lint { code: "W0205", find: stores_without_encryption },
    Lint { code: "W0206", find: unclassified_data },
    Lint { code: "W0207", find: quoted_values },
    Lint { code: "W0208", find: elements_without_type },
    Lint { code: "W0209", find: elements_without_owner },
    Lint { code: "W0210", find: data_without_care },
    Lint { code: "W0211", find: zones_without_trust },
    Lint { code: "W0212", find: tech_without_version },
    Lint { code: "W0213", find: boundaries_without_words },
];

/// Controls that say how callers prove who they are.
const AUTHENTICATION: &[&str] =
    &["user-authentication", "service-authentication", "mfa", "admin-mfa", "device-identity"];
/// Controls that say that a flow is encrypted.
const IN_TRANSIT: &[&str] = &["encryption-in-transit", "message-encryption", "mutual-tls"];
/// Controls that say that a store is encrypted.
const AT_REST: &[&str] = &["encryption-at-rest", "field-encryption"];

/// A fact that a flow across a boundary should state.
struct Wanted {
    code: &'static str,
    attribute: &'static str,
    /// Controls that state it as well.
    controls: &'static [&'static str],
    what: &'static str,
    help: &'static str,
}

/// W0201
fn flows_without_protocol(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let what = "its protocol";
    let help = "write `via https`, for example, or `protocol=unknown` where nobody knows";
    crossing_flows(subject, found, &Wanted { code: "W0201", attribute: "protocol", controls: &[], what, help });
}

/// W0202
fn flows_without_authentication(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let what = "how the caller proves who it is";
    let help = "write `auth=oidc`, for example, `auth=none`, or `auth=unknown` where nobody knows";
    crossing_flows(subject, found, &Wanted { code: "W0202", attribute: "auth", controls: AUTHENTICATION, what, help });
}

/// W0203
fn flows_without_encryption(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let what = "whether it is encrypted";
    let help = "write `encryption=tls1.3`, for example, `encryption=none`, or `encryption=unknown` where nobody knows";
    crossing_flows(
        subject,
        found,
        &Wanted { code: "W0203", attribute: "encryption", controls: IN_TRANSIT, what, help },
    );
}

fn crossing_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>, wanted: &Wanted) {
    let (model, graph) = (subject.model, subject.graph);
    let controls = controls(model, wanted.controls);
    let claims = |id: FlowId, flow: &Flow| {
        let boundary = graph.border(id).and_then(|border| border.declared);
        says(&flow.claims, &controls) || boundary.is_some_and(|id| says(&model.boundaries[id].claims, &controls))
    };
    let silent = subject
        .flows_in_scope()
        .filter(|(id, flow)| graph.crossings[*id].crosses() && !flow.facts.has(wanted.attribute) && !claims(*id, flow));
    let silent = subject.by_statement(silent.map(|(id, _)| id));
    found.extend(silent.into_iter().map(|(id, others)| {
        let border = graph.border(id).map_or("a boundary", |border| border.id.as_str());
        let message = format!("{} crosses {border} and does not say {}", subject.flow_name(id, others), wanted.what);
        Diagnostic::warning(wanted.code, model.flows[id].span, message).help(wanted.help)
    }));
}

/// Whether something is said of one of the controls, whatever its status.
fn says(claims: &Claims, controls: &[TypeId]) -> bool {
    !claims.is_empty() && controls.iter().any(|control| claims.contains_key(control))
}

/// W0204
fn flows_without_data(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let silent = subject.flows_in_scope().filter(|(_, flow)| {
        let open = |carried: &Carried, name: &str| *carried == Carried::Unknown && !flow.facts.has(name);
        open(&flow.data, "data") && open(&flow.returns, "returns")
    });
    let silent = subject.by_statement(silent.map(|(id, _)| id));
    found.extend(silent.into_iter().map(|(id, others)| {
        let message = format!("{} does not say what it carries", subject.flow_name(id, others));
        let help = "write `data=` with the names of data assets, or `data=none` where nothing is worth protecting";
        Diagnostic::warning("W0204", subject.model.flows[id].span, message).help(help)
    }));
}

/// Elements in scope of some kinds.
fn elements<'a>(subject: &Subject<'a>, kinds: &'static [ElementKind]) -> impl Iterator<Item = &'a Element> {
    let elements = subject.model.elements.iter();
    elements
        .filter(move |(id, element)| kinds.contains(&element.kind) && !subject.is_out_of_scope(*id))
        .map(|(_, element)| element)
}

/// W0205
fn stores_without_encryption(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let controls = controls(subject.model, AT_REST);
    let silent = elements(subject, &[ElementKind::Store])
        .filter(|store| !store.facts.has("encryption") && !says(&store.claims, &controls));
    add(
        found,
        silent.map(|store| {
            let message = format!("data store `{}` does not say whether it is encrypted", store.id);
            let help = "write `encryption=aes-256`, for example, `encryption=none`, or `encryption=unknown` where nobody knows";
            Diagnostic::warning("W0205", store.span, message).help(help)
        }),
    );
}

/// W0206
fn unclassified_data(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let open = |facts: &Facts| ["class", "c", "i", "a"].iter().all(|name| !facts.has(name));
    let data = subject.model.data.values().filter(|data| data.class.is_none() && open(&data.facts));
    add(
        found,
        data.map(|data| {
            let message = format!("`{}` is not classified", data.id);
            let help = "write `class=critical`, `high`, `medium` or `low`, or a type that has a class: `is pii`";
            Diagnostic::warning("W0206", data.span, message).help(help)
        }),
    );
}

/// W0208: elements without a type, and answers that the question does not arise without saying why.
fn elements_without_type(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = &[ElementKind::Process, ElementKind::Store, ElementKind::External];
    add(
        found,
        elements(subject, kinds).filter(|element| element.ty.is_none()).map(|element| {
            let message = format!("{} `{}` has no type", element.kind.title(), element.id);
            let example = match element.kind {
                ElementKind::Store => "is sql-db",
                ElementKind::External => "is saas",
                _ => "is service",
            };
            let help = format!("say what it is, for example `{example}`: many rules ask for that");
            Diagnostic::warning("W0208", element.span, message).help(help)
        }),
    );
    not_applicable_without_reason(subject, found);
}

/// W0209
fn elements_without_owner(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = &[ElementKind::Process, ElementKind::Store];
    add(
        found,
        elements(subject, kinds).filter(|element| !element.facts.has("owner")).map(|element| {
            let message = format!("{} `{}` has no owner", element.kind.title(), element.id);
            let help =
                format!("write `owner=\"…\"`, or for all in a zone `default {} owner=\"…\"`", element.kind.as_str());
            Diagnostic::warning("W0209", element.span, message).help(help)
        }),
    );
}

/// W0210
fn data_without_care(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    add(
        found,
        subject.model.data.values().filter_map(|data| {
            let wanted: &[(&str, &str)] = match data.asset {
                true => &[("owner", "owner")],
                false => &[("owner", "owner"), ("retention", "retention time")],
            };
            let missing: Vec<&str> =
                wanted.iter().filter(|(name, _)| !data.facts.has(name)).map(|(_, words)| *words).collect();
            let message = format!("`{}` has no {}", data.id, missing.join(" and no "));
            let help = "write `owner=\"…\"` and, for data, `retention=90d`";
            (!missing.is_empty()).then(|| Diagnostic::warning("W0210", data.span, message).help(help))
        }),
    );
}

/// W0211
fn zones_without_trust(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let zones = subject.model.zones.values().filter(|zone| zone.trust.is_none() && !zone.facts.has("trust"));
    add(
        found,
        zones.filter_map(|zone| {
            let message = format!("zone `{}` does not say how far it is trusted", zone.id);
            let help = "write `trust=untrusted`, `partner`, `dmz`, `internal`, `restricted` or `critical`";
            Some(Diagnostic::warning("W0211", zone.span?, message).help(help))
        }),
    );
}

/// W0212
fn tech_without_version(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = &[ElementKind::Process, ElementKind::Store];
    let tech = elements(subject, kinds).flat_map(|element| {
        element.facts.all("tech").iter().map(move |tech| (tech, tech.span.unwrap_or(element.span)))
    });
    let unversioned = tech.filter(|(tech, span)| {
        subject.is_authors(*span) && !tech.value.text.contains(|letter: char| letter.is_ascii_digit())
    });
    add(
        found,
        unversioned.map(|(tech, span)| {
            let message = format!("`{}` is stated without a version", tech.value.text);
            Diagnostic::warning("W0212", span, message).help("add it: `tech=\"PostgreSQL 16\"`")
        }),
    );
}

/// W0213
fn boundaries_without_words(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    add(
        found,
        model.boundaries.values().filter_map(|boundary| {
            let label = |zone| &model.zones[zone].label;
            let derived = format!("{} → {}", label(boundary.from), label(boundary.to));
            let says = boundary.label != derived || boundary.description.is_some() || boundary.facts.has("note");
            let missing: Vec<&str> =
                [(says, "what it is for"), (!boundary.claims.is_empty(), "which controls stand there")]
                    .into_iter()
                    .filter_map(|(said, what)| (!said).then_some(what))
                    .collect();
            let message = format!("boundary `{}` does not say {}", boundary.id, and_list(&missing));
            let help = "give it a label, and name controls: `has=waf missing=mfa`";
            (!missing.is_empty()).then(|| Diagnostic::warning("W0213", boundary.span, message).help(help))
        }),
    );
}
