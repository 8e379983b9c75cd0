//! What the syntax tree says about the places of a file: where statements and the columns of their headers start, what is
//! inside an attribute or a condition, which words ignore letter case.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::words::{self, Words};
use crate::base::source::Span;
use crate::schema::Subject;
use crate::syntax::tree::{
    Attribute, Condition, Declaration, Expr, ExprKind, FlowStatement, Item, Part, Prose, Statement, Tree, Value, Word,
};

/// What a place is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A header, outside of attributes.
    Header,
    /// The subjects behind `on`.
    Subjects { several: bool },
    /// An attribute of a header.
    Value,
    /// An attribute that is a statement of its own.
    Setting { several: bool },
    /// A condition.
    Condition,
}

/// Statements that are aligned with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `name = value`
    Setting,
    /// Flows.
    Flow,
    /// Steps of a scenario, and statements that are not known.
    Step,
    /// Statements of these keywords.
    Keywords(&'static [&'static str]),
    /// Nothing else.
    Alone,
}

/// The columns of a header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    Name,
    /// The source of a flow with an id.
    Source,
    /// The first arrow of a flow; aligned by its end.
    Arrow,
    Is,
    Label,
    /// The first clause, tag or attribute that is none of the above.
    First,
    /// Another clause, tag or attribute, by its name.
    Part(SmolStr),
    /// The arrow between the only two subjects of `on`; aligned by its end.
    Between,
    /// A block on the same line.
    Block,
    /// The `=` of a setting.
    Equals,
}

/// Keywords whose statements often stand in one table.
const TABLES: &[&[&str]] = &[
    &["actor", "external", "process", "store"],
    &["data", "asset"],
    &["use", "include"],
    &["accept", "mitigate", "transfer", "avoid", "dismiss", "rate"],
];

fn class(keyword: &'static str) -> Class {
    let table = TABLES.iter().copied().find(|table| table.contains(&keyword));
    Class::Keywords(table.unwrap_or_else(|| own_table(keyword)))
}

