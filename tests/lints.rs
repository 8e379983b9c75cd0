//! Lints: what the two examples on a page cannot show.

use threatline::lint::Request;
use threatline::pipeline::Outcome;
use threatline::schema::codes::{self, DefaultLevel};

use crate::support::{clean, model, model_with};

/// Codes and messages of the lints that `wanted` picks.
fn lints(outcome: &Outcome, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    outcome.lints(&Request::default(), wanted).iter().map(|lint| format!("{}: {}", lint.code, lint.message)).collect()
}

/// Messages of one lint.
fn messages(text: &str, code: &str) -> Vec<String> {
    clean(text).lints(&Request::default(), |known| known == code).into_iter().map(|lint| lint.message).collect()
}

fn warns(code: &str) -> bool {
    codes::code(code).is_some_and(|page| page.default == DefaultLevel::Warn)
}

#[test]
fn sketches_give_no_warnings() {
    let sketches = [
        "process web",
        "actor user\nprocess web\nstore db\nuser -> web -> db",
        "data orders\nzone a {\n process web\n}\nzone b {\n store db\n}\nboundary TB1 on a -> b\ntype t is process",
        "external psp scope=out\nprocess web\npsp <-> web",
    ];
    for sketch in sketches {
        assert_eq!(lints(&model(sketch), warns), [""; 0], "{sketch}");
    }
}

#[test]
fn lints_are_allowed_on_a_statement_or_on_the_model() {
    let stores = "store a\nstore b\nstore c\n";
    let flows = "a -> b allow=W0302\nb -> c";
    let found = messages(&format!("{stores}{flows}"), "W0302");
    assert_eq!(found, ["`b` and `c` are data stores: neither sends anything by itself"]);
    assert_eq!(messages(&format!("model \"M\" allow=W0302\n{stores}{flows}"), "W0302"), [""; 0]);
    // Of two lints about one statement, only the one that is named.
    let both = "actor a\nprocess b\na -> b via http auth=none allow=W0305";
    assert_eq!(lints(&clean(both), warns).len(), 1);
}

#[test]
fn a_fan_is_reported_once() {
    let found = messages("actor a\nactor b\nprocess c\nprocess d\na, b -> c, d \"Calls\"", "W0201");
    assert_eq!(found, ["flow `a->c` (and 3 others of its statement) crosses TB1 and does not say its protocol"]);
    // Only those flows of it that the lint is about.
    let found = messages("actor a\nprocess b\nprocess c\nF: a, b -> c \"Calls\"", "W0201");
    assert_eq!(found, ["flow `F.1` crosses TB1 and does not say its protocol"]);
}

#[test]
fn a_template_is_reported_once() {
    let text = "template t { process p is service }\nnew a is t\nnew b is t\na.p -> b.p \"Calls\"";
    assert_eq!(messages(text, "W0209"), ["process `a.p` has no owner"]);
}

#[test]
fn what_is_known_to_be_unknown_is_not_missing() {
    let text = |said: &str| format!("actor a\nprocess b\na -> b {said}");
    let facts = |code: &str| matches!(code, "W0201" | "W0202" | "W0203" | "W0204");
    assert_eq!(lints(&clean(&text("")), facts).len(), 4);
    let said = "protocol=unknown auth=unknown encryption=unknown data=unknown";
    assert_eq!(lints(&clean(&text(said)), facts), [""; 0]);
    // Controls say it as well, on the flow or on its boundary.
    let said = "protocol=tcp data=none missing=mfa has=encryption-in-transit";
    assert_eq!(lints(&clean(&text(said)), facts), [""; 0]);
    let boundary = "boundary TB1 on internet -> system has=sso missing=mutual-tls";
    let found = lints(&clean(&format!("{}\n{boundary}", text("via grpc data=none"))), facts);
    assert_eq!(found, [""; 0]);
}

