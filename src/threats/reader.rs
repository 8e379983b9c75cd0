//! The texts of threats, made when somebody reads them.

use rustc_hash::FxHashSet;

use crate::base::arena::Id;
use crate::base::source::Span;
use crate::base::text::{capital, or_list};
use crate::graph::{Border, Exposure, FlowGraph};
use crate::model::{ControlStatus, Counter, CounterKind, DataId, Model, Place, Rule, RuleId, Stride, TypeId};

use super::condition::eval::{Scope, World};
use super::condition::explain::{FactUsed, name};
use super::condition::{Thing, Truth};
use super::controls::{ControlFound, Evidence, Standing};
use super::engine::{Compiled, Shown};
use super::rating::{self, Steps};
use super::text::{MOST_IN_TITLE, MOST_NAMES, Names, article, border_name};
use super::{Analysis, Answered, Basis, Entry, OpenQuestion, Status, Threat, Validity, answers, defaults};

/// What a category of threat does, for an author's rule that does not say it: action, effect.
const DEFAULT_PARTS: &[(Stride, &str, &str)] = &[
    (Stride::Spoofing, "act under a false identity", "actions being attributed to somebody who did not take them"),
    (Stride::Tampering, "change data or the behaviour of a component", "content that no legitimate operation produced"),
    (Stride::Repudiation, "act without leaving evidence", "actions that cannot be attributed afterwards"),
    (Stride::Disclosure, "read what is not meant for them", "disclosure to parties without a right to it"),
    (Stride::Denial, "keep others from using the system", "legitimate requests being delayed or refused"),
    (Stride::Elevation, "obtain rights that were not granted", "operations being carried out with those rights"),
];

/// How many places a counter names for each state.
const FIRST_PLACES: usize = 4;

/// An effect of a threat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectText {
    /// Business effect, else technical.
    pub business: bool,
    /// The text.
    pub text: String,
}

/// A counter of a threat with what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterView {
    /// Preventive, detective, corrective or compensating.
    pub kind: CounterKind,
    /// The control by label: of alternatives the one that stands, else the first.
    pub name: String,
    /// What to do, with the alternatives.
    pub text: String,
    /// Weight in the coverage.
    pub weight: u32,
    /// Whether the threat cannot be fully covered without it.
    pub required: bool,
    /// The alternatives.
    pub controls: Vec<TypeId>,
    /// The best that stands for it, by the places where it does.
    pub found: Vec<FoundAt>,
    /// How far a measure of the author's is in place, which is no control of the catalogue.
    pub status: Option<ControlStatus>,
    /// Where the counter stands.
    pub span: Span,
}

/// What stands for a counter at some places of a threat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAt {
    /// The best of the alternatives; `None` where nothing is known.
    pub found: Option<ControlFound>,
    /// How far a measure of the author's is in place, which is no control and has no other place.
    pub stated: Option<ControlStatus>,
    /// The names of the first places, as many as a reader wants to see.
    pub places: Vec<String>,
    /// How many places there are.
    pub count: usize,
}

impl FoundAt {
    /// How far it is in place.
    pub fn status(&self) -> Option<ControlStatus> {
        self.found.as_ref().map(|found| found.status).or(self.stated)
    }

    /// What it is worth: a measure of the author's all that it can be, once it is in place.
    pub fn credit(&self) -> u32 {
        match &self.found {
            Some(found) => u32::from(found.credit()),
            None if self.stated == Some(ControlStatus::Implemented) => super::coverage::FULL,
            None => 0,
        }
    }
}

/// What texts can be made of: a threat at its place, or an entry with all its places.
pub trait About {
    /// The rule.
    fn rule(&self) -> RuleId;
    /// The threats, the worst first.
    fn threats<'a>(&'a self, analysis: &'a Analysis) -> Vec<&'a Threat>;
}

impl About for Threat {
    fn rule(&self) -> RuleId {
        self.rule
    }

    fn threats<'a>(&'a self, _: &'a Analysis) -> Vec<&'a Threat> {
        vec![self]
    }
}

impl About for Entry {
    fn rule(&self) -> RuleId {
        self.rule
    }

    fn threats<'a>(&'a self, analysis: &'a Analysis) -> Vec<&'a Threat> {
        analysis.places(self)
    }
}

