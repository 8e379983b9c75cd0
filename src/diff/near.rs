//! Which change is the nearest to an element, along the flows of both versions: one search from all changes at once.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::changes::{Change, How};
use super::item::Area;
use super::side::{Side, Version};
use crate::base::arena::Id;
use crate::model::{DataId, ElementId, FlowId, Place, ZoneId};

/// What kind of change is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Who is where, and who talks to whom.
    Structure,
    /// The same, of what is new or otherwise: because of it something holds that did not.
    Grown,
    /// The same, of what is gone or otherwise.
    Shrunk,
    /// What is carried and held.
    Data,
    /// What protects.
    Control,
    /// Any that somebody wrote.
    Any,
}

const SORTS: [Sort; 6] = [Sort::Structure, Sort::Grown, Sort::Shrunk, Sort::Data, Sort::Control, Sort::Any];
/// Attributes of elements and flows that say where they are.
const STRUCTURE: &[&str] = &["zone", "part of", "kind", "type", "source", "target", "direction", "scope", "id"];
/// Attributes that say what is carried and held.
const DATA: &[&str] = &["data", "returns", "holds", "class"];

/// For each element of both versions the nearest change of each sort.
pub(super) struct Near {
    found: Vec<Vec<Option<usize>>>,
    /// The first change of each sort.
    first: Vec<Option<usize>>,
    elements: usize,
}

impl Near {
    pub fn new(before: &Side<'_>, after: &Side<'_>, changes: &[Change]) -> Self {
        let elements = after.model().elements.len();
        let links = links(before, after, elements);
        let touched = Touched::new([before, after], elements);
        let seeds: Vec<Vec<usize>> = changes.iter().map(|change| touched.by(change)).collect();
        let of = |sort: Sort| {
            let wanted = changes.iter().zip(&seeds).enumerate().filter(|(_, (change, _))| is(sort, change));
            spread(&links, wanted.map(|(at, (_, seeds))| (at, seeds.as_slice())))
        };
        let first = |sort: Sort| changes.iter().position(|change| is(sort, change));
        Self { found: SORTS.map(of).into(), first: SORTS.map(first).into(), elements }
    }

    /// The nearest change of a sort to a place.
    pub fn to(&self, side: &Side<'_>, place: Option<Place>, sort: Sort) -> Option<usize> {
        let row = SORTS.iter().position(|one| *one == sort)?;
        let found = self.found.get(row)?;
        let at = |id: ElementId| found.get(index(side, self.elements, id)).copied().flatten();
        let nearest = match place {
            Some(Place::Element(id)) => at(id),
            Some(Place::Flow(id)) => {
                let flow = &side.model().flows[id];
                at(flow.source).into_iter().chain(at(flow.target)).min()
            }
            Some(Place::Zone(zone)) => inside(side, zone).filter_map(at).min(),
            Some(Place::Boundary(_)) | None => None,
        };
        nearest.or_else(|| self.first.get(row).copied().flatten())
    }
}

/// Who is next to whom in either version: elements by their flows, and, a step further, by the zones that they lie in.
fn links(before: &Side<'_>, after: &Side<'_>, elements: usize) -> Vec<Vec<usize>> {
    let all = elements + before.model().elements.len();
    let zones = after.model().zones.len();
    let mut links: Vec<Vec<usize>> = vec![Vec::new(); all + zones + before.model().zones.len()];
    let mut link = |a: usize, b: usize| {
        for (from, to) in [(a, b), (b, a)] {
            links.get_mut(from).into_iter().for_each(|links| links.push(to));
        }
    };
    for side in [before, after] {
        let zone = |id: ZoneId| match side.version {
            Version::After => all + id.index(),
            Version::Before => all + side.other_zone(id).map_or(zones + id.index(), Id::index),
        };
        for flow in side.model().flows.values() {
            link(index(side, elements, flow.source), index(side, elements, flow.target));
        }
        for (id, element) in side.model().elements.iter() {
            link(index(side, elements, id), zone(element.zone));
        }
        for (id, parent) in side.model().zones.iter().filter_map(|(id, one)| Some((id, one.parent?))) {
            link(zone(id), zone(parent));
        }
    }
    links
}

/// Elements of the new version by their index, those that are only in the old one behind them.
fn index(side: &Side<'_>, elements: usize, id: ElementId) -> usize {
    match side.version {
        Version::After => id.index(),
        Version::Before => side.other_element(id).map_or(elements + id.index(), Id::index),
    }
}

