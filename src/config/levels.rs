//! Levels: whether and how a code is reported in a run.
//!
//! The page of a code has its level. The project file changes it, and the options of the command line change that; in each of
//! the two, a code beats its group and a group beats `warnings`, so the order of writing never matters.

use crate::base::text;
use crate::schema::codes::{self, DefaultLevel, Page};

/// The word for all warnings that are reported.
const WARNINGS: &str = "warnings";

/// How a code is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// Not at all.
    Off,
    /// As a note.
    Note,
    /// As a warning.
    Warning,
    /// As a warning that fails the run.
    Denied,
    /// As an error.
    Error,
}

/// What is said about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It is not reported.
    Allow,
    /// It is a warning.
    Warn,
    /// It fails the run.
    Deny,
}

impl Side {
    /// All sides.
    pub const ALL: &'static [Side] = &[Side::Allow, Side::Warn, Side::Deny];

    /// Its key in the project file, and its option.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Allow => "allow",
            Side::Warn => "warn",
            Side::Deny => "deny",
        }
    }
}

/// What a word in a list of codes stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// One code.
    Code(&'static str),
    /// All codes of a group.
    Group(&'static str),
    /// All warnings that are reported.
    Warnings,
}

/// Why a word cannot stand in a list of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Pick {
    /// What a word stands for.
    ///
    /// # Errors
    /// There is no such code or group, or it cannot stand on that side.
    pub fn parse(word: &str, side: Side) -> Result<Self, Problem> {
        let problem = |message: String, help: &str| Err(Problem { message, help: Some(help.to_owned()) });
        if word.eq_ignore_ascii_case(WARNINGS) {
            return match side {
                Side::Deny => Ok(Pick::Warnings),
                _ => problem(
                    format!("`{WARNINGS}` goes with `deny` only"),
                    "name the codes or groups that are meant, such as `style`",
                ),
            };
        }
        if let Some(page) = codes::code(word) {
            return match (page.default, side) {
                (DefaultLevel::Error, Side::Allow) => problem(
                    format!("`{}` is an error and cannot be allowed", page.code),
                    "a model with errors cannot be used",
                ),
                (DefaultLevel::Error, Side::Warn) => problem(
                    format!("`{}` is an error and cannot be a warning", page.code),
                    "a model with errors cannot be used",
                ),
                _ => Ok(Pick::Code(page.code)),
            };
        }
        if let Some(group) = groups().find(|group| group.eq_ignore_ascii_case(word)) {
            return Ok(Pick::Group(group));
        }
        let same_kind = |page: &&Page| page.default != DefaultLevel::Error && page.code.starts_with('W');
        let known = codes::codes().iter().filter(same_kind).map(|page| page.code);
        let near = text::did_you_mean(word, groups().chain(known));
        let groups: Vec<String> = groups().map(|group| format!("`{}`", group.to_lowercase())).collect();
        let help = match near {
            Some(near) if codes::code(near).is_none() => format!("did you mean `{}`?", near.to_lowercase()),
            Some(near) => format!("did you mean `{near}`? `threatline explain --list` shows all codes"),
            None => format!(
                "groups are {}; `threatline explain --list` shows all codes",
                text::and_list(&groups)
            ),
        };
        problem(format!("there is no code or group `{word}`"), &help)
    }
}

impl std::fmt::Display for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pick::Code(code) => f.write_str(code),
            Pick::Group(group) => f.write_str(&group.to_lowercase()),
            Pick::Warnings => f.write_str(WARNINGS),
        }
    }
}

/// The groups of codes that are not errors, each once, in order.
fn groups() -> impl Iterator<Item = &'static str> {
    let mut seen: Vec<&'static str> = Vec::new();
    codes::codes().iter().filter(|page| page.code.starts_with('W')).map(|page| page.group).filter(move |group| {
        let new = !seen.iter().any(|known| known.eq_ignore_ascii_case(group));
        if new {
            seen.push(group);
        }
        new
    })
}

/// What the project file, or the command line, says about levels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Not reported.
    pub allow: Vec<Pick>,
    /// Reported as warnings.
    pub warn: Vec<Pick>,
    /// Failing the run.
    pub deny: Vec<Pick>,
}

impl Choice {
    /// One of the three lists.
    pub fn side(&self, side: Side) -> &[Pick] {
        match side {
            Side::Allow => &self.allow,
            Side::Warn => &self.warn,
            Side::Deny => &self.deny,
        }
    }

    /// One of the three lists, to change it.
    pub fn side_mut(&mut self, side: Side) -> &mut Vec<Pick> {
        match side {
            Side::Allow => &mut self.allow,
            Side::Warn => &mut self.warn,
            Side::Deny => &mut self.deny,
        }
    }

    /// The first word that stands in two lists, with both.
    pub fn contradiction(&self) -> Option<(Pick, Side, Side)> {
        let pairs = [(Side::Allow, Side::Warn), (Side::Allow, Side::Deny), (Side::Warn, Side::Deny)];
        pairs.into_iter().find_map(|(a, b)| {
            let both = self.side(a).iter().find(|pick| self.side(b).contains(pick));
            both.map(|pick| (*pick, a, b))
        })
    }

    /// What is said about a code: by name, else by its group.
    fn about(&self, page: &Page) -> Option<Side> {
        let listing = |wanted: Pick| Side::ALL.iter().copied().find(|side| self.side(*side).contains(&wanted));
        let by_group = |side: &Side| {
            self.side(*side).iter().any(|pick| match pick {
                Pick::Group(group) => page.default != DefaultLevel::Off && group.eq_ignore_ascii_case(page.group),
                _ => false,
            })
        };
        listing(Pick::Code(page.code)).or_else(|| Side::ALL.iter().copied().find(by_group))
    }

    fn denies_warnings(&self) -> bool {
        self.deny.contains(&Pick::Warnings)
    }
}

/// The levels of a run.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// What the project file says.
    pub file: Choice,
    /// What the command line says.
    pub flags: Choice,
    /// Whether the codes of level `qa` are reported.
    pub qa: bool,
}

impl Levels {
    /// How a code is reported.
    pub fn of(&self, code: &str) -> Reported {
        let Some(page) = codes::code(code) else { return Reported::Warning };
        if page.default == DefaultLevel::Error {
            return Reported::Error;
        }
        match self.flags.about(page).or_else(|| self.file.about(page)) {
            Some(Side::Allow) => Reported::Off,
            Some(Side::Warn) => Reported::Warning,
            Some(Side::Deny) => Reported::Denied,
            None => self.unless_said(page.default),
        }
    }

    /// The level of a code about which nothing is said.
    fn unless_said(&self, default: DefaultLevel) -> Reported {
        let warning = if self.file.denies_warnings() || self.flags.denies_warnings() {
            Reported::Denied
        } else {
            Reported::Warning
        };
        match default {
            DefaultLevel::Error => Reported::Error,
            DefaultLevel::Warn => warning,
            DefaultLevel::Qa if self.qa => warning,
            DefaultLevel::Note => Reported::Note,
            DefaultLevel::Qa | DefaultLevel::Off => Reported::Off,
        }
    }
}
