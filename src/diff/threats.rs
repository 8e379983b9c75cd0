//! Threats of two versions: which are new, gone or rated otherwise.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::VecDeque;

use super::changes::{Change, How};
use super::reasons::{Reason, Why};
use super::side::Side;
use crate::model::{AnswerKind, Severity, Stride};
use crate::threats::{Answered, Rating, Status, Threat, Validity};

/// A threat that is not what it was.
#[derive(Debug, Clone)]
pub struct ThreatChange {
    /// Whether it is new, gone, or another than it was.
    pub how: How,
    /// What answers refer to: `sniff@DF1`; of what is gone, the key that it had.
    pub key: SmolStr,
    /// The key that it had, where that is another.
    pub was: Option<SmolStr>,
    /// The title at its place.
    pub title: String,
    /// The rule.
    pub rule: SmolStr,
    /// The category.
    pub stride: Option<Stride>,
    /// What it holds for, as a reader calls it; empty for the model as a whole.
    pub place: String,
    /// What it was; `None` where it is new.
    pub before: Option<State>,
    /// What it is; `None` where it is gone.
    pub after: Option<State>,
    /// Why it is not what it was.
    pub reason: Reason,
}

/// What a threat is in one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// The rating that counts: with controls, and the author's.
    pub rating: Rating,
    /// The rating before controls.
    pub inherent: Rating,
    /// What controls and answers make of it.
    pub status: Status,
    /// How far controls counter it, in percent: known, and possible.
    pub coverage: (u8, u8),
    /// The kind of its answer, and whether that counts.
    pub answer: Option<(AnswerKind, Validity)>,
    /// The same of the author's rating.
    pub rated: Option<Validity>,
}

impl State {
    fn of(side: &Side<'_>, threat: &Threat) -> Self {
        let kind = |answered: Answered| side.model().answers.get(answered.answer).map(|answer| answer.kind);
        Self {
            rating: threat.current,
            inherent: threat.inherent,
            status: threat.status,
            coverage: (threat.coverage.percent, threat.coverage.possible),
            answer: threat.answer.and_then(|answered| Some((kind(answered)?, answered.standing))),
            rated: threat.rated.map(|answered| answered.standing),
        }
    }

    /// Whether something is left to do about it.
    pub fn is_open(&self) -> bool {
        !self.status.is_settled()
    }
}

impl ThreatChange {
    /// The severity that counts: of the new version where it is there.
    pub fn severity(&self) -> Severity {
        let state = self.after.or(self.before);
        state.map_or(Severity::Low, |state| state.rating.severity)
    }

    /// Whether it is open and was not: it is new, or was settled before.
    pub fn is_newly_open(&self) -> bool {
        self.after.is_some_and(|after| after.is_open()) && !self.before.is_some_and(|before| before.is_open())
    }

    /// Whether it was open, and is settled or gone.
    pub fn is_no_longer_open(&self) -> bool {
        self.before.is_some_and(|before| before.is_open()) && !self.after.is_some_and(|after| after.is_open())
    }

    /// How its severity moved: up, down, or not.
    pub fn moved(&self) -> std::cmp::Ordering {
        match (self.before, self.after) {
            (Some(before), Some(after)) => after.rating.severity.cmp(&before.rating.severity),
            _ => std::cmp::Ordering::Equal,
        }
    }
}

/// What differs between the threats of two versions: new ones first, then gone ones, then the others; the most severe first.
pub(super) fn threats(before: &Side<'_>, after: &Side<'_>, changes: &[Change]) -> Vec<ThreatChange> {
    let why = Why::new(before, after, changes);
    let mut known: FxHashMap<SmolStr, VecDeque<usize>> = FxHashMap::default();
    let old = &before.outcome.analysis.threats;
    for (at, threat) in old.iter().enumerate() {
        known.entry(before.threat(threat)).or_default().push_back(at);
    }
    let mut all = Vec::new();
    for threat in &after.outcome.analysis.threats {
        let partner = known.get_mut(&after.threat(threat)).and_then(VecDeque::pop_front);
        match partner.and_then(|at| old.get(at)) {
            Some(partner) => all.extend(changed(before, partner, after, threat, &why)),
            None => all.push(alone(after, threat, How::Added, &why)),
        }
    }
    let mut gone: Vec<usize> = known.into_values().flatten().collect();
    gone.sort_unstable();
    all.extend(gone.into_iter().filter_map(|at| old.get(at)).map(|one| alone(before, one, How::Removed, &why)));
    all.sort_by_key(|one| (one.how, std::cmp::Reverse(one.severity())));
    all
}

fn described(side: &Side<'_>, threat: &Threat, how: How, reason: Reason) -> ThreatChange {
    let reader = side.outcome.analysis.reader(side.model(), &side.outcome.graph);
    ThreatChange {
        how,
        key: threat.key.clone(),
        was: None,
        title: reader.title(threat),
        rule: side.model().rules[threat.rule].name.clone(),
        stride: threat.stride,
        place: threat.subject.map_or_else(String::new, |place| side.place(place).1),
        before: None,
        after: None,
        reason,
    }
}

fn alone(side: &Side<'_>, threat: &Threat, how: How, why: &Why<'_>) -> ThreatChange {
    let state = Some(State::of(side, threat));
    let (before, after) = if how == How::Added { (None, state) } else { (state, None) };
    ThreatChange { before, after, ..described(side, threat, how, why.alone(side, threat)) }
}

fn changed(before: &Side<'_>, old: &Threat, after: &Side<'_>, new: &Threat, why: &Why<'_>) -> Option<ThreatChange> {
    let (was, is) = (State::of(before, old), State::of(after, new));
    if was == is {
        return None;
    }
    let reason = why.changed(old, new, (&was, &is));
    let key = (old.key != new.key).then(|| old.key.clone());
    Some(ThreatChange { before: Some(was), after: Some(is), was: key, ..described(after, new, How::Changed, reason) })
}
