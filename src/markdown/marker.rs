//! What may be said about a diagram: the words of a marker, and those behind `threat` in the first line of a fence.

use std::ops::Range;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};
use crate::base::text::{did_you_mean, or_list};

/// The code of everything that is wrong with markers and their words.
pub(super) const CODE: &str = "E0412";

/// What an author wants; `None` where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// How much is shown: 0, 1 or 2.
    pub level: Option<u8>,
    /// The name of a view.
    pub view: Option<String>,
    /// In which form.
    pub form: Option<Form>,
    /// The name of the file of a picture, without extension.
    pub name: Option<String>,
    /// Whether it has a title.
    pub title: Option<bool>,
    /// Whether it has a legend.
    pub legend: Option<bool>,
}

/// A form in which a document can hold a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Unicode box drawing.
    Text,
    /// 7-bit characters.
    Ascii,
    /// A file beside the document.
    Svg,
    /// A file beside the document.
    Png,
    /// Mermaid, which many viewers of Markdown draw.
    Mermaid,
    /// D2.
    D2,
    /// Graphviz.
    Dot,
    /// PlantUML.
    PlantUml,
}

impl Form {
    /// All forms, with the word for each: it is also the first word of its fence.
    pub const ALL: &[(&str, Form)] = &[
        ("text", Form::Text),
        ("ascii", Form::Ascii),
        ("svg", Form::Svg),
        ("png", Form::Png),
        ("mermaid", Form::Mermaid),
        ("d2", Form::D2),
        ("dot", Form::Dot),
        ("plantuml", Form::PlantUml),
    ];

    /// The form with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|row| row.1)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, form)| *form == self).map_or("", |row| row.0)
    }

    /// The extension of its file, where it is one beside the document.
    pub fn extension(self) -> Option<&'static str> {
        matches!(self, Form::Svg | Form::Png).then(|| self.as_str())
    }
}

/// Sets a value, or says that it is none.
type Set = fn(&mut Wish, &str) -> bool;

/// What may be said, what it takes, and what it sets.
const WORDS: &[(&str, &str, Set)] = &[
    ("level", "`0`, `1` or `2`", |wish, value| {
        wish.level = value.parse().ok().filter(|level| *level <= 2);
        wish.level.is_some()
    }),
    ("view", "the name of a view", |wish, value| {
        wish.view = Some(value.to_owned()).filter(|name| !name.is_empty());
        wish.view.is_some()
    }),
    ("format", "`text`, `ascii`, `svg`, `png`, `mermaid`, `d2`, `dot` or `plantuml`", |wish, value| {
        wish.form = Form::parse(value);
        wish.form.is_some()
    }),
    ("name", "a file name without its extension", |wish, value| {
        let is_name = !value.is_empty() && !value.starts_with('.') && !value.contains(['/', '\\', '<', '>', ':']);
        wish.name = is_name.then(|| value.to_owned());
        is_name
    }),
    ("title", "`yes` or `no`", |wish, value| set_flag(&mut wish.title, value)),
    ("legend", "`yes` or `no`", |wish, value| set_flag(&mut wish.legend, value)),
];

fn set_flag(flag: &mut Option<bool>, value: &str) -> bool {
    *flag = match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    flag.is_some()
}

/// A word with its place in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub range: Range<usize>,
}

/// The words of `text`, which starts at byte `start` of the document. A word may have a part in quotes, with blanks in it.
pub(super) fn words(text: &str, start: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && !quoted {
            words.extend(open.take());
            continue;
        }
        let word = open.get_or_insert_with(|| Word { text: String::new(), range: start + at..start + at });
        word.range.end = start + at + c.len_utf8();
        if c == '"' {
            quoted = !quoted;
        } else {
            word.text.push(c);
        }
    }
    words.extend(open);
    words
}

/// Reads `name=value` words into `wish`; what has no `=` is handed back.
pub(super) fn wishes(words: Vec<Word>, file: FileId, wish: &mut Wish, diagnostics: &mut Vec<Diagnostic>) -> Vec<Word> {
    let mut others = Vec::new();
    for word in words {
        let Some((name, value)) = word.text.split_once('=') else {
            others.push(word);
            continue;
        };
        let span = Span::new(file, word.range.start, word.range.end);
        match WORDS.iter().find(|(known, ..)| *known == name) {
            None => diagnostics.push(unknown(span, name)),
            Some((_, takes, set)) if !set(wish, value) => {
                let message = format!("`{value}` is nothing that `{name}` takes");
                diagnostics.push(Diagnostic::error(CODE, span, message).help(format!("write {takes}")));
            }
            Some(_) => {}
        }
    }
    others
}

fn unknown(span: Span, name: &str) -> Diagnostic {
    let names: Vec<&str> = WORDS.iter().map(|(known, ..)| *known).collect();
    let diagnostic = Diagnostic::error(CODE, span, format!("a diagram has no `{name}`"));
    match did_you_mean(name, names.iter().copied()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.help(format!("use {}", or_list(&names)))
        }
    }
}
