//! Values of attributes, lists, and the subjects of `on` clauses.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::{Subject, Value};

impl Parser<'_> {
    /// One value; `None` (and nothing read) where there is none.
    pub(super) fn value(&mut self) -> Option<Value> {
        match self.peek() {
            TokenKind::Text(form) => Some(Value::Text(self.any_text(form))),
            TokenKind::Number => Some(Value::Number(self.any_word())),
            TokenKind::OpenBracket => self.list(),
            TokenKind::Word => match self.peek_at(1) {
                TokenKind::At => Some(self.value_at()),
                TokenKind::Arrow(_) => self.subject().map(Value::Subject),
                _ => Some(Value::Subject(Subject::Name(self.any_word()))),
            },
            TokenKind::Tag | TokenKind::Star => self.subject().map(Value::Subject),
            _ => None,
        }
    }

    /// `word@subject`
    fn value_at(&mut self) -> Value {
        let word = self.any_word();
        self.advance();
        match self.subject() {
            Some(subject) => Value::At(Box::new(word), Box::new(subject)),
            None => {
                self.unexpected("a name after `@`");
                Value::Subject(Subject::Name(word))
            }
        }
    }

    fn list(&mut self) -> Option<Value> {
        let open = self.span();
        if !self.enter() {
            self.too_deep();
            self.skip_header();
            return None;
        }
        self.advance();
        let mut values = Vec::new();
        loop {
            while self.eat(TokenKind::End) {}
            if self.eat(TokenKind::CloseBracket) {
                break;
            }
            let Some(value) = self.value() else {
                self.list_error(open);
                break;
            };
            values.push(value);
            let ends = self.cursor.ends();
            let next = self.peek_at(ends);
            if !matches!(next, TokenKind::Comma | TokenKind::CloseBracket) {
                self.list_error(open);
                break;
            }
            self.skip(ends + 1);
            if next == TokenKind::CloseBracket {
                break;
            }
        }
        self.leave();
        Some(Value::List(values, open.to(self.last_span())))
    }

    fn list_error(&mut self, open: Span) {
        let found = self.describe();
        let diagnostic = match self.peek() {
            TokenKind::End | TokenKind::EndOfFile | TokenKind::CloseBrace => {
                Diagnostic::error("E0022", open, "this list is never closed").help("add `]` behind its last value")
            }
            kind => {
                let diagnostic =
                    Diagnostic::error("E0010", self.span(), format!("unexpected {found}; expected `,` or `]`"))
                        .label(open, "the list starts here")
                        .help("values of a list need a comma between them: `[ a, b ]`");
                let value = matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Text(_));
                if value { diagnostic.fix("add the comma", self.last_span().at_end(), ",") } else { diagnostic }
            }
        };
        self.report(diagnostic);
        self.skip_header();
    }

    /// A name, a flow named by its ends, a tag or `*`; `None` (and nothing read) where there is none.
    pub(super) fn subject(&mut self) -> Option<Subject> {
        match self.peek() {
            TokenKind::Star => Some(Subject::All(self.advance())),
            TokenKind::Tag => Some(Subject::Tag(self.any_word())),
            TokenKind::Word => {
                let from = self.any_word();
                let TokenKind::Arrow(arrow) = self.peek() else { return Some(Subject::Name(from)) };
                self.advance();
                match self.word() {
                    Some(to) => Some(Subject::Flow(Box::new(from), arrow, Box::new(to))),
                    None => {
                        self.unexpected("a name");
                        Some(Subject::Name(from))
                    }
                }
            }
            _ => None,
        }
    }

    /// The subjects behind `on`.
    pub(super) fn subjects(&mut self) -> Option<Vec<Subject>> {
        let mut subjects = Vec::new();
        loop {
            match self.subject() {
                Some(subject) => subjects.push(subject),
                None => {
                    self.unexpected("a name, `a -> b`, a tag or `*`");
                    return None;
                }
            }
            if !self.eat(TokenKind::Comma) {
                return Some(subjects);
            }
        }
    }
}
