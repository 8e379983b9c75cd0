//! Our own JSON: the statements as they are written, from which `import` makes the same files again, and what follows from
//! them. `docs/model.schema.json` describes it.

mod facts;
mod schema;
mod statements;

pub use schema::schema;

use serde_json::{Value, json};

use super::rows::{self, Table};
use crate::pipeline::Outcome;

use super::{Exported, Subject, Writer};

/// The word behind `form`: it changes where a program that reads the form would misread it.
pub const FORM: &str = "threatline-model-1";

pub(super) const WRITER: Writer = Writer { name: "json", title: "threatline's own JSON", ending: "json", write };

fn write(subject: &Subject<'_>) -> Exported {
    let outcome = subject.outcome;
    let mut out = json!({
        "form": FORM,
        "tool": env!("CARGO_PKG_VERSION"),
        "title": outcome.model.document.title,
        "revision": subject.revision,
        "files": statements::files(outcome),
        "lock": lock(outcome),
        "facts": facts::of_document(outcome),
    });
    let Some(all) = out.as_object_mut() else { return Exported::default() };
    for table in rows::tables(subject) {
        let objects = objects(&table);
        let objects = match facts::by_place(outcome, table.name) {
            Some(facts) => with_facts(objects, facts),
            None => objects,
        };
        all.insert(table.name.to_owned(), Value::Array(objects));
    }
    let text = serde_json::to_string_pretty(&out).unwrap_or_default();
    Exported::text(text + "\n")
}

/// The lines of the lock, which keep the numbers of a model; none where there is no lock.
fn lock(outcome: &Outcome) -> Vec<String> {
    let text = if outcome.lock.is_empty() { String::new() } else { outcome.lock.to_string() };
    text.lines().map(str::to_owned).collect()
}

/// The rows of a table as objects.
fn objects(table: &Table) -> Vec<Value> {
    table.rows.iter().map(|row| rows::object(&table.columns, row)).collect()
}

fn with_facts(objects: Vec<Value>, facts: Vec<Value>) -> Vec<Value> {
    let each = objects.into_iter().zip(facts);
    each.map(|(mut object, facts)| {
        if let (Some(object), Value::Object(facts)) = (object.as_object_mut(), facts) {
            object.extend(facts);
        }
        object
    })
    .collect()
}
