//! Diagnostics as text with the source lines, and as JSON.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};
use serde_json::{Value, json};

use crate::base::diagnostic::{Diagnostic, Label, Level};
use crate::base::source::{SourceFile, SourceMap, Span};
use crate::base::text;
use crate::pipeline::Outcome;

/// How many diagnostics are printed where nobody says otherwise.
pub(super) const DEFAULT_LIMIT: usize = 50;

/// Places further apart than this many lines are shown in pieces of their own.
const NEAR: usize = 12;

/// All diagnostics of a run with their source lines; at most `limit`, 0 for all.
pub(super) fn text(outcome: &Outcome, limit: usize) -> String {
    rendered(&outcome.sources, &outcome.diagnostics, limit)
}

/// Diagnostics with their source lines; at most `limit`, 0 for all.
pub(super) fn rendered(sources: &SourceMap, all: &[Diagnostic], limit: usize) -> String {
    let renderer = Renderer::styled();
    let shown = chosen(all, limit);
    let mut out = String::new();
    for diagnostic in &shown {
        out.push_str(&renderer.render(&report(sources, diagnostic)));
        out.push_str("\n\n");
    }
    if shown.len() < all.len() {
        out.push_str(&format!("... and {} more (--max-errors 0 shows all)\n\n", all.len() - shown.len()));
    }
    out
}

/// The first diagnostics in order of position; errors go before warnings where not everything is shown.
fn chosen(all: &[Diagnostic], limit: usize) -> Vec<&Diagnostic> {
    if limit == 0 || all.len() <= limit {
        return all.iter().collect();
    }
    let mut shown: Vec<&Diagnostic> = all.iter().filter(|diagnostic| diagnostic.is_error()).take(limit).collect();
    let room = limit - shown.len();
    shown.extend(all.iter().filter(|diagnostic| !diagnostic.is_error()).take(room));
    shown
}

fn report<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let level = match diagnostic.level {
        Level::Error => SnippetLevel::ERROR,
        Level::Warning => SnippetLevel::WARNING,
        Level::Note => SnippetLevel::NOTE,
    };
    let mut group =
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.0).elements(snippets(sources, diagnostic));
    for help in &diagnostic.help {
        group = group.element(SnippetLevel::HELP.message(help.as_str()));
    }
    vec![group]
}

/// A stretch of lines of one file, with the remarks on it; `true` marks the primary one.
struct Piece<'a> {
    first: usize,
    last: usize,
    labels: Vec<(&'a Label, bool)>,
}

impl Piece<'_> {
    /// Whether a remark on these lines of a file is close enough to be shown in the same piece.
    fn is_near(&self, label: &Label, first: usize, last: usize) -> bool {
        let same_file = self.labels.iter().all(|(known, _)| known.span.file == label.span.file);
        same_file && first <= self.last + NEAR && self.first <= last + NEAR
    }
}

/// One piece of source for each stretch of lines that has something to say.
fn snippets<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let primary = diagnostic.primary.iter().map(|label| (label, true));
    for (label, main) in primary.chain(diagnostic.secondary.iter().map(|label| (label, false))) {
        let (first, last) = lines(sources.file(label.span.file), label.span);
        match pieces.iter_mut().find(|piece| piece.is_near(label, first, last)) {
            Some(piece) => {
                (piece.first, piece.last) = (piece.first.min(first), piece.last.max(last));
                piece.labels.push((label, main));
            }
            None => pieces.push(Piece { first, last, labels: vec![(label, main)] }),
        }
    }
    pieces.into_iter().filter_map(|piece| snippet(sources, piece)).collect()
}

fn snippet<'a>(sources: &'a SourceMap, piece: Piece<'a>) -> Option<Snippet<'a, Annotation<'a>>> {
    let file = sources.file(piece.labels.first()?.0.span.file);
    let (start, end) = (file.line_range(piece.first).start, file.line_range(piece.last).end);
    let source = file.text.get(start..end).unwrap_or("");
    let within = move |offset: usize| offset.saturating_sub(start).min(source.len());
    let annotations = piece.labels.into_iter().map(move |(label, main)| {
        let kind = if main { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = label.span.range();
        kind.span(within(range.start)..within(range.end)).label((!label.text.is_empty()).then_some(label.text.as_str()))
    });
    Some(Snippet::source(source).line_start(piece.first).path(file.path.as_str()).annotations(annotations))
}

/// First and last line of a span; a span over many lines is shown by its first.
fn lines(file: &SourceFile, span: Span) -> (usize, usize) {
    let first = file.position(span.start).line;
    let last = file.position(span.end).line;
    (first, last.min(first + NEAR))
}

/// The diagnostics of a run as JSON values; at most `limit`, 0 for all.
pub(super) fn json(outcome: &Outcome, limit: usize) -> Vec<Value> {
    chosen(&outcome.diagnostics, limit).into_iter().map(|diagnostic| one(&outcome.sources, diagnostic)).collect()
}

fn one(sources: &SourceMap, diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let labels: Vec<Value> = diagnostic.secondary.iter().map(|label| place(sources, label)).collect();
    json!({
        "code": diagnostic.code.0,
        "level": level,
        "message": diagnostic.message,
        "place": diagnostic.primary.as_ref().map(|label| place(sources, label)),
        "related": labels,
        "help": diagnostic.help,
    })
}

fn place(sources: &SourceMap, label: &Label) -> Value {
    let file = sources.file(label.span.file);
    let (start, end) = (file.position(label.span.start), file.position(label.span.end));
    json!({
        "file": file.path.as_str(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": label.text,
    })
}

/// `2 errors, 1 warning`, or nothing where there is none.
pub(super) fn summary(outcome: &Outcome) -> String {
    let count = |level: Level| outcome.diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let parts =
        [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings"), (Level::Note, "note", "notes")];
    let parts = parts.into_iter().map(|(level, one, many)| (count(level), one, many)).filter(|(n, ..)| *n > 0);
    parts.map(|(n, one, many)| text::count(n, one, many)).collect::<Vec<_>>().join(", ")
}
