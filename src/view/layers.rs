//! The architecture by layers: the frame of the methodology's section 2.1.

use rustc_hash::FxHashMap;

use crate::base::text;
use crate::model::{ControlStatus, Element, ElementId, ElementKind, Model};
use crate::scene::{BoxRole, LegendRow, Sign};
use crate::view::role_of;

/// The layers that are built in, from the top: word, heading, place in the order. A `layer` statement changes the latter two.
const LAYERS: [(&str, &str, u32); 9] = [
    ("external", "External", 0),
    ("edge", "Edge", 1),
    ("presentation", "Presentation", 1),
    ("application", "Application", 2),
    ("ai", "AI", 3),
    ("data", "Data", 4),
    ("security", "Security", 5),
    ("monitoring", "Monitoring", 6),
    ("infrastructure", "Infrastructure", 7),
];
/// The place of layers of the author's that state none: below all others.
const LAST: u32 = 8;
/// Features that a component lists.
const MOST_FEATURES: usize = 5;
/// Controls that a feature names.
const MOST_CONTROLS: usize = 4;

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

/// The architecture of a model by layers: those that `layer` states, else those that follow from types and kinds.
pub fn layers(model: &Model) -> Layers {
    let mut order: Vec<(u32, usize, String)> = Vec::new();
    let mut bands: FxHashMap<String, Band> = FxHashMap::default();
    let mut of: FxHashMap<ElementId, String> = FxHashMap::default();
    for (id, element) in model.elements.iter() {
        let word = layer_of(element).to_lowercase();
        let band = bands.entry(word.clone()).or_insert_with(|| {
            let (name, place) = heading(model, &word);
            order.push((place, rank(&word), word.clone()));
            Band { id: format!("layer {word}"), name, components: Vec::new(), down: 0, up: 0 }
        });
        band.components.push(component(model, element));
        of.insert(id, word);
    }
    order.sort();
    let words: Vec<&String> = order.iter().map(|(.., word)| word).collect();
    for flow in model.flows.values() {
        let (Some(source), Some(target)) = (of.get(&flow.source), of.get(&flow.target)) else { continue };
        for pair in words.windows(2) {
            let [upper, lower] = pair else { continue };
            let Some(band) = bands.get_mut(*upper) else { continue };
            let (down, up) = ((*upper, *lower) == (source, target), (*lower, *upper) == (source, target));
            band.down += usize::from(down || (up && flow.both_ways));
            band.up += usize::from(up || (down && flow.both_ways));
        }
    }
    let bands: Vec<Band> = words.iter().filter_map(|word| bands.remove(*word)).collect();
    let count = text::count(model.elements.len(), "component", "components");
    Layers {
        title: format!("{} Architecture", model.document.title),
        description: format!("Architecture with {count} in {}.", text::count(bands.len(), "layer", "layers")),
        legend: legend(&bands),
        bands,
    }
}

/// The layer that an element states or has from its type, else what follows from its kind.
fn layer_of(element: &Element) -> &str {
    let stated = element.facts.text("layer").filter(|word| !matches!(*word, "unknown" | "not-applicable"));
    stated.unwrap_or(match element.kind {
        ElementKind::Actor | ElementKind::External => "external",
        ElementKind::Process => "application",
        ElementKind::Store => "data",
    })
}

/// The heading of a layer and its place from the top: those of its `layer` statement, else those that are built in.
fn heading(model: &Model, word: &str) -> (String, u32) {
    let built_in = LAYERS.iter().find(|(known, ..)| *known == word);
    let declared = model.entries.iter().find(|entry| entry.keyword == "layer" && entry.id.eq_ignore_ascii_case(word));
    let label = declared.map(|entry| entry.label.to_string()).filter(|label| !label.is_empty());
    let name = label.unwrap_or_else(|| built_in.map_or_else(|| text::capital(word), |(_, name, _)| (*name).to_owned()));
    let order = declared.and_then(|entry| entry.facts.text("order")).and_then(|order| order.parse().ok());
    (name, order.unwrap_or_else(|| built_in.map_or(LAST, |(.., place)| *place)))
}

/// Decides between layers of the same place: the order of the table, then that of their first elements.
fn rank(word: &str) -> usize {
    LAYERS.iter().position(|(known, ..)| *known == word).unwrap_or(LAYERS.len())
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
    let names: Vec<&str> = claims.map(|(id, _)| model.types[*id].name.as_str()).collect();
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
