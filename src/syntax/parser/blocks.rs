//! Blocks and their braces: which one is never closed, which `}` is too many.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};
use crate::syntax::lexer::Lexer;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::Block;

/// Braces too many for which the header that they belong to is looked for.
const MAX_LABELLED: usize = 100;

/// Missing braces that are put in for one text.
const MAX_REPAIRS: usize = 16;

/// Braces that are missing, and where the indentation shows that they belong.
#[derive(Default)]
pub(super) struct Repairs {
    /// For a `{`, where its `}` belongs: before the token at this offset.
    closed: Vec<(u32, u32)>,
    /// Statements whose `{` is missing, by their start.
    opened: Vec<u32>,
    /// What is said about them.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Repairs {
    fn count(&self) -> usize {
        self.closed.len() + self.opened.len()
    }
}

/// A block that was opened, with what is needed to tell whether the right `}` closed it.
pub(super) struct OpenBlock {
    open: Span,
    close: Option<Span>,
    /// Whether its `}` is missing and was put in, or its `{`.
    repaired: bool,
}

impl Parser<'_> {
    /// Reads a block if one follows, on the same line or alone on the next.
    pub(super) fn block(&mut self) -> Option<Block> {
        let ends = self.cursor.ends();
        let repaired = self.peek_at(ends) != TokenKind::OpenBrace;
        if repaired && !self.repairs.opened.contains(&self.statement) {
            return None;
        }
        let open = if repaired {
            self.last_span().at_end()
        } else {
            self.skip(ends);
            self.span()
        };
        if !self.enter() {
            self.too_deep();
            self.skip_block();
            return None;
        }
        let index = self.blocks.len();
        self.blocks.push(OpenBlock { open, close: None, repaired });
        if !repaired {
            self.advance();
        }
        let items = self.items(Some(open));
        self.close_block(index, open);
        self.leave();
        self.failed = false;
        Some(Block { items, span: open.to(self.last_span()) })
    }

    /// Whether the `}` of a block is missing and belongs before the next token.
    pub(super) fn is_closed_here(&self, open: Span) -> bool {
        !self.repairs.closed.is_empty() && self.repairs.closed.contains(&(open.start, self.span().start))
    }

    /// Reads the `}` of a block, or does without it.
    fn close_block(&mut self, index: usize, open: Span) {
        let missing = self.peek() != TokenKind::EndOfFile && self.is_closed_here(open);
        let close = self.span();
        let closed = !missing && self.eat(TokenKind::CloseBrace);
        if let Some(block) = self.blocks.get_mut(index) {
            block.close = closed.then_some(close);
            block.repaired |= missing;
            self.closed_without_brace = missing;
        }
    }

    /// Steps over a block without reading it, however deep it is.
    pub(super) fn skip_block(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                TokenKind::OpenBrace => depth += 1,
                TokenKind::CloseBrace => depth = depth.saturating_sub(1),
                TokenKind::EndOfFile => return,
                _ => {}
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    /// Steps over a `}` that closes nothing, and remembers it together with the `}` before it.
    pub(super) fn stray_brace(&mut self) {
        let last = self.blocks.iter().rev().find_map(|block| block.close);
        self.strays.push((self.span(), last));
        self.advance();
    }

    /// Reports braces that do not match: each `}` too many, and a block whose `}` is missing. Says whether the text is to be
    /// read again with one more brace put in.
    pub(super) fn check_braces(&mut self) -> bool {
        let is_unclosed = |block: &OpenBlock| block.close.is_none() && !block.repaired;
        if self.strays.is_empty() && !self.blocks.iter().any(is_unclosed) {
            return false;
        }
        let lines = Lines::read(self.cursor.lexer.text, self.file);
        self.check_unclosed_block(&lines) || self.check_strays(&lines)
    }

    fn check_strays(&mut self, lines: &Lines) -> bool {
        for (at, (brace, last)) in std::mem::take(&mut self.strays).into_iter().enumerate() {
            let mut diagnostic = Diagnostic::error("E0001", brace, "`}` without a matching `{`")
                .help("delete it, or add the `{` that it should close");
            let header = if at < MAX_LABELLED { lines.header_without_block(brace) } else { None };
            if let Some(header) = header {
                diagnostic = diagnostic.label(self.span_at(header), "a `{` may be missing at the end of this line");
                if self.repairs.count() < MAX_REPAIRS && !self.repairs.opened.contains(&header) {
                    self.repairs.opened.push(header);
                    self.repairs.diagnostics.push(diagnostic);
                    return true;
                }
            } else if let Some(last) = last {
                diagnostic = diagnostic.label(last, "the last block is closed here");
            }
            self.diagnostics.push(diagnostic);
        }
        false
    }

    /// An empty span at an offset.
    fn span_at(&self, offset: u32) -> Span {
        Span { file: self.file, start: offset, end: offset }
    }

    /// Reports the block whose `}` is missing: once, however many blocks are left open by it. Where a block was closed by a
    /// brace that is indented less than its own header, that brace was meant for a block around it, so its own is missing.
    fn check_unclosed_block(&mut self, lines: &Lines) -> bool {
        let unclosed = self.blocks.iter().find(|block| block.close.is_none() && !block.repaired);
        let Some(unclosed) = unclosed else { return false };
        let misclosed = self.blocks.iter().rev().filter(|block| !block.repaired).find(|block| {
            let header = lines.indentation(block.open);
            let close = block.close.filter(|&close| lines.is_first(close)).and_then(|close| lines.indentation(close));
            matches!((header, close), (Some(header), Some(close)) if close < header)
        });
        let open = misclosed.unwrap_or(unclosed).open;
        let mut diagnostic = Diagnostic::error("E0002", open, "this block is never closed")
            .help("add the missing `}` behind its last statement");
        if let Some(outside) = lines.outside(open) {
            diagnostic =
                diagnostic.label(self.span_at(outside), "indented like the block itself: is this outside of it?");
            let repair = (open.start, outside);
            if self.repairs.count() < MAX_REPAIRS && !self.repairs.closed.contains(&repair) {
                self.repairs.closed.push(repair);
                self.repairs.diagnostics.push(diagnostic);
                return true;
            }
        } else {
            let end = u32::try_from(self.cursor.lexer.text.len()).unwrap_or(u32::MAX);
            diagnostic = diagnostic.label(self.span_at(end), "the file ends here");
        }
        self.diagnostics.push(diagnostic);
        false
    }
}

