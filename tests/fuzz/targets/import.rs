//! Any text is refused as a file of another tool, or becomes a model without errors that can be drawn.
//!
//! One program for each format: the part of its name behind `import_` is the reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties.rs"]
mod properties;

fuzz_target!(|text: &str| {
    let format = env!("CARGO_BIN_NAME").trim_start_matches("import_").replace('_', "-");
    properties::imports(&format, text, 8);
});
