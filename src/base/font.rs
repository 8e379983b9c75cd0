//! The embedded font: its bytes for drawing, its advances for measuring, so that no installed font is ever asked.
//!
//! DejaVu Sans was chosen because its widths are those of Verdana, the usual substitute in browsers.

use std::sync::OnceLock;

use unicode_width::UnicodeWidthChar;

/// The family name under which SVG files name the font, with substitutes of like width.
pub const FAMILY_STACK: &str = "'DejaVu Sans', Verdana, Geneva, sans-serif";
/// The family name alone.
pub const FAMILY: &str = "DejaVu Sans";
/// Bytes of the regular face.
pub const REGULAR: &[u8] = include_bytes!("fonts/DejaVuSans.ttf");
/// Bytes of the bold face.
pub const BOLD: &[u8] = include_bytes!("fonts/DejaVuSans-Bold.ttf");

/// A face of the embedded family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Regular.
    Regular,
    /// Bold.
    Bold,
}

fn face(weight: Weight) -> Option<&'static ttf_parser::Face<'static>> {
    static FACES: [OnceLock<Option<ttf_parser::Face<'static>>>; 2] = [OnceLock::new(), OnceLock::new()];
    let [regular, bold] = &FACES;
    let (slot, bytes) = match weight {
        Weight::Regular => (regular, REGULAR),
        Weight::Bold => (bold, BOLD),
    };
    slot.get_or_init(|| ttf_parser::Face::parse(bytes, 0).ok()).as_ref()
}

/// Width of one line of text at `size` pixels, rounded up. Characters that the font lacks count as wide as a terminal
/// would draw them (0.6 em a cell), so that a substitute font finds room.
pub fn width(text: &str, size: u32, weight: Weight) -> i32 {
    let em = f64::from(size);
    let Some(face) = face(weight) else {
        return ceil(text.chars().count() as f64 * em * 0.6);
    };
    let scale = em / f64::from(face.units_per_em());
    let advance = |c: char| match face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)) {
        Some(units) => f64::from(units) * scale,
        None => c.width().unwrap_or(0) as f64 * em * 0.6,
    };
    ceil(text.chars().map(advance).sum())
}

#[expect(clippy::cast_possible_truncation, reason = "widths of text are far below i32::MAX pixels")]
fn ceil(width: f64) -> i32 {
    width.ceil() as i32
}
