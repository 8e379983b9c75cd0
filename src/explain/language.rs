//! Statements, attributes, words of vocabularies, and the words of conditions.

use super::describe;
use super::page::{Page, Role};
use crate::base::text::{and_list, capital};
use crate::report::Column;
use crate::schema::{self, Attribute, Expects, Statement, Subject, Vocabulary};
use crate::threats;

const ATTRIBUTES: &[Column] =
    &[Column::new("attribute", "Attribute"), Column::new("takes", "Takes"), Column::new("meaning", "Meaning")];

/// The page of a keyword, letter case ignored. `flow` stands for the statement that has none.
pub(super) fn statement(keyword: &str) -> Option<Page> {
    let keyword = keyword.to_lowercase();
    if keyword == describe::FLOW {
        return Some(flow());
    }
    let row = schema::statement(&keyword)?;
    let page = Page::new(Role::Statement, row.keyword, format!("Statement `{}`: {}", row.keyword, row.doc))
        .code(row.example)
        .terms([
            ("Form".to_owned(), format!("`{}`", describe::form(row))),
            ("Stands".to_owned(), describe::places(row)),
            ("Contains".to_owned(), contents(row)),
        ])
        .details();
    let page = match row.subject {
        Some(subject) => return Some(attributes(page, subject)),
        None => page.paragraph(own_attributes(row)),
    };
    Some(if row.keyword == "type" { attributes(page, Subject::ControlType) } else { page })
}

fn flow() -> Page {
    let title = format!("Statement without a keyword, a flow: {}", describe::FLOW_DOC);
    let page = Page::new(Role::Statement, describe::FLOW, title)
        .code(describe::FLOW_EXAMPLE)
        .terms([
            ("Form".to_owned(), format!("`{}`", describe::FLOW_FORM)),
            (
                "Arrows".to_owned(),
                "`->` and `<-` say where data moves, `<->` that either side may start; `returns=` is what comes back"
                    .into(),
            ),
            (
                "Several".to_owned(),
                "`a -> b -> c` is two flows, `a, b -> c, d` four; a zone as an end stands for every process in it"
                    .into(),
            ),
        ])
        .details();
    attributes(page, Subject::Flow)
}

fn contents(row: &Statement) -> String {
    let inside: Vec<String> = row.subject.map(describe::contents).unwrap_or_default().iter().map(code).collect();
    and_list(&inside)
}

/// What is said of the attributes of a statement that has none of its own.
fn own_attributes(row: &Statement) -> &'static str {
    match row.keyword {
        "type" => {
            "Takes the attributes of what the type describes: `threatline explain process` lists those of processes. \
             The type of a control takes those below, and `when CONDITION` says when the control is inferred."
        }
        "default" => "Takes the attributes of its kind: `threatline explain flow` lists those of flows.",
        "extend" => "Takes the attributes and the contents of what it extends.",
        _ => "",
    }
}

/// Adds the attributes of a subject: its own as a table, those of everything in a line.
fn attributes(page: Page, subject: Subject) -> Page {
    let everywhere = |row: &&Attribute| row.on.len() == Subject::ALL.len();
    let own: Vec<&Attribute> = schema::attributes_of(subject).filter(|row| !everywhere(row)).collect();
    let common: Vec<String> =
        schema::ATTRIBUTES.iter().filter(everywhere).map(|row| format!("`{}`", row.name)).collect();
    let page = page.heading("Attributes");
    let page = match own.is_empty() {
        true => page,
        false => page.table(
            ATTRIBUTES,
            own.iter().map(|row| vec![row.name.into(), describe::takes(row).into(), row.doc.into()]).collect(),
        ),
    };
    let besides = if own.is_empty() { "Those of everything" } else { "Besides, those of everything" };
    page.paragraph(format!("{besides}: {}.", and_list(&common)))
}

