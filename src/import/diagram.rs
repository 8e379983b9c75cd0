//! Diagrams that are text: boxes in boxes with edges between them, on their way to a draft. What the readers of Mermaid, D2,
//! DOT and PlantUML share.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::draft::{Draft, Fact, Flow, Item, Key};
use super::{Refusal, guess};
use crate::base::text::one_line;

/// How deep groups may be nested.
const DEEPEST: usize = 100;
/// How many statements that are not understood are said one by one.
const MOST_SAID: usize = 200;
/// How many edges one statement may make, as `a & b --> c & d` makes four.
const MOST_EDGES: usize = 1000;
/// How much of a statement is quoted.
const QUOTED: usize = 60;

/// Last words of names of people.
const ACTORS: &[&str] = &[
    "actor",
    "admin",
    "administrator",
    "admins",
    "analyst",
    "attacker",
    "author",
    "buyer",
    "citizen",
    "clerk",
    "consumer",
    "customer",
    "customers",
    "dev",
    "developer",
    "developers",
    "devs",
    "doctor",
    "editor",
    "employee",
    "employees",
    "engineer",
    "guest",
    "human",
    "maintainer",
    "manager",
    "member",
    "nurse",
    "operator",
    "operators",
    "patient",
    "people",
    "person",
    "player",
    "reviewer",
    "seller",
    "shopper",
    "staff",
    "student",
    "subscriber",
    "teacher",
    "user",
    "users",
    "visitor",
    "visitors",
];

/// First words of names of what others run.
const EXTERNALS: &[&str] = &["external", "third-party", "3rd-party", "thirdparty", "partner"];

/// Words in names of classes, with the kind that they tell; those of our own diagrams among them.
const CLASSES: &[(&str, &str)] = &[
    ("actor", "actor"),
    ("person", "actor"),
    ("people", "actor"),
    ("user", "actor"),
    ("users", "actor"),
    ("external", "external"),
    ("ext", "external"),
    ("thirdparty", "external"),
    ("third", "external"),
    ("store", "store"),
    ("storage", "store"),
    ("datastore", "store"),
    ("database", "store"),
    ("db", "store"),
    ("queue", "store"),
    ("cache", "store"),
    ("process", "process"),
    ("service", "process"),
    ("gate", "process"),
    ("composite", "process"),
];

/// Levels of trust that titles of zones end with in our own diagrams.
const TRUST: &[&str] = &["untrusted", "partner", "dmz", "internal", "restricted"];

/// How much a hint at the kind of a box counts: what stands in the statement is no guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum By {
    #[default]
    Nothing,
    Shape,
    Class,
    Statement,
}

/// A node, or a group of nodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// What people call it; its id where this is empty.
    pub label: String,
    /// What it is made with.
    pub technology: String,
    /// What the source says about it.
    pub about: String,
    /// Its type, where the source states it.
    pub ty: Option<&'static str>,
    group: bool,
    around: Option<Key>,
    keyword: Option<&'static str>,
    by: By,
    from: String,
    line: u32,
}

/// An edge between two boxes.
#[derive(Debug, Clone, Default)]
pub(super) struct Edge {
    /// Where it starts.
    pub source: Key,
    /// Where it ends.
    pub target: Key,
    /// What stands beside it.
    pub label: String,
    /// What it goes over.
    pub technology: String,
    /// Whether it has a head at both ends.
    pub both_ways: bool,
    /// Whether it has no head at all.
    pub headless: bool,
    /// Its line in the source.
    pub line: u32,
}

/// A diagram while it is read.
#[derive(Debug, Default)]
pub(super) struct Diagram {
    /// What the diagram says besides its boxes and edges.
    pub draft: Draft,
    boxes: IndexMap<Key, Shape>,
    edges: Vec<Edge>,
    open: Vec<Key>,
    unknown: usize,
}

impl Shape {
    /// Takes a hint at the kind; one that counts more than those before.
    pub(super) fn hint(&mut self, keyword: &'static str, by: By, from: impl Into<String>) {
        if by > self.by {
            (self.keyword, self.by, self.from) = (Some(keyword), by, from.into());
        }
    }

    /// Takes what the name of a class tells.
    pub(super) fn class(&mut self, class: &str) {
        let told = guess::tell(&class.replace(['-', '_'], " "), CLASSES);
        if let Some(keyword) = told {
            self.hint(keyword, By::Class, format!("the class `{}`", short(class)));
        }
    }
}

