//! PlantUML: component and deployment diagrams, and the macros of C4.

mod notes;
mod parse;

use std::collections::BTreeMap;

use super::c4;
use super::diagram::{By, Diagram, Edge, short};
use super::draft::Draft;
use super::markup::{unescaped, without_tags};
use super::{Reader, Refusal};
use notes::{Note, Start};
use parse::{Declared, declaration, relation};

pub(super) const READER: Reader = Reader {
    name: "plantuml",
    title: "PlantUML",
    endings: &["puml", "plantuml", "iuml", "pu", "wsd"],
    recognises: |text| text.lines().any(|line| line.trim_start().starts_with("@startuml")),
    read,
};

/// Keywords of elements, with the kind that they tell; those without one go by their names.
const KEYWORDS: &[(&str, &str)] = &[
    ("actor/", "actor"),
    ("actor", "actor"),
    ("agent", ""),
    ("artifact", ""),
    ("boundary", ""),
    ("card", ""),
    ("circle", "process"),
    ("cloud", "external"),
    ("collections", ""),
    ("component", ""),
    ("container", ""),
    ("control", ""),
    ("database", "store"),
    ("entity", ""),
    ("file", "store"),
    ("folder", ""),
    ("frame", ""),
    ("hexagon", ""),
    ("interface", ""),
    ("label", ""),
    ("node", ""),
    ("package", ""),
    ("person", "actor"),
    ("process", "process"),
    ("queue", "store"),
    ("rectangle", ""),
    ("stack", ""),
    ("storage", "store"),
    ("usecase/", "process"),
    ("usecase", "process"),
];

/// Beginnings of statements about how the picture looks.
const LOOKS: &[&str] = &[
    "skinparam",
    "hide",
    "show",
    "scale",
    "left to right direction",
    "top to bottom direction",
    "!theme",
    "!pragma",
    "!undef",
    "sprite",
    "allowmixing",
    "allow_mixing",
    "autonumber",
    "newpage",
    "page",
    "remove",
    "restore",
    "skin",
    "mainframe",
    "caption",
    "center",
    "right header",
    "left header",
    "right footer",
    "left footer",
    "header",
    "footer",
    "set",
    "url",
    "!assume",
    "!log",
];

/// Blocks that are no part of the model: how they start and end, and what they are called where that is to be said.
const BLOCKS: &[(&str, &[&str], &str)] = &[
    ("<style>", &["</style>"], ""),
    ("legend", &["endlegend", "end legend"], "legend"),
    ("title", &["end title", "endtitle"], ""),
    ("header", &["endheader", "end header"], ""),
    ("footer", &["endfooter", "end footer"], ""),
    ("sprite", &["}"], ""),
    ("skinparam", &["}"], ""),
    ("!procedure", &["!endprocedure"], "a procedure"),
    ("!definelong", &["!enddefinelong"], "a definition"),
    ("!unquoted", &["!endprocedure", "!endfunction"], "a procedure"),
    ("!function", &["!endfunction"], "a function"),
];

/// Commands of the preprocessor that choose or make lines of the diagram, and what becomes of them.
const COMMANDS: &[(&str, &str)] = &[
    ("!if", "conditions are not worked out: the lines of every branch are read"),
    ("!ifdef", "conditions are not worked out: the lines of every branch are read"),
    ("!ifndef", "conditions are not worked out: the lines of every branch are read"),
    ("!elseif", ""),
    ("!else", ""),
    ("!endif", ""),
    ("!while", "loops are read once"),
    ("!endwhile", ""),
    ("!foreach", "loops are read once"),
    ("!endfor", ""),
    ("!define", "definitions are not put into the lines behind them"),
    ("!return", ""),
    ("!global", "variables are not put into texts"),
    ("!local", "variables are not put into texts"),
];

/// The longest value of a variable.
const LONGEST: usize = 1000;
/// What may stand between `port` and its name.
const PORT: &[char] = &['i', 'n', 'o', 'u', 't'];

