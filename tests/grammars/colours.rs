//! The queries of the tree-sitter grammar: they fit the grammar and find the words.

use std::collections::BTreeSet;
use std::ops::Range;

use threatline::base::source::SourceMap;
use threatline::schema::statement;
use threatline::syntax;
use threatline::syntax::tree::{HasParts, Item, Statement};
use tree_sitter::{Query, QueryCursor, StreamingIterator};

use super::{models, parse};

fn query(text: &str) -> Query {
    Query::new(&tree_sitter_threat::LANGUAGE.into(), text).unwrap()
}

/// The stretches of `text` that get a colour, with its name.
fn colours(text: &str) -> Vec<(Range<usize>, String)> {
    let query = query(tree_sitter_threat::HIGHLIGHTS_QUERY);
    let (tree, mut cursor, mut found) = (parse(text), QueryCursor::new(), Vec::new());
    let mut captures = cursor.captures(&query, tree.root_node(), text.as_bytes());
    while let Some((matched, index)) = captures.next() {
        let capture = matched.captures()[*index];
        found.push((capture.node.byte_range(), query.capture_names()[capture.index as usize].to_owned()));
    }
    found
}

/// Keywords of the statements that the parser finds, with their places.
fn keywords(items: &[Item], found: &mut Vec<(Range<usize>, String)>) {
    for item in items {
        match &item.statement {
            Statement::Declaration(declaration) => {
                found.push((declaration.keyword.span.range(), declaration.keyword.text.to_string()));
                keywords(declaration.items(), found);
            }
            Statement::Flow(flow) => keywords(flow.items(), found),
            Statement::Prose(prose) => keywords(prose.items(), found),
            Statement::Attribute(_) | Statement::When(_) => {}
        }
    }
}

#[test]
fn the_queries_fit_the_grammar() {
    assert!(query(tree_sitter_threat::HIGHLIGHTS_QUERY).pattern_count() > 20);
    query(tree_sitter_threat::FOLDS_QUERY);
    query(tree_sitter_threat::INDENTS_QUERY);
}

#[test]
fn statement_keywords_are_coloured_wherever_they_stand() {
    let mut seen = BTreeSet::new();
    for (path, text) in models() {
        let coloured: BTreeSet<usize> = colours(&text)
            .into_iter()
            .filter(|(_, colour)| colour == "keyword")
            .map(|(range, _)| range.start)
            .collect();
        let mut sources = SourceMap::default();
        let file = sources.add(path.clone(), text.as_str());
        let mut found = Vec::new();
        keywords(&syntax::parse(&sources, file).tree.items, &mut found);
        for (range, word) in found.into_iter().filter(|(_, word)| statement(word).is_some()) {
            assert!(coloured.contains(&range.start), "{path}: `{word}` at byte {} has no colour", range.start);
            seen.insert(word);
        }
    }
    assert!(seen.len() > 20, "the models have few keywords: {seen:?}");
}

#[test]
fn no_stretch_has_two_colours() {
    for (path, text) in models() {
        let mut seen = BTreeSet::new();
        for (range, colour) in colours(&text) {
            let written = &text[range.clone()];
            assert!(seen.insert((range.start, range.end)), "{path}: `{written}` is `{colour}` and something else");
        }
    }
}

#[test]
fn each_role_has_its_colour() {
    let text = "/// D\nDF1: a -> b via https x=y // c\nproces p #t {\n  when any(q, it is z) and not w == \"\\n\"\n}\n";
    let named: Vec<(&str, String)> = colours(text).into_iter().map(|(range, colour)| (&text[range], colour)).collect();
    for (written, colour) in [
        ("/// D", "comment.documentation"),
        ("DF1", "label"),
        ("a", "variable"),
        ("->", "operator"),
        ("via", "keyword"),
        ("https", "type"),
        ("x", "property"),
        ("y", "constant"),
        ("// c", "comment"),
        ("p", "type.definition"),
        ("#t", "tag"),
        ("when", "keyword"),
        ("any", "function"),
        ("it", "variable"),
        ("is", "keyword.operator"),
        ("z", "constant"),
        ("\\n", "string.escape"),
    ] {
        assert!(named.contains(&(written, colour.to_owned())), "`{written}` is no `{colour}` in {named:?}");
    }
    assert!(named.iter().all(|(written, _)| *written != "proces"), "a misspelt keyword has a colour");
}
