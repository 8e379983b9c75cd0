//! `control` statements, and the claims that they make on places.

use super::Resolver;
use super::declare::Target;
use super::gather::description;
use super::names::PlaceName;
use crate::base::diagnostic::Diagnostic;
use crate::model::{Claim, Control, ControlId, ControlStatus, FlowId, Kind, Origin, Place, TypeId, ValueKind};
use crate::schema::Subject;
use crate::syntax::tree::{self, HasParts, Word};

impl<'t> Resolver<'t> {
    /// What a `control` statement is: the type of its `is` clause, the catalogue's entry of its own name, or a new entry.
    pub(super) fn control_type(&mut self, id: ControlId) -> Option<TypeId> {
        let declared = self.work.controls[id];
        if declared.declaration.is().is_some() {
            return self.type_of(Kind::Control, &[declared.declaration]);
        }
        let key = (Kind::Control, declared.name.text.clone());
        if let Some(&known) = self.names.types.get(&key) {
            return Some(known);
        }
        let entry = crate::model::Type {
            name: declared.name.text.clone(),
            label: declared
                .declaration
                .label()
                .map_or_else(|| declared.name.text.to_string(), |label| label.text.clone()),
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
        self.names.types.insert(key, ty);
        Some(ty)
    }

    pub(super) fn resolve_controls(&mut self) {
        for (id, declared) in self.work.controls.clone().iter() {
            let carriers = self.carriers(declared.declaration, Target::Control(id));
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
            let subjects: Vec<&tree::Subject> = carriers.iter().flat_map(|carrier| carrier.on()).collect();
            let (on, everywhere) = self.subjects(&subjects);
            if subjects.is_empty() {
                let message = format!("control `{}` stands nowhere, so it counters nothing", declared.name.text);
                self.report(
                    Diagnostic::warning("W0002", declared.name.span, message)
                        .help("say where it is: `on gateway, DF4`"),
                );
            }
            self.model.controls.push(Control {
                id: declared.name.text.clone(),
                label: gathered.label.clone().unwrap_or_else(|| declared.name.text.to_string()),
                ty,
                on,
                everywhere,
                status,
                description: description(declared.item.doc.as_ref(), &gathered.facts),
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
            if let Some(before) = before.filter(|before| before.control.is_some() && before.status != claim.status) {
                self.report_two_statuses(&before, &claim);
            }
        }
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

    /// The places that subjects name, and whether `*` is among them.
    fn subjects(&mut self, subjects: &[&tree::Subject]) -> (Vec<Place>, bool) {
        let mut places = Vec::new();
        let mut everywhere = false;
        for subject in subjects {
            match subject {
                tree::Subject::All(_) => everywhere = true,
                tree::Subject::Tag(tag) => {
                    let tagged = self.tagged(&tag.text);
                    if tagged.is_empty() {
                        let message = format!("nothing has the tag `#{}`", tag.text);
                        self.report(
                            Diagnostic::warning("W0002", tag.span, message).help("tag what is meant, or name it"),
                        );
                    }
                    places.extend(tagged);
                }
                tree::Subject::Name(word) => places.extend(self.places_named(word)),
                tree::Subject::Flow(from, arrow, to) => places.extend(self.flows_between(from, *arrow, to)),
            }
        }
        (places, everywhere)
    }

    fn places_named(&mut self, word: &Word) -> Vec<Place> {
        // A single flow of a fan, `DF4.1`, has no statement of its own, but its id can be named.
        let of_fan = word.text.contains('.') && !self.names.places.contains_key(&word.text);
        let flow =
            of_fan.then(|| self.model.flows.iter().find(|(_, flow)| flow.id.as_ref() == Some(&word.text))).flatten();
        if let Some((id, _)) = flow {
            return vec![Place::Flow(id)];
        }
        match self.place(word) {
            Some(PlaceName::Element(id)) => vec![Place::Element(id)],
            Some(PlaceName::Zone(id)) => vec![Place::Zone(id)],
            // Boundaries that could not be read leave gaps, so they are looked up by name.
            Some(PlaceName::Boundary(_)) => {
                let found = self.model.boundaries.iter().find(|(_, boundary)| boundary.id == word.text);
                found.map(|(id, _)| Place::Boundary(id)).into_iter().collect()
            }
            Some(PlaceName::Flow(id)) => self.statements[id].iter().map(|&flow| Place::Flow(flow)).collect(),
            Some(PlaceName::Other(keyword)) => {
                let message =
                    format!("`{}` is a {keyword}; controls stand on elements, flows, zones and boundaries", word.text);
                self.report(Diagnostic::error("E0116", word.span, message));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn tagged(&self, tag: &str) -> Vec<Place> {
        let has = |tags: &[smol_str::SmolStr]| tags.iter().any(|known| known == tag);
        let elements =
            self.model.elements.iter().filter(|(_, element)| has(&element.tags)).map(|(id, _)| Place::Element(id));
        let zones = self.model.zones.iter().filter(|(_, zone)| has(&zone.tags)).map(|(id, _)| Place::Zone(id));
        let flows = self.model.flows.iter().filter(|(_, flow)| has(&flow.tags)).map(|(id, _)| Place::Flow(id));
        elements.chain(zones).chain(flows).collect()
    }

    fn flows_between(&mut self, from: &Word, arrow: tree::Arrow, to: &Word) -> Vec<Place> {
        let (Some(a), Some(b)) = (self.place(from), self.place(to)) else { return Vec::new() };
        let (PlaceName::Element(a), PlaceName::Element(b)) = (a, b) else { return Vec::new() };
        let (source, target) = if arrow == tree::Arrow::Left { (b, a) } else { (a, b) };
        let joins = |id: &FlowId| {
            let flow = &self.model.flows[*id];
            (flow.source, flow.target) == (source, target)
                || (flow.both_ways && (flow.target, flow.source) == (source, target))
        };
        let found: Vec<Place> = self.model.flows.ids().filter(joins).map(Place::Flow).collect();
        if found.is_empty() {
            let message = format!("there is no flow from `{}` to `{}`", from.text, to.text);
            self.report(
                Diagnostic::error("E0117", from.span.to(to.span), message)
                    .help("name a flow of the model, by its id or by its ends"),
            );
        }
        found
    }
}
