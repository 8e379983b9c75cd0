//! Design smells about threats: what they rest on, and how they are answered.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::lint::{Subject, add};
use crate::model::{Answer, AnswerKind, Impact, Place, RuleId, Severity, Stride, ThreatId, ThreatName, TypeId};
use crate::threats::{ControlFound, Evidence, Status, Threat};

/// Threats of a category from which on it says something that all of them are dismissed.
const MIN_DISMISSED: usize = 3;

/// Answers that may share their reason.
const MAX_SAME_REASON: usize = 2;

/// W0311
pub(in crate::lint) fn single_controls(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let reader = subject.analysis.reader(model, graph);
    let mut resting: Vec<(&Threat, ControlFound, usize)> = Vec::new();
    let mut known: FxHashMap<(Option<Place>, TypeId), usize> = FxHashMap::default();
    for threat in &subject.analysis.threats {
        let critical =
            threat.inherent.severity == Severity::Critical || threat.inherent.impact == Some(Impact::Critical);
        if !critical || (threat.current == threat.inherent && threat.status != Status::Covered) {
            continue;
        }
        let mut controls = reader.controls(threat).into_iter().filter(|control| control.credit() > 0);
        let (Some(only), None) = (controls.next(), controls.next()) else { continue };
        let at = *known.entry((threat.subject, only.control)).or_insert(resting.len());
        match resting.get_mut(at) {
            Some((.., threats)) => *threats += 1,
            None => resting.push((threat, only, 1)),
        }
    }
    found.extend(resting.into_iter().filter_map(|(threat, control, threats)| {
        let label = &model.types[control.control].label;
        let message = match threats {
            1 => format!("critical threat `{}` rests on one control: {label}", threat.key),
            _ => format!("{threats} critical threats, such as `{}`, rest on one control: {label}", threat.key),
        };
        let diagnostic = Diagnostic::warning("W0311", place(subject, threat.subject)?, message).help(
            "add a second control, so that one failure is not enough: `threatline threats` lists what counters it",
        );
        Some(match control.evidence {
            Evidence::Stated { span: Some(span), .. } if subject.is_authors(span) => {
                diagnostic.label(span, "the control")
            }
            _ => diagnostic,
        })
    }));
}

fn place(subject: &Subject<'_>, place: Option<Place>) -> Option<Span> {
    let model = subject.model;
    match place {
        Some(Place::Element(id)) => Some(model.elements[id].span),
        Some(Place::Zone(id)) => model.zones[id].span,
        Some(Place::Boundary(id)) => Some(model.boundaries[id].span),
        Some(Place::Flow(id)) => Some(model.flows[id].span),
        None => model.document.span,
    }
}

/// Where a threat is dismissed.
#[derive(Default)]
struct Dismissed {
    places: FxHashSet<Place>,
    everywhere: bool,
}

impl Dismissed {
    fn add(&mut self, answer: &Answer) {
        self.places.extend(&answer.on.places);
        self.everywhere |= answer.on.everywhere;
    }

    /// A zone stands for what lies in it, a boundary for what crosses it.
    fn covers(&self, subject: &Subject<'_>, place: Option<Place>) -> bool {
        let model = subject.model;
        let inside = |element| {
            subject.outwards(model.elements[element].zone).any(|zone| self.places.contains(&Place::Zone(zone)))
        };
        let around = match place {
            Some(Place::Element(id)) => inside(id),
            Some(Place::Flow(id)) => {
                let border = subject.graph.border(id).and_then(|border| border.declared);
                let crossed = border.is_some_and(|border| self.places.contains(&Place::Boundary(border)));
                crossed || (inside(model.flows[id].source) && inside(model.flows[id].target))
            }
            _ => false,
        };
        self.everywhere || around || place.is_some_and(|place| self.places.contains(&place))
    }
}

/// W0317
pub(in crate::lint) fn dismissed_categories(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut rules: FxHashMap<RuleId, Dismissed> = FxHashMap::default();
    let mut written: FxHashSet<ThreatId> = FxHashSet::default();
    let dismissals = || model.answers.iter().filter(|answer| answer.kind == AnswerKind::Dismiss);
    for answer in dismissals() {
        match answer.threat {
            Some(ThreatName::Rule(rule)) => rules.entry(rule).or_default().add(answer),
            Some(ThreatName::Written(threat)) => {
                written.insert(threat);
            }
            None => {}
        }
    }
    for &category in Stride::ALL {
        let of_rules = subject.analysis.threats.iter().filter(|threat| threat.stride == Some(category));
        let of_rules = of_rules
            .map(|threat| rules.get(&threat.rule).is_some_and(|dismissed| dismissed.covers(subject, threat.subject)));
        let by_hand = model
            .threats
            .iter()
            .filter(|(_, threat)| threat.facts.text("stride").and_then(Stride::parse) == Some(category));
        let all: Vec<bool> = of_rules.chain(by_hand.map(|(id, _)| written.contains(&id))).collect();
        if all.len() < MIN_DISMISSED || all.contains(&false) {
            continue;
        }
        let last = dismissals().rfind(|answer| category_of(subject, answer) == Some(category));
        found.extend(last.map(|answer| {
            let message = format!("all {} threats of the category {} are dismissed", all.len(), category.title());
            let help =
                "it is rare that a whole category does not apply: look at them once more, or accept what remains";
            Diagnostic::warning("W0317", answer.span, message).help(help)
        }));
    }
}

fn category_of(subject: &Subject<'_>, answer: &Answer) -> Option<Stride> {
    match answer.threat? {
        ThreatName::Rule(rule) => subject.model.rules[rule].stride,
        ThreatName::Written(threat) => subject.model.threats[threat].facts.text("stride").and_then(Stride::parse),
    }
}

/// W0318
pub(in crate::lint) fn repeated_reasons(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut reasons: FxHashMap<String, Vec<&Answer>> = FxHashMap::default();
    for answer in &subject.model.answers {
        if let Some(reason) = &answer.reason {
            let words: Vec<String> = reason.split_whitespace().map(str::to_lowercase).collect();
            reasons.entry(words.join(" ")).or_default().push(answer);
        }
    }
    let mut repeated: Vec<Vec<&Answer>> =
        reasons.into_values().filter(|answers| answers.len() > MAX_SAME_REASON).collect();
    repeated.sort_by_key(|answers| answers.first().map(|answer| answer.span));
    add(
        found,
        repeated.into_iter().filter_map(|answers| {
            let (first, last) = (answers.first()?, answers.last()?);
            let message = format!("{} answers have the same reason", answers.len());
            Some(
                Diagnostic::warning("W0318", last.span, message)
                    .label(first.span, "the first of them")
                    .help("say for each threat why it is answered so, or give one answer for the zone or boundary"),
            )
        }),
    );
}
