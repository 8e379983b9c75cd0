//! A draft as `.threat` text: formatted, with a comment behind everything that was guessed.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::source::SourceMap;
use crate::format;
use crate::schema::{self, Subject};

use super::draft::{ANSWERS, Draft, Exact, Fact, Flow, Item, Value};
use super::loss::{How, Loss, one_line, printable};
use super::names::{Names, flow_name};

/// Statements that stand in front of zones, and elements of no zone.
const FIRST: &[&str] = &["regulation", "adversary", "assumption", "data", "asset", "layer"];
/// Statements that others stand in.
const PLACES: &[&str] = &["zone", "process"];
const ELEMENTS: &[&str] = &["zone", "actor", "external", "process", "store"];

/// Writes a draft; what its attributes cannot say is added to its losses.
pub(super) fn write(draft: &mut Draft, origin: &str) -> String {
    let names = Names::of(draft);
    let mut writer = Writer { names, out: String::new(), losses: Vec::new() };
    writer.header(draft, origin);
    writer.statements(&draft.early);
    writer.group(draft, |item| FIRST.contains(&item.keyword));
    writer.elements(draft);
    if !draft.flows.is_empty() {
        writer.out.push('\n');
    }
    for (at, flow) in draft.flows.iter().enumerate() {
        writer.flow(at, flow);
    }
    writer.group(draft, |item| !FIRST.contains(&item.keyword) && !ELEMENTS.contains(&item.keyword));
    writer.statements(&draft.late);
    let Writer { out, losses, .. } = writer;
    draft.losses.extend(losses);
    formatted(&out)
}

fn formatted(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("import.threat", text);
    format::format(&sources, file).text
}

struct Writer {
    names: Names,
    out: String,
    losses: Vec<Loss>,
}

impl Writer {
    fn header(&mut self, draft: &Draft, origin: &str) {
        self.out.push_str(&format!("language 1\n// Imported from {}.\n", one_line(origin)));
        if draft.items.iter().any(|item| !item.guessed.is_empty())
            || draft.flows.iter().any(|flow| !flow.guessed.is_empty())
        {
            self.out.push_str(
                "// What the source does not say is marked as guessed: look at it, and take the comment out.\n",
            );
        }
        self.out.push('\n');
        self.about(&draft.about);
        self.out.push_str(&format!("model {}", quoted(&draft.title)));
        self.facts("model", &draft.facts, &draft.title, 0);
        self.out.push('\n');
    }

    /// Statements that are written already, a blank line in front of each kind.
    fn statements(&mut self, statements: &[String]) {
        let mut last = "";
        for text in statements {
            let first = text.lines().find(|line| !line.starts_with("///")).unwrap_or_default();
            let keyword = first.split(' ').next().unwrap_or_default();
            if keyword != last {
                self.out.push('\n');
                last = keyword;
            }
            self.out.push_str(text);
            self.out.push('\n');
        }
    }

    /// Statements of the top level, a blank line in front of each kind.
    fn group(&mut self, draft: &Draft, wanted: impl Fn(&Item) -> bool) {
        let mut last = "";
        for item in draft.items.iter().filter(|item| wanted(item)) {
            if item.keyword != last {
                self.out.push('\n');
                last = item.keyword;
            }
            self.item(item, &BTreeMap::new());
        }
    }

    /// Zones with what is in them, as they are nested in the source.
    fn elements(&mut self, draft: &Draft) {
        let elements = || draft.items.iter().filter(|item| ELEMENTS.contains(&item.keyword));
        let places = elements().filter(|item| PLACES.contains(&item.keyword)).map(|item| item.key.as_str());
        let places: BTreeSet<&str> = places.collect();
        let parent = |item: &Item| item.inside.clone().filter(|key| places.contains(key.as_str()) && *key != item.key);
        for item in elements().filter(|item| !item.key.is_empty()) {
            let missing = item.inside.as_ref().filter(|key| !places.contains(key.as_str()));
            let what = || format!("{} {}", item.keyword, quoted(&item.label));
            self.losses.extend(missing.map(|key| nowhere(key, &format!("the place of {}", what()), item.line)));
        }
        let mut inside: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        let parents: BTreeMap<&str, Option<String>> =
            elements().map(|item| (item.key.as_str(), parent(item))).collect();
        // What lies in itself, at whatever distance, lies nowhere.
        let loops = |item: &Item| {
            let mut at = parents.get(item.key.as_str()).cloned().flatten();
            for _ in 0..parents.len() {
                match at {
                    Some(key) if key == item.key => return true,
                    Some(key) => at = parents.get(key.as_str()).cloned().flatten(),
                    None => return false,
                }
            }
            true
        };
        let looping: Vec<bool> = elements().map(loops).collect();
        let mut roots: Vec<&Item> = Vec::new();
        for (item, looping) in elements().zip(looping) {
            match parents.get(item.key.as_str()).and_then(|parent| parents.get_key_value(parent.as_deref()?)) {
                Some((parent, _)) if !looping => inside.entry(parent).or_default().push(item),
                _ => roots.push(item),
            }
        }
        let mut last = "";
        for item in roots {
            if item.keyword != last || item.keyword == "zone" {
                self.out.push('\n');
                last = item.keyword;
            }
            self.item(item, &inside);
        }
    }

