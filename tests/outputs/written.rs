//! `report`: which files it writes, for which day and version, and what it says of texts that are missing.

use std::process::Command;

use super::Folder;
use crate::support::project;

const SHOP: &str = "\
model \"Shop\" owner=\"Shop team\"
data orders is business class=high
actor user
process web is web-app
store db is sql-db holds=orders
DF1: user -> web \"Buys\" data=orders
DF2: web -> db \"Stores\" data=orders
threat fraud \"Refund fraud\" on web { stride = tampering; severity = high }
";

fn shop() -> Folder {
    Folder::new(&[("shop.threat", SHOP)])
}

/// What stands behind a label of the header.
fn labelled(document: &str, label: &str) -> String {
    let line = document.lines().find(|line| line.starts_with(&format!("**{label}**: "))).unwrap();
    line.split_once(": ").unwrap().1.trim_end().to_owned()
}

#[test]
fn strict_reports_each_text_that_is_missing() {
    let folder = shop();
    let ran = folder.run("report shop.threat -o shop.md --strict");
    let marks = folder.text("shop.md").matches("TODO(").count();
    let reported = ran.err.matches("[W0004]").count();
    assert!(ran.code == 1 && marks > 10 && reported == marks, "{marks} marks, {reported} reported\n{}", ran.err);
    let places = ran.err.lines().filter(|line| line.contains("shop.threat:")).count();
    assert!(places >= reported, "{}", ran.err);
    let lax = folder.run("report shop.threat -o shop.md");
    assert!(lax.code == 0 && lax.err.contains(&format!("{marks} texts")), "{}", lax.err);
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = Folder::new(&[]);
    let model = project("samples/chatbot-report.threat");
    for out in ["one", "two"] {
        let ran = folder.run(&format!("report {model} -o {out} --format md,json,adoc,csv,tc.json"));
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let mut compared = 0;
    let mut folders = vec![folder.path.join("one")];
    while let Some(next) = folders.pop() {
        for entry in next.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let other = folder.path.join("two").join(entry.strip_prefix(folder.path.join("one")).unwrap());
            assert!(std::fs::read(&entry).unwrap() == std::fs::read(&other).unwrap(), "{entry}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} files");
}

#[test]
fn the_date_is_the_one_that_is_given() {
    let folder = shop();
    let date = |arguments: &str| labelled(&folder.run(&format!("report shop.threat -o - {arguments}")).out, "Date");
    assert_eq!(date("--date 2031-02-03"), "2031-02-03");
    // What `SOURCE_DATE_EPOCH` says of these runs.
    assert_eq!(date(""), "2026-11-25");
}

#[test]
fn version_control_says_the_version_that_the_model_does_not() {
    let folder = shop();
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"];
        let run = Command::new("git").args(who).args(arguments).current_dir(&folder.path).output();
        run.is_ok_and(|output| output.status.success())
    };
    let version = || labelled(&folder.run("report shop.threat -o -").out, "Version");
    assert_eq!(version(), "**TODO(version)**");
    if !git(&["init", "-q"]) {
        // There is no git here.
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "Shop"]) && git(&["tag", "v1.4"]));
    assert_eq!(version(), "v1.4");
    folder.write("shop.threat", SHOP.replace("model \"Shop\"", "model \"Shop\" version=\"7\""));
    assert_eq!(version(), "7");
}
