//! The architecture: section 2 of the methodology, and the inventory of elements.

use crate::base::text::{and_list, one_line};
use crate::model::{ControlStatus, ElementId, FlowId, Layer};
use crate::report::words::{NOT_STATED, fact, spelled};
use crate::report::{Block, Cell, Column, Section, Table, Text};

use super::Context;
use super::parts::Content;

const INVENTORY: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("name", "Name"),
    Column::new("kind", "Kind"),
    Column::new("zone", "Zone"),
    Column::new("description", "Description"),
];

/// 2.1
pub(super) fn picture(context: &Context<'_>) -> Content {
    Content::block(Block::Figure(context.material.layers.clone()))
}

/// 2.2
pub(super) fn breakdown(context: &Context<'_>) -> Content {
    let layers = context.model.layers();
    if layers.is_empty() {
        return Content::block(Block::paragraph("None identified: the model has no components."));
    }
    let section = |(at, layer): (usize, &Layer)| {
        let title = format!("Layer {}: {}", at + 1, layer.name);
        let components = layer.elements.iter().map(|&id| component(context, id));
        Section::plain(title).with([
            Block::list("Components", components),
            Block::list("Security Characteristics", or(characteristics(context, layer), "None stated in the model.")),
            Block::list(
                "Attack Surface",
                or(surface(context, layer), "No flow crosses a trust boundary into this layer."),
            ),
        ])
    };
    Content::sections(layers.iter().enumerate().map(section).collect())
}

fn component(context: &Context<'_>, id: ElementId) -> Text {
    let element = &context.model.elements[id];
    let ty = element.ty.map_or(element.kind.title(), |ty| context.model.types[ty].label.as_str());
    let technology = if context.is_public() { String::new() } else { element.facts.texts("tech").join(", ") };
    // `PostgreSQL 16` says that it is PostgreSQL.
    let described = match technology.is_empty() {
        true => ty.to_owned(),
        false if technology.starts_with(ty) => technology,
        false => format!("{ty}, {technology}"),
    };
    Text::strong(element.label.as_str()).then(format!(" ({described})"))
}

/// What the author says of the layer, its controls with their components, and how data at rest and callers are protected.
fn characteristics(context: &Context<'_>, layer: &Layer) -> Vec<Text> {
    let model = context.model;
    let mut items: Vec<Text> = stated(context, layer, "security");
    let mut controls: Vec<(String, Vec<&str>)> = Vec::new();
    let mut add = |name: String, at| match controls.iter_mut().find(|(known, _)| *known == name) {
        Some((_, places)) => places.push(at),
        None => controls.push((name, vec![at])),
    };
    for &id in &layer.elements {
        let element = &model.elements[id];
        for (&control, claim) in &element.claims {
            let label = context.type_name(control);
            match claim.status {
                ControlStatus::Implemented => add(label, element.label.as_str()),
                ControlStatus::Partial => add(format!("{label}, in part"), element.label.as_str()),
                _ => {}
            }
        }
        if let Some(at_rest) = element.facts.text("encryption").filter(says) {
            add(format!("Encryption at rest ({})", spelled(at_rest)), element.label.as_str());
        }
        for flow in context.graph.incoming(id) {
            let auth = model.flows[flow].facts.text("auth").filter(says);
            if let Some(auth) = auth {
                add(format!("Callers authenticate by {}", spelled(auth)), element.label.as_str());
            }
        }
    }
    items.extend(controls.into_iter().map(|(name, mut places)| {
        places.dedup();
        format!("{name}: {}", and_list(&places)).into()
    }));
    items
}

fn or(items: Vec<Text>, otherwise: &str) -> Vec<Text> {
    if items.is_empty() { vec![otherwise.into()] } else { items }
}

/// Whether a word says that something is there.
fn says(word: &&str) -> bool {
    !matches!(*word, "none" | "unknown" | "not-applicable")
}

