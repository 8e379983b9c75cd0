//! The calls of C4 diagrams, which Mermaid and PlantUML have in common: `Person(id, "Label")`, `Rel(a, b, "Uses", "HTTPS")`.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while, take_while1};
use nom::character::complete::{char, space0};
use nom::combinator::{opt, recognize};
use nom::multi::separated_list0;
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

use super::Refusal;
use super::diagram::{By, Diagram, Edge};
use super::markup::{unescaped, without_tags};

/// A call: its name, and its arguments with the names that some have.
pub(super) struct Call<'t> {
    name: &'t str,
    arguments: Vec<(Option<&'t str>, &'t str)>,
    /// Whether `{` stands behind it.
    pub opens: bool,
}

/// Elements: the name without `_Ext`, the keyword, the type, and whether the third argument is a technology.
const ELEMENTS: &[(&str, &str, &str, bool)] = &[
    ("Person", "actor", "", false),
    ("System", "process", "", false),
    ("SystemDb", "store", "", false),
    ("SystemQueue", "store", "message-queue", false),
    ("Container", "process", "", true),
    ("ContainerDb", "store", "", true),
    ("ContainerQueue", "store", "message-queue", true),
    ("Component", "process", "", true),
    ("ComponentDb", "store", "", true),
    ("ComponentQueue", "store", "message-queue", true),
];

/// Groups.
const GROUPS: &[&str] = &[
    "Boundary",
    "Enterprise_Boundary",
    "System_Boundary",
    "Container_Boundary",
    "Component_Boundary",
    "Deployment_Node",
    "Deployment_Node_L",
    "Deployment_Node_R",
    "Node",
    "Node_L",
    "Node_R",
];

/// Beginnings of calls that say how the picture looks.
const LOOKS: &[&str] = &["Add", "Update", "LAYOUT", "Lay_", "SHOW", "HIDE", "Set", "set", "Without", "With"];

/// A call, if the line is one.
pub(super) fn call(line: &str) -> Option<Call<'_>> {
    let (rest, (name, arguments)) = whole(line.trim()).ok()?;
    let rest = rest.trim();
    (rest.is_empty() || rest.starts_with('{')).then(|| Call { name, arguments, opens: rest.starts_with('{') })
}

/// Arguments, each with its name where it has one.
type Arguments<'a> = Vec<(Option<&'a str>, &'a str)>;

fn whole(input: &str) -> IResult<&str, (&str, Arguments<'_>)> {
    let name = terminated(take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_'), space0);
    let arguments = separated_list0(char(','), delimited(space0, argument, space0));
    (name, delimited(char('('), arguments, char(')'))).parse(input)
}

fn argument(input: &str) -> IResult<&str, (Option<&str>, &str)> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = delimited(char('$'), take_while1(word), (space0, char('='), space0));
    let quoted = delimited(char('"'), take_while(|c| c != '"'), char('"'));
    // `foo()` as a value, such as `$sprite=icon()`.
    let called = recognize((is_not("\"(),"), char('('), take_while(|c| c != ')'), char(')')));
    (opt(name), alt((quoted, called, take_while(|c| !matches!(c, ',' | ')' | '"'))))).parse(input)
}

impl Call<'_> {
    /// The argument of this name, else the one at this place, as people see it.
    fn argument(&self, at: usize, name: &str) -> String {
        let named = self.arguments.iter().find(|(own, _)| *own == Some(name)).map(|(_, value)| *value);
        let placed = || self.arguments.get(at).filter(|(own, _)| own.is_none()).map(|(_, value)| *value);
        let text = named.or_else(placed).unwrap_or_default().replace("\\n", " ").replace("\\t", " ");
        unescaped(&without_tags(&text), '#').trim().to_owned()
    }

    /// Puts what it says into the diagram; `false` if it is no call of C4.
    pub(super) fn apply(&self, diagram: &mut Diagram, line: u32) -> Result<bool, Refusal> {
        let base = self.name.strip_suffix("_Ext").unwrap_or(self.name);
        if let Some((_, keyword, ty, technology)) = ELEMENTS.iter().find(|(name, ..)| *name == base) {
            let external = base != self.name && *keyword != "actor";
            let shape = diagram.node(&self.argument(0, "alias"), line);
            shape.label = self.argument(1, "label");
            shape.hint(if external { "external" } else { keyword }, By::Statement, "");
            shape.ty = (!ty.is_empty() && !external).then_some(*ty);
            shape.technology = if *technology { self.argument(2, "techn") } else { String::new() };
            shape.about = self.argument(if *technology { 3 } else { 2 }, "descr");
        } else if GROUPS.contains(&self.name) {
            let (id, label) = (self.argument(0, "alias"), self.argument(1, "label"));
            let shape = diagram.open(&id, line)?;
            shape.label = label;
            if self.name.contains("Node") {
                shape.about = [self.argument(2, "techn"), self.argument(3, "descr")].join("\n").trim().to_owned();
            }
            if !self.opens {
                diagram.close();
            }
        } else if self.name.starts_with("Rel") || self.name.starts_with("BiRel") {
            self.relation(diagram, line);
        } else {
            return Ok(LOOKS.iter().any(|start| self.name.starts_with(start)));
        }
        Ok(true)
    }

    /// Takes a call of another library, such as `EC2(web, "Web")`, for an element, and one that opens a brace for a group;
    /// `false` if it has too few arguments for that.
    pub(super) fn guessed(&self, diagram: &mut Diagram, line: u32) -> Result<bool, Refusal> {
        let (id, label) = (self.argument(0, "alias"), self.argument(1, "label"));
        let named = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !named || (!self.opens && label.is_empty()) {
            return Ok(false);
        }
        let shape = if self.opens { diagram.open(&id, line)? } else { diagram.node(&id, line) };
        shape.label = if label.is_empty() { self.name.to_owned() } else { label };
        if !self.opens {
            shape.technology = self.name.to_owned();
        }
        Ok(true)
    }

    fn relation(&self, diagram: &mut Diagram, line: u32) {
        // `RelIndex(1, a, b, "label")`.
        let first = usize::from(self.name.starts_with("RelIndex"));
        let [mut source, mut target] = [(first, "from"), (first + 1, "to")].map(|(at, name)| self.argument(at, name));
        if self.name.contains("_Back") {
            std::mem::swap(&mut source, &mut target);
        }
        diagram.edge(Edge {
            source,
            target,
            label: self.argument(first + 2, "label"),
            technology: self.argument(first + 3, "techn"),
            both_ways: self.name.starts_with("Bi"),
            line,
            ..Edge::default()
        });
    }
}

/// Whether the call at the start of a line opens a group, so that a `{` on the next line belongs to it.
pub(super) fn opens_group(line: &str) -> bool {
    let name: IResult<&str, &str> =
        terminated(take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_'), (space0, tag("("))).parse(line.trim());
    name.is_ok_and(|(_, name)| GROUPS.contains(&name)) && !line.trim_end().ends_with('{')
}
