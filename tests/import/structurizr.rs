//! Structurizr: the DSL, and the JSON.

use threatline::import::{self, Folder};
use threatline::project::Memory;

use super::{analysed, has, imported, whole, zones};
use crate::support::{project, skip};

#[test]
fn people_systems_containers_groups_and_relationships_are_taken_over() {
    let source = r#"
!const NAME "Shop"
workspace "${NAME} system" "Sells things." {
  !identifiers hierarchical
  model {
    archetypes {
      app = container {
        technology "Java"
      }
    }
    /* people
       first */
    customer = person "Customer" "Buys." "Tag"
    mail = softwareSystem "Mail" {
      tags "External System"
    }
    group "Company" {
      group "Sales" {
        shop = softwareSystem "Shop" {
          web = app "Web" """
            Shows the shop.
          """ {
            properties {
              "threatline.scope" "in"
              "team" "blue"
            }
            url "https://example.org"
            ctrl = component "Controller"
          }
          db = container "Store of orders" "" "PostgreSQL 16" "Database"
          web -> db "Reads" "JDBC" "Asynchronous"
        }
      }
    }
    customer -> shop.web "Orders" "HTTPS"
    shop.web -> mail "Sends" {
      technology "SMTP"
    }
    customer -> shop "Uses"
    !include more.dsl
    deploymentEnvironment "Live" {
      deploymentNode "Server" "" "Ubuntu" {
        lb = infrastructureNode "Front" "" "nginx"
        one = containerInstance shop.web
        lb -> one "Forwards"
      }
    }
  }
  views {
    dynamic shop "Order" "How an order is made" {
      1: customer -> shop.web "Puts things into the basket"
      shop.web -> customer "Confirms"
      autolayout
    }
    theme default
  }
}
"#;
    let (text, report) = whole("structurizr", source);
    assert_eq!(
        text,
        "\
/// Sells things.
model \"Shop system\"
/// Buys.
actor customer \"Customer\"
external mail \"Mail\" // guessed: kind `external` from a tag
zone company \"Company\" {
  zone sales \"Sales\" {
    zone shop \"Shop\" {
      /// Shows the shop.
      process web \"Web\" {
        tech  = \"Java\"
        scope = in
        process ctrl \"Controller\"
      }
      store db is sql-db \"Store of orders\" tech=\"PostgreSQL 16\" // guessed: kind `store` from a tag; type `sql-db` from the technology
    }
  }
}
zone live \"Live\" {
  zone server \"Server\" {
    process lb is reverse-proxy \"Front\" tech=\"nginx\" // guessed: type `reverse-proxy` from the technology
  }
}
DF1: web -> db \"Reads\" via jdbc mode=async // guessed: type `jdbc` from the text
DF2: customer -> web \"Orders\" via https // guessed: type `https` from the text
DF3: web -> mail \"Sends\" via smtp // guessed: type `smtp` from the text
DF4: lb -> web \"Forwards\"
scenario how-an-order-is-made \"How an order is made\" {
  DF2 \"Puts things into the basket\"
  \"shop.web -> customer: Confirms\"
}"
    );
    for said in [
        "`!include more.dsl` (line 40): only one file is read",
        "flow `Uses` (line 39): another flow says which part of the zone",
        "properties of `Web` (line 20): no attribute says them: team",
        "url of `Web`",
        "technology `Ubuntu` of `Server`",
        "instance of `shop.web`",
        "`theme default`",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[test]
fn names_mean_the_nearest_element_and_what_means_none_is_said() {
    let source = r#"workspace {
  model {
    a = softwareSystem "A" {
      api = container "A API"
      x = container "X" {
        -> api "to A"
        this -> nobody "to nobody"
        x -> this "to itself"
      }
    }
    b = softwareSystem "B" {
      api = container "B API"
      y = container "Y" {
        -> api "to B"
      }
    }
    person "Somebody"
    frobnicate "twice"
    !element b {
      z = container "Z"
    }
    !ref "Container://Gone" {
      softwareSystem "Left over"
    }
  }
}"#;
    let (text, report) = whole("structurizr", source);
    for said in ["x -> api \"to A\"", "y -> b-api \"to B\"", "actor somebody \"Somebody\"", "process left-over"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(text.find("process z").unwrap() < text.find("actor somebody").unwrap(), "{text}");
    for said in [
        "its end `nobody` is no element",
        "from an element to itself",
        "`frobnicate twice` (line 18)",
        "Container://Gone",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[test]
fn what_is_cut_off_or_too_deep_is_refused() {
    let refused = |text: &str| imported("structurizr", "model", text).unwrap_err();
    assert_eq!(refused("model {\n}"), "there is no `workspace { … }` in it");
    assert_eq!(refused("workspace {\nmodel {\n}"), "it is cut off: the `{` of `workspace` has no `}`");
    assert_eq!(refused("workspace \"a\n {"), "a text in quotes does not end");
    assert_eq!(refused("workspace { } }"), "a `}` ends nothing");
    assert_eq!(refused("workspace { /*"), "a comment does not end");
    assert!(refused(&"workspace {\n".repeat(50_000)).contains("more than 100 deep"));
    let json = |text: &str| imported("structurizr-json", "model", text).unwrap_err();
    assert_eq!(json("{}"), "there is no `model`, which every Structurizr workspace has");
    let many: String = (1..200).map(|n| format!("!const C{n} \"${{C{0}}}${{C{0}}}\"\n", n - 1)).collect();
    assert!(imported("structurizr", "m", &format!("!const C0 \"x\"\n{many}workspace \"${{C199}}\" {{\n}}")).is_ok());
}

#[test]
fn json_says_the_same() {
    let source = r#"{"name": "Shop", "model": {
      "properties": {"structurizr.groupSeparator": "/"},
      "people": [{"id": "1", "name": "Customer", "relationships": [
        {"id": "9", "sourceId": "1", "destinationId": "3", "description": "Orders", "technology": "HTTPS"},
        {"id": "10", "sourceId": "1", "destinationId": "2", "linkedRelationshipId": "9"}]}],
      "softwareSystems": [{"id": "2", "name": "Shop", "group": "Company/Sales", "containers": [
        {"id": "3", "name": "Web", "relationships": [
          {"id": "11", "sourceId": "3", "destinationId": "4", "description": "Reads", "interactionStyle": "Asynchronous"}]},
        {"id": "4", "name": "Orders", "technology": "MongoDB", "tags": "Element,Container,Database"}]}],
      "deploymentNodes": [{"id": "5", "name": "Server", "environment": "Live",
        "containerInstances": [{"id": "6", "containerId": "3"}]}]},
     "views": {"dynamicViews": [{"key": "Order", "relationships": [
       {"id": "9", "description": "Buys"}, {"id": "9", "response": true, "description": "Confirms"}]}]}}"#;
    let (text, report) = whole("structurizr-json", source);
    assert_eq!(
        text,
        "\
model \"Shop\"
actor customer \"Customer\"
zone company \"Company\" {
  zone sales \"Sales\" {
    zone shop \"Shop\" {
      process web \"Web\"
      store orders is nosql-db \"Orders\" tech=\"MongoDB\" // guessed: kind `store` from a tag; type `nosql-db` from the technology
    }
  }
}
zone live \"Live\" {
  zone server \"Server\"
}
DF1: customer -> web \"Orders\" via https // guessed: type `https` from the text
DF2: web -> orders \"Reads\" mode=async
scenario order \"Order\" {
  DF1 \"Buys\"
  \"an answer: Confirms\"
}"
    );
    assert!(report.contains("instance of element 3"), "{report}");
}

