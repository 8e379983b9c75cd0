//! What a model says, in words of the language: for formats that keep attributes of their own as texts.
//!
//! Only what the author stated is said, and what defaults give: types and rules give the rest again to whoever reads it.

use std::collections::BTreeMap;

use crate::base::source::Span;
use crate::model::{
    Carried, Claims, ControlStatus, DataId, Element, ElementId, ElementKind, Entry, Facts, FlowId, Model, Origin,
    Place, Sourced, Step, Subjects, ThreatName, Value, ValueKind, ZoneId,
};
use crate::pipeline::Outcome;
use crate::syntax::tree::{Declaration, HasParts, Item, Statement};

/// Attributes with what they say, as it is written behind `=`.
pub(super) type Said = Vec<(&'static str, String)>;

/// Attributes that are written in another form.
const ELSEWHERE: &[&str] = &["is", "via", "in", "description", "holds", "data", "returns"];

/// Statements of the document that stand in front of everything else.
const EARLY: &[&str] = &["layer", "regulation", "assumption", "impact", "concern"];
/// Statements that are parts of others.
const PARTS: &[&str] = &["counter", "effect", "weakness", "mitigation", "requirement", "partial", "missing"];

/// A text in quotes, with escapes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value as it is written.
fn literal(value: &Value) -> String {
    let plain = |c: char| unicode_ident::is_xid_continue(c) || "-.@<>#* ".contains(c);
    match value.kind {
        ValueKind::Word if value.text.chars().all(plain) && !value.text.is_empty() => value.text.to_string(),
        ValueKind::Number => value.text.to_string(),
        ValueKind::Word | ValueKind::Text => quoted(&value.text),
    }
}

/// The attributes of a thing that it does not have from its type.
pub(super) fn said(facts: &Facts) -> Said {
    let own = |value: &&Sourced<Value>| matches!(value.origin, Origin::Stated | Origin::Default);
    let all = facts.iter().filter(|(name, _)| !ELSEWHERE.contains(name));
    let values = all.map(|(name, fact)| (name, fact.iter().filter(own).map(|value| literal(&value.value))));
    let joined = values.map(|(name, values)| (name, values.collect::<Vec<_>>().join(",")));
    joined.filter(|(_, values)| !values.is_empty()).collect()
}

/// Data that something carries.
fn carried(model: &Model, name: &'static str, carried: &Carried) -> Option<(&'static str, String)> {
    match carried {
        Carried::Unknown => None,
        Carried::Nothing => Some((name, "none".to_owned())),
        Carried::Data(data) => Some((name, data_names(model, data))),
    }
}

fn data_names(model: &Model, data: &[DataId]) -> String {
    data.iter().map(|&id| model.data[id].id.as_str()).collect::<Vec<_>>().join(",")
}

/// Controls that a thing lists itself, by status.
fn claims(model: &Model, claims: &Claims) -> Said {
    let mut by_status: BTreeMap<ControlStatus, Vec<&str>> = BTreeMap::new();
    for (&control, claim) in claims {
        if claim.control.is_none() && matches!(claim.origin, Origin::Stated | Origin::Default) {
            by_status.entry(claim.status).or_default().push(&model.types[control].name);
        }
    }
    let listed = by_status.into_iter().filter_map(|(status, names)| Some((status.attribute()?, names.join(","))));
    listed.collect()
}

/// What an element says of itself.
pub(super) fn of_element(model: &Model, id: ElementId) -> Said {
    let element = &model.elements[id];
    let mut said = said(&element.facts);
    said.extend(claims(model, &element.claims));
    if !element.holds.is_empty() {
        said.push(("holds", data_names(model, &element.holds)));
    }
    let zone = &model.zones[element.zone];
    let usual = match element.kind {
        ElementKind::Actor | ElementKind::External => "internet",
        ElementKind::Process | ElementKind::Store => "system",
    };
    if zone.implicit && zone.id != usual && element.parent.is_none() {
        said.push(("in", zone.id.to_string()));
    }
    said
}

/// What a zone says of itself.
pub(super) fn of_zone(model: &Model, id: ZoneId) -> Said {
    let zone = &model.zones[id];
    let mut said = said(&zone.facts);
    said.extend(claims(model, &zone.claims));
    said
}

/// What a flow says of itself.
pub(super) fn of_flow(model: &Model, id: FlowId) -> Said {
    let flow = &model.flows[id];
    let mut said = said(&flow.facts);
    said.extend(carried(model, "data", &flow.data));
    said.extend(carried(model, "returns", &flow.returns));
    said.extend(claims(model, &flow.claims));
    said
}

/// How statements name a flow.
fn flow_name(model: &Model, id: FlowId) -> String {
    let flow = &model.flows[id];
    match &flow.id {
        Some(id) => id.to_string(),
        None => format!("{} -> {}", model.elements[flow.source].id, model.elements[flow.target].id),
    }
}

fn place_name(model: &Model, place: Place) -> String {
    match place {
        Place::Flow(id) => flow_name(model, id),
        place => model.place_id(place).to_string(),
    }
}

fn tags_of(model: &Model, place: Place) -> &[smol_str::SmolStr] {
    match place {
        Place::Element(id) => &model.elements[id].tags,
        Place::Zone(id) => &model.zones[id].tags,
        Place::Flow(id) => &model.flows[id].tags,
        Place::Boundary(_) => &[],
    }
}

/// What stands behind `on`; empty where nothing does.
pub(super) fn subjects(model: &Model, on: &Subjects) -> String {
    let mut names: Vec<String> = Vec::new();
    names.extend(on.everywhere.then(|| "*".to_owned()));
    names.extend(on.tags.iter().map(|tag| format!("#{tag}")));
    let tagged = |place: &&Place| tags_of(model, **place).iter().any(|tag| on.tags.contains(tag));
    names.extend(on.places.iter().filter(|place| !tagged(place)).map(|&place| place_name(model, place)));
    names.extend(on.data.iter().map(|&id| model.data[id].id.to_string()));
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.join(", ")
}

/// A statement in pieces.
#[derive(Default)]
struct Pieces<'a> {
    about: Option<&'a str>,
    head: String,
    label: &'a str,
    on: String,
    tags: &'a [smol_str::SmolStr],
    said: Said,
    inner: Vec<String>,
}

