//! How far the controls that stand counter a threat (library, "Coverage, severity, residual risk").
//!
//! Each counter of a rule is a slot with a weight. Its value is the best of its alternatives: effectiveness times status.
//! Coverage is the weighted mean of the values, normalised so that highly effective controls everywhere give 100 %.

use serde::Serialize;

use crate::model::{ControlStatus, Counter, CounterKind};

use super::controls::{Catalogue, Standing};

/// The value of a slot that counts as full, in percent of effectiveness.
pub(super) const FULL: u32 = 90;
/// Coverage from which a threat can be fully covered, in percent.
const COVERED: u32 = 80;
/// Coverage from which a group of counters has some effect, in percent.
const SOME: u32 = 40;
/// The value that a required slot needs.
const REQUIRED: u32 = 60;

/// How far a threat is countered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing counters it, and that is known.
    None,
    /// Nothing is known about any of the controls that would.
    Unverified,
    /// Some of what is needed is there.
    Partial,
    /// At least 80 %, and everything required.
    Full,
}

/// Coverage of one threat. Percentages run from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Whether there is anything to count: a threat all of whose counters are not applicable has no coverage.
    pub counted: bool,
    /// What is known to be there.
    pub percent: u8,
    /// What it would be if everything unverified or unknown were there.
    pub possible: u8,
    /// Share of the weight about which nothing is known.
    pub unknown: u8,
    /// How many counters nothing is known about; of several places the most.
    pub open: u16,
    /// The verdict.
    pub verdict: Verdict,
    /// Steps by which likelihood is lowered: 0 to 2.
    pub likelihood: u8,
    /// Steps by which impact is lowered: 0 or 1.
    pub impact: u8,
}

/// One counter of a rule with what stands for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    kind: CounterKind,
    weight: u32,
    required: bool,
    /// 0 to 90; `None` if the question does not arise.
    value: Option<u32>,
    /// What the best alternative would be worth.
    best: u32,
    /// Whether nothing is known about any alternative.
    unknown: bool,
}

impl Slot {
    /// What stands for a counter.
    pub fn of(counter: &Counter, standing: &Standing, catalogue: &Catalogue) -> Self {
        let mut value = 0;
        let mut best = 0;
        let mut asked = false;
        let mut unknown = true;
        if counter.any.is_empty() && counter.weight > 0 {
            // A measure of the author's own is worth all that it can be, once it is in place.
            let value = match counter.status {
                Some(ControlStatus::Implemented) => Some(FULL),
                Some(ControlStatus::NotApplicable) => None,
                _ => Some(0),
            };
            return Slot {
                kind: counter.kind,
                weight: counter.weight,
                required: counter.required,
                value,
                best: FULL,
                unknown: counter.status.is_none(),
            };
        }
        for &control in &counter.any {
            let found = standing.get(control);
            let status = found.map(|found| found.status);
            if status == Some(ControlStatus::NotApplicable) {
                continue;
            }
            asked = true;
            best = best.max(u32::from(catalogue.effectiveness(control)));
            value = value.max(found.map_or(0, |found| u32::from(found.credit())));
            unknown &= matches!(status, None | Some(ControlStatus::Unverified));
        }
        Slot {
            kind: counter.kind,
            weight: counter.weight,
            required: counter.required,
            value: asked.then_some(value),
            best: best.max(value),
            unknown: asked && unknown,
        }
    }
}

/// Which slots are counted as they stand, and which as if they were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assume {
    Known,
    UnknownIsThere,
    Everything,
}

impl Coverage {
    /// The coverage that a threat's slots give. Recovering from it makes its impact smaller; where
    /// `confidentiality` is at stake, only if a corrective control limits the disclosure.
    pub(super) fn of(slots: &[Slot], confidentiality: bool) -> Self {
        let percent = share(slots, Assume::Known, |_| true);
        let weight: u32 = slots.iter().filter(|slot| slot.value.is_some()).map(|slot| slot.weight).sum();
        let open: u32 = slots.iter().filter(|slot| slot.unknown).map(|slot| slot.weight).sum();
        let (likelihood, impact) = effect(slots, Assume::Known, confidentiality);
        Coverage {
            counted: weight > 0,
            percent: small(percent),
            possible: small(share(slots, Assume::UnknownIsThere, |_| true)),
            unknown: small((open * 100).checked_div(weight).unwrap_or(0)),
            open: u16::try_from(slots.iter().filter(|slot| slot.unknown).count()).unwrap_or(u16::MAX),
            verdict: verdict(slots, percent),
            likelihood,
            impact,
        }
    }

