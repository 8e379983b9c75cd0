//! Vocabularies: the words that attributes take, and what each means.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A closed list of words.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// The name under which attributes refer to it.
    pub name: &'static str,
    /// What one of its words is called in messages, with its article: `a classification`.
    pub noun: &'static str,
    /// The words, in their order.
    pub words: &'static [Word],
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its usual spelling.
    pub word: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// What it means, in a few words.
    pub doc: &'static str,
}

impl Vocabulary {
    /// The word in its usual spelling, letter case ignored.
    pub fn find(&self, word: &str) -> Option<&'static str> {
        self.word(word).map(|found| found.word)
    }

    /// The row of a word or of one of its other spellings, letter case ignored.
    pub fn word(&self, word: &str) -> Option<&'static Word> {
        // Nearly every word is written as the table has it.
        static USUAL: LazyLock<FxHashMap<(&str, &str), &Word>> = LazyLock::new(|| {
            let words = |known: &'static Vocabulary| known.words.iter().map(|row| ((known.name, row.word), row));
            VOCABULARIES.iter().flat_map(words).collect()
        });
        if let Some(row) = USUAL.get(&(self.name, word)) {
            return Some(row);
        }
        let same = |known: &str| known.eq_ignore_ascii_case(word);
        self.words.iter().find(|row| same(row.word) || row.aliases.iter().any(|alias| same(alias)))
    }

    /// Whether a text in quotes may stand instead of a word.
    pub fn is_open(&self) -> bool {
        OPEN.contains(&self.name)
    }

    /// All words in their usual spelling.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.words.iter().map(|row| row.word)
    }
}

/// Vocabularies of the world outside, which has more words than any list: a text in quotes may stand instead of a word. What
/// the tool itself reasons about, such as classes and trust, has no other words.
const OPEN: &[&str] = &[
    "border",
    "machine",
    "privilege",
    "tenancy",
    "transit",
    "rest",
    "auth",
    "authz",
    "protocol",
    "mode",
    "network",
    "op",
    "format",
    "does",
    "environment",
    "layer",
];

/// Words that every attribute with a vocabulary takes besides those of its own.
pub const ALWAYS: &[Word] = &[
    Word { word: "unknown", aliases: &[], doc: "somebody asked, and nobody knows" },
    Word { word: "not-applicable", aliases: &[], doc: "the question does not arise" },
];

/// The usual spelling of a word that every attribute with a vocabulary takes.
pub fn always(word: &str) -> Option<&'static str> {
    ALWAYS.iter().map(|row| row.word).find(|known| known.eq_ignore_ascii_case(word))
}

macro_rules! vocabularies {
    ($($name:literal, $noun:literal { $($word:literal $([$($alias:literal),*])? $doc:literal;)* })*) => {
        /// All vocabularies.
        pub const VOCABULARIES: &[Vocabulary] = &[$(Vocabulary {
            name: $name,
            noun: $noun,
            words: &[$(Word { word: $word, aliases: &[$($($alias),*)?], doc: $doc }),*],
        }),*];
    };
}

