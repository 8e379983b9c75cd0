//! Where a click on a box or a flow leads.

use std::collections::BTreeMap;

use svg::Node as _;
use svg::node::element::{Element, Group};

use crate::base::text::clean;

/// Addresses for what a picture shows. What has none is not a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// By the id of a box.
    pub boxes: BTreeMap<String, String>,
    /// By the id of a line; its label leads there as well.
    pub lines: BTreeMap<String, String>,
}

impl Links {
    /// Whether nothing is a link.
    pub(super) fn is_empty(&self) -> bool {
        self.boxes.is_empty() && self.lines.is_empty()
    }
}

/// The group inside of a link, where there is an address.
pub(super) fn linked(address: Option<&String>, group: Group) -> Element {
    let Some(address) = address else { return group.into() };
    let mut link = Element::new("a");
    link.assign("href", clean(address));
    link.append(group);
    link
}
