//! D2: keys in maps are boxes in boxes, arrows between keys are edges; reserved keys say how things look.

mod parse;

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{By, Diagram, Edge, short};
use super::draft::Draft;
use super::{Reader, Refusal};
use parse::{Line, Value, statement};

pub(super) const READER: Reader = Reader { name: "d2", title: "D2", endings: &["d2"], recognises, read };

/// How deep maps and paths may be nested.
const DEEPEST: usize = 100;
/// How many lines are looked at to tell whether a text is D2.
const LOOKED_AT: usize = 300;

/// Shapes, with the kind that they tell.
const SHAPES: &[(&str, &str)] = &[
    ("cylinder", "store"),
    ("queue", "store"),
    ("stored_data", "store"),
    ("sql_table", "store"),
    ("person", "actor"),
    ("c4-person", "actor"),
    ("circle", "process"),
    ("oval", "process"),
    ("cloud", "external"),
];

/// Keys that say how something looks.
const LOOKS: &[&str] = &[
    "style",
    "icon",
    "tooltip",
    "link",
    "near",
    "width",
    "height",
    "direction",
    "grid-rows",
    "grid-columns",
    "grid-gap",
    "vertical-gap",
    "horizontal-gap",
    "source-arrowhead",
    "target-arrowhead",
    "constraint",
    "top",
    "left",
    "desc",
];

/// Keys of the whole file that are not read, and why.
const APART: &[(&str, &str)] = &[
    ("layers", "one board of a file is read, the first"),
    ("scenarios", "one board of a file is read, the first"),
    ("steps", "one board of a file is read, the first"),
];

/// Why what another file says is not there.
const NOT_READ: &str = "files that are imported are not read";
/// The longest value of a variable.
const LONGEST: usize = 1000;

/// What the map that is open belongs to.
enum Scope {
    /// A box, by its path.
    Shape(String),
    /// The edges from this one on.
    Edges(Vec<Edge>),
    /// The map of all classes.
    Classes,
    /// One class.
    Class(String),
    /// Variables, by what stands in front of their names.
    Variables(String),
    /// What is not read.
    Nothing,
}

#[derive(Default)]
struct D2 {
    diagram: Diagram,
    scopes: Vec<Scope>,
    /// Shapes of classes.
    classes: BTreeMap<String, String>,
    /// Boxes whose keys are columns or fields.
    tables: BTreeSet<String>,
    /// What `vars` says.
    variables: BTreeMap<String, String>,
    /// Variables that nothing tells, with the lines where they are used.
    missing: BTreeMap<String, u32>,
    line: u32,
}

fn read(text: &str) -> Result<Draft, Refusal> {
    // Variables may be used before they are told.
    let variables = if text.contains("${") { whole(text, BTreeMap::new())?.variables } else { BTreeMap::new() };
    let mut d2 = whole(text, variables)?;
    let unknown = std::mem::take(&mut d2.missing);
    for (name, line) in unknown {
        let why = "no variable of the file has this name; it stands in the text as it is";
        d2.diagram.draft.kept_as_text(format!("`{}`", short(&name)), why, line);
    }
    d2.diagram.finish(|id| id.rsplit('.').find(|key| !key.is_empty()).unwrap_or(id))
}

fn whole(text: &str, variables: BTreeMap<String, String>) -> Result<D2, Refusal> {
    let mut d2 = D2 { line: 1, variables, ..D2::default() };
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        let start = skipped(rest);
        d2.line += newlines(rest, start);
        if start.is_empty() {
            break;
        }
        rest = d2.statement(start)?;
        d2.line += newlines(start, rest);
    }
    while let Some(scope) = d2.scopes.pop() {
        d2.closed(scope);
    }
    Ok(d2)
}

