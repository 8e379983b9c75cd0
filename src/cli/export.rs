//! `threatline export`: a model in the format of another tool.

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, output};
use crate::base::text;
use crate::export::{self, Exported, Subject, WRITERS, Writer};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  threatline export shop.threat --to json -o shop.json          everything, for programs; `import` reads it back
  threatline export shop.threat --to otm -o shop.otm
  threatline export shop.threat --to threat-dragon > shop.json
  threatline export shop.threat --to parquet -o tables          a folder with a file for each table
  threatline export shop.threat --to csv --table threats        one table, to standard output

What the format has no place for is said on standard error. Diagrams as Mermaid, D2, DOT, PlantUML and draw.io come from
`threatline diagram`, documents from `threatline report`.

Exit codes: 0 done, 1 something was left out (--strict), 2 it cannot be read or written.")]
pub(super) struct ExportArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    #[arg(value_name = "MODEL")]
    pub(super) model: Option<Utf8PathBuf>,

    /// The format.
    #[arg(short, long, value_name = "FORMAT", value_parser = formats())]
    pub(super) to: String,

    /// Where it goes: a file, or a folder for formats of several tables; standard output without it, or for `-`.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// Only this table, for formats of several tables.
    #[arg(long, value_name = "TABLE")]
    pub(super) table: Option<String>,

    /// The revision that the model is of: a column of the tables, such as a commit or a release.
    #[arg(long, value_name = "TEXT")]
    pub(super) revision: Option<String>,

    /// Fail if the format has no place for something.
    #[arg(long)]
    pub(super) strict: bool,
}

fn formats() -> PossibleValuesParser {
    WRITERS.iter().map(|writer| PossibleValue::new(writer.name).help(writer.title)).into()
}

pub(super) fn run(args: &ExportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let Some(writer) = export::named(&args.to) else {
        return Err(Failure::Arguments(format!("`{}` is no format that can be written", args.to)));
    };
    let usable = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let subject = Subject { outcome: &usable.outcome, name: usable.path.as_str(), revision: args.revision.as_deref() };
    let exported = (writer.write)(&subject);
    written(writer, &exported, args, ui)?;
    if !exported.left_out.is_empty() {
        ui.note(&format!("{} has no place for {}", writer.title, text::and_list(&exported.left_out)));
    }
    Ok(if args.strict && !exported.left_out.is_empty() { Exit::Gate } else { Exit::Done })
}

/// Writes one file where it is asked for, and several into a folder.
fn written(writer: &Writer, exported: &Exported, args: &ExportArgs, ui: &mut Ui) -> Result<(), Failure> {
    let names = || exported.files.iter().map(|(name, _)| name.file_stem().unwrap_or_default()).collect::<Vec<_>>();
    let chosen: Vec<&(Utf8PathBuf, Vec<u8>)> = match &args.table {
        Some(table) => exported.files.iter().filter(|(name, _)| name.file_stem() == Some(table)).collect(),
        None => exported.files.iter().collect(),
    };
    match (chosen.as_slice(), args.output.as_deref().filter(|path| *path != "-")) {
        ([], _) => Err(Failure::Arguments(format!(
            "{} has no table `{}`{}",
            writer.title,
            args.table.as_deref().unwrap_or_default(),
            if names() == [""] { String::new() } else { format!("; there are {}", text::and_list(&names())) }
        ))),
        ([(_, bytes)], output) => output::write(output, bytes, ui),
        (_, None) => Err(Failure::Arguments(format!(
            "{} has a file for each table: name a folder with -o, or a table with --table ({})",
            writer.title,
            text::or_list(&names())
        ))),
        (files, Some(folder)) => {
            for (name, bytes) in files {
                output::write(Some(&Utf8Path::join(folder, name)), bytes, ui)?;
            }
            Ok(())
        }
    }
}
