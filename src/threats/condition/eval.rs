//! Evaluation of compiled conditions for one subject.

use smol_str::SmolStr;

use super::fields::{self, Field, Get, Of, World as Assumed};
use super::value::{Found, equal};
use super::{DataWord, IsWord, List, Operand, Path, Quantifier, Question, Root, Scalar, Test, Thing, Truth};
use crate::graph::FlowGraph;
use crate::model::{Carried, DataId, ElementId, ElementKind, Facts, Model, TypeId, ZoneId};
use crate::threats::controls::{Catalogue, Standing};
use crate::threats::derive;
use crate::threats::index::Index;
use crate::threats::leg::Leg;

/// What conditions are evaluated against.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub model: &'a Model,
    pub graph: &'a FlowGraph,
    pub index: &'a Index,
}

/// One subject with the controls that stand around it.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub world: World<'a>,
    pub subject: Thing,
    /// Controls in effect on the subject.
    pub standing: &'a Standing,
    /// To find controls on other places; absent while controls are inferred.
    pub catalogue: Option<&'a Catalogue>,
    pub it: Option<Thing>,
}

impl<'a> Scope<'a> {
    /// Whether the condition holds.
    pub fn test(&self, test: &Test) -> Truth {
        match test {
            Test::All(all) => fold(all, Truth::True, Truth::False, |test| self.test(test)),
            Test::Any(all) => fold(all, Truth::False, Truth::True, |test| self.test(test)),
            Test::Not(one) => !self.test(one),
            Test::Holds(path, field) => self.holds(*path, field),
            Test::Compare(left, comparison, operand) => {
                let left = self.scalar(left);
                match operand {
                    Operand::Unknown => equal(*comparison, left.is_unknown().into()),
                    Operand::Level(level) => left.is_level(*comparison, *level),
                    Operand::Number(number) => left.is_number(*comparison, *number),
                    Operand::Word(word) => equal(*comparison, left.is_word(word)),
                    Operand::Scalar(right) => left.compare(*comparison, self.scalar(right)),
                }
            }
            Test::OneOf(left, words) => {
                let left = self.scalar(left);
                fold(words, Truth::False, Truth::True, |word| one_of(left, word))
            }
            Test::Is(path, words) => self.thing(*path).is_some_and(|thing| self.is(thing, words)).into(),
            Test::HasTag(path, tags) => {
                self.thing(*path).is_some_and(|thing| tags.iter().any(|tag| self.has_tag(thing, tag))).into()
            }
            Test::HasControl(path, controls) => fold(controls, Truth::False, Truth::True, |&control| {
                self.status_at(*path, control).is_word("implemented")
            }),
            Test::Ask(question) => self.ask(question),
            Test::Over(how, list, test) => self.over(*how, *list, test),
        }
    }

    /// What a path leads to.
    pub fn thing(&self, path: Path) -> Option<Thing> {
        if path.of == Of::Model {
            return Some(Thing::Model);
        }
        let mut thing = match (path.root, self.subject) {
            (Root::This, subject) => subject,
            (Root::Source, Thing::Flow(leg)) => Thing::Element(leg.source),
            (Root::Target, Thing::Flow(leg)) => Thing::Element(leg.target),
            (Root::It, _) => self.it?,
            _ => return None,
        };
        for _ in 0..path.zones {
            thing = match thing {
                Thing::Element(id) => Thing::Zone(self.world.model.elements[id].zone),
                Thing::Zone(id) => Thing::Zone(self.world.model.zones[id].parent?),
                _ => return None,
            };
        }
        Some(thing)
    }

    fn element(&self, path: Path) -> Option<ElementId> {
        match self.thing(path)? {
            Thing::Element(id) => Some(id),
            _ => None,
        }
    }

    fn leg(&self) -> Option<Leg> {
        match self.subject {
            Thing::Flow(leg) => Some(leg),
            _ => None,
        }
    }

