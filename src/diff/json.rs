//! A difference as JSON: `docs/diff.schema.json` describes it.

use serde::Serialize;
use serde_json::{Value, json};

use super::Diff;
use super::changes::Change;
use super::coverage::Counts;
use super::threats::{State, ThreatChange};
use crate::model::{AnswerKind, Severity};

/// The version of the form; another number stands for one that old readers would misread.
const FORM: u32 = 1;

/// Writes a difference; `names` are those of the two versions, as they were asked for.
pub fn json(diff: &Diff, names: [&str; 2]) -> String {
    let [before, after] = [0, 1].map(|at| json!({ "name": names.get(at), "title": diff.titles.get(at) }));
    let value = json!({
        "form": FORM,
        "before": before,
        "after": after,
        "summary": summary(diff),
        "changes": diff.changes.iter().map(change).collect::<Vec<_>>(),
        "threats": diff.threats.iter().map(threat).collect::<Vec<_>>(),
        "counts": diff.counts.iter().map(counts).collect::<Vec<_>>(),
        "exposure": diff.exposed.iter().map(|one| json!({
            "id": one.id, "name": one.name, "before": one.before, "after": one.after, "change": one.change,
        })).collect::<Vec<_>>(),
        "unrecorded_rules": diff.unrecorded,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

fn summary(diff: &Diff) -> Value {
    let newly: Vec<&ThreatChange> = diff.newly_open(Severity::Low).collect();
    let count = |how: super::How| diff.threats.iter().filter(|one| one.how == how).count();
    let moved = |to: std::cmp::Ordering| diff.threats.iter().filter(|one| one.moved() == to).count();
    let by = |severity: Severity| newly.iter().filter(|one| one.severity() == severity).count();
    json!({
        "same": diff.is_empty(),
        "headline": super::summary::headline(diff),
        "new_threats": count(super::How::Added),
        "gone_threats": count(super::How::Removed),
        "rated_higher": moved(std::cmp::Ordering::Greater),
        "rated_lower": moved(std::cmp::Ordering::Less),
        "target": diff.target,
        "newly_open": {
            "critical": by(Severity::Critical), "high": by(Severity::High), "medium": by(Severity::Medium), "low": by(Severity::Low),
            "total": newly.len(),
        },
    })
}

fn change(change: &Change) -> Value {
    json!({
        "area": change.area.as_str(),
        "change": change.how.as_str(),
        "kind": change.what,
        "id": change.id,
        "was": change.was,
        "name": change.name,
        "moved": change.is_moved(),
        "because": change.because,
        "written": change.written,
        "attributes": change.attributes.iter().map(|one| json!({
            "name": one.name, "before": one.before, "after": one.after, "by": one.by,
        })).collect::<Vec<_>>(),
    })
}

fn threat(one: &ThreatChange) -> Value {
    json!({
        "change": one.how.adjective(),
        "key": one.key,
        "was": one.was,
        "title": one.title,
        "rule": one.rule,
        "category": one.stride,
        "place": one.place,
        "newly_open": one.is_newly_open(),
        "before": one.before.as_ref().map(state),
        "after": one.after.as_ref().map(state),
        "reason": { "kind": one.reason.why.as_str(), "text": one.reason.text, "change": one.reason.change },
    })
}

#[derive(Serialize)]
struct StateOut {
    severity: &'static str,
    likelihood: Option<&'static str>,
    impact: Option<&'static str>,
    inherent: &'static str,
    status: crate::threats::Status,
    coverage: u8,
    coverage_possible: u8,
    answer: Option<&'static str>,
}

fn state(state: &State) -> StateOut {
    StateOut {
        severity: state.rating.severity.as_str(),
        likelihood: state.rating.likelihood.map(|one| one.as_str()),
        impact: state.rating.impact.map(|one| one.as_str()),
        inherent: state.inherent.severity.as_str(),
        status: state.status,
        coverage: state.coverage.0,
        coverage_possible: state.coverage.1,
        answer: state.answer.map(|(kind, _)| AnswerKind::as_str(kind)),
    }
}

fn counts(counts: &Counts) -> Value {
    let version = |at: usize| {
        let open = counts.open.get(at).copied().unwrap_or_default();
        let [low, medium, high, critical] = open;
        let coverage = counts.coverage.get(at).copied().flatten();
        json!({
            "threats": counts.threats.get(at),
            "open": { "critical": critical, "high": high, "medium": medium, "low": low, "total": open.iter().sum::<usize>() },
            "coverage": coverage.map(|(known, _)| known),
            "coverage_possible": coverage.map(|(_, possible)| possible),
        })
    };
    json!({ "category": counts.stride, "before": version(0), "after": version(1) })
}
