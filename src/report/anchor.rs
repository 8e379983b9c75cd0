//! Where in a report something is described: what links from diagrams lead to.

/// What stands before the id in the anchors of the rows of a table, by the name of the table.
const PREFIXES: &[(&str, &str)] = &[("flows", "flow-"), ("boundaries", "boundary-"), ("elements", "element-")];

/// The anchor of a row: `flow-DF1`, `boundary-TB1`, `element-web`. Ids differ by case as well. `None` for tables whose rows have none.
pub fn anchor(table: &str, id: &str) -> Option<String> {
    let (_, prefix) = PREFIXES.iter().find(|(known, _)| *known == table)?;
    let mut anchor = format!("{prefix}{}", id);
    // Whatever is no letter of an id would end an attribute or an address.
    anchor.retain(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    Some(anchor)
}
