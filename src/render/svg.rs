//! SVG: one self-contained, accessible document per scene, at home on light and dark screens and on paper.

use std::fmt::Write as _;

use svg::node::Text;
use svg::node::element::{Description, Element, Group, Rectangle, Style, Title};
use svg::{Document, Node as _};

use super::embed::font_faces;
use super::legend::Legend;
use super::links::{Links, linked};
use super::theme::{DARK, FLOW_HUES, LIGHT, ZONE_TINTS, stylesheet};
use super::{clean, extent, is_container, shape};
use crate::base::font::{self, Weight};
use crate::base::geometry::{Point, Rect};
use crate::base::text as words;
use crate::scene::{BoxRole, Mark, Scene, SceneBox, SceneLine, Sensitivity, TextRole, Unit};

/// Free space around the picture, in pixels.
const MARGIN: i32 = 12;
/// Size of the heading's type.
const HEADING: u32 = 16;
/// Height of a line of the heading.
const HEADING_LINE: i32 = 22;
/// Room between the heading and the picture.
const HEADING_GAP: i32 = 12;
/// A heading may be this wide even over a narrower picture.
const HEADING_WIDTH: i32 = 440;

/// How an SVG document is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgOptions {
    /// The colours.
    pub palette: Palette,
    /// Whether the title stands above the picture; screen readers get it in any case.
    pub title: bool,
    /// Whether the legend stands below.
    pub legend: bool,
    /// Put before every id, so that several pictures fit into one page. Empty for none.
    pub id_prefix: String,
    /// Where clicks lead.
    pub links: Links,
    /// Whether the letters of the embedded font are put into the document, for readers who have no like font.
    pub embed_font: bool,
}

/// The colours of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Palette {
    /// Light on paper and wherever nothing else is asked for, dark on screens that ask for it.
    #[default]
    Auto,
    /// Light everywhere.
    Light,
    /// Dark everywhere.
    Dark,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self {
            palette: Palette::Auto,
            title: false,
            legend: true,
            id_prefix: String::new(),
            links: Links::default(),
            embed_font: false,
        }
    }
}

/// Writes the scene as an SVG document. Its unit must be [`Unit::Pixel`].
pub fn svg(scene: &Scene, options: &SvgOptions) -> String {
    debug_assert_eq!(scene.unit, Unit::Pixel);
    let ids = Ids { prefix: &options.id_prefix };
    let page = Page::plan(scene, options);
    let base = if options.palette == Palette::Dark { &DARK } else { &LIGHT };
    let screen = (options.palette == Palette::Auto).then_some(&DARK);
    let font = if options.embed_font { font_faces(scene) } else { String::new() };
    // What a picture holds is hidden from screen readers; links must not be.
    let role = if options.links.is_empty() { "img" } else { "group" };
    let mut document = page
        .open()
        .set("role", role)
        .set("aria-labelledby", format!("{} {}", ids.of("title", ""), ids.of("description", "")))
        .add(Title::new(clean(&scene.title)).set("id", ids.of("title", "")))
        .add(Description::new().set("id", ids.of("description", "")).add(Text::new(clean(&scene.description))))
        .add(Style::new(font + &stylesheet(base, screen, !scene.marks.is_empty())))
        .add(page.background());
    if !page.heading.is_empty() {
        document = document.add(page.heading());
    }
    document = document
        .add(zones(scene, &ids, &options.links))
        .add(flows(scene, &ids, &options.links))
        .add(elements(scene, &ids, &options.links))
        .add(labels(scene, &options.links));
    if let Some(legend) = &page.legend {
        document = document.add(legend.draw(Point::new(page.room.x, page.picture.bottom()), page.room.w));
    }
    format!("{document}\n")
}

/// Where the parts of the document stand. The picture keeps the coordinates of its scene.
struct Page<'a> {
    /// The picture alone.
    picture: Rect,
    /// Picture, heading and legend; as wide as the widest of them, the picture in the middle.
    room: Rect,
    heading: Vec<String>,
    legend: Option<Legend<'a>>,
}

impl<'a> Page<'a> {
    fn plan(scene: &'a Scene, options: &SvgOptions) -> Self {
        let picture = extent(scene);
        let heading =
            if options.title { heading_lines(&scene.title, picture.w.max(HEADING_WIDTH)) } else { Vec::new() };
        let legend = if options.legend { Legend::plan(scene, picture.w) } else { None };
        let heading_width = heading.iter().map(|line| font::width(line, HEADING, Weight::Bold)).max().unwrap_or(0);
        let legend_size = legend.as_ref().map(Legend::size).unwrap_or_default();
        let w = picture.w.max(heading_width).max(legend_size.w);
        let above = heading.iter().map(|_| HEADING_LINE).reduce(|a, b| a + b).map_or(0, |lines| lines + HEADING_GAP);
        let h = above + picture.h + legend_size.h;
        let room = Rect::new(picture.x - (w - picture.w) / 2, picture.y - above, w, h);
        Self { picture, room, heading, legend }
    }

