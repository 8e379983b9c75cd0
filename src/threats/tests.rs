#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::condition::compile::compile;
use super::condition::eval::{Scope, World};
use super::condition::fields::Of;
use super::condition::{Thing, Truth};
use super::controls::Catalogue;
use super::index::Index;
use super::leg::Leg;
use super::*;
use crate::base::arena::Id;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::graph::FlowGraph;
use crate::model::{Class, ControlStatus, Impact, Kind, Likelihood, Model, Severity};
use crate::resolve::{ModuleId, Resolved, Source, Uses, resolve};
use crate::schema;
use crate::syntax;
use crate::syntax::tree::Statement;

mod answers;

/// A model with what the engine says about it.
struct Case {
    model: Model,
    graph: FlowGraph,
    analysis: Analysis,
    diagnostics: Vec<Diagnostic>,
}

impl Case {
    /// With the rules of the baseline alone: what the engine does with them does not change when another domain grows.
    fn new(text: &str) -> Self {
        let baseline = ["controls", "adversaries", "core"].map(|name| format!("<library>/{name}.threat"));
        Self::with(library::FILES.iter().filter(|(path, _)| baseline.iter().any(|name| name == path)), text)
    }

    fn with(library: impl Iterator<Item = &'static (&'static str, &'static str)>, text: &str) -> Self {
        let mut sources = SourceMap::default();
        let mut trees = Vec::new();
        for (path, text) in std::iter::once(&schema::PRELUDE).chain(library) {
            let file = sources.add_embedded(path, text);
            trees.push((syntax::parse(&sources, file), true));
        }
        let file = sources.add("model.threat", text);
        trees.push((syntax::parse(&sources, file), false));
        let all: Vec<Source<'_>> = trees
            .iter()
            .map(|(parsed, embedded)| Source { tree: &parsed.tree, module: (!embedded).then(ModuleId::default) })
            .collect();
        let Resolved { model, mut diagnostics, .. } = resolve(&all, &Uses::default(), "model", &[]);
        diagnostics.extend(trees.iter().flat_map(|(parsed, _)| parsed.diagnostics.clone()));
        let (graph, found) = FlowGraph::build(&model);
        diagnostics.extend(found);
        let (analysis, found) = analyze(&model, &graph, Date::parse("2026-06-01"));
        diagnostics.extend(found);
        Case { model, graph, analysis, diagnostics }
    }

    fn threat(&self, key: &str) -> &Threat {
        let found = self.analysis.threats.iter().find(|threat| threat.key == key);
        found.unwrap_or_else(|| panic!("no threat {key} among {:?}", self.keys()))
    }

    fn keys(&self) -> Vec<&str> {
        self.analysis.threats.iter().map(|threat| threat.key.as_str()).collect()
    }

    fn has(&self, key: &str) -> bool {
        self.keys().contains(&key)
    }

    fn reader(&self) -> Reader<'_> {
        self.analysis.reader(&self.model, &self.graph)
    }

    fn because(&self, key: &str) -> Vec<String> {
        self.reader().because(self.threat(key)).into_iter().map(|fact| fact.text).collect()
    }

    fn status(&self, thing: Thing, control: &str) -> Option<ControlStatus> {
        let control = self.model.find_type(Kind::Control, control).unwrap();
        let world = World { model: &self.model, graph: &self.graph, index: &self.analysis.engine.index };
        self.analysis.engine.catalogue.standing(&world, thing).get(control).map(|found| found.status)
    }

    fn flow(&self, key: &str) -> Thing {
        let (id, _) = self.model.flows.iter().find(|(_, flow)| flow.key == key).unwrap();
        Thing::Flow(Leg::request(&self.model, id))
    }

    fn element(&self, name: &str) -> Thing {
        Thing::Element(self.model.elements.iter().find(|(_, element)| element.id == name).unwrap().0)
    }

    /// What a condition says about a subject, or the mistakes in it.
    fn ask(&self, subject: Thing, condition: &str) -> Result<Truth, Vec<Diagnostic>> {
        let of = match subject {
            Thing::Flow(_) => Of::Flow,
            Thing::Element(_) => Of::Element,
            Thing::Zone(_) => Of::Zone,
            Thing::Data(_) => Of::Data,
            Thing::Model => Of::Model,
        };
        let mut report = Vec::new();
        let index = Index::build(&self.model, &self.graph);
        let world = World { model: &self.model, graph: &self.graph, index: &index };
        let catalogue = Catalogue::build(&world, &mut report);
        let parsed = condition_of(condition);
        let test = compile(&world, of, &parsed, &mut report);
        let standing = catalogue.standing(&world, subject);
        let scope = Scope { world, subject, standing: &standing, catalogue: Some(&catalogue), it: None };
        test.map(|test| scope.test(&test)).ok_or(report)
    }
}

