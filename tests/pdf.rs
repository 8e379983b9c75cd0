//! Documents as PDF, where the program is built with what writes them; what it says elsewhere.

use std::process::{Command, Output};

use camino::Utf8Path;

use crate::support::project;

fn report(model: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_threatline"));
    command.current_dir(project("samples")).env("SOURCE_DATE_EPOCH", "1795564800");
    command.args(["report", model]).args(more).output().unwrap()
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_pdf_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path()).unwrap().join("a.pdf");
    for arguments in [&["--format", "pdf", "-o", "-"][..], &["-o", file.as_str()]] {
        let ran = report("hello.threat", arguments);
        assert_eq!(ran.status.code(), Some(2));
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.contains("this build cannot write PDF: install it with"), "{said}");
        assert!(ran.stdout.is_empty() && !file.exists());
    }
}

/// How often bytes stand in a file.
#[cfg(feature = "pdf")]
fn count(file: &[u8], wanted: &str) -> usize {
    file.windows(wanted.len()).filter(|bytes| *bytes == wanted.as_bytes()).count()
}

#[cfg(feature = "pdf")]
#[test]
fn a_model_becomes_a_pdf_with_pages_bookmarks_and_links() {
    let file = report("hello.threat", &["--format", "pdf", "-o", "-"]).stdout;
    assert!(file.starts_with(b"%PDF-"));
    assert_eq!(count(&file, "/Type/Outlines"), 1);
    // Bookmarks of a section, of one in it, and of a threat.
    for title in ["/Title(1. System Overview)", "/Title(3.2 Data Flow Details)", "/Title(S-01: "] {
        assert_eq!(count(&file, title), 1, "{title}");
    }
    let pages = count(&file, "/Type/Page/");
    assert!(pages > 10, "{pages}");
    assert_eq!(count(&file, &format!("/Type/Pages/Count {pages}/")), 1);
    // Links inside of the document: the table of contents alone has dozens.
    assert!(count(&file, "/Subtype/Link") > 100);
    assert_eq!(count(&file, "/Title(hello - Comprehensive Threat Model)"), 1);
    assert_eq!(count(&file, "/CreationDate(D:20261125"), 1);
}

#[cfg(feature = "pdf")]
#[test]
fn what_is_too_wide_for_a_page_has_a_wider_one() {
    let file = report("kubernetes.threat", &["--profile", "5b", "--format", "pdf", "-o", "-"]).stdout;
    let of_size = |size: &str| count(&file, &format!("/MediaBox[0 0 {size}]"));
    assert!(of_size("595.2756 841.8898") > 5, "upright for text");
    assert!(of_size("841.8898 595.2756") > 2, "across for the table of threats");
    assert_eq!(of_size("1190.5511 841.8898"), 1, "A3 for the diagram of the whole system");
}

#[cfg(feature = "pdf")]
#[test]
fn the_same_model_gives_the_same_pdf_in_a_file_of_that_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path()).unwrap().join("hello.pdf");
    assert!(report("hello.threat", &["-o", file.as_str()]).status.success());
    let first = std::fs::read(&file).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert!(report("hello.threat", &["--format", "pdf", "-o", "-"]).stdout == first, "standard output has other bytes");
    // To be compared, it is made for its own day.
    assert!(report("hello.threat", &["--date", "2026-01-02", "-o", file.as_str()]).status.success());
    let mut check = Command::new(env!("CARGO_BIN_EXE_threatline"));
    check.current_dir(project("samples")).env_remove("SOURCE_DATE_EPOCH");
    check.args(["report", "hello.threat", "--check", "-o", file.as_str()]);
    assert!(check.output().unwrap().status.success());
}
