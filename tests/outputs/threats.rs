//! `threats`: filters, order, and SARIF.

use serde_json::Value;

use super::Folder;
use super::forms::validator;
use crate::support::project;

const SHOP: &str = "\
data orders is business class=high
actor user
process web is web-app
process api is service
DF1: user -> web \"Buys\" data=orders encryption=tls1.3
DF2: user -> api \"Calls\"
accept sniff on DF2 \"Public\" owner=\"Team\" until=2027-03-31
dismiss tamper-in-transit on DF2 \"No effect\" owner=\"Team\" until=2026-01-01
mitigate vulnerable-component on web \"Nonce\" status=planned
";

/// The rows of the list of places, each a key with its status, severity and number.
fn places(folder: &Folder, options: &str) -> Vec<[String; 4]> {
    let ran = folder.run(&format!("threats shop.threat --format csv {options}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut lines = csv(&ran.out).into_iter();
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|cell| cell == name).unwrap();
    let (key, status, severity, id) = (column("key"), column("status"), column("severity"), column("id"));
    lines.map(|row| [key, status, severity, id].map(|at| row[at].clone())).collect()
}

fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    for c in text.trim_end().chars() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().unwrap().push(c),
        }
    }
    rows
}

fn shop() -> Folder {
    Folder::new(&[("shop.threat", SHOP)])
}

#[test]
fn filters_keep_what_they_name_and_nothing_else() {
    let folder = shop();
    let all = places(&folder, "");
    let by = |keep: &dyn Fn(&[String; 4]) -> bool| all.iter().filter(|row| keep(row)).cloned().collect::<Vec<_>>();
    assert_eq!(places(&folder, "--status accepted"), by(&|row| row[1] == "accepted"));
    let some = places(&folder, "--status open,Unverified,partly-covered");
    assert_eq!(some, by(&|row| ["open", "unverified", "partly covered"].contains(&row[1].as_str())));
    assert_eq!(some, places(&folder, "--open"));
    assert_eq!(
        places(&folder, "--rule sniff,tamper-in-transit"),
        by(&|row| row[0].starts_with("sniff@") || row[0].starts_with("tamper-in-transit@"))
    );
    assert_eq!(places(&folder, "--rule sniff --status accepted").len(), 1);
    let number = &by(&|row| row[0] == "sniff@DF1")[0][3];
    assert_eq!(places(&folder, &format!("--key {number}")), by(&|row| &row[3] == number));
    assert_eq!(
        places(&folder, "--key sniff@DF1,tamper-in-transit@DF2"),
        by(&|row| row[0] == "sniff@DF1" || row[0] == "tamper-in-transit@DF2")
    );
    assert!(some.len() > 4 && some.len() < all.len());
}

#[test]
fn a_name_that_nothing_has_is_a_mistake() {
    let folder = shop();
    for (options, words) in [
        ("--rule snif", "no rule is called `snif`: did you mean `sniff`?"),
        ("--key sniff@DF9", "no threat has the key `sniff@DF9`: did you mean `sniff@DF"),
        ("--key Q-01", "no threat has the number `Q-01`"),
        ("--status done", "one of open, unverified, partly-covered"),
        ("--sort size", "possible values: severity, number, place, coverage, rule"),
    ] {
        let ran = folder.run(&format!("threats shop.threat {options}"));
        assert!(ran.code == 2 && ran.err.contains(words), "{options}: {}", ran.err);
    }
}