impl Pieces<'_> {
    fn text(self) -> String {
        let mut out = String::new();
        for line in self.about.into_iter().flat_map(|about| about.trim_matches('\n').lines()) {
            out.push_str(format!("/// {line}").trim_end());
            out.push('\n');
        }
        out.push_str(&self.head);
        if !self.label.is_empty() {
            out.push_str(&format!(" {}", quoted(self.label)));
        }
        if !self.on.is_empty() {
            out.push_str(&format!(" on {}", self.on));
        }
        out.extend(self.tags.iter().map(|tag| format!(" #{tag}")));
        let said = self.said.iter().map(|(name, values)| format!("{name}={values}"));
        if self.inner.is_empty() && self.said.len() < 4 {
            out.extend(said.map(|said| format!(" {said}")));
            return out;
        }
        out.push_str(" {\n");
        out.extend(said.chain(self.inner.iter().cloned()).map(|line| format!("{line}\n")));
        out.push('}');
        out
    }
}

/// All statements of a model but the document itself, data, zones, elements, flows and threats written by hand.
pub(super) fn statements(outcome: &Outcome) -> Vec<String> {
    let model = &outcome.model;
    let mut all = declarations(outcome);
    let entries = |early: bool| model.entries.iter().filter(move |entry| EARLY.contains(&entry.keyword) == early);
    all.extend(entries(true).map(|entry| self::entry(model, entry)));
    for boundary in model.boundaries.values() {
        let mut said = said(&boundary.facts);
        said.extend(claims(model, &boundary.claims));
        let (from, to) = (&model.zones[boundary.from].id, &model.zones[boundary.to].id);
        all.push(
            Pieces {
                about: boundary.description.as_deref(),
                head: format!("boundary {}", boundary.id),
                label: &boundary.label,
                on: format!("{from} -> {to}"),
                tags: &boundary.tags,
                said,
                ..Pieces::default()
            }
            .text(),
        );
    }
    all.extend(model.controls.values().map(|control| self::control(model, control)));
    let others = entries(false).filter(|entry| !PARTS.contains(&entry.keyword));
    all.extend(others.map(|entry| self::entry(model, entry)));
    all.extend(model.answers.iter().map(|answer| {
        let name = answer.threat.map_or_else(|| answer.name.to_string(), |name| threat_name(model, name));
        Pieces {
            about: answer.description.as_deref(),
            head: format!("{} {name}", answer.kind.as_str()),
            label: answer.reason.as_deref().unwrap_or_default(),
            on: subjects(model, &answer.on),
            said: said(&answer.facts),
            ..Pieces::default()
        }
        .text()
    }));
    all.extend(model.expectations.iter().filter_map(|wanted| {
        let name = threat_name(model, wanted.threat?);
        let on = subjects(model, &wanted.on);
        let said = vec![("result", wanted.wanted.as_str().to_owned())];
        Some(Pieces { head: format!("expect {name}"), on, said, ..Pieces::default() }.text())
    }));
    all.extend(model.scenarios.iter().map(|scenario| {
        let label = if scenario.label == scenario.id { "" } else { &scenario.label };
        Pieces {
            about: scenario.description.as_deref(),
            head: format!("scenario {}", scenario.id),
            label,
            said: said(&scenario.facts),
            inner: scenario.steps.iter().map(|step| self::step(model, step)).collect(),
            ..Pieces::default()
        }
        .text()
    }));
    all.extend(model.views.iter().map(|view| self::view(model, view)));
    all
}

