//! One of the two versions, with names that mean the same in both.
//!
//! Whatever is in both versions has the name that it has in the new one, so that a rename changes nothing that refers to it.
//! What is only in the old version has its old name with a mark that no id can have.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use super::pairs::Pairs;
use crate::base::source::Span;
use crate::base::text;
use crate::graph::BorderId;
use crate::model::{DataId, ElementId, FlowId, Model, Place, RuleId, Subjects, ThreatName, ZoneId};
use crate::pipeline::Outcome;
use crate::threats::Threat;

/// One of two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The old one.
    Before,
    /// The new one.
    After,
}

/// A version with what it has in common with the other.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub version: Version,
    pub outcome: &'a Outcome,
    /// The other version.
    pub other: &'a Outcome,
    pub pairs: &'a Pairs,
}

/// A name in both versions, and how a reader calls the thing.
pub(super) type Named = (SmolStr, String);

impl<'a> Side<'a> {
    pub fn model(&self) -> &'a Model {
        &self.outcome.model
    }

    /// The same two versions, seen from the other.
    pub fn turned(&self) -> Side<'a> {
        let version = match self.version {
            Version::Before => Version::After,
            Version::After => Version::Before,
        };
        Side { version, outcome: self.other, other: self.outcome, pairs: self.pairs }
    }

    fn common(&self, own: &SmolStr, after: Option<SmolStr>) -> SmolStr {
        match self.version {
            Version::After => own.clone(),
            Version::Before => after.unwrap_or_else(|| format_smolstr!("- {own}")),
        }
    }

    // ---- partners in the other version ----------------------------------------------------------------------------------

    pub fn other_element(&self, id: ElementId) -> Option<ElementId> {
        match self.version {
            Version::Before => self.pairs.elements.after(id),
            Version::After => self.pairs.elements.before(id),
        }
    }

    pub fn other_zone(&self, id: ZoneId) -> Option<ZoneId> {
        match self.version {
            Version::Before => self.pairs.zones.after(id),
            Version::After => self.pairs.zones.before(id),
        }
    }

    pub fn other_flow(&self, id: FlowId) -> Option<FlowId> {
        match self.version {
            Version::Before => self.pairs.flows.after(id),
            Version::After => self.pairs.flows.before(id),
        }
    }

    pub fn other_data(&self, id: DataId) -> Option<DataId> {
        match self.version {
            Version::Before => self.pairs.data.after(id),
            Version::After => self.pairs.data.before(id),
        }
    }

    pub fn other_rule(&self, id: RuleId) -> Option<RuleId> {
        match self.version {
            Version::Before => self.pairs.rules.after(id),
            Version::After => self.pairs.rules.before(id),
        }
    }

    pub fn other_place(&self, place: Place) -> Option<Place> {
        match place {
            Place::Element(id) => self.other_element(id).map(Place::Element),
            Place::Zone(id) => self.other_zone(id).map(Place::Zone),
            Place::Flow(id) => self.other_flow(id).map(Place::Flow),
            Place::Boundary(id) => match self.version {
                Version::Before => self.pairs.boundaries.after(id).map(Place::Boundary),
                Version::After => self.pairs.boundaries.before(id).map(Place::Boundary),
            },
        }
    }

    // ---- names ------------------------------------------------------------------------------------------------------------

    pub fn element(&self, id: ElementId) -> Named {
        let element = &self.model().elements[id];
        let after = self.pairs.elements.after(id).filter(|_| self.version == Version::Before);
        let key = self.common(&element.id, after.map(|after| self.other.model.elements[after].id.clone()));
        (key, element.label.to_string())
    }

    pub fn zone(&self, id: ZoneId) -> Named {
        let zone = &self.model().zones[id];
        let after = self.pairs.zones.after(id).filter(|_| self.version == Version::Before);
        let key = self.common(&zone.id, after.map(|after| self.other.model.zones[after].id.clone()));
        let label = match (zone.implicit, zone.id.as_str()) {
            (true, "internet") => "the internet".to_owned(),
            (true, _) => "no zone".to_owned(),
            _ => zone.label.to_string(),
        };
        (key, label)
    }

    pub fn data(&self, id: DataId) -> Named {
        let data = &self.model().data[id];
        let after = self.pairs.data.after(id).filter(|_| self.version == Version::Before);
        let key = self.common(&data.id, after.map(|after| self.other.model.data[after].id.clone()));
        (key, data.label.to_string())
    }

    pub fn flow(&self, id: FlowId) -> Named {
        let flow = &self.model().flows[id];
        let after = self.pairs.flows.after(id).filter(|_| self.version == Version::Before);
        let key = self.common(&flow.key, after.map(|after| self.other.model.flows[after].key.clone()));
        let [source, target] = [flow.source, flow.target].map(|end| self.element(end).1);
        let arrow = if flow.both_ways { "↔" } else { "→" };
        let id = flow.id.as_ref().map_or(String::new(), |id| format!("{id} "));
        (key, format!("{id}{source} {arrow} {target}"))
    }

    fn boundary(&self, id: crate::model::BoundaryId) -> Named {
        let boundary = &self.model().boundaries[id];
        let after = self.pairs.boundaries.after(id).filter(|_| self.version == Version::Before);
        let key = self.common(&boundary.id, after.map(|after| self.other.model.boundaries[after].id.clone()));
        (key, format!("{} {}", boundary.id, boundary.label))
    }

    pub fn rule(&self, id: RuleId) -> SmolStr {
        let after = self.pairs.rules.after(id).filter(|_| self.version == Version::Before);
        self.common(&self.model().rules[id].name, after.map(|after| self.other.model.rules[after].name.clone()))
    }

    /// A place with what kind of place it is, so that no two are the same.
    pub fn place(&self, place: Place) -> Named {
        let (kind, (key, name)) = match place {
            Place::Element(id) => ("element", self.element(id)),
            Place::Zone(id) => ("zone", self.zone(id)),
            Place::Flow(id) => ("flow", self.flow(id)),
            Place::Boundary(id) => ("boundary", self.boundary(id)),
        };
        (format_smolstr!("{kind} {key}"), name)
    }

    /// A trust boundary: declared, or by the two zones on its sides.
    pub fn border(&self, id: BorderId) -> Named {
        let border = &self.outcome.graph.borders[id];
        if let Some(declared) = border.declared {
            return self.boundary(declared);
        }
        let mut sides = [self.zone(border.from), self.zone(border.to)];
        sides.sort();
        let [(a, a_name), (b, b_name)] = sides;
        (format_smolstr!("{a}|{b}"), format!("{a_name} / {b_name}"))
    }

    /// A threat: its rule, and what it holds for.
    pub fn threat(&self, threat: &Threat) -> SmolStr {
        let rule = self.rule(threat.rule);
        match threat.subject {
            Some(place) => format_smolstr!("{rule}@{}", self.place(place).0),
            None => match self.data_of(threat) {
                Some(data) => format_smolstr!("{rule}@data {}", self.data(data).0),
                None => format_smolstr!("{rule}@model"),
            },
        }
    }

    /// The data asset that a threat without a place is about.
    pub fn data_of(&self, threat: &Threat) -> Option<DataId> {
        let name = threat.key.split_once('@').map(|(_, name)| name).filter(|_| threat.subject.is_none())?;
        self.model().data.iter().find(|(_, data)| data.id == name).map(|(id, _)| id)
    }

    /// What an `on` clause names, in an order that does not depend on how it is written.
    pub fn subjects(&self, on: &Subjects) -> (String, String) {
        let places = on.places.iter().map(|place| self.place(*place));
        let data = on.data.iter().map(|id| self.data(*id));
        let everywhere = on.everywhere.then(|| (SmolStr::new_static("*"), "the whole model".to_owned()));
        let all: BTreeSet<Named> = places.chain(data).chain(everywhere).collect();
        listed(all.into_iter())
    }

    pub fn threat_name(&self, name: ThreatName) -> SmolStr {
        match name {
            ThreatName::Rule(id) => self.rule(id),
            ThreatName::Written(id) => self.model().threats[id].id.clone(),
        }
    }

    /// What is written at a place, on one line.
    pub fn text(&self, span: Span) -> String {
        text::one_line(self.outcome.sources.text(span))
    }
}

/// Names as one value to compare and one to read.
pub(super) fn listed(all: impl Iterator<Item = Named>) -> (String, String) {
    let (keys, names): (Vec<SmolStr>, Vec<String>) = all.unzip();
    (keys.join(", "), names.join(", "))
}
