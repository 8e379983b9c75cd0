//! LikeC4: elements of the source's own kinds in each other, and relationships inside and outside of them.
//!
//! What a kind is, is told by its shape in the `specification`, else by its name; views and deployments are left out.

use std::collections::BTreeMap;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char, line_ending, none_of, one_of};
use nom::combinator::{map, value};
use nom::multi::fold_many0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser as _};

use super::braces::{self, Statement, Token};
use super::draft::{Draft, Fact, Flow, Item, Key};
use super::{Folder, Reader, Refusal, guess, nesting};

pub(super) const READER: Reader = Reader {
    name: "likec4",
    title: "LikeC4",
    endings: &["c4", "likec4"],
    recognises: |text| {
        let word = |line: &str| line.trim_start().split([' ', '\t', '{']).next().unwrap_or_default().to_owned();
        let words = || text.lines().map(word);
        words().any(|word| BLOCKS.contains(&word.as_str()))
            && !words().any(|word| word == "workspace")
            && text.contains('{')
            && !text.trim_start().starts_with(['{', '<'])
    },
    read,
};

/// Blocks of a file.
const BLOCKS: &[&str] = &["specification", "model", "views"];

/// Shapes, with the kinds that they tell.
const SHAPES: &[(&str, &str)] = &[("person", "actor"), ("storage", "store"), ("cylinder", "store"), ("queue", "store")];
/// Words in names of kinds and in notations, with the kinds that they tell.
const KINDS: &[(&str, &str)] = &[
    ("external", "external"),
    ("third party", "external"),
    ("actor", "actor"),
    ("person", "actor"),
    ("user", "actor"),
    ("database", "store"),
    ("db", "store"),
    ("store", "store"),
    ("storage", "store"),
    ("queue", "store"),
    ("table", "store"),
    ("bucket", "store"),
];
/// What elements and relationships say that no attribute does.
const DETAILS: &[&str] =
    &["link", "icon", "metadata", "style", "navigateTo", "notation", "summary", "notes", "multiple"];

/// A kind of the specification.
#[derive(Debug, Default, Clone)]
struct Kind {
    shape: String,
    notation: String,
    technology: String,
}

/// The element around a statement, and the names of it and all around it.
#[derive(Debug, Clone, Default)]
struct Scope {
    key: Key,
}

#[derive(Debug)]
struct Relation {
    ends: [String; 2],
    scope: Scope,
    words: Said,
    both_ways: bool,
    /// The kind of the relationship, in `-[https]->` and `.https`.
    kind: String,
    line: u32,
}

/// What the texts behind a name, and the statements in braces, say.
#[derive(Debug, Default)]
struct Said {
    title: String,
    about: String,
    technology: String,
    shape: String,
    /// What no attribute says.
    others: Vec<String>,
}

#[derive(Debug, Default)]
struct Model {
    draft: Draft,
    kinds: BTreeMap<String, Kind>,
    /// Keys by the last names of their paths; several where the name is not unique.
    last: BTreeMap<String, Vec<Key>>,
    /// Elements by key, which is the path of their names.
    known: BTreeMap<Key, usize>,
    relations: Vec<Relation>,
}

fn read(text: &str) -> Result<Draft, Refusal> {
    whole(braces::statements(text, token)?)
}

/// Reads a file with the others of its folder: a model of LikeC4 is all of them.
pub(super) fn read_in_folder(text: &str, folder: &Folder<'_>) -> Result<Draft, Refusal> {
    let mut statements = braces::statements(text, token)?;
    let mut missing = Vec::new();
    for name in folder.beside(READER.endings) {
        let other = folder.text(&name).and_then(|text| {
            braces::statements(&text, token).map_err(|refusal| format!("line {}: {}", refusal.line, refusal.message))
        });
        match other {
            Ok(mut other) => {
                other.iter_mut().for_each(Statement::without_lines);
                statements.extend(other);
            }
            Err(why) => missing.push((name, why)),
        }
    }
    let mut draft = whole(statements)?;
    for (name, why) in missing {
        draft.dropped(format!("`{name}`, which lies beside it"), why, 0);
    }
    Ok(draft)
}

