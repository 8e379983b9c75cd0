//! P4: the order of the elements in each layer, with few crossings.
//!
//! Sweeps by barycenter (Sugiyama, Tagawa, Toda, IEEE SMC 11(2), 1981) over all levels, the ports of a group being the link
//! between a level and the next: the outer sweep orders the ports, the inner one starts from them (Forster, GD 2002, for
//! layered compound graphs). After every sweep, neighbours are exchanged where that removes crossings (Eades, Kelly 1986).
//! Crossings are counted with a Fenwick tree (Barth, Jünger, Mutzel, JGAA 8(2), 2004). The best of several starts is kept.

use std::collections::BTreeMap;

use crate::base::arena::{Arena, Id};
use crate::layout::layer::{HopId, Layered};
use crate::layout::lift::{FlowId, Hier, LevelId};
use crate::layout::split::{ElemId, Kind, inner};

/// Sweeps without gain after which a start is left.
const PATIENCE: u32 = 4;
/// Sweeps per start at most.
const SWEEPS: u32 = 24;

/// For up to so many hops: starts from which orders are looked for.
const STARTS: [(usize, u32); 5] = [(200, 48), (900, 16), (2_000, 10), (8_000, 2), (usize::MAX, 1)];

/// Orders all layers in several ways, those with the fewest crossings first; at least one, `most` at most. The first start
/// is source order, the others are random, with a fixed seed.
pub(super) fn orders(hier: &Hier, layered: &Layered, most: usize) -> Vec<(u64, Layered)> {
    let mut layered = layered.clone();
    let mut ranks = Ranks {
        upper: Arena::filled(layered.elems.len(), 0),
        lower: Arena::filled(layered.elems.len(), 0),
        bundles: bundles(hier),
    };
    let mut gaps: Arena<LevelId, Vec<Vec<HopId>>> =
        layered.levels.values().map(|layers| vec![Vec::new(); layers.rows.len()]).collect();
    for (id, hop) in layered.hops.iter() {
        if let Some(gap) = gaps[hop.level].get_mut(hop.gap as usize) {
            gap.push(id);
        }
    }
    let starts = STARTS.iter().find(|(hops, _)| layered.hops.len() <= *hops).map_or(1, |(_, starts)| *starts);
    let mut random = SplitMix64(0x7468_7265_6174_6c69);
    let mut found: Vec<(u64, Orders)> = Vec::new();
    for start in 0..starts {
        if start > 0 {
            shuffle(&mut layered, &mut random);
        }
        let next = descend(&mut layered, &mut ranks, &gaps);
        if !found.contains(&next) {
            found.push(next);
        }
        if found.iter().filter(|(crossings, _)| *crossings == 0).count() >= most {
            break;
        }
    }
    found.sort_by_key(|(crossings, _)| *crossings);
    found.truncate(most);
    let ordered = found.into_iter().map(|(crossings, rows)| {
        let mut layered = layered.clone();
        restore(&mut layered, rows);
        sort_hops(&mut layered, &mut ranks);
        (crossings, layered)
    });
    ordered.collect()
}

/// Where an element stands, as seen by the hops that leave it downwards (`upper`: it is their upper end) and by those that
/// reach it from above (`lower`). The ports of a group have a place of their own each.
struct Ranks {
    upper: Arena<ElemId, u32>,
    lower: Arena<ElemId, u32>,
    /// For each flow that has company between its two nodes, the first of them.
    bundles: Arena<FlowId, Option<FlowId>>,
}

impl Ranks {
    fn bundle(&self, layered: &Layered, id: ElemId) -> Option<FlowId> {
        match layered.elems[id].kind {
            Kind::Label(flow) | Kind::Long(flow) | Kind::North(flow) | Kind::South(flow) => self.bundles[flow],
            Kind::Node(_) | Kind::Group(_) => None,
        }
    }
}

fn bundles(hier: &Hier) -> Arena<FlowId, Option<FlowId>> {
    let mut of_pair: BTreeMap<_, Vec<FlowId>> = BTreeMap::new();
    for (id, flow) in hier.flows.iter() {
        of_pair.entry((flow.source.min(flow.target), flow.source.max(flow.target))).or_default().push(id);
    }
    let mut bundles = Arena::filled(hier.flows.len(), None);
    for flows in of_pair.values().filter(|flows| flows.len() > 1) {
        for flow in flows {
            bundles[*flow] = flows.first().copied();
        }
    }
    bundles
}

