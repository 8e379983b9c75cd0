//! One fact of one thing, `DF2.encryption`: its value, and where that comes from.

use super::chain::{self, Step, Thing};
use super::page::{Page, Role};
use super::{Knowledge, describe, places, types};
use crate::base::source::Span;
use crate::base::text::{did_you_mean, meant, with_article};
use crate::model::{Claim, ControlStatus, Kind, Origin, TypeId};
use crate::report::{Cell, Column};
use crate::schema::{self, Attribute, Expects, Subject};
use crate::threats::{self, ControlFound, Evidence, World};

const CHAIN: &[Column] = &[
    Column::new("holds", " "),
    Column::new("asked", "Asked, the nearest first"),
    Column::new("says", "Says"),
    Column::new("where", "Where"),
];

const CONTROLS: &[Column] = &[
    Column::new("control", "Control"),
    Column::new("status", "Status"),
    Column::new("because", "Because"),
    Column::new("where", "Where"),
];

/// The page of `subject.attribute`. The subject is a part of the model, a type, or the keyword of a statement.
pub(super) fn page(known: &Knowledge<'_>, question: &str) -> Vec<Page> {
    let Some((subject, name)) = question.rsplit_once('.') else { return Vec::new() };
    let things = chain::things(known.model, subject);
    if !things.is_empty() {
        return things.iter().filter_map(|thing| of_thing(known, thing, name)).collect();
    }
    let found = known.model.types.iter().filter(|(_, ty)| ty.name == subject && ty.kind != Kind::Control);
    let of_types: Vec<Page> = found.filter_map(|(id, ty)| of_type(known, id, Subject::from(ty.kind), name)).collect();
    if of_types.is_empty() { of_subject(subject, name).into_iter().collect() } else { of_types }
}

fn of_thing(known: &Knowledge<'_>, thing: &Thing<'_>, name: &str) -> Option<Page> {
    let lower = name.to_lowercase();
    let Some(row) = schema::attribute(thing.subject, &lower) else {
        return derived(known, thing, &lower).or_else(|| one_control(known, thing, &lower));
    };
    if thing.claims.is_some() && row.expects == Expects::Controls {
        return Some(controls(known, thing, row));
    }
    let steps = chain::steps(known, thing, row);
    let value = chain::value(&steps);
    let fact = format!("{}.{}", thing.name, row.name);
    let shown = value.as_ref().map_or_else(|| "is not stated".to_owned(), |value| format!("is `{value}`"));
    let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}` {shown}"))
        .paragraph(meaning(row, value.as_deref()))
        .table(CHAIN, steps.iter().map(|step| cells(known, step)).collect());
    let page = if row.is_united() { page.paragraph("All of them count: the values are put together.") } else { page };
    if value.is_some() { Some(page) } else { Some(open(known, thing, row, page)) }
}

/// What an attribute is, and what its value means.
fn meaning(row: &Attribute, value: Option<&str>) -> String {
    let of_word = value.and_then(|value| {
        let row = describe::vocabulary(row)?.word(value);
        row.or_else(|| schema::ALWAYS.iter().find(|row| row.word == value))
    });
    match of_word {
        Some(word) => format!("`{}` is {}; `{}`: {}.", row.name, row.doc, word.word, word.doc),
        None => format!("`{}` is {}.", row.name, row.doc),
    }
}

fn cells(known: &Knowledge<'_>, step: &Step) -> Vec<Cell> {
    let mark = if step.holds { "✓" } else { "" };
    let place = step.span.map_or(String::new(), |span| known.place(span));
    vec![
        mark.into(),
        step.who.replace('`', "").into(),
        step.value.clone().unwrap_or_else(|| "—".to_owned()).into(),
        place.into(),
    ]
}

/// What it means that nothing is said, and what to do about it.
fn open(known: &Knowledge<'_>, thing: &Thing<'_>, row: &Attribute, page: Page) -> Page {
    let derived = thing.place.and_then(|place| known.reader().derived(place, row.name));
    let page = match &derived {
        Some(threats::Derived { value: Some(value), field }) => {
            page.paragraph(format!("Rules take it as `{value}`: {}.", field.doc))
        }
        Some(threats::Derived { value: None, field }) if field.world == World::Open => {
            page.paragraph("Nobody stated it, so it is unknown: rules take it neither for there nor for missing.")
        }
        Some(_) => page.paragraph("Nobody stated it, so rules take it as not so."),
        None => page,
    };
    let subject = thing.subject.as_str();
    let default = if thing.facts.fillers().is_empty() && Kind::parse(subject).is_none() {
        ""
    } else {
        ", in its type, or for many at once in a `default`"
    };
    page.paragraph(format!("Write `{}=…` on the {subject}{default}.", row.name))
}

