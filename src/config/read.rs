//! From the text of the project file to what it says, with everything that is wrong about it.

use camino::Utf8Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use super::keys::{KEYS, Key, Kind, Setting};
use super::levels::{Pick, Side};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::source::{FileId, SourceMap, Span};
use crate::base::text;

type Entry<'a, 'i> = (&'a Spanned<toml::de::DeString<'i>>, &'a Spanned<DeValue<'i>>);

/// Reads a project file. Where something is wrong, the rest still counts; a file that is not TOML says nothing.
pub fn read(sources: &SourceMap, file: FileId) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader { file, config: Config::default(), diagnostics: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(&sources.file(file).text);
    match errors.first() {
        Some(error) => {
            let range = error.span().unwrap_or(0..0);
            let message = format!("this is not TOML: {}", error.message());
            let help = "a text stands in quotes, `fail-on = \"high\"`, a list in brackets, `deny = [\"W0301\"]`, the name of a table as well, `[check]`";
            reader.diagnostics.push(Diagnostic::error("E0411", reader.span(range), message).help(help));
        }
        None => reader.table("", document.get_ref()),
    }
    reader.contradictions(&document);
    diagnostic::sort(&mut reader.diagnostics);
    (reader.config, reader.diagnostics)
}

struct Reader {
    file: FileId,
    config: Config,
    diagnostics: Vec<Diagnostic>,
}

/// Why a value is wrong, and where in it.
struct Wrong {
    span: Span,
    message: String,
    help: Option<String>,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn table(&mut self, table: &str, entries: &DeTable<'_>) {
        for (name, value) in entries {
            let known = KEYS.iter().find(|key| key.table == table && key.name == name.get_ref().as_ref());
            match (known, value.get_ref()) {
                (Some(key), _) => self.key(key, value),
                (None, DeValue::Table(inner)) if table.is_empty() && is_table(name.get_ref()) => {
                    self.table(name.get_ref(), inner);
                }
                (None, _) if table.is_empty() && is_table(name.get_ref()) => {
                    let message = format!("`{}` is a table", name.get_ref());
                    let help = format!("write `[{}]`, and its keys below", name.get_ref());
                    self.diagnostics.push(Diagnostic::error("E0411", self.span(value.span()), message).help(help));
                }
                (None, _) => self.unknown(table, (name, value)),
            }
        }
    }

    fn key(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) {
        match self.setting(key, value) {
            Ok(setting) => (key.store)(&mut self.config, setting),
            Err(wrong) => self.diagnostics.extend(wrong.into_iter().map(|wrong| {
                let takes = || format!("`{}` takes {}", key.name, key.kind.describe());
                Diagnostic::error("E0411", wrong.span, wrong.message).help(wrong.help.unwrap_or_else(takes))
            })),
        }
    }

    /// The value as its key takes it, or everything that is wrong with it.
    fn setting(&self, key: &Key, value: &Spanned<DeValue<'_>>) -> Result<Setting, Vec<Wrong>> {
        let span = self.span(value.span());
        let wrong = |message: String| vec![Wrong { span, message, help: None }];
        let takes = || wrong(format!("`{}` does not take {}", key.name, what(value.get_ref())));
        match (key.kind, value.get_ref()) {
            (Kind::Path, DeValue::String(path)) => inside(path).map(Setting::Path).map_err(wrong),
            (Kind::Text, DeValue::String(text)) => Ok(Setting::Text(text.as_ref().to_owned())),
            (Kind::Word(words), DeValue::String(word)) => {
                one_of(words, word, span).map(Setting::Word).map_err(|wrong| vec![wrong])
            }
            (Kind::Number(least, most), DeValue::Integer(number)) => {
                let parsed = u32::from_str_radix(number.as_str(), number.radix()).ok();
                let fits = parsed.filter(|number| (least..=most).contains(number));
                fits.map(Setting::Number).ok_or_else(|| wrong(format!("{} is out of range", number.as_str())))
            }
            (Kind::Words(words), DeValue::Array(_)) => {
                self.each(value, |word, span| one_of(words, word, span)).map(Setting::Words)
            }
            (Kind::Codes(side), DeValue::Array(_)) => {
                self.each(value, |word, span| pick(word, side, span)).map(Setting::Codes)
            }
            _ => Err(takes()),
        }
    }