/// A small generator of pseudo-random numbers with a fixed seed (Steele, Lea, Flood, OOPSLA 2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or(0)
    }
}

fn shuffle(layered: &mut Layered, random: &mut SplitMix64) {
    for layers in layered.levels.values_mut() {
        for row in &mut layers.rows {
            for last in (1..row.len()).rev() {
                row.swap(last, random.below(last + 1));
            }
        }
    }
}

/// For each level its layers, for each of these its elements.
type Orders = Vec<Vec<Vec<ElemId>>>;

fn snapshot(layered: &Layered) -> Orders {
    layered.levels.values().map(|layers| layers.rows.clone()).collect()
}

fn restore(layered: &mut Layered, rows: Orders) {
    for (layers, rows) in layered.levels.values_mut().zip(rows) {
        layers.rows = rows;
    }
}

/// Sweeps from the present order until nothing improves; the least number of crossings and its order.
fn descend(layered: &mut Layered, ranks: &mut Ranks, gaps: &Arena<LevelId, Vec<Vec<HopId>>>) -> (u64, Orders) {
    for level in layered.levels.ids().rev() {
        rank_level(layered, ranks, level);
    }
    let mut best = (crossings(layered, ranks, gaps), snapshot(layered));
    let mut idle = 0;
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let ids: Vec<LevelId> = layered.levels.ids().collect();
        // Outer levels first and inner levels first take turns.
        if sweep % 4 < 2 {
            for level in ids {
                sweep_level(layered, ranks, level, down);
            }
        } else {
            for level in ids.into_iter().rev() {
                sweep_level(layered, ranks, level, down);
            }
        }
        exchange(layered, ranks);
        let now = crossings(layered, ranks, gaps);
        if now < best.0 {
            best = (now, snapshot(layered));
            idle = 0;
        } else {
            idle += 1;
        }
        if idle >= PATIENCE || best.0 == 0 {
            break;
        }
    }
    best
}

fn sweep_level(layered: &mut Layered, ranks: &mut Ranks, level: LevelId, down: bool) {
    let count = layered.levels[level].rows.len();
    let indices: Vec<usize> = if down { (0..count).collect() } else { (0..count).rev().collect() };
    for index in indices {
        let Some(row) = layered.levels[level].rows.get_mut(index) else { continue };
        let row = std::mem::take(row);
        let sorted = by_barycenter(layered, ranks, row, down);
        if let Some(place) = layered.levels[level].rows.get_mut(index) {
            *place = sorted;
        }
        rank_row(layered, ranks, level, index);
    }
    rank_outside(layered, ranks, level);
}

fn by_barycenter(layered: &Layered, ranks: &Ranks, row: Vec<ElemId>, down: bool) -> Vec<ElemId> {
    let keyed: Vec<(Option<u64>, ElemId)> =
        row.into_iter().map(|id| (barycenter(layered, ranks, id, down), id)).collect();
    // Flows between the same two nodes go together, by their common mean, in the place of the first.
    let mut sums: BTreeMap<FlowId, (u64, u64, usize)> = BTreeMap::new();
    for (place, &(key, id)) in keyed.iter().enumerate() {
        if let (Some(key), Some(bundle)) = (key, ranks.bundle(layered, id)) {
            let sum = sums.entry(bundle).or_insert((0, 0, place));
            *sum = (sum.0 + key, sum.1 + 1, sum.2);
        }
    }
    let mut moving: Vec<(u64, usize, u64, ElemId)> = Vec::new();
    for (place, &(key, id)) in keyed.iter().enumerate() {
        let Some(key) = key else { continue };
        let bundle = ranks.bundle(layered, id).and_then(|bundle| sums.get(&bundle));
        let (common, place) = bundle.map_or((key, place), |(sum, count, first)| (sum / count, *first));
        moving.push((common, place, key, id));
    }
    moving.sort_by_key(|(common, place, key, _)| (*common, *place, *key));
    // Elements without neighbours there keep their place; the others are sorted among themselves.
    let mut moving = moving.into_iter();
    let next = |(key, id): (Option<u64>, ElemId)| match key {
        Some(_) => moving.next().map_or(id, |(.., next)| next),
        None => id,
    };
    keyed.into_iter().map(next).collect()
}

