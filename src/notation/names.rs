//! Names of boxes in another language: the ids of the model as far as the language takes them.

use std::collections::BTreeSet;

use crate::view::View;

/// The name of each group and node of a view; no two are equal.
pub(super) struct Names {
    /// By index in [`View::groups`].
    pub groups: Vec<String>,
    /// By index in [`View::nodes`].
    pub nodes: Vec<String>,
}

/// What a language takes as a name.
pub(super) struct Rule {
    /// The name for an id: the id itself where that is one.
    pub name: fn(&str) -> String,
    /// Whether `Web` and `web` are the same name.
    pub folds_case: bool,
}

impl Names {
    /// Names for all boxes. Those whose id is a name come first, so that none of them has to give way to a replacement.
    pub(super) fn new(view: &View, rule: &Rule) -> Self {
        let ids = view.groups.iter().map(|group| &group.id).chain(view.nodes.iter().map(|node| &node.id));
        let ids: Vec<&String> = ids.collect();
        let wanted: Vec<String> = ids.iter().map(|id| (rule.name)(id)).collect();
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_key(|&index| ids.get(index).copied() != wanted.get(index));
        let mut taken = BTreeSet::new();
        let mut groups = vec![String::new(); ids.len()];
        for index in order {
            if let (Some(name), Some(wanted)) = (groups.get_mut(index), wanted.get(index)) {
                *name = free(wanted, rule, &mut taken);
            }
        }
        let nodes = groups.split_off(view.groups.len());
        Self { groups, nodes }
    }
}

/// The name itself, or with the first number behind it that makes it a new one.
fn free(name: &str, rule: &Rule, taken: &mut BTreeSet<String>) -> String {
    let key = |name: &str| if rule.folds_case { name.to_lowercase() } else { name.to_owned() };
    let numbered = (2..).map(|n: u64| format!("{name}_{n}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates.find(|candidate| taken.insert(key(candidate))).unwrap_or_default()
}

/// The id where it is made of words of ASCII letters, digits and underscores with one of `joints` between them, starts with a
/// letter, and does not start with one of the `reserved` words; else [`plain_word`].
pub(super) fn joined_words(id: &str, joints: &[char], reserved: &[&str]) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words_only = id.split(joints).all(|word| !word.is_empty() && word.chars().all(is_word));
    let starts_well = id.starts_with(|c: char| c.is_ascii_alphabetic());
    let first = id.split(joints).next().unwrap_or_default();
    if words_only && starts_well && !reserved.contains(&first) { id.to_owned() } else { plain_word(id, reserved) }
}

/// A word of ASCII letters, digits and underscores that starts with a letter and is none of the `reserved`: other signs are
/// replaced by `_`, other letters by their code points.
pub(super) fn plain_word(id: &str, reserved: &[&str]) -> String {
    let mut word = String::new();
    for c in id.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => word.push(c),
            _ if c.is_ascii() => word.push('_'),
            _ => word.push_str(&format!("u{:X}", u32::from(c))),
        }
    }
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        word.insert_str(0, "n_");
    }
    if reserved.iter().any(|reserved| word.eq_ignore_ascii_case(reserved)) {
        word.push('_');
    }
    word
}
