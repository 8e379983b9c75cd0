//! GitHub Markdown: explicit anchors, valid tables, everything of the author's escaped.

use crate::report::{Block, Document, Table, anchor};

/// A document as Markdown.
pub fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n", inline(&document.title));
    for block in &document.blocks {
        out.push('\n');
        out.push_str(&block_text(block));
    }
    out
}

/// A table as Markdown, without its title.
pub fn markdown_table(table: &Table) -> String {
    table_text(table, |_| None)
}

/// A table whose rows carry the anchors that their ids have.
fn table_text(table: &Table, anchor: impl Fn(&str) -> Option<String>) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", inline(table.empty));
    }
    let columns: Vec<_> = table.shown_columns().collect();
    let mut out = String::new();
    let mut line = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(columns.iter().map(|(_, column)| column.title.to_owned()).collect());
    line(columns.iter().map(|_| "---".to_owned()).collect());
    for row in &table.rows {
        let cell = |at: usize| row.get(at).map(|cell| table_cell(&cell.shown())).unwrap_or_default();
        let id = row.first().and_then(|cell| anchor(&cell.plain()));
        let target = id.map_or(String::new(), |id| format!("<a id=\"{id}\"></a>"));
        let mut cells: Vec<String> = columns.iter().map(|&(at, _)| cell(at)).collect();
        if let Some(first) = cells.first_mut() {
            first.insert_str(0, &target);
        }
        line(cells);
    }
    out
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Heading { level, text, anchor } => {
            let anchor = anchor.as_ref().map(|anchor| format!("<a id=\"{anchor}\"></a>\n\n")).unwrap_or_default();
            format!("{anchor}{} {}\n", "#".repeat(usize::from(*level)), inline(text))
        }
        Block::Paragraph(text) => format!("{}\n", paragraphs(text)),
        Block::Labelled(values) => {
            let lines: Vec<String> =
                values.iter().map(|(label, value)| format!("**{}**: {}", inline(label), inline(value))).collect();
            format!("{}\n", lines.join("  \n"))
        }
        Block::Section(label, text) => format!("**{}**:\n{}\n", inline(label), paragraphs(text)),
        Block::List { label, items, numbered } => {
            let label = if label.is_empty() { String::new() } else { format!("**{}**:\n\n", inline(label)) };
            let mark = |at: usize| if *numbered { format!("{}.", at + 1) } else { "-".to_owned() };
            let lines: Vec<String> =
                items.iter().enumerate().map(|(at, item)| format!("{} {}\n", mark(at), inline(item))).collect();
            format!("{label}{}", lines.concat())
        }
        Block::Table(table) => table_text(table, |id| anchor(table.id, id)),
        Block::Preformatted(text) => fenced(text),
        Block::Image { path, alt } => format!("![{}](<{}>)\n", inline(alt), path.replace('>', "%3E")),
        Block::Rule => "---\n".to_owned(),
    }
}

/// A fence that is longer than any run of backticks inside.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// Text of the author's that may have paragraphs of its own.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(inline).collect();
    lines.join("\n")
}

fn table_cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}

/// Text as it is, whatever characters it holds: what Markdown would read as markup is escaped, line breaks become blanks.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut before = ' ';
    let mut chars = one_line.chars().peekable();
    while let Some(c) = chars.next() {
        let inside_word = before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => out.extend(['\\', c]),
            '_' if !inside_word => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' if out.is_empty() => out.push_str("&gt;"),
            '&' if chars.peek().is_some_and(|next| next.is_alphabetic() || *next == '#') => out.push_str("&amp;"),
            '#' | '+' | '-' | '=' if out.is_empty() => out.extend(['\\', c]),
            _ => out.push(c),
        }
        before = c;
    }
    ordered_list_escaped(out)
}

/// `1. text` at the start of a line would become a list.
fn ordered_list_escaped(text: String) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text.split_at_checked(digits) {
        Some((number, rest)) if digits > 0 && (rest.starts_with(". ") || rest.starts_with(") ")) => {
            format!("{number}\\{rest}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_stays_text() {
        assert_eq!(inline("a|b [x] *y* <b> _z_ snake_case"), "a|b \\[x\\] \\*y\\* &lt;b> \\_z\\_ snake_case");
        assert_eq!(table_cell("a|b\nc"), "a\\|b c");
        assert_eq!(inline("1. first"), "1\\. first");
        assert_eq!(inline("# no heading &amp; &"), "\\# no heading &amp;amp; &");
    }

    #[test]
    fn fences_outgrow_their_contents() {
        assert!(fenced("a ```` b").starts_with("`````text\n"));
    }
}
