//! Templates of the library become sentences: names, lists, articles, and what to say where a list is empty.

use rustc_hash::FxHashSet;

use crate::base::text::capital;
use crate::graph::Border;
use crate::model::{DataId, ElementId, ElementKind, Goal, Model, Rule, Trust, ZoneId};

use super::agreement;
use super::condition::Thing;
use super::condition::eval::World;
use super::index::{by_class, goal};
use super::rating::{data_of, goals};

/// Placeholders with what they stand for.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("source", "label of the end that sends"),
    ("target", "label of the end that receives"),
    ("this", "label of the subject"),
    ("flow", "number of the flow"),
    ("crossing", "the trust boundary that is crossed"),
    ("protocol", "protocol of the flow"),
    ("data", "the data that moves"),
    ("assets", "the data that is affected"),
    ("goals", "the protection goals at stake"),
    ("entry", "where input from outside arrives"),
    ("source-zone", "zone of the source"),
    ("target-zone", "zone of the target"),
    ("this-zone", "zone of the subject"),
    ("upstream", "the callers of the subject"),
    ("downstream", "what the subject calls"),
    ("model", "title of the model"),
];

/// Longest list of data that is written out; more is counted.
const LONGEST_LIST: usize = 5;
/// Longest list of places and components that is written out in a sentence.
pub(super) const MOST_NAMES: usize = 3;
/// Longest list of places and components that is written out in a title: two are still as short as one and a count.
pub(super) const MOST_IN_TITLE: usize = 1;
/// What stands for the boundary of a flow that crosses none.
const UNCROSSED: &str = "the connection";

/// Last words of zone labels that need no `zone` in front: `the Application subnet`.
const PLACE_WORDS: &[&str] = &[
    "zone",
    "network",
    "subnet",
    "account",
    "cluster",
    "namespace",
    "environment",
    "segment",
    "plane",
    "cloud",
    "vpc",
    "lan",
    "site",
    "plant",
    "host",
    "device",
    "runtime",
    "internet",
    "tier",
    "layer",
    "perimeter",
    "edge",
    "backend",
];

/// What stands for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    pub text: String,
    /// Whether verbs that speak of it are in the plural.
    pub plural: bool,
}

impl From<String> for Spoken {
    fn from(text: String) -> Self {
        Self { text, plural: false }
    }
}

/// Fills a template: every `{name}` is replaced, with a capital behind the end of a sentence, and the verb behind it agrees.
/// A name that `value` does not know stays as it is.
pub(super) fn fill(template: &str, value: impl Fn(&str) -> Option<Spoken>) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match value(name) {
            Some(Spoken { text, plural }) => {
                let starts = filled.trim_end().ends_with(['.', '?', '!']);
                let verb = agreement::plural(behind).filter(|_| plural && agreement::is_subject(&filled));
                filled.push_str(&if starts { capital(&text) } else { text });
                if let Some((verb, after)) = verb {
                    filled.push_str(&verb);
                    rest = after;
                    continue;
                }
            }
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// The placeholders of a template.
pub fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// A word with `a` or `an`, by its first sound.
pub fn with_article(word: &str) -> String {
    format!("{} {word}", article(word))
}

/// `a` or `an`, by the first sound of the word.
pub fn article(word: &str) -> &'static str {
    let first = word.split([' ', '-']).next().unwrap_or(word);
    let spelt = first.chars().count() > 1 && first.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    let lower = first.to_lowercase();
    let vowel = |letters: &str| lower.chars().next().is_some_and(|c| letters.contains(c));
    // Sounds that the first letter does not show: a user, a European, a one-way flow; an hour.
    let like_consonant = ["uni", "use", "usa", "usu", "eu", "one", "once", "ute", "uti"];
    let like_vowel = ["hour", "honest", "honour", "honor", "heir"];
    let an = if spelt {
        vowel("aefhilmnorsx8")
    } else if like_consonant.iter().any(|start| lower.starts_with(start)) && lower != "unintended" {
        lower.starts_with("unin") || lower.starts_with("unim")
    } else {
        vowel("aeiou8") || like_vowel.iter().any(|start| lower.starts_with(start))
    };
    if an { "an" } else { "a" }
}

