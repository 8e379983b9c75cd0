//! Words that say everything there is to say: nothing stands beside them.

use super::Resolver;
use super::names::data_in;
use super::scope::ScopeId;
use crate::base::diagnostic::Diagnostic;
use crate::schema::{self, Attribute, Expects};
use crate::syntax::tree::{self, Subject, Value};

/// The word of a vocabulary, and of lists of data, for "there is none".
const NONE: &str = "none";

impl Resolver<'_> {
    /// Reports E0209 for `none`, `unknown` and `not-applicable` beside other values.
    pub(super) fn check_alone(&mut self, row: &Attribute, attribute: &tree::Attribute, scope: ScopeId) {
        if !row.many || matches!(attribute.values.as_slice(), [] | [Value::Subject(_)]) {
            return;
        }
        let has_none = match row.expects {
            Expects::Data => true,
            Expects::Word(name) => schema::vocabulary(name).is_some_and(|known| known.find(NONE).is_some()),
            _ => return,
        };
        let mut words = Value::flat(&attribute.values).filter_map(|value| match value {
            Value::Subject(Subject::Name(word)) => Some(word),
            _ => None,
        });
        let says_all = |word: &str| schema::always(word).is_some() || (has_none && word.eq_ignore_ascii_case(NONE));
        let is_data =
            |word: &str| row.expects == Expects::Data && self.scopes.find(scope, word, data_in).any().is_some();
        let alone = words.find(|word| says_all(&word.text) && !is_data(&word.text));
        if let Some(word) = alone.filter(|_| Value::flat(&attribute.values).nth(1).is_some()) {
            let message = format!("`{}` stands alone, and `{}` has other values as well", word.text, row.name);
            let help = "delete it, or the other values";
            self.report(Diagnostic::error("E0209", word.span, message).help(help));
        }
    }
}
