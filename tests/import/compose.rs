//! Docker Compose.

use super::{has, imported, taken_whole};

const SHOP: &str = r#"
name: shop
services:
  proxy:
    image: nginx:1.27
    ports: ["80:80", "127.0.0.1:9000:9000", { target: 443, published: 8443 }, "${PORT}:x"]
    networks: [front, back]
    volumes: ["./nginx.conf:/etc/nginx.conf"]
    depends_on: [web]
    privileged: true
  web:
    build: .
    networks: { back: {} }
    environment: { PASSWORD: hunter2 }
    depends_on: { db: { condition: service_healthy }, ghost: {} }
    links: ["db:database"]
    restart: always
  db:
    image: registry.example.com:5000/bitnami/postgresql:16
    networks: [back, nowhere]
    volumes: ["data:/var/lib"]
networks:
  front:
  back: { internal: true }
volumes: { data: }
"#;

#[test]
fn services_become_elements_and_dependencies_flows() {
    let (text, _) = taken_whole("docker-compose", SHOP);
    has(
        &text,
        &[
            "model \"shop\"",
            "zone front \"front\" {",
            "kind = network",
            "process proxy is reverse-proxy \"proxy\" tech=\"nginx:1.27\" machine=container privilege=root does=host-mounts",
            "zone back \"back\" {",
            "trust = internal",
            "process web \"web\" machine=container",
            "store db is sql-db \"db\"",
            "DF1: proxy -> web \"Calls of proxy to web\" // guessed: a flow, because it depends on it",
            "external callers-outside \"Callers outside\"",
            "callers-outside -> proxy \"Calls to port 80\" via http port=80",
            "callers-outside -> proxy \"Calls to port 443\" via https port=443",
        ],
    );
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(text.matches("web -> db").count(), 1, "{text}");
}

#[test]
fn what_compose_says_besides_is_reported() {
    let (_, report) = taken_whole("docker-compose", SHOP);
    has(
        &report,
        &[
            "port `127.0.0.1:9000:9000` of `proxy`: it is open to its own machine alone",
            "port `${PORT}:x` of `proxy`",
            "network `back` of `proxy`: nothing lies in two zones",
            "`environment` of `web`: values of an environment may be secrets",
            "its end `service/ghost` is no element",
            "`restart` of 1 service",
            "`volumes` of `db`",
        ],
    );
    assert!(!report.contains("hunter2"), "{report}");
}

#[test]
fn what_is_no_compose_file_is_refused() {
    let refused = |text: &str| imported("docker-compose", "x.yaml", text).unwrap_err();
    has(&refused("services: [a]"), &["no mapping `services`"]);
    has(&refused("services: {a: &a {b: *a}}"), &["this is no YAML"]);
    taken_whole(
        "docker-compose",
        "services: {a: 5, b: null, c: {ports: 7, networks: [1], depends_on: c}}\nnetworks: [x]\n",
    );
}

#[test]
fn settings_that_name_a_service_tell_flows() {
    let text = "services:\n  web:\n    image: x\n    environment: [\"DB=postgres://u:pass@db:5432/x\", \"SELF=web:80\"]\n  db: { image: \"postgres:16\" }\n  cache: { image: redis, command: \"redis-server --replicaof db\" }\n";
    let (text, _) = taken_whole("docker-compose", text);
    has(
        &text,
        &[
            "DF1: web -> db \"Calls of web to db\" // guessed: a flow, because its settings name `db`",
            "DF2: cache -> db",
        ],
    );
    assert!(!text.contains("pass") && !text.contains("DF3"), "{text}");
}
