//! Random edits, always the same: what they do not touch is not reported, and every reason names the edit.

use std::collections::BTreeSet;

use camino::Utf8Path;
use threatline::base::source::Span;
use threatline::diff::{Area, Diff, How, compare, details};
use threatline::model::{Element, ElementId, Flow, FlowId};
use threatline::pipeline::Outcome;

use crate::generate::Numbers;
use crate::support::{sample_with, samples};

/// What an edit may be reported as: `element shop`.
type Touched = BTreeSet<String>;

/// A model after an edit, with what the edit touches; `None` where the edit does not fit the model.
type Edit = fn(&Sample<'_>, &mut Numbers) -> Option<(String, Touched)>;

const EDITS: &[(&str, Edit)] = &[
    ("add a flow", add_flow),
    ("remove a flow", remove_flow),
    ("change a flow", change_flow),
    ("change an element", change_element),
    ("add a control", add_control),
    ("move an element", move_element),
    ("rename a label", rename_label),
    ("rename an id", rename_id),
    ("reorder flows", reorder),
    ("insert a comment", comment),
    ("add data", add_data),
    ("add an element", add_element),
];

/// Edits of each kind that are tried.
const EACH: usize = 6;

struct Sample<'a> {
    text: &'a str,
    outcome: &'a Outcome,
    path: &'a Utf8Path,
}

impl Sample<'_> {
    /// Elements that are declared in the root file, with a line of their own.
    fn elements(&self) -> Vec<(ElementId, &Element)> {
        let all = self.outcome.model.elements.iter();
        all.filter(|(_, one)| !one.id.contains('.') && self.is_here(one.span)).collect()
    }

    fn flows(&self) -> Vec<(FlowId, &Flow)> {
        let model = &self.outcome.model;
        let alone = |span: Span| model.flows.values().filter(|one| self.line(one.span) == self.line(span)).count() == 1;
        let starts = |at: usize| self.lines()[at].starts_with(|c: char| c.is_alphanumeric());
        let whole = |span: Span| self.line(span).is_some_and(|at| starts(at) && !self.is_described(at));
        model.flows.iter().filter(|(_, one)| self.is_here(one.span) && alone(one.span) && whole(one.span)).collect()
    }

    fn is_here(&self, span: Span) -> bool {
        self.outcome.sources.file(span.file).path.ends_with(self.path)
    }

    fn line(&self, span: Span) -> Option<usize> {
        let file = self.outcome.sources.file(span.file);
        self.is_here(span).then(|| file.position(span.start).line - 1)
    }

    /// Whether a description stands above a line: it would be that of another statement if the line were not there.
    fn is_described(&self, at: usize) -> bool {
        at > 0 && self.lines()[at - 1].trim_start().starts_with("///")
    }

    fn lines(&self) -> Vec<&str> {
        self.text.lines().collect()
    }

    fn element(&self, numbers: &mut Numbers) -> Option<(ElementId, &Element)> {
        let all = self.elements();
        (!all.is_empty()).then(|| all[numbers.below(all.len())])
    }

    fn flow(&self, numbers: &mut Numbers) -> Option<(FlowId, &Flow)> {
        let all = self.flows();
        (!all.is_empty()).then(|| all[numbers.below(all.len())])
    }

    fn and(&self, line: &str) -> String {
        format!("{}\n{line}\n", self.text)
    }

    /// The text with a piece put in behind a place.
    fn with(&self, after: u32, piece: &str) -> String {
        let at = usize::try_from(after).unwrap();
        format!("{}{piece}{}", &self.text[..at], &self.text[at..])
    }

    fn without_line(&self, at: usize) -> Vec<&str> {
        let mut lines = self.lines();
        lines.remove(at);
        lines
    }

    /// Flows that begin or end at an element.
    fn around(&self, id: ElementId) -> impl Iterator<Item = String> + '_ {
        let flows = self.outcome.model.flows.values().filter(move |flow| flow.source == id || flow.target == id);
        flows.map(|flow| format!("flow {}", flow.key))
    }
}

fn touched(names: impl IntoIterator<Item = String>) -> Touched {
    names.into_iter().collect()
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}

fn add_flow(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, source) = sample.element(numbers)?;
    let (_, target) = sample.element(numbers)?;
    let id = "edited-flow";
    let text = sample.and(&format!("{id}: {} -> {} \"Edited\" via https", source.id, target.id));
    Some((text, touched([format!("flow {id}")])))
}

