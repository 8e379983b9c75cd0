//! The grammars have the words of the schema, no more and no fewer.

use std::collections::BTreeSet;

use threatline::schema::STATEMENTS;

use crate::support::project;

type Words = BTreeSet<String>;

/// `when` starts a condition, the others stand inside it (`src/syntax/parser/condition.rs`).
const CONDITION_WORDS: &[&str] = &["when", "and", "or", "not", "in", "has", "is"];

fn statements() -> Words {
    STATEMENTS.iter().map(|row| row.keyword.to_owned()).collect()
}

fn clauses() -> Words {
    STATEMENTS.iter().flat_map(|row| row.clauses).map(|word| (*word).to_owned()).collect()
}

fn conditions() -> Words {
    CONDITION_WORDS.iter().map(|word| (*word).to_owned()).collect()
}

/// A file below `grammars/`.
fn grammar(file: &str) -> String {
    std::fs::read_to_string(project("grammars").join(file)).unwrap()
}

/// What stands between `start` and the next `end`.
fn section<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no `{start}`")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no `{end}` behind `{start}`")).0
}

/// The words that stand in quotes.
fn quoted(text: &str, quote: char) -> Words {
    let inside = text.split(quote).skip(1).step_by(2);
    inside.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned).collect()
}

/// The words of the first group of a regular expression that has words and nothing else.
fn alternatives(pattern: &str) -> Words {
    let groups = pattern.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(group, _)| group);
    let is_list = |group: &&str| group.starts_with(char::is_alphabetic) && !group.contains(|c| !is_letter_or_bar(c));
    groups.filter(is_list).flat_map(|group| group.split('|')).map(str::to_owned).collect()
}

fn is_letter_or_bar(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, '-' | '|')
}

fn same(place: &str, found: &Words, expected: &Words) {
    let add: Vec<&String> = expected.difference(found).collect();
    let delete: Vec<&String> = found.difference(expected).collect();
    assert!(
        add.is_empty() && delete.is_empty(),
        "grammars/{place} differs from the schema: add {add:?}, delete {delete:?}"
    );
}

#[test]
fn the_reference_grammar_has_the_words() {
    let text = grammar("threat.ebnf");
    for (rule, expected) in
        [("statement-keyword", statements()), ("clause-word", clauses()), ("condition-word", conditions())]
    {
        let found = quoted(section(&text, &format!("\n{rule}"), ";"), '"');
        same(&format!("threat.ebnf, rule `{rule}`"), &found, &expected);
    }
}

#[test]
fn the_textmate_grammar_has_the_words() {
    const FILE: &str = "textmate/threat.tmLanguage.json";
    let grammar: serde_json::Value = serde_json::from_str(&grammar(FILE)).unwrap();
    let words = |rule: &str, key: &str| alternatives(grammar["repository"][rule][key].as_str().unwrap());
    same(&format!("{FILE}, `statement-keyword`"), &words("statement-keyword", "match"), &statements());
    same(&format!("{FILE}, `clause-word`"), &words("clause-word", "match"), &clauses());
    let mut found = words("condition", "begin");
    found.append(&mut words("condition-word", "match"));
    same(&format!("{FILE}, `condition` and `condition-word`"), &found, &conditions());
}

#[test]
fn the_tree_sitter_grammar_has_the_words() {
    const FILE: &str = "tree-sitter-threat/grammar.js";
    let text = grammar(FILE);
    for (list, expected) in [("CLAUSE_WORDS", clauses()), ("CONDITION_WORDS", conditions())] {
        let found = quoted(section(&text, &format!("const {list} = ["), "]"), '\'');
        same(&format!("{FILE}, `{list}` (then generate the parser, see grammars/README.md)"), &found, &expected);
    }
    const QUERY: &str = "tree-sitter-threat/queries/highlights.scm";
    let text = grammar(QUERY);
    let list = section(&text, "#any-of? @keyword", "))");
    same(&format!("{QUERY}, `#any-of? @keyword`"), &quoted(list, '"'), &statements());
    let rest = text.split_once(list).unwrap().1;
    let other: Words = clauses().union(&conditions()).cloned().collect();
    same(&format!("{QUERY}, below the statements"), &quoted(rest, '"'), &other);
}

/// The rules that a text in EBNF defines, and those that it uses.
fn rules(text: &str) -> (Words, Words) {
    let (mut defined, mut used, mut in_rule) = (Words::new(), Words::new(), false);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '-';
        let (skipped, name) = match first {
            '(' if rest.starts_with("(*") => (rest.find("*)").expect("a remark is open") + 2, None),
            '"' | '\'' | '?' => (rest[1..].find(first).expect("a terminal is open") + 2, None),
            c if c.is_alphabetic() => (rest.find(|c| !is_name(c)).unwrap(), Some(())),
            c => (c.len_utf8(), None),
        };
        if name.is_some() {
            let words = if in_rule { &mut used } else { &mut defined };
            assert!(words.insert(rest[..skipped].to_owned()) || in_rule, "`{}` is defined twice", &rest[..skipped]);
        }
        in_rule = (in_rule || name.is_some()) && first != ';';
        rest = &rest[skipped..];
    }
    (defined, used)
}

#[test]
fn the_reference_grammar_defines_what_it_uses() {
    let (defined, mut used) = rules(&grammar("threat.ebnf"));
    // The start, what may stand between tokens, and what the text alone refers to.
    used.extend(["file", "BLANK", "COMMENT", "statement-keyword", "condition-word"].map(str::to_owned));
    assert_eq!(defined, used);
}
