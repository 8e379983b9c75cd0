//! Layers: the groups of the component breakdown (methodology section 2.2).

use rustc_hash::FxHashMap;

use super::{Element, ElementId, ElementKind, Model};
use crate::base::text;

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

/// A layer with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The word, in small letters.
    pub word: String,
    /// The heading.
    pub name: String,
    /// Its elements, in source order.
    pub elements: Vec<ElementId>,
}

impl Model {
    /// The layers in which something lies, from the top: those that `layer` states, else those that follow from kinds.
    pub fn layers(&self) -> Vec<Layer> {
        let mut order: Vec<(u32, usize, String)> = Vec::new();
        let mut layers: FxHashMap<String, Layer> = FxHashMap::default();
        for (id, element) in self.elements.iter() {
            let word = layer_of(element).to_lowercase();
            let layer = layers.entry(word.clone()).or_insert_with(|| {
                let (name, place) = self.layer_heading(&word);
                order.push((place, rank(&word), word.clone()));
                Layer { word, name, elements: Vec::new() }
            });
            layer.elements.push(id);
        }
        order.sort();
        order.into_iter().filter_map(|(.., word)| layers.remove(&word)).collect()
    }

    /// The heading of a layer and its place from the top: those of its `layer` statement, else those that are built in.
    pub fn layer_heading(&self, word: &str) -> (String, u32) {
        let built_in = LAYERS.iter().find(|(known, ..)| *known == word);
        let declared =
            self.entries.iter().find(|entry| entry.keyword == "layer" && entry.id.eq_ignore_ascii_case(word));
        let label = declared.map(|entry| entry.label.to_string()).filter(|label| !label.is_empty());
        let name =
            label.unwrap_or_else(|| built_in.map_or_else(|| text::capital(word), |(_, name, _)| (*name).to_owned()));
        let order = declared.and_then(|entry| entry.facts.text("order")).and_then(|order| order.parse().ok());
        (name, order.unwrap_or_else(|| built_in.map_or(LAST, |(.., place)| *place)))
    }
}

/// The layer that an element states or has from its type, else what follows from its kind.
pub fn layer_of(element: &Element) -> &str {
    let stated = element.facts.text("layer").filter(|word| !matches!(*word, "unknown" | "not-applicable"));
    stated.unwrap_or(match element.kind {
        ElementKind::Actor | ElementKind::External => "external",
        ElementKind::Process => "application",
        ElementKind::Store => "data",
    })
}

/// Decides between layers of the same place: the order of the table, then that of their first elements.
fn rank(word: &str) -> usize {
    LAYERS.iter().position(|(known, ..)| *known == word).unwrap_or(LAYERS.len())
}
