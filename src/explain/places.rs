//! Parts of the model at hand: everything that is known about an element, zone, flow, boundary, data asset or threat.

use super::chain::{self, Thing};
use super::page::{Page, Role};
use super::{Knowledge, fact, findings};
use crate::base::text::{and_list, capital, count};
use crate::graph::Border;
use crate::model::{BoundaryId, Carried, DataId, ElementId, FlowId, Model, Origin, Place, ZoneId};
use crate::report::{Cell, Column};
use crate::schema::{self, Subject};
use crate::threats::{self, Of, Status, World};

const FACTS: &[Column] = &[
    Column::new("attribute", "Attribute"),
    Column::new("value", "Value"),
    Column::new("from", "From"),
    Column::new("where", "Where"),
];

/// The pages of everything in the model that has this name.
pub(super) fn pages(known: &Knowledge<'_>, name: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = chain::things(known.model, name).iter().map(|thing| page(known, thing)).collect();
    let automatic = known.graph.borders.values().filter(|border| border.declared.is_none() && border.id == name);
    pages.extend(automatic.map(|border| automatic_border(known, border)));
    pages.extend(findings::page(known, name));
    pages
}

/// Every name of the model.
pub(super) fn names(known: &Knowledge<'_>) -> Vec<String> {
    let model = known.model;
    let things = chain::all(model).into_iter().map(|thing| thing.name.to_owned());
    let keys = model.flows.values().map(|flow| flow.key.to_string());
    let automatic = known.graph.borders.values().filter(|border| border.declared.is_none());
    let threats = known.analysis.threats.iter().map(|threat| threat.key.to_string());
    things.chain(keys).chain(automatic.map(|border| border.id.to_string())).chain(threats).collect()
}

fn page(known: &Knowledge<'_>, thing: &Thing<'_>) -> Page {
    let model = known.model;
    let (label, description) = label(model, thing);
    let label = if label.is_empty() || label == thing.name { String::new() } else { format!(", “{label}”") };
    let title = format!("`{}`: {}{label}", thing.name, kind(thing));
    let page =
        Page::new(Role::Model, thing.name, title).paragraph(description.unwrap_or_default()).terms(terms(known, thing));
    let rows = facts(known, thing);
    let page = if rows.is_empty() { page } else { page.heading("Facts").table(FACTS, rows) };
    let open = not_stated(thing);
    let page = if open.is_empty() {
        page
    } else {
        let example = format!("`threatline explain {}.{}`", thing.name, open.first().copied().unwrap_or_default());
        page.paragraph(format!("Not stated: {}. {example} says where that could come from.", and_list(&open)))
    };
    let page = fact::controls_table(known, thing, page);
    thing.place.map_or(page.clone(), |place| threats_on(known, place, page))
}

fn kind(thing: &Thing<'_>) -> String {
    match thing.subject {
        Subject::Data => "data asset".to_owned(),
        Subject::Asset => "asset".to_owned(),
        Subject::External => "external entity".to_owned(),
        Subject::Store => "data store".to_owned(),
        Subject::Threat => "threat written by hand".to_owned(),
        Subject::New => "instance of a template".to_owned(),
        Subject::Use => "module".to_owned(),
        other => other.as_str().to_owned(),
    }
}

/// The label and the description of a thing.
fn label(model: &Model, thing: &Thing<'_>) -> (String, Option<String>) {
    match thing.place {
        Some(Place::Element(id)) => (model.elements[id].label.to_string(), model.elements[id].description.clone()),
        Some(Place::Zone(id)) => (model.zones[id].label.to_string(), model.zones[id].description.clone()),
        Some(Place::Boundary(id)) => (model.boundaries[id].label.to_string(), model.boundaries[id].description.clone()),
        Some(Place::Flow(id)) => (model.flows[id].label.to_string(), model.flows[id].description.clone()),
        None => {
            let data = model.data.values().map(|data| (data.span, &data.label, &data.description));
            let controls = model.controls.values().map(|one| (one.span, &one.label, &one.description));
            let threats = model.threats.values().map(|one| (one.span, &one.label, &one.description));
            let scenarios = model.scenarios.iter().map(|one| (one.span, &one.label, &one.description));
            let views = model.views.iter().map(|one| (one.span, &one.label, &None));
            let entries = model.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.children));
            let entries = entries.map(|one| (one.span, &one.label, &one.description));
            let modules = model.modules.iter().map(|one| (one.span, &one.label, &None));
            let templates = model.templates.iter().map(|one| (one.span, &one.label, &one.description));
            let named = data.chain(controls).chain(threats).chain(scenarios).chain(views);
            let mut all = named.chain(entries).chain(modules).chain(templates);
            let found = all.find(|(span, ..)| Some(*span) == thing.span);
            let document = || (model.document.title.clone(), model.document.description.clone());
            found.map_or_else(document, |(_, label, description)| (label.to_string(), description.clone()))
        }
    }
}

