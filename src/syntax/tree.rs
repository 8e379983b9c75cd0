//! The syntax tree. It owns its text and keeps a span for every word, so that later stages never look at the source again.

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::base::source::{FileId, Span};

/// A parsed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The file.
    pub file: FileId,
    /// The `#!` line, if the file starts with one.
    pub shebang: Option<Span>,
    /// The statements.
    pub items: Vec<Item>,
    /// Comments that document nothing, in order.
    pub comments: Vec<Comment>,
}

/// A statement with its doc comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The `///` lines above.
    pub doc: Option<Doc>,
    /// The statement.
    pub statement: Statement,
    /// From the first to the last character of the statement, the doc comment not included.
    pub span: Span,
}

/// A comment that is not a doc comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its marks.
    pub span: Span,
    /// Whether it is `/* … */`.
    pub block: bool,
}

/// The text of one or more `///` lines, without the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The lines, joined by newlines.
    pub text: String,
    /// From the first to the last line.
    pub span: Span,
}

/// A word of the source: keyword, name, vocabulary word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word in Unicode normal form C.
    pub text: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// A quoted text, escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The contents.
    pub text: SmolStr,
    /// With the quotes.
    pub span: Span,
    /// Whether it was written as a `"""` block.
    pub block: bool,
}

/// A statement; which keyword takes which parts is checked later, against the schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// `process web "Web" is web-app { … }`
    Declaration(Declaration),
    /// `DF1: a -> b "Asks" via https`
    Flow(FlowStatement),
    /// `owner = "Shop"` inside a block.
    Attribute(Attribute),
    /// `"A step of a scenario"`
    Prose(Prose),
    /// `when crosses and not local`
    When(Condition),
}

/// `KEYWORD [name] parts [block]`
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// The first word.
    pub keyword: Word,
    /// The name, a word or a number.
    pub name: Option<Word>,
    /// What follows, in source order.
    pub parts: Vec<Part>,
    /// The block.
    pub block: Option<Box<Block>>,
}

/// One end of an arrow: the elements that it names.
pub type References = SmallVec<[Word; 1]>;

/// `[ID:] ends arrow ends … parts [block]`
#[derive(Debug, Clone, PartialEq)]
pub struct FlowStatement {
    /// The id in front of the colon.
    pub id: Option<Word>,
    /// The ends of the chain: one more than `arrows`. The first is empty where the source is the enclosing element.
    pub ends: SmallVec<[References; 2]>,
    /// The arrows between them.
    pub arrows: SmallVec<[(Arrow, Span); 1]>,
    /// What follows, in source order.
    pub parts: Vec<Part>,
    /// The block.
    pub block: Option<Box<Block>>,
}

/// A statement that starts with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Prose {
    /// The text.
    pub text: Text,
    /// What follows.
    pub parts: Vec<Part>,
    /// The block.
    pub block: Option<Box<Block>>,
}

/// Direction of a flow as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// `->`
    Right,
    /// `<-`
    Left,
    /// `<->`
    Both,
}

/// A part of a statement's header.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A label.
    Label(Text),
    /// `#pii`
    Tag(Word),
    /// `class=high`
    Attribute(Attribute),
    /// `is web-app`; the span is that of `is`.
    Is(Word, Span),
    /// `via https`; the span is that of `via`.
    Via(Word, Span),
    /// `on internet -> edge, cde`; the span is that of `on`.
    On(Vec<Subject>, Span),
}

/// `name = value, value`
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: Word,
    /// The values; empty only after an error.
    pub values: SmallVec<[Value; 1]>,
    /// From the name to the last value.
    pub span: Span,
}

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A word, a flow named by its ends, a tag or `*`.
    Subject(Subject),
    /// `"text"`
    Text(Text),
    /// `443`, `90d`, `2026-12-01`, `85%`: the attribute decides what it is.
    Number(Word),
    /// `word@subject`
    At(Box<Word>, Box<Subject>),
    /// `[a, b]`
    List(Vec<Value>, Span),
}

impl Value {
    /// Where the value stands.
    pub fn span(&self) -> Span {
        match self {
            Value::Subject(subject) => subject.span(),
            Value::Text(text) => text.span,
            Value::Number(word) => word.span,
            Value::At(word, subject) => word.span.to(subject.span()),
            Value::List(_, span) => *span,
        }
    }

