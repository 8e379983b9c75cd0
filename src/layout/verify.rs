//! P9: the hard rules of a drawing, checked on the finished scene alone.
//!
//! Coordinates are those of [`Scene`]: in pixels lines have no thickness and borders are the edges of rectangles. In cells,
//! `Rect { x, y, w, h }` covers the cells `x..x + w`, `y..y + h` (ends excluded), borders are drawn on the outermost of them,
//! points of a line are cells, the first and the last of them border cells of the line's boxes, and the arrowhead stands in
//! the cell before the last point.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::geometry::{Point, Rect};
use crate::scene::{BoxRole, Scene, SceneBox, SceneLine, Unit};

/// The hard rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Boxes lie apart, or one, a group, holds the other with room around it.
    Boxes,
    /// Text lies inside its box and on no other.
    Text,
    /// Lines have horizontal and vertical segments only.
    Orthogonal,
    /// Lines start and end at the borders of their boxes, at a right angle, away from the corners.
    Ends,
    /// Lines pass through no other element.
    ThroughBox,
    /// Lines cross the borders of groups exactly where they must, once, at a right angle.
    Borders,
    /// Lines do not pass through titles.
    ThroughTitle,
    /// Labels lie on nothing else.
    Labels,
    /// Lines do not run on or close to each other; they may cross.
    Apart,
    /// There is room for every arrowhead.
    Arrows,
    /// Everything lies inside the picture.
    Extent,
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What breaks it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

/// All broken rules of `scene`; none, unless the layout has a fault.
pub fn verify(scene: &Scene) -> Vec<Violation> {
    let mut check = Check::new(scene);
    check.boxes();
    check.texts();
    for line in &scene.lines {
        check.shape(line);
        check.ends(line);
        check.through(line);
        check.borders(line);
    }
    check.labels();
    check.apart();
    check.arrows();
    check.extent();
    check.found
}

/// Whether the role is that of a box around others.
fn is_group(role: BoxRole) -> bool {
    matches!(role, BoxRole::Zone { .. } | BoxRole::Composite)
}

/// A straight piece of a line, as the range of units that it covers, both ends included.
#[derive(Debug, Clone, Copy)]
struct Segment {
    from: Point,
    to: Point,
    line: usize,
}

impl Segment {
    fn upright(&self) -> bool {
        self.from.x == self.to.x
    }

    /// The part common with `rect`; borders of the rectangle count in cells, and not in pixels.
    fn meets(&self, rect: &Rect, unit: Unit) -> bool {
        let (x0, x1) = (self.from.x, self.to.x);
        let (y0, y1) = (self.from.y, self.to.y);
        match unit {
            Unit::Cell => x0 < rect.right() && rect.x <= x1 && y0 < rect.bottom() && rect.y <= y1,
            Unit::Pixel => {
                x0 < rect.right() && rect.x < x1.max(x0 + i32::from(x0 == x1 && x0 > rect.x)) && {
                    y0 < rect.bottom() && rect.y < y1.max(y0 + i32::from(y0 == y1 && y0 > rect.y))
                }
            }
        }
    }
}

fn segments(line: &SceneLine, index: usize) -> impl Iterator<Item = Segment> {
    line.points.iter().zip(line.points.iter().skip(1)).map(move |(a, b)| Segment {
        from: Point::new(a.x.min(b.x), a.y.min(b.y)),
        to: Point::new(a.x.max(b.x), a.y.max(b.y)),
        line: index,
    })
}

struct Check<'a> {
    scene: &'a Scene,
    by_id: BTreeMap<&'a str, &'a SceneBox>,
    groups: Vec<&'a SceneBox>,
    nodes: Vec<&'a SceneBox>,
    /// Thickness of a line.
    thick: i32,
    found: Vec<Violation>,
}

impl<'a> Check<'a> {
    fn new(scene: &'a Scene) -> Self {
        Self {
            scene,
            by_id: scene.boxes.iter().map(|it| (it.id.as_str(), it)).collect(),
            groups: scene.boxes.iter().filter(|it| is_group(it.role)).collect(),
            nodes: scene.boxes.iter().filter(|it| !is_group(it.role)).collect(),
            thick: match scene.unit {
                Unit::Pixel => 0,
                Unit::Cell => 1,
            },
            found: Vec::new(),
        }
    }

