//! Kubernetes manifests: workloads as processes and stores by their images, namespaces as zones, ways in as flows.
//!
//! A Service is no element: it leads to the workloads that its selector finds. Secrets, configurations and environments are
//! never copied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::addresses::addresses;
use super::compose::{by_image, outside};
use super::draft::{Draft, Fact, Flow, Item};
use super::json::{entries, flag, list, scalar, string};
use super::{Reader, Refusal, guess, yaml};

pub(super) const READER: Reader = Reader {
    name: "kubernetes",
    title: "Kubernetes manifests",
    endings: &["yaml", "yml", "json"],
    recognises: |text| {
        let named = |name: &str| text.contains(&format!("{name}:")) || text.contains(&format!("\"{name}\":"));
        named("apiVersion") && named("kind")
    },
    read,
};

/// Kinds of workloads, with where their pods are described.
const WORKLOADS: &[(&str, &str)] = &[
    ("Deployment", "/spec/template"),
    ("StatefulSet", "/spec/template"),
    ("DaemonSet", "/spec/template"),
    ("ReplicaSet", "/spec/template"),
    ("ReplicationController", "/spec/template"),
    ("Job", "/spec/template"),
    ("CronJob", "/spec/jobTemplate/spec/template"),
    ("Pod", ""),
];

/// Kinds that are left out, with why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("NetworkPolicy", "who may talk to whom is no flow: say it with the flows and a control"),
    ("Secret", "secrets are never copied"),
    ("ConfigMap", "configurations may hold secrets and are not copied"),
    ("PersistentVolumeClaim", "what lies in a volume is not said: say what the store holds"),
];

/// Lists of lists of manifests are read this deep.
const DEEPEST: usize = 8;

fn read(text: &str) -> Result<Draft, Refusal> {
    let documents = yaml::parse_all(text)?;
    let mut manifests: Vec<&Json> = Vec::new();
    documents.iter().for_each(|document| flatten(document, DEEPEST, &mut manifests));
    if !manifests.iter().any(|manifest| manifest.get("apiVersion").is_some() && manifest.get("kind").is_some()) {
        return Err(Refusal::new("there is no document with `apiVersion` and `kind`, which every manifest has"));
    }
    let mut draft = Draft::default();
    namespaces(&manifests, &mut draft);
    let mut cluster = Cluster::default();
    for manifest in &manifests {
        cluster.workload(manifest, &mut draft);
    }
    for manifest in manifests.iter().filter(|manifest| kind(manifest) == "Service") {
        cluster.service(manifest, &mut draft);
    }
    let mut seen = BTreeSet::new();
    for manifest in &manifests {
        cluster.calls(manifest, &mut seen, &mut draft);
    }
    for manifest in manifests.iter().filter(|manifest| kind(manifest) == "Ingress") {
        cluster.ingress(manifest, &mut draft);
    }
    for manifest in manifests {
        left_out(manifest, &mut draft);
    }
    Ok(draft)
}

/// The manifests of a document: those of a list, else itself.
fn flatten<'j>(document: &'j Json, depth: usize, manifests: &mut Vec<&'j Json>) {
    if kind(document).ends_with("List") && depth > 0 {
        list(document, "/items").iter().for_each(|item| flatten(item, depth - 1, manifests));
    } else if !document.is_null() {
        manifests.push(document);
    }
}

fn kind(manifest: &Json) -> &str {
    manifest.get("kind").and_then(Json::as_str).unwrap_or("")
}

fn name(manifest: &Json) -> String {
    string(manifest, "/metadata/name")
}

fn namespace(manifest: &Json) -> String {
    string(manifest, "/metadata/namespace")
}

fn zone_key(namespace: &str) -> Option<String> {
    (!namespace.is_empty()).then(|| format!("zone/{namespace}"))
}

/// Namespaces that are declared or that something lies in.
fn namespaces(manifests: &[&Json], draft: &mut Draft) {
    let declared = manifests.iter().filter(|manifest| kind(manifest) == "Namespace").map(|manifest| name(manifest));
    let is_workload = |manifest: &&&Json| WORKLOADS.iter().any(|(known, _)| *known == kind(manifest));
    let used = manifests.iter().filter(is_workload).map(|manifest| namespace(manifest));
    let mut seen = BTreeSet::new();
    for namespace in declared.chain(used).filter(|name| !name.is_empty()) {
        if seen.insert(namespace.clone()) {
            let key = zone_key(&namespace).unwrap_or_default();
            draft.items.push(Item::new("zone", key, namespace).word("kind", "namespace"));
        }
    }
}

