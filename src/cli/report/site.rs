//! A document as pages of a site, with the navigation of a generator.

use camino::{Utf8Path, Utf8PathBuf};

use super::args::Site;
use super::files::{File, Made, drawings};
use crate::base::text;
use crate::report::write::MarkdownOptions;
use crate::report::{Document, Page, split, write};

/// The files of a site.
pub(super) fn files(site: Site, document: &mut Document, folder: &Utf8Path, stem: &str) -> Made {
    let inside = match site {
        Site::Mdbook => folder.join("src"),
        Site::Mkdocs => folder.join("docs"),
        Site::Docusaurus => folder.join("docs").join(stem),
    };
    let drawings = drawings(document, &inside, stem);
    // The other generators make the page of the address itself from the first one, or have one of their own.
    let pages = split(document, ".md", site == Site::Mkdocs);
    let page = |(at, page): (usize, &Page)| {
        let text = write::markdown_with(&page.document, &MarkdownOptions { embed: true, ..MarkdownOptions::default() });
        let text = text.trim_start();
        let text = if site == Site::Docusaurus { format!("{}{text}", front_matter(at, page)) } else { text.to_owned() };
        file(inside.join(format!("{}.md", page.name)), text)
    };
    let mut files: Vec<File> = pages.iter().enumerate().map(page).collect();
    let title = &document.title;
    files.extend(match site {
        Site::Mdbook => vec![
            file(inside.join("SUMMARY.md"), summary(&pages)),
            file(folder.join("book.toml"), format!("[book]\ntitle = {}\nlanguage = \"en\"\n", quoted(title))),
        ],
        Site::Mkdocs => vec![file(folder.join("mkdocs.yml"), mkdocs(title, &pages))],
        Site::Docusaurus => {
            let text = format!("{{\n  \"label\": {},\n  \"collapsed\": false\n}}\n", quoted(title));
            vec![file(inside.join("_category_.json"), text)]
        }
    });
    let missing = document.missing().into_iter().cloned().collect();
    files.extend(drawings);
    Made { files, missing, notes: left_over(&inside, &pages) }
}

/// What lies among the pages and is none of them, but looks like one: the generator would show it as well.
fn left_over(inside: &Utf8Path, pages: &[Page]) -> Vec<String> {
    let entries = inside.read_dir_utf8().into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_owned())
        .filter(|name| is_page(name) && !pages.iter().any(|page| name.strip_suffix(".md") == Some(&page.name)))
        .collect();
    names.sort();
    if names.is_empty() {
        return Vec::new();
    }
    let are = if names.len() == 1 { "is no page" } else { "are no pages" };
    vec![format!("{} in `{inside}` {are} of this document: delete what an earlier one left", text::and_list(&names))]
}

/// Whether a page could have this name: `04-trust-boundaries.md`.
fn is_page(name: &str) -> bool {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits >= 2 && name.get(digits..).is_some_and(|rest| rest.starts_with('-')) && name.ends_with(".md")
}

fn file(path: Utf8PathBuf, text: String) -> File {
    File { path: Some(path), bytes: text.into_bytes() }
}

/// A text in quotes, as JSON, YAML and TOML read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn summary(pages: &[Page]) -> String {
    let line = |page: &Page| format!("- [{}]({}.md)\n", page.title.replace(['[', ']'], ""), page.name);
    format!("# Summary\n\n{}", pages.iter().map(line).collect::<String>())
}

fn mkdocs(title: &str, pages: &[Page]) -> String {
    let line = |page: &Page| format!("  - {}: {}.md\n", quoted(&page.title), page.name);
    format!("site_name: {}\nnav:\n{}", quoted(title), pages.iter().map(line).collect::<String>())
}

fn front_matter(at: usize, page: &Page) -> String {
    format!("---\ntitle: {}\nsidebar_position: {}\nformat: md\n---\n\n", quoted(&page.title), at + 1)
}
