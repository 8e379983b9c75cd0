//! The items of a document around the architecture: threats and rules of the author's, answers, and every other statement.

use smol_str::{SmolStr, format_smolstr};

use super::item::{Area, Attribute, Attributes, Item};
use super::side::{Named, Side, listed};
use crate::base::source::Span;
use crate::model::{Entry, Facts, Place, Rule, RuleSubject, Subjects, ThreatName, View, Wanted};

/// Adds the items of one version, in source order within each kind.
pub(super) fn items(side: &Side<'_>, items: &mut Vec<Item>) {
    header(side, items);
    written(side, items);
    answers(side, items);
    rules(side, items);
    types(side, items);
    vocabulary(side, items);
    scenarios(side, items);
    views(side, items);
    expectations(side, items);
    for entry in &side.model().entries {
        entries(side, entry, "", items);
    }
}

impl Side<'_> {
    fn on(&self, on: &Subjects) -> (String, String) {
        self.subjects(on)
    }

    /// A statement with a name of its own.
    fn statement(&self, area: Area, what: &str, id: &SmolStr, label: &str, attributes: Attributes, span: Span) -> Item {
        let name = if label.is_empty() { id.to_string() } else { label.to_owned() };
        Item {
            area,
            what: what.into(),
            key: format_smolstr!("{what} {id}"),
            id: id.to_string(),
            name,
            attributes: attributes.0,
            place: None,
            span: Some(span),
        }
    }
}

fn header(side: &Side<'_>, items: &mut Vec<Item>) {
    let document = &side.model().document;
    // A title that nobody wrote is the name of the file, which says nothing about the model.
    let title = document.span.map_or("", |_| document.title.as_str());
    let attributes =
        Attributes::default().plain("title", title).described(document.description.as_ref()).facts(&document.facts);
    items.push(Item {
        area: Area::Model,
        what: "model".into(),
        key: "model".into(),
        id: String::new(),
        name: document.title.clone(),
        attributes: attributes.0,
        place: None,
        span: document.span,
    });
}

/// Threats that the author states.
fn written(side: &Side<'_>, items: &mut Vec<Item>) {
    for threat in side.model().threats.values() {
        let mitigations = threat.mitigations.iter().map(|one| (one.text.clone(), states(&one.facts))).map(join);
        let mut affects: Vec<Named> = threat.affects.iter().map(|id| side.data(*id)).collect();
        affects.sort();
        let attributes = Attributes::default()
            .plain("label", &threat.label)
            .names("on", side.on(&threat.on))
            .names("affects", listed(affects.into_iter()))
            .plain("mitigations", mitigations.collect::<Vec<_>>().join("; "))
            .tags(&threat.tags)
            .described(threat.description.as_ref())
            .facts(&threat.facts);
        items.push(side.statement(Area::Threat, "threat", &threat.id, &threat.label, attributes, threat.span));
    }
}

fn join((text, facts): (String, String)) -> String {
    if facts.is_empty() { text } else { format!("{text} ({facts})") }
}

/// All facts as one value.
fn states(facts: &Facts) -> String {
    let all = Attributes::default().facts(facts).0.into_iter();
    all.map(|one| format!("{}={}", one.name, one.value)).collect::<Vec<_>>().join(" ")
}

fn answers(side: &Side<'_>, items: &mut Vec<Item>) {
    let model = side.model();
    for answer in &model.answers {
        let threat = answer.threat.map_or_else(|| answer.name.clone(), |name| side.threat_name(name));
        let (on, shown) = side.on(&answer.on);
        let rating = answer.kind == crate::model::AnswerKind::Rate;
        let attributes = Attributes::default()
            .plain("answer", answer.kind.as_str())
            .plain("reason", answer.reason.clone().unwrap_or_default())
            .described(answer.description.as_ref())
            .facts(&answer.facts);
        items.push(Item {
            area: Area::Answer,
            what: answer.kind.as_str().into(),
            key: format_smolstr!("{} {threat}@{on}", if rating { "rating" } else { "answer" }),
            id: answer.name.to_string(),
            name: if shown.is_empty() { answer.name.to_string() } else { format!("{} on {shown}", answer.name) },
            attributes: attributes.0,
            place: None,
            span: Some(answer.span),
        });
    }
}

fn rules(side: &Side<'_>, items: &mut Vec<Item>) {
    for (id, rule) in side.model().rules.iter().filter(|(_, rule)| rule.is_rule() && !rule.embedded) {
        let attributes = of_rule(side, rule).facts(&rule.facts);
        let name = side.rule(id);
        let mut item = side.statement(Area::Rule, "rule", &name, &rule.name, attributes, rule.span);
        item.id = rule.name.to_string();
        items.push(item);
    }
}

