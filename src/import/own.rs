//! Our own JSON (`docs/model.schema.json`): the statements of each file as text again.

use serde_json::{Map, Value as Json};

use super::draft::Written;
use super::{Draft, Reader, Refusal, json};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::format;

pub(super) const READER: Reader =
    Reader { name: "json", title: "threatline's own JSON", endings: &["json"], recognises, read };

/// What stands in front of the number of a form.
const FORM: &str = "threatline-model-";
/// The form that is read.
const KNOWN: &str = "threatline-model-1";

fn recognises(text: &str) -> bool {
    text.trim_start().starts_with('{') && text.get(..text.len().min(400)).unwrap_or(text).contains(FORM)
}

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = json::parse(text)?;
    match json::string(&json, "/form").as_str() {
        KNOWN => {}
        "" => return Err(Refusal::new(format!("it has no `form`; `{KNOWN}` is read"))),
        form => return Err(Refusal::new(format!("its form is `{form}`; `{KNOWN}` is read"))),
    }
    let mut written = Written::default();
    for (at, file) in json::list(&json, "/files").iter().enumerate() {
        let path = json::string(file, "/path");
        let text = self::file(&path, file)?;
        if at == 0 {
            written.root = text;
        } else {
            written.beside.push((checked(&path)?, text));
        }
    }
    if written.root.is_empty() {
        return Err(Refusal::new("it has no `files`, in which the statements of the model stand"));
    }
    let lock = json::strings(&json, "/lock");
    written.lock = (!lock.is_empty()).then(|| lock.join("\n") + "\n");
    Ok(Draft { title: json::string(&json, "/title"), written: Some(written), ..Draft::default() })
}

/// A path below the folder of the root file, and nowhere else.
fn checked(path: &str) -> Result<String, Refusal> {
    let bad = path.is_empty()
        || path.contains(['\\', ':', '\0'])
        || path.split('/').any(|part| matches!(part, "" | "." | ".."));
    match bad {
        true => Err(Refusal::new(format!(
            "the file `{path}` does not lie below the folder of the root file, and nothing is written elsewhere"
        ))),
        false => Ok(path.to_owned()),
    }
}

fn file(path: &str, file: &Json) -> Result<String, Refusal> {
    let mut writer = Writer::default();
    let shebang = json::string(file, "/shebang");
    if shebang.starts_with("#!") && !shebang.contains('\n') {
        writer.out.push_str(&format!("{shebang}\n"));
    }
    writer.statements(json::list(file, "/statements"))?;
    let mut sources = SourceMap::default();
    let id = sources.add(path, writer.out.as_str());
    let formatted = format::format(&sources, id);
    match formatted.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(error) => {
            Err(Refusal::new(format!("a statement of `{path}` is none of the language: {}", cause(&sources, error))))
        }
        None => Ok(formatted.text),
    }
}

fn cause(sources: &SourceMap, error: &Diagnostic) -> String {
    let line = error.span().map(|span| {
        let file = sources.file(span.file);
        file.line(file.line_at(span.start)).trim()
    });
    format!("{}, in `{}`", error.message, line.unwrap_or_default())
}

#[derive(Default)]
struct Writer {
    out: String,
}

impl Writer {
    fn statements(&mut self, statements: &[Json]) -> Result<(), Refusal> {
        let mut last = String::new();
        for (at, statement) in statements.iter().enumerate() {
            let Some(fields) = statement.as_object() else {
                return Err(Refusal::new(format!("a statement is `{}`, not an object", json::scalar(statement))));
            };
            if let Some(comment) = fields.get("comment").and_then(Json::as_str) {
                self.comment(comment, json::flag(statement, "/beside"));
                continue;
            }
            let keyword = group(fields);
            let tall = fields.contains_key("doc") || fields.contains_key("statements");
            if at > 0 && (tall || keyword != last) && keyword != "attribute" {
                self.blank();
            }
            last = if fields.contains_key("statements") { String::new() } else { keyword };
            self.statement(fields)?;
        }
        Ok(())
    }

    /// A blank line in front of what comes, unless a comment about it stands there.
    fn blank(&mut self) {
        let line = self.out.trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
        if !line.starts_with("//") && !line.ends_with("*/") {
            self.out.push('\n');
        }
    }

