//! draw.io (diagrams.net): pages of cells, plain or packed.
//!
//! A page is read into cells (`cell`), what they are is told from their styles (`style`), and a page becomes zones, elements
//! and flows (`page`). Our own exports say what everything is in attributes `threatline.…`.

mod cell;
mod page;
mod style;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::draft::Draft;
use super::xml::{self, Node};
use super::{Reader, Refusal, nesting};

pub(super) const READER: Reader = Reader {
    name: "drawio",
    title: "draw.io",
    endings: &["drawio", "xml", "dio"],
    recognises: |text| text.contains("<mxfile") || text.contains("<mxGraphModel"),
    read,
};

/// Most bytes that the pages of a file may have when they are unpacked.
const MOST: usize = 64 << 20;

fn read(text: &str) -> Result<Draft, Refusal> {
    let file = xml::parse(text)?;
    let mut draft = Draft::default();
    let mut left = MOST;
    let mut problem = None;
    let mut found = 0;
    let own = file.attribute("host") == "threatline";
    let pages: Vec<&Node> = match file.name.as_str() {
        "mxfile" => file.all("diagram").collect(),
        "mxGraphModel" => vec![&file],
        other => {
            let message = format!("its outermost element is `{other}`; that of a draw.io file is `mxfile`");
            return Err(Refusal { message, line: line(&file) });
        }
    };
    draft.keys_are_names = own && pages.len() == 1;
    for (at, page) in pages.iter().enumerate() {
        let name = page.attribute("name");
        let prefix = if pages.len() > 1 { format!("{}/", at + 1) } else { String::new() };
        let read = graph(page, &mut left).and_then(|graph| {
            let graph = graph.as_ref().unwrap_or(page);
            let root = root(graph)?;
            page::Page::of(root, prefix, own, &mut draft).read(&mut draft)
        });
        match read {
            Ok(()) => found += 1,
            Err(refusal) => {
                draft.dropped(format!("page `{name}`"), refusal.message.as_str(), page.line);
                problem = problem.or(Some(Refusal { line: line(page), ..refusal }));
            }
        }
    }
    if own && let [page] = pages.as_slice() {
        page.attribute("name").clone_into(&mut draft.title);
    }
    match problem {
        Some(problem) if found == 0 => Err(problem),
        None if found == 0 => Err(Refusal::new("there is no page (`diagram`) in it")),
        _ => {
            nesting::settle(&mut draft);
            Ok(draft)
        }
    }
}

fn line(node: &Node) -> usize {
    usize::try_from(node.line).unwrap_or(0)
}

/// The cells of a graph.
fn root(graph: &Node) -> Result<&Node, Refusal> {
    let graph = graph.child("mxGraphModel").unwrap_or(graph);
    let root = graph.child("root").ok_or_else(|| {
        let has = graph.children.first().map_or(String::new(), |child| format!("; it has `{}` instead", child.name));
        Refusal { message: format!("there is no `root` with cells in it{has}"), line: line(graph) }
    })?;
    let is_cell = |node: &Node| matches!(node.name.as_str(), "mxCell" | "object" | "UserObject");
    match root.children.first() {
        Some(other) if !root.children.iter().any(is_cell) => {
            let message = format!("there is no cell (`mxCell`) in it; it has `{}` instead", other.name);
            Err(Refusal { message, line: line(other) })
        }
        _ => Ok(root),
    }
}

/// The graph of a page that is packed; `None` where it stands in the page as it is.
fn graph(page: &Node, left: &mut usize) -> Result<Option<Node>, Refusal> {
    let packed: String = page.text.split_whitespace().collect();
    if packed.is_empty() || page.child("mxGraphModel").is_some() {
        return Ok(None);
    }
    let fail = |why: &str| Refusal { message: format!("it cannot be unpacked: {why}"), line: line(page) };
    let bytes = BASE64_STANDARD.decode(packed.as_bytes()).map_err(|_| fail("its text is no Base64"))?;
    let plain = decompress_to_vec_with_limit(&bytes, *left).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => fail(&format!("the pages are larger than {} MB", MOST >> 20)),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => fail("it is cut off"),
        _ => fail("it is not compressed with raw deflate"),
    })?;
    *left = left.saturating_sub(plain.len());
    let coded = percent_encoding::percent_decode(&plain).decode_utf8();
    let coded = coded.map_err(|_| fail("what comes out is no text"))?;
    xml::parse(&coded).map(Some).map_err(|refusal| fail(&refusal.message))
}
