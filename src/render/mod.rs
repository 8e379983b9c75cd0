//! Drawing: a [`Scene`] becomes SVG, PNG or text.
//!
//! The renderers know nothing but scenes. The same scene always gives the same bytes: no installed font, no clock, no
//! hash order has a say.

mod ascii;
mod embed;
mod encode;
mod glyphs;
mod grid;
mod legend;
mod links;
mod png;
mod shape;
mod svg;
mod text;
mod theme;

#[cfg(test)]
mod samples;

pub use links::Links;
pub use png::{Png, PngError, PngOptions, is_font, missing, png};
pub use svg::{Palette, SvgOptions, svg};
pub use text::{TextOptions, plain, text};

use crate::base::geometry::{Point, Rect};
use crate::base::text::clean;
use crate::scene::{BoxRole, Scene};

/// The smallest rectangle around everything that is drawn, legend not included.
///
/// Pictures are cut to it, so that whatever margin a layout keeps never doubles with the renderer's own.
fn extent(scene: &Scene) -> Rect {
    let boxes = scene.boxes.iter().flat_map(|b| std::iter::once(b.rect).chain(b.text.iter().map(|run| run.rect)));
    let labels = scene.lines.iter().flat_map(|line| line.label.iter().map(|run| run.rect));
    let points = scene.lines.iter().flat_map(|line| line.points.iter().map(|p| Rect::new(p.x, p.y, 0, 0)));
    boxes.chain(labels).chain(points).reduce(|a, b| a.union(&b)).unwrap_or_default()
}

/// Whether the box is drawn below the flows because other boxes lie in it.
fn is_container(role: BoxRole) -> bool {
    matches!(role, BoxRole::Zone { .. } | BoxRole::Composite | BoxRole::Layer)
}

/// The points without those that change nothing: repeated ones and those in the middle of a straight piece.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept.as_slice()
            && direction(*before, *last) == direction(*last, point)
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// Signs of the differences of the coordinates.
fn direction(from: Point, to: Point) -> (i32, i32) {
    ((to.x - from.x).signum(), (to.y - from.y).signum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_drop_what_changes_nothing() {
        let line = [(0, 0), (0, 0), (0, 5), (0, 9), (4, 9)].map(|(x, y)| Point::new(x, y));
        assert_eq!(corners(&line), [(0, 0), (0, 9), (4, 9)].map(|(x, y)| Point::new(x, y)));
        assert_eq!(corners(&[]), []);
    }
}
