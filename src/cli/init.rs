//! `threatline init`: a model to start from.

use std::fmt::Write;

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::args::InitArgs;
use super::exit::{Exit, Failure};
use super::output;
use super::ui::Ui;
use crate::base::text::width;
use crate::init::{PATTERNS, pattern};

/// The names of the starters.
pub(super) fn names() -> PossibleValuesParser {
    PATTERNS.iter().map(|pattern| PossibleValue::new(pattern.name).help(pattern.title)).into()
}

pub(super) fn run(args: &InitArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.list {
        ui.result(&list())?;
        return Ok(Exit::Done);
    }
    let Some(pattern) = pattern(&args.from) else {
        return Err(Failure::Arguments(format!("there is no starter `{}`", args.from)));
    };
    let file = &args.file;
    if file == "-" {
        ui.result(pattern.text)?;
        return Ok(Exit::Done);
    }
    if file.exists() && !args.force {
        let problem = format!("`{file}` is there already; name another file, or overwrite it with --force");
        return Err(Failure::Arguments(problem));
    }
    output::write(Some(file), pattern.text.as_bytes(), ui)?;
    ui.note(&format!(
        "It is the starter for: {}. Answer the questions in it, then:\n  \
         threatline check {file} --qa\n  threatline diagram {file}\n  threatline threats {file}",
        pattern.title
    ));
    Ok(Exit::Done)
}

fn list() -> String {
    let widest = PATTERNS.iter().map(|pattern| width(pattern.name)).max().unwrap_or(0);
    let mut out = String::new();
    for pattern in PATTERNS {
        let _ = writeln!(out, "{:widest$}  {}: {}", pattern.name, pattern.title, pattern.parts);
    }
    out
}
