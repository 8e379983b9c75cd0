//! Values that say less than they could: texts where a word is known, and `not-applicable` without a reason.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::lint::{Subject, add};
use crate::model::{Facts, Origin, Sourced, Value, ValueKind};
use crate::schema::{self, Expects};

/// W0207
pub(in crate::lint) fn quoted_values(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut values = Vec::new();
    for (of, facts) in all_facts(subject) {
        for (name, fact) in facts.iter() {
            let Some(Expects::Word(vocabulary)) = schema::attribute(of, name).map(|row| row.expects) else { continue };
            let quoted = fact.iter().filter(|value| value.value.kind == ValueKind::Text);
            values.extend(quoted.filter_map(|value| Some((name, vocabulary, &value.value, value.span?))));
        }
    }
    let authors = values.into_iter().filter(|(.., span)| subject.is_authors(*span));
    add(found, authors.map(|(name, vocabulary, value, span)| quoted_value(name, vocabulary, value, span)));
}

fn quoted_value(name: &str, vocabulary: &str, value: &Value, span: Span) -> Diagnostic {
    let text = value.text.as_str();
    let message = format!("no rule knows more about `{name}=\"{text}\"` than that it is stated");
    let diagnostic = Diagnostic::warning("W0207", span, message);
    match schema::vocabulary(vocabulary).and_then(|words| words.find(text.trim())) {
        Some(word) => {
            let help = format!("the word for it is `{word}`, without quotes");
            diagnostic.help(help).fix(format!("write `{word}`"), span, word)
        }
        None => diagnostic.help("choose the nearest word of the vocabulary, if there is one"),
    }
}

/// The facts of everything that the author declares, with what each is.
fn all_facts<'a>(subject: &Subject<'a>) -> Vec<(schema::Subject, &'a Facts)> {
    use schema::Subject as S;
    let model = subject.model;
    let mut all = vec![(S::Model, &model.document.facts)];
    all.extend(model.elements.values().map(|element| (S::from(element.kind.kind()), &element.facts)));
    all.extend(model.zones.values().map(|zone| (S::Zone, &zone.facts)));
    all.extend(model.boundaries.values().map(|boundary| (S::Boundary, &boundary.facts)));
    all.extend(model.flows.values().map(|flow| (S::Flow, &flow.facts)));
    all.extend(model.data.values().map(|data| (if data.asset { S::Asset } else { S::Data }, &data.facts)));
    all.extend(model.types.values().filter(|ty| !ty.embedded).map(|ty| (S::from(ty.kind), &ty.facts)));
    all.extend(model.controls.values().map(|control| (S::Control, &control.facts)));
    all.extend(model.rules.values().filter(|rule| !rule.embedded).map(|rule| (S::Rule, &rule.facts)));
    for threat in model.threats.values() {
        all.push((S::Threat, &threat.facts));
        all.extend(threat.mitigations.iter().map(|mitigation| (S::Mitigation, &mitigation.facts)));
    }
    let named = |keyword: &str| S::ALL.iter().copied().find(|subject| subject.as_str() == keyword);
    all.extend(model.answers.iter().filter_map(|answer| Some((named(answer.kind.as_str())?, &answer.facts))));
    for entry in model.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.children)) {
        let row = schema::statement(entry.keyword);
        all.extend(row.and_then(|row| row.subject).map(|subject| (subject, &entry.facts)));
    }
    all
}

/// The second half of W0208.
pub(in crate::lint) fn not_applicable_without_reason(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (model, graph) = (subject.model, subject.graph);
    let unexplained =
        model.flows.iter().filter(|(id, flow)| graph.crossings[*id].crosses() && !flow.facts.has("reason"));
    let stated = |fact: &Sourced<Value>| fact.value.text == "not-applicable" && fact.origin == Origin::Stated;
    let values = unexplained.flat_map(|(_, flow)| {
        flow.facts.own().filter_map(move |(name, fact)| {
            let fact = fact.first().filter(|fact| stated(fact))?;
            Some((name, fact.span.unwrap_or(flow.span)))
        })
    });
    let mut values: Vec<(&str, Span)> = values.collect();
    values.sort_by_key(|(_, span)| *span);
    add(
        found,
        values.into_iter().map(|(name, span)| {
            let message = format!("`{name}` is said not to apply to a flow across a boundary, without a reason");
            Diagnostic::warning("W0208", span, message).help("say why the question does not arise: `reason=\"…\"`")
        }),
    );
}
