//! Workspaces in several files: `!include`, and `workspace extends`.

use super::super::braces::Statement;
use super::super::{Folder, Refusal};
use super::lex;

/// How deep files may include each other.
const DEEPEST: usize = 20;
/// How many statements all files together may have.
const MOST: usize = 1_000_000;

/// Why another file is not read where there is no folder, as with standard input.
pub(super) const ONE: &str = "only one file is read: import the other one as well";

/// What is not there, why, and the line that names it.
pub(super) type Missing = (String, String, u32);

struct Files<'f> {
    folder: &'f Folder<'f>,
    missing: Vec<Missing>,
    count: usize,
}

/// The statements of a source, with those of the files that it names in their places. Their lines are those of the statement
/// that names the file.
pub(super) fn whole(
    statements: Vec<Statement>,
    folder: &Folder<'_>,
) -> Result<(Vec<Statement>, Vec<Missing>), Refusal> {
    let mut files = Files { folder, missing: Vec::new(), count: 0 };
    let mut statements = files.included(statements, "", None, 0)?;
    files.extended(&mut statements, 0)?;
    Ok((statements, files.missing))
}

impl Files<'_> {
    /// Replaces `!include` by what it names. `base` is the folder of the file in which the statements stand.
    fn included(
        &mut self,
        statements: Vec<Statement>,
        base: &str,
        line: Option<u32>,
        depth: usize,
    ) -> Result<Vec<Statement>, Refusal> {
        let mut out = Vec::with_capacity(statements.len());
        for mut statement in statements {
            statement.line = line.unwrap_or(statement.line);
            self.count += 1;
            if self.count > MOST {
                return Err(Refusal::new(format!("all files together have more than {MOST} statements")));
            }
            match statement.words.as_slice() {
                [word, name, ..] if word.eq_ignore_ascii_case("!include") => {
                    out.extend(self.file(&joined(base, name), &statement, depth)?);
                }
                _ => {
                    statement.inner = self.included(std::mem::take(&mut statement.inner), base, line, depth)?;
                    out.push(statement);
                }
            }
        }
        Ok(out)
    }

    /// The statements of a file, or of all files of a folder.
    fn file(&mut self, name: &str, statement: &Statement, depth: usize) -> Result<Vec<Statement>, Refusal> {
        // Of a folder, the file in it.
        let in_folder =
            statement.words.last().is_some_and(|word| name.starts_with(&format!("{}/", word.trim_end_matches('/'))));
        let said = if in_folder { format!("`{name}`") } else { format!("`{}`", statement.words.join(" ")) };
        let what = || said.clone();
        if depth >= DEEPEST {
            let why = format!("files include each other more than {DEEPEST} deep");
            self.missing.push((what(), why, statement.line));
            return Ok(Vec::new());
        }
        let text = match self.folder.text(name) {
            Ok(text) => text,
            Err(why) => {
                let inner = self.folder.files_in(name);
                if inner.is_empty() || name.split('/').any(|part| part == "..") {
                    self.missing.push((what(), why, statement.line));
                    return Ok(Vec::new());
                }
                let mut all = Vec::new();
                for name in inner {
                    all.extend(self.file(&name, statement, depth + 1)?);
                }
                return Ok(all);
            }
        };
        let inner = lex::statements(&text).map_err(|refusal| within(name, &refusal, statement.line))?;
        let base = name.rsplit_once('/').map_or("", |(base, _)| base);
        self.included(inner, base, Some(statement.line), depth + 1)
    }

    /// Puts what a workspace extends in front of what it says itself.
    fn extended(&mut self, statements: &mut [Statement], depth: usize) -> Result<(), Refusal> {
        let is_workspace =
            |statement: &Statement| statement.words.first().is_some_and(|word| word.eq_ignore_ascii_case("workspace"));
        let Some(own) = statements.iter_mut().find(|statement| is_workspace(statement)) else { return Ok(()) };
        let [_, extends, name] = own.words.as_slice() else { return Ok(()) };
        if !extends.eq_ignore_ascii_case("extends") {
            return Ok(());
        }
        let name = name.clone();
        if name.to_lowercase().ends_with(".json") {
            let why = "a workspace as JSON is not put in front of one as text: import it as well".to_owned();
            self.missing.push((format!("`extends {name}`"), why, own.line));
            own.words.truncate(1);
            return Ok(());
        }
        let mut base =
            self.file(&name, &Statement { words: own.words.clone(), line: own.line, ..Statement::default() }, depth)?;
        self.extended_once(&mut base, depth)?;
        let Some(own) = statements.iter_mut().find(|statement| is_workspace(statement)) else { return Ok(()) };
        own.words.truncate(1);
        own.quoted.truncate(1);
        let mut before = Vec::new();
        for statement in base {
            if is_workspace(&statement) {
                own.words.extend(statement.words.into_iter().skip(1));
                own.quoted.extend(statement.quoted.into_iter().skip(1));
                before.extend(statement.inner);
            } else {
                before.push(statement);
            }
        }
        own.inner.splice(0..0, before);
        Ok(())
    }

    fn extended_once(&mut self, base: &mut [Statement], depth: usize) -> Result<(), Refusal> {
        if depth < DEEPEST { self.extended(base, depth + 1) } else { Ok(()) }
    }
}

fn joined(base: &str, name: &str) -> String {
    let name = name.strip_prefix("./").unwrap_or(name);
    if base.is_empty() || name.contains("://") { name.to_owned() } else { format!("{base}/{name}") }
}

/// A file that cannot be read makes the source one that cannot.
fn within(name: &str, refusal: &Refusal, line: u32) -> Refusal {
    let place = if refusal.line > 0 { format!("{name}:{}", refusal.line) } else { name.to_owned() };
    Refusal { message: format!("in {place}, which stands here: {}", refusal.message), line: line as usize }
}
