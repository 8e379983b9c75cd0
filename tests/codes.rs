//! The catalogue of codes: a page for each code, and examples that do what their page says.

use std::collections::BTreeSet;

use threatline::base::source::SourceMap;
use threatline::config;
use threatline::lint;
use threatline::markdown;
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::Memory;
use threatline::schema::codes::{self, DefaultLevel, Example, Page};

use crate::support::{project, request};

/// Makes the files of a model.
type Files = fn() -> Memory<'static>;

/// Models for mistakes that a page can only describe.
const DESCRIBED: &[(&str, Files)] = &[
    ("E0009", || root(b"process cafe \"Caf\xe9\"\n".as_slice())),
    ("E0023", || root((0..65).map(|n| format!("zone z{n} {{ ")).collect::<String>() + &"}".repeat(65))),
    ("E0312", || {
        let names: Vec<String> = (0..200).map(|n| format!("p{n}")).collect();
        let declared: String = names.iter().map(|name| format!("process {name}\n")).collect();
        let (sources, targets) = names.split_at(100);
        root(format!("{declared}process more\n{}, more -> {}", sources.join(", "), targets.join(", ")))
    }),
    ("E0313", || {
        let values: Vec<String> = (0..1_001).map(|n| format!("\"{n}\"")).collect();
        root(format!("process web \"Web shop\" tech={}", values.join(",")))
    }),
    ("E0314", || {
        let instances: String = (0..1_001).map(|n| format!("new s{n} is service\n")).collect();
        root(format!("template service {{ process api }}\n{instances}"))
    }),
    ("E0407", || root("include \"part.threat\"\n").with("part.threat", "process web \"Web shop\"\n")),
    ("E0408", || root(" ".repeat(5_000_001))),
    ("E0409", || {
        let includes: String = (0..1_000).map(|n| format!("include \"{n}.threat\"\n")).collect();
        (0..1_000).fold(root(includes), |files, n| files.with(format!("{n}.threat"), ""))
    }),
];

fn root(text: impl Into<Vec<u8>>) -> Memory<'static> {
    Memory::new().with("model.threat", text)
}

fn check(example: &Example) -> Outcome {
    let files = example.files.iter().fold(Memory::new(), |files, file| files.with(file.path, file.text));
    let mut outcome = analyze(&files, example.files[0].path.into(), &Options::default());
    let unmet: Vec<_> = outcome.expectations().into_iter().filter_map(|answer| answer.failure).collect();
    outcome.diagnostics.extend(unmet);
    for file in example.files.iter().filter(|file| file.path == config::FILE) {
        let mut sources = SourceMap::default();
        let file = sources.add(file.path, file.text);
        outcome.diagnostics.extend(config::read(&sources, file).1);
    }
    for file in example.files.iter().filter(|file| file.path.ends_with(".md")) {
        let mut sources = SourceMap::default();
        let file = sources.add(file.path, file.text);
        outcome.diagnostics.extend(markdown::read(&sources, file).1);
    }
    outcome
}

/// The codes that a model gives. Lints judge whole models, so they count on their own pages only: there the lint itself is
/// run, and `others` of those that warn without being asked.
fn found(outcome: &Outcome, page: &Page, others: bool) -> BTreeSet<String> {
    let counts = |code: &str| page.code.starts_with('W') || !code.starts_with('W') || code.starts_with("W00");
    let reported = outcome.diagnostics.iter().filter(|d| counts(d.code.0));
    let is_lint = lint::lints().any(|lint| lint.code == page.code);
    let lints = outcome.lints(&request(), |code| code == page.code || (others && is_lint && warns(code)));
    reported.chain(&lints).map(|d| d.code.to_string()).collect()
}

/// Whether a code is reported as a warning where nobody says otherwise.
fn warns(code: &str) -> bool {
    codes::code(code).is_some_and(|page| page.default == DefaultLevel::Warn)
}

/// Every word in the sources that looks like a code in quotes, tests left out.
fn reported() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![project("src")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().unwrap().map(Result::unwrap) {
            let path = entry.into_path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("rs") && !path.as_str().ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                found.extend(text.split('"').filter(|word| is_code(word)).map(str::to_owned));
            }
        }
    }
    found
}

