//! Text of labels as people see it: without tags and escapes.

/// Signs by their names in HTML.
const NAMED: &[(&str, char)] = &[
    ("quot", '"'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("semi", ';'),
    ("colon", ':'),
    ("num", '#'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lbrack", '['),
    ("rbrack", ']'),
    ("lbrace", '{'),
    ("rbrace", '}'),
    ("rarr", '→'),
    ("larr", '←'),
    ("harr", '↔'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("copy", '©'),
];
/// The longest name or number of a sign.
const LONGEST: usize = 9;

/// The text without tags of HTML, a blank for each that breaks the line.
pub(super) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = behind.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let end = behind.find(['<', '>']).filter(|end| is_tag && behind.get(*end..=*end) == Some(">"));
        let Some((tag, after)) = end.and_then(|end| Some((behind.get(..end)?, behind.get(end + 1..)?))) else {
            out.push('<');
            rest = behind;
            continue;
        };
        let name: String = tag.trim_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if matches!(name.to_ascii_lowercase().as_str(), "br" | "hr" | "p" | "div" | "tr" | "td" | "li" | "table") {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text with the signs that its escapes stand for: `&lt;`, `&#60;`, and where `sign` is `#` also `#lt;` and `#60;`.
pub(super) fn unescaped(text: &str, sign: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', sign]) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let mut chars = behind.chars();
        let first = chars.next().unwrap_or('&');
        let name: String = chars.take(LONGEST).take_while(|c| c.is_ascii_alphanumeric() || *c == '#').collect();
        let after = behind.get(first.len_utf8() + name.len()..).and_then(|after| after.strip_prefix(';'));
        match (self::sign(&name), after) {
            (Some(sign), Some(after)) => {
                out.push(sign);
                rest = after;
            }
            _ => {
                out.push(first);
                rest = behind.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn sign(name: &str) -> Option<char> {
    let number = name.trim_start_matches('#');
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    };
    let named = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
    named().or_else(|| char::from_u32(code?))
}
