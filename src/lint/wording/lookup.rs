//! Phrases in texts: whole words, in any letter case.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::base::source::Span;
use crate::lint::Subject;
use crate::lint::written::{WrittenText, statements};

/// Phrases, and what to write instead.
pub(super) type Phrases = &'static [(&'static [&'static str], &'static str)];

/// A phrase in a text that somebody wrote.
pub(super) struct Found<'a> {
    /// Where it stands.
    pub span: Span,
    /// As it is written.
    pub words: &'a str,
    /// What to write instead.
    pub help: &'static str,
    /// The text around it, with its quotes or comment marks.
    pub source: &'a str,
    /// The bytes of the phrase in it.
    pub range: Range<usize>,
}

/// Calls `report` with each phrase in the texts that `wanted` picks.
pub(super) fn each<'a>(
    subject: &Subject<'a>,
    phrases: Phrases,
    wanted: impl Fn(&WrittenText<'_>) -> bool,
    mut report: impl FnMut(Found<'a>),
) {
    let phrases = Lookup::new(phrases);
    each_text(subject, wanted, |text, source| {
        for (range, help) in phrases.find(source) {
            let words = source.get(range.clone()).unwrap_or("");
            report(Found { span: part(text.span, &range), words, help, source, range });
        }
    });
}

/// Calls `report` with the texts that `wanted` picks, as they are written.
pub(super) fn each_text<'a>(
    subject: &Subject<'a>,
    wanted: impl Fn(&WrittenText<'_>) -> bool,
    mut report: impl FnMut(&WrittenText<'_>, &'a str),
) {
    for written in statements(subject.trees) {
        for text in written.texts().into_iter().filter(&wanted) {
            report(&text, subject.sources.text(text.span));
        }
    }
}

/// Some bytes of a text.
pub(super) fn part(text: Span, range: &Range<usize>) -> Span {
    let start = text.start as usize;
    Span::new(text.file, start + range.start, start + range.end)
}

/// Whether one of the phrases stands in a text.
pub(super) fn contains(text: &str, phrases: Phrases) -> bool {
    !Lookup::new(phrases).find(text).is_empty()
}

/// Phrases by their first word.
struct Lookup {
    by_word: FxHashMap<String, Vec<(Vec<&'static str>, &'static str)>>,
}

impl Lookup {
    fn new(phrases: Phrases) -> Self {
        let mut by_word: FxHashMap<String, Vec<_>> = FxHashMap::default();
        for (list, help) in phrases {
            for phrase in *list {
                let words: Vec<&'static str> = phrase.split([' ', '/']).collect();
                if let Some(first) = words.first() {
                    by_word.entry(first.to_lowercase()).or_default().push((words, *help));
                }
            }
        }
        Self { by_word }
    }

    /// The phrases in a text, each by its bytes: whole words in any letter case, with blanks, hyphens, line ends and comment
    /// marks between them. Of several that start at one word, the longest.
    fn find(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let words = words(text);
        let mut found = Vec::new();
        let mut rest = words.as_slice();
        while let [first, ..] = rest {
            let lower = text.get(first.clone()).unwrap_or("").to_lowercase();
            let phrases = self.by_word.get(lower.as_str()).into_iter().flatten();
            let longest =
                phrases.filter(|(phrase, _)| starts_with(text, rest, phrase)).max_by_key(|(phrase, _)| phrase.len());
            let length = longest.map_or(1, |(phrase, _)| phrase.len());
            if let Some((_, help)) = longest
                && let Some(last) = rest.get(length - 1)
            {
                found.push((first.start..last.end, *help));
            }
            rest = rest.get(length..).unwrap_or(&[]);
        }
        found
    }
}

/// The words of a text: letters, digits and percent signs.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric() || *c == '%') {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            _ => words.push(at..end),
        }
    }
    words
}

fn starts_with(text: &str, words: &[Range<usize>], phrase: &[&str]) -> bool {
    let same = |(word, wanted): (&Range<usize>, &&str)| {
        text.get(word.clone()).is_some_and(|word| word.eq_ignore_ascii_case(wanted))
    };
    let Some(own) = words.get(..phrase.len()) else { return false };
    let joined = own.windows(2).all(|pair| match pair {
        [a, b] => {
            text.get(a.end..b.start).is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() || "-/".contains(c)))
        }
        _ => false,
    });
    joined && own.iter().zip(phrase).all(same)
}
