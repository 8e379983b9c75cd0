//! `threatline diagram`: what a diagram shows, from its arguments; lists of views, and folders full of pictures.

use camino::Utf8Path;
use clap::{Args as ClapArgs, ValueEnum};

use super::args::{DiagramArgs, DiagramFormat};
use super::diagram::{Look, draw, extension};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{badges, output, pixels};
use crate::base::text;
use crate::layout;
use crate::model::{Model, Place, ZoneId};
use crate::pipeline::Outcome;
use crate::scene::{Scene, Unit};
use crate::view::{self, Boundaries, Direction, Focus, Layers, Level, Merge, Page, View, ViewSpec};

/// What a diagram shows.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "What is shown")]
pub(super) struct ViewArgs {
    /// How much to show: 0 the system as one process, 1 composite processes closed, 2 everything. Without it what the view
    /// says, else 2; a `view` statement that says nothing is 1, or 2 where it is about a part.
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(super) level: Option<u8>,

    /// A view of the model; or a zone, element, boundary, flow, scenario, tag or data asset, which is shown with what
    /// belongs to it.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["on", "data"])]
    view: Option<String>,

    /// The same for places alone, several if need be: zones and elements with their neighbours, boundaries with the flows
    /// that cross them, flows with their ends, scenarios step by step, #TAGS.
    #[arg(long, value_name = "PLACES", value_delimiter = ',')]
    on: Vec<String>,

    /// Every flow that carries one of these data assets.
    #[arg(long, value_name = "DATA", value_delimiter = ',')]
    data: Vec<String>,

    /// Places to show as well.
    #[arg(long, value_name = "PLACES", value_delimiter = ',')]
    include: Vec<String>,

    /// Places to leave out.
    #[arg(long, value_name = "PLACES", value_delimiter = ',')]
    exclude: Vec<String>,

    /// Zones to draw closed, as one box each; `all` for the outermost ones, `none` for as few as there can be. Without it,
    /// zones that hold nothing but several neighbours of what is shown.
    #[arg(long, value_name = "ZONES", value_delimiter = ',')]
    collapse: Vec<String>,

    /// Which flows with the same ends to draw as one, with their number. Without it those of closed zones.
    #[arg(long, value_enum, value_name = "WHICH")]
    merge: Option<MergeArg>,

    /// Where flows run to. Without it what the view says, else top to bottom.
    #[arg(long, value_enum)]
    direction: Option<DirectionArg>,

    /// How trust boundaries are drawn.
    #[arg(long, value_enum, default_value_t = BoundariesArg::Boxes)]
    boundaries: BoundariesArg,

    /// Draw everything, also where that is too much for one picture.
    #[arg(long)]
    full: bool,

    /// The architecture by layers, with what each component is made of and which controls it has, instead of flows.
    #[arg(long, conflicts_with_all = ["level", "view", "on", "data", "include", "exclude", "collapse", "merge", "direction", "full", "boundaries", "threats"])]
    layers: bool,

    /// Write all views of the model to the folder of --output, as SVG unless --format says otherwise. A model without views
    /// has the context, all zones, each zone, each boundary and each critical data asset.
    #[arg(long, requires = "output", conflicts_with_all = ["level", "view", "on", "data", "include", "exclude", "collapse", "layers"])]
    pub(super) all: bool,

