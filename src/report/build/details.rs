//! The full text of a threat, in the form of the methodology's section 6, with the facts that it rests on.

use super::entries::{Threats, coverage, coverage_range};
use crate::base::text::{self, and_list};
use crate::model::{ControlStatus, Stride};
use crate::report::words::data;
use crate::report::{Block, Column, Table};
use crate::threats::{About, CounterView, Entry, FoundAt, Rating, Threat};

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

impl Threats<'_> {
    /// The full text of an entry.
    pub fn details(&self, entry: &Entry, level: u8) -> Vec<Block> {
        let reader = &self.reader;
        let places = self.analysis.places(entry);
        let heading = format!("{}: {}", entry.number, reader.title(entry));
        let anchor = Some(entry.number.to_string().to_lowercase());
        let list = |label: &str, items: Vec<String>, numbered: bool| {
            let items = if items.is_empty() { vec!["None identified.".to_owned()] } else { items };
            Block::List { label: label.into(), items, numbered }
        };
        let effects = reader.effects(entry).into_iter();
        let effects = effects
            .map(|effect| format!("{}: {}", if effect.business { "Business" } else { "Technical" }, effect.text));
        let mut blocks = vec![
            Block::Heading { level, text: heading, anchor },
            Block::Labelled(self.header(entry, &places)),
            Block::Section("Threat Statement".into(), reader.statement(entry)),
        ];
        match places.as_slice() {
            [only] => blocks.push(list("Because", self.because(only), false)),
            several => blocks.push(Block::Table(self.places_of(several))),
        }
        if let Some(worst) = places.first() {
            let label = if places.len() > 1 { format!("Rating (of {})", self.on(worst)) } else { "Rating".to_owned() };
            blocks.push(list(&label, reader.rating_steps(worst), false));
        }
        blocks.extend([
            Block::Section("Description".into(), reader.description(entry)),
            list("Attack Scenario", reader.scenario(entry), true),
            list("Impact", effects.collect(), false),
            list("Affected Assets", data(self.model, &reader.assets(entry)), false),
            list("Existing Controls", self.existing_controls(entry), false),
            list("Vulnerabilities", reader.weaknesses(entry), false),
            list("Mitigations", self.mitigations(entry), true),
        ]);
        let answers = self.answers(&places);
        if !answers.is_empty() {
            blocks.push(list("Answers", answers, false));
        }
        blocks.extend([
            Block::Labelled(vec![(
                "Residual Risk".into(),
                format!("{} (with mitigations)", entry.residual.severity.label()),
            )]),
            Block::Rule,
        ]);
        blocks
    }

    fn header(&self, entry: &Entry, places: &[&Threat]) -> Vec<(String, String)> {
        let mut components: Vec<String> = Vec::new();
        for threat in places {
            let name = self.reader.component(threat);
            if !components.contains(&name) {
                components.push(name);
            }
        }
        let status = format!("{}, coverage {}", entry.status.as_str(), coverage(&entry.coverage));
        let keys: Vec<&str> = places.iter().map(|threat| threat.key.as_str()).collect();
        let mut rows = vec![
            ("Severity".into(), rated(entry.current, entry.inherent)),
            ("STRIDE Category".into(), entry.stride.map_or("none", Stride::title).into()),
            ("Component".into(), text::first_of(&components, MOST_PLACES)),
            ("Status".into(), status),
            (if keys.len() > 1 { "Keys" } else { "Key" }.into(), text::first_of(&keys, MOST_PLACES)),
        ];
        let borders = self.borders(entry);
        if !borders.is_empty() {
            rows.insert(3, ("Trust Boundary".into(), text::first_of(&borders, MOST_PLACES)));
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
        let rows = places.iter().map(row).collect();
        Table { id: "affected", title: "Places".into(), columns: PLACES.to_vec(), rows, empty: "None." }
    }

    /// What the author answers, with the places.
    pub(super) fn answers(&self, places: &[&Threat]) -> Vec<String> {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for threat in places {
            let Some(text) = self.reader.answer(threat) else { continue };
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
            format!("{} ({kind}, {}): {}", counter.name, states(&counter.found), counter.text)
        };
        self.reader.counters(about).into_iter().map(text).collect()
    }
}

/// `implemented`, or where the places differ `implemented on DF1, not stated on DF2 and DF3`.
fn states(found: &[FoundAt]) -> String {
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

/// A rating with what it would be without the existing controls.
fn rated(current: Rating, inherent: Rating) -> String {
    let mut rating = current.severity.label().to_owned();
    if let (Some(likelihood), Some(impact)) = (current.likelihood, current.impact) {
        rating.push_str(&format!(" (likelihood {likelihood}, impact {impact})"));
    }
    if inherent.severity != current.severity {
        rating.push_str(&format!("; {} without the existing controls", inherent.severity.label()));
    }
    rating
}
