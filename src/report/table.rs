//! A table: columns with a title for people and a key for programs, and rows of cells.

use std::borrow::Cow;

use super::inline::Text;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Short name: `flows`. The key of the table in JSON, the file name of its CSV.
    pub id: &'static str,
    /// Title for people.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<Cell>>,
    /// What links to the rows lead to, as far as their ids are described here; empty before the document is finished.
    pub anchors: Vec<Option<String>>,
    /// The column with the ids that rows describe: the first, unless a profile puts the columns into another order; `None` if
    /// it leaves that column out.
    pub described: Option<usize>,
    /// What is said where there is no row.
    pub empty: &'static str,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Key for programs: `flow_id`.
    pub key: &'static str,
    /// Title for people: `Flow ID`.
    pub title: Cow<'static, str>,
    /// Whether the column is shown in CSV and JSON only, because people see it as a mark in another column.
    pub machine: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text; may be empty.
    Text(String),
    /// Several values.
    List(Vec<String>),
    /// A value, and a mark that people see behind it: `DF1` and `[TB1]`.
    Marked(String, String),
    /// A number.
    Number(usize),
    /// Several texts with links in them.
    Rich(Vec<Text>),
}

impl Column {
    /// A column for people and programs.
    pub const fn new(key: &'static str, title: &'static str) -> Self {
        Self { key, title: Cow::Borrowed(title), machine: false }
    }

    /// A column for programs only.
    pub const fn machine(key: &'static str) -> Self {
        Self { key, title: Cow::Borrowed(key), machine: true }
    }
}

impl Cell {
    /// The cell as people read it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::List(items) => items.join(", "),
            Cell::Marked(text, mark) if mark.is_empty() => text.clone(),
            Cell::Marked(text, mark) => format!("{text} {mark}"),
            Cell::Number(number) => number.to_string(),
            Cell::Rich(texts) => texts.iter().map(Text::plain).collect::<Vec<_>>().join(", "),
        }
    }

    /// The cell without what only people need.
    pub fn plain(&self) -> String {
        match self {
            Cell::Marked(text, _) => text.clone(),
            Cell::List(items) => items.join("; "),
            Cell::Rich(texts) => texts.iter().map(Text::plain).collect::<Vec<_>>().join("; "),
            other => other.shown(),
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell::Text(text.into())
    }
}

impl From<Text> for Cell {
    fn from(text: Text) -> Self {
        Cell::Rich(vec![text])
    }
}

impl Table {
    /// A table.
    pub fn new(id: &'static str, title: impl Into<String>, columns: &[Column], rows: Vec<Vec<Cell>>) -> Self {
        Self {
            id,
            title: title.into(),
            columns: columns.to_vec(),
            rows,
            anchors: Vec::new(),
            described: Some(0),
            empty: "None identified.",
        }
    }

    /// The same with another text for where there is no row.
    #[must_use]
    pub fn or(mut self, empty: &'static str) -> Self {
        self.empty = empty;
        self
    }

    /// The columns that people see, with their places in a row.
    pub fn shown_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| !column.machine)
    }
}
