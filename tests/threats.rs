//! What stating a fact does to threats.

use threatline::pipeline::Outcome;
use threatline::report::build::Threats;
use threatline::threats::{Status, Threat};

use crate::support::{clean, model, project, sample_with};

const MODEL: &str = "data orders is business class=high\nactor user\nzone cloud trust=internal { process shop is web-app; store db is sql-db }\n";

fn with(flow: &str) -> Outcome {
    clean(&format!("{MODEL}DF1: user -> shop \"Buys\" {flow} data=orders\nDF2: shop -> db \"Stores\" data=orders"))
}

fn threat<'a>(outcome: &'a Outcome, key: &str) -> &'a Threat {
    let found = outcome.analysis.threats.iter().find(|threat| threat.key == key);
    found.unwrap_or_else(|| panic!("no {key} among {:?}", keys(outcome)))
}

fn keys(outcome: &Outcome) -> Vec<&str> {
    outcome.analysis.threats.iter().map(|threat| threat.key.as_str()).collect()
}

/// Rules whose threats have their name from the kind of authentication: another kind has other threats.
const BY_AUTHENTICATION: &[&str] = &["csrf", "session-hijack", "credential-stuffing", "token-", "api-key-", "saml-"];

fn follows_authentication(key: &str) -> bool {
    BY_AUTHENTICATION.iter().any(|name| key.starts_with(name))
}

/// Stating `after` instead of `before` keeps every threat, raises the coverage of one and the rating of none.
fn better(before: &str, after: &str, key: &str) {
    let (before, after) = (with(before), with(after));
    let others = |outcome| -> Vec<String> {
        keys_sorted(outcome).into_iter().filter(|key| !follows_authentication(key)).map(str::to_owned).collect()
    };
    assert_eq!(others(&before), others(&after));
    for old in before.analysis.threats.iter().filter(|threat| !follows_authentication(&threat.key)) {
        let new = threat(&after, &old.key);
        assert!(new.current.severity <= old.current.severity, "{}: {:?} > {:?}", old.key, new.current, old.current);
        assert!(new.coverage.percent >= old.coverage.percent, "{}", old.key);
    }
    assert!(threat(&after, key).coverage.percent > threat(&before, key).coverage.percent);
}

fn keys_sorted(outcome: &Outcome) -> Vec<&str> {
    let mut keys = keys(outcome);
    keys.sort_unstable();
    keys
}

#[test]
fn stating_protection_raises_coverage_and_never_a_rating() {
    better("", "encryption=tls1.3", "sniff@DF1");
    better("", "encryption=tls1.3", "tamper-in-transit@DF1");
    better("encryption=none", "encryption=tls1.2", "sniff@DF1");
    better("", "auth=mtls", "missing-authentication@DF1");
    better("", "auth=mtls", "spoof-server@DF1");
    better("", "has=message-authentication", "tamper-in-transit@DF1");
}

#[test]
fn an_unknown_fact_is_unknown_in_words() {
    let outcome = with("");
    let threats = Threats::new(&outcome.model, &outcome.graph, &outcome.analysis);
    let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
    let sniff = threat(&outcome, "sniff@DF1");
    let said = reader.weaknesses(sniff).join("\n");
    assert!(said.contains("No statement of whether DF1 is encrypted"), "{said}");
    assert!(!said.contains("DF1 is not encrypted"), "{said}");
    let details = format!("{:?}", threats.details(outcome.analysis.entry(sniff).unwrap()));
    assert!(details.contains("not stated"), "{details}");

    let outcome = with("encryption=none");
    let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
    let said = reader.weaknesses(threat(&outcome, "sniff@DF1")).join("\n");
    assert!(said.contains("DF1 is not encrypted"), "{said}");
}

#[test]
fn every_threat_says_because_of_what_in_a_full_sentence() {
    for sample in ["hello", "chatbot", "webshop"] {
        let text = std::fs::read_to_string(project(&format!("samples/{sample}.threat"))).unwrap();
        let outcome = model(&text);
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        assert!(!outcome.analysis.threats.is_empty());
        for threat in &outcome.analysis.threats {
            assert!(!reader.because(threat).is_empty(), "{sample} {}", threat.key);
            if reader.rule(threat).action.is_none() {
                continue;
            }
            let statement = reader.statement(threat);
            let in_form = (statement.starts_with("A ") || statement.starts_with("An "))
                && statement.contains(" can ")
                && statement.contains(", which leads to ")
                && statement.contains(", resulting in ");
            assert!(in_form, "{sample} {}: {statement}", threat.key);
            assert!(!statement.contains(['{', '}']) && !statement.contains("  "), "{statement}");
        }
    }
}

#[test]
fn threats_of_the_chatbot_name_their_crossings() {
    let text = std::fs::read_to_string(project("samples/chatbot.threat")).unwrap();
    let outcome = model(&text);
    let threats = Threats::new(&outcome.model, &outcome.graph, &outcome.analysis);
    let export = threats.export(&outcome.analysis.entries);
    let json = serde_json::to_value(&export).unwrap();
    let expected = [
        ("DF1", Some("TB1")),
        ("DF2", Some("TB2")),
        ("DF3", Some("TB2")),
        ("DF4.1", Some("TB3")),
        ("DF4.2", Some("TB3")),
        ("DF5", Some("TB4")),
        ("DF6", Some("TB5")),
        ("DF7", Some("TB6")),
        ("DF8", None),
        ("DF9", None),
    ];
    for (flow, border) in expected {
        let crossings = serde_json::json!(border.into_iter().collect::<Vec<_>>());
        let of_flow = json["flows"].as_array().unwrap().iter().find(|row| row["id"] == flow).unwrap();
        assert_eq!(of_flow["crossings"], crossings, "{flow}");
        let places = json["threats"].as_array().unwrap().iter().flat_map(|threat| threat["places"].as_array().unwrap());
        let places: Vec<_> = places.filter(|place| place["on"] == flow).collect();
        assert!(places.iter().all(|place| place["crossings"] == crossings), "{flow}");
        assert!(border.is_none() || !places.is_empty(), "{flow}");
    }
}

