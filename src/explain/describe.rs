//! How the tables of the language read in a sentence.

use crate::base::text::{and_list, or_list};
use crate::schema::{self, Attribute, Expects, Labelling, Naming, Place, Statement, Subject, Vocabulary};
use crate::threats::{Field, Of, Shape, World};

/// Longest list of words that is written out where it is not the subject.
const LISTED: usize = 8;

/// `a -> b` is a statement without a keyword.
pub(super) const FLOW: &str = "flow";
/// What a flow is.
pub(super) const FLOW_DOC: &str = "data that moves from one element to another, along an arrow";
/// How it is written.
pub(super) const FLOW_FORM: &str = "[ID:] a -> b [\"label\"] [via TYPE] [#tag …] [attribute=value …] [{ … }]";
/// An example.
pub(super) const FLOW_EXAMPLE: &str = "DF1: customer -> web \"Places an order\" via https auth=session data=orders";

/// What stands in the place of the name, where it is no name of one's own.
const NAMES: &[(&str, &str)] = &[
    ("language", "1"),
    ("default", "KIND"),
    ("effect", "technical|business"),
    ("counter", "preventive|detective|corrective|compensating"),
    ("accept", "THREAT"),
    ("mitigate", "THREAT"),
    ("transfer", "THREAT"),
    ("avoid", "THREAT"),
    ("dismiss", "THREAT"),
    ("rate", "THREAT"),
    ("expect", "RULE"),
    ("use", "[NAME]"),
];

/// Clauses of a statement that differ from the usual ones.
const CLAUSES: &[(&str, &str, &str)] = &[
    ("boundary", "on", "on ZONE -> ZONE"),
    ("rule", "on", "on flow|element|KIND|zone|model"),
    ("type", "is", "is KIND|TYPE"),
    ("new", "is", "is TEMPLATE"),
    ("extend", "is", "[is data]"),
    ("extend", "on", ""),
    ("default", "is", ""),
    ("default", "on", ""),
];

/// What a statement's header looks like: `process NAME [is TYPE] ["label"] …`.
pub(super) fn form(row: &Statement) -> String {
    let mut parts: Vec<String> = vec![row.keyword.to_owned()];
    let special = NAMES.iter().find(|(keyword, _)| *keyword == row.keyword).map(|(_, form)| *form);
    match (special, row.name) {
        (Some(form), _) => parts.push(form.to_owned()),
        (None, Naming::Required) => parts.push("NAME".to_owned()),
        (None, Naming::Optional) => {}
        (None, Naming::Word(vocabulary)) => {
            let words: Vec<&str> = schema::vocabulary(vocabulary).into_iter().flat_map(Vocabulary::all).collect();
            parts.push(words.join("|"));
        }
    }
    parts.extend(row.clauses.iter().map(|clause| clause_form(row.keyword, clause)).filter(|form| !form.is_empty()));
    parts.extend(match row.keyword {
        "language" => None,
        "include" | "use" => Some("\"FILE\"".to_owned()),
        _ if matches!(row.label, Labelling::Required(_)) => Some("\"text\"".to_owned()),
        "effect" | "weakness" => Some("\"text\"".to_owned()),
        "partial" | "missing" | "default" | "extend" | "counter" => None,
        _ => Some("[\"label\"]".to_owned()),
    });
    parts.extend(match row.keyword {
        "language" | "include" | "effect" => None,
        "partial" | "missing" => Some("{ when CONDITION }".to_owned()),
        "weakness" => Some("[{ when CONDITION }]".to_owned()),
        _ => Some("[attribute=value …] [{ … }]".to_owned()),
    });
    parts.join(" ")
}

fn clause_form(keyword: &str, clause: &str) -> String {
    let special = CLAUSES.iter().find(|(of, known, _)| *of == keyword && *known == clause);
    match (special, clause) {
        (Some((.., form)), _) => (*form).to_owned(),
        (None, "on") => "[on SUBJECT, …]".to_owned(),
        (None, other) => format!("[{other} TYPE]"),
    }
}

/// Where a statement may stand, as the end of a sentence.
pub(super) fn places(row: &Statement) -> String {
    if row.places.is_empty() {
        return "anywhere".to_owned();
    }
    let name = |place: &Place| match place {
        Place::File => "at the top of a file".to_owned(),
        Place::In(subject) => format!("in a `{}`", subject.as_str()),
        Place::Under("type") => "in the `type` of a control".to_owned(),
        Place::Under(keyword) => format!("in a `{keyword}`"),
    };
    or_list(&row.places.iter().map(name).collect::<Vec<_>>())
}

/// Keywords of the statements that may stand in the block of a subject, those that may stand anywhere left out.
pub(super) fn contents(subject: Subject) -> Vec<&'static str> {
    let inside = |row: &&Statement| row.places.contains(&Place::In(subject));
    schema::STATEMENTS.iter().filter(inside).map(|row| row.keyword).collect()
}

