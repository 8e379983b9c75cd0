//! Any text becomes a model: names, types, defaults, crossings, threats and lints, without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties.rs"]
mod properties;

fuzz_target!(|text: &str| properties::resolves(text));
