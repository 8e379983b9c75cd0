//! P7: one drawing with absolute coordinates, one polyline per flow; and from it the scene.

use crate::base::arena::Arena;
use crate::base::geometry::{Point, Rect, Size};
use crate::layout::Sketch;
use crate::layout::lift::{FlowId, GroupId, NodeId};
use crate::layout::measure::{Align, Block, Measures};
use crate::layout::profile::{Profile, swapped};
use crate::scene::{Marks, Scene, SceneBox, SceneLine};
use crate::view::View;

/// The label of a flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    /// Index in [`Route::xs`] of the segment beside which it stands.
    pub at: usize,
    /// Top edge.
    pub y: i32,
    /// Extent.
    pub size: Size,
    /// Whether it stands at the left of its line.
    pub left: bool,
}

/// The way of a flow from its upper to its lower end, downwards only: vertical segments, joined by horizontal ones.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The node at the upper end.
    pub upper: NodeId,
    /// The node at the lower end.
    pub lower: NodeId,
    /// x of the vertical segments, from the top.
    pub xs: Vec<i32>,
    /// Decides between vertical segments at the same x, one for each.
    pub ties: Vec<u32>,
    /// y of the horizontal segments, one fewer.
    pub ys: Vec<i32>,
    /// The label.
    pub label: Option<Label>,
}

/// A finished or unfinished drawing.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    /// All nodes.
    pub nodes: Arena<NodeId, Rect>,
    /// All groups.
    pub groups: Arena<GroupId, Rect>,
    /// The way of each flow.
    pub routes: Arena<FlowId, Route>,
}

impl Route {
    /// Removes horizontal segments without length.
    pub(super) fn straighten(&mut self) {
        let mut xs: Vec<i32> = Vec::new();
        let mut ties = Vec::new();
        let mut ys = Vec::new();
        let mut label = self.label;
        for (index, (&x, &tie)) in self.xs.iter().zip(&self.ties).enumerate() {
            if xs.last() == Some(&x) {
                if let (Some(label), Some(old)) = (&mut label, self.label)
                    && old.at >= index
                {
                    label.at -= 1;
                }
                continue;
            }
            if index > 0
                && let Some(&y) = self.ys.get(index - 1)
            {
                ys.push(y);
            }
            xs.push(x);
            ties.push(tie);
        }
        *self = Route { xs, ties, ys, label, ..*self };
    }

    /// The vertical segments as (x, y from, y to), for ends at `top` and `bottom`.
    pub(super) fn segments(&self, top: i32, bottom: i32) -> impl Iterator<Item = (i32, i32, i32)> {
        let from = std::iter::once(top).chain(self.ys.iter().copied());
        let to = self.ys.iter().copied().chain(std::iter::once(bottom));
        self.xs.iter().copied().zip(from.zip(to)).map(|(x, (from, to))| (x, from, to))
    }
}

/// Exchanges x and y of a finished drawing whose profile is turned.
#[derive(Debug, Clone, Copy)]
struct Turn(bool);

impl Turn {
    fn point(self, point: Point) -> Point {
        if self.0 { Point::new(point.y, point.x) } else { point }
    }

    fn size(self, size: Size) -> Size {
        if self.0 { swapped(size) } else { size }
    }

    fn rect(self, rect: Rect) -> Rect {
        let (at, size) = (self.point(Point::new(rect.x, rect.y)), self.size(rect.size()));
        Rect::new(at.x, at.y, size.w, size.h)
    }

    fn block(self, block: &Block) -> Block {
        if self.0 { block.turned() } else { block.clone() }
    }
}

impl Drawing {
    /// y behind the bottom border of the upper end and y of the top border of the lower end of a route.
    pub(super) fn ends(&self, route: &Route) -> (i32, i32) {
        (self.nodes[route.upper].bottom(), self.nodes[route.lower].y)
    }

    /// The rectangle of a route's label.
    pub(super) fn label(&self, route: &Route, profile: &Profile) -> Option<Rect> {
        let label = route.label?;
        let x = *route.xs.get(label.at)?;
        let left = if label.left { x - profile.beside - label.size.w } else { x + profile.line + profile.beside };
        Some(Rect::new(left, label.y, label.size.w, label.size.h))
    }

