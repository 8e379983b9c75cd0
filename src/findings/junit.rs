//! Findings as a JUnit report: a suite for each model, a case for each code and each gate.

use std::io::Cursor;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Finding, Part, Report, counts, title};
use crate::base::source::SourceMap;

/// A test case.
struct Case {
    name: String,
    /// Why it fails: a line that says it all, and the details.
    failure: Option<(String, String)>,
    /// What is to be said although it does not fail.
    remark: String,
}

/// A run as JUnit XML. Errors, denied warnings and gates are failures; other findings are the output of cases that pass.
pub fn junit(report: &Report<'_>) -> String {
    let suites: Vec<(&str, Vec<Case>)> = report.parts.iter().map(|part| (part.name, cases(report, part))).collect();
    let mut writer = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    // Writing to memory does not fail.
    let _ = write(&mut writer, &suites);
    let mut text = String::from_utf8(writer.into_inner().into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

fn cases(report: &Report<'_>, part: &Part<'_>) -> Vec<Case> {
    let mut findings: Vec<&Finding> = part.findings.iter().collect();
    findings.sort_by_key(|finding| finding.diagnostic.code);
    let by_code = findings.chunk_by(|a, b| a.diagnostic.code == b.diagnostic.code);
    let mut cases: Vec<Case> = by_code.map(|findings| case(part.sources, findings)).collect();
    let gates = report.gates.iter().filter(|gate| gate.model.as_deref() == Some(part.name));
    cases.extend(gates.map(|gate| Case {
        name: "gate".into(),
        failure: Some((gate.message.clone(), gate.message.clone())),
        remark: String::new(),
    }));
    if cases.is_empty() {
        cases.push(Case { name: "nothing wrong".into(), failure: None, remark: String::new() });
    }
    cases
}

/// The case of one code.
fn case(sources: &SourceMap, findings: &[&Finding]) -> Case {
    let code = findings.first().map_or("", |finding| finding.diagnostic.code.0);
    let details: String = findings.iter().map(|finding| line(sources, finding)).collect();
    let counts = counts(findings.iter().copied());
    let fails = counts.errors + counts.denied > 0;
    let failure = fails.then(|| (format!("{}: {}", title(code), counts.words()), details.clone()));
    Case { name: format!("{code} {}", title(code)), failure, remark: if fails { String::new() } else { details } }
}

/// `shop.threat:3:8: no type named …`, and its help.
fn line(sources: &SourceMap, finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let place = diagnostic.span().map(|span| format!("{}: ", sources.place(span))).unwrap_or_default();
    let help: String = diagnostic.help.iter().map(|help| format!("  help: {help}\n")).collect();
    format!("{place}{}\n{help}", diagnostic.message)
}

type Xml = Writer<Cursor<Vec<u8>>>;

fn write(writer: &mut Xml, suites: &[(&str, Vec<Case>)]) -> std::io::Result<()> {
    let cases = || suites.iter().flat_map(|(_, cases)| cases);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = totals(BytesStart::new("testsuites"), env!("CARGO_PKG_NAME"), cases());
    writer.write_event(Event::Start(all.borrow()))?;
    for (name, cases) in suites {
        writer.write_event(Event::Start(totals(BytesStart::new("testsuite"), name, cases.iter())))?;
        for case in cases {
            write_case(writer, name, case)?;
        }
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(all.to_end()))
}

fn totals<'a>(mut start: BytesStart<'a>, name: &str, cases: impl Iterator<Item = &'a Case> + Clone) -> BytesStart<'a> {
    let failures = cases.clone().filter(|case| case.failure.is_some()).count();
    start.push_attribute(("name", printable(name).as_str()));
    start.push_attribute(("tests", cases.count().to_string().as_str()));
    start.push_attribute(("failures", failures.to_string().as_str()));
    start.push_attribute(("errors", "0"));
    start
}

fn write_case(writer: &mut Xml, model: &str, case: &Case) -> std::io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("name", printable(&case.name).as_str()));
    start.push_attribute(("classname", printable(model).as_str()));
    start.push_attribute(("file", printable(model).as_str()));
    let (tag, message, body) = match &case.failure {
        Some((message, details)) => ("failure", Some(message), details),
        None if case.remark.is_empty() => return writer.write_event(Event::Empty(start)),
        None => ("system-out", None, &case.remark),
    };
    writer.write_event(Event::Start(start))?;
    let mut inner = BytesStart::new(tag);
    if let Some(message) = message {
        inner.push_attribute(("message", printable(message).as_str()));
    }
    writer.write_event(Event::Start(inner))?;
    writer.write_event(Event::Text(BytesText::new(&printable(body))))?;
    writer.write_event(Event::End(BytesEnd::new(tag)))?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// The text without characters that XML cannot carry.
fn printable(text: &str) -> String {
    let carried = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars().map(|c| if carried(c) && !matches!(c, '\u{fffe}' | '\u{ffff}') { c } else { '\u{fffd}' }).collect()
}
