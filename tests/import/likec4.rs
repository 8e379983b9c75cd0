//! LikeC4: elements of the source's kinds, and relationships.

use threatline::import::{self, Folder};
use threatline::project::Memory;

use super::{analysed, has, imported, whole, zones};
use crate::support::{project, skip};

#[test]
fn kinds_nesting_and_relationships_are_taken_over() {
    let source = r#"
specification {
  element person { style { shape person } }
  element system
  element database {
    notation "Database"
    style { shape storage }
  }
  element external-system
  relationship async
  tag internal
}
/* the model */
model {
  // people
  customer = person 'Customer' 'Buys.' {
    -> shop.web 'it\'s an order' { technology 'HTTPS' }
  }
  shop = system 'Shop' {
    #internal
    description '''
      Sells
      things.
    '''
    component web 'Web' {
      technology: 'nginx'
      link https://example.org/a#b 'Docs'
      -> db 'reads' 'every order' 'JDBC'
      this -[async]-> mail "sends"
    }
    db = database 'Orders' {
      this .async web
    }
  }
  mail = external-system
  {
    title 'Mail provider'
  }
  extend shop {
    worker = component 'Worker'
    worker -> shop.db
  }
  web <-> db 'twice'
  db -> gone 'to nothing'
  extend nobody { }
}
views {
  view index { include * }
}
deployment {
}
"#
    .replace("element system\n", "element system\n  element component\n");
    let (text, report) = whole("likec4", &source);
    assert_eq!(
        text,
        "\
/// Buys.
actor customer \"Customer\" // guessed: kind `actor` from the shape `person`
"
        .to_owned()
        .replacen("/// Buys.", "model \"model\"\n/// Buys.", 1)
            + "\
/// Sells
/// things.
zone shop \"Shop\" { // guessed: a zone, because other elements lie in it
  process shop-web is reverse-proxy \"Web\" tech=\"nginx\" // guessed: type `reverse-proxy` from the technology
  store shop-db \"Orders\" // guessed: kind `store` from the shape `storage`
  process shop-worker is worker \"Worker\" // guessed: type `worker` from the name
}
external mail \"Mail provider\" // guessed: kind `external` from its kind `external-system`
DF1: customer -> shop-web \"it's an order\" via https // guessed: type `https` from the text
/// every order
DF2: shop-web -> shop-db \"reads\" via jdbc // guessed: type `jdbc` from the text
DF3: shop-web -> mail \"sends\" mode=async
DF4: shop-db -> shop-web mode=async
DF5: shop-worker -> shop-db
DF6: shop-web <-> shop-db \"twice\""
    );
    for said in [
        "tags #internal of `Shop` (line 20)",
        "link of `Web`",
        "flow `to nothing` (line 45): its end `gone` is no element",
        "`extend nobody` (line 46): nothing in this file has that name",
        "`view index` (line 49)",
        "`deployment` (line 51)",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[test]
fn parts_of_what_flows_end_at_are_parts_of_a_process() {
    let source = "model {\n  u = actor 'U'\n  s = system 'S' {\n    d = database 'D' {\n      t = table 'T'\n    }\n  }\n  u -> s\n}";
    let (text, _) = whole("likec4", source);
    assert!(text.contains("process s \"S\" { // guessed: a process with parts, because flows end at it"), "{text}");
    assert!(text.contains("process s-d \"D\" { // guessed: a process with parts, because it lies in one"), "{text}");
    let people = source.replace("t = table 'T'", "t = actor 'T'");
    let (text, report) = whole("likec4", &people);
    assert!(text.contains("zone s \"S\"") && report.contains("its end `S` is a zone"), "{text}\n{report}");
}

#[test]
fn what_is_cut_off_is_refused_and_odd_input_is_survived() {
    let refused = |text: &str| imported("likec4", "model", text).unwrap_err();
    assert_eq!(refused("a = b {\n}"), "there is no `specification`, `model` or `views` in it");
    assert_eq!(refused("model {\n a = b {\n}"), "it is cut off: the `{` of `model` has no `}`");
    assert_eq!(refused("model { a = b 'x\n}"), "a text in quotes does not end");
    assert!(refused(&"model {\n".repeat(50_000)).contains("more than 100 deep"));
    let odd = "model {\n = \n -> \n a -> \n '->' -> 'b'\n a = \n a = b\n a = b 'Again'\n this -> a\n .x a\n}";
    let (text, report) = whole("likec4", odd);
    assert!(text.contains("process a"), "{text}");
    assert!(report.contains("element `a` (line 8): another element has this name"), "{report}");
}

#[test]
fn the_real_model_has_all_its_elements_and_flows() {
    let file = project("../shared/models/likec4/__model.c4");
    if !file.exists() {
        return skip("there is no ../shared/models");
    }
    let imported = imported("likec4", "model.c4", &std::fs::read_to_string(file).unwrap()).unwrap();
    let model = analysed(&imported.text);
    // One of its 29 relationships says less exactly what another says.
    let found = (model.model.elements.len() + zones(&model), model.model.flows.len());
    assert_eq!(found, (23, 28), "{}\n{}", imported.text, imported.report);
}

#[test]
fn all_files_of_a_folder_are_one_model() {
    let files = Memory::new()
        .with("p/spec.c4", "specification {\n element person { style { shape person } }\n element box\n}")
        .with("p/broken.likec4", "model {\n")
        .with("p/notes.md", "model {");
    let reader = import::named("likec4").unwrap();
    let folder = Folder::of(&files, "p/model.c4".into());
    let text = "model {\n person u 'User'\n box w 'Web'\n u -> w\n}";
    let imported = import::import_in_folder(reader, "p/model.c4", text, &folder).unwrap();
    has(&imported.text, &["actor u \"User\"", "process w \"Web\"", "DF1: u -> w"]);
    has(
        &imported.report,
        &["read with it: broken.likec4, spec.c4", "`broken.likec4`, which lies beside it: line 1: it is cut off"],
    );
}