    /// Moves everything so that it starts at the margin; returns the extent.
    pub(super) fn settle(&mut self, profile: &Profile) -> Size {
        let mut rects: Vec<Rect> = self.nodes.values().chain(self.groups.values()).copied().collect();
        for route in self.routes.values() {
            rects.extend(self.label(route, profile));
            let (top, bottom) = self.ends(route);
            rects.extend(route.segments(top, bottom).map(|(x, from, to)| Rect::new(x, from, profile.line, to - from)));
        }
        let left = rects.iter().map(|rect| rect.x).min().unwrap_or(0);
        let top = rects.iter().map(|rect| rect.y).min().unwrap_or(0);
        let right = rects.iter().map(Rect::right).max().unwrap_or(0);
        let bottom = rects.iter().map(Rect::bottom).max().unwrap_or(0);
        let (dx, dy) = (profile.margin - left, profile.margin - top);
        for rect in self.nodes.values_mut().chain(self.groups.values_mut()) {
            *rect = rect.moved(dx, dy);
        }
        for route in self.routes.values_mut() {
            route.xs.iter_mut().for_each(|x| *x += dx);
            route.ys.iter_mut().for_each(|y| *y += dy);
            if let Some(label) = &mut route.label {
                label.y += dy;
            }
        }
        Size::new(right - left + 2 * profile.margin, bottom - top + 2 * profile.margin)
    }

    /// The scene of this drawing.
    pub(super) fn scene(mut self, view: &View, sketch: &Sketch, measures: &Measures, profile: &Profile) -> Scene {
        let turn = Turn(profile.turned);
        let size = turn.size(self.settle(profile));
        let mut boxes = Vec::new();
        for ((id, rect), group) in self.groups.iter().zip(&view.groups) {
            let title = &measures.titles[id];
            let at = turn.rect(Rect::new(rect.x + profile.title.w, rect.y + profile.title.h, 0, 0));
            let text = turn.block(title).runs(at.x, at.y, Align::Left);
            boxes.push(SceneBox {
                id: group.id.clone(),
                role: group.role,
                rect: turn.rect(*rect),
                text,
                tooltip: group.tooltip.clone(),
            });
        }
        for ((id, rect), node) in self.nodes.iter().zip(&view.nodes) {
            let block = &measures.names[id];
            let rect = turn.rect(*rect);
            let x = rect.x + (rect.w - block.size.w) / 2;
            let y = rect.y + (rect.h - block.size.h) / 2;
            boxes.push(SceneBox {
                id: node.id.clone(),
                role: node.role,
                rect,
                text: block.runs(x, y, Align::Center),
                tooltip: node.tooltip.clone(),
            });
        }
        let lines = self.routes.iter().filter_map(|(id, route)| self.line(view, sketch, measures, profile, id, route));
        Scene {
            unit: profile.unit,
            size,
            title: view.title.clone(),
            description: view.description.clone(),
            lines: lines.collect(),
            boxes,
            legend: view.legend.clone(),
            marks: Marks::default(),
        }
    }

    fn line(
        &self,
        view: &View,
        sketch: &Sketch,
        measures: &Measures,
        profile: &Profile,
        id: FlowId,
        route: &Route,
    ) -> Option<SceneLine> {
        let flow = view.flows.get(sketch.hier.flows[id].view)?;
        let (top, bottom) = self.ends(route);
        let mut points = Vec::new();
        for (x, from, to) in route.segments(top - profile.line, bottom) {
            points.extend([Point::new(x, from), Point::new(x, to)]);
        }
        if sketch.reversed[id] {
            points.reverse();
        }
        let turn = Turn(profile.turned);
        points.iter_mut().for_each(|point| *point = turn.point(*point));
        let label = self.label(route, profile).map_or_else(Vec::new, |rect| {
            // Beside its line, text stands at the line; above or below, at the left.
            let left = route.label.is_some_and(|label| label.left) && !profile.turned;
            let rect = turn.rect(rect);
            let align = if left { Align::Right } else { Align::Left };
            turn.block(&measures.labels[id]).runs(rect.x, rect.y, align)
        });
        Some(SceneLine {
            id: flow.id.clone(),
            source: view.nodes.get(flow.source)?.id.clone(),
            target: view.nodes.get(flow.target)?.id.clone(),
            points,
            arrow_at_start: flow.both_ways,
            arrow_at_end: true,
            label,
            crossings: flow.crossings.clone(),
            sensitivity: flow.sensitivity,
            tooltip: flow.tooltip.clone(),
        })
    }
}
