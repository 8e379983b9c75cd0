//! The `model` of the Structurizr DSL: elements in each other, and relationships inside and outside of them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::braces::Statement;
use super::super::draft::{Draft, Fact, Flow, Key};
use super::super::guess;
use super::kind::{self, Described};

/// What the words behind the name of an element say, by its kind.
const ELEMENTS: &[(&str, &[Word])] = &[
    ("person", &[Word::About, Word::Tags]),
    ("softwaresystem", &[Word::About, Word::Tags]),
    ("container", &[Word::About, Word::Technology, Word::Tags]),
    ("component", &[Word::About, Word::Technology, Word::Tags]),
    ("element", &[Word::Nothing, Word::About, Word::Tags]),
    ("group", &[]),
    ("enterprise", &[]),
    ("deploymentenvironment", &[]),
    ("deploymentnode", &[Word::About, Word::Technology, Word::Tags, Word::Nothing]),
    ("infrastructurenode", &[Word::About, Word::Technology, Word::Tags]),
];

/// Statements in elements that no attribute says.
const DETAILS: &[&str] = &["url", "perspectives", "healthcheck", "instances", "!docs", "!adrs", "!decisions"];
/// Statements that have nothing to say to a model.
const SILENT: &[&str] = &["!identifiers", "!impliedrelationships"];
/// Most characters of a word in which constants stand.
const LONGEST: usize = 10_000;

#[derive(Clone, Copy)]
enum Word {
    About,
    Technology,
    Tags,
    Nothing,
}

/// The element around a statement.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub key: Option<Key>,
    /// The identifiers of it and all around it, with dots.
    path: String,
}

/// An end of a relationship: an identifier, and where it stands.
#[derive(Debug)]
struct End {
    word: String,
    scope: Scope,
}

#[derive(Debug)]
struct Relation {
    ends: [End; 2],
    words: Vec<String>,
    arrow: String,
    tags: Vec<String>,
    properties: Vec<(String, String)>,
    line: u32,
}

/// A kind that the source makes of another one.
#[derive(Debug, Default)]
struct Archetype {
    kind: String,
    technology: String,
    tags: Vec<String>,
}

/// What is read so far.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub draft: Draft,
    /// Keys by identifier, in small letters; several where identifiers are hierarchical.
    flat: BTreeMap<String, Vec<Key>>,
    /// Keys by identifiers with dots, in small letters.
    paths: BTreeMap<String, Key>,
    taken: BTreeSet<Key>,
    relations: Vec<Relation>,
    archetypes: BTreeMap<String, Archetype>,
    constants: BTreeMap<String, String>,
    /// Properties of the model itself.
    pub properties: Vec<(String, String)>,
}

impl Model {
    pub(super) fn read(&mut self, statements: &[Statement], scope: &Scope) {
        for statement in statements {
            self.statement(statement, scope);
        }
    }

    /// The words of a statement, with constants in their places.
    pub(super) fn words(&self, statement: &Statement) -> Vec<String> {
        statement.words.iter().map(|word| self.expanded(word)).collect()
    }

