//! What `threatline report --list` prints: profiles with their sections, parts with their columns, and what templates may have.

use std::fmt::Write as _;

use crate::base::text;
use crate::document;
use crate::init;
use crate::pipeline::{self, Options};
use crate::project::Memory;
use crate::report::build::Material;
use crate::report::placeholders;
use crate::report::profile::{self, Audience, PROFILES, PartTables, Profile, SHORT};

/// The starter whose tables stand for those of every model.
const STARTER: &str = "chatbot";
/// Columns of the terminal that a list takes.
const WIDTH: usize = 96;

pub(super) fn listed() -> String {
    let mut out = String::new();
    for (name, _) in PROFILES {
        let Some(profile) = Profile::named(name) else { continue };
        block(&mut out, &format!("Profile {name}: {}", profile.about), &profile.anchors().join(", "));
    }
    let short: Vec<String> = SHORT.iter().map(|(short, anchor)| format!("{short} = {anchor}")).collect();
    block(&mut out, "Short names of sections", &short.join(", "));
    block(
        &mut out,
        "Ids that a profile may give another form, in [ids]",
        &profile::kinds().collect::<Vec<_>>().join(", "),
    );
    out.push_str("Parts, for profiles of your own, with the columns that `columns` and [section.titles] may name\n");
    let tables = tables();
    for part in &tables {
        let _ = writeln!(out, "  {}: {}", part.part, part.about);
        indented(&mut out, "      ", &part.columns.join(", "));
    }
    out.push_str("\nTables, for rows of templates: the header of the table has some of these columns\n");
    for part in tables.iter().filter(|part| !part.headings.is_empty()) {
        for headings in &part.headings {
            indented(&mut out, "  ", &format!("{}: {}", part.part, headings.join(" | ")));
        }
    }
    let names: Vec<&str> = placeholders::names().collect();
    out.push('\n');
    block(&mut out, "Names that a template may have between {{ and }}", &names.join(", "));
    out.trim_end().to_owned() + "\n"
}

fn block(out: &mut String, title: &str, text: &str) {
    let _ = writeln!(out, "{title}");
    indented(out, "  ", text);
    out.push('\n');
}

fn indented(out: &mut String, indent: &str, text: &str) {
    for line in text::wrap(text, WIDTH - indent.len()).iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "{indent}{line}");
    }
}

/// The tables of a model that has something of everything.
fn tables() -> Vec<PartTables> {
    let text = init::pattern(STARTER).map_or("", |pattern| pattern.text);
    let outcome =
        pipeline::analyze(&Memory::new().with("list.threat", text), "list.threat".into(), &Options::default());
    let material = Material::default();
    profile::tables(&document::context(&outcome, &material, Audience::Internal))
}
