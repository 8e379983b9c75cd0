//! AsciiDoc, as Asciidoctor reads it.

use crate::base::text::one_line;
use crate::report::{Block, Cell, Content, Document, Figure, Inline, List, Section, Table, Text};

/// A document as AsciiDoc.
pub fn asciidoc(document: &Document) -> String {
    let mut out = format!("= {}\n:sectids!:\n:icons: font\n", escaped(&document.title));
    document.blocks.iter().for_each(|block| push_block(&mut out, block));
    document.sections.iter().for_each(|section| push_section(&mut out, section, 2));
    out
}

fn target(anchor: Option<&String>) -> String {
    anchor.map(|anchor| format!("[#{anchor}]\n")).unwrap_or_default()
}

fn push_section(out: &mut String, section: &Section, level: usize) {
    let heading = escaped(&section.heading(level == 2));
    out.push_str(&format!("\n{}{} {heading}\n", target(section.anchor.as_ref()), "=".repeat(level.min(6))));
    section.blocks.iter().for_each(|block| push_block(out, block));
    section.sections.iter().for_each(|section| push_section(out, section, level + 1));
}

fn push_block(out: &mut String, block: &Block) {
    out.push('\n');
    out.push_str(&match block {
        Block::Paragraph(text) => format!("{}\n", self::text(text)),
        Block::Labelled(values) => {
            let line = |(label, value): &(String, Text)| format!("*{}*: {}", escaped(label), text(value));
            format!("{}\n", values.iter().map(line).collect::<Vec<_>>().join(" +\n"))
        }
        Block::Passage(label, text) => format!("*{}*: {}\n", escaped(label), self::text(text)),
        Block::List(list) => list_text(list),
        Block::Table(table) => table_text(table),
        Block::Code(language, code) => listing(&format!("[source,{}]\n", language.replace([',', ']'], "")), code),
        Block::Figure(figure) => figure_text(figure),
        Block::Contents(contents) => contents.iter().map(content).collect(),
        Block::Rule => "'''\n".to_owned(),
    });
}

fn list_text(list: &List) -> String {
    let label = match (list.label.as_str(), &list.defines) {
        ("", _) => String::new(),
        (label, Some(id)) => format!("{}.{}: {}\n", target(list.anchor.as_ref()), escaped(id), escaped(label)),
        (label, None) => format!(".{}\n", escaped(label)),
    };
    let mark = if list.numbered { "." } else { "*" };
    let item = |item: &crate::report::Item| {
        let detail = |(label, value): &(&str, Text)| format!("** *{}*: {}\n", escaped(label), text(value));
        format!("{mark} {}\n{}", text(&item.text), item.details.iter().map(detail).collect::<String>())
    };
    format!("{label}{}", list.items.iter().map(item).collect::<String>())
}

fn table_text(table: &Table) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", escaped(table.empty));
    }
    let columns: Vec<_> = table.shown_columns().collect();
    let mut out = format!("[%header,cols=\"{}\"]\n|===\n", vec!["1"; columns.len()].join(","));
    for (_, column) in &columns {
        out.push_str(&format!("| {}\n", cell_text(&escaped(&column.title))));
    }
    for (at, row) in table.rows.iter().enumerate() {
        out.push('\n');
        let mut target = table.anchors.get(at).cloned().flatten().map(|anchor| format!("[[{anchor}]]"));
        for &(at, _) in &columns {
            let cell = row.get(at).map(cell).unwrap_or_default();
            out.push_str(&format!("| {}{}\n", target.take().unwrap_or_default(), cell_text(&cell)));
        }
    }
    out.push_str("|===\n");
    out
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Rich(texts) => texts.iter().map(text).collect::<Vec<_>>().join(", "),
        other => escaped(&other.shown()),
    }
}

/// A cell holds no column separator.
fn cell_text(text: &str) -> String {
    text.replace('|', "{vbar}")
}

fn figure_text(figure: &Figure) -> String {
    let target = format!("[#{}]\n", figure.anchor());
    let title = format!(".{}\n", escaped(&figure.title));
    match &figure.file {
        Some(path) => format!("{target}{title}image::{path}[{}]\n", escaped(&figure.title).replace(['[', ']'], "")),
        None => listing(&format!("{target}{title}"), &figure.text),
    }
}

/// Text in which every blank counts, between lines that it does not hold itself.
fn listing(before: &str, code: &str) -> String {
    let longest = code.lines().filter(|line| line.chars().all(|c| c == '-')).map(str::len).max().unwrap_or(0);
    let fence = "-".repeat(longest.max(3) + 1);
    format!("{before}{fence}\n{}\n{fence}\n", code.trim_end_matches('\n'))
}

fn content(content: &Content) -> String {
    format!(
        "{} <<{},{}>>\n",
        "*".repeat(content.level.saturating_sub(1).max(1)),
        content.anchor,
        reference(&content.title)
    )
}

fn reference(text: &str) -> String {
    escaped(text).replace('>', "&gt;").replace(',', "&#44;")
}

fn text(text: &Text) -> String {
    let mut out = String::new();
    for inline in &text.0 {
        out.push_str(&match inline {
            Inline::Plain(words) => escaped_keeping_edges(words),
            Inline::Strong(words) => format!("*{}*", escaped(words)),
            Inline::Code(code) => format!("`+{}+`", code.replace('+', "{plus}")),
            Inline::Reference { anchor, text, .. } => format!("<<{anchor},{}>>", reference(text)),
            Inline::Link { url, text } => format!("link:++{url}++[{}]", escaped(text).replace(']', "&#93;")),
            Inline::Missing(missing) => format!("*{}*", escaped(&missing.mark())),
        });
    }
    out
}

fn escaped_keeping_edges(words: &str) -> String {
    let edge = |edge: bool| if edge { " " } else { "" };
    let (start, end) = (words.starts_with(char::is_whitespace), words.ends_with(char::is_whitespace));
    let inside = escaped(words);
    if inside.is_empty() { edge(!words.is_empty()).to_owned() } else { format!("{}{inside}{}", edge(start), edge(end)) }
}

/// Words as they are, in one line: every character that could be markup is written as a reference.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in one_line(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '*' | '_' | '`' | '#' | '^' | '~' | '{' | '}' | '[' | ']' | '+' | '|' | '\\' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_author_is_markup() {
        assert_eq!(escaped("a *b* <c> {d} [e]"), "a &#42;b&#42; &lt;c&gt; &#123;d&#125; &#91;e&#93;");
        assert!(listing("", "a\n----\nb").starts_with("-----\n"));
    }
}
