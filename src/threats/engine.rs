//! The engine: every rule is asked of every subject.

use smol_str::{SmolStr, format_smolstr};

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::graph::FlowGraph;
use crate::model::{ElementKind, FlowId, Model, Place, Rule, RuleId, RuleSubject, Subjects, Weakness};

use super::condition::eval::{Scope, World};
use super::condition::explain::place;
use super::condition::fields::Of;
use super::condition::{Test, Thing, Truth, compile};
use super::controls::{Catalogue, Standing};
use super::coverage::{Coverage, Slot};
use super::index::Index;
use super::leg::{Leg, Legs};
use super::rating::{self, Steps};
use super::text::{PLACEHOLDERS, placeholders};
use super::{Analysis, Basis, OpenQuestion, Status, Threat, answers, entries, refine};

/// Rules and controls of a model, ready to be asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Engine {
    pub index: Index,
    pub catalogue: Catalogue,
    pub rules: Vec<Compiled>,
}

/// A rule whose conditions are compiled.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub id: RuleId,
    of: Of,
    kind: Option<ElementKind>,
    legs: Legs,
    /// `None` if the condition is missing or mistaken: the rule never holds.
    pub test: Option<Test>,
    /// For each weakness, whether it always shows, or when. Those of the tool's rules are compiled where they are read.
    pub weaknesses: Option<Vec<Shown>>,
}

/// When a weakness shows.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    Always,
    When(Test),
    Never,
}

/// Asks all rules of a model. Mistakes in conditions are reported; the rules they are in never hold.
///
/// Linear in rules times subjects; a rule costs no more on a large model than on a small one, functions that search the
/// graph from one element (`reaches`) excepted.
pub fn analyze(model: &Model, graph: &FlowGraph, today: Option<Date>) -> (Analysis, Vec<Diagnostic>) {
    let mut report = Vec::new();
    let index = Index::build(model, graph);
    let world = World { model, graph, index: &index };
    let catalogue = Catalogue::build(&world, &mut report);
    let rules: Vec<Compiled> =
        model.rules.iter().map(|(id, rule)| compile_rule(&world, id, rule, &mut report)).collect();
    let mut run = Run { world, catalogue: &catalogue, rules: &rules, threats: Vec::new(), questions: Vec::new() };
    run.all();
    let Run { threats, questions, .. } = run;
    let (mut threats, replaced) = refine::give_way(model, threats);
    answers::apply(model, graph, &mut threats, &questions, today);
    let (threats, entries) = entries::merge(threats);
    (Analysis { threats, entries, replaced, questions, engine: Engine { index, catalogue, rules } }, report)
}

// ---- compiling ------------------------------------------------------------------------------------------------------------

fn compile_rule(world: &World<'_>, id: RuleId, rule: &Rule, report: &mut Vec<Diagnostic>) -> Compiled {
    let (of, kind) = match rule.subject {
        RuleSubject::Flow => (Of::Flow, None),
        RuleSubject::Element(kind) => (Of::Element, kind),
        RuleSubject::Zone => (Of::Zone, None),
        RuleSubject::Model => (Of::Model, None),
    };
    let test = rule.when.as_ref().and_then(|when| compile::compile(world, of, when, report));
    let weaknesses = (!rule.embedded).then(|| weaknesses(world, of, rule, report));
    let legs = legs(rule, report);
    // The tool's own texts are looked at by a test.
    if rule.is_rule() && !rule.embedded {
        check_placeholders(rule, report);
    }
    Compiled { id, of, kind, legs, test, weaknesses }
}

/// When the weaknesses of a rule show.
pub(super) fn weaknesses(world: &World<'_>, of: Of, rule: &Rule, report: &mut Vec<Diagnostic>) -> Vec<Shown> {
    let shown = |weakness: &Weakness| match &weakness.when {
        None => Shown::Always,
        Some(when) => compile::compile(world, of, when, report).map_or(Shown::Never, Shown::When),
    };
    rule.weaknesses.iter().map(shown).collect()
}

