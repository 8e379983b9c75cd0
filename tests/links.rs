//! Diagrams that lead to the report, and count its threats.

use std::process::Command;

use crate::support::{sample_with, samples};

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_threatline")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_link_of_a_diagram_leads_to_an_anchor_of_the_report() {
    let views: [&[&str]; 6] = [
        &["samples/webshop.threat", "--level", "0"],
        &["samples/webshop.threat", "--view", "checkout-steps"],
        &["samples/webshop.threat", "--boundaries", "gates"],
        &["samples/webshop.threat", "--collapse", "all", "--merge", "all"],
        &["samples/fleet.threat", "--level", "1"],
        &["samples/chatbot.threat"],
    ];
    for view in views {
        let report = run(&["report", view[0], "-o", "-"]);
        let svg = run(&[&["diagram", "--format", "svg", "--link-base", "r.md#"], view].concat());
        let tree = roxmltree::Document::parse(&svg).unwrap();
        let flows = tree.descendants().filter(|node| node.attribute("data-source").is_some());
        assert!(flows.map(|flow| flow.parent().unwrap()).all(|link| link.has_attribute("href")), "{view:?}");
        for link in tree.descendants().filter_map(|node| node.attribute("href")) {
            let anchor = link.strip_prefix("r.md#").unwrap();
            assert!(report.contains(&format!("<a id=\"{anchor}\"></a>")), "{view:?}: {link}");
        }
    }
}

#[test]
fn every_open_threat_is_counted_once() {
    for (name, text) in samples().into_iter().filter(|(name, _)| !name.as_str().contains("platform")) {
        let outcome = sample_with(&name, &text);
        let open = outcome.analysis.threats.iter().filter(|threat| !threat.status.is_settled()).count();
        for level in ["0", "1", "2"] {
            let drawn = run(&["diagram", name.as_str(), "--threats", "--level", level]);
            let number =
                |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>();
            let badges: usize = drawn.split('⚑').skip(1).filter_map(|rest| number(rest).ok()).sum();
            let elsewhere = drawn.lines().find(|line| line.ends_with("without a place here"));
            let elsewhere = elsewhere.and_then(|line| line.split_whitespace().find_map(|word| word.parse().ok()));
            let elsewhere: usize = elsewhere.unwrap_or(0);
            assert_eq!(badges + elsewhere, open, "{name}, level {level}\n{drawn}");
        }
    }
}