    fn comment(&mut self, comment: &str, beside: bool) {
        let block = comment.starts_with("/*") && comment.find("*/") == Some(comment.len().saturating_sub(2));
        let line = comment.starts_with("//") && !comment.starts_with("///") && !comment.contains(['\n', '\r']);
        let text = if block || line {
            comment.to_owned()
        } else {
            format!("// {}", comment.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        if beside && self.out.ends_with('\n') && !self.out.trim_end().ends_with('{') {
            self.out.pop();
            self.out.push_str(&format!(" {text}\n"));
        } else {
            self.out.push_str(&format!("\n{text}\n"));
        }
    }

    fn statement(&mut self, fields: &Map<String, Json>) -> Result<(), Refusal> {
        for line in text(fields, "doc").into_iter().flat_map(str::lines) {
            self.out.push_str(format!("/// {line}").trim_end());
            self.out.push('\n');
        }
        if let Some(condition) = text(fields, "when") {
            self.out.push_str(&format!("when {condition}\n"));
            return Ok(());
        }
        if let Some(name) = text(fields, "attribute") {
            self.out.push_str(&format!("{} = {}\n", bare(name)?, values(fields)?.join(", ")));
            return Ok(());
        }
        let header = header(fields)?;
        self.out.push_str(&header);
        if let Some(statements) = fields.get("statements").and_then(Json::as_array) {
            self.out.push_str(" {\n");
            self.statements(statements)?;
            self.out.push('}');
        }
        self.out.push('\n');
        Ok(())
    }
}

/// What statements that belong together have in common.
fn group(fields: &Map<String, Json>) -> String {
    match text(fields, "keyword") {
        Some("actor" | "external" | "process" | "store") => "element".to_owned(),
        Some(keyword) => keyword.to_owned(),
        None if fields.contains_key("flow") => "flow".to_owned(),
        None => "attribute".to_owned(),
    }
}

/// Everything of a statement in front of its block.
fn header(fields: &Map<String, Json>) -> Result<String, Refusal> {
    let mut words: Vec<String> = Vec::new();
    match (text(fields, "keyword"), fields.get("flow").and_then(Json::as_array), text(fields, "text")) {
        (Some(keyword), ..) => {
            words.push(bare(keyword)?);
            words.extend(text(fields, "name").map(bare).transpose()?);
        }
        (_, Some(chain), _) => {
            words.extend(text(fields, "id").map(|id| bare(id).map(|id| format!("{id}:"))).transpose()?);
            for link in chain {
                words.push(link_text(link)?);
            }
        }
        (_, _, Some(prose)) => words.push(quoted(prose)),
        _ => {
            let known: Vec<&str> = fields.keys().map(String::as_str).collect();
            return Err(Refusal::new(format!(
                "a statement has none of `keyword`, `flow`, `attribute`, `text`, `when` and `comment`, only `{}`",
                known.join("`, `")
            )));
        }
    }
    words.extend(text(fields, "is").map(|ty| bare(ty).map(|ty| format!("is {ty}"))).transpose()?);
    words.extend(text(fields, "label").map(quoted));
    let strings = |name: &str| fields.get(name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    let on = strings("on").map(bare).collect::<Result<Vec<_>, _>>()?;
    if !on.is_empty() {
        words.push(format!("on {}", on.join(", ")));
    }
    words.extend(text(fields, "via").map(|ty| bare(ty).map(|ty| format!("via {ty}"))).transpose()?);
    for tag in strings("tags") {
        words.push(format!("#{}", bare(tag)?));
    }
    for attribute in fields.get("attributes").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_object)
    {
        words.push(format!("{}={}", bare(text(attribute, "name").unwrap_or(""))?, values(attribute)?.join(",")));
    }
    Ok(words.join(" "))
}

/// The names at an end of a flow, or the arrow between two ends.
fn link_text(link: &Json) -> Result<String, Refusal> {
    match link {
        Json::Array(names) => {
            let names = names.iter().filter_map(Json::as_str).map(bare).collect::<Result<Vec<_>, _>>()?;
            Ok(names.join(", "))
        }
        link => bare(&json::scalar(link)),
    }
}

fn values(attribute: &Map<String, Json>) -> Result<Vec<String>, Refusal> {
    attribute.get("values").and_then(Json::as_array).into_iter().flatten().map(value).collect()
}

fn value(value: &Json) -> Result<String, Refusal> {
    match value {
        Json::Array(values) => {
            Ok(format!("[{}]", values.iter().map(self::value).collect::<Result<Vec<_>, _>>()?.join(", ")))
        }
        Json::Object(object) => Ok(quoted(text(object, "text").unwrap_or(""))),
        scalar => bare(&json::scalar(scalar)),
    }
}

fn text<'j>(fields: &'j Map<String, Json>, name: &str) -> Option<&'j str> {
    fields.get(name).and_then(Json::as_str)
}

/// A word, a number, or what names a place: nothing that could begin a text, a block or another statement.
fn bare(word: &str) -> Result<String, Refusal> {
    let fits = |c: char| {
        c.is_alphanumeric()
            || "_-.%@#*:+<>/ \u{200c}\u{200d}\u{00b7}".contains(c)
            || !(c.is_ascii() || c.is_whitespace() || c.is_control())
    };
    match !word.is_empty() && word.chars().all(fits) && !word.contains("//") {
        true => Ok(word.to_owned()),
        false => Err(Refusal::new(format!("`{}` stands where a word belongs", crate::base::text::one_line(word)))),
    }
}

/// A text that reads as exactly what it is; of several lines where these come back as they are.
fn quoted(text: &str) -> String {
    let block = text.contains('\n') && text.lines().all(|line| line.trim_end() == line && !line.contains('\t'));
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if block => out.push_str("\n  "),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if hidden(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    if block { format!("\"\"\"\n  {out}\n  \"\"\"") } else { format!("\"{out}\"") }
}

/// Characters that may stand in a text only as escapes.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
