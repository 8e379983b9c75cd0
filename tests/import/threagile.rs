//! Threagile.

use super::{has, imported, taken_whole};

const SHOP: &str = r#"
threagile_version: 1.0.0
title: Shop
date: 2024-02-30
business_criticality: important
business_overview: { description: "Sells <b>things</b>." }
questions:
  Who runs it?: ""
  Who pays?: Everybody
abuse_cases: { Scalping: Bots buy everything }
security_requirements: { Logging: Log all logins }
data_assets:
  Orders:
    id: orders
    confidentiality: confidential
    integrity: archive
    availability: mission-critical
    quantity: many
technical_assets:
  Customer:
    id: customer
    type: external-entity
    technology: browser
    out_of_scope: true
    justification_out_of_scope: Not ours
    communication_links:
      Buy Things:
        target: shop
        protocol: https
        authentication: session-id
        authorization: enduser-identity-propagation
        data_assets_sent: [orders, missing]
        vpn: true
      Lost: { target: nowhere }
  Shop:
    id: shop
    type: process
    technology: web-application
    machine: container
    tags: [java]
    communication_links:
      Store Orders:
        target: db
        protocol: jdbc-encrypted
        authentication: two-factor
        readonly: true
        data_assets_received: [orders]
  Orders Database:
    id: db
    type: datastore
    technology: database
    encryption: transparent
    data_assets_stored: [orders]
trust_boundaries:
  Cloud: { id: cloud, type: network-cloud-provider, trust_boundaries_nested: [vpc] }
  Network: { id: vpc, type: network-virtual-lan, technical_assets_inside: [shop, db, ghost] }
  Other: { id: other, technical_assets_inside: [db] }
shared_runtimes: { Cluster: { id: cluster, technical_assets_running: [shop] } }
individual_risk_categories:
  Odd Thing:
    id: odd
    stride: repudiation
    cwe: 693
    action: Sign
    mitigation: Sign orders
    risks_identified:
      <b>Odd</b> at Shop: { severity: elevated, most_relevant_technical_asset: shop }
risk_tracking:
  sql-nosql-injection@shop@db@shop>store-orders: { status: accepted, justification: Tolerable, ticket: X-1 }
  cross-site-scripting@shop: { status: mitigated, justification: Templates escape }
  unencrypted-asset@shop: { status: in-discussion, justification: Later }
"#;

#[test]
fn what_a_threagile_model_says_is_said_in_the_text() {
    let (text, _) = taken_whole("threagile", SHOP);
    has(
        &text,
        &[
            "model \"Shop\"",
            "/// Sells things.",
            "external customer \"Customer\"",
            "tech=\"browser\"",
            "scope=out reason=\"Not ours\"",
            "zone cloud \"Cloud\" {",
            "process shop is web-app \"Shop\" machine=container note=\"Tags: java\"",
            "store orders-database is sql-db \"Orders Database\"",
            "holds=orders",
            "class=critical",
            "via https",
            "auth=session authz=end-user data=orders network=vpn",
            "via jdbc",
            "auth=\"two-factor\"",
            "returns=orders op=read",
            "todo \"Who runs it?\"",
            "note=\"Answered: Everybody\"",
            "concern \"Scalping: Bots buy everything\"",
            "recommend \"Logging: Log all logins\"",
            "accept sql-injection on DF2 \"Tolerable\" ticket=\"X-1\"",
            "mitigate xss on shop \"Templates escape\" status=implemented",
            "todo \"Risk unencrypted-asset@shop is in-discussion in Threagile: Later\"",
            "mitigation \"Sign: Sign orders\" status=planned",
        ],
    );
}

#[test]
fn what_threagile_alone_knows_is_reported() {
    let (text, report) = taken_whole("threagile", SHOP);
    assert!(!text.contains("updated="), "30 February is no date: {text}");
    has(
        &report,
        &[
            "`missing` in data of flow \"Buy Things\": nothing in the source is called that",
            "flow \"Lost\": its end `asset/nowhere` is no element of the source",
            "shared runtime `Cluster`",
            "`ghost` in trust boundary `Network`: nothing in the source is called that",
            "`db` in trust boundary `Other`: it lies in `vpc` already, and nothing lies in two zones",
            "severity `medium` from `elevated`",
        ],
    );
}

#[test]
fn what_is_no_threagile_model_is_refused() {
    let refused = |text: &str| imported("threagile", "x.yaml", text).unwrap_err();
    has(&refused("technical_assets: [1, 2]"), &["no mapping `technical_assets`"]);
    has(&refused("technical_assets: {a: 1}\ntechnical_assets: {}"), &["this is no YAML"]);
    has(&refused("threagile_version: [\n"), &["this is no YAML"]);
    has(&refused(r#"{"$schema": "x", "properties": {}}"#), &["schema of Threagile"]);
}

#[test]
fn hostile_yaml_ends() {
    let bomb: String =
        (1..40).map(|at| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(","))).collect();
    let bomb = format!("technical_assets: {{}}\na0: &a0 [x]\n{bomb}");
    has(&imported("threagile", "x.yaml", &bomb).unwrap_err(), &["it is more YAML than is read at once"]);
    let deep = format!("technical_assets: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    has(&imported("threagile", "x.yaml", &deep).unwrap_err(), &["this is no YAML"]);
}

#[test]
fn wrong_types_and_the_same_id_twice_do_no_harm() {
    let (text, report) = taken_whole(
        "threagile",
        "technical_assets:\n  A: {id: x, type: process, communication_links: [1]}\n  B: {id: x, type: 7}\n  C: text\n  D: null\ndata_assets: 5\ntrust_boundaries: [a]\nrisk_tracking: {a@b: 7}\n",
    );
    has(&text, &["process a \"A\""]);
    has(&report, &["process `B`: something before it has the same id"]);
}
