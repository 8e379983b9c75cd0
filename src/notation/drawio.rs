//! draw.io: an uncompressed file with everything where our layout put it.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::names::{Names, Rule};
use super::outline::{Lines, label_lines};
use super::style;
use crate::base::geometry::{Point, Rect};
use crate::scene::{BoxRole, Scene, SceneBox, SceneLine, TextRun};
use crate::view::View;

/// Styles by class, without colours.
const STYLES: &[(&str, &str)] = &[
    (
        "zone",
        "rounded=0;container=1;collapsible=0;dashed=1;verticalAlign=top;align=left;spacingLeft=6;fontStyle=1;fontSize=12;",
    ),
    (
        "composite",
        "rounded=1;arcSize=6;container=1;collapsible=0;dashed=1;verticalAlign=top;align=left;spacingLeft=6;fontSize=12;",
    ),
    ("actor", "rounded=0;strokeWidth=2;fontSize=13;"),
    ("external", "rounded=0;fontSize=13;"),
    ("closed", "rounded=0;dashed=1;fontStyle=1;fontSize=12;"),
    ("gate", "shape=ext;double=1;rounded=0;fontSize=12;"),
    ("process", "rounded=1;fontSize=13;"),
    ("store", "shape=cylinder3;boundedLbl=1;backgroundOutline=1;size=5;fontSize=13;"),
];

/// The ids of the root and of the layer that every file has.
const OWN: [&str; 2] = ["0", "1"];

/// What draw.io, which looks ids up in an array of JavaScript, finds there although no cell has that id.
const RESERVED: &[&str] = &[
    "at",
    "concat",
    "constructor",
    "copyWithin",
    "entries",
    "every",
    "fill",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flat",
    "flatMap",
    "forEach",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "isPrototypeOf",
    "join",
    "keys",
    "lastIndexOf",
    "length",
    "map",
    "null",
    "pop",
    "propertyIsEnumerable",
    "push",
    "reduce",
    "reduceRight",
    "reverse",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "toLocaleString",
    "toReversed",
    "toSorted",
    "toSpliced",
    "toString",
    "unshift",
    "valueOf",
    "values",
    "with",
];

const NAMES: Rule = Rule { name, folds_case: false };

fn name(id: &str) -> String {
    if OWN.contains(&id) || RESERVED.contains(&id) || id.starts_with("__") { format!("{id}_") } else { id.to_owned() }
}

/// The picture of a view as a draw.io file; `scene` is the view laid out in pixels.
pub fn drawio(view: &View, scene: &Scene, options: &Options) -> String {
    let title = label_lines(&view.title).join(" ");
    let page = if options.title && !title.is_empty() { title } else { "Diagram".to_owned() };
    let mut lines = Lines::new(0);
    lines.add("<mxfile host=\"threatline\">");
    lines.add(&format!("  <diagram id=\"threatline\"{}>", attribute("name", &page)));
    lines.add(&format!(
        "    <mxGraphModel grid=\"1\" gridSize=\"10\" page=\"0\" pageWidth=\"{}\" pageHeight=\"{}\">\n      <root>",
        scene.size.w, scene.size.h
    ));
    let mut cells = Lines::new(4);
    cells.add(&format!("<mxCell id=\"{}\"/>\n<mxCell id=\"{}\" parent=\"{}\"/>", OWN[0], OWN[1], OWN[0]));
    write(view, scene, &mut cells);
    let end = "      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n";
    lines.text() + &cells.text() + end
}

fn write(view: &View, scene: &Scene, cells: &mut Lines) {
    let shapes: BTreeMap<&str, &SceneBox> = scene.boxes.iter().map(|shape| (shape.id.as_str(), shape)).collect();
    let names = Names::new(view, &NAMES);
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    let groups = view.groups.iter().zip(&names.groups).map(|(group, id)| (&group.id, group.parent, id));
    let nodes = view.nodes.iter().zip(&names.nodes).map(|(node, id)| (&node.id, node.parent, id));
    for (model_id, around, id) in groups.chain(nodes) {
        ids.insert(model_id, id);
        let Some(shape) = shapes.get(model_id.as_str()) else { continue };
        let parent = around.and_then(|around| Some((names.groups.get(around)?, view.groups.get(around)?)));
        let origin = parent.and_then(|(_, group)| shapes.get(group.id.as_str())).map(|shape| shape.rect);
        cells.add(&vertex(id, shape, parent.map_or(OWN[1], |(name, _)| name), origin.unwrap_or_default()));
    }
    let mut taken: BTreeSet<String> = ids.values().map(|id| (*id).to_owned()).collect();
    for line in &scene.lines {
        // No id has a blank in it.
        let id = Some(name(&line.id)).filter(|id| !taken.contains(id));
        let id = id.unwrap_or_else(|| format!("flow {}", line.id));
        taken.insert(id.clone());
        let end = |end: &str| Some((*ids.get(end)?, shapes.get(end)?.rect));
        if let (Some(source), Some(target)) = (end(&line.source), end(&line.target)) {
            cells.add(&edge(&id, line, source, target));
        }
    }
}

