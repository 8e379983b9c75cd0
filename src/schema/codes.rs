//! The catalogue of diagnostic codes: a page for each, with a wrong and a right example.
//!
//! The pages are Markdown, a file for each hundred of codes in `codes/`. A file starts with `# ` and the name of its group;
//! its pages follow in order of their codes:
//!
//! ````text
//! ## W0102 an element without flows
//! default: qa
//! group: structure
//!
//! One to three short paragraphs, each on one line: what happened, why the tool insists, what to do.
//! ### Wrong
//! ```threat
//! process web "Web shop"
//! ```
//! ### Right
//! ```threat
//! include "part.threat"
//! ```
//! ```threat file=part.threat
//! process web "Web shop"
//! ```
//! ````
//!
//! * `default:` and `group:` stand right below the heading and may be left out. `default:` is `error`, `warn`, `note`, `qa`
//!   (reported with `check --qa` or where the project file asks for it) or `off`; without it, codes with `E` are errors and
//!   codes with `W` warnings. `group:` replaces the name from the top of the file.
//! * A fence is an example. One with `file=` adds a file to the example before it; the first file is the root, and is called
//!   `model.threat` unless it says otherwise. A text in front of a fence is printed in front of the example.
//! * `### Wrong (described)` has a text and no fence: for what cannot be written down, such as a file that is not text.
//! * Inside examples no line starts with `## ` or `### `, and nothing is written in three backticks.
//!
//! Tests hold the pages to what the program does: the wrong example gives its code and no other, the right one gives nothing.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::base::text::capital;

/// The files of pages, in order.
const FILES: &[&str] = &[
    include_str!("codes/e00-syntax.md"),
    include_str!("codes/e01-statements-and-names.md"),
    include_str!("codes/e02-values.md"),
    include_str!("codes/e03-structure.md"),
    include_str!("codes/e04-files.md"),
    include_str!("codes/e05-types.md"),
    include_str!("codes/e06-threats.md"),
    include_str!("codes/e07-document.md"),
    include_str!("codes/w00-reading.md"),
    include_str!("codes/w01-structure.md"),
    include_str!("codes/w02-facts.md"),
    include_str!("codes/w03-design.md"),
    include_str!("codes/w04-document.md"),
    include_str!("codes/w05-governance.md"),
    include_str!("codes/w06-style.md"),
];

/// The name of an example's root file.
const ROOT: &str = "model.threat";

/// What is said about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The code: `E0110`.
    pub code: &'static str,
    /// What happened, in a few words: lower case, no final stop.
    pub title: &'static str,
    /// The group of codes that it belongs to.
    pub group: &'static str,
    /// How it is reported where nobody says otherwise.
    pub default: DefaultLevel,
    /// Paragraphs, with an empty line between them.
    pub text: &'static str,
    /// Models that give this diagnostic.
    pub wrong: Vec<Example>,
    /// Models that are much like the wrong ones, and fine.
    pub right: Vec<Example>,
}

/// How a code is reported where nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultLevel {
    /// Always, as an error.
    Error,
    /// As a warning.
    Warn,
    /// As a note.
    Note,
    /// As a warning, with `check --qa` or where the project file asks for it.
    Qa,
    /// Where the project file asks for it.
    Off,
}

impl DefaultLevel {
    const ALL: &'static [(&'static str, DefaultLevel, &'static str)] = &[
        ("error", DefaultLevel::Error, "error"),
        ("warn", DefaultLevel::Warn, "warning"),
        ("note", DefaultLevel::Note, "note"),
        ("qa", DefaultLevel::Qa, "warning, with `check --qa`"),
        ("off", DefaultLevel::Off, "off, unless the project file asks for it"),
    ];

    /// The level of its word on a page.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, ..)| *known == word).map(|row| row.1)
    }

    /// The level in words.
    pub fn describe(self) -> &'static str {
        Self::ALL.iter().find(|(_, level, _)| *level == self).map_or("", |row| row.2)
    }
}

/// A model on a page. One without files is only described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What is said about it; may be empty.
    pub text: &'static str,
    /// Its files, the root first.
    pub files: Vec<ExampleFile>,
}

