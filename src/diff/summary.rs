//! What matters of a difference: the changes that have a say in threats, each with what follows from it.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::Diff;
use super::changes::{Change, How};
use super::clause::values;
use super::coverage::{Counts, Exposed};
use super::item::Area;
use super::threats::ThreatChange;
use crate::base::text;
use crate::graph::Exposure;
use crate::model::Severity;

/// Attributes that a line about a change names.
const MOST_ATTRIBUTES: usize = 3;
/// Longest value of an attribute in a line.
const MOST_LETTERS: usize = 60;

/// A change with what follows from it.
#[derive(Debug, Default)]
pub(super) struct Group<'d> {
    /// The change; `None` for threats whose cause is not known.
    pub change: Option<&'d Change>,
    /// Crossings that are otherwise because of it.
    pub crossings: Vec<&'d Change>,
    pub exposed: Vec<&'d Exposed>,
    pub new: Vec<&'d ThreatChange>,
    pub gone: Vec<&'d ThreatChange>,
    /// Rated higher.
    pub up: Vec<&'d ThreatChange>,
    /// Rated lower.
    pub down: Vec<&'d ThreatChange>,
    /// Of the same severity, and otherwise another.
    pub other: Vec<&'d ThreatChange>,
}

impl Group<'_> {
    fn matters(&self) -> bool {
        let threats = [&self.new, &self.gone, &self.up, &self.down, &self.other];
        !(self.crossings.is_empty() && self.exposed.is_empty() && threats.iter().all(|all| all.is_empty()))
    }

    /// What comes first: the most severe threats that are open now, then most of them.
    fn rank(&self) -> impl Ord + use<> {
        let open = self.new.iter().chain(&self.up).chain(&self.other).filter(|one| one.is_newly_open());
        let up = self.up.iter().filter(|one| !one.is_newly_open());
        let all = || open.clone().chain(up.clone());
        Reverse((all().map(|one| one.severity()).max(), all().count(), self.gone.len() + self.down.len()))
    }
}

/// The groups that matter, the worst first, and the changes from which nothing follows.
pub(super) fn groups(diff: &Diff) -> (Vec<Group<'_>>, Vec<&Change>) {
    let mut groups: BTreeMap<Option<usize>, Group<'_>> = BTreeMap::new();
    for (at, change) in diff.changes.iter().enumerate() {
        if !change.is_derived() {
            groups.entry(Some(at)).or_default().change = Some(change);
        }
    }
    for change in diff.changes.iter().filter(|change| change.area == Area::Crossing) {
        groups.entry(change.because).or_default().crossings.push(change);
    }
    for one in &diff.exposed {
        groups.entry(one.change).or_default().exposed.push(one);
    }
    for one in &diff.threats {
        let group = groups.entry(one.reason.change).or_default();
        let list = match (one.how, one.moved()) {
            (How::Added, _) => &mut group.new,
            (How::Removed, _) => &mut group.gone,
            (How::Changed, Ordering::Greater) => &mut group.up,
            (How::Changed, Ordering::Less) => &mut group.down,
            (How::Changed, Ordering::Equal) => &mut group.other,
        };
        list.push(one);
    }
    let (mut matter, quiet): (Vec<_>, Vec<_>) = groups.into_values().partition(Group::matters);
    matter.sort_by_key(Group::rank);
    (matter, quiet.into_iter().filter_map(|group| group.change).collect())
}

