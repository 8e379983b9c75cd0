//! Which thing of one version is which of the other: by stable names, never by order or display number.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::base::arena::{Arena, Id};
use crate::model::{BoundaryId, ControlId, DataId, ElementId, Facts, FlowId, Model, RuleId, ZoneId};
use crate::numbering::names;

/// The things of two arenas that are the same.
#[derive(Debug, Clone)]
pub struct Both<I> {
    forth: Vec<Option<I>>,
    back: Vec<Option<I>>,
}

impl<I: Id> Both<I> {
    fn new(before: usize, after: usize) -> Self {
        Self { forth: vec![None; before], back: vec![None; after] }
    }

    fn join(&mut self, before: I, after: I) {
        if let (Some(forth), Some(back)) = (self.forth.get_mut(before.index()), self.back.get_mut(after.index())) {
            (*forth, *back) = (Some(after), Some(before));
        }
    }

    /// What a thing of the old version is in the new one.
    pub fn after(&self, before: I) -> Option<I> {
        self.forth.get(before.index()).copied().flatten()
    }

    /// What a thing of the new version was in the old one.
    pub fn before(&self, after: I) -> Option<I> {
        self.back.get(after.index()).copied().flatten()
    }

    fn old(&self) -> impl Iterator<Item = I> + use<I> {
        free(&self.forth)
    }

    fn new_ones(&self) -> impl Iterator<Item = I> + use<I> {
        free(&self.back)
    }

    /// Joins what has the same key on both sides and no partner yet; of several, the first with the first.
    fn join_by<K: Hash + Eq>(&mut self, before: impl Fn(I) -> Option<K>, after: impl Fn(I) -> Option<K>) {
        let mut waiting: FxHashMap<K, VecDeque<I>> = FxHashMap::default();
        for id in self.new_ones() {
            if let Some(key) = after(id) {
                waiting.entry(key).or_default().push_back(id);
            }
        }
        for id in self.old() {
            let partner = before(id).and_then(|key| waiting.get_mut(&key)).and_then(VecDeque::pop_front);
            if let Some(partner) = partner {
                self.join(id, partner);
            }
        }
    }
}

fn free<I: Id>(partners: &[Option<I>]) -> impl Iterator<Item = I> + use<I> {
    let free: Vec<I> =
        partners.iter().enumerate().filter(|(_, one)| one.is_none()).map(|(at, _)| I::from_index(at)).collect();
    free.into_iter()
}

/// Everything that has a name in both versions.
#[derive(Debug, Clone)]
pub struct Pairs {
    /// Elements.
    pub elements: Both<ElementId>,
    /// Zones, implicit ones included.
    pub zones: Both<ZoneId>,
    /// Data and other assets.
    pub data: Both<DataId>,
    /// Declared boundaries.
    pub boundaries: Both<BoundaryId>,
    /// `control` statements.
    pub controls: Both<ControlId>,
    /// Rules, and threats written by hand in the form of one.
    pub rules: Both<RuleId>,
    /// Flows.
    pub flows: Both<FlowId>,
}

impl Pairs {
    /// Finds the partners of two versions.
    pub fn of(before: &Model, after: &Model) -> Self {
        let elements = named(&before.elements, &after.elements, |one| known(&one.id, &one.facts));
        let flows = flows(before, after, &elements);
        Self {
            flows,
            elements,
            zones: named(&before.zones, &after.zones, |one| known(&one.id, &one.facts)),
            data: named(&before.data, &after.data, |one| known(&one.id, &one.facts)),
            boundaries: named(&before.boundaries, &after.boundaries, |one| known(&one.id, &one.facts)),
            controls: named(&before.controls, &after.controls, |one| known(&one.id, &one.facts)),
            rules: named(&before.rules, &after.rules, |one| {
                std::iter::once(one.name.clone()).chain(one.aliases.iter().cloned()).collect()
            }),
        }
    }
}

fn known(id: &SmolStr, facts: &Facts) -> Vec<SmolStr> {
    names(id, facts)
}

/// Joins by the present name, then a present name with one that the other had before.
fn named<I: Id, T>(before: &Arena<I, T>, after: &Arena<I, T>, names: impl Fn(&T) -> Vec<SmolStr>) -> Both<I> {
    let old: Vec<Vec<SmolStr>> = before.values().map(&names).collect();
    let new: Vec<Vec<SmolStr>> = after.values().map(&names).collect();
    let mut both = Both::new(old.len(), new.len());
    let present = |all: &[Vec<SmolStr>], id: I| all.get(id.index()).and_then(|names| names.first().cloned());
    both.join_by(|id| present(&old, id), |id| present(&new, id));
    for (former, other, is_new) in [(&new, &old, true), (&old, &new, false)] {
        let (waiting, asking): (Vec<I>, Vec<I>) = match is_new {
            true => (both.old().collect(), both.new_ones().collect()),
            false => (both.new_ones().collect(), both.old().collect()),
        };
        let mut waiting: FxHashMap<SmolStr, I> =
            waiting.into_iter().filter_map(|id| Some((present(other, id)?, id))).collect();
        for id in asking {
            let old_names = former.get(id.index()).into_iter().flatten().skip(1);
            let Some(partner) = old_names.filter_map(|name| waiting.remove(name)).next() else { continue };
            if is_new { both.join(partner, id) } else { both.join(id, partner) }
        }
    }
    both
}

/// Flows: by id and ends, by ends and label, by id alone, by ends alone.
fn flows(before: &Model, after: &Model, elements: &Both<ElementId>) -> Both<FlowId> {
    let mut both = Both::new(before.flows.len(), after.flows.len());
    // Elements that are gone come behind those that are there, so that no two have the same index.
    let index = |id: ElementId| elements.after(id).map_or(after.elements.len() + id.index(), Id::index);
    let old = |id: FlowId| (index(before.flows[id].source), index(before.flows[id].target));
    let new = |id: FlowId| (after.flows[id].source.index(), after.flows[id].target.index());
    both.join_by(|id| Some((before.flows[id].id.clone()?, old(id))), |id| Some((after.flows[id].id.clone()?, new(id))));
    both.join_by(
        |id| Some((before.flows[id].label.clone(), old(id))),
        |id| Some((after.flows[id].label.clone(), new(id))),
    );
    both.join_by(|id| before.flows[id].id.clone(), |id| after.flows[id].id.clone());
    let former = |model: &Model, id: FlowId| model.flows[id].facts.text("formerly").map(SmolStr::from);
    both.join_by(|id| before.flows[id].id.clone(), |id| former(after, id));
    both.join_by(|id| former(before, id), |id| after.flows[id].id.clone());
    both.join_by(|id| Some(old(id)), |id| Some(new(id)));
    both
}
