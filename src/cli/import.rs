//! `threatline import`: a model of another tool as `.threat` text.

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::exit::{Exit, Failure};
use super::output;
use super::ui::Ui;
use crate::base::files::ReadError;
use crate::base::text;
use crate::import::{self, Folder, Imported, READERS, Reader};
use crate::project::{Disk, read_at_most};

/// The largest source that is read, in bytes.
const LARGEST: usize = 64 << 20;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  threatline import shop.json -o shop.threat            the format is told by content and ending
  threatline import --from threat-dragon - < shop.json  from standard input, to standard output
  threatline import shop.mmd -o shop.threat --report losses.json
                                                        the report as JSON as well
  threatline import shop.json --strict -o shop.threat   fails if anything had to be left out
  threatline threats shop.json                          every command reads these formats directly

What was taken over, guessed, kept as text and left out is said on standard error. What is guessed
is marked in the model by a comment.

Exit codes: 0 done, 1 something was left out (--strict), 2 it cannot be read or written.")]
pub(super) struct ImportArgs {
    /// The file of the other tool; `-` is standard input.
    pub(super) file: Utf8PathBuf,

    /// Where the model goes; standard output without it, or for `-`.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// The format, where content and ending do not tell it.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(super) from: Option<String>,

    /// Also write the report as JSON, for programs: what was guessed, kept as text and left out.
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<Utf8PathBuf>,

    /// Fail if anything of the source is not in the model.
    #[arg(long)]
    pub(super) strict: bool,

    /// Overwrite a file that is there.
    #[arg(long)]
    pub(super) force: bool,
}

fn formats() -> PossibleValuesParser {
    READERS.iter().map(|reader| PossibleValue::new(reader.name).help(reader.title)).into()
}

pub(super) fn run(args: &ImportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let text = read(&args.file)?;
    let path = args.file.as_str();
    let reader = match &args.from {
        Some(name) => import::named(name),
        None => import::detect(path, &text),
    };
    let Some(reader) = reader else {
        let known: Vec<&str> = READERS.iter().map(|reader| reader.title).collect();
        return Err(Failure::Arguments(format!(
            "`{path}` is of no format that can be read ({}); if it is, name it with `--from`",
            text::or_list(&known)
        )));
    };
    let imported = made(reader, &args.file, &text)?;
    let files = files(&imported, args)?;
    let there = files.iter().find_map(|(path, _)| path.as_ref().filter(|path| path.exists() && !args.force));
    if let Some(there) = there {
        return Err(Failure::Arguments(format!("`{there}` is there already; overwrite it with --force")));
    }
    for (path, text) in &files {
        output::write(path.as_deref(), text.as_bytes(), ui)?;
    }
    if let Some(report) = args.report.as_deref() {
        output::write(Some(report), format!("{:#}\n", imported.data).as_bytes(), ui)?;
    }
    ui.note(imported.report.trim_end());
    Ok(if args.strict && import::anything_dropped(&imported) { Exit::Gate } else { Exit::Done })
}

/// What is written, and where: the model, then what it includes or uses, and its lock. Without a path, standard output.
fn files<'i>(imported: &'i Imported, args: &ImportArgs) -> Result<Vec<(Option<Utf8PathBuf>, &'i str)>, Failure> {
    let output = args.output.as_deref().filter(|path| *path != "-");
    let mut files = vec![(output.map(Utf8Path::to_owned), imported.text.as_str())];
    match output {
        Some(root) => files.extend(beside(root, imported).map(|(path, text)| (Some(path), text))),
        None if imported.beside.is_empty() => {}
        None => {
            return Err(Failure::Arguments(format!(
                "`{}` is a model of {} files: name the first with `-o`, the others are written beside it",
                args.file,
                imported.beside.len() + 1
            )));
        }
    }
    Ok(files)
}

/// The files that belong to an imported model, and its lock, by their paths.
pub(super) fn beside<'i>(root: &Utf8Path, imported: &'i Imported) -> impl Iterator<Item = (Utf8PathBuf, &'i str)> {
    let folder = root.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let lock = imported.lock.as_deref().map(|lock| (root.with_extension("lock"), lock));
    imported.beside.iter().map(move |(path, text)| (folder.join(path), text.as_str())).chain(lock)
}

/// The model of a file of another tool, if it is one by its ending and content: what is called `.threat` is ours, and so is
/// what is read from standard input.
pub(super) fn of_another_tool(path: &Utf8Path) -> Option<Result<Imported, Failure>> {
    let foreign = path.extension().is_some_and(|ending| READERS.iter().any(|reader| reader.endings.contains(&ending)));
    if !foreign {
        return None;
    }
    // What cannot be read is reported where a model is looked for.
    let text = read(path).ok()?;
    let reader = import::detect(path.as_str(), &text)?;
    Some(made(reader, path, &text))
}

/// The model of a source, or why there is none.
pub(super) fn made(reader: &Reader, path: &Utf8Path, text: &str) -> Result<Imported, Failure> {
    let made = if path == "-" {
        import::import(reader, path.as_str(), text)
    } else {
        import::import_in_folder(reader, path.as_str(), text, &Folder::of(&Disk, path))
    };
    made.map_err(|refusal| {
        let line = if refusal.line > 0 { format!(":{}", refusal.line) } else { String::new() };
        Failure::Arguments(format!("{path}{line}: {} ({})", refusal.message, reader.title))
    })
}

fn read(path: &Utf8Path) -> Result<String, Failure> {
    let failure = |reason: String| Failure::Read { path: path.to_owned(), reason };
    let bytes = if path == "-" {
        read_at_most(std::io::stdin(), LARGEST)
    } else {
        let file = std::fs::File::open(path).map_err(|reason| failure(reason.to_string()))?;
        read_at_most(file, LARGEST)
    };
    let bytes = bytes.map_err(|error| match error {
        ReadError::TooLarge => failure(format!("it is larger than {} MB", LARGEST >> 20)),
        ReadError::NotFound => failure("there is no such file".to_owned()),
        ReadError::Directory => failure("it is a folder".to_owned()),
        ReadError::Other(reason) => failure(reason),
    })?;
    import::decode(bytes).map_err(failure)
}