fn condition_of(text: &str) -> crate::syntax::tree::Condition {
    let mut sources = SourceMap::default();
    let file = sources.add("rule.threat", format!("rule x \"X\" on flow {{\n  when {text}\n}}\n"));
    let parsed = syntax::parse(&sources, file);
    assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
    let Statement::Declaration(rule) = &parsed.tree.items[0].statement else { panic!() };
    match &rule.block.as_ref().unwrap().items[0].statement {
        Statement::When(condition) => condition.clone(),
        other => panic!("{other:?}"),
    }
}

const SHOP: &str = r#"
model "Shop"
data orders is business "Orders" class=high
data texts is content "Texts" class=low
actor user "User"
zone edge "Edge" trust=dmz {
  process web is web-app "Web"
}
zone inner "Inner" trust=restricted {
  process api is api "API" has=rate-limit
  store db is sql-db "Orders database" holds=orders encryption=aes-256
}
zone odd "Odd" {
  process job is worker "Job"
}
boundary TB1 "Internet → Edge" on internet -> edge has=waf
DF1: user -> web "Uses" via https auth=session data=orders returns=texts
DF2: web -> api "Calls" via https data=orders
DF3: api -> db "Stores" via postgres auth=password data=orders returns=orders
DF4: db -> web "Reads" via postgres data=orders
DF5: job -> api "Runs" via grpc auth=mtls
DF6: api -> web "Pushes" via "own protocol" data=none
"#;

fn check(case: &Case, subject: Thing, table: &[(&str, Truth)]) {
    for (condition, expected) in table {
        let found = case.ask(subject, condition).unwrap_or_else(|report| panic!("{condition}: {report:?}"));
        assert_eq!(found, *expected, "{condition}");
    }
}

#[test]
fn conditions_of_flows() {
    use Truth::{False, True, Unknown};
    let case = Case::new(SHOP);
    check(
        &case,
        case.flow("DF1"),
        &[
            ("crosses and enters and not exits and not local", True),
            ("source is actor and target is process", True),
            ("target is [store, web-app]", True),
            ("target is store", False),
            ("auth == session", True),
            ("auth in [none, password]", False),
            ("encryption == unknown", False),
            ("encryption in [tls, tls1.3]", True),
            ("authz == unknown", True),
            ("authz == none", Unknown),
            ("not (authz == none)", Unknown),
            ("authz in [none, unknown]", True),
            ("class >= high", True),
            ("trust-gap >= 2", True),
            ("trust-gap > 2", False),
            ("source.trust < target.trust", True),
            ("target.zone.trust == dmz", True),
            ("target.downstream-trust > source.trust", True),
            ("op == call", True),
            ("carries(business)", True),
            ("carries([pci, credential])", False),
            ("any(data, it is business and class == high)", True),
            ("all(returns, it is business)", False),
            ("none(data, it is pci)", True),
            ("count(returns) > 0 and count(processes) == 3", True),
            ("crosses(TB1) and crosses(network)", True),
            ("crosses(physical)", False),
            ("from-browser", True),
            ("tainted(target) and not tainted(source)", True),
            ("control(waf) == implemented", True),
            ("control(mfa) == unknown", True),
            ("control(user-authentication) in [implemented]", True),
            ("target.exposure == internet", True),
            ("protocol == https and mode == sync", True),
            ("format has xml", False),
            ("reaches(db)", True),
            ("target has #pci or source has #pci", False),
            ("serves-users(target)", True),
        ],
    );
    check(
        &case,
        case.flow("DF5"),
        &[
            ("enters", Unknown),
            ("exits", Unknown),
            ("crosses", True),
            ("source.trust <= partner", Unknown),
            ("source.trust == unknown", True),
            ("trust-gap >= 2 or crosses", True),
            ("control(service-authentication) == implemented", True),
            ("control(mutual-tls) == implemented", True),
            ("encryption in [tls, tls1.2]", True),
            ("authz == none", Unknown),
            ("class >= low", False),
        ],
    );
    check(&case, case.flow("DF6"), &[("protocol == grpc", False), ("exits", True), ("count(data) == 0", True)]);
    check(&case, case.flow("DF3"), &[("op == write and op == read and not (op == call)", True), ("not crosses", True)]);
}

