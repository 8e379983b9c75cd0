//! `threatline check`: what is wrong with models, and the gate for continuous integration.

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{CheckArgs, CheckFormat};
use super::exit::{Exit, Failure};
use super::mend::{self, Mended};
use super::project::Project;
use super::ui::Ui;
use super::{clock, input, output};
use crate::base::diagnostic::{self, Level};
use crate::base::files::Files;
use crate::base::text;
use crate::config::{Levels, Pick, Reported, Side, Unknown};
use crate::findings::{self, Finding, Gate, Part, Report};
use crate::model::Severity;
use crate::pipeline::Outcome;

pub(super) fn run(args: &CheckArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let project = Project::of(args.models.first().map(Utf8PathBuf::as_path));
    let check = Check::new(args, project)?;
    // A project file that cannot be read names no root; what is wrong with it is said below.
    let broken = check.project.as_ref().is_some_and(|project| !project.is_usable());
    let models = if args.models.is_empty() && broken {
        Vec::new()
    } else {
        input::models(&args.models, check.project.as_ref())?
    };
    let mut files = input::files(models.iter().map(Utf8PathBuf::as_path));
    let mended = if args.fix { mend::mend(&mut files, &models, &check) } else { Mended::default() };
    mended.write(args.diff, ui)?;
    let checked: Vec<Checked> = models.iter().map(|path| check.model(&files, path)).collect();
    let report = check.report(&checked);
    show(args, &report, &mended, ui)?;
    Ok(exit(args, &report, &mended))
}

/// What a run is asked to do, with what the project file says about it.
pub(super) struct Check {
    project: Option<Project>,
    levels: Levels,
    fail_on: Option<Severity>,
    unknown: Unknown,
    today: String,
}

/// A model that was checked.
pub(super) struct Checked {
    name: String,
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
}

impl Check {
    fn new(args: &CheckArgs, project: Option<Project>) -> Result<Self, Failure> {
        let config = project.as_ref().map(|project| project.config.clone()).unwrap_or_default();
        Ok(Self {
            levels: levels(args, config.levels)?,
            fail_on: args.fail_on.or(config.fail_on),
            unknown: args.unknown.map(Unknown::from).or(config.unknown).unwrap_or_default(),
            today: args.today.clone().map_or_else(clock::today, Ok)?,
            project,
        })
    }

    /// Checks a model. Lints judge models that can be used.
    pub(super) fn model(&self, files: &dyn Files, path: &Utf8Path) -> Checked {
        let outcome = input::analyze(files, path, self.project.as_ref());
        let mut found = outcome.diagnostics.clone();
        if outcome.is_usable() {
            found.extend(outcome.lints(|code| self.levels.of(code) != Reported::Off));
            diagnostic::sort(&mut found);
        }
        let name = if path == "-" { input::STDIN.to_owned() } else { path.to_string() };
        Checked { name, outcome, findings: findings::levelled(found, &self.levels) }
    }

