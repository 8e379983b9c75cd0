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
