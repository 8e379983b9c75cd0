//! Threat Composer.

use super::{has, imported, taken_whole};

const FEATURE: &str = r#"{
  "schema": 1,
  "applicationInfo": { "name": "Registration", "description": "Registers cars." },
  "dataflow": { "description": "Data plane only", "image": "data:image/png;base64,AAAA" },
  "assumptions": [{ "id": "a1", "content": "TLS everywhere", "tags": ["net"] }],
  "mitigations": [
    { "id": "m1", "content": "Check \"owner\"", "status": "mitigationResolved", "metadata": [{ "key": "Comments", "value": "See docs" }] },
    { "id": "m2", "content": "Watch costs", "status": "mitigationIdentified" },
    { "id": "m3", "content": "Do nothing", "status": "mitigationResolvedWillNotAction" }
  ],
  "assumptionLinks": [{ "type": "Threat", "assumptionId": "a1", "linkedId": "t1" }, { "assumptionId": "a9", "linkedId": "t1" }],
  "mitigationLinks": [
    { "mitigationId": "m1", "linkedId": "t1" }, { "mitigationId": "m3", "linkedId": "t1" },
    { "mitigationId": "m9", "linkedId": "t1" }, { "mitigationId": "m1", "linkedId": "t9" }
  ],
  "threats": [
    { "id": "t1", "threatSource": "thief", "prerequisites": "with a token", "threatAction": "reads records of others",
      "threatImpact": "a leak", "impactedGoal": ["confidentiality", "beauty"], "impactedAssets": ["records", "Records"],
      "statement": "ignored", "status": "threatResolved",
      "metadata": [{ "key": "STRIDE", "value": ["I", "E"] }, { "key": "Priority", "value": "High" }, { "key": "custom:x", "value": "1" }] },
    { "id": "t2", "threatAction": "", "statement": "Something happens", "status": "threatIdentified" },
    { "id": "t1", "threatAction": "double" }
  ]
}"#;

#[test]
fn what_threat_composer_says_is_said_in_the_text() {
    let (text, _) = taken_whole("threat-composer", FEATURE);
    has(
        &text,
        &[
            "model \"Registration\"",
            "/// Registers cars.",
            "asset records \"records\"",
            "assumption tls-everywhere \"TLS everywhere\" note=\"Tags: net\\nConcerns: Reads records of others\"",
            "threat reads-records-of-others \"Reads records of others\"",
            "stride        = disclosure, elevation",
            "severity      = high",
            "prerequisites = \"with a token\"",
            "goals         = confidentiality",
            "affects       = records",
            "mitigation \"Check \\\"owner\\\"\" status=implemented note=\"See docs\"",
            "mitigation \"Do nothing\" status=rejected",
            "statement = \"Something happens\"",
            "recommend \"Watch costs\"",
        ],
    );
}

#[test]
fn what_is_left_out_of_threat_composer_is_reported() {
    let (_, report) = taken_whole("threat-composer", FEATURE);
    has(
        &report,
        &[
            "picture of the data flows",
            "goal `beauty` of threat `Reads records of others`: it is none of the three",
            "severity `high` from the priority",
            "metadata `custom:x`",
            "there is no mitigation `m9`",
            "mitigations linked to `t9`: there is no threat with this id",
            "links of assumption `a9`: one of their ends is not there",
            "threat `Double`: something before it has the same id",
        ],
    );
}

#[test]
fn what_is_no_threat_composer_file_is_refused() {
    let refused = |text: &str| imported("threat-composer", "x.tc.json", text).unwrap_err();
    has(&refused("{}"), &["there are no `threats` and no `applicationInfo`"]);
    has(&refused("{\"threats\": ["), &["this is no JSON"]);
    has(&refused(&"[".repeat(100_000)), &["this is no JSON"]);
}

#[test]
fn wrong_types_in_threat_composer_do_no_harm() {
    taken_whole(
        "threat-composer",
        r#"{"threats": [7, {"metadata": 5, "impactedGoal": "x", "threatAction": ["a"]}], "mitigations": {}}"#,
    );
}
