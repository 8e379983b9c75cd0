//! Arguments, with their help.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::answer::AnswerArgs;
use super::coverage::CoverageArgs;
use super::diff::DiffArgs;
use super::export::ExportArgs;
use super::import::ImportArgs;
use super::number::NumberArgs;
use super::portfolio::PortfolioArgs;
use super::query::QueryArgs;
use super::rules::RulesArgs;
use super::threats::ThreatsArgs;
use super::views::ViewArgs;
use crate::base::date::Date;
use crate::config::Unknown;
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
  threatline answer sniff@DF1 --accept 'Public data'
                                                  writes an answer to one of them into the model
  threatline report shop.threat -o out            report and diagrams in the folder out
  threatline init shop.threat                     a model to start from
  threatline explain E0110                        what a code means; or a word, or a value of a model
  threatline types                                the words you may use
  threatline rules list                           the rules by which threats are derived
  threatline query 'encryption == unknown' shop.threat
                                                  what a condition holds for
  threatline diff main..HEAD shop.threat          what changed between two revisions, and why it matters
  threatline import shop.drawio -o shop.threat    a model from a diagram of another tool
  threatline diff main..HEAD                      what changed, and which threats are new
  threatline fmt                                  one layout for every model of this folder

Exit codes: 0 done, 1 the gate failed (--fail-on, --deny, fmt --check, diff --exit-code), 2 the job could not be done, 101 internal error."
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
    /// Keep the numbers of a model, and what its answers rest on.
    Number(NumberArgs),
    /// Answer threats: add an `accept`, `mitigate`, `transfer`, `avoid`, `dismiss` or `rate` to the model.
    Answer(AnswerArgs),
    /// List, show and test the rules by which threats are derived.
    Rules(RulesArgs),
    /// Ask a condition of a model: for which flows or elements it holds.
    Query(QueryArgs),
    /// Print tables of flows, boundaries, elements, data and threats.
    Tables(TablesArgs),
    /// Show how far controls counter the threats, and what to ask first.
    Coverage(CoverageArgs),
    /// Compare two versions of a model: what changed, and why its threats did.
    Diff(DiffArgs),
    /// Write the report: diagrams and all tables.
    Report(super::report::ReportArgs),
    /// Format files: one layout for everybody, the same meaning.
    Fmt(FmtArgs),
    /// Explain a code, a word of the language, or where a value of a model comes from.
    Explain(ExplainArgs),
    /// List the built-in types, the control catalogue, attributes and the words they take.
    Types(TypesArgs),
    /// Print a guide for AI assistants that write models.
    #[command(after_help = GUIDE_HELP)]
    Guide(GuideArgs),
    /// Make a model of a diagram or threat model of another tool.
    Import(ImportArgs),
    /// Write a model in the format of another tool, or as tables.
    Export(ExportArgs),
    /// List many models: threats, coverage and overdue reviews of each.
    Portfolio(PortfolioArgs),
    /// Write a model to start from.
    Init(InitArgs),
    /// Print the manual page, or write one for each command.
    Man(ManArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
}

pub(super) fn severity(word: &str) -> Result<Severity, String> {
    Severity::parse(&word.to_lowercase()).ok_or_else(|| "one of low, medium, high, critical".to_owned())
}