    fn report<'a>(&'a self, checked: &'a [Checked]) -> Report<'a> {
        let project = self.project.iter().filter(|project| !project.diagnostics.is_empty()).map(|project| Part {
            name: project.path.as_str(),
            sources: &project.sources,
            findings: project.diagnostics.iter().cloned().map(Finding::from).collect(),
            outcome: None,
        });
        let models = checked.iter().map(|checked| Part {
            name: &checked.name,
            sources: &checked.outcome.sources,
            findings: checked.findings.clone(),
            outcome: Some(&checked.outcome),
        });
        let parts: Vec<Part<'a>> = project.chain(models).collect();
        let gates = if parts.iter().all(Part::is_usable) { self.gates(&parts) } else { Vec::new() };
        Report { parts, gates, unknown: self.unknown, today: self.today.clone() }
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

fn show(args: &CheckArgs, report: &Report<'_>, mended: &Mended, ui: &mut Ui) -> Result<(), Failure> {
    let limit = args.max_errors.unwrap_or(if args.format == CheckFormat::Text { findings::DEFAULT_LIMIT } else { 0 });
    if args.format == CheckFormat::Text && !args.diff {
        print(args, report, limit, mended, ui)?;
    } else {
        let text = match args.format {
            CheckFormat::Text => String::new(),
            CheckFormat::Json => findings::json(report, limit),
            CheckFormat::Sarif => findings::sarif(report, limit),
            CheckFormat::Github => findings::github(report, limit),
            CheckFormat::Junit => findings::junit(report),
        };
        result(args, mended, &text, ui)?;
    }
    for gate in report.gates.iter().filter(|_| !args.diff) {
        let model = gate.model.as_ref().map(|model| format!("{model}: ")).unwrap_or_default();
        ui.diagnostic(&format!("{model}{}\n", gate.message));
    }
    mended.tell(report, args.diff, ui);
    Ok(())
}

/// Prints the result. Where standard output has the mended text or a diff, it goes to standard error.
fn result(args: &CheckArgs, mended: &Mended, text: &str, ui: &mut Ui) -> Result<(), Failure> {
    match &args.output {
        Some(path) if path != "-" => output::write(Some(path), anstream::adapter::strip_str(text).to_string().as_bytes(), ui),
        _ if args.diff || mended.is_printed() => {
            ui.diagnostic(text);
            Ok(())
        }
        _ => ui.result(text),
    }
}

fn print(args: &CheckArgs, report: &Report<'_>, limit: usize, mended: &Mended, ui: &mut Ui) -> Result<(), Failure> {
    let texts = findings::text(&report.parts, limit);
    if args.output.is_some() {
        result(args, mended, &texts.concat(), ui)?;
    }
    for (part, text) in report.parts.iter().zip(texts) {
        if args.output.is_none() {
            result(args, mended, &text, ui)?;
        }
        ui.note(&format!("{}: {}", part.name, verdict(part)));
    }
    hints(args, report, ui);
    Ok(())
}

/// `12 elements, 18 flows, 5 trust boundaries, 30 threats; 2 warnings`
fn verdict(part: &Part<'_>) -> String {
    let found = part.summary();
    let Some(outcome) = part.outcome.filter(|_| part.is_usable()) else { return found };
    let model = &outcome.model;
    let counts = [
        text::count(model.elements.len(), "element", "elements"),
        text::count(model.flows.len(), "flow", "flows"),
        text::count(outcome.graph.borders.len(), "trust boundary", "trust boundaries"),
        text::count(outcome.analysis.threats.len(), "threat", "threats"),
    ];
    let problems = if found.is_empty() { "nothing wrong" } else { &found };
    format!("{}; {problems}", counts.join(", "))
}

/// What can be done about the findings: once, behind all of them.
fn hints(args: &CheckArgs, report: &Report<'_>, ui: &mut Ui) {
    let all: Vec<&Finding> = report.parts.iter().flat_map(|part| &part.findings).collect();
    let safe = |finding: &&&Finding| finding.diagnostic.fixes.iter().any(|fix| fix.safe);
    let fixable = all.iter().filter(safe).count();
    if fixable > 0 && !args.fix {
        let verb = if fixable == 1 { "is" } else { "are" };
        ui.note(&format!("{fixable} of these {verb} mended by `threatline check --fix`"));
    }
    let Some(worst) = all.iter().max_by_key(|finding| (finding.severity(), std::cmp::Reverse(finding.diagnostic.code)))
    else {
        return;
    };
    if worst.severity() > Level::Note {
        let code = worst.diagnostic.code;
        let others = all.iter().any(|finding| finding.diagnostic.code != code);
        let others = if others { ", and so for every other code" } else { "" };
        ui.note(&format!("`threatline explain {code}` says more{others}"));
    }
}

fn exit(args: &CheckArgs, report: &Report<'_>, mended: &Mended) -> Exit {
    if !report.parts.iter().all(Part::is_usable) {
        return Exit::Unable;
    }
    let differs = args.diff && mended.changes_something();
    if (!report.gates.is_empty() || differs) && !args.exit_zero { Exit::Gate } else { Exit::Done }
}
