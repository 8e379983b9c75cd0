//! The font inside of a document: only the letters that it uses, as `@font-face` rules.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subsetter::GlyphRemapper;

use crate::base::font::{BOLD, FAMILY, REGULAR};
use crate::base::text::clean;
use crate::scene::{BoxRole, Scene, TextRole};

/// Letters that the legend's signs have.
const SIGNS: &str = "DFTB#⚑1.";
/// Version 3 of the table `post`, which names no glyphs, and its length.
const POST: ([u8; 4], usize) = ([0, 3, 0, 0], 32);
/// What the checksum of a whole font is subtracted from, as the table `head` holds it.
const MAGIC: u32 = 0xB1B0_AFBA;

type Tables = BTreeMap<[u8; 4], Vec<u8>>;

/// Rules that bring the letters of the scene with them; empty if the font cannot be divided.
pub(super) fn font_faces(scene: &Scene) -> String {
    let mut faces = [(REGULAR, "normal", BTreeSet::new()), (BOLD, "bold", BTreeSet::new())];
    let [(.., regular), (.., bold)] = &mut faces;
    bold.extend(clean(&scene.title).chars().chain(SIGNS.chars()));
    regular.extend(scene.legend.iter().flat_map(|row| clean(&row.text).chars().collect::<Vec<_>>()));
    for run in scene.lines.iter().flat_map(|line| &line.label) {
        regular.extend(clean(&run.text).chars());
    }
    for b in &scene.boxes {
        // The style sheet sets the names of closed zones and gates in bold letters.
        let is_zone = matches!(b.role, BoxRole::ClosedZone { .. } | BoxRole::Gate);
        for run in &b.text {
            let is_bold = run.role == TextRole::ZoneTitle || (is_zone && run.role == TextRole::Name);
            let letters = if is_bold { &mut *bold } else { &mut *regular };
            letters.extend(clean(&run.text).chars());
        }
    }
    faces.iter().filter_map(|(bytes, weight, letters)| face(bytes, weight, letters)).collect()
}

fn face(bytes: &[u8], weight: &str, letters: &BTreeSet<char>) -> Option<String> {
    let font = STANDARD.encode(part(bytes, letters)?);
    Some(format!(
        "@font-face {{ font-family: '{FAMILY}'; font-weight: {weight}; src: url(data:font/ttf;base64,{font}) \
         format('truetype'); }}\n"
    ))
}

/// The font with only these letters.
fn part(bytes: &[u8], letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let face = ttf_parser::Face::parse(bytes, 0).ok()?;
    let mut glyphs = GlyphRemapper::new();
    let map: BTreeMap<u32, u16> = letters
        .iter()
        .filter_map(|letter| Some((u32::from(*letter), glyphs.remap(face.glyph_index(*letter)?.0))))
        .collect();
    // What comes back is meant for PDF: it lacks tables that browsers insist on.
    let mut tables = tables(&subsetter::subset(bytes, 0, &glyphs).ok()?)?;
    tables.insert(*b"cmap", character_map(&map));
    let raw = face.raw_face();
    tables.insert(*b"OS/2", raw.table(ttf_parser::Tag::from_bytes(b"OS/2"))?.to_vec());
    let (version, length) = POST;
    let rest = raw.table(ttf_parser::Tag::from_bytes(b"post"))?.get(version.len()..length)?;
    tables.insert(*b"post", version.iter().chain(rest).copied().collect());
    Some(assembled(tables))
}

/// The tables of a font file.
fn tables(font: &[u8]) -> Option<Tables> {
    let number = |at: usize| Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?));
    let count = number(4)? >> 16;
    let mut tables = Tables::new();
    for record in 0..usize::try_from(count).ok()? {
        let at = 12 + 16 * record;
        let (start, length) = (usize::try_from(number(at + 8)?).ok()?, usize::try_from(number(at + 12)?).ok()?);
        tables.insert(font.get(at..at + 4)?.try_into().ok()?, font.get(start..start.checked_add(length)?)?.to_vec());
    }
    Some(tables)
}

/// The table that maps characters to glyphs, in format 12: one group for each character.
fn character_map(map: &BTreeMap<u32, u16>) -> Vec<u8> {
    let groups = u32::try_from(map.len()).unwrap_or(0);
    let mut table = Vec::new();
    let header: [u16; 8] = [0, 1, 3, 10, 0, 12, 12, 0];
    header.iter().for_each(|number| table.extend(number.to_be_bytes()));
    let body = [16 + 12 * groups, 0, groups].into_iter();
    let groups = map.iter().flat_map(|(letter, glyph)| [*letter, *letter, u32::from(*glyph)]);
    body.chain(groups).for_each(|number| table.extend(number.to_be_bytes()));
    table
}

/// A font file of these tables.
fn assembled(mut tables: Tables) -> Vec<u8> {
    if let Some(adjustment) = tables.get_mut(b"head").and_then(|head| head.get_mut(8..12)) {
        adjustment.fill(0);
    }
    let count = u16::try_from(tables.len()).unwrap_or(u16::MAX);
    let log = count.max(1).ilog2();
    let range = 16_u16 << log;
    let mut font: Vec<u8> = vec![0, 1, 0, 0];
    for number in [count, range, u16::try_from(log).unwrap_or(0), (16 * count).saturating_sub(range)] {
        font.extend(number.to_be_bytes());
    }
    let mut start = 12 + 16 * tables.len();
    let mut head = None;
    for (tag, table) in &tables {
        font.extend(tag);
        for number in [checksum(table), number(start), number(table.len())] {
            font.extend(number.to_be_bytes());
        }
        head = if tag == b"head" { Some(start + 8) } else { head };
        start += table.len().next_multiple_of(4);
    }
    for table in tables.values() {
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    let adjustment = MAGIC.wrapping_sub(checksum(&font)).to_be_bytes();
    if let Some(place) = head.and_then(|at| font.get_mut(at..at + 4)) {
        place.copy_from_slice(&adjustment);
    }
    font
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn checksum(bytes: &[u8]) -> u32 {
    let word =
        |bytes: &[u8]| bytes.iter().chain(&[0; 3]).take(4).fold(0, |word: u32, byte| word << 8 | u32::from(*byte));
    bytes.chunks(4).fold(0, |sum, bytes| sum.wrapping_add(word(bytes)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_part_has_the_letters_asked_for_and_no_others() {
        let letters: BTreeSet<char> = "Añ⚑数".chars().collect();
        let bytes = part(REGULAR, &letters).unwrap();
        assert!(bytes.len() < 40_000, "{}", bytes.len());
        assert_eq!(checksum(&bytes), MAGIC);
        let (whole, part) = (ttf_parser::Face::parse(REGULAR, 0).unwrap(), ttf_parser::Face::parse(&bytes, 0).unwrap());
        for letter in "Añ⚑".chars() {
            let advance = |face: &ttf_parser::Face<'_>| face.glyph_hor_advance(face.glyph_index(letter).unwrap());
            let bounds = |face: &ttf_parser::Face<'_>| face.glyph_bounding_box(face.glyph_index(letter).unwrap());
            assert_eq!((advance(&whole), bounds(&whole)), (advance(&part), bounds(&part)));
        }
        assert_eq!(part.glyph_index('B'), None);
        assert_eq!(part.glyph_index('数'), None);
    }
}