/// A file of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its path.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All pages, in order of their codes.
pub fn codes() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| FILES.iter().flat_map(|file| pages(file)).collect())
}

/// The page of a code, letter case ignored.
pub fn code(name: &str) -> Option<&'static Page> {
    codes().iter().find(|page| page.code.eq_ignore_ascii_case(name))
}

/// All pages as one Markdown document, with a table of contents.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Diagnostics\n\n\
         What `threatline check` reports, by code, as `threatline explain CODE` prints it. This file is generated from the\n\
         pages in [`src/schema/codes/`](../src/schema/codes/).\n",
    );
    for (group, pages) in groups() {
        let _ = write!(out, "\n**{}**\n\n", capital(group));
        for page in pages {
            let _ = writeln!(out, "* [{}](#{}) {}", page.code, page.code.to_lowercase(), page.title);
        }
    }
    for (group, pages) in groups() {
        let _ = write!(out, "\n## {}\n", capital(group));
        pages.iter().for_each(|page| write_page(&mut out, page));
    }
    out
}

/// The pages by group, in order.
pub fn groups() -> Vec<(&'static str, &'static [Page])> {
    let groups = codes().chunk_by(|a, b| a.group.eq_ignore_ascii_case(b.group));
    groups.filter_map(|pages| Some((pages.first()?.group, pages))).collect()
}

fn write_page(out: &mut String, page: &Page) {
    let anchor = page.code.to_lowercase();
    let _ = write!(out, "\n### <a id=\"{anchor}\"></a>{} {}\n\n", page.code, page.title);
    if page.default != DefaultLevel::Error {
        let _ = write!(out, "Default: {}.\n\n", page.default.describe());
    }
    let _ = writeln!(out, "{}", page.text);
    for (heading, examples) in [("Wrong", &page.wrong), ("Right", &page.right)] {
        let _ = write!(out, "\n**{heading}**\n");
        for example in examples {
            if !example.text.is_empty() {
                let _ = write!(out, "\n{}\n", example.text);
            }
            for file in &example.files {
                if example.files.len() > 1 {
                    let _ = write!(out, "\n`{}`\n", file.path);
                }
                let _ = write!(out, "\n```threat\n{}```\n", file.text);
            }
        }
    }
}

/// The pages of a file.
fn pages(file: &'static str) -> Vec<Page> {
    let mut parts = file.split("\n## ");
    let group = parts.next().and_then(|top| top.lines().next()).unwrap_or("").trim_start_matches("# ");
    parts.filter_map(|part| page(group, part)).collect()
}

fn page(group: &'static str, text: &'static str) -> Option<Page> {
    let mut sections = text.split("\n### ");
    let (heading, intro) = sections.next()?.split_once('\n')?;
    let (code, title) = heading.split_once(' ')?;
    let default = if code.starts_with('E') { DefaultLevel::Error } else { DefaultLevel::Warn };
    let mut page = Page { code, title, group, default, text: intro, wrong: Vec::new(), right: Vec::new() };
    while let Some((line, rest)) = page.text.split_once('\n') {
        match line.split_once(": ") {
            Some(("default", word)) => page.default = DefaultLevel::parse(word).unwrap_or(page.default),
            Some(("group", group)) => page.group = group,
            _ => break,
        }
        page.text = rest;
    }
    page.text = page.text.trim();
    for (side, body) in sections.filter_map(|section| section.split_once('\n')) {
        match side {
            "Right" => page.right = examples(body),
            _ => page.wrong = examples(body),
        }
    }
    Some(page)
}

/// The examples of a section: texts and fences take turns.
fn examples(body: &'static str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut pieces = body.split("```");
    while let Some(text) = pieces.next().map(str::trim) {
        let Some((info, model)) = pieces.next().and_then(|fence| fence.split_once('\n')) else {
            if !text.is_empty() {
                examples.push(Example { text, files: Vec::new() });
            }
            break;
        };
        let path = info.split_once("file=").map(|(_, path)| path.trim());
        let file = ExampleFile { path: path.unwrap_or(ROOT), text: model };
        match examples.last_mut().filter(|_| path.is_some()) {
            Some(example) => example.files.push(file),
            None => examples.push(Example { text, files: vec![file] }),
        }
    }
    examples
}
