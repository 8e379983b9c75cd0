//! The results of a log: diagnostics, and threats with what is answered to them.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::OfPart;
use super::places::{artifact, location, region_of, related, whole_file};
use super::rules::{Rules, level_of};
use crate::base::diagnostic::Fix;
use crate::base::source::{SourceMap, Span};
use crate::base::text::fingerprint;
use crate::findings::{Finding, Part, level_word};
use crate::model::{AnswerKind, Model, Place};
use crate::threats::{Threat, Validity};

/// The name under which our own fingerprint stands.
const FINGERPRINT: &str = "threatline/v1";
/// The name under which code scanning looks for one.
const LINE_HASH: &str = "primaryLocationLineHash";

/// Results as they are collected.
pub(super) struct Results<'r> {
    rules: &'r Rules<'r>,
    /// How often a fingerprint was needed so far.
    taken: FxHashMap<u64, usize>,
    pub(super) list: Vec<Value>,
}

impl<'r> Results<'r> {
    pub(super) fn new(rules: &'r Rules<'r>) -> Self {
        Self { rules, taken: FxHashMap::default(), list: Vec::new() }
    }

    pub(super) fn diagnostic(&mut self, part: &Part<'_>, finding: &Finding) {
        let (sources, diagnostic) = (part.sources, &finding.diagnostic);
        let code = diagnostic.code.0;
        let help: String = diagnostic.help.iter().map(|help| format!("\nHelp: {help}")).collect();
        let (place, about) = match diagnostic.span() {
            Some(span) => {
                let file = sources.file(span.file);
                let line = file.line(file.position(span.start).line).trim();
                (location(sources, span), format!("{}\0{line}", file.path))
            }
            None => (whole_file(part.name), format!("{}\0{}", part.name, diagnostic.message)),
        };
        let mut result = Map::new();
        result.insert("ruleId".into(), code.into());
        result.insert("ruleIndex".into(), self.rules.of_code(code).into());
        result.insert("level".into(), level_word(finding.severity()).into());
        result.insert("message".into(), json!({ "text": format!("{}{help}", diagnostic.message) }));
        result.insert("locations".into(), json!([place]));
        let secondary = diagnostic.secondary.iter().enumerate();
        let secondary: Vec<Value> =
            secondary.map(|(id, label)| related(sources, label.span, id + 1, &label.text)).collect();
        if !secondary.is_empty() {
            result.insert("relatedLocations".into(), secondary.into());
        }
        result.insert("partialFingerprints".into(), self.fingerprints(&format!("{code}\0{about}")));
        let fixes: Vec<Value> = diagnostic.fixes.iter().map(|one| fix(sources, one)).collect();
        if !fixes.is_empty() {
            result.insert("fixes".into(), fixes.into());
        }
        if finding.denied {
            result.insert("properties".into(), json!({ "denied": true }));
        }
        self.list.push(result.into());
    }

    pub(super) fn threat(&mut self, of: &OfPart<'_>) {
        let OfPart { name, outcome, threat } = *of;
        let sources = &outcome.sources;
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        let text = format!("{}: {}.", reader.title(threat), reader.statement(threat));
        let span = threat.subject.and_then(|subject| span(&outcome.model, subject)).or(outcome.model.document.span);
        let place = span.map_or_else(|| whole_file(name), |span| location(sources, span));
        let suppression = suppression(sources, &outcome.model, threat);
        let mut result = Map::new();
        result.insert("ruleId".into(), reader.rule(threat).name.as_str().into());
        result.insert("ruleIndex".into(), self.rules.of_threat(outcome, threat.rule).into());
        result.insert("level".into(), level_word(level_of(threat.current.severity)).into());
        result.insert("message".into(), json!({ "text": text }));
        result.insert("locations".into(), json!([place]));
        result.insert("partialFingerprints".into(), {
            let mut fingerprints = self.fingerprints(&format!("{name}\0{}", threat.key));
            if let Some(object) = fingerprints.as_object_mut() {
                object.insert(FINGERPRINT.into(), threat.key.as_str().into());
            }
            fingerprints
        });
        if let Some(suppression) = suppression {
            result.insert("suppressions".into(), json!([suppression]));
        }
        result.insert(
            "properties".into(),
            json!({
                "number": outcome.analysis.number(threat).to_string(),
                "severity": threat.current.severity,
                "status": threat.status,
                "coverage": threat.coverage.percent,
                "basis": threat.basis,
            }),
        );
        self.list.push(result.into());
    }

    /// Fingerprints of what a result is about; the second that is about the same gets others.
    fn fingerprints(&mut self, about: &str) -> Value {
        let hash = fingerprint(about);
        let count = self.taken.entry(hash).or_insert(0);
        *count += 1;
        json!({ FINGERPRINT: format!("{hash:016x}:{count}"), LINE_HASH: format!("{hash:016x}:{count}") })
    }
}

fn fix(sources: &SourceMap, fix: &Fix) -> Value {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let by_file = edits.chunk_by(|a, b| a.span.file == b.span.file);
    let changes = by_file.filter_map(|edits| {
        let file = sources.file(edits.first()?.span.file);
        let replacements = edits.iter().map(|edit| {
            json!({ "deletedRegion": region_of(sources, edit.span), "insertedContent": { "text": edit.text } })
        });
        Some(json!({ "artifactLocation": artifact(file.path.as_str()), "replacements": replacements.collect::<Vec<_>>() }))
    });
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

/// The answer after which a threat needs no more work as a suppression; one that has run out is rejected.
fn suppression(sources: &SourceMap, model: &Model, threat: &Threat) -> Option<Value> {
    let answered = threat.answer?;
    let answer = model.answers.get(answered.answer)?;
    if answer.kind == AnswerKind::Mitigate && answered.standing != Validity::Counts {
        return None;
    }
    let mut properties = Map::new();
    properties.insert("answer".into(), answer.kind.as_str().into());
    for name in ["owner", "until", "ticket"] {
        if let Some(text) = answer.facts.text(name) {
            properties.insert(name.into(), text.into());
        }
    }
    Some(json!({
        "kind": "inSource",
        "status": if answered.standing == Validity::Counts { "accepted" } else { "rejected" },
        "justification": answer.reason.as_deref().unwrap_or(answer.kind.as_str()),
        "location": location(sources, answer.span),
        "properties": properties,
    }))
}

fn span(model: &Model, place: Place) -> Option<Span> {
    match place {
        Place::Element(id) => Some(model.elements[id].span),
        Place::Zone(id) => model.zones[id].span,
        Place::Boundary(id) => Some(model.boundaries[id].span),
        Place::Flow(id) => Some(model.flows[id].span),
    }
}
