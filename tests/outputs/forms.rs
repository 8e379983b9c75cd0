//! JSON, SARIF, GitHub annotations and JUnit.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Folder;
use crate::support::project;

const SHOP: &str = "\
data orders \"Orders\" class=high
actor user \"User\"
process web \"Web shop\"
user --> web \"Größe 😀\" tech: x data=ordrs
";

pub(super) fn validator() -> jsonschema::Validator {
    let schema = std::fs::read_to_string(project("tests/schemas/sarif-2.1.0.json")).unwrap();
    // One pattern of the published file has a bracket that only the regular expressions of JavaScript take as it stands.
    let schema = schema.replace("{2}]?$", "{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

/// The results of a run as SARIF.
fn results(folder: &Folder, arguments: &str) -> Vec<Value> {
    let log = folder.run(&format!("check --format sarif {arguments}")).json();
    log["runs"][0]["results"].as_array().unwrap().clone()
}

#[test]
fn sarif_is_what_the_published_schema_says() {
    let validator = validator();
    let folder = Folder::new(&[("wrong.threat", SHOP), ("empty.threat", ""), ("größe 1.threat", "process a\n")]);
    let samples = project("samples");
    let mut results = 0;
    for models in [
        "wrong.threat".to_owned(),
        "empty.threat missing.threat größe\u{a0}1.threat".to_owned(),
        format!("{samples}/webshop.threat {samples}/fleet.threat --qa --deny warnings"),
        format!("{samples}/platform/platform.threat {samples}/platform/accepted.threat"),
    ] {
        let log = folder.run(&format!("check --format sarif {models}")).json();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{models}");
        results += log["runs"][0]["results"].as_array().unwrap().len();
        for result in log["runs"][0]["results"].as_array().unwrap() {
            let rule = &log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
    assert!(results > 100, "{results}");
    let broken = json!({ "version": "2.1.0", "runs": [{ "results": [{}] }] });
    assert!(!validator.is_valid(&broken), "the schema is looked at");
}

#[test]
fn sarif_has_places_related_places_and_fixes() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let results = results(&folder, "shop.threat");
    let of = |code: &str| results.iter().find(|result| result["ruleId"] == code).unwrap();
    let arrow = of("E0012");
    let place = &arrow["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "shop.threat");
    assert_eq!(place["region"], json!({ "startLine": 4, "startColumn": 6, "endLine": 4, "endColumn": 9 }));
    let change = &arrow["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "->");
    assert_eq!(change["deletedRegion"], place["region"]);
    // Columns count UTF-16 code units: the face counts two.
    assert_eq!(of("E0013")["locations"][0]["physicalLocation"]["region"]["startColumn"], 29);
    let folder = Folder::new(&[("shop.threat", "process a\nprocess a\n")]);
    let twice = super::forms::results(&folder, "shop.threat").remove(0);
    assert_eq!(twice["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
    assert_eq!(twice["level"], "error");
}

#[test]
fn fingerprints_survive_edits_elsewhere() {
    let text = "actor user\nprocess web \"Web shop\"\nDF1: user -> web \"Orders\"\nprocess idle\nprocess other\n";
    let folder = Folder::new(&[("shop.threat", text)]);
    let prints = || {
        let all: Vec<(String, String)> = results(&folder, "shop.threat --warn W0102")
            .iter()
            .map(|result| (result["ruleId"].to_string(), result["partialFingerprints"].to_string()))
            .collect();
        let set: BTreeSet<(String, String)> = all.iter().cloned().collect();
        assert_eq!(set.len(), all.len(), "each result has its own: {all:#?}");
        set
    };
    let before = prints();
    assert!(before.len() > 4 && before.iter().any(|(_, print)| print.contains("spoof-external@DF1")), "{before:#?}");
    folder.write("shop.threat", format!("// moved\n\n{}", text.replace("\nprocess idle", "\n// more\nprocess idle")));
    assert_eq!(prints(), before);
}

#[test]
fn answers_are_suppressions() {
    let folder = Folder::new(&[
        ("shop.threat", "actor user\nprocess web\nDF1: user -> web\ninclude \"accepted.threat\"\n"),
        ("accepted.threat", "accept sniff on DF1 \"Public data\" until=2027-06-30\n"),
    ]);
    let suppressed = |options: &str| -> Vec<Value> {
        let results = results(&folder, &format!("shop.threat {options}"));
        results.iter().filter_map(|result| result["suppressions"].get(0).cloned()).collect()
    };
    let all = suppressed("");
    let accepted = all.iter().find(|one| one["properties"]["answer"] == "accept").unwrap();
    assert_eq!(accepted["status"], "accepted");
    assert_eq!(accepted["justification"], "Public data");
    assert_eq!(accepted["properties"]["until"], "2027-06-30");
    assert!(accepted["location"].to_string().contains("accepted.threat"));
    let later = suppressed("--today 2027-07-01");
    let accepted = later.iter().find(|one| one["properties"]["answer"] == "accept").unwrap();
    assert_eq!(accepted["status"], "rejected", "an acceptance that has run out no longer counts");
}

#[test]
fn threats_are_results_by_severity() {
    let webshop = project("samples/webshop.threat");
    let folder = Folder::new(&[]);
    let log = folder.run(&format!("check --format sarif {webshop}")).json();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let threats: Vec<&Value> = results.iter().filter(|result| result["properties"]["severity"].is_string()).collect();
    let counts = &run["properties"]["threats"];
    assert_eq!(threats.len() as u64, counts["total"].as_u64().unwrap() - counts["covered"].as_u64().unwrap());
    assert!(counts["covered"].as_u64().unwrap() > 0);
    for threat in threats {
        let level = match threat["properties"]["severity"].as_str().unwrap() {
            "critical" | "high" => "error",
            "medium" => "warning",
            _ => "note",
        };
        assert_eq!(threat["level"], level);
    }
}

#[test]
fn outputs_are_the_same_each_time_and_go_to_files() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    for format in ["text", "json", "sarif", "github", "junit"] {
        let first = folder.run(&format!("check shop.threat --color never --format {format}"));
        let second = folder.run(&format!("check shop.threat --color always --format {format} -o out.txt"));
        assert_eq!((first.code, second.code, second.out.as_str()), (2, 2, ""), "{format}");
        assert_eq!(folder.text("out.txt"), first.out, "{format}");
        assert!(second.err.contains("wrote out.txt"), "{}", second.err);
    }
}

#[test]
fn junit_is_xml_with_a_case_for_each_code() {
    let folder = Folder::new(&[("shop.threat", SHOP), ("fine.threat", "process a \"A & <B>\" allow=W9999\n")]);
    let ran = folder.run("check --format junit shop.threat fine.threat --allow structure,facts");
    let document = roxmltree::Document::parse(&ran.out).unwrap();
    let named = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).collect::<Vec<_>>();
    let suites = named("testsuite");
    assert_eq!(
        suites.iter().map(|suite| suite.attribute("name").unwrap()).collect::<Vec<_>>(),
        ["shop.threat", "fine.threat"]
    );
    let failures = named("failure");
    let total: usize = named("testsuites")[0].attribute("failures").unwrap().parse().unwrap();
    assert_eq!((total, failures.len()), (failures.len(), 4));
    assert!(failures[0].text().unwrap().contains("shop.threat:4:6: `-->` is not an arrow"));
    let cases: Vec<&str> = named("testcase").iter().map(|case| case.attribute("name").unwrap()).collect();
    assert!(cases[0].starts_with("E0012 ") && cases.iter().any(|name| name.starts_with("W0003 ")), "{cases:?}");
    assert!(named("system-out")[0].text().unwrap().contains("there is no code `W9999`"), "a warning is no failure");
    let ran = folder.run("check --format junit fine.threat --allow reading,structure,facts --fail-on low");
    assert!(ran.out.contains("nothing wrong"), "{}", ran.out);
}

#[test]
fn github_shows_each_finding_on_its_line() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let ran = folder.run("check --format github shop.threat");
    let line =
        "::error file=shop.threat,line=4,endLine=4,col=6,endColumn=9,title=E0012::`-->` is not an arrow%0Ahelp: use";
    assert!(ran.out.lines().any(|found| found.starts_with(line)), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 4);
    folder.write("shop.threat", "process idle\nprocess web\nactor user\nuser -> web\n");
    let ran = folder.run("check --format github shop.threat --deny W0102 --allow facts --fail-on low");
    assert!(ran.out.contains("::error file=shop.threat,line=1,"), "{}", ran.out);
    assert!(ran.out.contains("::error file=shop.threat,title=threatline::gate failed: "), "{}", ran.out);
    let ran = folder.run("check --format github shop.threat --warn W0102 --allow facts");
    assert!(ran.out.contains("::warning file=shop.threat,line=1,"), "{}", ran.out);
}

#[test]
fn models_that_share_a_file_report_it_once() {
    let folder = Folder::new(&[
        ("a.threat", "use \"lib.threat\"\nprocess a\n"),
        ("b.threat", "use \"lib.threat\"\nprocess b\n"),
        ("lib.threat", "data d class=hihg\n"),
    ]);
    assert_eq!(results(&folder, "a.threat b.threat").len(), 1);
    assert_eq!(folder.run("check --format github a.threat b.threat").out.lines().count(), 1);
}

#[test]
fn the_shape_of_json_is_described() {
    let described = std::fs::read_to_string(project("docs/check-json.md")).unwrap();
    let folder = Folder::new(&[("shop.threat", SHOP), ("fine.threat", "process idle\n")]);
    folder.write("threatline.toml", "x = 1\n");
    let json = folder.run("check --format json shop.threat fine.threat --qa").json();
    let mut names = BTreeSet::new();
    collect(&json, &mut names);
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert!(described.contains(&format!("`{name}`")), "docs/check-json.md does not say what `{name}` is");
    }
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            names.insert(name.clone());
            collect(member, names);
        }),
        _ => {}
    }
}