/// A value that no attribute has, but that follows from others.
fn derived(known: &Knowledge<'_>, thing: &Thing<'_>, name: &str) -> Option<Page> {
    let found = known.reader().derived(thing.place?, name)?;
    let fact = format!("{}.{}", thing.name, found.field.name);
    let value = found.value.map_or_else(|| "is not known".to_owned(), |value| format!("is `{value}`"));
    let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}` {value}"));
    Some(page.paragraph(format!("It is not stated but follows: {}.", found.field.doc)))
}

// ---- controls -------------------------------------------------------------------------------------------------------------

/// What is known about a control at a place.
struct Standing {
    control: TypeId,
    status: ControlStatus,
    because: String,
    span: Option<Span>,
}

/// Everything that is known about controls at a place: what is stated on it first, then what holds from around it or follows.
fn standing(known: &Knowledge<'_>, thing: &Thing<'_>) -> Vec<Standing> {
    let own = thing.claims.into_iter().flatten();
    let mut all: Vec<Standing> = own.map(|(&control, claim)| claimed(known, thing, control, claim)).collect();
    let around = thing.place.map(|place| known.reader().controls_at(place)).unwrap_or_default();
    for found in around {
        if !all.iter().any(|standing| standing.control == found.control) {
            all.push(found_around(known, &found));
        }
    }
    all
}

fn claimed(known: &Knowledge<'_>, thing: &Thing<'_>, control: TypeId, claim: &Claim) -> Standing {
    let because = match (&claim.origin, claim.control) {
        (_, Some(id)) => format!("control {}", known.model.controls[id].id),
        (Origin::Stated, None) => format!("stated on {}", thing.name),
        (Origin::Type(name), None) => format!("type {name}"),
        (Origin::Default, None) => format!("default {}", thing.subject.as_str()),
        (Origin::Implied(from), None) => format!("follows from {from}"),
    };
    Standing { control, status: claim.status, because, span: claim.span }
}

fn found_around(known: &Knowledge<'_>, found: &ControlFound) -> Standing {
    let text = known.reader().evidence(found);
    let (because, span) = match &found.evidence {
        Evidence::Stated { span, .. } => (text, *span),
        Evidence::Inferred { .. } => (format!("inferred: {text}"), None),
    };
    Standing { control: found.control, status: found.status, because, span }
}

fn rows(known: &Knowledge<'_>, all: &[Standing]) -> Vec<Vec<Cell>> {
    let row = |one: &Standing| {
        let place = one.span.map_or(String::new(), |span| known.place(span));
        let name = known.model.types[one.control].name.as_str();
        vec![name.into(), one.status.as_str().into(), one.because.as_str().into(), place.into()]
    };
    all.iter().map(row).collect()
}

/// Adds a table of the controls at a place.
pub(super) fn controls_table(known: &Knowledge<'_>, thing: &Thing<'_>, page: Page) -> Page {
    let all = standing(known, thing);
    if all.is_empty() { page } else { page.heading("Controls").table(CONTROLS, rows(known, &all)) }
}

/// `web.has`: every control at the place; `web.missing`: those of this status.
fn controls(known: &Knowledge<'_>, thing: &Thing<'_>, row: &Attribute) -> Page {
    let mut all = standing(known, thing);
    if row.name != "has" {
        all.retain(|one| one.status.attribute() == Some(row.name));
    }
    let fact = format!("{}.{}", thing.name, row.name);
    let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}`: {}", row.doc));
    if all.is_empty() {
        return page
            .paragraph("Nothing is known. A control that nobody states counts neither as there nor as missing.");
    }
    page.table(CONTROLS, rows(known, &all)).paragraph(
        "The nearest statement about a control counts; what facts imply counts where nobody states anything.",
    )
}

