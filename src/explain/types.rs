//! Types, and the controls of the catalogue.

use smol_str::SmolStr;

use super::Knowledge;
use super::page::{Page, Role};
use crate::base::text::capital;
use crate::model::{Claim, Facts, Kind, Type, TypeId};
use crate::report::{Cell, Column};

const SETS: &[Column] = &[
    Column::new("attribute", "Attribute"),
    Column::new("value", "Value"),
    Column::new("from", "From"),
    Column::new("where", "Where"),
];

/// References of a control to catalogues of others, with how they are called.
pub(super) const REFERENCES: &[(&str, &str)] = &[
    ("asvs", "OWASP ASVS"),
    ("nist-800-53", "NIST SP 800-53"),
    ("iso-27001", "ISO/IEC 27001 Annex A"),
    ("pci-dss", "PCI DSS"),
    ("hipaa", "HIPAA Security Rule"),
    ("gdpr", "GDPR"),
    ("soc-2", "SOC 2"),
];

/// The pages of all types of a name, controls left out.
pub(super) fn types(known: &Knowledge<'_>, name: &str) -> Vec<Page> {
    let named = |ty: &Type| ty.kind != Kind::Control && ty.name.eq_ignore_ascii_case(name);
    known.model.types.iter().filter(|(_, ty)| named(ty)).map(|(id, ty)| page(known, id, ty)).collect()
}

fn page(known: &Knowledge<'_>, id: TypeId, ty: &Type) -> Page {
    let title = format!("Type of {} `{}`: {}", ty.kind, ty.name, ty.label);
    let rows = sets(known, id);
    let page = Page::new(Role::Type, ty.name.as_str(), title)
        .paragraph(ty.description.clone().unwrap_or_default())
        .terms([
            ("Chain".to_owned(), chain(known, id)),
            ("Declared".to_owned(), known.place(ty.span)),
            ("Sets".to_owned(), summary(known, id)),
            ("Extended by".to_owned(), extended_by(known, id)),
        ])
        .details();
    // Where there is but one that could set it, the summary says it all.
    let page = if rows.is_empty() || (ty.base.is_none() && ty.embedded) {
        page
    } else {
        page.heading("What it sets").table(SETS, rows)
    };
    let page = page.terms([("Rules that ask for it".to_owned(), rules_naming(known, &ty.name))]);
    let users = users(known, id);
    if users.is_empty() { page } else { page.heading("Used by").list(users) }
}

/// The bases of a type, up to its kind: `graphql → https → flow`.
fn chain(known: &Knowledge<'_>, id: TypeId) -> String {
    let model = known.model;
    let names = model.chain(id).map(|id| model.types[id].name.as_str());
    let names: Vec<&str> = names.chain([model.types[id].kind.as_str()]).collect();
    names.join(" → ")
}

/// What a type and its bases set, the nearest first: `protocol=https encryption=tls`.
pub(super) fn summary(known: &Knowledge<'_>, id: TypeId) -> String {
    let values = attributes(known, id).into_iter().map(|(name, from)| {
        let facts = &known.model.types[from].facts;
        format!("{name}={}", facts.texts(name).join(","))
    });
    let claims = claims(known, id).into_iter().map(|(status, controls)| format!("{status}={}", controls.join(",")));
    let tags = known.model.chain(id).flat_map(|id| &known.model.types[id].tags).map(|tag| format!("#{tag}"));
    values.chain(claims).chain(tags).collect::<Vec<_>>().join(" ")
}

/// Attributes that a type or one of its bases sets, each with the nearest that does.
fn attributes(known: &Knowledge<'_>, id: TypeId) -> Vec<(&'static str, TypeId)> {
    let mut found: Vec<(&'static str, TypeId)> = Vec::new();
    for id in known.model.chain(id) {
        for (name, _) in known.model.types[id].facts.iter() {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, id));
            }
        }
    }
    found
}

/// Controls that a type or one of its bases claims, by the attribute that lists them.
fn claims(known: &Knowledge<'_>, id: TypeId) -> Vec<(&'static str, Vec<String>)> {
    let mut found: Vec<(&'static str, Vec<String>)> = Vec::new();
    let all = known.model.chain(id).flat_map(|id| known.model.types[id].claims.iter());
    for (control, claim) in all {
        let Some(attribute) = claim.status.attribute() else { continue };
        let name = known.model.types[*control].name.to_string();
        match found.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, names)) => names.push(name),
            None => found.push((attribute, vec![name])),
        }
    }
    found
}

fn sets(known: &Knowledge<'_>, id: TypeId) -> Vec<Vec<Cell>> {
    let rows = attributes(known, id).into_iter().map(|(name, from)| {
        let ty = &known.model.types[from];
        let place = ty.facts.get(name).and_then(|value| value.span).map_or(String::new(), |span| known.place(span));
        vec![name.into(), ty.facts.texts(name).join(", ").into(), ty.name.as_str().into(), place.into()]
    });
    rows.collect()
}

fn extended_by(known: &Knowledge<'_>, id: TypeId) -> String {
    let types = known.model.types.values().filter(|ty| ty.base == Some(id));
    types.map(|ty| format!("`{}`", ty.name)).collect::<Vec<_>>().join(", ")
}

