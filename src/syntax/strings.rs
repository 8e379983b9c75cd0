//! Texts: `"…"` on one line, `"""` blocks, their escapes and their indentation.

use nom::IResult;
use nom::Parser;
use nom::bytes::complete::{is_not, tag, take_while_m_n};
use nom::character::complete::char;
use nom::combinator::{map_opt, value};
use nom::sequence::delimited;

/// A mistake inside a text, by byte offset within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadEscape {
    pub at: usize,
    pub length: usize,
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
    let raw = raw.replace("\r\n", "\n");
    let indent = raw.rsplit('\n').next().filter(|last| last.trim().is_empty()).unwrap_or("").len();
    let body = raw.strip_prefix('\n').unwrap_or(&raw);
    let mut lines: Vec<&str> = body.split('\n').collect();
    if lines.last().is_some_and(|last| last.trim().is_empty()) {
        lines.pop();
    }
    let strip = |line: &str| {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(indent.min(blanks)..).unwrap_or("").trim_end().to_owned()
    };
    lines.into_iter().map(strip).collect::<Vec<_>>().join("\n")
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
