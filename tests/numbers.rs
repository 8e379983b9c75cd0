//! Numbers and answers survive edits: the lock keeps them, whatever is inserted, moved or renamed around them.

use std::collections::{BTreeMap, BTreeSet};

use threatline::model::Severity;
use threatline::numbering;
use threatline::pipeline::Outcome;
use threatline::threats::{Status, Validity};

use crate::support::{model_with, samples};

/// The lock of a model, as `threatline number` writes it.
fn locked(outcome: &Outcome) -> String {
    numbering::updated(&outcome.model, &outcome.graph, &outcome.analysis, &outcome.lock, |_| false).to_string()
}

fn with_lock(text: &str, lock: &str) -> Outcome {
    let outcome = model_with(&[("test.threat", text), ("test.lock", lock)]);
    assert!(outcome.is_usable(), "{:?}", outcome.diagnostics);
    outcome
}

/// What must not change: for each threat its number, rating, status and answer.
fn threats(outcome: &Outcome) -> BTreeMap<String, String> {
    let said = |threat: &threatline::threats::Threat| {
        let number = outcome.analysis.number(threat);
        format!("{number} {} {:?} {:?}", threat.current.severity, threat.status, threat.answer.map(|a| a.standing))
    };
    outcome.analysis.threats.iter().map(|threat| (threat.key.to_string(), said(threat))).collect()
}

fn numbers(outcome: &Outcome) -> BTreeMap<String, String> {
    let flows = outcome.model.flows.values().map(|flow| (flow.key.to_string(), flow.number.to_string()));
    let data = outcome.model.data.values().map(|data| (format!("data {}", data.id), data.number.to_string()));
    let zone = |id| outcome.model.zones[id].id.clone();
    let borders = outcome.graph.borders.values().map(|border| {
        let mut pair = [zone(border.from), zone(border.to)];
        pair.sort();
        (pair.join("|"), border.id.to_string())
    });
    flows.chain(data).chain(borders).collect()
}

/// Everything that was there is there, and is as it was.
fn assert_kept(name: &str, edit: &str, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    for (key, said) in before {
        assert_eq!(after.get(key), Some(said), "{name}, {edit}: {key}");
    }
}

/// A statement of one line at the top level that declares an element, and the text without it.
fn moved(text: &str) -> Option<String> {
    let line = text.lines().find(|line| {
        let declares = ["actor ", "external ", "process ", "store "].iter().any(|word| line.starts_with(word));
        declares && !line.ends_with('{')
    })?;
    Some(format!("{}\n{line}\n", text.replacen(&format!("{line}\n"), "", 1)))
}

#[test]
fn inserting_moving_and_renaming_change_nothing_else() {
    let mut tried = 0;
    for (path, text) in samples() {
        // Models of several files need their folder.
        if text.contains("\nuse ") || text.contains("\ninclude ") || path.as_str().contains("platform") {
            continue;
        }
        let lock = locked(&with_lock(&text, ""));
        let before = with_lock(&text, &lock);
        let (all, given) = (threats(&before), numbers(&before));
        assert_eq!(locked(&before), lock, "{path}: a lock that is up to date stays as it is");
        let extra =
            "\nactor extra-a \"Extra A\"\nexternal extra-b \"Extra B\"\nextra-b -> extra-a \"Says hello\" data=none\n";
        // In front of everything else, where order would show.
        let (head, rest) = text.split_once('\n').unwrap();
        let inserted = with_lock(&format!("{head}\n{extra}{rest}"), &lock);
        assert_kept(path.as_str(), "a flow inserted", &all, &threats(&inserted));
        assert_kept(path.as_str(), "a flow inserted", &given, &numbers(&inserted));
        if let Some(text) = moved(&text) {
            let moved = with_lock(&text, &lock);
            assert_eq!(threats(&moved), all, "{path}: an element moved");
            assert_eq!(numbers(&moved), given, "{path}: an element moved");
        }
        let element = before.model.elements.values().find(|element| text.contains(&format!("\"{}\"", element.label)));
        let label = &element.unwrap().label;
        let renamed = with_lock(&text.replacen(&format!("\"{label}\""), "\"Something else\"", 1), &lock);
        assert_eq!(threats(&renamed), all, "{path}: `{label}` renamed");
        assert_eq!(numbers(&renamed), given, "{path}: `{label}` renamed");
        tried += 1;
    }
    assert!(tried >= 5, "{tried} samples tried");
}

const SHOP: &str = "language 1
model \"Shop\"
zone net \"Internet\" trust=untrusted { actor user \"User\" }
zone inner \"Inner\" trust=internal {
  process web is web-app \"Web\"
  store db is sql-db \"Orders\" holds=orders
}
data orders is business \"Orders\" class=high
user -> web \"Uses\" via https auth=session data=orders
web -> db \"Stores\" via postgres data=orders
accept missing-authentication on user -> web \"Looked at\" owner=\"Me\" until=2099-01-01
";

const KEY: &str = "missing-authentication@user->web";

fn key<'o>(outcome: &'o Outcome, key: &str) -> &'o threatline::threats::Threat {
    outcome.analysis.threats.iter().find(|threat| threat.key == key).unwrap()
}

