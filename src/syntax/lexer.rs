//! Text to tokens: nom reads each token at the place where the last one ended, mistakes are reported and stepped over.

use memchr::memchr2;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::value;
use nom::{IResult, Parser};

use super::lexis::{self, Form, Token, TokenKind};
use super::strings;
use super::tree::{Arrow, Comment, Comparison};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};

/// Reads a file token by token; the last one is [`TokenKind::EndOfFile`].
pub(super) struct Lexer<'a> {
    pub text: &'a str,
    pub file: FileId,
    /// Comments so far; they are no tokens.
    pub comments: Vec<Comment>,
    pub shebang: Option<Span>,
    pub diagnostics: Vec<Diagnostic>,
    /// What is still to be read.
    rest: &'a str,
    done: bool,
}

/// Arrows that are none, longest first, and what was probably meant.
const FALSE_ARROWS: &[(&str, Arrow)] = &[
    ("<-->", Arrow::Both),
    ("<==>", Arrow::Both),
    ("<=>", Arrow::Both),
    ("-->", Arrow::Right),
    ("==>", Arrow::Right),
    ("- >", Arrow::Right),
    ("<--", Arrow::Left),
    ("=>", Arrow::Right),
    ("~>", Arrow::Right),
    ("--", Arrow::Right),
    ("–>", Arrow::Right),
    ("—>", Arrow::Right),
    ("→", Arrow::Right),
    ("⇒", Arrow::Right),
    ("←", Arrow::Left),
    ("↔", Arrow::Both),
];

/// A token that the first bytes of `rest` tell apart from all others: its kind, its length and whether it is ASCII. Nearly
/// every token of a file is one.
#[inline]
fn plain_token(rest: &[u8]) -> Option<(TokenKind, usize, bool)> {
    let one = match *rest {
        [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..] => return Some((TokenKind::Word, lexis::ascii_word(rest)?, true)),
        [b'0'..=b'9', ..] => return Some((TokenKind::Number, lexis::ascii_number(rest)?, true)),
        [b'"', b'"', b'"', ..] => return None,
        [b'"', ..] => return Some((TokenKind::Text(Form::Plain), strings::plain_line(rest).ok()?.1.len(), false)),
        [b'-', b'>', ..] => return Some((TokenKind::Arrow(Arrow::Right), 2, true)),
        [b'=', after, ..] if !matches!(after, b'=' | b'>') => TokenKind::Equals,
        [b':', ..] => TokenKind::Colon,
        [b',', ..] => TokenKind::Comma,
        [b'*', ..] => TokenKind::Star,
        [b'@', ..] => TokenKind::At,
        [b'{', ..] => TokenKind::OpenBrace,
        [b'}', ..] => TokenKind::CloseBrace,
        [b'[', ..] => TokenKind::OpenBracket,
        [b']', ..] => TokenKind::CloseBracket,
        [b'(', ..] => TokenKind::OpenParen,
        [b')', ..] => TokenKind::CloseParen,
        [b';' | b'\n', ..] => TokenKind::End,
        _ => return None,
    };
    Some((one, 1, true))
}

