//! Agreement of verbs: a name in a template may become several, and the verb behind it follows.
//!
//! `{flow} is not encrypted` reads `DF1 and DF3 are not encrypted`. The verb belongs to the name only where no preposition
//! stands in front of it: in `the policy of {target} names …` it belongs to the policy.

/// Verbs whose plural does not follow from their ending.
const IRREGULAR: &[(&str, &str)] = &[
    ("is", "are"),
    ("has", "have"),
    ("does", "do"),
    ("was", "were"),
    ("goes", "go"),
    ("lies", "lie"),
    ("ties", "tie"),
];

/// Verbs of the third person that stand behind names in texts of the library. Only these are changed: many other words end
/// in the same letter.
const VERBS: &str = "accepts acts appears reacts spreads adds affects alters differs grows moves answers appends applies asks assembles attributes authenticates behaves \
    believes belongs blocks builds bypasses calls captures carries changes checks chooses collects combines \
    completes compromises computes concentrates connects contains continues controls covers creates crosses decides \
    delivers denies depends derives detects discloses displays distinguishes draws drives enables encodes enforces \
    enters escapes evaluates exceeds excludes executes exists expands expects exposes extends fails falls fetches \
    fills finds follows forwards generates gives goes grants handles hands hides holds honours identifies ignores \
    includes inherits inserts installs instantiates intends invents isolates joins keeps knows lacks leads leaks \
    leaves lets limits lists loads looks loses makes manages manipulates misleads names needs neutralises obeys \
    obtains offers opens operates parses passes performs permits pivots places points presents processes produces \
    propagates protects proves provides publishes puts raises reaches reads receives recognises records recovers \
    redirects refuses rejects relies renders repeats replaces reports requires resolves restricts rests retrieves \
    returns rises runs scales sees sends serves shares shows slows speaks stands starts starves stays stops stores \
    succeeds survives switches takes tells ties treats trusts turns unpacks uses validates verifies visits works \
    writes yields";

/// Words behind which a name is not what the next verb speaks of.
const PREPOSITIONS: &str = "of below to from by for in at on behind with between towards through into over against around under than via about \
    before after without as near across within";

/// The plural of the verb that a text starts with, and what follows it; `None` where the text does not start with a verb of
/// the table.
pub(super) fn plural(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix(' ')?;
    let end = body.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(body.len());
    let (word, rest) = body.split_at_checked(end)?;
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return Some((format!(" {plural}"), rest));
    }
    VERBS.split(' ').any(|verb| verb == word).then(|| (format!(" {}", regular(word)), rest))
}

/// Whether the verb behind a name that follows `before` speaks of that name.
pub(super) fn is_subject(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    !PREPOSITIONS.split(' ').any(|word| word == last)
}

fn regular(verb: &str) -> String {
    const SIBILANT: &[&str] = &["sses", "shes", "ches", "xes", "zes"];
    match verb.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if SIBILANT.iter().any(|end| verb.ends_with(end)) => verb.strip_suffix("es").unwrap_or(verb).to_owned(),
        None => verb.strip_suffix('s').unwrap_or(verb).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_follow_names_in_number() {
        let plural = |text| plural(text).map(|(verb, rest)| format!("{verb}{rest}"));
        assert_eq!(plural(" is not encrypted").as_deref(), Some(" are not encrypted"));
        assert_eq!(plural(" carries {data}").as_deref(), Some(" carry {data}"));
        assert_eq!(plural(" passes it on").as_deref(), Some(" pass it on"));
        assert_eq!(plural(" uses one").as_deref(), Some(" use one"));
        assert_eq!(plural(" across {crossing}"), None);
        assert_eq!(plural("'s own"), None);
    }

    #[test]
    fn the_verb_behind_a_preposition_belongs_to_another_name() {
        assert!(is_subject("Every time "));
        assert!(!is_subject("The trust policy of "));
    }

    /// A word of the library that looks like a verb behind a name is in the table, or known to be none.
    #[test]
    fn every_verb_of_the_library_is_known() {
        const NO_VERBS: &[&str] = &[
            "as",
            "towards",
            "its",
            "across",
            "always",
            "responses",
            "bypass",
            "pass",
            "process",
            "tokens",
            "rights",
            "files",
            "others",
            "less",
            "unless",
        ];
        for (path, text) in super::super::library::FILES {
            for (_, after) in text.match_indices("} ").map(|(at, end)| (at, &text[at + end.len()..])) {
                let word = after.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
                let seems = word.len() > 1 && word.ends_with('s') && !NO_VERBS.contains(&word);
                assert!(!seems || plural(&format!(" {word}")).is_some(), "{path}: `{word}` is not in the table");
            }
        }
    }
}
