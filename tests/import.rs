//! Models of other tools: real files that nobody wrote for this project, and small ones of our own.

use std::collections::BTreeMap;

use threatline::import::{self, How, Imported};
use threatline::pipeline::{self, Options, Outcome};
use threatline::project::Memory;

use crate::support::{project, skip};

mod compose;
mod kubernetes;
mod threagile;
mod threat_composer;
mod threatcl;
mod tictaac;
mod tm_library;

/// Folders of real files, with the format that they are read by. What is not listed has no reader yet.
const FOLDERS: &[(&str, &str)] = &[
    ("threat-dragon", "threat-dragon"),
    ("otm", "otm"),
    ("pytm", "pytm"),
    ("threagile", "threagile"),
    ("threat-composer", "threat-composer"),
    ("tm-bom", "tm-library"),
    ("threatcl", "threatcl"),
    ("tictaac", "tictaac"),
];

/// Files that have to be refused, with a piece of the message.
const REFUSED: &[(&str, &str)] = &[
    ("threat-dragon/malformed.json", "detail.diagrams"),
    ("threagile/schema.json", "schema of Threagile, which says what models look like"),
];

/// Counts something of a model.
type Count = fn(&Outcome) -> usize;

/// Names of counts in the manifest, with what they count.
const COUNTS: &[(&str, Count)] = &[
    ("tech_assets", |outcome| outcome.model.elements.len()),
    ("links", |outcome| outcome.model.flows.len()),
    ("trust_zones", |outcome| outcome.model.zones.values().filter(|zone| !zone.implicit).count()),
    ("zones", |outcome| outcome.model.zones.values().filter(|zone| !zone.implicit).count()),
    ("trust_boundaries", |outcome| outcome.model.boundaries.len()),
    ("data_flows", |outcome| outcome.model.flows.len()),
    ("data_sets", |outcome| outcome.model.data.len()),
    ("dfd_elements", |outcome| outcome.model.elements.len()),
    ("data_assets", |outcome| outcome.model.data.len()),
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

/// The text and the report of a source that is taken over, and checks without errors.
fn taken(format: &str, source: &str) -> (String, String) {
    let imported = imported(format, "source", source).unwrap();
    let outcome = analysed(&imported.text);
    let errors: Vec<&String> =
        outcome.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
    (imported.text, imported.report)
}

/// Fails unless each of the pieces is in the text.
#[track_caller]
fn has(text: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(text.contains(piece), "no `{piece}` in:\n{text}");
    }
}

#[test]
fn many_things_of_one_name_are_told_apart_at_once() {
    let many: String = (0..20_000).map(|at| format!("  - e{at}\n    name: same\n")).collect();
    let imported = imported("tictaac", "many.yml", &format!("elements:\n{many}data-flows:\n")).unwrap();
    has(&imported.text, &["process same \"same\"", "process same-20000 \"same\""]);
}

/// Strings that mean something in sources or in models, put where names and texts are.
const HOSTILE: &[&str] = &[
    "\\\" } zone x { //",
    "*/ /* \\u{202e} \u{202e}",
    "- -> -",
    "",
    "is",
    "none",
    "DF1",
    "a,b=c #tag @d",
    "\u{0}\r\n\t]]>",
    "${x} %{if}",
    "端末",
];

