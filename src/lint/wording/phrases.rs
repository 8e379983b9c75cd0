//! The phrases that lints look for: the methodology's red flags, don'ts and scope exclusions.

use super::lookup::Phrases;

/// Words that sound like a statement about security and are none (methodology, "Red Flags to Avoid", "Don'ts").
pub(super) const VAGUE: Phrases = &[
    (
        &[
            "appropriate",
            "appropriately",
            "adequate",
            "adequately",
            "proper",
            "properly",
            "suitable",
            "suitably",
            "sufficiently",
            "as needed",
            "as required",
            "as necessary",
            "where possible",
            "if possible",
            "where applicable",
        ],
        "say what is done, where and how well: a mechanism, a value, a limit",
    ),
    (
        &[
            "industry standard",
            "industry standards",
            "best practice",
            "best practices",
            "state of the art",
            "common standards",
        ],
        "name the standard and its section, or the setting that it asks for",
    ),
    (&["etc", "and so on", "and so forth", "various", "and the like"], "list them"),
    (
        &[
            "world class",
            "military grade",
            "bank grade",
            "enterprise grade",
            "industry leading",
            "cutting edge",
            "robust",
            "seamless",
            "seamlessly",
            "unhackable",
            "bulletproof",
            "100% secure",
            "completely secure",
            "fully secure",
        ],
        "this praises; say what it does, or leave it out",
    ),
];

/// Words that give the work to somebody without a name (methodology, "Responsibility Shifting").
pub(super) const SHIFTED: Phrases = &[(
    &[
        "other systems will",
        "other teams will",
        "takes care of security",
        "handled elsewhere",
        "handled by others",
        "handled by other systems",
        "handled by other teams",
        "handled by another system",
        "handled by another team",
        "handled by the provider",
        "handled by the cloud provider",
        "handled by the vendor",
        "handled by the supplier",
        "handled by the customer",
        "handled by the platform team",
        "the provider takes care",
        "the cloud provider takes care",
        "the vendor takes care",
        "the supplier takes care",
        "the platform takes care",
        "responsibility of the provider",
        "responsibility of the cloud provider",
        "responsibility of the vendor",
        "responsibility of the supplier",
        "responsibility of the customer",
        "responsibility of other teams",
        "provider is responsible",
        "vendor is responsible",
        "supplier is responsible",
        "not our responsibility",
        "outside our responsibility",
        "out of our control",
        "out of our hands",
    ],
    "say who does what; where somebody else carries the risk, write `transfer` with an owner",
)];

/// Words that make a risk small (methodology, "Risk Dismissal Patterns"). Those without help say something else.
pub(super) const DISMISSIVE: Phrases = &[
    (
        &[
            "not a concern",
            "not an issue",
            "not a problem",
            "no real risk",
            "no risk",
            "no security impact",
            "unlikely to matter",
            "unlikely to happen",
            "nothing to worry about",
            "negligible",
            "trivial",
            "of no importance",
        ],
        "say what limits the likelihood or the damage, so that a reader can judge it",
    ),
    (&["no risk assessment", "no risk analysis", "no risk register", "no risk owner"], ""),
];

/// Words that make the system small (methodology, "Scope Minimization").
pub(super) const SMALL: Phrases = &[(
    &[
        "does not process data",
        "does not process any data",
        "does not process sensitive data",
        "does not process personal data",
        "does not store data",
        "does not store any data",
        "does not handle data",
        "does not handle sensitive data",
        "only internal",
        "only internally",
        "internal only",
        "internal use only",
        "only used internally",
        "just a",
        "just an",
        "merely",
        "nothing more than",
        "only a small",
        "only a simple",
        "nothing sensitive",
        "nothing critical",
        "out of reach for attackers",
    ],
    "say what it can do, what depends on it and what an attacker gains; what is left out belongs into `out-of-scope`",
)];