/// A list as it reads in a sentence. Items that would not read as one are quoted: those with a comma, and in a list those
/// with an `and`. A long list ends with how many more there are.
pub fn listed(items: &[String]) -> String {
    listed_up_to(items, LONGEST_LIST, "")
}

/// A list of which at most some are written out: `A, B and 3 more components`. One more than that is written out as well, since
/// counting it is no shorter.
pub(super) fn listed_up_to(items: &[String], most: usize, noun: &str) -> String {
    let quoted = |item: &String| {
        let heavy = item.contains(',') || (items.len() > 1 && item.contains(" and "));
        if heavy { format!("“{item}”") } else { item.clone() }
    };
    let more = items.len().saturating_sub(most);
    let shown: Vec<String> = items.iter().take(most + usize::from(more == 1)).map(quoted).collect();
    match (more > 1, noun) {
        (true, "") => format!("{} and {more} more", shown.join(", ")),
        (true, noun) => format!("{} and {more} more {noun}", shown.join(", ")),
        (false, _) => crate::base::text::and_list(&shown),
    }
}

/// What the places that a placeholder names are called where they are counted.
const NOUNS: &[(&str, &str)] = &[
    ("flow", "flows"),
    ("crossing", "trust boundaries"),
    ("protocol", "protocols"),
    ("source-zone", "zones"),
    ("target-zone", "zones"),
    ("this-zone", "zones"),
];

/// The name of a zone in a sentence: `the zone Payments`, `the Application subnet`, `the internet`.
pub fn zone_name(model: &Model, id: ZoneId) -> String {
    let zone = &model.zones[id];
    if zone.implicit && zone.trust.as_ref().is_some_and(|trust| trust.value == Trust::Untrusted) {
        return "the internet".to_owned();
    }
    if zone.implicit {
        return "the system".to_owned();
    }
    let lower = zone.label.to_lowercase();
    if lower.starts_with("the ") {
        return zone.label.to_string();
    }
    let speaks = |word: &str| PLACE_WORDS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    if lower.split_whitespace().any(speaks) {
        format!("the {}", zone.label)
    } else {
        format!("the zone {}", zone.label)
    }
}

/// The name of a trust boundary in a sentence: `TB1 (Internet → Frontend)`.
pub fn border_name(border: &Border) -> String {
    if border.label == border.id { border.id.to_string() } else { format!("{} ({})", border.id, border.label) }
}

/// What placeholders stand for, for a rule on one or more subjects.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub world: World<'a>,
    pub rule: &'a Rule,
    pub subjects: &'a [Thing],
    /// How many places a sentence names; more are counted.
    pub most: usize,
}