fn newlines(before: &str, after: &str) -> u32 {
    let consumed = before.get(..before.len().saturating_sub(after.len())).unwrap_or_default();
    u32::try_from(consumed.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Whether every line could be one of D2, and one has an arrow, a map or a shape that other languages have not.
fn recognises(text: &str) -> bool {
    let mut told = false;
    let mut block = false;
    for line in text.lines().map(str::trim).take(LOOKED_AT) {
        if block {
            block = !line.starts_with('|');
            continue;
        }
        if line.is_empty()
            || line.starts_with(['#', '(', '*', '&'])
            || line.starts_with("...")
            || line.trim_end_matches(';') == "}"
        {
            continue;
        }
        if line.starts_with(['-', '<', '%', '@', '/', '[', ',']) || line.starts_with("digraph") {
            return false;
        }
        let Ok((rest, parsed)) = statement(line) else { return false };
        let rest = rest.trim();
        block = parsed.value.is_none() && rest.starts_with(':') && rest.contains('|');
        if !(rest.is_empty() || rest.starts_with(['#', ';', '}']) || parsed.opens || block) {
            return false;
        }
        // `zone a "A" {` and `a -> b "label"` are of other languages.
        if parsed
            .first
            .keys
            .iter()
            .chain(parsed.others.iter().flat_map(|(_, path)| &path.keys))
            .any(|key| key.contains('"') || key.contains(" '"))
        {
            return false;
        }
        let shape = parsed.first.keys.last().is_some_and(|key| key == "shape");
        told |= shape || !parsed.others.is_empty() || (parsed.opens && line.contains(':'));
    }
    told
}

/// The text behind blanks, ends of statements and comments.
fn skipped(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        if !rest.starts_with('#') {
            return rest;
        }
        rest = rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default();
    }
}

impl D2 {
    /// Reads one statement; returns what stands behind it.
    fn statement<'t>(&mut self, text: &'t str) -> Result<&'t str, Refusal> {
        if let Some(rest) = text.strip_prefix("\"\"\"") {
            return rest.split_once("\"\"\"").map(|(_, rest)| rest).ok_or_else(|| self.cut_off("comment"));
        }
        if let Some(rest) = text.strip_prefix('}') {
            match self.scopes.pop() {
                Some(scope) => self.closed(scope),
                None => self.diagram.unknown("}", self.line),
            }
            return Ok(rest);
        }
        if text.starts_with("...") {
            let (line, rest) = text.split_at(text.find(['\n', ';']).unwrap_or(text.len()));
            self.spread(line.trim());
            return Ok(rest);
        }
        let Ok((rest, line)) = statement(text) else { return Ok(self.unknown(text)) };
        // What the value starts with that has no end.
        let behind = rest.trim_start_matches([' ', '\t']);
        if let Some(value) = behind.strip_prefix(':').map(|value| value.trim_start_matches([' ', '\t'])) {
            if value.starts_with(['|', '[']) {
                return Err(self.cut_off("text"));
            }
            if !value.is_empty() && !value.starts_with('\n') && line.value.is_none() && !line.opens {
                return Ok(self.unknown(text));
            }
        }
        let ends = behind.is_empty() || behind.starts_with(['\n', '\r', ';', '}', '#', ':']);
        if !line.opens && !ends {
            return Ok(self.unknown(text));
        }
        let rest = behind.strip_prefix(':').unwrap_or(rest);
        if line.opens && self.scopes.len() >= DEEPEST {
            let message = format!("more than {DEEPEST} maps are nested in each other");
            return Err(Refusal { message, line: self.line as usize });
        }
        let opens = line.opens;
        let scope = self.apply(line);
        match scope {
            scope if opens => self.scopes.push(scope),
            Scope::Edges(edges) => edges.into_iter().for_each(|edge| self.diagram.edge(edge)),
            _ => {}
        }
        Ok(rest)
    }

    fn cut_off(&self, what: &str) -> Refusal {
        Refusal { message: format!("a {what} starts here that has no end"), line: self.line as usize }
    }

    /// Notes a line that cannot be read. A map that it opens is not read either.
    fn unknown<'t>(&mut self, text: &'t str) -> &'t str {
        let end = text.find('\n').unwrap_or(text.len());
        let (line, rest) = text.split_at(end);
        if !matches!(self.scopes.last(), Some(Scope::Nothing)) {
            let line = line.trim();
            // `(a -> b)[0].style…` is about looks.
            if !(line.starts_with('(') && line.contains(".style")) {
                self.diagram.unknown(line, self.line);
            }
        }
        if line.trim_end().ends_with('{') && self.scopes.len() < DEEPEST {
            self.scopes.push(Scope::Nothing);
        }
        rest
    }

    fn closed(&mut self, scope: Scope) {
        if let Scope::Edges(edges) = scope {
            edges.into_iter().for_each(|edge| self.diagram.edge(edge));
        }
    }

    /// Takes a statement over; returns what a map behind it belongs to.
    fn apply(&mut self, line: Line<'_>) -> Scope {
        let text = line.value.as_ref().map(|value| self.told(&value.text)).unwrap_or_default();
        let (first, last) = match (line.first.keys.first(), line.first.keys.last()) {
            (Some(first), Some(last)) => (first.clone(), last.clone()),
            _ => return Scope::Nothing,
        };
        match self.scopes.last_mut() {
            Some(Scope::Nothing) => return Scope::Nothing,
            Some(Scope::Variables(before)) => {
                let name = format!("{before}{}", line.first.keys.join("."));
                let before = format!("{name}.");
                if !line.opens {
                    self.variables.insert(name, text);
                }
                return Scope::Variables(before);
            }
            Some(Scope::Classes) => return Scope::Class(first),
            Some(Scope::Class(class)) => {
                if first == "shape" {
                    self.classes.insert(class.clone(), text);
                }
                return Scope::Nothing;
            }
            Some(Scope::Edges(edges)) => {
                if first == "label" {
                    edges.iter_mut().for_each(|edge| edge.label.clone_from(&text));
                }
                return Scope::Nothing;
            }
            Some(Scope::Shape(path)) if self.tables.contains(path.as_str()) && line.others.is_empty() => {
                return Scope::Nothing;
            }
            Some(Scope::Shape(_)) | None if first == "vars" => {
                let before: Vec<&str> = line.first.keys.iter().skip(1).map(String::as_str).collect();
                if !line.opens && !before.is_empty() {
                    self.variables.insert(before.join("."), text);
                    return Scope::Nothing;
                }
                return Scope::Variables(before.iter().map(|key| format!("{key}.")).collect());
            }
            Some(Scope::Shape(_)) => {}
            None if first == "classes" => return Scope::Classes,
            None => {
                if let Some((_, why)) = APART.iter().find(|(key, _)| *key == first) {
                    self.diagram.draft.dropped(format!("`{first}`"), *why, self.line);
                    return Scope::Nothing;
                }
            }
        }
        let looks = line.first.keys.iter().any(|key| LOOKS.contains(&key.as_str()));
        if line.first.glob || line.others.iter().any(|(_, path)| path.glob) {
            if !looks && last != "shape" && last != "class" {
                self.diagram.unknown(&format!("{} …", line.first.keys.join(".")), self.line);
            }
            return Scope::Nothing;
        }
        if line.others.is_empty() { self.shape(&line, &text, looks) } else { self.edges(line, &text) }
    }

    /// A text with the values of its variables.
    fn told(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, after)) = behind.split_once('}') else {
                out.push_str("${");
                rest = behind;
                break;
            };
            match self.variables.get(name.trim()) {
                // What values hold is not looked at again, so that none grows without end.
                Some(value) if value.len() <= LONGEST => out.push_str(value),
                _ => {
                    self.missing.entry(format!("${{{name}}}")).or_insert(self.line);
                    out.push_str(&format!("${{{name}}}"));
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// `...@file` and `...${variables}`, which put statements of elsewhere in their place.
    fn spread(&mut self, text: &str) {
        if matches!(self.scopes.last(), Some(Scope::Nothing | Scope::Variables(_))) {
            return;
        }
        let why = if text.starts_with("...@") { NOT_READ } else { "maps of variables are not put into others" };
        self.diagram.draft.dropped(format!("`{}`", short(text)), why, self.line);
    }

    fn edges(&mut self, line: Line<'_>, label: &str) -> Scope {
        let mut edges = Vec::new();
        let mut source = self.declared(&line.first.keys);
        for (arrow, path) in line.others {
            let target = self.declared(&path.keys);
            let (left, right) = (arrow.starts_with('<'), arrow.ends_with('>'));
            let (from, to) = if left && !right { (&target, &source) } else { (&source, &target) };
            edges.push(Edge {
                source: from.clone(),
                target: to.clone(),
                label: label.to_owned(),
                both_ways: left && right,
                headless: !left && !right,
                line: self.line,
                ..Edge::default()
            });
            source = target;
        }
        Scope::Edges(edges)
    }

    fn shape(&mut self, line: &Line<'_>, text: &str, looks: bool) -> Scope {
        let keys = &line.first.keys;
        let (last, before) = keys.split_last().map_or(("", keys.as_slice()), |(last, before)| (last.as_str(), before));
        let attribute = matches!(last, "shape" | "label" | "class") || looks;
        if !attribute {
            return self.boxed(keys, line.value.as_ref());
        }
        let holder = keys.iter().position(|key| LOOKS.contains(&key.as_str()));
        let before = holder.and_then(|at| keys.get(..at)).unwrap_or(before);
        let path = match (before.is_empty(), self.around()) {
            (true, Some(path)) => path,
            (true, None) => return Scope::Nothing,
            (false, _) => self.declared(before),
        };
        match last {
            "label" => self.diagram.node(&path, self.line).label = text.to_owned(),
            "shape" => self.shaped(&path, text),
            "class" => {
                for class in text.split([';', ',']).map(str::trim) {
                    self.diagram.node(&path, self.line).class(class);
                    if let Some(shape) = self.classes.get(class).cloned() {
                        self.shaped(&path, &shape);
                    }
                }
            }
            // A text at an edge of the picture.
            "near" if text.contains("-center") || text.contains("-left") || text.contains("-right") => {
                self.written(&path);
            }
            _ => {}
        }
        Scope::Nothing
    }

    /// A box with its label, or a text.
    fn boxed(&mut self, keys: &[String], value: Option<&Value>) -> Scope {
        let path = self.declared(keys);
        let Some(value) = value else { return Scope::Shape(path) };
        let text = self.told(&value.text);
        if text.starts_with('@') && !value.block {
            self.diagram.draft.dropped(format!("`{}`", short(&text)), NOT_READ, self.line);
            return Scope::Shape(path);
        }
        if value.text == "null" && !value.block {
            self.diagram.remove(&path);
            return Scope::Nothing;
        }
        self.diagram.node(&path, self.line).label = text;
        if value.block {
            self.written(&path);
            return Scope::Nothing;
        }
        Scope::Shape(path)
    }

    fn shaped(&mut self, path: &str, shape: &str) {
        match shape {
            "text" | "code" => return self.written(path),
            "sql_table" | "class" => {
                self.tables.insert(path.to_owned());
            }
            "sequence_diagram" => {
                let why = "of D2, boxes and arrows are read as they stand; their order is not";
                self.diagram.draft.dropped(format!("the sequence of `{path}`"), why, self.line);
            }
            _ => {}
        }
        if let Some((_, keyword)) = SHAPES.iter().find(|(known, _)| *known == shape) {
            self.diagram.node(path, self.line).hint(keyword, By::Shape, format!("the shape `{shape}`"));
        }
    }

    /// What is written beside the picture is no box: the title, or something about it.
    fn written(&mut self, path: &str) {
        let Some(text) = self.diagram.remove(path) else { return };
        let text = text.trim().trim_start_matches('#').trim();
        let draft = &mut self.diagram.draft;
        if draft.title.is_empty() && path.contains("title") {
            draft.title = text.lines().next().unwrap_or_default().to_owned();
        } else {
            draft.about = [draft.about.as_str(), text].join("\n").trim().to_owned();
            let why = "it is a text beside the boxes; it stands in the description of the model";
            draft.kept_as_text(format!("`{}`", short(path)), why, self.line);
        }
    }

    /// The path of the box whose map is open.
    fn around(&self) -> Option<String> {
        self.scopes.iter().rev().find_map(|scope| match scope {
            Scope::Shape(path) => Some(path.clone()),
            _ => None,
        })
    }

    /// The box of a path, which is made where it is not there.
    fn declared(&mut self, keys: &[String]) -> String {
        let mut path = self.around().unwrap_or_default();
        for key in keys.iter().take(DEEPEST) {
            // Arrows end at columns of tables.
            if self.tables.contains(&path) {
                break;
            }
            if key == "_" {
                path = path.rsplit_once('.').map(|(around, _)| around.to_owned()).unwrap_or_default();
                continue;
            }
            // `A` and `a` are one key.
            let folded = key.to_lowercase();
            let inner = if path.is_empty() { folded } else { format!("{path}.{folded}") };
            let shape = self.diagram.node(&inner, self.line);
            if shape.label.is_empty() {
                shape.label.clone_from(key);
            }
            if !path.is_empty() {
                self.diagram.hold(&path);
                self.diagram.put(&inner, &path);
            }
            path = inner;
        }
        path
    }
}
