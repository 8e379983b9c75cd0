//! Statements: where each may stand, whether it needs a name and a label, what its attributes belong to.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Subject;

/// Whether a statement has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// It must have one.
    Required,
    /// It may have one.
    Optional,
    /// Its name is a word of this vocabulary.
    Word(&'static str),
}

/// Whether a statement has a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelling {
    /// It may have one.
    Optional,
    /// It must have one, which is what the text says.
    Required(&'static str),
}

/// Where a statement may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the top of a file.
    File,
    /// In the block of a declared thing of this kind.
    In(Subject),
    /// In the block of a statement with this keyword.
    Under(&'static str),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// The first word.
    pub keyword: &'static str,
    /// Whether a name follows.
    pub name: Naming,
    /// Whether a label follows.
    pub label: Labelling,
    /// Where it may stand; empty for anywhere.
    pub places: &'static [Place],
    /// Clauses that it takes, of `is`, `via` and `on`.
    pub clauses: &'static [&'static str],
    /// What its attributes belong to; `None` where that depends on the statement or where it takes none.
    pub subject: Option<Subject>,
    /// One line of documentation.
    pub doc: &'static str,
    /// An example.
    pub example: &'static str,
}

const FILE: &[Place] = &[Place::File];
const MODULE: &[Place] = &[Place::File, Place::In(Subject::Template)];
const PLACES: &[Place] = &[Place::File, Place::In(Subject::Template), Place::In(Subject::Zone)];
const PARTS: &[Place] =
    &[Place::File, Place::In(Subject::Template), Place::In(Subject::Zone), Place::In(Subject::Process)];
const HEADER: &[Place] = &[Place::File, Place::In(Subject::Model)];
const RULE: &[Place] = &[Place::In(Subject::Rule)];
const CONTROL_TYPE: &[Place] = &[Place::Under("type")];
const ANYWHERE: &[Place] = &[];

const NONE: &[&str] = &[];
const IS: &[&str] = &["is"];
const ON: &[&str] = &["on"];
const IS_ON: &[&str] = &["is", "on"];
const ALL: &[&str] = &["is", "via", "on"];

use Labelling::Required as Says;
use Naming::{Optional, Required, Word};
use Subject as S;

/// A row whose attributes belong to a subject.
const fn of(
    keyword: &'static str,
    subject: Subject,
    name: Naming,
    places: &'static [Place],
    clauses: &'static [&'static str],
    doc: &'static str,
    example: &'static str,
) -> Statement {
    let label = Labelling::Optional;
    Statement { keyword, name, label, places, clauses, subject: Some(subject), doc, example }
}

/// A row whose attributes belong to no subject of their own.
const fn plain(
    keyword: &'static str,
    name: Naming,
    places: &'static [Place],
    clauses: &'static [&'static str],
    doc: &'static str,
    example: &'static str,
) -> Statement {
    Statement { keyword, name, label: Labelling::Optional, places, clauses, subject: None, doc, example }
}

/// A row that needs a label.
const fn labelled(row: Statement, what: &'static str) -> Statement {
    Statement { label: Says(what), ..row }
}

