//! The pages of lints: each example is judged by the lint of its page alone.

use camino::Utf8Path;
use threatline::base::date::Date;
use threatline::base::diagnostic::Diagnostic;
use threatline::lint::{self, Request};
use threatline::pipeline::{Options, analyze};
use threatline::project::{Disk, Memory};
use threatline::schema::codes::{self, DefaultLevel, Example};

use crate::support::project;

/// What lints are told: a day, and that all code changed the day before.
pub fn request() -> Request<'static> {
    let modified = &|_: &Utf8Path| Date::parse("2026-11-24");
    Request { today: Date::parse("2026-11-25"), modified: Some(modified), ..Request::default() }
}

fn found(example: &Example, code: &str) -> Vec<Diagnostic> {
    let files = example.files.iter().fold(Memory::new(), |files, file| files.with(file.path, file.text));
    let outcome = analyze(&files, example.files[0].path.into(), &Options::default());
    assert!(outcome.diagnostics.is_empty(), "{code}: {:#?}", outcome.diagnostics);
    outcome.lints(&request(), |wanted| wanted == code)
}

#[test]
fn wrong_examples_give_their_lint_once_and_right_ones_nothing() {
    let own = |code: &str| ["W04", "W05", "W06"].iter().any(|group| code.starts_with(group));
    let pages: Vec<_> = codes::codes().iter().filter(|page| own(page.code)).collect();
    assert!(pages.len() > 35);
    for page in pages {
        assert!(lint::lints().any(|lint| lint.code == page.code), "no lint looks for {}", page.code);
        for example in &page.wrong {
            let found = found(example, page.code);
            assert_eq!(found.len(), 1, "{}: {found:#?}", page.code);
            assert!(!found[0].help.is_empty(), "{} does not say what to write", page.code);
        }
        for example in &page.right {
            let found = found(example, page.code);
            assert!(found.is_empty(), "{}: {found:#?}", page.code);
        }
    }
}

#[test]
fn lints_stand_in_the_order_of_their_codes() {
    let codes: Vec<&str> = lint::lints().map(|lint| lint.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
}

#[test]
fn samples_have_no_lint_that_is_on_by_default() {
    let on = |code: &str| codes::code(code).is_some_and(|page| page.default == DefaultLevel::Warn);
    for root in ["hello", "chatbot", "chatbot-report", "webshop", "fleet", "platform/platform"] {
        let path = project(&format!("samples/{root}.threat"));
        let outcome = analyze(&Disk, &path, &Options::default());
        let found = outcome.lints(&request(), on);
        assert!(found.is_empty(), "{root}: {found:#?}");
    }
}
