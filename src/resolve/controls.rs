//! `control` statements, and the claims that they make on places.

use super::Resolver;
use super::declare::Target;
use crate::base::diagnostic::Diagnostic;
use crate::model::{Claim, Claims, Control, ControlId, ControlStatus, Kind, Origin, Place, TypeId, ValueKind};
use crate::schema::Subject;
use crate::syntax::tree::HasParts;

impl<'t> Resolver<'t> {
    /// What a `control` statement is: the type of its `is` clause, the catalogue's entry of its own name, or a new entry.
    pub(super) fn control_type(&mut self, id: ControlId) -> Option<TypeId> {
        let declared = self.work.controls[id];
        if let Some(word) = declared.declaration.is() {
            return self.type_named(declared.scope, Kind::Control, word);
        }
        let name = declared.name.text.clone();
        let known = self.scopes.find(declared.scope, &name, |table, name| table.types.get(Kind::Control, name));
        if let Some(known) = known.any() {
            self.used.types.insert(known);
            return Some(known);
        }
        let entry = crate::model::Type {
            name: self.scopes.id(declared.scope, &name),
            label: declared.declaration.label().map_or_else(|| declared.name.text.clone(), |label| label.text.clone()),
            kind: Kind::Control,
            base: None,
            aliases: Vec::new(),
            tags: Vec::new(),
            description: None,
            facts: crate::model::Facts::default(),
            claims: crate::model::Claims::new(),
            inference: Vec::new(),
            embedded: false,
            span: declared.name.span,
        };
        let ty = self.model.types.push(entry);
        self.used.types.insert(ty);
        self.scopes.table_mut(declared.scope).types.insert(Kind::Control, name, ty);
        Some(ty)
    }

    pub(super) fn resolve_controls(&mut self) {
        for id in self.work.controls.ids() {
            let declared = self.work.controls[id];
            let carriers = self.carriers(declared.carrier(), Target::Control(id));
            let gathered = self.gather(Subject::Control, &carriers);
            let ty = self.control_type(id);
            let status = match gathered.facts.text("status").and_then(ControlStatus::parse) {
                Some(status) => status,
                None => {
                    // A word that is none has been reported where it stands.
                    let quoted =
                        gathered.facts.get("status").is_some_and(|status| status.value.kind == ValueKind::Text);
                    if quoted
                        || !declared.declaration.attributes().iter().any(|attribute| attribute.name.text == "status")
                    {
                        let message = format!("control `{}` has no status", declared.name.text);
                        let help = "write `status=implemented`, `partial`, `planned`, `missing` or `unverified`";
                        self.report(Diagnostic::error("E0603", declared.name.span, message).help(help));
                    }
                    ControlStatus::Unverified
                }
            };
            let mut on = self.subjects(&carriers, declared.around);
            if on.span.is_none() && on.places.is_empty() {
                let listed = ty.filter(|_| self.listed_controls.contains(id));
                on.places = listed.map(|ty| self.places_claiming(ty)).unwrap_or_default();
            }
            if on.span.is_none() && on.places.is_empty() {
                let message = format!("control `{}` stands nowhere, so it counters nothing", declared.name.text);
                self.report(
                    Diagnostic::warning("W0002", declared.name.span, message)
                        .help("say where it is: `on gateway, DF4`"),
                );
            }
            let id = self.scopes.id(declared.scope, &declared.name.text);
            self.model.controls.push(Control {
                number: smol_str::SmolStr::default(),
                label: gathered.label_or(&id),
                id,
                ty,
                on: on.places,
                everywhere: on.everywhere,
                status,
                description: gathered.description(),
                facts: gathered.facts,
                span: declared.name.span,
            });
        }
        self.claim_controls();
    }

    /// Writes the claims of `control` statements to their places. They carry owner and evidence, so they replace a plain
    /// `has=` on the same place.
    fn claim_controls(&mut self) {
        let mut claims: Vec<(Place, TypeId, Claim)> = Vec::new();
        for (id, control) in self.model.controls.iter() {
            let Some(ty) = control.ty else { continue };
            let claim =
                Claim { status: control.status, origin: Origin::Stated, span: Some(control.span), control: Some(id) };
            claims.extend(control.on.iter().map(|&place| (place, ty, claim.clone())));
        }
        for (place, ty, claim) in claims {
            let target = match place {
                Place::Element(id) => &mut self.model.elements[id].claims,
                Place::Zone(id) => &mut self.model.zones[id].claims,
                Place::Boundary(id) => &mut self.model.boundaries[id].claims,
                Place::Flow(id) => &mut self.model.flows[id].claims,
            };
            let before = target.insert(ty, claim.clone());
            if let Some(before) =
                before.filter(|before| before.origin == Origin::Stated && before.status != claim.status)
            {
                match before.control {
                    Some(_) => self.report_two_statuses(&before, &claim),
                    // A control without a status has been reported for that.
                    None if self.has_status(&claim) => self.report_other_use(&before, &claim, ty),
                    None => {}
                }
            }
        }
    }

    fn has_status(&self, claim: &Claim) -> bool {
        claim.control.is_some_and(|id| self.model.controls[id].facts.has("status"))
    }

    /// The places that list a control themselves: where a `control` statement stands that names none.
    fn places_claiming(&self, ty: TypeId) -> Vec<Place> {
        let listed = |claims: &Claims| claims.get(&ty).is_some_and(|claim| claim.origin == Origin::Stated);
        let model = &self.model;
        let elements = model.elements.iter().filter(|(_, element)| listed(&element.claims));
        let zones = model.zones.iter().filter(|(_, zone)| listed(&zone.claims));
        let boundaries = model.boundaries.iter().filter(|(_, boundary)| listed(&boundary.claims));
        let flows = model.flows.iter().filter(|(_, flow)| listed(&flow.claims));
        let places = elements.map(|(id, _)| Place::Element(id)).chain(zones.map(|(id, _)| Place::Zone(id)));
        let crossings = boundaries.map(|(id, _)| Place::Boundary(id)).chain(flows.map(|(id, _)| Place::Flow(id)));
        places.chain(crossings).collect()
    }

    fn report_other_use(&mut self, used: &Claim, declared: &Claim, ty: TypeId) {
        let (Some(here), Some(there)) = (used.span, declared.span) else { return };
        let name = &self.model.types[ty].name;
        let (is, uses) = (declared.status.as_str(), used.status.as_str());
        let message = format!("`{name}` is declared as {is}, and listed as {uses} here");
        let help = match declared.status.attribute() {
            Some(attribute) => format!("write `{attribute}={name}`, or change the status where it is declared"),
            None => "change the status where it is declared, or delete this".to_owned(),
        };
        self.report(Diagnostic::error("E0207", here, message).label(there, "declared here").help(help));
    }

    fn report_two_statuses(&mut self, before: &Claim, claim: &Claim) {
        let (Some(first), Some(second)) = (before.span, claim.span) else { return };
        let message = format!(
            "this control is `{}` here and `{}` there, on the same place",
            claim.status.as_str(),
            before.status.as_str()
        );
        self.report(
            Diagnostic::error("E0208", second, message)
                .label(first, "the other statement")
                .help("keep the one that is true"),
        );
    }
}
