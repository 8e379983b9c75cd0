//! Levels and exit codes.

use super::Folder;

/// Warns by default, and has a threat that nothing covers.
const SHOP: &str = "actor user\nprocess web \"Web shop\"\nuser -> web \"Orders\"\nprocess idle \"Idle\"\n";

#[test]
fn a_denied_warning_keeps_its_code_and_fails_the_run() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let ran = folder.run("check shop.threat --warn W0102");
    assert!(ran.code == 0 && ran.out.contains("warning[W0102]"), "{}", ran.out);
    let ran = folder.run("check shop.threat --deny W0102");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("denied warning[W0102]: process `idle` has no flows"), "{}", ran.out);
    assert!(ran.err.ends_with("gate failed: 1 denied warning (W0102)\n"), "{}", ran.err);
    assert_eq!(folder.run("check shop.threat --deny W0102 --exit-zero").code, 0);
    let json = folder.run("check shop.threat --deny W0102 --format json").json();
    assert_eq!(json["summary"]["denied"], 1);
    assert_eq!(json["summary"]["gates"][0]["message"], "gate failed: 1 denied warning (W0102)");
    let diagnostics = json["models"][0]["diagnostics"].as_array().unwrap();
    let denied = diagnostics.iter().find(|diagnostic| diagnostic["code"] == "W0102").unwrap();
    assert_eq!((&denied["level"], &denied["denied"]), (&"warning".into(), &true.into()));
}

#[test]
fn options_take_codes_groups_lists_and_warnings() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let run = |options: &str| {
        let ran = folder.run(&format!("check shop.threat --format json {options}"));
        (ran.code, ran.codes())
    };
    let off = "--allow structure,facts --allow design";
    assert_eq!(run(off), (0, vec![]));
    assert_eq!(run(&format!("{off} --warn w0102")), (0, vec!["W0102".to_owned()]));
    assert_eq!(run(&format!("{off} --warn W0102 --deny warnings")).0, 0, "a warning that is asked for stays one");
    assert_eq!(run(&format!("{off} --qa --deny style,document,governance")).0, 1);
    assert_eq!(run(&format!("{off} --deny warnings")), (0, vec![]));
    let (plain, with_qa) = (run("").1, run("--qa").1);
    assert!(with_qa.len() > plain.len() && plain.iter().all(|code| with_qa.contains(code)));
}

#[test]
fn words_that_are_no_codes_are_refused() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    for (options, message) in [
        ("--deny desgin", "--deny: there is no code or group `desgin`; did you mean `design`?"),
        ("--allow E0110", "--allow: `E0110` is an error and cannot be allowed"),
        ("--warn W0601,W9", "--warn: there is no code or group `W9`"),
        ("--allow warnings", "--allow: `warnings` goes with `deny` only"),
        ("--allow W0601 --deny w0601", "`W0601` stands behind --allow and --deny"),
        ("--today soon", "a date such as 2027-02-01"),
    ] {
        let ran = folder.run(&format!("check shop.threat {options}"));
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(message), "{options}: {}", ran.err);
    }
}

#[test]
fn unknown_codes_in_a_model_are_reported() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    folder.write("shop.threat", SHOP.replace("\"Idle\"", "\"Idle\" allow=W0102,W9999,E0110"));
    let ran = folder.run("check shop.threat --warn W0102 --allow structure");
    assert!(ran.out.contains("warning[W0003]: there is no code `W9999`"), "{}", ran.out);
    assert!(ran.out.contains("warning[W0003]: `E0110` is an error and cannot be allowed"), "{}", ran.out);
    assert!(!ran.out.contains("W0102]"), "{}", ran.out);
}

#[test]
fn errors_win_over_gates_and_lints_wait_for_them() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    folder.write("shop.threat", format!("{SHOP}web -> nobody\n"));
    let ran = folder.run("check shop.threat --deny warnings --fail-on low --exit-zero --format json");
    assert_eq!((ran.code, ran.codes()), (2, vec!["E0110".to_owned()]));
}

