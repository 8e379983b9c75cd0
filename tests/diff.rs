//! Two versions of a model: what is reported, what is not, and why threats are other ones.

mod edits;

use threatline::base::date::Date;
use threatline::diff::{Area, Cause, Change, Diff, How, ThreatChange, compare, details, json, markdown, summary};
use threatline::model::Severity;
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::Memory;

use crate::support::{model, project, sample_with, samples};

const SHOP: &str = r#"
model "Shop" version="1"
data orders is business "Orders" class=high
data prices is content "Prices" class=low
actor customer "Customer"
zone cloud "Cloud" trust=internal {
  zone edge "Edge" trust=dmz {
    process shop is web-app "Web shop" has=input-validation
  }
  zone data "Data" trust=restricted {
    store db is sql-db "Orders" holds=orders encryption=aes-256
  }
}
customer -> shop "Places an order" via https auth=session data=orders
shop     -> db   "Stores it"       via postgres auth=password data=orders
accept sniff "Within one host" on shop -> db owner="Ann" until=2026-12-31
assumption a-host "Both run on one host" validity=confirmed reason="Plan"
"#;

/// The model with something else in the place of a part of it, which must be there.
fn edited(from: &str, to: &str) -> String {
    assert!(SHOP.contains(from), "{from} is not in the model");
    SHOP.replacen(from, to, 1)
}

fn after(text: &str) -> Diff {
    compare(&model(SHOP), &usable(text))
}

fn usable(text: &str) -> Outcome {
    let outcome = model(text);
    assert!(outcome.is_usable(), "{:?}\n{text}", crate::support::codes(&outcome));
    outcome
}

/// `+ element db`, what somebody wrote alone.
fn written(diff: &Diff) -> Vec<String> {
    let written = diff.changes.iter().filter(|one| !one.is_derived());
    written.map(|one| format!("{} {} {}", one.how.sign(), one.area.as_str(), one.id)).collect()
}

fn change<'d>(diff: &'d Diff, area: Area, id: &str) -> &'d Change {
    let found = diff.changes.iter().find(|one| one.area == area && one.id == id);
    found.unwrap_or_else(|| panic!("no change of {id}: {:?}", written(diff)))
}

fn threat<'d>(diff: &'d Diff, key: &str) -> &'d ThreatChange {
    let found = diff.threats.iter().find(|one| one.key == key);
    found.unwrap_or_else(|| panic!("{key} is not among {:?}", keys(diff)))
}

fn keys(diff: &Diff) -> Vec<&str> {
    diff.threats.iter().map(|one| one.key.as_str()).collect()
}

fn value<'d>(change: &'d Change, name: &str) -> (Option<&'d str>, Option<&'d str>) {
    let one = change.attribute(name).unwrap_or_else(|| panic!("{name} is not among {:?}", change.attributes));
    (one.before.as_deref(), one.after.as_deref())
}

#[test]
fn a_model_does_not_differ_from_itself() {
    for (path, text) in samples() {
        let diff = compare(&sample_with(&path, &text), &sample_with(&path, &text));
        assert!(diff.is_empty(), "{path}: {}", details(&diff));
        assert!(summary(&diff).contains("no difference"));
    }
}

#[test]
fn order_layout_comments_and_spelling_change_nothing() {
    let lines: Vec<&str> = SHOP.lines().collect();
    let flow = |line: &&&str| line.contains("->") && !line.starts_with("accept");
    let (flows, others): (Vec<&str>, Vec<&str>) = lines.iter().copied().partition(|line| flow(&line));
    let turned = others.into_iter().chain(flows.into_iter().rev()).collect::<Vec<_>>().join("\n");
    let texts = [
        turned,
        SHOP.replace("  ", " \t ").replace("class=high", "class=HIGH"),
        SHOP.replace("\n", "\n// a comment\n"),
        SHOP.replace("class=high", "class=confidential"),
        edited("shop     -> db ", "db <- shop"),
    ];
    for text in texts {
        let diff = after(&text);
        assert!(diff.is_empty(), "{text}\n{}", details(&diff));
    }
}

