//! The arguments of `threatline report`.

use std::ffi::OsStr;

use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, ValueEnum};

use crate::base::date::Date;
use crate::cli::clock;
use crate::report::profile::Audience;

use super::help::{EXAMPLES, MORE};

/// What is said where the tool was built without what writes PDF.
pub(super) const NO_PDF: &str = "this build cannot write PDF: install it with `cargo install --path . --features pdf`, or \
                                 print the HTML from a browser, which has a style for that";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{MORE}"))]
pub(in crate::cli) struct ReportArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    pub(super) model: Option<Utf8PathBuf>,

    /// Folder to write to, made if it is not there; a file, where one format is written; `-` is standard output. Without it,
    /// what the project file says, else `out`.
    #[arg(short, long, value_name = "WHERE")]
    pub(super) output: Option<Utf8PathBuf>,

    /// What to write; several with commas between them. Without it what the project file says, else `md,html`.
    #[arg(long, value_parser = Trimmed, value_name = "FORMAT", value_delimiter = ',')]
    pub(super) format: Vec<Format>,

    /// A profile by name, or a file with one.
    #[arg(long, value_name = "PROFILE", default_value = "enterprise")]
    pub(super) profile: String,

    /// For whom it is; without it what the profile says.
    #[arg(long, value_enum)]
    pub(super) audience: Option<AudienceArg>,

    /// Only this section, by its anchor: `threat-analysis`, or one of the short names flows, boundaries, threats, dfd,
    /// coverage. On standard output, unless -o names a place.
    #[arg(long, value_name = "SECTION", conflicts_with_all = ["split", "update", "template"])]
    pub(super) section: Option<String>,

    /// Write nothing: print what would change, and fail if anything would. The date is that of the document.
    #[arg(long)]
    pub(super) check: bool,

    /// List each text that the author has not written, and fail if there is one.
    #[arg(long)]
    pub(super) strict: bool,

    /// The date of the document; today, or `SOURCE_DATE_EPOCH`, without it.
    #[arg(long, value_name = "DATE", value_parser = clock::parse)]
    pub(super) date: Option<Date>,

    /// Show the dates of planned work, which are left to the reader otherwise.
    #[arg(long)]
    pub(super) with_dates: bool,

    /// No signs such as ✅ before the words for a status.
    #[arg(long)]
    pub(super) no_emoji: bool,

    /// Pictures in 7-bit characters.
    #[arg(long)]
    pub(super) ascii: bool,

    /// A page for each section of the first level, with the navigation of a generator of sites.
    #[arg(long, value_enum, value_name = "GENERATOR", requires = "output", conflicts_with_all = ["update", "template", "format"])]
    pub(super) split: Option<Site>,

    /// A document of your own in which what stands between marks is made anew; once for each file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format", "template"])]
    pub(super) update: Vec<Utf8PathBuf>,

    /// A Markdown template whose `{{placeholders}}` are filled in; -o says where the result goes, standard output without it.
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(super) template: Option<Utf8PathBuf>,

    /// List profiles with their sections, and all parts that a profile may have.
    #[arg(long, exclusive = true)]
    pub(super) list: bool,
}

/// A format of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// GitHub Markdown, with the diagrams as SVG beside it.
    Md,
    /// One self-contained page, with navigation and search.
    Html,
    /// The tree of the document with all tables, for programs.
    Json,
    /// AsciiDoc, with the diagrams as SVG beside it.
    Adoc,
    /// Every table as a file.
    Csv,
    /// A file for Threat Composer.
    #[value(name = "tc.json", alias = "threat-composer")]
    Composer,
    /// A document to print. Needs a build with the feature `pdf`.
    Pdf,
}

/// Formats between commas, behind which there may be a blank.
#[derive(Debug, Clone)]
struct Trimmed;

impl TypedValueParser for Trimmed {
    type Value = Format;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Format, clap::Error> {
        let trimmed = value.to_str().map_or(value, |value| OsStr::new(value.trim()));
        EnumValueParser::<Format>::new().parse_ref(command, argument, trimmed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known = Format::value_variants().iter();
        Some(Box::new(known.filter_map(ValueEnum::to_possible_value)))
    }
}

impl Format {
    /// The format that a file is written in, by its ending; `None` for a folder.
    pub(super) fn of_file(path: &Utf8Path) -> Option<Self> {
        if path.as_str().ends_with('/') {
            return None;
        }
        let name = path.file_name()?;
        let of_ending = || path.extension().and_then(Self::named);
        if name.ends_with(".tc.json") { Some(Format::Composer) } else { of_ending() }
    }

    /// The format of a word in the project file.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::from_str(word, true).ok()
    }

    /// The ending of its files.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Format::Md => "md",
            Format::Html => "html",
            Format::Json => "json",
            Format::Adoc => "adoc",
            Format::Csv => "csv",
            Format::Composer => "tc.json",
            Format::Pdf => "pdf",
        }
    }
}

/// For whom a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AudienceArg {
    /// Everything.
    Internal,
    /// No steps of attacks, no configuration, no evidence, no internal addresses.
    Public,
}

impl From<AudienceArg> for Audience {
    fn from(audience: AudienceArg) -> Self {
        match audience {
            AudienceArg::Internal => Audience::Internal,
            AudienceArg::Public => Audience::Public,
        }
    }
}

/// A generator of sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Site {
    /// `SUMMARY.md` and `book.toml`.
    Mdbook,
    /// `mkdocs.yml`, and the pages in `docs`.
    Mkdocs,
    /// Front matter in each page, and `_category_.json`.
    Docusaurus,
}
