//! The formatter: what it makes of files, and what it never changes.

mod generate;

use std::io::Write;
use std::process::Stdio;

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
    assert_eq!(blanks_at_ends(&once), 0, "{name}: blanks at the ends of lines of\n{once}");
    once
}

/// The tree without places, in which words that ignore letter case are in lower case.
fn meaning(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut tree = parse(&sources, file).tree;
    lower(&mut tree.items, false);
    let shown = format!("{:?}", tree.items);
    let mut out = String::new();
    let mut rest = shown.as_str();
    while let Some((before, after)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    out + rest
}

/// Attributes of the models here that take words of a vocabulary.
const VOCABULARIES: &[&str] =
    &["trust", "class", "mode", "auth", "status", "classification", "review", "encryption", "category", "severity"];

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

/// Lines with blanks at their ends, outside of texts.
fn blanks_at_ends(text: &str) -> usize {
    let mut sources = SourceMap::default();
    let file = sources.add("test.threat", text);
    let ends = pieces(&sources, file).into_iter().filter(|span| sources.text(*span) == "\n");
    ends.filter(|span| text[..span.range().start].ends_with([' ', '\t'])).count()
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
#[expect(clippy::print_stderr, reason = "says what was not tested")]
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

#[test]
fn line_ends_and_byte_order_marks_are_the_usual_ones() {
    assert_eq!(
        checked("", "\u{feff}process a\r\nprocess b\rx = \"\"\"\r\n  one\r\n  \"\"\"\r\n/* a\r\nb */"),
        "process a\nprocess b\nx = \"\"\"\n  one\n  \"\"\"\n/* a\nb */\n"
    );
    assert_eq!(checked("", ""), "");
    assert_eq!(checked("", "\r\n\n  "), "");
}

/// Runs `threatline fmt` with this standard input; exit code, standard output, standard error.
fn fmt(arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_threatline"));
    command.arg("fmt").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn standard_input_becomes_standard_output() {
    let (code, out, _) = fmt(&["-"], "process  a");
    assert_eq!((code, out.as_str()), (Some(0), "process a\n"));
    let (code, out, error) = fmt(&["-"], "process  a {");
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(error.contains("E0002") && error.contains("<stdin>:1:12"), "{error}");
    let (code, out, _) = fmt(&["-", "--check"], "process  a");
    assert_eq!((code, out.as_str()), (Some(1), "<stdin>\n"));
    let (code, out, _) = fmt(&["-", "--check"], "process a\n");
    assert_eq!((code, out.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn files_are_replaced_and_keep_what_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path(".hidden")).unwrap();
    for name in ["a.threat", "locked.threat", ".hidden/b.threat"] {
        std::fs::write(path(name), "process  a\n").unwrap();
    }
    std::fs::set_permissions(path("a.threat"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(path("locked.threat"), std::fs::Permissions::from_mode(0o444)).unwrap();
    symlink(path("a.threat"), path("link")).unwrap();
    let (code, out, error) = fmt(&[path("link").to_str().unwrap(), folder.path().to_str().unwrap()], "");
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    assert_eq!(code, Some(2));
    assert!(error.contains("read-only") && out.ends_with("link\n"), "{out}{error}");
    assert_eq!((read("a.threat").as_str(), read("locked.threat").as_str()), ("process a\n", "process  a\n"));
    assert_eq!(read(".hidden/b.threat"), "process  a\n");
    assert!(path("link").is_symlink());
    assert_eq!(std::fs::metadata(path("a.threat")).unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
}

/// The same files each time; `PROPTEST_CASES` makes more of them.
fn generated() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = proptest::test_runner::RngSeed::Fixed(3);
    ProptestConfig { cases: default.cases.max(500), rng_seed, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(generated())]

    #[test]
    fn generated_files_keep_their_meaning(choices in proptest::collection::vec(any::<u16>(), 0..500)) {
        checked("generated", &generate::file(&choices));
    }

    #[test]
    fn generated_tables_keep_their_meaning(choices in proptest::collection::vec(any::<u16>(), 0..500)) {
        checked("table", &generate::table(&choices));
    }
}
