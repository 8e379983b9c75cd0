//! Expectations: what rules answer at the places where their authors say what they should.
//!
//! A rule answers by its condition alone. That a more specific rule stands in its place, or that a control covers the threat,
//! changes nothing; what is out of scope is not asked.

use crate::base::arena::Id;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::{and_list, first_of};
use crate::graph::FlowGraph;
use crate::model::{ElementId, Expectation, Model, Place, RuleId, ThreatName, Wanted, ZoneId};
use crate::syntax::tree::{Condition, Expr, ExprKind};

use super::Analysis;
use super::condition::eval::{Scope, World};
use super::condition::explain::{name, place};
use super::condition::fields::Of;
use super::condition::{Test, Thing, Truth, compile, openness};
use super::controls::Standing;
use super::engine::{Compiled, component};
use super::leg::Leg;

/// Places that are listed in a message.
const LISTED: usize = 5;

/// What a rule answers where something is expected of it.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// What is expected.
    pub expectation: &'a Expectation,
    /// The place; `None` for the model as a whole.
    pub place: Option<Place>,
    /// What the rule answers there.
    pub found: Wanted,
    /// What is wrong, where that is something else.
    pub failure: Option<Diagnostic>,
}

impl Analysis {
    /// What rules answer to each `expect` of the model, place by place; `model` and `graph` are those that were analysed.
    pub fn expectations<'a>(&'a self, model: &'a Model, graph: &'a FlowGraph) -> Vec<Answer<'a>> {
        let asker = Asker { world: World { model, graph, index: &self.engine.index }, analysis: self };
        model.expectations.iter().flat_map(|expectation| asker.answers(expectation)).collect()
    }

    /// Whether a rule can ask about something that is not stated: only then it can be an open question.
    pub fn can_be_question(&self, rule: RuleId) -> bool {
        let test = self.engine.rules.get(rule.index()).and_then(|compiled| compiled.test.as_ref());
        test.is_some_and(openness::can_be_unknown)
    }
}

/// What a rule answered to one subject.
struct Asked {
    thing: Thing,
    truth: Truth,
}

#[derive(Clone, Copy)]
struct Asker<'a> {
    world: World<'a>,
    analysis: &'a Analysis,
}

