//! What an answer rests on: the facts that the rule and its counters read, by names that labels and order do not change.
//!
//! When one of them is another than it was when the answer was given, the answer has to be looked at again, and does not
//! count until somebody did.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use crate::graph::FlowGraph;
use crate::lock::Evidence;
use crate::model::{Model, Place, RuleId};

use super::condition::eval::Scope;
use super::condition::explain::place;
use super::condition::fields::{Field, Shape};
use super::condition::value::Found;
use super::condition::{Operand, Path, Root, Scalar, Test, Thing};
use super::controls::Standing;
use super::leg::Leg;
use super::reader::Reader;
use super::{Analysis, Status, Threat, Validity, Verdict, entries};

type Facts = BTreeMap<SmolStr, SmolStr>;

/// A fact that a condition looks at, by a name that no rename changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The name of the attribute or question: `encryption`, `exposure`, `crosses`.
    pub name: SmolStr,
    /// How prose calls it: `authentication`.
    pub label: SmolStr,
    /// What it is asked of; `None` for the model as a whole and for data.
    pub of: Option<Place>,
    /// The value.
    pub value: SmolStr,
}

type Reads = BTreeMap<SmolStr, Read>;

impl Reader<'_> {
    /// The facts that the condition of a rule looks at in one place, whether it holds there or not; of a flow those of each
    /// leg that the rule is asked of.
    pub fn reads(&self, rule: RuleId, place: Option<Place>) -> BTreeMap<SmolStr, Read> {
        let mut facts = Reads::new();
        let Some(compiled) = self.compiled(rule) else { return facts };
        let Some(test) = compiled.test.as_ref() else { return facts };
        let things: Vec<Thing> = match place {
            Some(Place::Flow(id)) => Leg::of(self.world.model, id, compiled.asked().2).map(Thing::Flow).collect(),
            Some(place) => self.thing(place).into_iter().collect(),
            None => vec![Thing::Model],
        };
        for thing in things {
            let standing = self.standing(thing);
            reads(&self.scope(thing, &standing), test, &mut facts);
        }
        facts
    }

    /// The facts that a threat rests on, by place and name: `web.exposure`.
    pub fn rests_on(&self, threat: &Threat) -> Facts {
        let standing = self.standing(threat.thing);
        let scope = self.scope(threat.thing, &standing);
        let mut read = Reads::new();
        if let Some(test) = self.compiled(threat.rule).and_then(|compiled| compiled.test.as_ref()) {
            reads(&scope, test, &mut read);
        }
        let mut facts: Facts = read.into_iter().map(|(name, read)| (name, read.value)).collect();
        self.controls_read(threat, &standing, &mut facts);
        let word = |word: Option<&'static str>| SmolStr::new_static(word.unwrap_or("none"));
        facts.insert("impact".into(), word(threat.inherent.impact.map(|impact| impact.as_str())));
        facts.insert("likelihood".into(), word(threat.inherent.likelihood.map(|likelihood| likelihood.as_str())));
        facts.insert("severity".into(), threat.inherent.severity.as_str().into());
        facts
    }

    fn controls_read(&self, threat: &Threat, standing: &Standing, facts: &mut Facts) {
        let model = self.world.model;
        for &control in self.rule(threat).counters.iter().flat_map(|counter| &counter.any) {
            if let Some(found) = standing.get(control) {
                let value = format_smolstr!("{}:{}", found.status.as_str(), found.effectiveness);
                facts.insert(format_smolstr!("has.{}", model.types[control].name), value);
            }
        }
        let own = self.rule(threat).counters.iter().filter(|counter| counter.any.is_empty()).enumerate();
        for (at, counter) in own {
            let status = counter.status.map_or("unknown", |status| status.as_str());
            facts.insert(format_smolstr!("measure.{}", at + 1), status.into());
        }
    }

    /// What identifies the answers to a threat, whatever stands around them; `None` where nobody answered.
    pub fn answer_mark(&self, threat: &Threat) -> Option<SmolStr> {
        let mut text = String::new();
        for answered in [threat.answer, threat.rated].into_iter().flatten() {
            let answer = self.world.model.answers.get(answered.answer)?;
            text.push_str(&format!("{}\0{}", answer.kind.as_str(), answer.reason.as_deref().unwrap_or_default()));
            for name in ["until", "status", "owner", "ticket", "review", "likelihood", "impact", "severity"] {
                text.push('\0');
                text.push_str(answer.facts.text(name).unwrap_or_default());
            }
        }
        (!text.is_empty()).then(|| format_smolstr!("{:016x}", crate::base::text::fingerprint(&text)))
    }
}

impl Analysis {
    /// Compares the facts behind answers with those on which they were given, by the position of their threats. An answer
    /// that was changed since is a new one.
    pub fn review(&mut self, model: &Model, graph: &FlowGraph, given: &[Option<&Evidence>]) {
        let mut changes: Vec<(usize, Vec<SmolStr>)> = Vec::new();
        let reader = self.reader(model, graph);
        for (at, (threat, given)) in self.threats.iter().zip(given).enumerate() {
            let mut answers = [threat.answer, threat.rated].into_iter().flatten();
            let (true, Some(given)) = (answers.any(|answered| answered.standing == Validity::Counts), given) else {
                continue;
            };
            if reader.answer_mark(threat).as_ref() != Some(&given.answer) {
                continue;
            }
            let changed = changed(&given.facts, &reader.rests_on(threat));
            if !changed.is_empty() {
                changes.push((at, changed));
            }
        }
        if changes.is_empty() {
            return;
        }
        for (at, changed) in changes {
            let Some(threat) = self.threats.get_mut(at) else { continue };
            threat.changed = changed;
            threat.status = Status::of(threat.coverage.verdict);
            (threat.current, threat.residual) = threat.computed;
            for answered in [&mut threat.answer, &mut threat.rated].into_iter().flatten() {
                answered.standing = Validity::Changed;
            }
        }
        (self.threats, self.entries) = entries::merge(std::mem::take(&mut self.threats));
    }
}

