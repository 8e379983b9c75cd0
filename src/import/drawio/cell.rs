//! The cells of a page, as the file has them.

use super::super::draft::Draft;
use super::super::geometry::Area;
use super::super::html;
use super::super::xml::Node;
use super::style::Style;

/// What stands in front of the names of our own attributes.
const OWN: &str = "threatline.";

/// What a cell is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A box.
    Vertex,
    /// A line.
    Edge,
    /// A layer, or what holds all layers.
    Layer,
}

/// A cell.
#[derive(Debug)]
pub(super) struct Cell {
    pub id: String,
    pub role: Role,
    pub label: String,
    pub about: String,
    pub style: Style,
    pub parent: String,
    pub source: String,
    pub target: String,
    /// Where it is in its parent; `None` where the file does not say.
    pub area: Option<Area>,
    /// Our own attributes, without what stands in front of their names.
    pub own: Vec<(String, String)>,
    pub line: u32,
}

impl Cell {
    /// What one of our own attributes says; empty where it is not there.
    pub(super) fn own(&self, name: &str) -> &str {
        self.own.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// How it is called in reports.
    pub(super) fn called(&self) -> &str {
        if self.label.is_empty() { &self.id } else { &self.label }
    }
}

/// All cells; what is none, or has an id that another has, is dropped.
pub(super) fn cells(root: &Node, draft: &mut Draft) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for node in &root.children {
        let inner = match node.name.as_str() {
            "mxCell" => Some(node),
            "object" | "UserObject" => node.child("mxCell"),
            _ => None,
        };
        let Some(inner) = inner else {
            draft.dropped(format!("`{}`", node.name), "it is no cell", node.line);
            continue;
        };
        let mut cell = cell(node, inner);
        if cell.id.is_empty() {
            cell.id = format!("line {}, cell {}", cell.line, cells.len());
        }
        if taken.insert(cell.id.clone()) {
            cells.push(cell);
        } else {
            draft.dropped(format!("`{}`", cell.called()), format!("another cell has the id `{}`", cell.id), cell.line);
        }
    }
    cells
}

/// A cell, which may stand in an element that has its label and what else people say of it.
fn cell(outer: &Node, inner: &Node) -> Cell {
    let style = Style::of(inner.attribute("style"));
    let said = |name: &str| [outer.attribute(name), inner.attribute(name)].into_iter().find(|text| !text.is_empty());
    let raw = said("label").or_else(|| said("value")).unwrap_or_default();
    let is_html = style.is_on("html") || raw.contains("<br") || raw.contains("&nbsp;");
    let own = outer.attributes.iter().filter_map(|(name, value)| Some((name.strip_prefix(OWN)?, value)));
    let role = match (inner.attribute("vertex"), inner.attribute("edge")) {
        ("1", _) => Role::Vertex,
        (_, "1") => Role::Edge,
        _ => Role::Layer,
    };
    Cell {
        id: said("id").unwrap_or_default().to_owned(),
        role,
        label: if is_html { html::text(raw) } else { crate::base::text::one_line(raw) },
        about: html::text(said("tooltip").unwrap_or_default()),
        style,
        parent: inner.attribute("parent").to_owned(),
        source: inner.attribute("source").to_owned(),
        target: inner.attribute("target").to_owned(),
        area: inner.child("mxGeometry").and_then(area),
        own: own.map(|(name, value)| (name.to_owned(), value.clone())).collect(),
        line: outer.line,
    }
}

fn area(geometry: &Node) -> Option<Area> {
    let number = |name: &str| {
        let text = geometry.attribute(name);
        if text.is_empty() { Some(0.0) } else { text.parse().ok().filter(|number: &f64| number.is_finite()) }
    };
    let area = Area { x: number("x")?, y: number("y")?, width: number("width")?, height: number("height")? };
    (area.width > 0.0 && area.height > 0.0).then_some(area)
}
