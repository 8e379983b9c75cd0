//! DOT, the language of Graphviz: clusters are zones, nodes elements, edges flows.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char, digit0, multispace1, one_of};
use nom::combinator::{opt, recognize};
use nom::multi::{fold_many0, many0};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::diagram::{By, Diagram, Edge, Shape, short};
use super::draft::Draft;
use super::markup::{unescaped, without_tags};
use super::{Reader, Refusal};

pub(super) const READER: Reader =
    Reader { name: "dot", title: "DOT (Graphviz)", endings: &["dot", "gv"], recognises, read };

/// How deep subgraphs may be nested.
const DEEPEST: usize = 100;

/// Shapes, with the kind that they tell.
const SHAPES: &[(&str, &str)] = &[
    ("cylinder", "store"),
    ("circle", "process"),
    ("doublecircle", "process"),
    ("Mcircle", "process"),
    ("person", "actor"),
];

/// Titles that say nothing.
const NAMELESS: &[&str] = &["g", "graph", "digraph", "graphname", "mygraph", "unix", "finite_state_machine"];

type Attributes = BTreeMap<String, String>;

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Id(String),
    Html(String),
    Sign(&'static str),
}

/// The pieces of a text, one after the other.
struct Lexer<'t> {
    rest: &'t str,
    line: u32,
    next: Option<Token>,
}

/// A graph or subgraph that is open.
#[derive(Default)]
struct Scope {
    cluster: bool,
    nodes: Attributes,
    edges: Attributes,
    members: Vec<String>,
    /// The ends of the statement that is open, each of one or more nodes.
    ends: Vec<Vec<String>>,
    arrow: bool,
    attributes: Attributes,
    line: u32,
}

#[derive(Default)]
struct Dot {
    diagram: Diagram,
    scopes: Vec<Scope>,
    nodes: IndexMap<String, (Attributes, u32)>,
    edges: Vec<(Vec<String>, Vec<String>, Attributes, u32)>,
    directed: bool,
}

/// Whether the text starts with a graph and its brace.
fn recognises(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    let mut id = || match lexer.token() {
        Ok(Some(Token::Id(id))) => id.to_lowercase(),
        Ok(Some(Token::Sign("{"))) => "{".to_owned(),
        _ => String::new(),
    };
    let first = id();
    let first = if first == "strict" { id() } else { first };
    matches!(first.as_str(), "graph" | "digraph") && (id() == "{" || id() == "{")
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let mut lexer = Lexer::new(text);
    let mut dot = Dot::default();
    dot.header(&mut lexer)?;
    while let Some(token) = lexer.token()? {
        dot.token(token, &mut lexer)?;
        if dot.scopes.is_empty() {
            break;
        }
    }
    if !dot.scopes.is_empty() {
        dot.diagram.draft.dropped("the end of the graph", "the source ends inside of it", lexer.line);
    }
    while !dot.scopes.is_empty() {
        dot.pop();
    }
    if lexer.token()?.is_some() {
        dot.diagram.draft.dropped("what stands behind the graph", "one graph of a file is read, the first", lexer.line);
    }
    dot.finish()
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text.trim_start_matches('\u{feff}'), line: 1, next: None }
    }

    fn token(&mut self) -> Result<Option<Token>, Refusal> {
        if let Some(token) = self.next.take() {
            return Ok(Some(token));
        }
        let (start, _) = skipped(self.rest).unwrap_or((self.rest, ""));
        self.step(start);
        if start.is_empty() {
            return Ok(None);
        }
        match token(start) {
            Ok((rest, token)) => {
                self.step(rest);
                Ok(Some(token))
            }
            Err(_) if start.starts_with(['"', '<']) || start.starts_with("/*") => {
                Err(Refusal { message: "a text starts here that has no end".to_owned(), line: self.line as usize })
            }
            Err(_) => {
                let mut chars = start.chars();
                let sign = chars.next().unwrap_or_default();
                self.step(chars.as_str());
                Ok(Some(Token::Html(sign.to_string())))
            }
        }
    }

    fn peek(&mut self) -> Result<Option<&Token>, Refusal> {
        if self.next.is_none() {
            self.next = self.token()?;
        }
        Ok(self.next.as_ref())
    }

    /// Whether the next token is this sign, which is taken then.
    fn takes(&mut self, sign: &'static str) -> Result<bool, Refusal> {
        let found = self.peek()? == Some(&Token::Sign(sign));
        if found {
            self.next = None;
        }
        Ok(found)
    }

    fn step(&mut self, rest: &'t str) {
        let consumed = self.rest.get(..self.rest.len() - rest.len()).unwrap_or_default();
        let lines = consumed.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.rest = rest;
    }
}