#[test]
fn a_classic_arrow_from_a_store_is_a_read_request() {
    let case = Case::new(SHOP);
    let Thing::Flow(leg) = case.flow("DF4") else { panic!() };
    assert_eq!(case.model.elements[leg.source].id, "web");
    check(&case, case.flow("DF4"), &[("op == read and target is store and enters", Truth::True)]);
    assert!(case.has("store-disclosure@DF4") && !case.has("tamper-store@DF4"));
    assert_eq!(
        case.reader().title(case.threat("store-disclosure@DF4")),
        "Unauthorised reading of Orders database through Web"
    );
}

#[test]
fn conditions_of_elements() {
    use Truth::{False, True};
    let case = Case::new(SHOP);
    check(
        &case,
        case.element("db"),
        &[
            ("this is store and encryption == aes-256 and class >= high", True),
            ("holds(this, business) and handles(this, orders)", True),
            ("machine == container", False),
            ("not (machine == container)", True),
            ("inside(this, inner)", True),
            ("tainted(this)", True),
            ("shares-zone-with-exposed(this)", False),
            ("count(upstream) == 2 and any(upstream, it is api)", True),
            ("owner == unknown and scope == in", True),
            ("control(encryption-at-rest) == implemented", True),
            ("privilege >= admin", False),
        ],
    );
    check(
        &case,
        case.element("web"),
        &[("behind(this, cdn)", False), ("any(downstream, it is api)", True), ("tainted-store(this)", True)],
    );
}

#[test]
fn mistakes_in_conditions_are_named_where_they_are() {
    let case = Case::new(SHOP);
    let table = [
        ("protcol == http", "E0605", "flow has no field `protcol`", "did you mean `protocol`?"),
        ("source.exposur == none", "E0605", "element has no field `exposur`", "did you mean `exposure`?"),
        (
            "class > 3",
            "E0606",
            "`class`, a classification, is not compared with this",
            "write one of `low`, `medium`, `high` and `critical`",
        ),
        ("class > hihg", "E0606", "`hihg` is no value of `class`, a classification,", "did you mean `high`?"),
        ("auth == nonee", "E0606", "`nonee` is no value of `auth`", "did you mean `none`?"),
        ("auth > none", "E0606", "this field has no order", ""),
        ("source is web-ap", "E0606", "no type of element is named `web-ap`", "did you mean `web-app`?"),
        ("control(waff) == missing", "E0606", "no control named `waff`", "did you mean `waf`?"),
        ("taintd(source)", "E0605", "no function named `taintd`", "did you mean `tainted`?"),
        ("auth", "E0606", "`auth` is not a yes-or-no fact", "compare it: `auth == …`"),
        ("crosses == 1", "E0606", "`crosses` is yes or no and is not compared", "write `crosses` or `not crosses`"),
        ("tainted(source, target)", "E0606", "`tainted` does not take 2 arguments", "write `tainted(x)`"),
        ("control(waf)", "E0606", "`control` is not a yes-or-no question", "compare it: `control(…) == …`"),
        (
            "crosses(netwrok)",
            "E0606",
            "`netwrok` is neither a boundary nor a kind of boundary",
            "did you mean `network`?",
        ),
    ];
    for (condition, code, message, help) in table {
        let report = case.ask(case.flow("DF1"), condition).expect_err(condition);
        let found = report.first().unwrap();
        assert_eq!((found.code.0, found.message.as_str()), (code, message), "{condition}");
        if !help.is_empty() {
            assert_eq!(found.help, [help], "{condition}");
        }
    }
}