pub(super) fn stride(word: &str) -> Result<Stride, String> {
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
  threatline check                                       the root of the project, named in threatline.toml
  threatline check shop.threat fleet.threat --fail-on high
  threatline check shop.threat --deny W0301,governance --allow style
  threatline check shop.threat --fix --diff              what --fix would change
  cat shop.threat | threatline check - --format json
  threatline check --format sarif -o threatline.sarif    for code scanning
  threatline check --format github                       in a workflow of GitHub

Codes have levels: error, warning, note, only with --qa, or off. The project file changes them, and --allow, --warn and
--deny come after it. They take codes, and the groups structure, facts, design, document, governance and style.

Exit codes: 0 nothing fails, 1 the gate failed (--fail-on, --deny, a diff), 2 errors, or a file cannot be read.")]
pub(super) struct CheckArgs {
    /// Models to check; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    #[arg(value_name = "MODEL")]
    pub(super) models: Vec<Utf8PathBuf>,

    /// Exit with 1 if a threat of this severity or more is not fully covered: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) fail_on: Option<Severity>,

    /// Whether threats that rest on what nobody stated count for --fail-on.
    #[arg(long, value_enum, value_name = "HOW")]
    pub(super) unknown: Option<UnknownThreats>,

    /// Do not report these codes or groups.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) allow: Vec<String>,

    /// Report these codes or groups as warnings.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) warn: Vec<String>,

    /// Exit with 1 if these codes or groups are reported; `warnings` stands for all.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) deny: Vec<String>,

    /// Report what quality assurance asks for as well, and print the methodology's checklist.
    #[arg(long)]
    pub(super) qa: bool,

    /// Mend what can be mended without changing a meaning; `-` prints the mended text.
    #[arg(long)]
    pub(super) fix: bool,

    /// With --fix: write nothing, print what would change.
    #[arg(long, visible_alias = "dry-run", requires = "fix", conflicts_with_all = ["format", "output"])]
    pub(super) diff: bool,

    /// Exit with 0 where the gate fails.
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// Form of the findings.
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,

    /// Where to write the findings; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// Report at most this many findings; 0 for all. Without it 50 as text, all in other forms.
    #[arg(long, value_name = "N")]
    pub(super) max_errors: Option<usize>,

    /// The day that counts as today, such as 2027-02-01. Without it SOURCE_DATE_EPOCH, else the clock.
    #[arg(long, value_name = "DATE", value_parser = super::clock::parse)]
    pub(super) today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UnknownThreats {
    /// They count.
    Raise,
    /// They are only listed.
    List,
}

impl From<UnknownThreats> for Unknown {
    fn from(unknown: UnknownThreats) -> Self {
        match unknown {
            UnknownThreats::Raise => Unknown::Raise,
            UnknownThreats::List => Unknown::List,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the source text.
    Text,
    /// One object.
    Json,
    /// SARIF 2.1.0, with threats as results.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// JUnit XML.
    Junit,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline diagram shop.threat                     text, in the terminal
  threatline diagram shop.threat --ascii             text of 7-bit characters only
  threatline diagram shop.threat --width 100         text, in parts where it is wider
  threatline diagram shop.threat --threats           with the number of open threats
  threatline diagram shop.threat -o shop.svg
  threatline diagram shop.threat -o shop.svg --link-base shop.md#
  threatline diagram shop.threat -o shop.png --scale 3 --dark
  threatline diagram shop.threat --format svg -o -   SVG on standard output
  threatline diagram shop.threat -o shop.drawio      for others: .mmd .d2 .dot .gv .puml .drawio
  threatline diagram --markdown README.md docs/*.md  in documents
  threatline diagram --markdown README.md --format svg --check
  threatline diagram shop.threat --view cloud        a view, zone, element, boundary, scenario
  threatline diagram shop.threat --data orders       where the data goes
  threatline diagram shop.threat --on web --exclude logs --collapse office
  threatline diagram shop.threat --layers            the architecture by layers
  threatline diagram shop.threat --all -o pictures   every view, else a default set
  threatline diagram shop.threat --list              what --all writes

In a Markdown document, a fence that starts with ```threat is a model, and its diagram is written
below it. A diagram of a model in another file stands between two markers, each on its own line:
  <!-- threatline:begin shop.threat level=1 -->
  <!-- threatline:end -->
What stands between them is replaced. Behind ```threat and in `begin` you may write level=0, 1 or
2, format=text, ascii, svg, png, mermaid, d2, dot or plantuml, name=FILE for the file of a
picture, title=yes and legend=no. Where no format is written, --format counts, else it is text.
Pictures lie beside the document. A fence that starts with ```threat ignore has no diagram.")]
pub(super) struct DiagramArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    pub(super) model: Option<Utf8PathBuf>,

    /// Where to write; `-` is standard output. The extension gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// Format; else by the extension of FILE, else text.
    #[arg(long, value_enum)]
    pub(super) format: Option<DiagramFormat>,

    /// 7-bit characters only.
    #[arg(long)]
    pub(super) ascii: bool,

    /// Text: the columns there are; 0 for as many as it takes. A wider diagram is drawn in parts. Without it, the columns of
    /// the terminal where the diagram is printed on one, else 0.
    #[arg(long, value_name = "COLUMNS")]
    pub(super) width: Option<usize>,

    /// PNG: pixels per unit.
    #[arg(long, default_value_t = 2.0, value_name = "FACTOR")]
    pub(super) scale: f64,

    /// SVG and PNG: light on dark.
    #[arg(long)]
    pub(super) dark: bool,

    /// Count the open threats on each element and flow, with the highest severity: `⚑3 H`.
    #[arg(long)]
    pub(super) threats: bool,

    /// SVG: make elements and flows links to a report, such as `shop.md#`; the anchor comes behind.
    #[arg(long, value_name = "ADDRESS")]
    pub(super) link_base: Option<String>,

    /// SVG: put the letters that it uses into the file, for readers without DejaVu Sans or Verdana.
    #[arg(long)]
    pub(super) embed_font: bool,

    /// PNG: a font file for characters that the built-in font lacks. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub(super) font: Vec<Utf8PathBuf>,

    /// Leave out the title.
    #[arg(long)]
    pub(super) no_title: bool,

    /// Leave out the legend.
    #[arg(long)]
    pub(super) no_legend: bool,

    /// Markdown documents to draw in, instead of a model: below each ```threat fence, and between markers that name a model.
    /// `-` is standard input, and the document goes to standard output.
    #[arg(long, value_name = "DOCUMENT", num_args = 1.., conflicts_with_all = ["model", "output"])]
    pub(super) markdown: Vec<Utf8PathBuf>,

    /// With --markdown: write nothing, list what would change, and exit with 1 if anything would.
    #[arg(long)]
    pub(super) check: bool,

    // Last, because its heading stands over everything behind it.
    #[command(flatten)]
    pub(super) what: ViewArgs,
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
    /// Mermaid flowchart.
    #[value(alias = "mmd")]
    Mermaid,
    /// D2.
    D2,
    /// DOT, for Graphviz.
    #[value(alias = "gv", alias = "graphviz")]
    Dot,
    /// PlantUML deployment diagram.
    #[value(name = "plantuml", alias = "puml")]
    PlantUml,
    /// File of draw.io (diagrams.net), with everything where the SVG has it.
    #[value(name = "drawio")]
    DrawIo,
    /// JSON with the place of everything in the SVG, for programs.
    Geometry,
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
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Which tables; all if none is named.
    #[arg(value_enum, value_name = "TABLE")]
    tables: Vec<TableName>,

    /// Form of the tables; CSV takes one table.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(super) format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,
}

impl TablesArgs {
    /// The model and the tables. Where the first word is a table and no file, the model is left out.
    pub(super) fn split(&self) -> (Option<&Utf8Path>, Vec<TableName>) {
        let first = self.model.as_ref().filter(|path| !path.exists());
        match first.and_then(|path| TableName::from_str(path.as_str(), true).ok()) {
            Some(table) => (None, std::iter::once(table).chain(self.tables.iter().copied()).collect()),
            None => (self.model.as_deref(), self.tables.clone()),
        }
    }
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

const GUIDE_HELP: &str = "\
Examples:
  threatline guide                          read it
  threatline guide -o AGENTS.md             for assistants that look for that name
  threatline guide -o .kiro/steering/threat-model.md

The page says how a model is written, what may be stated and what may not, and which words there are
in this version. Write it anew after an update.";

#[derive(Debug, ClapArgs)]
pub(super) struct GuideArgs {
    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,
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
words such as HIGH in lower case. Comments, texts, line ends and the order of statements stay. A
file with syntax errors is not changed. What the words mean is not looked at: an unknown keyword is
laid out like any other, and `threatline check` reports it.

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
  threatline explain E0110                          a code
  threatline explain store encryption mtls https    a statement, an attribute, a word, a type
  threatline explain control:mtls                   one meaning of several
  threatline explain shop.threat DF2                everything about a flow of a model
  threatline explain shop.threat DF2.encryption     where a value comes from
  threatline explain --list                         all codes")]
pub(super) struct ExplainArgs {
    /// What to explain: a code, keyword, attribute, word, type, control, rule or adversary; or, of a model, an element, flow,
    /// zone, boundary, data asset, threat or `SUBJECT.ATTRIBUTE`. A word that ends in `.threat` is the model.
    #[arg(value_name = "WORD", required_unless_present = "list")]
    pub(super) words: Vec<String>,

    /// The model; `-` is standard input.
    #[arg(short, long, value_name = "MODEL")]
    pub(super) model: Option<Utf8PathBuf>,

    /// List all codes.
    #[arg(long, conflicts_with = "words")]
    pub(super) list: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline types                      names of all types and controls
  threatline types process flow         types of these kinds, with what they set
  threatline types control --format md  the control catalogue
  threatline types auth encryption      the words of these attributes
  threatline types attributes           all attributes
  threatline types data -m shop.threat  those that the model declares as well")]
pub(super) struct TypesArgs {
    /// Kinds of types, `attributes`, `words` for all lists of words, or attributes whose words are wanted.
    #[arg(value_name = "WHAT", value_parser = super::types::listable(), hide_possible_values = true)]
    pub(super) what: Vec<String>,

    /// A model whose types are listed as well; `-` is standard input.
    #[arg(short, long, value_name = "MODEL")]
    pub(super) model: Option<Utf8PathBuf>,

    /// Form of the tables; CSV takes one table.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(super) format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<Utf8PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline init                                 model.threat, a web application
  threatline init shop.threat --from microservices
  threatline init - --from ai                     on standard output

The model says what such a system is usually made of. How it is protected is for you to state: the model asks for it in
comments and `todo` statements, and claims nothing.")]
pub(super) struct InitArgs {
    /// The file to write; `-` is standard output.
    #[arg(default_value = "model.threat", value_name = "FILE")]
    pub(super) file: Utf8PathBuf,

    /// What kind of system it is.
    #[arg(long, value_name = "PATTERN", default_value = "webapp", value_parser = super::init::names())]
    pub(super) from: String,

    /// Overwrite the file if it is there.
    #[arg(long)]
    pub(super) force: bool,

    /// List the patterns with what each consists of.
    #[arg(long, conflicts_with_all = ["force", "from"])]
    pub(super) list: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline man | man -l -
  threatline man -o ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// Write `threatline.1` and a page for each command to this folder.
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<Utf8PathBuf>,
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
