//! Conditions: the expressions behind `when`.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::{Comparison, Condition, Expr, ExprKind, Word};

impl Parser<'_> {
    /// `when expr`
    pub(super) fn when(&mut self) -> Option<Condition> {
        let start = self.advance();
        let expr = self.expr();
        if expr.is_none() {
            self.skip_header();
        }
        expr.map(|expr| Condition { span: start.to(expr.span), expr })
    }

    /// `[SUBJECT:] expr`, and nothing behind it. Newlines mean nothing.
    pub(super) fn query(&mut self) -> (Option<Word>, Option<Condition>) {
        self.brackets += 1;
        self.blank_lines();
        let is_subject = self.peek() == TokenKind::Word && self.peek_at(1) == TokenKind::Colon;
        let subject = is_subject.then(|| self.any_word());
        if is_subject {
            self.advance();
        }
        let expr = self.expr();
        self.blank_lines();
        if expr.is_some() && self.peek() != TokenKind::EndOfFile {
            self.unexpected("`and`, `or` or the end of the query");
        }
        (subject, expr.map(|expr| Condition { span: expr.span, expr }))
    }

    fn expr(&mut self) -> Option<Expr> {
        if !self.enter() {
            self.too_deep();
            return None;
        }
        let expr = self.operands("or", ExprKind::Or, Self::conjunction);
        self.leave();
        expr
    }

    fn conjunction(&mut self) -> Option<Expr> {
        self.operands("and", ExprKind::And, Self::negation)
    }

    /// `operand { word operand }`
    fn operands(
        &mut self,
        word: &str,
        join: fn(Vec<Expr>) -> ExprKind,
        operand: fn(&mut Self) -> Option<Expr>,
    ) -> Option<Expr> {
        let first = operand(self)?;
        self.blank_lines();
        let mut all = vec![first];
        while self.eat_word(word) {
            all.push(operand(self)?);
            self.blank_lines();
        }
        match (all.len(), all.first(), all.last()) {
            (2.., Some(first), Some(last)) => {
                let span = first.span.to(last.span);
                Some(Expr { kind: join(all), span })
            }
            _ => all.pop(),
        }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.next_word().is_some_and(|next| next.eq_ignore_ascii_case(word));
        if found {
            self.advance();
        }
        found
    }

    fn negation(&mut self) -> Option<Expr> {
        self.blank_lines();
        let start = self.span();
        let mut negations = 0_usize;
        while self.eat_word("not") {
            negations += 1;
        }
        let mut test = self.test()?;
        for _ in 0..negations.min(2 - negations % 2) {
            let span = start.to(test.span);
            test = Expr { kind: ExprKind::Not(Box::new(test)), span };
        }
        Some(test)
    }

    fn test(&mut self) -> Option<Expr> {
        let left = self.term()?;
        if let TokenKind::Compare(comparison) = self.peek() {
            self.advance();
            return self.compared(left, comparison);
        }
        if self.peek() == TokenKind::Equals {
            let span = self.span();
            self.report(
                Diagnostic::error("E0020", span, "`=` sets a value; a condition compares with `==`")
                    .help("write `==`")
                    .fix("write `==`", span, "=="),
            );
            self.advance();
            return self.compared(left, Comparison::Equal);
        }
        let join: fn(Box<Expr>, Box<Expr>) -> ExprKind = match self.next_word() {
            Some(word) if word.eq_ignore_ascii_case("in") => ExprKind::In,
            Some(word) if word.eq_ignore_ascii_case("is") => ExprKind::Is,
            Some(word) if word.eq_ignore_ascii_case("has") => ExprKind::Has,
            _ => return Some(left),
        };
        self.advance();
        let right = self.term()?;
        let span = left.span.to(right.span);
        Some(Expr { kind: join(Box::new(left), Box::new(right)), span })
    }

    fn compared(&mut self, left: Expr, comparison: Comparison) -> Option<Expr> {
        let right = self.term()?;
        let span = left.span.to(right.span);
        Some(Expr { kind: ExprKind::Compare(Box::new(left), comparison, Box::new(right)), span })
    }

    fn term(&mut self) -> Option<Expr> {
        let span = self.span();
        let kind = match self.peek() {
            TokenKind::Word if self.peek_at(1) == TokenKind::OpenParen => {
                let name = self.any_word();
                ExprKind::Call(name, self.sequence(TokenKind::CloseParen)?)
            }
            TokenKind::OpenParen => return self.group(),
            TokenKind::OpenBracket => ExprKind::List(self.sequence(TokenKind::CloseBracket)?),
            TokenKind::Word => ExprKind::Word(self.any_word().text),
            TokenKind::Number => ExprKind::Number(self.any_word().text),
            TokenKind::Tag => ExprKind::Tag(self.any_word().text),
            TokenKind::Text(form) => ExprKind::Text(self.any_text(form).text.into()),
            _ => {
                self.unexpected("a fact, a value or `(`");
                return None;
            }
        };
        Some(Expr { kind, span: span.to(self.last_span()) })
    }

    fn group(&mut self) -> Option<Expr> {
        let open = self.advance();
        self.brackets += 1;
        let inner = self.expr();
        self.brackets -= 1;
        let inner = inner?;
        self.close(TokenKind::CloseParen)?;
        Some(Expr { kind: inner.kind, span: open.to(self.last_span()) })
    }

    fn close(&mut self, close: TokenKind) -> Option<Span> {
        if !self.eat(close) {
            self.unexpected(&format!("`and`, `or` or {}", close.describe()));
            return None;
        }
        Some(self.last_span())
    }

    /// Newlines mean nothing inside brackets.
    fn blank_lines(&mut self) {
        while self.brackets > 0 && self.eat(TokenKind::End) {}
    }

    /// `( expr, expr )` or `[ expr, expr ]`, from the opening to the closing bracket.
    fn sequence(&mut self, close: TokenKind) -> Option<Vec<Expr>> {
        self.advance();
        self.brackets += 1;
        let all = self.elements(close);
        self.brackets -= 1;
        all
    }

    fn elements(&mut self, close: TokenKind) -> Option<Vec<Expr>> {
        let mut all = Vec::new();
        loop {
            self.blank_lines();
            if self.eat(close) {
                return Some(all);
            }
            all.push(self.expr()?);
            if !self.eat(TokenKind::Comma) {
                self.close(close)?;
                return Some(all);
            }
        }
    }
}
