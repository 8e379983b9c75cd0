//! Attack surfaces: section 5 of template 5B.

use crate::model::{ElementKind, FlowId};
use crate::report::Block;

use super::Context;
use super::parts::Content;

/// The groups, in the order of the template.
const GROUPS: [&str; 5] =
    ["Public APIs", "User interfaces", "Integrations", "Automation workflows", "Infrastructure interfaces"];

/// Protocols by which infrastructure is managed, not used.
const MANAGEMENT: &[&str] = &["ssh", "rdp", "vnc", "snmp", "telnet", "winrm", "syslog", "ldap", "ldaps"];

/// Each flow that enters a zone over a boundary, in exactly one group.
pub(super) fn part(context: &Context<'_>) -> Content {
    let mut groups: Vec<(&str, Vec<String>)> = GROUPS.iter().map(|group| (*group, Vec::new())).collect();
    for id in context.model.flows.ids().filter(|&id| context.graph.border(id).is_some()) {
        let at = group(context, id);
        if let Some((_, flows)) = groups.get_mut(at) {
            flows.push(context.entry_point(id));
        }
    }
    Content::blocks(groups.into_iter().map(|(group, flows)| Block::list(group, flows)).collect())
}

fn group(context: &Context<'_>, id: FlowId) -> usize {
    let model = context.model;
    let flow = &model.flows[id];
    let (source, target) = (&model.elements[flow.source], &model.elements[flow.target]);
    let protocol = flow.facts.text("protocol").unwrap_or("");
    let background = matches!(flow.facts.text("mode"), Some("async" | "batch" | "stream"));
    let management = MANAGEMENT.contains(&protocol) || flow.facts.text("op") == Some("deploy");
    let store = matches!(target.kind, ElementKind::Store) || matches!(source.kind, ElementKind::Store);
    match (source.kind, target.kind) {
        _ if management || store => 4,
        (ElementKind::Actor, _) | (_, ElementKind::Actor) => 1,
        _ if background => 3,
        (ElementKind::External, ElementKind::Process) => 0,
        (_, ElementKind::External) | (ElementKind::External, _) => 2,
        _ => 2,
    }
}