    fn item(&mut self, item: &Item, inside: &BTreeMap<&str, Vec<&Item>>) {
        let says =
            schema::statement(item.keyword).is_some_and(|row| matches!(row.label, schema::Labelling::Required(_)));
        if says && printable(&item.label).trim().is_empty() {
            let (what, why) = (format!("a {} without a text", item.keyword), "it says nothing".to_owned());
            self.losses.push(Loss { how: How::Dropped, what, why, line: item.line });
            return;
        }
        self.about(&item.about);
        self.out.push_str(item.keyword);
        if let Some(name) = self.names.get(&item.key).filter(|_| !item.key.is_empty()) {
            self.out.push_str(&format!(" {name}"));
        }
        let answer = ANSWERS.contains(&item.keyword);
        let exact = item.exact.as_ref();
        self.out.extend(self.names.get(&item.answers).filter(|_| answer).map(|name| format!(" {name}")));
        if let Some(ty) = exact.and_then(|exact| exact.ty.as_deref()).or(item.ty) {
            self.out.push_str(&if answer { format!(" {ty}") } else { format!(" is {ty}") });
        }
        let label = one_line(&item.label);
        let labelled = !label.is_empty() || item.key.is_empty();
        match exact.and_then(|exact| exact.on.as_deref()) {
            Some(on) => self.out.push_str(&format!(" on {on}")),
            None if answer || matches!(item.keyword, "control" | "threat" | "boundary") => self.places(item),
            None => {}
        }
        if labelled {
            self.out.push_str(&format!(" {}", quoted(&label)));
        }
        self.tags(exact);
        let what = format!("{} {}", item.keyword, quoted(if label.is_empty() { &item.key } else { &label }));
        self.guessed(&what, &item.guessed, item.line);
        let own: &[&Item] = inside.get(item.key.as_str()).map(Vec::as_slice).unwrap_or_default();
        let block = !own.is_empty() || !item.items.is_empty() || item.keyword == "threat";
        if block {
            self.out.push_str(" {");
            self.comment(&item.guessed);
            self.out.push('\n');
            for fact in &item.facts {
                if let Some(written) = self.fact(item.keyword, fact, &what, item.line) {
                    self.out.push_str(&format!("{written}\n"));
                }
            }
            for item in item.items.iter().chain(own.iter().copied()) {
                self.item(item, inside);
            }
            self.out.push_str("}\n");
        } else {
            self.facts(item.keyword, &item.facts, &what, item.line);
            self.comment(&item.guessed);
            self.out.push('\n');
        }
    }

    fn flow(&mut self, at: usize, flow: &Flow) {
        let label = one_line(&flow.label);
        let what = format!("flow {}", quoted(if label.is_empty() { &flow.key } else { &label }));
        let (Some(source), Some(target)) = (self.names.get(&flow.source), self.names.get(&flow.target)) else { return };
        let ends = [source.to_owned(), target.to_owned()];
        self.about(&flow.about);
        let arrow = if flow.both_ways { " <-> " } else { " -> " };
        let name = flow.exact.as_ref().map_or_else(|| Some(flow_name(at)), |exact| exact.name.clone());
        self.out.extend(name.map(|name| format!("{name}: ")));
        self.out.push_str(&ends.join(arrow));
        if !label.is_empty() {
            self.out.push_str(&format!(" {}", quoted(&label)));
        }
        if let Some(via) = flow.exact.as_ref().and_then(|exact| exact.ty.as_deref()).or(flow.via) {
            self.out.push_str(&format!(" via {via}"));
        }
        self.tags(flow.exact.as_ref());
        self.facts("flow", &flow.facts, &what, flow.line);
        self.guessed(&what, &flow.guessed, flow.line);
        self.comment(&flow.guessed);
        self.out.push('\n');
    }

