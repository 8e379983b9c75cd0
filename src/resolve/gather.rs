//! What one thing states about itself: its attributes, controls, tags and label, from its header, its block and from
//! `extend`; and how types and defaults fill in what it leaves open.

use std::rc::Rc;

use smol_str::SmolStr;

use super::Resolver;
use super::values::Read;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::model::{Claim, Claims, ControlStatus, Facts, Origin, Sourced, TypeId, ZoneId};
use crate::schema::{self, Expects, Subject};
use crate::syntax::tree::{self, Attribute, Declaration, Doc, HasParts, Part};

/// Tags of one statement that are kept; nobody needs more.
const MAX_TAGS: usize = 1_000;

/// Facts, controls and tags that belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) facts: Facts,
    pub(super) claims: Claims,
    pub(super) tags: Vec<SmolStr>,
    pub(super) label: Option<String>,
}

impl Gathered {
    /// Adds what `other` says where this says nothing; lists are united.
    fn fill(&mut self, subject: Subject, other: &Gathered, origin: &Origin) {
        self.fill_facts(subject, &other.facts, origin);
        for (&control, claim) in &other.claims {
            self.claims.entry(control).or_insert_with(|| Claim { origin: origin.clone(), ..claim.clone() });
        }
        self.tags.extend(other.tags.iter().filter(|tag| !self.tags.contains(tag)).cloned().collect::<Vec<_>>());
    }

    fn fill_facts(&mut self, subject: Subject, facts: &Facts, origin: &Origin) {
        for (name, fact) in facts.iter() {
            let fact: Vec<_> = fact.iter().map(|value| Sourced { origin: origin.clone(), ..value.clone() }).collect();
            let row = schema::attribute(subject, name);
            if row.is_some_and(|row| row.many && row.expects != Expects::Data) {
                self.facts.unite(name, &fact);
            } else if !self.facts.has(name) {
                self.facts.set(name, fact);
            }
        }
    }
}

impl<'t> Resolver<'t> {
    /// Reads what the header and block of `carriers` say: the statement itself first, then what extends it.
    pub(super) fn gather(&mut self, subject: Subject, carriers: &[&dyn HasParts]) -> Gathered {
        let mut gathered = Gathered::default();
        let mut first: rustc_hash::FxHashMap<SmolStr, Span> = rustc_hash::FxHashMap::default();
        for carrier in carriers {
            for attribute in carrier.attributes() {
                self.gather_attribute(subject, attribute, &mut gathered, &mut first);
            }
            for part in carrier.parts() {
                match part {
                    Part::Tag(tag) if !gathered.tags.contains(&tag.text) && gathered.tags.len() < MAX_TAGS => {
                        gathered.tags.push(tag.text.clone());
                    }
                    Part::Label(label) => self.gather_label(label, &mut gathered),
                    _ => {}
                }
            }
        }
        gathered
    }

    fn gather_label(&mut self, label: &tree::Text, gathered: &mut Gathered) {
        match &gathered.label {
            Some(known) if known != &label.text => {
                let message = format!("the label is already \"{known}\"");
                self.report(Diagnostic::error("E0204", label.span, message).help("delete one of the two"));
            }
            _ => gathered.label = Some(label.text.clone()),
        }
    }

    fn gather_attribute(
        &mut self,
        subject: Subject,
        attribute: &Attribute,
        gathered: &mut Gathered,
        first: &mut rustc_hash::FxHashMap<SmolStr, Span>,
    ) {
        let Some(row) = schema::attribute(subject, &attribute.name.text) else {
            return self.unknown_attribute(subject, attribute);
        };
        if row.expects == Expects::Controls && subject != Subject::Counter {
            return self.gather_controls(attribute, &mut gathered.claims);
        }
        if self.values_instead_of_names(row, attribute) {
            return;
        }
        let values = self.read_values(row, attribute);
        let fact: Vec<_> = values.into_iter().map(stated).collect();
        if row.many {
            return gathered.facts.unite(row.name, &fact);
        }
        if let Some(&before) = first.get(row.name) {
            let same = gathered.facts.get(row.name).map(|value| &value.value) == fact.first().map(|value| &value.value);
            if !same {
                let message = format!("`{}` is already set to another value", row.name);
                let diagnostic = Diagnostic::error("E0204", attribute.span, message)
                    .label(before, "set here")
                    .help("delete one of the two");
                self.report(diagnostic);
            }
            return;
        }
        first.insert(row.name.into(), attribute.span);
        gathered.facts.set(row.name, fact);
    }

    fn unknown_attribute(&mut self, subject: Subject, attribute: &Attribute) {
        let name = &attribute.name.text;
        let known: Vec<&str> = schema::attributes_of(subject).map(|row| row.name).collect();
        let message = format!("`{}` has no attribute `{name}`", subject.as_str());
        let mut diagnostic = Diagnostic::error("E0201", attribute.name.span, message);
        let elsewhere: Vec<&str> = schema::ATTRIBUTES
            .iter()
            .filter(|row| row.name == name)
            .flat_map(|row| row.on)
            .map(|s| s.as_str())
            .collect();
        diagnostic = if let Some(meant) = text::did_you_mean(name, known.iter().copied()) {
            diagnostic.help(format!("did you mean `{meant}`?"))
        } else if elsewhere.is_empty() {
            diagnostic.help("a remark stands in `note=\"…\"`")
        } else {
            diagnostic.help(format!("it stands on {}", text::or_list(&elsewhere)))
        };
        self.report(diagnostic);
    }

