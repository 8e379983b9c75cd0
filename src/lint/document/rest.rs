//! Document: regulations, coverage, references, assumptions, open work, approval.

use super::entries;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::and_list;
use crate::lint::written::{statements, texts_of};
use crate::lint::{Lint, Subject, wording};
use crate::model::Entry;

pub(in crate::lint) const LINTS: &[Lint] = &[
    Lint { code: "W0419", find: regulations },
    Lint { code: "W0420", find: coverage },
    Lint { code: "W0421", find: wording::vague },
    Lint { code: "W0422", find: addresses },
    Lint { code: "W0426", find: unconfirmed_assumptions },
    Lint { code: "W0427", find: work_without_owner },
    Lint { code: "W0428", find: wording::outside_of_the_methodology },
    Lint { code: "W0429", find: wording::shifted },
    Lint { code: "W0430", find: unapproved_production },
    Lint { code: "W0431", find: super::threats::unrated },
];

/// Attributes whose values are addresses.
const ADDRESSES: &[&str] = &["url", "links"];
/// Schemes behind which a host stands.
const SCHEMES_WITH_HOST: &[&str] = &["http", "https", "ftp", "sftp", "ssh", "git"];

/// W0419
fn regulations(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for regulation in entries(subject.model, "regulation") {
        if regulation.children.is_empty() {
            let message = format!("regulation `{}` has no requirements", regulation.id);
            let help = "list those that apply: `requirement NAME \"…\" status=… controls=… threats=…`";
            found.push(Diagnostic::warning("W0419", regulation.span, message).help(help));
        }
        for requirement in &regulation.children {
            unmapped(requirement, found);
            without_gaps(requirement, found);
        }
    }
}

fn unmapped(requirement: &Entry, found: &mut Vec<Diagnostic>) {
    let facts = &requirement.facts;
    if !facts.has("controls") && !facts.has("threats") {
        let message = format!("requirement `{}` names neither a control that meets it nor a threat", requirement.id);
        found.push(Diagnostic::warning("W0419", requirement.span, message).help("add `controls=` or `threats=`"));
    }
}

fn without_gaps(requirement: &Entry, found: &mut Vec<Diagnostic>) {
    let facts = &requirement.facts;
    if let Some(status) = facts.get("status").filter(|status| status.value.text == "non-compliant")
        && !facts.has("gaps")
    {
        let message = format!("requirement `{}` is not met, and nothing says what is missing", requirement.id);
        let span = status.span.unwrap_or(requirement.span);
        found.push(Diagnostic::warning("W0419", span, message).help("add `gaps=\"…\"`"));
    }
}

/// W0420
fn coverage(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(target) = subject.model.document.facts.get("target") else { return };
    let Some(wanted) = target.value.text.strip_suffix('%').and_then(|digits| digits.parse::<usize>().ok()) else {
        return;
    };
    let threats = &subject.analysis.threats;
    let sum: usize = threats.iter().map(|threat| usize::from(threat.coverage.percent)).sum();
    let Some(percent) = sum.checked_div(threats.len()).filter(|percent| *percent < wanted) else { return };
    let message = format!("controls cover {percent} % of what counters the threats; the target is {wanted} %");
    let help = "`threatline threats --open` lists the threats that are not covered";
    let diagnostic = match target.span {
        Some(span) => Diagnostic::warning("W0420", span, message),
        None => subject.at_model("W0420", message),
    };
    found.push(diagnostic.help(help));
}

/// W0422
fn addresses(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for written in statements(subject.trees) {
        for attribute in written.attributes().filter(|attribute| ADDRESSES.contains(&attribute.name.text.as_str())) {
            for text in texts_of(attribute).into_iter().filter(|text| !is_address(&text.text)) {
                let message = format!("`{}` is not an address", text.text);
                let help = format!("write it with its scheme, as in `{}`", with_scheme(&text.text));
                found.push(Diagnostic::warning("W0422", text.span, message).help(help));
            }
        }
    }
}

/// Whether a text is an absolute URL, or a path that says that it is one.
fn is_address(text: &str) -> bool {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    if text.starts_with(['/', '#']) || text.starts_with("./") || text.starts_with("../") {
        return !text.starts_with("//");
    }
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let hosted = SCHEMES_WITH_HOST.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    named && if hosted { rest.strip_prefix("//").is_some_and(has_host) } else { !rest.is_empty() && !is_port(rest) }
}

/// Whether letters or digits stand where a host is expected.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    host.starts_with(|c: char| c.is_alphanumeric() || c == '[') && !host.contains("..")
}

/// `example.org:8080` has no scheme: what follows the colon is a port.
fn is_port(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit())
}

fn with_scheme(text: &str) -> String {
    let host = text.split_whitespace().next().filter(|word| word.contains('.') && !word.contains(':'));
    format!("https://{}", host.unwrap_or("example.org/page"))
}

/// W0426
fn unconfirmed_assumptions(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for assumption in entries(subject.model, "assumption") {
        if matches!(assumption.facts.text("validity"), None | Some("unconfirmed" | "unknown")) {
            let message = format!("assumption `{}` is not confirmed", assumption.id);
            let help = "ask who knows, then write `validity=confirmed` or `validity=rejected`, with a `reason`";
            found.push(Diagnostic::warning("W0426", assumption.span, message).help(help));
        }
    }
}

/// W0427
fn work_without_owner(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for todo in entries(subject.model, "todo").filter(|todo| !todo.facts.has("owner")) {
        found.push(Diagnostic::warning("W0427", todo.span, "this `todo` has no owner").help("add `owner=\"…\"`"));
    }
}

/// W0430
fn unapproved_production(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let facts = &subject.model.document.facts;
    let Some(status) = facts.get("status").filter(|status| status.value.text == "production") else { return };
    let mut missing = Vec::new();
    if !facts.has("reviewers") {
        missing.push("names no reviewers");
    }
    if facts.text("approval") != Some("approved") {
        missing.push("is not approved");
    }
    if !missing.is_empty() {
        let message = format!("the system is in production, but its model {}", and_list(&missing));
        let help = "add `reviewers = \"…\"` and `approval = approved`";
        let diagnostic = match status.span {
            Some(span) => Diagnostic::warning("W0430", span, message),
            None => subject.at_model("W0430", message),
        };
        found.push(diagnostic.help(help));
    }
}
