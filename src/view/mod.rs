//! Views: which elements, zones and flows a diagram shows, and what is written on them.
//!
//! A [`View`] is what [`crate::layout`] lays out. It knows nothing of positions. [`build`] makes it from a [`ViewSpec`], which
//! says what it is about, how far things are opened, and what is left out.
//!
//! | file | what |
//! |---|---|
//! | `spec`, `find` | what is asked for, from a statement or from names |
//! | `select`, `steps` | which elements and flows that is |
//! | `close`, `overview` | which zones are drawn as one node |
//! | `build`, `flows`, `legend` | the view, with everything that is written in it |
//! | `gates` | boundaries as boxes of their own |
//! | `pages` | the pictures of a model that belong together |
//! | `notes` | why a view shows nothing, and what of it is not drawn |
//! | `layers` | the architecture by layers, which is no flow diagram |

mod build;
mod close;
mod find;
mod flows;
mod gates;
mod layers;
mod legend;
mod notes;
mod overview;
mod pages;
mod select;
mod spec;
mod steps;

pub use build::build;
pub use find::{data, focus, named, on, places_of};
pub use layers::{Band, Component, Layers, layers};
pub use notes::{empty_reason, notes};
pub use overview::{MOST_ELEMENTS, outermost_zones, overview};
pub use pages::{Page, pages};
pub use spec::{Boundaries, Direction, Focus, Level, Merge, ViewSpec};

use crate::model::ElementKind;
use crate::scene::{BoxRole, LegendRow, Sensitivity};

/// The id of the node that stands for the whole system. No id of a model has a blank in it, as this and the next two have.
pub const SYSTEM: &str = "the system";

/// The id of the node of an opened process, inside of its box.
pub fn itself(element: &str) -> String {
    format!("{element} itself")
}

/// The id of the gate of trust boundaries.
pub fn gate(borders: &str) -> String {
    format!("gate {borders}")
}

/// The sign of a kind of element.
fn role_of(kind: ElementKind) -> BoxRole {
    match kind {
        ElementKind::Actor => BoxRole::Actor,
        ElementKind::External => BoxRole::External,
        ElementKind::Process => BoxRole::Process,
        ElementKind::Store => BoxRole::Store,
    }
}

/// What a diagram shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The title.
    pub title: String,
    /// One or two sentences for screen readers.
    pub description: String,
    /// Zones and opened composites, parents before children.
    pub groups: Vec<ViewGroup>,
    /// Elements in source order, closed zones in the place of their first element; gates behind them.
    pub nodes: Vec<ViewNode>,
    /// Flows, in source order.
    pub flows: Vec<ViewFlow>,
    /// The legend: one row per sign that occurs.
    pub legend: Vec<LegendRow>,
    /// Where flows run to.
    pub direction: Direction,
}

/// A box that contains others: a zone, or a process that is drawn open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewGroup {
    /// Unique id among groups and nodes.
    pub id: String,
    /// The sign.
    pub role: BoxRole,
    /// The title.
    pub title: String,
    /// Index of the group around it in [`View::groups`]; smaller than its own.
    pub parent: Option<usize>,
    /// What hovering shows.
    pub tooltip: String,
}

/// An element, a closed zone, or a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewNode {
    /// Unique id among groups and nodes.
    pub id: String,
    /// The sign.
    pub role: BoxRole,
    /// The name; the layout wraps it.
    pub name: String,
    /// A second line: technology or type.
    pub detail: Option<String>,
    /// Index of the group around it in [`View::groups`].
    pub parent: Option<usize>,
    /// What hovering shows.
    pub tooltip: String,
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewFlow {
    /// The flow's key, with `+n` for `n` more that are drawn with it: unique among the flows.
    pub id: String,
    /// What identifies it in a label: `DF1`, or `DF3–DF7` for several.
    pub number: String,
    /// The keys of the flows of the model that it stands for.
    pub flows: Vec<String>,
    /// Index of the source in [`View::nodes`].
    pub source: usize,
    /// Index of the target in [`View::nodes`]; never the source.
    pub target: usize,
    /// Whether the flow goes both ways.
    pub both_ways: bool,
    /// The label, as `DF1 [TB1] User asks` or `DF3–DF7, 5 flows [TB1]`; the layout wraps it. Empty for none.
    pub label: String,
    /// Display ids of the boundaries that the flow crosses.
    pub crossings: Vec<String>,
    /// The mark of sensitive data.
    pub sensitivity: Option<Sensitivity>,
    /// What hovering shows.
    pub tooltip: String,
}
