//! Groups A to F: skeleton, header, summary, overview, architecture, diagrams.

use super::case::{Case, holds, same};
use super::{Requirement, document};

pub const REQUIREMENTS: &[Requirement] = &[
    document(1, "one command writes all fourteen parts in order", parts_in_order),
    document(2, "sections are numbered 1 to 11, header, summary and contents are not", numbers),
];

fn parts_in_order(case: &Case) -> Result<(), String> {
    let titles: Vec<&str> = case.document.sections.iter().map(|section| section.title.as_str()).collect();
    let wanted = vec![
        "Document Information",
        "Executive Summary",
        "Table of Contents",
        "System Overview",
        "Architecture Analysis",
        "Data Flow Diagrams",
        "Trust Boundaries",
        "Assets and Data Classification",
        "Threat Analysis (STRIDE)",
        "Security Controls",
        "Compliance Requirements",
        "Recommendations",
        "Existing Controls Mapping",
        "Appendices",
    ];
    same(&titles, &wanted)
}

fn numbers(case: &Case) -> Result<(), String> {
    let headings: Vec<&str> = case.markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let numbers: Vec<u32> = headings.iter().filter_map(|heading| heading.split_once(". ")?.0.parse().ok()).collect();
    same(&numbers, &(1..=11).collect())?;
    holds(headings.len() == 14, "there are 14 parts")
}
