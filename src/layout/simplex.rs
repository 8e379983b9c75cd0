//! The one optimiser of the layout: positions on a line under minimum distances, with the least weighted stretch.
//!
//! Minimise the sum of `weight * |x[b] - x[a] - offset|` over all pulls, subject to `x[to] - x[from] >= gap` for all bounds.
//! The linear program's dual is a minimum cost circulation, solved by the primal network simplex method with strongly
//! feasible trees (Cunningham, *Mathematical Programming* 11, 1976; Gansner, Koutsofios, North, Vo, IEEE TSE 19(3), 1993 use
//! the same problem for layers and coordinates). The matrix is totally unimodular, so integer data give integer positions.

use std::ops::Range;

use crate::base::arena::{Arena, Id};

crate::typed_id! {
    /// A position to be found.
    VarId
}
crate::typed_id! {
    /// An arc of the circulation.
    ArcId
}

/// `x[to] - x[from] >= gap`.
#[derive(Debug, Clone, Copy)]
struct Bound {
    from: VarId,
    to: VarId,
    gap: i32,
}

/// Costs `weight * |x[b] - x[a] - offset|`.
#[derive(Debug, Clone, Copy)]
struct Pull {
    a: VarId,
    b: VarId,
    offset: i32,
    weight: i64,
}

/// Positions, bounds and pulls.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    vars: usize,
    bounds: Vec<Bound>,
    pulls: Vec<Pull>,
}

/// For each position the range of the bounds that start at it.
type Ranges = Arena<VarId, Range<usize>>;

impl Program {
    /// Adds a position.
    pub(super) fn var(&mut self) -> VarId {
        self.vars += 1;
        VarId::from_index(self.vars - 1)
    }

    /// Number of positions.
    pub(super) fn len(&self) -> usize {
        self.vars
    }

    /// Demands `x[to] - x[from] >= gap`.
    pub(super) fn at_least(&mut self, from: VarId, to: VarId, gap: i32) {
        if from != to {
            self.bounds.push(Bound { from, to, gap });
        }
    }

    /// Wishes `x[b] - x[a]` to be `offset`.
    pub(super) fn pull(&mut self, a: VarId, b: VarId, offset: i32, weight: i64) {
        if a != b && weight > 0 {
            self.pulls.push(Pull { a, b, offset, weight });
        }
    }

    /// The best positions, the least of them 0; `None` if the bounds contradict each other in a circle.
    ///
    /// `effort` limits the work (in touched arcs and nodes); where it does not suffice the answer respects the bounds but is
    /// not the best.
    pub(super) fn solve(&mut self, effort: u64) -> Option<Arena<VarId, i32>> {
        self.sort();
        let leaving = self.leaving();
        let order = self.topological(&leaving)?;
        let mut tree = Tree::new(self, &order, &leaving);
        tree.run(effort);
        let mut found: Arena<VarId, i32> =
            (0..self.vars).map(|index| -clamp(tree.potentials[VarId::from_index(index)])).collect();
        self.repair(&order, &leaving, &mut found);
        normalise(&mut found);
        Some(found)
    }

    /// Pushes `found` forward until every bound holds.
    fn repair(&self, order: &[VarId], leaving: &Ranges, found: &mut Arena<VarId, i32>) {
        for &var in order {
            for bound in self.of(&leaving[var]) {
                let least = found[bound.from].saturating_add(bound.gap);
                if found[bound.to] < least {
                    found[bound.to] = least;
                }
            }
        }
    }

    /// Sorts the bounds by their first position, so that those of one position lie together.
    fn sort(&mut self) {
        self.bounds.sort_by_key(|bound| (bound.from, bound.to, std::cmp::Reverse(bound.gap)));
        self.bounds.dedup_by_key(|bound| (bound.from, bound.to));
    }

    /// The ranges of the sorted bounds, by their first position.
    fn leaving(&self) -> Ranges {
        let mut leaving = Arena::filled(self.vars, 0..0);
        let mut start = 0;
        for same in self.bounds.chunk_by(|a, b| a.from == b.from) {
            let end = start + same.len();
            if let Some(first) = same.first() {
                leaving[first.from] = start..end;
            }
            start = end;
        }
        leaving
    }

    /// The bounds of a range.
    fn of(&self, range: &Range<usize>) -> &[Bound] {
        self.bounds.get(range.clone()).unwrap_or(&[])
    }

