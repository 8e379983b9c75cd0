//! Which facts made a condition come out as it did, in words.

use super::eval::{Scope, World, is, is_data};
use super::fields::{self, Field, Get, Of, Shape, World as Assumed};
use super::phrases;
use super::value::Found;
use super::{IsWord, List, Operand, Path, Quantifier, Question, Scalar, Test, Thing, Truth};
use crate::base::source::Span;
use crate::graph::Taint;
use crate::model::{ElementId, Origin, Place, Trust, TypeId};
use crate::threats::{derive, text};

/// A trust boundary that has no name.
const UNNAMED: &str = "the border of a zone";
/// How many items of a list a sentence names.
const MOST_ITEMS: usize = 3;

/// A fact that a condition read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactUsed {
    /// What the fact is about, in prose: `authentication`.
    pub name: String,
    /// Whose fact it is; `None` for data and for the model as a whole.
    pub place: Option<Place>,
    /// The value; `None` where nothing is stated.
    pub value: Option<String>,
    /// Where a stated value comes from; `None` where it follows from the structure.
    pub origin: Option<Origin>,
    /// Where it stands.
    pub span: Option<Span>,
    /// All of it as part of a sentence: `authentication of DF1 is not stated`.
    pub text: String,
}

impl Scope<'_> {
    /// The facts because of which `test` comes out as `truth`, each once. Descriptive facts that are merely absent are left
    /// out: nobody wants to read what something is not.
    pub fn because(&self, test: &Test, truth: Truth) -> Vec<FactUsed> {
        let mut facts = Vec::new();
        self.explain(test, truth, &mut facts);
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| seen.insert(fact.text.clone()));
        facts
    }

    fn explain(&self, test: &Test, truth: Truth, facts: &mut Vec<FactUsed>) {
        let deciding = |all: &[Test], facts: &mut Vec<FactUsed>, every: bool| {
            let fits = all.iter().filter(|one| self.test(one) == truth);
            for one in fits.take(if every { usize::MAX } else { 1 }) {
                self.explain(one, truth, facts);
            }
        };
        match test {
            Test::All(all) => deciding(all, facts, truth != Truth::False),
            Test::Any(all) => deciding(all, facts, truth != Truth::True),
            Test::Not(one) => self.explain(one, !truth, facts),
            Test::Holds(path, field) => self.explain_field(*path, field, truth, facts),
            Test::Compare(left, _, operand) => {
                self.explain_value(left, truth, std::slice::from_ref(operand), facts);
                if let Operand::Scalar(right) = operand {
                    self.explain_value(right, truth, &[], facts);
                }
            }
            Test::OneOf(left, words) => self.explain_value(left, truth, words, facts),
            Test::Is(path, words) if truth == Truth::True => self.explain_is(*path, words, facts),
            Test::HasTag(path, tags) if truth == Truth::True => {
                let Some(thing) = self.thing(*path) else { return };
                let listed = tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(", ");
                let text = format!("{} carries {listed}", self.name(thing));
                facts.push(self.structural("tag", thing, Some(listed), text));
            }
            Test::HasControl(path, controls) => {
                for &control in controls {
                    self.explain_control(self.thing(*path), control, facts);
                }
            }
            Test::Ask(question) => self.explain_question(question, truth, facts),
            Test::Over(how, list, test) => {
                let (wanted, item) = match how {
                    Quantifier::Any => (truth, truth),
                    Quantifier::None => (truth, !truth),
                    Quantifier::All => (truth, truth),
                };
                let one = self.items(*list).into_iter().find_map(|it| {
                    let scope = Scope { it: Some(it), ..*self };
                    (scope.test(test) == item).then_some(scope)
                });
                if let Some(scope) = one.filter(|_| wanted != Truth::False) {
                    let before = facts.len();
                    scope.explain(test, item, facts);
                    let owner = self.thing(list.path).zip(scope.it).filter(|_| facts.len() > before);
                    if let Some((owner, it)) = owner {
                        facts.insert(before, self.listed(*list, owner, &[it], self.name(it)));
                    }
                }
            }
            Test::Is(..) | Test::HasTag(..) => {}
        }
    }

    /// The name of a thing in a sentence.
    pub fn name(&self, thing: Thing) -> String {
        name(&self.world, thing)
    }

    fn structural(&self, name: &str, thing: Thing, value: Option<String>, text: String) -> FactUsed {
        FactUsed { name: name.to_owned(), place: place(thing), value, origin: None, span: None, text }
    }

    fn explain_field(&self, path: Path, field: &'static Field, truth: Truth, facts: &mut Vec<FactUsed>) {
        let Some(thing) = self.thing(path) else { return };
        let name = self.name(thing);
        let border = match thing {
            Thing::Flow(leg) => self.world.graph.border(leg.flow).map(text::border_name),
            _ => None,
        };
        let (value, text) = match (truth, field.get, thing) {
            (Truth::Unknown, _, Thing::Flow(leg)) => {
                for end in [leg.source, leg.target] {
                    self.explain_attribute(Thing::Element(end), "trust", facts);
                }
                return;
            }
            (Truth::True, Get::Crosses, _) => {
                let crossed = border.unwrap_or_else(|| UNNAMED.to_owned());
                (Some(crossed.clone()), format!("{name} crosses {crossed}"))
            }
            (Truth::True, Get::Enters | Get::Exits, Thing::Flow(leg)) => {
                let rising = field.get == Get::Enters;
                let origin = if rising { derive::entering_from(&self.world, leg) } else { leg.source };
                if origin != leg.source {
                    let text = format!(
                        "{} passes on what comes from {}",
                        self.name(Thing::Element(leg.source)),
                        self.name(Thing::Element(origin))
                    );
                    facts.push(self.structural("origin of input", Thing::Element(leg.source), None, text));
                }
                let [from, to] = [origin, leg.target].map(|end| self.trust_word(end));
                let text = if origin == leg.source {
                    let verb = if rising { "rises" } else { "falls" };
                    format!("on {name}, trust {verb} from {from} to {to}")
                } else {
                    let [origin, target] = [origin, leg.target].map(|end| self.name(Thing::Element(end)));
                    format!("{name} brings input of {origin} (trust level {from}) to {target} (trust level {to})")
                };
                (Some(format!("{from} to {to}")), text)
            }
            (Truth::True, Get::Local, _) => {
                (Some("yes".to_owned()), format!("{name} stays inside one host or program"))
            }
            (Truth::True, Get::FromBrowser, _) => (Some("yes".to_owned()), format!("a browser starts {name}")),
            (Truth::True, _, _) => (Some("yes".to_owned()), format!("{} of {name} is stated", field.label)),
            _ => return,
        };
        facts.push(self.structural(field.label, thing, value, text));
    }

    fn trust_word(&self, end: ElementId) -> &'static str {
        let model = self.world.model;
        model.zones[model.elements[end].zone].trust.as_ref().map_or("unknown", |trust| Trust::as_str(trust.value))
    }

    /// A field that is not stated.
    fn explain_attribute(&self, thing: Thing, field: &str, facts: &mut Vec<FactUsed>) {
        let of = fields::Of::Element;
        if let Some(field) = fields::field(of, field)
            && self.value(thing, field).is_unknown()
        {
            facts.push(self.unstated(thing, field));
        }
    }

    fn unstated(&self, thing: Thing, field: &Field) -> FactUsed {
        let owner = match (field.get, thing) {
            (Get::Trust, Thing::Element(id)) => Thing::Zone(self.world.model.elements[id].zone),
            _ => thing,
        };
        let text = format!("{} of {} is not stated", field.label, self.name(owner));
        self.structural(field.label, owner, None, text)
    }

    /// The value on the left of a comparison with `asked`.
    fn explain_value(&self, left: &Scalar, truth: Truth, asked: &[Operand], facts: &mut Vec<FactUsed>) {
        let asks_unknown = asked.iter().any(|word| matches!(word, Operand::Unknown));
        match left {
            Scalar::Field(path, field) => {
                let Some(thing) = self.thing(*path) else { return };
                let found = self.value(thing, field);
                if found.is_unknown() {
                    if field.world == Assumed::Open || asks_unknown {
                        facts.push(self.unstated(thing, field));
                    }
                } else if truth != Truth::False || field.world == Assumed::Open {
                    facts.push(self.stated(thing, field, found, asked));
                }
            }
            Scalar::Control(control) => self.explain_control(None, *control, facts),
            Scalar::Count(list, test) => {
                let (Found::Number(count), Some(thing)) = (self.scalar(left), self.thing(list.path)) else { return };
                let mut items = self.items(*list);
                let counted = |it: &Thing| {
                    let scope = Scope { it: Some(*it), ..*self };
                    test.as_ref().is_none_or(|test| scope.test(test) == Truth::True)
                };
                items.retain(counted);
                facts.push(self.listed(*list, thing, &items, count.to_string()));
            }
        }
    }

    /// What a list has, by name: `Shop API is called by Storefront and Back office`.
    fn listed(&self, list: List, thing: Thing, items: &[Thing], value: String) -> FactUsed {
        let names: Vec<String> = items.iter().map(|item| self.name(*item)).collect();
        let noun = if list.field.shape == Shape::DataList { "data assets" } else { "components" };
        let items = text::listed_up_to(&names, MOST_ITEMS, noun);
        let text = phrases::of_list(list.field.name, list.field.label, &self.name(thing), &items);
        self.structural(list.field.label, thing, Some(value), text)
    }

    /// A field with a value; of several values those that are asked for.
    fn stated(&self, thing: Thing, field: &Field, found: Found<'_>, asked: &[Operand]) -> FactUsed {
        let value = shown(field, found);
        let first = self.facts(thing).and_then(|facts| facts.get(field.name));
        let sourced = first.filter(|_| matches!(found, Found::Stated(_)));
        let is_asked = |word: &&str| asked.iter().any(|one| matches!(one, Operand::Word(asked) if asked == word));
        let all = || value.split(", ");
        let words: Vec<&str> =
            if all().any(|word| is_asked(&word)) { all().filter(is_asked).collect() } else { all().collect() };
        let (of, name) = (of(thing), self.name(thing));
        let sentences = words.iter().map(|word| phrases::of_value(of, field.name, field.label, word, &name));
        let text = crate::base::text::and_list(&sentences.collect::<Vec<_>>());
        FactUsed {
            name: field.label.to_owned(),
            place: place(thing),
            value: Some(value),
            origin: sourced.map(|sourced| sourced.origin.clone()),
            span: sourced.and_then(|sourced| sourced.span),
            text,
        }
    }

    fn explain_is(&self, path: Path, words: &[IsWord], facts: &mut Vec<FactUsed>) {
        let Some(thing) = self.thing(path) else { return };
        let model = self.world.model;
        let Some(word) = words.iter().find(|word| is(model, thing, word)) else { return };
        let what = self.what(word);
        let text = format!("{} is {what}", self.name(thing));
        facts.push(self.structural("type", thing, Some(what), text));
    }

    /// What something is, as part of a sentence: `a data store`, `of type “Relational database”`.
    fn what(&self, word: &IsWord) -> String {
        match word {
            IsWord::Kind(kind) => text::with_article(kind.title()),
            IsWord::Type(ty) => format!("of type “{}”", self.world.model.types[*ty].label),
            IsWord::ZoneKind(kind) => format!("a zone of kind {kind}"),
            IsWord::Asset => "an asset".to_owned(),
        }
    }

    fn explain_control(&self, thing: Option<Thing>, control: TypeId, facts: &mut Vec<FactUsed>) {
        let thing = thing.unwrap_or(self.subject);
        let label = &self.world.model.types[control].label;
        let standing = match self.catalogue {
            Some(catalogue) if thing != self.subject => catalogue.standing(&self.world, thing),
            _ => self.standing.clone(),
        };
        let status = standing.get(control).map(|found| found.status.as_str().to_owned());
        let text = phrases::of_control(label, status.as_deref(), &self.name(thing));
        facts.push(self.structural(label, thing, status, text));
    }

    fn explain_question(&self, question: &Question, truth: Truth, facts: &mut Vec<FactUsed>) {
        let world = &self.world;
        let path = match question {
            Question::Crosses(_) | Question::Carries(_) | Question::ModelHas(_) => None,
            Question::Inside(path, _)
            | Question::Handles(path, _)
            | Question::Holds(path, _)
            | Question::Tainted(path)
            | Question::TaintedStore(path)
            | Question::Behind(path, _)
            | Question::SharesZoneWithExposed(path)
            | Question::SharesRuntime(path)
            | Question::ServesUsers(path)
            | Question::Reaches(path, ..) => Some(*path),
        };
        let Some(thing) = path.map_or(Some(self.subject), |path| self.thing(path)) else { return };
        let name = self.name(thing);
        let element = match thing {
            Thing::Element(id) => Some(id),
            _ => None,
        };
        if truth == Truth::Unknown {
            let written = element.is_none_or(|id| !world.graph.senders(world.model, id).is_empty());
            let text = if written {
                format!("whether input of lower trust reaches {name} is not known: a zone on its way has no trust")
            } else {
                format!("who writes to {name} is not stated")
            };
            facts.push(self.structural("origin of input", thing, None, text));
        }
        if truth != Truth::True {
            return;
        }
        let label = |id: ElementId| world.model.elements[id].label.as_str();
        let (fact, text) = match question {
            Question::Crosses(kinds) => {
                let Thing::Flow(leg) = self.subject else { return };
                let border = world.graph.border(leg.flow).map_or_else(|| UNNAMED.to_owned(), text::border_name);
                let kinds = kinds
                    .iter()
                    .filter(|kind| derive::crosses(world, leg.flow, kind) && !border.starts_with(kind.as_str()));
                let kinds: Vec<&str> = kinds.map(|kind| kind.as_str()).collect();
                let of_kind = if kinds.is_empty() {
                    String::new()
                } else {
                    format!(", a trust boundary of kind {}", kinds.join(", "))
                };
                ("crossing", format!("{name} crosses {border}{of_kind}"))
            }
            Question::Inside(_, kinds) => {
                let at = element.and_then(|id| kinds.iter().find(|kind| derive::inside(world.model, id, kind)));
                ("place", format!("{name} lies in a zone of kind {}", at.map_or("", |kind| kind.as_str())))
            }
            Question::Carries(words) => {
                let Thing::Flow(leg) = self.subject else { return };
                let data = leg.data(world.model).find(|&data| is_data(world.model, data, words));
                ("data", format!("{name} carries {}", data.map_or("", |id| world.model.data[id].label.as_str())))
            }
            Question::Handles(_, words) | Question::Holds(_, words) => {
                let handled = element.map_or(&[][..], |id| &world.index.handled[id]);
                let data = handled.iter().find(|&&data| is_data(world.model, data, words));
                let verb = if matches!(question, Question::Holds(..)) { "holds" } else { "handles" };
                ("data", format!("{name} {verb} {}", data.map_or("", |&id| world.model.data[id].label.as_str())))
            }
            Question::Tainted(_) => match element.map(|id| world.graph.taint[id]) {
                Some(Taint::From(origin)) => ("origin of input", format!("{name} receives input of {}", label(origin))),
                _ => return,
            },
            Question::TaintedStore(_) => {
                ("origin of input", format!("{name} reads a store that less trusted parties write"))
            }
            Question::Behind(_, ty) => {
                let known = world.model.types.values().find(|known| known.name == *ty);
                let ty = known.map_or(ty.as_str(), |known| known.label.as_str());
                ("place", format!("callers of lower trust reach {name} through a component of type “{ty}” only"))
            }
            Question::SharesZoneWithExposed(_) => {
                let other = element.and_then(|id| world.index.exposed_neighbour(world.model, id));
                let other = other.map_or("another element", label);
                (
                    "zone",
                    format!(
                        "{name} lies in one zone with {other}, which can be called from the internet, directly or through a forwarder"
                    ),
                )
            }
            Question::SharesRuntime(_) => {
                let other = element.and_then(|id| world.index.runtime_mate[id]).map_or("another element", label);
                ("runtime", format!("{name} shares its runtime with {other}, which is trusted less"))
            }
            Question::ServesUsers(_) => ("callers", format!("requests of people reach {name}")),
            Question::ModelHas(found) => {
                let Some((thing, word)) = found else { return };
                let what = self.what(word);
                ("parts of the model", format!("the model has {}, which is {what}", self.name(*thing)))
            }
            Question::Reaches(_, _, target) => {
                let target = target.map_or("the place that is asked for", label);
                ("reach", format!("data of {name} gets to {target}"))
            }
        };
        facts.push(self.structural(fact, thing, Some("yes".to_owned()), text));
    }
}

