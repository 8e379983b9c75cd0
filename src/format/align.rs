//! Columns: which parts of adjacent lines stand below one another.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::lines::{Cell, Line, LineKind};
use super::roles::{Class, Column};

/// How far a cell may stick out of its column and still move the column: further out it is left where it is.
const REACH: usize = 12;

/// Columns of one table; what else its lines have is not aligned.
const MOST_COLUMNS: usize = 64;

/// How often a table is laid out until its own layout is what its author is taken to have meant.
const MOST_ROUNDS: usize = 8;

/// Aligns settings by their `=`, and what the author aligned; see [the rules](super).
pub(super) fn align(lines: &mut [Line]) {
    for table in tables(lines).into_iter().filter(|table| table.len() > 1) {
        Table::new(lines, table).align();
    }
    for table in settings(lines) {
        Table::new(lines, table).align_settings();
    }
    align_comments(lines);
}

/// Lines that belong together, as indices: adjacent, of one class and one depth.
fn tables(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut tables = vec![Vec::new()];
    let mut open = None;
    for (at, line) in lines.iter().enumerate() {
        if line.kind == LineKind::Comment && !line.blank_before {
            continue;
        }
        let row = row(line);
        if row.is_none() || row != open || line.blank_before {
            tables.push(Vec::new());
        }
        open = row;
        if let (Some(_), Some(table)) = (row, tables.last_mut()) {
            table.push(at);
        }
    }
    tables
}

/// Settings of one block that no blank line separates. What stands on several lines or is a statement of one line may stand
/// between them.
fn settings(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut tables = vec![Vec::new()];
    let mut depth = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_setting = line.kind == LineKind::Row(Class::Setting);
        let between = matches!(line.kind, LineKind::Comment | LineKind::Inner) || row(line).is_some();
        let apart = line.kind != LineKind::Inner && (line.blank_before || line.indent != depth);
        if apart || !is_setting && !between {
            tables.push(Vec::new());
        }
        if line.kind != LineKind::Inner {
            depth = line.indent;
        }
        if let (true, Some(table)) = (is_setting, tables.last_mut()) {
            table.push(at);
        }
    }
    tables
}

/// The class and depth of a line that is a row of a table: a statement of one line, or the first line of a block.
fn row(line: &Line) -> Option<(Class, usize)> {
    match line.kind {
        LineKind::Row(class) if class != Class::Setting && !line.goes_on && !line.is_broken() => {
            Some((class, line.indent))
        }
        _ => None,
    }
}

/// A row with what has been laid out of it.
struct Row<'a> {
    line: &'a mut Line,
    /// The first cell that has no place yet.
    next: usize,
    /// Where the cells in front of it end.
    end: usize,
    /// Whether a cell sticks out of its column; what is behind it is not aligned.
    is_out: bool,
}

impl Row<'_> {
    /// Moves on to the cell of a column and says where its anchor goes if nothing is aligned. `None` if there is no such
    /// cell, or a column that stands in front of it in other rows comes behind it here.
    fn seek(&mut self, column: &Column) -> Option<usize> {
        if self.is_out {
            return None;
        }
        let ahead = self.line.cells.iter().skip(self.next).position(|cell| cell.column.as_ref() == Some(column))?;
        for cell in self.line.cells.iter().skip(self.next).take(ahead) {
            self.end += cell.gap + cell.width();
        }
        self.next += ahead;
        let end = self.end;
        self.cell().map(|cell| end + cell.gap + cell.anchor)
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.line.cells.get_mut(self.next)
    }

    /// Takes the layout for the source. Says whether that makes a difference.
    fn settle(&mut self) -> bool {
        let (mut end, mut changed) = (self.line.indent, false);
        for cell in &mut self.line.cells {
            let source = end + cell.gap + cell.anchor;
            let padded = cell.gap > 1;
            changed |= padded != cell.padded || source != cell.source;
            (cell.source, cell.padded) = (source, padded);
            end += cell.gap + cell.width();
        }
        (self.next, self.end, self.is_out) = (0, 0, false);
        changed
    }

    /// One blank in front of each cell.
    fn close_up(&mut self) {
        self.line.cells.iter_mut().skip(1).for_each(|cell| cell.gap = 1);
    }
}