    /// The variables in an order in which every bound points forward.
    fn topological(&self, leaving: &Ranges) -> Option<Vec<VarId>> {
        let mut open: Arena<VarId, u32> = Arena::filled(self.vars, 0);
        for bound in &self.bounds {
            open[bound.to] += 1;
        }
        let mut order: Vec<VarId> = open.iter().filter(|(_, count)| **count == 0).map(|(var, _)| var).collect();
        let mut next = 0;
        while let Some(&var) = order.get(next) {
            next += 1;
            for bound in self.of(&leaving[var]) {
                open[bound.to] -= 1;
                if open[bound.to] == 0 {
                    order.push(bound.to);
                }
            }
        }
        (order.len() == self.vars).then_some(order)
    }
}

fn normalise(found: &mut Arena<VarId, i32>) {
    let least = found.values().copied().min().unwrap_or(0);
    for x in found.values_mut() {
        *x -= least;
    }
}

fn clamp(value: i64) -> i32 {
    i32::try_from(value.clamp(-1_000_000_000, 1_000_000_000)).unwrap_or(0)
}

const UNLIMITED: i64 = i64::MAX / 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Tree,
    Lower,
    Upper,
}

/// What the search for an entering arc reads.
#[derive(Debug, Clone, Copy)]
struct Arc {
    tail: VarId,
    head: VarId,
    cost: i64,
    state: State,
}

/// What a pivot changes.
#[derive(Debug, Clone, Copy)]
struct Load {
    cap: i64,
    flow: i64,
}

#[derive(Debug, Clone)]
struct Node {
    parent: Option<VarId>,
    arc: ArcId,
    /// Whether the arc to the parent starts here.
    up: bool,
    depth: u32,
    child: Option<VarId>,
    next: Option<VarId>,
    prev: Option<VarId>,
}

struct Tree {
    arcs: Arena<ArcId, Arc>,
    loads: Arena<ArcId, Load>,
    potentials: Arena<VarId, i64>,
    nodes: Arena<VarId, Node>,
    /// Where the search for an entering arc goes on.
    cursor: usize,
    block: usize,
    work: u64,
    stack: Vec<VarId>,
}

/// The arc that leaves the tree: below which node, on which side of the cycle.
struct Leaving {
    at: Option<VarId>,
    first_side: bool,
    delta: i64,
}

impl Tree {
    /// Starts with every position as far right as the bounds allow: the arcs that hold it there are the tree.
    fn new(program: &Program, order: &[VarId], leaving: &Ranges) -> Self {
        let root = VarId::from_index(program.vars);
        let nobody = Node { parent: None, arc: ArcId(0), up: true, depth: 0, child: None, next: None, prev: None };
        let mut tree = Self {
            arcs: Arena::new(),
            loads: Arena::new(),
            potentials: Arena::filled(program.vars + 1, 0),
            nodes: Arena::filled(program.vars + 1, nobody),
            cursor: 0,
            block: 0,
            work: 0,
            stack: Vec::new(),
        };
        let arc = |tail: VarId, head: VarId, cost: i64| Arc { tail, head, cost, state: State::Lower };
        // The arcs of the bounds come first, so that they have the places of the bounds.
        for bound in &program.bounds {
            tree.add(arc(bound.from, bound.to, -i64::from(bound.gap)), UNLIMITED);
        }
        for pull in &program.pulls {
            let cost = -i64::from(pull.offset);
            tree.add(arc(pull.a, pull.b, cost), pull.weight);
            tree.add(arc(pull.b, pull.a, -cost), pull.weight);
        }
        let mut best: Arena<VarId, (i64, Option<ArcId>, VarId)> = Arena::filled(program.vars + 1, (0, None, root));
        for &var in order.iter().rev() {
            for id in leaving[var].clone().map(ArcId::from_index) {
                let arc = &tree.arcs[id];
                let at = best[arc.head].0 + arc.cost;
                if best[var].1.is_none() || at < best[var].0 {
                    best[var] = (at, Some(id), arc.head);
                }
            }
            let (at, held, parent) = best[var];
            let held = match held {
                Some(arc) if at <= 0 => arc,
                _ => {
                    best[var] = (0, None, root);
                    tree.add(arc(var, root, 0), UNLIMITED)
                }
            };
            let (at, parent) = if best[var].1.is_some() { (at, parent) } else { (0, root) };
            tree.arcs[held].state = State::Tree;
            tree.potentials[var] = -at;
            tree.nodes[var].arc = held;
            tree.nodes[var].depth = tree.nodes[parent].depth + 1;
            tree.adopt(parent, var);
        }
        tree.block = tree.arcs.len().isqrt().max(32);
        tree
    }

