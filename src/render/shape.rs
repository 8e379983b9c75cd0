//! Shapes of the notation as SVG elements: boxes by role, lines with rounded corners, arrowheads.

use std::fmt::Write as _;

use svg::node::element::{Element, Path, Rectangle};

use super::{corners, direction};
use crate::base::geometry::{Point, Rect};
use crate::scene::{BoxRole, Sensitivity};

/// Radius at corners of flows, in pixels.
const BEND: i32 = 4;
/// Length and width of an arrowhead.
const HEAD: i32 = 8;
/// Length and width of the arrowhead of a heavy line.
const HEAVY_HEAD: i32 = 10;
/// Distance of each stroke of a double line from the middle.
const DOUBLE: f64 = 2.0;
/// Radius at corners of processes.
const ROUND: i32 = 10;
/// Distance of the second outline of a closed zone from the first.
const INNER: i32 = 3;
/// Distance of the inner bar of a store from its left edge.
const BAR: i32 = 6;

/// The shape of a box without its text, the outline first.
pub(super) fn box_shape(role: BoxRole, rect: &Rect) -> Vec<Element> {
    let radius = match role {
        BoxRole::Zone { .. } | BoxRole::ClosedZone { .. } | BoxRole::Gate => 6,
        BoxRole::Composite | BoxRole::Process => ROUND.min(rect.h / 3).min(rect.w / 3),
        BoxRole::Actor | BoxRole::External | BoxRole::Store | BoxRole::Layer | BoxRole::Elsewhere => 0,
    };
    let mut outline = Rectangle::new()
        .set("class", "edge")
        .set("x", rect.x)
        .set("y", rect.y)
        .set("width", rect.w.max(0))
        .set("height", rect.h.max(0));
    if radius > 0 {
        outline = outline.set("rx", radius);
    }
    let mut shapes = vec![outline.into()];
    if matches!(role, BoxRole::ClosedZone { .. } | BoxRole::Gate) {
        let Rect { x, y, w, h } = rect.grown(-INNER);
        shapes.push(path("inner", format!("M{x} {y}h{w}v{h}h{}z", -w)));
    }
    if role == BoxRole::Store {
        let bar = format!("M{} {}V{}", rect.x + BAR, rect.y, rect.bottom());
        shapes.push(path("bar", bar));
    }
    shapes
}

/// A small person, 9 by 9 pixels, with its top left corner at `at`.
pub(super) fn person(at: Point) -> Element {
    let (x, y) = (at.x, at.y);
    let head = format!("M{} {}a2.5 2.5 0 1 1 -5 0a2.5 2.5 0 1 1 5 0z", x + 7, f64::from(y) + 2.5);
    let shoulders = format!("M{x} {}a4.5 3.5 0 0 1 9 0z", y + 9);
    path("person", head + &shoulders)
}

/// A flow's line and its arrowheads. Nothing for fewer than two points.
pub(super) fn flow(
    points: &[Point],
    arrow_at_start: bool,
    arrow_at_end: bool,
    sensitivity: Option<Sensitivity>,
) -> Vec<Element> {
    let head = if sensitivity.is_some() { HEAVY_HEAD } else { HEAD };
    let points = corners(points);
    let ends = (points.first(), points.get(1), points.iter().rev().nth(1), points.last());
    let (Some(&first), Some(&second), Some(&before), Some(&last)) = ends else { return Vec::new() };
    // The line ends inside its arrowheads, lest it blunt their tips.
    let start = if arrow_at_start { towards(first, second, head - 1) } else { first };
    let end = if arrow_at_end { towards(last, before, head - 1) } else { last };
    let mut ends = points;
    if let Some(point) = ends.first_mut() {
        *point = start;
    }
    if let Some(point) = ends.last_mut() {
        *point = end;
    }
    // Sides of the line at which a stroke runs: two of them look like no other flow, whatever the colours.
    let sides: &[f64] = if sensitivity == Some(Sensitivity::Critical) { &[-DOUBLE, DOUBLE] } else { &[0.0] };
    let mut parts: Vec<Element> = sides.iter().map(|side| path("line", line(&ends, *side))).collect();
    if arrow_at_start {
        parts.push(arrowhead(second, first, head));
    }
    if arrow_at_end {
        parts.push(arrowhead(before, last, head));
    }
    parts
}

