//! A text of Mermaid in statements: one a line, or several with `;` between them; quotes and blocks may span lines.

/// A statement, with the line in which it starts.
pub(super) struct Statement {
    pub text: String,
    pub line: u32,
}

/// What a text holds.
pub(super) struct Source {
    /// The title of the front matter.
    pub title: String,
    pub statements: Vec<Statement>,
}

/// How many lines a statement may have.
const LONGEST: usize = 40;
/// How many statements without an end are looked for one.
const ENDLESS: usize = 20;

/// The statements of a text, without comments and front matter.
pub(super) fn statements(text: &str) -> Source {
    let mut source = Source { title: String::new(), statements: Vec::new() };
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let mut endless = 0;
    let mut at = front_matter(&lines, &mut source.title);
    while let Some(line) = lines.get(at) {
        let (first, number) = (line.trim(), u32::try_from(at + 1).unwrap_or(u32::MAX));
        at += 1;
        if first.starts_with("%%{") && !first.contains("}%%") {
            let end = lines.iter().skip(at).take(LONGEST).position(|line| line.contains("}%%"));
            at += end.map_or(0, |end| end + 1);
            continue;
        }
        if first.is_empty() || first.starts_with("%%") {
            continue;
        }
        let mut whole = without_comment(first).to_owned();
        if endless < ENDLESS && unfinished(&whole) {
            endless += 1;
            let mut joined = whole.clone();
            for (more, line) in (1..).zip(lines.iter().skip(at).take(LONGEST)) {
                joined.push(' ');
                joined.push_str(line.trim());
                if !unfinished(&joined) {
                    at += more;
                    whole = joined;
                    endless -= 1;
                    break;
                }
            }
        }
        let statements = split(&whole).into_iter().map(|text| Statement { text: text.to_owned(), line: number });
        source.statements.extend(statements);
    }
    source
}

/// The index of the line behind the front matter, which may have a title.
fn front_matter(lines: &[&str], title: &mut String) -> usize {
    let Some(start) = lines.iter().position(|line| !line.trim().is_empty()) else { return 0 };
    if lines.get(start).is_none_or(|line| line.trim() != "---") {
        return 0;
    }
    let Some(length) = lines.iter().skip(start + 1).position(|line| line.trim() == "---") else { return 0 };
    for line in lines.iter().skip(start + 1).take(length) {
        if let Some(value) = line.strip_prefix("title:") {
            let value = value.trim();
            let bare = || value.trim_matches(['\'', '"']).to_owned();
            *title = serde_json::from_str::<String>(value).unwrap_or_else(|_| bare());
        }
    }
    start + length + 2
}

/// Whether a quote, a block of attributes or a description goes on in the next line.
fn unfinished(text: &str) -> bool {
    let quotes = text.bytes().filter(|byte| *byte == b'"').count();
    let block = text.rsplit_once("@{").map(|(_, block)| block).or_else(|| text.strip_prefix("accDescr {"));
    quotes % 2 == 1 || block.is_some_and(|block| !block.contains('}'))
}

/// The line without a comment at its end.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices(" %%").map(|(at, _)| at);
    let outside =
        |at: &usize| line.get(..*at).is_some_and(|before| before.bytes().filter(|byte| *byte == b'"').count() % 2 == 0);
    // Lines with many of them are none that people write.
    comment.take(8).find(outside).and_then(|at| line.get(..at)).unwrap_or(line).trim_end()
}

/// The statements of a line: `;` ends one, unless it is in quotes or brackets or ends the name of a sign.
fn split(line: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut start, mut quoted, mut depth, mut sign) = (0, false, 0_usize, false);
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            '#' | '&' => sign = true,
            ';' if depth == 0 && !sign => {
                statements.push(line.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            ';' => sign = false,
            c if !c.is_ascii_alphanumeric() => sign = false,
            _ => {}
        }
    }
    statements.push(line.get(start..).unwrap_or_default().trim());
    statements.retain(|statement| !statement.is_empty());
    statements
}
