//! `threatline diagram`: the data flow diagram as text, SVG or PNG.

use super::args::{DiagramArgs, DiagramFormat};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, output};
use crate::base::text;
use crate::layout;
use crate::pipeline::Outcome;
use crate::render::{self, Palette, PngOptions, SvgOptions, TextOptions};
use crate::scene::{Scene, Unit};
use crate::view::{self, Level};

pub(super) fn run(args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let format = format(args)?;
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let level = match args.level {
        0 => Level::Context,
        1 => Level::Overview,
        _ => Level::Full,
    };
    let bytes = match format {
        DiagramFormat::Text | DiagramFormat::Ascii => {
            let ascii = args.ascii || format == DiagramFormat::Ascii;
            let options = TextOptions { ascii, title: !args.no_title, legend: !args.no_legend };
            let text = render::text(&scene(&outcome, level, Unit::Cell), &options);
            note_width(&text, args, ui);
            text.into_bytes()
        }
        DiagramFormat::Svg => {
            let palette = if args.dark { Palette::Dark } else { Palette::Auto };
            let options =
                SvgOptions { palette, title: !args.no_title, legend: !args.no_legend, ..SvgOptions::default() };
            render::svg(&scene(&outcome, level, Unit::Pixel), &options).into_bytes()
        }
        DiagramFormat::Png => {
            let options =
                PngOptions { scale: args.scale, dark: args.dark, title: !args.no_title, legend: !args.no_legend };
            let png = render::png(&scene(&outcome, level, Unit::Pixel), &options)?;
            if png.clamped {
                ui.note(&format!("the picture is too large for --scale {}; drawn at {:.2}", args.scale, png.scale));
            }
            png.bytes
        }
    };
    output::write(args.output.as_deref(), &bytes, ui)?;
    Ok(Exit::Done)
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