/// Blanks and comments.
fn skipped(input: &str) -> IResult<&str, &str> {
    let line = recognize((alt((tag("//"), tag("#"))), take_while(|c| c != '\n')));
    let block = recognize((tag("/*"), take_until("*/"), tag("*/")));
    recognize(many0(alt((multispace1, line, block)))).parse(input)
}

fn token(input: &str) -> IResult<&str, Token> {
    const SIGNS: &[&str] = &["->", "--", "{", "}", "[", "]", ";", ",", "=", ":"];
    if let Some(sign) = SIGNS.iter().find(|sign| input.starts_with(**sign)) {
        return Ok((input.get(sign.len()..).unwrap_or_default(), Token::Sign(sign)));
    }
    let word = take_while1(|c: char| c.is_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace()));
    let number = recognize((opt(char('-')), digit0, opt((char('.'), digit0))));
    let number = nom::combinator::verify(number, |number: &str| number.bytes().any(|byte| byte.is_ascii_digit()));
    let word = recognize((word, opt((char('.'), take_while1(|c: char| c.is_ascii_digit())))));
    let id = alt((word, number)).map(|id: &str| Token::Id(id.to_owned()));
    alt((texts.map(Token::Id), html.map(|html: &str| Token::Html(html.to_owned())), id)).parse(input)
}

/// A text in quotes, or several with `+` between them.
fn texts(input: &str) -> IResult<&str, String> {
    let more = preceded((skipped, char('+'), skipped), text);
    (text, fold_many0(more, String::new, |all, text| all + &text)).map(|(first, more)| first + &more).parse(input)
}

/// Only quotes are escaped in it; other escapes are for labels.
fn text(input: &str) -> IResult<&str, String> {
    let escaped = preceded(char('\\'), anychar).map(|c| match c {
        '"' => "\"".to_owned(),
        '\n' => String::new(),
        c => format!("\\{c}"),
    });
    let pieces = fold_many0(alt((is_not("\"\\").map(str::to_owned), escaped)), String::new, |all, piece| all + &piece);
    delimited(char('"'), pieces, char('"')).parse(input)
}

/// A text in angle brackets, with as many closed as opened.
fn html(input: &str) -> IResult<&str, &str> {
    let (inner, _) = one_of("<").parse(input)?;
    let mut depth = 1_usize;
    for (at, c) in inner.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok((inner.get(at + 1..).unwrap_or_default(), inner.get(..at).unwrap_or_default()));
        }
    }
    Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::TakeUntil)))
}

impl Dot {
    fn header(&mut self, lexer: &mut Lexer<'_>) -> Result<(), Refusal> {
        let mut words = Vec::new();
        while let Some(token) = lexer.token()? {
            match token {
                Token::Sign("{") => break,
                Token::Id(word) if words.len() < 3 => words.push(word),
                _ => return Err(no_graph(lexer.line)),
            }
        }
        let mut words = words.into_iter().skip_while(|word| word.eq_ignore_ascii_case("strict"));
        let kind = words.next().unwrap_or_default().to_lowercase();
        if kind != "graph" && kind != "digraph" {
            return Err(no_graph(lexer.line));
        }
        self.directed = kind == "digraph";
        let title = words.next().unwrap_or_default();
        if !NAMELESS.contains(&title.to_lowercase().as_str()) {
            self.diagram.draft.title = title;
        }
        self.scopes.push(Scope::default());
        Ok(())
    }

    fn token(&mut self, token: Token, lexer: &mut Lexer<'_>) -> Result<(), Refusal> {
        match token {
            Token::Sign("->" | "--") => self.top(|scope| scope.arrow = true),
            Token::Sign(";" | ",") => self.flush(),
            Token::Sign("[") => {
                let attributes = self.attributes(lexer)?;
                self.top(|scope| scope.attributes.extend(attributes));
            }
            Token::Sign("{") => self.push(None, lexer.line)?,
            Token::Sign("}") => self.pop(),
            Token::Sign(sign) => self.diagram.unknown(sign, lexer.line),
            Token::Html(text) => self.diagram.unknown(&text, lexer.line),
            Token::Id(id) => self.word(id, lexer)?,
        }
        Ok(())
    }