/// The line along the points, `side` pixels to its right, each corner rounded.
fn line(points: &[Point], side: f64) -> String {
    let along = |from: Point, to: Point| {
        let (dx, dy) = direction(from, to);
        (-f64::from(dy) * side, f64::from(dx) * side)
    };
    let mut data = String::new();
    if let [first, second, ..] = points {
        let (x, y) = along(*first, *second);
        let _ = write!(data, "M{} {}", f64::from(first.x) + x, f64::from(first.y) + y);
    }
    for corner in points.windows(3) {
        let [from, at, to] = corner else { continue };
        let radius = BEND.min(length(*from, *at) / 2).min(length(*at, *to) / 2);
        let (before, after) = (along(*from, *at), along(*at, *to));
        let (enter, leave) = (towards(*at, *from, radius), towards(*at, *to, radius));
        let moved = |point: Point| (f64::from(point.x) + before.0 + after.0, f64::from(point.y) + before.1 + after.1);
        let (enter, at, leave) = (moved(enter), moved(*at), moved(leave));
        let _ = write!(data, "L{} {}Q{} {} {} {}", enter.0, enter.1, at.0, at.1, leave.0, leave.1);
    }
    if let [.., before, last] = points {
        let (x, y) = along(*before, *last);
        let _ = write!(data, "L{} {}", f64::from(last.x) + x, f64::from(last.y) + y);
    }
    data
}

fn arrowhead(from: Point, tip: Point, size: i32) -> Element {
    let (dx, dy) = direction(from, tip);
    let (x, y) = (tip.x - size * dx, tip.y - size * dy);
    // A quarter turn of the direction leads to the sides.
    let (sx, sy) = (-dy * size / 2, dx * size / 2);
    path("head", format!("M{} {}L{} {}L{} {}z", tip.x, tip.y, x + sx, y + sy, x - sx, y - sy))
}

fn path(class: &str, data: String) -> Element {
    Path::new().set("class", class).set("d", data).into()
}

fn length(a: Point, b: Point) -> i32 {
    (b.x - a.x).abs().max((b.y - a.y).abs())
}

/// The point `by` pixels from `from` in direction of `to`, at most at `to`.
fn towards(from: Point, to: Point, by: i32) -> Point {
    let (dx, dy) = direction(from, to);
    let by = by.min(length(from, to));
    Point::new(from.x + dx * by, from.y + dy * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(list: &[(i32, i32)]) -> Vec<Point> {
        list.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn check(list: &[(i32, i32)], arrow_at_start: bool, expected: &[&str]) {
        let parts = flow(&points(list), arrow_at_start, true, None);
        assert_eq!(parts.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn two_strokes_run_beside_a_critical_line() {
        let parts = flow(&points(&[(0, 0), (0, 20), (40, 20)]), false, true, Some(Sensitivity::Critical));
        let paths: Vec<String> = parts.iter().map(ToString::to_string).collect();
        assert_eq!(
            paths,
            [
                r#"<path class="line" d="M2 0L2 14Q2 18 6 18L31 18"/>"#,
                r#"<path class="line" d="M-2 0L-2 18Q-2 22 2 22L31 22"/>"#,
                r#"<path class="head" d="M40 20L30 25L30 15z"/>"#,
            ]
        );
    }

    #[test]
    fn lines_bend_softly_and_arrowheads_touch_the_ends() {
        let line = r#"<path class="line" d="M0 0L0 16Q0 20 4 20L23 20"/>"#;
        let head = r#"<path class="head" d="M30 20L22 24L22 16z"/>"#;
        check(&[(0, 0), (0, 20), (30, 20)], false, &[line, head]);
        let line = r#"<path class="line" d="M0 7L0 33"/>"#;
        let (start, end) =
            (r#"<path class="head" d="M0 0L4 8L-4 8z"/>"#, r#"<path class="head" d="M0 40L-4 32L4 32z"/>"#);
        check(&[(0, 0), (0, 20), (0, 40)], true, &[line, start, end]);
        check(&[(3, 3), (3, 3)], true, &[]);
    }
}
