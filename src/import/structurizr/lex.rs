//! Words of the Structurizr DSL.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char, line_ending};
use nom::combinator::{map, value};
use nom::multi::fold_many0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser as _};

use super::super::Refusal;
use super::super::braces::{self, Statement, Token};

/// The statements of a text.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, Refusal> {
    braces::statements(text, token)
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
        return map(alt((block, quoted)), Token::Quoted).parse(input);
    }
    alt((
        value(Token::Nothing, (char('\\'), line_ending)),
        value(Token::Break, line_ending),
        value(Token::Nothing, blanks()),
        value(Token::Open, char('{')),
        value(Token::Close, char('}')),
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
