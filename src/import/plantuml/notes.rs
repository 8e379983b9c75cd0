//! Notes: what they say belongs to the element that they stand at, or that a line leads to.

use super::super::diagram::{Diagram, short};

/// A note while it is read.
#[derive(Debug, Default)]
pub(super) struct Note {
    /// What lines call it.
    alias: String,
    /// The element that it stands at.
    target: String,
    text: String,
    line: u32,
}

/// How a note starts.
pub(super) enum Start {
    /// It ends on its line.
    Whole(Note),
    /// The next lines are its text.
    Open(Note),
}

/// Sides of what a note stands at.
const SIDES: &[&str] = &["left", "right", "top", "bottom"];

/// A line that starts a note, `note left of web : text`, `note "text" as n`, `note as n`. A note without a name stands at the
/// element that was named last.
pub(super) fn start(line: &str, last: &str, number: u32) -> Option<Start> {
    let line = line.strip_prefix("floating ").unwrap_or(line).trim();
    let word = line.get(..4).filter(|word| word.eq_ignore_ascii_case("note"))?;
    let rest = line.get(word.len()..)?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t', '"']) {
        return None;
    }
    let mut note = Note { line: number, ..Note::default() };
    let mut rest = rest.trim();
    if let Some((text, behind)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        note.text = text.to_owned();
        note.alias = behind.trim().strip_prefix("as ").map(name).unwrap_or_default();
        return Some(Start::Whole(note));
    }
    if let Some(alias) = rest.strip_prefix("as ") {
        note.alias = name(alias);
        return Some(Start::Open(note));
    }
    let (head, text) = match rest.split_once(" :").or_else(|| rest.split_once(':')) {
        Some((head, text)) => (head.trim(), Some(text.trim())),
        None => (rest, None),
    };
    rest = head;
    if let Some(side) = SIDES.iter().find(|side| rest.starts_with(**side)) {
        rest = rest.get(side.len()..).unwrap_or_default().trim();
        note.target = rest.strip_prefix("of ").map_or_else(|| last.to_owned(), name);
    }
    match text {
        Some(text) => {
            note.text = text.to_owned();
            Some(Start::Whole(note))
        }
        None => Some(Start::Open(note)),
    }
}

/// The first word of a text, without signs around it and the colour behind it.
fn name(text: &str) -> String {
    let text = text.trim();
    let quoted = text.strip_prefix(['"', '[']).and_then(|text| text.split(['"', ']']).next());
    let word = || text.split(|c: char| c.is_whitespace() || c == '#').next().unwrap_or_default();
    quoted.unwrap_or_else(word).trim().to_owned()
}

impl Note {
    /// Takes a line of its text.
    pub(super) fn add(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }

    /// Whether lines call it so.
    pub(super) fn is(&self, alias: &str) -> bool {
        !self.alias.is_empty() && self.alias == alias
    }

    /// A line leads from it to this element.
    pub(super) fn at(&mut self, id: &str) {
        if self.target.is_empty() {
            id.clone_into(&mut self.target);
        }
    }

    /// Puts what it says to its element; without one it is left out.
    pub(super) fn settle(self, plain: fn(&str) -> String, diagram: &mut Diagram) {
        let text = self.text.lines().map(plain).collect::<Vec<_>>().join("\n");
        match diagram.known(&self.target) {
            Some(shape) => shape.about = [shape.about.as_str(), text.trim()].join("\n").trim().to_owned(),
            None => {
                let what = format!("note `{}`", short(text.trim()));
                diagram.draft.dropped(what, "it stands at no element", self.line);
            }
        }
    }
}
