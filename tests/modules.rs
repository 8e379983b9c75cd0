//! Modules, templates and instances: what names stand for, where things lie, and what is said about mistakes.

use threatline::pipeline::Outcome;

use crate::support::{codes, model, model_with, project};

const SERVICE: &str =
    "template service { default process owner=\"Platform\"; process api \"API\"; store db; api -> db \"Reads\" }\n";

fn found(outcome: &Outcome) -> Vec<String> {
    codes(outcome).into_iter().map(|(_, code)| code).collect()
}

fn zone_of(outcome: &Outcome, id: &str) -> String {
    let element = outcome.model.elements.values().find(|element| element.id == id).unwrap();
    outcome.model.zones[element.zone].id.to_string()
}

#[test]
fn a_module_lies_where_its_use_says_and_is_read_once() {
    let outcome = model_with(&[
        (
            "root.threat",
            "use a \"a.threat\" in=z\nuse b \"b.threat\"\nzone z trust=internal {}\na.x -> b.y \"Calls\" data=card",
        ),
        ("a.threat", "use \"data.threat\"\nprocess x holds=card\n"),
        ("b.threat", "use \"data.threat\"\nprocess y holds=card\n"),
        ("data.threat", "data card is pci\n"),
    ]);
    // The root does not open `data.threat`, so it cannot name the card.
    assert_eq!(codes(&outcome), [(4, "E0111".to_owned())]);
    assert_eq!((zone_of(&outcome, "a.x").as_str(), zone_of(&outcome, "b.y").as_str()), ("z", "system"));
    assert_eq!(outcome.model.data.len(), 1);
}

#[test]
fn instances_have_places_of_their_own_and_attributes_of_new_win() {
    let text = format!(
        "{SERVICE}zone z trust=dmz {{}}\nnew orders is service \"Orders\" in=z owner=\"Sales\" {{ extend db transient=yes }}\n\
         new stock is service\norders.api -> stock.api \"Asks\""
    );
    let outcome = model(&text);
    assert!(found(&outcome).is_empty(), "{:?}", outcome.diagnostics);
    let owner = |id: &str| {
        let element = outcome.model.elements.values().find(|element| element.id == id).unwrap();
        element.facts.text("owner").map(str::to_owned)
    };
    assert_eq!((owner("orders.api").as_deref(), owner("stock.api").as_deref()), (Some("Sales"), Some("Platform")));
    assert_eq!((zone_of(&outcome, "orders.db").as_str(), zone_of(&outcome, "stock.db").as_str()), ("z", "system"));
    let keys: Vec<&str> = outcome.model.flows.values().map(|flow| flow.key.as_str()).collect();
    assert!(keys.contains(&"orders.api->orders.db") && keys.contains(&"orders.api->stock.api"), "{keys:?}");
}

#[test]
fn names_that_two_modules_share_are_reported_whatever_they_name() {
    let twice = |own: &str, other: &str| found(&model_with(&[("root.threat", own), ("p.threat", other)]));
    assert_eq!(twice("use \"p.threat\"\nprocess x", "process x"), ["E0114"]);
    assert_eq!(twice("use \"p.threat\"\ndata card", "data card"), ["E0114"]);
    assert_eq!(twice("use p \"p.threat\"\nprocess p.x", "process x"), ["E0114"]);
    assert!(twice("use p \"p.threat\"\nprocess x", "process x").is_empty());
}

#[test]
fn a_zone_that_is_not_known_yet_is_never_passed_over() {
    let text = "template t { zone z trust=dmz {} }\nuse p \"p.threat\" in=i.z\nnew i is t";
    assert_eq!(found(&model_with(&[("root.threat", text), ("p.threat", "process x")])), ["E0115"]);
}

#[test]
fn templates_without_an_instance_are_looked_at() {
    assert_eq!(found(&model("template t { proces a; process b colour=red }")), ["E0101", "E0201"]);
    assert_eq!(found(&model("template t { new x is t }\nnew a is t")), ["E0503"]);
}

#[test]
fn a_missing_name_of_a_module_is_looked_for_there() {
    let outcome = model_with(&[
        ("root.threat", "use lab \"lab.threat\"\nprocess web\nweb -> lab.ap"),
        ("lab.threat", "process api"),
    ]);
    let diagnostic = &outcome.diagnostics[0];
    assert_eq!((diagnostic.code.0, diagnostic.help[0].as_str()), ("E0110", "did you mean `lab.api`?"));
}

#[test]
fn what_extends_a_thing_may_allow_a_lint_on_it() {
    let outcome = model("process idle\nextend idle allow=W0102");
    let request = threatline::lint::Request::default();
    assert!(outcome.lints(&request, |code| code == "W0102").is_empty());
    assert_eq!(model("process idle").lints(&request, |code| code == "W0102").len(), 1);
}

#[test]
fn the_platform_says_which_file_is_gone_and_which_use_each_other() {
    let folder = project("samples/platform");
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    let paths = [
        "platform.threat",
        "accepted.threat",
        "lib/types.threat",
        "lib/data.threat",
        "services/orders.threat",
        "services/payments.threat",
    ];
    let with = |change: &dyn Fn(&str, String) -> (String, String)| {
        let files: Vec<(String, String)> = paths.iter().map(|path| change(path, read(path))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        model_with(&files)
    };
    assert!(with(&|path, text| (path.to_owned(), text)).diagnostics.is_empty());
    // Renamed: one message, which finds the new name.
    let renamed = with(&|path, text| (path.replace("payments", "payment"), text));
    let messages: Vec<&str> = renamed.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert!(found(&renamed).iter().all(|code| code == "E0401"), "{messages:?}");
    assert!(renamed.diagnostics[0].help[0].contains("services/payment.threat"), "{:?}", renamed.diagnostics[0].help);
    let circle = with(&|path, text| {
        let text =
            if path.ends_with("payments.threat") { format!("{text}\nuse orders \"orders.threat\"\n") } else { text };
        (path.to_owned(), text)
    });
    assert_eq!(found(&circle), ["E0402"]);
    assert!(circle.diagnostics[0].message.contains("services/payments.threat → services/orders.threat"));
}
