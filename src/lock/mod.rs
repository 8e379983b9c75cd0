//! The lock: display numbers that were given once and for all, and the facts on which answers rest.
//!
//! ```text
//! shop.lock ─parse─▶ Lock ─numbers─▶ flows, boundaries, data, controls, threats of a model
//! model ─add─▶ Lock ─to_string─▶ shop.lock          only `threatline number` writes it
//! ```
//!
//! A number belongs to a key, which never comes from order: `S-03` to the rule `spoof-external`, `DF7` to the flow
//! `order->mailer`. Numbers are only ever added: what is gone keeps its line, so no number is given twice.

mod text;

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

pub use text::parse;

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Data and other assets: `A01`.
    Asset,
    /// Baseline security controls: `BSC-01`.
    Control,
    /// System-specific controls: `SSC-01`.
    Specific,
    /// Flows without an id: `DF7`.
    Flow,
    /// Boundaries that nobody declared: `TB3`.
    Boundary,
    /// Threats, by the letter of their category: `S-01`.
    Threat(char),
}

/// Prefix and number of digits of a series; threats put their letter in front.
const FORMS: &[(Series, &str, usize)] = &[
    (Series::Asset, "A", 2),
    (Series::Control, "BSC-", 2),
    (Series::Specific, "SSC-", 2),
    (Series::Flow, "DF", 1),
    (Series::Boundary, "TB", 1),
];
/// Letters of the categories of threats; `G` for those without one.
const LETTERS: &[char] = &['S', 'T', 'R', 'I', 'D', 'E', 'G'];

impl Series {
    /// A number as it is shown.
    pub fn shown(self, number: u32) -> SmolStr {
        match (self, FORMS.iter().find(|(series, ..)| *series == self)) {
            (Series::Threat(letter), _) => format_smolstr!("{letter}-{number:02}"),
            (_, Some((_, prefix, digits))) => format_smolstr!("{prefix}{number:0digits$}"),
            (_, None) => SmolStr::default(),
        }
    }

    /// The series and number of what is shown.
    pub fn read(shown: &str) -> Option<(Series, u32)> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
            digits.parse().ok().filter(|number| plain && *number > 0)
        };
        let form = FORMS.iter().find_map(|(series, prefix, _)| Some((*series, number(shown.strip_prefix(prefix)?)?)));
        form.or_else(|| {
            let (letter, digits) = shown.split_once('-')?;
            let letter = LETTERS.iter().copied().find(|known| letter.len() == 1 && letter.starts_with(*known))?;
            Some((Series::Threat(letter), number(digits)?))
        })
    }
}

/// What an answer rested on when it was last looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The answer itself: a change of it is a new look.
    pub answer: SmolStr,
    /// Facts by name.
    pub facts: BTreeMap<SmolStr, SmolStr>,
}

/// The numbers of a model, and the evidence of its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    numbers: BTreeMap<Series, BTreeMap<SmolStr, u32>>,
    /// By the key of the threat.
    pub evidence: BTreeMap<SmolStr, Evidence>,
}

impl Lock {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.evidence.is_empty()
    }

    /// The number of a key.
    pub fn number(&self, series: Series, key: &str) -> Option<u32> {
        self.numbers.get(&series)?.get(key).copied()
    }

    /// The first number of a series above all that were ever given.
    pub fn next(&self, series: Series) -> u32 {
        let highest = self.numbers.get(&series).and_then(|known| known.values().max());
        highest.map_or(1, |highest| highest.saturating_add(1))
    }

    /// Gives a number to a key. A key that has one keeps it.
    pub fn give(&mut self, series: Series, key: &str, number: u32) {
        self.numbers.entry(series).or_default().entry(key.into()).or_insert(number);
    }

    /// Moves a number to the present name of what has it.
    pub fn rename(&mut self, series: Series, former: &str, present: &str) {
        let Some(known) = self.numbers.get_mut(&series) else { return };
        if !known.contains_key(present)
            && let Some(number) = known.remove(former)
        {
            known.insert(present.into(), number);
        }
    }

    /// How many numbers were given.
    pub fn len(&self) -> usize {
        self.numbers.values().map(BTreeMap::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_and_read_alike() {
        let all = [Series::Asset, Series::Control, Series::Flow, Series::Boundary, Series::Threat('S')];
        let shown = all.map(|series| series.shown(7));
        assert_eq!(shown, ["A07", "BSC-07", "DF7", "TB7", "S-07"]);
        for (series, shown) in all.iter().zip(&shown) {
            assert_eq!(Series::read(shown), Some((*series, 7)));
        }
        for wrong in ["", "A", "DF", "DF0", "DF+1", "X-01", "SS-01", "S-", "S-1x", "TB 1"] {
            assert_eq!(Series::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_is_given_once() {
        let mut lock = Lock::default();
        lock.give(Series::Flow, "a->b", 4);
        lock.give(Series::Flow, "a->b", 9);
        assert_eq!(lock.number(Series::Flow, "a->b"), Some(4));
        lock.rename(Series::Flow, "a->b", "x->b");
        assert_eq!((lock.number(Series::Flow, "a->b"), lock.number(Series::Flow, "x->b")), (None, Some(4)));
        assert_eq!((lock.next(Series::Flow), lock.next(Series::Asset)), (5, 1));
    }
}
