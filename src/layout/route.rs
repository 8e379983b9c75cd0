//! P6: rows for the horizontal segments, and with them y of everything.
//!
//! The flows that bend in a gap between two layers get slots there, one above the other. Which of two lies higher is decided
//! by the crossings that either order makes; circles in these wishes are broken at little weight (Sander, *Layout of directed
//! hypergraphs with orthogonal hyperedges*, GD 2003).

use crate::base::arena::{Arena, Id};
use crate::base::geometry::Rect;
use crate::layout::Sketch;
use crate::layout::acyclic::sequence;
use crate::layout::join::{Drawing, Label, Route};
use crate::layout::layer::HopId;
use crate::layout::lift::{FlowId, GroupId, LevelId, inside};
use crate::layout::measure::Measures;
use crate::layout::place::Placed;
use crate::layout::profile::{Profile, Sort};
use crate::layout::split::{ElemId, Kind};

/// Bends in one gap up to which every pair is compared.
const PAIRWISE: usize = 600;

/// The vertical ranges of the layers of one level, from the top border of its group.
#[derive(Debug, Clone, Default)]
struct Rows {
    /// Top of each layer.
    tops: Vec<i32>,
    /// Where the first slot of the gap below each layer lies.
    slots: Vec<i32>,
    /// Height of the group.
    height: i32,
}

/// Finds slots and rows, and joins the pieces.
pub(super) fn route(sketch: &Sketch, measures: &Measures, placed: &Placed, profile: &Profile) -> Drawing {
    let layered = &sketch.layered;
    let ties = ties(placed);
    let mut gaps: Arena<LevelId, Vec<Vec<HopId>>> =
        layered.levels.values().map(|layers| vec![Vec::new(); layers.rows.len()]).collect();
    for (id, hop) in layered.hops.iter() {
        if let Some(gap) = gaps[hop.level].get_mut(hop.gap as usize) {
            gap.push(id);
        }
    }
    let ends = hop_ends(sketch, placed, &ties);
    let mut slots: Arena<HopId, Option<u32>> = Arena::filled(layered.hops.len(), None);
    let mut rows: Arena<LevelId, Rows> = Arena::filled(layered.levels.len(), Rows::default());
    for level in layered.levels.ids().rev() {
        let counts: Vec<u32> = gaps[level].iter().map(|gap| assign(gap, &ends, &mut slots)).collect();
        rows[level] = stack(sketch, measures, profile, level, &counts, &gaps[level], &rows);
    }
    absolute(sketch, measures, placed, profile, &ties, &slots, &rows)
}

/// A number for each element of each chain: its place among all at the same x. Those that turn left come first.
fn ties(placed: &Placed) -> Arena<FlowId, Vec<u32>> {
    let mut all: Vec<(i32, i32, FlowId, usize)> = Vec::new();
    for (flow, chain) in placed.chains.iter() {
        for (index, &x) in chain.iter().enumerate() {
            let near = |other: Option<&i32>| other.map_or(0, |other| (other - x).signum());
            let turn = near(index.checked_sub(1).and_then(|before| chain.get(before))) + near(chain.get(index + 1));
            all.push((x, turn, flow, index));
        }
    }
    all.sort_unstable();
    let mut ties: Arena<FlowId, Vec<u32>> = placed.chains.values().map(|chain| vec![0; chain.len()]).collect();
    for (place, (_, _, flow, index)) in (0_u32..).zip(all) {
        if let Some(tie) = ties[flow].get_mut(index) {
            *tie = place;
        }
    }
    ties
}

/// Where a hop starts and ends, as places in the order of all vertical segments; and whether it bends.
#[derive(Debug, Clone, Copy)]
struct Ends {
    upper: u32,
    lower: u32,
    upper_x: i32,
    lower_x: i32,
}

impl Ends {
    fn low(&self) -> u32 {
        self.upper.min(self.lower)
    }

    fn high(&self) -> u32 {
        self.upper.max(self.lower)
    }

    fn spans(&self, place: u32) -> bool {
        self.low() < place && place < self.high()
    }
}

