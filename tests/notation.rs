//! Diagrams for other tools: what is written, that every label can be read back, and that ids are those of the model.
//! `tests/notation/tools/run.mjs` asks the tools themselves.

use std::collections::BTreeSet;
use std::process::Command;

use camino::Utf8Path;
use proptest::prelude::*;
use serde_json::Value;
use threatline::base::text::clean;
use threatline::layout;
use threatline::notation::{self, Options};
use threatline::pipeline::Outcome;
use threatline::scene::Unit;
use threatline::view::{self, Boundaries, Direction, Level, View, ViewSpec};

use crate::generate;
use crate::support::{model, project, sample_with, samples};

type Write = fn(&View) -> String;

const FORMATS: &[(&str, Write)] = &[
    ("mmd", |view| notation::mermaid(view, &Options::default())),
    ("d2", |view| notation::d2(view, &Options::default())),
    ("dot", |view| notation::dot(view, &Options::default())),
    ("puml", |view| notation::plantuml(view, &Options::default())),
    ("drawio", drawio),
    ("json", geometry),
];

fn full(outcome: &Outcome) -> View {
    view::build(&outcome.model, &outcome.graph, Level::Full)
}

fn drawio(view: &View) -> String {
    notation::drawio(view, &layout::draw(view, &layout::arrange(view), Unit::Pixel), &Options::default())
}

fn geometry(view: &View) -> String {
    notation::geometry(view, &layout::draw(view, &layout::arrange(view), Unit::Pixel))
}

/// All samples, the model of odd names, and a generated one.
fn views() -> Vec<(String, View)> {
    let nasty = std::fs::read_to_string(project("tests/notation/nasty.threat")).unwrap();
    let samples = samples().into_iter().map(|(path, text)| (path.to_string(), full(&sample_with(&path, &text))));
    let others = [("nasty", full(&model(&nasty))), ("generated", full(&model(&generate::model(60))))];
    samples.chain(others.map(|(name, view)| (name.to_owned(), view))).collect()
}

#[test]
fn the_first_sample_is_written_as_it_was() {
    let path = Utf8Path::new("samples/hello.threat");
    let view = full(&sample_with(path, &std::fs::read_to_string(project(path.as_str())).unwrap()));
    for (extension, write) in FORMATS {
        let path = project(&format!("tests/notation/hello.{extension}"));
        let text = write(&view);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "write {path} anew: UPDATE_DOCS=1 cargo test notation\n{text}");
    }
}

/// Gates, closed zones and the direction are in what other tools read as well, and no id stands twice.
#[test]
fn other_views_keep_their_direction_and_their_ids() {
    let text = "zone a \"A\" { process gate.TB1 \"Like a gate\"\nprocess map \"Map\" { process itself \"Part\" } }\n\
                zone b \"B\" { store s \"S\" }\nmap: gate.TB1 -> s \"x\"\nmap_: map -> s \"y\"\nitself -> s \"z\"";
    let outcome = model(text);
    for (boundaries, closed) in [(Boundaries::Gates, false), (Boundaries::Boxes, true)] {
        let mut spec = ViewSpec { direction: Direction::Right, boundaries, ..ViewSpec::from(Level::Full) };
        spec.closed = if closed { view::outermost_zones(&outcome.model) } else { Vec::new() };
        let view = view::build(&outcome.model, &outcome.graph, spec);
        let mark = if closed { "closed" } else { "gate" };
        for (format, direction) in
            [("mmd", "flowchart LR"), ("d2", "direction: right"), ("dot", "rankdir=LR"), ("puml", "left to right")]
        {
            let written = FORMATS.iter().find(|row| row.0 == format).unwrap().1(&view);
            assert!(written.contains(direction), "{written}");
            assert!(!matches!(format, "mmd" | "d2") || written.contains(mark), "{written}");
        }
        let ids = |document: &str| {
            let tree = roxmltree::Document::parse(document).unwrap();
            let ids: Vec<String> =
                tree.descendants().filter_map(|node| node.attribute("id").map(str::to_owned)).collect();
            let once: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(once.len(), ids.len(), "{ids:?}");
        };
        ids(&drawio(&view));
        let scene = layout::draw(&view, &layout::arrange(&view), Unit::Pixel);
        ids(&threatline::render::svg(&scene, &threatline::render::SvgOptions::default()));
    }
}

/// The content of the first text in quotes, with what the escapes of D2 and DOT stand for.
fn quoted(line: &str) -> Option<String> {
    let mut chars = line.split_once('"')?.1.chars();
    let mut out = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                c @ ('\\' | '"' | '$') => out.push(c),
                c => panic!("\\{c} in {line}"),
            },
            c => out.push(c),
        }
    }
}

