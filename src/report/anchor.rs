//! Where in a report something is described: what links from diagrams lead to.

/// What stands before the id in the anchors of the rows of a table, by the name of the table.
const PREFIXES: &[(&str, &str)] = &[("flows", ""), ("boundaries", ""), ("elements", "element-")];

/// The anchor of a row: `df1`, `tb1`, `element-web`. `None` for tables whose rows have none.
pub fn anchor(table: &str, id: &str) -> Option<String> {
    let (_, prefix) = PREFIXES.iter().find(|(known, _)| *known == table)?;
    let mut anchor = format!("{prefix}{}", id.to_lowercase());
    // Whatever is no letter of an id would end an attribute or an address.
    anchor.retain(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    Some(anchor)
}
