//! Style: how a model is written, where two ways mean the same.

use super::written::{Written, statements};
use super::{Lint, Subject, add};
use crate::base::diagnostic::{Diagnostic, Edit, Fix};
use crate::base::source::{SourceFile, Span};
use crate::base::text::{slug, width};
use crate::format;
use crate::syntax::tree::{Statement, Word};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0601", find: unformatted },
    Lint { code: "W0602", find: repeated_ids },
    Lint { code: "W0603", find: long_labels },
    Lint { code: "W0604", find: long_lines },
    Lint { code: "W0605", find: unlabelled_flows },
    Lint { code: "W0606", find: without_language },
    Lint { code: "W0607", find: unusual_names },
];

/// Characters of a label that still fit where it is drawn.
const LABEL: usize = 60;
/// Statements whose label is drawn, or stands in the cell of a table.
const DRAWN: &[&str] =
    &["actor", "external", "process", "store", "zone", "boundary", "data", "asset", "control", "view", "layer"];
/// Statements that declare a name, and whose label is the name where there is none.
const NAMED: &[&str] = &[
    "actor",
    "external",
    "process",
    "store",
    "zone",
    "data",
    "asset",
    "type",
    "control",
    "threat",
    "adversary",
    "layer",
    "scenario",
    "view",
];
/// Other statements that declare a name.
const ALSO_NAMED: &[&str] =
    &["boundary", "template", "new", "use", "rule", "assumption", "regulation", "requirement", "recommend", "activity"];
/// Marks that may stand behind a text that reaches over the width.
const CLOSING: &[char] = &['{', '}', '[', ']', ',', ';'];

/// W0601
fn unformatted(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (id, file) in subject.sources.files().filter(|(_, file)| !file.embedded) {
        let formatted = format::format(subject.sources, id);
        let same = file.text.bytes().zip(formatted.text.bytes()).take_while(|(a, b)| a == b).count();
        if *file.text == *formatted.text {
            continue;
        }
        let line = file.position(u32::try_from(same).unwrap_or(u32::MAX)).line;
        let range = file.line_range(line);
        let span = Span::new(id, range.start, range.start + file.line(line).len());
        let message = format!("`{}` is not in the usual layout from here on", file.path);
        found.push(Diagnostic::warning("W0601", span, message).help("`threatline fmt` writes it so"));
    }
}

/// W0602
fn repeated_ids(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for written in statements(subject.trees).iter().filter(|written| is_one_of(written, NAMED)) {
        let name = written.declaration().and_then(|declaration| declaration.name.as_ref());
        let (Some(name), Some(label)) = (name, written.label()) else { continue };
        if name.text == label.text {
            let message = format!("the label of `{}` repeats its name", name.text);
            let diagnostic = Diagnostic::warning("W0602", label.span, message);
            let between = Span { start: name.span.end, ..label.span };
            let blank = subject.sources.text(Span { end: label.span.start, ..between }).trim().is_empty();
            // Only a label right behind the name goes without leaving two blanks.
            let span = if blank { between } else { label.span };
            found
                .push(diagnostic.fix("delete the label", span, "").help("delete it, or say what the name leaves open"));
        }
    }
}

/// W0603
fn long_labels(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for written in statements(subject.trees) {
        let is_flow = matches!(written.item.statement, Statement::Flow(_)) && !in_scenario(&written);
        let Some(label) = written.label().filter(|_| is_flow || is_one_of(&written, DRAWN)) else { continue };
        let length = label.text.chars().count();
        if length > LABEL {
            let message = format!("this label has {length} characters; it is drawn, so {LABEL} should do");
            let help = "shorten it, and move the rest to a `///` comment above the statement";
            found.push(Diagnostic::warning("W0603", label.span, message).help(help));
        }
    }
}

/// W0604
fn long_lines(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for tree in subject.trees {
        let file = subject.sources.file(tree.file);
        let mut texts: Vec<Span> = Vec::new();
        for written in statements(std::slice::from_ref(tree)) {
            let own = written.texts().into_iter().map(|text| text.span);
            let doc = written.item.doc.as_ref().map(|doc| doc.span);
            texts.extend(own.filter(|span| Some(*span) != doc));
        }
        texts.sort_unstable();
        for line in 1..=file.line_count() {
            if let Some(beyond) = beyond(file, line, subject.request.width, &texts) {
                let (wide, limit) = (cells(file.line(line)), subject.request.width);
                let message = format!("this line is {wide} columns wide; the limit is {limit}");
                let span = Span::new(tree.file, beyond.start, beyond.end);
                let help = "break it: attributes can move into a block, a list can go over several lines in `[ … ]`";
                found.push(Diagnostic::warning("W0604", span, message).help(help));
            }
        }
    }
}

/// Cells that a line takes if the blanks of columns count once: how wide columns are is the formatter's affair.
fn cells(line: &str) -> usize {
    counted(line).map(|(_, cells)| cells).sum()
}

