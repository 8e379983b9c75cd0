//! P5: x of everything, for the order of P4 and the sizes of one unit.
//!
//! One program for all levels: neighbours in a layer keep their distance, groups enclose their layers, and flows pull their
//! elements in line, the inner pieces of long flows most of all (Gansner, Koutsofios, North, Vo, section 4.2).

use crate::base::arena::{Arena, Id};
use crate::layout::Sketch;
use crate::layout::lift::{FlowId, GroupId, NodeId};
use crate::layout::measure::Measures;
use crate::layout::profile::{Profile, Sort};
use crate::layout::simplex::{Program, VarId};
use crate::layout::split::{ElemId, Kind};

/// Work that the placement may cost, for up to [`MANY`] positions and for more.
const EFFORT: [u64; 2] = [150_000_000, 50_000_000];
/// Positions above which the placement is cut short.
const MANY: usize = 60_000;
/// Keeps boxes as narrow as their text.
pub(super) const STIFF: i64 = 100_000;

/// Horizontal positions.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Left and right edge of each node.
    pub nodes: Arena<NodeId, (i32, i32)>,
    /// Left and right edge of each group.
    pub groups: Arena<GroupId, (i32, i32)>,
    /// x of each element of each flow's chain; the ends are those on the borders of the nodes.
    pub chains: Arena<FlowId, Vec<i32>>,
}

/// What a layer's element occupies: from `left` plus an offset to `right` plus an offset.
struct Span {
    left: (VarId, i32),
    right: (VarId, i32),
    left_sort: Sort,
    right_sort: Sort,
}

struct Vars {
    nodes: Arena<NodeId, (VarId, VarId)>,
    groups: Arena<GroupId, (VarId, VarId)>,
    chains: Arena<FlowId, Vec<VarId>>,
    lines: Arena<ElemId, Option<VarId>>,
}

/// Places everything.
pub(super) fn place(sketch: &Sketch, measures: &Measures, profile: &Profile) -> Placed {
    let mut program = Program::default();
    let vars = variables(sketch, &mut program);
    let frame = (program.var(), program.var());
    for (level, layers) in sketch.layered.levels.iter() {
        let sides = sketch.hier.levels[level].group.map(|group| vars.groups[group]);
        for (index, row) in layers.rows.iter().enumerate() {
            let north = index == 0 && layers.north;
            let spans: Vec<Span> = row.iter().filter_map(|id| span(sketch, measures, profile, &vars, *id)).collect();
            let title = sketch.hier.levels[level].group.map_or(0, |group| beside_title(measures, profile, group));
            enclose(&mut program, profile, sides, title, frame, &spans);
            if let (true, Some((left, _)), Some(first)) = (north, sides, spans.first()) {
                let group = sketch.hier.levels[level].group;
                let title = group.map_or(0, |group| measures.titles[group].size.w);
                let gap = profile.title.w + title + profile.gap_x(Sort::Title, Sort::Line);
                program.at_least(left, first.left.0, gap);
            }
        }
    }
    for (group, &(left, right)) in vars.groups.iter() {
        program.at_least(left, right, least_width(measures, profile, group));
        program.pull(left, right, 0, 2);
    }
    program.pull(frame.0, frame.1, 0, 1);
    nodes(sketch, measures, profile, &vars, &mut program);
    for chain in vars.chains.values() {
        let last = chain.len().saturating_sub(2);
        for (index, (&a, &b)) in chain.iter().zip(chain.iter().skip(1)).enumerate() {
            program.pull(a, b, 0, if index == 0 || index == last { 4 } else { 12 });
        }
    }
    let [full, cut] = EFFORT;
    let effort = if program.len() > MANY { cut } else { full };
    let found = program.solve(effort).unwrap_or_else(|| Arena::filled(program.len(), 0));
    Placed {
        nodes: vars.nodes.values().map(|(left, right)| (found[*left], found[*right])).collect(),
        groups: vars.groups.values().map(|(left, right)| (found[*left], found[*right])).collect(),
        chains: vars.chains.values().map(|chain| chain.iter().map(|var| found[*var]).collect()).collect(),
    }
}

/// The width that a group needs for its title.
pub(super) fn least_width(measures: &Measures, profile: &Profile, group: GroupId) -> i32 {
    profile.title.w + measures.titles[group].size.w + profile.title_end
}

