//! Kubernetes manifests.

use super::{has, imported, taken_whole};

const SHOP: &str = r#"
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      hostNetwork: true
      containers:
        - { name: web, image: "shop/web:1", env: [{ name: PASSWORD, value: hunter2 }] }
        - { name: mesh, image: "envoyproxy/envoy:1" }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ image: "postgres:16" }] } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: report, namespace: tools }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: busybox }] } } } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: lost, namespace: shop }
spec: { selector: { app: nothing } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  tls: [{ hosts: [shop.example.com] }]
  rules:
    - host: shop.example.com
      http: { paths: [{ path: /, backend: { service: { name: web } } }, { path: /x, backend: { service: { name: gone } } }] }
---
apiVersion: v1
kind: List
items:
  - { apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: deny } }
  - { apiVersion: v1, kind: Secret, metadata: { name: key }, data: { password: aHVudGVyMg== } }
"#;

#[test]
fn workloads_become_elements_and_ways_in_flows() {
    let (text, _) = taken_whole("kubernetes", SHOP);
    has(
        &text,
        &[
            "zone shop \"shop\" {",
            "kind = namespace",
            "process web \"web\" tech=\"shop/web:1\" machine=container does=host-mounts",
            "store orders is sql-db \"orders\" tech=\"postgres:16\" machine=container",
            "zone tools \"tools\" {",
            "process report \"report\"",
            "callers-outside -> web \"Calls to web\" port=80",
            "callers-outside -> web \"Calls of shop.example.com\" via https",
        ],
    );
    assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg"), "{text}");
}

#[test]
fn what_manifests_say_besides_is_reported() {
    let (_, report) = taken_whole("kubernetes", SHOP);
    has(
        &report,
        &[
            "container `mesh` (envoyproxy/envoy:1) of `web`",
            "environment of `web`: values of an environment may be secrets",
            "Service `lost`: its selector finds no workload here",
            "way of Ingress `shop` to `gone`: there is no such Service",
            "NetworkPolicy `deny`",
            "Secret `key`: secrets are never copied",
        ],
    );
}

#[test]
fn what_is_no_manifest_is_refused() {
    let refused = |text: &str| imported("kubernetes", "x.yaml", text).unwrap_err();
    has(&refused("a: b\n---\nc: d\n"), &["no document with `apiVersion` and `kind`"]);
    has(&refused("apiVersion: v1\nkind: [\n"), &["this is no YAML"]);
    taken_whole(
        "kubernetes",
        "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Deployment\nspec: 5\n---\nkind: Service\nspec: {selector: [1], ports: {}}\n---\n7\n",
    );
}

#[test]
fn settings_that_name_a_service_tell_flows() {
    let pod = |name: &str, rest: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: {name}, namespace: prod }}\nspec: {{ template: {{ metadata: {{ labels: {{ app: {name} }} }}, spec: {{ containers: [{{ image: x{rest} }}] }} }} }}\n---\napiVersion: v1\nkind: Service\nmetadata: {{ name: {name}, namespace: prod }}\nspec: {{ selector: {{ app: {name} }} }}\n---\n"
        )
    };
    let web = pod(
        "web",
        ", env: [{ name: A, value: \"https://user:pass@api.prod.svc.cluster.local:8443/x\" }, { name: B, value: web }]",
    );
    let (text, _) = taken_whole("kubernetes", &format!("{web}{}", pod("api", ", args: [--db, \"nobody:5432\"]")));
    has(
        &text,
        &[
            "DF1: web -> api \"Calls of web to api\" via https // guessed: a flow, because its settings name the Service `api`",
        ],
    );
    assert!(!text.contains("pass") && !text.contains("DF2"), "{text}");
}
