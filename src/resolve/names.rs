//! Names by role, and what to say when one is not there.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::Resolver;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::model::{AdversaryId, BoundaryId, ControlId, DataId, ElementId, Kind, TypeId, ZoneId};
use crate::syntax::tree::Word;
use crate::typed_id;

typed_id! {
    /// A flow statement that was declared under a name.
    StatementId
}

/// Unknown names for which a near one is looked for.
const MAX_SUGGESTIONS: usize = 100;

/// What a name of the role "place" stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceName {
    Element(ElementId),
    Zone(ZoneId),
    Boundary(BoundaryId),
    Flow(StatementId),
    /// A scenario, view or module: a name that is taken, of a thing that no flow can end at.
    Other(&'static str),
}

/// A declared name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<T> {
    pub(super) is: T,
    pub(super) span: Span,
}

/// All names of a module.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) places: FxHashMap<SmolStr, Named<PlaceName>>,
    pub(super) data: FxHashMap<SmolStr, Named<DataId>>,
    /// Types by kind and name, aliases of controls included.
    pub(super) types: FxHashMap<(Kind, SmolStr), TypeId>,
    /// `control` statements.
    pub(super) controls: FxHashMap<SmolStr, Named<ControlId>>,
    pub(super) adversaries: FxHashMap<SmolStr, Named<AdversaryId>>,
    pub(super) rules: FxHashMap<SmolStr, Span>,
    /// Types that could not be entered, for reasons that are reported.
    pub(super) broken_types: FxHashSet<SmolStr>,
    /// Prefixes of modules that are not read yet.
    pub(super) modules: Vec<SmolStr>,
    /// Whether a module is used without a prefix, so that any unknown name may be one of its own.
    pub(super) open_module: bool,
}

impl Names {
    fn place_names(&self, wanted: fn(&PlaceName) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.places.iter().filter(|(_, named)| wanted(&named.is)).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    fn type_names(&self, kind: Kind) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.types.keys().filter(|(known, _)| *known == kind).map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a SmolStr>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.map(SmolStr::as_str).collect();
    names.sort_unstable();
    names
}

impl Resolver<'_> {
    /// `did you mean …?` for an unknown name. After a hundred of them nobody reads suggestions any more, so that a file of
    /// nothing but unknown names costs no more than its length.
    fn suggestion(&mut self, word: &str, candidates: impl FnOnce(&Names) -> Vec<&str>) -> Option<String> {
        self.suggestions += 1;
        if self.suggestions > MAX_SUGGESTIONS {
            return None;
        }
        text::did_you_mean(word, candidates(&self.names)).map(|found| format!("did you mean `{found}`?"))
    }

    /// Whether a name belongs to a module that is not read yet; says so instead of calling it unknown.
    fn in_unread_module(&mut self, word: &Word) -> bool {
        let prefix = word.text.split_once('.').map_or(word.text.as_str(), |(module, _)| module);
        let named = self.names.modules.iter().any(|known| known == prefix);
        let unread = named || self.names.open_module;
        if unread {
            let what = if named { "lies" } else { "may lie" };
            let message =
                format!("`{}` {what} in a module that is not read yet; this use of it is left out", word.text);
            self.report(Diagnostic::warning("W0001", word.span, message));
        }
        unread
    }

    /// The place of a name; reports E0110, or E0116 where the name has another role.
    pub(super) fn place(&mut self, word: &Word) -> Option<PlaceName> {
        if let Some(named) = self.names.places.get(&word.text) {
            return Some(named.is);
        }
        if let Some(implicit) = self.implicit_zone_named(&word.text) {
            return Some(PlaceName::Zone(implicit));
        }
        if self.in_unread_module(word) {
            return None;
        }
        let diagnostic = match self.names.data.get(&word.text) {
            Some(named) => {
                let name = &word.text;
                Diagnostic::error("E0116", word.span, format!("`{name}` is a data asset, not an element"))
                    .label(named.span, "declared here")
                    .help(format!("a flow carries it with `data={name}`; or declare a store that holds it"))
            }
            None => {
                let ends = |place: &PlaceName| matches!(place, PlaceName::Element(_) | PlaceName::Zone(_));
                let help = self.suggestion(&word.text, |names| names.place_names(ends));
                Diagnostic::error("E0110", word.span, format!("no element named `{}`", word.text))
                    .at("not declared in this module")
                    .help(help.unwrap_or_else(|| format!("declare it, for example `process {}`", word.text)))
            }
        };
        self.report(diagnostic);
        None
    }

