//! Flowcharts: nodes with shapes, subgraphs, chains of links.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{opt, peek, recognize, rest, verify};
use nom::multi::{many0, separated_list1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::super::Refusal;
use super::super::diagram::{By, Diagram, Edge};
use super::statements::Statement;
use super::{about, plain};

/// What stands around the text of a node, longest first, with the kind that it tells and what people call it.
const SHAPES: &[(&str, &str, &str, &str)] = &[
    ("(((", ")))", "process", "the circle"),
    ("((", "))", "process", "the circle"),
    ("([", "])", "", ""),
    ("[[", "]]", "", ""),
    ("[(", ")]", "store", "the cylinder"),
    ("{{", "}}", "", ""),
    ("[/", "/]", "", ""),
    ("[/", "\\]", "", ""),
    ("[\\", "\\]", "", ""),
    ("[\\", "/]", "", ""),
    ("(-", "-)", "process", "the ellipse"),
    ("[|", "|]", "", ""),
    (">", "]", "", ""),
    ("[", "]", "", ""),
    ("(", ")", "", ""),
    ("{", "}", "", ""),
];

/// Shapes by name, as in `@{ shape: cyl }`, with the kind that they tell.
const NAMED: &[(&str, &str)] = &[
    ("cyl", "store"),
    ("cylinder", "store"),
    ("database", "store"),
    ("db", "store"),
    ("h-cyl", "store"),
    ("das", "store"),
    ("horizontal-cylinder", "store"),
    ("lin-cyl", "store"),
    ("disk", "store"),
    ("lined-cylinder", "store"),
    ("bow-rect", "store"),
    ("stored-data", "store"),
    ("win-pane", "store"),
    ("internal-storage", "store"),
    ("datastore", "store"),
    ("data-store", "store"),
    ("circle", "process"),
    ("circ", "process"),
    ("dbl-circ", "process"),
    ("double-circle", "process"),
];

/// First words of statements about how the picture looks or behaves.
const LOOKS: &[&str] = &["classDef", "linkStyle", "click", "direction", "style", "href", "call"];

/// A node where it is named.
struct Vertex<'t> {
    id: &'t str,
    text: Option<(&'t str, usize)>,
    attributes: Option<&'t str>,
    class: Option<&'t str>,
}

/// What stands between two nodes.
#[derive(Default)]
struct Link<'t> {
    text: &'t str,
    at_source: bool,
    at_target: bool,
    invisible: bool,
}

/// Nodes with `&` between them.
type Group<'t> = Vec<Vertex<'t>>;

pub(super) fn read(statements: &[Statement], diagram: &mut Diagram) -> Result<(), Refusal> {
    for statement in statements {
        self::statement(&statement.text, statement.line, diagram)?;
    }
    Ok(())
}

fn statement(text: &str, line: u32, diagram: &mut Diagram) -> Result<(), Refusal> {
    let word = text.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
    let behind = text.get(word.len()..).unwrap_or_default().trim();
    match word {
        "subgraph" => return subgraph(behind, line, diagram),
        "end" if behind.is_empty() => {
            if !diagram.close() {
                diagram.unknown(text, line);
            }
            return Ok(());
        }
        "class" => {
            let (ids, class) = behind.rsplit_once(char::is_whitespace).unwrap_or((behind, ""));
            ids.split(',').for_each(|id| classed(id.trim(), class, diagram));
            return Ok(());
        }
        _ if LOOKS.contains(&word) && !behind.starts_with(['-', '=', '<']) => return Ok(()),
        _ if about(text, diagram) => return Ok(()),
        _ => {}
    }
    match chain(text) {
        Ok((rest, (first, links))) if rest.trim().is_empty() => add(first, links, line, diagram),
        _ => diagram.unknown(text, line),
    }
    Ok(())
}

fn classed(id: &str, class: &str, diagram: &mut Diagram) {
    if let Some(shape) = diagram.known(id) {
        shape.class(class);
    }
}

/// `subgraph id [title]`, `subgraph id["title"]`, `subgraph title of words`.
fn subgraph(text: &str, line: u32, diagram: &mut Diagram) -> Result<(), Refusal> {
    let with_title: IResult<&str, (&str, (&str, usize))> = (terminated(id, space0), shape).parse(text);
    let (id, title) = match with_title {
        Ok((_, (id, (title, _)))) => (id.to_owned(), plain(title)),
        Err(_) => (text.trim_matches('"').to_owned(), plain(text)),
    };
    let id = if id.is_empty() { format!("subgraph-{line}") } else { id };
    let class = text.rsplit_once(":::").map(|(_, class)| class.trim());
    let shape = diagram.open(&id, line)?;
    shape.label = title;
    class.into_iter().for_each(|class| shape.class(class));
    Ok(())
}

