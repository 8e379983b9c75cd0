//! Tokens to tree. A hand-written loop over statements, so that a mistake costs its own statement and nothing else:
//! it is reported once, the rest of the header is skipped, and a block that follows is still read.

mod blocks;
mod condition;
mod cursor;
mod statement;
mod value;

use smol_str::SmolStr;

use super::lexis::{Token, TokenKind};
use super::tree::{Doc, Item, Part, Tree, Word};
use super::{MAX_DEPTH, Parsed, Query};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::{FileId, Span};
use blocks::{OpenBlock, Repairs};
use cursor::Cursor;

/// Parses a text. Where a brace is missing and the indentation shows where it belongs, the text is read once more as if it
/// stood there, so that one missing brace does not move every statement behind it to another place.
pub(super) fn parse(text: &str, file: FileId) -> Parsed {
    let mut repairs = Repairs::default();
    loop {
        match parse_with(text, file, repairs) {
            Ok(parsed) => return parsed,
            Err(more) => repairs = more,
        }
    }
}

/// Parses a text with braces put in, or says which more to put in.
fn parse_with(text: &str, file: FileId, repairs: Repairs) -> Result<Parsed, Repairs> {
    let mut parser = Parser::new(text, file, repairs);
    let mut items = parser.items(None);
    items.shrink_to_fit();
    if parser.check_braces() {
        return Err(parser.repairs);
    }
    let lexer = parser.cursor.lexer;
    let mut diagnostics = lexer.diagnostics;
    diagnostics.append(&mut parser.diagnostics);
    diagnostics.append(&mut parser.repairs.diagnostics);
    diagnostic::sort(&mut diagnostics);
    Ok(Parsed { tree: Tree { file, shebang: lexer.shebang, items, comments: lexer.comments }, diagnostics })
}

/// Parses a query: a condition, with or without what it is asked of in front.
pub(super) fn parse_query(text: &str, file: FileId) -> Query {
    let mut parser = Parser::new(text, file, Repairs::default());
    let (subject, condition) = parser.query();
    let mut diagnostics = parser.cursor.lexer.diagnostics;
    diagnostics.append(&mut parser.diagnostics);
    diagnostic::sort(&mut diagnostics);
    Query { subject, condition, diagnostics }
}