fn remove_flow(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, flow) = sample.flow(numbers)?;
    let text = joined(&sample.without_line(sample.line(flow.span)?));
    Some((text, touched([format!("flow {}", flow.key)])))
}

fn change_flow(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, flow) = sample.flow(numbers)?;
    let edits = ["auth=none", "encryption=none", "frequency=\"twice a day\"", "#edited"];
    let text = sample.with(flow.span.end, &format!(" {}", edits[numbers.below(edits.len())]));
    Some((text, touched([format!("flow {}", flow.key)])))
}

fn change_element(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, element) = sample.element(numbers)?;
    let edits = ["owner=\"Edited\"", "scope=out", "#edited", "privilege=admin"];
    let text = sample.with(element.span.end, &format!(" {}", edits[numbers.below(edits.len())]));
    Some((text, touched([format!("element {}", element.id)])))
}

fn add_control(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, element) = sample.element(numbers)?;
    let controls = ["audit-logging", "rate-limit", "mfa", "input-validation"];
    let control = controls[numbers.below(controls.len())];
    let text = sample.and(&format!("control edited is {control} \"Edited\" on {} status=implemented", element.id));
    // What was said of the same control at the place is said by the statement now.
    Some((text, touched(["control edited".to_owned(), format!("control {control} on {}", element.id)])))
}

fn move_element(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (id, element) = sample.element(numbers)?;
    let zones: Vec<_> = sample.outcome.model.zones.iter().filter(|(_, zone)| zone.span.is_some()).collect();
    let (to, zone) = zones.get(numbers.below(zones.len().max(1)))?;
    if *to == element.zone {
        return None;
    }
    let (from, to) = (sample.line(element.span)?, sample.line(zone.span?)?);
    let lines = sample.lines();
    let whole = |line: &str| {
        line.matches('{').count() == line.matches('}').count() && line.matches("\"\"\"").count().is_multiple_of(2)
    };
    if !whole(lines[from]) || !lines[to].trim_end().ends_with('{') || sample.is_described(from) {
        return None;
    }
    let (line, before) = (lines[from], lines[to]);
    let mut moved: Vec<&str> = Vec::new();
    for (at, one) in lines.iter().enumerate().filter(|(at, _)| *at != from) {
        moved.push(one);
        if at == to {
            moved.push(line);
        }
    }
    assert!(moved.contains(&before));
    let mut all = touched([format!("element {}", element.id)]);
    all.extend(sample.around(id));
    Some((joined(&moved), all))
}

fn rename_label(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, element) = sample.element(numbers)?;
    let at = sample.line(element.span)?;
    let mut lines: Vec<String> = sample.lines().into_iter().map(str::to_owned).collect();
    let label = format!("\"{}\"", element.label);
    if !lines[at].contains(&label) {
        return None;
    }
    lines[at] = lines[at].replacen(&label, "\"Edited label\"", 1);
    Some((lines.join("\n") + "\n", touched([format!("element {}", element.id)])))
}

/// A new id, with `formerly`; in texts and comments the old word stays.
fn rename_id(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, element) = sample.element(numbers)?;
    let new = format!("{}-edited", element.id);
    let text = sample.with(element.span.end, &format!(" formerly={}-was", element.id));
    let mut out = String::new();
    let (mut word, mut quoted, mut comment) = (String::new(), false, false);
    for c in text.chars().chain(['\n']) {
        if c.is_alphanumeric() || c == '-' || c == '_' {
            word.push(c);
            continue;
        }
        // An arrow may follow a word without a blank.
        let name = if c == '>' { word.trim_end_matches('-') } else { word.as_str() };
        let rest = word[name.len()..].to_owned();
        out.push_str(if !quoted && !comment && name == element.id { &new } else { name });
        out.push_str(&rest);
        word.clear();
        quoted ^= c == '"' && !comment;
        comment = c != '\n' && (comment || (c == '/' && out.ends_with('/') && !quoted));
        out.push(c);
    }
    let out = out.replace(&format!("formerly={}-was", element.id), &format!("formerly={}", element.id));
    Some((out, touched([format!("element {new}")])))
}

