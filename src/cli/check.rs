//! `threatline check`: what is wrong with models, and the gate for continuous integration.

use camino::Utf8Path;
use serde_json::json;

use super::args::{CheckArgs, CheckFormat};
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{diagnostics, input};
use crate::base::text;
use crate::pipeline::Outcome;

pub(super) fn run(args: &CheckArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcomes: Vec<(&Utf8Path, Outcome)> =
        args.models.iter().map(|path| (path.as_path(), input::analyze(path))).collect();
    match args.format {
        CheckFormat::Text => print(args, &outcomes, ui)?,
        CheckFormat::Json => {
            let models: Vec<_> = outcomes
                .iter()
                .map(|(path, outcome)| json!({"model": path.as_str(), "diagnostics": diagnostics::json(outcome, args.max_errors)}))
                .collect();
            let text = serde_json::to_string_pretty(&json!({ "models": models })).unwrap_or_default();
            ui.result(&format!("{text}\n"))?;
        }
    }
    if outcomes.iter().any(|(_, outcome)| !outcome.is_usable()) {
        return Ok(Exit::Unable);
    }
    let mut exit = Exit::Done;
    for (path, outcome) in &outcomes {
        if let Some(message) = super::threats::gate(outcome, args.fail_on) {
            ui.diagnostic(&format!("{path}: {message}\n"));
            exit = Exit::Gate;
        }
    }
    Ok(exit)
}

fn print(args: &CheckArgs, outcomes: &[(&Utf8Path, Outcome)], ui: &mut Ui) -> Result<(), Failure> {
    for (path, outcome) in outcomes {
        ui.result(&diagnostics::text(outcome, args.max_errors))?;
        ui.note(&format!("{path}: {}", verdict(outcome)));
    }
    Ok(())
}

/// `12 elements, 18 flows, 5 trust boundaries, 30 threats; 2 warnings`
fn verdict(outcome: &Outcome) -> String {
    let found = diagnostics::summary(outcome);
    if !outcome.is_usable() {
        return found;
    }
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
