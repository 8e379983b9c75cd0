//! `diagram --markdown`: documents with diagrams in them.

use super::Folder;

const SHOP: &str = "actor customer \"Customer\"\nprocess shop \"Shop\"\ncustomer -> shop \"Orders\"\n";
const REFERENCE: &str =
    "# Shop\n\n<!-- threatline:begin shop.threat level=0 -->\nold\n<!-- threatline:end -->\nText.\n";

fn fence(words: &str, model: &str) -> String {
    format!("# Shop\n\n```threat{words}\n{model}```\n\nText.\n")
}

#[test]
fn a_fence_has_its_diagram_below_and_a_second_run_changes_nothing() {
    let folder = Folder::new(&[("README.md", &fence("", SHOP))]);
    let ran = folder.run("diagram --markdown README.md --check");
    assert_eq!((ran.code, ran.out.as_str()), (1, "README.md\n"), "{}", ran.err);
    assert_eq!(folder.text("README.md"), fence("", SHOP));
    let ran = folder.run("diagram --markdown README.md");
    assert_eq!((ran.code, ran.out.as_str()), (0, "README.md\n"), "{}", ran.err);
    let first = folder.text("README.md");
    let (before, rest) = first.split_once("<!-- threatline:begin -->\n\n```text\n").unwrap();
    let (diagram, after) = rest.split_once("```\n\n<!-- threatline:end -->\n").unwrap();
    assert_eq!(format!("{before}{after}"), fence("", SHOP).replace("\n\nText", "\n\n\nText"));
    assert!(diagram.contains("DF1 [TB1] Orders") && diagram.contains("│ Customer │"), "{diagram}");
    let ran = folder.run("diagram --markdown README.md");
    assert_eq!((ran.code, ran.out.as_str(), folder.text("README.md") == first), (0, "", true), "{}", ran.err);
    assert_eq!(folder.run("diagram --markdown README.md --check").code, 0);
}

#[test]
fn a_marker_names_a_model_and_its_picture_lies_beside_the_document() {
    let folder = Folder::new(&[("docs/shop.threat", SHOP), ("docs/a.md", REFERENCE)]);
    let ran = folder.run("diagram --markdown docs/a.md --format svg");
    assert_eq!((ran.code, ran.out.as_str()), (0, "docs/a-shop-level-0.svg\ndocs/a.md\n"), "{}", ran.err);
    let text = folder.text("docs/a.md");
    assert!(
        text.contains("\n\n![shop: context. Data flow diagram with 2 elements, ") && !text.contains("old"),
        "{text}"
    );
    assert!(text.contains("](a-shop-level-0.svg)\n\n<!-- threatline:end -->\nText.\n"), "{text}");
    assert!(folder.text("docs/a-shop-level-0.svg").starts_with("<svg"));
    assert_eq!(folder.run("diagram --markdown docs/a.md --format svg --check").code, 0);
    folder.write("docs/shop.threat", SHOP.replace("Customer", "Client"));
    let ran = folder.run("diagram --markdown docs/a.md --format svg --check");
    assert_eq!((ran.code, ran.out.as_str()), (1, "docs/a-shop-level-0.svg\n"), "the document itself stays");
}

#[test]
fn a_diagram_says_how_it_looks_and_options_speak_for_the_others() {
    let text = fence(" format=mermaid title=yes", SHOP)
        + &fence(" legend=no", SHOP)
        + &fence(" ignore", SHOP)
        + &fence(" format=svg name=big", SHOP);
    let folder = Folder::new(&[("a.md", &text)]);
    assert_eq!(folder.run("diagram --markdown a.md --format ascii").code, 0);
    let text = folder.text("a.md");
    assert_eq!(
        (text.matches("threatline:begin").count(), text.matches("```mermaid\n---\ntitle: \"a\"\n").count()),
        (3, 1),
        "{text}"
    );
    assert!(text.contains("| Customer |") && !text.contains("Legend") && text.contains("](big.svg)"), "{text}");
    let ran = folder.run("diagram --markdown a.md --format drawio");
    assert!(
        ran.code == 2 && ran.err.contains("use text, ascii, svg, png, mermaid, d2, dot or plantuml"),
        "{}",
        ran.err
    );
}

#[test]
fn mistakes_in_a_fence_are_on_lines_of_the_document() {
    let folder = Folder::new(&[
        ("a.md", &fence("", &format!("{SHOP}shop -> nobody\nprocess x {{\n"))),
        ("b.md", &fence("", SHOP)),
    ]);
    let ran = folder.run("diagram --markdown a.md b.md");
    assert_eq!((ran.code, ran.out.as_str()), (2, "b.md\n"), "another document is written all the same");
    assert!(ran.err.contains("--> a.md:7:9") && ran.err.contains("a.md:8:"), "{}", ran.err);
    assert!(!folder.text("a.md").contains("threatline:begin"));
}

