//! Which character shows the strokes that meet in a cell, for Unicode and for plain ASCII.

/// Strokes from the middle of a cell to its sides.
pub(super) mod side {
    /// Upwards.
    pub const NORTH: u8 = 1;
    /// To the right.
    pub const EAST: u8 = 2;
    /// Downwards.
    pub const SOUTH: u8 = 4;
    /// To the left.
    pub const WEST: u8 = 8;
    /// A vertical stroke through the cell.
    pub const VERTICAL: u8 = NORTH | SOUTH;
    /// A horizontal stroke through the cell.
    pub const HORIZONTAL: u8 = EAST | WEST;
}

use side::{EAST, HORIZONTAL, NORTH, SOUTH, VERTICAL, WEST};

/// How the border of an element is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Border {
    /// With sharp corners.
    #[default]
    Sharp,
    /// With round corners.
    Round,
    /// With gaps.
    Dashed,
}

/// Everything drawn in one cell: sets of [`side`]s, one for each layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Strokes {
    /// Trust boundaries: double lines.
    pub zone: u8,
    /// Borders of elements.
    pub border: u8,
    /// How the border is drawn.
    pub style: Border,
    /// Flows.
    pub flow: u8,
    /// The side that an arrowhead points to.
    pub arrow: u8,
}

/// Single lines, by set of sides. A lone half stroke is drawn through: half characters look broken in many fonts.
const SINGLE: [char; 16] = [' ', '│', '─', '└', '│', '│', '┌', '├', '─', '┘', '─', '┴', '┐', '┤', '┬', '┼'];
/// Double lines, by set of sides.
const DOUBLE: [char; 16] = [' ', '║', '═', '╚', '║', '║', '╔', '╠', '═', '╝', '═', '╩', '╗', '╣', '╦', '╬'];
/// A double line that single strokes meet: sides of the double one, sides of the single ones, character.
const MIXED: [(u8, u8, char); 6] = [
    (HORIZONTAL, NORTH, '╧'),
    (HORIZONTAL, SOUTH, '╤'),
    (HORIZONTAL, VERTICAL, '╪'),
    (VERTICAL, WEST, '╢'),
    (VERTICAL, EAST, '╟'),
    (VERTICAL, HORIZONTAL, '╫'),
];
/// Round corners: sides, Unicode, ASCII.
const ROUND: [(u8, char, char); 4] =
    [(EAST | SOUTH, '╭', '.'), (SOUTH | WEST, '╮', '.'), (NORTH | WEST, '╯', '\''), (NORTH | EAST, '╰', '\'')];
/// Arrowheads: side, Unicode, ASCII.
const ARROWS: [(u8, char, char); 4] = [(NORTH, '▲', '^'), (EAST, '►', '>'), (SOUTH, '▼', 'v'), (WEST, '◄', '<')];

impl Strokes {
    /// The character for what is drawn.
    pub(super) fn glyph(&self, ascii: bool) -> char {
        let pick = |unicode, plain| if ascii { plain } else { unicode };
        if let Some(&(_, unicode, plain)) = ARROWS.iter().find(|(side, ..)| *side == self.arrow) {
            return pick(unicode, plain);
        }
        if self.zone != 0 {
            return if ascii { self.plain_zone() } else { self.zone() };
        }
        if self.flow == 0 {
            match (self.style, self.border) {
                (Border::Round, corner) => {
                    if let Some(&(_, unicode, plain)) = ROUND.iter().find(|(sides, ..)| *sides == corner) {
                        return pick(unicode, plain);
                    }
                }
                (Border::Dashed, HORIZONTAL) => return pick('╌', '.'),
                (Border::Dashed, VERTICAL) => return pick('╎', ':'),
                _ => {}
            }
        }
        let sides = self.border | self.flow;
        if ascii { plain(sides) } else { look_up(&SINGLE, sides) }
    }

    fn zone(&self) -> char {
        let single = (self.border | self.flow) & !self.zone;
        let mixed = MIXED.iter().find(|(zone, sides, _)| *zone == self.zone && *sides == single);
        mixed.map_or_else(|| look_up(&DOUBLE, self.zone), |(.., glyph)| *glyph)
    }

    fn plain_zone(&self) -> char {
        let crossed = (self.border | self.flow) & !self.zone != 0;
        match self.zone {
            HORIZONTAL | VERTICAL if crossed => '+',
            EAST | WEST | HORIZONTAL => '=',
            _ => '#',
        }
    }
}

fn look_up(table: &[char; 16], sides: u8) -> char {
    table.get(usize::from(sides)).copied().unwrap_or(' ')
}

fn plain(sides: u8) -> char {
    match sides {
        0 => ' ',
        NORTH | SOUTH | VERTICAL => '|',
        EAST | WEST | HORIZONTAL => '-',
        _ => '+',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_that_meet_find_their_character() {
        let zone = |zone, flow| Strokes { zone, flow, ..Strokes::default() };
        let flow = |flow| zone(0, flow);
        let table = [
            (zone(HORIZONTAL, VERTICAL), '╪', '+'),
            (zone(VERTICAL, HORIZONTAL), '╫', '+'),
            (zone(HORIZONTAL, SOUTH), '╤', '+'),
            (zone(VERTICAL | EAST, 0), '╠', '#'),
            (zone(VERTICAL | HORIZONTAL, 0), '╬', '#'),
            (zone(EAST | SOUTH, NORTH), '╔', '#'),
            (flow(VERTICAL | HORIZONTAL), '┼', '+'),
            (flow(NORTH | EAST), '└', '+'),
            (flow(SOUTH), '│', '|'),
            (Strokes { border: HORIZONTAL, flow: SOUTH, ..Strokes::default() }, '┬', '+'),
            (Strokes { border: EAST | SOUTH, style: Border::Round, ..Strokes::default() }, '╭', '.'),
            (Strokes { border: VERTICAL, style: Border::Dashed, ..Strokes::default() }, '╎', ':'),
            (Strokes { border: VERTICAL, style: Border::Dashed, flow: HORIZONTAL, ..Strokes::default() }, '┼', '+'),
            (Strokes { flow: VERTICAL, arrow: SOUTH, ..Strokes::default() }, '▼', 'v'),
            (Strokes::default(), ' ', ' '),
        ];
        for (strokes, unicode, ascii) in table {
            assert_eq!((strokes.glyph(false), strokes.glyph(true)), (unicode, ascii), "{strokes:?}");
        }
    }
}
