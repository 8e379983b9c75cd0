//! How a fact reads in a sentence: one table from fields and their values to words.

use super::fields::Of;

/// Fields of subjects with a value, `*` for any other, and the sentence. `{name}` is the thing, `{value}` the value. What has
/// no row reads `the authentication of DF1 is saml`.
const SENTENCES: &[(Of, &str, &str, &str)] = &[
    (Of::Flow, "auth", "none", "no authentication is asked for on {name}"),
    (Of::Flow, "authz", "none", "nothing is refused to anybody who gets through on {name}"),
    (Of::Flow, "encryption", "none", "{name} is not encrypted"),
    (Of::Flow, "encryption", "*", "{name} is encrypted ({value})"),
    (Of::Flow, "op", "read", "{name} reads data"),
    (Of::Flow, "op", "write", "{name} writes or changes data"),
    (Of::Flow, "op", "call", "{name} is a call (not a read or a write)"),
    (Of::Flow, "op", "publish", "{name} publishes messages or builds"),
    (Of::Flow, "op", "subscribe", "{name} takes messages from a queue or topic"),
    (Of::Flow, "op", "login", "{name} is a login"),
    (Of::Flow, "op", "admin", "{name} changes configuration, rights or users"),
    (Of::Flow, "op", "deploy", "{name} brings code or infrastructure into operation"),
    (Of::Flow, "op", "update", "{name} brings new software to a device or client"),
    (Of::Flow, "format", "*", "{name} carries content of the format {value}"),
    (Of::Flow, "network", "internet", "{name} runs over the public internet"),
    (Of::Flow, "network", "vpn", "{name} runs through a tunnel over the internet"),
    (Of::Flow, "network", "local", "{name} stays inside one host, process or room"),
    (Of::Flow, "network", "radio", "{name} runs by radio"),
    (Of::Flow, "network", "bus", "{name} runs over a bus to which several devices are wired"),
    (Of::Flow, "mode", "sync", "the caller waits for the answer on {name}"),
    (Of::Flow, "mode", "async", "{name} is asynchronous: the caller does not wait"),
    (Of::Flow, "mode", "stream", "{name} is a connection that stays open"),
    (Of::Flow, "mode", "batch", "{name} runs in bulk at set times"),
    (Of::Flow, "port", "*", "{name} uses port {value}"),
    (Of::Flow, "class", "*", "{name} carries data of class {value}"),
    (Of::Flow, "trust-gap", "1", "trust rises by one level on {name}"),
    (Of::Flow, "trust-gap", "*", "trust rises by {value} levels on {name}"),
    (Of::Element, "encryption", "none", "{name} is not encrypted"),
    (Of::Element, "encryption", "*", "{name} is encrypted ({value})"),
    (Of::Element, "class", "*", "{name} handles data of class {value}"),
    (Of::Element, "trust", "*", "{name} lies in a zone with the trust level {value}"),
    (Of::Element, "downstream-trust", "*", "{name} calls a component in a zone with the trust level {value}"),
    (Of::Element, "exposure", "none", "{name} is called by nobody"),
    (Of::Element, "exposure", "internal", "{name} can be called from inside only"),
    (Of::Element, "exposure", "partner", "{name} can be called by partners"),
    (Of::Element, "exposure", "internet", "{name} can be called from the internet"),
    (Of::Element, "criticality", "*", "the need for availability of {name} is {value}"),
    (Of::Element, "machine", "client", "{name} runs on the user's computer, phone or browser"),
    (Of::Element, "machine", "device", "{name} runs on a device in the field"),
    (Of::Element, "machine", "physical", "{name} runs on a machine of its own"),
    (Of::Element, "machine", "virtual", "{name} runs on a virtual machine"),
    (Of::Element, "machine", "serverless", "{name} runs as a function or service of a provider"),
    (Of::Element, "machine", "container", "{name} runs in a container"),
    (Of::Element, "privilege", "*", "{name} runs with {value} rights"),
    (Of::Element, "tenancy", "single", "{name} serves one customer or tenant"),
    (Of::Element, "tenancy", "multi", "{name} is shared by several tenants"),
    (Of::Element, "does", "renders-html", "{name} makes web pages from what it gets"),
    (Of::Element, "does", "fetches-urls", "{name} fetches addresses that it gets from others"),
    (Of::Element, "does", "executes-commands", "{name} starts programs or shell commands"),
    (Of::Element, "does", "executes-code", "{name} runs code that it gets from others"),
    (Of::Element, "does", "accepts-files", "{name} takes files from others"),
    (Of::Element, "does", "sends-mail", "{name} sends mail or messages to people"),
    (Of::Element, "does", "has-memory", "{name} remembers earlier conversations"),
    (Of::Element, "does", "has-admin-functions", "{name} offers functions for administrators"),
    (Of::Element, "does", "has-system-prompt", "{name} gives a model instructions that users are not meant to see"),
    (Of::Element, "does", "custom-model", "{name} is or uses a model of one's own training or tuning"),
    (Of::Element, "does", "third-party-model", "{name} is or uses a model that comes from somebody else"),
    (Of::Element, "does", "trained-on-sensitive", "{name} was trained on data that needs protection"),
    (Of::Element, "does", "decides-about-people", "results of {name} decide about people"),
    (Of::Element, "does", "authenticates-users", "{name} checks passwords or other proofs of users"),
    (Of::Element, "does", "moves-value", "{name} moves money, goods or rights of value"),
    (Of::Element, "does", "runs-builds", "{name} builds software"),
    (Of::Element, "does", "untrusted-builds", "{name} builds code of people who are not trusted"),
    (Of::Element, "does", "third-party-scripts", "pages of {name} load scripts of others"),
    (Of::Element, "does", "embeds-web", "{name} shows web pages inside of an app"),
    (Of::Element, "does", "host-mounts", "{name} sees files or devices of its host"),
    (Of::Element, "does", "persists-data", "{name} keeps data on the device"),
    (Of::Element, "scope", "in", "{name} is in scope"),
    (Of::Element, "scope", "out", "{name} is out of scope"),
    (Of::Element, "environment", "*", "{name} belongs to the {value} environment"),
    (Of::Element, "tech", "*", "{name} is built with {value}"),
    (Of::Zone, "environment", "*", "{name} belongs to the {value} environment"),
    (Of::Zone, "scope", "in", "{name} is in scope"),
    (Of::Zone, "scope", "out", "{name} is out of scope"),
    (Of::Zone, "kind", "*", "{name} is a zone of kind {value}"),
    (Of::Zone, "trust", "*", "the trust level of {name} is {value}"),
    (Of::Data, "class", "*", "{name} is of class {value}"),
    (Of::Data, "c", "*", "the need for confidentiality of {name} is {value}"),
    (Of::Data, "i", "*", "the need for integrity of {name} is {value}"),
    (Of::Data, "a", "*", "the need for availability of {name} is {value}"),
];

