//! Profiles: which parts a document has, in which order and under which headings, as data.
//!
//! A profile is a TOML file. Those of the tool are embedded; an author's own one may stand beside a model and use the same
//! parts. What a part says, no profile decides.

mod columns;
mod ids;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::text::meant;
use crate::report::build::{Content, Context, PARTS, Part};
use crate::report::document::{Block, Document, Section};
use crate::report::finish::{Names, finish};
use crate::report::table::Table;
use crate::report::withhold::{is_internal, withhold};

pub use columns::{PartTables, tables};
pub use ids::{Ids, kinds};

/// The profiles of the tool, by name.
pub const PROFILES: &[(&str, &str)] = &[
    ("enterprise", include_str!("enterprise.toml")),
    ("5b", include_str!("5b.toml")),
    ("threat-composer", include_str!("threat-composer.toml")),
];

/// Short names of sections, for marks and for those who want one section alone.
pub const SHORT: &[(&str, &str)] = &[
    ("summary", "executive-summary"),
    ("dfd", "system-diagram"),
    ("flows", "data-flow-details"),
    ("elements", "element-inventory"),
    ("boundaries", "trust-boundaries"),
    ("assets", "asset-inventory"),
    ("data", "asset-inventory"),
    ("threats", "threat-analysis"),
    ("controls", "security-controls"),
    ("coverage", "coverage-summary"),
    ("gaps", "coverage-summary"),
];

/// The document that a profile describes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// The title; `{title}` stands for that of the model.
    #[serde(default)]
    pub title: String,
    /// What the profile is for, in a line.
    #[serde(default)]
    pub about: String,
    /// For whom the document is, unless somebody says otherwise: `internal` or `public`.
    #[serde(default)]
    pub audience: Audience,
    /// The ids that the document shows, by what they stand for.
    #[serde(default)]
    pub ids: BTreeMap<String, String>,
    /// The sections.
    #[serde(default, rename = "section")]
    pub sections: Vec<SectionSpec>,
}

/// For whom a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Those who build and review the system.
    #[default]
    Internal,
    /// Everybody else: no steps of attacks, no configuration, no evidence, no internal addresses.
    Public,
}

/// A section of a profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionSpec {
    /// The part that it shows; none for a heading with sections below it.
    pub part: Option<String>,
    /// The heading; without one the part is a continuation of the section around it.
    pub title: Option<String>,
    /// Whether it is counted.
    #[serde(default = "yes")]
    pub numbered: bool,
    /// What links lead to; else the name of the part, else the heading in small letters.
    pub anchor: Option<String>,
    /// Text of the profile's own, before what the part says.
    pub text: Option<String>,
    /// The columns of its tables, by key, in this order; all if there are none.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Other titles for columns, by key.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    /// The sections in it.
    #[serde(default, rename = "section")]
    pub sections: Vec<SectionSpec>,
}

fn yes() -> bool {
    true
}

impl Profile {
    /// The profile of the tool with this name.
    pub fn named(name: &str) -> Option<Self> {
        let (_, text) = PROFILES.iter().find(|(known, _)| *known == name)?;
        Self::read(text).ok()
    }

    /// Reads a profile; the message says what is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, String> {
        let profile: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if profile.title.is_empty() {
            return Err(
                "a profile needs a `title` above its sections, such as `title = \"{title}: threat model\"`".to_owned()
            );
        }
        let rest = profile.title.replace("{title}", "");
        if rest.contains(['{', '}']) {
            return Err(format!(
                "`title = \"{}\"` can have `{{title}}` in it, and nothing else in braces",
                profile.title
            ));
        }
        if profile.sections.is_empty() {
            return Err("a profile needs a `[[section]]`".to_owned());
        }
        Ids::read(&profile.ids)?;
        profile.sections.iter().try_for_each(SectionSpec::check)?;
        Ok(profile)
    }

    /// The document about a model, finished.
    pub fn document(&self, context: &Context<'_>) -> Document {
        let mut document =
            Document { title: self.title.replace("{title}", &context.model.document.title), ..Document::default() };
        for spec in &self.sections {
            spec.build(context, &mut document.blocks, &mut document.sections);
        }
        if context.is_public() {
            withhold(&mut document);
        }
        finish(&mut document, &self.names(context));
        document
    }

    /// The anchors of all sections, in order.
    pub fn anchors(&self) -> Vec<String> {
        fn collect(specs: &[SectionSpec], anchors: &mut Vec<String>) {
            for spec in specs {
                anchors.extend(spec.title.as_ref().map(|title| spec.anchor(title)));
                collect(&spec.sections, anchors);
            }
        }
        let mut anchors = Vec::new();
        collect(&self.sections, &mut anchors);
        anchors
    }

    fn names(&self, context: &Context<'_>) -> Names {
        let ids = Ids::read(&self.ids).unwrap_or_default();
        context.names(&ids)
    }
}

