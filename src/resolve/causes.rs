//! Mistakes of syntax, said with the words of the language: the parser knows none, so what it says of an unexpected word is
//! made precise here. And one message for one cause: where the rest of a header was skipped, nothing is missing in it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::diagnostic::{Diagnostic, Edit, Fix};
use crate::base::source::{FileId, SourceMap, Span};
use crate::model::{Kind, Model};
use crate::schema::{self, Statement};

/// What follows from a mistake on the same line: the cause, what follows from it, and whether that stands behind the cause.
const FOLLOWS: &[(&[&str], &[&str], Side)] = &[
    // The rest of a header is skipped, and with it what seems to be missing.
    (&["E0010", "E0018"], &["E0105", "E0311", "E0602"], Side::Before),
    // What stands behind `new` without `is` is its template.
    (&["E0112"], &["E0010", "E0018"], Side::Behind),
    // What a word that is no keyword takes is not known.
    (&["E0101"], &["E0010", "E0013", "E0018"], Side::Behind),
    // A statement without its name, or an attribute that belongs to nothing, may be no attribute at all.
    (&["E0105", "E0106"], &["E0013"], Side::Behind),
];

/// Mistakes for which it is worked out what was meant; nobody reads more.
const MAX_HINTS: usize = 100;

/// Bytes of the longest line that is looked at for that.
const MAX_LINE: usize = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

/// Says what unexpected words mean, and drops what only follows from another mistake. The diagnostics are those of syntax
/// and of resolving.
pub fn explain_syntax(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap, model: &Model) {
    let mut no_flows = FxHashSet::default();
    let syntax = diagnostics.iter_mut().filter(|diagnostic| matches!(diagnostic.code.0, "E0010" | "E0018"));
    for diagnostic in syntax.take(MAX_HINTS) {
        if let Some(span) = diagnostic.span()
            && let Some(hint) = Hint::of(span, sources, model)
        {
            diagnostic.help = vec![hint.help];
            diagnostic.fixes = hint.fix.into_iter().collect();
            no_flows.extend(hint.is_no_flow.then(|| line_of(span, sources)));
        }
    }
    // What was read as a flow and is none has no ends that could be wrong.
    let of_end = |code: &str| code.starts_with("E03") || matches!(code, "E0110" | "E0116" | "E0118");
    diagnostics.retain(|diagnostic| {
        let line = diagnostic.span().filter(|_| of_end(diagnostic.code.0)).map(|span| line_of(span, sources));
        !line.is_some_and(|line| no_flows.contains(&line))
    });
    drop_followers(diagnostics, sources);
}

/// Where a code is reported on a line: first and last.
struct Seen {
    code: &'static str,
    first: u32,
    last: u32,
}

fn drop_followers(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
    let relevant = |code: &str| FOLLOWS.iter().any(|(causes, ..)| causes.contains(&code));
    let mut causes: FxHashMap<(FileId, usize), Vec<Seen>> = FxHashMap::default();
    for diagnostic in &*diagnostics {
        let code = diagnostic.code.0;
        let Some(span) = diagnostic.span().filter(|_| relevant(code)) else { continue };
        let on_line = causes.entry(line_of(span, sources)).or_default();
        match on_line.iter_mut().find(|seen| seen.code == code) {
            Some(seen) => (seen.first, seen.last) = (seen.first.min(span.start), seen.last.max(span.start)),
            None => on_line.push(Seen { code, first: span.start, last: span.start }),
        }
    }
    if causes.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let Some(span) = diagnostic.span() else { return true };
        let on_line = causes.get(&line_of(span, sources));
        !on_line.into_iter().flatten().any(|seen| follows(seen, diagnostic.code.0, span.start))
    });
}

fn line_of(span: Span, sources: &SourceMap) -> (FileId, usize) {
    (span.file, sources.file(span.file).line_at(span.start))
}

fn follows(cause: &Seen, code: &str, at: u32) -> bool {
    FOLLOWS.iter().any(|(causes, followers, side)| {
        let lies_there = match side {
            Side::Before => at <= cause.last,
            Side::Behind => at >= cause.first,
        };
        lies_there && causes.contains(&cause.code) && followers.contains(&code)
    })
}

/// What to write instead of an unexpected word.
struct Hint {
    help: String,
    fix: Option<Fix>,
    /// Whether a statement was read as a flow that may be none.
    is_no_flow: bool,
}

/// A word at which a header went wrong, and what stands around it on its line.
struct Place<'a> {
    span: Span,
    word: &'a str,
    /// The statement's first word and its row, if it has one.
    keyword: &'a str,
    row: Option<&'static Statement>,
    /// What stands between the first word and the unexpected one, and behind that one.
    before: &'a str,
    behind: &'a str,
    /// The blanks behind the unexpected word.
    gap: Span,
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a SourceMap) -> Option<Self> {
        let file = sources.file(span.file);
        let (start, end) = (span.start as usize, span.end as usize);
        let line = file.line_range(file.line_at(span.start));
        if line.len() > MAX_LINE {
            return None;
        }
        let front = file.text.get(line.start..start)?;
        // Several statements may stand on a line.
        let front = front.rsplit(['{', '}', ';']).next().unwrap_or(front).trim_start();
        let keyword = front.split_whitespace().next().unwrap_or_default();
        let rest = file.text.get(end..line.end.max(end))?;
        let behind = rest.trim();
        Some(Self {
            span,
            word: file.text.get(start..end)?,
            keyword,
            row: schema::statement(keyword),
            before: front.get(keyword.len()..)?.trim(),
            behind,
            gap: Span::new(span.file, end, end + rest.find(behind).unwrap_or(0)),
        })
    }

    /// The next word or number, if nothing else comes first.
    fn next(&self) -> Option<&'a str> {
        let end = self.behind.find(|c: char| c.is_whitespace() || ",;{}=\"(".contains(c)).unwrap_or(self.behind.len());
        self.behind.get(..end).filter(|next| next.starts_with(|c: char| c.is_alphanumeric()))
    }

    /// Whether the next sign is an arrow.
    fn is_flow(&self) -> bool {
        ["->", "<-", "<->"].iter().any(|arrow| self.behind.starts_with(arrow))
    }

    fn takes(&self, clause: &str) -> bool {
        self.row.is_some_and(|row| row.clauses.contains(&clause))
    }
}

