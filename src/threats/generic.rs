//! Texts of rules without a model: `Spoofing of the source towards the target`.

use super::text::fill;
use crate::base::text::capital;

/// What placeholders stand for where no model fills them.
const NAMES: &[(&str, &str)] = &[
    ("source", "the source"),
    ("target", "the target"),
    ("this", "the component"),
    ("flow", "the flow"),
    ("crossing", "the trust boundary"),
    ("protocol", "its protocol"),
    ("data", "the data"),
    ("assets", "the data"),
    ("goals", "the goals at stake"),
    ("entry", "the interface open to the outside"),
    ("source-zone", "the zone of the source"),
    ("target-zone", "the zone of the target"),
    ("this-zone", "the zone of the component"),
    ("upstream", "its callers"),
    ("downstream", "the components behind it"),
    ("model", "the system"),
];

/// A template with general names in the place of those of a model.
pub fn generic(template: &str) -> String {
    let name = |name: &str| NAMES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
    let filled = fill(template, name);
    if template.starts_with('{') { capital(&filled) } else { filled }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threats::PLACEHOLDERS;

    #[test]
    fn every_placeholder_has_a_general_name() {
        for (name, _) in PLACEHOLDERS {
            let template = format!("see {{{name}}}");
            assert!(!generic(&template).contains('{'), "{name}");
        }
    }
}
