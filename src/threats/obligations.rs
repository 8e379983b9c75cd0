//! What counters threats at which component, and how far that is known: the ground of coverage by layer and control category,
//! and of the questions whose answers would decide most.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{ControlStatus, Place, TypeId};

use super::Threat;
use super::condition::Thing;
use super::controls::{ControlFound, Evidence, Standing};
use super::reader::Reader;

/// A control that some counter asks for at a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// The control: of alternatives the one that stands, else the first.
    pub control: TypeId,
    /// The component; `None` for the model as a whole.
    pub component: Option<Place>,
    /// How far it is in place; `None` where nothing is known.
    pub status: Option<ControlStatus>,
}

/// A control about which nothing is known, with what rests on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The control.
    pub control: TypeId,
    /// The components where it is asked for, each once, in the order of the threats.
    pub components: Vec<Option<Place>>,
    /// How many threats ask for it, at all places together.
    pub threats: usize,
    /// The weight of the counters that ask for it.
    pub weight: u32,
}

impl Reader<'_> {
    /// The controls of which something is known without a `control` statement: claimed at a place, or implied by facts where they
    /// counter a threat; in the order of the catalogue.
    pub fn stated_without_statement(&self) -> BTreeSet<TypeId> {
        let mut known: FxHashMap<Thing, Standing> = FxHashMap::default();
        let mut all: BTreeSet<TypeId> = self.world.model.claims().map(|(_, control, _)| control).collect();
        for threat in &self.analysis().threats {
            let standing = known.entry(threat.thing).or_insert_with(|| self.standing(threat.thing));
            for &control in self.rule(threat).counters.iter().flat_map(|counter| &counter.any) {
                let found = standing.get(control);
                let without =
                    |found: &&ControlFound| !matches!(found.evidence, Evidence::Stated { control: Some(_), .. });
                all.extend(found.filter(without).map(|found| found.control));
            }
        }
        all
    }

    /// Each control that counters a threat at a component, once, in the order of the threats. Where several threats ask for
    /// the same control there, what is known at the first of them counts.
    pub fn obligations(&self) -> Vec<Obligation> {
        let mut seen = FxHashSet::default();
        let mut all = Vec::new();
        self.each_counter(|threat, control, status, _| {
            if seen.insert((control, threat.component)) {
                all.push(Obligation { control, component: threat.component, status });
            }
        });
        all
    }

    /// The controls about which nothing is known, those with the most weight first. Threats about which nothing is left to do
    /// ask for nothing.
    pub fn unknowns(&self) -> Vec<Unknown> {
        let mut at: FxHashMap<TypeId, usize> = FxHashMap::default();
        let mut all: Vec<Unknown> = Vec::new();
        self.each_counter(|threat, control, status, weight| {
            if threat.status.is_settled() || !matches!(status, None | Some(ControlStatus::Unverified)) {
                return;
            }
            let place = *at.entry(control).or_insert(all.len());
            if place == all.len() {
                all.push(Unknown { control, components: Vec::new(), threats: 0, weight: 0 });
            }
            let Some(unknown) = all.get_mut(place) else { return };
            unknown.threats += 1;
            unknown.weight = unknown.weight.saturating_add(weight);
            if unknown.components.last() != Some(&threat.component) {
                unknown.components.push(threat.component);
            }
        });
        for unknown in &mut all {
            let mut seen = FxHashSet::default();
            unknown.components.retain(|component| seen.insert(*component));
        }
        all.sort_by_key(|unknown| (std::cmp::Reverse(unknown.weight), unknown.control));
        all
    }

    /// Every counter of every threat with the control that stands for it, else the first of its alternatives. Counters for
    /// which the question does not arise are left out.
    fn each_counter(&self, mut see: impl FnMut(&Threat, TypeId, Option<ControlStatus>, u32)) {
        let mut known: FxHashMap<Thing, Standing> = FxHashMap::default();
        for threat in &self.analysis().threats {
            let standing = known.entry(threat.thing).or_insert_with(|| self.standing(threat.thing));
            for counter in &self.rule(threat).counters {
                let found = counter.any.iter().filter_map(|&control| standing.get(control));
                let best = found.max_by_key(|found| (found.credit(), found.status != ControlStatus::NotApplicable));
                let Some(&first) = counter.any.first() else { continue };
                match best {
                    Some(found) if found.status == ControlStatus::NotApplicable => {}
                    Some(found) => see(threat, found.control, Some(found.status), counter.weight),
                    None => see(threat, first, None, counter.weight),
                }
            }
        }
    }
}