fn is_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with(['E', 'W', 'N']) && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let reported = reported();
    assert!(reported.len() > 60);
    let pages: BTreeSet<String> = codes::codes().iter().map(|page| page.code.to_owned()).collect();
    let without: Vec<_> = reported.difference(&pages).collect();
    assert!(without.is_empty(), "no page in src/schema/codes/ for {without:?}");
    let unused: Vec<_> = pages.difference(&reported).map(String::as_str).collect();
    assert!(unused.is_empty(), "pages of codes that nothing reports: {unused:?}");
}

#[test]
fn pages_are_complete_and_in_order() {
    for pair in codes::codes().windows(2) {
        assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
    }
    let mut headings = 0;
    for file in project("src/schema/codes").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()) {
        let text = std::fs::read_to_string(file).unwrap();
        headings += text.lines().filter(|line| line.starts_with("## ")).count();
    }
    assert_eq!(headings, codes::codes().len(), "each heading is a page; a new file has to be listed in codes.rs");
    for page in codes::codes() {
        let code = page.code;
        assert!(is_code(code), "{code}");
        assert!(!page.title.is_empty() && !page.title.ends_with('.'), "{code}: {}", page.title);
        assert!(page.title.starts_with(|c: char| !c.is_uppercase()), "{code}: {}", page.title);
        assert!((60..1_000).contains(&page.text.len()), "{code}: {} bytes", page.text.len());
        assert!(!page.wrong.is_empty() && !page.right.is_empty(), "{code}");
        assert!(page.right.iter().all(|example| !example.files.is_empty()), "{code}");
    }
}

#[test]
fn wrong_examples_give_their_code_and_no_other() {
    for page in codes::codes() {
        for example in page.wrong.iter().filter(|example| !example.files.is_empty()) {
            let outcome = check(example);
            let codes = found(&outcome, page, false);
            assert_eq!(codes, BTreeSet::from([page.code.to_owned()]), "{}: {:#?}", page.code, outcome.diagnostics);
        }
    }
}

#[test]
fn right_examples_give_nothing() {
    for page in codes::codes() {
        for example in &page.right {
            let outcome = check(example);
            let codes = found(&outcome, page, true);
            assert_eq!(codes, BTreeSet::new(), "{}: {:#?}", page.code, outcome.diagnostics);
        }
    }
}

#[test]
fn every_lint_has_a_page_and_every_page_of_the_lints_a_lint() {
    // Reported while names are resolved.
    const ELSEWHERE: &[&str] = &["W0112"];
    let lints: Vec<&str> = lint::lints().map(|lint| lint.code).collect();
    assert!(lints.is_sorted(), "{lints:?}");
    let pages = codes::codes().iter().filter(|page| page.code.starts_with('W') && !page.code.starts_with("W00"));
    let pages: BTreeSet<&str> = pages.map(|page| page.code).collect();
    let known: BTreeSet<&str> = lints.iter().chain(ELSEWHERE).copied().collect();
    assert_eq!(pages, known);
    let is_error = |page: &Page| page.default == DefaultLevel::Error || page.code == "E0407";
    assert!(codes::codes().iter().all(|page| page.code.starts_with('E') == is_error(page)));
}

#[test]
fn described_mistakes_give_their_code_and_no_other() {
    // What only a document has to say is tested with documents.
    let only_described =
        |page: &&Page| page.code != "W0004" && page.wrong.iter().all(|example| example.files.is_empty());
    let described: Vec<&str> = codes::codes().iter().filter(only_described).map(|page| page.code).collect();
    let tested: Vec<&str> = DESCRIBED.iter().map(|(code, _)| *code).collect();
    assert_eq!(described, tested);
    for (code, files) in DESCRIBED {
        let options = Options { part: Some("part.threat".into()), ..Options::default() };
        let outcome = analyze(&files(), "model.threat".into(), &options);
        let codes: BTreeSet<&str> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
        assert_eq!(codes, BTreeSet::from([*code]));
    }
}

#[test]
fn the_document_is_up_to_date() {
    let path = project("docs/diagnostics.md");
    let text = codes::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "write docs/diagnostics.md anew: UPDATE_DOCS=1 cargo test codes");
}