/// All statements, in the order of the reference.
pub const STATEMENTS: &[Statement] = &[
    plain(
        "language",
        Required,
        FILE,
        NONE,
        "fixes the version of grammar and vocabulary; the first statement of a file",
        "language 1",
    ),
    of(
        "model",
        S::Model,
        Optional,
        FILE,
        NONE,
        "the header of the document; one per model",
        "model \"Web shop\" owner=\"Shop team\"",
    ),
    of("actor", S::Actor, Required, PLACES, IS, "a person or outside party", "actor customer \"Customer\""),
    of(
        "external",
        S::External,
        Required,
        PLACES,
        IS,
        "a system outside of one's own control",
        "external bank is payment-provider \"Bank\"",
    ),
    of(
        "process",
        S::Process,
        Required,
        PARTS,
        IS,
        "something that runs; may contain processes and stores",
        "process web is web-app \"Web shop\" tech=\"React 18\"",
    ),
    of(
        "store",
        S::Store,
        Required,
        PARTS,
        IS,
        "where data rests",
        "store db is sql-db \"Orders\" holds=orders encryption=aes-256",
    ),
    of(
        "zone",
        S::Zone,
        Required,
        PLACES,
        IS,
        "a container with a trust level; zones may contain zones",
        "zone cloud \"Cloud account\" trust=internal kind=cloud",
    ),
    of(
        "data",
        S::Data,
        Required,
        MODULE,
        IS,
        "information that flows or is stored",
        "data orders is business \"Orders\" class=high",
    ),
    of(
        "asset",
        S::Asset,
        Required,
        MODULE,
        IS,
        "anything else worth protecting",
        "asset uptime \"Availability of the shop\" class=high",
    ),
    of(
        "boundary",
        S::Boundary,
        Required,
        MODULE,
        ON,
        "a crossing between two zones",
        "boundary TB1 \"Internet to shop\" on internet -> cloud has=waf",
    ),
    plain(
        "type",
        Required,
        MODULE,
        IS,
        "a named set of attributes that elements, flows or data share",
        "type internal-api is https auth=mtls encryption=tls1.3",
    ),
    plain(
        "default",
        Required,
        PLACES,
        ALL,
        "attributes for everything of a kind in this zone or module",
        "default flow via=internal-api",
    ),
    plain(
        "extend",
        Required,
        ANYWHERE,
        ALL,
        "adds attributes and statements to something declared elsewhere",
        "extend orders retention=90d",
    ),
    of(
        "template",
        S::Template,
        Required,
        FILE,
        NONE,
        "a group of elements and flows that is used several times",
        "template service { process api; store db; api -> db }",
    ),
    of(
        "new",
        S::New,
        Required,
        PLACES,
        IS,
        "an instance of a template; its places are called `NAME.x`",
        "new catalog is service in=apps",
    ),
    plain("include", Optional, FILE, NONE, "reads another file as part of this module", "include \"accepted.threat\""),
    of(
        "use",
        S::Use,
        Optional,
        FILE,
        NONE,
        "reads another module; with a name, its places are called `NAME.x`",
        "use payments \"payments.threat\" in=pay",
    ),
    of(
        "control",
        S::Control,
        Required,
        ANYWHERE,
        IS_ON,
        "a control with status, evidence and owner",
        "control edge-waf is waf \"WAF in front of the shop\" on web status=implemented",
    ),
    of(
        "threat",
        S::Threat,
        Required,
        ANYWHERE,
        ON,
        "a threat written by hand",
        "threat relay \"Relay attack\" on DF2 { stride = spoofing; likelihood = medium; impact = high }",
    ),
    labelled(
        of(
            "mitigation",
            S::Mitigation,
            Optional,
            &[Place::In(Subject::Threat), Place::In(Subject::Rule)],
            NONE,
            "a measure against a threat",
            "mitigation \"Distance bounding\" type=preventive status=planned owner=\"Firmware\"",
        ),
        "what is done",
    ),
    of(
        "rule",
        S::Rule,
        Required,
        PLACES,
        ON,
        "a threat that is derived: it holds wherever its condition does",
        "rule no-owner \"Process without an owner\" on process { severity = low; when owner == unknown }",
    ),
    plain(
        "effect",
        Required,
        RULE,
        NONE,
        "an effect of a rule's threat: `effect technical` or `effect business`",
        "effect business \"Orders are lost\"",
    ),
    plain(
        "weakness",
        Optional,
        RULE,
        NONE,
        "a vulnerability, shown where its condition holds",
        "weakness \"No authentication is stated\" { when auth == unknown }",
    ),
    of(
        "counter",
        S::Counter,
        Required,
        RULE,
        NONE,
        "controls that counter a rule's threat: `counter preventive`, `detective`, `corrective` or `compensating`",
        "counter preventive any=mfa,sso { text = \"Ask for a second factor\" }",
    ),
    plain(
        "partial",
        Optional,
        CONTROL_TYPE,
        NONE,
        "the condition under which a control of the catalogue is inferred as partly there",
        "partial { when encryption == tls1.1 }",
    ),
    plain(
        "missing",
        Optional,
        CONTROL_TYPE,
        NONE,
        "the condition under which a control of the catalogue is inferred as missing",
        "missing { when encryption == none }",
    ),
    labelled(
        of(
            "accept",
            S::Accept,
            Required,
            ANYWHERE,
            ON,
            "answer: the risk is accepted",
            "accept sniff on DF4 \"Public data\" owner=\"Shop team\" until=2027-06-30",
        ),
        "a reason",
    ),
    of(
        "mitigate",
        S::Mitigate,
        Required,
        ANYWHERE,
        ON,
        "answer: the risk is being reduced",
        "mitigate sniff on DF4 \"TLS in the next release\" status=planned owner=\"Shop team\"",
    ),
    labelled(
        of(
            "transfer",
            S::Transfer,
            Required,
            ANYWHERE,
            ON,
            "answer: somebody else carries the risk",
            "transfer dos-flow on DF1 \"The provider guarantees availability by contract\" owner=\"Shop team\"",
        ),
        "a reason",
    ),
    of(
        "avoid",
        S::Avoid,
        Required,
        ANYWHERE,
        ON,
        "answer: the design excludes the threat",
        "avoid replay on DF2 \"Requests carry a nonce\"",
    ),
    labelled(
        of(
            "dismiss",
            S::Dismiss,
            Required,
            ANYWHERE,
            ON,
            "answer: the threat does not apply",
            "dismiss sniff on DF7 \"Both ends run in one process\" owner=\"Shop team\"",
        ),
        "a reason",
    ),
    labelled(
        of(
            "rate",
            S::Rate,
            Required,
            ANYWHERE,
            ON,
            "changes a rating, with a reason",
            "rate sniff on DF4 likelihood=low \"The link is point to point\"",
        ),
        "a reason",
    ),
    of(
        "expect",
        S::Expect,
        Required,
        ANYWHERE,
        ON,
        "a test: what a rule is expected to answer at a place; `threatline rules test` runs it",
        "expect sniff on DF4 result=never",
    ),
    of(
        "adversary",
        S::Adversary,
        Required,
        MODULE,
        NONE,
        "who attacks",
        "adversary burglar \"Burglar with the lock in hand\" skill=low motivation=\"Physical access\"",
    ),
    labelled(
        of(
            "assumption",
            S::Assumption,
            Required,
            ANYWHERE,
            NONE,
            "what is taken for granted",
            "assumption sso \"Editors sign in with SSO\" validity=unconfirmed owner=\"Content\"",
        ),
        "what is assumed",
    ),
    labelled(
        of(
            "todo",
            S::Todo,
            Optional,
            ANYWHERE,
            NONE,
            "what is still to be done in the model",
            "todo \"Look at the export\" owner=\"Shop team\"",
        ),
        "what is to be done",
    ),
    labelled(
        of(
            "concern",
            S::Concern,
            Optional,
            HEADER,
            NONE,
            "a key concern of the summary",
            "concern \"No second factor\" threats=spoof-external",
        ),
        "what the concern is",
    ),
    labelled(
        of(
            "impact",
            S::BusinessImpact,
            Word("impact-area"),
            HEADER,
            NONE,
            "business impact of a breach",
            "impact legal \"Notification of the authority\"",
        ),
        "what the impact is",
    ),
    of(
        "layer",
        S::Layer,
        Required,
        FILE,
        NONE,
        "a layer of the component breakdown",
        "layer ai \"AI layer\" order=3 { surface = \"Prompts\" }",
    ),
    of(
        "regulation",
        S::Regulation,
        Required,
        FILE,
        NONE,
        "a regulation that applies",
        "regulation gdpr \"GDPR\" status=partial",
    ),
    of(
        "requirement",
        S::Requirement,
        Required,
        &[Place::In(Subject::Regulation)],
        NONE,
        "a requirement of a regulation",
        "requirement art32 \"Security of processing\" status=partial threats=sniff",
    ),
    of(
        "scenario",
        S::Scenario,
        Required,
        ANYWHERE,
        NONE,
        "a process description, step by step",
        "scenario P1 \"Order\" { DF1 \"The customer orders\" }",
    ),
    of(
        "view",
        S::View,
        Required,
        FILE,
        ON,
        "a diagram: of what `on` names, or of where data goes",
        "view pci \"Cardholder data\" data=card",
    ),
    labelled(
        of(
            "recommend",
            S::Recommend,
            Optional,
            ANYWHERE,
            ON,
            "a recommendation",
            "recommend \"Rotate the keys\" priority=high on db",
        ),
        "what is recommended",
    ),
    labelled(
        of(
            "activity",
            S::Activity,
            Optional,
            HEADER,
            NONE,
            "a continuous activity",
            "activity \"Review of access rights every quarter\"",
        ),
        "what is done",
    ),
    labelled(
        of(
            "term",
            S::Term,
            Optional,
            HEADER,
            NONE,
            "an entry of the glossary",
            "term \"CDE\" definition=\"Cardholder data environment\"",
        ),
        "the term",
    ),
    labelled(
        of(
            "reference",
            S::Reference,
            Optional,
            HEADER,
            NONE,
            "an entry of the references",
            "reference \"STRIDE\" url=\"https://example.org/stride\"",
        ),
        "what is referred to",
    ),
    labelled(
        of(
            "revision",
            S::Revision,
            Optional,
            HEADER,
            NONE,
            "an entry of the revision history",
            "revision \"Payments by card\" version=\"1.2\" date=2026-11-01 author=\"A. Ruiz\"",
        ),
        "what was changed",
    ),
    labelled(
        of(
            "incident",
            S::Incident,
            Optional,
            HEADER,
            ON,
            "an incident in this system or one like it: the model is to be looked at again",
            "incident \"Passwords were guessed from many addresses\" on web date=2026-10-12 ticket=\"INC-31\"",
        ),
        "what happened",
    ),
    of(
        "signoff",
        S::Signoff,
        Word("checklist"),
        HEADER,
        NONE,
        "somebody has looked at an item of the checklist that no program can judge",
        "signoff scenarios-realistic \"Walked through with operations\" owner=\"J. Dahl\" date=2026-11-01",
    ),
];

