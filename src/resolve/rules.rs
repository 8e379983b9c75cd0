//! Rules and adversaries, of the library and of the author.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::Resolver;
use super::declare::{Carrier, Declared};
use super::scope::ScopeId;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{
    Adversary, Counter, CounterKind, Effect, ElementKind, Facts, Goal, Likelihood, Rule, RuleSubject, Severity, Stride,
    Weakness,
};
use crate::schema::Subject;
use crate::syntax::tree::{self, Condition, Declaration, HasParts, Item, Statement};

/// Largest weight of a counter: coverage is a quotient of sums of them.
const MAX_WEIGHT: u32 = 1_000;

impl<'t> Resolver<'t> {
    pub(super) fn resolve_rules(&mut self) {
        for id in self.work.adversaries.ids() {
            let declared = self.work.adversaries[id];
            let gathered = self.gather(Subject::Adversary, &[declared.carrier()]);
            let id = self.scopes.id(declared.scope, &declared.name.text);
            self.model.adversaries.push(Adversary {
                label: gathered.label_or(&id),
                id,
                description: gathered.description(),
                facts: gathered.facts,
                embedded: declared.embedded,
                span: declared.name.span,
            });
        }
        for id in self.work.rules.ids() {
            let declared = self.work.rules[id];
            let known = if declared.embedded { self.known_rules.next() } else { None };
            let rule = known.unwrap_or_else(|| self.rule(&declared).into());
            self.model.rules.push(rule);
        }
    }

    /// A threat of the author's with the name of a rule of the library would share its keys: answers could not tell them apart.
    pub(super) fn check_names_of_threats(&mut self) {
        let rules = self.model.rules.values();
        let library: FxHashSet<SmolStr> =
            rules.clone().filter(|rule| rule.embedded).map(|rule| rule.name.clone()).collect();
        let own = rules.filter(|rule| !rule.embedded).map(|rule| (rule.name.clone(), rule.span));
        let own = own.chain(self.model.threats.values().map(|threat| (threat.id.clone(), threat.span)));
        let taken: Vec<_> = own.filter(|(name, _)| library.contains(name)).collect();
        for (name, span) in taken {
            let message = format!("`{name}` is already declared: a rule of the library has that name");
            let help = format!("choose another name, such as `own-{name}`: keys such as `{name}@DF1` name one threat");
            self.report(Diagnostic::error("E0102", span, message).help(help));
        }
    }

    fn rule(&mut self, declared: &Declared<'t>) -> Rule {
        let subject = self.rule_subject(declared);
        let declaration = declared.declaration;
        let gathered = self.gather(Subject::Rule, &[declared.carrier()]);
        let facts = &gathered.facts;
        let stride = facts.texts("stride");
        let rule = Rule {
            title: gathered.label_or(&declared.name.text).to_string(),
            name: self.scopes.id(declared.scope, &declared.name.text),
            aliases: facts.texts("aliases").into_iter().map(SmolStr::from).collect(),
            // A rule that is asked of nothing has been reported, and never holds.
            subject: subject.unwrap_or(RuleSubject::Model),
            domain: facts.text("domain").unwrap_or("model").into(),
            stride: stride.first().and_then(|word| Stride::parse(word)),
            also: stride.iter().skip(1).copied().chain(facts.texts("also")).filter_map(Stride::parse).collect(),
            refines: facts.texts("refines").into_iter().filter_map(refined_cell).collect(),
            group: facts.texts("group").into_iter().map(SmolStr::from).collect(),
            likelihood: facts.text("likelihood").and_then(Likelihood::parse),
            exploited: facts.text("exploited") == Some("yes"),
            impact: facts.text("impact").and_then(goal),
            impact_shift: steps(facts, "raised") - steps(facts, "lowered"),
            severity: facts.text("severity").and_then(Severity::parse),
            adversary: facts.text("adversary").map(SmolStr::from),
            description: gathered.description(),
            capability: facts.text("capability").map(str::to_owned),
            action: facts.text("action").map(str::to_owned),
            leads_to: facts.text("leads-to").map(str::to_owned),
            business: facts.text("business").map(str::to_owned),
            scenario: facts.texts("scenario").into_iter().map(str::to_owned).collect(),
            effects: children(declaration, "effect").filter_map(effect).collect(),
            weaknesses: children(declaration, "weakness").filter_map(weakness).collect(),
            counters: Vec::new(),
            when: condition(declaration.items()).filter(|_| subject.is_some()),
            written: None,
            embedded: declared.embedded,
            span: declared.name.span,
            facts: gathered.facts,
        };
        let counters = children(declaration, "counter").filter_map(|counter| self.counter(counter, declared.scope));
        let counters: Vec<Counter> = counters.collect();
        let advice =
            children(declaration, "mitigation").filter_map(|child| self.advice(child, declared.scope)).collect();
        Rule { counters: [counters, advice].concat(), ..rule }
    }