fn left_out(manifest: &Json, draft: &mut Draft) {
    let kind = kind(manifest);
    let read = WORKLOADS.iter().any(|(known, _)| *known == kind) || ["Namespace", "Service", "Ingress"].contains(&kind);
    if !read {
        let why = LEFT_OUT.iter().find(|(known, _)| *known == kind).map(|(_, why)| *why);
        let what = if kind.is_empty() {
            "a document without a kind".to_owned()
        } else {
            format!("{kind} `{}`", name(manifest))
        };
        draft.dropped(what, why.unwrap_or("manifests of this kind say no element and no flow"), 0);
    }
}

/// What selectors are looked up in.
#[derive(Default)]
struct Cluster {
    /// Labels of the pods of each workload, and its key.
    workloads: Vec<(BTreeMap<String, String>, String)>,
    /// Places in the list above, by namespace, label and value.
    labelled: BTreeMap<(String, String, String), Vec<usize>>,
    /// Workloads behind each service, by namespace and name.
    services: BTreeMap<(String, String), Vec<String>>,
}

impl Cluster {
    fn workload(&mut self, manifest: &Json, draft: &mut Draft) {
        let kind = kind(manifest);
        let Some((_, place)) = WORKLOADS.iter().find(|(known, _)| *known == kind) else { return };
        let (name, namespace) = (name(manifest), namespace(manifest));
        let Some(pod) = manifest.pointer(place) else {
            draft.dropped(format!("{kind} `{name}`"), "it describes no pod", 0);
            return;
        };
        let key = format!("{namespace}/{kind}/{name}");
        let containers = list(pod, "/spec/containers");
        let images: Vec<String> = containers.iter().map(|container| string(container, "/image")).collect();
        let mut item = by_image(key.clone(), &name, images.first().map_or("", String::as_str));
        item.inside = zone_key(&namespace);
        for (container, image) in containers.iter().zip(&images).skip(1) {
            let what = format!("container `{}` ({image}) of `{name}`", string(container, "/name"));
            draft.dropped(what, "a workload is one element, named after its first container", 0);
        }
        let privileged = containers.iter().any(|container| flag(container, "/securityContext/privileged"));
        if privileged && item.keyword == "process" {
            item = item.word("privilege", "root");
        }
        let mounts = list(pod, "/spec/volumes").iter().any(|volume| volume.get("hostPath").is_some());
        if mounts || flag(pod, "/spec/hostNetwork") || flag(pod, "/spec/hostPID") {
            item = item.word("does", "host-mounts");
        }
        let values = ["env", "envFrom"];
        if containers.iter().any(|container| values.iter().any(|place| container.get(*place).is_some())) {
            draft.dropped(format!("environment of `{name}`"), "values of an environment may be secrets", 0);
        }
        self.remember(&namespace, pod, &key);
        draft.items.push(item);
    }

    fn remember(&mut self, namespace: &str, pod: &Json, key: &str) {
        let labels: BTreeMap<String, String> =
            entries(pod, "/metadata/labels").map(|(label, value)| (label.to_owned(), scalar(value))).collect();
        let at = self.workloads.len();
        for (label, value) in &labels {
            self.labelled.entry((namespace.to_owned(), label.clone(), value.clone())).or_default().push(at);
        }
        self.workloads.push((labels, key.to_owned()));
    }

    /// Keys of the workloads that have all labels of a selector.
    fn selected(&self, namespace: &str, selector: &BTreeMap<String, String>) -> Vec<String> {
        let lists = selector.iter().map(|(label, value)| {
            self.labelled
                .get(&(namespace.to_owned(), label.clone(), value.clone()))
                .map(Vec::as_slice)
                .unwrap_or_default()
        });
        let fewest = lists.min_by_key(|list| list.len()).unwrap_or_default();
        let has_all =
            |labels: &BTreeMap<String, String>| selector.iter().all(|(label, value)| labels.get(label) == Some(value));
        let found = fewest.iter().filter_map(|at| self.workloads.get(*at)).filter(|(labels, _)| has_all(labels));
        found.map(|(_, key)| key.clone()).collect()
    }