    /// List what --all writes.
    #[arg(long, conflicts_with_all = ["all", "output", "format", "layers"])]
    pub(super) list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MergeArg {
    /// None.
    Never,
    /// Those of closed zones.
    Closed,
    /// All.
    All,
    /// All, and those in the other direction with them.
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BoundariesArg {
    /// As boxes around zones.
    Boxes,
    /// As gates through which the flows run; zones have no boxes.
    Gates,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DirectionArg {
    /// Left to right.
    Lr,
    /// Top to bottom.
    Tb,
}

/// A picture before it is laid out.
pub(super) enum Picture {
    /// A data flow diagram, with links from its boxes, by their ids, to other pictures.
    Flows(View, Vec<(String, String)>),
    /// The architecture by layers; whether its title is drawn.
    Layers(Layers, bool),
}

impl Picture {
    /// Whether its title is a part of it.
    pub(super) fn has_title(&self) -> bool {
        matches!(self, Picture::Layers(..))
    }

    /// What it shows, in words.
    pub(super) fn described(&self) -> String {
        match self {
            Picture::Flows(view, _) => format!("{}. {}", view.title, view.description),
            Picture::Layers(layers, _) => layers.title.clone(),
        }
    }

    /// The picture in pixels or in character cells.
    pub(super) fn scene(&self, unit: Unit) -> Scene {
        match self {
            Picture::Layers(layers, title) => layout::bands(layers, unit, *title),
            Picture::Flows(view, _) => layout::lay_out(view, unit),
        }
    }
}

/// The picture that the arguments ask for; says what of it cannot be drawn.
pub(super) fn picture(outcome: &Outcome, args: &DiagramArgs, ui: &mut Ui) -> Result<Picture, Failure> {
    let (model, graph) = (&outcome.model, &outcome.graph);
    if args.what.layers {
        return Ok(Picture::Layers(view::layers(model), !args.no_title));
    }
    let spec = spec(outcome, &args.what).map_err(Failure::Arguments)?;
    match view::empty_reason(model, graph, &spec) {
        Some(reason) if model.elements.is_empty() && spec.focus.is_empty() => ui.note(&format!("{reason} to draw")),
        Some(reason) => return Err(Failure::Arguments(format!("this view shows nothing: {reason}"))),
        None => {}
    }
    view::notes(model, &spec).iter().for_each(|note| ui.note(note));
    let spec = limited(outcome, spec, &args.what, ui);
    Ok(Picture::Flows(drawn(outcome, spec, args.threats), Vec::new()))
}

/// What a view shows, with the number of open threats where that is asked for.
fn drawn(outcome: &Outcome, spec: ViewSpec, threats: bool) -> View {
    let mut view = view::build(&outcome.model, &outcome.graph, spec);
    if threats {
        badges::add(&mut view, outcome);
    }
    view
}

/// The picture of a view that a document names, or of the whole model; or why there is none.
pub(super) fn named(
    outcome: &Outcome,
    name: Option<&str>,
    level: Option<u8>,
    threats: bool,
) -> Result<Picture, String> {
    let (model, graph) = (&outcome.model, &outcome.graph);
    let mut spec = match name {
        Some(name) => view::named(model, graph, name)?,
        None => Level::of(level.unwrap_or(2)).into(),
    };
    spec.level = level.map_or(spec.level, Level::of);
    if let Some(reason) = view::empty_reason(model, graph, &spec).filter(|_| !spec.focus.is_empty()) {
        return Err(format!("this view shows nothing: {reason}"));
    }
    Ok(Picture::Flows(drawn(outcome, readable(outcome, spec), threats), Vec::new()))
}

/// The view with zones closed where it is too large for one picture.
fn readable(outcome: &Outcome, spec: ViewSpec) -> ViewSpec {
    view::overview(&outcome.model, &outcome.graph, &spec).map_or(spec, |(small, _)| small)
}

/// The same, and it is said.
fn limited(outcome: &Outcome, spec: ViewSpec, args: &ViewArgs, ui: &mut Ui) -> ViewSpec {
    if args.full || !args.collapse.is_empty() {
        return spec;
    }
    let Some((small, elements)) = view::overview(&outcome.model, &outcome.graph, &spec) else { return spec };
    let closed = small.closed.len();
    if closed == 0 {
        ui.note(&format!("{elements} elements in one picture: there is no zone that could be drawn closed"));
    } else {
        ui.note(&format!(
            "{elements} elements are too many for one picture, so {} drawn closed: --full draws everything, \
             --view ZONE one of them, --all -o FOLDER a page for each",
            if closed == 1 { "1 zone is".to_owned() } else { format!("{closed} zones are") }
        ));
    }
    small
}

/// What the arguments ask for.
fn spec(outcome: &Outcome, args: &ViewArgs) -> Result<ViewSpec, String> {
    let (model, graph) = (&outcome.model, &outcome.graph);
    let mut spec = match &args.view {
        Some(name) => view::named(model, graph, name)?,
        None if args.on.is_empty() && args.data.is_empty() => Level::of(args.level.unwrap_or(2)).into(),
        None => on(outcome, args)?,
    };
    spec.level = args.level.map_or(spec.level, Level::of);
    spec.include.extend(places(outcome, &args.include)?);
    spec.exclude.extend(places(outcome, &args.exclude)?);
    adjust(&mut spec, args);
    if !args.collapse.is_empty() {
        spec.close_outside = false;
        spec.closed = closed(model, &args.collapse)?;
    }
    Ok(spec)
}

/// What arguments say about any view, whatever it shows.
fn adjust(spec: &mut ViewSpec, args: &ViewArgs) {
    spec.direction = args.direction.map_or(spec.direction, |direction| match direction {
        DirectionArg::Lr => Direction::Right,
        DirectionArg::Tb => Direction::Down,
    });
    spec.boundaries = match args.boundaries {
        BoundariesArg::Boxes => Boundaries::Boxes,
        BoundariesArg::Gates => Boundaries::Gates,
    };
    spec.merge = args.merge.map_or(spec.merge, |which| match which {
        MergeArg::Never => Merge::Never,
        MergeArg::Closed => Merge::Closed,
        MergeArg::All => Merge::All,
        MergeArg::Both => Merge::BothWays,
    });
}

/// The view on all that `--on` and `--data` name.
fn on(outcome: &Outcome, args: &ViewArgs) -> Result<ViewSpec, String> {
    let (model, graph) = (&outcome.model, &outcome.graph);
    let places = args.on.iter().map(|name| view::focus(model, graph, name));
    let data = args.data.iter().map(|name| view::data(model, name).map(Focus::Data));
    let specs = places.chain(data).map(|focus| focus.map(|focus| view::on(model, graph, focus)));
    let specs = specs.collect::<Result<Vec<ViewSpec>, String>>()?;
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    let names = text::and_list(&names);
    Ok(ViewSpec::on(names, specs.into_iter().flat_map(|spec| spec.focus).collect()))
}

fn places(outcome: &Outcome, names: &[String]) -> Result<Vec<Place>, String> {
    let places = names.iter().map(|name| view::places_of(&outcome.model, &outcome.graph, name));
    Ok(places.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The zones of `--collapse`.
fn closed(model: &Model, names: &[String]) -> Result<Vec<ZoneId>, String> {
    match names {
        [all] if all == "all" => return Ok(view::outermost_zones(model)),
        [none] if none == "none" => return Ok(Vec::new()),
        _ => {}
    }
    let zone = |name: &String| {
        let found = model.zones.iter().find(|(_, zone)| zone.id == *name).map(|(id, _)| id);
        found.ok_or_else(|| {
            let zones = model.zones.values().map(|zone| zone.id.as_str());
            format!("no zone is called `{name}`{}", text::meant(name, zones))
        })
    };
    names.iter().map(zone).collect()
}

/// Lists what `--all` writes.
pub(super) fn list(outcome: &Outcome) -> String {
    let pages = view::pages(&outcome.model, &outcome.graph);
    let width = |part: fn(&Page) -> &str| pages.iter().map(|page| text::width(part(page))).max().unwrap_or(0);
    let widths = (width(|page| &page.name), width(|page| &page.title));
    let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - text::width(text).min(width)));
    let line =
        |page: &Page| format!("{}  {}  {}\n", pad(&page.name, widths.0), pad(&page.title, widths.1), page.arguments);
    pages.iter().map(line).collect()
}

/// Writes all pictures of a model to a folder.
pub(super) fn all(outcome: &Outcome, folder: &Utf8Path, args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if folder == "-" {
        return Err(Failure::Arguments("--all writes several files: name a folder with -o".to_owned()));
    }
    let (model, graph) = (&outcome.model, &outcome.graph);
    let format = args.format.unwrap_or(DiagramFormat::Svg);
    let extension = extension(format);
    let mut look = Look::of(args, format);
    look.links = pixels::to_report(outcome, args);
    let pages = view::pages(model, graph);
    for page in &pages {
        if let Some(reason) = view::empty_reason(model, graph, &page.spec).filter(|_| !page.spec.focus.is_empty()) {
            ui.note(&format!("`{}` shows nothing: {reason}", page.name));
            continue;
        }
        let mut spec = page.spec.clone();
        adjust(&mut spec, &args.what);
        if !args.what.full {
            spec = readable(outcome, spec);
        }
        let links = links(model, &pages, page, extension);
        let bytes = draw(&Picture::Flows(drawn(outcome, spec, args.threats), links), &look, ui)?;
        let path = folder.join(format!("{}.{extension}", page.name));
        output::file(&path, &bytes)?;
        ui.note(&format!("wrote {path}"));
    }
    Ok(Exit::Done)
}

/// Where clicks on the boxes of a page lead: on a zone to its page, on the zone of the page itself to what is around it.
fn links(model: &Model, pages: &[Page], page: &Page, extension: &str) -> Vec<(String, String)> {
    let link = |to: &Page| format!("{}.{extension}", percent_encoded(&to.name));
    let of_zone = |zone: ZoneId| pages.iter().find(|other| other.zone == Some(zone));
    let overview = pages.iter().find(|other| other.spec.focus.is_empty() && other.spec.level != Level::Context);
    let mut links = Vec::new();
    for (id, zone) in model.zones.iter() {
        let to = if page.zone == Some(id) {
            let around = model.zone_path(id).into_iter().rev().skip(1).find_map(of_zone);
            around.or(overview)
        } else {
            of_zone(id)
        };
        links.extend(to.filter(|to| to.name != page.name).map(|to| (zone.id.to_string(), link(to))));
    }
    let around = overview.filter(|to| to.name != page.name);
    links.extend(around.map(|to| (view::SYSTEM.to_owned(), link(to))));
    links
}

/// A file name as a part of an address.
fn percent_encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let byte = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(byte).collect()
}
