//! What the author wrote, as it is written: statements, texts and names, for lints about wording and style.

use crate::base::source::Span;
use crate::schema::{self, Statement as Row};
use crate::syntax::tree::{Attribute, Declaration, Doc, HasParts, Item, Part, Statement, Text, Tree, Value, Word};

/// A statement with the keyword of the one around it.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub item: &'t Item,
    /// `None` at the top of a file and inside of flows and steps.
    pub inside: Option<&'static Row>,
}

/// A text in quotes, or a doc comment.
pub(super) struct WrittenText<'t> {
    /// The keyword of its statement; `None` for flows, steps of scenarios and keywords that are not known.
    pub keyword: Option<&'static str>,
    /// The attribute that it is a value of; `None` for labels and doc comments.
    pub attribute: Option<&'t str>,
    /// Whether it is a doc comment.
    pub is_doc: bool,
    /// With the quotes or comment marks.
    pub span: Span,
}

/// All statements, each before those in its block.
pub(super) fn statements(trees: &[Tree]) -> Vec<Written<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<Written<'_>> = Vec::new();
    for tree in trees {
        open.extend(tree.items.iter().rev().map(|item| Written { item, inside: None }));
        while let Some(written) = open.pop() {
            found.push(written);
            let inside = written.row();
            let items = parts(written.item).map_or(&[][..], HasParts::items);
            open.extend(items.iter().rev().map(|item| Written { item, inside }));
        }
    }
    found
}

impl<'t> Written<'t> {
    /// The row of its keyword.
    pub fn row(&self) -> Option<&'static Row> {
        self.declaration().and_then(|declaration| row(&declaration.keyword))
    }

    /// The declaration that it is.
    pub fn declaration(&self) -> Option<&'t Declaration> {
        match &self.item.statement {
            Statement::Declaration(declaration) => Some(declaration),
            _ => None,
        }
    }

    /// The label, of a flow too; the text of a step is none.
    pub fn label(&self) -> Option<&'t Text> {
        match &self.item.statement {
            Statement::Declaration(declaration) => declaration.label(),
            Statement::Flow(flow) => flow.label(),
            Statement::Prose(_) | Statement::Attribute(_) | Statement::When(_) => None,
        }
    }

    /// Its attributes: those of the header, and the statement itself where it is one.
    pub fn attributes(&self) -> impl Iterator<Item = &'t Attribute> {
        let parts = parts(self.item).map_or(&[][..], HasParts::parts);
        let header = parts.iter().filter_map(|part| match part {
            Part::Attribute(attribute) => Some(attribute),
            _ => None,
        });
        let itself = match &self.item.statement {
            Statement::Attribute(attribute) => Some(attribute),
            _ => None,
        };
        header.chain(itself)
    }

    /// Its texts: doc comment, label or step, and the values of its attributes; those of its block not included.
    pub fn texts(&self) -> Vec<WrittenText<'t>> {
        let row = if matches!(self.item.statement, Statement::Attribute(_)) { self.inside } else { self.row() };
        let keyword = row.map(|row| row.keyword);
        let text = |attribute, span| WrittenText { keyword, attribute, is_doc: false, span };
        let doc = self.item.doc.as_ref().map(|doc: &Doc| WrittenText { is_doc: true, ..text(None, doc.span) });
        let step = match &self.item.statement {
            Statement::Prose(prose) => Some(&prose.text),
            _ => self.label(),
        };
        let mut found: Vec<WrittenText<'t>> = doc.into_iter().chain(step.map(|label| text(None, label.span))).collect();
        for attribute in self.attributes() {
            let name = attribute.name.text.as_str();
            found.extend(texts_of(attribute).into_iter().map(|value| text(Some(name), value.span)));
        }
        found
    }
}

/// Header and block of a statement; `None` for an attribute or a condition.
fn parts(item: &Item) -> Option<&dyn HasParts> {
    match &item.statement {
        Statement::Declaration(declaration) => Some(declaration),
        Statement::Flow(flow) => Some(flow),
        Statement::Prose(prose) => Some(prose),
        Statement::Attribute(_) | Statement::When(_) => None,
    }
}

/// The values of an attribute that are texts in quotes.
pub(super) fn texts_of(attribute: &Attribute) -> Vec<&Text> {
    let values = Value::flat(&attribute.values);
    let texts = values.filter_map(|value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

/// The row of a keyword, letter case ignored.
fn row(keyword: &Word) -> Option<&'static Row> {
    schema::statement(&keyword.text.to_lowercase())
}
