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
    ("specific-control", "specific-controls"),
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
        let mut known: Vec<(&str, String)> = Vec::new();
        for (kind, form) in forms {
            let Some((_, table)) = KINDS.iter().find(|(name, _)| name == kind) else {
                let hint = meant(kind, kinds());
                let known = kinds().collect::<Vec<_>>().join(", ");
                return Err(format!("`[ids]` has no `{kind}`{hint}; there are {known}"));
            };
            if !form.contains("{id}") && number_place(form).is_none() {
                return Err(format!(
                    "`{kind} = \"{form}\"` would be the same for all: write `{{id}}` or `{{nn}}` in it"
                ));
            }
            if let Some((other, _)) = known.iter().find(|(_, other)| other == form && !form.contains("{id}")) {
                let other = KINDS.iter().find(|(_, table)| *table == *other).map_or(*other, |(name, _)| *name);
                return Err(format!("`{kind}` and `{other}` would have the same ids: give one of them another form"));
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
            let Some((number, behind)) = number(table, id) else { return id.to_owned() };
            let digits = end - start - 2;
            shown.replace_range(start..end, &format!("{number:0digits$}{behind}"));
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

/// The number in an id, with what stands behind it: of `DF3.1`, 3 and `.1`. Threats are counted by category; their numbers are
/// interleaved, so that one that is added changes no other: S-01 is 1, T-01 is 2, S-02 is 8.
fn number<'i>(table: &str, id: &'i str) -> Option<(usize, &'i str)> {
    let from = id.find(|c: char| c.is_ascii_digit())?;
    let digits = id.get(from..)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number: usize = digits.get(..end)?.parse().ok()?;
    let behind = digits.get(end..)?;
    if table != "threats" {
        return Some((number, behind));
    }
    let series = "STRIDE".find(id.chars().next()?).unwrap_or(SERIES - 1);
    Some(((number.checked_sub(1)?).checked_mul(SERIES)? + series + 1, behind))
}

/// What may have a form of its own.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
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
    fn flows_of_one_statement_stay_apart() {
        let ids = ids("flow", "F{nnn}").unwrap();
        assert_eq!(["DF3", "DF3.1", "DF13.2"].map(|id| ids.shown("flows", id)), ["F003", "F003.1", "F013.2"]);
    }

    #[test]
    fn forms_that_cannot_work_are_refused() {
        assert!(ids("thret", "T-{n}").unwrap_err().starts_with("`[ids]` has no `thret`; did you mean `threat`?"));
        let twice = BTreeMap::from(["control", "specific-control"].map(|kind| (kind.to_owned(), "C-{nn}".to_owned())));
        assert!(Ids::read(&twice).unwrap_err().contains("same ids"));
        assert!(ids("flow", "F").unwrap_err().contains("same for all"));
        assert_eq!(ids("asset", "Asset {id}").unwrap().shown("data", "A07"), "Asset A07");
    }
}