impl Diagram {
    /// The node of this id, which lies in the group that is open if it lies in none yet.
    pub(super) fn node(&mut self, id: &str, line: u32) -> &mut Shape {
        let around = self.open.last().cloned();
        let shape = self.boxes.entry(id.to_owned()).or_insert_with(|| Shape { line, ..Shape::default() });
        if shape.around.is_none() && !shape.group && around.as_deref() != Some(id) {
            shape.around = around;
        }
        shape
    }

    /// The box of this id, if there is one.
    pub(super) fn known(&mut self, id: &str) -> Option<&mut Shape> {
        self.boxes.get_mut(id)
    }

    /// Whether there is a box of this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.boxes.contains_key(id)
    }

    /// Whether there is a group of this id.
    pub(super) fn is_group(&self, id: &str) -> bool {
        self.boxes.get(id).is_some_and(|shape| shape.group)
    }

    /// Opens a group.
    pub(super) fn open(&mut self, id: &str, line: u32) -> Result<&mut Shape, Refusal> {
        if self.open.len() >= DEEPEST {
            let message = format!("more than {DEEPEST} groups are nested in each other");
            return Err(Refusal { message, line: line as usize });
        }
        let around = self.open.last().cloned().filter(|around| around != id);
        let new = !self.boxes.contains_key(id);
        let shape = self.boxes.entry(id.to_owned()).or_insert_with(|| Shape { line, ..Shape::default() });
        if new || (!shape.group && shape.around.is_none()) {
            shape.around = around;
        }
        shape.group = true;
        self.open.push(id.to_owned());
        Ok(shape)
    }

    /// Closes the group that was opened last; `false` if none is open.
    pub(super) fn close(&mut self) -> bool {
        self.open.pop().is_some()
    }

    /// Puts a box into a group, unless it lies in one.
    pub(super) fn put(&mut self, id: &str, group: &str) {
        if let Some(shape) = self.boxes.get_mut(id).filter(|shape| shape.around.is_none() && id != group) {
            shape.around = Some(group.to_owned());
        }
    }

    /// The group that is open.
    pub(super) fn inside(&self) -> Option<&str> {
        self.open.last().map(String::as_str)
    }

    /// Makes a box a group, as something lies in it.
    pub(super) fn hold(&mut self, id: &str) {
        if let Some(shape) = self.boxes.get_mut(id) {
            shape.group = true;
        }
    }

    /// Takes a box out again; its label, if it was there.
    pub(super) fn remove(&mut self, id: &str) -> Option<String> {
        self.boxes.shift_remove(id).map(|shape| shape.label)
    }

    /// Adds an edge.
    pub(super) fn edge(&mut self, edge: Edge) {
        self.edges.push(edge);
    }

    /// Adds an edge from each source to each target.
    pub(super) fn edges(&mut self, sources: &[Key], targets: &[Key], edge: &Edge) {
        if sources.len().saturating_mul(targets.len()) > MOST_EDGES {
            let why = format!("one statement makes more than {MOST_EDGES} of them");
            self.draft.dropped("edges", why, edge.line);
            return;
        }
        for source in sources {
            for target in targets {
                self.edges.push(Edge { source: source.clone(), target: target.clone(), ..edge.clone() });
            }
        }
    }

    /// Notes a statement that says nothing that can be read.
    pub(super) fn unknown(&mut self, statement: &str, line: u32) {
        self.unknown += 1;
        if self.unknown <= MOST_SAID {
            self.draft.dropped(format!("`{}`", short(statement)), "it is no statement that can be read", line);
        }
    }

    /// The draft; keys are ids, or what `name` makes of them where that is no other box's.
    pub(super) fn finish(mut self, name: fn(&str) -> &str) -> Result<Draft, Refusal> {
        if self.boxes.is_empty() {
            return Err(nothing(&self.draft));
        }
        if self.unknown > MOST_SAID {
            let more = format!("{} more statements", self.unknown - MOST_SAID);
            self.draft.dropped(more, "they are none that can be read", 0);
        }
        if let Some(open) = self.open.last() {
            let what = format!("the end of `{}`", short(open));
            self.draft.kept_as_text(what, "the source ends first; all that stands behind its start is in it", 0);
        }
        self.whole_stores();
        self.plain_groups();
        let keys = self.keys(name);
        let key = |id: &str| keys.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let mut draft = std::mem::take(&mut self.draft);
        draft.keys_are_names = true;
        let holding: BTreeSet<&str> =
            self.boxes.values().filter(|shape| shape.group).filter_map(|shape| shape.around.as_deref()).collect();
        for (id, shape) in &self.boxes {
            let mut item =
                if shape.group { zone(id, shape, !holding.contains(id.as_str())) } else { element(id, shape) };
            item.key = key(id);
            item.inside = shape.around.as_deref().map(key);
            draft.items.push(item);
        }
        self.flows(&key, &mut draft);
        Ok(draft)
    }

    /// A store that edges end at is one, also where its tables are drawn in it; they are left out unless edges end at them.
    fn whole_stores(&mut self) {
        let ends: BTreeSet<Key> =
            self.edges.iter().flat_map(|edge| [edge.source.clone(), edge.target.clone()]).collect();
        let is_store = |shape: &Shape| shape.group && shape.keyword == Some("store") && shape.by < By::Statement;
        let stores: BTreeSet<Key> = self
            .boxes
            .iter()
            .filter(|(id, shape)| is_store(shape) && ends.contains(*id))
            .map(|(id, _)| id.clone())
            .collect();
        if stores.is_empty() {
            return;
        }
        let store_around = |id: &Key| {
            let outwards = |id: &Key| self.boxes.get(id).and_then(|shape| shape.around.clone());
            std::iter::successors(outwards(id), outwards).take(DEEPEST).find(|around| stores.contains(around))
        };
        let inner: Vec<(Key, Key)> = self.boxes.keys().filter_map(|id| Some((id.clone(), store_around(id)?))).collect();
        let open: BTreeSet<&Key> = inner.iter().filter(|(id, _)| ends.contains(id)).map(|(_, store)| store).collect();
        for (id, store) in inner.iter().filter(|(_, store)| !open.contains(store)) {
            let line = self.boxes.get(id).map_or(0, |shape| shape.line);
            let why = format!("it is a part of the store `{}`, where the edges end", short(store));
            self.draft.dropped(format!("`{}`", short(id)), why, line);
            self.boxes.shift_remove(id);
        }
    }

    /// Groups that hold nothing are nodes where edges end at them or where they look like one.
    fn plain_groups(&mut self) {
        let around: BTreeSet<Key> = self.boxes.values().filter_map(|shape| shape.around.clone()).collect();
        let ends: BTreeSet<&str> =
            self.edges.iter().flat_map(|edge| [edge.source.as_str(), edge.target.as_str()]).collect();
        for (id, shape) in &mut self.boxes {
            let is_node = ends.contains(id.as_str()) || matches!(shape.keyword, Some("actor" | "store"));
            shape.group &= around.contains(id) || !is_node;
        }
    }

    fn keys(&self, name: fn(&str) -> &str) -> BTreeMap<Key, Key> {
        let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
        for id in self.boxes.keys() {
            *wanted.entry(name(id)).or_default() += 1;
        }
        let key = |id: &Key| if wanted.get(name(id)) == Some(&1) { name(id).to_owned() } else { id.clone() };
        self.boxes.keys().map(|id| (id.clone(), key(id))).collect()
    }

    fn flows(&self, key: &dyn Fn(&str) -> Key, draft: &mut Draft) {
        // The only element of a group; `None` where there are several.
        let mut only: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (id, shape) in &self.boxes {
            if let Some(around) = shape.around.as_deref() {
                only.entry(around).and_modify(|only| *only = None).or_insert((!shape.group).then_some(id));
            }
        }
        for edge in &self.edges {
            let mut flow =
                Flow { both_ways: edge.both_ways, label: label(&edge.label), line: edge.line, ..Flow::default() };
            if edge.headless {
                flow.guessed.push("direction, as it is written: the line has no arrowhead".to_owned());
            }
            let is_group = |id: &str| self.boxes.get(id).is_some_and(|shape| shape.group);
            let mut ends = [edge.source.as_str(), edge.target.as_str()];
            for end in &mut ends {
                if is_group(end)
                    && let Some(Some(inner)) = only.get(end)
                {
                    flow.guessed.push(format!("end `{}`, the only element of `{}`", short(inner), short(end)));
                    *end = inner;
                }
            }
            if let Some(group) = ends.into_iter().find(|end| is_group(end)) {
                let what = format!("edge `{}` to `{}`", short(&edge.source), short(&edge.target));
                let why = format!("it ends at the zone `{}`; flows end at elements", short(group));
                draft.dropped(what, why, edge.line);
                continue;
            }
            if ends.first() == ends.last() {
                let why =
                    format!("it starts and ends at `{}`; flows go from one element to another", short(&edge.source));
                draft.dropped("edge", why, edge.line);
                continue;
            }
            [flow.source, flow.target] = ends.map(key);
            guess::flow(&mut flow, &edge.technology);
            draft.flows.push(flow);
        }
    }
}

