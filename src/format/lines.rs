//! Pieces to lines: where a line breaks, how far it is indented, what stands on it.

use super::pieces::{Kind, Piece, STEP};
use super::roles::{Class, Column, Context, Roles};
use super::{quotes, spacing};
use crate::base::text;

/// A part of a line that may be aligned with a part of other lines.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// What it is.
    pub kind: Option<Column>,
    /// The column in which it stands.
    pub column: Option<Column>,
    pub text: String,
    /// Blanks in front of it.
    pub gap: usize,
    /// How far behind its start the place lies that is aligned.
    pub anchor: usize,
    /// That place in the source, in character cells.
    pub source: usize,
    /// Whether more than one blank stands in front of it in the source.
    pub padded: bool,
}

impl Cell {
    fn new(piece: &Piece<'_>, text: String, column: Option<Column>) -> Self {
        let by_its_end = matches!(column, Some(Column::Arrow | Column::Between));
        let anchor = if by_its_end { text::width(&text) } else { 0 };
        Self { kind: column.clone(), column, text, gap: 1, anchor, source: piece.column + anchor, padded: piece.padded }
    }

    pub(super) fn width(&self) -> usize {
        text::width(&self.text)
    }
}

/// What a line is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// The start of a statement, and nothing but this statement.
    Row(Class),
    /// Comments and nothing else.
    Comment,
    /// The inside of a list or a condition.
    Inner,
    /// Anything else.
    Other,
}

/// A line of the result; texts and comments in it may have line breaks of their own.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub kind: LineKind,
    pub indent: usize,
    pub blank_before: bool,
    pub cells: Vec<Cell>,
    /// The comments at its end.
    pub comment: Option<Cell>,
    /// Whether its statement goes on in the next line: a list or a condition that is still open.
    pub goes_on: bool,
}

impl Line {
    /// Where its last cell ends.
    pub(super) fn end(&self) -> usize {
        self.indent + self.cells.iter().map(|cell| cell.gap + cell.width()).sum::<usize>()
    }

    /// Whether a text or comment breaks it.
    pub(super) fn is_broken(&self) -> bool {
        self.cells.iter().chain(&self.comment).any(|cell| cell.text.contains('\n'))
    }
}

/// The lines of a file; `behind` says whether a line stands in front of them.
pub(super) fn lines(pieces: &[Piece<'_>], roles: &Roles, behind: bool) -> Vec<Line> {
    let mut builder = Builder {
        pieces,
        roles,
        lines: Vec::new(),
        depth: 0,
        line_depth: 0,
        brackets: Vec::new(),
        newlines: 0,
        ended: true,
        wants_break: false,
        opened: !behind,
        semicolon: false,
        last: None,
    };
    for (at, piece) in pieces.iter().enumerate() {
        builder.add(at, piece);
    }
    builder.lines
}

struct Builder<'a> {
    pieces: &'a [Piece<'a>],
    roles: &'a Roles,
    /// The last one is being written.
    lines: Vec<Line>,
    /// Blocks around.
    depth: usize,
    /// Blocks around the start of the line.
    line_depth: usize,
    /// The line of each bracket that is open.
    brackets: Vec<usize>,
    /// Line ends since the last piece.
    newlines: usize,
    /// Whether the source line has ended.
    ended: bool,
    /// Whether the next piece has to start a line, though the source line goes on.
    wants_break: bool,
    /// Whether the last piece opened a block or list of several lines, or nothing stands in front.
    opened: bool,
    /// Whether a `;` has been read that another statement may follow on the line.
    semicolon: bool,
    /// The last piece that is no end of a line or statement.
    last: Option<&'a Piece<'a>>,
}

impl<'a> Builder<'a> {
    fn add(&mut self, at: usize, piece: &'a Piece<'a>) {
        match piece.kind {
            Kind::LineEnd => {
                self.newlines += 1;
                self.ended = true;
            }
            Kind::Semicolon => {
                self.semicolon = self.brackets.is_empty() && self.last.is_some_and(|last| last.kind != Kind::OpenBrace);
            }
            kind if kind.is_comment() && piece.last && !self.ended => self.trailing(piece),
            _ => self.place(at, piece),
        }
    }

    /// Adds a comment to the end of the current line.
    fn trailing(&mut self, piece: &'a Piece<'a>) {
        let text = quotes::comment(piece, None);
        self.newlines = 0;
        let Some(line) = self.lines.last_mut() else { return };
        match &mut line.comment {
            Some(comment) => {
                comment.text.push(' ');
                comment.text.push_str(&text);
            }
            None => line.comment = Some(Cell::new(piece, text, None)),
        }
    }

    fn place(&mut self, at: usize, piece: &'a Piece<'a>) {
        if piece.kind.closes() && piece.long || piece.kind == Kind::Doc {
            self.wants_break = true;
        }
        if piece.kind == Kind::CloseBrace {
            self.depth = self.depth.saturating_sub(1);
        }
        if self.ended || self.wants_break {
            self.start_line(at, piece);
        }
        self.write(piece);
        self.update(piece);
    }

