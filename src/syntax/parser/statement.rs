//! Statements: which kind it is, what stands in its header.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::syntax::lexis::TokenKind;
use crate::syntax::tree::{Arrow, Attribute, Declaration, FlowStatement, Part, Prose, Statement, Text, Value, Word};

/// Words that start a clause and are therefore no names where a reference is expected.
const CLAUSE_WORDS: &[&str] = &["is", "via", "on"];

fn is_clause_word(word: &str) -> bool {
    CLAUSE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

impl Parser {
    /// Reads one statement. Three tokens of look-ahead decide which kind it is.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Text { .. }, _) => self.prose().map(Statement::Prose),
            (TokenKind::Arrow(_), _) => self.flow(None),
            (TokenKind::Word(_), TokenKind::Equals) => self.attribute().map(Statement::Attribute),
            (TokenKind::Word(_), TokenKind::Colon) => self.flow_with_id(),
            (TokenKind::Word(_), TokenKind::Comma | TokenKind::Arrow(_)) => self.flow(None),
            (TokenKind::Word(word), _) if word.eq_ignore_ascii_case("when") => self.when().map(Statement::When),
            (TokenKind::Word(_), _) => Some(Statement::Declaration(self.declaration()?)),
            (TokenKind::Number(number), TokenKind::Arrow(_) | TokenKind::Comma | TokenKind::Colon) => {
                let number = number.clone();
                self.name_starts_with_digit(&number);
                self.skip_statement()
            }
            (TokenKind::EndOfFile | TokenKind::CloseBrace, _) => None,
            _ => {
                self.unexpected("a statement");
                self.skip_statement()
            }
        }
    }

    fn skip_statement(&mut self) -> Option<Statement> {
        self.skip_header();
        if self.peek() == &TokenKind::OpenBrace {
            self.skip_block();
        }
        None
    }

    fn name_starts_with_digit(&mut self, number: &str) {
        let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = number.split_at(digits);
        let diagnostic =
            Diagnostic::error("E0014", self.span(), format!("a name cannot start with a digit: `{number}`"))
                .help(format!("for example `n{digits}{rest}`; labels in quotes may start with anything"));
        self.report(diagnostic);
    }

    fn prose(&mut self) -> Option<Prose> {
        let text = self.text()?;
        let parts = self.parts(&mut false);
        Some(Prose { text, parts, block: self.block() })
    }

    fn text(&mut self) -> Option<Text> {
        let (text, block) = match self.peek() {
            TokenKind::Text { text, block } => (text.clone(), *block),
            _ => return None,
        };
        let span = self.advance().span;
        Some(Text { text, span, block })
    }

    fn declaration(&mut self) -> Option<Declaration> {
        let keyword = self.word()?;
        let name = self.name();
        let mut labelled = false;
        let parts = self.parts(&mut labelled);
        Some(Declaration { keyword, name, parts, block: self.block() })
    }

    fn name(&mut self) -> Option<Word> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Word(_), TokenKind::Equals | TokenKind::Colon) => None,
            (TokenKind::Word(word), next) if is_clause_word(word) => {
                if !matches!(next, TokenKind::Word(_) | TokenKind::Tag(_) | TokenKind::Star) {
                    let word = word.clone();
                    self.clause_word_as_name(&word);
                    self.advance();
                }
                None
            }
            (TokenKind::Word(_), _) => self.word(),
            (TokenKind::Number(number), _) => {
                let text = number.clone();
                let span = self.advance().span;
                Some(Word { text, span })
            }
            _ => None,
        }
    }

    fn clause_word_as_name(&mut self, word: &str) {
        let diagnostic =
            Diagnostic::error("E0015", self.span(), format!("`{word}` is a clause word and cannot be a name"))
                .help(format!("choose another name; `{}` are reserved", CLAUSE_WORDS.join("`, `")));
        self.report(diagnostic);
    }

    fn flow_with_id(&mut self) -> Option<Statement> {
        let is_flow = matches!(
            (self.peek_at(2), self.peek_at(3)),
            (TokenKind::Arrow(_), _) | (TokenKind::Word(_), TokenKind::Arrow(_) | TokenKind::Comma)
        );
        if !is_flow {
            return self.attribute_with_colon().map(Statement::Attribute);
        }
        let id = self.word();
        self.advance();
        self.flow(id)
    }

    /// `tech: "React"`: reported, and read as the attribute that was meant.
    fn attribute_with_colon(&mut self) -> Option<Attribute> {
        let name = self.word()?;
        let colon = self.span();
        let diagnostic = Diagnostic::error("E0013", colon, "attributes use `=`, not `:`")
            .help(format!("write `{} = …`", name.text))
            .fix("write `=`", colon, "=");
        self.report(diagnostic);
        self.advance();
        let values = self.values(&name);
        Some(Attribute { span: name.span.to(self.last_span()), name, values })
    }

    fn flow(&mut self, id: Option<Word>) -> Option<Statement> {
        let mut ends = vec![Vec::new()];
        let mut arrows = Vec::new();
        if !matches!(self.peek(), TokenKind::Arrow(_)) {
            ends = vec![self.references()];
        }
        while let &TokenKind::Arrow(arrow) = self.peek() {
            arrows.push((arrow, self.advance().span));
            ends.push(self.references());
        }
        if arrows.is_empty() && !self.failed {
            self.unexpected("`->`, `<-` or `<->`");
        }
        if self.failed {
            self.skip_header();
        }
        let parts = self.parts(&mut false);
        let block = self.block();
        let complete = !arrows.is_empty() && ends.iter().skip(1).all(|end| !end.is_empty());
        complete.then_some(Statement::Flow(FlowStatement { id, ends, arrows, parts, block }))
    }

    fn references(&mut self) -> Vec<Word> {
        let mut words = Vec::new();
        loop {
            match self.peek().clone() {
                TokenKind::Word(word) if is_clause_word(&word) => {
                    self.clause_word_as_name(&word);
                    return words;
                }
                TokenKind::Word(_) => words.extend(self.word()),
                TokenKind::Number(number) => {
                    self.name_starts_with_digit(&number);
                    return words;
                }
                _ => {
                    self.unexpected("the name of an element");
                    return words;
                }
            }
            if !self.eat(&TokenKind::Comma) {
                return words;
            }
        }
    }

    /// Reads the parts of a header; `labelled` says whether it has its label already.
    fn parts(&mut self, labelled: &mut bool) -> Vec<Part> {
        let mut parts = Vec::new();
        loop {
            let part = match (self.peek().clone(), self.peek_at(1)) {
                (TokenKind::End | TokenKind::EndOfFile | TokenKind::OpenBrace | TokenKind::CloseBrace, _) => {
                    return parts;
                }
                (TokenKind::Text { .. }, _) => self.label(labelled, &parts),
                (TokenKind::Tag(text), _) => Some(Part::Tag(Word { text, span: self.advance().span })),
                (TokenKind::Word(_), TokenKind::Equals) => self.attribute().map(Part::Attribute),
                (TokenKind::Word(_), TokenKind::Colon) => self.attribute_with_colon().map(Part::Attribute),
                (TokenKind::Word(word), _) if is_clause_word(&word) => self.clause(&word),
                _ => self.not_a_part(&parts),
            };
            match part {
                Some(part) => parts.push(part),
                None => self.skip_header(),
            }
        }
    }

    fn label(&mut self, labelled: &mut bool, parts: &[Part]) -> Option<Part> {
        let text = self.text()?;
        if std::mem::replace(labelled, true) {
            let mut diagnostic = Diagnostic::error("E0017", text.span, "a second label");
            if let Some(Part::Attribute(attribute)) = parts.last() {
                let name = &attribute.name.text;
                diagnostic = diagnostic.help(format!("several values need a comma: `{name}=\"…\",\"…\"`"));
            }
            self.report(diagnostic);
        }
        Some(Part::Label(text))
    }

    fn clause(&mut self, word: &str) -> Option<Part> {
        let span: Span = self.advance().span;
        if word.eq_ignore_ascii_case("on") {
            return self.subjects().map(|subjects| Part::On(subjects, span));
        }
        match self.word() {
            Some(name) if word.eq_ignore_ascii_case("is") => Some(Part::Is(name, span)),
            Some(name) => Some(Part::Via(name, span)),
            None => {
                self.unexpected("the name of a type");
                None
            }
        }
    }

    fn not_a_part(&mut self, parts: &[Part]) -> Option<Part> {
        if let (TokenKind::Word(word), Some(Part::Attribute(attribute))) = (self.peek(), parts.last()) {
            let name = &attribute.name.text;
            let diagnostic =
                Diagnostic::error("E0010", self.span(), format!("unexpected `{word}` behind the value of `{name}`"))
                    .help(format!(
                        "several values need a comma: `{name}=…,{word}`; a text of several words stands in quotes"
                    ));
            self.report(diagnostic);
            return None;
        }
        let behind_name = parts.is_empty();
        let second = matches!(self.peek_at(1), TokenKind::Text { .. } | TokenKind::End | TokenKind::EndOfFile);
        let first = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| token.kind.clone());
        if let (TokenKind::Word(word), Some(TokenKind::Word(name)), true, true) =
            (self.peek(), first, behind_name, second)
        {
            let joined = format!("{}-{word}", text::slug(&name));
            let span = self.last_span().to(self.span());
            let diagnostic =
                Diagnostic::error("E0018", self.span(), format!("unexpected `{word}`: a name is one word"))
                    .help(format!("write `{joined}`, or put the label in quotes: `{name} \"{word}\"`"));
            let diagnostic = Diagnostic { fixes: Vec::new(), ..diagnostic.fix("join the words", span, joined) };
            self.report(diagnostic);
        } else {
            self.unexpected("an attribute, a tag, a block or the end of the line");
        }
        None
    }

    fn attribute(&mut self) -> Option<Attribute> {
        let name = self.word()?;
        self.advance();
        let values = self.values(&name);
        Some(Attribute { span: name.span.to(self.last_span()), name, values })
    }

    fn values(&mut self, name: &Word) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            match self.value() {
                Some(value) => values.push(value),
                None => {
                    let at = self.last_span().at_end();
                    let diagnostic =
                        Diagnostic::error("E0011", at, format!("a value is missing after `{}=`", name.text))
                            .help("write a value, or delete the attribute: what is not stated is unknown");
                    self.report(diagnostic);
                    return values;
                }
            }
            if !self.eat(&TokenKind::Comma) {
                return values;
            }
        }
    }
}

impl Arrow {
    /// The arrow as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Arrow::Right => "->",
            Arrow::Left => "<-",
            Arrow::Both => "<->",
        }
    }
}
