//! The facts that a condition can ask for: one table, read by the compiler, the evaluator and the documentation.

use smol_str::SmolStr;

use crate::model::{Class, Trust};
use crate::schema;

/// What a field can be asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A flow.
    Flow,
    /// An element.
    Element,
    /// A zone.
    Zone,
    /// A data asset.
    Data,
    /// The model as a whole.
    Model,
}

impl Of {
    /// The word used in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Of::Flow => "flow",
            Of::Element => "element",
            Of::Zone => "zone",
            Of::Data => "data asset",
            Of::Model => "model",
        }
    }
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Yes or no.
    YesNo,
    /// One or more words of the vocabularies of these names; any word where there is none.
    Words(&'static [&'static str]),
    /// A word of an ordered vocabulary, lowest first.
    Level(&'static [&'static str]),
    /// A whole number.
    Number,
    /// A list of elements.
    Elements,
    /// A list of data assets.
    DataList,
}

/// What it means that nothing is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// A descriptive fact: not stated is not so.
    Closed,
    /// A protective fact, or trust: not stated is unknown, never yes and never no.
    Open,
}

/// How a field is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described by the table row that uses it")]
pub enum Get {
    /// The attribute of the same name.
    Attribute,
    Class,
    Goal,
    Trust,
    Exposure,
    Criticality,
    DownstreamTrust,
    TrustGap,
    Op,
    Scope,
    Inherited,
    Crosses,
    Enters,
    Exits,
    Local,
    FromBrowser,
    Transient,
    Data,
    Returns,
    Upstream,
    Downstream,
    Elements,
    Processes,
    Stores,
}

/// One fact that a condition can ask for.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The word in conditions.
    pub name: &'static str,
    /// Of what it can be asked.
    pub of: &'static [Of],
    /// What its values look like.
    pub shape: Shape,
    /// What not stated means.
    pub world: World,
    /// How it is computed.
    pub get: Get,
    /// How prose calls it: `authentication`.
    pub label: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Words of `op`: what a flow does at the end that answers.
pub const OPS: &[&str] = &["read", "write", "call", "publish", "subscribe", "login", "admin", "deploy", "update"];
/// Words of `privilege`, lowest first.
pub const PRIVILEGE: &[&str] = &["user", "service", "admin", "root", "kernel"];
/// Words of `exposure`, least exposed first.
pub const EXPOSURE: &[&str] = &["none", "internal", "partner", "internet"];
/// Words of `class`, lowest first.
pub const CLASS: &[&str] = &["low", "medium", "high", "critical"];
/// Words of `trust`, lowest first.
pub const TRUST: &[&str] = &["untrusted", "partner", "dmz", "internal", "restricted", "critical"];
/// The position of a class in [`CLASS`].
pub fn class_level(class: Class) -> u8 {
    position(Class::ALL, class)
}

/// The position of a trust in [`TRUST`].
pub fn trust_level(trust: Trust) -> u8 {
    position(Trust::ALL, trust)
}

fn position<T: PartialEq>(all: &[T], one: T) -> u8 {
    all.iter().position(|item| *item == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// The field of this name that can be asked of `of`.
pub fn field(of: Of, name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name && field.of.contains(&of))
}

/// Names of all fields that can be asked of `of`.
pub fn names(of: Of) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(move |field| field.of.contains(&of)).map(|field| field.name)
}

const FLOW: &[Of] = &[Of::Flow];
const ELEMENT: &[Of] = &[Of::Element];
const PLACES: &[Of] = &[Of::Flow, Of::Element, Of::Zone];
const ANY: &[Of] = &[Of::Flow, Of::Element, Of::Zone, Of::Data];

macro_rules! fields {
    ($($name:literal $of:expr, $shape:expr, $world:ident, $get:ident, $label:literal, $doc:literal;)*) => {
        /// All fields, by what they are asked of.
        pub const FIELDS: &[Field] = &[$(Field {
            name: $name, of: $of, shape: $shape, world: World::$world, get: Get::$get, label: $label, doc: $doc,
        }),*];
    };
}

