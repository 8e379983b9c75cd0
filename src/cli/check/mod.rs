//! `threatline check`: what is wrong with models, and the gate for continuous integration.

mod mend;
mod print;

use camino::{Utf8Path, Utf8PathBuf};
use mend::Mended;
use print::Printer;

use super::args::CheckArgs;
use super::exit::{Exit, Failure};
use super::project::Project;
use super::ui::Ui;
use super::{clock, input};
use crate::base::date::Date;
use crate::base::diagnostic;
use crate::base::files::Files;
use crate::base::text;
use crate::config::{Levels, Pick, Reported, Side, Unknown};
use crate::findings::{self, Finding, Gate, Part, Report};
use crate::lint::checklist::{self, ItemResult};
use crate::lint::{self, Request};
use crate::model::Severity;
use crate::pipeline::Outcome;
use crate::project;

pub(super) fn run(args: &CheckArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let project = Project::of(args.models.first().map(Utf8PathBuf::as_path));
    let check = Check::new(args, project)?;
    // A project file with mistakes may name no root; what is wrong with it is said below.
    let broken = check.project.as_ref().is_some_and(|project| !project.is_usable() && project.root().is_none());
    let models = if args.models.is_empty() && broken {
        Vec::new()
    } else {
        input::models(&args.models, check.project.as_ref())?
    };
    input::announce(models.iter().map(Utf8PathBuf::as_path), ui)?;
    if args.fix {
        input::must_be_ours(models.iter().map(Utf8PathBuf::as_path))?;
    }
    let mut files = input::readable(models.iter().map(Utf8PathBuf::as_path));
    let mended = if args.fix { mend::mend(&mut files, &models, &check) } else { Mended::default() };
    mended.write(args.diff, ui)?;
    let checked: Vec<Checked> = models.iter().map(|path| check.model(&files, path)).collect();
    let report = check.report(&checked);
    Printer { args, levels: &check.levels, report: &report, mended: &mended }.print(ui)?;
    Ok(exit(args, &report, &mended))
}

/// What a run is asked to do, with what the project file says about it.
pub(super) struct Check {
    project: Option<Project>,
    levels: Levels,
    fail_on: Option<Severity>,
    unknown: Unknown,
    today: Option<Date>,
    width: usize,
}

/// A model that was checked.
pub(super) struct Checked {
    name: String,
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
    checklist: Vec<ItemResult>,
}

impl Check {
    fn new(args: &CheckArgs, project: Option<Project>) -> Result<Self, Failure> {
        let config = project.as_ref().map(|project| project.config.clone()).unwrap_or_default();
        Ok(Self {
            levels: levels(args, config.levels)?,
            fail_on: args.fail_on.or(config.fail_on),
            unknown: args.unknown.map(Unknown::from).or(config.unknown).unwrap_or_default(),
            today: args.today.map_or_else(clock::today, |day| Ok(Some(day)))?,
            width: config.width.map_or(lint::DEFAULT_WIDTH, |width| width as usize),
            project,
        })
    }

    /// Checks a model. Lints judge models that can be used.
    pub(super) fn model(&self, files: &dyn Files, path: &Utf8Path) -> Checked {
        let outcome = input::analyze(files, path, self.project.as_ref(), self.today);
        let mut found = outcome.diagnostics.clone();
        let mut checklist = Vec::new();
        if outcome.is_usable() {
            let folder =
                self.project.as_ref().map_or_else(|| path.parent().unwrap_or(Utf8Path::new("")), Project::folder);
            let modified = |path: &Utf8Path| files.is_inside(path, folder).then(|| project::changed(path)).flatten();
            let request = Request { today: self.today, width: self.width, modified: Some(&modified) };
            found.extend(outcome.lints(&request, |code| self.levels.of(code) != Reported::Off));
            diagnostic::sort(&mut found);
            if self.levels.qa {
                checklist = checklist::evaluate(&found, &outcome.model, &outcome.analysis, self.today);
            }
        }
        let name = if path == "-" { input::STDIN.to_owned() } else { path.to_string() };
        Checked { name, outcome, findings: findings::levelled(found, &self.levels), checklist }
    }

    fn report<'a>(&'a self, checked: &'a [Checked]) -> Report<'a> {
        let project = self.project.iter().filter(|project| !project.diagnostics.is_empty()).map(|project| Part {
            name: project.path.as_str(),
            sources: &project.sources,
            findings: project.diagnostics.iter().cloned().map(Finding::from).collect(),
            outcome: None,
            checklist: Vec::new(),
        });
        let models = checked.iter().map(|checked| Part {
            name: &checked.name,
            sources: &checked.outcome.sources,
            findings: checked.findings.clone(),
            outcome: Some(&checked.outcome),
            checklist: checked.checklist.clone(),
        });
        let parts: Vec<Part<'a>> = project.chain(models).collect();
        let gates = if parts.iter().all(Part::is_usable) { self.gates(&parts) } else { Vec::new() };
        Report { parts, gates, unknown: self.unknown, today: self.today }
    }

    /// Why the run fails although every model can be used.
    fn gates(&self, parts: &[Part<'_>]) -> Vec<Gate> {
        let failing = |part: &Part<'_>| {
            let message = super::threats::gate(part.outcome?, self.fail_on, self.unknown)?;
            Some(Gate { model: Some(part.name.to_owned()), message })
        };
        let mut gates: Vec<Gate> = parts.iter().filter_map(failing).collect();
        let denied = findings::counts(parts.iter().flat_map(|part| &part.findings)).denied;
        if denied > 0 {
            let count = text::count(denied, "denied warning", "denied warnings");
            let message = format!("gate failed: {count} ({})", findings::denied_codes(parts).join(", "));
            gates.push(Gate { model: None, message });
        }
        gates
    }
}

/// The levels of the run: those of the project file, changed by the options.
fn levels(args: &CheckArgs, file: crate::config::Choice) -> Result<Levels, Failure> {
    let mut levels = Levels { file, qa: args.qa, ..Levels::default() };
    for &side in Side::ALL {
        let words = match side {
            Side::Allow => &args.allow,
            Side::Warn => &args.warn,
            Side::Deny => &args.deny,
        };
        for word in words {
            let pick = Pick::parse(word, side).map_err(|problem| {
                let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
                Failure::Arguments(format!("--{}: {}{help}", side.as_str(), problem.message))
            })?;
            levels.flags.side_mut(side).push(pick);
        }
    }
    match levels.flags.contradiction() {
        Some((pick, a, b)) => {
            Err(Failure::Arguments(format!("`{pick}` stands behind --{} and --{}", a.as_str(), b.as_str())))
        }
        None => Ok(levels),
    }
}

fn exit(args: &CheckArgs, report: &Report<'_>, mended: &Mended) -> Exit {
    if !report.parts.iter().all(Part::is_usable) {
        return Exit::Unable;
    }
    let differs = args.diff && mended.changes_something();
    if (!report.gates.is_empty() || differs) && !args.exit_zero { Exit::Gate } else { Exit::Done }
}