/// The mean place of the neighbours above (below), in 1/4096.
fn barycenter(layered: &Layered, ranks: &Ranks, id: ElemId, above: bool) -> Option<u64> {
    let hops = if above { &layered.above[id] } else { &layered.below[id] };
    let sum: u64 = hops
        .iter()
        .map(|hop| {
            let hop = &layered.hops[*hop];
            u64::from(if above { ranks.upper[hop.upper] } else { ranks.lower[hop.lower] })
        })
        .sum();
    (!hops.is_empty()).then(|| sum * 4096 / hops.len() as u64)
}

/// Numbers all places of a level.
fn rank_level(layered: &Layered, ranks: &mut Ranks, level: LevelId) {
    for index in 0..layered.levels[level].rows.len() {
        rank_row(layered, ranks, level, index);
    }
}

/// Numbers the places of a layer.
fn rank_row(layered: &Layered, ranks: &mut Ranks, level: LevelId, index: usize) {
    let Some(row) = layered.levels[level].rows.get(index) else { return };
    let layers = &layered.levels[level];
    let north = layers.north && index == 0;
    let south = layers.south && index + 1 == layers.rows.len();
    let (mut upper, mut lower) = (0, 0);
    for &id in row {
        // The outer side of a port is numbered with the row that its group stands in.
        if !south {
            ranks.upper[id] = upper;
        }
        if !north {
            ranks.lower[id] = lower;
        }
        upper += 1;
        lower += 1;
        if let Some(inside) = inner(layered.elems[id].kind) {
            for &port in layered.levels[inside].south_ports() {
                ranks.upper[port] = upper;
                upper += 1;
            }
            for &port in layered.levels[inside].north_ports() {
                ranks.lower[port] = lower;
                lower += 1;
            }
        }
    }
}

/// Numbers the row in which the group of `level` stands, whose ports may have changed places.
fn rank_outside(layered: &Layered, ranks: &mut Ranks, level: LevelId) {
    let layers = &layered.levels[level];
    let port = layers.north_ports().first().or(layers.south_ports().first());
    // Any hop on the outer side of a port knows the row.
    let Some(&port) = port else { return };
    let outer = [&layered.above[port], &layered.below[port]].into_iter().flatten().find_map(|hop| {
        let hop = &layered.hops[*hop];
        let item = if hop.upper == port { hop.upper_item } else { hop.lower_item };
        (hop.level != level).then_some(item)
    });
    if let Some(item) = outer {
        let elem = &layered.elems[item];
        rank_row(layered, ranks, elem.level, elem.layer as usize);
    }
}

/// Exchanges neighbours as long as crossings vanish, a few rounds.
fn exchange(layered: &mut Layered, ranks: &mut Ranks) {
    for level in layered.levels.ids() {
        for index in 0..layered.levels[level].rows.len() {
            for _ in 0..3 {
                if !exchange_row(layered, ranks, level, index) {
                    break;
                }
            }
        }
        rank_outside(layered, ranks, level);
    }
}

fn exchange_row(layered: &mut Layered, ranks: &mut Ranks, level: LevelId, index: usize) -> bool {
    let Some(row) = layered.levels[level].rows.get_mut(index) else { return false };
    let mut row = std::mem::take(row);
    let mut changed = false;
    let mut keyed: Vec<(ElemId, Neighbours)> = row.iter().map(|id| (*id, neighbours(layered, ranks, *id))).collect();
    for at in 1..keyed.len() {
        if let [(_, a), (_, b), ..] = keyed.get(at - 1..).unwrap_or(&[])
            && a.gain(b) > 0
        {
            keyed.swap(at - 1, at);
            changed = true;
        }
    }
    row.clear();
    row.extend(keyed.into_iter().map(|(id, _)| id));
    if let Some(place) = layered.levels[level].rows.get_mut(index) {
        *place = row;
    }
    if changed {
        rank_row(layered, ranks, level, index);
    }
    changed
}

/// The sorted places of the neighbours above and below.
struct Neighbours {
    above: Vec<u32>,
    below: Vec<u32>,
}

impl Neighbours {
    /// How many crossings vanish when `next`, which stands behind this, stands in front of it.
    fn gain(&self, next: &Self) -> i64 {
        let now = inversions(&self.above, &next.above) + inversions(&self.below, &next.below);
        let then = inversions(&next.above, &self.above) + inversions(&next.below, &self.below);
        now - then
    }
}

