//! Whatever an author writes stays text, and the same document gives the same file.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::report::{Block, Inline, Section, Text};

fn document(text: &str) -> Document {
    let reference = Inline::Reference { anchor: "nowhere".to_owned(), text: text.to_owned(), name: String::new() };
    let section = Section::new("a", text).with([
        Block::paragraph(text),
        Block::Labelled(vec![(text.to_owned(), Text(vec![Inline::Strong(text.to_owned()), reference]))]),
        Block::Code(text.to_owned(), text.to_owned()),
        Block::list(text, [Text::from(Inline::Code(text.to_owned())), Text::link(text, text)]),
    ]);
    Document { title: text.to_owned(), sections: vec![section.clone(), section], ..Document::default() }
}

#[test]
fn nothing_of_the_author_is_markup() {
    let text = "#panic $x$ `a` *b* _c_ <d> @e [f] // g";
    let file = pdf(&document(text), &Imprint::default()).unwrap().bytes;
    let title = format!("/Title({text})");
    let titles = file.windows(title.len()).filter(|bytes| *bytes == title.as_bytes()).count();
    assert_eq!(titles, 3, "of the document, and of two sections");
    for text in ["\"); #import \"x\"", "a /* b", "= a\n+ b\n- c\n/ d: e", "\\u{0} \\"] {
        assert!(pdf(&document(text), &Imprint::default()).is_ok(), "{text}");
    }
}

#[test]
fn an_empty_document_has_a_page() {
    assert!(pdf(&Document::default(), &Imprint::default()).unwrap().bytes.starts_with(b"%PDF-"));
}

#[test]
fn characters_without_a_shape_are_named() {
    let missing = pdf(&document("ä ✅ ⚠️ → 你好你"), &Imprint::default()).unwrap().missing;
    assert_eq!(missing, ['你', '好']);
}
