//! Conditions of rules: compiled once against the table of [`fields`], evaluated for every subject.
//!
//! Logic is three-valued (Kleene): what nobody stated about protection is unknown, and an answer that depends on it is
//! unknown as well. Descriptive facts that nobody stated are not so. Only words are compared: a quoted text is known, but
//! equals no word.

mod calls;
pub(super) mod compile;
pub(super) mod eval;
pub(super) mod explain;
pub mod fields;
pub(super) mod openness;
mod phrases;
pub(super) mod value;

use std::sync::Arc;

use smol_str::SmolStr;

use crate::base::arena::Arena;
use crate::model::{DataId, ElementId, ElementKind, TypeId, ZoneId};
use crate::syntax::tree::Comparison;
use fields::{Field, Of};

/// A truth value. The order makes `and` the minimum and `or` the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// No.
    False,
    /// It depends on something that nobody stated.
    Unknown,
    /// Yes.
    True,
}

impl Truth {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Truth::False => "no",
            Truth::Unknown => "unknown",
            Truth::True => "yes",
        }
    }

    /// Yes where `known` is true, no where it is false, unknown where it is `None`.
    pub fn of(known: Option<bool>) -> Self {
        known.map_or(Truth::Unknown, Truth::from)
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Truth::True } else { Truth::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::Unknown => Truth::Unknown,
            Truth::False => Truth::True,
        }
    }
}

/// Where a path in a condition starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// The subject of the rule.
    This,
    /// The source of a flow.
    Source,
    /// The target of a flow.
    Target,
    /// The item of a list.
    It,
}

/// What a path leads to: `source`, `target.zone`, the subject itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Path {
    pub root: Root,
    /// How often `.zone` follows.
    pub zones: u8,
    /// What it leads to.
    pub of: Of,
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Holds(Path, &'static Field),
    Compare(Scalar, Comparison, Operand),
    OneOf(Scalar, Vec<Operand>),
    Is(Path, Vec<IsWord>),
    HasTag(Path, Vec<SmolStr>),
    HasControl(Path, Vec<TypeId>),
    Ask(Question),
    Over(Quantifier, List, Box<Test>),
}

/// Something with one value, or a few words.
#[derive(Debug, Clone)]
pub(super) enum Scalar {
    Field(Path, &'static Field),
    Control(TypeId),
    Count(List, Option<Box<Test>>),
}

/// What a value is compared with.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// The word `unknown`: asks whether nothing is stated.
    Unknown,
    Word(SmolStr),
    Level(u8),
    Number(i64),
    Scalar(Scalar),
}

/// A word behind `is`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IsWord {
    Kind(ElementKind),
    Type(TypeId),
    /// Of zones: a word of `kind`.
    ZoneKind(SmolStr),
    /// Of data: `asset`.
    Asset,
}

/// A list of elements or data assets.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub path: Path,
    pub field: &'static Field,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
    None,
}

/// A yes-or-no question to the graph.
#[derive(Debug, Clone)]
pub(super) enum Question {
    Crosses(Vec<SmolStr>),
    Inside(Path, Vec<SmolStr>),
    Carries(Vec<DataWord>),
    Handles(Path, Vec<DataWord>),
    Holds(Path, Vec<DataWord>),
    Tainted(Path),
    TaintedStore(Path),
    Behind(Path, SmolStr),
    SharesZoneWithExposed(Path),
    SharesRuntime(Path),
    ServesUsers(Path),
    /// What there is, with the word that it is asked for; the same for every subject.
    ModelHas(Option<(Thing, IsWord)>),
    /// The elements from which the first of the targets, or another, is reached.
    Reaches(Path, Arc<Arena<ElementId, bool>>, Option<ElementId>),
}

impl Question {
    /// The name of the function, with what tells two questions of the same function apart, and the place it is asked of.
    pub fn name(&self) -> (SmolStr, Option<Path>) {
        let (name, words, path): (&str, &[SmolStr], Option<Path>) = match self {
            Question::Crosses(kinds) => ("crosses", kinds, None),
            Question::Inside(path, kinds) => ("inside", kinds, Some(*path)),
            Question::Carries(_) => ("carries", &[], None),
            Question::Handles(path, _) => ("handles", &[], Some(*path)),
            Question::Holds(path, _) => ("holds", &[], Some(*path)),
            Question::Tainted(path) => ("tainted", &[], Some(*path)),
            Question::TaintedStore(path) => ("tainted-store", &[], Some(*path)),
            Question::Behind(path, kind) => ("behind", std::slice::from_ref(kind), Some(*path)),
            Question::SharesZoneWithExposed(path) => ("shares-zone-with-exposed", &[], Some(*path)),
            Question::SharesRuntime(path) => ("shares-runtime-with-lower-trust", &[], Some(*path)),
            Question::ServesUsers(path) => ("serves-users", &[], Some(*path)),
            Question::ModelHas(_) => ("model-has", &[], None),
            Question::Reaches(path, ..) => ("reaches", &[], Some(*path)),
        };
        if words.is_empty() {
            (name.into(), path)
        } else {
            (smol_str::format_smolstr!("{name}({})", words.join("+")), path)
        }
    }
}

/// Data that a function asks for.
#[derive(Debug, Clone)]
pub(super) enum DataWord {
    Type(TypeId),
    Asset(DataId),
}

/// Anything that a path can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Flow(super::leg::Leg),
    Element(ElementId),
    Zone(ZoneId),
    Data(DataId),
    Model,
}