fn legs(rule: &Rule, report: &mut Vec<Diagnostic>) -> Legs {
    let Some(word) = rule.facts.get("leg") else { return Legs::Request };
    Legs::parse(&word.value.text).unwrap_or_else(|| {
        let words: Vec<String> = Legs::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{}` is no leg of a flow", word.value.text);
        let help = format!("write one of {}", crate::base::text::or_list(&words));
        report.push(Diagnostic::error("E0606", word.span.unwrap_or(rule.span), message).help(help));
        Legs::Request
    })
}

/// Reports placeholders that no text of the rule can fill.
pub(super) fn check_placeholders(rule: &Rule, report: &mut Vec<Diagnostic>) {
    let parts = [&rule.description, &rule.capability, &rule.action, &rule.leads_to, &rule.business];
    let own = std::iter::once(&rule.title).chain(parts.into_iter().flatten()).chain(&rule.scenario);
    let effects = rule.effects.iter().map(|effect| &effect.text);
    let weaknesses = rule.weaknesses.iter().map(|weakness| &weakness.text);
    let counters = rule.counters.iter().map(|counter| &counter.text);
    let names = PLACEHOLDERS.iter().map(|(name, _)| *name);
    for text in own.chain(effects).chain(weaknesses).chain(counters) {
        for name in placeholders(text).filter(|name| !names.clone().any(|known| known == *name)) {
            let meant = crate::base::text::did_you_mean(name, names.clone());
            let help = meant.map(|meant| format!("did you mean `{{{meant}}}`?"));
            let message = format!("no placeholder named `{{{name}}}`");
            report.push(Diagnostic::error("E0605", rule.span, message).help_opt(help));
        }
    }
}

// ---- asking -------------------------------------------------------------------------------------------------------------

struct Run<'a> {
    world: World<'a>,
    catalogue: &'a Catalogue,
    rules: &'a [Compiled],
    threats: Vec<Threat>,
    questions: Vec<OpenQuestion>,
}

impl<'a> Run<'a> {
    fn all(&mut self) {
        let World { model, index, .. } = self.world;
        for id in model.flows.ids() {
            let flow = &model.flows[id];
            if !(index.out_of_scope[flow.source] && index.out_of_scope[flow.target]) {
                self.subject(Of::Flow, Thing::Flow(Leg::request(model, id)));
            }
        }
        for id in model.elements.ids().filter(|&id| !index.out_of_scope[id]) {
            self.subject(Of::Element, Thing::Element(id));
        }
        for id in model.zones.ids() {
            self.subject(Of::Zone, Thing::Zone(id));
        }
        self.subject(Of::Model, Thing::Model);
        self.written();
    }

    /// Threats written by hand hold where their author says.
    fn written(&mut self) {
        let model = self.world.model;
        for (id, rule) in model.rules.iter() {
            let Some(written) = &rule.written else { continue };
            for thing in self.things(&model.threats[written.threat].on) {
                let standing = self.catalogue.standing(&self.world, thing);
                let threat = self.threat(id, rule, thing, place(thing), Basis::Stated, &standing);
                self.threats.push(threat);
            }
        }
    }

    /// What an `on` clause names: a boundary stands for the flows that cross it; without any, the model as a whole.
    fn things(&self, on: &Subjects) -> Vec<Thing> {
        let World { model, graph, .. } = self.world;
        let mut things: Vec<Thing> = Vec::new();
        for place in &on.places {
            match *place {
                Place::Flow(id) => things.push(Thing::Flow(Leg::request(model, id))),
                Place::Element(id) => things.push(Thing::Element(id)),
                Place::Zone(id) => things.push(Thing::Zone(id)),
                Place::Boundary(id) => {
                    let crosses = |flow: &FlowId| graph.border(*flow).is_some_and(|border| border.declared == Some(id));
                    things.extend(model.flows.ids().filter(crosses).map(|id| Thing::Flow(Leg::request(model, id))));
                }
            }
        }
        things.extend(on.data.iter().map(|&data| Thing::Data(data)));
        // What nothing crosses has nothing to threaten; without any place it is about the model as a whole.
        if on.places.is_empty() && on.data.is_empty() { vec![Thing::Model] } else { things }
    }

    fn subject(&mut self, of: Of, thing: Thing) {
        let rules = self.rules;
        let mut standing: Option<Standing> = None;
        for rule in rules.iter().filter(|rule| rule.of == of) {
            let Some(test) = rule.test.as_ref().filter(|_| self.is_kind(rule, thing)) else { continue };
            let standing = standing.get_or_insert_with(|| self.catalogue.standing(&self.world, thing));
            self.ask(rule, test, thing, standing);
        }
    }

    fn is_kind(&self, rule: &Compiled, thing: Thing) -> bool {
        match (rule.kind, thing) {
            (Some(kind), Thing::Element(id)) => self.world.model.elements[id].kind == kind,
            _ => true,
        }
    }

    /// The legs are tried in turn; the first on which the condition holds decides.
    fn ask(&mut self, rule: &'a Compiled, test: &Test, thing: Thing, standing: &Standing) {
        let Thing::Flow(request) = thing else {
            let truth = self.truth(test, thing, standing);
            return self.record(rule, thing, truth, standing);
        };
        let mut open = None;
        for leg in Leg::of(self.world.model, request.flow, rule.legs).map(Thing::Flow) {
            match self.truth(test, leg, standing) {
                Truth::True => return self.record(rule, leg, Truth::True, standing),
                Truth::Unknown => open = open.or(Some(leg)),
                Truth::False => {}
            }
        }
        if let Some(leg) = open {
            self.record(rule, leg, Truth::Unknown, standing);
        }
    }

    fn truth(&self, test: &Test, subject: Thing, standing: &Standing) -> Truth {
        Scope { world: self.world, subject, standing, catalogue: Some(self.catalogue), it: None }.test(test)
    }

    fn record(&mut self, compiled: &Compiled, thing: Thing, truth: Truth, standing: &Standing) {
        let rule = &self.world.model.rules[compiled.id];
        let component = component(rule, thing);
        if let Some(Place::Element(id)) = component
            && self.world.index.out_of_scope[id]
        {
            return;
        }
        let basis = match truth {
            Truth::False => return,
            Truth::True => Basis::Stated,
            // An author's rule may ask for protection; not stated then means not shown to be protected.
            Truth::Unknown if !rule.embedded => Basis::NotStated,
            Truth::Unknown => {
                self.questions.push(OpenQuestion { rule: compiled.id, subject: place(thing), thing });
                return;
            }
        };
        let threat = self.threat(compiled.id, rule, thing, component, basis, standing);
        self.threats.push(threat);
    }

    fn threat(
        &self,
        id: RuleId,
        rule: &Rule,
        thing: Thing,
        component: Option<Place>,
        basis: Basis,
        standing: &Standing,
    ) -> Threat {
        let slots = slots(rule, standing, self.catalogue);
        let confidentiality = rating::is_confidentiality(rule);
        let coverage = Coverage::of(&slots, confidentiality);
        let inherent = rating::inherent(&self.world, rule, thing, &mut Steps(None));
        let (likelihood, impact) = Coverage::residual_steps(&slots, confidentiality);
        let current = rating::current(inherent, &coverage, &mut Steps(None));
        let residual = rating::residual(rule, inherent.lowered(likelihood, impact));
        Threat {
            key: key(self.world.model, rule, thing),
            entry: 0,
            rule: id,
            subject: place(thing),
            component,
            stride: rule.stride,
            basis,
            inherent,
            current,
            residual,
            computed: (current, residual),
            coverage,
            answer: None,
            rated: None,

            status: Status::of(coverage.verdict),
            changed: Vec::new(),
            thing,
        }
    }
}

/// What stands for each counter of a rule.
pub(super) fn slots(rule: &Rule, standing: &Standing, catalogue: &Catalogue) -> Vec<Slot> {
    rule.counters.iter().map(|counter| Slot::of(counter, standing, catalogue)).collect()
}

/// The rule and what it holds for, by names that do not depend on order.
fn key(model: &Model, rule: &Rule, thing: Thing) -> SmolStr {
    let subject: &str = match thing {
        Thing::Flow(leg) => &model.flows[leg.flow].key,
        Thing::Element(id) => &model.elements[id].id,
        Thing::Zone(id) => &model.zones[id].id,
        Thing::Data(id) => &model.data[id].id,
        Thing::Model => "model",
    };
    format_smolstr!("{}@{subject}", rule.name)
}

/// The part that has to be protected, by the ends on which a rule merges its threats: a target before a source, else the
/// flow itself.
pub(super) fn component(rule: &Rule, thing: Thing) -> Option<Place> {
    let Thing::Flow(leg) = thing else { return place(thing) };
    let groups = |end: &str| rule.group.iter().any(|word| word == end);
    Some(if groups("target") {
        Place::Element(leg.target)
    } else if groups("source") {
        Place::Element(leg.source)
    } else {
        Place::Flow(leg.flow)
    })
}

impl Compiled {
    /// What the rule is asked of: the kind of subject, the kind of element, the legs of a flow.
    pub fn asked(&self) -> (Of, Option<ElementKind>, Legs) {
        (self.of, self.kind, self.legs)
    }
}