/// First words of diagrams of other kinds.
const OTHERS: &[(&str, &str)] = &[
    ("participant", "sequence"),
    ("activate", "sequence"),
    ("class", "class"),
    ("abstract", "class"),
    ("enum", "class"),
    ("state", "state"),
    ("[*]", "state"),
    ("start", "activity"),
    ("partition", "activity"),
    ("robust", "timing"),
    ("concise", "timing"),
];

#[derive(Default)]
struct PlantUml {
    diagram: Diagram,
    /// For each open brace, whether it is that of a group.
    open: Vec<bool>,
    /// The block that is open: how it ends.
    block: Option<&'static [&'static str]>,
    /// A title of several lines.
    titled: bool,
    /// Notes, and the one that is open.
    notes: Vec<Note>,
    note: Option<Note>,
    /// What was named last, which notes without a name belong to.
    last: String,
    /// Variables of the preprocessor.
    variables: BTreeMap<String, String>,
    /// Ports, with what they belong to.
    ports: BTreeMap<String, String>,
    /// A macro of a group whose brace stands in the next line.
    pending: Option<String>,
    other: Option<(&'static str, u32)>,
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let mut plantuml = PlantUml::default();
    let (mut started, mut ended, mut comment) = (false, false, false);
    // A statement whose text goes on in the next lines, with its line.
    let mut joined: Option<(String, u32)> = None;
    for (line, number) in text.lines().map(str::trim).zip(1_u32..) {
        if line.starts_with("@start") {
            if ended {
                let why = "one diagram of a file is read, the first";
                plantuml.diagram.draft.dropped("another diagram", why, number);
                break;
            }
            started = line.starts_with("@startuml");
            continue;
        }
        ended |= started && line.starts_with("@enduml");
        if !started || ended {
            continue;
        }
        let from_comment = std::mem::take(&mut comment);
        let Some(line) = (if from_comment { line.split_once("'/").map(|(_, rest)| rest) } else { Some(line) }) else {
            comment = true;
            continue;
        };
        let line = match line.split_once("/'") {
            Some((before, rest)) if !before.contains('"') => {
                comment = !rest.contains("'/");
                before.trim()
            }
            _ => line.trim(),
        };
        if let Some((mut whole, first)) = joined.take() {
            whole.push(' ');
            whole.push_str(line);
            if line.contains(']') || line.ends_with('}') {
                plantuml.line(&whole, first)?;
            } else {
                joined = Some((whole, first));
            }
            continue;
        }
        if line.is_empty() || line.starts_with('\'') {
            continue;
        }
        if plantuml.block.is_none() && plantuml.note.is_none() && keyword(line).is_some() && opens_text(line) {
            joined = Some((line.to_owned(), number));
            continue;
        }
        plantuml.line(line, number)?;
    }
    if !started {
        return Err(Refusal::new("there is no `@startuml`"));
    }
    if let Some((_, line)) = joined {
        return Err(Refusal { message: "a text starts here that has no end".to_owned(), line: line as usize });
    }
    plantuml.finish()
}

/// Whether a text in brackets goes on in the next line.
fn opens_text(line: &str) -> bool {
    line.rfind('[').is_some_and(|open| !line.get(open..).is_some_and(|rest| rest.contains(']')))
}

/// The keyword of an element at the start of a line, and what stands behind it.
fn keyword(line: &str) -> Option<(&'static str, &'static str, &str)> {
    let word =
        line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '[' | '(' | ':' | '{' | '<' | '#')).next()?;
    let rest = line.get(word.len()..)?;
    let (word, kind) = KEYWORDS.iter().find(|(known, _)| *known == word)?;
    (!rest.trim().is_empty()).then_some((*word, *kind, rest.trim()))
}

