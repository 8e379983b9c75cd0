//! Models that are too large for one picture: which zones an overview opens.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::arena::Arena;
use crate::graph::FlowGraph;
use crate::model::{ElementId, FlowId, Model, Place, ZoneId};
use crate::view::select::select;
use crate::view::spec::{Boundaries, Focus, Level, Merge, ViewSpec};

/// Elements above which a picture cannot be read.
pub const MOST_ELEMENTS: usize = 150;
/// Nodes up to which an overview opens zones.
const BUDGET: usize = 20;

/// The same view with zones closed, and the number of elements that it would have drawn; `None` where it is small enough.
///
/// Zones are opened from the outside in, the smallest first, as long as the picture stays small. Zones that hold what the
/// view names stay open.
pub fn overview(model: &Model, graph: &FlowGraph, spec: &ViewSpec) -> Option<(ViewSpec, usize)> {
    let selection = select(model, graph, spec);
    let drawn = |parent: bool| spec.level != Level::Overview || !parent;
    let elements = model.elements.iter().filter(|(id, _)| selection.elements.contains(*id));
    let elements: Vec<ZoneId> =
        elements.filter(|(_, element)| drawn(element.parent.is_some())).map(|(_, element)| element.zone).collect();
    if spec.level == Level::Context || elements.len() <= MOST_ELEMENTS {
        return None;
    }
    let mut zones = Zones::of(model, &elements);
    for zone in about(model, graph, spec) {
        model.zone_path(zone).into_iter().for_each(|zone| zones.must_open[zone] = true);
    }
    let closed = zones.closed(model);
    // There are more flows than fit into a picture as well.
    let merge = if spec.merge == Merge::Closed { Merge::BothWays } else { spec.merge };
    // A gate for each combination of boundaries that merged flows cross would be more than the zones.
    let boundaries = Boundaries::Boxes;
    Some((ViewSpec { closed, merge, boundaries, ..spec.clone() }, elements.len()))
}

/// The zones that hold what a view is about.
fn about(model: &Model, graph: &FlowGraph, spec: &ViewSpec) -> Vec<ZoneId> {
    let of_element = |id: ElementId| model.elements[id].zone;
    let of_flow = |id: FlowId| [of_element(model.flows[id].source), of_element(model.flows[id].target)];
    let mut zones = Vec::new();
    for focus in &spec.focus {
        match focus {
            Focus::Zone(id) => zones.push(*id),
            Focus::Element(id) => zones.push(of_element(*id)),
            Focus::Flow(id) => zones.extend(of_flow(*id)),
            Focus::Border(id) => zones.extend([graph.borders[*id].from, graph.borders[*id].to]),
            Focus::Scenario(_) | Focus::Tag(_) | Focus::Data(_) => {}
        }
    }
    for place in &spec.include {
        match place {
            Place::Zone(id) => zones.push(*id),
            Place::Element(id) => zones.push(of_element(*id)),
            Place::Flow(id) => zones.extend(of_flow(*id)),
            Place::Boundary(_) => {}
        }
    }
    zones
}

/// The zones of a view with what is in them.
struct Zones {
    /// Elements directly in the zone.
    own: Arena<ZoneId, usize>,
    /// Zones directly in the zone that hold an element.
    inner: Arena<ZoneId, Vec<ZoneId>>,
    /// Outermost zones that hold an element.
    roots: Vec<ZoneId>,
    must_open: Arena<ZoneId, bool>,
}

impl Zones {
    fn of(model: &Model, elements: &[ZoneId]) -> Self {
        let mut own = Arena::filled(model.zones.len(), 0);
        let mut used = Arena::filled(model.zones.len(), false);
        for &zone in elements {
            own[zone] += 1;
            model.zone_path(zone).into_iter().for_each(|zone| used[zone] = true);
        }
        let mut inner = Arena::filled(model.zones.len(), Vec::new());
        let mut roots = Vec::new();
        for (id, zone) in model.zones.iter().filter(|(id, _)| used[*id]) {
            match zone.parent {
                Some(parent) => inner[parent].push(id),
                None => roots.push(id),
            }
        }
        Self { own, inner, roots, must_open: Arena::filled(model.zones.len(), false) }
    }

    /// The zones that stay closed, outermost only.
    fn closed(&self, model: &Model) -> Vec<ZoneId> {
        let mut count = self.roots.len();
        let mut open = Arena::filled(model.zones.len(), false);
        // What opening a zone costs, and the zone; the cheapest first, the first of equals.
        let mut waiting: BinaryHeap<Reverse<(bool, usize, ZoneId)>> = BinaryHeap::new();
        let entry = |zone: ZoneId| Reverse((!self.must_open[zone], self.own[zone] + self.inner[zone].len(), zone));
        waiting.extend(self.roots.iter().map(|zone| entry(*zone)));
        while let Some(Reverse((may_wait, cost, zone))) = waiting.pop() {
            if may_wait && count + cost > BUDGET + 1 {
                continue;
            }
            count = (count + cost).saturating_sub(1);
            open[zone] = true;
            waiting.extend(self.inner[zone].iter().map(|zone| entry(*zone)));
        }
        let used = self.inner.values().flatten().chain(&self.roots).copied();
        let outermost = |zone: &ZoneId| !open[*zone] && model.zones[*zone].parent.is_none_or(|parent| open[parent]);
        let mut closed: Vec<ZoneId> = used.filter(outermost).collect();
        closed.sort_unstable();
        closed
    }
}

/// The zones that `closed` of a view may name to close as much as there is: the outermost ones. The outside has no border.
pub fn outermost_zones(model: &Model) -> Vec<ZoneId> {
    let closes = |(_, zone): &(ZoneId, &crate::model::Zone)| zone.parent.is_none() && !zone.implicit;
    model.zones.iter().filter(closes).map(|(id, _)| id).collect()
}