    fn expanded(&self, word: &str) -> String {
        let mut out = String::new();
        let mut rest = word;
        while let Some((before, from)) = rest.split_once("${") {
            out.push_str(before);
            let known = from.split_once('}').and_then(|(name, after)| Some((self.constants.get(name)?, after)));
            let Some((value, after)) = known.filter(|(value, _)| out.len() + value.len() <= LONGEST) else {
                out.push_str("${");
                rest = from;
                continue;
            };
            out.push_str(value);
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn statement(&mut self, statement: &Statement, scope: &Scope) {
        let words = self.words(statement);
        let (id, words) = match words.as_slice() {
            [id, equals, rest @ ..] if equals == "=" => (id.as_str(), rest),
            all => ("", all),
        };
        let Some(first) = words.first() else { return };
        if self.relation(words, statement, scope) {
            return;
        }
        let keyword = first.to_lowercase();
        let made = self.archetypes.get(&keyword).map_or(keyword.as_str(), |made| made.kind.as_str());
        if let Some((_, meanings)) = ELEMENTS.iter().find(|(known, _)| *known == made) {
            return self.element(&keyword, meanings, id, words, statement, scope);
        }
        match keyword.as_str() {
            "softwaresysteminstance" | "containerinstance" | "instanceof" => self.instance(id, words, statement, scope),
            "!ref" | "!element" | "!extend" => self.extension(words, statement, scope),
            "!const" | "!constant" | "!var" => self.constant(words),
            "archetypes" => self.archetypes(statement),
            "properties" if scope.key.is_none() => {
                let pairs = statement.inner.iter().map(|pair| self.words(pair));
                let pairs = pairs.filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())));
                self.properties.extend(pairs.collect::<Vec<_>>());
            }
            "!include" => {
                let why = super::files::ONE;
                self.draft.dropped(format!("`{}`", words.join(" ")), why, statement.line);
            }
            known if SILENT.contains(&known) => {}
            _ => {
                let why = "it says nothing that a model can take over";
                self.draft.dropped(format!("`{}`", words.join(" ")), why, statement.line);
            }
        }
    }

    pub(super) fn constant(&mut self, words: &[String]) {
        if let [_, name, value, ..] = words {
            self.constants.insert(name.clone(), value.clone());
        }
    }

    fn archetypes(&mut self, statement: &Statement) {
        for inner in &statement.inner {
            let words = self.words(inner);
            let [name, equals, kind, ..] = words.as_slice() else { continue };
            if equals != "=" {
                continue;
            }
            let kind = kind.to_lowercase();
            let base = self.archetypes.get(&kind).map_or(kind.clone(), |base| base.kind.clone());
            let mut made = Archetype { kind: base, ..Archetype::default() };
            let mut described = Described::default();
            self.details(inner, &mut described);
            made.technology = described.technology;
            made.tags = described.tags;
            self.archetypes.insert(name.to_lowercase(), made);
        }
    }

    fn element(
        &mut self,
        keyword: &str,
        meanings: &[Word],
        id: &str,
        words: &[String],
        statement: &Statement,
        scope: &Scope,
    ) {
        let mut described = Described { kind: keyword.to_owned(), line: statement.line, ..Described::default() };
        if let Some(made) = self.archetypes.get(keyword) {
            described.kind.clone_from(&made.kind);
            described.technology.clone_from(&made.technology);
            described.tags.clone_from(&made.tags);
        }
        described.name = words.get(1).cloned().unwrap_or_default();
        for (meaning, word) in meanings.iter().zip(words.iter().skip(2)).filter(|(_, word)| !word.is_empty()) {
            match meaning {
                Word::About => described.about.clone_from(word),
                Word::Technology => described.technology.clone_from(word),
                Word::Tags => described.tags.extend(word.split(',').map(|tag| tag.trim().to_owned())),
                Word::Nothing => {}
            }
        }
        let rest = self.details(statement, &mut described);
        let path = if id.is_empty() { scope.path.clone() } else { joined(&scope.path, id) };
        let key = self.key(id, &path);
        let has_parts = rest.iter().any(|inner| self.is_element(inner));
        let mut item = kind::item(described, &key, has_parts, &mut self.draft);
        if item.exact.is_none() {
            item.inside.clone_from(&scope.key);
        }
        self.draft.items.push(item);
        let own = Scope { key: Some(key), path };
        for inner in rest {
            self.statement(inner, &own);
        }
    }

    /// A key that nothing else has, known by its identifier.
    fn key(&mut self, id: &str, path: &str) -> Key {
        let numbered = format!("~{}", self.taken.len());
        let wanted = [id, path, &numbered].into_iter().find(|key| !key.is_empty() && !self.taken.contains(*key));
        let key = wanted.unwrap_or(&numbered).to_owned();
        self.taken.insert(key.clone());
        if !id.is_empty() {
            self.flat.entry(id.to_lowercase()).or_default().push(key.clone());
            self.paths.entry(path.to_lowercase()).or_insert_with(|| key.clone());
        }
        key
    }

    fn is_element(&self, statement: &Statement) -> bool {
        let keyword = match statement.words.as_slice() {
            [_, equals, keyword, ..] if equals == "=" => keyword,
            [keyword, ..] => keyword,
            [] => return false,
        };
        let keyword = keyword.to_lowercase();
        self.archetypes.contains_key(&keyword) || ELEMENTS.iter().any(|(known, _)| *known == keyword)
    }

    /// Reads what is said of an element in its braces, and gives back the rest.
    fn details<'s>(&mut self, statement: &'s Statement, described: &mut Described) -> Vec<&'s Statement> {
        let mut rest = Vec::new();
        let mut others = Vec::new();
        for inner in &statement.inner {
            let words = self.words(inner);
            let value = words.get(1).cloned().unwrap_or_default();
            match words.first().map(|word| word.to_lowercase()).unwrap_or_default().as_str() {
                "description" => described.about = value,
                "technology" => described.technology = value,
                "tag" | "tags" => {
                    let tags = words.iter().skip(1).flat_map(|word| word.split(','));
                    described.tags.extend(tags.map(|tag| tag.trim().to_owned()));
                }
                "properties" => {
                    let pairs = inner.inner.iter().map(|pair| self.words(pair));
                    let pairs = pairs.filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())));
                    described.properties.extend(pairs);
                }
                known if DETAILS.contains(&known) && !inner.words.iter().any(|word| word == "=") => {
                    others.push(known.to_owned());
                }
                _ => rest.push(inner),
            }
        }
        if !others.is_empty() {
            let why = "no attribute says it";
            self.draft.dropped(format!("{} of `{}`", others.join(", "), described.name), why, statement.line);
        }
        rest
    }

    /// Whether a statement is a relationship: `a -> b "…"`, or `-> b "…"` in an element.
    fn relation(&mut self, words: &[String], statement: &Statement, scope: &Scope) -> bool {
        let is_arrow = |word: &String| word.starts_with('-') && word.ends_with('>');
        let (source, arrow, target, rest) = match words {
            [arrow, target, rest @ ..] if is_arrow(arrow) => ("this", arrow, target, rest),
            [source, arrow, target, rest @ ..] if is_arrow(arrow) => (source.as_str(), arrow, target, rest),
            _ => return false,
        };
        if arrow == "-/>" {
            let why = "relationships are not taken away in a model";
            self.draft.dropped(format!("`{}`", words.join(" ")), why, statement.line);
            return true;
        }
        let end = |word: &str| End { word: word.to_owned(), scope: scope.clone() };
        let ends = [end(source), end(target)];
        let mut described = Described::default();
        let _ = self.details(statement, &mut described);
        let mut words = rest.to_vec();
        words.resize(words.len().max(2), String::new());
        for (word, said) in words.iter_mut().zip([described.about, described.technology]) {
            if word.is_empty() {
                *word = said;
            }
        }
        let inline = words.get(2).cloned().unwrap_or_default();
        let tags = inline.split(',').map(|tag| tag.trim().to_owned()).chain(described.tags).collect();
        let properties = described.properties;
        self.relations.push(Relation { ends, words, arrow: arrow.clone(), tags, properties, line: statement.line });
        true
    }

    /// An instance of an element on a node: elements stand in one zone, so it gives its identifier to the element itself.
    fn instance(&mut self, id: &str, words: &[String], statement: &Statement, scope: &Scope) {
        let word = words.get(1).map_or("", String::as_str);
        let known = self.resolve(word, scope);
        let why = "an element stands in one zone: move it here if this is the boundary that matters";
        self.draft.dropped(format!("instance of `{word}`"), why, statement.line);
        if let Some(key) = known.filter(|_| !id.is_empty()) {
            self.paths.insert(joined(&scope.path, id).to_lowercase(), key.clone());
            self.flat.entry(id.to_lowercase()).or_default().push(key);
        }
    }

    /// More about an element that is there already, or is in another file.
    fn extension(&mut self, words: &[String], statement: &Statement, scope: &Scope) {
        let word = words.get(1).map_or("", String::as_str);
        let path = word.to_lowercase();
        match self.resolve(word, scope) {
            Some(key) => self.read(&statement.inner, &Scope { key: Some(key), path }),
            None => {
                let why = "nothing in this file has that name; what is in it stands in no zone";
                self.draft.dropped(format!("`{}`", words.join(" ")), why, statement.line);
                self.read(&statement.inner, scope);
            }
        }
    }

    /// The key that an identifier means where it stands: the nearest one outwards, else the only one of that name.
    pub(super) fn resolve(&self, word: &str, scope: &Scope) -> Option<Key> {
        if word.eq_ignore_ascii_case("this") {
            return scope.key.clone();
        }
        let word = word.to_lowercase();
        let mut path = scope.path.to_lowercase();
        loop {
            if let Some(key) = self.paths.get(&joined(&path, &word)) {
                return Some(key.clone());
            }
            if path.is_empty() {
                break;
            }
            path.truncate(path.rfind('.').unwrap_or(0));
        }
        match self.flat.get(&word).map(Vec::as_slice) {
            Some([key]) => Some(key.clone()),
            _ => None,
        }
    }

    /// Makes flows of the relationships, now that all elements are known.
    pub(super) fn flows(&mut self) {
        for relation in std::mem::take(&mut self.relations) {
            let key = |end: &End| self.resolve(&end.word, &end.scope).unwrap_or_else(|| end.word.clone());
            let [source, target] = &relation.ends;
            let said = |at: usize| relation.words.get(at).map_or("", String::as_str);
            let arrow = relation.arrow.trim_matches(['-', '>']);
            let technology = if said(1).is_empty() { arrow } else { said(1) };
            let ends = [key(source), key(target)];
            let mut flow = flow(ends, said(0), technology, &relation.tags, relation.line, self.draft.flows.len());
            exact_flow(&mut flow, &relation.properties);
            self.draft.flows.push(flow);
        }
    }
}

