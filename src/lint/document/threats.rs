//! Document: what threats, measures and controls have to say for themselves.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::{and_list, count};
use crate::lint::{Lint, Subject, add};
use crate::model::{
    Control, ControlId, ControlStatus, Facts, Impact, Likelihood, Mitigation, Model, Severity, Stride, Threat,
    ThreatName,
};
use crate::threats::{Evidence, matrix};

pub(in crate::lint) const LINTS: &[Lint] = &[
    Lint { code: "W0409", find: unmitigated },
    Lint { code: "W0410", find: without_owner },
    Lint { code: "W0411", find: without_date },
    Lint { code: "W0412", find: without_steps },
    Lint { code: "W0413", find: incomplete_statements },
    Lint { code: "W0414", find: without_residual },
    Lint { code: "W0415", find: unexplained_severity },
    Lint { code: "W0416", find: categories_never_considered },
    Lint { code: "W0417", find: without_effectiveness },
    Lint { code: "W0418", find: without_configuration },
];

/// The parts of a threat statement: attributes, of which any will do, and what the part says.
const PARTS: &[(&[&str], &str)] = &[
    (&["source", "adversary"], "who attacks (`source` or `adversary`)"),
    (&["prerequisites"], "what they need beforehand (`prerequisites`)"),
    (&["action"], "what they do (`action`)"),
    (&["leads-to"], "what it leads to (`leads-to`)"),
    (&["goals"], "which goals are hurt (`goals`)"),
    (&["affects"], "which data (`affects`)"),
];

// ---- mitigations --------------------------------------------------------------------------------------------------------

/// W0409
fn unmitigated(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let answered: FxHashSet<ThreatName> = model.answers.iter().filter_map(|answer| answer.threat).collect();
    let countered = countered_by_name(model);
    for (id, threat) in model.threats.iter() {
        let named = answered.contains(&ThreatName::Written(id)) || countered.contains(threat.id.as_str());
        if threat.mitigations.iter().all(is_rejected) && !named {
            let message = format!("nothing is said against threat `{}`", threat.id);
            let help = "write `mitigation \"…\"` in its block, or an answer such as `accept` with a reason";
            found.push(Diagnostic::warning("W0409", threat.span, message).help(help));
        }
    }
    let own = model.rules.iter().filter(|(_, rule)| !rule.embedded && rule.is_rule() && rule.counters.is_empty());
    for (_, rule) in own.filter(|(_, rule)| !countered.contains(rule.name.as_str())) {
        let message = format!("rule `{}` does not say what counters its threats", rule.name);
        let help = "add `counter preventive any=CONTROL { text = \"…\" }`, or `mitigation \"…\"`";
        found.push(Diagnostic::warning("W0409", rule.span, message).help(help));
    }
}

/// Threats that controls name in `counters`.
fn countered_by_name(model: &Model) -> FxHashSet<&str> {
    let own = model.types.values().filter(|ty| !ty.embedded).map(|ty| &ty.facts);
    let all = model.controls.values().map(|control| &control.facts).chain(own);
    all.flat_map(|facts| facts.texts("counters")).collect()
}

/// Whether somebody decided against a measure.
pub(super) fn is_rejected(mitigation: &Mitigation) -> bool {
    mitigation.facts.text("status") == Some("rejected")
}

/// A measure that somebody has to carry out.
struct Measure<'m> {
    what: String,
    facts: &'m Facts,
    span: Span,
}

/// Mitigations of threats, and controls that are planned.
fn measures(model: &Model) -> impl Iterator<Item = Measure<'_>> {
    let of_threats = model.threats.values().flat_map(|threat| {
        threat.mitigations.iter().filter(|mitigation| !is_rejected(mitigation)).map(|mitigation| Measure {
            what: format!("this mitigation of `{}`", threat.id),
            facts: &mitigation.facts,
            span: mitigation.span,
        })
    });
    let planned = model.controls.values().filter(|control| control.status == ControlStatus::Planned);
    let controls = planned.map(|control| Measure {
        what: format!("planned control `{}`", control.id),
        facts: &control.facts,
        span: control.span,
    });
    of_threats.chain(controls)
}

