//! Arguments, with their help.

use camino::Utf8PathBuf;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::model::{Severity, Stride};

/// Architecture as text: data flow diagrams and STRIDE threat models from one `.threat` file.
#[derive(Debug, Parser)]
#[command(
    name = "threatline",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  threatline check shop.threat                    what is wrong with the model
  threatline diagram shop.threat                  the data flow diagram as text
  threatline diagram shop.threat -o shop.svg      ... as SVG; .png and .txt work as well
  threatline threats shop.threat                  the threats, by STRIDE category
  threatline report shop.threat -o out            report and diagrams in the folder out
  threatline explain E0110                        what a code means
  threatline fmt                                  one layout for every model of this folder

Exit codes: 0 done, 1 the gate failed (--fail-on, fmt --check), 2 the job could not be done,
101 internal error."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", display_order = 900)]
    pub(super) color: Color,

    /// Print results and errors only.
    #[arg(short, long, global = true, display_order = 901)]
    pub(super) quiet: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Check models and say what is wrong.
    Check(CheckArgs),
    /// Draw the data flow diagram.
    Diagram(DiagramArgs),
    /// List the threats.
    Threats(ThreatsArgs),
    /// Print tables of flows, boundaries, elements, data and threats.
    Tables(TablesArgs),
    /// Write the report: diagrams and all tables.
    Report(ReportArgs),
    /// Explain a code such as `E0110`, with a wrong and a right example.
    Explain(ExplainArgs),
    /// Format files: one layout for everybody, the same meaning.
    Fmt(FmtArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::parse(&word.to_lowercase()).ok_or_else(|| "one of low, medium, high, critical".to_owned())
}

