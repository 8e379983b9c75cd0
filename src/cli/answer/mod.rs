//! `threatline answer`: writes an answer to threats into the model.

mod args;
mod chosen;
mod proof;
mod statement;
mod target;

use camino::{Utf8Path, Utf8PathBuf};

use super::exit::{Exit, Failure};
use super::project::Project;
use super::ui::Ui;
use super::{clock, fmt, input};
use crate::base::date::Date;
use crate::base::text;
use crate::lint;
use crate::model::AnswerKind;
use crate::threats::Threat;
pub(super) use args::AnswerArgs;
use proof::Proof;
use statement::Wish;
use target::Target;

/// Keys that the summary names.
const SHOWN: usize = 8;

pub(super) fn run(args: &AnswerArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let today = clock::today()?;
    let wish = Wish::of(args, today).map_err(Failure::Arguments)?;
    let (model, words) = args.split().map_err(Failure::Arguments)?;
    input::must_be_ours(model.iter().map(|path| path.as_path()))?;
    let usable = match input::usable(model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let target = Target::of(&usable)?;
    let (threats, left) = chosen::threats(&usable.outcome, &words, args, wish.kind).map_err(Failure::Arguments)?;
    let width = usable.project.as_ref().and_then(|project| project.config.width);
    let added = wish.statements(&usable.outcome, &threats, width.map_or(lint::DEFAULT_WIDTH, |width| width as usize));
    let after = target.with(&added);
    let run = Run { path: &usable.path, project: usable.project.as_ref(), today };
    let proof = run.prove(&target, &after);
    if let Err(failure) = proof.check(&threats) {
        // What is wrong with the text that would be written.
        ui.diagnostic(&proof.errors());
        return Err(Failure::Arguments(format!("nothing is written: {failure}")));
    }
    if args.diff {
        ui.result(&fmt::diff(target.name(), &target.text, &after))?;
    } else {
        target.write(&after, &proof.place(), &added, ui)?;
    }
    ui.diagnostic(&proof.warnings(usable.project.as_ref()));
    ui.note(&summary(&proof, &threats, wish.kind, args.diff));
    left.iter().for_each(|note| ui.note(note));
    Ok(Exit::Done)
}

/// How a model is read: before an answer is added, and with it.
struct Run<'a> {
    path: &'a Utf8Path,
    project: Option<&'a Project>,
    today: Option<Date>,
}

impl Run<'_> {
    /// Reads the model with the new text of a file, which is not written yet.
    fn prove(&self, target: &Target, after: &str) -> Proof {
        let mut files = input::files(std::iter::empty());
        files.insert(target.path.clone(), after.as_bytes());
        let outcome = input::analyze(&files, self.path, self.project, self.today);
        Proof { outcome, path: target.path.clone(), from: target.length(), today: self.today }
    }
}

/// `sniff@DF1: partly covered, now accepted`; of many threats how many.
fn summary(proof: &Proof, threats: &[&Threat], kind: AnswerKind, diff: bool) -> String {
    let [threat] = threats else {
        let keys: Vec<&str> = threats.iter().map(|threat| threat.key.as_str()).collect();
        let verb = if diff { "would be answered" } else { "answered" };
        return format!("{} {verb}: {}", text::count(threats.len(), "threat", "threats"), text::first_of(&keys, SHOWN));
    };
    let word = |threat: &Threat| match kind {
        AnswerKind::Rate => threat.current.severity.as_str(),
        _ => threat.status.as_str(),
    };
    let (key, before) = (&threat.key, word(threat));
    let after = proof.threat(threat).map_or(before, word);
    match (before == after, diff) {
        (true, false) => format!("{key}: stays {before}"),
        (true, true) => format!("{key}: would stay {before}"),
        (false, false) => format!("{key}: {before}, now {after}"),
        (false, true) => format!("{key}: {before}, would be {after}"),
    }
}

/// A path as a list of arguments has it.
fn path(word: &str) -> Utf8PathBuf {
    Utf8PathBuf::from(word)
}
