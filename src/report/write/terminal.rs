//! Text for a terminal of a given width.

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use crate::base::text;
use crate::report::{Block, Document, Table};

/// A line under the header and nothing else: rows stay close, so that more of them fit a screen.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));

/// Blanks on both sides of a cell.
const PADDING: usize = 2;

/// A table with its title, at most `width` cells wide where its contents can be wrapped to that.
pub fn terminal_table(table: &Table, width: usize) -> String {
    if table.rows.is_empty() {
        return format!("{}\n  {}\n", table.title, table.empty);
    }
    let columns: Vec<_> = table.shown_columns().collect();
    let mut out = comfy_table::Table::new();
    out.load_style(STYLE);
    out.set_content_arrangement(ContentArrangement::Dynamic);
    out.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    out.set_header(columns.iter().map(|(_, column)| column.title));
    let fair = (width / columns.len().max(1)).saturating_sub(PADDING + 1);
    for (&(at, column), cells) in columns.iter().zip(out.column_iter_mut()) {
        let longest = u16::try_from(longest_word(table, at, column.title, fair)).unwrap_or(u16::MAX);
        cells.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(longest)));
    }
    for row in &table.rows {
        out.add_row(columns.iter().map(|&(at, _)| row.get(at).map(|cell| cell.shown()).unwrap_or_default()));
    }
    format!("{}\n{}\n", table.title, out.trim_fmt())
}

/// Width of a column that breaks no word: neither in its title nor, up to a fair share of the line, in its cells.
fn longest_word(table: &Table, at: usize, title: &str, fair: usize) -> usize {
    let longest = |text: &str| text.split_whitespace().map(text::width).max().unwrap_or(0);
    let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| longest(&cell.shown())).max().unwrap_or(0);
    longest(title).max(cells.min(fair)) + PADDING
}

/// A document, wrapped to `width`.
pub fn terminal(document: &Document, width: usize) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(text::width(&document.title)));
    for block in &document.blocks {
        out.push('\n');
        out.push_str(&block_text(block, width));
    }
    out
}

fn block_text(block: &Block, width: usize) -> String {
    match block {
        Block::Heading { text, .. } => format!("{text}\n{}\n", "-".repeat(text::width(text))),
        Block::Paragraph(text) => wrapped(text, width, ""),
        Block::Labelled(values) => {
            values.iter().map(|(label, value)| wrapped(&format!("{label}: {value}"), width, "")).collect()
        }
        Block::Section(label, text) => format!("{label}:\n{}", wrapped(text, width, "  ")),
        Block::List { label, items, numbered } => {
            let label = if label.is_empty() { String::new() } else { format!("{label}:\n") };
            let mark = |at: usize| if *numbered { format!("{}. ", at + 1) } else { "- ".to_owned() };
            let items = items.iter().enumerate().map(|(at, item)| {
                let mark = mark(at);
                let rest = " ".repeat(mark.len() + 2);
                let lines = text::wrap(item, width.saturating_sub(rest.len()));
                format!("  {mark}{}\n", lines.join(&format!("\n{rest}")))
            });
            format!("{label}{}", items.collect::<String>())
        }
        Block::Table(table) => terminal_table(table, width),
        Block::Preformatted(text) => format!("{}\n", text.trim_end_matches('\n')),
        Block::Image { path, alt } => format!("[{alt}: {path}]\n"),
        Block::Rule => format!("{}\n", "-".repeat(width.min(40))),
    }
}

fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let lines = text.lines().flat_map(|line| text::wrap(line, width.saturating_sub(indent.len())));
    lines.map(|line| format!("{indent}{line}\n")).collect()
}
