//! `threatline diff`: what differs between two versions of a model, and why its threats do.

mod draw;
mod sides;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use super::args::severity;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{clock, output};
use crate::base::date::Date;
use crate::base::text;
use crate::diff::{self, Diff};
use crate::model::Severity;
use sides::{Sides, Version};

#[derive(Debug, Args)]
#[command(after_help = "\
What is compared with what:
  threatline diff before.threat after.threat       two files, of other tools as well
  threatline diff                                  the last commit with what is on disk, of the project's root
  threatline diff shop.threat                      the same of this model
  threatline diff main shop.threat                 a revision of git with what is on disk
  threatline diff --base main                      the same of the project's root
  threatline diff main..HEAD shop.threat           two revisions
  threatline diff main...HEAD shop.threat          what the second has changed since both were the same
  threatline diff main:old.threat shop.threat      a file that had another name

A word that is a file is a file; a word with two or three dots in it is two revisions; with a colon,
a revision and a path in it; any other word a revision. Write ./NAME for a file whose name could be
a revision. A revision is read with the files that the model includes and its lock, as they are there.

Examples:
  threatline diff main shop.threat --details               everything, with all reasons
  threatline diff main...HEAD --format md -o comment.md    for a pull request
  threatline diff main shop.threat --fail-on high          a gate on what is new
  threatline diff main shop.threat --diagram               one diagram of both versions
  threatline diff main shop.threat -o change.svg           ... as a picture; .png works as well

--fail-on counts threats that are open now and were not: new ones, and those that were answered or
covered before. What was open before does not count.

Exit codes: 0 done, 1 the gate failed (--fail-on), or anything differs (--exit-code), 2 one of the versions cannot be read.")]
pub(super) struct DiffArgs {
    /// Two models; or revisions of git, and a model. See below.
    #[arg(value_name = "MODEL | REVISION", num_args = 0..=3)]
    sides: Vec<String>,

    /// The revision that the files on disk are compared with.
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,

    /// Text: list everything that differs, with the reason for each threat.
    #[arg(long)]
    details: bool,

    /// Draw both versions as one diagram, with a sign on what differs; as text, SVG or PNG.
    #[arg(long, conflicts_with = "details")]
    diagram: bool,

    /// Format; else by the extension of FILE, else text. SVG and PNG are diagrams.
    #[arg(long, value_enum)]
    format: Option<DiffFormat>,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,

    /// Exit with 1 if a threat of this severity or more is open that was not: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,

    /// Exit with 1 if anything differs.
    #[arg(long)]
    exit_code: bool,

    /// The day that counts as today for both versions, such as 2027-02-01. Without it SOURCE_DATE_EPOCH, else the clock.
    #[arg(long, value_name = "DATE", value_parser = clock::parse)]
    today: Option<Date>,
}

/// The forms of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For the terminal.
    #[value(alias = "txt")]
    Text,
    /// GitHub Markdown, for a comment on a pull request.
    #[value(name = "md", alias = "markdown")]
    Markdown,
    /// JSON.
    Json,
    /// A diagram as SVG.
    Svg,
    /// A diagram as PNG.
    Png,
}

const EXTENSIONS: &[(&str, DiffFormat)] = &[
    ("txt", DiffFormat::Text),
    ("md", DiffFormat::Markdown),
    ("json", DiffFormat::Json),
    ("svg", DiffFormat::Svg),
    ("png", DiffFormat::Png),
];

pub(super) fn run(args: &DiffArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let format = format(args)?;
    if args.diagram && matches!(format, DiffFormat::Markdown | DiffFormat::Json) {
        return Err(Failure::Arguments("a diagram is drawn as text, SVG or PNG".to_owned()));
    }
    if format == DiffFormat::Png && args.output.is_none() && ui.terminal_columns(None).is_some() {
        return Err(Failure::Arguments("a PNG is no text for a terminal: name a file with -o".to_owned()));
    }
    let sides = Sides::of(&args.sides, args.base.as_deref(), ui)?;
    let Some(sides) = sides else { return Ok(Exit::Unable) };
    let today = args.today.map_or_else(clock::today, |day| Ok(Some(day)))?;
    // Both are read, so that all errors are said at once.
    let [before, after] = [sides.read(Version::Before, today, ui)?, sides.read(Version::After, today, ui)?];
    let (Some(before), Some(after)) = (before, after) else { return Ok(Exit::Unable) };
    let diff = diff::compare(&before, &after);
    let output = args.output.as_deref();
    match format {
        DiffFormat::Svg => output::write(output, draw::svg(&diff::picture(&diff, &before, &after)).as_bytes(), ui)?,
        DiffFormat::Png => output::write(output, &draw::png(&diff::picture(&diff, &before, &after), ui)?, ui)?,
        DiffFormat::Text if args.diagram => {
            output::write(output, draw::text(&diff::picture(&diff, &before, &after), output, ui).as_bytes(), ui)?;
        }
        DiffFormat::Markdown => output::write(output, diff::markdown(&diff).as_bytes(), ui)?,
        DiffFormat::Json => output::write(output, diff::json(&diff, sides.names()).as_bytes(), ui)?,
        DiffFormat::Text => {
            let text = if args.details { diff::details(&diff) } else { diff::summary(&diff) };
            match output.filter(|path| *path != "-") {
                Some(path) => output::plain(path, &text, ui)?,
                None => ui.result(&text)?,
            }
        }
    }
    Ok(exit(args, &diff, ui))
}

fn format(args: &DiffArgs) -> Result<DiffFormat, Failure> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(extension) = args.output.as_ref().and_then(|path| path.extension()) else { return Ok(DiffFormat::Text) };
    EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|row| row.1).ok_or_else(|| {
        let known: Vec<String> = EXTENSIONS.iter().map(|(known, _)| format!(".{known}")).collect();
        Failure::Arguments(format!(
            "no format for files `.{extension}`: use {}, or say --format",
            text::or_list(&known)
        ))
    })
}

fn exit(args: &DiffArgs, diff: &Diff, ui: &mut Ui) -> Exit {
    let Some(least) = args.fail_on else {
        return if args.exit_code && !diff.is_empty() { Exit::Gate } else { Exit::Done };
    };
    let failing: Vec<&str> = diff.newly_open(least).map(|one| one.key.as_str()).collect();
    if failing.is_empty() {
        return if args.exit_code && !diff.is_empty() { Exit::Gate } else { Exit::Done };
    }
    let verb = if failing.len() == 1 { "is" } else { "are" };
    ui.diagnostic(&format!(
        "gate failed: {} of severity {least} or more {verb} open and {} not before: {}\n",
        text::count(failing.len(), "threat", "threats"),
        if failing.len() == 1 { "was" } else { "were" },
        text::first_of(&failing, 5)
    ));
    Exit::Gate
}
