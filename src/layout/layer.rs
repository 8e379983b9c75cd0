//! P3: the layers of every level, and a place in them for every line and every label.
//!
//! Layers minimise the total length of the parts (Gansner, Koutsofios, North, Vo, IEEE TSE 19(3), 1993). A flow with a label
//! spans two layers, so that the label has one in between (label dummies, same paper). Ports have the first and the last layer
//! of a level to themselves.

use std::collections::BTreeSet;

use crate::base::arena::Arena;
use crate::layout::lift::{FlowId, Hier, LevelId};
use crate::layout::simplex::{Program, VarId};
use crate::layout::split::{Elem, ElemId, Kind, Part, Pieces};

crate::typed_id! {
    /// The piece of a flow in one gap between layers.
    HopId
}

/// The piece of a flow between two neighbouring layers of one level.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    /// The flow.
    pub flow: FlowId,
    /// The level.
    pub level: LevelId,
    /// The gap: that below the layer of this number.
    pub gap: u32,
    /// The element above on the flow's chain; the port of a group rather than the group.
    pub upper: ElemId,
    /// The element below on the flow's chain; the port of a group rather than the group.
    pub lower: ElemId,
    /// The element above in this level.
    pub upper_item: ElemId,
    /// The element below in this level.
    pub lower_item: ElemId,
}

/// The layers of a level.
#[derive(Debug, Clone, Default)]
pub(super) struct Layers {
    /// Elements from left to right, layers from top to bottom.
    pub rows: Vec<Vec<ElemId>>,
    /// Whether the first layer is that of the ports.
    pub north: bool,
    /// Whether the last layer is that of the ports.
    pub south: bool,
}

impl Layers {
    /// The ports on the upper border.
    pub(super) fn north_ports(&self) -> &[ElemId] {
        self.rows.first().filter(|_| self.north).map_or(&[], Vec::as_slice)
    }

    /// The ports on the lower border.
    pub(super) fn south_ports(&self) -> &[ElemId] {
        self.rows.last().filter(|_| self.south).map_or(&[], Vec::as_slice)
    }
}

/// Levels in layers.
#[derive(Debug, Clone)]
pub(super) struct Layered {
    /// All elements.
    pub elems: Arena<ElemId, Elem>,
    /// The layers of each level.
    pub levels: Arena<LevelId, Layers>,
    /// Each flow's elements from the upper to the lower node; groups are represented by their ports.
    pub chains: Arena<FlowId, Vec<ElemId>>,
    /// All pieces of flows.
    pub hops: Arena<HopId, Hop>,
    /// The pieces that end at an element, seen in the element's level.
    pub above: Arena<ElemId, Vec<HopId>>,
    /// The pieces that start at an element, seen in the element's level.
    pub below: Arena<ElemId, Vec<HopId>>,
}

/// Work that the layers of one level may cost.
const EFFORT: u64 = 60_000_000;

/// Assigns layers and adds an element for each layer that a flow passes.
pub(super) fn layer(hier: &Hier, pieces: Pieces) -> Layered {
    let Pieces { mut elems, parts, .. } = pieces;
    let mut items: Arena<LevelId, Vec<ElemId>> = Arena::filled(hier.levels.len(), Vec::new());
    for (id, elem) in elems.iter() {
        items[elem.level].push(id);
    }
    let mut of_level: Arena<LevelId, Vec<&Part>> = Arena::filled(hier.levels.len(), Vec::new());
    for part in parts.values().flatten() {
        of_level[part.level].push(part);
    }
    let mut levels: Arena<LevelId, Layers> = Arena::filled(hier.levels.len(), Layers::default());
    let mut vars: Arena<ElemId, Option<VarId>> = Arena::filled(elems.len(), None);
    for (level, layers) in levels.iter_mut() {
        *layers = assign(&items[level], &of_level[level], &mut elems, &mut vars);
    }
    let chains = chains(&parts, &mut elems, &mut levels);
    let count = elems.len();
    for (id, elem) in elems.iter() {
        if let Some(row) = levels[elem.level].rows.get_mut(elem.layer as usize) {
            row.push(id);
        }
    }
    let mut layered = Layered {
        elems,
        levels,
        chains: Arena::new(),
        hops: Arena::new(),
        above: Arena::filled(count, Vec::new()),
        below: Arena::filled(count, Vec::new()),
    };
    for (flow, steps) in chains.iter() {
        connect(&mut layered, flow, steps);
    }
    layered
}

