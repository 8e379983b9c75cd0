//! What the languages have in common: boxes in boxes, then the flows, one statement a line.

use super::names::Names;
use crate::base::text;
use crate::view::{View, ViewFlow, ViewGroup, ViewNode};

/// How a language writes the parts of a view. What it returns may have several lines.
pub(super) trait Language {
    /// What opens a group.
    fn open(&self, group: &ViewGroup, name: &str) -> String;
    /// What closes it.
    fn close(&self) -> &'static str;
    /// What stands in a group that nothing else stands in.
    fn nothing(&self, _group: &ViewGroup) -> Option<String> {
        None
    }
    /// A node.
    fn node(&self, node: &ViewNode, name: &str) -> String;
    /// A flow between two nodes of the view.
    fn flow(&self, flow: &ViewFlow) -> String;
}

/// Statements, indented by two blanks for each level.
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    pub(super) fn new(depth: usize) -> Self {
        Self { text: String::new(), depth }
    }

    /// Adds a statement of one or more lines.
    pub(super) fn add(&mut self, statement: &str) {
        for line in statement.lines() {
            self.text.push_str(&"  ".repeat(self.depth));
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// Writes all boxes, each inside of its group, and then all flows.
pub(super) fn write(view: &View, names: &Names, language: &dyn Language, lines: &mut Lines) {
    inside(view, names, None, language, lines);
    let exists = |flow: &&ViewFlow| flow.source.max(flow.target) < view.nodes.len();
    for flow in view.flows.iter().filter(exists) {
        lines.add(&language.flow(flow));
    }
}

/// Writes what lies directly inside a group, or outside of all: nodes, then groups, each in source order.
fn inside(view: &View, names: &Names, around: Option<usize>, language: &dyn Language, lines: &mut Lines) {
    for (node, name) in view.nodes.iter().zip(&names.nodes).filter(|(node, _)| node.parent == around) {
        lines.add(&language.node(node, name));
    }
    for (index, (group, name)) in view.groups.iter().zip(&names.groups).enumerate() {
        // A group lies in one before it, so this ends.
        if group.parent != around || around.is_some_and(|around| around >= index) {
            continue;
        }
        lines.add(&language.open(group, name));
        lines.depth += 1;
        let before = lines.text.len();
        inside(view, names, Some(index), language, lines);
        if lines.text.len() == before {
            language.nothing(group).into_iter().for_each(|nothing| lines.add(&nothing));
        }
        lines.depth -= 1;
        lines.add(language.close());
    }
}

/// The lines of a label, without what no picture can hold.
pub(super) fn label_lines(label: &str) -> Vec<String> {
    let lines = label.lines().map(|line| text::clean(line).trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The lines of a node: its name, and its technology.
pub(super) fn node_lines(node: &ViewNode) -> Vec<String> {
    let mut lines = label_lines(&node.name);
    lines.extend(node.detail.as_deref().map(label_lines).unwrap_or_default());
    lines
}
