//! XML as a tree: within limits, without entities beyond the five that XML has.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::Refusal;

/// How deep elements may lie in each other.
const DEEPEST: usize = 100;
/// How many elements a text may have.
const MOST: usize = 500_000;

/// An element. Prefixes of namespaces are left out of all names.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text in it, without that of the elements in it.
    pub text: String,
    pub children: Vec<Node>,
    /// The line on which it starts, from 1.
    pub line: u32,
}

impl Node {
    /// What an attribute says; empty where it is not there.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The first element of this name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of this name in it.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element of this name in it; empty where there is none.
    pub(super) fn said(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }
}

/// The outermost element of a text.
pub(super) fn parse(text: &str) -> Result<Node, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut open: Vec<Node> = Vec::new();
    let mut count = 0;
    loop {
        let line = lines.of(reader.buffer_position());
        let fail = |why: String| refusal(&why, line);
        let event = reader.read_event().map_err(|error| fail(error.to_string()))?;
        match event {
            Event::Start(start) => {
                count += 1;
                if open.len() >= DEEPEST {
                    return Err(limit(format!("elements lie more than {DEEPEST} deep in each other"), line));
                }
                open.push(node(&start, line)?);
            }
            Event::Empty(start) => {
                count += 1;
                let node = node(&start, line)?;
                match open.last_mut() {
                    Some(around) => around.children.push(node),
                    None => return Ok(node),
                }
            }
            Event::End(_) => match (open.pop(), open.last_mut()) {
                (Some(node), Some(around)) => around.children.push(node),
                (Some(node), None) => return Ok(node),
                (None, _) => return Err(fail("an element ends that never started".to_owned())),
            },
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => add(&mut open, &character(&entity, line)?),
            Event::Eof => {
                let why = open.last().map_or_else(
                    || "there is no element in it".to_owned(),
                    |open| format!("it is cut off: `{}` of line {} does not end", open.name, open.line),
                );
                return Err(fail(why));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if count > MOST {
            return Err(limit(format!("there are more than {MOST} elements in it"), line));
        }
    }
}

fn refusal(why: &str, line: u32) -> Refusal {
    limit(format!("this is no XML: {why}"), line)
}

fn limit(message: String, line: u32) -> Refusal {
    Refusal { message, line: usize::try_from(line).unwrap_or(0) }
}

fn add(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn character(entity: &BytesRef, line: u32) -> Result<String, Refusal> {
    let unknown = || refusal(&format!("it has no entity `&{};`", entity.xml10_content()), line);
    match entity.resolve_char_ref() {
        Ok(Some(c)) => Ok(c.to_string()),
        Ok(None) => resolve_predefined_entity(&entity.xml10_content()).map(str::to_owned).ok_or_else(unknown),
        Err(_) => Err(unknown()),
    }
}

fn node(start: &BytesStart, line: u32) -> Result<Node, Refusal> {
    let mut node = Node { name: local(start.name().0).to_owned(), line, ..Node::default() };
    // Without the check for double attributes, which looks at each pair of them.
    for attribute in start.attributes().with_checks(false).flatten() {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| refusal(&error.to_string(), line))?;
        node.attributes.push((local(attribute.key.0).to_owned(), value.into_owned()));
    }
    Ok(node)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Lines of growing places in a text.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let between = self.text.as_bytes().get(self.at..position).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = position;
        self.line
    }
}
