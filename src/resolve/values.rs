//! One attribute's values: what the schema expects against what the author wrote.

use smol_str::SmolStr;

use super::Resolver;
use super::scope::{ScopeId, Table};
use crate::base::date::{Date, is_duration};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::model::{AdversaryId, Fact, Origin, Sourced, ThreatName, Value, ValueKind};
use crate::schema::{self, Expects};
use crate::syntax::tree::{self, Attribute, Subject};

/// Most values of one attribute.
const MAX_VALUES: usize = 1_000;

/// A value that the author wrote.
pub(super) fn stated(text: SmolStr, kind: ValueKind, span: Span) -> Sourced<Value> {
    Sourced { value: Value { text, kind }, origin: Origin::Stated, span: Some(span) }
}

impl Resolver<'_> {
    /// The values of an attribute as its row expects them; reports E0202, E0203 and E0205.
    pub(super) fn read_values(&mut self, row: &schema::Attribute, attribute: &Attribute, scope: ScopeId) -> Fact {
        if !row.many
            && let Some(second) = tree::Value::flat(&attribute.values).nth(1)
        {
            let message = format!("`{}` takes one value", row.name);
            let mut diagnostic = Diagnostic::error("E0205", second.span(), message).help("delete all but one");
            if let Some(first) = tree::Value::flat(&attribute.values).next() {
                diagnostic = diagnostic.label(first.span(), "the first");
            }
            self.report(diagnostic);
        }
        if row.many && tree::Value::flat(&attribute.values).nth(MAX_VALUES).is_some() {
            let message = format!("`{}` has more than {MAX_VALUES} values", row.name);
            self.report(Diagnostic::error("E0313", attribute.name.span, message).help("what follows is not read"));
        }
        let limit = if row.many { MAX_VALUES } else { 1 };
        tree::Value::flat(&attribute.values)
            .take(limit)
            .filter_map(|value| self.read_value(row, value, scope))
            .collect()
    }

    fn read_value(&mut self, row: &schema::Attribute, written: &tree::Value, scope: ScopeId) -> Option<Sourced<Value>> {
        let (text, kind) = plain(written);
        let span = written.span();
        let text = match row.expects {
            Expects::Word(name) => self.word_of(name, row, &text, kind, span)?,
            Expects::Text
            | Expects::AnyWord
            | Expects::Controls
            | Expects::Zone
            | Expects::Type
            | Expects::Data
            | Expects::Places => text,
            Expects::Threats => self.threat_named(scope, &word(written)?).map(|threat| self.threat_id(threat))?,
            Expects::Adversary => self.adversary_named(scope, &word(written)?).map(|id| self.adversary_id(id))?,
            Expects::Layer => self.layer_named(row, written, scope)?,
            Expects::Number => self.formed(row, text, kind, span, "a number from 0 to 65535", "443", is_number)?,
            Expects::Date => self.formed(row, text, kind, span, "a date", "2027-02-01", is_date)?,
            Expects::Percent => self.formed(row, text, kind, span, "a percentage", "85%", is_percent)?,
            Expects::Duration => self.formed(row, text, kind, span, "a duration", "90d` or `quarterly", is_duration)?,
        };
        Some(stated(text, kind, span))
    }

    /// A layer: built in, declared, or a text in quotes.
    fn layer_named(&mut self, row: &schema::Attribute, written: &tree::Value, scope: ScopeId) -> Option<SmolStr> {
        let (text, kind) = plain(written);
        let declared = |table: &Table<'_>, name: &str| table.layers.get(name).map(|_| ());
        match self.scopes.find(scope, &text, declared).any() {
            Some(()) => Some(text),
            None => self.word_of("layer", row, &text, kind, written.span()),
        }
    }

    /// The name in the model of a threat.
    fn threat_id(&self, threat: ThreatName) -> SmolStr {
        let declared = match threat {
            ThreatName::Rule(id) => &self.work.rules[id],
            ThreatName::Written(id) => &self.work.threats[id],
        };
        self.scopes.id(declared.scope, &declared.name.text)
    }

    fn adversary_id(&self, id: AdversaryId) -> SmolStr {
        let declared = &self.work.adversaries[id];
        self.scopes.id(declared.scope, &declared.name.text)
    }

    fn word_of(
        &mut self,
        name: &str,
        row: &schema::Attribute,
        word: &str,
        kind: ValueKind,
        span: Span,
    ) -> Option<SmolStr> {
        let vocabulary = schema::vocabulary(name)?;
        if kind == ValueKind::Text && vocabulary.is_open() {
            return Some(word.into());
        }
        if let Some(found) = vocabulary.find(word).or_else(|| schema::always(word)) {
            return Some(SmolStr::new_static(found));
        }
        let words: Vec<&str> = vocabulary.all().collect();
        let message = format!("`{word}` is not {}", vocabulary.noun);
        let mut diagnostic = Diagnostic::error("E0202", span, message);
        if let Some(meant) = text::did_you_mean(word, words.iter().copied()) {
            diagnostic = diagnostic.meant(span, meant);
        }
        let takes = match words.len() {
            ..=12 => format!("`{}` takes {}", row.name, text::or_list(&words)),
            _ => format!("`threatline types {name}` lists the words"),
        };
        let quotes = if vocabulary.is_open() { "; a value that has no word stands in quotes" } else { "" };
        diagnostic = diagnostic.help(format!("{takes}{quotes}"));
        self.report(diagnostic);
        None
    }

    #[expect(clippy::too_many_arguments, reason = "one row of a table of forms")]
    fn formed(
        &mut self,
        row: &schema::Attribute,
        text: SmolStr,
        kind: ValueKind,
        span: Span,
        noun: &str,
        example: &str,
        is: fn(&str) -> bool,
    ) -> Option<SmolStr> {
        let lower = text.to_lowercase();
        if is(&lower) || (kind == ValueKind::Word && schema::always(&lower).is_some()) {
            return Some(text);
        }
        let message = format!("`{}` expects {noun}, not `{text}`", row.name);
        let hint = if is_date(&lower) {
            "; a date says when, a duration how long or how often"
        } else if is_duration(&lower) {
            "; a duration says how long or how often"
        } else {
            ""
        };
        self.report(Diagnostic::error("E0203", span, message).help(format!("for example `{example}`{hint}")));
        None
    }
}

