//! The view of a part: some elements with the zones around them, their flows, and what is at the other ends.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text;
use crate::scene::BoxRole;
use crate::view::{View, ViewFlow, ViewGroup, ViewNode};

/// Names that a title lists before it says how many more there are.
const NAMES: usize = 3;

/// What a part shows.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Its elements.
    pub nodes: BTreeSet<usize>,
    /// Zones without elements that it shows.
    pub groups: BTreeSet<usize>,
    /// The flows, where an element has too many for one part; else all that begin or end in it.
    pub flows: Option<Vec<usize>>,
    /// Which of the parts with this element it is, from 1, and how many there are.
    pub share: Option<(usize, usize)>,
}

/// The whole view with what is asked of it again and again.
pub(super) struct Whole<'a> {
    pub view: &'a View,
    /// The view without boxes and flows: what parts are made from.
    frame: View,
    /// The flows of each node.
    flows: Vec<Vec<usize>>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(view: &'a View) -> Self {
        let mut frame = view.clone();
        frame.groups.clear();
        frame.nodes.clear();
        frame.flows.clear();
        frame.legend.clear();
        let mut flows = vec![Vec::new(); view.nodes.len()];
        for (index, flow) in view.flows.iter().enumerate() {
            for end in [flow.source, flow.target] {
                if let Some(list) = flows.get_mut(end) {
                    list.push(index);
                }
            }
        }
        Self { view, frame, flows }
    }

    /// The flows that begin or end at a node.
    pub(super) fn flows_of(&self, node: usize) -> &[usize] {
        self.flows.get(node).map_or(&[], Vec::as_slice)
    }

    /// What a node has flows to or from; as often as there are flows.
    pub(super) fn neighbours(&self, node: usize) -> impl Iterator<Item = usize> {
        let flows = self.flows_of(node).iter().filter_map(|flow| self.view.flows.get(*flow));
        flows.map(move |flow| if flow.source == node { flow.target } else { flow.source })
    }

    /// Groups in which there is no node, at whatever depth.
    pub(super) fn empty_groups(&self) -> Vec<usize> {
        let filled: BTreeSet<usize> = self.view.nodes.iter().flat_map(|node| self.around(node.parent)).collect();
        (0..self.view.groups.len()).filter(|group| !filled.contains(group)).collect()
    }

    /// A group and those around it, from the inside out.
    fn around(&self, group: Option<usize>) -> impl Iterator<Item = usize> + use<'_, 'a> {
        std::iter::successors(group, |group| self.view.groups.get(*group)?.parent)
    }

    /// The flows of a piece, in source order.
    pub(super) fn flows_in(&self, piece: &Piece) -> Vec<usize> {
        match &piece.flows {
            Some(flows) => flows.clone(),
            None => {
                let flows: BTreeSet<usize> =
                    piece.nodes.iter().flat_map(|node| self.flows_of(*node)).copied().collect();
                flows.into_iter().collect()
            }
        }
    }

    /// The view of a piece. Without `homes`, boxes for what is elsewhere are as large as they may get.
    pub(super) fn view(&self, piece: &Piece, homes: Option<&[Vec<usize>]>) -> View {
        let own = &piece.nodes;
        let parents = own.iter().filter_map(|node| self.view.nodes.get(*node)?.parent);
        let shown = parents.chain(piece.groups.iter().copied());
        let shown: BTreeSet<usize> = shown.flat_map(|group| self.around(Some(group))).collect();
        let place: BTreeMap<usize, usize> = shown.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let flows: Vec<&ViewFlow> = self.flows_in(piece).iter().filter_map(|flow| self.view.flows.get(*flow)).collect();
        let mut nodes = own.clone();
        nodes.extend(flows.iter().flat_map(|flow| [flow.source, flow.target]));
        let renumbered: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let group = |old: &usize| {
            let group = self.view.groups.get(*old)?;
            let parent = group.parent.and_then(|parent| place.get(&parent).copied());
            Some(ViewGroup { parent, ..group.clone() })
        };
        let node = |old: &usize| {
            let node = self.view.nodes.get(*old)?;
            let parent = self.around(node.parent).find_map(|group| place.get(&group).copied());
            let whole = ViewNode { parent, ..node.clone() };
            Some(if own.contains(old) { whole } else { elsewhere(whole, homes.and_then(|homes| homes.get(*old))) })
        };
        let flow = |flow: &&ViewFlow| {
            let (source, target) = (*renumbered.get(&flow.source)?, *renumbered.get(&flow.target)?);
            Some(ViewFlow { source, target, ..(*flow).clone() })
        };
        View {
            groups: shown.iter().filter_map(group).collect(),
            nodes: nodes.iter().filter_map(node).collect(),
            flows: flows.iter().filter_map(flow).collect(),
            ..self.frame.clone()
        }
    }

    /// A view of the same kind without anything in it.
    pub(super) fn empty(&self) -> View {
        self.frame.clone()
    }
}

