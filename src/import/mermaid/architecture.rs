//! Architecture diagrams: groups, services, junctions, and edges between their sides.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while1};
use nom::character::complete::{char, one_of, space0, space1};
use nom::combinator::{opt, value};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::super::Refusal;
use super::super::diagram::{By, Diagram, Edge, short};
use super::statements::Statement;
use super::{about, plain};

/// Icons, with the kind that they tell.
const ICONS: &[(&str, &str)] = &[("database", "store"), ("disk", "store"), ("server", "process")];

/// A group, service or junction.
struct Thing<'t> {
    keyword: &'t str,
    id: &'t str,
    icon: Option<&'t str>,
    title: Option<&'t str>,
    group: Option<&'t str>,
}

pub(super) fn read(statements: &[Statement], diagram: &mut Diagram) -> Result<(), Refusal> {
    let mut groups: Vec<(&str, &str, u32)> = Vec::new();
    for Statement { text, line } in statements {
        if let Ok(("", thing)) = thing(text) {
            if let Some(group) = thing.group {
                groups.push((thing.id, group, *line));
            }
            add(&thing, *line, diagram)?;
        } else if let Ok(("", edge)) = edge(text) {
            diagram.edge(Edge { line: *line, ..edge });
        } else if let Some(title) = text.strip_prefix("title ") {
            diagram.draft.title = plain(title);
        } else if !about(text, diagram) && !text.starts_with("align ") {
            diagram.unknown(text, *line);
        }
    }
    for (id, group, line) in groups {
        if diagram.known(group).is_some() {
            diagram.put(id, group);
        } else {
            let why = format!("there is no group `{}`", short(group));
            diagram.draft.dropped(format!("the group of `{}`", short(id)), why, line);
        }
    }
    Ok(())
}

fn add(thing: &Thing<'_>, line: u32, diagram: &mut Diagram) -> Result<(), Refusal> {
    if thing.keyword == "group" {
        let shape = diagram.open(thing.id, line)?;
        shape.label = plain(thing.title.unwrap_or_default());
        diagram.close();
        return Ok(());
    }
    let shape = diagram.node(thing.id, line);
    shape.label = plain(thing.title.unwrap_or_default());
    if thing.keyword == "junction" {
        shape.hint("process", By::Shape, "a junction of edges");
    }
    let icon = thing.icon.unwrap_or_default();
    if let Some((_, keyword)) = ICONS.iter().find(|(known, keyword)| *known == icon && *keyword != "process") {
        shape.hint(keyword, By::Shape, format!("the icon `{icon}`"));
    } else if let Some((_, name)) = icon.split_once(':') {
        // `logos:aws-lambda` names a product.
        shape.technology = name.replace('-', " ");
    }
    Ok(())
}

fn word(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_alphanumeric() || c == '_' || c == '-').parse(input)
}

fn thing(input: &str) -> IResult<&str, Thing<'_>> {
    let keyword = terminated(alt((tag("group"), tag("service"), tag("junction"))), space1);
    let icon = delimited(char('('), take_until(")"), char(')'));
    let title = delimited(char('['), take_until("]"), char(']'));
    let group = preceded((space0, tag("in"), space1), word);
    let parts = (keyword, word, preceded(space0, opt(icon)), preceded(space0, opt(title)), opt(group));
    let (input, (keyword, id, icon, title, group)) = terminated(parts, space0).parse(input)?;
    Ok((input, Thing { keyword, id, icon, title, group }))
}

/// `a:R --> L:b`, `a{group}:R <-[text]-> L:b{group}`.
fn edge(input: &str) -> IResult<&str, Edge> {
    let side = || one_of("LRTB");
    let (input, source) = end(input)?;
    let (input, _) = opt((space0, char(':'), space0, side())).parse(input)?;
    let text = alt((delimited(tag("-["), take_until("]"), tag("]-")), value("", tag("--")), value("", tag("-"))));
    let arrow = (opt(char('<')), text, opt(char('>')));
    let (input, (at_source, text, at_target)) = delimited(space0, arrow, space0).parse(input)?;
    let (input, _) = opt((side(), space0, char(':'), space0)).parse(input)?;
    let (input, target) = terminated(end, space0).parse(input)?;
    let (source, target) = if at_source.is_some() && at_target.is_none() { (target, source) } else { (source, target) };
    let edge = Edge {
        source: source.to_owned(),
        target: target.to_owned(),
        label: plain(text),
        both_ways: at_source.is_some() && at_target.is_some(),
        headless: at_source.is_none() && at_target.is_none(),
        ..Edge::default()
    };
    Ok((input, edge))
}

fn end(input: &str) -> IResult<&str, &str> {
    terminated(take_while1(|c: char| c.is_alphanumeric() || c == '_'), opt((char('{'), take_until("}"), char('}'))))
        .parse(input)
}