fn sign(input: &str) -> IResult<&str, TokenKind> {
    let arrows = alt((
        value(TokenKind::Arrow(Arrow::Both), tag("<->")),
        value(TokenKind::Arrow(Arrow::Right), tag("->")),
        value(TokenKind::Arrow(Arrow::Left), tag("<-")),
    ));
    let comparisons = alt((
        value(TokenKind::Compare(Comparison::Equal), tag("==")),
        value(TokenKind::Compare(Comparison::NotEqual), tag("!=")),
        value(TokenKind::Compare(Comparison::LessOrEqual), tag("<=")),
        value(TokenKind::Compare(Comparison::GreaterOrEqual), tag(">=")),
        value(TokenKind::Compare(Comparison::Less), tag("<")),
        value(TokenKind::Compare(Comparison::Greater), tag(">")),
    ));
    let others =
        alt((value(TokenKind::Equals, tag("=")), value(TokenKind::End, tag("\r\n")), value(TokenKind::End, tag("\r"))));
    alt((arrows, comparisons, others)).parse(input)
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, file: FileId) -> Self {
        let mut lexer =
            Self { text, file, comments: Vec::new(), shebang: None, diagnostics: Vec::new(), rest: text, done: false };
        lexer.shebang();
        lexer
    }

    /// Reads on until `tokens` holds `count` of them, or all that there are.
    pub(super) fn read(&mut self, tokens: &mut Vec<Token<'a>>, count: usize) {
        let mut rest = self.rest;
        while tokens.len() < count && !self.done {
            let bytes = rest.as_bytes();
            if let [b' ' | b'\t', ..] = bytes {
                rest = rest.get(1..).unwrap_or("");
                continue;
            }
            let start = offset(self.text.len() - rest.len());
            if let Some((kind, length, ascii)) = plain_token(bytes) {
                let (written, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                tokens.push(Token { kind, ascii, start, written });
                rest = after;
                continue;
            }
            self.rest = rest;
            if let Some(kind) = self.odd_token() {
                let written = rest.get(..rest.len() - self.rest.len()).unwrap_or("");
                tokens.push(Token { kind, ascii: written.is_ascii(), start, written });
            }
            rest = self.rest;
        }
        self.rest = rest;
    }

    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn span(&self, length: usize) -> Span {
        Span::new(self.file, self.at(), self.at() + length)
    }

    /// Goes on behind the next `length` bytes, which are returned.
    #[inline]
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Goes on behind a token of `length` bytes.
    fn token(&mut self, kind: TokenKind, length: usize) -> Option<TokenKind> {
        self.take(length);
        Some(kind)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn shebang(&mut self) {
        if self.text.starts_with("#!") {
            let length = self.text.find(['\n', '\r']).unwrap_or(self.text.len());
            self.shebang = Some(self.span(length));
            self.take(length);
        }
    }

    /// Reads what is no plain token: at least one character, or the end of the file. Comments and mistakes make no token.
    fn odd_token(&mut self) -> Option<TokenKind> {
        match *self.rest.as_bytes() {
            [b'/', b'/', ..] => self.line_comment(),
            [b'/', b'*', ..] => self.block_comment(),
            [b'"', b'"', b'"', ..] => self.text_block(),
            [quote @ (b'"' | b'\''), ..] => self.one_line_text(quote.into()),
            [b'#', ..] => self.tag(),
            [_, ..] => self.other(),
            [] => {
                self.done = true;
                self.token(TokenKind::EndOfFile, 0)
            }
        }
    }

    /// Signs of several characters, and all that is not ASCII.
    fn other(&mut self) -> Option<TokenKind> {
        let rest = self.rest;
        if let Some(quote @ ('“' | '”' | '‘' | '’')) = rest.chars().next() {
            return self.one_line_text(quote);
        }
        let word = lexis::word(rest);
        if word > 0 {
            return self.token(TokenKind::Word, word);
        }
        let number = lexis::number(rest);
        if number > 0 {
            return self.token(TokenKind::Number, number);
        }
        if let Some(&(written, arrow)) = FALSE_ARROWS.iter().find(|(written, _)| rest.starts_with(written)) {
            return self.false_arrow(written, arrow);
        }
        match sign(rest) {
            Ok((after, kind)) => self.token(kind, rest.len() - after.len()),
            Err(_) => self.stray_character(),
        }
    }

    fn false_arrow(&mut self, written: &str, arrow: Arrow) -> Option<TokenKind> {
        let meant = arrow.as_str();
        let span = self.span(written.len());
        let diagnostic = Diagnostic::error("E0012", span, format!("`{written}` is not an arrow"))
            .help("use `->`, `<-` or `<->`; for an asynchronous flow add `mode=async`")
            .fix(format!("write `{meant}`"), span, meant);
        self.report(diagnostic);
        self.token(TokenKind::Arrow(arrow), written.len())
    }

    fn stray_character(&mut self) -> Option<TokenKind> {
        let c = self.rest.chars().next()?;
        let span = self.span(c.len_utf8());
        if matches!(c, '-' | '–' | '—') {
            return self.false_arrow(&c.to_string(), Arrow::Right);
        }
        if lexis::forbidden(c) || lexis::odd_blank(c) {
            self.report(invisible(c, span, if c.is_whitespace() { " " } else { "" }));
        } else {
            let diagnostic = Diagnostic::error("E0010", span, format!("unexpected `{c}`"))
                .help("text that is not a name stands in straight double quotes");
            self.report(diagnostic);
        }
        self.take(c.len_utf8());
        None
    }

    fn line_comment(&mut self) -> Option<TokenKind> {
        let rest = self.rest;
        let length = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.check_characters(length);
        if rest.starts_with("///") && !rest.starts_with("////") {
            return self.token(TokenKind::Doc, length);
        }
        self.comments.push(Comment { span: self.span(length), block: false });
        self.take(length);
        None
    }

    fn block_comment(&mut self) -> Option<TokenKind> {
        let bytes = self.rest.as_bytes();
        let mut depth = 1_usize;
        let mut at = 2;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'/', b'*', rest)).filter(|_| depth > 0) {
            at += found;
            match bytes.get(at..at + 2) {
                Some(b"/*") => (depth, at) = (depth + 1, at + 2),
                Some(b"*/") => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
        }
        if depth > 0 {
            at = bytes.len();
            let open = crate::base::text::count(depth, "level is", "levels are");
            let diagnostic = Diagnostic::error("E0003", self.span(2), "this comment is never closed")
                .help(format!("comments nest; {open} open at the end of the file: add `*/`"));
            self.report(diagnostic);
        }
        self.check_characters(at);
        self.comments.push(Comment { span: self.span(at), block: true });
        self.take(at);
        None
    }

    /// Reports characters that hide what a text says, inside a comment or text of `length` bytes.
    fn check_characters(&mut self, length: usize) {
        let text = self.rest.get(..length).unwrap_or("");
        if text.bytes().all(lexis::harmless) {
            return;
        }
        for (offset, c) in text.char_indices().filter(|&(_, c)| lexis::forbidden(c)) {
            let at = self.at() + offset;
            let span = Span::new(self.file, at, at + c.len_utf8());
            self.report(invisible(c, span, ""));
        }
    }

    fn text_block(&mut self) -> Option<TokenKind> {
        let contents = self.rest.get(3..).unwrap_or("");
        let (length, closed) = strings::text_block(contents);
        if !closed {
            let diagnostic = Diagnostic::error("E0005", self.span(3), "this text block is never closed")
                .help("end it with `\"\"\"` on a line of its own");
            self.report(diagnostic);
        }
        let raw = contents.get(..length).unwrap_or("");
        self.check_characters(3 + length);
        self.check_escapes(raw, 3);
        self.token(TokenKind::Text(Form::Block), 3 + length + if closed { 3 } else { 0 })
    }

    fn one_line_text(&mut self, quote: char) -> Option<TokenKind> {
        let closing = strings::closing(quote);
        let open = quote.len_utf8();
        let contents = self.rest.get(open..).unwrap_or("");
        let (mut length, closed) = strings::one_line(contents, closing);
        if !closed {
            length = contents.get(..length).map_or(length, |raw| raw.trim_end().len());
        }
        let whole = open + length + if closed { closing.len_utf8() } else { 0 };
        let raw = contents.get(..length).unwrap_or("");
        if quote != '"' {
            let span = self.span(whole);
            let diagnostic = Diagnostic::error("E0006", span, "a text uses straight double quotes").fix(
                "use straight double quotes",
                span,
                format!("\"{}\"", raw.replace('"', "\\\"")),
            );
            self.report(diagnostic);
        } else if !closed {
            let diagnostic = Diagnostic::error("E0004", self.span(whole), "this text has no closing quote on its line")
                .help("add `\"`; for several lines use `\"\"\"`");
            self.report(diagnostic);
        }
        self.check_characters(whole);
        self.check_escapes(raw, open);
        self.token(TokenKind::Text(Form::Line), whole)
    }

    /// Reports escapes that are not known in the contents of a text, which stand `offset` bytes into the token.
    fn check_escapes(&mut self, raw: &str, offset: usize) {
        for bad in strings::unescape(raw).1 {
            let at = self.at() + offset + bad.at;
            let span = Span::new(self.file, at, at + bad.length);
            let written = raw.get(bad.at..bad.at + bad.length).unwrap_or("\\");
            let diagnostic = Diagnostic::error("E0007", span, format!("unknown escape `{written}`")).help(format!(
                "known are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{{…}}`; for a backslash write `\\{written}`"
            ));
            self.report(diagnostic);
        }
    }

    fn tag(&mut self) -> Option<TokenKind> {
        let rest = self.rest;
        let word = rest.get(1..).map_or(0, lexis::word);
        if word > 0 {
            return self.token(TokenKind::Tag, 1 + word);
        }
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let span = self.span(1);
        let diagnostic = Diagnostic::error("E0016", span, "`#` starts a tag, not a comment")
            .help("comments are `// …` and `/* … */`; a tag is `#word`")
            .fix("write `//`", span, "//");
        self.report(diagnostic);
        self.take(length);
        None
    }
}

/// A place in a file as spans have it.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// A character that nobody sees, and what to put in its place.
fn invisible(c: char, span: Span, instead: &str) -> Diagnostic {
    let code = c as u32;
    Diagnostic::error("E0008", span, format!("invisible character U+{code:04X} is not allowed here"))
        .help(format!("delete it, or write `\\u{{{code:X}}}` inside a text"))
        .fix("delete it", span, instead)
}