impl Names<'_> {
    /// A filled template.
    pub fn fill(&self, template: &str) -> String {
        fill(template, |name| self.value(name))
    }

    fn value(&self, name: &str) -> Option<Spoken> {
        match name {
            "data" | "assets" => Some(self.assets()),
            "goals" => Some(self.goals().into()),
            "model" => Some(format!("the system {}", self.world.model.document.title).into()),
            "upstream" | "downstream" => self.around(name),
            _ => self.each(name),
        }
    }

    /// The names of all subjects, each once.
    fn each(&self, name: &str) -> Option<Spoken> {
        let mut seen = FxHashSet::default();
        let mut names = Vec::new();
        let mut plural = false;
        let mut inside = None;
        for &subject in self.subjects {
            let one = self.single(name, subject)?;
            if one.text == UNCROSSED {
                inside = Some("connections inside one zone".to_owned());
                continue;
            }
            plural |= one.plural;
            if seen.insert(one.text.clone()) {
                names.push(one.text);
            }
        }
        if names.is_empty() && inside.is_some() {
            return Some(UNCROSSED.to_owned().into());
        }
        let noun = NOUNS.iter().find(|(known, _)| *known == name).map_or_else(|| self.noun(name), |(_, noun)| *noun);
        Some(match (names.as_slice(), inside) {
            ([], _) => return None,
            ([one], None) => Spoken { text: one.clone(), plural },
            (several, None) => Spoken { text: listed_up_to(several, self.most, noun), plural: true },
            (some, Some(inside)) => {
                let text = format!("{}, and {inside}", listed_up_to(some, self.most, noun));
                Spoken { text, plural: true }
            }
        })
    }

    /// What the subjects are called where they are counted, as far as they are of one kind.
    fn noun(&self, name: &str) -> &'static str {
        let all = |is: fn(&Thing) -> bool| self.subjects.iter().all(is);
        if name == "this" && all(|thing| matches!(thing, Thing::Flow(_))) {
            "flows"
        } else if all(|thing| matches!(thing, Thing::Zone(_))) {
            "zones"
        } else if all(|thing| matches!(thing, Thing::Data(_))) {
            "data assets"
        } else if all(|thing| matches!(thing, Thing::Flow(_) | Thing::Element(_))) {
            "components"
        } else {
            "places"
        }
    }

    fn single(&self, name: &str, subject: Thing) -> Option<Spoken> {
        let World { model, graph, .. } = self.world;
        let zone = |id: ElementId| zone_name(model, model.elements[id].zone).into();
        Some(match (name, subject) {
            ("source", Thing::Flow(leg)) => element_name(model, leg.source),
            ("target", Thing::Flow(leg)) => element_name(model, leg.target),
            ("flow" | "this", Thing::Flow(leg)) => model.flows[leg.flow].number.to_string().into(),
            ("this" | "source" | "target", Thing::Element(id)) => element_name(model, id),
            ("this", Thing::Zone(id)) => zone_name(model, id).into(),
            ("this", Thing::Data(id)) => model.data[id].label.to_string().into(),
            ("this", Thing::Model) => format!("the system {}", model.document.title).into(),
            ("crossing", Thing::Flow(leg)) => {
                graph.border(leg.flow).map_or_else(|| UNCROSSED.to_owned(), border_name).into()
            }
            ("protocol", Thing::Flow(leg)) => {
                let protocol = model.flows[leg.flow].facts.text("protocol");
                protocol.map_or_else(|| "its protocol".to_owned(), str::to_uppercase).into()
            }
            ("source-zone", Thing::Flow(leg)) => zone(super::derive::entering_from(&self.world, leg)),
            ("target-zone", Thing::Flow(leg)) => zone(leg.target),
            ("this-zone", Thing::Element(id)) => zone(id),
            ("this-zone", Thing::Zone(id)) => zone_name(model, id).into(),
            ("entry", _) => self.entry(subject).into(),
            _ => return None,
        })
    }

    /// The callers of the subjects, or what they call.
    fn around(&self, name: &str) -> Option<Spoken> {
        let index = self.world.index;
        let (list, none) = match name {
            "upstream" => (&index.callers, "the components that call it"),
            _ => (&index.calls, "the components behind it"),
        };
        let mut ids: Vec<ElementId> = Vec::new();
        for subject in self.subjects {
            match *subject {
                Thing::Element(id) => ids.extend(&list[id]),
                Thing::Flow(leg) => ids.extend(&list[leg.target]),
                Thing::Zone(_) | Thing::Data(_) | Thing::Model => return None,
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Some(match ids.as_slice() {
            [] => Spoken { text: none.to_owned(), plural: true },
            [one] => element_name(self.world.model, *one),
            several => {
                let labels: Vec<String> =
                    several.iter().map(|&id| self.world.model.elements[id].label.to_string()).collect();
                Spoken { text: listed(&labels), plural: true }
            }
        })
    }

    /// The data at stake, the highest class first.
    pub fn data(&self) -> Vec<DataId> {
        let stated = self.rule.written.as_ref().map(|written| &written.affects);
        if let Some(affects) = stated.filter(|affects| !affects.is_empty()) {
            return affects.clone();
        }
        let mut data: Vec<DataId> = self.subjects.iter().flat_map(|&subject| data_of(&self.world, subject)).collect();
        by_class(self.world.model, &mut data);
        data
    }

    /// The data at stake by label; where none is stated, the data on the flow or of the element.
    fn assets(&self) -> Spoken {
        let model = self.world.model;
        let data: Vec<String> = self.data().into_iter().map(|id| model.data[id].label.to_string()).collect();
        if !data.is_empty() {
            let plural = data.len() > 1 || data.iter().any(|label| names_several(label));
            return Spoken { text: listed(&data), plural };
        }
        match self.subjects.first() {
            Some(Thing::Flow(_)) => {
                self.each("flow").map_or_else(String::new, |flow| format!("the data on {}", flow.text))
            }
            Some(Thing::Element(_)) => {
                self.each("this").map_or_else(String::new, |this| format!("the data of {}", this.text))
            }
            _ => "the data of the system".to_owned(),
        }
        .into()
    }

    /// The goals that the rule is about; of several, those for which the need is highest.
    fn goals(&self) -> String {
        let stated = self.rule.written.as_ref().map(|written| &written.goals);
        if let Some(goals) = stated.filter(|goals| !goals.is_empty()) {
            return crate::base::text::and_list(goals);
        }
        let model = self.world.model;
        let data = self.data();
        let need = |name: &str| data.iter().filter_map(|&id: &DataId| goal(model, id, name)).max();
        let all = goals(self.rule.impact.unwrap_or(Goal::Highest));
        let highest = all.iter().map(|(name, _)| need(name)).max().flatten();
        let named: Vec<&str> = all.iter().filter(|(name, _)| need(name) == highest).map(|(_, prose)| *prose).collect();
        crate::base::text::and_list(&named)
    }

    /// The first element inside on the way from outside; where that is an end of the subject itself, what outside parties
    /// see of it.
    fn entry(&self, subject: Thing) -> String {
        let World { model, graph, index } = self.world;
        let (at, ends): (ElementId, Vec<ElementId>) = match subject {
            Thing::Flow(leg) => (leg.source, vec![leg.source, leg.target]),
            Thing::Element(id) => (id, vec![id]),
            _ => return "an interface to the outside".to_owned(),
        };
        let entry = index.entry[at].or_else(|| ends.iter().find_map(|&end| index.entry[end]));
        let Some(entry) = entry else { return "a component that can reach it".to_owned() };
        if !ends.contains(&entry) {
            return model.elements[entry].label.to_string();
        }
        let outside = |id: &ElementId| crate::graph::trust(model, *id) == Some(0);
        match graph.callers(model, entry).into_iter().find(outside) {
            Some(caller) => format!("the interface open to {}", model.elements[caller].label),
            None => "the interface open to the outside".to_owned(),
        }
    }
}

/// Whether the label of one data asset reads as several things: `Orders are disclosed`, `Prompts and answers are disclosed`.
fn names_several(label: &str) -> bool {
    let head = label.split([':', '(']).next().unwrap_or(label).trim_end();
    let listed = label.contains(" and ") || label.contains(", ");
    listed || (head.ends_with('s') && !["ss", "us", "is"].iter().any(|end| head.ends_with(end)))
}

/// The label of an element. People are often named in the plural: `Customers deny`, not `Customers denies`.
fn element_name(model: &Model, id: ElementId) -> Spoken {
    let element = &model.elements[id];
    let several = element.label.ends_with('s') && !element.label.ends_with("ss");
    Spoken { text: element.label.to_string(), plural: element.kind == ElementKind::Actor && several }
}
