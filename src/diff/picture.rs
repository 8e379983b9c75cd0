//! One data flow diagram of both versions: the new one, with what is gone in it, and a mark on everything that differs.

use rustc_hash::FxHashMap;

use super::Diff;
use super::changes::How;
use super::item::Area;
use crate::base::arena::Arena;
use crate::graph::FlowGraph;
use crate::model::{Carried, ElementId, FlowId, Model, Place, ZoneId};
use crate::numbering;
use crate::pipeline::Outcome;
use crate::scene::{LegendRow, Mark, Marks, Sign};
use crate::view::{self, View, ViewSpec};

/// A diagram of both versions.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it shows, with a sign in front of what differs.
    pub view: View,
    /// What differs, by the ids of boxes and lines.
    pub marks: Marks,
}

/// Draws both versions into one. Only what differs is shown with its neighbours where the whole would be too large to be read.
pub fn picture(diff: &Diff, before: &Outcome, after: &Outcome) -> Picture {
    let mut union = Union::new(diff, &after.model);
    union.zones(before);
    union.elements(before);
    union.flows(before);
    let Union { model, marks, places, .. } = union;
    let mut graph = FlowGraph::build(&model).0;
    numbering::number_graph(&model, &mut graph, if after.lock.is_empty() { &before.lock } else { &after.lock });
    let mut view = view::build(&model, &graph, spec(&model, &graph, &places));
    let marks = written(&mut view, marks);
    view.title = title(diff);
    Picture { view, marks }
}

fn title(diff: &Diff) -> String {
    let [_, is] = &diff.titles;
    format!("{is}: changes")
}

/// The whole model, or what differs.
fn spec(model: &Model, graph: &FlowGraph, places: &[Place]) -> ViewSpec {
    if model.elements.len() <= view::MOST_ELEMENTS || places.is_empty() {
        return ViewSpec::default();
    }
    let focus = places.iter().filter_map(|place| view::Focus::place(graph, *place)).collect();
    ViewSpec::on(String::new(), focus)
}

/// Both versions as one model.
struct Union<'d> {
    diff: &'d Diff,
    model: Model,
    /// Marks by the ids of the model.
    marks: FxHashMap<String, Mark>,
    /// What differs.
    places: Vec<Place>,
    zone_of: Arena<ZoneId, ZoneId>,
    element_of: Arena<ElementId, ElementId>,
}

fn mark(how: How) -> Mark {
    match how {
        How::Added => Mark::Added,
        How::Removed => Mark::Removed,
        How::Changed => Mark::Changed,
    }
}

impl<'d> Union<'d> {
    fn new(diff: &'d Diff, after: &Model) -> Self {
        let mut union = Self {
            diff,
            model: after.clone(),
            marks: FxHashMap::default(),
            places: Vec::new(),
            zone_of: Arena::new(),
            element_of: Arena::new(),
        };
        for change in diff.changes.iter().filter(|change| change.how != How::Removed) {
            if matches!(change.area, Area::Zone | Area::Element | Area::Flow) {
                union.mark(change.place, mark(change.how));
            }
            // A control is a part of the place where it is.
            if change.area == Area::Control {
                union.mark(change.place, Mark::Changed);
            }
        }
        for change in diff.changes.iter().filter(|one| one.area == Area::Control && one.how == How::Removed) {
            let place = change.place.and_then(|place| diff.kept(place));
            union.mark(place, Mark::Changed);
        }
        union
    }

    fn mark(&mut self, place: Option<Place>, mark: Mark) {
        let Some(place) = place else { return };
        let id = match place {
            Place::Flow(id) => self.model.flows[id].key.to_string(),
            place => self.model.place_id(place).to_string(),
        };
        self.marks.entry(id).or_insert(mark);
        self.places.push(place);
    }

    fn zones(&mut self, before: &Outcome) {
        for (id, zone) in before.model.zones.iter() {
            let here = self.diff.pairs.zones.after(id).unwrap_or_else(|| {
                let parent = zone.parent.map(|parent| self.zone_of[parent]);
                let id = self.free(&zone.id, |model, id| model.zones.values().any(|one| one.id == id));
                let place = self.model.zones.push(crate::model::Zone { id, parent, ..zone.clone() });
                self.mark(Some(Place::Zone(place)), Mark::Removed);
                place
            });
            self.zone_of.push(here);
        }
    }

