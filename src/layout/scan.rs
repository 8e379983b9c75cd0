//! Which things must keep their order along one axis, found by a sweep line.
//!
//! The sweep goes along the axis of motion. For each position across it, it remembers the thing that was met last there; a
//! new thing must stay behind all that it sees so (the constraint graph of one-dimensional compaction: Lengauer,
//! *Combinatorial Algorithms for Integrated Circuit Layout*, 1990; Klau, Mutzel, IPCO 1999).

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::base::arena::{Arena, Id};
use crate::layout::lift::{FlowId, NodeId};
use crate::layout::profile::Sort;
use crate::layout::simplex::VarId;

crate::typed_id! {
    /// A thing that moves.
    BodyId
}

/// A thing that moves along the axis. It covers a range along the axis (`low..high`) and one across it (`from..to`).
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// The position that moves it.
    pub var: VarId,
    /// Where it starts now.
    pub low: i32,
    /// Where it ends now.
    pub high: i32,
    /// Where the position is now.
    pub at: i32,
    /// Where it starts across.
    pub from: i32,
    /// Where it ends across.
    pub to: i32,
    /// What it is.
    pub sort: Sort,
    /// Decides among things that start at the same place.
    pub tie: u32,
    /// The flow that it belongs to, with the nodes at the ends.
    pub flow: Option<(FlowId, NodeId, NodeId)>,
    /// The node that it is.
    pub node: Option<NodeId>,
}

impl Body {
    /// Whether the distance of the two is none of the sweep's business: parts of one flow, or a flow and its ends.
    fn exempt(&self, other: &Body) -> bool {
        let ends = |line: &Body, node: &Body| match (line.flow, node.node) {
            (Some((_, a, b)), Some(node)) => node == a || node == b,
            _ => false,
        };
        match (self.flow, other.flow) {
            (Some((a, ..)), Some((b, ..))) => a == b,
            _ => ends(self, other) || ends(other, self),
        }
    }
}

/// The distances that hold along and across the axis.
pub(super) struct Distances<'a> {
    /// Along the axis of motion.
    pub along: &'a dyn Fn(Sort, Sort) -> i32,
    /// Across it; things farther apart need no order.
    pub across: &'a dyn Fn(Sort, Sort) -> i32,
    /// The greatest value of `across`.
    pub widest: i32,
    /// Whether parts of one flow, and a flow and its ends, are free of each other.
    pub exempt: bool,
}

/// How many things are remembered per position, the last one first.
const DEPTH: usize = 4;

/// The things met last at a position, the last one at the end.
type Stack = SmallVec<[BodyId; DEPTH]>;

/// From each key to the next, what was met last there.
type Front = BTreeMap<i32, Stack>;

/// The order constraints (from, to, least distance of the two positions).
pub(super) fn separate(bodies: &Arena<BodyId, Body>, distances: &Distances) -> Vec<(VarId, VarId, i32)> {
    let mut order: Vec<BodyId> = bodies.ids().collect();
    order.sort_by_key(|id| {
        let body = &bodies[*id];
        (body.low, body.tie, body.high, *id)
    });
    let mut front: Front = BTreeMap::from([(i32::MIN, Stack::new())]);
    let mut found: Vec<(BodyId, BodyId)> = Vec::new();
    let mut seen: Vec<BodyId> = Vec::new();
    for id in order {
        let body = &bodies[id];
        seen.clear();
        look(bodies, distances, &front, id, &mut seen);
        found.extend(seen.iter().map(|other| (*other, id)));
        advance(&mut front, body, id);
    }
    found
        .into_iter()
        .map(|(a, b)| {
            let (a, b) = (&bodies[a], &bodies[b]);
            let gap = (distances.along)(a.sort, b.sort);
            (a.var, b.var, (a.high - a.at) + gap - (b.low - b.at))
        })
        .collect()
}

/// Collects the things directly before `id`.
fn look(bodies: &Arena<BodyId, Body>, distances: &Distances, front: &Front, id: BodyId, seen: &mut Vec<BodyId>) {
    let body = &bodies[id];
    let (from, to) = (body.from - distances.widest, body.to + distances.widest);
    let first = front.range(..=from).next_back().map_or(i32::MIN, |(key, _)| *key);
    for stack in front.range(first..to).map(|(_, stack)| stack) {
        let mut local = Stack::new();
        for &other in stack.iter().rev() {
            let it = &bodies[other];
            let apart = (it.from - body.to).max(body.from - it.to);
            let free = it.var == body.var
                || apart >= (distances.across)(it.sort, body.sort)
                || (distances.exempt && it.exempt(body));
            if free {
                continue;
            }
            if local.iter().any(|nearer| !(distances.exempt && bodies[*nearer].exempt(it))) {
                break;
            }
            local.push(other);
        }
        for other in local {
            if !seen.contains(&other) {
                seen.push(other);
            }
        }
    }
}

/// Puts `id` in front, across its own range.
fn advance(front: &mut Front, body: &Body, id: BodyId) {
    if body.from >= body.to {
        return;
    }
    for at in [body.from, body.to] {
        let before = front.range(..=at).next_back();
        if let Some((key, stack)) = before
            && *key != at
        {
            let stack = stack.clone();
            front.insert(at, stack);
        }
    }
    let mut last: Option<Stack> = None;
    let mut same: SmallVec<[i32; 8]> = SmallVec::new();
    for (key, stack) in front.range_mut(body.from..body.to) {
        if stack.len() >= DEPTH {
            stack.remove(0);
        }
        stack.push(id);
        if last.as_ref() == Some(stack) {
            same.push(*key);
        } else {
            last = Some(stack.clone());
        }
    }
    for key in same {
        front.remove(&key);
    }
}

impl Default for Body {
    fn default() -> Self {
        Self {
            var: VarId::from_index(0),
            low: 0,
            high: 0,
            at: 0,
            from: 0,
            to: 0,
            sort: Sort::Line,
            tie: 0,
            flow: None,
            node: None,
        }
    }
}