/// The texts and weaknesses of the library are not looked at in every run: here they are.
#[test]
fn the_library_is_without_mistakes() {
    let case = Case::with(library::FILES.iter(), "");
    let mut found = case.diagnostics;
    let world = World { model: &case.model, graph: &case.graph, index: &case.analysis.engine.index };
    for (id, rule) in case.model.rules.iter() {
        engine::check_placeholders(rule, &mut found);
        let of = case.analysis.engine.rules[id.index()].asked().0;
        let shown = engine::weaknesses(&world, of, rule, &mut found);
        assert_eq!(shown.len(), rule.weaknesses.len(), "{}", rule.name);
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn operations_are_those_of_the_schema() {
    let words: Vec<&str> = crate::schema::vocabulary("op").unwrap().all().collect();
    assert_eq!(super::condition::fields::OPS, words);
    let scale = |all: Vec<&'static str>| all;
    assert_eq!(super::condition::fields::CLASS, scale(Class::ALL.iter().map(|class| class.as_str()).collect()));
}

#[test]
fn the_matrix_is_the_methodologys() {
    use Severity::{Critical, High, Low, Medium};
    let rows = [
        (Likelihood::VeryHigh, [Medium, High, Critical, Critical]),
        (Likelihood::High, [Medium, High, High, Critical]),
        (Likelihood::Medium, [Low, Medium, High, High]),
        (Likelihood::Low, [Low, Low, Medium, High]),
    ];
    for (likelihood, severities) in rows {
        for (&impact, severity) in Impact::ALL.iter().zip(severities) {
            assert_eq!(matrix(likelihood, impact), severity, "{likelihood} {impact}");
        }
    }
}

#[test]
fn what_looks_at_input_counts_for_the_end_that_receives() {
    let case = Case::new(
        "actor user\nzone outer {\n  process web has=waf,audit-logging\n  process edge is reverse-proxy has=waf\n}\n\
         zone inner { process api\n store db is sql-db }\n\
         DF1: user -> web\nDF2: web -> api\nDF3: edge -> api\nDF4: web -> db\nDF5: web <-> api \"Both\"\n",
    );
    let implemented = Some(ControlStatus::Implemented);
    for (flow, expected) in
        [("DF1", implemented), ("DF2", None), ("DF3", implemented), ("DF4", implemented), ("DF5", implemented)]
    {
        assert_eq!(case.status(case.flow(flow), "waf"), expected, "{flow}");
    }
    assert_eq!(case.status(case.flow("DF2"), "audit-logging"), implemented);
    assert_eq!(case.status(case.element("web"), "waf"), implemented);
}

#[test]
fn controls_come_from_statements_and_from_facts() {
    use ControlStatus::{Implemented, Missing, Partial};
    let case = Case::new(SHOP);
    let table = [
        ("DF1", "waf", Some(Implemented)),
        ("DF1", "user-authentication", Some(Implemented)),
        ("DF1", "encryption-in-transit", Some(Partial)),
        ("DF1", "mfa", None),
        ("DF2", "waf", None),
        ("DF2", "rate-limit", Some(Implemented)),
        ("DF3", "store-authentication", Some(Implemented)),
        ("DF3", "encryption-at-rest", Some(Implemented)),
        ("DF3", "service-authentication", Some(Partial)),
        ("DF5", "server-cert-validation", Some(Implemented)),
    ];
    for (flow, control, expected) in table {
        assert_eq!(case.status(case.flow(flow), control), expected, "{control} on {flow}");
    }
    let stated = Case::new(&SHOP.replace("via https auth=session", "via http auth=none missing=waf"));
    assert_eq!(stated.status(stated.flow("DF1"), "encryption-in-transit"), Some(Missing));
    assert_eq!(stated.status(stated.flow("DF1"), "waf"), Some(Missing), "the nearest statement wins");
    let zone = Case::new(&SHOP.replace("trust=restricted {", "trust=restricted has=network-policy {"));
    assert_eq!(zone.status(zone.flow("DF2"), "network-segmentation"), Some(Implemented), "special cases count");
    assert_eq!(zone.status(zone.flow("DF1"), "network-segmentation"), None, "a zone speaks for what is inside only");
    let everywhere = Case::new(&format!("{SHOP}\ncontrol log is audit-logging \"Log\" on * status=partial"));
    assert_eq!(everywhere.status(everywhere.flow("DF1"), "audit-logging"), Some(Partial));
}

#[test]
fn a_threat_says_why_it_is_there() {
    let case = Case::new(SHOP);
    assert_eq!(case.because("malformed-input@DF1"), ["Web is a process", "on DF1, trust rises from untrusted to dmz"]);
    assert_eq!(case.because("sniff@DF2")[0], "DF2 crosses TB2 (Edge → Inner)");
    let open = case.analysis.questions.iter().find(|question| {
        case.model.rules[question.rule].name == "malformed-input"
            && question.subject == Some(case.threat("sniff@DF5").subject.unwrap())
    });
    let missing = case.reader().missing(open.unwrap());
    assert_eq!(missing[0].text, "trust of the zone Odd is not stated");
    assert_eq!(missing[0].value, None);
}

#[test]
fn what_is_not_stated_is_reported_as_not_stated() {
    let case = Case::new(&format!(
        "{SHOP}\nrule open-call \"{{flow}} asks for no proof\" on flow {{\n stride = spoofing\n severity = high\n when auth == none and crosses\n}}\nrule open-flow \"X\" on flow {{\n stride=spoofing\n severity=low\n when auth == unknown\n}}"
    ));
    let threat = case.threat("open-call@DF2");
    assert_eq!((threat.basis, threat.current.severity), (Basis::NotStated, Severity::High));
    assert_eq!(case.because("open-call@DF2"), ["authentication of DF2 is not stated"]);
    assert!(!case.has("open-call@DF1") && case.has("open-flow@DF2"));
    assert_eq!(
        case.reader().statement(threat),
        "A threat actor who finds this (“DF2 asks for no proof”) can act under a false identity, which leads to actions being attributed to somebody who did not take them, resulting in loss of confidentiality, integrity and availability of Orders"
    );
    let weaknesses = case.reader().weaknesses(case.threat("spoof-service@DF2"));
    assert!(weaknesses.contains(&"No statement that API verifies the identity of Web".to_owned()), "{weaknesses:?}");
}

#[test]
fn protection_never_raises_a_rating() {
    let before = Case::new(SHOP);
    let controls: Vec<String> =
        before.model.types.values().filter(|ty| ty.kind == Kind::Control).map(|ty| ty.name.to_string()).collect();
    let mut variants: Vec<String> = controls
        .iter()
        .map(|control| SHOP.replace("DF2: web -> api \"Calls\"", &format!("DF2: web -> api \"Calls\" has={control}")))
        .collect();
    for fact in ["auth=mtls", "encryption=tls1.3", "authz=rbac", "encryption=tls1.0", "auth=api-key"] {
        variants.push(SHOP.replace("via https data=orders", &format!("via https data=orders {fact}")));
        variants.push(SHOP.replace("auth=session", "auth=session authz=rbac"));
    }
    variants.push(SHOP.replace("class=high\n", "class=high\nzone z\n"));
    for variant in variants {
        let after = Case::new(&variant);
        for threat in &after.analysis.threats {
            let Some(old) = before.analysis.threats.iter().find(|old| old.key == threat.key) else {
                panic!("{} appears with {variant}", threat.key)
            };
            assert!(threat.current.severity <= old.current.severity, "{} rises with {variant}", threat.key);
            assert!(threat.inherent == old.inherent, "{} changes with {variant}", threat.key);
            assert!(
                threat.residual.severity <= threat.current.severity
                    && threat.current.severity <= threat.inherent.severity
            );
        }
    }
    let after = Case::new(&SHOP.replace("via https data=orders", "via https data=orders encryption=tls1.3"));
    assert!(after.threat("sniff@DF2").coverage.percent > before.threat("sniff@DF2").coverage.percent);
    assert!(after.threat("sniff@DF2").coverage.unknown < 100);
}

#[test]
fn out_of_scope_elements_raise_no_threat_but_flows_to_them_do() {
    let case = Case::new(
        &SHOP.replace("process api is api \"API\"", "process api is api \"API\" scope=out reason=\"Bought\""),
    );
    assert!(!case.has("malformed-input@DF2") && case.has("sniff@DF2"));
}

#[test]
fn coverage_and_numbers() {
    let case =
        Case::new(&SHOP.replace("has=waf", "has=input-validation,safe-parsing,least-privilege,waf,audit-logging"));
    let threat = case.threat("malformed-input@DF1");
    assert_eq!((threat.status, threat.coverage.unknown, threat.coverage.likelihood), (Status::Covered, 0, 2));
    assert!(threat.current.severity < threat.inherent.severity);
    let numbers: Vec<String> =
        case.analysis.entries.iter().filter(|e| e.number.letter == 'S').map(|e| e.number.to_string()).collect();
    assert_eq!(numbers.first().map(String::as_str), Some("S-01"));
    let open = case.analysis.entries.iter().filter(|entry| entry.open > 0);
    let severities: Vec<Severity> = open.map(|entry| entry.current.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b));
}

#[test]
fn verbs_agree_with_the_labels_of_data() {
    for (label, expected) in [
        ("Orders", "Orders are disclosed"),
        ("Prompts and answers", "Prompts and answers are disclosed"),
        ("Analysis", "Analysis is disclosed"),
        ("Address (home)", "Address (home) is disclosed"),
    ] {
        let case = Case::new(&SHOP.replace("\"Orders\" class", &format!("\"{label}\" class")));
        let threat = case.threat("sniff@DF2");
        let effects = case.reader().effects(threat);
        assert!(effects.iter().any(|effect| effect.text.starts_with(expected)), "{effects:?}");
    }
}

/// Every text of every rule, filled with the names of the examples, each place by itself and all places together.
#[test]
fn texts_are_sentences() {
    for (path, text) in library::EXAMPLES {
        let case = Case::with(library::FILES.iter(), text);
        let reader = case.reader();
        for threat in &case.analysis.threats {
            check_texts(path, &reader, threat);
        }
        for entry in &case.analysis.entries {
            check_texts(path, &reader, entry);
        }
    }
}

fn check_texts(path: &str, reader: &Reader<'_>, about: &impl About) {
    let name = &reader.rule(about).name;
    let mut texts = vec![reader.title(about), reader.statement(about), reader.description(about)];
    texts.extend(reader.scenario(about));
    texts.extend(reader.effects(about).into_iter().map(|effect| effect.text));
    texts.extend(reader.weaknesses(about));
    texts.extend(reader.counters(about).into_iter().map(|counter| counter.text));
    for text in texts {
        assert!(!text.contains(['{', '}']) && !text.contains("  ") && !text.contains(" ,"), "{path} {name}: {text}");
        assert!(text.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()), "{path} {name}: {text}");
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{path} {name}: {text}");
    }
}

