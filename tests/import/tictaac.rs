//! TicTaaC.

use super::{has, imported, taken_whole};

const SHOP: &str = "\
name: Shop # the title
version: 1.0.1
assets:
  - card
    sensitivity: sensitive
    description: numbers #of cards
elements:
  - legitimate-user
    name: User
    type: interactor
    produced-assets:
      - card
  - web-server
  - database
    name: PostgreSQL
    type: database
    stored-assets:
      - card
      - ghost
  - admin-user
boundaries:
  - dmz
    elements:
      - web-server
      - nobody
  - inside
    category: closed-perimeter
    elements:
      - database
      - web-server
data-flows:
  - legitimate-user -> web-server
    title: Buy
    authentication-method: openid
    authorization: read-write
    account-management: external-sso
    encryption: yes
    transferred-assets:
      - card
  - web-server -> database
    authentication-method: kerberos
    encryption: no
  - web-server
  - web-server -> nowhere
 stray
";

#[test]
fn what_a_tictaac_model_says_is_said_in_the_text() {
    let (text, _) = taken_whole("tictaac", SHOP);
    has(
        &text,
        &[
            "model \"Shop\" version=\"1.0.1\"",
            "/// numbers\ndata card \"card\" class=high // guessed: class `high` from `sensitive`",
            "zone dmz \"dmz\" {",
            "trust = dmz",
            "process web-server is web-app \"web-server\"",
            "trust = restricted",
            "store postgresql is sql-db \"PostgreSQL\" holds=card",
            "actor user \"User\"",
            "actor admin-user \"admin-user\" // guessed: kind `actor` from the name",
            "DF1: user -> web-server \"Buy\" auth=oidc op=write encryption=\"encrypted, without a word on how\" data=card",
            "DF2: web-server -> postgresql auth=kerberos encryption=none",
        ],
    );
}

#[test]
fn what_is_left_out_of_a_tictaac_model_is_reported_with_its_line() {
    let (_, report) = taken_whole("tictaac", SHOP);
    has(
        &report,
        &[
            "`produced-assets` of `legitimate-user` (line 8)",
            "`nobody` in boundary `dmz` (line 22): nothing in the source is called that",
            "`web-server` in boundary `inside` (line 26): it lies in `dmz` already",
            "`account-management` of",
            "`ghost` in holds of store \"PostgreSQL\"",
            "data flow `web-server` (line 43): it has no arrow `->`",
            "its end `element/nowhere` is no element",
            "`stray` (line 45): it is no entry and no property",
        ],
    );
}

#[test]
fn what_is_no_tictaac_model_is_refused() {
    has(&imported("tictaac", "x.yml", "a: b\n- c\n").unwrap_err(), &["there are no lists `elements` and `data-flows`"]);
    taken_whole("tictaac", "elements:\n  - a\n  - a\n  key\n      - b\n:\n- \ndata-flows:\n  - a -> a\n  - -> \n");
    taken_whole("tictaac", &format!("elements:\n{}", "  - x\n    y:\n".repeat(1000)));
}

#[test]
fn what_is_said_twice_is_taken_once() {
    let text = "name: A\nversion: 1\nelements:\n  - a\n  - b\nversion: 2\ndata-flows:\n  - a -> b\n";
    let (text, report) = taken_whole("tictaac", text);
    has(&text, &["model \"A\" version=\"1\""]);
    has(&report, &["another version of the model: it is said already"]);
}