fn hop_ends(sketch: &Sketch, placed: &Placed, ties: &Arena<FlowId, Vec<u32>>) -> Arena<HopId, Ends> {
    // Hops were made flow by flow, along the chains.
    let mut ends = Arena::new();
    for (flow, chain) in placed.chains.iter() {
        let points = chain.iter().copied().zip(ties[flow].iter().copied());
        for ((upper_x, upper), (lower_x, lower)) in points.clone().zip(points.skip(1)) {
            ends.push(Ends { upper, lower, upper_x, lower_x });
        }
    }
    while ends.len() < sketch.layered.hops.len() {
        ends.push(Ends { upper: 0, lower: 0, upper_x: 0, lower_x: 0 });
    }
    ends
}

/// Gives the bending hops of a gap their slots; the number of slots.
fn assign(gap: &[HopId], ends: &Arena<HopId, Ends>, slots: &mut Arena<HopId, Option<u32>>) -> u32 {
    let bends: Vec<(HopId, Ends)> =
        gap.iter().map(|id| (*id, ends[*id])).filter(|(_, ends)| ends.upper_x != ends.lower_x).collect();
    if bends.len() > PAIRWISE {
        return in_a_row(bends, slots);
    }
    let mut wishes: Vec<(usize, usize, i64)> = Vec::new();
    for (i, (_, a)) in bends.iter().enumerate() {
        for (j, (_, b)) in bends.iter().enumerate().skip(i + 1) {
            if a.low() > b.high() || b.low() > a.high() {
                continue;
            }
            let a_first = above(a, b);
            let b_first = above(b, a);
            if a_first < b_first {
                wishes.push((i, j, b_first - a_first));
            } else if b_first < a_first {
                wishes.push((j, i, a_first - b_first));
            }
        }
    }
    let mut count = 0;
    let mut placed: Vec<(Ends, u32)> = Vec::new();
    for index in sequence(bends.len(), &wishes) {
        let Some((id, mine)) = bends.get(index) else { continue };
        let slot = placed
            .iter()
            .filter(|(other, _)| mine.low() <= other.high() && other.low() <= mine.high())
            .map(|(_, slot)| slot + 1)
            .max()
            .unwrap_or(0);
        slots[*id] = Some(slot);
        placed.push((*mine, slot));
        count = count.max(slot + 1);
    }
    count
}

/// What it costs to lay `a` above `b`: crossings, and vertical segments that pass each other closely.
fn above(a: &Ends, b: &Ends) -> i64 {
    let crossings = i64::from(a.spans(b.upper)) + i64::from(b.spans(a.lower));
    let close = i64::from(a.lower_x == b.upper_x);
    4 * crossings + close
}

/// For very many bends: those to the right from right to left, then those to the left from left to right, one slot each.
fn in_a_row(mut bends: Vec<(HopId, Ends)>, slots: &mut Arena<HopId, Option<u32>>) -> u32 {
    bends.sort_by_key(|(_, ends)| {
        let right = ends.lower > ends.upper;
        (right, if right { u32::MAX - ends.upper } else { ends.upper })
    });
    let mut count = 0;
    for (id, _) in bends {
        slots[id] = Some(count);
        count += 1;
    }
    count
}

/// The layers of one level from top to bottom; the levels inside it are done.
fn stack(
    sketch: &Sketch,
    measures: &Measures,
    profile: &Profile,
    level: LevelId,
    counts: &[u32],
    gaps: &[Vec<HopId>],
    done: &Arena<LevelId, Rows>,
) -> Rows {
    let layers = &sketch.layered.levels[level];
    let group = sketch.hier.levels[level].group;
    let border = if group.is_some() { profile.line } else { 0 };
    let head = group.map_or(0, |group| {
        let title = measures.titles[group].size.h;
        let with_title = if title > 0 && !profile.turned {
            profile.title.h + title + profile.gap_y(Sort::Title, Sort::Box)
        } else {
            0
        };
        with_title.max(border + inset(profile))
    });
    let mut rows = Rows::default();
    let mut y = if layers.north { border } else { head };
    for (index, row) in layers.rows.iter().enumerate() {
        let (north, south) = (layers.north && index == 0, layers.south && index + 1 == layers.rows.len());
        if north {
            y = head;
        }
        rows.tops.push(if north { 0 } else { y });
        if !north && !south {
            y += row.iter().map(|id| height(sketch, measures, done, *id)).max().unwrap_or(0);
        }
        let last = index + 1 == layers.rows.len();
        let count = counts.get(index).copied().unwrap_or(0);
        rows.slots.push(y + clearance(profile));
        if !last {
            y += gap_height(sketch, profile, count, gaps.get(index).map_or(&[], Vec::as_slice));
        } else if group.is_some() && !south {
            y += inset(profile);
        }
    }
    let least = group.map_or(0, |_| head + profile.least.h.min(2 * profile.line + profile.room));
    rows.height = (y + border).max(least);
    rows
}

