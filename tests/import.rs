//! Models of other tools: real files that nobody wrote for this project, and small ones of our own.

mod drawio;
mod likec4;
mod structurizr;
mod tm7;

use std::collections::BTreeMap;

use threatline::import::{self, How, Imported};
use threatline::pipeline::{self, Options, Outcome};
use threatline::project::Memory;

use crate::support::{project, skip};

/// Folders of real files, with the format that they are read by. What is not listed has no reader yet.
const FOLDERS: &[(&str, &str)] = &[
    ("threat-dragon", "threat-dragon"),
    ("otm", "otm"),
    ("pytm", "pytm"),
    ("drawio", "drawio"),
    ("tm7", "tm7"),
    ("structurizr", "structurizr"),
    ("likec4", "likec4"),
];

/// Files that have to be refused, with a piece of the message.
const REFUSED: &[(&str, &str)] = &[
    ("threat-dragon/malformed.json", "detail.diagrams"),
    ("drawio/not_xml.drawio", "there is no element in it"),
    ("drawio/wrong_mxcell.drawio", "it has `mxCel` instead"),
    ("drawio/wrong_root.drawio", "it has `roott` instead"),
];

/// Relationships without an arrow, which the manifest does not count.
const WITHOUT_ARROW: &[(&str, usize)] = &[("likec4/__model.c4", 1)];

/// Counts something in a model.
type Count = fn(&Outcome) -> usize;

/// Names of counts in the manifest, with what they count.
const COUNTS: &[(&str, Count)] = &[
    ("relationships", |outcome| outcome.model.flows.len() + steps(outcome)),
    ("stencils", |outcome| outcome.model.elements.len()),
    ("connectors", |outcome| outcome.model.flows.len()),
    ("border_boundaries", zones),
    ("vertices", |outcome| outcome.model.elements.len() + zones(outcome)),
    ("edges", |outcome| outcome.model.flows.len()),
    ("elements", |outcome| outcome.model.elements.len()),
    ("flows", |outcome| outcome.model.flows.len()),
    ("boundaries", zones),
    ("threats", |outcome| outcome.model.rules.values().filter(|rule| !rule.embedded).count()),
];

fn zones(outcome: &Outcome) -> usize {
    outcome.model.zones.values().filter(|zone| !zone.implicit).count()
}

fn steps(outcome: &Outcome) -> usize {
    outcome.model.scenarios.iter().map(|scenario| scenario.steps.len()).sum()
}

/// The whole text that a source becomes, and its report.
fn whole(format: &str, text: &str) -> (String, String) {
    let imported = imported(format, "model", text).unwrap();
    let outcome = analysed(&imported.text);
    let errors: Vec<&String> =
        outcome.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
    let body = imported.text.lines().filter(|line| !line.starts_with("// ") && !line.starts_with("language"));
    let body: Vec<&str> = body.filter(|line| !line.is_empty()).collect();
    (body.join("\n"), imported.report)
}

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
            let more =
                WITHOUT_ARROW.iter().find(|(odd, _)| *odd == file && name == "relationships").map_or(0, |odd| odd.1);
            let wanted = wanted + more;
            let found = count(&outcome);
            assert!(found + dropped >= wanted, "{file}: {found} of {wanted} {name}, {dropped} said to be left out");
            assert!(found <= wanted, "{file}: {found} {name}, there are {wanted}");
        }
        let again = self::imported(format, file, &text).unwrap();
        assert_eq!(imported.text, again.text, "{file}");
    }
    assert!(seen > 0);
}
