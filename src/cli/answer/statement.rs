//! The statement that is added.

use super::AnswerArgs;
use crate::base::date::Date;
use crate::base::text::width;
use crate::model::{AnswerKind, RuleId};
use crate::pipeline::Outcome;
use crate::threats::{Threat, place_in_clause};

/// What is said about the threats.
pub(super) struct Wish {
    pub(super) kind: AnswerKind,
    reason: String,
    /// Attributes as they are written.
    attributes: Vec<(&'static str, String)>,
}

impl Wish {
    /// What the arguments say, or what is wrong with it.
    pub(super) fn of(args: &AnswerArgs, today: Option<Date>) -> Result<Self, String> {
        let given = [
            (AnswerKind::Accept, &args.accept),
            (AnswerKind::Mitigate, &args.mitigate),
            (AnswerKind::Transfer, &args.transfer),
            (AnswerKind::Avoid, &args.avoid),
            (AnswerKind::Dismiss, &args.dismiss),
            (AnswerKind::Rate, &args.rate),
        ];
        let mut given = given.into_iter().filter_map(|(kind, reason)| Some((kind, reason.as_deref()?.trim())));
        let (kind, reason) = given.next().ok_or("say how it is answered, for example `--accept \"why\"`")?;
        if reason.is_empty() {
            return Err(format!("--{} needs a reason: who reads the report wants to know why", kind.as_str()));
        }
        misplaced(args, kind)?;
        let texts = [("owner", &args.owner), ("ticket", &args.ticket)];
        if let Some((name, _)) =
            texts.iter().find(|(_, text)| text.as_deref().is_some_and(|text| text.trim().is_empty()))
        {
            return Err(format!("--{name} is empty: say who or what, or leave it out"));
        }
        if let Some((until, today)) = args.until.zip(today).filter(|(until, today)| until < today) {
            return Err(format!("--until {until} is over: today is {today}, and the answer would not count"));
        }
        Ok(Self { kind, reason: quoted(reason), attributes: attributes(args) })
    }

    /// A statement for each rule, in the order of the threats, each in the usual layout.
    pub(super) fn statements(&self, outcome: &Outcome, threats: &[&Threat], columns: usize) -> String {
        let mut rules: Vec<(RuleId, Vec<String>)> = Vec::new();
        for threat in threats {
            let place = place(outcome, threat);
            match rules.iter_mut().find(|(rule, _)| *rule == threat.rule) {
                Some((_, places)) if places.contains(&place) => {}
                Some((_, places)) => places.push(place),
                None => rules.push((threat.rule, vec![place])),
            }
        }
        let name = |rule: RuleId| outcome.model.rules[rule].name.as_str();
        rules.iter().map(|(rule, places)| self.statement(name(*rule), places, columns)).collect()
    }

    /// On one line, or, where that is too wide, with the attributes in a block.
    fn statement(&self, rule: &str, places: &[String], columns: usize) -> String {
        let on: Vec<&str> = places.iter().map(String::as_str).filter(|place| !place.is_empty()).collect();
        let on = if on.is_empty() { String::new() } else { format!(" on {}", on.join(", ")) };
        let head = format!("{} {rule}{on} {}", self.kind.as_str(), self.reason);
        let behind: String = self.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        if behind.is_empty() || width(&head) + width(&behind) <= columns {
            return format!("{head}{behind}\n");
        }
        let longest = self.attributes.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = self.attributes.iter().map(|(name, value)| format!("  {name:longest$} = {value}\n"));
        format!("{head} {{\n{}}}\n", lines.collect::<String>())
    }
}

/// What only some answers take; the argument parser does not ask for it where several of them are in conflict.
fn misplaced(args: &AnswerArgs, kind: AnswerKind) -> Result<(), String> {
    let rating = [
        ("likelihood", args.likelihood.is_some()),
        ("impact", args.impact.is_some()),
        ("severity", args.severity.is_some()),
    ];
    let rated = rating.iter().find(|(_, given)| *given);
    match (rated, kind == AnswerKind::Rate) {
        (None, true) => Err("--rate changes a rating: say which, with --likelihood, --impact or --severity".into()),
        (Some((name, _)), false) => Err(format!("--{name} goes with --rate, not with --{}", kind.as_str())),
        _ if args.status.is_some() && kind != AnswerKind::Mitigate => {
            Err(format!("--status goes with --mitigate, not with --{}", kind.as_str()))
        }
        _ => Ok(()),
    }
}

fn attributes(args: &AnswerArgs) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.as_deref().map(|text| quoted(text.trim()));
    let all = [
        ("status", args.status.map(|status| status.as_str().to_owned())),
        ("likelihood", args.likelihood.map(|likelihood| likelihood.as_str().to_owned())),
        ("impact", args.impact.map(|impact| impact.as_str().to_owned())),
        ("severity", args.severity.map(|severity| severity.as_str().to_owned())),
        ("owner", text(&args.owner)),
        ("until", args.until.map(|until| until.to_string())),
        ("review", args.review.clone()),
        ("due", args.due.map(|due| due.to_string())),
        ("ticket", text(&args.ticket)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What an `on` clause calls the place of a threat; empty for the model as a whole.
fn place(outcome: &Outcome, threat: &Threat) -> String {
    let Some(place) = threat.subject else {
        let named = threat.key.split_once('@').map_or("", |(_, place)| place);
        let data = outcome.model.data.values().find(|data| data.id == named);
        return data.map_or_else(String::new, |data| data.id.to_string());
    };
    let named = place_in_clause(&outcome.model, place);
    match named.split_once("->") {
        // What tells two flows between the same ends apart has no place in a clause.
        Some((source, target)) => format!("{source} -> {}", target.split('~').next().unwrap_or(target)),
        None => named.to_string(),
    }
}

/// A text in quotes, as it stands in a model.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Controls, marks of order and directions: characters that a file must not have as they are.
            c if c.is_control() || is_invisible(c) => out.push_str(&format!("\\u{{{:X}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
