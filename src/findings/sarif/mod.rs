//! Findings and threats as a SARIF 2.1.0 log, for code scanning and other tools that collect results.
//!
//! A diagnostic is a result of the rule that its code names; a threat that is not fully covered is a result of the threat
//! rule that raised it. Fingerprints are made from what a finding is about, never from its position, so that a result is
//! recognised after an edit elsewhere.

mod places;
mod results;
mod rules;

use serde_json::{Value, json};

use super::{Located, Part, Report, flat};
use crate::pipeline::Outcome;
use crate::threats::{Status, Threat};
use results::Results;
use rules::Rules;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A run as a SARIF log. `limit` is for diagnostics, 0 for all.
pub fn sarif(report: &Report<'_>, limit: usize) -> String {
    let models = report.parts.iter().filter_map(|part| Some((part, part.outcome?)));
    let threats = models.flat_map(|(part, outcome)| {
        let threats = part.threats(report.unknown).into_iter();
        threats.map(move |threat| OfPart { name: part.name, outcome, threat })
    });
    log(report, &flat(report, limit), &threats.collect::<Vec<_>>())
}

/// These threats of a model alone as a SARIF log, in this order; those that controls cover are no results.
pub fn sarif_of_threats(name: &str, outcome: &Outcome, threats: &[&Threat]) -> String {
    let part =
        Part { name, sources: &outcome.sources, findings: Vec::new(), outcome: Some(outcome), checklist: Vec::new() };
    let results = threats.iter().filter(|threat| threat.status != Status::Covered);
    let results = results.map(|threat| OfPart { name, outcome, threat });
    log(&Report { parts: vec![part], ..Report::default() }, &[], &results.collect::<Vec<_>>())
}

/// A threat with the model that it belongs to.
#[derive(Clone, Copy)]
struct OfPart<'r> {
    name: &'r str,
    outcome: &'r Outcome,
    threat: &'r Threat,
}

fn log(report: &Report<'_>, diagnostics: &[Located<'_>], threats: &[OfPart<'_>]) -> String {
    let rules = Rules::of(diagnostics, threats);
    let mut results = Results::new(&rules);
    for Located { part, finding } in diagnostics {
        results.diagnostic(part, finding);
    }
    for threat in threats {
        results.threat(threat);
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "shortDescription": { "text": "Data flow diagrams and STRIDE threat models from text" },
                "rules": rules.values(),
            }},
            "columnKind": "utf16CodeUnits",
            "invocations": [{
                "executionSuccessful": report.parts.iter().all(Part::is_usable),
            }],
            "results": results.list,
            "properties": { "threats": threat_counts(report) },
        }],
    });
    format!("{}\n", serde_json::to_string_pretty(&log).unwrap_or_default())
}

/// How many threats there are, and how many of them are no results because they are covered.
fn threat_counts(report: &Report<'_>) -> Value {
    let all: Vec<&Threat> =
        report.parts.iter().filter_map(|part| part.outcome).flat_map(|outcome| &outcome.analysis.threats).collect();
    let covered = all.iter().filter(|threat| threat.status == Status::Covered).count();
    json!({ "total": all.len(), "covered": covered })
}
