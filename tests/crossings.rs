//! Crossings under nesting.

use threatline::model::ZoneId;
use threatline::pipeline::Outcome;

use crate::support::{clean, model, project};

/// `source->target: -exits +enters boundary` of each flow.
fn crossings(outcome: &Outcome) -> Vec<String> {
    let model = &outcome.model;
    let names = |zones: &[ZoneId], sign: char| {
        zones.iter().map(|&zone| format!(" {sign}{}", model.zones[zone].id)).collect::<String>()
    };
    model
        .flows
        .iter()
        .map(|(id, flow)| {
            let crossing = &outcome.graph.crossings[id];
            let border = outcome.graph.border(id).map_or(String::new(), |border| format!(" {}", border.id));
            let ends = (&model.elements[flow.source].id, &model.elements[flow.target].id);
            format!("{}->{}:{}{}{border}", ends.0, ends.1, names(&crossing.exits, '-'), names(&crossing.enters, '+'))
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(crossings(&clean(text)), expected, "\n{text}");
}

#[test]
fn borders_are_passed_in_order_under_nesting() {
    check(
        "zone outer { zone inner { process a } process b }  zone other { process c }\na -> b\na -> c\nc -> a\nb -> a",
        &["a->b: -inner TB1", "a->c: -inner -outer +other TB2", "c->a: -other +outer +inner TB2", "b->a: +inner TB1"],
    );
}

#[test]
fn what_lies_in_no_zone_lies_in_an_implicit_one() {
    check(
        "actor u\nexternal x\nprocess p\nstore s\nu -> p\np -> s\nu -> x",
        &["u->p: -internet +system TB1", "p->s:", "u->x:"],
    );
    check("zone internet trust=untrusted { actor u }\nexternal x\nu -> x", &["u->x:"]);
}

#[test]
fn parts_of_a_process_lie_where_it_lies() {
    check(
        "zone z { process q }\nprocess outer in=z { process inner }\nq -> inner\ninner -> outer",
        &["q->inner:", "inner->outer:"],
    );
}

#[test]
fn declared_boundaries_match_in_both_directions_and_the_deepest_wins() {
    let zones = "zone a { zone a1 { process p } process q }\nzone b { process r }\n";
    check(
        &format!("{zones}boundary OUT on a -> b\nboundary IN on a1 -> b\np -> r\nr -> p\nq -> r"),
        &["p->r: -a1 -a +b IN", "r->p: -b +a +a1 IN", "q->r: -a +b OUT"],
    );
}

#[test]
fn a_boundary_between_a_zone_and_one_inside_it() {
    let zones = "zone home { actor guest; zone lock { process fw } }\nzone cloud { process api }\n";
    check(
        &format!("{zones}boundary TB4 on home -> lock\nguest -> fw\napi -> fw"),
        &["guest->fw: +lock TB4", "api->fw: -cloud +home +lock TB1"],
    );
}

#[test]
fn automatic_numbers_step_over_declared_ones() {
    check(
        "zone a { process p }\nzone b { process q }\nzone c { process r }\nboundary TB2 on a -> b\np -> r\nq -> r\np -> q",
        &["p->r: -a +c TB1", "q->r: -b +c TB3", "p->q: -a +b TB2"],
    );
}

#[test]
fn the_chatbot_crosses_what_its_document_says() {
    let text = std::fs::read_to_string(project("samples/chatbot.threat")).unwrap();
    let outcome = model(&text);
    let found: Vec<String> = outcome
        .model
        .flows
        .iter()
        .map(|(id, flow)| format!("{} {}", flow.number, outcome.graph.border(id).map_or("-", |border| &border.id)))
        .collect();
    let expected =
        ["DF1 TB1", "DF2 TB2", "DF3 TB2", "DF4.1 TB3", "DF4.2 TB3", "DF9 -", "DF5 TB4", "DF6 TB5", "DF7 TB6", "DF8 -"];
    assert_eq!(found, expected);
}

#[test]
fn keys_do_not_depend_on_order() {
    let keys = |text: &str| -> Vec<String> {
        let mut keys: Vec<String> = clean(text).model.flows.values().map(|flow| flow.key.to_string()).collect();
        keys.sort();
        keys
    };
    let names = "process a\nprocess b\nprocess c\n";
    let before = keys(&format!("{names}a -> b \"One\"\na -> b \"Two\"\nX: a -> b, c"));
    let after = keys(&format!("{names}X: a -> b, c\na -> b \"Two\"\na -> b \"One\""));
    assert_eq!(before, after);
    assert_eq!(before, ["X.1", "X.2", "a->b~one", "a->b~two"]);
}