/// Things of the model that are of a type, or of one that extends it.
fn users(known: &Knowledge<'_>, id: TypeId) -> Vec<String> {
    let model = known.model;
    let of = |ty: Option<TypeId>| ty.is_some_and(|ty| model.chain(ty).any(|ty| ty == id));
    let line = |id: &str, label: &str, span| format!("`{id}` {label} ({})", known.place(span));
    let elements = model.elements.values().filter(|e| of(e.ty)).map(|e| line(&e.id, &e.label, e.span));
    let flows = model.flows.values().filter(|f| of(f.ty)).map(|f| line(&f.number, &f.label, f.span));
    let data = model.data.values().filter(|d| of(d.ty)).map(|d| line(&d.id, &d.label, d.span));
    let zones = model.zones.values().filter(|z| of(z.ty)).filter_map(|z| Some(line(&z.id, &z.label, z.span?)));
    elements.chain(flows).chain(data).chain(zones).collect()
}

/// Rules whose conditions have a word.
fn rules_naming(known: &Knowledge<'_>, word: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let names = |text: &str| text.split(|c| !is_word(c)).any(|part| part == word);
    let conditions = known.model.rules.values().filter_map(|rule| Some((rule, rule.when.as_ref()?)));
    let named = conditions.filter(|(_, when)| names(known.sources.text(when.span)));
    named.map(|(rule, _)| format!("`{}`", rule.name)).collect::<Vec<_>>().join(", ")
}

/// The page of a control of the catalogue, by its name or one of its aliases.
pub(super) fn control(known: &Knowledge<'_>, name: &str) -> Option<Page> {
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    let named = |ty: &Type| same(&ty.name) || ty.aliases.iter().any(|alias| same(alias));
    let (id, ty) = known.types_of(Kind::Control).find(|(_, ty)| named(ty))?;
    let aliases: Vec<String> = ty.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let title = format!("Control `{}`: {}", ty.name, ty.label);
    // The page has the name that was asked for, so that an alias is an exact match.
    let name = std::iter::once(&ty.name).chain(&ty.aliases).find(|own| same(own))?;
    let page = Page::new(Role::Control, name.as_str(), title)
        .paragraph(ty.description.clone().unwrap_or_default().replace('\n', " "))
        .terms([
            ("Aliases".to_owned(), aliases.join(", ")),
            ("Chain".to_owned(), if ty.base.is_some() { chain(known, id) } else { String::new() }),
            ("Category".to_owned(), inherited(known, id, "category")),
            ("Function".to_owned(), inherited(known, id, "function")),
            ("Effectiveness".to_owned(), inherited(known, id, "effectiveness")),
            ("Counters".to_owned(), inherited(known, id, "counters")),
            ("Declared".to_owned(), known.place(ty.span)),
        ])
        .details();
    let page = if ty.inference.is_empty() {
        page.paragraph("It is never inferred: it counts where somebody states it, such as with `has=`.")
    } else {
        page.heading("Inferred where nobody states it").terms(inference(known, ty))
    };
    let page = page.terms([("Counters the rules".to_owned(), countered(known, id))]);
    let references = references(&ty.facts);
    let page = if references.is_empty() { page } else { page.heading("References").terms(references) };
    let stated = statements(known, id);
    Some(if stated.is_empty() { page } else { page.heading("Stated in this model").list(stated) })
}

/// An attribute of a control or of one of its bases.
pub(super) fn inherited(known: &Knowledge<'_>, id: TypeId, name: &str) -> String {
    let mut chain = known.model.chain(id);
    let found = chain.find(|&id| known.model.types[id].facts.has(name));
    found.map(|id| known.model.types[id].facts.texts(name).join(", ")).unwrap_or_default()
}

fn inference(known: &Knowledge<'_>, ty: &Type) -> Vec<(String, String)> {
    let terms = ty
        .inference
        .iter()
        .map(|(status, condition)| (capital(status.as_str()), format!("`{}`", known.condition(condition.span))));
    terms.collect()
}

fn countered(known: &Knowledge<'_>, id: TypeId) -> String {
    // A special case counts wherever its base is asked for.
    let counts: Vec<TypeId> = known.model.chain(id).collect();
    let rules =
        known.model.rules.values().filter(|rule| {
            rule.counters.iter().any(|counter| counter.any.iter().any(|control| counts.contains(control)))
        });
    rules.map(|rule| format!("`{}`", rule.name)).collect::<Vec<_>>().join(", ")
}

fn references(facts: &Facts) -> Vec<(String, String)> {
    let term = |(key, name): &(&str, &str)| ((*name).to_owned(), facts.texts(key).join(", "));
    REFERENCES.iter().map(term).filter(|(_, text)| !text.is_empty()).collect()
}

/// Where the model states something about a control.
fn statements(known: &Knowledge<'_>, id: TypeId) -> Vec<String> {
    let model = known.model;
    let elements = model.elements.values().map(|element| (&element.id, &element.claims));
    let zones = model.zones.values().map(|zone| (&zone.id, &zone.claims));
    let flows = model.flows.values().map(|flow| (&flow.number, &flow.claims));
    let boundaries = model.boundaries.values().map(|boundary| (&boundary.id, &boundary.claims));
    let all = elements.chain(zones).chain(flows).chain(boundaries);
    let stated = all.filter_map(|(name, claims)| claims.get(&id).map(|claim| (name, claim)));
    let line = |(name, claim): (&SmolStr, &Claim)| {
        let place = claim.span.map_or(String::new(), |span| format!(" ({})", known.place(span)));
        format!("{} on `{name}`{place}", claim.status.as_str())
    };
    let mut lines: Vec<String> = stated.map(line).collect();
    let everywhere = model.controls.values().filter(|control| control.everywhere && control.ty == Some(id));
    lines.extend(
        everywhere
            .map(|control| format!("{} for the whole model ({})", control.status.as_str(), known.place(control.span))),
    );
    lines
}