    fn start_line(&mut self, at: usize, piece: &Piece<'_>) {
        let goes_on = !self.brackets.is_empty();
        if let Some(line) = self.lines.last_mut() {
            line.goes_on = goes_on;
        }
        let kind = match self.roles.statement(piece.start) {
            _ if goes_on => LineKind::Inner,
            _ if piece.kind == Kind::Doc || piece.kind.is_comment() && piece.last => LineKind::Comment,
            Some(class) => LineKind::Row(class),
            None => LineKind::Other,
        };
        self.line_depth = self.depth;
        let line = Line {
            kind,
            indent: STEP * (self.depth + self.open_lines(at)),
            blank_before: self.newlines > 1 && !self.opened && !piece.kind.closes(),
            cells: Vec::new(),
            comment: None,
            goes_on: false,
        };
        self.lines.push(line);
        self.ended = false;
        self.wants_break = false;
        self.semicolon = false;
    }

    /// Lines with brackets that are still open behind the closing ones at `at`.
    fn open_lines(&self, at: usize) -> usize {
        let closing = self.pieces.iter().skip(at).take_while(|piece| piece.kind.closes()).count();
        let open = self.brackets.len().saturating_sub(closing);
        let mut lines = self.brackets.get(..open).unwrap_or(&[]).to_vec();
        lines.dedup();
        lines.len()
    }

    /// Writes a piece into the current line.
    fn write(&mut self, piece: &'a Piece<'a>) {
        let (roles, depth_changed) = (self.roles, self.depth != self.line_depth);
        let semicolon = self.separator(piece);
        let Some(line) = self.lines.last_mut() else { return };
        let text = match piece.kind {
            Kind::Text => quotes::text(piece, line.indent),
            Kind::Word if roles.is_lower(piece.start) => piece.text.to_ascii_lowercase(),
            kind if kind.is_comment() || kind == Kind::Doc => {
                quotes::comment(piece, line.cells.is_empty().then_some(line.indent))
            }
            _ => piece.text.to_owned(),
        };
        if semicolon && let Some(cell) = line.cells.last_mut() {
            cell.text.push(';');
        }
        let column = if depth_changed { None } else { column(piece, roles) };
        let previous = self.last.filter(|_| !line.cells.is_empty());
        let blank = semicolon || previous.is_some_and(|previous| spacing::blank(previous, piece, roles));
        match line.cells.last_mut() {
            Some(cell) if column.is_none() || !blank => {
                cell.text.push_str(if blank { " " } else { "" });
                cell.text.push_str(&text);
            }
            Some(_) => line.cells.push(Cell::new(piece, text, column)),
            None => line.cells.push(Cell { gap: 0, ..Cell::new(piece, text, None) }),
        }
    }

    /// Whether a `;` goes in front of a piece: it starts another statement on the line, or is a comment on the way to one.
    fn separator(&mut self, piece: &Piece<'_>) -> bool {
        let Some(line) = self.lines.last_mut().filter(|line| !line.cells.is_empty()) else { return false };
        let statement = self.roles.statement(piece.start).is_some();
        if statement && self.depth == self.line_depth {
            line.kind = LineKind::Other;
        }
        let first = self.last.is_none_or(|last| last.kind == Kind::OpenBrace || last.kind.is_comment());
        let wanted = std::mem::replace(&mut self.semicolon, false) && piece.kind != Kind::CloseBrace;
        wanted || statement && !first
    }

    fn update(&mut self, piece: &'a Piece<'a>) {
        let line = self.lines.len();
        match piece.kind {
            Kind::OpenBrace => self.depth += 1,
            Kind::OpenBracket | Kind::OpenParen => self.brackets.push(line),
            Kind::CloseBracket | Kind::CloseParen => {
                self.brackets.pop();
            }
            _ => {}
        }
        self.opened = piece.kind.opens() && piece.long;
        self.wants_break = self.opened || piece.kind == Kind::Doc || piece.kind == Kind::CloseBrace && piece.long;
        self.newlines = 0;
        self.last = Some(piece);
    }
}

fn column(piece: &Piece<'_>, roles: &Roles) -> Option<Column> {
    match piece.kind {
        Kind::OpenBrace if !piece.long => Some(Column::Block),
        Kind::Arrow if roles.context(piece.start) == (Context::Subjects { several: false }) => Some(Column::Between),
        Kind::Equals if matches!(roles.context(piece.start), Context::Setting { .. }) => Some(Column::Equals),
        _ => roles.column(piece.start).cloned(),
    }
}

/// The lines as text.
pub(super) fn print(lines: &[Line], out: &mut String) {
    for line in lines {
        if line.blank_before {
            out.push('\n');
        }
        out.push_str(&" ".repeat(line.indent));
        for cell in line.cells.iter().chain(&line.comment) {
            out.push_str(&" ".repeat(cell.gap));
            out.push_str(&cell.text);
        }
        out.push('\n');
    }
}