/// W0410
fn without_owner(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for measure in measures(subject.model).filter(|measure| !measure.facts.has("owner")) {
        let message = format!("{} has no owner", measure.what);
        found.push(Diagnostic::warning("W0410", measure.span, message).help("add `owner=\"…\"`"));
    }
}

/// W0411
fn without_date(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let open = measures(subject.model).filter(|measure| measure.facts.text("status") != Some("implemented"));
    for measure in open.filter(|measure| !measure.facts.has("due")) {
        let message = format!("{} has no date", measure.what);
        found
            .push(Diagnostic::warning("W0411", measure.span, message).help("add `due=`, for example `due=2027-02-01`"));
    }
}

// ---- threats written by hand --------------------------------------------------------------------------------------------

/// W0412
fn without_steps(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for threat in subject.model.threats.values().filter(|threat| !threat.facts.has("scenario")) {
        let message = format!("threat `{}` has no attack steps", threat.id);
        let help = "add `scenario = \"First step\", \"Second step\"`";
        found.push(Diagnostic::warning("W0412", threat.span, message).help(help));
    }
}

/// W0413
fn incomplete_statements(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for threat in subject.model.threats.values().filter(|threat| !threat.facts.has("statement")) {
        let has = |name: &&str| if *name == "affects" { !threat.affects.is_empty() } else { threat.facts.has(name) };
        let missing: Vec<&str> =
            PARTS.iter().filter(|(names, _)| !names.iter().any(has)).map(|(_, says)| *says).collect();
        if !missing.is_empty() {
            let message = format!("threat `{}` does not state {}", threat.id, and_list(&missing));
            let help = "add the attributes, or write the whole sentence as `statement = \"…\"`";
            found.push(Diagnostic::warning("W0413", threat.span, message).help(help));
        }
    }
}

/// W0414
fn without_residual(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for threat in subject.model.threats.values().filter(|threat| !threat.facts.has("residual")) {
        let message = format!("threat `{}` does not state the risk that remains", threat.id);
        let help = "add `residual=`, the severity that is left with the mitigations in place";
        found.push(Diagnostic::warning("W0414", threat.span, message).help(help));
    }
}

/// The severity of a threat written by hand: as stated, else by the matrix.
pub(in crate::lint) fn severity(threat: &Threat) -> Option<Severity> {
    threat.facts.text("severity").and_then(Severity::parse).or_else(|| by_matrix(threat))
}

fn by_matrix(threat: &Threat) -> Option<Severity> {
    let likelihood = threat.facts.text("likelihood").and_then(Likelihood::parse)?;
    Some(matrix(likelihood, threat.facts.text("impact").and_then(Impact::parse)?))
}

/// W0415
fn unexplained_severity(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for threat in subject.model.threats.values().filter(|threat| !threat.facts.has("because")) {
        let Some(stated) = threat.facts.get("severity") else { continue };
        let (message, help) = match by_matrix(threat) {
            Some(given) if given.as_str() == stated.value.text => continue,
            Some(given) => (
                format!(
                    "likelihood and impact of `{}` give {given}; nothing says why it is {}",
                    threat.id, stated.value.text
                ),
                "add `because=\"…\"`, or delete `severity`",
            ),
            None => (
                format!("nothing says why the severity of `{}` is {}", threat.id, stated.value.text),
                "add `because=\"…\"`, or state `likelihood` and `impact` instead",
            ),
        };
        found.push(Diagnostic::warning("W0415", stated.span.unwrap_or(threat.span), message).help(help));
    }
}

/// W0431
pub(super) fn unrated(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for threat in subject.model.threats.values() {
        let missing = match (threat.facts.has("stride"), severity(threat).is_some()) {
            (true, true) => continue,
            (false, true) => [Some(("no STRIDE category", "`stride=`")), None],
            (true, false) => [None, Some(("no rating", "`likelihood=` and `impact=`"))],
            (false, false) => {
                [Some(("no STRIDE category", "`stride=`")), Some(("no rating", "`likelihood=` and `impact=`"))]
            }
        };
        let (what, add): (Vec<&str>, Vec<&str>) = missing.into_iter().flatten().unzip();
        let message = format!("threat `{}` states {}", threat.id, and_list(&what));
        let help = format!("add {}", add.join(", "));
        found.push(Diagnostic::warning("W0431", threat.span, message).help(help));
    }
}

