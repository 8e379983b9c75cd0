//! The project file: what it may say, what is wrong with it, and how it sets the levels of codes.

use threatline::base::diagnostic::Diagnostic;
use threatline::base::source::SourceMap;
use threatline::config::{self, Choice, Config, Levels, Pick, Reported, Side};
use threatline::model::{Class, Severity};

use crate::support::project;

/// What a project file says, and for each mistake its code, the text at its place, its message and its help.
fn read(text: &str) -> (Config, Vec<(String, String, String, String)>) {
    let mut sources = SourceMap::default();
    let file = sources.add(config::FILE, text);
    let (config, diagnostics) = config::read(&sources, file);
    let place = |d: &Diagnostic| d.span().map(|span| sources.text(span).to_owned()).unwrap_or_default();
    let row = |d: Diagnostic| (d.code.to_string(), place(&d), d.message.clone(), d.help.join("\n"));
    (config, diagnostics.into_iter().map(row).collect())
}

#[test]
fn every_mistake_is_found_at_its_place() {
    for (text, code, place, message, help) in [
        ("rot = \"a\"", "E0410", "rot", "unknown key `rot`", "did you mean `root`?"),
        ("deny = []", "E0410", "deny", "unknown key `deny`", "`deny` belongs into `[check]`"),
        ("[fmt]\nroot = \"a\"", "E0410", "root", "unknown key `root` in `[fmt]`", "stands at the top"),
        ("[chek]\nallow = []", "E0410", "chek", "unknown table `chek`", "did you mean `check`?"),
        ("[check]\nqux = 1", "E0410", "qux", "unknown key `qux` in `[check]`", "the keys here are `allow`,"),
        ("[classes]\nsecret = \"x\"", "E0410", "secret", "unknown key `secret`", "`critical`"),
        ("root = 1", "E0411", "1", "`root` does not take a number", "a path inside the project"),
        ("root = \"../a.threat\"", "E0411", "\"../a.threat\"", "leaves the project", "a path"),
        ("root = \"/a.threat\"", "E0411", "\"/a.threat\"", "not relative to the project", "a path"),
        ("check = 1", "E0411", "1", "`check` is a table", "write `[check]`"),
        ("[check]\nfail-on = \"hihg\"", "E0411", "\"hihg\"", "`hihg` is not known here", "did you mean `high`?"),
        ("[check]\nallow = \"W0604\"", "E0411", "\"W0604\"", "`allow` does not take a text", "a list of codes"),
        ("[check]\nallow = [1]", "E0411", "1", "a number cannot stand in this list", "a list of codes"),
        ("[check]\nallow = [\"E0110\"]", "E0411", "\"E0110\"", "an error and cannot be allowed", "cannot be used"),
        ("[check]\nwarn = [\"E0110\"]", "E0411", "\"E0110\"", "an error and cannot be a warning", "cannot be used"),
        ("[check]\nallow = [\"warnings\"]", "E0411", "\"warnings\"", "goes with `deny` only", "name the codes"),
        ("[check]\ndeny = [\"desgin\"]", "E0411", "\"desgin\"", "no code or group `desgin`", "did you mean `design`?"),
        ("[check]\ndeny = [\"W0699\"]", "E0411", "\"W0699\"", "no code or group `W0699`", "explain --list"),
        (
            "[check]\nallow = [\"w0604\"]\ndeny = [\"W0604\"]",
            "E0411",
            "\"W0604\"",
            "in `allow` and in `deny`",
            "one of",
        ),
        ("[fmt]\nwidth = 9", "E0411", "9", "9 is out of range", "from 40 to 400"),
        ("[report]\nformats = [\"md\", \"docx\"]", "E0411", "\"docx\"", "`docx` is not known here", "`formats` takes"),
        ("root = ", "E0411", "", "this is not TOML", ""),
        ("root = \"a\"\nroot = \"b\"", "E0411", "root", "this is not TOML: duplicate key", ""),
    ] {
        let (_, found) = read(text);
        let [(found_code, found_place, found_message, found_help)] = &found[..] else { panic!("{text}: {found:#?}") };
        assert_eq!((found_code.as_str(), found_place.as_str()), (code, place), "{text}");
        assert!(found_message.contains(message), "{text}: {found_message}");
        assert!(found_help.contains(help), "{text}: {found_help}");
    }
}