impl<'a> Asker<'a> {
    /// Each place by itself; where none is named, the model as a whole.
    fn answers(&self, expectation: &'a Expectation) -> Vec<Answer<'a>> {
        let on = &expectation.on;
        let whole = on.everywhere || (on.span.is_none() && on.places.is_empty());
        let places: Vec<Option<Place>> = if whole { vec![None] } else { on.places.iter().copied().map(Some).collect() };
        places.into_iter().filter_map(|place| self.answer(expectation, place)).collect()
    }

    fn answer(&self, expectation: &'a Expectation, place: Option<Place>) -> Option<Answer<'a>> {
        let rule = match expectation.threat? {
            ThreatName::Rule(rule) => rule,
            ThreatName::Written(id) => {
                let on = &self.world.model.threats[id].on;
                let there = place.is_none_or(|place| on.everywhere || on.places.contains(&place));
                let found = if there { Wanted::Holds } else { Wanted::Never };
                let failure = (found != expectation.wanted).then(|| self.headline(expectation, place, found));
                return Some(Answer { expectation, place, found, failure });
            }
        };
        let asked = self.ask(rule, place);
        let truth = asked.iter().map(|asked| asked.truth).max().unwrap_or(Truth::False);
        let found = match truth {
            Truth::True => Wanted::Holds,
            // What an author's rule asks for and nobody stated raises the threat.
            Truth::Unknown if !self.world.model.rules[rule].embedded => Wanted::Holds,
            Truth::Unknown => Wanted::Question,
            Truth::False => Wanted::Never,
        };
        let failure = (found != expectation.wanted).then(|| {
            let headline = self.headline(expectation, place, found);
            self.reasons(headline, rule, truth, &asked)
        });
        Some(Answer { expectation, place, found, failure })
    }

    // ---- asking --------------------------------------------------------------------------------------------------------

    /// The rule's answer to every subject at a place: to flows each leg by itself.
    fn ask(&self, rule: RuleId, place: Option<Place>) -> Vec<Asked> {
        let Some(compiled) = self.compiled(rule) else { return Vec::new() };
        let Some(test) = &compiled.test else { return Vec::new() };
        let things = self.things(compiled).into_iter().filter(|&thing| self.is_at(rule, thing, place));
        let answer = |thing| {
            let standing = self.standing(thing);
            Asked { thing, truth: self.scope(thing, &standing).test(test) }
        };
        things.map(answer).collect()
    }

    /// Everything that a rule is asked of.
    fn things(&self, compiled: &Compiled) -> Vec<Thing> {
        let World { model, index, .. } = self.world;
        let (of, kind, legs) = compiled.asked();
        let fits =
            |id: &ElementId| kind.is_none_or(|kind| model.elements[*id].kind == kind) && !index.out_of_scope[*id];
        match of {
            Of::Flow => model.flows.ids().flat_map(|id| Leg::of(model, id, legs).map(Thing::Flow)).collect(),
            Of::Element => model.elements.ids().filter(fits).map(Thing::Element).collect(),
            Of::Zone => model.zones.ids().map(Thing::Zone).collect(),
            Of::Data | Of::Model => vec![Thing::Model],
        }
    }

    /// Whether a threat of the rule on this subject would be one at the place, and be listed at all.
    fn is_at(&self, rule: RuleId, thing: Thing, at: Option<Place>) -> bool {
        let World { model, graph, index } = self.world;
        let about = component(&model.rules[rule], thing);
        let ends = match thing {
            Thing::Flow(leg) => vec![leg.source, leg.target],
            Thing::Element(id) => vec![id],
            _ => Vec::new(),
        };
        // The ends that the threat is about: one of a flow where the rule says which, else both.
        let about = match about {
            Some(Place::Element(id)) => vec![id],
            _ => ends,
        };
        if !about.is_empty() && about.iter().all(|&id| index.out_of_scope[id]) {
            return false;
        }
        match (at, thing) {
            (None, _) => true,
            (Some(Place::Flow(id)), Thing::Flow(leg)) => leg.flow == id,
            (Some(Place::Boundary(id)), Thing::Flow(leg)) => {
                graph.border(leg.flow).is_some_and(|border| border.declared == Some(id))
            }
            (Some(Place::Zone(zone)), Thing::Zone(id)) => id == zone,
            (Some(Place::Zone(zone)), _) => about.iter().any(|&id| self.is_in(id, zone)),
            (Some(Place::Element(id)), _) => about.contains(&id),
            (Some(_), _) => false,
        }
    }

    fn is_in(&self, element: ElementId, zone: ZoneId) -> bool {
        self.world.model.path(element).contains(&zone)
    }

    fn compiled(&self, rule: RuleId) -> Option<&'a Compiled> {
        self.analysis.engine.rules.get(rule.index())
    }

    fn standing(&self, thing: Thing) -> Standing {
        self.analysis.engine.catalogue.standing(&self.world, thing)
    }

    fn scope<'s>(&'s self, subject: Thing, standing: &'s Standing) -> Scope<'s> {
        Scope { world: self.world, subject, standing, catalogue: Some(&self.analysis.engine.catalogue), it: None }
    }

    // ---- what is wrong -------------------------------------------------------------------------------------------------

    /// E0607: what is expected, and what is found instead.
    fn headline(&self, expectation: &Expectation, place: Option<Place>, found: Wanted) -> Diagnostic {
        let model = self.world.model;
        let rule = match expectation.threat {
            Some(ThreatName::Rule(id)) => model.rules[id].name.as_str(),
            Some(ThreatName::Written(id)) => model.threats[id].id.as_str(),
            None => "",
        };
        let at = place.map_or("in the model".to_owned(), |place| format!("on `{}`", model.place_id(place)));
        let (expected, found) = match (expectation.wanted, found) {
            (Wanted::Holds, Wanted::Question) => ("to hold", "it is an open question"),
            (Wanted::Holds, _) => ("to hold", "it does not"),
            (Wanted::Never, Wanted::Question) => ("never to hold", "it is an open question"),
            (Wanted::Never, _) => ("never to hold", "it does"),
            (Wanted::Question, Wanted::Holds) => ("to be an open question", "it holds"),
            (Wanted::Question, _) => ("to be an open question", "it does not hold"),
        };
        let span = expectation.on.span.unwrap_or(expectation.span);
        let message = format!("`{rule}` is expected {expected} {at}: {found}");
        Diagnostic::error("E0607", span, message)
    }

    /// Why the rule answers as it does: the facts behind it, or the parts of the condition that are not so.
    fn reasons(&self, headline: Diagnostic, rule: RuleId, truth: Truth, asked: &[Asked]) -> Diagnostic {
        let Some(test) = self.compiled(rule).and_then(|compiled| compiled.test.as_ref()) else { return headline };
        if truth != Truth::False {
            let Some(asked) = asked.iter().find(|asked| asked.truth == truth) else { return headline };
            let standing = self.standing(asked.thing);
            let facts = self.scope(asked.thing, &standing).because(test, truth);
            return headline.at(facts.into_iter().map(|fact| fact.text).collect::<Vec<_>>().join("; "));
        }
        let failing = |asked: &Asked| (self.failing(rule, asked.thing), asked.thing);
        let nearest = asked.iter().map(failing).min_by_key(|(failing, _)| failing.len());
        let Some((failing, thing)) = nearest else {
            return headline.at("nothing in scope is here that the rule is asked of");
        };
        let mut others: Vec<Place> = asked.iter().filter_map(|asked| place(asked.thing)).collect();
        others.dedup();
        let others: Vec<String> = others.into_iter().map(|at| self.quoted(at)).collect();
        let subject = self.subject(thing);
        let labelled = failing.iter().fold(headline, |found, (span, facts)| {
            let label = if facts.is_empty() { format!("not so for {subject}") } else { and_list(facts) };
            found.label(*span, label)
        });
        if others.len() > 1 {
            labelled.help(format!("asked of {}; {subject} comes nearest", first_of(&others, LISTED)))
        } else {
            labelled
        }
    }

    fn quoted(&self, place: Place) -> String {
        format!("`{}`", self.world.model.place_id(place))
    }

    /// A subject in a message: `DF1, from Browser to Web shop`.
    fn subject(&self, thing: Thing) -> String {
        match thing {
            Thing::Flow(leg) => {
                let [source, target] = [leg.source, leg.target].map(|id| name(&self.world, Thing::Element(id)));
                let answer = if leg.response { "the answer on " } else { "" };
                format!("{answer}{} from “{source}” to “{target}”", name(&self.world, thing))
            }
            _ => name(&self.world, thing),
        }
    }

    /// The parts of a rule's condition that are not so for a subject, with the facts because of which they are not.
    fn failing(&self, rule: RuleId, thing: Thing) -> Vec<(Span, Vec<String>)> {
        let (Some(compiled), Some(when)) = (self.compiled(rule), &self.world.model.rules[rule].when) else {
            return Vec::new();
        };
        let standing = self.standing(thing);
        let scope = self.scope(thing, &standing);
        let mut failing = Vec::new();
        for part in parts(&when.expr) {
            let condition = Condition { expr: part.clone(), span: part.span };
            // The whole condition was compiled before: nothing new can be wrong with a part of it.
            let test: Option<Test> = compile::compile(&self.world, compiled.asked().0, &condition, &mut Vec::new());
            let Some(test) = test.filter(|test| scope.test(test) == Truth::False) else { continue };
            let facts = scope.because(&test, Truth::False).into_iter().map(|fact| fact.text).collect();
            failing.push((part.span, facts));
        }
        failing
    }
}

/// What `and` joins.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::And(all) => all.iter().flat_map(parts).collect(),
        _ => vec![expr],
    }
}
