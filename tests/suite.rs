//! Annotated models: each line gives the diagnostics that its comment announces, and no others.

use crate::support::{codes, model, project};

#[test]
fn annotated_models_give_what_they_announce() {
    let mut files: Vec<_> =
        project("tests/suite").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    files.retain(|path| path.extension() == Some("threat"));
    files.sort();
    assert!(files.len() >= 5);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let announced: Vec<(usize, String)> = text
            .lines()
            .enumerate()
            .filter_map(|(at, line)| Some((at + 1, line.split_once("//~")?.1)))
            .flat_map(|(line, codes)| codes.split_whitespace().map(move |code| (line, code.to_owned())))
            .collect();
        let found = codes(&model(&text));
        assert_eq!(found, announced, "{path}");
    }
}
