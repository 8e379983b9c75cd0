//! Bad files of each format, through the command line: a message or a model, soon, and never a fault.

use std::io::Write as _;
use std::process::Command;

use camino::Utf8PathBuf;
use threatline::import::READERS;

use super::{has, imported, seeds};
use crate::mutations::properties;

/// Most bytes that a message may have, whatever the file.
const LONGEST_MESSAGE: usize = 2_000;

/// A file in a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join(name)).unwrap();
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    (folder, path)
}

/// The exit code, standard output and standard error of `threatline import --from FORMAT FILE`.
fn run(format: &str, name: &str, bytes: &[u8]) -> (i32, String, String) {
    let (_folder, path) = file(name, bytes);
    let output = Command::new(env!("CARGO_BIN_EXE_threatline")).args(["import", "--from", format]).arg(&path).output();
    let output = output.unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(path.as_str(), name);
    // A fault ends with another code, or with a signal.
    (output.status.code().expect("no signal"), text(&output.stdout), text(&output.stderr))
}

/// Whether it was refused with a message, or taken over.
#[track_caller]
fn refused_or_read((code, stdout, stderr): (i32, String, String), what: &str) {
    assert!(matches!(code, 0 | 2), "{what}: {code} {stderr}");
    assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    if code == 2 {
        assert!(
            stdout.is_empty() && stderr.starts_with("error: ") && stderr.len() < LONGEST_MESSAGE,
            "{what}: {stderr}"
        );
    }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
}

#[test]
fn files_of_windows_tools_are_read() {
    for (format, text) in seeds() {
        let plain = run(format, "a.x", text.as_bytes());
        assert_eq!(plain.0, 0, "{format}: {}", plain.2);
        assert_eq!(run(format, "a.x", &utf16(&text, u16::to_le_bytes)), plain, "{format}");
    }
    let (_, text) = seeds().into_iter().find(|seed| seed.0 == "tm7").unwrap();
    let plain = run("tm7", "a.x", text.as_bytes());
    assert_eq!(run("tm7", "a.x", &utf16(&text, u16::to_be_bytes)), plain);
    assert_eq!(run("tm7", "a.x", format!("\u{feff}{text}").as_bytes()), plain);
    assert_eq!(run("tm7", "a.x", text.replace('\n', "\r\n").as_bytes()).1, plain.1);
}

