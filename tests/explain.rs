//! What a word means, and where a value comes from.

use threatline::base::text::and_list;
use threatline::explain::{Block, Page, Role};
use threatline::report::Cell;
use threatline::schema::{self, ALWAYS, ATTRIBUTES, STATEMENTS, VOCABULARIES};
use threatline::threats::{FIELDS, FUNCTIONS};

use crate::support::{knowledge, model, model_with};

/// A value on every level: `extend`, two types, two zones, the module.
const LEVELS: &str = "\
zone outer trust=internal {
  default flow authz=acl auth=basic
  zone inner {
    default flow frequency=\"hourly\" authz=rbac encryption=tls1.0
    process a
    process b
  }
}
type base is https encryption=tls1.2 mode=async auth=bearer
type call is base auth=jwt
default flow network=private auth=password encryption=none note=\"of the module\"
DF1: a -> b via call
DF2: b -> a
extend DF1 encryption=tls1.3
";

/// The rows of a page's first table: whether the value holds, who was asked, what it said, and where.
fn rows(page: &Page) -> Vec<String> {
    let table = page.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let shown = |row: &Vec<Cell>| row.iter().map(Cell::shown).collect::<Vec<_>>().join(" | ");
    table.unwrap().rows.iter().map(shown).collect()
}

fn fact(text: &str, question: &str) -> Page {
    let outcome = model(text);
    let pages = knowledge(&outcome).pages(question);
    assert_eq!(pages.len(), 1, "{question}");
    pages.into_iter().next().unwrap()
}

#[test]
fn the_chain_names_everybody_who_was_asked() {
    let page = fact(LEVELS, "DF1.encryption");
    assert_eq!(page.title, "`DF1.encryption` is `tls1.3`");
    assert_eq!(
        rows(&page),
        [
            " | stated on it | — | ",
            "✓ | stated by extend | tls1.3 | test.threat:14",
            " | type call | — | ",
            " | type base | tls1.2 | test.threat:9",
            " | type https | tls | built in",
            " | default flow in zone inner | tls1.0 | test.threat:4",
            " | default flow in zone outer | — | ",
            " | default flow of the model | none | test.threat:11",
        ]
    );
}

#[test]
fn the_nearest_that_says_something_wins() {
    let winner = |question: &str| {
        let rows = rows(&fact(LEVELS, question));
        rows.iter().find(|row| row.starts_with('✓')).cloned()
    };
    assert_eq!(winner("DF1.auth").unwrap(), "✓ | type call | jwt | test.threat:10");
    assert_eq!(winner("DF1.mode").unwrap(), "✓ | type base | async | test.threat:9");
    assert_eq!(winner("DF1.authz").unwrap(), "✓ | default flow in zone inner | rbac | test.threat:4");
    assert_eq!(winner("DF2.auth").unwrap(), "✓ | default flow in zone outer | basic | test.threat:2");
    assert_eq!(winner("DF2.network").unwrap(), "✓ | default flow of the model | private | test.threat:11");
    assert_eq!(winner("DF2.port"), None);
    assert_eq!(winner("inner.trust").unwrap(), "✓ | zone outer around it | internal | test.threat:1");
    assert_eq!(winner("DF1.via").unwrap(), "✓ | its via clause | call | test.threat:12");
}

#[test]
fn the_winner_is_what_the_model_has() {
    let outcome = model(LEVELS);
    let known = knowledge(&outcome);
    for flow in outcome.model.flows.values() {
        for (name, values) in flow.facts.iter() {
            let page = &known.pages(&format!("{}.{name}", flow.number))[0];
            let value = values.iter().map(|value| value.value.text.as_str()).collect::<Vec<_>>().join(", ");
            assert_eq!(page.title, format!("`{}.{name}` is `{value}`", flow.number));
        }
    }
}

#[test]
fn lists_are_put_together() {
    let text =
        "type pg is sql-db tech=\"PostgreSQL 16\"\nstore db is pg tech=\"Patroni\"\ndefault store tech=\"Linux\"";
    let page = fact(text, "db.tech");
    assert_eq!(page.title, "`db.tech` is `Patroni, PostgreSQL 16, Linux`");
    assert_eq!(rows(&page).iter().filter(|row| row.starts_with('✓')).count(), 3);
}