/// Replaces what stands between `open` and `close` by the character with that number.
fn decoded(text: &str, open: &str, close: char, radix: u32) -> String {
    let mut pieces = text.split(open);
    let mut out = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once(close).unwrap_or_else(|| panic!("{text}"));
        out.push(char::from_u32(u32::from_str_radix(number, radix).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// The label of the node `p` in each of the languages.
fn labels(view: &View) -> Vec<(&'static str, String)> {
    let line = |text: &str, has: &str| {
        let mut found = text.lines().filter(|line| line.contains(has));
        let line = found.next().unwrap_or_else(|| panic!("{has} in {text}")).trim().to_owned();
        assert!(found.next().is_none(), "{text}");
        line
    };
    let options = Options { title: false };
    let mermaid = line(&notation::mermaid(view, &options), "\"):::process");
    let mermaid = mermaid.strip_prefix("p(\"").unwrap().strip_suffix("\"):::process").unwrap();
    assert!(!mermaid.contains(['"', '`', '\\', '%', '@', '*', '{', '|']), "{mermaid}");
    let mermaid = decoded(&mermaid.replace("<br/>", "\n"), "#", ';', 10);
    let plantuml = line(&notation::plantuml(view, &options), "\" as p #");
    let plantuml = plantuml.strip_prefix("card \"").unwrap().split("\" as p #").next().unwrap();
    assert!(!plantuml.contains(['"', '~', '%', '!', '@', ';']), "{plantuml}");
    let plantuml = decoded(&plantuml.replace("\\n", "\n"), "<U+", '>', 16).replace("\\\u{200B}t", "\\t");
    let dot = quoted(line(&notation::dot(view, &options), "\"p\" [label=").strip_prefix("\"p\"").unwrap()).unwrap();
    let drawio = drawio(view);
    let drawio = roxmltree::Document::parse(&drawio).unwrap();
    let cell = drawio.descendants().find(|node| node.attribute("threatline.id") == Some("p")).unwrap();
    vec![
        ("Mermaid", mermaid.replace("\" \"", "")),
        ("PlantUML", plantuml),
        ("D2", quoted(&line(&notation::d2(view, &options), " {class: process}")).unwrap()),
        ("DOT", dot.replace("&amp;", "&")),
        ("draw.io", cell.attribute("label").unwrap().to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(4), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_label_can_be_read_back(label in r#"([ -~]|[\n\t\u{0}\u{202e}ß漢ﬂ¶👩é]|end|direction TB|style:|%%|\]\(|<br/>|<U\+0041>|#35;|&amp;|\\n|\$\{x\}|""|--|1\. ){0,12}"#) {
        let mut view = full(&model("process p"));
        view.nodes[0].name.clone_from(&label);
        let lines: Vec<String> = label.lines().map(|line| clean(line).trim().to_owned()).collect();
        let wanted = lines.iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join("\n");
        for (tool, found) in labels(&view) {
            // Text in a picture is wrapped, so its blanks may have become line breaks.
            let [found, wanted] = [&found, &wanted].map(|text| if tool == "draw.io" { text.split_whitespace().collect() } else { text.clone() });
            let nothing = wanted.is_empty() && found.trim().is_empty();
            prop_assert!(nothing || found == wanted, "{tool}: {found:?} for {wanted:?}");
        }
    }
}

#[test]
fn draw_io_has_every_box_in_its_group_and_every_flow_between_its_ends() {
    for (name, view) in views() {
        let text = drawio(&view);
        let file = roxmltree::Document::parse(&text).unwrap();
        let cells: Vec<_> = file.descendants().filter(|node| node.has_tag_name("object")).collect();
        let ids: BTreeSet<_> = cells.iter().map(|cell| cell.attribute("id").unwrap()).collect();
        assert_eq!(
            (cells.len(), ids.len()),
            (view.groups.len() + view.nodes.len() + view.flows.len(), cells.len()),
            "{name}"
        );
        let model_id = |id: Option<&str>| {
            let cell = cells.iter().find(|cell| cell.attribute("id") == id)?;
            cell.attribute("threatline.id").map(str::to_owned)
        };
        for cell in &cells {
            let id = cell.attribute("threatline.id").unwrap();
            let inner = cell.children().find(|node| node.has_tag_name("mxCell")).unwrap();
            if inner.attribute("edge").is_some() {
                let flow = view.flows.iter().find(|flow| flow.id == id).unwrap();
                let ends = [flow.source, flow.target].map(|end| Some(view.nodes[end].id.clone()));
                assert_eq!([inner.attribute("source"), inner.attribute("target")].map(model_id), ends, "{name} {id}");
                let crosses = flow.crossings.join(",");
                assert_eq!(cell.attribute("threatline.crosses").unwrap_or_default(), crosses, "{name} {id}");
            } else {
                let group = view.groups.iter().find(|group| group.id == id).map(|group| group.parent);
                let parent = group.unwrap_or_else(|| view.nodes.iter().find(|node| node.id == id).unwrap().parent);
                assert_eq!(
                    model_id(inner.attribute("parent")),
                    parent.map(|parent| view.groups[parent].id.clone()),
                    "{name} {id}"
                );
            }
        }
    }
}

#[test]
fn ids_are_those_of_the_model_where_the_tool_takes_them() {
    let view = full(&model(
        "zone z trust=internal { process web-1\nprocess web_1\nprocess end\nprocess Web\nprocess web }\nstore 客户\nweb-1 -> web_1\nweb -> Web\nend -> 客户",
    ));
    let [mermaid, d2, dot, plantuml] = [0, 1, 2, 3].map(|at| FORMATS[at].1(&view));
    for (text, flows) in [
        (&mermaid, ["web-1 -->", "| web_1\n", "end_ -->", "u5BA2u6237[("]),
        (&d2, ["z.\"web-1\" -> z.web_1", "z.web_2 -> z.Web", "z.end -> system.\"客户\"", "web_2: \"web\""]),
        (&dot, ["\"web-1\" -> \"web_1\"", "\"web\" -> \"Web\"", "\"end\" -> \"客户\"", "\"cluster_z\""]),
        (&plantuml, ["web_1_2 -[", "-> web_1 :", "end_ -[", "as u5BA2u6237 "]),
    ] {
        flows.iter().for_each(|flow| assert!(text.contains(flow), "{flow} in\n{text}"));
    }
}

#[test]
fn what_is_opened_is_closed_and_no_statement_is_lost() {
    type Opens = fn(&str) -> bool;
    let formats: [(usize, Opens, &str, &str); 4] = [
        (0, |line| line.starts_with("subgraph "), "end", ">|\""),
        (1, |line| line.ends_with('{'), "}", "-> "),
        (2, |line| line.ends_with('{'), "}", "\" -> \""),
        (3, |line| line.ends_with('{'), "}", "]-> "),
    ];
    for (name, view) in views() {
        for (format, opens, close, arrow) in formats {
            let text = FORMATS[format].1(&view);
            let count = |wanted: &dyn Fn(&str) -> bool| text.lines().filter(|line| wanted(line.trim())).count();
            assert_eq!(count(&opens), count(&|line| line == close), "{name}\n{text}");
            let flows = |line: &str| line.contains(arrow);
            assert!(count(&flows) >= view.flows.len(), "{name}\n{text}");
        }
    }
}

#[test]
fn the_geometry_is_that_of_the_picture() {
    for (name, view) in views() {
        let json: Value = serde_json::from_str(&geometry(&view)).unwrap();
        let ids = |part: &str| json[part].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(ids("nodes"), view.nodes.iter().map(|node| node.id.clone()).collect(), "{name}");
        assert_eq!(ids("clusters"), view.groups.iter().map(|group| group.id.clone()).collect(), "{name}");
        assert_eq!(
            (ids("nodes"), ids("clusters"), ids("clusters")),
            (ids("node_parents"), ids("cluster_parents"), ids("clabels"))
        );
        assert_eq!(json["edges"].as_array().unwrap().len(), view.flows.len(), "{name}");
        for (edge, flow) in json["edges"].as_array().unwrap().iter().zip(&view.flows) {
            assert_eq!(edge["src"], view.nodes[flow.source].id.as_str(), "{name}");
            assert!(
                edge["points"].as_array().unwrap().len() > 1 && edge["label"].is_array() != flow.label.is_empty(),
                "{name}"
            );
        }
        let counts = serde_json::json!({ "nodes": view.nodes.len(), "edges": view.flows.len() });
        assert_eq!(json["expected"], counts, "{name}");
    }
}

/// The program that measures layouts, where it is there, reads what `--format geometry` prints.
#[test]
#[allow(clippy::print_stderr)]
fn the_geometry_can_be_measured() {
    let measure = &Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/layout/metrics.py");
    let python = Command::new("python3").args(["-c", "import numpy, shapely"]).output();
    if !measure.is_file() || !python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {measure}, or python3 with numpy and shapely, is not there");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let views: Vec<_> = views().into_iter().filter(|(_, view)| !view.flows.is_empty()).collect();
    for (at, (_, view)) in views.iter().enumerate() {
        std::fs::write(folder.join(format!("{at:02}.json")), geometry(view)).unwrap();
    }
    let files = (0..views.len()).map(|at| folder.join(format!("{at:02}.json")));
    let output = Command::new("python3").arg(measure).args(files).output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    assert_eq!(rows.len(), views.len() + 2, "{table}");
    for zero in ["missing", "overl", "e-node", "e-title", "l-l", "l-n", "l-b", "contain", "n-n", "xb"] {
        let column = rows[0].iter().position(|name| *name == zero).unwrap();
        rows[2..].iter().for_each(|row| assert!(["0", "0.0", "-"].contains(&row[column]), "{zero}\n{table}"));
    }
}