fn neighbours(layered: &Layered, ranks: &Ranks, id: ElemId) -> Neighbours {
    let mut above: Vec<u32> = layered.above[id].iter().map(|hop| ranks.upper[layered.hops[*hop].upper]).collect();
    let mut below: Vec<u32> = layered.below[id].iter().map(|hop| ranks.lower[layered.hops[*hop].lower]).collect();
    above.sort_unstable();
    below.sort_unstable();
    Neighbours { above, below }
}

/// Pairs of a place in `left` that lies behind one in `right`; both sorted.
fn inversions(left: &[u32], right: &[u32]) -> i64 {
    let mut count = 0;
    let mut behind = 0;
    let mut rest = right.iter().peekable();
    for place in left {
        while rest.next_if(|other| *other < place).is_some() {
            behind += 1;
        }
        count += behind;
    }
    count
}

crate::typed_id! {
    /// A position in the Fenwick tree.
    Slot
}

fn crossings(layered: &Layered, ranks: &Ranks, gaps: &Arena<LevelId, Vec<Vec<HopId>>>) -> u64 {
    let mut total = 0;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for gap in gaps.values().flatten() {
        pairs.clear();
        pairs.extend(gap.iter().map(|hop| {
            let hop = &layered.hops[*hop];
            (ranks.upper[hop.upper], ranks.lower[hop.lower])
        }));
        pairs.sort_unstable();
        let size = pairs.iter().map(|(_, lower)| *lower as usize + 1).max().unwrap_or(0);
        let mut tree: Arena<Slot, u64> = Arena::filled(size + 1, 0);
        for (seen, &(_, lower)) in pairs.iter().enumerate() {
            let mut not_after = 0;
            let mut at = lower as usize + 1;
            while at > 0 {
                not_after += tree[Slot::from_index(at)];
                at &= at - 1;
            }
            total += seen as u64 - not_after;
            let mut at = lower as usize + 1;
            while at <= size {
                tree[Slot::from_index(at)] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    total
}

/// Sorts the hops at every element by where they lead, and so the ports at the borders of nodes.
fn sort_hops(layered: &mut Layered, ranks: &mut Ranks) {
    for level in layered.levels.ids().rev() {
        rank_level(layered, ranks, level);
    }
    let hops = &layered.hops;
    for (_, above) in layered.above.iter_mut() {
        above.sort_by_key(|hop| (ranks.upper[hops[*hop].upper], *hop));
    }
    for (_, below) in layered.below.iter_mut() {
        below.sort_by_key(|hop| (ranks.lower[hops[*hop].lower], *hop));
    }
}

/// Which flows side by side belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bundle {
    /// Those between the same two nodes.
    Pairs,
    /// Those that share a node.
    Fans,
}

/// For each flow, whether its label stands at the left of its line.
///
/// Of lines side by side that belong together, the first has its label at the left and the others at the right: so a request
/// and its reply run close together, and the flows of a fan leave their node without a detour.
pub(super) fn label_sides(hier: &Hier, layered: &Layered, bundle: Bundle) -> Arena<FlowId, bool> {
    let mut left = Arena::filled(hier.flows.len(), false);
    let related = |a: FlowId, b: FlowId| {
        let (a, b) = (&hier.flows[a], &hier.flows[b]);
        let mut ends = [a.source, a.target].into_iter().map(|end| end == b.source || end == b.target);
        match bundle {
            Bundle::Pairs => ends.all(|same| same),
            Bundle::Fans => ends.any(|same| same),
        }
    };
    let flow_of = |id: ElemId| match layered.elems[id].kind {
        Kind::Label(flow) => Some((flow, true)),
        Kind::Long(flow) => Some((flow, false)),
        _ => None,
    };
    for row in layered.levels.values().flat_map(|layers| &layers.rows) {
        let mut before: Option<FlowId> = None;
        let mut row = row.iter().map(|id| flow_of(*id)).peekable();
        while let Some(this) = row.next() {
            if let Some((flow, true)) = this {
                let first = before.is_none_or(|before| !related(before, flow));
                let next = row.peek().copied().flatten();
                left[flow] = first && next.is_some_and(|(next, _)| related(next, flow));
            }
            before = this.map(|(flow, _)| flow);
        }
    }
    left
}