/// A flow for a relationship.
pub(super) fn flow(ends: [Key; 2], label: &str, technology: &str, tags: &[String], line: u32, at: usize) -> Flow {
    let [source, target] = ends;
    let mut flow = Flow { key: format!("flow/{at}"), source, target, label: label.to_owned(), line, ..Flow::default() };
    guess::flow(&mut flow, technology);
    if tags.iter().any(|tag| tag.eq_ignore_ascii_case("asynchronous") || tag.eq_ignore_ascii_case("async")) {
        flow.facts.push(Fact::word("mode", "async"));
    }
    flow
}

/// Gives a flow what our own export says of it.
pub(super) fn exact_flow(flow: &mut Flow, properties: &[(String, String)]) {
    let Some(own) = kind::ours(properties).filter(|own| own.keyword(&["flow"]).is_some()) else { return };
    flow.facts = own.facts("flow");
    flow.exact = Some(own.exact(own.get("name")));
    flow.guessed.clear();
    flow.via = None;
    flow.about = own.get("about").to_owned();
    flow.both_ways = own.get("both-ways") == "yes";
    if own.has("label") {
        flow.label = own.get("label").to_owned();
    }
}

fn joined(path: &str, id: &str) -> String {
    if path.is_empty() { id.to_owned() } else { format!("{path}.{id}") }
}
