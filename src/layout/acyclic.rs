//! P1: which flows run upwards.
//!
//! Each flow is decided once, at the level that holds both ends, before it is cut at the borders of groups: so a reply leaves
//! a group on the side at which the request came in, instead of circling around. Per level, the greedy heuristic of Eades, Lin
//! and Smyth (IPL 47(6), 1993) orders the members by weight of outgoing less incoming flows; ties fall to source order.

use std::collections::BTreeMap;

use crate::base::arena::{Arena, Id};
use crate::layout::lift::{FlowId, Hier, Item, LevelId};

/// Weight of a flow that sets the direction.
const REQUEST: i64 = 8;
/// Weight of a flow that answers an earlier one between the same two nodes.
const REPLY: i64 = 1;

crate::typed_id! {
    /// A member of the level at hand.
    MemberId
}

/// How ties fall, and what counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The greedy heuristic; ties fall to source order.
    Greedy,
    /// The same; ties fall to the last in source order.
    Mirrored,
    /// Members in the order in which flows first name them, as the author tells the story (model order: Domrös, Riepe, von
    /// Hanxleden, 2022).
    Told,
}

impl Rule {
    /// All rules, the usual one first.
    pub(super) const ALL: [Rule; 3] = [Rule::Greedy, Rule::Mirrored, Rule::Told];
}

/// For each flow, whether it is drawn from its target (above) to its source (below).
pub(super) fn acyclic(hier: &Hier, rule: Rule) -> Arena<FlowId, bool> {
    let mut reversed = Arena::filled(hier.flows.len(), false);
    let mut of_level: Arena<LevelId, Vec<FlowId>> = Arena::filled(hier.levels.len(), Vec::new());
    for (id, flow) in hier.flows.iter() {
        of_level[flow.lca].push(id);
    }
    let weights = weights(hier);
    for (level, flows) in of_level.iter() {
        if flows.is_empty() {
            continue;
        }
        let rank = match rule {
            Rule::Told => told(hier, flows),
            Rule::Greedy | Rule::Mirrored => ranks(hier, level, flows, &weights, rule == Rule::Mirrored),
        };
        for &id in flows {
            let flow = &hier.flows[id];
            reversed[id] = rank.get(&key(flow.source_item)) > rank.get(&key(flow.target_item));
        }
    }
    reversed
}

fn weights(hier: &Hier) -> Arena<FlowId, i64> {
    let mut seen = std::collections::BTreeSet::new();
    hier.flows
        .values()
        .map(|flow| {
            let reply = seen.contains(&(flow.target, flow.source));
            seen.insert((flow.source, flow.target));
            if reply { REPLY } else { REQUEST }
        })
        .collect()
}

fn key(item: Item) -> (u8, u32) {
    match item {
        Item::Node(node) => (0, node.0),
        Item::Group(group) => (1, group.0),
    }
}

#[derive(Debug, Clone, Default)]
struct Member {
    into: Vec<(MemberId, i64)>,
    out: Vec<(MemberId, i64)>,
    weight_in: i64,
    weight_out: i64,
    placed: bool,
}

/// The place of each member in the order in which flows name them.
fn told(hier: &Hier, flows: &[FlowId]) -> BTreeMap<(u8, u32), usize> {
    let mut places = BTreeMap::new();
    for &id in flows {
        let flow = &hier.flows[id];
        for item in [flow.source_item, flow.target_item] {
            let next = places.len();
            places.entry(key(item)).or_insert(next);
        }
    }
    places
}

/// The place of each member in the sequence in which most weight points forward.
fn ranks(
    hier: &Hier,
    level: LevelId,
    flows: &[FlowId],
    weights: &Arena<FlowId, i64>,
    mirrored: bool,
) -> BTreeMap<(u8, u32), usize> {
    let items = &hier.levels[level].members;
    let index = |at: usize| if mirrored { items.len() - 1 - at } else { at };
    let ids: BTreeMap<(u8, u32), usize> = items.iter().enumerate().map(|(at, item)| (key(*item), index(at))).collect();
    let mut arcs = Vec::new();
    for &id in flows {
        let flow = &hier.flows[id];
        if let (Some(&from), Some(&to)) = (ids.get(&key(flow.source_item)), ids.get(&key(flow.target_item))) {
            arcs.push((from, to, weights[id]));
        }
    }
    let place: BTreeMap<usize, usize> =
        sequence(items.len(), &arcs).into_iter().enumerate().map(|(at, id)| (id, at)).collect();
    ids.into_iter().map(|(key, id)| (key, place.get(&id).copied().unwrap_or(0))).collect()
}

/// The numbers below `count` in an order in which most weight of the arcs (from, to, weight) points forward.
pub(super) fn sequence(count: usize, arcs: &[(usize, usize, i64)]) -> Vec<usize> {
    let mut members: Arena<MemberId, Member> = Arena::filled(count, Member::default());
    for &(from, to, weight) in arcs {
        let (from, to) = (MemberId::from_index(from), MemberId::from_index(to));
        members[from].out.push((to, weight));
        members[from].weight_out += weight;
        members[to].into.push((from, weight));
        members[to].weight_in += weight;
    }
    greedy(&mut members).into_iter().map(Id::index).collect()
}

fn greedy(members: &mut Arena<MemberId, Member>) -> Vec<MemberId> {
    let mut head = Vec::new();
    let mut tail = Vec::new();
    // Keys sort sinks and sources first, then by the surplus; the ids in them make the choice unique.
    let mut queue: std::collections::BTreeSet<(i64, MemberId)> =
        members.iter().map(|(id, member)| (urgency(member), id)).collect();
    while let Some((_, id)) = queue.pop_first() {
        let member = std::mem::take(&mut members[id]);
        members[id].placed = true;
        if member.weight_out == 0 && member.weight_in > 0 {
            tail.push(id);
        } else {
            head.push(id);
        }
        for (links, outgoing) in [(&member.out, true), (&member.into, false)] {
            for &(other, weight) in links {
                if members[other].placed {
                    continue;
                }
                queue.remove(&(urgency(&members[other]), other));
                if outgoing {
                    members[other].weight_in -= weight;
                } else {
                    members[other].weight_out -= weight;
                }
                queue.insert((urgency(&members[other]), other));
            }
        }
    }
    head.extend(tail.into_iter().rev());
    head
}

fn urgency(member: &Member) -> i64 {
    match (member.weight_in, member.weight_out) {
        (1.., 0) => i64::MIN,
        (0, _) => i64::MIN + 1,
        (into, out) => into - out,
    }
}