fn inside<'s>(side: &'s Side<'_>, zone: ZoneId) -> impl Iterator<Item = ElementId> + 's {
    let model = side.model();
    model.elements.iter().filter(move |(_, one)| model.zone_path(one.zone).contains(&zone)).map(|(id, _)| id)
}

fn is(sort: Sort, change: &Change) -> bool {
    if change.is_derived() {
        return false;
    }
    let about = |names: &[&str]| change.attributes.iter().any(|one| names.contains(&one.name.as_str()));
    let whole = change.how != How::Changed;
    match (sort, change.area) {
        (Sort::Grown, _) => change.how != How::Removed && is(Sort::Structure, change),
        (Sort::Shrunk, _) => change.how != How::Added && is(Sort::Structure, change),
        (Sort::Structure, Area::Element | Area::Flow) => whole || about(STRUCTURE),
        (Sort::Structure, Area::Zone | Area::Boundary) => true,
        (Sort::Data, Area::Data) => true,
        (Sort::Data, Area::Element | Area::Flow) => about(DATA),
        (Sort::Control, Area::Control) => true,
        (Sort::Control, Area::Element | Area::Flow | Area::Zone | Area::Boundary) => whole || !about(DATA),
        (Sort::Any, Area::Model | Area::Zone | Area::Element | Area::Flow | Area::Boundary) => true,
        (Sort::Any, Area::Data | Area::Control) => true,
        _ => false,
    }
}

/// Breadth first from all seeds: of several at the same distance, the first change.
fn spread<'s>(links: &[Vec<usize>], seeds: impl Iterator<Item = (usize, &'s [usize])>) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; links.len()];
    let mut open = VecDeque::new();
    for (change, seeds) in seeds {
        for &seed in seeds {
            if let Some(free @ None) = found.get_mut(seed) {
                *free = Some(change);
                open.push_back((seed, change));
            }
        }
    }
    while let Some((at, change)) = open.pop_front() {
        for &next in links.get(at).into_iter().flatten() {
            if let Some(free @ None) = found.get_mut(next) {
                *free = Some(change);
                open.push_back((next, change));
            }
        }
    }
    found
}

/// The elements that changes touch.
struct Touched<'s, 'a> {
    sides: [&'s Side<'a>; 2],
    elements: usize,
    /// Elements that carry, receive or hold a data asset, by its name in both versions.
    data: FxHashMap<SmolStr, Vec<usize>>,
}

impl<'s, 'a> Touched<'s, 'a> {
    fn new(sides: [&'s Side<'a>; 2], elements: usize) -> Self {
        let mut data: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
        for side in sides {
            let mut add = |asset: DataId, element: ElementId| {
                data.entry(side.data(asset).0).or_default().push(index(side, elements, element));
            };
            for flow in side.model().flows.values() {
                for &asset in flow.data.data().iter().chain(flow.returns.data()) {
                    add(asset, flow.source);
                    add(asset, flow.target);
                }
            }
            for (id, element) in side.model().elements.iter() {
                element.holds.iter().for_each(|asset| add(*asset, id));
            }
        }
        Self { sides, elements, data }
    }

    fn by(&self, change: &Change) -> Vec<usize> {
        if change.area == Area::Data {
            return self.data.get(&change.key).cloned().unwrap_or_default();
        }
        let [before, after] = self.sides;
        let side = if change.how == How::Removed { before } else { after };
        let mut touched = Vec::new();
        for place in self.places(change, side) {
            touched.extend(self.at(side, place));
            let other = side.turned();
            touched.extend(side.other_place(place).into_iter().flat_map(|place| self.at(&other, place)));
        }
        touched
    }

    /// The places of a change; a control may stand at several.
    fn places(&self, change: &Change, side: &Side<'_>) -> Vec<Place> {
        let statement = || side.model().controls.values().find(|control| control.id == change.id);
        match change.area {
            Area::Control => statement().map_or_else(|| change.place.into_iter().collect(), |one| one.on.clone()),
            _ => change.place.into_iter().collect(),
        }
    }

    fn at(&self, side: &Side<'_>, place: Place) -> Vec<usize> {
        let index = |id: ElementId| index(side, self.elements, id);
        let ends = |id: FlowId| [side.model().flows[id].source, side.model().flows[id].target].map(index);
        match place {
            Place::Element(id) => vec![index(id)],
            Place::Flow(id) => ends(id).into(),
            Place::Zone(zone) => inside(side, zone).map(index).collect(),
            Place::Boundary(id) => {
                let crosses =
                    |flow: &FlowId| side.outcome.graph.border(*flow).is_some_and(|border| border.declared == Some(id));
                side.model().flows.ids().filter(crosses).flat_map(ends).collect()
            }
        }
    }
}
