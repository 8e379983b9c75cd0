//! Source files, spans in them, and the way from a byte offset to a line and a column.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::arena::Arena;
use crate::typed_id;

typed_id! {
    /// A file of a [`SourceMap`].
    FileId
}

/// A range of bytes in one file; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// From the start of this span to the end of `other`, which lies behind it in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { end: self.end.max(other.end), ..self }
    }

    /// The bytes as a range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span in front of this one.
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span behind this one.
    pub fn at_end(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in UTF-16 code units, from 1: what editors count.
    pub column_utf16: usize,
}

/// One file's path and text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as it is shown to the user: relative to where the run started, or `<stdin>`, or `<prelude>`.
    pub path: Utf8PathBuf,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    /// Whether the file is part of the tool (prelude, rule library) and not of the user's model.
    pub embedded: bool,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// The line and column of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_at(offset);
        let offset = (offset as usize).min(self.text.len());
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let before = self.text.get(start..offset).unwrap_or("");
        Position { line, column: before.chars().count() + 1, column_utf16: before.encode_utf16().count() + 1 }
    }

    /// The line (from 1) of a byte offset, however long that line is.
    pub fn line_at(&self, offset: u32) -> usize {
        let offset = (offset as usize).min(self.text.len());
        self.line_starts.partition_point(|&start| start as usize <= offset).max(1)
    }

    /// The text of a line (from 1) without its line end.
    pub fn line(&self, line: usize) -> &str {
        let start = self.line_starts.get(line.wrapping_sub(1)).copied().unwrap_or(u32::MAX) as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The bytes of a line (from 1), its line end included.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = |line: usize| self.line_starts.get(line.wrapping_sub(1)).map(|&start| start as usize);
        let first = start(line).unwrap_or(self.text.len());
        first..start(line + 1).unwrap_or(self.text.len())
    }

    /// Number of lines.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// All files of a run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Arena<FileId, SourceFile>,
}

impl SourceMap {
    /// Adds a file of the user's and returns its id.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        self.insert(path.into(), text.into(), false)
    }

    /// Adds a file that is part of the tool.
    pub fn add_embedded(&mut self, path: &str, text: &'static str) -> FileId {
        self.insert(path.into(), text.into(), true)
    }

    fn insert(&mut self, path: Utf8PathBuf, text: Arc<str>, embedded: bool) -> FileId {
        // A line ends with LF, CR LF or CR.
        let bytes = text.as_bytes();
        let next_starts = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes.get(at..at + 2) != Some(b"\r\n"))
            .map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let line_starts = std::iter::once(0).chain(next_starts).collect();
        self.files.push(SourceFile { path, text, embedded, line_starts })
    }

    /// The file of an id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id]
    }

    /// All files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter()
    }

    /// The file with this path.
    pub fn find(&self, path: &Utf8Path) -> Option<FileId> {
        self.files.iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// `file:line:column` of a span's start.
    pub fn place(&self, span: Span) -> String {
        let file = self.file(span.file);
        let at = file.position(span.start);
        format!("{}:{}:{}", file.path, at.line, at.column)
    }

    /// `file:line` of a span's start.
    pub fn line_of(&self, span: Span) -> String {
        let file = self.file(span.file);
        format!("{}:{}", file.path, file.position(span.start).line)
    }
}
