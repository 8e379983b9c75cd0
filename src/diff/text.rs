//! A difference as text for the terminal: a summary of about ten lines, or everything.

use anstyle::{AnsiColor, Style};

use super::Diff;
use super::changes::{Change, How};
use super::clause::values;
use super::coverage::Counts;
use super::item::Area;
use super::summary::{
    Group, by_severity, covered, crossing, exposure, groups, headline, line, numbers, percent, short,
};
use super::threats::ThreatChange;
use crate::base::text::count;
use crate::model::Severity;

/// Changes that a summary tells of.
const MOST_GROUPS: usize = 4;
/// Threats that it names of each.
const MOST_THREATS: usize = 3;
/// Elements whose exposure it names of each.
const MOST_EXPOSED: usize = 2;
/// Changes without consequences that it names.
const MOST_QUIET: usize = 4;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn sign(how: How) -> String {
    let colour = match how {
        How::Added => AnsiColor::Green,
        How::Removed => AnsiColor::Red,
        How::Changed => AnsiColor::Yellow,
    };
    painted(colour.on_default().bold(), how.sign())
}

fn severity(severity: Severity) -> String {
    let style = match severity {
        Severity::Critical => AnsiColor::BrightRed.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => Style::new(),
    };
    painted(style, severity.label())
}

/// What changed and why it matters, in about ten lines for one change.
pub fn summary(diff: &Diff) -> String {
    let title = title(diff);
    if diff.is_empty() {
        return format!("{title}: no difference\n") + &unrecorded(diff);
    }
    let mut lines = vec![format!("{title}: {}", headline(diff)), numbers(diff)];
    let (matter, quiet) = groups(diff);
    if !matter.is_empty() {
        lines.push(String::new());
    }
    matter.iter().take(MOST_GROUPS).for_each(|group| lines.extend(told(group)));
    if let Some(more) = matter.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        lines.push(format!("{} with consequences (--details lists all)", count(more, "more change", "more changes")));
    }
    lines.extend(without_consequences(&quiet));
    lines.join("\n") + "\n" + &unrecorded(diff)
}

fn title(diff: &Diff) -> String {
    let [was, is] = &diff.titles;
    painted(BOLD, &if was == is { is.clone() } else { format!("{was} → {is}") })
}

/// A change with what follows from it.
fn told(group: &Group<'_>) -> Vec<String> {
    let first = match group.change {
        Some(change) => format!("{} {}", sign(change.how), painted(BOLD, &line(change))),
        None => format!("{} {}", sign(How::Changed), painted(BOLD, "for several reasons")),
    };
    let mut lines = vec![first];
    match group.crossings.as_slice() {
        [one] => lines.push(format!("  {}", crossing(one))),
        [] => {}
        all => lines.push(format!("  {} cross other boundaries than before", count(all.len(), "flow", "flows"))),
    }
    lines.extend(group.exposed.iter().take(MOST_EXPOSED).map(|one| format!("  {}", exposure(one))));
    if let Some(more) = group.exposed.len().checked_sub(MOST_EXPOSED).filter(|more| *more > 0) {
        lines.push(format!("  and changes the exposure of {}", count(more, "more element", "more elements")));
    }
    lines.extend(new(&group.new));
    for (threats, said) in [(&group.up, "rated higher"), (&group.down, "rated lower")] {
        if let Some(worst) = threats.iter().max_by_key(|one| one.severity()) {
            let was = worst.before.map_or(worst.severity(), |state| state.rating.severity);
            let example = format!("{} → {} {}", was.label(), severity(worst.severity()), short_title(worst));
            let such = if threats.len() == 1 { ":" } else { ", such as" };
            lines.push(format!("  {}{such} {example}", count(threats.len(), "threat", "threats") + " " + said));
        }
    }
    let gone = count(group.gone.len(), "threat", "threats");
    match group.gone.as_slice() {
        [] => {}
        [one] => lines.push(format!("  gone: {} {}", severity(one.severity()), short_title(one))),
        all => lines.push(format!("  {gone} gone ({})", by_severity(all))),
    }
    let threats = [&group.new, &group.up, &group.down, &group.gone];
    lines.extend(others(&group.other, threats.iter().all(|all| all.is_empty())));
    lines
}

/// New threats: the most severe with their titles.
fn new(threats: &[&ThreatChange]) -> Vec<String> {
    let shown = threats.len().min(MOST_THREATS);
    let last = threats.len() - shown;
    let line = |(at, one): (usize, &&ThreatChange)| {
        let state = one.after.map_or("", |state| state.status.as_str());
        let more = if at + 1 == shown && last > 0 { format!("; and {last} more") } else { String::new() };
        format!(
            "  new: {} {} {}{more}",
            severity(one.severity()),
            short_title(one),
            painted(FAINT, &format!("({state})"))
        )
    };
    threats.iter().take(shown).enumerate().map(line).collect()
}

/// Threats of the same severity whose status is another; those of which something else is another count only where there is
/// nothing else to tell.
fn others(threats: &[&ThreatChange], alone: bool) -> Option<String> {
    let opened: Vec<&ThreatChange> = threats.iter().copied().filter(|one| one.is_newly_open()).collect();
    let settled: Vec<&ThreatChange> = threats.iter().copied().filter(|one| one.is_no_longer_open()).collect();
    let mut parts = Vec::new();
    for (threats, said) in [(&opened, "open again"), (&settled, "settled")] {
        match threats.as_slice() {
            [] => {}
            [one] => parts.push(format!("{said}: {} {}", severity(one.severity()), short_title(one))),
            all => parts.push(format!("{} {said} ({})", count(all.len(), "threat", "threats"), by_severity(all))),
        }
    }
    let rest = threats.len() - opened.len() - settled.len();
    if rest > 0 && alone {
        parts.push(format!("{} rated, covered or answered otherwise", count(rest, "threat", "threats")));
    }
    (!parts.is_empty()).then(|| format!("  {}", parts.join("; ")))
}