/// The table of a keyword that shares none.
fn own_table(keyword: &'static str) -> &'static [&'static str] {
    let row = crate::schema::statement(keyword);
    row.map_or(&[], |row| std::slice::from_ref(&row.keyword))
}

/// See the module; places are offsets in the file.
pub(super) struct Roles {
    /// From, up to, context; in order, without overlap.
    contexts: Vec<(u32, u32, Context)>,
    statements: FxHashMap<u32, Class>,
    columns: FxHashMap<u32, Column>,
    lower: FxHashSet<u32>,
    calls: FxHashSet<u32>,
}

impl Roles {
    pub(super) fn of(tree: &Tree) -> Self {
        let roles = Roles {
            contexts: Vec::new(),
            statements: FxHashMap::default(),
            columns: FxHashMap::default(),
            lower: FxHashSet::default(),
            calls: FxHashSet::default(),
        };
        let mut walk = Walk { words: Words::new(), roles };
        walk.items(&tree.items, Around { subject: None, steps: false });
        walk.roles
    }

    pub(super) fn context(&self, at: u32) -> Context {
        let behind = self.contexts.partition_point(|&(start, ..)| start <= at);
        let found = behind.checked_sub(1).and_then(|index| self.contexts.get(index));
        found.filter(|&&(_, end, _)| at < end).map_or(Context::Header, |&(.., context)| context)
    }

    /// The class of the statement that starts here.
    pub(super) fn statement(&self, at: u32) -> Option<Class> {
        self.statements.get(&at).copied()
    }

    /// The column that starts here.
    pub(super) fn column(&self, at: u32) -> Option<&Column> {
        self.columns.get(&at)
    }

    /// Whether the word here ignores letter case.
    pub(super) fn is_lower(&self, at: u32) -> bool {
        self.lower.contains(&at)
    }

    /// Whether the word here is the name of a function.
    pub(super) fn is_call(&self, at: u32) -> bool {
        self.calls.contains(&at)
    }
}

struct Walk {
    words: Words,
    roles: Roles,
}

/// What statements stand in.
#[derive(Clone, Copy)]
struct Around {
    subject: Option<Subject>,
    /// Whether these are the steps of a scenario, which start with a name and not with a keyword.
    steps: bool,
}

impl Walk {
    fn items(&mut self, items: &[Item], around: Around) {
        for item in items {
            let class = match &item.statement {
                Statement::Declaration(declaration) => self.declaration(declaration, around),
                Statement::Flow(flow) => self.flow(flow),
                Statement::Attribute(attribute) => self.setting(attribute, around.subject),
                Statement::Prose(prose) => self.prose(prose),
                Statement::When(condition) => self.when(condition),
            };
            self.roles.statements.insert(item.span.start, class);
        }
    }

    fn declaration(&mut self, declaration: &Declaration, around: Around) -> Class {
        let Declaration { keyword, name, parts, block } = declaration;
        let known = if around.steps { None } else { words::keyword(&keyword.text) };
        if known.is_some() {
            self.lower(keyword.span);
        }
        if let Some(name) = name {
            self.column(name.span, Column::Name);
        }
        let subject = match (known, name) {
            (Some("default"), Some(kind)) => self.words.subject(&kind.text),
            (Some(keyword), _) => self.words.subject(keyword),
            (None, _) => None,
        };
        self.parts(parts, subject);
        if let Some(block) = block {
            self.items(&block.items, Around { subject, steps: known == Some("scenario") });
        }
        known.map_or(Class::Step, class)
    }

    fn flow(&mut self, flow: &FlowStatement) -> Class {
        let FlowStatement { id, ends, arrows, parts, block } = flow;
        if let (Some(_), Some(source)) = (id, ends.first().and_then(|end| end.first())) {
            self.column(source.span, Column::Source);
        }
        if let Some((_, arrow)) = arrows.first() {
            self.column(*arrow, Column::Arrow);
        }
        self.parts(parts, Some(Subject::Flow));
        if let Some(block) = block {
            self.items(&block.items, Around { subject: Some(Subject::Flow), steps: false });
        }
        Class::Flow
    }

    fn prose(&mut self, prose: &Prose) -> Class {
        self.parts(&prose.parts, None);
        if let Some(block) = &prose.block {
            self.items(&block.items, Around { subject: None, steps: false });
        }
        Class::Step
    }

    fn when(&mut self, condition: &Condition) -> Class {
        self.lower(condition.span);
        self.context(condition.span, Context::Condition);
        self.calls(&condition.expr);
        Class::Alone
    }

    fn parts(&mut self, parts: &[Part], subject: Option<Subject>) {
        let mut first = Some(Column::First);
        for part in parts {
            let mut named = |name: &str| first.take().unwrap_or_else(|| Column::Part(name.into()));
            match part {
                Part::Label(text) => self.column(text.span, Column::Label),
                Part::Is(_, clause) => {
                    self.column(*clause, Column::Is);
                    self.lower(*clause);
                }
                Part::Via(_, clause) => {
                    self.column(*clause, named("via"));
                    self.lower(*clause);
                }
                Part::On(subjects, clause) => {
                    self.column(*clause, named("on"));
                    self.lower(*clause);
                    let end = subjects.last().map_or(*clause, |subject| subject.span());
                    self.context(clause.to(end), Context::Subjects { several: subjects.len() > 1 });
                }
                Part::Tag(tag) => self.column(tag.span, named("#")),
                Part::Attribute(attribute) => {
                    self.column(attribute.span, named(&attribute.name.text));
                    self.context(attribute.span, Context::Value);
                    self.values(attribute, subject);
                }
            }
        }
    }

    fn setting(&mut self, attribute: &Attribute, subject: Option<Subject>) -> Class {
        let several = Value::flat(&attribute.values).nth(1).is_some();
        self.context(attribute.span, Context::Setting { several });
        self.values(attribute, subject);
        Class::Setting
    }

    fn values(&mut self, attribute: &Attribute, subject: Option<Subject>) {
        for value in Value::flat(&attribute.values) {
            if let Value::Subject(crate::syntax::tree::Subject::Name(Word { text, span })) = value
                && self.words.is_vocabulary(subject, &attribute.name.text, text)
            {
                self.lower(*span);
            }
        }
    }

    fn calls(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call(name, arguments) => {
                self.roles.calls.insert(name.span.start);
                arguments.iter().for_each(|argument| self.calls(argument));
            }
            ExprKind::Or(all) | ExprKind::And(all) | ExprKind::List(all) => all.iter().for_each(|one| self.calls(one)),
            ExprKind::Not(inner) => self.calls(inner),
            ExprKind::Compare(left, _, right)
            | ExprKind::In(left, right)
            | ExprKind::Is(left, right)
            | ExprKind::Has(left, right) => {
                self.calls(left);
                self.calls(right);
            }
            ExprKind::Word(_) | ExprKind::Tag(_) | ExprKind::Text(_) | ExprKind::Number(_) => {}
        }
    }

    fn context(&mut self, span: Span, context: Context) {
        self.roles.contexts.push((span.start, span.end, context));
    }

    fn column(&mut self, span: Span, column: Column) {
        self.roles.columns.insert(span.start, column);
    }

    fn lower(&mut self, span: Span) {
        self.roles.lower.insert(span.start);
    }
}