fn reorder(sample: &Sample<'_>, _: &mut Numbers) -> Option<(String, Touched)> {
    let at: Vec<usize> = sample.flows().iter().filter_map(|(_, flow)| sample.line(flow.span)).collect();
    let mut lines = sample.lines();
    let (first, last) = (*at.first()?, *at.last()?);
    lines.swap(first, last);
    Some((joined(&lines), touched([])))
}

fn comment(sample: &Sample<'_>, numbers: &mut Numbers) -> Option<(String, Touched)> {
    let (_, flow) = sample.flow(numbers)?;
    let mut lines = sample.lines();
    lines.insert(sample.line(flow.span)?, "// an edit\n");
    Some((joined(&lines), touched([])))
}

fn add_data(sample: &Sample<'_>, _: &mut Numbers) -> Option<(String, Touched)> {
    Some((sample.and("data edited is pii \"Edited\" class=high"), touched(["data edited".to_owned()])))
}

fn add_element(sample: &Sample<'_>, _: &mut Numbers) -> Option<(String, Touched)> {
    let text = sample.and("process edited is web-app \"Edited\"");
    Some((text, touched(["element edited".to_owned()])))
}

/// What a difference reports, by what it is and its name.
fn reported(diff: &Diff) -> Vec<(String, How)> {
    let name = |area: Area, id: &str| format!("{} {id}", area.as_str());
    diff.changes.iter().filter(|one| !one.is_derived()).map(|one| (name(one.area, &one.id), one.how)).collect()
}

fn turned(how: How) -> How {
    match how {
        How::Added => How::Removed,
        How::Removed => How::Added,
        How::Changed => How::Changed,
    }
}

fn check(what: &str, diff: &Diff, back: &Diff, touched: &Touched) {
    let reported = reported(diff);
    for (name, _) in &reported {
        assert!(touched.contains(name), "{what} reports {name}\n{}", details(diff));
    }
    if touched.is_empty() {
        assert!(diff.is_empty(), "{what}\n{}", details(diff));
    } else {
        assert!(!reported.is_empty(), "{what} is not reported");
    }
    for one in &diff.threats {
        let behind = one.reason.change.map(|at| &diff.changes[at]);
        let behind = behind.unwrap_or_else(|| panic!("{what}: {} has no cause: {}", one.key, one.reason.text));
        assert!(!behind.is_derived() && !one.reason.text.is_empty(), "{what}: {}", one.key);
    }
    let crossing = |one: &&threatline::diff::Change| one.area == Area::Crossing;
    assert!(diff.changes.iter().filter(crossing).all(|one| one.because.is_some()), "{what}\n{}", details(diff));
    // Seen from the other side it is the same, the other way round.
    let sorted = |mut all: Vec<(String, How)>| {
        all.sort();
        all
    };
    let renamed = diff.changes.iter().any(|one| one.was.is_some());
    if !renamed {
        let mirrored = self::reported(back).into_iter().map(|(name, how)| (name, turned(how))).collect();
        assert_eq!(sorted(reported), sorted(mirrored), "{what}");
    }
    let threats = |diff: &Diff| diff.threats.iter().map(|one| (one.key.to_string(), one.how)).collect::<Vec<_>>();
    let mirrored = threats(back).into_iter().map(|(key, how)| (key, turned(how))).collect();
    assert_eq!(sorted(threats(diff)), sorted(mirrored), "{what}");
}

#[test]
fn edits_report_nothing_that_they_do_not_touch() {
    let mut samples = samples();
    // Parts of other models have names of their own in them.
    samples.retain(|(path, _)| path.ends_with("platform.threat") || !path.as_str().contains("platform"));
    let mut made = 0;
    for (number, (name, edit)) in EDITS.iter().enumerate() {
        let mut numbers = Numbers::new(7 + number as u64);
        let (mut fitting, mut tried) = (0, 0);
        while fitting < EACH && tried < 60 {
            tried += 1;
            let (path, text) = &samples[numbers.below(samples.len())];
            let outcome = sample_with(path, text);
            let sample = Sample { text, outcome: &outcome, path };
            let Some((edited, touched)) = edit(&sample, &mut numbers) else { continue };
            let after = sample_with(path, &edited);
            if !after.is_usable() {
                continue;
            }
            fitting += 1;
            let what = format!("{name} in {path}");
            check(&what, &compare(&outcome, &after), &compare(&after, &outcome), &touched);
        }
        made += fitting;
        assert!(fitting > 0, "{name} fits nowhere");
    }
    assert!(made >= 40, "{made}");
}