fn threat_name(model: &Model, name: ThreatName) -> String {
    match name {
        ThreatName::Rule(id) => model.rules[id].name.to_string(),
        ThreatName::Written(id) => model.threats[id].id.to_string(),
    }
}

fn control(model: &Model, control: &crate::model::Control) -> String {
    // A control that names no type, and that the catalogue does not have, is a type of its own.
    let ty = control.ty.map(|id| &model.types[id]).filter(|ty| ty.span != control.span);
    let is = ty.map(|ty| format!(" is {}", ty.name)).unwrap_or_default();
    let on = Subjects { places: control.on.clone(), everywhere: control.everywhere, ..Subjects::default() };
    Pieces {
        about: control.description.as_deref(),
        head: format!("control {}{is}", control.id),
        label: if control.label == control.id { "" } else { &control.label },
        on: subjects(model, &on),
        said: said(&control.facts),
        ..Pieces::default()
    }
    .text()
}

fn entry(model: &Model, entry: &Entry) -> String {
    let name = if entry.id.is_empty() { String::new() } else { format!(" {}", entry.id) };
    Pieces {
        about: entry.description.as_deref(),
        head: format!("{}{name}", entry.keyword),
        label: &entry.label,
        on: subjects(model, &entry.on),
        said: said(&entry.facts),
        inner: entry.children.iter().map(|child| self::entry(model, child)).collect(),
        ..Pieces::default()
    }
    .text()
}

fn step(model: &Model, step: &Step) -> String {
    let place = step.at.map(|place| place_name(model, place));
    let text = quoted(&step.text);
    match place {
        Some(place) if step.text.is_empty() => place,
        Some(place) => format!("{place} {text}"),
        None => text,
    }
}

