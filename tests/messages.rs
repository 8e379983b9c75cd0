//! What newcomers write, and what they are told: one message for one cause, which says what to write instead.

use crate::support::{model, model_with};

/// `CODE: help` of each error.
fn told(text: &str) -> Vec<String> {
    let outcome = model(text);
    outcome.diagnostics.iter().map(|d| format!("{}: {}", d.code, d.help.join("; "))).collect()
}

#[test]
fn flows_that_start_with_a_word_are_read_and_told_what_to_write() {
    let with = |flow: &str| told(&format!("process a\nprocess b\nzone x\nzone y\n{flow}"));
    assert_eq!(with("DF2 a -> b\nextend DF2 auth=none"), ["E0010: the id of a flow has a colon: write `DF2: a …`"]);
    assert_eq!(with("flow a -> b \"Asks\""), ["E0010: a flow has no keyword: write `a -> b`"]);
    assert_eq!(with("flow DF2: a -> b\nextend DF2 auth=none"), ["E0010: a flow has no keyword: write `DF2: a -> b`"]);
    assert_eq!(with("https a -> b"), ["E0010: write `a -> b via https`"]);
    assert_eq!(with("boundary x -> y"), ["E0010: write `boundary NAME on x -> y`"]);
    assert_eq!(with("process p -> b"), ["E0010: write `process p` and `p -> b`, on lines of their own"]);
    assert_eq!(with("a > b"), ["E0012: write `->`"]);
    assert_eq!(with("a -> b https"), ["E0018: write `via https`"]);
    assert_eq!(with("a -> b (https)").len(), 1);
    assert!(with("a -> b (https)")[0].contains("a protocol behind `via`"));
}

#[test]
fn words_of_other_tools_lead_to_the_keyword_or_type() {
    for (word, here) in [
        ("database", "store x is sql-db"),
        ("queue", "store x is message-queue"),
        ("user", "actor x"),
        ("service", "process x is service"),
        ("server", "process x is service"),
        ("api", "process x is api"),
        ("trust-boundary", "boundary x"),
        ("pii", "data x is pii"),
    ] {
        let told = told(&format!(
            "zone l\nzone r\n{word} x \"Text\"{}",
            if here.starts_with('b') { " on l -> r" } else { "" }
        ));
        assert_eq!(told, [format!("E0101: write `{here}`")]);
    }
    // What it declares is known.
    assert_eq!(told("database db \"Orders\"\nprocess web\nweb -> db").len(), 1);
    assert_eq!(told("type ledger is sql-db\nprocess web\nledger db\nweb -> db"), ["E0101: write `store db is ledger`"]);
    assert!(told("https x")[0].contains("`a -> b via https`"));
    assert!(told("waf x")[0].contains("`has=waf`"));
}

#[test]
fn one_mistake_in_a_header_is_one_message() {
    let answers = "process a\nprocess b\nDF1: a -> b via https\n";
    assert_eq!(
        told(&format!("{answers}accept sniff@DF1 \"Public data\"")),
        ["E0010: what it is about stands behind `on`: write `sniff on DF1`"]
    );
    assert_eq!(told(&format!("{answers}accept sniff DF1 \"Public data\"")), ["E0018: write `on DF1`"]);
    let zones = "zone x\nzone y\n";
    assert_eq!(told(&format!("{zones}boundary TB1 x -> y")), ["E0010: write `on x -> y`"]);
    assert_eq!(told(&format!("{zones}boundary TB1 between x and y")), ["E0010: write `boundary TB1 on A -> B`"]);
    assert_eq!(told("process app: \"Text\""), ["E0105: no colon stands behind a name: write `process app \"…\"`"]);
    assert_eq!(told("app:").len(), 1);
    let template = "template tt { process p }\n";
    assert_eq!(told(&format!("{template}new b tt")), ["E0112: write `new b is tt`"]);
    assert_eq!(told(&format!("{template}new tt b")), ["E0112: write `new NAME is tt`"]);
}

#[test]
fn words_in_a_header_are_told_where_they_belong() {
    assert_eq!(told("process x auth jwt"), ["E0010: write `auth=jwt`"]);
    assert_eq!(told("process x owner=shop privilege admin"), ["E0010: write `privilege=admin`"]);
    assert_eq!(told("process x web-app \"Shop\""), ["E0018: write `is web-app`"]);
    assert_eq!(told("process a \"A\" process b \"B\""), ["E0010: a statement ends with its line, or with `;`"]);
    assert!(told("process a, b")[0].contains("`process a` and `process b`"));
    assert!(told("process a tech=Java 17")[0].contains("`tech=\"Java 17\"`"));
    assert!(told("process a tech=[Java Go]")[0].contains("comma"));
    let threat = |mitigation: &str| told(&format!("process a\nthreat t \"T\" on a {{\n{mitigation}\n}}"));
    assert_eq!(threat("mitigation Limit"), ["E0105: write `mitigation \"Limit\"`"]);
    assert_eq!(threat("mitigation Limit the rate"), ["E0010: write `mitigation \"Limit the rate\"`"]);
}

