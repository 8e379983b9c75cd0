//! The reference of the language, as Markdown: written pieces, and the tables that the tool reads.

use std::fmt::Write;

use super::types::{inherited, summary};
use super::{Knowledge, describe};
use crate::base::text::capital;
use crate::model::{Kind, Type, TypeId};
use crate::schema::{self, Attribute, Statement, Subject, Vocabulary};
use crate::threats;

const START: &str = include_str!("start.md");
const TEXT: &str = include_str!("text.md");
const MEANING: &str = include_str!("meaning.md");
const CONDITIONS: &str = include_str!("conditions.md");

/// The whole document. It is about what is built in, so `known` is best made from an empty model.
pub fn markdown(known: &Knowledge<'_>) -> String {
    let mut out = String::from(START);
    contents(&mut out);
    for piece in [TEXT, MEANING] {
        out.push('\n');
        out.push_str(piece);
    }
    for group in schema::GROUPS {
        section(&mut out, group.title);
        if group.title == "The system" {
            flow(&mut out);
        }
        group.keywords.iter().filter_map(|keyword| schema::statement(keyword)).for_each(|row| statement(&mut out, row));
    }
    section(&mut out, "Attributes of everything");
    let common: Vec<&Attribute> = schema::ATTRIBUTES.iter().filter(|row| is_common(row)).collect();
    attributes(&mut out, &common);
    vocabularies(&mut out);
    types(&mut out, known);
    conditions(&mut out);
    controls(&mut out, known);
    rules(&mut out, known);
    out
}

const PARTS: &[&str] = &[
    "Text",
    "Statements",
    "Names and files",
    "Zones, boundaries and flows",
    "Where values come from",
    "Controls, threats and answers",
];
const TABLES: &[&str] = &[
    "Attributes of everything",
    "Words",
    "Built-in types",
    "Conditions of rules",
    "Control catalogue",
    "Built-in rules",
];

fn contents(out: &mut String) {
    out.push_str("\n**Contents**\n\n");
    for title in PARTS {
        let _ = writeln!(out, "* [{title}](#{})", anchor(title));
    }
    for group in schema::GROUPS {
        let flow = (group.title == "The system").then_some(&describe::FLOW);
        let keywords = flow.into_iter().chain(group.keywords);
        let links: Vec<String> = keywords.map(|word| format!("[`{word}`](#statement-{word})")).collect();
        let _ = writeln!(out, "* [{}](#{}): {}", group.title, anchor(group.title), links.join(", "));
    }
    for title in TABLES {
        let _ = writeln!(out, "* [{title}](#{})", anchor(title));
    }
}

/// The anchor that Markdown gives to a heading.
fn anchor(title: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-');
    let kept: String = title.to_lowercase().chars().filter(is_kept).collect();
    kept.replace(' ', "-")
}

fn section(out: &mut String, title: &str) {
    let _ = write!(out, "\n## {title}\n");
}

// ---- statements -----------------------------------------------------------------------------------------------------------

fn statement(out: &mut String, row: &Statement) {
    let _ = write!(out, "\n### <a id=\"statement-{0}\"></a>`{0}`\n\n{1}.\n", row.keyword, capital(row.doc));
    let _ = write!(out, "\n```threat\n{}\n```\n\n", row.example);
    let _ = writeln!(out, "* Form: `{}`", describe::form(row));
    let _ = writeln!(out, "* Stands {}.", describe::places(row));
    let inside = row.subject.map(describe::contents).unwrap_or_default();
    if !inside.is_empty() {
        let links: Vec<String> = inside.iter().map(|word| format!("[`{word}`](#statement-{word})")).collect();
        let _ = writeln!(out, "* Contains {}, and what may stand anywhere.", links.join(", "));
    }
    match row.subject {
        Some(subject) => own_attributes(out, subject),
        None if row.clauses.len() > 1 || row.keyword == "type" => {
            out.push_str("* Takes the attributes of what it is about.\n");
            if row.keyword == "type" {
                out.push_str("* The type of a control takes these, and `when CONDITION` for where it is inferred:\n");
                own_attributes(out, Subject::ControlType);
            }
        }
        None => {}
    }
}

fn flow(out: &mut String) {
    let _ = write!(out, "\n### <a id=\"statement-flow\"></a>Flows\n\n{}.\n", capital(describe::FLOW_DOC));
    let _ = write!(out, "\n```threat\n{}\n```\n\n", describe::FLOW_EXAMPLE);
    let _ = writeln!(out, "* Form: `{}`", describe::FLOW_FORM);
    out.push_str("* Stands anywhere; inside of an element the source may be left out.\n");
    out.push_str(
        "* `a -> b -> c` is two flows, `a, b -> c, d` four; with an id `X` they are called `X.1`, `X.2` and so on.\n",
    );
    out.push_str("* A zone as an end stands for every process in it. `<->` says that either side may start.\n");
    own_attributes(out, Subject::Flow);
}

fn is_common(row: &Attribute) -> bool {
    row.on.len() == Subject::ALL.len()
}

fn own_attributes(out: &mut String, subject: Subject) {
    let own: Vec<&Attribute> = schema::attributes_of(subject).filter(|row| !is_common(row)).collect();
    if !own.is_empty() {
        attributes(out, &own);
    }
}

fn attributes(out: &mut String, rows: &[&Attribute]) {
    out.push_str("\n| Attribute | Takes | Meaning |\n| --- | --- | --- |\n");
    for row in rows {
        let takes = match describe::vocabulary(row) {
            Some(vocabulary) => format!("[{}](#words-{})", describe::takes(row), vocabulary.name),
            None => describe::takes(row),
        };
        let _ = writeln!(out, "| `{}` | {takes} | {} |", row.name, cell(row.doc));
    }
}

