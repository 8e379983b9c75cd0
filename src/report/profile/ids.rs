//! The ids that a document shows: `S-01` as it is, or in the form of another house, `T-0007`.

use std::collections::BTreeMap;

use crate::base::text::meant;

/// What has ids whose form a profile may choose, with the name of the tables in which such things are described.
const KINDS: &[(&str, &str)] = &[
    ("threat", "threats"),
    ("flow", "flows"),
    ("boundary", "boundaries"),
    ("asset", "data"),
    ("process", "processes"),
    ("control", "baseline-controls"),
    ("assumption", "assumptions"),
    ("mitigation", "mitigations"),
];

/// How many series a number of a threat may come from: six categories, and none.
const SERIES: usize = 7;

/// The forms of ids.
#[derive(Debug, Clone, Default)]
pub struct Ids(Vec<(&'static str, String)>);

impl Ids {
    /// Forms by what they are for. `{id}` is the id as the model has it, `{n}` its number, with as many digits as there are `n`.
    pub fn read(forms: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut known = Vec::new();
        for (kind, form) in forms {
            let Some((_, table)) = KINDS.iter().find(|(name, _)| name == kind) else {
                let hint = meant(kind, KINDS.iter().map(|(name, _)| *name));
                return Err(format!("`[ids]` has no `{kind}`{hint}"));
            };
            if !form.contains("{id}") && number_place(form).is_none() {
                return Err(format!(
                    "`{kind} = \"{form}\"` would be the same for all: write `{{id}}` or `{{nn}}` in it"
                ));
            }
            known.push((*table, form.clone()));
        }
        Ok(Self(known))
    }

    /// The id that the document shows.
    pub fn shown(&self, table: &str, id: &str) -> String {
        let Some((_, form)) = self.0.iter().find(|(known, _)| *known == table) else { return id.to_owned() };
        let mut shown = form.replace("{id}", id);
        if let Some((start, end)) = number_place(&shown) {
            let Some(number) = number(table, id) else { return id.to_owned() };
            let digits = end - start - 2;
            shown.replace_range(start..end, &format!("{number:0digits$}"));
        }
        shown
    }
}

/// Where `{nn}` stands, by bytes.
fn number_place(form: &str) -> Option<(usize, usize)> {
    let start = form.find("{n")?;
    let end = start + form.get(start..)?.find('}')? + 1;
    form.get(start + 1..end - 1)?.chars().all(|c| c == 'n').then_some((start, end))
}

/// The number in an id. Threats are counted by category; their numbers are interleaved, so that one that is added changes no
/// other: S-01 is 1, T-01 is 2, S-02 is 8.
fn number(table: &str, id: &str) -> Option<usize> {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let number: usize = id.get(id.len() - digits..)?.parse().ok()?;
    if table != "threats" {
        return Some(number);
    }
    let series = "STRIDE".find(id.chars().next()?).unwrap_or(SERIES - 1);
    Some((number.checked_sub(1)?).checked_mul(SERIES)? + series + 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ids(kind: &str, form: &str) -> Result<Ids, String> {
        Ids::read(&BTreeMap::from([(kind.to_owned(), form.to_owned())]))
    }

    #[test]
    fn threats_of_all_categories_share_one_series() {
        let ids = ids("threat", "T-{nnn}").unwrap();
        let shown: Vec<String> = ["S-01", "T-01", "E-01", "S-02", "G-01"].map(|id| ids.shown("threats", id)).into();
        assert_eq!(shown, ["T-001", "T-002", "T-006", "T-008", "T-007"]);
        assert_eq!(ids.shown("flows", "DF1"), "DF1");
    }

    #[test]
    fn forms_that_cannot_work_are_refused() {
        assert_eq!(ids("thret", "T-{n}").unwrap_err(), "`[ids]` has no `thret`; did you mean `threat`?");
        assert!(ids("flow", "F").unwrap_err().contains("same for all"));
        assert_eq!(ids("asset", "Asset {id}").unwrap().shown("data", "A07"), "Asset A07");
    }
}
