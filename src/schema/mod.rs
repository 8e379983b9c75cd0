//! The tables of the language: statements, attributes and vocabularies, with their documentation.
//!
//! The checker, `explain` and the reference read the same tables, and later completion and hover. To add a statement, an
//! attribute or a word, add a row.

mod attributes;
pub mod codes;
mod statements;
mod synonyms;
mod vocabularies;

pub use attributes::{ATTRIBUTES, Attribute, Expects, attribute, attributes_of};
pub use statements::{GROUPS, Group, Labelling, Naming, Place, STATEMENTS, Statement, statement};
pub use synonyms::{SYNONYMS, Synonym, synonym};
pub use vocabularies::{ALWAYS, VOCABULARIES, Vocabulary, Word, always, vocabulary};

/// The version of the language.
pub const LANGUAGE: &str = "1";

/// The built-in types, written in the language.
pub const PRELUDE: (&str, &str) = ("<prelude>", include_str!("prelude.threat"));

macro_rules! subjects {
    ($($(#[$meta:meta])* $variant:ident = $keyword:literal),* $(,)?) => {
        /// What an attribute is written on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Subject {
            $($(#[$meta])* $variant,)*
        }

        impl Subject {
            /// All subjects, in the order of the reference.
            pub const ALL: &'static [Subject] = &[$(Subject::$variant),*];

            /// The keyword with which it is declared.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Subject::$variant => $keyword,)*
                }
            }
        }
    };
}

subjects! {
    /// The document header.
    Model = "model",
    /// A person or outside party.
    Actor = "actor",
    /// An outside system.
    External = "external",
    /// A process.
    Process = "process",
    /// A data store.
    Store = "store",
    /// A zone.
    Zone = "zone",
    /// A boundary.
    Boundary = "boundary",
    /// A flow.
    Flow = "flow",
    /// Information.
    Data = "data",
    /// Another asset.
    Asset = "asset",
    /// The use of another module.
    Use = "use",
    /// A template.
    Template = "template",
    /// An instance of a template.
    New = "new",
    /// A control at a place.
    Control = "control",
    /// An entry of the control catalogue.
    ControlType = "type of control",
    /// A threat written by hand.
    Threat = "threat",
    /// A measure against a threat written by hand.
    Mitigation = "mitigation",
    /// A rule.
    Rule = "rule",
    /// A counter of a rule.
    Counter = "counter",
    /// The answer that a risk is accepted.
    Accept = "accept",
    /// The answer that a risk is being reduced.
    Mitigate = "mitigate",
    /// The answer that somebody else carries the risk.
    Transfer = "transfer",
    /// The answer that the design excludes a threat.
    Avoid = "avoid",
    /// The answer that a threat does not apply.
    Dismiss = "dismiss",
    /// Another rating.
    Rate = "rate",
    /// What a rule is expected to answer.
    Expect = "expect",
    /// An adversary.
    Adversary = "adversary",
    /// What is taken for granted.
    Assumption = "assumption",
    /// What is still to be done in the model.
    Todo = "todo",
    /// A key concern of the summary.
    Concern = "concern",
    /// Business impact of a breach.
    BusinessImpact = "impact",
    /// A layer of the component breakdown.
    Layer = "layer",
    /// A regulation that applies.
    Regulation = "regulation",
    /// A requirement of a regulation.
    Requirement = "requirement",
    /// A process description, step by step.
    Scenario = "scenario",
    /// A step of a scenario.
    Step = "step",
    /// A diagram.
    View = "view",
    /// A recommendation.
    Recommend = "recommend",
    /// A continuous activity.
    Activity = "activity",
    /// An entry of the glossary.
    Term = "term",
    /// An entry of the references.
    Reference = "reference",
    /// An entry of the revision history.
    Revision = "revision",
    /// An incident that concerns the system.
    Incident = "incident",
    /// What somebody says about an item of the checklist.
    Signoff = "signoff",
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

    #[test]
    fn every_statement_is_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|group| group.keywords).copied().collect();
        let mut keywords: Vec<&str> = STATEMENTS.iter().map(|row| row.keyword).collect();
        grouped.sort_unstable();
        keywords.sort_unstable();
        assert_eq!(grouped, keywords);
    }

    #[test]
    fn synonyms_are_no_keywords_and_stand_for_something_that_there_is() {
        for (at, (word, here)) in SYNONYMS.iter().enumerate() {
            assert!(statement(word).is_none(), "{word} is a keyword");
            assert!(!SYNONYMS.iter().skip(at + 1).any(|(other, _)| other == word), "{word} twice");
            let ty = format!("type {here} ");
            assert!(*here == "->" || statement(here).is_some() || PRELUDE.1.contains(&ty), "{here}");
        }
    }

    #[test]
    fn every_word_is_documented_and_means_one_thing() {
        for vocabulary in VOCABULARIES {
            let mut spellings: Vec<&str> = vocabulary
                .words
                .iter()
                .flat_map(|row| std::iter::once(&row.word).chain(row.aliases))
                .copied()
                .collect();
            assert!(vocabulary.words.iter().all(|row| !row.doc.is_empty() && !row.doc.ends_with('.')));
            spellings.sort_unstable();
            spellings.dedup();
            let all: usize = vocabulary.words.iter().map(|row| 1 + row.aliases.len()).sum();
            assert_eq!(spellings.len(), all, "{}", vocabulary.name);
        }
        for row in ATTRIBUTES {
            if let Expects::Word(name) = row.expects {
                assert!(vocabulary(name).is_some(), "{name}");
            }
        }
    }
}
