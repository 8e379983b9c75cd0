//! JSON: tables as lists of objects, in the order of their columns.

use serde_json::{Map, Value};

use crate::report::{Cell, Table};

/// The rows of a table as objects.
pub fn rows(table: &Table) -> Value {
    let row = |cells: &Vec<Cell>| {
        let members = table.columns.iter().zip(cells).map(|(column, cell)| (column.key.to_owned(), value(cell)));
        Value::Object(members.collect::<Map<String, Value>>())
    };
    Value::Array(table.rows.iter().map(row).collect())
}

/// Several tables as one object, indented, with a newline at the end.
pub fn json(tables: &[Table]) -> String {
    let members = tables.iter().map(|table| (table.id.to_owned(), rows(table)));
    pretty(&Value::Object(members.collect()))
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) | Cell::Marked(text, _) => Value::String(text.clone()),
        Cell::List(items) => Value::Array(items.iter().cloned().map(Value::String).collect()),
        Cell::Number(number) => Value::from(*number),
        Cell::Rich(texts) => Value::Array(texts.iter().map(|text| Value::String(text.plain())).collect()),
    }
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
