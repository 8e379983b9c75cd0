//! P8: compaction, along one axis at a time.
//!
//! What lies side by side keeps its order and its distance; under that, the flows get as short as they can, the groups as
//! small, and flows leave their boxes near the middle. Segments that come to lie in line merge and their bend is gone (Klau,
//! Mutzel, IPCO 1999; Rüegg, Schulze, Grevismühl, von Hanxleden, Diagrams 2016). Every step keeps the order that it found, so
//! what was right before is right after.

use crate::base::arena::Arena;
use crate::base::geometry::Rect;
use crate::layout::Sketch;
use crate::layout::join::{Drawing, Route};
use crate::layout::lift::{FlowId, GroupId, Item, NodeId};
use crate::layout::measure::Measures;
use crate::layout::place::{STIFF, ideal, least_width};
use crate::layout::profile::{Profile, Sort};
use crate::layout::scan::{Body, BodyId, Distances, separate};
use crate::layout::simplex::{Program, VarId};

/// Rounds of a small drawing at most.
pub(super) const ROUNDS: u32 = 4;
/// For up to so many segments: rounds at most, and the work that each of their steps may cost.
const LIMITS: [(usize, u32, u64); 3] =
    [(6_000, ROUNDS, 100_000_000), (40_000, 2, 150_000_000), (usize::MAX, 1, 50_000_000)];
/// Weight of the length of a flow.
const LENGTH: i64 = 12;
/// Weight of the distance of a flow from its place near the middle of a box.
const CENTRE: i64 = 5;
/// Weight of the extent of a group.
const EXTENT: i64 = 3;

/// What a step needs to know.
pub(super) struct Context<'a> {
    /// The structure.
    pub sketch: &'a Sketch,
    /// The sizes.
    pub measures: &'a Measures<'a>,
    /// The distances.
    pub profile: &'a Profile,
}

/// Compacts `drawing` until nothing changes, a few rounds at most. The first step also makes distances right.
pub(super) fn compact(context: &Context, drawing: &mut Drawing, rounds: u32) {
    let segments: usize = drawing.routes.values().map(|route| route.xs.len()).sum();
    let limits = LIMITS.iter().find(|(most, ..)| segments <= *most);
    let (most, effort) = limits.map_or((1, 0), |(_, most, effort)| (*most, *effort));
    let rounds = rounds.min(most);
    for _ in 0..rounds {
        let before = drawing.clone();
        horizontal(context, drawing, effort);
        vertical(context, drawing, effort);
        if same(&before, drawing) {
            break;
        }
    }
}

fn same(a: &Drawing, b: &Drawing) -> bool {
    a.nodes == b.nodes
        && a.groups == b.groups
        && a.routes.values().zip(b.routes.values()).all(|(a, b)| a.xs == b.xs && a.ys == b.ys)
}

/// Variables of one step: two edges for each box, one for each segment.
struct Edges {
    nodes: Arena<NodeId, (VarId, VarId)>,
    groups: Arena<GroupId, (VarId, VarId)>,
    frame: (VarId, VarId),
    lines: Arena<FlowId, Vec<VarId>>,
}

impl Edges {
    fn new(program: &mut Program, drawing: &Drawing, count: impl Fn(&Route) -> usize) -> Self {
        let mut pair = || (program.var(), program.var());
        let frame = pair();
        let nodes = drawing.nodes.values().map(|_| pair()).collect();
        let groups = drawing.groups.values().map(|_| pair()).collect();
        let lines = drawing.routes.values().map(|route| (0..count(route)).map(|_| program.var()).collect()).collect();
        Self { nodes, groups, frame, lines }
    }

    /// Everything lies inside the frame.
    fn bound(&self, program: &mut Program, bodies: &Arena<BodyId, Body>) {
        for body in bodies.values() {
            program.at_least(self.frame.0, body.var, body.at - body.low);
            program.at_least(body.var, self.frame.1, body.high - body.at);
        }
        program.at_least(self.frame.0, self.frame.1, 0);
        program.pull(self.frame.0, self.frame.1, 0, 1);
    }
}

/// The two sides of a group along an axis, as bodies.
fn sides(low: i32, high: i32, line: i32, from: i32, to: i32, vars: (VarId, VarId)) -> [Body; 2] {
    let side = Body { from, to, sort: Sort::Border, ..Body::default() };
    [
        Body { var: vars.0, low, high: low + line, at: low, ..side.clone() },
        Body { var: vars.1, low: high - line, high, at: high, ..side },
    ]
}

