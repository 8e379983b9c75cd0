//! The text of a file, whatever it is encoded in.

/// Why what is neither UTF-8 nor marked as something else is not read.
const UNKNOWN: &str = "it is not UTF-8 text";

/// The text of a file in UTF-8, in UTF-16 with a byte order mark, as Windows tools write it, or in Latin-1 where its XML
/// declaration says so.
///
/// # Errors
///
/// Why there is none, in a clause.
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    if is_latin1(&bytes) {
        return Ok(bytes.into_iter().map(char::from).collect());
    }
    if bytes.contains(&0) {
        return Err(format!("{UNKNOWN}, and looks like none at all"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        format!("{UNKNOWN}: line {line} has a byte that is no character of it; save it as UTF-8")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err("it starts as UTF-16, and is none further on".to_owned()),
    }
}

/// Whether the first line is an XML declaration that names Latin-1.
fn is_latin1(bytes: &[u8]) -> bool {
    let start: String = bytes.iter().take(100).map(|byte| char::from(*byte)).collect();
    let declaration = start.strip_prefix("<?xml").and_then(|start| start.split_once("?>")).map(|(inner, _)| inner);
    declaration.is_some_and(|inner| inner.to_ascii_lowercase().contains("iso-8859-1"))
}