fn whole(statements: Vec<Statement>) -> Result<Draft, Refusal> {
    let first = |statement: &Statement| statement.words.first().map(String::as_str).unwrap_or_default().to_owned();
    if !statements.iter().any(|statement| BLOCKS.contains(&first(statement).as_str())) {
        return Err(Refusal::new("there is no `specification`, `model` or `views` in it"));
    }
    let mut model = Model::default();
    model.draft.keys_are_names = true;
    let specifications = statements.iter().filter(|statement| first(statement) == "specification");
    specifications.for_each(|statement| model.specification(statement));
    for statement in &statements {
        match first(statement).as_str() {
            "specification" => {}
            "model" => statement.inner.iter().for_each(|inner| model.statement(inner, &Scope::default())),
            "views" => statement.inner.iter().for_each(|view| {
                let why = "pictures and looks are not part of a model";
                model.draft.dropped(format!("`{}`", view.words.join(" ")), why, view.line);
            }),
            _ => {
                let why = "of a file, `specification` and `model` are read";
                model.draft.dropped(format!("`{}`", statement.words.join(" ")), why, statement.line);
            }
        }
    }
    model.flows();
    nesting::settle(&mut model.draft);
    Ok(model.draft)
}

impl Model {
    fn specification(&mut self, statement: &Statement) {
        for inner in &statement.inner {
            let [what, name, ..] = inner.words.as_slice() else { continue };
            if what != "element" {
                continue;
            }
            let mut kind = Kind::default();
            for said in &inner.inner {
                let value = said.words.get(1).cloned().unwrap_or_default();
                match keyword(said).as_str() {
                    "notation" => kind.notation = value,
                    "technology" => kind.technology = value,
                    "style" => kind.shape = shape(said),
                    _ => {}
                }
            }
            self.kinds.insert(name.clone(), kind);
        }
    }

    fn statement(&mut self, statement: &Statement, scope: &Scope) {
        if self.relation(statement, scope) {
            return;
        }
        let words: Vec<&str> = statement.words.iter().map(String::as_str).collect();
        let is_name = |at: usize| statement.quoted.get(at) == Some(&false);
        match words.as_slice() {
            ["extend", name, ..] => self.extension(name, statement, scope),
            [name, "=", kind, ..] if is_name(0) && is_name(2) => self.element(name, kind, 3, statement, scope),
            [kind, name, ..] if is_name(0) && is_name(1) && self.kinds.contains_key(*kind) => {
                self.element(name, kind, 2, statement, scope);
            }
            [] => {}
            words => {
                let why = "it says nothing that a model can take over";
                self.draft.dropped(format!("`{}`", words.join(" ")), why, statement.line);
            }
        }
    }

    fn element(&mut self, name: &str, kind: &str, texts: usize, statement: &Statement, scope: &Scope) {
        let known = self.kinds.get(kind).cloned().unwrap_or_default();
        let (mut said, rest) = said(statement, texts);
        let key = joined(&scope.key, name);
        if self.known.contains_key(&key) {
            let why = "another element has this name: what is in it is added to that one";
            self.draft.dropped(format!("element `{key}`"), why, statement.line);
        } else {
            if said.shape.is_empty() {
                said.shape.clone_from(&known.shape);
            }
            if said.technology.is_empty() {
                said.technology.clone_from(&known.technology);
            }
            let title = if said.title.is_empty() { name } else { said.title.as_str() };
            let mut item =
                Item { about: said.about.clone(), line: statement.line, ..Item::new("process", key.as_str(), title) };
            item.inside = Some(scope.key.clone()).filter(|key| !key.is_empty());
            let has_parts = rest.iter().any(|inner| self.is_element(inner));
            self::kind(&mut item, &format!("{kind} {}", known.notation), &said, has_parts);
            if item.keyword != "zone" {
                item = item.text("tech", said.technology.as_str());
            }
            self.others(&said, &item.label, statement.line);
            self.known.insert(key.clone(), self.draft.items.len());
            self.last.entry(name.to_owned()).or_default().push(key.clone());
            self.draft.items.push(item);
        }
        let own = Scope { key };
        rest.into_iter().for_each(|inner| self.statement(inner, &own));
    }

    fn is_element(&self, statement: &Statement) -> bool {
        let of_kind = |kind: &String| self.kinds.contains_key(kind) && statement.words.len() > 1;
        statement.words.get(1).is_some_and(|word| word == "=") || statement.words.first().is_some_and(of_kind)
    }

    fn others(&mut self, said: &Said, label: &str, line: u32) {
        if !said.others.is_empty() {
            let what = format!("{} of `{label}`", said.others.join(", "));
            self.draft.dropped(what, "no attribute says it", line);
        }
    }

