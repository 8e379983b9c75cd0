//! The tree-sitter grammar and the parser agree on what is right.

use proptest::collection::vec;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use threatline::base::source::SourceMap;
use threatline::syntax::{self, MAX_DEPTH};

use super::{mistakes, parse};
use crate::support::project;

/// Codes of what the parser reports.
fn codes(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("snippet.threat", text);
    syntax::parse(&sources, file).diagnostics.iter().map(|d| d.code.to_string()).collect()
}

fn differ(text: &str) -> Option<String> {
    let (codes, mistakes) = (codes(text), mistakes(&parse(text)));
    let differ = codes.is_empty() != mistakes.is_empty();
    differ.then(|| format!("the parser reports {codes:?}, the tree-sitter grammar {mistakes:?} in {text:?}"))
}

const RIGHT: &[&str] = &[
    "",
    "/// to nobody",
    "process web",
    "process 1.2",
    "process when \"x\"",
    "process web is via via on",
    "process a;;process b",
    "zone a { } zone b { }",
    "zone a;\n// remark\n/* remark */ {\n}",
    "zone a { b = c }",
    "\"prose\" \"label\"",
    "a, b -> c, d <- e <-> f",
    "-> b",
    "is: -> b",
    "when -> b",
    "when = b",
    "on = b",
    "a = \"b\", 1, #c, *, d -> e, f@g->h",
    "a = [\n]",
    "a = [ [b\n, c,\n], ]",
    "a = \"\"\"\n \\\" \"\" \n\"\"\"",
    "accept x on a, b -> c, #d, * \"why\" e=f",
    "when a or b and not not c == d",
    "when (a\nand\nb) in [\nc,\n]",
    "when any(\n)",
    "when a has not",
    "when a IS b AND NOT c",
];

const WRONG: &[&str] = &[
    "}",
    "{ }",
    "zone a {",
    "process a b",
    "process a \"b\" \"c\"",
    "process is",
    "process a is \"b\"",
    "process a: b",
    "process a /// description",
    "a = b /// description",
    "a = b {\n}",
    "a =",
    "a =\nb",
    "a = b,",
    "a = [b",
    "a = [b c]",
    "a = [ , ]",
    "a: b",
    "a ->",
    "a, -> b",
    "a -> on",
    "is -> b",
    "a -> 2b",
    "2a -> b",
    "a --> b",
    "a → b",
    "a - b",
    "# remark",
    "x = 'y'",
    "x = \"y",
    "x = \"\"\"y",
    "x = \"\\q\"",
    "/* a /* b */",
    "process\u{a0}a",
    "when",
    "when a = b",
    "when a == b == c",
    "when (a ==\nb)",
    "when a and\nb",
    "when (a",
    "when any(a b)",
    "when not",
    " #!/usr/bin/env threatline",
];

#[test]
fn they_agree_on_small_models() {
    for text in RIGHT {
        assert_eq!(codes(text), [""; 0], "{text:?}");
    }
    for text in WRONG {
        assert!(!codes(text).is_empty(), "{text:?}");
    }
    for text in RIGHT.iter().chain(WRONG) {
        assert_eq!(differ(text), None);
    }
}

#[test]
fn they_disagree_where_a_grammar_cannot_know() {
    let deep = format!("{}{}", "a {".repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1));
    for (reason, text) in [
        ("no character has this number", "a = \"\\u{110000}\""),
        ("characters inside texts are not looked at", "a = \"x\u{202e}y\""),
        ("characters inside comments are not looked at", "// \u{202e}"),
        ("the limit of nesting is not counted", &deep),
    ] {
        assert!(!codes(text).is_empty(), "{reason}");
        assert!(mistakes(&parse(text)).is_empty(), "{reason}: no longer an exception");
    }
}

#[test]
fn they_agree_on_the_models_of_the_test_suite() {
    for entry in project("tests/suite").read_dir_utf8().unwrap().map(Result::unwrap) {
        if entry.path().extension() == Some("threat") {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            assert_eq!(differ(&text), None, "{}", entry.path());
        }
    }
}

const TOKENS: &[&str] = &[
    "a",
    "b",
    "zone",
    "is",
    "via",
    "ON",
    "when",
    "When",
    "and",
    "OR",
    "not",
    "in",
    "has",
    "1",
    "2a",
    "2026-12-01",
    "é",
    "\"x\"",
    "\"\"\"\ny\n\"\"\"",
    "\"",
    "\"\"\"",
    "\"\\q\"",
    "\\",
    "#t",
    "#",
    "#!x\n",
    "->",
    "<-",
    "<->",
    "-->",
    "=>",
    "-",
    "--",
    "=",
    ":",
    ",",
    "*",
    "@",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\n",
    "\r\n",
    "\r",
    ";",
    "/* c */",
    "/*",
    "*/",
    "// c\n",
    "/// d\n",
    "//// c\n",
    "/",
    "==",
    "!=",
    "<",
    ">=",
    "!",
    "%",
    ".",
    "$",
    "'",
    "“",
    "\u{a0}",
    "a =",
    "a: b",
    "a ->",
    "when (",
    "x on",
    "a is",
    "}\n",
    "{\n",
];

#[test]
fn they_agree_on_any_sequence_of_tokens() {
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tokens = vec((select(TOKENS), select(&["", " ", " "][..])), 1..10);
    let result = runner.run(&tokens, |tokens| {
        let text: String = tokens.iter().flat_map(|(token, blank)| [*token, *blank]).collect();
        differ(&text).map_or(Ok(()), |message| Err(TestCaseError::fail(message)))
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

#[test]
fn a_mistake_costs_its_own_line() {
    for line in [
        "process web Frontend app",
        "auth=",
        "a --> b",
        "tech: \"React\"",
        "a ->",
        "a -> 2fa",
        "# remark",
        "x = 'y'",
        "label = \"open",
        "when a =",
    ] {
        let text = format!("zone a {{\n  process b \"B\"\n  {line}\n  process c \"C\"\n}}\nprocess d\n");
        let at = text.find(line).unwrap();
        for mistake in mistakes(&parse(&text)) {
            assert!(at <= mistake.start && mistake.end <= at + line.len(), "{line}: {:?}", &text[mistake]);
        }
    }
}
