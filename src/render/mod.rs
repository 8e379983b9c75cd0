//! Drawing: a [`Scene`] becomes SVG, PNG or text.
//!
//! The renderers know nothing but scenes. The same scene always gives the same bytes: no installed font, no clock, no
//! hash order has a say.

mod ascii;
mod glyphs;
mod grid;
mod legend;
mod png;
mod shape;
mod svg;
mod text;
mod theme;

#[cfg(test)]
mod samples;

pub use png::{Png, PngError, PngOptions, png};
pub use svg::{Palette, SvgOptions, svg};
pub use text::{TextOptions, text};

use crate::base::geometry::{Point, Rect};
use crate::scene::{BoxRole, Scene};

/// The smallest rectangle around everything that is drawn, legend not included.
///
/// Pictures are cut to it, so that whatever margin a layout keeps never doubles with the renderer's own.
fn extent(scene: &Scene) -> Rect {
    let boxes = scene.boxes.iter().flat_map(|b| std::iter::once(b.rect).chain(b.text.iter().map(|run| run.rect)));
    let labels = scene.lines.iter().flat_map(|line| line.label.iter().map(|run| run.rect));
    let points = scene.lines.iter().flat_map(|line| line.points.iter().map(|p| Rect::new(p.x, p.y, 0, 0)));
    boxes.chain(labels).chain(points).reduce(|a, b| union(&a, &b)).unwrap_or_default()
}

fn union(a: &Rect, b: &Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect::new(x, y, a.right().max(b.right()) - x, a.bottom().max(b.bottom()) - y)
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

/// Text as a picture may hold it: any white space becomes a blank; characters that XML forbids, that steer a terminal or
/// that turn the reading direction are left out.
fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            _ if c.is_whitespace() => Some(' '),
            _ if c.is_control() || turns_direction(c) || ('\u{FFFE}'..='\u{FFFF}').contains(&c) => None,
            _ => Some(c),
        })
        .collect()
}

/// Bidirectional controls: with them a name could show other characters than it has, in another order.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
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

    #[test]
    fn cleaned_text_has_no_controls() {
        assert_eq!(clean("a\tb\nc\u{1b}[31m\u{0}\u{202e}d\u{fffe}é"), "a b c[31mdé");
    }
}
