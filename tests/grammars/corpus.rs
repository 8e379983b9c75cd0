//! The corpus of the tree-sitter grammar: sources, and the trees that they have to give.

use tree_sitter::Node;

use super::parse;
use crate::support::project;

/// A test of the corpus.
struct Case {
    title: String,
    source: String,
    expected: String,
}

/// Reads a file of the corpus: for each test a title between two lines of `=`, the source, a line of `-`, the tree.
fn cases(text: &str) -> Vec<Case> {
    let mut lines = text.lines().peekable();
    let mut cases: Vec<Case> = Vec::new();
    let mut in_tree = false;
    while let Some(line) = lines.next() {
        if line.starts_with("===") {
            let title = lines.next().unwrap().to_owned();
            assert!(lines.next().unwrap().starts_with("==="), "{title}");
            cases.push(Case { title, source: String::new(), expected: String::new() });
            in_tree = false;
        } else if line == "---" {
            in_tree = true;
        } else {
            let case = cases.last_mut().unwrap();
            let part = if in_tree { &mut case.expected } else { &mut case.source };
            part.push_str(line);
            part.push('\n');
        }
    }
    cases
}

/// The named nodes of a tree, one on each line, indented, with their fields.
fn outline(node: Node, field: Option<&str>, depth: usize, out: &mut String) {
    let mark = if node.is_missing() { "MISSING " } else { "" };
    let field = field.map_or(String::new(), |field| format!("{field}: "));
    if depth > 0 {
        out.push('\n');
    }
    out.push_str(&format!("{}{field}({mark}{}", "  ".repeat(depth), node.kind()));
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    while more {
        if cursor.node().is_named() {
            outline(cursor.node(), cursor.field_name(), depth + 1, out);
        }
        more = cursor.goto_next_sibling();
    }
    out.push(')');
}

#[test]
fn the_corpus_gives_its_trees() {
    let mut count = 0;
    for entry in project("grammars/tree-sitter-threat/test/corpus").read_dir_utf8().unwrap().map(Result::unwrap) {
        for case in cases(&std::fs::read_to_string(entry.path()).unwrap()) {
            let mut found = String::new();
            outline(parse(&case.source).root_node(), None, 0, &mut found);
            assert_eq!(found, case.expected.trim(), "{}: {}", entry.file_name(), case.title);
            count += 1;
        }
    }
    assert!(count > 20, "only {count} tests in the corpus");
}
