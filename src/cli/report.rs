//! `threatline report`: the short report with its diagrams.

use super::args::ReportArgs;
use super::diagram::scene;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, output};
use crate::pipeline::Outcome;
use crate::render::{self, PngOptions, SvgOptions, TextOptions};
use crate::report::build::{Figure, short_report};
use crate::report::write;
use crate::scene::Unit;
use crate::view::Level;

pub(super) fn run(args: &ReportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match input::usable(&args.model, ui) {
        Ok(outcome) => outcome,
        Err(exit) => return Ok(exit),
    };
    if args.output == "-" {
        ui.result(&document(&outcome, None))?;
        return Ok(Exit::Done);
    }
    let stem = input::stem(&args.model);
    let path = |extension: &str| args.output.join(format!("{stem}.{extension}"));
    let svg = path("svg");
    let pixels = scene(&outcome, Level::Full, Unit::Pixel);
    let png = render::png(&pixels, &PngOptions { title: true, ..PngOptions::default() })?;
    let files = [
        (path("md"), document(&outcome, svg.file_name()).into_bytes()),
        (svg, render::svg(&pixels, &SvgOptions { title: true, ..SvgOptions::default() }).into_bytes()),
        (path("png"), png.bytes),
    ];
    for (path, bytes) in &files {
        output::file(path, bytes)?;
        ui.note(&format!("wrote {path}"));
    }
    Ok(Exit::Done)
}

fn document(outcome: &Outcome, svg: Option<&str>) -> String {
    let cells = scene(outcome, Level::Full, Unit::Cell);
    let text = render::text(&cells, &TextOptions::default());
    let figure = Figure { text, svg: svg.map(str::to_owned) };
    write::markdown(&short_report(&outcome.model, &outcome.graph, &outcome.analysis, figure))
}