/// Statements that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// The heading: a few words.
    pub title: &'static str,
    /// The keywords, in their order.
    pub keywords: &'static [&'static str],
}

const fn group(title: &'static str, keywords: &'static [&'static str]) -> Group {
    Group { title, keywords }
}

/// The groups, in the order of the reference; each statement is in one.
pub const GROUPS: &[Group] = &[
    group("The system", &["actor", "external", "process", "store", "zone", "boundary", "data", "asset"]),
    group("Files and reuse", &["language", "include", "use", "type", "default", "extend", "template", "new"]),
    group("Controls", &["control", "partial", "missing"]),
    group(
        "Threats and answers",
        &["threat", "mitigation", "accept", "mitigate", "transfer", "avoid", "dismiss", "rate"],
    ),
    group("Rules", &["rule", "effect", "weakness", "counter", "expect", "adversary"]),
    group("The document", &["model", "impact", "concern", "assumption", "todo", "layer", "regulation", "requirement"]),
    group("Processes, views and appendices", &["scenario", "view", "recommend", "activity", "term", "reference"]),
    group("Reviews", &["revision", "incident", "signoff"]),
];

/// The row of a keyword.
pub fn statement(keyword: &str) -> Option<&'static Statement> {
    static BY_KEYWORD: LazyLock<FxHashMap<&str, &Statement>> =
        LazyLock::new(|| STATEMENTS.iter().map(|row| (row.keyword, row)).collect());
    BY_KEYWORD.get(keyword).copied()
}