/// How the items of a list belong to a thing: with none, with those that are named.
const LISTS: &[(&str, &str, &str)] = &[
    ("upstream", "nothing calls {name}", "{name} is called by {items}"),
    ("downstream", "{name} calls nothing", "{name} calls {items}"),
    ("data", "no data is stated on {name}", "{name} carries {items}"),
    ("returns", "no returned data is stated on {name}", "{name} returns {items}"),
    ("elements", "{name} has no elements", "{name} contains {items}"),
    ("processes", "{name} has no processes", "{name} contains {items}"),
    ("stores", "{name} has no data stores", "{name} contains {items}"),
];

/// How the standing of a control reads, by its word.
const STANDINGS: &[(&str, &str)] = &[
    ("implemented", "is in place"),
    ("partial", "is in place in part only"),
    ("planned", "is planned, not in place"),
    ("missing", "is missing"),
    ("unverified", "is claimed but not verified"),
    ("not-applicable", "does not apply"),
];

/// The sentence for a value of a field: `DF2 is a call (not a read or a write)`.
pub(super) fn of_value(of: Of, field: &str, label: &str, value: &str, name: &str) -> String {
    let of_field = || SENTENCES.iter().filter(|row| row.0 == of && row.1 == field);
    let row = of_field().find(|row| row.2 == value).or_else(|| of_field().find(|row| row.2 == "*"));
    match row {
        Some((.., sentence)) => sentence.replace("{name}", name).replace("{value}", value),
        None => format!("the {label} of {name} is {value}"),
    }
}

/// The sentence for what a list has: `Shop API is called by Storefront`.
pub(super) fn of_list(field: &str, label: &str, name: &str, items: &str) -> String {
    match LISTS.iter().find(|row| row.0 == field) {
        Some((_, none, _)) if items.is_empty() => none.replace("{name}", name),
        Some((_, _, some)) => some.replace("{name}", name).replace("{items}", items),
        None => format!("the {label} of {name}: {items}"),
    }
}

/// The sentence for a control: `the control “Rate limits” is in place on Shop API`.
pub(super) fn of_control(label: &str, status: Option<&str>, name: &str) -> String {
    match status {
        Some(status) => {
            let standing = STANDINGS.iter().find(|row| row.0 == status).map_or(status, |row| row.1);
            match status {
                "not-applicable" => format!("the control “{label}” {standing} to {name}"),
                _ => format!("the control “{label}” {standing} on {name}"),
            }
        }
        None => format!("nothing is stated about the control “{label}” on {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::{self, Shape};
    use super::*;

    /// Every row is about a field and a value that there is.
    #[test]
    fn sentences_are_about_fields_and_their_values() {
        for (of, name, value, sentence) in SENTENCES {
            let field = fields::field(*of, name);
            assert!(field.is_some(), "{} has no {name}", of.as_str());
            let Some(field) = field else { continue };
            let known = match field.shape {
                Shape::Words(vocabularies) => fields::words(vocabularies),
                Shape::Level(scale) => scale.to_vec(),
                _ => vec![*value],
            };
            assert!(*value == "*" || known.contains(value), "{name} is never {value}");
            assert!(sentence.contains("{name}"), "{sentence}");
        }
    }

    #[test]
    fn facts_read_as_sentences() {
        let flow = |field, value| of_value(Of::Flow, field, field, value, "DF2");
        assert_eq!(flow("op", "call"), "DF2 is a call (not a read or a write)");
        assert_eq!(flow("encryption", "none"), "DF2 is not encrypted");
        assert_eq!(flow("protocol", "https"), "the protocol of DF2 is https");
        assert_eq!(of_list("downstream", "called elements", "Shop", ""), "Shop calls nothing");
        assert_eq!(
            of_control("Rate limits", Some("partial"), "Shop"),
            "the control “Rate limits” is in place in part only on Shop"
        );
    }
}
