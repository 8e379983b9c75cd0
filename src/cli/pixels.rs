//! Diagrams as SVG and PNG: links, fonts, and what they cannot show.

use super::diagram::Look;
use super::exit::Failure;
use super::ui::Ui;
use super::views::Picture;
use crate::render::{self, Links, Palette, PngOptions, SvgOptions};
use crate::report;
use crate::scene::{BoxRole, Scene, Unit};
use crate::view::{View, ViewFlow};

/// The picture as SVG.
pub(super) fn svg(picture: &Picture, look: &Look) -> String {
    let mut links = Links::default();
    if let Picture::Flows(view, pages) = picture {
        links = look.link_base.as_ref().map(|base| to_report(view, base)).unwrap_or_default();
        links.boxes.extend(pages.iter().cloned());
    }
    let options = SvgOptions {
        palette: if look.dark { Palette::Dark } else { Palette::Auto },
        title: look.title && !picture.has_title(),
        legend: look.legend,
        links,
        embed_font: look.embed_font,
        ..SvgOptions::default()
    };
    render::svg(&picture.scene(Unit::Pixel), &options)
}

/// Links to the anchors of a report: of elements, and of flows by the number with which their labels begin.
fn to_report(view: &View, base: &str) -> Links {
    let to = |anchor: String| format!("{base}{anchor}");
    let element = |id: &str| report::anchor("elements", id.strip_suffix(".itself").unwrap_or(id));
    let nodes = view.nodes.iter().filter(|node| node.id != "system.itself").map(|node| node.id.as_str());
    let opened = view.groups.iter().filter(|group| group.role == BoxRole::Composite).map(|group| group.id.as_str());
    let flow = |flow: &ViewFlow| {
        let number = flow.label.split_whitespace().next()?.split(['–', ',']).next()?;
        Some((flow.id.clone(), to(report::anchor("flows", number)?)))
    };
    Links {
        boxes: nodes.chain(opened).filter_map(|id| Some((id.to_owned(), to(element(id)?)))).collect(),
        lines: view.flows.iter().filter_map(flow).collect(),
    }
}

/// The picture as PNG, with notes about what is not as it was asked for.
pub(super) fn png(picture: &Picture, look: &Look, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let mut fonts = Vec::new();
    for path in &look.fonts {
        let bytes =
            std::fs::read(path).map_err(|reason| Failure::Read { path: path.clone(), reason: reason.to_string() })?;
        if !render::is_font(&bytes) {
            return Err(Failure::Arguments(format!("`{path}` is not a font: use a file .ttf, .otf or .ttc")));
        }
        fonts.push(bytes);
    }
    let title = look.title && !picture.has_title();
    let options = PngOptions { scale: look.scale, dark: look.dark, title, legend: look.legend, fonts };
    let scene = picture.scene(Unit::Pixel);
    note_missing(&scene, &options, ui);
    let png = render::png(&scene, &options)?;
    if png.clamped {
        ui.note(&format!("the picture is too large for --scale {}; drawn at {:.2}", look.scale, png.scale));
    }
    Ok(png.bytes)
}

/// Says which characters are drawn as boxes because no font has them.
pub(super) fn note_missing(scene: &Scene, options: &PngOptions, ui: &mut Ui) {
    let missing = render::missing(scene, options);
    if !missing.is_empty() {
        ui.note(&lacking(&missing, options.fonts.is_empty()));
    }
}

/// Characters that a note lists at most.
const LISTED: usize = 12;

fn lacking(missing: &[char], built_in: bool) -> String {
    let listed: String = missing.iter().take(LISTED).collect();
    let more = if missing.len() > LISTED { format!(" and {} more", missing.len() - LISTED) } else { String::new() };
    let (font, hint) = if built_in {
        ("the built-in font has", "; `threatline diagram --font FILE` adds one that has them")
    } else {
        ("the fonts have", "")
    };
    format!("{font} no characters for {listed}{more}: they are drawn as boxes{hint}")
}
