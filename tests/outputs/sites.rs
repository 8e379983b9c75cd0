//! A document in pages: what the generators of sites need besides the pages.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::reports::shop;

#[test]
fn a_site_of_mkdocs_has_a_first_page_with_summary_and_links() {
    let folder = shop();
    assert_eq!(folder.run("report shop.threat --split mkdocs -o site").code, 0);
    let index = folder.text("site/docs/index.md");
    assert!(index.starts_with("# Shop - Comprehensive Threat Model\n"), "{index}");
    assert!(index.contains("analysis of the Shop system"), "{index}");
    assert!(index.contains("- [1\\. System Overview](<03-system-overview.md>)\n"), "{index}");
    assert!(folder.text("site/mkdocs.yml").contains("nav:\n  - \"Home\": index.md\n"));
}

#[test]
fn pages_have_their_pictures_as_drawings_and_in_characters_on_request() {
    for (site, pages) in [("mkdocs", "docs"), ("mdbook", "src"), ("docusaurus", "docs/shop")] {
        let folder = shop();
        assert_eq!(folder.run(&format!("report shop.threat --split {site} -o site")).code, 0);
        let text = folder.text(&format!("site/{pages}/05-data-flow-diagrams.md"));
        assert!(text.contains("](<shop-diagrams/system.svg>)") && !text.contains('┌'), "{site}: {text}");
        assert!(folder.text(&format!("site/{pages}/shop-diagrams/system.svg")).starts_with("<svg"), "{site}");
        assert_eq!(folder.run(&format!("report shop.threat --split {site} --ascii -o plain")).code, 0);
        let text = folder.text(&format!("plain/{pages}/05-data-flow-diagrams.md"));
        assert!(text.contains("```text\n") && !text.contains(".svg"), "{site}: {text}");
    }
}

#[test]
fn pages_of_an_earlier_document_are_named_and_left() {
    let folder = shop();
    assert_eq!(folder.run("report shop.threat --split mkdocs -o site").code, 0);
    folder.write("site/docs/99-own notes.txt", "mine");
    let ran = folder.run("report shop.threat --profile 5b --split mkdocs -o site");
    assert!(ran.err.contains("13-appendices.md in `site/docs` are no pages of this document"), "{}", ran.err);
    assert!(!ran.err.contains("00-overview.md and") && !ran.err.contains("own notes"), "{}", ran.err);
    assert!(folder.path.join("site/docs/13-appendices.md").exists());
}

#[test]
fn a_site_has_a_format_of_its_own() {
    let ran = shop().run("report shop.threat --split mkdocs --format html -o site");
    assert!(ran.code == 2 && ran.err.contains("cannot be used with"), "{}", ran.err);
}

/// How deep the lists of a text lie, for each of its items, with the number of the item in an ordered list.
fn items(markdown: &str) -> Vec<(usize, String)> {
    let (mut depth, mut items) = (0, Vec::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) => items.push((depth, String::new())),
            Event::Text(text) if depth > 0 => items.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    items
}

/// Python-Markdown, which mkdocs uses, takes four blanks for a list in a list; everybody else takes them too.
#[test]
fn lists_in_lists_are_moved_in_by_four_blanks_and_stay_lists_in_lists() {
    let folder = shop();
    let text = folder.run("report shop.threat --section recommendations -o -").out;
    let inner: Vec<&str> =
        text.lines().filter(|line| line.starts_with(' ') && line.trim().starts_with("- **")).collect();
    assert!(!inner.is_empty() && inner.iter().all(|line| line.starts_with("    - ")), "{inner:#?}");
    let items = items(&text);
    assert_eq!(items.iter().filter(|(depth, _)| *depth == 2).count(), inner.len(), "{items:#?}");
    assert!(items.iter().all(|(depth, text)| !text.starts_with("Impact") || *depth == 2), "{items:#?}");
}
