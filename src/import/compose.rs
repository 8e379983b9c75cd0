//! Docker Compose: services as processes and stores by their images, networks as zones, dependencies as flows.
//!
//! Compose says what is started and in which order, not who talks to whom: flows are guesses. Environments are never copied,
//! as they hold passwords.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::addresses::addresses;
use super::draft::{Draft, Fact, Flow, Item};
use super::json::{entries, flag, list, scalar, string, strings, unread};
use super::{Reader, Refusal, guess, yaml};

pub(super) const READER: Reader = Reader {
    name: "docker-compose",
    title: "Docker Compose",
    endings: &["yaml", "yml"],
    recognises: |text| {
        text.lines().any(|line| line.trim_end() == "services:")
            && ["image:", "build:"].iter().any(|word| text.contains(word))
            && !text.contains("apiVersion:")
    },
    read,
};

/// Ports, with types of flows.
const PORTS: &[(u64, &str)] = &[(80, "http"), (443, "https"), (22, "ssh")];

/// The key of whoever calls from outside.
const OUTSIDE: &str = "outside";

const READ_OF_SERVICES: &[&str] = &[
    "image",
    "build",
    "container_name",
    "networks",
    "depends_on",
    "links",
    "ports",
    "expose",
    "volumes",
    "environment",
    "env_file",
    "secrets",
    "configs",
    "privileged",
];

fn read(text: &str) -> Result<Draft, Refusal> {
    let tree = yaml::parse(text)?;
    if !tree.get("services").is_some_and(Json::is_object) {
        return Err(Refusal::new("there is no mapping `services`, which every file of Docker Compose has"));
    }
    let mut draft = Draft { title: string(&tree, "/name"), ..Draft::default() };
    for (name, network) in entries(&tree, "/networks") {
        let mut item = Item::new("zone", format!("zone/{name}"), name).word("kind", "network");
        item.guessed.push("a zone from a network".to_owned());
        if flag(network, "/internal") {
            item = item.word("trust", "internal");
            item.guessed.push("trust `internal` from an internal network".to_owned());
        }
        draft.items.push(item);
    }
    for (name, service) in entries(&tree, "/services") {
        self::service(name, service, &mut draft);
    }
    let mut seen = BTreeSet::new();
    for (name, service) in entries(&tree, "/services") {
        dependencies(name, service, &mut seen, &mut draft);
    }
    let known: BTreeSet<&str> = entries(&tree, "/services").map(|(name, _)| name).collect();
    for (name, service) in entries(&tree, "/services") {
        calls(name, service, &known, &mut seen, &mut draft);
    }
    for (name, service) in entries(&tree, "/services") {
        ports(name, service, &mut draft);
    }
    let services: Vec<&Json> = entries(&tree, "/services").map(|(_, service)| service).collect();
    unread(services, READ_OF_SERVICES, ("service", "services"), &mut draft);
    unread([&tree], &["name", "version", "services", "networks"], ("file", "files"), &mut draft);
    Ok(draft)
}

fn key(name: &str) -> String {
    format!("service/{name}")
}

/// Names in a list, or of the entries of a mapping.
fn names(json: &Json, place: &str) -> Vec<String> {
    let mut names = strings(json, place);
    names.extend(entries(json, place).map(|(name, _)| name.to_owned()));
    names
}

/// Words of an image: what stands behind the registry, without tag and digest.
pub(super) fn words_of_image(image: &str) -> String {
    let image = image.split('@').next().unwrap_or(image);
    let (path, last) = image.rsplit_once('/').unwrap_or(("", image));
    let name = last.split(':').next().unwrap_or(last);
    let owner = path.rsplit('/').next().unwrap_or(path);
    format!("{} {}", name.replace(['-', '_'], " "), owner.replace(['-', '_', '.', ':'], " "))
}

/// An element by its image: kind and type are told from it.
pub(super) fn by_image(key: String, name: &str, image: &str) -> Item {
    let mut item = Item::new("process", key, name);
    guess::element_kind(&mut item, &words_of_image(image));
    if item.keyword == "external" {
        item.keyword = "process";
        item.guessed.clear();
    }
    if item.keyword == "store" {
        item.guessed.push("kind `store` from the image or name".to_owned());
    }
    item.text("tech", image).word("machine", "container")
}

fn service(name: &str, service: &Json, draft: &mut Draft) {
    let mut item = by_image(key(name), name, &string(service, "/image"));
    let networks = names(service, "/networks");
    item.inside = networks.first().map(|network| format!("zone/{network}"));
    for network in networks.iter().skip(1) {
        draft.dropped(format!("network `{network}` of `{name}`"), "nothing lies in two zones: the first is taken", 0);
    }
    if item.keyword == "process" && flag(service, "/privileged") {
        item = item.word("privilege", "root");
    }
    if sees_host(service) && !item.facts.iter().any(|fact| fact.name == "does") {
        item = item.word("does", "host-mounts");
    }
    for (place, why) in [
        ("environment", "values of an environment may be secrets"),
        ("env_file", "values of an environment may be secrets"),
        ("secrets", "secrets are not copied"),
        ("configs", "configurations may hold secrets"),
        ("volumes", "what lies in a volume is not said: say what the store holds"),
    ] {
        if service.get(place).is_some_and(|found| !found.is_null()) {
            draft.dropped(format!("`{place}` of `{name}`"), why, 0);
        }
    }
    draft.items.push(item);
}

