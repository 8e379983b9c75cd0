//! What holds for every format: names, and texts that nobody should trust.

use threatline::import;

use super::{analysed, imported, taken};

#[test]
fn names_come_from_labels_and_what_is_added_changes_none() {
    let cell = |id: &str, name: &str| {
        format!(r#"{{"id": "{id}", "shape": "process", "data": {{"type": "tm.Process", "name": "{name}"}}}}"#)
    };
    let text = |cells: &[String]| {
        format!(
            r#"{{"summary": {{"title": "Shop"}}, "detail": {{"diagrams": [{{"cells": [{}]}}]}}}}"#,
            cells.join(", ")
        )
    };
    let names = |text: &str| {
        let outcome = analysed(&imported("threat-dragon", "shop.json", text).unwrap().text);
        outcome.model.elements.values().map(|element| element.id.to_string()).collect::<Vec<_>>()
    };
    let mut cells =
        vec![cell("a", "Shop & co"), cell("b", "Shop co"), cell("c", "注文"), cell("d", "42"), cell("e", "none")];
    let before = names(&text(&cells));
    assert_eq!(before, ["shop-co", "shop-co-2", "注文", "d", "none-process"]);
    cells.push(cell("f", "Shop co"));
    assert_eq!(names(&text(&cells))[..5], before[..]);
}

#[test]
fn hostile_texts_are_refused_or_written_as_texts() {
    let nested = "[".repeat(200_000);
    for reader in import::READERS {
        for text in ["", "{", "[]", "null", "{\"a\": ", nested.as_str(), "\u{feff}", "\0", "a: &a [*a, *a]"] {
            // A refusal or a model, and no panic.
            let _ = import::import(reader, "x", text);
        }
    }
    let label = r#"\" } process evil \u202e \u0000 </script>\nmodel"#;
    let text = format!(
        r#"{{"detail": {{"diagrams": [{{"cells": [{{"id": "a", "shape": "store", "data": {{"name": "{label}", "description": "{label}"}}}}]}}]}}}}"#
    );
    let outcome = analysed(&imported("threat-dragon", "x.json", &text).unwrap().text);
    assert!(!outcome.diagnostics.iter().any(|found| found.is_error()), "{:?}", outcome.diagnostics);
    assert_eq!(outcome.model.elements.len(), 1);
}

#[test]
fn the_zone_internet_is_the_internet_unless_somebody_stands_outside_of_it() {
    let inside = "graph LR\n  subgraph internet[Internet]\n    user[/Person/]\n  end\n  user --> web\n";
    assert!(taken("mermaid", inside).0.contains("zone internet \"Internet\""));
    // Whoever stands outside crosses the border of the zone in the source, so it is another one.
    let outside = "C4Context\nPerson(user, \"User\")\nBoundary(internet, \"Internet\") {\n  System(web, \"Web\")\n}\nRel(user, web, \"Asks\")\n";
    let text = taken("mermaid", outside).0;
    assert!(text.contains("zone internet-zone \"Internet\""), "{text}");
}
