//! Where in a report something is described: what links lead to.

/// What a table or section describes, by the name of the table, and what stands before the id in its anchors.
const PREFIXES: &[(&str, &str)] = &[
    ("flows", "flow-"),
    ("boundaries", "boundary-"),
    ("elements", "element-"),
    ("threats", "threat-"),
    ("data", "asset-"),
    ("processes", "process-"),
    ("baseline-controls", "control-"),
    ("specific-controls", "control-"),
    ("actors", "actor-"),
    ("assumptions", "assumption-"),
    ("mitigations", "mitigation-"),
    ("roadmap", "mitigation-"),
];

/// The anchor of what has an id: `flow-DF1`, `boundary-TB1`, `element-web`, `threat-S-01`. Ids differ by case as well. `None`
/// for tables whose rows have none.
pub fn anchor(table: &str, id: &str) -> Option<String> {
    let (_, prefix) = PREFIXES.iter().find(|(known, _)| *known == table)?;
    let mut anchor = format!("{prefix}{}", id);
    // Whatever is no letter of an id would end an attribute or an address.
    anchor.retain(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    Some(anchor)
}
