//! The guide for AI assistants that write models: one page of Markdown, with the words of this version.

use crate::schema;

const GUIDE: &str = include_str!("guide.md");

/// The vocabularies that a first model needs most.
const VOCABULARIES: &[&str] = &[
    "trust",
    "class",
    "auth",
    "transit",
    "rest",
    "border",
    "control-status",
    "document-status",
    "document-class",
    "stride",
];

/// The page.
pub fn guide() -> String {
    let statements: Vec<String> = schema::STATEMENTS.iter().map(|row| format!("`{}`", row.keyword)).collect();
    let vocabulary = |name: &&str| {
        let known = schema::vocabulary(name)?;
        let words: Vec<String> = known.words.iter().map(|word| format!("`{}`", word.word)).collect();
        Some(format!("* `{name}`, {}: {}", known.noun, words.join(" ")))
    };
    let vocabularies: Vec<String> = VOCABULARIES.iter().filter_map(vocabulary).collect();
    GUIDE
        .replace("{{language}}", schema::LANGUAGE)
        .replace("{{statements}}", &statements.join(", "))
        .replace("{{vocabularies}}", &vocabularies.join("\n"))
}
