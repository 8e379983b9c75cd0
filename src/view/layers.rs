//! The architecture by layers: the frame of the methodology's section 2.1.

use rustc_hash::FxHashMap;

use crate::base::text;
use crate::model::{self, ControlStatus, Element, ElementId, Model};
use crate::scene::{BoxRole, LegendRow, Sign};
use crate::view::role_of;

/// Features that a component lists.
const MOST_FEATURES: usize = 5;
/// Controls that a feature names.
const MOST_CONTROLS: usize = 3;

/// The architecture of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layers {
    /// `Shop Architecture`
    pub title: String,
    /// One or two sentences for screen readers.
    pub description: String,
    /// The layers, from the top.
    pub bands: Vec<Band>,
    /// One row per sign that occurs.
    pub legend: Vec<LegendRow>,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Unique among bands and components.
    pub id: String,
    /// The heading.
    pub name: String,
    /// What is in it, in source order.
    pub components: Vec<Component>,
    /// Flows from it to the next layer.
    pub down: usize,
    /// Flows from the next layer to it.
    pub up: usize,
}

/// An element in its layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The id of the element.
    pub id: String,
    /// The sign.
    pub role: BoxRole,
    /// The name.
    pub name: String,
    /// Type, technology, controls, each in one line; the drawing wraps them.
    pub features: Vec<String>,
    /// What hovering shows.
    pub tooltip: String,
}

/// The architecture of a model by layers.
pub fn layers(model: &Model) -> Layers {
    let layers = model.layers();
    let at: FxHashMap<ElementId, usize> =
        layers.iter().enumerate().flat_map(|(at, layer)| layer.elements.iter().map(move |&id| (id, at))).collect();
    let band = |layer: &model::Layer| Band {
        id: format!("layer {}", layer.word),
        name: layer.name.clone(),
        components: layer.elements.iter().map(|&id| component(model, &model.elements[id])).collect(),
        down: 0,
        up: 0,
    };
    let mut bands: Vec<Band> = layers.iter().map(band).collect();
    for flow in model.flows.values() {
        let (Some(&source), Some(&target)) = (at.get(&flow.source), at.get(&flow.target)) else { continue };
        let (down, up) = (source + 1 == target, target + 1 == source);
        let Some(band) = bands.get_mut(source.min(target)) else { continue };
        band.down += usize::from(down || (up && flow.both_ways));
        band.up += usize::from(up || (down && flow.both_ways));
    }
    let count = text::count(model.elements.len(), "component", "components");
    Layers {
        title: format!("{} Architecture", model.document.title),
        description: format!("Architecture with {count} in {}.", text::count(bands.len(), "layer", "layers")),
        legend: legend(&bands),
        bands,
    }
}

fn component(model: &Model, element: &Element) -> Component {
    let role = role_of(element.kind);
    let kind = element.ty.map_or(element.kind.title(), |ty| model.types[ty].label.as_str());
    Component {
        id: element.id.to_string(),
        role,
        name: element.label.to_string(),
        features: features(model, element),
        tooltip: format!("{} ({kind})", element.label),
    }
}

fn features(model: &Model, element: &Element) -> Vec<String> {
    let mut features: Vec<String> = element.ty.map(|ty| model.types[ty].label.to_string()).into_iter().collect();
    features.push(element.facts.texts("tech").join(", "));
    features.extend([
        controls(model, element, "", ControlStatus::Implemented),
        controls(model, element, "partial: ", ControlStatus::Partial),
        controls(model, element, "planned: ", ControlStatus::Planned),
        controls(model, element, "missing: ", ControlStatus::Missing),
    ]);
    features.extend(element.facts.text("note").map(str::to_owned));
    features.retain(|feature| !feature.trim().is_empty());
    features.truncate(MOST_FEATURES);
    features
}

/// The controls of a status, a few by name.
fn controls(model: &Model, element: &Element, before: &str, status: ControlStatus) -> String {
    let claims = element.claims.iter().filter(|(_, claim)| claim.status == status);
    let names: Vec<&str> = claims.map(|(id, _)| model.types[*id].label.as_str()).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("{before}{}", text::first_of(&names, MOST_CONTROLS))
}

fn legend(bands: &[Band]) -> Vec<LegendRow> {
    let has = |role: BoxRole| bands.iter().flat_map(|band| &band.components).any(|component| component.role == role);
    let rows = [
        (Sign::Flow, "Data Flows between Neighbouring Layers", bands.iter().any(|band| band.down + band.up > 0)),
        (Sign::ExternalEntity, "Actor or External Entity", has(BoxRole::Actor) || has(BoxRole::External)),
        (Sign::Process, "Process", has(BoxRole::Process)),
        (Sign::Store, "Data Store", has(BoxRole::Store)),
    ];
    rows.into_iter().filter(|row| row.2).map(|(sign, text, _)| LegendRow { sign, text: text.into() }).collect()
}
