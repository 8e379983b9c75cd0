//! Keywords: the row of a statement, and what to write where its first word is none.

use super::Resolver;
use super::scope::ScopeId;
use crate::base::diagnostic::{Diagnostic, Edit, Fix};
use crate::base::text;
use crate::model::Kind;
use crate::schema::{self, Statement};
use crate::syntax::tree::{Declaration, HasParts};

/// Longest chain of types that is followed for a hint.
const MAX_CHAIN: usize = 64;

impl Resolver<'_> {
    /// The row of a keyword. For an unknown keyword whose meaning can be told, the known one, so that what it declares is
    /// known in the rest of the file.
    pub(super) fn statement_row(&mut self, declaration: &Declaration, scope: ScopeId) -> Option<&'static Statement> {
        let keyword = &declaration.keyword.text;
        schema::statement(keyword)
            .or_else(|| schema::statement(&keyword.to_lowercase()))
            .or_else(|| self.unknown_statement(declaration, scope))
    }

    /// Reports E0101: with the keyword that says the same, with the kind of the type that the word is, or with a keyword that
    /// is written much like it.
    fn unknown_statement(&mut self, declaration: &Declaration, scope: ScopeId) -> Option<&'static Statement> {
        let keyword = &declaration.keyword;
        let lower = keyword.text.to_lowercase();
        let same = schema::synonym(&lower).unwrap_or(&lower);
        let diagnostic = Diagnostic::error("E0101", keyword.span, format!("unknown statement `{}`", keyword.text));
        if same == "->" {
            self.report(
                diagnostic.help("a flow has no keyword: write `a -> b \"…\"`, or `DF1: a -> b \"…\"` with an id"),
            );
            return None;
        }
        if let Some(row) = schema::statement(same) {
            self.report(written_as(diagnostic, declaration, row.keyword, None));
            return Some(row);
        }
        match self.kind_of_type(same, scope) {
            Some(Kind::Flow) => {
                self.report(diagnostic.help(format!("`{same}` is a type of flow: write `a -> b via {same}`")));
                None
            }
            Some(Kind::Control) => {
                let help = format!(
                    "`{same}` is a type of control: write `has={same}` on what has it, or `control … is {same} on …`"
                );
                self.report(diagnostic.help(help));
                None
            }
            Some(kind) => {
                self.report(written_as(diagnostic, declaration, kind.as_str(), Some(same)));
                schema::statement(kind.as_str())
            }
            None => {
                let known = schema::STATEMENTS.iter().map(|row| row.keyword);
                let meant = text::did_you_mean(&keyword.text, known);
                let help = "statements start with a keyword such as `process`, or are flows such as `a -> b`";
                self.report(diagnostic.meant_or(keyword.span, meant, || help.to_owned()));
                meant.and_then(schema::statement)
            }
        }
    }

    /// Of what kind a declared type is; types have no ids yet.
    fn kind_of_type(&self, name: &str, scope: ScopeId) -> Option<Kind> {
        let first = |table: &super::scope::Table<'_>, name: &str| table.declared_types.get(name)?.first().copied();
        let mut base = self.scopes.find(scope, name, first).any();
        for _ in 0..MAX_CHAIN {
            let word = self.work.types.get(base?)?.declaration.is()?;
            if let Some(kind) = Kind::parse(&word.text) {
                return Some(kind);
            }
            base = self.scopes.find(scope, &word.text, first).any();
        }
        None
    }
}

/// What to write instead of a word that is no keyword: another keyword, with a type where the word is one.
fn written_as(diagnostic: Diagnostic, declaration: &Declaration, keyword: &str, ty: Option<&str>) -> Diagnostic {
    let name = declaration.name.as_ref();
    let ty = ty.filter(|_| declaration.is().is_none());
    let is = ty.map(|ty| format!(" is {ty}")).unwrap_or_default();
    let written = name.map_or_else(|| "…".to_owned(), |name| name.text.to_string());
    let mut edits = vec![Edit { span: declaration.keyword.span, text: keyword.to_owned() }];
    edits.extend(name.filter(|_| ty.is_some()).map(|name| Edit { span: name.span.at_end(), text: is.clone() }));
    let title = format!("write `{keyword} {written}{is}`");
    let mut diagnostic = diagnostic.help(title.clone());
    diagnostic.fixes.push(Fix { title, edits, safe: false });
    diagnostic
}