    fn add(&mut self, arc: Arc, cap: i64) -> ArcId {
        self.loads.push(Load { cap, flow: 0 });
        self.arcs.push(arc)
    }

    fn adopt(&mut self, parent: VarId, child: VarId) {
        let next = self.nodes[parent].child;
        if let Some(next) = next {
            self.nodes[next].prev = Some(child);
        }
        let node = &mut self.nodes[child];
        node.parent = Some(parent);
        node.next = next;
        node.prev = None;
        self.nodes[parent].child = Some(child);
    }

    fn disown(&mut self, child: VarId) {
        let Node { parent, next, prev, .. } = self.nodes[child];
        if let Some(next) = next {
            self.nodes[next].prev = prev;
        }
        match (prev, parent) {
            (Some(prev), _) => self.nodes[prev].next = next,
            (None, Some(parent)) => self.nodes[parent].child = next,
            (None, None) => {}
        }
        let node = &mut self.nodes[child];
        node.parent = None;
        node.next = None;
        node.prev = None;
    }

    fn run(&mut self, effort: u64) {
        while self.work < effort {
            let Some(entering) = self.entering() else { return };
            if !self.pivot(entering) {
                return;
            }
        }
    }

    fn reduced(&self, arc: &Arc) -> i64 {
        arc.cost + self.potentials[arc.tail] - self.potentials[arc.head]
    }

