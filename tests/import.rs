//! Models of other tools: real files that nobody wrote for this project, and small ones of our own.

use std::collections::BTreeMap;

use threatline::import::{self, How, Imported};
use threatline::notation;
use threatline::pipeline::{self, Options, Outcome};
use threatline::project::Memory;
use threatline::view::{self, Level, View};

use crate::support::{project, sample_with, samples, skip};

mod d2;
mod dot;
mod mermaid;
mod plantuml;

/// Folders of real files, with the format that they are read by. What is not listed has no reader yet.
const FOLDERS: &[(&str, &str)] = &[("threat-dragon", "threat-dragon"), ("otm", "otm"), ("pytm", "pytm")];

/// Files that have to be refused, with a piece of the message.
const REFUSED: &[(&str, &str)] = &[("threat-dragon/malformed.json", "detail.diagrams")];

/// Names of counts in the manifest, with what they count.
const COUNTS: &[(&str, fn(&Outcome) -> usize)] = &[
    ("elements", |outcome| outcome.model.elements.len()),
    ("flows", |outcome| outcome.model.flows.len()),
    ("boundaries", |outcome| outcome.model.zones.values().filter(|zone| !zone.implicit).count()),
    ("threats", |outcome| outcome.model.rules.values().filter(|rule| !rule.embedded).count()),
];

fn analysed(text: &str) -> Outcome {
    pipeline::analyze(&Memory::new().with("import.threat", text), "import.threat".into(), &Options::default())
}

fn imported(format: &str, path: &str, text: &str) -> Result<Imported, String> {
    import::import(import::named(format).unwrap(), path, text).map_err(|refusal| refusal.message)
}

/// The counts of a row of the manifest: `elements=7 flows=10`.
fn counts(holds: &str) -> BTreeMap<&str, usize> {
    holds
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(name, count)| Some((name, count.parse().ok()?)))
        .collect()
}

#[test]
fn real_files_are_taken_over_or_what_is_missing_is_said() {
    let folder = project("../shared/models");
    if !folder.exists() {
        return skip("there is no ../shared/models");
    }
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut seen = 0;
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (file, holds) = (cells[0], cells[5]);
        let Some((_, format)) = FOLDERS.iter().find(|(folder, _)| file.starts_with(folder)) else { continue };
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        seen += 1;
        if let Some((_, message)) = REFUSED.iter().find(|(refused, _)| *refused == file) {
            let refused = imported(format, file, &text).unwrap_err();
            assert!(refused.contains(message), "{file}: {refused}");
            continue;
        }
        assert_eq!(import::detect(file, &text).unwrap().name, *format, "{file}");
        let imported = imported(format, file, &text).unwrap();
        let outcome = analysed(&imported.text);
        let errors: Vec<&String> =
            outcome.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}\n{}", imported.text);
        let dropped = imported.losses.iter().filter(|loss| loss.how == How::Dropped).count();
        for (name, wanted) in counts(holds) {
            let Some((_, count)) = COUNTS.iter().find(|(known, _)| *known == name) else { continue };
            let found = count(&outcome);
            assert!(found + dropped >= wanted, "{file}: {found} of {wanted} {name}, {dropped} said to be left out");
            assert!(found <= wanted, "{file}: {found} {name}, there are {wanted}");
        }
        let again = self::imported(format, file, &text).unwrap();
        assert_eq!(imported.text, again.text, "{file}");
    }
    assert!(seen > 0);
}

/// Our own diagrams, with the format that reads them.
const OWN: &[(&str, fn(&View) -> String)] = &[
    ("mermaid", |view| notation::mermaid(view, &notation::Options::default())),
    ("d2", |view| notation::d2(view, &notation::Options::default())),
    ("dot", |view| notation::dot(view, &notation::Options::default())),
    ("plantuml", |view| notation::plantuml(view, &notation::Options::default())),
];

/// Zones that are written, elements, flows.
fn sizes(outcome: &Outcome) -> [usize; 3] {
    ["boundaries", "elements", "flows"].map(|name| COUNTS.iter().find(|row| row.0 == name).unwrap().1(outcome))
}

/// The model of a text that has to be taken over without errors, without its header.
fn taken(format: &str, text: &str) -> (String, Vec<String>) {
    let imported = imported(format, "diagram.x", text).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"));
    let outcome = analysed(&imported.text);
    let errors: Vec<&String> =
        outcome.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
    let start = imported.text.find("\nmodel ").unwrap_or_default();
    let body = imported.text[start..].trim().to_owned();
    let losses = imported.losses.iter().filter(|loss| loss.how == How::Dropped);
    (body, losses.map(|loss| format!("{} ({}): {}", loss.what, loss.line, loss.why)).collect())
}

/// The lines of a model, without comments and without blanks around them.
fn lines(body: &str) -> Vec<String> {
    let bare =
        |line: &str| line.split(" // ").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    body.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

#[test]
fn our_own_diagrams_come_back() {
    for (path, text) in samples() {
        let outcome = sample_with(&path, &text);
        let view = view::build(&outcome.model, &outcome.graph, Level::Full);
        let wanted = [view.groups.len(), view.nodes.len(), view.flows.len()];
        for (format, write) in OWN {
            let diagram = write(&view);
            assert_eq!(import::detect("x.md", &diagram).map(|reader| reader.name), Some(*format), "{path}");
            let imported = imported(format, "x", &diagram).unwrap();
            let found = analysed(&imported.text);
            let errors: Vec<&String> =
                found.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
            assert!(errors.is_empty(), "{path} {format}: {errors:?}\n{}", imported.text);
            assert_eq!(sizes(&found), wanted, "{path} {format}\n{diagram}\n{}", imported.text);
            assert!(!import::anything_dropped(&imported), "{path} {format}: {}", imported.report);
        }
    }
}

/// Deep, long, cut off and meaningless texts end with a message, or with what can be read of them.
#[test]
fn hostile_diagrams_are_refused_or_read() {
    let starts = [
        ("mermaid", "flowchart LR\n"),
        ("mermaid", "flowchart LR\nA"),
        ("mermaid", "flowchart LR\nA --"),
        ("mermaid", "C4Context\nPerson(a"),
        ("mermaid", "architecture-beta\nservice a"),
        ("plantuml", "@startuml\n"),
        ("plantuml", "@startuml\n[a] -"),
        ("plantuml", "@startuml\ncomponent a "),
        ("dot", "digraph {"),
        ("dot", "graph { a -- "),
        ("dot", "digraph { a [label="),
        ("d2", ""),
        ("d2", "a: "),
        ("d2", "a -> b: {\n"),
        ("d2", "a.b"),
    ];
    for (format, start) in starts {
        for piece in [
            "[",
            "(",
            "{",
            "<",
            "\"",
            "-",
            "--> ",
            "& a ",
            "subgraph ",
            "a;",
            "a\n[\n",
            "|",
            "%%",
            "'",
            "\\",
            "a{\n",
            "é",
        ] {
            let text = format!("{start}{}", piece.repeat(8_000 / piece.len()));
            let _ = imported(format, "x", &text);
        }
    }
}
