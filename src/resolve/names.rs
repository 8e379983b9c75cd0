//! Names by role, and what to say when one is not there.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Resolver;
use super::scope::{Found, PlaceName, Scope, ScopeId, Table};
use crate::base::diagnostic::{Diagnostic, Level};
use crate::base::source::Span;
use crate::base::text;
use crate::model::{AdversaryId, ControlId, DataId, Kind, ThreatName, TypeId, ZoneId};
use crate::schema;
use crate::syntax::tree::Word;

/// Shared names that are listed in one message.
const MAX_LISTED: usize = 6;

/// Unknown names for which a near one is looked for.
const MAX_SUGGESTIONS: usize = 100;

impl<'t> Resolver<'t> {
    /// What was probably meant by an unknown name. After a hundred of them nobody reads suggestions any more, so that a file of
    /// nothing but unknown names costs no more than its length.
    pub(super) fn suggestion<'s>(
        &'s mut self,
        scope: ScopeId,
        word: &str,
        names: impl Fn(&'s Table<'t>) -> Vec<&'s str> + 's,
    ) -> Option<String> {
        self.suggestions += 1;
        if self.suggestions > MAX_SUGGESTIONS {
            return None;
        }
        let known = self.scopes.visible(scope, names);
        text::did_you_mean(word, known).map(str::to_owned)
    }

    /// What a name stands for in a role; reports E0114 where several modules give it.
    pub(super) fn find<T: Copy>(
        &mut self,
        scope: ScopeId,
        word: &Word,
        role: impl Fn(&Table<'t>, &str) -> Option<T> + Copy,
    ) -> Option<T> {
        match self.scopes.find(scope, &word.text, role) {
            Found::One(found) => Some(found),
            Found::Several(first, modules) => {
                self.report_ambiguous(word, &modules);
                Some(first)
            }
            Found::None => None,
        }
    }

    pub(super) fn report_ambiguous(&mut self, word: &Word, modules: &[ScopeId]) {
        // One cause, one message, however often the name is written.
        let [first, second, ..] = modules else { return };
        if !self.ambiguous.insert((word.text.clone(), *first.min(second), *first.max(second))) {
            return;
        }
        let paths: Vec<String> = modules.iter().map(|&module| format!("`{}`", self.path_of(module))).collect();
        let message = format!("`{}` comes from {}", word.text, text::and_list(&paths));
        let help = "give one `use` a name, and write it in front: `NAME.…`";
        self.report(Diagnostic::error("E0114", word.span, message).help(help));
    }

    /// The path by which a module is used.
    fn path_of(&self, module: ScopeId) -> String {
        self.paths.get(&module).cloned().unwrap_or_default()
    }

    /// Modules that have a name which is missing here, with their prefix: what to write instead.
    fn in_module<T: Copy>(
        &self,
        scope: ScopeId,
        word: &Word,
        role: impl Fn(&Table<'t>, &str) -> Option<T>,
    ) -> Vec<String> {
        let modules = self.scopes.named_modules(scope).into_iter();
        let having = modules.filter(|(_, module)| role(self.scopes.table(*module), &word.text).is_some());
        having.map(|(prefix, _)| format!("{prefix}.{}", word.text)).collect()
    }

    /// E0118 where a module has the name that is missing here.
    fn missing_prefix<T: Copy>(
        &mut self,
        scope: ScopeId,
        word: &Word,
        what: &str,
        role: impl Fn(&Table<'t>, &str) -> Option<T>,
    ) -> Option<Diagnostic> {
        self.suggestions += 1;
        if self.suggestions > MAX_SUGGESTIONS {
            return None;
        }
        let found = self.in_module(scope, word, role);
        let first = found.first()?.clone();
        let quoted: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
        let exists = if found.len() == 1 { "exists" } else { "exist" };
        let message = format!("no {what} named `{}` here; {} {exists}", word.text, text::and_list(&quoted));
        let diagnostic = Diagnostic::error("E0118", word.span, message).help(format!("write `{first}`"));
        Some(if found.len() == 1 { diagnostic.fix(format!("write `{first}`"), word.span, first) } else { diagnostic })
    }

    /// The place of a name; reports E0110, E0118, or E0116 where the name has another role.
    pub(super) fn place(&mut self, scope: ScopeId, word: &Word) -> Option<PlaceName> {
        if let Some(place) = self.find(scope, word, place_in) {
            return Some(place);
        }
        if let Some(implicit) = self.implicit_zone_named(&word.text) {
            return Some(PlaceName::Zone(implicit));
        }
        if self.scopes.is_excused(scope, &word.text) {
            return None;
        }
        let name = &word.text;
        let diagnostic = if let Some(span) = self.scopes.find(scope, name, |t, n| t.data.get(n).map(|n| n.span)).any() {
            Diagnostic::error("E0116", word.span, format!("`{name}` is a data asset, not an element"))
                .label(span, "declared here")
                .help(format!("a flow carries it with `data={name}`; or declare a store that holds it"))
        } else if let Some(diagnostic) = self.missing_prefix(scope, word, "element", place_in) {
            diagnostic
        } else if let Some(diagnostic) = self.unknown_in_module(scope, word) {
            diagnostic
        } else {
            let meant = self.suggestion(scope, name, |table| {
                let ends = |place: &PlaceName| matches!(place, PlaceName::Element(_) | PlaceName::Zone(_));
                table.places.iter().filter(|(_, named)| ends(&named.is)).map(|(name, _)| name.as_str()).collect()
            });
            Diagnostic::error("E0110", word.span, format!("no element named `{name}`"))
                .at("not declared in this module")
                .meant_or(word.span, meant.as_deref(), || format!("declare it, for example `process {name}`"))
        };
        self.report(diagnostic);
        None
    }

    /// The zone of a name; `purpose` says what needs one.
    pub(super) fn zone(&mut self, scope: ScopeId, word: &Word, code: &'static str, purpose: &str) -> Option<ZoneId> {
        let place = match self.find(scope, word, place_in) {
            Some(PlaceName::Zone(zone)) => return Some(zone),
            other => other,
        };
        if let Some(implicit) = self.implicit_zone_named(&word.text) {
            return Some(implicit);
        }
        if self.scopes.is_excused(scope, &word.text) {
            return None;
        }
        let name = &word.text;
        let diagnostic = match place {
            Some(PlaceName::Element(element)) => {
                let placed = self.work.elements[element];
                let what = text::with_article(placed.kind.title());
                let diagnostic = Diagnostic::error(code, word.span, format!("{purpose}; `{name}` is {what}"))
                    .label(placed.declared.name.span, "declared here");
                let zone = placed.zone.and_then(|zone| self.model.zones.values().nth(zone.0 as usize));
                diagnostic.help_opt(zone.map(|zone| format!("its zone is `{}`", zone.id)))
            }
            Some(_) => Diagnostic::error(code, word.span, format!("{purpose}; `{name}` is none")),
            None => self.unknown_zone(scope, word),
        };
        self.report(diagnostic);
        None
    }

    /// E0110 for `module.name` where there is such a module.
    fn unknown_in_module(&self, scope: ScopeId, word: &Word) -> Option<Diagnostic> {
        let (prefix, name) = word.text.rsplit_once('.')?;
        let Some(PlaceName::Module(module)) = self.scopes.find(scope, prefix, place_in).any() else { return None };
        let ends = |place: &PlaceName| matches!(place, PlaceName::Element(_) | PlaceName::Zone(_));
        let places = &self.scopes.table(module).places;
        let mut names: Vec<&str> =
            places.iter().filter(|(_, named)| ends(&named.is)).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let meant = text::did_you_mean(name, names.iter().copied()).map(|name| format!("{prefix}.{name}"));
        let has = || match names.as_slice() {
            [] => format!("`{prefix}` has no elements"),
            names => format!("it has {}", text::and_list(names.get(..8).unwrap_or(names))),
        };
        let message = format!("module `{prefix}` has no element named `{name}`");
        Some(Diagnostic::error("E0110", word.span, message).meant_or(word.span, meant.as_deref(), has))
    }

    fn unknown_zone(&mut self, scope: ScopeId, word: &Word) -> Diagnostic {
        let name = &word.text;
        if let Some(diagnostic) = self.missing_prefix(scope, word, "zone", zone_in) {
            return diagnostic;
        }
        let meant = self.suggestion(scope, name, |table| {
            let zones = table.places.iter().filter(|(_, named)| matches!(named.is, PlaceName::Zone(_)));
            zones.map(|(name, _)| name.as_str()).collect()
        });
        Diagnostic::error("E0110", word.span, format!("no zone named `{name}`")).meant_or(
            word.span,
            meant.as_deref(),
            || format!("declare it: `zone {name}`"),
        )
    }

    /// The data asset of a name.
    pub(super) fn data_named(&mut self, scope: ScopeId, word: &Word) -> Option<DataId> {
        let found = self.find(scope, word, data_in);
        self.used.data.extend(found);
        if found.is_some() || self.scopes.is_excused(scope, &word.text) {
            return found;
        }
        let name = &word.text;
        let diagnostic = if let Some(PlaceName::Element(element)) = self.scopes.find(scope, name, place_in).any() {
            let placed = self.work.elements[element];
            let what = text::with_article(placed.kind.title());
            let help = format!("declare what flows or is stored: `data {name}-data \"…\"`");
            Diagnostic::error("E0116", word.span, format!("`{name}` is {what}, not a data asset"))
                .label(placed.declared.name.span, "declared here")
                .help(help)
        } else if let Some(diagnostic) = self.missing_prefix(scope, word, "data asset", data_in) {
            diagnostic
        } else {
            let meant = self.suggestion(scope, name, |table| table.data.keys().map(|name| name.as_str()).collect());
            Diagnostic::error("E0111", word.span, format!("no data asset named `{name}`")).meant_or(
                word.span,
                meant.as_deref(),
                || format!("declare it: `data {name}`"),
            )
        };
        self.report(diagnostic);
        None
    }

    /// The type of a name for a thing of this kind; E0502 where it describes another kind, E0112 where there is none.
    pub(super) fn type_named(&mut self, scope: ScopeId, kind: Kind, word: &Word) -> Option<TypeId> {
        let of = |kind: Kind| move |table: &Table<'t>, name: &str| table.types.get(kind, name);
        let found = self.find(scope, word, of(kind));
        let found = found.or_else(|| if kind == Kind::Asset { self.find(scope, word, of(Kind::Data)) } else { None });
        self.used.types.extend(found);
        let silent = found.is_some()
            || word.text == kind.as_str()
            || self.scopes.broken_types.contains(&word.text)
            || self.scopes.is_excused(scope, &word.text);
        if silent {
            return found;
        }
        let name = &word.text;
        let other = Kind::ALL.iter().find(|&&other| self.scopes.find(scope, name, of(other)).any().is_some());
        let diagnostic = match other {
            Some(other) => {
                Diagnostic::error("E0502", word.span, format!("`{name}` is a type of {other}, not of {kind}"))
                    .help(format!("`{name}` describes what is declared with `{other}`"))
            }
            None => match self.missing_prefix(scope, word, "type", of(kind)) {
                Some(diagnostic) => diagnostic,
                None => {
                    let meant = self.suggestion(scope, name, move |table| type_names(table, kind));
                    Diagnostic::error("E0112", word.span, format!("no type named `{name}`")).meant_or(
                        word.span,
                        meant.as_deref(),
                        || format!("`threatline types {kind}` lists them; or declare it: `type {name} is {kind}`"),
                    )
                }
            },
        };
        self.report(diagnostic);
        None
    }

    /// The control type of a name: an entry of the catalogue, or what a `control` statement of that name is.
    pub(super) fn control_named(&mut self, scope: ScopeId, word: &Word) -> Option<TypeId> {
        self.listed_controls.extend(self.scopes.find(scope, &word.text, control_in).any());
        let of_catalogue = |table: &Table<'t>, name: &str| table.types.get(Kind::Control, name);
        if let Some(ty) = self.find(scope, word, of_catalogue) {
            self.used.types.insert(ty);
            return Some(ty);
        }
        if let Some(control) = self.find(scope, word, control_in) {
            return self.control_type(control);
        }
        if self.scopes.is_excused(scope, &word.text) {
            return None;
        }
        let name = &word.text;
        let meant = self.suggestion(scope, name, |table| {
            let mut names = type_names(table, Kind::Control);
            names.extend(table.controls.keys().map(|name| name.as_str()));
            names
        });
        let says_none = name.eq_ignore_ascii_case("none") || schema::always(name).is_some();
        let diagnostic = Diagnostic::error("E0113", word.span, format!("no control named `{name}`")).meant_or(
            word.span,
            meant.as_deref().filter(|_| !says_none),
            || match says_none {
                true => {
                    "name each control: `missing=waf` for what is not there; what nobody knows is left out".to_owned()
                }
                false => format!("declare it: `type {name} is control \"…\"`"),
            },
        );
        self.report(diagnostic);
        None
    }

    /// The threat of a name: a rule or one written by hand; reports E0601.
    pub(super) fn threat_named(&mut self, scope: ScopeId, word: &Word) -> Option<ThreatName> {
        let found = self.find(scope, word, threat_in);
        if found.is_some() || self.scopes.is_excused(scope, &word.text) {
            return found;
        }
        let name = &word.text;
        let meant = self.suggestion(scope, name, |table| table.threats.keys().map(|name| name.as_str()).collect());
        let diagnostic = Diagnostic::error("E0601", word.span, format!("no threat or rule named `{name}`")).meant_or(
            word.span,
            meant.as_deref(),
            || "`threatline threats MODEL` lists the threats with their keys".to_owned(),
        );
        self.report(diagnostic);
        None
    }

    /// The adversary of a name; reports E0119.
    pub(super) fn adversary_named(&mut self, scope: ScopeId, word: &Word) -> Option<AdversaryId> {
        let role = |table: &Table<'t>, name: &str| table.adversaries.get(name).map(|named| named.is);
        let found = self.find(scope, word, role);
        if found.is_some() || self.scopes.is_excused(scope, &word.text) {
            return found;
        }
        let name = &word.text;
        let meant = self.suggestion(scope, name, |table| table.adversaries.keys().map(|name| name.as_str()).collect());
        let diagnostic = Diagnostic::error("E0119", word.span, format!("no adversary named `{name}`")).meant_or(
            word.span,
            meant.as_deref(),
            || format!("declare it: `adversary {name} \"…\"`"),
        );
        self.report(diagnostic);
        None
    }

    /// Reports places, data and controls that two modules give the same id: modules that are used without a name, and names
    /// that contain the dot of another module.
    pub(super) fn report_shared_names(&mut self) {
        let mut tables = rustc_hash::FxHashSet::default();
        let scopes: Vec<(ScopeId, &Scope)> =
            self.scopes.all.iter().filter(|(id, scope)| *id != self.tool && tables.insert(scope.table)).collect();
        if scopes.len() < 2 {
            return;
        }
        let mut declared: Vec<SharedName> = Vec::new();
        for (id, scope) in scopes {
            let table = &self.scopes.tables[scope.table];
            let places = table.places.iter().map(|(name, named)| ("place", name, named.span));
            let data = table.data.iter().map(|(name, named)| ("data", name, named.span));
            let controls = table.controls.iter().map(|(name, named)| ("control", name, named.span));
            let all = places.chain(data).chain(controls);
            declared.extend(all.map(|(role, name, span)| SharedName {
                role,
                id: format!("{}{name}", scope.prefix),
                span,
                name: name.clone(),
                scope: id,
            }));
        }
        declared.sort();
        // Two modules that share names are one cause, however many names those are.
        let mut shared: BTreeMap<(ScopeId, ScopeId), Vec<(SharedName, Span)>> = BTreeMap::new();
        for pair in declared.windows(2) {
            let [first, second] = pair else { continue };
            if first.role == second.role && first.id == second.id {
                let modules = (first.scope.min(second.scope), first.scope.max(second.scope));
                self.ambiguous.insert((first.name.clone(), modules.0, modules.1));
                shared.entry(modules).or_default().push((second.clone(), first.span));
            }
        }
        for (_, mut names) in shared {
            names.sort_by_key(|(name, _)| name.span);
            self.report(shared_names(&names));
        }
    }
}

/// A name that a module gives, in the order in which the same ids of a role meet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SharedName {
    role: &'static str,
    id: String,
    span: Span,
    name: SmolStr,
    scope: ScopeId,
}

/// E0114 for all names that two modules share, each with the place where the other module declares it.
fn shared_names(names: &[(SharedName, Span)]) -> Diagnostic {
    let mut ids: Vec<String> = names.iter().map(|(name, _)| format!("`{}`", name.id)).collect();
    ids.dedup();
    let count = ids.len();
    if count > MAX_LISTED {
        ids.truncate(MAX_LISTED - 1);
        ids.push(format!("{} more names", count - ids.len()));
    }
    let verb = if count == 1 { "comes" } else { "come" };
    let message = format!("{} {verb} from two modules", text::and_list(&ids));
    let help = "give one `use` a name, so that its places are called NAME.…, or rename what is shared";
    let place = names.first().map(|(name, other)| (name.span, *other));
    match place {
        Some((span, other)) => Diagnostic::error("E0114", span, message).label(other, "the other one").help(help),
        None => Diagnostic::general(Level::Error, "E0114", message).help(help),
    }
}

pub(super) fn place_in(table: &Table<'_>, name: &str) -> Option<PlaceName> {
    table.places.get(name).map(|named| named.is)
}

pub(super) fn zone_in(table: &Table<'_>, name: &str) -> Option<ZoneId> {
    match table.places.get(name)?.is {
        PlaceName::Zone(zone) => Some(zone),
        _ => None,
    }
}

pub(super) fn data_in(table: &Table<'_>, name: &str) -> Option<DataId> {
    table.data.get(name).map(|named| named.is)
}

pub(super) fn control_in(table: &Table<'_>, name: &str) -> Option<ControlId> {
    table.controls.get(name).map(|named| named.is)
}

pub(super) fn threat_in(table: &Table<'_>, name: &str) -> Option<ThreatName> {
    table.threats.get(name).map(|named| named.is)
}

fn type_names<'s>(table: &'s Table<'_>, kind: Kind) -> Vec<&'s str> {
    table.types.names(kind).collect()
}
