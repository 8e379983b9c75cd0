//! PNG: the SVG document, painted with the embedded font.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use unicode_width::UnicodeWidthChar as _;

use super::encode::encode;
use super::svg::{Palette, SvgOptions, svg};
use crate::base::font::{BOLD, FAMILY, REGULAR};
use crate::base::text::clean;
use crate::scene::Scene;

/// No side of a picture is longer, in pixels.
const MAX_SIDE: f64 = 16_000.0;
/// No picture has more pixels.
const MAX_AREA: f64 = 100_000_000.0;

/// How a PNG picture is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PngOptions {
    /// Pixels of the picture per pixel of the scene: 2 for sharp print and dense screens.
    pub scale: f64,
    /// Whether it is dark.
    pub dark: bool,
    /// Whether the title stands above the picture.
    pub title: bool,
    /// Whether the legend stands below.
    pub legend: bool,
    /// Font files for characters that the embedded font lacks.
    pub fonts: Vec<Vec<u8>>,
}

impl Default for PngOptions {
    fn default() -> Self {
        Self { scale: 2.0, dark: false, title: false, legend: true, fonts: Vec::new() }
    }
}

/// A PNG picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The scale at which it was drawn.
    pub scale: f64,
    /// Whether the scale asked for would have made it larger than 16,000 pixels a side or 100 million in all.
    pub clamped: bool,
}

/// Why a picture was not painted.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// Zero, negative or not a number.
    #[error("scale `{0}` is not a number above zero")]
    Scale(f64),
    /// The document was refused, as for more than a million shapes.
    #[error("the picture cannot be painted: {0}")]
    Document(#[from] usvg::Error),
    /// There was no memory for the pixels.
    #[error("no room for a picture of {width} by {height} pixels")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The pixels could not be written as PNG.
    #[error("the picture cannot be encoded: {0}")]
    Encoding(String),
}

/// Paints the scene. Its unit must be [`crate::scene::Unit::Pixel`].
pub fn png(scene: &Scene, options: &PngOptions) -> Result<Png, PngError> {
    if !options.scale.is_finite() || options.scale <= 0.0 {
        return Err(PngError::Scale(options.scale));
    }
    let palette = if options.dark { Palette::Dark } else { Palette::Light };
    let document = SvgOptions { palette, title: options.title, legend: options.legend, ..SvgOptions::default() };
    let tree = usvg::Tree::from_str(&svg(scene, &document), &settings(&options.fonts))?;
    let (w, h) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let limit = (MAX_SIDE / w).min(MAX_SIDE / h).min((MAX_AREA / (w * h)).sqrt());
    let scale = options.scale.min(limit);
    let (width, height) = (pixels(w * scale), pixels(h * scale));
    let mut pixmap = Pixmap::new(width, height).ok_or(PngError::Size { width, height })?;
    #[expect(clippy::cast_possible_truncation, reason = "painting needs no more precision")]
    let factor = scale as f32;
    resvg::render(&tree, Transform::from_scale(factor, factor), &mut pixmap.as_mut());
    let bytes = encode(&pixmap).map_err(|error| PngError::Encoding(error.to_string()))?;
    Ok(Png { bytes, width, height, scale, clamped: scale < options.scale })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the limit")]
fn pixels(length: f64) -> u32 {
    length.round().clamp(1.0, MAX_SIDE) as u32
}

/// The characters of a picture that neither the embedded font nor one of these has, each once. They are drawn as boxes.
pub fn missing(scene: &Scene, options: &PngOptions) -> Vec<char> {
    let title = options.title.then_some(scene.title.as_str());
    let legend = scene.legend.iter().filter(|_| options.legend).map(|row| row.text.as_str());
    let runs = scene.boxes.iter().flat_map(|b| &b.text).chain(scene.lines.iter().flat_map(|line| &line.label));
    let texts = title.into_iter().chain(legend).chain(runs.map(|run| run.text.as_str()));
    let letters: BTreeSet<char> = texts.flat_map(|text| clean(text).chars().collect::<Vec<_>>()).collect();
    let faces = || [REGULAR].into_iter().chain(options.fonts.iter().map(Vec::as_slice)).flat_map(faces);
    let has = |letter: &char| faces().any(|face| face.glyph_index(*letter).is_some());
    // Joiners and the like have no shape of their own.
    letters.into_iter().filter(|letter| letter.width().unwrap_or(0) > 0 && !has(letter)).collect()
}

/// All faces in a font file or collection; none if it is not one.
fn faces(file: &[u8]) -> impl Iterator<Item = ttf_parser::Face<'_>> {
    let count = ttf_parser::fonts_in_collection(file).unwrap_or(1);
    (0..count).filter_map(|index| ttf_parser::Face::parse(file, index).ok())
}

