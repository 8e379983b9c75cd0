//! The keys of the project file: what each takes, does and is called.

use std::fmt::Write;

use camino::Utf8PathBuf;

use super::levels::{Pick, Side};
use super::{Config, Unknown};
use crate::base::text;
use crate::model::{Class, Severity};

/// A key of the project file.
#[derive(Debug)]
pub struct Key {
    /// Its table; empty for a key at the top.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does.
    pub doc: &'static str,
    /// How it is written.
    pub example: &'static str,
    /// Stores its value.
    pub(super) store: fn(&mut Config, Setting),
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A path inside the project.
    Path,
    /// Codes and groups of codes.
    Codes(Side),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any of these words.
    Words(&'static [&'static str]),
    /// A whole number between these.
    Number(u32, u32),
    /// Any text.
    Text,
}

/// A value as its key takes it.
pub(super) enum Setting {
    Path(Utf8PathBuf),
    Codes(Vec<Pick>),
    Word(&'static str),
    Words(Vec<&'static str>),
    Number(u32),
    Text(String),
}

const SEVERITIES: &[&str] = &["low", "medium", "high", "critical"];
const FORMATS: &[&str] = &["md", "html", "json", "adoc", "csv", "tc.json", "pdf"];

/// All keys, table by table.
pub const KEYS: &[Key] = &[
    Key {
        table: "",
        name: "root",
        kind: Kind::Path,
        doc: "The model that every command reads where none is named. A file that it includes is checked as part of it.",
        example: "\"platform.threat\"",
        store: |config, setting| {
            if let Setting::Path(path) = setting {
                config.root = Some(path);
            }
        },
    },
    Key {
        table: "",
        name: "lock",
        kind: Kind::Path,
        doc: "The table that keeps the numbers of threats, flows, boundaries, data and controls between runs; beside the root file, with the ending `lock`, where none is named. `threatline number` writes it.",
        example: "\"platform.threat.lock\"",
        store: |config, setting| {
            if let Setting::Path(path) = setting {
                config.lock = Some(path);
            }
        },
    },
    Key {
        table: "",
        name: "answers",
        kind: Kind::Path,
        doc: "The file to which `threatline answer` adds, a part of the root; the root itself where none is named.",
        example: "\"accepted.threat\"",
        store: |config, setting| {
            if let Setting::Path(path) = setting {
                config.answers = Some(path);
            }
        },
    },
    Key {
        table: "check",
        name: "allow",
        kind: Kind::Codes(Side::Allow),
        doc: "Warnings that are not reported: codes and groups. An error cannot be allowed.",
        example: "[\"W0604\"]",
        store: |config, setting| store_codes(config, Side::Allow, setting),
    },
    Key {
        table: "check",
        name: "warn",
        kind: Kind::Codes(Side::Warn),
        doc: "Codes and groups that are reported as warnings, also where they are off or wait for `--qa`. What is off has to be named by its code.",
        example: "[\"document\"]",
        store: |config, setting| store_codes(config, Side::Warn, setting),
    },
    Key {
        table: "check",
        name: "deny",
        kind: Kind::Codes(Side::Deny),
        doc: "Warnings that fail the run: codes, groups, or `warnings` for all that are reported.",
        example: "[\"W0301\", \"governance\"]",
        store: |config, setting| store_codes(config, Side::Deny, setting),
    },
    Key {
        table: "check",
        name: "fail-on",
        kind: Kind::Word(SEVERITIES),
        doc: "The run fails if a threat of this severity or more is not fully covered.",
        example: "\"high\"",
        store: |config, setting| {
            if let Setting::Word(word) = setting {
                config.fail_on = Severity::parse(word);
            }
        },
    },
    Key {
        table: "check",
        name: "unknown",
        kind: Kind::Word(&["raise", "list"]),
        doc: "Whether threats that rest on what nobody stated count for `fail-on` (`raise`) or are only listed (`list`).",
        example: "\"list\"",
        store: |config, setting| {
            if let Setting::Word(word) = setting {
                config.unknown = Some(if word == "list" { Unknown::List } else { Unknown::Raise });
            }
        },
    },
    Key {
        table: "report",
        name: "formats",
        kind: Kind::Words(FORMATS),
        doc: "The formats that `report` writes where `--format` names none.",
        example: "[\"md\", \"html\"]",
        store: |config, setting| {
            if let Setting::Words(words) = setting {
                config.formats = words;
            }
        },
    },
    Key {
        table: "report",
        name: "out",
        kind: Kind::Path,
        doc: "The folder that `report` writes to where `-o` does not name one.",
        example: "\"build/threat-model\"",
        store: |config, setting| {
            if let Setting::Path(path) = setting {
                config.out = Some(path);
            }
        },
    },
    Key {
        table: "fmt",
        name: "width",
        kind: Kind::Number(40, 400),
        doc: "The widest line, in characters, that W0604 does not report. `fmt` never breaks a line.",
        example: "110",
        store: |config, setting| {
            if let Setting::Number(width) = setting {
                config.width = Some(width);
            }
        },
    },
    class("critical", |config, setting| store_class(config, Class::Critical, setting)),
    class("high", |config, setting| store_class(config, Class::High, setting)),
    class("medium", |config, setting| store_class(config, Class::Medium, setting)),
    class("low", |config, setting| store_class(config, Class::Low, setting)),
];

const fn class(name: &'static str, store: fn(&mut Config, Setting)) -> Key {
    Key {
        table: "classes",
        name,
        kind: Kind::Text,
        doc: "What this class of data means in the organisation, for the document.",
        example: "\"harms customers if it leaks\"",
        store,
    }
}

fn store_codes(config: &mut Config, side: Side, setting: Setting) {
    if let Setting::Codes(picks) = setting {
        *config.levels.side_mut(side) = picks;
    }
}

fn store_class(config: &mut Config, class: Class, setting: Setting) {
    if let Setting::Text(text) = setting {
        config.classes.insert(class, text);
    }
}

impl Kind {
    /// What a key of this kind takes, in words.
    pub fn describe(self) -> String {
        match self {
            Kind::Path => "a path inside the project, in quotes".into(),
            Kind::Codes(_) => "a list of codes and groups, such as `[\"W0604\", \"style\"]`".into(),
            Kind::Word(words) => text::or_list(&quoted(words)),
            Kind::Words(words) => format!("a list of {}", text::or_list(&quoted(words))),
            Kind::Number(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Text => "a text in quotes".into(),
        }
    }
}

fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("`\"{word}\"`")).collect()
}

/// The keys as a Markdown document.
pub fn markdown() -> String {
    let mut out = format!(
        "# The project file\n\n\
         `{file}` stands in the folder of a project. Every command looks for it in the folder of the first model that it is\n\
         given, or in the current one, and in the folders above. Its folder is the project: `include` and `use` reach every\n\
         file in it and none outside. Nothing in it changes what a model means, and every key may be left out.\n\n\
         ```toml\n{example}```\n",
        file = super::FILE,
        example = example(),
    );
    for (table, keys) in tables() {
        let title = if table.is_empty() { "Top of the file".to_owned() } else { format!("`[{table}]`") };
        let _ = write!(out, "\n## {title}\n\n| Key | Takes | Does |\n|---|---|---|\n");
        for key in keys {
            let _ = writeln!(out, "| `{}` | {} | {} |", key.name, key.kind.describe(), key.doc);
        }
    }
    out.push_str(LEVELS);
    out
}

/// How levels are decided, in words; `levels.rs` does it.
const LEVELS: &str = "
## Levels of codes

`allow`, `warn` and `deny` take codes, such as `W0301`, and groups: `structure`, `facts`, `design`, `document`,
`governance` and `style`. A code beats its group, and a group beats `warnings`. The options `--allow`, `--warn` and
`--deny` of `check` come after the file and beat it. Where neither says anything, a code has the level of
[its page](diagnostics.md): `warning`, `note`, only with `check --qa`, or off.

A denied warning keeps its code, is shown as denied, and makes the exit code 1.
";

fn tables() -> Vec<(&'static str, &'static [Key])> {
    let tables = KEYS.chunk_by(|a, b| a.table == b.table);
    tables.filter_map(|keys| Some((keys.first()?.table, keys))).collect()
}

fn example() -> String {
    let mut out = String::new();
    for (table, keys) in tables() {
        if !table.is_empty() {
            let _ = write!(out, "\n[{table}]\n");
        }
        let width = keys.iter().map(|key| key.name.len()).max().unwrap_or(0);
        for key in keys {
            let _ = writeln!(out, "{:width$} = {}", key.name, key.example);
        }
    }
    out
}
