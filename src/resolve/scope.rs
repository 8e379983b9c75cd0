//! Scopes: where a name is looked for. A module has a scope, an instance of a template has two that share their names (what
//! the template says is looked for around the template, what `new` adds around `new`), and the tool's own files have one
//! around all others.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use super::declare::Declared;
use crate::base::arena::Arena;
use crate::base::source::Span;
use crate::model::{AdversaryId, BoundaryId, ControlId, DataId, ElementId, Kind, ThreatName, TypeId, ZoneId};
use crate::syntax::tree::Word;
use crate::typed_id;

typed_id! {
    /// Where a name is looked for.
    ScopeId
}
typed_id! {
    /// The names of one module or instance.
    TableId
}
typed_id! {
    /// A flow statement that was declared under a name.
    StatementId
}

/// What a name of the role "place" stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceName {
    Element(ElementId),
    Zone(ZoneId),
    Boundary(BoundaryId),
    Flow(StatementId),
    /// A module or instance.
    Module(ScopeId),
    /// A scenario, by its position.
    Scenario(usize),
    /// A view.
    View,
}

/// A declared name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<T> {
    pub(super) is: T,
    pub(super) span: Span,
}

pub(super) type Role<T> = FxHashMap<SmolStr, Named<T>>;

/// Types by kind and name.
#[derive(Debug, Default)]
pub(super) struct Types([FxHashMap<SmolStr, TypeId>; Kind::ALL.len()]);

impl Types {
    /// The type of a kind with this name.
    pub(super) fn get(&self, kind: Kind, name: &str) -> Option<TypeId> {
        self.0.get(kind as usize)?.get(name).copied()
    }

    /// Enters a type; the last one of a name counts.
    pub(super) fn insert(&mut self, kind: Kind, name: SmolStr, ty: TypeId) {
        if let Some(types) = self.0.get_mut(kind as usize) {
            types.insert(name, ty);
        }
    }

    /// The names of the types of a kind, in no particular order.
    pub(super) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.0.get(kind as usize).into_iter().flat_map(|types| types.keys().map(SmolStr::as_str))
    }

    /// All types, in no particular order.
    pub(super) fn all(&self) -> impl Iterator<Item = TypeId> {
        self.0.iter().flat_map(|types| types.values().copied())
    }
}

/// The names of one module or instance, by role.
#[derive(Debug, Default)]
pub(super) struct Table<'t> {
    pub(super) places: Role<PlaceName>,
    pub(super) data: Role<DataId>,
    /// Types by kind and name, aliases of controls included.
    pub(super) types: Types,
    /// Declarations of types by name, by their position among all of them.
    pub(super) declared_types: FxHashMap<SmolStr, Vec<usize>>,
    pub(super) templates: Role<(Declared<'t>, ScopeId)>,
    /// `control` statements.
    pub(super) controls: Role<ControlId>,
    pub(super) adversaries: Role<AdversaryId>,
    /// Rules and threats written by hand, aliases of rules included.
    pub(super) threats: Role<ThreatName>,
    pub(super) layers: Role<()>,
}

/// A place from which names are looked up.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Its own names.
    pub(super) table: TableId,
    /// What surrounds it: the tool's scope around a module, the scope of the template or of `new` around an instance.
    pub(super) outer: Option<ScopeId>,
    /// Modules that are used without a name, so that their names are visible as they are.
    pub(super) open: Vec<ScopeId>,
    /// What stands in front of its ids: empty, or ends in a dot.
    pub(super) prefix: SmolStr,
    /// The zone in which its places lie that lie in no zone of their own.
    pub(super) zone: Option<ZoneId>,
    /// The implicit zone in which they lie instead, which comes into being only with them.
    pub(super) implicit_zone: Option<SmolStr>,
    /// Whether its file could not be read, so that nothing is known of its names.
    pub(super) broken: bool,
    /// Whether a file that it includes could not be read, so that any unknown name may be one of that file's.
    pub(super) has_gaps: bool,
    /// Of an instance: where its template is declared.
    pub(super) instance_of: Option<Span>,
    /// Of an instance: where its `new` stands.
    pub(super) parent_instance: Option<ScopeId>,
}

/// What a look-up gives.
pub(super) enum Found<T> {
    One(T),
    /// Several modules that are used without a name have it.
    Several(T, Vec<ScopeId>),
    None,
}

impl<T> Found<T> {
    /// What was found, the first of several.
    pub(super) fn any(self) -> Option<T> {
        match self {
            Found::One(found) | Found::Several(found, _) => Some(found),
            Found::None => None,
        }
    }
}

/// All scopes of a model.
#[derive(Debug, Default)]
pub(super) struct Scopes<'t> {
    pub(super) all: Arena<ScopeId, Scope>,
    pub(super) tables: Arena<TableId, Table<'t>>,
    /// Types that could not be entered, for reasons that are reported.
    pub(super) broken_types: FxHashSet<SmolStr>,
}

impl<'t> Scopes<'t> {
    /// A new scope with names of its own.
    pub(super) fn add(&mut self, outer: Option<ScopeId>, prefix: SmolStr) -> ScopeId {
        let table = self.tables.push(Table::default());
        self.share(table, outer, prefix)
    }