/// W0416
fn categories_never_considered(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    if model.elements.is_empty() {
        return;
    }
    let derived = subject.analysis.threats.iter().filter_map(|threat| threat.stride);
    let written = model.threats.values().flat_map(|threat| threat.facts.texts("stride")).filter_map(Stride::parse);
    let seen: FxHashSet<Stride> = derived.chain(written).collect();
    let missing: Vec<Stride> = Stride::ALL.iter().copied().filter(|stride| !seen.contains(stride)).collect();
    let Some(first) = missing.first() else { return };
    let titles: Vec<String> = missing.iter().map(|stride| stride.title().to_lowercase()).collect();
    let message = format!("no threat of the model is about {}", and_list(&titles));
    let help = format!("write a `threat` with `stride={first}`, or an `assumption` that says why there is none");
    found.push(subject.at_model("W0416", message).help(help));
}

// ---- controls -----------------------------------------------------------------------------------------------------------

/// W0417
fn without_effectiveness(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let known = |control: &Control| {
        let mut chain = control.ty.into_iter().flat_map(|ty| model.chain(ty));
        control.facts.has("effectiveness") || chain.any(|ty| model.types[ty].facts.has("effectiveness"))
    };
    let stands = |control: &&Control| matches!(control.status, ControlStatus::Implemented | ControlStatus::Partial);
    let controls = model.controls.values().filter(stands).filter(|control| !known(control));
    let unrated = controls.map(|control| {
        let message = format!("nothing says how effective control `{}` is, so it counts as medium", control.id);
        let help = "add `effectiveness=high`, `medium` or `low`";
        Diagnostic::warning("W0417", control.span, message).help(help)
    });
    add(found, unrated);
}

/// A statement about a control on which threats rest.
pub(super) struct Rest {
    label: String,
    /// The `control` statement, if it is one.
    pub(super) control: Option<ControlId>,
    threats: usize,
    first: String,
}

/// W0418
fn without_configuration(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    for (span, rest) in resting(subject) {
        let critical = count(rest.threats, "critical threat", "critical threats");
        let (message, help) = match rest.control.map(|id| &model.controls[id].id) {
            Some(id) => (
                format!("{critical} rest on control `{id}`, and nothing says how it is configured"),
                "add `config=\"…\"` with the settings in force".to_owned(),
            ),
            None => (
                format!("{critical} rest on `{}`, and nothing says how it is configured", rest.label),
                format!("write `control NAME is {} \"…\" on … status=implemented config=\"…\"`", rest.label),
            ),
        };
        let message = if rest.threats == 1 { message.replacen(" rest ", " rests ", 1) } else { message };
        let example = format!("for example `{}`", rest.first);
        found.push(Diagnostic::warning("W0418", span, message).help(help).help(example));
    }
}

/// The author's statements about controls without which threats would be critical, none of which shows its configuration.
pub(super) fn resting(subject: &Subject<'_>) -> BTreeMap<Span, Rest> {
    let model = subject.model;
    let reader = subject.analysis.reader(model, subject.graph);
    let critical = subject.analysis.threats.iter().filter(|threat| threat.inherent.severity == Severity::Critical);
    let mut resting: BTreeMap<Span, Rest> = BTreeMap::new();
    for threat in critical {
        for control in reader.controls(threat).iter().filter(|control| control.credit() > 0) {
            let Evidence::Stated { span: Some(span), control: statement, .. } = control.evidence else { continue };
            let configured = statement.is_some_and(|id| model.controls[id].facts.has("config"));
            if configured || !subject.is_authors(span) {
                continue;
            }
            let rest = resting.entry(span).or_insert_with(|| Rest {
                label: model.types[control.control].name.to_string(),
                control: statement,
                threats: 0,
                first: threat.key.to_string(),
            });
            rest.threats += 1;
        }
    }
    resting
}
