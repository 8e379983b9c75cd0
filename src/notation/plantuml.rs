//! PlantUML: a deployment diagram.

use super::Options;
use super::names::{Names, Rule, plain_word};
use super::outline::{self, Language, Lines, label_lines, node_lines};
use super::style::{self, BoxStyle};
use crate::view::{Direction, View, ViewFlow, ViewGroup, ViewNode};

/// What a box is called, by its class.
const KEYWORDS: &[(&str, &str)] = &[
    ("zone", "rectangle"),
    ("composite", "rectangle"),
    ("actor", "actor"),
    ("external", "rectangle"),
    ("process", "card"),
    ("store", "database"),
    ("closed", "rectangle"),
    ("gate", "rectangle"),
];

/// Words that start a statement.
const RESERVED: &[&str] = &[
    "as",
    "end",
    "header",
    "footer",
    "hide",
    "legend",
    "note",
    "order",
    "remove",
    "scale",
    "show",
    "skin",
    "skinparam",
    "title",
    "together",
];

const NAMES: Rule = Rule { name: |id| plain_word(id, RESERVED), folds_case: false };

/// The view in PlantUML.
pub fn plantuml(view: &View, options: &Options) -> String {
    let names = Names::new(view, &NAMES);
    let mut lines = Lines::new(0);
    lines.add("@startuml");
    let title = label_lines(&view.title);
    if options.title && !title.is_empty() {
        lines.add(&format!("title {}", text(&title)));
    }
    let direction = if view.direction == Direction::Right { "left to right" } else { "top to bottom" };
    lines.add(&format!("{direction} direction\nskinparam shadowing false"));
    outline::write(view, &names, &PlantUml { names: &names }, &mut lines);
    lines.add("@enduml");
    lines.text()
}

struct PlantUml<'v> {
    names: &'v Names,
}

impl Language for PlantUml<'_> {
    fn open(&self, group: &ViewGroup, name: &str) -> String {
        let keyword = style::of_class(KEYWORDS, group.role);
        let colours = colours(style::box_style(group.role));
        format!("{keyword} \"{}\" as {name} {colours} {{", text(&label_lines(&group.title)))
    }

    fn close(&self) -> &'static str {
        "}"
    }

    fn node(&self, node: &ViewNode, name: &str) -> String {
        let keyword = style::of_class(KEYWORDS, node.role);
        format!("{keyword} \"{}\" as {name} {}", text(&node_lines(node)), colours(style::box_style(node.role)))
    }

    fn flow(&self, flow: &ViewFlow) -> String {
        let [source, target] =
            [flow.source, flow.target].map(|end| self.names.nodes.get(end).map_or("", String::as_str));
        let look = style::flow_style(flow.sensitivity);
        let weight = if flow.sensitivity.is_some() { ",bold" } else { "" };
        let head = if flow.both_ways { "<" } else { "" };
        let arrow = format!("{head}-[{}{weight}]->", look.line);
        match label_lines(&flow.label) {
            lines if lines.is_empty() => format!("{source} {arrow} {target}"),
            lines => format!("{source} {arrow} {target} : {}", text(&lines)),
        }
    }
}

/// `#F0F5FF;line:B3261E;line.dashed;text:B3261E`
fn colours(look: &BoxStyle) -> String {
    let [fill, line, ink] = [look.fill, look.line, look.ink].map(|colour| colour.trim_start_matches('#'));
    let dashed = if look.dashed { ";line.dashed" } else { "" };
    format!("#{fill};line:{line}{dashed};text:{ink}")
}

/// Lines of text in which nothing is markup, a macro or the end of a string.
fn text(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    // PlantUML wants something to write.
    if lines.is_empty() { " ".to_owned() } else { lines.join("\\n") }
}

fn escaped(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let twice = before == Some(c) || chars.get(at + 1) == Some(&c);
        let markup = match c {
            ' ' | ',' | ':' | '(' | ')' | '?' => false,
            // Doubled, or at the start of a line, they are markup.
            '-' | '_' | '/' | '[' | ']' | '\'' | '.' | '=' | '+' | '*' | '#' => twice || before.is_none(),
            _ => c.is_ascii_punctuation(),
        };
        if markup {
            out.push_str(&format!("<U+{:04X}>", u32::from(c)));
            // Even so it would be the start of a tabulator: something without width keeps the two apart.
            if c == '\\' && chars.get(at + 1) == Some(&'t') {
                out.push_str("<U+200B>");
            }
        } else {
            out.push(c);
        }
    }
    out
}