    /// Attributes of a thing.
    pub fn facts(&self, thing: Thing) -> Option<&'a Facts> {
        let model = self.world.model;
        Some(match thing {
            Thing::Flow(leg) => &model.flows[leg.flow].facts,
            Thing::Element(id) => &model.elements[id].facts,
            Thing::Zone(id) => &model.zones[id].facts,
            Thing::Data(id) => &model.data[id].facts,
            Thing::Model => return None,
        })
    }

    /// Whether a thing carries a tag; what lies in a zone carries the zone's.
    fn has_tag(&self, thing: Thing, tag: &SmolStr) -> bool {
        let model = self.world.model;
        let zones = |zone| std::iter::successors(Some(zone), |&zone: &ZoneId| model.zones[zone].parent);
        let in_zone = |zone| zones(zone).any(|zone| model.zones[zone].tags.contains(tag));
        match thing {
            Thing::Flow(leg) => model.flows[leg.flow].tags.contains(tag),
            Thing::Element(id) => model.elements[id].tags.contains(tag) || in_zone(model.elements[id].zone),
            Thing::Zone(id) => in_zone(id),
            Thing::Data(id) => model.data[id].tags.contains(tag),
            Thing::Model => false,
        }
    }

    fn is(&self, thing: Thing, words: &[IsWord]) -> bool {
        words.iter().any(|word| is(self.world.model, thing, word))
    }

    // ---- fields --------------------------------------------------------------------------------------------------------

    /// Whether a yes-or-no field holds.
    pub fn holds(&self, path: Path, field: &Field) -> Truth {
        let world = &self.world;
        match (field.get, self.thing(path)) {
            (Get::Crosses, Some(Thing::Flow(leg))) => world.graph.crossings[leg.flow].crosses().into(),
            (Get::Enters, Some(Thing::Flow(leg))) => derive::enters(world, leg),
            (Get::Exits, Some(Thing::Flow(leg))) => derive::exits(world, leg),
            (Get::Local, Some(Thing::Flow(leg))) => derive::is_local(world.model, leg.flow).into(),
            (Get::FromBrowser, Some(Thing::Flow(leg))) => derive::from_browser(world, leg).into(),
            (Get::Transient, Some(Thing::Element(id))) => {
                (world.model.elements[id].facts.text("transient") == Some("yes")).into()
            }
            _ => Truth::False,
        }
    }

    /// The value of a field, of `control(…)` or of `count(…)`.
    pub fn scalar(&self, scalar: &Scalar) -> Found<'a> {
        match scalar {
            Scalar::Field(path, field) => self.thing(*path).map_or(Found::Absent, |thing| self.value(thing, field)),
            Scalar::Control(control) => status(self.standing, *control),
            Scalar::Count(list, test) => self.count(*list, test.as_deref()),
        }
    }

    /// The value of a field of a thing.
    pub fn value(&self, thing: Thing, field: &Field) -> Found<'a> {
        let World { model, graph, index } = self.world;
        let class = |class: Option<_>| class.map_or(Found::Absent, |class| Found::Level(fields::class_level(class)));
        let trusted = |zone: ZoneId| {
            let trust = model.zones[zone].trust.as_ref();
            trust.map_or(Found::Unknown, |trust| Found::Level(fields::trust_level(trust.value)))
        };
        match (field.get, thing) {
            (Get::Class, Thing::Flow(leg)) => class(derive::class(model, leg)),
            (Get::Class, Thing::Element(id)) => class(index.class[id]),
            (Get::Class, Thing::Data(id)) => class(model.data[id].class.as_ref().map(|class| class.value)),
            (Get::Goal, Thing::Data(id)) => class(super::super::index::goal(model, id, field.name)),
            (Get::Criticality, Thing::Element(id)) => class(index.criticality[id]),
            (Get::Trust, Thing::Element(id)) => trusted(model.elements[id].zone),
            (Get::Trust, Thing::Zone(id)) => trusted(id),
            (Get::DownstreamTrust, Thing::Element(id)) => derive::downstream_trust(&self.world, id),
            (Get::TrustGap, Thing::Flow(leg)) => {
                derive::trust_gap(&self.world, leg).map_or(Found::Unknown, Found::Number)
            }
            (Get::Exposure, Thing::Element(id)) => Found::Level(graph.exposure[id] as u8),
            (Get::Op, Thing::Flow(leg)) => Found::Set(derive::ops(&self.world, leg.flow), fields::OPS),
            (Get::Scope, Thing::Element(id)) => Found::Word(if index.out_of_scope[id] { "out" } else { "in" }),
            (Get::Scope, Thing::Zone(id)) => {
                Found::Word(if model.zones[id].facts.text("scope") == Some("out") { "out" } else { "in" })
            }
            (Get::Inherited, _) => self.inherited(thing, field),
            (_, thing) => self.attribute(thing, field),
        }
    }

    fn attribute(&self, thing: Thing, field: &Field) -> Found<'a> {
        let values = self.facts(thing).map_or(&[][..], |facts| facts.all(field.name));
        match field.shape {
            fields::Shape::Level(scale) => {
                let word = values.first().map(|sourced| sourced.value.text.as_str());
                let at = word.and_then(|word| scale.iter().position(|known| *known == word));
                at.and_then(|at| u8::try_from(at).ok()).map_or(Found::Absent, Found::Level)
            }
            _ => Found::stated(values, field.world == Assumed::Open),
        }
    }

    /// An attribute of an element, else of the innermost zone around it that states it.
    fn inherited(&self, thing: Thing, field: &Field) -> Found<'a> {
        let model = self.world.model;
        let own = self.attribute(thing, field);
        let mut zone = match thing {
            Thing::Element(id) => Some(model.elements[id].zone),
            Thing::Zone(id) => model.zones[id].parent,
            _ => None,
        };
        let mut found = own;
        while let (true, Some(id)) = (found.is_unknown(), zone) {
            found = self.attribute(Thing::Zone(id), field);
            zone = model.zones[id].parent;
        }
        found
    }

    /// The status of a control where a path leads.
    fn status_at(&self, path: Path, control: TypeId) -> Found<'a> {
        match (path.root, path.zones, self.thing(path)) {
            (Root::This, 0, Some(_)) => status(self.standing, control),
            (_, _, Some(thing)) => match self.catalogue {
                Some(catalogue) => status(&catalogue.standing(&self.world, thing), control),
                None => Found::Unknown,
            },
            _ => Found::Unknown,
        }
    }

    // ---- lists ----------------------------------------------------------------------------------------------------------

    /// The items of a list.
    pub fn items(&self, list: List) -> Vec<Thing> {
        let Some(thing) = self.thing(list.path) else { return Vec::new() };
        let World { model, index, .. } = self.world;
        let elements = |ids: &[ElementId]| ids.iter().copied().map(Thing::Element).collect();
        let inside = |kind: Option<ElementKind>| {
            let fits =
                |id: &ElementId| kind.is_none_or(|kind| model.elements[*id].kind == kind) && within(model, *id, thing);
            model.elements.ids().filter(fits).map(Thing::Element).collect()
        };
        let carried = |carried: &Carried| carried.data().iter().copied().map(Thing::Data).collect();
        match (list.field.get, thing) {
            (Get::Data, Thing::Flow(leg)) if leg.one_way => carried(leg.carried(model)),
            (Get::Data, Thing::Flow(leg)) => carried(&model.flows[leg.flow].data),
            (Get::Returns, Thing::Flow(leg)) => carried(&model.flows[leg.flow].returns),
            (Get::Upstream, Thing::Element(id)) => elements(&index.callers[id]),
            (Get::Downstream, Thing::Element(id)) => elements(&index.calls[id]),
            (Get::Elements, _) => inside(None),
            (Get::Processes, _) => inside(Some(ElementKind::Process)),
            (Get::Stores, _) => inside(Some(ElementKind::Store)),
            _ => Vec::new(),
        }
    }

    fn over(&self, how: Quantifier, list: List, test: &Test) -> Truth {
        let items = self.items(list);
        let ask = |item: &Thing| Scope { it: Some(*item), ..*self }.test(test);
        match how {
            Quantifier::Any => fold(&items, Truth::False, Truth::True, ask),
            Quantifier::None => !fold(&items, Truth::False, Truth::True, ask),
            Quantifier::All => fold(&items, Truth::True, Truth::False, ask),
        }
    }

    fn count(&self, list: List, test: Option<&Test>) -> Found<'a> {
        let items = self.items(list);
        let Some(test) = test else { return Found::Number(to_i64(items.len())) };
        let mut sure = 0_usize;
        for item in items {
            match (Scope { it: Some(item), ..*self }).test(test) {
                Truth::True => sure += 1,
                Truth::Unknown => return Found::Unknown,
                Truth::False => {}
            }
        }
        Found::Number(to_i64(sure))
    }

    // ---- questions ------------------------------------------------------------------------------------------------------

    fn ask(&self, question: &Question) -> Truth {
        let World { model, graph, index } = self.world;
        let of = |path: &Path| self.element(*path);
        let known = match question {
            Question::Crosses(kinds) => {
                self.leg().is_some_and(|leg| kinds.iter().any(|kind| derive::crosses(&self.world, leg.flow, kind)))
            }
            Question::Inside(path, kinds) => {
                of(path).is_some_and(|id| kinds.iter().any(|kind| derive::inside(model, id, kind)))
            }
            Question::Carries(words) => {
                self.leg().is_some_and(|leg| leg.data(model).any(|data| is_data(model, data, words)))
            }
            Question::Handles(path, words) => {
                of(path).is_some_and(|id| index.handled[id].iter().any(|&data| is_data(model, data, words)))
            }
            Question::Holds(path, words) => of(path).is_some_and(|id| {
                let written = model.elements[id].kind == ElementKind::Store && model.elements[id].holds.is_empty();
                let held = if written { &index.handled[id] } else { &model.elements[id].holds };
                held.iter().any(|&data| is_data(model, data, words))
            }),
            Question::Tainted(path) => return of(path).map_or(Truth::False, |id| derive::tainted(&self.world, id)),
            Question::TaintedStore(path) => {
                return of(path).map_or(Truth::False, |id| derive::tainted_store(&self.world, id));
            }
            Question::Behind(path, name) => of(path).is_some_and(|id| graph.behind(model, id, name)),
            Question::SharesZoneWithExposed(path) => {
                of(path).is_some_and(|id| index.exposed_neighbour(model, id).is_some())
            }
            Question::SharesRuntime(path) => of(path).is_some_and(|id| index.runtime_mate[id].is_some()),
            Question::ServesUsers(path) => of(path).is_some_and(|id| index.serves_users[id]),
            Question::ModelHas(found) => found.is_some(),
            Question::Reaches(path, reaching, _) => match self.thing(*path) {
                Some(Thing::Element(id)) => reaching[id],
                Some(Thing::Flow(leg)) => reaching[leg.target],
                _ => false,
            },
        };
        known.into()
    }
}

