//! The items of an architecture: zones, elements, flows, boundaries, crossings, data, controls.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::item::{Area, Attributes, Item};
use super::side::{Named, Side, listed};
use crate::graph::BorderId;
use crate::model::{Carried, Claims, DataId, FlowId, Place, TypeId};

/// What is said of a boundary that nobody declared, behind its name.
const UNDECLARED: &str = ", which is not declared";

/// Adds the items of one version, in source order.
pub(super) fn items(side: &Side<'_>, items: &mut Vec<Item>) {
    zones(side, items);
    elements(side, items);
    flows(side, items);
    boundaries(side, items);
    crossings(side, items);
    data(side, items);
    claims(side, items);
    controls(side, items);
}

impl Side<'_> {
    fn type_name(&self, ty: Option<TypeId>) -> SmolStr {
        ty.map(|ty| self.model().types[ty].name.clone()).unwrap_or_default()
    }

    fn data_list(&self, data: &[DataId]) -> (String, String) {
        let mut all: Vec<Named> = data.iter().map(|id| self.data(*id)).collect();
        all.sort();
        all.dedup();
        listed(all.into_iter())
    }

    fn carried(&self, carried: &Carried) -> (String, String) {
        match carried {
            Carried::Unknown => (String::new(), String::new()),
            Carried::Nothing => ("none".to_owned(), "none".to_owned()),
            Carried::Data(data) => {
                let (keys, _) = self.data_list(data);
                let mut all: Vec<(Named, DataId)> = data.iter().map(|id| (self.data(*id), *id)).collect();
                all.sort();
                all.dedup();
                let shown = |((_, name), id): &(Named, DataId)| match &self.model().data[*id].class {
                    Some(class) => format!("{name} ({})", class.value),
                    None => name.clone(),
                };
                (keys, all.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn zones(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, zone) in side.model().zones.iter().filter(|(_, zone)| !zone.implicit) {
        let (key, name) = side.zone(id);
        let trust = zone.trust.as_ref();
        let attributes = Attributes::default()
            .plain("label", &zone.label)
            .plain("type", side.type_name(zone.ty))
            .names("zone", zone.parent.map(|parent| side.zone(parent)).unwrap_or_default())
            .plain("trust", trust.map_or("", |trust| trust.value.as_str()))
            .given_by(trust.map(|trust| &trust.origin))
            .tags(&zone.tags)
            .described(zone.description.as_ref())
            .facts(&zone.facts.without(&["trust"]));
        items.push(Item {
            area: Area::Zone,
            what: "zone".into(),
            key,
            id: zone.id.to_string(),
            name,
            attributes: attributes.0,
            place: Some(Place::Zone(id)),
            span: zone.span,
        });
    }
}

fn elements(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, element) in side.model().elements.iter() {
        let (key, name) = side.element(id);
        let attributes = Attributes::default()
            .plain("kind", element.kind.as_str())
            .plain("label", &element.label)
            .plain("type", side.type_name(element.ty))
            .names("zone", side.zone(element.zone))
            .names("part of", element.parent.map(|parent| side.element(parent)).unwrap_or_default())
            .names("holds", side.data_list(&element.holds))
            .tags(&element.tags)
            .described(element.description.as_ref())
            .facts(&element.facts);
        items.push(Item {
            area: Area::Element,
            what: element.kind.as_str().into(),
            key,
            id: element.id.to_string(),
            name,
            attributes: attributes.0,
            place: Some(Place::Element(id)),
            span: Some(element.span),
        });
    }
}

fn flows(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, flow) in side.model().flows.iter() {
        let (key, name) = side.flow(id);
        let attributes = Attributes::default()
            .plain("id", flow.id.clone().unwrap_or_default())
            .plain("label", &flow.label)
            .names("source", side.element(flow.source))
            .names("target", side.element(flow.target))
            .plain("direction", if flow.both_ways { "both ways" } else { "" })
            .plain("type", side.type_name(flow.ty))
            .names("data", side.carried(&flow.data))
            .names("returns", side.carried(&flow.returns))
            .tags(&flow.tags)
            .described(flow.description.as_ref())
            .facts(&flow.facts);
        items.push(Item {
            area: Area::Flow,
            what: "flow".into(),
            key,
            id: flow.key.to_string(),
            name,
            attributes: attributes.0,
            place: Some(Place::Flow(id)),
            span: Some(flow.span),
        });
    }
}

fn boundaries(side: &Side<'_>, items: &mut Vec<Item>) {
    let mut found: BTreeMap<SmolStr, BorderId> = BTreeMap::new();
    for (id, border) in side.outcome.graph.borders.iter() {
        let (key, name) = side.border(id);
        let Some(boundary) = border.declared.map(|declared| &side.model().boundaries[declared]) else {
            found.entry(key).or_insert(id);
            continue;
        };
        let attributes = Attributes::default()
            .plain("label", &boundary.label)
            .names("from", side.zone(boundary.from))
            .names("to", side.zone(boundary.to))
            .tags(&boundary.tags)
            .described(boundary.description.as_ref())
            .facts(&boundary.facts);
        items.push(Item {
            area: Area::Boundary,
            what: "boundary".into(),
            key,
            id: boundary.id.to_string(),
            name,
            attributes: attributes.0,
            place: border.declared.map(Place::Boundary),
            span: Some(boundary.span),
        });
    }
    for (key, id) in found {
        let name = side.border(id).1;
        items.push(Item {
            area: Area::Boundary,
            what: "undeclared boundary".into(),
            id: key.to_string(),
            key,
            name,
            attributes: Vec::new(),
            place: None,
            span: None,
        });
    }
}

fn crossings(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, crossing) in side.outcome.graph.crossings.iter() {
        let Some(border) = crossing.border else { continue };
        let flow = &side.model().flows[id];
        let (key, name) = side.flow(id);
        let attributes = Attributes::default()
            .names("leaves", listed(crossing.exits.iter().map(|zone| side.zone(*zone))))
            .names("enters", listed(crossing.enters.iter().map(|zone| side.zone(*zone))))
            .names("boundary", crossed(side, id, border));
        items.push(Item {
            area: Area::Crossing,
            what: "crossing".into(),
            key: format_smolstr!("crossing {key}"),
            id: flow.key.to_string(),
            name,
            attributes: attributes.0,
            place: Some(Place::Flow(id)),
            span: Some(flow.span),
        });
    }
}

