//! Which threats an answer is about.
//!
//! A zone stands for everything inside, flows between two places inside included; a boundary for the flows that cross it; an
//! element and a flow for themselves. A tag has become the places that have it.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::graph::FlowGraph;
use crate::model::{Answer, DataId, ElementId, Model, Place, RuleId, ThreatId, ThreatName, ZoneId};

use super::{OpenQuestion, Replaced, Threat};

/// The threats of a model by rule and place.
pub struct AnswerMatches<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    threats: &'a [Threat],
    /// The rules of threats written by hand.
    written: FxHashMap<ThreatId, RuleId>,
    by_rule: FxHashMap<RuleId, Vec<usize>>,
    by_place: FxHashMap<(RuleId, Place), Vec<usize>>,
    /// Where a rule asks something that nobody stated; an answer settles it.
    asked: FxHashSet<(RuleId, Option<Place>)>,
}

impl<'a> AnswerMatches<'a> {
    /// Sorts the threats of a model.
    pub fn new(model: &'a Model, graph: &'a FlowGraph, threats: &'a [Threat], questions: &[OpenQuestion]) -> Self {
        let written = model.rules.iter().filter_map(|(id, rule)| Some((rule.written.as_ref()?.threat, id))).collect();
        let mut matches = Self {
            model,
            graph,
            threats,
            written,
            by_rule: FxHashMap::default(),
            by_place: FxHashMap::default(),
            asked: FxHashSet::default(),
        };
        for (at, threat) in threats.iter().enumerate() {
            matches.by_rule.entry(threat.rule).or_default().push(at);
            for place in matches.stands_for(threat.subject) {
                matches.by_place.entry((threat.rule, place)).or_default().push(at);
            }
        }
        for question in questions {
            matches.asked.insert((question.rule, None));
            for place in matches.stands_for(question.subject) {
                matches.asked.insert((question.rule, Some(place)));
            }
        }
        matches
    }

    /// The rule of a threat.
    fn rule(&self, name: ThreatName) -> Option<RuleId> {
        match name {
            ThreatName::Rule(rule) => Some(rule),
            ThreatName::Written(id) => self.written.get(&id).copied(),
        }
    }

    /// Every place that stands for one: itself, the zones around it, the boundary that it crosses.
    fn stands_for(&self, place: Option<Place>) -> Vec<Place> {
        let Some(place) = place else { return Vec::new() };
        let mut places = vec![place];
        match place {
            Place::Element(id) => places.extend(self.model.path(id).into_iter().map(Place::Zone)),
            Place::Flow(id) => {
                let flow = &self.model.flows[id];
                places.extend(self.shared_zones(flow.source, flow.target).map(Place::Zone));
                let declared = self.graph.border(id).and_then(|border| border.declared);
                places.extend(declared.map(Place::Boundary));
            }
            Place::Zone(id) => {
                let around = self.model.zone_path(id).into_iter().map(Place::Zone);
                places.extend(around.filter(|zone| *zone != place));
            }
            Place::Boundary(_) => {}
        }
        places
    }

