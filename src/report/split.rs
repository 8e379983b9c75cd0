//! A document in several files, one for each section of the first level, for generators of sites.

use rustc_hash::FxHashMap;

use super::document::{Block, Document, Section};
use super::inline::{Inline, Text};

/// One of several files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of the file, without its ending: `04-trust-boundaries`.
    pub name: String,
    /// The heading, with its number.
    pub title: String,
    /// What is in it.
    pub document: Document,
}

/// The pages of a document. What stands before the first section is on its page. `ending` is that of the files, `.md`; links
/// between pages are relative. With `index`, a page with the name `index` comes before the others: title, summary, and links.
pub fn split(document: &Document, ending: &str, index: bool) -> Vec<Page> {
    let mut pages: Vec<Page> = document.sections.iter().enumerate().map(page).collect();
    if index {
        pages.insert(0, self::index(document, &pages, ending));
    } else if let Some(first) = pages.first_mut() {
        first.document.title.clone_from(&document.title);
        first.document.blocks.splice(0..0, document.blocks.iter().cloned());
    }
    let mut home: FxHashMap<String, usize> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        home.extend(page.document.anchors().into_iter().map(|anchor| (anchor, at)));
    }
    let names: Vec<String> = pages.iter().map(|page| format!("{}{ending}", page.name)).collect();
    for (at, page) in pages.iter_mut().enumerate() {
        let away = |anchor: &mut String| {
            if let Some(name) = home.get(anchor.as_str()).filter(|&&home| home != at).and_then(|&home| names.get(home))
            {
                *anchor = format!("{name}#{anchor}");
            }
        };
        page.document.each_block(&mut |block| redirect(block, &away));
    }
    pages
}

fn page((at, section): (usize, &Section)) -> Page {
    let slug = section.anchor.clone().unwrap_or_else(|| crate::base::text::slug(&section.title));
    let title = section.heading(true);
    let document = Document { title: String::new(), blocks: Vec::new(), sections: vec![section.clone()] };
    Page { name: format!("{at:02}-{slug}"), title, document }
}

/// The page that leads to the others.
fn index(document: &Document, pages: &[Page], ending: &str) -> Page {
    let link = |page: &Page| Text::link(format!("{}{ending}", page.name), page.title.as_str());
    let blocks =
        document.blocks.iter().cloned().chain(summary(document)).chain([Block::list("Pages", pages.iter().map(link))]);
    let document = Document { title: document.title.clone(), blocks: blocks.collect(), sections: Vec::new() };
    Page { name: "index".to_owned(), title: "Home".to_owned(), document }
}

/// What a document says in a few words: the first paragraph of its summary, else of what comes first.
fn summary(document: &Document) -> Option<Block> {
    let is_summary = |section: &&Section| section.anchor.as_deref() == Some("executive-summary");
    let section = document.sections.iter().find(is_summary).or_else(|| document.sections.first())?;
    section.blocks.iter().find(|block| matches!(block, Block::Paragraph(_))).cloned()
}

fn redirect(block: &mut Block, away: &impl Fn(&mut String)) {
    if let Block::Contents(contents) = block {
        contents.iter_mut().for_each(|content| away(&mut content.anchor));
    }
    for inline in block.texts_mut().into_iter().flat_map(|text| &mut text.0) {
        if let Inline::Reference { anchor, .. } = inline {
            away(anchor);
        }
    }
}
