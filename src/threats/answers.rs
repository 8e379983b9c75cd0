//! What the author's answers make of threats: accepted, transferred, avoided, dismissed, mitigated, or rated anew.
//!
//! An answer never takes a threat away. It changes its status, and with that whether a gate counts it. After its last day it
//! counts no more (language reference, "Controls, threats, answers, rules").

use crate::base::date::Date;
use crate::graph::FlowGraph;
use crate::model::{Answer, AnswerKind, Impact, Likelihood, Model, Severity};

use rustc_hash::FxHashMap;

use super::matches::AnswerMatches;
use super::rating::Rating;
use super::{Answered, OpenQuestion, Status, Threat, Validity};

/// What a threat is after an answer of this kind.
const STATUS: &[(AnswerKind, Status)] = &[
    (AnswerKind::Accept, Status::Accepted),
    (AnswerKind::Transfer, Status::Transferred),
    (AnswerKind::Avoid, Status::Avoided),
    (AnswerKind::Dismiss, Status::Dismissed),
    (AnswerKind::Mitigate, Status::Mitigated),
];

/// Applies the answers of a model. Each threat has one answer and one rating at most.
pub(super) fn apply(
    model: &Model,
    graph: &FlowGraph,
    threats: &mut [Threat],
    questions: &[OpenQuestion],
    today: Option<Date>,
) {
    if model.answers.is_empty() {
        return;
    }
    let matches = AnswerMatches::new(model, graph, threats, questions);
    let about: Vec<Vec<usize>> = model.answers.iter().map(|answer| matches.of(answer)).collect();
    let mut chosen: FxHashMap<(usize, bool), (Rank, Answered)> = FxHashMap::default();
    for (at, (answer, about)) in model.answers.iter().zip(about).enumerate() {
        let answered = Answered { answer: at, standing: standing(answer, today) };
        let rank = (answered.standing == Validity::Counts, answer.on.wide.is_none(), at);
        for place in about {
            let best = chosen.entry((place, answer.kind == AnswerKind::Rate)).or_insert((rank, answered));
            if rank > best.0 {
                *best = (rank, answered);
            }
        }
    }
    for ((place, _), (_, answered)) in chosen {
        if let (Some(threat), Some(answer)) = (threats.get_mut(place), model.answers.get(answered.answer)) {
            put(threat, answer, answered);
        }
    }
}

/// Which of several answers to a threat stands: one that counts, then one that names the place, then the later.
type Rank = (bool, bool, usize);

/// What a threat is after an answer of a kind.
pub(super) fn status(kind: AnswerKind) -> Option<Status> {
    STATUS.iter().find(|(known, _)| *known == kind).map(|(_, status)| *status)
}

/// Whether an answer counts.
fn standing(answer: &Answer, today: Option<Date>) -> Validity {
    let until = answer.facts.text("until").and_then(Date::parse);
    let expired = until.zip(today).is_some_and(|(until, today)| until < today);
    let in_progress = answer.kind == AnswerKind::Mitigate
        && answer.facts.text("status").is_some_and(|status| status != "implemented");
    match (expired, in_progress) {
        (true, _) => Validity::Expired,
        (false, true) => Validity::InProgress,
        (false, false) => Validity::Counts,
    }
}

fn put(threat: &mut Threat, answer: &Answer, answered: Answered) {
    if answer.kind == AnswerKind::Rate {
        if answered.standing == Validity::Counts {
            rate(threat, answer);
        }
        threat.rated = Some(answered);
        return;
    }
    if let (Validity::Counts, Some(status)) = (answered.standing, status(answer.kind)) {
        threat.status = status;
    }
    threat.answer = Some(answered);
}

/// The author's rating takes the place of the one worked out; what the author does not say stays.
fn rate(threat: &mut Threat, answer: &Answer) {
    let facts = &answer.facts;
    let likelihood = facts.text("likelihood").and_then(Likelihood::parse).or(threat.current.likelihood);
    let impact = facts.text("impact").and_then(Impact::parse).or(threat.current.impact);
    let severity = facts.text("severity").and_then(Severity::parse);
    threat.current = match (severity, likelihood, impact) {
        (None, Some(likelihood), Some(impact)) => Rating::of(likelihood, impact),
        (severity, likelihood, impact) => {
            Rating { likelihood, impact, severity: severity.unwrap_or(threat.current.severity) }
        }
    };
    if threat.residual.severity > threat.current.severity {
        threat.residual = threat.current;
    }
}