    /// The values themselves, lists opened.
    pub fn flat(values: &[Value]) -> Flat<'_> {
        Flat { open: SmallVec::from_buf([values.iter()]) }
    }
}

/// The values of an attribute, lists opened.
#[derive(Debug, Clone)]
pub struct Flat<'t> {
    /// The lists around the next value, the outermost first.
    open: SmallVec<[std::slice::Iter<'t, Value>; 1]>,
}

impl<'t> Iterator for Flat<'t> {
    type Item = &'t Value;

    fn next(&mut self) -> Option<&'t Value> {
        loop {
            match self.open.last_mut()?.next() {
                Some(Value::List(inner, _)) => self.open.push(inner.iter()),
                Some(value) => return Some(value),
                None => {
                    self.open.pop();
                }
            }
        }
    }
}

/// What a statement or value is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A name.
    Name(Word),
    /// `a -> b`
    Flow(Box<Word>, Arrow, Box<Word>),
    /// `#tag`
    Tag(Word),
    /// `*`
    All(Span),
}

impl Subject {
    /// Where the subject stands.
    pub fn span(&self) -> Span {
        match self {
            Subject::Name(word) | Subject::Tag(word) => word.span,
            Subject::Flow(from, _, to) => from.span.to(to.span),
            Subject::All(span) => *span,
        }
    }
}

/// `{ items }`
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The statements.
    pub items: Vec<Item>,
    /// With the braces.
    pub span: Span,
}

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The expression.
    pub expr: Expr,
    /// The whole `when` statement.
    pub span: Span,
}

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `a or b`
    Or(Vec<Expr>),
    /// `a and b`
    And(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a == b`
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `a in [b, c]`
    In(Box<Expr>, Box<Expr>),
    /// `a is b`, `a is [b, c]`
    Is(Box<Expr>, Box<Expr>),
    /// `a has b`, `a has #tag`, `a has [b, c]`
    Has(Box<Expr>, Box<Expr>),
    /// A field such as `source.zone.trust`, or a word of a vocabulary.
    Word(SmolStr),
    /// `#tag`
    Tag(SmolStr),
    /// `"text"`
    Text(String),
    /// `3`, `90d`
    Number(SmolStr),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `crosses(network)`
    Call(Word, Vec<Expr>),
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The operator as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

/// The shared shape of declarations, flows and prose: parts and a block.
pub trait HasParts {
    /// The parts of the header.
    fn parts(&self) -> &[Part];
    /// The block.
    fn block(&self) -> Option<&Block>;

    /// The first label.
    fn label(&self) -> Option<&Text> {
        self.parts().iter().find_map(|part| match part {
            Part::Label(text) => Some(text),
            _ => None,
        })
    }

    /// The `is` clause.
    fn is(&self) -> Option<&Word> {
        self.parts().iter().find_map(|part| match part {
            Part::Is(word, _) => Some(word),
            _ => None,
        })
    }

    /// The subjects of all `on` clauses.
    fn on(&self) -> Vec<&Subject> {
        let on = self.parts().iter().filter_map(|part| match part {
            Part::On(subjects, _) => Some(subjects),
            _ => None,
        });
        on.flatten().collect()
    }

    /// Statements of the block.
    fn items(&self) -> &[Item] {
        self.block().map_or(&[], |block| &block.items)
    }

    /// Attributes of the header and of the block, in source order.
    fn attributes(&self) -> Vec<&Attribute> {
        attributes_of(self).collect()
    }
}

/// Attributes of the header and of the block, in source order, one by one.
pub fn attributes_of<T: HasParts + ?Sized>(statement: &T) -> impl Iterator<Item = &Attribute> {
    let header = statement.parts().iter().filter_map(|part| match part {
        Part::Attribute(attribute) => Some(attribute),
        _ => None,
    });
    let block = statement.items().iter().filter_map(|item| match &item.statement {
        Statement::Attribute(attribute) => Some(attribute),
        _ => None,
    });
    header.chain(block)
}

macro_rules! has_parts {
    ($($name:ident),*) => {$(
        impl HasParts for $name {
            fn parts(&self) -> &[Part] {
                &self.parts
            }
            fn block(&self) -> Option<&Block> {
                self.block.as_deref()
            }
        }
    )*};
}
has_parts!(Declaration, FlowStatement, Prose);