    /// A statement that starts with a word, or the next end of an edge.
    fn word(&mut self, id: String, lexer: &mut Lexer<'_>) -> Result<(), Refusal> {
        let line = lexer.line;
        let known = id.to_lowercase();
        if matches!(known.as_str(), "node" | "edge" | "graph") && lexer.peek()? == Some(&Token::Sign("[")) {
            self.flush();
            while lexer.takes("[")? {
                let attributes = self.attributes(lexer)?;
                if known == "graph" {
                    attributes.iter().for_each(|(name, value)| self.set(name, value));
                    continue;
                }
                self.top(|scope| if known == "node" { &mut scope.nodes } else { &mut scope.edges }.extend(attributes));
            }
            return Ok(());
        }
        if known == "subgraph" {
            let name = match lexer.peek()? {
                Some(Token::Id(name)) => Some(name.clone()),
                _ => None,
            };
            if name.is_some() {
                lexer.next = None;
            }
            if lexer.takes("{")? {
                return self.push(name, line);
            }
            self.diagram.unknown("subgraph", line);
            return Ok(());
        }
        if lexer.takes("=")? {
            self.flush();
            if let Some(Token::Id(value) | Token::Html(value)) = lexer.token()? {
                self.set(&known, &value);
            }
            return Ok(());
        }
        // A port and a side.
        while lexer.takes(":")? {
            lexer.token()?;
        }
        self.end(vec![id.clone()], line);
        let defaults = self.scopes.last().map(|scope| scope.nodes.clone()).unwrap_or_default();
        self.nodes.entry(id.clone()).or_insert((defaults, line));
        self.diagram.node(&id, line);
        self.top(|scope| scope.members.push(id));
        Ok(())
    }

    fn top(&mut self, change: impl FnOnce(&mut Scope)) {
        if let Some(scope) = self.scopes.last_mut() {
            change(scope);
        }
    }

    /// The next end of the statement, or the first one of a new statement.
    fn end(&mut self, nodes: Vec<String>, line: u32) {
        if self.scopes.last().is_some_and(|scope| !scope.arrow) {
            self.flush();
        }
        self.top(|scope| {
            scope.arrow = false;
            scope.line = line;
            scope.ends.push(nodes);
        });
    }

    /// An attribute of the graph or cluster that is open.
    fn set(&mut self, name: &str, value: &str) {
        let cluster = self.scopes.last().is_some_and(|scope| scope.cluster);
        match name {
            "label" if cluster => self.zone(|shape| shape.label = label(value, "")),
            "class" if cluster => self.zone(|shape| shape.class(value)),
            "label" if self.scopes.len() == 1 => self.diagram.draft.title = label(value, ""),
            _ => {}
        }
    }

    fn zone(&mut self, change: impl FnOnce(&mut Shape)) {
        let open = self.diagram.inside().map(str::to_owned);
        if let Some(shape) = open.and_then(|open| self.diagram.known(&open)) {
            change(shape);
        }
    }

    fn push(&mut self, name: Option<String>, line: u32) -> Result<(), Refusal> {
        if self.scopes.len() > DEEPEST {
            let message = format!("more than {DEEPEST} subgraphs are nested in each other");
            return Err(Refusal { message, line: line as usize });
        }
        if self.scopes.last().is_some_and(|scope| !scope.arrow) {
            self.flush();
        }
        let cluster = name.as_deref().is_some_and(|name| name.starts_with("cluster"));
        if let Some(name) = name.filter(|_| cluster) {
            let shape = self.diagram.open(&name, line)?;
            if shape.label.is_empty() {
                shape.label = bare(&name).to_owned();
            }
        }
        let around = self.scopes.last();
        let (nodes, edges) = around.map(|scope| (scope.nodes.clone(), scope.edges.clone())).unwrap_or_default();
        self.scopes.push(Scope { cluster, nodes, edges, line, ..Scope::default() });
        Ok(())
    }

    fn pop(&mut self) {
        self.flush();
        let Some(scope) = self.scopes.pop() else { return };
        if scope.cluster {
            self.diagram.close();
        }
        if !self.scopes.is_empty() {
            self.top(|around| around.members.extend(scope.members.iter().cloned()));
            self.end(scope.members, scope.line);
        }
    }

