//! threatcl.

use super::{has, imported, taken_whole};

const TOWER: &str = r#"
spec_version = "0.7.0"
variable "x" { value = "y" }
threatmodel "Tower" {
  description = "A castle"
  author = "@me"
  diagram_link = "https://example.com/d"
  imports = ["other.hcl"]
  created_at = 5
  attributes {
    internet_facing = "true"
  }
  additional_attribute "segment" { value = "dmz" }
  information_asset "jewels" {
    description = "The crown"
    information_classification = "Restricted"
    source = "vault"
  }
  usecase { description = "Look" }
  usecase { description = "Touch" }
  exclusion { description = "Ravens" }
  third_party_dependency "Watch" { uptime_dependency = "degraded" }
  threat "Theft" {
    description = <<EOT
Somebody
steals it
EOT
    impacts = ["Confidentiality", "Beauty"]
    stride = ["Spoofing", "Elevation of privilege", "Magic"]
    information_asset_refs = ["jewels", "none"]
    control_imports = ["import.control.x"]
    control "Guards" {
      implemented = true
      description = "Lots"
      implementation_notes = "Trained"
      risk_reduction = 80
      attribute "url" { value = "u" }
    }
    control "Wall" { description = import.control.wall.description }
  }
  data_flow_diagram_v2 "plan" {
    external_element "Visitor" {}
    process "Gate" { trust_zone = "Yard" }
    trust_zone "Yard" {
      data_store "Postgres" { information_asset = "jewels" }
      trust_zone "Keep" {
        process "Cell" {}
      }
    }
    flow "https" {
      from = "Visitor"
      to = "Gate"
    }
    flow "walk" {
      from = "Gate"
      to = "Moat"
    }
  }
}
threatmodel "Fort" {
  description = "Gold inside"
  author = "@you"
  threat "Theft" { description = "Again" }
}
"#;

#[test]
fn what_a_threatcl_model_says_is_said_in_the_text() {
    let (text, _) = taken_whole("threatcl", TOWER);
    has(
        &text,
        &[
            "/// A castle\n/// internet facing: true.\n/// segment: dmz.\n/// Fort: Gold inside\n/// Fort: author: @you.",
            "model \"Tower\" owner=\"@me\" links=\"https://example.com/d\" use-cases=\"Look\",\"Touch\" out-of-scope=\"Ravens\"",
            "/// The crown\ndata jewels \"jewels\" class=critical",
            "assumption watch-can-be-relied-on \"Watch can be relied on\" note=\"uptime dependency: degraded\"",
            "zone yard \"Yard\" {",
            "zone keep \"Keep\" {",
            "process gate \"Gate\"",
            "store postgres is sql-db \"Postgres\" holds=jewels",
            "external visitor \"Visitor\"",
            "DF1: visitor -> gate \"https\" via https",
            "threat theft \"Theft\" {",
            "statement = \"Somebody\\nsteals it\"",
            "stride    = spoofing, elevation",
            "goals     = confidentiality",
            "affects   = jewels",
            "mitigation \"Guards: Lots\" status=implemented note=\"Trained\\nRisk reduction: 80 %\\nurl: u\"",
            "mitigation \"Wall\" status=planned",
            "threat fort-theft \"Fort: Theft\" {",
        ],
    );
}

#[test]
fn what_is_left_out_of_a_threatcl_model_is_reported() {
    let (_, report) = taken_whole("threatcl", TOWER);
    has(
        &report,
        &[
            "`other.hcl` of `imports` (line 4): files that others are put together from are not read",
            "`created_at`",
            "`source` of information asset `jewels`",
            "category `Magic` of threat `Theft` (line 23): it is none of STRIDE",
            "impact `beauty` of threat `Theft`",
            "`control_imports` of threat `Theft`",
            "`import.control.wall.description` is in a file that is not read",
            "flow \"walk\" (line 54): its end `Moat` is no element",
            "`variable` `x` (line 3): it belongs to no threat model",
        ],
    );
}

#[test]
fn what_is_no_threatcl_model_is_refused() {
    let refused = |text: &str| imported("threatcl", "x.hcl", text).unwrap_err();
    has(&refused("a = 1"), &["there is no block `threatmodel`"]);
    has(&refused("threatmodel \"x\" {"), &["this is no HCL"]);
    has(&refused(&format!("a = {}", "[".repeat(100_000))), &["this is no HCL"]);
    has(&refused(&"a {\n".repeat(100_000)), &["this is no HCL"]);
    taken_whole(
        "threatcl",
        "threatmodel \"x\" {\n  threat {}\n  data_flow_diagram \"d\" {\n    flow \"f\" {}\n    odd \"x\" {}\n  }\n  threat = 5\n}\n",
    );
}
