//! `threatline explain`: what a code, a word or a part of a model means.

use std::fmt::Write;

use camino::Utf8Path;
use clap::CommandFactory;

use super::args::ExplainArgs;
use super::exit::{Exit, Failure};
use super::input;
use super::page::{self, HEADING, PROSE_WIDTH};
use super::ui::Ui;
use crate::base::text::{capital, count, wrap};
use crate::explain::{Knowledge, Page, Role};
use crate::pipeline::Outcome;
use crate::schema::codes::{self, DefaultLevel, Example};

pub(super) fn run(args: &ExplainArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.list {
        ui.result(&list())?;
        return Ok(Exit::Done);
    }
    let is_model = |word: &&String| args.model.is_none() && word.ends_with(".threat");
    let (models, words): (Vec<&String>, Vec<&String>) = args.words.iter().partition(is_model);
    let model = args.model.as_deref().or_else(|| models.first().map(|path| Utf8Path::new(path.as_str())));
    if models.len() > 1 || words.is_empty() {
        let problem = if words.is_empty() { "say what to explain, for example `DF2`" } else { "one model at a time" };
        return Err(Failure::Arguments(problem.to_owned()));
    }
    let (path, outcome) = input::optional(model);
    if let Some(path) = path {
        warn(&path, &outcome, ui);
    }
    let mut exit = Exit::Done;
    let mut printed = false;
    for word in words {
        match explanation(word, &outcome, ui.width(None)) {
            Ok(text) => {
                ui.result(&if printed { format!("\n{text}") } else { text })?;
                printed = true;
            }
            Err(problem) => {
                ui.failure(&Failure::Arguments(problem));
                exit = Exit::Unable;
            }
        }
    }
    Ok(exit)
}

/// Says that a model has errors: what is explained may then be incomplete.
fn warn(model: &Utf8Path, outcome: &Outcome, ui: &mut Ui) {
    let errors = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    if errors > 0 {
        let errors = count(errors, "error", "errors");
        ui.diagnostic(&format!("`{model}` has {errors}, so this may be incomplete: see `threatline check {model}`\n"));
    }
}

/// What is known about a word, or why nothing is.
fn explanation(word: &str, outcome: &Outcome, columns: usize) -> Result<String, String> {
    if let Some(page) = codes::code(word) {
        return Ok(code(page, columns.min(PROSE_WIDTH)));
    }
    let known = input::knowledge(outcome);
    let pages = known.pages(word);
    if pages.is_empty() { Err(unknown(&known, word)) } else { Ok(meanings(word, &pages, columns)) }
}

fn unknown(known: &Knowledge<'_>, word: &str) -> String {
    if let Some(command) = command(word) {
        return format!("`{command}` is a command: `threatline {command} --help` says what it does");
    }
    let problem = known.unknown(word);
    let is_code = word.len() == 5 && word.chars().skip(1).all(|c| c.is_ascii_digit());
    match problem.contains("did you mean") || !is_code {
        true => problem,
        false => format!("there is no code `{word}`; `threatline explain --list` shows all"),
    }
}

/// The command with this name.
fn command(word: &str) -> Option<String> {
    let all = super::args::Args::command();
    all.get_subcommands().map(clap::Command::get_name).find(|name| *name == word).map(str::to_owned)
}

/// The pages of a word: one in full; of several, what is essential of each. A part of the model hides the rest.
fn meanings(word: &str, pages: &[Page], columns: usize) -> String {
    let own = pages.iter().filter(|page| matches!(page.role, Role::Model | Role::Fact)).count();
    let (shown, others) = pages.split_at(if own > 0 { own } else { pages.len() });
    let full = own > 0 || shown.iter().filter(|page| page.has_details()).count() <= 1;
    let mut out = String::new();
    for page in shown {
        let separator = if out.is_empty() { "" } else { "\n" };
        let text = page::text(&if full { page.clone() } else { page.short() }, columns);
        let _ = write!(out, "{separator}{text}");
        if !full && page.has_details() {
            let _ = writeln!(out, "\n  More: `threatline explain {}:{word}`", page.role.as_str());
        }
    }
    for page in others {
        let _ = write!(out, "\nAlso: {}. See `threatline explain {}:{word}`.\n", page.title, page.role.as_str());
    }
    out
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
fn code(page: &codes::Page, width: usize) -> String {
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
