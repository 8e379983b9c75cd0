//! DOT, the language of Graphviz.

use super::Options;
use super::names::{Names, Rule};
use super::outline::{self, Language, Lines, label_lines, node_lines};
use super::style;
use crate::scene::BoxRole;
use crate::view::{Direction, View, ViewFlow, ViewGroup, ViewNode};

/// Shapes and styles by class. There is no shape for a person, so an actor has a heavy border, as in the other pictures.
const SHAPES: &[(&str, &str)] = &[
    ("actor", "shape=box, penwidth=2"),
    ("external", "shape=box"),
    ("process", "shape=box, style=\"rounded,filled\""),
    ("store", "shape=cylinder"),
    ("closed", "shape=box, style=\"dashed,filled\""),
    ("gate", "shape=box, peripheries=2"),
];

const NAMES: Rule = Rule { name: str::to_owned, folds_case: false };

/// The view in DOT.
pub fn dot(view: &View, options: &Options) -> String {
    let names = Names::new(view, &NAMES);
    let mut lines = Lines::new(1);
    let direction = if view.direction == Direction::Right { "LR" } else { "TB" };
    lines.add(&format!(
        "graph [rankdir={direction}, compound=true, fontname=\"sans-serif\"]\n\
         node [style=filled, fontname=\"sans-serif\", fontsize=11]\n\
         edge [fontname=\"sans-serif\", fontsize=10]"
    ));
    outline::write(view, &names, &Dot { names: &names }, &mut lines);
    let title = label_lines(&view.title);
    // Clusters take over what is said before them.
    if options.title && !title.is_empty() {
        lines.add(&format!("label={}; labelloc=t; fontsize=14", label(&title)));
    }
    format!("digraph {} {{\n{}}}\n", name(&title.join(" ")), lines.text())
}

struct Dot<'v> {
    names: &'v Names,
}

impl Language for Dot<'_> {
    fn open(&self, group: &ViewGroup, id: &str) -> String {
        let look = style::box_style(group.role);
        let line = match group.role {
            BoxRole::Zone { .. } => "filled,dashed",
            _ => "filled",
        };
        let (fill, color, ink) = (look.fill, look.line, look.ink);
        format!(
            "subgraph {} {{\n  id={}; class={}; label={}; style=\"{line}\"\n  \
             fillcolor=\"{fill}\"; color=\"{color}\"; fontcolor=\"{ink}\"; labeljust=l",
            name(&format!("cluster_{id}")),
            label(&[id.to_owned()]),
            look.class,
            label(&label_lines(&group.title)),
        )
    }

    fn close(&self) -> &'static str {
        "}"
    }

    /// Graphviz leaves out a cluster without nodes. No id has a blank in it.
    fn nothing(&self, group: &ViewGroup) -> Option<String> {
        Some(format!("{} [shape=point, style=invis]", name(&format!("in {}", group.id))))
    }

    fn node(&self, node: &ViewNode, id: &str) -> String {
        let look = style::box_style(node.role);
        let (class, fill, color, ink) = (look.class, look.fill, look.line, look.ink);
        format!(
            "{} [label={}, class={class}, {}, fillcolor=\"{fill}\", color=\"{color}\", fontcolor=\"{ink}\"]",
            name(id),
            label(&node_lines(node)),
            style::of_class(SHAPES, node.role),
        )
    }

    fn flow(&self, flow: &ViewFlow) -> String {
        let [source, target] =
            [flow.source, flow.target].map(|end| name(self.names.nodes.get(end).map_or("", String::as_str)));
        let look = style::flow_style(flow.sensitivity);
        let (class, color, width) = (look.class, look.line, look.width);
        let both = if flow.both_ways { ", dir=both" } else { "" };
        format!(
            "{source} -> {target} [id={}, label={}, class={class}, color=\"{color}\", fontcolor=\"{color}\", penwidth={width}{both}]",
            label(std::slice::from_ref(&flow.id)),
            label(&label_lines(&flow.label)),
        )
    }
}

/// A name in quotes: only quotes are escaped in it, and a backslash at its end would escape the closing one.
fn name(id: &str) -> String {
    format!("\"{}\"", id.replace('\\', "/").replace('"', "\\\""))
}

/// Lines of text in quotes. `\N` and the like would be replaced by names, `&lt;` by a sign.
fn label(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;"));
    format!("\"{}\"", lines.collect::<Vec<_>>().join("\\n"))
}
