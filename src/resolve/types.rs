//! Types: bases before what extends them, whatever the order in which they are written.

use smol_str::SmolStr;

use super::Resolver;
use super::declare::Declared;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{ControlStatus, Facts, Kind, Type, TypeId};
use crate::schema::Subject;
use crate::syntax::tree::{Condition, Declaration, HasParts, Item, Statement, Word};

/// What a type extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Kind(Kind),
    /// Another declaration, by its index in the work list.
    Type(usize),
}

impl<'t> Resolver<'t> {
    pub(super) fn resolve_types(&mut self) {
        let declared = self.work.types.clone();
        let bases: Vec<Option<Base>> = (0..declared.len()).map(|at| self.base_of(at, &declared)).collect();
        let mut ids: Vec<Option<TypeId>> = vec![None; declared.len()];
        for at in 0..declared.len() {
            self.enter_type(at, &declared, &bases, &mut ids);
        }
        // Attributes may name controls, so they are read when all types are entered.
        for (declared, id) in declared.iter().zip(&ids) {
            if let Some(id) = id {
                self.fill_type(*id, declared);
            }
        }
    }

    fn base_of(&mut self, at: usize, declared: &[Declared<'t>]) -> Option<Base> {
        let this = declared.get(at)?;
        let Some(base) = this.declaration.is() else {
            let message = format!("type `{}` extends nothing", this.name.text);
            let help = format!("say what it is: `type {} is process`", this.name.text);
            self.report(Diagnostic::error("E0504", this.name.span, message).help(help));
            return None;
        };
        if let Some(kind) = Kind::parse(&base.text) {
            return Some(Base::Kind(kind));
        }
        let found = self.base_candidates(this, &base.text).find(|&other| other != at);
        if found.is_none() && !self.scopes.is_excused(this.scope, &base.text) {
            self.unknown_base(base, this);
        }
        found.map(Base::Type)
    }

    /// Types of a name, nearest first: the author's shadow those of the tool, except for the tool.
    fn base_candidates(&self, this: &Declared<'t>, name: &str) -> impl Iterator<Item = usize> {
        let own = self.scopes.outwards(this.scope).flat_map(|scope| {
            let open = &self.scopes.all[scope].open;
            std::iter::once(scope).chain(open.iter().copied())
        });
        let visible = own.flat_map(|scope| self.scopes.table(scope).declared_types.get(name));
        let visible: Vec<usize> = visible.flat_map(|all| all.iter().rev().copied()).collect();
        let prefixed =
            self.scopes.find(this.scope, name, |table, name| table.declared_types.get(name)?.last().copied());
        visible.into_iter().chain(prefixed.any())
    }

    fn unknown_base(&mut self, base: &Word, this: &Declared<'t>) {
        let diagnostic = if base.text == this.name.text {
            Diagnostic::error("E0503", base.span, format!("type `{}` extends itself", base.text))
        } else {
            let kinds = || Kind::ALL.iter().map(|kind| kind.as_str());
            let meant = self.suggestion(this.scope, &base.text, move |table| {
                table.declared_types.keys().map(|name| name.as_str()).chain(kinds()).collect()
            });
            Diagnostic::error("E0112", base.span, format!("no type named `{}`", base.text)).meant_or(
                base.span,
                meant.as_deref(),
                || "declare it, or extend a kind such as `process`".to_owned(),
            )
        };
        self.report(diagnostic);
    }

    /// Enters a type and, before it, the chain of its bases. Walks the chain in a loop, so that a long one is no danger.
    fn enter_type(&mut self, at: usize, declared: &[Declared<'t>], bases: &[Option<Base>], ids: &mut [Option<TypeId>]) {
        let mut chain = vec![at];
        while let Some(&last) = chain.last() {
            match bases.get(last).copied().flatten() {
                Some(Base::Type(base)) if ids.get(base).copied().flatten().is_none() => {
                    if let Some(start) = chain.iter().position(|&at| at == base) {
                        let (outside, cycle) = chain.split_at(start);
                        self.report_type_cycle(cycle, declared);
                        return self.break_types(outside, declared);
                    }
                    chain.push(base);
                }
                _ => break,
            }
        }
        for &at in chain.iter().rev() {
            let (Some(this), Some(slot)) = (declared.get(at), ids.get(at)) else { continue };
            if slot.is_some() {
                continue;
            }
            let base = match bases.get(at).copied().flatten() {
                Some(Base::Kind(kind)) => Some((kind, None)),
                Some(Base::Type(base)) => {
                    let base = ids.get(base).copied().flatten();
                    self.used.types.extend(base);
                    base.map(|id| (self.model.types[id].kind, Some(id)))
                }
                None => None,
            };
            let Some((kind, base)) = base else {
                self.break_types(&[at], declared);
                continue;
            };
            let id = self.push_type(this, kind, base);
            if let Some(slot) = ids.get_mut(at) {
                *slot = Some(id);
            }
        }
    }

    /// Remembers types that could not be entered for a reason that is reported already.
    fn break_types(&mut self, types: &[usize], declared: &[Declared<'t>]) {
        let names = types.iter().filter_map(|&at| declared.get(at)).map(|this| this.name.text.clone());
        self.scopes.broken_types.extend(names);
    }

    /// Reports a circle of types once; its members are known as broken, so that their uses give no error of their own.
    fn report_type_cycle(&mut self, cycle: &[usize], declared: &[Declared<'t>]) {
        let members: Vec<&Word> = cycle.iter().filter_map(|&at| declared.get(at)).map(|this| this.name).collect();
        let Some(first) = members.first() else { return };
        if members.iter().any(|name| self.scopes.broken_types.contains(&name.text)) {
            return;
        }
        let names: Vec<String> = members.iter().map(|name| format!("`{}`", name.text)).collect();
        self.scopes.broken_types.extend(members.iter().map(|name| name.text.clone()));
        let message = format!("types {} extend each other", text::and_list(&names));
        let help = "one of them has to extend something else";
        self.report(Diagnostic::error("E0503", first.span, message).help(help));
    }

    fn push_type(&mut self, this: &Declared<'t>, kind: Kind, base: Option<TypeId>) -> TypeId {
        let name = this.name;
        let aliases = if kind == Kind::Control { aliases(this.declaration) } else { Vec::new() };
        if let Some(known) = self.scopes.table(this.scope).types.get(kind, &name.text) {
            let first = &self.model.types[known];
            if !first.embedded {
                let diagnostic = Diagnostic::error("E0102", name.span, format!("`{}` is already declared", name.text))
                    .label(first.span, "the first declaration is here");
                self.report(diagnostic);
            }
        }
        let id = self.model.types.push(Type {
            name: self.scopes.id(this.scope, &name.text),
            label: this.declaration.label().map_or_else(|| name.text.clone(), |label| label.text.clone()),
            kind,
            base,
            aliases: aliases.clone(),
            tags: Vec::new(),
            description: None,
            facts: Facts::default(),
            claims: crate::model::Claims::new(),
            inference: Vec::new(),
            embedded: this.embedded,
            span: name.span,
        });
        let table = self.scopes.table_mut(this.scope);
        for name in std::iter::once(&name.text).chain(&aliases) {
            table.types.insert(kind, name.clone(), id);
        }
        id
    }

    fn fill_type(&mut self, id: TypeId, this: &Declared<'t>) {
        let kind = self.model.types[id].kind;
        let said = self.gather(Subject::from(kind), &[this.carrier()]);
        let ty = &mut self.model.types[id];
        ty.description = said.description();
        ty.facts = said.facts;
        ty.claims = said.claims;
        ty.tags = said.tags;
        if kind == Kind::Control {
            ty.inference = inference(this.declaration.items());
        }
    }
}

/// The `aliases` of a control or rule: other names under which models may use it.
pub(super) fn aliases(declaration: &Declaration) -> Vec<SmolStr> {
    let attributes = declaration.attributes();
    let aliases = attributes.iter().filter(|attribute| attribute.name.text == "aliases");
    aliases
        .flat_map(|attribute| crate::syntax::tree::Value::flat(&attribute.values))
        .filter_map(|value| match value {
            crate::syntax::tree::Value::Subject(subject) => Some(super::values::plain_subject(subject)),
            _ => None,
        })
        .collect()
}

/// `when …`, `partial { when … }` and `missing { when … }` in the order in which they are tried.
fn inference(items: &[Item]) -> Vec<(ControlStatus, Condition)> {
    let mut found = Vec::new();
    for item in items {
        match &item.statement {
            Statement::When(condition) => found.push((ControlStatus::Implemented, condition.clone())),
            Statement::Declaration(declaration) => {
                let status = ControlStatus::parse(&declaration.keyword.text.to_lowercase());
                let when = declaration.items().iter().find_map(|item| match &item.statement {
                    Statement::When(condition) => Some(condition.clone()),
                    _ => None,
                });
                found.extend(status.zip(when));
            }
            _ => {}
        }
    }
    found.sort_by_key(|(status, _)| *status);
    found
}
