//! The tables of the language: statements, attributes and vocabularies, with their documentation.
//!
//! One piece of code reads each table: the checker, and later `explain`, completion, the reference and the grammars. To add
//! a statement, an attribute or a word, add a row.

mod attributes;
pub mod codes;
mod statements;
mod vocabularies;

pub use attributes::{ATTRIBUTES, Attribute, Expects, attribute, attributes_of};
pub use statements::{Naming, Place, STATEMENTS, Statement, statement};
pub use vocabularies::{Vocabulary, vocabulary};

/// The built-in types, written in the language.
pub const PRELUDE: (&str, &str) = ("<prelude>", include_str!("prelude.threat"));

/// What an attribute is written on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The document header.
    Model,
    /// A person or outside party.
    Actor,
    /// An outside system.
    External,
    /// A process.
    Process,
    /// A data store.
    Store,
    /// A zone.
    Zone,
    /// A boundary.
    Boundary,
    /// A flow.
    Flow,
    /// Information.
    Data,
    /// Another asset.
    Asset,
    /// A control at a place.
    Control,
    /// An entry of the control catalogue.
    ControlType,
    /// A rule.
    Rule,
    /// A counter of a rule.
    Counter,
    /// An adversary.
    Adversary,
}

impl Subject {
    /// The keyword with which it is declared.
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Model => "model",
            Subject::Actor => "actor",
            Subject::External => "external",
            Subject::Process => "process",
            Subject::Store => "store",
            Subject::Zone => "zone",
            Subject::Boundary => "boundary",
            Subject::Flow => "flow",
            Subject::Data => "data",
            Subject::Asset => "asset",
            Subject::Control => "control",
            Subject::ControlType => "type of control",
            Subject::Rule => "rule",
            Subject::Counter => "counter",
            Subject::Adversary => "adversary",
        }
    }
}

impl From<crate::model::Kind> for Subject {
    /// What a type of this kind describes.
    fn from(kind: crate::model::Kind) -> Self {
        use crate::model::Kind;
        match kind {
            Kind::Actor => Subject::Actor,
            Kind::External => Subject::External,
            Kind::Process => Subject::Process,
            Kind::Store => Subject::Store,
            Kind::Zone => Subject::Zone,
            Kind::Flow => Subject::Flow,
            Kind::Data => Subject::Data,
            Kind::Asset => Subject::Asset,
            Kind::Control => Subject::ControlType,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_unique_and_documented() {
        let mut keywords: Vec<&str> = STATEMENTS.iter().map(|row| row.keyword).collect();
        keywords.sort_unstable();
        keywords.dedup();
        assert_eq!(keywords.len(), STATEMENTS.len());
        assert!(STATEMENTS.iter().all(|row| !row.doc.is_empty()));
        for (at, row) in ATTRIBUTES.iter().enumerate() {
            assert!(!row.doc.is_empty(), "{}", row.name);
            for other in ATTRIBUTES.iter().skip(at + 1).filter(|other| other.name == row.name) {
                let shared = row.on.iter().find(|subject| other.on.contains(subject));
                assert_eq!(shared, None, "{} twice", row.name);
            }
        }
    }
}
