//! GitHub Markdown: explicit anchors, valid tables, everything of the author's escaped.

use crate::base::text::one_line;
use crate::report::{Block, Cell, Content, Document, Figure, Inline, List, Section, Table, Text};

/// How Markdown is written.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownOptions {
    /// The level of the headings of the first sections: 2 below the title of a document.
    pub level: usize,
    /// Whether a picture that is written as a file stands in the text in place of its characters.
    pub embed: bool,
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        Self { level: 2, embed: false }
    }
}

/// How far what belongs to an item of a list is moved in: readers that follow no common standard take no less for a list in
/// a list, and those that do take it as well.
const INDENT: usize = 4;

/// A document as Markdown.
pub fn markdown(document: &Document) -> String {
    markdown_with(document, &MarkdownOptions::default())
}

/// The same in another way.
pub fn markdown_with(document: &Document, options: &MarkdownOptions) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out.push_str(&format!("# {}\n", escaped(&document.title)));
    }
    document.blocks.iter().for_each(|block| push_block(&mut out, block, options));
    document.sections.iter().for_each(|section| push_section(&mut out, section, options.level, options));
    out
}

/// A table as Markdown, without its title.
pub fn markdown_table(table: &Table) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", escaped(table.empty));
    }
    let columns: Vec<_> = table.shown_columns().collect();
    let mut out = String::new();
    let mut line = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(columns.iter().map(|(_, column)| table_cell(escaped(&column.title))).collect());
    line(columns.iter().map(|_| "---".to_owned()).collect());
    for (at, row) in table.rows.iter().enumerate() {
        let target = table.anchors.get(at).and_then(Option::as_deref).map(target).unwrap_or_default();
        let mut cells: Vec<String> =
            columns.iter().map(|&(at, _)| row.get(at).map(markdown_cell).unwrap_or_default()).collect();
        if let Some(first) = cells.first_mut() {
            first.insert_str(0, &target);
        }
        line(cells);
    }
    out
}

/// What links lead to.
fn target(anchor: &str) -> String {
    format!("<a id=\"{anchor}\"></a>")
}

fn push_section(out: &mut String, section: &Section, level: usize, options: &MarkdownOptions) {
    out.push('\n');
    if let Some(anchor) = &section.anchor {
        out.push_str(&format!("{}\n\n", target(anchor)));
    }
    out.push_str(&format!("{} {}\n", "#".repeat(level.min(6)), inline(&section.heading(level == options.level), true)));
    section.blocks.iter().for_each(|block| push_block(out, block, options));
    section.sections.iter().for_each(|section| push_section(out, section, level + 1, options));
}

fn push_block(out: &mut String, block: &Block, options: &MarkdownOptions) {
    out.push('\n');
    out.push_str(&block_text(block, options));
}

fn block_text(block: &Block, options: &MarkdownOptions) -> String {
    match block {
        Block::Paragraph(text) => format!("{}\n", paragraphs(text)),
        Block::Labelled(values) => {
            let line = |(label, value): &(String, Text)| format!("**{}**: {}", escaped(label), markdown_text(value));
            format!("{}\n", values.iter().map(line).collect::<Vec<_>>().join("  \n"))
        }
        Block::Passage(label, text) => format!("**{}**:\n{}\n", escaped(label), paragraphs(text)),
        Block::List(list) => list_text(list),
        Block::Table(table) => markdown_table(table),
        Block::Code(language, code) => fenced(language, code),
        Block::Figure(figure) => figure_text(figure, options),
        Block::Contents(contents) => contents.iter().map(content).collect(),
        Block::Rule => "---\n".to_owned(),
    }
}

fn list_text(list: &List) -> String {
    let anchor = list.anchor.as_deref().map(target).unwrap_or_default();
    let label = match (list.label.as_str(), &list.defines) {
        ("", _) => String::new(),
        (label, Some(id)) => format!("{anchor}**{}: {}**\n\n", escaped(id), escaped(label)),
        (label, None) => format!("**{}**:\n\n", escaped(label)),
    };
    let mark = |at: usize| if list.numbered { format!("{}.", at + 1) } else { "-".to_owned() };
    let lines = list.items.iter().enumerate().map(|(at, item)| {
        let mark = mark(at);
        let indent = " ".repeat(INDENT.max(mark.len() + 1));
        let detail = |(label, value): &(&str, Text)| format!("{indent}- **{label}**: {}\n", markdown_text(value));
        format!("{mark} {}\n{}", markdown_text(&item.text), item.details.iter().map(detail).collect::<String>())
    });
    format!("{label}{}", lines.collect::<String>())
}

