//! Which rules are shown to hold, never to hold and to be an open question by `expect` statements.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::{Analysis, Answer};
use crate::model::{Model, Rule, RuleId, ThreatName, Wanted};

/// What a number of expectations come to.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// How many there are, each place counted by itself.
    pub expectations: usize,
    /// How many are not met.
    pub failed: usize,
    /// The answers that are shown, by rule.
    shown: BTreeMap<SmolStr, BTreeSet<Wanted>>,
}

/// A rule without an example for some of its answers.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The rule.
    pub rule: RuleId,
    /// The answers that no example shows.
    pub lacks: Vec<Wanted>,
}

impl Tally {
    /// Counts the answer to an expectation; what is not met shows nothing.
    pub fn add(&mut self, model: &Model, answer: &Answer<'_>) {
        self.expectations += 1;
        if answer.failure.is_some() {
            self.failed += 1;
        } else if let Some(ThreatName::Rule(rule)) = answer.expectation.threat {
            self.shown.entry(model.rules[rule].name.clone()).or_default().insert(answer.found);
        }
    }

    /// How many of the rules that can give an answer are shown to give it, and how many can.
    pub fn share(&self, analysis: &Analysis, rules: &[(RuleId, &Rule)], wanted: Wanted) -> (usize, usize) {
        let can = rules.iter().filter(|(id, _)| can(analysis, *id, wanted));
        let shown = can.clone().filter(|(_, rule)| self.shows(rule, wanted));
        (shown.count(), can.count())
    }

    /// The rules that lack an example.
    pub fn gaps(&self, analysis: &Analysis, rules: &[(RuleId, &Rule)]) -> Vec<Gap> {
        let gap = |&(id, rule): &(RuleId, &Rule)| {
            let lacks = Wanted::ALL.iter().copied();
            let lacks = lacks.filter(|&wanted| can(analysis, id, wanted) && !self.shows(rule, wanted)).collect();
            Gap { rule: id, lacks }
        };
        rules.iter().map(gap).filter(|gap| !gap.lacks.is_empty()).collect()
    }

    fn shows(&self, rule: &Rule, wanted: Wanted) -> bool {
        self.shown.get(&rule.name).is_some_and(|shown| shown.contains(&wanted))
    }
}

fn can(analysis: &Analysis, rule: RuleId, wanted: Wanted) -> bool {
    wanted != Wanted::Question || analysis.can_be_question(rule)
}
