//! Pixels as a PNG file.

use std::io::Write as _;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::Pixmap;

/// Pixels up to which the file is made as small as usual. Beyond, that would take longer than all the rest, so it becomes
/// about twice as large in an eighth of the time.
const SMALL: usize = 8_000_000;

/// Writes the picture row by row, without transparency: the page covers everything.
pub(super) fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(if pixmap.pixels().len() > SMALL { Compression::Fast } else { Compression::Balanced });
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    let mut row = Vec::new();
    for pixels in pixmap.pixels().chunks(usize::try_from(pixmap.width()).unwrap_or(1).max(1)) {
        row.clear();
        row.extend(pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
        stream.write_all(&row)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(bytes)
}
