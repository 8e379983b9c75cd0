//! Tokens and character classes of the language (reference, section "Lexical rules").

use smol_str::SmolStr;

use super::tree::{Arrow, Comparison};
use crate::base::source::Span;

/// A token with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// The kinds of tokens. Comments are not tokens; doc comments are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Word(SmolStr),
    Number(SmolStr),
    Text {
        text: String,
        block: bool,
    },
    Tag(SmolStr),
    Doc(String),
    Arrow(Arrow),
    Compare(Comparison),
    Equals,
    Colon,
    Comma,
    Star,
    At,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    /// A newline or a semicolon: the end of a statement.
    End,
    EndOfFile,
}

impl TokenKind {
    /// How the token is called in a message.
    pub(super) fn describe(&self) -> String {
        match self {
            TokenKind::Word(text) | TokenKind::Number(text) => format!("`{text}`"),
            TokenKind::Tag(text) => format!("`#{text}`"),
            TokenKind::Text { .. } => "text".into(),
            TokenKind::Doc(_) => "doc comment".into(),
            TokenKind::Arrow(Arrow::Right) => "`->`".into(),
            TokenKind::Arrow(Arrow::Left) => "`<-`".into(),
            TokenKind::Arrow(Arrow::Both) => "`<->`".into(),
            TokenKind::Compare(comparison) => format!("`{}`", comparison.as_str()),
            TokenKind::Equals => "`=`".into(),
            TokenKind::Colon => "`:`".into(),
            TokenKind::Comma => "`,`".into(),
            TokenKind::Star => "`*`".into(),
            TokenKind::At => "`@`".into(),
            TokenKind::OpenBrace => "`{`".into(),
            TokenKind::CloseBrace => "`}`".into(),
            TokenKind::OpenBracket => "`[`".into(),
            TokenKind::CloseBracket => "`]`".into(),
            TokenKind::OpenParen => "`(`".into(),
            TokenKind::CloseParen => "`)`".into(),
            TokenKind::End => "the end of the line".into(),
            TokenKind::EndOfFile => "the end of the file".into(),
        }
    }
}

/// Whether a word may start with `c`.
pub(super) fn starts_word(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// Whether a word may go on with `c`.
pub(super) fn continues_word(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

/// Length in bytes of the word-like text at the start of `text`, where `joins` says which characters may stand between two
/// characters of a word.
fn word_length(text: &str, extra: fn(char) -> bool, joins: fn(char) -> bool) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on =
            continues_word(c) || extra(c) || (joins(c) && chars.peek().is_some_and(|&(_, next)| continues_word(next)));
        if !goes_on {
            return at;
        }
    }
    text.len()
}

/// Length of the word at the start of `text`; 0 if there is none. A word never ends in `-` or `.`.
pub(super) fn word(text: &str) -> usize {
    if text.starts_with(starts_word) { word_length(text, |_| false, |c| matches!(c, '-' | '.')) } else { 0 }
}

/// Length of the number-like text at the start of `text`: a digit and what may follow it (`443`, `90d`, `2026-12-01`).
pub(super) fn number(text: &str) -> usize {
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    if digit { word_length(text, |c| c == '%', |c| matches!(c, '-' | '.' | ':')) } else { 0 }
}

/// Whether `text` is one word and nothing else.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && word(text) == text.len()
}

/// Characters that are not allowed in a file: direction controls, which make text read otherwise than it is, and controls
/// other than tab and line ends. They can be written as `\u{…}` in a text.
pub(super) fn forbidden(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// Blanks that look like a space and are none.
pub(super) fn odd_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r')
}