/// Moves everything sideways.
fn horizontal(context: &Context, drawing: &mut Drawing, effort: u64) {
    let profile = context.profile;
    let mut program = Program::default();
    let edges = Edges::new(&mut program, drawing, |route| route.xs.len());
    let mut bodies: Arena<BodyId, Body> = Arena::new();
    for (node, rect) in drawing.nodes.iter() {
        let (left, right) = edges.nodes[node];
        let width = context.measures.nodes[node].w;
        program.at_least(left, right, width);
        program.pull(left, right, width, STIFF);
        bodies.push(Body { node: Some(node), ..box_body(rect.x, rect.right(), rect.y, rect.bottom(), left) });
    }
    for (group, rect) in drawing.groups.iter() {
        let vars = edges.groups[group];
        for side in sides(rect.x, rect.right(), profile.line, rect.y, rect.bottom(), vars) {
            bodies.push(side);
        }
        if let Some(title) = title(context, group, rect) {
            bodies.push(Body {
                var: vars.0,
                low: title.x,
                high: title.right(),
                at: rect.x,
                from: title.y,
                to: title.bottom(),
                sort: Sort::Title,
                ..Body::default()
            });
        }
        program.at_least(vars.0, vars.1, least_width(context.measures, profile, group));
        program.pull(vars.0, vars.1, 0, EXTENT);
    }
    for (flow, route) in drawing.routes.iter() {
        vertical_segments(context, drawing, &edges, flow, route, &mut bodies);
        for (&a, &b) in edges.lines[flow].iter().zip(edges.lines[flow].iter().skip(1)) {
            program.pull(a, b, 0, LENGTH);
        }
    }
    attach(context, drawing, &edges, &mut program);
    edges.bound(&mut program, &bodies);
    let distances = Distances {
        along: &|a, b| profile.gap_x(a, b),
        across: &|a, b| profile.gap_y(a, b),
        widest: profile.gap_y(Sort::Box, Sort::Box),
        exempt: true,
    };
    // A node has two positions here: its left edge stands for it in front of others, its right edge behind.
    let of_right: std::collections::BTreeMap<VarId, (VarId, i32)> =
        edges.nodes.iter().map(|(node, vars)| (vars.0, (vars.1, drawing.nodes[node].w))).collect();
    for (from, to, gap) in separate(&bodies, &distances) {
        match of_right.get(&from) {
            Some(&(right, width)) => program.at_least(right, to, gap - width),
            None => program.at_least(from, to, gap),
        }
    }
    let Some(found) = program.solve(effort) else { return };
    for (node, rect) in drawing.nodes.iter_mut() {
        let (left, right) = edges.nodes[node];
        (rect.x, rect.w) = (found[left], found[right] - found[left]);
    }
    for (group, rect) in drawing.groups.iter_mut() {
        let (left, right) = edges.groups[group];
        (rect.x, rect.w) = (found[left], found[right] - found[left]);
    }
    for (flow, route) in drawing.routes.iter_mut() {
        for (x, var) in route.xs.iter_mut().zip(&edges.lines[flow]) {
            *x = found[*var];
        }
        route.straighten();
    }
}

fn box_body(low: i32, high: i32, from: i32, to: i32, var: VarId) -> Body {
    Body { var, low, high, at: low, from, to, sort: Sort::Box, ..Body::default() }
}

fn title(context: &Context, group: GroupId, rect: &Rect) -> Option<Rect> {
    let size = context.measures.titles[group].size;
    let offset = context.profile.title;
    (size.h > 0).then(|| Rect::new(rect.x + offset.w, rect.y + offset.h, size.w, size.h))
}

/// The vertical segments of a flow as bodies, and its label, which moves with one of them.
fn vertical_segments(
    context: &Context,
    drawing: &Drawing,
    edges: &Edges,
    flow: FlowId,
    route: &Route,
    bodies: &mut Arena<BodyId, Body>,
) {
    let profile = context.profile;
    let (top, bottom) = drawing.ends(route);
    let last = route.xs.len().saturating_sub(1);
    let lines = edges.lines[flow].iter().zip(&route.ties);
    for (index, ((x, from, to), (&var, &tie))) in route.segments(top, bottom).zip(lines).enumerate() {
        let to = if index == last { to } else { to + profile.line };
        let body = Body {
            var,
            low: x,
            high: x + profile.line,
            at: x,
            from,
            to,
            tie,
            flow: Some((flow, route.upper, route.lower)),
            ..Body::default()
        };
        if let Some(rect) = drawing.label(route, profile).filter(|_| route.label.is_some_and(|label| label.at == index))
        {
            bodies.push(Body {
                low: rect.x,
                high: rect.right(),
                from: rect.y,
                to: rect.bottom(),
                sort: Sort::Label,
                ..body.clone()
            });
        }
        bodies.push(body);
    }
}

