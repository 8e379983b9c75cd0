//! Attributes: on what each may stand and what it takes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Subject;

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// A word of a vocabulary, or a quoted text.
    Word(&'static str),
    /// A quoted text; a word or number will do.
    Text,
    /// A number.
    Number,
    /// A date, `2026-12-01`.
    Date,
    /// A duration, `90d` or `quarterly`.
    Duration,
    /// A percentage, `85%`.
    Percent,
    /// Names of data assets, or `none`.
    Data,
    /// Names of controls.
    Controls,
    /// The name of a zone.
    Zone,
    /// The name of a type.
    Type,
    /// Names of rules or of threats written by hand.
    Threats,
    /// Names of elements, zones, flows or boundaries.
    Places,
    /// The name of an adversary.
    Adversary,
    /// The name of a layer: one that is built in, or a declared one.
    Layer,
    /// Any word, such as a display id.
    AnyWord,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// The name.
    pub name: &'static str,
    /// On what it may stand.
    pub on: &'static [Subject],
    /// What it takes.
    pub expects: Expects,
    /// Whether it takes several values.
    pub many: bool,
    /// One line of documentation.
    pub doc: &'static str,
}

use Expects::{
    Adversary, AnyWord, Controls, Data, Date, Duration, Layer, Number, Percent, Places, Text, Threats, Type, Word, Zone,
};
use Subject as S;

const ELEMENTS: &[Subject] = &[S::Actor, S::External, S::Process, S::Store];
const RUNNING: &[Subject] = &[S::Process, S::Store];
const PLACED: &[Subject] = &[S::Actor, S::External, S::Process, S::Store, S::Zone];
const REASONED: &[Subject] =
    &[S::Actor, S::External, S::Process, S::Store, S::Zone, S::Boundary, S::Flow, S::Assumption];
const LAYERED: &[Subject] = &[S::Actor, S::External, S::Process, S::Store, S::Zone, S::Layer];
const GUARDED: &[Subject] = &[S::Actor, S::External, S::Process, S::Store, S::Zone, S::Boundary, S::Flow];
/// Everything that is declared.
const ANY: &[Subject] = Subject::ALL;
/// Answers to threats.
const ANSWERS: &[Subject] = &[S::Accept, S::Mitigate, S::Transfer, S::Avoid, S::Dismiss, S::Rate];
const ASSETS: &[Subject] = &[S::Data, S::Asset];
/// Work with a date and a ticket.
const WORK: &[Subject] = &[
    S::Control,
    S::Mitigation,
    S::Accept,
    S::Mitigate,
    S::Transfer,
    S::Avoid,
    S::Dismiss,
    S::Rate,
    S::Todo,
    S::Requirement,
    S::Recommend,
    S::Assumption,
];
const CONTROLS: &[Subject] = &[S::Control, S::ControlType];
/// What is done against threats.
const MEASURES: &[Subject] = &[S::Control, S::Mitigation];
const RATED: &[Subject] = &[S::Threat, S::Rate];

impl Attribute {
    /// Whether values that types and defaults give are added to those that are stated. Data is not: who says what a flow
    /// carries says all of it.
    pub fn is_united(&self) -> bool {
        self.many && self.expects != Expects::Data
    }
}

const fn one(name: &'static str, on: &'static [Subject], expects: Expects, doc: &'static str) -> Attribute {
    Attribute { name, on, expects, many: false, doc }
}

const fn many(name: &'static str, on: &'static [Subject], expects: Expects, doc: &'static str) -> Attribute {
    Attribute { name, on, expects, many: true, doc }
}

