//! Text as HTML may hold it.

use crate::base::text::{clean, one_line};

/// Text between tags. Line breaks stay.
pub(super) fn text(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(clean).collect();
    let mut out = String::with_capacity(text.len());
    for c in lines.join("\n").chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Text in one line: white space of any length is a blank.
pub(super) fn line(words: &str) -> String {
    text(&one_line(words))
}

/// Text in one line behind other text: a blank at its start stays.
pub(super) fn line_behind(words: &str) -> String {
    let blank = if words.starts_with(char::is_whitespace) { " " } else { "" };
    format!("{blank}{}", line(words))
}

/// An attribute with a blank before it.
pub(super) fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", line(value))
}

/// Schemes of addresses that a click may open.
const SCHEMES: &[&str] = &["https:", "http:", "mailto:"];

/// An address that is safe to click on; `None` for one that could run something, as `javascript:` does.
pub(super) fn address(url: &str) -> Option<String> {
    let url = clean(url).trim().replace(' ', "%20");
    let path = url.find([':', '/', '?', '#']).is_none_or(|at| !url.get(at..).is_some_and(|rest| rest.starts_with(':')));
    let lower = url.to_ascii_lowercase();
    (path || SCHEMES.iter().any(|scheme| lower.starts_with(scheme))).then(|| text(&url))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_runs_is_no_address() {
        for url in
            ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "java\u{0}script:x", "file:///etc"]
        {
            assert_eq!(address(url), None, "{url}");
        }
        for url in ["https://example.org/a?b=c:d", "HTTP://example.org", "docs/a.md", "mailto:a@example.org", "#a:b"] {
            assert_eq!(address(url).unwrap(), url);
        }
    }
}