/// On what an attribute may stand.
pub(super) fn on(row: &Attribute) -> String {
    if row.on.len() == Subject::ALL.len() {
        return "everything".to_owned();
    }
    and_list(&row.on.iter().map(|subject| format!("`{}`", subject.as_str())).collect::<Vec<_>>())
}

/// What an attribute takes, in a few words.
pub(super) fn takes(row: &Attribute) -> String {
    let many = row.many;
    let of = |one: &str, several: &str| if many { several.to_owned() } else { one.to_owned() };
    match row.expects {
        Expects::Word(name) => {
            let words: Vec<&str> = schema::vocabulary(name).into_iter().flat_map(Vocabulary::all).collect();
            match words.len() {
                0..=LISTED => words.join(", "),
                count => format!("one of {count} words"),
            }
        }
        Expects::Text => of("text", "texts"),
        Expects::Number => of("number", "numbers"),
        Expects::Date => "date".to_owned(),
        Expects::Duration => "duration".to_owned(),
        Expects::Percent => "percentage".to_owned(),
        Expects::Data => "data assets".to_owned(),
        Expects::Controls => "controls".to_owned(),
        Expects::Zone => "zone".to_owned(),
        Expects::Type => "type".to_owned(),
        Expects::Threats => "threats or rules".to_owned(),
        Expects::Places => "elements, zones, flows or boundaries".to_owned(),
        Expects::Adversary => "adversary".to_owned(),
        Expects::Layer => "layer".to_owned(),
        Expects::AnyWord => of("word", "words"),
    }
}

/// What may be written behind the `=`, in a sentence.
pub(super) fn written(row: &Attribute) -> &'static str {
    match row.expects {
        Expects::Word(_) | Expects::Layer => "A text in quotes stands for what has no word.",
        Expects::Text => "Texts stand in quotes; a single word needs none.",
        Expects::Number => "A whole number.",
        Expects::Date => "A date: `2027-01-31`.",
        Expects::Duration => {
            "A duration: `15min`, `12h`, `90d`, `2w`, `6mo`, `7y`; or `weekly`, `monthly`, `quarterly`, `yearly`."
        }
        Expects::Percent => "A percentage: `85%`.",
        Expects::Data => "Names of `data` and `asset` statements; `none` says that there is nothing worth protecting.",
        Expects::Controls => "Names of controls: `threatline types control` lists those of the catalogue.",
        Expects::Zone => "The name of a zone.",
        Expects::Type => "The name of a type: `threatline types` lists those that are built in.",
        Expects::Threats => "Names of rules and of threats written by hand.",
        Expects::Places => "Names of elements, zones, flows and boundaries.",
        Expects::Adversary => "The name of an adversary: one that is built in, or a declared one.",
        Expects::AnyWord => "A word.",
    }
}

/// The vocabulary of an attribute.
pub(super) fn vocabulary(row: &Attribute) -> Option<&'static Vocabulary> {
    match row.expects {
        Expects::Word(name) => schema::vocabulary(name),
        Expects::Layer => schema::vocabulary("layer"),
        _ => None,
    }
}

/// The attributes and statements that take words of a vocabulary. Of an attribute that takes others elsewhere, on what.
pub(super) fn users(vocabulary: &Vocabulary) -> Vec<String> {
    let takes = |row: &&Attribute| self::vocabulary(row).is_some_and(|known| known.name == vocabulary.name);
    let attribute = |row: &Attribute| {
        let elsewhere = schema::ATTRIBUTES.iter().any(|other| other.name == row.name && !takes(&other));
        if elsewhere { format!("`{}` of {}", row.name, on(row)) } else { format!("`{}`", row.name) }
    };
    let attributes = schema::ATTRIBUTES.iter().filter(takes).map(attribute);
    let names = schema::STATEMENTS.iter().filter(|row| row.name == Naming::Word(vocabulary.name));
    attributes.chain(names.map(|row| format!("the statement `{}`", row.keyword))).collect()
}

/// The values of a field of conditions.
pub(super) fn values(field: &Field) -> String {
    match field.shape {
        Shape::YesNo => "yes or no".to_owned(),
        Shape::Level(words) => words.join(" < "),
        Shape::Words([]) => "any word".to_owned(),
        Shape::Words(names) => {
            format!("words of {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "))
        }
        Shape::Number => "a number".to_owned(),
        Shape::Elements => "a list of elements".to_owned(),
        Shape::DataList => "a list of data assets".to_owned(),
    }
}

/// What it means that nothing is stated.
pub(super) fn world(field: &Field) -> &'static str {
    match field.world {
        World::Open => "unknown",
        World::Closed => "not so",
    }
}

/// Of what a field can be asked.
pub(super) fn of(field: &Field) -> String {
    and_list(&field.of.iter().map(|of| plural(*of)).collect::<Vec<_>>())
}

fn plural(of: Of) -> &'static str {
    match of {
        Of::Flow => "flows",
        Of::Element => "elements",
        Of::Zone => "zones",
        Of::Data => "data assets",
        Of::Model => "the model",
    }
}