/// `web.mfa`: what is known about one control at a place.
fn one_control(known: &Knowledge<'_>, thing: &Thing<'_>, name: &str) -> Option<Page> {
    thing.claims?;
    let named = |ty: &crate::model::Type| ty.name == name || ty.aliases.iter().any(|alias| alias == name);
    let (id, ty) = known.types_of(Kind::Control).find(|(_, ty)| named(ty))?;
    let mut all = standing(known, thing);
    all.retain(|one| known.model.chain(one.control).any(|control| control == id));
    let fact = format!("{}.{}", thing.name, ty.name);
    let Some(first) = all.first() else {
        let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}` is not known: {}", ty.label));
        return Some(page.paragraph(format!("Say so with `has={name}`, `partial=`, `planned=` or `missing=`.")));
    };
    let title = format!("`{fact}` is {}: {}", first.status.as_str(), ty.label);
    Some(Page::new(Role::Fact, fact.as_str(), title).table(CONTROLS, rows(known, &all)))
}

// ---- types and statements -------------------------------------------------------------------------------------------------

/// `https.encryption`: what a type says, and its bases.
fn of_type(known: &Knowledge<'_>, id: TypeId, subject: Subject, name: &str) -> Option<Page> {
    let row = schema::attribute(subject, &name.to_lowercase())?;
    let mut found = false;
    let mut rows = Vec::new();
    let mut value = None;
    for id in known.model.chain(id) {
        let facts = &known.model.types[id].facts;
        let said = (!facts.all(row.name).is_empty()).then(|| facts.texts(row.name).join(", "));
        let holds = said.is_some() && (row.is_united() || !found);
        found |= holds;
        value = value.or_else(|| said.clone());
        let span = facts.get(row.name).and_then(|value| value.span);
        rows.push(cells(known, &Step { who: chain::type_name(known.model, id), value: said, span, holds }));
    }
    let fact = format!("{}.{}", known.model.types[id].name, row.name);
    let shown = value.as_ref().map_or_else(|| "is not set".to_owned(), |value| format!("is `{value}`"));
    let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}` {shown}"));
    Some(page.paragraph(meaning(row, value.as_deref())).table(CHAIN, rows))
}

/// `store.encryption`: an attribute of a kind of statement.
fn of_subject(subject: &str, name: &str) -> Option<Page> {
    let subject = Subject::ALL.iter().copied().find(|known| known.as_str() == subject)?;
    let row = schema::attribute(subject, &name.to_lowercase())?;
    let fact = format!("{}.{}", subject.as_str(), row.name);
    let page = Page::new(Role::Fact, fact.as_str(), format!("`{fact}`: {}", row.doc)).paragraph(describe::written(row));
    let words = describe::vocabulary(row).map_or(&[][..], |vocabulary| vocabulary.words);
    Some(page.terms(words.iter().map(|word| (word.word.to_owned(), word.doc.to_owned()))))
}

/// What is wrong with `subject.attribute`, if that is what was asked.
pub(super) fn unknown(known: &Knowledge<'_>, question: &str) -> Option<String> {
    let (subject, name) = question.rsplit_once('.')?;
    let things = chain::things(known.model, subject);
    if let Some(thing) = things.first() {
        let names: Vec<&str> = schema::attributes_of(thing.subject).map(|row| row.name).collect();
        let what = with_article(thing.subject.as_str());
        return Some(format!("`{subject}` is {what}, which has no `{name}`{}", meant(name, names)));
    }
    schema::ATTRIBUTES.iter().find(|row| row.name == name)?;
    let names = places::names(known);
    let meant = did_you_mean(subject, names.iter().map(String::as_str));
    Some(match meant {
        Some(meant) => format!("nothing in the model is called `{subject}`; did you mean `{meant}`?"),
        None if names.is_empty() => format!("nothing is called `{subject}`; name the model that has it: `-m MODEL`"),
        None => format!("nothing in the model is called `{subject}`"),
    })
}

/// What a type sets, for those who look at a thing of that type.
pub(super) fn type_line(known: &Knowledge<'_>, ty: Option<TypeId>) -> String {
    let Some(id) = ty else { return String::new() };
    let sets = types::summary(known, id);
    let sets = if sets.is_empty() { String::new() } else { format!(": {sets}") };
    let ty = &known.model.types[id];
    let label = if ty.label == ty.name { String::new() } else { format!(", {}", ty.label) };
    format!("`{}`{label}{sets}", ty.name)
}