fn figure_text(figure: &Figure, options: &MarkdownOptions) -> String {
    let anchor = if figure.name.is_empty() { String::new() } else { target(&figure.anchor()) };
    let path = figure.file.as_deref().map(|path| (escaped(path), path.replace('>', "%3E")));
    match path {
        Some((_, path)) if options.embed => format!("{anchor}\n\n![{}](<{path}>)\n", escaped(&figure.title)),
        Some((name, path)) => {
            let text = fenced("text", &figure.text);
            format!("{anchor}\n\n{text}\nThe same as a drawing: [{name}](<{path}>)\n")
        }
        None => format!("{anchor}\n\n{}", fenced("text", &figure.text)),
    }
}

fn content(content: &Content) -> String {
    let indent = " ".repeat(INDENT * content.level.saturating_sub(2));
    match content.anchor.as_str() {
        "" => format!("{indent}- {}\n", escaped(&content.title)),
        anchor => format!("{indent}- [{}]({})\n", inline(&content.title, true), href(anchor)),
    }
}

/// A text with its links, in one line.
pub fn markdown_text(text: &Text) -> String {
    let mut out = String::new();
    for inline in &text.0 {
        match inline {
            Inline::Plain(words) => out.push_str(&escaped_after(&out, words)),
            Inline::Strong(words) => out.push_str(&format!("**{}**", escaped(words))),
            Inline::Code(code) => out.push_str(&code_span(code)),
            Inline::Reference { anchor, text, name } if name.is_empty() => {
                out.push_str(&format!("[{}]({})", escaped(text), href(anchor)));
            }
            Inline::Reference { anchor, text, name } => {
                let name = escaped(name).replace('"', "&quot;");
                out.push_str(&format!("[{}]({} \"{name}\")", escaped(text), href(anchor)));
            }
            Inline::Link { url, text } => out.push_str(&format!("[{}](<{}>)", escaped(text), address(url))),
            Inline::Missing(missing) => out.push_str(&format!("**{}**", escaped(&missing.mark()))),
        }
    }
    out
}

/// An anchor of this document, or of another one whose name stands before it.
fn href(anchor: &str) -> String {
    if anchor.contains('#') { anchor.to_owned() } else { format!("#{anchor}") }
}

fn address(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace(char::is_whitespace, "%20")
}

/// Code inside a line: backticks around it that it does not hold itself.
fn code_span(code: &str) -> String {
    let code = one_line(code);
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let blank = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{ticks}{blank}{code}{blank}{ticks}")
}

/// A cell of a table.
pub fn markdown_cell(cell: &Cell) -> String {
    table_cell(match cell {
        Cell::Rich(texts) => texts.iter().map(markdown_text).collect::<Vec<_>>().join(", "),
        other => escaped(&other.shown()),
    })
}

/// A fence that is longer than any run of backticks inside.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// Text of the author's that may have paragraphs of its own.
fn paragraphs(text: &Text) -> String {
    match text.0.as_slice() {
        [Inline::Plain(words)] => words.lines().map(escaped).collect::<Vec<_>>().join("\n"),
        _ => self::markdown_text(text),
    }
}

/// A cell holds no line break and no column separator.
fn table_cell(text: String) -> String {
    text.replace('|', "\\|")
}

/// Words behind others of the same line: blanks at the ends stay, and what only matters at the start of a line does not.
fn escaped_after(before: &str, words: &str) -> String {
    let edge = |edge: bool| if edge { " " } else { "" };
    let inside = if before.is_empty() { escaped(words) } else { inline(words, true) };
    if inside.is_empty() {
        return edge(!words.is_empty() && !before.is_empty()).to_owned();
    }
    let (start, end) = (words.starts_with(char::is_whitespace), words.ends_with(char::is_whitespace));
    format!("{}{inside}{}", edge(start && !before.is_empty()), edge(end))
}

fn escaped(words: &str) -> String {
    inline(words, false)
}

/// Text as it is, whatever characters it holds: what Markdown would read as markup is escaped, line breaks become blanks.
fn inline(text: &str, inside: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let text = one_line(text);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside_word = before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => out.extend(['\\', c]),
            '_' if !inside_word => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' if out.is_empty() && !inside => out.push_str("&gt;"),
            '&' if chars.peek().is_some_and(|next| next.is_alphabetic() || *next == '#') => out.push_str("&amp;"),
            '#' | '+' | '-' | '=' if out.is_empty() && !inside => out.extend(['\\', c]),
            _ => out.push(c),
        }
        before = c;
    }
    if inside { out } else { ordered_list_escaped(out) }
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
        assert_eq!(escaped("a|b [x] *y* <b> _z_ snake_case"), "a|b \\[x\\] \\*y\\* &lt;b> \\_z\\_ snake_case");
        assert_eq!(table_cell(escaped("a|b\nc")), "a\\|b c");
        assert_eq!(escaped("1. first"), "1\\. first");
        assert_eq!(escaped("# no heading &amp; &"), "\\# no heading &amp;amp; &");
    }

    #[test]
    fn fences_outgrow_their_contents() {
        assert!(fenced("text", "a ```` b").starts_with("`````text\n"));
    }
}
