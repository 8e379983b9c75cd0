//! The parts of a document that matter: fences of models, and markers. What a fence of another language shows is neither.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// The first word of a fence that is a model.
const MODEL: &str = "threat";
/// What a marker starts with, behind the blanks of its comment.
const MARKER: &str = "threatline:";

/// A part of a document, by its bytes.
pub(super) enum Part {
    Fence(Fence),
    Marker(Marker),
}

/// A fence of a model.
#[derive(Debug, Clone)]
pub(super) struct Fence {
    /// All of it, with the line end behind it.
    pub range: Range<usize>,
    /// Its first line, from the fence on.
    pub opening: Range<usize>,
    /// What stands behind `threat` in its first line.
    pub words: Range<usize>,
    /// What it holds, without what a quotation or a list puts in front of each line.
    pub lines: Vec<Range<usize>>,
    /// What stands in front of each of its lines.
    pub prefix: String,
    /// Whether it has an end.
    pub is_closed: bool,
}

/// A comment that starts with `threatline:`.
#[derive(Debug, Clone)]
pub(super) struct Marker {
    /// The comment.
    pub range: Range<usize>,
    /// The start of its line.
    pub line_start: usize,
    /// The start of the line behind it.
    pub next_line: usize,
    /// What it says behind its own word.
    pub words: Range<usize>,
    word: Range<usize>,
}

impl Marker {
    /// `begin` or `end`; empty for a comment that is not alone on its line.
    pub(super) fn word<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.word.clone()).unwrap_or("")
    }

    /// What it says behind its own word.
    pub(super) fn words<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.words.clone()).unwrap_or("")
    }

    /// What stands in front of it, for the lines below.
    pub(super) fn prefix(&self, text: &str) -> String {
        prefix(text.get(self.line_start..self.range.start).unwrap_or(""))
    }
}

/// All parts, in order.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Option<Fence> = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let is_model = info.split_whitespace().next() == Some(MODEL);
                open = if is_model { fence(text, range) } else { None };
            }
            Event::Text(_) => open.iter_mut().for_each(|fence| fence.lines.push(range.clone())),
            Event::End(TagEnd::CodeBlock) => parts.extend(open.take().map(Part::Fence)),
            Event::Html(_) => parts.extend(markers(text, range, true)),
            Event::InlineHtml(_) => parts.extend(markers(text, range, false)),
            _ => {}
        }
    }
    parts
}

fn fence(text: &str, range: Range<usize>) -> Option<Fence> {
    let start = range.start + text.get(range.clone())?.find(['`', '~'])?;
    let sign = text.get(start..)?.chars().next()?;
    let line_end = line_end(text, start);
    let opening = text.get(start..line_end)?;
    let length = opening.len() - opening.trim_start_matches(sign).len();
    let info = opening.get(length..)?;
    let words = start + length + info.find(MODEL)? + MODEL.len();
    let prefix = prefix(text.get(line_start(text, start)..start)?);
    let last = text.get(range.clone())?.trim_end();
    let last = last.get(line_start(last, last.len())..)?.trim_start_matches([' ', '\t', '>']);
    let fence = sign.to_string().repeat(length);
    let is_closed =
        last.starts_with(&fence) && range.start + 1 < range.end && text.get(line_end..range.end)?.contains(&fence);
    let end = next_line(text, range.end.max(start + 1) - 1);
    Some(Fence {
        range: start..end,
        opening: start..line_end,
        words: words..line_end,
        lines: Vec::new(),
        prefix,
        is_closed,
    })
}

/// What continues a list item or quotation that a line starts with: the mark of an item stands in front of its first line only.
fn prefix(start: &str) -> String {
    start.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect()
}

/// The markers among the lines of HTML.
fn markers(text: &str, range: Range<usize>, alone: bool) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = line_end(text, at).min(range.end).max(at);
        found.extend(text.get(at..end).and_then(|line| marker(text, line, at, alone)));
        at = next_line(text, end.max(at)).max(at + 1);
    }
    found
}

fn marker(text: &str, line: &str, at: usize, alone: bool) -> Option<Part> {
    let indent = line.len() - line.trim_start().len();
    let inside = line.trim_start().strip_prefix("<!--")?;
    let said = inside.trim_start().strip_prefix(MARKER)?;
    let start = at + indent;
    let said_at = at + line.len() - said.len();
    let closed = said.find("-->");
    let said_end = said_at + closed.unwrap_or(said.len());
    let word = said.get(..said_end - said_at)?.split_whitespace().next().unwrap_or("").len();
    // A comment of several lines, or one within a line of text, is no marker.
    let word = if closed.is_some() && alone { said_at..said_at + word } else { said_at..said_at };
    Some(Part::Marker(Marker {
        range: start..said_end + closed.map_or(0, |_| "-->".len()),
        line_start: line_start(text, start),
        next_line: next_line(text, start),
        words: word.end..said_end,
        word,
    }))
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The end of the line, without its line end.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    at + line.trim_end_matches('\r').len()
}

/// The start of the line behind, or the end of the text.
fn next_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1)
}