    fn service(&mut self, manifest: &Json, draft: &mut Draft) {
        let (name, namespace) = (name(manifest), namespace(manifest));
        let selector = entries(manifest, "/spec/selector").map(|(label, value)| (label.to_owned(), scalar(value)));
        let found = self.selected(&namespace, &selector.collect());
        if found.is_empty() {
            draft.dropped(format!("Service `{name}`"), "its selector finds no workload here", 0);
            return;
        }
        let ty = string(manifest, "/spec/type");
        if matches!(ty.as_str(), "LoadBalancer" | "NodePort") {
            for port in list(manifest, "/spec/ports") {
                for key in &found {
                    let number = port.get("port").and_then(Json::as_u64).filter(|port| (1..=65535).contains(port));
                    let why = format!("a flow from outside, because the Service `{name}` is a {ty}");
                    let label = format!("Calls to {name}");
                    let facts = number.map(|port| Fact::word("port", port.to_string())).into_iter().collect();
                    draft_flow(
                        draft,
                        Flow { target: key.clone(), label, facts, guessed: vec![why], ..Flow::default() },
                    );
                }
            }
        }
        self.services.insert((namespace, name), found);
    }

    /// Flows to services that the settings of a workload name.
    fn calls(&self, manifest: &Json, seen: &mut BTreeSet<(String, String)>, draft: &mut Draft) {
        let kind = kind(manifest);
        let Some((_, place)) = WORKLOADS.iter().find(|(known, _)| *known == kind) else { return };
        let (name, namespace) = (name(manifest), namespace(manifest));
        let source = format!("{namespace}/{kind}/{name}");
        let containers = manifest.pointer(place).map(|pod| list(pod, "/spec/containers")).unwrap_or_default();
        let mut values: Vec<String> = Vec::new();
        for container in containers {
            values.extend(list(container, "/env").iter().map(|variable| string(variable, "/value")));
            values.extend(super::json::strings(container, "/command"));
            values.extend(super::json::strings(container, "/args"));
        }
        for address in values.iter().flat_map(|value| addresses(value)) {
            // `api`, `api.prod`, `api.prod.svc.cluster.local`
            let mut parts = address.host.split('.');
            let service = parts.next().unwrap_or_default().to_owned();
            let of = parts.next().map_or_else(|| namespace.clone(), str::to_owned);
            for target in self.services.get(&(of, service.clone())).into_iter().flatten() {
                if *target == source || !seen.insert((source.clone(), target.clone())) {
                    continue;
                }
                let mut flow = Flow {
                    key: format!("flow/{}", draft.flows.len()),
                    source: source.clone(),
                    target: target.clone(),
                    label: format!("Calls of {name} to {service}"),
                    guessed: vec![format!("a flow, because its settings name the Service `{service}`")],
                    ..Flow::default()
                };
                guess::flow_by(&mut flow, address.scheme);
                draft.flows.push(flow);
            }
        }
    }

    fn ingress(&self, manifest: &Json, draft: &mut Draft) {
        let (name, namespace) = (name(manifest), namespace(manifest));
        let hosts: BTreeSet<String> =
            list(manifest, "/spec/tls").iter().flat_map(|tls| super::json::strings(tls, "/hosts")).collect();
        let any_tls = !list(manifest, "/spec/tls").is_empty();
        let mut backends: Vec<(String, &Json)> = Vec::new();
        for place in ["/spec/defaultBackend", "/spec/backend"] {
            backends.extend(manifest.pointer(place).map(|backend| (String::new(), backend)));
        }
        for rule in list(manifest, "/spec/rules") {
            let host = string(rule, "/host");
            let paths = list(rule, "/http/paths").iter().filter_map(|path| path.get("backend"));
            backends.extend(paths.map(|backend| (host.clone(), backend)));
        }
        let mut seen = BTreeSet::new();
        for (host, backend) in backends {
            let service = [string(backend, "/service/name"), string(backend, "/serviceName")].concat();
            let Some(found) = self.services.get(&(namespace.clone(), service.clone())) else {
                let why = "there is no such Service, or it leads to no workload here";
                draft.dropped(format!("way of Ingress `{name}` to `{service}`"), why, 0);
                continue;
            };
            let tls = any_tls && (hosts.is_empty() || hosts.contains(&host));
            for key in found.iter().filter(|key| seen.insert((host.clone(), (*key).clone()))) {
                let label = if host.is_empty() { format!("Calls through {name}") } else { format!("Calls of {host}") };
                let via = if tls { "https" } else { "http" };
                let guessed = vec![
                    format!("a flow from outside, because the Ingress `{name}` leads to it"),
                    format!("type `{via}`, as the Ingress has {} for it", if tls { "TLS" } else { "no TLS" }),
                ];
                draft_flow(draft, Flow { target: key.clone(), label, via: Some(via), guessed, ..Flow::default() });
            }
        }
    }
}

/// Adds a flow from outside.
fn draft_flow(draft: &mut Draft, flow: Flow) {
    let source = outside(draft);
    let key = format!("flow/{}", draft.flows.len());
    draft.flows.push(Flow { key, source, ..flow });
}