fn stride(word: &str) -> Result<Stride, String> {
    let word = word.to_lowercase();
    let by_letter = Stride::ALL.iter().copied().find(|stride| stride.letter().to_lowercase().to_string() == word);
    by_letter.or_else(|| Stride::parse(&word)).ok_or_else(|| {
        "one of spoofing, tampering, repudiation, disclosure, denial, elevation, or their letters S T R I D E"
            .to_owned()
    })
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline check shop.threat
  threatline check shop.threat fleet.threat --fail-on high
  cat shop.threat | threatline check - --format json")]
pub(super) struct CheckArgs {
    /// Models to check; `-` is standard input.
    #[arg(required = true, value_name = "MODEL")]
    pub(super) models: Vec<Utf8PathBuf>,

    /// Exit with 1 if a threat of this severity or more is not fully covered: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) fail_on: Option<Severity>,

    /// Form of the diagnostics.
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,

    /// Print at most this many diagnostics; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(super) max_errors: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the source text.
    Text,
    /// One object.
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline diagram shop.threat                     text, in the terminal
  threatline diagram shop.threat --ascii             text of 7-bit characters only
  threatline diagram shop.threat -o shop.svg
  threatline diagram shop.threat -o shop.png --scale 3 --dark
  threatline diagram shop.threat --format svg -o -   SVG on standard output")]
pub(super) struct DiagramArgs {
    /// The model; `-` is standard input.
    pub(super) model: Utf8PathBuf,

    /// Where to write; `-` is standard output. The extension gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// Format; else by the extension of FILE, else text.
    #[arg(long, value_enum)]
    pub(super) format: Option<DiagramFormat>,

    /// How much to show: 0 the system as one process, 1 composite processes closed, 2 everything.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(super) level: u8,

    /// 7-bit characters only.
    #[arg(long)]
    pub(super) ascii: bool,

    /// PNG: pixels per unit.
    #[arg(long, default_value_t = 2.0, value_name = "FACTOR")]
    pub(super) scale: f64,

    /// SVG and PNG: light on dark.
    #[arg(long)]
    pub(super) dark: bool,

    /// Leave out the title.
    #[arg(long)]
    pub(super) no_title: bool,

    /// Leave out the legend.
    #[arg(long)]
    pub(super) no_legend: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagramFormat {
    /// Unicode box drawing.
    #[value(alias = "txt")]
    Text,
    /// 7-bit characters.
    Ascii,
    /// SVG.
    Svg,
    /// PNG.
    Png,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline threats shop.threat
  threatline threats shop.threat --stride spoofing --severity high
  threatline threats shop.threat --on DF4 --details
  threatline threats shop.threat --format json | jq '.threats[].key'")]
pub(super) struct ThreatsArgs {
    /// The model; `-` is standard input.
    pub(super) model: Utf8PathBuf,

    /// Only threats of these categories: spoofing, tampering, repudiation, disclosure, denial, elevation, or S T R I D E.
    #[arg(long, value_name = "CATEGORY", value_parser = stride, value_delimiter = ',')]
    pub(super) stride: Vec<Stride>,

    /// Only threats of this severity or more.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) severity: Option<Severity>,

    /// Only threats on this element, flow or boundary.
    #[arg(long, value_name = "ID")]
    pub(super) on: Option<String>,

    /// Only threats that are not fully covered.
    #[arg(long)]
    pub(super) open: bool,

    /// Text and Markdown: every threat with its statement, reasons, scenario and mitigations.
    #[arg(long)]
    pub(super) details: bool,

    /// Form of the list.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(super) format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// Exit with 1 if a listed threat of this severity or more is not fully covered.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) fail_on: Option<Severity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For the terminal.
    Text,
    /// GitHub Markdown.
    #[value(name = "md", alias = "markdown")]
    Markdown,
    /// CSV.
    Csv,
    /// JSON.
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline tables shop.threat                      all tables
  threatline tables shop.threat flows boundaries
  threatline tables shop.threat flows --format csv -o flows.csv")]
pub(super) struct TablesArgs {
    /// The model; `-` is standard input.
    pub(super) model: Utf8PathBuf,

    /// Which tables; all if none is named.
    #[arg(value_enum, value_name = "TABLE")]
    pub(super) tables: Vec<TableName>,

    /// Form of the tables; CSV takes one table.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(super) format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableName {
    /// Data flows with protocol, authentication and encryption.
    Flows,
    /// Trust boundaries and what crosses them.
    Boundaries,
    /// Elements with their zones.
    Elements,
    /// Data assets with their classification.
    Data,
    /// Threats.
    Threats,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline report shop.threat -o out       out/shop.md, out/shop.svg and out/shop.png
  threatline report shop.threat -o -         Markdown on standard output")]
pub(super) struct ReportArgs {
    /// The model; `-` is standard input.
    pub(super) model: Utf8PathBuf,

    /// Folder to write to, made if it is not there; `-` writes the Markdown alone to standard output.
    #[arg(short, long, default_value = "out", value_name = "FOLDER")]
    pub(super) output: Utf8PathBuf,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline fmt                         every .threat file of this folder and those in it
  threatline fmt shop.threat lib         a file, and the files of a folder
  threatline fmt --check                 for continuous integration: which files are not formatted
  threatline fmt --diff shop.threat      what would change
  threatline fmt - < shop.threat         for editors: standard input to standard output

The layout: two blanks are one level; `name=value` in headers, `name = value` aligned in blocks;
columns that you align by hand stay aligned when a name grows, others are not made; keywords and
words such as HIGH in lower case. Comments, texts and the order of statements stay. A file with
syntax errors is not changed.

Exit codes: 0 done, 1 files are not formatted (--check, --diff), 2 a file cannot be read, cannot
be written or has syntax errors.")]
pub(super) struct FmtArgs {
    /// Files, folders with everything below them, or `-` for standard input; without any, the current folder.
    #[arg(value_name = "FILE")]
    pub(super) paths: Vec<Utf8PathBuf>,

    /// Write nothing; list the files that would change.
    #[arg(long)]
    pub(super) check: bool,

    /// Write nothing; print what would change.
    #[arg(long)]
    pub(super) diff: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline explain E0110
  threatline explain --list        all codes")]
pub(super) struct ExplainArgs {
    /// What to explain: a code such as `E0110`, in any letter case.
    #[arg(value_name = "WORD", required_unless_present = "list")]
    pub(super) words: Vec<String>,

    /// List all codes.
    #[arg(long, conflicts_with = "words")]
    pub(super) list: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  threatline completions bash > ~/.local/share/bash-completion/completions/threatline")]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}