#[test]
fn lists_are_sorted_by_what_is_asked_for() {
    let folder = Folder::new(&[("shop.threat", &std::fs::read_to_string(project("samples/webshop.threat")).unwrap())]);
    let sorted = |options: &str| places(&folder, options);
    let rank =
        |row: &[String; 4]| ["CRITICAL", "HIGH", "MEDIUM", "LOW"].iter().position(|word| *word == row[2]).unwrap();
    assert!(sorted("--sort severity").is_sorted_by_key(rank));
    assert!(sorted("--sort rule").is_sorted_by_key(|row| row[0].split('@').next().unwrap().to_owned()));
    let category = |row: &[String; 4]| ("STRIDEG".find(&row[3][..1]).unwrap(), row[3].clone());
    assert!(sorted("--sort number").is_sorted_by_key(category));
    let json = folder.run("threats shop.threat --format json --sort coverage").json();
    let coverage = |entry: &Value| entry["coverage"].as_u64().unwrap();
    assert!(json["threats"].as_array().unwrap().is_sorted_by_key(coverage));
    let mut subjects: Vec<String> =
        sorted("--sort place").iter().map(|row| row[0].split_once('@').unwrap().1.to_owned()).collect();
    subjects.dedup();
    let mut once = subjects.clone();
    once.sort();
    once.dedup();
    assert_eq!(subjects.len(), once.len(), "the threats of a place stand together: {subjects:?}");
    let all = |options: &str| {
        let mut rows = sorted(options);
        rows.sort();
        rows
    };
    for by in ["severity", "number", "place", "coverage", "rule"] {
        assert_eq!(all(&format!("--sort {by}")), all(""), "nothing is lost");
    }
    let text = folder.run("threats shop.threat --sort severity").out;
    assert!(text.starts_with("Threats\n") && !text.contains("Spoofing threats"), "one table: {text}");
}

#[test]
fn sarif_of_threats_has_the_places_that_are_listed() {
    let folder = shop();
    let log = folder.run("threats shop.threat --format sarif --sort number").json();
    let errors: Vec<String> = validator().iter_errors(&log).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let listed: Vec<String> = places(&folder, "--sort number")
        .into_iter()
        .filter(|row| row[1] != "covered")
        .map(|row| row[0].clone())
        .collect();
    let key = |result: &Value| result["partialFingerprints"]["threatline/v1"].as_str().unwrap().to_owned();
    assert_eq!(results.iter().map(key).collect::<Vec<_>>(), listed);
    let of = |wanted: &str| results.iter().find(|result| key(result) == wanted).unwrap();
    let place = &of("sniff@DF2")["locations"][0]["physicalLocation"];
    assert_eq!(
        (place["region"]["startLine"].as_u64(), place["artifactLocation"]["uri"].as_str()),
        (Some(6), Some("shop.threat"))
    );
    let suppression = |key: &str| of(key)["suppressions"][0].clone();
    assert_eq!(
        (suppression("sniff@DF2")["status"].as_str(), suppression("tamper-in-transit@DF2")["status"].as_str()),
        (Some("accepted"), Some("rejected"))
    );
    assert_eq!(suppression("sniff@DF2")["justification"], "Public");
    assert_eq!(suppression("vulnerable-component@web"), Value::Null);
    let one = folder.run("threats shop.threat --format sarif --key sniff@DF2").json();
    assert_eq!(one["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert_eq!(one["runs"][0]["results"][0]["partialFingerprints"], of("sniff@DF2")["partialFingerprints"]);
    let check = folder.run("check shop.threat --format sarif").json();
    let checked = check["runs"][0]["results"].as_array().unwrap();
    let same = checked.iter().find(|result| result["partialFingerprints"] == of("sniff@DF2")["partialFingerprints"]);
    assert!(same.is_some(), "a result is the same, whichever command writes it");
}

#[test]
fn rules_in_sarif_speak_of_no_model() {
    let folder = Folder::new(&[]);
    for sample in ["webshop", "fleet", "chatbot-report", "kubernetes"] {
        let log =
            folder.run(&format!("threats {} --format sarif", project(&format!("samples/{sample}.threat")))).json();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(rules.len() > 10);
        for rule in rules {
            for part in ["shortDescription", "fullDescription", "help"] {
                let text = rule[part]["text"].as_str().unwrap();
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{sample} {}: {text}", rule["id"]);
            }
            assert!(rule["help"]["markdown"].as_str().unwrap().contains("What counters it"), "{rule}");
        }
    }
}
