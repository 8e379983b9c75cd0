//! Blocks and their braces: which one is never closed, which `}` is too many.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};
use crate::syntax::lexer::Lexer;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::Block;

/// A block that was opened, with what is needed to tell whether the right `}` closed it.
pub(super) struct OpenBlock {
    open: Span,
    close: Option<Span>,
}

impl Parser<'_> {
    /// Reads a block if one follows, on the same line or alone on the next.
    pub(super) fn block(&mut self) -> Option<Block> {
        let ends = self.cursor.ends();
        if self.peek_at(ends) != TokenKind::OpenBrace {
            return None;
        }
        self.skip(ends);
        let open = self.span();
        if !self.enter() {
            self.too_deep();
            self.skip_block();
            return None;
        }
        let index = self.blocks.len();
        self.blocks.push(OpenBlock { open, close: None });
        self.advance();
        let items = self.items(true);
        let close = self.span();
        let closed = self.eat(TokenKind::CloseBrace);
        if let Some(block) = self.blocks.get_mut(index).filter(|_| closed) {
            block.close = Some(close);
        }
        self.leave();
        self.failed = false;
        Some(Block { items, span: open.to(self.last_span()) })
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

    pub(super) fn stray_brace(&mut self) {
        let last = self.blocks.last().map(|block| block.open);
        let mut diagnostic = Diagnostic::error("E0001", self.span(), "`}` without a matching `{`")
            .help("delete it, or add the `{` that it should close");
        if let Some(open) = last {
            diagnostic = diagnostic.label(open, "the last block starts here and is closed already");
        }
        self.diagnostics.push(diagnostic);
        self.advance();
    }

    /// Reports the block whose `}` is missing: once, however many blocks are left open by it. Where a block was closed by a
    /// brace that is indented less than its own header, that brace was meant for a block around it, so its own is missing.
    pub(super) fn report_unclosed_block(&mut self) {
        let Some(unclosed) = self.blocks.iter().find(|block| block.close.is_none()) else { return };
        let lines = Lines::read(self.cursor.lexer.text, self.file);
        let misclosed = self.blocks.iter().rev().find(|block| {
            let header = lines.indentation(block.open);
            let close = block.close.filter(|&close| lines.is_first(close)).and_then(|close| lines.indentation(close));
            matches!((header, close), (Some(header), Some(close)) if close < header)
        });
        let open = misclosed.unwrap_or(unclosed).open;
        let diagnostic = Diagnostic::error("E0002", open, "this block is never closed")
            .help("add the missing `}` behind its last statement");
        self.diagnostics.push(diagnostic);
    }
}

/// The first token of each line and its indentation. A block is left open only in a file with a mistake, so the tokens are
/// read once more for it instead of being kept for all files.
struct Lines(Vec<Line>);

struct Line {
    first: u32,
    indentation: u32,
}

impl Lines {
    fn read(text: &str, file: FileId) -> Self {
        let mut tokens = Vec::new();
        Lexer::new(text, file).read(&mut tokens, usize::MAX);
        let mut lines = Vec::new();
        let mut end_of_line = Some(0);
        for token in tokens {
            let span = token.span(file);
            if let Some(end) = end_of_line {
                lines.push(Line { first: span.start, indentation: span.start - end });
            }
            end_of_line = (token.kind == TokenKind::End).then_some(span.end);
        }
        Self(lines)
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
