//! A difference as GitHub Markdown, for a comment on a pull request.

use super::Diff;
use super::changes::{Change, How};
use super::clause::values;
use super::item::Area;
use super::summary::{Group, by_severity, crossing, exposure, groups, headline, line, numbers, short};
use super::threats::ThreatChange;
use crate::base::text::{clean, count, one_line};
use crate::model::Severity;

/// Changes that stand outside of what is folded.
const MOST_GROUPS: usize = 8;
/// Threats that each of them names.
const MOST_THREATS: usize = 3;
/// Rows of a folded table: a comment has a largest size.
const MOST_ROWS: usize = 150;

/// Headline, numbers, what follows from each change; everything else folded.
pub fn markdown(diff: &Diff) -> String {
    let mut text = format!("### Threat model: {}\n\n", title(diff));
    if diff.is_empty() {
        text.push_str("No difference.\n");
        return text + &unrecorded(diff);
    }
    text.push_str(&format!(
        "**{}.** {}.\n\n",
        escaped(&crate::base::text::capital(&headline(diff))),
        escaped(&capital(&numbers(diff)))
    ));
    text.push_str(&table_of_numbers(diff));
    let (matter, _) = groups(diff);
    if !matter.is_empty() {
        text.push_str("\n#### Why it matters\n\n");
        matter.iter().take(MOST_GROUPS).for_each(|group| text.push_str(&told(group)));
        if let Some(more) = matter.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
            text.push_str(&format!(
                "- {} with consequences, listed below\n",
                count(more, "more change", "more changes")
            ));
        }
    }
    for (how, one, many) in [
        (How::Added, "new threat", "new threats"),
        (How::Changed, "threat that changed", "threats that changed"),
        (How::Removed, "threat that is gone", "threats that are gone"),
    ] {
        let own: Vec<&ThreatChange> = diff.threats.iter().filter(|threat| threat.how == how).collect();
        if !own.is_empty() {
            text.push_str(&folded(&count(own.len(), one, many), &threats(&own)));
        }
    }
    let changes: Vec<&Change> = diff.changes.iter().collect();
    if !changes.is_empty() {
        text.push_str(&folded(&count(changes.len(), "change of the model", "changes of the model"), &list(&changes)));
    }
    text + &unrecorded(diff)
}

fn capital(text: &str) -> String {
    crate::base::text::capital(text)
}

fn title(diff: &Diff) -> String {
    let [was, is] = &diff.titles;
    if was == is { escaped(is) } else { format!("{} → {}", escaped(was), escaped(is)) }
}

fn table_of_numbers(diff: &Diff) -> String {
    let Some(all) = diff.counts.first() else { return String::new() };
    let [was, is] = all.all_open();
    let mut text = "| | Before | After |\n|---|---:|---:|\n".to_owned();
    text.push_str(&format!("| Threats | {} | {} |\n", all.threats[0], all.threats[1]));
    text.push_str(&format!("| Open | {was} | {is} |\n"));
    for (at, severity) in Severity::ALL.iter().enumerate().rev() {
        let [was, is] = all.open.map(|open| open.get(at).copied().unwrap_or(0));
        if was + is > 0 {
            text.push_str(&format!("| Open, {severity} | {was} | {is} |\n"));
        }
    }
    let [was, is] = all.coverage.map(super::summary::percent);
    text + &format!("| Coverage | {was} | {is} |\n")
}