#[test]
fn a_type_from_a_default_is_asked_last() {
    let text =
        "process a\nprocess b\ntype call is https auth=jwt\ndefault flow via=call encryption=tls1.3\nDF1: a -> b";
    let asked: Vec<String> =
        rows(&fact(text, "DF1.encryption")).iter().map(|row| row.split(" | ").nth(1).unwrap().to_owned()).collect();
    assert_eq!(asked, ["stated on it", "default flow of the model", "type call", "type https"]);
    assert_eq!(fact(text, "DF1.via").title, "`DF1.via` is `call`");
}

#[test]
fn instances_and_modules_say_which_they_are() {
    let outcome = model_with(&[
        (
            "root.threat",
            "template pair { process a; process b; DF1: a -> b }\nnew one is pair owner=\"A\"\nuse other \"other.threat\"",
        ),
        ("other.threat", "default process owner=\"B\"\nprocess c"),
    ]);
    let known = knowledge(&outcome);
    let winner = |question: &str| {
        let page = &known.pages(question)[0];
        rows(page).into_iter().find(|row| row.starts_with('✓')).unwrap()
    };
    assert_eq!(winner("one.a.owner"), "✓ | new one | A | root.threat:2");
    assert_eq!(winner("other.c.owner"), "✓ | default process of module other | B | other.threat:1");
}

#[test]
fn implied_values_say_from_what() {
    let page = fact("process a\nprocess b\nDF1: a -> b auth=mtls", "DF1.encryption");
    assert_eq!(rows(&page).last().unwrap(), "✓ | follows from auth=mtls | tls | test.threat:3");
}

#[test]
fn controls_say_where_they_stand_and_what_implies_them() {
    let text = "\
process a
type svc is service has=mfa
zone inner trust=internal missing=waf { process b is svc planned=csp }
control c is audit-logging \"Log\" on b status=partial
DF1: a -> b via https auth=jwt
";
    let page = fact(text, "b.has");
    assert_eq!(
        rows(&page),
        [
            "mfa | implemented | type svc | test.threat:2",
            "audit-logging | partial | control c | test.threat:4",
            "csp | planned | stated on b | test.threat:3",
            "waf | missing | stated on the zone inner | test.threat:3",
        ]
    );
    let inferred = rows(&fact(text, "DF1.encryption-in-transit"));
    assert!(inferred[0].contains("inferred") && inferred[0].contains("DF1 is encrypted (tls)"), "{inferred:?}");
    assert!(fact(text, "a.mfa").title.contains("is not known"));
}

#[test]
fn everything_that_has_a_name_has_a_page() {
    let outcome = model("");
    let known = knowledge(&outcome);
    let roles = |word: &str| known.pages(word).iter().map(|page| page.role).collect::<Vec<Role>>();
    let has = |word: &str, role: Role| assert!(roles(word).contains(&role), "{word} is no {}", role.as_str());
    STATEMENTS.iter().for_each(|row| has(row.keyword, Role::Statement));
    ATTRIBUTES.iter().for_each(|row| has(row.name, Role::Attribute));
    for row in VOCABULARIES.iter().flat_map(|vocabulary| vocabulary.words).chain(ALWAYS) {
        has(row.word, Role::Word);
        row.aliases.iter().for_each(|alias| has(alias, Role::Word));
        has(&row.word.to_uppercase(), Role::Word);
    }
    for ty in outcome.model.types.values() {
        let role = if ty.kind == threatline::model::Kind::Control { Role::Control } else { Role::Type };
        std::iter::once(&ty.name).chain(&ty.aliases).for_each(|name| has(name, role));
    }
    outcome.model.rules.values().for_each(|rule| has(&rule.name, Role::Rule));
    outcome.model.adversaries.values().for_each(|one| has(&one.id, Role::Adversary));
    FUNCTIONS.iter().for_each(|function| has(function.name, Role::Condition));
    for field in FIELDS {
        let attribute = schema::ATTRIBUTES.iter().any(|row| row.name == field.name);
        has(field.name, if attribute { Role::Attribute } else { Role::Condition });
    }
    for name in known.names() {
        let code = schema::codes::code(&name).is_some();
        assert!(code || !known.pages(&name).is_empty(), "{name}");
    }
}