/// REQ-267: components that are added, removed, replaced.
#[test]
fn components_come_go_and_are_replaced() {
    let added = after(&edited("  zone data", "  process worker is service \"Worker\"\n  zone data"));
    assert_eq!(written(&added), ["+ element worker"]);
    assert_eq!(value(change(&added, Area::Element, "worker"), "zone"), (None, Some("Cloud")));
    let removed = compare(&usable(&edited("actor customer", "actor guest \"Guest\"\nactor customer")), &model(SHOP));
    assert_eq!(written(&removed), ["− element guest"]);
    let replaced = after(&edited("is sql-db", "is cache"));
    assert_eq!(written(&replaced), ["~ element db"]);
    assert_eq!(value(change(&replaced, Area::Element, "db"), "type"), (Some("sql-db"), Some("cache")));
}

/// REQ-267: flows, zones and where things are deployed.
#[test]
fn flows_zones_and_places_differ() {
    let moved = after(&edited("    store db", "  }\n  zone vault \"Vault\" trust=critical {\n    store db"));
    assert_eq!(written(&moved), ["+ zone vault", "~ element db"]);
    let db = change(&moved, Area::Element, "db");
    assert!(db.is_moved());
    assert_eq!(value(db, "zone"), (Some("Data"), Some("Vault")));
    let crossing = change(&moved, Area::Crossing, "shop->db");
    assert_eq!(value(crossing, "enters"), (Some("Data"), Some("Vault")));
    let more = after(&(SHOP.to_owned() + "customer -> shop \"Asks\" data=prices\n"));
    assert_eq!(written(&more), ["+ flow customer->shop~asks"]);
    let less = edited("shop     -> db   \"Stores it\"       via postgres auth=password data=orders\n", "");
    let less = after(&less.replace("on shop -> db", "on customer -> shop"));
    assert!(written(&less).contains(&"− flow shop->db".to_owned()), "{:?}", written(&less));
    let other = after(&edited("via postgres auth=password", "via postgres auth=mtls"));
    assert_eq!(value(change(&other, Area::Flow, "shop->db"), "auth"), (Some("password"), Some("mtls")));
    let trust = after(&edited("trust=dmz", "trust=untrusted"));
    assert_eq!(value(change(&trust, Area::Zone, "edge"), "trust"), (Some("dmz"), Some("untrusted")));
}

#[test]
fn a_rename_is_no_removal() {
    let text = SHOP
        .replace("store db is sql-db \"Orders\"", "store order-db is sql-db \"Orders\" formerly=db")
        .replace("-> db", "-> order-db");
    let diff = after(&text);
    assert_eq!(written(&diff), ["~ element order-db"]);
    assert_eq!(change(&diff, Area::Element, "order-db").was.as_deref(), Some("db"));
    assert!(diff.threats.is_empty(), "{}", details(&diff));
    let back = compare(&usable(&text), &model(SHOP));
    assert_eq!(written(&back), ["~ element db"]);
    assert!(back.threats.is_empty(), "{}", details(&back));
}

#[test]
fn numbers_of_flows_are_no_names() {
    let before = "process a\nprocess b\nprocess c\nDF1: a -> b \"one\"\nDF2: b -> c \"two\"\na -> c \"three\"";
    let after = "process a\nprocess b\nprocess c\nDF1: c -> a \"zero\"\nDF2: a -> b \"one\"\nDF3: b -> c \"two\"\na -> c \"three\"";
    let diff = compare(&usable(before), &usable(after));
    assert_eq!(written(&diff), ["+ flow DF1", "~ flow DF2", "~ flow DF3"]);
    assert_eq!(value(change(&diff, Area::Flow, "DF3"), "id"), (Some("DF2"), Some("DF3")));
    let gone = diff.threats.iter().filter(|one| one.how == How::Removed).count();
    assert_eq!(gone, 0, "{}", details(&diff));
}

