//! From the items of two versions to what was added, removed and changed.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::item::{Area, Attribute, Item};
use super::near::{Near, Sort};
use super::side::Side;
use super::{places, statements};
use crate::model::Place;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another than it was.
    Changed,
}

impl How {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Added => "added",
            How::Removed => "removed",
            How::Changed => "changed",
        }
    }

    /// The sign in front of a line.
    pub fn sign(self) -> &'static str {
        match self {
            How::Added => "+",
            How::Removed => "−",
            How::Changed => "~",
        }
    }
}

/// A thing that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What part of the model it is in.
    pub area: Area,
    /// What happened.
    pub how: How,
    /// Its kind in a word: `process`, `flow`, `assumption`.
    pub what: SmolStr,
    /// Its name; of what is gone, the one it had.
    pub id: String,
    /// The name that it had, where that is another.
    pub was: Option<String>,
    /// How a reader calls it.
    pub name: String,
    /// Its attributes that differ; of what is new or gone, those worth telling.
    pub attributes: Vec<Differs>,
    /// Where it is in its version: the new one, or the old one for what is gone.
    pub place: Option<Place>,
    /// `file:line` in that version.
    pub written: Option<String>,
    /// The position of the change behind it, where nobody wrote it.
    pub because: Option<usize>,
    /// The name that it has in both versions.
    pub(super) key: SmolStr,
}

/// An attribute that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// Its name.
    pub name: SmolStr,
    /// The value that it had, as it is read.
    pub before: Option<String>,
    /// The value that it has.
    pub after: Option<String>,
    /// What gives the value, where the thing itself does not say it: a type, a default, another fact.
    pub by: Option<String>,
}

impl Change {
    /// The attribute of this name, where it differs.
    pub fn attribute(&self, name: &str) -> Option<&Differs> {
        self.attributes.iter().find(|one| one.name == name)
    }

    /// Whether it lies in another zone than before.
    pub fn is_moved(&self) -> bool {
        self.how == How::Changed && self.area == Area::Element && self.attribute("zone").is_some()
    }

    /// Whether it follows from other changes, and nobody wrote it.
    pub fn is_derived(&self) -> bool {
        self.area == Area::Crossing || (self.area == Area::Boundary && self.written.is_none())
    }
}

/// What differs between two versions, by area; within an area in the order of the new version, and what is gone behind.
pub(super) fn changes(before: &Side<'_>, after: &Side<'_>) -> Vec<Change> {
    let all = |side: &Side<'_>| {
        let mut items = Vec::new();
        places::items(side, &mut items);
        statements::items(side, &mut items);
        items
    };
    let (old, new) = (all(before), all(after));
    let mut known: FxHashMap<(Area, &SmolStr), VecDeque<usize>> = FxHashMap::default();
    for (at, item) in old.iter().enumerate() {
        known.entry((item.area, &item.key)).or_default().push_back(at);
    }
    let mut changes = Vec::new();
    for item in &new {
        let partner = known.get_mut(&(item.area, &item.key)).and_then(VecDeque::pop_front);
        match partner.and_then(|at| old.get(at)) {
            Some(partner) => changes.extend(changed(partner, item, after)),
            None => changes.push(whole(item, How::Added, after)),
        }
    }
    let mut gone: Vec<usize> = known.into_values().flatten().collect();
    gone.sort_unstable();
    changes.extend(gone.into_iter().filter_map(|at| old.get(at)).map(|item| whole(item, How::Removed, before)));
    changes.sort_by_key(|change| change.area);
    changes
}

fn written(item: &Item, side: &Side<'_>) -> Option<String> {
    item.span.map(|span| side.outcome.sources.line_of(span))
}

/// Something that is in one version alone, with what its author says of it.
fn whole(item: &Item, how: How, side: &Side<'_>) -> Change {
    let told = item.attributes.iter().filter(|one| one.by.is_none() && one.name != "label" && one.shown != item.name);
    let differs = |one: &Attribute| {
        let shown = Some(one.shown.clone());
        let (before, after) = if how == How::Added { (None, shown) } else { (shown, None) };
        Differs { name: one.name.clone(), before, after, by: None }
    };
    Change {
        area: item.area,
        how,
        what: item.what.clone(),
        id: item.id.clone(),
        was: None,
        name: item.name.clone(),
        attributes: told.map(differs).collect(),
        place: item.place,
        written: written(item, side),
        because: None,
        key: item.key.clone(),
    }
}