#[test]
fn an_answer_is_to_be_looked_at_again_exactly_when_a_fact_behind_it_changes() {
    let lock = locked(&with_lock(SHOP, ""));
    let standing = |text: &str| key(&with_lock(text, &lock), KEY).answer.unwrap().standing;
    assert_eq!(standing(SHOP), Validity::Counts);
    // What the rule does not read: another flow, a label, a protocol detail elsewhere.
    assert_eq!(standing(&SHOP.replace("web -> db", "db -> web \"Tells\" data=none\nweb -> db")), Validity::Counts);
    assert_eq!(standing(&SHOP.replace("\"Web\"", "\"Shop front\"")), Validity::Counts);
    // What it reads.
    let raised = SHOP.replace("class=high", "class=critical");
    let outcome = with_lock(&raised, &lock);
    let threat = key(&outcome, KEY);
    assert_eq!(threat.answer.unwrap().standing, Validity::Changed);
    assert_ne!(threat.status, Status::Accepted);
    assert!(threat.changed.iter().any(|change| change.contains("was high, is critical")), "{:?}", threat.changed);
    // A new lock does not settle it; looking at it again does, and so does a changed answer.
    let still = with_lock(&raised, &locked(&outcome));
    assert_eq!(key(&still, KEY).answer.unwrap().standing, Validity::Changed);
    let reviewed = numbering::updated(&outcome.model, &outcome.graph, &outcome.analysis, &outcome.lock, |threat| {
        threat.key == KEY
    });
    let looked_at = with_lock(&raised, &reviewed.to_string());
    assert_eq!(key(&looked_at, KEY).answer.unwrap().standing, Validity::Counts);
    let answered_again = raised.replace("Looked at", "Looked at again");
    assert_eq!(key(&with_lock(&answered_again, &lock), KEY).answer.unwrap().standing, Validity::Counts);
}

#[test]
fn renames_keep_numbers_and_answers() {
    let lock = locked(&with_lock(SHOP, ""));
    let before = with_lock(SHOP, &lock);
    let text = SHOP
        .replace("process web is web-app \"Web\"", "process front is web-app \"Web\" formerly=web")
        .replace("-> web", "-> front")
        .replace("web -> db", "front -> db");
    let after = with_lock(&text, &lock);
    let numbers = |outcome: &Outcome| -> Vec<String> {
        outcome.model.flows.values().map(|flow| flow.number.to_string()).collect()
    };
    assert_eq!(numbers(&after), numbers(&before));
    let threat = key(&after, "missing-authentication@user->front");
    assert_eq!(threat.answer.unwrap().standing, Validity::Counts, "a name is no fact: {:?}", threat.changed);
    // The lock that is written then can be read, and says the same.
    let written = locked(&after);
    let again = with_lock(&text, &written);
    assert_eq!((numbers(&again), locked(&again)), (numbers(&before), written));
    let raised = with_lock(&text.replace("class=high", "class=critical"), &lock);
    let threat = key(&raised, "missing-authentication@user->front");
    assert_eq!(threat.answer.unwrap().standing, Validity::Changed, "the facts are found under the former name");
}

#[test]
fn a_flow_beside_another_takes_neither_its_number_nor_its_answer() {
    let lock = locked(&with_lock(SHOP, ""));
    let beside = SHOP.replace("user -> web \"Uses\"", "user -> web \"Browses\" data=none\nuser -> web \"Uses\"");
    let outcome = with_lock(&beside, &lock);
    let written = locked(&outcome);
    let again = with_lock(&beside, &written);
    assert_eq!(locked(&again), written);
    let numbers: BTreeSet<&str> = outcome.model.flows.values().map(|flow| flow.number.as_str()).collect();
    assert_eq!(numbers.len(), 3);
}

#[test]
fn a_rating_is_to_be_looked_at_again_as_well() {
    let rated = SHOP.replace(
        "accept missing-authentication on user -> web \"Looked at\" owner=\"Me\" until=2099-01-01",
        "rate missing-authentication on user -> web \"Public\" severity=low",
    );
    let lock = locked(&with_lock(&rated, ""));
    let raised = with_lock(&rated.replace("class=high", "class=critical"), &lock);
    let threat = key(&raised, KEY);
    assert_eq!(threat.rated.unwrap().standing, Validity::Changed);
    assert!(threat.current.severity > Severity::Low, "{:?}", threat.current);
}

#[test]
fn numbers_of_what_is_gone_are_not_given_again() {
    let lock = locked(&with_lock(SHOP, ""));
    let text = SHOP
        .replace("user -> web \"Uses\" via https auth=session data=orders\n", "")
        .replace("accept missing-authentication on user -> web \"Looked at\" owner=\"Me\" until=2099-01-01\n", "")
        + "web -> user \"Answers\"\n";
    let outcome = with_lock(&text, &lock);
    let numbers: Vec<&str> = outcome.model.flows.values().map(|flow| flow.number.as_str()).collect();
    assert_eq!(numbers, ["DF2", "DF3"]);
    assert!(locked(&outcome).contains("DF1 user->web\n"));
}