#[test]
fn an_open_flow_is_reported_once() {
    let flow = |said: &str| {
        let text = format!("data d class=high\ndata p class=low\nactor a\nprocess b\na -> b via http {said}");
        lints(&clean(&text), |code| matches!(code, "W0301" | "W0306")).concat()
    };
    assert!(flow("data=d").starts_with("W0301: flow `a->b` carries `d` unencrypted"));
    assert!(flow("data=p").starts_with("W0306: flow `a->b` crosses TB1 unencrypted"));
    assert!(flow("").starts_with("W0306"));
    for fine in ["data=none", "data=d network=vpn", "data=d encryption=wireguard", "data=d has=message-encryption"] {
        assert_eq!(flow(fine), "", "{fine}");
    }
}

#[test]
fn only_the_root_module_has_unused_things() {
    let library = ("lib.threat", "type t is process\ndata d class=high\ntemplate m { process p }");
    let root = ("root.threat", "use \"lib.threat\"\ninclude \"part.threat\"\nprocess web\ntype u is process");
    let part = ("part.threat", "data e class=low\nrule r \"R\" on flow {\n  severity = low\n  when carries(e)\n}");
    let unused = |code: &str| matches!(code, "W0114" | "W0115");
    assert_eq!(lints(&model_with(&[root, library, part]), unused), ["W0114: type `u` is used nowhere"]);
    assert_eq!(lints(&model_with(&[library]), unused), [""; 0]);
}

#[test]
fn names_are_alike_across_scripts_and_with_built_in_ones() {
    let found = |text: &str| lints(&model(text), |code| code == "W0113");
    assert_eq!(found("process pay\nprocess р\u{430}у"), ["W0113: `р\u{430}у` and `pay` look alike"]);
    assert_eq!(found("process p\u{430}y"), ["W0113: `p\u{430}y` mixes scripts: `\u{430}` is U+0430"]);
    assert_eq!(found("type Web-App is process"), ["W0113: `Web-App` and `web-app` differ in capital letters only"]);
    // Different roles, whole words of another script, other letters.
    assert_eq!(found("process orders\ndata Orders\nprocess api-шлюз\nprocess größe\nprocess grosse"), [""; 0]);
}

#[test]
fn a_quoted_word_can_be_mended_without_asking() {
    let outcome = clean("process a\nprocess b\na -> b protocol=\"HTTPS\" auth=\"Smoke signals\"");
    let found = outcome.lints(&Request::default(), |code| code == "W0207");
    let edits: Vec<&str> = found.iter().flat_map(|lint| &lint.fixes).map(|fix| fix.edits[0].text.as_str()).collect();
    assert_eq!((found.len(), edits), (2, vec!["https"]));
}

#[test]
fn a_store_returns_what_is_written_into_it() {
    let text = |written: &str| {
        format!("data a class=low\ndata b class=low\nprocess p\nstore s holds=a\np -> s data={written} returns=b")
    };
    assert_eq!(messages(&text("a"), "W0313"), ["`s` does not hold `b`"]);
    assert_eq!(messages(&text("b"), "W0313"), [""; 0]);
}

#[test]
fn administration_behind_a_forwarder_is_reached_all_the_same() {
    let text = |front: &str| {
        format!("actor a\nprocess lb is {front}\nprocess p privilege=admin\na -> lb \"1\"\nlb -> p \"2\"")
    };
    assert_eq!(messages(&text("load-balancer"), "W0310").len(), 1);
    assert_eq!(messages(&text("web-app"), "W0310"), [""; 0]);
}