/// The dashed box for an element that other parts show.
fn elsewhere(node: ViewNode, homes: Option<&Vec<usize>>) -> ViewNode {
    let detail = homes.map_or("parts 10, 11".to_owned(), |homes| numbers(homes));
    ViewNode { role: BoxRole::Elsewhere, detail: Some(detail), ..node }
}

/// `part 2`, `parts 2, 3`, `parts 2, 5–9`: the numbers, from 1, of parts with these indices, which are sorted.
pub(super) fn numbers(parts: &[usize]) -> String {
    let numbers: Vec<String> = parts
        .chunk_by(|a, b| a + 1 == *b)
        .map(|run| match run {
            [first, _, .., last] => format!("{}–{}", first + 1, last + 1),
            run => run.iter().map(|part| (part + 1).to_string()).collect::<Vec<_>>().join(", "),
        })
        .collect();
    format!("{} {}", if parts.len() == 1 { "part" } else { "parts" }, numbers.join(", "))
}

/// The indices of the pieces that show each node.
pub(super) fn homes(whole: &Whole<'_>, pieces: &[Piece]) -> Vec<Vec<usize>> {
    let mut homes = vec![Vec::new(); whole.view.nodes.len()];
    for (index, piece) in pieces.iter().enumerate() {
        for node in &piece.nodes {
            if let Some(home) = homes.get_mut(*node) {
                home.push(index);
            }
        }
    }
    homes
}

impl Piece {
    /// A piece with these elements and all of their flows.
    pub(super) fn of(nodes: BTreeSet<usize>) -> Self {
        Self { nodes, groups: BTreeSet::new(), flows: None, share: None }
    }

    /// What it shows, in words: the zone that all of it lies in, and the elements.
    pub(super) fn title(&self, whole: &Whole<'_>) -> String {
        let view = whole.view;
        let nodes = self.nodes.iter().filter_map(|node| view.nodes.get(*node));
        let title = |group: usize| view.groups.get(group).map(|group| group.title.as_str());
        let names: Vec<&str> = nodes
            .clone()
            .map(|node| node.name.as_str())
            .chain(self.groups.iter().filter_map(|group| title(*group)))
            .collect();
        // One more is named rather than counted.
        let listed = text::first_of(&names, if names.len() == NAMES + 1 { names.len() } else { NAMES });
        let share = self.share.map_or(String::new(), |(nth, of)| format!(" ({nth} of {of})"));
        let paths: Vec<Vec<usize>> = nodes.map(|node| whole.around(node.parent).collect()).collect();
        let shared = |group: &&usize| paths.iter().all(|path| path.contains(group));
        let zone = paths.first().and_then(|path| path.iter().find(shared)).and_then(|group| title(*group));
        let zone = zone.map_or(String::new(), |title| format!("{title}: "));
        format!("{zone}{listed}{share}")
    }
}
