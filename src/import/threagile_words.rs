//! Words of Threagile, with ours, and the fields that its reader reads.

/// Technologies, with the kind of element for which they tell a type.
pub(crate) const TECHNOLOGIES: &[(&str, &str, &str)] = &[
    ("browser", "process", "browser"),
    ("desktop", "process", "desktop-app"),
    ("mobile-app", "process", "mobile-app"),
    ("cli", "process", "cli"),
    ("web-server", "process", "web-app"),
    ("web-application", "process", "web-app"),
    ("application-server", "process", "service"),
    ("web-service-rest", "process", "api"),
    ("web-service-soap", "process", "api"),
    ("reverse-proxy", "process", "reverse-proxy"),
    ("load-balancer", "process", "load-balancer"),
    ("build-pipeline", "process", "build-server"),
    ("monitoring", "process", "monitoring"),
    ("container-platform", "process", "orchestrator"),
    ("batch-processing", "process", "batch-job"),
    ("event-listener", "process", "worker"),
    ("task", "process", "worker"),
    ("function", "process", "function"),
    ("identity-provider", "process", "identity-provider"),
    ("service-registry", "process", "service-registry"),
    ("search-engine", "process", "search-engine"),
    ("stream-processing", "process", "stream-processor"),
    ("iot-device", "process", "iot-device"),
    ("scheduler", "process", "scheduler"),
    ("mainframe", "process", "legacy-system"),
    ("waf", "process", "firewall"),
    ("file-server", "store", "file-store"),
    ("local-file-system", "store", "file-store"),
    ("block-storage", "store", "file-store"),
    ("search-index", "store", "search-index"),
    ("sourcecode-repository", "store", "code-repository"),
    ("artifact-registry", "store", "artifact-registry"),
    ("ldap-server", "store", "directory"),
    ("identity-store-ldap", "store", "directory"),
    ("message-queue", "store", "message-queue"),
    ("data-lake", "store", "data-lake"),
    ("vault", "store", "secret-store"),
];

/// Protocols, with types of flows. One that ends in `-encrypted` is looked up without the ending as well.
pub(crate) const PROTOCOLS: &[(&str, &str)] = &[
    ("http", "http"),
    ("https", "https"),
    ("ws", "ws"),
    ("wss", "wss"),
    ("reverse-proxy-web-protocol", "http"),
    ("reverse-proxy-web-protocol-encrypted", "https"),
    ("mqtt", "mqtt"),
    ("jdbc", "jdbc"),
    ("odbc", "odbc"),
    ("ssh", "ssh"),
    ("ssh-tunnel", "ssh"),
    ("scp", "ssh"),
    ("smtp", "smtp"),
    ("smtp-encrypted", "smtps"),
    ("imap-encrypted", "imaps"),
    ("ftp", "ftp"),
    ("ftps", "ftps"),
    ("sftp", "sftp"),
    ("ldap", "ldap"),
    ("ldaps", "ldaps"),
    ("jms", "jms"),
    ("nfs", "nfs"),
    ("smb", "smb"),
    ("in-process-library-call", "in-process"),
    ("inter-process-communication", "ipc"),
];

/// Authentication. What is missing here stays a text.
pub(crate) const AUTHENTICATION: &[(&str, &str)] = &[
    ("none", "none"),
    ("credentials", "password"),
    ("session-id", "session"),
    ("token", "bearer"),
    ("client-certificate", "client-cert"),
];

/// Types of trust boundaries, with kinds of zones.
pub(crate) const BORDERS: &[(&str, &str)] = &[
    ("network-on-prem", "network"),
    ("network-dedicated-hoster", "network"),
    ("network-virtual-lan", "network"),
    ("network-cloud-provider", "cloud"),
    ("network-cloud-security-group", "subnet"),
    ("network-policy-namespace-isolation", "namespace"),
    ("execution-environment", "host"),
];

/// Five steps of confidentiality on our four.
pub(crate) const CONFIDENTIALITY: &[(&str, &str)] = &[
    ("public", "low"),
    ("internal", "medium"),
    ("restricted", "medium"),
    ("confidential", "high"),
    ("strictly-confidential", "critical"),
];

/// Five steps of integrity and availability on our four.
pub(crate) const AVAILABILITY: &[(&str, &str)] = &[
    ("archive", "low"),
    ("operational", "low"),
    ("important", "medium"),
    ("critical", "high"),
    ("mission-critical", "critical"),
];

/// Five severities on our four.
pub(crate) const SEVERITIES: &[(&str, &str)] =
    &[("low", "low"), ("medium", "medium"), ("elevated", "medium"), ("high", "high"), ("critical", "critical")];

/// States of tracked risks that answer a threat.
pub(crate) const ANSWERED: &[(&str, &str)] =
    &[("accepted", "accept"), ("mitigated", "mitigate"), ("in-progress", "mitigate"), ("false-positive", "dismiss")];

/// Rules that mean the same as one of ours, and whether ours is asked of flows. Others only look alike: what they cover
/// differs, so that an answer to them is none to ours.
pub(crate) const RULES: &[(&str, &str, bool)] = &[
    ("sql-nosql-injection", "sql-injection", true),
    ("search-query-injection", "search-injection", true),
    ("ldap-injection", "ldap-injection", true),
    ("cross-site-request-forgery", "csrf", true),
    ("missing-authentication", "missing-authentication", true),
    ("cross-site-scripting", "xss", false),
];

pub(crate) const READ_OF_MODELS: &[&str] = &[
    "threagile_version",
    "title",
    "date",
    "author",
    "management_summary_comment",
    "business_criticality",
    "business_overview",
    "technical_overview",
    "questions",
    "abuse_cases",
    "security_requirements",
    "tags_available",
    "data_assets",
    "technical_assets",
    "trust_boundaries",
    "shared_runtimes",
    "individual_risk_categories",
    "custom_risk_categories",
    "risk_tracking",
];

pub(crate) const READ_OF_DATA: &[&str] =
    &["id", "description", "tags", "owner", "quantity", "confidentiality", "integrity", "availability"];

pub(crate) const READ_OF_ASSETS: &[&str] = &[
    "id",
    "description",
    "type",
    "technology",
    "technologies",
    "tags",
    "machine",
    "encryption",
    "owner",
    "availability",
    "multi_tenant",
    "out_of_scope",
    "justification_out_of_scope",
    "data_assets_stored",
    "communication_links",
];

pub(crate) const READ_OF_LINKS: &[&str] = &[
    "target",
    "description",
    "protocol",
    "authentication",
    "authorization",
    "tags",
    "vpn",
    "readonly",
    "data_assets_sent",
    "data_assets_received",
];

pub(crate) const READ_OF_RISKS: &[&str] =
    &["id", "description", "impact", "action", "mitigation", "stride", "cwe", "risks_identified"];
