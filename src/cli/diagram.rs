//! `threatline diagram`: the data flow diagram as text or picture, or in the language of another tool.

use camino::Utf8PathBuf;

use super::args::{DiagramArgs, DiagramFormat};
use super::columns::Columns;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::views::Picture;
use super::{columns, input, markdown, output, pixels, views};
use crate::base::text;
use crate::notation;
use crate::render::Links;
use crate::scene::Unit;

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

/// How a diagram looks.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) format: DiagramFormat,
    pub(super) ascii: bool,
    pub(super) dark: bool,
    pub(super) scale: f64,
    pub(super) title: bool,
    pub(super) legend: bool,
    /// Whether open threats are counted in it.
    pub(super) threats: bool,
    /// Where elements, boundaries and flows lead, by their ids in the model; nowhere without `--link-base`.
    pub(super) links: Links,
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
            ascii: args.ascii,
            dark: args.dark,
            scale: args.scale,
            title: !args.no_title,
            legend: !args.no_legend,
            threats: args.threats,
            links: Links::default(),
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
    if args.check {
        return Err(Failure::Arguments("--check goes with --markdown".to_owned()));
    }
    let mut look = Look::of(args, if args.what.all { DiagramFormat::Svg } else { format(args)? });
    look.columns = Columns::of(args.width, ui.terminal_columns(args.output.as_deref()));
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
    look.links = pixels::to_report(&outcome, args);
    if look.format == DiagramFormat::Png && args.output.is_none() && ui.terminal_columns(None).is_some() {
        return Err(Failure::Arguments("a PNG is no text for a terminal: name a file with -o".to_owned()));
    }
    let bytes = draw(&views::picture(&outcome, args, ui)?, &look, ui)?;
    output::write(args.output.as_deref(), &bytes, ui)?;
    Ok(Exit::Done)
}

/// A picture in the format that is wanted.
pub(super) fn draw(picture: &Picture, look: &Look, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let text = match look.format {
        DiagramFormat::Text | DiagramFormat::Ascii => {
            let look = Look { ascii: look.ascii || look.format == DiagramFormat::Ascii, ..look.clone() };
            columns::draw(picture, &look, ui)
        }
        DiagramFormat::Svg => pixels::svg(picture, look),
        DiagramFormat::Png => return pixels::png(picture, look, ui),
        other => foreign(picture, other, look.title)?,
    };
    Ok(text.into_bytes())
}

/// A picture in the language of another tool, which knows flows, and no layers.
fn foreign(picture: &Picture, format: DiagramFormat, title: bool) -> Result<String, Failure> {
    let Picture::Flows(view, _) = picture else {
        return Err(Failure::Arguments("layers are drawn as text, SVG or PNG".to_owned()));
    };
    let options = notation::Options { title };
    let pixels = || picture.scene(Unit::Pixel);
    Ok(match format {
        DiagramFormat::Mermaid => notation::mermaid(view, &options),
        DiagramFormat::D2 => notation::d2(view, &options),
        DiagramFormat::Dot => notation::dot(view, &options),
        DiagramFormat::PlantUml => notation::plantuml(view, &options),
        DiagramFormat::DrawIo => notation::drawio(view, &pixels(), &options),
        _ => notation::geometry(view, &pixels()),
    })
}

/// The extension of files of a format.
pub(super) fn extension(format: DiagramFormat) -> &'static str {
    let row = EXTENSIONS.iter().find(|row| row.1 == format);
    row.map_or(if format == DiagramFormat::Geometry { "json" } else { "txt" }, |row| row.0)
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