    fn report(&mut self, rule: Rule, what: String) {
        self.found.push(Violation { rule, what });
    }

    fn demand(&mut self, holds: bool, rule: Rule, what: impl FnOnce() -> String) {
        if !holds {
            self.report(rule, what());
        }
    }

    fn boxes(&mut self) {
        // In cells, text is dense enough without free rows.
        let (side, end) = match self.scene.unit {
            Unit::Pixel => (8, 8),
            Unit::Cell => (2, 1),
        };
        // Sorted by x, only boxes that share some x are compared.
        let mut sorted: Vec<&SceneBox> = self.scene.boxes.iter().collect();
        sorted.sort_by_key(|it| it.rect.x);
        for (index, a) in sorted.iter().enumerate() {
            for b in sorted.iter().skip(index + 1).take_while(|b| b.rect.x < a.rect.right()) {
                if !a.rect.overlaps(&b.rect) {
                    continue;
                }
                let holds = |a: &SceneBox, b: &SceneBox| {
                    let Rect { x, y, w, h } = a.rect;
                    is_group(a.role) && Rect::new(x + side, y + end, w - 2 * side, h - 2 * end).contains(&b.rect)
                };
                let fine = holds(a, b) || holds(b, a);
                self.demand(fine, Rule::Boxes, || format!("`{}` {:?} and `{}` {:?}", a.id, a.rect, b.id, b.rect));
            }
        }
    }

    fn texts(&mut self) {
        for it in &self.scene.boxes {
            for run in &it.text {
                let inside = it.rect.contains(&run.rect);
                self.demand(inside, Rule::Text, || format!("`{}` {:?} leaves `{}`", run.text, run.rect, it.id));
                for other in &self.scene.boxes {
                    let on = other.id != it.id && other.rect.overlaps(&run.rect) && !other.rect.contains(&it.rect);
                    self.demand(!on, Rule::Text, || format!("`{}` on `{}`", run.text, other.id));
                }
            }
        }
    }

