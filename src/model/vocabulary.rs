//! The closed vocabularies that the tool itself reasons about, in their order.

use serde::Serialize;

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)*
        }

        impl $name {
            /// All words, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word as it is written in a model.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }

            /// The meaning of a word or of one of its aliases.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word $(| $alias)* => Some($name::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// What a type describes: the built-in kinds.
    Kind {
        /// A person or outside party.
        Actor = "actor",
        /// An outside system.
        External = "external",
        /// A process.
        Process = "process",
        /// A data store.
        Store = "store",
        /// A zone of trust.
        Zone = "zone",
        /// A flow.
        Flow = "flow",
        /// Information.
        Data = "data",
        /// Anything else worth protecting.
        Asset = "asset",
        /// A control.
        Control = "control",
    }
}

vocabulary! {
    /// The elements of a data flow diagram.
    ElementKind {
        /// A person or outside party.
        Actor = "actor",
        /// An outside system.
        External = "external",
        /// A process.
        Process = "process",
        /// A data store.
        Store = "store",
    }
}

vocabulary! {
    /// Trust of a zone (reference, "Elements and zones"; the numbers are OTM's `trustRating`).
    Trust {
        /// 0
        Untrusted = "untrusted",
        /// 20
        Partner = "partner",
        /// 40
        Dmz = "dmz",
        /// 60
        Internal = "internal",
        /// 80
        Restricted = "restricted",
        /// 100
        Critical = "critical",
    }
}

vocabulary! {
    /// Classification of data (methodology section 5.2).
    Class {
        /// Basic protection.
        Low = "low" | "public",
        /// Standard protection.
        Medium = "medium" | "internal",
        /// Strong protection.
        High = "high" | "confidential",
        /// Highest protection.
        Critical = "critical" | "restricted",
    }
}

vocabulary! {
    /// The six categories of STRIDE.
    Stride {
        /// Spoofing.
        Spoofing = "spoofing",
        /// Tampering.
        Tampering = "tampering",
        /// Repudiation.
        Repudiation = "repudiation",
        /// Information disclosure.
        Disclosure = "disclosure" | "information-disclosure",
        /// Denial of service.
        Denial = "denial" | "denial-of-service",
        /// Elevation of privilege.
        Elevation = "elevation" | "elevation-of-privilege",
    }
}

vocabulary! {
    /// Likelihood (methodology, phase 4).
    Likelihood {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Very high.
        VeryHigh = "very-high",
    }
}

impl Likelihood {
    /// The likelihood as a heading: `Very high`.
    pub fn title(self) -> &'static str {
        match self {
            Likelihood::Low => "Low",
            Likelihood::Medium => "Medium",
            Likelihood::High => "High",
            Likelihood::VeryHigh => "Very high",
        }
    }
}

vocabulary! {
    /// Impact (methodology, phase 4).
    Impact {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

vocabulary! {
    /// Severity (methodology, phase 4).
    Severity {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

impl Trust {
    /// Trust as a number from 0 to 100, in steps of 20.
    pub fn rating(self) -> u8 {
        match self {
            Trust::Untrusted => 0,
            Trust::Partner => 20,
            Trust::Dmz => 40,
            Trust::Internal => 60,
            Trust::Restricted => 80,
            Trust::Critical => 100,
        }
    }
}

impl Stride {
    /// The letter with which threat ids of the category start.
    pub fn letter(self) -> char {
        match self {
            Stride::Spoofing => 'S',
            Stride::Tampering => 'T',
            Stride::Repudiation => 'R',
            Stride::Disclosure => 'I',
            Stride::Denial => 'D',
            Stride::Elevation => 'E',
        }
    }

    /// The full name of the category.
    pub fn title(self) -> &'static str {
        match self {
            Stride::Spoofing => "Spoofing",
            Stride::Tampering => "Tampering",
            Stride::Repudiation => "Repudiation",
            Stride::Disclosure => "Information Disclosure",
            Stride::Denial => "Denial of Service",
            Stride::Elevation => "Elevation of Privilege",
        }
    }
}

impl ElementKind {
    /// The kind of types that fit this kind of element.
    pub fn kind(self) -> Kind {
        match self {
            ElementKind::Actor => Kind::Actor,
            ElementKind::External => Kind::External,
            ElementKind::Process => Kind::Process,
            ElementKind::Store => Kind::Store,
        }
    }

    /// The name of the kind in the notation of data flow diagrams.
    pub fn title(self) -> &'static str {
        match self {
            ElementKind::Actor => "actor",
            ElementKind::External => "external entity",
            ElementKind::Process => "process",
            ElementKind::Store => "data store",
        }
    }
}

impl Severity {
    /// The word in capitals, as the methodology prints it.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Low => "LOW",
            Severity::Medium => "MEDIUM",
            Severity::High => "HIGH",
            Severity::Critical => "CRITICAL",
        }
    }
}
