//! `--fix`.

use super::Folder;

/// Mistakes of syntax, which hide those behind them.
const WRONG: &str = "\
process web Web \"Web shop\"
process shop \u{201c}Web shop\u{201d} tech: \"React\"
process api-gw \"Gateway\" // what is right stays:   as it is
# the flows
shop --> api-gw 'Calls'
api-gw → shop \"Answers\"
";

const RIGHT: &str = "\
process web Web \"Web shop\"
process shop \"Web shop\" tech= \"React\"
process api-gw \"Gateway\" // what is right stays:   as it is
// the flows
shop -> api-gw \"Calls\"
api-gw -> shop \"Answers\"
";

#[test]
fn everything_that_is_safe_is_mended_at_once() {
    let folder = Folder::new(&[("shop.threat", WRONG)]);
    let ran = folder.run("check --fix shop.threat");
    assert_eq!(folder.text("shop.threat"), RIGHT);
    // What needs a person is left, and reported after mending.
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("error[E0018]") && !ran.out.contains("E0012"), "{}", ran.out);
    assert!(ran.err.contains("shop.threat:5:6: write `->` (E0012)"), "{}", ran.err);
    assert!(ran.err.contains("mended 6 mistakes in 1 file; left: 1 error"), "{}", ran.err);
}

#[test]
fn mending_twice_changes_nothing_more() {
    let folder = Folder::new(&[("shop.threat", WRONG)]);
    folder.run("check --fix shop.threat");
    let ran = folder.run("check --fix --format json shop.threat");
    assert_eq!(folder.text("shop.threat"), RIGHT);
    assert!(!ran.err.contains("mended"), "{}", ran.err);
    let safe = |fix: &serde_json::Value| fix["safe"].as_bool().unwrap();
    for diagnostic in ran.json()["models"][0]["diagnostics"].as_array().unwrap() {
        assert!(!diagnostic["fixes"].as_array().unwrap().iter().any(safe), "{diagnostic}");
    }
}

#[test]
fn mended_samples_mean_what_they_meant() {
    let folder = Folder::new(&[]);
    let mut spoilt_files = 0;
    for (path, text) in crate::support::samples().iter().filter(|(path, _)| !path.as_str().contains("platform")) {
        // The arrows of the sample, written wrongly outside of texts and comments, come back as they were.
        let spoilt: String = text.split_inclusive('\n').map(spoil).collect();
        spoilt_files += usize::from(&spoilt != text);
        folder.write("model.threat", &spoilt);
        folder.run("check --fix model.threat");
        assert_eq!(&folder.text("model.threat"), text, "{path}");
    }
    assert!(spoilt_files >= 3);
}

/// Writes the first arrow of a line wrongly.
fn spoil(line: &str) -> String {
    let is_flow =
        !line.contains("when") && !line.contains('[') && !line.trim_start().starts_with("//") && !line.contains('<');
    match line.split_once(" -> ").filter(|(before, _)| is_flow && !before.contains('"')) {
        Some((before, after)) => format!("{before} --> {after}"),
        None => line.to_owned(),
    }
}

#[test]
fn a_diff_writes_nothing() {
    let folder = Folder::new(&[("shop.threat", WRONG)]);
    for option in ["--diff", "--dry-run"] {
        let ran = folder.run(&format!("check --fix {option} shop.threat"));
        assert_eq!(folder.text("shop.threat"), WRONG);
        assert!(ran.out.starts_with("--- shop.threat\n+++ shop.threat\n@@"), "{}", ran.out);
        assert!(ran.out.contains("\n-shop --> api-gw 'Calls'\n"), "{}", ran.out);
        assert!(ran.out.contains("\n+shop -> api-gw \"Calls\"\n"), "{}", ran.out);
        assert_eq!(ran.code, 2);
    }
    folder.write("shop.threat", "process web\nprocess api\nweb --> api \"Calls\"\n");
    assert_eq!(folder.run("check --fix --diff shop.threat").code, 1);
    folder.run("check --fix shop.threat");
    let ran = folder.run("check --fix --diff shop.threat");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(folder.run("check --diff shop.threat").code, 2, "--diff needs --fix");
}

#[test]
fn standard_input_is_printed_mended() {
    let folder = Folder::new(&[("part.threat", "process api\nweb --> api\n")]);
    let ran = folder.run_at(".", "check --fix -", "include \"part.threat\"\nprocess web\nweb => api \"Calls\"\n");
    assert_eq!(ran.out, "include \"part.threat\"\nprocess web\nweb -> api \"Calls\"\n");
    assert_eq!(folder.text("part.threat"), "process api\nweb --> api\n", "only standard input is mended");
    assert!(ran.err.contains("error[E0012]") && ran.code == 2, "{}", ran.err);
    let ran = folder.run_at(".", "check --fix -", "process web\n");
    assert_eq!(ran.out, "process web\n", "what is right is printed as well");
}

#[test]
fn all_files_of_a_model_are_mended() {
    let folder = Folder::new(&[
        ("shop.threat", "use \"lib/data.threat\"\ninclude \"part.threat\"\nprocess web\n"),
        ("part.threat", "process api\nweb --> api 'Calls' data=orders\n"),
        ("lib/data.threat", "data orders class: high\n"),
        ("other.threat", "process x tech: \"y\"\n"),
    ]);
    let ran = folder.run("check --fix shop.threat");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(folder.text("part.threat"), "process api\nweb -> api \"Calls\" data=orders\n");
    assert_eq!(folder.text("lib/data.threat"), "data orders class= high\n");
    assert_eq!(folder.text("other.threat"), "process x tech: \"y\"\n");
}

#[test]
fn line_ends_and_byte_order_marks_stay() {
    let folder = Folder::new(&[("a.threat", "\u{feff}process a\r\nprocess b\r\na --> b \"x\"\r\n")]);
    folder.run("check --fix a.threat");
    assert_eq!(folder.text("a.threat"), "\u{feff}process a\r\nprocess b\r\na -> b \"x\"\r\n");
}

#[test]
fn what_is_off_or_allowed_is_not_mended() {
    // A label that repeats the id: reported, and mended, with --qa only.
    let text = "process web \"web\"\nprocess api\nweb -> api\n";
    let folder = Folder::new(&[("a.threat", text), ("b.threat", "language 1\nprocess web \"web\" allow=W0602\n")]);
    folder.run("check --fix a.threat");
    assert_eq!(folder.text("a.threat"), text);
    folder.run("check --fix --qa b.threat");
    assert_eq!(folder.text("b.threat"), "language 1\nprocess web \"web\" allow=W0602\n");
    folder.run("check --fix --warn W0602 a.threat");
    assert!(folder.text("a.threat").starts_with("process web"), "{}", folder.text("a.threat"));
    assert!(!folder.text("a.threat").contains("\"web\""), "{}", folder.text("a.threat"));
}
