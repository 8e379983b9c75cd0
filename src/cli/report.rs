//! `threatline report`: the short report with its diagrams.

use super::args::ReportArgs;
use super::exit::{Exit, Failure};
use super::input::Usable;
use super::project::Project;
use super::ui::Ui;
use super::{input, output, pixels};
use crate::layout;
use crate::pipeline::Outcome;
use crate::render::{self, PngOptions, SvgOptions, TextOptions};
use crate::report::build::{Figure, short_report};
use crate::report::write;
use crate::scene::{Scene, Unit};
use crate::view::{self, Level};

pub(super) fn run(args: &ReportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let Usable { path, outcome, project } = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let by_project = || project.as_ref().and_then(Project::out);
    let folder = args.output.clone().or_else(by_project).unwrap_or_else(|| "out".into());
    let view = view::build(&outcome.model, &outcome.graph, Level::Full);
    let sketch = layout::arrange(&view);
    let cells = layout::draw(&view, &sketch, Unit::Cell);
    if folder == "-" {
        ui.result(&document(&outcome, &cells, None))?;
        return Ok(Exit::Done);
    }
    let stem = input::stem(&path);
    let path = |extension: &str| folder.join(format!("{stem}.{extension}"));
    let svg = path("svg");
    let picture = layout::draw(&view, &sketch, Unit::Pixel);
    let options = PngOptions { title: true, ..PngOptions::default() };
    pixels::note_missing(&picture, &options, ui);
    let png = render::png(&picture, &options)?;
    let files = [
        (path("md"), document(&outcome, &cells, svg.file_name()).into_bytes()),
        (svg, render::svg(&picture, &SvgOptions { title: true, ..SvgOptions::default() }).into_bytes()),
        (path("png"), png.bytes),
    ];
    for (path, bytes) in &files {
        output::file(path, bytes)?;
        ui.note(&format!("wrote {path}"));
    }
    Ok(Exit::Done)
}

fn document(outcome: &Outcome, cells: &Scene, svg: Option<&str>) -> String {
    let text = render::text(cells, &TextOptions::default());
    let figure = Figure { text, svg: svg.map(str::to_owned) };
    write::markdown(&short_report(&outcome.model, &outcome.graph, &outcome.analysis, figure))
}