#[test]
fn hostile_names_and_texts_become_models_that_check() {
    for hostile in HOSTILE {
        let word = serde_json::to_string(hostile).unwrap();
        let tree = |text: &str| text.replace('?', &word);
        taken(
            "threagile",
            &tree(
                "{\"title\": ?, \"date\": ?, \"questions\": {?: ?}, \"abuse_cases\": {?: ?}, \"data_assets\": {?: {\"id\": ?, \"owner\": ?, \"quantity\": ?}}, \"technical_assets\": {?: {\"id\": ?, \"type\": ?, \"machine\": ?, \"encryption\": ?, \"technology\": ?, \"tags\": [?], \"data_assets_stored\": [?], \"communication_links\": {?: {\"target\": ?, \"protocol\": ?, \"authentication\": ?, \"authorization\": ?, \"data_assets_sent\": [?]}}}, \"b\": {\"id\": \"b\", \"type\": \"process\", \"communication_links\": {?: {\"target\": ?, \"protocol\": ?, \"authentication\": ?}}}}, \"trust_boundaries\": {?: {\"id\": ?, \"type\": ?, \"technical_assets_inside\": [?], \"trust_boundaries_nested\": [?]}}, \"risk_tracking\": {?: {\"status\": ?, \"justification\": ?, \"ticket\": ?}}}",
            ),
        );
        taken(
            "threat-composer",
            &tree(
                "{\"applicationInfo\": {\"name\": ?, \"description\": ?}, \"threats\": [{\"id\": ?, \"threatAction\": ?, \"threatSource\": ?, \"impactedGoal\": [?], \"impactedAssets\": [?], \"metadata\": [{\"key\": \"STRIDE\", \"value\": [?]}, {\"key\": ?, \"value\": ?}]}], \"mitigations\": [{\"id\": ?, \"content\": ?, \"status\": ?}], \"assumptions\": [{\"id\": ?, \"content\": ?}], \"mitigationLinks\": [{\"mitigationId\": ?, \"linkedId\": ?}]}",
            ),
        );
        taken(
            "tm-library",
            &tree(
                "{\"scope\": {\"title\": ?}, \"reviewed_at\": ?, \"repo_link\": ?, \"trust_zones\": [{\"symbolic_name\": ?, \"title\": ?}], \"trust_boundaries\": [{\"trust_zone_a\": ?, \"trust_zone_b\": ?}], \"actors\": [{\"symbolic_name\": ?, \"title\": ?, \"type\": ?, \"trust_zone\": ?}], \"components\": [{\"symbolic_name\": \"c\", \"title\": ?}], \"data_sets\": [{\"symbolic_name\": ?, \"title\": ?, \"data_sensitivity\": [?]}], \"data_flows\": [{\"symbolic_name\": ?, \"title\": ?, \"source\": {\"object\": ?}, \"destination\": {\"object\": \"c\"}}], \"assumptions\": [{\"description\": ?, \"validity\": ?}], \"threat_personas\": [{\"symbolic_name\": ?, \"title\": ?, \"skill_level\": ?}], \"threats\": [{\"symbolic_name\": ?, \"title\": ?, \"description\": ?, \"components_affected\": [?], \"threat_persona\": ?}], \"controls\": [{\"title\": ?, \"threats\": [?], \"status\": ?}], \"risks\": [{\"title\": ?, \"threats\": [?], \"likelihood\": ?}]}",
            ),
        );
        taken(
            "docker-compose",
            &tree(
                "{\"name\": ?, \"services\": {?: {\"image\": ?, \"networks\": [?], \"ports\": [?], \"depends_on\": [?]}, \"b\": {\"depends_on\": [?]}}, \"networks\": {?: null}}",
            ),
        );
        taken(
            "kubernetes",
            &tree(
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": ?, \"namespace\": ?, \"labels\": {?: ?}}, \"spec\": {\"containers\": [{\"image\": ?}]}}",
            ),
        );
    }
}

#[test]
fn files_that_are_cut_off_are_refused_or_read_as_far_as_they_go() {
    let folder = project("../shared/models");
    if !folder.exists() {
        return skip("there is no ../shared/models");
    }
    for (folder_name, format) in FOLDERS {
        for file in std::fs::read_dir(folder.join(folder_name)).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for part in [2, 5, 7] {
                let at = text.floor_char_boundary(text.len() * part / 8);
                if let Ok(imported) = imported(format, "cut", &text[..at]) {
                    let outcome = analysed(&imported.text);
                    let errors = outcome.diagnostics.iter().filter(|found| found.is_error()).count();
                    assert_eq!(errors, 0, "{folder_name}: {}", imported.text);
                }
            }
        }
    }
}
