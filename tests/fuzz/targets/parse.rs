//! Any text parses: no panic, and every place that is named lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties.rs"]
mod properties;

fuzz_target!(|text: &str| properties::parses(text));
