//! `threatline threats`: the list of threats, and the gate on their severity.

mod order;

use camino::Utf8PathBuf;
use clap::{Args as ClapArgs, ValueEnum};

use super::args::{TableFormat, severity, stride};
use super::exit::{Exit, Failure};
use super::keys::{self, Named};
use super::tables::written;
use super::ui::Ui;
use super::{input, output};
use crate::base::text;
use crate::config::Unknown;
use crate::findings::{self, counts_as};
use crate::model::{RuleId, Severity, Stride};
use crate::pipeline::Outcome;
use crate::report::build::{Summary, Threats};
use crate::report::{self, Document, Names, write};
use crate::threats::{Entry, Status, Threat};
use order::{Order, by_place};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  threatline threats shop.threat
  threatline threats shop.threat --stride spoofing --severity high
  threatline threats shop.threat --on DF4 --details
  threatline threats shop.threat --status open,unverified --sort coverage
  threatline threats shop.threat --rule sniff --places      each place of a threat in a row
  threatline threats shop.threat --key sniff@DF1,I-03 --details
  threatline threats shop.threat --format sarif -o threats.sarif
  threatline threats shop.threat --format json | jq '.threats[].places[].key'

SARIF has a result for each place; what controls cover is no result, and answers are suppressions.")]
pub(super) struct ThreatsArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Only threats of these categories: spoofing, tampering, repudiation, disclosure, denial, elevation, or S T R I D E.
    #[arg(long, value_name = "CATEGORY", value_parser = stride, value_delimiter = ',')]
    stride: Vec<Stride>,

    /// Only threats of this severity or more.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    severity: Option<Severity>,

    /// Only threats on this element, flow or boundary.
    #[arg(long, value_name = "ID")]
    on: Option<String>,

    /// Only threats of these rules.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    rule: Vec<String>,

    /// Only these threats: keys such as `sniff@DF1`, or numbers such as `I-03`.
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    key: Vec<String>,

    /// Only threats with these statuses: open, unverified, partly-covered, covered, mitigated, transferred, accepted, avoided,
    /// dismissed.
    #[arg(long, value_name = "STATUS", value_parser = status, value_delimiter = ',')]
    status: Vec<Status>,

    /// Only threats about which something is left to do.
    #[arg(long)]
    open: bool,

    /// What the list is sorted by, in one table. Without it, tables by category: what needs work first, then by severity.
    #[arg(long, value_enum, value_name = "BY")]
    sort: Option<Order>,

    /// Text and Markdown: every threat with its statement, reasons, scenario and mitigations.
    #[arg(long)]
    details: bool,

    /// List each place of a threat in a row of its own.
    #[arg(long, conflicts_with = "details")]
    places: bool,

    /// Form of the list.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Where to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,

    /// Exit with 1 if a listed threat of this severity or more is open.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
}

/// The forms of a list of threats: those of other tables, and SARIF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For the terminal.
    Text,
    /// GitHub Markdown.
    #[value(name = "md", alias = "markdown")]
    Markdown,
    /// CSV.
    Csv,
    /// JSON.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// A status as it is written on the command line: `partly-covered`.
fn status(word: &str) -> Result<Status, String> {
    let written = |status: Status| status.as_str().replace(' ', "-");
    let found = Status::ALL.iter().copied().find(|status| written(*status).eq_ignore_ascii_case(word));
    found.ok_or_else(|| {
        let all: Vec<String> = Status::ALL.iter().map(|status| written(*status)).collect();
        format!("one of {}", all.join(", "))
    })
}

pub(super) fn run(args: &ThreatsArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let (path, outcome) = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => (usable.path, usable.outcome),
        Err(exit) => return Ok(exit),
    };
    let wanted = Wanted::of(&outcome, args).map_err(Failure::Arguments)?;
    let mut chosen = outcome.analysis.chosen(|threat| wanted.has(threat));
    if let Some(order) = args.sort {
        order.sort(&outcome, &mut chosen);
    }
    let name = if path == "-" { input::STDIN } else { path.as_str() };
    let list = List { args, name, outcome: &outcome, chosen: &chosen };
    let text = list.text(ui.width(args.output.as_deref()));
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    if let Some(on) = args.on.as_ref().filter(|_| chosen.is_empty()) {
        let on_it = outcome.analysis.threats.iter().filter(|threat| keys::is_on(&outcome, threat, on)).count();
        ui.note(&match on_it {
            0 => format!("no threat is on `{on}`"),
            count => format!("none of the {count} on `{on}` is among what was asked for"),
        });
    }
    Ok(match gate_on(&chosen, args.fail_on) {
        Some(message) => {
            ui.diagnostic(&format!("{message}\n"));
            Exit::Gate
        }
        None => Exit::Done,
    })
}

/// Which threats are listed.
struct Wanted<'a> {
    args: &'a ThreatsArgs,
    outcome: &'a Outcome,
    rules: Vec<RuleId>,
    keys: Vec<Named<'a>>,
}

impl<'a> Wanted<'a> {
    /// What is asked for, or which of the names nothing has.
    fn of(outcome: &'a Outcome, args: &'a ThreatsArgs) -> Result<Self, String> {
        args.on.iter().try_for_each(|on| keys::known_place(outcome, on))?;
        let rules = args.rule.iter().map(|name| rule(outcome, name)).collect::<Result<_, _>>()?;
        let keys = args.key.iter().map(|word| keys::find(outcome, word)).collect::<Result<_, _>>()?;
        Ok(Self { args, outcome, rules, keys })
    }

