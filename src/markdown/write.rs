//! The document with its diagrams, and the model of a fence as a text of its own.

use std::ops::Range;

use super::Block;
use super::marker::Form;

/// A diagram as it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// Text in a fence.
    Text(Form, String),
    /// A picture in a file.
    File {
        /// Its path from the document.
        path: String,
        /// What it shows, in words.
        description: String,
    },
}

/// The document with `pictures` in the places of `blocks`, which are those of [`super::read()`].
pub fn write(text: &str, blocks: &[Block], pictures: &[Picture]) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::new();
    let mut from = 0;
    for (block, picture) in blocks.iter().zip(pictures) {
        let place = &block.place;
        out.push_str(text.get(from..place.range.start).unwrap_or(""));
        from = place.range.end;
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(line_end);
        }
        let prefix = &place.prefix;
        for line in lines(picture, place.marked) {
            out.push_str(format!("{prefix}{line}").trim_end());
            out.push_str(line_end);
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

/// The lines of a picture, with empty ones around it, so that no reader of Markdown takes it for a part of the comment.
fn lines(picture: &Picture, marked: bool) -> Vec<String> {
    let mut lines = if marked {
        vec![String::new()]
    } else {
        vec![String::new(), "<!-- threatline:begin -->".into(), String::new()]
    };
    match picture {
        Picture::Text(form, text) => {
            let fence = fence(text);
            let word = if *form == Form::Ascii { Form::Text } else { *form };
            lines.push(format!("{fence}{}", word.as_str()));
            lines.extend(text.lines().map(str::to_owned));
            lines.push(fence);
        }
        Picture::File { path, description } => lines.push(format!("![{}]({})", escaped(description), target(path))),
    }
    lines.push(String::new());
    if !marked {
        lines.push("<!-- threatline:end -->".into());
    }
    lines
}

/// A fence that is longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Text in which Markdown finds nothing.
fn escaped(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    text.chars()
        .flat_map(|c| {
            c.is_ascii_punctuation().then_some('\\').filter(|_| "\\`*_[]<>&!#|~".contains(c)).into_iter().chain([c])
        })
        .collect()
}

/// The target of a link: with blanks or brackets in it, it has brackets around it.
fn target(path: &str) -> String {
    if path.contains([' ', '(', ')']) { format!("<{path}>") } else { path.to_owned() }
}

/// The document with everything but these bytes blanked out, as far as the last of them: its lines are where they were, so a
/// message about the model names a line of the document.
pub fn mask(text: &str, lines: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for range in lines {
        let skipped = text.get(from..range.start.max(from)).unwrap_or("");
        out.extend(skipped.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
        out.push_str(text.get(range.start.max(from)..range.end).unwrap_or(""));
        from = range.end.max(from);
    }
    out
}
