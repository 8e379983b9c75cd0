//! What an answer rests on: the facts that the rule and its counters read, by names that labels and order do not change.
//!
//! When one of them is another than it was when the answer was given, the answer has to be looked at again, and does not
//! count until somebody did.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use crate::graph::FlowGraph;
use crate::lock::Evidence;
use crate::model::Model;

use super::condition::eval::{Scope, World};
use super::condition::fields::{Field, Shape};
use super::condition::value::Found;
use super::condition::{Path, Scalar, Test, Thing};
use super::controls::Standing;
use super::reader::Reader;
use super::{Analysis, Status, Threat, Validity, Verdict, entries};

type Facts = BTreeMap<SmolStr, SmolStr>;

impl Reader<'_> {
    /// The facts that a threat rests on, by place and name: `web.exposure`.
    pub fn rests_on(&self, threat: &Threat) -> Facts {
        let standing = self.standing(threat.thing);
        let scope = self.scope(threat.thing, &standing);
        let mut facts = Facts::new();
        if let Some(test) = self.compiled(threat.rule).and_then(|compiled| compiled.test.as_ref()) {
            reads(&scope, test, &mut facts);
        }
        self.controls_read(threat, &standing, &mut facts);
        let word = |word: Option<&'static str>| SmolStr::new_static(word.unwrap_or("none"));
        facts.insert("impact".into(), word(threat.inherent.impact.map(|impact| impact.as_str())));
        facts.insert("likelihood".into(), word(threat.inherent.likelihood.map(|likelihood| likelihood.as_str())));
        facts
    }

    fn controls_read(&self, threat: &Threat, standing: &Standing, facts: &mut Facts) {
        let model = self.world.model;
        for &control in self.rule(threat).counters.iter().flat_map(|counter| &counter.any) {
            if let Some(found) = standing.get(control) {
                facts.insert(format_smolstr!("has.{}", model.types[control].name), found.status.as_str().into());
            }
        }
    }

    /// What identifies the answer to a threat, whatever stands around it; `None` where nobody answered.
    pub fn answer_mark(&self, threat: &Threat) -> Option<SmolStr> {
        let answer = self.world.model.answers.get(threat.answer?.answer)?;
        let mut text = format!("{}\0{}", answer.kind.as_str(), answer.reason.as_deref().unwrap_or_default());
        for name in ["until", "status", "owner", "ticket", "review"] {
            text.push('\0');
            text.push_str(answer.facts.text(name).unwrap_or_default());
        }
        Some(format_smolstr!("{:016x}", crate::base::text::fingerprint(&text)))
    }
}

impl Analysis {
    /// Compares the facts behind answers with those on which they were given, by the position of their threats. An answer
    /// that was changed since is a new one.
    pub fn review(&mut self, model: &Model, graph: &FlowGraph, given: &[Option<&Evidence>]) {
        let mut changes: Vec<(usize, Vec<SmolStr>)> = Vec::new();
        let reader = self.reader(model, graph);
        for (at, (threat, given)) in self.threats.iter().zip(given).enumerate() {
            let counts = threat.answer.is_some_and(|answered| answered.standing == Validity::Counts);
            let (true, Some(given)) = (counts, given) else { continue };
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
            if let Some(answered) = &mut threat.answer {
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

/// All facts that a condition can look at, whether they decide or not.
fn reads(scope: &Scope<'_>, test: &Test, facts: &mut Facts) {
    match test {
        Test::All(all) | Test::Any(all) => all.iter().for_each(|one| reads(scope, one, facts)),
        Test::Not(one) => reads(scope, one, facts),
        Test::Holds(path, field) => {
            let value = scope.holds(*path, field).as_str();
            facts.insert(format_smolstr!("{}.{}", place(scope, *path), field.name), value.into());
        }
        Test::Compare(left, _, operand) => {
            scalar(scope, left, facts);
            if let super::condition::Operand::Scalar(right) = operand {
                scalar(scope, right, facts);
            }
        }
        Test::OneOf(left, _) => scalar(scope, left, facts),
        Test::Is(path, _) => {
            facts.insert(format_smolstr!("{}.is", place(scope, *path)), kind(scope, *path));
        }
        Test::HasTag(path, tags) => {
            let value = scope.test(test).as_str();
            facts.insert(format_smolstr!("{}.#{}", place(scope, *path), tags.join("+")), value.into());
        }
        Test::HasControl(path, controls) => {
            let names: Vec<&str> = controls.iter().map(|&id| scope.world.model.types[id].name.as_str()).collect();
            let value = scope.test(test).as_str();
            facts.insert(format_smolstr!("{}.has.{}", place(scope, *path), names.join("+")), value.into());
        }
        Test::Ask(question) => {
            let (name, path) = question.name();
            let place = path.map_or_else(|| name_of(scope.world, scope.subject), |path| place(scope, path));
            facts.insert(format_smolstr!("{place}.{name}"), scope.test(test).as_str().into());
        }
        Test::Over(_, list, _) => {
            let name = format_smolstr!("{}.{}", place(scope, list.path), list.field.name);
            facts.insert(name, scope.test(test).as_str().into());
        }
    }
}

fn scalar(scope: &Scope<'_>, scalar: &Scalar, facts: &mut Facts) {
    let name = match scalar {
        Scalar::Field(path, field) => format_smolstr!("{}.{}", place(scope, *path), field.name),
        Scalar::Control(control) => format_smolstr!("has.{}", scope.world.model.types[*control].name),
        Scalar::Count(list, _) => format_smolstr!("{}.count.{}", place(scope, list.path), list.field.name),
    };
    let value = match (scope.scalar(scalar), scalar) {
        (Found::Level(level), Scalar::Field(_, Field { shape: Shape::Level(scale), .. })) => {
            scale.get(usize::from(level)).map_or_else(|| "none".into(), |word| SmolStr::new_static(word))
        }
        (found, _) => found.plain(),
    };
    facts.insert(name, value);
}

fn place(scope: &Scope<'_>, path: Path) -> SmolStr {
    scope.thing(path).map_or_else(|| "none".into(), |thing| name_of(scope.world, thing))
}

fn name_of(world: World<'_>, thing: Thing) -> SmolStr {
    let model = world.model;
    match thing {
        Thing::Flow(leg) => model.flows[leg.flow].key.clone(),
        Thing::Element(id) => model.elements[id].id.clone(),
        Thing::Zone(id) => model.zones[id].id.clone(),
        Thing::Data(id) => model.data[id].id.clone(),
        Thing::Model => "model".into(),
    }
}

/// The type of a thing, else its kind.
fn kind(scope: &Scope<'_>, path: Path) -> SmolStr {
    let model = scope.world.model;
    let name = |ty: Option<crate::model::TypeId>, kind: &str| ty.map_or(kind.into(), |ty| model.types[ty].name.clone());
    match scope.thing(path) {
        Some(Thing::Element(id)) => name(model.elements[id].ty, model.elements[id].kind.as_str()),
        Some(Thing::Zone(id)) => name(model.zones[id].ty, "zone"),
        Some(Thing::Flow(leg)) => name(model.flows[leg.flow].ty, "flow"),
        Some(Thing::Data(id)) => name(model.data[id].ty, "data"),
        Some(Thing::Model) | None => "none".into(),
    }
}
