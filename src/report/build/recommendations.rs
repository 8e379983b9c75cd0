//! What is to be done: the lists of measures in section 9 of the methodology.

use std::cmp::Reverse;

use crate::base::date::Date;
use crate::base::source::Span;
use crate::base::text::{first_of, one_line};
use crate::model::{CounterKind, Place, Severity, TypeId};
use crate::report::document::Item;
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::{CounterView, Entry};

use super::Context;
use super::parts::Content;
use super::signs::Standing;

/// Most places that a recommendation names.
const MOST: usize = 4;

const TABLE: &[Column] = &[
    Column::new("mitigation_id", "ID"),
    Column::new("mitigation", "Mitigation"),
    Column::new("kind", "Kind"),
    Column::new("status", "Status"),
    Column::new("threats", "Threats"),
    Column::machine("priority"),
    Column::machine("text"),
];

/// A measure that is not in place, with all threats that ask for it.
pub(super) struct Measure {
    /// The number under which the document lists it: `M-01`. Empty where only some threats are asked.
    pub(super) id: String,
    /// What is to be there: the controls, or the author's own measure.
    pub(super) name: String,
    /// What to do.
    pub(super) text: String,
    /// Preventive, detective, corrective or compensating.
    pub(super) kind: &'static str,
    /// The severity of the worst threat.
    pub(super) severity: Severity,
    /// The numbers of the threats, the worst first.
    pub(super) threats: Vec<String>,
    /// How far it is in place, over all places.
    pub(super) standing: Standing,
    /// The controls of which it asks for one; none for a measure of the author's own.
    pub(super) controls: Vec<TypeId>,
    /// What happens without it: the first effect of the worst threat.
    impact: String,
    /// The places that ask for it.
    on: Vec<String>,
    /// What the author says of it, where it is a measure of their own.
    authored: Option<String>,
    /// What the control does where it works, for measures that serve several threats.
    general: Option<String>,
}

/// `M-07`
fn number(at: usize) -> String {
    format!("M-{:02}", at + 1)
}

impl Measure {
    /// The name without a full stop.
    pub(super) fn title(&self) -> &str {
        self.name.trim_end_matches('.')
    }

    /// How far it is in place: what the author says, else what the statements about controls come to.
    pub(super) fn status(&self) -> &str {
        self.authored.as_deref().unwrap_or(self.standing.word())
    }

    /// What to do: for one threat what its rule says, for several what the control is.
    fn what(&self) -> String {
        let text = match &self.general {
            Some(general) if self.threats.len() > 1 => general,
            _ => &self.text,
        };
        let text = if text.is_empty() { &self.name } else { text };
        one_line(text)
    }
}

/// The measures that these entries ask for and that are not in place, each once: the most severe first, then those that serve
/// most threats.
pub(super) fn measures(context: &Context<'_>, entries: &[Entry]) -> Vec<Measure> {
    let mut all: Vec<(Measure, Vec<Standing>)> = Vec::new();
    let mut at: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
    let mut worst: Vec<&Entry> = entries.iter().filter(|entry| entry.open > 0).collect();
    worst.sort_by_key(|entry| (Reverse(entry.current.severity), entry.number));
    for entry in worst {
        let own = context.threats.reader.rule(entry).counters.len();
        // What every threat of a category can be countered with, and stand-ins, are named with the threats.
        let asked = context.threats.reader.counters(entry).into_iter().take(own);
        for counter in asked.filter(|counter| counter.kind != CounterKind::Compensating) {
            let Some(standing) = standing(&counter) else { continue };
            if standing == Standing::Implemented {
                continue;
            }
            let name = measure_name(&counter);
            let place = *at.entry(name.clone()).or_insert(all.len());
            if place == all.len() {
                all.push((measure(context, entry, &counter, name), Vec::new()));
            }
            let Some((measure, standings)) = all.get_mut(place) else { continue };
            let number = entry.number.to_string();
            if !measure.threats.contains(&number) {
                measure.threats.push(number);
            }
            measure.authored = measure.authored.take().or_else(|| context.authored(counter.span));
            for name in counter.found.iter().flat_map(|found| &found.places) {
                if !measure.on.contains(name) {
                    measure.on.push(name.clone());
                }
            }
            standings.push(standing);
        }
    }
    let mut all: Vec<Measure> = all
        .into_iter()
        .map(|(mut measure, standings)| {
            measure.threats.sort();
            Measure { standing: Standing::together(standings).unwrap_or(measure.standing), ..measure }
        })
        .collect();
    all.sort_by(|a, b| {
        (Reverse(a.severity), Reverse(a.threats.len()), &a.threats, &a.name).cmp(&(
            Reverse(b.severity),
            Reverse(b.threats.len()),
            &b.threats,
            &b.name,
        ))
    });
    all
}

