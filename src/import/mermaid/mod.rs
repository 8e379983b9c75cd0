//! Mermaid: flowcharts, C4 and architecture diagrams, alone or in a fence of a Markdown document.

mod architecture;
mod flowchart;
mod statements;

use nom::bytes::complete::{tag, take_while1};
use nom::{IResult, Parser};

use super::c4;
use super::diagram::Diagram;
use super::draft::Draft;
use super::markup::{unescaped, without_tags};
use super::{Reader, Refusal};
use statements::{Statement, statements};

pub(super) const READER: Reader = Reader {
    name: "mermaid",
    title: "Mermaid",
    endings: &["mmd", "mermaid", "md"],
    recognises: |text| match fences(text) {
        fences if fences.is_empty() => is_diagram(text),
        // A document with models of the language in it is no diagram.
        _ => !text.contains("```threat"),
    },
    read,
};

/// Diagrams that say nothing about elements and flows.
const OTHERS: &[&str] = &[
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram",
    "erDiagram",
    "gantt",
    "pie",
    "journey",
    "gitGraph",
    "mindmap",
    "timeline",
    "quadrantChart",
    "requirementDiagram",
    "zenuml",
    "sankey",
    "xychart",
    "block",
    "packet",
    "kanban",
    "radar",
    "treemap",
    "info",
];

/// A fence of a Markdown document: its line, and what stands in it.
struct Fence<'t> {
    line: u32,
    text: String,
    indent: &'t str,
    mark: &'t str,
}

/// What a diagram is, by its first word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flowchart,
    C4,
    Architecture,
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let fences = fences(text);
    if fences.is_empty() {
        return read_diagram(text, 0).map(|(draft, _)| draft);
    }
    let wanted = fences.iter().position(|fence| is_diagram(&fence.text)).unwrap_or(0);
    let Some(fence) = fences.get(wanted) else { return Err(Refusal::new("there is no diagram in it")) };
    let (mut draft, _) = read_diagram(&fence.text, fence.line)?;
    for (at, other) in fences.iter().enumerate().filter(|(at, _)| *at != wanted) {
        let why = format!("one diagram of a document is read, the one in line {}", fence.line);
        draft.dropped(format!("diagram {} of the document", at + 1), why, other.line);
    }
    Ok(draft)
}

/// The fences of Mermaid in a Markdown document.
fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence<'_>> = Vec::new();
    let mut open = false;
    for (line, number) in text.lines().zip(1..) {
        let bare = line.trim_start();
        let indent = line.get(..line.len() - bare.len()).unwrap_or_default();
        match fences.last_mut().filter(|_| open) {
            Some(fence)
                if bare.starts_with(fence.mark) && bare.trim_end().trim_start_matches(['`', '~', ':']).is_empty() =>
            {
                open = false;
            }
            Some(fence) => {
                fence.text.push_str(line.strip_prefix(fence.indent).unwrap_or(bare));
                fence.text.push('\n');
            }
            None => {
                if let Ok((_, mark)) = fence(bare) {
                    fences.push(Fence { line: number, text: String::new(), indent, mark });
                    open = true;
                }
            }
        }
    }
    fences
}

/// ```` ```mermaid ````, `~~~mermaid`, `:::mermaid` and `{mermaid}` in braces.
fn fence(line: &str) -> IResult<&str, &str> {
    let mark = nom::branch::alt((tag("```"), tag("~~~"), tag(":::")));
    let more = nom::bytes::complete::take_while(|c: char| matches!(c, '`' | '~' | ':' | ' ' | '{'));
    let (rest, (mark, _, word)) = (mark, more, take_while1(|c: char| c.is_ascii_alphanumeric())).parse(line)?;
    if word == "mermaid" { Ok((rest, mark)) } else { tag("mermaid").parse(word).map(|_: (&str, &str)| (rest, mark)) }
}

/// Whether the text is a diagram that can be read, or one of another kind.
fn is_diagram(text: &str) -> bool {
    statements(text).statements.first().is_some_and(|first| kind(&first.text).is_some())
}

