//! `answer`: what it adds to a model, and when it adds nothing.

use super::{Folder, Ran};

const SHOP: &str = "\
data orders is business class=high
actor user
process web is web-app
process api is service
DF1: user -> web \"Buys\" data=orders
web -> api \"Calls\"
";

fn shop() -> Folder {
    Folder::new(&[("shop.threat", SHOP)])
}

fn answer(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run_with(".", &[&["answer"], arguments].concat(), "")
}

/// Nothing is written, and the message has these words.
fn refused(folder: &Folder, arguments: &[&str], words: &str) {
    let before = folder.text("shop.threat");
    let ran = answer(folder, arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
    assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    assert_eq!(folder.text("shop.threat"), before);
}

/// The status of a threat.
fn status(folder: &Folder, key: &str) -> String {
    let json = folder.run_with(".", &["threats", "shop.threat", "--format", "json", "--key", key], "").json();
    json["threats"][0]["places"][0]["status"].as_str().unwrap().to_owned()
}

#[test]
fn each_answer_is_one_formatted_statement_at_the_end_that_counts() {
    for (arguments, statement, expected) in [
        (
            &["--accept", "Public", "--owner", "Shop team", "--until", "2027-03-31", "--ticket", "R-1"][..],
            "accept sniff on DF1 \"Public\" owner=\"Shop team\" until=2027-03-31 ticket=\"R-1\"\n",
            "accepted",
        ),
        (
            &["--mitigate", "TLS", "--status", "implemented"],
            "mitigate sniff on DF1 \"TLS\" status=implemented\n",
            "mitigated",
        ),
        (
            &["--mitigate", "TLS", "--status", "planned", "--due", "2027-02-01"],
            "mitigate sniff on DF1 \"TLS\" status=planned due=2027-02-01\n",
            "unverified",
        ),
        (&["--transfer", "The provider"], "transfer sniff on DF1 \"The provider\"\n", "transferred"),
        (&["--avoid", "Same host"], "avoid sniff on DF1 \"Same host\"\n", "avoided"),
        (
            &["--dismiss", "Same host", "--review", "quarterly"],
            "dismiss sniff on DF1 \"Same host\" review=quarterly\n",
            "dismissed",
        ),
    ] {
        let folder = shop();
        let ran = answer(&folder, &[&["sniff@DF1", "shop.threat"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, statement), "{}", ran.err);
        assert_eq!(folder.text("shop.threat"), format!("{SHOP}\n{statement}"));
        assert_eq!(status(&folder, "sniff@DF1"), expected);
        assert_eq!(folder.run("fmt --check shop.threat").code, 0);
        assert!(ran.err.contains("added at shop.threat:8\n"), "{}", ran.err);
    }
}

#[test]
fn a_rating_stands_beside_another_answer() {
    let folder = shop();
    answer(&folder, &["sniff@DF1", "shop.threat", "--accept", "Public"]);
    let ran = answer(&folder, &["sniff@DF1", "shop.threat", "--rate", "One wire", "--likelihood", "low"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "rate sniff on DF1 \"One wire\" likelihood=low\n"), "{}", ran.err);
    assert!(ran.err.contains("sniff@DF1: ") && ran.err.contains(", now "), "{}", ran.err);
    refused(
        &folder,
        &["sniff@DF1", "shop.threat", "--rate", "Again", "--impact", "low"],
        "answered already, by `rate` at shop.threat:10: change it there",
    );
    refused(&folder, &["sniff@DF1", "shop.threat", "--rate", "Why"], "--likelihood");
    refused(
        &folder,
        &["sniff@DF1", "shop.threat", "--accept", "Why", "--severity", "low"],
        "--severity goes with --rate, not with --accept",
    );
}

#[test]
fn a_reason_says_what_was_typed() {
    let folder = shop();
    let reason = "She said \"no\" to C:\\temp\nand left \u{202e}früh";
    answer(&folder, &["sniff@DF1", "shop.threat", "--accept", reason]);
    let json = folder.run("threats shop.threat --format json --key sniff@DF1").json();
    let told = json["threats"][0]["places"][0]["answer"].as_str().unwrap().to_owned();
    assert_eq!(told, format!("accepted: {reason}"));
    assert_eq!(folder.run("check shop.threat").code, 0);
}

#[test]
fn a_number_answers_all_places_that_are_left() {
    let folder =
        Folder::new(&[("shop.threat", "actor a\nprocess x\nprocess y\nprocess z\nDF1: a -> x\nDF2: a -> y\na -> z\n")]);
    assert_eq!(answer(&folder, &["sniff@DF2", "shop.threat", "--mitigate", "TLS", "--status", "planned"]).code, 0);
    // A number stands for a threat once it is in the lock.
    refused(&folder, &["i-1", "shop.threat", "--accept", "Public"], "the number `i-1` is provisional");
    assert_eq!(folder.run("number shop.threat").code, 0);
    let ran = answer(&folder, &["i-1", "shop.threat", "--accept", "Public"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "accept sniff on DF1, a -> z \"Public\"\n"), "{}", ran.err);
    assert!(
        ran.err.contains("left as it is: `sniff@DF2` is answered already, by `mitigate` at shop.threat:9"),
        "{}",
        ran.err
    );
    refused(&folder, &["I-01", "shop.threat", "--dismiss", "x"], "`sniff@DF2` is answered already");
    refused(
        &folder,
        &["I-01", "shop.threat", "--on", "DF1", "--dismiss", "x"],
        "nothing is left to do about `I-01` on `DF1`: `sniff@DF1` is accepted",
    );
    refused(
        &folder,
        &["I-01", "shop.threat", "--on", "nowhere", "--dismiss", "x"],
        "nothing in the model is called `nowhere`",
    );
    let ran = answer(&folder, &["S-01", "shop.threat", "--on", "y,z", "--dismiss", "Nobody signs in"]);
    assert_eq!(ran.out, "dismiss spoof-external on DF2, a -> z \"Nobody signs in\"\n", "{}", ran.err);
}

#[test]
fn keys_of_several_rules_are_several_statements() {
    let folder = shop();
    let ran =
        answer(&folder, &["sniff@DF1", "tamper-in-transit@DF1", "sniff@DF1", "shop.threat", "--accept", "Public"]);
    assert_eq!(ran.out, "accept sniff on DF1 \"Public\"\naccept tamper-in-transit on DF1 \"Public\"\n", "{}", ran.err);
    assert_eq!(
        (status(&folder, "tamper-in-transit@DF1"), folder.run("check shop.threat").code),
        ("accepted".into(), 0)
    );
}

#[test]
fn what_is_wrong_with_a_request_is_said_and_nothing_is_written() {
    let folder = shop();
    for (arguments, words) in [
        (&["snif@DF1", "--accept", "x"][..], "no rule is called `snif`: did you mean `sniff@DF1`?"),
        (&["sniff@DF7", "--accept", "x"], "no threat has the key `sniff@DF7`: did you mean `sniff@DF1`?"),
        (&["sniff", "--accept", "x"], "`sniff` is no threat at a place: `sniff` has the key `sniff@DF1`"),
        (&["@", "--accept", "x"], "no threat has the key `@`"),
        (&["prompt-injection@web", "--accept", "x"], "no threat has the key `prompt-injection@web`"),
        (&["I-99", "--accept", "x"], "no threat has the number `I-99`; known: `I-01`"),
        (&["--accept", "x"], "say what is answered"),
        (&["sniff@DF1", "--accept", " \n"], "--accept needs a reason"),
        (&["sniff@DF1", "--accept", "x", "--owner", ""], "--owner is empty"),
        (&["sniff@DF1", "--accept", "x", "--until", "2026-11-24"], "--until 2026-11-24 is over: today is 2026-11-25"),
        (&["sniff@DF1", "--accept", "x", "--until", "2027-02-30"], "a date such as"),
        (&["sniff@DF1", "--accept", "x", "--review", "soon"], "a duration such as"),
        (&["sniff@DF1", "--accept", "x", "--dismiss", "y"], "cannot be used with"),
        (&["sniff@DF1"], "required"),
        (&["sniff@DF1", "--accept", "x", "--status", "planned"], "--status goes with --mitigate"),
        (&["sniff@DF1", "other.threat", "--accept", "x"], "one model at a time"),
        (&["sniff@DF1", "--on", "api", "--accept", "x"], "`sniff@DF1` is not on `api`"),
    ] {
        refused(&folder, &[arguments, &["shop.threat"]].concat(), words);
    }
    let today = answer(&folder, &["sniff@DF1", "shop.threat", "--accept", "x", "--until", "2026-11-25"]);
    assert_eq!(today.code, 0, "the last day counts: {}", today.err);
}

#[test]
fn what_would_not_answer_just_that_is_not_written() {
    let folder =
        Folder::new(&[("shop.threat", "actor user\nprocess web\nuser -> web \"Orders\"\nuser -> web \"Pays\"\n")]);
    refused(
        &folder,
        &["sniff@user->web~pays", "shop.threat", "--accept", "x"],
        "it would answer `sniff@user->web~orders` as well; give the flows between these ends an id",
    );
    let both = answer(&folder, &["sniff@user->web~pays", "sniff@user -> web~orders", "shop.threat", "--accept", "x"]);
    assert_eq!(both.out, "accept sniff on user -> web \"x\"\n", "{}", both.err);
    folder.write("shop.threat", format!("{SHOP}/// What comes next"));
    refused(&folder, &["sniff@DF1", "shop.threat", "--accept", "x"], "ends with a `///` comment");
    folder.write("shop.threat", format!("{SHOP}process web\n"));
    refused(&folder, &["sniff@DF1", "shop.threat", "--accept", "x"], "E0102");
}

#[test]
fn the_rest_of_the_file_stays_byte_by_byte() {
    let statement = "accept sniff on DF1 \"Public\"";
    for (before, between) in [
        (SHOP.trim_end().to_owned(), "\n\n"),
        (SHOP.to_owned(), "\n"),
        (format!("{SHOP}\n"), ""),
        (format!("{SHOP}// the end"), "\n\n"),
        (format!("\u{feff}{SHOP}"), "\n"),
    ] {
        for (before, between, end) in [
            (before.clone(), between.to_owned(), "\n"),
            (before.replace('\n', "\r\n"), between.replace('\n', "\r\n"), "\r\n"),
        ] {
            let folder = Folder::new(&[("shop.threat", &before)]);
            let ran = answer(&folder, &["sniff@DF1", "shop.threat", "--accept", "Public"]);
            assert_eq!(ran.code, 0, "{before:?}: {}", ran.err);
            assert_eq!(folder.text("shop.threat"), format!("{before}{between}{statement}{end}"));
        }
    }
}

#[test]
fn long_statements_put_their_attributes_into_a_block() {
    let folder = shop();
    let reason = "The link between the two is a wire inside one rack that only the operators can reach";
    let ran =
        answer(&folder, &["sniff@DF1", "shop.threat", "--accept", reason, "--owner", "Op", "--until", "2027-03-31"]);
    let expected = format!("accept sniff on DF1 \"{reason}\" {{\n  owner = \"Op\"\n  until = 2027-03-31\n}}\n");
    assert_eq!(ran.out, expected, "{}", ran.err);
    assert_eq!((status(&folder, "sniff@DF1").as_str(), folder.run("fmt --check shop.threat").code), ("accepted", 0));
}

#[test]
fn a_trial_writes_nothing_and_standard_input_goes_to_standard_output() {
    let folder = shop();
    for option in ["--diff", "--dry-run"] {
        let ran = answer(&folder, &["sniff@DF1", "shop.threat", "--accept", "Public", option]);
        assert!(ran.code == 0 && ran.out.ends_with("+\n+accept sniff on DF1 \"Public\"\n"), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("would be accepted"), "{}", ran.err);
        assert_eq!(folder.text("shop.threat"), SHOP);
    }
    let ran = folder.run_with(".", &["answer", "sniff@DF1", "-", "--accept", "Public"], SHOP);
    assert_eq!((ran.code, ran.out), (0, format!("{SHOP}\naccept sniff on DF1 \"Public\"\n")), "{}", ran.err);
}

#[test]
fn answers_go_to_the_file_that_the_project_names() {
    let root = format!("include \"answers.threat\"\n{SHOP}");
    let toml = "root = \"shop.threat\"\nanswers = \"answers.threat\"\n";
    let folder =
        Folder::new(&[("threatline.toml", toml), ("shop.threat", &root), ("answers.threat", ""), ("sub/x", "")]);
    let ran = folder.run_with("sub", &["answer", "sniff@DF1", "--accept", "Public"], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(folder.text("answers.threat"), "accept sniff on DF1 \"Public\"\n");
    assert_eq!(folder.text("shop.threat"), root);
    // Another model of the project has its own end.
    folder.write("other.threat", SHOP);
    assert_eq!(answer(&folder, &["sniff@DF1", "other.threat", "--accept", "Public"]).code, 0);
    assert!(folder.text("other.threat").ends_with("\naccept sniff on DF1 \"Public\"\n"));
    // The file has to be a part of the root.
    folder.write("shop.threat", SHOP);
    refused(
        &folder,
        &["sniff@DF1", "--accept", "Public"],
        "is not part of `shop.threat`: write `include \"answers.threat\"`",
    );
}

#[test]
fn names_of_other_modules_are_written_with_their_prefix() {
    let lib = "actor user\nprocess api\nuser -> api \"Calls\"\n";
    let folder = Folder::new(&[("shop.threat", "use lib \"lib.threat\"\n"), ("lib.threat", lib)]);
    let ran = answer(&folder, &["sniff@lib.user->lib.api", "shop.threat", "--accept", "Public"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "accept sniff on lib.user -> lib.api \"Public\"\n"), "{}", ran.err);
    assert_eq!(folder.text("lib.threat"), lib);
}

#[test]
fn threats_written_by_hand_and_of_the_whole_model_are_answered() {
    let own = "threat theft \"Theft of the van\" on web {\n  stride = spoofing\n  severity = high\n}\n\
               threat strike \"Strike\" {\n  stride = denial\n  severity = low\n}\n";
    let folder = Folder::new(&[("shop.threat", &format!("{SHOP}{own}"))]);
    for (key, statement) in [("theft@web", "accept theft on web \"x\"\n"), ("strike@model", "accept strike \"x\"\n")] {
        let ran = answer(&folder, &[key, "shop.threat", "--accept", "x"]);
        assert_eq!((ran.code, ran.out.as_str()), (0, statement), "{}", ran.err);
        assert_eq!(status(&folder, key), "accepted");
    }
}

#[test]
fn warnings_about_the_statement_are_shown_at_once() {
    let folder = Folder::new(&[("shop.threat", &format!("model \"Shop\" appetite=low\n{SHOP}"))]);
    let ran = answer(&folder, &["vulnerable-component@web", "shop.threat", "--accept", "Public"]);
    assert!(ran.code == 0 && ran.err.contains("W0504") && ran.err.contains("W0502"), "{}", ran.err);
}