    /// A new scope that shares the names of another.
    pub(super) fn share(&mut self, table: TableId, outer: Option<ScopeId>, prefix: SmolStr) -> ScopeId {
        self.all.push(Scope {
            table,
            outer,
            open: Vec::new(),
            prefix,
            zone: None,
            implicit_zone: None,
            broken: false,
            has_gaps: false,
            instance_of: None,
            parent_instance: None,
        })
    }

    pub(super) fn table(&self, scope: ScopeId) -> &Table<'t> {
        &self.tables[self.all[scope].table]
    }

    pub(super) fn table_mut(&mut self, scope: ScopeId) -> &mut Table<'t> {
        &mut self.tables[self.all[scope].table]
    }

    /// The id in the model of a name that is declared in a scope.
    pub(super) fn id(&self, scope: ScopeId, name: &SmolStr) -> SmolStr {
        let prefix = &self.all[scope].prefix;
        if prefix.is_empty() { name.clone() } else { format_smolstr!("{prefix}{name}") }
    }

    /// A scope and those around it, innermost first.
    pub(super) fn outwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        std::iter::successors(Some(scope), |&scope| self.all[scope].outer)
    }

    /// What a name stands for in a role: in the scope itself, in a module that is open in it, in what surrounds it; else,
    /// for `module.name`, in that module.
    pub(super) fn find<T: Copy>(
        &self,
        scope: ScopeId,
        name: &str,
        role: impl Fn(&Table<'t>, &str) -> Option<T> + Copy,
    ) -> Found<T> {
        for scope in self.outwards(scope) {
            if let Some(found) = role(self.table(scope), name) {
                return Found::One(found);
            }
            let found = self.find_open(scope, name, role);
            if !matches!(found, Found::None) {
                return found;
            }
        }
        let mut dots = name.match_indices('.').map(|(at, _)| at);
        let found = dots.find_map(|at| {
            let (module, rest) = (name.get(..at)?, name.get(at + 1..)?);
            self.find_inside(self.module(scope, module)?, rest, role)
        });
        found.map_or(Found::None, Found::One)
    }

    fn find_open<T: Copy>(
        &self,
        scope: ScopeId,
        name: &str,
        role: impl Fn(&Table<'t>, &str) -> Option<T> + Copy,
    ) -> Found<T> {
        let open = &self.all[scope].open;
        let found: Vec<(ScopeId, T)> =
            open.iter().filter_map(|&open| Some((open, role(self.table(open), name)?))).collect();
        match found.as_slice() {
            [] => Found::None,
            [(_, only)] => Found::One(*only),
            [(_, first), ..] => Found::Several(*first, found.iter().map(|(scope, _)| *scope).collect()),
        }
    }

    /// What a name stands for inside a module, `inner.name` included.
    fn find_inside<T>(
        &self,
        scope: ScopeId,
        name: &str,
        role: impl Fn(&Table<'t>, &str) -> Option<T> + Copy,
    ) -> Option<T> {
        let table = self.table(scope);
        role(table, name).or_else(|| {
            name.match_indices('.').find_map(|(at, _)| {
                let inner = module_in(table, name.get(..at)?)?;
                self.find_inside(inner, name.get(at + 1..)?, role)
            })
        })
    }

    /// The module that a prefix stands for.
    fn module(&self, scope: ScopeId, prefix: &str) -> Option<ScopeId> {
        self.find(scope, prefix, module_in).any()
    }

    /// Whether a name may belong to a module that could not be read, which is reported there.
    pub(super) fn is_excused(&self, scope: ScopeId, name: &str) -> bool {
        let named = name.match_indices('.').any(|(at, _)| {
            let module = name.get(..at).and_then(|prefix| self.module(scope, prefix));
            module.is_some_and(|module| self.all[module].broken)
        });
        let mut open = self.outwards(scope).flat_map(|scope| &self.all[scope].open);
        let gaps = self.outwards(scope).any(|scope| self.all[scope].has_gaps);
        named || gaps || open.any(|&open| self.all[open].broken)
    }

    /// All names of a role that can be written without a prefix, sorted.
    pub(super) fn visible<'s>(
        &'s self,
        scope: ScopeId,
        names: impl Fn(&'s Table<'t>) -> Vec<&'s str> + 's,
    ) -> Vec<&'s str> {
        let mut all = Vec::new();
        for scope in self.outwards(scope) {
            let tables = std::iter::once(scope).chain(self.all[scope].open.iter().copied());
            all.extend(tables.flat_map(|scope| names(self.table(scope))));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Modules that can be named from a scope, with their prefix, in order of the prefix.
    pub(super) fn named_modules(&self, scope: ScopeId) -> Vec<(SmolStr, ScopeId)> {
        let mut modules: Vec<(SmolStr, ScopeId)> = Vec::new();
        for scope in self.outwards(scope) {
            for (name, named) in &self.table(scope).places {
                if let PlaceName::Module(module) = named.is {
                    modules.push((name.clone(), module));
                }
            }
        }
        modules.sort();
        modules
    }
}

fn module_in(table: &Table<'_>, name: &str) -> Option<ScopeId> {
    match table.places.get(name)?.is {
        PlaceName::Module(module) => Some(module),
        _ => None,
    }
}

/// A name with the scope in which it is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference<'t> {
    pub(super) word: &'t Word,
    pub(super) scope: ScopeId,
}
