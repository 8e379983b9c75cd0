//! Texts of rules without a model: `Spoofing of the source towards the target`.

use super::rating;
use super::text::{article, fill};
use crate::base::text::capital;
use crate::model::{Model, Rule};

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
    ("goals", "confidentiality, integrity or availability"),
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
    let name = |name: &str| NAMES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned().into());
    let filled = fill(template, name);
    if template.starts_with('{') { capital(&filled) } else { filled }
}

/// The threat statement of a rule with general names; `None` where it lacks a part.
pub fn generic_statement(model: &Model, rule: &Rule) -> Option<String> {
    let adversary = rating::adversary(model, rule);
    let actor = generic(adversary.map_or("threat actor", |id| model.adversaries[id].label.as_str()));
    let part = |text: &Option<String>| text.as_deref().map(generic);
    let (capability, action) = (part(&rule.capability)?, part(&rule.action)?);
    let (leads_to, business) = (part(&rule.leads_to)?, part(&rule.business)?);
    let article = capital(article(&actor));
    Some(format!(
        "{article} {actor} {capability} can {action}, which leads to {leads_to}, resulting in {business} of the data."
    ))
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
