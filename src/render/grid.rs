//! A grid of character cells: strokes by layer, and text on top of them.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::direction;
use super::glyphs::side::{EAST, HORIZONTAL, NORTH, SOUTH, VERTICAL, WEST};
use super::glyphs::{Border, Strokes};
use crate::base::geometry::{Point, Rect};

/// Cells beyond this many to the right or downwards are not drawn.
const LIMIT: i32 = 50_000;

/// What a border of a box belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// A zone: the border is a trust boundary.
    Zone,
    /// An element or opened process.
    Element(Border),
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    strokes: Strokes,
    ink: Ink,
}

/// Text in a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Ink {
    #[default]
    None,
    /// The piece of text with this number begins here.
    Piece(u32),
    /// The piece of text to the left covers this cell, too.
    Covered,
}

/// The cells, in rows as long as needed.
pub(super) struct Grid {
    /// What stands in the first column of the first row.
    origin: Point,
    rows: Vec<Vec<Cell>>,
    /// Characters with what combines with them; [`Ink::Piece`] counts in here.
    pieces: Vec<String>,
}

impl Grid {
    /// An empty grid that begins at `origin`.
    pub(super) fn new(origin: Point) -> Self {
        Self { origin, rows: Vec::new(), pieces: Vec::new() }
    }

    fn cell(&mut self, at: Point) -> Option<&mut Cell> {
        let (x, y) = (at.x - self.origin.x, at.y - self.origin.y);
        if x >= LIMIT || y >= LIMIT {
            return None;
        }
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        let row = self.rows.get_mut(y)?;
        if row.len() <= x {
            row.resize(x + 1, Cell::default());
        }
        row.get_mut(x)
    }

    fn stroke(&mut self, at: Point, draw: impl FnOnce(&mut Strokes)) {
        if let Some(cell) = self.cell(at) {
            draw(&mut cell.strokes);
        }
    }

    /// Draws the border of a box on the outermost cells of `rect`.
    pub(super) fn frame(&mut self, rect: &Rect, frame: Frame) {
        let (left, right) = (rect.x, rect.right() - 1);
        let (top, bottom) = (rect.y, rect.bottom() - 1);
        if right <= left || bottom <= top {
            return;
        }
        for x in left + 1..right {
            self.edge(Point::new(x, top), HORIZONTAL, frame);
            self.edge(Point::new(x, bottom), HORIZONTAL, frame);
        }
        for y in top + 1..bottom {
            self.edge(Point::new(left, y), VERTICAL, frame);
            self.edge(Point::new(right, y), VERTICAL, frame);
        }
        self.edge(Point::new(left, top), EAST | SOUTH, frame);
        self.edge(Point::new(right, top), SOUTH | WEST, frame);
        self.edge(Point::new(left, bottom), NORTH | EAST, frame);
        self.edge(Point::new(right, bottom), NORTH | WEST, frame);
    }

    /// Draws the second bar of a store beside its left edge.
    pub(super) fn bar(&mut self, rect: &Rect) {
        let x = rect.x + 1;
        let (top, bottom) = (rect.y, rect.bottom() - 1);
        if x + 1 >= rect.right() || bottom <= top {
            return;
        }
        let sharp = Frame::Element(Border::Sharp);
        self.edge(Point::new(x, top), SOUTH, sharp);
        self.edge(Point::new(x, bottom), NORTH, sharp);
        for y in top + 1..bottom {
            self.edge(Point::new(x, y), VERTICAL, sharp);
        }
    }

    fn edge(&mut self, at: Point, sides: u8, frame: Frame) {
        self.stroke(at, |strokes| match frame {
            Frame::Zone => strokes.zone |= sides,
            Frame::Element(style) => {
                strokes.border |= sides;
                strokes.style = style;
            }
        });
    }

    /// Draws a flow from border cell to border cell. Where there is no arrowhead, the line meets the border in a tee.
    pub(super) fn flow(&mut self, points: &[Point], arrow_at_start: bool, arrow_at_end: bool) {
        let cells = self.walk(points);
        for pair in cells.windows(2) {
            let [from, to] = pair else { continue };
            let side = side_towards(*from, *to);
            let leaves_border = arrow_at_start && Some(from) == cells.first();
            let enters_border = arrow_at_end && Some(to) == cells.last();
            if !leaves_border {
                self.stroke(*from, |strokes| strokes.flow |= side);
            }
            if !enters_border {
                self.stroke(*to, |strokes| strokes.flow |= opposite(side));
            }
        }
        // Between borders that are too near, an arrowhead takes the border's own cell.
        let between = cells.len().saturating_sub(2);
        if arrow_at_end {
            let place = if between >= 1 { cells.iter().rev().nth(1) } else { cells.last() };
            self.arrow(place, cells.iter().rev().nth(1), cells.last());
        }
        if arrow_at_start {
            let crowded = between < if arrow_at_end { 2 } else { 1 };
            let place = if crowded { cells.first() } else { cells.get(1) };
            self.arrow(place, cells.get(1), cells.first());
        }
    }

