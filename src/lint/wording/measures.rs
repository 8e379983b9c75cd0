//! Money and times in measures: what the methodology leaves to those who plan the work.

use std::ops::Range;

use super::lookup::{each, each_text, part, words};
use super::{PROSE, is_measure, phrases};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::lint::Subject;
use crate::lint::written::WrittenText;

/// Attributes that say why something is not done, where money is a reason.
const WHY_NOT: &[&str] = &["reason", "instead-of"];
/// Currencies by their code, and by name.
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "CHF", "euro", "euros", "dollar", "dollars"];
/// Signs of currencies in front of a number.
const SIGNS: &[char] = &['$', '€', '£'];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Words in front of a month by which something is done.
const BY: &[&str] = &["by", "until", "before", "in", "from"];
const NUMBERS: &[&str] = &["a", "one", "two", "three", "four", "five", "six", "few"];
/// Units of planning. Minutes, hours and days are mostly values of a configuration.
const UNITS: &[&str] =
    &["week", "weeks", "month", "months", "quarter", "quarters", "sprint", "sprints", "year", "years"];

fn is_plan(text: &WrittenText<'_>) -> bool {
    is_measure(text) && !text.attribute.is_some_and(|name| WHY_NOT.contains(&name) || !PROSE.contains(&name))
}

/// W0432
pub(super) fn money(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut report = |span: Span, words: &str| {
        let message = format!("`{words}` is about money or work, and stands in a measure");
        found.push(Diagnostic::warning("W0432", span, message).help(phrases::MONEY_HELP));
    };
    each(subject, phrases::MONEY, is_plan, |phrase| report(phrase.span, phrase.words));
    each_text(subject, is_plan, |text, source| {
        for range in amounts(source) {
            report(part(text.span, &range), source.get(range).unwrap_or(""));
        }
    });
}

/// Amounts of money: `$ 20k`, `EUR 150`, `200 dollars`.
fn amounts(source: &str) -> Vec<Range<usize>> {
    let words = words(source);
    let text = |range: &Range<usize>| source.get(range.clone()).unwrap_or("");
    let is_number = |range: &Range<usize>| text(range).starts_with(|c: char| c.is_ascii_digit());
    let is_currency = |range: &Range<usize>| CURRENCIES.contains(&text(range));
    let signed = words.iter().filter(|range| is_number(range)).filter_map(|range| {
        let before = source.get(..range.start)?.trim_end_matches(' ');
        before.ends_with(SIGNS).then(|| before.len() - before.chars().last().map_or(0, char::len_utf8)..range.end)
    });
    let named = words.windows(2).filter_map(|pair| match pair {
        [a, b] if (is_number(a) && is_currency(b)) || (is_currency(a) && is_number(b)) => Some(a.start..b.end),
        _ => None,
    });
    signed.chain(named).collect()
}

/// W0433
pub(super) fn times(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut report = |span: Span, words: &str| {
        let message = format!("`{words}` is a time of the plan, and stands in a measure");
        found.push(Diagnostic::warning("W0433", span, message).help(phrases::SOON_HELP));
    };
    each(subject, phrases::SOON, is_plan, |phrase| report(phrase.span, phrase.words));
    each_text(subject, is_plan, |text, source| {
        for range in planned(source) {
            report(part(text.span, &range), source.get(range).unwrap_or(""));
        }
    });
}

/// Times of a plan: `Q3`, `in 2 weeks`, `by March`, `March 2027`, `2027-02-01`.
fn planned(source: &str) -> Vec<Range<usize>> {
    let words = words(source);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut rest = words.as_slice();
    while let [first, behind @ ..] = rest {
        let length = time_at(source, rest);
        if let Some(last) = length.checked_sub(1).and_then(|last| rest.get(last)) {
            found.push(first.start..last.end);
        }
        rest = if length > 1 { rest.get(length..).unwrap_or(&[]) } else { behind };
    }
    found
}

/// How many words at the start of these are a time of a plan.
fn time_at(source: &str, words: &[Range<usize>]) -> usize {
    let word = |at: usize| words.get(at).and_then(|range| source.get(range.clone())).unwrap_or("");
    let lower = word(0).to_lowercase();
    let is_month = |at: usize| MONTHS.contains(&word(at));
    let number = |at: usize| NUMBERS.contains(&word(at)) || digits(word(at), 1..=2);
    match () {
        () if is_date(source, words) => 3,
        () if word(0).len() == 2 && matches!(word(0), "Q1" | "Q2" | "Q3" | "Q4") => 1 + usize::from(is_year(word(1))),
        () if lower == "in" && number(1) && UNITS.contains(&word(2)) => 3,
        () if BY.contains(&lower.as_str()) && is_month(1) => 2 + usize::from(is_year(word(2))),
        () if is_month(0) && is_year(word(1)) => 2,
        () => 0,
    }
}

fn digits(word: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    digits(word, 4..=4) && word.starts_with("20")
}

fn is_date(source: &str, words: &[Range<usize>]) -> bool {
    let [year, month, day, ..] = words else { return false };
    let text = |range: Range<usize>| source.get(range).unwrap_or("");
    is_year(text(year.clone()))
        && text(year.end..month.start) == "-"
        && text(month.end..day.start) == "-"
        && digits(text(month.clone()), 2..=2)
        && digits(text(day.clone()), 2..=2)
}