    /// Ends the statement that is open.
    fn flush(&mut self) {
        let Some(scope) = self.scopes.last_mut() else { return };
        let (ends, own, line) = (std::mem::take(&mut scope.ends), std::mem::take(&mut scope.attributes), scope.line);
        scope.arrow = false;
        let mut attributes = scope.edges.clone();
        match ends.as_slice() {
            [] => {}
            [only] => {
                if let [node] = only.as_slice()
                    && let Some((known, _)) = self.nodes.get_mut(node)
                {
                    known.extend(own);
                }
            }
            _ => {
                attributes.extend(own);
                for pair in ends.windows(2) {
                    if let [sources, targets] = pair {
                        self.edges.push((sources.clone(), targets.clone(), attributes.clone(), line));
                    }
                }
            }
        }
    }

    /// What stands in brackets, up to the closing one.
    fn attributes(&mut self, lexer: &mut Lexer<'_>) -> Result<Attributes, Refusal> {
        let start = lexer.line;
        let mut attributes = Attributes::new();
        loop {
            match lexer.token()? {
                Some(Token::Sign("]")) => return Ok(attributes),
                Some(Token::Id(name)) => {
                    if lexer.takes("=")?
                        && let Some(Token::Id(value)) = lexer.peek()?.cloned().map(as_id)
                    {
                        lexer.next = None;
                        attributes.insert(name.to_lowercase(), value);
                    }
                }
                Some(_) => {}
                None => {
                    let message = "attributes start here that have no end".to_owned();
                    return Err(Refusal { message, line: start as usize });
                }
            }
        }
    }

    fn finish(mut self) -> Result<Draft, Refusal> {
        for (id, (attributes, line)) in &self.nodes {
            let get = |name: &str| attributes.get(name).map_or("", String::as_str);
            if get("style").contains("invis") {
                self.diagram.remove(id);
                // Points hold places open, as in our own diagrams.
                if get("shape") != "point" {
                    self.diagram.draft.dropped(format!("node `{}`", short(id)), "it is invisible", *line);
                }
                continue;
            }
            if get("shape") == "note" {
                self.diagram.remove(id);
                let text = short(&label(get("label"), id));
                self.diagram.draft.dropped(format!("note `{text}`"), "notes are no elements", *line);
                continue;
            }
            let Some(shape) = self.diagram.known(id) else { continue };
            let record = get("shape").to_lowercase().contains("record");
            let text = if record { fields(get("label")) } else { get("label").to_owned() };
            shape.label = label(&text, id);
            shape.class(get("class"));
            if let Some((name, keyword)) = SHAPES.iter().find(|(name, _)| *name == get("shape")) {
                shape.hint(keyword, By::Shape, format!("the shape `{name}`"));
            }
        }
        for (sources, targets, attributes, line) in std::mem::take(&mut self.edges) {
            self.edge(&sources, &targets, &attributes, line);
        }
        self.diagram.finish(bare)
    }

    fn edge(&mut self, sources: &[String], targets: &[String], attributes: &Attributes, line: u32) {
        let get = |name: &str| attributes.get(name).map_or("", String::as_str);
        if get("style").contains("invis") {
            return;
        }
        let text = if get("label").is_empty() { get("xlabel") } else { get("label") };
        let dir = get("dir");
        let edge = Edge {
            label: label(text, ""),
            both_ways: dir == "both",
            headless: dir == "none" || (!self.directed && dir.is_empty()),
            line,
            ..Edge::default()
        };
        let (sources, targets) = if dir == "back" { (targets, sources) } else { (sources, targets) };
        self.diagram.edges(sources, targets, &edge);
    }
}

fn as_id(token: Token) -> Token {
    match token {
        Token::Html(text) => Token::Id(text),
        token => token,
    }
}

fn no_graph(line: u32) -> Refusal {
    Refusal { message: "there is no `digraph {` or `graph {`".to_owned(), line: line as usize }
}

/// A cluster without the word that makes it one.
fn bare(id: &str) -> &str {
    let bare = id.strip_prefix("cluster").map(|id| id.trim_start_matches(['_', '-', ' ']));
    bare.filter(|id| !id.is_empty()).unwrap_or(id)
}

/// The fields of a record, without braces and ports.
fn fields(text: &str) -> String {
    without_tags(text).replace(['{', '}'], "").replace('|', " ")
}

/// A label as people see it; `\N` is the id.
fn label(text: &str, id: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'l' | 'r') => out.push(' '),
                Some('N') => out.push_str(id),
                Some('G' | 'E' | 'T' | 'H' | 'L') | None => {}
                Some(c) => out.push(c),
            },
            (c, _) => out.push(c),
        }
    }
    unescaped(&without_tags(&out), '&').split_whitespace().collect::<Vec<_>>().join(" ")
}
