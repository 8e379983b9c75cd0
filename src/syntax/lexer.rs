//! Text to tokens: nom reads each token at the place where the last one ended, mistakes are reported and stepped over.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::value;
use nom::{IResult, Parser};
use smol_str::SmolStr;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

use super::lexis::{self, Token, TokenKind};
use super::strings;
use super::tree::{Arrow, Comment, Comparison};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};

/// The tokens of a file, ended by [`TokenKind::EndOfFile`].
pub(super) struct Lexed {
    pub tokens: Vec<Token>,
    pub comments: Vec<Comment>,
    pub shebang: Option<Span>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(super) fn lex(text: &str, file: FileId) -> Lexed {
    let lexed = Lexed { tokens: Vec::new(), comments: Vec::new(), shebang: None, diagnostics: Vec::new() };
    let mut lexer = Lexer { text, file, at: 0, out: lexed };
    lexer.shebang();
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.push(0, TokenKind::EndOfFile);
    lexer.out
}

struct Lexer<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
    out: Lexed,
}

/// Arrows that are none, longest first, and what was probably meant.
const FALSE_ARROWS: &[(&str, Arrow)] = &[
    ("<-->", Arrow::Both),
    ("<==>", Arrow::Both),
    ("<=>", Arrow::Both),
    ("-->", Arrow::Right),
    ("==>", Arrow::Right),
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
    let single = alt((
        value(TokenKind::Equals, tag("=")),
        value(TokenKind::Colon, tag(":")),
        value(TokenKind::Comma, tag(",")),
        value(TokenKind::Star, tag("*")),
        value(TokenKind::At, tag("@")),
        value(TokenKind::OpenBrace, tag("{")),
        value(TokenKind::CloseBrace, tag("}")),
        value(TokenKind::OpenBracket, tag("[")),
        value(TokenKind::CloseBracket, tag("]")),
        value(TokenKind::OpenParen, tag("(")),
        value(TokenKind::CloseParen, tag(")")),
        value(TokenKind::End, tag(";")),
        value(TokenKind::End, tag("\r\n")),
        value(TokenKind::End, tag("\n")),
        value(TokenKind::End, tag("\r")),
    ));
    alt((arrows, comparisons, single)).parse(input)
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn span(&self, length: usize) -> Span {
        Span::new(self.file, self.at, self.at + length)
    }

    fn push(&mut self, length: usize, kind: TokenKind) {
        let span = self.span(length);
        self.out.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.out.diagnostics.push(diagnostic);
    }

    fn shebang(&mut self) {
        if self.text.starts_with("#!") {
            let length = self.text.find(['\n', '\r']).unwrap_or(self.text.len());
            self.out.shebang = Some(self.span(length));
            self.at = length;
        }
    }

    /// Reads one token, comment or stretch of blanks, always at least one character.
    fn step(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if blanks > 0 {
            self.at += blanks;
        } else if rest.starts_with("//") {
            self.line_comment();
        } else if rest.starts_with("/*") {
            self.block_comment();
        } else if rest.starts_with("\"\"\"") {
            self.text_block();
        } else if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’'))
        {
            self.one_line_text(quote);
        } else if rest.starts_with('#') {
            self.tag();
        } else {
            self.word_or_sign();
        }
    }

    fn word_or_sign(&mut self) {
        let rest = self.rest();
        let word = lexis::word(rest);
        if word > 0 {
            return self.push(word, TokenKind::Word(normal(rest.get(..word).unwrap_or(""))));
        }
        let number = lexis::number(rest);
        if number > 0 {
            return self.push(number, TokenKind::Number(rest.get(..number).unwrap_or("").into()));
        }
        if let Some(&(written, arrow)) = FALSE_ARROWS.iter().find(|(written, _)| rest.starts_with(written)) {
            return self.false_arrow(written, arrow);
        }
        match sign(rest) {
            Ok((after, kind)) => self.push(rest.len() - after.len(), kind),
            Err(_) => self.stray_character(),
        }
    }

    fn false_arrow(&mut self, written: &str, arrow: Arrow) {
        let kind = TokenKind::Arrow(arrow);
        let meant = kind.describe();
        let span = self.span(written.len());
        let diagnostic = Diagnostic::error("E0012", span, format!("`{written}` is not an arrow"))
            .help("use `->`, `<-` or `<->`; for an asynchronous flow add `mode=async`")
            .fix(format!("write {meant}"), span, meant.trim_matches('`'));
        self.report(diagnostic);
        self.push(written.len(), kind);
    }

    fn stray_character(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
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
        self.at += c.len_utf8();
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or("");
        self.check_characters(line.len());
        match line.strip_prefix("///") {
            Some(doc) if !doc.starts_with('/') => {
                let doc = doc.strip_prefix(' ').unwrap_or(doc).trim_end().to_owned();
                self.push(line.len(), TokenKind::Doc(doc));
            }
            _ => {
                self.out.comments.push(Comment { span: self.span(line.len()), block: false });
                self.at += line.len();
            }
        }
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut depth = 0_usize;
        let mut at = 0;
        while at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"/*") => (depth, at) = (depth + 1, at + 2),
                Some(b"*/") => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                break;
            }
        }
        if depth > 0 {
            let open = crate::base::text::count(depth, "level is", "levels are");
            let diagnostic = Diagnostic::error("E0003", self.span(2), "this comment is never closed")
                .help(format!("comments nest; {open} open at the end of the file: add `*/`"));
            self.report(diagnostic);
        }
        self.check_characters(at);
        self.out.comments.push(Comment { span: self.span(at), block: true });
        self.at += at;
    }

    /// Reports characters that hide what a text says, inside a comment or text of `length` bytes.
    fn check_characters(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or("");
        for (offset, c) in text.char_indices().filter(|&(_, c)| lexis::forbidden(c)) {
            let span = Span::new(self.file, self.at + offset, self.at + offset + c.len_utf8());
            self.report(invisible(c, span, ""));
        }
    }

    fn text_block(&mut self) {
        let contents = self.rest().get(3..).unwrap_or("");
        let (length, closed) = strings::text_block(contents);
        if !closed {
            let diagnostic = Diagnostic::error("E0005", self.span(3), "this text block is never closed")
                .help("end it with `\"\"\"` on a line of its own");
            self.report(diagnostic);
        }
        let raw = contents.get(..length).unwrap_or("");
        self.check_characters(3 + length);
        let text = self.unescaped(&strings::dedent(raw), raw, 3);
        self.push(3 + length + if closed { 3 } else { 0 }, TokenKind::Text { text, block: true });
    }

    fn one_line_text(&mut self, quote: char) {
        let closing = match quote {
            '“' | '”' => '”',
            '‘' | '’' => '’',
            plain => plain,
        };
        let open = quote.len_utf8();
        let contents = self.rest().get(open..).unwrap_or("");
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
        let text = self.unescaped(raw, raw, open);
        self.push(whole, TokenKind::Text { text, block: false });
    }

    /// Resolves the escapes of `text`; `raw` is the same contents as they stand in the file, `offset` bytes into the token.
    fn unescaped(&mut self, text: &str, raw: &str, offset: usize) -> String {
        let (resolved, _) = strings::unescape(text);
        for bad in strings::unescape(raw).1 {
            let at = self.at + offset + bad.at;
            let span = Span::new(self.file, at, at + bad.length);
            let written = raw.get(bad.at..bad.at + bad.length).unwrap_or("\\");
            let diagnostic = Diagnostic::error("E0007", span, format!("unknown escape `{written}`")).help(format!(
                "known are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{{…}}`; for a backslash write `\\{written}`"
            ));
            self.report(diagnostic);
        }
        resolved
    }

    fn tag(&mut self) {
        let rest = self.rest();
        let word = rest.get(1..).map_or(0, lexis::word);
        if word > 0 {
            return self.push(1 + word, TokenKind::Tag(normal(rest.get(1..=word).unwrap_or(""))));
        }
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let span = self.span(1);
        let diagnostic = Diagnostic::error("E0016", span, "`#` starts a tag, not a comment")
            .help("comments are `// …` and `/* … */`; a tag is `#word`")
            .fix("write `//`", span, "//");
        self.report(diagnostic);
        self.at += length;
    }
}

/// A character that nobody sees, and what to put in its place.
fn invisible(c: char, span: Span, instead: &str) -> Diagnostic {
    let code = c as u32;
    Diagnostic::error("E0008", span, format!("invisible character U+{code:04X} is not allowed here"))
        .help(format!("delete it, or write `\\u{{{code:X}}}` inside a text"))
        .fix("delete it", span, instead)
}

/// Names are compared in normal form C.
fn normal(word: &str) -> SmolStr {
    match is_nfc_quick(word.chars()) {
        unicode_normalization::IsNormalized::Yes => word.into(),
        _ => word.nfc().collect(),
    }
}