/// The characters of a line with the cells that they count for: several blanks inside of the line are one.
fn counted(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut inside = false;
    let mut blank = false;
    line.char_indices().map(move |(at, c)| {
        let repeated = std::mem::replace(&mut blank, c == ' ') && c == ' ' && inside;
        inside |= c != ' ';
        (at, if repeated { 0 } else { width(c.encode_utf8(&mut [0; 4])) })
    })
}

/// The bytes of a line that lie beyond the limit, if any of them is not part of a text in quotes: those are never broken.
fn beyond(file: &SourceFile, line: usize, limit: usize, texts: &[Span]) -> Option<std::ops::Range<usize>> {
    let text = file.line(line);
    // A cell takes a byte at least.
    if text.len() <= limit || cells(text) <= limit {
        return None;
    }
    let start = file.line_range(line).start;
    let mut used = 0;
    let over = counted(text).find(|(_, cells)| {
        used += cells;
        used > limit
    });
    let beyond = start + over?.0..start + text.len();
    let is_loose = |at: usize, c: char| {
        let at = start + at;
        let next = texts.partition_point(|span| span.range().start <= at);
        let inside =
            next.checked_sub(1).and_then(|last| texts.get(last)).is_some_and(|span| span.range().contains(&at));
        !inside && !c.is_whitespace() && !CLOSING.contains(&c)
    };
    let loose = text.char_indices().filter(|(at, _)| start + at >= beyond.start).any(|(at, c)| is_loose(at, c));
    loose.then_some(beyond)
}

/// W0605
fn unlabelled_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let unlabelled = subject.model.flows.values().filter(|flow| flow.label.trim().is_empty());
    let silent = unlabelled.map(|flow| {
        let message = format!("flow `{}` has no label", flow.key);
        let help = "say what happens on it, as in `web -> db \"Stores orders\"`";
        Diagnostic::warning("W0605", flow.span, message).help(help)
    });
    add(found, silent);
}

/// W0606
fn without_language(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    // Parts and modules follow their root.
    let Some(tree) = subject.trees.first() else { return };
    let states = |item: &crate::syntax::tree::Item| match &item.statement {
        Statement::Declaration(declaration) => declaration.keyword.text.eq_ignore_ascii_case("language"),
        _ => false,
    };
    let Some(first) = tree.items.first().filter(|_| !tree.items.iter().any(states)) else { return };
    let span = first.doc.as_ref().map_or(first.span, |doc| doc.span).at_start();
    let message = "this file does not say in which version of the language it is written";
    let mut diagnostic = Diagnostic::warning("W0606", span, message).help("start with `language 1`");
    diagnostic.fixes.push(Fix {
        title: "write `language 1`".to_owned(),
        edits: vec![Edit { span, text: "language 1\n".to_owned() }],
        safe: true,
    });
    found.push(diagnostic);
}

/// W0607
fn unusual_names(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for written in statements(subject.trees) {
        let name = match &written.item.statement {
            Statement::Flow(flow) if !in_scenario(&written) => flow.id.as_ref(),
            Statement::Declaration(declaration) if is_one_of(&written, NAMED) || is_one_of(&written, ALSO_NAMED) => {
                declaration.name.as_ref()
            }
            _ => None,
        };
        let Some(name) = name.filter(|name| !is_usual(&name.text)) else { continue };
        found.push(unusual(name));
    }
}

fn unusual(name: &Word) -> Diagnostic {
    let message = format!("`{}` is not written like other names: small letters, with hyphens between words", name.text);
    let better = kebab(&name.text);
    let diagnostic = Diagnostic::warning("W0607", name.span, message);
    if better.is_empty() || better == name.text {
        return diagnostic;
    }
    diagnostic.help(format!("`{better}`; with `formerly={}` keys of findings stay as they are", name.text))
}

/// Small letters and digits in groups with single hyphens, or an id such as `DF1`, `TB2`, `A01`, `BSC-01`. Letters without
/// case are small.
fn is_usual(name: &str) -> bool {
    let groups = || name.split('-').all(|group| !group.is_empty() && group.chars().all(char::is_alphanumeric));
    let id = name.len() <= 8 && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    groups() && (id || !name.chars().any(char::is_uppercase))
}

/// `customerDB` and `customer_db` become `customer-db`.
fn kebab(name: &str) -> String {
    let mut parted = String::new();
    let mut before: Option<char> = None;
    for c in name.chars() {
        if c.is_uppercase() && before.is_some_and(|before| !before.is_uppercase()) {
            parted.push('-');
        }
        parted.push(c);
        before = Some(c);
    }
    slug(&parted)
}

fn is_one_of(written: &Written<'_>, keywords: &[&str]) -> bool {
    written.row().is_some_and(|row| keywords.contains(&row.keyword))
}

fn in_scenario(written: &Written<'_>) -> bool {
    written.inside.is_some_and(|row| row.keyword == "scenario")
}
