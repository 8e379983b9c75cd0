//! Statements: which kind it is, what stands in its header.

use smallvec::SmallVec;
use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::syntax::lexis::{Form, TokenKind};
use crate::syntax::strings;
use crate::syntax::tree::{
    Arrow, Attribute, Declaration, FlowStatement, Part, Prose, References, Statement, Text, Value, Word,
};

/// Words that start a clause and are therefore no names where a reference is expected.
const CLAUSE_WORDS: &[&str] = &["is", "via", "on"];

fn is_clause_word(word: &str) -> bool {
    CLAUSE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

impl Parser<'_> {
    /// Reads one statement. Three tokens of look-ahead decide which kind it is.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Text(_), _) => self.prose().map(Statement::Prose),
            (TokenKind::Arrow(_), _) => self.flow(None),
            (TokenKind::Word, TokenKind::Equals) => self.attribute().map(Statement::Attribute),
            (TokenKind::Word, TokenKind::Colon) => self.flow_with_id(),
            (TokenKind::Word, TokenKind::Comma | TokenKind::Arrow(_)) => self.flow(None),
            (TokenKind::Word, _) if self.next_written().eq_ignore_ascii_case("when") => self.when().map(Statement::When),
            (TokenKind::Word, _) => Some(Statement::Declaration(self.declaration()?)),
            (TokenKind::Number, TokenKind::Arrow(_) | TokenKind::Comma | TokenKind::Colon) => {
                self.name_starts_with_digit();
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
        if self.peek() == TokenKind::OpenBrace {
            self.skip_block();
        }
        None
    }

    fn name_starts_with_digit(&mut self) {
        let number = self.next_written();
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
        Some(Prose { text, parts, block: self.block().map(Box::new) })
    }

    fn text(&mut self) -> Option<Text> {
        match self.peek() {
            TokenKind::Text(form) => Some(self.any_text(form)),
            _ => None,
        }
    }

    /// The next token, a text of this form.
    pub(super) fn any_text(&mut self, form: Form) -> Text {
        let text = strings::contents(self.next_written(), form);
        Text { text, span: self.advance(), block: form == Form::Block }
    }

    fn declaration(&mut self) -> Option<Declaration> {
        let keyword = self.word()?;
        let name = self.name();
        let mut labelled = false;
        let parts = self.parts(&mut labelled);
        Some(Declaration { keyword, name, parts, block: self.block().map(Box::new) })
    }

    fn name(&mut self) -> Option<Word> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Word, TokenKind::Equals | TokenKind::Colon) => None,
            (TokenKind::Word, next) if is_clause_word(self.next_written()) => {
                if !matches!(next, TokenKind::Word | TokenKind::Tag | TokenKind::Star) {
                    self.clause_word_as_name();
                    self.advance();
                }
                None
            }
            (TokenKind::Word, _) => self.word(),
            (TokenKind::Number, _) => Some(self.any_word()),
            _ => None,
        }
    }

    fn clause_word_as_name(&mut self) {
        let word = self.next_written();
        let diagnostic =
            Diagnostic::error("E0015", self.span(), format!("`{word}` is a clause word and cannot be a name"))
                .help(format!("choose another name; `{}` are reserved", CLAUSE_WORDS.join("`, `")));
        self.report(diagnostic);
    }

    fn flow_with_id(&mut self) -> Option<Statement> {
        let is_flow = matches!(
            (self.peek_at(2), self.peek_at(3)),
            (TokenKind::Arrow(_), _) | (TokenKind::Word, TokenKind::Arrow(_) | TokenKind::Comma)
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
        let mut ends = SmallVec::new();
        let mut arrows = SmallVec::new();
        let from_here = matches!(self.peek(), TokenKind::Arrow(_));
        ends.push(if from_here { References::new() } else { self.references() });
        while let TokenKind::Arrow(arrow) = self.peek() {
            arrows.push((arrow, self.advance()));
            ends.push(self.references());
        }
        if arrows.is_empty() && !self.failed {
            self.unexpected("`->`, `<-` or `<->`");
        }
        if self.failed {
            self.skip_header();
        }
        let parts = self.parts(&mut false);
        let block = self.block().map(Box::new);
        let complete = !arrows.is_empty() && ends.iter().skip(1).all(|end: &References| !end.is_empty());
        complete.then_some(Statement::Flow(FlowStatement { id, ends, arrows, parts, block }))
    }

    fn references(&mut self) -> References {
        let mut words = References::new();
        loop {
            match self.peek() {
                TokenKind::Word if is_clause_word(self.next_written()) => {
                    self.clause_word_as_name();
                    return words;
                }
                TokenKind::Word => words.push(self.any_word()),
                TokenKind::Number => {
                    self.name_starts_with_digit();
                    return words;
                }
                _ => {
                    self.unexpected("the name of an element");
                    return words;
                }
            }
            if !self.eat(TokenKind::Comma) {
                return words;
            }
        }
    }

    /// Reads the parts of a header; `labelled` says whether it has its label already.
    fn parts(&mut self, labelled: &mut bool) -> Vec<Part> {
        let mut parts = std::mem::take(&mut self.parts);
        loop {
            let part = match (self.peek(), self.peek_at(1)) {
                (TokenKind::End | TokenKind::EndOfFile | TokenKind::OpenBrace | TokenKind::CloseBrace, _) => break,
                (TokenKind::Text(_), _) => self.label(labelled, &parts),
                (TokenKind::Tag, _) => Some(Part::Tag(self.any_word())),
                (TokenKind::Word, TokenKind::Equals) => self.attribute().map(Part::Attribute),
                (TokenKind::Word, TokenKind::Colon) => self.attribute_with_colon().map(Part::Attribute),
                (TokenKind::Word, _) if is_clause_word(self.next_written()) => self.clause(),
                _ => self.not_a_part(&parts),
            };
            match part {
                Some(part) => parts.push(part),
                None => self.skip_header(),
            }
        }
        let mut read = Vec::with_capacity(parts.len());
        read.append(&mut parts);
        self.parts = parts;
        read
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

    fn clause(&mut self) -> Option<Part> {
        let word = self.next_written();
        let span = self.advance();
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
        if let (TokenKind::Word, Some(Part::Attribute(attribute))) = (self.peek(), parts.last()) {
            let word = self.next_name();
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
        let second = matches!(self.peek_at(1), TokenKind::Text(_) | TokenKind::End | TokenKind::EndOfFile);
        let name = Some(self.cursor.last()).filter(|last| last.kind == TokenKind::Word && behind_name && second);
        if let (TokenKind::Word, Some(name)) = (self.peek(), name) {
            let (name, word) = (name.name(), self.next_name());
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

    fn values(&mut self, name: &Word) -> SmallVec<[Value; 1]> {
        let mut values = SmallVec::new();
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
            if !self.eat(TokenKind::Comma) {
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