vocabularies! {
    "class", "a classification" {
        "critical" ["restricted"]  "highest protection: its loss threatens the organisation or the safety of people";
        "high"     ["confidential"] "strong protection: its loss does serious harm, or the law protects it";
        "medium"   ["internal"]    "standard protection: not for the public, its loss does limited harm";
        "low"      ["public"]      "basic protection: may be known to anybody";
    }
    "trust", "a trust level" {
        "untrusted"  "0: anybody may be there, such as the internet";
        "partner"    "20: somebody else's, bound by contract";
        "dmz"        "40: one's own, and reachable from outside";
        "internal"   "60: one's own, not reachable from outside";
        "restricted" "80: access for a few, such as where card data lies";
        "critical"   "100: what everything else depends on, such as keys and administration";
    }
    "border", "a kind of zone or boundary" {
        "network"        "a network, or the line between two";
        "authentication" "inside, callers have proved who they are";
        "authorization" ["authorisation"] "inside, callers need further rights, such as those of administrators";
        "data"           "data of another class, such as a cardholder data environment";
        "service"        "somebody's service, such as SaaS";
        "cloud"          "a cloud, or a part of one";
        "account"        "an account or subscription of a cloud";
        "cluster"        "a cluster of containers";
        "namespace"      "a namespace of a cluster";
        "subnet"         "a subnet";
        "host"           "a machine";
        "process"        "the memory of a process; user space and kernel";
        "device"         "a device in somebody's hand or in the field";
        "physical"       "a room, building or site";
        "organisation" ["organization"] "an organisation or a part of one";
    }
    "machine", "a kind of machine" {
        "physical"   "a machine of its own";
        "virtual"    "a virtual machine";
        "container"  "a container";
        "serverless" "a function or service of a provider's";
        "device"     "a device in the field";
        "client"     "the user's computer, phone or browser";
    }
    "privilege", "a privilege" {
        "user"    "rights of a user";
        "service" "rights that a service needs for its own work";
        "admin"   "rights to change the configuration or other users";
        "root"    "all rights on its host";
        "kernel"  "runs in the kernel";
    }
    "tenancy", "a tenancy" {
        "single" "one customer or tenant";
        "multi"  "several tenants share it";
    }
    "transit", "an encryption in transit" {
        "none"      "plain text";
        "tls"       "TLS, version not stated";
        "tls1.0"    "TLS 1.0, obsolete";
        "tls1.1"    "TLS 1.1, obsolete";
        "tls1.2"    "TLS 1.2";
        "tls1.3"    "TLS 1.3";
        "dtls"      "TLS over UDP, version not stated";
        "dtls1.2"   "DTLS 1.2";
        "dtls1.3"   "DTLS 1.3";
        "starttls"  "TLS where both ends agree to it, else plain text";
        "ssh"       "SSH";
        "ipsec"     "IPsec";
        "wireguard" "WireGuard";
        "e2e"       "end to end: what lies between the two ends cannot read it";
        "ccm"       "AES-CCM on the link, as in Zigbee, Thread and other radios";
        "ble-sc"    "Bluetooth LE with Secure Connections";
        "app-layer" "the application encrypts what it sends";
    }
    "rest", "an encryption at rest" {
        "none"        "plain text";
        "disk"        "the disk or volume";
        "file"        "each file";
        "tde"         "the database encrypts its files";
        "field"       "single fields or columns";
        "aes-128"     "AES with 128 bits";
        "aes-256"     "AES with 256 bits";
        "kms"         "with keys of a key management service";
        "hardware"    "in hardware, such as a secure element or a self-encrypting drive";
        "client-side" "before it gets to the store";
        "app-layer"   "the application encrypts what it stores";
    }
    "auth", "an authentication" {
        "none"            "nobody is asked";
        "session"         "a session that a login started";
        "cookie"          "a cookie";
        "basic"           "HTTP Basic: name and password with each request";
        "password"        "name and password";
        "pin"             "a PIN";
        "api-key"         "a fixed key that the caller sends";
        "bearer"          "a token; who has it may use it";
        "jwt"             "a signed token with claims";
        "oauth2"          "OAuth 2";
        "oidc"            "OpenID Connect";
        "saml"            "SAML";
        "kerberos"        "Kerberos";
        "ntlm"            "NTLM";
        "mtls"            "mutual TLS: both ends have certificates; implies TLS where no encryption is stated";
        "client-cert"     "a certificate of the client's";
        "iam-role"        "a role of the cloud provider's";
        "service-account" "an account for a service";
        "spiffe"          "a SPIFFE identity";
        "hmac"            "a code made with a shared key over each message";
        "signature"       "a signature over each message";
        "webauthn"        "WebAuthn, passkeys";
        "biometric"       "a biometric feature";
        "ssh-key"         "an SSH key";
        "deploy-key"      "a key for one repository or deployment";
        "psk"             "a key that both ends share";
        "sasl"            "SASL, mechanism not stated";
        "scram"           "SCRAM: password without sending it";
        "ip-allowlist"    "the address of the caller";
        "origin-token"    "a secret header by which an origin knows its CDN";
    }
    "authz", "an authorisation" {
        "none"          "everybody who gets there may do everything";
        "rbac"          "by roles";
        "abac"          "by attributes of caller and resource";
        "acl"           "by a list for each resource";
        "scope"         "by the scopes of a token";
        "iam-role"      "by the policy of a cloud role";
        "mtls-identity" "by the identity in the client's certificate";
        "end-user"      "by the rights of the person for whom the caller acts";
    }
    "protocol", "a protocol" {
        "http"        "HTTP";
        "https"       "HTTP over TLS";
        "http3"       "HTTP/3";
        "soap"        "SOAP";
        "ws"          "WebSocket";
        "wss"         "WebSocket over TLS";
        "grpc"        "gRPC";
        "thrift"      "Thrift";
        "tcp"         "TCP, with a protocol of one's own";
        "udp"         "UDP, with a protocol of one's own";
        "tls"         "TLS, with a protocol of one's own inside";
        "quic"        "QUIC";
        "postgres"    "PostgreSQL";
        "mysql"       "MySQL, MariaDB";
        "mssql"       "TDS of SQL Server";
        "mongodb"     "MongoDB";
        "redis"       "Redis";
        "jdbc"        "JDBC, database not stated";
        "odbc"        "ODBC, database not stated";
        "kafka"       "Kafka";
        "amqp"        "AMQP";
        "amqps"       "AMQP over TLS";
        "mqtt"        "MQTT";
        "mqtts"       "MQTT over TLS";
        "nats"        "NATS";
        "jms"         "JMS";
        "coap"        "CoAP";
        "coaps"       "CoAP over DTLS";
        "opc-ua"      "OPC UA";
        "modbus"      "Modbus";
        "can"         "CAN bus";
        "i2c"         "I2C or SPI, between chips";
        "usb"         "USB";
        "serial"      "serial line, UART";
        "ble"         "Bluetooth LE";
        "zigbee"      "Zigbee";
        "thread"      "Thread, 6LoWPAN";
        "lorawan"     "LoRaWAN";
        "nfc"         "NFC";
        "ldap"        "LDAP";
        "ldaps"       "LDAP over TLS";
        "kerberos"    "Kerberos";
        "radius"      "RADIUS";
        "dns"         "DNS";
        "ntp"         "NTP";
        "snmp"        "SNMP";
        "syslog"      "syslog";
        "otlp"        "OpenTelemetry";
        "smtp"        "SMTP";
        "smtps"       "SMTP over TLS";
        "imaps"       "IMAP over TLS";
        "ssh"         "SSH";
        "sftp"        "SFTP";
        "ftp"         "FTP";
        "ftps"        "FTP over TLS";
        "smb"         "SMB, Windows shares";
        "nfs"         "NFS";
        "rdp"         "RDP, remote desktop";
        "vnc"         "VNC";
        "in-process"  "a call inside one process";
        "ipc"         "between processes of one host";
        "ui"          "a person at a screen or keypad";
        "media"       "files on removable media";
        "manual"      "paper, phone, hand to hand";
        "oidc"        "OpenID Connect";
        "oauth2"      "OAuth 2";
        "saml"        "SAML";
        "canopen"     "CANopen";
        "profibus"    "PROFIBUS";
        "profinet"    "PROFINET";
        "ethernet-ip" "EtherNet/IP";
        "dnp3"        "DNP3";
        "iec-104"     "IEC 60870-5-104";
        "bacnet"      "BACnet";
        "knx"         "KNX";
        "s7"          "S7 communication";
        "hart"        "HART";
        "m-bus"       "M-Bus, meters";
        "wifi"        "Wi-Fi, protocol above it not stated";
        "z-wave"      "Z-Wave";
    }
    "mode", "a mode" {
        "sync"   "the caller waits for the answer";
        "async"  "the caller goes on";
        "stream" "a connection that stays open";
        "batch"  "in bulk, at set times";
    }
    "network", "a network" {
        "internet" "the public internet";
        "private"  "a network of one's own";
        "vpn"      "a tunnel through the internet";
        "local"    "inside one host, process or room";
        "radio"    "by radio; everybody in range hears it";
        "bus"      "a bus to which several devices are wired";
    }
    "op", "an operation" {
        "read"      "asks for data";
        "write"     "stores or changes data";
        "call"      "calls a function";
        "publish"   "puts messages into a queue or topic, or builds into a registry";
        "subscribe" "gets messages from a queue or topic";
        "login"     "proves who somebody is";
        "admin"     "changes configuration, rights or users";
        "deploy"    "brings code or infrastructure into operation";
        "update"    "brings new software to devices or clients";
    }
    "format", "a format" {
        "json"       "JSON";
        "xml"        "XML";
        "yaml"       "YAML";
        "html"       "HTML";
        "text"       "plain text";
        "csv"        "CSV";
        "form"       "form fields";
        "binary"     "a binary format of one's own";
        "protobuf"   "Protocol Buffers";
        "avro"       "Avro";
        "file"       "files of any kind";
        "archive"    "archives such as ZIP";
        "image"      "pictures";
        "pdf"        "PDF and office documents";
        "email"      "mail with headers and attachments";
        "serialized" "objects of a programming language, such as Java's or Python's own form";
    }
    "does", "a behaviour" {
        "renders-html"         "makes HTML from what it gets";
        "fetches-urls"         "fetches addresses that it gets from others";
        "executes-commands"    "starts programs or shell commands";
        "executes-code"        "runs code that it gets from others";
        "accepts-files"        "takes files from others";
        "sends-mail"           "sends mail or messages to people";
        "has-memory"           "a model or agent that remembers earlier conversations";
        "has-admin-functions"  "offers functions for administrators";
        "has-system-prompt"    "gives a model instructions that users are not meant to see";
        "custom-model"         "a model trained or tuned by oneself";
        "third-party-model"    "a model that comes from somebody else";
        "trained-on-sensitive" "a model that was trained on data that needs protection";
        "decides-about-people" "its results decide about people";
        "authenticates-users"  "checks passwords or other proofs of users";
        "moves-value"          "moves money, goods or rights of value";
        "runs-builds"          "builds software";
        "untrusted-builds"     "builds code of people who are not trusted, such as pull requests of strangers";
        "third-party-scripts"  "its pages load scripts of others";
        "embeds-web"           "shows web pages inside of an app";
        "host-mounts"          "a container that sees files or devices of its host";
        "persists-data"        "keeps data on the device";
        "passes-on"            "hands on what others send and may look at it, as a gateway or proxy does";
    }
    "environment", "an environment" {
        "development" "for developers";
        "test"        "for tests";
        "staging"     "like production, before it";
        "production"  "in use";
    }
    "scope", "a scope" {
        "in"  "looked at";
        "out" "no threats are raised on it; flows to it still count";
    }
    "yes-no", "yes or no" {
        "yes" ["true"] "yes";
        "no" ["false"] "no";
    }
    "severity", "a severity" {
        "low"      "may be left to the owner";
        "medium"   "to be dealt with in the normal course of work";
        "high"     "to be dealt with soon";
        "critical" "to be dealt with first";
    }
    "likelihood", "a likelihood" {
        "low"       "needs rare skill, access or luck";
        "medium"    "possible for a capable attacker";
        "high"      "easy for a capable attacker, or known to happen";
        "very-high" "happens all the time, or anybody can do it";
    }
    "stride", "a STRIDE category" {
        "spoofing" ["s"] "acting under a false identity";
        "tampering" ["t"] "changing data or code";
        "repudiation" ["r"] "acting without evidence of it";
        "disclosure" ["i", "information-disclosure"] "reading what one has no right to";
        "denial" ["d", "dos", "denial-of-service"] "keeping others from using the system";
        "elevation" ["e", "eop", "elevation-of-privilege"] "getting rights that nobody granted";
    }
    "goal", "a protection goal" {
        "confidentiality" "nobody reads it who has no right to";
        "integrity"       "nobody changes it unnoticed";
        "availability"    "it is there when it is needed";
        "highest"         "of a rule: whichever of the three is rated highest";
    }
    "leg", "a leg of a flow" {
        "request"  "from the end that starts the exchange to the other";
        "response" "what comes back";
        "both"     "request and response, each by itself";
        "path"     "the flow as it is drawn";
    }
    "result", "an answer of a rule" {
        "holds"    "the condition is met: the threat is there";
        "question" "it depends on a fact that is not stated: an open question";
        "never"    "the condition is not met";
    }
    "skill", "a skill" {
        "low"          "uses what others made";
        "intermediate" "knows common weaknesses and tools";
        "advanced"     "finds new weaknesses, builds tools";
        "expert"       "a specialist with time and means";
    }
    "data-category", "a kind of information" {
        "personal"    "about people who can be told from it";
        "financial"   "payments, accounts, prices";
        "credentials" "what proves who somebody is, or opens something";
        "business"    "what the organisation works with";
        "technical"   "configuration, logs, code";
        "other"       "none of these";
    }
    "impact-factor", "a factor of the impact" {
        "financial-loss" "money is lost";
        "data-breach"    "data gets into wrong hands: how much, of how many";
        "regulatory"     "a law or contract is broken";
        "reputation"     "trust is lost";
        "disruption"     "the service stops or slows down";
        "safety"         "people come to harm";
    }
    "likelihood-factor", "a factor of the likelihood" {
        "complexity"     "how hard the attack is";
        "privileges"     "which rights it takes";
        "exposure"       "from where it can be tried";
        "controls"       "what stands against it already";
        "known-exploits" "whether it is known to be done";
    }
    "control-status", "a control status" {
        "implemented"    "it works; the same as `has`";
        "partial"        "it works in part";
        "planned"        "decided, not there yet";
        "missing"        "somebody looked, it is not there";
        "unverified"     "said to be there, nobody looked";
        "not-applicable" "the question does not arise";
    }
    "effectiveness", "an effectiveness" {
        "high"   "stops or finds nearly all of it: counts 90 %";
        "medium" "stops or finds most of it: counts 70 %, as where nothing is stated";
        "low"    "stops or finds some of it: counts 40 %";
    }
    "category", "a control category" {
        "identity"    "who somebody is, and what they may do";
        "network"     "what can reach what";
        "ai"          "models, prompts and agents";
        "data"        "protection of data itself";
        "monitoring"  "seeing what happens";
        "resilience"  "staying in operation, and coming back";
        "development" "how software is made and delivered";
    }
    "function", "a control function" {
        "preventive"   "stops it";
        "detective"    "notices it";
        "corrective"   "recovers from it";
        "compensating" "stands in where the right control is not feasible";
    }
    "side", "the side of a control" {
        "either"   "it counts for what its place receives and for what it sends, as where nothing is stated";
        "receiver" "it looks at what comes in: it does not count for what its place calls";
    }
    "document-class", "a document classification" {
        "public"       "for anybody";
        "internal"     "for the organisation";
        "confidential" "for those who need it";
        "restricted"   "for named people";
    }
    "document-status", "a document status" {
        "draft"       "the system is being designed";
        "development" "it is being built";
        "production"  "it is in use";
        "archived"    "it is out of use";
    }
    "layer", "a layer" {
        "presentation"   "what users see";
        "application"    "the logic";
        "data"           "stores and pipelines";
        "ai"             "models and what serves them";
        "security"       "identity, keys, filters";
        "monitoring"     "logs, metrics, alerts";
        "infrastructure" "what everything runs on, and what deploys it";
        "edge"           "devices in the field";
        "external"       "systems of others";
    }
    "validity", "a validity" {
        "confirmed"   "somebody checked it";
        "unconfirmed" "nobody checked it yet";
        "rejected"    "it turned out to be wrong";
    }
    "compliance", "a state of compliance" {
        "compliant"     "met";
        "partial"       "met in part";
        "non-compliant" "not met";
    }
    "priority", "a priority" {
        "critical" "now";
        "high"     "next";
        "medium"   "planned";
        "low"      "some time";
    }
    "progress", "a progress" {
        "planned"     "decided, not begun";
        "in-progress" "begun";
        "implemented" "done";
        "rejected"    "decided against";
    }
    "stage", "a stage" {
        "planned"     "decided, not begun";
        "in-progress" "begun";
        "implemented" "done";
    }
    "impact-area", "an area of business impact" {
        "financial"   "money";
        "reputation"  "trust of customers and the public";
        "operational" "work that stops or slows down";
        "legal"       "law, contracts, regulators";
        "competitive" "advantage over competitors";
    }
    "direction", "a direction" {
        "lr" "left to right";
        "tb" "top to bottom";
    }
    "level", "a level" {
        "0" "the system as one process";
        "1" "composite processes closed";
        "2" "composite processes open";
    }
    "checklist", "an item of the checklist that needs a person" {
        "diagrams-match"       "the diagrams show the system as it is";
        "technology-current"   "products and versions are those in use";
        "scenarios-realistic"  "the attacks can happen as they are told";
        "mitigations-feasible" "the measures can be carried out";
        "business-context"     "industry, use cases and impacts are right";
        "compliance-complete"  "every regulation and requirement that applies is listed";
        "timeline-realistic"   "those who do the work agreed to the dates that are planned";
        "language-clear"       "somebody who was not there understands the text";
        "spelling-checked"     "no mistakes of spelling or grammar";
    }
    "approval", "an approval" {
        "draft"     "not handed in yet";
        "in-review" "being reviewed";
        "approved"  "approved";
        "rejected"  "rejected";
    }
}

/// The vocabulary of a name used in the table of attributes.
pub fn vocabulary(name: &str) -> Option<&'static Vocabulary> {
    static BY_NAME: LazyLock<FxHashMap<&str, &Vocabulary>> =
        LazyLock::new(|| VOCABULARIES.iter().map(|vocabulary| (vocabulary.name, vocabulary)).collect());
    BY_NAME.get(name).copied()
}
