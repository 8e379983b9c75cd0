//! Threats by what a user calls them: a key, `sniff@DF1`, or the number of an entry, `I-03`.

use crate::base::text::{did_you_mean, first_of};
use crate::model::{ElementId, Flow, Place, Rule};
use crate::pipeline::Outcome;
use crate::threats::{Entry, Threat, place_in_clause};

/// Keys that a message names.
const SHOWN: usize = 5;

/// What a key or a number stands for.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// A threat at one place.
    Place(&'a Threat),
    /// A threat with all its places.
    Entry(&'a Entry),
}

/// The threat of a key, or the entry of a number; else what is wrong with the word.
pub(super) fn find<'a>(outcome: &'a Outcome, word: &str) -> Result<Named<'a>, String> {
    let analysis = &outcome.analysis;
    if let Some((letter, count)) = number(word) {
        let named = analysis.entries.iter().find(|entry| (entry.number.letter, entry.number.count) == (letter, count));
        return named.map(Named::Entry).ok_or_else(|| no_number(outcome, word, letter));
    }
    // As arrows are written in a model, and with the number of a flow that has no id.
    let key: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    let exact = analysis.threats.iter().find(|threat| threat.key == key);
    let shown = || analysis.threats.iter().find(|threat| shown_key(outcome, threat).as_deref() == Some(&key));
    exact.or_else(shown).map(Named::Place).ok_or_else(|| no_key(outcome, &key))
}

/// Whether a word has the form of a key or of a number.
pub(super) fn is_key(word: &str) -> bool {
    word.contains('@') || number(word).is_some()
}

/// `I-03` or `i-3`
fn number(word: &str) -> Option<(char, u32)> {
    let (letter, count) = word.split_once('-')?;
    let mut letters = letter.chars();
    let letter = letters.next().filter(|c| c.is_ascii_alphabetic())?.to_ascii_uppercase();
    let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    (digits && letters.next().is_none()).then_some(())?;
    Some((letter, count.parse().ok()?))
}

/// The key of a threat with the place as tables show it: `sniff@DF3` where DF3 is a number.
fn shown_key(outcome: &Outcome, threat: &Threat) -> Option<String> {
    let rule = &outcome.model.rules[threat.rule];
    Some(format!("{}@{}", rule.name, outcome.model.place_id(threat.subject?)))
}

fn no_number(outcome: &Outcome, word: &str, letter: char) -> String {
    let entries = outcome.analysis.entries.iter().filter(|entry| entry.number.letter == letter);
    let numbers: Vec<String> = entries.map(|entry| format!("`{}`", entry.number)).collect();
    match numbers.as_slice() {
        [] => format!("no threat has the number `{word}`: `threatline threats` lists the threats with their numbers"),
        numbers => format!("no threat has the number `{word}`; known: {}", first_of(numbers, SHOWN)),
    }
}

