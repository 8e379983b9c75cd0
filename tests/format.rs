//! The formatter: what it makes of files, and what it never changes.

mod generate;

use camino::Utf8PathBuf;
use proptest::prelude::*;
use threatline::base::source::SourceMap;
use threatline::format::format;
use threatline::schema;
use threatline::syntax::tree::{self, Attribute, Item, Part, Statement, Subject, Value};
use threatline::syntax::{parse, pieces};

use crate::support::project;

/// The text in the usual layout; it has no mistakes.
fn formatted(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text.strip_prefix('\u{feff}').unwrap_or(text));
    let formatted = format(&sources, file);
    assert!(formatted.diagnostics.is_empty(), "{:?}\n{text}", formatted.diagnostics);
    formatted.text
}

/// Formats, and insists on what holds for every file.
fn checked(name: &str, text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "{name}: not the same when formatted twice; from:\n{text}");
    assert_eq!(meaning(&once), meaning(text), "{name}: another meaning:\n{once}\nfrom:\n{text}");
    assert_eq!(sequence(&once), sequence(text), "{name}: something moved:\n{once}\nfrom:\n{text}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{name}: the end of\n{once}");
    let blank_at_end = once.lines().find(|line| line.ends_with([' ', '\t']));
    assert_eq!(blank_at_end, None, "{name}: blanks at the end of a line");
    once
}

/// The tree without places, in which words that ignore letter case are in lower case.
fn meaning(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut tree = parse(&sources, file).tree;
    lower(&mut tree.items, false);
    let shown = format!("{:#?}", tree.items);
    let mut out = String::new();
    let mut rest = shown.as_str();
    while let Some((before, after)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    out + rest
}

/// Attributes of the generated models that take words of a vocabulary.
const VOCABULARIES: &[&str] = &["trust", "class", "mode", "auth"];

fn lower(items: &mut [Item], steps: bool) {
    for item in items {
        let (parts, block, inner) = match &mut item.statement {
            Statement::Declaration(declaration) => {
                let keyword = declaration.keyword.text.to_lowercase();
                if !steps && schema::statement(&keyword).is_some() {
                    declaration.keyword.text = keyword.as_str().into();
                }
                (&mut declaration.parts, &mut declaration.block, !steps && keyword == "scenario")
            }
            Statement::Flow(flow) => (&mut flow.parts, &mut flow.block, false),
            Statement::Prose(prose) => (&mut prose.parts, &mut prose.block, false),
            Statement::Attribute(attribute) => {
                lower_values(attribute);
                continue;
            }
            Statement::When(_) => continue,
        };
        for part in parts {
            if let Part::Attribute(attribute) = part {
                lower_values(attribute);
            }
        }
        if let Some(block) = block {
            lower(&mut block.items, inner);
        }
    }
}

fn lower_values(attribute: &mut Attribute) {
    fn one(value: &mut Value) {
        match value {
            Value::Subject(Subject::Name(tree::Word { text, .. })) => *text = text.to_lowercase().into(),
            Value::List(values, _) => values.iter_mut().for_each(one),
            _ => {}
        }
    }
    if VOCABULARIES.contains(&attribute.name.text.as_str()) {
        attribute.values.iter_mut().for_each(one);
    }
}

/// All words, signs, texts and comments in their order, and for `//` comments whether they have a line of their own. Only a
/// `{` may be elsewhere: behind its header instead of on the next line.
fn sequence(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut fresh = true;
    let mut out = Vec::new();
    for span in pieces(&sources, file) {
        let piece = sources.text(span);
        match piece {
            "\n" | "\r" | "\r\n" => fresh = true,
            ";" | "{" => {}
            _ => {
                let mut lines: Vec<&str> = piece.lines().map(str::trim).collect();
                lines.retain(|line| !line.is_empty());
                let place = if piece.starts_with("//") && !piece.starts_with("///") {
                    format!("{fresh} ")
                } else {
                    String::new()
                };
                out.push(place + &lines.join("\n").to_lowercase());
                fresh = false;
            }
        }
    }
    out
}

fn threat_files(folder: &str) -> Vec<Utf8PathBuf> {
    let mut open = vec![project(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => open.push(entry.into_path()),
                false => found.push(entry.into_path()),
            }
        }
    }
    found.retain(|path| path.extension() == Some("threat"));
    found.sort();
    found
}

/// Each `x.threat` becomes `x.out`.
#[test]
fn files_become_what_they_should() {
    let files = threat_files("tests/format");
    assert!(files.len() >= 10);
    for path in files {
        let before = std::fs::read_to_string(&path).unwrap();
        let after = checked(path.as_str(), &before);
        let expected = path.with_extension("out");
        if std::env::var_os("FORMAT_OVERWRITE").is_some() {
            std::fs::write(&expected, &after).unwrap();
        }
        assert_eq!(after, std::fs::read_to_string(&expected).unwrap(), "{path}");
    }
}

#[test]
fn every_known_file_can_be_formatted() {
    let shared = "../shared/samples";
    let mut folders = vec!["samples", "src/schema", "src/threats/library"];
    match project(shared).is_dir() {
        true => folders.push(shared),
        false => eprintln!("skipped: there is no {shared}"),
    }
    for path in folders.into_iter().flat_map(threat_files) {
        checked(path.as_str(), &std::fs::read_to_string(&path).unwrap());
    }
}

#[test]
fn a_file_with_a_syntax_error_stays_as_it_is() {
    for text in
        ["process  a {\n", "process  on\n", "x  =\n", "a -->  b\n", "/* open", "x = \"open\n", "zone a  { } }\n"]
    {
        let mut sources = SourceMap::default();
        let file = sources.add("test.threat", text);
        let formatted = format(&sources, file);
        assert_eq!(formatted.text, text);
        assert!(!formatted.diagnostics.is_empty(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_files_keep_their_meaning(choices in proptest::collection::vec(any::<u16>(), 0..500)) {
        checked("generated", &generate::file(&choices));
    }

    #[test]
    fn generated_tables_keep_their_meaning(choices in proptest::collection::vec(any::<u16>(), 0..500)) {
        checked("table", &generate::table(&choices));
    }
}