/// How far a counter is in place over all places of a threat; `None` where the question does not arise.
pub(super) fn standing(counter: &CounterView) -> Option<Standing> {
    if counter.controls.is_empty() {
        return Standing::of(counter.status);
    }
    Standing::together(counter.found.iter().filter_map(|found| Standing::of(found.status())))
}

impl Context<'_> {
    /// The measures that open threats ask for, numbered.
    pub(super) fn numbered_measures(&self) -> Vec<Measure> {
        let all = measures(self, &self.analysis.entries).into_iter().enumerate();
        all.map(|(at, measure)| Measure { id: number(at), ..measure }).collect()
    }

    /// The number of the measure of this name; empty where none is listed.
    pub(super) fn measure_id(&self, name: &str) -> &str {
        self.measures().iter().find(|measure| measure.name == name).map_or("", |measure| measure.id.as_str())
    }

    /// What the author says of a measure of their own: `planned; owner: Web team; ticket: SHOP-811`. The public sees the status alone.
    pub(super) fn authored(&self, span: Span) -> Option<String> {
        let threats = self.model.threats.values();
        let mitigation = threats.flat_map(|threat| &threat.mitigations).find(|mitigation| mitigation.span == span)?;
        let mut said = vec![mitigation.facts.text("status").unwrap_or("status not stated").replace('-', " ")];
        if !self.is_public() {
            let due = mitigation.facts.text("due").and_then(Date::parse);
            let late = due.filter(|due| self.material.date.is_some_and(|today| *due < today));
            let done = mitigation.facts.text("status") == Some("implemented");
            let fact = |name: &&str| Some(format!("{name}: {}", mitigation.facts.text(name)?));
            said.extend(["owner", "ticket", "reason"].iter().filter_map(fact));
            match (late, due) {
                (Some(due), _) if !done => said.push(format!("overdue since {due}")),
                (_, Some(due)) if self.material.dates => said.push(format!("due: {due}")),
                _ => {}
            }
        }
        Some(said.join("; "))
    }
}

/// The controls, or the first words of a measure of the author's.
pub(super) fn measure_name(counter: &CounterView) -> String {
    match counter.name.is_empty() {
        false => counter.name.clone(),
        true => counter.text.trim_end_matches('.').to_owned(),
    }
}

fn measure(context: &Context<'_>, entry: &Entry, counter: &CounterView, name: String) -> Measure {
    let effects = context.threats.reader.effects(entry);
    let effect = effects.into_iter().next().map(|effect| effect.text);
    Measure {
        id: String::new(),
        name,
        text: counter.text.clone(),
        kind: counter.kind.as_str(),
        severity: entry.current.severity,
        threats: Vec::new(),
        standing: Standing::Unknown,
        controls: counter.controls.clone(),
        impact: effect.unwrap_or_else(|| context.threats.reader.title(entry)),
        on: Vec::new(),
        authored: None,
        general: counter.controls.first().and_then(|&control| context.model.types[control].description.clone()),
    }
}

/// Measures against critical threats.
pub(super) fn critical(context: &Context<'_>) -> Content {
    of_severity(context, Severity::Critical)
}

/// Measures against high threats.
pub(super) fn high(context: &Context<'_>) -> Content {
    of_severity(context, Severity::High)
}

/// Measures against medium threats.
pub(super) fn medium(context: &Context<'_>) -> Content {
    of_severity(context, Severity::Medium)
}

