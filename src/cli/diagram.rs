//! `threatline diagram`: the data flow diagram as text or picture, or in the language of another tool.

use super::args::{DiagramArgs, DiagramFormat};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, markdown, output};
use crate::base::text;
use crate::layout;
use crate::notation;
use crate::pipeline::Outcome;
use crate::render::{self, Palette, PngOptions, SvgOptions, TextOptions};
use crate::scene::{Scene, Unit};
use crate::view::{self, Level, View};

/// Which extension stands for which format.
const EXTENSIONS: &[(&str, DiagramFormat)] = &[
    ("txt", DiagramFormat::Text),
    ("text", DiagramFormat::Text),
    ("svg", DiagramFormat::Svg),
    ("png", DiagramFormat::Png),
    ("mmd", DiagramFormat::Mermaid),
    ("mermaid", DiagramFormat::Mermaid),
    ("d2", DiagramFormat::D2),
    ("dot", DiagramFormat::Dot),
    ("gv", DiagramFormat::Dot),
    ("puml", DiagramFormat::PlantUml),
    ("plantuml", DiagramFormat::PlantUml),
    ("drawio", DiagramFormat::DrawIo),
];

/// What a diagram shows, and how.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) format: DiagramFormat,
    pub(super) level: u8,
    pub(super) view: Option<String>,
    pub(super) ascii: bool,
    pub(super) dark: bool,
    pub(super) scale: f64,
    pub(super) title: bool,
    pub(super) legend: bool,
}

impl Look {
    pub(super) fn of(args: &DiagramArgs, format: DiagramFormat) -> Self {
        Self {
            format,
            level: args.level,
            view: None,
            ascii: args.ascii,
            dark: args.dark,
            scale: args.scale,
            title: !args.no_title,
            legend: !args.no_legend,
        }
    }
}

pub(super) fn run(args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if !args.markdown.is_empty() {
        return markdown::run(args, ui);
    }
    let look = Look::of(args, format(args)?);
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let view = view(&outcome, &look).map_err(Failure::Arguments)?;
    let bytes = draw(&view, &look, ui)?;
    if look.format == DiagramFormat::Text {
        note_width(&String::from_utf8_lossy(&bytes), args, ui);
    }
    output::write(args.output.as_deref(), &bytes, ui)?;
    Ok(Exit::Done)
}

/// What a diagram of a model shows, or why there is nothing to show.
pub(super) fn view(outcome: &Outcome, look: &Look) -> Result<View, String> {
    let level = match look.level {
        0 => Level::Context,
        1 => Level::Overview,
        _ => Level::Full,
    };
    if let Some(name) = &look.view {
        return Err(format!("the view `{name}` cannot be drawn: this version draws levels only, such as `level=1`"));
    }
    Ok(view::build(&outcome.model, &outcome.graph, level))
}

/// A view in the format that is wanted.
pub(super) fn draw(view: &View, look: &Look, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let Look { title, legend, dark, .. } = *look;
    let options = notation::Options { title };
    let text = match look.format {
        DiagramFormat::Text | DiagramFormat::Ascii => {
            let ascii = look.ascii || look.format == DiagramFormat::Ascii;
            render::text(&laid_out(view, Unit::Cell), &TextOptions { ascii, title, legend })
        }
        DiagramFormat::Svg => {
            let palette = if dark { Palette::Dark } else { Palette::Auto };
            render::svg(&laid_out(view, Unit::Pixel), &SvgOptions { palette, title, legend, ..SvgOptions::default() })
        }
        DiagramFormat::Png => return png(&laid_out(view, Unit::Pixel), look, ui),
        DiagramFormat::Mermaid => notation::mermaid(view, &options),
        DiagramFormat::D2 => notation::d2(view, &options),
        DiagramFormat::Dot => notation::dot(view, &options),
        DiagramFormat::PlantUml => notation::plantuml(view, &options),
        DiagramFormat::DrawIo => notation::drawio(view, &laid_out(view, Unit::Pixel), &options),
        DiagramFormat::Geometry => notation::geometry(view, &laid_out(view, Unit::Pixel)),
    };
    Ok(text.into_bytes())
}

fn png(scene: &Scene, look: &Look, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let options = PngOptions { scale: look.scale, dark: look.dark, title: look.title, legend: look.legend };
    let png = render::png(scene, &options)?;
    if png.clamped {
        ui.note(&format!("the picture is too large for --scale {}; drawn at {:.2}", look.scale, png.scale));
    }
    Ok(png.bytes)
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
    laid_out(&view::build(&outcome.model, &outcome.graph, level), unit)
}

fn laid_out(view: &View, unit: Unit) -> Scene {
    layout::draw(view, &layout::arrange(view), unit)
}

fn format(args: &DiagramArgs) -> Result<DiagramFormat, Failure> {
    let extension = args.output.as_ref().and_then(|path| path.extension());
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(extension) = extension else { return Ok(DiagramFormat::Text) };
    EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|row| row.1).ok_or_else(|| {
        let known: Vec<String> = EXTENSIONS.iter().map(|(known, _)| format!(".{known}")).collect();
        Failure::Arguments(format!(
            "no format for files `.{extension}`: use {}, or say --format",
            text::or_list(&known)
        ))
    })
}