    /// More about an element that is there already.
    fn extension(&mut self, name: &str, statement: &Statement, scope: &Scope) {
        let Some(key) = self.resolve(name, scope) else {
            let why = "nothing in this file has that name";
            self.draft.dropped(format!("`extend {name}`"), why, statement.line);
            return;
        };
        let (said, rest) = said(statement, statement.words.len());
        self.others(&said, &key, statement.line);
        let own = Scope { key };
        rest.into_iter().for_each(|inner| self.statement(inner, &own));
    }

    /// Whether a statement is a relationship: `a -> b`, `-> b` in an element, `a -[kind]-> b`, `a .kind b`.
    fn relation(&mut self, statement: &Statement, scope: &Scope) -> bool {
        let plain = |at: usize| statement.quoted.get(at) == Some(&false);
        let is_arrow = |at: usize| {
            let word = statement.words.get(at).map_or("", String::as_str);
            let is_kind = word.len() > 1 && word.starts_with('.') && statement.words.len() > at + 1 && plain(at + 1);
            plain(at) && (word.ends_with("->") || is_kind)
        };
        let Some(at) = (0..2).find(|at| is_arrow(*at)) else { return false };
        let word = |at: usize| statement.words.get(at).cloned().unwrap_or_default();
        if word(0) == "extend" {
            return false;
        }
        let source = if at == 0 { "this".to_owned() } else { word(0) };
        let (words, rest) = said(statement, at + 2);
        for inner in rest {
            let why = "a relationship has no such part";
            self.draft.dropped(format!("`{}`", inner.words.join(" ")), why, inner.line);
        }
        let label = if words.title.is_empty() { word(at + 1) } else { words.title.clone() };
        self.others(&words, &label, statement.line);
        let both_ways = word(at).starts_with('<');
        let ends = [source, word(at + 1)];
        let kind = word(at).trim_matches(['<', '-', '>', '[', ']', '.']).to_owned();
        self.relations.push(Relation { ends, scope: scope.clone(), words, both_ways, kind, line: statement.line });
        true
    }

    /// The key that a name means where it stands: the nearest one outwards, else the only one of that name.
    fn resolve(&self, name: &str, scope: &Scope) -> Option<Key> {
        if matches!(name, "this" | "it") {
            return Some(scope.key.clone()).filter(|key| !key.is_empty());
        }
        let mut path = scope.key.clone();
        loop {
            let key = joined(&path, name);
            if self.known.contains_key(&key) {
                return Some(key);
            }
            if path.is_empty() {
                break;
            }
            path.truncate(path.rfind('.').unwrap_or(0));
        }
        let (first, rest) = name.split_once('.').map_or((name, ""), |(first, rest)| (first, rest));
        match self.last.get(first).map(Vec::as_slice) {
            Some([key]) => {
                let key = if rest.is_empty() { key.clone() } else { joined(key, rest) };
                self.known.contains_key(&key).then_some(key)
            }
            _ => None,
        }
    }

    /// Makes flows of the relationships, now that all elements are known.
    fn flows(&mut self) {
        for (at, relation) in std::mem::take(&mut self.relations).into_iter().enumerate() {
            let Relation { ends, scope, words, both_ways, kind, line } = relation;
            let [source, target] = ends.map(|name| self.resolve(&name, &scope).unwrap_or(name));
            let key = format!("flow/{at}");
            let mut flow = Flow {
                key,
                source,
                target,
                label: words.title,
                both_ways,
                about: words.about,
                line,
                ..Flow::default()
            };
            guess::flow(&mut flow, &words.technology);
            if flow.via.is_none() {
                guess::flow_by(&mut flow, &kind);
            }
            if kind == "async" || kind == "asynchronous" {
                flow.facts.push(Fact::word("mode", "async"));
            }
            self.draft.flows.push(flow);
        }
    }
}

/// Says what an element is: by its shape, its kind, or else its technology and name.
fn kind(item: &mut Item, kind: &str, said: &Said, has_parts: bool) {
    let by_shape = SHAPES.iter().find(|(shape, _)| *shape == said.shape);
    let words = kind.replace(['-', '_'], " ");
    if has_parts && guess::tell(&words, &[("system", ""), ("group", ""), ("zone", ""), ("domain", "")]).is_some() {
        item.keyword = "zone";
        item.guessed.push("a zone, because other elements lie in it".to_owned());
        return;
    }
    let told = by_shape.map(|(shape, keyword)| (*keyword, format!("the shape `{shape}`")));
    let told = told.or_else(|| Some((guess::tell(&words, KINDS)?, format!("its kind `{}`", kind.trim()))));
    match told {
        Some((keyword, why)) => {
            item.keyword = keyword;
            item.guessed.push(format!("kind `{keyword}` from {why}"));
            if keyword != "actor" {
                guess::element_type(item, &said.technology);
            }
        }
        None => guess::element_kind(item, &said.technology),
    }
}

