//! `diff`: files and revisions of git, forms, gates, and what is said where a version cannot be read.

use std::process::Command;

use super::Folder;

const BEFORE: &str = "\
model \"Shop\" owner=\"Shop team\"
data orders is business class=high
actor user
zone cloud trust=internal {
  process web is web-app
  store db is sql-db holds=orders
}
DF1: user -> web \"Buys\" via https data=orders
DF2: web -> db \"Stores\" via postgres data=orders
";

/// The same with a flow from outside to the store.
fn after() -> String {
    format!("{BEFORE}DF3: user -> db \"Asks\" via postgres data=orders\n")
}

fn files() -> Folder {
    Folder::new(&[("before.threat", BEFORE), ("after.threat", &after())])
}

/// Runs git in a folder; whether it is there and did it.
fn git(folder: &Folder, arguments: &[&str]) -> bool {
    let who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").args(who).args(arguments).current_dir(&folder.path).output();
    ran.is_ok_and(|output| output.status.success())
}

/// A repository whose first commit, tagged `v1`, has one model, and whose working tree another; `None` without git.
fn repository(files: &[(&str, &str)]) -> Option<Folder> {
    let folder = Folder::new(files);
    if !git(&folder, &["init", "-q", "-b", "main"]) {
        crate::support::skip("git is not there");
        return None;
    }
    assert!(
        git(&folder, &["add", "."]) && git(&folder, &["commit", "-q", "-m", "Shop"]) && git(&folder, &["tag", "v1"])
    );
    Some(folder)
}

#[test]
fn every_form_is_written() {
    let folder = files();
    let text = folder.run("diff before.threat after.threat");
    assert_eq!((text.code, text.err.as_str()), (0, ""));
    assert!(text.out.starts_with("Shop: 1 flow added") && text.out.lines().count() <= 10, "{}", text.out);
    assert!(!text.out.contains('\u{1b}'));
    let details = folder.run("diff before.threat after.threat --details");
    assert!(details.out.contains("the flow DF3 user → db is new"), "{}", details.out);
    let json = folder.run("diff before.threat after.threat --format json").json();
    assert_eq!((&json["before"]["name"], &json["changes"][0]["id"]), (&"before.threat".into(), &"DF3".into()));
    for (file, start) in
        [("c.md", "### Threat model: Shop"), ("c.svg", "<svg"), ("c.json", "{"), ("c.txt", "Shop: 1 flow")]
    {
        assert_eq!(folder.run(&format!("diff before.threat after.threat -o {file}")).code, 0);
        assert!(folder.text(file).starts_with(start), "{file}");
    }
    assert_eq!(folder.run("diff before.threat after.threat -o c.png").code, 0);
    assert!(std::fs::read(folder.path.join("c.png")).unwrap().starts_with(b"\x89PNG"));
    let drawn = folder.run("diff before.threat after.threat --diagram").out;
    assert!(drawn.contains("+ DF3") && drawn.contains("+   Added"), "{drawn}");
    assert!(folder.text("c.svg").contains(" added\"") && folder.text("c.svg").contains(".added .line"));
    assert_eq!(folder.run("diff before.threat after.threat -o c.doc").code, 2);
}

/// REQ-269: the gate counts what is new and open.
#[test]
fn the_gate_counts_only_what_is_open_and_was_not() {
    let folder = files();
    let failed = folder.run("diff before.threat after.threat --fail-on medium");
    assert_eq!(failed.code, 1);
    assert!(
        failed.err.starts_with("gate failed: ") && failed.err.contains("open and were not before"),
        "{}",
        failed.err
    );
    assert_eq!(folder.run("diff before.threat after.threat --fail-on critical").code, 0);
    // What is open in both does not count, and what is gone neither.
    assert_eq!(folder.run("diff before.threat before.threat --fail-on low").code, 0);
    assert_eq!(folder.run("diff after.threat before.threat --fail-on low").code, 0);
    let json = folder.run("diff before.threat after.threat --format json").json();
    let answers: String = json["threats"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["newly_open"] == true)
        .map(|one| {
            let (rule, place) = one["key"].as_str().unwrap().split_once('@').unwrap();
            format!("accept {rule} \"Known\" on {place} owner=\"Ann\" until=2027-06-30\n")
        })
        .collect();
    folder.write("answered.threat", after() + &answers);
    let answered = folder.run("diff before.threat answered.threat --fail-on low");
    assert_eq!(answered.code, 0, "{}{}", answered.out, answered.err);
    // An answer that is taken back opens its threat again.
    let again = folder.run("diff answered.threat after.threat --fail-on low");
    assert_eq!(again.code, 1, "{}", again.out);
    // The day decides for both versions.
    assert_eq!(folder.run("diff before.threat answered.threat --fail-on low --today 2027-07-01").code, 1);
}

#[test]
fn the_exit_code_says_whether_anything_differs() {
    let folder = files();
    assert_eq!(folder.run("diff before.threat after.threat --exit-code").code, 1);
    assert_eq!(folder.run("diff before.threat before.threat --exit-code").code, 0);
    assert_eq!(folder.run("diff before.threat after.threat").code, 0);
}