    fn open(&self) -> Document {
        let frame = self.room.grown(MARGIN);
        // Half a pixel more to the top and left: then lines of one pixel fill pixels instead of straddling two.
        let (x, y) = (f64::from(frame.x) - 0.5, f64::from(frame.y) - 0.5);
        Document::new()
            .set("viewBox", format!("{x} {y} {} {}", frame.w, frame.h))
            .set("width", frame.w)
            .set("height", frame.h)
            .set("class", "threatline")
    }

    fn background(&self) -> Rectangle {
        let frame = self.room.grown(MARGIN);
        Rectangle::new()
            .set("class", "page")
            .set("x", frame.x - 1)
            .set("y", frame.y - 1)
            .set("width", frame.w + 2)
            .set("height", frame.h + 2)
    }

    fn heading(&self) -> Group {
        let mut group = Group::new().set("aria-hidden", "true");
        let mut room = Rect::new(self.room.x, self.room.y, self.room.w, HEADING_LINE);
        for line in &self.heading {
            group = group.add(text_element("heading", &room, HEADING, false, line));
            room = room.moved(0, HEADING_LINE);
        }
        group
    }
}

/// Breaks the title into lines that are about as wide as the picture.
fn heading_lines(title: &str, width: i32) -> Vec<String> {
    // A bold letter of the embedded font is about 0.7 em wide.
    let letters = usize::try_from(width * 10 / (7 * HEADING.cast_signed())).unwrap_or(0);
    words::wrap(&clean(title), letters).into_iter().filter(|line| !line.is_empty()).collect()
}

/// Zones and opened processes, from the outside in.
fn zones(scene: &Scene, ids: &Ids, links: &Links) -> Group {
    let zones = scene.boxes.iter().filter(|b| is_container(b.role));
    zones.fold(Group::new().set("class", "zones"), |group, b| {
        group.add(linked(links.boxes.get(&b.id), box_group(b, ids, scene.marks.boxes.get(&b.id))))
    })
}

fn elements(scene: &Scene, ids: &Ids, links: &Links) -> Group {
    let nodes = scene.boxes.iter().filter(|b| !is_container(b.role));
    nodes.fold(Group::new().set("class", "nodes"), |group, b| {
        group.add(linked(links.boxes.get(&b.id), box_group(b, ids, scene.marks.boxes.get(&b.id))))
    })
}

fn box_group(b: &SceneBox, ids: &Ids, mark: Option<&Mark>) -> Group {
    let mut group = described(&format!("{}{}", box_class(b.role), mark_class(mark)), &b.tooltip)
        .set("id", ids.of("box", &b.id))
        .set("data-id", clean(&b.id));
    for part in shape::box_shape(b.role, &b.rect) {
        group = group.add(part);
    }
    if b.role == BoxRole::Actor && person_fits(b) {
        group = group.add(shape::person(person_place(&b.rect)));
    }
    for run in &b.text {
        let class = text_class(run.role);
        let centred = !is_container(b.role) && run.role != TextRole::Feature;
        group = group.add(text_element(class, &run.rect, run.role.font().0, centred, &run.text));
    }
    group
}

fn person_place(rect: &Rect) -> Point {
    Point::new(rect.x + 5, rect.y + 5)
}

/// Whether the small person in the corner of an actor's box leaves every line of text alone.
fn person_fits(b: &SceneBox) -> bool {
    let at = person_place(&b.rect);
    let person = Rect::new(at.x, at.y, 11, 11);
    b.rect.contains(&person)
        && b.text.iter().all(|run| {
            let (size, weight) = run.role.font();
            let width = font::width(&run.text, size, weight);
            let left = run.rect.center().x - width / 2;
            !Rect::new(left, run.rect.y, width, run.rect.h).overlaps(&person)
        })
}

fn box_class(role: BoxRole) -> String {
    match role {
        BoxRole::Zone { depth, .. } => format!("zone depth-{}", tint(depth)),
        BoxRole::ClosedZone { depth } => format!("zone closed depth-{}", tint(depth)),
        BoxRole::Gate => "zone closed gate depth-0".to_owned(),
        BoxRole::Layer => "layer".to_owned(),
        BoxRole::Composite => "composite".to_owned(),
        BoxRole::Actor => "actor".to_owned(),
        BoxRole::External => "external".to_owned(),
        BoxRole::Process => "process".to_owned(),
        BoxRole::Store => "store".to_owned(),
        BoxRole::Elsewhere => "elsewhere".to_owned(),
    }
}

/// The class of what differs between two versions, with a blank in front.
pub(super) fn mark_class(mark: Option<&Mark>) -> &'static str {
    match mark {
        None => "",
        Some(Mark::Added) => " added",
        Some(Mark::Removed) => " removed",
        Some(Mark::Changed) => " changed",
    }
}

fn tint(depth: u8) -> usize {
    usize::from(depth) % ZONE_TINTS
}