/// Whether these are the bytes of a font.
pub fn is_font(file: &[u8]) -> bool {
    faces(file).next().is_some()
}

fn settings(more: &[Vec<u8>]) -> usvg::Options<'static> {
    let mut fonts = fonts();
    if !more.is_empty() {
        let all = Arc::make_mut(&mut fonts);
        more.iter().for_each(|file| all.load_font_data(file.clone()));
    }
    usvg::Options { font_family: FAMILY.to_owned(), fontdb: fonts, ..usvg::Options::default() }
}

/// The embedded faces, under every generic name: text must not vanish for want of a font.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        for face in [REGULAR, BOLD] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
        }
        fonts.set_sans_serif_family(FAMILY);
        fonts.set_serif_family(FAMILY);
        fonts.set_monospace_family(FAMILY);
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::samples;
    use super::*;

    fn decoded(png: &Png) -> Pixmap {
        Pixmap::decode_png(&png.bytes).unwrap()
    }

    #[test]
    fn pictures_have_the_size_and_colours_expected() {
        let scene = samples::shop();
        let light = png(&scene, &PngOptions { scale: 1.0, ..PngOptions::default() }).unwrap();
        let dark = png(&scene, &PngOptions { scale: 1.0, dark: true, ..PngOptions::default() }).unwrap();
        let doubled = png(&scene, &PngOptions::default()).unwrap();
        assert_eq!((doubled.width, doubled.height), (2 * light.width, 2 * light.height));
        assert!(!light.clamped);
        let (light, dark) = (decoded(&light), decoded(&dark));
        let corner = |map: &Pixmap| map.pixel(0, 0).map(|p| (p.red(), p.green(), p.blue()));
        assert_eq!(corner(&light), Some((255, 255, 255)));
        assert_eq!(corner(&dark), Some((0x14, 0x17, 0x1c)));
        // The dashed border of a zone and the ink of a name are there.
        let has = |r, g, b| light.pixels().iter().any(|p| (p.red(), p.green(), p.blue()) == (r, g, b));
        assert!(has(0xb3, 0x26, 0x1e) && has(0x30, 0x36, 0x3d));
    }

    #[test]
    fn names_are_painted() {
        let mut scene = samples::shop();
        let with = decoded(&png(&scene, &PngOptions::default()).unwrap());
        scene.boxes.iter_mut().for_each(|b| b.text.clear());
        let without = decoded(&png(&scene, &PngOptions::default()).unwrap());
        assert_ne!(with.data(), without.data());
    }

    #[test]
    fn characters_without_a_shape_are_named() {
        let mut scene = samples::shop();
        assert!(missing(&scene, &PngOptions::default()).is_empty());
        scene.lines[0].label[0].text = "数 é 数\u{200d}🛒".to_owned();
        assert_eq!(missing(&scene, &PngOptions::default()), ['数', '🛒']);
        assert!(is_font(REGULAR) && !is_font(b"no font"));
    }

    #[test]
    fn large_pictures_are_written_in_another_way_but_show_the_same() {
        let scene = samples::shop();
        let small = decoded(&png(&scene, &PngOptions { scale: 1.0, ..PngOptions::default() }).unwrap());
        let large = png(&scene, &PngOptions { scale: 6.0, ..PngOptions::default() }).unwrap();
        assert!(large.width * large.height > 8_000_000);
        let large = decoded(&large);
        let inside =
            |map: &Pixmap, scale: u32| map.pixel(60 * scale, 60 * scale).map(|p| (p.red(), p.green(), p.blue()));
        assert_eq!(inside(&small, 1), inside(&large, 6));
    }

    #[test]
    fn sizes_are_limited_and_scales_checked() {
        let mut scene = samples::empty();
        scene.boxes = vec![samples::process("wide", 0, 0, 40_000, 50)];
        let wide = png(&scene, &PngOptions::default()).unwrap();
        assert!(wide.clamped && wide.width == 16_000 && wide.scale < 1.0);
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(png(&scene, &PngOptions { scale, ..PngOptions::default() }), Err(PngError::Scale(_))));
        }
        assert!(png(&samples::empty(), &PngOptions::default()).is_ok());
    }
}
