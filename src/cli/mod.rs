//! The command line: arguments in, text and exit code out.

mod answer;
mod args;
mod badges;
mod check;
mod clock;
mod columns;
mod coverage;
mod diagram;
mod diff;
mod exit;
mod explain;
mod export;
mod fmt;
mod import;
mod init;
mod input;
mod keys;
mod man;
mod markdown;
mod number;
mod output;
mod page;
mod pixels;
mod portfolio;
mod project;
mod query;
mod report;
mod rules;
mod tables;
mod threats;
mod types;
mod ui;
mod views;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Verb};
use exit::Exit;
use ui::Ui;

/// Runs the program with these arguments (the first is its name) and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return ui::usage(&error),
    };
    let mut ui = Ui::new(args.color, args.quiet);
    let exit = match &args.verb {
        Verb::Check(args) => check::run(args, &mut ui),
        Verb::Diagram(args) => diagram::run(args, &mut ui),
        Verb::Diff(args) => diff::run(args, &mut ui),
        Verb::Threats(args) => threats::run(args, &mut ui),
        Verb::Answer(args) => answer::run(args, &mut ui),
        Verb::Coverage(args) => coverage::run(args, &mut ui),
        Verb::Number(args) => number::run(args, &mut ui),
        Verb::Rules(args) => rules::run(args, &mut ui),
        Verb::Query(args) => query::run(args, &mut ui),
        Verb::Tables(args) => tables::run(args, &mut ui),
        Verb::Guide(args) => man::guide(args, &mut ui),
        Verb::Report(args) => report::run(args, &mut ui),
        Verb::Explain(args) => explain::run(args, &mut ui),
        Verb::Fmt(args) => fmt::run(args, &mut ui),
        Verb::Types(args) => types::run(args, &mut ui),
        Verb::Import(args) => import::run(args, &mut ui),
        Verb::Export(args) => export::run(args, &mut ui),
        Verb::Portfolio(args) => portfolio::run(args, &mut ui),
        Verb::Init(args) => init::run(args, &mut ui),
        Verb::Man(args) => man::run(args, &mut ui),
        Verb::Completions(args) => man::completions(args, &mut ui),
    };
    exit.unwrap_or_else(|failure| {
        ui.failure(&failure);
        Exit::Unable
    })
    .into()
}
