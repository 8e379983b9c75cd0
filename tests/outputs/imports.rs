//! `import`, and commands that read models of other tools directly.

use super::Folder;

const DRAGON: &str = r#"{
"summary": {"title": "Shop", "owner": "Ann"},
"detail": {"diagrams": [{"cells": [
  {"id": "z", "shape": "trust-boundary-box", "position": {"x": 100, "y": 0}, "size": {"width": 300, "height": 300}, "data": {"name": "Cloud"}},
  {"id": "u", "shape": "actor", "position": {"x": 0, "y": 0}, "size": {"width": 50, "height": 50}, "data": {"name": "Customer"}},
  {"id": "w", "shape": "process", "position": {"x": 150, "y": 50}, "size": {"width": 50, "height": 50}, "data": {"name": "Web server",
    "threats": [{"title": "Stolen session", "type": "Spoofing", "severity": "High", "status": "Open", "description": "A session is taken over", "mitigation": "Bind it"}]}},
  {"id": "f", "shape": "flow", "source": {"cell": "u"}, "target": {"cell": "w"}, "data": {"name": "Orders", "protocol": "HTTPS"}},
  {"id": "c", "shape": "trust-boundary-curve", "source": {"x": 1, "y": 1}, "target": {"x": 2, "y": 2}, "data": {"name": "Edge"}}
]}]}}"#;

const MODEL: &str = r#"language 1
// Imported from shop.json (Threat Dragon).
// What the source does not say is marked as guessed: look at it, and take the comment out.

model "Shop" owner="Ann"

zone cloud "Cloud" {
  process web-server is web-app "Web server" // guessed: type `web-app` from the name
}

actor customer "Customer"

DF1: customer -> web-server "Orders" via https // guessed: type `https` from the text

threat stolen-session on web-server "Stolen session" {
  stride    = spoofing
  severity  = high
  statement = "A session is taken over"
  mitigation "Bind it" status=planned
}
"#;

#[test]
fn a_model_is_written_with_its_guesses_and_what_was_left_out_is_said() {
    let folder = Folder::new(&[("shop.json", DRAGON)]);
    let ran = folder.run("import shop.json -o shop.threat");
    assert_eq!((ran.code, folder.text("shop.threat").as_str()), (0, MODEL), "{}", ran.err);
    assert!(ran.err.contains("shop.json: 1 zone, 2 elements, 1 flow, 1 threat"), "{}", ran.err);
    assert!(ran.err.contains("left out:\n  trust boundary `Edge`: a line encloses nothing"), "{}", ran.err);
    assert_eq!(folder.run("check shop.threat").code, 0);
    assert_eq!(folder.run("import shop.json -o shop.threat").code, 2);
    assert_eq!(folder.run("import shop.json -o shop.threat --force --strict").code, 1);
}

#[test]
fn models_of_other_tools_are_read_directly_and_never_written_into() {
    let folder = Folder::new(&[("shop.json", DRAGON)]);
    let ran = folder.run("threats shop.json");
    assert!(ran.code == 0 && ran.out.contains("Stolen session"), "{}{}", ran.err, ran.out);
    assert!(folder.run("diagram shop.json").out.contains("Customer"));
    assert_eq!(folder.run("check shop.json").code, 0);
    for command in ["check shop.json --fix", "answer shop.json S-01 --accept because"] {
        let ran = folder.run(command);
        assert!(ran.code == 2 && ran.err.contains("is a model of another tool"), "{command}: {}", ran.err);
    }
    assert_eq!(folder.text("shop.json"), DRAGON);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    let folder = Folder::new(&[("other.json", "{\"a\": 1}"), ("cut.json", &DRAGON[..200]), ("bytes.json", "")]);
    folder.write("bytes.json", b"{\xff");
    for (command, said) in [
        ("import other.json", "is of no format that can be read"),
        ("import cut.json --from threat-dragon", "cut.json:4: this is no JSON"),
        ("import other.json --from otm", "there is no `otmVersion`"),
        ("import bytes.json", "it is not UTF-8 text"),
        ("import nothing.json", "cannot read `nothing.json`"),
    ] {
        let ran = folder.run(command);
        assert!((ran.code, ran.out.as_str()) == (2, "") && ran.err.contains(said), "{command}: {}", ran.err);
    }
}