/// All attributes, by subject in the order of the reference.
pub const ATTRIBUTES: &[Attribute] = &[
    // Everything.
    one("description", ANY, Text, "what it is; the same as a `///` comment"),
    one("formerly", ANY, AnyWord, "the name before a rename; answers and numbers that refer to it stay valid"),
    many("links", ANY, Text, "addresses of further information"),
    one("note", ANY, Text, "a remark"),
    one("id", ANY, AnyWord, "the id under which tables show it, such as `A01` or `BSC-01`"),
    many("allow", ANY, AnyWord, "codes of lints that are not reported here"),
    one("owner", ANY, Text, "who is responsible"),
    // Elements and zones.
    many("tech", ELEMENTS, Text, "products with their versions: `tech=\"PostgreSQL 16\"`"),
    one("layer", ELEMENTS, Layer, "the layer of the component breakdown under which it is listed"),
    one("machine", RUNNING, Word("machine"), "where it runs"),
    one("privilege", &[S::Process], Word("privilege"), "rights that it holds"),
    one("tenancy", RUNNING, Word("tenancy"), "one tenant or several"),
    one("encryption", &[S::Store], Word("rest"), "encryption at rest"),
    many("holds", &[S::Store, S::Process], Data, "the data that is stored in it"),
    one("transient", &[S::Store], Word("yes-no"), "does not keep what flows in"),
    many("does", ELEMENTS, Word("does"), "what it does, as far as threats depend on it"),
    one("criticality", ELEMENTS, Word("class"), "how much its availability matters, where its data does not tell"),
    one("environment", PLACED, Word("environment"), "whether it is for development, test, staging or production"),
    one("scope", PLACED, Word("scope"), "whether it is looked at: no threats are raised on what is out of scope"),
    one("reason", REASONED, Text, "why it is out of scope, not applicable, or assumed"),
    one(
        "in",
        &[S::Actor, S::External, S::Process, S::Store, S::Use, S::New],
        Zone,
        "the zone, where the statement is not nested in it",
    ),
    many("source", ELEMENTS, Text, "paths of the code that it stands for"),
    many("surface", LAYERED, Text, "further lines for the attack surface in the report"),
    many("security", LAYERED, Text, "further lines for the security characteristics in the report"),
    one("is", ELEMENTS, Type, "the type; the same as the `is` clause"),
    one("trust", &[S::Zone], Word("trust"), "how far its contents are trusted"),
    one("kind", &[S::Zone, S::Boundary], Word("border"), "what kind of border it is"),
    one("risk", &[S::Boundary], Word("severity"), "the risk level, where it is not to be derived"),
    // Controls at a place.
    many("has", GUARDED, Controls, "controls that are implemented"),
    many("partial", GUARDED, Controls, "controls that are implemented in part"),
    many("planned", GUARDED, Controls, "controls that are decided, not there yet"),
    many("missing", GUARDED, Controls, "controls that are known not to be there"),
    many("unverified", GUARDED, Controls, "controls that are said to be there, unchecked"),
    // Flows.
    one("via", &[S::Flow], Type, "the type; the same as the `via` clause"),
    one("protocol", &[S::Flow], Word("protocol"), "the protocol"),
    one("port", &[S::Flow], Number, "the port"),
    one("auth", &[S::Flow], Word("auth"), "how the caller proves who it is"),
    one("authz", &[S::Flow], Word("authz"), "how it is decided what the caller may do"),
    one("encryption", &[S::Flow], Word("transit"), "encryption in transit"),
    many("data", &[S::Flow], Data, "what moves along the arrow"),
    many("returns", &[S::Flow], Data, "what comes back on the same exchange"),
    one(
        "mode",
        &[S::Flow, S::Scenario],
        Word("mode"),
        "whether the caller waits, goes on, keeps a connection open or sends in bulk",
    ),
    one("network", &[S::Flow], Word("network"), "what it runs over"),
    one(
        "op",
        &[S::Flow],
        Word("op"),
        "what the caller does at the other end; follows from type, ends and data where it is not stated",
    ),
    many("format", &[S::Flow], Word("format"), "the format of what is sent"),
    one("frequency", &[S::Flow, S::Activity], Text, "how often"),
    // Data and assets.
    one("class", ASSETS, Word("class"), "the classification"),
    one("c", ASSETS, Word("class"), "need for confidentiality, where it differs from the class"),
    one("i", ASSETS, Word("class"), "need for integrity, where it differs from the class"),
    one("a", ASSETS, Word("class"), "need for availability, where it differs from the class"),
    one("retention", ASSETS, Duration, "how long it is kept"),
    many("location", ASSETS, Text, "where it is kept"),
    one("volume", ASSETS, Text, "how much there is, in words"),
    many("protection", ASSETS, Text, "requirements beyond those of its class"),
    one("category", ASSETS, Word("data-category"), "what kind of information it is"),
    // Controls.
    one("status", &[S::Control], Word("control-status"), "how far it is in place"),
    one("effectiveness", CONTROLS, Word("effectiveness"), "how much it helps when it works"),
    one("category", CONTROLS, Word("category"), "one of the methodology's seven categories"),
    one("function", CONTROLS, Word("function"), "preventive, detective, corrective or compensating"),
    one("side", &[S::ControlType], Word("side"), "at which end of a flow it works"),
    many("counters", CONTROLS, AnyWord, "STRIDE categories or threats that it counters"),
    one("baseline", &[S::Control], Word("yes-no"), "whether the report lists it among the baseline controls"),
    one("config", &[S::Control], Text, "the configuration in force"),
    one("language", &[S::Control], AnyWord, "the language of `config`"),
    one("gap", &[S::Control], Text, "what is missing"),
    many("evidence", &[S::Control], Text, "what shows that it is in place: a file, an address, a test"),
    one("verified", &[S::Control], Date, "when somebody last looked whether it is in place"),
    one("verified-by", &[S::Control], Text, "who looked"),
    one("criterion", MEASURES, Text, "how one tells that it works: a number, a limit, a test"),
    one("instead-of", MEASURES, Text, "of a compensating one: the control that would be right and is not feasible"),
    one("due", WORK, Date, "when it is to be done"),
    one("ticket", WORK, Text, "where the work is tracked"),
    many("aliases", &[S::ControlType, S::Rule], AnyWord, "other names"),
    many("asvs", &[S::ControlType], Text, "OWASP ASVS sections"),
    many("nist-800-53", &[S::ControlType], Text, "NIST SP 800-53 controls"),
    many("iso-27001", &[S::ControlType], Text, "ISO/IEC 27001 Annex A controls"),
    many("pci-dss", &[S::ControlType], Text, "PCI DSS requirements"),
    many("hipaa", &[S::ControlType], Text, "HIPAA Security Rule sections"),
    many("gdpr", &[S::ControlType], Text, "GDPR articles"),
    many("soc-2", &[S::ControlType], Text, "SOC 2 criteria"),
    // The document.
    one("document", &[S::Model], Text, "the document id"),
    one("purpose", &[S::Model], Text, "what the document is for"),
    one("version", &[S::Model, S::Revision], Text, "the version of the system"),
    one("updated", &[S::Model], Date, "when the model was last changed"),
    one("classification", &[S::Model], Word("document-class"), "who may read the document"),
    one("status", &[S::Model], Word("document-status"), "where the system is in its life"),
    one("team", &[S::Model], Text, "the team"),
    many("reviewers", &[S::Model], Text, "who reviewed it"),
    one("approval", &[S::Model], Word("approval"), "whether it is approved"),
    one("review", &[S::Model], Duration, "how often it is reviewed"),
    many("triggers", &[S::Model], Text, "events that call for a review"),
    one("appsec", &[S::Model], Text, "the security ticket or contact"),
    one("design-doc", &[S::Model], Text, "address of the design"),
    many("project-docs", &[S::Model], Text, "what was read about the project: addresses or names of files"),
    many("architecture-docs", &[S::Model], Text, "what was read about the architecture"),
    many("api-docs", &[S::Model], Text, "what was read about interfaces"),
    many("data-docs", &[S::Model], Text, "what was read about the data"),
    many("security-docs", &[S::Model], Text, "what was read about security requirements"),
    one("industry", &[S::Model], Text, "the industry"),
    many("use-cases", &[S::Model], Text, "primary use cases"),
    many("out-of-scope", &[S::Model], Text, "what is not looked at"),
    many("deployment", &[S::Model], Text, "assumptions about the deployment"),
    one("appetite", &[S::Model], Word("severity"), "risks at or below may be accepted by the owner"),
    one("target", &[S::Model], Percent, "the control coverage to aim at, in percent"),
    // Rules and adversaries.
    one("domain", &[S::Rule], AnyWord, "the pack of rules it belongs to: `core` or one of one's own"),
    many("stride", &[S::Rule, S::Threat], Word("stride"), "the STRIDE category; the first decides the number"),
    many("also", &[S::Rule], Word("stride"), "further STRIDE categories that it touches"),
    many("refines", &[S::Rule], AnyWord, "baseline cells that it replaces: `tampering@target`"),
    many("group", &[S::Rule], AnyWord, "ends by which findings are merged into one: `source`, `target`"),
    one("leg", &[S::Rule], Word("leg"), "whether it is asked of the request, the response, both, or the path as drawn"),
    one(
        "likelihood",
        &[S::Rule, S::Threat, S::Rate],
        Word("likelihood"),
        "the likelihood; of a rule, the base to start from",
    ),
    one("impact", &[S::Rule], Word("goal"), "the protection goal whose class decides the impact"),
    one(
        "exploited",
        &[S::Rule],
        Word("yes-no"),
        "whether it is exploited routinely: the likelihood is one step higher",
    ),
    one("lowered", &[S::Rule], Number, "steps by which the impact is lower than the class of the data says"),
    one("raised", &[S::Rule], Number, "steps by which the impact is higher than the class of the data says"),
    one(
        "severity",
        &[S::Rule, S::Threat, S::Rate],
        Word("severity"),
        "a fixed severity instead of likelihood and impact",
    ),
    one("because", RATED, Text, "why the severity is fixed"),
    one("impact", RATED, Word("severity"), "how bad it is when it happens"),
    many("impact-factors", RATED, Word("impact-factor"), "on what the impact rests"),
    many("likelihood-factors", RATED, Word("likelihood-factor"), "on what the likelihood rests"),
    one("category", &[S::Rule], AnyWord, "a heading of one's own for the threats of this rule"),
    one("adversary", &[S::Rule, S::Threat], Adversary, "who attacks"),
    one("capability", &[S::Rule], Text, "statement part: who can do what beforehand"),
    one("action", &[S::Rule, S::Threat], Text, "statement part: what they do"),
    one("leads-to", &[S::Rule, S::Threat], Text, "statement part: what it leads to"),
    one("business", &[S::Rule], Text, "statement part: what is lost"),
    many("scenario", &[S::Rule, S::Threat], Text, "the steps of the attack"),
    many("cwe", &[S::Rule, S::Threat], Number, "CWE ids"),
    many("capec", &[S::Rule, S::Threat], Number, "CAPEC ids"),
    many("attack", &[S::Rule, S::Threat], AnyWord, "ATT&CK techniques"),
    many("atlas", &[S::Rule, S::Threat], AnyWord, "ATLAS techniques"),
    many("owasp", &[S::Rule, S::Threat], Text, "OWASP Top 10 entries"),
    many("refs", &[S::Rule, S::Threat, S::Control, S::Mitigation], Text, "other references"),
    many("any", &[S::Counter], Controls, "controls, any of which will do"),
    one("weight", &[S::Counter], Number, "how much it counts in the coverage, beside the other counters"),
    one("required", &[S::Counter], Word("yes-no"), "whether full coverage needs it"),
    one("text", &[S::Counter], Text, "what to do"),
    one("skill", &[S::Adversary], Word("skill"), "what the adversary needs to know"),
    one("motivation", &[S::Adversary], Text, "what it wants"),
    one("access", &[S::Adversary], Text, "where it starts from"),
    // Threats written by hand, and mitigations.
    one("statement", &[S::Threat], Text, "the whole threat statement, instead of its parts"),
    one("source", &[S::Threat], Text, "statement part: who attacks"),
    one("prerequisites", &[S::Threat], Text, "statement part: what they need beforehand"),
    many("goals", &[S::Threat], Word("goal"), "statement part: the protection goals that are hurt"),
    many("affects", &[S::Threat], Data, "statement part: the data and assets that are hurt"),
    many("effects", &[S::Threat], Text, "what happens to the organisation and its users"),
    many("weakness", &[S::Threat], Text, "the vulnerabilities that make it possible"),
    one("residual", &[S::Threat], Word("severity"), "the severity that is left with the mitigations in place"),
    one("type", &[S::Mitigation], Word("function"), "preventive, detective, corrective or compensating"),
    one("status", &[S::Mitigation], Word("progress"), "planned, in progress, implemented or rejected"),
    one("reason", &[S::Mitigation], Text, "why it is rejected"),
    one("recurring", &[S::Mitigation], Word("yes-no"), "whether it is done again and again: a continuous activity"),
    // Answers.
    one("until", ANSWERS, Date, "the last day on which the answer counts"),
    one("review", ANSWERS, Duration, "how often the answer is looked at again"),
    one("status", &[S::Mitigate], Word("stage"), "planned, in progress or implemented"),
    // Tests.
    one(
        "result",
        &[S::Expect],
        Word("result"),
        "what the rule is expected to answer there; `holds` where nothing is said",
    ),
    // The document.
    one("validity", &[S::Assumption], Word("validity"), "whether somebody confirmed it"),
    one("order", &[S::Layer], Number, "the place among the layers"),
    one("status", &[S::Regulation, S::Requirement], Word("compliance"), "how far it is met"),
    many("threats", &[S::Concern, S::Requirement, S::Recommend], Threats, "the threats that it is about"),
    many("controls", &[S::Requirement], Controls, "the controls that meet it"),
    many("gaps", &[S::Requirement], Text, "what is missing"),
    one("priority", &[S::Recommend], Word("priority"), "how soon"),
    many("errors", &[S::Scenario], Text, "what happens when a step fails, and in unusual cases"),
    one("definition", &[S::Term], Text, "what the term means"),
    one("example", &[S::Term], Text, "an example of its use"),
    one("url", &[S::Reference], Text, "the address, `https://…`"),
    one("date", &[S::Revision, S::Incident, S::Signoff], Date, "the day"),
    one("author", &[S::Revision], Text, "who changed it"),
    one("ticket", &[S::Incident], Text, "where it is tracked"),
    one(
        "level",
        &[S::View],
        Word("level"),
        "0 the system as one process, 1 composites closed, 2 composites open; else 1, or 2 where `on` names a composite or a part",
    ),
    many("data", &[S::View], Data, "every flow that carries one of these, with its ends"),
    many("include", &[S::View], Places, "places to show as well"),
    many("exclude", &[S::View], Places, "places to leave out"),
    one("direction", &[S::View], Word("direction"), "left to right, or top to bottom"),
];

/// The attribute of a name on a subject.
pub fn attribute(subject: Subject, name: &str) -> Option<&'static Attribute> {
    static BY_SUBJECT: LazyLock<FxHashMap<(Subject, &str), &Attribute>> = LazyLock::new(|| {
        ATTRIBUTES.iter().flat_map(|row| row.on.iter().map(move |&subject| ((subject, row.name), row))).collect()
    });
    BY_SUBJECT.get(&(subject, name)).copied()
}

/// All attributes of a subject.
pub fn attributes_of(subject: Subject) -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(move |row| row.on.contains(&subject))
}