    fn arrow(&mut self, place: Option<&Point>, from: Option<&Point>, to: Option<&Point>) {
        if let (Some(&place), Some(&from), Some(&to)) = (place, from, to) {
            let side = side_towards(from, to);
            self.stroke(place, |strokes| strokes.arrow = side);
        }
    }

    /// All cells along the line, each once in a row. A slanting piece, which no layout makes, goes across first.
    fn walk(&self, points: &[Point]) -> Vec<Point> {
        let mut cells: Vec<Point> = Vec::new();
        for &point in points {
            let x = point.x.clamp(self.origin.x, self.origin.x.saturating_add(LIMIT));
            let y = point.y.clamp(self.origin.y, self.origin.y.saturating_add(LIMIT));
            let Some(&last) = cells.last() else {
                cells.push(Point::new(x, y));
                continue;
            };
            let mut at = last;
            while at != Point::new(x, y) {
                let (dx, dy) = direction(at, Point::new(x, y));
                at = if dx == 0 { Point::new(at.x, at.y + dy) } else { Point::new(at.x + dx, at.y) };
                cells.push(at);
            }
        }
        cells
    }

    /// Whether no flow runs through the cell.
    pub(super) fn free_of_flows(&mut self, at: Point) -> bool {
        self.cell(at).is_none_or(|cell| cell.strokes.flow == 0)
    }

    /// Writes text from `at` to the right, over whatever is there, and returns the cell after it.
    pub(super) fn write(&mut self, at: Point, text: &str) -> Point {
        let mut at = at;
        for piece in pieces(text) {
            let width = i32::try_from(piece.width()).unwrap_or(1).max(1);
            let number = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
            self.pieces.push(piece);
            for offset in 0..width {
                let here = Point::new(at.x + offset, at.y);
                self.release(here);
                if let Some(cell) = self.cell(here) {
                    cell.ink = if offset == 0 { Ink::Piece(number) } else { Ink::Covered };
                }
            }
            at.x += width;
        }
        at
    }

    /// Takes away a piece of text that covers the cell and others, so that no half of it remains.
    fn release(&mut self, at: Point) {
        let mut first = at;
        while self.ink(first) == Ink::Covered {
            first.x -= 1;
        }
        if !matches!(self.ink(first), Ink::Piece(_)) {
            return;
        }
        let mut here = first;
        loop {
            if let Some(cell) = self.cell(here) {
                cell.ink = Ink::None;
            }
            here.x += 1;
            if self.ink(here) != Ink::Covered {
                return;
            }
        }
    }

    fn ink(&mut self, at: Point) -> Ink {
        self.cell(at).map_or(Ink::None, |cell| cell.ink)
    }

    /// The rows as text, without blanks at the ends of lines and without empty lines at the end.
    pub(super) fn lines(&self, ascii: bool) -> Vec<String> {
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.line(row, ascii)).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn line(&self, row: &[Cell], ascii: bool) -> String {
        let mut line = String::with_capacity(row.len());
        for cell in row {
            match cell.ink {
                Ink::None => line.push(cell.strokes.glyph(ascii)),
                Ink::Piece(number) => {
                    let piece = usize::try_from(number).ok().and_then(|number| self.pieces.get(number));
                    line.push_str(piece.map_or(" ", String::as_str));
                }
                Ink::Covered => {}
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

fn side_towards(from: Point, to: Point) -> u8 {
    match direction(from, to) {
        (0, -1) => NORTH,
        (0, 1) => SOUTH,
        (-1, _) => WEST,
        _ => EAST,
    }
}

fn opposite(side: u8) -> u8 {
    match side {
        NORTH => SOUTH,
        SOUTH => NORTH,
        EAST => WEST,
        _ => EAST,
    }
}

/// Text cut into what takes cells of its own: a character with everything that adds nothing to its width.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        if let Some(last) = pieces.last_mut() {
            let width = last.width();
            last.push(c);
            if c.width() == Some(0) || last.width() <= width {
                continue;
            }
            last.pop();
        }
        if c.width().unwrap_or(0) > 0 {
            pieces.push(c.to_string());
        }
    }
    pieces
}

/// The text in at most `room` cells, with `mark` for what is left out.
pub(super) fn shorten(text: &str, room: usize, mark: char) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for piece in pieces(text) {
        if short.width() + piece.width() + 1 > room {
            break;
        }
        short.push_str(&piece);
    }
    short.push(mark);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_what_combines_together() {
        assert_eq!(pieces("e\u{301}a数"), ["e\u{301}", "a", "数"]);
        assert_eq!(pieces("\u{301}x"), ["x"]);
        assert_eq!(pieces("👩\u{200d}💻!"), ["👩\u{200d}💻", "!"]);
    }

    #[test]
    fn long_text_is_shortened_to_its_room() {
        assert_eq!(shorten("Gateway", 7, '…'), "Gateway");
        assert_eq!(shorten("Gateway", 5, '…'), "Gate…");
        assert_eq!(shorten("数据库", 4, '…'), "数…");
    }

    #[test]
    fn half_a_wide_character_never_remains() {
        let mut grid = Grid::new(Point::new(0, 0));
        grid.write(Point::new(0, 0), "数据");
        grid.write(Point::new(1, 0), "ab");
        assert_eq!(grid.lines(false), [" ab"]);
    }
}