fn add(first: Group<'_>, links: Vec<(Link<'_>, Group<'_>)>, line: u32, diagram: &mut Diagram) {
    let mut sources: Vec<String> = first.iter().map(|vertex| vertex.id.to_owned()).collect();
    first.into_iter().for_each(|vertex| node(&vertex, line, diagram));
    for (link, group) in links {
        let targets: Vec<String> = group.iter().map(|vertex| vertex.id.to_owned()).collect();
        group.into_iter().for_each(|vertex| node(&vertex, line, diagram));
        if !link.invisible {
            let edge = Edge {
                label: plain(link.text),
                both_ways: link.at_source && link.at_target,
                headless: !link.at_source && !link.at_target,
                line,
                ..Edge::default()
            };
            if link.at_source && !link.at_target {
                diagram.edges(&targets, &sources, &edge);
            } else {
                diagram.edges(&sources, &targets, &edge);
            }
        }
        sources = targets;
    }
}

fn node(vertex: &Vertex<'_>, line: u32, diagram: &mut Diagram) {
    let attributes = vertex.attributes.map(pairs).unwrap_or_default();
    // `e1@{ animate: true }` says how an edge looks.
    if attributes.iter().any(|(name, _)| matches!(*name, "animate" | "animation" | "curve")) {
        return;
    }
    let shape = diagram.node(vertex.id, line);
    vertex.class.into_iter().for_each(|class| shape.class(class));
    if let Some((text, row)) = vertex.text {
        shape.label = plain(text);
        icon(text, |keyword, from| shape.hint(keyword, By::Shape, from));
        if let Some((_, _, keyword, from)) = SHAPES.get(row).filter(|row| !row.2.is_empty()) {
            shape.hint(keyword, By::Shape, *from);
        }
    }
    for (name, value) in attributes {
        match name {
            "label" => shape.label = plain(value),
            "shape" => {
                if let Some((_, keyword)) = NAMED.iter().find(|(known, _)| *known == value) {
                    shape.hint(keyword, By::Shape, format!("the shape `{value}`"));
                }
            }
            "icon" => icon(value, |keyword, from| shape.hint(keyword, By::Shape, from)),
            _ => {}
        }
    }
}

/// What an icon in a text tells.
fn icon(text: &str, tell: impl FnOnce(&'static str, &'static str)) {
    if text.contains(":fa-user") || text.contains("fa:user") || text.contains(":person") {
        tell("actor", "the icon of a person");
    } else if text.contains(":fa-database") || text.contains("fa:database") {
        tell("store", "the icon of a database");
    }
}

/// `shape: cyl, label: "Orders"`.
fn pairs(attributes: &str) -> Vec<(&str, &str)> {
    let word = take_while1(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
    let quoted = delimited(char('"'), take_while(|c| c != '"'), char('"'));
    let value = alt((quoted, take_while(|c| c != ',')));
    let pair = (delimited(space0, word, (space0, char(':'), space0)), value);
    let pairs: IResult<&str, Vec<(&str, &str)>> =
        separated_list1((space0, char(','), space0), pair).parse(attributes.trim());
    pairs
        .map_or_else(|_| Vec::new(), |(_, pairs)| pairs.into_iter().map(|(name, value)| (name, value.trim())).collect())
}

/// Links, each with the group that it leads to.
type Links<'a> = Vec<(Link<'a>, Group<'a>)>;

fn chain(input: &str) -> IResult<&str, (Group<'_>, Links<'_>)> {
    let links = many0((delimited(space0, link, space0), group));
    terminated((group, links), space0).parse(input)
}

fn group(input: &str) -> IResult<&str, Group<'_>> {
    separated_list1((space0, char('&'), space0), vertex).parse(input)
}

fn vertex(input: &str) -> IResult<&str, Vertex<'_>> {
    let class = preceded(tag(":::"), take_while1(|c: char| c.is_alphanumeric() || c == '-' || c == '_'));
    let (input, (id, text, attributes, class)) = (id, opt(spaced_shape), opt(attributes), opt(class)).parse(input)?;
    Ok((input, Vertex { id, text, attributes, class }))
}

/// A word; `-`, `.`, `:` and `/` are part of it where they start nothing else.
fn id(input: &str) -> IResult<&str, &str> {
    let word = || take_while1(|c: char| c.is_alphanumeric() || c == '_' || !c.is_ascii());
    recognize(separated_list1(one_of("-.:/"), word())).parse(input)
}

