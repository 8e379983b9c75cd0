//! The pictures of a document: which there are, and each in characters and as a vector drawing.

use rustc_hash::FxHashSet;

use crate::base::parallel::in_parallel;
use crate::graph::FlowGraph;
use crate::layout;
use crate::model::Model;
use crate::parts;
use crate::render::{self, Links, SvgOptions, TextOptions};
use crate::report::{Figure, anchor};
use crate::scene::Unit;
use crate::view::{self, Direction, Level, View, ViewSpec};

/// The widest picture in characters that a page of a document takes (methodology: "All diagrams are readable").
pub const WIDTH: usize = 120;

/// Pictures wider than this many columns are not divided: there would be more parts than anybody reads.
const WIDEST: usize = 4 * WIDTH;

/// Most pictures of a document besides that of the whole system; a reader of more would not find any.
pub const MOST: usize = 40;

/// How pictures are made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether pictures in characters are 7-bit.
    pub ascii: bool,
    /// Whether vector drawings are made.
    pub svg: bool,
}

/// The architecture by layers.
pub fn layers(model: &Model, options: Options) -> Figure {
    let layers = view::layers(model);
    let text = render::text(
        &layout::bands(&layers, Unit::Cell, true),
        &TextOptions { ascii: options.ascii, ..TextOptions::default() },
    );
    let svg = match options.svg {
        true => render::svg(&layout::bands(&layers, Unit::Pixel, true), &svg_options("layers", Links::default())),
        false => String::new(),
    };
    Figure { name: "layers".to_owned(), title: layers.title, text, svg, file: None }
}

/// The whole system first, then what `threatline diagram --all` draws, up to [`MOST`]; with the number of those that are left
/// out. What is too large for one picture is drawn with its zones closed, and left out where that does not help.
pub fn figures(model: &Model, graph: &FlowGraph, options: Options) -> (Vec<Figure>, usize) {
    let links = links(model, graph, "#");
    let planned = |name: String, title: Option<String>, arguments: String, spec: ViewSpec| {
        let (spec, closed) = readable(model, graph, spec);
        let view = view::build(model, graph, spec);
        let title = title.unwrap_or_else(|| view.title.clone());
        let title = if closed { title + " (overview with closed zones)" } else { title };
        Planned { name, title, arguments, view }
    };
    let mut pages = view::pages(model, graph);
    pages.retain(|page| view::empty_reason(model, graph, &page.spec).is_none());
    let count = pages.len();
    let mut wanted: Vec<Planned> = pages
        .into_iter()
        .take(MOST)
        .map(|page| planned(page.name, Some(page.title), page.arguments, page.spec))
        .filter(|planned| planned.view.nodes.len() <= view::MOST_ELEMENTS)
        .collect();
    let left = count - wanted.len();
    wanted.insert(0, planned("system".to_owned(), None, String::new(), Level::Full.into()));
    let drawn = in_parallel(&wanted, |planned| draw(planned, options, &links));
    // A small model looks the same from afar.
    let mut seen = FxHashSet::default();
    (drawn.into_iter().filter(|figure| seen.insert(figure.text.clone())).collect(), left)
}

/// A picture before it is drawn.
struct Planned {
    name: String,
    title: String,
    /// What draws it alone, behind `threatline diagram MODEL`.
    arguments: String,
    view: View,
}

/// The view, with its zones closed where it would be too large to be read; whether they are.
fn readable(model: &Model, graph: &FlowGraph, spec: ViewSpec) -> (ViewSpec, bool) {
    match view::overview(model, graph, &spec) {
        Some((closed, _)) => (closed, true),
        None => (spec, false),
    }
}

fn draw(planned: &Planned, options: Options, links: &Links) -> Figure {
    let Planned { name, title, arguments, view } = planned;
    let text = text(view, arguments, options);
    let svg = match options.svg {
        true => render::svg(&layout::lay_out(view, Unit::Pixel), &svg_options(name, links.clone())),
        false => String::new(),
    };
    Figure { name: name.clone(), title: title.clone(), text, svg, file: None }
}

/// The picture in characters, in the direction in which it is less wide if it is too wide otherwise; in parts that fit if it is
/// too wide in both.
fn text(view: &View, arguments: &str, options: Options) -> String {
    let first = layout::lay_out(view, Unit::Cell);
    let look = TextOptions { ascii: options.ascii, ..TextOptions::default() };
    if parts::width(&first) <= WIDTH {
        return render::text(&first, &look);
    }
    let other = match view.direction {
        Direction::Down => Direction::Right,
        Direction::Right => Direction::Down,
    };
    let second = layout::lay_out(&View { direction: other, ..view.clone() }, Unit::Cell);
    let whole = if parts::width(&second) < parts::width(&first) { second } else { first };
    if parts::width(&whole) > WIDEST {
        return too_wide(parts::width(&whole), arguments);
    }
    let parts = if parts::width(&whole) <= WIDTH { None } else { divided(view, options) };
    parts.unwrap_or_else(|| render::text(&whole, &look))
}

/// What stands in place of a picture that no page of characters can hold.
fn too_wide(width: usize, arguments: &str) -> String {
    let blank = if arguments.is_empty() { "" } else { " " };
    let text = format!(
        "In characters, this picture would be {width} columns wide. The vector drawing shows it: `threatline diagram MODEL\
         {blank}{arguments} -o picture.svg`."
    );
    crate::base::text::wrap(&text, WIDTH).join("\n") + "\n"
}

/// The picture in parts that fit on a page; `None` where it cannot be divided, or has more than anybody reads.
fn divided(view: &View, options: Options) -> Option<String> {
    if view.nodes.len() > view::MOST_ELEMENTS {
        return None;
    }
    let parts = parts::split(view, WIDTH);
    if parts.len() < 2 || parts.iter().any(|part| parts::width(&part.scene) > WIDTH) {
        return None;
    }
    let rule = if options.ascii { "--" } else { "──" };
    let look = TextOptions { title: false, ascii: options.ascii, ..TextOptions::default() };
    let mut text = crate::base::text::wrap(parts::HOW_TO_READ, WIDTH).join("\n");
    for part in parts {
        let title = render::plain(&part.title, options.ascii);
        text.push_str(&format!("\n\n{rule} {title} {rule}\n\n{}", render::text(&part.scene, &look).trim_end()));
    }
    Some(text + "\n")
}

fn svg_options(name: &str, links: Links) -> SvgOptions {
    SvgOptions { title: false, id_prefix: format!("{name}-"), links, ..SvgOptions::default() }
}

/// Links to the rows of a document, of elements, boundaries that are drawn as gates, and flows; `base` is its address with `#`
/// at the end, or `#` for the same document.
pub fn links(model: &Model, graph: &FlowGraph, base: &str) -> Links {
    let to = |table: &str, id: &str| anchor(table, id).map(|anchor| format!("{base}{anchor}"));
    let mut links = Links::default();
    for element in model.elements.values() {
        if let Some(address) = to("elements", &element.id) {
            // An opened process that has flows of its own is drawn twice.
            links.boxes.insert(view::itself(&element.id), address.clone());
            links.boxes.insert(element.id.to_string(), address);
        }
    }
    let gates = graph.borders.values();
    links.boxes.extend(gates.filter_map(|border| Some((view::gate(&border.id), to("boundaries", &border.id)?))));
    let flows = model.flows.values();
    links.lines.extend(flows.filter_map(|flow| Some((flow.key.to_string(), to("flows", &flow.number)?))));
    links
}
