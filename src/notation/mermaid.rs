//! Mermaid: a flowchart, as GitHub, GitLab and many editors draw it.

use super::Options;
use super::names::{Names, Rule, joined_words};
use super::outline::{self, Language, Lines, label_lines, node_lines};
use super::style::{self, BOXES};
use crate::scene::BoxRole;
use crate::view::{Direction, View, ViewFlow, ViewGroup, ViewNode};

/// What stands around the label of a node, by its class.
const OPENS: &[(&str, &str)] =
    &[("actor", "(["), ("external", "["), ("process", "("), ("store", "[("), ("closed", "["), ("gate", "[[")];
const CLOSES: &[(&str, &str)] =
    &[("actor", "])"), ("external", "]"), ("process", ")"), ("store", ")]"), ("closed", "]"), ("gate", "]]")];

/// Words that Mermaid does not take at the start of an id.
const RESERVED: &[&str] = &[
    "accDescr",
    "accTitle",
    "call",
    "class",
    "classDef",
    "click",
    "default",
    "end",
    "flowchart",
    "graph",
    "href",
    "interpolate",
    "linkStyle",
    "style",
    "subgraph",
    "swimlane",
    "v",
];

const NAMES: Rule = Rule { name: |id| joined_words(id, &['.', '-'], RESERVED), folds_case: false };

/// The view as a Mermaid flowchart.
pub fn mermaid(view: &View, options: &Options) -> String {
    let names = Names::new(view, &NAMES);
    let mut lines = Lines::new(0);
    let title = label_lines(&view.title).join(" ");
    if options.title && !title.is_empty() {
        // A string of JSON is one of YAML.
        lines.add(&format!("---\ntitle: {}\n---", serde_json::Value::from(title)));
    }
    lines.add(&format!("flowchart {}", if view.direction == Direction::Right { "LR" } else { "TB" }));
    let mut body = Lines::new(1);
    let description = label_lines(&view.description).join(" ");
    if !description.is_empty() {
        body.add(&format!("accDescr: {}", text(&description)));
    }
    outline::write(view, &names, &Flowchart { names: &names }, &mut body);
    styles(view, &names, &mut body);
    lines.text() + &body.text()
}

struct Flowchart<'v> {
    names: &'v Names,
}

impl Language for Flowchart<'_> {
    fn open(&self, group: &ViewGroup, name: &str) -> String {
        format!("subgraph {name}[{}]", label(&label_lines(&group.title)))
    }

    fn close(&self) -> &'static str {
        "end"
    }

    fn node(&self, node: &ViewNode, name: &str) -> String {
        let label = label(&node_lines(node));
        let [open, close] = [OPENS, CLOSES].map(|table| style::of_class(table, node.role));
        format!("{name}{open}{label}{close}:::{}", style::class(node.role))
    }

    fn flow(&self, flow: &ViewFlow) -> String {
        let [source, target] =
            [flow.source, flow.target].map(|end| self.names.nodes.get(end).map_or("", String::as_str));
        let arrow = match (flow.both_ways, flow.sensitivity.is_some()) {
            (false, false) => "-->",
            (true, false) => "<-->",
            (false, true) => "==>",
            (true, true) => "<==>",
        };
        match label_lines(&flow.label) {
            lines if lines.is_empty() => format!("{source} {arrow} {target}"),
            lines => format!("{source} {arrow}|{}| {target}", label(&lines)),
        }
    }
}

/// The classes that occur, which groups belong to them, and the colours of marked flows.
fn styles(view: &View, names: &Names, lines: &mut Lines) {
    for style in BOXES {
        let is = |role: BoxRole| style::class(role) == style.class;
        let groups = view.groups.iter().zip(&names.groups).filter(|(group, _)| is(group.role));
        let groups: Vec<&str> = groups.map(|(_, name)| name.as_str()).collect();
        if groups.is_empty() && !view.nodes.iter().any(|node| is(node.role)) {
            continue;
        }
        let dashes = if style.dashed { ",stroke-dasharray:6 4" } else { "" };
        let (class, fill, line, ink) = (style.class, style.fill, style.line, style.ink);
        lines.add(&format!("classDef {class} fill:{fill},stroke:{line},color:{ink}{dashes}"));
        if !groups.is_empty() {
            lines.add(&format!("class {} {class}", groups.join(",")));
        }
    }
    for style in [&style::HIGH, &style::CRITICAL] {
        let flows = view.flows.iter().enumerate();
        let marked = flows.filter(|(_, flow)| style::flow_style(flow.sensitivity).class == style.class);
        let marked: Vec<String> = marked.map(|(index, _)| index.to_string()).collect();
        if !marked.is_empty() {
            let (line, width) = (style.line, style.width);
            lines.add(&format!("linkStyle {} stroke:{line},stroke-width:{width}px", marked.join(",")));
        }
    }
}

/// A label in quotes. Mermaid takes no label without characters.
fn label(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| text(line)).collect();
    if lines.is_empty() { "\" \"".to_owned() } else { format!("\"{}\"", lines.join("<br/>")) }
}

/// A line of text without anything that Mermaid, the Markdown in it or HTML would read as more than text.
fn text(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    let mut ordinal = true;
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied().unwrap_or('\n');
        let after = chars.get(at + 1).copied().unwrap_or('\n');
        // `1. text` and `1) text` are lists, `www.` starts a link.
        let counts = ordinal && matches!(c, '.' | ')') && before.is_ascii_digit();
        let links = c == '.' && matches!(before, 'w' | 'W');
        ordinal &= c.is_ascii_digit();
        if counts || links || means_more(before, c, after) {
            out.push_str(&format!("#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    // `direction TB` anywhere in a line is a statement.
    out.replace("direction", "#100;irection")
}

fn means_more(before: char, c: char, after: char) -> bool {
    let in_word = before.is_alphanumeric() && after.is_alphanumeric();
    match c {
        ' ' | ',' | '(' | '[' | '/' | '\'' | '?' | '.' | ')' => false,
        // A list, a heading, a line below a heading.
        '-' | '+' | '=' => before == '\n',
        '_' => !in_word,
        ']' => matches!(after, '(' | '[' | ':'),
        // Anywhere behind `style` and in front of an escape, Mermaid would eat the end of that; and links have one.
        ':' => after != ' ',
        // Signs by which Mermaid keeps escapes apart.
        'ﬂ' | '¶' => true,
        _ => c.is_ascii_punctuation(),
    }
}