    /// The zone of a name; `purpose` says what needs one.
    pub(super) fn zone(&mut self, word: &Word, code: &'static str, purpose: &str) -> Option<ZoneId> {
        let place = match self.names.places.get(&word.text).map(|named| named.is) {
            Some(PlaceName::Zone(zone)) => return Some(zone),
            Some(other) => Some(other),
            None => None,
        };
        if let Some(implicit) = self.implicit_zone_named(&word.text) {
            return Some(implicit);
        }
        if self.in_unread_module(word) {
            return None;
        }
        let name = &word.text;
        let diagnostic = match place {
            Some(PlaceName::Element(element)) => {
                let placed = self.work.elements[element];
                let what = placed.kind.title();
                let mut diagnostic =
                    Diagnostic::error(code, word.span, format!("{purpose}; `{name}` is {}", text::with_article(what)))
                        .label(placed.declared.name.span, "declared here");
                if let Some(zone) = placed.zone {
                    diagnostic = diagnostic.help(format!("its zone is `{}`", self.model.zones[zone].id));
                }
                diagnostic
            }
            Some(_) => Diagnostic::error(code, word.span, format!("{purpose}; `{name}` is none")),
            None => {
                let zones = |place: &PlaceName| matches!(place, PlaceName::Zone(_));
                let help = self.suggestion(name, |names| names.place_names(zones));
                Diagnostic::error("E0110", word.span, format!("no zone named `{name}`"))
                    .help(help.unwrap_or_else(|| format!("declare it: `zone {name}`")))
            }
        };
        self.report(diagnostic);
        None
    }

    /// The data asset of a name.
    pub(super) fn data_named(&mut self, word: &Word) -> Option<DataId> {
        if let Some(named) = self.names.data.get(&word.text) {
            return Some(named.is);
        }
        if self.in_unread_module(word) {
            return None;
        }
        let help = self.suggestion(&word.text, |names| sorted(names.data.keys()));
        let diagnostic = Diagnostic::error("E0111", word.span, format!("no data asset named `{}`", word.text))
            .help(help.unwrap_or_else(|| format!("declare it: `data {}`", word.text)));
        self.report(diagnostic);
        None
    }

    /// The type of a name for a thing of this kind; E0502 where it describes another kind, E0112 where there is none.
    pub(super) fn type_named(&mut self, kind: Kind, word: &Word) -> Option<TypeId> {
        let found = |kind: Kind| self.names.types.get(&(kind, word.text.clone())).copied();
        let direct = found(kind).or_else(|| if kind == Kind::Asset { found(Kind::Data) } else { None });
        if direct.is_some() || self.names.broken_types.contains(&word.text) || self.in_unread_module(word) {
            return direct;
        }
        if word.text == kind.as_str() {
            return None;
        }
        let name = &word.text;
        let diagnostic = match Kind::ALL.iter().find(|&&other| self.names.types.contains_key(&(other, name.clone()))) {
            Some(other) => {
                Diagnostic::error("E0502", word.span, format!("`{name}` is a type of {other}, not of {kind}"))
                    .help(format!("`{name}` describes what is declared with `{other}`"))
            }
            None => {
                let help = self.suggestion(name, |names| names.type_names(kind));
                Diagnostic::error("E0112", word.span, format!("no type named `{name}`"))
                    .help(help.unwrap_or_else(|| format!("declare it: `type {name} is {kind}`")))
            }
        };
        self.report(diagnostic);
        None
    }

    /// The control type of a name: an entry of the catalogue, or what a `control` statement of that name is.
    pub(super) fn control_named(&mut self, word: &Word) -> Option<TypeId> {
        if let Some(&ty) = self.names.types.get(&(Kind::Control, word.text.clone())) {
            return Some(ty);
        }
        if let Some(named) = self.names.controls.get(&word.text).copied() {
            return self.control_type(named.is);
        }
        if self.in_unread_module(word) {
            return None;
        }
        let help = self.suggestion(&word.text, |names| {
            let mut candidates = names.type_names(Kind::Control);
            candidates.extend(sorted(names.controls.keys()));
            candidates
        });
        let diagnostic = Diagnostic::error("E0113", word.span, format!("no control named `{}`", word.text))
            .help(help.unwrap_or_else(|| format!("declare it: `type {} is control \"…\"`", word.text)));
        self.report(diagnostic);
        None
    }
}
