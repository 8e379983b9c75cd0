//! Tokens and character classes of the language (reference, section "Lexical rules").

use nom::bytes::complete::take_while;
use nom::error::ErrorKind;
use nom::{IResult, Input, Parser as _};
use smol_str::SmolStr;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::tree::{Arrow, Comparison};
use crate::base::source::{FileId, Span};

/// A token: what it is and how it is written. What it says is made of that when the tree needs it, so that tokens are small
/// and cost nothing to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: TokenKind,
    /// Whether it is certain that there are only ASCII characters in it.
    pub ascii: bool,
    /// The byte at which it starts.
    pub start: u32,
    pub written: &'a str,
}

/// The kinds of tokens. Comments are not tokens; doc comments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Number,
    Text(Form),
    Tag,
    Doc,
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

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// In straight double quotes, each character standing for itself.
    Plain,
    /// On one line, with escapes, with other quotes or without the closing one.
    Line,
    /// As a `"""` block.
    Block,
}

impl Token<'_> {
    #[inline]
    pub(super) fn span(self, file: FileId) -> Span {
        let length = u32::try_from(self.written.len()).unwrap_or(u32::MAX);
        Span { file, start: self.start, end: self.start.saturating_add(length) }
    }

    /// The text of a word, a number or a tag as it is compared: words and tags in normal form C, tags without their sign.
    #[inline]
    pub(super) fn name(self) -> SmolStr {
        let name = if self.kind == TokenKind::Tag { self.written.get(1..).unwrap_or("") } else { self.written };
        if name.len() <= SmolStr::INLINE_CAP && (self.ascii || self.kind == TokenKind::Number) {
            SmolStr::new_inline(name)
        } else {
            self.long_name(name)
        }
    }

    #[cold]
    fn long_name(self, name: &str) -> SmolStr {
        if self.kind == TokenKind::Number || is_nfc_quick(name.chars()) == IsNormalized::Yes {
            SmolStr::new(name)
        } else {
            name.nfc().collect()
        }
    }

    /// How the token is called in a message.
    pub(super) fn describe(self) -> String {
        match self.kind {
            TokenKind::Word | TokenKind::Number => format!("`{}`", self.name()),
            TokenKind::Tag => format!("`#{}`", self.name()),
            other => other.describe(),
        }
    }
}

impl TokenKind {
    /// How such a token is called in a message, whatever is written in it.
    pub(super) fn describe(self) -> String {
        match self {
            TokenKind::Word => "word".into(),
            TokenKind::Number => "number".into(),
            TokenKind::Tag => "tag".into(),
            TokenKind::Text(_) => "text".into(),
            TokenKind::Doc => "doc comment".into(),
            TokenKind::Arrow(arrow) => format!("`{}`", arrow.as_str()),
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

/// Bytes that go on in a word.
const IN_WORD: u8 = 1;
/// Bytes that stand for themselves in a text on one line.
const IN_TEXT: u8 = 2;
/// Bytes that cannot belong to a forbidden character.
const HARMLESS: u8 = 4;

/// The classes of each byte. Nearly all of a file is ASCII; what is not, and what may be forbidden, is looked at again by
/// character.
#[expect(clippy::indexing_slicing, reason = "computed by the compiler, which would refuse an index out of bounds")]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => IN_WORD | IN_TEXT | HARMLESS,
            b'\n' | b'\r' | b'"' | b'\\' => HARMLESS,
            // Controls, and the first bytes of U+0080..U+009F, U+202A..U+2069 and U+FEFF.
            0..=0x08 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef => 0,
            _ => IN_TEXT | HARMLESS,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    classes
};

#[inline]
fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|classes| classes & class != 0)
}

/// Whether a byte stands for itself in a text on one line, whatever stands around it.
pub(super) fn plain(byte: u8) -> bool {
    is(byte, IN_TEXT)
}

/// Whether a byte cannot belong to a forbidden character.
pub(super) fn harmless(byte: u8) -> bool {
    is(byte, HARMLESS)
}

#[inline]
fn letters(input: &[u8]) -> IResult<&[u8], &[u8]> {
    input.split_at_position1_complete(|byte| !is(byte, IN_WORD), ErrorKind::AlphaNumeric)
}

/// Length of the word of letters, digits and `_`, with single hyphens and stops between them, at the start of `text`;
/// `None` where there is none, or where characters beyond ASCII may belong to it.
#[inline]
pub(super) fn ascii_word(text: &[u8]) -> Option<usize> {
    let (mut rest, _) = letters(text).ok()?;
    while let [b'-' | b'.', after @ ..] = rest
        && let Ok((next, _)) = letters(after)
    {
        rest = next;
    }
    ascii_length(text, rest)
}

/// Length of the number at the start of `text`, with the same limit as [`ascii_word`]: percent signs may stand anywhere in
/// it, and colons where hyphens may.
pub(super) fn ascii_number(text: &[u8]) -> Option<usize> {
    let percent = || take_while(|byte| byte == b'%' || is(byte, IN_WORD));
    let (mut rest, _) = (letters, percent()).parse(text).ok()?;
    while let [b'-' | b'.' | b':', after @ ..] = rest
        && let Ok((next, _)) = (letters, percent()).parse(after)
    {
        rest = next;
    }
    ascii_length(text, rest)
}

#[inline]
fn ascii_length(text: &[u8], rest: &[u8]) -> Option<usize> {
    match rest {
        [0x80..=0xff, ..] => None,
        [b'-' | b'.' | b':', 0x80..=0xff, ..] => None,
        _ => Some(text.len() - rest.len()),
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