struct Table<'a> {
    rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    fn new(lines: &'a mut [Line], table: Vec<usize>) -> Self {
        let first = table.first().copied().unwrap_or(0);
        let mut wanted = table.into_iter().peekable();
        let lines = lines.iter_mut().enumerate().skip(first);
        let rows = lines.map_while(|(at, line)| wanted.peek().is_some().then(|| (wanted.next_if_eq(&at), line)));
        let rows = rows.filter_map(|(at, line)| at.map(|_| Row { line, next: 0, end: 0, is_out: false }));
        Self { rows: rows.collect() }
    }

    fn align_settings(&mut self) {
        let mut cells = self.cells(&Column::Equals);
        let column = cells.iter().map(|(_, start, _)| *start).max().unwrap_or(0);
        for (_, start, cell) in &mut cells {
            cell.gap += column - *start;
        }
    }

    /// Lays the table out, and again from what has become of it, until nothing changes. So a table that is formatted once
    /// more stays as it is. One that finds no rest is not aligned at all.
    fn align(&mut self) {
        for _ in 0..MOST_ROUNDS {
            self.rows.iter_mut().for_each(Row::close_up);
            self.adopt();
            for column in self.columns() {
                self.align_column(&column);
            }
            let changed = self.rows.iter_mut().fold(false, |changed, row| row.settle() || changed);
            if !changed {
                return;
            }
        }
        self.rows.iter_mut().for_each(Row::close_up);
    }

    /// A cell that the author aligned with cells of another kind, and with none of its own, goes into their column.
    fn adopt(&mut self) {
        let mut groups: BTreeMap<usize, Vec<&mut Cell>> = BTreeMap::new();
        for cell in self.rows.iter_mut().flat_map(|row| row.line.cells.iter_mut().skip(1)) {
            cell.column.clone_from(&cell.kind);
            if cell.kind.is_some() && cell.anchor == 0 {
                groups.entry(cell.source).or_default().push(cell);
            }
        }
        for group in groups.values_mut().filter(|group| group.iter().any(|cell| cell.padded)) {
            let mut counts: FxHashMap<Option<Column>, usize> = FxHashMap::default();
            for cell in group.iter() {
                *counts.entry(cell.kind.clone()).or_default() += 1;
            }
            let count = |cell: &Cell| counts.get(&cell.kind).copied().unwrap_or(0);
            // Of several, `max_by_key` takes the last: here the first in the table.
            let Some(most) = group.iter().rev().max_by_key(|cell| count(cell)).map(|cell| cell.kind.clone()) else {
                continue;
            };
            for cell in group.iter_mut().filter(|cell| count(cell) == 1) {
                cell.column.clone_from(&most);
            }
        }
    }

    /// The columns in an order that fits most rows: a column that the rows before do not have comes behind the one that
    /// stands in front of it in its row.
    fn columns(&self) -> Vec<Column> {
        let mut order: Vec<Column> = Vec::new();
        for row in &self.rows {
            let mut behind = 0;
            for column in row.line.cells.iter().filter_map(|cell| cell.column.as_ref()) {
                match order.iter().position(|known| known == column) {
                    Some(at) => behind = at + 1,
                    None if order.len() < MOST_COLUMNS => {
                        order.insert(behind, column.clone());
                        behind += 1;
                    }
                    None => {}
                }
            }
        }
        order
    }

    /// The cells of a column with their rows and the places where they start by themselves.
    fn cells(&mut self, column: &Column) -> Vec<(&mut bool, usize, &mut Cell)> {
        let mut cells = Vec::new();
        for row in &mut self.rows {
            let Some(start) = row.seek(column) else { continue };
            let next = row.next;
            cells.extend(row.line.cells.get_mut(next).map(|cell| (&mut row.is_out, start, cell)));
        }
        cells
    }

    fn align_column(&mut self, column: &Column) {
        let mut cells = self.cells(column);
        let places = cells.iter().map(|(_, start, cell)| (*start, cell.source, cell.padded));
        let Some(column) = place(&places.collect::<Vec<_>>()) else { return };
        for (is_out, start, cell) in &mut cells {
            match column.checked_sub(*start) {
                Some(gap) => cell.gap += gap,
                None => **is_out = true,
            }
        }
    }
}

/// Where the column of some cells goes. Each has the place where it starts by itself, its place in the source and whether
/// several blanks stand in front of it there. `None` if the author did not align any two of them.
fn place(cells: &[(usize, usize, bool)]) -> Option<usize> {
    let mut groups: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    for (_, source, padded) in cells {
        let (count, any) = groups.entry(*source).or_default();
        (*count, *any) = (*count + 1, *any || *padded);
    }
    let aligned = |source: &usize| groups.get(source).is_some_and(|&(count, padded)| count > 1 && padded);
    let mut column = cells.iter().filter(|(_, source, _)| aligned(source)).map(|(start, ..)| *start).max()?;
    let mut starts: Vec<usize> = cells.iter().map(|(start, ..)| *start).collect();
    starts.sort_unstable();
    for start in starts {
        if start <= column + REACH {
            column = column.max(start);
        }
    }
    Some(column)
}

/// Aligns the comments at the ends of adjacent lines.
fn align_comments(lines: &mut [Line]) {
    for block in lines.chunk_by_mut(|_, next| !next.blank_before) {
        let lines = block.iter_mut().filter(|line| !line.is_broken());
        let mut comments: Vec<(usize, &mut Cell)> = lines
            .filter_map(|line| {
                let end = line.indent + line.cells.iter().map(|cell| cell.gap + cell.width()).sum::<usize>();
                line.comment.as_mut().map(|comment| (end + comment.gap, comment))
            })
            .collect();
        let places = comments.iter().map(|(start, comment)| (*start, comment.source, comment.padded));
        let Some(column) = place(&places.collect::<Vec<_>>()) else { continue };
        for (start, comment) in &mut comments {
            comment.gap += column.saturating_sub(*start);
        }
    }
}

/// The lines as text.
pub(super) fn print(lines: &[Line], out: &mut String) {
    for line in lines {
        if line.blank_before {
            out.push('\n');
        }
        out.push_str(&" ".repeat(line.indent));
        for cell in line.cells.iter().chain(&line.comment) {
            out.push_str(&" ".repeat(cell.gap));
            out.push_str(&cell.text);
        }
        out.push('\n');
    }
}
