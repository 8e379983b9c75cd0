//! Structurizr: its DSL, and its JSON.
//!
//! People are actors, systems without containers and containers are processes or stores, systems with containers, groups and
//! deployment nodes are zones, relationships are flows, and dynamic views are scenarios.

mod files;
mod json;
mod kind;
mod lex;
mod model;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use super::braces::Statement;
use super::draft::{Draft, Item};
use super::ours::{self, Ours};
use super::{Folder, Reader, Refusal, nesting};

use model::{Model, Scope};
use views::{Flows, Step};

pub(super) const DSL: Reader = Reader {
    name: "structurizr",
    title: "Structurizr DSL",
    endings: &["dsl"],
    recognises: |text| {
        let begins = |line: &str| line.trim_start().split([' ', '\t', '{']).next() == Some("workspace");
        !text.trim_start().starts_with('{') && text.lines().any(begins)
    },
    read,
};

pub(super) const JSON: Reader = Reader {
    name: "structurizr-json",
    title: "Structurizr JSON",
    endings: &["json"],
    recognises: |text| {
        text.trim_start().starts_with('{') && text.contains("\"model\"") && text.contains("\"softwareSystems\"")
    },
    read: json::read,
};

fn read(text: &str) -> Result<Draft, Refusal> {
    whole(&lex::statements(text)?)
}

/// Reads a workspace with the files that it includes, and the one that it extends.
pub(super) fn read_in_folder(text: &str, folder: &Folder<'_>) -> Result<Draft, Refusal> {
    let (statements, missing) = files::whole(lex::statements(text)?, folder)?;
    let mut draft = whole(&statements)?;
    for (what, why, line) in missing {
        draft.dropped(what, why, line);
    }
    Ok(draft)
}

fn whole(statements: &[Statement]) -> Result<Draft, Refusal> {
    let mut model = Model::default();
    let mut workspace = None;
    for statement in statements {
        match statement.words.first().map(|word| word.to_lowercase()).as_deref() {
            Some("workspace") if workspace.is_none() => workspace = Some(statement),
            _ => model.read(std::slice::from_ref(statement), &Scope::default()),
        }
    }
    let workspace = workspace.ok_or_else(|| Refusal::new("there is no `workspace { … }` in it"))?;
    let words = model.words(workspace);
    match words.get(1).map(String::as_str) {
        Some("extends") => {
            let why = files::ONE;
            model.draft.dropped(format!("`{}`", words.join(" ")), why, workspace.line);
        }
        title => {
            model.draft.title = title.unwrap_or_default().to_owned();
            model.draft.about = words.get(2).cloned().unwrap_or_default();
        }
    }
    model.draft.keys_are_names = true;
    let mut views = Vec::new();
    for statement in &workspace.inner {
        let words = model.words(statement);
        match words.first().map(|word| word.to_lowercase()).as_deref() {
            Some("model") => model.read(&statement.inner, &Scope::default()),
            Some("views") => views.push(statement),
            Some("name") => model.draft.title = words.get(1).cloned().unwrap_or_default(),
            Some("description") => model.draft.about = words.get(1).cloned().unwrap_or_default(),
            _ => model.read(std::slice::from_ref(statement), &Scope::default()),
        }
    }
    model.flows();
    let properties = std::mem::take(&mut model.properties);
    if settle_ours(&mut model.draft, &properties) {
        return Ok(model.draft);
    }
    nesting::settle(&mut model.draft);
    for view in views {
        self::views(view, &mut model);
    }
    Ok(model.draft)
}

/// The key of what our own export calls by a name.
fn key_of_ours(name: &str) -> String {
    format!("ours/{name}")
}