    /// The texts of a list, each read in its way.
    fn each<T>(
        &self,
        list: &Spanned<DeValue<'_>>,
        read: impl Fn(&str, Span) -> Result<T, Wrong>,
    ) -> Result<Vec<T>, Vec<Wrong>> {
        let items = list.get_ref().as_array().into_iter().flat_map(|items| items.iter());
        let (mut values, mut wrong) = (Vec::new(), Vec::new());
        for item in items {
            let span = self.span(item.span());
            let result = match item.get_ref() {
                DeValue::String(word) => read(word, span),
                other => Err(Wrong { span, message: format!("{} cannot stand in this list", what(other)), help: None }),
            };
            match result {
                Ok(value) => values.push(value),
                Err(problem) => wrong.push(problem),
            }
        }
        if wrong.is_empty() { Ok(values) } else { Err(wrong) }
    }

    /// E0410, with the key that was probably meant.
    fn unknown(&mut self, table: &str, (name, value): Entry<'_, '_>) {
        let word = name.get_ref().as_ref();
        let is_new_table = table.is_empty() && matches!(value.get_ref(), DeValue::Table(_));
        let what = if is_new_table { "table" } else { "key" };
        let within = if table.is_empty() { String::new() } else { format!(" in `[{table}]`") };
        let siblings: Vec<&str> = if is_new_table {
            tables()
        } else {
            KEYS.iter().filter(|key| key.table == table).map(|key| key.name).collect()
        };
        let elsewhere = KEYS.iter().find(|key| key.name == word && !is_new_table);
        let help = match (text::did_you_mean(word, siblings.iter().copied()), elsewhere) {
            (_, Some(key)) if key.table.is_empty() => format!("`{word}` stands at the top of the file"),
            (_, Some(key)) => format!("`{word}` belongs into `[{}]`", key.table),
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, None) => {
                let known: Vec<String> = siblings.iter().map(|name| format!("`{name}`")).collect();
                let (verb, plural) = if known.len() == 1 { ("is", "") } else { ("are", "s") };
                format!("the {what}{plural} here {verb} {}", text::and_list(&known))
            }
        };
        let span = self.span(name.span());
        self.diagnostics.push(Diagnostic::error("E0410", span, format!("unknown {what} `{word}`{within}")).help(help));
    }

    /// One code cannot be allowed and denied at once.
    fn contradictions(&mut self, document: &Spanned<DeTable<'_>>) {
        let Some((pick, first, second)) = self.config.levels.contradiction() else { return };
        let place = |side: Side| {
            let check = document.get_ref().get("check")?.get_ref().as_table()?;
            let items = check.get(side.as_str())?.get_ref().as_array()?;
            let item = items.iter().find(|item| {
                item.get_ref().as_str().is_some_and(|word| Pick::parse(word, side).is_ok_and(|found| found == pick))
            })?;
            Some(self.span(item.span()))
        };
        let (Some(first_span), Some(second_span)) = (place(first), place(second)) else { return };
        let message = format!("`{pick}` is in `{}` and in `{}`", first.as_str(), second.as_str());
        self.diagnostics.push(
            Diagnostic::error("E0411", second_span, message)
                .label(first_span, "and here")
                .help("leave it in one of them"),
        );
    }
}

fn is_table(name: &str) -> bool {
    !name.is_empty() && KEYS.iter().any(|key| key.table == name)
}

/// The names of the tables, each once.
fn tables() -> Vec<&'static str> {
    let mut tables: Vec<&str> = KEYS.iter().map(|key| key.table).filter(|table| !table.is_empty()).collect();
    tables.dedup();
    tables
}

/// A path that stays inside the project.
fn inside(written: &str) -> Result<camino::Utf8PathBuf, String> {
    let path = Utf8Path::new(written);
    if written.is_empty() {
        return Err("the path is empty".into());
    }
    if path.is_absolute() || written.contains("://") {
        return Err(format!("`{written}` is not relative to the project"));
    }
    if path.components().any(|part| part.as_str() == "..") {
        return Err(format!("`{written}` leaves the project"));
    }
    Ok(path.to_owned())
}

fn one_of(words: &'static [&'static str], word: &str, span: Span) -> Result<&'static str, Wrong> {
    words.iter().copied().find(|known| *known == word).ok_or_else(|| {
        let near = text::did_you_mean(word, words.iter().copied());
        let help = near.map(|near| format!("did you mean `{near}`?"));
        Wrong { span, message: format!("`{word}` is not known here"), help }
    })
}

fn pick(word: &str, side: Side, span: Span) -> Result<Pick, Wrong> {
    Pick::parse(word, side).map_err(|problem| Wrong { span, message: problem.message, help: problem.help })
}

/// What a value is, in words.
fn what(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
