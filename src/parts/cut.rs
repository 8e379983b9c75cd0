//! Which elements go together into a part.
//!
//! A part grows from the first element in source order that has no part yet. Next comes, again and again, the element that is
//! tied best to those chosen: most flows to them, few to others, the same zone. As many as fit are a part, and what hangs on
//! nothing else is drawn with them if it can be. An element that does not fit with all of its flows is drawn several times,
//! each time with some of them.

use std::collections::BTreeSet;

use super::sub::{Piece, Whole};
use super::{scene, width};

/// Elements that are tried together: more hardly ever fit into a part that anybody reads.
const MOST: usize = 48;
/// Elements that are tried one by one when no more fit in a row.
const EXTRA: usize = 8;

/// All pieces, in the order in which they are numbered.
pub(super) fn cut(whole: &Whole<'_>, columns: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut free: BTreeSet<usize> = (0..whole.view.nodes.len()).collect();
    while let Some(&seed) = free.first() {
        let grown = grow(whole, seed, &free);
        let part = |count: usize| Piece::of(grown.iter().take(count).copied().collect());
        let count = most(grown.len(), |count| fits(whole, &part(count), columns));
        if count == 0 {
            free.remove(&seed);
            pieces.extend(shares(whole, seed, columns));
            continue;
        }
        let mut piece = part(count);
        free.retain(|node| !piece.nodes.contains(node));
        complete(whole, &mut piece, &mut free, columns);
        pieces.push(piece);
    }
    pieces.extend(empty_groups(whole, columns));
    pieces
}

fn fits(whole: &Whole<'_>, piece: &Piece, columns: usize) -> bool {
    width(&scene(&whole.view(piece, None))) <= columns
}

/// The largest number up to `limit` that fits, found by doubling and halving; 0 if not even one does.
fn most(limit: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut good, mut bad) = (0, limit + 1);
    while good + 1 < bad {
        let next = if bad > limit { (2 * good).clamp(1, limit) } else { good + (bad - good) / 2 };
        if fits(next) {
            good = next;
        } else {
            bad = next;
        }
        if good == limit {
            break;
        }
    }
    good
}

/// Elements from the seed on, each tied best to those before it.
fn grow(whole: &Whole<'_>, seed: usize, free: &BTreeSet<usize>) -> Vec<usize> {
    let mut ties = vec![0_usize; whole.view.nodes.len()];
    let mut rest = free.clone();
    let mut grown = Vec::new();
    let mut next = Some(seed);
    while let Some(node) = next.filter(|_| grown.len() < MOST) {
        rest.remove(&node);
        grown.push(node);
        for other in whole.neighbours(node) {
            if let Some(count) = ties.get_mut(other) {
                *count += 1;
            }
        }
        let parent = |node: usize| whole.view.nodes.get(node).and_then(|node| node.parent);
        let worth = |node: &usize| {
            let inside = ties.get(*node).copied().unwrap_or(0);
            let outside = whole.neighbours(*node).count().saturating_sub(inside);
            let beside = grown.iter().any(|other| parent(*other) == parent(*node));
            (inside > 0, (2 * inside).cast_signed() - outside.cast_signed(), beside)
        };
        // The first among equals.
        next = rest.iter().rev().max_by_key(|node| worth(node)).copied();
    }
    grown
}

/// Adds elements that have flows to the piece and to nothing else.
fn complete(whole: &Whole<'_>, piece: &mut Piece, free: &mut BTreeSet<usize>, columns: usize) {
    let hanging = |node: &&usize| {
        let mut others = whole.neighbours(**node).peekable();
        others.peek().is_some() && others.all(|other| piece.nodes.contains(&other))
    };
    let hanging: Vec<usize> = free.iter().filter(hanging).take(EXTRA).copied().collect();
    for node in hanging {
        let mut larger = piece.clone();
        larger.nodes.insert(node);
        if fits(whole, &larger, columns) {
            free.remove(&node);
            *piece = larger;
        }
    }
}

/// An element with as many of its flows as fit, as often as needed. One flow is drawn even where it does not fit.
fn shares(whole: &Whole<'_>, node: usize, columns: usize) -> Vec<Piece> {
    let mut rest = whole.flows_of(node).to_vec();
    let mut pieces = Vec::new();
    loop {
        let piece = |count: usize| Piece {
            flows: Some(rest.iter().take(count).copied().collect()),
            ..Piece::of(BTreeSet::from([node]))
        };
        let count = most(rest.len(), |count| fits(whole, &piece(count), columns)).max(1);
        pieces.push(piece(count));
        rest = rest.split_off(count.min(rest.len()));
        if rest.is_empty() {
            break;
        }
    }
    let count = pieces.len();
    if count > 1 {
        pieces.iter_mut().enumerate().for_each(|(index, piece)| piece.share = Some((index + 1, count)));
    }
    pieces
}

/// Zones without any element, which belong to no other piece.
fn empty_groups(whole: &Whole<'_>, columns: usize) -> Vec<Piece> {
    let mut rest = whole.empty_groups();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let piece =
            |count: usize| Piece { groups: rest.iter().take(count).copied().collect(), ..Piece::of(BTreeSet::new()) };
        let count = most(rest.len(), |count| fits(whole, &piece(count), columns)).max(1);
        pieces.push(piece(count));
        rest = rest.split_off(count);
    }
    pieces
}