#[test]
fn everything_of_a_model_has_a_page() {
    let outcome = model(LEVELS);
    let known = knowledge(&outcome);
    for name in known.names() {
        let pages = known.pages(&name);
        let code = schema::codes::code(&name).is_some();
        assert!(code || pages.iter().all(|page| !page.title.is_empty() && !page.name.is_empty()), "{name}");
    }
    for name in ["a", "outer", "DF1", "TB1"] {
        let found = known.pages(name).iter().filter(|page| page.role == Role::Model).count();
        assert_eq!(found, usize::from(name != "TB1"), "{name}");
    }
}

#[test]
fn names_that_are_nearly_right_are_suggested() {
    let outcome = model(LEVELS);
    let known = knowledge(&outcome);
    let says = |question: &str, expected: &str| {
        assert!(known.pages(question).is_empty(), "{question}");
        let found = known.unknown(question);
        assert!(found.contains(expected), "{question}: {found}");
    };
    says("encrytion", "did you mean `encryption`?");
    says("wafff", "did you mean `waf`?");
    says("outr", "did you mean `outer`?");
    says("DF1.encrytion", "`DF1` is a flow, which has no `encrytion`; did you mean `encryption`?");
    says("DF9.auth", "did you mean `DF1`?");
    says("zzzzzzzz", "nothing is called `zzzzzzzz`");
    assert!(knowledge(&model("")).unknown("DF1.auth").contains("-m MODEL"));
}

#[test]
fn a_role_picks_one_meaning() {
    let outcome = model("");
    let known = knowledge(&outcome);
    let all: Vec<&str> = known.pages("mtls").iter().map(|page| page.role.as_str()).collect();
    assert_eq!(and_list(&all), "word and control");
    assert_eq!(known.pages("control:mtls").len(), 1);
    assert!(known.pages("rule:mtls").is_empty());
}

#[test]
fn statements_of_the_document_modules_and_templates_are_explained() {
    let outcome = model(
        "/// Rules of Europe.\nregulation gdpr \"Ours\" { requirement art32 \"Security\" }\n\
         template t \"Pair\" { process p; store s; p -> s \"Writes\" }\nnew x is t",
    );
    let known = knowledge(&outcome);
    let first = |question: &str| known.pages(question).into_iter().next().unwrap();
    let text = |question: &str| format!("{:?}", first(question));
    let own = model("type session is process \"Our sessions\"");
    assert_eq!(knowledge(&own).pages("session")[0].role, Role::Type);
    assert_eq!(known.pages("session")[0].role, Role::Word);
    // What the author declares comes before the attribute of the same name.
    assert_eq!((first("gdpr").title.as_str(), first("gdpr").role), ("`gdpr`: regulation, “Ours”", Role::Model));
    assert!(text("gdpr").contains("Rules of Europe.") && text("gdpr").contains("`art32`"));
    assert!(first("art32").title.contains("requirement"));
    assert!(text("x").contains("instance of a template") && text("x").contains("`x.p`, `x.s`"), "{}", text("x"));
    assert!(text("t").contains("template, “Pair”") && text("t").contains("`x`"), "{}", text("t"));
}

#[test]
fn the_guide_teaches_this_version() {
    let guide = threatline::explain::guide();
    assert!(guide.contains(&format!("Language version: {}", schema::LANGUAGE)), "{guide}");
    assert!(!guide.contains("{{"), "a placeholder is left");
    for statement in schema::STATEMENTS {
        assert!(guide.contains(&format!("`{}`", statement.keyword)), "{} is not named", statement.keyword);
    }
    let model = guide.split("```threat\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let outcome = crate::support::clean(model);
    assert_eq!(outcome.model.flows.len(), 4);
    assert!(!outcome.analysis.entries.is_empty());
}
