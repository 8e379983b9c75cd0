//! Where a value comes from: everything that is asked for it, the nearest first, and what each says.

use std::sync::LazyLock;

use super::Knowledge;
use crate::base::source::Span;
use crate::model::{
    BoundaryId, Claims, Defaults, ElementId, Facts, Filler, FlowId, Model, Origin, Place, Sourced, TypeId, Value,
    ZoneId,
};
use crate::schema::{self, Attribute, Expects, Subject};

/// Attributes that hold for what lies in a zone, where it says nothing itself.
const INHERITED: &[&str] = &["trust", "environment"];

/// A part of the model that has attributes.
#[derive(Clone, Copy)]
pub(super) struct Thing<'a> {
    /// What its attributes belong to.
    pub subject: Subject,
    /// The name under which tables show it.
    pub name: &'a str,
    pub facts: &'a Facts,
    pub claims: Option<&'a Claims>,
    pub ty: Option<TypeId>,
    /// The zone around it.
    pub zone: Option<ZoneId>,
    /// Its place, if it has one.
    pub place: Option<Place>,
    /// Where it is declared.
    pub span: Option<Span>,
}

/// One that is asked for a value.
pub(super) struct Step {
    /// Who: `type svc-call`, `default flow of zone app`.
    pub who: String,
    /// What it says; `None` for nothing.
    pub value: Option<String>,
    /// Where it says so.
    pub span: Option<Span>,
    /// Whether the value is the one that holds, or one of those.
    pub holds: bool,
}

/// The parts of the model that a name stands for: one, or the flows of a fan.
pub(super) fn things<'a>(model: &'a Model, name: &str) -> Vec<Thing<'a>> {
    let exact = named(model, &|known| known == name);
    if exact.is_empty() { named(model, &|known| known.eq_ignore_ascii_case(name)) } else { exact }
}

/// Everything that has a name.
pub(super) fn all(model: &Model) -> Vec<Thing<'_>> {
    named(model, &|_| true)
}

fn named<'a>(model: &'a Model, is: &dyn Fn(&str) -> bool) -> Vec<Thing<'a>> {
    let of_fan = |number: &str| number.split_once('.').is_some_and(|(fan, _)| is(fan));
    let elements = model.elements.iter().filter(|(_, element)| is(&element.id)).map(|(id, _)| element(model, id));
    let zones = model.zones.iter().filter(|(_, zone)| is(&zone.id)).map(|(id, _)| zone(model, id));
    let boundaries = model.boundaries.iter().filter(|(_, one)| is(&one.id)).map(|(id, _)| boundary(model, id));
    let flows = model.flows.iter().filter(|(_, flow)| is(&flow.number) || is(&flow.key) || of_fan(&flow.number));
    let mut found: Vec<Thing<'a>> = elements.chain(zones).chain(boundaries).collect();
    found.extend(flows.map(|(id, _)| flow(model, id)));
    for data in model.data.values().filter(|data| is(&data.id)) {
        let subject = if data.asset { Subject::Asset } else { Subject::Data };
        found.push(Thing { ty: data.ty, span: Some(data.span), ..bare(subject, &data.id, &data.facts) });
    }
    for control in model.controls.values().filter(|control| is(&control.id)) {
        let (ty, span) = (control.ty, Some(control.span));
        found.push(Thing { ty, span, ..bare(Subject::Control, &control.id, &control.facts) });
    }
    for threat in model.threats.values().filter(|threat| is(&threat.id)) {
        found.push(Thing { span: Some(threat.span), ..bare(Subject::Threat, &threat.id, &threat.facts) });
    }
    for scenario in model.scenarios.iter().filter(|scenario| is(&scenario.id)) {
        found.push(Thing { span: Some(scenario.span), ..bare(Subject::Scenario, &scenario.id, &scenario.facts) });
    }
    for view in model.views.iter().filter(|view| is(&view.id)) {
        found.push(Thing { span: Some(view.span), ..bare(Subject::View, &view.id, &view.facts) });
    }
    found.extend(statements(model, is));
    if is("model") && model.document.span.is_some() {
        found.push(Thing { span: model.document.span, ..bare(Subject::Model, "model", &model.document.facts) });
    }
    found
}

