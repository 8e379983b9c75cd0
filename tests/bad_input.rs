//! Bad files, from the command line: message, exit code 2, no panic.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use camino::Utf8PathBuf;

fn threatline(arguments: &[&str], input: Option<&[u8]>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_threatline"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    if let Some(input) = input {
        // The program may stop reading before the end.
        let _ = stdin.write_all(input);
    }
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// Checks a file with these bytes and returns the exit code and what was printed.
fn check(bytes: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("model.threat")).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let output = threatline(&["check", path.as_str()], None);
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn fails(bytes: &[u8], expected: &[&str]) {
    let (code, text) = check(bytes);
    assert_eq!(code, 2, "{text}");
    for expected in expected {
        assert!(text.contains(expected), "no {expected:?} in\n{text}");
    }
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn files_that_cannot_be_read() {
    let missing = threatline(&["check", "no/such/file.threat"], None);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stdout).contains("error[E0401]: cannot read `no/such/file.threat`"));
    let directory = threatline(&["check", "."], None);
    assert_eq!(directory.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&directory.stdout).contains("this is a directory"));
}

#[test]
fn an_empty_file_is_a_model_without_anything() {
    assert_eq!(check(b"").0, 0);
}

#[test]
fn files_that_are_not_text() {
    fails(b"process a\nprocess caf\xe9\n", &["E0009", "byte 0xE9 at 2:12", "save the file as UTF-8"]);
    fails(b"\x00\x01\x02", &["E0008", "U+0000"]);
}

#[test]
fn line_ends_and_byte_order_marks() {
    assert_eq!(check("\u{feff}process a\r\nprocess b\r\na -> b\r\n".as_bytes()).0, 0);
    fails("\u{feff}process a\r\na -> b\r\n".as_bytes(), &["model.threat:2:6", "E0110"]);
}

#[test]
fn files_that_are_too_large_or_too_deep() {
    fails(" ".repeat(5_000_001).as_bytes(), &["E0408", "larger than 5 MB"]);
    let deep: String = (0..100_000).map(|level| format!("zone z{level} {{")).collect();
    fails(deep.as_bytes(), &["E0023", "64 levels"]);
    let long = format!("process a \"{}\"\nprocess b -> c", "x".repeat(4_900_000));
    fails(long.as_bytes(), &["E0010"]);
}

#[test]
fn mistakes_in_the_model_leave_the_rest_checked() {
    let text = b"process a\nprocess a\na -> nowhere\nboundary TB1 on internet -> system\na -> TB1\n\
                 actor u {\n process x\n}\ndata d class=top\n";
    fails(text, &["E0102", "E0110", "E0303", "E0309", "E0202"]);
}

#[test]
fn standard_input_is_a_model_and_includes_from_the_current_folder() {
    let output = threatline(&["check", "-"], Some(b"process a\na -> b\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("<stdin>:2:6"));
    let output = threatline(&["diagram", "-", "--ascii"], Some(b"process a\nprocess b\na -> b \"Asks\"\n"));
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_ascii() && String::from_utf8_lossy(&output.stdout).contains("Asks"));
}

#[test]
fn every_verb_refuses_a_model_with_errors() {
    for verb in ["diagram", "threats", "tables"] {
        let output = threatline(&[verb, "-"], Some(b"a -> b\n"));
        assert_eq!(output.status.code(), Some(2), "{verb}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{verb}");
    }
}

#[test]
fn wrong_arguments_and_places_that_cannot_be_written() {
    assert_eq!(threatline(&["draw"], None).status.code(), Some(2));
    assert_eq!(threatline(&[], None).status.code(), Some(2));
    assert_eq!(threatline(&["threats", "-", "--fail-on", "enormous"], None).status.code(), Some(2));
    let output = threatline(&["diagram", "-", "-o", "x.docx"], Some(b"process a"));
    assert_eq!(output.status.code(), Some(2));
    let output = threatline(&["diagram", "-", "-o", "/proc/no/such/x.svg"], Some(b"process a"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
}
