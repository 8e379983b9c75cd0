//! Sizes and distances of the two runs: pixels and character cells.
//!
//! A line is as thick as `line`: nothing in pixels, one cell in cells. With that, one set of rules serves both: every thing
//! covers the half-open range from its first to behind its last unit.

use crate::base::geometry::Size;
use crate::base::text;
use crate::scene::{TextRole, Unit};
use crate::view::Direction;

/// What is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A segment of a flow.
    Line,
    /// An element.
    Box,
    /// A label of a flow.
    Label,
    /// A side of a group.
    Border,
    /// The title of a group.
    Title,
}

/// Sizes and distances in one unit.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// The unit.
    pub unit: Unit,
    /// Whether the drawing is turned when it is done: flows that run downwards then run to the right. Until then, everything
    /// has its width as height, and its height as width.
    pub turned: bool,
    /// Thickness of lines and borders.
    pub line: i32,
    /// Distance of a flow's end from the corner of its box, at least.
    pub corner: i32,
    /// Free length between a box and the first bend of a flow.
    pub room: i32,
    /// Free length between boxes that a flow joins by a straight line.
    pub straight: i32,
    /// The same for a flow with two arrowheads.
    pub straight_both: i32,
    /// Free length for an arrowhead between a box and the border of its group.
    pub arrow: i32,
    /// Distance between a label and its own line.
    pub beside: i32,
    /// Place of a group's title, from the group's top left corner.
    pub title: Size,
    /// Distance between the title and the right end of its group.
    pub title_end: i32,
    /// Least size of a box.
    pub least: Size,
    /// From the border of a box to its text, both sides together.
    pub padding: Size,
    /// Free space around the picture.
    pub margin: i32,
}

/// Pixels.
const PIXEL: Profile = Profile {
    unit: Unit::Pixel,
    turned: false,
    line: 0,
    corner: 10,
    room: 14,
    straight: 28,
    straight_both: 34,
    arrow: 12,
    beside: 7,
    title: Size { w: 8, h: 6 },
    title_end: 10,
    least: Size { w: 84, h: 40 },
    padding: Size { w: 28, h: 20 },
    margin: 12,
};

/// Character cells.
const CELL: Profile = Profile {
    unit: Unit::Cell,
    turned: false,
    line: 1,
    corner: 1,
    room: 1,
    straight: 2,
    straight_both: 3,
    arrow: 1,
    beside: 0,
    title: Size { w: 2, h: 0 },
    title_end: 2,
    least: Size { w: 7, h: 3 },
    padding: Size { w: 4, h: 2 },
    margin: 0,
};

/// The profiles of drawings that are turned.
const TURNED_PIXEL: Profile = turned(PIXEL);
const TURNED_CELL: Profile = turned(CELL);

const fn turned(profile: Profile) -> Profile {
    Profile { turned: true, title: swapped(profile.title), least: swapped(profile.least), ..profile }
}

/// Width as height, and height as width.
pub(super) const fn swapped(size: Size) -> Size {
    Size { w: size.h, h: size.w }
}

/// The profile of `unit`.
pub(super) fn profile(unit: Unit, direction: Direction) -> &'static Profile {
    match (unit, direction) {
        (Unit::Pixel, Direction::Down) => &PIXEL,
        (Unit::Cell, Direction::Down) => &CELL,
        (Unit::Pixel, Direction::Right) => &TURNED_PIXEL,
        (Unit::Cell, Direction::Right) => &TURNED_CELL,
    }
}

impl Profile {
    /// Least distance side by side.
    pub(super) fn gap_x(&self, a: Sort, b: Sort) -> i32 {
        if self.turned { self.one_above_the_other(a, b) } else { self.side_by_side(a, b) }
    }

    /// Least distance one above the other. No line passes through the arrowhead in front of a box.
    pub(super) fn gap_y(&self, a: Sort, b: Sort) -> i32 {
        let gap = if self.turned { self.side_by_side(a, b) } else { self.one_above_the_other(a, b) };
        match (self.unit, a, b) {
            (Unit::Pixel, Sort::Line, Sort::Box) | (Unit::Pixel, Sort::Box, Sort::Line) => gap.max(self.arrow + 3),
            _ => gap,
        }
    }

    fn side_by_side(&self, a: Sort, b: Sort) -> i32 {
        use Sort::{Border, Box, Label, Line, Title};
        let pixels = match (a, b) {
            (Box, Box) => 24,
            (Box, Border) | (Border, Box) => 16,
            (Border, Border) => 14,
            (Label | Title, _) | (_, Label | Title) => 7,
            (Line, _) | (_, Line) => 10,
        };
        match self.unit {
            Unit::Pixel => pixels,
            Unit::Cell if (a, b) == (Box, Box) => 2,
            Unit::Cell => 1,
        }
    }

    fn one_above_the_other(&self, a: Sort, b: Sort) -> i32 {
        use Sort::{Border, Box, Label, Line, Title};
        let pixels = match (a, b) {
            (Box, Box) => 24,
            (Box, Border) | (Border, Box) => 16,
            (Border, Border) => 14,
            (Title, _) | (_, Title) => 6,
            (Label, _) | (_, Label) => 5,
            (Line, _) | (_, Line) => 10,
        };
        let cells = match (a, b) {
            (Label | Title, _) | (_, Label | Title) => 0,
            (Border, Box | Border) | (Box, Border) => 0,
            _ => 1,
        };
        match self.unit {
            Unit::Pixel => pixels,
            Unit::Cell => cells,
        }
    }

    /// Distance from one line to the next, thickness included.
    pub(super) fn pitch(&self) -> i32 {
        self.line + self.gap_x(Sort::Line, Sort::Line)
    }

    /// Size of one line of text.
    pub(super) fn text(&self, text: &str, role: TextRole) -> Size {
        match self.unit {
            Unit::Pixel => {
                let (size, weight) = role.font();
                let width = crate::base::font::width(text, size, weight);
                // Room for a substitute font that is a little wider.
                Size::new(width + width / 20 + 1, role.line_height())
            }
            Unit::Cell => Size::new(i32::try_from(text::width(text)).unwrap_or(i32::MAX / 4), 1),
        }
    }
}