fn view(model: &Model, view: &crate::model::View) -> String {
    let mut on: Vec<String> =
        view.scenarios.iter().filter_map(|&at| Some(model.scenarios.get(at)?.id.to_string())).collect();
    on.extend(Some(subjects(model, &view.on)).filter(|on| !on.is_empty()));
    let places = |places: &[Place]| {
        let names: Vec<String> = places.iter().map(|&place| place_name(model, place)).collect();
        names.join(",")
    };
    let mut said: Said =
        said(&view.facts).into_iter().filter(|(name, _)| !matches!(*name, "include" | "exclude")).collect();
    let more = [
        ("data", data_names(model, &view.data)),
        ("include", places(&view.include)),
        ("exclude", places(&view.exclude)),
    ];
    said.extend(more.into_iter().filter(|(_, names)| !names.is_empty()));
    Pieces {
        head: format!("view {}", view.id),
        label: if view.label == view.id { "" } else { &view.label },
        on: on.join(", "),
        said,
        ..Pieces::default()
    }
    .text()
}

/// Types, rules and adversaries of the author's, as they are written: their conditions are text.
fn declarations(outcome: &Outcome) -> Vec<String> {
    let model = &outcome.model;
    let mut items: BTreeMap<Span, &Item> = BTreeMap::new();
    for tree in &outcome.trees {
        index(&tree.items, &mut items);
    }
    let types = model.types.values().filter(|ty| !ty.embedded);
    let types = types.map(|ty| (ty.span, ty.name.as_str(), ty.base.map(|base| model.types[base].name.as_str())));
    let rules = model.rules.values().filter(|rule| !rule.embedded && rule.is_rule());
    let rules = rules.map(|rule| (rule.span, rule.name.as_str(), None));
    let adversaries = model.adversaries.values().filter(|adversary| !adversary.embedded);
    let adversaries = adversaries.map(|adversary| (adversary.span, adversary.id.as_str(), None));
    let all = types.chain(adversaries).chain(rules);
    all.filter_map(|(span, name, base)| Some(written(outcome, items.get(&span)?, name, base))).collect()
}

fn index<'t>(items: &'t [Item], into: &mut BTreeMap<Span, &'t Item>) {
    for item in items {
        if let Statement::Declaration(declaration) = &item.statement {
            if let Some(name) = declaration.name.as_ref().filter(|_| is_kept(declaration)) {
                into.insert(name.span, item);
            }
            index(declaration.items(), into);
        }
    }
}

fn is_kept(declaration: &Declaration) -> bool {
    matches!(declaration.keyword.text.as_str(), "type" | "rule" | "adversary")
}

/// A declaration as it is written, under the names that it and its base have in the whole model.
fn written(outcome: &Outcome, item: &Item, name: &str, base: Option<&str>) -> String {
    let span = item.doc.as_ref().map_or(item.span, |doc| doc.span.to(item.span));
    let text = outcome.sources.text(span);
    let Statement::Declaration(declaration) = &item.statement else { return text.to_owned() };
    let renamed = declaration.name.as_ref().map(|word| (word.span, name));
    let based = declaration.is().zip(base).map(|(word, base)| (word.span, base));
    let mut out = String::new();
    let mut from = span.start;
    for (word, name) in renamed.into_iter().chain(based) {
        let before = Span { start: from, end: word.start, ..span };
        out.push_str(outcome.sources.text(before));
        out.push_str(name);
        from = word.end;
    }
    out.push_str(outcome.sources.text(Span { start: from, ..span }));
    out
}

/// The statements of data and assets.
pub(super) fn data(model: &Model) -> Vec<String> {
    let one = |data: &crate::model::Data| {
        let ty = data.ty.map(|ty| format!(" is {}", model.types[ty].name)).unwrap_or_default();
        let keyword = if data.asset { "asset" } else { "data" };
        Pieces {
            about: data.description.as_deref(),
            head: format!("{keyword} {}{ty}", data.id),
            label: &data.label,
            tags: &data.tags,
            said: said(&data.facts),
            ..Pieces::default()
        }
        .text()
    };
    model.data.values().map(one).collect()
}

