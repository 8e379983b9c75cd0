//! What is exported and imported says the same.

use std::collections::BTreeMap;

use super::{analysed, body, exported, has_models, imported, models, real, text, uncommented};
use crate::support::{project, skip};
use threatline::pipeline::Outcome;

/// Formats with room for everything.
const LOSSLESS: &[&str] = &["otm", "structurizr"];
/// Formats from which the next export says the same, with their folders of real files.
const STABLE: &[(&str, &str)] =
    &[("threat-dragon", "threat-dragon"), ("threat-composer", "threat-composer"), ("tm-library", "tm-bom")];

/// What the rules say of a model, by the keys of threats.
fn threats(outcome: &Outcome) -> BTreeMap<String, String> {
    let threat = |threat: &threatline::threats::Threat| {
        let said = format!("{:?} {:?} {:?} {:?}", threat.status, threat.inherent, threat.current, threat.coverage);
        (threat.key.to_string(), said)
    };
    outcome.analysis.threats.iter().map(threat).collect()
}

/// The borders that each flow crosses.
fn crossings(outcome: &Outcome) -> BTreeMap<String, Option<String>> {
    let flows = outcome.model.flows.iter();
    flows.map(|(id, flow)| (flow.key.to_string(), outcome.graph.border(id).map(|it| it.id.to_string()))).collect()
}

#[test]
fn nothing_is_lost_where_the_format_has_attributes_of_its_own() {
    for (name, outcome) in models() {
        for format in LOSSLESS {
            let first = text(&exported(format, &name, &outcome));
            let model = imported(format, &name, &first);
            let again = analysed(&name, &model);
            let second = text(&exported(format, &name, &again));
            assert!(first == second, "{name} as {format}: {}", difference(&first, &second));
            assert_eq!(threats(&again), threats(&outcome), "{name} as {format}");
            assert_eq!(crossings(&again), crossings(&outcome), "{name} as {format}");
            assert_eq!(again.model.answers.len(), outcome.model.answers.len(), "{name} as {format}");
            assert_eq!(again.model.scenarios.len(), outcome.model.scenarios.len(), "{name} as {format}");
        }
    }
}

/// The first lines that differ.
fn difference(first: &str, second: &str) -> String {
    let pair = first.lines().zip(second.lines()).find(|(one, other)| one != other);
    pair.map_or_else(|| "one is longer".to_owned(), |(one, other)| format!("\n{one}\n{other}"))
}

#[test]
fn real_files_come_back_as_the_same_model() {
    if !has_models() {
        return skip("there is no ../shared/models");
    }
    for (format, folder) in STABLE {
        for (name, source) in real(folder).into_iter().filter(|(name, _)| name != "malformed.json") {
            let model = imported(format, &name, &source);
            let back = imported(format, &name, &text(&exported(format, &name, &analysed(&name, &model))));
            assert_eq!(uncommented(&body(&back)), uncommented(&body(&model)), "{name}");
            if *format != "tm-library" {
                assert_eq!(body(&back), body(&model), "{name}");
            }
        }
    }
}

#[test]
fn what_a_format_has_room_for_stays_from_then_on() {
    for (name, outcome) in models() {
        for (format, _) in STABLE {
            let model = imported(format, &name, &text(&exported(format, &name, &outcome)));
            let back = imported(format, &name, &text(&exported(format, &name, &analysed(&name, &model))));
            assert_eq!(uncommented(&body(&back)), uncommented(&body(&model)), "{name} as {format}");
        }
    }
}

/// Everything of the format that the language has words for.
const STATEMENTS: &str = r#"{
  "schema": 1,
  "applicationInfo": { "name": "Registration", "description": "Registers cars." },
  "architecture": { "image": "", "description": "One service" },
  "assumptions": [
    { "id": "a1", "numericId": 4, "content": "TLS everywhere", "tags": ["net", "aws"] },
    { "id": "a2", "numericId": 2, "content": "Staff is trained", "metadata": [{ "key": "Comments", "value": "Yearly" }] }
  ],
  "mitigations": [
    { "id": "m1", "numericId": 7, "content": "Check \"owner\"; twice", "status": "mitigationResolved" },
    { "id": "m2", "numericId": 3, "content": "Watch costs", "status": "mitigationInProgress" },
    { "id": "m3", "numericId": 5, "content": "Do nothing", "status": "mitigationResolvedWillNotAction", "tags": ["t"] }
  ],
  "assumptionLinks": [
    { "type": "Threat", "assumptionId": "a1", "linkedId": "t1" }, { "type": "Mitigation", "assumptionId": "a1", "linkedId": "m1" }
  ],
  "mitigationLinks": [
    { "mitigationId": "m1", "linkedId": "t1" }, { "mitigationId": "m3", "linkedId": "t1" }, { "mitigationId": "m1", "linkedId": "t2" }
  ],
  "threats": [
    { "id": "t1", "numericId": 9, "threatSource": "thief", "prerequisites": "with a token", "threatAction": "reads records",
      "threatImpact": "a leak", "impactedGoal": ["confidentiality"], "impactedAssets": ["records", "backups"],
      "statement": "made of the parts", "status": "threatResolved", "tags": ["x"],
      "metadata": [{ "key": "STRIDE", "value": ["I", "E"] }, { "key": "Priority", "value": "High" }, { "key": "Comments", "value": "See docs" }] },
    { "id": "t2", "numericId": 1, "threatAction": "", "statement": "Something happens", "status": "threatIdentified" }
  ]
}"#;