/// A change with what follows from it, as an item of a list.
fn told(group: &Group<'_>) -> String {
    let first = match group.change {
        Some(change) => format!("- **{} {}**\n", change.how.sign(), escaped(&line(change))),
        None => "- **For several reasons**\n".to_owned(),
    };
    let mut lines: Vec<String> = Vec::new();
    match group.crossings.as_slice() {
        [one] => lines.push(escaped(&crossing(one))),
        [] => {}
        all => lines.push(format!("{} cross other boundaries than before", count(all.len(), "flow", "flows"))),
    }
    lines.extend(group.exposed.iter().take(MOST_THREATS).map(|one| escaped(&exposure(one))));
    for (threats, one, many) in [
        (&group.new, "new threat", "new threats"),
        (&group.up, "threat rated higher", "threats rated higher"),
        (&group.down, "threat rated lower", "threats rated lower"),
        (&group.gone, "threat gone", "threats gone"),
        (&group.other, "threat rated, covered or answered otherwise", "threats rated, covered or answered otherwise"),
    ] {
        if threats.is_empty() {
            continue;
        }
        let named: Vec<String> = threats.iter().take(MOST_THREATS).map(|one| named(one)).collect();
        let more = threats.len().saturating_sub(MOST_THREATS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let severities = by_severity(threats);
        lines.push(format!("{} ({severities}): {}{more}", count(threats.len(), one, many), named.join("; ")));
    }
    first + &lines.iter().map(|line| format!("  - {line}\n")).collect::<String>()
}

fn named(one: &ThreatChange) -> String {
    format!("{} {}", one.severity().label(), escaped(&short(&one.title)))
}

/// A block that opens when somebody asks for it.
fn folded(title: &str, text: &str) -> String {
    format!("\n<details>\n<summary>{title}</summary>\n\n{text}\n</details>\n")
}

fn threats(threats: &[&ThreatChange]) -> String {
    let mut text = "| Severity | Status | Threat | Key | Why |\n|---|---|---|---|---|\n".to_owned();
    for one in threats.iter().take(MOST_ROWS) {
        let severity = |state: Option<super::State>| state.map(|state| state.rating.severity.label());
        let status = |state: Option<super::State>| state.map(|state| state.status.as_str());
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            pair(severity(one.before), severity(one.after)),
            pair(status(one.before), status(one.after)),
            escaped(&one.title),
            code(&one.key),
            escaped(&one.reason.text)
        ));
    }
    text + &rest(threats.len())
}

fn pair(was: Option<&str>, is: Option<&str>) -> String {
    match (was, is) {
        (Some(was), Some(is)) if was != is => format!("{was} → {is}"),
        (_, Some(only)) | (Some(only), None) => only.to_owned(),
        (None, None) => String::new(),
    }
}

fn rest(rows: usize) -> String {
    match rows.checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        Some(more) => format!("\nand {more} more\n"),
        None => String::new(),
    }
}

/// All changes, by area.
fn list(changes: &[&Change]) -> String {
    let mut text = String::new();
    for area in Area::ALL {
        for change in changes.iter().filter(|one| one.area == *area).take(MOST_ROWS) {
            let was = change.was.as_ref().map_or_else(String::new, |was| format!(", renamed from {}", code(was)));
            // A plus sign at the start would begin a list.
            text.push_str(&format!("- \\{} {} {}{was}\n", change.how.sign(), change.what, escaped(&change.name)));
            for one in &change.attributes {
                let value = match change.how {
                    How::Changed => values(one),
                    _ => one.after.clone().or(one.before.clone()).unwrap_or_default(),
                };
                text.push_str(&format!("  - {}: {}\n", one.name, escaped(&short(&one_line(&value)))));
            }
        }
        text.push_str(&rest(changes.iter().filter(|one| one.area == *area).count()));
    }
    text
}

fn unrecorded(diff: &Diff) -> String {
    if diff.unrecorded.is_empty() {
        return String::new();
    }
    let rules: Vec<String> = diff.unrecorded.iter().map(|rule| code(rule)).collect();
    format!(
        "\n{} of the library, unknown to the old lock: the library has become newer since, or the lock was not kept: {}\n",
        count(rules.len(), "rule", "rules"),
        rules.join(", ")
    )
}

fn code(text: &str) -> String {
    format!("`{}`", clean(text).replace('`', "'").replace('|', "\\|"))
}

/// Text that means nothing to Markdown, nor to HTML, nor to those who would be told that they are mentioned.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in clean(&one_line(text)).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '`' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_says_is_no_markup() {
        assert_eq!(escaped("a|b <i> @all *x*\n[l](u)"), "a\\|b &lt;i&gt; &#64;all \\*x\\* \\[l\\](u)");
        assert_eq!(code("a`b|c"), "`a'b\\|c`");
    }
}
