//! Tests from the user's side: models in, diagnostics, tables, pictures and exit codes out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod architecture;
mod bad_input;
mod cli;
mod codes;
mod crossings;
mod diff;
mod documents;
mod explain;
mod export;
mod format;
#[path = "bench/generate.rs"]
mod generate;
mod grammars;
mod html;
mod import;
mod init;
mod library;
mod links;
mod lints;
mod messages;
mod modules;
mod mutations;
mod notation;
mod numbers;
mod outputs;
mod own_json;
mod parts;
mod pdf;
mod pictures;
mod portfolio;
mod project_file;
mod readme;
mod reference;
mod requirements;
mod robustness;
mod rules;
mod suite;
mod support;
mod threats;
mod topics;
mod views;
