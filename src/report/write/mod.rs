//! Writers: the same tables and documents in each format.

mod csv;
mod html;
mod json;
mod markdown;
mod terminal;

pub use csv::csv;
pub use html::{HtmlOptions, html};
pub use json::{json, rows as json_rows};
pub use markdown::{markdown, markdown_table};
pub use terminal::{terminal, terminal_table};
