//! Diagnostics: what is wrong with the user's work, where, why, and what to write instead.

use super::source::Span;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For information.
    Note,
    /// The model can be used, but something deserves a look.
    Warning,
    /// The model cannot be used as it is.
    Error,
}

/// A stable code such as `E0110`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A place with an optional remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be said there; may be empty.
    pub text: String,
}

/// A replacement of source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A way to mend the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an instruction.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the fix may be applied without asking: it cannot change the meaning of what was right.
    pub safe: bool,
}

/// One finding about the user's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Its weight.
    pub level: Level,
    /// What happened: lower case, no final stop, source text in backticks.
    pub message: String,
    /// The place at which it happened; `None` for a run as a whole (a file that cannot be read).
    pub primary: Option<Label>,
    /// Places that explain it.
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub help: Vec<String>,
    /// Possible edits.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A diagnostic of `level` at `span`.
    pub fn new(level: Level, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { primary: Some(Label { span, text: String::new() }), ..Self::general(level, code, message) }
    }

    /// An error at `span`.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, span, message)
    }

    /// A warning at `span`.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, span, message)
    }

    /// A diagnostic without a place in a file.
    pub fn general(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Code(code),
            level,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Adds a remark at the primary place.
    #[must_use]
    pub fn at(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a help line if there is one.
    #[must_use]
    pub fn help_opt(mut self, text: Option<String>) -> Self {
        self.help.extend(text);
        self
    }

    /// Adds a fix of one edit.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }], safe: true });
        self
    }

    /// Adds what was probably meant: as help, and as an edit that needs a person's yes.
    #[must_use]
    pub fn meant(mut self, span: Span, text: &str) -> Self {
        let title = format!("write `{text}`");
        self.fixes.push(Fix { title, edits: vec![Edit { span, text: text.to_owned() }], safe: false });
        self.help(format!("did you mean `{text}`?"))
    }

    /// Adds what was probably meant, or else a help line.
    #[must_use]
    pub fn meant_or(self, span: Span, meant: Option<&str>, help: impl FnOnce() -> String) -> Self {
        match meant {
            Some(meant) => self.meant(span, meant),
            None => self.help(help()),
        }
    }

    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// The primary place.
    pub fn span(&self) -> Option<Span> {
        self.primary.as_ref().map(|label| label.span)
    }
}

/// Sorts by file and position, errors first where the place is the same; equal ones are kept once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.span(), std::cmp::Reverse(a.level), a.code, &a.message).cmp(&(
            b.span(),
            std::cmp::Reverse(b.level),
            b.code,
            &b.message,
        ))
    });
    diagnostics.dedup();
}
