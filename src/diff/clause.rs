//! A change in a few words.

use super::changes::{Change, Differs, How};
use super::item::Area;

/// A change that somebody made, as part of a sentence: `the new flow A → B`, `encryption of DF1 (none → tls1.3)`.
pub(super) fn clause(change: &Change) -> String {
    let noun = noun(change);
    match change.how {
        How::Added => format!("the new {noun}"),
        How::Removed => format!("the removed {noun}"),
        How::Changed if change.is_moved() => {
            let zone = change.attribute("zone");
            let side = |of: fn(&Differs) -> &Option<String>| zone.and_then(|zone| of(zone).clone()).unwrap_or_default();
            format!("the move of {} from {} to {}", change.name, side(|one| &one.before), side(|one| &one.after))
        }
        How::Changed => match change.attributes.first() {
            Some(one) => format!("{} of {} ({})", one.name, change.name, values(one)),
            None => format!("the new name of {}", change.name),
        },
    }
}

/// Something that is in one version alone, as a sentence: `the flow A → B is new`.
pub(super) fn whole(change: &Change) -> String {
    format!("the {} is {}", noun(change), if change.how == How::Added { "new" } else { "gone" })
}

/// `process Web shop`; where the name says what it is, that alone.
fn noun(change: &Change) -> String {
    match change.area {
        Area::Answer => format!("answer `{}` to {}", change.what, change.name),
        _ => format!("{} {}", change.what, change.name),
    }
}

/// `none → tls1.3`
pub(super) fn values(one: &Differs) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "not stated".to_owned());
    let by = one.by.as_ref().map_or_else(String::new, |by| format!(", by {by}"));
    format!("{} → {}{by}", value(&one.before), value(&one.after))
}
