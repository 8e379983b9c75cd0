//! The document, data, zones, elements and boundaries.

use super::Resolver;
use super::declare::{PlacedElement, Target};
use super::gather::{Gathered, description};
use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::model::{
    Boundary, Carried, Class, Data, DataId, Document, Element, ElementId, ElementKind, Facts, Kind, Origin, Sourced,
    Trust, TypeId, Zone, ZoneId,
};
use crate::schema::Subject;
use crate::syntax::tree::{self, Attribute, HasParts, Part, Word};

/// Zones that exist without being declared, with their label and trust (reference, "Names, scopes, modules").
const IMPLICIT_ZONES: &[(&str, &str, Trust)] =
    &[("internet", "Internet", Trust::Untrusted), ("system", "System", Trust::Internal)];

impl<'t> Resolver<'t> {
    /// The statement itself and what extends it.
    pub(super) fn carriers(&self, own: &'t dyn HasParts, target: Target) -> Vec<&'t dyn HasParts> {
        std::iter::once(own).chain(self.extensions(target)).collect()
    }

    /// What extends a statement.
    fn extensions(&self, target: Target) -> impl Iterator<Item = &'t dyn HasParts> {
        self.work.extensions(target).iter().map(|&extension| extension as &dyn HasParts)
    }

    pub(super) fn resolve_document(&mut self, title: &str) {
        let model = self.work.model;
        let own = model.map(|(_, declaration)| declaration as &dyn HasParts);
        let carriers: Vec<&dyn HasParts> = own.into_iter().chain(self.extensions(Target::Model)).collect();
        let gathered = self.gather(Subject::Model, &carriers);
        self.model.document = Document {
            title: gathered.label.clone().unwrap_or_else(|| title.to_owned()),
            description: description(model.and_then(|(item, _)| item.doc.as_ref()), &gathered.facts),
            facts: gathered.facts,
            span: model.map(|(item, _)| item.span),
        };
    }

    pub(super) fn resolve_data(&mut self) {
        for (id, declared) in self.work.data.clone().iter() {
            let asset = declared.declaration.keyword.text.eq_ignore_ascii_case("asset");
            let (subject, kind) = if asset { (Subject::Asset, Kind::Asset) } else { (Subject::Data, Kind::Data) };
            let carriers = self.carriers(declared.declaration, Target::Data(id));
            let mut gathered = self.gather(subject, &carriers);
            let ty = self.type_of(kind, &carriers);
            self.fill_from_type(&mut gathered, subject, ty);
            self.fill_from_defaults(&mut gathered, subject, &[]);
            self.model.data.push(Data {
                id: declared.name.text.clone(),
                label: gathered.label.unwrap_or_else(|| declared.name.text.to_string()),
                asset,
                ty,
                class: word(&gathered.facts, "class", Class::parse),
                tags: gathered.tags,
                description: description(declared.item.doc.as_ref(), &gathered.facts),
                facts: gathered.facts,
                span: declared.name.span,
            });
        }
    }

