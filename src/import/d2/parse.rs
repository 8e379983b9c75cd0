//! The grammar of statements.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{opt, recognize, verify};
use nom::multi::{fold_many0, many0, separated_list1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

/// A statement: paths with arrows between them, and what stands behind the colon.
pub(super) struct Line<'t> {
    pub first: Path,
    pub others: Vec<(&'t str, Path)>,
    pub value: Option<Value>,
    pub opens: bool,
}

/// The keys of a path, and whether an unquoted one has a `*`.
#[derive(Clone)]
pub(super) struct Path {
    pub keys: Vec<String>,
    pub glob: bool,
}

pub(super) struct Value {
    pub text: String,
    pub block: bool,
}

fn blank(input: &str) -> IResult<&str, &str> {
    take_while(|c| c == ' ' || c == '\t').parse(input)
}

/// A statement up to its end or to what stands in its map.
pub(super) fn statement(input: &str) -> IResult<&str, Line<'_>> {
    let (input, first) = path(input)?;
    let (input, others) = many0((delimited(blank, arrow, blank), path)).parse(input)?;
    let (input, value) = opt(preceded((blank, char(':'), blank), value)).parse(input)?;
    let (input, open) = opt((blank, opt((char(':'), blank)), char('{'))).parse(input)?;
    Ok((input, Line { first, others, value, opens: open.is_some() }))
}

/// `->`, `<-`, `<->`, `--`, and longer ones.
fn arrow(input: &str) -> IResult<&str, &str> {
    let arrow = recognize((opt(char('<')), take_while1(|c| c == '-'), opt(char('>'))));
    verify(arrow, |arrow: &str| arrow.len() > 1).parse(input)
}

fn path(input: &str) -> IResult<&str, Path> {
    let keys = separated_list1((blank, char('.'), blank), key);
    let glob = |keys: &[(String, bool)]| keys.iter().any(|(_, glob)| *glob);
    keys.map(|keys| Path { glob: glob(&keys), keys: keys.into_iter().map(|(key, _)| key).collect() }).parse(input)
}

/// A key; whether it has a `*` outside of quotes.
fn key(input: &str) -> IResult<&str, (String, bool)> {
    let bare = bare_key.map(|key| (key.trim().to_owned(), key.contains('*') || key.starts_with('&')));
    alt((quoted.map(|key| (key, false)), bare)).parse(input)
}

/// Everything up to a sign that means something; a single `-` does not.
fn bare_key(input: &str) -> IResult<&str, &str> {
    let mut end = 0;
    let mut chars = input.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or('\n', |(_, c)| *c);
        let stops = matches!(c, '.' | ':' | ';' | '{' | '}' | '\n' | '\r' | '(' | ')' | '[' | ']' | '|' | '<' | '>')
            || (c == '-' && matches!(next, '-' | '>'))
            || (c == '#' && (at == 0 || input.get(..at).is_some_and(|before| before.ends_with(' '))));
        if stops {
            break;
        }
        end = at + c.len_utf8();
    }
    let (key, rest) = input.split_at(end);
    let bare = key.trim_end();
    if bare.is_empty() {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::TakeWhile1)));
    }
    Ok((input.get(bare.len()..).unwrap_or(rest), bare))
}

fn quoted(input: &str) -> IResult<&str, String> {
    let escape = preceded(char('\\'), anychar).map(|c| if c == 'n' { " ".to_owned() } else { c.to_string() });
    let plain = is_not("\"\\\n").map(str::to_owned);
    let pieces = fold_many0(alt((plain, escape)), String::new, |text, piece| text + &piece);
    let single = delimited(char('\''), take_while(|c| c != '\'' && c != '\n'), char('\'')).map(str::to_owned);
    alt((delimited(char('"'), pieces, char('"')), single)).parse(input)
}

fn value(input: &str) -> IResult<&str, Value> {
    let text = |text: String| Value { text, block: false };
    let list = delimited(char('['), take_until("]"), char(']')).map(|list: &str| list.to_owned());
    let bare = verify(bare_value, |bare: &str| !bare.trim().is_empty() && !bare.starts_with(['|', '[', '"', '\'']));
    let bare = bare.map(|bare: &str| bare.split(" #").next().unwrap_or(bare).trim().replace("\\n", " "));
    alt((block, quoted.map(text), list.map(text), bare.map(text))).parse(input)
}

/// Everything up to the end of a statement or to a map; `${name}` is part of it.
fn bare_value(input: &str) -> IResult<&str, &str> {
    let variable = (tag("${"), take_while(|c| !matches!(c, '\n' | '{' | '}')), char('}')).map(|_| ());
    let other = verify(anychar, |c| !matches!(c, '\n' | ';' | '{' | '}')).map(|_| ());
    recognize(fold_many0(alt((variable, other)), || (), |(), ()| ())).parse(input)
}

/// `|md … |`, `||md … ||`, `` |`md … `| ``.
fn block(input: &str) -> IResult<&str, Value> {
    let (input, (pipes, sign)) =
        (take_while1(|c| c == '|'), take_while(|c| matches!(c, '`' | '~' | '$' | '^' | '%' | '!'))).parse(input)?;
    let end = format!("{}{pipes}", sign.chars().rev().collect::<String>());
    let (input, text) = terminated(take_until(end.as_str()), tag(end.as_str())).parse(input)?;
    let language = text.split(char::is_whitespace).next().unwrap_or_default();
    let known =
        ["md", "markdown", "latex", "tex", "go", "txt", "text", "js", "json", "yaml", "sql"].contains(&language);
    let text = if known { text.get(language.len()..).unwrap_or_default() } else { text };
    Ok((input, Value { text: text.trim().to_owned(), block: true }))
}
