//! `threatline explain`: what a word means.

use std::fmt::Write;

use anstyle::Style;

use super::args::ExplainArgs;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use crate::base::text::{capital, did_you_mean, wrap};
use crate::schema::codes::{self, DefaultLevel, Example, Page};

const HEADING: Style = Style::new().bold();

/// Lines of prose are not longer than this: longer ones are hard to read.
const PROSE_WIDTH: usize = 100;

pub(super) fn run(args: &ExplainArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.list {
        ui.result(&list())?;
        return Ok(Exit::Done);
    }
    let width = ui.width(None).min(PROSE_WIDTH);
    let mut exit = Exit::Done;
    let mut printed = false;
    for word in &args.words {
        match explanation(word, width) {
            Some(text) => {
                ui.result(&if printed { format!("\n{text}") } else { text })?;
                printed = true;
            }
            None => {
                ui.failure(&Failure::Arguments(unknown(word)));
                exit = Exit::Unable;
            }
        }
    }
    Ok(exit)
}

/// What is known about a word, from the first source that knows it.
fn explanation(word: &str, width: usize) -> Option<String> {
    codes::code(word).map(|page| code(page, width))
}

fn unknown(word: &str) -> String {
    let known = codes::codes().iter().map(|page| page.code);
    match did_you_mean(word, known) {
        Some(meant) => format!("there is no code `{word}`; did you mean `{meant}`?"),
        None => format!("there is no code `{word}`; `threatline explain --list` shows all"),
    }
}

/// All codes with their titles, by group.
fn list() -> String {
    let mut out = String::new();
    for (group, pages) in codes::groups() {
        let separator = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{separator}{HEADING}{}{HEADING:#}", capital(group));
        for page in pages {
            let _ = writeln!(out, "  {}  {}", page.code, page.title);
        }
    }
    out
}

/// The page of a code.
fn code(page: &Page, width: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{HEADING}{}: {}{HEADING:#}", page.code, page.title);
    if page.default != DefaultLevel::Error {
        let _ = writeln!(out, "Default: {}", page.default.describe());
    }
    paragraphs(&mut out, page.text, width);
    section(&mut out, "Wrong", &page.wrong, width);
    section(&mut out, "Right", &page.right, width);
    out
}

fn paragraphs(out: &mut String, text: &str, width: usize) {
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let _ = write!(out, "\n{}\n", wrap(paragraph, width).join("\n"));
    }
}

fn section(out: &mut String, heading: &str, examples: &[Example], width: usize) {
    let _ = write!(out, "\n{HEADING}{heading}{HEADING:#}\n");
    for example in examples {
        paragraphs(out, example.text, width);
        for file in &example.files {
            if example.files.len() > 1 {
                let _ = write!(out, "\n  {}:\n", file.path);
            }
            out.push('\n');
            for line in file.text.lines() {
                let _ = writeln!(out, "{}", format!("    {line}").trim_end());
            }
        }
    }
}