/// What the author says of the layer, and every flow that enters it over a boundary.
fn surface(context: &Context<'_>, layer: &Layer) -> Vec<Text> {
    let mut items = stated(context, layer, "surface");
    for &id in &layer.elements {
        let back = context.graph.outgoing(id).into_iter().filter(|&flow| context.model.flows[flow].both_ways);
        let entering = context.graph.incoming(id).into_iter().chain(back);
        let crossing = entering.filter(|&flow| context.graph.border(flow).is_some());
        items.extend(crossing.map(|flow| context.entry_point(flow).into()));
    }
    items
}

/// Lines of the author's, of the layer and of what is in it.
fn stated(context: &Context<'_>, layer: &Layer, name: &str) -> Vec<Text> {
    let of_layer = context.statements("layer").filter(|entry| entry.id.eq_ignore_ascii_case(&layer.word));
    let mut items: Vec<Text> = of_layer.flat_map(|entry| entry.facts.texts(name)).map(Text::from).collect();
    for &id in &layer.elements {
        let element = &context.model.elements[id];
        items.extend(element.facts.texts(name).into_iter().map(|text| format!("{}: {text}", element.label).into()));
    }
    items
}

impl Context<'_> {
    /// `DF1: Shopper → CDN and WAF over HTTPS, authentication session [TB1]`
    pub(super) fn entry_point(&self, id: FlowId) -> String {
        let flow = &self.model.flows[id];
        let (source, target) = (&self.model.elements[flow.source].label, &self.model.elements[flow.target].label);
        let protocol = fact(&flow.facts, "protocol");
        let over = if protocol == NOT_STATED { "protocol not stated".to_owned() } else { format!("over {protocol}") };
        let port = flow.facts.text("port").map(|port| format!(" port {port}")).unwrap_or_default();
        let auth = fact(&flow.facts, "auth");
        let border = self.graph.border(id).map(|border| format!(" [{}]", border.id)).unwrap_or_default();
        let auth = if self.is_public() { String::new() } else { format!(", authentication {auth}") };
        format!("{}: {source} → {target} {over}{port}{auth}{border}", flow.number)
    }

    /// The number and name of a control of the catalogue: those of section 7.
    pub(super) fn type_name(&self, control: crate::model::TypeId) -> String {
        let label = &self.model.types[control].label;
        let statement = self.model.controls.values().find(|statement| statement.ty == Some(control));
        match (self.material.control_numbers.get(&control), statement) {
            (Some(number), _) => format!("{number} {label}"),
            (None, Some(statement)) => format!("{} {}", statement.number, statement.label),
            (None, None) => label.to_string(),
        }
    }
}

/// Every element in a row.
pub(super) fn inventory(context: &Context<'_>) -> Content {
    let model = context.model;
    let rows = model.elements.values().map(|element| {
        let described = element.description.clone().or_else(|| element.facts.text("note").map(str::to_owned));
        let kind = element.ty.map(|ty| format!("{}: {}", element.kind.title(), model.types[ty].label));
        vec![
            element.id.as_str().into(),
            element.label.as_str().into(),
            kind.unwrap_or_else(|| element.kind.title().to_owned()).into(),
            model.zones[element.zone].label.as_str().into(),
            described.map_or_else(|| inferred(context, element).into(), |text| Cell::from(one_line(&text))),
        ]
    });
    let table =
        Table::new("elements", "Elements", INVENTORY, rows.collect()).or("None identified: the model has no elements.");
    Content::block(Block::Table(table))
}

/// What an element is, where nobody describes it: its technology, and what it holds.
fn inferred(context: &Context<'_>, element: &crate::model::Element) -> String {
    let technology = if context.is_public() { String::new() } else { element.facts.texts("tech").join(", ") };
    let holds = crate::report::words::data(context.model, &element.holds);
    let parts = [
        (!technology.is_empty()).then_some(technology),
        (!holds.is_empty()).then(|| format!("holds {}", and_list(&holds))),
        (element.facts.text("scope") == Some("out")).then(|| match element.facts.text("reason") {
            Some(reason) if !context.is_public() => format!("out of scope: {reason}"),
            _ => "out of scope".to_owned(),
        }),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    if text.is_empty() { NOT_STATED.to_owned() } else { crate::base::text::capital(&text) }
}