    fn shape(&mut self, line: &SceneLine) {
        self.demand(line.points.len() >= 2, Rule::Orthogonal, || format!("`{}` has no length", line.id));
        let mut before: Option<bool> = None;
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            let upright = a.x == b.x;
            let fine = upright != (a.y == b.y) && before != Some(upright);
            self.demand(fine, Rule::Orthogonal, || format!("`{}` {a:?} {b:?}", line.id));
            before = Some(upright);
        }
    }

    fn ends(&mut self, line: &SceneLine) {
        let forward = (line.points.first(), line.points.get(1), &line.source);
        let backward = (line.points.last(), line.points.iter().rev().nth(1), &line.target);
        for (end, next, id) in [forward, backward] {
            let (Some(&end), Some(&next), Some(it)) = (end, next, self.by_id.get(id.as_str())) else {
                self.report(Rule::Ends, format!("`{}` has no end at `{id}`", line.id));
                continue;
            };
            let rect = it.rect;
            let (right, bottom) = (rect.right() - self.thick, rect.bottom() - self.thick);
            let across = rect.x < end.x && end.x < right && next.x == end.x;
            let along = rect.y < end.y && end.y < bottom && next.y == end.y;
            let fine = (across && end.y == rect.y && next.y < end.y)
                || (across && end.y == bottom && next.y > end.y)
                || (along && end.x == rect.x && next.x < end.x)
                || (along && end.x == right && next.x > end.x);
            self.demand(fine, Rule::Ends, || format!("`{}` {end:?} at `{id}` {rect:?}", line.id));
        }
    }

    fn through(&mut self, line: &SceneLine) {
        let unit = self.scene.unit;
        let pieces: Vec<Segment> = segments(line, 0).collect();
        let last = pieces.len().saturating_sub(1);
        for it in self.nodes.clone() {
            let (source, target) = (it.id == line.source, it.id == line.target);
            for (index, piece) in pieces.iter().enumerate() {
                let own = (source && index == 0) || (target && index == last);
                let on = piece.meets(&it.rect, unit);
                self.demand(own || !on, Rule::ThroughBox, || format!("`{}` through `{}`", line.id, it.id));
            }
        }
        for group in self.groups.clone() {
            for run in &group.text {
                for piece in &pieces {
                    let on = piece.meets(&run.rect, unit);
                    self.demand(!on, Rule::ThroughTitle, || format!("`{}` through `{}`", line.id, run.text));
                }
            }
        }
    }

    fn borders(&mut self, line: &SceneLine) {
        let (Some(source), Some(target)) =
            (self.by_id.get(line.source.as_str()).copied(), self.by_id.get(line.target.as_str()).copied())
        else {
            return;
        };
        for group in self.groups.clone() {
            let rect = group.rect;
            let needed = usize::from(rect.contains(&source.rect) != rect.contains(&target.rect));
            let mut crossings = 0;
            for piece in segments(line, 0) {
                match crosses(&piece, &rect, self.thick) {
                    Some(count) => crossings += count,
                    None => self.report(Rule::Borders, format!("`{}` touches `{}`", line.id, group.id)),
                }
            }
            self.demand(crossings == needed, Rule::Borders, || {
                format!("`{}` crosses `{}` {crossings} times, not {needed}", line.id, group.id)
            });
        }
    }

    fn labels(&mut self) {
        let scene = self.scene;
        let runs: Vec<(usize, Rect)> = scene
            .lines
            .iter()
            .enumerate()
            .flat_map(|(index, line)| line.label.iter().map(move |run| (index, run.rect)))
            .collect();
        let titles: Vec<Rect> = self.groups.iter().flat_map(|it| it.text.iter().map(|run| run.rect)).collect();
        let pieces: Vec<Segment> =
            scene.lines.iter().enumerate().flat_map(|(index, line)| segments(line, index)).collect();
        for (index, &(line, rect)) in runs.iter().enumerate() {
            let name = || scene.lines.get(line).map_or_else(String::new, |line| line.id.clone());
            let on_box = self.nodes.iter().any(|it| it.rect.overlaps(&rect));
            let on_title = titles.iter().any(|title| title.overlaps(&rect));
            let on_border = self
                .groups
                .iter()
                .any(|it| it.rect.overlaps(&rect) && !it.rect.grown(-self.thick.max(1)).contains(&rect));
            let on_label = runs.iter().skip(index + 1).any(|(other, it)| *other != line && it.overlaps(&rect));
            let on_line = pieces.iter().any(|piece| piece.line != line && piece.meets(&rect, scene.unit));
            for (bad, what) in [
                (on_box, "an element"),
                (on_title, "a title"),
                (on_border, "a border"),
                (on_label, "a label"),
                (on_line, "a line"),
            ] {
                self.demand(!bad, Rule::Labels, || format!("label of `{}` on {what}", name()));
            }
        }
    }

    fn apart(&mut self) {
        let scene = self.scene;
        let mut pieces: Vec<Segment> =
            scene.lines.iter().enumerate().flat_map(|(index, line)| segments(line, index)).collect();
        pieces.sort_by_key(|piece| piece.from.x);
        let (gap, margin) = match scene.unit {
            Unit::Pixel => (8, 4),
            Unit::Cell => (2, 1),
        };
        let mut bad: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (index, a) in pieces.iter().enumerate() {
            for b in pieces.iter().skip(index + 1).take_while(|b| b.from.x - a.to.x < gap) {
                if a.line != b.line && !clear(a, b, gap, margin) {
                    bad.insert((a.line.min(b.line), a.line.max(b.line)));
                }
            }
        }
        for (a, b) in bad {
            let id = |index: usize| scene.lines.get(index).map_or("", |line| line.id.as_str());
            self.report(Rule::Apart, format!("`{}` and `{}`", id(a), id(b)));
        }
    }

    fn arrows(&mut self) {
        let scene = self.scene;
        let least = match scene.unit {
            Unit::Pixel => 8,
            Unit::Cell => 2,
        };
        let mut heads: BTreeSet<Point> = BTreeSet::new();
        for line in &scene.lines {
            let both = line.arrow_at_start && line.arrow_at_end && line.points.len() == 2;
            let start = (line.arrow_at_start, line.points.first(), line.points.get(1));
            let end = (line.arrow_at_end, line.points.last(), line.points.iter().rev().nth(1));
            for (present, tip, bend) in [start, end] {
                let (true, Some(&tip), Some(&bend)) = (present, tip, bend) else { continue };
                let length = (tip.x - bend.x).abs() + (tip.y - bend.y).abs();
                let needed = if both { 2 * least - 1 } else { least };
                self.demand(length >= needed, Rule::Arrows, || format!("`{}` has {length} for its arrowhead", line.id));
                if scene.unit == Unit::Cell {
                    let head = Point::new(tip.x - (tip.x - bend.x).signum(), tip.y - (tip.y - bend.y).signum());
                    let fresh = heads.insert(head);
                    self.demand(fresh, Rule::Arrows, || format!("`{}` shares its arrowhead", line.id));
                    let on_border = self.groups.iter().any(|it| on_border(&it.rect, head));
                    self.demand(!on_border, Rule::Arrows, || format!("`{}` has its arrowhead on a border", line.id));
                }
            }
        }
    }

    fn extent(&mut self) {
        let size = self.scene.size;
        let all = Rect::new(0, 0, size.w, size.h);
        for it in &self.scene.boxes {
            self.demand(all.contains(&it.rect), Rule::Extent, || format!("`{}`", it.id));
        }
        for line in &self.scene.lines {
            let points = line.points.iter().map(|point| Rect::new(point.x, point.y, self.thick, self.thick));
            let inside = points.chain(line.label.iter().map(|run| run.rect)).all(|rect| all.contains(&rect));
            self.demand(inside, Rule::Extent, || format!("`{}`", line.id));
        }
    }
}