#[test]
fn threat_composer_files_come_back_with_statements_links_and_numbers() {
    let mut sources = vec![("fixture".to_owned(), STATEMENTS.to_owned())];
    sources.extend(real("threat-composer"));
    if sources.len() == 1 {
        skip("there is no ../shared/models/threat-composer");
    }
    for (name, source) in sources {
        let model = imported("threat-composer", &name, &source);
        let written = text(&exported("threat-composer", &name, &analysed(&name, &model)));
        let (before, after) = (said(&source), said(&written));
        assert_eq!(after, before, "{name}");
        assert_eq!(body(&imported("threat-composer", &name, &written)), body(&model), "{name}");
    }
}

/// What a file says, by numbers in place of ids, and without blanks: models have none at the ends of texts.
fn said(source: &str) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(source).unwrap();
    let all = |list: &str| json[list].as_array().cloned().unwrap_or_default();
    let lists = ["threats", "mitigations", "assumptions"];
    let numbers: BTreeMap<String, String> = lists
        .iter()
        .flat_map(|list| all(list).into_iter().map(move |one| (one, *list)))
        .map(|(one, list)| (one["id"].as_str().unwrap().to_owned(), format!("{list} {}", one["numericId"])))
        .collect();
    let fields =
        ["threatSource", "prerequisites", "threatAction", "threatImpact", "content", "status", "tags", "metadata"];
    let mut lines = Vec::new();
    for list in lists {
        for one in all(list) {
            let id = &numbers[one["id"].as_str().unwrap()];
            for field in fields {
                let empty = one[field].as_str() == Some("") || one[field].as_array().is_some_and(Vec::is_empty);
                if !one[field].is_null() && !empty {
                    lines.push(format!("{id} {field} {}", sorted(&one[field])));
                }
            }
            let mut goals: Vec<String> =
                one["impactedGoal"].as_array().into_iter().flatten().map(ToString::to_string).collect();
            goals.sort();
            lines.push(format!("{id} {goals:?} {:?}", one["impactedAssets"].as_array().cloned().unwrap_or_default()));
        }
    }
    for (list, ends) in
        [("mitigationLinks", ["mitigationId", "linkedId"]), ("assumptionLinks", ["assumptionId", "linkedId"])]
    {
        let end = |link: &serde_json::Value, end: &str| numbers[link[end].as_str().unwrap()].clone();
        lines.extend(all(list).iter().map(|link| ends.map(|name| end(link, name)).join(" -> ")));
    }
    let mut lines: Vec<String> =
        lines.iter().map(|line| line.replace("\\n", "").split_whitespace().collect()).collect();
    lines.sort();
    lines
}

/// Metadata in the order of its keys.
fn sorted(value: &serde_json::Value) -> String {
    let mut items: Vec<String> = value.as_array().into_iter().flatten().map(ToString::to_string).collect();
    items.sort();
    if items.is_empty() { value.to_string() } else { items.join(",") }
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let (name, outcome) = models().pop().unwrap();
    for writer in threatline::export::WRITERS {
        assert_eq!(exported(writer.name, &name, &outcome), exported(writer.name, &name, &outcome), "{}", writer.name);
    }
}

#[test]
fn what_is_left_out_is_counted() {
    let outcome =
        analysed("shop", "actor a\nprocess b\na -> b auth=jwt\nassumption x \"x\"\nscenario s { a \"asks\" }\n");
    let left = |format: &str| exported(format, "shop", &outcome).left_out.join(", ");
    assert_eq!(left("threat-dragon"), "1 way of authentication, 1 scenario, 1 assumption");
    assert_eq!(left("threat-composer"), "2 elements, 1 flow, 1 scenario");
    assert_eq!(left("otm"), "");
    assert!(left("tm-library").contains("1 unknown encryption, written as none"), "{}", left("tm-library"));
}

#[test]
fn hostile_attributes_are_left_out() {
    let source = r#"{"otmVersion": "0.2.0",
      "project": {"name": "x", "id": "x", "attributes": {"threatline.keyword": "model",
        "threatline.statements": ["include \"/etc/passwd\"", "todo \"a\"\nuse \"b.threat\"", "todo \"kept\""]}},
      "trustZones": [{"id": "z", "name": "Z", "risk": {"trustRating": 1}}],
      "components": [{"id": "p", "name": "P", "type": "t", "parent": {"trustZone": "z"},
        "attributes": {"threatline.keyword": "process", "threatline.note": "\"a\" } include \"b\"", "threatline.is": "a b",
          "threatline.machine": "virtual", "threatline.tags": "one two} three"}}]}"#;
    let model = imported("otm", "x", source);
    assert!(model.contains("process p \"P\" #one #three machine=virtual"), "{model}");
    assert!(model.contains("todo \"kept\"") && !model.contains("include") && !model.contains("use "), "{model}");
}

#[test]
fn yaml_says_the_same_as_json() {
    for (name, outcome) in models() {
        let json = imported("otm", &name, &text(&exported("otm", &name, &outcome)));
        assert_eq!(imported("otm", &name, &text(&exported("otm-yaml", &name, &outcome))), json, "{name}");
    }
}

#[test]
fn exports_are_recognised_by_what_is_in_them() {
    let (name, outcome) = models().remove(0);
    let folder = project("samples");
    for writer in threatline::export::WRITERS.iter().filter(|writer| threatline::import::named(writer.name).is_some()) {
        let written = exported(writer.name, &name, &outcome);
        if written.files.len() == 1 {
            let path = folder.join(format!("{name}.{}", writer.ending));
            let found = threatline::import::detect(path.as_str(), &text(&written)).unwrap();
            assert_eq!(found.name, writer.name);
        }
    }
}
