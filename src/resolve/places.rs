//! The document, data, zones, elements and boundaries.

use super::Resolver;
use super::declare::{Carrier, PlacedElement, Target};
use super::gather::{Gathered, LayerKey};
use super::scope::{Reference, ScopeId};
use crate::base::arena::{Arena, Id};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::model::{
    Boundary, Class, Data, Document, Element, ElementId, ElementKind, Facts, Kind, Origin, Sourced, Trust, TypeId,
    Zone, ZoneId,
};
use crate::schema::Subject;
use crate::syntax::tree::{self, Attribute, Word};

/// Zones that exist without being declared, with their label and trust (reference, "Names, scopes, modules").
pub(super) const IMPLICIT_ZONES: &[(&str, &str, Trust)] =
    &[("internet", "Internet", Trust::Untrusted), ("system", "System", Trust::Internal)];

impl<'t> Resolver<'t> {
    /// The statement itself and what extends it.
    pub(super) fn carriers(&self, own: Carrier<'t>, target: Target) -> Vec<Carrier<'t>> {
        let more = self.work.extensions(target);
        let mut carriers = Vec::with_capacity(1 + more.len());
        carriers.push(own);
        carriers.extend(more);
        carriers
    }

    pub(super) fn resolve_document(&mut self, title: &str) {
        let model = self.work.model;
        let own = model.map(|(item, declaration, scope)| Carrier {
            parts: declaration,
            doc: item.doc.as_ref(),
            scope,
            is_instance: false,
        });
        let carriers: Vec<Carrier<'t>> =
            own.into_iter().chain(self.work.extensions(Target::Model).iter().copied()).collect();
        let gathered = self.gather(Subject::Model, &carriers);
        self.model.document = Document {
            title: gathered.label_or(title).to_string(),
            description: gathered.description(),
            facts: gathered.facts,
            span: model.map(|(item, ..)| item.span),
        };
    }

    pub(super) fn resolve_data(&mut self) {
        for id in self.work.data.ids() {
            let declared = self.work.data[id];
            let asset = declared.declaration.keyword.text.eq_ignore_ascii_case("asset");
            let (subject, kind) = if asset { (Subject::Asset, Kind::Asset) } else { (Subject::Data, Kind::Data) };
            let carriers = self.carriers(declared.carrier(), Target::Data(id));
            let mut gathered = self.gather(subject, &carriers);
            let ty = self.type_of(kind, &gathered);
            self.fill(&mut gathered, subject, ty, None, declared.scope);
            let id = self.scopes.id(declared.scope, &declared.name.text);
            self.model.data.push(Data {
                number: smol_str::SmolStr::default(),
                label: gathered.label_or(&id),
                id,
                asset,
                ty,
                class: word(&gathered.facts, "class", Class::parse),
                description: gathered.description(),
                tags: gathered.tags,
                facts: gathered.facts,
                span: declared.name.span,
            });
        }
    }

    /// Fills in what the type of a thing and the defaults around it say.
    pub(super) fn fill(
        &mut self,
        gathered: &mut Gathered<'t>,
        subject: Subject,
        ty: Option<TypeId>,
        zone: Option<ZoneId>,
        scope: ScopeId,
    ) {
        let layer = self.layer(LayerKey { subject, ty, type_first: true, zone, scope });
        gathered.fill(&layer);
    }

    pub(super) fn resolve_zones(&mut self) {
        for id in self.work.zones.ids() {
            let (declared, parent) = self.work.zones[id];
            // A module that was placed after its zones were declared lies in its zone all the same.
            let parent = parent.or(self.scopes.all[declared.scope].zone).filter(|parent| parent.index() < id.index());
            let carriers = self.carriers(declared.carrier(), Target::Zone(id));
            let mut gathered = self.gather(Subject::Zone, &carriers);
            let ty = self.type_of(Kind::Zone, &gathered);
            self.fill(&mut gathered, Subject::Zone, ty, parent, declared.scope);
            let trust = match gathered.facts.has("trust") {
                true => word(&gathered.facts, "trust", Trust::parse),
                false => self.inherited_trust(parent),
            };
            let id = self.scopes.id(declared.scope, &declared.name.text);
            self.model.zones.push(Zone {
                label: gathered.label_or(&id),
                id,
                ty,
                parent,
                trust,
                implicit: false,
                description: gathered.description(),
                tags: gathered.tags,
                facts: gathered.facts,
                claims: gathered.claims,
                span: Some(declared.name.span),
            });
        }
        self.zones_are_resolved = true;
    }

    fn inherited_trust(&self, parent: Option<ZoneId>) -> Option<Sourced<Trust>> {
        let parent = &self.model.zones[parent?];
        let trust = parent.trust.as_ref()?;
        let origin = Origin::Implied(smol_str::format_smolstr!("zone {}", parent.id));
        Some(Sourced { value: trust.value, origin, span: trust.span })
    }

    /// A zone and the zones around it, innermost first.
    pub(super) fn zones_outwards(&self, zone: ZoneId) -> Vec<ZoneId> {
        std::iter::successors(Some(zone), |&zone| self.model.zones[zone].parent).collect()
    }

    /// The implicit zone of a name, unless the author declared a zone of that name.
    pub(super) fn implicit_zone_named(&mut self, name: &str) -> Option<ZoneId> {
        let &(id, label, trust) = IMPLICIT_ZONES.iter().find(|(id, ..)| *id == name)?;
        if let Some((known, _)) = self.model.zones.iter().find(|(_, zone)| zone.id == id) {
            return Some(known);
        }
        if !self.zones_are_resolved {
            return None;
        }
        let origin = Origin::Implied("implicit zone".into());
        Some(self.model.zones.push(Zone {
            id: id.into(),
            label: label.into(),
            ty: None,
            parent: None,
            trust: Some(Sourced { value: trust, origin, span: None }),
            implicit: true,
            tags: Vec::new(),
            description: None,
            facts: Facts::default(),
            claims: crate::model::Claims::new(),
            span: None,
        }))
    }

    pub(super) fn resolve_elements(&mut self) {
        let mut zones: Arena<ElementId, Option<ZoneId>> = Arena::new();
        let mut all: Vec<Gathered<'t>> = Vec::with_capacity(self.work.elements.len());
        for id in self.work.elements.ids() {
            let placed = self.work.elements[id];
            let subject = Subject::from(placed.kind.kind());
            let carriers = self.carriers(placed.declared.carrier(), Target::Element(id));
            let gathered = self.gather(subject, &carriers);
            // A part lies where the process lies that contains it; that one is declared before it.
            let around = placed.parent.filter(|parent| parent.index() < id.index()).and_then(|parent| zones[parent]);
            zones.push(self.zone_of(&placed, gathered.zone).or(around));
            all.push(gathered);
        }
        for (id, gathered) in self.work.elements.ids().zip(all) {
            let placed = self.work.elements[id];
            let zone = zones[id].or_else(|| self.default_zone(&placed));
            if let Some(zone) = zone {
                let element = self.element(&placed, gathered, zone);
                self.model.elements.push(element);
            }
        }
    }

    /// The zone of what lies in none: that of its module, or an implicit one.
    fn default_zone(&mut self, placed: &PlacedElement<'t>) -> Option<ZoneId> {
        let scope = &self.scopes.all[placed.declared.scope];
        let implicit = match placed.kind {
            ElementKind::Actor | ElementKind::External => "internet",
            ElementKind::Process | ElementKind::Store => "system",
        };
        match (scope.zone, scope.implicit_zone.clone()) {
            (Some(zone), _) => Some(zone),
            (None, Some(named)) => self.implicit_zone_named(&named),
            (None, None) => self.implicit_zone_named(implicit),
        }
    }

    fn element(&mut self, placed: &PlacedElement<'t>, mut gathered: Gathered<'t>, zone: ZoneId) -> Element {
        let declared = placed.declared;
        let subject = Subject::from(placed.kind.kind());
        let ty = self.type_of(placed.kind.kind(), &gathered);
        self.fill(&mut gathered, subject, ty, Some(zone), declared.scope);
        let id = self.scopes.id(declared.scope, &declared.name.text);
        Element {
            label: gathered.label_or(&id),
            id,
            kind: placed.kind,
            ty,
            zone,
            parent: placed.parent,
            description: gathered.description(),
            holds: gathered.carried("holds").map(|holds| holds.data().to_vec()).unwrap_or_default(),
            tags: gathered.tags,
            facts: gathered.facts,
            claims: gathered.claims,
            span: declared.name.span,
        }
    }

    /// The zone in which an element lies: the one around it, or that of `in=`. Reports E0308 where both are given.
    fn zone_of(&mut self, placed: &PlacedElement<'t>, named: Option<(Reference<'t>, Span)>) -> Option<ZoneId> {
        let Some((name, span)) = named else { return placed.zone };
        let zone = self.zone(name.scope, name.word, "E0115", "`in` needs a zone")?;
        if let Some(around) = placed.zone.filter(|&around| around != zone) {
            let around = &self.model.zones[around];
            let inside = &placed.declared.name.text;
            let message = format!("`{inside}` is inside `{}` and says `in={}`", around.id, name.word.text);
            let mut diagnostic =
                Diagnostic::error("E0308", span, message).help("delete the attribute, or move the statement");
            if let Some(span) = around.span {
                diagnostic = diagnostic.label(span, "it is nested in this zone");
            }
            self.report(diagnostic);
            return placed.zone;
        }
        Some(zone)
    }