fields! {
    "crosses"     FLOW, Shape::YesNo, Closed, Crosses, "crossing of a trust boundary", "whether the flow passes the border of a zone";
    "enters"      FLOW, Shape::YesNo, Open, Enters, "direction of trust", "whether the flow brings input into higher trust, forwarders looked through; unknown if the trust of an end is";
    "exits"       FLOW, Shape::YesNo, Open, Exits, "direction of trust", "whether the flow crosses into lower trust; unknown if the trust of an end is";
    "local"       FLOW, Shape::YesNo, Closed, Local, "medium", "whether the flow stays inside one process, host or screen, where nobody else is on the path";
    "from-browser" FLOW, Shape::YesNo, Closed, FromBrowser, "origin in a browser", "whether a browser starts the flow, forwarders looked through";
    "trust-gap"   FLOW, Shape::Number, Open, TrustGap, "rise of trust", "steps of trust from the source up to the target; negative if it falls";
    "auth"        FLOW, Shape::Words(&["auth"]), Open, Attribute, "authentication", "how the source proves who it is";
    "authz"       FLOW, Shape::Words(&["authz"]), Open, Attribute, "authorisation", "how the target decides what the source may do";
    "encryption"  &[Of::Flow, Of::Element], Shape::Words(&["transit", "rest"]), Open, Attribute, "encryption", "encryption in transit of a flow, at rest of a store";
    "op"          FLOW, Shape::Words(&["op"]), Closed, Op, "operation", "what the flow does at its target; follows from type, ends and data where it is not stated";
    "protocol"    FLOW, Shape::Words(&["protocol"]), Closed, Attribute, "protocol", "the protocol, usually set by the type";
    "format"      FLOW, Shape::Words(&["format"]), Closed, Attribute, "format", "formats of what is sent";
    "network"     FLOW, Shape::Words(&["network"]), Closed, Attribute, "network", "the medium";
    "mode"        FLOW, Shape::Words(&["mode"]), Closed, Attribute, "mode", "sync, async, stream or batch";
    "port"        FLOW, Shape::Number, Closed, Attribute, "port", "the port number";
    "frequency"   FLOW, Shape::Words(&[]), Closed, Attribute, "frequency", "how often";
    "data"        FLOW, Shape::DataList, Closed, Data, "data", "what moves from source to target";
    "returns"     FLOW, Shape::DataList, Closed, Returns, "returned data", "what comes back on the same exchange";
    "class"       &[Of::Flow, Of::Element, Of::Data], Shape::Level(CLASS), Closed, Class, "classification", "the highest class of the data carried, handled or meant";
    "trust"       &[Of::Element, Of::Zone], Shape::Level(TRUST), Open, Trust, "trust", "trust of the zone";
    "exposure"    ELEMENT, Shape::Level(EXPOSURE), Closed, Exposure, "exposure", "from how far outside it is called, forwarders looked through";
    "criticality" ELEMENT, Shape::Level(CLASS), Closed, Criticality, "criticality", "how much its availability matters: stated, else the highest availability class of its data";
    "downstream-trust" ELEMENT, Shape::Level(TRUST), Open, DownstreamTrust, "trust of what it calls", "the highest trust among the elements it calls";
    "machine"     ELEMENT, Shape::Words(&["machine"]), Closed, Attribute, "machine", "where it runs";
    "privilege"   ELEMENT, Shape::Level(PRIVILEGE), Closed, Attribute, "privilege", "rights it holds";
    "tenancy"     ELEMENT, Shape::Words(&["tenancy"]), Closed, Attribute, "tenancy", "single or multi";
    "does"        ELEMENT, Shape::Words(&["does"]), Closed, Attribute, "behaviour", "behaviours, stated or of its type";
    "layer"       ELEMENT, Shape::Words(&[]), Closed, Attribute, "layer", "presentation, application, data, …";
    "tech"        ELEMENT, Shape::Words(&[]), Closed, Attribute, "technology", "product and version";
    "transient"   ELEMENT, Shape::YesNo, Closed, Transient, "transience", "whether a store keeps nothing";
    "upstream"    ELEMENT, Shape::Elements, Closed, Upstream, "callers", "elements that start exchanges with it";
    "downstream"  ELEMENT, Shape::Elements, Closed, Downstream, "called elements", "elements with which it starts exchanges";
    "scope"       &[Of::Element, Of::Zone], Shape::Words(&["scope"]), Closed, Scope, "scope", "in or out; of an element, that of its zones counts as well";
    "environment" &[Of::Element, Of::Zone], Shape::Words(&["environment"]), Closed, Inherited, "environment", "development, test, staging or production, inherited from the zones around";
    "kind"        &[Of::Zone], Shape::Words(&["border"]), Closed, Attribute, "kind", "network, cloud, cluster, …";
    "elements"    &[Of::Zone, Of::Model], Shape::Elements, Closed, Elements, "elements", "all elements inside";
    "processes"   &[Of::Zone, Of::Model], Shape::Elements, Closed, Processes, "processes", "all processes inside";
    "stores"      &[Of::Zone, Of::Model], Shape::Elements, Closed, Stores, "data stores", "all stores inside";
    "c"           &[Of::Data], Shape::Level(CLASS), Closed, Goal, "confidentiality", "need for confidentiality; the class where it is not stated";
    "i"           &[Of::Data], Shape::Level(CLASS), Closed, Goal, "integrity", "need for integrity; the class where it is not stated";
    "a"           &[Of::Data], Shape::Level(CLASS), Closed, Goal, "availability", "need for availability; the class where it is not stated";
    "retention"   &[Of::Data], Shape::Words(&[]), Closed, Attribute, "retention", "how long it is kept";
    "location"    &[Of::Data], Shape::Words(&[]), Closed, Attribute, "location", "where it is kept";
    "owner"       ANY, Shape::Words(&[]), Closed, Attribute, "owner", "who answers for it";
    "note"        PLACES, Shape::Words(&[]), Closed, Attribute, "note", "a remark";
}

