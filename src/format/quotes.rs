//! Texts and comments: what they say stays, and where they have several lines these move with the first.

use super::pieces::{Kind, Piece, STEP, indentation};

/// A text that opens on a line with this indentation.
pub(super) fn text(piece: &Piece<'_>, indent: usize) -> String {
    let written = piece.text.replace("\r\n", "\n");
    block(piece, &written, indent).unwrap_or(written)
}

/// A text block with its lines one level deeper than the line on which it opens, or as deep, or at the left margin, as its
/// author has them. The blanks that belong to the text stay. `None` where lines cannot be moved: the text starts behind the
/// opening quotes or ends in front of the closing ones.
fn block(piece: &Piece<'_>, written: &str, indent: usize) -> Option<String> {
    let body = written.strip_prefix("\"\"\"\n")?.strip_suffix("\"\"\"")?;
    let (lines, closing) = body.rsplit_once('\n').unwrap_or(("", body));
    if !closing.trim().is_empty() {
        return None;
    }
    let inner = indentation(closing);
    let margin = match inner.cmp(&piece.indent) {
        std::cmp::Ordering::Greater => indent + STEP,
        std::cmp::Ordering::Equal => indent,
        std::cmp::Ordering::Less => indent.saturating_sub(piece.indent - inner),
    };
    let mut out = "\"\"\"\n".to_owned();
    if body.contains('\n') {
        for line in lines.split('\n') {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            let line = line.get(closing.len().min(blanks)..).unwrap_or("").trim_end();
            push_line(&mut out, margin, line);
            out.push('\n');
        }
    }
    out.push_str(&" ".repeat(margin));
    out.push_str("\"\"\"");
    Some(out)
}

fn push_line(out: &mut String, margin: usize, line: &str) {
    if !line.is_empty() {
        out.push_str(&" ".repeat(margin));
        out.push_str(line);
    }
}

/// A comment without blanks at the ends of its lines. Where it stands on a line of its own with this indentation, its other
/// lines move with its first.
pub(super) fn comment(piece: &Piece<'_>, indent: Option<usize>) -> String {
    let written = piece.text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = written.split('\n').map(|line| line.trim_end_matches([' ', '\t']));
    let first = lines.next().unwrap_or("").to_owned();
    let rest: Vec<&str> = lines.collect();
    let moved = match indent {
        Some(indent) if piece.first && piece.kind == Kind::BlockComment => shift(&rest, piece.indent, indent),
        _ => rest.iter().map(|&line| line.to_owned()).collect(),
    };
    std::iter::once(first).chain(moved).collect::<Vec<_>>().join("\n")
}

/// Moves lines by as much as another line moves from one column to another, but none beyond the left margin.
fn shift(lines: &[&str], from: usize, to: usize) -> Vec<String> {
    let split = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let depth = |line: &str| indentation(line.get(..split(line)).unwrap_or(""));
    let least = lines.iter().filter(|line| !line.is_empty()).map(|line| depth(line)).min().unwrap_or(0);
    let left = from.saturating_sub(to).min(least);
    let right = to.saturating_sub(from);
    let moved = lines.iter().map(|line| {
        let mut out = String::new();
        push_line(&mut out, depth(line) + right - left.min(depth(line)), line.get(split(line)..).unwrap_or(""));
        out
    });
    moved.collect()
}
