//! Facts: attribute values that know where they come from, and control claims.
//!
//! Four things are kept apart (reference, "Types, defaults, and unknown"): a fact that is absent, one that is written as
//! `unknown`, one that is `none`, and one that is `not-applicable`.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::{DefaultId, TypeId};
use crate::base::source::Span;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The author wrote it on the statement itself, or on an `extend` of it.
    Stated,
    /// The type with this name sets it.
    Type(SmolStr),
    /// A `default` of a surrounding zone or of the module sets it.
    Default,
    /// It follows from another fact, which the text names.
    Implied(SmolStr),
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
    /// The place that says so; in the prelude or the library for built-in types.
    pub span: Option<Span>,
}

/// One attribute value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The word in lower case where the attribute has a vocabulary; else as written.
    pub text: SmolStr,
    /// How it was written.
    pub kind: ValueKind,
}

/// How a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A word.
    Word,
    /// A quoted text: known, but no rule knows more about it.
    Text,
    /// A number, date or duration.
    Number,
}

/// The values of one attribute: one for scalars, any number for lists; never empty.
pub type Fact = SmallVec<[Sourced<Value>; 1]>;

/// All attributes of a place, by name: its own, and those that its type and defaults fill in, which many places share.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// In no particular order; there are few.
    own: Vec<(&'static str, Fact)>,
    /// Holds where `own` has nothing.
    base: Option<Arc<Facts>>,
    /// What these facts were taken from, where types and defaults gave them; the nearest first.
    fillers: Vec<Filler>,
}

/// What fills in attributes that a thing leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filler {
    /// A type.
    Type(TypeId),
    /// The `default` statements of a zone or module.
    Default(DefaultId),
}

impl Facts {
    /// No facts yet, with room for as many.
    pub fn with_capacity(attributes: usize) -> Self {
        Self { own: Vec::with_capacity(attributes), ..Self::default() }
    }

    /// Facts that fall back on others.
    pub fn with_base(self, base: Arc<Facts>) -> Self {
        Self { base: Some(base), ..self }
    }

    /// Facts with what they were taken from.
    pub fn with_fillers(self, fillers: Vec<Filler>) -> Self {
        Self { fillers, ..self }
    }

    /// The types and defaults that are asked for what the thing leaves open, whether or not they say anything; the nearest
    /// first.
    pub fn fillers(&self) -> &[Filler] {
        self.base.as_ref().map_or(&self.fillers, |base| base.fillers())
    }

    /// The same without the attributes of these names, wherever they come from.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.own.retain(|(known, _)| !names.contains(known));
        rest.base = rest.base.map(|base| Arc::new(base.without(names)));
        rest
    }

    fn fact(&self, name: &str) -> Option<&Fact> {
        let own = self.own.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact);
        own.or_else(|| self.base.as_ref().and_then(|base| base.fact(name)))
    }

    /// All values of an attribute; empty if it is absent.
    pub fn all(&self, name: &str) -> &[Sourced<Value>] {
        self.fact(name).map_or(&[], |fact| fact.as_slice())
    }

    /// The first value of an attribute with its origin.
    pub fn get(&self, name: &str) -> Option<&Sourced<Value>> {
        self.all(name).first()
    }

    /// The first value of an attribute as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|sourced| sourced.value.text.as_str())
    }

    /// All values of an attribute as text.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.all(name).iter().map(|sourced| sourced.value.text.as_str()).collect()
    }

    /// Sets an attribute; whatever it was before is replaced.
    pub fn set(&mut self, name: &'static str, fact: Fact) {
        if fact.is_empty() {
            return;
        }
        match self.own.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) => *before = fact,
            None => self.own.push((name, fact)),
        }
    }

    /// Adds values to a list attribute; a value that is there already keeps its first origin.
    pub fn unite(&mut self, name: &'static str, fact: &[Sourced<Value>]) {
        if fact.is_empty() {
            return;
        }
        if !self.own.iter().any(|(known, _)| *known == name) {
            self.own.push((name, Fact::from(self.all(name))));
        }
        let Some((_, united)) = self.own.iter_mut().find(|(known, _)| *known == name) else { return };
        for sourced in fact {
            if !united.iter().any(|known| known.value == sourced.value) {
                united.push(sourced.clone());
            }
        }
    }

    /// The same for values that nobody else needs.
    pub fn unite_own(&mut self, name: &'static str, fact: Fact) {
        match self.has(name) || fact.len() > 1 {
            true => self.unite(name, &fact),
            false => self.set(name, fact),
        }
    }

    /// Whether the attribute has a value, `unknown` included.
    pub fn has(&self, name: &str) -> bool {
        self.fact(name).is_some()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.base.as_ref().is_none_or(|base| base.is_empty())
    }

    /// The attributes that are not filled in from elsewhere, in no particular order.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.own.iter().map(|(name, fact)| (*name, fact))
    }

    /// All attributes in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        let mut all: BTreeMap<&'static str, &Fact> = BTreeMap::new();
        let mut layer = Some(self);
        while let Some(facts) = layer {
            for (name, fact) in &facts.own {
                all.entry(name).or_insert(fact);
            }
            layer = facts.base.as_deref();
        }
        all.into_iter()
    }
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Facts {}

/// What a flow carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Carried {
    /// Nobody said.
    #[default]
    Unknown,
    /// `none`: nothing worth protecting.
    Nothing,
    /// These data assets, in the order in which they are written.
    Data(SmallVec<[super::DataId; 4]>),
}

impl Carried {
    /// The data assets; empty where nothing is known to be carried.
    pub fn data(&self) -> &[super::DataId] {
        match self {
            Carried::Data(data) => data,
            Carried::Unknown | Carried::Nothing => &[],
        }
    }
}

/// How far a control is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlStatus {
    /// `has`: it works.
    Implemented,
    /// `partial`: it works in part.
    Partial,
    /// `planned`: decided, not there yet.
    Planned,
    /// `missing`: somebody looked, it is not there.
    Missing,
    /// `unverified`: said to be there, nobody looked.
    Unverified,
    /// `not-applicable`: the question does not arise.
    NotApplicable,
}

impl ControlStatus {
    /// All statuses.
    pub const ALL: &'static [ControlStatus] = &[
        ControlStatus::Implemented,
        ControlStatus::Partial,
        ControlStatus::Planned,
        ControlStatus::Missing,
        ControlStatus::Unverified,
        ControlStatus::NotApplicable,
    ];

    /// The word for the status.
    pub fn as_str(self) -> &'static str {
        match self {
            ControlStatus::Implemented => "implemented",
            ControlStatus::Partial => "partial",
            ControlStatus::Planned => "planned",
            ControlStatus::Missing => "missing",
            ControlStatus::Unverified => "unverified",
            ControlStatus::NotApplicable => "not-applicable",
        }
    }

    /// The status of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == word)
    }

    /// The attribute that lists controls of this status, where there is one.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            ControlStatus::Implemented => Some("has"),
            ControlStatus::NotApplicable => None,
            other => Some(other.as_str()),
        }
    }
}

/// A statement that a control is in place, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// How far.
    pub status: ControlStatus,
    /// Where the claim comes from.
    pub origin: Origin,
    /// The place that says so.
    pub span: Option<Span>,
    /// The `control` statement behind it, with owner, evidence and gap.
    pub control: Option<super::ControlId>,
}

/// Claims by control type (aliases resolved), in the order of the catalogue.
pub type Claims = BTreeMap<TypeId, Claim>;
