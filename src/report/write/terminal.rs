//! Text for a terminal of a given width.

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use crate::base::text;
use crate::report::{Block, Cell, Column, Document, List, Section, Table, Text};

/// A line under the header and nothing else: rows stay close, so that more of them fit a screen.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));

/// Blanks on both sides of a cell.
const PADDING: usize = 2;

/// Cells between columns, and on both sides of the table.
const GAP: usize = 1;

/// A table with its title, at most `width` cells wide where its contents can be wrapped to that.
pub fn terminal_table(table: &Table, width: usize) -> String {
    if table.rows.is_empty() {
        return format!("{}\n  {}\n", table.title, table.empty);
    }
    let columns: Vec<_> = table.shown_columns().collect();
    let mut out = comfy_table::Table::new();
    out.load_style(STYLE);
    out.set_content_arrangement(ContentArrangement::Dynamic);
    // Columns have the width that is worked out below, and none is made narrower.
    out.set_width(u16::MAX);
    out.set_header(columns.iter().map(|(_, column)| column.title.as_ref()));
    for (content, cells) in widths(table, &columns, width).into_iter().zip(out.column_iter_mut()) {
        let width = u16::try_from(content + PADDING).unwrap_or(u16::MAX);
        cells.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    for row in &table.rows {
        out.add_row(columns.iter().map(|&(at, _)| row.get(at).map(|cell| cell.shown()).unwrap_or_default()));
    }
    format!("{}\n{}\n", table.title, out.trim_fmt())
}

/// How wide each column is. It has room for its longest word, even where the line gets longer for that, unless the word takes
/// more than half of a line; what is left of the line goes to the columns whose texts need it, in equal parts.
fn widths(table: &Table, columns: &[(usize, &Column)], width: usize) -> Vec<usize> {
    let texts = |at: usize, title: &str| {
        let cells = table.rows.iter().filter_map(move |row| row.get(at)).map(Cell::shown);
        std::iter::once(title.to_owned()).chain(cells)
    };
    let longest_word = |text: &str| text.split_whitespace().map(text::width).max().unwrap_or(0);
    let longest_line = |text: &str| text.lines().map(text::width).max().unwrap_or(0);
    let most = |at: usize, title: &str, measure: &dyn Fn(&str) -> usize| {
        texts(at, title).map(|text| measure(&text)).max().unwrap_or(0).max(1)
    };
    let limit = (width / 2).max(1);
    let mut widths: Vec<usize> = columns.iter().map(|(at, c)| most(*at, &c.title, &longest_word).min(limit)).collect();
    let wanted: Vec<usize> = columns.iter().map(|(at, c)| most(*at, &c.title, &longest_line)).collect();
    let around = (PADDING + GAP) * columns.len() + GAP;
    let mut left = width.saturating_sub(widths.iter().sum::<usize>() + around);
    loop {
        let narrow: Vec<usize> =
            (0..).zip(widths.iter().zip(&wanted)).filter(|(_, (w, want))| w < want).map(|(at, _)| at).collect();
        if left == 0 || narrow.is_empty() {
            return widths;
        }
        let share = (left / narrow.len()).max(1);
        for at in narrow {
            let (Some(width), Some(wanted)) = (widths.get_mut(at), wanted.get(at)) else { continue };
            let more = share.min(wanted.saturating_sub(*width)).min(left);
            *width += more;
            left -= more;
        }
    }
}

/// A document, wrapped to `width`.
pub fn terminal(document: &Document, width: usize) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out.push_str(&format!("{}\n{}\n", document.title, "=".repeat(text::width(&document.title))));
    }
    document.blocks.iter().for_each(|block| push_block(&mut out, block, width));
    document.sections.iter().for_each(|section| push_section(&mut out, section, width));
    out
}

fn push_section(out: &mut String, section: &Section, width: usize) {
    let heading = section.heading(true);
    out.push_str(&format!("\n{heading}\n{}\n", "-".repeat(text::width(&heading))));
    section.blocks.iter().for_each(|block| push_block(out, block, width));
    section.sections.iter().for_each(|section| push_section(out, section, width));
}

fn push_block(out: &mut String, block: &Block, width: usize) {
    out.push('\n');
    out.push_str(&block_text(block, width));
}

fn block_text(block: &Block, width: usize) -> String {
    match block {
        Block::Paragraph(text) => wrapped(&text.plain(), width, ""),
        Block::Labelled(values) => {
            values.iter().map(|(label, value)| wrapped(&format!("{label}: {}", value.plain()), width, "")).collect()
        }
        Block::Passage(label, text) => format!("{label}:\n{}", wrapped(&text.plain(), width, "  ")),
        Block::List(list) => list_text(list, width),
        Block::Table(table) => terminal_table(table, width),
        Block::Code(_, code) => format!("{}\n", code.trim_end_matches('\n')),
        Block::Figure(figure) => format!("{}\n\n{}\n", figure.title, figure.text.trim_end_matches('\n')),
        Block::Contents(contents) => {
            contents.iter().map(|content| format!("{}{}\n", "  ".repeat(content.level - 1), content.title)).collect()
        }
        Block::Rule => format!("{}\n", "-".repeat(width.min(40))),
    }
}

fn list_text(list: &List, width: usize) -> String {
    let label = match (list.label.as_str(), &list.defines) {
        ("", _) => String::new(),
        (label, Some(id)) => format!("{id}: {label}\n"),
        (label, None) => format!("{label}:\n"),
    };
    let mark = |at: usize| if list.numbered { format!("{}. ", at + 1) } else { "- ".to_owned() };
    let items = list.items.iter().enumerate().map(|(at, item)| {
        let mark = mark(at);
        let rest = " ".repeat(mark.len() + 2);
        let lines = text::wrap(&item.text.plain(), width.saturating_sub(rest.len()));
        let detail = |(label, value): &(&str, Text)| wrapped(&format!("{label}: {}", value.plain()), width, &rest);
        format!("  {mark}{}\n{}", lines.join(&format!("\n{rest}")), item.details.iter().map(detail).collect::<String>())
    });
    format!("{label}{}", items.collect::<String>())
}

fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let lines = text.lines().flat_map(|line| text::wrap(line, width.saturating_sub(indent.len())));
    lines.map(|line| format!("{indent}{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 3]]) -> Table {
        Table::new(
            "t",
            "T".to_owned(),
            &[Column::new("a", "A"), Column::new("b", "B"), Column::new("c", "C")],
            rows.iter().map(|row| row.iter().map(|&text| text.into()).collect()).collect(),
        )
        .or("")
    }

    #[test]
    fn words_stay_whole_and_the_line_is_used() {
        let table = table(&[["storefront", "e-mail, telephone and invoices of the last ten years", "HTTPS"]]);
        for (width, lines) in [(80, 1), (40, 4), (20, 8)] {
            let text = terminal_table(&table, width);
            for word in ["storefront", "e-mail,", "telephone", "invoices"] {
                assert!(text.contains(word), "{word} is broken at {width}:\n{text}");
            }
            assert!(text.lines().count() - 3 <= lines, "{width}:\n{text}");
        }
    }

    #[test]
    fn a_word_of_more_than_half_a_line_is_broken() {
        let long = "x".repeat(200);
        let text = terminal_table(&table(&[[&long, "b", "c"]]), 60);
        assert!(text.lines().all(|line| text::width(line) <= 60), "{text}");
    }
}
