//! Document: whether ratings fit what they are about.

use rustc_hash::FxHashMap;

use super::threats::{is_rejected, severity};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{and_list, with_article};
use crate::lint::{Lint, Subject, add};
use crate::model::{BoundaryId, Place, Severity, Threat, ThreatId};
use crate::threats::{Status, Verdict};

pub(in crate::lint) const LINTS: &[Lint] = &[
    Lint { code: "W0444", find: low_boundaries },
    Lint { code: "W0445", find: residual_risks },
    Lint { code: "W0446", find: without_factors },
];

/// Measures against a threat that is rated as low from which on one of the two is wrong.
const MANY: usize = 5;

/// W0444
fn low_boundaries(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let worst = crossing_threats(subject);
    let low = subject.model.boundaries.iter().filter_map(|(id, boundary)| {
        let stated = boundary.facts.get("risk").filter(|_| !boundary.facts.has("reason"))?;
        let risk = Severity::parse(&stated.value.text)?;
        let (severity, key) = worst.get(&id).filter(|(severity, _)| *severity > risk)?;
        let message =
            format!("the risk of `{}` is said to be {risk}, but `{key}` crosses it and is {severity}", boundary.id);
        let help = "delete `risk`, so that it follows from the threats, or say why it is lower: `reason=\"…\"`";
        Some(Diagnostic::warning("W0444", subject.place_of(stated, boundary.span), message).help(help))
    });
    add(found, low);
}

/// The most severe threat that crosses each declared boundary: the first among equals, in the order of the analysis.
fn crossing_threats<'a>(subject: &Subject<'a>) -> FxHashMap<BoundaryId, (Severity, &'a str)> {
    let mut worst: FxHashMap<BoundaryId, (Severity, &str)> = FxHashMap::default();
    let threats = subject.analysis.threats.iter();
    for threat in threats.filter(|threat| !matches!(threat.status, Status::Avoided | Status::Dismissed)) {
        let boundary = match threat.subject {
            Some(Place::Boundary(id)) => Some(id),
            Some(Place::Flow(id)) => subject.graph.border(id).and_then(|border| border.declared),
            _ => None,
        };
        let Some(boundary) = boundary else { continue };
        let severity = threat.current.severity;
        let known = worst.entry(boundary).or_insert((severity, threat.key.as_str()));
        if severity > known.0 {
            *known = (severity, threat.key.as_str());
        }
    }
    worst
}

/// W0445
fn residual_risks(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let full = fully_covered(subject);
    for (id, threat) in subject.model.threats.iter() {
        let Some(severity) = severity(threat) else { continue };
        let measures = threat.mitigations.iter().filter(|one| !is_rejected(one)).count();
        if severity == Severity::Low && measures >= MANY {
            let message = format!("`{}` is rated as low, and {measures} measures stand against it", threat.id);
            let help = "rate it as it would be without them, or leave out those that it does not need";
            found.push(Diagnostic::warning("W0445", threat.span, message).help(help));
        }
        found.extend(residual_risk(threat, severity, full.get(&id).copied().unwrap_or(false)));
    }
}

fn residual_risk(threat: &Threat, severity: Severity, full: bool) -> Option<Diagnostic> {
    let stated = threat.facts.get("residual")?;
    let residual = Severity::parse(&stated.value.text)?;
    let span = stated.span.unwrap_or(threat.span);
    if residual > severity {
        let message = format!(
            "`{}` is {}, and {residual} with its mitigations in place",
            threat.id,
            with_article(&format!("{severity} risk"))
        );
        let help = "what remains is never more than what there was: correct one of the two";
        return Some(Diagnostic::warning("W0445", span, message).help(help));
    }
    let same = residual == severity && severity > Severity::Low && full && !threat.facts.has("because");
    same.then(|| {
        let message = format!("everything against `{}` is in place, and it is still {residual}", threat.id);
        let help = "say which risk remains and why, `because=\"…\"`, add what is missing, or rate anew what remains";
        Diagnostic::warning("W0445", span, message).help(help)
    })
}

/// The threats written by hand, and whether all that stands against each is in place.
fn fully_covered(subject: &Subject<'_>) -> FxHashMap<ThreatId, bool> {
    let rules = &subject.model.rules;
    let mut full: FxHashMap<ThreatId, bool> = FxHashMap::default();
    for threat in &subject.analysis.threats {
        let Some(written) = rules[threat.rule].written.as_ref() else { continue };
        *full.entry(written.threat).or_insert(true) &=
            threat.coverage.counted && threat.coverage.verdict == Verdict::Full;
    }
    full
}

/// W0446
fn without_factors(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let severe = subject.model.threats.values().filter(|threat| severity(threat) >= Some(Severity::High));
    for threat in severe.filter(|threat| !threat.facts.has("because")) {
        let names = ["likelihood-factors", "impact-factors"];
        let missing: Vec<String> =
            names.iter().filter(|name| !threat.facts.has(name)).map(|name| format!("`{name}=`")).collect();
        if !missing.is_empty() {
            let message = format!("nothing says on what the rating of `{}` rests", threat.id);
            let help = format!("add {}, or the whole reason as `because=\"…\"`", and_list(&missing));
            found.push(Diagnostic::warning("W0446", threat.span, message).help(help));
        }
    }
}