    /// Reports E0019 for each value that is no name where names are expected; `true` if there is no name at all.
    fn values_instead_of_names(&mut self, row: &schema::Attribute, attribute: &Attribute) -> bool {
        let what = match row.expects {
            Expects::Data => "names of data assets",
            Expects::Zone => "the name of a zone",
            Expects::Type => "the name of a type",
            _ => return false,
        };
        let values = tree::Value::flat(&attribute.values);
        let mut names = 0;
        for value in &values {
            match value {
                tree::Value::Subject(tree::Subject::Name(_)) => names += 1,
                other => {
                    let message = format!("`{}` takes {what}", row.name);
                    let diagnostic = Diagnostic::error("E0019", other.span(), message);
                    self.report(diagnostic.help_opt(self.name_instead_of(row, other)));
                }
            }
        }
        names == 0 && !values.is_empty()
    }

    /// What to write instead of a quoted text that should name a data asset.
    fn name_instead_of(&self, row: &schema::Attribute, value: &tree::Value) -> Option<String> {
        let (tree::Value::Text(text), Expects::Data) = (value, row.expects) else { return None };
        let (name, word) = (row.name, text::slug(&text.text));
        Some(match self.names.data.contains_key(word.as_str()) {
            true => format!("write `{name}={word}`"),
            false => format!("declare `data {word} \"{}\"` and write `{name}={word}`", text.text),
        })
    }

    /// Reads `has=waf,mfa` and its siblings; reports E0208 where a control has two statuses.
    fn gather_controls(&mut self, attribute: &Attribute, claims: &mut Claims) {
        let name = attribute.name.text.as_str();
        let status = ControlStatus::ALL.iter().copied().find(|status| status.attribute() == Some(name));
        let Some(status) = status else { return };
        for (control, span) in self.control_list(attribute) {
            match claims.get(&control) {
                Some(known) if known.status != status => {
                    let label = self.model.types[control].name.clone();
                    let other = known.status.attribute().unwrap_or_default();
                    let mut diagnostic =
                        Diagnostic::error("E0208", span, format!("`{label}` is in `{name}` and in `{other}`"))
                            .help("keep the one that is true");
                    if let Some(before) = known.span {
                        diagnostic = diagnostic.label(before, format!("in `{other}`"));
                    }
                    self.report(diagnostic);
                }
                _ => {
                    let claim = Claim { status, origin: Origin::Stated, span: Some(span), control: None };
                    claims.insert(control, claim);
                }
            }
        }
    }

    /// The controls that an attribute names.
    pub(super) fn control_list(&mut self, attribute: &Attribute) -> Vec<(TypeId, Span)> {
        let mut controls = Vec::new();
        for value in tree::Value::flat(&attribute.values) {
            match value {
                tree::Value::Subject(tree::Subject::Name(word)) => {
                    controls.extend(self.control_named(word).map(|control| (control, word.span)));
                }
                other => {
                    let message = format!("`{}` takes names of controls", attribute.name.text);
                    self.report(Diagnostic::error("E0019", other.span(), message).help("for example `has=waf,mfa`"));
                }
            }
        }
        controls
    }

    /// Fills in what the chain of a type says, nearest first.
    pub(super) fn fill_from_type(&self, gathered: &mut Gathered, subject: Subject, ty: Option<TypeId>) {
        let Some(ty) = ty else { return };
        for id in self.model.chain(ty) {
            let ty = &self.model.types[id];
            let origin = Origin::Type(ty.name.clone());
            let own =
                Gathered { facts: ty.facts.clone(), claims: ty.claims.clone(), tags: ty.tags.clone(), label: None };
            gathered.fill(subject, &own, &origin);
        }
    }

    /// Fills in what `default` statements say: those of `zones`, innermost first, then those of the module.
    pub(super) fn fill_from_defaults(&mut self, gathered: &mut Gathered, subject: Subject, zones: &[ZoneId]) {
        if self.work.defaults.is_empty() {
            return;
        }
        for scope in zones.iter().map(|&zone| Some(zone)).chain([None]) {
            if let Some(defaults) = self.defaults_of(scope, subject) {
                gathered.fill(subject, &defaults, &Origin::Default);
            }
        }
    }

    /// Reads every `default` once, whether or not it has anything to fill in: a mistake in it is a mistake.
    pub(super) fn resolve_defaults(&mut self) {
        let mut keys: Vec<_> = self.work.defaults.keys().copied().collect();
        keys.sort_unstable();
        for (scope, subject) in keys {
            self.defaults_of(scope, subject);
        }
    }

    /// What the `default` statements of one scope say of a kind.
    pub(super) fn defaults_of(&mut self, scope: Option<ZoneId>, subject: Subject) -> Option<Rc<Gathered>> {
        let declarations: Vec<&'t Declaration> = self.work.defaults.get(&(scope, subject))?.clone();
        if let Some(known) = self.gathered_defaults.get(&(scope, subject)) {
            return Some(Rc::clone(known));
        }
        let carriers: Vec<&dyn HasParts> =
            declarations.iter().map(|&declaration| declaration as &dyn HasParts).collect();
        let gathered = Rc::new(self.gather(subject, &carriers));
        self.gathered_defaults.insert((scope, subject), Rc::clone(&gathered));
        Some(gathered)
    }
}

fn stated((value, span): Read) -> Sourced<crate::model::Value> {
    Sourced { value, origin: Origin::Stated, span: Some(span) }
}

/// The doc comment, else the `description`.
pub(super) fn description(doc: Option<&Doc>, facts: &Facts) -> Option<String> {
    doc.map(|doc| doc.text.clone()).or_else(|| facts.text("description").map(str::to_owned))
}
