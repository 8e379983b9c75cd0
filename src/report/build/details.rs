//! The full text of a threat, in the form of the methodology's section 6, with the facts that it rests on.

use rustc_hash::FxHashSet;

use super::Context;
use super::entries::{Threats, coverage, coverage_range};
use crate::base::text::{self, and_list};
use crate::model::{ControlStatus, ElementId, Facts, Place, Stride};
use crate::report::{Block, Column, Inline, Section, Table, Text};
use crate::threats::{About, ControlFound, CounterView, Entry, FoundAt, Threat, Validity};

/// Columns of the places of an entry.
const PLACES: &[Column] = &[
    Column::new("on", "On"),
    Column::new("component", "Component"),
    Column::new("severity", "Severity"),
    Column::new("status", "Status"),
    Column::new("coverage", "Coverage"),
    Column::new("because", "Because"),
];

/// Most places that one state of a counter names; more are counted.
const MOST_PLACES: usize = 4;

/// Most components downstream of a threat that are named; more are counted.
const MOST_DOWNSTREAM: usize = 8;

impl<'a> Threats<'a> {
    /// The full text of an entry.
    pub fn details(&self, entry: &Entry) -> Section {
        self.written(entry, None)
    }

    /// The full text of an entry for a document: with marks where the author's text is missing, and without what its readers
    /// may not see.
    pub(super) fn section(&self, entry: &Entry, context: &Context<'a>) -> Section {
        self.written(entry, Some(context))
    }

    fn written(&self, entry: &Entry, context: Option<&Context<'a>>) -> Section {
        let reader = &self.reader;
        let places = self.analysis.places(entry);
        let public = context.is_some_and(Context::is_public);
        let effects = reader.effects(entry).into_iter();
        let effects = effects.map(|effect| {
            format!("{}: {}", if effect.business { "Business" } else { "Technical" }, effect.text).into()
        });
        let mut blocks = vec![
            Block::Labelled(self.header(entry, &places, public)),
            Block::Passage("Threat Statement".into(), reader.statement(entry).into()),
        ];
        if !public {
            match places.as_slice() {
                [only] => blocks.push(Block::list("Because", self.because(only))),
                several => blocks.push(Block::Table(self.places_of(several))),
            }
            if let Some(worst) = places.first() {
                let label =
                    if places.len() > 1 { format!("Rating (of {})", self.on(worst)) } else { "Rating".to_owned() };
                blocks.push(Block::list(&label, self.rating(entry, worst)));
            }
        }
        let described = reader.description(entry);
        let described = if described.is_empty() { vec![] } else { vec![described.into()] };
        let description =
            self.or_missing(entry, context, "description", described).into_iter().next().unwrap_or_default();
        blocks.push(Block::Passage("Description".into(), description));
        if !public {
            let steps = reader.scenario(entry).into_iter().map(Text::from).collect();
            blocks.push(Block::numbered("Attack Scenario", self.or_missing(entry, context, "attack scenario", steps)));
        }
        blocks.extend([
            Block::list("Impact", self.or_missing(entry, context, "impact", effects.collect())),
            Block::list("Affected Assets", self.affected(entry)),
        ]);
        let downstream = self.downstream(&places);
        if !downstream.is_empty() {
            blocks.push(Block::Labelled(vec![(
                "Downstream".into(),
                text::first_of(&downstream, MOST_DOWNSTREAM).into(),
            )]));
        }
        blocks.push(Block::list("Existing Controls", self.standing(entry, context)));
        if !public {
            blocks.push(Block::list("Vulnerabilities", reader.weaknesses(entry)));
        }
        blocks.push(Block::numbered("Mitigations", self.mitigations_named(entry, context)));
        let answers = self.answers(&places);
        if !answers.is_empty() && !public {
            blocks.push(Block::list("Answers", answers));
        }
        let residual = format!("{} (with mitigations)", entry.residual.severity.label());
        blocks.extend([Block::Labelled(vec![("Residual Risk".into(), residual.into())]), Block::Rule]);
        Section::about(entry.number.to_string(), reader.title(entry)).with(blocks)
    }

    /// These texts; in a document, a mark where the author of a threat has written none.
    fn or_missing(&self, entry: &Entry, context: Option<&Context<'_>>, field: &str, texts: Vec<Text>) -> Vec<Text> {
        let rule = self.reader.rule(entry);
        match (texts.is_empty(), context) {
            (true, Some(_)) if !rule.embedded => {
                let help = "write it in the statement of the threat: `description`, `scenario`, `effects`";
                vec![Text::missing(format!("{}: {field}", entry.number), help, Some(rule.span))]
            }
            _ => texts,
        }
    }

    /// `A01 Prompts`
    fn affected(&self, entry: &Entry) -> Vec<String> {
        let data = self.reader.assets(entry).into_iter().map(|id| &self.model.data[id]);
        data.map(|data| format!("{} {}", data.number, data.label)).collect()
    }

