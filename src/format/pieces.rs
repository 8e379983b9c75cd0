//! What a file consists of besides blanks, with the place of each piece in its line.

use super::roles::{Context, Roles};
use crate::base::source::Span;
use crate::base::text;

/// The kinds of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, a number, a tag or `*`.
    Word,
    Text,
    Doc,
    LineComment,
    BlockComment,
    LineEnd,
    Semicolon,
    Comma,
    Colon,
    Equals,
    At,
    Arrow,
    Compare,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
}

impl Kind {
    /// The kind of a piece of a file without syntax errors: its first characters decide.
    fn of(text: &str) -> Self {
        match text {
            "{" => Kind::OpenBrace,
            "}" => Kind::CloseBrace,
            "[" => Kind::OpenBracket,
            "]" => Kind::CloseBracket,
            "(" => Kind::OpenParen,
            ")" => Kind::CloseParen,
            "," => Kind::Comma,
            ":" => Kind::Colon,
            "=" => Kind::Equals,
            "@" => Kind::At,
            ";" => Kind::Semicolon,
            "\n" | "\r" | "\r\n" => Kind::LineEnd,
            "->" | "<-" | "<->" => Kind::Arrow,
            "==" | "!=" | "<" | "<=" | ">" | ">=" => Kind::Compare,
            _ if text.starts_with("///") && !text.starts_with("////") => Kind::Doc,
            _ if text.starts_with("//") => Kind::LineComment,
            _ if text.starts_with("/*") => Kind::BlockComment,
            _ if text.starts_with('"') => Kind::Text,
            _ => Kind::Word,
        }
    }

    pub(super) fn is_comment(self) -> bool {
        matches!(self, Kind::LineComment | Kind::BlockComment)
    }

    pub(super) fn opens(self) -> bool {
        matches!(self, Kind::OpenBrace | Kind::OpenBracket | Kind::OpenParen)
    }

    pub(super) fn closes(self) -> bool {
        matches!(self, Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen)
    }

    /// The end of a line or of a statement.
    fn ends(self) -> bool {
        matches!(self, Kind::LineEnd | Kind::Semicolon)
    }
}

/// A piece and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// Offset in the file.
    pub start: u32,
    /// Where it starts in its line, in character cells.
    pub column: usize,
    /// Whether more than one blank stands in front of it, behind another piece of its line.
    pub padded: bool,
    /// Whether it is the first of its line.
    pub first: bool,
    /// Indentation of its line; a tab counts as one level.
    pub indent: usize,
    /// For an opening or closing brace or bracket: whether what is between them stands on lines of its own.
    pub long: bool,
    /// For a comment: whether nothing but comments follows on its line.
    pub last: bool,
}

/// Columns of a tab between two pieces.
const TAB: usize = 8;

/// Columns of a tab in an indentation, and of one level.
pub(super) const STEP: usize = 2;

/// The pieces at `spans`; each `{` follows its header directly, and brackets with nothing in them are empty.
pub(super) fn read<'a>(text: &'a str, spans: &[Span], roles: &Roles) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(spans.len());
    for piece in placed(text, spans) {
        match piece.kind {
            Kind::OpenBrace => hoist(&mut pieces, piece),
            kind if kind.closes() => close(&mut pieces, piece),
            _ => pieces.push(piece),
        }
    }
    mark_long(&mut pieces, roles);
    mark_last(&mut pieces);
    pieces
}

fn placed<'a>(text: &'a str, spans: &[Span]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(spans.len());
    let (mut end, mut column, mut indent, mut first) = (0, 0, 0, true);
    for span in spans {
        let blanks = text.get(end..span.range().start).unwrap_or("");
        let written = text.get(span.range()).unwrap_or("");
        if first {
            indent = indentation(blanks);
        }
        let before = column;
        column = advance(column, blanks);
        let padded = !first && (column > before + 1 || blanks.contains('\t'));
        let kind = Kind::of(written);
        pieces.push(Piece {
            kind,
            text: written,
            start: span.start,
            column,
            padded,
            first,
            indent,
            long: false,
            last: false,
        });
        first = kind == Kind::LineEnd;
        column = match written.rsplit_once(['\n', '\r']) {
            Some((_, last)) => text::width(last),
            None => column + text::width(written),
        };
        end = span.range().end;
    }
    pieces
}

/// The column behind some blanks.
fn advance(column: usize, blanks: &str) -> usize {
    blanks.chars().fold(column, |column, c| if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 })
}

/// The columns of an indentation, in which a tab counts as one level.
pub(super) fn indentation(blanks: &str) -> usize {
    blanks.chars().map(|c| if c == '\t' { STEP } else { 1 }).sum()
}

/// Adds a `{`, which may stand on a line of its own, behind its header.
fn hoist<'a>(pieces: &mut Vec<Piece<'a>>, brace: Piece<'a>) {
    let header = pieces.iter().rposition(|piece| !piece.kind.ends() && !piece.kind.is_comment());
    let behind = header.map_or(0, |header| header + 1);
    let between = pieces.get(behind..).unwrap_or(&[]);
    let at = if between.iter().any(|piece| piece.kind.ends()) { behind } else { pieces.len() };
    pieces.insert(at, brace);
}

/// Adds a closing brace or bracket; line ends between it and its partner go if there is nothing else.
fn close<'a>(pieces: &mut Vec<Piece<'a>>, closing: Piece<'a>) {
    let content = pieces.iter().rposition(|piece| !piece.kind.ends());
    if let Some(open) = content.filter(|&at| pieces.get(at).is_some_and(|piece| piece.kind.opens())) {
        pieces.truncate(open + 1);
    }
    pieces.push(closing);
}

/// Finds the blocks and lists whose contents stand on several lines. What conditions enclose stays as the author broke it.
fn mark_long(pieces: &mut [Piece<'_>], roles: &Roles) {
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let (mut ends, mut breaks) = (0, 0);
    let mut long = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind.opens() {
            open.push((at, ends, breaks));
        } else if piece.kind.closes() {
            let Some((partner, ends_before, breaks_before)) = open.pop() else { continue };
            let is_long = match piece.kind {
                Kind::CloseBrace => breaks > breaks_before,
                // A text block inside a list does not make the list one of several lines.
                Kind::CloseBracket => ends > ends_before && roles.context(piece.start) != Context::Condition,
                _ => false,
            };
            if is_long {
                long.extend([partner, at]);
            }
        }
        ends += usize::from(matches!(piece.kind, Kind::LineEnd | Kind::LineComment | Kind::Doc));
        breaks += usize::from(matches!(piece.kind, Kind::LineComment | Kind::Doc) || piece.text.contains(['\n', '\r']));
    }
    for at in long {
        if let Some(piece) = pieces.get_mut(at) {
            piece.long = true;
        }
    }
}

/// Finds the comments behind which their line ends.
fn mark_last(pieces: &mut [Piece<'_>]) {
    let mut last = true;
    for piece in pieces.iter_mut().rev() {
        match piece.kind {
            Kind::LineEnd | Kind::Doc => last = true,
            Kind::Semicolon => {}
            Kind::LineComment | Kind::BlockComment => piece.last = last,
            Kind::CloseBrace | Kind::CloseBracket => last = piece.long,
            _ => last = false,
        }
    }
}
