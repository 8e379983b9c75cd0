//! Architecture as text: a `.threat` model becomes data flow diagrams and a threat model.
//!
//! ```text
//! text ─syntax▶ tree ─resolve▶ Model ─graph▶ FlowGraph ─threats▶ Analysis ─┬─view▶ layout ▶ Scene ─render▶ svg png text
//!                                                                          │    (parts▶)     └─notation▶ mermaid d2 dot …
//!                                                                          └─report▶ Document ─write▶ md csv json
//! ```
//!
//! The modules stand in the order of that pipeline; each knows only those before it, and a test holds them to that.

// What every stage needs.
pub mod base;

// Text to model.
pub mod syntax;

pub mod schema;

pub mod format;

pub mod lock;

pub mod model;

pub mod resolve;

// Model to findings.
pub mod graph;

pub mod threats;

pub mod lint;

// Model to pictures.
pub mod scene;

pub mod view;

pub mod layout;

pub mod parts;

pub mod render;

pub mod notation;

// Findings to documents.
pub mod report;

pub mod figures;

pub mod explain;

pub mod init;

pub mod import;

pub mod markdown;

pub mod numbering;

// The stages put together, and the outside world.
pub mod project;

pub mod pipeline;

pub mod diff;

pub mod document;

pub mod export;

pub mod portfolio;

pub mod config;

pub mod findings;

pub mod cli;