/// REQ-268: crossings and threats, each with its reason.
#[test]
fn a_flow_from_outside_crosses_exposes_and_threatens() {
    let diff = after(&(SHOP.to_owned() + "customer -> db \"Asks directly\" via postgres data=orders\n"));
    assert_eq!(written(&diff), ["+ flow customer->db"]);
    let crossing = change(&diff, Area::Crossing, "customer->db");
    assert_eq!(value(crossing, "enters"), (None, Some("Cloud, Data")));
    assert_eq!(crossing.because, diff.changes.iter().position(|one| one.area == Area::Flow));
    assert_eq!(diff.exposed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["db"]);
    let direct = threat(&diff, "direct-store@customer->db");
    assert_eq!((direct.how, direct.reason.why), (How::Added, Cause::Place));
    assert_eq!(direct.reason.text, "the flow Customer → Orders is new");
    let public = threat(&diff, "public-network@db");
    let text = "exposure of Orders: internal → internet, by the new flow Customer → Orders";
    assert_eq!((public.reason.why, public.reason.text.as_str()), (Cause::Fact, text));
    let [was, is] = diff.counts[0].threats;
    assert_eq!(is - was, diff.threats.iter().filter(|one| one.how == How::Added).count());
    assert_eq!(diff.counts.len(), 7);
    assert!(diff.newly_open(Severity::High).count() > 0);
}

#[test]
fn the_reason_is_the_change_at_the_place_of_the_fact() {
    let table = [
        ("via postgres auth=password", "via postgres auth=none", "~ flow shop->db", "auth"),
        ("has=input-validation", "has=input-validation,waf", "+ control waf on shop", "control"),
        ("class=high", "class=critical", "~ data orders", "class"),
    ];
    for (from, to, changed, word) in table {
        let diff = after(&edited(from, to));
        assert_eq!(written(&diff), [changed]);
        assert!(!diff.threats.is_empty(), "{to}");
        for one in &diff.threats {
            assert_eq!(one.reason.change, Some(0), "{}: {}", one.key, one.reason.text);
        }
        assert!(diff.threats.iter().any(|one| one.reason.text.contains(word)), "{}", details(&diff));
    }
}

/// REQ-268: controls and coverage.
#[test]
fn controls_and_coverage_differ() {
    let diff = after(&edited("has=input-validation", "has=input-validation,waf missing=mfa"));
    assert_eq!(written(&diff), ["+ control mfa on shop", "+ control waf on shop"]);
    let covered = |at: usize| diff.counts[0].coverage[at].unwrap().0;
    assert!(covered(1) > covered(0), "{}", details(&diff));
    let stated = after(&(SHOP.to_owned() + "control c-waf is waf \"Firewall\" on shop status=planned owner=\"Ops\"\n"));
    assert_eq!(written(&stated), ["+ control c-waf"]);
}

#[test]
fn answers_come_go_run_out_and_change() {
    let gone = after(&edited("accept sniff \"Within one host\" on shop -> db owner=\"Ann\" until=2026-12-31\n", ""));
    assert_eq!(written(&gone), ["− answer sniff"]);
    let sniff = threat(&gone, "sniff@shop->db");
    assert_eq!((sniff.reason.why, sniff.reason.text.as_str()), (Cause::Answer, "the answer `accept` is gone"));
    assert!(sniff.is_newly_open());
    let back = compare(&model(&edited("accept sniff", "// accept sniff")), &model(SHOP));
    assert_eq!(threat(&back, "sniff@shop->db").reason.text, "the answer `accept` is new");
    let other = after(&edited("accept sniff", "dismiss sniff"));
    assert_eq!(threat(&other, "sniff@shop->db").reason.text, "the answer is `dismiss` now, was `accept`");
    let on = |day: &str, text: &str| {
        let options = Options { today: Date::parse(day), ..Options::default() };
        analyze(&Memory::new().with("shop.threat", text), "shop.threat".into(), &options)
    };
    let shorter = edited("until=2026-12-31", "until=2026-11-01");
    let expired = compare(&on("2026-11-23", SHOP), &on("2026-11-23", &shorter));
    let sniff = threat(&expired, "sniff@shop->db");
    assert_eq!((sniff.reason.why, sniff.reason.change), (Cause::Expired, Some(0)));
    assert!(sniff.reason.text.ends_with("ran out on 2026-11-01"), "{}", sniff.reason.text);
}