/// The layers of one level, still empty; sets the layer of its elements.
fn assign(
    items: &[ElemId],
    parts: &[&Part],
    elems: &mut Arena<ElemId, Elem>,
    vars: &mut Arena<ElemId, Option<VarId>>,
) -> Layers {
    let north = items.iter().any(|id| matches!(elems[*id].kind, Kind::North(_)));
    let south = items.iter().any(|id| matches!(elems[*id].kind, Kind::South(_)));
    let mut program = Program::default();
    let (top, bottom) = (program.var(), program.var());
    program.at_least(top, bottom, 0);
    program.pull(top, bottom, 0, 1);
    for &id in items {
        vars[id] = match elems[id].kind {
            Kind::North(_) => Some(top),
            Kind::South(_) => Some(bottom),
            _ => None,
        };
    }
    for part in parts {
        for id in [part.upper, part.lower] {
            if vars[id].is_none() {
                let var = program.var();
                vars[id] = Some(var);
                program.at_least(top, var, 0);
                program.at_least(var, bottom, 0);
            }
        }
        if let (Some(upper), Some(lower)) = (vars[part.upper], vars[part.lower]) {
            let port = upper == top || lower == bottom;
            let least = if port { 0 } else { 1 + i32::from(part.labelled) };
            program.at_least(upper, lower, least);
            program.pull(upper, lower, least, if port { 2 } else { 4 });
        }
    }
    let found = program.solve(EFFORT);
    let at = |var: Option<VarId>| -> Option<u32> {
        let (found, var) = (found.as_ref()?, var?);
        u32::try_from(found[var] - found[top]).ok()
    };
    let inner = at(Some(bottom)).unwrap_or(0) + 1;
    let offset = u32::from(north);
    let mut loose = Vec::new();
    let mut used = BTreeSet::new();
    for &id in items {
        elems[id].layer = match elems[id].kind {
            Kind::North(_) => 0,
            Kind::South(_) => inner + offset,
            _ => match at(vars[id]) {
                Some(at) => {
                    used.insert(at);
                    at + offset
                }
                None => {
                    loose.push(id);
                    0
                }
            },
        };
    }
    let rows = inner.max(spread(&loose, &used, offset, elems));
    if south && rows > inner {
        for &id in items {
            if matches!(elems[id].kind, Kind::South(_)) {
                elems[id].layer = rows + offset;
            }
        }
    }
    let count = rows + offset + u32::from(south);
    Layers { rows: vec![Vec::new(); count as usize], north, south }
}

/// Puts the elements without any flow into rows of about equal length; the number of rows needed.
fn spread(loose: &[ElemId], used: &BTreeSet<u32>, offset: u32, elems: &mut Arena<ElemId, Elem>) -> u32 {
    let columns = loose.len().isqrt().max(3);
    let mut free = used.iter().copied();
    let mut last = None;
    for row in loose.chunks(columns) {
        let at = free.next().or(last.map(|last: u32| last + 1)).unwrap_or(0);
        last = Some(last.map_or(at, |last| last.max(at)));
        for &id in row {
            elems[id].layer = at + offset;
        }
    }
    last.map_or(0, |last| last + 1)
}

/// Adds the elements between the ends of each part.
fn chains(
    parts: &Arena<FlowId, Vec<Part>>,
    elems: &mut Arena<ElemId, Elem>,
    levels: &mut Arena<LevelId, Layers>,
) -> Arena<FlowId, Vec<(ElemId, ElemId)>> {
    let mut boxes: Arena<LevelId, BTreeSet<u32>> = Arena::filled(levels.len(), BTreeSet::new());
    for elem in elems.values() {
        boxes[elem.level].insert(elem.layer);
    }
    parts
        .values()
        .map(|parts| {
            let mut steps: Vec<(ElemId, ElemId)> = Vec::new();
            for part in parts {
                let (upper, lower) = (elems[part.upper].layer, elems[part.lower].layer);
                let label = part.labelled.then(|| label_layer(upper, lower, &boxes[part.level]));
                let mut above = part.upper;
                for layer in upper + 1..lower {
                    let kind = if label == Some(layer) { Kind::Label(part.flow) } else { Kind::Long(part.flow) };
                    let between = elems.push(Elem { level: part.level, kind, layer });
                    steps.push((above, between));
                    above = between;
                }
                steps.push((above, part.lower));
            }
            steps
        })
        .collect()
}

/// The layer between `upper` and `lower` for a label: one without boxes, near the middle.
fn label_layer(upper: u32, lower: u32, boxes: &BTreeSet<u32>) -> u32 {
    let middle = u32::midpoint(upper, lower);
    let near = (upper + 1..lower).min_by_key(|layer| (boxes.contains(layer), layer.abs_diff(middle)));
    near.unwrap_or(middle)
}

/// Turns the steps of a flow, which lead from item to item, into hops, which know the ports.
fn connect(layered: &mut Layered, flow: FlowId, steps: &[(ElemId, ElemId)]) {
    let mut chain: Vec<ElemId> = Vec::new();
    for &(upper, lower) in steps {
        // A step from or to a group is one from or to the port that the chain has or will have there.
        if !matches!(layered.elems[upper].kind, Kind::Group(_)) && chain.last() != Some(&upper) {
            chain.push(upper);
        }
        if !matches!(layered.elems[lower].kind, Kind::Group(_)) {
            chain.push(lower);
        }
    }
    for (&(upper_item, lower_item), (&upper, &lower)) in steps.iter().zip(chain.iter().zip(chain.iter().skip(1))) {
        let elem = &layered.elems[upper_item];
        let hop = Hop { flow, level: elem.level, gap: elem.layer, upper, lower, upper_item, lower_item };
        let id = layered.hops.push(hop);
        layered.below[upper_item].push(id);
        layered.above[lower_item].push(id);
        // The outer side of a port.
        if upper != upper_item {
            layered.below[upper].push(id);
        }
        if lower != lower_item {
            layered.above[lower].push(id);
        }
    }
    layered.chains.push(chain);
}
