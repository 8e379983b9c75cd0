//! Blocks and their braces: which one is never closed, which `}` is too many.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::Block;

/// A block that was opened, with what is needed to tell whether the right `}` closed it.
pub(super) struct OpenBlock {
    open: Span,
    /// The token of its `{`.
    token: usize,
    /// The token of its `}`.
    close: Option<usize>,
}

impl Parser<'_> {
    /// Reads a block if one follows, on the same line or alone on the next.
    pub(super) fn block(&mut self) -> Option<Block> {
        let ends = (0..).take_while(|&ahead| self.peek_at(ahead) == TokenKind::End).count();
        if self.peek_at(ends) != TokenKind::OpenBrace {
            return None;
        }
        self.at += ends;
        let open = self.span();
        if !self.enter() {
            self.too_deep();
            self.skip_block();
            return None;
        }
        let index = self.blocks.len();
        self.blocks.push(OpenBlock { open, token: self.at, close: None });
        self.advance();
        let items = self.items(true);
        let close = self.at;
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

    /// For each token, the first token of its line.
    fn line_starts(&self) -> Vec<usize> {
        let mut first = 0;
        let mut starts = Vec::with_capacity(self.tokens.len());
        for (at, token) in self.tokens.iter().enumerate() {
            starts.push(first);
            if token.kind == TokenKind::End {
                first = at + 1;
            }
        }
        starts
    }

    /// Bytes between the start of the line and token `at`, if it is the first of its line.
    fn indentation(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at)?;
        let line_end = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.tokens.get(before).filter(|token| token.kind == TokenKind::End)?.end,
        };
        token.start.checked_sub(line_end)
    }

    /// Reports the block whose `}` is missing: once, however many blocks are left open by it. Where a block was closed by a
    /// brace that is indented less than its own header, that brace was meant for a block around it, so its own is missing.
    pub(super) fn report_unclosed_block(&mut self) {
        let Some(unclosed) = self.blocks.iter().find(|block| block.close.is_none()) else { return };
        let starts = self.line_starts();
        let misclosed = self.blocks.iter().rev().find(|block| {
            let header = starts.get(block.token).and_then(|&first| self.indentation(first));
            let close = block.close.and_then(|close| self.indentation(close));
            matches!((header, close), (Some(header), Some(close)) if close < header)
        });
        let open = misclosed.unwrap_or(unclosed).open;
        let diagnostic = Diagnostic::error("E0002", open, "this block is never closed")
            .help("add the missing `}` behind its last statement");
        self.diagnostics.push(diagnostic);
    }
}
