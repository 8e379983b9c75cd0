//! Small questions about text: how wide it is, what name was meant, how a list reads.

use unicode_width::UnicodeWidthStr;

/// Width in terminal cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The candidate that was probably meant by `word`, if one is near enough: Damerau-Levenshtein distance at most a third of
/// the word's length, rounded to the nearest, at least one and at most three;
/// else one that starts with the word or with which the word starts. The nearest wins, the first among equals.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = ((word.chars().count() + 1) / 3).clamp(1, 3);
    let folded = word.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    let mut start: Option<&str> = None;
    for candidate in candidates {
        let shorter = candidate.len().min(word.len());
        let same_start = shorter >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
        if same_start && start.is_none() {
            start = Some(candidate);
        }
        if candidate.len().abs_diff(word.len()) > 4 * limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
        if distance <= limit && distance < word.chars().count() && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate).or(start)
}

/// The end of a message about a word that is not known: "; did you mean `near`?", or nothing.
pub fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(word, candidates).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The words with one blank between them, whatever space and line breaks there were.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `a`, `a and b`, `a, b and c`.
pub fn and_list<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn or_list<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "or")
}

/// `a, b`; of more than `most`, the first of them and how many there are besides: `a, b and 3 more`.
pub fn first_of<S: AsRef<str>>(items: &[S], most: usize) -> String {
    let listed = items.iter().take(most).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    match items.len().saturating_sub(most) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

fn joined<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", head.join(", "), last.as_ref())
        }
    }
}

/// `a process`, `an actor`: by the first letter, which is right for the words of this tool.
pub fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(|c: char| "aeiouAEIOU".contains(c));
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `1 flow`, `2 flows`; `plural` where adding an s is not right.
pub fn count(n: usize, one: &str, plural: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {plural}") }
}

/// A lower-case word of letters, digits and hyphens made from free text: `Stores tokens!` becomes `stores-tokens`.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Breaks text into lines of at most `width` cells at spaces; a longer word keeps its line.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1)).break_words(false);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The same, where a word with hyphens keeps its line as well.
pub fn wrap_whole_words(text: &str, width: usize) -> Vec<String> {
    let whole = textwrap::WordSplitter::NoHyphenation;
    let options = textwrap::Options::new(width.max(1)).break_words(false).word_splitter(whole);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text as a picture may hold it: any white space becomes a blank; characters that XML forbids, that steer a terminal or
/// that turn the reading direction are left out.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            _ if c.is_whitespace() => Some(' '),
            _ if c.is_control() || turns_direction(c) || ('\u{FFFE}'..='\u{FFFF}').contains(&c) => None,
            _ => Some(c),
        })
        .collect()
}

/// Bidirectional controls: with them a name could show other characters than it has, in another order.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Signs that texts of one line in other languages cannot have, or give a meaning, and what stands for them.
const PACKED: &[(char, &str)] = &[
    ('&', "&amp;"),
    ('"', "&quot;"),
    ('\\', "&#92;"),
    ('\n', "&#10;"),
    ('\r', "&#13;"),
    ('\t', "&#9;"),
    ('$', "&#36;"),
];

/// A text as one line without quotes and backslashes; [`unpacked`] gives it back.
pub fn packed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match PACKED.iter().find(|(sign, _)| *sign == c) {
            Some((_, stands)) => out.push_str(stands),
            None => out.push(c),
        }
    }
    out
}

/// The text that [`packed`] was given.
pub fn unpacked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let known = PACKED.iter().find_map(|(sign, stands)| Some((*sign, from.strip_prefix(stands)?)));
        let (sign, behind) = known.unwrap_or(('&', from.get(1..).unwrap_or_default()));
        out.push(sign);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// FNV-1a of 64 bits: the same on every machine and in every version.
pub fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// An id in the form of a UUID that is the same for the same key.
pub fn uuid(kind: &str, key: &str) -> String {
    let high = fingerprint(&format!("{kind}/{key}"));
    let low = fingerprint(&format!("{key}/{kind}"));
    format!(
        "{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(did_you_mean("okk", ["ko", "ok", "other"]), Some("ok"));
        assert_eq!(did_you_mean("webapp", ["web-app", "spa"]), Some("web-app"));
        assert_eq!(did_you_mean("wafff", ["mfa", "waf"]), Some("waf"));
        assert_eq!(did_you_mean("authentication", ["owner", "auth"]), Some("auth"));
        assert_eq!(did_you_mean("gateway", ["way", "store"]), None);
    }

    #[test]
    fn lists_read_like_a_sentence() {
        assert_eq!(and_list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(or_list(&["a"]), "a");
    }

    #[test]
    fn slugs_have_no_edges() {
        assert_eq!(slug(" Stores tokens! "), "stores-tokens");
        assert_eq!(slug("Größe (neu)"), "größe-neu");
    }

    #[test]
    fn cleaned_text_has_no_controls() {
        assert_eq!(clean("a\tb\nc\u{1b}[31m\u{0}\u{202e}d\u{fffe}é"), "a b c[31mdé");
    }
}
