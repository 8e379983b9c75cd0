//! `threatline diagram`: the data flow diagram as text or picture, or in the language of another tool.

use camino::Utf8PathBuf;

use super::args::{DiagramArgs, DiagramFormat};
use super::columns::Columns;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{badges, columns, input, markdown, output, pixels};
use crate::base::text;
use crate::layout;
use crate::notation;
use crate::pipeline::Outcome;
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
    /// Whether open threats are counted in it.
    pub(super) threats: bool,
    /// What the addresses of links begin with; `None` for no links.
    pub(super) link_base: Option<String>,
    pub(super) embed_font: bool,
    /// Fonts for PNG besides the built-in one.
    pub(super) fonts: Vec<Utf8PathBuf>,
    /// Columns of a text diagram.
    pub(super) columns: Columns,
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
            threats: args.threats,
            link_base: args.link_base.clone(),
            embed_font: args.embed_font,
            fonts: args.font.clone(),
            columns: Columns::of(args.width, None),
        }
    }
}

pub(super) fn run(args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if !args.markdown.is_empty() {
        return markdown::run(args, ui);
    }
    let mut look = Look::of(args, format(args)?);
    look.columns = Columns::of(args.width, ui.terminal_columns(args.output.as_deref()));
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    let view = view(&outcome, &look).map_err(Failure::Arguments)?;
    let bytes = draw(&view, &look, ui)?;
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
    let mut view = view::build(&outcome.model, &outcome.graph, level);
    if look.threats {
        badges::add(&mut view, outcome);
    }
    Ok(view)
}

/// A view in the format that is wanted.
pub(super) fn draw(view: &View, look: &Look, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let options = notation::Options { title: look.title };
    let text = match look.format {
        DiagramFormat::Text | DiagramFormat::Ascii => {
            let look = Look { ascii: look.ascii || look.format == DiagramFormat::Ascii, ..look.clone() };
            columns::draw(view, &laid_out(view, Unit::Cell), &look, ui)
        }
        DiagramFormat::Svg => pixels::svg(view, &laid_out(view, Unit::Pixel), look),
        DiagramFormat::Png => return pixels::png(&laid_out(view, Unit::Pixel), look, ui),
        DiagramFormat::Mermaid => notation::mermaid(view, &options),
        DiagramFormat::D2 => notation::d2(view, &options),
        DiagramFormat::Dot => notation::dot(view, &options),
        DiagramFormat::PlantUml => notation::plantuml(view, &options),
        DiagramFormat::DrawIo => notation::drawio(view, &laid_out(view, Unit::Pixel), &options),
        DiagramFormat::Geometry => notation::geometry(view, &laid_out(view, Unit::Pixel)),
    };
    Ok(text.into_bytes())
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