    /// The steps from the rule's likelihood and impact to the severity, and the factors that the author names.
    fn rating(&self, entry: &Entry, worst: &Threat) -> Vec<String> {
        let mut steps = self.reader.rating_steps(worst);
        if let Some(written) = &self.reader.rule(entry).written {
            let facts = &self.model.threats[written.threat].facts;
            for (name, label) in [("likelihood-factors", "Likelihood factors"), ("impact-factors", "Impact factors")] {
                let factors = facts.texts(name);
                if !factors.is_empty() {
                    steps.push(format!("{label}: {}", factors.join(", ")));
                }
            }
        }
        steps
    }

    /// Components that data reaches from those that the threat is at, over any number of flows.
    fn downstream(&self, places: &[&Threat]) -> Vec<String> {
        let start = places.iter().filter_map(|threat| match threat.subject? {
            Place::Element(id) => Some(id),
            Place::Flow(id) => Some(self.model.flows[id].target),
            Place::Zone(_) | Place::Boundary(_) => None,
        });
        let start: Vec<ElementId> = start.collect();
        let mut seen: FxHashSet<ElementId> = start.iter().copied().collect();
        let mut queue: std::collections::VecDeque<ElementId> = start.into();
        let mut found = Vec::new();
        while let Some(id) = queue.pop_front() {
            for flow in self.graph.outgoing(id) {
                let target = self.model.flows[flow].target;
                if seen.insert(target) {
                    found.push(self.model.elements[target].label.to_string());
                    queue.push_back(target);
                }
            }
        }
        found
    }

    fn header(&self, entry: &Entry, places: &[&Threat], public: bool) -> Vec<(String, Text)> {
        let mut components: Vec<String> = Vec::new();
        for threat in places {
            let name = self.reader.component(threat);
            if !components.contains(&name) {
                components.push(name);
            }
        }
        let status = format!("{}, coverage {}", entry.status.as_str(), coverage(&entry.coverage));
        let keys: Vec<&str> = places.iter().map(|threat| threat.key.as_str()).collect();
        let mut rows: Vec<(String, Text)> = vec![
            ("Severity".into(), rated(entry, places.first().copied()).into()),
            ("STRIDE Category".into(), entry.stride.map_or("none", Stride::title).into()),
            ("Component".into(), text::first_of(&components, MOST_PLACES).into()),
            ("Status".into(), if public { entry.status.as_str().into() } else { status.into() }),
        ];
        if !public {
            let label = if keys.len() > 1 { "Keys" } else { "Key" };
            let shown = keys.iter().take(MOST_PLACES).map(|key| Inline::Code((*key).to_owned()).into());
            let more = keys.len().saturating_sub(MOST_PLACES);
            let shown = Text::join(shown, ", ");
            rows.push((label.into(), if more > 0 { shown.then(format!(" and {more} more")) } else { shown }));
        }
        let references = references(&self.reader.rule(entry).facts);
        if !references.is_empty() {
            rows.push(("References".into(), references.join(", ").into()));
        }
        let borders = self.borders(entry);
        if !borders.is_empty() {
            rows.insert(3, ("Trust Boundary".into(), text::first_of(&borders, MOST_PLACES).into()));
        }
        rows
    }

    fn places_of(&self, places: &[&Threat]) -> Table {
        let row = |threat: &&Threat| {
            vec![
                self.on(threat).into(),
                self.reader.component(threat).into(),
                threat.current.severity.label().into(),
                threat.status.as_str().into(),
                coverage_range(&threat.coverage).into(),
                and_list(&self.because(threat)).into(),
            ]
        };
        Table::new("affected", "Places", PLACES, places.iter().map(row).collect())
    }

    /// What the author answers, with the places.
    pub(super) fn answers(&self, places: &[&Threat]) -> Vec<String> {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for threat in places {
            let Some(text) = self.reader.answer(threat) else { continue };
            let answer = threat.answer.and_then(|answered| self.model.answers.get(answered.answer));
            let resting = answer.map(|answer| super::residual::resting(self.model, answer)).unwrap_or_default();
            let text = format!("{text}{resting}");
            match said.iter_mut().find(|(known, _)| *known == text) {
                Some((_, at)) => at.push(self.on(threat)),
                None => said.push((text, vec![self.on(threat)])),
            }
        }
        said.into_iter().map(|(text, at)| format!("On {}: {text}", text::first_of(&at, MOST_PLACES))).collect()
    }

    pub(super) fn because(&self, threat: &Threat) -> Vec<String> {
        self.reader.because(threat).into_iter().map(|fact| fact.text).collect()
    }