/// Takes over what our own export keeps in properties of the model: zones, data, and all other statements. Groups and systems
/// that only show the same are left out. Whether there is any of it.
fn settle_ours(draft: &mut Draft, properties: &[(String, String)]) -> bool {
    let Some(own) = kind::ours(properties).filter(|own| own.keyword(&["model"]).is_some()) else { return false };
    if own.has("about") {
        own.get("about").clone_into(&mut draft.about);
    }
    draft.facts = own.facts("model");
    let texts: Vec<String> = own.numbered("statement").iter().map(|one| one.get("").to_owned()).collect();
    ours::statements(texts.iter().map(String::as_str), draft);
    let named = |item: &Item| item.exact.as_ref().and_then(|exact| exact.name.clone()).unwrap_or_default();
    let keys: BTreeMap<String, String> = draft
        .items
        .iter()
        .filter(|item| item.exact.is_some())
        .map(|item| (key_of_ours(&named(item)), item.key.clone()))
        .collect();
    for item in draft.items.iter_mut().filter(|item| item.exact.is_some()) {
        let part = item.inside.as_ref().and_then(|inside| keys.get(inside));
        item.inside = part.cloned().or(item.inside.take());
    }
    let used = around_others(draft);
    draft.items.retain(|item| item.exact.is_some() || item.keyword != "zone" || used.contains(&item.key));
    let zone = |own: &Ours| Item {
        about: own.get("about").to_owned(),
        inside: Some(own.get("inside")).filter(|inside| !inside.is_empty()).map(key_of_ours),
        facts: own.facts("zone"),
        exact: Some(own.exact(own.get("name"))),
        ..Item::new("zone", key_of_ours(own.get("name")), own.get("label"))
    };
    let zones: Vec<Item> = own.numbered("zone").iter().map(zone).collect();
    draft.items.splice(0..0, zones);
    true
}

/// The keys of what lies around elements that are not ours, at whatever distance.
fn around_others(draft: &Draft) -> BTreeSet<String> {
    let inside: BTreeMap<&str, &String> =
        draft.items.iter().filter_map(|item| Some((item.key.as_str(), item.inside.as_ref()?))).collect();
    let others = draft.items.iter().filter(|item| item.exact.is_none() && item.keyword != "zone");
    let mut used = BTreeSet::new();
    for item in others {
        let mut at = item.inside.as_ref();
        while let Some(key) = at.filter(|key| used.insert((*key).clone())) {
            at = inside.get(key.as_str()).copied();
        }
    }
    used
}

/// Dynamic views become scenarios; what else is drawn and how is left out.
fn views(statement: &Statement, model: &mut Model) {
    let mut scenarios: Vec<Item> = Vec::new();
    for view in &statement.inner {
        let words = model.words(view);
        let keyword = words.first().map_or("", String::as_str);
        if !keyword.eq_ignore_ascii_case("dynamic") {
            model.draft.dropped(
                format!("`{}`", words.join(" ")),
                "pictures and looks are not part of a model",
                view.line,
            );
            continue;
        }
        let mut label = [3, 2].into_iter().filter_map(|at| words.get(at).cloned()).find(|word| !word.is_empty());
        let mut steps = Vec::new();
        let mut parallel = false;
        for inner in &view.inner {
            let words = model.words(inner);
            let words = match words.as_slice() {
                [order, rest @ ..] if order.ends_with(':') => rest,
                all => all,
            };
            match words {
                [] => parallel = true,
                [keyword, text, ..] if keyword == "title" => label = Some(text.clone()),
                [source, arrow, target, rest @ ..] if arrow == "->" => steps.push(Step {
                    source: model.resolve(source, &Scope::default()),
                    target: model.resolve(target, &Scope::default()),
                    said: format!("{source} -> {target}"),
                    about: rest.first().cloned().unwrap_or_default(),
                    line: inner.line,
                }),
                _ => {}
            }
        }
        if parallel || steps.is_empty() {
            let why = if parallel { "its steps are not one after the other" } else { "it has no steps" };
            model.draft.dropped(format!("`{}`", words.join(" ")), why, view.line);
        } else {
            let label = label.unwrap_or_default();
            scenarios.push(views::scenario(scenarios.len(), &label, &steps, view.line, &Flows::of(&model.draft)));
        }
    }
    model.draft.items.extend(scenarios);
}