/// Whether a folder or file of the host is mounted.
fn sees_host(service: &Json) -> bool {
    list(service, "/volumes").iter().any(|volume| match volume {
        Json::String(text) => text.starts_with(['/', '.', '~']) && text.contains(':'),
        other => string(other, "/type") == "bind",
    })
}

/// A service that waits for another is taken to call it.
fn dependencies(name: &str, service: &Json, seen: &mut BTreeSet<(String, String)>, draft: &mut Draft) {
    for (place, why) in [("/depends_on", "it depends on it"), ("/links", "it is linked to it")] {
        for other in names(service, place) {
            let target = other.split(':').next().unwrap_or(&other).to_owned();
            if seen.insert((name.to_owned(), target.clone())) {
                draft.flows.push(Flow {
                    key: format!("flow/{name}/{target}"),
                    source: key(name),
                    target: key(&target),
                    label: format!("Calls of {name} to {target}"),
                    guessed: vec![format!("a flow, because {why}")],
                    ..Flow::default()
                });
            }
        }
    }
}

/// A service whose settings name another one is taken to call it.
fn calls(name: &str, service: &Json, known: &BTreeSet<&str>, seen: &mut BTreeSet<(String, String)>, draft: &mut Draft) {
    let mut values = strings(service, "/environment");
    values.extend(entries(service, "/environment").map(|(_, value)| scalar(value)));
    values.extend(strings(service, "/command"));
    values.push(string(service, "/command"));
    for address in values.iter().flat_map(|value| addresses(value)) {
        let other = address.host;
        if other == name || !known.contains(other) || !seen.insert((name.to_owned(), other.to_owned())) {
            continue;
        }
        let mut flow = Flow {
            key: format!("flow/{name}/{other}"),
            source: key(name),
            target: key(other),
            label: format!("Calls of {name} to {other}"),
            guessed: vec![format!("a flow, because its settings name `{other}`")],
            ..Flow::default()
        };
        guess::flow_by(&mut flow, address.scheme);
        draft.flows.push(flow);
    }
}

/// The port inside of a published port, with the address of the host; `None` where it cannot be told.
fn published(port: &Json) -> Option<(String, u64)> {
    if port.is_object() {
        return Some((string(port, "/host_ip"), string(port, "/target").parse().ok()?));
    }
    let text = scalar(port);
    let text = text.split('/').next().unwrap_or_default();
    let (host, target) = text.rsplit_once(':').unwrap_or(("", text));
    let address = host.rsplit_once(':').map_or("", |(address, _)| address);
    Some((address.to_owned(), target.split('-').next()?.parse().ok()?))
}

fn ports(name: &str, service: &Json, draft: &mut Draft) {
    let mut seen = BTreeSet::new();
    for port in list(service, "/ports") {
        let what = || format!("port `{}` of `{name}`", scalar(port));
        match published(port) {
            Some((address, _)) if matches!(address.as_str(), "127.0.0.1" | "::1" | "[::1]" | "localhost") => {
                draft.dropped(what(), "it is open to its own machine alone", 0);
            }
            Some((_, number)) if (1..=65535).contains(&number) => {
                if seen.insert(number) {
                    from_outside(name, key(name), number, draft);
                }
            }
            _ => draft.dropped(what(), "which port it is, the source leaves to a variable or does not say", 0),
        }
    }
}

/// A flow from outside to a published port.
fn from_outside(name: &str, target: String, port: u64, draft: &mut Draft) {
    outside(draft);
    let via: BTreeMap<u64, &'static str> = PORTS.iter().copied().collect();
    let mut flow = Flow {
        key: format!("port/{name}/{port}"),
        source: OUTSIDE.to_owned(),
        target,
        label: format!("Calls to port {port}"),
        via: via.get(&port).copied(),
        facts: vec![Fact::word("port", port.to_string())],
        guessed: vec!["a flow from outside, because the port is published".to_owned()],
        ..Flow::default()
    };
    if let Some(via) = flow.via {
        flow.guessed.push(format!("type `{via}` from the port"));
    }
    draft.flows.push(flow);
}

/// Adds whoever calls from outside, once: all elements stand in front of it.
pub(super) fn outside(draft: &mut Draft) -> String {
    if draft.items.last().is_none_or(|item| item.key != OUTSIDE) {
        let mut item = Item::new("external", OUTSIDE, "Callers outside");
        item.guessed.push("somebody outside, because there are ways in".to_owned());
        draft.items.push(item);
    }
    OUTSIDE.to_owned()
}
