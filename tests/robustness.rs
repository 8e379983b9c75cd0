//! Bad input: never a panic, always a message.

use camino::Utf8Path;

use crate::support::{codes, model, model_with, sample_with, samples};

#[test]
fn prefixes_of_every_sample_are_read() {
    for (name, text) in samples() {
        // Every prefix of a short text; of a long one those that a step of this length meets.
        let step = 1 + text.len() / 2_000;
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(step).collect();
        let share = ends.len().div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
        std::thread::scope(|scope| {
            for ends in ends.chunks(share.max(1)) {
                let (name, text) = (&name, &text);
                scope.spawn(move || ends.iter().for_each(|&end| read_prefix(name, &text[..end])));
            }
        });
    }
}

/// Reads a prefix and insists that every diagnostic points into it.
fn read_prefix(name: &Utf8Path, prefix: &str) {
    let outcome = sample_with(name, prefix);
    for diagnostic in &outcome.diagnostics {
        let span = diagnostic.span().unwrap();
        let length = outcome.sources.file(span.file).text.len();
        assert!(span.end as usize <= length, "{name} {}: {diagnostic:?}", prefix.len());
    }
}

#[test]
fn every_line_of_every_sample_can_be_missing() {
    let mut checked = 0;
    for (name, text) in samples() {
        let lines: Vec<&str> = text.lines().collect();
        for missing in 0..lines.len() {
            let rest: Vec<&str> =
                lines.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, line)| *line).collect();
            let outcome = sample_with(&name, &rest.join("\n"));
            let mut errors = codes(&outcome);
            errors.retain(|(_, code)| code.starts_with('E'));
            if let Some(element) = used_name(lines[missing], &rest) {
                checked += 1;
                assert!(!errors.is_empty(), "{name} without line {}: `{element}` is used", missing + 1);
            }
        }
    }
    assert!(checked > 10);
}

