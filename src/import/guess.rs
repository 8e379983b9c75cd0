//! What a name, a technology or the text beside an arrow tells: tables of words, and one function that looks them up.
//!
//! Everything told in this way is a guess and is marked as one.

use super::draft::{Fact, Flow, Item};

/// Words of names and technologies, with the type of element that they tell. Earlier rows win; a row of several words wants
/// them next to each other.
const TYPES: &[(&str, &str)] = &[
    ("api gateway", "api-gateway"),
    ("load balancer", "load-balancer"),
    ("loadbalancer", "load-balancer"),
    ("reverse proxy", "reverse-proxy"),
    ("message queue", "message-queue"),
    ("message broker", "message-broker"),
    ("event bus", "message-queue"),
    ("identity provider", "identity-provider"),
    ("object storage", "object-store"),
    ("blob storage", "object-store"),
    ("data lake", "data-lake"),
    ("data warehouse", "data-warehouse"),
    ("secrets manager", "secret-store"),
    ("search index", "search-index"),
    ("vector db", "vector-db"),
    ("vector database", "vector-db"),
    ("single page application", "spa"),
    ("single-page application", "spa"),
    ("mobile app", "mobile-app"),
    ("web app", "web-app"),
    ("web application", "web-app"),
    ("web server", "web-app"),
    ("payment provider", "payment-provider"),
    ("postgresql", "sql-db"),
    ("postgres", "sql-db"),
    ("mysql", "sql-db"),
    ("mariadb", "sql-db"),
    ("oracle", "sql-db"),
    ("mssql", "sql-db"),
    ("sqlite", "sql-db"),
    ("rds", "sql-db"),
    ("mongodb", "nosql-db"),
    ("mongo", "nosql-db"),
    ("dynamodb", "nosql-db"),
    ("cassandra", "nosql-db"),
    ("couchdb", "nosql-db"),
    ("neo4j", "graph-db"),
    ("influxdb", "time-series-db"),
    ("redis", "cache"),
    ("valkey", "cache"),
    ("memcached", "cache"),
    ("cache", "cache"),
    ("kafka", "message-queue"),
    ("rabbitmq", "message-queue"),
    ("sqs", "message-queue"),
    ("queue", "message-queue"),
    ("elasticsearch", "search-index"),
    ("opensearch", "search-index"),
    ("s3", "object-store"),
    ("minio", "object-store"),
    ("bucket", "object-store"),
    ("ldap", "directory"),
    ("vault", "secret-store"),
    ("keycloak", "identity-provider"),
    ("okta", "identity-provider"),
    ("auth0", "identity-provider"),
    ("cognito", "identity-provider"),
    ("cdn", "cdn"),
    ("cloudfront", "cdn"),
    ("nginx", "reverse-proxy"),
    ("haproxy", "reverse-proxy"),
    ("traefik", "reverse-proxy"),
    ("envoy", "reverse-proxy"),
    ("lambda", "function"),
    ("stripe", "payment-provider"),
    ("browser", "browser"),
    ("database", "sql-db"),
    ("db", "sql-db"),
    ("spa", "spa"),
    ("llm", "llm"),
    ("worker", "worker"),
    ("website", "web-app"),
    ("frontend", "web-app"),
    ("firewall", "firewall"),
    ("api", "api"),
    ("service", "service"),
    ("microservice", "service"),
    ("backend", "service"),
];

/// Words beside arrows, with the type of flow that they tell.
const FLOWS: &[(&str, &str)] = &[
    ("https", "https"),
    ("http/s", "https"),
    ("http", "http"),
    ("grpc", "grpc"),
    ("graphql", "graphql"),
    ("wss", "wss"),
    ("websocket", "ws"),
    ("amqps", "amqps"),
    ("amqp", "amqp"),
    ("kafka", "kafka"),
    ("mqtts", "mqtts"),
    ("mqtt", "mqtt"),
    ("ldaps", "ldaps"),
    ("ldap", "ldap"),
    ("jdbc", "jdbc"),
    ("odbc", "odbc"),
    ("ssh", "ssh"),
    ("sftp", "sftp"),
    ("smtp", "smtp"),
    ("tcp", "tcp"),
    ("udp", "udp"),
    ("oidc", "oidc"),
    ("saml", "saml"),
];

/// Words beside arrows, with the authentication that they tell.
const AUTH: &[(&str, &str)] = &[
    ("mtls", "mtls"),
    ("mutual tls", "mtls"),
    ("jwt", "jwt"),
    ("oauth2", "oauth2"),
    ("oauth", "oauth2"),
    ("api key", "api-key"),
    ("basic auth", "password"),
];