/// Why there is no diagram: the first statement that could not be read, if there is one.
fn nothing(draft: &Draft) -> Refusal {
    match draft.losses.first() {
        Some(loss) => {
            let message = format!("there is no element in it; {} is no statement that can be read", loss.what);
            Refusal { message, line: loss.line as usize }
        }
        None => Refusal::new("there is no element in it"),
    }
}

/// A group: a zone, or a process with parts where its class says so.
fn zone(id: &str, shape: &Shape, innermost: bool) -> Item {
    let title = one_line(if shape.label.is_empty() { id } else { &shape.label });
    let composite = innermost && shape.by == By::Class && shape.keyword == Some("process");
    let keyword = if composite { "process" } else { "zone" };
    let mut item = Item { about: shape.about.clone(), line: shape.line, ..Item::new(keyword, id, title.as_str()) };
    if composite {
        item.guessed.push(format!("kind `process` from {}", shape.from));
        return item;
    }
    let level = title.strip_suffix(')').and_then(|title| title.rsplit_once(" ("));
    if let Some((title, trust)) = level.filter(|(_, level)| TRUST.contains(level)) {
        item.label = title.to_owned();
        item.facts.push(Fact::word("trust", trust));
        item.guessed.push(format!("trust `{trust}` from the title"));
    }
    item
}

