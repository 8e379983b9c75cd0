//! Tables and documents: what is written about a model, independent of the format in which it is written.
//!
//! `build` makes them from model, graph and analysis; `write` turns them into Markdown, CSV, JSON or a terminal's text. Neither
//! knows the other: between them are [`Table`] and [`Document`].

mod anchor;
pub mod build;
mod document;
mod finish;
mod inline;
pub mod markers;
pub mod placeholders;
pub mod profile;
mod split;
mod table;
mod walk;
mod withhold;
pub mod words;
pub mod write;

pub use anchor::anchor;
pub use document::{Block, Content, Document, Figure, Item, List, NONE_IDENTIFIED, Section};
pub use finish::{Names, finish};
pub use inline::{Inline, Missing, Text, see};
pub use split::{Page, split};
pub use table::{Cell, Column, Table};
