//! What a check prints: the findings in the form that was asked for, and what is said beside them.

use super::mend::Mended;
use crate::base::diagnostic::Level;
use crate::base::text;
use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::exit::Failure;
use crate::cli::output;
use crate::cli::ui::Ui;
use crate::config::Levels;
use crate::findings::{self, Finding, Part, Report};

/// Everything that there is to say about a run.
pub(super) struct Printer<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) levels: &'a Levels,
    pub(super) report: &'a Report<'a>,
    pub(super) mended: &'a Mended,
}

impl Printer<'_> {
    pub(super) fn print(&self, ui: &mut Ui) -> Result<(), Failure> {
        if !self.args.diff {
            self.findings(ui)?;
        }
        for gate in self.report.gates.iter().filter(|_| !self.args.diff) {
            let model = gate.model.as_ref().map(|model| format!("{model}: ")).unwrap_or_default();
            ui.diagnostic(&format!("{model}{}\n", gate.message));
        }
        self.mended.tell(self.report, self.args.diff, ui);
        Ok(())
    }

    fn findings(&self, ui: &mut Ui) -> Result<(), Failure> {
        let limit = self.args.max_errors.unwrap_or(0);
        let text = match self.args.format {
            CheckFormat::Text => return self.text(ui),
            CheckFormat::Json => findings::json(self.report, limit),
            CheckFormat::Sarif => findings::sarif(self.report, limit),
            CheckFormat::Github => findings::github(self.report, limit),
            CheckFormat::Junit => findings::junit(self.report),
        };
        self.result(&text, ui)
    }

    /// Prints the result. Where standard output has the mended text of standard input, it goes to standard error.
    fn result(&self, text: &str, ui: &mut Ui) -> Result<(), Failure> {
        match self.args.output.as_deref().filter(|path| *path != "-") {
            Some(path) => output::plain(path, text, ui),
            None if self.mended.is_printed() => {
                ui.diagnostic(text);
                Ok(())
            }
            None => ui.result(text),
        }
    }

    /// The findings of each part, and what they come to.
    fn text(&self, ui: &mut Ui) -> Result<(), Failure> {
        let limit = self.args.max_errors.unwrap_or(findings::DEFAULT_LIMIT);
        let parts = &self.report.parts;
        let texts: Vec<String> = findings::text(parts, limit)
            .into_iter()
            .zip(parts)
            .map(|(text, part)| {
                let checklist = findings::checklist(part, self.levels);
                if checklist.is_empty() { text } else { format!("{text}{checklist}\n") }
            })
            .collect();
        let to_file = self.args.output.is_some();
        if to_file {
            self.result(&texts.concat(), ui)?;
        }
        for (part, text) in parts.iter().zip(&texts) {
            if !to_file {
                self.result(text, ui)?;
            }
            ui.note(&format!("{}: {}", part.name, verdict(part)));
        }
        self.hints(ui);
        Ok(())
    }

    /// What can be done about the findings: once, behind all of them.
    fn hints(&self, ui: &mut Ui) {
        let all: Vec<&Finding> = self.report.parts.iter().flat_map(|part| &part.findings).collect();
        let safe = |finding: &&&Finding| finding.diagnostic.fixes.iter().any(|fix| fix.safe);
        let fixable = all.iter().filter(safe).count();
        if fixable > 0 && !self.args.fix {
            let them = if fixable == all.len() { "all".to_owned() } else { fixable.to_string() };
            ui.note(&format!("`threatline check --fix` mends {them} of these"));
        }
        let weight = |finding: &&&Finding| (finding.severity(), std::cmp::Reverse(finding.diagnostic.code));
        let Some(worst) = all.iter().max_by_key(weight).filter(|worst| worst.severity() > Level::Note) else { return };
        let code = worst.diagnostic.code;
        let others = all.iter().any(|finding| finding.diagnostic.code != code);
        let others = if others { ", and so for every other code" } else { "" };
        ui.note(&format!("`threatline explain {code}` says more{others}"));
    }
}

/// `12 elements, 18 flows, 5 trust boundaries, 30 threats; 2 warnings`
fn verdict(part: &Part<'_>) -> String {
    let found = part.summary();
    let Some(outcome) = part.outcome.filter(|_| part.is_usable()) else { return found };
    let (model, entries) = (&outcome.model, &outcome.analysis.entries);
    let counts = [
        text::count(model.elements.len(), "element", "elements"),
        text::count(model.flows.len(), "flow", "flows"),
        text::count(outcome.graph.borders.len(), "trust boundary", "trust boundaries"),
        text::count(entries.len(), "threat", "threats"),
    ];
    let problems = if found.is_empty() { "nothing wrong" } else { &found };
    format!("{}; {problems}", counts.join(", "))
}