fn terms(known: &Knowledge<'_>, thing: &Thing<'_>) -> Vec<(String, String)> {
    let mut terms = vec![
        ("Declared", thing.span.map_or("nowhere: every model has it".to_owned(), |span| known.place(span))),
        ("Type", fact::type_line(known, thing.ty)),
    ];
    match thing.place {
        Some(Place::Element(id)) => terms.extend(of_element(known, id)),
        Some(Place::Zone(id)) => terms.extend(of_zone(known, id)),
        Some(Place::Flow(id)) => terms.extend(of_flow(known, id)),
        Some(Place::Boundary(id)) => terms.extend(of_boundary(known, id)),
        None => {
            let found = known.model.data.iter().find(|(_, data)| Some(data.span) == thing.span);
            terms.extend(found.map(|(id, _)| of_data(known.model, id)).unwrap_or_default());
            let scenario = known.model.scenarios.iter().find(|one| Some(one.span) == thing.span);
            terms.extend(scenario.map(|one| ("Steps", one.steps.len().to_string())));
            terms.extend(of_statement(known.model, thing));
        }
    }
    terms.into_iter().map(|(label, text)| (label.to_owned(), text)).collect()
}

type Terms = Vec<(&'static str, String)>;

fn of_element(known: &Knowledge<'_>, id: ElementId) -> Terms {
    let model = known.model;
    let element = &model.elements[id];
    let derived = |name: &str| known.reader().derived(Place::Element(id), name).and_then(|found| found.value);
    let parts: Vec<String> =
        model.elements.values().filter(|part| part.parent == Some(id)).map(|part| code(&part.id)).collect();
    vec![
        ("Zone", zones(model, element.zone)),
        ("Part of", element.parent.map_or(String::new(), |parent| code(&model.elements[parent].id))),
        ("Parts", parts.join(", ")),
        ("Reached from", known.graph.exposure[id].as_str().to_owned()),
        ("Handles", derived("class").map_or(String::new(), |class| format!("data up to class {class}"))),
        ("Holds", data(model, &element.holds)),
        ("Flows in", flows(known.graph.incoming(id), model, |flow| model.flows[flow].source, "from")),
        ("Flows out", flows(known.graph.outgoing(id), model, |flow| model.flows[flow].target, "to")),
    ]
}

fn flows(ids: Vec<FlowId>, model: &Model, end: impl Fn(FlowId) -> ElementId, word: &str) -> String {
    let line = |id: FlowId| format!("`{}` {word} `{}`", model.flows[id].number, model.elements[end(id)].id);
    ids.into_iter().map(line).collect::<Vec<_>>().join(", ")
}

fn of_zone(known: &Knowledge<'_>, id: ZoneId) -> Terms {
    let model = known.model;
    let zone = &model.zones[id];
    let trust = zone.trust.as_ref().map_or("not stated".to_owned(), |trust| match &trust.origin {
        Origin::Implied(from) => format!("{}, from {from}", trust.value),
        _ => trust.value.to_string(),
    });
    let inner = model.zones.values().filter(|inner| inner.parent == Some(id)).map(|inner| code(&inner.id));
    let inside = model.elements.values().filter(|element| element.zone == id).map(|element| code(&element.id));
    let borders = known.graph.borders.values().filter(|border| border.from == id || border.to == id);
    vec![
        ("Trust", trust),
        ("Inside", zone.parent.map_or(String::new(), |parent| zones(model, parent))),
        ("Zones in it", inner.collect::<Vec<_>>().join(", ")),
        ("Elements in it", inside.collect::<Vec<_>>().join(", ")),
        (
            "Boundaries",
            borders.map(|border| format!("`{}` {}", border.id, border.label)).collect::<Vec<_>>().join(", "),
        ),
    ]
}

fn of_flow(known: &Knowledge<'_>, id: FlowId) -> Terms {
    let model = known.model;
    let flow = &model.flows[id];
    let end = |id: ElementId| format!("`{}` in {}", model.elements[id].id, zones(model, model.elements[id].zone));
    let border = known.graph.border(id);
    let class = known.reader().derived(Place::Flow(id), "class").and_then(|found| found.value);
    vec![
        ("Key", if flow.key == flow.number { String::new() } else { code(&flow.key) }),
        ("From", end(flow.source)),
        ("To", end(flow.target)),
        ("Crosses", border.map_or("no boundary".to_owned(), |border| format!("`{}` {}", border.id, border.label))),
        ("Data", carried(model, &flow.data)),
        ("Returns", carried(model, &flow.returns)),
        ("Class", class.map_or(String::new(), |class| format!("{class}, the highest of what it carries"))),
    ]
}

fn of_boundary(known: &Knowledge<'_>, id: BoundaryId) -> Terms {
    let boundary = &known.model.boundaries[id];
    let mut terms = vec![("Between", between(known.model, boundary.from, boundary.to))];
    let border = known.graph.borders.values().find(|border| border.declared == Some(id));
    terms.extend(border.map(|border| ("Crossed by", crossing(known, border))));
    terms
}

fn of_data(model: &Model, id: DataId) -> Terms {
    let carries = |flow: &&crate::model::Flow| flow.data.data().contains(&id) || flow.returns.data().contains(&id);
    let flows: Vec<String> = model.flows.values().filter(carries).map(|flow| code(&flow.number)).collect();
    let holders = model.elements.values().filter(|element| element.holds.contains(&id));
    let holders: Vec<String> = holders.map(|element| code(&element.id)).collect();
    vec![("Carried by", flows.join(", ")), ("Held by", holders.join(", "))]
}

/// What a statement of the document, a module or a template leads to.
fn of_statement(model: &Model, thing: &Thing<'_>) -> Terms {
    let list = |ids: &mut dyn Iterator<Item = String>| ids.collect::<Vec<_>>().join(", ");
    match thing.subject {
        Subject::New | Subject::Use => {
            let prefix = format!("{}.", thing.name);
            let module = model.modules.iter().find(|module| Some(module.span) == thing.span);
            let template = module.and_then(|module| module.template.as_ref()).map_or(String::new(), code);
            let inside = model.elements.values().filter(|element| element.id.starts_with(&prefix));
            let flows =
                model.flows.values().filter(|flow| flow.number.starts_with(&prefix) || flow.key.starts_with(&prefix));
            vec![
                ("Template", template),
                ("Elements in it", list(&mut inside.map(|element| code(&element.id)))),
                ("Flows in it", list(&mut flows.map(|flow| code(&flow.number)))),
            ]
        }
        Subject::Template => {
            let of = model.modules.iter().filter(|module| module.template.as_deref() == Some(thing.name));
            let instances = list(&mut of.map(|module| code(&module.id)));
            vec![("Instances", if instances.is_empty() { "none".to_owned() } else { instances })]
        }
        Subject::Regulation => {
            let entry = model.entries.iter().find(|entry| Some(entry.span) == thing.span);
            let children = entry.into_iter().flat_map(|entry| &entry.children).filter(|child| !child.id.is_empty());
            vec![("Requirements", list(&mut children.map(|child| code(&child.id))))]
        }
        _ => Vec::new(),
    }
}

fn automatic_border(known: &Knowledge<'_>, border: &Border) -> Page {
    let title = format!("`{}`: boundary, “{}”", border.id, border.label);
    let declare = format!(
        "Nobody declared it; it was found because flows cross between two zones. Declare it with `boundary {} \"…\" on {} -> {}`.",
        border.id, known.model.zones[border.from].id, known.model.zones[border.to].id
    );
    Page::new(Role::Model, border.id.as_str(), title).paragraph(declare).terms([
        ("Between".to_owned(), between(known.model, border.from, border.to)),
        ("Crossed by".to_owned(), crossing(known, border)),
    ])
}

fn between(model: &Model, from: ZoneId, to: ZoneId) -> String {
    format!("{} and {}", zones(model, from), zones(model, to))
}

fn crossing(known: &Knowledge<'_>, border: &Border) -> String {
    let crosses = |id: &FlowId| known.graph.border(*id).is_some_and(|one| one.id == border.id);
    let flows: Vec<String> =
        known.model.flows.ids().filter(crosses).map(|id| code(&known.model.flows[id].number)).collect();
    if flows.is_empty() { "no flow".to_owned() } else { flows.join(", ") }
}

/// A zone and those around it, with their trust: `app` (internal), in `cloud` (internal).
fn zones(model: &Model, zone: ZoneId) -> String {
    let mut path = model.zone_path(zone);
    path.reverse();
    let named = |id: ZoneId| {
        let zone = &model.zones[id];
        let trust = zone.trust.as_ref().map_or("trust not stated", |trust| trust.value.as_str());
        format!("`{}` ({trust})", zone.id)
    };
    path.into_iter().map(named).collect::<Vec<_>>().join(", in ")
}

fn carried(model: &Model, carried: &Carried) -> String {
    match carried {
        Carried::Unknown => String::new(),
        Carried::Nothing => "nothing worth protecting".to_owned(),
        Carried::Data(ids) => data(model, ids),
    }
}

fn data(model: &Model, ids: &[DataId]) -> String {
    let named = |id: &DataId| {
        let data = &model.data[*id];
        let class = data.class.as_ref().map_or("unclassified", |class| class.value.as_str());
        format!("`{}` ({class})", data.id)
    };
    ids.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// All attributes with a value, with where each comes from.
fn facts(known: &Knowledge<'_>, thing: &Thing<'_>) -> Vec<Vec<Cell>> {
    let rows = thing.facts.iter().filter(|(name, _)| *name != "description").map(|(name, fact)| {
        let texts: Vec<&str> = fact.iter().map(|value| value.value.text.as_str()).collect();
        let mut from: Vec<String> = Vec::new();
        for origin in fact.iter().map(|value| self::from(&value.origin)) {
            if !from.contains(&origin) {
                from.push(origin);
            }
        }
        let place = fact.first().and_then(|value| value.span).map_or(String::new(), |span| known.place(span));
        vec![name.into(), texts.join(", ").into(), from.join(", ").into(), place.into()]
    });
    rows.collect()
}

fn from(origin: &Origin) -> String {
    match origin {
        Origin::Stated => "stated".to_owned(),
        Origin::Type(name) => format!("type {name}"),
        Origin::Default => "default".to_owned(),
        Origin::Implied(from) => format!("follows from {from}"),
    }
}

/// Attributes whose absence means that something is unknown.
fn not_stated(thing: &Thing<'_>) -> Vec<&'static str> {
    let of = match thing.place {
        Some(Place::Flow(_)) => Of::Flow,
        Some(Place::Element(_)) => Of::Element,
        Some(Place::Zone(_)) => Of::Zone,
        Some(Place::Boundary(_)) | None => return Vec::new(),
    };
    let open = threats::FIELDS.iter().filter(|field| field.world == World::Open && field.of.contains(&of));
    let of_flow = (of == Of::Flow).then_some("data");
    let names = open.map(|field| field.name).filter(|name| *name != "trust").chain(of_flow);
    names.filter(|name| schema::attribute(thing.subject, name).is_some() && !thing.facts.has(name)).collect()
}

/// How many threats are on a place.
fn threats_on(known: &Knowledge<'_>, place: Place, page: Page) -> Page {
    let threats =
        || known.analysis.threats.iter().filter(|one| one.subject == Some(place) || one.component == Some(place));
    let total = threats().count();
    if total == 0 {
        return page;
    }
    let of = |status: &Status| (*status, threats().filter(|threat| threat.status == *status).count());
    let counted = Status::ALL.iter().map(of).filter(|(_, n)| *n > 0);
    let counted: Vec<String> = counted.map(|(status, n)| format!("{n} {}", status.as_str())).collect();
    let id = known.model.place_id(place);
    let number = count(total, "threat", "threats");
    page.paragraph(capital(&format!(
        "{number}: {}. `threatline threats MODEL --on {id}` lists them.",
        and_list(&counted)
    )))
}

fn code(name: &impl std::fmt::Display) -> String {
    format!("`{name}`")
}
