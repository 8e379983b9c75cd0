//! Group R: the appendices.

use std::collections::BTreeSet;

use threatline::base::date::Date;
use threatline::document::Wanted;
use threatline::report::profile::Audience;

use super::case::{Case, header, holds, list, same, text_of};
use super::look::{labelled, labels, said, texts};
use super::{Requirement, document, tests};
use crate::support::model;

pub const REQUIREMENTS: &[Requirement] = &[
    document(184, "the glossary defines what is used, and what the author adds", glossary),
    document(185, "cited standards have a reference with an address", references),
    document(186, "eight labels about the document, in order", admin),
    document(187, "the next review is the last update and the cadence; quarterly where none is stated", next_review),
    tests(
        188,
        "the last update is the model's, else the day of its last commit",
        &["reports::the_last_update_is_that_of_version_control"],
    ),
    document(189, "assumptions have a rationale and a validity; unconfirmed ones are open", assumptions),
    document(190, "what is out of scope and what is answered stands with reasons", exclusions),
];

/// What a reader may not know; a document that uses one of these defines it.
const ABBREVIATIONS: &[&str] = &[
    "STRIDE", "TB", "DF", "WAF", "JWT", "API", "MFA", "TLS", "LLM", "RAG", "CSRF", "XSS", "SSRF", "PII", "SSO", "SAML",
    "OIDC", "HMAC", "SRI", "CSP", "CDN", "DNS", "IAM", "SQL", "VPN", "AES", "HTTPS", "SIEM", "RBAC", "DDoS",
    "WebAuthn", "OAuth", "gRPC", "SASL", "BSC", "SSC", "CDE",
];

/// The words of a text: `TB1` and `TB`.
fn word_set(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.flat_map(|word| [word, word.trim_end_matches(|c: char| c.is_ascii_digit())]).collect()
}

fn glossary(case: &Case) -> Result<(), String> {
    let table = case.table("glossary");
    same(&header(table), &vec!["Term", "Definition", "Example"])?;
    let terms = texts(table, "term");
    let others: String = case.document.sections[..13].iter().map(text_of).collect();
    let used = word_set(&others);
    let missing: Vec<&&str> =
        ABBREVIATIONS.iter().filter(|word| used.contains(**word) && !terms.iter().any(|term| term == **word)).collect();
    holds(missing.is_empty(), format!("{missing:?} are used and not defined"))?;
    let own: Vec<String> = case.statements("term").map(|entry| entry.label.to_string()).collect();
    holds(own.iter().all(|term| terms.contains(term)), "a term of the author's is missing")?;
    let whole = format!("{others}{}", text_of(case.section("appendices"))).to_lowercase();
    let whole = whole.replace(&text_of(case.section("glossary")).to_lowercase(), "");
    let unused = terms.iter().find(|term| !own.contains(term) && !whole.contains(&term.to_lowercase()));
    holds(unused.is_none(), format!("{unused:?} is not used"))?;
    same(&texts(table, "definition").iter().filter(|text| text.is_empty()).count(), &0)
}

fn references(case: &Case) -> Result<(), String> {
    let table = case.table("references");
    same(&header(table), &vec!["Reference", "Description", "URL"])?;
    let names = texts(table, "reference");
    let cited: String = case.entries().filter_map(|(_, number)| labelled(case.threat(&number), "References")).collect();
    let regulations: String = case.statements("regulation").map(|entry| format!("{} ", entry.label)).collect();
    for (mark, name) in [
        ("CWE-", "CWE"),
        ("CAPEC-", "CAPEC"),
        ("ATT&CK ", "MITRE ATT&CK"),
        ("ATLAS ", "MITRE ATLAS"),
        ("OWASP ", "OWASP"),
        ("PCI DSS", "PCI DSS"),
        ("GDPR", "GDPR"),
        ("EU AI Act", "EU AI Act"),
    ] {
        let used = cited.contains(mark) || regulations.contains(mark);
        holds(!used || names.iter().any(|known| known == name), format!("{name} is cited and has no row"))?;
    }
    let own = case.statements("reference").map(|entry| entry.label.to_string());
    holds(own.into_iter().all(|name| names.contains(&name)), "a reference of the author's is missing")?;
    texts(table, "url")
        .into_iter()
        .try_for_each(|url| holds(url.starts_with("https://") && url.len() > 12 && !url.contains(' '), url))
}

fn admin(case: &Case) -> Result<(), String> {
    let wanted = [
        "AppSec Review Link",
        "Team",
        "Design Documentation",
        "Threat Model Version",
        "Last Updated",
        "Next Review Date",
        "Reviewers",
        "Approval Status",
    ];
    same(&labels(case.section("admin-information")), &wanted.to_vec())
}