/// `1 flow added, 2 elements changed, 1 undeclared boundary newly crossed`
pub(super) fn headline(diff: &Diff) -> String {
    let mut parts = Vec::new();
    for area in Area::ALL.iter().filter(|area| **area != Area::Crossing) {
        let own = diff.changes.iter().filter(|one| one.area == *area && !one.is_derived());
        let moved = own.clone().filter(|one| one.is_moved()).count();
        let (one, many) = area.nouns();
        for how in [How::Added, How::Removed, How::Changed] {
            let count = own.clone().filter(|one| one.how == how && !one.is_moved()).count();
            if count > 0 {
                parts.push(format!("{} {}", text::count(count, one, many), how.as_str()));
            }
        }
        if moved > 0 {
            parts.push(format!("{} moved", text::count(moved, one, many)));
        }
    }
    for (how, said) in [(How::Added, "newly crossed"), (How::Removed, "no longer crossed")] {
        let undeclared = |one: &&Change| one.area == Area::Boundary && one.is_derived() && one.how == how;
        let count = diff.changes.iter().filter(undeclared).count();
        if count > 0 {
            parts.push(format!("{} {said}", text::count(count, "undeclared boundary", "undeclared boundaries")));
        }
    }
    if parts.is_empty() { "nothing was added, removed or changed".to_owned() } else { parts.join(", ") }
}

/// `12 new threats, 9 of them open (1 critical, 8 high); 2 gone; open 120 → 129; coverage 41 % → 40 %`
pub(super) fn numbers(diff: &Diff) -> String {
    let (mut new, mut gone, mut up, mut down) = (Vec::new(), 0, 0, 0);
    for one in &diff.threats {
        match (one.how, one.moved()) {
            (How::Added, _) => new.push(one),
            (How::Removed, _) => gone += 1,
            (_, Ordering::Greater) => up += 1,
            (_, Ordering::Less) => down += 1,
            (_, Ordering::Equal) => {}
        }
    }
    let mut parts = Vec::new();
    if !new.is_empty() {
        let open: Vec<&ThreatChange> = new.iter().copied().filter(|one| one.is_newly_open()).collect();
        let severities = by_severity(&open);
        let open = if open.is_empty() {
            "none of them open".to_owned()
        } else {
            format!("{} open ({severities})", open.len())
        };
        parts.push(format!("{}, {open}", text::count(new.len(), "new threat", "new threats")));
    }
    for (count, said) in [(gone, "gone"), (up, "rated higher"), (down, "rated lower")] {
        if count > 0 {
            parts.push(format!("{count} {said}"));
        }
    }
    let reopened = diff.threats.iter().filter(|one| one.how == How::Changed && one.is_newly_open()).count();
    if reopened > 0 {
        parts.push(format!("{reopened} open again"));
    }
    let settled = diff.threats.iter().filter(|one| one.how == How::Changed && one.is_no_longer_open()).count();
    if settled > 0 {
        parts.push(format!("{settled} settled"));
    }
    if parts.is_empty() {
        parts.push("no threat is new, gone or rated otherwise".to_owned());
    }
    if let Some(all) = diff.counts.first() {
        let [was, is] = all.all_open();
        parts.push(format!("open {was} → {is}"));
        let target = diff.target.as_ref().map(|target| format!(" (target {} %)", target.trim_end_matches('%')));
        parts.push(format!("coverage {}{}", covered(all), target.unwrap_or_default()));
    }
    parts.join("; ")
}

/// `41 % → 40 %`
pub(super) fn covered(counts: &Counts) -> String {
    let [was, is] = counts.coverage.map(percent);
    if was == is { was } else { format!("{was} → {is}") }
}

/// `41–60 %`
pub(super) fn percent(coverage: Option<(u8, u8)>) -> String {
    match coverage {
        None => "n/a".to_owned(),
        Some((known, possible)) if possible > known => format!("{known}–{possible} %"),
        Some((known, _)) => format!("{known} %"),
    }
}

/// `1 critical, 8 high`
pub(super) fn by_severity(threats: &[&ThreatChange]) -> String {
    let mut parts = Vec::new();
    for severity in Severity::ALL.iter().rev() {
        let count = threats.iter().filter(|one| one.severity() == *severity).count();
        if count > 0 {
            parts.push(format!("{count} {severity}"));
        }
    }
    parts.join(", ")
}

