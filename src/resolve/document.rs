//! The statements that reports and checks read: threats written by hand, answers, scenarios, views, and the rest of the
//! document.

use super::Resolver;
use super::declare::{Carrier, Declared, PlacedEntry};
use super::places::names_of;
use super::rules::children;
use super::scope::{PlaceName, ScopeId};
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{
    Answer, AnswerKind, Carried, DataId, Entry, FlowId, Mitigation, Place, RuleSubject, Scenario, Step, Subjects,
    Threat, ThreatName, TypeId, View,
};
use crate::schema::{self, Subject};
use crate::syntax::tree::{Declaration, FlowStatement, HasParts, Item, Statement, Value, Word};

impl<'t> Resolver<'t> {
    /// Reads everything that needs the architecture to be known.
    pub(super) fn resolve_statements(&mut self) {
        for id in self.work.threats.ids() {
            let declared = self.work.threats[id];
            let threat = self.threat(&declared);
            self.model.threats.push(threat);
        }
        for (kind, declared) in std::mem::take(&mut self.work.answers) {
            let answer = self.answer(kind, &declared);
            self.model.answers.push(answer);
        }
        for declared in std::mem::take(&mut self.work.expectations) {
            let expectation = self.expectation(&declared);
            self.model.expectations.push(expectation);
        }
        for declared in std::mem::take(&mut self.work.scenarios) {
            let scenario = self.scenario(&declared);
            self.model.scenarios.push(scenario);
        }
        for declared in std::mem::take(&mut self.work.views) {
            let view = self.view(&declared);
            self.model.views.push(view);
        }
        for placed in std::mem::take(&mut self.work.entries) {
            let entry = self.entry(&placed);
            self.model.entries.push(entry);
        }
    }

    fn threat(&mut self, declared: &Declared<'t>) -> Threat {
        let carrier = declared.carrier();
        let gathered = self.gather(Subject::Threat, &[carrier]);
        let mitigations =
            children(declared.declaration, "mitigation").map(|child| self.mitigation(child, declared.scope));
        let mitigations: Vec<Mitigation> = mitigations.collect();
        let id = self.scopes.id(declared.scope, &declared.name.text);
        Threat {
            label: gathered.label_or(&id),
            id,
            on: self.subjects(&[carrier], declared.around),
            affects: gathered.carried("affects").map(|data| data.data().to_vec()).unwrap_or_default(),
            mitigations,
            description: gathered.description(),
            tags: gathered.tags,
            facts: gathered.facts,
            span: declared.name.span,
        }
    }

    fn mitigation(&mut self, declaration: &'t Declaration, scope: ScopeId) -> Mitigation {
        let gathered = self.gather(Subject::Mitigation, &[Carrier::plain(declaration, scope)]);
        Mitigation { text: gathered.label_or("").to_string(), facts: gathered.facts, span: declaration.keyword.span }
    }

    fn answer(&mut self, kind: AnswerKind, declared: &Declared<'t>) -> Answer {
        let subject = Subject::ALL.iter().copied().find(|subject| subject.as_str() == kind.as_str());
        let carrier = declared.carrier();
        let gathered = self.gather(subject.unwrap_or(Subject::Accept), &[carrier]);
        let threat = self.threat_named(declared.scope, declared.name);
        let mut on = self.subjects(&[carrier], declared.around);
        if on.span.is_none() && on.places.is_empty() {
            // Without a place it answers the threat wherever that arises.
            on.everywhere = true;
            on.wide = Some(declared.name.span);
        }
        if let Some(ThreatName::Rule(rule)) = threat {
            self.check_answered_places(declared, self.model.rules[rule].subject, &on);
        }
        Answer {
            kind,
            name: declared.name.text.clone(),
            threat,
            on,
            reason: gathered.label.map(|label| label.text.to_string()),
            description: gathered.description(),
            facts: gathered.facts,
            span: declared.name.span,
        }
    }

