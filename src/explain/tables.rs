//! The vocabulary as tables: types by kind, controls, attributes, and the words that attributes take.

use super::types::{self, REFERENCES, inherited};
use super::{Knowledge, describe};
use crate::base::text::capital;
use crate::model::{Kind, Type, TypeId};
use crate::report::{Cell, Column, Table};
use crate::schema::{self, Vocabulary};

const OVERVIEW: &[Column] =
    &[Column::new("what", "What"), Column::new("entries", "Entries"), Column::new("names", "Names")];

const ATTRIBUTES: &[Column] = &[
    Column::new("attribute", "Attribute"),
    Column::new("on", "On"),
    Column::new("takes", "Takes"),
    Column::new("meaning", "Meaning"),
];

const WORDS: &[Column] =
    &[Column::new("word", "Word"), Column::new("aliases", "Or"), Column::new("meaning", "Meaning")];

/// All types by kind and all controls by category, with nothing but their names.
pub fn overview(known: &Knowledge<'_>) -> Table {
    let names = |types: Vec<&Type>| {
        let names: Vec<String> = types.iter().map(|ty| ty.name.to_string()).collect();
        (Cell::Number(names.len()), Cell::List(names))
    };
    let mut rows = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Control) {
        let (number, list) = names(known.types_of(kind).map(|(_, ty)| ty).collect());
        rows.push(vec![kind.as_str().into(), number, list]);
    }
    let categories = schema::vocabulary("category").into_iter().flat_map(Vocabulary::all);
    for category in categories {
        let own = known.types_of(Kind::Control).filter(|(id, _)| inherited(known, *id, "category") == category);
        let (number, list) = names(own.map(|(_, ty)| ty).collect());
        rows.push(vec![format!("control, {category}").into(), number, list]);
    }
    rows.retain(|row| row.get(1) != Some(&Cell::Number(0)));
    Table::new("types", "Types", OVERVIEW, rows).or("No types.")
}

/// The types of a kind, those of the author's included.
pub fn types(known: &Knowledge<'_>, kind: Kind) -> Table {
    let own = known.types_of(kind).any(|(_, ty)| !ty.embedded);
    let declared = if own { Column::new("declared", "Declared") } else { Column::machine("declared") };
    let title = format!("Types of {kind}");
    if kind == Kind::Control {
        return controls(known, declared);
    }
    let columns = vec![
        Column::new("type", "Type"),
        Column::new("label", "Label"),
        Column::new("extends", "Extends"),
        Column::new("sets", "Sets"),
        declared,
        Column::machine("description"),
    ];
    let row = |(id, ty): (TypeId, &Type)| {
        let base = ty.base.map_or(String::new(), |base| known.model.types[base].name.to_string());
        vec![
            ty.name.as_str().into(),
            ty.label.as_str().into(),
            base.into(),
            types::summary(known, id).into(),
            known.place(ty.span).into(),
            ty.description.clone().unwrap_or_default().into(),
        ]
    };
    let rows = known.types_of(kind).map(row).collect();
    Table::new(kind.as_str(), title, &columns, rows).or("None is built in.")
}

fn controls(known: &Knowledge<'_>, declared: Column) -> Table {
    let mut columns = vec![
        Column::new("control", "Control"),
        Column::new("label", "Label"),
        Column::new("category", "Category"),
        Column::new("function", "Function"),
        Column::new("aliases", "Or"),
        declared,
        Column::machine("extends"),
        Column::machine("effectiveness"),
        Column::machine("counters"),
        Column::machine("description"),
    ];
    columns.extend(REFERENCES.iter().map(|(key, _)| Column::machine(key)));
    let row = |(id, ty): (TypeId, &Type)| {
        let text = |name: &str| Cell::Text(inherited(known, id, name));
        let base = ty.base.map_or(String::new(), |base| known.model.types[base].name.to_string());
        let mut row = vec![
            ty.name.as_str().into(),
            ty.label.as_str().into(),
            text("category"),
            text("function"),
            Cell::List(ty.aliases.iter().map(ToString::to_string).collect()),
            known.place(ty.span).into(),
            base.into(),
            text("effectiveness"),
            text("counters"),
            ty.description.clone().unwrap_or_default().replace('\n', " ").into(),
        ];
        let values = |key: &str| ty.facts.texts(key).iter().map(|text| (*text).to_owned()).collect();
        row.extend(REFERENCES.iter().map(|(key, _)| Cell::List(values(key))));
        row
    };
    let rows = known.types_of(Kind::Control).map(row).collect();
    Table::new("control", "Controls", &columns, rows).or("No controls.")
}

/// All attributes.
pub fn attributes() -> Table {
    let rows = schema::ATTRIBUTES.iter().map(|row| {
        let on: Vec<String> = match row.on.len() == schema::Subject::ALL.len() {
            true => vec!["everything".to_owned()],
            false => row.on.iter().map(|subject| subject.as_str().to_owned()).collect(),
        };
        vec![row.name.into(), Cell::List(on), describe::takes(row).into(), row.doc.into()]
    });
    let rows = rows.collect();
    Table::new("attributes", "Attributes", ATTRIBUTES, rows).or("")
}

/// The words of a vocabulary.
pub fn words(vocabulary: &Vocabulary) -> Table {
    let users = describe::users(vocabulary).join(", ").replace('`', "");
    let title = format!("{}: {users}", capital(vocabulary.noun));
    let rows = vocabulary.words.iter().map(|row| {
        let aliases = row.aliases.iter().map(|alias| (*alias).to_owned()).collect();
        vec![row.word.into(), Cell::List(aliases), row.doc.into()]
    });
    let rows = rows.collect();
    Table::new(vocabulary.name, title, WORDS, rows).or("")
}

/// The vocabularies of an attribute: more than one where it means different things in different places.
pub fn vocabularies(attribute: &str) -> Vec<&'static Vocabulary> {
    let mut found: Vec<&Vocabulary> = Vec::new();
    let rows = schema::ATTRIBUTES.iter().filter(|row| row.name == attribute);
    for vocabulary in rows.filter_map(describe::vocabulary) {
        if !found.iter().any(|known| known.name == vocabulary.name) {
            found.push(vocabulary);
        }
    }
    found
}

/// The attributes that take words, each once.
pub fn with_words() -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for row in schema::ATTRIBUTES.iter().filter(|row| describe::vocabulary(row).is_some()) {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    names
}
