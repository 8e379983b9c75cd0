//! Statements: where each may stand and whether it needs a name.

use super::Subject;

/// Whether a statement has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// It must have one.
    Required,
    /// It may have one.
    Optional,
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
    /// Where it may stand; empty for anywhere.
    pub places: &'static [Place],
    /// Clauses that it takes, of `is`, `via` and `on`.
    pub clauses: &'static [&'static str],
    /// Whether its contents are read in this version; else it is kept as it stands.
    pub read: bool,
    /// One line of documentation.
    pub doc: &'static str,
}

const FILE: &[Place] = &[Place::File];
const PLACES: &[Place] = &[Place::File, Place::In(Subject::Zone)];
const PARTS: &[Place] = &[Place::File, Place::In(Subject::Zone), Place::In(Subject::Process)];
const RULE: &[Place] = &[Place::In(Subject::Rule)];
const ANYWHERE: &[Place] = &[];

const fn row(
    keyword: &'static str,
    name: Naming,
    places: &'static [Place],
    read: bool,
    doc: &'static str,
) -> Statement {
    Statement { keyword, name, places, clauses: clauses(keyword), read, doc }
}

/// The clauses of a statement.
const fn clauses(keyword: &'static str) -> &'static [&'static str] {
    match keyword.as_bytes() {
        b"actor" | b"external" | b"process" | b"store" | b"zone" | b"data" | b"asset" | b"type" | b"new" => &["is"],
        b"boundary" | b"rule" | b"threat" | b"view" | b"recommend" => &["on"],
        b"accept" | b"mitigate" | b"transfer" | b"avoid" | b"dismiss" | b"rate" => &["on"],
        b"control" => &["is", "on"],
        b"extend" | b"default" => &["is", "via", "on"],
        _ => &[],
    }
}

use Naming::{Optional, Required};

/// All statements, in the order of the reference.
pub const STATEMENTS: &[Statement] = &[
    row("language", Required, FILE, true, "fixes the version of grammar and vocabulary"),
    row("model", Optional, FILE, true, "header of the document; one per model"),
    row("actor", Required, PLACES, true, "a person or outside party"),
    row("external", Required, PLACES, true, "an outside system"),
    row("process", Required, PARTS, true, "code that runs; may contain processes and stores"),
    row("store", Required, PARTS, true, "a data store"),
    row("zone", Required, PLACES, true, "a container with a trust level; nests"),
    row("boundary", Required, PLACES, true, "a crossing between two zones"),
    row("data", Required, PLACES, true, "information that flows and is stored"),
    row("asset", Required, PLACES, true, "anything else worth protecting"),
    row("type", Required, PLACES, true, "a named set of attributes for elements, flows, data or controls"),
    row("default", Required, PLACES, true, "attributes for everything of a kind in a zone or module"),
    row("extend", Required, ANYWHERE, true, "adds attributes and statements to something declared elsewhere"),
    row("include", Optional, FILE, true, "reads another file as part of this module"),
    row("control", Required, ANYWHERE, true, "a control with status, evidence and owner"),
    row("adversary", Required, PLACES, true, "who attacks"),
    row("rule", Required, PLACES, true, "a derived threat"),
    row("effect", Required, RULE, true, "a technical or business effect of a rule's threat"),
    row("weakness", Optional, RULE, true, "a vulnerability, shown where its condition holds"),
    row("counter", Required, RULE, true, "controls that counter a rule's threat"),
    row("partial", Optional, &[Place::Under("type")], true, "when a control is inferred as partial"),
    row("missing", Optional, &[Place::Under("type")], true, "when a control is inferred as missing"),
    row("use", Optional, FILE, false, "reads another module"),
    row("template", Required, FILE, false, "a reusable group of elements and flows"),
    row("new", Required, PLACES, false, "an instance of a template"),
    row("threat", Required, ANYWHERE, false, "a threat written by hand"),
    row(
        "mitigation",
        Optional,
        &[Place::Under("threat"), Place::In(Subject::Rule)],
        false,
        "a measure against a threat",
    ),
    row("accept", Required, ANYWHERE, false, "answer: the risk is accepted"),
    row("mitigate", Required, ANYWHERE, false, "answer: the risk is being reduced"),
    row("transfer", Required, ANYWHERE, false, "answer: somebody else carries the risk"),
    row("avoid", Required, ANYWHERE, false, "answer: the design excludes the threat"),
    row("dismiss", Required, ANYWHERE, false, "answer: the threat does not apply"),
    row("rate", Required, ANYWHERE, false, "changes a rating, with a reason"),
    row("assumption", Required, ANYWHERE, false, "what is taken for granted"),
    row("todo", Optional, ANYWHERE, false, "what is still to be done in the model"),
    row("concern", Optional, ANYWHERE, false, "a key concern of the summary"),
    row("impact", Required, ANYWHERE, false, "business impact of a breach"),
    row("layer", Required, FILE, false, "a layer of the component breakdown"),
    row("regulation", Required, FILE, false, "a regulation that applies"),
    row("requirement", Required, &[Place::Under("regulation")], false, "a requirement of a regulation"),
    row("scenario", Required, ANYWHERE, false, "a process description, step by step"),
    row("view", Required, FILE, false, "a diagram"),
    row("recommend", Optional, ANYWHERE, false, "a recommendation"),
    row("activity", Optional, ANYWHERE, false, "a continuous activity"),
    row("term", Optional, ANYWHERE, false, "an entry of the glossary"),
    row("reference", Optional, ANYWHERE, false, "an entry of the references"),
];

/// The row of a keyword.
pub fn statement(keyword: &str) -> Option<&'static Statement> {
    STATEMENTS.iter().find(|row| row.keyword == keyword)
}