/// Where a flow meets a node: x, the tie, and what moves it.
type Port = (i32, u32, VarId);

/// Keeps the ends of flows on their boxes, away from the corners and near the middle.
fn attach(context: &Context, drawing: &Drawing, edges: &Edges, program: &mut Program) {
    let profile = context.profile;
    let mut ports: Arena<NodeId, [Vec<Port>; 2]> = Arena::filled(drawing.nodes.len(), [Vec::new(), Vec::new()]);
    for (flow, route) in drawing.routes.iter() {
        let vars = &edges.lines[flow];
        if let (Some(&x), Some(&tie), Some(&var)) = (route.xs.first(), route.ties.first(), vars.first()) {
            let [_, below] = &mut ports[route.upper];
            below.push((x, tie, var));
        }
        if let (Some(&x), Some(&tie), Some(&var)) = (route.xs.last(), route.ties.last(), vars.last()) {
            let [above, _] = &mut ports[route.lower];
            above.push((x, tie, var));
        }
    }
    for (node, sides) in ports.iter_mut() {
        let (left, right) = edges.nodes[node];
        let width = context.measures.nodes[node].w;
        for side in sides {
            side.sort_unstable();
            for (index, &(_, _, var)) in side.iter().enumerate() {
                program.at_least(left, var, profile.corner);
                program.at_least(var, right, profile.line + profile.corner);
                program.pull(left, var, ideal(profile, width, index, side.len()), CENTRE);
            }
        }
    }
}

/// Moves everything up and down.
fn vertical(context: &Context, drawing: &mut Drawing, effort: u64) {
    let profile = context.profile;
    let mut program = Program::default();
    let edges = Edges::new(&mut program, drawing, |route| route.ys.len());
    let labels: Arena<FlowId, VarId> = drawing.routes.values().map(|_| program.var()).collect();
    let mut bodies: Arena<BodyId, Body> = Arena::new();
    for (node, rect) in drawing.nodes.iter() {
        let (top, bottom) = edges.nodes[node];
        program.at_least(top, bottom, rect.h);
        program.pull(top, bottom, rect.h, STIFF);
        bodies.push(Body { node: Some(node), ..box_body(rect.y, rect.bottom(), rect.x, rect.right(), top) });
    }
    for (group, rect) in drawing.groups.iter() {
        let vars = edges.groups[group];
        for side in sides(rect.y, rect.bottom(), profile.line, rect.x, rect.right(), vars) {
            bodies.push(side);
        }
        let mut least = 2 * profile.line + profile.room;
        if let Some(title) = title(context, group, rect) {
            least = least.max(title.bottom() - rect.y + profile.room);
            bodies.push(Body {
                var: vars.0,
                low: title.y,
                high: title.bottom(),
                at: rect.y,
                from: title.x,
                to: title.right(),
                sort: Sort::Title,
                ..Body::default()
            });
        }
        program.at_least(vars.0, vars.1, least);
        program.pull(vars.0, vars.1, 0, EXTENT);
    }
    for (flow, route) in drawing.routes.iter() {
        horizontal_segments(context, drawing, &edges, flow, route, labels[flow], &mut bodies);
        chain(context, &edges, flow, route, labels[flow], &mut program);
        heads(context, &edges, flow, route, &mut program);
    }
    edges.bound(&mut program, &bodies);
    let distances = Distances {
        along: &|a, b| profile.gap_y(a, b),
        across: &|a, b| profile.gap_x(a, b),
        widest: profile.gap_x(Sort::Box, Sort::Box),
        exempt: false,
    };
    for (from, to, gap) in separate(&bodies, &distances) {
        program.at_least(from, to, gap);
    }
    let Some(found) = program.solve(effort) else { return };
    for (node, rect) in drawing.nodes.iter_mut() {
        rect.y = found[edges.nodes[node].0];
    }
    for (group, rect) in drawing.groups.iter_mut() {
        let (top, bottom) = edges.groups[group];
        (rect.y, rect.h) = (found[top], found[bottom] - found[top]);
    }
    for (flow, route) in drawing.routes.iter_mut() {
        for (y, var) in route.ys.iter_mut().zip(&edges.lines[flow]) {
            *y = found[*var];
        }
        if let Some(label) = &mut route.label {
            label.y = found[labels[flow]];
        }
    }
}

