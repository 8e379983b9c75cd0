//! Where a document is written to: what cannot be is said before anything is made.

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{Format, ReportArgs};
use crate::cli::exit::Failure;

/// Refuses a place that does not fit what is written.
pub(super) fn check(args: &ReportArgs) -> Result<(), Failure> {
    let Some(path) = args.output.as_deref().filter(|path| *path != "-" && args.template.is_none()) else {
        return Ok(());
    };
    let alone = args.split.is_none().then(|| Format::of_file(path)).flatten();
    let problem = match alone {
        Some(_) if args.format.len() > 1 => {
            format!("`{path}` is one file and takes one format: name a folder with -o for several")
        }
        Some(_) => return Ok(()),
        None if without_slash(path).is_file() => format!("`{path}` is a file: name a folder, or {ENDINGS}"),
        None if args.split.is_none() && looks_like_a_file(path) => {
            format!("`{path}` has an ending of no format: name {ENDINGS}, or write `{path}/` for a folder")
        }
        None => return Ok(()),
    };
    Err(Failure::Arguments(problem))
}

const ENDINGS: &str = "a file that ends with `.md`, `.html`, `.json`, `.adoc`, `.tc.json` or `.pdf`";

/// Where a filled template goes: into a folder under its own name.
pub(super) fn of_template(template: &Utf8Path, output: Option<&Utf8Path>) -> Result<Option<Utf8PathBuf>, Failure> {
    let Some(output) = output else { return Ok(None) };
    let path = match template.file_name() {
        Some(name) if output.is_dir() || output.as_str().ends_with('/') => output.join(name),
        _ => output.to_owned(),
    };
    if path.canonicalize_utf8().is_ok_and(|path| template.canonicalize_utf8().is_ok_and(|template| path == template)) {
        return Err(Failure::Arguments(format!("`{path}` is the template itself: name another place with -o")));
    }
    Ok(Some(path))
}

fn without_slash(path: &Utf8Path) -> &Utf8Path {
    Utf8Path::new(path.as_str().trim_end_matches('/'))
}

/// Whether a path that is not there names a file rather than a folder: `x.txt`, but not `v1.2`.
fn looks_like_a_file(path: &Utf8Path) -> bool {
    let ending = path.extension().is_some_and(|ending| ending.starts_with(char::is_alphabetic));
    ending && !path.as_str().ends_with('/') && !path.is_dir()
}
