//! Languages of lines and braces, Structurizr's and LikeC4's, as statements: words, and what stands in braces behind them.

use nom::IResult;

use super::Refusal;

/// How deep statements may lie in each other.
const DEEPEST: usize = 100;

/// A line with what stands in braces behind it.
#[derive(Debug, Default)]
pub(super) struct Statement {
    pub words: Vec<String>,
    /// Which of the words stand in quotes.
    pub quoted: Vec<bool>,
    pub inner: Vec<Statement>,
    /// The line of the source, from 1.
    pub line: u32,
}

/// What words and lines are made of.
#[derive(Debug, Clone)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Open,
    Close,
    /// The end of a line.
    Break,
    /// A blank or a comment.
    Nothing,
}

/// Takes a token from the start of a text; whether it is the first of its line.
pub(super) type Lexer = fn(&str, bool) -> IResult<&str, Token>;

/// The statements of a text.
pub(super) fn statements(text: &str, token: Lexer) -> Result<Vec<Statement>, Refusal> {
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 1;
    let mut open = vec![Statement::default()];
    let mut current = Statement::default();
    let fail =
        |message: &str, line: u32| Refusal { message: message.to_owned(), line: usize::try_from(line).unwrap_or(0) };
    while !rest.is_empty() {
        let starts_line = current.words.is_empty();
        let Ok((after, token)) = token(rest, starts_line) else {
            let message =
                if rest.starts_with(['"', '\'']) { "a text in quotes does not end" } else { "a comment does not end" };
            return Err(fail(message, line));
        };
        if current.words.is_empty() {
            current.line = line;
        }
        let read = rest.get(..rest.len() - after.len()).unwrap_or_default();
        line += u32::try_from(memchr::memchr_iter(b'\n', read.as_bytes()).count()).unwrap_or(0);
        rest = after;
        match token {
            Token::Open => {
                if open.len() > DEEPEST {
                    return Err(fail(&format!("statements lie more than {DEEPEST} deep in each other"), line));
                }
                if current.words.is_empty()
                    && let Some(before) = last_without_braces(&mut open)
                {
                    current = before;
                }
                open.push(std::mem::take(&mut current));
            }
            Token::Close => {
                end(&mut current, &mut open);
                match (open.pop(), open.last_mut()) {
                    (Some(done), Some(around)) => around.inner.push(done),
                    _ => return Err(fail("a `}` ends nothing", line)),
                }
            }
            Token::Word(word) => current.add(word, false),
            Token::Quoted(text) => current.add(text, true),
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

/// The statement of the line before a `{` that stands alone on its line.
fn last_without_braces(open: &mut [Statement]) -> Option<Statement> {
    let around = open.last_mut()?;
    around.inner.pop_if(|last| last.inner.is_empty())
}

impl Statement {
    /// Forgets lines, which are those of another file.
    pub(super) fn without_lines(&mut self) {
        self.line = 0;
        self.inner.iter_mut().for_each(Self::without_lines);
    }

    fn add(&mut self, word: String, quoted: bool) {
        self.words.push(word);
        self.quoted.push(quoted);
    }
}
