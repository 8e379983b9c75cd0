//! Findings as workflow commands, which GitHub shows beside the lines of a change.

use std::fmt::Write;

use super::{Located, Report, flat, region};
use crate::base::diagnostic::Level;

/// A line for each finding, and one for each reason for which the run fails; at most `limit` findings, 0 for all.
pub fn github(report: &Report<'_>, limit: usize) -> String {
    let mut out = String::new();
    for located in flat(report, limit) {
        command(&mut out, located);
    }
    for gate in &report.gates {
        let file = gate.model.as_deref().map(|model| format!("file={},", property(model))).unwrap_or_default();
        let _ = writeln!(out, "::error {file}title=threatline::{}", message(&gate.message));
    }
    out
}

fn command(out: &mut String, Located { part, finding }: Located<'_>) {
    let diagnostic = &finding.diagnostic;
    let name = match finding.severity() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let place = match diagnostic.span() {
        Some(span) => {
            let file = part.sources.file(span.file);
            let region = region(file, span, false);
            let mut place = format!("file={},line={},endLine={}", property(file.path.as_str()), region.line, region.end_line);
            // Columns are refused where the lines differ.
            if region.line == region.end_line {
                let _ = write!(place, ",col={},endColumn={}", region.column, region.end_column);
            }
            place
        }
        None => format!("file={}", property(part.name)),
    };
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    let text: String = std::iter::once(diagnostic.message.clone()).chain(help).collect();
    let _ = writeln!(out, "::{name} {place},title={}::{}", property(diagnostic.code.0), message(&text));
}

/// A text behind `::`.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between `=` and `,`.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_to_the_reader_is_escaped() {
        assert_eq!(message("50 %\r\nof a: b"), "50 %25%0D%0Aof a: b");
        assert_eq!(property("C:\\a,b%.threat"), "C%3A\\a%2Cb%25.threat");
    }
}