/// The parts of a threat statement (methodology, "Threat Statement Format").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementParts {
    /// Who attacks, without an article: `external threat actor`.
    pub actor: String,
    /// What they can do or have beforehand: `who can edit a document`.
    pub capability: String,
    /// What they do.
    pub action: String,
    /// What that leads to.
    pub leads_to: String,
    /// What is lost: `loss of confidentiality`.
    pub business: String,
    /// Of what.
    pub assets: String,
}

/// Texts and reasons of an [`Analysis`].
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(super) world: World<'a>,
    analysis: &'a Analysis,
}

impl Analysis {
    /// A reader; `model` and `graph` are those that were analysed.
    pub fn reader<'a>(&'a self, model: &'a Model, graph: &'a FlowGraph) -> Reader<'a> {
        Reader { world: World { model, graph, index: &self.engine.index }, analysis: self }
    }
}

impl<'a> Reader<'a> {
    /// The rule of a threat or entry.
    pub fn rule(&self, about: &impl About) -> &'a Rule {
        &self.world.model.rules[about.rule()]
    }

    /// Who attacks.
    pub fn adversary(&self, about: &impl About) -> Option<crate::model::AdversaryId> {
        rating::adversary(self.world.model, self.rule(about))
    }

    /// The title: `Interception of data on DF1`.
    pub fn title(&self, about: &impl About) -> String {
        let things = self.things(about);
        let names = Names { most: MOST_IN_TITLE, ..self.names(about.rule(), &things) };
        capital(&names.fill(&self.rule(about).title))
    }

    /// The statement in the methodology's form: `A threat actor who … can …, which leads to …, resulting in … of …`,
    /// without a final stop.
    pub fn statement(&self, about: &impl About) -> String {
        let rule = self.rule(about);
        if let Some(statement) = rule.written.as_ref().and_then(|written| written.statement.as_ref()) {
            return capital(statement.trim_end_matches('.'));
        }
        let StatementParts { actor, capability, action, leads_to, business, assets } = self.statement_parts(about);
        capital(&format!(
            "{} {actor} {capability} can {action}, which leads to {leads_to}, resulting in {business} of {assets}",
            article(&actor)
        ))
    }

    /// The parts of the statement.
    pub fn statement_parts(&self, about: &impl About) -> StatementParts {
        let rule = self.rule(about);
        let defaults = DEFAULT_PARTS.iter().find(|(stride, ..)| Some(*stride) == rule.stride);
        let (action, leads_to) = defaults.map_or(("make use of it", "harm to the system"), |(_, a, b)| (*a, *b));
        let adversary = rating::adversary(self.world.model, rule);
        let stated = rule.written.as_ref().and_then(|written| written.source.as_deref());
        let known = adversary.map(|id| self.world.model.adversaries[id].label.as_str());
        let actor = stated.or(known).unwrap_or("threat actor");
        StatementParts {
            actor: self.part(about, actor),
            capability: match &rule.capability {
                Some(capability) => self.part(about, capability),
                None => format!("who finds this (“{}”)", self.title(about)),
            },
            action: self.part(about, rule.action.as_deref().unwrap_or(action)),
            leads_to: self.part(about, rule.leads_to.as_deref().unwrap_or(leads_to)),
            business: self.part(about, rule.business.as_deref().unwrap_or("loss of {goals}")),
            assets: self.part(about, "{assets}"),
        }
    }

    /// The description; empty where the rule has none.
    pub fn description(&self, about: &impl About) -> String {
        let description = self.rule(about).description.as_deref().unwrap_or_default();
        self.fill(about, &description.replace('\n', " "))
    }

    /// The steps of an attack.
    pub fn scenario(&self, about: &impl About) -> Vec<String> {
        self.rule(about).scenario.iter().map(|step| self.fill(about, step)).collect()
    }

    /// The effects, technical ones first as the rule lists them.
    pub fn effects(&self, about: &impl About) -> Vec<EffectText> {
        let effects = self.rule(about).effects.iter();
        effects.map(|effect| EffectText { business: effect.business, text: self.fill(about, &effect.text) }).collect()
    }

    /// The vulnerabilities that the facts show, or leave open, each with the names of the places where it does.
    pub fn weaknesses(&self, about: &impl About) -> Vec<String> {
        let Some(compiled) = self.compiled(about.rule()) else { return Vec::new() };
        let things = self.things(about);
        let standings: Vec<Standing> = things.iter().map(|&thing| self.standing(thing)).collect();
        let rule = self.rule(about);
        let late;
        let when = match &compiled.weaknesses {
            Some(when) => when,
            None => {
                late = super::engine::weaknesses(&self.world, compiled.asked().0, rule, &mut Vec::new());
                &late
            }
        };
        let mut texts = Vec::new();
        for (weakness, when) in rule.weaknesses.iter().zip(when) {
            let shows = |(thing, standing): &(&Thing, &Standing)| match when {
                Shown::Always => true,
                Shown::When(test) => self.scope(**thing, standing).test(test) == Truth::True,
                Shown::Never => false,
            };
            let at: Vec<Thing> = things.iter().zip(&standings).filter(shows).map(|(thing, _)| *thing).collect();
            if !at.is_empty() {
                texts.push(capital(&self.names(about.rule(), &at).fill(&weakness.text)));
            }
        }
        texts
    }

    /// The counters with what stands for each at the places, in the order of the rule; then those of the category, for the
    /// kinds that the rule leaves open.
    pub fn counters(&self, about: &impl About) -> Vec<CounterView> {
        let things = self.things(about);
        let standings: Vec<Standing> = things.iter().map(|&thing| self.standing(thing)).collect();
        let rule = self.rule(about);
        let others = defaults::counters(self.world.model, rule, things.iter().any(|thing| self.is_public(*thing)));
        let all = rule.counters.iter().chain(&others);
        all.map(|counter| self.counter(about, counter, &things, &standings)).collect()
    }

    /// Whether the component that a threat is at can be called from the internet.
    fn is_public(&self, thing: Thing) -> bool {
        let component = match thing {
            Thing::Flow(leg) => leg.target,
            Thing::Element(id) => id,
            Thing::Zone(_) | Thing::Data(_) | Thing::Model => return false,
        };
        self.world.graph.exposure[component] == Exposure::Internet
    }

    fn counter(&self, about: &impl About, counter: &Counter, things: &[Thing], standings: &[Standing]) -> CounterView {
        let model = self.world.model;
        let label = |control: TypeId| model.types[control].label.as_str();
        let best = |standing: &Standing| {
            let found = counter.any.iter().filter_map(|&control| standing.get(control));
            found.max_by_key(|found| (found.credit(), found.status == ControlStatus::Unverified)).cloned()
        };
        let mut found: Vec<FoundAt> = Vec::new();
        let mut seen = FxHashSet::default();
        for (thing, standing) in things.iter().zip(standings).filter(|(thing, _)| seen.insert(**thing)) {
            let here = best(standing);
            let status = here.as_ref().map(|found| found.status).or(counter.status);
            let at = found.iter().position(|known| known.status() == status).unwrap_or(found.len());
            if at == found.len() {
                found.push(FoundAt { found: here, stated: counter.status, places: Vec::new(), count: 0 });
            }
            let Some(known) = found.get_mut(at) else { continue };
            known.count += 1;
            if known.places.len() < FIRST_PLACES {
                known.places.push(name(&self.world, *thing));
            }
        }
        // One measure has one name: of alternatives the one that somebody chose, else the first.
        let standing = found.iter().filter_map(|at| at.found.as_ref()).filter(|found| found.credit() > 0);
        let chosen = standing.max_by_key(|found| found.credit()).map(|found| found.control);
        let chosen = chosen
            .and_then(|control| counter.any.iter().copied().find(|one| model.chain(control).any(|base| base == *one)));
        let chosen = chosen.or(counter.any.first().copied());
        let others: Vec<&str> =
            counter.any.iter().filter(|control| Some(**control) != chosen).map(|&control| label(control)).collect();
        let mut text = self.fill(about, &counter.text);
        match others.as_slice() {
            [] => {}
            [_] => text.push_str(&format!(" (alternative: {})", others.concat())),
            _ => text.push_str(&format!(" (alternatives: {})", or_list(&others))),
        }
        CounterView {
            kind: counter.kind,
            name: chosen.map(label).unwrap_or_default().to_owned(),
            text,
            weight: counter.weight,
            required: counter.required,
            controls: counter.any.clone(),
            found,
            status: counter.status,
            span: counter.span,
        }
    }

    /// The controls about which something is known and which count against the threat, each once, in the order of the
    /// rule's counters.
    pub fn controls(&self, about: &impl About) -> Vec<ControlFound> {
        let mut found: Vec<ControlFound> = Vec::new();
        for standing in self.things(about).into_iter().map(|thing| self.standing(thing)) {
            for counter in &self.rule(about).counters {
                for control in counter.any.iter().filter_map(|&control| standing.get(control)) {
                    let same =
                        |known: &ControlFound| known.control == control.control && known.status == control.status;
                    if !found.iter().any(same) {
                        found.push(control.clone());
                    }
                }
            }
        }
        found
    }

    /// Why the status of a control is known: `stated on TB1`, `authentication of DF1 is mtls`.
    pub fn evidence(&self, found: &ControlFound) -> String {
        match &found.evidence {
            Evidence::Stated { on: None, .. } => "stated for the whole model".to_owned(),
            Evidence::Stated { on: Some(place), .. } => format!("stated on {}", self.place_name(*place)),
            Evidence::Inferred { on, case } => {
                let Some(thing) = self.thing(*on) else { return String::new() };
                let standing = self.standing(thing);
                let Some(test) = self.analysis.engine.catalogue.case(found.control, *on, *case) else {
                    return String::new();
                };
                let facts = self.scope(thing, &standing).because(test, Truth::True);
                let protective = facts.iter().filter(|fact| fact.name != "type");
                crate::base::text::and_list(&protective.map(|fact| fact.text.as_str()).collect::<Vec<_>>())
            }
        }
    }

    /// The facts because of which the threat is there.
    pub fn because(&self, threat: &Threat) -> Vec<FactUsed> {
        let rule = self.rule(threat);
        if rule.written.is_some() {
            let text = "the author states this threat".to_owned();
            let span = Some(rule.span);
            return vec![FactUsed { name: "threat".into(), place: None, value: None, origin: None, span, text }];
        }
        let truth = if threat.basis == Basis::Stated { Truth::True } else { Truth::Unknown };
        self.facts(threat.rule, threat.thing, truth)
    }

    /// The facts that would answer a question.
    pub fn missing(&self, question: &OpenQuestion) -> Vec<FactUsed> {
        self.facts(question.rule, question.thing, Truth::Unknown)
    }

    /// The title that a threat would have if the question were answered with yes.
    pub fn question_title(&self, question: &OpenQuestion) -> String {
        let title = &self.world.model.rules[question.rule].title;
        capital(&self.names(question.rule, &[question.thing]).fill(title))
    }

    fn facts(&self, rule: RuleId, thing: Thing, truth: Truth) -> Vec<FactUsed> {
        let standing = self.standing(thing);
        let test = self.compiled(rule).and_then(|compiled| compiled.test.as_ref());
        test.map_or_else(Vec::new, |test| self.scope(thing, &standing).because(test, truth))
    }

    /// Every step from the rule's likelihood and impact to the severity, in words.
    pub fn rating_steps(&self, threat: &Threat) -> Vec<String> {
        let mut steps = Vec::new();
        let inherent = rating::inherent(&self.world, self.rule(threat), threat.thing, &mut Steps(Some(&mut steps)));
        rating::current(inherent, &threat.coverage, &mut Steps(Some(&mut steps)));
        steps.extend(threat.rated.and_then(|rated| self.rated(threat, rated)));
        steps
    }

    /// The author's own rating, in words.
    fn rated(&self, threat: &Threat, rated: Answered) -> Option<String> {
        let answer = self.world.model.answers.get(rated.answer)?;
        let changed = ["likelihood", "impact", "severity"];
        let changed = changed.iter().filter_map(|name| Some(format!("{name} to {}", answer.facts.text(name)?)));
        let why = answer.reason.as_deref().or(answer.facts.text("because")).unwrap_or("no reason given");
        let what = crate::base::text::and_list(&changed.collect::<Vec<_>>());
        Some(match rated.standing {
            Validity::Counts => {
                format!("the author sets {what}, which gives severity {}: {why}", threat.current.severity)
            }
            _ => format!("the author set {what}, which has run out and does not count: {why}"),
        })
    }

    /// The author's answer, in words: `accepted until 2027-03-31: …`.
    pub fn answer(&self, threat: &Threat) -> Option<String> {
        let answered = threat.answer?;
        let answer = self.world.model.answers.get(answered.answer)?;
        let mut text = match answered.standing {
            Validity::InProgress => format!("being mitigated ({})", answer.facts.text("status").unwrap_or("planned")),
            Validity::Counts | Validity::Expired | Validity::Changed => {
                answers::status(answer.kind).map_or("rated", Status::as_str).to_owned()
            }
        };
        if let Some(until) = answer.facts.text("until") {
            text.push_str(&format!(" until {until}"));
        }
        if answered.standing == Validity::Expired {
            text.push_str(" (has run out, and does not count)");
        }
        if answered.standing == Validity::Changed {
            text.push_str(&format!(" (to be looked at again, and does not count: {})", threat.changed.join("; ")));
        }
        for (name, before) in [("owner", " by "), ("due", ", due "), ("ticket", ", ")] {
            if let Some(value) = answer.facts.text(name) {
                text.push_str(&format!("{before}{value}"));
            }
        }
        if let Some(reason) = &answer.reason {
            text.push_str(&format!(": {reason}"));
        }
        Some(text)
    }

    /// The data at stake, the highest class first.
    pub fn assets(&self, about: &impl About) -> Vec<DataId> {
        self.names(about.rule(), &self.things(about)).data()
    }

    /// The trust boundary that the flow of a threat crosses.
    pub fn border(&self, threat: &Threat) -> Option<&'a Border> {
        match threat.thing {
            Thing::Flow(leg) => self.world.graph.border(leg.flow),
            _ => None,
        }
    }

    /// The name of the part that has to be protected.
    pub fn component(&self, threat: &Threat) -> String {
        threat.component.map_or_else(|| self.world.model.document.title.clone(), |place| self.place_name(place))
    }

    /// The name of a place in a sentence.
    pub fn place_name(&self, place: Place) -> String {
        match (place, self.thing(place)) {
            (Place::Boundary(id), _) => {
                let border = self.world.graph.borders.values().find(|border| border.declared == Some(id));
                border.map_or_else(|| self.world.model.boundaries[id].label.to_string(), border_name)
            }
            (_, Some(thing)) => name(&self.world, thing),
            (_, None) => String::new(),
        }
    }

    pub(super) fn thing(&self, place: Place) -> Option<Thing> {
        match place {
            Place::Flow(id) => Some(Thing::Flow(super::leg::Leg::request(self.world.model, id))),
            Place::Element(id) => Some(Thing::Element(id)),
            Place::Zone(id) => Some(Thing::Zone(id)),
            Place::Boundary(_) => None,
        }
    }

    pub(super) fn analysis(&self) -> &'a Analysis {
        self.analysis
    }

    pub(super) fn compiled(&self, rule: RuleId) -> Option<&'a Compiled> {
        self.analysis.engine.rules.get(rule.index())
    }

    pub(super) fn standing(&self, thing: Thing) -> Standing {
        self.analysis.engine.catalogue.standing(&self.world, thing)
    }

    pub(super) fn scope<'s>(&'s self, subject: Thing, standing: &'s Standing) -> Scope<'s> {
        Scope { world: self.world, subject, standing, catalogue: Some(&self.analysis.engine.catalogue), it: None }
    }

    fn names<'n>(&'n self, rule: RuleId, subjects: &'n [Thing]) -> Names<'n> {
        Names { world: self.world, rule: &self.world.model.rules[rule], subjects, most: MOST_NAMES }
    }

    fn things(&self, about: &impl About) -> Vec<Thing> {
        about.threats(self.analysis).iter().map(|threat| threat.thing).collect()
    }

    /// A text of its own: starts with a capital.
    fn fill(&self, about: &impl About, template: &str) -> String {
        capital(&self.part(about, template))
    }

    /// A part of a sentence.
    fn part(&self, about: &impl About, template: &str) -> String {
        self.names(about.rule(), &self.things(about)).fill(template)
    }
}
