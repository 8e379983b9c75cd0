//! Which threats an answer is about.
//!
//! A zone stands for everything inside, flows between two places inside included; a boundary for the flows that cross it; an
//! element and a flow for themselves. A tag has become the places that have it.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::graph::FlowGraph;
use crate::lint::Subject;
use crate::model::{Answer, ElementId, Model, Place, RuleId, Subjects, ThreatId, ThreatName, ZoneId};
use crate::threats::{Analysis, Threat};

/// The threats of a model by rule and place.
pub(in crate::lint) struct Matches<'a> {
    model: &'a Model,
    graph: &'a FlowGraph,
    analysis: &'a Analysis,
    by_rule: FxHashMap<RuleId, Vec<usize>>,
    by_place: FxHashMap<(RuleId, Place), Vec<usize>>,
    /// Where a rule asks something that nobody stated; an answer settles it.
    asked: FxHashSet<(RuleId, Option<Place>)>,
}

impl<'a> Matches<'a> {
    /// Sorts the threats of a model.
    pub fn of(subject: &Subject<'a>) -> Self {
        let (model, graph, analysis) = (subject.model, subject.graph, subject.analysis);
        let mut matches = Self {
            model,
            graph,
            analysis,
            by_rule: FxHashMap::default(),
            by_place: FxHashMap::default(),
            asked: FxHashSet::default(),
        };
        for (at, threat) in analysis.threats.iter().enumerate() {
            matches.by_rule.entry(threat.rule).or_default().push(at);
            for place in matches.stands_for(threat.subject) {
                matches.by_place.entry((threat.rule, place)).or_default().push(at);
            }
        }
        for question in &analysis.questions {
            matches.asked.insert((question.rule, None));
            for place in matches.stands_for(question.subject) {
                matches.asked.insert((question.rule, Some(place)));
            }
        }
        matches
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

    /// The threats of its rule that an answer is about, in the order of the analysis.
    pub fn derived(&self, answer: &Answer) -> Vec<&'a Threat> {
        let Some(ThreatName::Rule(rule)) = answer.threat else { return Vec::new() };
        let all = |found: Option<&Vec<usize>>| found.cloned().unwrap_or_default();
        let mut found = match answer.on.places.as_slice() {
            _ if answer.on.everywhere => all(self.by_rule.get(&rule)),
            places => places.iter().flat_map(|&place| all(self.by_place.get(&(rule, place)))).collect(),
        };
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.analysis.threats.get(at)).collect()
    }

    /// Whether an answer is about any threat at all.
    pub fn answered(&self, answer: &Answer) -> bool {
        let on = &answer.on;
        match answer.threat {
            None => true,
            Some(ThreatName::Written(id)) => self.is_on(id, on),
            Some(ThreatName::Rule(rule)) if on.everywhere => {
                self.by_rule.contains_key(&rule) || self.asked.contains(&(rule, None))
            }
            Some(ThreatName::Rule(rule)) => on
                .places
                .iter()
                .any(|&place| self.by_place.contains_key(&(rule, place)) || self.asked.contains(&(rule, Some(place)))),
        }
    }

    /// Whether a threat that is written by hand is on one of these, or on what stands for one of them.
    fn is_on(&self, id: ThreatId, on: &Subjects) -> bool {
        let threat = &self.model.threats[id];
        let nowhere = threat.on.places.is_empty() && threat.on.data.is_empty();
        if on.everywhere || threat.on.everywhere || nowhere {
            return true;
        }
        let reach = |places: &[Place]| -> FxHashSet<Place> {
            places.iter().flat_map(|&place| self.stands_for(Some(place))).collect()
        };
        let (own, answered) = (reach(&threat.on.places), reach(&on.places));
        on.places.iter().any(|place| own.contains(place))
            || threat.on.places.iter().any(|place| answered.contains(place))
            || on.data.iter().any(|data| threat.on.data.contains(data) || threat.affects.contains(data))
    }

    /// The first places where a threat is, by their ids, and how many there are.
    pub fn places(&self, threat: ThreatName, first: usize) -> (Vec<SmolStr>, usize) {
        let model = self.model;
        let of_rule = |threat: &Threat| threat.subject.map_or("*".into(), |place| model.place_id(place));
        match threat {
            ThreatName::Rule(rule) => {
                let shown = self.of_rule(rule).take(first).map(of_rule).collect();
                (shown, self.by_rule.get(&rule).map_or(0, Vec::len))
            }
            ThreatName::Written(id) => {
                let on = &model.threats[id].on;
                let places = on.places.iter().map(|&place| model.place_id(place));
                let data = on.data.iter().map(|&data| model.data[data].id.clone());
                (places.chain(data).take(first).collect(), on.places.len() + on.data.len())
            }
        }
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
        beside.map(|place| self.model.place_id(place))
    }

    fn of_rule(&self, rule: RuleId) -> impl Iterator<Item = &'a Threat> {
        let all = self.by_rule.get(&rule).map_or(&[][..], Vec::as_slice);
        all.iter().filter_map(|&at| self.analysis.threats.get(at))
    }
}
