//! In which order threats are listed.

use std::cmp::Reverse;

use clap::ValueEnum;

use crate::base::arena::Id;
use crate::model::Place;
use crate::pipeline::Outcome;
use crate::threats::Entry;

/// What a list is sorted by. Among equals the usual order stays: what needs work first, then by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Order {
    /// The most severe first.
    Severity,
    /// By category, then by number.
    Number,
    /// Flows, elements and zones, each in the order of the model.
    Place,
    /// The least covered first.
    Coverage,
    /// By the name of the rule.
    Rule,
}

impl Order {
    /// Sorts entries; of several places the first counts.
    pub(super) fn sort(self, outcome: &Outcome, entries: &mut [Entry]) {
        match self {
            Order::Severity => entries.sort_by_key(|entry| Reverse((entry.current.severity, entry.inherent.severity))),
            Order::Number => entries.sort_by_key(|entry| (entry.stride.is_none(), entry.stride, entry.number.count)),
            Order::Place => entries.sort_by_cached_key(|entry| {
                outcome.analysis.places(entry).into_iter().map(|threat| rank(threat.subject)).min()
            }),
            Order::Coverage => entries.sort_by_key(|entry| (entry.coverage.percent, entry.coverage.possible)),
            Order::Rule => {
                let name = |entry: &Entry| &outcome.model.rules[entry.rule].name;
                entries.sort_by(|a, b| name(a).cmp(name(b)));
            }
        }
    }
}

fn rank(place: Option<Place>) -> (u8, usize) {
    match place {
        Some(Place::Flow(id)) => (0, id.index()),
        Some(Place::Element(id)) => (1, id.index()),
        Some(Place::Zone(id)) => (2, id.index()),
        Some(Place::Boundary(id)) => (3, id.index()),
        None => (4, 0),
    }
}

/// An entry for each place: for lists with a row for each.
pub(super) fn by_place(outcome: &Outcome, entries: &[Entry]) -> Vec<Entry> {
    let single = |entry: &Entry, at: usize| {
        let threat = outcome.analysis.threats.get(at)?;
        Some(Entry {
            inherent: threat.inherent,
            current: threat.current,
            residual: threat.residual,
            coverage: threat.coverage,
            status: threat.status,
            open: usize::from(!threat.status.is_settled()),
            threats: vec![at],
            ..entry.clone()
        })
    };
    entries.iter().flat_map(|entry| entry.threats.iter().filter_map(move |&at| single(entry, at))).collect()
}
