//! A document as pages of a site, with the navigation of a generator.

use camino::{Utf8Path, Utf8PathBuf};

use super::args::Site;
use super::files::{File, Made};
use crate::report::{Document, Page, split, write};

/// The files of a site.
pub(super) fn files(site: Site, document: &Document, folder: &Utf8Path, stem: &str) -> Made {
    let pages = split(document, ".md");
    let inside = match site {
        Site::Mdbook => folder.join("src"),
        Site::Mkdocs => folder.join("docs"),
        Site::Docusaurus => folder.join("docs").join(stem),
    };
    let page = |(at, page): (usize, &Page)| {
        let text = write::markdown(&page.document);
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
    Made { files, missing, notes: Vec::new() }
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