#[test]
fn markers_that_make_no_sense_are_reported_and_nothing_is_written() {
    for (text, place, message) in [
        ("<!-- threatline:begin shop.threat -->\n", "1:1", "this begin has no end"),
        ("a\n\n<!-- threatline:end -->\n", "3:1", "this end has no begin"),
        ("<!-- threatline:begin -->\n<!-- threatline:end -->\n", "1:1", "names no model"),
        ("<!-- threatline:begin gone.threat -->\n<!-- threatline:end -->\n", "1:1", "`gone.threat` cannot be drawn"),
        ("<!-- threatline:start shop.threat -->\n", "1:1", "this is no marker"),
        ("Text <!-- threatline:begin shop.threat --> text\n", "1:6", "this is no marker"),
        ("<!-- threatline:begin shop.threat\n-->\n", "1:1", "this is no marker"),
        ("<!-- threatline:begin shop.threat lvel=1 -->\n<!-- threatline:end -->\n", "1:35", "a diagram has no `lvel`"),
        (
            "<!-- threatline:begin shop.threat level=3 -->\n<!-- threatline:end -->\n",
            "1:35",
            "`3` is nothing that `level` takes",
        ),
        (
            "<!-- threatline:begin shop.threat b.threat -->\n<!-- threatline:end -->\n",
            "1:35",
            "`b.threat` says nothing",
        ),
        ("```threat levle=1\nprocess a\n```\n", "1:11", "a diagram has no `levle`"),
        ("```threat\nprocess a\n", "1:1", "this fence has no end"),
    ] {
        let folder = Folder::new(&[("shop.threat", SHOP), ("a.md", text)]);
        let ran = folder.run("diagram --markdown a.md");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}{}", ran.err);
        assert!(ran.err.contains(message) && ran.err.contains(&format!("a.md:{place}\n")), "{text}{}", ran.err);
        assert_eq!(folder.text("a.md"), text);
    }
}

#[test]
fn standard_input_becomes_standard_output() {
    let folder = Folder::new(&[("shop.threat", SHOP)]);
    let ran = folder.run_at(".", "diagram --markdown - --format mermaid", REFERENCE);
    assert!(ran.code == 0 && ran.out.contains("```mermaid\nflowchart TB\n"), "{}{}", ran.out, ran.err);
    let again = folder.run_at(".", "diagram --markdown - --format mermaid", &ran.out);
    assert_eq!(again.out, ran.out);
    let ran = folder.run_at(".", "diagram --markdown - --format svg", REFERENCE);
    assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("<stdin>:3:1"), "{}", ran.err);
}

#[test]
fn lists_quotations_and_line_ends_stay_what_they_are() {
    let text = "1. Item\n\n   ```threat\n   process a\n   ```\n\n   More.\n\n> ```threat\n> process b\n> ```\n";
    let folder = Folder::new(&[("a.md", text), ("b.md", &text.replace('\n', "\r\n"))]);
    assert_eq!(folder.run("diagram --markdown a.md b.md").code, 0);
    let drawn = folder.text("a.md");
    assert!(drawn.contains("\n   <!-- threatline:begin -->\n\n   ```text\n"), "{drawn}");
    assert!(
        drawn.contains("\n> <!-- threatline:begin -->\n>\n> ```text\n")
            && drawn.ends_with("> <!-- threatline:end -->\n"),
        "{drawn}"
    );
    assert_eq!(folder.text("b.md"), drawn.replace('\n', "\r\n"));
    assert_eq!(folder.run("diagram --markdown a.md b.md --check").code, 0, "{drawn}");
    folder.write("c.md", format!("\u{feff}{text}"));
    let ran = folder.run("diagram --markdown gone.md c.md");
    assert!(ran.code == 2 && ran.err.contains("cannot read `gone.md`: there is no such file"), "{}", ran.err);
    assert_eq!(folder.text("c.md"), format!("\u{feff}{}", drawn));
}

#[test]
fn examples_of_fences_and_markers_are_left_alone() {
    let text = format!("````markdown\n{}{REFERENCE}````\n\n    <!-- threatline:begin x -->\n", fence("", SHOP));
    let folder = Folder::new(&[("a.md", &text)]);
    let ran = folder.run("diagram --markdown a.md");
    assert_eq!((ran.code, folder.text("a.md")), (0, text), "{}", ran.err);
}

#[test]
fn the_documentation_is_drawn_by_this_version() {
    let path = crate::support::project("docs/diagrams.md");
    let folder = Folder::new(&[("diagrams.md", &std::fs::read_to_string(&path).unwrap())]);
    let ran = folder.run("diagram --markdown diagrams.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, folder.text("diagrams.md")).unwrap();
    }
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, ""),
        "write docs/diagrams.md anew: UPDATE_DOCS=1 cargo test\n{}",
        ran.err
    );
}
