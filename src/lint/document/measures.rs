//! Document: whether measures and controls say enough to be carried out, checked and believed.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::threats::{is_rejected, resting, severity};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::and_list;
use crate::lint::subject::is_there;
use crate::lint::{Lint, Subject, add};
use crate::model::{
    Control, ControlId, ControlStatus, CounterKind, Facts, Mitigation, Model, Rule, Severity, Threat, TypeId,
};
use crate::threats::Evidence;

pub(in crate::lint) const LINTS: &[Lint] = &[
    Lint { code: "W0438", find: not_measurable },
    Lint { code: "W0439", find: too_short },
    Lint { code: "W0440", find: without_evidence },
    Lint { code: "W0441", find: compensating_nothing },
    Lint { code: "W0442", find: missing_kinds },
    Lint { code: "W0443", find: countering_nothing },
];

/// Words with which a measure can be carried out.
const WORDS: usize = 3;
/// Attributes of a control that say how it is measured; settings can be looked up.
const MEASURED: &[&str] = &["criterion", "config"];
/// Attributes of a control that can have the number by which it is measured.
const TEXTS: &[&str] = &["description", "note", "gap"];
/// What shows that a control is in place.
const EVIDENCE: &[&str] = &["config", "evidence", "verified-by"];
/// Kinds of measures that a severe threat needs.
const KINDS: &[CounterKind] = &[CounterKind::Preventive, CounterKind::Detective];

/// Threats written by hand that are high or critical.
fn severe(model: &Model) -> impl Iterator<Item = &Threat> {
    model.threats.values().filter(|threat| severity(threat) >= Some(Severity::High))
}

fn has_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

// ---- what is done ---------------------------------------------------------------------------------------------------------

/// W0438
fn not_measurable(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let help = "say how one tells that it works: `criterion=\"…\"`, or a number or limit in the text";
    for threat in severe(model) {
        for mitigation in threat.mitigations.iter().filter(|one| !is_rejected(one) && !is_measured(one)) {
            let message = format!("nothing says how one tells that this mitigation of `{}` works", threat.id);
            found.push(Diagnostic::warning("W0438", mitigation.span, message).help(help));
        }
    }
    let controls = countering_severe(subject);
    let unmeasured = controls.into_iter().map(|id| &model.controls[id]).filter(|control| !is_measured_control(control));
    let unmeasured = unmeasured.map(|control| {
        let message = format!(
            "control `{}` counters a threat of high severity, and nothing says how one tells that it works",
            control.id
        );
        Diagnostic::warning("W0438", control.span, message).help(help)
    });
    add(found, unmeasured);
}

fn is_measured(mitigation: &Mitigation) -> bool {
    let facts = &mitigation.facts;
    let texts = facts.texts("description").into_iter().chain(facts.texts("note"));
    facts.has("criterion") || has_number(&mitigation.text) || texts.into_iter().any(has_number)
}

fn is_measured_control(control: &Control) -> bool {
    let facts = &control.facts;
    let texts = TEXTS.iter().flat_map(|name| facts.texts(name)).chain(control.description.as_deref());
    MEASURED.iter().any(|name| facts.has(name)) || has_number(&control.label) || texts.into_iter().any(has_number)
}

/// The author's `control` statements that are in place or decided, and count against a threat that would be high or
/// critical.
fn countering_severe(subject: &Subject<'_>) -> BTreeSet<ControlId> {
    let model = subject.model;
    let reader = subject.analysis.reader(model, subject.graph);
    let mut counters = BTreeSet::new();
    if model.controls.is_empty() {
        return counters;
    }
    for threat in subject.analysis.threats.iter().filter(|threat| threat.inherent.severity >= Severity::High) {
        counters.extend(reader.controls(threat).into_iter().filter_map(|control| match control.evidence {
            Evidence::Stated { control, .. } => control,
            Evidence::Inferred { .. } => None,
        }));
    }
    counters.retain(|&id| is_there(model.controls[id].status) || model.controls[id].status == ControlStatus::Planned);
    counters
}

/// W0439
fn too_short(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let help = "say what is done and where, or how one tells that it works: `criterion=\"…\"`";
    let explained = |facts: &Facts| ["criterion", "description", "config", "note"].iter().any(|name| facts.has(name));
    let is_short = |text: &str| text.split_whitespace().count() < WORDS;
    for threat in model.threats.values() {
        let planned = threat
            .mitigations
            .iter()
            .filter(|one| !matches!(one.facts.text("status"), Some("implemented" | "rejected")));
        for mitigation in planned.filter(|one| is_short(&one.text) && !explained(&one.facts)) {
            let message = format!("`{}` is too short to be carried out", mitigation.text);
            found.push(Diagnostic::warning("W0439", mitigation.span, message).help(help));
        }
    }
    // What the catalogue knows is described there.
    let own = |control: &&Control| !control.ty.is_some_and(|ty| model.chain(ty).any(|ty| model.types[ty].embedded));
    let planned = model.controls.values().filter(|control| control.status == ControlStatus::Planned).filter(own);
    let short = planned.filter(|one| is_short(&one.label) && one.description.is_none() && !explained(&one.facts));
    let short = short.map(|control| {
        let message = format!("`{}` is too short to be carried out", control.label);
        Diagnostic::warning("W0439", control.span, message).help(help)
    });
    add(found, short);
}