#[test]
fn all_mistakes_are_found_at_once_and_the_rest_holds() {
    let (config, found) =
        read("root = \"shop.threat\"\nx = 1\n[check]\ny = 1\ndeny = [\"a\", \"b\"]\nfail-on = \"low\"\n");
    let codes: Vec<&str> = found.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(codes, ["E0410", "E0410", "E0411", "E0411"]);
    assert_eq!((config.root.unwrap().as_str(), config.fail_on), ("shop.threat", Some(Severity::Low)));
}

#[test]
fn every_key_is_read() {
    let example = config::markdown();
    let example = example.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let (config, found) = read(example);
    assert_eq!(found, []);
    assert_eq!(config.root.unwrap(), "platform.threat");
    assert_eq!(config.lock.unwrap(), "platform.threat.lock");
    assert_eq!(config.answers.unwrap(), "accepted.threat");
    assert_eq!(config.levels.allow, [Pick::Code("W0604")]);
    assert!(!config.levels.warn.is_empty() && config.levels.deny.len() == 2);
    assert_eq!((config.fail_on, config.unknown), (Some(Severity::High), Some(config::Unknown::List)));
    assert_eq!((config.formats, config.out.unwrap().as_str()), (vec!["md", "html"], "build/threat-model"));
    assert_eq!((config.width, config.classes.len()), (Some(110), Class::ALL.len()));
}

#[test]
fn the_sample_is_a_project_file() {
    let (config, found) = read(&std::fs::read_to_string(project("samples/platform/threatline.toml")).unwrap());
    assert_eq!(found, []);
    assert_eq!((config.levels.deny.len(), config.fail_on), (2, Some(Severity::High)));
}

#[test]
fn the_document_is_up_to_date() {
    let path = project("docs/project-file.md");
    let text = config::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "write docs/project-file.md anew: UPDATE_DOCS=1 cargo test project_file");
}

fn choice(allow: &[&str], warn: &[&str], deny: &[&str]) -> Choice {
    let picks = |words: &[&str], side| words.iter().map(|word| Pick::parse(word, side).unwrap()).collect();
    Choice { allow: picks(allow, Side::Allow), warn: picks(warn, Side::Warn), deny: picks(deny, Side::Deny) }
}

#[test]
fn options_beat_the_file_a_code_beats_its_group_and_a_group_beats_warnings() {
    use Reported::{Denied, Error, Note, Off, Warning};
    let none = || choice(&[], &[], &[]);
    let design = || choice(&[], &[], &["design"]);
    for (file, flags, qa, code, expected) in [
        (none(), none(), false, "W0501", Warning),
        (none(), none(), false, "W0401", Off),
        (none(), none(), true, "W0401", Warning),
        (none(), none(), true, "W0411", Off),
        (none(), none(), false, "E0407", Note),
        (none(), none(), false, "E0110", Error),
        (design(), none(), false, "W0301", Denied),
        (design(), choice(&["design"], &[], &[]), false, "W0301", Off),
        (choice(&["W0301"], &[], &["design"]), none(), false, "W0301", Off),
        (choice(&["design"], &[], &["W0301"]), none(), false, "W0301", Denied),
        (choice(&["W0501"], &[], &[]), choice(&[], &[], &["warnings"]), false, "W0501", Off),
        (none(), choice(&[], &["W0501"], &["warnings"]), false, "W0501", Warning),
        (none(), choice(&[], &[], &["warnings"]), false, "W0501", Denied),
        (none(), choice(&[], &[], &["warnings"]), false, "W0401", Off),
        (none(), choice(&[], &[], &["warnings"]), true, "W0401", Denied),
        (none(), choice(&[], &["document"], &[]), false, "W0401", Warning),
        (none(), choice(&[], &["document"], &[]), false, "W0411", Off),
        (none(), choice(&[], &["W0411"], &[]), false, "W0411", Warning),
        (none(), choice(&[], &["E0407"], &[]), false, "E0407", Warning),
        (none(), choice(&["e0407"], &[], &[]), false, "E0407", Off),
    ] {
        let levels = Levels { file, flags, qa };
        assert_eq!(levels.of(code), expected, "{code} with {levels:?}");
    }
}
