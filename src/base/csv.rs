//! Comma-separated values (RFC 4180).

/// Rows below a header, if there is one. A cell that a spreadsheet would take for a formula gets a quote in front.
pub fn csv<'h>(header: impl IntoIterator<Item = &'h str>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
    let rows = rows.into_iter().map(|row| row.into_iter().map(guarded).collect());
    for row in Some(header).filter(|header| !header.is_empty()).into_iter().chain(rows) {
        let row: Vec<String> = row;
        // Writing to memory cannot fail; a row of another length is written as it is.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