#[test]
fn letters_of_stride_are_words() {
    assert!(told("process a\nthreat t \"T\" on a stride=S,eop likelihood=low impact=low").is_empty());
}

#[test]
fn modules_that_share_names_are_one_mistake() {
    let part = "data d \"D\"\nprocess x\nprocess y\nstore z";
    let root = "use \"a.threat\"\nuse \"b.threat\"\nx -> y data=d via https\nx -> z data=d via https";
    let outcome = model_with(&[("root.threat", root), ("a.threat", part), ("b.threat", part)]);
    let told: Vec<&str> = outcome.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(told, ["`d`, `x`, `y` and `z` come from two modules"]);
}

#[test]
fn a_file_that_is_not_there_leads_to_one_that_is() {
    let memory = threatline::project::Memory::new().with("shop.threat", "process a");
    let options = threatline::pipeline::Options::default();
    let outcome = threatline::pipeline::analyze(&memory, "shp.threat".into(), &options);
    assert_eq!(outcome.diagnostics[0].help, ["did you mean `shop.threat`?"]);
}

#[test]
fn zones_of_an_extension_hold_modules_and_instances() {
    let files = |place: &str| {
        let root = format!("{place}\nzone o\ntemplate t {{ process z }}\nextend o {{ zone i {{ }} }}");
        let module = "zone deep { process mp }";
        model_with(&[("root.threat", &root), ("m.threat", module)])
    };
    for place in ["new x is t in=i", "use m \"m.threat\" in=i"] {
        let outcome = files(place);
        assert!(outcome.diagnostics.is_empty(), "{place}: {:?}", outcome.diagnostics);
        let zones: Vec<_> = outcome.model.elements.ids().map(|id| outcome.model.path(id)).collect();
        let names: Vec<&str> = zones[0].iter().map(|&zone| outcome.model.zones[zone].id.as_str()).collect();
        assert!(names.starts_with(&["o", "i"]), "{place}: {names:?}");
    }
}

#[test]
fn words_that_say_everything_stand_alone() {
    let told = |flow: &str| told(&format!("process a\nprocess b\ndata d class=high\n{flow}"));
    for values in ["data=none,d", "data=[d, unknown]", "returns=d,none"] {
        assert_eq!(told(&format!("a -> b {values}")), ["E0209: delete it, or the other values"], "{values}");
    }
    assert!(told("a -> b data=none\na -> b \"D\" data=d").is_empty());
    assert!(told("extend a has=none")[0].contains("`missing=waf`"));
    // A data asset of that name is one.
    assert!(told("data none class=low\na -> b data=none,d").is_empty());
}

/// The codes of lints, without those of the document and of style.
fn lints(text: &str) -> Vec<&'static str> {
    let outcome = model(text);
    assert!(outcome.is_usable(), "{:?}", outcome.diagnostics);
    let found = outcome.lints(&crate::support::request(), |code| matches!(code, "W0102" | "W0209"));
    found.iter().map(|d| d.code.0).collect()
}

#[test]
fn allow_holds_for_what_a_type_a_default_or_an_instance_brings() {
    let count = |text: &str| lints(text).iter().filter(|code| **code == "W0102").count();
    assert_eq!(count("process a is web-app\nprocess b"), 2);
    assert_eq!(count("type t is web-app allow=W0102\nprocess a is t\nprocess b"), 1);
    assert_eq!(count("zone z {\ndefault process allow=W0102\nprocess a\n}\nprocess b"), 1);
    let template = "template t {\nprocess p\n}\n";
    assert_eq!(count(&format!("{template}new x is t")), 1);
    assert_eq!(count(&format!("{template}new x is t allow=W0102")), 0);
    assert_eq!(count(&format!("{template}new x is t allow=W0102\nnew y is t allow=w0102")), 0);
    // The lint reports the statement of the template once, for both of its instances.
    assert_eq!(count(&format!("{template}new x is t allow=W0102\nnew y is t")), 1);
}

#[test]
fn what_only_the_checklist_asks_for_is_shown_once_for_each_code() {
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.threat");
    std::fs::write(&path, "language 1\nstore a\nstore b\nstore c\n").unwrap();
    let run = |options: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_threatline")).arg("check").arg(&path).args(options).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let text = run(&["--qa"]);
    assert_eq!(text.matches("[W0209]").count(), 1, "{text}");
    assert!(text.contains("and 2 times more:") && text.contains("data store `c` has no owner"), "{text}");
    // What is asked for besides is shown in full.
    assert_eq!(run(&["--warn", "W0209"]).matches("[W0209]").count(), 3);
}

#[test]
fn columns_that_the_formatter_keeps_make_no_line_too_long() {
    let long = "a-name-of-a-process-that-is-rather-long-and-moves-the-columns-behind-it";
    let text = format!(
        "language 1\nprocess {long} is web-app\nprocess {:width$} is web-app tech=\"Go\" machine=container\n",
        "b",
        width = long.len()
    );
    let outcome = model(&text);
    let found = |code: &'static str| outcome.lints(&crate::support::request(), |known| known == code).len();
    assert!(text.lines().any(|line| line.len() > 100));
    assert_eq!((found("W0601"), found("W0604")), (0, 0));
}