/// Something that is in both versions, if it is not the same.
fn changed(old: &Item, new: &Item, side: &Side<'_>) -> Option<Change> {
    let attributes = differing(&old.attributes, &new.attributes);
    // A flow without an id has a key that is made of other names: it is no name of its own.
    let renamed = old.id != new.id && !matches!(new.area, Area::Flow | Area::Crossing | Area::Answer);
    let renamed = renamed && !(new.area == Area::Control && new.place.is_some() && new.id.contains(" on "));
    let renamed = renamed && (new.area != Area::Boundary || new.what == "boundary");
    if attributes.is_empty() && !renamed {
        return None;
    }
    Some(Change {
        area: new.area,
        how: How::Changed,
        what: new.what.clone(),
        id: new.id.clone(),
        was: renamed.then(|| old.id.clone()),
        name: new.name.clone(),
        attributes,
        place: new.place,
        written: written(new, side),
        because: None,
        key: new.key.clone(),
    })
}

/// The attributes that differ, in the order of the new version. What a type gives is left out where the type is another: it
/// follows from that.
fn differing(old: &[Attribute], new: &[Attribute]) -> Vec<Differs> {
    let find = |all: &[Attribute], name: &SmolStr| all.iter().find(|one| one.name == *name).cloned();
    let type_of = |all: &[Attribute]| find(all, &SmolStr::new_static("type")).map(|one| one.value);
    let other_type = type_of(old) != type_of(new);
    let of_type = |one: &Attribute| one.by.as_ref().is_some_and(|by| by.starts_with("type "));
    let mut all = Vec::new();
    for one in new {
        let before = find(old, &one.name);
        if before.as_ref().is_some_and(|before| before.value == one.value) {
            continue;
        }
        if other_type && of_type(one) && before.as_ref().is_none_or(of_type) {
            continue;
        }
        // Where both read the same, the names behind tell them apart.
        let same = before.as_ref().is_some_and(|before| before.shown == one.shown);
        let read = |attribute: &Attribute| if same { attribute.value.clone() } else { attribute.shown.clone() };
        all.push(Differs {
            name: one.name.clone(),
            before: before.as_ref().map(read),
            after: Some(read(one)),
            by: one.by.clone(),
        });
    }
    for one in old.iter().filter(|one| find(new, &one.name).is_none()) {
        if !(other_type && of_type(one)) {
            let before = Some(one.shown.clone());
            all.push(Differs { name: one.name.clone(), before, after: None, by: one.by.clone() });
        }
    }
    all
}

/// Finds the changes behind crossings and undeclared boundaries: that of the flow, of one of its ends, of a zone.
pub(super) fn link(changes: &mut [Change], before: &Side<'_>, after: &Side<'_>) {
    let near = Near::new(before, after, changes);
    let side = |change: &Change| if change.how == How::Removed { *before } else { *after };
    let of_flow: FxHashMap<SmolStr, usize> = changes
        .iter()
        .enumerate()
        .filter(|(_, one)| one.area == Area::Flow)
        .filter_map(|(at, one)| Some((side(one).place(one.place?).0, at)))
        .collect();
    let mut of_boundary: FxHashMap<SmolStr, usize> = FxHashMap::default();
    let mut links: Vec<Option<usize>> = vec![None; changes.len()];
    for (change, link) in changes.iter().zip(&mut links).filter(|(change, _)| change.area == Area::Crossing) {
        let (here, Some(place)) = (side(change), change.place) else { continue };
        let near = |sort: Sort| near.to(&here, Some(place), sort);
        let own = of_flow.get(&here.place(place).0).copied();
        *link = own.or_else(|| near(Sort::Structure)).or_else(|| near(Sort::Any));
        let Some(because) = *link else { continue };
        let there = here.turned();
        for (side, place) in [(here, Some(place)), (there, here.other_place(place))] {
            let Some(Place::Flow(flow)) = place else { continue };
            if let Some(border) = side.outcome.graph.crossings[flow].border {
                of_boundary.entry(side.border(border).0).or_insert(because);
            }
        }
    }
    for (change, link) in changes.iter_mut().zip(links) {
        let is_boundary = change.area == Area::Boundary && change.written.is_none();
        change.because = if is_boundary { of_boundary.get(&change.key).copied() } else { link };
    }
}