/// How often `piece` crosses the border of `rect`; `None` if it touches it in another way.
fn crosses(piece: &Segment, rect: &Rect, thick: i32) -> Option<usize> {
    let (right, bottom) = (rect.right() - thick, rect.bottom() - thick);
    // The piece along its own direction, the borders that it meets at a right angle, and the two that it must keep off.
    let (at, from, to, near, far, side_a, side_b) = if piece.upright() {
        (piece.from.x, piece.from.y, piece.to.y, rect.y, bottom, rect.x, right)
    } else {
        (piece.from.y, piece.from.x, piece.to.x, rect.x, right, rect.y, bottom)
    };
    if at < side_a || side_b < at || to < near || far < from {
        return Some(0);
    }
    if at == side_a || at == side_b {
        return None;
    }
    let mut count = 0;
    for border in [near, far] {
        if from == border || to == border {
            return None;
        }
        count += usize::from(from < border && border < to);
    }
    Some(count)
}

/// Whether pieces of two lines lie at least `gap` apart, or cross at least `margin` away from their ends.
fn clear(a: &Segment, b: &Segment, gap: i32, margin: i32) -> bool {
    let distance = |a0: i32, a1: i32, b0: i32, b1: i32| (b0 - a1).max(a0 - b1);
    let x = distance(a.from.x, a.to.x, b.from.x, b.to.x);
    let y = distance(a.from.y, a.to.y, b.from.y, b.to.y);
    if x >= gap || y >= gap {
        return true;
    }
    let (across, upright) = match (a.upright(), b.upright()) {
        (false, true) => (a, b),
        (true, false) => (b, a),
        _ => return false,
    };
    across.from.x + margin <= upright.from.x
        && upright.from.x <= across.to.x - margin
        && upright.from.y + margin <= across.from.y
        && across.from.y <= upright.to.y - margin
}

/// Whether the cell `at` belongs to the border of `rect`.
fn on_border(rect: &Rect, at: Point) -> bool {
    let holds = |rect: &Rect| rect.x <= at.x && at.x < rect.right() && rect.y <= at.y && at.y < rect.bottom();
    holds(rect) && !holds(&rect.grown(-1))
}