#[test]
fn protocols_may_run_inside_something_that_encrypts_them() {
    let flow = |said: &str| {
        let types = "type web is https encryption=tls1.3\ntype mesh is grpc encryption=tls1.3";
        let outcome = model(&format!("{types}\nprocess a\nprocess b\na -> b {said}"));
        outcome.diagnostics.iter().map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(flow("via http encryption=tls1.3"), ["protocol http is not encrypted, but encryption=tls1.3"]);
    assert_eq!(flow("protocol=http encryption=tls"), ["protocol http is not encrypted, but encryption=tls"]);
    assert_eq!(flow("via web encryption=none"), ["protocol https is encrypted, but encryption=none"]);
    for fine in [
        "via http encryption=wireguard",
        "via http encryption=none",
        "via https encryption=unknown",
        "via redis encryption=tls1.3",
        "via smtp encryption=starttls",
        "via mesh encryption=none",
        "via https encryption=tls1.2",
        "protocol=https encryption=tls1.3",
    ] {
        assert_eq!(flow(fine), [""; 0], "{fine}");
    }
}

/// Whether a lint finds something in a threat's block, on a process beside it.
fn in_threat(block: &str, code: &str) -> bool {
    let text = format!("process web is web-app \"Web\"\nthreat fraud \"Fraud\" on web {{\n{block}\n}}");
    !messages(&text, code).is_empty()
}

#[test]
fn money_and_times_of_a_plan_are_none_of_a_measure() {
    for (text, code, found) in [
        ("Costs $20k", "W0432", true),
        ("Needs 2 FTEs", "W0432", true),
        ("Takes 5 person-days", "W0432", true),
        ("Limit payments to 500 euros", "W0432", true),
        ("Token budget of 20k per user", "W0432", false),
        ("Refuse $HOME and $1 in names", "W0432", true),
        ("Refuse $HOME in names", "W0432", false),
        ("Rolled out in Q3 2027", "W0433", true),
        ("Done in two weeks", "W0433", true),
        ("Ready by May", "W0433", true),
        ("Ready 2027-02-01", "W0433", true),
        ("Ready next sprint", "W0433", true),
        ("Tokens expire in 15 minutes, logs in 90 days", "W0433", false),
        ("Keys may be rotated by may-fly", "W0433", false),
        ("Keep logs for 2 years", "W0433", false),
        ("Patch within 2 weeks", "W0433", false),
    ] {
        assert_eq!(in_threat(&format!("mitigation \"{text}\""), code), found, "{text}");
    }
    assert!(!in_threat("effects = \"EUR 2m by March 2027\"", "W0432"));
    assert!(!in_threat("mitigation \"Check parcels\" instead-of=\"An HSM for EUR 20k\"", "W0432"));
}

#[test]
fn claims_name_their_mechanism_or_are_none() {
    for (text, code, found) in [
        ("Data is stored securely.", "W0436", true),
        ("Encrypted on the way to the bank.", "W0436", true),
        ("Encrypted with TLS.", "W0436", false),
        ("Encrypted by Vault on the way to the bank.", "W0436", false),
        ("Sends signed and protected messages.", "W0436", false),
        ("Backups are not always encrypted.", "W0436", false),
        ("Protected by rate limiting.", "W0436", false),
        ("Runs in the secure element.", "W0436", false),
        ("Used only internally.", "W0434", true),
        ("Only the internal network reaches it.", "W0434", false),
        ("A leak is negligible.", "W0435", true),
        ("A leak is negligible, since all of it is public.", "W0435", false),
        ("There is no risk assessment yet.", "W0435", false),
        ("Sign-in is handled by the vendor.", "W0429", true),
        ("Sign-in is handled by the gateway.", "W0429", false),
    ] {
        let model = format!("/// {text}\nprocess web is web-app \"Web\"");
        assert_eq!(!messages(&model, code).is_empty(), found, "{text}");
    }
    let web = "process web is web-app \"Secure shop, only internal\"\n";
    assert_eq!(lints(&clean(web), |code| matches!(code, "W0434" | "W0436")), [""; 0], "a label is a name");
    assert!(!in_threat("scenario = \"Copy the encrypted backup\"", "W0436"), "an attack claims no protection");
    let transfer = "threat t \"T\" on web\ntransfer t \"Responsibility of the vendor\" owner=\"Legal\"";
    assert_eq!(messages(&format!("{web}{transfer}"), "W0429"), [""; 0]);
    assert_eq!(messages(&format!("{web}{}", transfer.replace("transfer", "accept")), "W0429").len(), 1);
}

#[test]
fn a_standard_is_named_with_its_item() {
    for (text, found) in [
        ("Limits as in OWASP Top 10", true),
        ("Hardening by CIS Benchmarks", true),
        ("ISO 27001", true),
        ("ISO/IEC 27001 A.8.27", false),
        ("Limits against API4 of the OWASP Top Ten", false),
        ("NIST SP 800-53 AC-7", false),
        ("Run as cis requires", false),
    ] {
        assert_eq!(in_threat(&format!("mitigation \"{text}\""), "W0437"), found, "{text}");
    }
    assert_eq!(messages("process web\nreference \"OWASP Top Ten\" url=\"https://owasp.org\"", "W0437"), [""; 0]);
}

#[test]
fn severe_threats_ask_for_more() {
    let severe = "stride=tampering; likelihood=high; impact=high; ";
    for (block, code, found) in [
        ("mitigation \"Check labels twice a day\"", "W0438", true),
        ("mitigation \"Check labels twice a day\" status=rejected", "W0438", false),
        ("mitigation \"Check every label\" criterion=\"A copy is refused\"", "W0438", false),
        ("mitigation \"Check every label\"", "W0442", true),
        ("mitigation \"Check every label\"; mitigation \"Count labels\" type=detective", "W0442", false),
        ("", "W0442", false),
        ("", "W0446", true),
        ("because=\"Seen twice\"", "W0446", false),
        ("mitigation \"Limits\"", "W0439", true),
        ("mitigation \"Limits\" status=implemented", "W0439", false),
        ("residual=critical", "W0445", true),
        ("residual=high", "W0445", false),
        ("mitigation \"Check every label\"; residual=high", "W0445", false),
        ("mitigation \"Check every label\" status=implemented; residual=high", "W0445", true),
        ("mitigation \"Check every label\" status=implemented; residual=high; because=\"Copies\"", "W0445", false),
        ("mitigation \"Check every label\" status=rejected", "W0409", true),
        ("mitigation \"Check every label\" status=rejected", "W0513", true),
    ] {
        assert_eq!(in_threat(&format!("{severe}{block}"), code), found, "{code} {block}");
    }
    let mild = "stride=tampering; likelihood=low; impact=low; mitigation \"Check labels twice a day\"";
    for code in ["W0438", "W0442", "W0446"] {
        assert!(!in_threat(mild, code), "{code}");
    }
}

#[test]
fn a_rejected_measure_does_not_count_against_the_others() {
    let coverage = |measures: &str| {
        let outcome = clean(&format!(
            "process web is web-app\nthreat t \"T\" on web {{ stride=tampering; likelihood=high; impact=high\n{measures}\n}}"
        ));
        let threat =
            outcome.analysis.threats.iter().find(|threat| threat.key.starts_with("t@") || threat.key == "t").unwrap();
        threat.coverage.percent
    };
    let there = "mitigation \"A\" status=implemented\n";
    assert_eq!(coverage(&format!("{there}mitigation \"B\" status=planned")), 50);
    assert_eq!(coverage(&format!("{there}mitigation \"B\" status=rejected")), 100);
    assert_eq!(coverage("mitigation \"B\" status=rejected"), 0);
}

#[test]
fn what_is_met_has_its_controls_in_place() {
    let found = |has: &str, status: &str| {
        let requirement = format!("requirement r \"R\" status={status} controls=mfa");
        let text = format!("process web is web-app {has}\nprocess api is api\nregulation g \"G\" {{ {requirement} }}");
        messages(&text, "W0447").concat()
    };
    let said = |is: &str| format!("requirement `r` is said to be met, but its control `mfa` is {is}");
    assert_eq!(found("", "compliant"), said("stated nowhere"));
    assert_eq!(found("planned=mfa", "compliant"), said("only planned"));
    assert_eq!(found("partial=mfa", "compliant"), said("in place only in part"));
    assert_eq!(found("has=mfa", "compliant") + &found("planned=mfa", "partial"), "");
}

#[test]
fn a_boundary_is_as_risky_as_what_crosses_it_unless_that_is_dismissed() {
    let text = |risk: &str| {
        format!(
            "actor a\nprocess b is web-app\nboundary TB1 on internet -> system {risk}\nDF1: a -> b \"Asks\" via http"
        )
    };
    assert_eq!(messages(&text("risk=low"), "W0444").len(), 1);
    for fine in ["", "risk=critical", "risk=low reason=\"Made-up data\""] {
        assert_eq!(messages(&text(fine), "W0444"), [""; 0], "{fine}");
    }
}

#[test]
fn controls_show_themselves_and_are_for_something() {
    let found = |control: &str, code: &str| {
        let text =
            format!("actor a\nprocess web is web-app\nDF1: a -> web \"Asks\"\nthreat fraud \"F\" on web\n{control}");
        !messages(&text, code).is_empty()
    };
    let own = "control labels \"Labels\" on web status=implemented";
    for (control, code, expected) in [
        (own.to_owned(), "W0440", true),
        (format!("{own} verified-by=\"J. Dahl\""), "W0440", false),
        (own.replace("implemented", "partial"), "W0440", false),
        (own.to_owned(), "W0443", true),
        (format!("{own} counters=fraud"), "W0443", false),
        (own.replace("labels ", "labels is input-validation "), "W0443", false),
        (format!("{own} function=compensating"), "W0441", true),
        (format!("{own} function=compensating instead-of=\"Seals\""), "W0441", false),
    ] {
        assert_eq!(found(&control, code), expected, "{code} {control}");
    }
}

#[test]
fn reviews_and_incidents_fit_the_day_of_the_model() {
    let found = |header: &str, code: &str| messages(&format!("model \"M\" {header}\nprocess web"), code).len();
    for (header, code, times) in [
        ("review=quarterly", "W0509", 0),
        ("review=92d", "W0509", 0),
        ("review=6mo", "W0509", 1),
        ("updated=2026-10-12 { incident \"X\" date=2026-10-12 }", "W0512", 0),
        ("updated=2026-10-12 { incident \"X\" date=2026-10-13 }", "W0512", 1),
        ("updated=2026-10-12 { incident \"X\" }", "W0512", 1),
        ("{ incident \"X\" date=2026-10-13 }", "W0512", 1),
        ("deployment=\"One region\"", "W0448", 0),
        ("", "W0448", 1),
    ] {
        assert_eq!(found(header, code), times, "{code} {header}");
    }
}

#[test]
fn a_login_is_drawn_where_callers_are_signed_in() {
    let found =
        |auth: &str, more: &str| messages(&format!("actor a\nprocess b\na -> b auth={auth}\n{more}"), "W0450").len();
    assert_eq!((found("jwt", ""), found("api-key", ""), found("mtls", "")), (1, 0, 0));
    assert_eq!(found("jwt", "process idp is identity-provider\na -> idp via oidc"), 0);
    assert_eq!(found("jwt", "external google is social-login\nb -> google via https"), 0);
    assert_eq!(found("jwt", "process idp is identity-provider"), 1, "nobody gets there");
}

#[test]
fn a_reason_says_more_than_the_answer() {
    for (reason, found) in [
        ("n/a", true),
        ("This is a false positive", true),
        ("Does not apply to us here", true),
        ("Public data only", true),
        ("Both ends run in one process", false),
    ] {
        let text = format!("process web is web-app\nthreat t \"T\" on web\ndismiss t on web \"{reason}\"");
        assert_eq!(!messages(&text, "W0513").is_empty(), found, "{reason}");
    }
}