// ---- words ----------------------------------------------------------------------------------------------------------------

fn vocabularies(out: &mut String) {
    section(out, "Words");
    let always: Vec<String> = schema::ALWAYS.iter().map(|row| format!("`{}` ({})", row.word, row.doc)).collect();
    let _ = write!(out, "\nEvery attribute that takes words takes {} as well.\n", always.join(" and "));
    for vocabulary in schema::VOCABULARIES {
        let users = describe::users(vocabulary).join(", ");
        let _ = write!(out, "\n### <a id=\"words-{}\"></a>{}\n\nFor {users}.\n\n", vocabulary.name, noun(vocabulary));
        out.push_str("| Word | Meaning |\n| --- | --- |\n");
        for row in vocabulary.words {
            let spellings = std::iter::once(&row.word).chain(row.aliases);
            let spellings: Vec<String> = spellings.map(|word| format!("`{word}`")).collect();
            let _ = writeln!(out, "| {} | {} |", spellings.join(", "), cell(row.doc));
        }
    }
}

/// The noun of a vocabulary without its article.
fn noun(vocabulary: &Vocabulary) -> String {
    let noun = vocabulary.noun;
    capital(noun.strip_prefix("a ").or_else(|| noun.strip_prefix("an ")).unwrap_or(noun))
}

// ---- types, conditions, controls, rules ---------------------------------------------------------------------------------------

fn types(out: &mut String, known: &Knowledge<'_>) {
    section(out, "Built-in types");
    out.push_str("\nA type sets what is listed, as far as a thing of that type does not state something else.\n");
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Control) {
        let types: Vec<(TypeId, &Type)> = known.types_of(kind).collect();
        if types.is_empty() {
            continue;
        }
        let _ = write!(out, "\n### Types of {kind}\n\n| Type | Label | Extends | Sets |\n| --- | --- | --- | --- |\n");
        for (id, ty) in types {
            let base = ty.base.map_or(String::new(), |base| format!("`{}`", known.model.types[base].name));
            let sets = summary(known, id);
            let sets = if sets.is_empty() { sets } else { format!("`{}`", cell(&sets)) };
            let _ = writeln!(out, "| `{}` | {} | {base} | {sets} |", ty.name, cell(&ty.label));
        }
    }
}

fn conditions(out: &mut String) {
    section(out, "Conditions of rules");
    let _ = write!(out, "\n{CONDITIONS}");
    out.push_str("\n### Fields\n\n| Field | Of | Values | Not stated | Meaning |\n| --- | --- | --- | --- | --- |\n");
    for field in threats::FIELDS {
        let (of, values) = (describe::of(field), values(field));
        let _ =
            writeln!(out, "| `{}` | {of} | {values} | {} | {} |", field.name, describe::world(field), cell(field.doc));
    }
    out.push_str("\n### Functions\n\n| Function | Answers |\n| --- | --- |\n");
    for function in threats::FUNCTIONS {
        let _ = writeln!(out, "| `{}` | {} |", function.form, cell(function.doc));
    }
    out.push_str("\n### Placeholders\n\nTexts of rules are filled in for each threat.\n\n| Placeholder | Stands for |\n| --- | --- |\n");
    for (name, doc) in threats::PLACEHOLDERS {
        let _ = writeln!(out, "| `{{{name}}}` | {} |", cell(doc));
    }
}

/// The values of a field, with links to the words.
fn values(field: &threats::Field) -> String {
    let threats::Shape::Words(names @ [_, ..]) = field.shape else { return describe::values(field) };
    let links = names.iter().filter_map(|name| schema::vocabulary(name));
    links
        .map(|vocabulary| format!("[{}](#words-{})", noun(vocabulary).to_lowercase(), vocabulary.name))
        .collect::<Vec<_>>()
        .join(" or ")
}

fn controls(out: &mut String, known: &Knowledge<'_>) {
    section(out, "Control catalogue");
    out.push_str(
        "\n`threatline explain NAME` says of each what it is, when it is inferred and which rules ask for it.\n",
    );
    for category in schema::vocabulary("category").into_iter().flat_map(|vocabulary| vocabulary.words) {
        let _ = write!(
            out,
            "\n### `{}`: {}\n\n| Control | Label | Function |\n| --- | --- | --- |\n",
            category.word, category.doc
        );
        let own = known.types_of(Kind::Control).filter(|(id, _)| inherited(known, *id, "category") == category.word);
        for (id, ty) in own {
            let names: Vec<String> =
                std::iter::once(&ty.name).chain(&ty.aliases).map(|name| format!("`{name}`")).collect();
            let function = inherited(known, id, "function");
            let _ = writeln!(out, "| {} | {} | {function} |", names.join(", "), cell(&ty.label));
        }
    }
}

fn rules(out: &mut String, known: &Knowledge<'_>) {
    section(out, "Built-in rules");
    out.push_str("\n| Rule | Title | Category | Adversary |\n| --- | --- | --- | --- |\n");
    for rule in known.model.rules.values() {
        let stride = rule.stride.map_or("", |stride| stride.title());
        let adversary = rule.adversary.as_ref().map_or(String::new(), |name| format!("`{name}`"));
        let _ = writeln!(out, "| `{}` | {} | {stride} | {adversary} |", rule.name, cell(&rule.title));
    }
    out.push_str("\n| Adversary | In statements | Skill | Starts from |\n| --- | --- | --- | --- |\n");
    for one in known.model.adversaries.values() {
        let text = |name: &str| cell(&one.facts.texts(name).join(", "));
        let _ = writeln!(out, "| `{}` | {} | {} | {} |", one.id, cell(&one.label), text("skill"), text("access"));
    }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