    /// Reports E0604 where a rule that is asked of flows is answered on an element, and the other way round. A zone stands
    /// for all in it, a boundary for what crosses it, and an element on a rule of flows for none of them.
    fn check_answered_places(&mut self, declared: &Declared<'t>, subject: RuleSubject, on: &Subjects) {
        let mut mistaken = Vec::new();
        for &place in &on.places {
            let (wrong, asked, is) = match (subject, place) {
                (RuleSubject::Flow, Place::Element(id)) => {
                    (true, "flows".to_owned(), text::with_article(self.model.elements[id].kind.title()))
                }
                (RuleSubject::Element(kind), Place::Flow(_) | Place::Boundary(_)) => {
                    let asked = kind.map_or("elements".to_owned(), |kind| format!("each {}", kind.title()));
                    (true, asked, "no element".to_owned())
                }
                (RuleSubject::Element(Some(kind)), Place::Element(id)) => {
                    let is = self.model.elements[id].kind;
                    (is != kind, format!("each {}", kind.title()), text::with_article(is.title()))
                }
                _ => continue,
            };
            if !wrong {
                continue;
            }
            let message =
                format!("`{}` is asked of {asked}; `{}` is {is}", declared.name.text, self.model.place_id(place));
            let span = on.span.unwrap_or(declared.name.span);
            let help = self.flows_at(place).map(|flows| format!("its flows: {flows}"));
            mistaken.push(Diagnostic::error("E0604", span, message).help_opt(help));
        }
        // A tag names flows and elements alike; those that the threat is asked of are meant.
        if on.tags.is_empty() || mistaken.len() == on.places.len() {
            mistaken.into_iter().for_each(|diagnostic| self.report(diagnostic));
        }
    }

    /// The flows at an element, for a message.
    fn flows_at(&self, place: Place) -> Option<String> {
        let Place::Element(id) = place else { return None };
        let at = self.model.flows.values().filter(|flow| flow.source == id || flow.target == id);
        let keys: Vec<String> = at.map(|flow| format!("`{}`", flow.key)).collect();
        (!keys.is_empty()).then(|| text::first_of(&keys, 5))
    }

    fn scenario(&mut self, declared: &Declared<'t>) -> Scenario {
        let gathered = self.gather(Subject::Scenario, &[declared.carrier()]);
        let items = declared.declaration.items().iter();
        let steps: Vec<Step> = items.filter_map(|item| self.step(item, declared.scope)).collect();
        let id = self.scopes.id(declared.scope, &declared.name.text);
        Scenario {
            label: gathered.label_or(&id),
            id,
            steps,
            description: gathered.description(),
            facts: gathered.facts,
            span: declared.name.span,
        }
    }

    /// A step: `REF "text"`, `a -> b "text"` or a text alone.
    fn step(&mut self, item: &'t Item, scope: ScopeId) -> Option<Step> {
        let label = |parts: &dyn HasParts| parts.label().map_or_else(String::new, |label| label.text.to_string());
        let step = |at, flows, text| Some(Step { at, flows, text, span: item.span });
        match &item.statement {
            Statement::Prose(prose) => {
                self.check_step(prose, scope);
                step(None, Vec::new(), prose.text.text.to_string())
            }
            Statement::Flow(flow) => {
                self.check_step(flow, scope);
                let flows = self.step_flows(flow, scope);
                step(flows.first().map(|&flow| Place::Flow(flow)), flows, label(flow))
            }
            Statement::Declaration(declaration) => {
                if let Some(name) = &declaration.name {
                    let message = format!("`{}` is not allowed inside `scenario`", declaration.keyword.text);
                    let help = "a step is the id of an element or flow with a text, `a -> b` with a text, or a text";
                    self.report(Diagnostic::error("E0103", declaration.keyword.span.to(name.span), message).help(help));
                    return None;
                }
                self.check_step(declaration, scope);
                let places = self.step_places(&declaration.keyword, scope);
                let flows = places.iter().filter_map(|place| match place {
                    Place::Flow(flow) => Some(*flow),
                    _ => None,
                });
                step(places.first().copied(), flows.collect(), label(declaration))
            }
            Statement::Attribute(_) => None,
            Statement::When(condition) => {
                let message = "a `when` stands in the block of a rule";
                let help = "a step of a scenario is a text, with or without an element or flow in front";
                self.report(Diagnostic::error("E0108", condition.span, message).help(help));
                None
            }
        }
    }

    fn check_step(&mut self, parts: &'t dyn HasParts, scope: ScopeId) {
        self.check_clauses(parts.parts(), || "a step".to_owned(), &[]);
        self.gather(Subject::Step, &[Carrier::plain(parts, scope)]);
    }