/// What a statement says in its texts and its braces, and what else stands in them.
fn said(statement: &Statement, texts: usize) -> (Said, Vec<&Statement>) {
    let mut said = Said::default();
    let behind = statement.words.iter().zip(&statement.quoted).skip(texts);
    let mut texts = behind.clone().filter(|(_, quoted)| **quoted).map(|(word, _)| word.clone());
    said.title = texts.next().unwrap_or_default();
    said.about = texts.next().unwrap_or_default();
    said.technology = texts.next().unwrap_or_default();
    let mut tags: Vec<String> =
        behind.filter(|(word, quoted)| !**quoted && word.starts_with('#')).map(tag_name).collect();
    let mut rest = Vec::new();
    for inner in &statement.inner {
        let value = inner.words.get(1).cloned().unwrap_or_default();
        let keyword = keyword(inner);
        match keyword.as_str() {
            _ if inner.words.get(1).is_some_and(|word| word == "=" || word.ends_with("->")) => rest.push(inner),
            "title" => said.title = value,
            "description" => said.about = value,
            "technology" => said.technology = value,
            word if word.starts_with('#') => tags.extend(inner.words.iter().zip(&inner.quoted).map(tag_name)),
            known if DETAILS.contains(&known) => {
                if known == "style" {
                    said.shape = shape(inner);
                }
                if !said.others.contains(&keyword) {
                    said.others.push(keyword);
                }
            }
            _ => rest.push(inner),
        }
    }
    if !tags.is_empty() {
        said.others.push(format!("tags {}", tags.join(" ")));
    }
    said.title = crate::base::text::one_line(&said.title);
    (said, rest)
}

fn tag_name((word, _): (&String, &bool)) -> String {
    word.trim_end_matches([',', ';']).to_owned()
}

/// The word that a statement starts with, without the colon behind it; empty where it is a text.
fn keyword(statement: &Statement) -> String {
    let first = statement.words.first().filter(|_| statement.quoted.first() == Some(&false));
    first.map_or("", |word| word.trim_end_matches(':')).to_owned()
}

fn shape(style: &Statement) -> String {
    let shape = style.inner.iter().find(|inner| keyword(inner) == "shape");
    shape.and_then(|shape| shape.words.get(1)).map_or("", |word| word.trim_end_matches([',', ';'])).to_owned()
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The next token.
fn token(input: &str, _: bool) -> IResult<&str, Token> {
    if input.starts_with("/*") {
        return value(Token::Nothing, (tag("/*"), take_until("*/"), tag("*/"))).parse(input);
    }
    if input.starts_with(['\'', '"']) {
        return map(alt((block("'''"), block("\"\"\""), quoted)), Token::Quoted).parse(input);
    }
    alt((
        value(Token::Nothing, (tag("//"), take_while(|c| c != '\n'))),
        value(Token::Break, alt((line_ending, tag(";")))),
        value(Token::Nothing, take_while1(|c: char| c != '\n' && c.is_whitespace())),
        value(Token::Open, char('{')),
        value(Token::Close, char('}')),
        map(take_while1(|c: char| !c.is_whitespace() && !"\"'{};".contains(c)), |word: &str| {
            Token::Word(word.to_owned())
        }),
    ))
    .parse(input)
}

/// A text of several lines in three quotes.
fn block<'t>(quotes: &'static str) -> impl nom::Parser<&'t str, Output = String, Error = nom::error::Error<&'t str>> {
    map(delimited(tag(quotes), take_until(quotes), tag(quotes)), |text: &str| trimmed(&text.replace("\\'", "'")))
}

fn quoted(input: &str) -> IResult<&str, String> {
    let (rest, quote) = one_of("'\"").parse(input)?;
    let plain = if quote == '"' { "\"\\" } else { "'\\" };
    let text = fold_many0(alt((preceded(char('\\'), anychar), none_of(plain))), String::new, |mut text, c| {
        text.push(c);
        text
    });
    map((text, char(quote)), |(text, _)| trimmed(&text)).parse(rest)
}

fn trimmed(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}
