//! Values and how they compare.

use super::Truth;
use crate::model::{Sourced, Value, ValueKind};
use crate::syntax::tree::Comparison;

/// The value of a field for one subject.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'a> {
    /// A protective fact that nobody stated, or that was stated as unknown.
    Unknown,
    /// A descriptive fact that nobody stated.
    Absent,
    /// Stated values of an attribute.
    Stated(&'a [Sourced<Value>]),
    /// One word.
    Word(&'static str),
    /// A set of words, as bits over a vocabulary.
    Set(u16, &'static [&'static str]),
    /// A step of an ordered vocabulary.
    Level(u8),
    /// A number.
    Number(i64),
}

impl<'a> Found<'a> {
    /// Values of an attribute; `unknown` where it is absent or written so and the fact is protective.
    pub fn stated(values: &'a [Sourced<Value>], open: bool) -> Self {
        let unknown = values.iter().all(|sourced| sourced.value.text == "unknown");
        match (unknown, open) {
            (true, true) => Found::Unknown,
            (true, false) => Found::Absent,
            (false, _) => Found::Stated(values),
        }
    }

    /// The value as one word.
    pub fn plain(self) -> smol_str::SmolStr {
        let joined = |words: Vec<&str>| words.join("+").split_whitespace().collect::<Vec<_>>().join("-").into();
        match self {
            Found::Unknown => "unknown".into(),
            Found::Absent => "none".into(),
            Found::Stated(values) => joined(values.iter().map(|sourced| sourced.value.text.as_str()).collect()),
            Found::Word(word) => word.into(),
            Found::Set(bits, words) => {
                let set = words.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
                joined(set.map(|(_, word)| *word).collect())
            }
            Found::Level(level) => smol_str::format_smolstr!("{level}"),
            Found::Number(number) => smol_str::format_smolstr!("{number}"),
        }
    }

    /// Whether nothing is stated.
    pub fn is_unknown(self) -> bool {
        matches!(self, Found::Unknown | Found::Absent)
    }

    /// Whether a word is, or is among, the value.
    pub fn is_word(self, word: &str) -> Truth {
        match self {
            Found::Unknown => Truth::Unknown,
            Found::Absent | Found::Level(_) => Truth::False,
            Found::Number(number) => (word.parse() == Ok(number)).into(),
            Found::Word(known) => (known == word).into(),
            Found::Set(bits, words) => {
                let at = words.iter().position(|known| *known == word);
                at.is_some_and(|at| bits & (1 << at) != 0).into()
            }
            Found::Stated(values) => values
                .iter()
                .any(|Sourced { value, .. }| value.kind != ValueKind::Text && value.text.eq_ignore_ascii_case(word))
                .into(),
        }
    }

    /// How a level compares with another.
    pub fn is_level(self, comparison: Comparison, other: u8) -> Truth {
        match self {
            Found::Unknown => Truth::Unknown,
            Found::Level(level) => ordered(comparison, &level, &other).into(),
            _ => (comparison == Comparison::NotEqual).into(),
        }
    }

    /// How a number compares with another.
    pub fn is_number(self, comparison: Comparison, other: i64) -> Truth {
        let number = match self {
            Found::Unknown => return Truth::Unknown,
            Found::Number(number) => Some(number),
            Found::Stated([Sourced { value, .. }, ..]) => value.text.parse().ok(),
            _ => None,
        };
        number.map_or(comparison == Comparison::NotEqual, |number| ordered(comparison, &number, &other)).into()
    }

    /// How the value compares with another of the same shape.
    pub fn compare(self, comparison: Comparison, other: Found<'_>) -> Truth {
        match (self, other) {
            (Found::Unknown, _) | (_, Found::Unknown) => Truth::Unknown,
            (_, Found::Level(other)) => self.is_level(comparison, other),
            (_, Found::Number(other)) => self.is_number(comparison, other),
            (_, Found::Word(word)) => equal(comparison, self.is_word(word)),
            (_, Found::Stated(values)) => {
                let same = values.iter().map(|sourced| self.is_word(&sourced.value.text)).max();
                equal(comparison, same.unwrap_or(Truth::False))
            }
            (_, Found::Absent | Found::Set(..)) => equal(comparison, Truth::False),
        }
    }
}

/// `==` and `!=` over a known equality.
pub(super) fn equal(comparison: Comparison, same: Truth) -> Truth {
    if comparison == Comparison::NotEqual { !same } else { same }
}

fn ordered<T: Ord>(comparison: Comparison, left: &T, right: &T) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}