/// A function of conditions, for documentation and did-you-mean.
#[derive(Debug)]
pub struct FunctionDoc {
    /// The name.
    pub name: &'static str,
    /// How it is called.
    pub form: &'static str,
    /// What it answers.
    pub doc: &'static str,
}

/// All functions.
pub const FUNCTIONS: &[FunctionDoc] = &[
    FunctionDoc {
        name: "crosses",
        form: "crosses(KIND)",
        doc: "the flow passes a border of this kind, or this boundary",
    },
    FunctionDoc {
        name: "inside",
        form: "inside(x, KIND)",
        doc: "x lies in a zone of this kind or type, or of one of a list",
    },
    FunctionDoc {
        name: "carries",
        form: "carries(DATA)",
        doc: "the flow carries data of this type, or this data asset, or one of a list",
    },
    FunctionDoc { name: "handles", form: "handles(x, DATA)", doc: "x holds, sends or receives such data" },
    FunctionDoc { name: "holds", form: "holds(x, DATA)", doc: "store x holds such data" },
    FunctionDoc { name: "tainted", form: "tainted(x)", doc: "data of lower trust reaches x, over any number of flows" },
    FunctionDoc {
        name: "tainted-store",
        form: "tainted-store(x)",
        doc: "x calls a store that data of lower trust than x reaches",
    },
    FunctionDoc {
        name: "behind",
        form: "behind(x, TYPE)",
        doc: "callers of lower trust reach x through an element of this type only",
    },
    FunctionDoc {
        name: "shares-zone-with-exposed",
        form: "shares-zone-with-exposed(x)",
        doc: "another element of the same zone can be called from the internet",
    },
    FunctionDoc {
        name: "shares-runtime-with-lower-trust",
        form: "shares-runtime-with-lower-trust(x)",
        doc: "x shares a host, device or process with an element of lower trust",
    },
    FunctionDoc {
        name: "serves-users",
        form: "serves-users(x)",
        doc: "requests of an actor reach x, over any number of calls",
    },
    FunctionDoc {
        name: "model-has",
        form: "model-has(TYPE)",
        doc: "the model has an element of this kind or type, or a zone of this kind",
    },
    FunctionDoc {
        name: "reaches",
        form: "reaches(x)",
        doc: "data of the subject reaches the element, or an element of the type, x",
    },
    FunctionDoc {
        name: "control",
        form: "control(NAME)",
        doc: "status of a control here: implemented, partial, planned, missing, unverified, not-applicable or unknown",
    },
    FunctionDoc { name: "any", form: "any(list, test)", doc: "the test holds for an item `it` of the list" },
    FunctionDoc { name: "all", form: "all(list, test)", doc: "the test holds for every item" },
    FunctionDoc { name: "none", form: "none(list, test)", doc: "the test holds for no item" },
    FunctionDoc {
        name: "count",
        form: "count(list) or count(list, test)",
        doc: "how many items there are, or pass the test",
    },
];

/// Words that stand beside every vocabulary of protective facts.
const ALWAYS: &[&str] = &["not-applicable"];

/// The usual spelling of a word of one of these vocabularies; any word where there is none.
pub fn word(vocabularies: &[&str], word: &str) -> Option<SmolStr> {
    if vocabularies.is_empty() || ALWAYS.contains(&word) {
        return Some(word.to_lowercase().into());
    }
    let mut found = vocabularies.iter().filter_map(|name| schema::vocabulary(name)?.find(word));
    found.next().map(SmolStr::from)
}

/// All words of these vocabularies.
pub fn words(vocabularies: &[&str]) -> Vec<&'static str> {
    let mut words: Vec<&str> = Vec::new();
    for vocabulary in vocabularies.iter().filter_map(|name| schema::vocabulary(name)) {
        words.extend(vocabulary.all().filter(|word| !words.contains(word)).collect::<Vec<_>>());
    }
    words
}