fn text_class(role: TextRole) -> &'static str {
    match role {
        TextRole::ZoneTitle => "zone-title",
        TextRole::Name => "name",
        TextRole::Detail | TextRole::Feature => "detail",
        TextRole::FlowLabel => "label",
    }
}

fn flows(scene: &Scene, ids: &Ids, links: &Links) -> Group {
    let mut group = Group::new().set("class", "flows");
    for (index, line) in scene.lines.iter().enumerate() {
        let class = format!("flow {}{}", flow_class(index, line), mark_class(scene.marks.lines.get(&line.id)));
        let mut flow = described(&class, &line.tooltip)
            .set("id", ids.of("flow", &line.id))
            .set("data-id", clean(&line.id))
            .set("data-source", clean(&line.source))
            .set("data-target", clean(&line.target));
        if !line.crossings.is_empty() {
            flow = flow.set("data-crossings", clean(&line.crossings.join(" ")));
        }
        for part in shape::flow(&line.points, line.arrow_at_start, line.arrow_at_end, line.sensitivity) {
            flow = flow.add(part);
        }
        group = group.add(linked(links.lines.get(&line.id), flow));
    }
    group
}

fn flow_class(index: usize, line: &SceneLine) -> String {
    match line.sensitivity {
        Some(Sensitivity::High) => "high".to_owned(),
        Some(Sensitivity::Critical) => "critical".to_owned(),
        None => format!("hue-{}", index % FLOW_HUES),
    }
}

/// Labels come last, so that no line runs over one.
fn labels(scene: &Scene, links: &Links) -> Group {
    let mut group = Group::new().set("class", "labels");
    for (index, line) in scene.lines.iter().enumerate().filter(|(_, line)| !line.label.is_empty()) {
        let ground = line.label.first().map_or("on-page".to_owned(), |run| ground(scene, &run.rect));
        let mark = mark_class(scene.marks.lines.get(&line.id));
        let mut label = described(&format!("{} {ground}{mark}", flow_class(index, line)), &line.tooltip);
        for run in &line.label {
            label = label.add(text_element("label", &run.rect, run.role.font().0, false, &run.text));
        }
        group = group.add(linked(links.lines.get(&line.id), label));
    }
    group
}

/// The class that gives a label's halo the colour behind it: that of the innermost container around its middle.
fn ground(scene: &Scene, label: &Rect) -> String {
    let middle = label.center();
    let middle = Rect::new(middle.x, middle.y, 0, 0);
    let mut around = scene.boxes.iter().rev().filter(|b| is_container(b.role) && b.rect.contains(&middle));
    match around.next().map(|b| b.role) {
        Some(BoxRole::Zone { depth, .. }) => format!("on-depth-{}", tint(depth)),
        Some(BoxRole::Composite | BoxRole::Layer) => "on-composite".to_owned(),
        _ => "on-page".to_owned(),
    }
}

/// A group that screen readers announce and that shows its tooltip when the pointer rests on it.
fn described(class: &str, tooltip: &str) -> Group {
    let lines: Vec<String> = tooltip.lines().map(clean).filter(|line| !line.trim().is_empty()).collect();
    let group = Group::new().set("class", class).set("role", "group");
    if lines.is_empty() {
        return group;
    }
    group.set("aria-label", lines.join("; ")).add(Title::new(lines.join("\n")))
}

/// One line of text in the vertical middle of its room, at the left or in the middle of it.
pub(super) fn text_element(class: &str, room: &Rect, size: u32, centred: bool, text: &str) -> Element {
    // Capitals of the embedded font are 0.73 em high.
    let baseline = room.y + (50 * room.h + 36 * size.cast_signed() + 50) / 100;
    let mut element = Element::new("text");
    element.assign("class", class);
    element.assign("y", baseline);
    element.assign("xml:space", "preserve");
    if centred {
        element.assign("x", f64::from(2 * room.x + room.w) / 2.0);
        element.assign("text-anchor", "middle");
    } else {
        element.assign("x", room.x);
    }
    element.append(Text::new(clean(text)));
    element
}

/// Makes valid and unique XML ids from ids of the model.
struct Ids<'a> {
    prefix: &'a str,
}

impl Ids<'_> {
    fn of(&self, kind: &str, id: &str) -> String {
        let mut name = String::new();
        if !self.prefix.is_empty() {
            escape_id(&mut name, self.prefix);
            name.push('-');
        }
        name.push_str(kind);
        if !id.is_empty() {
            name.push('-');
            escape_id(&mut name, id);
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.insert_str(0, "id-");
        }
        name
    }
}

/// Replaces what an id must not hold by `_x` and its code point; an underscore that would look like that, too.
fn escape_id(name: &mut String, id: &str) {
    let mut chars = id.chars().peekable();
    while let Some(c) = chars.next() {
        let mistakable = c == '_' && chars.peek() == Some(&'x');
        if (c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) && !mistakable {
            name.push(c);
        } else {
            let _ = write!(name, "_x{:X}_", u32::from(c));
        }
    }
}

#[cfg(test)]
#[path = "svg_tests.rs"]
mod tests;
