//! `threatline man` and `threatline completions`: what is made from the description of the command line.

use camino::Utf8Path;
use clap::{Command, CommandFactory, ValueHint};

use super::args::{Args, CompletionsArgs, GuideArgs, ManArgs};
use super::exit::{Exit, Failure};
use super::output;
use super::ui::Ui;

/// Arguments that name a file, wherever they stand.
const FILES: &[&str] = &["model", "models", "file", "markdown"];
/// Arguments that name where to write.
const OUTPUTS: &[&str] = &["output"];
/// Verbs that write to a folder.
const TO_FOLDER: &[&str] = &["report", "man"];

pub(super) fn run(args: &ManArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut command = command();
    command.build();
    match &args.output {
        None => ui.bytes(&page(command)?)?,
        Some(folder) => {
            write_all(folder, command)?;
            ui.note(&format!("wrote the pages to {folder}"));
        }
    }
    Ok(Exit::Done)
}

pub(super) fn completions(args: &CompletionsArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "threatline", &mut script);
    ui.bytes(&script)?;
    Ok(Exit::Done)
}

pub(super) fn guide(args: &GuideArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    output::write(args.output.as_deref(), crate::explain::guide().as_bytes(), ui)?;
    Ok(Exit::Done)
}

/// The description of the command line, with what shells complete for each argument.
fn command() -> Command {
    Args::command().mut_subcommands(hinted)
}

fn hinted(verb: Command) -> Command {
    let folder = TO_FOLDER.contains(&verb.get_name());
    verb.mut_subcommands(hinted).mut_args(|arg| {
        let id = arg.get_id().as_str().to_owned();
        match id.as_str() {
            id if FILES.contains(&id) => arg.value_hint(ValueHint::FilePath),
            id if OUTPUTS.contains(&id) && folder => arg.value_hint(ValueHint::DirPath),
            id if OUTPUTS.contains(&id) => arg.value_hint(ValueHint::FilePath),
            _ => arg,
        }
    })
}

/// Writes the page of a command, and those of its own commands.
fn write_all(folder: &Utf8Path, command: Command) -> Result<(), Failure> {
    let verbs: Vec<Command> = command.get_subcommands().cloned().collect();
    write(folder, command)?;
    for verb in verbs.into_iter().filter(|verb| verb.get_name() != "help") {
        write_all(folder, verb.version(env!("CARGO_PKG_VERSION")))?;
    }
    Ok(())
}

fn write(folder: &Utf8Path, command: Command) -> Result<(), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    output::file(&folder.join(format!("{name}.1")), &page(command)?)
}

fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Stdout)?;
    Ok(page)
}