    pub(super) fn resolve_boundaries(&mut self) {
        let mut kept = Arena::new();
        for id in self.work.boundaries.ids() {
            let declared = self.work.boundaries[id];
            let carriers = self.carriers(declared.carrier(), Target::Boundary(id));
            let mut gathered = self.gather(Subject::Boundary, &carriers);
            self.fill(&mut gathered, Subject::Boundary, None, None, declared.scope);
            let Some((from, to)) = self.sides(&carriers, declared.name) else { continue };
            let label = |zone: ZoneId| self.model.zones[zone].label.clone();
            let kept_id = kept.push(Boundary {
                id: self.scopes.id(declared.scope, &declared.name.text),
                label: gathered.label_or(&format!("{} → {}", label(from), label(to))),
                from,
                to,
                description: gathered.description(),
                tags: gathered.tags,
                facts: gathered.facts,
                claims: gathered.claims,
                span: declared.name.span,
            });
            self.boundaries.insert(id, kept_id);
        }
        self.model.boundaries = kept;
    }

    /// The two zones of `on a -> b`; reports E0311, E0115 and E0304.
    fn sides(&mut self, carriers: &[Carrier<'t>], name: &Word) -> Option<(ZoneId, ZoneId)> {
        let on = subjects_of(carriers);
        if let [_, (second, _), ..] = on.as_slice() {
            let message = format!("boundary `{}` lies between two zones only", name.text);
            self.report(
                Diagnostic::error("E0311", second.span(), message).help("write a boundary of its own for each pair"),
            );
        }
        let Some((tree::Subject::Flow(from, arrow, to), scope)) = on.first().copied() else {
            let span = on.first().map_or(name.span, |(subject, _)| subject.span());
            let message = format!("boundary `{}` does not say between which zones it lies", name.text);
            self.report(Diagnostic::error("E0311", span, message).help("write `on internet -> frontend`"));
            return None;
        };
        let (first, second) = (self.boundary_side(scope, from), self.boundary_side(scope, to));
        let (first, second) = (first?, second?);
        if first == second {
            let message = format!("both sides of boundary `{}` are `{}`", name.text, from.text);
            self.report(
                Diagnostic::error("E0304", from.span.to(to.span), message).help("a boundary lies between two zones"),
            );
            return None;
        }
        Some(if *arrow == tree::Arrow::Left { (second, first) } else { (first, second) })
    }

    fn boundary_side(&mut self, scope: ScopeId, name: &Word) -> Option<ZoneId> {
        self.zone(scope, name, "E0115", "a boundary joins two zones")
    }

    /// The type of an `is` clause or an `is` attribute.
    pub(super) fn type_of(&mut self, kind: Kind, gathered: &Gathered<'t>) -> Option<TypeId> {
        // `extend x is data` says which `x` is meant, not what it is.
        let mut named = gathered.types.iter().filter(|named| named.word.text != kind.as_str());
        let first = named.next()?;
        if let Some(second) = named.find(|second| second.word.text != first.word.text) {
            let diagnostic = Diagnostic::error("E0206", second.word.span, "a second `is`")
                .label(first.word.span, "the first")
                .help("a thing has one type; delete one of the two");
            self.report(diagnostic);
        }
        self.type_named(first.scope, kind, first.word)
    }
}

/// The subjects of all `on` clauses, each with the scope in which its names are looked up.
pub(super) fn subjects_of<'t>(carriers: &[Carrier<'t>]) -> Vec<(&'t tree::Subject, ScopeId)> {
    let on = |carrier: &Carrier<'t>| carrier.parts.on().into_iter().map(|subject| (subject, carrier.scope)).collect();
    carriers.iter().flat_map(|carrier| -> Vec<_> { on(carrier) }).collect()
}

/// The words of an attribute that takes names.
pub(super) fn names_of(attribute: &Attribute) -> impl Iterator<Item = &Word> {
    tree::Value::flat(&attribute.values).filter_map(|value| match value {
        tree::Value::Subject(tree::Subject::Name(word)) => Some(word),
        _ => None,
    })
}

/// The first value of an attribute as a word of a vocabulary, with its origin.
fn word<T>(facts: &Facts, name: &str, parse: fn(&str) -> Option<T>) -> Option<Sourced<T>> {
    let fact = facts.get(name)?;
    let value = parse(&fact.value.text)?;
    let span: Option<Span> = fact.span;
    Some(Sourced { value, origin: fact.origin.clone(), span })
}
