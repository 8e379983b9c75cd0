//! Text inside a line: words, links to what has an id, addresses, and marks where the author's text is missing.

use crate::base::source::Span;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words, as they are.
    Plain(String),
    /// Words that stand out.
    Strong(String),
    /// Something to be typed or compared letter by letter.
    Code(String),
    /// A mention of what is described elsewhere in the document.
    Reference {
        /// The anchor of the description.
        anchor: String,
        /// What is shown.
        text: String,
        /// The name of what is described, as its description has it; empty where `text` says it.
        name: String,
    },
    /// An address outside of the document.
    Link {
        /// The address.
        url: String,
        /// What is shown.
        text: String,
    },
    /// A text that only the author can write, and has not.
    Missing(Missing),
}

/// Words that mention the section made by a part, for a text: `before`, its number, `after`. They become a link when the
/// document is finished, and nothing where the document has no such section.
pub fn see(part: &str, before: &str, after: &str) -> String {
    format!("{SEE}{part}{SEE}{before}{SEE}{after}{SEE}")
}

/// Stands around and between the pieces of what [`see`] makes; no text of a model has it.
const SEE: char = '\u{E000}';

/// A text in pieces: words, and mentions of sections with part, words before and words after.
pub(super) fn pieces(text: &str) -> Vec<Result<&str, [&str; 3]>> {
    let mut pieces = Vec::new();
    let mut rest = text.split(SEE);
    while let Some(words) = rest.next() {
        if !words.is_empty() {
            pieces.push(Ok(words));
        }
        if let (Some(part), Some(before), Some(after)) = (rest.next(), rest.next(), rest.next()) {
            pieces.push(Err([part, before, after]));
        }
    }
    pieces
}

/// A text that the author has not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is missing: `business impact: legal`.
    pub field: String,
    /// What to write.
    pub help: &'static str,
    /// The statement in which it would stand; `None` for the `model` statement, which may be missing itself.
    pub span: Option<Span>,
}

/// A line, or a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Inline>);

impl Text {
    /// A mark for a text that the author has not written.
    pub fn missing(field: impl Into<String>, help: &'static str, span: Option<Span>) -> Self {
        Self(vec![Inline::Missing(Missing { field: field.into(), help, span })])
    }

    /// Words that stand out.
    pub fn strong(text: impl Into<String>) -> Self {
        Self(vec![Inline::Strong(text.into())])
    }

    /// An address with the text that stands for it.
    pub fn link(url: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![Inline::Link { url: url.into(), text: text.into() }])
    }

    /// The same with something behind it.
    #[must_use]
    pub fn then(mut self, more: impl Into<Text>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|inline| inline.plain().is_empty())
    }

    /// The words alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(Inline::plain).collect()
    }

    /// Texts with something between them.
    pub fn join(texts: impl IntoIterator<Item = Text>, between: &str) -> Self {
        let mut all = Vec::new();
        for text in texts {
            if !all.is_empty() {
                all.push(Inline::Plain(between.to_owned()));
            }
            all.extend(text.0);
        }
        Self(all)
    }
}

impl Inline {
    /// The words alone.
    pub fn plain(&self) -> String {
        match self {
            Inline::Plain(text)
            | Inline::Strong(text)
            | Inline::Code(text)
            | Inline::Reference { text, .. }
            | Inline::Link { text, .. } => text.clone(),
            Inline::Missing(missing) => missing.mark(),
        }
    }
}

impl Missing {
    /// What stands in the document: `TODO(business impact: legal)`.
    pub fn mark(&self) -> String {
        format!("TODO({})", self.field)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Inline::Plain(text)])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<Inline> for Text {
    fn from(inline: Inline) -> Self {
        Self(vec![inline])
    }
}
