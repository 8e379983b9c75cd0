//! The arguments of `threatline answer`.

use camino::Utf8PathBuf;
use clap::{ArgGroup, Args as ClapArgs, ValueEnum};

use super::path;
use crate::base::date::{self, Date};
use crate::cli::args::severity;
use crate::cli::keys;
use crate::model::{Impact, Likelihood, Severity};

#[derive(Debug, ClapArgs)]
#[command(
    override_usage = "threatline answer [OPTIONS] <--accept|--mitigate|--transfer|--avoid|--dismiss|--rate> <TEXT> <KEY>... [MODEL]",
    group = ArgGroup::new("answer").required(true),
    after_help = "\
Examples:
  threatline answer sniff@DF1 --accept \"Public data\" --owner \"Shop team\" --until 2027-06-30
  threatline answer 'missing-mfa@web->api' shop.threat --dismiss \"No person signs in here\"
  threatline answer I-03 --transfer \"The provider guarantees it\"      at all places still open
  threatline answer I-03 --on DF4 --mitigate \"TLS in May\" --status planned
  threatline answer sniff@DF4 --rate \"The link is point to point\" --likelihood low
  threatline answer sniff@DF1 --accept \"Public data\" --diff           what would be added
  threatline answer sniff@DF1 - --avoid \"No network\" < shop.threat    the model with it

Keys and numbers are those of `threatline threats`. A statement is added at the end of the file that
`answers` names in threatline.toml, else of the root file; the rest of the file stays as it is. The
model is read with it first: what would answer nothing, or more than is named, is not written.

Exit codes: 0 done, 2 nothing is written."
)]
pub(in crate::cli) struct AnswerArgs {
    /// What is answered: keys such as `sniff@DF1`, or numbers such as `I-03` for a threat at all places that are still open. A
    /// word that ends in `.threat` is the model, and `-` is a model on standard input; without one, the root of the project
    /// file `threatline.toml`.
    #[arg(value_name = "KEY", required = true)]
    words: Vec<String>,

    /// The model; `-` is standard input.
    #[arg(short, long, value_name = "MODEL")]
    model: Option<Utf8PathBuf>,

    /// Only at these elements, flows, zones or boundaries.
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    pub(super) on: Vec<String>,

    /// Accept the risk: why.
    #[arg(long, value_name = "WHY", group = "answer")]
    pub(super) accept: Option<String>,

    /// Reduce the risk: by what.
    #[arg(long, value_name = "WHAT", group = "answer")]
    pub(super) mitigate: Option<String>,

    /// Somebody else carries the risk: who, and why.
    #[arg(long, value_name = "WHO", group = "answer")]
    pub(super) transfer: Option<String>,

    /// The design excludes the threat: how.
    #[arg(long, value_name = "HOW", group = "answer")]
    pub(super) avoid: Option<String>,

    /// The threat does not apply: why.
    #[arg(long, value_name = "WHY", group = "answer")]
    pub(super) dismiss: Option<String>,

    /// Rate it otherwise: why.
    #[arg(long, value_name = "WHY", group = "answer")]
    pub(super) rate: Option<String>,

    /// With --mitigate: how far. What is planned or in progress leaves the threat open.
    #[arg(long, value_enum, value_name = "STATUS")]
    pub(super) status: Option<Stage>,

    /// With --rate: low, medium, high, very-high.
    #[arg(long, value_name = "LIKELIHOOD", value_parser = likelihood)]
    pub(super) likelihood: Option<Likelihood>,

    /// With --rate: low, medium, high, critical.
    #[arg(long, value_name = "IMPACT", value_parser = impact)]
    pub(super) impact: Option<Impact>,

    /// With --rate: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) severity: Option<Severity>,

    /// Who answers for it.
    #[arg(long, value_name = "WHO")]
    pub(super) owner: Option<String>,

    /// The last day on which it counts, such as 2027-06-30.
    #[arg(long, value_name = "DATE", value_parser = crate::cli::clock::parse)]
    pub(super) until: Option<Date>,

    /// How often it is looked at again, such as 90d or quarterly.
    #[arg(long, value_name = "EVERY", value_parser = duration)]
    pub(super) review: Option<String>,

    /// When it will be done, such as 2027-02-01.
    #[arg(long, value_name = "DATE", value_parser = crate::cli::clock::parse)]
    pub(super) due: Option<Date>,

    /// Where it is tracked.
    #[arg(long, value_name = "ID")]
    pub(super) ticket: Option<String>,

    /// Write nothing, print what would be added.
    #[arg(long, visible_alias = "dry-run")]
    pub(super) diff: bool,
}

/// How far a mitigation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// Decided.
    Planned,
    /// Begun.
    InProgress,
    /// In place.
    Implemented,
}

impl Stage {
    /// The word in a model.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Stage::Planned => "planned",
            Stage::InProgress => "in-progress",
            Stage::Implemented => "implemented",
        }
    }
}

impl AnswerArgs {
    /// The model, if one is named, and the keys.
    pub(super) fn split(&self) -> Result<(Option<Utf8PathBuf>, Vec<&str>), String> {
        let is_model = |word: &&str| {
            self.model.is_none()
                && (*word == "-" || word.ends_with(".threat") || (!keys::is_key(word) && path(word).is_file()))
        };
        let (models, words): (Vec<&str>, Vec<&str>) = self.words.iter().map(String::as_str).partition(is_model);
        if words.is_empty() {
            return Err("say what is answered: a key such as `sniff@DF1`, or a number such as `I-03`".into());
        }
        match models.as_slice() {
            [] => Ok((self.model.clone(), words)),
            [model] => Ok((Some(path(model)), words)),
            _ => Err("one model at a time".into()),
        }
    }
}

fn likelihood(word: &str) -> Result<Likelihood, String> {
    Likelihood::parse(&word.to_lowercase()).ok_or_else(|| "one of low, medium, high, very-high".to_owned())
}

fn impact(word: &str) -> Result<Impact, String> {
    Impact::parse(&word.to_lowercase()).ok_or_else(|| "one of low, medium, high, critical".to_owned())
}

fn duration(word: &str) -> Result<String, String> {
    if date::is_duration(word) {
        Ok(word.to_owned())
    } else {
        Err("a duration such as 90d, 6mo or quarterly".to_owned())
    }
}
