//! Diagrams as other tools read them: Mermaid, D2, Graphviz, PlantUML and draw.io, and the bare geometry of a picture.
//!
//! Every format says what a [`View`](crate::view::View) says: zones in zones, the kind of each element, flows with their labels, which carry the
//! ids of the boundaries that they cross, and a mark on flows of sensitive data. Ids are those of the model wherever the tool
//! takes them; what it would misread is replaced, never dropped. Mermaid, D2, Graphviz and PlantUML place things themselves;
//! draw.io gets the places of a [`Scene`](crate::scene::Scene).

mod d2;
mod dot;
mod drawio;
mod geometry;
mod mermaid;
mod names;
mod outline;
mod plantuml;
mod style;

pub use d2::d2;
pub use dot::dot;
pub use drawio::drawio;
pub use geometry::geometry;
pub use mermaid::mermaid;
pub use plantuml::plantuml;

/// What a diagram for another tool has besides its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether it has its title.
    pub title: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { title: true }
    }
}