#[test]
fn the_version_with_errors_is_named() {
    let folder = files();
    folder.write("wrong.threat", "process web is nothing-known\n");
    for (arguments, word) in [("wrong.threat after.threat", "old"), ("before.threat wrong.threat", "new")] {
        let ran = folder.run(&format!("diff {arguments}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(
            ran.err.contains("E0112") && ran.err.contains(&format!("the {word} version, `wrong.threat`, has errors")),
            "{}",
            ran.err
        );
    }
    let missing = folder.run("diff before.threat nowhere.threat");
    assert!(missing.code == 2 && missing.err.contains("nowhere.threat"), "{}", missing.err);
}

#[test]
fn revisions_are_compared_with_the_disk_and_with_each_other() {
    let config = "root = \"models/shop.threat\"\n";
    let Some(folder) = repository(&[("models/shop.threat", BEFORE), ("threatline.toml", config)]) else { return };
    let differs = |arguments: &str| {
        let ran = folder.run(&format!("diff {arguments} --exit-code"));
        assert!(ran.code < 2, "{arguments}: {}", ran.err);
        ran.code == 1
    };
    assert!(!differs(""));
    folder.write("models/shop.threat", after());
    for arguments in [
        "",
        "models/shop.threat",
        "v1 models/shop.threat",
        "v1",
        "--base v1",
        "--base main models/shop.threat",
        "v1:models/shop.threat models/shop.threat",
    ] {
        assert!(differs(arguments), "{arguments}");
    }
    assert!(!differs("v1 HEAD") && !differs("v1..HEAD"));
    assert!(git(&folder, &["checkout", "-q", "-b", "asks"]) && git(&folder, &["commit", "-q", "-am", "Ask"]));
    for arguments in [
        "v1..HEAD",
        "main..asks",
        "main...asks",
        "main asks",
        "main..",
        "v1..HEAD models/shop.threat",
        "v1 asks models/shop.threat",
    ] {
        assert!(differs(arguments), "{arguments}");
    }
    assert!(!differs("asks...main") && !differs("asks"));
    // From a folder inside, paths are those seen from there.
    let inside = folder.run_at("models", "diff main shop.threat --exit-code", "");
    assert_eq!(inside.code, 1, "{}", inside.err);
    let json = folder.run("diff main..asks --format json").json();
    assert_eq!(json["before"]["name"], "main:models/shop.threat");
}

#[test]
fn a_revision_is_read_with_its_parts_and_its_lock() {
    let root = "model \"Shop\"\ninclude \"part.threat\"\ndata orders is business class=high\nactor user\nprocess web is web-app\n\
                user -> web \"Buys\" data=orders\nweb -> db \"Stores\" data=orders\n";
    let Some(folder) = repository(&[("shop.threat", root), ("part.threat", "store db is sql-db\n")]) else { return };
    assert_eq!(folder.run("number shop.threat").code, 0);
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-q", "-m", "Lock"]));
    let known = folder.run("diff HEAD shop.threat --format json").json();
    assert_eq!((&known["summary"]["same"], known["unrecorded_rules"].as_array().unwrap().len()), (&true.into(), 0));
    let lock = folder.text("shop.lock");
    let line = lock.lines().find(|line| line.get(1..2) == Some("-")).unwrap();
    let rule = line.split_once(' ').unwrap().1;
    folder.write("shop.lock", lock.replace(&format!("{line}\n"), ""));
    assert!(git(&folder, &["commit", "-q", "-am", "Older lock"]));
    assert_eq!(folder.run("number shop.threat").code, 0);
    let older = folder.run("diff HEAD shop.threat --format json").json();
    assert_eq!(older["unrecorded_rules"][0], rule, "{older}");
    folder.write("part.threat", "store db is sql-db \"Database\"\n");
    let ran = folder.run("diff v1 shop.threat");
    assert!(ran.out.contains("label db → Database"), "{}{}", ran.out, ran.err);
}

#[test]
fn what_is_no_revision_is_said() {
    let plain = files();
    let none = plain.run("diff main after.threat");
    assert!(
        none.code == 2 && (none.err.contains("is in no repository of git") || none.err.contains("cannot be run")),
        "{}",
        none.err
    );
    let Some(folder) = repository(&[("shop.threat", BEFORE)]) else { return };
    for (arguments, message) in [
        ("diff nothing shop.threat", "`nothing` is no revision of the repository"),
        ("diff --base=--upload-pack=x shop.threat", "a revision does not begin with `-`"),
        ("diff v1:other.threat shop.threat", "there is no such file in that revision"),
        ("diff v1..nothing shop.threat", "`nothing` is no revision"),
        ("diff shop.threat v1", "do not go together"),
        ("diff --base v1 shop.threat shop.threat", "--base goes with one model"),
        ("diff v1", "no model is named"),
    ] {
        let ran = folder.run(arguments);
        assert!(ran.code == 2 && ran.err.contains(message), "{arguments}: {}", ran.err);
    }
    folder.write("new.threat", BEFORE);
    let new = folder.run("diff v1 new.threat");
    assert!(
        new.code == 2 && new.err.contains("`v1:new.threat`: there is no such file in that revision"),
        "{}",
        new.err
    );
}

#[test]
fn nothing_outside_of_a_repository_is_read_from_a_revision() {
    let Some(folder) = repository(&[
        ("repo/shop.threat", "include \"../other.threat\"\nprocess web\n"),
        ("other.threat", "process b\n"),
    ]) else {
        return;
    };
    // The model may only read files of its own folder, in a revision as on disk.
    let ran = folder.run("diff v1:repo/shop.threat repo/shop.threat");
    assert!(ran.code == 2 && ran.err.contains("the old version"), "{}", ran.err);
}

#[test]
fn models_of_other_tools_are_compared_from_files_and_revisions() {
    let mermaid = "flowchart LR\n  user[User] --> web[Web]\n";
    let Some(folder) = repository(&[("shop.mmd", mermaid)]) else { return };
    folder.write("shop.mmd", format!("{mermaid}  web --> db[(Orders)]\n"));
    let ran = folder.run("diff v1 shop.mmd --quiet");
    assert!(ran.code == 0 && ran.out.contains("1 element added, 1 flow added"), "{}{}", ran.out, ran.err);
}
