//! Entries: what a reader sees of the threats. One entry for each rule, with all places where it holds.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::{Severity, Stride};

use super::coverage::Coverage;
use super::rating::Rating;
use super::{Analysis, Entry, Number, Status, Threat};

/// Merges threats into entries and ranks both: what needs work first, then by severity, category and rule. Threats come back
/// in the order of their entries.
pub(super) fn merge(mut threats: Vec<Threat>) -> (Vec<Threat>, Vec<Entry>) {
    threats.sort_by_key(|threat| (threat.rule, rank(threat), threat.thing));
    let mut merged: Vec<(Entry, Vec<Threat>)> = Vec::new();
    let mut rest = threats.into_iter().peekable();
    while let Some(first) = rest.next() {
        let rule = first.rule;
        let mut own = vec![first];
        while let Some(next) = rest.next_if(|threat| threat.rule == rule) {
            own.push(next);
        }
        merged.extend(entry(own.iter(), None).map(|entry| (entry, own)));
    }
    merged.sort_by_key(|(entry, _)| {
        let severity = Reverse((entry.current.severity, entry.inherent.severity));
        (entry.open == 0, severity, entry.stride, entry.rule)
    });
    let (mut threats, mut entries) = (Vec::new(), Vec::with_capacity(merged.len()));
    for (mut entry, mut own) in merged {
        own.iter_mut().for_each(|threat| threat.entry = entries.len());
        entry.threats = (threats.len()..threats.len() + own.len()).collect();
        threats.append(&mut own);
        entries.push(entry);
    }
    number(&mut entries);
    (threats, entries)
}

/// What needs work first, then what is worst.
fn rank(threat: &Threat) -> (bool, Reverse<(Severity, Severity)>, Status) {
    (threat.status.is_settled(), Reverse((threat.current.severity, threat.inherent.severity)), threat.status)
}

/// The entry of threats of one rule, the worst of which comes first.
fn entry<'t>(threats: impl ExactSizeIterator<Item = &'t Threat> + Clone, number: Option<Number>) -> Option<Entry> {
    let worst = threats.clone().next()?;
    let open = threats.clone().filter(|threat| !threat.status.is_settled());
    // What counts are the places that still need work; where there is none, all. Of the same severity, the first.
    let counts = |threat: &&Threat| open.clone().next().is_none() || !threat.status.is_settled();
    let highest = |of: fn(&Threat) -> Rating| {
        let all = threats.clone().filter(counts).map(of);
        all.reduce(|first, next| if next.severity > first.severity { next } else { first }).unwrap_or(worst.current)
    };
    let status = open.clone().map(|threat| threat.status).min().unwrap_or(worst.status);
    Some(Entry {
        number: number.unwrap_or(Number { letter: worst.stride.map_or('G', Stride::letter), count: 0 }),
        rule: worst.rule,
        stride: worst.stride,
        inherent: highest(|threat| threat.inherent),
        current: highest(|threat| threat.current),
        residual: highest(|threat| threat.residual),
        coverage: Coverage::mean(threats.clone().map(|threat| threat.coverage)),
        status,
        open: open.count(),
        threats: Vec::new(),
        provisional: true,
    })
}

/// Counts entries by category.
fn number(entries: &mut [Entry]) {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for entry in entries {
        let count = counts.entry(entry.number.letter).or_default();
        *count += 1;
        entry.number.count = *count;
    }
}

impl Analysis {
    /// The places of an entry, the worst first.
    pub fn places(&self, entry: &Entry) -> Vec<&Threat> {
        entry.threats.iter().filter_map(|&at| self.threats.get(at)).collect()
    }

    /// The entry of a threat.
    pub fn entry(&self, threat: &Threat) -> Option<&Entry> {
        self.entries.get(threat.entry)
    }

    /// The display number of a threat: that of its entry.
    pub fn number(&self, threat: &Threat) -> Number {
        self.entry(threat).map_or(Number { letter: 'G', count: 0 }, |entry| entry.number)
    }

    /// The entries with only those places that `keep` wants, in the same order and with the same numbers.
    pub fn chosen(&self, keep: impl Fn(&Threat) -> bool) -> Vec<Entry> {
        self.by(|threat| keep(threat).then_some(())).remove(&()).unwrap_or_default()
    }

    /// The same for each group of places, in one pass; places without a group are left out.
    pub fn by<K: Ord>(&self, group: impl Fn(&Threat) -> Option<K>) -> BTreeMap<K, Vec<Entry>> {
        let mut groups: BTreeMap<K, Vec<Entry>> = BTreeMap::new();
        for known in &self.entries {
            let mut own: BTreeMap<K, Vec<usize>> = BTreeMap::new();
            for &at in &known.threats {
                if let Some(group) = self.threats.get(at).and_then(&group) {
                    own.entry(group).or_default().push(at);
                }
            }
            for (group, threats) in own {
                let places: Vec<&Threat> = threats.iter().filter_map(|&at| self.threats.get(at)).collect();
                let entry = entry(places.into_iter(), Some(known.number));
                let entry = entry.map(|entry| Entry { threats, provisional: known.provisional, ..entry });
                groups.entry(group).or_default().extend(entry);
            }
        }
        groups
    }
}