    fn has(&self, threat: &Threat) -> bool {
        let args = self.args;
        let is_named = |named: &Named<'_>| match named {
            Named::Place(place) => place.key == threat.key,
            Named::Entry(entry) => entry.rule == threat.rule,
        };
        (args.stride.is_empty() || threat.stride.is_some_and(|stride| args.stride.contains(&stride)))
            && args.severity.is_none_or(|least| threat.current.severity >= least)
            && (self.rules.is_empty() || self.rules.contains(&threat.rule))
            && (self.keys.is_empty() || self.keys.iter().any(is_named))
            && (args.status.is_empty() || args.status.contains(&threat.status))
            && (!args.open || !threat.status.is_settled())
            && args.on.as_ref().is_none_or(|on| keys::is_on(self.outcome, threat, on))
    }
}

/// The rule of a name, or what was probably meant.
fn rule(outcome: &Outcome, name: &str) -> Result<RuleId, String> {
    let rules = &outcome.model.rules;
    rules.iter().find(|(_, rule)| keys::names(rule, name)).map(|(id, _)| id).ok_or_else(|| {
        let near = text::did_you_mean(name, rules.values().map(|rule| rule.name.as_str()));
        let help =
            near.map_or("`threatline rules list` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        format!("no rule is called `{name}`: {help}")
    })
}

/// What is listed, and how.
struct List<'a> {
    args: &'a ThreatsArgs,
    name: &'a str,
    outcome: &'a Outcome,
    chosen: &'a [Entry],
}

impl List<'_> {
    fn text(&self, width: usize) -> String {
        let threats = Threats::new(&self.outcome.model, &self.outcome.graph, &self.outcome.analysis);
        let format = match self.args.format {
            Form::Json => {
                let json = serde_json::to_string_pretty(&threats.export(self.chosen)).unwrap_or_default();
                return format!("{json}\n");
            }
            Form::Sarif => {
                let rows = self.rows();
                let places: Vec<&Threat> = rows.iter().flat_map(|row| self.outcome.analysis.places(row)).collect();
                return findings::sarif_of_threats(self.name, self.outcome, &places);
            }
            Form::Csv => return written(&[threats.places(&self.rows(), "Threats")], TableFormat::Csv, 0),
            Form::Text => TableFormat::Text,
            Form::Markdown => TableFormat::Markdown,
        };
        match (self.args.places, self.args.details) {
            (true, _) => {
                let table = threats.places(&self.rows(), "Threats");
                format!("{}\n{}\n", written(&[table], format, width), Summary::of(self.chosen).line())
            }
            (_, true) => self.details(&threats, format, width),
            _ => self.listed(&threats, format, width),
        }
    }

    /// The places one by one, in the order that is asked for.
    fn rows(&self) -> Vec<Entry> {
        let mut rows = by_place(self.outcome, self.chosen);
        if let Some(order) = self.args.sort {
            order.sort(self.outcome, &mut rows);
        }
        rows
    }

    fn details(&self, threats: &Threats<'_>, format: TableFormat, width: usize) -> String {
        let title = format!("{}: threats", self.outcome.model.document.title);
        let sections = self.chosen.iter().map(|entry| threats.details(entry)).collect();
        let mut document = Document { title, sections, ..Document::default() };
        report::finish(&mut document, &Names::default());
        if format == TableFormat::Markdown { write::markdown(&document) } else { write::terminal(&document, width) }
    }

    /// A table per category that has threats, or one that is sorted, and the count.
    fn listed(&self, threats: &Threats<'_>, format: TableFormat, width: usize) -> String {
        let tables = match self.args.sort {
            Some(_) => vec![threats.table(self.chosen, "Threats")],
            None => threats.by_category(self.chosen).into_iter().filter(|table| !table.rows.is_empty()).collect(),
        };
        let mut text = written(&tables, format, width);
        // Who asks for certain threats does not ask what else may apply.
        let args = self.args;
        let narrow = !(args.rule.is_empty() && args.key.is_empty() && args.status.is_empty());
        let questions = if narrow { Vec::new() } else { threats.questions() };
        if !questions.is_empty() && format == TableFormat::Text {
            let heading = text::count(questions.len(), "open question", "open questions");
            text.push_str(&format!(
                "\n{heading}: these threats apply or not, depending on facts that are not stated\n"
            ));
            text.extend(questions.iter().map(|question| format!("  {question}\n")));
        }
        let replaced = self.outcome.analysis.replaced.len();
        if replaced > 0 && !narrow && self.args.on.is_none() && format == TableFormat::Text {
            let general = text::count(replaced, "general threat", "general threats");
            text.push_str(&format!(
                "\n{general} not listed: others say the same more closely (`coverage --table completeness` shows where)\n"
            ));
        }
        format!("{text}\n{}\n", Summary::of(self.chosen).line())
    }
}

/// Why the gate fails: threats of this severity or more about which something is left to do.
pub(super) fn gate(outcome: &Outcome, fail_on: Option<Severity>, unknown: Unknown) -> Option<String> {
    gate_on(&outcome.analysis.chosen(|threat| counts_as(threat, unknown)), fail_on)
}

fn gate_on(entries: &[Entry], fail_on: Option<Severity>) -> Option<String> {
    let least = fail_on?;
    let failing = entries.iter().filter(|entry| entry.open > 0 && entry.current.severity >= least).count();
    let noun = text::count(failing, "threat", "threats");
    let verb = if failing == 1 { "is" } else { "are" };
    (failing > 0).then(|| format!("gate failed: {noun} of severity {least} or more {verb} open"))
}
