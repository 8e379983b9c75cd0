//! What one thing states about itself: its attributes, controls, tags and label, from its header, its block and from
//! `extend`; and how types and defaults fill in what it leaves open.

use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::Resolver;
use super::declare::{Carrier, Reach};
use super::scope::{Reference, ScopeId};
use super::values::stated;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::model::{
    self, Carried, Claim, Claims, ControlStatus, DataId, Fact, Facts, Filler, Kind, Origin, Sourced, TypeId, ValueKind,
    ZoneId,
};
use crate::schema::{self, Expects, Subject};
use crate::syntax::tree::{self, Attribute, Doc, Part, Statement, Text};

/// Tags of one statement that are kept; nobody needs more.
const MAX_TAGS: usize = 1_000;

/// Data that a thing names, by attribute.
type CarriedBy = SmallVec<[(&'static str, Carried); 1]>;

/// What a thing says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered<'t> {
    pub(super) facts: Facts,
    pub(super) claims: Claims,
    pub(super) tags: Vec<SmolStr>,
    pub(super) label: Option<&'t Text>,
    pub(super) doc: Option<&'t Doc>,
    /// Data that it names, by attribute.
    pub(super) carried: CarriedBy,
    /// The names of its `is` or `via` clause, and of the attributes of the same name.
    pub(super) types: SmallVec<[Reference<'t>; 1]>,
    /// What its `in=` names, and the attribute.
    pub(super) zone: Option<(Reference<'t>, Span)>,
}

impl Gathered<'_> {
    /// The label, else another text.
    pub(super) fn label_or(&self, other: &str) -> SmolStr {
        self.label.map_or_else(|| other.into(), |label| label.text.clone())
    }

    /// The doc comment, else the `description`.
    pub(super) fn description(&self) -> Option<String> {
        self.doc.map(|doc| doc.text.clone()).or_else(|| self.facts.text("description").map(str::to_owned))
    }

    /// Adds what another says where this says nothing; lists are united.
    fn add(&mut self, subject: Subject, other: Self) {
        for (name, fact) in other.facts.own() {
            if is_united(subject, name) {
                self.facts.unite(name, fact);
            } else if !self.facts.has(name) {
                self.facts.set(name, fact.clone());
            }
        }
        for (control, claim) in other.claims {
            self.claims.entry(control).or_insert(claim);
        }
        self.tags.extend(other.tags);
        carry_missing(&mut self.carried, &other.carried);
        self.types.extend(other.types);
        self.label = self.label.or(other.label);
        self.doc = self.doc.or(other.doc);
        self.zone = self.zone.or(other.zone);
    }

    /// The data of an attribute; `None` where it says nothing of it.
    pub(super) fn carried(&self, name: &str) -> Option<&Carried> {
        self.carried.iter().find(|(known, _)| *known == name).map(|(_, carried)| carried)
    }

    /// Takes the data of an attribute, which nobody asks for again.
    pub(super) fn take_carried(&mut self, name: &str) -> Carried {
        let known = self.carried.iter_mut().find(|(known, _)| *known == name);
        known.map(|(_, carried)| std::mem::take(carried)).unwrap_or_default()
    }

    /// Fills in what `layer` says where this says nothing; lists are united.
    pub(super) fn fill(&mut self, layer: &Layer) {
        let mut united: Vec<(&'static str, Fact)> = Vec::new();
        for &name in &layer.united {
            let fact = self.facts.all(name);
            if fact.is_empty() {
                continue;
            }
            let more = layer.facts.all(name).iter().filter(|more| !fact.iter().any(|known| known.value == more.value));
            let all: Fact = fact.iter().chain(more).cloned().collect();
            if all.len() > fact.len() {
                united.push((name, all));
            }
        }
        for (name, fact) in united {
            self.facts.set(name, fact);
        }
        self.facts = std::mem::take(&mut self.facts).with_base(Arc::clone(&layer.facts));
        for (&control, claim) in &layer.claims {
            self.claims.entry(control).or_insert_with(|| claim.clone());
        }
        for tag in &layer.tags {
            if !self.tags.contains(tag) {
                self.tags.push(tag.clone());
            }
        }
        carry_missing(&mut self.carried, &layer.carried);
    }
}

/// What a type and the defaults around a thing fill in; shared by all things of the same type in the same place.
#[derive(Debug, Default)]
pub(super) struct Layer {
    facts: Arc<Facts>,
    /// Those of its attributes whose values are united with what a thing says itself.
    united: Vec<&'static str>,
    claims: Claims,
    tags: Vec<SmolStr>,
    carried: CarriedBy,
}

/// What a layer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LayerKey {
    pub(super) subject: Subject,
    pub(super) ty: Option<TypeId>,
    /// Whether the type says more than the defaults do.
    pub(super) type_first: bool,
    /// The innermost zone whose defaults count.
    pub(super) zone: Option<ZoneId>,
    pub(super) scope: ScopeId,
}

/// A layer in the making: the nearest comes first.
#[derive(Default)]
struct Growing {
    facts: Facts,
    claims: Claims,
    tags: Vec<SmolStr>,
    carried: CarriedBy,
    fillers: Vec<Filler>,
}

impl Growing {
    fn add(&mut self, subject: Subject, facts: &Facts, claims: &Claims, tags: &[SmolStr], origin: &Origin) {
        for (name, fact) in facts.iter() {
            let fact: Fact = fact.iter().map(|value| Sourced { origin: origin.clone(), ..value.clone() }).collect();
            if is_united(subject, name) {
                self.facts.unite(name, &fact);
            } else if !self.facts.has(name) {
                self.facts.set(name, fact);
            }
        }
        for (&control, claim) in claims {
            self.claims.entry(control).or_insert_with(|| Claim { origin: origin.clone(), ..claim.clone() });
        }
        self.tags.extend(tags.iter().filter(|tag| !self.tags.contains(tag)).cloned().collect::<Vec<_>>());
    }
}

/// Whether the values of an attribute are united with those that types and defaults give.
fn is_united(subject: Subject, name: &str) -> bool {
    schema::attribute(subject, name).is_some_and(schema::Attribute::is_united)
}

impl<'t> Resolver<'t> {
    /// Reads what the header and block of `carriers` say: the statement itself first, then what extends it.
    pub(super) fn gather(&mut self, subject: Subject, carriers: &[Carrier<'t>]) -> Gathered<'t> {
        let headers = carriers.iter().flat_map(|carrier| carrier.parts.parts());
        let attributes = headers.filter(|part| matches!(part, Part::Attribute(_))).count();
        let mut gathered = Gathered { facts: Facts::with_capacity(attributes), ..Gathered::default() };
        for carrier in carriers {
            if carrier.is_instance {
                self.gather_instance(subject, carrier, &mut gathered);
                continue;
            }
            gathered.doc = gathered.doc.or(carrier.doc);
            let mut unlabelled = true;
            for part in carrier.parts.parts() {
                match part {
                    Part::Attribute(attribute) => {
                        self.gather_attribute(subject, attribute, carrier.scope, &mut gathered);
                    }
                    Part::Tag(tag) if !gathered.tags.contains(&tag.text) && gathered.tags.len() < MAX_TAGS => {
                        gathered.tags.push(tag.text.clone());
                    }
                    // Only the first label of a header: a second one is reported by the parser.
                    Part::Label(label) if std::mem::take(&mut unlabelled) => self.gather_label(label, &mut gathered),
                    Part::Is(word, _) if subject != Subject::Flow => {
                        gathered.types.push(Reference { word, scope: carrier.scope });
                    }
                    Part::Via(word, _) if subject == Subject::Flow => {
                        gathered.types.push(Reference { word, scope: carrier.scope });
                    }
                    Part::Is(..) | Part::Via(..) | Part::Label(_) | Part::Tag(_) | Part::On(..) => {}
                }
            }
            for item in carrier.parts.items() {
                if let Statement::Attribute(attribute) = &item.statement {
                    self.gather_attribute(subject, attribute, carrier.scope, &mut gathered);
                }
            }
        }
        gathered
    }

    /// Of a `new`, only what things of this kind have.
    fn gather_instance(&mut self, subject: Subject, carrier: &Carrier<'t>, gathered: &mut Gathered<'t>) {
        for attribute in carrier.parts.attributes() {
            let name = attribute.name.text.as_str();
            if schema::attribute(subject, name).is_some() && !matches!(name, "in" | "is" | "description") {
                self.gather_attribute(subject, attribute, carrier.scope, gathered);
            }
        }
        for part in carrier.parts.parts() {
            if let Part::Tag(tag) = part {
                gathered.tags.push(tag.text.clone());
            }
        }
    }

    fn gather_label(&mut self, label: &'t Text, gathered: &mut Gathered<'t>) {
        match &gathered.label {
            Some(known) if known.text != label.text => {
                let message = format!("the label is already \"{}\"", known.text);
                self.report(Diagnostic::error("E0204", label.span, message).help("delete one of the two"));
            }
            _ => gathered.label = Some(label),
        }
    }

    fn gather_attribute(
        &mut self,
        subject: Subject,
        attribute: &'t Attribute,
        scope: ScopeId,
        gathered: &mut Gathered<'t>,
    ) {
        let Some(row) = schema::attribute(subject, &attribute.name.text) else {
            return self.unknown_attribute(subject, attribute);
        };
        self.check_alone(row, attribute, scope);
        let fact: Fact = match row.expects {
            Expects::Controls if subject == Subject::Counter => return,
            Expects::Controls if subject == Subject::Requirement => self.control_fact(attribute, scope),
            Expects::Controls => return self.gather_controls(attribute, scope, &mut gathered.claims),
            _ if self.values_instead_of_names(row, attribute, scope) => return,
            Expects::Data => self.gather_data(row, attribute, scope, gathered),
            Expects::Type => {
                gathered.types.extend(super::places::names_of(attribute).map(|word| Reference { word, scope }));
                self.read_values(row, attribute, scope)
            }
            Expects::Zone => {
                let word = super::places::names_of(attribute).next();
                gathered.zone = gathered.zone.or(word.map(|word| (Reference { word, scope }, attribute.span)));
                self.read_values(row, attribute, scope)
            }
            _ => self.read_values(row, attribute, scope),
        };
        if row.many {
            return gathered.facts.unite_own(row.name, fact);
        }
        if let Some(before) = gathered.facts.get(row.name) {
            if fact.first().is_some_and(|value| value.value != before.value) {
                let message = format!("`{}` is already set to `{}`", row.name, before.value.text);
                let mut diagnostic = Diagnostic::error("E0204", attribute.span, message).help("delete one of the two");
                if let Some(span) = before.span {
                    diagnostic = diagnostic.label(span, "set here");
                }
                self.report(diagnostic);
            }
            return;
        }
        gathered.facts.set(row.name, fact);
    }

    /// Reports E0201 where a subject has no such attribute.
    pub(super) fn check_known(&mut self, subject: Subject, attribute: &Attribute) {
        if schema::attribute(subject, &attribute.name.text).is_none() {
            self.unknown_attribute(subject, attribute);
        }
    }

    fn unknown_attribute(&mut self, subject: Subject, attribute: &Attribute) {
        let name = &attribute.name.text;
        let known: Vec<&str> = schema::attributes_of(subject).map(|row| row.name).collect();
        let message = format!("`{}` has no attribute `{name}`", subject.as_str());
        let mut diagnostic = Diagnostic::error("E0201", attribute.name.span, message);
        let elsewhere: Vec<&str> = schema::ATTRIBUTES
            .iter()
            .filter(|row| row.name == name && row.on.len() < Subject::ALL.len())
            .flat_map(|row| row.on)
            .map(|s| s.as_str())
            .collect();
        diagnostic = if let Some(meant) = text::did_you_mean(name, known.iter().copied()) {
            diagnostic.meant(attribute.name.span, meant)
        } else if elsewhere.is_empty() {
            diagnostic.help("a remark stands in `note=\"…\"`")
        } else {
            diagnostic.help(format!("it stands on {}", text::or_list(&elsewhere)))
        };
        self.report(diagnostic);
    }

    /// Reports E0019 for each value that is no name where names are expected; `true` if there is no name at all.
    fn values_instead_of_names(&mut self, row: &schema::Attribute, attribute: &Attribute, scope: ScopeId) -> bool {
        let what = match row.expects {
            Expects::Data => "names of data assets",
            Expects::Zone => "the name of a zone",
            Expects::Type => "the name of a type",
            Expects::Threats => "names of threats",
            Expects::Adversary => "the name of an adversary",
            _ => return false,
        };
        let (mut values, mut names) = (0, 0);
        for value in tree::Value::flat(&attribute.values) {
            values += 1;
            match value {
                tree::Value::Subject(tree::Subject::Name(_)) => names += 1,
                other => {
                    let message = format!("`{}` takes {what}", row.name);
                    let diagnostic = Diagnostic::error("E0019", other.span(), message);
                    self.report(diagnostic.help_opt(self.name_instead_of(row, other, scope)));
                }
            }
        }
        names == 0 && values > 0
    }

    /// What to write instead of a quoted text that should name a data asset.
    fn name_instead_of(&self, row: &schema::Attribute, value: &tree::Value, scope: ScopeId) -> Option<String> {
        let (tree::Value::Text(text), Expects::Data) = (value, row.expects) else {
            return Some(format!("write the name without quotes: `{}=name`", row.name));
        };
        let (name, word) = (row.name, text::slug(&text.text));
        let known = self.scopes.find(scope, &word, super::names::data_in).any();
        Some(match known {
            Some(_) => format!("write `{name}={word}`"),
            None => format!("declare `data {word} \"{}\"` and write `{name}={word}`", text.text),
        })
    }

    /// Reads `data=a,b`: which data it is, and its ids as the values of the attribute.
    fn gather_data(
        &mut self,
        row: &'static schema::Attribute,
        attribute: &'t Attribute,
        scope: ScopeId,
        gathered: &mut Gathered<'t>,
    ) -> Fact {
        let mut data: SmallVec<[DataId; 4]> =
            gathered.carried(row.name).map(|known| known.data().into()).unwrap_or_default();
        let mut fact = Fact::new();
        let mut nothing = false;
        for word in super::places::names_of(attribute) {
            let is_data = || super::names::data_in(self.scopes.table(scope), &word.text).is_some();
            let text = match word.text.as_str() {
                "none" if !is_data() => {
                    nothing = true;
                    Some(word.text.clone())
                }
                "unknown" if !is_data() => Some(word.text.clone()),
                _ => self.data_named(scope, word).map(|id| {
                    if !data.contains(&id) {
                        data.push(id);
                    }
                    self.data_id(id)
                }),
            };
            fact.extend(text.map(|text| stated(text, ValueKind::Word, word.span)));
        }
        let carried = carries(data, nothing);
        match gathered.carried.iter_mut().find(|(known, _)| *known == row.name) {
            Some((_, known)) => *known = carried,
            None => gathered.carried.push((row.name, carried)),
        }
        fact
    }

    /// The id in the model of a data asset.
    pub(super) fn data_id(&self, id: DataId) -> SmolStr {
        let declared = &self.work.data[id];
        self.scopes.id(declared.scope, &declared.name.text)
    }

    /// Reads `has=waf,mfa` and its siblings; reports E0208 where a control has two statuses.
    fn gather_controls(&mut self, attribute: &'t Attribute, scope: ScopeId, claims: &mut Claims) {
        let name = attribute.name.text.as_str();
        let status = ControlStatus::ALL.iter().copied().find(|status| status.attribute() == Some(name));
        let Some(status) = status else { return };
        for (control, span) in self.control_list(attribute, scope) {
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

    /// The controls that an attribute names, as the values of a fact.
    fn control_fact(&mut self, attribute: &'t Attribute, scope: ScopeId) -> Fact {
        let controls = self.control_list(attribute, scope);
        let value = |(control, span): (TypeId, Span)| {
            let text = self.model.types[control].name.clone();
            stated(text, ValueKind::Word, span)
        };
        controls.into_iter().map(value).collect()
    }

    /// The controls that an attribute names.
    pub(super) fn control_list(&mut self, attribute: &Attribute, scope: ScopeId) -> Vec<(TypeId, Span)> {
        let mut controls = Vec::new();
        for value in tree::Value::flat(&attribute.values) {
            match value {
                tree::Value::Subject(tree::Subject::Name(word)) => {
                    controls.extend(self.control_named(scope, word).map(|control| (control, word.span)));
                }
                other => {
                    let message = format!("`{}` takes names of controls", attribute.name.text);
                    self.report(Diagnostic::error("E0019", other.span(), message).help("for example `has=waf,mfa`"));
                }
            }
        }
        controls
    }

    /// What types and defaults fill in for things of this key; worked out once for all of them.
    pub(super) fn layer(&mut self, key: LayerKey) -> Arc<Layer> {
        let key = LayerKey { zone: key.zone.filter(|_| self.has_zone_defaults), ..key };
        if let Some(known) = self.layers.get(&key) {
            return Arc::clone(known);
        }
        let mut growing = Growing::default();
        if key.type_first {
            self.add_type(&mut growing, key.subject, key.ty);
        }
        for reach in self.reaches(key.zone, key.scope) {
            self.add_default(&mut growing, key.subject, reach);
            growing.fillers.extend(self.default_ids.get(&(reach, key.subject)).map(|&id| Filler::Default(id)));
        }
        if !key.type_first {
            self.add_type(&mut growing, key.subject, key.ty);
        }
        let Growing { facts, claims, tags, carried, fillers } = growing;
        let united = facts.own().map(|(name, _)| name).filter(|name| is_united(key.subject, name)).collect();
        let facts = Arc::new(facts.with_fillers(fillers));
        let layer = Arc::new(Layer { facts, united, claims, tags, carried });
        self.layers.insert(key, Arc::clone(&layer));
        layer
    }

    /// Where defaults for a thing may stand, nearest first: the zones around it, then its module or instance.
    pub(super) fn reaches(&self, zone: Option<ZoneId>, scope: ScopeId) -> Vec<Reach> {
        let zones = zone.map(|zone| self.zones_outwards(zone)).unwrap_or_default();
        let modules = self.scopes.outwards(scope).map(|scope| Reach::Module(self.scopes.all[scope].table));
        zones.into_iter().map(Reach::Zone).chain(modules).collect()
    }

    fn add_type(&self, growing: &mut Growing, subject: Subject, ty: Option<TypeId>) {
        let Some(ty) = ty else { return };
        for id in self.model.chain(ty) {
            growing.fillers.push(Filler::Type(id));
            let ty = &self.model.types[id];
            let origin = Origin::Type(ty.name.clone());
            growing.add(subject, &ty.facts, &ty.claims, &ty.tags, &origin);
            for (name, fact) in ty.facts.own() {
                let is_data = schema::attribute(subject, name).is_some_and(|row| row.expects == Expects::Data);
                if is_data && !growing.carried.iter().any(|(known, _)| *known == name) {
                    growing.carried.push((name, self.carried_by_ids(fact)));
                }
            }
        }
    }

    /// The data behind ids that a type names.
    fn carried_by_ids(&self, fact: &Fact) -> Carried {
        let ids: Vec<&str> = fact.iter().map(|value| value.value.text.as_str()).collect();
        let data = self.work.data.ids().filter(|&id| ids.contains(&self.data_id(id).as_str())).collect();
        carries(data, ids.contains(&"none"))
    }

    fn add_default(&mut self, growing: &mut Growing, subject: Subject, reach: Reach) {
        let Some(default) = self.default_of(reach, subject) else { return };
        growing.add(subject, &default.facts, &default.claims, &default.tags, &Origin::Default);
        carry_missing(&mut growing.carried, &default.carried);
    }

    /// Reads every `default` once, whether or not it has anything to fill in: a mistake in it is a mistake.
    pub(super) fn resolve_defaults(&mut self) {
        let mut keys: Vec<_> = self.work.defaults.keys().copied().collect();
        keys.sort_unstable();
        self.has_zone_defaults = keys.iter().any(|(reach, _)| matches!(reach, Reach::Zone(_)));
        for (reach, subject) in keys {
            self.default_of(reach, subject);
        }
    }

    /// What the `default` statements of one scope say of a kind. Attributes of a `new` hold for what has them.
    pub(super) fn default_of(&mut self, reach: Reach, subject: Subject) -> Option<Arc<Gathered<'t>>> {
        if let Some(known) = self.gathered_defaults.get(&(reach, subject)) {
            return Some(Arc::clone(known));
        }
        let carriers = self.work.defaults.get(&(reach, subject))?.clone();
        // What `new` says goes before what its template says.
        let (instance, own): (Vec<_>, Vec<_>) = carriers.into_iter().partition(|carrier| carrier.is_instance);
        let mut gathered = self.gather(subject, &instance);
        gathered.add(subject, self.gather(subject, &own));
        let gathered = Arc::new(gathered);
        self.keep_default(reach, subject, &gathered);
        self.gathered_defaults.insert((reach, subject), Arc::clone(&gathered));
        Some(gathered)
    }
}

impl Resolver<'_> {
    /// Keeps a default in the model, for those who ask where a value comes from.
    fn keep_default(&mut self, reach: Reach, subject: Subject, said: &Gathered<'_>) {
        let Some(kind) = Kind::parse(subject.as_str()) else { return };
        let (zone, module) = match reach {
            Reach::Zone(zone) => (Some(zone), SmolStr::default()),
            Reach::Module(table) => {
                let scope = self.scopes.all.values().find(|scope| scope.table == table);
                (None, scope.map(|scope| scope.prefix.trim_end_matches('.').into()).unwrap_or_default())
            }
        };
        let via = said.types.first().map(|named| Sourced {
            value: named.word.text.clone(),
            origin: Origin::Stated,
            span: Some(named.word.span),
        });
        let (facts, claims, tags) = (said.facts.clone(), said.claims.clone(), said.tags.clone());
        let id = self.model.defaults.push(model::Defaults { kind, zone, module, via, facts, claims, tags });
        self.default_ids.insert((reach, subject), id);
    }
}

/// Adds the data of attributes that say nothing of their own.
fn carry_missing(known: &mut CarriedBy, more: &[(&'static str, Carried)]) {
    for (name, carried) in more {
        if !known.iter().any(|(known, _)| known == name) {
            known.push((name, carried.clone()));
        }
    }
}

pub(super) fn carries(data: SmallVec<[DataId; 4]>, nothing: bool) -> Carried {
    match (data.is_empty(), nothing) {
        (false, _) => Carried::Data(data),
        (true, true) => Carried::Nothing,
        (true, false) => Carried::Unknown,
    }
}