    fn shared_zones(&self, a: ElementId, b: ElementId) -> impl Iterator<Item = ZoneId> + use<> {
        let (a, b) = (self.model.path(a), self.model.path(b));
        a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(zone, _)| zone)
    }

    /// The threats that an answer is about, by their position, in order.
    pub fn of(&self, answer: &Answer) -> Vec<usize> {
        let Some(rule) = answer.threat.and_then(|name| self.rule(name)) else { return Vec::new() };
        let all = |found: Option<&Vec<usize>>| found.cloned().unwrap_or_default();
        let on = &answer.on;
        let mut found: Vec<usize> = match on.places.as_slice() {
            _ if on.everywhere => all(self.by_rule.get(&rule)),
            places => places.iter().flat_map(|&place| self.at(rule, place)).collect(),
        };
        if !on.data.is_empty() {
            found.extend(all(self.by_rule.get(&rule)).into_iter().filter(|&at| self.hurts(at, &on.data)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The threats of a rule at a place. One written by hand is also there if it is on what stands for the place, or on the
    /// model as a whole.
    fn at(&self, rule: RuleId, place: Place) -> Vec<usize> {
        let mut found = self.by_place.get(&(rule, place)).cloned().unwrap_or_default();
        if found.is_empty() && !self.model.rules[rule].is_rule() {
            let around = self.stands_for(Some(place));
            let own = self.by_rule.get(&rule).map_or(&[][..], Vec::as_slice);
            found.extend(own.iter().copied().filter(|&at| {
                let subject = self.threats.get(at).map(|threat| threat.subject);
                subject.is_some_and(|subject| subject.is_none_or(|subject| around.contains(&subject)))
            }));
        }
        found
    }

    fn hurts(&self, at: usize, data: &[DataId]) -> bool {
        let Some(threat) = self.threats.get(at) else { return false };
        let written = self.model.rules[threat.rule].written.as_ref();
        written.is_some_and(|written| {
            let on = &self.model.threats[written.threat].on.data;
            data.iter().any(|data| on.contains(data) || written.affects.contains(data))
        })
    }

    /// Whether an answer is about any threat at all, or settles a question.
    pub fn answered(&self, answer: &Answer) -> bool {
        let Some(name) = answer.threat else { return true };
        let Some(rule) = self.rule(name) else { return true };
        let asked = |place: Option<Place>| self.asked.contains(&(rule, place));
        let on = &answer.on;
        !self.of(answer).is_empty()
            || (on.everywhere && asked(None))
            || on.places.iter().any(|&place| asked(Some(place)))
    }

    /// The more specific threat that is listed in the place of the one that an answer is about.
    pub fn successor(&self, answer: &Answer, replaced: &[Replaced]) -> Option<RuleId> {
        let rule = answer.threat.and_then(|name| self.rule(name))?;
        let on = |place: Option<Place>| {
            answer.on.everywhere || self.stands_for(place).iter().any(|place| answer.on.places.contains(place))
        };
        replaced.iter().find(|replaced| replaced.rule == rule && on(replaced.subject)).map(|replaced| replaced.by)
    }

    /// The first places where a threat is, by their ids, and how many there are.
    pub fn places(&self, threat: ThreatName, first: usize) -> (Vec<SmolStr>, usize) {
        let model = self.model;
        let of_rule = |threat: &Threat| threat.subject.map_or("*".into(), |place| place_in_clause(model, place));
        let Some(rule) = self.rule(threat) else { return (Vec::new(), 0) };
        (self.of_rule(rule).take(first).map(of_rule).collect(), self.by_rule.get(&rule).map_or(0, Vec::len))
    }

    /// The place that was probably meant: that of a threat at the same end.
    pub fn near(&self, answer: &Answer) -> Option<SmolStr> {
        let Some(ThreatName::Rule(rule)) = answer.threat else { return None };
        let place = *answer.on.places.first()?;
        let ends = |place: Place| match place {
            Place::Flow(id) => vec![self.model.flows[id].source, self.model.flows[id].target],
            Place::Element(id) => vec![id],
            Place::Zone(_) | Place::Boundary(_) => Vec::new(),
        };
        let own = ends(place);
        let beside = |place: &Place| ends(*place).iter().any(|end| own.contains(end));
        let beside = self.of_rule(rule).filter_map(|threat| threat.subject).find(beside);
        beside.map(|place| place_in_clause(self.model, place))
    }

    fn of_rule(&self, rule: RuleId) -> impl Iterator<Item = &'a Threat> {
        let all = self.by_rule.get(&rule).map_or(&[][..], Vec::as_slice);
        all.iter().filter_map(|&at| self.threats.get(at))
    }
}

/// What an `on` clause calls a place: never the number of a flow, which changes when another is added.
pub fn place_in_clause(model: &Model, place: Place) -> SmolStr {
    match place {
        Place::Flow(id) => model.flows[id].key.clone(),
        other => model.place_id(other),
    }
}
