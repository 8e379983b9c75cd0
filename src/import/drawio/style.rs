//! What the style of a cell tells: `ellipse;shape=cloud;dashed=1`.

/// A style: names of stencils and settings.
#[derive(Debug, Default)]
pub(super) struct Style {
    names: Vec<String>,
    settings: Vec<(String, String)>,
}

/// Pieces of names of shapes, with the kind that they tell and how the shape is called. Earlier rows win.
const SHAPES: &[(&str, &str, &str)] = &[
    ("umlactor", "actor", "the figure of a person"),
    ("person", "actor", "the figure of a person"),
    ("actor", "actor", "the figure of a person"),
    ("mxgraph.aws4.user", "actor", "the figure of a person"),
    ("cylinder", "store", "the cylinder"),
    ("datastore", "store", "the shape of a data store"),
    ("data_store", "store", "the shape of a data store"),
    ("partialrectangle", "store", "the parallel lines"),
    ("database", "store", "the shape of a database"),
    ("internalstorage", "store", "the shape of a store"),
    ("externalentity", "external", "the shape of an external entity"),
    ("cloud", "external", "the cloud"),
    ("ellipse", "process", "the circle"),
    ("dfd.process", "process", "the shape of a process"),
    ("hexagon", "process", "the hexagon"),
];

/// Settings that say which stencil or picture is drawn.
const PICTURES: &[&str] = &["resIcon", "grIcon", "prIcon", "shape", "image", "icon"];

impl Style {
    pub(super) fn of(text: &str) -> Self {
        let mut style = Self::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some((name, value)) => style.settings.push((name.to_owned(), value.to_owned())),
                None => style.names.push(part.to_owned()),
            }
        }
        style
    }

    /// The value of a setting; empty where it is not there.
    pub(super) fn setting(&self, name: &str) -> &str {
        self.settings.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name) || self.setting("shape") == name
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.setting(name) == "1"
    }

    /// A text on the drawing, or a note on it.
    pub(super) fn is_text(&self) -> bool {
        ["text", "note", "label", "edgeLabel", "line", "callout", "table", "tableRow"]
            .iter()
            .any(|name| self.is_named(name))
    }

    /// A group without a box of its own.
    pub(super) fn is_group(&self) -> bool {
        self.is_named("group")
    }

    /// A box for other cells: a lane, a labelled group, the frame of a cloud.
    pub(super) fn is_frame(&self) -> bool {
        let shape = self.setting("shape");
        self.is_named("swimlane") || shape.contains(".group") || shape == "umlFrame" || self.is_on("container")
    }

    /// A dashed rectangle, as trust boundaries are drawn.
    pub(super) fn is_dashed_box(&self) -> bool {
        self.is_on("dashed")
            && self.told().is_none()
            && matches!(self.setting("shape"), "" | "rect" | "ext" | "rectangle")
    }

    /// A rectangle without any other shape.
    pub(super) fn is_rectangle(&self) -> bool {
        self.told().is_none() && self.technology().is_empty()
    }

    /// Whether it is drawn as parallel lines, which data flow diagrams have for stores.
    pub(super) fn is_parallel_lines(&self) -> bool {
        self.setting("shape") == "partialRectangle"
    }

    /// The kind of element that the shape tells, and how the shape is called.
    pub(super) fn told(&self) -> Option<(&'static str, &'static str)> {
        let shape = self.setting("shape").to_lowercase();
        let names = || self.names.iter().map(String::as_str).chain([shape.as_str()]);
        let row = SHAPES.iter().find(|(piece, ..)| names().any(|name| name.to_lowercase().contains(piece)))?;
        Some((row.1, row.2))
    }

    /// What the stencil or picture is called, in words: `mxgraph.aws4.rds` is `rds`.
    pub(super) fn technology(&self) -> String {
        let names = PICTURES.iter().map(|name| self.setting(name)).filter(|value| {
            let stencil = value.starts_with("mxgraph.") && !value.ends_with("Icon") && !value.contains(".group");
            stencil || value.contains('/')
        });
        let last = |value: &str| {
            let file = value.rsplit('/').next().unwrap_or(value);
            let name = if value.contains('/') { file.split('.').next() } else { file.rsplit('.').next() };
            name.unwrap_or(file).replace(['_', '-'], " ")
        };
        names.map(last).find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// Whether an arrow is drawn at an end of a line; `otherwise` where the style does not say.
    pub(super) fn has_arrow(&self, end: &str, otherwise: bool) -> bool {
        match self.setting(end) {
            "" => otherwise,
            arrow => arrow != "none",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn shapes_and_pictures_tell_kinds_and_technologies() {
        assert_eq!(Style::of("ellipse;shape=cloud").told().map(|told| told.0), Some("external"));
        assert_eq!(Style::of("shape=cylinder3;html=1").told().map(|told| told.0), Some("store"));
        assert_eq!(Style::of("rounded=1;html=1").told(), None);
        assert_eq!(Style::of("shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4.rds").technology(), "rds");
        assert_eq!(Style::of("image;image=img/lib/Database_128x128.png").technology(), "Database 128x128");
        assert!(Style::of("rounded=0;dashed=1;fillColor=none").is_dashed_box());
    }
}