#[test]
fn words_and_lists() {
    use super::text::{Spoken, article, fill, listed};
    for (word, expected) in [
        ("external threat actor", "an"),
        ("threat actor", "a"),
        ("user", "a"),
        ("hour", "an"),
        ("LLM", "an"),
        ("API", "an"),
        ("unauthenticated caller", "an"),
        ("uninvited guest", "an"),
        ("unit", "a"),
        ("MQTT broker", "an"),
        ("one-way flow", "a"),
        ("European host", "a"),
        ("IoT gateway", "an"),
        ("SQL client", "an"),
    ] {
        assert_eq!(article(word), expected, "{word}");
    }
    let list = |items: &[&str]| listed(&items.iter().map(|&item| item.to_owned()).collect::<Vec<_>>());
    assert_eq!(list(&["A", "B"]), "A and B");
    assert_eq!(list(&["Names and mails", "B", "C"]), "“Names and mails”, B and C");
    assert_eq!(list(&["Names and mails"]), "Names and mails");
    assert_eq!(list(&["1", "2", "3", "4", "5", "6"]), "1, 2, 3, 4, 5 and 6");
    assert_eq!(list(&["1", "2", "3", "4", "5", "6", "7"]), "1, 2, 3, 4, 5 and 2 more");
    let value = |name: &str| (name == "x").then(|| Spoken::from("the zone".to_owned()));
    assert_eq!(fill("{x} is in {x}. {x}, {y}", value), "the zone is in the zone. The zone, {y}");
}
