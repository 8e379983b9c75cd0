//! Places in files, as SARIF writes them.

use serde_json::{Value, json};

use crate::base::source::{SourceMap, Span};
use crate::findings::region;

/// The location of a span.
pub(super) fn location(sources: &SourceMap, span: Span) -> Value {
    json!({ "physicalLocation": physical(sources, span) })
}

/// The location of a span that explains another, with what is to be said there.
pub(super) fn related(sources: &SourceMap, span: Span, id: usize, text: &str) -> Value {
    let text = if text.is_empty() { "see also" } else { text };
    json!({ "id": id, "physicalLocation": physical(sources, span), "message": { "text": text } })
}

fn physical(sources: &SourceMap, span: Span) -> Value {
    json!({ "artifactLocation": artifact(sources.file(span.file).path.as_str()), "region": region_of(sources, span) })
}

/// The first line of a file: for what concerns the file as a whole.
pub(super) fn whole_file(path: &str) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(path), "region": { "startLine": 1 } } })
}

pub(super) fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path) })
}

pub(super) fn region_of(sources: &SourceMap, span: Span) -> Value {
    let region = region(sources.file(span.file), span, true);
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

/// A path as a URI reference: relative where the path is, else with the scheme `file`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if path.get(1..3) == Some(":/") {
        uri.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("lib/größe 1.threat"), "lib/gr%C3%B6%C3%9Fe%201.threat");
        assert_eq!(uri("/home/a/b.threat"), "file:///home/a/b.threat");
        assert_eq!(uri("C:\\models\\b.threat"), "file:///C%3A/models/b.threat");
        assert_eq!(uri("a:b.threat"), "a%3Ab.threat");
    }
}
