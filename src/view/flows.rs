//! The flows of a view: what is written on them, and how several become one.

use rustc_hash::FxHashMap;

use crate::base::text;
use crate::graph::FlowGraph;
use crate::model::{Class, Flow, FlowId, Model};
use crate::scene::Sensitivity;
use crate::view::ViewFlow;
use crate::view::steps::{Step, joined};

/// Ranges of numbers that the label of a merged flow names.
const MOST_RANGES: usize = 3;
/// Boundaries that the label of a merged flow names.
const MOST_CROSSINGS: usize = 4;
/// Flows that hovering over a merged one lists.
const MOST_LISTED: usize = 12;

/// A flow with the nodes that stand for its ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifted {
    pub id: FlowId,
    pub source: usize,
    pub target: usize,
}

/// What flows are written with.
pub(super) struct Writer<'a> {
    pub model: &'a Model,
    pub graph: &'a FlowGraph,
}

/// Flows in their order, those with the same ends together where `merges` says so of their nodes; with `either`, whatever
/// their direction.
pub(super) fn bundles(
    model: &Model,
    flows: &[Lifted],
    either: bool,
    merges: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<Lifted>> {
    let mut bundles: Vec<Vec<Lifted>> = Vec::new();
    let mut known: FxHashMap<(usize, usize, bool), usize> = FxHashMap::default();
    for &flow in flows {
        let both_ways = model.flows[flow.id].both_ways || either;
        let (a, b) = (flow.source, flow.target);
        let key = if both_ways { (a.min(b), a.max(b), true) } else { (a, b, false) };
        let with = known.get(&key).filter(|_| merges(a, b)).and_then(|at| bundles.get_mut(*at));
        match with {
            Some(bundle) => bundle.push(flow),
            None => {
                known.insert(key, bundles.len());
                bundles.push(vec![flow]);
            }
        }
    }
    bundles
}

impl Writer<'_> {
    /// Flows between the same ends as one flow of the view.
    pub(super) fn write(&self, bundle: &[Lifted], steps: Option<&[Step]>) -> Option<ViewFlow> {
        let first = *bundle.first()?;
        let flow = &self.model.flows[first.id];
        let mut crossings: Vec<String> = Vec::new();
        for border in bundle.iter().filter_map(|flow| self.graph.border(flow.id)) {
            if !crossings.iter().any(|known| *known == border.id) {
                crossings.push(border.id.to_string());
            }
        }
        let sensitivity = bundle.iter().filter_map(|flow| self.sensitivity(flow.id)).max();
        let label = match bundle {
            [_] => self.label(flow, steps, &crossings, sensitivity),
            _ => self.label_of_many(bundle, &crossings, sensitivity),
        };
        let more = bundle.len() - 1;
        Some(ViewFlow {
            id: if more == 0 { flow.key.to_string() } else { format!("{}+{more}", flow.key) },
            number: self.numbers(bundle),
            flows: bundle.iter().map(|flow| self.model.flows[flow.id].key.to_string()).collect(),
            source: first.source,
            target: first.target,
            both_ways: bundle.iter().any(|it| self.model.flows[it.id].both_ways || it.source != first.source),
            label,
            crossings,
            sensitivity,
            tooltip: self.tooltip(bundle),
        })
    }

    fn sensitivity(&self, id: FlowId) -> Option<Sensitivity> {
        let flow = &self.model.flows[id];
        let carried: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
        match self.model.highest_class(&carried) {
            Some(Class::Critical) => Some(Sensitivity::Critical),
            Some(Class::High) => Some(Sensitivity::High),
            _ => None,
        }
    }

    /// `DF1 [TB1] User asks (HIGH)`; in a scenario `2. DF1 [TB1] User asks (HIGH)`.
    fn label(
        &self,
        flow: &Flow,
        steps: Option<&[Step]>,
        crossings: &[String],
        sensitivity: Option<Sensitivity>,
    ) -> String {
        let number = format!("{}{}", flow.number, crossed(crossings));
        let text = match steps {
            Some([first, others @ ..]) => {
                let text = first.text_or(&flow.label);
                let rest = if others.is_empty() { String::new() } else { format!("; {}", joined(others)) };
                format!("{}. {number} {text}{rest}", first.number)
            }
            _ => format!("{number} {}", flow.label),
        };
        format!("{}{}", text.trim_end(), marked(sensitivity))
    }

    /// `DF3–DF7, 5 flows [TB1] (HIGH)`
    fn label_of_many(&self, bundle: &[Lifted], crossings: &[String], sensitivity: Option<Sensitivity>) -> String {
        let numbers = self.numbers(bundle);
        format!("{numbers}, {} flows{}{}", bundle.len(), crossed(crossings), marked(sensitivity))
    }

    /// `DF3–DF7, DF9`
    fn numbers(&self, bundle: &[Lifted]) -> String {
        let numbers: Vec<&str> = bundle.iter().map(|flow| self.model.flows[flow.id].number.as_str()).collect();
        let mut ranges = ranges(&numbers);
        if ranges.len() > MOST_RANGES {
            ranges.truncate(MOST_RANGES);
            ranges.push("…".to_owned());
        }
        ranges.join(", ")
    }

    fn tooltip(&self, bundle: &[Lifted]) -> String {
        let mut lines: Vec<String> = bundle.iter().take(MOST_LISTED).map(|flow| self.described(flow.id)).collect();
        if bundle.len() > MOST_LISTED {
            lines.push(format!("and {} more flows", bundle.len() - MOST_LISTED));
        }
        lines.join("\n")
    }

    fn described(&self, id: FlowId) -> String {
        let flow = &self.model.flows[id];
        let ends = (&self.model.elements[flow.source].label, &self.model.elements[flow.target].label);
        let arrow = if flow.both_ways { "↔" } else { "→" };
        let crosses = self.graph.border(id).map_or(String::new(), |border| format!(" [crosses {}]", border.id));
        format!("{} {arrow} {}: {}{crosses}", ends.0, ends.1, flow.label)
    }
}

