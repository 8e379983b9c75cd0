//! Integer geometry of pictures: one unit is one pixel or one character cell, y grows downwards.

/// A point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Units from the left.
    pub x: i32,
    /// Units from the top.
    pub y: i32,
}

/// Width and height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Width in units.
    pub w: i32,
    /// Height in units.
    pub h: i32,
}

/// An axis-parallel rectangle; its right and bottom edge lie at `x + w` and `y + h`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub w: i32,
    /// Height.
    pub h: i32,
}

impl Point {
    /// The point at `x`, `y`.
    pub fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }
}

impl Size {
    /// A size of `w` by `h`.
    pub fn new(w: i32, h: i32) -> Self {
        Self { w, h }
    }
}

impl Rect {
    /// The rectangle with its top left corner at `x`, `y`.
    pub fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self { x, y, w, h }
    }

    /// x of the right edge.
    pub fn right(&self) -> i32 {
        self.x + self.w
    }

    /// y of the bottom edge.
    pub fn bottom(&self) -> i32 {
        self.y + self.h
    }

    /// The size alone.
    pub fn size(&self) -> Size {
        Size { w: self.w, h: self.h }
    }

    /// The point in the middle, rounded towards the top left.
    pub fn center(&self) -> Point {
        Point { x: self.x + self.w / 2, y: self.y + self.h / 2 }
    }

    /// Whether the insides of both rectangles share a point.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Whether `other` lies inside this rectangle, edges included.
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }

    /// The rectangle grown by `by` units on every side (shrunk where `by` is negative).
    pub fn grown(&self, by: i32) -> Rect {
        Rect { x: self.x - by, y: self.y - by, w: self.w + 2 * by, h: self.h + 2 * by }
    }

    /// The same rectangle, moved.
    pub fn moved(&self, dx: i32, dy: i32) -> Rect {
        Rect { x: self.x + dx, y: self.y + dy, ..*self }
    }
}