/// State of parsing one file.
pub(super) struct Parser<'a> {
    cursor: Cursor<'a>,
    file: FileId,
    /// Braces that are missing in the text.
    repairs: Repairs,
    /// Whether the block that was just read ended where its `}` is missing.
    closed_without_brace: bool,
    /// Where the statement starts whose header is being read.
    statement: u32,
    depth: usize,
    /// Open parentheses and brackets of the condition that is being read.
    brackets: usize,
    /// Whether the current statement's header has been reported already.
    failed: bool,
    /// All blocks read so far, to find the one whose `}` is missing.
    blocks: Vec<OpenBlock>,
    /// Each `}` that closes nothing, with the last one before it that closed a block.
    strays: Vec<(Span, Option<Span>)>,
    /// Statements of the blocks that are open, so that each block's list is allocated once, at its length.
    items: Vec<Item>,
    /// Room for the parts of a header while they are read, for the same reason.
    parts: Vec<Part>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, file: FileId, repairs: Repairs) -> Self {
        Parser {
            cursor: Cursor::new(text, file),
            file,
            repairs,
            closed_without_brace: false,
            statement: 0,
            depth: 0,
            brackets: 0,
            failed: false,
            blocks: Vec::new(),
            strays: Vec::new(),
            items: Vec::new(),
            parts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn token(&self, ahead: usize) -> Token<'a> {
        self.cursor.peek(ahead)
    }

    fn peek(&self) -> TokenKind {
        self.token(0).kind
    }

    fn peek_at(&self, ahead: usize) -> TokenKind {
        self.token(ahead).kind
    }

    /// How the next token is written.
    fn next_written(&self) -> &'a str {
        self.token(0).written
    }

    /// How the next token is written, if it is a word. Enough to compare it with words of the grammar: normal form C makes
    /// no ASCII letter of another character but `K`, which none of them has.
    fn next_word(&self) -> Option<&'a str> {
        (self.peek() == TokenKind::Word).then(|| self.next_written())
    }

    /// How the next token is called in a message.
    fn describe(&self) -> String {
        self.token(0).describe()
    }

    fn span(&self) -> Span {
        self.token(0).span(self.file)
    }

    /// The span of the token that was read last.
    fn last_span(&self) -> Span {
        self.cursor.last().span(self.file)
    }

    /// Goes to the next token and returns the span of this one.
    fn advance(&mut self) -> Span {
        self.cursor.advance().span(self.file)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.advance();
        }
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.advance();
        }
        found
    }

    fn word(&mut self) -> Option<Word> {
        (self.peek() == TokenKind::Word).then(|| self.any_word())
    }

    /// The next token, which is a word, a number or a tag.
    fn any_word(&mut self) -> Word {
        let token = self.cursor.advance();
        Word { text: token.name(), span: token.span(self.file) }
    }

    /// The text of the next token, which is a word, a number or a tag.
    fn next_name(&self) -> SmolStr {
        self.token(0).name()
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

    /// Reads statements up to the end of the file or, in the block with this `{`, up to its `}` (which is left).
    fn items(&mut self, block: Option<Span>) -> Vec<Item> {
        let outer = self.items.len();
        loop {
            while self.eat(TokenKind::End) {}
            match self.peek() {
                TokenKind::EndOfFile => break,
                TokenKind::CloseBrace if block.is_some() => break,
                _ if block.is_some_and(|open| self.is_closed_here(open)) => break,
                TokenKind::CloseBrace => self.stray_brace(),
                _ => {
                    let before = self.token(0);
                    self.item();
                    if self.token(0) == before {
                        self.advance();
                    }
                }
            }
        }
        if block.is_some() { self.items.split_off(outer) } else { std::mem::take(&mut self.items) }
    }

    fn item(&mut self) {
        let doc = self.doc();
        self.failed = false;
        let start = self.span();
        self.statement = start.start;
        let statement = self.statement();
        self.end_of_statement();
        if let Some(statement) = statement {
            let span = start.to(self.cursor.last_content().span(self.file));
            self.items.push(Item { doc, statement, span });
        }
    }

    fn doc(&mut self) -> Option<Doc> {
        let mut doc: Option<Doc> = None;
        while self.peek() == TokenKind::Doc {
            let line = doc_line(self.next_written());
            let span = self.advance();
            match &mut doc {
                Some(doc) => {
                    doc.text.push('\n');
                    doc.text.push_str(line);
                    doc.span = doc.span.to(span);
                }
                None => doc = Some(Doc { text: line.to_owned(), span }),
            }
            while self.eat(TokenKind::End) {}
        }
        doc
    }

    fn end_of_statement(&mut self) {
        match self.peek() {
            TokenKind::End | TokenKind::EndOfFile | TokenKind::CloseBrace => {}
            // A block ends its statement by itself: `zone a { … } zone b { … }`.
            _ if self.after_block() => {}
            _ if std::mem::take(&mut self.closed_without_brace) => {}
            _ => {
                self.unexpected("the end of the line");
                self.skip_header();
                if self.peek() == TokenKind::OpenBrace {
                    self.block();
                }
            }
        }
    }

    fn after_block(&self) -> bool {
        self.cursor.last().kind == TokenKind::CloseBrace
    }

    fn unexpected(&mut self, expected: &str) {
        let at_end = self.last_span().at_end();
        let (span, message) = match self.peek() {
            TokenKind::End => (at_end, format!("the line ends here; expected {expected}")),
            TokenKind::EndOfFile => (at_end, format!("the file ends here; expected {expected}")),
            _ => (self.span(), format!("unexpected {}; expected {expected}", self.describe())),
        };
        let several_words = self.peek() == TokenKind::Word && self.peek_at(1) != TokenKind::Equals;
        let mut diagnostic = Diagnostic::error("E0010", span, message);
        if several_words {
            diagnostic = diagnostic.help("a label of several words stands in quotes: `\"Frontend app\"`");
        } else if self.peek() == TokenKind::OpenParen {
            diagnostic = diagnostic.help(
                "a header has no parentheses: a label stands in quotes, a remark behind `//`, a protocol behind `via`",
            );
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

/// A line of a doc comment without its marks.
fn doc_line(written: &str) -> &str {
    let line = written.strip_prefix("///").unwrap_or(written);
    line.strip_prefix(' ').unwrap_or(line).trim_end()
}
