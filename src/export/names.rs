//! Names for formats that take letters of ASCII alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text::slug;
use crate::model::Model;

/// Names of small letters of ASCII, digits and hyphens, each once.
#[derive(Default)]
pub(super) struct Names {
    by_id: BTreeMap<(&'static str, String), String>,
    taken: BTreeSet<String>,
    /// What things without a name are called.
    otherwise: &'static str,
}

impl Names {
    /// The names of a model; what has none is called `otherwise`.
    pub(super) fn of(model: &Model, otherwise: &'static str) -> Self {
        let mut names = Self { otherwise, ..Self::default() };
        let places = model.zones.values().map(|zone| &zone.id).chain(model.elements.values().map(|it| &it.id));
        places.for_each(|id| names.add("place", id));
        model.data.values().for_each(|data| names.add("data", &data.id));
        model.flows.values().for_each(|flow| names.add("flow", &flow.key));
        model.threats.values().for_each(|threat| names.add("threat", &threat.id));
        // An adversary of the author's takes the place of the tool's of the same name.
        let adversaries = |embedded: bool| model.adversaries.values().filter(move |it| it.embedded == embedded);
        for adversary in adversaries(false).chain(adversaries(true)) {
            if !names.by_id.contains_key(&("persona", adversary.id.to_string())) {
                names.add("persona", &adversary.id);
            }
        }
        names
    }

    fn add(&mut self, role: &'static str, id: &str) {
        let name = self.free(id);
        self.by_id.insert((role, id.to_owned()), name);
    }

    /// A name for a text that nothing else has.
    pub(super) fn free(&mut self, text: &str) -> String {
        let ascii: String = text.chars().map(|c| if c.is_ascii() { c } else { '-' }).collect();
        let name = Some(slug(&ascii)).filter(|name| !name.is_empty()).unwrap_or_else(|| "n".to_owned());
        let numbered = (2..).map(|number: usize| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let free = free.unwrap_or(name);
        self.taken.insert(free.clone());
        free
    }

    /// The name of something by its role, such as `place`, and its id.
    pub(super) fn get(&self, role: &'static str, id: &str) -> &str {
        self.by_id.get(&(role, id.to_owned())).map_or(self.otherwise, String::as_str)
    }
}
