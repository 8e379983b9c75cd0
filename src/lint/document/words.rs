//! Document: wording. Lists of phrases, and where they are looked for.

use rustc_hash::FxHashMap;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::lint::Subject;
use crate::lint::written::{WrittenText, statements};

/// Phrases, and what to write instead.
type Phrases = &'static [(&'static [&'static str], &'static str)];

/// Words that sound like a statement about security and are none (methodology, "Red Flags to Avoid", "Don'ts").
const VAGUE: Phrases = &[
    (
        &[
            "appropriate",
            "appropriately",
            "adequate",
            "adequately",
            "proper",
            "properly",
            "suitable",
            "suitably",
            "sufficiently",
            "as needed",
            "as required",
            "as necessary",
            "where possible",
            "if possible",
            "where applicable",
        ],
        "say what is done, where and how well: a mechanism, a value, a limit",
    ),
    (
        &[
            "industry standard",
            "industry standards",
            "best practice",
            "best practices",
            "state of the art",
            "common standards",
        ],
        "name the standard and its section, or the setting that it asks for",
    ),
    (&["etc", "and so on", "and so forth", "various", "and the like"], "list them"),
    (
        &[
            "world class",
            "military grade",
            "bank grade",
            "enterprise grade",
            "industry leading",
            "cutting edge",
            "robust",
            "seamless",
            "seamlessly",
            "unhackable",
            "bulletproof",
            "100% secure",
            "completely secure",
            "fully secure",
        ],
        "this praises; say what it does, or leave it out",
    ),
    (
        &[
            "not a concern",
            "not an issue",
            "no real risk",
            "no risk",
            "unlikely to matter",
            "nothing to worry about",
            "negligible",
        ],
        "say what limits the damage, so that a reader can judge it",
    ),
    (
        &[
            "other systems will",
            "other teams will",
            "takes care of security",
            "handled elsewhere",
            "out of our control",
        ],
        "say who does what; where somebody else carries the risk, write `transfer` with an owner",
    ),
];

/// Measures that the methodology leaves to others ("Scope Exclusions").
const EXCLUDED: Phrases = &[
    (
        &[
            "background check",
            "background checks",
            "background screening",
            "insider threat",
            "employee monitoring",
            "staff monitoring",
            "mandatory vacation",
            "exit interview",
            "disciplinary",
        ],
        "insiders are the subject of personnel policy, not of this document",
    ),
    (
        &[
            "awareness training",
            "security training",
            "security awareness",
            "phishing training",
            "phishing simulation",
            "phishing simulations",
            "phishing awareness",
            "phishing campaign",
        ],
        "phishing is the subject of awareness programmes; a technical measure, such as phishing-resistant sign-in, belongs here",
    ),
    (
        &[
            "vendor questionnaire",
            "vendor assessment",
            "vendor audit",
            "vendor review",
            "vendor risk",
            "supplier questionnaire",
            "supplier assessment",
            "supplier audit",
            "supplier risk",
            "contract review",
            "third party risk",
        ],
        "vendors are the subject of vendor management; a technical measure at the border to them belongs here",
    ),
];

/// Attributes whose texts are sentences.
const PROSE: &[&str] = &[
    "description",
    "note",
    "reason",
    "because",
    "purpose",
    "surface",
    "security",
    "protection",
    "gap",
    "gaps",
    "out-of-scope",
    "deployment",
    "statement",
    "prerequisites",
    "action",
    "leads-to",
    "capability",
    "business",
    "effects",
    "weakness",
    "scenario",
    "text",
    "definition",
];
/// Statements whose label is a path.
const PATHS: &[&str] = &["include", "use"];
/// Statements that say what is done against threats.
const MEASURES: &[&str] = &["control", "mitigation", "counter", "mitigate", "recommend", "activity"];

/// W0421
pub(in crate::lint) fn vague(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let phrases = Lookup::new(VAGUE);
    let prose = |text: &WrittenText<'_>| match text.attribute {
        Some(name) => PROSE.contains(&name),
        None => text.keyword.is_none_or(|keyword| !PATHS.contains(&keyword)),
    };
    each(subject, &phrases, prose, |span, words, help| {
        found
            .push(Diagnostic::warning("W0421", span, format!("`{words}` says nothing that can be checked")).help(help));
    });
}

/// W0428
pub(in crate::lint) fn outside_of_the_methodology(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let phrases = Lookup::new(EXCLUDED);
    let measure = |text: &WrittenText<'_>| {
        text.keyword.is_some_and(|keyword| MEASURES.contains(&keyword))
            && text.attribute.is_none_or(|name| PROSE.contains(&name))
    };
    each(subject, &phrases, measure, |span, words, help| {
        let message = format!("`{words}` is no technical measure, and is not part of a threat model");
        found.push(Diagnostic::warning("W0428", span, message).help(help).help("delete it, or move it to a `todo`"));
    });
}

/// Calls `report` with the place, the words and the help of each phrase in the texts that `wanted` picks.
fn each(
    subject: &Subject<'_>,
    phrases: &Lookup,
    wanted: impl Fn(&WrittenText<'_>) -> bool,
    mut report: impl FnMut(Span, &str, &'static str),
) {
    for written in statements(subject.trees) {
        for text in written.texts().into_iter().filter(&wanted) {
            let source = subject.sources.text(text.span);
            for (range, help) in phrases.find(source) {
                let start = text.span.start as usize;
                let span = Span::new(text.span.file, start + range.start, start + range.end);
                report(span, source.get(range).unwrap_or(""), help);
            }
        }
    }
}

/// Phrases by their first word.
struct Lookup {
    by_word: FxHashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>,
}

impl Lookup {
    fn new(phrases: Phrases) -> Self {
        let mut by_word: FxHashMap<&'static str, Vec<_>> = FxHashMap::default();
        for (list, help) in phrases {
            for phrase in *list {
                let words: Vec<&'static str> = phrase.split(' ').collect();
                if let Some(first) = words.first() {
                    by_word.entry(first).or_default().push((words, *help));
                }
            }
        }
        Self { by_word }
    }

    /// The phrases in a text, each by its bytes: whole words in any letter case, with blanks, hyphens, line ends and comment
    /// marks between them. Of several that start at one word, the longest.
    fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, &'static str)> {
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
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric() || *c == '%') {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            _ => words.push(at..end),
        }
    }
    words
}

fn starts_with(text: &str, words: &[std::ops::Range<usize>], phrase: &[&str]) -> bool {
    let same = |(word, wanted): (&std::ops::Range<usize>, &&str)| {
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
