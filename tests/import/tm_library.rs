//! Models of the OWASP threat model library.

use super::{has, imported, taken_whole};

const BOT: &str = r#"{
  "scope": { "title": "Bot", "description": "Trades.", "tier": "business_critical" },
  "description": "A bot", "reviewed_at": "2025-12-05", "repo_link": "https://example.com",
  "diagrams": [{ "title": "Old drawing" }],
  "trust_zones": [
    { "symbolic_name": "in", "title": "Inside" },
    { "symbolic_name": "out", "title": "Outside", "description": "The rest" }
  ],
  "trust_boundaries": [
    { "trust_zone_a": "out", "trust_zone_b": "in", "authentication_methods": ["token"], "access_token_ttl": 3600 },
    { "trust_zone_a": "in", "trust_zone_b": "out" },
    { "trust_zone_a": "in", "trust_zone_b": "moon" }
  ],
  "actors": [{ "symbolic_name": "user", "title": "User", "type": "user", "trust_zone": "out" }],
  "components": [{ "symbolic_name": "api", "title": "Trading API", "trust_zone": "in" }, { "symbolic_name": "lost", "title": "Lost", "trust_zone": "moon" }],
  "data_stores": [{ "symbolic_name": "db", "title": "Store", "type": "sql", "vendor": "Acme", "product": "Base", "trust_zone": "in" }],
  "data_sets": [{ "symbolic_name": "keys", "title": "Keys", "data_sensitivity": ["biz", "cred"], "record_count": 7, "placements": [{ "data_store": "db", "encrypted": false }] }],
  "data_flows": [
    { "symbolic_name": "f1", "title": "Trade", "description": "HTTPS requests", "source": { "type": "actor", "object": "user" }, "destination": { "object": "api" }, "encrypted": true },
    { "symbolic_name": "f2", "title": "Save", "source": { "object": "api" }, "destination": { "object": "db" }, "encrypted": false },
    { "symbolic_name": "f3", "title": "Nowhere", "source": { "object": "api" }, "destination": { "object": "nobody" } }
  ],
  "assumptions": [{ "description": "Clocks are right", "validity": "confirmed" }],
  "threat_personas": [{ "symbolic_name": "thief", "title": "Thief", "skill_level": "script_kid", "access_level": "anonymous" }],
  "threats": [{ "symbolic_name": "theft", "title": "Keys stolen", "description": "A thief takes keys.", "components_affected": ["api", "nothing"], "threat_persona": "thief", "event": "Log in", "weaknesses": [{ "cwe_id": 522 }], "attack_mechanisms": [{ "capec_id": 204 }] }],
  "controls": [
    { "symbolic_name": "c", "title": "Encrypt", "description": "All of it", "threats": ["theft"], "status": "active", "priority": "high" },
    { "symbolic_name": "d", "title": "Train people", "status": "odd" }
  ],
  "risks": [{ "symbolic_name": "r", "title": "Money lost", "threats": ["theft"], "likelihood": "rare", "impact": "severe", "score": 5 }]
}"#;

#[test]
fn what_a_library_model_says_is_said_in_the_text() {
    let (text, _) = taken_whole("tm-library", BOT);
    has(
        &text,
        &[
            "model \"Bot\" updated=2025-12-05 links=\"https://example.com\"",
            "data keys is credential \"Keys\" note=\"Sensitivity: biz, cred\" volume=\"7 records\"",
            "assumption clocks-are-right \"Clocks are right\" validity=confirmed",
            "adversary thief \"Thief\" access=\"anonymous\" skill=low",
            "zone inside \"Inside\" {",
            "actor user \"User\" note=\"Kind: user\"",
            "process trading-api is api \"Trading API\"",
            "store store is sql-db \"Store\" tech=\"Acme Base\" holds=keys encryption=none",
            "DF1: user -> trading-api \"Trade\" via https",
            "DF2: trading-api -> store \"Save\" encryption=none",
            "boundary outside-to-inside on outside -> inside \"Outside to Inside\" note=\"Authentication: token\"",
            "threat keys-stolen on trading-api \"Keys stolen\" {",
            "adversary  = thief",
            "cwe        = 522",
            "likelihood = low",
            "mitigation \"Encrypt: All of it\" status=implemented",
            "recommend \"Train people\"",
            "concern \"Money lost\" threats=keys-stolen",
        ],
    );
}

#[test]
fn what_is_left_out_of_a_library_model_is_reported() {
    let (_, report) = taken_whole("tm-library", BOT);
    has(
        &report,
        &[
            "diagram `Old drawing`",
            "`tier` of 1 scope",
            "`access_token_ttl` of 1 trust boundary",
            "trust boundary between `in` and `out`: a boundary lies between two zones, and each pair has one",
            "trust boundary between `in` and `moon`: one of them is no trust zone of the source",
            "`moon` in the place of process \"Lost\": nothing in the source is called that",
            "flow \"Nowhere\": its end `element/nobody` is no element",
            "`nothing` in threat \"Keys stolen\"",
            "state `odd` of control `Train people`",
            "`score` of 1 risk",
        ],
    );
}

#[test]
fn what_is_no_library_model_is_refused() {
    let refused = |text: &str| imported("tm-library", "x.json", text).unwrap_err();
    has(&refused("{}"), &["there are no lists `components`"]);
    has(&refused(r#"{"bomFormat": "CycloneDX", "components": []}"#), &["this is a CycloneDX document"]);
    has(&refused("{\"components\": ["), &["this is no JSON"]);
    taken_whole(
        "tm-library",
        r#"{"components": [7, {"symbolic_name": ["x"]}, {}], "threats": "x", "data_flows": [{}]}"#,
    );
}