    /// The most profitable arc of the next block that has one.
    fn entering(&mut self) -> Option<ArcId> {
        let count = self.arcs.len();
        let mut best: Option<(i64, ArcId)> = None;
        let mut in_block = 0;
        for step in 0..count {
            let mut index = self.cursor + step;
            if index >= count {
                index -= count;
            }
            let id = ArcId::from_index(index);
            let arc = &self.arcs[id];
            let gain = match arc.state {
                State::Tree => 0,
                State::Lower => -self.reduced(arc),
                State::Upper => self.reduced(arc),
            };
            if gain > 0 && best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, id));
            }
            in_block += 1;
            self.work += 1;
            if in_block == self.block {
                in_block = 0;
                if best.is_some() {
                    self.cursor = index;
                    break;
                }
            }
        }
        best.map(|(_, id)| id)
    }

    fn join(&self, mut a: VarId, mut b: VarId) -> VarId {
        while a != b {
            let (deeper, other) = if self.nodes[a].depth >= self.nodes[b].depth { (a, b) } else { (b, a) };
            let Some(parent) = self.nodes[deeper].parent else { return other };
            a = parent;
            b = other;
        }
        a
    }

    /// Brings `entering` into the tree; `false` if the flow has no limit, which a program with feasible bounds never has.
    fn pivot(&mut self, entering: ArcId) -> bool {
        let arc = self.arcs[entering];
        let forward = arc.state == State::Lower;
        let (first, second) = if forward { (arc.tail, arc.head) } else { (arc.head, arc.tail) };
        let join = self.join(first, second);
        let leaving = self.leaving(first, second, join, self.loads[entering].cap);
        if leaving.delta >= UNLIMITED / 2 {
            return false;
        }
        self.push(entering, first, second, join, if forward { leaving.delta } else { -leaving.delta });
        let Some(out) = leaving.at else {
            self.arcs[entering].state = if forward { State::Upper } else { State::Lower };
            return true;
        };
        let old = self.nodes[out].arc;
        self.arcs[old].state = if self.loads[old].flow == 0 { State::Lower } else { State::Upper };
        self.arcs[entering].state = State::Tree;
        let (inner, outer) = if leaving.first_side { (first, second) } else { (second, first) };
        self.rehang(inner, outer, out, entering);
        true
    }

    fn leaving(&mut self, first: VarId, second: VarId, join: VarId, cap: i64) -> Leaving {
        let mut found = Leaving { at: None, first_side: true, delta: cap };
        for (start, first_side) in [(first, true), (second, false)] {
            let mut at = start;
            while at != join {
                self.work += 1;
                let node = &self.nodes[at];
                let arc = &self.loads[node.arc];
                let rest = if node.up == first_side {
                    arc.flow
                } else if arc.cap >= UNLIMITED {
                    UNLIMITED
                } else {
                    arc.cap - arc.flow
                };
                if rest < found.delta || (!first_side && rest == found.delta) {
                    found = Leaving { at: Some(at), first_side, delta: rest };
                }
                let Some(parent) = node.parent else { break };
                at = parent;
            }
        }
        found
    }

    fn push(&mut self, entering: ArcId, first: VarId, second: VarId, join: VarId, delta: i64) {
        if delta == 0 {
            return;
        }
        self.loads[entering].flow += delta;
        let amount = delta.abs();
        for (start, first_side) in [(first, true), (second, false)] {
            let mut at = start;
            while at != join {
                let node = &self.nodes[at];
                let sign = if node.up == first_side { -1 } else { 1 };
                let Some(parent) = node.parent else { break };
                self.loads[node.arc].flow += sign * amount;
                at = parent;
            }
        }
    }

    /// Cuts the subtree of `out` off, makes `inner` its root and hangs it below `outer` by the arc `entering`.
    fn rehang(&mut self, inner: VarId, outer: VarId, out: VarId, entering: ArcId) {
        let mut at = inner;
        let mut parent = outer;
        let mut arc = entering;
        let mut up = self.arcs[entering].tail == inner;
        loop {
            let Node { parent: old_parent, arc: old_arc, up: old_up, .. } = self.nodes[at];
            self.disown(at);
            self.adopt(parent, at);
            let node = &mut self.nodes[at];
            node.arc = arc;
            node.up = up;
            if at == out {
                break;
            }
            let Some(next) = old_parent else { break };
            parent = at;
            at = next;
            arc = old_arc;
            up = !old_up;
        }
        let cost = self.arcs[entering].cost;
        let there = self.potentials[outer];
        let here = if self.nodes[inner].up { there - cost } else { there + cost };
        let shift = here - self.potentials[inner];
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(inner);
        while let Some(at) = stack.pop() {
            self.work += 1;
            self.potentials[at] += shift;
            let depth = self.nodes[at].parent.map_or(0, |parent| self.nodes[parent].depth + 1);
            let node = &mut self.nodes[at];
            node.depth = depth;
            let mut child = node.child;
            while let Some(next) = child {
                stack.push(next);
                child = self.nodes[next].next;
            }
        }
        self.stack = stack;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(program: &Program, x: &Arena<VarId, i32>) -> i64 {
        program.pulls.iter().map(|p| p.weight * i64::from((x[p.b] - x[p.a] - p.offset).abs())).sum()
    }

    /// All assignments up to `limit`, the cheapest.
    fn brute(program: &Program, limit: i32) -> i64 {
        let mut best = i64::MAX;
        let count = (limit + 1).pow(u32::try_from(program.vars).unwrap_or(0));
        for code in 0..count {
            let mut rest = code;
            let x: Arena<VarId, i32> = (0..program.vars)
                .map(|_| {
                    let digit = rest % (limit + 1);
                    rest /= limit + 1;
                    digit
                })
                .collect();
            if program.bounds.iter().all(|b| x[b.to] - x[b.from] >= b.gap) {
                best = best.min(cost(program, &x));
            }
        }
        best
    }

    #[test]
    fn agrees_with_trying_everything() {
        let mut seed = 7_u64;
        let mut next = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for _ in 0..200 {
            let mut program = Program::default();
            let vars: Vec<VarId> = (0..4).map(|_| program.var()).collect();
            for (i, &from) in vars.iter().enumerate() {
                for &to in vars.iter().skip(i + 1) {
                    if next(2) == 0 {
                        program.at_least(from, to, i32::try_from(next(3)).unwrap_or(0));
                    }
                    if next(2) == 0 {
                        program.pull(
                            from,
                            to,
                            i32::try_from(next(4)).unwrap_or(0) - 1,
                            i64::try_from(next(4)).unwrap_or(0),
                        );
                    }
                }
            }
            let found = program.solve(1_000_000);
            let found = found.map(|x| {
                assert!(program.bounds.iter().all(|b| x[b.to] - x[b.from] >= b.gap));
                cost(&program, &x)
            });
            assert_eq!(found, Some(brute(&program, 7)));
        }
    }
}
