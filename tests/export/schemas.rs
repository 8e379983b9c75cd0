//! Exports fit the schemas of their formats, and so do real files: the schemas ask for no more than the tools do.

use serde_json::Value;

use super::{exported, models, real, text};
use crate::support::{project, skip};

const SCHEMAS: &[(&str, &str)] = &[("otm", "otm"), ("threat-dragon", "threat-dragon"), ("tm-library", "tm-bom")];

/// Real files that their own schema does not take, with why.
const ODD: &[(&str, &str)] = &[
    ("malformed.json", "it has no details"),
    ("v1-demo.json", "it is of version 1"),
    ("v2-demo.json", "null stands for a text"),
    ("generic-cms.json", "null stands for a text"),
    ("many-diagrams.json", "null stands for a text"),
    ("payment-online.json", "null stands for a text"),
    ("three-tier-web-app.json", "null stands for a text"),
    ("example-yaml.otm", "it is YAML"),
    ("ephemeral-browser-isolation.json", "it is of version 1.0.1"),
];

fn check(schema: &str, name: &str, json: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(json).take(3).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

#[test]
fn exports_fit_the_schemas() {
    for (name, outcome) in models() {
        for (format, _) in SCHEMAS {
            let schema = std::fs::read_to_string(project(&format!("tests/export/schemas/{format}.json"))).unwrap();
            let json: Value = serde_json::from_str(&text(&exported(format, &name, &outcome))).unwrap();
            check(&schema, &format!("{name} as {format}"), &json);
        }
    }
}

#[test]
fn real_files_fit_the_schemas() {
    for (format, folder) in SCHEMAS {
        let schema = std::fs::read_to_string(project(&format!("tests/export/schemas/{format}.json"))).unwrap();
        let files = real(folder);
        if files.is_empty() {
            skip(&format!("there is no ../shared/models/{folder}"));
        }
        for (name, source) in files.into_iter().filter(|(name, _)| !ODD.iter().any(|(odd, _)| odd == name)) {
            check(&schema, &name, &serde_json::from_str(&source).unwrap());
        }
    }
}

#[test]
fn exports_fit_the_schema_of_threagile() {
    let Ok(schema) = std::fs::read_to_string(project("../shared/models/threagile/schema.json")) else {
        return skip("there is no ../shared/models/threagile/schema.json");
    };
    for (name, outcome) in models() {
        let yaml = text(&exported("threagile", &name, &outcome));
        check(&schema, &name, &serde_saphyr::from_str(&yaml).unwrap());
    }
}

#[test]
fn ids_that_are_named_are_there() {
    for (name, outcome) in models() {
        let json: Value = serde_json::from_str(&text(&exported("otm", &name, &outcome))).unwrap();
        let ids = |list: &str| -> Vec<String> {
            json[list].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let (places, threats) = ([ids("components"), ids("trustZones")].concat(), ids("threats"));
        let measures = ids("mitigations");
        for component in json["components"].as_array().unwrap().iter().chain(json["dataflows"].as_array().unwrap()) {
            let parent = component["parent"].as_object().into_iter().flatten().map(|(_, id)| id);
            for id in parent.chain([&component["source"], &component["destination"]]).filter_map(Value::as_str) {
                assert!(places.iter().any(|known| known == id), "{name}: {id}");
            }
            for threat in component["threats"].as_array().unwrap() {
                assert!(threats.iter().any(|known| *known == threat["threat"]), "{name}: {threat}");
                let named = threat["mitigations"].as_array().unwrap();
                assert!(named.iter().all(|one| measures.iter().any(|id| *id == one["mitigation"])), "{name}: {threat}");
            }
        }
        for list in ["components", "trustZones", "threats", "mitigations", "dataflows", "assets"] {
            let mut all = ids(list);
            all.sort();
            all.dedup();
            assert_eq!(all.len(), ids(list).len(), "{name}: {list}");
        }
    }
}
