//! Coverage in numbers, gaps, and the way to the target: sections 10.9 and 10.10 of the methodology.

use std::collections::BTreeMap;

use crate::model::{Place, Severity, Stride, layer_of};
use crate::report::document::Item;
use crate::report::{Block, Cell, Column, Section, Table, Text};
use crate::threats::{Coverage, Entry, Obligation, Verdict};

use super::parts::Content;
use super::roadmap::{PRIORITIES, ROADMAP_NOTE, activities};
use super::signs::Standing;
use super::{Context, entries};

const BY_CATEGORY: &[Column] = &[
    Column::new("category", "Category"),
    Column::new("total", "Total Threats"),
    Column::new("full", "Fully Covered"),
    Column::new("partial", "Partially Covered"),
    Column::new("none", "Not Covered"),
    Column::new("coverage", "Coverage %"),
];

const BY_LAYER: &[Column] = &[
    Column::new("layer", "Layer"),
    Column::new("total", "Total Controls"),
    Column::new("implemented", "Implemented"),
    Column::new("partial", "Partial"),
    Column::new("not_implemented", "Not Implemented"),
    Column::new("coverage", "Coverage %"),
];

/// Sign and words for each priority.
const MARKS: &[(Severity, &str)] = &[(Severity::Critical, "🔴 "), (Severity::High, "🟡 "), (Severity::Medium, "🔵 ")];

/// How far a threat is covered, in the three words of the methodology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    /// At least 80 %, with everything that is required.
    Full,
    /// Something that counts is in place.
    Partial,
    /// Nothing that counts is known to be in place.
    None,
}

impl Cover {
    pub(super) fn of(entry: &Entry) -> Self {
        match entry.coverage.verdict {
            _ if !entry.coverage.counted => Cover::None,
            Verdict::Full => Cover::Full,
            _ if entry.coverage.percent > 0 => Cover::Partial,
            _ => Cover::None,
        }
    }
}

/// Half-up, in percent; nothing of nothing is no percentage.
pub(super) fn percent(part: usize, of: usize) -> String {
    (part * 100 + of / 2).checked_div(of).map_or_else(|| "n/a".to_owned(), |percent| format!("{percent} %"))
}

/// `3 (25%)`
fn with_share(part: usize, of: usize) -> String {
    format!("{part} ({})", percent(part, of))
}

/// Controls asked for and in place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) implemented: usize,
    partial: usize,
    not: usize,
}

impl Counts {
    pub(super) fn add(&mut self, standing: Standing) {
        match standing {
            Standing::Implemented => self.implemented += 1,
            Standing::Partial => self.partial += 1,
            Standing::Missing(_) | Standing::Unknown => self.not += 1,
        }
    }

    pub(super) fn total(&self) -> usize {
        self.implemented + self.partial + self.not
    }

    /// Implemented, of all.
    pub(super) fn coverage(&self) -> String {
        percent(self.implemented, self.total())
    }
}

fn total(context: &Context<'_>) -> Counts {
    let mut counts = Counts::default();
    context.obligations().iter().for_each(|(_, standing)| counts.add(*standing));
    counts
}

/// `34% (41 of 121 controls implemented, 7 more in part)`
pub(super) fn implementation(context: &Context<'_>) -> String {
    let counts = total(context);
    let partial = if counts.partial > 0 { format!(", {} more in part", counts.partial) } else { String::new() };
    format!("{} ({} of {} controls implemented{partial})", counts.coverage(), counts.implemented, counts.total())
}

/// 10.9
pub(super) fn summary(context: &Context<'_>) -> Content {
    let by_category = Section::plain("Overall Coverage by Threat Category").with([Block::Table(categories(context))]);
    let by_layer = Section::plain("Control Implementation Status by Layer").with([Block::Table(layers(context))]);
    let mut gaps = Section::plain("Critical Gaps Requiring Immediate Attention");
    for (severity, priority, _) in PRIORITIES {
        let sign = MARKS.iter().find(|(known, _)| known == severity).map_or("", |(_, sign)| context.sign(sign));
        let label = format!("{sign}{priority}");
        let items: Vec<Item> = open(context, *severity).into_iter().map(|entry| gap(context, entry).into()).collect();
        gaps.blocks.push(if *severity == Severity::Critical {
            Block::numbered(&label, items)
        } else {
            Block::list(&label, items)
        });
    }
    Content::sections(vec![by_category, by_layer, gaps])
}

fn categories(context: &Context<'_>) -> Table {
    let entries = &context.analysis.entries;
    let of = |stride: Option<Stride>| entries.iter().filter(move |entry| entry.stride == stride).collect::<Vec<_>>();
    let mut rows: Vec<Vec<Cell>> =
        Stride::ALL.iter().map(|&stride| category(stride.title(), &of(Some(stride)), false)).collect();
    let others = of(None);
    if !others.is_empty() {
        rows.push(category("Other", &others, false));
    }
    rows.push(category("TOTAL", &entries.iter().collect::<Vec<_>>(), true));
    Table::new("category-coverage", "Coverage by category", BY_CATEGORY, rows)
}

