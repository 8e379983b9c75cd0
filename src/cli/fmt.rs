//! `threatline fmt`: files in the usual layout, or what is missing for that.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};
use camino::{Utf8Path, Utf8PathBuf};
use similar::{ChangeTag, TextDiff};

use super::args::FmtArgs;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use super::{input, output};
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::pipeline::Formatting;
use crate::project;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// What has been done so far.
#[derive(Default)]
struct Count {
    files: usize,
    changed: usize,
    failed: usize,
}

/// Handles every file, whatever happens to another; the worst code wins.
pub(super) fn run(args: &FmtArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut count = Count::default();
    for path in files(args, &mut count, ui) {
        if let Err(failure) = file(&path, args, &mut count, ui) {
            ui.failure(&failure);
            count.failed += 1;
        }
    }
    ui.note(&summary(args, &count));
    Ok(match count {
        Count { failed: 1.., .. } => Exit::Unable,
        Count { changed: 1.., .. } if args.check || args.diff => Exit::Gate,
        _ => Exit::Done,
    })
}

/// The files to format, each once, in the order of the arguments; folders that cannot be read are reported.
fn files(args: &FmtArgs, count: &mut Count, ui: &mut Ui) -> Vec<Utf8PathBuf> {
    let here = [Utf8PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut found = Vec::new();
    for path in paths {
        if path == "-" || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let (models, unreadable) = project::models_below(path);
        found.extend(models);
        for (path, reason) in unreadable {
            ui.failure(&Failure::Folder { path, reason });
            count.failed += 1;
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|path| seen.insert(path.clone()));
    found
}

fn file(path: &Utf8Path, args: &FmtArgs, count: &mut Count, ui: &mut Ui) -> Result<(), Failure> {
    let formatting = input::format(path);
    count.files += 1;
    let Formatting { sources, before, after, diagnostics } = &formatting;
    ui.diagnostic(&input::shown(sources, diagnostics.iter().cloned().map(Into::into).collect()));
    if diagnostics.iter().any(Diagnostic::is_error) {
        count.failed += 1;
        return Ok(());
    }
    count.changed += usize::from(before != after);
    let shown = if path == "-" { input::STDIN } else { path.as_str() };
    match path.as_str() {
        _ if args.diff => ui.result(&diff(shown, before, after)),
        _ if before == after && (args.check || path != "-") => Ok(()),
        _ if args.check => ui.result(&format!("{shown}\n")),
        "-" => ui.result(after),
        _ => {
            output::replace(path, after.as_bytes())?;
            ui.result(&format!("{path}\n"))
        }
    }
}

/// `2 of 5 files formatted, 1 failed`
fn summary(args: &FmtArgs, count: &Count) -> String {
    let files = text::count(count.files, "file", "files");
    let formatted = if args.check || args.diff { "not formatted" } else { "formatted" };
    match (count.changed, count.failed) {
        (0, 0) if count.files == 0 => "no `.threat` files".to_owned(),
        (0, 0) => format!("{files}, nothing to change"),
        (0, failed) => format!("{failed} of {files} failed"),
        (changed, 0) => format!("{changed} of {files} {formatted}"),
        (changed, failed) => format!("{changed} of {files} {formatted}, {failed} failed"),
    }
}

/// A unified diff, as `patch` and editors read it; empty where nothing changes.
pub(super) fn diff(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if out.is_empty() {
            out = format!("--- {path}\n+++ {path}\n");
        }
        out.push_str(&format!("{PLACE}{}{PLACE:#}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Delete => REMOVED,
                ChangeTag::Insert => ADDED,
                ChangeTag::Equal => Style::new(),
            };
            let line = change.value().trim_end_matches('\n');
            out.push_str(&format!("{style}{}{line}{style:#}\n", change.tag()));
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}