/// Beginnings of names that tools give to categories of threats, with ours.
const STRIDE: &[(&str, &str)] = &[
    ("spoof", "spoofing"),
    ("tamper", "tampering"),
    ("repudiat", "repudiation"),
    ("information", "disclosure"),
    ("disclos", "disclosure"),
    ("denial", "denial"),
    ("elevation", "elevation"),
    ("privilege", "elevation"),
];

/// The STRIDE category that a text names by a word that starts like one.
pub(super) fn stride(text: &str) -> Option<&'static str> {
    let words = words(text);
    let of_word = |word: &str| STRIDE.iter().find(|(start, _)| word.starts_with(start)).map(|(_, stride)| *stride);
    words.split(' ').find_map(of_word)
}

/// What a text tells by one of these tables.
pub(super) fn tell(text: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    let words = words(text);
    let padded = format!(" {words} ");
    table.iter().find(|(word, _)| padded.contains(&format!(" {word} "))).map(|(_, told)| *told)
}

/// The words in small letters with one blank between them; `/`, `+` and `#` inside of words stay.
fn words(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_alphanumeric() || matches!(c, '/' | '+' | '-') { c } else { ' ' }).collect();
    let spaced = spaced.to_lowercase();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The kind that elements of a type have.
fn kind_of(ty: &str) -> &'static str {
    match ty {
        "sql-db" | "nosql-db" | "graph-db" | "time-series-db" | "cache" | "message-queue" | "search-index"
        | "object-store" | "directory" | "secret-store" | "data-lake" | "data-warehouse" | "vector-db" => "store",
        "payment-provider" => "external",
        _ => "process",
    }
}

/// Gives an element the type that its name or technology tells, if it fits its kind.
pub(super) fn element_type(item: &mut Item, technology: &str) {
    let texts = [(technology, "technology"), (item.label.as_str(), "name")];
    let told = texts.iter().find_map(|(text, what)| Some((tell(text, TYPES)?, *what)));
    if let Some((ty, what)) = told.filter(|(ty, _)| item.ty.is_none() && kind_of(ty) == item.keyword) {
        item.ty = Some(ty);
        item.guessed.push(format!("type `{ty}` from the {what}"));
    }
}

/// Gives an element of unknown kind the kind and type that its name or technology tells; without a hint it is a process.
pub(super) fn element_kind(item: &mut Item, technology: &str) {
    let told = [technology, item.label.as_str()].iter().find_map(|text| tell(text, TYPES));
    item.keyword = told.map_or("process", kind_of);
    if told.is_none() {
        item.guessed.push("kind `process`, for want of a hint".to_owned());
    }
    element_type(item, technology);
}

/// Gives a flow the type and authentication that the text beside it tells. What the technology says besides stands in the
/// description.
pub(super) fn flow(flow: &mut Flow, technology: &str) {
    flow_by(flow, technology);
    let technology = technology.trim();
    let said = flow.via.is_some_and(|via| via.eq_ignore_ascii_case(technology));
    if !technology.is_empty() && !said {
        let line = format!("Technology: {technology}");
        if !flow.about.lines().any(|known| known == line) {
            flow.about = format!("{}\n{line}", flow.about).trim().to_owned();
        }
    }
}

/// Gives a flow the type and authentication that a text about it tells, or the one beside it.
pub(super) fn flow_by(flow: &mut Flow, technology: &str) {
    // `JSON/HTTPS` is two words.
    let apart = |text: &str| format!("{text} {}", text.replace('/', " "));
    let texts = [apart(technology), apart(&flow.label)];
    if flow.via.is_none()
        && let Some(via) = texts.iter().find_map(|text| tell(text, FLOWS))
    {
        flow.via = Some(via);
        flow.guessed.push(format!("type `{via}` from the text"));
    }
    if let Some(auth) = texts.iter().find_map(|text| tell(text, AUTH)) {
        flow.facts.push(Fact::word("auth", auth));
        flow.guessed.push(format!("auth `{auth}` from the text"));
    }
}

/// Gives the zone that is called the internet its trust, where the source does not say it.
pub(super) fn public_zone(item: &mut Item) {
    let silent = !item.facts.iter().any(|fact| fact.name == "trust");
    if item.keyword == "zone" && silent && words(&item.label) == "internet" {
        item.facts.push(Fact::word("trust", "untrusted"));
        item.guessed.push("trust `untrusted` from the name".to_owned());
    }
}