/// Free space between the border of a group and its first or last layer.
fn inset(profile: &Profile) -> i32 {
    profile.arrow.max(profile.gap_y(Sort::Border, Sort::Box)).max(profile.gap_y(Sort::Border, Sort::Border))
}

/// Free space between a layer and the first slot.
fn clearance(profile: &Profile) -> i32 {
    profile.room.max(profile.gap_y(Sort::Line, Sort::Border)).max(profile.gap_y(Sort::Line, Sort::Box))
}

fn gap_height(sketch: &Sketch, profile: &Profile, count: u32, hops: &[HopId]) -> i32 {
    let count = i32::try_from(count).unwrap_or(0);
    let slots = if count == 0 { 0 } else { 2 * clearance(profile) + (count - 1) * profile.pitch() + profile.line };
    let both = hops.iter().any(|hop| sketch.hier.flows[sketch.layered.hops[*hop].flow].both_ways);
    let straight = if both { profile.straight_both } else { profile.straight };
    let boxes = profile.gap_y(Sort::Box, Sort::Box).max(profile.gap_y(Sort::Border, Sort::Border));
    slots.max(boxes).max(straight)
}

fn height(sketch: &Sketch, measures: &Measures, done: &Arena<LevelId, Rows>, id: ElemId) -> i32 {
    match sketch.layered.elems[id].kind {
        Kind::Node(node) => measures.nodes[node].h,
        Kind::Group(group) => done[inside(group)].height,
        Kind::Label(flow) => measures.labels[flow].size.h,
        _ => 0,
    }
}

/// Adds up the positions, from the outermost level inwards.
fn absolute(
    sketch: &Sketch,
    measures: &Measures,
    placed: &Placed,
    profile: &Profile,
    ties: &Arena<FlowId, Vec<u32>>,
    slots: &Arena<HopId, Option<u32>>,
    rows: &Arena<LevelId, Rows>,
) -> Drawing {
    let layered = &sketch.layered;
    let mut origin: Arena<LevelId, i32> = Arena::filled(rows.len(), 0);
    let top = |origin: &Arena<LevelId, i32>, id: ElemId| {
        let elem = &layered.elems[id];
        origin[elem.level] + rows[elem.level].tops.get(elem.layer as usize).copied().unwrap_or(0)
    };
    let first_group = sketch.hier.nodes.len();
    let of_group = |group: GroupId| ElemId::from_index(first_group + group.index());
    let mut groups = Arena::new();
    for (group, &(left, right)) in placed.groups.iter() {
        let y = top(&origin, of_group(group));
        origin[inside(group)] = y;
        groups.push(Rect::new(left, y, right - left, rows[inside(group)].height));
    }
    let nodes = placed
        .nodes
        .iter()
        .map(|(node, &(left, right))| {
            let y = top(&origin, ElemId::from_index(node.index()));
            Rect::new(left, y, right - left, measures.nodes[node].h)
        })
        .collect();
    let mut hops = layered.hops.iter();
    let mut routes = Arena::new();
    for (id, flow) in sketch.hier.flows.iter() {
        let chain = &layered.chains[id];
        let (upper, lower) = if sketch.reversed[id] { (flow.target, flow.source) } else { (flow.source, flow.target) };
        let mut ys = Vec::new();
        for (hop, it) in hops.by_ref().take(chain.len().saturating_sub(1)) {
            let slot = i32::try_from(slots[hop].unwrap_or(0)).unwrap_or(0) * profile.pitch();
            let first = rows[it.level].slots.get(it.gap as usize).copied().unwrap_or(0);
            ys.push(origin[it.level] + first + slot);
        }
        let size = measures.labels[id].size;
        let at = chain.iter().position(|elem| matches!(layered.elems[*elem].kind, Kind::Label(_)));
        let label = at.filter(|_| size.h > 0).and_then(|at| {
            let elem = *chain.get(at)?;
            Some(Label { at, y: top(&origin, elem), size, left: sketch.label_left[id] })
        });
        let mut route = Route { upper, lower, xs: placed.chains[id].clone(), ties: ties[id].clone(), ys, label };
        route.straighten();
        routes.push(route);
    }
    Drawing { nodes, groups, routes }
}
