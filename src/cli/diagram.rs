//! `threatline diagram`: the data flow diagram as text, SVG or PNG.

use super::args::{DiagramArgs, DiagramFormat};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::views::Picture;
use super::{input, output, views};
use crate::base::text;
use crate::layout;
use crate::pipeline::Outcome;
use crate::render::{self, Palette, PngOptions, SvgOptions, TextOptions};
use crate::scene::{Scene, Unit};
use crate::view::{self, Level};

pub(super) fn run(args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let format = if args.what.all { DiagramFormat::Svg } else { format(args)? };
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    if args.what.list {
        ui.result(&views::list(&outcome))?;
        return Ok(Exit::Done);
    }
    if let Some(folder) = args.output.as_deref().filter(|_| args.what.all) {
        return views::all(&outcome, folder, args, ui);
    }
    let bytes = draw(&views::picture(&outcome, args, ui)?, format, args, ui)?;
    output::write(args.output.as_deref(), &bytes, ui)?;
    Ok(Exit::Done)
}

/// A picture in a format.
pub(super) fn draw(
    picture: &Picture,
    format: DiagramFormat,
    args: &DiagramArgs,
    ui: &mut Ui,
) -> Result<Vec<u8>, Failure> {
    // A layered frame has its title in it.
    let title = !args.no_title && matches!(picture, Picture::Flows(..));
    let legend = !args.no_legend;
    Ok(match format {
        DiagramFormat::Text | DiagramFormat::Ascii => {
            let ascii = args.ascii || format == DiagramFormat::Ascii;
            let text = render::text(&picture.scene(Unit::Cell), &TextOptions { ascii, title, legend });
            note_width(&text, args, ui);
            text.into_bytes()
        }
        DiagramFormat::Svg => {
            let palette = if args.dark { Palette::Dark } else { Palette::Auto };
            let options = SvgOptions { palette, title, legend, ..SvgOptions::default() };
            render::svg(&picture.scene(Unit::Pixel), &options).into_bytes()
        }
        DiagramFormat::Png => {
            let options = PngOptions { scale: args.scale, dark: args.dark, title, legend };
            let png = render::png(&picture.scene(Unit::Pixel), &options)?;
            if png.clamped {
                ui.note(&format!("the picture is too large for --scale {}; drawn at {:.2}", args.scale, png.scale));
            }
            png.bytes
        }
    })
}

/// The extension of files of a format.
pub(super) fn extension(format: DiagramFormat) -> &'static str {
    match format {
        DiagramFormat::Text | DiagramFormat::Ascii => "txt",
        DiagramFormat::Svg => "svg",
        DiagramFormat::Png => "png",
    }
}

/// Says so where a diagram is wider than the terminal that it is printed on, because it would be wrapped there.
fn note_width(text: &str, args: &DiagramArgs, ui: &mut Ui) {
    let Some(columns) = ui.terminal_columns(args.output.as_deref()) else { return };
    let width = text.lines().map(text::width).max().unwrap_or(0);
    if width > columns {
        ui.note(&format!(
            "the diagram is {width} columns wide, the terminal {columns}: try `-o diagram.svg`, `| less -S` or `--level 0`"
        ));
    }
}

/// The diagram of a model, laid out in pixels or in character cells.
pub(super) fn scene(outcome: &Outcome, level: Level, unit: Unit) -> Scene {
    let view = view::build(&outcome.model, &outcome.graph, level);
    layout::draw(&view, &layout::arrange(&view), unit)
}

fn format(args: &DiagramArgs) -> Result<DiagramFormat, Failure> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    match args.output.as_ref().and_then(|path| path.extension()) {
        Some("svg") => Ok(DiagramFormat::Svg),
        Some("png") => Ok(DiagramFormat::Png),
        Some("txt" | "text") | None => Ok(DiagramFormat::Text),
        Some(other) => {
            Err(Failure::Arguments(format!("no format for files `.{other}`: use .svg, .png or .txt, or say --format")))
        }
    }
}