/// ` [TB1, TB2]`; of many, the first and how many more.
fn crossed(crossings: &[String]) -> String {
    let (listed, more) =
        crossings.split_at(if crossings.len() > MOST_CROSSINGS { MOST_CROSSINGS - 1 } else { crossings.len() });
    match (listed, more) {
        ([], _) => String::new(),
        (_, []) => format!(" [{}]", listed.join(", ")),
        _ => format!(" [{} and {} more]", listed.join(", "), more.len()),
    }
}

/// ` (HIGH)`
fn marked(sensitivity: Option<Sensitivity>) -> String {
    sensitivity.map_or(String::new(), |sensitivity| format!(" ({})", sensitivity.label()))
}

/// Numbers in their order, those that follow each other as a range: `DF3–DF5`, `DF8`.
fn ranges(numbers: &[&str]) -> Vec<String> {
    let mut ranges: Vec<(&str, &str)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if follows(last, number) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let range =
        |(first, last): (&str, &str)| if first == last { first.to_owned() } else { format!("{first}–{last}") };
    ranges.into_iter().map(range).collect()
}

/// Whether the second number is one more than the first.
fn follows(first: &str, second: &str) -> bool {
    let parts = |number: &str| {
        let head = number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (head, digits) = number.split_at_checked(head)?;
        Some((head.to_owned(), digits.parse::<u64>().ok()?))
    };
    match (parts(first), parts(second)) {
        (Some((a, first)), Some((b, second))) => a == b && first.checked_add(1) == Some(second),
        _ => false,
    }
}

/// A list of names for a second line or a tooltip: all of them where there are few, else their number.
pub(super) fn names_or_number(names: &[&str], most: usize) -> String {
    if names.len() > most { text::count(names.len(), "element", "elements") } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_a_range() {
        let table: [(&[&str], &[&str]); 5] = [
            (&["DF3", "DF4", "DF5", "DF9"], &["DF3–DF5", "DF9"]),
            (&["DF9", "DF10"], &["DF9–DF10"]),
            (&["X.1", "X.2", "Y.3"], &["X.1–X.2", "Y.3"]),
            (&["login", "logout"], &["login", "logout"]),
            (&["DF5", "DF4"], &["DF5", "DF4"]),
        ];
        for (numbers, expected) in table {
            assert_eq!(ranges(numbers), expected);
        }
    }
}