#[test]
fn threats_that_rest_on_what_nobody_stated_can_be_listed_only() {
    let text = "actor user\nprocess web\nuser -> web\nrule no-login \"No login\" on flow { severity = critical; when auth == none }\n";
    let folder = Folder::new(&[("shop.threat", text)]);
    let gate = |options: &str| folder.run(&format!("check shop.threat --fail-on critical {options}")).code;
    assert_eq!((gate(""), gate("--unknown raise"), gate("--unknown list")), (1, 1, 0));
    folder.write("threatline.toml", "[check]\nunknown = \"list\"\n");
    assert_eq!((gate(""), gate("--unknown raise")), (0, 1));
}

#[test]
fn the_day_decides_about_acceptances() {
    let text = "actor user\nprocess web\nDF1: user -> web\naccept spoof-external on DF1 \"Known\" owner=\"A\" until=2026-12-31\n";
    let folder = Folder::new(&[("shop.threat", text)]);
    let expired = |options: &str| folder.run(&format!("check shop.threat {options}")).out.contains("W0501");
    assert!(!expired("") && !expired("--today 2026-12-31") && expired("--today 2027-01-01"));
}

#[test]
fn at_most_so_many_findings_are_reported_errors_first() {
    let wrong: String = (0..60).map(|n| format!("a -> x{n}\n")).collect();
    let folder = Folder::new(&[("a.threat", &format!("process a allow=W9999\n{wrong}"))]);
    let shown = |options: &str| folder.run(&format!("check a.threat {options}")).out.matches("error[").count();
    assert_eq!((shown(""), shown("--max-errors 0"), shown("--max-errors 3")), (50, 60, 3));
    let ran = folder.run("check a.threat --max-errors 60");
    assert!(ran.out.contains("... and 1 more") && !ran.out.contains("W0003]"), "{}", ran.out);
    assert_eq!(folder.run("check a.threat --format json").codes().len(), 61);
    let json = folder.run("check a.threat --format json --max-errors 2").json();
    assert_eq!((&json["summary"]["errors"], &json["summary"]["omitted"]), (&60.into(), &59.into()));
}

#[test]
fn the_checklist_shows_what_was_found_and_what_needs_a_person() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let ran = folder.run("check shop.threat --qa --allow W0213");
    assert!(ran.out.contains("\nCompleteness\n  ❌ All system components analysed  W0102"), "{}", ran.out);
    assert!(ran.out.contains("  👤 Mitigations are technically feasible\n"), "{}", ran.out);
    assert!(ran.out.contains("off: W0213"), "{}", ran.out);
    assert!(!folder.run("check shop.threat").out.contains("Completeness"));
    let json = folder.run("check shop.threat --qa --format json").json();
    let items = json["models"][0]["checklist"].as_array().unwrap();
    assert!(items.len() == 33 && items[0]["verdict"] == "fail" && items[0]["codes"][0]["code"] == "W0102");
}

#[test]
fn a_person_signs_off_what_no_program_can_judge() {
    let signed = |more: &str, options: &str| {
        let header = format!("model \"Shop\" review=90d {{ {more} }}\n");
        let folder = Folder::new(&[("shop.threat", &format!("{header}{SHOP}"))]);
        let ran = folder.run(&format!("check shop.threat --qa --today 2026-11-20 {options}"));
        ran.out.lines().filter(|line| line.contains("signed off")).map(str::trim).collect::<Vec<_>>().join("\n")
    };
    let by = |item: &str, day: &str| format!("signoff {item} \"Looked\" owner=\"J. Dahl\" date={day}");
    let feasible = by("mitigations-feasible", "2026-11-01");
    assert_eq!(signed(&feasible, ""), "✅ Mitigations are technically feasible  signed off by J. Dahl on 2026-11-01");
    let old = format!("{}; {}", by("spelling-checked", "2026-01-01"), by("spelling-checked", "2026-02-01"));
    let line = "👤 No spelling or grammar errors  signed off by J. Dahl on 2026-02-01, due again since 2026-05-02";
    assert_eq!(signed(&old, ""), line);
    assert!(signed(&by("spelling-checked", "2026-11-21"), "").starts_with("👤"), "nobody looks tomorrow");
    assert!(signed("signoff spelling-checked owner=\"J. Dahl\"", "").starts_with("👤"), "without a day");
    // What the model contradicts nobody signs off; doubts they do.
    assert!(
        signed(&by("business-context", "2026-11-01"), "").starts_with("❌ Business context is accurate  signed off by")
    );
    assert!(signed(&by("diagrams-match", "2026-11-01"), "").starts_with("✅"));
}
