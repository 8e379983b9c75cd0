//! Coverage: how far existing controls counter threats, by category, layer and control category; and what to ask first.
//!
//! The formulas (library, section 3) are stated under the tables that use them; every row prints what it divides by.

use std::collections::BTreeMap;

use super::entries::{Threats, coverage_range};
use crate::base::text;
use crate::model::{ControlStatus, Place, Stride, TypeId};
use crate::report::{Cell, Column, Table};
use crate::threats::{Coverage, Entry, Obligation, Verdict};

const BY_STRIDE: &[Column] = &[
    Column::new("category", "Category"),
    Column::new("threats", "Threats"),
    Column::new("full", "Covered"),
    Column::new("partial", "Partly"),
    Column::new("none", "Not"),
    Column::new("unverified", "Unverified"),
    Column::new("coverage", "Coverage"),
];

const OBLIGATIONS: &[Column] = &[
    Column::new("group", "Group"),
    Column::new("controls", "Asked for"),
    Column::new("implemented", "Implemented"),
    Column::new("partial", "Partial"),
    Column::new("missing", "Not"),
    Column::new("unknown", "Unknown"),
    Column::new("coverage", "Coverage"),
];

const UNKNOWNS: &[Column] = &[
    Column::new("rank", "#"),
    Column::new("control", "State whether there is"),
    Column::new("write", "As"),
    Column::new("on", "On"),
    Column::new("threats", "Threats"),
    Column::new("share", "Of what is unknown"),
];

/// The formulas of the tables.
pub const COVERAGE_FORMULAS: &[&str] = &[
    "Coverage of a threat: the weighted mean of its counters, each worth effectiveness times status of the best control that \
     stands for it; 100 % means that every counter is met by a highly effective control. Of a category and in total: the mean \
     over threats, each counted once. The second figure holds if every control about which nothing is known is there.",
    "Coverage of controls: (implemented + half of partial) / (asked for); a control is asked for at a component if it counters \
     a threat there, and counts once there. What is not applicable is left out.",
];

/// Most components that a row names; more are counted.
const MOST: usize = 4;

impl Threats<'_> {
    /// Coverage by STRIDE category, with a total.
    pub fn coverage_by_stride(&self) -> Table {
        let entries = &self.analysis.entries;
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for &stride in Stride::ALL {
            let own: Vec<&Entry> = entries.iter().filter(|entry| entry.stride == Some(stride)).collect();
            rows.push(stride_row(stride.title(), &own));
        }
        let others: Vec<&Entry> = entries.iter().filter(|entry| entry.stride.is_none()).collect();
        if !others.is_empty() {
            rows.push(stride_row("Other", &others));
        }
        rows.push(stride_row("Total", &entries.iter().collect::<Vec<_>>()));
        table("coverage", "Coverage of threats", BY_STRIDE, rows)
    }

    /// Controls asked for and in place, by category of control.
    pub fn coverage_by_control(&self) -> Table {
        let category = |obligation: &Obligation| self.fact_of(obligation.control, "category");
        self.obligations("controls", "Coverage by control category", category)
    }

    /// Controls asked for and in place, by layer of the component.
    pub fn coverage_by_layer(&self) -> Table {
        let layer = |obligation: &Obligation| match obligation.component {
            Some(Place::Element(id)) => {
                self.model.elements[id].facts.text("layer").unwrap_or("no layer stated").to_owned()
            }
            Some(Place::Flow(_)) => "between components".to_owned(),
            Some(Place::Zone(_) | Place::Boundary(_)) => "zones".to_owned(),
            None => "the whole model".to_owned(),
        };
        self.obligations("layers", "Coverage by layer", layer)
    }

    fn obligations(&self, id: &'static str, title: &str, group: impl Fn(&Obligation) -> String) -> Table {
        let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
        let mut total = Counts::default();
        for obligation in self.reader.obligations() {
            groups.entry(group(&obligation)).or_default().add(obligation.status);
            total.add(obligation.status);
        }
        let mut rows: Vec<Vec<Cell>> = groups.iter().map(|(name, counts)| counts.row(name)).collect();
        rows.push(total.row("Total"));
        table(id, title, OBLIGATIONS, rows)
    }

    /// The controls about which nothing is known, and the facts that decide whether threats apply, with how to state them.
    pub fn top_questions(&self, most: usize) -> Table {
        let mut table = self.questions_about_controls(most);
        let undecided = self.undecided(most, table.rows.len());
        table.rows.extend(undecided);
        table
    }

    /// The controls on which most depends and of which nothing is known, with how to state them.
    pub(super) fn questions_about_controls(&self, most: usize) -> Table {
        let unknowns = self.reader.unknowns();
        let all: u32 = unknowns.iter().map(|unknown| unknown.weight).sum();
        let mut so_far = 0;
        let row = |(at, unknown): (usize, &crate::threats::Unknown)| {
            so_far += unknown.weight;
            let control = &self.model.types[unknown.control];
            let places = unknown.components.iter();
            let places: Vec<String> = places
                .map(|place| place.map_or("model".to_owned(), |place| self.model.place_id(place).to_string()))
                .collect();
            vec![
                Cell::Number(at + 1),
                control.label.as_str().into(),
                format!("has={}", control.name).into(),
                text::first_of(&places, MOST).into(),
                Cell::Number(unknown.threats),
                format!("{} (so far {})", percent(unknown.weight, all), percent(so_far, all)).into(),
            ]
        };
        let rows: Vec<Vec<Cell>> = unknowns.iter().take(most).enumerate().map(row).collect();
        let title = match unknowns.len() {
            0 => "Top questions".to_owned(),
            count => format!("Top questions ({} of {count})", most.min(count)),
        };
        table("questions", &title, UNKNOWNS, rows)
    }

    /// The facts that decide whether threats apply, those that decide most of them first.
    fn undecided(&self, most: usize, before: usize) -> Vec<Vec<Cell>> {
        let mut facts: BTreeMap<String, usize> = BTreeMap::new();
        for question in &self.analysis.questions {
            for fact in self.reader.missing(question) {
                *facts.entry(fact.text).or_default() += 1;
            }
        }
        let mut facts: Vec<(String, usize)> = facts.into_iter().collect();
        facts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let row = |(at, (fact, count)): (usize, (String, usize))| {
            let decides = "decides whether they apply";
            vec![Cell::Number(before + at + 1), fact.into(), "".into(), "".into(), Cell::Number(count), decides.into()]
        };
        facts.into_iter().take(most).enumerate().map(row).collect()
    }

    fn fact_of(&self, control: TypeId, name: &str) -> String {
        let mut chain = self.model.chain(control);
        let found = chain.find_map(|ty| self.model.types[ty].facts.text(name));
        found.map_or("no category".to_owned(), |word| crate::report::words::spelled(word).to_owned())
    }
}

