//! Pages of explanations as text for a terminal.

use std::fmt::Write;

use anstyle::Style;

use crate::base::text::{width, wrap};
use crate::explain::{Block, Page};
use crate::report::{Table, write};

/// How headings look.
pub(super) const HEADING: Style = Style::new().bold();

/// Lines of prose are not longer than this: longer ones are hard to read.
pub(super) const PROSE_WIDTH: usize = 100;

/// Widest column of terms; longer ones have their text below.
const TERM_WIDTH: usize = 22;

/// A page, with tables at most `columns` wide.
pub(super) fn text(page: &Page, columns: usize) -> String {
    let prose = columns.min(PROSE_WIDTH);
    let mut out = format!("{HEADING}{}{HEADING:#}\n", wrap(&page.title, prose).join("\n"));
    for block in &page.blocks {
        out.push('\n');
        match block {
            // The heading of a list or table stands right above it.
            Block::Heading(text) => out.push_str(&format!("{HEADING}{text}{HEADING:#}")),
            Block::Paragraph(text) => lines(&mut out, &wrap(text, prose), "", ""),
            Block::Terms(all) => terms(&mut out, all, prose),
            Block::List(items) => items.iter().for_each(|item| lines(&mut out, &wrap(item, prose - 4), "  - ", "    ")),
            Block::Code(code) => code.lines().for_each(|line| lines(&mut out, &[line.to_owned()], "    ", "    ")),
            Block::Table(table) => out.push_str(&self::table(table, columns)),
        }
    }
    out
}

/// Lines with something in front of the first, and something else in front of the others.
fn lines(out: &mut String, lines: &[String], first: &str, other: &str) {
    for (at, line) in lines.iter().enumerate() {
        let indent = if at == 0 { first } else { other };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
    }
}

fn terms(out: &mut String, terms: &[(String, String)], prose: usize) {
    let widest = terms.iter().map(|(term, _)| width(term)).filter(|width| *width <= TERM_WIDTH).max().unwrap_or(0);
    let rest = " ".repeat(widest + 4);
    for (term, text) in terms {
        let room = prose.saturating_sub(rest.len()).max(20);
        let text = wrap(text, room);
        if width(term) > widest {
            lines(out, std::slice::from_ref(term), "  ", "");
            lines(out, &text, &rest, &rest);
        } else {
            let pad = " ".repeat(widest - width(term));
            lines(out, &text, &format!("  {term}{pad}  "), &rest);
        }
    }
}

/// A table without its title, which is empty.
fn table(table: &Table, columns: usize) -> String {
    write::terminal_table(table, columns).trim_start_matches('\n').to_owned()
}
