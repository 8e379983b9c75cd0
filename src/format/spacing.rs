//! Whether a blank stands between two pieces of a line.

use super::pieces::{Kind, Piece};
use super::roles::{Context, Roles};

pub(super) fn blank(left: &Piece<'_>, right: &Piece<'_>, roles: &Roles) -> bool {
    use Kind::{Arrow, At, CloseBrace, Colon, Comma, Equals, OpenBrace, OpenParen};
    let around = |sign: &Piece<'_>| is_wide(sign.kind, roles.context(sign.start));
    match (left.kind, right.kind) {
        (_, Comma | Colon) => false,
        (left, right) if left.is_comment() || right.is_comment() => true,
        (OpenBrace, CloseBrace) => false,
        (OpenBrace, _) | (_, OpenBrace | CloseBrace) => true,
        (left, _) if left.opens() => false,
        (_, right) if right.closes() => false,
        (At, _) | (_, At) => false,
        (Equals | Arrow | Comma, _) => around(left),
        (_, Equals | Arrow) => around(right),
        (Kind::Word, OpenParen) => !roles.is_call(left.start),
        _ => true,
    }
}

/// Whether a sign has blanks around it, a comma one behind it, in this place.
fn is_wide(sign: Kind, context: Context) -> bool {
    match context {
        Context::Header | Context::Condition => true,
        Context::Value => false,
        // In a list, `a -> b, c` would read like a flow from `a` to `b` and `c`.
        Context::Subjects { several } | Context::Setting { several } => sign != Kind::Arrow || !several,
    }
}
