//! Findings and threats as a SARIF 2.1.0 log, for code scanning and other tools that collect results.
//!
//! A diagnostic is a result of the rule that its code names; a threat that is not fully covered is a result of the threat
//! rule that raised it. Fingerprints are made from what a finding is about, never from its position, so that a result is
//! recognised after an edit elsewhere.

mod places;
mod results;
mod rules;

use serde_json::{Value, json};

use super::{Located, Report, flat};
use crate::threats::{Status, Threat};
use results::Results;
use rules::Rules;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A run as a SARIF log. `limit` is for diagnostics, 0 for all.
pub fn sarif(report: &Report<'_>, limit: usize) -> String {
    let diagnostics = flat(report, limit);
    let rules = Rules::of(report, &diagnostics);
    let mut results = Results::new(report, &rules);
    for Located { part, finding } in diagnostics {
        results.diagnostic(part, finding);
    }
    for part in &report.parts {
        results.threats(part);
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
                "executionSuccessful": report.parts.iter().all(super::Part::is_usable),
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
