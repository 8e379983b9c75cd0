//! Vocabularies: the words that attributes take.

/// A closed list of words.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// What one of its words is called in messages, with its article: `a classification`.
    pub noun: &'static str,
    /// The words, each with other spellings behind it.
    pub words: &'static [(&'static str, &'static [&'static str])],
}

impl Vocabulary {
    /// The word in its usual spelling, letter case ignored.
    pub fn find(&self, word: &str) -> Option<&'static str> {
        let same = |known: &str| known.eq_ignore_ascii_case(word);
        self.words
            .iter()
            .find(|(known, aliases)| same(known) || aliases.iter().any(|alias| same(alias)))
            .map(|row| row.0)
    }

    /// All words in their usual spelling.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.words.iter().map(|row| row.0)
    }
}

macro_rules! words {
    ($($word:literal $([$($alias:literal),*])?),* $(,)?) => { &[$(($word, &[$($($alias),*)?])),*] };
}

/// All vocabularies by the name under which attributes refer to them.
const VOCABULARIES: &[(&str, Vocabulary)] = &[
    (
        "class",
        Vocabulary {
            noun: "a classification",
            words: words!["critical"["restricted"], "high"["confidential"], "medium"["internal"], "low"["public"]],
        },
    ),
    (
        "trust",
        Vocabulary {
            noun: "a trust level",
            words: words!["untrusted", "partner", "dmz", "internal", "restricted", "critical"],
        },
    ),
    (
        "border",
        Vocabulary {
            noun: "a kind of zone or boundary",
            words: words![
                "network",
                "authentication",
                "authorization",
                "data",
                "service",
                "cloud",
                "account",
                "cluster",
                "namespace",
                "subnet",
                "host",
                "process",
                "device",
                "physical",
                "organisation"
            ],
        },
    ),
    (
        "machine",
        Vocabulary {
            noun: "a kind of machine",
            words: words!["physical", "virtual", "container", "serverless", "device", "client"],
        },
    ),
    ("privilege", Vocabulary { noun: "a privilege", words: words!["user", "service", "admin", "root", "kernel"] }),
    ("tenancy", Vocabulary { noun: "a tenancy", words: words!["single", "multi"] }),
    (
        "transit",
        Vocabulary {
            noun: "an encryption in transit",
            words: words![
                "none",
                "tls",
                "tls1.0",
                "tls1.1",
                "tls1.2",
                "tls1.3",
                "dtls",
                "dtls1.2",
                "dtls1.3",
                "starttls",
                "ssh",
                "ipsec",
                "wireguard",
                "e2e",
                "ccm",
                "ble-sc",
                "app-layer"
            ],
        },
    ),
    (
        "rest",
        Vocabulary {
            noun: "an encryption at rest",
            words: words![
                "none",
                "disk",
                "file",
                "tde",
                "field",
                "aes-128",
                "aes-256",
                "kms",
                "hardware",
                "client-side",
                "app-layer"
            ],
        },
    ),
    (
        "auth",
        Vocabulary {
            noun: "an authentication",
            words: words![
                "none",
                "session",
                "cookie",
                "basic",
                "password",
                "pin",
                "api-key",
                "bearer",
                "jwt",
                "oauth2",
                "oidc",
                "saml",
                "kerberos",
                "ntlm",
                "mtls",
                "client-cert",
                "iam-role",
                "service-account",
                "spiffe",
                "hmac",
                "signature",
                "webauthn",
                "biometric",
                "ssh-key",
                "deploy-key",
                "psk",
                "sasl",
                "scram",
                "ip-allowlist",
                "origin-token"
            ],
        },
    ),
    (
        "authz",
        Vocabulary {
            noun: "an authorisation",
            words: words!["none", "rbac", "abac", "acl", "scope", "iam-role", "mtls-identity", "end-user"],
        },
    ),
    (
        "protocol",
        Vocabulary {
            noun: "a protocol",
            words: words![
                "http",
                "https",
                "http3",
                "soap",
                "ws",
                "wss",
                "grpc",
                "thrift",
                "tcp",
                "udp",
                "tls",
                "quic",
                "postgres",
                "mysql",
                "mssql",
                "mongodb",
                "redis",
                "jdbc",
                "odbc",
                "kafka",
                "amqp",
                "amqps",
                "mqtt",
                "mqtts",
                "nats",
                "jms",
                "coap",
                "coaps",
                "opc-ua",
                "modbus",
                "can",
                "i2c",
                "usb",
                "serial",
                "ble",
                "zigbee",
                "thread",
                "lorawan",
                "nfc",
                "ldap",
                "ldaps",
                "kerberos",
                "radius",
                "dns",
                "ntp",
                "snmp",
                "syslog",
                "otlp",
                "smtp",
                "smtps",
                "imaps",
                "ssh",
                "sftp",
                "ftp",
                "ftps",
                "smb",
                "nfs",
                "rdp",
                "vnc",
                "in-process",
                "ipc",
                "ui",
                "media",
                "manual",
                "oidc",
                "oauth2",
                "saml",
                "canopen",
                "profibus",
                "profinet",
                "ethernet-ip",
                "dnp3",
                "iec-104",
                "bacnet",
                "knx",
                "s7",
                "hart",
                "m-bus",
                "wifi",
                "z-wave"
            ],
        },
    ),
    ("mode", Vocabulary { noun: "a mode", words: words!["sync", "async", "stream", "batch"] }),
    ("network", Vocabulary { noun: "a network", words: words!["internet", "private", "vpn", "local", "radio", "bus"] }),
    (
        "op",
        Vocabulary {
            noun: "an operation",
            words: words!["read", "write", "call", "publish", "subscribe", "login", "admin", "deploy", "update"],
        },
    ),
    (
        "format",
        Vocabulary {
            noun: "a format",
            words: words![
                "json",
                "xml",
                "yaml",
                "html",
                "text",
                "csv",
                "form",
                "binary",
                "protobuf",
                "avro",
                "file",
                "archive",
                "image",
                "pdf",
                "email",
                "serialized"
            ],
        },
    ),
    (
        "does",
        Vocabulary {
            noun: "a behaviour",
            words: words![
                "renders-html",
                "fetches-urls",
                "executes-commands",
                "executes-code",
                "accepts-files",
                "sends-mail",
                "has-memory",
                "has-admin-functions",
                "has-system-prompt",
                "custom-model",
                "third-party-model",
                "trained-on-sensitive",
                "decides-about-people",
                "authenticates-users",
                "moves-value",
                "runs-builds",
                "untrusted-builds",
                "third-party-scripts",
                "embeds-web",
                "host-mounts",
                "persists-data"
            ],
        },
    ),
    (
        "environment",
        Vocabulary { noun: "an environment", words: words!["development", "test", "staging", "production"] },
    ),
    ("scope", Vocabulary { noun: "a scope", words: words!["in", "out"] }),
    ("yes-no", Vocabulary { noun: "yes or no", words: words!["yes"["true"], "no"["false"]] }),
    ("severity", Vocabulary { noun: "a severity", words: words!["low", "medium", "high", "critical"] }),
    ("likelihood", Vocabulary { noun: "a likelihood", words: words!["low", "medium", "high", "very-high"] }),
    (
        "stride",
        Vocabulary {
            noun: "a STRIDE category",
            words: words![
                "spoofing",
                "tampering",
                "repudiation",
                "disclosure"["information-disclosure"],
                "denial"["denial-of-service"],
                "elevation"["elevation-of-privilege"]
            ],
        },
    ),
    (
        "goal",
        Vocabulary {
            noun: "a protection goal",
            words: words!["confidentiality", "integrity", "availability", "highest"],
        },
    ),
    ("leg", Vocabulary { noun: "a leg of a flow", words: words!["request", "response", "both", "path"] }),
    ("skill", Vocabulary { noun: "a skill", words: words!["low", "intermediate", "advanced", "expert"] }),
    (
        "control-status",
        Vocabulary {
            noun: "a control status",
            words: words!["implemented", "partial", "planned", "missing", "unverified", "not-applicable"],
        },
    ),
    ("effectiveness", Vocabulary { noun: "an effectiveness", words: words!["high", "medium", "low"] }),
    (
        "category",
        Vocabulary {
            noun: "a control category",
            words: words!["identity", "network", "ai", "data", "monitoring", "resilience", "development"],
        },
    ),
    (
        "function",
        Vocabulary {
            noun: "a control function",
            words: words!["preventive", "detective", "corrective", "compensating"],
        },
    ),
    (
        "document-class",
        Vocabulary {
            noun: "a document classification",
            words: words!["public", "internal", "confidential", "restricted"],
        },
    ),
    (
        "document-status",
        Vocabulary { noun: "a document status", words: words!["draft", "development", "production", "archived"] },
    ),
    (
        "layer",
        Vocabulary {
            noun: "a layer",
            words: words![
                "presentation",
                "application",
                "data",
                "ai",
                "security",
                "monitoring",
                "infrastructure",
                "edge",
                "external"
            ],
        },
    ),
    ("validity", Vocabulary { noun: "a validity", words: words!["confirmed", "unconfirmed", "rejected"] }),
    (
        "compliance",
        Vocabulary { noun: "a state of compliance", words: words!["compliant", "partial", "non-compliant"] },
    ),
    ("priority", Vocabulary { noun: "a priority", words: words!["critical", "high", "medium", "low"] }),
    ("progress", Vocabulary { noun: "a progress", words: words!["planned", "in-progress", "implemented"] }),
    (
        "impact-area",
        Vocabulary {
            noun: "an area of business impact",
            words: words!["financial", "reputation", "operational", "legal", "competitive"],
        },
    ),
    ("direction", Vocabulary { noun: "a direction", words: words!["lr", "tb"] }),
    ("level", Vocabulary { noun: "a level", words: words!["0", "1", "2"] }),
    ("approval", Vocabulary { noun: "an approval", words: words!["draft", "in-review", "approved", "rejected"] }),
];

/// The vocabulary of a name used in the table of attributes.
pub fn vocabulary(name: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES.iter().find(|(known, _)| *known == name).map(|(_, vocabulary)| vocabulary)
}
