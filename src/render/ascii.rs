//! Text in plain ASCII, for places that cannot show more.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar as _;

/// Characters that decomposition leaves alone: the character, what it becomes, what it becomes where room is scarce.
const REPLACEMENTS: [(char, &str, &str); 41] = [
    ('→', "->", ">"),
    ('←', "<-", "<"),
    ('↔', "<->", "-"),
    ('⇒', "=>", ">"),
    ('⇐', "<=", "<"),
    ('⚑', "!", "!"),
    ('►', ">", ">"),
    ('◄', "<", "<"),
    ('—', "-", "-"),
    ('–', "-", "-"),
    ('‐', "-", "-"),
    ('‑', "-", "-"),
    ('−', "-", "-"),
    ('‘', "'", "'"),
    ('’', "'", "'"),
    ('“', "\"", "\""),
    ('”', "\"", "\""),
    ('„', "\"", "\""),
    ('«', "<<", "<"),
    ('»', ">>", ">"),
    ('⟨', "<", "<"),
    ('⟩', ">", ">"),
    ('•', "*", "*"),
    ('·', ".", "."),
    ('×', "x", "x"),
    ('≤', "<=", "<"),
    ('≥', ">=", ">"),
    ('≠', "!=", "#"),
    ('ß', "ss", "s"),
    ('æ', "ae", "a"),
    ('Æ', "AE", "A"),
    ('œ', "oe", "o"),
    ('Œ', "OE", "O"),
    ('ø', "o", "o"),
    ('Ø', "O", "O"),
    ('ł', "l", "l"),
    ('Ł', "L", "L"),
    ('đ', "d", "d"),
    ('ı', "i", "i"),
    ('…', "...", "."),
    ('€', "EUR", "E"),
];

/// The text in ASCII; in at most `room` characters if replacing characters one by one makes that possible.
pub(super) fn fold(text: &str, room: usize) -> String {
    let long = replace(text, |(_, long, _)| long);
    if long.len() <= room { long } else { replace(text, |(.., short)| short) }
}

fn replace(text: &str, choose: fn(&(char, &'static str, &'static str)) -> &'static str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if let Some(entry) = REPLACEMENTS.iter().find(|(from, ..)| *from == c) {
            folded.push_str(choose(entry));
            continue;
        }
        let parts = std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part) && part.width() != Some(0));
        folded.extend(parts.map(|part| if part.is_ascii() { part } else { '?' }));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_ascii() {
        let table = [
            ("Über-Größe → Straße", "Uber-Grosse -> Strasse"),
            ("ﬁle №2 “café”", "file No2 \"cafe\""),
            ("数据库", "???"),
            ("한국", "??"),
            ("e\u{301}", "e"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text, 80), folded);
        }
        assert_eq!(fold("a → b", 5), "a > b");
    }
}