/// Statements of the document with a name, modules that are used, instances of templates, and templates.
fn statements<'a>(model: &'a Model, is: &dyn Fn(&str) -> bool) -> Vec<Thing<'a>> {
    let entries = model.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.children));
    let named = entries.filter(|entry| !entry.id.is_empty() && is(&entry.id));
    // The counters of rules are parts of those.
    let part = |subject: &Subject| *subject == Subject::Counter;
    let subject = |keyword: &str| schema::statement(keyword)?.subject.filter(|subject| !part(subject));
    let entries = named.filter_map(|entry| {
        let span = Some(entry.span);
        Some(Thing { span, ..bare(subject(entry.keyword)?, &entry.id, &entry.facts) })
    });
    let modules = model.modules.iter().filter(|module| !module.id.is_empty() && is(&module.id)).map(|module| {
        let subject = if module.template.is_some() { Subject::New } else { Subject::Use };
        Thing { span: Some(module.span), ..bare(subject, &module.id, &NO_FACTS) }
    });
    let templates = model.templates.iter().filter(|template| is(&template.id));
    let templates = templates.map(|one| Thing { span: Some(one.span), ..bare(Subject::Template, &one.id, &NO_FACTS) });
    entries.chain(modules).chain(templates).collect()
}

/// The facts of what has none.
static NO_FACTS: LazyLock<Facts> = LazyLock::new(Facts::default);

/// A thing without anything but its name and attributes.
fn bare<'a>(subject: Subject, name: &'a str, facts: &'a Facts) -> Thing<'a> {
    Thing { subject, name, facts, claims: None, ty: None, zone: None, place: None, span: None }
}

fn element(model: &Model, id: ElementId) -> Thing<'_> {
    let element = &model.elements[id];
    Thing {
        claims: Some(&element.claims),
        ty: element.ty,
        zone: Some(element.zone),
        place: Some(Place::Element(id)),
        span: Some(element.span),
        ..bare(Subject::from(element.kind.kind()), &element.id, &element.facts)
    }
}

fn zone(model: &Model, id: ZoneId) -> Thing<'_> {
    let zone = &model.zones[id];
    Thing {
        claims: Some(&zone.claims),
        ty: zone.ty,
        zone: zone.parent,
        place: Some(Place::Zone(id)),
        span: zone.span,
        ..bare(Subject::Zone, &zone.id, &zone.facts)
    }
}

fn boundary(model: &Model, id: BoundaryId) -> Thing<'_> {
    let boundary = &model.boundaries[id];
    Thing {
        claims: Some(&boundary.claims),
        place: Some(Place::Boundary(id)),
        span: Some(boundary.span),
        ..bare(Subject::Boundary, &boundary.id, &boundary.facts)
    }
}

fn flow(model: &Model, id: FlowId) -> Thing<'_> {
    let flow = &model.flows[id];
    Thing {
        claims: Some(&flow.claims),
        ty: flow.ty,
        place: Some(Place::Flow(id)),
        span: Some(flow.span),
        ..bare(Subject::Flow, &flow.number, &flow.facts)
    }
}

/// Who is asked for the value of an attribute, the nearest first.
pub(super) fn steps(known: &Knowledge<'_>, thing: &Thing<'_>, row: &Attribute) -> Vec<Step> {
    let mut steps = match row.expects {
        Expects::Type => of_type(known, thing, row),
        _ => of_value(known, thing, row),
    };
    let united = row.is_united();
    let mut found = false;
    for step in &mut steps {
        step.holds = step.value.is_some() && (united || !found);
        found |= step.holds;
    }
    steps
}

/// The values that hold, in their order.
pub(super) fn value(steps: &[Step]) -> Option<String> {
    let mut values: Vec<&str> = Vec::new();
    for value in steps.iter().filter(|step| step.holds).filter_map(|step| step.value.as_deref()) {
        values.extend(value.split(", ").filter(|value| !values.contains(value)).collect::<Vec<_>>());
    }
    (!values.is_empty()).then(|| values.join(", "))
}

fn of_value(known: &Knowledge<'_>, thing: &Thing<'_>, row: &Attribute) -> Vec<Step> {
    let own: &[Sourced<Value>] =
        thing.facts.own().find(|(name, _)| *name == row.name).map_or(&[], |(_, fact)| fact.as_slice());
    let stated = |extended: bool| {
        let values = own.iter().filter(move |value| value.origin == Origin::Stated);
        values.filter(move |value| is_extension(known.model, thing, value.span) == extended).collect::<Vec<_>>()
    };
    let mut steps = vec![step("stated on it".to_owned(), &stated(false))];
    let extended = stated(true);
    if !extended.is_empty() {
        steps.push(step("stated by `extend`".to_owned(), &extended));
    }
    steps.extend(thing.facts.fillers().iter().map(|filler| filled(known, thing, *filler, row.name)));
    for value in own {
        if let Origin::Implied(from) = &value.origin {
            steps.push(step(format!("follows from `{from}`"), &[value]));
        }
    }
    if INHERITED.contains(&row.name) {
        steps.extend(inherited(known, thing, row.name));
    }
    steps
}

