//! The next tokens: read from the file a few at a time, so that no file's tokens are ever held all at once.

use crate::base::source::FileId;
use crate::syntax::lexer::Lexer;
use crate::syntax::lexis::{Token, TokenKind};

/// How many tokens can be looked at without reading on.
const AHEAD: usize = 5;
/// How many tokens are read at a time.
const WINDOW: usize = 256;

/// A place between two tokens.
pub(super) struct Cursor<'a> {
    pub lexer: Lexer<'a>,
    /// Tokens that were read; those from `at` on are still to come, and there is at least one in front.
    window: Vec<Token<'a>>,
    at: usize,
    /// The end of the file, which is found at every place behind it.
    end: Token<'a>,
    /// The last token in front of the window that is not the end of a line.
    content: Token<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, file: FileId) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let end = Token { kind: TokenKind::EndOfFile, ascii: true, start: length, written: "" };
        // In front of the first token stands the end of the file as well.
        let mut window = Vec::with_capacity(2 * WINDOW);
        window.push(end);
        let mut cursor = Self { lexer: Lexer::new(text, file), window, at: 1, end, content: end };
        cursor.read_on(0);
        cursor
    }

    /// The token `ahead` places on, fewer than [`AHEAD`].
    pub(super) fn peek(&self, ahead: usize) -> Token<'a> {
        self.window.get(self.at + ahead).copied().unwrap_or(self.end)
    }

    /// The token in front of the cursor; the end of the file where there is none.
    pub(super) fn last(&self) -> Token<'a> {
        self.window.get(self.at - 1).copied().unwrap_or(self.end)
    }

    /// The last token in front of the cursor that is not the end of a line; the end of the file where there is none.
    pub(super) fn last_content(&self) -> Token<'a> {
        let read = self.window.get(..self.at).unwrap_or(&[]);
        read.iter().rfind(|token| token.kind != TokenKind::End).copied().unwrap_or(self.content)
    }

    /// Steps over a token, which is returned.
    pub(super) fn advance(&mut self) -> Token<'a> {
        let token = self.peek(0);
        self.at = (self.at + 1).min(self.window.len());
        if self.at + AHEAD > self.window.len() {
            self.read_on(0);
        }
        token
    }

    /// Sees to it that the token `ahead` places on can be looked at.
    #[cold]
    fn read_on(&mut self, ahead: usize) {
        self.content = self.last_content();
        self.window.drain(..self.at - 1);
        self.at = 1;
        self.lexer.read(&mut self.window, ahead + WINDOW);
    }

    /// How many ends of lines follow.
    pub(super) fn ends(&mut self) -> usize {
        let mut ends = 0;
        while self.peek(ends).kind == TokenKind::End {
            ends += 1;
            if self.at + ends >= self.window.len() {
                self.read_on(ends);
            }
        }
        ends
    }
}
