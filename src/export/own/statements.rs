//! The author's files, statement by statement: everything that they say, and the comments between, without their layout.

use serde_json::{Map, Value as Json, json};

use crate::base::source::{SourceMap, Span};
use crate::pipeline::Outcome;
use crate::syntax::tree::{
    Arrow, Attribute, Block, Comment, Declaration, FlowStatement, HasParts, Item, Part, Prose, Statement, Subject,
    Tree, Value, Word,
};

/// The files of a model, the root first; their paths as seen from the folder of the root.
pub(super) fn files(outcome: &Outcome) -> Vec<Json> {
    let root = outcome.trees.first().map(|tree| outcome.sources.file(tree.file).path.clone());
    let folder = root.as_deref().and_then(|path| path.parent()).map(camino::Utf8Path::to_owned).unwrap_or_default();
    let file = |tree: &Tree| {
        let path = &outcome.sources.file(tree.file).path;
        let mut writer = Writer { sources: &outcome.sources, comments: &tree.comments };
        let statements = writer.items(&tree.items, None);
        let mut file = Map::new();
        file.insert("path".into(), json!(path.strip_prefix(&folder).unwrap_or(path).as_str()));
        if let Some(span) = tree.shebang {
            file.insert("shebang".into(), json!(outcome.sources.text(span).trim_end()));
        }
        file.insert("statements".into(), Json::Array(statements));
        Json::Object(file)
    };
    outcome.trees.iter().map(file).collect()
}

struct Writer<'a> {
    sources: &'a SourceMap,
    /// The comments that are not written yet, in order.
    comments: &'a [Comment],
}

impl Writer<'_> {
    /// Statements with the comments between them, up to the end of their block.
    fn items(&mut self, items: &[Item], end: Option<Span>) -> Vec<Json> {
        let mut out = Vec::new();
        let mut before: Option<Span> = None;
        for item in items {
            let start = item.doc.as_ref().map_or(item.span, |doc| doc.span);
            self.comments_before(start.start, before, &mut out);
            out.push(Json::Object(self.item(item)));
            before = Some(item.span);
        }
        self.comments_before(end.map_or(u32::MAX, |end| end.end), before, &mut out);
        out
    }

    fn comments_before(&mut self, start: u32, before: Option<Span>, out: &mut Vec<Json>) {
        while let Some((comment, rest)) = self.comments.split_first().filter(|(comment, _)| comment.span.start < start)
        {
            self.comments = rest;
            let file = self.sources.file(comment.span.file);
            let text =
                flush(self.sources.text(comment.span), file.position(comment.span.start).column.saturating_sub(1));
            let line = file.line_at(comment.span.start);
            let beside = before.is_some_and(|before| file.line_at(before.end) == line);
            out.push(if beside { json!({ "comment": text, "beside": true }) } else { json!({ "comment": text }) });
        }
    }

    fn item(&mut self, item: &Item) -> Map<String, Json> {
        let mut out = match &item.statement {
            Statement::Declaration(declaration) => self.declaration(declaration),
            Statement::Flow(flow) => self.flow(flow),
            Statement::Attribute(attribute) => one("attribute", json!(attribute.name.text), attribute),
            Statement::Prose(prose) => self.prose(prose),
            Statement::When(condition) => {
                let text = self.sources.text(condition.expr.span);
                Map::from_iter([("when".into(), json!(text.split_whitespace().collect::<Vec<_>>().join(" ")))])
            }
        };
        if let Some(doc) = &item.doc {
            out.insert("doc".into(), json!(doc.text));
        }
        out
    }

    fn declaration(&mut self, declaration: &Declaration) -> Map<String, Json> {
        let mut out = Map::from_iter([("keyword".into(), json!(declaration.keyword.text))]);
        if let Some(name) = &declaration.name {
            out.insert("name".into(), json!(name.text));
        }
        self.rest(declaration, &mut out);
        out
    }

    /// A flow: its ends, with an arrow between each two of them.
    fn flow(&mut self, flow: &FlowStatement) -> Map<String, Json> {
        let names = |words: &[Word]| json!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>());
        let mut chain: Vec<Json> = Vec::new();
        for (at, ends) in flow.ends.iter().enumerate() {
            chain.push(names(ends));
            chain.extend(flow.arrows.get(at).map(|(arrow, _)| json!(sign(*arrow))));
        }
        let mut out = Map::from_iter([("flow".into(), Json::Array(chain))]);
        if let Some(id) = &flow.id {
            out.insert("id".into(), json!(id.text));
        }
        self.rest(flow, &mut out);
        out
    }

    fn prose(&mut self, prose: &Prose) -> Map<String, Json> {
        let mut out = Map::from_iter([("text".into(), json!(prose.text.text))]);
        self.rest(prose, &mut out);
        out
    }

    /// What follows the name, and the block.
    fn rest(&mut self, statement: &impl HasParts, out: &mut Map<String, Json>) {
        let mut attributes: Vec<Json> = Vec::new();
        let (mut tags, mut on) = (Vec::new(), Vec::new());
        for part in statement.parts() {
            match part {
                Part::Label(text) => drop(out.insert("label".into(), json!(text.text))),
                Part::Is(word, _) => drop(out.insert("is".into(), json!(word.text))),
                Part::Via(word, _) => drop(out.insert("via".into(), json!(word.text))),
                Part::Tag(word) => tags.push(json!(word.text.trim_start_matches('#'))),
                Part::On(subjects, _) => on.extend(subjects.iter().map(|subject| json!(subject_text(subject)))),
                Part::Attribute(attribute) => {
                    attributes.push(Json::Object(one("name", json!(attribute.name.text), attribute)));
                }
            }
        }
        for (name, values) in [("on", on), ("tags", tags), ("attributes", attributes)] {
            if !values.is_empty() {
                out.insert(name.into(), Json::Array(values));
            }
        }
        if let Some(Block { items, span }) = statement.block() {
            let statements = self.items(items, Some(*span));
            out.insert("statements".into(), Json::Array(statements));
        }
    }
}

/// A comment whose lines begin where its first one does.
fn flush(comment: &str, column: usize) -> String {
    let mut lines = comment.trim_end().lines();
    let first = lines.next().unwrap_or("").to_owned();
    let rest = lines.map(|line| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        format!("\n{}", line.get(blanks.min(column)..).unwrap_or("").trim_end())
    });
    std::iter::once(first).chain(rest).collect()
}

fn one(key: &str, name: Json, attribute: &Attribute) -> Map<String, Json> {
    let values = attribute.values.iter().map(value).collect();
    Map::from_iter([(key.to_owned(), name), ("values".into(), Json::Array(values))])
}

/// A word, number or name is a string; a text is an object, so that nobody takes one for the other.
fn value(value: &Value) -> Json {
    match value {
        Value::Subject(subject) => json!(subject_text(subject)),
        Value::Text(text) => json!({ "text": text.text }),
        Value::Number(word) => json!(word.text),
        Value::At(word, subject) => json!(format!("{}@{}", word.text, subject_text(subject))),
        Value::List(values, _) => Json::Array(values.iter().map(self::value).collect()),
    }
}

fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Name(word) => word.text.to_string(),
        Subject::Flow(from, arrow, to) => format!("{} {} {}", from.text, sign(*arrow), to.text),
        Subject::Tag(word) => format!("#{}", word.text.trim_start_matches('#')),
        Subject::All(_) => "*".to_owned(),
    }
}

fn sign(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Right => "->",
        Arrow::Left => "<-",
        Arrow::Both => "<->",
    }
}
