//! Glossary and references.

use crate::report::{Block, Cell, Column, Table, Text};

use super::Context;
use super::parts::Content;

const GLOSSARY: &[Column] = &[
    Column::new("term", "Term"),
    Column::new("definition", "Definition"),
    Column::new("example", "Example"),
    Column::machine("used"),
];

const REFERENCES: &[Column] = &[
    Column::new("reference", "Reference"),
    Column::new("description", "Description"),
    Column::new("url", "URL"),
    Column::machine("used"),
];

/// Terms that a document may use, with an example; they are listed in documents that do. Words from which one knows that it
/// does stand behind the term.
const TERMS: &[(&str, &str, &str, &str)] = &[
    (
        "STRIDE",
        "STRIDE",
        "Six categories of threats: spoofing, tampering, repudiation, information disclosure, denial of service, elevation of privilege",
        "An altered request is tampering",
    ),
    ("DF", "DF", "Data flow, numbered", "DF1"),
    ("DFD", "DFD", "Data flow diagram: elements, and the data that moves between them", "Section 3.1"),
    ("TB", "TB", "Trust boundary: the border between two zones of different trust, numbered", "TB1"),
    ("Residual risk", "Residual", "The severity that stays when all recommended measures are in place", "MEDIUM"),
    ("Coverage", "Coverage", "How far the controls that are in place counter a threat", "45 %"),
    ("AAL", "AAL", "Authenticator assurance level: how hard an authentication is to break", "AAL2"),
    ("ABAC", "ABAC", "Attribute-based access control", "Access for members of the same project"),
    ("ACL", "ACL", "Access control list", "Read access for one group"),
    ("AES", "AES", "Advanced Encryption Standard, a symmetric cipher", "AES-256"),
    ("AMQP", "AMQP", "Advanced Message Queuing Protocol", "A broker between services"),
    ("AI", "AI", "Artificial intelligence; AI/ML includes machine learning", "A chat model"),
    ("API", "API", "Application programming interface", "A REST interface"),
    ("BSC", "BSC", "Baseline security control, numbered", "BSC-01"),
    (
        "CAA",
        "CAA",
        "Certification authority authorisation: a DNS record of who may issue certificates",
        "0 issue \"ca.example\"",
    ),
    ("CI", "CI", "Continuous integration: each change is built and tested", "A pipeline"),
    ("CORS", "CORS", "Cross-origin resource sharing: which other sites may call from a browser", "One allowed origin"),
    ("CDN", "CDN", "Content delivery network", "A cache near the user"),
    ("CSP", "CSP", "Content security policy: what a browser may load and run for a page", "script-src 'self'"),
    ("CSRF", "CSRF", "Cross-site request forgery: a foreign page makes a browser send a request", "A hidden form"),
    ("DDoS", "DDoS", "Distributed denial of service", "A flood of requests from many sources"),
    ("DKIM", "DKIM", "DomainKeys Identified Mail: a signature of the sending domain", "A DNS record with a key"),
    ("DLP", "DLP", "Data loss prevention", "A filter on outgoing files"),
    ("DMARC", "DMARC", "What receivers do with mail that fails SPF and DKIM", "p=reject"),
    ("DMZ", "DMZ", "A zone between an untrusted and an internal network", "Web servers"),
    ("DNS", "DNS", "Domain Name System", "Resolving a host name"),
    ("gRPC", "gRPC", "A protocol for remote calls over HTTP/2", "Calls between services"),
    ("HMAC", "HMAC", "Message authentication code made with a shared key", "A webhook signature"),
    ("HSTS", "HSTS", "HTTP Strict Transport Security: a browser uses HTTPS only", "max-age=31536000"),
    ("HSM", "HSM", "Hardware security module: a device that keeps keys", "Signing without export of the key"),
    ("HTTP", "HTTP", "Hypertext Transfer Protocol", "A web page"),
    ("HTTPS", "HTTPS", "HTTP over TLS", "A web page"),
    ("IAM", "IAM", "Identity and access management", "A role of a cloud account"),
    ("IdP", "IdP", "Identity provider", "A sign-in service"),
    ("IPsec", "IPsec", "Encryption and authentication of IP packets", "A site-to-site tunnel"),
    ("JWT", "JWT", "JSON Web Token, a signed statement about a caller", "A token that is valid for an hour"),
    ("JSON", "JSON", "JavaScript Object Notation, a text form of data", "{\"id\": 1}"),
    ("KMS", "KMS", "Key management service", "A key that never leaves the service"),
    ("LDAP", "LDAP", "Lightweight Directory Access Protocol", "A directory of users"),
    ("LLM", "LLM", "Large language model", "A chat model"),
    ("M", "M", "Measure, numbered by priority", "M-01"),
    ("MFA", "MFA", "Multi-factor authentication", "Password and security key"),
    ("mTLS", "mTLS", "TLS in which both sides present a certificate", "Calls between services"),
    ("mutual TLS", "mutual TLS", "TLS in which both sides present a certificate", "Calls between services"),
    ("NoSQL", "NoSQL", "Databases with query languages other than SQL", "A document store"),
    ("OAuth", "OAuth", "A protocol by which a user grants an application access", "Access to a calendar"),
    ("OIDC", "OIDC", "OpenID Connect, sign-in on top of OAuth 2", "Sign in with a company account"),
    ("PAN", "PAN", "Primary account number: the number of a payment card", "16 digits"),
    ("PII", "PII", "Personally identifiable information", "Name and address"),
    ("PKCE", "PKCE", "Proof key for code exchange: who starts an OAuth login must finish it", "code_challenge"),
    (
        "RAG",
        "RAG",
        "Retrieval-augmented generation: passages that are found are added to the prompt of a model",
        "Product documents in a prompt",
    ),
    ("RBAC", "RBAC", "Role-based access control", "Only administrators delete"),
    ("RPC", "RPC", "Remote procedure call", "gRPC"),
    ("SAML", "SAML", "Security Assertion Markup Language, for sign-in across organisations", "Company sign-in"),
    ("SASL", "SASL", "Simple Authentication and Security Layer", "Sign-in to a message broker"),
    ("SBOM", "SBOM", "Software bill of materials", "The list of libraries of a release"),
    ("SIEM", "SIEM", "Security information and event management", "Alerts over all logs"),
    ("SLA", "SLA", "Service level agreement", "99.9 % availability"),
    ("SMTP", "SMTP", "Simple Mail Transfer Protocol", "Sending a mail"),
    ("SPF", "SPF", "Sender Policy Framework: which servers may send for a domain", "v=spf1 -all"),
    ("SQL", "SQL", "The query language of relational databases", "SELECT"),
    ("SRI", "SRI", "Subresource integrity: a browser checks a script against a hash", "integrity=\"sha384-…\""),
    ("SSC", "SSC", "System-specific control, numbered", "SSC-01"),
    ("SRE", "SRE", "Site reliability engineering: the team that runs the system", "An owner"),
    ("SSO", "SSO", "Single sign-on", "One sign-in for all applications"),
    (
        "SSRF",
        "SSRF",
        "Server-side request forgery: a server is made to call an address of the attacker's choice",
        "A link preview",
    ),
    ("SSR", "SSR", "Server-side rendering: pages are made on the server", "A storefront"),
    ("STARTTLS", "STARTTLS", "A connection that starts in clear text and changes to TLS", "Mail between servers"),
    ("TLS", "TLS", "Transport Layer Security", "TLS 1.3"),
    ("TOTP", "TOTP", "Time-based one-time password", "Six digits from an application"),
    ("VPN", "VPN", "Virtual private network", "Access from outside of the office"),
    ("WAF", "WAF", "Web application firewall", "A rule that blocks SQL injection"),
    ("WebAuthn", "WebAuthn", "Sign-in with a key that a device keeps", "A security key"),
    ("XML", "XML", "Extensible Markup Language", "A SAML assertion"),
    ("XSS", "XSS", "Cross-site scripting: foreign script runs in a page", "Script in a comment"),
    ("XXE", "XXE", "XML external entity: a parser reads what a document refers to", "file:///etc/passwd"),
];