/// The statements of threats written by hand.
pub(super) fn threats(model: &Model) -> Vec<String> {
    let measure = |measure: &crate::model::Mitigation| {
        Pieces { head: "mitigation".to_owned(), label: &measure.text, said: said(&measure.facts), ..Pieces::default() }
            .text()
    };
    let one = |threat: &crate::model::Threat| {
        Pieces {
            about: threat.description.as_deref(),
            head: format!("threat {}", threat.id),
            label: &threat.label,
            on: subjects(model, &threat.on),
            tags: &threat.tags,
            said: of_threat(model, threat),
            inner: threat.mitigations.iter().map(measure).collect(),
        }
        .text()
    };
    model.threats.values().map(one).collect()
}

/// What a threat written by hand says of itself, its measures left out.
pub(super) fn of_threat(model: &Model, threat: &crate::model::Threat) -> Said {
    let mut said: Said = said(&threat.facts).into_iter().filter(|(name, _)| *name != "affects").collect();
    if !threat.affects.is_empty() {
        said.push(("affects", data_names(model, &threat.affects)));
    }
    said
}

/// Zones as they are nested, the outer ones first.
pub(super) fn zones(model: &Model) -> Vec<ZoneId> {
    let nesting = Nesting::of(model);
    let mut all = Vec::new();
    nesting.roots(model).for_each(|zone| nesting.zones_from(zone, &mut all));
    all
}

/// Elements in the order in which a text has them in which each stands in its zone, inner zones first.
pub(super) fn elements(model: &Model) -> Vec<ElementId> {
    let nesting = Nesting::of(model);
    let mut all = Vec::new();
    let declared = nesting.roots(model).filter(|&zone| !model.zones[zone].implicit);
    declared.for_each(|zone| nesting.elements_from(zone, &mut all));
    let outside = |element: &Element| model.zones[element.zone].implicit && element.parent.is_none();
    for (id, _) in model.elements.iter().filter(|(_, element)| outside(element)) {
        nesting.parts_from(id, &mut all);
    }
    all
}

/// What lies directly in what, each in the order of the model.
#[derive(Default)]
struct Nesting {
    zones: BTreeMap<ZoneId, Vec<ZoneId>>,
    elements: BTreeMap<ZoneId, Vec<ElementId>>,
    parts: BTreeMap<ElementId, Vec<ElementId>>,
}

impl Nesting {
    fn of(model: &Model) -> Self {
        let mut nesting = Self::default();
        for (id, zone) in model.zones.iter() {
            if let Some(parent) = zone.parent {
                nesting.zones.entry(parent).or_default().push(id);
            }
        }
        for (id, element) in model.elements.iter() {
            match element.parent {
                Some(parent) => nesting.parts.entry(parent).or_default().push(id),
                None => nesting.elements.entry(element.zone).or_default().push(id),
            }
        }
        nesting
    }

    fn roots<'m>(&self, model: &'m Model) -> impl Iterator<Item = ZoneId> + use<'m> {
        model.zones.iter().filter(|(_, zone)| zone.parent.is_none()).map(|(id, _)| id)
    }

    fn zones_from(&self, zone: ZoneId, into: &mut Vec<ZoneId>) {
        into.push(zone);
        self.zones.get(&zone).into_iter().flatten().for_each(|&inner| self.zones_from(inner, into));
    }

    fn elements_from(&self, zone: ZoneId, into: &mut Vec<ElementId>) {
        self.zones.get(&zone).into_iter().flatten().for_each(|&inner| self.elements_from(inner, into));
        self.elements.get(&zone).into_iter().flatten().for_each(|&element| self.parts_from(element, into));
    }

    fn parts_from(&self, element: ElementId, into: &mut Vec<ElementId>) {
        into.push(element);
        self.parts.get(&element).into_iter().flatten().for_each(|&part| self.parts_from(part, into));
    }
}