fn vertex(id: &str, shape: &SceneBox, parent: &str, origin: Rect) -> String {
    let look = style::box_style(shape.role);
    let style = format!(
        "{}fillColor={};strokeColor={};fontColor={};",
        style::of_class(STYLES, shape.role),
        look.fill,
        look.line,
        look.ink
    );
    let trust = match shape.role {
        BoxRole::Zone { trust: Some(trust), .. } => attribute("threatline.trust", &trust.to_string()),
        _ => String::new(),
    };
    let rect = shape.rect.moved(-origin.x, -origin.y);
    format!(
        "<object{}{}{}{}{}{trust}>\n  <mxCell{} vertex=\"1\"{}>\n    \
         <mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/>\n  </mxCell>\n</object>",
        attribute("id", id),
        attribute("label", &lines_of(&shape.text)),
        attribute("tooltip", &shape.tooltip),
        attribute("threatline.id", &shape.id),
        attribute("threatline.kind", look.class),
        attribute("style", &style),
        attribute("parent", parent),
        rect.x,
        rect.y,
        rect.w,
        rect.h,
    )
}

/// A flow. Its points are absolute, so it lies on the layer and in no zone.
fn edge(id: &str, line: &SceneLine, source: (&str, Rect), target: (&str, Rect)) -> String {
    let (first, last) = (line.points.first().copied(), line.points.last().copied());
    let look = style::flow_style(line.sensitivity);
    let start = if line.arrow_at_start { "startArrow=block;startFill=1;" } else { "" };
    let style = format!(
        "edgeStyle=orthogonalEdgeStyle;rounded=0;{}{}endArrow=block;endFill=1;{start}fontSize=11;align=left;\
         strokeColor={};fontColor={};strokeWidth={};",
        anchor("exit", first, &source.1),
        anchor("entry", last, &target.1),
        look.line,
        look.line,
        look.width,
    );
    let mut marks = attribute("threatline.id", &line.id);
    marks.push_str(&attribute("threatline.kind", "flow"));
    if !line.crossings.is_empty() {
        marks.push_str(&attribute("threatline.crosses", &line.crossings.join(",")));
    }
    if let Some(sensitivity) = line.sensitivity {
        marks.push_str(&attribute("threatline.class", &sensitivity.label().to_lowercase()));
    }
    let inner = line.points.get(1..line.points.len().saturating_sub(1)).unwrap_or_default();
    let corners: String =
        inner.iter().map(|point| format!("        <mxPoint x=\"{}\" y=\"{}\"/>\n", point.x, point.y)).collect();
    let offset = label_offset(line);
    format!(
        "<object{}{}{}{marks}>\n  <mxCell{} edge=\"1\" parent=\"{}\"{}{}>\n    \
         <mxGeometry relative=\"1\" as=\"geometry\">\n      <Array as=\"points\">\n{corners}      </Array>\n      \
         <mxPoint x=\"{}\" y=\"{}\" as=\"offset\"/>\n    </mxGeometry>\n  </mxCell>\n</object>",
        attribute("id", id),
        attribute("label", &lines_of(&line.label)),
        attribute("tooltip", &line.tooltip),
        attribute("style", &style),
        OWN[1],
        attribute("source", source.0),
        attribute("target", target.0),
        offset.x,
        offset.y,
    )
}

/// Where a line is fixed to its box, in parts of the box.
fn anchor(end: &str, at: Option<Point>, rect: &Rect) -> String {
    let Some(at) = at else { return String::new() };
    let part = |offset: i32, length: i32| f64::from(offset) / f64::from(length.max(1));
    let (x, y) = (part(at.x - rect.x, rect.w), part(at.y - rect.y, rect.h));
    format!("{end}X={x:.4};{end}Y={y:.4};{end}Dx=0;{end}Dy=0;{end}Perimeter=0;")
}

/// From the middle of the line, where draw.io puts the middle of a label, to where ours is.
fn label_offset(line: &SceneLine) -> Point {
    let middle = middle(&line.points);
    let rooms = line.label.iter().map(|run| run.rect);
    let all = rooms.reduce(|a, b| a.union(&b));
    all.map_or(Point::default(), |all| Point::new(all.center().x - middle.x, all.center().y - middle.y))
}

/// The point half way along a line of horizontal and vertical pieces.
fn middle(points: &[Point]) -> Point {
    let pieces = || points.iter().zip(points.iter().skip(1));
    let length = |a: &Point, b: &Point| (a.x - b.x).abs() + (a.y - b.y).abs();
    let mut left = pieces().map(|(a, b)| length(a, b)).sum::<i32>() / 2;
    for (a, b) in pieces() {
        if left <= length(a, b) {
            return Point::new(a.x + (b.x - a.x).signum() * left, a.y + (b.y - a.y).signum() * left);
        }
        left -= length(a, b);
    }
    points.last().copied().unwrap_or_default()
}

fn lines_of(text: &[TextRun]) -> String {
    let lines: Vec<String> = text.iter().flat_map(|run| label_lines(&run.text)).collect();
    lines.join("\n")
}

/// ` name="value"`, escaped. A line break is written so that it stays one.
fn attribute(name: &str, value: &str) -> String {
    let value = label_lines(value).join("\n");
    format!(" {name}=\"{}\"", quick_xml::escape::escape(value.as_str()).replace('\n', "&#10;"))
}
