//! Keywords and words of vocabularies: which ones ignore letter case, by the tables of the language.

use rustc_hash::FxHashMap;

use crate::schema::{self, Expects, Subject};

/// What any attribute with a closed list of words takes as well.
const ALWAYS: &[&str] = &["unknown", "not-applicable"];

/// Durations that are words.
const DURATIONS: &[&str] = &["weekly", "monthly", "quarterly", "yearly"];

/// The tables, arranged for look-up.
pub(super) struct Words {
    attributes: FxHashMap<&'static str, Vec<&'static schema::Attribute>>,
    subjects: FxHashMap<&'static str, Subject>,
}

impl Words {
    pub(super) fn new() -> Self {
        let mut words = Self { attributes: FxHashMap::default(), subjects: FxHashMap::default() };
        for row in schema::ATTRIBUTES {
            words.attributes.entry(row.name).or_default().push(row);
            words.subjects.extend(row.on.iter().map(|&subject| (subject.as_str(), subject)));
        }
        words
    }

    /// What a keyword declares, where the keyword alone tells.
    pub(super) fn subject(&self, keyword: &str) -> Option<Subject> {
        self.subjects.get(keyword).copied()
    }

    /// Whether `word`, letter case ignored, is a value from a closed list as it may stand in the attribute `name` of
    /// `subject`. Where the subject is not known, every attribute of that name has to take such a list: else the word may
    /// be somebody's name.
    pub(super) fn is_vocabulary(&self, subject: Option<Subject>, name: &str, word: &str) -> bool {
        let rows = self.attributes.get(name).map_or(&[][..], Vec::as_slice);
        let fitting: Vec<Expects> = rows
            .iter()
            .filter(|row| subject.is_none_or(|subject| row.on.contains(&subject)))
            .map(|row| row.expects)
            .collect();
        fitting.iter().all(|expects| closed_list(*expects)) && fitting.iter().any(|expects| lists(*expects, word))
    }
}

fn closed_list(expects: Expects) -> bool {
    matches!(expects, Expects::Word(_) | Expects::Duration)
}

fn lists(expects: Expects, word: &str) -> bool {
    let among = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match expects {
        Expects::Word(name) => {
            among(ALWAYS) || schema::vocabulary(name).is_some_and(|vocabulary| vocabulary.find(word).is_some())
        }
        Expects::Duration => among(ALWAYS) || among(DURATIONS),
        _ => false,
    }
}

/// The keyword of a statement in its usual spelling.
pub(super) fn keyword(word: &str) -> Option<&'static str> {
    schema::STATEMENTS.iter().map(|row| row.keyword).find(|known| known.eq_ignore_ascii_case(word))
}
