//! The contract of the document: every requirement of the methodology and the template, with the check that it states.
//!
//! A requirement is proved here, on documents about three models: two samples, and one that says almost nothing; or by tests that
//! stand elsewhere, which are named; or it is open, with the reason. `docs/requirements.md` is made from these tables.

mod a_to_c;
mod case;
mod d_to_f;
mod drawing;
mod g_to_h;
mod i;
mod j_k;
mod l_to_p;
mod look;
mod q;
mod r;
mod s_to_u;
mod v_to_x;
mod y_z;

use std::collections::BTreeMap;

use crate::support::project;
use case::Case;

/// How a requirement is proved.
enum Proof {
    /// By a check of the documents about each model.
    Document(fn(&Case) -> Result<(), String>),
    /// By these tests, `module::function` each.
    Tests(&'static [&'static str]),
    /// Not yet, for this reason.
    Open(&'static str),
}

/// A row of the contract.
struct Requirement {
    /// The number: 1 is REQ-001.
    number: usize,
    /// What is required, in short.
    text: &'static str,
    proof: Proof,
}

const fn document(number: usize, text: &'static str, check: fn(&Case) -> Result<(), String>) -> Requirement {
    Requirement { number, text, proof: Proof::Document(check) }
}

const fn tests(number: usize, text: &'static str, tests: &'static [&'static str]) -> Requirement {
    Requirement { number, text, proof: Proof::Tests(tests) }
}

const fn open(number: usize, text: &'static str, reason: &'static str) -> Requirement {
    Requirement { number, text, proof: Proof::Open(reason) }
}

/// The examples on the page of a code, which the text of the row names.
const LINT: &[&str] = &["codes::wrong_examples_give_their_code_and_no_other", "codes::right_examples_give_nothing"];

/// All rows.
fn requirements() -> Vec<&'static Requirement> {
    [
        a_to_c::REQUIREMENTS,
        d_to_f::REQUIREMENTS,
        g_to_h::REQUIREMENTS,
        i::REQUIREMENTS,
        j_k::REQUIREMENTS,
        l_to_p::REQUIREMENTS,
        q::REQUIREMENTS,
        r::REQUIREMENTS,
        s_to_u::REQUIREMENTS,
        v_to_x::REQUIREMENTS,
        y_z::REQUIREMENTS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many there are, and how many of them have to be proved.
const ALL: usize = 303;
const PROVED: usize = 300;

#[test]
fn documents_meet_their_requirements() {
    let cases = case::cases();
    let mut failures = Vec::new();
    for requirement in requirements() {
        let Proof::Document(check) = requirement.proof else { continue };
        for case in &cases {
            if let Err(why) = check(case) {
                failures.push(format!("REQ-{:03} {} ({}): {why}", requirement.number, requirement.text, case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `module::function`, of the integration tests and of those in `src`.
fn known_tests() -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for folder in ["tests", "src"] {
        let mut folders = vec![project(folder)];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().unwrap().map(Result::unwrap) {
                let path = entry.into_path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension() == Some("rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let shown = path.strip_prefix(project("")).unwrap().to_string();
                    let stem = match path.file_stem() {
                        Some("mod") => path.parent().unwrap().file_name().unwrap(),
                        stem => stem.unwrap(),
                    };
                    for function in text.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn ")) {
                        let name = function.1.split('(').next().unwrap();
                        known.insert(format!("{stem}::{name}"), shown.clone());
                    }
                }
            }
        }
    }
    known
}

#[test]
fn every_test_that_proves_a_requirement_is_there() {
    let known = known_tests();
    for requirement in requirements() {
        if let Proof::Tests(tests) = requirement.proof {
            assert!(!tests.is_empty(), "REQ-{:03} names no test", requirement.number);
            for test in tests {
                assert!(known.contains_key(*test), "REQ-{:03} names `{test}`, which is no test", requirement.number);
            }
        }
    }
}

#[test]
fn the_table_of_requirements_is_complete_and_up_to_date() {
    let all = requirements();
    let numbers: Vec<usize> = all.iter().map(|requirement| requirement.number).collect();
    assert_eq!(numbers, (1..=ALL).collect::<Vec<_>>());
    let known = known_tests();
    let open = all.iter().filter(|requirement| matches!(requirement.proof, Proof::Open(_))).count();
    assert!(ALL - open >= PROVED, "{open} requirements are open");
    let mut text = format!(
        "# Requirements of the document\n\nWhat the methodology and the short template ask of a threat model document, and how it is \
         proved that threatline does it: {} of {ALL} by tests. This page is made by the tests.\n\n\
         | Requirement | What | Proved by |\n| --- | --- | --- |\n",
        ALL - open
    );
    for requirement in &all {
        let by = match requirement.proof {
            Proof::Document(_) => "the documents about two samples and an almost empty model".to_owned(),
            Proof::Tests(tests) => {
                let link = |test: &&str| format!("[`{test}`](../{})", known.get(*test).map_or("", String::as_str));
                tests.iter().map(link).collect::<Vec<_>>().join(", ")
            }
            Proof::Open(reason) => format!("**not done**: {reason}"),
        };
        text.push_str(&format!("| REQ-{:03} | {} | {by} |\n", requirement.number, requirement.text));
    }
    let path = project("docs/requirements.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == text,
        "write docs/requirements.md anew: UPDATE_DOCS=1 cargo test requirements"
    );
}

/// The contract itself, where it is at hand, has the same numbers.
#[test]
fn the_contract_has_no_other_requirements() {
    let path = project("../shared/spec/requirements.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        crate::support::skip("the contract is not at hand");
        return;
    };
    let stated = text.lines().filter_map(|line| line.strip_prefix("| REQ-")?.split(' ').next()?.parse::<usize>().ok());
    let known: Vec<usize> = requirements().iter().map(|requirement| requirement.number).collect();
    assert_eq!(stated.collect::<Vec<_>>(), known);
}