#[test]
fn other_encodings_are_refused_with_the_line() {
    for (bytes, message) in [
        (
            &b"flowchart LR\n  a[Caf\xe9] --> b"[..],
            "it is not UTF-8 text: line 2 has a byte that is no character of it; save it as UTF-8",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is not UTF-8 text, and looks like none at all"),
        (b"\xff\xfef\0l", "it starts as UTF-16, and is none further on"),
    ] {
        let (code, _, stderr) = run("mermaid", "a.mmd", bytes);
        assert_eq!(code, 2);
        has(&stderr, &[message]);
    }
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><mxGraphModel><root><mxCell id=\"a\" value=\"Caf\u{e9}\" vertex=\"1\"/></root></mxGraphModel>";
    let latin1: Vec<u8> = text.chars().map(|c| c as u8).collect();
    has(&run("drawio", "a.drawio", &latin1).1, &["process café \"Café\""]);
}

#[test]
fn empty_and_blank_files_are_refused() {
    for reader in READERS {
        for text in ["", "\n\n", "\u{feff}"] {
            let (code, stdout, stderr) = run(reader.name, "a.x", text.as_bytes());
            assert_eq!((code, stdout.as_str()), (2, ""), "{} {text:?}: {stderr}", reader.name);
            has(&stderr, &["error: a.x", reader.title]);
        }
    }
}

#[test]
fn files_that_are_too_large_are_not_read() {
    let (_folder, path) = file("large.mmd", b"");
    std::fs::File::options().write(true).open(&path).unwrap().set_len((64 << 20) + 1).unwrap();
    for arguments in [vec!["import"], vec!["import", "--from", "tm7"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_threatline")).args(arguments).arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        has(&String::from_utf8(output.stderr).unwrap(), &["large.mmd", "it is larger than 64 MB"]);
    }
}

/// What is repeated to nest things in each other, by format: what starts, what is repeated, what stands innermost.
const DEEP: &[(&str, &str, &str, &str)] = &[
    ("mermaid", "flowchart LR\n", "subgraph a\n", "x --> y"),
    ("mermaid", "flowchart LR\n", "a[[(", "x"),
    ("mermaid", "C4Context\n", "Boundary(a, \"A\") {\n", "Person(b, \"B\")"),
    ("d2", "", "a: {", "x -> y"),
    ("d2", "", "a.", "x"),
    ("dot", "digraph {", "subgraph cluster_a {", "x -> y"),
    ("dot", "digraph { a [label=", "<", "x"),
    ("plantuml", "@startuml\n", "node a {\n", "[x] --> [y]"),
    ("structurizr", "workspace {\nmodel {\n", "group a {\n", "x = person X"),
    ("likec4", "model {\n", "a = b {\n", ""),
    ("threatcl", "threatmodel \"a\" {\n", "a {\n", ""),
    ("threatcl", "threatmodel \"a\" {\n a = ", "[", "1"),
    ("drawio", "<mxfile>", "<a>", ""),
    ("tm7", "<ThreatModel>", "<a>", ""),
    ("threagile", "technical_assets: ", "[", "1"),
    ("tictaac", "elements:\n  - a\n", "    a:\n      - ", "1"),
    ("docker-compose", "services: ", "{a: ", "1"),
    ("kubernetes", "apiVersion: v1\nkind: Pod\nspec: ", "- ", "1"),
    ("json", "{\"form\": \"threatline-model-1\", \"files\": ", "[", "1"),
    ("otm", "{\"otmVersion\": ", "[", "1"),
    ("otm", "otmVersion: ", "{a: ", "1"),
    ("pytm", "{\"elements\": ", "[", "1"),
    ("threat-dragon", "{\"summary\": ", "{\"a\": ", "1"),
    ("structurizr-json", "{\"model\": ", "{\"a\": ", "1"),
    ("threat-composer", "{\"threats\": ", "[", "1"),
    ("cyclonedx", "{\"specFormat\": \"CycloneDX\", \"threats\": ", "[", "1"),
    ("tm-library", "{\"threats\": ", "[", "1"),
];

#[test]
fn things_in_each_other_without_end_are_refused_soon() {
    for (format, start, unit, inner) in DEEP {
        let text = format!("{start}{}{inner}", unit.repeat(100_000));
        refused_or_read(run(format, "deep.x", text.as_bytes()), &format!("{format} {unit}"));
    }
    let listed: Vec<&str> = DEEP.iter().map(|row| row.0).collect();
    assert!(READERS.iter().all(|reader| listed.contains(&reader.name)));
}

/// A text whose aliases or entities stand for ten thousand million times as much.
#[test]
fn entities_and_aliases_do_not_grow() {
    let entities: String =
        (1..10).map(|at| format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at - 1).repeat(10))).collect();
    let xml = |root: &str| {
        format!("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"ha\">{entities}]><{root}>&e9;</{root}>")
    };
    for (format, root) in [("drawio", "mxfile"), ("tm7", "ThreatModel")] {
        let (code, _, stderr) = run(format, "bomb.xml", xml(root).as_bytes());
        assert_eq!(code, 2, "{format}: {stderr}");
    }
    let bomb: String =
        (1..12).map(|at| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", "))).collect();
    for (format, key) in [
        ("threagile", "technical_assets"),
        ("tictaac", "elements"),
        ("docker-compose", "services"),
        ("kubernetes", "kind"),
        ("otm", "otmVersion"),
    ] {
        let text = format!("a0: &a0 [x, x]\n{bomb}{key}: *a11\n");
        refused_or_read(run(format, "bomb.yaml", text.as_bytes()), format);
    }
}

#[test]
fn files_that_are_cut_off_anywhere_are_refused_or_read() {
    for (format, text) in seeds() {
        for at in (0..text.len()).step_by(10) {
            properties::imports(format, &text[..text.floor_char_boundary(at)], 1);
        }
    }
}

