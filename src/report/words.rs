//! How facts are written for people: the usual spelling of technical words, and what is not stated in words.

use crate::model::{Carried, DataId, Facts, Model};

/// What stands where nobody stated a fact.
pub const NOT_STATED: &str = "not stated";

/// Words whose usual spelling is not the word itself.
const SPELLINGS: &[(&str, &str)] = &[
    ("acl", "ACL"),
    ("abac", "ABAC"),
    ("aes-128", "AES-128"),
    ("aes-256", "AES-256"),
    ("amqp", "AMQP"),
    ("amqps", "AMQP over TLS"),
    ("api-key", "API key"),
    ("app-layer", "application layer"),
    ("bacnet", "BACnet"),
    ("basic", "HTTP Basic"),
    ("bearer", "bearer token"),
    ("ble", "Bluetooth LE"),
    ("ble-sc", "BLE Secure Connections"),
    ("can", "CAN bus"),
    ("ccm", "AES-CCM"),
    ("client-cert", "client certificate"),
    ("client-side", "client side"),
    ("coap", "CoAP"),
    ("coaps", "CoAP over DTLS"),
    ("deploy-key", "deploy key"),
    ("dns", "DNS"),
    ("dtls", "DTLS"),
    ("dtls1.2", "DTLS 1.2"),
    ("dtls1.3", "DTLS 1.3"),
    ("e2e", "end to end"),
    ("ftp", "FTP"),
    ("ftps", "FTP over TLS"),
    ("grpc", "gRPC"),
    ("hmac", "HMAC"),
    ("http", "HTTP"),
    ("http3", "HTTP/3"),
    ("https", "HTTPS"),
    ("i2c", "I2C / SPI"),
    ("iam-role", "IAM role"),
    ("imaps", "IMAP over TLS"),
    ("in-process", "in process"),
    ("ip-allowlist", "IP allow-list"),
    ("ipc", "IPC"),
    ("ipsec", "IPsec"),
    ("jdbc", "JDBC"),
    ("jms", "JMS"),
    ("jwt", "JWT"),
    ("kafka", "Kafka"),
    ("kerberos", "Kerberos"),
    ("kms", "KMS"),
    ("ldap", "LDAP"),
    ("ldaps", "LDAPS"),
    ("lorawan", "LoRaWAN"),
    ("media", "removable media"),
    ("modbus", "Modbus"),
    ("mongodb", "MongoDB"),
    ("mqtt", "MQTT"),
    ("mqtts", "MQTT over TLS"),
    ("mssql", "TDS"),
    ("mtls", "mutual TLS"),
    ("mtls-identity", "mTLS identity"),
    ("mysql", "MySQL"),
    ("nats", "NATS"),
    ("nfc", "NFC"),
    ("nfs", "NFS"),
    ("ntlm", "NTLM"),
    ("ntp", "NTP"),
    ("oauth2", "OAuth 2"),
    ("odbc", "ODBC"),
    ("oidc", "OIDC"),
    ("opc-ua", "OPC UA"),
    ("otlp", "OTLP"),
    ("pin", "PIN"),
    ("postgres", "PostgreSQL"),
    ("psk", "pre-shared key"),
    ("quic", "QUIC"),
    ("radius", "RADIUS"),
    ("rbac", "RBAC"),
    ("rdp", "RDP"),
    ("redis", "Redis"),
    ("saml", "SAML"),
    ("sasl", "SASL"),
    ("scram", "SCRAM"),
    ("sftp", "SFTP"),
    ("smb", "SMB"),
    ("smtp", "SMTP"),
    ("smtps", "SMTP over TLS"),
    ("snmp", "SNMP"),
    ("soap", "SOAP"),
    ("spiffe", "SPIFFE"),
    ("ssh", "SSH"),
    ("ssh-key", "SSH key"),
    ("starttls", "STARTTLS"),
    ("syslog", "syslog"),
    ("tcp", "TCP"),
    ("tde", "TDE"),
    ("thread", "Thread"),
    ("tls", "TLS, version not stated"),
    ("tls1.0", "TLS 1.0"),
    ("tls1.1", "TLS 1.1"),
    ("tls1.2", "TLS 1.2"),
    ("tls1.3", "TLS 1.3"),
    ("udp", "UDP"),
    ("ui", "person at the screen"),
    ("usb", "USB"),
    ("vnc", "VNC"),
    ("webauthn", "WebAuthn"),
    ("wireguard", "WireGuard"),
    ("ws", "WebSocket"),
    ("wss", "WebSocket over TLS"),
    ("zigbee", "Zigbee"),
    ("not-applicable", "not applicable"),
    ("unknown", "unknown (asked, nobody knows)"),
    ("iam", "IAM"),
    ("origin-token", "origin token"),
    ("service-account", "service account"),
    ("session", "session"),
    ("end-user", "rights of the end user"),
];

/// The usual spelling of a vocabulary word.
pub fn spelled(word: &str) -> &str {
    SPELLINGS.iter().find(|(known, _)| *known == word).map_or(word, |(_, spelling)| spelling)
}

/// A fact as people read it; what nobody stated is said in words, never left out.
pub fn fact(facts: &Facts, name: &str) -> String {
    match facts.texts(name).as_slice() {
        [] => NOT_STATED.into(),
        values => values.iter().map(|value| spelled(value)).collect::<Vec<_>>().join(", "),
    }
}

/// A fact that may be left out where nobody stated it.
pub fn optional(facts: &Facts, name: &str) -> String {
    facts.texts(name).iter().map(|value| spelled(value)).collect::<Vec<_>>().join(", ")
}

/// Labels of data assets.
pub fn data(model: &Model, data: &[DataId]) -> Vec<String> {
    data.iter().map(|&id| model.data[id].label.to_string()).collect()
}

/// What a flow carries, in words.
pub fn carried(model: &Model, carried: &Carried) -> String {
    match carried {
        Carried::Unknown => NOT_STATED.into(),
        Carried::Nothing => "none".into(),
        Carried::Data(ids) => data(model, ids).join("; "),
    }
}
