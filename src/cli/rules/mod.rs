//! `threatline rules`: the rules of the library and of a model, and tests of them.

mod list;
mod test;

use camino::Utf8PathBuf;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::args::{TableFormat, stride};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use crate::base::text::did_you_mean;
use crate::model::{Model, RuleId, Stride};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline rules list --domain web        the rules of a domain
  threatline rules show sql-injection       everything about a rule
  threatline rules test                     the examples of the library
  threatline rules test shop.threat         the `expect` statements of a model")]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the rules.
    List(ListArgs),
    /// Show everything about a rule.
    Show(ShowArgs),
    /// Test rules: what `expect` statements say of them.
    Test(TestArgs),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline rules list
  threatline rules list --domain web,identity --stride E
  threatline rules list --on element --format csv -o rules.csv
  threatline rules list shop.threat --domain model           the rules of the model itself

Likelihood and impact are where the rating starts: the facts of a place and the class of its data
move them.")]
struct ListArgs {
    /// A model whose own rules are listed as well; `-` is standard input.
    model: Option<Utf8PathBuf>,

    /// Only rules of these domains: core, web, identity, data, messaging, cloud, k8s, cicd, mobile, iot, ai, log, model, or
    /// what rules of a model say.
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    domain: Vec<String>,

    /// Only rules of these categories: spoofing, tampering, repudiation, disclosure, denial, elevation, or S T R I D E.
    #[arg(long, value_name = "CATEGORY", value_parser = stride, value_delimiter = ',')]
    stride: Vec<Stride>,

    /// Only rules that are asked of this.
    #[arg(long, value_enum)]
    on: Option<On>,

    /// Form of the list.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

/// What a rule is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    /// Flows.
    Flow,
    /// Elements of any kind.
    Element,
    /// Zones.
    Zone,
    /// The model as a whole.
    Model,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline rules show sql-injection
  threatline rules show no-owner -m shop.threat   a rule of the model, and where it is raised")]
struct ShowArgs {
    /// Rules, by name or alias.
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,

    /// A model whose rules are known as well; `-` is standard input.
    #[arg(short, long, value_name = "MODEL")]
    model: Option<Utf8PathBuf>,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline rules test                            the examples of the library
  threatline rules test shop.threat                the `expect` statements of a model
  threatline rules test --rule sql-injection
  threatline rules test mine.threat --domain web   which rules of the domain still lack an example

A test is a statement of the model, beside what it is about:
  expect sniff on DF4                   the threat is there
  expect sniff on DF7 result=never      it is not
  expect sniff on DF9 result=question   that depends on a fact that is not stated

Exit codes: 0 every expectation is met, 1 some are not, 2 a model has errors or cannot be read.")]
struct TestArgs {
    /// Models; `-` is standard input. Without one, the examples of the library.
    #[arg(value_name = "MODEL")]
    models: Vec<Utf8PathBuf>,

    /// Only what is expected of this rule.
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,

    /// Only what is expected of the rules of this domain; lists those that lack an example.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

pub(super) fn run(args: &RulesArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    match &args.action {
        Action::List(args) => list::list(args, ui),
        Action::Show(args) => list::show(args, ui),
        Action::Test(args) => test::run(args, ui),
    }
}

/// The rule of a name or alias.
fn named(model: &Model, name: &str) -> Result<RuleId, Failure> {
    let same = |own: &str| own.eq_ignore_ascii_case(name);
    let found = model.rules.iter().find(|(_, rule)| same(&rule.name) || rule.aliases.iter().any(|alias| same(alias)));
    found.map(|(id, _)| id).ok_or_else(|| {
        let meant = did_you_mean(name, model.rules.values().map(|rule| rule.name.as_str()));
        let meant =
            meant.map_or("`threatline rules list` lists them".to_owned(), |meant| format!("did you mean `{meant}`?"));
        Failure::Arguments(format!("there is no rule `{name}`; {meant}"))
    })
}

/// Checks that some rule is of a domain.
fn known_domain(model: &Model, domain: &str) -> Result<(), Failure> {
    if model.rules.values().any(|rule| rule.domain == domain) {
        return Ok(());
    }
    let mut domains: Vec<&str> = model.rules.values().map(|rule| rule.domain.as_str()).collect();
    domains.sort_unstable();
    domains.dedup();
    let meant = did_you_mean(domain, domains.iter().copied());
    let help =
        meant.map_or_else(|| format!("domains are {}", domains.join(", ")), |meant| format!("did you mean `{meant}`?"));
    Err(Failure::Arguments(format!("no rule is of the domain `{domain}`; {help}")))
}