#[test]
fn keys_are_the_rule_and_the_flow() {
    let outcome = with("");
    let mut keys = keys_sorted(&outcome);
    keys.dedup();
    assert_eq!(keys.len(), outcome.analysis.threats.len(), "keys are unique");
    assert!(keys.contains(&"sniff@DF1"));
}

#[test]
fn an_answer_on_a_tag_is_about_what_has_it_and_can_have_the_threat() {
    let text = "actor user\nzone cloud trust=internal { process shop is web-app #web }\nDF1: user -> shop #web\nDF2: user -> shop\n";
    let outcome = clean(&format!("{text}accept sniff on #web \"Public\" owner=\"Me\" until=2099-01-01\n"));
    assert_eq!(threat(&outcome, "sniff@DF1").status, Status::Accepted);
    assert_ne!(threat(&outcome, "sniff@DF2").status, Status::Accepted);
    let outcome = model(&format!("{text}accept spoof-server on DF1, shop \"Public\"\n"));
    assert!(outcome.diagnostics.iter().any(|one| one.code.0 == "E0604"), "a place that is named has to fit");
}

/// Levels of likelihood and impact, lowest first.
const LEVELS: &[&str] = &["low", "medium", "high", "very-high", "critical"];

fn level(scale: &str, level: &str) -> usize {
    let other = if scale == "likelihood" { "critical" } else { "very-high" };
    let of = |name: &&&str| **name != other;
    LEVELS.iter().filter(of).position(|name| *name == level).unwrap_or_else(|| panic!("no level {level} of {scale}"))
}

/// Follows the steps of a rating: where each level stands, by scale.
fn follow(step: &str, at: &mut [(&'static str, String); 2]) {
    let words: Vec<&str> = step.split([' ', ',', ':']).filter(|word| !word.is_empty()).collect();
    let known = |at: &[(&str, String); 2], scale: &str| {
        at.iter().find(|(known, _)| *known == scale).map(|(_, level)| level.clone()).unwrap_or_default()
    };
    let now = match words[..] {
        [scale, "starts", "at", to, ..] => Some((scale, to)),
        [scale, "stays", to, ..] => {
            assert_eq!(known(at, scale), to, "{step}");
            None
        }
        [scale, "becomes", to, moved, "level" | "levels", way, ..] => {
            let (from, to_level) = (level(scale, &known(at, scale)), level(scale, to));
            let steps = ["", "one", "two", "three"].iter().position(|word| *word == moved);
            assert_eq!(Some(from.abs_diff(to_level)), steps, "{step}");
            assert_eq!(to_level < from, way == "lower", "{step}");
            Some((scale, to))
        }
        [scale, "becomes", to, ..] => Some((scale, to)),
        ["likelihood", likelihood, "and", "impact", impact, "give", ..] => {
            assert_eq!(
                (known(at, "likelihood").as_str(), known(at, "impact").as_str()),
                (likelihood, impact),
                "{step}"
            );
            None
        }
        _ => None,
    };
    if let Some((scale, to)) = now {
        at.iter_mut().filter(|(known, _)| *known == scale).for_each(|(_, level)| *level = to.to_owned());
    }
}

#[test]
fn the_steps_of_a_rating_lead_from_one_level_to_the_next() {
    for (path, text) in crate::support::samples() {
        let outcome = sample_with(&path, &text);
        let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
        for threat in &outcome.analysis.threats {
            let steps = reader.rating_steps(threat);
            if steps.iter().any(|step| step.contains("the author")) {
                continue;
            }
            let mut at = [("likelihood", String::new()), ("impact", String::new())];
            for step in &steps {
                assert!(!step.contains("-1") && !step.contains("+1"), "{}: {step}", threat.key);
                follow(step, &mut at);
            }
        }
    }
}

/// A threat to the model as a whole is as bad as one to the data that needs most.
#[test]
fn a_threat_to_the_model_as_a_whole_concerns_all_data() {
    let rule = "rule all \"{model} is taken over\" on model {\n severity = high\n likelihood = low\n impact = integrity\n when count(stores) > 0\n}";
    let outcome = clean(&format!("{MODEL}data keys is business class=critical\n{rule}"));
    let reader = outcome.analysis.reader(&outcome.model, &outcome.graph);
    let steps = reader.rating_steps(threat(&outcome, "all@model"));
    assert!(steps.contains(&"impact starts at critical, the need for protection of keys, the highest of all data: it concerns the model as a whole".to_owned()), "{steps:?}");
    let without = clean(&format!("process p\n{}", rule.replace("stores", "processes")));
    let reader = without.analysis.reader(&without.model, &without.graph);
    let steps = reader.rating_steps(threat(&without, "all@model"));
    assert!(steps.contains(&"impact starts at medium: no data is stated here".to_owned()), "{steps:?}");
}
