#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
use super::tree::{HasParts, Statement};
use super::{MAX_DEPTH, Parsed, parse};
use crate::base::source::SourceMap;

fn read(text: &str) -> (SourceMap, Parsed) {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text);
    let parsed = parse(&sources, file);
    (sources, parsed)
}

/// `line:column code` of each diagnostic.
fn errors(text: &str) -> Vec<String> {
    let (sources, parsed) = read(text);
    let place = |d: &crate::base::diagnostic::Diagnostic| {
        let at = sources.file(d.span().unwrap().file).position(d.span().unwrap().start);
        format!("{}:{} {}", at.line, at.column, d.code)
    };
    parsed.diagnostics.iter().map(place).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(errors(text), expected, "\n{text}");
}

#[test]
fn words_that_are_keywords_elsewhere_are_names_here() {
    check("store -> web\ndata data \"x\"\nprocess when \"x\"\nwhen = 3\nwhen -> b", &[]);
}

#[test]
fn condition_words_are_keywords_in_any_capitals() {
    check("When a IN [b] AND NOT c IS d Or e Has #f", &[]);
}

#[test]
fn a_description_does_not_stand_behind_a_statement() {
    check("owner = a /// b\nprocess c\n", &["1:11 E0010"]);
    check("zone a { } /// b\nprocess c\n", &[]);
}

#[test]
fn every_statement_shape_parses() {
    check(
        "language 1\nzone cloud \"AWS\" trust=internal #x {\n  -> b \"Calls\"\n  owner = \"a\", \"b\"\n}\nDF1: a, b -> c <- d \"x\" via https data=x,y\n\
         boundary on internet -> cloud, b {\n}\naccept x on a->b, #t, * \"why\"\n\"Step\"\nrule r on flow\n{\n when (a == b or\n not c) and x in [1, 2,\n 3] and any(data, it is pci)\n}\n\
         scenario = [\n \"a\",\n \"b\",\n]\nx any=waf@cloud,b;y 1\n",
        &[],
    );
}

#[test]
fn eleven_mistakes_on_eleven_lines_are_eleven_errors() {
    check(
        "process web Frontend app\nprocess my service \"x\"\nprocess on\nauth=\na --> b\ntech: \"React\"\na -> 2fa\n# remark\nx = 'y'\nprocess \"a\" \"b\"\nlabel = \"open\n",
        &[
            "1:13 E0010",
            "2:12 E0018",
            "3:9 E0015",
            "4:6 E0011",
            "5:3 E0012",
            "6:5 E0013",
            "7:6 E0014",
            "8:1 E0016",
            "9:5 E0006",
            "10:13 E0017",
            "11:9 E0004",
        ],
    );
}

#[test]
fn a_missing_brace_is_reported_once_at_the_block_that_lacks_it() {
    check("zone a {\n  zone b {\n    process c\n}\nprocess d\n", &["2:10 E0002"]);
    check("zone a {\n  process c\n", &["1:8 E0002"]);
    check("zone a {\n}\n}\nprocess d\n", &["3:1 E0001"]);
}

#[test]
fn a_broken_header_keeps_its_block() {
    let (_, parsed) = read("zone a b c {\n  process d\n}\nprocess e");
    assert_eq!(parsed.diagnostics.len(), 1);
    let Statement::Declaration(zone) = &parsed.tree.items[0].statement else { panic!() };
    assert_eq!(zone.items().len(), 1);
    assert_eq!(parsed.tree.items.len(), 2);
}

#[test]
fn nesting_has_a_limit_with_one_error_and_no_overflow() {
    for open in ["a {", "a = [", "when (", "when not "] {
        let text = format!("{}\nprocess ok\n", open.repeat(100_000));
        assert!(errors(&text).len() <= MAX_DEPTH + 2, "{open}");
    }
    let braces = format!("{}{}\nprocess ok\n", "a {".repeat(100_000), "}".repeat(100_000));
    assert_eq!(errors(&braces).len(), 1);
}

#[test]
fn invisible_characters_are_named() {
    check("process a\u{a0}\"x\u{202e}y\"\n// \u{0}\n", &["1:10 E0008", "1:13 E0008", "2:4 E0008"]);
}

#[test]
fn comments_and_docs_are_kept() {
    let (_, parsed) = read("#!/usr/bin/env x\n/// One\n/// two\nprocess a // end\n/* a /* b */ */\n//// not a doc\n");
    assert_eq!(parsed.tree.items[0].doc.as_ref().unwrap().text, "One\ntwo");
    assert_eq!(parsed.tree.comments.len(), 3);
    assert!(parsed.tree.shebang.is_some());
    assert!(parsed.diagnostics.is_empty());
    check("/* a /* b */", &["1:1 E0003"]);
}

#[test]
fn names_are_compared_in_normal_form() {
    let (_, parsed) = read("process gro\u{308}ße-1.x\n");
    let Statement::Declaration(process) = &parsed.tree.items[0].statement else { panic!() };
    assert_eq!(process.name.as_ref().unwrap().text, "größe-1.x");
}