/// Where the ports of one side of a box of width `width` stand at best: in the middle, at equal distances.
pub(super) fn ideal(profile: &Profile, width: i32, index: usize, count: usize) -> i32 {
    let number = |n: usize| i32::try_from(n).unwrap_or(0);
    let offset = (2 * number(index) - (number(count) - 1)) * profile.pitch();
    (width + offset - profile.line) / 2
}

fn variables(sketch: &Sketch, program: &mut Program) -> Vars {
    let nodes = sketch.hier.nodes.values().map(|_| (program.var(), program.var())).collect();
    let groups = sketch.hier.groups.values().map(|_| (program.var(), program.var())).collect();
    let mut lines = Arena::filled(sketch.layered.elems.len(), None);
    let chains = sketch
        .layered
        .chains
        .values()
        .map(|chain| {
            let var = |id: &ElemId| {
                let var = program.var();
                lines[*id] = Some(var);
                var
            };
            chain.iter().map(var).collect()
        })
        .collect();
    Vars { nodes, groups, chains, lines }
}

fn span(sketch: &Sketch, measures: &Measures, profile: &Profile, vars: &Vars, id: ElemId) -> Option<Span> {
    let (left, right, left_sort, right_sort) = match sketch.layered.elems[id].kind {
        Kind::Node(node) => {
            let (left, right) = vars.nodes[node];
            ((left, 0), (right, 0), Sort::Box, Sort::Box)
        }
        Kind::Group(group) => {
            let (left, right) = vars.groups[group];
            ((left, 0), (right, 0), Sort::Border, Sort::Border)
        }
        Kind::Label(flow) => {
            let var = vars.lines[id]?;
            let reach = profile.beside + measures.labels[flow].size.w;
            if sketch.label_left[flow] {
                ((var, -reach), (var, profile.line), Sort::Label, Sort::Line)
            } else {
                ((var, 0), (var, profile.line + reach), Sort::Line, Sort::Label)
            }
        }
        _ => {
            let var = vars.lines[id]?;
            ((var, 0), (var, profile.line), Sort::Line, Sort::Line)
        }
    };
    Some(Span { left, right, left_sort, right_sort })
}

/// From the left side of a group to what stands beside its title. In a drawing that will be turned, the title lies along
/// that side, and everything stands beside it; else it lies above everything.
fn beside_title(measures: &Measures, profile: &Profile, group: GroupId) -> i32 {
    let title = measures.titles[group].size.w;
    if profile.turned && title > 0 { profile.title.w + title + profile.gap_x(Sort::Title, Sort::Box) } else { 0 }
}

/// Keeps the spans of a layer apart and inside of the level's sides.
fn enclose(
    program: &mut Program,
    profile: &Profile,
    sides: Option<(VarId, VarId)>,
    title: i32,
    frame: (VarId, VarId),
    spans: &[Span],
) {
    for (a, b) in spans.iter().zip(spans.iter().skip(1)) {
        let gap = profile.gap_x(a.right_sort, b.left_sort);
        program.at_least(a.right.0, b.left.0, a.right.1 + gap - b.left.1);
    }
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
    let (left, right, border) = match sides {
        Some((left, right)) => (left, right, profile.line),
        None => (frame.0, frame.1, 0),
    };
    let gap = |sort: Sort| if sides.is_some() { profile.gap_x(Sort::Border, sort) } else { 0 };
    let first_gap = (border + gap(first.left_sort)).max(title);
    program.at_least(left, first.left.0, first_gap - first.left.1);
    program.at_least(last.right.0, right, last.right.1 + gap(last.right_sort) + border);
}

/// The widths of nodes and the flows at their borders.
fn nodes(sketch: &Sketch, measures: &Measures, profile: &Profile, vars: &Vars, program: &mut Program) {
    for (node, &(left, right)) in vars.nodes.iter() {
        let width = measures.nodes[node].w;
        program.at_least(left, right, width);
        program.pull(left, right, width, STIFF);
        let elem = ElemId::from_index(node.index());
        for (hops, below) in [(&sketch.layered.above[elem], false), (&sketch.layered.below[elem], true)] {
            let mut before: Option<VarId> = None;
            for (index, hop) in hops.iter().enumerate() {
                let chain = &vars.chains[sketch.layered.hops[*hop].flow];
                let Some(&port) = (if below { chain.first() } else { chain.last() }) else { continue };
                program.at_least(left, port, profile.corner);
                program.at_least(port, right, profile.line + profile.corner);
                program.pull(left, port, ideal(profile, width, index, hops.len()), 1);
                if let Some(before) = before {
                    program.at_least(before, port, profile.pitch());
                }
                before = Some(port);
            }
        }
    }
}
