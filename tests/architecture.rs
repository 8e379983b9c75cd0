//! The direction of knowledge: each stage knows only those before it (see the documentation of the crate).

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::support::project;

/// What each module may name, besides `base`.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("syntax", &[]),
    ("schema", &["model"]),
    ("format", &["syntax", "schema"]),
    ("lock", &[]),
    ("model", &["syntax"]),
    ("resolve", &["syntax", "schema", "model"]),
    ("graph", &["model"]),
    ("threats", &["syntax", "schema", "lock", "model", "graph"]),
    ("numbering", &["lock", "model", "graph", "threats"]),
    ("lint", &["syntax", "schema", "format", "lock", "model", "graph", "threats", "numbering"]),
    ("scene", &[]),
    ("view", &["model", "graph", "scene"]),
    ("layout", &["view", "scene"]),
    ("parts", &["view", "layout", "scene"]),
    ("render", &["scene"]),
    ("notation", &["view", "scene"]),
    ("report", &["model", "graph", "threats", "lint"]),
    ("figures", &["model", "graph", "scene", "view", "layout", "parts", "render", "report"]),
    ("explain", &["schema", "model", "graph", "threats", "report"]),
    ("init", &[]),
    ("import", &["syntax", "schema", "format"]),
    ("markdown", &[]),
    ("project", &[]),
    ("pipeline", &["syntax", "schema", "format", "model", "resolve", "graph", "threats", "lint", "lock", "numbering"]),
    ("document", &["model", "lint", "numbering", "report", "figures", "pipeline"]),
    (
        "export",
        &[
            "syntax", "schema", "model", "graph", "threats", "lock", "scene", "view", "layout", "report", "figures",
            "document", "pipeline", "import",
        ],
    ),
    ("config", &["schema", "model"]),
    ("findings", &["schema", "model", "graph", "threats", "lint", "pipeline", "config"]),
    (
        "cli",
        &[
            "schema",
            "model",
            "graph",
            "threats",
            "scene",
            "view",
            "layout",
            "parts",
            "render",
            "notation",
            "report",
            "figures",
            "document",
            "export",
            "explain",
            "init",
            "import",
            "markdown",
            "project",
            "pipeline",
            "lint",
            "config",
            "findings",
            "lock",
            "numbering",
        ],
    ),
];

#[test]
fn each_module_knows_only_those_before_it() {
    for (module, allowed) in MAY_KNOW {
        let used = used_modules(module);
        let own: BTreeSet<&str> = allowed.iter().copied().chain(["base", *module]).collect();
        let unknown: Vec<&String> = used.iter().filter(|name| !own.contains(name.as_str())).collect();
        assert!(unknown.is_empty(), "`{module}` names {unknown:?}");
    }
}

#[test]
fn every_module_is_listed() {
    let mut modules: Vec<String> = Vec::new();
    for entry in project("src").read_dir_utf8().unwrap().map(Result::unwrap) {
        modules.extend(entry.path().file_stem().filter(|name| !matches!(*name, "lib" | "main")).map(str::to_owned));
    }
    modules.sort();
    let mut listed: Vec<&str> = MAY_KNOW.iter().map(|(module, _)| *module).collect();
    listed.sort_unstable();
    assert_eq!(modules, listed);
}

#[test]
fn only_the_command_line_and_the_project_touch_the_outside_world() {
    const OUTSIDE: &[&str] = &["std::fs", "std::env", "std::time", "std::io::stdin", "print!(", "println!("];
    for (module, _) in MAY_KNOW.iter().filter(|(module, _)| !matches!(*module, "project" | "cli")) {
        for (path, text) in sources(module) {
            for outside in OUTSIDE {
                assert!(!text.contains(outside), "{path} names {outside}");
            }
        }
    }
}

#[test]
fn only_the_ui_prints() {
    for (path, text) in sources("cli").into_iter().filter(|(path, _)| !path.ends_with("cli/ui.rs")) {
        for outside in ["std::io::stdout", "std::io::stderr", "print!(", "println!("] {
            assert!(!text.contains(outside), "{path} names {outside}");
        }
    }
}

#[test]
fn files_stay_readable() {
    for (module, _) in MAY_KNOW {
        for (path, text) in sources(module) {
            let lines = text.lines().count();
            assert!(lines <= 620, "{path} has {lines} lines");
        }
    }
}

fn used_modules(module: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (_, text) in sources(module) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.collect::<Vec<_>>().join("\n");
        for (at, _) in code.match_indices("crate::") {
            let name: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(!name.is_empty(), "`use crate::{{…}}` hides what {module} knows: write one line for each module");
            if name != "typed_id" {
                used.insert(name);
            }
        }
    }
    used
}

/// Sources of a module, tests left out.
fn sources(module: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let file = project(&format!("src/{module}.rs"));
    if file.is_file() {
        found.push(file);
    }
    collect(&project(&format!("src/{module}")), &mut found);
    assert!(!found.is_empty(), "there is no module {module}");
    found.sort();
    found
        .into_iter()
        .filter(|path| !matches!(path.file_name(), Some("tests.rs" | "samples.rs")))
        .map(|path| (path.to_string(), std::fs::read_to_string(&path).unwrap()))
        .map(|(path, text)| (path, text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()))
        .collect()
}

fn collect(folder: &Utf8Path, found: &mut Vec<camino::Utf8PathBuf>) {
    for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            collect(entry.path(), found);
        } else if entry.path().extension() == Some("rs") {
            found.push(entry.path().to_owned());
        }
    }
}
