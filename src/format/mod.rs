//! The formatter: the same statements, comments and texts in the one usual layout.
//!
//! **Lines** stay as the author broke them, with these exceptions: a `{` goes to the end of its header; a block or list of
//! several lines has nothing behind its opening and in front of its closing brace or bracket; `///` comments have a line of
//! their own. Statements joined by `;` stay on their line, a `;` at the end of a line goes. Two blanks are one level; of
//! several blank lines one stays, none behind an opening and in front of a closing brace or bracket.
//!
//! **Inside a line** there is one blank between words, and none in the `name=a,b` of a header. An attribute that is a
//! statement is written `name = a, b`; the `=` of adjacent ones are aligned, and comments or values of several lines between
//! them do not change that.
//!
//! **Columns** that the author aligned by hand are kept, and no others are made:
//!
//! * A *table* is a run of adjacent lines, without a blank line in between, each with one statement that is not longer than
//!   the line (the last may open a block): all flows, or all of one keyword; `actor external process store` count as one
//!   keyword, and so do `data asset`, `use include` and the answers `accept mitigate transfer avoid dismiss rate`.
//! * Its *columns* are the name, the first arrow of a flow, the `is` clause, the label, the first clause, tag or attribute
//!   besides, and each further one by its name. Arrows are aligned by their ends, so that `->` and `<->` go together.
//! * Two cells are *aligned by hand* if they start in the same column of the source and more than one blank stands in front
//!   of at least one of them. A cell that is so aligned with cells of another column, and with none of its own, counts as
//!   one of theirs.
//! * A column with cells that are aligned by hand is aligned, and goes as far right as what stands in front of them needs.
//!   Other cells of the column join if the same stands in front of them; one that would move it by more than a dozen
//!   characters stays where it is, with everything behind it.
//! * Comments at the ends of adjacent lines are a column of their own.
//!
//! **Words**: keywords, clause words and words of vocabularies are written in lower case, names as they are.
//!
//! Comments and texts keep what they say; where they have several lines, these are indented with the first. A file with
//! syntax errors stays as it is.

mod align;
mod lines;
mod pieces;
mod quotes;
mod roles;
mod spacing;
mod words;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, SourceMap};
use crate::syntax;
use roles::Roles;

/// A formatted file.
#[derive(Debug, Clone)]
pub struct Formatted {
    /// The text in the usual layout; unchanged where the diagnostics have an error.
    pub text: String,
    /// Mistakes in the syntax.
    pub diagnostics: Vec<Diagnostic>,
}

/// Formats one file of `sources`. Formatting the result again changes nothing.
pub fn format(sources: &SourceMap, file: FileId) -> Formatted {
    let source = &sources.file(file).text;
    let parsed = syntax::parse(sources, file);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Formatted { text: source.to_string(), diagnostics: parsed.diagnostics };
    }
    let roles = Roles::of(&parsed.tree);
    let pieces = pieces::read(source, &syntax::pieces(sources, file), &roles);
    let mut lines = lines::lines(&pieces, &roles, parsed.tree.shebang.is_some());
    align::align(&mut lines);
    let mut text = String::with_capacity(source.len());
    if let Some(shebang) = parsed.tree.shebang {
        text.push_str(sources.text(shebang).trim_end());
        text.push('\n');
    }
    lines::print(&lines, &mut text);
    Formatted { text, diagnostics: parsed.diagnostics }
}
