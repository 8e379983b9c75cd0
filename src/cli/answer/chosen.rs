//! Which threats are answered.

use super::AnswerArgs;
use crate::base::text::{self, and_list};
use crate::cli::keys::{self, Named};
use crate::model::AnswerKind;
use crate::pipeline::Outcome;
use crate::threats::{Answered, Entry, Threat, Validity};

/// Answers that a message names.
const SHOWN: usize = 5;

/// The threats that these words name, in order, and what is to be said about those that are left out; else why they cannot be
/// answered. What is answered already is for the author to change.
pub(super) fn threats<'a>(
    outcome: &'a Outcome,
    words: &[&str],
    args: &AnswerArgs,
    kind: AnswerKind,
) -> Result<(Vec<&'a Threat>, Vec<String>), String> {
    let on = &args.on;
    on.iter().try_for_each(|on| keys::known_place(outcome, on))?;
    let choice = Choice { outcome, on, kind };
    let (mut chosen, mut notes) = (Vec::new(), Vec::new());
    for word in words {
        match keys::find(outcome, word)? {
            Named::Place(threat) => chosen.push(choice.place(threat)?),
            Named::Entry(entry) if entry.provisional => {
                let key =
                    outcome.analysis.places(entry).first().map(|threat| threat.key.to_string()).unwrap_or_default();
                return Err(format!(
                    "the number `{word}` is provisional and may stand for another threat in the next run: run \
                     `threatline number` first, or name the key, such as `{key}`"
                ));
            }
            Named::Entry(entry) => chosen.extend(choice.entry(entry, &mut notes)?),
        }
    }
    let mut seen = Vec::new();
    chosen.retain(|threat: &&Threat| {
        let first = !seen.contains(&&threat.key);
        seen.push(&threat.key);
        first
    });
    Ok((chosen, notes))
}

struct Choice<'a, 'o> {
    outcome: &'a Outcome,
    on: &'o [String],
    kind: AnswerKind,
}

impl<'a> Choice<'a, '_> {
    fn is_here(&self, threat: &Threat) -> bool {
        self.on.is_empty() || self.on.iter().any(|on| keys::is_on(self.outcome, threat, on))
    }

    /// The answer that is there: a rating stands beside any other answer.
    fn answered(&self, threat: &Threat) -> Option<Answered> {
        if self.kind == AnswerKind::Rate { threat.rated } else { threat.answer }
    }

    fn place(&self, threat: &'a Threat) -> Result<&'a Threat, String> {
        match self.answered(threat) {
            Some(answered) => Err(format!("{}: change it there", self.already(threat, answered))),
            None if !self.is_here(threat) => Err(format!("`{}` is not on {}", threat.key, self.places())),
            None => Ok(threat),
        }
    }

    /// The places of an entry that are left to answer.
    fn entry(&self, entry: &Entry, notes: &mut Vec<String>) -> Result<Vec<&'a Threat>, String> {
        let all: Vec<&Threat> = self.outcome.analysis.places(entry).into_iter().filter(|at| self.is_here(at)).collect();
        let open: Vec<&Threat> = all.iter().copied().filter(|threat| !threat.status.is_settled()).collect();
        let already: Vec<String> =
            open.iter().filter_map(|threat| Some(self.already(threat, self.answered(threat)?))).collect();
        let left: Vec<&Threat> = open.iter().copied().filter(|threat| self.answered(threat).is_none()).collect();
        match (all.len(), open.len(), left.len()) {
            (0, ..) => Err(format!("`{}` is not on {}", entry.number, self.places())),
            (_, 0, _) => Err(format!(
                "nothing is left to do about `{}`{}: {}",
                entry.number,
                if self.on.is_empty() { String::new() } else { format!(" on {}", self.places()) },
                text::first_of(&all.iter().map(|threat| state(threat)).collect::<Vec<_>>(), SHOWN)
            )),
            (.., 0) => Err(format!("{}: change it there", text::first_of(&already, SHOWN))),
            _ => {
                notes.extend(already.into_iter().map(|already| format!("left as it is: {already}")));
                Ok(left)
            }
        }
    }

    fn places(&self) -> String {
        and_list(&self.on.iter().map(|on| format!("`{on}`")).collect::<Vec<_>>())
    }

    /// `sniff@DF1` is answered already, by `accept` at shop.threat:12 (until 2027-03-31)
    fn already(&self, threat: &Threat, answered: Answered) -> String {
        let Some(answer) = self.outcome.model.answers.get(answered.answer) else { return String::new() };
        let until = answer.facts.text("until").map_or(String::new(), |until| match answered.standing {
            Validity::Expired => format!(", which ran out on {until}"),
            _ => format!(" until {until}"),
        });
        let place = self.outcome.sources.line_of(answer.span);
        format!("`{}` is answered already, by `{}` at {place}{until}", threat.key, answer.kind.as_str())
    }
}

fn state(threat: &Threat) -> String {
    format!("`{}` is {}", threat.key, threat.status.as_str())
}