/// The page of an attribute, whatever it stands on.
pub(super) fn attribute(name: &str) -> Option<Page> {
    let name = name.to_lowercase();
    let rows: Vec<&Attribute> = schema::ATTRIBUTES.iter().filter(|row| row.name == name).collect();
    let mut page = Page::new(Role::Attribute, name.clone(), format!("Attribute `{name}`"));
    page = page.terms(rows.iter().map(|row| (format!("On {}", describe::on(row)), row.doc.to_owned())));
    let mut written: Vec<String> = Vec::new();
    for row in &rows {
        let several = if row.many { " Several, with commas between them." } else { "" };
        let text = format!("{}{several}", describe::written(row));
        if !written.contains(&text) {
            written.push(text);
        }
    }
    page = page.paragraph(written.join(" ")).details();
    for vocabulary in vocabularies(&rows) {
        page = words(page, vocabulary);
    }
    let field = threats::FIELDS.iter().find(|field| field.name == name);
    if let Some(field) = field {
        let text = format!(
            "Rules ask for it by the same name, of {}. Not stated means {}.",
            describe::of(field),
            describe::world(field)
        );
        page = page.paragraph(text);
    }
    (!rows.is_empty()).then_some(page)
}

/// The vocabularies of several rows, each once.
fn vocabularies(rows: &[&Attribute]) -> Vec<&'static Vocabulary> {
    let mut found: Vec<&Vocabulary> = Vec::new();
    for vocabulary in rows.iter().filter_map(|row| describe::vocabulary(row)) {
        if !found.iter().any(|known| known.name == vocabulary.name) {
            found.push(vocabulary);
        }
    }
    found
}

fn words(page: Page, vocabulary: &'static Vocabulary) -> Page {
    let heading = format!("Words for {}", vocabulary.noun);
    let term = |row: &schema::Word| {
        let aliases: Vec<String> = row.aliases.iter().map(code).collect();
        let aliases = if aliases.is_empty() { String::new() } else { format!(", or {}", aliases.join(", ")) };
        (row.word.to_owned(), format!("{}{aliases}", row.doc))
    };
    page.heading(&heading).terms(vocabulary.words.iter().chain(schema::ALWAYS).map(term))
}

/// The page of a word in all vocabularies that have it.
pub(super) fn word(word: &str) -> Option<Page> {
    let mut meanings: Vec<String> = Vec::new();
    let mut usual = None;
    for vocabulary in schema::VOCABULARIES {
        let Some(row) = vocabulary.word(word) else { continue };
        usual = usual.or(Some(row.word));
        let alias = if row.word.eq_ignore_ascii_case(word) {
            String::new()
        } else {
            format!(", another word for `{}`", row.word)
        };
        let users = describe::users(vocabulary).join(", ");
        meanings.push(format!("{} ({users}){alias}: {}", capital(vocabulary.noun), row.doc));
    }
    if let Some(row) = schema::ALWAYS.iter().find(|row| row.word.eq_ignore_ascii_case(word)) {
        meanings.push(format!("With every attribute that takes words: {}", row.doc));
    }
    let exact =
        usual.filter(|usual| usual.eq_ignore_ascii_case(word)).map_or_else(|| word.to_lowercase(), str::to_owned);
    let page = Page::new(Role::Word, exact.clone(), format!("Word `{exact}`"));
    (!meanings.is_empty()).then(|| page.list(meanings))
}

/// The page of a field or function of conditions. Fields that are attributes of the same name are on the page of those.
pub(super) fn condition(name: &str) -> Option<Page> {
    let name = name.to_lowercase();
    if let Some(function) = threats::FUNCTIONS.iter().find(|function| function.name == name) {
        let title = format!("Function `{}` of conditions: {}", function.form, function.doc);
        return Some(Page::new(Role::Condition, function.name, title));
    }
    let field = threats::FIELDS.iter().find(|field| field.name == name)?;
    let attribute = schema::ATTRIBUTES.iter().any(|row| row.name == name && !matches!(row.expects, Expects::Data));
    if attribute {
        return None;
    }
    let title = format!("Field `{}` of conditions: {}", field.name, field.doc);
    Some(Page::new(Role::Condition, field.name, title).terms([
        ("Asked of".to_owned(), describe::of(field)),
        ("Values".to_owned(), describe::values(field)),
        ("Not stated".to_owned(), describe::world(field).to_owned()),
    ]))
}

fn code(word: &&str) -> String {
    format!("`{word}`")
}
