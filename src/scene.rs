//! A finished picture as plain data: positions, sizes, roles and text. The only input of the renderers.
//!
//! A scene is in one [`Unit`]: pixels for SVG and PNG, character cells for text diagrams. It holds everything that a
//! renderer needs, so no renderer asks the model, and no layout asks a renderer.
//!
//! **Pixels.** Lines have no thickness: the first and the last point of a line lie on the edges of its boxes, and a border is
//! the edge of its rectangle.
//!
//! **Cells.** `Rect { x, y, w, h }` covers the cells `x..x + w`, `y..y + h` (ends excluded), and the border of a box is drawn
//! on the outermost of them. The points of a line are cells. The first point is the border cell of the source box where the
//! line starts, the last point the border cell of the target box where it ends. The arrowhead stands in the cell before the
//! last point (with [`SceneLine::arrow_at_start`] another one in the cell after the first): that cell is never a bend, never
//! on a border, and never shared. A line meets the border of a group at a right angle, never at a corner or in the title.
//! The title of a group stands on its top border row, from the third cell; further lines of it in the rows below.

use std::collections::BTreeMap;

use crate::base::font::Weight;
use crate::base::geometry::{Point, Rect, Size};

/// What one unit of length is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// SVG and PNG.
    Pixel,
    /// A character cell of a terminal.
    Cell,
}

/// A data flow diagram, laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The unit of all lengths.
    pub unit: Unit,
    /// Extent of the picture, legend not included.
    pub size: Size,
    /// The title, for readers and screen readers.
    pub title: String,
    /// One or two sentences about what is shown, for screen readers.
    pub description: String,
    /// Boxes in drawing order: zones from the outside in, then elements.
    pub boxes: Vec<SceneBox>,
    /// Flows in source order.
    pub lines: Vec<SceneLine>,
    /// Legend, one row per sign that the picture uses (methodology section 3.1).
    pub legend: Vec<LegendRow>,
    /// What differs between two versions, where the picture is of both.
    pub marks: Marks,
}

/// What differs between two versions of a model, by the ids of boxes and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Zones and elements.
    pub boxes: BTreeMap<String, Mark>,
    /// Flows.
    pub lines: BTreeMap<String, Mark>,
}

impl Marks {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty() && self.lines.is_empty()
    }
}

/// How something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It is new: heavier, with a plus sign.
    Added,
    /// It is gone: dashed, with a minus sign.
    Removed,
    /// It is another than it was: with a tilde.
    Changed,
}

impl Mark {
    /// The sign in front of a name, which tells it without colours.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Added => "+",
            Mark::Removed => "−",
            Mark::Changed => "~",
        }
    }
}

/// A zone or an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneBox {
    /// The id in the model: stable, unique among the boxes of a scene.
    pub id: String,
    /// What is drawn.
    pub role: BoxRole,
    /// Where.
    pub rect: Rect,
    /// The text lines inside, each with its own place. The title of a zone stands in its top left corner.
    pub text: Vec<TextRun>,
    /// What hovering shows and screen readers say.
    pub tooltip: String,
}

/// The signs for elements and zones: the notation of data flow diagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoxRole {
    /// A zone of trust: its border is a trust boundary.
    Zone {
        /// Nesting depth, from 0.
        depth: u8,
        /// Trust of the zone from 0 (untrusted) to 100 (critical), as far as stated.
        trust: Option<u8>,
    },
    /// A zone that is drawn without what is in it.
    ClosedZone {
        /// Nesting depth, from 0.
        depth: u8,
    },
    /// A trust boundary as a box of its own, through which the flows run that cross it.
    Gate,
    /// A layer of an architecture: a band with elements in it. No trust boundary.
    Layer,
    /// A process that is drawn with the processes and stores inside it.
    Composite,
    /// A person or outside party.
    Actor,
    /// An outside system.
    External,
    /// A process.
    Process,
    /// A data store.
    Store,
    /// What another picture shows: only its name and the part to look at.
    Elsewhere,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRun {
    /// The room for the text, exactly one line high.
    pub rect: Rect,
    /// The text, without line breaks.
    pub text: String,
    /// How it is set.
    pub role: TextRole,
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// The title of a zone.
    ZoneTitle,
    /// The name of an element.
    Name,
    /// A second line of an element: its type or technology.
    Detail,
    /// The label of a flow.
    FlowLabel,
    /// A line of a list inside an element, at the left.
    Feature,
}

impl TextRole {
    /// Size in pixels and weight of the font.
    pub fn font(self) -> (u32, Weight) {
        match self {
            TextRole::ZoneTitle => (12, Weight::Bold),
            TextRole::Name => (13, Weight::Regular),
            TextRole::Detail | TextRole::FlowLabel | TextRole::Feature => (11, Weight::Regular),
        }
    }

    /// Height of one line in pixels.
    pub fn line_height(self) -> i32 {
        match self {
            TextRole::ZoneTitle | TextRole::Name => 16,
            TextRole::Detail | TextRole::FlowLabel | TextRole::Feature => 14,
        }
    }
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneLine {
    /// The key of the flow in the model: stable, unique among the lines of a scene.
    pub id: String,
    /// Id of the box at which the line starts.
    pub source: String,
    /// Id of the box at which it ends.
    pub target: String,
    /// Corners from the border of the source box to the border of the target box; every segment is horizontal or vertical.
    pub points: Vec<Point>,
    /// Whether there is an arrowhead at the first point (flows both ways).
    pub arrow_at_start: bool,
    /// Whether there is an arrowhead at the last point.
    pub arrow_at_end: bool,
    /// The label's lines, top to bottom; empty if the flow has none.
    pub label: Vec<TextRun>,
    /// Display ids of the trust boundaries that the flow crosses.
    pub crossings: Vec<String>,
    /// The highest classification on the flow if it is worth a mark: drawn heavier and named in words.
    pub sensitivity: Option<Sensitivity>,
    /// What hovering shows and screen readers say.
    pub tooltip: String,
}

/// Classifications that a diagram marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// The flow carries data of class high.
    High,
    /// The flow carries data of class critical.
    Critical,
}

/// A row of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendRow {
    /// The sign.
    pub sign: Sign,
    /// What it means.
    pub text: String,
}

/// Signs that a legend explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The border of a zone.
    TrustBoundary,
    /// A flow.
    Flow,
    /// A flow both ways.
    FlowBothWays,
    /// A flow that carries data of class critical.
    CriticalFlow,
    /// A flow that carries data of class high.
    HighFlow,
    /// The number of a flow, `DF#`.
    FlowNumber,
    /// The number of a step of a scenario, `1.`
    StepNumber,
    /// A zone that is drawn closed.
    ClosedZone,
    /// The number of a trust boundary, `TB#`.
    BoundaryNumber,
    /// The sign of an actor or external entity.
    ExternalEntity,
    /// The sign of a process.
    Process,
    /// The sign of a data store.
    Store,
    /// What another part of the diagram shows.
    Elsewhere,
    /// The number of open threats, `⚑3 H`.
    ThreatCount,
    /// The sign of what differs between two versions.
    Marked(Mark),
}

impl Sensitivity {
    /// The class in words, as labels carry it.
    pub fn label(self) -> &'static str {
        match self {
            Sensitivity::High => "HIGH",
            Sensitivity::Critical => "CRITICAL",
        }
    }
}