fn of_rule(side: &Side<'_>, rule: &Rule) -> Attributes {
    let subject = match rule.subject {
        RuleSubject::Flow => "flow",
        RuleSubject::Element(None) => "element",
        RuleSubject::Element(Some(kind)) => kind.as_str(),
        RuleSubject::Zone => "zone",
        RuleSubject::Model => "model",
    };
    let condition = |span: Span| side.text(span);
    let counters = rule.counters.iter().map(|one| side.text(one.span)).collect::<Vec<_>>().join("; ");
    let weaknesses = rule.weaknesses.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("; ");
    let effects = rule.effects.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("; ");
    Attributes::default()
        .plain("title", &rule.title)
        .plain("on", subject)
        .plain("stride", rule.stride.map_or("", |stride| stride.as_str()))
        .plain("also", rule.also.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
        .plain(
            "refines",
            rule.refines.iter().map(|(stride, end)| format!("{stride}@{end}")).collect::<Vec<_>>().join(", "),
        )
        .plain("group", rule.group.join(", "))
        .plain("likelihood", rule.likelihood.map_or("", |one| one.as_str()))
        .plain("severity", rule.severity.map_or("", |one| one.as_str()))
        .plain("adversary", rule.adversary.clone().unwrap_or_default())
        .described(rule.description.as_ref())
        .plain("capability", rule.capability.clone().unwrap_or_default())
        .plain("action", rule.action.clone().unwrap_or_default())
        .plain("leads-to", rule.leads_to.clone().unwrap_or_default())
        .plain("business", rule.business.clone().unwrap_or_default())
        .plain("scenario", rule.scenario.join("; "))
        .plain("effects", effects)
        .plain("weaknesses", weaknesses)
        .plain("counters", counters)
        .plain("when", rule.when.as_ref().map(|when| condition(when.span)).unwrap_or_default())
}

/// Types and defaults.
fn types(side: &Side<'_>, items: &mut Vec<Item>) {
    let model = side.model();
    let claims = |claims: &crate::model::Claims| {
        let all =
            claims.iter().map(|(control, claim)| format!("{}: {}", model.types[*control].name, claim.status.as_str()));
        all.collect::<Vec<_>>().join(", ")
    };
    for ty in model.types.values().filter(|ty| !ty.embedded) {
        let base = ty.base.map(|base| model.types[base].name.clone()).unwrap_or_default();
        let attributes = Attributes::default()
            .plain("label", &ty.label)
            .plain("extends", base)
            .plain("controls", claims(&ty.claims))
            .tags(&ty.tags)
            .described(ty.description.as_ref())
            .facts(&ty.facts);
        let what = format!("{} type", ty.kind.as_str());
        items.push(side.statement(Area::Statement, &what, &ty.name, &ty.name, attributes, ty.span));
    }
    for defaults in model.defaults.values() {
        let (key, name) = match defaults.zone {
            Some(zone) => side.zone(zone),
            None => (defaults.module.clone(), "the model".to_owned()),
        };
        let attributes = Attributes::default()
            .plain("via", defaults.via.as_ref().map(|via| via.value.clone()).unwrap_or_default())
            .plain("controls", claims(&defaults.claims))
            .tags(&defaults.tags)
            .facts(&defaults.facts);
        let kind = defaults.kind.as_str();
        items.push(Item {
            area: Area::Statement,
            what: "default".into(),
            key: format_smolstr!("default {kind} {key}"),
            id: format!("default {kind}"),
            name: format!("{kind} in {name}"),
            attributes: attributes.0,
            place: None,
            span: None,
        });
    }
}

/// Adversaries, modules and templates.
fn vocabulary(side: &Side<'_>, items: &mut Vec<Item>) {
    let model = side.model();
    for one in model.adversaries.values().filter(|one| !one.embedded) {
        let attributes =
            Attributes::default().plain("label", &one.label).described(one.description.as_ref()).facts(&one.facts);
        items.push(side.statement(Area::Statement, "adversary", &one.id, &one.label, attributes, one.span));
    }
    for one in &model.modules {
        let template = one.template.clone().unwrap_or_default();
        let attributes = Attributes::default().plain("label", &one.label).plain("template", template);
        items.push(side.statement(Area::Statement, "module", &one.id, &one.label, attributes, one.span));
    }
    for one in &model.templates {
        let attributes = Attributes::default().plain("label", &one.label).described(one.description.as_ref());
        items.push(side.statement(Area::Statement, "template", &one.id, &one.label, attributes, one.span));
    }
}

fn scenarios(side: &Side<'_>, items: &mut Vec<Item>) {
    for one in &side.model().scenarios {
        // Steps come in an order that counts.
        let step = |step: &crate::model::Step| {
            let flows = step.flows.iter().map(|id| side.place(Place::Flow(*id)).0);
            let at: Vec<SmolStr> = step.at.iter().map(|at| side.place(*at).0).chain(flows).collect();
            format!("{} {}", at.join(" "), step.text)
        };
        let value: Vec<String> = one.steps.iter().map(step).collect();
        let shown: Vec<&str> = one.steps.iter().map(|step| step.text.as_str()).collect();
        let steps = Attribute { name: "steps".into(), value: value.join("\n"), shown: shown.join("; "), by: None };
        let mut attributes =
            Attributes::default().plain("label", &one.label).described(one.description.as_ref()).facts(&one.facts);
        attributes.0.extend((!one.steps.is_empty()).then_some(steps));
        items.push(side.statement(Area::Statement, "scenario", &one.id, &one.label, attributes, one.span));
    }
}

fn views(side: &Side<'_>, items: &mut Vec<Item>) {
    let places = |places: &[Place]| {
        let mut all: Vec<Named> = places.iter().map(|place| side.place(*place)).collect();
        all.sort();
        listed(all.into_iter())
    };
    let scenarios = |view: &View| {
        let all = view.scenarios.iter().filter_map(|at| side.model().scenarios.get(*at)).map(|one| one.id.as_str());
        all.collect::<Vec<_>>().join(", ")
    };
    for one in &side.model().views {
        let mut data: Vec<Named> = one.data.iter().map(|id| side.data(*id)).collect();
        data.sort();
        let attributes = Attributes::default()
            .plain("label", &one.label)
            .names("on", side.on(&one.on))
            .names("data", listed(data.into_iter()))
            .plain("scenarios", scenarios(one))
            .names("include", places(&one.include))
            .names("exclude", places(&one.exclude))
            .facts(&one.facts.without(&["include", "exclude"]));
        items.push(side.statement(Area::Statement, "view", &one.id, &one.label, attributes, one.span));
    }
}

fn expectations(side: &Side<'_>, items: &mut Vec<Item>) {
    for one in &side.model().expectations {
        let name = one.threat.map(|name| side.threat_name(name)).unwrap_or_default();
        let (on, shown) = side.on(&one.on);
        let attributes = Attributes::default().plain("expects", Wanted::as_str(one.wanted));
        items.push(Item {
            area: Area::Statement,
            what: "expect".into(),
            key: format_smolstr!("expect {name}@{on}"),
            id: name.to_string(),
            name: if shown.is_empty() { name.to_string() } else { format!("{name} on {shown}") },
            attributes: attributes.0,
            place: None,
            span: Some(one.span),
        });
    }
}

/// A statement of the document, and the requirements below it. One without a name is known by what it says.
fn entries(side: &Side<'_>, entry: &Entry, below: &str, items: &mut Vec<Item>) {
    let (on, shown) = side.on(&entry.on);
    let known_as = match entry.id.is_empty() {
        true => format!("“{}” {on}", entry.label),
        false => entry.id.to_string(),
    };
    let key = format!("{below}{} {known_as}", entry.keyword);
    let threats: Vec<SmolStr> = entry.threats.iter().map(|name: &ThreatName| side.threat_name(*name)).collect();
    let controls = entry.controls.iter().map(|control| side.model().types[*control].name.as_str());
    let mut attributes = Attributes::default()
        .plain("label", &entry.label)
        .names("on", (on, shown))
        .described(entry.description.as_ref())
        .facts(&entry.facts.without(&["threats", "controls"]));
    attributes = attributes.plain("threats", sorted(threats.iter().map(SmolStr::as_str)));
    attributes = attributes.plain("controls", sorted(controls));
    let name = if entry.label.is_empty() { entry.id.to_string() } else { entry.label.to_string() };
    items.push(Item {
        area: Area::Statement,
        what: entry.keyword.into(),
        key: key.clone().into(),
        id: entry.id.to_string(),
        name,
        attributes: attributes.0,
        place: None,
        span: Some(entry.span),
    });
    for child in &entry.children {
        entries(side, child, &format!("{key} / "), items);
    }
}

fn sorted<'s>(words: impl Iterator<Item = &'s str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.join(", ")
}
