//! P2: flows cut at the borders of groups.
//!
//! A flow runs downwards, from its upper to its lower end. In each level it has at most one part: from a member to the level's
//! bottom border, from the top border to a member, or from member to member in its own level. Borders are crossed at ports,
//! which are elements of the inner level's first (north) or last (south) layer (hierarchical ports: Spönemann et al., GD 2009).

use crate::base::arena::Arena;
use crate::layout::lift::{FlowId, GroupId, Hier, Item, LevelId, NodeId, inside};

crate::typed_id! {
    /// An element of a layer.
    ElemId
}

/// What an element of a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An element of the view.
    Node(NodeId),
    /// A group with all that is in it.
    Group(GroupId),
    /// Where a flow passes its label.
    Label(FlowId),
    /// Where a flow passes a layer.
    Long(FlowId),
    /// Where a flow enters the level from above.
    North(FlowId),
    /// Where a flow leaves the level downwards.
    South(FlowId),
}

/// An element of a layer.
#[derive(Debug, Clone)]
pub(super) struct Elem {
    /// The level it belongs to.
    pub level: LevelId,
    /// What it is.
    pub kind: Kind,
    /// Its layer, from the top; set by P3.
    pub layer: u32,
}

/// A piece of a flow inside one level, from an upper to a lower element of that level.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The flow.
    pub flow: FlowId,
    /// The level.
    pub level: LevelId,
    /// The upper element.
    pub upper: ElemId,
    /// The lower element.
    pub lower: ElemId,
    /// Whether the label belongs to this part.
    pub labelled: bool,
}

/// All elements and parts.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// All elements.
    pub elems: Arena<ElemId, Elem>,
    /// The element of each node.
    pub of_node: Arena<NodeId, ElemId>,
    /// The element of each group.
    pub of_group: Arena<GroupId, ElemId>,
    /// The parts of each flow, from its upper to its lower end.
    pub parts: Arena<FlowId, Vec<Part>>,
}

impl Pieces {
    fn of(&self, item: Item) -> ElemId {
        match item {
            Item::Node(node) => self.of_node[node],
            Item::Group(group) => self.of_group[group],
        }
    }
}

/// Cuts every flow.
pub(super) fn split(hier: &Hier, reversed: &Arena<FlowId, bool>) -> Pieces {
    let mut elems = Arena::new();
    let of_node = hier
        .nodes
        .iter()
        .map(|(node, level)| elems.push(Elem { level: *level, kind: Kind::Node(node), layer: 0 }))
        .collect();
    let of_group = hier
        .groups
        .iter()
        .map(|(group, level)| elems.push(Elem { level: *level, kind: Kind::Group(group), layer: 0 }))
        .collect();
    let mut pieces = Pieces { elems, of_node, of_group, parts: Arena::new() };
    for (id, flow) in hier.flows.iter() {
        let (upper, lower) = if reversed[id] { (flow.target, flow.source) } else { (flow.source, flow.target) };
        let (upper_item, lower_item) =
            if reversed[id] { (flow.target_item, flow.source_item) } else { (flow.source_item, flow.target_item) };
        let mut parts = Vec::new();
        for (level, item) in hier.climb(upper, flow.lca) {
            let port = pieces.elems.push(Elem { level, kind: Kind::South(id), layer: 0 });
            parts.push(Part { flow: id, level, upper: pieces.of(item), lower: port, labelled: false });
        }
        parts.push(Part {
            flow: id,
            level: flow.lca,
            upper: pieces.of(upper_item),
            lower: pieces.of(lower_item),
            labelled: flow.labelled,
        });
        for (level, item) in hier.climb(lower, flow.lca).into_iter().rev() {
            let port = pieces.elems.push(Elem { level, kind: Kind::North(id), layer: 0 });
            parts.push(Part { flow: id, level, upper: port, lower: pieces.of(item), labelled: false });
        }
        pieces.parts.push(parts);
    }
    pieces
}

/// The level that `kind` is a box around.
pub(super) fn inner(kind: Kind) -> Option<LevelId> {
    match kind {
        Kind::Group(group) => Some(inside(group)),
        _ => None,
    }
}
