//! Text inside a line, with links and marks.

use super::escape;
use crate::report::{Inline, Text};

/// A text with its links. Line breaks of the author's stay as white space.
pub(super) fn text(text: &Text) -> String {
    text.0.iter().map(piece).collect()
}

/// The same as paragraphs: an empty line of the author's parts two of them.
pub(super) fn paragraphs(text: &Text) -> String {
    let text = self::text(text);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let filled = !line.trim().is_empty();
        match paragraphs.last_mut() {
            Some(last) if filled && inside => last.push_str(&format!("\n{line}")),
            _ if filled => paragraphs.push(line.to_owned()),
            _ => {}
        }
        inside = filled;
    }
    paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect()
}

fn piece(inline: &Inline) -> String {
    match inline {
        Inline::Plain(words) => escape::text(words),
        Inline::Strong(words) => format!("<strong>{}</strong>", escape::line(words)),
        Inline::Code(code) => format!("<code>{}</code>", escape::line(code)),
        Inline::Reference { anchor, text, name } => {
            let title = if name.is_empty() || name == text { String::new() } else { escape::attribute("title", name) };
            let class = if is_id(text) { " class=\"id\"" } else { "" };
            format!("<a href=\"#{}\"{class}{title}>{}</a>", escape::line(anchor), escape::line(text))
        }
        Inline::Link { url, text } => match escape::address(url) {
            Some(address) => format!("<a href=\"{address}\" rel=\"noreferrer\">{}</a>", escape::line(text)),
            None => format!("{} ({})", escape::line(text), escape::line(url)),
        },
        Inline::Missing(missing) => {
            let title = escape::attribute("title", missing.help);
            format!("<mark class=\"todo\"{title}>{}</mark>", escape::line(&missing.mark()))
        }
    }
}

/// Longest id that is kept in one line.
const LONGEST_ID: usize = 16;

/// Whether a text is an id such as `DF-12`, which a line does not break.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID && !text.contains(char::is_whitespace)
}
