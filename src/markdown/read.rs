//! From a document to the diagrams that it asks for.

use super::marker::{CODE, Wish, Word, wishes, words};
use super::parts::{Fence, Marker, Part, parts};
use super::{Block, Place, Source};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::{FileId, SourceMap, Span};

/// The word that says that a fence is only to be read.
const IGNORE: &str = "ignore";

const BEGIN: &str = "<!-- threatline:begin MODEL -->";
const END: &str = "<!-- threatline:end -->";

/// The diagrams that a document asks for, in order, and what is wrong with how it does that.
pub fn read(sources: &SourceMap, file: FileId) -> (Vec<Block>, Vec<Diagnostic>) {
    let text = &*sources.file(file).text;
    let mut reader = Reader { text, file, blocks: Vec::new(), diagnostics: Vec::new() };
    let mut begun: Option<(Marker, Option<Fence>)> = None;
    let mut above: Option<Fence> = None;
    for part in parts(text) {
        match part {
            // What lies between two markers is what was written the last time.
            Part::Fence(_) if begun.is_some() => {}
            Part::Fence(fence) => reader.fence(above.replace(fence)),
            Part::Marker(marker) => match (marker.word(text), begun.take()) {
                ("begin", before) => {
                    if let Some((before, _)) = before {
                        reader.not_ended(&before);
                    }
                    let own = reader.belongs(above.as_ref(), &marker);
                    let fence = above.take();
                    begun = Some((marker, fence.as_ref().filter(|_| own).cloned()));
                    reader.fence(fence.filter(|_| !own));
                }
                ("end", Some((begin, fence))) => reader.marked(&begin, fence, &marker),
                ("end", None) => reader
                    .error(&marker, "this end has no begin")
                    .help_for(&format!("take it out, or write `{BEGIN}` in the line where the diagram starts")),
                (_, before) => {
                    begun = before;
                    reader.error(&marker, "this is no marker").help_for(&format!(
                        "a marker stands on a line of its own: `{BEGIN}` and, on one below, `{END}`"
                    ));
                }
            },
        }
    }
    if let Some((marker, _)) = begun {
        reader.not_ended(&marker);
    }
    reader.fence(above);
    reader.blocks.sort_by_key(|block| block.place.range.start);
    diagnostic::sort(&mut reader.diagnostics);
    (reader.blocks, reader.diagnostics)
}

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    blocks: Vec<Block>,
    diagnostics: Vec<Diagnostic>,
}

/// The message that was reported last, to which help is added.
struct Reported<'d>(Option<&'d mut Diagnostic>);

impl Reported<'_> {
    fn help_for(self, help: &str) {
        if let Some(diagnostic) = self.0 {
            diagnostic.help.push(help.to_owned());
        }
    }
}

impl Reader<'_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn error(&mut self, marker: &Marker, message: &str) -> Reported<'_> {
        self.diagnostics.push(Diagnostic::error(CODE, self.span(&marker.range), message));
        Reported(self.diagnostics.last_mut())
    }

    fn not_ended(&mut self, marker: &Marker) {
        self.error(marker, "this begin has no end").help_for(&format!(
            "write `{END}` on a line below it: what stands between the two is replaced by the diagram"
        ));
    }

    /// Whether a marker is that of the fence above it: it stands right below, and names no model.
    fn belongs(&self, above: Option<&Fence>, marker: &Marker) -> bool {
        let words = words(marker.words(self.text), marker.words.start);
        let between = above.and_then(|fence| self.text.get(fence.range.end..marker.range.start));
        between.is_some_and(|between| between.chars().all(|c| c.is_whitespace() || c == '>'))
            && words.iter().all(|word| word.text.contains('='))
    }

    /// A diagram that stands between two markers already.
    fn marked(&mut self, begin: &Marker, fence: Option<Fence>, end: &Marker) {
        let place = Place { range: begin.next_line..end.line_start, marked: true, prefix: begin.prefix(self.text) };
        let mut wish = Wish::default();
        let model = match &fence {
            Some(fence) => {
                let Some(source) = self.model(fence, &mut wish) else { return };
                Some(source)
            }
            None => None,
        };
        let words = words(begin.words(self.text), begin.words.start);
        let mut others = wishes(words, self.file, &mut wish, &mut self.diagnostics).into_iter();
        let model = match (model, others.next()) {
            (Some(fence), _) => fence,
            (None, Some(path)) => Source::File(path.text),
            (None, None) => {
                self.error(begin, "this begin names no model, and no fence of a model stands right above it")
                    .help_for(&format!("write `{BEGIN}`, such as `<!-- threatline:begin shop.threat -->`"));
                return;
            }
        };
        if let Some(more) = others.next() {
            self.unexpected(&more, "a diagram is of one model");
        }
        let span = self.span(&fence.map_or(begin.range.clone(), |fence| fence.opening));
        self.blocks.push(Block { model, wish, span, place });
    }

    /// A fence that has no markers yet: its diagram comes behind it.
    fn fence(&mut self, fence: Option<Fence>) {
        let Some(fence) = fence else { return };
        let mut wish = Wish::default();
        let Some(model) = self.model(&fence, &mut wish) else { return };
        let at = fence.range.end;
        let place = Place { range: at..at, marked: false, prefix: fence.prefix.clone() };
        self.blocks.push(Block { model, wish, span: self.span(&fence.opening), place });
    }

    /// The model of a fence; `None` where it is only to be read.
    fn model(&mut self, fence: &Fence, wish: &mut Wish) -> Option<Source> {
        let info = self.text.get(fence.words.clone()).unwrap_or("");
        let others = wishes(words(info, fence.words.start), self.file, wish, &mut self.diagnostics);
        if others.iter().any(|word| word.text == IGNORE) {
            return None;
        }
        for word in others {
            self.unexpected(&word, &format!("write `{IGNORE}` for a fence without a diagram, or `name=value`"));
        }
        if !fence.is_closed {
            let message = "this fence has no end";
            self.diagnostics.push(Diagnostic::error(CODE, self.span(&fence.opening), message));
        }
        Some(Source::Fence(fence.lines.clone()))
    }

    fn unexpected(&mut self, word: &Word, help: &str) {
        let message = format!("`{}` says nothing about a diagram", word.text);
        self.diagnostics.push(Diagnostic::error(CODE, self.span(&word.range), message).help(help));
    }
}
