//! Our own JSON and the tables: nothing is lost on the way out and back, and the published schema says what they look like.

use camino::Utf8Path;
use serde_json::Value;
use threatline::export::{self, Subject, own, rows};
use threatline::import;
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::Memory;

use crate::generate;
use crate::support::{model, model_with, project, sample_with, samples};

/// What a model is in a format.
fn exported(outcome: &Outcome, format: &str) -> Vec<(String, Vec<u8>)> {
    let subject = Subject { outcome, name: "shop.threat", revision: None };
    let exported = (export::named(format).unwrap().write)(&subject);
    assert_eq!(exported.left_out, Vec::<String>::new());
    exported.files.into_iter().map(|(path, bytes)| (path.into_string(), bytes)).collect()
}

fn json(outcome: &Outcome) -> String {
    String::from_utf8(exported(outcome, "json").remove(0).1).unwrap()
}

/// The model that is in the JSON, under the name of its root file.
fn back(text: &str, root: &str) -> Outcome {
    let reader = import::detect("model.json", text).unwrap();
    assert_eq!(reader.name, "json");
    let imported = import::import(reader, "model.json", text).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    let folder = Utf8Path::new(root).parent().unwrap();
    let mut memory = Memory::new().with(root, imported.text.as_str());
    for (path, text) in &imported.beside {
        memory.insert(folder.join(path), text.as_str());
    }
    if let Some(lock) = &imported.lock {
        memory.insert(Utf8Path::new(root).with_extension("lock"), lock.as_str());
    }
    analyze(&memory, Utf8Path::new(root), &Options::default())
}

/// Without places in the source, which depend on its layout.
fn without_places(json: &mut Value) {
    match json {
        Value::Object(object) => {
            object.remove("place");
            object.remove("at");
            object.values_mut().for_each(without_places);
        }
        Value::Array(all) => all.iter_mut().for_each(without_places),
        _ => {}
    }
}

fn comes_back(outcome: &Outcome, root: &str) {
    let text = json(outcome);
    let again = back(&text, root);
    let errors: Vec<&str> = again.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert!(errors.is_empty(), "{root}: {errors:?}");
    let (mut before, mut after): (Value, Value) =
        (serde_json::from_str(&text).unwrap(), serde_json::from_str(&json(&again)).unwrap());
    without_places(&mut before);
    without_places(&mut after);
    for (name, value) in before.as_object().unwrap() {
        if let (Some(ours), Some(theirs)) = (value.as_array(), after[name].as_array()) {
            for (row, other) in ours.iter().zip(theirs) {
                assert_eq!(row, other, "{root}: {name}");
            }
        }
        assert_eq!(value, &after[name], "{root}: {name}");
    }
}

#[test]
fn every_sample_comes_back_as_it_was() {
    // The parts of the platform come with their root.
    let part = |path: &Utf8Path| path.as_str().contains("platform/") && path.file_name() != Some("platform.threat");
    for (path, text) in samples().into_iter().filter(|(path, _)| !part(path)) {
        comes_back(&sample_with(&path, &text), project(path.as_str()).as_str());
    }
}

#[test]
fn generated_models_come_back_as_they_were() {
    for elements in [7, 40, 200] {
        comes_back(&model(&generate::model(elements)), "test.threat");
    }
}

#[test]
fn the_library_comes_back_as_it_was() {
    for (path, text) in threatline::threats::library::FILES {
        let outcome = model_with(&[("library.threat", &text.replace("rule ", "rule my-"))]);
        let exported = json(&outcome);
        let again = back(&exported, "library.threat");
        let own = |outcome: &Outcome| {
            let json: Value = serde_json::from_str(&json(outcome)).unwrap();
            json["files"].clone()
        };
        assert_eq!(own(&outcome), own(&again), "{path}");
    }
}