impl SectionSpec {
    fn check(&self) -> Result<(), String> {
        if let Some(name) = &self.part
            && part(name).is_none()
        {
            let hint = match SHORT.iter().find(|(short, _)| short == name) {
                Some((_, part)) => format!("; did you mean `{part}`?"),
                None => meant(name, PARTS.iter().map(|part| part.name)),
            };
            return Err(format!("no part is called `{name}`{hint}"));
        }
        if self.part.is_none() && self.title.is_none() {
            return Err("a `[[section]]` needs a `part`, a `title`, or both".to_owned());
        }
        self.sections.iter().try_for_each(SectionSpec::check)
    }

    fn anchor(&self, title: &str) -> String {
        let own = self.anchor.clone().or_else(|| self.part.clone());
        own.unwrap_or_else(|| crate::base::text::slug(title))
    }

    /// Adds what this section says, as a section of its own or behind what is there.
    fn build(&self, context: &Context<'_>, blocks: &mut Vec<Block>, sections: &mut Vec<Section>) {
        let build = |part: &Part| match context.is_public() && is_internal(part.name) {
            true => Content::block(Block::paragraph("Part of the internal version of this document.")),
            false => (part.build)(context),
        };
        let mut content = self.part.as_deref().and_then(part).map(build).unwrap_or_default();
        self.choose_columns(&mut content.blocks);
        let mut own: Vec<Block> = self.text.as_deref().map(|text| Block::paragraph(text.trim())).into_iter().collect();
        own.append(&mut content.blocks);
        match &self.title {
            Some(title) => {
                let mut section = Section { numbered: self.numbered, ..Section::new(self.anchor(title), title) };
                section.part.clone_from(&self.part);
                section.blocks = own;
                section.sections = content.sections;
                for spec in &self.sections {
                    spec.build(context, &mut section.blocks, &mut section.sections);
                }
                sections.push(section);
            }
            None => {
                blocks.append(&mut own);
                sections.append(&mut content.sections);
                for spec in &self.sections {
                    spec.build(context, blocks, sections);
                }
            }
        }
    }

    fn choose_columns(&self, blocks: &mut [Block]) {
        for block in blocks {
            let Block::Table(table) = block else { continue };
            if !self.columns.is_empty() {
                choose(table, &self.columns);
            }
            for column in &mut table.columns {
                if let Some(title) = self.titles.get(column.key) {
                    column.title = title.clone().into();
                }
            }
        }
    }
}

/// Shows only these columns, in this order. Columns that it does not have are left out; those for programs may be shown.
fn choose(table: &mut Table, keys: &[String]) {
    let at: Vec<usize> =
        keys.iter().filter_map(|key| table.columns.iter().position(|column| column.key == key)).collect();
    if at.is_empty() {
        return;
    }
    table.described = table.described.and_then(|described| at.iter().position(|&at| at == described));
    table.columns = at.iter().filter_map(|&at| table.columns.get(at).cloned()).collect();
    table.columns.iter_mut().for_each(|column| column.machine = false);
    for row in &mut table.rows {
        *row = at.iter().filter_map(|&at| row.get(at).cloned()).collect();
    }
}

/// The part with this name.
fn part(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}
