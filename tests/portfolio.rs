//! `threatline portfolio`: many models at once, on the command line.

use std::process::Command;

use camino::Utf8Path;

use crate::support::project;

/// Runs the program in a folder: exit code, standard output, standard error.
fn run(folder: &Utf8Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_threatline"))
        .args(arguments)
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1795564800")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with models of every fate.
fn models() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for sample in ["hello.threat", "webshop.threat"] {
        write(&format!("shops/{sample}"), &std::fs::read_to_string(project("samples").join(sample)).unwrap());
    }
    write("old.threat", "language 1\nmodel \"Old\" version=\"7\" updated=2020-01-31 review=quarterly\nprocess a\n");
    write("broken.threat", "process a\na -> nowhere\n");
    write("whole/root.threat", "include \"part.threat\"\nprocess a\na -> b\n");
    write("whole/part.threat", "process b\n");
    write("diagram.mmd", "flowchart LR\n  a --> b\n");
    folder
}

#[test]
fn a_model_with_errors_does_not_stop_the_others() {
    let folder = models();
    let here = Utf8Path::from_path(folder.path()).unwrap();
    let (code, table, said) = run(here, &["portfolio", "--format", "json"]);
    assert_eq!(code, 2);
    assert!(said.contains("broken.threat: broken.threat:2:6: no element named `nowhere`"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&table).unwrap();
    let rows = json["models"].as_array().unwrap();
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(
        column("model"),
        ["broken.threat", "old.threat", "shops/hello.threat", "shops/webshop.threat", "whole/root.threat"]
    );
    assert_eq!(column("overdue").iter().filter(|overdue| **overdue == 1).count(), 1, "{table}");
    assert_eq!(rows[4]["flows"], 1, "the part is counted with its root: {table}");
}

#[test]
fn counts_are_those_of_the_other_commands() {
    let folder = models();
    let here = Utf8Path::from_path(folder.path()).unwrap();
    let (code, table, _) = run(here, &["portfolio", "shops", "--format", "csv"]);
    assert_eq!(code, 0);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    for row in reader.records().map(Result::unwrap) {
        let cell = |name: &str| &row[header.iter().position(|known| known == name).unwrap()];
        let (_, threats, _) = run(here, &["threats", cell("model"), "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&threats).unwrap();
        assert_eq!(cell("threats"), json["threats"].as_array().unwrap().len().to_string());
        assert_eq!(cell("flows"), json["flows"].as_array().unwrap().len().to_string());
        let (_, crossings, _) = run(here, &["export", cell("model"), "--to", "csv", "--table", "crossings"]);
        assert_eq!(cell("crossings"), (crossings.lines().count() - 1).to_string());
    }
}

#[test]
fn patterns_folders_and_other_tools_files_are_read() {
    let folder = models();
    let here = Utf8Path::from_path(folder.path()).unwrap();
    let models = |arguments: &[&str]| -> Vec<String> {
        let (_, table, _) = run(here, &[&["portfolio", "--format", "csv"], arguments].concat());
        table.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    assert_eq!(models(&["**/web*.threat", "diagram.mmd"]), ["diagram.mmd", "shops/webshop.threat"]);
    assert_eq!(models(&["shops", "--sort", "open"]), ["shops/webshop.threat", "shops/hello.threat"]);
    let (code, _, said) = run(here, &["portfolio", "shops", "no*where"]);
    assert_eq!(code, 2);
    assert!(said.contains("`no*where` names no model"), "{said}");
    assert_eq!(run(here, &["portfolio", "shops", "--fail-on", "high"]).0, 1);
    assert_eq!(run(here, &["portfolio", "shops", "--fail-on", "critical"]).0, 0);
}

#[test]
fn the_tables_of_all_models_stand_in_one_file_each() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let folder = models();
    let here = Utf8Path::from_path(folder.path()).unwrap();
    for format in ["parquet", "csv", "jsonl"] {
        let (code, _, said) = run(here, &["portfolio", "shops", "--tables", format, "--to", format]);
        assert_eq!(code, 0, "{said}");
    }
    for table in ["models", "zones", "elements", "flows", "crossings", "data", "controls", "threats"] {
        let lines = std::fs::read_to_string(here.join(format!("jsonl/{table}.jsonl"))).unwrap();
        let rows: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(rows.iter().any(|row| row["model"] == "shops/hello.threat") || table == "controls", "{table}");
        assert!(rows.iter().any(|row| row["model"] == "shops/webshop.threat"), "{table}");
        let csv = csv::Reader::from_path(here.join(format!("csv/{table}.csv"))).unwrap().into_records().count();
        assert_eq!(csv, rows.len(), "{table}");
        let file = std::fs::File::open(here.join(format!("parquet/{table}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let read = reader.get_row_iter(None).unwrap().map(|row| object(&row.unwrap()));
        assert_eq!(read.collect::<Vec<_>>(), rows, "{table}");
    }
}

/// A row of Parquet as it would stand in JSON.
fn object(row: &parquet::record::Row) -> serde_json::Value {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
}

fn value(field: &parquet::record::Field) -> serde_json::Value {
    use parquet::record::Field;
    match field {
        Field::Null => serde_json::Value::Null,
        Field::Str(text) => text.as_str().into(),
        Field::Long(number) => (*number).into(),
        Field::Bool(flag) => (*flag).into(),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => panic!("{other:?}"),
    }
}