/// A change in one line: `flow A → B “Reads” via sql, data Orders (high)`.
pub(super) fn line(change: &Change) -> String {
    let what = match change.area {
        Area::Answer => format!("answer `{}` to {}", change.what, change.name),
        Area::Model => "model statement".to_owned(),
        _ => format!("{} {}", change.what, change.name),
    };
    let was = change.was.as_ref().map_or_else(String::new, |was| format!(", renamed from `{was}` to `{}`", change.id));
    let moved = match change.attribute("zone").filter(|_| change.is_moved()) {
        Some(zone) => {
            let side = |value: &Option<String>| value.clone().unwrap_or_default();
            format!(", moved from {} to {}", side(&zone.before), side(&zone.after))
        }
        None => String::new(),
    };
    format!("{what}{was}{moved}{}", attributes(change))
}

/// The first attributes, after a colon or as a list.
fn attributes(change: &Change) -> String {
    let told: Vec<String> = change
        .attributes
        .iter()
        .filter(|one| !(change.is_moved() && one.name == "zone"))
        .filter(|one| change.how == How::Changed || worth_telling(change.area, &one.name))
        .map(|one| match change.how {
            How::Changed => format!("{} {}", one.name, values(one)),
            _ => match one.after.as_ref().or(one.before.as_ref()) {
                Some(value) => format!("{} {}", one.name, short(value)),
                None => one.name.to_string(),
            },
        })
        .map(|one| one.replace('\n', " "))
        .collect();
    let more = told.len().saturating_sub(MOST_ATTRIBUTES);
    let listed = told.iter().take(MOST_ATTRIBUTES).cloned().collect::<Vec<_>>().join(", ");
    match (listed.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(": {listed}"),
        (false, more) => format!(": {listed} and {more} more"),
    }
}

/// What a line says of something that is new or gone.
fn worth_telling(area: Area, name: &str) -> bool {
    match area {
        Area::Flow => matches!(name, "type" | "data" | "returns" | "auth" | "encryption"),
        Area::Element => matches!(name, "type" | "zone" | "holds"),
        Area::Zone => matches!(name, "zone" | "trust"),
        Area::Data => matches!(name, "class" | "type"),
        Area::Control => matches!(name, "status"),
        Area::Boundary => matches!(name, "from" | "to"),
        _ => false,
    }
}

/// A value that fits into a line.
pub(super) fn short(value: &str) -> String {
    if value.chars().count() <= MOST_LETTERS {
        return value.to_owned();
    }
    let start: String = value.chars().take(MOST_LETTERS - 1).collect();
    format!("{}…", start.trim_end())
}

/// What a crossing says in a line: `crosses A → B, which is not declared; leaves A, enters C, D`.
pub(super) fn crossing(change: &Change) -> String {
    let said = |name: &str, old: bool| {
        let one = change.attribute(name)?;
        if old { one.before.clone() } else { one.after.clone() }
    };
    match change.how {
        How::Removed => format!("no longer crosses {}", said("boundary", true).unwrap_or_default()),
        How::Added => {
            let boundary = said("boundary", false).unwrap_or_default();
            let way: Vec<String> = [("leaves", said("leaves", false)), ("enters", said("enters", false))]
                .into_iter()
                .filter_map(|(word, zones)| Some(format!("{word} {}", zones?)))
                .collect();
            // One zone on each side is what the name of the boundary says.
            let several = way.iter().any(|zones| zones.contains(", "));
            let way = if several { format!("; {}", way.join(", ")) } else { String::new() };
            format!("crosses {boundary}{way}")
        }
        How::Changed => match (said("boundary", true), said("boundary", false)) {
            (Some(was), Some(is)) => format!("{} crosses {is}; before, {was}", change.name),
            _ => format!("{} passes other zones than before", change.name),
        },
    }
}

/// `exposes Shop database to the internet (was internal)`
pub(super) fn exposure(one: &Exposed) -> String {
    let to = match one.after {
        Exposure::Internet => "to the internet",
        Exposure::Partner => "to partners",
        Exposure::Internal => "to callers inside",
        Exposure::None => "to nobody",
    };
    let verb = if one.after > one.before { "exposes" } else { "leaves exposed" };
    match one.after > one.before {
        true => format!("{verb} {} {to} (was {})", one.name, one.before.as_str()),
        false => format!("{verb} {} only {to} (was {})", one.name, one.before.as_str()),
    }
}