// ---- what is there --------------------------------------------------------------------------------------------------------

/// W0440: critical threats that rest on a control without configuration are reported as W0418.
fn without_evidence(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let reported: FxHashSet<ControlId> = resting(subject).into_values().filter_map(|rest| rest.control).collect();
    let controls = model.controls.iter().filter(|(id, control)| {
        control.status == ControlStatus::Implemented
            && !EVIDENCE.iter().any(|name| control.facts.has(name))
            && !reported.contains(id)
    });
    let unproved = controls.map(|(_, control)| {
        let message = format!("control `{}` is said to be in place, and nothing shows it", control.id);
        let help = "add `config=\"…\"` with the settings in force, `evidence=\"…\"` with a file, address or test, or `verified-by=\"…\"`";
        Diagnostic::warning("W0440", control.span, message).help(help)
    });
    add(found, unproved);
}

/// W0441
fn compensating_nothing(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let help = "add `instead-of=\"…\"`: the control that would be right, and why it is not feasible";
    for mitigation in model.threats.values().flat_map(|threat| &threat.mitigations) {
        let facts = &mitigation.facts;
        if facts.text("type") == Some("compensating") && !facts.has("instead-of") && !is_rejected(mitigation) {
            let message = "this compensates for something that nothing names";
            found.push(Diagnostic::warning("W0441", mitigation.span, message).help(help));
        }
    }
    let function = |control: &Control| {
        let own = |ty: &TypeId| !model.types[*ty].embedded;
        let of_types = || {
            let mut chain = control.ty.into_iter().flat_map(|ty| model.chain(ty)).filter(own);
            chain.find_map(|ty| model.types[ty].facts.text("function"))
        };
        control.facts.text("function").or_else(of_types) == Some("compensating")
    };
    let open = model.controls.values().filter(|control| function(control) && !control.facts.has("instead-of"));
    let open = open.map(|control| {
        let message = format!("control `{}` compensates for something that nothing names", control.id);
        Diagnostic::warning("W0441", control.span, message).help(help)
    });
    add(found, open);
}

/// W0442
fn missing_kinds(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    for rule in model.rules.values() {
        let Some(threat) = rule.written.as_ref().map(|written| &model.threats[written.threat]) else { continue };
        let kinds = kinds(rule);
        if kinds.is_empty() || severity(threat) < Some(Severity::High) {
            continue;
        }
        let missing: Vec<&str> = KINDS.iter().filter(|kind| !kinds.contains(kind)).map(|kind| kind.as_str()).collect();
        if !missing.is_empty() {
            let message = format!("no measure against `{}` is {}", threat.id, and_list(&missing));
            let help = "a severe threat needs a measure that stops it and one that notices it: `mitigation \"…\" type=detective`";
            found.push(Diagnostic::warning("W0442", threat.span, message).help(help));
        }
    }
}

/// The kinds of the measures against a threat, those that were decided against left out.
fn kinds(rule: &Rule) -> Vec<CounterKind> {
    let counters = rule.counters.iter().filter(|counter| counter.status != Some(ControlStatus::NotApplicable));
    counters.map(|counter| counter.kind).collect()
}

/// W0443
fn countering_nothing(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    if model.controls.is_empty() {
        return;
    }
    let countered = countered(subject);
    let controls = model.controls.values().filter(|control| {
        let mut types = control.ty.into_iter().flat_map(|ty| model.chain(ty));
        let names = |ty: TypeId| model.types[ty].facts.has("counters") || countered.contains(&ty);
        !control.facts.has("counters") && !types.any(names)
    });
    let idle = controls.map(|control| {
        let message = format!("control `{}` counters no threat of the model", control.id);
        let help = "say what it is for: `counters=THREAT`, or `is` with a control of the catalogue";
        Diagnostic::warning("W0443", control.span, message).help(help)
    });
    add(found, idle);
}

/// The controls that counter a threat or an open question of the model, or meet a requirement.
fn countered(subject: &Subject<'_>) -> FxHashSet<TypeId> {
    let model = subject.model;
    let reader = subject.analysis.reader(model, subject.graph);
    let entries = subject.analysis.entries.iter();
    let mut all: FxHashSet<TypeId> =
        entries.flat_map(|entry| reader.counters(entry)).flat_map(|counter| counter.controls).collect();
    let asked = subject.analysis.questions.iter().flat_map(|question| &model.rules[question.rule].counters);
    all.extend(asked.flat_map(|counter| counter.any.iter().copied()));
    let requirements = model.entries.iter().flat_map(|entry| &entry.children);
    all.extend(requirements.flat_map(|requirement| requirement.controls.iter().copied()));
    all
}