/// The first token of each line and its indentation. A block is left open only in a file with a mistake, so the tokens are
/// read once more for it instead of being kept for all files.
struct Lines(Vec<Line>);

struct Line {
    first: u32,
    indentation: u32,
    /// Whether its last token is a `{`.
    opens: bool,
}

impl Lines {
    fn read(text: &str, file: FileId) -> Self {
        let mut tokens = Vec::new();
        Lexer::new(text, file).read(&mut tokens, usize::MAX);
        let mut lines = Vec::new();
        let mut end_of_line = Some(0);
        for token in tokens {
            let span = token.span(file);
            if token.kind == TokenKind::EndOfFile {
                break;
            }
            if let Some(end) = end_of_line.filter(|_| token.kind != TokenKind::End) {
                lines.push(Line { first: span.start, indentation: span.start - end, opens: false });
            }
            if let Some(line) = lines.last_mut().filter(|_| token.kind != TokenKind::End) {
                line.opens = token.kind == TokenKind::OpenBrace;
            }
            end_of_line = (token.kind == TokenKind::End).then_some(span.end);
        }
        Self(lines)
    }

    /// For a `}` too many: the line that looks like the header of its block, and opens none.
    fn header_without_block(&self, brace: Span) -> Option<u32> {
        let at = self.0.partition_point(|line| line.first < brace.start);
        let indentation = self.0.get(at).filter(|line| line.first == brace.start)?.indentation;
        let before = self.0.get(..at)?;
        let inside = before.iter().rev().take_while(|line| line.indentation > indentation).count();
        let header = before.get(before.len().checked_sub(inside + 1)?)?;
        (inside > 0 && header.indentation == indentation && !header.opens).then_some(header.first)
    }

    /// For a block that is never closed: the first line behind its header that is not indented more than that.
    fn outside(&self, open: Span) -> Option<u32> {
        let header = self.line(open)?;
        let behind = self.0.partition_point(|line| line.first <= open.start);
        let outside = self.0.get(behind..)?.iter().find(|line| line.indentation <= header.indentation)?;
        Some(outside.first)
    }

    /// The line of a token.
    fn line(&self, token: Span) -> Option<&Line> {
        let behind = self.0.partition_point(|line| line.first <= token.start);
        self.0.get(behind.checked_sub(1)?)
    }

    /// Bytes between the start of a token's line and the first token on it.
    fn indentation(&self, token: Span) -> Option<u32> {
        self.line(token).map(|line| line.indentation)
    }

    fn is_first(&self, token: Span) -> bool {
        self.line(token).is_some_and(|line| line.first == token.start)
    }
}
