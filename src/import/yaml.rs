//! YAML as the same tree as JSON.

use serde_json::Value as Json;

use super::Refusal;

/// How many documents a text may have.
const MOST_DOCUMENTS: usize = 50_000;

/// The tree of a text of one document, or why there is none. Aliases are followed within limits of the parser, so that a
/// short text cannot become a tree without end.
pub(super) fn parse(text: &str) -> Result<Json, Refusal> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { with_snippet: false }).map_err(refusal)
}

/// The trees of all documents of a text.
pub(super) fn parse_all(text: &str) -> Result<Vec<Json>, Refusal> {
    let budget = serde_saphyr::budget! { max_documents: MOST_DOCUMENTS };
    let options = serde_saphyr::options! { with_snippet: false, budget: budget };
    serde_saphyr::from_multiple_with_options(text, options).map_err(refusal)
}

fn refusal(error: serde_saphyr::DeserializeError) -> Refusal {
    let line = error.location().map_or(0, |location| usize::try_from(location.line()).unwrap_or(0));
    let why = crate::base::text::one_line(&error.to_string());
    // The limits of the parser, which have to do with how much there is.
    let message = match why.split_once("budget breached: ") {
        Some((_, limit)) => format!("it is more YAML than is read at once: {limit}"),
        None => format!("this is no YAML: {why}"),
    };
    Refusal { message, line }
}
