//! Findings with the source lines that they are about.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};

use rustc_hash::FxHashMap;

use super::{Finding, Part, shown};
use crate::base::diagnostic::{Diagnostic, Label, Level};
use crate::base::source::{SourceFile, SourceMap, Span};
use crate::schema::codes::{self, DefaultLevel};

/// How many findings are printed where nobody says otherwise.
pub const DEFAULT_LIMIT: usize = 50;

/// Places further apart than this many lines are shown in pieces of their own.
const NEAR: usize = 12;

/// Other places of the same finding that are listed by their line.
const LISTED: usize = 20;

/// The findings of each part with their source lines; at most `limit` in all, 0 for all of them. With the checklist, what
/// only that asks for is shown once for each code, with the other places below it.
pub fn text(parts: &[Part<'_>], limit: usize) -> Vec<String> {
    let renderer = Renderer::styled();
    let gathered = parts.iter().any(|part| !part.checklist.is_empty());
    let shown = shown(parts, if gathered { 0 } else { limit });
    let mut room = if limit == 0 { usize::MAX } else { limit };
    let all: usize = parts.iter().map(|part| part.findings.len()).sum();
    let mut some = 0;
    let mut texts: Vec<String> = Vec::new();
    for (part, findings) in parts.iter().zip(shown) {
        let mut text = String::new();
        for same in alike(part, findings).into_iter().take(room) {
            let Some((first, others)) = same.split_first() else { continue };
            let more = more(part.sources, first, others);
            let mut groups = groups(part.sources, first);
            if let Some(group) = groups.pop() {
                groups.push(if more.is_empty() {
                    group
                } else {
                    group.element(SnippetLevel::NOTE.message(more.as_str()))
                });
            }
            text.push_str(&(renderer.render(&groups) + "\n\n"));
            room -= 1;
            some += same.len();
        }
        texts.push(text);
    }
    if let Some(last) = texts.last_mut().filter(|_| some < all) {
        last.push_str(&format!("... and {} more (--max-errors 0 shows all)\n\n", all - some));
    }
    texts
}

/// Findings that are shown as one: those of a code that only the checklist asks for.
fn alike<'a>(part: &Part<'_>, findings: Vec<&'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for finding in findings {
        let code = finding.diagnostic.code.0;
        let is_qa = codes::code(code).is_some_and(|page| page.default == DefaultLevel::Qa);
        let gathers = !part.checklist.is_empty() && is_qa && !finding.denied;
        match known.get(code).and_then(|&at| groups.get_mut(at)).filter(|_| gathers) {
            Some(group) => group.push(finding),
            None => {
                known.insert(code, groups.len());
                groups.push(vec![finding]);
            }
        }
    }
    groups
}

/// The places of further findings of the same code, each with what is said there unless that is the same.
fn more(sources: &SourceMap, first: &Finding, others: &[&Finding]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for Finding { diagnostic, .. } in others.iter().take(LISTED) {
        let place = diagnostic.span().map(|span| sources.line_of(span)).unwrap_or_default();
        let says = if diagnostic.message == first.diagnostic.message { "" } else { diagnostic.message.as_str() };
        lines.push(format!("{place}  {says}").trim_end().to_owned());
    }
    if others.len() > LISTED {
        lines.push(format!("and {} more", others.len() - LISTED));
    }
    match others.len() {
        0 => String::new(),
        1 => format!("and once more:\n{}", lines.concat()),
        count => format!("and {count} times more:\n{}", lines.join("\n")),
    }
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
    // What needs a person's yes is in the help; a help line that says the same as a fix is enough.
    for fix in diagnostic.fixes.iter().filter(|fix| fix.safe && !diagnostic.help.contains(&fix.title)) {
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