/// Standards that a document may cite, with the word from which one knows that it does.
const STANDARDS: &[(&str, &str, &str, &str)] = &[
    (
        "STRIDE",
        "Categories of threats to data flows, by Kohnfelder and Garg",
        "STRIDE",
        "https://learn.microsoft.com/azure/security/develop/threat-modeling-tool-threats",
    ),
    ("CWE", "Common Weakness Enumeration", "CWE", "https://cwe.mitre.org/"),
    ("CAPEC", "Common Attack Pattern Enumerations and Classifications", "CAPEC", "https://capec.mitre.org/"),
    ("MITRE ATT&CK", "Tactics and techniques of adversaries", "ATT", "https://attack.mitre.org/"),
    ("MITRE ATLAS", "Tactics and techniques against AI systems", "ATLAS", "https://atlas.mitre.org/"),
    ("OWASP", "Top 10 lists and the Application Security Verification Standard", "OWASP", "https://owasp.org/"),
    ("NIST SP 800-53", "Security and privacy controls", "800-53", "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final"),
    ("ISO/IEC 27001", "Information security management systems", "27001", "https://www.iso.org/standard/27001"),
    ("PCI DSS", "Payment Card Industry Data Security Standard", "PCI", "https://www.pcisecuritystandards.org/"),
    (
        "GDPR",
        "General Data Protection Regulation, (EU) 2016/679",
        "GDPR",
        "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    ),
    (
        "HIPAA",
        "Health Insurance Portability and Accountability Act, Security Rule",
        "HIPAA",
        "https://www.hhs.gov/hipaa/for-professionals/security/index.html",
    ),
    ("EU AI Act", "Regulation (EU) 2024/1689", "AI Act", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"),
    (
        "SOC 2",
        "Trust services criteria",
        "SOC",
        "https://www.aicpa-cima.com/topic/audit-assurance/audit-and-assurance-greater-than-soc-2",
    ),
];

/// The author's terms, and those of the table that the document uses; the others are taken out when it is finished.
pub(super) fn glossary(context: &Context<'_>) -> Content {
    let own: Vec<_> = context.statements("term").collect();
    let known = |term: &str| own.iter().any(|entry| entry.label.eq_ignore_ascii_case(term));
    let mut rows: Vec<Vec<Cell>> = own
        .iter()
        .map(|entry| {
            let definition = entry.facts.text("definition").map(str::to_owned).or_else(|| entry.description.clone());
            let definition = definition.map_or_else(
                || {
                    Text::missing(
                        format!("term {}: definition", entry.label),
                        "add `definition=\"…\"`",
                        Some(entry.span),
                    )
                },
                Text::from,
            );
            let example = entry.facts.text("example").unwrap_or("none stated");
            vec![entry.label.as_str().into(), definition.into(), example.into(), "".into()]
        })
        .collect();
    let built_in = TERMS.iter().filter(|(term, ..)| !known(term));
    rows.extend(built_in.map(|(term, used, definition, example)| {
        vec![(*term).into(), (*definition).into(), (*example).into(), (*used).into()]
    }));
    rows.sort_by_key(|row| row.first().map(|cell| cell.plain().to_lowercase()));
    Content::block(Block::Table(Table::new("glossary", "Glossary", GLOSSARY, rows)))
}

/// The author's references, and standards that the document cites.
pub(super) fn references(context: &Context<'_>) -> Content {
    let own = context.statements("reference").map(|entry| {
        let described = entry.description.clone().or_else(|| entry.facts.text("note").map(str::to_owned));
        let url = entry.facts.text("url").map_or_else(
            || {
                Text::missing(
                    format!("reference {}: address", entry.label),
                    "add `url=\"https://…\"`",
                    Some(entry.span),
                )
            },
            |url| Text::link(url, url),
        );
        vec![
            entry.label.as_str().into(),
            described.unwrap_or_else(|| "Named by the author".to_owned()).into(),
            url.into(),
            "".into(),
        ]
    });
    let standards = STANDARDS.iter().map(|(name, description, used, url)| {
        vec![(*name).into(), (*description).into(), Text::link(*url, *url).into(), (*used).into()]
    });
    let mut rows: Vec<Vec<Cell>> = own.chain(standards).collect();
    rows.sort_by_key(|row| row.first().map(|cell| cell.plain().to_lowercase()));
    rows.dedup_by_key(|row| row.first().map(|cell| cell.plain().to_lowercase()));
    Content::block(Block::Table(Table::new("references", "References", REFERENCES, rows)))
}
