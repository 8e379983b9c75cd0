//! The reference of the language: up to date, complete, and with examples that check.

use std::collections::BTreeSet;

use threatline::explain::reference;
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::Memory;
use threatline::schema::{self, STATEMENTS};
use threatline::syntax::tree::{HasParts, Item, Statement};

use crate::support::{knowledge, model, project};

/// What examples refer to, by name. A line is left out where the example declares the name itself.
const AROUND: &[(&str, &str)] = &[
    ("customer", "actor customer"),
    ("cloud", "zone cloud trust=internal { }"),
    ("apps", "zone apps trust=internal { }"),
    ("pay", "zone pay trust=restricted { }"),
    ("web", "process web in=cloud"),
    ("db", "store db in=cloud"),
    ("ledger", "store ledger in=cloud"),
    ("lock", "process lock"),
    ("app", "process app"),
    ("service", "template service { process api; store db; api -> db }"),
    ("internal-api", "type internal-api is https"),
    ("orders", "data orders is business"),
    ("payments", "data payments is financial"),
    ("card", "data card is pci"),
    ("DF1", "DF1: customer -> web"),
    ("DF2", "DF2: web -> db"),
    ("DF4", "DF4: web -> ledger data=card"),
    ("DF7", "DF7: app -> lock"),
];

/// Statements that stand inside of another one.
const INSIDE: &[(&str, &str, &str)] = &[
    ("mitigation", "threat guess \"Guessing\" on web {\n stride = spoofing\n", "\n}"),
    ("effect", "rule r \"R\" on flow {\n stride = spoofing\n severity = low\n when crosses\n", "\n}"),
    ("weakness", "rule r \"R\" on flow {\n stride = spoofing\n severity = low\n when crosses\n", "\n}"),
    ("counter", "rule r \"R\" on flow {\n stride = spoofing\n severity = low\n when crosses\n", "\n}"),
    ("partial", "type c is control \"C\" {\n", "\n}"),
    ("missing", "type c is control \"C\" {\n", "\n}"),
    ("requirement", "regulation law \"Law\" {\n", "\n}"),
];

/// An example with what it needs around it.
fn check(example: &str) -> Outcome {
    let first = example.split_whitespace().next().unwrap();
    let text = match INSIDE.iter().find(|(keyword, ..)| *keyword == first) {
        Some((_, before, after)) => format!("{before}{example}{after}"),
        None => example.to_owned(),
    };
    let declared = declared(&text);
    let around = AROUND.iter().filter(|(name, _)| !declared.contains(*name)).map(|(_, line)| *line);
    let around = around.collect::<Vec<_>>().join("\n");
    let files = Memory::new()
        .with("model.threat", format!("{text}\n{around}\n"))
        .with("accepted.threat", "")
        .with("payments.threat", "process gateway");
    analyze(&files, "model.threat".into(), &Options::default())
}

fn declared(text: &str) -> BTreeSet<String> {
    let mut sources = threatline::base::source::SourceMap::default();
    let file = sources.add("example.threat", text);
    let mut names = BTreeSet::new();
    collect(&threatline::syntax::parse(&sources, file).tree.items, &mut names);
    names
}

fn collect(items: &[Item], names: &mut BTreeSet<String>) {
    for item in items {
        match &item.statement {
            Statement::Declaration(declaration) if declaration.keyword.text != "extend" => {
                names.extend(declaration.name.as_ref().map(|name| name.text.to_string()));
                if declaration.keyword.text != "template" {
                    collect(declaration.items(), names);
                }
            }
            Statement::Flow(flow) => names.extend(flow.id.as_ref().map(|id| id.text.to_string())),
            _ => {}
        }
    }
}

/// The pieces of models in a document.
fn fences(text: &str) -> Vec<&str> {
    text.split("```threat\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn the_document_is_up_to_date() {
    let path = project("docs/language.md");
    let text = reference::markdown(&knowledge(&model("")));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "write docs/language.md anew: UPDATE_DOCS=1 cargo test reference");
}

#[test]
fn every_example_checks() {
    let text = reference::markdown(&knowledge(&model("")));
    let examples = fences(&text);
    assert!(examples.len() > STATEMENTS.len());
    for example in examples {
        let outcome = check(example);
        let errors: Vec<_> = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{example}");
    }
}

#[test]
fn every_example_shows_its_statement() {
    for row in STATEMENTS {
        assert_eq!(row.example.split_whitespace().next(), Some(row.keyword));
        let known = schema::GROUPS.iter().filter(|group| group.keywords.contains(&row.keyword)).count();
        assert_eq!(known, 1, "{}", row.keyword);
    }
}

#[test]
fn links_lead_somewhere() {
    let text = reference::markdown(&knowledge(&model("")));
    let anchor = |title: &str| {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-');
        let kept: String = title.to_lowercase().chars().filter(kept).collect();
        kept.replace(' ', "-")
    };
    let headings = text.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor);
    let ids = text.split("<a id=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0.to_owned());
    let known: BTreeSet<String> = headings.chain(ids).collect();
    let links: BTreeSet<&str> = text.split("](#").skip(1).map(|rest| rest.split_once(')').unwrap().0).collect();
    let broken: Vec<_> = links.iter().filter(|link| !known.contains(**link)).collect();
    assert!(broken.is_empty() && links.len() > 60, "{broken:?}");
}