fn short_title(one: &ThreatChange) -> String {
    format!("{} [{}]", short(&one.title), one.key)
}

fn without_consequences(quiet: &[&Change]) -> Vec<String> {
    let mut lines = Vec::new();
    if quiet.is_empty() {
        return lines;
    }
    lines.push(String::new());
    lines.push("without consequences for threats:".to_owned());
    lines.extend(quiet.iter().take(MOST_QUIET).map(|change| format!("{} {}", sign(change.how), line(change))));
    if let Some(more) = quiet.len().checked_sub(MOST_QUIET).filter(|more| *more > 0) {
        lines.push(format!("and {} (--details lists all)", count(more, "more", "more")));
    }
    lines
}

/// What the old lock does not know.
fn unrecorded(diff: &Diff) -> String {
    if diff.unrecorded.is_empty() {
        return String::new();
    }
    let rules: Vec<String> = diff.unrecorded.iter().map(|rule| format!("`{rule}`")).collect();
    format!(
        "\n{} of the library in both versions, and unknown to the old lock: the library has become newer since, or the lock was \
         not kept\n  {}\n",
        count(rules.len(), "rule", "rules"),
        rules.join(", ")
    )
}

/// Everything that differs.
pub fn details(diff: &Diff) -> String {
    if diff.is_empty() {
        return summary(diff);
    }
    let mut text = format!("{}: {}\n{}\n", title(diff), headline(diff), numbers(diff));
    for area in Area::ALL {
        let own: Vec<&Change> = diff.changes.iter().filter(|one| one.area == *area).collect();
        if own.is_empty() {
            continue;
        }
        let heading = crate::base::text::capital(if own.len() == 1 { area.nouns().0 } else { area.nouns().1 });
        text.push_str(&format!("\n{}\n", painted(BOLD, &heading)));
        own.iter().for_each(|change| text.push_str(&whole(change)));
    }
    for (how, heading) in
        [(How::Added, "New threats"), (How::Removed, "Threats that are gone"), (How::Changed, "Threats that changed")]
    {
        let own: Vec<&ThreatChange> = diff.threats.iter().filter(|one| one.how == how).collect();
        if !own.is_empty() {
            text.push_str(&format!("\n{}\n", painted(BOLD, heading)));
            own.iter().for_each(|one| text.push_str(&threat(one)));
        }
    }
    if !diff.exposed.is_empty() {
        text.push_str(&format!("\n{}\n", painted(BOLD, "Exposure")));
        for one in &diff.exposed {
            text.push_str(&format!("  {}: {} → {}\n", one.name, one.before.as_str(), one.after.as_str()));
        }
    }
    text + &table(&diff.counts) + &unrecorded(diff)
}

/// A change with all its attributes.
fn whole(change: &Change) -> String {
    let place = change.written.as_ref().map_or_else(String::new, |at| painted(FAINT, &format!(" ({at})")));
    let was = change.was.as_ref().map_or_else(String::new, |was| format!(", renamed from `{was}`"));
    let id = if change.id.is_empty() || change.id == change.name { String::new() } else { format!(" `{}`", change.id) };
    let mut text = format!("{} {}{id} {}{was}{place}\n", sign(change.how), change.what, change.name);
    for one in &change.attributes {
        let value = match change.how {
            How::Changed => values(one),
            _ => one.after.clone().or(one.before.clone()).unwrap_or_default(),
        };
        text.push_str(&format!("    {}: {value}\n", one.name));
    }
    text
}

fn threat(one: &ThreatChange) -> String {
    let state = |state: &super::State| {
        format!("{}, {}, {} %", state.rating.severity.label(), state.status.as_str(), state.coverage.0)
    };
    let states = match (&one.before, &one.after) {
        (Some(was), Some(is)) => format!("{} → {}", state(was), state(is)),
        (Some(only), None) | (None, Some(only)) => state(only),
        (None, None) => String::new(),
    };
    format!(
        "{} {}  {} [{}]\n    {}: {}\n",
        sign(one.how),
        severity(one.severity()),
        one.title,
        one.key,
        states,
        one.reason.text
    )
}

/// The threats of both versions by category.
fn table(counts: &[Counts]) -> String {
    let mut text = format!("\n{}\n", painted(BOLD, "Threats by category"));
    text.push_str(&format!("  {:<24}{:>14}{:>14}   {}\n", "", "threats", "open", "coverage"));
    for row in counts.iter().skip(1).chain(counts.first()) {
        let name = row.stride.map_or("Total", |stride| stride.title());
        let pair = |[was, is]: [usize; 2]| if was == is { was.to_string() } else { format!("{was} → {is}") };
        let (threats, open) = (pair(row.threats), pair(row.all_open()));
        let coverage = if row.coverage == [None, None] { percent(None) } else { covered(row) };
        text.push_str(&format!("  {name:<24}{threats:>14}{open:>14}   {coverage}\n"));
    }
    text
}
