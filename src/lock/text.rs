//! The text of a lock: one line for each number and each answer, sorted, so that two branches merge line by line.

use std::fmt;

use rustc_hash::FxHashSet;

use super::{Evidence, Lock, Series};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, SourceMap, Span};

const HEAD: &str = "# Numbers of this model, and what its answers rest on. `threatline number` keeps this file; a number is never given twice.\n";
/// The word in front of the evidence of an answer.
const ANSWER: &str = "answer";

/// Reads a lock. A line that is none is reported as E0413 and left out; so is the second line of a number.
pub fn parse(sources: &SourceMap, file: FileId) -> (Lock, Vec<Diagnostic>) {
    let mut lock = Lock::default();
    let mut given = FxHashSet::default();
    let mut diagnostics = Vec::new();
    let text = &sources.file(file).text;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let offset = start + (line.len() - line.trim_start().len());
        start += line.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let Err(message) = read(&mut lock, &mut given, trimmed) {
            let span = Span::new(file, offset, offset + trimmed.len());
            diagnostics.push(Diagnostic::error("E0413", span, message).help(
                "restore the line, or delete it and run `threatline number`; after a merge keep the lines of both sides",
            ));
        }
    }
    (lock, diagnostics)
}

fn read(lock: &mut Lock, given: &mut FxHashSet<(Series, u32)>, line: &str) -> Result<(), String> {
    let mut words = line.split_whitespace();
    let (Some(first), Some(key)) = (words.next(), words.next()) else {
        return Err("a line of the lock is a number and what has it".to_owned());
    };
    if first == ANSWER {
        let answer = words.next().ok_or("the facts of an answer need the mark of the answer in front")?;
        let facts = words.filter_map(|word| word.split_once('=')).map(|(name, value)| (name.into(), value.into()));
        lock.evidence.insert(key.into(), Evidence { answer: answer.into(), facts: facts.collect() });
        return Ok(());
    }
    let (series, number) = Series::read(first).ok_or_else(|| format!("`{first}` is no number of a lock"))?;
    let known = lock.numbers.entry(series).or_default();
    if !given.insert((series, number)) {
        return Err(format!("`{first}` is given twice"));
    }
    if known.contains_key(key) {
        return Err(format!("`{key}` has two numbers"));
    }
    known.insert(key.into(), number);
    Ok(())
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for (series, numbers) in &self.numbers {
            let mut sorted: Vec<(u32, &str)> = numbers.iter().map(|(key, number)| (*number, key.as_str())).collect();
            sorted.sort_unstable();
            for (number, key) in sorted {
                writeln!(f, "{} {key}", series.shown(number))?;
            }
        }
        for (key, evidence) in &self.evidence {
            write!(f, "{ANSWER} {key} {}", evidence.answer)?;
            for (name, value) in &evidence.facts {
                write!(f, " {name}={value}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Lock, Vec<Diagnostic>) {
        let mut sources = SourceMap::default();
        let file = sources.add("shop.lock", text);
        parse(&sources, file)
    }

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock::default();
        lock.give(Series::Threat('S'), "spoof-external", 2);
        lock.give(Series::Threat('S'), "csrf", 10);
        lock.give(Series::Flow, "a->b", 1);
        let facts = [("web.exposure".into(), "internet".into())].into();
        lock.evidence.insert("csrf@DF1".into(), Evidence { answer: "0f".into(), facts });
        let text = lock.to_string();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["DF1 a->b", "S-02 spoof-external", "S-10 csrf", "answer csrf@DF1 0f web.exposure=internet"]);
        assert_eq!(parsed(&text), (lock, Vec::new()));
    }

    #[test]
    fn lines_of_a_merge_are_reported_where_they_are() {
        let (lock, found) = parsed("# x\n\nDF1 a->b\n<<<<<<< HEAD\nDF1 b->c\nDF2 a->b\nS-01\n");
        let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
        let expected = [
            "`<<<<<<<` is no number of a lock",
            "`DF1` is given twice",
            "`a->b` has two numbers",
            "a line of the lock is a number and what has it",
        ];
        assert_eq!(messages, expected);
        assert_eq!(lock.len(), 1);
    }
}