fn kind(first: &str) -> Option<Kind> {
    let mut words = first.split_whitespace();
    let word = words.next()?;
    let direction = words.next().unwrap_or("TB");
    match word {
        "flowchart" | "flowchart-elk" => Some(Kind::Flowchart),
        // `graph {` and `graph name {` are DOT.
        "graph" if matches!(direction, "TB" | "TD" | "BT" | "LR" | "RL" | "<" | ">" | "^" | "v") => {
            Some(Kind::Flowchart)
        }
        "C4Context" | "C4Container" | "C4Component" | "C4Deployment" | "C4Dynamic" => Some(Kind::C4),
        "architecture-beta" | "architecture" => Some(Kind::Architecture),
        _ => None,
    }
}

fn read_diagram(text: &str, before: u32) -> Result<(Draft, Kind), Refusal> {
    let mut source = statements(text);
    source.statements.iter_mut().for_each(|statement| statement.line += before);
    let Some((first, rest)) = source.statements.split_first() else {
        return Err(Refusal::new("there is no diagram in it"));
    };
    let Some(kind) = kind(&first.text) else {
        let word = first.text.split_whitespace().next().unwrap_or_default();
        let known = OTHERS.iter().any(|other| word.starts_with(other));
        let what = super::diagram::short(word);
        let message = if known {
            format!("it is a `{what}`; of Mermaid, flowcharts, C4 and architecture diagrams can be read")
        } else {
            format!("`{what}` is no diagram of Mermaid that can be read: flowcharts, C4 and architecture diagrams can")
        };
        return Err(Refusal { message, line: first.line as usize });
    };
    let mut diagram = Diagram::default();
    diagram.draft.title.clone_from(&source.title);
    match kind {
        Kind::Flowchart => flowchart::read(rest, &mut diagram)?,
        Kind::C4 => read_c4(rest, &mut diagram)?,
        Kind::Architecture => architecture::read(rest, &mut diagram)?,
    }
    diagram.finish(|id| id).map(|draft| (draft, kind))
}

fn read_c4(statements: &[Statement], diagram: &mut Diagram) -> Result<(), Refusal> {
    let mut pending = None;
    for statement in statements {
        let (text, line) = (statement.text.as_str(), statement.line);
        if let Some(call) = pending.take().filter(|_| text.starts_with('{')) {
            let joined = format!("{call} {{");
            apply(&joined, diagram, line)?;
        } else if text == "}" {
            if !diagram.close() {
                diagram.unknown(text, line);
            }
        } else if let Some(title) = text.strip_prefix("title ") {
            diagram.draft.title = plain(title);
        } else if c4::opens_group(text) {
            pending = Some(text.to_owned());
        } else if !apply(text, diagram, line)? && !about(text, diagram) && !text.starts_with("direction ") {
            diagram.unknown(text, line);
        }
    }
    Ok(())
}

fn apply(text: &str, diagram: &mut Diagram, line: u32) -> Result<bool, Refusal> {
    c4::call(text).map_or(Ok(false), |call| call.apply(diagram, line))
}

/// `accTitle: …` and `accDescr: …`, which readers of screens read.
fn about(text: &str, diagram: &mut Diagram) -> bool {
    if let Some(title) = text.strip_prefix("accTitle").and_then(|rest| rest.trim_start().strip_prefix(':')) {
        if diagram.draft.title.is_empty() {
            diagram.draft.title = plain(title);
        }
        return true;
    }
    let Some(about) = text.strip_prefix("accDescr") else { return false };
    let about = plain(about.trim_start().trim_start_matches([':', '{']).trim_end_matches('}'));
    // What our own diagrams say there is counted anew.
    if !about.starts_with("Data flow diagram with ") {
        diagram.draft.about = about;
    }
    true
}

/// A label as people see it.
fn plain(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim();
    let markdown = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    let text = markdown.map_or_else(|| text.replace("\\n", " "), |text| text.replace("**", ""));
    let words = without_tags(&text);
    // `fa:fa-user` is an icon.
    let words = words.split_whitespace().filter(|word| !is_icon(word)).map(|word| unescaped(word, '#'));
    words.collect::<Vec<_>>().join(" ")
}

fn is_icon(word: &str) -> bool {
    word.split_once(":fa-").is_some_and(|(set, _)| set.starts_with("fa") && set.len() <= 3)
}
