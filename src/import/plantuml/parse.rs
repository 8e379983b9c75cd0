//! The grammar of elements and arrows.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_until, take_while, take_while1};
use nom::character::complete::{char, one_of, space0, space1};
use nom::combinator::{opt, peek, recognize, verify};
use nom::multi::{many0, separated_list1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

/// An element where it is named.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    pub id: String,
    pub label: String,
    pub stereotype: Option<String>,
    /// The kind that the signs around the name tell.
    pub tells: &'static str,
    /// Whether there are such signs, so that no keyword is needed.
    pub shaped: bool,
}

/// What stands between two elements.
pub(super) struct Arrow {
    pub at_source: bool,
    pub at_target: bool,
    pub hidden: bool,
}

/// A name with the signs around it: `[Web]`, `(Use)`, `:User:`, `() "API"`, `"Web"`, `web`.
fn name(input: &str) -> IResult<&str, Declared> {
    let shaped = |label: &str, tells: &'static str| Declared {
        id: label.trim().to_owned(),
        label: label.trim().to_owned(),
        tells,
        shaped: true,
        stereotype: None,
    };
    let component = delimited(char('['), take_until("]"), char(']')).map(move |label| shaped(label, ""));
    let interface = preceded((tag("()"), space0), alt((quoted, word))).map(move |label| shaped(label, ""));
    let usecase = delimited(char('('), take_while1(|c| c != ')'), char(')')).map(move |label| shaped(label, "process"));
    let actor = delimited(char(':'), take_while1(|c| c != ':'), char(':')).map(move |label| shaped(label, "actor"));
    let plain = alt((quoted, word)).map(|label: &str| Declared {
        id: label.trim().to_owned(),
        label: label.to_owned(),
        ..Declared::default()
    });
    verify(alt((component, interface, usecase, actor, plain)), |named: &Declared| !named.id.is_empty()).parse(input)
}

fn quoted(input: &str) -> IResult<&str, &str> {
    delimited(char('"'), take_while(|c| c != '"'), char('"')).parse(input)
}

fn word(input: &str) -> IResult<&str, &str> {
    let part = || take_while1(|c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '$') || !c.is_ascii());
    recognize(separated_list1(alt((tag("."), tag("::"), tag("/"))), part())).parse(input)
}

/// A name, an alias on either side of `as`, a stereotype, a colour.
pub(super) fn declaration(input: &str) -> IResult<&str, Declared> {
    let mut alias = opt(preceded((space0, tag("as"), space1), name));
    let stereotype = delimited((space0, tag("<<")), take_until(">>"), tag(">>"));
    let colour = preceded((space0, char('#')), take_till(char::is_whitespace)).map(|_| "");
    let link = delimited((space0, tag("[[")), take_until("]]"), tag("]]")).map(|_| "");
    let tagged = preceded((space0, char('$')), take_till(char::is_whitespace)).map(|_| "");
    let order = preceded((space0, tag("order"), space1), take_while1(|c: char| c.is_ascii_digit())).map(|_| "");
    let block = delimited((space0, char('[')), take_until("]"), char(']'));
    let (input, mut named) = name(input)?;
    let (input, before) = many0(stereotype).parse(input)?;
    let (input, alias) = alias.parse(input)?;
    let (input, text) = opt(verify(block, |text: &str| !text.starts_with('['))).parse(input)?;
    let stereotype = delimited((space0, tag("<<")), take_until(">>"), tag(">>"));
    let (input, behind) = many0(alt((stereotype, colour, link, tagged, order))).parse(input)?;
    if let Some(alias) = alias {
        // `web as "The web"` has its label behind.
        let behind =
            alias.label.contains(char::is_whitespace) && !named.label.contains(char::is_whitespace) && !named.shaped;
        if behind {
            named.label = alias.label;
        } else {
            named.id = alias.id;
        }
        named.shaped |= alias.shaped;
    }
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        named.label = text.to_owned();
    }
    let stereotype = before.into_iter().chain(behind).find(|text| !text.is_empty());
    named.stereotype = stereotype.map(|text| text.trim().to_owned());
    Ok((input, named))
}

/// An end of an arrow.
pub(super) fn end(input: &str) -> IResult<&str, Declared> {
    name(input)
}

/// `a --> b`, with the numbers that may stand at its ends.
pub(super) fn relation(input: &str) -> IResult<&str, (Declared, Arrow, Declared)> {
    let (input, source) = terminated(end, space0).parse(input)?;
    let (input, _) = opt(terminated(quoted, space0)).parse(input)?;
    let (input, arrow) = arrow(input)?;
    let number = opt(delimited(space0, quoted, space1));
    let with_number: IResult<&str, (Option<&str>, Declared)> = (number, preceded(space0, end)).parse(input);
    let (input, target) = match with_number {
        Ok((input, (_, target))) => (input, target),
        Err(_) => preceded(space0, end).parse(input)?,
    };
    Ok((input, (source, arrow, target)))
}

/// `-->`, `<->`, `..>`, `-up->`, `-[#red,bold]->`, `--(`, `*--`.
fn arrow(input: &str) -> IResult<&str, Arrow> {
    let left =
        opt(alt((tag("<|"), tag("<<"), recognize(one_of("<*+#0()^}|")), terminated(tag("o"), peek(one_of("-.=~"))))));
    let strokes = |c: char| matches!(c, '-' | '.' | '=' | '~');
    let style = delimited(char('['), take_until("]"), char(']'));
    let words =
        (tag("left"), tag("right"), tag("down"), tag("up"), tag("le"), tag("ri"), tag("do"), tag("l"), tag("r"));
    let direction = alt((alt(words), tag("u"), tag("d")));
    let direction = terminated(direction, peek(one_of("-.=~["))).map(|_| "");
    let socket = terminated(alt((tag("(0)"), tag("(0"), tag("0)"), tag("0"))), peek(one_of("-.=~"))).map(|_| "");
    let body = (take_while1(strokes), many0(alt((style, direction, socket, take_while1(strokes).map(|_| "")))));
    let right = opt(alt((
        tag("|>"),
        tag(">>"),
        tag(">"),
        recognize(one_of("*+#0()^{|\\")),
        terminated(alt((tag("o"), tag("x"))), peek(space1)),
    )));
    let (input, (left, (_, styles), right)) = (left, body, right).parse(input)?;
    let hidden = styles.iter().any(|style| style.contains("hidden"));
    let arrow = Arrow {
        at_source: left.is_some_and(|left: &str| left.starts_with('<')),
        at_target: right.is_some_and(|right: &str| right.ends_with('>')),
        hidden,
    };
    Ok((input, arrow))
}