impl PlantUml {
    fn finish(mut self) -> Result<Draft, Refusal> {
        let notes = std::mem::take(&mut self.notes);
        for note in notes.into_iter().chain(self.note.take()) {
            note.settle(plain, &mut self.diagram);
        }
        if let Some((kind, line)) = self.other {
            let message =
                format!("it is a {kind} diagram; of PlantUML, component, deployment and C4 diagrams can be read");
            return Err(Refusal { message, line: line as usize });
        }
        self.diagram.finish(|id| id)
    }

    fn line(&mut self, line: &str, number: u32) -> Result<(), Refusal> {
        let told = self.told(line);
        let line = told.as_str();
        let lower = line.to_lowercase();
        if let Some(mut note) = self.note.take() {
            if matches!(lower.as_str(), "end note" | "endnote" | "}") {
                self.notes.push(note);
            } else {
                note.add(line);
                self.note = Some(note);
            }
            return Ok(());
        }
        if let Some(ends) = self.block {
            if ends.contains(&lower.as_str()) {
                (self.block, self.titled) = (None, false);
            } else if self.titled {
                let title = &mut self.diagram.draft.title;
                *title = format!("{title} {}", plain(line)).trim().to_owned();
            }
            return Ok(());
        }
        if let Some(call) = self.pending.take().filter(|_| line.starts_with('{')) {
            return self.call(&format!("{call} {{"), number).map(|_| ());
        }
        if line == "}" {
            match self.open.pop() {
                Some(true) => drop(self.diagram.close()),
                Some(false) => {}
                None => self.diagram.unknown(line, number),
            }
            return Ok(());
        }
        if self.apart(line, &lower, number) {
            return Ok(());
        }
        if c4::opens_group(line) {
            self.pending = Some(line.to_owned());
            return Ok(());
        }
        if self.call(line, number)? || self.declared(line, number)? || self.related(line, number) {
            return Ok(());
        }
        let word = line.split_whitespace().next().unwrap_or_default();
        if let Some((_, kind)) = OTHERS.iter().find(|(known, _)| *known == word).filter(|_| self.other.is_none()) {
            self.other = Some((kind, number));
        }
        self.diagram.unknown(line, number);
        if line.ends_with('{') {
            self.brace(false, number)?;
        }
        Ok(())
    }

    /// The line with the values of its variables.
    fn told(&self, line: &str) -> String {
        if self.variables.is_empty() || !line.contains('$') {
            return line.to_owned();
        }
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once('$') {
            let length = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
            let (name, after) = behind.split_at(length);
            out.push_str(before);
            match self.variables.get(name).filter(|_| !after.trim_start().starts_with('=')) {
                Some(value) => out.push_str(value),
                None => out.push_str(&format!("${name}")),
            }
            rest = after;
        }
        out + rest
    }

    /// Commands of the preprocessor: simple variables are put into texts, the rest is said.
    fn command(&mut self, line: &str, number: u32) -> bool {
        if let Some((name, value)) = line.strip_prefix("!$").and_then(|rest| rest.split_once('=')) {
            let (name, value) = (name.trim().trim_end_matches('?'), value.trim());
            let text = value.trim_matches('"');
            let simple = value.starts_with('"') || !value.contains(['+', '(', '$']);
            if simple && text.len() <= LONGEST {
                self.variables.insert(name.to_owned(), text.to_owned());
            } else {
                self.diagram.draft.dropped(format!("`{}`", short(line)), "variables are not worked out", number);
            }
            return true;
        }
        let word = line.split([' ', '\t', '(']).next().unwrap_or_default();
        let Some((_, why)) = COMMANDS.iter().find(|(known, _)| *known == word) else { return false };
        if !why.is_empty() {
            self.diagram.draft.dropped(format!("`{}`", short(line)), *why, number);
        }
        true
    }

