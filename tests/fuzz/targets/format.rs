//! Any text is formatted: formatting again changes nothing, and the meaning stays.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties.rs"]
mod properties;

fuzz_target!(|text: &str| properties::formats(text));
