//! Threats written by hand, in the form of rules: what tells, rates and counters a threat is the same for both.

use crate::base::source::Span;
use crate::model::{
    ControlStatus, Counter, CounterKind, Effect, Facts, Impact, Likelihood, Mitigation, Model, Rule, RuleSubject,
    Severity, Stride, Threat, ThreatId, TypeId, Weakness, Written,
};

/// The domain of threats written by hand.
const DOMAIN: &str = "model";

/// Adds a rule for each threat written by hand. It has no condition: it holds where its author says.
pub(super) fn add_rules(model: &mut Model) {
    let rules: Vec<Rule> = model.threats.iter().map(|(id, threat)| rule(model, id, threat)).collect();
    for rule in rules {
        model.rules.push(rule.into());
    }
}

fn rule(model: &Model, id: ThreatId, threat: &Threat) -> Rule {
    let facts = &threat.facts;
    let stride = facts.texts("stride");
    let owned = |name: &str| facts.text(name).map(str::to_owned);
    let all = |name: &str| facts.texts(name).into_iter().map(str::to_owned);
    let measures = threat.mitigations.iter().map(measure);
    Rule {
        name: threat.id.clone(),
        aliases: Vec::new(),
        title: threat.label.to_string(),
        subject: RuleSubject::Model,
        domain: DOMAIN.into(),
        stride: stride.first().and_then(|word| Stride::parse(word)),
        also: stride.iter().skip(1).filter_map(|word| Stride::parse(word)).collect(),
        refines: Vec::new(),
        group: Vec::new(),
        likelihood: facts.text("likelihood").and_then(Likelihood::parse),
        exploited: false,
        impact: None,
        impact_shift: 0,
        severity: facts.text("severity").and_then(Severity::parse),
        adversary: facts.text("adversary").map(Into::into),
        description: threat.description.clone(),
        capability: owned("prerequisites"),
        action: owned("action"),
        leads_to: owned("leads-to"),
        business: None,
        scenario: all("scenario").collect(),
        effects: all("effects").map(|text| Effect { business: true, text }).collect(),
        weaknesses: all("weakness").map(|text| Weakness { text, when: None }).collect(),
        counters: measures.chain(controls(model, threat)).collect(),
        written: Some(Box::new(written(id, threat))),
        facts: Facts::default(),
        when: None,
        embedded: false,
        span: threat.span,
    }
}

fn written(id: ThreatId, threat: &Threat) -> Written {
    let facts = &threat.facts;
    Written {
        threat: id,
        statement: facts.text("statement").map(str::to_owned),
        source: facts.text("source").map(str::to_owned),
        goals: facts.texts("goals").into_iter().map(str::to_owned).collect(),
        affects: threat.affects.clone(),
        impact: facts.text("impact").and_then(Impact::parse),
        residual: facts.text("residual").and_then(Severity::parse),
    }
}

fn measure(mitigation: &Mitigation) -> Counter {
    Counter {
        kind: kind(mitigation.facts.text("type")),
        any: Vec::new(),
        weight: 1,
        required: false,
        status: mitigation.facts.text("status").and_then(progress),
        text: mitigation.text.clone(),
        span: mitigation.span,
    }
}

fn kind(word: Option<&str>) -> CounterKind {
    let known = word.and_then(|word| CounterKind::ALL.iter().copied().find(|kind| kind.as_str() == word));
    known.unwrap_or(CounterKind::Preventive)
}

/// How far a measure is in place: what is only planned or being built does not count yet, and what is decided against asks
/// for nothing.
fn progress(word: &str) -> Option<ControlStatus> {
    match word {
        "implemented" => Some(ControlStatus::Implemented),
        "in-progress" | "planned" => Some(ControlStatus::Planned),
        "rejected" => Some(ControlStatus::NotApplicable),
        _ => None,
    }
}

/// Controls of the model that name the threat among what they counter.
fn controls<'m>(model: &'m Model, threat: &'m Threat) -> impl Iterator<Item = Counter> {
    let naming =
        model.controls.values().filter(|control| control.facts.texts("counters").contains(&threat.id.as_str()));
    let counter = |ty: TypeId, function: Option<&str>, text: &str, span: Span| Counter {
        kind: kind(function),
        any: vec![ty],
        weight: 1,
        required: false,
        status: None,
        text: text.to_owned(),
        span,
    };
    naming.filter_map(move |control| {
        let ty = control.ty?;
        let function = control.facts.text("function").or_else(|| model.types[ty].facts.text("function"));
        Some(counter(ty, function, &control.label, control.span))
    })
}