/// Kleene's `and` (from true down to false) or `or` (from false up to true), stopping as soon as the answer is settled.
fn fold<T>(all: &[T], start: Truth, settled: Truth, mut ask: impl FnMut(&T) -> Truth) -> Truth {
    let mut answer = start;
    for one in all {
        let truth = ask(one);
        if truth == settled {
            return settled;
        }
        if truth == Truth::Unknown {
            answer = Truth::Unknown;
        }
    }
    answer
}

/// Whether a value equals an operand; `unknown` asks whether nothing is stated.
pub(super) fn one_of(left: Found<'_>, operand: &Operand) -> Truth {
    use crate::syntax::tree::Comparison::Equal;
    match operand {
        Operand::Unknown => left.is_unknown().into(),
        Operand::Word(word) => left.is_word(word),
        Operand::Level(level) => left.is_level(Equal, *level),
        Operand::Number(number) => left.is_number(Equal, *number),
        Operand::Scalar(_) => Truth::False,
    }
}

fn status<'a>(standing: &Standing, control: TypeId) -> Found<'a> {
    standing.get(control).map_or(Found::Unknown, |found| Found::Word(found.status.as_str()))
}

/// Whether a thing is of a kind, or of a type or of one that extends it.
pub(super) fn is(model: &Model, thing: Thing, word: &IsWord) -> bool {
    let extends = |ty: Option<TypeId>, wanted: TypeId| ty.is_some_and(|ty| model.chain(ty).any(|ty| ty == wanted));
    match (thing, word) {
        (Thing::Element(id), word) => element_is(model, id, word),
        (Thing::Flow(leg), IsWord::Type(ty)) => extends(model.flows[leg.flow].ty, *ty),
        (Thing::Zone(id), IsWord::Type(ty)) => extends(model.zones[id].ty, *ty),
        (Thing::Zone(id), IsWord::ZoneKind(kind)) => model.zones[id].facts.texts("kind").contains(&kind.as_str()),
        (Thing::Data(id), IsWord::Type(ty)) => extends(model.data[id].ty, *ty),
        (Thing::Data(id), IsWord::Asset) => model.data[id].asset,
        _ => false,
    }
}

/// Whether an element is of a kind, or of a type or of one that extends it.
pub(super) fn element_is(model: &Model, id: ElementId, word: &IsWord) -> bool {
    let element = &model.elements[id];
    match word {
        IsWord::Kind(kind) => element.kind == *kind,
        IsWord::Type(wanted) => element.ty.is_some_and(|ty| model.chain(ty).any(|ty| ty == *wanted)),
        IsWord::ZoneKind(_) | IsWord::Asset => false,
    }
}

pub(super) fn is_data(model: &Model, id: DataId, words: &[DataWord]) -> bool {
    words.iter().any(|word| match word {
        DataWord::Type(wanted) => model.data[id].ty.is_some_and(|ty| model.chain(ty).any(|ty| ty == *wanted)),
        DataWord::Asset(wanted) => id == *wanted,
    })
}

fn within(model: &Model, element: ElementId, thing: Thing) -> bool {
    match thing {
        Thing::Zone(zone) => {
            std::iter::successors(Some(model.elements[element].zone), |&at| model.zones[at].parent).any(|at| at == zone)
        }
        _ => true,
    }
}

fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
