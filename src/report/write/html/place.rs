//! The sections of the first two levels, with what links to them lead to.

use crate::report::{Document, Section};

/// A section that the navigation names.
pub(super) struct Place {
    /// Its anchor; one of its own making where the section has none.
    pub anchor: String,
    /// Its heading with the number.
    pub heading: String,
    /// Those of the second level in it.
    pub inside: Vec<Place>,
    /// Which of the sections around it this is, what is not named counted as well.
    at: usize,
}

/// The sections that the navigation names.
pub(super) fn places(document: &Document) -> Vec<Place> {
    (0..).zip(&document.sections).map(|(at, section)| place(section, at, "", true)).collect()
}

fn place(section: &Section, at: usize, above: &str, first: bool) -> Place {
    // Anchors of the model hold no colon.
    let own = format!("{above}:{}", at + 1);
    let named = |section: &&Section| section.defines.is_none();
    let inside = match first {
        // What is described by id is found through its table, or by searching.
        true => (0..)
            .zip(&section.sections)
            .filter(|(_, section)| named(section))
            .map(|(at, section)| place(section, at, &own, false))
            .collect(),
        false => Vec::new(),
    };
    let anchor = section.anchor.clone().unwrap_or_else(|| format!("section{own}"));
    Place { anchor, heading: section.heading(first), inside, at }
}

impl Place {
    /// The place of the section inside, if the navigation names it.
    pub(super) fn of(&self, at: usize) -> Option<&Place> {
        self.inside.iter().find(|place| place.at == at)
    }
}
