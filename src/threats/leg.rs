//! Legs: the two directions of an exchange.
//!
//! A flow of the language is a whole exchange, request and answer. Most rules ask about the request: who calls whom. Some ask
//! about what comes back, with the ends swapped. The classic arrow from a store to a process is an answer to a read request.

use crate::graph::initiator;
use crate::model::{Carried, DataId, ElementId, ElementKind, FlowId, Model};

/// Which legs of a flow a rule is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legs {
    /// The request, with the data of the whole exchange (the default).
    Request,
    /// The answer, with the data that comes back.
    Response,
    /// The request and the answer, each with its own data.
    Both,
    /// The flow as it is drawn, with the data of the whole exchange: for rules about the path itself.
    Path,
}

impl Legs {
    /// Words of the attribute `leg`.
    pub const WORDS: &[(&str, Legs)] =
        &[("request", Legs::Request), ("response", Legs::Response), ("both", Legs::Both), ("path", Legs::Path)];

    /// The meaning of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, legs)| *legs)
    }
}

/// One direction of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Leg {
    /// The flow.
    pub flow: FlowId,
    /// Who sends on this leg.
    pub source: ElementId,
    /// Who receives on this leg.
    pub target: ElementId,
    /// Whether this leg runs against the arrow.
    pub swapped: bool,
    /// Whether only the data of this leg counts, not that of the whole exchange.
    pub one_way: bool,
    /// Whether this leg carries the answer.
    pub response: bool,
}

impl Leg {
    /// The flow as it is drawn.
    pub fn drawn(model: &Model, id: FlowId) -> Self {
        let flow = &model.flows[id];
        Self { flow: id, source: flow.source, target: flow.target, swapped: false, one_way: false, response: false }
    }

    /// The request: from the end that starts the exchange.
    pub fn request(model: &Model, id: FlowId) -> Self {
        let drawn = Self::drawn(model, id);
        if initiator(model, id) == drawn.source { drawn } else { drawn.reverse() }
    }

    fn reverse(self) -> Self {
        Self { source: self.target, target: self.source, swapped: !self.swapped, ..self }
    }

    /// The legs of a flow that a rule is asked of, in the order in which they are tried.
    pub fn of(model: &Model, id: FlowId, legs: Legs) -> impl Iterator<Item = Leg> {
        let flow = &model.flows[id];
        let request = Self::request(model, id);
        let answer = Self { response: true, one_way: true, ..request.reverse() };
        let answered = flow.both_ways || answer.is_answered(model);
        let request = match legs {
            Legs::Request | Legs::Path => Some(request),
            Legs::Both => Some(Self { one_way: true, ..request }),
            Legs::Response => None,
        };
        let other = match legs {
            Legs::Request => flow.both_ways.then_some(Self { one_way: false, response: false, ..answer }),
            Legs::Response | Legs::Both => answered.then_some(answer),
            Legs::Path => None,
        };
        let request = if legs == Legs::Path { Some(Self::drawn(model, id)) } else { request };
        request.into_iter().chain(other)
    }

    /// What moves along this leg.
    pub fn carried<'m>(&self, model: &'m Model) -> &'m Carried {
        let flow = &model.flows[self.flow];
        match self.swapped {
            true if flow.both_ways && flow.returns == Carried::Unknown => &flow.data,
            true => &flow.returns,
            false => &flow.data,
        }
    }

    /// What moves against this leg.
    pub fn returned<'m>(&self, model: &'m Model) -> &'m Carried {
        self.reverse().carried(model)
    }

    /// The data that counts on this leg: its own, and that of the answer where the whole exchange counts. A data asset that
    /// moves both ways comes twice.
    pub fn data<'m>(&self, model: &'m Model) -> impl Iterator<Item = DataId> + use<'m> {
        let back: &[DataId] = if self.one_way { &[] } else { self.returned(model).data() };
        self.carried(model).data().iter().chain(back).copied()
    }

    /// Whether somebody said what moves on this leg, `none` included.
    pub fn is_stated(&self, model: &Model) -> bool {
        *self.carried(model) != Carried::Unknown || (!self.one_way && *self.returned(model) != Carried::Unknown)
    }

    /// Whether an answer comes back: data is stated, or nobody said what moves between a store and who asks it.
    fn is_answered(&self, model: &Model) -> bool {
        let asks_store = model.elements[self.source].kind == ElementKind::Store;
        match self.carried(model) {
            Carried::Data(_) => true,
            Carried::Nothing => false,
            Carried::Unknown => asks_store && *self.returned(model) == Carried::Unknown,
        }
    }

    /// The store at one end, the target first.
    pub fn store(&self, model: &Model) -> Option<ElementId> {
        [self.target, self.source].into_iter().find(|&end| model.elements[end].kind == ElementKind::Store)
    }
}