impl Hint {
    fn of(span: Span, sources: &SourceMap, model: &Model) -> Option<Self> {
        let place = Place::of(span, sources)?;
        let is_word = place.word.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if !is_word {
            return None;
        }
        if place.keyword.is_empty() {
            return Self::before_flow(&place, model);
        }
        Self::attribute(&place)
            .or_else(|| Self::clause(&place, model))
            .or_else(|| Self::second_statement(&place))
            .or_else(|| Self::label(&place))
    }

    fn insert(place: &Place<'_>, clause: &str) -> Self {
        let fix = Fix {
            title: format!("write `{clause}`"),
            edits: vec![Edit { span: place.span.at_start(), text: format!("{clause} ") }],
            safe: false,
        };
        let subject = if place.is_flow() { flow_at(place) } else { place.word.to_owned() };
        Self { help: format!("write `{clause} {subject}`"), fix: Some(fix), is_no_flow: false }
    }

    /// `boundary x -> y`, `flow a -> b`, `https a -> b`.
    fn before_flow(place: &Place<'_>, model: &Model) -> Option<Self> {
        let flow = place.behind.split(['"', '{']).next().unwrap_or_default();
        let flow = crate::base::text::one_line(flow);
        let row = schema::statement(place.word);
        let help = match row {
            Some(row) if row.clauses.contains(&"on") => format!("write `{} NAME on {flow}`", row.keyword),
            Some(row) => {
                let name = flow.split_whitespace().next().unwrap_or_default();
                format!("write `{} {name}` and `{flow}`, on lines of their own", row.keyword)
            }
            None if schema::synonym(place.word) == Some("->") => format!("a flow has no keyword: write `{flow}`"),
            None => {
                model.find_type(Kind::Flow, place.word)?;
                format!("write `{flow} via {}`", place.word)
            }
        };
        Some(Self { help, fix: None, is_no_flow: row.is_some() })
    }

    /// `process x auth jwt`
    fn attribute(place: &Place<'_>) -> Option<Self> {
        let next = place.next()?;
        schema::ATTRIBUTES.iter().find(|row| row.name.eq_ignore_ascii_case(place.word))?;
        let title = format!("write `{}={next}`", place.word);
        let fix = Fix { title: title.clone(), edits: vec![Edit { span: place.gap, text: "=".into() }], safe: false };
        Some(Self { help: title, fix: Some(fix), is_no_flow: false })
    }

    /// `accept sniff DF1`, `new shop service`, `process web web-app`, `a -> b https`.
    fn clause(place: &Place<'_>, model: &Model) -> Option<Self> {
        if matches!(place.word, "between" | "from") && place.takes("on") {
            return Some(Self {
                help: format!("write `{} {} on A -> B`", place.keyword, place.before),
                fix: None,
                is_no_flow: false,
            });
        }
        if is_type(place, model) {
            return Some(Self::insert(place, "is"));
        }
        let in_flow = place.row.is_none() && ["->", "<-"].iter().any(|arrow| place.before.contains(arrow));
        if in_flow && model.find_type(Kind::Flow, place.word).is_some() {
            return Some(Self::insert(place, "via"));
        }
        let has_on = place.before.split_whitespace().chain(place.behind.split_whitespace()).any(|word| word == "on");
        let label_follows = place.is_flow() || place.behind.starts_with('"') || place.before.contains('"');
        (place.takes("on") && !has_on && label_follows).then(|| Self::insert(place, "on"))
    }

    /// `process a process b`
    fn second_statement(place: &Place<'_>) -> Option<Self> {
        schema::statement(place.word).and(place.next())?;
        let help = "a statement ends with its line, or with `;`";
        let edit = Edit { span: place.span.at_start(), text: "; ".into() };
        let fix = Fix { title: "end the statement before it".into(), edits: vec![edit], safe: false };
        Some(Self { help: help.into(), fix: Some(fix), is_no_flow: false })
    }

    /// `mitigation Limit the rate`: where a statement needs a label and no name, the words are the label.
    fn label(place: &Place<'_>) -> Option<Self> {
        let row = place.row.filter(|row| row.name == schema::Naming::Optional)?;
        if row.label == schema::Labelling::Optional || place.before.contains(['"', '=']) {
            return None;
        }
        let words = |text: &str| text.split(['"', '=', '{', '#']).next().unwrap_or_default().trim().to_owned();
        let label = [place.before.to_owned(), place.word.to_owned(), words(place.behind)].join(" ");
        Some(Self { help: format!("write `{} \"{}\"`", row.keyword, label.trim()), fix: None, is_no_flow: false })
    }
}

fn is_type(place: &Place<'_>, model: &Model) -> bool {
    let kind = place.row.and_then(|row| Kind::parse(row.keyword));
    place.takes("is") && kind.is_some_and(|kind| model.find_type(kind, place.word).is_some())
}

/// `x -> y` as it is written from the unexpected word on.
fn flow_at(place: &Place<'_>) -> String {
    let ends: Vec<&str> = place.behind.split_whitespace().take(2).collect();
    format!("{} {}", place.word, ends.join(" "))
}