/// A value in words.
pub(crate) fn shown(field: &Field, found: Found<'_>) -> String {
    match found {
        Found::Stated(values) => values.iter().map(|v| v.value.text.as_str()).collect::<Vec<_>>().join(", "),
        Found::Word(word) => word.to_owned(),
        Found::Set(bits, _) => derive::op_words(bits).join(", "),
        Found::Number(number) => number.to_string(),
        Found::Level(level) => match field.shape {
            Shape::Level(scale) => scale.get(usize::from(level)).copied().unwrap_or("unknown").to_owned(),
            _ => level.to_string(),
        },
        Found::Unknown | Found::Absent => "unknown".to_owned(),
    }
}

/// The name of a thing in a sentence.
pub(crate) fn name(world: &World<'_>, thing: Thing) -> String {
    let model = world.model;
    match thing {
        Thing::Flow(leg) => model.flows[leg.flow].number.to_string(),
        Thing::Element(id) => model.elements[id].label.to_string(),
        Thing::Zone(id) => text::zone_name(model, id),
        Thing::Data(id) => model.data[id].label.to_string(),
        Thing::Model => "the model".to_owned(),
    }
}

/// What a thing is asked as.
fn of(thing: Thing) -> Of {
    match thing {
        Thing::Flow(_) => Of::Flow,
        Thing::Element(_) => Of::Element,
        Thing::Zone(_) => Of::Zone,
        Thing::Data(_) => Of::Data,
        Thing::Model => Of::Model,
    }
}

/// The place of a thing, where it has one.
pub(crate) fn place(thing: Thing) -> Option<Place> {
    match thing {
        Thing::Flow(leg) => Some(Place::Flow(leg.flow)),
        Thing::Element(id) => Some(Place::Element(id)),
        Thing::Zone(id) => Some(Place::Zone(id)),
        Thing::Data(_) | Thing::Model => None,
    }
}
