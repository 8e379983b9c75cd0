//! Tests of rules: what `expect` and queries say, and that the library's examples come out as they should.

use threatline::model::RuleId;
use threatline::pipeline::Outcome;
use threatline::threats::library::EXAMPLES;
use threatline::threats::{Gap, Tally};

use crate::support::{clean, codes, model, model_with, project};

const SHOP: &str = "\
zone net trust=untrusted { actor user }
zone cloud trust=internal { process shop is web-app; process jobs; store db is sql-db }
zone lab { process probe }
DF1: user -> shop via https
DF2: shop -> db via postgres
DF3: probe -> shop via https
DF4: shop -> jobs via grpc
boundary TB1 on net -> cloud
";

/// What is wrong with the expectations of a model, without the places.
fn unmet(text: &str) -> Vec<String> {
    let outcome = clean(&format!("{SHOP}{text}"));
    outcome.expectations().into_iter().filter_map(|answer| answer.failure).map(|failure| failure.message).collect()
}

#[test]
fn what_is_as_expected_is_not_reported() {
    let met = "\
expect malformed-input on DF1
expect malformed-input on user -> shop, shop, TB1, cloud
expect malformed-input on DF3 result=question
expect malformed-input on DF2, DF4, jobs result=never
expect malformed-input
expect flat-zone result=never
rule any-db \"{this}\" on model { severity = low; when count(stores) > 0 }
expect any-db
threat relay on DF1
expect relay on DF1
expect relay on DF2 result=never
";
    assert_eq!(unmet(met), Vec::<String>::new());
}

#[test]
fn what_is_not_as_expected_is_reported_for_each_place() {
    let cases = [
        (
            "expect malformed-input on DF3, DF4",
            vec![
                "`malformed-input` is expected to hold on `DF3`: it is an open question",
                "`malformed-input` is expected to hold on `DF4`: it does not",
            ],
        ),
        (
            "expect malformed-input on shop result=question",
            vec!["`malformed-input` is expected to be an open question on `shop`: it holds"],
        ),
        (
            "expect malformed-input result=never",
            vec!["`malformed-input` is expected never to hold in the model: it does"],
        ),
        ("extend DF4 { expect malformed-input }", vec!["`malformed-input` is expected to hold on `DF4`: it does not"]),
        ("threat relay on DF1\nexpect relay on DF2", vec!["`relay` is expected to hold on `DF2`: it does not"]),
    ];
    for (text, wrong) in cases {
        assert_eq!(unmet(text), wrong, "{text}");
    }
}

#[test]
fn what_is_out_of_scope_is_not_asked() {
    let without = SHOP.replace("process shop is web-app", "process shop is web-app scope=out reason=\"Another team\"");
    let outcome = clean(&format!("{without}expect malformed-input on DF1 result=never"));
    assert!(outcome.expectations().iter().all(|answer| answer.failure.is_none()));
}

#[test]
fn a_failure_shows_the_part_of_the_condition_that_is_not_so() {
    let outcome = clean(&format!("{SHOP}expect sql-injection on DF4"));
    let answers = outcome.expectations();
    let failure = answers[0].failure.as_ref().unwrap();
    let shown: Vec<&str> = failure.secondary.iter().map(|label| outcome.sources.text(label.span)).collect();
    // Its other parts, `source is process` and `tainted(source)`, are so.
    assert!(matches!(shown[..], [part] if part.starts_with("target is [sql-db")), "{shown:?}");
}

#[test]
fn expectations_that_can_never_be_met_are_errors() {
    let wrong = |text: &str| {
        let outcome = model(&format!("{SHOP}data orders is business class=high\n{text}"));
        codes(&outcome).into_iter().map(|(_, code)| code).collect::<Vec<_>>()
    };
    assert_eq!(wrong("expect malformd-input on DF1"), ["E0601"]);
    assert_eq!(wrong("expect flat-zone on DF1"), ["E0604"]);
    assert_eq!(wrong("expect malformed-input on orders"), ["E0604"]);
    assert_eq!(wrong("expect malformed-input on DF9"), ["E0110"]);
    assert_eq!(wrong("rule r \"r\" on process { severity=low; when auth == none }"), ["E0605"]);
    assert_eq!(wrong("rule r \"r\" on store { severity=low; when encryption == none }\nexpect r on shop"), ["E0604"]);
}

// ---- queries --------------------------------------------------------------------------------------------------------------

type Ids = Vec<String>;

