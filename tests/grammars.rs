//! The grammars for editors: they know the words of the schema, read what the language has and colour it.

mod agreement;
mod colours;
mod corpus;
mod keywords;

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use tree_sitter::{Node, Parser, Tree};

use crate::support::{project, skip};

/// Parses with the tree-sitter grammar.
fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_threat::LANGUAGE.into()).unwrap();
    parser.parse(text, None).unwrap()
}

/// Where the tree-sitter grammar finds mistakes: what it cannot read, and what is missing.
fn mistakes(tree: &Tree) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    collect_mistakes(tree.root_node(), &mut found);
    found
}

fn collect_mistakes(node: Node, found: &mut Vec<Range<usize>>) {
    if node.is_error() || node.is_missing() {
        return found.push(node.byte_range());
    }
    let before = found.len();
    if node.has_error() {
        node.children(&mut node.walk()).for_each(|child| collect_mistakes(child, found));
    }
    // A missing end of a line is in the tree, but not among the children.
    if node.has_error() && found.len() == before {
        found.push(node.byte_range());
    }
}

/// All models of the project that are meant to be right, with their texts.
fn models() -> Vec<(Utf8PathBuf, String)> {
    let mut models = Vec::new();
    for folder in ["samples", "../shared/samples", "src/schema", "src/threats/library"] {
        let before = models.len();
        collect_models(&project(folder), &mut models);
        let shared = folder.starts_with("..");
        assert!(shared || models.len() > before, "no models in {folder}");
        if shared && models.len() == before {
            skip("the shared samples are not here");
        }
    }
    models
}

fn collect_models(folder: &Utf8Path, models: &mut Vec<(Utf8PathBuf, String)>) {
    for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_models(path, models);
        } else if path.extension() == Some("threat") {
            models.push((path.to_owned(), std::fs::read_to_string(path).unwrap()));
        }
    }
}

#[test]
fn every_model_parses() {
    for (path, text) in models() {
        let line = |mistake: &Range<usize>| text[..mistake.start].lines().count().max(1);
        let lines: Vec<usize> = mistakes(&parse(&text)).iter().map(line).collect();
        assert!(lines.is_empty(), "the tree-sitter grammar cannot read {path}, near lines {lines:?}");
    }
}