    /// What the name of a step stands for; reports E0702.
    fn step_places(&mut self, word: &Word, scope: ScopeId) -> Vec<Place> {
        let known = self.scopes.find(scope, &word.text, super::names::place_in).any();
        match known {
            Some(PlaceName::Element(_) | PlaceName::Flow(_) | PlaceName::Zone(_) | PlaceName::Boundary(_)) => {
                self.places_named(scope, word)
            }
            _ if word.text.contains('.') && self.is_flow_of_fan(scope, word) => self.places_named(scope, word),
            _ if self.scopes.is_excused(scope, &word.text) => Vec::new(),
            _ => {
                let name = &word.text;
                let meant = self.suggestion(scope, name, |table| {
                    let named = table
                        .places
                        .iter()
                        .filter(|(_, named)| matches!(named.is, PlaceName::Element(_) | PlaceName::Flow(_)));
                    named.map(|(name, _)| name.as_str()).collect()
                });
                let diagnostic =
                    Diagnostic::error("E0702", word.span, format!("scenario step: no flow or element `{name}`"))
                        .meant_or(word.span, meant.as_deref(), || {
                            "a step without a place is a text alone, in quotes".to_owned()
                        });
                self.report(diagnostic);
                Vec::new()
            }
        }
    }

    fn is_flow_of_fan(&self, scope: ScopeId, word: &Word) -> bool {
        let id = self.scopes.id(scope, &word.text);
        self.model.flows.values().any(|flow| flow.id.as_ref().is_some_and(|known| *known == id || *known == word.text))
    }

    /// The flows of a step `a -> b`; they must be there, in this or, for `<->`, in either direction.
    fn step_flows(&mut self, statement: &FlowStatement, scope: ScopeId) -> Vec<FlowId> {
        let mut found = Vec::new();
        for (ends, (arrow, span)) in statement.ends.windows(2).zip(&statement.arrows) {
            let [left, right] = ends else { continue };
            if left.is_empty() {
                let message = "this step has no source";
                self.report(Diagnostic::error("E0301", *span, message).help("write the element in front of the arrow"));
            }
            for (a, b) in left.iter().flat_map(|a| right.iter().map(move |b| (a, b))) {
                let places = self.step_pair(scope, a, *arrow, b);
                found.extend(places.iter().filter_map(|place| match place {
                    Place::Flow(flow) => Some(*flow),
                    _ => None,
                }));
            }
        }
        found
    }

    /// The flows between two elements; for `<->` those of both directions.
    fn step_pair(&mut self, scope: ScopeId, a: &Word, arrow: crate::syntax::tree::Arrow, b: &Word) -> Vec<Place> {
        use crate::syntax::tree::Arrow;
        let place = |word: &Word| self.scopes.find(scope, &word.text, super::names::place_in).any();
        let (Some(PlaceName::Element(from)), Some(PlaceName::Element(to))) = (place(a), place(b)) else {
            return self.flows_between(scope, a, arrow, b);
        };
        let back = self.model.flows.iter().filter(|(_, flow)| (flow.source, flow.target) == (to, from));
        let back: Vec<Place> = back.map(|(id, _)| Place::Flow(id)).collect();
        let forth = self.model.flows.iter().any(|(_, flow)| (flow.source, flow.target) == (from, to));
        match (arrow, forth) {
            (Arrow::Both, true) => [self.flows_between(scope, a, Arrow::Right, b), back].concat(),
            (Arrow::Both, false) if !back.is_empty() => back,
            _ => self.flows_between(scope, a, arrow, b),
        }
    }

    fn view(&mut self, declared: &Declared<'t>) -> View {
        let carrier = declared.carrier();
        let gathered = self.gather(Subject::View, &[carrier]);
        let scenarios = self.view_scenarios(declared);
        let on = if scenarios.is_empty() {
            self.subjects(&[carrier], None)
        } else {
            let others =
                |subject: &&crate::syntax::tree::Subject| self.scenario_named(declared.scope, subject).is_none();
            let others: Vec<_> = declared.declaration.on().into_iter().filter(others).collect();
            self.subjects_named(&others, declared.scope)
        };
        let data: Vec<DataId> = gathered.carried("data").map(|data| data.data().to_vec()).unwrap_or_default();
        let include = self.listed_places(declared, "include");
        let exclude = self.listed_places(declared, "exclude");
        self.check_view(declared, &on, &data, &include);
        let id = self.scopes.id(declared.scope, &declared.name.text);
        View {
            label: gathered.label_or(&id),
            id,
            on,
            data,
            scenarios,
            include,
            exclude,
            facts: gathered.facts,
            span: declared.name.span,
        }
    }

    /// Scenarios that the `on` clause of a view names.
    fn view_scenarios(&self, declared: &Declared<'t>) -> Vec<usize> {
        let on = declared.declaration.on();
        on.iter().filter_map(|subject| self.scenario_named(declared.scope, subject)).collect()
    }

    fn scenario_named(&self, scope: ScopeId, subject: &crate::syntax::tree::Subject) -> Option<usize> {
        let crate::syntax::tree::Subject::Name(word) = subject else { return None };
        match self.scopes.find(scope, &word.text, super::names::place_in).any()? {
            PlaceName::Scenario(at) => Some(at),
            _ => None,
        }
    }