#[test]
fn samples_are_clean() {
    for (name, text) in samples() {
        let found = codes(&sample_with(&name, &text));
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn includes_stay_inside_the_project_and_end() {
    let error = |files: &[(&str, &str)]| codes(&model_with(files));
    assert_eq!(error(&[("a.threat", "include \"b.threat\"\na -> b"), ("b.threat", "process a\nprocess b")]), []);
    let one = |code: &str| vec![(1, code.to_owned())];
    assert_eq!(error(&[("a.threat", "include \"b.threat\""), ("b.threat", "include \"a.threat\"")]), one("E0402"));
    assert_eq!(error(&[("a.threat", "include \"a.threat\"")]), one("E0402"));
    assert_eq!(error(&[("p/a.threat", "include \"../b.threat\""), ("b.threat", "")]), one("E0404"));
    assert_eq!(error(&[("a.threat", "include \"/etc/passwd\"")]), one("E0404"));
    assert_eq!(error(&[("a.threat", "include \"https://example.com/a\"")]), one("E0404"));
    assert_eq!(error(&[("a.threat", "include \"lib/typs.threat\""), ("lib/types.threat", "")]), one("E0401"));
    assert_eq!(error(&[("a.threat", "include")]), one("E0105"));
    let help =
        &model_with(&[("a.threat", "include \"lib/typs.threat\""), ("lib/types.threat", "")]).diagnostics[0].help;
    assert!(help[0].contains("lib/types.threat"), "{help:?}");
}

#[test]
fn a_mistake_in_an_included_file_is_reported_there() {
    let outcome = model_with(&[("a.threat", "include \"b.threat\"\nprocess a"), ("b.threat", "\na -> nobody")]);
    let span = outcome.diagnostics[0].span().unwrap();
    assert_eq!(outcome.sources.place(span), "b.threat:2:6");
}

#[test]
fn line_ends_and_byte_order_marks_make_no_difference() {
    let text = "\u{feff}process a \"A\"\r\nprocess b\r\na -> nobody\r\n";
    assert_eq!(codes(&model(text)), [(3, "E0110".to_owned())]);
}

#[test]
fn limits_name_themselves() {
    let large = " ".repeat(5_000_001);
    assert_eq!(codes(&model(&large)), [(0, "E0408".to_owned())]);
    let deep = format!("{}{}", "zone a {".repeat(100_000), "}".repeat(100_000));
    let found = codes(&model(&deep));
    assert!(found.iter().any(|(_, code)| code == "E0023"));
    let names: Vec<String> = (0..200).map(|n| format!("p{n}")).collect();
    let processes: String = names.iter().map(|name| format!("process {name}\n")).collect();
    let fan = format!("{processes}{} -> {}", names.join(", "), names.join(", "));
    assert!(codes(&model(&fan)).iter().any(|(_, code)| code == "E0312"));
}

#[test]
fn an_empty_model_is_a_model() {
    assert!(codes(&model("")).is_empty());
    assert!(codes(&model("// nothing\n")).is_empty());
}

/// Each token of each sample is deleted once. What is left means something, or the mistake is reported where it is: on the
/// line of the token or the next, by the error itself or one of its labels. A deleted name leaves a statement that may be
/// fine by itself; then those who use the name say so.
#[test]
fn every_token_of_every_sample_can_be_missing() {
    for (name, text) in samples() {
        let tokens = tokens(&text);
        let share = tokens.len().div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
        std::thread::scope(|scope| {
            for tokens in tokens.chunks(share.max(1)) {
                let (name, text) = (&name, &text);
                scope.spawn(move || tokens.iter().for_each(|token| delete_token(name, text, token.clone())));
            }
        });
    }
}

fn delete_token(name: &Utf8Path, text: &str, token: std::ops::Range<usize>) {
    let rest = format!("{}{}", &text[..token.start], &text[token.end..]);
    let outcome = sample_with(name, &rest);
    let line = text[..token.start].matches('\n').count() + 1;
    // The next line that says something.
    let next = line
        + 1
        + rest.lines().skip(line).take_while(|line| line.trim().is_empty() || line.trim().starts_with("//")).count();
    let near = |span: threatline::base::source::Span| {
        let file = outcome.sources.file(span.file);
        let at = file.position(span.start).line;
        file.path.as_str().ends_with(name.as_str()) && (line..=next).contains(&at)
    };
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    let deleted = &text[token];
    let reported = errors.iter().any(|error| {
        let labels = error.primary.iter().chain(&error.secondary);
        labels.into_iter().any(|label| near(label.span)) || error.message.contains(&format!("`{deleted}"))
    });
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert!(errors.is_empty() || reported, "{name}:{line} without {deleted:?}: {messages:?}");
}

/// The tokens of a model: words, numbers, texts and signs; comments and line ends are none.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let until =
            |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |found| from + found + end.len());
        let length = match c {
            _ if c.is_whitespace() => 1,
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("\"\"\"") => until("\"\"\"", 3),
            '"' => until("\"", 1),
            _ if rest.starts_with("<->") => 3,
            _ if ["->", "<-", "==", "!=", "<=", ">="].iter().any(|sign| rest.starts_with(sign)) => 2,
            '#' => 1 + word_length(&rest[1..]),
            _ if c.is_alphanumeric() || c == '_' => word_length(rest),
            _ => c.len_utf8(),
        };
        if !c.is_whitespace() && !rest.starts_with("//") {
            tokens.push(at..at + length);
        }
        at += length.max(1);
    }
    tokens
}

fn word_length(rest: &str) -> usize {
    let inner = |at: usize, c: char| {
        c.is_alphanumeric()
            || "_%".contains(c)
            || ("-.:".contains(c) && rest[at + c.len_utf8()..].starts_with(char::is_alphanumeric))
    };
    rest.char_indices().find(|&(at, c)| !inner(at, c)).map_or(rest.len(), |(at, _)| at)
}

/// The name that a one-line declaration gives to an element, if a flow of the other lines names it as an end.
fn used_name<'a>(line: &'a str, rest: &[&str]) -> Option<&'a str> {
    let mut words = line.split_whitespace();
    let keyword = words.next()?;
    let name = words.next()?;
    let element = matches!(keyword, "actor" | "external" | "process" | "store") && !line.contains('{');
    let ends = |line: &&str| {
        let (left, right) = line.split_once("->")?;
        let right = right.split('"').next()?;
        Some(left.rsplit(':').next()?.split(',').chain(right.split(',')).any(|end| end.trim() == name))
    };
    (element && rest.iter().filter_map(ends).any(|used| used)).then_some(name)
}
