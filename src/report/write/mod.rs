//! Writers: the same tables and documents in each format.

mod asciidoc;
mod csv;
mod html;
mod json;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod terminal;
mod tree;

pub use asciidoc::asciidoc;
pub use csv::csv;
pub use html::{HtmlOptions, html};
pub use json::{json, rows as json_rows};
pub use markdown::{MarkdownOptions, markdown, markdown_cell, markdown_table, markdown_text, markdown_with};
#[cfg(feature = "pdf")]
pub use pdf::{Imprint, Pdf, pdf};
pub use terminal::{terminal, terminal_table};
pub use tree::document_json;
