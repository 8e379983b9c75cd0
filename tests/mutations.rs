//! A short run, always the same, of what the fuzz targets do: samples are damaged at random, and the promises of
//! `fuzz/properties.rs` must hold all the same.

use crate::generate::Numbers;
use crate::import::seeds;
use crate::support::samples;

#[path = "fuzz/properties.rs"]
pub mod properties;

/// Pieces that are put in.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "/*",
    "*/",
    "//",
    "///",
    "#",
    "->",
    "<-",
    "<->",
    "=",
    "==",
    ":",
    ",",
    ";",
    "\n",
    "\r\n",
    " ",
    "\t",
    "@",
    "*",
    "is",
    "via",
    "on",
    "when",
    "not",
    "type a is a",
    "use \"a.threat\"",
    "use b \"b.threat\"",
    "new n is t",
    "extend web",
    "default flow",
    "zone",
    "\u{202e}",
    "é",
    "端",
    "0",
    "90d",
    "\\",
];

/// A text with one to four changes: something deleted, put in, doubled or moved.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(chars.len().max(1));
        let length = (1 + numbers.below(40)).min(chars.len() - at);
        match numbers.below(4) {
            0 => drop(chars.drain(at..at + length)),
            1 => drop(chars.splice(at..at, PIECES[numbers.below(PIECES.len())].chars())),
            2 => {
                let copy: Vec<char> = chars[at..at + length].to_vec();
                chars.splice(at..at, copy);
            }
            _ => {
                let moved: Vec<char> = chars.drain(at..at + length).collect();
                let to = numbers.below(chars.len().max(1));
                chars.splice(to..to, moved);
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn damaged_samples_keep_the_promises() {
    let mut numbers = Numbers::new(1);
    for (_, text) in samples() {
        // A piece of a sample is as good as the whole, and faster.
        let lines: Vec<&str> = text.lines().collect();
        for _ in 0..60 {
            let from = numbers.below(lines.len());
            let piece = lines[from..(from + 40).min(lines.len())].join("\n");
            let text = mutated(&piece, &mut numbers);
            properties::parses(&text);
            properties::formats(&text);
            properties::resolves(&text);
        }
    }
}

/// Files of other tools: each is damaged a few times, and each is read by the reader of every other one as well.
#[test]
fn damaged_files_of_other_tools_keep_the_promises() {
    let mut numbers = Numbers::new(2);
    let seeds = seeds();
    for (format, text) in &seeds {
        properties::imports(format, text, 1);
        for _ in 0..15 {
            properties::imports(format, &mutated(text, &mut numbers), 1);
        }
        for (_, other) in &seeds {
            properties::imports(format, other, 1);
        }
    }
}

#[test]
fn each_reader_has_a_target() {
    let targets = include_str!("fuzz/Cargo.toml");
    for reader in threatline::import::READERS {
        let name = format!("name = \"import_{}\"", reader.name.replace('-', "_"));
        assert!(targets.contains(&name), "no target with {name}");
    }
}
