//! Document: what the whole analysis rests on, and what it says about itself.

use super::entries;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::and_list;
use crate::lint::{Lint, Subject};
use crate::model::{Claims, ControlStatus, ElementId, Entry, Flow, FlowId, Model, Place, TypeId};

pub(in crate::lint) const LINTS: &[Lint] = &[
    Lint { code: "W0447", find: compliant_without_controls },
    Lint { code: "W0448", find: without_limits },
    Lint { code: "W0449", find: without_inputs },
    Lint { code: "W0450", find: without_login },
];

/// What should be read before a threat model is written, and the attributes that name it.
const INPUTS: &[(&[&str], &str)] = &[
    (&["project-docs"], "project-docs"),
    (&["architecture-docs", "design-doc"], "architecture-docs"),
    (&["api-docs"], "api-docs"),
    (&["data-docs"], "data-docs"),
    (&["security-docs"], "security-docs"),
];
/// What says where an analysis ends.
const LIMITS: &[&str] = &["out-of-scope", "deployment"];
/// Proofs that somebody got when they signed in.
const AFTER_LOGIN: &[&str] = &["session", "cookie", "jwt", "oauth2", "oidc", "saml", "kerberos"];

// ---- compliance -----------------------------------------------------------------------------------------------------------

/// W0447
fn compliant_without_controls(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for regulation in entries(subject.model, "regulation") {
        if let Some(span) = compliant(regulation)
            && let Some(open) = regulation.children.iter().find(|one| is_open(one))
        {
            let message =
                format!("regulation `{}` is said to be met, but its requirement `{}` is not", regulation.id, open.id);
            let diagnostic = Diagnostic::warning("W0447", span, message).label(open.span, "this one");
            found.push(diagnostic.help("write `status=partial` on the regulation"));
        }
        for requirement in &regulation.children {
            found.extend(unmet(subject, requirement));
        }
    }
}

/// Where it is said that something is met.
fn compliant(entry: &Entry) -> Option<Span> {
    let status = entry.facts.get("status").filter(|status| status.value.text == "compliant")?;
    Some(status.span.unwrap_or(entry.span))
}

fn is_open(requirement: &Entry) -> bool {
    matches!(requirement.facts.text("status"), Some("partial" | "non-compliant"))
}

fn unmet(subject: &Subject<'_>, requirement: &Entry) -> Option<Diagnostic> {
    let span = compliant(requirement)?;
    let mut open = requirement.controls.iter().filter_map(|&control| Some((control, not_there(subject, control)?)));
    let (control, why) = open.next()?;
    let name = &subject.model.types[control].name;
    let message = format!("requirement `{}` is said to be met, but its control `{name}` is {why}", requirement.id);
    Some(
        Diagnostic::warning("W0447", span, message)
            .help("write `status=partial` with `gaps=\"…\"`, or say where the control is in place"),
    )
}

/// Why a control, or one that extends it, does not count as implemented; `None` where it is in place somewhere.
fn not_there(subject: &Subject<'_>, control: TypeId) -> Option<&'static str> {
    let model = subject.model;
    let stated = statuses(model, control);
    if stated.contains(&ControlStatus::Implemented) {
        return None;
    }
    let best = ControlStatus::ALL.iter().copied().find(|status| stated.contains(status));
    match best {
        Some(status) => Some(match status {
            ControlStatus::Partial => "in place only in part",
            ControlStatus::Planned => "only planned",
            ControlStatus::Unverified => "unverified",
            ControlStatus::NotApplicable => return None,
            _ => "missing",
        }),
        None => (!is_inferred(subject, control)).then_some("stated nowhere"),
    }
}

/// What the author says of a control, wherever it is.
fn statuses(model: &Model, control: TypeId) -> Vec<ControlStatus> {
    let own = |ty: TypeId| model.chain(ty).any(|ty| ty == control);
    let on = |claims: &Claims| -> Vec<ControlStatus> {
        claims.iter().filter(|(ty, _)| own(**ty)).map(|(_, claim)| claim.status).collect()
    };
    let elements = model.elements.values().map(|one| &one.claims);
    let flows = model.flows.values().map(|one| &one.claims);
    let zones = model.zones.values().map(|one| &one.claims);
    let boundaries = model.boundaries.values().map(|one| &one.claims);
    let claimed = elements.chain(flows).chain(zones).chain(boundaries).filter(|claims| !claims.is_empty()).flat_map(on);
    let statements = model.controls.values().filter(|one| one.ty.is_some_and(own)).map(|one| one.status);
    statements.chain(claimed).collect()
}

/// Whether facts of some place imply that a control is there.
fn is_inferred(subject: &Subject<'_>, control: TypeId) -> bool {
    let (model, reader) = (subject.model, subject.analysis.reader(subject.model, subject.graph));
    let places = model.elements.ids().map(Place::Element).chain(model.flows.ids().map(Place::Flow));
    places.into_iter().any(|place| {
        let controls = reader.controls_at(place);
        controls.iter().any(|found| found.credit() > 0 && model.chain(found.control).any(|ty| ty == control))
    })
}

// ---- the analysis ---------------------------------------------------------------------------------------------------------

/// W0448
fn without_limits(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let stated =
        ["assumption", "todo"].iter().any(|keyword| model.entries.iter().any(|entry| entry.keyword == *keyword))
            || LIMITS.iter().any(|name| model.document.facts.has(name));
    if !stated && !model.elements.is_empty() {
        let message = "the model states no limits: no assumption, nothing out of scope, nothing that is still open";
        let help = "write what is taken for granted, `assumption NAME \"…\"`, what is left out, `out-of-scope = \"…\"`, and what nobody looked at yet, `todo \"…\"`";
        found.push(subject.at_model("W0448", message).help(help));
    }
}

/// W0449
fn without_inputs(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let facts = &subject.model.document.facts;
    let missing = INPUTS.iter().filter(|(names, _)| !names.iter().any(|name| facts.has(name)));
    let missing: Vec<String> = missing.map(|(_, name)| format!("`{name}=`")).collect();
    if !missing.is_empty() {
        let message = "the model does not say what was read before it was written";
        let help = format!(
            "add {} with addresses or names of files, or with the text that there are none",
            and_list(&missing)
        );
        found.push(subject.at_model("W0449", message).help(help));
    }
}

/// W0450
fn without_login(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let signed_in = |flow: &Flow| flow.facts.text("auth").is_some_and(|auth| AFTER_LOGIN.contains(&auth));
    let Some((_, first)) = subject.flows_in_scope().find(|(_, flow)| signed_in(flow)) else { return };
    let signs_in = |id: ElementId| {
        let element = &model.elements[id];
        element.facts.texts("does").contains(&"authenticates-users") || model.extends(element.ty, "social-login")
    };
    let stated = |flow: &Flow| flow.facts.text("op") == Some("login") || signs_in(flow.source) || signs_in(flow.target);
    let reader = subject.analysis.reader(model, graph);
    let derived = |id: FlowId| reader.derived(Place::Flow(id), "op").and_then(|derived| derived.value);
    let logins = |id: FlowId| derived(id).is_some_and(|op| op.split(", ").any(|word| word == "login"));
    // What is derived takes longer to find out.
    let any = model.flows.values().any(stated) || model.flows.ids().any(logins);
    if !any {
        let auth = first.facts.text("auth").unwrap_or_default();
        let message =
            format!("flow `{}` is authenticated with `auth={auth}`, and no flow shows where one signs in", first.key);
        let help = "draw the login: a flow with `op=login`, or an element with `is identity-provider` or `does=authenticates-users`";
        found.push(Diagnostic::warning("W0450", first.span, message).help(help));
    }
}
