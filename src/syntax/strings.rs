//! Texts: `"…"` on one line, `"""` blocks, their escapes and their indentation.

use std::borrow::Cow;

use nom::IResult;
use nom::Parser;
use nom::bytes::complete::{is_not, tag, take_while, take_while_m_n};
use nom::character::complete::char;
use nom::combinator::{map_opt, recognize, value};
use nom::sequence::delimited;
use smol_str::SmolStr;

use super::lexis::{self, Form};

/// A mistake inside a text, by byte offset within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadEscape {
    pub at: usize,
    pub length: usize,
}

/// A text on one line in which each byte stands for itself, quotes included.
pub(super) fn plain_line(input: &[u8]) -> IResult<&[u8], &[u8]> {
    recognize(delimited(char('"'), take_while(lexis::plain), char('"'))).parse(input)
}

/// What a text says, of which `written` is the token.
pub(super) fn contents(written: &str, form: Form) -> SmolStr {
    match form {
        Form::Plain => SmolStr::new(written.get(1..written.len().saturating_sub(1)).unwrap_or("")),
        Form::Line => {
            let Some(quote) = written.chars().next() else { return SmolStr::default() };
            let inside = written.get(quote.len_utf8()..).unwrap_or("");
            let (length, _) = one_line(inside, closing(quote));
            unescape(inside.get(..length).unwrap_or("")).0.into()
        }
        Form::Block => {
            let inside = written.get(3..).unwrap_or("");
            let (length, _) = text_block(inside);
            unescape(&dedent(inside.get(..length).unwrap_or(""))).0.into()
        }
    }
}

/// The quote that closes a text which starts with `quote`.
pub(super) fn closing(quote: char) -> char {
    match quote {
        '“' | '”' => '”',
        '‘' | '’' => '’',
        plain => plain,
    }
}
/// Length of a one-line text's contents at `text` (behind the opening quote), and whether a closing quote follows.
/// Without one, the contents reach to the end of the line.
pub(super) fn one_line(text: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\r' => return (at, false),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return (at, true),
            _ => {}
        }
    }
    (text.len(), false)
}

/// Length of a text block's contents at `text` (behind `"""`), and whether the closing `"""` follows.
pub(super) fn text_block(text: &str) -> (usize, bool) {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("\"\"\"")) {
        let at = from + found;
        let slashes = text.get(..at).map_or(0, |before| before.len() - before.trim_end_matches('\\').len());
        if slashes % 2 == 0 {
            return (at, true);
        }
        from = at + 1;
    }
    (text.len(), false)
}

fn unicode_escape(input: &str) -> IResult<&str, char> {
    let digits = take_while_m_n(1, 6, |c: char| c.is_ascii_hexdigit());
    let code = delimited(tag("\\u{"), digits, char('}'));
    map_opt(code, |hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)).parse(input)
}

fn simple_escape(input: &str) -> IResult<&str, char> {
    nom::branch::alt((
        value('"', tag("\\\"")),
        value('\\', tag("\\\\")),
        value('\n', tag("\\n")),
        value('\t', tag("\\t")),
    ))
    .parse(input)
}

/// The contents with their escapes resolved, and each escape that is not known (it stays as it is written).
pub(super) fn unescape(raw: &str) -> (String, Vec<BadEscape>) {
    let mut text = String::with_capacity(raw.len());
    let mut bad = Vec::new();
    let mut rest = raw;
    while !rest.is_empty() {
        let plain: IResult<&str, &str> = is_not("\\")(rest);
        if let Ok((after, plain)) = plain {
            text.push_str(plain);
            rest = after;
            continue;
        }
        if let Ok((after, c)) = nom::branch::alt((simple_escape, unicode_escape)).parse(rest) {
            text.push(c);
            rest = after;
            continue;
        }
        let length = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
        bad.push(BadEscape { at: raw.len() - rest.len(), length });
        let (written, after) = rest.split_at(length);
        text.push_str(written);
        rest = after;
    }
    (text, bad)
}

/// A text block's contents without the line break behind the opening quotes, without the last line, and without the
/// indentation of the closing quotes.
pub(super) fn dedent(raw: &str) -> String {
    let raw = if raw.contains('\r') { Cow::Owned(raw.replace("\r\n", "\n")) } else { Cow::Borrowed(raw) };
    let body = raw.strip_prefix('\n').unwrap_or(&raw);
    let closing = raw.rsplit('\n').next().filter(|last| last.trim().is_empty());
    let lines = if closing.is_some() { body.rsplit_once('\n').map_or("", |(lines, _)| lines) } else { body };
    let indent = closing.unwrap_or("").len();
    let mut text = String::with_capacity(lines.len());
    for (at, line) in lines.split('\n').enumerate() {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        text.push_str(if at > 0 { "\n" } else { "" });
        text.push_str(line.get(indent.min(blanks)..).unwrap_or("").trim_end());
    }
    text
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_unknown_ones_kept_and_reported() {
        assert_eq!(unescape(r#"a\"b\\\n\u{e9}"#), ("a\"b\\\né".to_owned(), vec![]));
        assert_eq!(unescape(r"x\dé"), (r"x\dé".to_owned(), vec![BadEscape { at: 1, length: 2 }]));
        assert_eq!(unescape("end\\").1, vec![BadEscape { at: 3, length: 1 }]);
    }

    #[test]
    fn blocks_lose_the_indentation_of_their_closing_line() {
        assert_eq!(dedent("\n    one\n      two\n    "), "one\n  two");
        assert_eq!(dedent("one line"), "one line");
    }
}