/// Whether a value stands in an `extend` of the thing.
fn is_extension(model: &Model, thing: &Thing<'_>, span: Option<Span>) -> bool {
    let within = |span: Option<Span>, outer: &Span| {
        span.is_some_and(|span| span.file == outer.file && outer.start <= span.start && span.end <= outer.end)
    };
    model.extensions.iter().any(|extension| within(span, extension) && !within(thing.span, extension))
}

fn filled(known: &Knowledge<'_>, thing: &Thing<'_>, filler: Filler, name: &str) -> Step {
    let (who, facts) = match filler {
        Filler::Type(id) => (type_name(known.model, id), &known.model.types[id].facts),
        Filler::Default(id) => {
            let default = &known.model.defaults[id];
            (default_name(known.model, default, thing.subject), &default.facts)
        }
    };
    step(who, &facts.all(name).iter().collect::<Vec<_>>())
}

pub(super) fn type_name(model: &Model, id: TypeId) -> String {
    format!("type `{}`", model.types[id].name)
}

/// `default flow` of the zone, module or instance in which it stands.
pub(super) fn default_name(model: &Model, default: &Defaults, subject: Subject) -> String {
    let kind = subject.as_str();
    if let Some(zone) = default.zone {
        return format!("`default {kind}` in zone `{}`", model.zones[zone].id);
    }
    let module = model.modules.iter().find(|module| module.id == default.module && !module.id.is_empty());
    match module {
        None => format!("`default {kind}` of the model"),
        Some(module) if module.template.is_some() => format!("`new {}`", module.id),
        Some(module) => format!("`default {kind}` of module `{}`", module.id),
    }
}

/// What the zones around a thing say, innermost first.
fn inherited(known: &Knowledge<'_>, thing: &Thing<'_>, name: &str) -> Vec<Step> {
    let zones = &known.model.zones;
    let mut steps = Vec::new();
    if let Some(Place::Zone(id)) = thing.place.filter(|_| name == "trust" && thing.span.is_none()) {
        let value = zones[id].trust.as_ref().map(|trust| trust.value.to_string());
        steps.push(Step { who: "every model has this zone".to_owned(), value, span: None, holds: false });
    }
    for id in std::iter::successors(thing.zone, |&zone| zones[zone].parent) {
        let zone = &zones[id];
        let who = format!("zone `{}` around it", zone.id);
        let mut said = step(who, &zone.facts.all(name).iter().collect::<Vec<_>>());
        if name == "trust" && zone.implicit {
            said.value = zone.trust.as_ref().map(|trust| trust.value.to_string());
        }
        steps.push(said);
    }
    steps
}

/// Who says of what type a thing is.
fn of_type(known: &Knowledge<'_>, thing: &Thing<'_>, row: &Attribute) -> Vec<Step> {
    let model = known.model;
    // A type that comes from a default is asked for values behind the defaults, one that is stated before them.
    let stated = !matches!(thing.facts.fillers().first(), Some(Filler::Default(_)));
    let name = thing.ty.filter(|_| stated).map(|ty| model.types[ty].name.to_string());
    let span = thing.span.filter(|_| name.is_some());
    let mut steps = vec![Step { who: format!("its `{}` clause", row.name), value: name, span, holds: false }];
    for filler in thing.facts.fillers() {
        if let Filler::Default(id) = filler {
            let default = &model.defaults[*id];
            let via = default.via.as_ref();
            steps.push(Step {
                who: default_name(model, default, thing.subject),
                value: via.map(|via| via.value.to_string()),
                span: via.and_then(|via| via.span),
                holds: false,
            });
        }
    }
    steps
}

fn step(who: String, values: &[&Sourced<Value>]) -> Step {
    let texts: Vec<&str> = values.iter().map(|value| value.value.text.as_str()).collect();
    let value = (!texts.is_empty()).then(|| texts.join(", "));
    Step { who, value, span: values.first().and_then(|value| value.span), holds: false }
}