/// REQ-270: rules of the model are told from those of the library.
#[test]
fn a_new_rule_raises_its_threats() {
    let rule = "rule plain-order \"Orders without a receipt\" on flow { severity = high\n stride = repudiation\n when any(data, class >= high) }\n";
    let diff = after(&(SHOP.to_owned() + rule));
    assert_eq!(written(&diff), ["+ rule plain-order"]);
    assert!(!diff.threats.is_empty());
    for one in &diff.threats {
        assert_eq!((one.reason.why, one.reason.text.as_str()), (Cause::Rule, "rule `plain-order` is new in the model"));
    }
    let narrower = SHOP.to_owned() + &rule.replace("class >= high", "class >= critical");
    let fewer = compare(&model(&(SHOP.to_owned() + rule)), &model(&narrower));
    assert!(
        fewer.threats.iter().all(|one| one.how == How::Removed && one.reason.why == Cause::Rule),
        "{}",
        details(&fewer)
    );
    assert_eq!(written(&fewer), ["~ rule plain-order"]);
}

/// REQ-270: a lock that was written with an older library does not know the rules that are new in it.
#[test]
fn rules_that_the_old_lock_does_not_know_are_told() {
    let with = |lock: &str| {
        let files = Memory::new().with("shop.threat", SHOP).with("shop.lock", lock);
        analyze(&files, "shop.threat".into(), &Options::default())
    };
    let whole = with("");
    let lock = threatline::numbering::updated(&whole.model, &whole.graph, &whole.analysis, &whole.lock, |_| false);
    let kept = with(&lock.to_string());
    assert_eq!(compare(&kept, &kept).unrecorded, Vec::<String>::new());
    let older: String =
        lock.to_string().lines().filter(|line| !line.ends_with(" sniff")).map(|line| format!("{line}\n")).collect();
    let diff = compare(&with(&older), &kept);
    assert!(diff.is_empty());
    assert_eq!(diff.unrecorded, ["sniff"]);
    assert!(summary(&diff).contains("unknown to the old lock"), "{}", summary(&diff));
}

#[test]
fn threats_and_other_statements_of_the_author_differ() {
    let threat_text = "threat skim \"Skimming\" on shop { stride = tampering\n likelihood = high\n impact = high }\n";
    let stated = after(&(SHOP.to_owned() + threat_text));
    assert_eq!(written(&stated), ["+ threat skim"]);
    assert_eq!(threat(&stated, "skim@shop").reason.text, "the model states this threat now");
    let table = [
        (edited("validity=confirmed reason=\"Plan\"", "validity=unconfirmed"), "~ statement a-host"),
        (edited("version=\"1\"", "version=\"2\""), "~ model "),
        (SHOP.to_owned() + "term \"DB\" definition=\"Database\"\n", "+ statement "),
        (SHOP.to_owned() + "regulation gdpr \"GDPR\" status=partial\n", "+ statement gdpr"),
        (SHOP.to_owned() + "scenario p1 \"Order\" { shop \"takes it\" }\n", "+ statement p1"),
        (SHOP.to_owned() + "view v1 \"Data\" data=orders\n", "+ statement v1"),
        (SHOP.to_owned() + "data secrets is credential \"Keys\" class=critical\n", "+ data secrets"),
        (SHOP.to_owned() + "boundary TB1 \"Edge\" on internet -> edge has=waf\n", "+ boundary TB1"),
    ];
    for (text, expected) in table {
        let diff = after(&text);
        assert!(written(&diff).contains(&expected.to_owned()), "{expected}: {:?}", written(&diff));
    }
}

