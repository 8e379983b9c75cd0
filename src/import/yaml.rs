//! YAML as the same tree as JSON.

use serde_json::Value as Json;

use super::Refusal;

/// The tree of a text of one document, or why there is none. Aliases are followed within limits of the parser, so that a
/// short text cannot become a tree without end.
pub(super) fn parse(text: &str) -> Result<Json, Refusal> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { with_snippet: false }).map_err(refusal)
}

/// The trees of all documents of a text.
pub(super) fn parse_all(text: &str) -> Result<Vec<Json>, Refusal> {
    serde_saphyr::from_multiple_with_options(text, serde_saphyr::options! { with_snippet: false }).map_err(refusal)
}

fn refusal(error: serde_saphyr::DeserializeError) -> Refusal {
    let line = error.location().map_or(0, |location| usize::try_from(location.line()).unwrap_or(0));
    Refusal { message: format!("this is no YAML: {}", crate::base::text::one_line(&error.to_string())), line }
}
