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
    /// Moves on to the cell of a column and says where it stands. `None` if there is no such cell, or a column that stands
    /// in front of it in other rows comes behind it here.
    fn seek(&mut self, column: &Column) -> Option<Place> {
        let ahead = self.line.cells.iter().skip(self.next).position(|cell| cell.column.as_ref() == Some(column))?;
        for cell in self.line.cells.iter().skip(self.next).take(ahead) {
            self.end += cell.gap + cell.width();
        }
        self.next += ahead;
        let cell = self.line.cells.get(self.next)?;
        // The source of a flow is a column of its own only where an id stands in front of it.
        let behind = self.next.checked_sub(1).and_then(|before| self.line.cells.get(before));
        let behind = behind.and_then(|cell| cell.column.clone()).filter(|_| *column != Column::Arrow);
        Some(Place { is_out: self.is_out, ..Place::new(self.end, cell, behind) })
    }

    /// More blanks in front of the current cell.
    fn widen(&mut self, gap: usize) {
        if let Some(cell) = self.line.cells.get_mut(self.next) {
            cell.gap += gap;
        }
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
        let starts: Vec<Option<usize>> =
            self.rows.iter_mut().map(|row| row.seek(&Column::Equals).map(|place| place.start)).collect();
        let column = starts.iter().flatten().max().copied().unwrap_or(0);
        for (row, start) in self.rows.iter_mut().zip(starts) {
            row.widen(column - start.unwrap_or(column));
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
            let mut changed = false;
            for row in &mut self.rows {
                changed |= row.settle();
            }
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

    fn align_column(&mut self, column: &Column) {
        let mut found: Vec<(&mut Row<'_>, Place)> = Vec::new();
        for row in &mut self.rows {
            found.extend(row.seek(column).map(|place| (row, place)));
        }
        let places: Vec<Place> = found.iter().map(|(_, place)| place.clone()).collect();
        let Some(column) = Aligned::of(&places) else { return };
        for (row, place) in &mut found {
            match column.gap(place) {
                Some(gap) => row.widen(gap),
                None => row.is_out = true,
            }
        }
    }
}

/// Where a cell stands.
#[derive(Debug, Clone)]
struct Place {
    /// Where it starts if nothing is aligned.
    start: usize,
    /// Where it starts in the source.
    source: usize,
    /// Whether several blanks stand in front of it in the source.
    padded: bool,
    /// The column in front of it.
    behind: Option<Column>,
    /// Whether a cell in front of it sticks out of its column.
    is_out: bool,
}

impl Place {
    /// The place of a cell behind what ends at `end`.
    fn new(end: usize, cell: &Cell, behind: Option<Column>) -> Self {
        let start = end + cell.gap + cell.anchor;
        Self { start, source: cell.source, padded: cell.padded, behind, is_out: false }
    }
}

/// A column with cells that the author aligned.
struct Aligned {
    /// Where it starts.
    start: usize,
    /// Places in the source at which cells are aligned.
    sources: Vec<usize>,
    /// The columns in front of them.
    behind: Vec<Option<Column>>,
}

impl Aligned {
    /// `None` if the author did not align any two of the cells.
    fn of(places: &[Place]) -> Option<Self> {
        let mut groups: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
        for place in places {
            let (count, padded) = groups.entry(place.source).or_default();
            (*count, *padded) = (*count + 1, *padded || place.padded);
        }
        groups.retain(|_, (count, padded)| *count > 1 && *padded);
        let by_hand = |place: &&Place| groups.contains_key(&place.source);
        let start = places.iter().filter(by_hand).map(|place| place.start).max()?;
        let mut behind: Vec<Option<Column>> = places.iter().filter(by_hand).map(|place| place.behind.clone()).collect();
        behind.sort_unstable();
        behind.dedup();
        let mut aligned = Self { start, sources: groups.into_keys().collect(), behind };
        let mut starts: Vec<usize> =
            places.iter().filter(|place| aligned.fits(place)).map(|place| place.start).collect();
        starts.sort_unstable();
        for start in starts {
            if start <= aligned.start + REACH {
                aligned.start = aligned.start.max(start);
            }
        }
        Some(aligned)
    }

    /// Whether a cell that the author did not align belongs to the column: the same stands in front of it as in front of
    /// one that is aligned.
    fn fits(&self, place: &Place) -> bool {
        !place.is_out && self.behind.binary_search(&place.behind).is_ok()
    }

    /// The blanks that bring a cell into the column; `None` if it stays out.
    fn gap(&self, place: &Place) -> Option<usize> {
        let joins = self.sources.binary_search(&place.source).is_ok() || self.fits(place);
        self.start.checked_sub(place.start).filter(|_| joins)
    }
}

/// Aligns the comments at the ends of adjacent lines.
fn align_comments(lines: &mut [Line]) {
    for block in lines.chunk_by_mut(|_, next| !next.blank_before) {
        let lines = block.iter_mut().filter(|line| !line.is_broken());
        let mut comments: Vec<(Place, &mut Cell)> = lines
            .filter_map(|line| {
                let end = line.end();
                line.comment.as_mut().map(|comment| (Place::new(end, comment, None), comment))
            })
            .collect();
        let places: Vec<Place> = comments.iter().map(|(place, _)| place.clone()).collect();
        let Some(column) = Aligned::of(&places) else { continue };
        for (place, comment) in &mut comments {
            comment.gap += column.gap(place).unwrap_or(0);
        }
    }
}