/// The boundary that a flow crosses; of one that nobody declared, the zones at the ends of the flow.
fn crossed(side: &Side<'_>, id: FlowId, border: BorderId) -> Named {
    let (key, name) = side.border(border);
    if side.outcome.graph.borders[border].declared.is_some() {
        return (key, name);
    }
    let flow = &side.model().flows[id];
    let [from, to] = [flow.source, flow.target].map(|end| side.zone(side.model().elements[end].zone).1);
    (key, format!("{from} → {to}{UNDECLARED}"))
}

fn data(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, data) in side.model().data.iter() {
        let (key, name) = side.data(id);
        let what = if data.asset { "asset" } else { "data" };
        let class = data.class.as_ref();
        let attributes = Attributes::default()
            .plain("kind", what)
            .plain("label", &data.label)
            .plain("type", side.type_name(data.ty))
            .plain("class", class.map_or("", |class| class.value.as_str()))
            .given_by(class.map(|class| &class.origin))
            .tags(&data.tags)
            .described(data.description.as_ref())
            .facts(&data.facts.without(&["class"]));
        items.push(Item {
            area: Area::Data,
            what: what.into(),
            key,
            id: data.id.to_string(),
            name,
            attributes: attributes.0,
            place: None,
            span: Some(data.span),
        });
    }
}

/// Controls that are stated at a place. Those of a place that is new or gone come and go with it.
fn claims(side: &Side<'_>, items: &mut Vec<Item>) {
    let model = side.model();
    let mut add = |place: Place, claims: &Claims| {
        if claims.is_empty() || side.other_place(place).is_none() {
            return;
        }
        let (at, name) = side.place(place);
        for (control, claim) in claims.iter().filter(|(_, claim)| claim.control.is_none()) {
            let control = &model.types[*control];
            let attributes =
                Attributes::default().plain("status", claim.status.as_str()).given_by(Some(&claim.origin)).0;
            items.push(Item {
                area: Area::Control,
                what: "control".into(),
                key: format_smolstr!("{} on {at}", control.name),
                id: format!("{} on {}", control.name, model.place_id(place)),
                name: format!("{} on {name}", control.label),
                attributes,
                place: Some(place),
                span: claim.span,
            });
        }
    };
    model.zones.iter().for_each(|(id, one)| add(Place::Zone(id), &one.claims));
    model.elements.iter().for_each(|(id, one)| add(Place::Element(id), &one.claims));
    model.flows.iter().for_each(|(id, one)| add(Place::Flow(id), &one.claims));
    model.boundaries.iter().for_each(|(id, one)| add(Place::Boundary(id), &one.claims));
}

/// `control` statements.
fn controls(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, control) in side.model().controls.iter() {
        let after = match side.version {
            super::Version::Before => side.pairs.controls.after(id).map(|after| &side.other.model.controls[after].id),
            super::Version::After => Some(&control.id),
        };
        let key =
            after.map_or_else(|| format_smolstr!("control - {}", control.id), |id| format_smolstr!("control {id}"));
        let mut on: Vec<Named> = control.on.iter().map(|place| side.place(*place)).collect();
        on.sort();
        let everywhere = control.everywhere.then(|| (SmolStr::new_static("*"), "the whole model".to_owned()));
        let attributes = Attributes::default()
            .plain("label", &control.label)
            .plain("type", side.type_name(control.ty))
            .names("on", listed(everywhere.into_iter().chain(on)))
            .plain("status", control.status.as_str())
            .described(control.description.as_ref())
            .facts(&control.facts.without(&["status"]));
        items.push(Item {
            area: Area::Control,
            what: "control".into(),
            key,
            id: control.id.to_string(),
            name: control.label.to_string(),
            attributes: attributes.0,
            place: control.on.first().copied(),
            span: Some(control.span),
        });
    }
}
