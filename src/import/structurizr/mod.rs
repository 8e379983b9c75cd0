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

use super::braces::Statement;
use super::draft::{Draft, Item};
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
    nesting::settle(&mut model.draft);
    for view in views {
        self::views(view, &mut model);
    }
    Ok(model.draft)
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
