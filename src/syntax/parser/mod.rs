//! Tokens to tree. A hand-written loop over statements, so that a mistake costs its own statement and nothing else:
//! it is reported once, the rest of the header is skipped, and a block that follows is still read.

mod blocks;
mod condition;
mod statement;
mod value;

use super::lexer::Lexed;
use super::lexis::{Token, TokenKind};
use super::tree::{Doc, Item, Tree, Word};
use super::{MAX_DEPTH, Parsed};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::{FileId, Span};
use blocks::OpenBlock;

pub(super) fn parse(file: FileId, lexed: Lexed) -> Parsed {
    let end = Token { kind: TokenKind::EndOfFile, span: Span::new(file, 0, 0) };
    let end = lexed.tokens.last().cloned().unwrap_or(end);
    let mut parser = Parser {
        tokens: lexed.tokens,
        end,
        at: 0,
        depth: 0,
        brackets: 0,
        failed: false,
        blocks: Vec::new(),
        diagnostics: lexed.diagnostics,
    };
    let items = parser.items(false);
    parser.report_unclosed_block();
    let mut diagnostics = parser.diagnostics;
    diagnostic::sort(&mut diagnostics);
    Parsed { tree: Tree { file, shebang: lexed.shebang, items, comments: lexed.comments }, diagnostics }
}

/// State of parsing one file.
pub(super) struct Parser {
    tokens: Vec<Token>,
    /// The last token, returned for every place behind it.
    end: Token,
    at: usize,
    depth: usize,
    /// Open parentheses and brackets of the condition that is being read.
    brackets: usize,
    /// Whether the current statement's header has been reported already.
    failed: bool,
    /// All blocks read so far, to find the one whose `}` is missing.
    blocks: Vec<OpenBlock>,
    diagnostics: Vec<Diagnostic>,
}

impl Parser {
    fn token(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).unwrap_or(&self.end)
    }

    fn peek(&self) -> &TokenKind {
        &self.token(0).kind
    }

    fn peek_at(&self, ahead: usize) -> &TokenKind {
        &self.token(ahead).kind
    }

    fn span(&self) -> Span {
        self.token(0).span
    }

    /// The span of the token that was read last.
    fn last_span(&self) -> Span {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(self.end.span, |token| token.span)
    }

    fn advance(&mut self) -> Token {
        let token = self.token(0).clone();
        self.at = (self.at + 1).min(self.tokens.len());
        token
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.advance();
        }
        found
    }

    fn word(&mut self) -> Option<Word> {
        let word = match self.peek() {
            TokenKind::Word(text) => Word { text: text.clone(), span: self.span() },
            _ => return None,
        };
        self.advance();
        Some(word)
    }

    /// Reports a mistake in the current statement's header, unless one has been reported there already.
    fn report(&mut self, diagnostic: Diagnostic) {
        if !self.failed {
            self.diagnostics.push(diagnostic);
            self.failed = true;
        }
    }

    /// Skips the rest of a header: up to the end of the line, or to the block that follows.
    fn skip_header(&mut self) {
        use TokenKind::{CloseBrace, End, EndOfFile, OpenBrace};
        while !matches!(self.peek(), End | EndOfFile | OpenBrace | CloseBrace) {
            self.advance();
        }
    }

    /// Reads statements up to the end of the file or, in a block, up to its `}` (which is left).
    fn items(&mut self, in_block: bool) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            while self.eat(&TokenKind::End) {}
            match self.peek() {
                TokenKind::EndOfFile => return items,
                TokenKind::CloseBrace if in_block => return items,
                TokenKind::CloseBrace => self.stray_brace(),
                _ => {
                    let before = self.at;
                    items.extend(self.item());
                    if self.at == before {
                        self.advance();
                    }
                }
            }
        }
    }

    fn item(&mut self) -> Option<Item> {
        let doc = self.doc();
        self.failed = false;
        let start = self.span();
        let statement = self.statement();
        self.end_of_statement();
        statement.map(|statement| Item { doc, statement, span: start.to(self.last_content()) })
    }

    /// The span of the last token that is not the end of a line.
    fn last_content(&self) -> Span {
        let read = self.tokens.get(..self.at).unwrap_or(&[]);
        let content = read.iter().rev().find(|token| token.kind != TokenKind::End);
        content.map_or(self.end.span, |token| token.span)
    }

    fn doc(&mut self) -> Option<Doc> {
        let mut lines = Vec::new();
        let mut span: Option<Span> = None;
        while let TokenKind::Doc(line) = self.peek() {
            lines.push(line.clone());
            span = Some(span.map_or(self.span(), |first| first.to(self.span())));
            self.advance();
            while self.eat(&TokenKind::End) {}
        }
        span.map(|span| Doc { text: lines.join("\n"), span })
    }

    fn end_of_statement(&mut self) {
        match self.peek() {
            TokenKind::End | TokenKind::EndOfFile | TokenKind::CloseBrace => {}
            // A block ends its statement by itself: `zone a { … } zone b { … }`.
            _ if self.after_block() => {}
            _ => {
                self.unexpected("the end of the line");
                self.skip_header();
                if self.peek() == &TokenKind::OpenBrace {
                    self.block();
                }
            }
        }
    }

    fn after_block(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.is_some_and(|token| token.kind == TokenKind::CloseBrace)
    }

    fn unexpected(&mut self, expected: &str) {
        let at_end = self.last_span().at_end();
        let (span, message) = match self.peek() {
            TokenKind::End => (at_end, format!("the line ends here; expected {expected}")),
            TokenKind::EndOfFile => (at_end, format!("the file ends here; expected {expected}")),
            found => (self.span(), format!("unexpected {}; expected {expected}", found.describe())),
        };
        let several_words =
            matches!((self.peek(), self.peek_at(1)), (TokenKind::Word(_), next) if next != &TokenKind::Equals);
        let mut diagnostic = Diagnostic::error("E0010", span, message);
        if several_words {
            diagnostic = diagnostic.help("a label of several words stands in quotes: `\"Frontend app\"`");
        }
        self.report(diagnostic);
    }

    /// Goes one level deeper, unless the limit is reached.
    fn enter(&mut self) -> bool {
        let deeper = self.depth < MAX_DEPTH;
        if deeper {
            self.depth += 1;
        }
        deeper
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn too_deep(&mut self) {
        let diagnostic = Diagnostic::error("E0023", self.span(), format!("nesting is deeper than {MAX_DEPTH} levels"))
            .help(format!("at most {MAX_DEPTH} levels are read; what is deeper is skipped"));
        self.report(diagnostic);
    }
}
