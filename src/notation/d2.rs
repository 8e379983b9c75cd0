//! D2.

use super::Options;
use super::names::{Names, Rule};
use super::outline::{self, Language, Lines, label_lines, node_lines};
use super::style::{self, BOXES};
use crate::view::{Direction, View, ViewFlow, ViewGroup, ViewNode};

/// Shapes and corners by class; a rectangle where nothing is said.
const SHAPES: &[(&str, &str)] = &[
    ("actor", "shape: person"),
    ("process", "style.border-radius: 8"),
    ("store", "shape: cylinder"),
    ("gate", "style.double-border: true"),
];

/// Words that mean something as a key.
const RESERVED: &[&str] = &[
    "3d",
    "animated",
    "bold",
    "bottom",
    "class",
    "classes",
    "columns",
    "constraint",
    "desc",
    "direction",
    "double-border",
    "fill",
    "fill-pattern",
    "filled",
    "font",
    "font-color",
    "font-size",
    "grid-columns",
    "grid-gap",
    "grid-rows",
    "height",
    "horizontal-gap",
    "icon",
    "italic",
    "label",
    "layers",
    "left",
    "link",
    "multiple",
    "near",
    "null",
    "opacity",
    "right",
    "rows",
    "scenarios",
    "shadow",
    "shape",
    "source-arrowhead",
    "steps",
    "stroke",
    "stroke-dash",
    "stroke-width",
    "style",
    "suspend",
    "target-arrowhead",
    "text-transform",
    "tooltip",
    "top",
    "underline",
    "unsuspend",
    "vars",
    "vertical-gap",
    "width",
];

const NAMES: Rule = Rule { name: str::to_owned, folds_case: true };

/// The view in D2.
pub fn d2(view: &View, options: &Options) -> String {
    let names = Names::new(view, &NAMES);
    let mut lines = Lines::new(0);
    let title = label_lines(&view.title).join(" ");
    if options.title && !title.is_empty() {
        // A shape would be one that the model does not have.
        lines.add(&format!("# {title}"));
    }
    lines.add(&format!("direction: {}", if view.direction == Direction::Right { "right" } else { "down" }));
    classes(view, &mut lines);
    let paths = (0..view.nodes.len()).map(|node| path(view, &names, node)).collect();
    outline::write(view, &names, &D2 { paths }, &mut lines);
    lines.text()
}

/// The keys of all nodes, each with those of the groups around it.
struct D2 {
    paths: Vec<String>,
}

fn path(view: &View, names: &Names, node: usize) -> String {
    let mut keys = vec![key(names.nodes.get(node).map_or("", String::as_str))];
    let mut around = view.nodes.get(node).and_then(|node| node.parent);
    while let Some(index) = around {
        keys.push(key(names.groups.get(index).map_or("", String::as_str)));
        around = view.groups.get(index).and_then(|group| group.parent).filter(|parent| *parent < index);
    }
    keys.reverse();
    keys.join(".")
}

impl Language for D2 {
    fn open(&self, group: &ViewGroup, name: &str) -> String {
        format!("{}: {} {{\n  class: {}", key(name), quoted(&label_lines(&group.title)), style::class(group.role))
    }

    fn close(&self) -> &'static str {
        "}"
    }

    fn node(&self, node: &ViewNode, name: &str) -> String {
        format!("{}: {} {{class: {}}}", key(name), quoted(&node_lines(node)), style::class(node.role))
    }

    fn flow(&self, flow: &ViewFlow) -> String {
        let [source, target] = [flow.source, flow.target].map(|end| self.paths.get(end).map_or("", String::as_str));
        let arrow = if flow.both_ways { "<->" } else { "->" };
        let class = style::flow_style(flow.sensitivity).class;
        format!("{source} {arrow} {target}: {} {{class: {class}}}", quoted(&label_lines(&flow.label)))
    }
}

fn classes(view: &View, lines: &mut Lines) {
    let roles = || view.groups.iter().map(|group| group.role).chain(view.nodes.iter().map(|node| node.role));
    let mut classes = String::from("classes: {\n");
    for style in BOXES {
        let Some(role) = roles().find(|role| style::class(*role) == style.class) else { continue };
        let shape = style::of_class(SHAPES, role);
        let shape = if shape.is_empty() { String::new() } else { format!("{shape}; ") };
        let dash = if style.dashed { "; stroke-dash: 5" } else { "" };
        classes.push_str(&format!(
            "  {}: {{{shape}style: {{fill: \"{}\"; stroke: \"{}\"; font-color: \"{}\"{dash}}}}}\n",
            style.class, style.fill, style.line, style.ink
        ));
    }
    for style in [&style::PLAIN, &style::HIGH, &style::CRITICAL] {
        if view.flows.iter().any(|flow| style::flow_style(flow.sensitivity).class == style.class) {
            classes.push_str(&format!(
                "  {}: {{style: {{stroke: \"{}\"; font-color: \"{}\"; stroke-width: {}}}}}\n",
                style.class, style.line, style.line, style.width
            ));
        }
    }
    lines.add(&format!("{classes}}}"));
}

/// A key: as it is where it is a word without another meaning, else in quotes.
fn key(name: &str) -> String {
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&name.to_ascii_lowercase().as_str());
    if word { name.to_owned() } else { quoted(&[name.to_owned()]) }
}

/// Lines of text in quotes. `${…}` would be a variable.
fn quoted(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$"));
    format!("\"{}\"", lines.collect::<Vec<_>>().join("\\n"))
}
