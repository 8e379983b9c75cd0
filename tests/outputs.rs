//! `check` from outside: what it writes, what it mends, which files belong together, and how it ends.

mod answers;
mod content;
mod diffs;
mod fixes;
mod forms;
mod gates;
mod imports;
mod markdown;
mod pages;
mod profiles;
mod projects;
mod reports;
mod sites;
mod threats;
mod written;

use std::io::Write;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

/// A folder with files that is gone when the test ends.
struct Folder {
    path: Utf8PathBuf,
    _temporary: tempfile::TempDir,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(temporary.path()).unwrap().canonicalize_utf8().unwrap();
        let folder = Self { path, _temporary: temporary };
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path.join(name)).unwrap()
    }

    /// Runs the program in this folder on 2026-11-25.
    fn run(&self, arguments: &str) -> Ran {
        self.run_at(".", arguments, "")
    }

    fn run_at(&self, folder: &str, arguments: &str, input: &str) -> Ran {
        self.run_with(folder, &arguments.split_whitespace().collect::<Vec<_>>(), input)
    }

    fn run_with(&self, folder: &str, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_threatline"))
            .args(arguments)
            .current_dir(self.path.join(folder))
            .env("SOURCE_DATE_EPOCH", "1795564800")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// How a run ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// The codes of the first model, in order.
    fn codes(&self) -> Vec<String> {
        let json = self.json();
        let diagnostics = json["models"][0]["diagnostics"].as_array().unwrap().clone();
        diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap().to_owned()).collect()
    }
}