/// Words that claim a protection. Those without help name one, or claim nothing.
pub(super) const CLAIMS: Phrases = &[
    (
        &["secure", "securely", "secured", "encrypted", "protected", "hardened", "safely"],
        "name the protocol, the algorithm, the product, the control or the value",
    ),
    (
        &["authenticated properly", "properly authenticated", "properly authorised", "properly authorized"],
        "say how: the kind of proof, who checks it, for how long it counts",
    ),
    (
        &[
            "secure boot",
            "secure element",
            "secure elements",
            "secure enclave",
            "secure cookie",
            "secure cookies",
            "secure flag",
            "secure shell",
            "secure development",
            "secure coding",
            "100% secure",
            "completely secure",
            "fully secure",
            "protected no",
            "protected field",
            "protected fields",
            "protected attributes",
            "protected environment",
            "protected environments",
            "protected resource",
            "protected resources",
            "protected area",
            "protected areas",
            "protected health information",
            "protected branch",
            "protected branches",
        ],
        "",
    ),
];

/// Standards that are lists of items.
pub(super) const STANDARDS: Phrases = &[(
    &[
        "OWASP",
        "OWASP Top 10",
        "OWASP Top Ten",
        "OWASP ASVS",
        "NIST",
        "NIST CSF",
        "ISO 27001",
        "ISO 27002",
        "ISO/IEC 27001",
        "ISO/IEC 27002",
        "PCI DSS",
        "CIS",
        "CIS Benchmark",
        "CIS Benchmarks",
        "CIS Controls",
        "SOC 2",
    ],
    "name the item: `OWASP ASVS 2.2.1`, `NIST SP 800-53 AC-7`, `PCI DSS 8.3.4`",
)];

/// What to do about money in a measure.
pub(super) const MONEY_HELP: &str =
    "what a measure costs is for those to say who plan the work; losses belong into `effects` and `impact`";
/// What to do about a time in a measure.
pub(super) const SOON_HELP: &str =
    "when it is done is for those to say who plan the work: `due=` takes a date, and `priority=` how soon";

/// Words about money and work. A budget alone is often one of tokens, errors or retries.
pub(super) const MONEY: Phrases = &[(
    &[
        "security budget",
        "project budget",
        "annual budget",
        "yearly budget",
        "team budget",
        "budget approval",
        "budget request",
        "budget holder",
        "within budget",
        "within the budget",
        "needs budget",
        "needs a budget",
        "cost estimate",
        "cost estimates",
        "estimated cost",
        "estimated costs",
        "FTE",
        "FTEs",
        "person day",
        "person days",
        "person week",
        "person weeks",
        "person month",
        "person months",
        "man day",
        "man days",
        "man month",
        "man months",
        "story points",
        "low effort",
        "high effort",
        "little effort",
        "days of effort",
        "weeks of effort",
        "months of effort",
        "estimated effort",
        "implementation effort",
    ],
    MONEY_HELP,
)];

/// Words for a time by which work is done.
pub(super) const SOON: Phrases = &[(
    &[
        "next sprint",
        "next quarter",
        "next month",
        "next week",
        "next year",
        "this sprint",
        "this quarter",
        "this month",
        "this year",
        "end of year",
        "end of the year",
        "end of quarter",
        "end of the quarter",
        "end of month",
        "end of the month",
        "end of sprint",
        "end of the sprint",
    ],
    SOON_HELP,
)];

/// Measures that the methodology leaves to others ("Scope Exclusions").
pub(super) const EXCLUDED: Phrases = &[
    (
        &[
            "background check",
            "background checks",
            "background screening",
            "insider threat",
            "employee monitoring",
            "staff monitoring",
            "monitoring of staff",
            "monitoring of employees",
            "separation of duties policy",
            "mandatory vacation",
            "exit interview",
            "disciplinary",
        ],
        "insiders are the subject of personnel policy, not of this document",
    ),
    (
        &[
            "awareness training",
            "security training",
            "security awareness",
            "phishing training",
            "phishing simulation",
            "phishing simulations",
            "phishing awareness",
            "phishing campaign",
        ],
        "phishing is the subject of awareness programmes; a technical measure, such as phishing-resistant sign-in, belongs here",
    ),
    (
        &[
            "vendor questionnaire",
            "vendor assessment",
            "vendor audit",
            "vendor review",
            "vendor risk",
            "supplier questionnaire",
            "supplier assessment",
            "supplier audit",
            "supplier risk",
            "vendor contract",
            "contract review",
            "sla review",
            "third party risk",
        ],
        "vendors are the subject of vendor management; a technical measure at the border to them belongs here",
    ),
];