/// The horizontal segments and the label of a flow as bodies.
fn horizontal_segments(
    context: &Context,
    drawing: &Drawing,
    edges: &Edges,
    flow: FlowId,
    route: &Route,
    label: VarId,
    bodies: &mut Arena<BodyId, Body>,
) {
    let profile = context.profile;
    let ends = Some((flow, route.upper, route.lower));
    let corners = route.xs.iter().zip(route.xs.iter().skip(1));
    for ((&y, &var), (&a, &b)) in route.ys.iter().zip(&edges.lines[flow]).zip(corners) {
        bodies.push(Body {
            var,
            low: y,
            high: y + profile.line,
            at: y,
            from: a.min(b),
            to: a.max(b) + profile.line,
            flow: ends,
            ..Body::default()
        });
    }
    if let Some(rect) = drawing.label(route, profile) {
        bodies.push(Body {
            var: label,
            low: rect.y,
            high: rect.bottom(),
            at: rect.y,
            from: rect.x,
            to: rect.right(),
            sort: Sort::Label,
            flow: ends,
            ..Body::default()
        });
    }
}

/// Keeps room for arrowheads between the ends of a flow and the next border that it crosses.
fn heads(context: &Context, edges: &Edges, flow: FlowId, route: &Route, program: &mut Program) {
    let hier = &context.sketch.hier;
    let it = &hier.flows[flow];
    let reversed = context.sketch.reversed[flow];
    let (upper_item, lower_item) =
        if reversed { (it.target_item, it.source_item) } else { (it.source_item, it.target_item) };
    let around = |node: NodeId| hier.levels[hier.nodes[node]].group.filter(|_| hier.nodes[node] != it.lca);
    let sides = |group: GroupId| edges.groups[group];
    let of_item = |item: Item| match item {
        Item::Group(group) => Some(sides(group)),
        Item::Node(_) => None,
    };
    let room = context.profile.arrow;
    let line = context.profile.line;
    if !reversed || it.both_ways {
        // The border that the flow crosses last: into the group around its end, or else out of that of its start.
        let end = edges.nodes[route.lower].0;
        match (around(route.lower).map(sides), of_item(upper_item)) {
            (Some((top, _)), _) => program.at_least(top, end, line + room),
            (None, Some((_, bottom))) => program.at_least(bottom, end, room),
            (None, None) => {}
        }
    }
    if reversed || it.both_ways {
        let start = edges.nodes[route.upper].1;
        match (around(route.upper).map(sides), of_item(lower_item)) {
            (Some((_, bottom)), _) => program.at_least(start, bottom, line + room),
            (None, Some((top, _))) => program.at_least(start, top, room),
            (None, None) => {}
        }
    }
}

/// The order of a flow's own parts from top to bottom, and what pulls them together.
fn chain(context: &Context, edges: &Edges, flow: FlowId, route: &Route, label: VarId, program: &mut Program) {
    let profile = context.profile;
    let (upper, lower) = (edges.nodes[route.upper], edges.nodes[route.lower]);
    let both = context.sketch.hier.flows[flow].both_ways;
    let straight = if both { profile.straight_both } else { profile.straight };
    program.at_least(upper.1, lower.0, straight);
    program.pull(upper.1, lower.0, 0, LENGTH);
    let lines = &edges.lines[flow];
    if let (Some(&first), Some(&last)) = (lines.first(), lines.last()) {
        program.at_least(upper.1, first, profile.room);
        program.at_least(last, lower.0, profile.line + profile.room);
    }
    for (&a, &b) in lines.iter().zip(lines.iter().skip(1)) {
        program.at_least(a, b, profile.pitch());
    }
    let Some(it) = route.label else {
        program.pull(upper.0, label, 0, 1);
        return;
    };
    let gap = profile.gap_y(Sort::Line, Sort::Label);
    let before = it.at.checked_sub(1).and_then(|at| lines.get(at)).map_or((upper.1, 0), |var| (*var, profile.line));
    let after = lines.get(it.at).copied().unwrap_or(lower.0);
    program.at_least(before.0, label, before.1 + gap);
    program.at_least(label, after, it.size.h + gap);
    program.pull(before.0, label, before.1 + gap, 1);
    program.pull(label, after, it.size.h + gap, 1);
}