    fn tags(&mut self, exact: Option<&Exact>) {
        let tags = exact.into_iter().flat_map(|exact| &exact.tags);
        self.out.extend(tags.map(|tag| format!(" #{tag}")));
    }

    fn places(&mut self, item: &Item) {
        let mut names: Vec<&str> = Vec::new();
        for key in &item.on {
            match self.names.get(key) {
                Some(name) => names.push(name),
                None => self.losses.push(nowhere(key, &format!("{} {}", item.keyword, quoted(&item.label)), item.line)),
            }
        }
        if !names.is_empty() {
            let between = if item.keyword == "boundary" { " -> " } else { ", " };
            self.out.push_str(&format!(" on {}", names.join(between)));
        }
    }

    fn about(&mut self, about: &str) {
        for line in about.trim().lines() {
            self.out.push_str(format!("/// {}", printable(line)).trim_end());
            self.out.push('\n');
        }
    }

    /// Attributes in the header of a statement.
    fn facts(&mut self, subject: &str, facts: &[Fact], what: &str, line: u32) {
        for fact in facts {
            if let Some(written) = self.fact(subject, fact, what, line) {
                self.out.push_str(&format!(" {written}"));
            }
        }
    }

    /// `name=value`; a word that the vocabulary does not have becomes a text where it takes one, else a loss.
    fn fact(&mut self, subject: &str, fact: &Fact, what: &str, line: u32) -> Option<String> {
        let Some(expects) = expected(subject, fact.name) else {
            let why = format!("a {subject} has no attribute that says it: {}", said(&fact.values));
            self.losses.push(Loss { how: How::Dropped, what: format!("{} of {what}", fact.name), why, line });
            return None;
        };
        let vocabulary = match expects {
            schema::Expects::Word(vocabulary) => schema::vocabulary(vocabulary),
            _ => None,
        };
        let mut values = Vec::new();
        for value in &fact.values {
            match (value, vocabulary) {
                (Value::Of(key), _) => match self.names.get(key) {
                    Some(name) => values.push(name.to_owned()),
                    None => self.losses.push(nowhere(key, &format!("{} of {what}", fact.name), line)),
                },
                (Value::Word(word), Some(vocabulary)) => match vocabulary.find(word) {
                    Some(known) => values.push(known.to_owned()),
                    None if vocabulary.is_open() => {
                        let why = format!("`{}` is no word that a rule reads", one_line(word));
                        self.losses.push(Loss { how: How::Text, what: format!("{} of {what}", fact.name), why, line });
                        values.push(quoted(word));
                    }
                    None => {
                        let why = format!("`{}` is none of its words", one_line(word));
                        let what = format!("{} of {what}", fact.name);
                        self.losses.push(Loss { how: How::Dropped, what, why, line });
                    }
                },
                (Value::Word(word), None) => values.push(word.clone()),
                (Value::Text(text), _) => values.push(quoted(text)),
                (Value::Written(text), _) => values.push(text.clone()),
            }
        }
        (!values.is_empty()).then(|| format!("{}={}", fact.name, values.join(",")))
    }

    fn guessed(&mut self, what: &str, guesses: &[String], line: u32) {
        let loss = |guess: &String| Loss { how: How::Guessed, what: what.to_owned(), why: guess.clone(), line };
        self.losses.extend(guesses.iter().map(loss));
    }

    fn comment(&mut self, guesses: &[String]) {
        if !guesses.is_empty() {
            self.out.push_str(&format!(" // guessed: {}", one_line(&guesses.join("; "))));
        }
    }
}

/// A reference to something that the source does not have.
fn nowhere(key: &str, what: &str, line: u32) -> Loss {
    let key = key.rsplit_once('/').map_or(key, |(_, name)| name);
    let why = "nothing in the source is called that".to_owned();
    Loss { how: How::Dropped, what: format!("`{}` in {what}", one_line(key)), why, line }
}

/// What an attribute takes on statements with this keyword; `None` where they have none of that name.
fn expected(keyword: &str, name: &str) -> Option<schema::Expects> {
    let subject = match keyword {
        "flow" => Subject::Flow,
        keyword => schema::statement(keyword)?.subject?,
    };
    Some(schema::attribute(subject, name)?.expects)
}

fn said(values: &[Value]) -> String {
    let said = values.iter().map(|value| match value {
        Value::Word(text) | Value::Text(text) | Value::Of(text) | Value::Written(text) => one_line(text),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// A text in quotes, on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in printable(text.trim()).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
