//! Documents written by hand in which parts are kept up to date: what stands between two comments is replaced.
//!
//! ```text
//! <!-- threatline:begin data-flow-details -->
//! …
//! <!-- threatline:end -->
//! ```
//!
//! Everything outside of the comments stays as it is, byte for byte.

/// What is wrong with the marks of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

const BEGIN: &str = "<!-- threatline:begin";
const END: &str = "<!-- threatline:end";

/// Where a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The name of the section.
    pub section: &'a str,
    /// The level of its heading: one below the last heading before it.
    pub level: usize,
}

/// The level of a section before which there is no heading.
const FIRST_LEVEL: usize = 2;

/// The sections that the marks of a text name, in order.
pub fn sections(text: &str) -> Vec<String> {
    let mut sections = Vec::new();
    update(text, &mut |place| {
        sections.push(place.section.to_owned());
        Ok(String::new())
    });
    sections
}

/// The text with what stands between its marks made anew, and what is wrong. `make` gives the text for a section, or says why
/// there is none. A part with something wrong stays as it is.
pub fn update(text: &str, make: &mut dyn FnMut(Place<'_>) -> Result<String, String>) -> (String, Vec<Problem>) {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::with_capacity(text.len());
    let mut problems = Vec::new();
    let mut at = 0;
    let mut level = FIRST_LEVEL;
    let mut before = "";
    let mut fence: Option<String> = None;
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        fence = fence_after(fence, trimmed);
        at += 1;
        out.push_str(line);
        if fence.is_some() {
            continue;
        }
        level = heading(before, line).map_or(level, |heading| heading + 1);
        before = trimmed;
        if trimmed.starts_with(END) {
            problems.push(problem(at, "there is no `threatline:begin` before this `threatline:end`".to_owned()));
        }
        let Some(section) = section(trimmed) else { continue };
        let rest = lines.get(at..).unwrap_or(&[]);
        let end = rest.iter().position(|line| line.trim().starts_with(END));
        let next = rest.iter().position(|line| line.trim().starts_with(BEGIN));
        match end.filter(|end| next.is_none_or(|next| next > *end)) {
            None => {
                problems.push(problem(at, "this part has no end: write `<!-- threatline:end -->` behind it".to_owned()))
            }
            Some(end) if section.is_empty() => {
                problems
                    .push(problem(at, "name the section: `<!-- threatline:begin data-flow-details -->`".to_owned()));
                out.extend(rest.iter().take(end + 1).copied());
                at += end + 1;
            }
            Some(end) => {
                match make(Place { section, level }) {
                    Ok(made) => {
                        let made = made.trim_matches('\n').replace('\n', newline);
                        out.push_str(&format!("{newline}{made}{newline}{newline}"));
                    }
                    Err(message) => {
                        problems.push(problem(at, message));
                        out.extend(rest.iter().take(end).copied());
                    }
                }
                out.extend(rest.get(end).copied());
                at += end + 1;
            }
        }
    }
    (out, problems)
}

/// The section that a line names; `None` for lines that are no mark.
fn section(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(BEGIN)?;
    let (name, _) = rest.split_once("-->")?;
    Some(name.trim())
}

/// The level of the heading that a line is, or that it makes of the line before.
fn heading(before: &str, line: &str) -> Option<usize> {
    let marks = line.chars().take_while(|&c| c == '#').count();
    let is_heading = line.get(marks..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let is_line = !before.is_empty() && line.trim().len() > 2 && line.trim().chars().all(|c| c == '=');
    if (1..=6).contains(&marks) && is_heading { Some(marks) } else { is_line.then_some(1) }
}

/// The fence that is open after a line: marks inside of code are not meant.
fn fence_after(open: Option<String>, line: &str) -> Option<String> {
    let marks: String = line.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    match open {
        Some(open) if marks.len() >= open.len() && marks.chars().next() == open.chars().next() && line == marks => None,
        Some(open) => Some(open),
        None if marks.len() >= 3 => Some(marks),
        None => None,
    }
}

fn problem(line: usize, message: String) -> Problem {
    Problem { line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updated(text: &str) -> (String, Vec<String>) {
        let mut make = |place: Place<'_>| match place.section {
            "flows" => Ok("| a |\n".to_owned()),
            "level" => Ok(format!("{}\n", place.level)),
            other => Err(format!("no `{other}`")),
        };
        let (text, problems) = update(text, &mut make);
        (text, problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect())
    }

    #[test]
    fn only_what_is_marked_changes_and_a_second_time_nothing() {
        let text = "# Mine  \n<!-- threatline:begin flows -->\nold\nolder\n<!-- threatline:end -->\nlast\tline";
        let (once, problems) = updated(text);
        assert_eq!(once, "# Mine  \n<!-- threatline:begin flows -->\n\n| a |\n\n<!-- threatline:end -->\nlast\tline");
        assert!(problems.is_empty());
        assert_eq!(updated(&once).0, once);
        let windows = updated(&text.replace('\n', "\r\n")).0;
        assert!(!windows.replace("\r\n", "").contains('\n'), "{windows:?}");
    }

    #[test]
    fn a_section_stands_one_level_below_the_heading_before_it() {
        let marks = "<!-- threatline:begin level -->\n<!-- threatline:end -->\n";
        for (before, level) in
            [("", 2), ("# A\n", 2), ("# A\n### B\n```\n# C\n```\n", 4), ("A\n===\n", 2), ("#no\n", 2)]
        {
            assert!(updated(&format!("{before}{marks}")).0.contains(&format!("\n{level}\n")), "{before}");
        }
    }

    #[test]
    fn marks_that_do_not_fit_are_reported_and_left() {
        for (text, problem) in [
            (
                "<!-- threatline:begin flows -->\na\n",
                "1: this part has no end: write `<!-- threatline:end -->` behind it",
            ),
            ("a\n<!-- threatline:end -->\n", "2: there is no `threatline:begin` before this `threatline:end`"),
            ("<!-- threatline:begin x -->\na\n<!-- threatline:end -->\n", "1: no `x`"),
            (
                "<!-- threatline:begin -->\n<!-- threatline:end -->",
                "1: name the section: `<!-- threatline:begin data-flow-details -->`",
            ),
        ] {
            let (same, problems) = updated(text);
            assert_eq!((same.as_str(), problems), (text, vec![problem.to_owned()]));
        }
        let code = "```\n<!-- threatline:begin flows -->\nx\n<!-- threatline:end -->\n```\n";
        assert_eq!(updated(code), (code.to_owned(), Vec::new()));
    }
}
