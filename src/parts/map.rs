//! How the parts hang together: a box for each part, and an arrow where flows run from one to another.

use std::collections::BTreeMap;

use super::sub::{Piece, Whole, numbers};
use crate::base::text;
use crate::scene::BoxRole;
use crate::view::{View, ViewFlow, ViewNode};

/// Flows that an arrow names before it says how many more there are.
const NAMED: usize = 3;

/// The picture of the parts, if there are enough for one to help.
pub(super) fn map(whole: &Whole<'_>, pieces: &[Piece], homes: &[Vec<usize>]) -> Option<View> {
    if pieces.len() < 3 {
        return None;
    }
    let node = |(index, piece): (usize, &Piece)| ViewNode {
        id: format!("part-{}", index + 1),
        role: BoxRole::Elsewhere,
        name: piece.title(whole),
        detail: Some(numbers(&[index])),
        parent: None,
        tooltip: String::new(),
    };
    let nodes = pieces.iter().enumerate().map(node).collect();
    Some(View { nodes, flows: arrows(whole, pieces, homes), ..whole.empty() })
}

fn arrows(whole: &Whole<'_>, pieces: &[Piece], homes: &[Vec<usize>]) -> Vec<ViewFlow> {
    let shown: Vec<Vec<usize>> = pieces.iter().map(|piece| whole.flows_in(piece)).collect();
    let home = |node: usize, flow: usize| {
        let homes = homes.get(node)?;
        let drawn = |home: &&usize| shown.get(**home).is_some_and(|flows| flows.binary_search(&flow).is_ok());
        homes.iter().find(drawn).copied()
    };
    let mut between: BTreeMap<(usize, usize), Vec<&ViewFlow>> = BTreeMap::new();
    for (index, flow) in whole.view.flows.iter().enumerate() {
        if let (Some(source), Some(target)) = (home(flow.source, index), home(flow.target, index))
            && source != target
        {
            between.entry((source, target)).or_default().push(flow);
        }
    }
    let arrow = |((source, target), flows): (&(usize, usize), &Vec<&ViewFlow>)| ViewFlow {
        id: format!("{}-{}", source + 1, target + 1),
        number: label(flows),
        source: *source,
        target: *target,
        both_ways: false,
        label: label(flows),
        crossings: Vec::new(),
        sensitivity: None,
        tooltip: String::new(),
        flows: flows.iter().flat_map(|flow| flow.flows.clone()).collect(),
    };
    between.iter().map(arrow).collect()
}

/// `DF1, DF2`, or `DF1, DF2, DF3 and 4 more`.
fn label(flows: &[&ViewFlow]) -> String {
    let mut numbers: Vec<String> = flows.iter().map(|flow| flow.number.clone()).take(NAMED).collect();
    let more = flows.len() - numbers.len();
    if more == 0 || numbers.is_empty() {
        return numbers.join(", ");
    }
    let last = numbers.pop().unwrap_or_default();
    numbers.push(format!("{last} and {}", text::count(more, "more", "more")));
    numbers.join(", ")
}
