//! The number of open threats on what a diagram shows, with the highest severity, as part of its labels.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text;
use crate::model::{ElementId, Model, Place, Severity};
use crate::pipeline::Outcome;
use crate::scene::{BoxRole, LegendRow, Sign};
use crate::view::{self, View, ViewFlow};

/// Threats that are not fully covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Badge {
    count: usize,
    highest: Severity,
}

impl Badge {
    fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, highest: self.highest.max(other.highest) }
    }

    /// `⚑3 H`. The blank does not break.
    fn label(self) -> String {
        let letter = self.highest.label().chars().next().unwrap_or_default();
        format!("⚑{}\u{a0}{letter}", self.count)
    }
}

/// Adds badges to the labels of flows, the details of elements and the titles of zones, and a row to the legend.
pub(super) fn add(view: &mut View, outcome: &Outcome) {
    let counted = Counted::new(view, outcome);
    // The second half of a flow through a gate says no more than its number.
    let gates: Vec<bool> = view.nodes.iter().map(|node| node.role == BoxRole::Gate).collect();
    let first = |flow: &&mut ViewFlow| !gates.get(flow.source).copied().unwrap_or(false);
    for flow in view.flows.iter_mut().filter(first) {
        let badges = flow.flows.iter().filter_map(|flow| counted.by_id.get(flow.as_str()).copied());
        append(&mut flow.label, badges.reduce(Badge::and).as_ref());
    }
    for node in &mut view.nodes {
        append(node.detail.get_or_insert_default(), counted.by_id.get(node.id.as_str()));
        node.detail.take_if(|detail| detail.is_empty());
    }
    for group in &mut view.groups {
        append(&mut group.title, counted.by_id.get(group.id.as_str()));
    }
    let mut row = |text: String| view.legend.push(LegendRow { sign: Sign::ThreatCount, text });
    row("Open threats, highest severity (C H M L)".to_owned());
    if let Some(Badge { count, .. }) = counted.elsewhere {
        row(format!("{} without a place here", text::count(count, "open threat", "open threats")));
    }
}

fn append(text: &mut String, badge: Option<&Badge>) {
    if let Some(badge) = badge {
        let gap = if text.is_empty() { "" } else { " " };
        text.push_str(&format!("{gap}{}", badge.label()));
    }
}

/// Badges by the id of what they stand on in a view.
struct Counted {
    by_id: BTreeMap<String, Badge>,
    /// Threats on the model as a whole and on what the view does not show.
    elsewhere: Option<Badge>,
}

impl Counted {
    fn new(view: &View, outcome: &Outcome) -> Self {
        let mut counted = Self { by_id: BTreeMap::new(), elsewhere: None };
        let shown: BTreeSet<&str> = view
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .chain(view.groups.iter().map(|group| group.id.as_str()))
            .chain(view.flows.iter().flat_map(|flow| flow.flows.iter().map(String::as_str)))
            .collect();
        let closed_nodes = view.nodes.iter().filter(|node| matches!(node.role, BoxRole::ClosedZone { .. }));
        let closed: BTreeSet<&str> = closed_nodes.map(|node| node.id.as_str()).collect();
        for threat in outcome.analysis.threats.iter().filter(|threat| !threat.status.is_settled()) {
            let badge = Badge { count: 1, highest: threat.current.severity };
            let ids = threat.subject.map_or_else(Vec::new, |place| stands_on(&outcome.model, place, &closed));
            match ids.into_iter().find(|id| shown.contains(id.as_str())) {
                Some(id) => _ = counted.by_id.entry(id).and_modify(|all| *all = all.and(badge)).or_insert(badge),
                None => counted.elsewhere = Some(counted.elsewhere.map_or(badge, |all| all.and(badge))),
            }
        }
        counted
    }
}

/// Ids of what may show a place in a view, the nearest first.
fn stands_on(model: &Model, place: Place, closed: &BTreeSet<&str>) -> Vec<String> {
    match place {
        Place::Flow(id) => vec![model.flows[id].key.to_string()],
        Place::Zone(id) => vec![model.zones[id].id.to_string()],
        Place::Boundary(id) => {
            let id = &model.boundaries[id].id;
            vec![id.to_string(), view::gate(id)]
        }
        Place::Element(id) => {
            let around = std::iter::successors(Some(id), |&id: &ElementId| model.elements[id].parent);
            // An opened process is a group, and also a node if it has flows of its own.
            let mut ids: Vec<String> = around.map(|id| model.elements[id].id.to_string()).collect();
            ids.push(view::SYSTEM.to_owned());
            // A zone that is drawn closed stands for what is in it.
            let zones = model.zone_path(model.elements[id].zone).into_iter().map(|zone| &model.zones[zone].id);
            ids.extend(zones.filter(|zone| closed.contains(zone.as_str())).map(ToString::to_string));
            ids
        }
    }
}