fn table(id: &'static str, title: &str, columns: &[Column], rows: Vec<Vec<Cell>>) -> Table {
    Table::new(id, title, columns, rows).or("None.")
}

fn stride_row(name: &str, entries: &[&Entry]) -> Vec<Cell> {
    let count = |verdict| entries.iter().filter(|entry| entry.coverage.verdict == verdict).count();
    let mean = Coverage::mean(entries.iter().map(|entry| entry.coverage));
    vec![
        name.into(),
        Cell::Number(entries.len()),
        Cell::Number(count(Verdict::Full)),
        Cell::Number(count(Verdict::Partial)),
        Cell::Number(count(Verdict::None)),
        Cell::Number(count(Verdict::Unverified)),
        coverage_range(&mean).into(),
    ]
}

/// Controls asked for, by how far they are in place.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    implemented: usize,
    partial: usize,
    missing: usize,
    unknown: usize,
}

impl Counts {
    fn add(&mut self, status: Option<ControlStatus>) {
        let counter = match status {
            Some(ControlStatus::Implemented) => &mut self.implemented,
            Some(ControlStatus::Partial) => &mut self.partial,
            Some(ControlStatus::Planned | ControlStatus::Missing) => &mut self.missing,
            Some(ControlStatus::Unverified) | None => &mut self.unknown,
            Some(ControlStatus::NotApplicable) => return,
        };
        *counter += 1;
    }

    fn row(&self, name: &str) -> Vec<Cell> {
        let Counts { implemented, partial, missing, unknown } = *self;
        let all = implemented + partial + missing + unknown;
        let now = (2 * implemented + partial) * 50;
        let possible = (2 * (implemented + unknown) + partial) * 50;
        let share = |sum: usize| (sum + all / 2).checked_div(all);
        let coverage = match (share(now), share(possible)) {
            (Some(now), Some(possible)) if possible > now => format!("{now}–{possible} %"),
            (Some(now), _) => format!("{now} %"),
            (None, _) => "n/a".to_owned(),
        };
        let numbers = [all, implemented, partial, missing, unknown].map(Cell::Number);
        std::iter::once(name.into()).chain(numbers).chain([coverage.into()]).collect()
    }
}

fn percent(part: u32, of: u32) -> String {
    let (part, of) = (u64::from(part), u64::from(of));
    (part * 100 + of / 2).checked_div(of).map_or("n/a".to_owned(), |percent| format!("{percent} %"))
}
