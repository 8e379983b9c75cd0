//! Lints about the document, its answers and its style, where the examples on their pages do not reach.

use std::cell::RefCell;

use camino::Utf8Path;
use threatline::base::date::Date;
use threatline::lint::Request;
use threatline::pipeline::Outcome;

use crate::lint_pages::request;
use crate::support::{clean, model, model_with, sample_with, samples};

/// What a lint finds in a model, as the source text at its place.
fn places(outcome: &Outcome, code: &str, request: &Request<'_>) -> Vec<String> {
    let found = outcome.lints(request, |wanted| wanted == code);
    let text = |span| outcome.sources.text(span).to_owned();
    found.iter().map(|diagnostic| diagnostic.span().map_or("model".to_owned(), text)).collect()
}

fn found(text: &str, code: &str) -> Vec<String> {
    places(&clean(text), code, &request())
}

/// What answers can be about: flows over a boundary and inside a zone, a tag, zones in zones, and rules of all kinds.
const SHOP: &str = r#"
data orders "Orders" class=high
actor customer "Customer"
zone cloud "Cloud account" trust=internal {
  zone app "Application" trust=restricted {
    process web "Web shop" #public
    store db "Database" holds=orders
  }
  process batch "Night batch"
}
boundary TB1 "Internet to cloud" on internet -> cloud
DF1: customer -> web "Places an order" data=orders
DF2: web -> db "Stores it" data=orders
DF3: batch -> db "Reads it" auth=password returns=orders
rule no-login "No login" on flow { severity = low; when auth == unknown }
rule in-public "Public process" on process { severity = low; when this has #public }
rule locked "Restricted zone" on zone { severity = low; when trust == restricted }
rule never "Never" on flow { severity = low; when auth == biometric and encryption == none and auth == none }
threat fraud "Refund fraud" on web { affects = orders }
threat outage "Outage" on app
"#;

#[test]
fn an_answer_needs_a_threat_where_it_stands() {
    for (answer, matches) in [
        ("no-login on DF1", true),
        ("no-login on customer->web", true),
        ("no-login on DF3", false),
        ("no-login on TB1", true),
        ("no-login on app", true),
        ("no-login on internet", false),
        ("no-login on DF3, DF1", true),
        ("no-login on *", true),
        ("no-login", true),
        ("never on DF1", false),
        ("never on *", false),
        ("in-public on web", true),
        ("in-public on batch", false),
        ("in-public on #public", true),
        ("in-public on app", true),
        ("in-public on cloud", true),
        ("in-public on internet", false),
        ("locked on app", true),
        ("locked on cloud", true),
        ("locked on internet", false),
        ("fraud on web", true),
        ("fraud on cloud", true),
        ("fraud on batch", false),
        ("fraud on DF1", false),
        ("fraud on orders", true),
        ("fraud", true),
        ("outage on db", true),
        ("outage on DF2", true),
        ("outage on batch", false),
    ] {
        let (name, on) = answer.split_once(" on ").map_or((answer, String::new()), |(a, b)| (a, format!(" on {b}")));
        let found = found(&format!("{SHOP}dismiss {name}{on} \"Reason\"\n"), "W0503");
        assert_eq!(found.is_empty(), matches, "{answer}: {found:?}");
    }
}

#[test]
fn an_answer_to_nothing_says_where_the_threat_is() {
    let outcome = clean(&format!("{SHOP}dismiss no-login on DF3 \"Reason\"\n"));
    let found = outcome.lints(&request(), |code| code == "W0503");
    assert_eq!(found[0].help, ["did you mean `on DF2`?", "the threat is on `DF1` and `DF2`"]);
}

#[test]
fn an_answer_to_a_question_that_nobody_settled_is_about_something() {
    let text = "process web is web-app \"Web shop\"\nstore db is sql-db \"Database\"\nDF1: web -> db \"Reads\"\n";
    let outcome = clean(text);
    let question = outcome.analysis.questions.first().expect("something is open");
    let rule = &outcome.model.rules[question.rule].name;
    let on = question.subject.map_or("*".into(), |place| outcome.model.place_id(place));
    assert_eq!(found(&format!("{text}dismiss {rule} on {on} \"Reason\"\n"), "W0503"), [""; 0]);
}

#[test]
fn wide_answers_list_what_they_are_about() {
    let outcome = clean(&format!("{SHOP}dismiss no-login on cloud, DF1 \"Reason\"\n"));
    let found = outcome.lints(&request(), |code| code == "W0506");
    assert_eq!(found[0].message, "this answers 2 threats, and every `no-login` that is added here");
    assert_eq!(found[0].help[1], "today: `no-login@DF1` and `no-login@DF2`");
    assert_eq!(outcome.sources.text(found[0].span().unwrap()), "cloud");
}

#[test]
fn an_answer_counts_on_its_last_day_and_not_on_the_next() {
    let outcome = clean(&format!("{SHOP}accept no-login on DF1 \"Reason\" until=2026-11-25\n"));
    let on = |day: &str| places(&outcome, "W0501", &Request { today: Date::parse(day), ..Request::default() });
    assert_eq!(on("2026-11-25"), [""; 0]);
    assert_eq!(on("2026-11-26"), ["2026-11-25"]);
    assert_eq!(places(&outcome, "W0501", &Request::default()), [""; 0], "without a day nothing has expired");
}

#[test]
fn a_review_is_due_after_its_interval() {
    for (review, today, due) in [
        ("quarterly", "2026-12-14", false),
        ("quarterly", "2026-12-15", true),
        ("90d", "2026-12-13", false),
        ("90d", "2026-12-14", true),
        ("1y", "2027-09-14", false),
    ] {
        let outcome = clean(&format!("model \"Shop\" updated=2026-09-14 review={review}\nprocess web \"Web\"\n"));
        let request = Request { today: Date::parse(today), ..Request::default() };
        assert_eq!(!places(&outcome, "W0507", &request).is_empty(), due, "{review} {today}");
        assert_eq!(places(&outcome, "W0507", &Request::default()), [""; 0]);
    }
}

#[test]
fn code_is_looked_for_beside_the_file_that_names_it() {
    let part = "process web \"Web\" source=\"../src/web\", \"old\"\n";
    let root = "model \"Shop\" updated=2026-09-14\ninclude \"parts/web.threat\"\n";
    let outcome = model_with(&[("shop.threat", root), ("parts/web.threat", part)]);
    let asked = RefCell::new(Vec::new());
    let modified = |path: &Utf8Path| {
        asked.borrow_mut().push(path.to_string());
        Date::parse(if path.ends_with("old") { "2026-09-14" } else { "2026-09-15" })
    };
    let request = Request { modified: Some(&modified), ..Request::default() };
    assert_eq!(places(&outcome, "W0508", &request), ["\"../src/web\""]);
    assert_eq!(*asked.borrow(), ["parts/../src/web", "parts/old"]);
}

#[test]
fn a_statement_can_allow_what_is_found_on_it() {
    let accept = "accept no-login on DF1 \"Reason\"";
    assert_eq!(found(&format!("{SHOP}{accept}\n"), "W0502"), ["no-login"]);
    assert_eq!(found(&format!("{SHOP}{accept} allow=W0502\n"), "W0502"), [""; 0]);
    let model = |allow: &str| format!("model \"Shop\" {allow}\nprocess web \"Web\"\n");
    assert_eq!(found(&model(""), "W0402"), ["model"]);
    assert_eq!(found(&model("allow=W0402"), "W0402"), [""; 0]);
    let process = |allow: &str| format!("/// Uses appropriate limits.\nprocess web \"Web\" {allow}\n");
    assert_eq!(found(&process(""), "W0421"), ["appropriate"]);
    assert_eq!(found(&process("allow=W0421"), "W0421"), [""; 0], "the comment above belongs to the statement");
}

#[test]
fn instances_of_a_template_say_the_same_once() {
    let text = "template service { process api }\nnew a is service\nnew b is service\n";
    assert_eq!(found(text, "W0406"), ["api"]);
    let whole = "/// Answers.\nprocess api";
    assert_eq!(found(&text.replace("process api", &format!("\n{whole}\n")), "W0406"), [""; 0]);
}

#[test]
fn a_threat_is_mitigated_by_a_measure_an_answer_or_a_control_that_names_it() {
    let threat = "process web \"Web\"\nthreat fraud \"Fraud\" on web\n";
    assert_eq!(found(threat, "W0409"), ["fraud"]);
    for measure in [
        "accept fraud on web \"Rare\"",
        "control labels \"Labels\" on web status=planned counters=fraud",
        "type labels is control \"Labels\" { counters = fraud }",
    ] {
        assert_eq!(found(&format!("{threat}{measure}\n"), "W0409"), [""; 0], "{measure}");
    }
}

#[test]
fn phrases_are_found_as_words_in_sentences_only() {
    let text = r#"
process web "Inappropriate use" tech="Robust 3.0" note="PROPERLY sized, to INDUSTRY-standard, etc."
threat fraud "Fraud" on web {
  statement = """
    A fraudster uses best
    practice tools. Practice makes perfect
    """
}
actor various "Various"
"#;
    let expected = ["PROPERLY", "INDUSTRY-standard", "etc", "best\n    practice", "Various"];
    assert_eq!(found(text, "W0421"), expected);
    let measures =
        "process web \"Phishing simulation\"\ncontrol drill is mfa \"Phishing simulation\" on web status=planned\n";
    assert_eq!(found(measures, "W0428"), ["Phishing simulation"]);
}

#[test]
fn texts_may_reach_over_the_width_and_nothing_else() {
    let found = |text: &str, width: usize| places(&model(text), "W0604", &Request { width, ..Request::default() });
    let text = "process web \"Web shop\" owner=\"The whole of the team\"";
    assert_eq!(text.len(), 51);
    assert_eq!(found(text, 51), [""; 0]);
    assert_eq!(found(text, 40), [""; 0], "the text reaches over it");
    assert_eq!(found(&format!("{text} {{"), 40), [""; 0], "a brace may follow");
    assert_eq!(found(&format!("{text} privilege=root"), 52), ["privilege=root"]);
    assert_eq!(found("process web // a remark", 20), ["ark"]);
    assert_eq!(found("process web note=\"\"\"\n  a long line in a text block\n  \"\"\"\n", 20), [""; 0]);
    assert_eq!(found("process 端末 \"端末\" owner=x", 22), ["r=x"], "wide characters take two columns");
}

#[test]
fn names_are_small_or_ids() {
    for (name, usual) in [
        ("web", true),
        ("api-gateway", true),
        ("b2b", true),
        ("größe", true),
        ("端末", true),
        ("DF1", true),
        ("BSC-01", true),
        ("webShop", false),
        ("Web", false),
        ("web_shop", false),
        ("GrÖSSE", false),
    ] {
        let found = found(&format!("process {name} \"The web shop\"\n"), "W0607");
        assert_eq!(found.is_empty(), usual, "{name}: {found:?}");
    }
    let outcome = clean("process customerDB \"Database\"\nprocess web \"Web\"\nwebToDB: web -> customerDB \"Reads\"\n");
    let found = outcome.lints(&request(), |code| code == "W0607");
    let places: Vec<&str> = found.iter().map(|d| outcome.sources.text(d.span().unwrap())).collect();
    assert_eq!(places, ["customerDB", "webToDB"], "where it is used it is not reported again");
    assert!(found[0].help[0].starts_with("`customer-db`"), "{:?}", found[0].help);
}

#[test]
fn addresses_have_a_scheme_or_are_paths() {
    for (url, fine) in [
        ("https://example.org", true),
        ("http://[::1]/x", true),
        ("mailto:security@example.org", true),
        ("urn:isbn:0451450523", true),
        ("./docs/a.md", true),
        ("/docs/a.md", true),
        ("example.org", false),
        ("example.org:8080/x", false),
        ("https:/example.org", false),
        ("https://", false),
        ("http://.", false),
        ("//example.org", false),
        ("https://example.org/a b", false),
        ("the wiki", false),
        ("", false),
    ] {
        let found = found(&format!("process web \"Web\"\nreference \"A page\" url=\"{url}\"\n"), "W0422");
        assert_eq!(found.is_empty(), fine, "{url}");
    }
}

#[test]
fn every_lint_reads_broken_models() {
    for (name, text) in samples() {
        let ends = text.match_indices('\n').map(|(at, _)| at);
        for end in ends {
            let outcome = sample_with(&name, &text[..end]);
            let found = outcome.lints(&request(), |_| true);
            for span in found.iter().filter_map(|diagnostic| diagnostic.span()) {
                assert!(!outcome.sources.file(span.file).embedded, "{name}: {found:?}");
            }
        }
    }
}
