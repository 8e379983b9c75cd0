//! PDF, set by Typst.
//!
//! The document's tree goes to Typst as data, not as markup: no text of an author's is ever read as Typst. `pages.typ` says
//! how each kind of part is set; `data` brings the tree into its form, `columns` and `place` decide what needs measuring.

mod columns;
mod data;
mod place;
mod world;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::report::Document;
use world::Pages;

/// What stands at the foot of a page and in the properties of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imprint {
    /// The day, as `2026-12-01`; empty where none is known.
    pub date: String,
    /// Who answers for the document; empty where the model does not say.
    pub author: String,
    /// Who may read it; empty where the model does not say.
    pub classification: String,
    /// The tool with its version.
    pub tool: String,
}

/// A document as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that the embedded fonts lack, each once. They are drawn as boxes.
    pub missing: Vec<char>,
}

/// Writes a document as PDF. The same document gives the same bytes.
pub fn pdf(document: &Document, imprint: &Imprint) -> Result<Pdf, String> {
    let data = data::data(document, imprint).to_string();
    let missing = world::missing(&data);
    let pages = Pages::new(data)?;
    let set: PagedDocument = typst::compile(&pages).output.map_err(|errors| reasons(&errors))?;
    let options = PdfOptions { creator: Smart::Custom(Some(imprint.tool.clone())), ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&set, &options).map_err(|errors| reasons(&errors))?;
    Ok(Pdf { bytes, missing })
}

fn reasons(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