impl Status {
    /// What controls alone make of a threat.
    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Full => Status::Covered,
            Verdict::Partial => Status::PartlyCovered,
            Verdict::None => Status::Open,
            Verdict::Unverified => Status::Unverified,
        }
    }
}

/// `web.exposure was internal, is internet`
fn changed(before: &Facts, now: &Facts) -> Vec<SmolStr> {
    let names: std::collections::BTreeSet<&SmolStr> = before.keys().chain(now.keys()).collect();
    let differs = |name: &&SmolStr| before.get(*name) != now.get(*name);
    let said = |facts: &Facts, name: &SmolStr| facts.get(name).cloned().unwrap_or_else(|| "not stated".into());
    let changed = names.into_iter().filter(differs);
    changed.map(|name| format_smolstr!("{name} was {}, is {}", said(before, name), said(now, name))).collect()
}

// ---- what a condition reads -------------------------------------------------------------------------------------------------

/// All facts that a condition can look at, whether they decide or not. They are named by the part that the thing plays in the
/// condition (`source.exposure`), so that no rename changes them.
fn reads(scope: &Scope<'_>, test: &Test, facts: &mut Reads) {
    let truth = || SmolStr::new_static(scope.test(test).as_str());
    let of = |path: Path| scope.thing(path).and_then(place);
    let read = |name: &str, label: &str, path: Path| Read {
        name: name.into(),
        label: label.into(),
        of: of(path),
        value: truth(),
    };
    match test {
        Test::All(all) | Test::Any(all) => all.iter().for_each(|one| reads(scope, one, facts)),
        Test::Not(one) => reads(scope, one, facts),
        Test::Holds(path, field) => {
            put(facts, format_smolstr!("{}.{}", part(*path), field.name), read(field.name, field.label, *path));
        }
        Test::Compare(left, _, operand) => {
            scalar(scope, left, facts);
            if let Operand::Scalar(right) = operand {
                scalar(scope, right, facts);
            }
        }
        Test::OneOf(left, _) => scalar(scope, left, facts),
        Test::Is(path, _) => put(facts, format_smolstr!("{}.is", part(*path)), read("type", "type", *path)),
        Test::HasTag(path, tags) => {
            put(facts, format_smolstr!("{}.#{}", part(*path), tags.join("+")), read("tags", "tag", *path));
        }
        Test::HasControl(path, controls) => {
            let types = &scope.world.model.types;
            let names: Vec<&str> = controls.iter().map(|&id| types[id].name.as_str()).collect();
            let labels: Vec<&str> = controls.iter().map(|&id| types[id].label.as_str()).collect();
            let read = read(&format!("has.{}", names.join("+")), &labels.join(" or "), *path);
            put(facts, format_smolstr!("{}.has.{}", part(*path), names.join("+")), read);
        }
        Test::Ask(question) => {
            let (name, path) = question.name();
            let of = path.map_or_else(|| place(scope.subject), of);
            let read = Read { name: name.clone(), label: name.replace('-', " ").into(), of, value: truth() };
            put(facts, format_smolstr!("{}.{name}", path.map_or_else(|| "this".into(), part)), read);
        }
        Test::Over(_, list, _) => {
            let read = read(list.field.name, list.field.label, list.path);
            put(facts, format_smolstr!("{}.{}", part(list.path), list.field.name), read);
        }
    }
}

fn scalar(scope: &Scope<'_>, scalar: &Scalar, facts: &mut Reads) {
    let of = |path: Path| scope.thing(path).and_then(place);
    let (key, name, label, of): (_, SmolStr, &str, _) = match scalar {
        Scalar::Field(path, field) => {
            (format_smolstr!("{}.{}", part(*path), field.name), field.name.into(), field.label, of(*path))
        }
        Scalar::Control(control) => {
            let control = &scope.world.model.types[*control];
            let name = format_smolstr!("has.{}", control.name);
            (name.clone(), name, control.label.as_str(), place(scope.subject))
        }
        Scalar::Count(list, _) => {
            let key = format_smolstr!("{}.count.{}", part(list.path), list.field.name);
            (key, list.field.name.into(), list.field.label, of(list.path))
        }
    };
    let value = match (scope.scalar(scalar), scalar) {
        (Found::Level(level), Scalar::Field(_, Field { shape: Shape::Level(scale), .. })) => {
            scale.get(usize::from(level)).map_or_else(|| "none".into(), |word| SmolStr::new_static(word))
        }
        (found, _) => found.plain(),
    };
    put(facts, key, Read { name, label: label.into(), of, value });
}

/// Two questions of a condition may have the same name: the second gets a number, and so on.
fn put(facts: &mut Reads, name: SmolStr, read: Read) {
    let mut free = name.clone();
    let mut count = 1;
    while facts.get(&free).is_some_and(|known| known.value != read.value) {
        count += 1;
        free = format_smolstr!("{name}~{count}");
    }
    facts.insert(free, read);
}

/// The part that a thing plays: `source`, `target.zone`.
fn part(path: Path) -> SmolStr {
    let root = match path.root {
        Root::This => "this",
        Root::Source => "source",
        Root::Target => "target",
        Root::It => "it",
    };
    format_smolstr!("{root}{}", ".zone".repeat(usize::from(path.zones)))
}
