//! P0: the view as a tree of levels.
//!
//! Every group is a level of its own, and an atomic item in the level around it. Every flow belongs to the deepest level that
//! holds both of its ends: its lowest common ancestor.

use crate::base::arena::{Arena, Id};
use crate::view::View;

crate::typed_id! {
    /// A zone or an opened composite.
    GroupId
}
crate::typed_id! {
    /// An element.
    NodeId
}
crate::typed_id! {
    /// A flow that is drawn.
    FlowId
}
crate::typed_id! {
    /// A level: 0 is the outermost, the others are the insides of the groups, in their order.
    LevelId
}

/// A member of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// An element.
    Node(NodeId),
    /// A group with all that is in it.
    Group(GroupId),
}

/// What lies directly inside a group, or at the root.
#[derive(Debug, Clone)]
pub(super) struct Level {
    /// Nodes, then groups, each in source order.
    pub members: Vec<Item>,
    /// Number of groups around the members.
    pub depth: u32,
    /// The group whose inside this is.
    pub group: Option<GroupId>,
}

/// A flow of the view whose ends exist.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Position in the view.
    pub view: usize,
    /// Where it starts.
    pub source: NodeId,
    /// Where it ends.
    pub target: NodeId,
    /// The deepest level with both ends.
    pub lca: LevelId,
    /// The member of that level that is or holds the source.
    pub source_item: Item,
    /// The member of that level that is or holds the target.
    pub target_item: Item,
    /// Whether it has a label.
    pub labelled: bool,
    /// Whether it has an arrowhead at both ends.
    pub both_ways: bool,
}

/// The view as a tree.
#[derive(Debug, Clone)]
pub(super) struct Hier {
    /// The level around each group.
    pub groups: Arena<GroupId, LevelId>,
    /// The level of each node.
    pub nodes: Arena<NodeId, LevelId>,
    /// All levels.
    pub levels: Arena<LevelId, Level>,
    /// All flows.
    pub flows: Arena<FlowId, Flow>,
}

/// The level inside of `group`.
pub(super) fn inside(group: GroupId) -> LevelId {
    LevelId(group.0 + 1)
}

impl Hier {
    /// The level around `level` and the member of it that `level` is the inside of.
    pub(super) fn outer(&self, level: LevelId) -> Option<(LevelId, GroupId)> {
        self.levels[level].group.map(|group| (self.groups[group], group))
    }

    /// The levels from that of `node` up to, not including, `top`, each with the item that leads to the node.
    pub(super) fn climb(&self, node: NodeId, top: LevelId) -> Vec<(LevelId, Item)> {
        let mut path = Vec::new();
        let mut item = Item::Node(node);
        let mut level = self.nodes[node];
        while level != top {
            path.push((level, item));
            let Some((outer, group)) = self.outer(level) else { break };
            item = Item::Group(group);
            level = outer;
        }
        path
    }
}

/// Builds the tree. Parents and ends that do not exist are treated as the root and as no flow.
pub(super) fn lift(view: &View) -> Hier {
    let mut levels: Arena<LevelId, Level> = Arena::new();
    let root = levels.push(Level { members: Vec::new(), depth: 0, group: None });
    let mut groups: Arena<GroupId, LevelId> = Arena::new();
    for (index, group) in view.groups.iter().enumerate() {
        let around =
            group.parent.filter(|parent| *parent < index).map_or(root, |parent| inside(GroupId::from_index(parent)));
        let id = groups.push(around);
        let depth = levels[around].depth + 1;
        levels.push(Level { members: Vec::new(), depth, group: Some(id) });
    }
    let nodes: Arena<NodeId, LevelId> = view
        .nodes
        .iter()
        .map(|node| {
            node.parent
                .filter(|parent| *parent < view.groups.len())
                .map_or(root, |parent| inside(GroupId::from_index(parent)))
        })
        .collect();
    for (node, level) in nodes.iter() {
        levels[*level].members.push(Item::Node(node));
    }
    for (group, level) in groups.iter() {
        levels[*level].members.push(Item::Group(group));
    }
    let mut hier = Hier { groups, nodes, levels, flows: Arena::new() };
    for (index, flow) in view.flows.iter().enumerate() {
        let count = view.nodes.len();
        if flow.source == flow.target || flow.source >= count || flow.target >= count {
            continue;
        }
        let (source, target) = (NodeId::from_index(flow.source), NodeId::from_index(flow.target));
        let (lca, source_item, target_item) = meet(&hier, source, target);
        hier.flows.push(Flow {
            view: index,
            source,
            target,
            lca,
            source_item,
            target_item,
            labelled: !flow.label.trim().is_empty(),
            both_ways: flow.both_ways,
        });
    }
    hier
}

fn meet(hier: &Hier, source: NodeId, target: NodeId) -> (LevelId, Item, Item) {
    let (mut a, mut b) = (hier.nodes[source], hier.nodes[target]);
    let (mut of_a, mut of_b) = (Item::Node(source), Item::Node(target));
    while a != b {
        if hier.levels[a].depth >= hier.levels[b].depth {
            let Some((outer, group)) = hier.outer(a) else { break };
            of_a = Item::Group(group);
            a = outer;
        } else {
            let Some((outer, group)) = hier.outer(b) else { break };
            of_b = Item::Group(group);
            b = outer;
        }
    }
    (a, of_a, of_b)
}
