//! What a word means: keywords, attributes, words, types, controls, rules, adversaries, and the parts of a model with every
//! value's origin.
//!
//! A question gives [`Page`]s; whoever shows them decides how they look. The reference of the language is made from the same
//! tables.

mod chain;
mod describe;
mod fact;
mod findings;
mod guide;
mod language;
mod library;
mod page;
mod places;
pub mod reference;
pub mod tables;
mod types;

pub use guide::guide;
pub use library::rules;
pub use page::{Block, Page, Role};

use crate::base::source::{SourceMap, Span};
use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{Kind, Model};
use crate::schema;
use crate::threats::{self, Analysis, Reader};

/// What the answers are taken from: a model and all that is known about it. An empty model knows what is built in.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// All files.
    pub sources: &'a SourceMap,
    /// The model.
    pub model: &'a Model,
    /// Its graph.
    pub graph: &'a FlowGraph,
    /// Its threats.
    pub analysis: &'a Analysis,
}

impl<'a> Knowledge<'a> {
    /// Everything that `question` can mean, each on a page of its own: `encryption`, `mtls`, `DF2`, `DF2.encryption`. A role
    /// and a colon in front pick one meaning: `control:mtls`.
    pub fn pages(&self, question: &str) -> Vec<Page> {
        if let Some((role, name)) = question.split_once(':').and_then(|(role, name)| Some((Role::parse(role)?, name))) {
            return self.of_role(role, name);
        }
        let mut roles: Vec<Role> = Role::ALL.to_vec();
        // What the author declares comes before what is built in.
        roles.sort_by_key(|role| !self.is_own(*role, question));
        roles.into_iter().flat_map(|role| self.of_role(role, question)).collect()
    }

    /// Whether the author declares something of this role and name.
    fn is_own(&self, role: Role, name: &str) -> bool {
        let model = self.model;
        let type_of = |control: bool| {
            let own = model.types.values().filter(|ty| !ty.embedded && (ty.kind == Kind::Control) == control);
            own.flat_map(|ty| std::iter::once(&ty.name).chain(&ty.aliases)).any(|known| known == name)
        };
        match role {
            Role::Model | Role::Fact => true,
            Role::Type => type_of(false),
            Role::Control => type_of(true),
            Role::Rule => model.rules.values().any(|rule| !rule.embedded && rule.is_rule() && rule.name == name),
            Role::Adversary => model.adversaries.values().any(|one| !one.embedded && one.id == name),
            Role::Statement | Role::Attribute | Role::Word | Role::Condition => false,
        }
    }

    fn of_role(&self, role: Role, name: &str) -> Vec<Page> {
        match role {
            Role::Model => places::pages(self, name),
            Role::Fact => fact::page(self, name),
            Role::Statement => language::statement(name).into_iter().collect(),
            Role::Attribute => language::attribute(name).into_iter().collect(),
            Role::Word => language::word(name).into_iter().collect(),
            Role::Type => types::types(self, name),
            Role::Control => types::control(self, name).into_iter().collect(),
            Role::Rule => library::rule(self, name).into_iter().collect(),
            Role::Adversary => library::adversary(self, name).into_iter().collect(),
            Role::Condition => language::condition(name).into_iter().collect(),
        }
    }

    /// What to say where nothing is known: the name that was probably meant, or what is wrong behind the last dot.
    pub fn unknown(&self, question: &str) -> String {
        if let Some(problem) = fact::unknown(self, question) {
            return problem;
        }
        let names = self.names();
        match text::did_you_mean(question, names.iter().map(String::as_str)) {
            Some(meant) => format!("nothing is called `{question}`; did you mean `{meant}`?"),
            None => format!("nothing is called `{question}`"),
        }
    }

    /// Every name that can be asked for, those of the model first.
    pub fn names(&self) -> Vec<String> {
        let mut names = places::names(self);
        let mut add = |more: &mut dyn Iterator<Item = &str>| names.extend(more.map(str::to_owned));
        add(&mut schema::STATEMENTS.iter().map(|row| row.keyword));
        add(&mut schema::ATTRIBUTES.iter().map(|row| row.name));
        for row in schema::VOCABULARIES.iter().flat_map(|vocabulary| vocabulary.words).chain(schema::ALWAYS) {
            add(&mut std::iter::once(row.word).chain(row.aliases.iter().copied()));
        }
        for ty in self.model.types.values() {
            add(&mut std::iter::once(&ty.name).chain(&ty.aliases).map(|name| name.as_str()));
        }
        for rule in self.model.rules.values() {
            add(&mut std::iter::once(&rule.name).chain(&rule.aliases).map(|name| name.as_str()));
        }
        add(&mut self.model.adversaries.values().map(|adversary| adversary.id.as_str()));
        add(&mut threats::FIELDS.iter().map(|field| field.name));
        add(&mut threats::FUNCTIONS.iter().map(|function| function.name));
        add(&mut schema::codes::codes().iter().map(|page| page.code));
        names
    }

    fn reader(&self) -> Reader<'a> {
        self.analysis.reader(self.model, self.graph)
    }

    /// `file:line`, or that it is part of the tool.
    fn place(&self, span: Span) -> String {
        if self.sources.file(span.file).embedded { "built in".to_owned() } else { self.sources.line_of(span) }
    }

    /// What stands at a span, on one line.
    fn text(&self, span: Span) -> String {
        text::one_line(self.sources.text(span))
    }

    /// The condition at the span of a `when` statement.
    fn condition(&self, span: Span) -> String {
        let text = self.text(span);
        text.strip_prefix("when ").map(str::to_owned).unwrap_or(text)
    }

    /// Names of types of a kind, the author's included.
    fn types_of(&self, kind: Kind) -> impl Iterator<Item = (crate::model::TypeId, &'a crate::model::Type)> {
        self.model.types.iter().filter(move |(_, ty)| ty.kind == kind)
    }
}