    /// Reports E0703 for a view that shows nothing.
    fn check_view(&mut self, declared: &Declared<'t>, on: &Subjects, data: &[DataId], include: &[Place]) {
        let carries = |carried: &Carried| carried.data().iter().any(|id| data.contains(id));
        let flows = || self.model.flows.values().any(|flow| carries(&flow.data) || carries(&flow.returns));
        let holds = || self.model.elements.values().any(|element| element.holds.iter().any(|id| data.contains(id)));
        let nothing = !data.is_empty() && on.places.is_empty() && include.is_empty() && !flows() && !holds();
        if nothing {
            let names: Vec<String> = data.iter().map(|&id| format!("`{}`", self.data_id(id))).collect();
            let message = format!("view `{}` selects nothing", declared.name.text);
            let help = format!("no flow carries {}, and no store holds it", text::or_list(&names));
            self.report(Diagnostic::error("E0703", declared.name.span, message).help(help));
            return;
        }
        let empty_zone = on.places.iter().all(|&place| matches!(place, Place::Zone(zone) if self.is_empty_zone(zone)));
        if on.span.is_some() && data.is_empty() && include.is_empty() && !on.everywhere && empty_zone {
            let message = format!("view `{}` selects nothing", declared.name.text);
            let help = "name a zone with elements in it, an element, a boundary, a tag or a scenario";
            self.report(Diagnostic::error("E0703", declared.name.span, message).help(help));
        }
    }

    fn is_empty_zone(&self, zone: crate::model::ZoneId) -> bool {
        !self.model.elements.values().any(|element| self.zones_outwards(element.zone).contains(&zone))
    }

    /// The places that an attribute names.
    fn listed_places(&mut self, declared: &Declared<'t>, name: &str) -> Vec<Place> {
        let mut subjects = Vec::new();
        for attribute in declared.declaration.attributes().into_iter().filter(|attribute| attribute.name.text == name) {
            for value in Value::flat(&attribute.values) {
                match value {
                    Value::Subject(subject) => subjects.push(subject),
                    other => {
                        let message = format!("`{name}` takes names of places");
                        self.report(Diagnostic::error("E0019", other.span(), message).help("write names, not texts"));
                    }
                }
            }
        }
        self.subjects_named(&subjects, declared.scope).places
    }

    fn entry(&mut self, placed: &PlacedEntry<'t>) -> Entry {
        let PlacedEntry { item, declaration, row, scope, around } = *placed;
        let carrier = Carrier { parts: declaration, doc: item.doc.as_ref(), scope, is_instance: false };
        let mut entry = self.entry_of(carrier, declaration, row);
        entry.on = self.subjects(&[carrier], around);
        if row.keyword == "regulation" {
            for child in declaration.items() {
                if let Statement::Declaration(requirement) = &child.statement
                    && let Some(row) = schema::statement("requirement")
                    && requirement.keyword.text.eq_ignore_ascii_case("requirement")
                {
                    let carrier = Carrier { parts: requirement, doc: child.doc.as_ref(), scope, is_instance: false };
                    entry.children.push(self.entry_of(carrier, requirement, row));
                }
            }
        }
        entry
    }

    fn entry_of(
        &mut self,
        carrier: Carrier<'t>,
        declaration: &'t Declaration,
        row: &'static schema::Statement,
    ) -> Entry {
        let gathered = self.gather(row.subject.unwrap_or(Subject::Todo), &[carrier]);
        let named = |name: &str| {
            let attributes = declaration.attributes().into_iter().filter(move |attribute| attribute.name.text == name);
            attributes.flat_map(names_of).collect::<Vec<&Word>>()
        };
        let threat = |word: &&Word| self.scopes.find(carrier.scope, &word.text, super::names::threat_in).any();
        let threats: Vec<ThreatName> = named("threats").iter().filter_map(threat).collect();
        let controls = gathered.facts.texts("controls");
        let controls: Vec<TypeId> =
            controls.iter().filter_map(|name| self.model.find_type(crate::model::Kind::Control, name)).collect();
        Entry {
            keyword: row.keyword,
            id: declaration.name.as_ref().map(|name| self.scopes.id(carrier.scope, &name.text)).unwrap_or_default(),
            label: gathered.label_or(""),
            on: Subjects::default(),
            threats,
            controls,
            children: Vec::new(),
            description: gathered.description(),
            facts: gathered.facts,
            span: declaration.name.as_ref().map_or(declaration.keyword.span, |name| name.span),
        }
    }
}
