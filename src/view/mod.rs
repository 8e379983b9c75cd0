//! Views: which elements, zones and flows a diagram shows, and what is written on them.
//!
//! A [`View`] is what [`crate::layout`] lays out. It knows nothing of positions.

mod build;

pub use build::{Level, build};

use crate::scene::{BoxRole, LegendRow, Sensitivity};

/// What a diagram shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The title.
    pub title: String,
    /// One or two sentences for screen readers.
    pub description: String,
    /// Zones and opened composites, parents before children.
    pub groups: Vec<ViewGroup>,
    /// Elements, in source order.
    pub nodes: Vec<ViewNode>,
    /// Flows, in source order.
    pub flows: Vec<ViewFlow>,
    /// The legend: one row per sign that occurs.
    pub legend: Vec<LegendRow>,
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

/// An element.
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
    /// The flow's key: unique among the flows.
    pub id: String,
    /// Index of the source in [`View::nodes`].
    pub source: usize,
    /// Index of the target in [`View::nodes`]; never the source.
    pub target: usize,
    /// Whether the flow goes both ways.
    pub both_ways: bool,
    /// The label, as `DF1 [TB1] User asks`; the layout wraps it. Empty for none.
    pub label: String,
    /// Display ids of the boundaries that the flow crosses.
    pub crossings: Vec<String>,
    /// The mark of sensitive data.
    pub sensitivity: Option<Sensitivity>,
    /// What hovering shows.
    pub tooltip: String,
}
