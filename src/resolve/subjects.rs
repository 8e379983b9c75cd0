//! What `on` clauses name: places, data, tags, everything.

use super::Resolver;
use super::declare::{Carrier, Target};
use super::places::subjects_of;
use super::scope::{PlaceName, ScopeId};
use crate::base::diagnostic::Diagnostic;
use crate::model::{FlowId, Place, Subjects};
use crate::syntax::tree::{self, Word};

impl<'t> Resolver<'t> {
    /// The subjects of a statement: those of its `on` clauses, else what it is nested in.
    pub(super) fn subjects(&mut self, carriers: &[Carrier<'t>], around: Option<Target>) -> Subjects {
        let mut subjects = Subjects::default();
        let written = subjects_of(carriers);
        for &(subject, scope) in &written {
            let span = subject.span();
            subjects.span =
                Some(subjects.span.map_or(span, |known| if known.file == span.file { known.to(span) } else { known }));
            self.add_subject(&mut subjects, subject, scope);
        }
        if written.is_empty() {
            subjects.places = around.map(|around| self.places_of(around)).unwrap_or_default();
        }
        subjects
    }

    /// What subjects name.
    pub(super) fn subjects_named(&mut self, written: &[&tree::Subject], scope: ScopeId) -> Subjects {
        let mut subjects = Subjects::default();
        for subject in written {
            self.add_subject(&mut subjects, subject, scope);
        }
        subjects
    }

    fn add_subject(&mut self, subjects: &mut Subjects, subject: &tree::Subject, scope: ScopeId) {
        match subject {
            tree::Subject::All(span) => {
                subjects.everywhere = true;
                subjects.wide = Some(*span);
            }
            tree::Subject::Tag(tag) => {
                let tagged = self.tagged(&tag.text);
                if tagged.is_empty() {
                    let message = format!("nothing has the tag `#{}`", tag.text);
                    self.report(Diagnostic::warning("W0002", tag.span, message).help("tag what is meant, or name it"));
                }
                subjects.places.extend(tagged);
                subjects.tags.push(tag.text.clone());
                subjects.wide = Some(tag.span);
            }
            tree::Subject::Name(word) => {
                if let Some(data) = self.data_subject(scope, word) {
                    self.used.data.insert(data);
                    return subjects.data.push(data);
                }
                let places = self.places_named(scope, word);
                if places.iter().any(|place| matches!(place, Place::Zone(_))) {
                    subjects.wide = Some(word.span);
                }
                subjects.places.extend(places);
            }
            tree::Subject::Flow(from, arrow, to) => {
                subjects.places.extend(self.flows_between(scope, from, *arrow, to));
            }
        }
    }

    /// A data asset, where no place has the name.
    fn data_subject(&self, scope: ScopeId, word: &Word) -> Option<crate::model::DataId> {
        let place = self.scopes.find(scope, &word.text, super::names::place_in).any();
        match place {
            Some(_) => None,
            None => self.scopes.find(scope, &word.text, super::names::data_in).any(),
        }
    }

    /// What a surrounding statement stands for.
    fn places_of(&self, around: Target) -> Vec<Place> {
        match around {
            Target::Element(id) => vec![Place::Element(id)],
            Target::Zone(id) => vec![Place::Zone(id)],
            Target::Boundary(id) => self.boundaries.get(&id).map(|&id| Place::Boundary(id)).into_iter().collect(),
            Target::Flow(id) => self.statements[id].iter().map(|&flow| Place::Flow(flow)).collect(),
            Target::Model | Target::Data(_) | Target::Control(_) => Vec::new(),
        }
    }

    /// The places of a name; a fan stands for all of its flows.
    pub(super) fn places_named(&mut self, scope: ScopeId, word: &Word) -> Vec<Place> {
        // A single flow of a fan, `DF4.1`, has no statement of its own, but its id can be named.
        if word.text.contains('.') && self.scopes.find(scope, &word.text, super::names::place_in).any().is_none() {
            let id = self.scopes.id(scope, &word.text);
            let named = |id: &str| self.model.flows.iter().find(|(_, flow)| flow.id.as_deref() == Some(id));
            if let Some((flow, _)) = named(&id).or_else(|| named(&word.text)) {
                return vec![Place::Flow(flow)];
            }
        }
        match self.place(scope, word) {
            Some(PlaceName::Element(id)) => vec![Place::Element(id)],
            Some(PlaceName::Zone(id)) => vec![Place::Zone(id)],
            Some(PlaceName::Boundary(id)) => self.places_of(Target::Boundary(id)),
            Some(PlaceName::Flow(id)) => self.places_of(Target::Flow(id)),
            Some(PlaceName::Module(module)) => self.elements_of(module),
            Some(PlaceName::Scenario(_) | PlaceName::View) => {
                let message = format!("`{}` is no element, flow, zone or boundary", word.text);
                self.report(Diagnostic::error("E0116", word.span, message).help("name the place that is meant"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Every element of a module or instance.
    fn elements_of(&self, module: ScopeId) -> Vec<Place> {
        let table = self.scopes.all[module].table;
        let inside =
            self.work.elements.iter().filter(|(_, placed)| self.scopes.all[placed.declared.scope].table == table);
        inside.map(|(id, _)| Place::Element(id)).collect()
    }

    fn tagged(&self, tag: &str) -> Vec<Place> {
        let has = |tags: &[smol_str::SmolStr]| tags.iter().any(|known| known == tag);
        let elements =
            self.model.elements.iter().filter(|(_, element)| has(&element.tags)).map(|(id, _)| Place::Element(id));
        let zones = self.model.zones.iter().filter(|(_, zone)| has(&zone.tags)).map(|(id, _)| Place::Zone(id));
        let flows = self.model.flows.iter().filter(|(_, flow)| has(&flow.tags)).map(|(id, _)| Place::Flow(id));
        elements.chain(zones).chain(flows).collect()
    }

    pub(super) fn flows_between(&mut self, scope: ScopeId, from: &Word, arrow: tree::Arrow, to: &Word) -> Vec<Place> {
        let (Some(a), Some(b)) = (self.place(scope, from), self.place(scope, to)) else { return Vec::new() };
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