fn category(name: &str, entries: &[&Entry], bold: bool) -> Vec<Cell> {
    let count = |cover| entries.iter().filter(|entry| Cover::of(entry) == cover).count();
    let all = entries.len();
    let (full, partial) = (count(Cover::Full), count(Cover::Partial));
    let mean = Coverage::mean(entries.iter().map(|entry| entry.coverage));
    let coverage = if all == 0 { "n/a".to_owned() } else { entries::coverage_range(&mean) };
    let cells = [
        name.to_owned(),
        all.to_string(),
        with_share(full, all),
        with_share(partial, all),
        with_share(all - full - partial, all),
        coverage,
    ];
    row(cells, bold)
}

fn row(cells: impl IntoIterator<Item = String>, bold: bool) -> Vec<Cell> {
    cells.into_iter().map(|cell| if bold { Text::strong(cell).into() } else { cell.into() }).collect()
}

fn layers(context: &Context<'_>) -> Table {
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for (obligation, standing) in context.obligations() {
        groups.entry(layer_name(context, obligation)).or_default().add(*standing);
        all.add(*standing);
    }
    let names: Vec<String> = context.model.layers().into_iter().map(|layer| layer.name).collect();
    let line = |name: &str, counts: &Counts, bold: bool| {
        let shares = [counts.implemented, counts.partial, counts.not];
        let shares = shares.map(|part| if bold { with_share(part, counts.total()) } else { part.to_string() });
        row([name.to_owned(), counts.total().to_string()].into_iter().chain(shares).chain([counts.coverage()]), bold)
    };
    let mut rows: Vec<Vec<Cell>> =
        names.iter().map(|name| line(name, &groups.remove(name).unwrap_or_default(), false)).collect();
    rows.extend(groups.iter().map(|(name, counts)| line(name, counts, false)));
    rows.push(line("TOTAL", &all, true));
    Table::new("layer-coverage", "Controls by layer", BY_LAYER, rows)
}

fn layer_name(context: &Context<'_>, obligation: &Obligation) -> String {
    match obligation.component {
        Some(Place::Element(id)) => {
            context.model.layer_heading(&layer_of(&context.model.elements[id]).to_lowercase()).0
        }
        Some(Place::Flow(_)) => "Between components".to_owned(),
        Some(Place::Zone(_) | Place::Boundary(_)) => "Zones".to_owned(),
        None => "Whole system".to_owned(),
    }
}

/// Threats of this severity about which something is left to do, the least covered first.
fn open<'a>(context: &Context<'a>, severity: Severity) -> Vec<&'a Entry> {
    let mut open: Vec<&Entry> =
        context.analysis.entries.iter().filter(|entry| entry.open > 0 && entry.current.severity == severity).collect();
    open.sort_by_key(|entry| (entry.coverage.percent, entry.number));
    open
}

/// A threat that is not covered, with the measures that serve it; what they are stands in section 9.
fn gap(context: &Context<'_>, entry: &Entry) -> String {
    let number = entry.number.to_string();
    let title = context.threats.reader.title(entry);
    let serving = context.measures().iter().filter(|measure| measure.threats.contains(&number));
    let measures: Vec<&str> = serving.map(|measure| measure.id.as_str()).collect();
    match (measures.is_empty(), context.is_public()) {
        (_, true) => format!("{number} {title}"),
        (true, _) => {
            format!("{number} {title}: coverage {}; no measure is known", entries::coverage_range(&entry.coverage))
        }
        (false, _) => {
            let coverage = entries::coverage_range(&entry.coverage);
            format!("{number} {title}: coverage {coverage}; measures {}", measures.join(", "))
        }
    }
}

/// An item of a list in a text in which every blank counts.
fn item(text: &str) -> String {
    format!("- {}\n", crate::base::text::wrap_whole_words(text, 90).join("\n  "))
}

/// 10.10
pub(super) fn roadmap(context: &Context<'_>) -> Content {
    let entries = &context.analysis.entries;
    let now = Coverage::mean(entries.iter().map(|entry| entry.coverage));
    let controls = total(context);
    let (now, counted) = (usize::from(now.percent), now.counted);
    let covered = if counted { format!("{now} %") } else { "n/a".to_owned() };
    let stated: Option<usize> = context.header("target").and_then(|target| target.trim_end_matches('%').parse().ok());
    let target = match stated {
        Some(target) => format!("{} % Threat Coverage, {} % Control Implementation", target.max(now), 100),
        None => "100 % Threat Coverage, 100 % Control Implementation".to_owned(),
    };
    let mut text = format!(
        "Current State: {covered} Threat Coverage, {} Control Implementation\n\nTarget State: {target}\n\n",
        controls.coverage()
    );
    for line in crate::base::text::wrap(&format!("Note: {ROADMAP_NOTE}"), 90) {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str("\nRecommended Prioritization:\n");
    for (severity, priority, _) in PRIORITIES {
        let gaps: Vec<String> = context.numbers(open(context, *severity));
        let gaps = if gaps.is_empty() { "none".to_owned() } else { gaps.join(", ") };
        text.push_str(&item(&format!("{priority}: {gaps}")));
    }
    let activities: Vec<String> = activities(context).iter().map(Text::plain).collect();
    let activities = if activities.is_empty() { "none stated".to_owned() } else { activities.join("; ") };
    text.push_str(&item(&format!("Continuous Activities: {activities}")));
    let why = match stated {
        Some(_) => {
            "The target of threat coverage is the author's; that of controls is every control that a threat asks for."
        }
        None => "The target is the state after all recommended measures; the model states none of its own.",
    };
    Content::blocks(vec![Block::Code("text".to_owned(), text), Block::paragraph(why)])
}