fn element(id: &str, shape: &Shape) -> Item {
    let label = one_line(if shape.label.is_empty() { id } else { &shape.label });
    let mut item = Item { about: shape.about.clone(), line: shape.line, ..Item::new("process", id, label) };
    item.ty = shape.ty;
    let named = || by_name(&item.label).map(|keyword| (keyword, "the name".to_owned()));
    // People are drawn as circles as well.
    let weak = shape.by == By::Shape && shape.keyword == Some("process");
    let shaped = shape.keyword.filter(|_| !weak || named().is_none()).map(|keyword| (keyword, shape.from.clone()));
    match shaped.or_else(named) {
        Some((keyword, from)) => {
            item.keyword = keyword;
            if shape.by != By::Statement {
                item.guessed.push(format!("kind `{keyword}` from {from}"));
            }
            if keyword != "actor" {
                guess::element_type(&mut item, &shape.technology);
            }
        }
        None => guess::element_kind(&mut item, &shape.technology),
    }
    if item.keyword == "actor" { item } else { item.text("tech", one_line(&shape.technology)) }
}

/// The kind that a name tells: of people by its last word, of what others run by its first.
fn by_name(label: &str) -> Option<&'static str> {
    let label = label.to_lowercase();
    let mut words = label.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let first = words.next()?;
    let last = words.next_back().unwrap_or(first);
    if ACTORS.contains(&last) {
        return Some("actor");
    }
    EXTERNALS.contains(&first).then_some("external")
}

/// The text beside an arrow; without the number, the boundaries and the class that our own diagrams have there.
fn label(text: &str) -> String {
    let text = one_line(text);
    let Some((number, rest)) = text.split_once(' ') else { return text };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !number.strip_prefix("DF").is_some_and(|number| number.split('.').all(digits)) {
        return text;
    }
    let rest = rest.strip_prefix("[TB").and_then(|rest| rest.split_once("] ")).map_or(rest, |(_, rest)| rest);
    let class = [" (HIGH)", " (CRITICAL)"].iter().find_map(|class| rest.strip_suffix(class));
    class.unwrap_or(rest).to_owned()
}

/// The start of a text, on one line.
pub(super) fn short(text: &str) -> String {
    let start: String = text.chars().take(QUOTED * 4).collect();
    let line = one_line(&start).replace('`', "'");
    if line.chars().count() <= QUOTED && start.len() == text.len() {
        return line;
    }
    line.chars().take(QUOTED).chain(['…']).collect()
}
