//! Statements: which kind it is, what stands in its header.

use super::Parser;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::syntax::lexis::{Form, TokenKind};
use crate::syntax::strings;
use crate::syntax::tree::{
    Arrow, Attribute, Declaration, FlowStatement, Part, Prose, References, Statement, Text, Value, Word,
};
use smallvec::SmallVec;

/// Words that start a clause and are therefore no names where a reference is expected.
const CLAUSE_WORDS: &[(&str, Clause)] = &[("is", Clause::Is), ("via", Clause::Via), ("on", Clause::On)];

#[derive(Clone, Copy)]
enum Clause {
    Is,
    Via,
    On,
}

fn clause_word(word: &str) -> Option<Clause> {
    CLAUSE_WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|&(_, clause)| clause)
}

impl Parser<'_> {
    /// Reads one statement. Three tokens of look-ahead decide which kind it is.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Text(form), _) => Some(Statement::Prose(self.prose(form))),
            (TokenKind::Arrow(_), _) => self.flow(None),
            (TokenKind::Word, TokenKind::Equals) => Some(Statement::Attribute(self.attribute())),
            (TokenKind::Word, TokenKind::Colon) => self.flow_with_id(),
            (TokenKind::Word, TokenKind::Comma | TokenKind::Arrow(_)) => self.flow(None),
            (TokenKind::Word, _) if self.next_written().eq_ignore_ascii_case("when") => {
                self.when().map(Statement::When)
            }
            (TokenKind::Word, TokenKind::Word) if self.at_word_before_flow() => self.flow_behind_word(),
            (TokenKind::Word, TokenKind::Compare(_)) if self.peek_at(2) == TokenKind::Word => {
                self.comparison_instead_of_arrow();
                self.skip_statement()
            }
            (TokenKind::Word, _) => Some(Statement::Declaration(self.declaration())),
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

    fn prose(&mut self, form: Form) -> Prose {
        Prose { text: self.any_text(form), parts: self.parts(), block: self.block().map(Box::new) }
    }

    /// The next token, a text of this form.
    pub(super) fn any_text(&mut self, form: Form) -> Text {
        let text = strings::contents(self.next_written(), form);
        Text { text, span: self.advance(), block: form == Form::Block }
    }

    fn declaration(&mut self) -> Declaration {
        Declaration {
            keyword: self.any_word(),
            name: self.name(),
            parts: self.parts(),
            block: self.block().map(Box::new),
        }
    }

    fn name(&mut self) -> Option<Word> {
        match (self.peek(), self.peek_at(1)) {
            (TokenKind::Word, TokenKind::Equals | TokenKind::Colon) => None,
            (TokenKind::Word, next) if clause_word(self.next_written()).is_some() => {
                if !matches!(next, TokenKind::Word | TokenKind::Tag | TokenKind::Star) {
                    self.clause_word_as_name();
                    self.advance();
                }
                None
            }
            (TokenKind::Word | TokenKind::Number, _) => Some(self.any_word()),
            _ => None,
        }
    }

    fn clause_word_as_name(&mut self) {
        let word = self.next_written();
        let diagnostic =
            Diagnostic::error("E0015", self.span(), format!("`{word}` is a clause word and cannot be a name"))
                .help("choose another name; `is`, `via`, `on` are reserved");
        self.report(diagnostic);
    }

    /// `a > b`
    fn comparison_instead_of_arrow(&mut self) {
        let sign = self.token(1);
        let arrow = if sign.written.starts_with('<') { Arrow::Left } else { Arrow::Right }.as_str();
        let (span, message) = (sign.span(self.file), format!("`{}` is no arrow", sign.written));
        let title = format!("write `{arrow}`");
        self.report(Diagnostic::error("E0012", span, message).help(title.clone()).fix(title, span, arrow));
    }

    /// Whether a word stands in front of `a -> b` or of `DF2: a -> b`.
    fn at_word_before_flow(&self) -> bool {
        let flow = match (self.peek_at(2), self.peek_at(3)) {
            (TokenKind::Arrow(_), _) => true,
            (TokenKind::Colon, TokenKind::Word) => matches!(self.peek_at(4), TokenKind::Arrow(_)),
            _ => false,
        };
        flow && clause_word(self.token(1).written).is_none()
    }

    /// `DF2 a -> b`, `flow a -> b`: reported, and read as the flow. A word with a digit is taken for its id.
    fn flow_behind_word(&mut self) -> Option<Statement> {
        let word = self.any_word();
        let has_id = self.peek_at(1) == TokenKind::Colon;
        let is_id = !has_id && word.text.contains(|c: char| c.is_ascii_digit());
        let text = &word.text;
        let mut diagnostic = Diagnostic::error("E0010", word.span, format!("unexpected `{text}` in front of a flow"));
        diagnostic = match (has_id, is_id) {
            (true, _) => diagnostic.help("a flow has no keyword: it starts with its id or its source"),
            (_, true) => {
                let help = format!("the id of a flow has a colon: write `{text}: {} …`", self.next_name());
                diagnostic.help(help).fix("add the colon", word.span.at_end(), ":")
            }
            _ => diagnostic.help(format!("a flow has no keyword; if `{text}` is its id, write `{text}:`")),
        };
        self.report(diagnostic);
        // What follows is read as if the word were right.
        self.failed = false;
        if has_id { self.flow_with_id() } else { self.flow(Some(word).filter(|_| is_id)) }
    }

    fn flow_with_id(&mut self) -> Option<Statement> {
        if matches!(self.peek_at(2), TokenKind::End | TokenKind::EndOfFile | TokenKind::CloseBrace) {
            return self.nothing_behind_colon();
        }
        let is_flow = matches!(
            (self.peek_at(2), self.peek_at(3)),
            (TokenKind::Arrow(_), _) | (TokenKind::Word, TokenKind::Arrow(_) | TokenKind::Comma)
        );
        if !is_flow {
            return Some(Statement::Attribute(self.attribute_with_colon()));
        }
        let id = self.any_word();
        self.advance();
        self.flow(Some(id))
    }

    /// `app:` and nothing more.
    fn nothing_behind_colon(&mut self) -> Option<Statement> {
        let word = self.any_word();
        let colon = self.advance();
        let message = format!("the line ends here; expected a flow behind `{}:`", word.text);
        let help = "a flow with an id is `DF1: a -> b`; an element starts with its kind, such as `process`; values stand behind `=`";
        self.report(Diagnostic::error("E0010", colon.at_end(), message).help(help));
        None
    }

    /// `tech: "React"`: reported, and read as the attribute that was meant.
    fn attribute_with_colon(&mut self) -> Attribute {
        let name = self.any_word();
        let colon = self.span();
        let diagnostic = Diagnostic::error("E0013", colon, "attributes use `=`, not `:`")
            .help(format!("write `{} = …`", name.text))
            .fix("write `=`", colon, "=");
        self.report(diagnostic);
        self.advance();
        let values = self.values(&name);
        Attribute { span: name.span.to(self.last_span()), name, values }
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
        let parts = self.parts();
        let block = self.block().map(Box::new);
        let complete = !arrows.is_empty() && ends.iter().skip(1).all(|end: &References| !end.is_empty());
        complete.then_some(Statement::Flow(FlowStatement { id, ends, arrows, parts, block }))
    }

    /// `a, b`
    fn references(&mut self) -> References {
        if !self.at_reference() {
            return References::new();
        }
        let mut words = References::from_buf([self.any_word()]);
        while self.eat(TokenKind::Comma) && self.at_reference() {
            words.push(self.any_word());
        }
        words
    }

    /// Whether the next token names an element; reported if not.
    fn at_reference(&mut self) -> bool {
        match self.peek() {
            TokenKind::Word if clause_word(self.next_written()).is_some() => self.clause_word_as_name(),
            TokenKind::Word => return true,
            TokenKind::Number => self.name_starts_with_digit(),
            _ => self.unexpected("the name of an element"),
        }
        false
    }

    /// Reads the parts of a header. A list is made of them when all are read, so that it is allocated once.
    fn parts(&mut self) -> Vec<Part> {
        let mut labelled = false;
        loop {
            match (self.peek(), self.peek_at(1)) {
                (TokenKind::End | TokenKind::EndOfFile | TokenKind::OpenBrace | TokenKind::CloseBrace, _) => break,
                (TokenKind::Text(form), _) => self.label(form, std::mem::replace(&mut labelled, true)),
                (TokenKind::Tag, _) => {
                    let tag = self.any_word();
                    self.parts.push(Part::Tag(tag));
                }
                (TokenKind::Word, TokenKind::Equals) => {
                    let attribute = self.attribute();
                    self.parts.push(Part::Attribute(attribute));
                }
                (TokenKind::Word, TokenKind::Colon) => {
                    let attribute = self.attribute_with_colon();
                    self.parts.push(Part::Attribute(attribute));
                }
                (TokenKind::Word, _) => match clause_word(self.next_written()) {
                    Some(clause) => self.clause(clause),
                    None => self.not_a_part(),
                },
                _ => self.not_a_part(),
            }
        }
        let mut parts = Vec::with_capacity(self.parts.len());
        parts.append(&mut self.parts);
        parts
    }

    fn label(&mut self, form: Form, second: bool) {
        let text = self.any_text(form);
        if second {
            let mut diagnostic = Diagnostic::error("E0017", text.span, "a second label");
            if let Some(Part::Attribute(attribute)) = self.parts.last() {
                let name = &attribute.name.text;
                diagnostic = diagnostic.help(format!("several values need a comma: `{name}=\"…\",\"…\"`"));
            }
            self.report(diagnostic);
        }
        self.parts.push(Part::Label(text));
    }

    fn clause(&mut self, clause: Clause) {
        let span = self.advance();
        let part = match (clause, self.peek()) {
            (Clause::On, _) => self.subjects().map(|subjects| Part::On(subjects, span)),
            (Clause::Is, TokenKind::Word) => Some(Part::Is(self.any_word(), span)),
            (Clause::Via, TokenKind::Word) => Some(Part::Via(self.any_word(), span)),
            _ => {
                self.unexpected("the name of a type");
                None
            }
        };
        match part {
            Some(part) => self.parts.push(part),
            None => self.skip_header(),
        }
    }

    /// Reports what cannot stand in a header, and skips the rest of it.
    fn not_a_part(&mut self) {
        let second = matches!(self.peek_at(1), TokenKind::Text(_) | TokenKind::End | TokenKind::EndOfFile);
        let last = self.cursor.last();
        match (self.peek(), self.parts.last()) {
            (TokenKind::Word | TokenKind::Number, Some(Part::Attribute(attribute))) => {
                let (name, word) = (&attribute.name.text, self.next_name());
                let message = format!("unexpected `{word}` behind the value of `{name}`");
                let value = if matches!(last.kind, TokenKind::Word | TokenKind::Number) { last.written } else { "…" };
                self.report(Diagnostic::error("E0010", self.span(), message).help(format!(
                    "a text of several words stands in quotes: `{name}=\"{value} {word}\"`; several values need a comma: \
                     `{name}={value},{word}`"
                )));
            }
            (TokenKind::Word, None) if second && last.kind == TokenKind::Word => self.name_of_two_words(),
            (TokenKind::At, None) if last.kind == TokenKind::Word && self.peek_at(1) != TokenKind::End => {
                return self.at_instead_of_on();
            }
            (TokenKind::Comma, None) if last.kind == TokenKind::Word => self.several_names(),
            _ => self.unexpected("an attribute, a tag, a block or the end of the line"),
        }
        self.skip_header();
    }

    /// `accept sniff@DF1`: reported, and read as `accept sniff on DF1`.
    fn at_instead_of_on(&mut self) {
        let (name, subject) = (self.cursor.last().name(), self.token(1).written);
        let diagnostic = Diagnostic::error("E0010", self.span(), "unexpected `@` behind a name")
            .help(format!("what it is about stands behind `on`: write `{name} on {subject}`"))
            .fix("write `on`", self.span(), " on ");
        self.report(diagnostic);
        let span = self.advance();
        match self.subjects() {
            Some(subjects) => self.parts.push(Part::On(subjects, span)),
            None => self.skip_header(),
        }
    }

    /// `process a, b`
    fn several_names(&mut self) {
        let header = self.cursor.lexer.text.get(self.statement as usize..).unwrap_or_default();
        let keyword = header.split_whitespace().next().unwrap_or_default();
        let (first, second) = (self.cursor.last().name(), self.token(1).written);
        let diagnostic = Diagnostic::error("E0010", self.span(), "unexpected `,`: a statement has one name");
        let help = format!(
            "write one statement for each: `{keyword} {first}` and `{keyword} {second}`, on lines of their own"
        );
        self.report(diagnostic.help(help));
    }

    fn name_of_two_words(&mut self) {
        let (name, word) = (self.cursor.last().name(), self.next_name());
        let joined = format!("{}-{word}", text::slug(&name));
        let span = self.last_span().to(self.span());
        let diagnostic = Diagnostic::error("E0018", self.span(), format!("unexpected `{word}`: a name is one word"))
            .help(format!("write `{joined}`, or put the label in quotes: `{name} \"{word}\"`"));
        self.report(Diagnostic { fixes: Vec::new(), ..diagnostic.fix("join the words", span, joined) });
    }

    fn attribute(&mut self) -> Attribute {
        let name = self.any_word();
        self.advance();
        let values = self.values(&name);
        Attribute { span: name.span.to(self.last_span()), name, values }
    }

    fn values(&mut self, name: &Word) -> SmallVec<[Value; 1]> {
        let Some(first) = self.value() else {
            self.value_is_missing(name);
            return SmallVec::new();
        };
        let mut values = SmallVec::from_buf([first]);
        while self.eat(TokenKind::Comma) {
            match self.value() {
                Some(value) => values.push(value),
                None => {
                    self.value_is_missing(name);
                    break;
                }
            }
        }
        values
    }

    fn value_is_missing(&mut self, name: &Word) {
        let at = self.last_span().at_end();
        let diagnostic = Diagnostic::error("E0011", at, format!("a value is missing after `{}=`", name.text))
            .help("write a value, or delete the attribute: what is not stated is unknown");
        self.report(diagnostic);
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
