//! What the document says about a model, where it is easily more, or something else, than the model says.

use super::Folder;

const CLINIC: &str = r#"
model "Clinic" owner="IT" status=draft classification=confidential
data records is phi "Records" class=critical owner="Dr. Weber"
actor patient "Patient"
zone inner "Inner" trust=internal {
  process portal is web-app "Portal" has=waf tech="Django 5"
  process idp is identity-provider "Sign-in"
  process dumper is batch-job "Dumper"
  store ehr is sql-db "Database" holds=records encryption=aes-256
}
zone vault "Vault" trust=restricted { store copy is backup-store "Copy" holds=records encryption=none }
boundary TB1 "Internet to inner" on internet -> inner
DF1: patient -> portal "Asks" via https data=records encryption=tls1.3
DF2: portal -> idp "Signs in" via https data=records
DF3: ehr -> dumper -> copy "Dumps" via nfs data=records encryption=none
"#;

/// A document of the model.
fn report(more: &str, arguments: &str) -> String {
    let folder = Folder::new(&[("clinic.threat", &format!("{CLINIC}{more}"))]);
    let ran = folder.run(&format!("report clinic.threat --date 2026-11-23 --no-emoji -o - {arguments}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// The lines of a text that hold all of the words.
fn lines<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
    text.lines().filter(|line| words.iter().all(|word| line.contains(word))).collect()
}

#[test]
fn a_control_is_not_in_place_where_the_model_says_none() {
    let text = report("", "");
    for (control, places) in
        [("Encryption at rest", "Database; missing on Copy"), ("Encryption in transit", "missing on ")]
    {
        let rows = lines(&text, &["| ", control, places]);
        assert!(rows.len() >= 2, "{control}: {rows:#?}");
    }
    let evidence = lines(&text, &["Encryption at rest", "Missing on Copy"]);
    assert!(!evidence.is_empty() && evidence.iter().all(|line| !line.contains("does not say what is missing")));
}

#[test]
fn what_looks_at_input_stands_at_the_boundary_over_which_it_comes() {
    let text = report("", "");
    let boundary = lines(&text, &["boundary-TB1", "Web application firewall"]);
    assert!(!boundary.is_empty());
}

#[test]
fn open_questions_are_those_that_coverage_counts() {
    let text = report("", "--section open-questions");
    assert!(!text.contains("None:"), "{text}");
    let folder = Folder::new(&[("clinic.threat", CLINIC)]);
    let table = folder.run("coverage clinic.threat --table questions").out;
    let count =
        table.lines().find_map(|line| line.trim().strip_prefix("Top questions (10 of ")?.strip_suffix(')')).unwrap();
    assert!(text.contains(&format!("Of {count} controls")), "{count}: {text}");
}

#[test]
fn the_public_version_says_what_it_is_and_leaves_out_what_it_says() {
    let text = report("", "--audience public");
    assert!(text.contains("**Classification**: Public version of a document classified Confidential"));
    for withheld in
        ["Django", "Dr. Weber", "TODO(", "carries CRITICAL data", "Vulnerabilities", "Attack Scenario", "missing on"]
    {
        assert_eq!(lines(&text, &[withheld]), [""; 0]);
    }
    assert!(lines(&text, &["not part of the public version"]).len() <= 6);
}

#[test]
fn sections_that_a_document_does_not_have_are_not_mentioned() {
    assert_eq!(lines(&report("", ""), &["as [section 5.2](#data-classification) says"]).len(), 1);
    let profile = "title = \"{title}\"\n[[section]]\ntitle = \"Assets\"\npart = \"assets-in-flow\"\n";
    let folder = Folder::new(&[("clinic.threat", CLINIC), ("assets.toml", profile)]);
    let text = folder.run("report clinic.threat --profile assets.toml -o - --format md").out;
    assert!(text.contains("CRITICAL (Highest Protection)") && !text.contains("section"), "{text}");
}

#[test]
fn the_words_of_the_author_stay_recognisable() {
    let text = report("", "");
    assert!(text.contains("**Status**: Active Development (draft)"));
    assert!(text.contains("The exclusions below are those of the method"));
    let effects = text.lines().filter(|line| line.starts_with("- Business: ") || line.starts_with("- Technical: "));
    for effect in effects {
        assert!(!["order", "shop", "goods", "payment", "voucher"].iter().any(|word| effect.contains(word)), "{effect}");
    }
}

#[test]
fn an_item_of_the_checklist_passes_only_where_there_is_something_to_look_at() {
    let verdict = |more: &str, item: &str| {
        let folder = Folder::new(&[("clinic.threat", &format!("{CLINIC}{more}"))]);
        let json = folder.run("check clinic.threat --qa --format json").json();
        let items = json["models"][0]["checklist"].as_array().unwrap().clone();
        let found = items.into_iter().find(|value| value["id"] == item).unwrap();
        found["verdict"].as_str().unwrap().to_owned()
    };
    for (item, expected) in [
        ("appetite-reflected", "person"),
        ("timeline-realistic", "person"),
        ("mitigations-owned", "person"),
        ("boundaries-identified", "warn"),
    ] {
        assert_eq!(verdict("", item), expected, "{item}");
    }
    assert_eq!(verdict("extend model { appetite = medium }\n", "appetite-reflected"), "pass");
}