/// The promise of the tool: one flow from the internet to the database, in ten lines.
#[test]
fn ten_lines_say_what_changed_and_why_it_matters() {
    let (path, text) = samples().into_iter().find(|(path, _)| path.as_str().ends_with("webshop.threat")).unwrap();
    let flow = "shopper -> shopdb \"Support query\" via sql data=orders\n";
    let diff =
        compare(&sample_with(&path, &text), &sample_with(&path, &text.replacen("DF2:", &format!("{flow}DF2:"), 1)));
    assert_eq!(written(&diff), ["+ flow shopper->shopdb"]);
    let said = summary(&diff);
    assert!(said.lines().count() <= 10, "{said}");
    for part in ["1 flow added", "which is not declared", "exposes Shop database to the internet", "HIGH", "open 1"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn json_is_what_its_schema_says() {
    let schema = std::fs::read_to_string(project("docs/diff.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let texts = [
        SHOP.to_owned(),
        edited("class=high", "class=critical"),
        edited("    store db", "  }\n  zone vault \"Vault\" trust=critical {\n    store db"),
        SHOP.to_owned() + "customer -> db \"Asks directly\" via postgres data=orders\n",
        String::new(),
    ];
    for text in texts {
        let diff = after(&text);
        let value = serde_json::from_str(&json(&diff, ["a", "b"])).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).take(3).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(value["changes"].as_array().unwrap().len(), diff.changes.len());
    }
}

#[test]
fn markdown_folds_what_is_long_and_takes_no_markup_from_a_model() {
    let text =
        SHOP.replace("\"Web shop\"", "\"<b>Web</b> | @all\"") + "customer -> db \"*x*\" via postgres data=orders\n";
    let said = markdown(&after(&text));
    assert!(said.starts_with("### Threat model: Shop\n"), "{said}");
    assert!(
        said.matches("<details>").count() >= 2
            && said.matches("<details>").count() == said.matches("</details>").count()
    );
    assert!(!said.contains("<b>") && !said.contains("| @all") && said.contains("&lt;b&gt;"), "{said}");
    let rows =
        said.lines().filter(|line| line.starts_with("| ")).map(|line| line.replace("\\|", "").matches('|').count());
    assert!(rows.into_iter().all(|cells| cells == 4 || cells == 6), "{said}");
}

#[test]
fn one_diagram_has_both_versions() {
    use threatline::scene::Mark;
    let text = edited(
        "shop     -> db   \"Stores it\"       via postgres auth=password data=orders\n",
        "customer -> db \"Asks\"\n",
    )
    .replace("accept sniff \"Within one host\" on shop -> db owner=\"Ann\" until=2026-12-31\n", "")
    .replace("is web-app", "is service")
    .replace("zone data", "process extra \"Extra\"\nzone data");
    let (before, after) = (model(SHOP), usable(&text));
    let picture = threatline::diff::picture(&compare(&before, &after), &before, &after);
    let lines: Vec<(&str, Mark)> = picture.marks.lines.iter().map(|(id, mark)| (id.as_str(), *mark)).collect();
    assert_eq!(lines, [("customer->db", Mark::Added), ("shop->db (gone)", Mark::Removed)]);
    let boxes: Vec<(&str, Mark)> = picture.marks.boxes.iter().map(|(id, mark)| (id.as_str(), *mark)).collect();
    assert_eq!(boxes, [("extra", Mark::Added), ("shop", Mark::Changed)]);
    let gone = picture.view.flows.iter().find(|flow| flow.id.ends_with("(gone)")).unwrap();
    assert!(gone.label.starts_with("− "), "{}", gone.label);
    assert!(picture.view.nodes.iter().any(|node| node.name == "+ Extra"));
}