#[test]
fn real_workspaces_have_all_their_elements_zones_and_flows() {
    let folder = project("../shared/models/structurizr");
    if !folder.exists() {
        return skip("there is no ../shared/models");
    }
    for (file, counts) in [
        ("deployment-groups.dsl", (2, 7, 1)),
        ("dynamic.dsl", (2, 0, 1)),
        ("financial-risk-system.dsl", (9, 0, 9)),
        ("groups-nested.dsl", (7, 10, 0)),
        ("groups.dsl", (4, 9, 3)),
        ("ref.dsl", (4, 4, 0)),
        ("test.dsl", (7, 7, 2)),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let imported = imported("structurizr", file, &text).unwrap();
        let model = analysed(&imported.text);
        let found = (model.model.elements.len(), zones(&model), model.model.flows.len());
        assert_eq!(found, counts, "{file}\n{}\n{}", imported.text, imported.report);
    }
}

#[test]
fn workspaces_of_several_files_are_read_within_their_folder() {
    let files = Memory::new()
        .with("p/base.dsl", "workspace \"Base\" {\n model {\n  user = person \"User\"\n  !include people\n }\n}")
        .with("p/people/a.dsl", "admin = person \"Admin\"\n!include ../../secret.dsl")
        .with("p/shop.dsl", "shop = softwareSystem \"Shop\"\n!include shop.dsl")
        .with("secret.dsl", "spy = person \"Spy\"");
    let text = "workspace extends base.dsl {\n model {\n  !include shop.dsl\n  !include https://example.com/x.dsl\n  !include missing.dsl\n\
                user -> shop \"Buys\"\n admin -> shop \"Runs\"\n }\n}";
    let folder = Folder::of(&files, "p/workspace.dsl".into());
    let reader = import::named("structurizr").unwrap();
    let imported = import::import_in_folder(reader, "p/workspace.dsl", text, &folder).unwrap();
    has(
        &imported.text,
        &[
            "model \"Base\"",
            "actor user \"User\"",
            "actor admin",
            "DF1: user -> shop \"Buys\"",
            "DF2: admin -> shop \"Runs\"",
        ],
    );
    assert!(!imported.text.contains("Spy"), "{}", imported.text);
    has(
        &imported.report,
        &[
            "read with it: ",
            "shop.dsl",
            "base.dsl",
            "people/a.dsl",
            "`!include shop.dsl` (line 3): files include each other more than 20 deep",
            "`!include https://example.com/x.dsl` (line 4): nothing is read from the net",
            "`!include missing.dsl` (line 5): there is no such file",
            "`!include ../../secret.dsl` (line 1): it lies outside of the folder of the source",
        ],
    );
}