/// Ids for which a query is answered with yes, and with unknown; or the codes of what is wrong, with their columns.
fn query(text: &str) -> Result<(Ids, Ids), Vec<(usize, &'static str)>> {
    let mut outcome = clean(SHOP);
    let matches = outcome.query(text).map_err(|problems| {
        let column = |span: threatline::base::source::Span| outcome.sources.file(span.file).position(span.start).column;
        problems.iter().map(|problem| (problem.span().map_or(0, column), problem.code.0)).collect::<Vec<_>>()
    })?;
    let ids = |found: Vec<threatline::threats::Found>| {
        found
            .iter()
            .map(|found| found.place.map_or("-".into(), |place| outcome.model.place_id(place)).to_string())
            .collect()
    };
    Ok((ids(matches.yes), ids(matches.unknown)))
}

#[test]
fn queries_find_what_holds_and_what_depends_on_facts_that_are_not_stated() {
    let both = |yes: &[&str], unknown: &[&str]| {
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        Ok((own(yes), own(unknown)))
    };
    assert_eq!(query("crosses"), both(&["DF1", "DF3"], &[]));
    assert_eq!(query("flow: enters"), both(&["DF1"], &["DF3"]));
    assert_eq!(query("store: encryption == unknown"), both(&["db"], &[]));
    assert_eq!(query("process: exposure == internet\n  and not (this is browser)"), both(&["shop"], &[]));
    assert_eq!(query("zone: trust == unknown"), both(&["lab"], &[]));
    assert_eq!(query("element: trust >= dmz"), both(&["shop", "jobs", "db"], &["probe"]));
    assert_eq!(query("model: count(stores) == 1"), both(&["-"], &[]));
    assert_eq!(query("data: class >= low"), both(&[], &[]));
}

#[test]
fn mistakes_in_queries_are_shown_at_their_place() {
    let cases = [
        ("flow: encryptoin == none", (7, "E0605")),
        ("  class > 3", (11, "E0606")),
        ("flows: crosses", (1, "E0604")),
        ("crosses and", (12, "E0010")),
        ("crosses local", (9, "E0010")),
        ("", (1, "E0010")),
        ("store: crosses", (8, "E0605")),
    ];
    for (text, wrong) in cases {
        assert_eq!(query(text).err(), Some(vec![wrong]), "{text}");
    }
}

// ---- the library ----------------------------------------------------------------------------------------------------------

/// The examples of the library, each by itself.
fn examples() -> Vec<(&'static str, Outcome)> {
    EXAMPLES.iter().map(|(path, text)| (*path, model_with(&[(path, text)]))).collect()
}

#[test]
fn the_examples_of_the_library_come_out_as_they_should() {
    for (path, outcome) in examples() {
        assert!(outcome.is_usable(), "{path}: {:?}", codes(&outcome));
        let failures = outcome.expectations().into_iter().filter_map(|answer| answer.failure);
        let line = |span| outcome.sources.line_of(span);
        let failures: Vec<String> = failures
            .map(|failure| format!("{} {}", failure.span().map_or(String::new(), line), failure.message))
            .collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

#[test]
fn all_example_files_are_listed() {
    let mut files: Vec<String> = project("src/threats/library/examples")
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_owned())
        .collect();
    files.sort();
    let mut listed: Vec<&str> = EXAMPLES.iter().map(|(path, _)| *path).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
}

/// Each rule has an example where it holds, one where it never does, and, where it can ask for what is not stated, one where
/// it is an open question.
#[test]
fn every_rule_has_its_examples() {
    let mut tally = Tally::default();
    let examples = examples();
    for (_, outcome) in &examples {
        outcome.expectations().iter().for_each(|answer| tally.add(&outcome.model, answer));
    }
    let outcome = &examples[0].1;
    let rules = outcome.model.rules.iter().filter(|(_, rule)| rule.embedded);
    let rules: Vec<(RuleId, _)> = rules.map(|(id, rule)| (id, rule.as_ref())).collect();
    assert!(rules.len() > 180, "{}", rules.len());
    let gaps = tally.gaps(&outcome.analysis, &rules);
    let gap = |gap: &Gap| (outcome.model.rules[gap.rule].name.clone(), gap.lacks.clone());
    assert_eq!(gaps.iter().map(gap).collect::<Vec<_>>(), []);
}

/// Two threats of one name would share their keys.
#[test]
fn names_of_the_library_are_taken() {
    for own in [
        "rule sniff on flow {\n  stride = disclosure\n  severity = low\n  when crosses\n}",
        "threat sniff \"Sniffing\" on DF1 {\n  stride = disclosure\n  severity = low\n}",
    ] {
        let outcome = model(&format!("{SHOP}{own}\n"));
        let found: Vec<String> = codes(&outcome).into_iter().map(|(_, code)| code).collect();
        assert_eq!(found, ["E0102"], "{own}: {:?}", outcome.diagnostics);
    }
}
