//! Findings as JSON; `docs/check-json.md` describes the shape.

use serde_json::{Value, json};

use super::{Finding, Part, Report, checklist, counts, level_word, region, shown};
use crate::base::diagnostic::{Fix, Label};
use crate::base::source::{SourceMap, Span};
use crate::config;

/// The version of the shape: raised when something that is there changes or goes.
const VERSION: u32 = 1;

/// A run as JSON; at most `limit` findings, 0 for all.
pub fn json(report: &Report<'_>, limit: usize) -> String {
    let shown = shown(&report.parts, limit);
    let all: Vec<&Finding> = report.parts.iter().flat_map(|part| &part.findings).collect();
    let counts = counts(all.iter().copied());
    let omitted = all.len() - shown.iter().map(Vec::len).sum::<usize>();
    let (mut project, mut models) = (Value::Null, Vec::new());
    for (part, findings) in report.parts.iter().zip(shown) {
        let diagnostics: Vec<Value> = findings.into_iter().map(|finding| one(part.sources, finding)).collect();
        match part.outcome {
            None if part.name.ends_with(config::FILE) => {
                project = json!({ "file": part.name, "diagnostics": diagnostics });
            }
            _ => models.push(model(part, diagnostics, report)),
        }
    }
    let value = json!({
        "version": VERSION,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "summary": {
            "errors": counts.errors,
            "denied": counts.denied,
            "warnings": counts.warnings,
            "notes": counts.notes,
            "omitted": omitted,
            "gates": report.gates.iter().map(|gate| json!({"model": gate.model, "message": gate.message})).collect::<Vec<_>>(),
        },
        "project": project,
        "models": models,
    });
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

fn model(part: &Part<'_>, diagnostics: Vec<Value>, report: &Report<'_>) -> Value {
    let size = part.outcome.filter(|_| part.is_usable()).map(|outcome| {
        json!({
            "elements": outcome.model.elements.len(),
            "flows": outcome.model.flows.len(),
            "boundaries": outcome.graph.borders.len(),
            "threats": outcome.analysis.entries.len(),
            "places": outcome.analysis.threats.len(),
            "not_covered": part.threats(report.unknown).len(),
        })
    });
    let checklist = (!part.checklist.is_empty()).then(|| checklist::values(part));
    json!({ "model": part.name, "usable": part.is_usable(), "size": size, "diagnostics": diagnostics, "checklist": checklist })
}

fn one(sources: &SourceMap, finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    json!({
        "code": diagnostic.code.0,
        "level": level_word(diagnostic.level),
        "denied": finding.denied,
        "message": diagnostic.message,
        "place": diagnostic.primary.as_ref().map(|label| place(sources, label)),
        "related": diagnostic.secondary.iter().map(|label| place(sources, label)).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fixes": diagnostic.fixes.iter().map(|one| fix(sources, one)).collect::<Vec<_>>(),
    })
}

fn fix(sources: &SourceMap, fix: &Fix) -> Value {
    let edits = fix.edits.iter().map(|edit| located(sources, edit.span, &edit.text));
    json!({ "title": fix.title, "safe": fix.safe, "edits": edits.collect::<Vec<_>>() })
}

fn place(sources: &SourceMap, label: &Label) -> Value {
    located(sources, label.span, &label.text)
}

fn located(sources: &SourceMap, span: Span, text: &str) -> Value {
    let file = sources.file(span.file);
    let region = region(file, span, false);
    json!({
        "file": file.path.as_str(),
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
        "text": text,
    })
}
