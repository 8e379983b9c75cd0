//! Both versions in numbers: threats, how far controls counter them, and from how far outside elements are called.

use smol_str::SmolStr;

use super::changes::{Change, How};
use super::near::{Near, Sort};
use super::side::Side;
use crate::graph::Exposure;
use crate::model::{Place, Severity, Stride};
use crate::pipeline::Outcome;
use crate::threats::Coverage;

/// The threats of both versions in numbers, each old and new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The category; `None` for all threats.
    pub stride: Option<Stride>,
    /// Threats at places.
    pub threats: [usize; 2],
    /// Those about which something is left to do, from low to critical.
    pub open: [[usize; 4]; 2],
    /// How far controls counter the threats, in percent: known, and possible. `None` where there is nothing to count.
    pub coverage: [Option<(u8, u8)>; 2],
}

impl Counts {
    /// Threats about which something is left to do.
    pub fn all_open(&self) -> [usize; 2] {
        self.open.map(|by_severity| by_severity.iter().sum())
    }
}

/// An element that is called from further outside than before, or from less far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// Its name in the model.
    pub id: SmolStr,
    /// How a reader calls it.
    pub name: String,
    /// From how far it was called.
    pub before: Exposure,
    /// From how far it is called.
    pub after: Exposure,
    /// The position of the change behind it.
    pub change: Option<usize>,
}

/// All threats, then those of each category.
pub(super) fn counts(before: &Outcome, after: &Outcome) -> Vec<Counts> {
    let categories = Stride::ALL.iter().map(|stride| Some(*stride));
    std::iter::once(None).chain(categories).map(|stride| of(stride, [before, after])).collect()
}

fn of(stride: Option<Stride>, versions: [&Outcome; 2]) -> Counts {
    let is_own = |own: Option<Stride>| stride.is_none() || own == stride;
    let open = versions.map(|version| {
        let own = version.analysis.threats.iter().filter(|one| is_own(one.stride) && !one.status.is_settled());
        let own: Vec<Severity> = own.map(|one| one.current.severity).collect();
        [Severity::Low, Severity::Medium, Severity::High, Severity::Critical]
            .map(|severity| own.iter().filter(|one| **one == severity).count())
    });
    let coverage = versions.map(|version| {
        let entries = version.analysis.entries.iter().filter(|entry| is_own(entry.stride));
        let mean = Coverage::mean(entries.map(|entry| entry.coverage));
        mean.counted.then_some((mean.percent, mean.possible))
    });
    let threats = versions.map(|version| version.analysis.threats.iter().filter(|one| is_own(one.stride)).count());
    Counts { stride, threats, open, coverage }
}

/// Elements of both versions whose exposure is another, the most exposed first.
pub(super) fn exposed(before: &Side<'_>, after: &Side<'_>, changes: &[Change]) -> Vec<Exposed> {
    let near = Near::new(before, after, changes);
    let mut all = Vec::new();
    for (id, element) in after.model().elements.iter() {
        let Some(old) = after.other_element(id) else { continue };
        let (was, is) = (before.outcome.graph.exposure[old], after.outcome.graph.exposure[id]);
        if was != is {
            let sort = if is > was { Sort::Grown } else { Sort::Shrunk };
            let near = |sort: Sort| near.to(after, Some(Place::Element(id)), sort);
            let change = near(sort).or_else(|| near(Sort::Structure)).or_else(|| near(Sort::Any));
            let name = element.label.to_string();
            all.push(Exposed { id: element.id.clone(), name, before: was, after: is, change });
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.after));
    all
}

/// Rules that hold in both versions and have no number in the lock of the old one, which has numbers.
pub(super) fn unrecorded(before: &Side<'_>, after: &Side<'_>) -> Vec<SmolStr> {
    if before.outcome.lock.is_empty() {
        return Vec::new();
    }
    let holds = |rule: &SmolStr| {
        let entries = &after.outcome.analysis.entries;
        entries.iter().any(|entry| after.model().rules[entry.rule].name == *rule)
    };
    let entries = before.outcome.analysis.entries.iter().filter(|entry| entry.provisional);
    let mut rules: Vec<SmolStr> = entries
        .filter(|entry| before.model().rules[entry.rule].embedded)
        .map(|entry| before.rule(entry.rule))
        .filter(|rule| holds(rule))
        .collect();
    rules.sort();
    rules
}

impl How {
    /// `new`, `gone`, `changed`.
    pub fn adjective(self) -> &'static str {
        match self {
            How::Added => "new",
            How::Removed => "gone",
            How::Changed => "changed",
        }
    }
}
