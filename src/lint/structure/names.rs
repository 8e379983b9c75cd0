//! Names: those that look alike, and those that nobody uses.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use unicode_security::confusable_detection::skeleton;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::lint::{Subject, add};
use crate::model::Model;

/// A declared name: what it is a name of, the name, where it stands.
type Name<'a> = (&'static str, &'a SmolStr, Span);

/// W0113
pub(in crate::lint) fn names_alike(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut names = names(subject.model);
    // The tool's own files come first, and so do their names.
    names.sort_by_key(|name| name.2);
    let mut first: BTreeMap<(&str, String), (&SmolStr, Span)> = BTreeMap::new();
    let mut alike = Vec::new();
    for (role, name, span) in names.into_iter() {
        if subject.is_authors(span)
            && let Some(letter) = foreign_letter(name)
        {
            let message = format!("`{name}` mixes scripts: `{letter}` is U+{:04X}", u32::from(letter));
            let help = "letters of two scripts in one word are easily taken for others; write it in one script";
            alike.push(Diagnostic::warning("W0113", span, message).help(help));
            continue;
        }
        let (known, before) = *first.entry((role, folded(name))).or_insert((name, span));
        if known == name || !subject.is_authors(span) {
            continue;
        }
        let difference =
            if name.is_ascii() && known.is_ascii() { "differ in capital letters only" } else { "look alike" };
        let diagnostic = Diagnostic::warning("W0113", span, format!("`{name}` and `{known}` {difference}"));
        let diagnostic =
            if subject.is_authors(before) { diagnostic.label(before, "the other one") } else { diagnostic };
        alike.push(diagnostic.help("rename one of them, or use the other where this one was not meant"));
    }
    add(found, alike);
}

/// All names, by role: what shares a role shares a namespace.
fn names(model: &Model) -> Vec<Name<'_>> {
    let mut names: Vec<Name<'_>> = Vec::new();
    names.extend(model.elements.values().map(|element| ("place", &element.id, element.span)));
    names.extend(model.zones.values().filter_map(|zone| Some(("place", &zone.id, zone.span?))));
    names.extend(model.boundaries.values().map(|boundary| ("place", &boundary.id, boundary.span)));
    names.extend(model.flows.values().filter_map(|flow| Some(("place", flow.id.as_ref()?, flow.span))));
    names.extend(model.scenarios.iter().map(|scenario| ("place", &scenario.id, scenario.span)));
    names.extend(model.views.iter().map(|view| ("place", &view.id, view.span)));
    names.extend(model.modules.iter().map(|module| ("place", &module.id, module.span)));
    names.extend(model.data.values().map(|data| ("data", &data.id, data.span)));
    names.extend(model.types.values().map(|ty| (ty.kind.as_str(), &ty.name, ty.span)));
    names.extend(model.controls.values().map(|control| ("control statement", &control.id, control.span)));
    names.extend(model.rules.values().filter(|rule| rule.is_rule()).map(|rule| ("threat", &rule.name, rule.span)));
    names.extend(model.threats.values().map(|threat| ("threat", &threat.id, threat.span)));
    names
}

/// The name without what the eye overlooks: capitals, and letters of other scripts that look like Latin ones. What stands in
/// front of the last dot is the name of a module, which is looked at by itself.
fn folded(name: &str) -> String {
    let (module, own) = name.rsplit_once('.').map_or(("", name), |(module, own)| (module, own));
    let mut folded = format!("{module}.");
    for letter in own.chars() {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
        } else {
            let alike: String = skeleton(&letter.to_string()).collect();
            folded.push_str(&alike.to_lowercase());
        }
    }
    folded
}

/// The first letter beyond ASCII of a word that mixes scripts in a way in which no language does; words are what stands
/// between hyphens, so `api-шлюз` is fine.
fn foreign_letter(name: &str) -> Option<char> {
    let words = name.split(['-', '.', '_']);
    let mut mixed = words.filter(|word| !word.check_restriction_level(RestrictionLevel::ModeratelyRestrictive));
    mixed.find_map(|word| word.chars().find(|letter| !letter.is_ascii()))
}

/// W0114
pub(in crate::lint) fn unused_types(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    unused(subject, found, "W0114", &["type", "template"], "give it to what it describes, or delete it");
}

/// W0115
pub(in crate::lint) fn unused_data(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    unused(
        subject,
        found,
        "W0115",
        &["data"],
        "say which flow carries it (`data=…`) and which store `holds` it, or delete it",
    );
}

fn unused(subject: &Subject<'_>, found: &mut Vec<Diagnostic>, code: &'static str, keywords: &[&str], help: &str) {
    let unused = subject.model.unused.iter().filter(|unused| keywords.contains(&unused.keyword));
    add(
        found,
        unused.map(|unused| {
            let message = format!("{} `{}` is used nowhere", unused.keyword, unused.id);
            Diagnostic::warning(code, unused.span, message).help(help)
        }),
    );
}
