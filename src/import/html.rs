//! The text of labels that are HTML.

/// Elements of HTML that stand on lines of their own.
const BREAKS: &[&str] = &["br", "div", "p", "li", "ul", "ol", "tr", "td", "h1", "h2", "h3", "hr"];

/// Names of characters that labels have.
const CHARACTERS: &[(&str, &str)] =
    &[("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("#39", "'")];
/// Most letters of the name of a character.
const LONGEST: usize = 8;

/// The text without tags, on one line. A `<` that starts no tag is kept.
pub(super) fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (said, after) = if from.starts_with('<') { tag(from) } else { character(from) };
        out.push_str(&said);
        rest = after;
    }
    out.push_str(rest);
    crate::base::text::one_line(&out)
}

/// What a tag at the start of a text says, and what stands behind it.
fn tag(text: &str) -> (String, &str) {
    let inner = text.get(1..).unwrap_or_default();
    let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    match inner.split_once('>').filter(|_| starts) {
        Some((tag, after)) => {
            let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
            let breaks = name.is_some_and(|name| BREAKS.iter().any(|known| known.eq_ignore_ascii_case(name)));
            (if breaks { " ".to_owned() } else { String::new() }, after)
        }
        None => ("<".to_owned(), inner),
    }
}

/// The character that a name such as `&amp;` at the start of a text means, and what stands behind it.
fn character(text: &str) -> (String, &str) {
    let inner = text.get(1..).unwrap_or_default();
    let end = inner.char_indices().take(LONGEST + 1).find(|(_, c)| *c == ';').map(|(at, _)| at);
    let known = end.and_then(|end| Some((named(inner.get(..end)?)?, inner.get(end + 1..)?)));
    known.unwrap_or_else(|| ("&".to_owned(), inner))
}

fn named(name: &str) -> Option<String> {
    if let Some((_, character)) = CHARACTERS.iter().find(|(known, _)| *known == name) {
        return Some((*character).to_owned());
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn tags_go_and_characters_stay() {
        assert_eq!(text("<b>Web</b><br/>a &lt; b &amp;&amp; c&nbsp;&#228;<div>x</div>y"), "Web a < b && c ä x y");
        assert_eq!(text("a < b & c &unknown; <i"), "a < b & c &unknown; <i");
    }
}
