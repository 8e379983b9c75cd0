//! How wide the columns of a table are, and how large its type is.

use super::place::{LANDSCAPE, PORTRAIT, Page};
use crate::base::font::{self, Weight};

/// Blank space at the sides of a cell, in points; `pages.typ` has the same.
const INSET: f64 = 7.0;
/// A word that takes more of its page's width than this may be broken.
const LONGEST_WORD: f64 = 0.2;
/// Pages and sizes of type, from what is best to read to what holds most.
const SETTINGS: [(Page, f64); 4] = [(PORTRAIT, 8.0), (PORTRAIT, 7.25), (LANDSCAPE, 8.0), (LANDSCAPE, 7.0)];
/// A column is too narrow for its text if it takes less than this part of the page's width, and its cells more lines on
/// average than that.
const NARROW: (f64, f64) = (0.25, 6.0);

/// How a table is set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    pub(super) page: Page,
    /// The size of the type, in points.
    pub(super) size: f64,
    /// The width of each column, in points, with the blank space at its sides.
    pub(super) widths: Vec<f64>,
}

/// A row of no more lines stays on one page.
const SMALL: f64 = 12.0;

impl Columns {
    /// Whether a row with these cells is so low that it stays on one page.
    pub(super) fn is_small(&self, row: &[String]) -> bool {
        let lines = |(cell, width): (&String, &f64)| em(cell, Weight::Regular) * self.size / (width - INSET).max(1.0);
        row.iter().zip(&self.widths).map(lines).fold(0.0, f64::max) <= SMALL
    }
}

/// What a column asks for, in units of the size of the type.
#[derive(Debug, Clone, Copy, Default)]
struct Need {
    /// Its widest word.
    word: f64,
    /// Its widest cell.
    cell: f64,
    /// Its cells on average, in which long ones count more.
    usual: f64,
}

impl Need {
    /// Whether a column has room for its words, and for its text without becoming a long strip.
    fn is_met(&self, room: f64, page: Page, size: f64) -> bool {
        let words_fit = (self.word * size).min(LONGEST_WORD * page.width) <= room + 0.01;
        let (part, lines) = NARROW;
        words_fit && (room > part * page.width || self.usual * size <= lines * room)
    }
}

/// Columns for these titles and cells.
pub(super) fn columns(titles: &[String], rows: &[Vec<String>]) -> Columns {
    let needs: Vec<Need> = titles.iter().enumerate().map(|(at, title)| need(title, rows, at)).collect();
    let tried: Vec<Columns> = SETTINGS.iter().map(|&(page, size)| set(&needs, page, size)).collect();
    let good = tried.iter().find(|columns| {
        needs.iter().zip(&columns.widths).all(|(need, &width)| need.is_met(width - INSET, columns.page, columns.size))
    });
    good.or(tried.last()).cloned().unwrap_or(Columns { page: PORTRAIT, size: 8.0, widths: Vec::new() })
}

#[expect(clippy::cast_precision_loss, reason = "no table has that many rows")]
fn need(title: &str, rows: &[Vec<String>], at: usize) -> Need {
    let cells = || rows.iter().filter_map(|row| row.get(at));
    let words = cells().flat_map(|cell| cell.split_whitespace()).map(|word| em(word, Weight::Regular));
    let title_words = title.split_whitespace().map(|word| em(word, Weight::Bold));
    let widths: Vec<f64> = cells().map(|cell| em(cell, Weight::Regular)).collect();
    Need {
        word: words.chain(title_words).fold(0.0, f64::max),
        cell: widths.iter().copied().fold(em(title, Weight::Bold), f64::max),
        usual: (widths.iter().map(|width| width * width).sum::<f64>() / widths.len().max(1) as f64).sqrt(),
    }
}

/// The width of a text, in units of the size of its type.
fn em(text: &str, weight: Weight) -> f64 {
    f64::from(font::width(text, 100, weight)) / 100.0
}

/// Points that are given to a column at a time.
const STEP: f64 = 3.0;

/// Each column has room for its widest word. What is left goes, step by step, to the column whose cells take most lines, and in
/// the end to all alike.
fn set(needs: &[Need], page: Page, size: f64) -> Columns {
    let longest = LONGEST_WORD * page.width;
    let mut widths: Vec<f64> = needs.iter().map(|need| (need.word * size).min(longest) + INSET).collect();
    while widths.iter().sum::<f64>() + STEP <= page.width {
        let tallest = needs
            .iter()
            .zip(&mut widths)
            .filter(|(need, width)| **width < need.cell * size + INSET + 1.0)
            .map(|(need, width)| (need.usual * size / (*width - INSET).max(1.0), width))
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        let Some((_, width)) = tallest else { break };
        *width += STEP;
    }
    let factor = page.width / widths.iter().sum::<f64>().max(1.0);
    widths.iter_mut().for_each(|width| *width *= factor);
    Columns { page, size, widths }
}

/// Characters behind which a word that is too long for its line may be broken.
const JOINTS: &[char] = &['/', '.', '-', '_', ':', '=', '>', ',', ';', '@', '&', '?', ')', '|', '+'];
/// A place where a line may end, without a blank.
const BREAK: char = '\u{200B}';

/// The same text, with places where lines may end in words that are wider than their column.
pub(super) fn softened(text: &str, room: f64, size: f64) -> String {
    let fits = |word: &str| em(word.trim_end(), Weight::Regular) * size + INSET <= room;
    let soften = |word: &str| {
        if fits(word) {
            return word.to_owned();
        }
        let joint = |c: char| if JOINTS.contains(&c) { format!("{c}{BREAK}") } else { c.to_string() };
        let parts: Vec<String> = word.chars().map(joint).collect();
        // Letters without a joint break anywhere.
        let pieces = parts.concat();
        let piece = |piece: &str| match fits(piece) {
            true => piece.to_owned(),
            false => piece.chars().flat_map(|c| [c, BREAK]).collect(),
        };
        pieces.split(BREAK).map(piece).collect::<Vec<String>>().join(&BREAK.to_string())
    };
    text.split_inclusive(char::is_whitespace).map(soften).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_table_fills_its_page_and_has_room_for_its_words() {
        let long = "many words that say what there is to be said of something ".repeat(8);
        let rows = vec![strings(&["DF1", "Storefront", &long]); 3];
        let columns = columns(&strings(&["ID", "Name", "Description"]), &rows);
        assert_eq!(columns.page, PORTRAIT);
        assert!((columns.widths.iter().sum::<f64>() - PORTRAIT.width).abs() < 0.1);
        assert!(columns.widths[1] > em("Storefront", Weight::Regular) * columns.size + INSET - 0.01);
        assert!(columns.widths[2] > columns.widths[1]);
    }

    #[test]
    fn many_columns_have_smaller_type_or_a_wider_page() {
        let words = strings(&["Authentication"; 9]);
        let columns = columns(&words, std::slice::from_ref(&words));
        assert_eq!(columns.page, LANDSCAPE);
    }

    #[test]
    fn words_too_long_for_a_column_break_at_their_joints() {
        let room = em("word", Weight::Regular) * 8.0 + INSET;
        assert_eq!(softened("a word of it", room, 8.0), "a word of it");
        assert_eq!(softened("https://a.example/long/path", 60.0, 8.0).split(BREAK).count(), 7);
        assert!(softened(&"x".repeat(80), 60.0, 8.0).contains(BREAK));
    }
}