    fn elements(&mut self, before: &Outcome) {
        for (id, element) in before.model.elements.iter() {
            let here = self.diff.pairs.elements.after(id).unwrap_or_else(|| {
                let zone = self.zone_of[element.zone];
                let id = self.free(&element.id, |model, id| model.elements.values().any(|one| one.id == id));
                // What it was a part of may not be there yet.
                let gone = crate::model::Element { id, zone, parent: None, holds: Vec::new(), ..element.clone() };
                let place = self.model.elements.push(gone);
                self.mark(Some(Place::Element(place)), Mark::Removed);
                place
            });
            self.element_of.push(here);
        }
        for (id, element) in before.model.elements.iter() {
            let here = self.element_of[id];
            if let Some(parent) = element.parent.filter(|_| self.diff.pairs.elements.after(id).is_none()) {
                self.model.elements[here].parent = Some(self.element_of[parent]);
            }
        }
    }

    fn flows(&mut self, before: &Outcome) {
        for (id, flow) in before.model.flows.iter() {
            if self.diff.pairs.flows.after(id).is_some() {
                continue;
            }
            let key = format!("{} (gone)", flow.key).into();
            let [source, target] = [flow.source, flow.target].map(|end| self.element_of[end]);
            let [data, returns] = [&flow.data, &flow.returns].map(|carried| self.carried(carried));
            let gone = crate::model::Flow { key, source, target, data, returns, ..flow.clone() };
            let place: FlowId = self.model.flows.push(gone);
            self.mark(Some(Place::Flow(place)), Mark::Removed);
        }
    }

    /// The data that is still there.
    fn carried(&self, carried: &Carried) -> Carried {
        match carried {
            Carried::Data(data) => {
                let data = data.iter().filter_map(|id| self.diff.pairs.data.after(*id)).collect();
                Carried::Data(data)
            }
            other => other.clone(),
        }
    }

    /// An id that nothing else has.
    fn free(&self, id: &smol_str::SmolStr, taken: impl Fn(&Model, &str) -> bool) -> smol_str::SmolStr {
        if taken(&self.model, id) { smol_str::format_smolstr!("{id} (gone)") } else { id.clone() }
    }
}

/// Writes the signs into a view, and gives the marks the ids that the view has.
fn written(view: &mut View, by_id: FxHashMap<String, Mark>) -> Marks {
    let mut marks = Marks::default();
    let signed = |text: &mut String, mark: Mark| *text = format!("{} {text}", mark.sign());
    for node in &mut view.nodes {
        let own = node.id.strip_suffix(" itself").unwrap_or(&node.id);
        if let Some(mark) = by_id.get(own) {
            signed(&mut node.name, *mark);
            marks.boxes.insert(node.id.clone(), *mark);
        }
    }
    for group in &mut view.groups {
        if let Some(mark) = by_id.get(&group.id) {
            signed(&mut group.title, *mark);
            marks.boxes.insert(group.id.clone(), *mark);
        }
    }
    for flow in &mut view.flows {
        let mut own = flow.flows.iter().map(|id| by_id.get(id).copied());
        let Some(first) = own.next() else { continue };
        // Several flows that are drawn as one are changed where they are not all the same.
        let others: Vec<Option<Mark>> = own.collect();
        let mark = match first {
            mark if others.iter().all(|one| *one == mark) => mark,
            _ => Some(Mark::Changed),
        };
        if let Some(mark) = mark {
            signed(&mut flow.label, mark);
            marks.lines.insert(flow.id.clone(), mark);
        }
    }
    for (mark, text) in [(Mark::Added, "Added"), (Mark::Removed, "Removed"), (Mark::Changed, "Changed")] {
        if marks.boxes.values().chain(marks.lines.values()).any(|one| *one == mark) {
            view.legend.push(LegendRow { sign: Sign::Marked(mark), text: text.to_owned() });
        }
    }
    marks
}

impl Diff {
    /// A place of the old version in the new one.
    fn kept(&self, place: Place) -> Option<Place> {
        match place {
            Place::Element(id) => self.pairs.elements.after(id).map(Place::Element),
            Place::Zone(id) => self.pairs.zones.after(id).map(Place::Zone),
            Place::Flow(id) => self.pairs.flows.after(id).map(Place::Flow),
            Place::Boundary(id) => self.pairs.boundaries.after(id).map(Place::Boundary),
        }
    }
}