    pub(super) fn resolve_zones(&mut self) {
        for (id, (declared, parent)) in self.work.zones.clone().iter() {
            let carriers = self.carriers(declared.declaration, Target::Zone(id));
            let mut gathered = self.gather(Subject::Zone, &carriers);
            let ty = self.type_of(Kind::Zone, &carriers);
            self.fill_from_type(&mut gathered, Subject::Zone, ty);
            let around: Vec<ZoneId> = parent.map(|zone| self.zones_outwards(zone)).unwrap_or_default();
            self.fill_from_defaults(&mut gathered, Subject::Zone, &around);
            let trust = match gathered.facts.has("trust") {
                true => word(&gathered.facts, "trust", Trust::parse),
                false => self.inherited_trust(*parent),
            };
            self.model.zones.push(Zone {
                id: declared.name.text.clone(),
                label: gathered.label.unwrap_or_else(|| declared.name.text.to_string()),
                ty,
                parent: *parent,
                trust,
                implicit: false,
                tags: gathered.tags,
                description: description(declared.item.doc.as_ref(), &gathered.facts),
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
        for (id, placed) in self.work.elements.clone().iter() {
            // A part lies where the process lies that contains it; that one is declared before it.
            let around = placed.parent.and_then(|parent| zones[parent]);
            zones.push(self.zone_of(id, placed).or(around));
        }
        for ((id, placed), zone) in self.work.elements.clone().iter().zip(zones.values()) {
            let implicit = match placed.kind {
                ElementKind::Actor | ElementKind::External => "internet",
                ElementKind::Process | ElementKind::Store => "system",
            };
            let Some(zone) = zone.or_else(|| self.implicit_zone_named(implicit)) else { continue };
            let element = self.element(id, placed, zone);
            self.model.elements.push(element);
        }
    }

    fn element(&mut self, id: ElementId, placed: &PlacedElement<'t>, zone: ZoneId) -> Element {
        let declared = placed.declared;
        let subject = Subject::from(placed.kind.kind());
        let carriers = self.carriers(declared.declaration, Target::Element(id));
        let mut gathered = self.gather(subject, &carriers);
        let ty = self.type_of(placed.kind.kind(), &carriers);
        self.fill_from_type(&mut gathered, subject, ty);
        let around = self.zones_outwards(zone);
        self.fill_from_defaults(&mut gathered, subject, &around);
        let holds = self.carried("holds", &carriers).unwrap_or_else(|| self.carried_by_default("holds", &gathered));
        Element {
            id: declared.name.text.clone(),
            label: gathered.label.unwrap_or_else(|| declared.name.text.to_string()),
            kind: placed.kind,
            ty,
            zone,
            parent: placed.parent,
            tags: gathered.tags,
            description: description(declared.item.doc.as_ref(), &gathered.facts),
            facts: gathered.facts,
            claims: gathered.claims,
            holds: holds.data().to_vec(),
            span: declared.name.span,
        }
    }

    /// The zone in which an element lies: the one around it, or that of `in=`. Reports E0308 where both are given.
    fn zone_of(&mut self, id: ElementId, placed: &PlacedElement<'t>) -> Option<ZoneId> {
        let carriers = self.carriers(placed.declared.declaration, Target::Element(id));
        let attributes: Vec<&Attribute> = carriers.iter().flat_map(|carrier| carrier.attributes()).collect();
        let Some(attribute) = attributes.iter().find(|attribute| attribute.name.text == "in") else {
            return placed.zone;
        };
        let name = names_of(attribute).into_iter().next()?;
        let zone = self.zone(&name, "E0115", "`in` needs a zone")?;
        if let Some(around) = placed.zone.filter(|&around| around != zone) {
            let around = &self.model.zones[around];
            let message =
                format!("`{}` is inside `{}` and says `in={}`", placed.declared.name.text, around.id, name.text);
            let mut diagnostic =
                Diagnostic::error("E0308", attribute.span, message).help("delete the attribute, or move the statement");
            if let Some(span) = around.span {
                diagnostic = diagnostic.label(span, "it is nested in this zone");
            }
            self.report(diagnostic);
            return placed.zone;
        }
        Some(zone)
    }

    pub(super) fn resolve_boundaries(&mut self) {
        let boundaries = self.work.boundaries.clone();
        let mut kept = Arena::new();
        for (id, declared) in boundaries.iter() {
            let carriers = self.carriers(declared.declaration, Target::Boundary(id));
            let mut gathered = self.gather(Subject::Boundary, &carriers);
            self.fill_from_defaults(&mut gathered, Subject::Boundary, &[]);
            let Some((from, to)) = self.sides(&carriers, declared.name) else { continue };
            let label = |zone: ZoneId| self.model.zones[zone].label.clone();
            kept.push(Boundary {
                id: declared.name.text.clone(),
                label: gathered.label.unwrap_or_else(|| format!("{} → {}", label(from), label(to))),
                from,
                to,
                tags: gathered.tags,
                description: description(declared.item.doc.as_ref(), &gathered.facts),
                facts: gathered.facts,
                claims: gathered.claims,
                span: declared.name.span,
            });
        }
        self.model.boundaries = kept;
    }

    /// The two zones of `on a -> b`; reports E0311, E0115 and E0304.
    fn sides(&mut self, carriers: &[&dyn HasParts], name: &Word) -> Option<(ZoneId, ZoneId)> {
        let on: Vec<&tree::Subject> = carriers.iter().flat_map(|carrier| carrier.on()).collect();
        if let [_, second, ..] = on.as_slice() {
            let message = format!("boundary `{}` lies between two zones only", name.text);
            self.report(
                Diagnostic::error("E0311", second.span(), message).help("write a boundary of its own for each pair"),
            );
        }
        let Some(tree::Subject::Flow(from, arrow, to)) = on.first().copied() else {
            let span = on.first().map_or(name.span, |subject| subject.span());
            let message = format!("boundary `{}` does not say between which zones it lies", name.text);
            self.report(Diagnostic::error("E0311", span, message).help("write `on internet -> frontend`"));
            return None;
        };
        let (first, second) = (self.boundary_side(from), self.boundary_side(to));
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

    fn boundary_side(&mut self, name: &Word) -> Option<ZoneId> {
        self.zone(name, "E0115", "a boundary joins two zones")
    }

    /// The type of an `is` clause or an `is` attribute.
    pub(super) fn type_of(&mut self, kind: Kind, carriers: &[&dyn HasParts]) -> Option<TypeId> {
        let mut words: Vec<Word> = carriers.iter().flat_map(|carrier| carrier.parts()).filter_map(is_clause).collect();
        for attribute in carriers.iter().flat_map(|carrier| carrier.attributes()) {
            if attribute.name.text == "is" {
                words.extend(names_of(attribute));
            }
        }
        // `extend x is data` says which `x` is meant, not what it is.
        words.retain(|word| word.text != kind.as_str());
        if let [first, second, ..] = words.as_slice()
            && first.text != second.text
        {
            self.report(Diagnostic::error("E0206", second.span, "a second `is`").help("a thing has one type"));
        }
        words.first().and_then(|word| self.type_named(kind, word))
    }

    /// The data that the author names in `data`, `returns` or `holds`; `None` where nothing is written.
    pub(super) fn carried(&mut self, name: &str, carriers: &[&dyn HasParts]) -> Option<Carried> {
        let mut data: Vec<DataId> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut nothing = false;
        let mut written = false;
        for attribute in carriers.iter().flat_map(|carrier| carrier.attributes()) {
            if attribute.name.text != name {
                continue;
            }
            written = true;
            for word in names_of(attribute) {
                match word.text.as_str() {
                    "none" if !self.names.data.contains_key("none") => nothing = true,
                    "unknown" if !self.names.data.contains_key("unknown") => {}
                    _ => data.extend(self.data_named(&word).filter(|&id| seen.insert(id))),
                }
            }
        }
        written.then(|| carries(data, nothing))
    }

    /// The data that types and defaults name.
    pub(super) fn carried_by_default(&self, name: &str, gathered: &Gathered) -> Carried {
        let filled = gathered.facts.texts(name);
        let known = filled.iter().filter_map(|name| self.names.data.get(*name));
        carries(known.map(|named| named.is).collect(), filled.contains(&"none"))
    }
}

fn carries(data: Vec<DataId>, nothing: bool) -> Carried {
    match (data.is_empty(), nothing) {
        (false, _) => Carried::Data(data),
        (true, true) => Carried::Nothing,
        (true, false) => Carried::Unknown,
    }
}

fn is_clause(part: &Part) -> Option<Word> {
    match part {
        Part::Is(word, _) => Some(word.clone()),
        _ => None,
    }
}

/// The words of an attribute that takes names.
pub(super) fn names_of(attribute: &Attribute) -> Vec<Word> {
    let name = |value: &tree::Value| match value {
        tree::Value::Subject(tree::Subject::Name(word)) => Some(word.clone()),
        _ => None,
    };
    tree::Value::flat(&attribute.values).into_iter().filter_map(name).collect()
}

/// The first value of an attribute as a word of a vocabulary, with its origin.
fn word<T>(facts: &Facts, name: &str, parse: fn(&str) -> Option<T>) -> Option<Sourced<T>> {
    let fact = facts.get(name)?;
    let value = parse(&fact.value.text)?;
    let span: Option<Span> = fact.span;
    Some(Sourced { value, origin: fact.origin.clone(), span })
}