/// Why there is no threat of a key: what was probably meant, or where the threats of its rule are.
fn no_key(outcome: &Outcome, key: &str) -> String {
    let analysis = &outcome.analysis;
    let Some((name, place)) = key.split_once('@') else { return no_place(outcome, key) };
    let Some((id, rule)) = outcome.model.rules.iter().find(|(_, rule)| names(rule, name)) else {
        return format!(
            "no threat has the key `{key}`, and no rule is called `{name}`: {}",
            meant(outcome, name, place)
        );
    };
    let is_there =
        |subject: Place| outcome.model.place_id(subject) == place || place_in_clause(&outcome.model, subject) == place;
    let mut replaced = analysis.replaced.iter().filter(|replaced| replaced.rule == id);
    if let Some(replaced) = replaced.find(|replaced| replaced.subject.is_some_and(is_there)) {
        let by = &outcome.model.rules[replaced.by].name;
        return format!("no threat has the key `{key}`: `{by}` says it more closely there, and is listed instead");
    }
    let own = keys_of(outcome, &rule.name);
    if !own.is_empty() {
        let near = did_you_mean(key, own.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        return format!("no threat has the key `{key}`: {}", near.unwrap_or_else(|| known(name, &own)));
    }
    if analysis.questions.iter().any(|question| question.rule == id) {
        return format!(
            "no threat has the key `{key}`: whether `{name}` applies is an open question; state the facts that \
             `threatline threats` asks for"
        );
    }
    format!("no threat has the key `{key}`: `{name}` arises nowhere in this model")
}

/// The key that was probably meant where no rule has that name.
fn meant(outcome: &Outcome, name: &str, place: &str) -> String {
    let rules = outcome.analysis.entries.iter().map(|entry| outcome.model.rules[entry.rule].name.as_str());
    let Some(near) = did_you_mean(name, rules) else { return "`threatline threats` lists the keys".to_owned() };
    let own = keys_of(outcome, near);
    let key = format!("{near}@{place}");
    if own.contains(&key) { format!("did you mean `{key}`?") } else { known(near, &own) }
}

/// `sniff` has the keys `sniff@DF1`, `sniff@DF2` and 3 more
fn known(rule: &str, keys: &[String]) -> String {
    let what = if keys.len() == 1 { "key" } else { "keys" };
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    format!("`{rule}` has the {what} {}", first_of(&quoted, SHOWN))
}

/// A word that is neither key nor number: probably the name of a rule alone.
fn no_place(outcome: &Outcome, word: &str) -> String {
    let own = keys_of(outcome, word);
    match own.as_slice() {
        [] => format!("`{word}` is no threat: name a key such as `sniff@DF1`, or a number such as `I-03`"),
        own => format!("`{word}` is no threat at a place: {}", known(word, own)),
    }
}

fn keys_of(outcome: &Outcome, rule: &str) -> Vec<String> {
    let of_rule = |threat: &&Threat| names(&outcome.model.rules[threat.rule], rule);
    outcome.analysis.threats.iter().filter(of_rule).map(|threat| threat.key.to_string()).collect()
}

/// Whether a rule has this name, or had it.
pub(super) fn names(rule: &Rule, name: &str) -> bool {
    rule.name == name || rule.aliases.iter().any(|alias| alias == name)
}

/// What is wrong with an id that names nothing in the model.
pub(super) fn known_place(outcome: &Outcome, id: &str) -> Result<(), String> {
    match names_a_place(outcome, id) {
        true => Ok(()),
        false => Err(format!("nothing in the model is called `{id}`: name an element, flow, zone or boundary")),
    }
}

/// Whether an id names something: an element, a zone, a flow by number or key, or a boundary.
fn names_a_place(outcome: &Outcome, id: &str) -> bool {
    let model = &outcome.model;
    model.elements.values().any(|element| element.id == id)
        || model.zones.values().any(|zone| zone.id == id)
        || model.flows.values().any(|flow| is_flow(flow, id))
        || outcome.graph.borders.values().any(|border| border.id == id)
}

/// Whether a flow has this number or key, or belongs to the fan of that id: `DF4` names `DF4.1` as well.
fn is_flow(flow: &Flow, id: &str) -> bool {
    let of_fan = |number: &str| number.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
    flow.number == id || flow.key == id || of_fan(&flow.number)
}

/// Whether a threat is on the place of an id: its flow, its component, or the boundary that it crosses.
pub(super) fn is_on(outcome: &Outcome, threat: &Threat, id: &str) -> bool {
    let inside =
        |element: ElementId| outcome.model.path(element).iter().any(|&zone| outcome.model.zones[zone].id == id);
    let names = |place: Place| match place {
        Place::Flow(flow) => is_flow(&outcome.model.flows[flow], id),
        Place::Element(element) => outcome.model.elements[element].id == id || inside(element),
        Place::Zone(_) | Place::Boundary(_) => outcome.model.place_id(place) == id,
    };
    let border = match threat.subject {
        Some(Place::Flow(flow)) => outcome.graph.border(flow).is_some_and(|border| border.id == id),
        _ => false,
    };
    border || threat.subject.is_some_and(names) || threat.component.is_some_and(names)
}