/// A file in which something is wrong, and what has to be said of it.
const ODD: &[(&str, &str, &str)] = &[
    (
        "mermaid",
        "flowchart LR\n a[\"<script>alert(1)</script><b>Web</b>\"] --> b\n a --> c\n subgraph c\n d\n e\n end",
        "it ends at the zone `c`",
    ),
    ("mermaid", "flowchart LR\n subgraph a\n subgraph b\n x\n end\n end\n subgraph b\n a\n end", ""),
    (
        "dot",
        "digraph { a [label=<<b>A</b>>] a -> a; subgraph cluster_a { subgraph cluster_a { b } } a -> b }",
        "flows go from one element to another",
    ),
    ("plantuml", "@startuml\nnode a {\nnode a {\n[x]\n}\n}\n[x] --> a\n@enduml", ""),
    (
        "structurizr",
        "workspace {\nmodel {\n a = person A\n a = person B\n a -> nobody \"x\"\n}\n}",
        "its end `nobody` is no element of the source",
    ),
    (
        "likec4",
        "specification {\n element e\n}\nmodel {\n e a 'A'\n e a 'B'\n a -> nobody\n}",
        "another element has this name",
    ),
    (
        "otm",
        "{\"otmVersion\": \"0.2.0\", \"components\": [{\"id\": \"a\", \"name\": \"A\", \"parent\": {\"component\": \"b\"}}, {\"id\": \"b\", \"name\": \"B\", \"parent\": {\"component\": \"a\"}}, {\"id\": \"a\", \"name\": \"C\"}], \"dataflows\": [{\"id\": \"f\", \"source\": \"a\", \"destination\": \"z\"}]}",
        "something before it has the same id",
    ),
    (
        "drawio",
        "<mxGraphModel><root><mxCell id=\"a\" value=\"&lt;img src=x onerror=1&gt;A\" style=\"html=1\" vertex=\"1\"/><mxCell id=\"a\" value=\"B\" vertex=\"1\"/><mxCell id=\"c\" value=\"C\" vertex=\"1\" parent=\"c\"/><mxCell id=\"e\" edge=\"1\" source=\"a\" target=\"nobody\"/></root></mxGraphModel>",
        "its end `nobody` is no element of the source",
    ),
    (
        "tm7",
        "<ThreatModel><DrawingSurfaceList><DrawingSurfaceModel><Borders><k><Key>a</Key><Value><GenericTypeId>GE.P</GenericTypeId><Guid>a</Guid><Left>NaN</Left></Value></k><k><Key>a</Key><Value><GenericTypeId>GE.P</GenericTypeId><Guid>a</Guid></Value></k></Borders></DrawingSurfaceModel></DrawingSurfaceList></ThreatModel>",
        "another one has the same `Guid`",
    ),
    (
        "threat-dragon",
        "{\"summary\": {\"title\": \"A\"}, \"detail\": {\"diagrams\": [{\"cells\": [{\"id\": \"a\", \"shape\": \"process\", \"data\": {\"type\": \"tm.Process\", \"name\": \"A\"}}, {\"id\": \"a\", \"shape\": \"process\", \"data\": {\"type\": \"tm.Process\", \"name\": \"B\"}}, {\"id\": \"z\", \"shape\": \"trust-boundary-box\", \"data\": {\"type\": \"tm.BoundaryBox\"}}, {\"id\": \"f\", \"shape\": \"flow\", \"source\": {\"x\": 1}, \"target\": {\"cell\": \"z\"}, \"data\": {\"type\": \"tm.Flow\", \"name\": \"F\"}}]}]}}",
        "something before it has the same id",
    ),
    ("docker-compose", "services: {a: {image: x, depends_on: [a, nobody], networks: [n]}}", "nobody"),
    (
        "threagile",
        "title: A\ntechnical_assets: {A: {id: a, type: process, communication_links: {L: {target: nobody}}}, B: {id: a, type: process}}\ntrust_boundaries: {T: {id: t, technical_assets_inside: [a, nobody], trust_boundaries_nested: [t]}}",
        "nobody",
    ),
];

#[test]
fn what_contradicts_itself_is_said() {
    for (format, text, said) in ODD {
        let (code, stdout, stderr) = run(format, "odd.x", text.as_bytes());
        assert_eq!(code, 0, "{format}: {stderr}");
        has(&stderr, &[said]);
        assert!(!stdout.contains("<b>") && !stdout.contains("<img") && !stdout.contains("<script"), "{stdout}");
        properties::imports(format, text, 1);
    }
}

#[test]
fn the_report_is_there_for_programs() {
    let (folder, path) = file("a.mmd", b"flowchart LR\n a -->|HTTPS| b\n ?? x\n");
    let report = folder.path().join("report.json");
    let output =
        Command::new(env!("CARGO_BIN_EXE_threatline")).arg("import").arg(&path).arg("--report").arg(&report).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(
        (&report["format"], &report["taken"]["elements"], &report["taken"]["flows"]),
        (&"mermaid".into(), &2.into(), &1.into())
    );
    let losses = report["losses"].as_array().unwrap();
    let lost = losses.iter().find(|loss| loss["how"] == "dropped").unwrap();
    assert_eq!((&lost["what"], &lost["line"]), (&"`?? x`".into(), &3.into()));
    assert_eq!(
        losses.len(),
        imported("mermaid", "a.mmd", "flowchart LR\n a -->|HTTPS| b\n ?? x\n").unwrap().losses.len()
    );
}