fn of_severity(context: &Context<'_>, severity: Severity) -> Content {
    let mut items: Vec<Item> = authored(context, severity);
    let measures = context.measures();
    items.extend(measures.iter().filter(|measure| measure.severity == severity).map(|measure| item(context, measure)));
    if items.is_empty() {
        let what = severity.as_str();
        return Content::block(Block::paragraph(format!(
            "None identified: no open threat of {what} severity asks for a measure."
        )));
    }
    Content::block(Block::numbered("", items))
}

fn item(context: &Context<'_>, measure: &Measure) -> Item {
    let mut details = vec![
        ("Threat", measure.threats.join(", ").into()),
        ("Impact", measure.impact.as_str().into()),
        ("What to do", measure.what().into()),
        ("Number", measure.id.as_str().into()),
    ];
    if !context.is_public() {
        details.insert(3, ("Status", measure.status().into()));
    }
    if !measure.on.is_empty() && !context.is_public() {
        details.push(("Where", first_of(&measure.on, MOST).into()));
    }
    Item { text: Text::strong(measure.title()), details }
}

/// Recommendations of the author's with this priority.
fn authored(context: &Context<'_>, severity: Severity) -> Vec<Item> {
    let own = own(context, severity);
    let item = |(id, entry): (String, &crate::model::Entry)| {
        let on: Vec<String> = entry.on.places.iter().map(|&place| context.threats.reader.place_name(place)).collect();
        let threats: Vec<String> = context.numbers_of(&entry.threats);
        let mut details = vec![
            (
                "Threat",
                if threats.is_empty() { "none of the model is named".into() } else { threats.join(", ").into() },
            ),
            (
                "Impact",
                entry.description.as_deref().unwrap_or("stated by the author as a recommendation of its own").into(),
            ),
            ("Number", id.into()),
        ];
        if !on.is_empty() && !context.is_public() {
            details.push(("Where", first_of(&on, MOST).into()));
        }
        Item { text: Text::strong(entry.label.trim_end_matches('.')), details }
    };
    own.into_iter().map(item).collect()
}

/// The author's own recommendations with this priority; their numbers follow those of the measures.
pub(super) fn own<'m>(context: &Context<'m>, severity: Severity) -> Vec<(String, &'m crate::model::Entry)> {
    let measures = context.measures().len();
    let all = context.statements("recommend").enumerate();
    let wanted = all.filter(|(_, entry)| priority(entry) == severity);
    wanted.map(|(at, entry)| (number(measures + at), entry)).collect()
}

fn priority(entry: &crate::model::Entry) -> Severity {
    match entry.facts.text("priority") {
        Some("critical") => Severity::Critical,
        Some("high") => Severity::High,
        _ => Severity::Medium,
    }
}

/// The author's recommendations for places.
pub(super) fn of_author(context: &Context<'_>, at: impl Fn(Place) -> bool) -> Vec<Text> {
    let own = context.statements("recommend").filter(|entry| entry.on.places.iter().any(|&place| at(place)));
    own.map(|entry| Text::strong(entry.label.as_str())).collect()
}

impl Context<'_> {
    /// The numbers of the entries that these names stand for.
    pub(super) fn numbers_of(&self, names: &[crate::model::ThreatName]) -> Vec<String> {
        let named = |entry: &&Entry| {
            let written = self.model.rules[entry.rule].written.as_ref().map(|written| written.threat);
            names.iter().any(|name| match name {
                crate::model::ThreatName::Rule(id) => *id == entry.rule,
                crate::model::ThreatName::Written(id) => written == Some(*id),
            })
        };
        let mut found: Vec<_> = self.analysis.entries.iter().filter(named).map(|entry| entry.number).collect();
        found.sort();
        found.into_iter().map(|number| number.to_string()).collect()
    }
}

/// Every measure in a row.
pub(super) fn table(context: &Context<'_>) -> Content {
    let row = |measure: &Measure| {
        vec![
            measure.id.as_str().into(),
            measure.title().into(),
            measure.kind.into(),
            measure.standing.word().into(),
            Cell::List(measure.threats.clone()),
            measure.severity.label().into(),
            measure.text.as_str().into(),
        ]
    };
    let rows = context.measures().iter().map(row).collect();
    Content::block(Block::Table(Table::new("mitigations", "Mitigations", TABLE, rows)))
}