/// The name that a value is.
fn word(value: &tree::Value) -> Option<tree::Word> {
    match value {
        tree::Value::Subject(Subject::Name(word)) => Some(word.clone()),
        _ => None,
    }
}

/// A written value as text.
pub(super) fn plain(value: &tree::Value) -> (SmolStr, ValueKind) {
    match value {
        tree::Value::Text(text) => (text.text.as_str().into(), ValueKind::Text),
        tree::Value::Number(word) => (word.text.clone(), ValueKind::Number),
        tree::Value::Subject(subject) => (plain_subject(subject), ValueKind::Word),
        tree::Value::At(word, subject) => {
            (smol_str::format_smolstr!("{}@{}", word.text, plain_subject(subject)), ValueKind::Word)
        }
        tree::Value::List(..) => (SmolStr::default(), ValueKind::Text),
    }
}

/// A subject as it is written.
pub(super) fn plain_subject(subject: &Subject) -> SmolStr {
    match subject {
        Subject::Name(word) => word.text.clone(),
        Subject::Flow(from, arrow, to) => smol_str::format_smolstr!("{}{}{}", from.text, arrow.as_str(), to.text),
        Subject::Tag(word) => smol_str::format_smolstr!("#{}", word.text),
        Subject::All(_) => "*".into(),
    }
}

/// Ports, catalogue ids, weights, steps.
fn is_number(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_percent(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(|digits| digits.parse::<u8>().is_ok_and(|percent| percent <= 100))
}

fn is_date(text: &str) -> bool {
    Date::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_end_at_a_hundred() {
        assert!(is_percent("85%") && !is_percent("185%") && !is_percent("85"));
    }
}