    /// Controls that stand in full or in part, each with where that is stated or what implies it.
    pub(super) fn existing_controls(&self, about: &impl About) -> Vec<String> {
        let found = self.reader.controls(about);
        let stands = found.iter().filter(|found| {
            matches!(found.status, ControlStatus::Implemented | ControlStatus::Partial | ControlStatus::Unverified)
        });
        let text = |found: &crate::threats::ControlFound| {
            let label = &self.model.types[found.control].label;
            format!("{label} ({}; {})", found.status.as_str(), self.reader.evidence(found))
        };
        stands.map(text).collect()
    }

    pub(super) fn mitigations(&self, about: &impl About) -> Vec<String> {
        let text = |counter: CounterView| {
            let kind = counter.kind.as_str();
            format!("{} ({kind}, {}): {}", counter.name, states(&counter), counter.text)
        };
        self.reader.counters(about).into_iter().map(text).collect()
    }

    /// Measures with their name in front; those of the author's have no other name than their text.
    fn mitigations_named(&self, about: &impl About, context: Option<&Context<'_>>) -> Vec<Text> {
        let text = |counter: CounterView| {
            let said = context.and_then(|context| context.authored(counter.span));
            let state = match context.is_some_and(Context::is_public) {
                true => counter.kind.as_str().to_owned(),
                false => format!("{}, {}", counter.kind.as_str(), said.unwrap_or_else(|| states(&counter))),
            };
            match counter.name.as_str() {
                "" => {
                    let (name, rest) = counter.text.split_once(": ").unwrap_or((&counter.text, ""));
                    let rest = if rest.is_empty() { String::new() } else { format!(": {rest}") };
                    Text::strong(name).then(format!(" ({state}){rest}"))
                }
                name => Text::strong(name).then(format!(" ({state}): {}", counter.text)),
            }
        };
        self.reader.counters(about).into_iter().map(text).collect()
    }

    /// Controls that stand in full or in part; for the public without what shows it.
    fn standing(&self, entry: &Entry, context: Option<&Context<'_>>) -> Vec<String> {
        let Some(context) = context else { return self.existing_controls(entry) };
        let found = self.reader.controls(entry);
        let stands =
            found.iter().filter(|found| matches!(found.status, ControlStatus::Implemented | ControlStatus::Partial));
        let text = |found: &ControlFound| {
            let name = context.control_name(found);
            match context.is_public() {
                true => format!("{name} ({})", found.status.as_str()),
                false => format!("{name} ({}; {})", found.status.as_str(), self.reader.evidence(found)),
            }
        };
        stands.map(text).collect()
    }
}

/// The catalogues that a rule refers to, with what stands before their ids.
const CATALOGUES: &[(&str, &str)] = &[
    ("cwe", "CWE-"),
    ("capec", "CAPEC-"),
    ("attack", "ATT&CK "),
    ("atlas", "ATLAS "),
    ("owasp", "OWASP "),
    ("refs", ""),
];

/// `CWE-287, CAPEC-151, ATT&CK T1078`
fn references(facts: &Facts) -> Vec<String> {
    let of = |(name, before): &(&'static str, &'static str)| {
        let before = *before;
        facts
            .texts(name)
            .into_iter()
            .map(move |id| format!("{before}{}", id.strip_prefix(before.trim()).map_or(id, str::trim_start)))
            .collect::<Vec<_>>()
    };
    CATALOGUES.iter().flat_map(of).collect()
}

/// `implemented`, or where the places differ `implemented on DF1, not stated on DF2 and DF3`.
fn states(counter: &CounterView) -> String {
    if counter.controls.is_empty() {
        return counter.status.map_or("not stated", ControlStatus::as_str).to_owned();
    }
    let found = counter.found.as_slice();
    let word = |at: &FoundAt| at.status().map_or("not stated", ControlStatus::as_str);
    match found {
        [] => "not stated".to_owned(),
        [one] => word(one).to_owned(),
        several => {
            let at = |at: &FoundAt| {
                let more = at.count.saturating_sub(at.places.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{} on {}{more}", word(at), at.places.join(", "))
            };
            several.iter().map(at).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A rating with what it would be without the existing controls, or without the author's rating where that decides.
fn rated(entry: &Entry, worst: Option<&Threat>) -> String {
    let (current, inherent) = (entry.current, entry.inherent);
    let mut rating = current.severity.label().to_owned();
    if let (Some(likelihood), Some(impact)) = (current.likelihood, current.impact) {
        rating.push_str(&format!(" (likelihood {likelihood}, impact {impact})"));
    }
    if inherent.severity != current.severity {
        let author = worst.is_some_and(|threat| threat.rated.is_some_and(|rated| rated.standing == Validity::Counts));
        let without = if author { "the author's rating" } else { "the existing controls" };
        rating.push_str(&format!("; {} without {without}", inherent.severity.label()));
    }
    rating
}