/// Texts, comments and values of every form, and the lock.
const ODD: &str = "#!/usr/bin/env threatline\nlanguage 1\n\n// In front.\nmodel \"A \\\"quoted\\\" \\\\ model\\u{e9}\" {\n  description = \"\"\"\n    One\n      two \\\"\"\" three\n\n    four\n    \"\"\"\n  reviewers = \"a\", \"b\" // beside\n  /* a\n     block */\n}\n\n/// What it is,\n/// in two lines.\nactor user \"U\\tser\\nx\" #a #b\nprocess web {\n  store db\n  user -> web, db \"Fan\" data=* has=[rate-limit, waf]\n  // last\n}\nDF9: user -> web -> db port=443 timeout=30s\nscenario s \"S\" {\n  \"A step\" on user -> web\n}\nrule my-rule \"R on {flow}\" on flow {\n  stride = tampering\n  severity = low\n  when crosses and not (source is web or label == \"x // y\")\n}\n";

#[test]
fn every_form_of_text_comes_back() {
    let outcome = model_with(&[("odd.threat", ODD), ("odd.lock", "S-07 sniff\nDF3 DF9.1\n")]);
    let text = json(&outcome);
    let again = back(&text, "odd.threat");
    let of = |text: &str| -> Value { serde_json::from_str::<Value>(text).unwrap()["files"].clone() };
    assert_eq!(of(&text), of(&json(&again)));
    assert_eq!(outcome.lock, again.lock);
}

#[test]
fn what_is_written_is_what_the_schema_says() {
    let empty = model("");
    let subject = Subject { outcome: &empty, name: "shop.threat", revision: None };
    let schema = own::schema(&rows::tables(&subject));
    kept("docs/model.schema.json", &(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (path, text) in samples() {
        let json: Value = serde_json::from_str(&json(&sample_with(&path, &text))).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&json).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
}

#[test]
fn the_tables_are_documented() {
    let empty = model("");
    let subject = Subject { outcome: &empty, name: "shop.threat", revision: None };
    let mut text = "# Tables of a model\n\nWhat `threatline export --to csv`, `jsonl` and `parquet` write, a file for each table, and `threatline portfolio` for\nmany models at once. The first columns of each table are `model`, the file of the model, and `revision`.\n".to_owned();
    for table in rows::tables(&subject) {
        text.push_str(&format!("\n## {}\n\nA row is {}.\n\n| Column | | |\n|---|---|---|\n", table.name, table.doc));
        for column in &table.columns {
            text.push_str(&format!("| `{}` | {} | {} |\n", column.name, kind(column.kind), column.doc));
        }
    }
    kept("docs/tables.md", &text);
}

fn kept(path: &str, text: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(project(path), text).unwrap();
    }
    let committed = std::fs::read_to_string(project(path)).unwrap_or_default();
    assert!(committed == text, "write {path} anew: UPDATE_DOCS=1 cargo test own_json");
}

fn kind(kind: rows::Kind) -> &'static str {
    match kind {
        rows::Kind::Text => "text",
        rows::Kind::Number => "number",
        rows::Kind::Flag => "yes or no",
        rows::Kind::List => "list of texts",
    }
}

/// Own JSON that is none, with a piece of the message.
const REFUSED: &[(&str, &str)] = &[
    (r#"{"form": "threatline-model-2"}"#, "its form is `threatline-model-2`"),
    (r#"{"form": "threatline-model-1"}"#, "no `files`"),
    (r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [7]}]}"#, "a statement is `7`"),
    (r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [{"label": "x"}]}]}"#, "only `label`"),
    (
        r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [{"keyword": "process", "name": "x } y"}]}]}"#,
        "`x } y` stands where a word belongs",
    ),
    (
        r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [{"flow": [["a"], "=>", ["b"]]}]}]}"#,
        "`=>` stands where a word belongs",
    ),
    (
        r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [{"keyword": "process", "name": "a"}]}, {"path": "../b", "statements": []}]}"#,
        "`../b` does not lie below the folder",
    ),
    (
        r#"{"form": "threatline-model-1", "files": [{"path": "a", "statements": [{"flow": [["a"], "->"]}]}]}"#,
        "none of the language",
    ),
];

#[test]
fn what_is_no_model_is_refused_with_the_reason() {
    let reader = import::named("json").unwrap();
    for (text, message) in REFUSED {
        let refusal = import::import(reader, "x.json", text).map(|imported| imported.text).unwrap_err();
        assert!(refusal.message.contains(message), "{}\n{message}", refusal.message);
    }
}