    /// What a rule is asked of: the kind behind `on`.
    fn rule_subject(&mut self, declared: &Declared<'t>) -> Option<RuleSubject> {
        let on = declared.declaration.on();
        let word = match on.as_slice() {
            [tree::Subject::Name(word)] => Some(word),
            _ => None,
        };
        let subject = word.and_then(|word| match word.text.as_str() {
            "flow" => Some(RuleSubject::Flow),
            "element" => Some(RuleSubject::Element(None)),
            "zone" => Some(RuleSubject::Zone),
            "model" => Some(RuleSubject::Model),
            kind => ElementKind::parse(kind).map(|kind| RuleSubject::Element(Some(kind))),
        });
        if subject.is_none() {
            const KINDS: [&str; 8] = ["flow", "element", "actor", "external", "process", "store", "zone", "model"];
            let span = on.first().map_or(declared.name.span, |subject| subject.span());
            let message = format!("rule `{}` does not say what it is asked of", declared.name.text);
            let help = format!("write `on` and one of {}", text::or_list(&KINDS));
            self.report(Diagnostic::error("E0604", span, message).help(help));
        }
        subject
    }

    fn counter(&mut self, declaration: &'t Declaration, scope: ScopeId) -> Option<Counter> {
        let name = declaration.name.as_ref()?;
        let Some(kind) = CounterKind::ALL.iter().copied().find(|kind| kind.as_str() == name.text) else {
            let kinds: Vec<&str> = CounterKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let message = format!("`{}` is not a kind of counter", name.text);
            self.report(
                Diagnostic::error("E0202", name.span, message).help(format!("one of {}", text::or_list(&kinds))),
            );
            return None;
        };
        let gathered = self.gather(Subject::Counter, &[Carrier::plain(declaration, scope)]);
        let attributes = declaration.attributes();
        let named = attributes.iter().filter(|attribute| attribute.name.text == "any");
        let mut any = Vec::new();
        for attribute in named {
            any.extend(self.control_list(attribute, scope).into_iter().map(|(control, _)| control));
        }
        Some(Counter {
            kind,
            any,
            weight: gathered.facts.text("weight").and_then(|weight| weight.parse().ok()).unwrap_or(1).min(MAX_WEIGHT),
            required: gathered.facts.text("required") == Some("yes"),
            status: None,
            text: gathered.facts.text("text").unwrap_or_default().to_owned(),
            span: declaration.keyword.span,
        })
    }
    /// `mitigation "…"` in a rule: what to do, where no control of the catalogue says it.
    fn advice(&mut self, declaration: &'t Declaration, scope: ScopeId) -> Option<Counter> {
        let gathered = self.gather(Subject::Mitigation, &[Carrier::plain(declaration, scope)]);
        let kind = gathered.facts.text("type").unwrap_or(CounterKind::Preventive.as_str());
        Some(Counter {
            kind: CounterKind::ALL.iter().copied().find(|known| known.as_str() == kind)?,
            any: Vec::new(),
            weight: 0,
            required: false,
            status: None,
            text: gathered.label?.text.to_string(),
            span: declaration.keyword.span,
        })
    }
}

/// The statements with a keyword in a block.
pub(super) fn children<'t>(
    declaration: &'t Declaration,
    keyword: &'static str,
) -> impl Iterator<Item = &'t Declaration> {
    declaration.items().iter().filter_map(move |item| match &item.statement {
        Statement::Declaration(child) if child.keyword.text.eq_ignore_ascii_case(keyword) => Some(child),
        _ => None,
    })
}

fn condition(items: &[Item]) -> Option<Condition> {
    items.iter().find_map(|item| match &item.statement {
        Statement::When(condition) => Some(condition.clone()),
        _ => None,
    })
}

fn effect(declaration: &Declaration) -> Option<Effect> {
    let business = declaration.name.as_ref().is_some_and(|name| name.text == "business");
    declaration.label().map(|label| Effect { business, text: label.text.to_string() })
}

fn weakness(declaration: &Declaration) -> Option<Weakness> {
    declaration.label().map(|label| Weakness { text: label.text.to_string(), when: condition(declaration.items()) })
}

fn refined_cell(cell: &str) -> Option<(Stride, SmolStr)> {
    let (stride, end) = cell.split_once('@')?;
    Some((Stride::parse(stride)?, end.into()))
}

fn goal(word: &str) -> Option<Goal> {
    match word {
        "confidentiality" => Some(Goal::Confidentiality),
        "integrity" => Some(Goal::Integrity),
        "availability" => Some(Goal::Availability),
        "highest" => Some(Goal::Highest),
        _ => None,
    }
}

fn steps(facts: &Facts, name: &str) -> i8 {
    facts.text(name).and_then(|steps| steps.parse().ok()).unwrap_or(0)
}
