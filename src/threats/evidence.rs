//! What an answer rests on: the facts that the rule and its counters read, by names that labels and order do not change.
//!
//! When one of them is another than it was when the answer was given, the answer has to be looked at again, and does not
//! count until somebody did.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use crate::graph::FlowGraph;
use crate::lock::Evidence;
use crate::model::Model;

use super::condition::eval::Scope;
use super::condition::fields::{Field, Shape};
use super::condition::value::Found;
use super::condition::{Operand, Path, Root, Scalar, Test};
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
fn reads(scope: &Scope<'_>, test: &Test, facts: &mut Facts) {
    let truth = || SmolStr::new_static(scope.test(test).as_str());
    match test {
        Test::All(all) | Test::Any(all) => all.iter().for_each(|one| reads(scope, one, facts)),
        Test::Not(one) => reads(scope, one, facts),
        Test::Holds(path, field) => put(facts, format_smolstr!("{}.{}", part(*path), field.name), truth()),
        Test::Compare(left, _, operand) => {
            scalar(scope, left, facts);
            if let Operand::Scalar(right) = operand {
                scalar(scope, right, facts);
            }
        }
        Test::OneOf(left, _) => scalar(scope, left, facts),
        Test::Is(path, _) => put(facts, format_smolstr!("{}.is", part(*path)), truth()),
        Test::HasTag(path, tags) => put(facts, format_smolstr!("{}.#{}", part(*path), tags.join("+")), truth()),
        Test::HasControl(path, controls) => {
            let names: Vec<&str> = controls.iter().map(|&id| scope.world.model.types[id].name.as_str()).collect();
            put(facts, format_smolstr!("{}.has.{}", part(*path), names.join("+")), truth());
        }
        Test::Ask(question) => {
            let (name, path) = question.name();
            put(facts, format_smolstr!("{}.{name}", path.map_or_else(|| "this".into(), part)), truth());
        }
        Test::Over(_, list, _) => put(facts, format_smolstr!("{}.{}", part(list.path), list.field.name), truth()),
    }
}

fn scalar(scope: &Scope<'_>, scalar: &Scalar, facts: &mut Facts) {
    let name = match scalar {
        Scalar::Field(path, field) => format_smolstr!("{}.{}", part(*path), field.name),
        Scalar::Control(control) => format_smolstr!("has.{}", scope.world.model.types[*control].name),
        Scalar::Count(list, _) => format_smolstr!("{}.count.{}", part(list.path), list.field.name),
    };
    let value = match (scope.scalar(scalar), scalar) {
        (Found::Level(level), Scalar::Field(_, Field { shape: Shape::Level(scale), .. })) => {
            scale.get(usize::from(level)).map_or_else(|| "none".into(), |word| SmolStr::new_static(word))
        }
        (found, _) => found.plain(),
    };
    put(facts, name, value);
}

/// Two questions of a condition may have the same name: the second gets a number, and so on.
fn put(facts: &mut Facts, name: SmolStr, value: SmolStr) {
    let mut free = name.clone();
    let mut count = 1;
    while facts.get(&free).is_some_and(|known| *known != value) {
        count += 1;
        free = format_smolstr!("{name}~{count}");
    }
    facts.insert(free, value);
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