/// A shape, with a blank in front of it as some write it.
fn spaced_shape(input: &str) -> IResult<&str, (&str, usize)> {
    alt((shape, preceded(char(' '), verify(shape, |(_, row)| SHAPES.get(*row).is_some_and(|row| row.0 != ">")))))
        .parse(input)
}

fn shape(input: &str) -> IResult<&str, (&str, usize)> {
    for (row, (open, close, ..)) in SHAPES.iter().enumerate() {
        let quoted = recognize(delimited(char('"'), take_while(|c| c != '"'), char('"')));
        let text = alt((delimited(space0, quoted, (space0, tag(*close))), terminated(take_until(*close), tag(*close))));
        let parsed: IResult<&str, &str> = preceded(tag(*open), text).parse(input);
        if let Ok((input, text)) = parsed {
            return Ok((input, (text, row)));
        }
    }
    let kind = nom::error::ErrorKind::Alt;
    Err(nom::Err::Error(nom::error::Error::new(input, kind)))
}

fn attributes(input: &str) -> IResult<&str, &str> {
    delimited(tag("@{"), take_until("}"), char('}')).parse(input)
}

fn link(input: &str) -> IResult<&str, Link<'_>> {
    let name = opt((id, char('@')));
    let text = opt(preceded(space0, delimited(char('|'), take_until("|"), char('|'))));
    let (input, (_, mut link, text)) = (name, arrow, text).parse(input)?;
    link.text = text.unwrap_or(link.text);
    Ok((input, link))
}

fn arrow(input: &str) -> IResult<&str, Link<'_>> {
    alt((invisible, |input| line("--", "-", "--", input), |input| line("==", "=", "==", input), dotted)).parse(input)
}

fn invisible(input: &str) -> IResult<&str, Link<'_>> {
    let (input, _) = (tag("~~~"), take_while(|c| c == '~')).parse(input)?;
    Ok((input, Link { invisible: true, ..Link::default() }))
}

/// A head at the start of a line, in front of its body.
fn tail<'t>(body: &'static str) -> impl Parser<&'t str, Output = bool, Error = nom::error::Error<&'t str>> {
    terminated(opt(one_of("<xo")), peek(tag(body))).map(|head| head.is_some())
}

/// A head at the end; letters are heads where a word ends with them.
fn head(input: &str) -> IResult<&str, bool> {
    let letter = terminated(one_of("xo"), peek(alt((tag(" "), tag("|"), verify(rest, str::is_empty)))));
    opt(alt((char('>'), letter))).map(|head| head.is_some()).parse(input)
}

/// `-->`, `---`, `-- text -->`, and the same with `=`.
fn line<'t>(start: &'static str, body: &'static str, end: &'static str, input: &'t str) -> IResult<&'t str, Link<'t>> {
    let more = move |c: char| body.starts_with(c);
    let (input, (at_source, _, dashes, at_target)) = (tail(start), tag(start), take_while(more), head).parse(input)?;
    if at_target || !dashes.is_empty() {
        return Ok((input, Link { at_source, at_target, ..Link::default() }));
    }
    let text = terminated(label_until(end), tag(end));
    let (input, (text, _, at_target)) = (text, take_while(more), head).parse(input)?;
    Ok((input, Link { text, at_source, at_target, invisible: false }))
}

/// `-.->`, `-.-`, `-. text .->`.
fn dotted(input: &str) -> IResult<&str, Link<'_>> {
    let (input, (at_source, _)) = (tail("-."), char('-')).parse(input)?;
    let plain: IResult<&str, (&str, &str, bool)> = (take_while1(|c| c == '.'), tag("-"), head).parse(input);
    if let Ok((input, (_, _, at_target))) = plain {
        return Ok((input, Link { at_source, at_target, ..Link::default() }));
    }
    let end = (take_while(|c| c == '.'), tag("-"), head);
    let (input, (_, text, (_, _, at_target))) = (char('.'), label_until(".-"), end).parse(input)?;
    Ok((input, Link { text, at_source, at_target, invisible: false }))
}

/// A text in a link, in quotes or not.
fn label_until<'t>(end: &'static str) -> impl Parser<&'t str, Output = &'t str, Error = nom::error::Error<&'t str>> {
    let quoted = recognize(delimited(char('"'), take_while(|c| c != '"'), char('"')));
    alt((delimited(space0, quoted, space0), take_until(end)))
}
