//! What version control says of files. Without it, or without `git`, it says nothing.

use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::date::Date;

/// The revision of a folder: the nearest tag and what came behind it, else the short name of the commit.
pub fn revision(folder: &Utf8Path) -> Option<String> {
    git(folder, &["describe", "--tags", "--always", "--dirty"])
}

/// The day of the last commit that changed one of these files.
pub fn changed(folder: &Utf8Path, files: &[Utf8PathBuf]) -> Option<Date> {
    let mut arguments = vec!["log", "-1", "--format=%cs", "--"];
    arguments.extend(files.iter().map(|path| path.as_str()));
    Date::parse(&git(folder, &arguments)?)
}

fn git(folder: &Utf8Path, arguments: &[&str]) -> Option<String> {
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
