//! Models of other tools: real files that nobody wrote for this project, and small ones of our own.

mod basics;
mod compose;
mod cyclonedx;
mod d2;
mod dot;
mod drawio;
mod hostile;
mod kubernetes;
mod likec4;
mod mermaid;
mod plantuml;
mod structurizr;
mod threagile;
mod threat_composer;
mod threatcl;
mod tictaac;
mod tm7;
mod tm_library;

use std::collections::BTreeMap;

use threatline::import::{self, How, Imported};
use threatline::layout;
use threatline::notation;
use threatline::pipeline::{self, Options, Outcome};
use threatline::project::Memory;
use threatline::render;
use threatline::scene::Unit;
use threatline::view::{self, Level, View};

use crate::support::{project, sample_with, samples, skip};

/// Folders of real files, with the format that they are read by. What is not listed has no reader yet.
const FOLDERS: &[(&str, &str)] = &[
    ("threat-dragon", "threat-dragon"),
    ("otm", "otm"),
    ("pytm", "pytm"),
    ("drawio", "drawio"),
    ("tm7", "tm7"),
    ("structurizr", "structurizr"),
    ("threagile", "threagile"),
    ("threat-composer", "threat-composer"),
    ("tm-bom", "tm-library"),
    ("threatcl", "threatcl"),
    ("tictaac", "tictaac"),
    ("likec4", "likec4"),
];

/// Files that have to be refused, with a piece of the message.
const REFUSED: &[(&str, &str)] = &[
    ("threat-dragon/malformed.json", "detail.diagrams"),
    ("drawio/not_xml.drawio", "there is no element in it"),
    ("drawio/wrong_mxcell.drawio", "it has `mxCel` instead"),
    ("drawio/wrong_root.drawio", "it has `roott` instead"),
    ("threagile/schema.json", "schema of Threagile, which says what models look like"),
];

/// Relationships without an arrow, which the manifest does not count.
const WITHOUT_ARROW: &[(&str, usize)] = &[("likec4/__model.c4", 1)];

/// Counts something of a model.
type Count = fn(&Outcome) -> usize;

/// Names of counts in the manifest, with what they count.
const COUNTS: &[(&str, Count)] = &[
    ("relationships", |outcome| outcome.model.flows.len() + steps(outcome)),
    ("stencils", |outcome| outcome.model.elements.len()),
    ("connectors", |outcome| outcome.model.flows.len()),
    ("border_boundaries", zones),
    ("vertices", |outcome| outcome.model.elements.len() + zones(outcome)),
    ("edges", |outcome| outcome.model.flows.len()),
    ("tech_assets", |outcome| outcome.model.elements.len()),
    ("links", |outcome| outcome.model.flows.len()),
    ("trust_zones", zones),
    ("zones", zones),
    ("trust_boundaries", |outcome| outcome.model.boundaries.len()),
    ("data_flows", |outcome| outcome.model.flows.len()),
    ("data_sets", |outcome| outcome.model.data.len()),
    ("dfd_elements", |outcome| outcome.model.elements.len()),
    ("data_assets", |outcome| outcome.model.data.len()),
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

/// A small file of each format, with the name of its reader: `tests/import/seeds`.
pub fn seeds() -> Vec<(&'static str, String)> {
    let folder = project("tests/import/seeds");
    let mut files: Vec<_> = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    files.sort();
    let format = |file: &str| import::READERS.iter().find(|reader| reader.name == file).unwrap().name;
    let seed = |file: &camino::Utf8PathBuf| {
        let name = file.file_name().unwrap().split('.').next().unwrap();
        (format(name), std::fs::read_to_string(file).unwrap())
    };
    let seeds: Vec<(&str, String)> = files.iter().map(seed).collect();
    assert_eq!(seeds.len(), import::READERS.len(), "each format has one");
    seeds
}

#[test]
fn a_small_file_of_each_format_is_recognised_and_taken_over() {
    for (format, text) in seeds() {
        assert_eq!(import::detect("", &text).map(|reader| reader.name), Some(format));
        let (text, report) = taken_whole(format, &text);
        assert!(format == "threat-composer" || text.contains("DF1: "), "{format}: {text}");
        assert!(!report.contains("is no statement that can be read"), "{format}: {report}");
    }
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
        drawn(&outcome, file);
        if *format == "tm7" {
            // The manifest counts two of the four threats of one file.
            let threats = text.matches("<a:KeyValueOfstringThreat").count();
            assert_eq!(outcome.model.rules.values().filter(|rule| !rule.embedded).count(), threats, "{file}");
        }
    }
    assert!(seen > 0);
}

/// Draws a model as text and as a picture; every element is on both.
#[track_caller]
fn drawn(outcome: &Outcome, what: &str) {
    if outcome.model.elements.is_empty() {
        return;
    }
    let view = view::build(&outcome.model, &outcome.graph, Level::Full);
    let text = render::text(&layout::lay_out(&view, Unit::Cell), &render::TextOptions::default());
    let scene = layout::lay_out(&view, Unit::Pixel);
    let svg = render::svg(&scene, &render::SvgOptions::default());
    assert!(svg.starts_with("<svg") && !text.trim().is_empty(), "{what}");
    assert!(scene.boxes.len() >= outcome.model.elements.len(), "{what}");
}

/// Writes a diagram.
type Write = fn(&View) -> String;

/// Our own diagrams, with the format that reads them.
const OWN: &[(&str, Write)] = &[
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

/// The text and the report of a source that is taken over, and checks without errors.
fn taken_whole(format: &str, source: &str) -> (String, String) {
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
