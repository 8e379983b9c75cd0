//! `threatline number`: keeps the numbers of a model and the facts that its answers rest on in its lock.

use camino::Utf8PathBuf;
use clap::Args;
use smol_str::SmolStr;

use super::exit::{Exit, Failure};
use super::input::{self, Usable};
use super::keys::{self, Named};
use super::output;
use super::ui::Ui;
use crate::base::text;
use crate::lock::Lock;
use crate::numbering;
use crate::pipeline::Outcome;
use crate::threats::{Threat, Validity};

#[derive(Debug, Args)]
#[command(after_help = "\
The lock stands beside the root file (`shop.lock` for `shop.threat`) unless the project file
names another. Numbers are only ever added; what is gone keeps its line. Keep the lock under
version control.

Examples:
  threatline number shop.threat
  threatline number shop.threat --check                     exit with 1 if a number is missing
  threatline number shop.threat --reviewed sniff@DF1        the answer was looked at again and still holds
  threatline number shop.threat -o -                        print the lock")]
pub(super) struct NumberArgs {
    /// The model. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Write nothing; exit with 1 if the lock is not up to date, or an answer has to be looked at again.
    #[arg(long)]
    check: bool,

    /// The answers to these threats, by key, were looked at again and still hold; `all` for every one.
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    reviewed: Vec<String>,

    /// Where to write instead of the lock; `-` is standard output.
    #[arg(short, long, value_name = "FILE", conflicts_with = "check")]
    output: Option<Utf8PathBuf>,
}

pub(super) fn run(args: &NumberArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let Usable { path, outcome, project } = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let reviewed = answered(&outcome, &args.reviewed)?;
    let all = args.reviewed.iter().any(|key| key == "all");
    let reviewed = |threat: &Threat| all || reviewed.contains(&threat.key);
    let updated = numbering::updated(&outcome.model, &outcome.graph, &outcome.analysis, &outcome.lock, reviewed);
    let news = news(&outcome, &updated);
    let lock = input::lock_of(&path, project.as_ref());
    let waiting: Vec<&Threat> =
        outcome.analysis.threats.iter().filter(|threat| is_changed(threat) && !reviewed(threat)).collect();
    if args.check {
        if !news.is_empty() {
            ui.diagnostic(&format!("`{lock}` is not up to date: {}; run `threatline number`\n", news.join(", ")));
        }
        for threat in &waiting {
            ui.diagnostic(&format!("{}\n", to_review(threat)));
        }
        return Ok(if news.is_empty() && waiting.is_empty() { Exit::Done } else { Exit::Gate });
    }
    let target = match &args.output {
        Some(output) => output.clone(),
        None if path == "-" => "-".into(),
        None => lock,
    };
    if args.output.is_some() || path == "-" || updated != outcome.lock {
        output::write(Some(&target), updated.to_string().as_bytes(), ui)?;
    }
    let news = if news.is_empty() { "nothing new".to_owned() } else { news.join(", ") };
    ui.note(&format!("{}: {news}", if target == "-" { "lock" } else { target.as_str() }));
    for threat in waiting {
        ui.note(&to_review(threat));
    }
    Ok(Exit::Done)
}

/// The keys of the threats that are named, by key or number; each has to have an answer.
fn answered(outcome: &Outcome, names: &[String]) -> Result<Vec<SmolStr>, Failure> {
    let mut found = Vec::new();
    for name in names.iter().filter(|name| *name != "all") {
        let threats: Vec<&Threat> = match keys::find(outcome, name).map_err(Failure::Arguments)? {
            Named::Place(threat) => vec![threat],
            Named::Entry(entry) => outcome.analysis.places(entry),
        };
        let before = found.len();
        found.extend(threats.iter().filter(|threat| threat.answer.is_some()).map(|threat| threat.key.clone()));
        if found.len() == before {
            return Err(Failure::Arguments(format!("nobody answered `{name}`, so there is nothing to look at again")));
        }
    }
    Ok(found)
}

fn to_review(threat: &Threat) -> String {
    format!("the answer to `{}` has to be looked at again: {}", threat.key, threat.changed.join("; "))
}

fn is_changed(threat: &Threat) -> bool {
    threat.answer.is_some_and(|answered| answered.standing == Validity::Changed)
}

/// What the new lock has and the old one has not, in words.
fn news(outcome: &Outcome, updated: &Lock) -> Vec<String> {
    let mut news = Vec::new();
    let numbers = updated.len().saturating_sub(outcome.lock.len());
    if numbers > 0 {
        news.push(format!("{} added", text::count(numbers, "number", "numbers")));
    }
    let old = &outcome.lock.evidence;
    let taken = updated.evidence.iter().filter(|(key, evidence)| old.get(*key) != Some(evidence)).count();
    if taken > 0 {
        news.push(format!("the facts behind {} taken", text::count(taken, "answer", "answers")));
    }
    let gone = old.keys().filter(|key| !updated.evidence.contains_key(*key)).count();
    if gone > 0 {
        news.push(format!(
            "the facts behind {} dropped",
            text::count(gone, "answer that is gone", "answers that are gone")
        ));
    }
    news
}
