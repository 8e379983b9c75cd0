//! The diagram of both versions, in each form.

use camino::Utf8Path;

use crate::cli::exit::Failure;
use crate::cli::pixels;
use crate::cli::ui::Ui;
use crate::diff::Picture;
use crate::layout;
use crate::parts;
use crate::render::{self, PngOptions, SvgOptions, TextOptions};
use crate::scene::{Scene, Unit};

/// Pixels per unit of a PNG.
const SCALE: f64 = 2.0;

fn scene(picture: &Picture, unit: Unit) -> Scene {
    Scene { marks: picture.marks.clone(), ..layout::lay_out(&picture.view, unit) }
}

pub(super) fn svg(picture: &Picture) -> String {
    render::svg(&scene(picture, Unit::Pixel), &SvgOptions { title: true, ..SvgOptions::default() })
}

pub(super) fn png(picture: &Picture, ui: &mut Ui) -> Result<Vec<u8>, Failure> {
    let options = PngOptions { scale: SCALE, dark: false, title: true, legend: true, fonts: Vec::new() };
    let scene = scene(picture, Unit::Pixel);
    pixels::note_missing(&scene, &options, ui);
    Ok(render::png(&scene, &options)?.bytes)
}

pub(super) fn text(picture: &Picture, output: Option<&Utf8Path>, ui: &mut Ui) -> String {
    let scene = scene(picture, Unit::Cell);
    let width = parts::width(&scene);
    if let Some(columns) = ui.terminal_columns(output).filter(|columns| *columns < width) {
        ui.note(&format!("the diagram is {width} columns wide, and there are {columns}: try `-o change.svg`"));
    }
    render::text(&scene, &TextOptions { title: true, ..TextOptions::default() })
}