fn next_review(case: &Case) -> Result<(), String> {
    let shown = |label: &str| labelled(case.section("admin-information"), label).unwrap();
    let updated = Date::parse(&shown("Last Updated"));
    let cadence = case.outcome.model.document.facts.text("review").unwrap_or("quarterly");
    let next = updated
        .and_then(|date| date.after(cadence))
        .map_or("TODO(next review date)".to_owned(), |date| date.to_string());
    same(&shown("Next Review Date"), &next)?;
    let quarterly = Case::new("quarterly", model("model \"M\" updated=2026-11-20\nprocess web"));
    same(&labelled(quarterly.section("admin-information"), "Next Review Date"), &Some("2027-02-20".to_owned()))
}

fn assumptions(case: &Case) -> Result<(), String> {
    let table = case.table("assumptions");
    let rationales = texts(table, "rationale");
    same(&rationales.len(), &case.statements("assumption").count())?;
    holds(rationales.iter().all(|text| !text.is_empty()), "no rationale, and no mark that it is missing")?;
    let known = ["confirmed", "unconfirmed", "rejected"];
    holds(texts(table, "validity").iter().all(|word| known.contains(&word.as_str())), "a validity of its own")?;
    let open = text_of(case.section("open-items"));
    let unconfirmed = case
        .statements("assumption")
        .filter(|entry| entry.facts.text("validity").is_none_or(|word| word == "unconfirmed"));
    unconfirmed
        .into_iter()
        .try_for_each(|entry| holds(open.contains(entry.label.as_str()), format!("{} is not open", entry.label)))
}

fn exclusions(case: &Case) -> Result<(), String> {
    let scope = case.section("scope");
    let model = &case.outcome.model;
    let out = model.elements.values().filter(|element| element.facts.text("scope") == Some("out"));
    let mut wanted: Vec<String> = out
        .clone()
        .map(|element| format!("{}: {}", element.label, element.facts.text("reason").unwrap_or("TODO")))
        .collect();
    wanted.extend(model.document.facts.texts("out-of-scope").into_iter().map(str::to_owned));
    same(&said(list(scope, "Out of scope")), &wanted)?;
    let answers = case.table("answers");
    same(&answers.rows.len(), &model.answers.len())?;
    let reasons = texts(answers, "reason").into_iter().zip(&model.answers);
    reasons.into_iter().try_for_each(|(shown, answer)| same(&shown, &answer.reason.clone().unwrap_or(shown.clone())))
}

/// An acceptance that rests on what nobody confirmed says so, in the appendix and with the threat.
#[test]
fn acceptances_name_the_assumptions_that_nobody_confirmed() {
    let accepted = |validity: &str| {
        let text = format!(
            "data d is pii\nactor a\nzone z trust=internal {{ process w is web-app }}\nDF1: a -> w \"Asks\" data=d\n\
             assumption a-net \"Only our network reaches it\" validity={validity} reason=\"Said so\"\n\
             accept sniff on DF1 \"Nobody is on the path, as a-net says\" owner=\"Me\" until=2027-01-31"
        );
        let case = Case::new("accepted", crate::support::clean(&text));
        case.markdown.matches("rests on assumption a-net, not confirmed").count()
    };
    assert_eq!((accepted("unconfirmed"), accepted("confirmed")), (2, 0));
}

#[test]
fn what_is_met_names_the_open_threats_to_its_data() {
    let text = "model \"M\"\ndata d is pii class=critical\nactor a\nzone z trust=internal { process w is web-app }\n\
                DF1: a -> w \"Asks\" via http data=d\nregulation gdpr \"GDPR\" status=compliant {\n\
                requirement r32 \"Art. 32\" status=compliant\n}";
    let case = Case::new("met", model(text));
    let status = texts(case.table("compliance"), "status").join("");
    assert!(status.starts_with("Compliant (by its controls; open threats to the data: "), "{status}");
    assert!(texts(case.table("regulations"), "gaps").join("").contains("open threats of high or critical severity"));
}

#[test]
fn words_for_a_status_are_explained_where_they_are_used() {
    let case = Case::new("words", model("actor a\nprocess w is web-app\nDF1: a -> w \"Asks\""));
    let words = texts(case.table("reading-guide"), "word");
    assert!(words.contains(&"not stated".to_owned()) && !words.contains(&"transferred".to_owned()), "{words:?}");
}

#[test]
fn the_public_sees_measures_without_places_and_configuration() {
    let text = "actor a\nzone z trust=internal { process w is web-app }\nDF1: a -> w \"Asks\"\n\
                control limit is rate-limit \"Limits\" on w status=implemented { config = \"limit: 100/s\" }";
    let case = Case::new("public", crate::support::clean(text));
    assert!(case.markdown.contains("limit: 100/s"));
    let public = case.again("enterprise", Audience::Public, &Wanted::default());
    let chapter = public.split("## 10. ").nth(1).unwrap().split("## 11. ").next().unwrap();
    assert!(chapter.contains("| Measure | Priority | Status |") && !chapter.contains("Existing Implementation"));
    assert!(!chapter.contains("limit: 100/s") && !chapter.contains("Gap Analysis"), "{chapter}");
}
