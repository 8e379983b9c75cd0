//! Text of the Structurizr DSL as statements: words on a line, and what stands in braces behind them.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char, line_ending};
use nom::combinator::{map, recognize, value};
use nom::multi::fold_many0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser as _};

use super::super::Refusal;

/// How deep statements may lie in each other.
const DEEPEST: usize = 100;

/// A line with what stands in braces behind it.
#[derive(Debug, Default)]
pub(super) struct Statement {
    pub words: Vec<String>,
    pub inner: Vec<Statement>,
    /// The line of the source, from 1.
    pub line: u32,
}

#[derive(Debug, Clone)]
enum Token {
    Word(String),
    Break,
    Nothing,
}

/// The statements of a text.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, Refusal> {
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 1;
    let mut open = vec![Statement::default()];
    let mut current = Statement::default();
    let fail =
        |message: &str, line: u32| Refusal { message: message.to_owned(), line: usize::try_from(line).unwrap_or(0) };
    while !rest.is_empty() {
        let starts_line = current.words.is_empty();
        let Ok((after, token)) = self::token(rest, starts_line) else {
            let message =
                if rest.starts_with('"') { "a text in quotes does not end" } else { "a comment does not end" };
            return Err(fail(message, line));
        };
        if current.words.is_empty() {
            current.line = line;
        }
        let read = rest.get(..rest.len() - after.len()).unwrap_or_default();
        line += u32::try_from(memchr::memchr_iter(b'\n', read.as_bytes()).count()).unwrap_or(0);
        rest = after;
        match token {
            Token::Word(word) if word == "{" => {
                if open.len() > DEEPEST {
                    return Err(fail(&format!("statements lie more than {DEEPEST} deep in each other"), line));
                }
                open.push(std::mem::take(&mut current));
            }
            Token::Word(word) if word == "}" => {
                end(&mut current, &mut open);
                match (open.pop(), open.last_mut()) {
                    (Some(done), Some(around)) => around.inner.push(done),
                    _ => return Err(fail("a `}` ends nothing", line)),
                }
            }
            Token::Word(word) => current.words.push(word),
            Token::Break => end(&mut current, &mut open),
            Token::Nothing => {}
        }
    }
    end(&mut current, &mut open);
    match (open.pop(), open.pop()) {
        (Some(whole), None) => Ok(whole.inner),
        (Some(inner), _) => {
            let words = inner.words.first().map_or("", String::as_str);
            Err(fail(&format!("it is cut off: the `{{` of `{words}` has no `}}`"), inner.line))
        }
        (None, _) => Ok(Vec::new()),
    }
}

fn end(current: &mut Statement, open: &mut [Statement]) {
    if !current.words.is_empty()
        && let Some(around) = open.last_mut()
    {
        around.inner.push(std::mem::take(current));
    }
}

/// The next token. `#` and `//` start a comment at the start of a line alone, for colours and addresses have them too.
fn token(input: &str, starts_line: bool) -> IResult<&str, Token> {
    let rest_of_line = || take_while(|c| c != '\n');
    let blanks = || take_while1(|c: char| c != '\n' && c.is_whitespace());
    if starts_line
        && let Ok((rest, _)) = preceded(alt((tag("//"), tag("#"))), rest_of_line()).parse(input) as IResult<_, _>
    {
        return Ok((rest, Token::Nothing));
    }
    if input.starts_with("/*") {
        return value(Token::Nothing, (tag("/*"), take_until("*/"), tag("*/"))).parse(input);
    }
    if input.starts_with('"') {
        return map(alt((block, quoted)), Token::Word).parse(input);
    }
    alt((
        value(Token::Nothing, (char('\\'), line_ending)),
        value(Token::Break, line_ending),
        value(Token::Nothing, blanks()),
        map(recognize(alt((tag("{"), tag("}")))), |brace: &str| Token::Word(brace.to_owned())),
        map(take_while1(|c: char| !c.is_whitespace() && c != '"'), |word: &str| Token::Word(word.to_owned())),
    ))
    .parse(input)
}

/// A text of several lines in three quotes.
fn block(input: &str) -> IResult<&str, String> {
    let block = delimited(tag("\"\"\""), take_until("\"\"\""), tag("\"\"\""));
    map(block, |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()).parse(input)
}

fn quoted(input: &str) -> IResult<&str, String> {
    let escaped = preceded(char('\\'), anychar);
    let plain = nom::character::complete::none_of("\"\n");
    let text = fold_many0(alt((escaped, plain)), String::new, |mut text, c| {
        text.push(c);
        text
    });
    delimited(char('"'), text, char('"')).parse(input)
}