    fn brace(&mut self, group: bool, line: u32) -> Result<(), Refusal> {
        if self.open.len() >= 200 {
            let message = "more than 200 braces are nested in each other".to_owned();
            return Err(Refusal { message, line: line as usize });
        }
        self.open.push(group);
        Ok(())
    }

    /// Titles, notes, looks and includes.
    fn apart(&mut self, line: &str, lower: &str, number: u32) -> bool {
        let begins = |word: &str| {
            lower
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || word.ends_with('$') || rest.starts_with([' ', '\t', '<', '(']))
        };
        if line == "{"
            || lower.starts_with("together")
            || lower.starts_with("!startsub")
            || lower.starts_with("!endsub")
        {
            if line.ends_with('{') {
                self.open.push(false);
            }
            return true;
        }
        if let Some((word, ends, what)) = BLOCKS.iter().find(|(word, ..)| begins(word)) {
            let rest = line.get(word.len()..).unwrap_or_default().trim();
            let long = match *word {
                "sprite" | "skinparam" => line.ends_with('{'),
                "<style>" | "legend" => true,
                word if word.starts_with('!') => true,
                _ => rest.is_empty(),
            };
            if *word == "title" {
                self.diagram.draft.title = plain(rest.trim_matches('"'));
                self.titled = rest.is_empty();
            }
            if !what.is_empty() {
                let why = if word.starts_with('!') {
                    "what it would make is not there"
                } else {
                    "it is no part of the model"
                };
                self.diagram.draft.dropped(*what, why, number);
            }
            self.block = long.then_some(*ends);
            return true;
        }
        match notes::start(line, &self.last, number) {
            Some(Start::Whole(note)) => self.notes.push(note),
            Some(Start::Open(note)) => self.note = Some(note),
            None => {}
        }
        if lower.starts_with("floating note") || begins("note") || self.command(line, number) {
            return true;
        }
        if lower.starts_with("addproperty") {
            let why = "properties of elements have no place in the language";
            self.diagram.draft.dropped(format!("`{}`", short(line)), why, number);
            return true;
        }
        if begins("!include") || begins("!includeurl") || begins("!import") {
            // Those of the standard library say how macros are drawn.
            let library = line.contains('<') || line.contains("C4") || line.contains("dist/") || line.contains("$");
            if !library {
                self.diagram.draft.dropped(format!("`{line}`"), "files that are included are not read", number);
            }
            return true;
        }
        LOOKS.iter().any(|word| begins(word))
    }

    fn call(&mut self, line: &str, number: u32) -> Result<bool, Refusal> {
        let Some(call) = c4::call(line) else { return Ok(false) };
        if !call.apply(&mut self.diagram, number)? && !call.guessed(&mut self.diagram, number)? {
            return Ok(false);
        }
        if call.opens {
            self.brace(true, number)?;
        }
        Ok(true)
    }

    fn declared(&mut self, line: &str, number: u32) -> Result<bool, Refusal> {
        let (word, kind, rest) = keyword(line).unwrap_or(("", "", line));
        if let Some(port) = line.strip_prefix("port").and_then(|rest| rest.trim_start_matches(PORT).strip_prefix(' ')) {
            return Ok(self.port(port));
        }
        let anonymous = !word.is_empty() && rest.ends_with('{') && rest.starts_with(['{', '#', '<']);
        if anonymous {
            let id = if self.diagram.has(word) { format!("{word} {number}") } else { word.to_owned() };
            let shape = self.diagram.open(&id, number)?;
            shape.label = word.to_owned();
            self.brace(true, number)?;
            return Ok(true);
        }
        let Ok((rest, mut declared)) = declaration(rest) else { return Ok(false) };
        let rest = rest.trim();
        let opens = rest == "{";
        if !(rest.is_empty() || opens) || (word.is_empty() && !declared.shaped) {
            return Ok(false);
        }
        if opens {
            self.diagram.open(&declared.id, number)?;
            self.brace(true, number)?;
        }
        if !opens {
            declared.id = self.element(&declared, true);
        }
        self.last.clone_from(&declared.id);
        let shape =
            if opens { self.diagram.known(&declared.id) } else { Some(self.diagram.node(&declared.id, number)) };
        let Some(shape) = shape else { return Ok(true) };
        shape.label = plain(&declared.label);
        if let Some(stereotype) = &declared.stereotype {
            shape.class(stereotype);
        }
        match kind {
            "" => hint(&declared, shape),
            "actor" => shape.hint("actor", By::Statement, ""),
            kind => shape.hint(kind, By::Shape, format!("the keyword `{word}`")),
        }
        Ok(true)
    }

    /// A port, which stands for the group that it is in.
    fn port(&mut self, text: &str) -> bool {
        let (Ok((_, declared)), Some(around)) = (declaration(text.trim()), self.diagram.inside()) else { return false };
        self.ports.insert(declared.id, around.to_owned());
        true
    }

    /// The id of an element: another one where a group has its name, as in `package "Web" { [Web] }`.
    fn element(&self, declared: &Declared, new: bool) -> String {
        let inner = format!("{} element", declared.id);
        if let Some(around) = self.ports.get(&declared.id).filter(|_| !new) {
            return around.clone();
        }
        let taken = self.diagram.is_group(&declared.id);
        let told = new || declared.shaped || self.diagram.has(&inner);
        if taken && told { inner } else { declared.id.clone() }
    }

    fn related(&mut self, line: &str, number: u32) -> bool {
        let Ok((rest, (mut source, arrow, mut target))) = relation(line) else { return false };
        let rest = rest.trim();
        // `a --> b #line:red : text`
        let rest =
            if rest.starts_with('#') { rest.find(" :").and_then(|at| rest.get(at + 1..)).unwrap_or("") } else { rest };
        let label = match rest.strip_prefix(':') {
            Some(label) => plain(label),
            None if rest.is_empty() || rest.starts_with(['#', '<', '[']) => String::new(),
            None => return false,
        };
        let ends = [(&source.id, &target.id), (&target.id, &source.id)];
        for (own, other) in ends {
            if let Some(note) = self.notes.iter_mut().find(|note| note.is(own)) {
                note.at(other);
                return true;
            }
        }
        for declared in [&mut source, &mut target] {
            declared.id = self.element(declared, false);
            let new = self.diagram.known(&declared.id).is_none();
            let shape = self.diagram.node(&declared.id, number);
            if new {
                shape.label = plain(&declared.label);
                hint(declared, shape);
            }
        }
        let (from, to) = if arrow.at_source && !arrow.at_target { (target, source) } else { (source, target) };
        if !arrow.hidden {
            self.diagram.edge(Edge {
                source: from.id,
                target: to.id,
                label,
                both_ways: arrow.at_source && arrow.at_target,
                headless: !arrow.at_source && !arrow.at_target,
                line: number,
                ..Edge::default()
            });
        }
        true
    }
}

/// What the signs around a name tell.
fn hint(declared: &Declared, shape: &mut super::diagram::Shape) {
    if !declared.tells.is_empty() {
        shape.hint(declared.tells, By::Shape, "the signs around the name");
    }
}

/// A text as people see it: `<U+0041>` is a sign, `<b>` and `<&icon>` are none.
fn plain(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some((before, behind)) = rest.split_once("<U+") {
        coded.push_str(before);
        match behind.split_once('>').filter(|(code, _)| code.len() <= 6) {
            Some((code, after)) => {
                coded.push_str(&format!("&#x{code};"));
                rest = after;
            }
            None => {
                coded.push_str("<U+");
                rest = behind;
            }
        }
    }
    coded.push_str(rest);
    let coded = coded.replace("\\n", " ").replace("**", "").replace("<&", "</").replace("<$", "</");
    unescaped(&without_tags(&coded), '&').split_whitespace().collect::<Vec<_>>().join(" ")
}
