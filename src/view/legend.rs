//! The legend of the methodology's section 3.1: the signs that occur, no others.

use crate::scene::{BoxRole, LegendRow, Sensitivity, Sign};
use crate::view::{View, ViewFlow};

/// The legend of a view; with steps, their numbers are explained.
pub(super) fn legend(view: &View, steps: bool) -> Vec<LegendRow> {
    let node = |role: BoxRole| view.nodes.iter().any(|node| node.role == role);
    let closed = view.nodes.iter().any(|node| matches!(node.role, BoxRole::ClosedZone { .. }));
    let gates = node(BoxRole::Gate);
    let zones = view.groups.iter().any(|group| matches!(group.role, BoxRole::Zone { .. }));
    let flow = |wanted: fn(&ViewFlow) -> bool| view.flows.iter().any(wanted);
    let composites = view.groups.iter().any(|group| group.role == BoxRole::Composite);
    let rows = [
        (Sign::TrustBoundary, "Trust Boundary", zones || closed || gates),
        (Sign::Flow, "Data Flow", !view.flows.is_empty()),
        (Sign::FlowBothWays, "Bidirectional Flow", flow(|flow| flow.both_ways)),
        (Sign::StepNumber, "Step of the Scenario", steps),
        (Sign::FlowNumber, "Data Flow Number", !view.flows.is_empty()),
        (Sign::BoundaryNumber, "Trust Boundary Number", flow(|flow| !flow.crossings.is_empty())),
        (Sign::CriticalFlow, "Flow of CRITICAL data", flow(|flow| flow.sensitivity == Some(Sensitivity::Critical))),
        (Sign::HighFlow, "Flow of HIGH data", flow(|flow| flow.sensitivity == Some(Sensitivity::High))),
        (Sign::ExternalEntity, "Actor or External Entity", node(BoxRole::Actor) || node(BoxRole::External)),
        (Sign::Process, "Process", node(BoxRole::Process) || composites),
        (Sign::Store, "Data Store", node(BoxRole::Store)),
        (Sign::ClosedZone, "Zone, Drawn Closed", closed),
    ];
    rows.into_iter().filter(|row| row.2).map(|(sign, text, _)| LegendRow { sign, text: text.into() }).collect()
}