    /// The mean of those among several places that have a coverage; the verdict is the worst of theirs.
    pub fn mean(places: impl Iterator<Item = Coverage> + Clone) -> Self {
        let counted = places.clone().filter(|coverage| coverage.counted);
        let all = u32::try_from(counted.clone().count()).unwrap_or(u32::MAX);
        let count = all.max(1);
        let mean = |of: fn(&Coverage) -> u8| {
            let sum: u32 = counted.clone().map(|coverage| u32::from(of(&coverage))).sum();
            small((sum + count / 2) / count)
        };
        Coverage {
            counted: all > 0,
            percent: mean(|coverage| coverage.percent),
            possible: mean(|coverage| coverage.possible),
            unknown: mean(|coverage| coverage.unknown),
            open: places.clone().map(|coverage| coverage.open).max().unwrap_or(0),
            verdict: places.clone().map(|coverage| coverage.verdict).min().unwrap_or(Verdict::None),
            likelihood: places.clone().map(|coverage| coverage.likelihood).min().unwrap_or(0),
            impact: places.map(|coverage| coverage.impact).min().unwrap_or(0),
        }
    }

    /// Steps by which likelihood and impact are lowered once every counter is in place.
    pub(super) fn residual_steps(slots: &[Slot], confidentiality: bool) -> (u8, u8) {
        effect(slots, Assume::Everything, confidentiality)
    }
}

fn small(percent: u32) -> u8 {
    u8::try_from(percent.min(100)).unwrap_or(100)
}

fn value(slot: &Slot, assume: Assume) -> Option<u32> {
    let known = slot.value?;
    Some(match assume {
        Assume::Known => known,
        Assume::UnknownIsThere => {
            if slot.unknown {
                slot.best
            } else {
                known
            }
        }
        Assume::Everything => slot.best,
    })
}

fn share(slots: &[Slot], assume: Assume, counts: impl Fn(CounterKind) -> bool) -> u32 {
    let mut sum = 0;
    let mut weight = 0;
    for slot in slots.iter().filter(|slot| counts(slot.kind)) {
        if let Some(value) = value(slot, assume) {
            sum += slot.weight * value;
            weight += slot.weight * FULL;
        }
    }
    (sum * 100 + weight / 2).checked_div(weight).unwrap_or(0).min(100)
}

fn required_met(slots: &[Slot], assume: Assume, counts: impl Fn(CounterKind) -> bool) -> bool {
    let required = slots.iter().filter(|slot| slot.required && counts(slot.kind));
    required.filter_map(|slot| value(slot, assume)).all(|value| value >= REQUIRED)
}

fn verdict(slots: &[Slot], percent: u32) -> Verdict {
    let mut asked = slots.iter().filter(|slot| slot.value.is_some());
    if percent >= COVERED && required_met(slots, Assume::Known, |_| true) {
        return Verdict::Full;
    }
    if slots.iter().any(|slot| slot.value.is_some_and(|value| value > 0)) {
        return Verdict::Partial;
    }
    // Nothing counters the threat. It is open if somebody looked at what is required, or at everything.
    let looked_at_required = asked.clone().any(|slot| slot.required && !slot.unknown);
    if looked_at_required || asked.all(|slot| !slot.unknown) { Verdict::None } else { Verdict::Unverified }
}

fn stops(kind: CounterKind) -> bool {
    matches!(kind, CounterKind::Preventive | CounterKind::Compensating)
}

fn effect(slots: &[Slot], assume: Assume, confidentiality: bool) -> (u8, u8) {
    let stopping = share(slots, assume, stops);
    let likelihood =
        if stopping >= COVERED && required_met(slots, assume, stops) { 2 } else { u8::from(stopping >= SOME) };
    let corrects = |slot: &Slot| {
        slot.kind == CounterKind::Corrective && value(slot, assume).is_some_and(|value| value >= REQUIRED)
    };
    let limited = !confidentiality || slots.iter().any(corrects);
    let noticing = share(slots, assume, |kind| !stops(kind));
    (likelihood, u8::from(limited && noticing >= COVERED))
}
