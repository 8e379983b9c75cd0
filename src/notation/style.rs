//! Colours and class names that the formats share. They are those of the light SVG.

use crate::scene::{BoxRole, Sensitivity};

/// How a kind of box looks.
pub(super) struct BoxStyle {
    /// Its class: the same word in every format that has classes.
    pub class: &'static str,
    /// Fill.
    pub fill: &'static str,
    /// Border.
    pub line: &'static str,
    /// Text.
    pub ink: &'static str,
    /// Whether the border is dashed, as trust boundaries are.
    pub dashed: bool,
}

const INK: &str = "#1b1f24";
const EDGE: &str = "#30363d";

const PROCESS: BoxStyle = BoxStyle { class: "process", fill: "#ffffff", line: EDGE, ink: INK, dashed: false };

/// All kinds of boxes.
pub(super) const BOXES: &[BoxStyle] = &[
    BoxStyle { class: "zone", fill: "#f0f5ff", line: "#b3261e", ink: "#b3261e", dashed: true },
    BoxStyle { class: "composite", fill: "#f8f9fb", line: EDGE, ink: INK, dashed: false },
    BoxStyle { class: "actor", fill: "#e9ebee", line: EDGE, ink: INK, dashed: false },
    BoxStyle { class: "external", fill: "#e9ebee", line: EDGE, ink: INK, dashed: false },
    PROCESS,
    BoxStyle { class: "store", fill: "#ffffff", line: EDGE, ink: INK, dashed: false },
    BoxStyle { class: "closed", fill: "#f0f5ff", line: "#b3261e", ink: "#b3261e", dashed: true },
    BoxStyle { class: "gate", fill: "#ffffff", line: "#b3261e", ink: "#b3261e", dashed: false },
];

/// How a kind of flow looks.
pub(super) struct FlowStyle {
    /// Its class.
    pub class: &'static str,
    /// Line and label.
    pub line: &'static str,
    /// Width of the line.
    pub width: u8,
}

/// A flow of data that needs no mark.
pub(super) const PLAIN: FlowStyle = FlowStyle { class: "flow", line: "#1f5591", width: 1 };
/// A flow of data of class high.
pub(super) const HIGH: FlowStyle = FlowStyle { class: "high", line: "#9c4a00", width: 3 };
/// A flow of data of class critical.
pub(super) const CRITICAL: FlowStyle = FlowStyle { class: "critical", line: "#b00020", width: 3 };

/// The class of a box.
pub(super) fn class(role: BoxRole) -> &'static str {
    match role {
        BoxRole::Zone { .. } => "zone",
        BoxRole::ClosedZone { .. } => "closed",
        BoxRole::Composite | BoxRole::Layer => "composite",
        BoxRole::Gate => "gate",
        BoxRole::Actor => "actor",
        BoxRole::External | BoxRole::Elsewhere => "external",
        BoxRole::Process => "process",
        BoxRole::Store => "store",
    }
}

/// How a box looks.
pub(super) fn box_style(role: BoxRole) -> &'static BoxStyle {
    BOXES.iter().find(|style| style.class == class(role)).unwrap_or(&PROCESS)
}

/// How a flow looks.
pub(super) fn flow_style(sensitivity: Option<Sensitivity>) -> &'static FlowStyle {
    match sensitivity {
        None => &PLAIN,
        Some(Sensitivity::High) => &HIGH,
        Some(Sensitivity::Critical) => &CRITICAL,
    }
}

/// The value for a class in a table of a format; empty where the table does not list it.
pub(super) fn of_class(table: &[(&str, &'static str)], role: BoxRole) -> &'static str {
    table.iter().find(|(known, _)| *known == class(role)).map_or("", |row| row.1)
}
