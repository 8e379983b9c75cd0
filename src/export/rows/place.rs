//! What the tables look up: threats by place, names of zones, places in the source.

use rustc_hash::FxHashMap;

use super::cell::Cell;
use crate::base::source::Span;
use crate::model::{Carried, Class, DataId, Facts, Model, Place, Severity, TypeId, ZoneId};
use crate::pipeline::Outcome;
use crate::threats::{Reader, Threat};

/// A model with what rows need to know about its places.
pub(super) struct Places<'a> {
    pub(super) outcome: &'a Outcome,
    pub(super) model: &'a Model,
    pub(super) reader: Reader<'a>,
    tallies: FxHashMap<Option<Place>, Tally>,
}

/// The threats at a place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) threats: usize,
    /// Those that need work.
    pub(super) open: usize,
    /// The highest rating among these.
    pub(super) highest: Option<Severity>,
}

impl Tally {
    fn add(&mut self, threat: &Threat) {
        self.threats += 1;
        if !threat.status.is_settled() {
            self.open += 1;
            self.highest = self.highest.max(Some(threat.current.severity));
        }
    }
}

impl<'a> Places<'a> {
    pub(super) fn new(outcome: &'a Outcome) -> Self {
        let mut tallies: FxHashMap<Option<Place>, Tally> = FxHashMap::default();
        for threat in &outcome.analysis.threats {
            tallies.entry(threat.subject).or_default().add(threat);
        }
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        Self { outcome, model: &outcome.model, reader, tallies }
    }

    pub(super) fn tally(&self, place: Place) -> Tally {
        self.tallies.get(&Some(place)).copied().unwrap_or_default()
    }

    pub(super) fn zone(&self, zone: ZoneId) -> String {
        self.model.zones[zone].id.to_string()
    }

    pub(super) fn ty(&self, ty: Option<TypeId>) -> Cell {
        ty.map(|ty| self.model.types[ty].name.as_str()).into()
    }

    pub(super) fn data(&self, data: &[DataId]) -> Cell {
        Cell::list(data.iter().map(|&id| &self.model.data[id].id))
    }

    /// Data that is carried; empty where it is known to be none, null where nobody said.
    pub(super) fn carried(&self, carried: &Carried) -> Cell {
        match carried {
            Carried::Unknown => Cell::Null,
            carried => self.data(carried.data()),
        }
    }

    pub(super) fn class(&self, data: impl IntoIterator<Item = DataId>) -> Cell {
        let all: Vec<DataId> = data.into_iter().collect();
        self.model.highest_class(&all).map(Class::as_str).into()
    }

    /// `file:line`.
    pub(super) fn at(&self, span: Span) -> Cell {
        self.outcome.sources.line_of(span).into()
    }
}

/// A fact of one value.
pub(super) fn fact(facts: &Facts, name: &str) -> Cell {
    facts.text(name).into()
}

/// A fact of any number of values.
pub(super) fn facts(facts: &Facts, name: &str) -> Cell {
    Cell::list(facts.texts(name))
}

/// The word for a rating.
pub(super) fn severity(severity: Option<Severity>) -> Cell {
    severity.map(Severity::as_str).into()
}
