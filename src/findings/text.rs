//! Findings with the source lines that they are about.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};

use super::{Finding, Part, shown};
use crate::base::diagnostic::{Diagnostic, Label, Level};
use crate::base::source::{SourceFile, SourceMap, Span};

/// How many findings are printed where nobody says otherwise.
pub const DEFAULT_LIMIT: usize = 50;

/// Places further apart than this many lines are shown in pieces of their own.
const NEAR: usize = 12;

/// The findings of each part with their source lines; at most `limit` in all, 0 for all of them.
pub fn text(parts: &[Part<'_>], limit: usize) -> Vec<String> {
    let renderer = Renderer::styled();
    let shown = shown(parts, limit);
    let all: usize = parts.iter().map(|part| part.findings.len()).sum();
    let some: usize = shown.iter().map(Vec::len).sum();
    let mut texts: Vec<String> = Vec::new();
    for (part, findings) in parts.iter().zip(shown) {
        let rendered = findings.into_iter().map(|finding| renderer.render(&groups(part.sources, finding)) + "\n\n");
        texts.push(rendered.collect());
    }
    if let Some(last) = texts.last_mut().filter(|_| some < all) {
        last.push_str(&format!("... and {} more (--max-errors 0 shows all)\n\n", all - some));
    }
    texts
}

fn groups<'a>(sources: &'a SourceMap, finding: &'a Finding) -> Vec<Group<'a>> {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.level {
        Level::Error => SnippetLevel::ERROR,
        Level::Warning if finding.denied => SnippetLevel::ERROR.with_name("denied warning"),
        Level::Warning => SnippetLevel::WARNING,
        Level::Note => SnippetLevel::NOTE,
    };
    let mut group =
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.0).elements(snippets(sources, diagnostic));
    for help in &diagnostic.help {
        group = group.element(SnippetLevel::HELP.message(help.as_str()));
    }
    // A help line that says the same is enough.
    for fix in diagnostic.fixes.iter().filter(|fix| !diagnostic.help.contains(&fix.title)) {
        group = group.element(SnippetLevel::HELP.with_name("fix").message(fix.title.as_str()));
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

